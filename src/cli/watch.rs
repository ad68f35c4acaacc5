//! Owns the eye on long searches: a line of progress on terminals, and Ctrl-C, which ends a search and keeps its best.

use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use crate::minimize::Iteration;

/// Whether Ctrl-C was pressed.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// When the search began.
static BEGUN: OnceLock<Instant> = OnceLock::new();

/// When the line of progress was written last, in milliseconds since the beginning.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Searches shorter than this show no progress.
const PATIENCE: u64 = 700;

/// Milliseconds between two lines of progress.
const PAUSE: u64 = 150;

/// Starts to watch. The second Ctrl-C ends the program at once.
pub(super) fn begin() {
    if BEGUN.set(Instant::now()).is_ok() {
        // Without a handler Ctrl-C ends the program, as it does anywhere else.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        });
    }
}

/// Looks at one iteration; `false` when the search shall end.
pub(super) fn look(line: &Iteration) -> bool {
    let now = BEGUN.get().map_or(0, |begun| begun.elapsed().as_millis() as u64);
    let last = WRITTEN.load(Ordering::Relaxed);
    if now > PATIENCE && now > last + PAUSE && std::io::stderr().is_terminal() {
        WRITTEN.store(now, Ordering::Relaxed);
        let mut out = std::io::stderr();
        // Progress is a courtesy: where it can't be written, the search goes on.
        let _ = write!(out, "\r\x1b[K  {}  L = {:.6e}  |∇L| = {:.1e}", line.number, line.loss, line.gradient);
        let _ = out.flush();
    }
    !INTERRUPTED.load(Ordering::SeqCst)
}

/// Clears the line of progress.
pub(super) fn end() {
    if WRITTEN.load(Ordering::Relaxed) > 0 {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}
