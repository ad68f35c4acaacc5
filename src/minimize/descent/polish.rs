//! Owns the last digits: Newton's steps with a gradient that is enclosed in high precision, for small data.
//!
//! The Hessian in floating point only has to be roughly right: each step gains as many digits as it has (iterative
//! refinement, Wilkinson 1963), however ill-conditioned the problem is.

use nalgebra::{DMatrix, DVector};

use super::objective::Objective;
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;
use crate::minimize::problem::Problem;
use crate::number::Rational;
use crate::numeric::{Budget, ExactPoint, middles};

/// Digits that are carried.
const DIGITS: usize = 44;

/// Steps at most.
const STEPS: usize = 14;

/// Larger problems are left as they are.
const COST: usize = 400_000;

/// A minimum to more digits than a float holds.
pub(super) struct Polished {
    /// The parameters.
    pub values: Vec<Rational>,
    /// The loss there.
    pub loss: Rational,
}

impl Polished {
    /// Whether the loss is a bound, to nearly all digits that were carried.
    pub fn is_at(&self, bound: &Rational) -> bool {
        let digits = Rational::from(10).pow(-(DIGITS as i64 - 10)).unwrap_or(Rational::ZERO);
        (&self.loss - bound).abs() <= &digits * &bound.abs().max(Rational::ONE)
    }
}

/// Refines a place that is near a minimum already. `None` when the problem is too large, the Hessian isn't positive
/// definite, or the steps don't shrink.
pub(super) fn polish(
    pool: &mut Pool,
    problem: &Problem,
    objective: &Objective,
    near: &[f64],
) -> Result<Option<Polished>, Diagnostic> {
    if objective.cost().saturating_mul(near.len()) > COST {
        return Ok(None);
    }
    let Some(hessian) = objective.hessian(pool, near)? else { return Ok(None) };
    let Some(solver) = Solver::of(&hessian, near.len()) else { return Ok(None) };
    let Some(mut point) = data(pool, problem) else { return Ok(None) };
    let budget = Budget { precision: 1 << 10, work: 400_000_000 };
    let Some(mut values) = near.iter().map(|&value| Rational::from_f64(value)).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let mut last = f64::INFINITY;
    for _ in 0..STEPS {
        set(&mut point, problem, &values);
        let slopes: Option<Vec<f64>> = middles(pool, &objective.slopes, &point, DIGITS, &budget)
            .into_iter()
            .map(|slope| slope.map(|slope| slope.to_f64()))
            .collect();
        let Some(step) = slopes.and_then(|slopes| solver.step(&slopes)) else { return Ok(None) };
        let sizes = step.iter().zip(&values).map(|(step, value)| {
            let value = value.to_f64().abs();
            if value > 0.0 { (step / value).abs() } else { step.abs() }
        });
        let size = sizes.fold(0.0, f64::max);
        if !size.is_finite() || size > 1e-2 || (size > 0.5 * last && size > 1e-17) {
            return Ok(None);
        }
        for (value, step) in values.iter_mut().zip(&step) {
            let Some(step) = Rational::from_f64(*step) else { return Ok(None) };
            *value = &*value - &step;
        }
        last = size;
        if size <= 1e-22 {
            break;
        }
    }
    if last > 1e-15 {
        return Ok(None);
    }
    set(&mut point, problem, &values);
    let loss = middles(pool, &[objective.loss], &point, DIGITS, &budget).into_iter().next().flatten();
    Ok(loss.map(|loss| Polished { values, loss }))
}

fn set(point: &mut ExactPoint, problem: &Problem, values: &[Rational]) {
    for (&parameter, value) in problem.over.iter().zip(values) {
        point.set(parameter, value.clone());
    }
}

/// The columns, exactly.
fn data(pool: &mut Pool, problem: &Problem) -> Option<ExactPoint> {
    let mut point = ExactPoint::new();
    let Some(table) = problem.table else { return Some(point) };
    for &count in &problem.counts {
        point.set(count, Rational::from(table.rows() as i64));
    }
    for column in table.columns() {
        let base = pool.symbol(column.name());
        for (row, value) in (1i64..).zip(column.rationals()) {
            point.set_entry(base, &[row], value);
        }
    }
    Some(point)
}

/// A positive definite Hessian, scaled to a diagonal of ones, ready to be solved with.
struct Solver {
    scale: DVector<f64>,
    cholesky: nalgebra::Cholesky<f64, nalgebra::Dyn>,
}

impl Solver {
    fn of(hessian: &[f64], size: usize) -> Option<Solver> {
        let mut matrix = DMatrix::from_row_slice(size, size, hessian);
        let scale = matrix.diagonal().map(|entry| entry.abs().sqrt());
        if scale.iter().any(|entry| *entry <= 0.0 || !entry.is_finite()) {
            return None;
        }
        for row in 0..size {
            for column in 0..size {
                matrix[(row, column)] /= scale[row] * scale[column];
            }
        }
        Some(Solver { scale, cholesky: matrix.cholesky()? })
    }

    fn step(&self, slopes: &[f64]) -> Option<Vec<f64>> {
        let right = DVector::from_column_slice(slopes).component_div(&self.scale);
        let step = self.cholesky.solve(&right).component_div(&self.scale);
        step.iter().all(|part| part.is_finite()).then(|| step.iter().copied().collect())
    }
}
