//! Owns the result of a closed form: the values of the parameters, the loss there, and the verdict about the point.

use super::classify::{self, Verdict};
use super::curve;
use super::loss::Reduced;
use super::named;
use super::problem::Problem;
use super::report::{Argument, Piece, Section};
use super::stationary::Slope;
use super::turns;
use super::{Minimum, Parameter};
use crate::algebra::{Normalizer, Polynomial, Ratio, simplify};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, postorder, substitute, variables};
use crate::number::Rational;
use crate::numeric::evaluate;
use crate::solve::{LinearOutcome, LinearSolution, Roots};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const AT_MINIMUM: Wording = Wording::new("The loss there", "该点处的损失");

const LOSS_NEAR: Wording = Wording::new("L ≈ {value}", "L ≈ {value}");

/// Formulas of this size are simplified.
const SIMPLIFIED: usize = 60;

/// Formulas for the loss at the point may grow to this many terms.
const LIMIT: usize = 5_000;

/// What is known when the equations are solved.
pub(super) struct State<'s> {
    pub problem: &'s Problem<'s>,
    pub reduced: Option<&'s Reduced>,
    /// The loss with the data in, as far as that is possible.
    pub with_data: Id,
    pub slopes: &'s [Slope],
}

/// The result of a linear system.
pub(super) fn linear(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    (solution, names): (LinearSolution, Vec<(Id, Id)>),
    sections: Vec<Section>,
) -> Result<Minimum, Diagnostic> {
    let verdict = classify::quadratic(pool, normalizer, state.problem, state.slopes, &solution)?;
    let mut sections = sections;
    if state.problem.table.is_none() && matches!(solution.outcome, LinearOutcome::Unique(_)) {
        sections.extend(super::means::section(pool, normalizer, state.problem, &solution.staged)?);
    }
    let values = match &solution.outcome {
        LinearOutcome::Unique(values) | LinearOutcome::Many { values, .. } => values.clone(),
        LinearOutcome::None(_) => Vec::new(),
    };
    let mut minimum = finish(pool, normalizer, state, &values, None, verdict, sections)?;
    let is_told = match minimum.loss_value {
        (Some(_), ..) | (_, Some(_), _) => true,
        (None, None, Some(value)) => !named::is_wide(pool, value),
        (None, None, None) => values.is_empty(),
    };
    if !is_told && let Some(short) = loss_in_parameters(pool, normalizer, state)? {
        let short = named::put_in(pool, short, &names);
        let pieces = vec![Piece::Law(&rules::QUADRATIC_VALUE), Piece::Equation(pool.symbol("L_min"), short)];
        minimum.sections.retain(|section| section.title != AT_MINIMUM);
        minimum.sections.push(Section { title: AT_MINIMUM, pieces });
    }
    Ok(Minimum { names, ..minimum })
}

/// The value of a quadratic loss at its stationary point in terms of the parameters there: L(0) + ½ Σ ∂L/∂θ(0)·θ.
fn loss_in_parameters(pool: &mut Pool, normalizer: &mut Normalizer, state: &State) -> Result<Option<Id>, Diagnostic> {
    let Some(reduced) = state.reduced else { return Ok(None) };
    let parameters: Vec<u32> = state.problem.over.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let zeros: Vec<(u32, Ratio)> = parameters.iter().map(|&id| (id, Ratio::constant(Rational::ZERO))).collect();
    let mut total = substituted(&reduced.ratio, &zeros);
    for (slope, &parameter) in state.slopes.iter().zip(&parameters) {
        let half = Rational::ratio(1, 2).unwrap_or(Rational::ONE);
        let own = Ratio::whole(Polynomial::variable(parameter).scaled(&half));
        let part = substituted(&slope.ratio, &zeros).and_then(|at_zero| at_zero.times(&own, LIMIT));
        total = total.zip(part).and_then(|(total, part)| total.plus(&part, LIMIT));
    }
    Ok(total.map(|total| normalizer.write(pool, &total)))
}

/// The result of a polynomial equation.
pub(super) fn roots(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    roots: Roots,
    sections: Vec<Section>,
) -> Result<Minimum, Diagnostic> {
    let Some(slope) = state.slopes.first() else { return finish_without(state, sections) };
    let (best, verdict) = curve::classify(pool, normalizer, state.problem, state.with_data, slope, &roots)?;
    let root = best.and_then(|at| roots.roots.get(at));
    let values: Vec<Id> = root.and_then(|root| root.value).into_iter().collect();
    let float = root.and_then(|root| root.to_f64());
    finish(pool, normalizer, state, &values, float, verdict, sections)
}

/// The result of an equation that was solved by inverse functions; `None` where it has no root in the domain.
pub(super) fn inverted(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    roots: Roots,
    sections: &[Section],
    solved: Section,
) -> Result<Option<Minimum>, Diagnostic> {
    let Some(slope) = state.slopes.first() else { return Ok(None) };
    let judged = turns::judge(pool, normalizer, state.problem, state.with_data, slope, &roots)?;
    let Some((best, verdict)) = judged else { return Ok(None) };
    let values: Vec<Id> = best.and_then(|at| roots.roots.get(at)?.value).into_iter().collect();
    let sections = [sections, &[solved]].concat();
    finish(pool, normalizer, state, &values, None, verdict, sections).map(Some)
}

