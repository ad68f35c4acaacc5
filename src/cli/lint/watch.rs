//! Owns the watch mode: notes are checked again whenever one of them is saved.
//!
//! Files are looked at several times a second. That needs no system interface, works on network drives too, and for a
//! few notes costs nothing.

use std::io::IsTerminal;
use std::time::{Duration, SystemTime};

use super::super::output::to_standard_output;
use super::super::problem::Problem;
use super::super::row::Exit;
use super::super::session::Session;
use super::{read, show};

/// How often files are looked at.
const GLANCE: Duration = Duration::from_millis(200);

/// Checks, waits for a change, and begins again until the reader goes away.
pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let clears = std::io::stdout().is_terminal();
    let mut seen = None;
    loop {
        let now: Vec<Option<(SystemTime, u64)>> = session.operands.iter().map(|path| stamp(path)).collect();
        if seen.as_ref() != Some(&now) {
            // A file is missing for a moment while an editor replaces it.
            match read(session) {
                Ok(checked) => {
                    show(session, &checked);
                }
                Err(problem) if seen.is_none() => return Err(problem),
                Err(problem) => session.answer = problem.text(session.lang, session.look()) + "\n",
            }
            let screen = if clears { "\u{1b}[2J\u{1b}[H" } else { "" };
            let page = format!("{screen}{}", std::mem::take(&mut session.answer));
            if to_standard_output(&page).is_err() {
                return Ok(Exit::Done);
            }
            seen = Some(now);
        }
        std::thread::sleep(GLANCE);
    }
}

fn stamp(path: &str) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
