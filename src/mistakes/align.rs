//! Owns the place where a claim without a known mistake first differs from the right answer: terms against terms, or
//! factors against factors.

use super::prints::{Print, Prints, same};
use crate::algebra::{expand, fold, tidy};
use crate::expr::{Id, Kind, Pool};
use crate::numeric::Agreement;

/// Parts that have no partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind of parts were held against each other.
    pub parts: Parts,
    /// The first term, or all factors, of the claim that the right answer doesn't have.
    pub claimed: Option<Id>,
    /// The first term, or all factors, of the right answer that the claim doesn't have.
    pub right: Option<Id>,
}

/// What an answer was taken apart into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Summands.
    Terms,
    /// Factors.
    Factors,
}

/// Longer sums aren't aligned.
const MOST: usize = 60;

/// Where two answers differ: as they stand, else multiplied out. `None` when nothing has a partner, which says no more than
/// that all is different.
pub(super) fn difference(pool: &mut Pool, prints: &Prints, right: Id, claim: Id) -> Option<Difference> {
    let mut shapes = vec![[tidy(pool, right).id, tidy(pool, claim).id]];
    if let (Ok(right), Ok(claim)) = (expand(pool, right), expand(pool, claim)) {
        shapes.push([right.answer, claim.answer]);
    }
    for [right, claim] in shapes {
        for (parts, kind) in [(Parts::Factors, Kind::Mul), (Parts::Terms, Kind::Add)] {
            let (rights, claims) = (taken_apart(pool, right, kind), taken_apart(pool, claim, kind));
            if rights.len().max(claims.len()) < 2 || rights.len() + claims.len() > MOST {
                continue;
            }
            let (lost, extra) = unmatched(pool, prints, &rights, &claims);
            let some_agree = extra.len() < claims.len();
            if some_agree && (!lost.is_empty() || !extra.is_empty()) {
                let [claimed, right] = match parts {
                    Parts::Terms => [extra.first().copied(), lost.first().copied()],
                    // Which factor stands for which isn't known; that all stand for all is true.
                    Parts::Factors => [product(pool, &extra), product(pool, &lost)],
                };
                return Some(Difference { parts, claimed, right });
            }
        }
    }
    None
}

/// The terms of a sum, or the factors of a product: the sign is a factor, a quotient's denominator too.
fn taken_apart(pool: &mut Pool, id: Id, kind: Kind) -> Vec<Id> {
    if kind == Kind::Add {
        return match pool.kind(id) {
            Kind::Add => pool.children(id).to_vec(),
            _ => vec![id],
        };
    }
    let one = pool.integer(1);
    let (mut parts, mut stack) = (Vec::new(), vec![id]);
    while let Some(id) = stack.pop() {
        match (pool.kind(id), pool.children(id).to_vec().as_slice()) {
            (Kind::Neg, [a]) => {
                parts.push(pool.neg(one));
                stack.push(*a);
            }
            (Kind::Mul, factors) => stack.extend(factors.iter().rev()),
            (Kind::Div, [a, b]) => {
                parts.push(pool.div(one, *b));
                stack.push(*a);
            }
            _ => parts.push(id),
        }
    }
    parts
}

/// The factors as one; none for no factors.
fn product(pool: &mut Pool, factors: &[Id]) -> Option<Id> {
    let product = fold::mul(pool, factors);
    (!factors.is_empty()).then(|| tidy(pool, product).id)
}

/// The parts on either side without a part of the same value on the other.
fn unmatched(pool: &mut Pool, prints: &Prints, rights: &[Id], claims: &[Id]) -> (Vec<Id>, Vec<Id>) {
    let values = prints.values(pool, &[rights, claims].concat());
    let (of_rights, of_claims) = values.split_at(rights.len().min(values.len()));
    let same = |a: &[Print], b: &[Print]| {
        a.iter().zip(b).all(|(&a, &b)| same(a, b) != Agreement::No)
            && a.iter().zip(b).any(|(&a, &b)| same(a, b) == Agreement::Yes)
    };
    let mut used = vec![false; claims.len()];
    let mut lost = Vec::new();
    for (&part, values) in rights.iter().zip(of_rights) {
        let partner = (0..claims.len()).find(|&at| {
            !used.get(at).copied().unwrap_or(true) && of_claims.get(at).is_some_and(|other| same(values, other))
        });
        match partner {
            Some(at) => {
                if let Some(used) = used.get_mut(at) {
                    *used = true;
                }
            }
            None => lost.push(part),
        }
    }
    let extra = claims.iter().zip(&used).filter(|(_, used)| !**used).map(|(&part, _)| part).collect();
    (lost, extra)
}
