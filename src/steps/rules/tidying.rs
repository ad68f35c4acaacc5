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
    /// expand.
    EXPAND = Rule {
        id: "expand",
        name: Wording::new("expand", "展开"),
        statement: "a*(b + c) = a*b + a*c",
        condition: "",
        why: Wording::new("Brackets are multiplied out and like terms are collected.", "去括号并合并同类项。"),
        example: ("(x + 1)^2", "x^2 + 2*x + 1"),
        reference: "von zur Gathen & Gerhard, Modern Computer Algebra, ch. 6",
        weight: Weight::Principal,
    };
    /// collect powers.
    COLLECT = Rule {
        id: "collect",
        name: Wording::new("collect powers", "按幂整理"),
        statement: "a*x + b*x = (a + b)*x",
        condition: "",
        why: Wording::new("Terms with the same power of the variable are put together.", "把该变量同次幂的项合在一起。"),
        example: ("a*x + b*x", "(a + b)*x"),
        reference: "von zur Gathen & Gerhard, Modern Computer Algebra, ch. 6",
        weight: Weight::Principal,
    };
    /// factor.
    FACTOR = Rule {
        id: "factor",
        name: Wording::new("factor", "因式分解"),
        statement: "a*b + a*c = a*(b + c)",
        condition: "",
        why: Wording::new("Common factors are taken out, and the rest is split into factors.", "提取公因式,并把其余部分分解。"),
        example: ("x^2 - y^2", "(x + y)*(x - y)"),
        reference: "von zur Gathen & Gerhard, Modern Computer Algebra, ch. 6",
        weight: Weight::Principal,
    };
    /// one reduced fraction.
    CANCEL = Rule {
        id: "cancel",
        name: Wording::new("one reduced fraction", "通分与约分"),
        statement: "a*c/(b*c) = a/b",
        condition: "",
        why: Wording::new("Fractions are brought together, and common factors of top and bottom are cancelled.", "通分后约去分子分母的公因式。"),
        example: ("x/(x*y) + 1/y", "2/y"),
        reference: "von zur Gathen & Gerhard, Modern Computer Algebra, ch. 6",
        weight: Weight::Principal,
    };
}
