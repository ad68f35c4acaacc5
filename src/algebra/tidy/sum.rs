//! Owns the gathering of sums: like terms collected, zeros dropped, the order of the terms kept.

use rustc_hash::FxHashMap;

use super::Tidier;
use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;

/// Gathers the sum that `id` is the outermost node of.
pub(super) fn gather(pool: &mut Pool, tidier: &mut Tidier, id: Id) -> Id {
    let mut terms = Vec::new();
    let mut stack = vec![id];
    let mut is_top = true;
    while let Some(node) = stack.pop() {
        if pool.kind(node) == Kind::Add && (is_top || !tidier.is_done(node)) {
            stack.extend(pool.children(node).iter().rev());
        } else {
            terms.push(tidier.of(node));
        }
        is_top = false;
    }
    total(pool, &terms)
}

/// Terms with brackets opened: `a + (b + c)` always, `a - (b + c)` only when a term inside has a like one outside, so that
/// they can be collected. Otherwise the bracket stays as it was typed.
fn open(pool: &mut Pool, terms: &[Id]) -> Vec<Id> {
    let flat: Vec<Id> = terms
        .iter()
        .flat_map(|&term| if pool.kind(term) == Kind::Add { pool.children(term).to_vec() } else { vec![term] })
        .collect();
    let bracket = |pool: &Pool, term: Id| match pool.kind(term) {
        Kind::Neg => pool.only(term).filter(|&inner| pool.kind(inner) == Kind::Add),
        _ => None,
    };
    if !flat.iter().any(|&term| bracket(pool, term).is_some()) {
        return flat;
    }
    let mut keys: FxHashMap<Id, usize> = FxHashMap::default();
    let inner: Vec<Vec<Id>> = flat
        .iter()
        .map(|&term| bracket(pool, term).map_or_else(|| vec![term], |inner| pool.children(inner).to_vec()))
        .collect();
    let mut inner_keys: Vec<Vec<Id>> = Vec::with_capacity(inner.len());
    for terms in &inner {
        let cores: Vec<Id> = terms.iter().map(|&term| split(pool, term).1).collect();
        inner_keys.push(cores.into_iter().map(|core| key(pool, core)).collect());
    }
    for key in inner_keys.iter().flatten() {
        *keys.entry(*key).or_default() += 1;
    }
    let mut opened = Vec::new();
    for ((term, parts), part_keys) in flat.into_iter().zip(inner).zip(inner_keys) {
        let has_like = part_keys.iter().any(|key| keys.get(key).is_some_and(|&count| count > 1));
        if bracket(pool, term).is_some() && has_like {
            opened.extend(parts.into_iter().map(|part| fold::neg(pool, part)));
        } else {
            opened.push(term);
        }
    }
    opened
}

/// The sum of tidied terms.
pub(super) fn total(pool: &mut Pool, terms: &[Id]) -> Id {
    let mut places: FxHashMap<Id, usize> = FxHashMap::default();
    // Each entry: the term as it stood, its coefficient and core, and whether others joined it.
    let mut kept: Vec<(Id, Rational, Id, bool)> = Vec::new();
    for term in open(pool, terms) {
        let (coefficient, core) = split(pool, term);
        let key = key(pool, core);
        if let Some(entry) = places.get(&key).and_then(|&at| kept.get_mut(at)) {
            entry.1 = &entry.1 + &coefficient;
            entry.3 = true;
        } else {
            places.insert(key, kept.len());
            kept.push((term, coefficient, core, false));
        }
    }
    let mut result = Vec::with_capacity(kept.len());
    let collected = kept.first().is_some_and(|(_, _, _, joined)| *joined);
    for (term, coefficient, core, joined) in kept {
        if coefficient.is_zero() {
            continue;
        }
        result.push(if joined { scaled(pool, &coefficient, core) } else { term });
    }
    // A sum that was rearranged anyway starts with a positive term: 1 − x², not −x² + 1.
    let is_negative = |pool: &Pool, term: Id| fold::unsigned(pool, term).0;
    if collected
        && result.first().is_some_and(|&first| is_negative(pool, first))
        && let Some(at) = result.iter().position(|&term| !is_negative(pool, term))
    {
        let positive = result.remove(at);
        result.insert(0, positive);
    }
    pool.add(&result)
}

/// `c · core`, with the number inside a numerator where the core is a fraction.
fn scaled(pool: &mut Pool, coefficient: &Rational, core: Id) -> Id {
    let size = coefficient.abs();
    let (p, q) = (pool.number(&size.numerator()), pool.number(&size.denominator()));
    let value = match (pool.kind(core), pool.pair(core)) {
        (Kind::Div, Some((top, bottom))) => {
            let top = if pool.is_integer(top, 1) { p } else { flat(pool, p, top) };
            let bottom = flat(pool, q, bottom);
            fold::div(pool, top, bottom)
        }
        _ => {
            let number = pool.number(&size);
            flat(pool, number, core)
        }
    };
    if coefficient.is_negative() { fold::neg(pool, value) } else { value }
}

/// A number times a product, in one product.
fn flat(pool: &mut Pool, number: Id, of: Id) -> Id {
    let factors = match pool.kind(of) {
        Kind::Mul => [&[number], pool.children(of)].concat(),
        _ => vec![number, of],
    };
    fold::mul(pool, &factors)
}

/// Number and rest of a tidied term: −3x/(2y) is −3/2 and x/y.
pub(super) fn split(pool: &mut Pool, term: Id) -> (Rational, Id) {
    let (minus, bare) = fold::unsigned(pool, term);
    let (size, core) = split_unsigned(pool, bare);
    (if minus { -&size } else { size }, core)
}

fn split_unsigned(pool: &mut Pool, bare: Id) -> (Rational, Id) {
    if let Some(number) = pool.as_number(bare) {
        return (number, pool.integer(1));
    }
    match (pool.kind(bare), pool.children(bare)) {
        (Kind::Mul, [first, rest @ ..]) => match pool.as_number(*first) {
            Some(number) => {
                let rest = rest.to_vec();
                (number, pool.mul(&rest))
            }
            None => (Rational::ONE, bare),
        },
        (Kind::Div, [top, bottom]) => {
            let (top, bottom) = (*top, *bottom);
            let ((p, top), (q, bottom)) = (split_unsigned(pool, top), split_unsigned(pool, bottom));
            let core = if pool.is_integer(bottom, 1) { top } else { pool.div(top, bottom) };
            match p.checked_div(&q) {
                Some(number) => (number, core),
                None => (Rational::ONE, bare),
            }
        }
        _ => (Rational::ONE, bare),
    }
}

/// The same for equal cores whatever the order of their factors.
fn key(pool: &mut Pool, core: Id) -> Id {
    let sorted = |pool: &mut Pool, id: Id| match pool.kind(id) {
        Kind::Mul => {
            let mut factors = pool.children(id).to_vec();
            factors.sort_unstable();
            pool.mul(&factors)
        }
        _ => id,
    };
    match (pool.kind(core), pool.pair(core)) {
        (Kind::Div, Some((top, bottom))) => {
            let (top, bottom) = (sorted(pool, top), sorted(pool, bottom));
            pool.div(top, bottom)
        }
        _ => sorted(pool, core),
    }
}
