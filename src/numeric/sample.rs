//! Owns random points: reproducible ones, of the kind that the variables of an expression need.

use rustc_hash::FxHashSet;

use super::evaluate::evaluate;
use super::point::{Point, mix, unit};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, is_binder, postorder_of};

/// The seed that is used unless another one is given.
pub const SEED: u64 = 20_250_420;

/// Ranges that are tried in turn: most formulas have values in the first ones.
const RANGES: &[(f64, f64)] =
    &[(0.3, 2.1), (-1.6, 1.7), (0.05, 0.95), (1.1, 4.3), (-3.2, 3.4), (-0.9, 0.9), (-4.0, -0.2), (0.5, 9.5)];

/// Up to `wanted` points at which all of `roots` have a value and all `conditions` hold, found in at most `attempts`
/// tries. Fewer (or none) when there are too few such points; that is for the caller to report.
///
/// Variables that are used as an index or in the limits of a sum get small whole numbers, all others random ones.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{SEED, sample};
/// let mut pool = Pool::new();
/// let root = read(&mut pool, "ln(x - 1)").unwrap();
/// let points = sample(&pool, &[root], &[], 3, 100, SEED).unwrap();
/// let x = pool.symbol("x");
/// assert!(points.len() == 3 && points.iter().all(|point| point.get(x) > Some(1.0)));
/// ```
pub fn sample(
    pool: &Pool,
    roots: &[Id],
    conditions: &[Id],
    wanted: usize,
    attempts: usize,
    seed: u64,
) -> Result<Vec<Point>, Diagnostic> {
    let all = [roots, conditions].concat();
    let order = postorder_of(pool, &all);
    let roles = Roles::of(pool, &order);
    let mut points = Vec::new();
    for attempt in 0..attempts {
        if points.len() >= wanted {
            break;
        }
        let point = roles.point(attempt, mix(seed ^ (attempt as u64).wrapping_mul(0xD134_2543_DE82_EF95)));
        let values = evaluate(pool, &all, &point)?;
        let (of_roots, of_conditions) = values.split_at(roots.len());
        if of_roots.iter().all(|value| value.is_defined()) && of_conditions.iter().all(|value| value.value == 1.0) {
            points.push(point);
        }
    }
    Ok(points)
}

/// Which variables are what.
struct Roles {
    real: Vec<Id>,
    whole: Vec<Id>,
    families: Vec<Id>,
}

impl Roles {
    fn of(pool: &Pool, order: &[Id]) -> Self {
        let (mut whole, mut families) = (FxHashSet::default(), FxHashSet::default());
        for &id in order {
            let children = pool.children(id);
            if is_binder(pool, id) {
                whole.extend(postorder_of(pool, children.get(..3).unwrap_or(&[])));
            } else if pool.kind(id) == Kind::Indexed {
                families.extend(children.first().copied());
                whole.extend(postorder_of(pool, children.get(1..).unwrap_or(&[])));
            }
        }
        let symbols = || order.iter().copied().filter(|&id| matches!(pool.kind(id), Kind::Symbol(_)));
        Roles {
            real: symbols().filter(|id| !whole.contains(id)).collect(),
            whole: symbols().filter(|id| whole.contains(id)).collect(),
            families: symbols().filter(|id| families.contains(id)).collect(),
        }
    }

    /// Early attempts take one range for all variables, later ones mix them.
    fn point(&self, attempt: usize, seed: u64) -> Point {
        let mut point = Point::seeded(seed);
        point.rows = 3;
        let mut state = seed;
        let mut next = || {
            state = mix(state);
            state
        };
        let range = |choice: u64| RANGES[choice as usize % RANGES.len()];
        let mixes = attempt % 3 == 2;
        let common = range((attempt / 2) as u64);
        for &symbol in &self.real {
            let (low, high) = if mixes { range(next()) } else { common };
            point.set(symbol, low + (high - low) * unit(next()));
        }
        for &symbol in &self.whole {
            // Small first: sums of a few terms are cheap. Long searches look further.
            point.set(symbol, 2.0 + (next() % (3 + attempt as u64 / 40)) as f64);
        }
        for &base in &self.families {
            let (low, high) = if mixes { range(next()) } else { common };
            point.set_family(base, low, high);
        }
        point
    }
}
