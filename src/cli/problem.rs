//! Owns messages on the screen: a diagnostic with the text it is about, drawn with a caret.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::position;
use crate::wording::Lang;

/// A message and the text it is about.
pub(super) struct Problem {
    /// What happened.
    pub diagnostic: Diagnostic,
    /// The text that its place lies in.
    pub source: Option<String>,
    /// The file that the text came from.
    pub file: Option<String>,
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        Problem { diagnostic, source: None, file: None }
    }
}

/// A line longer than this is shown around the place only.
const SHOWN: usize = 160;

impl Problem {
    /// The message, about a place in this text.
    pub fn within(diagnostic: Diagnostic, source: &str) -> Self {
        Problem { diagnostic, source: Some(source.to_owned()), file: None }
    }

    /// As text for a person.
    pub fn text(&self, lang: Lang, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Unicode);
        let (message, hint) = (self.diagnostic.message(lang), self.diagnostic.hint(lang));
        let level = match self.diagnostic.code.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let level = match (lang, self.diagnostic.code.severity) {
            (Lang::En, _) => level,
            (Lang::Zh, Severity::Error) => level.with_name("错误"),
            (Lang::Zh, Severity::Warning) => level.with_name("警告"),
        };
        let help = match lang {
            Lang::En => Level::HELP,
            Lang::Zh => Level::HELP.with_name("提示"),
        };
        let mut group = level
            .primary_title(safe(&message))
            .id(self.diagnostic.code.id)
            .elements([] as [Snippet<'_, annotate_snippets::Annotation<'_>>; 0]);
        let window = self.window();
        if let Some((text, range)) = &window {
            let mut snippet = Snippet::source(text.as_str()).annotation(AnnotationKind::Primary.span(range.clone()));
            if let Some(file) = &self.file {
                snippet = snippet.path(file.as_str());
            }
            group = group.element(snippet);
        }
        renderer.render(&[group.element(help.message(safe(&hint)))])
    }

    /// As JSON.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        let place =
            self.source.as_deref().zip(self.diagnostic.span).map(|(text, span)| position(text, span.start as usize));
        serde_json::json!({
            "error": {
                "code": self.diagnostic.code.id,
                "severity": match self.diagnostic.code.severity { Severity::Error => "error", Severity::Warning => "warning" },
                "message": self.diagnostic.message(lang),
                "hint": self.diagnostic.hint(lang),
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
            }
        })
    }

    /// The part of the text that is shown, invisible characters made visible, and the place in it.
    fn window(&self) -> Option<(String, std::ops::Range<usize>)> {
        let (text, span) = (self.source.as_deref()?, self.diagnostic.span?);
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
        Some((format!("{lead}{before}{marked}{after}{tail}"), at..at + marked.len()))
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// Control and direction characters shown by number.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = (c.is_control() && c != '\n')
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        if hidden { out.push_str(&format!("<U+{:04X}>", c as u32)) } else { out.push(c) }
    }
    out
}
