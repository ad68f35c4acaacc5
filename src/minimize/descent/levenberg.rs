//! Owns the method of Levenberg and Marquardt as a trust region (Moré 1978), with variable projection (Golub & Pereyra 1973,
//! in the form of Kaufman 1975) as a second way for models that are straight in some of their parameters.

use nalgebra::{DMatrix, DVector};

use super::squares::Squares;
use super::stop::{Iteration, Recorder, Run, Stop, Watch};

/// Bounds of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Iterations at most.
    pub iterations: usize,
    /// The first step may be this many times as long as the scaled start.
    pub reach: f64,
    /// Sees each line; says why to end, when it shall.
    pub watch: Option<Watch>,
}

/// Residuals this much smaller than at the start have practically vanished.
const VANISHED: f64 = 1e-8;

/// After so many iterations they should have become half as large once more.
const PATIENCE: usize = 256;

/// Residuals and Jacobian in the variables that are searched, with all parameters that belong to them.
type Look = (Vec<f64>, DVector<f64>, DMatrix<f64>);

/// Goes down from `start` in all parameters.
pub(super) fn plain(squares: &Squares, start: &[f64], limits: Limits) -> Option<Run> {
    let look = |values: &[f64]| squares.at(values).map(|(r, j)| (values.to_vec(), r, j));
    search(look, start, limits)
}

/// Goes down in the parameters that aren't straight, with the best values of the straight ones for each of them. `None`
/// when there are none of one kind.
pub(super) fn projected(squares: &Squares, start: &[f64], limits: Limits) -> Option<Run> {
    let curved: Vec<usize> = (0..start.len()).filter(|at| !squares.linear.contains(at)).collect();
    if curved.is_empty() || squares.linear.is_empty() {
        return None;
    }
    let look = |values: &[f64]| project(squares, start, &curved, values);
    let first: Vec<f64> = curved.iter().filter_map(|&at| start.get(at).copied()).collect();
    search(look, &first, limits)
}

fn project(squares: &Squares, start: &[f64], curved: &[usize], values: &[f64]) -> Option<Look> {
    let mut all = start.to_vec();
    for (&at, &value) in curved.iter().zip(values) {
        *all.get_mut(at)? = value;
    }
    for &at in &squares.linear {
        *all.get_mut(at)? = 0.0;
    }
    let (offset, jacobian) = squares.at(&all)?;
    let straight = jacobian.select_columns(&squares.linear);
    let svd = straight.svd(true, true);
    let largest = svd.singular_values.iter().copied().fold(0.0, f64::max);
    let best = svd.solve(&(-&offset), largest * 1e-14).ok()?;
    for (&at, &value) in squares.linear.iter().zip(best.iter()) {
        *all.get_mut(at)? = value;
    }
    let (residuals, jacobian) = squares.at(&all)?;
    let mut own = jacobian.select_columns(curved);
    let basis = svd.u?;
    own -= &basis * (basis.transpose() * &own);
    Some((all, residuals, own))
}

