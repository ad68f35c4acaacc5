//! Owns the choice of method, start and step, and the carrying out of what was chosen.

use super::compass;
use super::iterate::{self, Course, Formulas, random};
use super::levenberg::{self, Limits};
use super::newton;
use super::objective::{HESSIAN_LIMIT, Objective, Place};
use super::quasi;
use super::squares::Squares;
use super::stop::{Run, Stop};
use super::updates::{GRADIENT, Rate, STOCHASTIC, Update, update};
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::Pool;
use crate::halt::Halt;
use crate::minimize::convex::Curvature;
use crate::minimize::problem::Problem;
use crate::minimize::stationary::Blocked;
use crate::minimize::{Method, Options};
use crate::wording::Wording;

/// How often a rate that was chosen here is halved.
const HALVINGS: usize = 60;

/// Searches from further starts, where more than one minimum is possible.
const RESTARTS: usize = 60;

/// How far away these are, relative to the start.
const REACHES: [f64; 3] = [1.0, 4.0, 16.0];

/// Losses that cost more than this at one point are searched from one start only.
const CHEAP: usize = 60_000;

/// What is done.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// Repeats an update rule.
    Update(&'static Update),
    /// Levenberg and Marquardt.
    Levenberg,
    /// Newton in a trust region.
    Newton,
    /// Limited memory BFGS.
    Quasi,
}

impl Way {
    /// The word on the command line and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Way::Update(update) => update.id,
            Way::Levenberg => "lm",
            Way::Newton => "newton",
            Way::Quasi => "lbfgs",
        }
    }

    /// Whether it ends so near a minimum that more digits make sense.
    pub fn is_exact(self) -> bool {
        match self {
            Way::Update(_) => false,
            Way::Levenberg | Way::Newton | Way::Quasi => true,
        }
    }
}

/// A slope above this part of the loss isn't that of a stationary point.
const STEEP: f64 = 1e-4;

/// What is going to be done, and why.
pub(super) struct Plan {
    pub method: Way,
    /// Why this method.
    pub reason: Wording,
    /// Why there is no closed form.
    pub blocked: bool,
    pub start: Vec<f64>,
    /// Whether the start was chosen here because the usual one is no good.
    pub moved: bool,
    /// Whether further ways may be tried.
    pub many: bool,
    /// How many further starts are tried.
    pub restarts: usize,
}

const ASKED_FOR: Wording = Wording::new("This method was asked for.", "按要求使用此方法。");
const RATE_GIVEN: Wording =
    Wording::new("A learning rate was given, so gradient descent is used.", "给出了学习率,因此使用梯度下降。");
const SQUARES: Wording = Wording::new(
    "The loss is a sum of squares, so the method of Levenberg and Marquardt is used: it works with the residuals and their exact derivatives.",
    "损失是平方和,因此使用 Levenberg–Marquardt 方法:它利用残差及其精确导数。",
);
const FEW: Wording = Wording::new(
    "There are few parameters, so Newton's method in a trust region is used, with the exact Hessian.",
    "参数不多,因此在信赖域内使用牛顿法,并采用精确的黑塞矩阵。",
);
const MANY: Wording = Wording::new(
    "There are many parameters, so the BFGS method with limited memory is used: it needs the gradient only.",
    "参数很多,因此使用有限内存 BFGS 方法:它只需要梯度。",
);

