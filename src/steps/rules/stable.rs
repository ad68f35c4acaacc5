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
        example: ("exp(a)/(exp(a) + exp(b))", "sigmoid(a - b)"),
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
        example: ("ln(exp(a)/(exp(a) + exp(b) + exp(c)))", "a - logsumexp(a, logsumexp(b, c))"),
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
}
