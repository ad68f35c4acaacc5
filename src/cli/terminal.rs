//! Owns what the terminal can and wants: colours, width.

use std::io::IsTerminal;

/// Columns of a page that goes to no terminal.
pub(super) const WIDTH: usize = 80;

/// The widest line that is still read comfortably; wider terminals get no wider pages.
const WIDEST: usize = 120;

/// Whether colours are used on a stream: always, never, or as the stream and the environment want it. Only an
/// environment that says no (`NO_COLOR`, see no-color.org, and `TERM=dumb`) turns them off on a terminal.
pub(super) fn colour(choice: Option<&str>, stream: &impl IsTerminal) -> bool {
    match choice {
        Some("always") => true,
        Some("never") => false,
        _ => {
            stream.is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Columns of the terminal that standard output goes to.
pub(super) fn width() -> usize {
    match terminal_size::terminal_size_of(std::io::stdout()) {
        Some((terminal_size::Width(columns), _)) if columns > 0 => usize::from(columns).min(WIDEST),
        _ => WIDTH,
    }
}

/// Whether a line on the terminal can be written over: not with `TERM=dumb`.
pub(super) fn moves() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}
