//! Owns the rules of equations, sums and minima.
//!
//! Examples are equations here: an equation that the rule applies to, and what it becomes.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// mean(u) = 1/N Σ u_i.
    ROWS_TO_SUM = Rule {
        id: "rows-to-sum",
        name: Wording::new("mean and sum over rows", "对各行求平均与求和"),
        statement: "mean(x) = 1/N*sum(i=1..N, x_i)",
        condition: "N >= 1",
        why: Wording::new(
            "The mean over the rows is their sum divided by their number; row i has the values x_i and y_i.",
            "各行的平均值等于它们的和除以行数;第 i 行的取值为 x_i、y_i。",
        ),
        example: ("mean((y - w*x)^2)", "1/N*sum(i=1..N, (y_i - w*x_i)^2)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// Numbers in the place of x_i and y_i.
    SUBSTITUTE_DATA = Rule {
        id: "substitute-data",
        name: Wording::new("data put in", "代入数据"),
        statement: "sum(i=1..2, x_i) = x_1 + x_2",
        condition: "",
        why: Wording::new(
            "Each row of the data gives one term of the sum.",
            "数据的每一行给出和式中的一项。",
        ),
        example: ("sum(i=1..2, w*x_i)", "w*x_1 + w*x_2"),
        reference: "",
        weight: Weight::Principal,
    };
    /// Σ is linear.
    SPLIT_SUM = Rule {
        id: "split-sum",
        name: Wording::new("sums are linear", "求和的线性性"),
        statement: "sum(i=1..N, a*x_i + b) = a*sum(i=1..N, x_i) + N*b",
        condition: "",
        why: Wording::new(
            "A sum of sums is taken apart, factors without the index leave it, and a constant is added up N times.",
            "和的求和可以拆开,不含下标的因子可以提出,常数相加 N 次得 N 倍。",
        ),
        example: ("sum(i=1..N, 2*x_i + b)", "2*sum(i=1..N, x_i) + N*b"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.3",
        weight: Weight::Principal,
    };
    /// ln(ab) = ln a + ln b.
    OPEN_LOGARITHM = Rule {
        id: "open-logarithm",
        name: Wording::new("laws of the logarithm", "对数法则"),
        statement: "ln(a*b) = ln(a) + ln(b)",
        condition: "a > 0",
        why: Wording::new(
            "Products become sums, powers become factors, and exponentials disappear.",
            "积化为和,幂化为因子,指数函数随之消去。",
        ),
        example: ("ln(p*(1 - p)^k)", "ln(p) + k*ln(1 - p)"),
        reference: "Napier 1614",
        weight: Weight::Principal,
    };
    /// Brackets inside Σ.
    MULTIPLY_INSIDE = Rule {
        id: "multiply-inside",
        name: Wording::new("multiplied out inside the sum", "在求和号内展开"),
        statement: "sum(i=1..N, x_i*(a + b)) = sum(i=1..N, a*x_i + b*x_i)",
        condition: "",
        why: Wording::new(
            "Each term of the sum is multiplied out, so that it is itself a sum.",
            "把和式的每一项展开,使其本身成为若干项之和。",
        ),
        example: ("sum(i=1..N, x_i*(y_i - w*x_i))", "sum(i=1..N, x_i*y_i - w*x_i^2)"),
        reference: "",
        weight: Weight::Routine,
    };
    /// Σ(a + b) = Σa + Σb.
    SPLIT_TERMS = Rule {
        id: "split-terms",
        name: Wording::new("sum split", "拆分求和"),
        statement: "sum(i=1..N, a_i + b_i) = sum(i=1..N, a_i) + sum(i=1..N, b_i)",
        condition: "",
        why: Wording::new(
            "The terms of a finite sum may be added up in any order.",
            "有限和的各项可以按任意次序相加。",
        ),
        example: ("sum(i=1..N, x_i - b)", "sum(i=1..N, x_i) - sum(i=1..N, b)"),
        reference: "Graham, Knuth, Patashnik, Concrete Mathematics, sec. 2.3",
        weight: Weight::Routine,
    };
    /// Σ1 = N.
    COUNT_ONES = Rule {
        id: "count-ones",
        name: Wording::new("Σ1 = N", "Σ1 = N(N 个 1 之和)"),
        statement: "sum(i=1..N, 1) = N",
        condition: "",
        why: Wording::new("One is added up once for each of the N rows.", "N 行各加一个 1,共得 N。"),
        example: ("b*sum(i=1..N, 1)", "b*N"),
        reference: "",
        weight: Weight::Routine,
    };
    /// Sorted by the unknowns.
    COLLECT_PARAMETERS = Rule {
        id: "collect-parameters",
        name: Wording::new("collected by the parameters", "按参数整理"),
        statement: "a*x + b*x = (a + b)*x",
        condition: "",
        why: Wording::new(
            "The terms are put over one denominator and sorted by the powers of the parameters.",
            "把各项通分,并按参数的幂次排列。",
        ),
        example: ("2/N*(w*sum(i=1..N, x_i) - sum(i=1..N, y_i))", "(2*w*sum(i=1..N, x_i) - 2*sum(i=1..N, y_i))/N"),
        reference: "",
        weight: Weight::Principal,
    };
    /// Numbers in the place of sums of columns.
    DATA_SUMS = Rule {
        id: "data-sums",
        name: Wording::new("sums of the data put in", "代入数据的各项和"),
        statement: "sum(i=1..2, x_i) = x_1 + x_2",
        condition: "",
        why: Wording::new(
            "Each sum over a column, or over a product of columns, is one number; it is computed exactly.",
            "对某列或若干列之积的求和是一个数,此处精确算出。",
        ),
        example: ("sum(i=1..2, i)*w", "3*w"),
        reference: "",
        weight: Weight::Principal,
    };
    /// f' = 0 at an extremum.
    SET_TO_ZERO = Rule {
        id: "set-to-zero",
        name: Wording::new("set to zero", "令导数为零"),
        statement: "d/dx (f) = 0",
        condition: "",
        why: Wording::new(
            "At a minimum inside the domain every partial derivative is zero, for otherwise a small step downhill would make the loss smaller.",
            "在定义域内部的极小点处各偏导数为零,否则沿下降方向走一小步损失还会变小。",
        ),
        example: ("d/dw (w^2 - 2*w)", "2*w - 2 = 0"),
        reference: "Fermat 1638; Boyd & Vandenberghe, Convex Optimization, sec. 4.2.3",
        weight: Weight::Principal,
    };
    /// Multiplied by a number, constants to the right.
    STANDARD_FORM = Rule {
        id: "standard-form",
        name: Wording::new("standard form", "化为标准形式"),
        statement: "a*x - b = 0",
        condition: "",
        why: Wording::new(
            "Both sides are multiplied by the same factor that isn't zero, and terms without an unknown go to the right.",
            "两边同乘一个非零因子,并把不含未知数的项移到右边。",
        ),
        example: ("15*w - 15 = 0", "w = 1"),
        reference: "",
        weight: Weight::Routine,
    };
    /// Multiples of two equations added.
    ELIMINATE = Rule {
        id: "eliminate",
        name: Wording::new("elimination", "消元"),
        statement: "a*x + b*y = c",
        condition: "",
        why: Wording::new(
            "Multiples of two equations are added so that one unknown drops out.",
            "把两个方程的适当倍数相加,消去一个未知数。",
        ),
        example: ("3*w + b = 3", "w = 1"),
        reference: "Gauss 1809; Bareiss 1968",
        weight: Weight::Principal,
    };
    /// A letter for a long coefficient.
    SHORTHAND = Rule {
        id: "shorthand",
        name: Wording::new("in short", "简记"),
        statement: "A*x + B*y = C",
        condition: "",
        why: Wording::new(
            "Letters stand for coefficients that would be carried along unchanged.",
            "用字母代表照样保留的系数。",
        ),
        example: ("3*w + b = 3", "w = 1"),
        reference: "",
        weight: Weight::Routine,
    };
    /// a x = b gives x = b/a.
    SOLVE_FOR = Rule {
        id: "solve-for",
        name: Wording::new("solve for the unknown", "解出未知数"),
        statement: "x = b/a",
        condition: "a != 0",
        why: Wording::new(
            "Both sides are divided by the coefficient of the unknown, which must not be zero.",
            "两边同除以未知数的系数,该系数不能为零。",
        ),
        example: ("2*w = 4", "w = 2"),
        reference: "",
        weight: Weight::Principal,
    };
    /// Known values put into an earlier equation.
    BACK_SUBSTITUTE = Rule {
        id: "back-substitute",
        name: Wording::new("back substitution", "回代"),
        statement: "a*x + b*y = c",
        condition: "",
        why: Wording::new(
            "What is known already is put into an equation that holds the next unknown.",
            "把已求出的值代入含有下一个未知数的方程。",
        ),
        example: ("3*w + b = 3", "3*1 + b = 3"),
        reference: "",
        weight: Weight::Principal,
    };
    /// The left side as a product.
    FACTOR_EQUATION = Rule {
        id: "factor-equation",
        name: Wording::new("factor the equation", "把方程因式分解"),
        statement: "x^2 - a^2 = (x + a)*(x - a)",
        condition: "",
        why: Wording::new(
            "The left side is written as a product of polynomials with rational coefficients.",
            "把左边写成有理系数多项式的乘积。",
        ),
        example: ("w^2 - 3*w + 2 = 0", "(w - 1)*(w - 2) = 0"),
        reference: "von zur Gathen & Gerhard, Modern Computer Algebra, ch. 14",
        weight: Weight::Principal,
    };
    /// a b = 0 when one factor is.
    ZERO_PRODUCT = Rule {
        id: "zero-product",
        name: Wording::new("a product is zero when a factor is", "乘积为零则必有因子为零"),
        statement: "a*b = 0",
        condition: "",
        why: Wording::new(
            "Each factor is set to zero in turn.",
            "依次令每个因子为零。",
        ),
        example: ("(w - 1)*(w - 2) = 0", "w - 1 = 0"),
        reference: "",
        weight: Weight::Principal,
    };
    /// The roots of a quadratic.
    QUADRATIC_FORMULA = Rule {
        id: "quadratic-formula",
        name: Wording::new("quadratic formula", "求根公式"),
        statement: "x = (-b + sqrt(b^2 - 4*a*c))/(2*a)",
        condition: "a != 0",
        why: Wording::new(
            "Completing the square gives both roots; they are real where the discriminant isn't negative.",
            "配方即得两个根;判别式非负时它们是实数。",
        ),
        example: ("w^2 - 2*w - 1 = 0", "w = 1 + sqrt(2)"),
        reference: "al-Khwarizmi, about 825",
        weight: Weight::Principal,
    };
    /// No real root.
    NEGATIVE_DISCRIMINANT = Rule {
        id: "negative-discriminant",
        name: Wording::new("negative discriminant", "判别式为负"),
        statement: "b^2 - 4*a*c < 0",
        condition: "",
        why: Wording::new(
            "A quadratic whose discriminant is negative has no real root.",
            "判别式为负的二次方程没有实根。",
        ),
        example: ("w^2 + 1 = 0", "0^2 - 4*1*1 = -4"),
        reference: "",
        weight: Weight::Principal,
    };
    /// x^n = a.
    TAKE_ROOT = Rule {
        id: "take-root",
        name: Wording::new("take the root", "开方"),
        statement: "x = root(a, n)",
        condition: "",
        why: Wording::new(
            "A power that is equal to a number is undone by the root; an even power has two roots.",
            "方程为幂等于常数时直接开方;偶次幂有正负两个根。",
        ),
        example: ("w^3 - 2 = 0", "w = root(2, 3)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// A power of e as a factor.
    NEVER_ZERO = Rule {
        id: "never-zero",
        name: Wording::new("divide by what is never zero", "除以恒不为零的因子"),
        statement: "exp(x)*a = 0",
        condition: "",
        why: Wording::new(
            "A power of a positive number is above zero everywhere, so the other factor has to be zero.",
            "正数的幂处处大于零,因此另一个因子必须为零。",
        ),
        example: ("exp(w)*(w - 1) = 0", "w - 1 = 0"),
        reference: "",
        weight: Weight::Principal,
    };
    /// A name for a function's value.
    NAME_FUNCTION = Rule {
        id: "name-function",
        name: Wording::new("the unknown occurs in one function only, whose value gets a name", "未知数只出现在一个函数中,给该函数的值起名"),
        statement: "u = exp(x)",
        condition: "",
        why: Wording::new(
            "Where the unknown stands inside one function only, the function's value can be found first.",
            "未知数只出现在一个函数之内时,可以先求该函数的值。",
        ),
        example: ("exp(w) - 2 = 0", "u = exp(w)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// The equation for that value.
    SUBSTITUTE_FUNCTION = Rule {
        id: "substitute-function",
        name: Wording::new("with this name", "用此名表示"),
        statement: "u - a = 0",
        condition: "",
        why: Wording::new(
            "With the name put in, the equation is a polynomial one.",
            "代入该名之后,方程成为多项式方程。",
        ),
        example: ("exp(w) - 2 = 0", "u - 2 = 0"),
        reference: "",
        weight: Weight::Principal,
    };
    /// The inverse function on both sides.
    UNDO_FUNCTION = Rule {
        id: "undo-function",
        name: Wording::new("apply the inverse function", "两边取反函数"),
        statement: "x = ln(a)",
        condition: "",
        why: Wording::new(
            "A function that takes each value once is undone by its inverse.",
            "每个值只取一次的函数可用反函数解出自变量。",
        ),
        example: ("exp(w) = 2", "w = ln(2)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// A value that a function doesn't take.
    OUT_OF_RANGE = Rule {
        id: "out-of-range",
        name: Wording::new("impossible, for the function never takes this value", "不可能,因为该函数取不到这个值"),
        statement: "exp(x) = -1",
        condition: "",
        why: Wording::new(
            "The value lies outside the range of the function, so it belongs to no real number.",
            "该值不在函数的值域内,因此没有实数与之对应。",
        ),
        example: ("exp(w) + 1 = 0", "exp(w) = -1"),
        reference: "",
        weight: Weight::Principal,
    };
    /// A quadratic in x².
    SUBSTITUTE_SQUARE = Rule {
        id: "substitute-square",
        name: Wording::new("quadratic in the square", "关于平方的二次方程"),
        statement: "x^2 = (-b + sqrt(b^2 - 4*a*c))/(2*a)",
        condition: "",
        why: Wording::new(
            "Only even powers occur, so the equation is a quadratic in the square of the unknown.",
            "只含偶次幂,因此是关于未知数平方的二次方程。",
        ),
        example: ("w^4 - 5*w^2 + 5 = 0", "w = sqrt((5 + sqrt(5))/2)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// f'' > 0 at a minimum.
    SECOND_DERIVATIVE_TEST = Rule {
        id: "second-derivative-test",
        name: Wording::new("second derivative test", "二阶导数判别法"),
        statement: "d^2/dx^2 (f) > 0",
        condition: "",
        why: Wording::new(
            "Where the second derivative is positive the curve bends upwards, so a stationary point is a minimum; where it is negative, a maximum.",
            "二阶导数为正时曲线向上弯,驻点是极小点;为负时是极大点。",
        ),
        example: ("d^2/dw^2 (w^2 - 2*w)", "2 > 0"),
        reference: "Spivak, Calculus, ch. 11",
        weight: Weight::Principal,
    };
    /// Positive leading minors.
    SYLVESTER = Rule {
        id: "sylvester",
        name: Wording::new("Sylvester's criterion", "西尔维斯特判据"),
        statement: "a*c - b^2 > 0",
        condition: "",
        why: Wording::new(
            "A symmetric matrix is positive definite exactly when all its leading principal minors are positive; then the stationary point is a minimum.",
            "对称矩阵正定当且仅当各阶顺序主子式为正;此时驻点是极小点。",
        ),
        example: ("2*2 - 1^2 > 0", "3 > 0"),
        reference: "Horn & Johnson, Matrix Analysis, th. 7.2.5",
        weight: Weight::Principal,
    };
    /// Convex losses.
    CONVEX = Rule {
        id: "convex",
        name: Wording::new("convexity", "凸性"),
        statement: "d^2/dx^2 (f) >= 0",
        condition: "",
        why: Wording::new(
            "Sums and positive multiples of convex functions are convex, also with a linear expression added; a stationary point of a convex function is a global minimum.",
            "凸函数之和与正倍数仍是凸函数,加上线性式也仍然凸;凸函数的驻点是全局最小点。",
        ),
        example: ("d^2/dw^2 ((y - w*x)^2)", "2*x^2 >= 0"),
        reference: "Boyd & Vandenberghe, Convex Optimization, sec. 3.2",
        weight: Weight::Principal,
    };
    /// (Σx)² ≤ N Σx².
    CAUCHY_SCHWARZ = Rule {
        id: "cauchy-schwarz",
        name: Wording::new("Cauchy–Schwarz inequality", "柯西–施瓦茨不等式"),
        statement: "N*sum(i=1..N, x_i^2) - sum(i=1..N, x_i)^2 >= 0",
        condition: "",
        why: Wording::new(
            "The difference is the sum of the squares of all differences of two values, so it is zero only when all values are equal.",
            "该差等于所有两两之差的平方和,仅当各值全相等时为零。",
        ),
        example: ("2*(1^2 + 3^2) - (1 + 3)^2", "(1 - 3)^2"),
        reference: "Hardy, Littlewood, Pólya, Inequalities, sec. 2.4",
        weight: Weight::Principal,
    };
    /// The same for the products of two columns.
    LAGRANGE_IDENTITY = Rule {
        id: "lagrange-identity",
        name: Wording::new("Lagrange's identity", "拉格朗日恒等式"),
        statement: "sum(i=1..N, x_i^2)*sum(i=1..N, y_i^2) - sum(i=1..N, x_i*y_i)^2 >= 0",
        condition: "",
        why: Wording::new(
            "The difference is the sum of the squares of the determinants of all pairs of rows, so it is zero only when one column is a multiple of the other.",
            "该差等于所有每两行的行列式的平方和,仅当一列是另一列的倍数时为零。",
        ),
        example: ("(1^2 + 3^2)*(2^2 + 5^2) - (1*2 + 3*5)^2", "(1*5 - 3*2)^2"),
        reference: "Hardy, Littlewood, Pólya, Inequalities, sec. 2.4",
        weight: Weight::Principal,
    };
    /// The loss at the point found.
    LOSS_VALUE = Rule {
        id: "loss-value",
        name: Wording::new("value of the loss", "损失的值"),
        statement: "f = f",
        condition: "",
        why: Wording::new(
            "The parameters are put into the loss.",
            "把参数的值代入损失。",
        ),
        example: ("w^2 - 2*w + 1", "0"),
        reference: "",
        weight: Weight::Principal,
    };
    /// L(0) + ½ ∇L(0)·θ, where ∇L(θ) = 0.
    QUADRATIC_VALUE = Rule {
        id: "quadratic-value",
        name: Wording::new("value of a quadratic loss", "二次损失的值"),
        statement: "c - b^2/(4*a) = c + 1/2*b*(-b/(2*a))",
        condition: "a != 0",
        why: Wording::new(
            "Where the derivatives of a quadratic loss are zero, its square terms are minus half of its linear ones: what is left is the constant and half of the linear terms.",
            "在二次损失的各导数为零之处,二次项之和等于一次项之和的相反数的一半,因此只剩常数项与一次项的一半。",
        ),
        example: ("w^2 - 2*w + 1", "0"),
        reference: "",
        weight: Weight::Principal,
    };
    /// w ← w − η ∂L/∂w.
    GRADIENT_STEP = Rule {
        id: "gradient-step",
        name: Wording::new("gradient step", "梯度下降一步"),
        statement: "w_t - eta*g_t = w_t - eta*g_t",
        condition: "eta > 0",
        why: Wording::new(
            "The gradient points uphill, so a small step against it makes the loss smaller.",
            "梯度指向上升方向,因此沿其反方向走一小步会使损失变小。",
        ),
        example: ("w - eta*(2*w - 2)", "w - 2*eta*(w - 1)"),
        reference: "Cauchy 1847",
        weight: Weight::Principal,
    };
}
