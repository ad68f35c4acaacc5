//! Owns finding mathematics in a document: formulas with their places, directives, headings and the prose between.
//!
//! pulldown-cmark says what is code and what is HTML; the dollar signs are found here, because people write blank lines
//! inside `$$ … $$`, where CommonMark ends the paragraph and the formula with it.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Format;
use crate::source::Span;

/// Something in a document that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub kind: RegionKind,
    /// The inside, without the signs around it.
    pub span: Span,
    /// Words before it since the last formula, as far as they belong to its paragraph.
    pub before: Span,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegionKind {
    /// A formula of its own line or lines.
    Display,
    /// A formula in a sentence.
    Inline,
    /// `<!-- gradus: … -->`, the text after the colon.
    Directive,
}

/// The signs that enclose formulas.
const DISPLAY: &[(&str, &str)] = &[("$$", "$$"), (r"\[", r"\]")];
const INLINE: &[(&str, &str)] = &[(r"\(", r"\)"), ("$", "$")];

/// Environments that are formulas by themselves.
const ENVIRONMENTS: &[&str] =
    &["equation", "align", "gather", "multline", "eqnarray", "alignat", "flalign", "displaymath", "math"];

/// Closing signs that don't come any more: looked for once in vain, they aren't looked for again further on, which keeps texts
/// full of what never ends linear.
#[derive(Default)]
struct Absent(Vec<String>);

impl Absent {
    fn unless(&mut self, close: &str, find: impl FnOnce() -> Option<usize>) -> Option<usize> {
        if self.0.iter().any(|known| known == close) {
            return None;
        }
        let found = find();
        if found.is_none() {
            self.0.push(close.to_owned());
        }
        found
    }
}

/// All regions in order. Linear.
pub(super) fn regions(text: &str, format: Format) -> Vec<Region> {
    let mut skipped = match format {
        Format::Markdown => code(text),
        Format::Latex => verbatim(text),
    };
    skipped.sort_unstable();
    let mut skipped = skipped.into_iter().peekable();
    let mut found: Vec<Region> = Vec::new();
    let (mut at, mut before) = (0, 0);
    let mut absent = Absent::default();
    while at < text.len() {
        while skipped.next_if(|range| range.1 <= at).is_some() {}
        if let Some(&(start, end)) = skipped.peek()
            && start <= at
        {
            at = end;
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        if let Some(length) = comment(rest, format, &mut absent) {
            at += length;
            continue;
        }
        if let Some((kind, open, length, close)) = region(rest, format, &mut absent) {
            let span = Span::new(at + open, at + open + length);
            found.push(Region { kind, span, before: Span::new(before, at) });
            at += open + length + close;
            before = at;
        } else {
            let step =
                if rest.starts_with('\\') { 1 + rest.get(1..).map_or(0, first_width) } else { first_width(rest) };
            at += step.max(1);
        }
    }
    found
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The length of a comment that starts here and is no directive; formulas in it aren't looked at.
fn comment(rest: &str, format: Format, absent: &mut Absent) -> Option<usize> {
    let (inside, whole) = if let Some(inside) = rest.strip_prefix("<!--") {
        let end = absent.unless("-->", || inside.find("-->"))?;
        (inside.get(..end)?, end + 7)
    } else {
        let inside = rest.strip_prefix('%').filter(|_| format == Format::Latex)?;
        let end = inside.find('\n').unwrap_or(inside.len());
        (inside.get(..end)?, end + 1)
    };
    (!inside.trim_start().starts_with("gradus:")).then_some(whole)
}

/// What starts here: its kind, the length of the opening sign, of the inside, of the closing sign.
fn region(rest: &str, format: Format, absent: &mut Absent) -> Option<(RegionKind, usize, usize, usize)> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        let end = absent.unless("-->", || comment.find("-->"))?;
        let inside = comment.get(..end)?;
        let start =
            inside.find("gradus:").filter(|&at| inside.get(..at).is_some_and(|before| before.trim().is_empty()))?;
        return Some((RegionKind::Directive, 4 + start + 7, end - start - 7, 3));
    }
    if format == Format::Latex
        && let Some(comment) = rest.strip_prefix('%')
    {
        let end = comment.find('\n').unwrap_or(comment.len());
        let inside = comment.get(..end)?;
        let start =
            inside.find("gradus:").filter(|&at| inside.get(..at).is_some_and(|before| before.trim().is_empty()));
        return start.map(|start| (RegionKind::Directive, 1 + start + 7, end - start - 7, 0));
    }
    for &(open, close) in DISPLAY {
        if let Some(inside) = rest.strip_prefix(open) {
            let length = absent.unless(close, || end_of(inside, close))?;
            return Some((RegionKind::Display, open.len(), length, close.len()));
        }
    }
    if let Some(inside) = rest.strip_prefix(r"\begin{") {
        let name = inside.get(..inside.find(['}', '\n'])?)?;
        if ENVIRONMENTS.contains(&name.trim_end_matches('*')) {
            let close = format!(r"\end{{{name}}}");
            let length = absent.unless(&close, || rest.find(&close))? + close.len();
            return Some((RegionKind::Display, 0, length, 0));
        }
    }
    for &(open, close) in INLINE {
        if let Some(inside) = rest.strip_prefix(open) {
            let length = absent.unless(close, || end_of(inside, close))?;
            let text = inside.get(..length)?;
            // A formula in a sentence ends in its paragraph; `5$ and 6$` isn't one.
            let money = open == "$"
                && (text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(' ') || text.is_empty());
            return (!text.contains("\n\n") && !money).then_some((RegionKind::Inline, open.len(), length, close.len()));
        }
    }
    None
}

/// Where the closing sign stands; escaped dollars don't count.
fn end_of(inside: &str, close: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + inside.get(from..)?.find(close)?;
        let escaped =
            close.starts_with('$') && inside.get(..at)?.chars().rev().take_while(|&c| c == '\\').count() % 2 == 1;
        if !escaped {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Code in Markdown: blocks and spans.
fn code(text: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        let is_code = match event {
            Event::Start(Tag::CodeBlock(_)) => true,
            // A span over dollar signs may be a mark inside a formula, such as ``a`b``.
            Event::Code(_) => !text.get(range.clone()).is_some_and(|code| code.contains("$$")),
            _ => false,
        };
        if is_code {
            ranges.push((range.start, range.end));
        }
    }
    ranges
}

/// Verbatim text in LaTeX.
fn verbatim(text: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    for name in ["verbatim", "lstlisting", "minted"] {
        let (open, close) = (format!(r"\begin{{{name}}}"), format!(r"\end{{{name}}}"));
        let mut from = 0;
        while let Some(start) = text.get(from..).and_then(|rest| rest.find(&open)).map(|at| from + at) {
            let end =
                text.get(start..).and_then(|rest| rest.find(&close)).map_or(text.len(), |at| start + at + close.len());
            ranges.push((start, end));
            from = end;
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, RegionKind)> {
        regions(text, Format::Markdown).into_iter().map(|region| (region.span.text(text), region.kind)).collect()
    }

    #[test]
    fn formulas_are_found_and_code_is_not() {
        assert_eq!(found("a $x_1$ b `$y$` \\$5"), [("x_1", RegionKind::Inline)]);
        assert_eq!(found("$$\na\n\nb\n$$"), [("\na\n\nb\n", RegionKind::Display)]);
        assert_eq!(found("```\n$$x$$\n```\n\\begin{align}a\\end{align}").len(), 1);
        assert_eq!(found("<!-- gradus: ignore --> <!-- other -->"), [(" ignore ", RegionKind::Directive)]);
    }
}
