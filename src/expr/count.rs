//! Owns counting: how much work it is to compute expressions.

use super::{Id, Kind, Pool, postorder_of};

/// How many operations it takes to compute all roots, shared parts once: k − 1 for a sum or product of k parts, one for
/// every sign, quotient, power and call, none for numbers and variables. A sum over an index counts once, whatever its
/// range. Linear in the number of distinct parts.
///
/// ```
/// use gradus::expr::{Pool, operations, read};
/// let mut pool = Pool::new();
/// let (a, b) = (read(&mut pool, "tanh(w*x + b)").unwrap(), read(&mut pool, "tanh(w*x + b)^2").unwrap());
/// assert_eq!(operations(&pool, &[a]), 3);
/// assert_eq!(operations(&pool, &[a, b]), 4);
/// ```
pub fn operations(pool: &Pool, roots: &[Id]) -> u64 {
    let cost = |id: Id| match pool.kind(id) {
        Kind::Number(_) | Kind::Symbol(_) | Kind::Constant(_) | Kind::Indexed => 0,
        Kind::Add | Kind::Mul => pool.children(id).len().saturating_sub(1) as u64,
        Kind::Neg
        | Kind::Div
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
    postorder_of(pool, roots).into_iter().map(cost).sum()
}
