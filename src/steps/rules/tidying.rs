//! Owns the rules of tidying: arithmetic that a reader does without thinking.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// All small arithmetic at once.
    TIDY = Rule {
        id: "tidy",
        name: Wording::new("tidy up", "整理"),
        statement: "0 + 1*x = x",
        condition: "",
        why: Wording::new(
            "Zeros and ones are dropped, numbers are multiplied out, like terms are collected and factors are put in order.",
            "去掉 0 和 1,合并数字与同类项,并排好因子的次序。",
        ),
        example: ("0 + 1*x", "x"),
        reference: "",
        weight: Weight::Trivial,
    };
}
