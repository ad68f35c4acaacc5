//! Owns the domain of an expression, as conditions: where its functions have a value and its denominators aren't zero.

use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;

/// Whether denominators count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denominators {
    /// Functions and denominators.
    Too,
    /// Functions only.
    Not,
}

/// Conditions without which `root` has no value: domains of its functions, and denominators that aren't zero.
///
/// ```
/// use gradus::algebra::{Denominators, domain};
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let root = read(&mut pool, "ln(x)/y").unwrap();
/// let conditions = domain(&mut pool, root, Denominators::Too).unwrap();
/// assert_eq!(conditions.iter().map(|&c| plain(&pool, c)).collect::<Vec<_>>(), ["x > 0", "y != 0"]);
/// ```
pub fn domain(pool: &mut Pool, root: Id, denominators: Denominators) -> Result<Vec<Id>, Diagnostic> {
    let zero = pool.integer(0);
    let mut conditions = Vec::new();
    for id in postorder(pool, root) {
        match (pool.kind(id), pool.children(id)) {
            (Kind::Div, [_, below]) if denominators == Denominators::Too => {
                let below = *below;
                let base = match (pool.kind(below), pool.pair(below)) {
                    (Kind::Pow, Some((base, _))) => base,
                    _ => below,
                };
                conditions.push(pool.compare(Relation::Unequal, base, zero));
                conditions.extend(root_below(pool, base, zero));
            }
            // 0^0 has no value, and 0^(−1) divides by zero.
            (Kind::Pow, &[base, exponent]) if denominators == Denominators::Too => {
                let is_positive = |number: &Rational| !number.is_negative() && !number.is_zero();
                if pool.as_number(exponent).is_some_and(|exponent| !is_positive(&exponent)) {
                    conditions.push(pool.compare(Relation::Unequal, base, zero));
                }
            }
            (Kind::Call(function), arguments) => {
                let arguments = arguments.to_vec();
                for text in function.row().domain {
                    conditions.push(pool.instantiate(function, text, &arguments)?);
                }
            }
            _ => {}
        }
    }
    Ok(conditions)
}

/// A root in a denominator: its radicand is above zero.
fn root_below(pool: &mut Pool, base: Id, zero: Id) -> Option<Id> {
    let Kind::Call(function) = pool.kind(base) else { return None };
    let radicand = pool.only(base).filter(|_| function.row().primitive == Some(Primitive::Sqrt))?;
    Some(pool.compare(Relation::Greater, radicand, zero))
}

/// Whether a condition is one of those known, or `u != 0` where `u > 0` is known.
pub fn implies(pool: &Pool, known: &[Id], condition: Id) -> bool {
    let positive =
        |&other: &Id| pool.kind(other) == Kind::Compare(Relation::Greater) && pool.pair(other) == pool.pair(condition);
    known.contains(&condition)
        || (pool.kind(condition) == Kind::Compare(Relation::Unequal) && known.iter().any(positive))
}
