//! Owns the conditions of a result: brought to their shortest form, and without those that others say already.

use super::problem::Problem;
use super::report::{Piece, say};
use super::signs;
use crate::algebra::{Denominators, Normalizer, Polynomial, Ratio, Sign, decide, domain, factored, square_free, tidy};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, substitute};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;
use crate::numeric::{Agreement, agree, evaluate};
use crate::solve::is_reversed;
use crate::wording::Wording;

const POSITIVE_REST: Wording =
    Wording::new("What is added to it is positive, so the whole is positive.", "加上的其余部分为正,因此整体为正。");

/// What the loss needs at a point to have a value there, as conditions without the unknowns.
pub(super) fn domain_at(pool: &mut Pool, problem: &Problem, values: &[(Id, Id)]) -> Result<Vec<Id>, Diagnostic> {
    let all = domain(pool, problem.general, Denominators::Not)?;
    let bound: Vec<Id> = bound_indices(pool, problem.general);
    let mut conditions = Vec::new();
    for condition in all {
        let speaks = values.iter().any(|(unknown, _)| occurs(pool, condition, *unknown));
        if speaks && !bound.iter().any(|&index| occurs(pool, condition, index)) {
            let there = substitute(pool, condition, values);
            conditions.push(tidy(pool, there).id);
        }
    }
    Ok(conditions)
}

fn bound_indices(pool: &Pool, root: Id) -> Vec<Id> {
    let sums = crate::expr::postorder(pool, root).into_iter().filter(|&id| pool.kind(id) == Kind::Sum);
    sums.filter_map(|id| pool.children(id).first().copied()).collect()
}

/// The conditions without positive factors, squares and repetitions; those that always hold, or follow from `assumed` names
/// being positive, are left out.
pub(super) fn shortest(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    assumed: &[Id],
    conditions: &[Id],
) -> Vec<Id> {
    let positive = [&problem.counts[..], assumed].concat();
    let mut kept: Vec<(Relation, Vec<Polynomial>)> = Vec::new();
    let mut others = Vec::new();
    for &condition in conditions {
        if holds_on_data(pool, problem, condition) {
            continue;
        }
        match parts(pool, normalizer, condition, &positive) {
            Some(Parts::Holds) => {}
            Some(Parts::Open(relation, factors)) => {
                if !kept.contains(&(relation, factors.clone())) {
                    kept.push((relation, factors));
                }
            }
            None if others.contains(&condition) => {}
            None => others.push(condition),
        }
    }
    let above: Vec<Polynomial> = kept
        .iter()
        .filter(|(relation, factors)| *relation == Relation::Greater && factors.len() == 1)
        .filter_map(|(_, factors)| factors.first().cloned())
        .collect();
    // Factors of a product that are positive anyway say nothing in it.
    for (_, factors) in &mut kept {
        if factors.len() > 1 {
            factors.retain(|factor| !above.contains(factor));
        }
    }
    let mut told: Vec<(Relation, Vec<Polynomial>)> = Vec::new();
    for own in kept {
        if !own.1.is_empty() && !told.contains(&own) {
            told.push(own);
        }
    }
    let mut kept = told;
    let products: Vec<Vec<Polynomial>> = kept
        .iter()
        .filter(|(relation, _)| *relation == Relation::Greater)
        .map(|(_, factors)| factors.clone())
        .collect();
    kept.retain(|(relation, factors)| match relation {
        Relation::GreaterEqual => !products.contains(factors),
        Relation::Unequal => !products.iter().any(|product| factors.iter().all(|factor| product.contains(factor))),
        Relation::Greater | Relation::Equal | Relation::Less | Relation::LessEqual => true,
    });
    let zero = pool.integer(0);
    let written = kept.into_iter().map(|(relation, factors)| {
        let mut product = factors.iter().fold(Polynomial::one(), |product, factor| product.times(factor));
        if relation == Relation::Unequal && is_reversed(pool, normalizer, &product) {
            product = product.scaled(&Rational::from(-1));
        }
        let left = match factors.len() {
            1 => normalizer.polynomial(pool, &product),
            _ => factored(pool, normalizer, &Ratio::whole(product)),
        };
        pool.compare(relation, left, zero)
    });
    written.chain(others).collect()
}

/// Whether a condition about nothing but the data holds, clearly.
fn holds_on_data(pool: &mut Pool, problem: &Problem, condition: Id) -> bool {
    let (Kind::Compare(relation), Some((left, right))) = (pool.kind(condition), pool.pair(condition)) else {
        return false;
    };
    let Some(point) = problem.data_point(pool).filter(|_| problem.table.is_some()) else { return false };
    let Ok(values) = evaluate(pool, &[left, right], &point) else { return false };
    let [left, right] = values[..] else { return false };
    let order = left.value.partial_cmp(&right.value);
    agree(left, right) == Agreement::No && order.is_some_and(|order| relation.admits(order))
}

