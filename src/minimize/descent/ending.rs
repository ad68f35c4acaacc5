//! Owns a second look at the end of a search: the boundary of the domain, losses that only fade out, and flat places that are no
//! minimum.

use nalgebra::{DMatrix, DVector};

use super::objective::{Objective, Place};
use super::stop::Iteration;
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;
use crate::minimize::Classification;
use crate::minimize::convex::Curvature;
use crate::minimize::problem::Problem;
use crate::number::Rational;
use crate::numeric::{Budget, ExactPoint, middles};
use crate::wording::Wording;

const BOUNDARY: Wording = Wording::new(
    "The loss falls right up to the boundary of its domain, and beyond it has no value: this is the smallest value on this side, taken or approached at the boundary, where the derivative needn't be zero.",
    "损失一直下降到定义域的边界,越过边界便没有值:这是该侧的最小值,在边界处取得或趋近,那里导数不必为零。",
);
const FADES: Wording = Wording::new(
    "The slope fades out, but the loss still falls with every step further out: it approaches a limit that it takes nowhere, so there is no minimum.",
    "斜率逐渐消失,但越往远处损失仍在下降:它趋近一个处处取不到的极限,因此没有最小值。",
);
const NO_MINIMUM: Wording = Wording::new(
    "The derivative vanishes here, but nearby the loss is lower: a flat place, not a minimum. Start elsewhere (--start).",
    "此处导数为零,但附近损失更低:只是平坦处,并非最小值。请换一个起点(--start)。",
);

const PLATEAU: Wording = Wording::new(
    "A plateau: the gradient is practically zero, but the loss hardly changes either when {parameter} is made half as large or half as large again, so this needn't be near a minimum. Start elsewhere (--start), or try another --method.",
    "平台:梯度已接近零,但把 {parameter} 减半或增大一半时损失也几乎不变,因此此处未必靠近最小值点。请换一个起点(--start)或换一种 --method。",
);

/// What the second look says.
pub(super) struct Ending {
    pub classification: Classification,
    pub remark: Wording,
    /// The parameter, by position, on which the loss hardly depends.
    pub flat: Option<usize>,
}

/// Changes of the loss that are hardly any, relative to it.
const SAME: f64 = 1e-6;

/// How many times further out than the start is far.
const FAR: f64 = 3.0;

/// How many times further out than the start is so far that only digits beyond those of a float show what the loss does.
const VERY_FAR: f64 = 1e3;

/// A loss smaller than this part of what it was has practically vanished.
const VANISHED: f64 = 1e-12;

/// Digits of the loss there.
const DIGITS: usize = 40;

/// How many times further out than the start a search has run away that still lengthens its steps.
const AWAY: f64 = 1e6;

/// By what each of its last steps takes it further.
const LONGER: f64 = 1.1;

/// How near is near, relative to the parameters.
const NEAR: f64 = 1e-6;

/// Looks at an end of a search; `None` when the Hessian has the last word.
pub(super) fn examine(
    pool: &mut Pool,
    problem: &Problem,
    objective: &Objective,
    values: &[f64],
    trace: &[Iteration],
    (bend, hessian): (Curvature, Option<&[f64]>),
) -> Result<Option<Ending>, Diagnostic> {
    let end = objective.place(pool, values)?;
    if !end.loss.is_finite() {
        return Ok(None);
    }
    let size = length(values).max(1.0);
    if end.norm() > 0.0 && is_boundary(pool, objective, &end, size)? {
        return Ok(Some(Ending { classification: Classification::Boundary, remark: BOUNDARY, flat: None }));
    }
    let Some(hessian) = hessian.filter(|_| end.is_finite()) else { return Ok(None) };
    let start = trace.first().map_or(1.0, |line| length(&line.values)).max(1.0);
    let vanished = trace.first().is_some_and(|line| end.loss.abs() < VANISHED * line.loss.abs());
    let (far, very_far) = (size > FAR * start, size > VERY_FAR * start);
    if runs_away(trace, start)
        || fades(pool, objective, &end, hessian, (size, far))?
        || ((very_far || (far && vanished)) && falls_outwards(pool, problem, objective, values))
    {
        return Ok(Some(Ending { classification: Classification::Unbounded, remark: FADES, flat: None }));
    }
    if is_lower_nearby(pool, objective, &end, hessian)? {
        return Ok(Some(Ending { classification: Classification::Numerical, remark: NO_MINIMUM, flat: None }));
    }
    if bend == Curvature::Convex {
        return Ok(None);
    }
    let flat = on_plateau(pool, objective, &end)?;
    Ok(flat.map(|at| Ending { classification: Classification::Numerical, remark: PLATEAU, flat: Some(at) }))
}

