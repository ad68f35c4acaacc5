//! Owns the eye on what takes long: a bar of progress on terminals while data are read and while a minimum is searched;
//! Ctrl-C and the limit on time end a search, which keeps its best.

use std::io::{Read, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt;
use crate::halt::Halt;
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

/// Looks at one iteration; why the search shall end, when it shall.
pub(super) fn look(line: &Iteration) -> Option<Halt> {
    // From here on there is a best point so far.
    interrupt::keeps(true);
    if let Some(search) = SEARCH.get().filter(|search| search.begun.elapsed() > PATIENCE) {
        if !search.shown.swap(true, Ordering::Relaxed) {
            search.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        search.bar.set_position(line.number as u64);
        search.bar.set_message(format!("L = {:.6e}  |∇L| = {:.1e}", line.loss, line.gradient));
    }
    interrupt::halt()
}

/// Clears the bar; what comes now has no part that could be kept.
pub(super) fn end() {
    interrupt::keeps(false);
    if let Some(search) = SEARCH.get() {
        search.bar.finish_and_clear();
    }
}

/// Something that is read, with a bar of progress when that takes long.
pub(super) struct Reading<R> {
    inner: R,
    bar: ProgressBar,
    begun: Instant,
    shown: bool,
}

impl<R> Reading<R> {
    /// `size` is how many bytes there are, where that is known.
    pub fn new(inner: R, size: Option<u64>, ascii: bool) -> Self {
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden());
        let template =
            if size.is_some() { "  {bar:28} {bytes}/{total_bytes}  {elapsed}" } else { "  {bytes}  {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars(if ascii { "=>-" } else { "━╸─" }));
        }
        Reading { inner, bar, begun: Instant::now(), shown: false }
    }
}

impl<R: Read> Read for Reading<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(into)?;
        self.bar.inc(count as u64);
        if !self.shown && self.begun.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        Ok(count)
    }
}

impl<R> Drop for Reading<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
