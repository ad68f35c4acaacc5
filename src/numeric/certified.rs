//! Owns certified values: the precision is doubled until the digits asked for are certain, or the budget is used up.

use std::cmp::Ordering;

use super::ball::{Arithmetic, Ball, decimal};
use super::enclose::{Prepared, enclose};
use super::exact::ExactPoint;
use super::fault::{Fault, Reason};
use super::real::{Outcome, Real};
use crate::expr::{Id, Pool};
use crate::number::Rational;

/// How many decimal digits the default budget tries before it gives up.
pub(super) const DIGITS_TRIED: usize = 19_000;

/// Bits that are carried beyond the digits asked for.
const GUARD: usize = 48;

/// Bounds of a certified evaluation.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most bits that are computed with.
    pub precision: usize,
    /// The most work, in units of about a nanosecond.
    pub work: u64,
}

impl Default for Budget {
    /// About 19,000 digits, or a second and a half.
    fn default() -> Self {
        Budget { precision: 1 << 16, work: 1_500_000_000 }
    }
}

/// A certified value.
#[derive(Clone, Debug, PartialEq)]
pub enum Certified {
    /// The value.
    Exact(Rational),
    /// Numbers of which one is the value. The digits asked for are certain unless the budget ended: then the ball lies around
    /// zero, or the value can't be told from a tie between two roundings.
    Ball(Ball),
}

/// The value of `id` at a point, to `digits` significant digits. A fault when there is none, or when it can't be told
/// within the budget. All arithmetic is on enclosures, so no rounding can make the answer wrong.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::number::Rational;
/// use gradus::numeric::{Budget, Certified, ExactPoint, Reason, certified};
/// let mut pool = Pool::new();
/// let (x, budget) = (pool.symbol("x"), Budget::default());
/// let point = ExactPoint::new().with(x, Rational::ratio(5, 2).unwrap());
/// let root = read(&mut pool, "3*x").unwrap();
/// assert_eq!(certified(&mut pool, root, &point, 30, &budget), Ok(Certified::Exact(Rational::ratio(15, 2).unwrap())));
/// let root = read(&mut pool, "1/(x - 5/2)").unwrap();
/// assert_eq!(certified(&mut pool, root, &point, 30, &budget).unwrap_err().reason, Reason::DivisionByZero);
/// ```
pub fn certified(
    pool: &mut Pool,
    id: Id,
    point: &ExactPoint,
    digits: usize,
    budget: &Budget,
) -> Result<Certified, Fault> {
    let settled = |outcomes: &[Outcome]| match outcomes {
        [Ok(Real::Exact(_))] => true,
        [Ok(Real::Ball(ball))] => ball.decimal(digits).is_some(),
        [Err(fault)] => fault.certain,
        _ => true,
    };
    match climb(pool, &[id], point, digits, budget, settled)?.into_iter().next() {
        Some(Ok(Real::Exact(value))) => Ok(Certified::Exact(value)),
        Some(Ok(Real::Ball(ball))) => Ok(Certified::Ball(ball)),
        Some(Err(fault)) => Err(fault),
        None => Err(Fault { id, reason: Reason::Budget, certain: false }),
    }
}

/// The sign of a value, when it can be told.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, certified_sign};
/// let mut pool = Pool::new();
/// let root = read(&mut pool, "exp(pi*sqrt(163)) - 262537412640768744").unwrap();
/// let sign = certified_sign(&mut pool, root, &ExactPoint::new(), &Budget::default());
/// assert_eq!(sign, Ok(Some(std::cmp::Ordering::Less)));
/// ```
pub fn certified_sign(pool: &mut Pool, id: Id, point: &ExactPoint, budget: &Budget) -> Result<Option<Ordering>, Fault> {
    let settled = |outcomes: &[Outcome]| match outcomes {
        [Ok(value)] => value.sign().is_some(),
        [Err(fault)] => fault.certain,
        _ => true,
    };
    match climb(pool, &[id], point, 15, budget, settled)?.into_iter().next() {
        Some(Ok(value)) => Ok(value.sign()),
        Some(Err(fault)) => Err(fault),
        None => Ok(None),
    }
}

