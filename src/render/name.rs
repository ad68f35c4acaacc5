//! Owns how names look: Greek letters, hats and bars, words, labels.

use super::formula::{FormId, Formula, Mark};
use crate::language::GREEK;

/// A sign over a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accent {
    /// ŷ
    Hat,
    /// x̄
    Bar,
    /// x̃
    Tilde,
}

impl Accent {
    /// The LaTeX command.
    pub(super) fn latex(self) -> &'static str {
        match self {
            Accent::Hat => r"\hat",
            Accent::Bar => r"\bar",
            Accent::Tilde => r"\tilde",
        }
    }

    /// The sign on its own, as MathML sets it over a letter.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Accent::Hat => "^",
            Accent::Bar => "¯",
            Accent::Tilde => "~",
        }
    }

    /// The combining character.
    pub(super) fn combining(self) -> char {
        match self {
            Accent::Hat => '\u{302}',
            Accent::Bar => '\u{304}',
            Accent::Tilde => '\u{303}',
        }
    }
}

const ACCENTS: &[(&str, Accent)] = &[("hat", Accent::Hat), ("bar", Accent::Bar), ("tilde", Accent::Tilde)];

/// A name without its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As plain notation spells it: `yhat`.
    pub plain: Box<str>,
    /// The letter or word under the accent: `y`, `η`, `loss`.
    pub stem: Box<str>,
    /// The LaTeX command of a Greek letter.
    pub greek: Option<&'static str>,
    /// The sign over a letter.
    pub accent: Option<Accent>,
}

impl Name {
    /// Reads the spelling: `eta` is η, `yhat` is ŷ, `loss` is a word.
    ///
    /// ```
    /// use gradus::render::Name;
    /// assert_eq!(Name::new("yhat").unicode(), "ŷ");
    /// assert_eq!(Name::new("eta").unicode(), "η");
    /// assert_eq!(Name::new("loss").unicode(), "loss");
    /// ```
    pub fn new(plain: &str) -> Self {
        let accented = ACCENTS.iter().find_map(|(suffix, accent)| {
            let stem = plain.strip_suffix(suffix)?;
            (is_one_letter(stem) || greek(stem).is_some()).then_some((stem, *accent))
        });
        let (stem, accent) = accented.map_or((plain, None), |(stem, accent)| (stem, Some(accent)));
        match greek(stem) {
            Some((letter, command)) => {
                Name { plain: plain.into(), stem: letter.to_string().into(), greek: Some(command), accent }
            }
            None => Name { plain: plain.into(), stem: stem.into(), greek: None, accent },
        }
    }

    /// Whether it is one letter, with or without an accent; words stand upright.
    pub fn is_letter(&self) -> bool {
        is_one_letter(&self.stem)
    }

    /// In Unicode: `ŷ`.
    pub fn unicode(&self) -> String {
        use unicode_normalization::UnicodeNormalization;
        self.stem.chars().chain(self.accent.map(Accent::combining)).nfc().collect()
    }
}

fn is_one_letter(text: &str) -> bool {
    let mut characters = text.chars();
    matches!((characters.next(), characters.next()), (Some(c), None) if c.is_alphabetic())
}

/// The letter of a Greek name and its LaTeX command.
fn greek(name: &str) -> Option<(char, &'static str)> {
    let (letter, _) = GREEK.iter().find(|(_, word)| *word == name)?;
    COMMANDS.iter().find(|command| command.get(1..) == Some(name)).map(|command| (*letter, *command))
}

const COMMANDS: &[&str] = &[
    r"\alpha",
    r"\beta",
    r"\gamma",
    r"\delta",
    r"\epsilon",
    r"\zeta",
    r"\eta",
    r"\theta",
    r"\vartheta",
    r"\iota",
    r"\kappa",
    r"\lambda",
    r"\mu",
    r"\nu",
    r"\xi",
    r"\pi",
    r"\rho",
    r"\sigma",
    r"\tau",
    r"\upsilon",
    r"\phi",
    r"\chi",
    r"\psi",
    r"\omega",
    r"\Gamma",
    r"\Delta",
    r"\Theta",
    r"\Lambda",
    r"\Xi",
    r"\Phi",
    r"\Psi",
    r"\Omega",
];

/// Adds a name with its labels: `w_old` is w with the index "old".
pub(super) fn push(formula: &mut Formula, name: &str) -> FormId {
    // A symbol that spells a number, such as a decimal form, is drawn as one.
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return formula.push(Mark::Number(name.into()), &[]);
    }
    let mut pieces = name.split('_').filter(|piece| !piece.is_empty());
    let stem = pieces.next().unwrap_or(name);
    let mut parts = vec![formula.push(Mark::Name(Name::new(stem)), &[])];
    for label in pieces {
        let digits = label.bytes().all(|byte| byte.is_ascii_digit());
        let mark = if digits { Mark::Number(label.into()) } else { Mark::Name(Name::new(label)) };
        parts.push(formula.push(mark, &[]));
    }
    match parts[..] {
        [only] => only,
        _ => formula.push(Mark::Index, &parts),
    }
}
