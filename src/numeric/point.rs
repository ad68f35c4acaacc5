//! Owns points: what a variable, an indexed variable or a limit is in numbers.

use rustc_hash::FxHashMap;

use crate::expr::{Id, Pool};

/// Values for the variables of an expression.
///
/// ```
/// use gradus::expr::Pool;
/// use gradus::numeric::Point;
/// let mut pool = Pool::new();
/// let x = pool.symbol("x");
/// let point = Point::new().with(x, 2.0);
/// assert_eq!(point.get(x), Some(2.0));
/// assert_eq!(point.get(pool.symbol("y")), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Point {
    symbols: FxHashMap<Id, f64>,
    /// Values of families that are listed: `x_1`, `x_2`, ….
    entries: FxHashMap<(Id, Vec<i64>), f64>,
    /// Families without listed values get reproducible pseudo-random ones between these bounds.
    families: FxHashMap<Id, (f64, f64)>,
    seed: u64,
    /// How many rows `sum(…)` and `mean(…)` without an index run over.
    pub rows: usize,
}

impl Point {
    /// No values yet.
    pub fn new() -> Self {
        Point { rows: 1, ..Point::default() }
    }

    /// A point whose families are filled from this seed.
    pub fn seeded(seed: u64) -> Self {
        Point { seed, ..Point::new() }
    }

    /// Sets a symbol.
    #[must_use]
    pub fn with(mut self, symbol: Id, value: f64) -> Self {
        self.set(symbol, value);
        self
    }

    /// Sets a symbol.
    pub fn set(&mut self, symbol: Id, value: f64) {
        self.symbols.insert(symbol, value);
    }

    /// Sets one member of a family.
    pub fn set_entry(&mut self, base: Id, indices: &[i64], value: f64) {
        self.entries.insert((base, indices.to_vec()), value);
    }

    /// Fills a family with pseudo-random values from `low` to `high`.
    pub fn set_family(&mut self, base: Id, low: f64, high: f64) {
        self.families.insert(base, (low, high));
    }

    /// The value of a symbol.
    pub fn get(&self, symbol: Id) -> Option<f64> {
        self.symbols.get(&symbol).copied()
    }

    /// The value of `base_{i,j,…}`.
    pub fn entry(&self, pool: &Pool, base: Id, indices: &[i64]) -> Option<f64> {
        if let Some(&listed) = self.entries.get(&(base, indices.to_vec())) {
            return Some(listed);
        }
        let (low, high) = *self.families.get(&base)?;
        let name = pool.name(base).unwrap_or_default();
        let mut state = self.seed;
        for part in name.bytes().map(u64::from).chain(indices.iter().map(|&index| index as u64)) {
            state = mix(state ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        }
        Some(low + (high - low) * unit(state))
    }
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014): a fixed, portable scrambling of 64 bits.
pub(super) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number in [0, 1) from 64 bits.
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
