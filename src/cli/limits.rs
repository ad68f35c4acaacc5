//! Owns the limits on time and memory: a thread that ends the program when one of them is reached.
//!
//! The library has budgets of its own; these are the last resort, so that no input whatever can hang a machine.

use std::time::{Duration, Instant};

use super::interrupt;
use super::output::Output;
use crate::diagnostic::{Diagnostic, command};

/// Milliseconds after which a command is stopped, unless `--limit-ms` says otherwise.
pub(super) const MILLISECONDS: usize = 120_000;

/// Megabytes of memory past which a command is stopped, unless `--limit-mb` says otherwise.
pub(super) const MEGABYTES: usize = 4_096;

/// How often memory is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// So long before the end a search is asked to stop, so that its best can still be shown: a part of the limit, at most
/// [`RESERVE`].
const RESERVED: u32 = 4;

/// See [`RESERVED`].
const RESERVE: Duration = Duration::from_secs(10);

/// What is watched, and how to say that it was too much.
pub(super) struct Limits {
    /// Milliseconds; 0 for no limit.
    pub milliseconds: usize,
    /// Megabytes; 0 for no limit.
    pub megabytes: usize,
    /// Where the message goes.
    pub output: Output,
}

impl Limits {
    /// Starts to watch; the program ends with a message when a limit is reached.
    pub fn watch(self) {
        if self.milliseconds == 0 && self.megabytes == 0 {
            return;
        }
        let start = Instant::now();
        // Without a thread to watch there is no limit, and the command still does its work.
        let _ = std::thread::Builder::new().spawn(move || {
            let end = Duration::from_millis(self.milliseconds as u64);
            let reserve = RESERVE.min(end / RESERVED);
            loop {
                let left = end.saturating_sub(start.elapsed());
                if self.milliseconds > 0 && left.is_zero() {
                    self.stop(format!("{} ms", self.milliseconds), "--limit-ms");
                }
                if self.milliseconds > 0 && left <= reserve {
                    interrupt::hurry();
                }
                let too_much = self.megabytes > 0 && megabytes().is_some_and(|used| used > self.megabytes);
                if too_much {
                    self.stop(format!("{} MB", self.megabytes), "--limit-mb");
                }
                std::thread::sleep(if self.milliseconds > 0 { GLANCE.min(left) } else { GLANCE });
            }
        });
    }

    fn stop(&self, limit: String, option: &str) {
        let problem = Diagnostic::new(&command::LIMIT).with("limit", limit).with("option", option);
        let exit = self.output.fail(&problem.into());
        std::process::exit(i32::from(exit.code()));
    }
}

/// Memory in use, where the system tells it as Linux does.
fn megabytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: usize = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1_024)
}