/// The middles of enclosures of several values, at the precision of `digits` and no higher: for computations that correct
/// themselves, such as the last steps of a search. `None` for what has no value or couldn't be told.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, middles};
/// let mut pool = Pool::new();
/// let roots = [read(&mut pool, "exp(1) - 2").unwrap(), read(&mut pool, "ln(-1)").unwrap()];
/// let found = middles(&mut pool, &roots, &ExactPoint::new(), 40, &Budget::default());
/// assert!((found[0].as_ref().unwrap().to_f64() - 0.718281828459045).abs() < 1e-15);
/// assert_eq!(found[1], None);
/// ```
pub fn middles(
    pool: &mut Pool,
    roots: &[Id],
    point: &ExactPoint,
    digits: usize,
    budget: &Budget,
) -> Vec<Option<Rational>> {
    let outcomes = climb(pool, roots, point, digits, budget, |_| true).unwrap_or_default();
    let middle = |outcome: Outcome| match outcome.ok()? {
        Real::Exact(value) => Some(value),
        Real::Ball(ball) => ball.middle(),
    };
    let mut found: Vec<Option<Rational>> = outcomes.into_iter().map(middle).collect();
    found.resize(roots.len(), None);
    found
}

/// How the values of two expressions stand to each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Meeting {
    /// Both are rational and equal.
    Equal,
    /// They are certainly different; the left and the right one.
    Apart(Certified, Certified),
    /// They agree in this many bits as far as was computed: equal, or nearer to each other than that.
    Close(u64),
    /// At least one of them has no value, or none that could be told; the faults of the left and the right one.
    Undefined(Option<Fault>, Option<Fault>),
}

/// Compares two expressions at a point, up to agreement in `digits` digits.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, Meeting, meet};
/// let mut pool = Pool::new();
/// let (a, b) = (read(&mut pool, "sqrt(2)*sqrt(3)").unwrap(), read(&mut pool, "sqrt(6)").unwrap());
/// let meeting = meet(&mut pool, a, b, &ExactPoint::new(), 30, &Budget::default());
/// assert!(matches!(meeting, Meeting::Close(bits) if bits >= 100));
/// let c = read(&mut pool, "22/7").unwrap();
/// let pi = read(&mut pool, "pi").unwrap();
/// assert!(matches!(meet(&mut pool, c, pi, &ExactPoint::new(), 30, &Budget::default()), Meeting::Apart(..)));
/// ```
pub fn meet(pool: &mut Pool, left: Id, right: Id, point: &ExactPoint, digits: usize, budget: &Budget) -> Meeting {
    let bits = bits_of(digits) as u64;
    let verdict = |outcomes: &[Outcome]| match outcomes {
        [Ok(a), Ok(b)] => match (a, b) {
            (Real::Exact(p), Real::Exact(q)) if p == q => Some(Meeting::Equal),
            (Real::Exact(_), Real::Exact(_)) => Some(Meeting::Apart(a.clone().into(), b.clone().into())),
            _ => {
                let mut arithmetic = Arithmetic::new(4 * bits as usize + 64, u64::MAX);
                let (Ok(p), Ok(q)) = (a.ball(&mut arithmetic), b.ball(&mut arithmetic)) else { return None };
                match p.compare(&q) {
                    Some(_) => Some(Meeting::Apart(a.clone().into(), b.clone().into())),
                    None => Some(Meeting::Close(p.bits().min(q.bits()))),
                }
            }
        },
        [a, b] => Some(Meeting::Undefined(a.as_ref().err().copied(), b.as_ref().err().copied())),
        _ => None,
    };
    let settled = |outcomes: &[Outcome]| match verdict(outcomes) {
        Some(Meeting::Equal | Meeting::Apart(..)) => true,
        Some(Meeting::Close(common)) => common >= bits,
        Some(Meeting::Undefined(a, b)) => [a, b].iter().flatten().any(|fault| fault.certain),
        None => false,
    };
    match climb(pool, &[left, right], point, digits, budget, settled) {
        Ok(outcomes) => verdict(&outcomes).unwrap_or(Meeting::Close(0)),
        Err(fault) => Meeting::Undefined(Some(fault), None),
    }
}

