//! Owns residuals that are polynomials in their parameters: all rows are brought to a triangle once, and residuals and Jacobian
//! then have a few rows instead of all of them.
//!
//! The residual of row i is Σ φ(θ)·c_i over the monomials φ of the parameters. With the columns c side by side as C = QR, the
//! vector Rφ(θ) has the same length as the residuals at every θ, and so have its derivatives: least squares can't tell them
//! apart. RᵀR holds the sums Σ c·c over the rows; going by Q keeps the digits that forming those sums would lose (Golub & Van
//! Loan, Matrix Computations, sec. 5.3).

use nalgebra::DMatrix;

use crate::algebra::{Monomial, Normalizer, Polynomial};
use crate::expr::{Id, Pool, occurs};
use crate::minimize::problem::Problem;
use crate::number::Rational;
use crate::numeric::Tape;

/// Residuals with more monomials than this are left as they are.
const MONOMIALS: usize = 60;

/// Rows that are brought to a triangle at a time.
const BLOCK: usize = 512;

/// A residual for all rows.
pub(super) struct Triangle {
    rows: DMatrix<f64>,
    /// For each column: parameters by position, with their exponents.
    monomials: Vec<Vec<(usize, u32)>>,
}

impl Triangle {
    /// `None` when the residual is no polynomial in the parameters, or there are few rows anyway.
    pub fn of(pool: &mut Pool, problem: &Problem, residual: Id, index: Id) -> Option<Triangle> {
        let mut normalizer = Normalizer::default();
        let ratio = normalizer.ratio(pool, residual).ok()?;
        let bottom = ratio.bottom.as_constant()?.recip()?;
        let own: Vec<Option<u32>> = problem.over.iter().map(|&id| normalizer.kernels.find(id)).collect();
        let place = |variable: u32| own.iter().position(|own| *own == Some(variable));
        let mut groups: Vec<(Monomial, Vec<(Monomial, Rational)>)> = Vec::new();
        for (monomial, coefficient) in ratio.top.terms() {
            let (held, rest) = monomial.split(|variable| place(variable).is_some());
            let hidden = |&(variable, _): &(u32, u32)| {
                normalizer.kernels.id(variable).is_none_or(|id| problem.over.iter().any(|&p| occurs(pool, id, p)))
            };
            if rest.powers().iter().any(hidden) {
                return None;
            }
            let term = (rest, coefficient * &bottom);
            match groups.iter_mut().find(|(known, _)| *known == held) {
                Some((_, terms)) => terms.push(term),
                None => groups.push((held, vec![term])),
            }
        }
        let rows = problem.table?.rows();
        if groups.is_empty() || groups.len() > MONOMIALS || rows <= 4 * groups.len() {
            return None;
        }
        let (mut roots, mut monomials) = (Vec::new(), Vec::new());
        for (monomial, terms) in groups {
            roots.push(normalizer.polynomial(pool, &Polynomial::sum_of(terms)));
            monomials.push(monomial.powers().iter().filter_map(|&(v, power)| Some((place(v)?, power))).collect());
        }
        let tape = Tape::compile(pool, &roots, &problem.inputs(Some(index)))?;
        triangle(&tape, roots.len(), rows).map(|rows| Triangle { rows, monomials })
    }

    /// How many residuals there are left.
    pub fn size(&self) -> usize {
        self.monomials.len()
    }

    /// Each residual with its derivatives.
    pub fn each(&self, values: &[f64], mut visit: impl FnMut(&[f64])) {
        let width = values.len() + 1;
        // Each monomial with its derivatives, then the rows of the triangle times them.
        let mut basis = vec![0.0; width * self.monomials.len()];
        for (monomial, basis) in self.monomials.iter().zip(basis.chunks_mut(width)) {
            let power = |parameter: usize, power: u32| values.get(parameter).map_or(f64::NAN, |v| v.powi(power as i32));
            let product = |without: Option<usize>| -> f64 {
                let kept = monomial.iter().filter(|(parameter, _)| Some(*parameter) != without);
                kept.map(|&(parameter, exponent)| power(parameter, exponent)).product()
            };
            if let Some(first) = basis.first_mut() {
                *first = product(None);
            }
            for &(parameter, exponent) in monomial {
                if let Some(slope) = basis.get_mut(parameter + 1) {
                    *slope = f64::from(exponent) * power(parameter, exponent - 1) * product(Some(parameter));
                }
            }
        }
        let mut row = vec![0.0; width];
        for own in self.rows.row_iter() {
            row.fill(0.0);
            for (factor, basis) in own.iter().zip(basis.chunks(width)) {
                for (sum, value) in row.iter_mut().zip(basis) {
                    *sum += factor * value;
                }
            }
            visit(&row);
        }
    }
}

/// The triangle of the rows that a tape gives, block after block under the triangle so far.
fn triangle(tape: &Tape, width: usize, rows: usize) -> Option<DMatrix<f64>> {
    let mut block = DMatrix::zeros(width + BLOCK, width);
    let (mut filled, mut seen, mut finite) = (width, 0, true);
    tape.each_row(&[], |row| {
        seen += 1;
        finite &= row.iter().all(|value| value.is_finite());
        for (column, value) in row.iter().enumerate() {
            block[(filled, column)] = *value;
        }
        filled += 1;
        if filled == width + BLOCK || seen == rows {
            let upper = block.clone().qr().r();
            block.fill(0.0);
            block.view_mut((0, 0), (width, width)).copy_from(&upper);
            filled = width;
        }
    });
    (finite && seen == rows).then(|| block.view((0, 0), (width, width)).into_owned())
}