/// The result of a system that was solved one unknown at a time.
pub(super) fn staged(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    found: super::staged::Staged,
    mut sections: Vec<Section>,
) -> Result<Minimum, Diagnostic> {
    sections.push(Section { title: super::stationary::SYSTEM, pieces: found.pieces });
    finish(pool, normalizer, state, &found.values, None, found.verdict, sections)
}

/// The result for a loss with kinks.
pub(super) fn kinked(
    state: &State,
    pool: &mut Pool,
    found: super::kinks::Found,
    mut sections: Vec<Section>,
) -> Result<Minimum, Diagnostic> {
    let super::kinks::Found { values, loss, verdict } = found;
    let parameters = state.problem.over.iter().enumerate().map(|(at, &symbol)| {
        let value = values.get(at).copied();
        let exact = value.and_then(|value| pool.as_number(value));
        let symbolic = value.filter(|_| exact.is_none());
        Parameter { symbol, value: exact.as_ref().map(Rational::to_f64), exact, symbolic, standard_error: None }
    });
    let parameters: Vec<Parameter> = parameters.collect();
    sections.push(Section { title: verdict.section.title, pieces: verdict.section.pieces.clone() });
    if !values.is_empty() {
        let pairs = parameters.iter().zip(&values);
        let mut pieces: Vec<Piece> =
            pairs.map(|(parameter, &value)| Piece::Equation(parameter.symbol, value)).collect();
        if let Some(loss) = &loss {
            let number = pool.number(loss);
            pieces.push(Piece::LossAt(values.clone(), number));
        }
        sections.push(Section { title: AT_MINIMUM, pieces });
    }
    let float = loss.as_ref().map(Rational::to_f64);
    Ok(result(state, parameters, (loss, float, None), verdict, sections))
}

/// The result for a loss whose domain has ends, or that jumps.
pub(super) fn studied(
    pool: &mut Pool,
    state: &State,
    found: super::stretches::Found,
    mut sections: Vec<Section>,
) -> Minimum {
    let super::stretches::Found { value, loss, verdict } = found;
    sections.push(Section { title: verdict.section.title, pieces: verdict.section.pieces.clone() });
    let parameters = state.problem.over.iter().map(|&symbol| {
        let exact = value.and_then(|value| value.exact).and_then(|id| pool.as_number(id));
        let symbolic = value.and_then(|value| value.exact).filter(|_| exact.is_none());
        Parameter { symbol, value: value.map(|value| value.near), exact, symbolic, standard_error: None }
    });
    let parameters: Vec<Parameter> = parameters.collect();
    let mut pieces = Vec::new();
    if let (Some(value), Some(loss)) = (value, loss) {
        match (value.exact, loss.exact) {
            (Some(place), Some(exact)) => pieces.push(Piece::LossAt(vec![place], exact)),
            _ => {
                let parts = parameters.iter().map(|own| (own.symbol, value.near)).collect();
                pieces.push(Piece::Found(parts, loss.near));
            }
        }
        sections.push(Section { title: AT_MINIMUM, pieces });
    }
    let exact = loss.and_then(|loss| loss.exact);
    let rational = exact.and_then(|id| pool.as_number(id));
    let loss_value = (rational.clone(), loss.map(|loss| loss.near), exact.filter(|_| rational.is_none()));
    result(state, parameters, loss_value, verdict, sections)
}

fn finish_without(state: &State, sections: Vec<Section>) -> Result<Minimum, Diagnostic> {
    let verdict = Verdict {
        classification: super::Classification::Unbounded,
        section: Section { title: AT_MINIMUM, pieces: Vec::new() },
        conditions: Vec::new(),
    };
    Ok(result(state, Vec::new(), (None, None, None), verdict, sections))
}

/// Puts the values into the loss and everything into the result.
fn finish(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    values: &[Id],
    float: Option<f64>,
    verdict: Verdict,
    mut sections: Vec<Section>,
) -> Result<Minimum, Diagnostic> {
    let over = &state.problem.over;
    let mut parameters = Vec::new();
    for (at, &symbol) in over.iter().enumerate() {
        let id = values.get(at).copied().filter(|&id| id != symbol);
        let exact = id.and_then(|id| pool.as_number(id));
        let value = match (&exact, id) {
            (Some(exact), _) => Some(exact.to_f64()),
            (None, Some(id)) => float.or(number(pool, state.problem, id)?),
            (None, None) => float,
        };
        let symbolic = id.filter(|_| exact.is_none());
        parameters.push(Parameter { symbol, value, exact, symbolic, standard_error: None });
    }
    let near: Option<Vec<(Id, f64)>> = parameters.iter().map(|own| Some((own.symbol, own.value?))).collect();
    let there = if values.is_empty() { (None, None, None) } else { loss_there(pool, normalizer, state, values)? };
    // The formula of a small loss is a difference of large sums; the loss itself adds up small squares.
    let loss_value = match (there, &near) {
        ((None, float, written), Some(near)) => (None, loss_near(pool, state, near)?.or(float), written),
        (there, _) => there,
    };
    let mut minimum_pieces = match (loss_value.2, loss_value.1) {
        (Some(value), _) if !values.is_empty() => vec![Piece::LossAt(values.to_vec(), value)],
        (None, Some(value)) => vec![Piece::Remark(LOSS_NEAR, vec![("value", Argument::number(value))])],
        _ => Vec::new(),
    };
    if let (Some(near), Some(loss), true) = (near, loss_value.1, parameters.iter().any(|own| own.symbolic.is_some())) {
        minimum_pieces.push(Piece::Found(near, loss));
    }
    sections.push(Section { title: verdict.section.title, pieces: verdict.section.pieces.clone() });
    if !minimum_pieces.is_empty() {
        sections.push(Section { title: AT_MINIMUM, pieces: minimum_pieces });
    }
    let loss_value = match loss_value {
        (Some(exact), float, _) => (Some(exact), float, None),
        other => other,
    };
    Ok(result(state, parameters, loss_value, verdict, sections))
}

