//! Owns losses that are polynomials in their parameters. The data enter them through sums that are taken once; loss,
//! gradient and Hessian then cost the same for any number of rows.
//!
//! The coefficients are exact. In floating point the polynomial is written around a point near the minimum, so that its
//! terms don't cancel there: around the minimum itself when it is quadratic, else around where a descent has got to.

use std::cell::RefCell;
use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};
use smallvec::SmallVec;

use super::loss;
use super::problem::Problem;
use super::sums::Sums;
use crate::algebra::{Normalizer, Ratio};
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::number::Rational;

/// Polynomials with more terms than this, or of higher degree, are left to the rows.
const TERMS: usize = 4_000;
const DEGREE: u64 = 16;

/// A loss smaller than this part of its terms has lost digits, and is written around a nearer point.
const CANCELLED: f64 = 1e-3;

/// How often it is written anew.
const MOVES: usize = 200;

/// Parameters by position, each with its exponent.
type Powers = Vec<(usize, u32)>;

/// A loss as a polynomial with exact coefficients.
///
/// ```
/// use gradus::data::{Options, Table};
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::Statistics;
/// let table = Table::read("x,y\n1,1\n2,3\n".as_bytes(), &Options::default()).unwrap();
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "sum((y - w*x)^2)").unwrap(), pool.symbol("w"));
/// let sums = Statistics::sum_up(&mut pool, loss, &[w], &table).unwrap().unwrap();
/// let mut slope = Vec::new();
/// assert_eq!(sums.at(&[1.0], &mut slope), 1.0);
/// assert_eq!(slope, [-4.0]);
/// let curved = read(&mut pool, "sum((y - exp(w*x))^2)").unwrap();
/// assert!(Statistics::sum_up(&mut pool, curved, &[w], &table).unwrap().is_none());
/// ```
pub struct Statistics {
    parameters: usize,
    terms: Vec<(Powers, Rational)>,
    near: RefCell<Near>,
}

/// The polynomial around a point.
#[derive(Default)]
struct Near {
    center: Vec<f64>,
    terms: Vec<(Powers, f64)>,
    /// The same as a constant, a vector and a matrix, where no term is of a higher degree.
    quadratic: Option<Quadratic>,
    moves: usize,
}

/// c + Σ bᵢdᵢ + ½ Σ aᵢⱼdᵢdⱼ.
struct Quadratic {
    constant: f64,
    linear: Vec<f64>,
    /// Row by row; symmetric.
    matrix: Vec<f64>,
}

impl Quadratic {
    fn of(terms: &[(Powers, f64)], parameters: usize) -> Option<Quadratic> {
        let mut own = Quadratic {
            constant: 0.0,
            linear: vec![0.0; parameters],
            matrix: vec![0.0; parameters.checked_mul(parameters)?],
        };
        for (powers, coefficient) in terms {
            match powers[..] {
                [] => own.constant += coefficient,
                [(at, 1)] => *own.linear.get_mut(at)? += coefficient,
                [(at, 2)] => *own.matrix.get_mut(at * parameters + at)? += 2.0 * coefficient,
                [(a, 1), (b, 1)] => {
                    *own.matrix.get_mut(a * parameters + b)? += coefficient;
                    *own.matrix.get_mut(b * parameters + a)? += coefficient;
                }
                _ => return None,
            }
        }
        Some(own)
    }

    /// The loss with the size of its terms at some distances; the gradient goes to `slope`.
    fn value(&self, distances: &[f64], slope: &mut Vec<f64>) -> (f64, f64) {
        let (mut loss, mut size) = (self.constant, self.constant.abs());
        for ((distance, linear), row) in distances.iter().zip(&self.linear).zip(self.matrix.chunks(distances.len())) {
            let bent: f64 = row.iter().zip(distances).map(|(entry, other)| entry * other).sum();
            let (straight, curved) = (linear * distance, 0.5 * bent * distance);
            slope.push(linear + bent);
            loss += straight + curved;
            size += straight.abs() + curved.abs();
        }
        (loss, size)
    }
}