impl Plan {
    /// Chooses; errors when the method that was asked for doesn't fit the loss, or the loss has no value at the start.
    pub fn choose(
        pool: &Pool,
        problem: &Problem,
        objective: &Objective,
        squares: Option<&Squares>,
        (bend, blocked): (Curvature, Option<Blocked>),
        options: &Options,
    ) -> Result<Plan, Diagnostic> {
        let by_rate = options.rate.is_some();
        let (method, reason) = match options.method {
            Method::Auto | Method::ClosedForm if by_rate => (Way::Update(&GRADIENT), RATE_GIVEN),
            Method::Auto | Method::ClosedForm => match squares {
                Some(_) => (Way::Levenberg, SQUARES),
                None if problem.over.len() <= HESSIAN_LIMIT => (Way::Newton, FEW),
                None => (Way::Quasi, MANY),
            },
            Method::LevenbergMarquardt => (Way::Levenberg, ASKED_FOR),
            Method::Newton => (Way::Newton, ASKED_FOR),
            Method::Lbfgs => (Way::Quasi, ASKED_FOR),
            Method::Update(id) => (Way::Update(update(id).unwrap_or(&GRADIENT)), ASKED_FOR),
        };
        match method {
            Way::Levenberg if squares.is_none() => return Err(Diagnostic::new(&solving::NOT_SQUARES)),
            Way::Newton if problem.over.len() > HESSIAN_LIMIT => {
                return Err(Diagnostic::new(&solving::TOO_MANY_FOR_NEWTON).with("limit", HESSIAN_LIMIT));
            }
            Way::Update(update) if std::ptr::eq(update, &STOCHASTIC) && objective.rows() == 0 => {
                return Err(Diagnostic::new(&solving::NOTHING_TO_SAMPLE));
            }
            Way::Levenberg | Way::Newton | Way::Quasi | Way::Update(_) => {}
        }
        let given = |parameter| options.start.iter().find(|(name, _)| name == parameter).map(|(_, value)| *value);
        let mut start: Vec<f64> = problem.over.iter().map(|parameter| given(parameter).unwrap_or(0.0)).collect();
        let automatic = matches!(options.method, Method::Auto | Method::ClosedForm) && !by_rate;
        // A method that was asked for is still helped by other first steps and starts.
        let many = !by_rate && matches!(method, Way::Levenberg | Way::Newton);
        // A convex loss has no second valley.
        let usual = if bend == Curvature::Convex { 0 } else { RESTARTS };
        let restarts = options.restarts.unwrap_or(usual);
        let mut moved = false;
        if automatic {
            // Zero is often where nothing moves or nothing has a value; what isn't given may begin elsewhere.
            let is_good = |values: &[f64]| -> Result<bool, Diagnostic> {
                let place = objective.place(pool, values)?;
                Ok(place.is_finite() && place.norm() > 0.0 && place.slope.iter().all(|part| *part != 0.0))
            };
            let candidates = [0.0, 1.0, 0.5, 0.1, 2.0, -1.0, 10.0].into_iter().map(|value| (value, 0.0));
            // The last ones are different for each parameter, against losses that are symmetric in them.
            for (value, slant) in candidates.chain([(0.7, 0.45), (-0.6, 0.55), (0.1, 0.013)]) {
                let whole = (0i32..).zip(&problem.over);
                let values: Vec<f64> =
                    whole.map(|(at, parameter)| given(parameter).unwrap_or(value + slant * f64::from(at))).collect();
                if is_good(&values)? {
                    moved = values != start;
                    start = values;
                    break;
                }
            }
        }
        objective.start(pool, &start)?;
        Ok(Plan { method, reason, blocked: blocked.is_some(), start, moved, many, restarts })
    }
}

/// What came of it.
pub(super) struct Outcome {
    /// The way that was gone.
    pub run: Run,
    /// The learning rate, how it was found, and how often it was halved.
    pub rate: Option<ChosenRate>,
    /// How many ways were tried, and which of them was best.
    pub tried: Tried,
}

/// Which starts and ways were tried.
#[derive(Clone, Copy, Default)]
pub(super) struct Tried {
    /// Ways from the same start.
    pub ways: usize,
    /// Further starts.
    pub starts: usize,
    /// Whether one of them led further down.
    pub elsewhere: bool,
    /// A loss that was reached far away, where it gets lower the further one goes.
    pub falls_away: Option<f64>,
    /// Why not all of them were tried.
    pub halted: Option<Halt>,
}

/// A learning rate.
#[derive(Clone, Debug)]
pub(super) struct ChosenRate {
    /// Its value in the end.
    pub rate: f64,
    /// Whether it was given.
    pub given: bool,
    /// Whether it comes from the curvature, not from custom.
    pub by_curvature: bool,
    /// The largest curvature at the start, scaled as the parameters are.
    pub curvature: Option<f64>,
    /// Whether the curvature is the same everywhere.
    pub constant: bool,
    /// How often the first choice was halved.
    pub halvings: usize,
    /// How often it was halved on the way, where the loss didn't settle.
    pub settlings: usize,
    /// Each parameter's own factor, where they are scaled.
    pub scale: Option<Vec<f64>>,
    /// Rows in a batch and the seed, for stochastic descent.
    pub batch: Option<(usize, u64)>,
}