type LossValue = (Option<Rational>, Option<f64>, Option<Id>);

fn result(
    state: &State,
    parameters: Vec<Parameter>,
    loss_value: LossValue,
    verdict: Verdict,
    sections: Vec<Section>,
) -> Minimum {
    Minimum {
        loss: state.problem.general,
        reduced: state.reduced.filter(|_| state.problem.table.is_some()).map(|reduced| reduced.expression),
        method: "closed-form",
        parameters,
        loss_value,
        classification: verdict.classification,
        conditions: verdict.conditions,
        iterations: None,
        stop: None,
        halted: None,
        gradient_norm: None,
        trace: Vec::new(),
        sections,
        names: Vec::new(),
    }
}

/// The value of an expression in which only columns and numbers are left; `None` when other names stand in it.
fn number(pool: &mut Pool, problem: &Problem, id: Id) -> Result<Option<f64>, Diagnostic> {
    let Some(point) = problem.data_point(pool) else { return Ok(None) };
    let value = evaluate(pool, &[id], &point)?.first().map(|value| value.value);
    Ok(value.filter(|value| value.is_finite()))
}

/// The loss, as it is written, at values in floating point.
fn loss_near(pool: &mut Pool, state: &State, near: &[(Id, f64)]) -> Result<Option<f64>, Diagnostic> {
    let Some(mut point) = state.problem.data_point(pool) else { return Ok(None) };
    for &(parameter, value) in near {
        point.set(parameter, value);
    }
    let loss = evaluate(pool, &[state.problem.general], &point)?.first().map(|loss| loss.value);
    Ok(loss.filter(|loss| loss.is_finite()))
}

/// The loss at the point, exactly where it is rational.
fn loss_there(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    state: &State,
    values: &[Id],
) -> Result<LossValue, Diagnostic> {
    let over = &state.problem.over;
    if let Some(reduced) = state.reduced {
        let mut replacements = Vec::new();
        for (&parameter, &value) in over.iter().zip(values) {
            let number = normalizer.kernels.number(parameter);
            replacements.push((number, normalizer.ratio(pool, value)?));
        }
        if let Some(lowest) = substituted(&reduced.ratio, &replacements) {
            let written = normalizer.write(pool, &lowest);
            // Roots in it may still be multiplied out.
            let written = normalizer.expression(pool, written).unwrap_or(written);
            let exact = pool.as_number(written);
            let float = match &exact {
                Some(exact) => Some(exact.to_f64()),
                None => number(pool, state.problem, written)?,
            };
            return Ok((exact, float, Some(written)));
        }
        return Ok((None, None, None));
    }
    let pairs: Vec<(Id, Id)> = over.iter().copied().zip(values.iter().copied()).collect();
    let there = substitute(pool, state.with_data, &pairs);
    let free = variables(pool, there).into_iter().any(|id| pool.name(id).is_some());
    let float = if free { None } else { number(pool, state.problem, there)? };
    let written = normalizer.expression(pool, there).ok();
    // e^ln 2 is 2.
    let written = match written {
        Some(written) if postorder(pool, written).len() <= SIMPLIFIED => Some(simplify(pool, written)?.answer),
        other => other,
    };
    Ok((None, float, written))
}

/// The polynomial with values for its variables.
fn substituted(loss: &Ratio, values: &[(u32, Ratio)]) -> Option<Ratio> {
    let mut total = Ratio::constant(Rational::ZERO);
    for (monomial, coefficient) in loss.top.terms() {
        let (_, rest) = monomial.split(|variable| values.iter().any(|(unknown, _)| *unknown == variable));
        let mut term = Ratio::whole(Polynomial::term(rest, coefficient.clone()));
        for (unknown, value) in values {
            let power = value.power(i64::from(monomial.degree_in(*unknown)), LIMIT)?;
            term = term.times(&power, LIMIT)?;
        }
        total = total.plus(&term, LIMIT)?;
    }
    total.times(&Ratio::new(Polynomial::one(), loss.bottom.clone())?, LIMIT)
}
