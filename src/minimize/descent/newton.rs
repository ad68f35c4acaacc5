//! Owns Newton's method in a trust region: the exact Hessian, made convex by a shift where it isn't (Moré & Sorensen 1983).

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::objective::{Objective, Place};
use super::stop::{Iteration, Recorder, Run, Stop, Watch};
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;

/// Gradients that can't change the loss in its last digits count as zero.
const FLAT: f64 = 1e-13;

/// How many steps in a row may gain nothing that counts: on kinks they creep without end.
const IDLE: usize = 40;

/// What is left of a loss that fades out far away, relative to the start.
const NOTHING: f64 = 1e-25;

/// How much further out than the start that is.
const FAR: f64 = 40.0;

/// A loss that has practically vanished, relative to the start, should still halve in so many iterations.
const VANISHED: f64 = 1e-15;
const PATIENCE: usize = 256;

/// Goes down from a place.
pub(super) fn search(
    pool: &Pool,
    objective: &Objective,
    start: Place,
    iterations: usize,
    watch: Option<Watch>,
) -> Result<Run, Diagnostic> {
    let (first, near) = (start.loss.abs(), distance(&start.values).max(1.0));
    let mut here = start;
    let mut recorder = Recorder::new(watch);
    let mut radius = 0.0;
    let mut scale: DVector<f64> = DVector::from_element(here.values.len(), 1.0);
    let mut last_gain = f64::INFINITY;
    let (mut idle, mut recent) = (0, f64::INFINITY);
    if let Some(halt) = recorder.push(line(0, &here)) {
        return Ok(recorder.finish(Stop::Halted(halt)));
    }
    for number in 1..=iterations {
        if idle > IDLE {
            return Ok(recorder.finish(Stop::Loss));
        }
        let Some(hessian) = objective.hessian(pool, &here.values)? else {
            return Ok(recorder.finish(Stop::LeftDomain));
        };
        let model = Model::of(&hessian, &here.slope, &mut scale, number == 1);
        if number == 1 {
            radius = first_radius(&here.values, &scale);
        }
        let size = here.loss.abs().max(1e-300);
        let flat = here.norm() == 0.0 || model.promise() <= FLAT * FLAT * size;
        if flat && !model.bends_down() {
            return Ok(recorder.finish(if number == 1 && here.norm() == 0.0 {
                Stop::FlatStart
            } else {
                Stop::Gradient
            }));
        }
        loop {
            // Each try looks at all rows.
            if let Some(halt) = recorder.halt() {
                return Ok(recorder.finish(Stop::Halted(halt)));
            }
            let step = model.step(radius);
            let length = step.component_mul(&scale).norm();
            let predicted = model.fall(&step);
            let values: Vec<f64> = here.values.iter().zip(step.iter()).map(|(value, part)| value + part).collect();
            let still = values == here.values;
            let next = objective.place(pool, &values)?;
            let gained = here.loss - next.loss;
            // Near the minimum the loss is flat to its last digit; there the gradient decides.
            let rounding = 4.0 * f64::EPSILON * here.loss.abs().max(next.loss.abs());
            let noise = next.is_finite() && gained.abs() <= rounding && predicted <= rounding;
            let better = next.is_finite() && if noise { next.norm() < here.norm() } else { gained >= 1e-4 * predicted };
            if next.is_finite() && gained >= 0.75 * predicted && length >= 0.8 * radius {
                radius = 2.0 * length;
            } else if !better || gained < 0.25 * predicted {
                radius = if noise { radius } else { 0.25 * length.min(radius) };
            }
            if better {
                here = next;
                if let Some(halt) = recorder.push(line(number, &here)) {
                    return Ok(recorder.finish(Stop::Halted(halt)));
                }
                if here.loss < -1e150 || here.values.iter().any(|value| value.abs() > 1e100) {
                    return Ok(recorder.finish(Stop::FellAway));
                }
                if here.loss > 0.0 && number % PATIENCE == 0 {
                    if here.loss < VANISHED * first && here.loss > 0.5 * recent {
                        return Ok(recorder.finish(Stop::Gradient));
                    }
                    recent = here.loss;
                }
                if here.loss > 0.0 && here.loss < NOTHING * first && distance(&here.values) > FAR * near {
                    return Ok(recorder.finish(Stop::Gradient));
                }
                last_gain = gained;
                idle = if gained <= 4.0 * rounding { idle + 1 } else { 0 };
                break;
            }
            if noise || still {
                return Ok(recorder.finish(if last_gain.is_finite() { Stop::Loss } else { Stop::Step }));
            }
            if radius <= 1e-300 {
                return Ok(recorder.finish(Stop::Step));
            }
        }
    }
    Ok(recorder.finish(Stop::Iterations))
}

