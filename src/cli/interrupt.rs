//! Owns what makes a long command end early: Ctrl-C, and the limit on time when it is near. What can stop with a part of its
//! answer is asked to; for everything else Ctrl-C ends with a message and exit code 130.

use std::sync::atomic::{AtomicBool, Ordering};

use super::output::Output;
use crate::diagnostic::{Diagnostic, command};
use crate::halt::Halt;
use crate::wording::{Lang, Wording};

/// What the shell sees of a program that Ctrl-C ended: 128 and the number of the signal.
const STOPPED: i32 = 130;

/// Whether Ctrl-C was pressed.
static PRESSED: AtomicBool = AtomicBool::new(false);

/// Whether the limit on time is near.
static LATE: AtomicBool = AtomicBool::new(false);

/// Whether something is under way that looks at [`halt`] and keeps what it has.
static KEEPS: AtomicBool = AtomicBool::new(false);

const STOPPING: Wording = Wording::new(
    "stopping, and keeping what is there so far; Ctrl-C once more ends the program at once",
    "正在停止,并保留目前的结果;再按一次 Ctrl-C 立即结束程序",
);

/// Listens to Ctrl-C from now on.
pub(super) fn listen(output: Output) {
    // Without a handler Ctrl-C ends the program without a word, as the system does it.
    let _ = ctrlc::set_handler(move || {
        if !PRESSED.swap(true, Ordering::SeqCst) && KEEPS.load(Ordering::SeqCst) {
            super::watch::say(STOPPING.text(output.lang));
            return;
        }
        super::watch::end();
        output.fail(&Diagnostic::new(&command::INTERRUPTED).into());
        std::process::exit(STOPPED);
    });
}

/// Says whether what is under way now stops by itself when Ctrl-C is pressed.
pub(super) fn keeps(what_there_is: bool) {
    KEEPS.store(what_there_is, Ordering::SeqCst);
}

/// Says that the limit on time is near.
pub(super) fn hurry() {
    LATE.store(true, Ordering::SeqCst);
}

/// Why to stop now, when that is wanted.
pub(super) fn halt() -> Option<Halt> {
    match (PRESSED.load(Ordering::SeqCst), LATE.load(Ordering::SeqCst)) {
        (true, _) => Some(Halt::ByHand),
        (false, true) => Some(Halt::OutOfTime),
        (false, false) => None,
    }
}

/// What a page says of a part of an answer: how much of how many was done.
pub(super) fn partial(lang: Lang, what: &Wording, done: usize, all: usize) -> String {
    what.fill(lang, &[("done", &done.to_string()), ("all", &all.to_string())])
}
