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

/// The sum of tidied terms.
pub(super) fn total(pool: &mut Pool, terms: &[Id]) -> Id {
    let mut places: FxHashMap<Id, usize> = FxHashMap::default();
    // Each entry: the term as it stood, its coefficient and core, and whether others joined it.
    let mut kept: Vec<(Id, Rational, Id, bool)> = Vec::new();
    for &term in terms {
        let opened: Vec<Id> = if pool.kind(term) == Kind::Add { pool.children(term).to_vec() } else { vec![term] };
        for term in opened {
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
    }
    let mut result = Vec::with_capacity(kept.len());
    for (term, coefficient, core, joined) in kept {
        if coefficient.is_zero() {
            continue;
        }
        result.push(if joined { scaled(pool, &coefficient, core) } else { term });
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