/// The trust region. `None` when the start has no value.
fn search(look: impl Fn(&[f64]) -> Option<Look>, start: &[f64], limits: Limits) -> Option<Run> {
    let mut values = DVector::from_column_slice(start);
    let (mut all, mut residuals, mut jacobian) = look(start)?;
    let mut scale = column_norms(&jacobian).map(|norm| if norm > 0.0 { norm } else { 1.0 });
    let mut radius = limits.reach * values.component_mul(&scale).norm();
    if radius == 0.0 {
        radius = limits.reach;
    }
    let mut recorder = Recorder::new(limits.watch);
    let line = |number, all: &[f64], residuals: &DVector<f64>, jacobian: &DMatrix<f64>| Iteration {
        number,
        values: all.to_vec(),
        loss: residuals.norm_squared(),
        gradient: 2.0 * jacobian.tr_mul(residuals).norm(),
    };
    if let Some(halt) = recorder.push(line(0, &all, &residuals, &jacobian)) {
        return Some(recorder.finish(Stop::Halted(halt)));
    }
    let (first, mut recent) = (residuals.norm(), f64::INFINITY);
    for number in 1..=limits.iterations {
        let size = residuals.norm();
        // Residuals that have practically vanished and hardly shrink any more will go on so for ever.
        if number % PATIENCE == 0 {
            if size <= VANISHED * first && size > 0.5 * recent {
                return Some(recorder.finish(Stop::Loss));
            }
            recent = size;
        }
        let slope = jacobian.tr_mul(&residuals);
        let norms = column_norms(&jacobian);
        let steepest = slope.iter().zip(norms.iter()).filter(|(_, norm)| **norm > 0.0);
        let cosine = steepest.map(|(part, norm)| (part / norm / size).abs()).fold(0.0, f64::max);
        if size == 0.0 || cosine <= 1e-15 {
            return Some(recorder.finish(Stop::Gradient));
        }
        scale.zip_apply(&norms, |old, new| *old = old.max(new));
        let small = Small::of(&jacobian, &residuals)?;
        let mut accepted = false;
        while !accepted {
            // Each try looks at all rows.
            if let Some(halt) = recorder.halt() {
                return Some(recorder.finish(Stop::Halted(halt)));
            }
            let (step, damping) = small.step(&scale, radius);
            let length = step.component_mul(&scale).norm();
            let trial = &values + &step;
            let next = look(trial.as_slice()).filter(|(_, residuals, _)| residuals.norm().is_finite());
            let along = (&jacobian * &step).norm() / size;
            let predicted = along * along + 2.0 * damping * (length / size).powi(2);
            let reached = next.as_ref().map_or(f64::INFINITY, |(_, residuals, _)| residuals.norm() / size);
            let gained = if reached < 10.0 { 1.0 - reached * reached } else { -1.0 };
            let ratio = if predicted > 0.0 { gained / predicted } else { 0.0 };
            if ratio <= 0.25 {
                radius = length.min(radius) * if gained < 0.0 { 0.25 } else { 0.5 };
            } else if ratio >= 0.75 || damping == 0.0 {
                radius = 2.0 * length;
            }
            if ratio > 1e-4
                && let Some((found, new_residuals, new_jacobian)) = next
            {
                (all, values, residuals, jacobian) = (found, trial, new_residuals, new_jacobian);
                accepted = true;
                if let Some(halt) = recorder.push(line(number, &all, &residuals, &jacobian)) {
                    return Some(recorder.finish(Stop::Halted(halt)));
                }
            }
            if gained.abs() <= f64::EPSILON && predicted <= f64::EPSILON && ratio <= 2.0 {
                return Some(recorder.finish(Stop::Loss));
            }
            if radius <= 1e-16 * values.component_mul(&scale).norm() || radius < f64::MIN_POSITIVE {
                return Some(recorder.finish(Stop::Step));
            }
        }
    }
    Some(recorder.finish(Stop::Iterations))
}

fn column_norms(matrix: &DMatrix<f64>) -> DVector<f64> {
    DVector::from_iterator(matrix.ncols(), matrix.column_iter().map(|column| column.norm()))
}

/// The linear least squares problem of one iteration, made small by a QR decomposition.
struct Small {
    triangle: DMatrix<f64>,
    right: DVector<f64>,
}

impl Small {
    fn of(jacobian: &DMatrix<f64>, residuals: &DVector<f64>) -> Option<Small> {
        let columns = jacobian.ncols();
        if jacobian.nrows() < columns {
            // Fewer residuals than parameters: rows of zeros change nothing.
            let rows = columns - jacobian.nrows();
            let padded = jacobian.clone().insert_rows(jacobian.nrows(), rows, 0.0);
            let longer = residuals.clone().insert_rows(residuals.len(), rows, 0.0);
            return Small::of(&padded, &longer);
        }
        let qr = jacobian.clone().qr();
        let mut right = DMatrix::from_column_slice(residuals.len(), 1, residuals.as_slice());
        qr.q_tr_mul(&mut right);
        let right = DVector::from_iterator(columns, right.iter().take(columns).copied());
        Some(Small { triangle: qr.r(), right })
    }

