//! Owns what happens to a derivative once it stands inside a sum: constants leave it, Kronecker deltas collapse it, and
//! bound indices are renamed before they could catch the variable.

use rustc_hash::FxHashSet;

use super::law::range_and_body;
use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, substitute, with_children};
use crate::language::Relation;

/// `Σ_i a·[i = j]` is a at i = j; the condition is that j lies in the range. `None` when there is no such factor.
///
/// A sum of terms is taken apart first when one of them has a delta.
pub(crate) fn collapse(pool: &mut Pool, sum: Id) -> Option<(Id, Vec<Id>)> {
    let ([index, lower, upper], body) = range_and_body(pool, sum).filter(|_| pool.kind(sum) == Kind::Sum)?;
    let terms: Vec<Id> = if pool.kind(body) == Kind::Add { pool.children(body).to_vec() } else { vec![body] };
    if !terms.iter().any(|&term| delta_of(pool, term, index).is_some()) {
        return None;
    }
    let (mut results, mut conditions) = (Vec::new(), Vec::new());
    for term in terms {
        let Some((other, rest)) = delta_of(pool, term, index) else {
            let inner = pool.sum(index, lower, upper, term);
            results.push(inner);
            continue;
        };
        results.push(substitute(pool, rest, &[(index, other)]));
        for (relation, left, right) in [(Relation::LessEqual, lower, other), (Relation::LessEqual, other, upper)] {
            let condition = pool.compare(relation, left, right);
            if decided(pool, condition) != Some(true) && !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
    }
    Some((fold::add(pool, &results), conditions))
}

fn decided(pool: &Pool, condition: Id) -> Option<bool> {
    let (left, right) = pool.pair(condition)?;
    Some(pool.as_number(left)? <= pool.as_number(right)?)
}

/// The index that a delta sets `index` equal to, and the term without that delta. The delta may stand in products inside
/// products and in numerators: `y·([i = j]/p)`.
fn delta_of(pool: &mut Pool, term: Id, index: Id) -> Option<(Id, Id)> {
    // Each factor met on the way, with the entry it stands in and its place there.
    let mut met: Vec<(Id, Option<(usize, usize)>)> = vec![(term, None)];
    let mut at = 0;
    while let Some(&(factor, _)) = met.get(at) {
        if let Some(other) = index_set_by(pool, factor, index) {
            let rest = without(pool, &met, at);
            return Some((other, rest));
        }
        let inner = match pool.kind(factor) {
            Kind::Mul | Kind::Neg => pool.children(factor),
            Kind::Div => pool.children(factor).get(..1).unwrap_or(&[]),
            _ => &[],
        };
        met.extend(inner.iter().enumerate().map(|(place, &part)| (part, Some((at, place)))));
        at += 1;
    }
    None
}

/// What `[index = other]` sets the index equal to.
fn index_set_by(pool: &mut Pool, factor: Id, index: Id) -> Option<Id> {
    let Kind::Call(function) = pool.kind(factor) else { return None };
    let condition = pool.only(factor).filter(|&inner| pool.kind(inner) == Kind::Compare(Relation::Equal))?;
    let is_indicator = function.row().primitive == Some(crate::functions::Primitive::Indicator);
    let (left, right) = pool.pair(condition).filter(|_| is_indicator)?;
    solved(pool, left, right, index).or_else(|| solved(pool, right, left, index))
}

/// The whole term with 1 in the place of one of its factors.
fn without(pool: &mut Pool, met: &[(Id, Option<(usize, usize)>)], at: usize) -> Id {
    let mut value = pool.integer(1);
    let mut place = met.get(at).and_then(|(_, place)| *place);
    while let Some((parent, position)) = place {
        let Some(&(whole, above)) = met.get(parent) else { break };
        let mut parts = pool.children(whole).to_vec();
        if let Some(slot) = parts.get_mut(position) {
            *slot = value;
        }
        value = match (pool.kind(whole), &parts[..]) {
            (Kind::Div, [top, bottom]) => fold::div(pool, *top, *bottom),
            (Kind::Neg, [part]) => fold::neg(pool, *part),
            _ => fold::mul(pool, &parts),
        };
        place = above;
    }
    value
}

/// `i + c = other` solved for the index i.
fn solved(pool: &mut Pool, side: Id, other: Id, index: Id) -> Option<Id> {
    if occurs(pool, other, index) {
        return None;
    }
    if side == index {
        return Some(other);
    }
    let terms: Vec<Id> = if pool.kind(side) == Kind::Add { pool.children(side).to_vec() } else { return None };
    let rest: Vec<Id> = terms.iter().copied().filter(|&term| term != index).collect();
    if rest.len() + 1 != terms.len() || rest.iter().any(|&term| occurs(pool, term, index)) {
        return None;
    }
    let negative: Vec<Id> = rest.into_iter().map(|term| fold::neg(pool, term)).collect();
    Some(fold::add(pool, &[&[other][..], &negative].concat()))
}

/// `Σ c·u` is `c·Σ u` for the factors that don't contain the index; for sums and means over rows only numbers leave,
/// because any name may be a column. `None` when nothing can leave.
pub(crate) fn pull_out(pool: &mut Pool, sum: Id) -> Option<Id> {
    let (index, body) = match (pool.kind(sum), pool.children(sum)) {
        (Kind::Sum, [index, _, _, body]) => (Some(*index), *body),
        (Kind::RowSum | Kind::RowMean, [body]) => (None, *body),
        _ => return None,
    };
    let (minus, bare) = fold::unsigned(pool, body);
    let leaves = |pool: &Pool, factor: Id| match index {
        Some(index) => !occurs(pool, factor, index),
        None => pool.as_number(factor).is_some(),
    };
    let (factors, denominator) = match (pool.kind(bare), pool.children(bare)) {
        (Kind::Mul, factors) => (factors.to_vec(), None),
        (Kind::Div, [top, bottom]) if leaves(pool, *bottom) => match pool.kind(*top) {
            Kind::Mul => (pool.children(*top).to_vec(), Some(*bottom)),
            _ => (vec![*top], Some(*bottom)),
        },
        _ => (vec![bare], None),
    };
    let (outside, inside): (Vec<Id>, Vec<Id>) = factors.into_iter().partition(|&factor| leaves(pool, factor));
    if (outside.is_empty() && denominator.is_none() && !minus) || (inside.is_empty() && index.is_none()) {
        return None;
    }
    let inner = pool.mul(&inside);
    let children: Vec<Id> = match pool.children(sum) {
        [firsts @ .., _] => [firsts, &[inner]].concat(),
        [] => return None,
    };
    let rest = with_children(pool, sum, &children);
    let mut product = match denominator {
        Some(denominator) => {
            let top = fold::mul(pool, &outside);
            let factor = pool.div(top, denominator);
            fold::mul(pool, &[factor, rest])
        }
        None => fold::mul(pool, &[&outside[..], &[rest]].concat()),
    };
    if minus {
        product = fold::neg(pool, product);
    }
    Some(product)
}

/// Renames the bound indices of `root` that also stand in the indices of a variable: `Σ_j w_j` by w_j is `Σ_k w_k` by
/// w_j.
pub(crate) fn rename_indices(pool: &mut Pool, root: Id, variables: &[Id]) -> Id {
    let mut taken: FxHashSet<Id> = FxHashSet::default();
    for &variable in variables.iter().filter(|&&variable| pool.kind(variable) == Kind::Indexed) {
        for &index in pool.children(variable).iter().skip(1) {
            taken.extend(postorder(pool, index).into_iter().filter(|&id| pool.is_variable(id)));
        }
    }
    if taken.is_empty() {
        return root;
    }
    let renamed = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let [index, lower, upper, body] = children[..] else { return Ok(with_children(pool, id, children)) };
        if !matches!(pool.kind(id), Kind::Sum | Kind::Product) || !taken.contains(&index) {
            return Ok(with_children(pool, id, children));
        }
        let fresh = crate::expr::fresh_index(pool, index, &taken, body);
        let body = substitute(pool, body, &[(index, fresh)]);
        Ok(with_children(pool, id, &[fresh, lower, upper, body]))
    });
    match renamed {
        Ok(id) => id,
        Err(never) => match never {},
    }
}
