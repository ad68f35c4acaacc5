//! Owns the type of one row of the table of messages.

use crate::wording::Wording;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The command can't be carried out.
    Error,
    /// It was carried out, in a way that should be looked at.
    Warning,
}

/// One kind of message.
#[derive(Debug, PartialEq)]
pub struct Code {
    /// `G` and four digits; the first two tell the layer.
    pub id: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The kind of problem, as a headline.
    pub title: Wording,
    /// What happened; `{name}` are holes.
    pub message: Wording,
    /// What to do; `{name}` are holes.
    pub hint: Wording,
    /// The longer text of `gradus explain`.
    pub explanation: Wording,
    /// Arguments of a `gradus` command that causes it. An argument `@text` stands for a file that holds `text`
    /// (with `\n` for line ends and `\xff` for a byte). Empty for what no input can cause.
    pub example: &'static [&'static str],
}
