//! Owns the two languages a reader can choose, and text that exists in both.
//!
//! Every sentence that a user can see is a [`Wording`]: its English and its Chinese form stand beside each other in the
//! same row, so neither can be forgotten. Sentences with a hole in them use `{name}`, filled by [`Wording::fill`].

/// A language that pages and messages are printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// One text in every language.
///
/// ```
/// use gradus::wording::{Lang, Wording};
/// let hello = Wording::new("hello, {name}", "{name},你好");
/// assert_eq!(hello.fill(Lang::En, &[("name", "Ada")]), "hello, Ada");
/// assert_eq!(hello.fill(Lang::Zh, &[("name", "Ada")]), "Ada,你好");
/// // A hole without a value stays visible, so a forgotten argument can't pass for a finished sentence.
/// assert_eq!(hello.fill(Lang::En, &[]), "hello, {name}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wording {
    /// The English text.
    pub en: &'static str,
    /// The Chinese text.
    pub zh: &'static str,
}

impl Wording {
    /// Puts the two forms side by side.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Wording { en, zh }
    }

    /// The form in `lang`, holes unfilled.
    pub const fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// The form in `lang` with each `{name}` replaced by its value. One pass: a value that contains `{…}` is left alone.
    pub fn fill(&self, lang: Lang, arguments: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.text(lang);
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            filled.push_str(before);
            let hole = after.find('}').and_then(|close| {
                let name = after.get(1..close)?;
                let (_, value) = arguments.iter().find(|(key, _)| *key == name)?;
                Some((close + 1, *value))
            });
            let (used, value) = hole.unwrap_or((1, "{"));
            filled.push_str(value);
            rest = after.get(used..).unwrap_or("");
        }
        filled.push_str(rest);
        filled
    }
}
