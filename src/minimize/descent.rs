//! Owns the search for a minimum in numbers: which method is used and why, how it went, what was found.

mod choice;
mod compass;
mod ending;
mod exact;
mod iterate;
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
use self::objective::Objective;
use self::squares::Squares;
use self::stop::Run;
use self::updates::STOCHASTIC;
use super::bottomless;
use super::convex::{Curvature, curvature};
use super::curve::LOCAL_ONLY;
use super::edges;
use super::floor;
use super::loss::Reduced;
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use super::stationary::Blocked;
use super::statistics::Statistics;
use super::strict;
use super::{Classification, Method, Minimum, Options, Parameter};
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Pool, variables};
use crate::render::plain;
use crate::wording::Wording;

pub(super) use iterate::random;
pub use stop::{Iteration, Stop, Watch};
pub use updates::{OTHERS, Rate, Update, update};

const NO_LESS: Wording = Wording::new(
    "The loss is a sum of squares, so it is nowhere below 0; here it is 0, and no point has a smaller loss.",
    "损失是平方和,处处不小于 0;此处为 0,因此没有损失更小的点。",
);

const JUMPS: Wording = Wording::new(
    "The loss jumps, and beside a jump it may come as near to a smaller value as one likes without taking it: that this is a minimum isn't shown.",
    "损失有跳跃,在跳跃点旁它可以任意接近一个更小的值而取不到,因此不能断定这是最小值点。",
);
const AT_A_KINK: Wording = Wording::new(
    "The search ended at a kink of the loss, where its derivative jumps: this needn't be near a minimum. Try another --method or --start.",
    "搜索停在损失的折点处,该处导数发生跳跃,因此未必靠近最小值点。请换一种 --method 或换一个 --start。",
);

/// A slope, times the size of the parameters, above this part of the loss isn't that of a stationary point.
const STEEP: f64 = 1e-3;

/// The same where the loss has kinks.
const AT_KINK: f64 = 1e-6;

