//! Owns the minimum of a sum of absolute values of linear expressions in several parameters: a corner where as many of them
//! vanish as there are parameters, found in floating point and proved in fractions.
//!
//! From a corner one goes along the edge on which the loss falls, past as many kinks as it keeps falling, to the next corner
//! (Barrodale & Roberts 1973). What is found so is only a proposal: the corner is computed again in fractions, and there the
//! multipliers of the kinks that meet in it show that 0 is a subgradient.

use nalgebra::{DMatrix, DVector};

use super::descent::random;
use crate::number::Rational;
use crate::solve::inverse;

/// weight · |slope·θ + offset|.
#[derive(Clone, Debug)]
pub(super) struct Kink {
    pub slope: Vec<Rational>,
    pub offset: Rational,
    pub weight: Rational,
    /// The row of the data that it comes from.
    pub row: Option<usize>,
}

/// A sum of kinks, a linear part and a quadratic one, ½ θ·bend·θ.
#[derive(Clone, Debug, Default)]
pub(super) struct Creased {
    pub kinks: Vec<Kink>,
    pub bend: Vec<Vec<Rational>>,
    pub linear: Vec<Rational>,
    pub constant: Rational,
}

impl Creased {
    /// Whether there is a quadratic part.
    pub fn is_bent(&self) -> bool {
        !self.bend.iter().flatten().all(Rational::is_zero)
    }
}

/// A corner with the proof that it is a minimum.
#[derive(Clone, Debug)]
pub(super) struct Corner {
    /// The parameters.
    pub values: Vec<Rational>,
    /// The loss there.
    pub loss: Rational,
    /// The kinks that meet there with independent slopes, by position, with the factor from −1 to 1 of each.
    pub meeting: Vec<(usize, Rational)>,
    /// What all the others contribute to the subgradient.
    pub others: Vec<Rational>,
    /// Whether there are others that vanish there too.
    pub crowded: bool,
    /// Whether it is the only minimum, as far as that was decided.
    pub only: Option<bool>,
    /// The other end of an edge on which the loss doesn't change, where it has an end.
    pub other_end: Option<Vec<Rational>>,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) enum Lowest {
    /// A minimum at a corner.
    Corner(Corner),
    /// In this direction the loss falls without end.
    Falls(Vec<Rational>),
}

/// Corners that are gone through.
const CORNERS: usize = 4_000;

/// How often offsets are moved apart anew, where more kinks meet in a corner than there are parameters.
const TRIALS: u64 = 6;

/// Looks for the minimum; `None` where the kinks have too few independent slopes, or no proof was found.
pub(super) fn lowest(creased: &Creased) -> Option<Lowest> {
    let mut undecided = None;
    for trial in 0..TRIALS {
        match propose(creased, trial)? {
            Proposal::Corner(basis, signs) => {
                let Some(corner) = prove(creased, &basis, &signs) else { continue };
                if corner.only.is_some() {
                    return Some(Lowest::Corner(corner));
                }
                undecided = Some(Lowest::Corner(corner));
            }
            Proposal::Falls(basis, place, sign) => {
                if let Some(direction) = falls(creased, &basis, place, sign) {
                    return Some(Lowest::Falls(direction));
                }
            }
        }
    }
    undecided
}

enum Proposal {
    /// The kinks that meet, and the signs of all.
    Corner(Vec<usize>, Vec<bool>),
    /// From these kinks, along the edge that leaves one of them to this side.
    Falls(Vec<usize>, usize, f64),
}

/// The kinks in floating point, with columns of one size and offsets that no two kinks have in common.
struct Floats {
    slopes: DMatrix<f64>,
    offsets: DVector<f64>,
    weights: Vec<f64>,
    linear: DVector<f64>,
}

