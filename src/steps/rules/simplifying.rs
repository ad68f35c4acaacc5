//! Owns the rules of simplification: one row an identity, applied from left to right where the result is smaller.
//!
//! The engine matches the left side of the very text of `statement`. A condition that isn't known to hold travels with
//! the step when the left side is undefined without it; otherwise the rule isn't applied.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// sin(a)^2 + cos(a)^2 = 1.
    PYTHAGORAS = Rule {
        id: "pythagoras",
        name: Wording::new("Pythagorean identity", "勾股恒等式"),
        statement: "sin(a)^2 + cos(a)^2 = 1",
        condition: "",
        why: Wording::new("The point (cos a, sin a) lies on the unit circle.", "点 (cos a, sin a) 在单位圆上。"),
        example: ("sin(x)^2 + cos(x)^2", "1"),
        reference: "DLMF 4.21.12",
        weight: Weight::Principal,
    };
    /// 1 - sin(a)^2 = cos(a)^2.
    PYTHAGORAS_COS = Rule {
        id: "pythagoras-cos",
        name: Wording::new("Pythagorean identity", "勾股恒等式"),
        statement: "1 - sin(a)^2 = cos(a)^2",
        condition: "",
        why: Wording::new("The Pythagorean identity, solved for the cosine.", "由勾股恒等式解出余弦。"),
        example: ("1 - sin(x)^2", "cos(x)^2"),
        reference: "DLMF 4.21.12",
        weight: Weight::Principal,
    };
    /// 1 - cos(a)^2 = sin(a)^2.
    PYTHAGORAS_SIN = Rule {
        id: "pythagoras-sin",
        name: Wording::new("Pythagorean identity", "勾股恒等式"),
        statement: "1 - cos(a)^2 = sin(a)^2",
        condition: "",
        why: Wording::new("The Pythagorean identity, solved for the sine.", "由勾股恒等式解出正弦。"),
        example: ("1 - cos(x)^2", "sin(x)^2"),
        reference: "DLMF 4.21.12",
        weight: Weight::Principal,
    };
    /// cos(a)^2 - sin(a)^2 = cos(2*a).
    COS_DOUBLE = Rule {
        id: "cos-double",
        name: Wording::new("double angle", "倍角公式"),
        statement: "cos(a)^2 - sin(a)^2 = cos(2*a)",
        condition: "",
        why: Wording::new("The addition theorem of the cosine with both angles equal.", "余弦加法定理中两角相等的情形。"),
        example: ("cos(x)^2 - sin(x)^2", "cos(2*x)"),
        reference: "DLMF 4.21.28",
        weight: Weight::Principal,
    };
    /// 2*sin(a)*cos(a) = sin(2*a).
    SIN_DOUBLE = Rule {
        id: "sin-double",
        name: Wording::new("double angle", "倍角公式"),
        statement: "2*sin(a)*cos(a) = sin(2*a)",
        condition: "",
        why: Wording::new("The addition theorem of the sine with both angles equal.", "正弦加法定理中两角相等的情形。"),
        example: ("2*sin(x)*cos(x)", "sin(2*x)"),
        reference: "DLMF 4.21.27",
        weight: Weight::Principal,
    };
    /// sin(a)/cos(a) = tan(a).
    TANGENT = Rule {
        id: "tangent",
        name: Wording::new("tangent as a quotient", "正切的定义"),
        statement: "sin(a)/cos(a) = tan(a)",
        condition: "cos(a) != 0",
        why: Wording::new("The tangent is defined as sine over cosine.", "正切定义为正弦除以余弦。"),
        example: ("sin(x)/cos(x)", "tan(x)"),
        reference: "DLMF 4.14.4",
        weight: Weight::Principal,
    };
    /// tan(a)*cos(a) = sin(a).
    TANGENT_COSINE = Rule {
        id: "tangent-cosine",
        name: Wording::new("tangent times cosine", "正切乘余弦"),
        statement: "tan(a)*cos(a) = sin(a)",
        condition: "cos(a) != 0",
        why: Wording::new("The tangent is sine over cosine, so the cosine cancels.", "正切是正弦除以余弦,余弦约去。"),
        example: ("tan(x)*cos(x)", "sin(x)"),
        reference: "DLMF 4.14.4",
        weight: Weight::Principal,
    };
    /// 1 + tan(a)^2 = sec(a)^2.
    SECANT_SQUARE = Rule {
        id: "secant-square",
        name: Wording::new("tangent and secant", "正切与正割"),
        statement: "1 + tan(a)^2 = sec(a)^2",
        condition: "",
        why: Wording::new("The Pythagorean identity divided by cos².", "勾股恒等式两边除以 cos²。"),
        example: ("1 + tan(x)^2", "sec(x)^2"),
        reference: "DLMF 4.21.13",
        weight: Weight::Principal,
    };
    /// cosh(a)^2 - sinh(a)^2 = 1.
    HYPERBOLIC_PYTHAGORAS = Rule {
        id: "hyperbolic-pythagoras",
        name: Wording::new("hyperbolic identity", "双曲恒等式"),
        statement: "cosh(a)^2 - sinh(a)^2 = 1",
        condition: "",
        why: Wording::new("The point (cosh a, sinh a) lies on the unit hyperbola.", "点 (cosh a, sinh a) 在单位双曲线上。"),
        example: ("cosh(x)^2 - sinh(x)^2", "1"),
        reference: "DLMF 4.35.11",
        weight: Weight::Principal,
    };
    /// 1 + sinh(a)^2 = cosh(a)^2.
    HYPERBOLIC_COSINE = Rule {
        id: "hyperbolic-cosine",
        name: Wording::new("hyperbolic identity", "双曲恒等式"),
        statement: "1 + sinh(a)^2 = cosh(a)^2",
        condition: "",
        why: Wording::new("The hyperbolic identity, solved for the cosine.", "由双曲恒等式解出双曲余弦。"),
        example: ("1 + sinh(x)^2", "cosh(x)^2"),
        reference: "DLMF 4.35.11",
        weight: Weight::Principal,
    };
    /// cosh(a)^2 - 1 = sinh(a)^2.
    HYPERBOLIC_SINE = Rule {
        id: "hyperbolic-sine",
        name: Wording::new("hyperbolic identity", "双曲恒等式"),
        statement: "cosh(a)^2 - 1 = sinh(a)^2",
        condition: "",
        why: Wording::new("The hyperbolic identity, solved for the sine.", "由双曲恒等式解出双曲正弦。"),
        example: ("cosh(x)^2 - 1", "sinh(x)^2"),
        reference: "DLMF 4.35.11",
        weight: Weight::Principal,
    };
    /// sinh(a)/cosh(a) = tanh(a).
    HYPERBOLIC_TANGENT = Rule {
        id: "hyperbolic-tangent",
        name: Wording::new("hyperbolic tangent as a quotient", "双曲正切的定义"),
        statement: "sinh(a)/cosh(a) = tanh(a)",
        condition: "",
        why: Wording::new("The hyperbolic tangent is defined as sinh over cosh.", "双曲正切定义为 sinh 除以 cosh。"),
        example: ("sinh(x)/cosh(x)", "tanh(x)"),
        reference: "DLMF 4.28.4",
        weight: Weight::Principal,
    };
    /// cosh(a) + sinh(a) = exp(a).
    EXP_SUM = Rule {
        id: "exp-sum",
        name: Wording::new("exponential and hyperbolic functions", "指数与双曲函数"),
        statement: "cosh(a) + sinh(a) = exp(a)",
        condition: "",
        why: Wording::new("The even and the odd part of the exponential function.", "指数函数的偶部与奇部之和。"),
        example: ("cosh(x) + sinh(x)", "exp(x)"),
        reference: "DLMF 4.28.3",
        weight: Weight::Principal,
    };
    /// exp(ln(a)) = a.
    EXP_LN = Rule {
        id: "exp-ln",
        name: Wording::new("exponential of a logarithm", "对数的指数"),
        statement: "exp(ln(a)) = a",
        condition: "a > 0",
        why: Wording::new("The exponential function undoes the logarithm.", "指数函数是对数的逆运算。"),
        example: ("exp(ln(x))", "x"),
        reference: "DLMF 4.4.3",
        weight: Weight::Principal,
    };
    /// ln(exp(a)) = a.
    LN_EXP = Rule {
        id: "ln-exp",
        name: Wording::new("logarithm of an exponential", "指数的对数"),
        statement: "ln(exp(a)) = a",
        condition: "",
        why: Wording::new("The logarithm undoes the exponential function.", "对数是指数函数的逆运算。"),
        example: ("ln(exp(x))", "x"),
        reference: "DLMF 4.4.2",
        weight: Weight::Principal,
    };
    /// ln(e^a) = a.
    LN_E_POWER = Rule {
        id: "ln-e-power",
        name: Wording::new("logarithm of a power of e", "e 的幂的对数"),
        statement: "ln(e^a) = a",
        condition: "",
        why: Wording::new("The logarithm undoes the exponential function.", "对数是指数函数的逆运算。"),
        example: ("ln(e^x)", "x"),
        reference: "DLMF 4.4.2",
        weight: Weight::Principal,
    };
    /// e^(ln(a)) = a.
    E_POWER_LN = Rule {
        id: "e-power-ln",
        name: Wording::new("e to a logarithm", "以 e 为底的对数幂"),
        statement: "e^(ln(a)) = a",
        condition: "a > 0",
        why: Wording::new("The exponential function undoes the logarithm.", "指数函数是对数的逆运算。"),
        example: ("e^(ln(x))", "x"),
        reference: "DLMF 4.4.3",
        weight: Weight::Principal,
    };
    /// exp(a)*exp(b) = exp(a + b).
    EXP_PRODUCT = Rule {
        id: "exp-product",
        name: Wording::new("product of exponentials", "指数函数的乘积"),
        statement: "exp(a)*exp(b) = exp(a + b)",
        condition: "",
        why: Wording::new("Exponents are added.", "指数相加。"),
        example: ("exp(x)*exp(y)", "exp(x + y)"),
        reference: "DLMF 4.8.7",
        weight: Weight::Principal,
    };
    /// exp(a)^n = exp(n*a).
    EXP_POWER = Rule {
        id: "exp-power",
        name: Wording::new("power of an exponential", "指数函数的幂"),
        statement: "exp(a)^n = exp(n*a)",
        condition: "",
        why: Wording::new("Exponents are multiplied.", "指数相乘。"),
        example: ("exp(x^2)^3", "exp(3*x^2)"),
        reference: "DLMF 4.8.13",
        weight: Weight::Principal,
    };
    /// exp(a)/exp(b) = exp(a - b).
    EXP_QUOTIENT = Rule {
        id: "exp-quotient",
        name: Wording::new("quotient of exponentials", "指数函数的商"),
        statement: "exp(a)/exp(b) = exp(a - b)",
        condition: "",
        why: Wording::new("Exponents are subtracted.", "指数相减。"),
        example: ("exp(x)/exp(y)", "exp(x - y)"),
        reference: "DLMF 4.8.7",
        weight: Weight::Principal,
    };
    /// ln(a) + ln(b) = ln(a*b).
    LN_SUM = Rule {
        id: "ln-sum",
        name: Wording::new("sum of logarithms", "对数之和"),
        statement: "ln(a) + ln(b) = ln(a*b)",
        condition: "a > 0",
        why: Wording::new("The logarithm of a product is the sum of the logarithms.", "积的对数等于对数之和。"),
        example: ("ln(x) + ln(y)", "ln(x*y)"),
        reference: "DLMF 4.8.2",
        weight: Weight::Principal,
    };
    /// ln(a) - ln(b) = ln(a/b).
    LN_DIFFERENCE = Rule {
        id: "ln-difference",
        name: Wording::new("difference of logarithms", "对数之差"),
        statement: "ln(a) - ln(b) = ln(a/b)",
        condition: "a > 0",
        why: Wording::new("The logarithm of a quotient is the difference of the logarithms.", "商的对数等于对数之差。"),
        example: ("ln(x) - ln(y)", "ln(x/y)"),
        reference: "DLMF 4.8.4",
        weight: Weight::Principal,
    };
    /// ln(a^n) = n*ln(a).
    LN_POWER = Rule {
        id: "ln-power",
        name: Wording::new("logarithm of a power", "幂的对数"),
        statement: "ln(a^n) = n*ln(a)",
        condition: "a > 0",
        why: Wording::new("The exponent comes out as a factor.", "指数提出来作为因子。"),
        example: ("ln((x^2 + 1)^3)", "3*ln(x^2 + 1)"),
        reference: "DLMF 4.8.5",
        weight: Weight::Principal,
    };
    /// sqrt(a^2) = abs(a).
    SQRT_SQUARE = Rule {
        id: "sqrt-square",
        name: Wording::new("root of a square", "平方的算术根"),
        statement: "sqrt(a^2) = abs(a)",
        condition: "",
        why: Wording::new("The square root is never negative.", "算术平方根不为负。"),
        example: ("sqrt(x^2)", "abs(x)"),
        reference: "DLMF 1.9.2",
        weight: Weight::Principal,
    };
    /// sqrt(a)*sqrt(b) = sqrt(a*b).
    SQRT_PRODUCT = Rule {
        id: "sqrt-product",
        name: Wording::new("product of roots", "根式之积"),
        statement: "sqrt(a)*sqrt(b) = sqrt(a*b)",
        condition: "a >= 0",
        why: Wording::new("The root of a product is the product of the roots.", "积的算术平方根等于算术平方根之积。"),
        example: ("sqrt(x)*sqrt(y)", "sqrt(x*y)"),
        reference: "DLMF 4.2.26",
        weight: Weight::Principal,
    };
    /// a/sqrt(a) = sqrt(a).
    ROOT_RATIO = Rule {
        id: "root-ratio",
        name: Wording::new("number over its root", "数除以其算术平方根"),
        statement: "a/sqrt(a) = sqrt(a)",
        condition: "a > 0",
        why: Wording::new("a is the square of its root, and one root cancels.", "a 等于其算术平方根的平方,约去一个根。"),
        example: ("x/sqrt(x)", "sqrt(x)"),
        reference: "DLMF 4.2.26",
        weight: Weight::Principal,
    };
    /// abs(a)^2 = a^2.
    ABS_SQUARE = Rule {
        id: "abs-square",
        name: Wording::new("square of an absolute value", "绝对值的平方"),
        statement: "abs(a)^2 = a^2",
        condition: "",
        why: Wording::new("Squaring removes the sign.", "平方消去符号。"),
        example: ("abs(x)^2", "x^2"),
        reference: "DLMF 1.9.7",
        weight: Weight::Principal,
    };
    /// abs(-a) = abs(a).
    ABS_NEGATIVE = Rule {
        id: "abs-negative",
        name: Wording::new("absolute value of a negative", "相反数的绝对值"),
        statement: "abs(-a) = abs(a)",
        condition: "",
        why: Wording::new("The distance from 0 doesn't depend on the side.", "到 0 的距离与方向无关。"),
        example: ("abs(-x)", "abs(x)"),
        reference: "DLMF 1.9.7",
        weight: Weight::Principal,
    };
    /// abs(a) = a.
    ABS_NONNEGATIVE = Rule {
        id: "abs-nonnegative",
        name: Wording::new("absolute value of a nonnegative number", "非负数的绝对值"),
        statement: "abs(a) = a",
        condition: "a >= 0",
        why: Wording::new("What is not negative is its own absolute value.", "非负数的绝对值是它本身。"),
        example: ("abs(x^2 + 1)", "x^2 + 1"),
        reference: "DLMF 1.9.7",
        weight: Weight::Principal,
    };
    /// abs(a)*abs(b) = abs(a*b).
    ABS_PRODUCT = Rule {
        id: "abs-product",
        name: Wording::new("product of absolute values", "绝对值之积"),
        statement: "abs(a)*abs(b) = abs(a*b)",
        condition: "",
        why: Wording::new("The absolute value of a product is the product of the absolute values.", "积的绝对值等于绝对值之积。"),
        example: ("abs(x)*abs(y)", "abs(x*y)"),
        reference: "DLMF 1.9.8",
        weight: Weight::Principal,
    };
    /// abs(a)*sign(a) = a.
    ABS_SIGN = Rule {
        id: "abs-sign",
        name: Wording::new("absolute value times sign", "绝对值乘符号"),
        statement: "abs(a)*sign(a) = a",
        condition: "",
        why: Wording::new("A number is its size times its sign.", "一个数等于其绝对值乘以其符号。"),
        example: ("abs(x)*sign(x)", "x"),
        reference: "DLMF 1.9.7",
        weight: Weight::Principal,
    };
    /// a*sign(a) = abs(a).
    SIGN_ABS = Rule {
        id: "sign-abs",
        name: Wording::new("number times its sign", "数乘以其符号"),
        statement: "a*sign(a) = abs(a)",
        condition: "",
        why: Wording::new("The sign makes the product nonnegative.", "乘以符号后结果非负。"),
        example: ("x*sign(x)", "abs(x)"),
        reference: "DLMF 1.9.7",
        weight: Weight::Principal,
    };
    /// sin(-a) = -sin(a).
    SIN_ODD = Rule {
        id: "sin-odd",
        name: Wording::new("sine is odd", "正弦是奇函数"),
        statement: "sin(-a) = -sin(a)",
        condition: "",
        why: Wording::new("Reflection at the origin.", "关于原点对称。"),
        example: ("-sin(-x)", "sin(x)"),
        reference: "DLMF 4.17",
        weight: Weight::Principal,
    };
    /// cos(-a) = cos(a).
    COS_EVEN = Rule {
        id: "cos-even",
        name: Wording::new("cosine is even", "余弦是偶函数"),
        statement: "cos(-a) = cos(a)",
        condition: "",
        why: Wording::new("Reflection at the vertical axis.", "关于纵轴对称。"),
        example: ("cos(-x)", "cos(x)"),
        reference: "DLMF 4.17",
        weight: Weight::Principal,
    };
    /// tanh(-a) = -tanh(a).
    TANH_ODD = Rule {
        id: "tanh-odd",
        name: Wording::new("hyperbolic tangent is odd", "双曲正切是奇函数"),
        statement: "tanh(-a) = -tanh(a)",
        condition: "",
        why: Wording::new("Reflection at the origin.", "关于原点对称。"),
        example: ("-tanh(-x)", "tanh(x)"),
        reference: "DLMF 4.30",
        weight: Weight::Principal,
    };
    /// 1/(1 + exp(-a)) = sigmoid(a).
    SIGMOID_EXP = Rule {
        id: "sigmoid-exp",
        name: Wording::new("sigmoid", "S 形函数"),
        statement: "1/(1 + exp(-a)) = sigmoid(a)",
        condition: "",
        why: Wording::new("The definition of the logistic sigmoid.", "逻辑斯谛 S 形函数的定义。"),
        example: ("1/(1 + exp(-x))", "sigmoid(x)"),
        reference: "Bishop, PRML, eq. 4.59",
        weight: Weight::Principal,
    };
    /// 1/(1 + e^(-a)) = sigmoid(a).
    SIGMOID_E = Rule {
        id: "sigmoid-e",
        name: Wording::new("sigmoid", "S 形函数"),
        statement: "1/(1 + e^(-a)) = sigmoid(a)",
        condition: "",
        why: Wording::new("The definition of the logistic sigmoid.", "逻辑斯谛 S 形函数的定义。"),
        example: ("1/(1 + e^(-x))", "sigmoid(x)"),
        reference: "Bishop, PRML, eq. 4.59",
        weight: Weight::Principal,
    };
    /// exp(a)/(1 + exp(a)) = sigmoid(a).
    SIGMOID_RATIO = Rule {
        id: "sigmoid-ratio",
        name: Wording::new("sigmoid", "S 形函数"),
        statement: "exp(a)/(1 + exp(a)) = sigmoid(a)",
        condition: "",
        why: Wording::new("The definition of the sigmoid, with e^a in top and bottom.", "S 形函数定义的分子分母同乘 e^a。"),
        example: ("exp(x)/(1 + exp(x))", "sigmoid(x)"),
        reference: "Bishop, PRML, eq. 4.59",
        weight: Weight::Principal,
    };
    /// sigmoid(a) + sigmoid(-a) = 1.
    SIGMOID_COMPLEMENT = Rule {
        id: "sigmoid-complement",
        name: Wording::new("complement of the sigmoid", "S 形函数的互补"),
        statement: "sigmoid(a) + sigmoid(-a) = 1",
        condition: "",
        why: Wording::new("The curve is symmetric about the point (0, ½).", "曲线关于点 (0, ½) 对称。"),
        example: ("sigmoid(x) + sigmoid(-x)", "1"),
        reference: "Bishop, PRML, eq. 4.60",
        weight: Weight::Principal,
    };
    /// ln(1 + exp(a)) = softplus(a).
    SOFTPLUS_FORM = Rule {
        id: "softplus-form",
        name: Wording::new("softplus", "softplus 函数"),
        statement: "ln(1 + exp(a)) = softplus(a)",
        condition: "",
        why: Wording::new("The definition of softplus.", "softplus 的定义。"),
        example: ("ln(1 + exp(x))", "softplus(x)"),
        reference: "Dugas et al. 2001",
        weight: Weight::Principal,
    };
    /// relu(a)*step(a) = relu(a).
    RELU_STEP = Rule {
        id: "relu-step",
        name: Wording::new("rectifier times its step", "整流函数乘阶跃"),
        statement: "relu(a)*step(a) = relu(a)",
        condition: "",
        why: Wording::new("Where the step is 0 the rectifier is 0 already.", "阶跃为 0 处,整流函数本来就是 0。"),
        example: ("relu(x)*step(x)", "relu(x)"),
        reference: "Nair & Hinton, ICML 2010",
        weight: Weight::Principal,
    };
    /// relu(a)*indicator(a > 0) = relu(a).
    RELU_INDICATOR = Rule {
        id: "relu-indicator",
        name: Wording::new("rectifier where it is positive", "整流函数乘其正值指示"),
        statement: "relu(a)*indicator(a > 0) = relu(a)",
        condition: "",
        why: Wording::new("Where a isn't positive the rectifier is 0 already.", "a 不为正处,整流函数本来就是 0。"),
        example: ("relu(x)*indicator(x > 0)", "relu(x)"),
        reference: "Nair & Hinton, ICML 2010",
        weight: Weight::Principal,
    };
    /// exp(-a)*sigmoid(a) = sigmoid(-a).
    SIGMOID_EXP_PRODUCT = Rule {
        id: "sigmoid-exp-product",
        name: Wording::new("sigmoid of the negative", "相反数的 S 形函数"),
        statement: "exp(-a)*sigmoid(a) = sigmoid(-a)",
        condition: "",
        why: Wording::new("e^(−a)/(1 + e^(−a)) is the sigmoid of −a.", "e^(−a)/(1 + e^(−a)) 就是 −a 的 S 形函数值。"),
        example: ("exp(-x)*sigmoid(x)", "sigmoid(-x)"),
        reference: "Bishop, PRML, eq. 4.60",
        weight: Weight::Principal,
    };
}
