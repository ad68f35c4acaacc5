//! Owns plain gradient descent on the derived gradient: w ← w − η ∂L/∂w.

use super::closed_form::{Question, loss_section};
use super::{Classification, Minimum, Options, Parameter, Piece, Section};
use crate::algebra::tidy;
use crate::calculus::{differentiate, gradient, hessian};
use crate::data::Table;
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Kind, Pool, postorder, variables};
use crate::numeric::{Point, evaluate};
use crate::render::plain;
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
    /// The parameters don't move any more.
    Step,
    /// The iterations are used up.
    Iterations,
    /// The loss grew without bound.
    Diverged,
}

impl Stop {
    /// A sentence about it.
    pub fn wording(self) -> Wording {
        match self {
            Stop::Gradient => Wording::new("Stopped: the gradient is practically zero.", "停止原因:梯度已接近零。"),
            Stop::Step => Wording::new("Stopped: the parameters don't move any more.", "停止原因:参数不再变化。"),
            Stop::Iterations => Wording::new(
                "Stopped: the iterations are used up before the gradient vanished. More --iterations or a larger --rate may help.",
                "停止原因:迭代次数用尽时梯度仍未消失。可增大 --iterations 或 --rate。",
            ),
            Stop::Diverged => Wording::new(
                "Stopped: the loss grows without bound. The steps overshoot the minimum; choose a smaller --rate.",
                "停止原因:损失无限增大。步长越过了最小值,请减小 --rate。",
            ),
        }
    }

    /// The word in JSON.
    pub fn converged(self) -> bool {
        matches!(self, Stop::Gradient | Stop::Step)
    }
}

const NO_CLOSED_FORM: Wording = Wording::new(
    "The equations ∂L/∂w = 0 are not linear in the parameters, so there is no closed form by elimination; gradient descent is used.",
    "方程 ∂L/∂w = 0 关于参数不是线性的,无法用消元得到闭式解,改用梯度下降。",
);
const LOSS_TITLE: Wording = Wording::new("Derivatives", "求导");
const DESCENT: Wording = Wording::new("Gradient descent", "梯度下降");
const GIVEN_RATE: Wording = Wording::new("Learning rate η = {rate}, as given.", "学习率 η = {rate}(给定)。");
const CHOSEN_RATE: Wording = Wording::new(
    "Learning rate η = {rate}: one over the sum of the second derivatives at the start, halved until the loss fell in every step.",
    "学习率 η = {rate}:取起点处二阶导数之和的倒数,并减半直至每步损失都下降。",
);

/// Gradients below this, relative to the loss, count as zero.
const FLAT: f64 = 1e-10;

/// How often a rate that was chosen here is halved.
const HALVINGS: usize = 40;

