//! Owns why something long ends before its end, with the part of its answer that it has by then.

use crate::wording::Wording;

/// Why something long was made to end early.
///
/// ```
/// use gradus::halt::Halt;
/// assert_eq!(Halt::ByHand.wording().en, "Stopped by hand");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The person at the keyboard stopped it.
    ByHand,
    /// The time that it may take is nearly used up; the rest is needed to show what there is.
    OutOfTime,
}

impl Halt {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Halt::ByHand => "interrupted",
            Halt::OutOfTime => "time-limit",
        }
    }

    /// The beginning of a sentence about it.
    pub fn wording(self) -> Wording {
        match self {
            Halt::ByHand => Wording::new("Stopped by hand", "已手动停止"),
            Halt::OutOfTime => {
                Wording::new("Stopped by the limit on time (--limit-ms)", "已到时间上限(--limit-ms)而停止")
            }
        }
    }
}
