//! Owns counting: how much work it is to compute expressions.

use rustc_hash::FxHashSet;

use super::{Id, Kind, Pool, postorder_of};

/// How many operations it takes to compute all roots, shared parts once: k − 1 for a sum or product of k parts, one for
/// every quotient, power, call, and sign that isn't the minus of a difference, none for numbers and variables. A sum over
/// an index counts once, whatever its range. Linear in the number of distinct parts.
///
/// ```
/// use gradus::expr::{Pool, operations, read};
/// let mut pool = Pool::new();
/// let (a, b) = (read(&mut pool, "tanh(w*x - b)").unwrap(), read(&mut pool, "tanh(w*x - b)^2").unwrap());
/// assert_eq!(operations(&pool, &[a]), 3);
/// assert_eq!(operations(&pool, &[a, b]), 4);
/// let product = read(&mut pool, "-b*x").unwrap();
/// assert_eq!(operations(&pool, &[product]), 2);
/// ```
pub fn operations(pool: &Pool, roots: &[Id]) -> u64 {
    let order = postorder_of(pool, roots);
    let is_sign = |id: Id| pool.kind(id) == Kind::Neg;
    let mut signs: FxHashSet<Id> = roots.iter().copied().filter(|&root| is_sign(root)).collect();
    for &id in &order {
        let children = pool.children(id);
        // In a − b the sign is the subtraction; in −a − b the first one stands alone.
        match pool.kind(id) {
            Kind::Add if !children.iter().all(|&child| is_sign(child)) => {}
            Kind::Add => signs.extend(children.first()),
            _ => signs.extend(children.iter().copied().filter(|&child| is_sign(child))),
        }
    }
    let cost = |&id: &Id| match pool.kind(id) {
        Kind::Number(_) | Kind::Symbol(_) | Kind::Constant(_) | Kind::Indexed => 0,
        Kind::Add | Kind::Mul => pool.children(id).len().saturating_sub(1) as u64,
        Kind::Neg => u64::from(signs.contains(&id)),
        Kind::Div
        | Kind::Pow
        | Kind::Call(_)
        | Kind::Sum
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Derivative
        | Kind::Piecewise
        | Kind::Compare(_) => 1,
    };
    order.iter().map(cost).sum()
}
