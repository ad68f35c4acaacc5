//! Owns the search without derivatives that ends descents on losses with kinks: steps in fixed and random directions, shorter
//! whenever none goes down (Kolda, Lewis & Torczon 2003).

use super::iterate::random;
use super::objective::{Objective, Place};
use super::stop::{Iteration, Run, Stop};
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;

/// Evaluations at most.
const EVALUATIONS: usize = 30_000;

/// Goes on from the end of a run; the run unchanged where nothing lower is found.
pub(super) fn finish(pool: &Pool, objective: &Objective, mut run: Run, seed: u64) -> Result<Run, Diagnostic> {
    let Some(end) = run.end().cloned() else { return Ok(run) };
    let size = end.values.iter().map(|value| value.abs()).fold(1.0, f64::max);
    let mut best = objective.place(pool, &end.values)?;
    if !best.loss.is_finite() {
        return Ok(run);
    }
    let (mut radius, mut state, mut evaluations) = (0.1 * size, seed, 0);
    while radius > 1e-15 * size && evaluations < EVALUATIONS {
        let mut moved = false;
        for direction in directions(best.values.len(), &mut state) {
            let values: Vec<f64> =
                best.values.iter().zip(&direction).map(|(value, part)| value + radius * part).collect();
            let place = objective.place(pool, &values)?;
            evaluations += 1;
            if place.loss < best.loss {
                (best, moved) = (place, true);
            }
        }
        radius *= if moved { 1.5 } else { 0.5 };
    }
    if best.loss < end.loss {
        run.trace.push(line(end.number + 1, &best));
    }
    if radius <= 1e-15 * size {
        run.stop = Stop::Step;
    }
    Ok(run)
}

fn line(number: usize, place: &Place) -> Iteration {
    Iteration { number, values: place.values.clone(), loss: place.loss, gradient: place.norm() }
}

/// Both ways along each parameter, and along as many random directions.
fn directions(size: usize, state: &mut u64) -> Vec<Vec<f64>> {
    let mut all = Vec::new();
    for at in 0..size {
        let unit: Vec<f64> = (0..size).map(|k| f64::from(u8::from(k == at))).collect();
        let free: Vec<f64> = (0..size).map(|_| 2.0 * random(state) - 1.0).collect();
        let length = free.iter().map(|part| part * part).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        for direction in [unit, free.iter().map(|part| part / length).collect()] {
            all.push(direction.iter().map(|part| -part).collect());
            all.push(direction);
        }
    }
    all
}