/// Why the left sides of conditions can't be negative.
pub(super) fn arguments(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    assumed: &[Id],
    conditions: &[Id],
) -> Vec<Piece> {
    let positive = [&problem.counts[..], assumed].concat();
    let mut pieces: Vec<Piece> = Vec::new();
    for &condition in conditions {
        let Some((left, right)) = pool.pair(condition) else { continue };
        let left = pool.sub(left, right);
        let Ok(ratio) = normalizer.ratio(pool, left) else { continue };
        let own = [ratio.top.scaled(&Rational::from(-1)), ratio.top];
        let known = own.iter().find_map(|polynomial| signs::of(pool, normalizer, polynomial, &positive));
        let Some(known) = known.filter(|known| !known.pieces.is_empty()) else { continue };
        pieces.extend(known.pieces);
        if known.sign == Sign::Positive {
            pieces.push(say(POSITIVE_REST));
        }
    }
    pieces
}

enum Parts {
    Holds,
    /// The relation of a product of different factors to zero.
    Open(Relation, Vec<Polynomial>),
}

/// A condition `left relation 0` as one about a product of different factors; `None` for conditions of other shapes.
fn parts(pool: &mut Pool, normalizer: &mut Normalizer, condition: Id, positive: &[Id]) -> Option<Parts> {
    if decide(pool, condition) == Some(true) {
        return Some(Parts::Holds);
    }
    let Kind::Compare(relation) = pool.kind(condition) else { return None };
    let (left, right) = pool.pair(condition)?;
    if !matches!(relation, Relation::Greater | Relation::GreaterEqual | Relation::Unequal) {
        return None;
    }
    let left = if pool.is_integer(right, 0) { left } else { pool.sub(left, right) };
    // A root is positive where its radicand is.
    let radicand = match pool.kind(left) {
        Kind::Call(function) if function.row().primitive == Some(Primitive::Sqrt) => pool.only(left),
        _ => None,
    };
    let (left, relation) = match radicand.filter(|_| relation != Relation::GreaterEqual) {
        Some(radicand) => (radicand, Relation::Greater),
        None => (left, relation),
    };
    let ratio = normalizer.ratio(pool, left).ok()?;
    let mut factors: Vec<(Polynomial, u32)> = Vec::new();
    let mut minus = false;
    for polynomial in [&ratio.top, &ratio.bottom] {
        minus ^= polynomial.content().is_negative();
        for (mut factor, power) in square_free(polynomial) {
            if factor.as_constant().is_some() {
                continue;
            }
            let known = signs::of(pool, normalizer, &factor, positive);
            if known.as_ref().is_some_and(|known| known.sign == Sign::Positive) {
                continue;
            }
            let opposite = factor.scaled(&Rational::from(-1));
            if known.is_none() && signs::of(pool, normalizer, &opposite, positive).is_some() {
                minus ^= power % 2 == 1;
                factor = opposite;
            }
            match factors.iter_mut().find(|(known, _)| *known == factor) {
                Some((_, known)) => *known += power,
                None => factors.push((factor, power)),
            }
        }
    }
    if factors.is_empty() {
        return (!minus || relation == Relation::Unequal).then_some(Parts::Holds);
    }
    if minus && relation != Relation::Unequal {
        // A difference takes the sign, where there is one.
        let is_odd = |at: &usize| factors.get(*at).is_some_and(|(_, power)| power % 2 == 1);
        let odd: Vec<usize> = (0..factors.len()).filter(is_odd).collect();
        let is_difference = |at: &usize| factors.get(*at).is_some_and(|(factor, _)| factor.terms().len() > 1);
        let at = odd.iter().copied().find(is_difference).or(odd.first().copied())?;
        let (first, _) = factors.get_mut(at)?;
        *first = first.scaled(&Rational::from(-1));
    }
    if relation == Relation::GreaterEqual {
        let all = factors
            .iter()
            .all(|(factor, power)| power % 2 == 0 || signs::of(pool, normalizer, factor, positive).is_some());
        return Some(if all { Parts::Holds } else { Parts::Open(relation, bases(factors)) });
    }
    // A square is positive when its base isn't zero, and what is never negative is positive then.
    let (mut relation, mut never) = (relation, true);
    for (factor, power) in &factors {
        never &= power % 2 == 0 || signs::of(pool, normalizer, factor, positive).is_some();
    }
    let squares = factors.iter().all(|(_, power)| power % 2 == 0);
    if relation == Relation::Greater && squares {
        relation = Relation::Unequal;
    }
    if never && factors.len() == 1 {
        let (factor, _) = factors.first()?;
        if signs::of(pool, normalizer, factor, positive).is_some() {
            relation = Relation::Greater;
        }
    }
    Some(Parts::Open(relation, bases(factors)))
}

fn bases(factors: Vec<(Polynomial, u32)>) -> Vec<Polynomial> {
    factors.into_iter().map(|(factor, _)| factor).collect()
}
