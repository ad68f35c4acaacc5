//! Owns the method of Broyden, Fletcher, Goldfarb and Shanno with limited memory (Liu & Nocedal 1989). Its line search asks for
//! the weak Wolfe conditions by bisection, which works for kinks too (Lewis & Overton 2013).

use std::collections::VecDeque;

use super::objective::{Objective, Place};
use super::stop::{Iteration, Recorder, Run, Stop, Watch};
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;

/// Pairs of steps that are remembered.
const MEMORY: usize = 20;

/// How often a step is halved or doubled.
const TRIALS: usize = 60;

/// Gradients below this, relative to the loss, count as zero.
const FLAT: f64 = 1e-13;

/// How many steps in a row may gain nothing that counts: on kinks they creep without end.
const IDLE: usize = 40;

/// A step, what it changed in the gradient, and one over their product.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    weight: f64,
}

/// Goes down from a place.
pub(super) fn search(
    pool: &Pool,
    objective: &Objective,
    start: Place,
    iterations: usize,
    watch: Option<Watch>,
) -> Result<Run, Diagnostic> {
    let mut here = start;
    let mut recorder = Recorder::new(watch);
    let mut memory: VecDeque<Pair> = VecDeque::new();
    let line = |number, place: &Place| Iteration {
        number,
        values: place.values.clone(),
        loss: place.loss,
        gradient: place.norm(),
    };
    if let Some(halt) = recorder.push(line(0, &here)) {
        return Ok(recorder.finish(Stop::Halted(halt)));
    }
    if here.norm() == 0.0 {
        return Ok(recorder.finish(Stop::FlatStart));
    }
    let mut idle = 0;
    for number in 1..=iterations {
        if idle > IDLE {
            return Ok(recorder.finish(Stop::Loss));
        }
        if here.norm() <= FLAT * here.loss.abs().max(f64::MIN_POSITIVE) {
            return Ok(recorder.finish(Stop::Gradient));
        }
        let mut direction = direction(&memory, &here.slope);
        if dot(&direction, &here.slope) >= 0.0 {
            memory.clear();
            direction = here.slope.iter().map(|part| -part).collect();
        }
        let first = if memory.is_empty() { (1.0 / here.norm()).min(1.0) } else { 1.0 };
        let Some(next) = line_search(pool, objective, &here, &direction, first)? else {
            if memory.is_empty() {
                return Ok(recorder.finish(Stop::Loss));
            }
            // What was remembered may mislead: once more along the gradient itself.
            memory.clear();
            continue;
        };
        let step = difference(&next.values, &here.values);
        let change = difference(&next.slope, &here.slope);
        let product = dot(&step, &change);
        if product > 0.0 {
            memory.push_back(Pair { step, change, weight: 1.0 / product });
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        let gained = here.loss - next.loss;
        idle = if gained <= 4.0 * f64::EPSILON * here.loss.abs() { idle + 1 } else { 0 };
        here = next;
        if let Some(halt) = recorder.push(line(number, &here)) {
            return Ok(recorder.finish(Stop::Halted(halt)));
        }
        if here.loss < -1e150 || here.values.iter().any(|value| value.abs() > 1e100) {
            return Ok(recorder.finish(Stop::FellAway));
        }
    }
    Ok(recorder.finish(Stop::Iterations))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// −H g with the H that the memory stands for.
fn direction(memory: &VecDeque<Pair>, slope: &[f64]) -> Vec<f64> {
    let mut q = slope.to_vec();
    let mut parts = Vec::new();
    for pair in memory.iter().rev() {
        let part = pair.weight * dot(&pair.step, &q);
        q.iter_mut().zip(&pair.change).for_each(|(q, change)| *q -= part * change);
        parts.push(part);
    }
    if let Some(pair) = memory.back() {
        let scale = 1.0 / (pair.weight * dot(&pair.change, &pair.change));
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for (pair, part) in memory.iter().zip(parts.iter().rev()) {
        let other = pair.weight * dot(&pair.change, &q);
        q.iter_mut().zip(&pair.step).for_each(|(q, step)| *q += (part - other) * step);
    }
    q.iter().map(|part| -part).collect()
}

/// A place along the direction where the loss has fallen enough and the slope has risen enough; `None` when there is none.
fn line_search(
    pool: &Pool,
    objective: &Objective,
    here: &Place,
    direction: &[f64],
    first: f64,
) -> Result<Option<Place>, Diagnostic> {
    let (mut low, mut high, mut length) = (0.0, f64::INFINITY, first);
    let slope = dot(direction, &here.slope);
    let mut best: Option<Place> = None;
    for _ in 0..TRIALS {
        let values: Vec<f64> = here.values.iter().zip(direction).map(|(value, part)| value + length * part).collect();
        if values == here.values {
            break;
        }
        let place = objective.place(pool, &values)?;
        if !place.is_finite() || place.loss > here.loss + 1e-4 * length * slope {
            high = length;
        } else if dot(direction, &place.slope) < 0.9 * slope {
            low = length;
            best = Some(place);
        } else {
            return Ok(Some(place));
        }
        length = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low };
    }
    Ok(best.filter(|best| best.loss < here.loss))
}
