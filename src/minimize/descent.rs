//! Owns plain gradient descent on the derived gradient: w ← w − η ∂L/∂w.

use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use super::stationary::Blocked;
use super::tape::Tape;
use super::{Classification, Method, Minimum, Options, Parameter};
use crate::algebra::tidy;
use crate::calculus::{gradient, hessian};
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Pool, variables};
use crate::numeric::{Point, evaluate};
use crate::render::plain;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

/// One line of the trace.
#[derive(Clone, Debug)]
pub struct Iteration {
    /// Its number; 0 is the start.
    pub number: usize,
    /// The parameters.
    pub values: Vec<f64>,
    /// The loss.
    pub loss: f64,
    /// The norm of the gradient.
    pub gradient: f64,
}

/// Why a descent stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The gradient is practically zero.
    Gradient,
    /// The gradient is practically zero at the start already.
    FlatStart,
    /// The parameters don't move any more.
    Step,
    /// The loss doesn't change any more.
    Loss,
    /// The iterations are used up.
    Iterations,
    /// The loss grew without bound.
    Diverged,
    /// The loss has no value where a step led.
    LeftDomain,
}

impl Stop {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Stop::Gradient => "gradient",
            Stop::FlatStart => "flat-start",
            Stop::Step => "step",
            Stop::Loss => "loss",
            Stop::Iterations => "iterations",
            Stop::Diverged => "diverged",
            Stop::LeftDomain => "left-domain",
        }
    }

    /// A sentence about it.
    pub fn wording(self) -> Wording {
        match self {
            Stop::Gradient => Wording::new("Stopped: the gradient is practically zero.", "停止原因:梯度已接近零。"),
            Stop::FlatStart => Wording::new(
                "Stopped at the start: the gradient is zero there, so that descent can't choose a direction. If this isn't the minimum, start elsewhere (--start).",
                "在起点即停止:该处梯度为零,下降法无法选择方向。若这不是最小值点,请换一个起点(--start)。",
            ),
            Stop::Step => Wording::new("Stopped: the parameters don't move any more.", "停止原因:参数不再变化。"),
            Stop::Loss => Wording::new("Stopped: the loss doesn't change any more.", "停止原因:损失不再变化。"),
            Stop::Iterations => Wording::new(
                "Stopped: the iterations are used up before the gradient vanished. More --iterations or a larger --rate may help.",
                "停止原因:迭代次数用尽时梯度仍未消失。可增大 --iterations 或 --rate。",
            ),
            Stop::Diverged => Wording::new(
                "Stopped: the loss grows without bound. The steps overshoot the minimum; choose a smaller --rate.",
                "停止原因:损失无限增大。步长越过了最小值,请减小 --rate。",
            ),
            Stop::LeftDomain => Wording::new(
                "Stopped: the next step leads to where the loss has no value. Choose a smaller --rate or another --start.",
                "停止原因:下一步将到达损失没有定义的地方。请减小 --rate 或换一个 --start。",
            ),
        }
    }

    /// Whether the point is where descent wanted to get.
    pub fn converged(self) -> bool {
        match self {
            Stop::Gradient | Stop::Step | Stop::Loss => true,
            Stop::FlatStart | Stop::Iterations | Stop::Diverged | Stop::LeftDomain => false,
        }
    }
}

const ASKED_FOR: Wording = Wording::new("Gradient descent was asked for.", "按要求使用梯度下降。");
const NO_CLOSED_FORM: Wording = Wording::new(
    "So there is no closed form by elimination or roots of polynomials; gradient descent is used.",
    "因此无法用消元或多项式求根得到解析解,改用梯度下降。",
);
const TITLE: Wording = Wording::new("Gradient descent", "梯度下降");
const START: Wording = Wording::new("Start: {start}.", "起点:{start}。");
const GIVEN_RATE: Wording = Wording::new("Learning rate η = {rate}, as given.", "学习率 η = {rate}(给定)。");
const CHOSEN_RATE: Wording = Wording::new(
    "Learning rate η = {rate}: one over the largest curvature of the loss at the start, {curvature}.",
    "学习率 η = {rate}:取起点处损失最大曲率 {curvature} 的倒数。",
);
const FLAT_RATE: Wording = Wording::new(
    "Learning rate η = {rate}: the loss has no positive curvature at the start, so that a customary value is tried.",
    "学习率 η = {rate}:起点处损失没有正曲率,因此采用惯用值。",
);
const HALVED: Wording = Wording::new(
    "It was halved {count} times, until the loss fell in every step.",
    "学习率减半 {count} 次,直到每一步损失都下降。",
);
const BOUND: Wording = Wording::new(
    "At the start the largest curvature is {curvature}; steps with η above 2/{curvature} ≈ {bound} overshoot.",
    "起点处最大曲率为 {curvature};η 大于 2/{curvature} ≈ {bound} 时步长会越过最小值。",
);

