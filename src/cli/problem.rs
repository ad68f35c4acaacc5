//! Owns messages on the screen: a diagnostic with the text it is about, drawn with a caret.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Position, Span, position};
use crate::wording::{Lang, Wording};

/// A message and the text it is about.
#[derive(Debug)]
pub(super) struct Problem {
    /// What happened.
    pub diagnostic: Diagnostic,
    /// The text that its place lies in.
    pub source: Option<String>,
    /// The file that the text came from.
    pub file: Option<Box<str>>,
    /// The number of the text's first line in the file.
    pub first_line: usize,
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        Problem { diagnostic, source: None, file: None, first_line: 1 }
    }
}

/// How messages are drawn.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// With colours.
    pub colour: bool,
    /// With ASCII signs only.
    pub ascii: bool,
}

const HINT: Wording = Wording::new("help", "提示");
const NOTE: Wording = Wording::new("note", "说明");

fn severity_name(severity: Severity) -> Wording {
    match severity {
        Severity::Error => Wording::new("error", "错误"),
        Severity::Warning => Wording::new("warning", "警告"),
    }
}

/// A line longer than this is shown around the place only.
const SHOWN: usize = 160;

impl Problem {
    /// The message, about a place in this text.
    pub fn within(diagnostic: Diagnostic, source: &str) -> Self {
        Problem { diagnostic, source: Some(source.to_owned()), file: None, first_line: 1 }
    }

    /// As text for a person: code, sentence, the place with a mark under it, hint.
    pub fn text(&self, lang: Lang, look: Look) -> String {
        self.with_remarks(&[], lang, look)
    }

    /// The same with remarks before the hint.
    pub fn with_remarks(&self, remarks: &[&str], lang: Lang, look: Look) -> String {
        let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
        let decor = if look.ascii { DecorStyle::Ascii } else { DecorStyle::Unicode };
        let (message, hint) = (self.diagnostic.message(lang), self.diagnostic.hint(lang));
        let severity = self.diagnostic.code.severity;
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let level = level.with_name(severity_name(severity).text(lang));
        let mut group = level
            .primary_title(safe(&message))
            .id(self.diagnostic.code.id)
            .elements([] as [Snippet<'_, Annotation<'_>>; 0]);
        let window = self.source.as_deref().zip(self.diagnostic.span).and_then(|(text, span)| window(text, span));
        if let Some(window) = &window {
            let line = window.line + self.first_line - 1;
            // A text of one line that is no file needs no number.
            let numbered = self.file.is_some() || window.several;
            let mark = AnnotationKind::Primary.span(window.mark.clone());
            let mut snippet = Snippet::source(window.text.as_str()).line_start(line).line_numbering(numbered);
            match &self.file {
                // The column of a line that is cut isn't the one that is counted in what is shown.
                Some(file) if window.cut => {
                    let origin = format!("{file}:{line}:{}", window.column);
                    group = group.element(Origin::path(file_name(&origin)));
                }
                Some(file) => snippet = snippet.path(file_name(file)),
                None => {}
            }
            group = group.element(snippet.annotation(mark));
        } else if let Some(file) = &self.file {
            group = group.element(Origin::path(file_name(file)));
        }
        for remark in remarks {
            group = group.element(Level::NOTE.with_name(NOTE.text(lang)).message(safe(remark)));
        }
        let group = group.element(Level::HELP.with_name(HINT.text(lang)).message(safe(&hint)));
        let text = renderer.decor_style(decor).render(&[group]);
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// As JSON.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        let span = self.source.as_deref().zip(self.diagnostic.span);
        let place = span.map(|(text, span)| position(text, span.start as usize));
        let end = span.map(|(text, span)| position(text, span.end as usize));
        let line_of = |place: Position| place.line + self.first_line - 1;
        serde_json::json!({
            "error": {
                "code": self.diagnostic.code.id,
                "severity": severity_name(self.diagnostic.code.severity).en,
                "message": self.diagnostic.message(lang),
                "hint": self.diagnostic.hint(lang),
                "file": self.file,
                "line": place.map(line_of),
                "column": place.map(|place| place.column),
                "end_line": end.map(line_of),
                "end_column": end.map(|place| place.column),
            }
        })
    }
}

/// What is shown of a text.
struct Window {
    text: String,
    mark: std::ops::Range<usize>,
    line: usize,
    column: usize,
    cut: bool,
    several: bool,
}

/// The part of a text that is shown, invisible characters made visible, and the place in it.
fn window(text: &str, span: Span) -> Option<Window> {
    let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(start..)?.find('\n').map_or(text.len(), |at| start + at);
    let from = boundary(text, line_start.max(start.saturating_sub(SHOWN / 2)));
    let to = boundary(text, line_end.min(start + SHOWN / 2));
    let before = safe(text.get(from..start)?);
    let marked = safe(text.get(start..end.clamp(start, to.max(start)))?);
    let after = safe(text.get(end.min(to).max(start)..to).unwrap_or(""));
    let lead = if from > line_start { "…" } else { "" };
    let tail = if to < line_end { "…" } else { "" };
    let at = lead.len() + before.len();
    let place = position(text, start);
    Some(Window {
        text: format!("{lead}{before}{marked}{after}{tail}"),
        mark: at..at + marked.len(),
        line: place.line,
        column: place.column,
        cut: from > line_start,
        several: text.trim_end().contains('\n'),
    })
}

/// A place in a text with a mark under it and a word beside the mark, without a message.
pub(super) fn excerpt(text: &str, span: Span, file: Option<&str>, label: &str, ascii: bool) -> Option<String> {
    let window = window(text, span)?;
    let mark = AnnotationKind::Primary.span(window.mark.clone());
    let mark = if label.is_empty() { mark } else { mark.label(safe(label)) };
    let snippet = Snippet::source(window.text.as_str())
        .line_start(window.line)
        .line_numbering(file.is_some() || window.several)
        .path(file.map(safe))
        .annotation(mark);
    let decor = if ascii { DecorStyle::Ascii } else { DecorStyle::Unicode };
    let group = Group::with_level(Level::ERROR).element(snippet);
    let text = Renderer::plain().decor_style(decor).render(&[group]);
    Some(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// The name of a file on one line, whatever characters it is made of.
pub(super) fn file_name(path: &str) -> String {
    safe(&path.replace('\n', "<U+000A>"))
}

/// Control and direction characters shown by number.
pub(super) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        if hidden { out.push_str(&format!("<U+{:04X}>", c as u32)) } else { out.push(c) }
    }
    out
}
