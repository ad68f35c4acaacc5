//! Owns the way from sums over rows to sums of columns, one law a line: multiplied out inside, split, constants taken out,
//! ones counted.

use super::loss::in_parameters;
use crate::algebra::{Normalizer, Ratio, fold};
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, with_children};
use crate::steps::Rule;
use crate::steps::rules::{differentiation, solving as rules};

/// Sums of more terms than this are taken apart in one line.
const TERMS: usize = 24;

/// The lines from `root`, which isn't repeated, to its normal form sorted by the parameters. `ratio` is that normal form.
pub(super) fn lines(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    root: Id,
    ratio: &Ratio,
    over: &[Id],
) -> Vec<(Id, &'static Rule)> {
    let end = in_parameters(pool, normalizer, ratio, over);
    if end == root {
        return Vec::new();
    }
    let mut lines: Vec<(Id, &'static Rule)> = Vec::new();
    if is_flat(pool, root) {
        let mut here = root;
        let laws: [(Law, &'static Rule); 4] = [
            (multiplied_out, &rules::MULTIPLY_INSIDE),
            (split, &rules::SPLIT_TERMS),
            (constants_out, &differentiation::SUM_FACTOR),
            (counted, &rules::COUNT_ONES),
        ];
        for (law, rule) in laws {
            let next = each_sum(pool, normalizer, over, here, law);
            let Some(next) = next else { return vec![(end, &rules::SPLIT_SUM)] };
            if next != here && next != end {
                lines.push((next, rule));
            }
            here = next;
        }
    }
    lines.push((end, if lines.is_empty() { &rules::SPLIT_SUM } else { &rules::COLLECT_PARAMETERS }));
    lines
}

/// What a law makes of one sum: its index and limits, and its body; `None` when that gets too long.
type Law = fn(&mut Pool, &mut Normalizer, [Id; 3], Id) -> Option<Id>;

/// Whether no sum stands inside another.
fn is_flat(pool: &Pool, root: Id) -> bool {
    let sums = postorder(pool, root).into_iter().filter(|&id| pool.kind(id) == Kind::Sum);
    let bodies: Vec<Id> = sums.filter_map(|sum| pool.children(sum).last().copied()).collect();
    bodies.into_iter().all(|body| !postorder(pool, body).into_iter().any(|id| pool.kind(id) == Kind::Sum))
}

/// A law applied to every sum that holds a parameter or a constant term.
fn each_sum(pool: &mut Pool, normalizer: &mut Normalizer, over: &[Id], root: Id, law: Law) -> Option<Id> {
    let rebuilt = rebuild::<()>(pool, root, |pool, id, children| {
        let rebuilt = with_children(pool, id, children);
        match (pool.kind(id), children) {
            (Kind::Sum, [index, lower, upper, body]) => {
                let is_open = over.iter().any(|&parameter| occurs(pool, *body, parameter))
                    || !occurs(pool, *body, *index)
                    || matches!(pool.kind(*body), Kind::Add | Kind::Neg | Kind::Mul);
                let range = [*index, *lower, *upper];
                if is_open { law(pool, normalizer, range, *body).ok_or(()) } else { Ok(rebuilt) }
            }
            _ => Ok(rebuilt),
        }
    });
    rebuilt.ok()
}

/// Σ with its body multiplied out, each term a reduced fraction of its own.
fn multiplied_out(pool: &mut Pool, normalizer: &mut Normalizer, range: [Id; 3], body: Id) -> Option<Id> {
    let ratio = normalizer.ratio(pool, body).ok()?;
    if ratio.top.terms().len() > TERMS {
        return None;
    }
    let whole = normalizer.polynomial(pool, &ratio.top);
    let below = Ratio::whole(ratio.bottom.clone()).inverse()?;
    let terms = if pool.kind(whole) == Kind::Add { pool.children(whole).to_vec() } else { vec![whole] };
    let mut quotients = Vec::new();
    for term in terms {
        let (minus, bare) = fold::unsigned(pool, term);
        let own = normalizer.ratio(pool, bare).ok()?.times(&below, TERMS)?;
        let quotient = normalizer.write(pool, &own);
        quotients.push(if minus { fold::neg(pool, quotient) } else { quotient });
    }
    let [index, lower, upper] = range;
    let body = pool.add(&quotients);
    Some(pool.sum(index, lower, upper, body))
}

/// Σ(a − b) is Σa − Σb.
fn split(pool: &mut Pool, _: &mut Normalizer, range: [Id; 3], body: Id) -> Option<Id> {
    let [index, lower, upper] = range;
    let terms = if pool.kind(body) == Kind::Add { pool.children(body).to_vec() } else { vec![body] };
    let sums: Vec<Id> = terms
        .into_iter()
        .map(|term| {
            let (minus, bare) = fold::unsigned(pool, term);
            let sum = pool.sum(index, lower, upper, bare);
            if minus { fold::neg(pool, sum) } else { sum }
        })
        .collect();
    Some(pool.add(&sums))
}

/// Σ c·a is c·Σa, and Σ c is c·Σ1.
fn constants_out(pool: &mut Pool, _: &mut Normalizer, range: [Id; 3], body: Id) -> Option<Id> {
    let [index, lower, upper] = range;
    let (top, bottom) = match (pool.kind(body), pool.pair(body)) {
        (Kind::Div, Some((top, bottom))) => (top, bottom),
        _ => (body, pool.integer(1)),
    };
    let factors = if pool.kind(top) == Kind::Mul { pool.children(top).to_vec() } else { vec![top] };
    let (inside, mut outside): (Vec<Id>, Vec<Id>) =
        factors.into_iter().partition(|&factor| occurs(pool, factor, index));
    let mut inner = if inside.is_empty() { pool.integer(1) } else { pool.mul(&inside) };
    let is_fixed = !occurs(pool, bottom, index);
    if !is_fixed {
        inner = fold::div(pool, inner, bottom);
    }
    let sum = pool.sum(index, lower, upper, inner);
    outside.retain(|&factor| !pool.is_integer(factor, 1));
    outside.push(sum);
    let product = fold::mul(pool, &outside);
    Some(if is_fixed { fold::div(pool, product, bottom) } else { product })
}

/// Σ1 is N.
fn counted(pool: &mut Pool, _: &mut Normalizer, range: [Id; 3], body: Id) -> Option<Id> {
    let [index, lower, upper] = range;
    if !pool.is_integer(body, 1) {
        return Some(pool.sum(index, lower, upper, body));
    }
    let (below, one) = (fold::neg(pool, lower), pool.integer(1));
    Some(if pool.is_integer(lower, 1) { upper } else { fold::add(pool, &[upper, below, one]) })
}
