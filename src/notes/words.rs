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
    /// A value is only supposed: a start, a choice.
    Supposed,
    /// Something is the case here only.
    Case,
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
    (
        Hint::Supposed,
        &[
            "start", "initial", "suppose", "assume", "let ", "take", "choose", "consider", "初始", "初值", "假设",
            "假定", "设", "取", "考虑", "选",
        ],
    ),
    (Hint::Case, &["if ", "when ", "where ", "case", "for ", "at ", "until ", "当", "若", "如果", "时", "在"]),
    (Hint::Data, &["data", "point", "sample", "数据", "样本", "点"]),
];

/// Whether words announce it.
pub(super) fn announces(text: &str, hint: Hint) -> bool {
    let lower = text.to_lowercase();
    WORDS.iter().filter(|(kind, _)| *kind == hint).any(|(_, words)| words.iter().any(|word| lower.contains(word)))
}

/// Whether prose is mostly Chinese. What stands in comments and the names of commands are no prose.
pub(super) fn is_chinese<'t>(prose: impl Iterator<Item = &'t str>) -> bool {
    let (mut chinese, mut latin) = (0usize, 0usize);
    for text in prose {
        for (at, part) in text.split("<!--").enumerate() {
            let said = if at == 0 { part } else { part.split_once("-->").map_or("", |(_, after)| after) };
            let mut in_command = false;
            for c in said.chars() {
                in_command = c == '\\' || in_command && c.is_ascii_alphabetic();
                chinese += usize::from(matches!(c, '\u{4E00}'..='\u{9FFF}'));
                latin += usize::from(c.is_ascii_alphabetic() && !in_command);
            }
        }
    }
    // A Chinese character says about as much as four letters.
    chinese * 4 > latin
}
