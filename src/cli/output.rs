//! Owns what leaves the program: answers on standard output or in a file, messages on standard error.

use std::io::{ErrorKind, Write};

use super::problem::{Look, Problem};
use super::row::Exit;
use crate::diagnostic::{Diagnostic, because, command};
use crate::wording::{Lang, Wording};

/// So many warnings are shown.
pub(super) const WARNINGS: usize = 20;

const MORE: Wording = Wording::new("… and {count} more warnings", "……另有 {count} 条警告");

/// How the program speaks.
#[derive(Clone, Copy)]
pub(super) struct Output {
    /// The language of messages.
    pub lang: Lang,
    /// Whether errors are printed as JSON on standard output too.
    pub json: bool,
    /// How messages are drawn.
    pub look: Look,
}

impl Output {
    /// Writes a message for a person.
    pub fn report(&self, problem: &Problem) {
        // There is nowhere left to complain when standard error itself is gone.
        let _ = writeln!(std::io::stderr(), "{}", problem.text(self.lang, self.look));
    }

    /// Writes warnings, of very many the first ones and how many more there are.
    pub fn warn(&self, warnings: &[Problem]) {
        warnings.iter().take(WARNINGS).for_each(|warning| self.report(warning));
        if let Some(more) = warnings.len().checked_sub(WARNINGS).filter(|&more| more > 0) {
            let _ = writeln!(std::io::stderr(), "{}", MORE.fill(self.lang, &[("count", &more.to_string())]));
        }
    }

    /// Reports an error for a person, and for a program where that was asked for.
    pub fn fail(&self, problem: &Problem) -> Exit {
        if self.json {
            let text = serde_json::to_string_pretty(&problem.json(self.lang)).unwrap_or_default() + "\n";
            // The message below says what is wrong, whether or not this can be written.
            let _ = to_standard_output(&text);
        }
        self.report(problem);
        Exit::Unusable
    }

    /// Writes the answer; a reader that has gone away (`gradus … | head -1`) ends the program quietly. The message when that
    /// fails is for standard error only.
    pub fn write(&self, text: &str, path: Option<&str>) -> Result<(), Problem> {
        let written = match path {
            Some("-") | None => to_standard_output(text),
            Some(path) => std::fs::write(path, text),
        };
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let name = path.unwrap_or("-");
                Err(because(Diagnostic::new(&command::UNWRITABLE).with("file", name), &error).into())
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

pub(super) fn to_standard_output(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
