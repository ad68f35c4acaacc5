//! Owns the messages about numbers and values: codes G04xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A part without a real value.
    NO_VALUE = Code {
        id: "G0401",
        severity: Severity::Error,
        title: Wording::new("no real value", "没有实数值"),
        message: Wording::new("`{what}` has no real value here", "`{what}` 在此处没有实数值"),
        hint: Wording::new(
            "look for a division by zero, the logarithm or even root of a negative number, 0^0, or an overflow",
            "请检查是否除以零、对负数取对数或偶次方根、出现 0^0,或数值溢出",
        ),
        explanation: Wording::new(
            "Values are real. 1/0, 0^0, ln of 0 or less, even roots of negative numbers and results too large for floating point have none.",
            "数值均取实数。1/0、0^0、非正数的对数、负数的偶次方根以及超出浮点范围的结果都没有值。",
        ),
        example: &["eval", "ln(x)", "--at", "x=-1"],
    };
}
