//! Owns the words around formulas that say what a formula is for, in English and Chinese.

/// What words announce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// The next formula follows from what was there: substitute, expand, simplify.
    Step,
    /// A derivative is set to zero.
    Stationary,
    /// The next formula is data.
    Data,
}

const WORDS: &[(Hint, &[&str])] = &[
    (
        Hint::Step,
        &[
            "substitut",
            "expand",
            "simplif",
            "insert",
            "plug",
            "becomes",
            "multiply out",
            "rewrit",
            "替换",
            "展开",
            "代入",
            "带入",
            "化简",
            "整理",
            "改写",
            "计算",
        ],
    ),
    (
        Hint::Stationary,
        &[
            "to zero",
            "equal to 0",
            "equals zero",
            "is zero",
            "set to 0",
            "vanish",
            "导数等于",
            "导数为0",
            "导数为 0",
            "为零",
            "等于零",
            "令导数",
            "让导数",
        ],
    ),
    (Hint::Data, &["data", "point", "sample", "数据", "样本", "点"]),
];

/// Whether words announce it.
pub(super) fn announces(text: &str, hint: Hint) -> bool {
    let lower = text.to_lowercase();
    WORDS.iter().filter(|(kind, _)| *kind == hint).any(|(_, words)| words.iter().any(|word| lower.contains(word)))
}

/// Whether a text is mostly Chinese.
pub(super) fn is_chinese(text: &str) -> bool {
    let chinese = text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    chinese * 4 > latin
}