impl Floats {
    fn of(creased: &Creased, trial: u64) -> Option<Floats> {
        let (count, size) = (creased.kinks.len(), creased.linear.len());
        let mut slopes = DMatrix::zeros(count, size);
        for (row, kink) in creased.kinks.iter().enumerate() {
            for (column, entry) in kink.slope.iter().enumerate() {
                slopes[(row, column)] = entry.to_f64();
            }
        }
        let scale: Vec<f64> = slopes.column_iter().map(|column| column.amax()).collect();
        if scale.iter().any(|scale| *scale == 0.0 || !scale.is_finite()) {
            return None;
        }
        for (column, scale) in scale.iter().enumerate() {
            slopes.column_mut(column).scale_mut(1.0 / scale);
        }
        let mut offsets = DVector::from_iterator(count, creased.kinks.iter().map(|kink| kink.offset.to_f64()));
        let (mut state, reach) = (trial, 1e-9 * offsets.amax().max(1.0));
        offsets.iter_mut().for_each(|offset| *offset += reach * (random(&mut state) - 0.5));
        let linear = creased.linear.iter().zip(&scale).map(|(entry, scale)| entry.to_f64() / scale);
        Some(Floats {
            slopes,
            offsets,
            weights: creased.kinks.iter().map(|kink| kink.weight.to_f64()).collect(),
            linear: DVector::from_iterator(size, linear),
        })
    }

    fn rows(&self, basis: &[usize]) -> DMatrix<f64> {
        self.slopes.select_rows(basis)
    }

    /// Kinks with independent slopes that are near the least squares solution.
    fn first(&self) -> Option<Vec<usize>> {
        let size = self.linear.len();
        let square = self.slopes.tr_mul(&self.slopes);
        let near = square.svd(true, true).solve(&-self.slopes.tr_mul(&self.offsets), 1e-12).ok()?;
        let residuals = &self.slopes * near + &self.offsets;
        let mut order: Vec<usize> = (0..residuals.len()).collect();
        let distance = |at: usize| residuals[at].abs() / self.slopes.row(at).norm().max(f64::MIN_POSITIVE);
        order.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        let (mut basis, mut units): (Vec<usize>, Vec<DVector<f64>>) = (Vec::new(), Vec::new());
        for at in order {
            let mut own = self.slopes.row(at).transpose();
            let length = own.norm();
            for unit in &units {
                own -= unit * unit.dot(&own);
            }
            if length > 0.0 && own.norm() > 1e-8 * length {
                units.push(own.normalize());
                basis.push(at);
            }
            if basis.len() == size {
                return Some(basis);
            }
        }
        None
    }
}

/// Goes from corner to corner.
fn propose(creased: &Creased, trial: u64) -> Option<Proposal> {
    let floats = Floats::of(creased, trial)?;
    let size = floats.linear.len();
    let mut basis = floats.first()?;
    for _ in 0..CORNERS {
        let matrix = floats.rows(&basis);
        let here = DVector::from_iterator(size, basis.iter().map(|&at| -floats.offsets[at]));
        let inverse = matrix.try_inverse()?;
        let residuals = &floats.slopes * (&inverse * here) + &floats.offsets;
        let mut slope = floats.linear.clone();
        for (at, (residual, weight)) in residuals.iter().zip(&floats.weights).enumerate() {
            if !basis.contains(&at) {
                slope += floats.slopes.row(at).transpose() * (weight * residual.signum());
            }
        }
        let multipliers = -inverse.tr_mul(&slope);
        let excess = |place: &usize| {
            let weight = basis.get(*place).and_then(|&at| floats.weights.get(at)).copied().unwrap_or(0.0);
            multipliers[*place].abs() - weight * (1.0 + 1e-9)
        };
        let place = (0..size).max_by(|a, b| excess(a).total_cmp(&excess(b)))?;
        if excess(&place) <= 0.0 {
            let signs = residuals.iter().map(|residual| *residual >= 0.0).collect();
            return Some(Proposal::Corner(basis, signs));
        }
        let sign = multipliers[place].signum();
        let rates = &floats.slopes * (inverse.column(place) * sign);
        // The loss along the edge: its slope grows at each kink that is met.
        let mut met: Vec<(f64, usize)> = (0..residuals.len())
            .filter(|at| !basis.contains(at))
            .map(|at| (-residuals[at] / rates[at], at))
            .filter(|(step, _)| *step > 0.0 && step.is_finite())
            .collect();
        met.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let weight = |at: usize| floats.weights.get(at).copied().unwrap_or(0.0);
        let mut fall = basis.get(place).map_or(0.0, |&at| weight(at)) - multipliers[place].abs();
        let next = met.into_iter().find(|(_, at)| {
            fall += 2.0 * weight(*at) * rates[*at].abs();
            fall >= 0.0
        });
        let Some((_, next)) = next else { return Some(Proposal::Falls(basis, place, sign)) };
        *basis.get_mut(place)? = next;
    }
    None
}

