//! Owns the rules of tidying: arithmetic that a reader does without thinking.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// The whole line brought into the form of a textbook.
    TIDY = Rule {
        id: "tidy",
        name: Wording::new("tidy up", "整理"),
        statement: "0 + 1*x = x",
        condition: "",
        why: Wording::new(
            "Numbers are multiplied out, like terms and like factors are collected, and factors are put in order.",
            "合并数字、同类项与相同因子,并排好因子的次序。",
        ),
        example: ("x*2*x + 0", "2*x^2"),
        reference: "",
        weight: Weight::Principal,
    };
    /// Zeros, ones and signs inside a line.
    ARITHMETIC = Rule {
        id: "arithmetic",
        name: Wording::new("arithmetic", "算术"),
        statement: "0 + 1*x = x",
        condition: "",
        why: Wording::new(
            "Zeros and ones are dropped and numbers are computed.",
            "去掉 0 和 1,并算出数字。",
        ),
        example: ("1*x + 0", "x"),
        reference: "",
        weight: Weight::Trivial,
    };
}
