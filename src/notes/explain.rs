//! Owns the reason of a mistake: the one place where what is claimed and what is expected differ, and the claim corrected.

use crate::algebra::{expand, fold, tidy};
use crate::expr::{Id, Kind, Pool, rebuild, replace, with_children};
use crate::language::Relation;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// `u^n` became `u`.
    LostPower { base: Id, power: Id },
    /// A term has the other sign.
    Sign { term: Id },
    /// The claim times the factor is what is expected.
    Factor { factor: Id },
    /// A part should be another one.
    Part { found: Id, right: Id },
}

/// The difference and the corrected claim; nothing when the sides differ in more than one place.
pub(super) fn explain(pool: &mut Pool, expected: Id, claimed: Id) -> Option<(Slip, Id)> {
    let (right, found) = innermost(pool, expected, claimed);
    if let Some(slip) = slip(pool, right, found) {
        return Some((slip, expected));
    }
    // Not by the shape that was typed: by the terms when multiplied out, keeping the order of the claim.
    let terms_of = |pool: &mut Pool, id: Id| -> Option<Vec<Id>> {
        let expanded = expand(pool, id).ok()?.answer;
        Some(if pool.kind(expanded) == Kind::Add { pool.children(expanded).to_vec() } else { vec![expanded] })
    };
    let (mut wanted, mut given) = (terms_of(pool, expected)?, terms_of(pool, claimed)?);
    let common: Vec<Id> = wanted.iter().copied().filter(|term| given.contains(term)).collect();
    wanted.retain(|term| !common.contains(term));
    given.retain(|term| !common.contains(term));
    let ([right], [wrong]) = (&wanted[..], &given[..]) else { return None };
    let is_number = pool.as_number(*right).is_some() && pool.as_number(*wrong).is_some();
    let typed = if pool.kind(claimed) == Kind::Add { pool.children(claimed).to_vec() } else { vec![claimed] };
    let position = typed.iter().position(|&term| expand(pool, term).is_ok_and(|expanded| expanded.answer == *wrong))?;
    let opposite = fold::neg(pool, *wrong);
    let opposite = tidy(pool, opposite).id;
    let is_sign = expand(pool, opposite).ok()?.answer == *right;
    // The whole formula instead of another one says nothing about what went wrong.
    if common.is_empty() && !is_sign && !is_number {
        return None;
    }
    let old = typed.get(position).copied()?;
    let new = if !is_sign {
        *right
    } else if pool.kind(old) == Kind::Neg {
        pool.only(old)?
    } else {
        pool.neg(old)
    };
    let mut corrected = typed.clone();
    *corrected.get_mut(position)? = new;
    let corrected = pool.add(&corrected);
    let slip = if is_sign { Slip::Sign { term: old } } else { Slip::Part { found: old, right: *right } };
    Some((slip, corrected))
}

/// Goes down as long as the two differ in one part only.
fn innermost(pool: &Pool, expected: Id, claimed: Id) -> (Id, Id) {
    let (mut right, mut found) = (expected, claimed);
    while right != found
        && pool.kind(right) == pool.kind(found)
        && pool.children(right).len() == pool.children(found).len()
    {
        let mut pairs = pool.children(right).iter().zip(pool.children(found)).filter(|(a, b)| a != b);
        match (pairs.next(), pairs.next()) {
            (Some((&a, &b)), None) => (right, found) = (a, b),
            _ => break,
        }
    }
    (right, found)
}

fn slip(pool: &Pool, right: Id, found: Id) -> Option<Slip> {
    if let (Kind::Pow, Some((base, power))) = (pool.kind(right), pool.pair(right))
        && base == found
    {
        return Some(Slip::LostPower { base, power });
    }
    let is_negative = |whole: Id, part: Id| pool.kind(whole) == Kind::Neg && pool.only(whole) == Some(part);
    if is_negative(right, found) || is_negative(found, right) {
        return Some(Slip::Sign { term: found });
    }
    (pool.as_number(right).is_some() && pool.as_number(found).is_some()).then_some(Slip::Part { found, right })
}

/// The expression with fractions as decimals, where every one has a finite decimal form.
pub(super) fn decimals(pool: &mut Pool, root: Id) -> Id {
    let changed = rebuild::<()>(pool, root, |pool, id, children| {
        let fraction = match pool.kind(id) {
            Kind::Number(_) => pool.as_number(id).filter(|value| !value.is_integer()),
            _ => None,
        };
        match fraction {
            Some(value) => {
                let text = value.to_decimal().ok_or(())?;
                Ok(pool.symbol(&text))
            }
            None => Ok(with_children(pool, id, children)),
        }
    });
    changed.unwrap_or(root)
}

/// The claim with one variable at another index or name.
pub(super) fn with_index(pool: &mut Pool, root: Id, old: Id, new: Id) -> Id {
    replace(pool, root, old, new)
}

/// Whether a comparison of two numbers holds; nothing when one side isn't a number.
pub(super) fn holds(pool: &Pool, relation: Relation, left: Id, right: Id) -> Option<bool> {
    let (left, right) = (pool.as_number(left)?, pool.as_number(right)?);
    Some(relation.admits(left.cmp(&right)))
}