/// How many times further down than where it began a loss has fallen away.
const FALLEN: f64 = 1e9;

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
    let elsewhere_lower = outcome.tried.falls_away.is_some();
    let halted = outcome.run.stop.halt().or(outcome.tried.halted);
    let Run { trace, stop } = outcome.run;
    let last = trace.last().cloned().unwrap_or(Iteration {
        number: 0,
        values: plan.start.clone(),
        loss: f64::NAN,
        gradient: f64::NAN,
    });
    let polished = match stop.converged() && plan.method.is_exact() {
        true => polish::polish(pool, problem, &objective, &last.values)?,
        false => None,
    };
    let values: Vec<f64> = match &polished {
        Some(polished) => polished.values.iter().map(|value| value.to_f64()).collect(),
        None => last.values.clone(),
    };
    let loss_there = polished.as_ref().map_or(last.loss, |polished| polished.loss.to_f64());
    let ended = stop.converged() || stop == Stop::FlatStart;
    // A search may also end beside a point where nothing can be computed any more.
    let lost = matches!(stop, Stop::Diverged | Stop::FellAway | Stop::Halted(_));
    let exact =
        if plan.method.is_exact() && !lost { exact::recognise(pool, problem, &objective, &values)? } else { None };
    let lowest = if ended || exact.is_some() { floor::floor(pool, problem, objective.loss) } else { None };
    // Where derivatives don't show that a fraction is meant, a bound that is taken does.
    let exact = exact.filter(|exact| {
        let loss = pool.as_number(exact.loss);
        exact.is_stationary || loss.zip(lowest.as_ref()).is_some_and(|(loss, floor)| loss == floor.bound)
    });
    let stop = if !ended && exact.is_some() { Stop::Gradient } else { stop };
    let exact_loss = exact.as_ref().and_then(|exact| pool.as_number(exact.loss));
    let loss_there = exact_loss.as_ref().map_or(loss_there, |loss| loss.to_f64());
    let values = exact.as_ref().map_or(values, |exact| exact.values.iter().map(|value| value.to_f64()).collect());
    let lowest = lowest.filter(|floor| match &exact_loss {
        Some(loss) => *loss == floor.bound,
        None => floor.is_closed && polished.as_ref().is_some_and(|polished| polished.is_at(&floor.bound)),
    });
    let hessian = objective.hessian(pool, &values)?;
    let eigenvalues = hessian.as_ref().map(|hessian| newton::eigenvalues(hessian));
    let scaled = hessian.as_ref().map(|hessian| newton::scaled_eigenvalues(hessian));
    // On a plateau curvature is smaller than what rounding makes of the loss.
    let reach = values.iter().map(|value| value * value).sum::<f64>().max(1.0);
    let plateau = eigenvalues.as_ref().is_some_and(|all| {
        loss_there != 0.0 && all.iter().all(|value| value.abs() * reach < f64::EPSILON * loss_there.abs())
    });
    let first = trace.first().map_or(0.0, |line| line.loss);
    let slope = if last.gradient.is_finite() { last.gradient * reach.sqrt() } else { f64::INFINITY };
    // What ends at a kink was only looked at from one side, unless values alone were compared in the end.
    let stepped = kinked && edges::is_stepped(pool, objective.loss, &problem.over);
    let at_kink = kinked && !matches!(plan.method, Way::Newton) && slope > AT_KINK * loss_there.abs().max(1.0);
    let steep = slope > STEEP * loss_there.abs().max(1.0);
    let stop = if ended && steep && loss_there < -FALLEN * first.abs().max(1.0) { Stop::FellAway } else { stop };
    let convex = bend == Curvature::Convex;
    let by_fractions = exact.as_ref().and_then(|exact| exact.classification(convex));
    let classification = match (&lowest, by_fractions, classify(stop, bend, scaled.as_deref())) {
        (Some(floor), _, _) if floor.is_taken_once(pool, &problem.over) => Classification::Minimum,
        (Some(_), Some(Classification::Minimum), _) => Classification::Minimum,
        (Some(_), ..) => Classification::Lowest,
        (None, Some(exactly), _) => exactly,
        (None, None, _) if plateau && stop != Stop::FellAway => Classification::Numerical,
        (None, None, _) if (at_kink || stepped) && stop != Stop::FellAway => Classification::Numerical,
        (None, None, Classification::Maximum | Classification::Saddle) if steep => Classification::Numerical,
        (None, None, by_numbers) => by_numbers,
    };
    let decided = lowest.is_some() || by_fractions.is_some() || stop == Stop::FellAway;
    let ending = match ended && !decided {
        true => ending::examine(pool, problem, &objective, &values, &trace, (bend, hessian.as_deref()))?,
        false => None,
    };
    let classification = ending.as_ref().map_or(classification, |ending| ending.classification);
    // A bound that is taken and a loss that is convex leave nothing below.
    let fall = match classification {
        Classification::LocalMinimum | Classification::Saddle | Classification::Maximum | Classification::Numerical => {
            bottomless::argument(pool, problem, objective.loss)
        }
        Classification::Minimum
        | Classification::Lowest
        | Classification::NotUnique
        | Classification::Unbounded
        | Classification::Boundary
        | Classification::Conditional => None,
    };
    let here = classification;
    let none_lower = match classification {
        Classification::Lowest => lowest.is_some() || by_fractions == Some(Classification::Lowest),
        Classification::Numerical => stop.converged() && ending.is_none() && !at_kink && !stepped,
        Classification::Minimum
        | Classification::LocalMinimum
        | Classification::Maximum
        | Classification::Saddle
        | Classification::NotUnique
        | Classification::Unbounded
        | Classification::Boundary
        | Classification::Conditional => false,
    };
    let strict = if convex && none_lower { strict::argument(pool, problem, objective.loss) } else { None };
    let classification = if strict.is_some() { Classification::Minimum } else { classification };
    let classification = if fall.is_some() { Classification::Unbounded } else { classification };
    let flat = ending.as_ref().is_some_and(|ending| ending.flat.is_some());
    let stop = if flat && stop.converged() { Stop::Plateau } else { stop };
    let shape = if ending.is_some() || exact.is_some() || at_kink || stepped { Curvature::Unknown } else { bend };
    let mut verdict = telling::verdict(pool, problem, here, (shape, stop), eigenvalues.as_deref(), &values, loss_there);
    if exact.is_some() && verdict.is_none() {
        verdict = Some(Section { title: telling::VERDICT, pieces: Vec::new() });
    }
    if let Some(section) = &mut verdict {
        if let Some(exact) = &exact {
            let settled = fall.is_some() || (decided && classification != Classification::LocalMinimum);
            section.pieces = exact.pieces(pool, problem, settled);
            if by_fractions == Some(Classification::Minimum) {
                section.pieces.extend(telling::only_minimum(pool, problem));
            } else if by_fractions == Some(Classification::Lowest) && lowest.is_none() {
                section.pieces.extend(telling::none_lower(pool, problem));
            }
        }
        if let Some(ending) = &ending {
            let parameter =
                ending.flat.and_then(|at| problem.over.get(at)).map(|&id| ("parameter", Argument::Formula(id)));
            section.pieces.push(Piece::Remark(ending.remark, parameter.into_iter().collect()));
        }
        match &lowest {
            Some(_) if by_fractions == Some(Classification::Minimum) => {}
            Some(floor) => {
                let only = here == Classification::Minimum && floor.is_taken_once(pool, &problem.over);
                section.pieces.extend(exact::at_floor(pool, floor, exact_loss.is_some(), only));
            }
            None if squares.is_some() && loss_there == 0.0 => section.pieces.push(say(NO_LESS)),
            None => {}
        }
        if exact.is_none() && classification == Classification::LocalMinimum && !elsewhere_lower {
            section.pieces.push(say(LOCAL_ONLY));
        }
        section.pieces.extend((stepped && exact.is_none() && ending.is_none()).then(|| say(JUMPS)));
        section.pieces.extend((at_kink && !stepped && exact.is_none() && ending.is_none()).then(|| say(AT_A_KINK)));
        section.pieces.extend(strict.into_iter().chain(fall).flatten());
    }
    sections.extend(verdict);
    let parameters = problem.over.iter().zip(&values).enumerate().map(|(at, (&symbol, &value))| Parameter {
        symbol,
        value: value.is_finite().then_some(value),
        exact: exact.as_ref().and_then(|exact| exact.values.get(at).cloned()),
        symbolic: None,
        standard_error: None,
    });
    Ok(Minimum {
        loss: problem.general,
        reduced: reduced.map(|reduced| reduced.expression),
        method: plan.method.id(),
        parameters: parameters.collect(),
        loss_value: (exact_loss, loss_there.is_finite().then_some(loss_there), None),
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

/// What the Hessian at the end says, with what is known about the shape of the loss.
fn classify(stop: Stop, bend: Curvature, eigenvalues: Option<&[f64]>) -> Classification {
    if stop == Stop::FellAway {
        return Classification::Unbounded;
    }
    let (Some(&lowest), Some(&highest)) = (eigenvalues.and_then(<[f64]>::first), eigenvalues.and_then(<[f64]>::last))
    else {
        return Classification::Numerical;
    };
    let size = lowest.abs().max(highest.abs());
    match (stop.converged() || stop == Stop::FlatStart, lowest > 1e-14 * size) {
        (false, _) => Classification::Numerical,
        (true, true) if bend == Curvature::Convex => Classification::Minimum,
        (true, true) => Classification::LocalMinimum,
        (true, false) if highest < -1e-14 * size => Classification::Maximum,
        (true, false) if lowest < -1e-8 * size && highest > 1e-8 * size => Classification::Saddle,
        (true, false) => Classification::Numerical,
    }
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