pub(super) fn descend(
    pool: &mut Pool,
    loss: Id,
    reduced: Option<Id>,
    over: &[Id],
    table: Option<&Table>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    let target = reduced.unwrap_or(loss);
    let slopes: Vec<Id> = gradient(pool, target, over)?.into_iter().map(|slope| tidy(pool, slope).id).collect();
    let runner = Runner { target, slopes: slopes.clone(), over, point: point(pool, target, over, table)? };
    let start: Vec<f64> = over
        .iter()
        .map(|parameter| options.start.iter().find(|(name, _)| name == parameter).map_or(0.0, |(_, value)| *value))
        .collect();
    let (rate, run) = match options.rate {
        Some(rate) => (rate, runner.run(pool, &start, rate, options.iterations, false)?),
        None => {
            let mut rate = runner.first_rate(pool, &start)?;
            let mut run = runner.run(pool, &start, rate, options.iterations, true)?;
            for _ in 0..HALVINGS {
                if run.1 != Stop::Diverged {
                    break;
                }
                rate /= 2.0;
                run = runner.run(pool, &start, rate, options.iterations, true)?;
            }
            (rate, run)
        }
    };
    let (trace, stop) = run;
    let Some(last) = trace.last().cloned() else { return Err(Diagnostic::new(&solving::NO_VALUE_AT_START)) };
    let name = pool.symbol("L");
    let question = Question { loss, over, table, reduced };
    let mut sections = vec![loss_section(pool, &question, name)?];
    let mut pieces = Vec::new();
    for &parameter in over {
        pieces.push(Piece::Derivation(differentiate(pool, loss, &[parameter])?));
    }
    pieces.push(Piece::Remark(NO_CLOSED_FORM, Vec::new()));
    sections.push(Section { title: LOSS_TITLE, pieces });
    let rate_text = format!("{rate:.6}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let rate_text = if rate_text == "0" || rate_text.is_empty() { format!("{rate:e}") } else { rate_text };
    let reason = if options.rate.is_some() { GIVEN_RATE } else { CHOSEN_RATE };
    let mut pieces: Vec<Piece> = over.iter().map(|&parameter| Piece::Update(parameter, name)).collect();
    pieces.push(Piece::Remark(reason, vec![("rate", rate_text)]));
    pieces.push(Piece::Trace(over.to_vec(), thinned(&trace)));
    pieces.push(Piece::Remark(stop.wording(), Vec::new()));
    sections.push(Section { title: DESCENT, pieces });
    let parameters = over.iter().zip(&last.values).map(|(&symbol, &value)| Parameter {
        symbol,
        value: value.is_finite().then_some(value),
        exact: None,
        symbolic: None,
        standard_error: None,
    });
    Ok(Minimum {
        loss,
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

/// Everything but the parameters gets its value from the data.
fn point(pool: &mut Pool, target: Id, over: &[Id], table: Option<&Table>) -> Result<Point, Diagnostic> {
    let mut point = Point::new();
    if let Some(table) = table {
        let rows = pool.symbol("N");
        point.set(rows, table.rows() as f64);
        for column in table.columns() {
            let base = pool.symbol(column.name());
            for (row, value) in (1i64..).zip(column.floats()) {
                point.set_entry(base, &[row], value);
            }
        }
    }
    for id in postorder(pool, target) {
        let is_index = variables(pool, target).iter().all(|&variable| variable != id);
        if matches!(pool.kind(id), Kind::Symbol(_)) && !is_index && !over.contains(&id) && point.get(id).is_none() {
            return Err(Diagnostic::new(&solving::NO_NUMBERS).with("name", plain(pool, id)));
        }
    }
    Ok(point)
}

struct Runner<'r> {
    target: Id,
    slopes: Vec<Id>,
    over: &'r [Id],
    point: Point,
}

impl Runner<'_> {
    /// The loss and its gradient; NaN where they have no value.
    fn at(&self, pool: &Pool, values: &[f64]) -> Result<(f64, Vec<f64>), Diagnostic> {
        let mut point = self.point.clone();
        for (&parameter, &value) in self.over.iter().zip(values) {
            point.set(parameter, value);
        }
        let roots: Vec<Id> = std::iter::once(self.target).chain(self.slopes.iter().copied()).collect();
        let results = evaluate(pool, &roots, &point)?;
        let mut numbers = results.iter().map(|value| value.value);
        Ok((numbers.next().unwrap_or(f64::NAN), numbers.collect()))
    }

    /// One over the sum of the second derivatives at the start, or 0.1 where that tells nothing.
    fn first_rate(&self, pool: &mut Pool, start: &[f64]) -> Result<f64, Diagnostic> {
        let rows = hessian(pool, self.target, self.over)?;
        let diagonal: Vec<Id> = rows.iter().enumerate().filter_map(|(at, row)| row.get(at).copied()).collect();
        let mut point = self.point.clone();
        for (&parameter, &value) in self.over.iter().zip(start) {
            point.set(parameter, value);
        }
        let curvature: f64 = evaluate(pool, &diagonal, &point)?.iter().map(|value| value.value.abs()).sum();
        Ok(if curvature.is_finite() && curvature > 0.0 { 1.0 / curvature } else { 0.1 })
    }

    /// Iterates; `strict` counts any rise of the loss as divergence.
    fn run(
        &self,
        pool: &Pool,
        start: &[f64],
        rate: f64,
        iterations: usize,
        strict: bool,
    ) -> Result<(Vec<Iteration>, Stop), Diagnostic> {
        let mut values = start.to_vec();
        let (mut loss, mut slope) = self.at(pool, &values)?;
        if !loss.is_finite() {
            return Err(Diagnostic::new(&solving::NO_VALUE_AT_START));
        }
        let first = loss.abs().max(1.0);
        let norm = |slope: &[f64]| slope.iter().map(|part| part * part).sum::<f64>().sqrt();
        let mut trace = vec![Iteration { number: 0, values: values.clone(), loss, gradient: norm(&slope) }];
        for number in 1..=iterations {
            if norm(&slope) <= FLAT * first {
                return Ok((trace, Stop::Gradient));
            }
            let moved: Vec<f64> = values.iter().zip(&slope).map(|(value, part)| value - rate * part).collect();
            let (next, next_slope) = self.at(pool, &moved)?;
            let rises = strict && next > loss + 1e-12 * loss.abs();
            if !next.is_finite() || rises || next > 1e6 * first {
                return Ok((trace, Stop::Diverged));
            }
            let still = values.iter().zip(&moved).all(|(old, new)| old == new);
            (values, loss, slope) = (moved, next, next_slope);
            trace.push(Iteration { number, values: values.clone(), loss, gradient: norm(&slope) });
            if still {
                return Ok((trace, Stop::Step));
            }
        }
        let flat = norm(&slope) <= FLAT * first;
        Ok((trace, if flat { Stop::Gradient } else { Stop::Iterations }))
    }
}