impl From<Real> for Certified {
    fn from(real: Real) -> Self {
        match real {
            Real::Exact(value) => Certified::Exact(value),
            Real::Ball(ball) => Certified::Ball(ball),
        }
    }
}

fn bits_of(digits: usize) -> usize {
    (digits.min(1 << 24) as f64 * std::f64::consts::LOG2_10).ceil() as usize
}

/// Encloses at higher and higher precision until `settled`; what was reached last when the budget ends.
fn climb(
    pool: &mut Pool,
    roots: &[Id],
    point: &ExactPoint,
    digits: usize,
    budget: &Budget,
    settled: impl Fn(&[Outcome]) -> bool,
) -> Result<Vec<Outcome>, Fault> {
    let first = roots.first().copied();
    // The texts of the table are read by the tests of the table; they can't fail here.
    let prepared = match (Prepared::new(pool, roots), first) {
        (Ok(prepared), _) => prepared,
        (Err(_), Some(id)) => return Err(Fault { id, reason: Reason::Budget, certain: false }),
        (Err(_), None) => return Ok(Vec::new()),
    };
    let mut precision = bits_of(digits) + GUARD;
    let mut arithmetic = Arithmetic::new(precision, budget.work);
    let mut best: Option<Vec<Outcome>> = None;
    loop {
        arithmetic.set_precision(precision);
        let outcomes = enclose(pool, &prepared, roots, point, &mut arithmetic);
        let exhausted = outcomes.iter().any(|outcome| matches!(outcome, Err(fault) if fault.reason == Reason::Budget));
        if settled(&outcomes) {
            return Ok(outcomes);
        }
        // What an earlier pass knew is better than "out of budget".
        match best {
            Some(best) if exhausted => return Ok(best),
            _ => best = Some(outcomes),
        }
        precision *= 2;
        if exhausted || precision > budget.precision {
            return Ok(best.unwrap_or_default());
        }
    }
}

/// A value as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueReport {
    /// The value, where it is rational and was reached exactly.
    pub exact: Option<Rational>,
    /// The nearest machine float, or one next to it.
    pub float: f64,
    /// The digits asked for, correctly rounded; fewer where the value has fewer.
    pub decimal: String,
    /// Where the value can't be told from 0: it is smaller than 10 to this power.
    pub below: Option<i64>,
}

/// The value of an expression at a point, exactly or to `digits` digits. `below` is set when the value can't be told from
/// 0, and `decimal` is `0` then.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, value_at};
/// let mut pool = Pool::new();
/// let root = read(&mut pool, "exp(1)/2").unwrap();
/// let report = value_at(&mut pool, root, &ExactPoint::new(), 30, &Budget::default()).unwrap();
/// assert_eq!(report.decimal, "1.35914091422952261768014373568");
/// let fault = value_at(&mut pool, root, &ExactPoint::new(), 30, &Budget { precision: 100, work: 10 }).unwrap_err();
/// assert_eq!(fault.reason, gradus::numeric::Reason::Budget);
/// ```
pub fn value_at(
    pool: &mut Pool,
    id: Id,
    point: &ExactPoint,
    digits: usize,
    budget: &Budget,
) -> Result<ValueReport, Fault> {
    let undecided = Fault { id, reason: Reason::Budget, certain: false };
    match certified(pool, id, point, digits, budget)? {
        Certified::Exact(value) => {
            Ok(ValueReport { float: value.to_f64(), decimal: decimal(&value, digits), exact: Some(value), below: None })
        }
        Certified::Ball(ball) => {
            if ball.sign().is_none() {
                let below = Some(ball.power_of_ten_above()).filter(|&power| power < -(digits as i64));
                below.ok_or(undecided)?;
                return Ok(ValueReport { exact: None, float: 0.0, decimal: "0".to_owned(), below });
            }
            let certain = ball.decimal(digits);
            let enough = ball.bits() as usize >= bits_of(digits);
            let decimal = certain.or_else(|| ball.decimal_of_middle(digits).filter(|_| enough)).ok_or(undecided)?;
            Ok(ValueReport { exact: None, float: ball.to_f64(), decimal, below: None })
        }
    }
}
