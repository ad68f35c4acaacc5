//! Owns losses that are sums of squares: their residuals and Jacobian, row by row, from derivatives that are exact.

use nalgebra::{DMatrix, DVector};

use super::triangle::Triangle;
use crate::algebra::{stable, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs};
use crate::minimize::problem::Problem;
use crate::number::Rational;
use crate::numeric::Tape;

/// A normalized column of the Jacobian of which less than this is left beside the others depends on them.
const DEPENDENT: f64 = 1e-13;

/// One expression whose square is added up.
struct Part {
    /// √ of the factor before the square.
    scale: f64,
    residuals: Residuals,
}

/// How the residuals of a part are computed.
enum Residuals {
    /// One.
    One(Tape),
    /// One for each row.
    ByRow(Tape),
    /// Those of all rows, brought to a triangle.
    Short(Triangle),
}

impl Part {
    fn size(&self) -> usize {
        match &self.residuals {
            Residuals::One(_) => 1,
            Residuals::ByRow(tape) => tape.rows(),
            Residuals::Short(triangle) => triangle.size(),
        }
    }
}

/// Residuals r with loss = Σ r².
pub(super) struct Squares {
    parts: Vec<Part>,
    parameters: usize,
    /// Positions of parameters in which all residuals are straight together.
    pub linear: Vec<usize>,
}

/// A square in the loss: factor · residual², summed over the rows when there is an index.
struct Term {
    factor: Rational,
    residual: Id,
    index: Option<Id>,
}

impl Squares {
    /// `None` when the loss isn't a sum of squares, or its residuals can't be compiled.
    pub fn of(pool: &mut Pool, problem: &Problem, loss: Id) -> Result<Option<Squares>, Diagnostic> {
        let Some(terms) = terms(pool, problem, loss) else { return Ok(None) };
        let over = &problem.over[..];
        let (mut parts, mut slopes) = (Vec::new(), Vec::new());
        for term in &terms {
            let derived = gradient(pool, term.residual, over)?;
            let derived: Vec<Id> = derived.into_iter().map(|slope| tidy(pool, slope).id).collect();
            let form = stable(pool, term.residual).id;
            let mut roots = vec![form];
            for slope in gradient(pool, form, over)? {
                roots.push(stable(pool, slope).id);
            }
            let triangle = term.index.and_then(|index| Triangle::of(pool, problem, form, index));
            let residuals = match triangle {
                Some(triangle) => Residuals::Short(triangle),
                None => match (Tape::compile(pool, &roots, &problem.inputs(term.index)), term.index) {
                    (Some(tape), Some(_)) => Residuals::ByRow(tape),
                    (Some(tape), None) => Residuals::One(tape),
                    (None, _) => return Ok(None),
                },
            };
            parts.push(Part { scale: term.factor.to_f64().sqrt(), residuals });
            slopes.push(derived);
        }
        // A parameter is straight when no derivative by a straight parameter holds it.
        let mut linear: Vec<usize> = Vec::new();
        for at in 0..over.len() {
            let own = |k: usize, slopes: &[Id]| slopes.get(k).copied();
            let joined: Vec<usize> = linear.iter().copied().chain([at]).collect();
            let straight = slopes.iter().all(|slopes| {
                joined.iter().filter_map(|&k| own(k, slopes)).all(|slope| {
                    joined.iter().filter_map(|&k| over.get(k)).all(|&parameter| !occurs(pool, slope, parameter))
                })
            });
            if straight {
                linear = joined;
            }
        }
        Ok(Some(Squares { parts, parameters: over.len(), linear }))
    }