/// Σ aᵢbᵢ.
pub(super) fn dot(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).fold(Rational::ZERO, |sum, (a, b)| if a.is_zero() || b.is_zero() { sum } else { &sum + &(a * b) })
}

fn is_positive(value: &Rational) -> bool {
    !value.is_zero() && !value.is_negative()
}

/// The inverse of the slopes of some kinks.
fn inverse_of(creased: &Creased, basis: &[usize]) -> Option<Vec<Vec<Rational>>> {
    let rows: Option<Vec<Vec<Rational>>> =
        basis.iter().map(|&at| creased.kinks.get(at).map(|kink| kink.slope.clone())).collect();
    inverse(&rows?)
}

fn column(matrix: &[Vec<Rational>], at: usize) -> Option<Vec<Rational>> {
    matrix.iter().map(|row| row.get(at).cloned()).collect()
}

/// The corner in fractions, with its multipliers; `None` when one of them is out of bounds. Kinks that vanish there without
/// belonging to it count with the sign they have just beside it.
fn prove(creased: &Creased, basis: &[usize], signs: &[bool]) -> Option<Corner> {
    let inverse = inverse_of(creased, basis)?;
    let here: Option<Vec<Rational>> = basis.iter().map(|&at| creased.kinks.get(at).map(|kink| -&kink.offset)).collect();
    let here = here?;
    let values: Vec<Rational> = inverse.iter().map(|row| dot(row, &here)).collect();
    let residuals: Vec<Rational> = creased.kinks.iter().map(|kink| &dot(&kink.slope, &values) + &kink.offset).collect();
    let mut others = creased.linear.clone();
    let mut loss = &creased.constant + &dot(&creased.linear, &values);
    let mut crowded = false;
    for (at, ((kink, residual), sign)) in creased.kinks.iter().zip(&residuals).zip(signs).enumerate() {
        loss = &loss + &(&kink.weight * &residual.abs());
        if basis.contains(&at) {
            continue;
        }
        crowded |= residual.is_zero();
        let up = if residual.is_zero() { *sign } else { !residual.is_negative() };
        for (sum, entry) in others.iter_mut().zip(&kink.slope).filter(|(_, entry)| !entry.is_zero()) {
            let part = &kink.weight * entry;
            *sum = if up { &*sum + &part } else { &*sum - &part };
        }
    }
    let mut meeting = Vec::new();
    let mut edges = Vec::new();
    for (place, &at) in basis.iter().enumerate() {
        let kink = creased.kinks.get(at)?;
        let multiplier = (-&dot(&column(&inverse, place)?, &others)).checked_div(&kink.weight)?;
        match multiplier.abs().cmp(&Rational::ONE) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => edges.push((place, multiplier.clone())),
            std::cmp::Ordering::Greater => return None,
        }
        meeting.push((at, multiplier));
    }
    let mut corner =
        Corner { values, loss, meeting, others, crowded, only: edges.is_empty().then_some(true), other_end: None };
    for (place, sign) in edges {
        let direction: Vec<Rational> = column(&inverse, place)?.iter().map(|entry| entry * &sign).collect();
        if let Some(end) = flat(creased, &corner.values, &residuals, &direction) {
            corner.only = Some(false);
            corner.other_end = end;
            break;
        }
    }
    Some(corner)
}

