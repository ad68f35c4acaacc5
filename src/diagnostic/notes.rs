//! Owns the messages about claims in notes: codes G0921 to G0939.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A fixed index where the running one belongs.
    SUSPICIOUS_INDEX = Code {
        id: "G0921",
        severity: Severity::Warning,
        title: Wording::new("a fixed index inside a sum", "求和中出现固定下标"),
        message: Wording::new(
            "the sum runs over {index}, but `{found}` has a fixed index; `{other}` beside it has the running one",
            "求和下标是 {index},但 `{found}` 的下标固定不变,而旁边的 `{other}` 使用了求和下标",
        ),
        hint: Wording::new("did you mean {expected}?", "是否应为 {expected}?"),
        explanation: Wording::new(
            "In a sum over the rows of the data every column has the running index. A fixed index takes the same row for each term, which is hardly ever meant.",
            "对数据各行求和时,每一列都应带求和下标。固定下标使每一项都取同一行,这通常不是本意。",
        ),
        example: &["lint", "@$$ŷ_i = w x_i$$ $$L = ∑_{i=1}^N (y_1 - ŷ_i)^2$$"],
    };
    /// A power that got lost between two lines.
    LOST_POWER = Code {
        id: "G0922",
        severity: Severity::Error,
        title: Wording::new("a power got lost", "指数丢失"),
        message: Wording::new(
            "the exponent {power} of `{base}` is missing",
            "`{base}` 的 {power} 次方丢失了",
        ),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "The formula equals what it is derived from only with the exponent.",
            "只有保留指数,该式才与其来源相等。",
        ),
        example: &["lint", "@$$f(x) = (x + 1)^3 + x$$ $$f'(x) = 3(x + 1) + 1$$"],
    };
    /// A sign that changed between two lines.
    WRONG_SIGN = Code {
        id: "G0923",
        severity: Severity::Error,
        title: Wording::new("a wrong sign", "符号错误"),
        message: Wording::new("the term `{found}` has the wrong sign", "`{found}` 这一项的符号错误"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "The formula equals what it is derived from once the sign of this term is changed.",
            "改变该项的符号后,该式才与其来源相等。",
        ),
        example: &["lint", "@$$f(x) = x^2 - x$$ $$f'(x) = 2x + 1$$"],
    };
    /// A number that is wrong.
    WRONG_FACTOR = Code {
        id: "G0924",
        severity: Severity::Error,
        title: Wording::new("a wrong coefficient", "系数错误"),
        message: Wording::new("`{found}` should be `{right}` here", "此处的 `{found}` 应为 `{right}`"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "The formula equals what it is derived from once this part is changed.",
            "改正这一部分后,该式才与其来源相等。",
        ),
        example: &["lint", "@$$f(x) = x^2$$ $$f'(x) = 3x$$"],
    };
    /// A line that isn't equal to what it is derived from.
    NOT_EQUAL = Code {
        id: "G0925",
        severity: Severity::Error,
        title: Wording::new("not equal", "两边不相等"),
        message: Wording::new("this isn't equal to what it is derived from", "此式与其来源不相等"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "Under the definitions known at this place both sides have different values at a point where both have one.",
            "在此处已知的定义下,两边在同一点上的取值不同。",
        ),
        example: &["lint", "@$$(x + 1)^2 + x = x^2 + 3x + 1 = x^4 + 7$$"],
    };
    /// A derivative that is wrong.
    WRONG_DERIVATIVE = Code {
        id: "G0926",
        severity: Severity::Error,
        title: Wording::new("a wrong derivative", "导数错误"),
        message: Wording::new("this isn't the derivative with respect to {variable}", "这不是对 {variable} 的导数"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "The derivative was taken from the formula that the note gives for what is differentiated.",
            "导数由笔记中给出的被求导公式得到。",
        ),
        example: &["lint", "@$$f(x) = x^2$$ $$f'(x) = x^5 + 7$$"],
    };
    /// An update with the derivative by another parameter.
    UPDATE_VARIABLE = Code {
        id: "G0927",
        severity: Severity::Error,
        title: Wording::new("an update with the wrong derivative", "更新时使用了错误的导数"),
        message: Wording::new(
            "{parameter} is updated with the derivative by {variable}",
            "更新 {parameter} 时使用了对 {variable} 的导数",
        ),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "In gradient descent each parameter moves against the derivative of the loss by that parameter itself.",
            "梯度下降中,每个参数都沿损失对该参数自身的导数的反方向移动。",
        ),
        example: &["lint", "@$$w = w - η ∂L/∂b$$ $$b = b - η ∂L/∂b$$"],
    };
    /// A stated solution that isn't one.
    WRONG_SOLUTION = Code {
        id: "G0928",
        severity: Severity::Error,
        title: Wording::new("not a solution", "不是解"),
        message: Wording::new("with {found} the derivative is {value}, not zero", "当 {found} 时导数为 {value},不为零"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "A minimum inside the domain lies where the derivative is zero.",
            "定义域内部的最小值出现在导数为零处。",
        ),
        example: &["lint", "@$$f(x) = x^2 - 4x$$ Set the derivative to zero: $$x = 3$$"],
    };
    /// Digits that are wrong.
    WRONG_DIGITS = Code {
        id: "G0929",
        severity: Severity::Error,
        title: Wording::new("wrong digits", "数字错误"),
        message: Wording::new("the value is {value}, which doesn't round to {found}", "其值为 {value},不能近似为 {found}"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "An approximation is right when it differs from the value by at most one unit of its last digit.",
            "近似值与真值之差不超过末位一个单位时视为正确。",
        ),
        example: &["lint", "@$$1/3 ≈ 0.35$$"],
    };
    /// Formulas that aren't understood.
    UNREADABLE = Code {
        id: "G0930",
        severity: Severity::Warning,
        title: Wording::new("a directive that can't be read", "无法读取的指令"),
        message: Wording::new("`{found}` isn't a directive", "`{found}` 不是有效的指令"),
        hint: Wording::new(
            "directives are `ignore`, `let name = formula` and `given condition`",
            "可用的指令有 `ignore`、`let 名称 = 公式` 和 `given 条件`",
        ),
        explanation: Wording::new(
            "Comments that start with `gradus:` tell the checker what the text doesn't say.",
            "以 `gradus:` 开头的注释用于告诉检查器正文没有写明的内容。",
        ),
        example: &["lint", "@<!-- gradus: forget x -->"],
    };
    /// A formula that is a multiple of the right one.
    WRONG_MULTIPLE = Code {
        id: "G0931",
        severity: Severity::Error,
        title: Wording::new("a factor is missing or too much", "多了或少了一个因子"),
        message: Wording::new("multiplied by `{factor}` this would be right", "乘以 `{factor}` 之后才正确"),
        hint: Wording::new("expected: {expected}", "应为:{expected}"),
        explanation: Wording::new(
            "A number, an inner derivative or a sign got lost or was added: times this factor the formula equals what it is derived from.",
            "丢失或多出了一个数、一个内层导数或一个符号:乘以该因子后,该式与其来源相等。",
        ),
        example: &["lint", "@$$f(x) = (x y + 1)^2$$ $$f'(x) = 2(x y + 1)$$"],
    };
}
