//! Owns the checks of a backward pass: every gradient against a derivative of the whole loss that is taken in numbers and
//! shares no rule with it.

use super::backward::{Backward, Gradient};
use super::inline::{substituted, substituted_gradients};
use super::model::Model;
use super::numbers::{Setting, Values, set};
use super::quotient::quotient;
use super::relations::solutions;
use super::variable::{base, indices, is_single};
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, Kind, Pool};
use crate::language::Relation;
use crate::numeric::{Agreement, Point, SEED, Value, agree, evaluate, sample, tangents};
use crate::render::plain;
use crate::steps::rules::layers;

/// At most this many formulas are checked: each costs as much as the loss.
const VERIFIED: usize = 64;

/// Points at which formulas are checked.
const POINTS: usize = 3;

/// At most this many members of families are checked at one point: each check costs as much as the loss.
const MEMBERS: usize = 200;

/// A gradient in numbers beside the difference quotient.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The parameter.
    pub variable: Id,
    /// The member of the family; empty for a single parameter.
    pub member: Vec<i64>,
    /// What the backward pass says.
    pub gradient: Value,
    /// What the difference quotient says.
    pub quotient: Value,
    /// Whether the two are the same number.
    pub agreement: Agreement,
}

/// Checks the formulas of all parameters at random points. Returns the number of points; 0 when no usable one was found.
///
/// Points are moved so that the relations hold that are stated beside the model; where that isn't possible no point is
/// usable. An error is a bug in gradus (G0703), and nothing may be shown then.
pub fn verify(pool: &mut Pool, model: &Model, backward: &Backward) -> Result<usize, Diagnostic> {
    let Some(loss) = model.loss().map(|node| node.formula) else { return Ok(0) };
    let (mut gradients, mut roots): (Vec<&Gradient>, Vec<Id>) = (Vec::new(), substituted(pool, model, &[loss]));
    for (gradient, formula) in backward.gradients.iter().zip(substituted_gradients(pool, model, backward)) {
        if model.parameters.contains(&gradient.variable) && gradients.len() < VERIFIED {
            gradients.push(gradient);
            roots.push(formula);
        }
    }
    let Some((&loss, formulas)) = roots.split_first() else { return Ok(0) };
    let conditions = in_range(pool, model);
    let mut points = sample(pool, &roots, &conditions, POINTS, 60, SEED)?;
    for point in &mut points {
        for &relation in &model.relations {
            if !hold(pool, point, relation)? {
                return Ok(0);
            }
        }
    }
    for point in &points {
        let values = evaluate(pool, formulas, point)?;
        for (gradient, value) in gradients.iter().zip(values) {
            let slope = tangents(pool, &[loss], point, gradient.variable)?;
            let slope = slope.first().map_or(Value::UNDEFINED, |dual| dual.tangent);
            if agree(slope, value) == Agreement::No {
                return Err(Diagnostic::new(&deriving::CHECK_FAILED)
                    .with("rule", layers::LAYERS.id)
                    .with("before", plain(pool, gradient.derivation.question)));
            }
        }
    }
    Ok(points.len())
}

/// Scales the members of a family so that their sum has the stated value, or gives a letter of a sum the value that it must
/// have. False for relations of another kind.
fn hold(pool: &mut Pool, point: &mut Point, (left, right): (Id, Id)) -> Result<bool, Diagnostic> {
    if let Some((letter, value)) = solutions(pool, left, right).into_iter().find(|(letter, _)| is_single(pool, *letter))
    {
        let value = evaluate(pool, &[value], point)?.first().copied().unwrap_or(Value::UNDEFINED);
        set(pool, point, letter, value.value);
        return Ok(value.is_defined());
    }
    let &[index, lower, upper, member] = pool.children(left) else { return Ok(false) };
    let family = base(pool, member);
    if pool.kind(left) != Kind::Sum || indices(pool, member) != [index] {
        return Ok(false);
    }
    let values = evaluate(pool, &[left, right, lower, upper], point)?;
    let [sum, wanted, low, high] = values[..] else { return Ok(false) };
    for at in low.value as i64..=high.value as i64 {
        if let Some(value) = point.entry(pool, family, &[at]) {
            point.set_entry(family, &[at], value * wanted.value / sum.value);
        }
    }
    Ok(sum.is_defined() && sum.value != 0.0)
}

/// Conditions that the indices of families lie in their ranges.
fn in_range(pool: &mut Pool, model: &Model) -> Vec<Id> {
    let mut conditions = Vec::new();
    for &parameter in &model.parameters {
        for (position, index) in indices(pool, parameter).to_vec().into_iter().enumerate() {
            let Some((lower, upper)) = model.families.range(pool, parameter, position) else { continue };
            if pool.name(index).is_some() {
                conditions.push(pool.compare(Relation::LessEqual, lower, index));
                conditions.push(pool.compare(Relation::LessEqual, index, upper));
            }
        }
    }
    conditions
}

/// Holds the gradients at one point against difference quotients of the whole loss there, certified ones where the loss
/// can be enclosed within a budget. Members past the first few
/// hundred are left out.
pub fn check(
    pool: &mut Pool,
    model: &Model,
    setting: &Setting,
    gradients: &[Values],
) -> Result<Vec<Checked>, Diagnostic> {
    let Some(loss) = model.loss().map(|node| node.formula) else { return Ok(Vec::new()) };
    let roots = substituted(pool, model, &[loss]);
    let mut checked = Vec::new();
    for values in gradients.iter().filter(|values| model.parameters.contains(&values.variable)) {
        for (member, gradient) in &values.members {
            if checked.len() >= MEMBERS {
                return Ok(checked);
            }
            let variable = if is_single(pool, values.variable) {
                values.variable
            } else {
                let stem = base(pool, values.variable);
                let numbers: Vec<Id> = member.iter().map(|&index| pool.integer(index)).collect();
                pool.indexed(stem, &numbers)
            };
            let certified = match roots.first() {
                Some(&loss) => quotient(pool, model, setting, loss, values.variable, member),
                None => None,
            };
            let quotient = match certified {
                Some(quotient) => quotient,
                None => {
                    let slope = tangents(pool, &roots, setting.point(), variable)?;
                    slope.first().map_or(Value::UNDEFINED, |dual| dual.tangent)
                }
            };
            checked.push(Checked {
                variable: values.variable,
                member: if is_single(pool, values.variable) { Vec::new() } else { member.clone() },
                gradient: *gradient,
                quotient,
                agreement: agree(*gradient, quotient),
            });
        }
    }
    Ok(checked)
}
