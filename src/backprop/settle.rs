//! Owns summing a contribution over the units it comes through: Kronecker deltas collapse the sum, constants leave it.

use crate::algebra::{fold, tidy};
use crate::calculus::{collapse, pull_out};
use crate::expr::{Id, Kind, Pool, occurs, postorder};
use crate::functions::Primitive;
use crate::language::Relation;

/// What a sum came to.
pub(super) struct Settled {
    pub id: Id,
    /// Conditions under which it equals the sum: that an index lies in the range, that nothing cancelled is 0.
    pub conditions: Vec<Id>,
    /// Whether a delta left one term only; otherwise constants left the sum at most.
    pub collapsed: bool,
}

/// Σ over `index` from `lower` to `upper` of `body`.
pub(super) fn settle(pool: &mut Pool, index: Id, lower: Id, upper: Id, body: Id) -> Settled {
    let tidied = tidy(pool, body);
    let mut conditions = tidied.conditions;
    let body = spread_deltas(pool, tidied.id, index);
    let sum = pool.sum(index, lower, upper, body);
    let found = collapse(pool, sum);
    let collapsed = found.is_some();
    let settled = match found {
        Some((collapsed, more)) => {
            conditions.extend(more);
            collapsed
        }
        None => sum,
    };
    let terms: Vec<Id> = if pool.kind(settled) == Kind::Add { pool.children(settled).to_vec() } else { vec![settled] };
    let terms: Vec<Id> = terms.into_iter().map(|term| outside(pool, term)).collect();
    Settled { id: fold::add(pool, &terms), conditions, collapsed }
}

/// Constants leave a sum.
fn outside(pool: &mut Pool, term: Id) -> Id {
    let (minus, bare) = fold::unsigned(pool, term);
    if pool.kind(bare) != Kind::Sum {
        return term;
    }
    let body = pool.children(bare).get(3).copied();
    let bare = match body.map(|body| (body, tidy(pool, body).id)) {
        Some((body, tidied)) if body != tidied => {
            let children = [&pool.children(bare)[..3], &[tidied]].concat();
            pool.make(Kind::Sum, &children)
        }
        _ => bare,
    };
    let moved = pull_out(pool, bare).unwrap_or(bare);
    if minus { fold::neg(pool, moved) } else { moved }
}

/// Multiplies out the brackets that hold a delta in `index`, and no others: `a·([i = j] − b)` is `a·[i = j] − a·b`.
fn spread_deltas(pool: &mut Pool, body: Id, index: Id) -> Id {
    let terms: Vec<Id> = if pool.kind(body) == Kind::Add { pool.children(body).to_vec() } else { vec![body] };
    let mut spread = Vec::with_capacity(terms.len());
    for term in terms {
        let (minus, bare) = fold::unsigned(pool, term);
        let factors = factors(pool, bare);
        let bracket =
            factors.iter().position(|&factor| pool.kind(factor) == Kind::Add && has_delta(pool, factor, index));
        let Some((at, inner)) = bracket.and_then(|at| Some((at, pool.children(*factors.get(at)?).to_vec()))) else {
            spread.push(term);
            continue;
        };
        for part in inner {
            let product: Vec<Id> =
                factors.iter().enumerate().map(|(k, &factor)| if k == at { part } else { factor }).collect();
            let product = fold::mul(pool, &product);
            let product = tidy(pool, product).id;
            spread.push(if minus { fold::neg(pool, product) } else { product });
        }
    }
    fold::add(pool, &spread)
}

/// The factors of a product; of a fraction, those of its numerator and one over its denominator.
fn factors(pool: &mut Pool, id: Id) -> Vec<Id> {
    match (pool.kind(id), pool.pair(id)) {
        (Kind::Mul, _) => pool.children(id).to_vec(),
        (Kind::Div, Some((top, bottom))) => {
            let one = pool.integer(1);
            let share = pool.div(one, bottom);
            let above = if pool.kind(top) == Kind::Mul { pool.children(top).to_vec() } else { vec![top] };
            [&above[..], &[share]].concat()
        }
        _ => vec![id],
    }
}

/// Whether an indicator that speaks of `index` stands in `root`.
fn has_delta(pool: &Pool, root: Id, index: Id) -> bool {
    postorder(pool, root).into_iter().any(|id| is_indicator(pool, id) && occurs(pool, id, index))
}

/// `[i = j]`.
fn is_indicator(pool: &Pool, id: Id) -> bool {
    matches!(pool.kind(id), Kind::Call(function) if function.row().primitive == Some(Primitive::Indicator))
        && pool.only(id).is_some_and(|condition| pool.kind(condition) == Kind::Compare(Relation::Equal))
}

/// What `index` must be for `body` not to be 0, when the whole of it is a multiple of `[index = that]`.
pub(super) fn only_index(pool: &Pool, body: Id, index: Id) -> Option<Id> {
    let (_, bare) = fold::unsigned(pool, body);
    let factors = if pool.kind(bare) == Kind::Mul { pool.children(bare) } else { std::slice::from_ref(&bare) };
    factors.iter().filter(|&&factor| is_indicator(pool, factor)).find_map(|&factor| {
        let condition = pool.only(factor).filter(|&inner| pool.kind(inner) == Kind::Compare(Relation::Equal))?;
        let (left, right) = pool.pair(condition)?;
        let other = if left == index { right } else { left };
        (left == index || right == index).then_some(other).filter(|&other| !occurs(pool, other, index))
    })
}

/// A product in one row, so that the chain reads ∂L/∂a · ∂a/∂z · ∂z/∂w.
pub(super) fn joined(pool: &mut Pool, left: Id, right: Id) -> Id {
    let mut factors = if pool.kind(left) == Kind::Mul { pool.children(left).to_vec() } else { vec![left] };
    factors.push(right);
    fold::mul_units(pool, &factors)
}

/// Σ over each range in turn, the first one outermost.
pub(super) fn summed(pool: &mut Pool, ranges: &[(Id, Id, Id)], body: Id) -> Id {
    ranges.iter().rev().fold(body, |body, &(index, lower, upper)| pool.sum(index, lower, upper, body))
}
