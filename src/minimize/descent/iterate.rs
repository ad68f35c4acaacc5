//! Owns the run of an update rule: its formulas compiled, repeated, and watched for divergence.

use super::objective::{Objective, Place};
use super::stop::{Iteration, Recorder, Run, Stop, Watch};
use super::updates::Update;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, substitute};
use crate::minimize::names;
use crate::numeric::{Inputs, Tape};

/// Gradients below this, relative to the loss, count as zero.
const FLAT: f64 = 1e-10;

/// Losses that grow by this factor are lost.
const GROWTH: f64 = 1e6;

/// How many iterations without any gain end a descent.
const SAME: usize = 50;

/// How an update rule is run.
#[derive(Clone, Debug)]
pub(super) struct Course {
    /// The learning rate.
    pub rate: f64,
    /// Each parameter's own factor of the rate.
    pub scale: Vec<f64>,
    /// Iterations at most.
    pub iterations: usize,
    /// Whether any rise of the loss counts as divergence, so that a smaller rate can be tried.
    pub strict: bool,
    /// Whether the rate is halved when the loss goes up and down without any gain.
    pub settles: bool,
    /// Whether the loss has kinks: there a shorter gradient is no gain, and steps settle without one.
    pub kinked: bool,
    /// Rows in a batch, and the seed of the draws.
    pub batch: Option<(usize, u64)>,
    /// Sees each line; says why to end, when it shall.
    pub watch: Option<Watch>,
}

/// The formulas of an update rule, compiled for one parameter.
pub(super) struct Formulas {
    tape: Tape,
    /// Position of each step's name among the inputs.
    targets: Vec<usize>,
    inputs: Vec<Id>,
    constants: Vec<(usize, f64)>,
}

impl Formulas {
    /// Compiles the table's row.
    pub fn of(pool: &mut Pool, update: &Update) -> Result<Option<Self>, Diagnostic> {
        let mut inputs: Vec<Id> = ["w", "g", "eta", "t", "T"].iter().map(|name| pool.symbol(name)).collect();
        let (mut roots, mut targets, mut constants) = (Vec::new(), Vec::new(), Vec::new());
        let mut place = |pool: &mut Pool, name: &str| {
            let id = pool.symbol(name);
            let at = inputs.iter().position(|&known| known == id);
            at.unwrap_or_else(|| {
                inputs.push(id);
                inputs.len() - 1
            })
        };
        for (name, formula) in update.steps {
            targets.push(place(pool, name));
            let formula = pool.table_text(formula)?;
            let symbols = names::symbols(pool, &[formula], None);
            roots.push(substitute(pool, formula, &symbols));
        }
        for (name, value) in update.constants {
            constants.push((place(pool, name), *value));
        }
        let Some(tape) = Tape::compile(pool, &roots, &Inputs { parameters: &inputs, ..Inputs::default() }) else {
            return Ok(None);
        };
        Ok(Some(Formulas { tape, targets, inputs, constants }))
    }

    fn fresh(&self, rate: f64, period: f64) -> Vec<f64> {
        let mut state = vec![0.0; self.inputs.len()];
        for &(at, value) in self.constants.iter().chain(&[(2, rate), (4, period)]) {
            if let Some(place) = state.get_mut(at) {
                *place = value;
            }
        }
        state
    }

    /// One step of one parameter; its new value.
    fn step(&self, state: &mut [f64], value: f64, slope: f64, number: usize) -> f64 {
        for (at, input) in [(0, value), (1, slope), (3, number as f64)] {
            if let Some(place) = state.get_mut(at) {
                *place = input;
            }
        }
        // A formula may use what an earlier one in the same step has set.
        for (at, &target) in self.targets.iter().enumerate() {
            let result = self.tape.run(state).get(at).copied().unwrap_or(f64::NAN);
            if let Some(place) = state.get_mut(target) {
                *place = result;
            }
        }
        state.first().copied().unwrap_or(f64::NAN)
    }
}

/// Position of the learning rate among the inputs of the formulas.
const RATE: usize = 2;

/// How often a rate is halved at most because the loss doesn't settle.
const HALVINGS: usize = 40;