fn distance(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Short at first, in the parameters' own scales: the next minimum is looked for, not one beyond the hills.
fn first_radius(values: &[f64], scale: &DVector<f64>) -> f64 {
    let size = |value: f64| if value == 0.0 { 1.0 } else { value.abs() };
    let scaled = values.iter().zip(scale.iter()).map(|(&value, scale)| (size(value) * scale).powi(2));
    0.25 * scaled.sum::<f64>().sqrt()
}

fn line(number: usize, place: &Place) -> Iteration {
    Iteration { number, values: place.values.clone(), loss: place.loss, gradient: place.norm() }
}

/// The eigenvalues of a Hessian, smallest first.
pub(super) fn eigenvalues(hessian: &[f64]) -> Vec<f64> {
    let size = (hessian.len() as f64).sqrt() as usize;
    let matrix = DMatrix::from_row_slice(size, size, hessian);
    let mut values: Vec<f64> = SymmetricEigen::new(matrix).eigenvalues.iter().copied().collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The same for the Hessian whose rows and columns are scaled to a diagonal of ones, which tells flat directions from
/// parameters that are merely large.
pub(super) fn scaled_eigenvalues(hessian: &[f64]) -> Vec<f64> {
    let size = (hessian.len() as f64).sqrt() as usize;
    let diagonal = |at: usize| hessian.get(at * size + at).map_or(0.0, |entry| entry.abs().sqrt());
    let scaled: Vec<f64> = hessian
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let divisor = diagonal(at / size.max(1)) * diagonal(at % size.max(1));
            if divisor > 0.0 { entry / divisor } else { *entry }
        })
        .collect();
    eigenvalues(&scaled)
}

/// The quadratic model of the loss in scaled variables, in the basis of its eigenvectors.
struct Model {
    scale: DVector<f64>,
    vectors: DMatrix<f64>,
    values: DVector<f64>,
    slope: DVector<f64>,
}

impl Model {
    fn of(hessian: &[f64], slope: &[f64], scale: &mut DVector<f64>, first: bool) -> Model {
        let size = slope.len();
        let mut matrix = DMatrix::from_row_slice(size, size, hessian);
        let diagonal = matrix.diagonal().map(|entry| entry.abs().sqrt());
        let largest = diagonal.amax();
        if largest > 0.0 {
            // Never less than a fraction of the largest, so that a flat direction isn't an endless one.
            let own = diagonal.map(|entry| (entry / largest).max(1e-12));
            *scale = if first { own } else { scale.zip_map(&own, |old, new| (0.5 * old).max(new)) };
        }
        for row in 0..size {
            for column in 0..size {
                matrix[(row, column)] /= scale[row] * scale[column];
            }
        }
        let eigen = SymmetricEigen::new(matrix);
        let slope = DVector::from_column_slice(slope).component_div(scale);
        let slope = eigen.eigenvectors.tr_mul(&slope);
        Model { scale: scale.clone(), vectors: eigen.eigenvectors, values: eigen.eigenvalues, slope }
    }

    /// How much a whole step would gain, where the model is convex.
    fn promise(&self) -> f64 {
        let parts = self.slope.iter().zip(self.values.iter());
        parts.map(|(slope, value)| if *value > 0.0 { slope * slope / value } else { slope.abs() }).sum()
    }

    fn lowest(&self) -> f64 {
        self.values.min()
    }

    fn bends_down(&self) -> bool {
        self.lowest() < -1e-10 * self.values.amax()
    }

    /// What the model promises for a step.
    fn fall(&self, step: &DVector<f64>) -> f64 {
        let own = self.vectors.tr_mul(&step.component_mul(&self.scale));
        let parts = own.iter().zip(self.slope.iter()).zip(self.values.iter());
        -parts.map(|((own, slope), value)| own * slope + 0.5 * value * own * own).sum::<f64>()
    }

    /// The best step that isn't longer than the radius.
    fn step(&self, radius: f64) -> DVector<f64> {
        let at = |shift: f64| {
            DVector::from_iterator(
                self.slope.len(),
                self.slope.iter().zip(self.values.iter()).map(|(slope, value)| {
                    let bend = value + shift;
                    if *slope == 0.0 { 0.0 } else { -slope / bend }
                }),
            )
        };
        let lowest = self.lowest();
        let floor = if lowest > 0.0 { 0.0 } else { -lowest + 1e-12 * self.values.amax().max(f64::MIN_POSITIVE) };
        let mut own = at(floor);
        if own.norm() > radius {
            let (mut low, mut high) = (floor, floor + self.slope.norm() / radius);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if at(middle).norm() > radius {
                    low = middle
                } else {
                    high = middle
                }
                if high - low <= 1e-12 * high {
                    break;
                }
            }
            own = at(high);
        } else if lowest < 0.0 {
            // The gradient says nothing about the direction that bends down most: go along it as far as is allowed.
            let worst = self.values.imin();
            let rest = (radius * radius - own.norm_squared()).max(0.0).sqrt();
            own[worst] += if self.slope[worst] > 0.0 { -rest } else { rest };
        }
        (&self.vectors * own).component_div(&self.scale)
    }
}
