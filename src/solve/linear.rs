//! Owns linear systems with coefficients that are quotients of polynomials: elimination and back substitution.

use crate::algebra::{Polynomial, Ratio};

/// Terms that a coefficient may grow to.
const LIMIT: usize = 20_000;

/// `A x = c`: rows of coefficients, and the right sides.
#[derive(Clone, Debug)]
pub struct LinearSystem {
    /// A, row by row.
    pub matrix: Vec<Vec<Ratio>>,
    /// c.
    pub right: Vec<Ratio>,
}

/// What solves a system.
#[derive(Clone, Debug)]
pub enum Solution {
    /// One value for each unknown, given that the determinant isn't zero.
    Unique {
        /// The values.
        values: Vec<Ratio>,
        /// The determinant of A.
        determinant: Ratio,
    },
    /// The rows depend on each other: no solution or infinitely many.
    Singular,
    /// Coefficients grew past the limit.
    TooLarge,
}

impl LinearSystem {
    /// Reads equations `polynomial = 0` in the unknowns; `None` when one isn't linear in them.
    ///
    /// ```
    /// use gradus::algebra::{Polynomial, Ratio};
    /// use gradus::solve::{LinearSystem, Solution};
    /// // 2x − 6 = 0
    /// let x = Polynomial::variable(0);
    /// let equation = x.scaled(&2.into()).minus(&Polynomial::constant(6.into()));
    /// let system = LinearSystem::of(&[equation], &[0]).unwrap();
    /// let Solution::Unique { values, .. } = system.solve() else { panic!() };
    /// assert_eq!(values[0], Ratio::constant(3.into()));
    /// assert!(LinearSystem::of(&[x.times(&x)], &[0]).is_none());
    /// ```
    pub fn of(equations: &[Polynomial], unknowns: &[u32]) -> Option<Self> {
        let (mut matrix, mut right) = (Vec::new(), Vec::new());
        for equation in equations {
            let mut rest = equation.clone();
            let mut row = Vec::new();
            for &unknown in unknowns {
                let coefficients = rest.coefficients_in(unknown);
                let [constant, others @ ..] = &coefficients[..] else { return None };
                let coefficient = match others {
                    [] => Polynomial::zero(),
                    [one] => one.clone(),
                    _ => return None,
                };
                if coefficient.variables().iter().any(|variable| unknowns.contains(variable)) {
                    return None;
                }
                row.push(Ratio::whole(coefficient));
                rest = constant.clone();
            }
            matrix.push(row);
            right.push(Ratio::whole(rest).negative());
        }
        Some(LinearSystem { matrix, right })
    }

    /// Gauss's elimination with exact coefficients: O(n³) operations on quotients of polynomials.
    pub fn solve(&self) -> Solution {
        self.eliminate().unwrap_or(Solution::TooLarge)
    }

    fn eliminate(&self) -> Option<Solution> {
        let size = self.matrix.len();
        let mut rows: Vec<Vec<Ratio>> = self
            .matrix
            .iter()
            .zip(&self.right)
            .map(|(row, right)| row.iter().cloned().chain([right.clone()]).collect())
            .collect();
        let mut determinant = Ratio::constant(1.into());
        for at in 0..size {
            // The pivot with the fewest terms keeps the numbers short.
            let pivot = (at..size)
                .filter(|&row| rows.get(row).and_then(|row| row.get(at)).is_some_and(|entry| !entry.is_zero()))
                .min_by_key(|&row| rows[row][at].top.terms().len() + rows[row][at].bottom.terms().len());
            let Some(pivot) = pivot else { return Some(Solution::Singular) };
            if pivot != at {
                rows.swap(pivot, at);
                determinant = determinant.negative();
            }
            let lead = rows.get(at)?.clone();
            let inverse = lead.get(at)?.inverse()?;
            determinant = determinant.times(lead.get(at)?, LIMIT)?;
            for (below, row) in rows.iter_mut().enumerate() {
                if below == at || row.get(at)?.is_zero() {
                    continue;
                }
                let factor = row.get(at)?.times(&inverse, LIMIT)?.negative();
                for (entry, leading) in row.iter_mut().zip(&lead) {
                    *entry = entry.plus(&factor.times(leading, LIMIT)?, LIMIT)?;
                }
            }
        }
        let values: Option<Vec<Ratio>> =
            rows.iter().enumerate().map(|(at, row)| row.last()?.times(&row.get(at)?.inverse()?, LIMIT)).collect();
        Some(Solution::Unique { values: values?, determinant })
    }

    /// The determinant of the first `size` rows and columns.
    pub fn leading_minor(&self, size: usize) -> Option<Ratio> {
        let part = LinearSystem {
            matrix: self.matrix.iter().take(size).map(|row| row.iter().take(size).cloned().collect()).collect(),
            right: vec![Ratio::constant(0.into()); size],
        };
        match part.solve() {
            Solution::Unique { determinant, .. } => Some(determinant),
            Solution::Singular => Some(Ratio::constant(0.into())),
            Solution::TooLarge => None,
        }
    }
}
