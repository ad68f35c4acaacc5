//! Verdicts on claims: proved, likely, refuted or unknown, with what they rest on.
//!
#![doc = include_str!("equality/KNOWN_FAILURES.md")]

mod assume;
mod chain;
mod domain;
mod edges;
mod field;
mod judge;
mod numbers;
mod prepare;
mod verdict;

use crate::numeric::{Budget, SEED};
pub use chain::{Link, check_chain, expected};
pub use judge::check;
pub(crate) use numbers::complex_points;
pub(crate) use prepare::primitive;
pub use verdict::{Basis, Judgement, Remark, Shown, Verdict, Witness};

/// How hard is tried.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where random points come from.
    pub seed: u64,
    /// Bounds of certified evaluation at one point.
    pub budget: Budget,
}

impl Default for Options {
    fn default() -> Self {
        Options { seed: SEED, budget: Budget { precision: 4_096, work: 60_000_000 } }
    }
}
