//! Owns the minimum of a convex quadratic loss with creases, such as a lasso or a hinge with a ridge: which kinks it lies on is
//! found in floating point, and proved in fractions.
//!
//! The proposal comes from the alternating direction method of multipliers (Boyd et al. 2011), whose soft threshold puts the
//! insides of the kinks exactly to zero. With these held at zero and the signs of all others, what is left is a linear system;
//! its solution and its multipliers are fractions, and they show that 0 is a subgradient.

use nalgebra::{DMatrix, DVector};

use super::vertex::{Corner, Creased, dot};
use crate::number::Rational;
use crate::solve::{inertia, inverse};

/// Rounds of the proposal.
const ROUNDS: usize = 4_000;

/// Work on a proposal: rounds times kinks times parameters.
const WORK: usize = 60_000_000;

/// Weights of the penalty that are tried, relative to the curvature.
const PENALTIES: [f64; 3] = [1.0, 0.05, 20.0];

/// Looks for the minimum; `None` where no proposal could be proved.
pub(super) fn lowest(creased: &Creased) -> Option<Corner> {
    let size = creased.kinks.len().max(1).saturating_mul(creased.linear.len().max(1));
    let rounds = ROUNDS.min(WORK / size);
    PENALTIES.into_iter().find_map(|penalty| {
        let sides = propose(creased, rounds, penalty)?;
        prove(creased, &sides)
    })
}

/// For each kink the sign of its inside; 0 where the minimum lies on it.
fn propose(creased: &Creased, rounds: usize, penalty: f64) -> Option<Vec<i8>> {
    let (count, size) = (creased.kinks.len(), creased.linear.len());
    let mut slopes = DMatrix::zeros(count, size);
    let mut bend = DMatrix::zeros(size, size);
    for (row, kink) in creased.kinks.iter().enumerate() {
        for (column, entry) in kink.slope.iter().enumerate() {
            slopes[(row, column)] = entry.to_f64();
        }
    }
    for (row, entries) in creased.bend.iter().enumerate() {
        for (column, entry) in entries.iter().enumerate() {
            bend[(row, column)] = entry.to_f64();
        }
    }
    let offsets = DVector::from_iterator(count, creased.kinks.iter().map(|kink| kink.offset.to_f64()));
    let linear = DVector::from_iterator(size, creased.linear.iter().map(Rational::to_f64));
    let square = slopes.tr_mul(&slopes);
    let rho = penalty * bend.trace().abs() / square.trace().max(f64::MIN_POSITIVE);
    let solver = (&bend + &square * rho).lu();
    let (mut inside, mut dual) = (DVector::zeros(count), DVector::zeros(count));
    for _ in 0..rounds {
        let pull = slopes.tr_mul(&(&inside - &offsets - &dual)) * rho - &linear;
        let values = solver.solve(&pull)?;
        let reached = &slopes * values + &offsets;
        for (at, kink) in creased.kinks.iter().enumerate() {
            let (own, reach) = (reached[at] + dual[at], kink.weight.to_f64() / rho);
            inside[at] = own.signum() * (own.abs() - reach).max(0.0);
            dual[at] = own - inside[at];
        }
    }
    let sign = |value: &f64| if *value > 0.0 { 1 } else { -i8::from(*value < 0.0) };
    inside.iter().all(|value| value.is_finite()).then(|| inside.iter().map(sign).collect())
}

/// The minimum for these sides in fractions; `None` when a sign or a multiplier isn't what it has to be.
fn prove(creased: &Creased, sides: &[i8]) -> Option<Corner> {
    let size = creased.linear.len();
    let held: Vec<usize> = sides.iter().enumerate().filter(|(_, side)| **side == 0).map(|(at, _)| at).collect();
    if held.len() > size {
        return None;
    }
    let mut slope = creased.linear.clone();
    for (kink, side) in creased.kinks.iter().zip(sides) {
        let weight = &kink.weight * &Rational::from(i64::from(*side));
        for (sum, entry) in slope.iter_mut().zip(&kink.slope).filter(|(_, entry)| !entry.is_zero()) {
            *sum = &*sum + &(&weight * entry);
        }
    }
    // The quadratic part with the slopes of what is held at zero around it.
    let mut matrix: Vec<Vec<Rational>> = Vec::new();
    for (place, row) in creased.bend.iter().enumerate() {
        let border = held.iter().map(|&at| creased.kinks.get(at)?.slope.get(place).cloned());
        matrix.push(row.iter().cloned().map(Some).chain(border).collect::<Option<_>>()?);
    }
    let mut right: Vec<Rational> = slope.iter().map(|entry| -entry).collect();
    for &at in &held {
        let kink = creased.kinks.get(at)?;
        let zeros = std::iter::repeat_n(Rational::ZERO, held.len());
        matrix.push(kink.slope.iter().cloned().chain(zeros).collect());
        right.push(-&kink.offset);
    }
    let solved: Vec<Rational> = inverse(&matrix)?.iter().map(|row| dot(row, &right)).collect();
    let (values, forces) = solved.split_at_checked(size)?;
    let mut loss = &creased.constant + &dot(&creased.linear, values);
    let bent: Vec<Rational> = creased.bend.iter().map(|row| dot(row, values)).collect();
    loss = &loss + &(&dot(&bent, values) * &Rational::ratio(1, 2)?);
    for (kink, side) in creased.kinks.iter().zip(sides) {
        let inside = &dot(&kink.slope, values) + &kink.offset;
        let is_right = match side {
            0 => inside.is_zero(),
            1 => !inside.is_zero() && !inside.is_negative(),
            _ => inside.is_negative(),
        };
        if !is_right {
            return None;
        }
        loss = &loss + &(&kink.weight * &inside.abs());
    }
    let mut meeting = Vec::new();
    for (&at, force) in held.iter().zip(forces) {
        let multiplier = force.checked_div(&creased.kinks.get(at)?.weight)?;
        if multiplier.abs() > Rational::ONE {
            return None;
        }
        meeting.push((at, multiplier));
    }
    // Inside its bounds a multiplier makes the loss rise where its kink is left; where none is left the quadratic part does,
    // for else the system would have no inverse.
    let strict = meeting.iter().all(|(_, multiplier)| multiplier.abs() < Rational::ONE);
    let only = (strict || inertia(&creased.bend).positive == size).then_some(true);
    let others = slope.iter().zip(&bent).map(|(slope, bent)| slope + bent).collect();
    Some(Corner { values: values.to_vec(), loss, meeting, others, crowded: false, only, other_end: None })
}
