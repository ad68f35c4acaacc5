//! Owns messages: a code from the table, the place in the input, what happened and what to do.
//!
//! Each code is a row with its sentences in both languages and an example that causes it. `gradus explain CODE` prints
//! the row; the tests run every example. Adding a message is adding a row to one of the files of this folder.

mod row;
mod system;

use std::borrow::Cow;

use crate::source::Span;
use crate::wording::{Lang, Wording};

pub use row::{Code, Severity};
pub(crate) use system::because;

/// One message about one place.
///
/// ```
/// use gradus::diagnostic::{Diagnostic, language};
/// use gradus::{source::Span, wording::Lang};
/// let problem = Diagnostic::new(&language::UNKNOWN_FUNCTION).with("name", "sine").at(Span::new(0, 4));
/// assert_eq!(problem.code.id, "G0106");
/// assert!(problem.message(Lang::En).contains("sine"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The row of the table.
    pub code: &'static Code,
    /// Values of the holes in the row's sentences.
    pub arguments: Vec<(&'static str, String)>,
    /// Values that are words of a language themselves.
    pub words: Vec<(&'static str, Wording)>,
    /// The place in the input text; none when the message is about no particular place.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A message with no place and no arguments yet.
    pub fn new(code: &'static Code) -> Self {
        Diagnostic { code, arguments: Vec::new(), words: Vec::new(), span: None }
    }

    /// Fills the hole `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Fills the hole `name` with words.
    #[must_use]
    pub fn worded(mut self, name: &'static str, words: Wording) -> Self {
        self.words.push((name, words));
        self
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Sets the place unless there is one.
    #[must_use]
    pub fn or_at(mut self, span: Span) -> Self {
        self.span = self.span.or(Some(span));
        self
    }

    /// What happened, one sentence.
    pub fn message(&self, lang: Lang) -> String {
        self.fill(&self.code.message, lang)
    }

    /// What to do, one sentence.
    pub fn hint(&self, lang: Lang) -> String {
        self.fill(&self.code.hint, lang)
    }

    fn fill(&self, sentence: &Wording, lang: Lang) -> String {
        let values: Vec<(&str, Cow<'_, str>)> =
            self.arguments.iter().map(|(name, value)| (*name, shortened(value))).collect();
        let words = self.words.iter().map(|(name, words)| (*name, words.text(lang)));
        let filled: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_ref())).chain(words).collect();
        sentence.fill(lang, &filled)
    }
}

/// What is longer than this can't be read in a sentence.
const LONGEST: usize = 600;

/// The beginning of a long text.
fn shortened(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", value.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(value),
    }
}

/// The code, what happened and what to do, in English; [`Diagnostic::message`] has both languages.
impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.code.id, self.message(Lang::En), self.hint(Lang::En))
    }
}

impl std::error::Error for Diagnostic {}

/// A list of codes, one file of the table.
macro_rules! codes {
    ($($(#[$about:meta])* $name:ident = $row:expr;)*) => {
        $($(#[$about])* pub static $name: $crate::diagnostic::Code = $row;)*
        /// The rows of this file.
        pub(crate) static ROWS: &[&$crate::diagnostic::Code] = &[$(&$name),*];
    };
}

pub mod backprop;
pub mod checking;
pub mod command;
pub mod data;
pub mod deriving;
pub mod expression;
pub mod language;
pub mod latex;
pub mod notes;
pub mod numeric;
pub mod solving;

/// The files of the table, in the order of their codes.
static FILES: &[&[&Code]] = &[
    language::ROWS,
    expression::ROWS,
    data::ROWS,
    numeric::ROWS,
    solving::ROWS,
    command::ROWS,
    deriving::ROWS,
    latex::ROWS,
    backprop::ROWS,
    checking::ROWS,
    notes::ROWS,
];

/// Every code.
pub fn all() -> impl Iterator<Item = &'static Code> {
    FILES.iter().flat_map(|rows| rows.iter().copied())
}

/// The row with this id, in any letter case.
///
/// ```
/// assert!(gradus::diagnostic::lookup("g0101").is_some());
/// assert!(gradus::diagnostic::lookup("G9999").is_none());
/// ```
pub fn lookup(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id))
}
