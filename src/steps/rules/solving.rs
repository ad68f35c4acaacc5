//! Owns the rules of equations, sums and minima.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// The rows of the data in the place of the columns.
    SUBSTITUTE_DATA = Rule {
        id: "substitute-data",
        name: Wording::new("put the data in", "代入数据"),
        statement: "sum(i=1..2, u_i) = u_1 + u_2",
        condition: "",
        why: Wording::new("Every column is replaced by its values, row by row.", "用各行的数值逐行代替数据列。"),
        example: ("sum(i=1..2, x_i)", "x_1 + x_2"),
        reference: "",
        weight: Weight::Principal,
    };
    /// The sums over all rows, computed once.
    DATA_SUMS = Rule {
        id: "data-sums",
        name: Wording::new("add up over the data", "对数据求和"),
        statement: "sum(i=1..N, a*u_i + b*v_i) = a*sum(i=1..N, u_i) + b*sum(i=1..N, v_i)",
        condition: "",
        why: Wording::new(
            "The loss is a polynomial in the parameters; its coefficients are sums over the data, which are computed exactly.",
            "损失是参数的多项式,其系数是数据的和,可精确算出。",
        ),
        example: ("sum(i=1..N, w*x_i + b)", "w*sum(i=1..N, x_i) + N*b"),
        reference: "Bishop, PRML, sec. 3.1",
        weight: Weight::Principal,
    };
    /// A minimum inside the domain has gradient zero.
    SET_TO_ZERO = Rule {
        id: "set-to-zero",
        name: Wording::new("set the derivative to zero", "令导数为零"),
        statement: "d/dw (L) = 0",
        condition: "",
        why: Wording::new(
            "At a minimum inside the domain the loss neither rises nor falls (Fermat).",
            "在定义域内部的极小点处,损失既不上升也不下降(费马定理)。",
        ),
        example: ("15*w - 15", "15*w - 15"),
        reference: "Spivak, Calculus, ch. 11",
        weight: Weight::Principal,
    };
    /// a w = c.
    SOLVE_LINEAR = Rule {
        id: "solve-linear",
        name: Wording::new("solve for the unknown", "解出未知数"),
        statement: "a*w + c = 0",
        condition: "a != 0",
        why: Wording::new(
            "Everything without the unknown goes to the other side, then both sides are divided by its factor.",
            "把不含未知数的项移到另一边,再两边除以未知数的系数。",
        ),
        example: ("2*w - 2*w + 3", "3"),
        reference: "Strang, Linear Algebra, sec. 1.1",
        weight: Weight::Principal,
    };
    /// Elimination.
    ELIMINATION = Rule {
        id: "elimination",
        name: Wording::new("eliminate and substitute back", "消元与回代"),
        statement: "A*x = c",
        condition: "det != 0",
        why: Wording::new(
            "A multiple of one equation is subtracted from the others until each has one unknown left (Gauss).",
            "从其他方程中减去某个方程的倍数,直到每个方程只剩一个未知数(高斯消元)。",
        ),
        example: ("x + y - y", "x"),
        reference: "Strang, Linear Algebra, sec. 1.3",
        weight: Weight::Principal,
    };
    /// L'' > 0.
    SECOND_DERIVATIVE_TEST = Rule {
        id: "second-derivative-test",
        name: Wording::new("second derivative test", "二阶导数判别"),
        statement: "d^2/dw^2 (L) > 0",
        condition: "",
        why: Wording::new(
            "A loss that curves upwards everywhere has its only minimum where the slope is zero.",
            "处处向上弯曲的损失,在斜率为零处取得唯一的最小值。",
        ),
        example: ("15", "15"),
        reference: "Boyd & Vandenberghe, Convex Optimization, sec. 3.1.4",
        weight: Weight::Principal,
    };
    /// All leading minors positive.
    SYLVESTER = Rule {
        id: "sylvester",
        name: Wording::new("Sylvester's criterion", "西尔维斯特判据"),
        statement: "det(H_k) > 0",
        condition: "",
        why: Wording::new(
            "A symmetric matrix is positive definite exactly when all its leading principal minors are positive.",
            "对称矩阵正定,当且仅当其各阶顺序主子式都为正。",
        ),
        example: ("2*2 - 1", "3"),
        reference: "Horn & Johnson, Matrix Analysis, thm. 7.2.5",
        weight: Weight::Principal,
    };
    /// w ← w − η ∂L/∂w.
    GRADIENT_STEP = Rule {
        id: "gradient-step",
        name: Wording::new("gradient descent", "梯度下降"),
        statement: "w - eta*d/dw (L)",
        condition: "",
        why: Wording::new(
            "The loss falls fastest against its gradient; the learning rate η says how far to go.",
            "沿梯度的反方向损失下降最快;学习率 η 决定步长。",
        ),
        example: ("w - eta*2*w", "w - 2*eta*w"),
        reference: "Cauchy 1847; Boyd & Vandenberghe, Convex Optimization, sec. 9.3",
        weight: Weight::Principal,
    };
}
