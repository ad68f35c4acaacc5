//! Owns the rules of derivatives: one row a law of calculus.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// c' = 0.
    CONSTANT = Rule {
        id: "constant",
        name: Wording::new("constant rule", "常数法则"),
        statement: "d/dx (c) = 0",
        condition: "",
        why: Wording::new(
            "What does not depend on the variable does not change with it.",
            "不依赖该变量的量不随它变化。",
        ),
        example: ("d/dx (a^2 + 1)", "0"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Trivial,
    };
    /// x' = 1.
    VARIABLE = Rule {
        id: "variable",
        name: Wording::new("variable", "变量自身"),
        statement: "d/dx (x) = 1",
        condition: "",
        why: Wording::new("A variable changes exactly as fast as itself.", "变量相对于自身的变化率是 1。"),
        example: ("d/dx (x)", "1"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Trivial,
    };
    /// ∂y_i/∂y_j = [i = j].
    KRONECKER = Rule {
        id: "kronecker",
        name: Wording::new("Kronecker delta", "克罗内克 δ"),
        statement: "d/dy_j (y_i) = indicator(i = j)",
        condition: "",
        why: Wording::new(
            "Variables with different indices are independent of each other.",
            "下标不同的变量彼此独立。",
        ),
        example: ("d/dy_j (y_i)", "indicator(i = j)"),
        reference: "Magnus & Neudecker, Matrix Differential Calculus, ch. 5",
        weight: Weight::Routine,
    };
    /// Σ_i f(i)·[i = j] = f(j).
    KRONECKER_COLLAPSE = Rule {
        id: "kronecker-collapse",
        name: Wording::new("only the term with equal indices stays", "只留下标相同的一项"),
        statement: "sum(i=1..N, a_i*indicator(i = j)) = a_j",
        condition: "1 <= j <= N",
        why: Wording::new(
            "All terms whose index differs from j are zero.",
            "下标不等于 j 的各项都为零。",
        ),
        example: ("sum(i=1..N, 2*y_i*indicator(i = j))", "2*y_j"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.1",
        weight: Weight::Principal,
    };
    /// (c u)' = c u'.
    CONSTANT_MULTIPLE = Rule {
        id: "constant-multiple",
        name: Wording::new("constant multiple", "常数倍法则"),
        statement: "d/dx (c*u) = c*d/dx (u)",
        condition: "",
        why: Wording::new("A constant factor stays where it is.", "常数因子保持不变。"),
        example: ("d/dx (5*x^3)", "5*d/dx (x^3)"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Routine,
    };
    /// (u + v)' = u' + v'.
    SUM = Rule {
        id: "sum",
        name: Wording::new("sum rule", "和法则"),
        statement: "d/dx (u + v) = d/dx (u) + d/dx (v)",
        condition: "",
        why: Wording::new("Each term is differentiated by itself.", "逐项求导。"),
        example: ("d/dx (x^2 + sin(x))", "d/dx (x^2) + d/dx (sin(x))"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Routine,
    };
    /// (u - v)' = u' - v'.
    DIFFERENCE = Rule {
        id: "difference",
        name: Wording::new("difference rule", "差法则"),
        statement: "d/dx (u - v) = d/dx (u) - d/dx (v)",
        condition: "",
        why: Wording::new("Each term is differentiated by itself and keeps its sign.", "逐项求导,符号不变。"),
        example: ("d/dx (y - x^2)", "d/dx (y) - d/dx (x^2)"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Routine,
    };
    /// (-u)' = -u'.
    NEGATIVE = Rule {
        id: "negative",
        name: Wording::new("sign", "符号"),
        statement: "d/dx (-u) = -d/dx (u)",
        condition: "",
        why: Wording::new("A minus sign is the constant factor −1.", "负号就是常数因子 −1。"),
        example: ("d/dx (-x^2)", "-d/dx (x^2)"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Trivial,
    };
    /// (u v)' = u' v + u v'.
    PRODUCT = Rule {
        id: "product",
        name: Wording::new("product rule", "乘积法则"),
        statement: "d/dx (u*v) = d/dx (u)*v + u*d/dx (v)",
        condition: "",
        why: Wording::new(
            "Each factor takes its turn: one is differentiated, the others stay, and the results are added.",
            "每个因子轮流求导,其余因子不变,再把结果相加。",
        ),
        example: ("d/dx (x^2*sin(x))", "d/dx (x^2)*sin(x) + x^2*d/dx (sin(x))"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Principal,
    };
    /// Π over an index.
    PRODUCT_OVER_INDEX = Rule {
        id: "product-over-index",
        name: Wording::new("logarithmic derivative of a product", "连乘的对数求导"),
        statement: "d/dx (prod(i=1..N, u_i)) = prod(i=1..N, u_i)*sum(i=1..N, d/dx (u_i)/u_i)",
        condition: "u_i != 0",
        why: Wording::new(
            "The product rule for any number of factors, each term divided and multiplied by its own factor.",
            "任意多个因子的乘积法则:每一项都除以并乘以自己的因子。",
        ),
        example: (
            "d/dx (prod(i=1..N, 1 + a_i*x))",
            "prod(i=1..N, 1 + a_i*x)*sum(i=1..N, d/dx (1 + a_i*x)/(1 + a_i*x))",
        ),
        reference: "Apostol, Calculus I, sec. 6.7",
        weight: Weight::Principal,
    };
    /// (u/v)'.
    QUOTIENT = Rule {
        id: "quotient",
        name: Wording::new("quotient rule", "商法则"),
        statement: "d/dx (u/v) = (d/dx (u)*v - u*d/dx (v))/v^2",
        condition: "v != 0",
        why: Wording::new(
            "Top differentiated times bottom, minus top times bottom differentiated, over the bottom squared.",
            "分子求导乘分母,减去分子乘分母求导,再除以分母的平方。",
        ),
        example: ("d/dx (ln(x)/x)", "(d/dx (ln(x))*x - ln(x)*d/dx (x))/x^2"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Principal,
    };
    /// (c/v)'.
    RECIPROCAL = Rule {
        id: "reciprocal",
        name: Wording::new("reciprocal rule", "倒数法则"),
        statement: "d/dx (c/v) = -(c*d/dx (v))/v^2",
        condition: "v != 0",
        why: Wording::new(
            "The quotient rule when only the bottom varies.",
            "只有分母变化时的商法则。",
        ),
        example: ("d/dx (1/(x^2 + 1))", "-d/dx (x^2 + 1)/(x^2 + 1)^2"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Principal,
    };
    /// (x^n)' = n x^(n-1).
    POWER = Rule {
        id: "power",
        name: Wording::new("power rule", "幂法则"),
        statement: "d/dx (x^n) = n*x^(n - 1)",
        condition: "",
        why: Wording::new(
            "The exponent comes down as a factor and is lowered by one.",
            "指数降下来作为因子,指数减一。",
        ),
        example: ("d/dx (x^5)", "5*x^4"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Routine,
    };
    /// (u^n)' = n u^(n-1) u'.
    POWER_CHAIN = Rule {
        id: "power-chain",
        name: Wording::new("chain rule with the power rule", "链式法则(幂)"),
        statement: "d/dx (u^n) = n*u^(n - 1)*d/dx (u)",
        condition: "",
        why: Wording::new(
            "Outside the power rule, then times the derivative of what is inside.",
            "外层用幂法则,再乘以内层的导数。",
        ),
        example: ("d/dx ((3*x + 1)^5)", "5*(3*x + 1)^4*d/dx (3*x + 1)"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Principal,
    };
    /// (e^u)' = e^u u' and (a^u)' = a^u ln a u'.
    EXPONENTIAL = Rule {
        id: "exponential",
        name: Wording::new("exponential rule", "指数函数法则"),
        statement: "d/dx (a^u) = a^u*ln(a)*d/dx (u)",
        condition: "a > 0",
        why: Wording::new(
            "a^u is e^(u ln a), so the factor ln a comes out; it is 1 for base e.",
            "a^u 即 e^(u ln a),因此多出因子 ln a;底数为 e 时它等于 1。",
        ),
        example: ("d/dx (2^x)", "2^x*ln(2)"),
        reference: "Apostol, Calculus I, sec. 6.14",
        weight: Weight::Principal,
    };
    /// (u^v)'.
    GENERAL_POWER = Rule {
        id: "general-power",
        name: Wording::new("general power rule", "一般幂法则"),
        statement: "d/dx (u^v) = u^v*(d/dx (v)*ln(u) + v*d/dx (u)/u)",
        condition: "u > 0",
        why: Wording::new(
            "Base and exponent both vary: write u^v as e^(v ln u), then use the chain and product rules.",
            "底数和指数都在变化:先写成 e^(v ln u),再用链式法则和乘积法则。",
        ),
        example: ("d/dx (x^x)", "x^x*(d/dx (x)*ln(x) + x*d/dx (x)/x)"),
        reference: "Apostol, Calculus I, sec. 6.15",
        weight: Weight::Principal,
    };
    /// f'(x) from the table of functions.
    FUNCTION = Rule {
        id: "function",
        name: Wording::new("table of derivatives", "导数表"),
        statement: "d/dx (f(x)) = f'(x)",
        condition: "",
        why: Wording::new(
            "The derivative of a known function, from its row in the table of functions.",
            "已知函数的导数,见函数表中的对应行。",
        ),
        example: ("d/dx (sin(x))", "cos(x)"),
        reference: "DLMF, ch. 4",
        weight: Weight::Routine,
    };
    /// (f(u))' = f'(u) u'.
    CHAIN = Rule {
        id: "chain",
        name: Wording::new("chain rule", "链式法则"),
        statement: "d/dx (f(u)) = f'(u)*d/dx (u)",
        condition: "",
        why: Wording::new(
            "The outer function is differentiated at the inner one, then multiplied by the derivative of the inner one.",
            "外层函数在内层处求导,再乘以内层的导数。",
        ),
        example: ("d/dx (sin(x^2))", "cos(x^2)*d/dx (x^2)"),
        reference: "Spivak, Calculus, ch. 10",
        weight: Weight::Principal,
    };
    /// Several arguments depend on the variable.
    TOTAL = Rule {
        id: "chain-several",
        name: Wording::new("chain rule, several arguments", "多元链式法则"),
        statement: "d/dx (f(u, v)) = f_1(u, v)*d/dx (u) + f_2(u, v)*d/dx (v)",
        condition: "",
        why: Wording::new(
            "The variable reaches the value through each argument; the contributions are added.",
            "变量通过每个自变量影响函数值,各部分的贡献相加。",
        ),
        example: ("d/dx (atan2(x, x^2))", "x^2/(x^4 + x^2)*d/dx (x) - x/(x^4 + x^2)*d/dx (x^2)"),
        reference: "Apostol, Calculus II, sec. 8.15",
        weight: Weight::Principal,
    };
    /// Case by case.
    PIECEWISE = Rule {
        id: "piecewise",
        name: Wording::new("case by case", "分段求导"),
        statement: "d/dx (if(x > a, u, v)) = if(x > a, d/dx (u), d/dx (v))",
        condition: "x != a",
        why: Wording::new(
            "Inside each case the function is the formula of that case; where the cases meet it must be looked at by itself.",
            "在每一段内部按该段公式求导;分界点需单独考察。",
        ),
        example: ("d/dx (if(x > 1, x^2, 2*x))", "if(x > 1, d/dx (x^2), d/dx (2*x))"),
        reference: "Spivak, Calculus, ch. 9",
        weight: Weight::Principal,
    };
    /// Derivative inside a sum.
    SUM_LINEAR = Rule {
        id: "sum-linear",
        name: Wording::new("derivative inside the sum", "求导与求和交换"),
        statement: "d/dw (sum(i=1..N, u_i)) = sum(i=1..N, d/dw (u_i))",
        condition: "",
        why: Wording::new(
            "A finite sum is differentiated term by term.",
            "有限和逐项求导。",
        ),
        example: ("d/dw (sum(i=1..N, (w*x_i)^2))", "sum(i=1..N, d/dw ((w*x_i)^2))"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.3",
        weight: Weight::Principal,
    };
    /// Constants out of a sum.
    SUM_FACTOR = Rule {
        id: "sum-factor",
        name: Wording::new("constants out of the sum", "常数提出求和号"),
        statement: "sum(i=1..N, c*u_i) = c*sum(i=1..N, u_i)",
        condition: "",
        why: Wording::new(
            "A factor that is the same in every term can be taken out (distributive law).",
            "每一项都含有的相同因子可以提到求和号之外(分配律)。",
        ),
        example: ("sum(i=1..N, 2*w*x_i)", "2*w*sum(i=1..N, x_i)"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.3",
        weight: Weight::Routine,
    };
    /// d²/dx² = d/dx d/dx.
    HIGHER_ORDER = Rule {
        id: "higher-order",
        name: Wording::new("one derivative at a time", "逐次求导"),
        statement: "d^2/(dx dy) (u) = d/dy (d/dx (u))",
        condition: "",
        why: Wording::new(
            "A higher derivative is the derivative of the one before it.",
            "高阶导数就是前一阶导数的导数。",
        ),
        example: ("d^2/dx^2 (x^3)", "d/dx (d/dx (x^3))"),
        reference: "Spivak, Calculus, ch. 9",
        weight: Weight::Routine,
    };
    /// Renaming a bound index.
    RENAME_INDEX = Rule {
        id: "rename-index",
        name: Wording::new("rename the index", "更换求和指标"),
        statement: "sum(i=1..N, a_i) = sum(k=1..N, a_k)",
        condition: "",
        why: Wording::new(
            "The letter of a summation index is free; another one keeps it apart from the index of the variable.",
            "求和指标的字母可以任选;换一个字母以免与变量的下标混淆。",
        ),
        example: ("sum(i=1..N, a_i)", "sum(k=1..N, a_k)"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.1",
        weight: Weight::Routine,
    };
}
