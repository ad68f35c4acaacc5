//! Verdicts on claims: proved, likely, refuted or unknown, with what they rest on.

mod field;
mod numbers;
mod prepare;
mod verdict;

use crate::algebra::tidy;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::numeric::{Budget, SEED};
use field::Answer;
use numbers::Numbers;
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

/// Whether `left = right`.
///
/// ```
/// use gradus::equality::{Judgement, Options, check};
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let (left, right) = (read(&mut pool, "d/dx (x^2)").unwrap(), read(&mut pool, "2*x").unwrap());
/// let verdict = check(&mut pool, left, right, &[], &Options::default()).unwrap();
/// assert_eq!(verdict.judgement, Judgement::Proved);
/// let (left, right) = (read(&mut pool, "sqrt(x^2)").unwrap(), pool.symbol("x"));
/// let verdict = check(&mut pool, left, right, &[], &Options::default()).unwrap();
/// assert_eq!(verdict.judgement, Judgement::Refuted);
/// assert_eq!(verdict.witness.unwrap().point(&pool), "x = -1");
/// ```
pub fn check(
    pool: &mut Pool,
    left: Id,
    right: Id,
    assumptions: &[Id],
    options: &Options,
) -> Result<Verdict, Diagnostic> {
    if left == right {
        return Ok(Verdict::new(Judgement::Proved, Basis::Identical));
    }
    let sides = [prepare::derived(pool, left)?, prepare::derived(pool, right)?];
    let tidied = [tidy(pool, sides[0]).id, tidy(pool, sides[1]).id];
    if tidied[0] == tidied[1] {
        return Ok(Verdict::new(Judgement::Proved, Basis::Identical));
    }
    let glance = numbers::glance(pool, sides, assumptions, options.seed, &options.budget);
    let points = match glance {
        Numbers::Apart(witness) => {
            let mut verdict = Verdict::new(Judgement::Refuted, Basis::Witness);
            verdict.witness = Some(witness);
            return Ok(verdict);
        }
        Numbers::NoPoints => return Ok(Verdict::new(Judgement::Unknown, Basis::NoPoints)),
        Numbers::Open(points) => points,
        Numbers::Close { .. } => Vec::new(),
    };
    let mut compared = tidied;
    if prepare::has_sums(pool, tidied[0]) || prepare::has_sums(pool, tidied[1]) {
        compared = prepare::summed(pool, compared)?;
        if compared[0] == compared[1] {
            return Ok(Verdict::new(Judgement::Proved, Basis::NormalForm));
        }
    }
    let expanded = [prepare::primitive(pool, compared[0])?, prepare::primitive(pool, compared[1])?];
    if let Answer::Equal { points, bits } = field::compare(pool, expanded[0], expanded[1], &[], options.seed) {
        return Ok(Verdict::new(Judgement::Proved, Basis::Field { points, bits }));
    }
    Ok(match numbers::look_closely(pool, sides, &points, &options.budget) {
        Numbers::Apart(witness) => {
            let mut verdict = Verdict::new(Judgement::Refuted, Basis::Witness);
            verdict.witness = Some(witness);
            verdict
        }
        Numbers::Close { points, digits } => Verdict::new(Judgement::Likely, Basis::Digits { points, digits }),
        Numbers::NoPoints | Numbers::Open(_) => Verdict::new(Judgement::Unknown, Basis::Undecided),
    })
}
