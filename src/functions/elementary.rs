//! Owns the rows of exponentials, logarithms, roots, absolute value, sign and rounding.

use super::{Arity, Emitted, Family, Function, Notation, Primitive};
use crate::wording::Wording;

/// Exponentials, logarithms, roots, absolute value.
pub(super) const FAMILY: Family = Family {
    title: Wording::new("Exponentials, logarithms, roots, absolute value", "指数、对数、根式与绝对值"),
    rows: &[
        Function {
            name: "exp",
            aliases: &[],
            title: Wording::new("exponential function", "指数函数"),
            arity: Arity::Exactly(1),
            parameters: &["x"],
            domain: &[],
            smooth: &[],
            definition: Some("e^x"),
            derivatives: &["exp(x)"],
            positivity: super::Positivity::Positive,
            values: &[("0", "1"), ("1", "e")],
            primitive: Some(Primitive::Exp),
            evaluate: |a| a[0].exp(),
            notation: Notation::Named { latex: r"\exp", unicode: "exp" },
            emitted: Emitted { rust: "f64::exp", c: "exp", numpy: "np.exp" },
            reference: "DLMF 4.2",
        },
        Function {
            name: "ln",
            aliases: &["log"],
            title: Wording::new("natural logarithm", "自然对数"),
            arity: Arity::Exactly(1),
            parameters: &["x"],
            domain: &["x > 0"],
            smooth: &[],
            definition: None,
            derivatives: &["1/x"],
            positivity: super::Positivity::Any,
            values: &[("1", "0"), ("e", "1")],
            primitive: Some(Primitive::Ln),
            evaluate: |a| a[0].ln(),
            notation: Notation::Named { latex: r"\ln", unicode: "ln" },
            emitted: Emitted { rust: "f64::ln", c: "log", numpy: "np.log" },
            reference: "DLMF 4.2",
        },
    ],
};
