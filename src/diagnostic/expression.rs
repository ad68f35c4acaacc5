//! Owns the messages about the meaning and the value of expressions: codes G02xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A budget was used up.
    BUDGET = Code {
        id: "G0201",
        severity: Severity::Error,
        title: Wording::new("too large", "规模过大"),
        message: Wording::new("{what} needs more than {limit}", "{what} 超出了上限 {limit}"),
        hint: Wording::new("make the problem smaller, or raise the limit", "请缩小问题规模,或提高上限"),
        explanation: Wording::new(
            "Work and memory are bounded, so that no input can hang the program. The message names the bound that was met.",
            "为避免任何输入使程序卡死,运算量和内存都有上限。消息中给出了触及的上限。",
        ),
        example: &["eval", "10^10^10", "--at", "x=1"],
    };
}
