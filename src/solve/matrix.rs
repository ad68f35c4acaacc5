//! Owns square matrices: inertia and inverse of exact numbers, determinants of formulas.

use crate::algebra::{Polynomial, Ratio, TERM_LIMIT};
use crate::number::Rational;

/// How many directions a symmetric matrix bends upwards, downwards and not at all in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inertia {
    /// Positive eigenvalues.
    pub positive: usize,
    /// Negative eigenvalues.
    pub negative: usize,
    /// Zero eigenvalues.
    pub zero: usize,
}

/// The inertia of a symmetric matrix of numbers, exactly, by congruence (Sylvester's law; Bunch & Kaufman 1977 for pivots
/// whose diagonal is zero).
///
/// ```
/// use gradus::number::Rational;
/// use gradus::solve::inertia;
/// let matrix = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Rational::from).to_vec()).to_vec();
/// let definite = inertia(&matrix([[2, 1], [1, 2]]));
/// assert_eq!((definite.positive, definite.negative, definite.zero), (2, 0, 0));
/// let saddle = inertia(&matrix([[0, 1], [1, 0]]));
/// assert_eq!((saddle.positive, saddle.negative, saddle.zero), (1, 1, 0));
/// ```
pub fn inertia(matrix: &[Vec<Rational>]) -> Inertia {
    let mut rows: Vec<Vec<Rational>> = matrix.to_vec();
    let mut counts = Inertia { positive: 0, negative: 0, zero: 0 };
    while !rows.is_empty() {
        let size = rows.len();
        let at = |rows: &[Vec<Rational>], i: usize, j: usize| {
            rows.get(i).and_then(|row| row.get(j)).cloned().unwrap_or(Rational::ZERO)
        };
        if let Some(pivot) = (0..size).find(|&i| !at(&rows, i, i).is_zero()) {
            let lead = at(&rows, pivot, pivot);
            if lead.is_negative() {
                counts.negative += 1;
            } else {
                counts.positive += 1;
            }
            let others: Vec<usize> = (0..size).filter(|&i| i != pivot).collect();
            rows = others
                .iter()
                .map(|&i| {
                    let factor = at(&rows, i, pivot).checked_div(&lead).unwrap_or(Rational::ZERO);
                    others.iter().map(|&j| &at(&rows, i, j) - &(&factor * &at(&rows, pivot, j))).collect()
                })
                .collect();
            continue;
        }
        // The diagonal is zero: an entry beside it stands for one direction up and one down.
        let pair = (0..size).find_map(|i| (0..size).find(|&j| !at(&rows, i, j).is_zero()).map(|j| (i, j)));
        let Some((p, q)) = pair else {
            counts.zero += size;
            break;
        };
        counts.positive += 1;
        counts.negative += 1;
        let lead = at(&rows, p, q);
        let others: Vec<usize> = (0..size).filter(|&i| i != p && i != q).collect();
        rows = others
            .iter()
            .map(|&i| {
                let part = |a: usize, b: usize| at(&rows, i, a).checked_div(&lead).map(|f| (f, b));
                let factors: Vec<(Rational, usize)> = [part(p, q), part(q, p)].into_iter().flatten().collect();
                others
                    .iter()
                    .map(|&j| {
                        factors
                            .iter()
                            .fold(at(&rows, i, j), |entry, (factor, row)| &entry - &(factor * &at(&rows, *row, j)))
                    })
                    .collect()
            })
            .collect();
    }
    counts
}