/// Runs the plan.
pub(super) fn carry_out(
    pool: &mut Pool,
    objective: &Objective,
    squares: Option<&Squares>,
    plan: &Plan,
    options: &Options,
) -> Result<Outcome, Diagnostic> {
    let start = objective.start(pool, &plan.start)?;
    match (plan.method, squares) {
        (Way::Update(update), _) => repeat(pool, objective, update, &start, options),
        (Way::Levenberg, Some(squares)) => {
            let (run, tried) = least_squares(squares, plan, options);
            match run {
                Some(run) => Ok(Outcome { run, rate: None, tried }),
                None => quasi_newton(pool, objective, start, options),
            }
        }
        (Way::Newton, _) => {
            let mut run = newton::search(pool, objective, start.clone(), options.iterations, options.watch)?;
            let kinked = plan.many && objective.cost() <= CHEAP && objective.has_kinks(pool);
            if kinked && run.stop.halt().is_none() {
                // The curvature says nothing about a kink: what knows only slopes, and what knows only values, may go lower.
                let other = quasi::search(pool, objective, start, options.iterations, options.watch)?;
                if other.loss() < run.loss() {
                    run = other;
                }
                run = compass::finish(pool, objective, run, options.seed)?;
            }
            // Newton's steps may end at the end of a domain, along which others still lead down.
            let steep = run
                .end()
                .is_some_and(|end| !end.gradient.is_finite() || end.gradient > STEEP * end.loss.abs().max(1.0));
            if !kinked && plan.many && objective.cost() <= CHEAP && run.stop.converged() && steep {
                run = compass::finish(pool, objective, run, options.seed)?;
            }
            let (run, tried) = match plan.many && plan.restarts > 0 && objective.cost() <= CHEAP {
                true => elsewhere(pool, objective, run, plan, kinked, options)?,
                false => (run, Tried::default()),
            };
            Ok(Outcome { run, rate: None, tried })
        }
        (Way::Quasi | Way::Levenberg, _) => quasi_newton(pool, objective, start, options),
    }
}

fn quasi_newton(pool: &Pool, objective: &Objective, start: Place, options: &Options) -> Result<Outcome, Diagnostic> {
    let run = quasi::search(pool, objective, start, options.iterations, options.watch)?;
    Ok(Outcome { run, rate: None, tried: Tried::default() })
}

/// Levenberg and Marquardt with several first radii, and with the straight parameters taken out; the lowest end counts, and of
/// equal ones the first.
fn least_squares(squares: &Squares, plan: &Plan, options: &Options) -> (Option<Run>, Tried) {
    let limits = |reach| Limits { iterations: options.iterations, reach, watch: options.watch };
    let mut best = levenberg::plain(squares, &plan.start, limits(100.0));
    let mut tried = Tried { ways: 1, ..Tried::default() };
    let stopped = |run: &Option<Run>| run.as_ref().is_some_and(|run| run.stop.halt().is_some());
    if !plan.many || squares.size().saturating_mul(plan.start.len()) > CHEAP || stopped(&best) {
        return (best, tried);
    }
    let first = best.as_ref().and_then(|run| run.trace.first()).map_or(1.0, |line| line.loss);
    let better = |new: &Run, old: &Option<Run>| match old {
        Some(old) => {
            // What the residuals lose to rounding is relative to what they were made of.
            let noise = 64.0 * f64::EPSILON * (old.loss() * first).sqrt();
            !old.loss().is_finite() || new.loss() < old.loss() * (1.0 - 1e-7) - noise
        }
        None => new.loss().is_finite(),
    };
    let reduced = levenberg::projected(squares, &plan.start, limits(100.0));
    let mut ways = vec![reduced.and_then(|run| finish(squares, run, limits(1.0)))];
    ways.extend([1.0, 0.1].map(|reach| levenberg::plain(squares, &plan.start, limits(reach))));
    for way in ways {
        match way.as_ref().and_then(|run| run.stop.halt()) {
            Some(halt) => tried.halted = Some(halt),
            None => tried.ways += 1,
        }
        if let Some(run) = way.filter(|run| better(run, &best)) {
            best = Some(run);
        }
    }
    // A sum of squares can't fall away, so the lowest end is what is looked for.
    let mut state = options.seed;
    for round in 0..plan.restarts.min(RESTARTS) / 4 {
        if tried.halted.is_some() || best.as_ref().is_some_and(|best| best.loss() == 0.0) {
            break;
        }
        let spread = 1.5 * (1 + round % 3) as f64;
        let values: Vec<f64> =
            plan.start.iter().map(|value| value * (spread * (2.0 * random(&mut state) - 1.0)).exp()).collect();
        let bounded = Limits { iterations: options.iterations.min(300), ..limits(10.0) };
        let Some(run) = levenberg::plain(squares, &values, bounded) else { continue };
        if let Some(halt) = run.stop.halt() {
            tried.halted = Some(halt);
            break;
        }
        tried.starts += 1;
        if run.stop.converged() && better(&run, &best) {
            best = Some(run);
            tried.elsewhere = true;
        }
    }
    (best, tried)
}

