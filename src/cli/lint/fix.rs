//! Owns corrections: the proposed formulas as a patch, or written into the files.
//!
//! similar makes the lines of a unified diff; what is changed is decided here.

use similar::TextDiff;

use super::super::problem::Problem;
use super::super::row::Exit;
use super::super::session::Session;
use super::{Checked, show};
use crate::diagnostic::{Diagnostic, because, command};
use crate::notes::Finding;
use crate::source::Span;

/// Prints the patch, and the findings as messages; with `--write` changes the files and prints what is left.
pub(super) fn run(session: &mut Session, checked: Vec<Checked>) -> Result<Exit, Problem> {
    let lang = session.has("lang").then_some(session.lang);
    if session.has("write") {
        let mut left = Vec::new();
        for note in checked {
            let new = corrected(&note.text, &note.report.findings);
            if new != note.text {
                if note.path == "-" {
                    let problem = Diagnostic::new(&command::UNWRITABLE).with("file", "-");
                    return Err(problem.with("reason", "standard input").into());
                }
                std::fs::write(&note.path, &new)
                    .map_err(|error| because(Diagnostic::new(&command::UNWRITABLE).with("file", &note.path), &error))?;
            }
            left.push(Checked::new(&note.path, new, lang));
        }
        return Ok(show(session, &left));
    }
    let mut exit = Exit::Done;
    for note in &checked {
        session.answer.push_str(&patch(note));
        if note.exit() != Exit::Done {
            exit = note.exit();
        }
        session.warnings.extend(note.report.findings.iter().map(|finding| Problem {
            diagnostic: finding.diagnostic.clone(),
            source: Some(note.text.clone()),
            file: Some(note.path.as_str().into()),
            first_line: 1,
        }));
    }
    Ok(exit)
}

/// A unified diff, empty when there is nothing to change.
fn patch(note: &Checked) -> String {
    let new = corrected(&note.text, &note.report.findings);
    let name = |side: &str| {
        let is_absolute = note.path.starts_with('/');
        if is_absolute { note.path.clone() } else { format!("{side}/{}", note.path) }
    };
    let diff = TextDiff::from_lines(&note.text, &new);
    diff.unified_diff().context_radius(2).header(&name("a"), &name("b")).to_string()
}

/// The text with every replacement made; one that lies inside another is left to that.
fn corrected(text: &str, findings: &[Finding]) -> String {
    let mut edits: Vec<(Span, &str)> = findings
        .iter()
        .filter_map(|finding| finding.replacement.as_ref())
        .map(|(span, new)| (*span, new.as_str()))
        .collect();
    // The longest first among those that start at the same place.
    edits.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let (mut out, mut at) = (String::new(), 0);
    for (span, new) in edits {
        let range = span.range();
        if range.start < at {
            continue;
        }
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Options, lint};

    #[test]
    fn replacements_correct_the_text() {
        let text = "$$f(x) = x^2$$ $$f'(x) = 3x$$";
        let report = lint(text, &Options::default());
        assert_eq!(corrected(text, &report.findings), "$$f(x) = x^2$$ $$f'(x) = 2x$$");
        assert_eq!(corrected(text, &[]), text);
    }
}
