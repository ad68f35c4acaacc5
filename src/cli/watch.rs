//! Owns the eye on long searches: a bar of progress on terminals; Ctrl-C ends a search, which keeps its best.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt;
use crate::minimize::Iteration;

/// The search that is watched.
static SEARCH: OnceLock<Search> = OnceLock::new();

struct Search {
    begun: Instant,
    bar: ProgressBar,
    shown: AtomicBool,
}

/// Searches shorter than this show no progress.
const PATIENCE: Duration = Duration::from_millis(700);

/// Starts to watch a search of at most so many iterations.
pub(super) fn begin(iterations: usize, ascii: bool) {
    // Drawn on standard error, and only where that is a terminal; hidden until the search takes long.
    let bar = ProgressBar::with_draw_target(Some(iterations as u64), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("  {bar:28} {pos}/{len}  {elapsed}  {msg}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars(if ascii { "=>-" } else { "━╸─" }));
    }
    // One search a program; what came later would be seen as part of it.
    let _ = SEARCH.set(Search { begun: Instant::now(), bar, shown: AtomicBool::new(false) });
}

/// Says something on standard error, above the bar where there is one.
pub(super) fn say(text: &str) {
    // When standard error is gone there is nobody to tell.
    let print = || drop(writeln!(std::io::stderr(), "{text}"));
    match SEARCH.get() {
        Some(search) => search.bar.suspend(print),
        None => print(),
    }
}

/// Looks at one iteration; `false` when the search shall end.
pub(super) fn look(line: &Iteration) -> bool {
    // From here on there is a best point so far.
    interrupt::keeps(true);
    if let Some(search) = SEARCH.get().filter(|search| search.begun.elapsed() > PATIENCE) {
        if !search.shown.swap(true, Ordering::Relaxed) {
            search.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        search.bar.set_position(line.number as u64);
        search.bar.set_message(format!("L = {:.6e}  |∇L| = {:.1e}", line.loss, line.gradient));
    }
    !interrupt::pressed()
}

/// Clears the bar; what comes now has no part that could be kept.
pub(super) fn end() {
    interrupt::keeps(false);
    if let Some(search) = SEARCH.get() {
        search.bar.finish_and_clear();
    }
}
