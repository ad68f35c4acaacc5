//! Owns the measure of size that simplification must bring down.

use rustc_hash::FxHashMap;

use crate::expr::{Id, Kind, Pool, postorder};

/// How much there is to read in an expression written out in full: signs, names and digits, shared parts counted each
/// time. Saturates instead of overflowing. Linear in the shared graph.
///
/// ```
/// use gradus::{algebra::cost, expr::{Pool, read}};
/// let mut pool = Pool::new();
/// let (long, short) = (read(&mut pool, "sin(x)^2 + cos(x)^2").unwrap(), read(&mut pool, "1").unwrap());
/// assert!(cost(&pool, short) < cost(&pool, long));
/// ```
pub fn cost(pool: &Pool, root: Id) -> u64 {
    let mut known: FxHashMap<Id, u64> = FxHashMap::default();
    for id in postorder(pool, root) {
        let children = pool.children(id);
        let own: u64 = match pool.kind(id) {
            Kind::Number(number) => {
                let value = pool.number_value(number);
                1 + (value.bits() as u64) / 8 + u64::from(!value.is_integer())
            }
            Kind::Symbol(_) | Kind::Constant(_) | Kind::Neg | Kind::Div | Kind::Indexed => 1,
            // A power of more than a letter needs brackets, or is read twice.
            Kind::Pow => 1 + u64::from(children.first().is_some_and(|&base| !pool.children(base).is_empty())),
            Kind::Add | Kind::Mul => children.len() as u64 - 1,
            // A minus sign as the first thing inside brackets is easily overlooked.
            Kind::Call(_) => 2 + children.iter().filter(|&&child| pool.kind(child) == Kind::Neg).count() as u64,
            Kind::Compare(_) | Kind::Piecewise => 2,
            Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean | Kind::Derivative => 3,
        };
        let total = children.iter().filter_map(|child| known.get(child)).fold(own, |sum, &c| sum.saturating_add(c));
        known.insert(id, total);
    }
    known.get(&root).copied().unwrap_or(0)
}
