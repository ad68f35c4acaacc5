//! Owns formulas with cases as texts write them: one brace for the whole formula, conditions with a single term on each
//! side where that is possible.

use crate::algebra::{Normalizer, cost, fold, tidy};
use crate::expr::{Id, Kind, Pool, postorder, rebuild, with_children};
use crate::functions::Primitive;
use crate::language::Relation;

/// Conditions larger than this are left as they are.
const TERMS: usize = 60;

/// `c·if(p, u, v)` becomes `if(p, c·u, c·v)`, sums of cases with the same conditions become one, and `0 > 1 - m` becomes
/// `m > 1`. Formulas without cases are returned as they are.
pub(super) fn sort(pool: &mut Pool, root: Id) -> Id {
    if !postorder(pool, root).into_iter().any(|id| pool.kind(id) == Kind::Piecewise) {
        return root;
    }
    let sorted = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let id = with_children(pool, id, children);
        Ok(match pool.kind(id) {
            Kind::Compare(relation) => condition(pool, id, relation),
            Kind::Neg | Kind::Mul | Kind::Div => distributed(pool, id),
            Kind::Add => merged(pool, id),
            Kind::Piecewise => vanishing_anyway(pool, id),
            _ => id,
        })
    });
    match sorted {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// `if(0 > u, 0, c·max(0, u))` is `c·max(0, u)`: where the condition holds, that is 0 as well.
fn vanishing_anyway(pool: &mut Pool, id: Id) -> Id {
    let &[condition, first, otherwise] = pool.children(id) else { return id };
    if !pool.is_integer(first, 0) {
        return id;
    }
    let (_, bare) = fold::unsigned(pool, otherwise);
    let factors = if pool.kind(bare) == Kind::Mul { pool.children(bare).to_vec() } else { vec![bare] };
    let vanishes = factors.into_iter().any(|factor| {
        let &[left, right] = pool.children(factor) else { return false };
        let is_larger = matches!(pool.kind(factor), Kind::Call(f) if f.row().primitive == Some(Primitive::Max));
        let inner = if pool.is_integer(left, 0) { right } else { left };
        if !is_larger || !(pool.is_integer(left, 0) || pool.is_integer(right, 0)) {
            return false;
        }
        let zero = pool.integer(0);
        [Relation::Greater, Relation::GreaterEqual].into_iter().any(|relation| {
            let below = pool.compare(relation, zero, inner);
            self::condition(pool, below, relation) == condition
        })
    });
    if vanishes { otherwise } else { id }
}

/// The comparison with everything that is subtracted brought to the other side.
fn condition(pool: &mut Pool, id: Id, relation: Relation) -> Id {
    let Some((left, right)) = pool.pair(id) else { return id };
    let difference = pool.sub(left, right);
    let Ok(expanded) = Normalizer::bounded(TERMS).expression(pool, difference) else { return id };
    let terms = if pool.kind(expanded) == Kind::Add { pool.children(expanded).to_vec() } else { vec![expanded] };
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for term in terms {
        match fold::unsigned(pool, term) {
            (true, bare) => below.push(bare),
            (false, bare) => above.push(bare),
        }
    }
    let (above, below) = (fold::add(pool, &above), fold::add(pool, &below));
    let moved = pool.compare(relation, above, below);
    if cost(pool, moved) < cost(pool, id) { moved } else { id }
}

/// A product with one factor that has cases, multiplied into each case.
fn distributed(pool: &mut Pool, id: Id) -> Id {
    let children = pool.children(id).to_vec();
    let mut cases = children.iter().enumerate().filter(|&(_, &child)| pool.kind(child) == Kind::Piecewise);
    let (Some((at, &inner)), None) = (cases.next(), cases.next()) else { return id };
    if pool.kind(id) == Kind::Div && at != 0 {
        return id;
    }
    map_values(pool, inner, |pool, value| {
        let parts: Vec<Id> =
            children.iter().enumerate().map(|(k, &child)| if k == at { value } else { child }).collect();
        let product = match (pool.kind(id), &parts[..]) {
            (Kind::Neg, [part]) => fold::neg(pool, *part),
            (Kind::Div, [top, bottom]) => fold::div(pool, *top, *bottom),
            _ => fold::mul(pool, &parts),
        };
        let product = tidy(pool, product).id;
        shorter(pool, product)
    })
}

/// The same cases with other values.
fn map_values(pool: &mut Pool, cases: Id, mut change: impl FnMut(&mut Pool, Id) -> Id) -> Id {
    let parts = pool.children(cases).to_vec();
    let last = parts.len().saturating_sub(1);
    let changed: Vec<Id> = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 || at == last { change(pool, part) } else { part })
        .collect();
    pool.make(Kind::Piecewise, &changed)
}

/// Terms that have the same conditions, added case by case.
fn merged(pool: &mut Pool, sum: Id) -> Id {
    let mut kept: Vec<Id> = Vec::new();
    for term in pool.children(sum).to_vec() {
        let conditions = conditions(pool, term);
        let partner =
            kept.iter().position(|&other| !conditions.is_empty() && self::conditions(pool, other) == conditions);
        match partner.and_then(|at| kept.get_mut(at)) {
            None => kept.push(term),
            Some(slot) => {
                let mut added = pool.children(term).to_vec().into_iter().enumerate().filter_map({
                    let last = pool.children(term).len().saturating_sub(1);
                    move |(at, part)| (at % 2 == 1 || at == last).then_some(part)
                });
                *slot = map_values(pool, *slot, |pool, value| {
                    let both = [Some(value), added.next()].into_iter().flatten().collect::<Vec<_>>();
                    let both = fold::add(pool, &both);
                    shorter(pool, both)
                });
            }
        }
    }
    fold::add(pool, &kept)
}

/// Multiplied out, where that is shorter.
fn shorter(pool: &mut Pool, id: Id) -> Id {
    let expanded = Normalizer::bounded(TERMS).expression(pool, id);
    expanded.ok().filter(|&expanded| cost(pool, expanded) < cost(pool, id)).unwrap_or(id)
}

/// The conditions of cases; none for anything else.
fn conditions(pool: &Pool, id: Id) -> Vec<Id> {
    match (pool.kind(id), pool.children(id).split_last()) {
        (Kind::Piecewise, Some((_, pairs))) => pairs.iter().step_by(2).copied().collect(),
        _ => Vec::new(),
    }
}