/// Gradients below this, relative to the loss, count as zero.
const FLAT: f64 = 1e-10;

/// How often a rate that was chosen here is halved.
const HALVINGS: usize = 60;

/// The rate when the curvature says nothing.
const CUSTOMARY: f64 = 0.1;

/// Losses that grow by this factor are lost.
const GROWTH: f64 = 1e6;

/// How many iterations with the same loss in a row end a descent.
const SAME: usize = 50;

/// Descends from the start. `loss` is the loss with the data in, as far as it was put in; `sections` is the explanation so
/// far, `blocked` why there is no closed form.
pub(super) fn descend(
    pool: &mut Pool,
    problem: &Problem,
    loss: Id,
    reduced: Option<Id>,
    mut sections: Vec<Section>,
    blocked: Option<Blocked>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    check_numbers(pool, problem, loss, blocked)?;
    let slopes: Vec<Id> = gradient(pool, loss, &problem.over)?.into_iter().map(|slope| tidy(pool, slope).id).collect();
    let roots: Vec<Id> = [&[loss], &slopes[..]].concat();
    let runner = Runner::new(pool, problem, roots)?;
    let start: Vec<f64> = problem
        .over
        .iter()
        .map(|parameter| options.start.iter().find(|(name, _)| name == parameter).map_or(0.0, |(_, value)| *value))
        .collect();
    let curvature = curvature(pool, problem, loss, &start)?;
    let mut pieces = vec![match (blocked, options.method) {
        (Some(_), _) => say(NO_CLOSED_FORM),
        (None, Method::GradientDescent | Method::Auto | Method::ClosedForm) => say(ASKED_FOR),
    }];
    let name = pool.symbol("L");
    pieces.push(Piece::Law(&rules::GRADIENT_STEP));
    pieces.extend(problem.over.iter().map(|&parameter| Piece::Update(parameter, name)));
    let starts: Vec<String> = problem
        .over
        .iter()
        .zip(&start)
        .map(|(&id, value)| format!("{} = {}", plain(pool, id), short(*value)))
        .collect();
    pieces.push(remark(START, vec![("start", starts.join(", "))]));
    let (mut rate, sentence) = match (options.rate, curvature) {
        (Some(rate), _) => (rate, GIVEN_RATE),
        (None, Some(curvature)) => (1.0 / curvature, CHOSEN_RATE),
        (None, None) => (CUSTOMARY, FLAT_RATE),
    };
    let strict = options.rate.is_none();
    let curvature_text = curvature.map_or_else(String::new, short);
    let mut run = runner.run(pool, &start, rate, options.iterations, strict)?;
    pieces.push(remark(sentence, vec![("rate", short(rate)), ("curvature", curvature_text.clone())]));
    let mut halvings = 0;
    while strict && matches!(run.1, Stop::Diverged | Stop::LeftDomain) && halvings < HALVINGS {
        rate /= 2.0;
        halvings += 1;
        run = runner.run(pool, &start, rate, options.iterations, strict)?;
    }
    if halvings > 0 {
        pieces.push(remark(HALVED, vec![("count", halvings.to_string())]));
    }
    let (trace, stop) = run;
    // Where the loss bends upwards a flat place is what was looked for.
    let stop = if stop == Stop::FlatStart && curvature.is_some() { Stop::Gradient } else { stop };
    pieces.push(Piece::Trace(problem.over.clone(), thinned(&trace)));
    pieces.push(say(stop.wording()));
    if let (Stop::Diverged, Some(curvature)) = (stop, curvature) {
        pieces.push(remark(BOUND, vec![("curvature", curvature_text), ("bound", short(2.0 / curvature))]));
    }
    sections.push(Section { title: TITLE, pieces });
    let last =
        trace.last().cloned().unwrap_or(Iteration { number: 0, values: start, loss: f64::NAN, gradient: f64::NAN });
    let parameters = problem.over.iter().zip(&last.values).map(|(&symbol, &value)| Parameter {
        symbol,
        value: value.is_finite().then_some(value),
        exact: None,
        symbolic: None,
        standard_error: None,
    });
    Ok(Minimum {
        loss: problem.general,
        reduced,
        method: "gd",
        parameters: parameters.collect(),
        loss_value: (None, last.loss.is_finite().then_some(last.loss), None),
        classification: Classification::Numerical,
        conditions: Vec::new(),
        iterations: Some(last.number),
        stop: Some(stop),
        gradient_norm: last.gradient.is_finite().then_some(last.gradient),
        sections,
    })
}