/// Repeats the update rule from a place; also how often the rate was halved so that the loss settles.
pub(super) fn run(
    pool: &Pool,
    objective: &Objective,
    formulas: &Formulas,
    start: &Place,
    course: &Course,
) -> Result<(Run, usize), Diagnostic> {
    let mut here = start.clone();
    let mut recorder = Recorder::new(course.watch);
    let rows = objective.rows();
    let batch = course.batch.map(|(size, seed)| (size.clamp(1, rows.max(1)), seed));
    let per_epoch = batch.map_or(1, |(size, _)| rows.div_ceil(size.max(1)).max(1));
    let mut draw = batch.map(|(_, seed)| Draw::new(rows, seed));
    let mut states: Vec<Vec<f64>> =
        course.scale.iter().map(|scale| formulas.fresh(course.rate * scale, 20.0 * per_epoch as f64)).collect();
    let first = here.loss.abs().max(1e-300);
    let mut best = here.clone();
    let mut best_number = 0;
    if let Some(halt) = recorder.push(line(0, &here)) {
        return Ok((recorder.finish(Stop::Halted(halt)), 0));
    }
    if here.norm() <= FLAT * first {
        return Ok((recorder.finish(Stop::FlatStart), 0));
    }
    let (mut same, mut number, mut halvings, mut highest) = (0, 0, 0, f64::NEG_INFINITY);
    while number < course.iterations {
        let mut values = here.values.clone();
        for _ in 0..per_epoch {
            number += 1;
            let sampled = match (&mut draw, batch) {
                (Some(draw), Some((size, _))) => objective.sample(&values, &draw.next(size)),
                _ => None,
            };
            let slope = sampled.map_or_else(|| here.slope.clone(), |place| place.slope);
            for ((value, slope), state) in values.iter_mut().zip(&slope).zip(&mut states) {
                *value = formulas.step(state, *value, *slope, number);
            }
        }
        let next = objective.place(pool, &values)?;
        if !next.is_finite() {
            let grew = next.loss == f64::INFINITY || here.loss > first;
            return Ok((recorder.finish(if grew { Stop::Diverged } else { Stop::LeftDomain }), halvings));
        }
        // What is lost to rounding is counted against the size that the loss had: its terms cancel.
        let rises = course.strict && next.loss > here.loss + 1e-12 * here.loss.abs() + 1e-14 * first;
        if rises || next.loss > GROWTH * first.max(1.0) {
            recorder.push(line(number, &next));
            return Ok((recorder.finish(Stop::Diverged), halvings));
        }
        if next.loss < -1e150 {
            return Ok((recorder.finish(Stop::FellAway), halvings));
        }
        let still = next.values == here.values;
        // The loss is flat to its last digit long before the gradient is, so both must have stopped.
        let gained = next.loss < best.loss || (!course.kinked && next.norm() < best.norm());
        (same, highest) = if gained { (0, f64::NEG_INFINITY) } else { (same + 1, highest.max(next.loss)) };
        here = next;
        if gained {
            (best, best_number) = (here.clone(), number);
        }
        let halt = recorder.push(line(number, &here));
        // A step that was too long may lead up to where everything is flat.
        let is_above = here.loss > best.loss + 1e-9 * best.loss.abs() + 1e-14 * first;
        let stop = match () {
            () if halt.is_some() => halt.map(Stop::Halted),
            () if course.settles && is_above && here.norm() <= FLAT * first => Some(Stop::Diverged),
            () if here.norm() <= FLAT * first => Some(Stop::Gradient),
            () if still && number <= per_epoch => Some(Stop::TooShort),
            () if still => Some(Stop::Step),
            () if same < SAME || batch.is_some() => None,
            // What is lost to rounding isn't a rise.
            () if highest - best.loss <= 1e-12 * best.loss.abs() + 1e-14 * first => Some(Stop::Loss),
            () if course.settles && halvings < HALVINGS => {
                halvings += 1;
                (same, highest) = (0, f64::NEG_INFINITY);
                states.iter_mut().filter_map(|state| state.get_mut(RATE)).for_each(|rate| *rate /= 2.0);
                None
            }
            () if course.settles && course.kinked => Some(Stop::Step),
            () => Some(Stop::Unsettled),
        };
        if let Some(stop) = stop {
            if best_number != number && best.loss < here.loss {
                recorder.push(line(number, &best));
            }
            return Ok((recorder.finish(stop), halvings));
        }
    }
    if best.loss < here.loss {
        recorder.push(line(number, &best));
    }
    Ok((recorder.finish(Stop::Iterations), halvings))
}

fn line(number: usize, place: &Place) -> Iteration {
    Iteration { number, values: place.values.clone(), loss: place.loss, gradient: place.norm() }
}

/// Rows in random order, each once before any comes again.
struct Draw {
    order: Vec<usize>,
    at: usize,
    state: u64,
}

impl Draw {
    fn new(rows: usize, seed: u64) -> Self {
        Draw { order: (0..rows).collect(), at: rows, state: seed }
    }

    fn next(&mut self, size: usize) -> Vec<usize> {
        let mut batch = Vec::with_capacity(size);
        while batch.len() < size && !self.order.is_empty() {
            if self.at >= self.order.len() {
                if !batch.is_empty() {
                    break;
                }
                self.shuffle();
            }
            batch.extend(self.order.get(self.at));
            self.at += 1;
        }
        batch
    }

    /// Fisher and Yates' shuffle with SplitMix64.
    fn shuffle(&mut self) {
        for last in (1..self.order.len()).rev() {
            let other = (random(&mut self.state) * (last + 1) as f64) as usize;
            self.order.swap(last, other.min(last));
        }
        self.at = 0;
    }
}

/// The next number of a fixed, portable sequence, from 0 to below 1 (SplitMix64; Steele, Lea & Flood 2014).
pub(in crate::minimize) fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
