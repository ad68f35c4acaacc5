//! Owns the table of words that look like functions and have a grammar of their own.

use crate::wording::Wording;

/// One word.
#[derive(Debug)]
pub struct Keyword {
    /// The word.
    pub name: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// How it is used.
    pub usage: &'static str,
    /// What it means.
    pub about: Wording,
}

/// The words.
pub static KEYWORDS: &[Keyword] = &[
    Keyword {
        name: "sum",
        aliases: &["Σ", "∑"],
        usage: "sum(i=1..N, x_i), sum(x)",
        about: Wording::new("sum over an index, or over the rows of the data", "对下标求和,或对数据各行求和"),
    },
    Keyword {
        name: "prod",
        aliases: &["product", "∏", "Π"],
        usage: "prod(i=1..N, x_i)",
        about: Wording::new("product over an index", "对下标求积"),
    },
    Keyword {
        name: "mean",
        aliases: &[],
        usage: "mean((y - w*x)^2)",
        about: Wording::new("mean over the rows of the data", "对数据各行求平均"),
    },
    Keyword {
        name: "if",
        aliases: &["piecewise", "cases"],
        usage: "if(x > 0, x, 0)",
        about: Wording::new("value by cases; the last one is for all other cases", "分段取值,最后一项对应其余情形"),
    },
];

/// The row of a word, by any spelling.
pub(super) fn keyword(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|row| row.name == name || row.aliases.contains(&name))
}
