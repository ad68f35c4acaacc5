//! Owns what is known about signs, and with it the decision of conditions: yes, no or unknown.

use rustc_hash::FxHashMap;

use crate::expr::{Id, Kind, Pool, postorder};
use crate::functions::Positivity;
use crate::language::Relation;

/// What is known about the sign of a real value wherever it is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Above 0.
    Positive,
    /// 0 or above.
    NonNegative,
    /// 0.
    Zero,
    /// 0 or below.
    NonPositive,
    /// Below 0.
    Negative,
    /// Nothing.
    Unknown,
}

impl Sign {
    fn negated(self) -> Self {
        match self {
            Sign::Positive => Sign::Negative,
            Sign::NonNegative => Sign::NonPositive,
            Sign::NonPositive => Sign::NonNegative,
            Sign::Negative => Sign::Positive,
            Sign::Zero | Sign::Unknown => self,
        }
    }

    fn plus(self, other: Self) -> Self {
        use Sign::{Negative, NonNegative, NonPositive, Positive, Unknown, Zero};
        match (self, other) {
            (Zero, sign) | (sign, Zero) => sign,
            (Positive, Positive | NonNegative) | (NonNegative, Positive) => Positive,
            (NonNegative, NonNegative) => NonNegative,
            (Negative, Negative | NonPositive) | (NonPositive, Negative) => Negative,
            (NonPositive, NonPositive) => NonPositive,
            (Positive | NonNegative, Negative | NonPositive)
            | (Negative | NonPositive, Positive | NonNegative)
            | (Unknown, _)
            | (_, Unknown) => Unknown,
        }
    }

    fn times(self, other: Self) -> Self {
        use Sign::{Negative, NonNegative, NonPositive, Positive, Unknown, Zero};
        match (self, other) {
            (Zero, _) | (_, Zero) => Zero,
            (Unknown, _) | (_, Unknown) => Unknown,
            (Positive, sign) | (sign, Positive) => sign,
            (Negative, sign) | (sign, Negative) => sign.negated(),
            (NonNegative, NonNegative) | (NonPositive, NonPositive) => NonNegative,
            (NonNegative, NonPositive) | (NonPositive, NonNegative) => NonPositive,
        }
    }

    fn is_not_negative(self) -> bool {
        matches!(self, Sign::Positive | Sign::NonNegative | Sign::Zero)
    }
}

/// The sign of `root` as far as its shape tells it. Linear in the shared graph.
///
/// ```
/// use gradus::algebra::{Sign, sign};
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let square = read(&mut pool, "x^2 + 1").unwrap();
/// assert_eq!(sign(&pool, square), Sign::Positive);
/// let x = pool.symbol("x");
/// assert_eq!(sign(&pool, x), Sign::Unknown);
/// ```
pub fn sign(pool: &Pool, root: Id) -> Sign {
    let mut known: FxHashMap<Id, Sign> = FxHashMap::default();
    for id in postorder(pool, root) {
        let of = |child: &Id| known.get(child).copied().unwrap_or(Sign::Unknown);
        let children = pool.children(id);
        let sign = match (pool.kind(id), children) {
            (Kind::Number(number), _) if pool.number_value(number).is_zero() => Sign::Zero,
            (Kind::Number(_) | Kind::Constant(_), _) => Sign::Positive,
            (Kind::Neg, [a]) => of(a).negated(),
            (Kind::Add, terms) => terms.iter().map(of).fold(Sign::Zero, Sign::plus),
            (Kind::Mul, factors) => factors.iter().map(of).fold(Sign::Positive, Sign::times),
            (Kind::Div, [a, b]) => of(a).times(of(b)),
            (Kind::Pow, [base, exponent]) => {
                let even = pool.as_number(*exponent).and_then(|n| n.to_i64()).is_some_and(|n| n % 2 == 0);
                match of(base) {
                    Sign::Positive => Sign::Positive,
                    Sign::Negative if even => Sign::Positive,
                    Sign::NonNegative | Sign::Zero => Sign::NonNegative,
                    // Even powers of what isn't known to differ from 0 may be 0.
                    Sign::NonPositive | Sign::Unknown if even => Sign::NonNegative,
                    Sign::NonPositive | Sign::Negative | Sign::Unknown => Sign::Unknown,
                }
            }
            (Kind::Call(function), _) => match function.row().positivity {
                Positivity::Positive => Sign::Positive,
                Positivity::NonNegative => Sign::NonNegative,
                Positivity::Any => Sign::Unknown,
            },
            (Kind::Sum | Kind::Product, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body])
                if of(body).is_not_negative() =>
            {
                Sign::NonNegative
            }
            (
                Kind::Symbol(_)
                | Kind::Indexed
                | Kind::Neg
                | Kind::Div
                | Kind::Pow
                | Kind::Sum
                | Kind::Product
                | Kind::RowSum
                | Kind::RowMean
                | Kind::Derivative
                | Kind::Piecewise
                | Kind::Compare(_),
                _,
            ) => Sign::Unknown,
        };
        known.insert(id, sign);
    }
    known.get(&root).copied().unwrap_or(Sign::Unknown)
}

/// Whether a condition (a `Compare` node) holds wherever both sides are defined; `None` when that isn't known.
///
/// ```
/// use gradus::algebra::decide;
/// use gradus::expr::{Pool, read};
/// use gradus::language::Relation;
/// let mut pool = Pool::new();
/// let (base, zero) = (read(&mut pool, "exp(x) + 1").unwrap(), pool.integer(0));
/// let condition = pool.compare(Relation::Unequal, base, zero);
/// assert_eq!(decide(&mut pool, condition), Some(true));
/// ```
pub fn decide(pool: &mut Pool, condition: Id) -> Option<bool> {
    let Kind::Compare(relation) = pool.kind(condition) else { return None };
    let (left, right) = pool.pair(condition)?;
    if let (Some(a), Some(b)) = (pool.as_number(left), pool.as_number(right)) {
        return Some(relation.admits(a.cmp(&b)));
    }
    let difference = if pool.is_integer(right, 0) { left } else { super::fold::sub(pool, left, right) };
    let sign = sign(pool, difference);
    let (positive, negative, zero) = match sign {
        Sign::Positive => (Some(true), Some(false), Some(false)),
        Sign::Negative => (Some(false), Some(true), Some(false)),
        Sign::Zero => (Some(false), Some(false), Some(true)),
        Sign::NonNegative => (None, Some(false), None),
        Sign::NonPositive => (Some(false), None, None),
        Sign::Unknown => (None, None, None),
    };
    match relation {
        Relation::Equal => zero,
        Relation::Unequal => zero.map(|zero| !zero),
        Relation::Less => negative,
        Relation::LessEqual => positive.map(|positive| !positive),
        Relation::Greater => positive,
        Relation::GreaterEqual => negative.map(|negative| !negative),
    }
}
