//! Owns the rules of stable evaluation: forms that overflow or lose digits in floating point, and what is computed in their
//! place. They are applied when a loss is made ready for numbers; pages keep the form that was typed.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

const REFERENCE: &str = "Higham, Accuracy and Stability of Numerical Algorithms, ch. 1";

rules! {
    /// ln(1 + e^x) = softplus(x).
    STABLE_SOFTPLUS = Rule {
        id: "stable-softplus",
        name: Wording::new("logarithm of one plus an exponential", "1 与指数之和的对数"),
        statement: "ln(1 + exp(x)) = softplus(x)",
        condition: "",
        why: Wording::new("e^x overflows for x above 709, its logarithm is x; softplus never forms e^x for x > 0.", "x 超过 709 时 e^x 上溢,而其对数只是 x;softplus 在 x > 0 时不计算 e^x。"),
        example: ("ln(1 + exp(w*x))", "softplus(w*x)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// ln(e^x + e^y) = logsumexp(x, y).
    STABLE_LOG_SUM_EXP = Rule {
        id: "stable-log-sum-exp",
        name: Wording::new("logarithm of a sum of exponentials", "指数之和的对数"),
        statement: "ln(exp(x) + exp(y)) = logsumexp(x, y)",
        condition: "",
        why: Wording::new("The largest exponent is taken out, so that no exponential overflows.", "先提出最大的指数,使任何指数都不会上溢。"),
        example: ("ln(exp(a) + exp(b) + exp(c))", "logsumexp(a, logsumexp(b, c))"),
        reference: "Blanchard, Higham, Higham 2021",
        weight: Weight::Routine,
    };
    /// 1/(1 + e^x) = sigmoid(-x).
    STABLE_SIGMOID = Rule {
        id: "stable-sigmoid",
        name: Wording::new("one over one plus an exponential", "1 除以 1 与指数之和"),
        statement: "1/(1 + exp(x)) = sigmoid(-x)",
        condition: "",
        why: Wording::new("The sigmoid takes the exponential of −|x|, which can't overflow.", "sigmoid 只计算 −|x| 的指数,不会上溢。"),
        example: ("1/(1 + exp(-x))", "sigmoid(x)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// e^x/(e^x + e^y) = sigmoid(x - y).
    STABLE_SOFTMAX = Rule {
        id: "stable-softmax",
        name: Wording::new("share of a sum of exponentials", "指数在指数和中所占的份额"),
        statement: "exp(x)/(exp(x) + exp(y)) = sigmoid(x - y)",
        condition: "",
        why: Wording::new("Only differences of exponents matter; both exponentials may overflow, or vanish together.", "只有指数之差有意义;两个指数都可能上溢,或同时趋于零。"),
        example: ("exp(a)/(exp(a) + exp(b) + exp(c))", "sigmoid(a - logsumexp(b, c))"),
        reference: "Goodfellow, Bengio & Courville, Deep Learning, sec. 4.1",
        weight: Weight::Routine,
    };
    /// ln(sigmoid(x)) = -softplus(-x).
    STABLE_LOG_SIGMOID = Rule {
        id: "stable-log-sigmoid",
        name: Wording::new("logarithm of a sigmoid", "sigmoid 的对数"),
        statement: "ln(sigmoid(x)) = -softplus(-x)",
        condition: "",
        why: Wording::new("For x below −745 the sigmoid is zero in floating point, its logarithm is x: the cross-entropy of a sigmoid stays finite.", "x 低于 −745 时 sigmoid 在浮点数中为零,而其对数只是 x:这样 sigmoid 的交叉熵保持有限。"),
        example: ("ln(1 - sigmoid(z))", "-softplus(z)"),
        reference: "Goodfellow, Bengio & Courville, Deep Learning, sec. 6.2.2",
        weight: Weight::Routine,
    };
    /// 1 - sigmoid(x) = sigmoid(-x).
    STABLE_COMPLEMENT = Rule {
        id: "stable-complement",
        name: Wording::new("complement of a sigmoid", "1 减去 sigmoid"),
        statement: "1 - sigmoid(x) = sigmoid(-x)",
        condition: "",
        why: Wording::new("Near 1 the difference would lose all digits.", "sigmoid 接近 1 时,该差会失去全部有效数字。"),
        example: ("1 - sigmoid(w*x)", "sigmoid(-w*x)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// ln(e^x) = x.
    STABLE_LOG_EXP = Rule {
        id: "stable-log-exp",
        name: Wording::new("logarithm of an exponential", "指数的对数"),
        statement: "ln(exp(x)) = x",
        condition: "",
        why: Wording::new("The exponential may overflow where x itself is harmless.", "x 本身无碍时,其指数仍可能上溢。"),
        example: ("ln(exp(a)/(exp(a) + exp(b) + exp(c) + exp(d) + exp(f)))", "a - logsumexp(a, logsumexp(b, logsumexp(c, logsumexp(d, f))))"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// exp(x) - 1 = expm1(x).
    STABLE_EXPM1 = Rule {
        id: "stable-expm1",
        name: Wording::new("an exponential minus one", "指数减 1"),
        statement: "exp(x) - 1 = expm1(x)",
        condition: "",
        why: Wording::new("Near x = 0 the difference would lose all digits.", "在 x = 0 附近,该差会失去全部有效数字。"),
        example: ("exp(w*x) - 1", "expm1(w*x)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// ln(1 + x) = log1p(x).
    STABLE_LOG1P = Rule {
        id: "stable-log1p",
        name: Wording::new("logarithm of one plus x", "1 + x 的对数"),
        statement: "ln(1 + x) = log1p(x)",
        condition: "",
        why: Wording::new("A small x is rounded away when 1 is added to it.", "x 很小时,加上 1 会把它舍去。"),
        example: ("ln(1 + (y - w*x)^2)", "log1p((y - w*x)^2)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// sqrt(x^2 + y^2) = hypot(x, y).
    STABLE_HYPOT = Rule {
        id: "stable-hypot",
        name: Wording::new("length of a vector", "向量的长度"),
        statement: "sqrt(x^2 + y^2) = hypot(x, y)",
        condition: "",
        why: Wording::new("Squares overflow above 10^154 and vanish below 10^-162; the larger one is taken out.", "平方在 10^154 以上上溢,在 10^-162 以下消失;因此先提出较大者。"),
        example: ("sqrt(a^2 + b^2)", "hypot(a, b)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// ln(cosh x) = logcosh(x).
    STABLE_LOG_COSH = Rule {
        id: "stable-log-cosh",
        name: Wording::new("logarithm of a hyperbolic cosine", "双曲余弦的对数"),
        statement: "ln(cosh(x)) = logcosh(x)",
        condition: "",
        why: Wording::new("cosh x overflows for x above 710, its logarithm is |x| − ln 2; near 0 it is x²/2, which the sum 1 + x²/2 would round away.", "x 超过 710 时 cosh x 上溢,而其对数只是 |x| − ln 2;在 0 附近其值为 x²/2,会被 1 + x²/2 的舍入抹去。"),
        example: ("ln(cosh(y - w*x))", "logcosh(y - w*x)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// ln(x e^y) = ln x + y.
    STABLE_LOG_FACTOR = Rule {
        id: "stable-log-factor",
        name: Wording::new("logarithm of a product with exponentials", "含指数因子的乘积的对数"),
        statement: "ln(x*exp(y)) = ln(x) + y",
        condition: "",
        why: Wording::new("A likelihood that is a product vanishes in floating point long before its logarithm is large.", "作为乘积的似然在其对数远未变大之前,就已在浮点数中消失。"),
        example: ("ln(sigmoid(z)^y)", "-y*softplus(-z)"),
        reference: "Goodfellow, Bengio & Courville, Deep Learning, sec. 4.1",
        weight: Weight::Routine,
    };
    /// ln(1 - e^-x) = log1mexp(x).
    STABLE_LOG1MEXP = Rule {
        id: "stable-log1mexp",
        name: Wording::new("logarithm of one minus an exponential", "1 减去指数的对数"),
        statement: "ln(1 - exp(-x)) = log1mexp(x)",
        condition: "",
        why: Wording::new("Near x = 0 the difference loses its digits, for large x the exponential is rounded away.", "在 x = 0 附近该差失去有效数字;x 很大时指数被舍去。"),
        example: ("log1p(-exp(-w*x))", "log1mexp(w*x)"),
        reference: "Mächler 2012, Accurately computing log(1 − exp(−|a|))",
        weight: Weight::Routine,
    };
    /// ln(e^x - 1) = x + log1mexp(x).
    STABLE_LOG_EXPM1 = Rule {
        id: "stable-log-expm1",
        name: Wording::new("logarithm of an exponential minus one", "指数减 1 的对数"),
        statement: "ln(exp(x) - 1) = x + log1mexp(x)",
        condition: "",
        why: Wording::new("The exponential overflows where the logarithm is x.", "对数仅为 x 时,指数已经上溢。"),
        example: ("ln(exp(w*x) - 1)", "w*x + log1mexp(w*x)"),
        reference: "Mächler 2012, Accurately computing log(1 − exp(−|a|))",
        weight: Weight::Routine,
    };
    /// 1 - tanh(x)^2 = sech(x)^2.
    STABLE_SECH = Rule {
        id: "stable-sech",
        name: Wording::new("one minus the square of a tanh", "1 减去 tanh 的平方"),
        statement: "1 - tanh(x)^2 = sech(x)^2",
        condition: "",
        why: Wording::new("A saturated tanh is rounded to 1, and its slope would be zero.", "饱和的 tanh 被舍入为 1,其斜率便成了零。"),
        example: ("3 - 3*tanh(w*x)^2", "3*sech(w*x)^2"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// (e^x - e^-x)/(e^x + e^-x) = tanh(x).
    STABLE_TANH = Rule {
        id: "stable-tanh",
        name: Wording::new("hyperbolic tangent by exponentials", "用指数写出的双曲正切"),
        statement: "(exp(x) - exp(-x))/(exp(x) + exp(-x)) = tanh(x)",
        condition: "",
        why: Wording::new("Above x = 710 it would be infinity over infinity, near 0 a difference without digits.", "x 超过 710 时成为无穷除以无穷;在 0 附近则是失去有效数字的差。"),
        example: ("(exp(2*w) - 1)/(exp(2*w) + 1)", "tanh(w)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// 2 sigmoid(x) - 1 = tanh(x/2).
    STABLE_CENTERED_SIGMOID = Rule {
        id: "stable-centered-sigmoid",
        name: Wording::new("sigmoid between minus one and one", "取值在 −1 与 1 之间的 sigmoid"),
        statement: "2*sigmoid(x) - 1 = tanh(x/2)",
        condition: "",
        why: Wording::new("Near x = 0 the difference would lose all digits.", "在 x = 0 附近,该差会失去全部有效数字。"),
        example: ("1/2 - sigmoid(w*x)", "-tanh(w*x/2)/2"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// 1 + tanh(x) = 2 sigmoid(2x).
    STABLE_TANH_COMPLEMENT = Rule {
        id: "stable-tanh-complement",
        name: Wording::new("one plus or minus a tanh", "1 加减 tanh"),
        statement: "1 + tanh(x) = 2*sigmoid(2*x)",
        condition: "",
        why: Wording::new("Where the tanh is near −1 or 1, the sum would lose all digits.", "tanh 接近 −1 或 1 时,该和会失去全部有效数字。"),
        example: ("ln((1 - tanh(z/2))/2)", "-softplus(z)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// e^x/(1 + e^x)^2 = sech(x/2)^2/4.
    STABLE_DENSITY = Rule {
        id: "stable-density",
        name: Wording::new("slope of a sigmoid by exponentials", "用指数写出的 sigmoid 斜率"),
        statement: "exp(x)/(1 + exp(x))^2 = sech(x/2)^2/4",
        condition: "",
        why: Wording::new("Infinity over infinity far out; and the even function has a slope that keeps its digits around 0.", "远处成为无穷除以无穷;而写成偶函数后,其斜率在 0 附近不失有效数字。"),
        example: ("exp(-w*x)/(1 + exp(-w*x))^2", "sech(-w*x/2)^2/4"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// sigmoid(x) - y = (1 - y) sigmoid(x) - y sigmoid(-x).
    STABLE_RESIDUAL = Rule {
        id: "stable-residual",
        name: Wording::new("sigmoid minus its label", "sigmoid 减去标签"),
        statement: "sigmoid(x) - y = (1 - y)*sigmoid(x) - y*sigmoid(-x)",
        condition: "",
        why: Wording::new("A sigmoid near its label 0 or 1 leaves a small rest, which the difference would round away.", "sigmoid 接近标签 0 或 1 时余下的小量,会被该差舍去。"),
        example: ("y - sigmoid(w)", "y*sigmoid(-w) - (1 - y)*sigmoid(w)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// exp(x) exp(y) = exp(x + y).
    STABLE_EXP_PRODUCT = Rule {
        id: "stable-exp-product",
        name: Wording::new("product of exponentials", "指数的乘积"),
        statement: "exp(x)*exp(y) = exp(x + y)",
        condition: "",
        why: Wording::new("One factor may overflow and the other vanish where the product is harmless.", "乘积无碍时,一个因子可能上溢,另一个可能消失。"),
        example: ("exp(a)/exp(b)", "exp(a - b)"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// e^x/Σ e^y = e^(x - ln Σ e^y).
    STABLE_SOFTMAX_SUM = Rule {
        id: "stable-softmax-sum",
        name: Wording::new("share of a sum over an index", "在求和式中所占的份额"),
        statement: "exp(x)/sum(i=1..3, exp(i*x)) = exp(x - ln(sum(i=1..3, exp(i*x))))",
        condition: "",
        why: Wording::new("The logarithm of a sum of exponentials is computed with the largest exponent taken out, so that nothing overflows.", "计算指数之和的对数时先提出最大的指数,因此不会上溢。"),
        example: ("sum(i=1..3, i*exp(i*x))/sum(i=1..3, exp(i*x))", "sum(i=1..3, i*exp(i*x - ln(sum(i=1..3, exp(i*x)))))"),
        reference: "Blanchard, Higham, Higham 2021",
        weight: Weight::Routine,
    };
    /// exp(x) + exp(-x) = 2 cosh(x).
    STABLE_MIRRORED = Rule {
        id: "stable-mirrored",
        name: Wording::new("exponentials of opposite exponents", "指数互为相反数的指数函数"),
        statement: "exp(x) + exp(-x) = 2*cosh(x)",
        condition: "",
        why: Wording::new("The sum is even and the difference odd; computed as such, neither its logarithm nor its slope loses digits around 0.", "和是偶函数,差是奇函数;按此计算,其对数和斜率在 0 附近都不失有效数字。"),
        example: ("exp(w*x) - exp(-w*x)", "2*sinh(w*x)"),
        reference: "DLMF 4.28",
        weight: Weight::Routine,
    };
    /// 1/cosh(x) = sech(x).
    STABLE_SECANT = Rule {
        id: "stable-secant",
        name: Wording::new("one over a hyperbolic cosine", "双曲余弦的倒数"),
        statement: "1/cosh(x) = sech(x)",
        condition: "",
        why: Wording::new("The hyperbolic secant takes the exponential of −|x|, so that neither it nor its slope is a quotient of infinities.", "双曲正割只计算 −|x| 的指数,其值与斜率都不会成为无穷之商。"),
        example: ("2/(exp(w) + exp(-w))", "sech(w)"),
        reference: "DLMF 4.28.6",
        weight: Weight::Routine,
    };
    /// 1 - cos(x) = 2 sin(x/2)^2.
    STABLE_COSINE = Rule {
        id: "stable-cosine",
        name: Wording::new("one minus a cosine", "1 减去余弦"),
        statement: "1 - cos(x) = 2*sin(x/2)^2",
        condition: "",
        why: Wording::new("Near x = 0 the difference would lose all digits.", "在 x = 0 附近,该差会失去全部有效数字。"),
        example: ("1 - cos(w*x - y)", "2*sin((w*x - y)/2)^2"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// cosh(x) - 1 = 2 sinh(x/2)^2.
    STABLE_COSH = Rule {
        id: "stable-cosh",
        name: Wording::new("a hyperbolic cosine minus one", "双曲余弦减 1"),
        statement: "cosh(x) - 1 = 2*sinh(x/2)^2",
        condition: "",
        why: Wording::new("Near x = 0 the difference would lose all digits.", "在 x = 0 附近,该差会失去全部有效数字。"),
        example: ("cosh(w*x) - 1", "2*sinh(w*x/2)^2"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
    /// √(1 + x) - 1 = x/(1 + √(1 + x)).
    STABLE_ROOT = Rule {
        id: "stable-root",
        name: Wording::new("a root minus one", "根式减 1"),
        statement: "sqrt(1 + x) - 1 = x/(1 + sqrt(1 + x))",
        condition: "",
        why: Wording::new("Near x = 0 the difference would lose all digits.", "在 x = 0 附近,该差会失去全部有效数字。"),
        example: ("sqrt(1 + (y - w)^2) - 1", "(y - w)^2/(1 + hypot(1, y - w))"),
        reference: REFERENCE,
        weight: Weight::Routine,
    };
}
