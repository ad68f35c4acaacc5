//! Owns the search for a minimum in numbers: which method is used and why, how it went, what was found.

mod choice;
mod compass;
mod ending;
mod exact;
mod iterate;
mod judgement;
mod levenberg;
mod newton;
mod objective;
mod polish;
mod quasi;
mod squares;
mod stop;
mod telling;
mod triangle;
mod updates;

use self::choice::{Plan, Way};
use self::judgement::{Judgement, Search};
use self::objective::Objective;
use self::squares::Squares;
use self::stop::Run;
use self::updates::STOCHASTIC;
use super::convex::curvature;
use super::loss::Reduced;
use super::problem::Problem;
use super::report::{Piece, Section};
use super::stationary::Blocked;
use super::statistics::Statistics;
use super::{Method, Minimum, Options, Parameter};
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Pool, variables};
use crate::render::plain;
use crate::wording::Wording;

pub(super) use iterate::random;
pub use stop::{Iteration, Stop, Watch};
pub use updates::{OTHERS, Rate, Update, update};

/// Descends from the start. `sections` is the explanation so far, `blocked` why there is no closed form.
pub(super) fn descend(
    pool: &mut Pool,
    problem: &Problem,
    reduced: Option<&Reduced>,
    statistics: Option<Statistics>,
    mut sections: Vec<Section>,
    blocked: Option<Blocked>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    let loss = problem.bind(pool, problem.general);
    check_numbers(pool, problem, loss, blocked)?;
    let sampled = matches!(options.method, Method::Update(id) if id == STOCHASTIC.id);
    let objective = Objective::new(pool, problem, loss, statistics.filter(|_| !sampled))?;
    // Residuals are brought to a triangle row by row, which only a method that may look at them is worth.
    let kinked = objective.has_kinks(pool);
    let squares = match options.method {
        // Where residuals have kinks their slopes don't tell in which directions they grow.
        Method::Auto | Method::ClosedForm if kinked => None,
        Method::Auto | Method::ClosedForm | Method::LevenbergMarquardt => Squares::of(pool, problem, loss)?,
        Method::Update(_) | Method::Newton | Method::Lbfgs => None,
    };
    let bend = curvature(pool, problem.general, &problem.over, &problem.counts);
    let plan = Plan::choose(pool, problem, &objective, squares.as_ref(), (bend, blocked), options)?;
    let mut outcome = choice::carry_out(pool, &objective, squares.as_ref(), &plan, options)?;
    if outcome.run.loss() == f64::NEG_INFINITY {
        outcome.run.stop = Stop::FellAway;
    }
    // Levenberg and Marquardt look at residuals, the others at the loss.
    let once = match plan.method {
        Way::Levenberg => squares.as_ref().is_some_and(Squares::is_short),
        Way::Update(_) | Way::Newton | Way::Quasi => objective.is_summed(),
    };
    let summed = reduced.filter(|_| once);
    sections.push(telling::section(pool, problem, &objective, summed, &plan, &outcome)?);
    let halted = outcome.run.stop.halt().or(outcome.tried.halted);
    let elsewhere_lower = outcome.tried.falls_away.is_some();
    let Run { trace, stop } = outcome.run;
    let last = trace.last().cloned().unwrap_or(Iteration {
        number: 0,
        values: plan.start.clone(),
        loss: f64::NAN,
        gradient: f64::NAN,
    });
    let search = Search {
        problem,
        objective: &objective,
        method: plan.method,
        trace: &trace,
        last: &last,
        stop,
        bend,
        kinked,
        is_squares: squares.is_some(),
        elsewhere_lower,
    };
    let Judgement { values, exact, loss, exact_loss, classification, stop, section } = search.judge(pool)?;
    sections.extend(section);
    let parameters = problem.over.iter().zip(&values).enumerate().map(|(at, (&symbol, &value))| Parameter {
        symbol,
        value: value.is_finite().then_some(value),
        exact: exact.as_ref().and_then(|exact| exact.get(at).cloned()),
        symbolic: None,
        standard_error: None,
    });
    Ok(Minimum {
        loss: problem.general,
        reduced: reduced.map(|reduced| reduced.expression),
        method: plan.method.id(),
        parameters: parameters.collect(),
        loss_value: (exact_loss, loss.is_finite().then_some(loss), None),
        classification,
        conditions: Vec::new(),
        iterations: Some(last.number),
        stop: Some(stop),
        halted,
        gradient_norm: last.gradient.is_finite().then_some(last.gradient),
        trace,
        sections,
        names: Vec::new(),
    })
}

/// The diagonal of (JᵀJ)⁻¹ for a loss that is a sum of squares, at values of the parameters; `None` when it is none, or J is
/// singular.
pub(super) fn variances(pool: &mut Pool, problem: &Problem, values: &[f64]) -> Result<Option<Vec<f64>>, Diagnostic> {
    let loss = problem.bind(pool, problem.general);
    Ok(Squares::of(pool, problem, loss)?.and_then(|squares| squares.variances(values)))
}

/// The pieces that draw the trace of a run again.
fn trace(problem: &Problem, run: &Run) -> Piece {
    Piece::Trace(problem.over.clone(), thinned(&run.trace))
}

/// The first lines, then ever fewer, and the last one.
fn thinned(trace: &[Iteration]) -> Vec<Iteration> {
    let mut shown = Vec::new();
    let mut next = 0;
    for (at, iteration) in trace.iter().enumerate() {
        if iteration.number >= next || at + 1 == trace.len() {
            shown.push(iteration.clone());
            next = if iteration.number < 4 { iteration.number + 1 } else { iteration.number * 2 };
        }
    }
    shown
}

/// Every name but the parameters must have a number.
fn check_numbers(pool: &Pool, problem: &Problem, loss: Id, blocked: Option<Blocked>) -> Result<(), Diagnostic> {
    let is_column = |id: Id| {
        let base = pool.children(id).first().copied().unwrap_or(id);
        problem.table.is_some_and(|table| pool.name(base).is_some_and(|name| table.column(name).is_some()))
    };
    let missing: Vec<String> = variables(pool, loss)
        .into_iter()
        .filter(|&id| {
            let is_count = problem.counts.contains(&id) && problem.table.is_some();
            !problem.over.contains(&id) && !is_count && !is_column(id)
        })
        .map(|id| plain(pool, id))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let problem = Diagnostic::new(&solving::NO_NUMBERS).with("names", missing.join(", "));
    let asked = Wording::new("another method was asked for", "要求使用其他方法");
    Err(match blocked {
        Some(blocked) => blocked.fill(pool, problem),
        None => problem.with("part", "").worded("reason", asked),
    })
}