impl Statistics {
    /// Derives which sums over the rows a loss needs, and takes them; `None` when the loss is no polynomial in the
    /// parameters whose other names all have numbers.
    ///
    /// Errors: a parameter doesn't occur or is a column, a name should be a column and is none.
    pub fn sum_up(pool: &mut Pool, loss: Id, over: &[Id], table: &Table) -> Result<Option<Statistics>, Diagnostic> {
        let problem = Problem::new(pool, loss, over, Some(table))?;
        let mut normalizer = Normalizer::default();
        let mut sums = Sums::of(table);
        let polynomial = loss::polynomial(pool, &mut normalizer, &problem, &mut sums);
        Ok(polynomial.and_then(|polynomial| Statistics::of(&normalizer, &polynomial, &problem.over)))
    }

    /// `None` when something other than the parameters is left in it, or it is too long.
    pub(super) fn of(normalizer: &Normalizer, ratio: &Ratio, over: &[Id]) -> Option<Statistics> {
        let scale = ratio.bottom.as_constant()?.recip()?;
        let own: Vec<Option<u32>> = over.iter().map(|&parameter| normalizer.kernels.find(parameter)).collect();
        let mut terms = Vec::new();
        for (monomial, coefficient) in ratio.top.terms() {
            let powers: Option<Powers> = monomial
                .powers()
                .iter()
                .map(|&(variable, power)| Some((own.iter().position(|own| *own == Some(variable))?, power)))
                .collect();
            if terms.len() == TERMS || monomial.degree() > DEGREE {
                return None;
            }
            terms.push((powers?, coefficient * &scale));
        }
        let parameters = over.len();
        let origin = Near::around(vec![0.0; parameters], &terms, 0);
        let statistics = Statistics { parameters, terms, near: RefCell::new(origin) };
        if let Some(lowest) = statistics.lowest() {
            statistics.write_around(&lowest);
        }
        Some(statistics)
    }

    /// How many terms there are.
    pub fn size(&self) -> usize {
        self.terms.len()
    }

    /// Loss and gradient.
    pub fn at(&self, values: &[f64], slope: &mut Vec<f64>) -> f64 {
        let (loss, size) = self.near.borrow().value(values, slope);
        let lost = loss.abs() < CANCELLED * size;
        if lost && self.near.borrow().moves < MOVES && self.near.borrow().center != values {
            self.write_around(values);
            return self.near.borrow().value(values, slope).0;
        }
        loss
    }

    /// The Hessian, row by row.
    pub fn hessian(&self, values: &[f64]) -> Vec<f64> {
        let size = self.parameters;
        let mut hessian = vec![0.0; size * size];
        let near = self.near.borrow();
        for (powers, coefficient) in &near.terms {
            for (at, &(a, p)) in powers.iter().enumerate() {
                for (other, &(b, q)) in powers.iter().enumerate() {
                    // The factor that each of the two derivatives leaves.
                    let (factor, lower) = match at == other {
                        true if p < 2 => continue,
                        true => (f64::from(p) * f64::from(p - 1), [(at, p - 2), (at, p - 2)]),
                        false => (f64::from(p) * f64::from(q), [(at, p - 1), (other, q - 1)]),
                    };
                    let rest = powers.iter().enumerate().map(|(place, &(parameter, power))| {
                        let left = lower.iter().find(|(known, _)| *known == place).map_or(power, |(_, left)| *left);
                        near.distance(values, parameter).powi(left as i32)
                    });
                    if let Some(entry) = hessian.get_mut(a * size + b) {
                        *entry += coefficient * factor * rest.product::<f64>();
                    }
                }
            }
        }
        hessian
    }

    /// The point where a quadratic loss is lowest.
    fn lowest(&self) -> Option<Vec<f64>> {
        let degree = |powers: &Powers| powers.iter().map(|(_, power)| power).sum::<u32>();
        if self.parameters == 0 || self.terms.iter().any(|(powers, _)| degree(powers) > 2) {
            return None;
        }
        let mut slope = Vec::new();
        let origin = vec![0.0; self.parameters];
        self.near.borrow().value(&origin, &mut slope);
        let hessian = DMatrix::from_row_slice(self.parameters, self.parameters, &self.hessian(&origin));
        let step = hessian.cholesky()?.solve(&DVector::from_vec(slope));
        let lowest: Vec<f64> = step.iter().map(|part| -part).collect();
        lowest.iter().all(|part| part.is_finite()).then_some(lowest)
    }