    /// The residuals and their Jacobian; `None` where one has no value.
    pub fn at(&self, values: &[f64]) -> Option<(DVector<f64>, DMatrix<f64>)> {
        let size = self.size();
        let mut residuals = DVector::zeros(size);
        let mut jacobian = DMatrix::zeros(size, self.parameters);
        let (mut at, mut finite) = (0, true);
        for part in &self.parts {
            let mut visit = |row: &[f64]| {
                finite &= row.iter().all(|value| value.is_finite());
                if let Some(value) = row.first() {
                    residuals[at] = part.scale * value;
                }
                for (column, value) in row.iter().skip(1).enumerate() {
                    jacobian[(at, column)] = part.scale * value;
                }
                at += 1;
            };
            match &part.residuals {
                Residuals::One(tape) => visit(&tape.run(values)),
                Residuals::ByRow(tape) => tape.each_row(values, visit),
                Residuals::Short(triangle) => triangle.each(values, visit),
            }
        }
        finite.then_some((residuals, jacobian))
    }

    /// The diagonal of (JᵀJ)⁻¹ at a point, from a QR decomposition with scaled columns; `None` where it is singular.
    pub fn variances(&self, values: &[f64]) -> Option<Vec<f64>> {
        let (_, mut jacobian) = self.at(values)?;
        if jacobian.nrows() < jacobian.ncols() {
            return None;
        }
        let norms: Vec<f64> = jacobian.column_iter().map(|column| column.norm()).collect();
        for (at, norm) in norms.iter().enumerate() {
            if *norm == 0.0 {
                return None;
            }
            jacobian.column_mut(at).scale_mut(1.0 / norm);
        }
        let triangle = jacobian.qr().r();
        if triangle.diagonal().iter().any(|entry| entry.abs() < DEPENDENT) {
            return None;
        }
        let inverse = triangle.solve_upper_triangular(&DMatrix::identity(norms.len(), norms.len()))?;
        let rows = inverse.row_iter().zip(&norms);
        Some(rows.map(|(row, norm)| (row.norm() / norm).powi(2)).collect())
    }

    /// Whether the rows were looked at once and for all.
    pub fn is_short(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part.residuals, Residuals::ByRow(_)))
    }

    /// How many residuals there are.
    pub fn size(&self) -> usize {
        self.parts.iter().map(Part::size).sum()
    }
}

/// Takes a loss apart: sums of positive multiples of even powers.
fn terms(pool: &Pool, problem: &Problem, loss: Id) -> Option<Vec<Term>> {
    let mut found = Vec::new();
    let mut stack = vec![(Rational::ONE, loss, None::<Id>)];
    while let Some((factor, id, index)) = stack.pop() {
        let children = pool.children(id);
        match (pool.kind(id), children) {
            (Kind::Add, parts) => stack.extend(parts.iter().rev().map(|&part| (factor.clone(), part, index))),
            (Kind::Mul, parts) => {
                let (numbers, rest): (Vec<Id>, Vec<Id>) =
                    parts.iter().partition(|&&part| constant(pool, problem, part).is_some());
                let [one] = rest[..] else { return None };
                let mut factor = factor;
                for number in numbers {
                    factor = &factor * &constant(pool, problem, number)?;
                }
                stack.push((factor, one, index));
            }
            (Kind::Div, [top, bottom]) => {
                let factor = factor.checked_div(&constant(pool, problem, *bottom)?)?;
                stack.push((factor, *top, index));
            }
            (Kind::Sum, &[inner, lower, _, body]) if index.is_none() && pool.is_integer(lower, 1) => {
                stack.push((factor, body, Some(inner)));
            }
            (Kind::Pow, [base, exponent]) if pool.is_integer(*exponent, 2) && !factor.is_negative() => {
                found.push(Term { factor, residual: *base, index });
            }
            _ => return None,
        }
    }
    // A number of squares past reason is no shape to write a Jacobian for.
    (!found.is_empty() && found.len() <= 2_000).then_some(found)
}

/// The value of a factor that is a number: 1/4, or 1/N with the number of rows.
fn constant(pool: &Pool, problem: &Problem, id: Id) -> Option<Rational> {
    if let Some(number) = pool.as_number(id) {
        return Some(number);
    }
    if problem.counts.contains(&id) {
        return Some(Rational::from(problem.table?.rows() as i64));
    }
    match (pool.kind(id), pool.children(id)) {
        (Kind::Div, [a, b]) => constant(pool, problem, *a)?.checked_div(&constant(pool, problem, *b)?),
        _ => None,
    }
}