fn remark(wording: Wording, holes: Vec<(&'static str, String)>) -> Piece {
    Piece::Remark(wording, holes.into_iter().map(|(name, text)| (name, Argument::Text(text))).collect())
}

fn short(value: f64) -> String {
    Minimum::short(value)
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
    let reason = blocked.map_or_else(|| "--method gd".to_owned(), |blocked| blocked.text(pool));
    Err(Diagnostic::new(&solving::NO_NUMBERS).with("names", missing.join(", ")).with("reason", reason))
}

/// The largest eigenvalue of the Hessian at the start, when it is positive: by the power method on H + cI, which for a
/// symmetric matrix can't miss it.
fn curvature(pool: &mut Pool, problem: &Problem, loss: Id, start: &[f64]) -> Result<Option<f64>, Diagnostic> {
    let rows = hessian(pool, loss, &problem.over)?;
    let size = rows.len();
    let runner = Runner::new(pool, problem, rows.into_iter().flatten().collect())?;
    let entries = runner.at(pool, start)?;
    if entries.iter().any(|entry| !entry.is_finite()) {
        return Ok(None);
    }
    let row = |i: usize| entries.get(i * size..(i + 1) * size).unwrap_or(&[]);
    // No eigenvalue is below −shift (Gershgorin).
    let shift = (0..size).map(|i| row(i).iter().map(|entry| entry.abs()).sum::<f64>()).fold(0.0, f64::max);
    let mut vector: Vec<f64> = (0..size).map(|i| 1.0 + i as f64 * 0.1).collect();
    let mut largest = 0.0;
    for _ in 0..500 {
        let norm = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm == 0.0 || !norm.is_finite() {
            return Ok(None);
        }
        vector.iter_mut().for_each(|x| *x /= norm);
        let image: Vec<f64> = (0..size)
            .map(|i| {
                let product: f64 = row(i).iter().zip(&vector).map(|(entry, x)| entry * x).sum();
                product + shift * vector.get(i).copied().unwrap_or(0.0)
            })
            .collect();
        let next = image.iter().zip(&vector).map(|(a, b)| a * b).sum::<f64>() - shift;
        let settled = (next - largest).abs() <= 1e-9 * next.abs();
        largest = next;
        vector = image;
        if settled {
            break;
        }
    }
    Ok((largest.is_finite() && largest > 1e-12 * shift).then_some(largest))
}

/// The first lines, then ever fewer, and the last one.
fn thinned(trace: &[Iteration]) -> Vec<Iteration> {
    let mut shown = Vec::new();
    let mut next = 0;
    for iteration in trace {
        let is_last = trace.last().is_some_and(|last| last.number == iteration.number);
        if iteration.number >= next || is_last {
            shown.push(iteration.clone());
            next = if iteration.number < 4 { iteration.number + 1 } else { iteration.number * 2 };
        }
    }
    shown
}

/// Evaluates a list of expressions at values of the parameters: compiled where that is possible.
struct Runner<'r> {
    roots: Vec<Id>,
    over: &'r [Id],
    tape: Option<Tape>,
    point: Point,
}

