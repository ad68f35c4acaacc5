//! Owns the question how many signs an identity leaves open, which says at how many points it must be tried.
//!
//! Signs matter below even roots, logarithms, absolute values, comparisons and arcs. Each of these asks for the sign of a
//! product of atoms: variables and sums that aren't products themselves. An even root and a logarithm have a value only where
//! that product is positive, which ties the signs together. What is left free is the number of atoms less the rank of these
//! ties, and each of the 2^free combinations of signs is about equally frequent at random points: an identity that fails for
//! one of them is found out at a point with a probability of 2^−free.

use rustc_hash::FxHashMap;

use super::compile::rational_value;
use crate::algebra::{Sign, sign};
use crate::expr::{Constant, Id, Kind, Pool, Relation, postorder_of};
use crate::functions::Primitive;

/// Atoms beyond this many are too many to try.
const MOST: usize = 120;

/// The signs below the roots.
#[derive(Default)]
pub(super) struct Signs {
    atoms: FxHashMap<(Id, Id), u32>,
    /// One row for each product that must be positive: the atoms in it an odd number of times.
    ties: Vec<u128>,
    /// Whether some sign matters at all.
    pub asked: bool,
}

impl Signs {
    /// Looks at two sides of primitive functions and at the conditions on them. Linear in the shared graph, but for the
    /// products in it.
    pub(super) fn of(pool: &Pool, sides: [Id; 2], conditions: &[Id]) -> Self {
        let mut signs = Signs::default();
        for &condition in conditions {
            let (Kind::Compare(relation), Some((a, b))) = (pool.kind(condition), pool.pair(condition)) else {
                continue;
            };
            let tied = matches!(relation, Relation::Greater | Relation::Less);
            signs.difference(pool, a, b, tied);
        }
        for id in postorder_of(pool, &sides) {
            let children = pool.children(id);
            match (pool.kind(id), children) {
                (Kind::Compare(_), [a, b]) => signs.difference(pool, *a, *b, false),
                (Kind::Pow, [base, exponent]) if pool.kind(*base) != Kind::Constant(Constant::E) => {
                    let even = |number: &crate::number::Rational| {
                        number.denominator().to_i64().is_none_or(|denominator| denominator % 2 == 0)
                    };
                    if rational_value(pool, *exponent).is_none_or(|exponent| even(&exponent)) {
                        signs.product(pool, *base, true);
                    }
                }
                (Kind::Call(function), [first, rest @ ..]) => match function.row().primitive {
                    Some(Primitive::Sqrt | Primitive::Ln) => signs.product(pool, *first, true),
                    Some(Primitive::Root) => {
                        let degree = rest.first().and_then(|&degree| rational_value(pool, degree)?.to_i64());
                        if degree.is_none_or(|degree| degree % 2 == 0) {
                            signs.product(pool, *first, true);
                        }
                    }
                    Some(Primitive::Abs | Primitive::Sign | Primitive::Atan | Primitive::Asin | Primitive::Acos) => {
                        signs.product(pool, *first, false);
                    }
                    Some(Primitive::Min | Primitive::Max) => {
                        rest.iter().for_each(|&other| signs.difference(pool, id, other, false));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        signs
    }

    /// How many signs are free; `None` for too many to count.
    pub(super) fn free(&self) -> Option<u32> {
        if self.atoms.len() > MOST {
            return None;
        }
        let (mut rows, mut rank) = (self.ties.clone(), 0);
        while let Some(row) = rows.pop() {
            if row == 0 {
                continue;
            }
            rank += 1;
            let lead = 1u128 << row.trailing_zeros();
            rows.iter_mut().filter(|other| **other & lead != 0).for_each(|other| *other ^= row);
        }
        Some((self.atoms.len() as u32).saturating_sub(rank))
    }

    /// The sign of a − b.
    fn difference(&mut self, pool: &Pool, a: Id, b: Id, tied: bool) {
        if pool.is_integer(b, 0) {
            return self.product(pool, a, tied);
        }
        if pool.is_integer(a, 0) {
            return self.product(pool, b, tied);
        }
        let atom = self.atom((a.min(b), a.max(b)));
        if tied {
            self.ties.push(atom);
        }
        self.asked = true;
    }

    fn atom(&mut self, key: (Id, Id)) -> u128 {
        let next = self.atoms.len() as u32;
        let at = *self.atoms.entry(key).or_insert(next);
        1u128.checked_shl(at).unwrap_or(0)
    }

    /// The sign of a product; `tied` when it must be positive.
    fn product(&mut self, pool: &Pool, root: Id, tied: bool) {
        let mut row = 0;
        let mut stack = vec![(root, true)];
        let before = self.atoms.len();
        while let Some((id, odd)) = stack.pop() {
            match (pool.kind(id), pool.children(id)) {
                (Kind::Number(_) | Kind::Constant(_), _) => {}
                (Kind::Neg, [a]) => stack.push((*a, odd)),
                (Kind::Mul | Kind::Div, parts) => stack.extend(parts.iter().map(|&part| (part, odd))),
                (Kind::Pow, [base, exponent]) => match rational_value(pool, *exponent) {
                    Some(exponent) if exponent.is_integer() => {
                        let whole_odd = exponent.to_i64().is_none_or(|exponent| exponent % 2 != 0);
                        stack.push((*base, odd && whole_odd));
                    }
                    // Real powers are positive.
                    _ => {}
                },
                (Kind::Call(function), [first, ..]) if matches!(function.row().primitive, Some(Primitive::Root)) => {
                    stack.push((*first, odd));
                }
                (Kind::Call(function), _)
                    if matches!(function.row().primitive, Some(Primitive::Sqrt | Primitive::Exp | Primitive::Abs)) => {}
                (Kind::Add, _) if matches!(sign(pool, id), Sign::Positive | Sign::NonNegative) => {}
                _ => {
                    let atom = self.atom((id, id));
                    if odd {
                        row ^= atom;
                    }
                }
            }
        }
        self.asked |= row != 0 || self.atoms.len() > before;
        if tied {
            self.ties.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test fails by panicking.

    use super::*;
    use crate::expr::read;

    /// An expression and how many signs it leaves open; `None` where no sign matters.
    const CASES: &[(&str, Option<u32>)] = &[
        ("x + y", None),
        ("sqrt(x^2 + 1)", None),
        ("exp(x)^(1/2)", None),
        ("x^(1/3)", None),
        ("sqrt(x)", Some(0)),
        ("ln(x)", Some(0)),
        ("x^(1/2)", Some(0)),
        ("x^y", Some(0)),
        ("sqrt(x^2)", Some(1)),
        ("abs(x)", Some(1)),
        ("atan(x)", Some(1)),
        ("sqrt(x*y)", Some(1)),
        ("ln(x^2*y)", Some(1)),
        ("ln(x^3/y)", Some(1)),
        ("sqrt(-x)", Some(0)),
        ("max(x, y)", Some(1)),
        ("abs(x)*abs(y)", Some(2)),
        ("abs(x) + sqrt(x)", Some(0)),
        ("abs(x*y) + abs(x)", Some(2)),
        // The third tie follows from the other two.
        ("sqrt(x) + sqrt(y) + sqrt(x*y) + abs(z)", Some(1)),
        ("sqrt(x*y) + sqrt(y*z) + sqrt(x*z)", Some(1)),
        ("sqrt(a*b) + sqrt(b*c) + sqrt(c*d) + sqrt(a*d)", Some(1)),
    ];

    #[test]
    fn free_signs_are_counted() {
        for (text, wanted) in CASES {
            let mut pool = Pool::new();
            let root = read(&mut pool, text).unwrap();
            let signs = Signs::of(&pool, [root, root], &[]);
            assert_eq!(signs.asked.then(|| signs.free().unwrap()), *wanted, "{text}");
        }
    }
}
