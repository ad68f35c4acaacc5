//! Owns exact points: what a variable or an indexed variable is, as a fraction.

use rustc_hash::FxHashMap;

use super::point::Point;
use crate::expr::{Id, Pool};
use crate::number::Rational;

/// Exact values for the variables of an expression.
///
/// ```
/// use gradus::expr::Pool;
/// use gradus::number::Rational;
/// use gradus::numeric::ExactPoint;
/// let mut pool = Pool::new();
/// let x = pool.symbol("x");
/// let point = ExactPoint::new().with(x, Rational::ratio(1, 3).unwrap());
/// assert_eq!(point.get(x), Rational::ratio(1, 3));
/// assert_eq!(point.get(pool.symbol("y")), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExactPoint {
    symbols: FxHashMap<Id, Rational>,
    entries: FxHashMap<(Id, Vec<i64>), Rational>,
    /// A point in floating point, each value of which is a fraction; asked for what isn't set above.
    sampled: Option<Point>,
    /// How many rows `sum(…)` and `mean(…)` without an index run over, all of them alike; none: they have no value.
    pub rows: Option<usize>,
}

impl ExactPoint {
    /// No values yet.
    pub fn new() -> Self {
        ExactPoint::default()
    }

    /// Sets a symbol.
    #[must_use]
    pub fn with(mut self, symbol: Id, value: Rational) -> Self {
        self.set(symbol, value);
        self
    }

    /// Sets a symbol.
    pub fn set(&mut self, symbol: Id, value: Rational) {
        self.symbols.insert(symbol, value);
    }

    /// Sets one member of a family: `x_3`.
    pub fn set_entry(&mut self, base: Id, indices: &[i64], value: Rational) {
        self.entries.insert((base, indices.to_vec()), value);
    }

    /// The value of a symbol.
    pub fn get(&self, symbol: Id) -> Option<Rational> {
        let sampled = || self.sampled.as_ref().and_then(|point| point.get(symbol)).and_then(Rational::from_f64);
        self.symbols.get(&symbol).cloned().or_else(sampled)
    }

    /// The value of `base_{i,j,…}`.
    pub fn entry(&self, pool: &Pool, base: Id, indices: &[i64]) -> Option<Rational> {
        let sampled =
            || self.sampled.as_ref().and_then(|point| point.entry(pool, base, indices)).and_then(Rational::from_f64);
        self.entries.get(&(base, indices.to_vec())).cloned().or_else(sampled)
    }
}

impl From<&Point> for ExactPoint {
    /// The same point: every finite float is a fraction.
    fn from(point: &Point) -> Self {
        ExactPoint { sampled: Some(point.clone()), rows: Some(point.rows), ..ExactPoint::default() }
    }
}
