//! Owns byte spans in a text, and what they mean to a person: line and column.

/// A half-open range of bytes in one input text.
///
/// ```
/// use gradus::source::Span;
/// let span = Span::new(4, 7);
/// assert_eq!(span.text("2 * abc + 1"), "abc");
/// assert_eq!(span.join(Span::new(10, 11)), Span::new(4, 11));
/// // A span that doesn't fit the text gives the empty string, never a panic.
/// assert_eq!(Span::new(4, 70).text("short"), "");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`. Offsets past 4 GiB saturate.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clip(start), end: clip(end) }
    }

    /// The smallest span that covers both.
    #[inline]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The bytes as a range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span; empty when the span lies outside `text`.
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

/// A place in a text as editors count it, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// Where byte `offset` lies in `text`. Linear in `offset`.
///
/// ```
/// use gradus::source::{Position, position};
/// assert_eq!(position("ab\nŷ = c", 6), Position { line: 2, column: 3 });
/// // An offset past the end is the end.
/// assert_eq!(position("ab", 99), Position { line: 1, column: 3 });
/// ```
pub fn position(text: &str, offset: usize) -> Position {
    let mut at = Position { line: 1, column: 1 };
    for (start, character) in text.char_indices() {
        if start >= offset {
            break;
        }
        if character == '\n' {
            at = Position { line: at.line + 1, column: 1 };
        } else {
            at.column += 1;
        }
    }
    at
}