/// Goes on in all parameters from the end of a run.
fn finish(squares: &Squares, mut run: Run, limits: Limits) -> Option<Run> {
    let end = run.end()?.clone();
    if run.stop.halt().is_some() {
        return Some(run);
    }
    let rest = levenberg::plain(squares, &end.values, Limits { watch: None, ..limits })?;
    if rest.loss() <= end.loss {
        run.trace.extend(rest.trace.into_iter().skip(1).map(|mut line| {
            line.number += end.number;
            line
        }));
        run.stop = rest.stop;
    }
    Some(run)
}

/// Newton from further starts around the first one, near and far. The lowest end counts, unless it gets lower and lower
/// the further away one starts: then there may be no lowest, and the minimum that belongs to the start is kept.
fn elsewhere(
    pool: &Pool,
    objective: &Objective,
    first: Run,
    plan: &Plan,
    kinked: bool,
    options: &Options,
) -> Result<(Run, Tried), Diagnostic> {
    let mut tried = Tried::default();
    if plan.start.len() > 12 || matches!(first.stop, Stop::FellAway | Stop::Halted(_)) {
        return Ok((first, tried));
    }
    let mut state = options.seed;
    let mut ends: [Option<Run>; REACHES.len()] = REACHES.map(|_| None);
    for round in 0..plan.restarts {
        let level = round % REACHES.len();
        let (Some(reach), Some(end)) = (REACHES.get(level), ends.get_mut(level)) else { continue };
        let values: Vec<f64> = plan
            .start
            .iter()
            .map(|value| value + reach * value.abs().max(1.0) * (2.0 * random(&mut state) - 1.0))
            .collect();
        let place = objective.place(pool, &values)?;
        if !place.is_finite() {
            continue;
        }
        let run = newton::search(pool, objective, place, options.iterations.min(300), options.watch)?;
        if let Some(halt) = run.stop.halt() {
            tried.halted = Some(halt);
            break;
        }
        tried.starts += 1;
        if run.stop.converged() && end.as_ref().is_none_or(|end| run.loss() < end.loss()) {
            *end = Some(run);
        }
    }
    let lower = |new: f64, old: f64| new < old - 1e-9 * old.abs().max(1e-9);
    let loss = |run: &Option<Run>| run.as_ref().map_or(f64::INFINITY, Run::loss);
    let [near, middle, far] = &ends;
    let nearby = loss(near).min(loss(middle)).min(first.loss());
    if lower(loss(far), nearby) {
        tried.falls_away = Some(loss(far));
        return Ok((first, tried));
    }
    let mut best = first;
    for run in ends.into_iter().flatten() {
        if lower(run.loss(), best.loss()) || (!best.stop.converged() && run.loss() <= best.loss()) {
            tried.elsewhere |= lower(run.loss(), best.loss());
            best = run;
        }
    }
    if kinked && tried.halted.is_none() {
        best = compass::finish(pool, objective, best, options.seed)?;
    }
    Ok((best, tried))
}

