//! Owns the messages about equations and minima: codes G05xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A learning rate of zero or below.
    ZERO_RATE = Code {
        id: "G0501",
        severity: Severity::Error,
        title: Wording::new("learning rate must be positive", "学习率必须为正"),
        message: Wording::new("with the learning rate {rate} the parameters never move downhill", "学习率为 {rate} 时,参数不会向下移动"),
        hint: Wording::new("choose a small positive rate such as 0.01, or leave --rate out", "请选取较小的正数,例如 0.01,或省略 --rate"),
        explanation: Wording::new("Each step of gradient descent is −η times the gradient; for η = 0 nothing changes, for η < 0 the loss grows.", "梯度下降每一步为 −η 乘梯度;η = 0 时参数不变,η < 0 时损失增大。"),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w", "--data", "@x,y\\n1,2\\n2,3\\n", "--rate", "0"],
    };
    /// Descent without numbers for everything.
    NO_NUMBERS = Code {
        id: "G0502",
        severity: Severity::Error,
        title: Wording::new("no closed form, and no numbers to descend with", "没有闭式解,也没有可用于下降的数值"),
        message: Wording::new("the equations are not linear in the parameters, and `{name}` has no value", "方程关于参数不是线性的,而 `{name}` 没有取值"),
        hint: Wording::new("give the data with --data", "请用 --data 给出数据"),
        explanation: Wording::new("Gradient descent computes with numbers, so every name except the parameters needs a value.", "梯度下降需要数值计算,因此除参数外的每个名称都要有取值。"),
        example: &["minimize", "(y - exp(w*x))^2", "--over", "w"],
    };
    /// No value at the start.
    NO_VALUE_AT_START = Code {
        id: "G0503",
        severity: Severity::Error,
        title: Wording::new("no value at the start", "起点处没有值"),
        message: Wording::new("the loss has no real value at the starting point", "损失在起点处没有实数值"),
        hint: Wording::new("choose another start, as in --start w=1", "请换一个起点,例如 --start w=1"),
        explanation: Wording::new("Descent starts where the loss has a value: outside of ln(0), roots of negative numbers and divisions by zero.", "下降必须从损失有值的点开始,避开 ln(0)、负数的偶次方根和除以零。"),
        example: &["minimize", "w - ln(w)", "--over", "w"],
    };
    /// The closed form was demanded and doesn't exist.
    NO_CLOSED_FORM = Code {
        id: "G0504",
        severity: Severity::Error,
        title: Wording::new("no closed form", "没有闭式解"),
        message: Wording::new("the equations for {names} are not linear, so no closed form is derived", "关于 {names} 的方程不是线性的,无法导出闭式解"),
        hint: Wording::new("leave --method out, or use --method gd", "请省略 --method,或使用 --method gd"),
        explanation: Wording::new("Setting the partial derivatives to zero gives equations; only linear systems are solved in closed form.", "令偏导数为零得到方程组;目前只对线性方程组给出闭式解。"),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w", "--method", "closed-form", "--data", "@x,y\\n1,2\\n2,3\\n"],
    };
}