/// Whether the loss doesn't change in a direction, and where that ends; `None` when it rises at once.
fn flat(
    creased: &Creased,
    values: &[Rational],
    residuals: &[Rational],
    direction: &[Rational],
) -> Option<Option<Vec<Rational>>> {
    let mut slope = dot(&creased.linear, direction);
    let mut end: Option<Rational> = None;
    for (kink, residual) in creased.kinks.iter().zip(residuals) {
        let rate = dot(&kink.slope, direction);
        let part = &kink.weight * &rate;
        slope = match (residual.is_zero(), residual.is_negative()) {
            (true, _) => &slope + &part.abs(),
            (_, true) => &slope - &part,
            _ => &slope + &part,
        };
        if let Some(step) = (-residual).checked_div(&rate).filter(is_positive)
            && end.as_ref().is_none_or(|known| step < *known)
        {
            end = Some(step);
        }
    }
    slope.is_zero().then(|| {
        let end = end?;
        Some(values.iter().zip(direction).map(|(value, part)| value + &(part * &end)).collect())
    })
}

/// The direction of an edge, where the loss falls along it without end.
fn falls(creased: &Creased, basis: &[usize], place: usize, sign: f64) -> Option<Vec<Rational>> {
    let inverse = inverse_of(creased, basis)?;
    let sign = Rational::from(if sign < 0.0 { -1 } else { 1 });
    let direction: Vec<Rational> = column(&inverse, place)?.iter().map(|entry| entry * &sign).collect();
    let mut slope = dot(&creased.linear, &direction);
    for kink in &creased.kinks {
        slope = &slope + &(&kink.weight * &dot(&kink.slope, &direction).abs());
    }
    slope.is_negative().then_some(direction)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

    use super::*;

    /// Σ|y − (w·x + b)| over some points.
    fn line(points: &[(i64, i64)]) -> Creased {
        let kink = |&(x, y): &(i64, i64)| Kink {
            slope: vec![Rational::from(-x), Rational::from(-1)],
            offset: Rational::from(y),
            weight: Rational::ONE,
            row: None,
        };
        let kinks = points.iter().map(kink).collect();
        Creased { kinks, linear: vec![Rational::ZERO; 2], ..Creased::default() }
    }

    /// The loss at the line through two points.
    fn through(creased: &Creased, a: (i64, i64), b: (i64, i64)) -> Option<Rational> {
        let w = Rational::ratio(b.1 - a.1, b.0 - a.0)?;
        let c = &Rational::from(a.1) - &(&w * &Rational::from(a.0));
        let values = [w, c];
        Some(
            creased
                .kinks
                .iter()
                .fold(Rational::ZERO, |sum, kink| &sum + &(&dot(&kink.slope, &values) + &kink.offset).abs()),
        )
    }

    #[test]
    fn no_line_through_two_points_is_better() {
        let mut state = 7;
        for round in 0..60 {
            let count = 3 + round % 9;
            // Few different values, so that many kinks meet in one corner.
            let mut draw = || (random(&mut state) * 7.0) as i64;
            let points: Vec<(i64, i64)> = (0..count).map(|_| (draw(), draw())).collect();
            let creased = line(&points);
            let pairs = points.iter().flat_map(|&a| points.iter().map(move |&b| (a, b)));
            let best = pairs.filter_map(|(a, b)| through(&creased, a, b)).min();
            let Some(best) = best else { continue };
            match lowest(&creased) {
                Some(Lowest::Corner(corner)) => assert_eq!(corner.loss, best, "{points:?}"),
                other => panic!("{points:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_linear_part_that_is_too_steep_has_no_minimum() {
        let mut creased = line(&[(0, 0), (1, 1), (2, 1)]);
        creased.linear = vec![Rational::from(5), Rational::ZERO];
        assert!(matches!(lowest(&creased), Some(Lowest::Falls(_))));
    }
}