/// Repeats an update rule with a rate that fits.
fn repeat(
    pool: &mut Pool,
    objective: &Objective,
    update: &'static Update,
    start: &Place,
    options: &Options,
) -> Result<Outcome, Diagnostic> {
    let Some(formulas) = Formulas::of(pool, update)? else {
        return quasi_newton(pool, objective, start.clone(), options);
    };
    let hessian = objective.hessian(pool, &start.values)?;
    // Between kinks it is the same as well, but not across them; and a step across one may well lead up.
    let kinked = objective.has_kinks(pool);
    let constant = hessian.is_some() && objective.is_quadratic(pool) && !kinked;
    let scale = match (&hessian, options.rate, update.rate) {
        (Some(hessian), None, Rate::Curvature(_)) => uneven(hessian, start.values.len()),
        _ => None,
    };
    let curvature = hessian.as_ref().and_then(|hessian| largest(hessian, scale.as_deref()));
    let (rate, by_curvature) = match (options.rate, update.rate, curvature) {
        (Some(rate), ..) => (rate, false),
        (None, Rate::Curvature(part), Some(curvature)) => (part / curvature, true),
        (None, Rate::Curvature(_), None) => (0.1, false),
        (None, Rate::Customary(rate), _) => (rate, false),
    };
    let stochastic = std::ptr::eq(update, &STOCHASTIC);
    let batch = stochastic.then(|| (options.batch.unwrap_or(32).min(objective.rows().max(1)), options.seed));
    let mut course = Course {
        rate,
        scale: scale.clone().unwrap_or_else(|| vec![1.0; start.values.len()]),
        iterations: options.iterations,
        strict: options.rate.is_none() && std::ptr::eq(update, &GRADIENT) && !kinked,
        settles: options.rate.is_none(),
        kinked,
        batch,
        watch: options.watch,
    };
    let (mut run, mut settlings) = iterate::run(pool, objective, &formulas, start, &course)?;
    let mut halvings = 0;
    // A first step that is too long may lead up to where everything is flat.
    let is_lost = |run: &Run| {
        matches!(run.stop, Stop::Diverged | Stop::LeftDomain)
            || (run.stop.halt().is_none() && run.loss() > start.loss + 1e-9 * start.loss.abs())
    };
    while options.rate.is_none() && is_lost(&run) && halvings < HALVINGS {
        course.rate /= 2.0;
        halvings += 1;
        (run, settlings) = iterate::run(pool, objective, &formulas, start, &course)?;
    }
    // Where the loss bends upwards a flat place is what was looked for.
    if run.stop == Stop::FlatStart && curvature.is_some() {
        run.stop = Stop::Gradient;
    }
    let rate = ChosenRate {
        rate: course.rate,
        given: options.rate.is_some(),
        by_curvature,
        curvature,
        constant,
        halvings,
        settlings,
        scale,
        batch,
    };
    Ok(Outcome { run, rate: Some(rate), tried: Tried::default() })
}

/// One over each diagonal entry of the Hessian, relative to the largest, where these are of very different size.
fn uneven(hessian: &[f64], size: usize) -> Option<Vec<f64>> {
    let diagonal: Vec<f64> = (0..size).filter_map(|at| hessian.get(at * size + at).copied()).collect();
    let (low, high) =
        diagonal.iter().fold((f64::INFINITY, 0.0f64), |(low, high), &entry| (low.min(entry), high.max(entry)));
    (low > 0.0 && high > 100.0 * low).then(|| diagonal.iter().map(|entry| high / entry).collect())
}

/// The largest eigenvalue of the Hessian, in scaled parameters, when it is positive.
fn largest(hessian: &[f64], scale: Option<&[f64]>) -> Option<f64> {
    let size = (hessian.len() as f64).sqrt() as usize;
    let factor = |at: usize| scale.and_then(|scale| scale.get(at)).map_or(1.0, |scale| scale.sqrt());
    let scaled: Vec<f64> = hessian
        .iter()
        .enumerate()
        .map(|(at, entry)| entry * factor(at / size.max(1)) * factor(at % size.max(1)))
        .collect();
    let values = newton::eigenvalues(&scaled);
    let bound = values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    values.last().copied().filter(|value| value.is_finite() && *value > 1e-12 * bound)
}
