//! Owns whether what was read off derivatives holds for the loss itself: derivatives know neither the ends of its domain, which
//! may get lost when it is shortened, nor its jumps.

use super::convex::with_definitions;
use super::problem::Problem;
use super::{Classification, Minimum};
use crate::algebra::{Denominators, decide, domain};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute};
use crate::functions::Primitive;

/// Whether a closed form of a loss without data may be none of the loss: it jumps, or has no value at the point or in the
/// direction that was found.
pub(super) fn spoil(pool: &mut Pool, problem: &Problem, minimum: &Minimum) -> Result<bool, Diagnostic> {
    if problem.table.is_some() {
        return Ok(false);
    }
    let over = &problem.over;
    let opened = with_definitions(pool, problem.general);
    let varies = |pool: &Pool, id: Id| over.iter().any(|&parameter| occurs(pool, id, parameter));
    if postorder(pool, opened).into_iter().any(|id| jumps(pool, id) && varies(pool, id)) {
        return Ok(true);
    }
    let conditions = domain(pool, problem.general, Denominators::Too)?;
    let mut open: Vec<Id> = conditions.into_iter().filter(|&id| varies(pool, id)).collect();
    open.retain(|&id| decide(pool, id) != Some(true));
    if open.is_empty() {
        return Ok(false);
    }
    let values: Option<Vec<(Id, Id)>> = minimum
        .parameters
        .iter()
        .map(|own| Some((own.symbol, own.exact.as_ref().map(|value| pool.number(value)).or(own.symbolic)?)))
        .collect();
    let Some(values) = values.filter(|values| values.len() == over.len()) else {
        return Ok(minimum.classification == Classification::Unbounded && has_ends(pool, problem)?);
    };
    for condition in open {
        let there = substitute(pool, condition, &values);
        if decide(pool, there) == Some(false) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a function in the loss has no value for some values of the parameters.
fn has_ends(pool: &mut Pool, problem: &Problem) -> Result<bool, Diagnostic> {
    let conditions = domain(pool, problem.general, Denominators::Not)?;
    let ends = |&id: &Id| problem.over.iter().any(|&parameter| occurs(pool, id, parameter));
    let varying: Vec<Id> = conditions.into_iter().filter(ends).collect();
    Ok(varying.into_iter().any(|id| decide(pool, id) != Some(true)))
}

/// Whether a loss holds a function of the parameters that jumps by its nature.
pub(super) fn is_stepped(pool: &mut Pool, loss: Id, over: &[Id]) -> bool {
    let opened = with_definitions(pool, loss);
    postorder(pool, opened).into_iter().any(|id| {
        let steps = jumps(pool, id) && pool.kind(id) != Kind::Piecewise;
        steps && over.iter().any(|&parameter| occurs(pool, id, parameter))
    })
}

/// Whether a part may jump.
pub(super) fn jumps(pool: &Pool, id: Id) -> bool {
    match pool.kind(id) {
        Kind::Piecewise => true,
        Kind::Call(function) => matches!(
            function.row().primitive,
            Some(Primitive::Sign | Primitive::Indicator | Primitive::Floor | Primitive::Ceil)
        ),
        Kind::Number(_)
        | Kind::Symbol(_)
        | Kind::Constant(_)
        | Kind::Indexed
        | Kind::Neg
        | Kind::Add
        | Kind::Mul
        | Kind::Div
        | Kind::Pow
        | Kind::Sum
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Derivative
        | Kind::Compare(_) => false,
    }
}