/// The inverse of a matrix of numbers; `None` when it is singular. Exact, O(n³).
///
/// ```
/// use gradus::number::Rational;
/// use gradus::solve::inverse;
/// let matrix = [[2, 1], [1, 1]].map(|row| row.map(Rational::from).to_vec());
/// assert_eq!(inverse(&matrix).unwrap()[1], [-1, 2].map(Rational::from));
/// let singular = [[1, 1], [1, 1]].map(|row| row.map(Rational::from).to_vec());
/// assert_eq!(inverse(&singular), None);
/// ```
pub fn inverse(matrix: &[Vec<Rational>]) -> Option<Vec<Vec<Rational>>> {
    let size = matrix.len();
    let mut rows: Vec<Vec<Rational>> = matrix
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let unit = (0..size).map(|j| Rational::from(i64::from(i == j)));
            row.iter().cloned().chain(unit).collect()
        })
        .collect();
    for at in 0..size {
        let pivot = (at..size).find(|&row| rows.get(row).and_then(|row| row.get(at)).is_some_and(|e| !e.is_zero()))?;
        rows.swap(at, pivot);
        let lead = rows.get(at)?.clone();
        let scale = lead.get(at)?.recip()?;
        let lead: Vec<Rational> = lead.iter().map(|entry| entry * &scale).collect();
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = row.get(at)?.clone();
            if number == at {
                row.clone_from(&lead);
            } else if !factor.is_zero() {
                for (entry, above) in row.iter_mut().zip(&lead) {
                    *entry = &*entry - &(&factor * above);
                }
            }
        }
    }
    Some(rows.into_iter().map(|row| row.into_iter().skip(size).collect()).collect())
}

/// The determinant of a matrix of quotients, by elimination without fractions (Bareiss 1968); `None` past the limit of
/// terms.
///
/// ```
/// use gradus::algebra::{Polynomial, Ratio};
/// use gradus::solve::determinant;
/// let entry = |number| Ratio::whole(Polynomial::variable(number));
/// let matrix = [[entry(0), entry(1)], [entry(2), entry(3)]].map(|row| row.to_vec());
/// let [a, b, c, d] = [0, 1, 2, 3].map(Polynomial::variable);
/// assert_eq!(determinant(&matrix), Some(Ratio::whole(a.times(&d).minus(&b.times(&c)))));
/// ```
pub fn determinant(matrix: &[Vec<Ratio>]) -> Option<Ratio> {
    // Each row times its common denominator is a row of polynomials.
    let mut below = Polynomial::one();
    let mut rows: Vec<Vec<Polynomial>> = Vec::new();
    for row in matrix {
        let common = row.iter().try_fold(Polynomial::one(), |common, entry| {
            let new = entry.bottom.over(&entry.bottom.gcd(&common))?;
            limited(&common, &new)
        })?;
        rows.push(row.iter().map(|entry| limited(&entry.top, &common.over(&entry.bottom)?)).collect::<Option<_>>()?);
        below = limited(&below, &common)?;
    }
    let (mut before, mut negative) = (Polynomial::one(), false);
    let size = rows.len();
    for at in 0..size.saturating_sub(1) {
        let entry = |rows: &[Vec<Polynomial>], i: usize| rows.get(i).and_then(|row| row.get(at)).cloned();
        let candidates = (at..size).filter(|&i| entry(&rows, i).is_some_and(|e| !e.is_zero()));
        let Some(pivot) = candidates.min_by_key(|&i| entry(&rows, i).map_or(0, |e| e.terms().len())) else {
            return Some(Ratio::constant(Rational::ZERO));
        };
        if pivot != at {
            rows.swap(pivot, at);
            negative = !negative;
        }
        let lead = rows.get(at)?.clone();
        let top = lead.get(at)?;
        for row in rows.iter_mut().skip(at + 1) {
            let factor = row.get(at)?.clone();
            for (entry, above) in row.iter_mut().zip(&lead) {
                *entry = limited(entry, top)?.minus(&limited(above, &factor)?).over(&before)?;
            }
        }
        before = top.clone();
    }
    let last = rows.last().and_then(|row| row.last()).cloned().unwrap_or_else(Polynomial::one);
    let signed = if negative { last.scaled(&Rational::from(-1)) } else { last };
    Ratio::new(signed, below)
}

/// The product, within the limit of terms.
fn limited(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    (a.terms().len().saturating_mul(b.terms().len()) <= TERM_LIMIT).then(|| a.times(b))
}
