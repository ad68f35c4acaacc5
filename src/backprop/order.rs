//! Owns the order of factors: the way the chain rule makes them, from the loss towards the variable, so that a gradient
//! reads (ŷ − y)·v·(1 − h²)·x.

use rustc_hash::FxHashSet;

use super::familiar::turned;
use super::variable::base as stem;
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, variables, with_children};

/// Lines with more parts than this are left in the order they have.
const PARTS: usize = 400;

/// `root` with the factors of its products in the order in which they stand in `line`, the line as the chain rule wrote
/// it. Products without a bracket keep their usual order: 2λw, x·tanh(e).
pub(super) fn along_path(pool: &mut Pool, root: Id, line: Id) -> Id {
    if postorder(pool, line).len() + postorder(pool, root).len() > PARTS {
        return root;
    }
    let guide = factors_in(pool, line);
    let outer: FxHashSet<Id> = outer_products(pool, root).into_iter().collect();
    let ordered = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let is_outer = outer.contains(&id);
        let id = with_children(pool, id, children);
        Ok(if is_outer { ordered(pool, id, &guide) } else { id })
    });
    match ordered {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The product with its factors sorted; numbers stay in front.
fn ordered(pool: &mut Pool, product: Id, guide: &[Id]) -> Id {
    let mut factors: Vec<Id> = pool.children(product).to_vec();
    let is_bracket = |&factor: &Id| matches!(pool.kind(base(pool, factor)), Kind::Add | Kind::Sum);
    if !factors.iter().any(is_bracket) {
        return product;
    }
    let ranks: Vec<usize> = factors.iter().map(|&factor| rank(pool, factor, guide)).collect();
    let mut places: Vec<usize> = (0..factors.len()).collect();
    places.sort_by_key(|&at| ranks.get(at).copied());
    factors = places.into_iter().filter_map(|at| factors.get(at).copied()).collect();
    pool.mul(&factors)
}

/// Where a factor stands in the guide: itself, else what holds it, else what speaks of the same variables.
fn rank(pool: &mut Pool, factor: Id, guide: &[Id]) -> usize {
    let stems = |pool: &Pool, id: Id| -> Vec<Id> { variables(pool, id).into_iter().map(|v| stem(pool, v)).collect() };
    let own = stems(pool, factor);
    if own.is_empty() || is_share(pool, factor) {
        return 0;
    }
    let base = base(pool, factor);
    let other = turned(pool, base);
    let same = |&entry: &Id| entry == factor || entry == base || Some(entry) == other;
    let holds = |&entry: &Id| occurs(pool, entry, base);
    let speaks = |&entry: &Id| stems(pool, entry).iter().any(|variable| own.contains(variable));
    let found = guide.iter().position(same).or_else(|| guide.iter().position(holds));
    found.or_else(|| guide.iter().position(speaks)).map_or(usize::MAX, |at| at + 1)
}

/// A number over something: 1/N, 2/N.
fn is_share(pool: &Pool, factor: Id) -> bool {
    matches!((pool.kind(factor), pool.pair(factor)), (Kind::Div, Some((top, _))) if variables(pool, top).is_empty())
}

/// The factor without its exponent.
fn base(pool: &Pool, factor: Id) -> Id {
    match (pool.kind(factor), pool.pair(factor)) {
        (Kind::Pow, Some((base, _))) => base,
        _ => factor,
    }
}

/// The products that stand in the terms, numerators, sums and cases of a formula, outside of brackets.
fn outer_products(pool: &Pool, root: Id) -> Vec<Id> {
    let (mut found, mut stack) = (Vec::new(), vec![root]);
    while let Some(id) = stack.pop() {
        let children = pool.children(id);
        match pool.kind(id) {
            Kind::Mul => {
                found.push(id);
                // A sum over an index is one factor, and its body has an order of its own.
                stack.extend(
                    children.iter().copied().filter(|&child| {
                        matches!(pool.kind(child), Kind::Sum | Kind::RowSum | Kind::RowMean | Kind::Div)
                    }),
                );
            }
            Kind::Add | Kind::Neg => stack.extend_from_slice(children),
            Kind::Div => stack.extend(children.first()),
            Kind::Sum | Kind::RowSum | Kind::RowMean => stack.extend(children.last()),
            Kind::Piecewise => {
                let last = children.len().saturating_sub(1);
                stack
                    .extend(children.iter().enumerate().filter(|(at, _)| at % 2 == 1 || *at == last).map(|(_, id)| id));
            }
            Kind::Number(_)
            | Kind::Symbol(_)
            | Kind::Constant(_)
            | Kind::Indexed
            | Kind::Pow
            | Kind::Call(_)
            | Kind::Product
            | Kind::Derivative
            | Kind::Compare(_) => {}
        }
    }
    found
}

/// All factors of a line from left to right, term after term, those inside of sums over an index among them.
fn factors_in(pool: &Pool, line: Id) -> Vec<Id> {
    let (mut factors, mut stack) = (Vec::new(), vec![(line, true)]);
    while let Some((id, is_term)) = stack.pop() {
        let children = pool.children(id);
        match pool.kind(id) {
            Kind::Add if is_term => stack.extend(children.iter().rev().map(|&child| (child, true))),
            Kind::Neg => stack.extend(children.iter().map(|&child| (child, is_term))),
            Kind::Sum | Kind::RowSum | Kind::RowMean => stack.extend(children.last().map(|&child| (child, is_term))),
            Kind::Mul | Kind::Div => stack.extend(children.iter().rev().map(|&child| (child, false))),
            _ => factors.push(id),
        }
    }
    factors
}