    /// Writes the polynomial in the distances from a point, exactly, and rounds its coefficients once.
    fn write_around(&self, center: &[f64]) {
        let exact: Option<Vec<Rational>> = center.iter().map(|&value| Rational::from_f64(value)).collect();
        let Some(terms) = exact.and_then(|center| shifted(&self.terms, &center)) else { return };
        let mut near = self.near.borrow_mut();
        *near = Near::around(center.to_vec(), &terms, near.moves + 1);
    }
}

impl Near {
    fn around(center: Vec<f64>, terms: &[(Powers, Rational)], moves: usize) -> Near {
        let terms: Vec<(Powers, f64)> =
            terms.iter().map(|(powers, coefficient)| (powers.clone(), coefficient.to_f64())).collect();
        let quadratic = Quadratic::of(&terms, center.len());
        Near { center, terms, quadratic, moves }
    }

    fn distance(&self, values: &[f64], parameter: usize) -> f64 {
        match (values.get(parameter), self.center.get(parameter)) {
            (Some(value), Some(center)) => value - center,
            _ => f64::NAN,
        }
    }

    /// The loss with the size of its terms; the gradient goes to `slope`.
    fn value(&self, values: &[f64], slope: &mut Vec<f64>) -> (f64, f64) {
        slope.clear();
        if let Some(quadratic) = self.quadratic.as_ref().filter(|_| values.len() == self.center.len()) {
            let distances: SmallVec<[f64; 8]> =
                values.iter().zip(&self.center).map(|(value, center)| value - center).collect();
            return quadratic.value(&distances, slope);
        }
        slope.resize(values.len(), 0.0);
        let (mut loss, mut size) = (0.0, 0.0);
        for (powers, coefficient) in &self.terms {
            let mut product = *coefficient;
            for (at, &(parameter, power)) in powers.iter().enumerate() {
                let distance = self.distance(values, parameter);
                product *= distance.powi(power as i32);
                // The derivative: this power lowered, the others as they are.
                let mut part = coefficient * f64::from(power) * distance.powi(power as i32 - 1);
                for (other, &(parameter, power)) in powers.iter().enumerate() {
                    if other != at {
                        part *= self.distance(values, parameter).powi(power as i32);
                    }
                }
                if let Some(slope) = slope.get_mut(parameter) {
                    *slope += part;
                }
            }
            loss += product;
            size += product.abs();
        }
        (loss, size)
    }
}

/// The terms in the distances from `center`: each power of c + d multiplied out.
fn shifted(terms: &[(Powers, Rational)], center: &[Rational]) -> Option<Vec<(Powers, Rational)>> {
    let mut sum: BTreeMap<Powers, Rational> = BTreeMap::new();
    for (powers, coefficient) in terms {
        let mut parts: Vec<(Powers, Rational)> = vec![(Vec::new(), coefficient.clone())];
        for &(parameter, power) in powers {
            let center = center.get(parameter)?;
            let mut next = Vec::new();
            // (power over left) · c^(power − left) · d^left, from left = power downwards.
            let mut factor = Rational::ONE;
            for left in (0..=power).rev() {
                for (done, coefficient) in &parts {
                    let mut done = done.clone();
                    if left > 0 {
                        done.push((parameter, left));
                    }
                    next.push((done, coefficient * &factor));
                }
                if left > 0 {
                    let ratio = Rational::ratio(i64::from(left), i64::from(power - left + 1))?;
                    factor = &(&factor * &ratio) * center;
                }
                if factor.is_zero() {
                    break;
                }
            }
            parts = next;
        }
        for (powers, coefficient) in parts {
            let entry = sum.entry(powers).or_insert(Rational::ZERO);
            *entry = &*entry + &coefficient;
        }
        if sum.len() > TERMS * 4 {
            return None;
        }
    }
    Some(sum.into_iter().filter(|(_, coefficient)| !coefficient.is_zero()).collect())
}
