//! Owns what is said about domains: conditions that one side needs and the other doesn't, and the part of the domain on which a
//! refuted claim holds after all.

use super::edges::{Edges, edges};
use super::field::{self, Answer};
use super::numbers::all_variables;
use super::{Options, prepare};
use crate::algebra::{Denominators, decide, domain, implies, tidy};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, Relation, variables};
use crate::numeric::{Agreement, Point, agree, evaluate, sample};

/// Conditions under which one of the sides has a value but the other need not have one.
pub(super) fn differences(pool: &mut Pool, typed: [Id; 2], carried_out: [Id; 2]) -> Result<Vec<Id>, Diagnostic> {
    let mut needed = [Vec::new(), Vec::new()];
    for (list, id) in needed.iter_mut().zip([0, 1]) {
        *list = domain(pool, carried_out[id], Denominators::Too)?;
        if typed[id] != carried_out[id] {
            // What is differentiated must have a value, its denominators too.
            list.extend(domain(pool, typed[id], Denominators::Too)?);
        }
    }
    let [left, right] = &needed;
    let mut found: Vec<Id> = Vec::new();
    for (own, other) in [(left, right), (right, left)] {
        for &condition in own {
            if !implies(pool, other, condition)
                && !found.contains(&condition)
                && !variables(pool, condition).is_empty()
                && decide(pool, condition).is_none()
            {
                found.push(condition);
            }
        }
    }
    let all = found.clone();
    found.retain(|&condition| {
        let others: Vec<Id> = all.iter().copied().filter(|&other| other != condition).collect();
        !implies(pool, &others, condition)
    });
    Ok(found)
}

/// Whether an expression certainly has no real value anywhere: a condition without variables that it needs is false.
pub(super) fn is_empty(pool: &mut Pool, id: Id) -> Result<bool, Diagnostic> {
    let conditions = domain(pool, id, Denominators::Too)?;
    Ok(conditions.into_iter().any(|condition| {
        let tidied = tidy(pool, condition).id;
        decide(pool, tidied) == Some(false)
    }))
}

/// Variables whose sign is tried out.
const TRIED: usize = 3;

/// A condition on the sign of one variable under which a refuted claim holds: `x >= 0` for sqrt(x²) = x.
pub(super) fn holds_where(
    pool: &mut Pool,
    sides: [Id; 2],
    assumptions: &[Id],
    derivatives: bool,
    options: &Options,
) -> Option<Id> {
    let mut all = all_variables(pool, sides);
    all.retain(|&id| pool.name(id).is_some());
    all.sort_by(|a, b| pool.name(*a).cmp(&pool.name(*b)));
    if all.len() > TRIED {
        return None;
    }
    let zero = pool.integer(0);
    let primitive = [prepare::primitive(pool, sides[0]).ok()?, prepare::primitive(pool, sides[1]).ok()?];
    for variable in all {
        for (strict, weak) in [(Relation::Greater, Relation::GreaterEqual), (Relation::Less, Relation::LessEqual)] {
            let condition = pool.compare(strict, variable, zero);
            let conditions = [assumptions, &[condition]].concat();
            let points = sample(pool, &sides, &conditions, 4, 60, options.seed).unwrap_or_default();
            let agrees = |pool: &Pool, point: &Point| match evaluate(pool, &sides, point) {
                Ok(values) => matches!(values[..], [a, b] if agree(a, b) == Agreement::Yes),
                Err(_) => false,
            };
            if points.len() < 3 || !points.iter().all(|point| agrees(pool, point)) {
                continue;
            }
            let answer = field::compare(pool, primitive[0], primitive[1], &conditions, options.seed);
            if !matches!(answer, Answer::Equal { .. })
                || !matches!(edges(pool, primitive, &conditions, derivatives, options), Edges::Hold)
            {
                continue;
            }
            let mut at_zero = points.first()?.clone();
            at_zero.set(variable, 0.0);
            let also = agrees(pool, &at_zero);
            return Some(if also { pool.compare(weak, variable, zero) } else { condition });
        }
    }
    None
}