impl<'r> Runner<'r> {
    fn new(pool: &mut Pool, problem: &'r Problem, roots: Vec<Id>) -> Result<Self, Diagnostic> {
        let tape = Tape::compile(pool, &roots, &problem.over, &problem.counts, problem.table);
        let mut point = Point::new();
        if let (None, Some(table)) = (&tape, problem.table) {
            problem.fill(pool, &mut point, table);
        }
        Ok(Runner { roots, over: &problem.over, tape, point })
    }

    /// The values of the roots; not finite where they have none.
    fn at(&self, pool: &Pool, values: &[f64]) -> Result<Vec<f64>, Diagnostic> {
        if let Some(tape) = &self.tape {
            return Ok(tape.run(values));
        }
        let mut point = self.point.clone();
        for (&parameter, &value) in self.over.iter().zip(values) {
            point.set(parameter, value);
        }
        Ok(evaluate(pool, &self.roots, &point)?.iter().map(|value| value.value).collect())
    }

    /// The loss, the gradient and its norm.
    fn slope(&self, pool: &Pool, values: &[f64]) -> Result<(f64, Vec<f64>, f64), Diagnostic> {
        let mut all = self.at(pool, values)?.into_iter();
        let loss = all.next().unwrap_or(f64::NAN);
        let slope: Vec<f64> = all.collect();
        let norm = slope.iter().map(|part| part * part).sum::<f64>().sqrt();
        Ok((loss, slope, norm))
    }

    /// Iterates; `strict` counts any rise of the loss as divergence, so that a smaller rate can be tried.
    fn run(
        &self,
        pool: &Pool,
        start: &[f64],
        rate: f64,
        iterations: usize,
        strict: bool,
    ) -> Result<(Vec<Iteration>, Stop), Diagnostic> {
        let mut values = start.to_vec();
        let (mut loss, mut slope, mut norm) = self.slope(pool, &values)?;
        if !loss.is_finite() || !norm.is_finite() {
            let names = |values: &[f64]| -> String {
                let pairs = self.over.iter().zip(values).map(|(&id, value)| format!("{}={value}", plain(pool, id)));
                pairs.collect::<Vec<_>>().join(",")
            };
            let elsewhere: Vec<f64> = start.iter().map(|value| value + 1.0).collect();
            let problem = Diagnostic::new(&solving::NO_VALUE_AT_START).with("start", names(start));
            return Err(problem.with("example", names(&elsewhere)));
        }
        let first = loss.abs().max(1.0);
        let mut trace = vec![Iteration { number: 0, values: values.clone(), loss, gradient: norm }];
        if norm <= FLAT * first {
            return Ok((trace, Stop::FlatStart));
        }
        let mut same = 0;
        for number in 1..=iterations {
            let moved: Vec<f64> = values.iter().zip(&slope).map(|(value, part)| value - rate * part).collect();
            let (next, next_slope, next_norm) = self.slope(pool, &moved)?;
            let entry = Iteration { number, values: moved.clone(), loss: next, gradient: next_norm };
            if !next.is_finite() || !next_norm.is_finite() {
                let grew = next == f64::INFINITY || loss > first;
                return Ok((trace, if grew { Stop::Diverged } else { Stop::LeftDomain }));
            }
            // What is lost to rounding is counted against the size that the loss had: its terms cancel.
            let rises = strict && next > loss + 1e-12 * loss.abs() + 1e-14 * first;
            if rises || next > GROWTH * first {
                trace.push(entry);
                return Ok((trace, Stop::Diverged));
            }
            let still = values.iter().zip(&moved).all(|(old, new)| old == new);
            // The loss is flat to its last digit long before the gradient is, so both must have stopped.
            same = if next == loss && next_norm >= norm { same + 1 } else { 0 };
            (values, loss, slope, norm) = (moved, next, next_slope, next_norm);
            trace.push(entry);
            if norm <= FLAT * first {
                return Ok((trace, Stop::Gradient));
            }
            if still {
                return Ok((trace, Stop::Step));
            }
            if same >= SAME {
                return Ok((trace, Stop::Loss));
            }
        }
        Ok((trace, Stop::Iterations))
    }
}