/// Whether the last steps still led further out, and not up, from a place that was far out already: near a minimum steps
/// become short.
fn runs_away(trace: &[Iteration], start: f64) -> bool {
    let Some([first, second, last]) = trace.last_chunk() else { return false };
    let [near, far, further] = [first, second, last].map(|line| length(&line.values));
    let grows = far > LONGER * near && further > LONGER * far;
    further > AWAY * start && grows && last.loss <= second.loss && second.loss <= first.loss
}

/// A parameter that may be changed by half without changing the loss in its first digits.
fn on_plateau(pool: &Pool, objective: &Objective, end: &Place) -> Result<Option<usize>, Diagnostic> {
    if end.loss == 0.0 {
        return Ok(None);
    }
    for (at, own) in end.values.iter().enumerate() {
        let reach = 0.5 * own.abs().max(1.0);
        let mut flat = true;
        for sign in [-1.0, 1.0] {
            let mut beside = end.values.clone();
            if let Some(value) = beside.get_mut(at) {
                *value += sign * reach;
            }
            let change = objective.place(pool, &beside)?.loss - end.loss;
            flat &= change.abs() <= SAME * end.loss.abs();
        }
        if flat {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn length(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Whether the loss has no value a little further downhill, though the slope isn't zero.
fn is_boundary(pool: &Pool, objective: &Objective, end: &Place, size: f64) -> Result<bool, Diagnostic> {
    let norm = end.norm();
    let is_steep = !norm.is_finite() || norm * size > NEAR * end.loss.abs().max(1e-9);
    if !is_steep {
        return Ok(false);
    }
    let step = if norm.is_finite() { NEAR * size / norm } else { 0.0 };
    let beyond: Vec<f64> = end.values.iter().zip(&end.slope).map(|(value, slope)| value - step * slope).collect();
    Ok(step > 0.0 && beyond != end.values && !objective.place(pool, &beyond)?.loss.is_finite())
}

/// Whether Newton's step is still long and leads further down; where the search didn't go far, many of them as well.
fn fades(
    pool: &Pool,
    objective: &Objective,
    end: &Place,
    hessian: &[f64],
    (size, far): (f64, bool),
) -> Result<bool, Diagnostic> {
    let count = end.values.len();
    let matrix = DMatrix::from_row_slice(count, count, hessian);
    let slope = DVector::from_column_slice(&end.slope);
    // Both may be tiny: their quotient isn't.
    let scale = matrix.amax();
    if scale == 0.0 || !scale.is_finite() {
        return Ok(false);
    }
    let Some(step) = (matrix / scale).lu().solve(&(slope / scale)) else { return Ok(false) };
    let long = step.norm() > 1e-4 * size;
    let after = |steps: f64| -> Result<f64, Diagnostic> {
        let further: Vec<f64> = end.values.iter().zip(step.iter()).map(|(value, step)| value - steps * step).collect();
        Ok(objective.place(pool, &further)?.loss)
    };
    let loss = after(8.0)?;
    let lower = loss.is_finite() && loss < end.loss - 1e-3 * end.loss.abs();
    Ok(long && lower && (far || after(64.0)? < loss))
}

/// Whether twice and four times as far out the loss is lower each time, in more digits than a float has.
fn falls_outwards(pool: &mut Pool, problem: &Problem, objective: &Objective, values: &[f64]) -> bool {
    if problem.table.is_some() {
        return false;
    }
    let mut losses = Vec::new();
    for factor in [1.0, 2.0, 4.0] {
        let mut point = ExactPoint::new();
        for (&parameter, value) in problem.over.iter().zip(values) {
            let Some(value) = Rational::from_f64(factor * value) else { return false };
            point.set(parameter, value);
        }
        let budget = Budget { precision: 1 << 10, work: 10_000_000 };
        losses.extend(middles(pool, &[objective.loss], &point, DIGITS, &budget).into_iter().flatten());
    }
    matches!(&losses[..], [here, further, furthest] if further < here && furthest < further)
}

/// Whether a small way along an axis leads down further than the curvature there explains.
fn is_lower_nearby(pool: &Pool, objective: &Objective, end: &Place, hessian: &[f64]) -> Result<bool, Diagnostic> {
    let count = end.values.len();
    for at in 0..count {
        let bend = hessian.get(at * count + at).copied().unwrap_or(f64::NAN);
        let own = end.values.get(at).copied().unwrap_or(0.0);
        let reach = 1e-3 * own.abs().max(1.0);
        for sign in [-1.0, 1.0] {
            let mut beside = end.values.clone();
            if let Some(value) = beside.get_mut(at) {
                *value += sign * reach;
            }
            let drop = end.loss - objective.place(pool, &beside)?.loss;
            let counts = drop > 1e3 * f64::EPSILON * end.loss.abs().max(1e-6);
            if counts && 0.5 * bend.abs() * reach * reach < 0.01 * drop {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