    /// The step for one damping, and the triangle that belongs to it.
    fn damped(&self, scale: &DVector<f64>, damping: f64) -> Option<(DVector<f64>, DMatrix<f64>)> {
        let size = self.triangle.ncols();
        let (triangle, right) = if damping == 0.0 {
            (self.triangle.clone(), self.right.clone())
        } else {
            let mut tall = DMatrix::zeros(2 * size, size);
            tall.view_mut((0, 0), (size, size)).copy_from(&self.triangle);
            for at in 0..size {
                tall[(size + at, at)] = damping.sqrt() * scale[at];
            }
            let qr = tall.qr();
            let mut right = DMatrix::zeros(2 * size, 1);
            right.view_mut((0, 0), (size, 1)).copy_from(&self.right);
            qr.q_tr_mul(&mut right);
            (qr.r(), DVector::from_iterator(size, right.iter().take(size).copied()))
        };
        let largest = triangle.diagonal().amax();
        if triangle.diagonal().iter().any(|entry| entry.abs() <= largest * 1e-15) {
            return None;
        }
        let step = triangle.solve_upper_triangular(&-right)?;
        step.iter().all(|part| part.is_finite()).then_some((step, triangle))
    }

    /// The step that is no longer than the radius, and its damping (Moré's iteration for the secular equation).
    fn step(&self, scale: &DVector<f64>, radius: f64) -> (DVector<f64>, f64) {
        let slope = self.triangle.tr_mul(&self.right).component_div(scale);
        let mut upper = slope.norm() / radius;
        let mut lower = 0.0;
        let mut damping = 0.0;
        if let Some((step, triangle)) = self.damped(scale, 0.0) {
            let scaled = step.component_mul(scale);
            let length = scaled.norm();
            if length <= 1.1 * radius {
                return (step, 0.0);
            }
            if let Some(rate) = change(&triangle, scale, &scaled) {
                lower = (length - radius) / (length * rate);
            }
            damping = lower;
        }
        if damping <= 0.0 || damping >= upper {
            damping = (lower * upper).sqrt().max(upper * 1e-3);
        }
        let mut best = (DVector::zeros(scale.len()), damping);
        for _ in 0..40 {
            let Some((step, triangle)) = self.damped(scale, damping) else {
                lower = damping;
                damping = (damping * 10.0).max(f64::MIN_POSITIVE);
                upper = upper.max(damping * 10.0);
                continue;
            };
            let scaled = step.component_mul(scale);
            let (length, miss) = (scaled.norm(), scaled.norm() - radius);
            best = (step, damping);
            if miss.abs() <= 0.1 * radius {
                break;
            }
            if miss > 0.0 {
                lower = lower.max(damping);
            } else {
                upper = upper.min(damping);
            }
            let rate = change(&triangle, scale, &scaled).unwrap_or(1.0 / length);
            let next = damping + miss / (radius * rate);
            damping = if next > lower && next < upper { next } else { (lower.max(upper * 1e-3) * upper).sqrt() };
            if upper <= lower * (1.0 + 1e-12) {
                break;
            }
        }
        best
    }
}

/// How fast the scaled length shrinks with the damping, relative to the length.
fn change(triangle: &DMatrix<f64>, scale: &DVector<f64>, scaled: &DVector<f64>) -> Option<f64> {
    let unit = scaled.component_mul(scale) / scaled.norm();
    let solved = triangle.transpose().solve_lower_triangular(&unit)?;
    Some(solved.norm_squared()).filter(|rate| rate.is_finite() && *rate > 0.0)
}
