//! Owns one linear equation with polynomial coefficients: reading it from an expression, combining, writing.

use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio, TERM_LIMIT, fold};
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;

/// Σ coefficient · unknown = right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// One coefficient for each unknown.
    pub coefficients: Vec<Polynomial>,
    /// The right side.
    pub right: Polynomial,
    /// The number of the equation.
    pub number: usize,
}

/// Two rows added up.
pub(super) struct Combined {
    /// The sum.
    pub row: Row,
    /// What each of the two was really multiplied by.
    pub factors: (Ratio, Ratio),
    /// Whether the division left nothing.
    pub divided: bool,
}

impl Combined {
    /// With all signs changed where that is the usual order.
    pub fn with_leading_plus(mut self, pool: &mut Pool, normalizer: &Normalizer) -> Self {
        if self.row.leads_with_minus(pool, normalizer) {
            self.row = self.row.scaled(&Polynomial::constant(Rational::from(-1)));
            self.factors = (self.factors.0.negative(), self.factors.1.negative());
        }
        self
    }
}

impl Row {
    /// Reads `ratio = 0`, multiplied by its denominator, without common factor of its numbers, the first coefficient with a
    /// plus sign; and what it was multiplied by. `None` when an unknown occurs otherwise than linearly.
    pub fn read(
        pool: &mut Pool,
        normalizer: &Normalizer,
        ratio: &Ratio,
        unknowns: &[u32],
        number: usize,
    ) -> Option<(Row, Ratio)> {
        if ratio.bottom.variables().iter().any(|variable| unknowns.contains(variable)) {
            return None;
        }
        let mut lists: Vec<Vec<(Monomial, Rational)>> = vec![Vec::new(); unknowns.len() + 1];
        for (monomial, coefficient) in ratio.top.terms() {
            let (own, rest) = monomial.split(|variable| unknowns.contains(&variable));
            let place = match own.powers() {
                [] => unknowns.len(),
                [(variable, 1)] => unknowns.iter().position(|unknown| unknown == variable)?,
                _ => return None,
            };
            lists.get_mut(place)?.push((rest, coefficient.clone()));
        }
        let mut coefficients: Vec<Polynomial> = lists.into_iter().map(Polynomial::sum_of).collect();
        let right = coefficients.pop()?.scaled(&Rational::from(-1));
        let mut row = Row { coefficients, right, number };
        if row.is_empty() {
            return Some((row, Ratio::constant(Rational::ONE)));
        }
        // 15w = 15 is left as it is: the next step divides anyway.
        let alone = row.is_numeric() && row.coefficients.iter().filter(|c| !c.is_zero()).count() == 1;
        let mut factor = if alone { Rational::ONE } else { row.content().recip().unwrap_or(Rational::ONE) };
        if row.leads_with_minus(pool, normalizer) {
            factor = -&factor;
        }
        row = row.scaled(&Polynomial::constant(factor.clone()));
        Some((row, Ratio::whole(ratio.bottom.scaled(&factor))))
    }

    /// The greatest positive rational that divides all numbers; 1 for an empty row.
    fn content(&self) -> Rational {
        let gcd = self.polynomials().flat_map(Polynomial::terms).fold(Rational::ZERO, |gcd, (_, c)| gcd.gcd(c));
        if gcd.is_zero() { Rational::ONE } else { gcd }
    }

    fn leads_with_minus(&self, pool: &mut Pool, normalizer: &Normalizer) -> bool {
        if let Some(reversed) = self.coefficients.iter().find_map(|c| determinant_reversed(pool, normalizer, c)) {
            return reversed;
        }
        self.coefficients.iter().find(|c| !c.is_zero()).is_some_and(|c| normalizer.leads_with_minus(pool, c))
    }

    fn polynomials(&self) -> impl Iterator<Item = &Polynomial> {
        self.coefficients.iter().chain([&self.right])
    }

    /// Whether no unknown is left.
    pub fn is_empty(&self) -> bool {
        self.coefficients.iter().all(Polynomial::is_zero)
    }

    /// Whether all coefficients are numbers.
    pub fn is_numeric(&self) -> bool {
        self.polynomials().all(|polynomial| polynomial.as_constant().is_some())
    }

    fn map(&self, change: impl Fn(&Polynomial) -> Option<Polynomial>) -> Option<Row> {
        let coefficients = self.coefficients.iter().map(&change).collect::<Option<_>>()?;
        Some(Row { coefficients, right: change(&self.right)?, number: self.number })
    }

    fn scaled(&self, factor: &Polynomial) -> Row {
        self.map(|polynomial| Some(polynomial.times(factor))).unwrap_or_else(|| self.clone())
    }

    /// `a · self − b · other`, then without the common factor of its numbers and, where it divides everything, without
    /// `divisor`. `None` past the limit of terms.
    pub fn combined(&self, a: &Polynomial, other: &Row, b: &Polynomial, divisor: &Polynomial) -> Option<Combined> {
        let size = |row: &Row| row.polynomials().map(|polynomial| polynomial.terms().len()).max().unwrap_or(0);
        let work = [(a, self), (b, other)].map(|(p, row)| p.terms().len().saturating_mul(size(row)));
        if work.iter().any(|&work| work > TERM_LIMIT) {
            return None;
        }
        let (a, b) = without_common_number(a, b);
        let mut row = self.scaled(&a);
        for (mine, theirs) in row.coefficients.iter_mut().zip(&other.coefficients) {
            *mine = mine.minus(&theirs.times(&b));
        }
        row.right = row.right.minus(&other.right.times(&b));
        let (mut below, mut divided) = (Polynomial::one(), divisor.as_constant().is_some());
        if !divided && let Some(smaller) = row.map(|polynomial| polynomial.over(divisor)) {
            (row, below, divided) = (smaller, divisor.clone(), true);
        }
        let content = row.content();
        if let Some(factor) = content.recip().filter(|factor| !factor.is_one()) {
            row = row.scaled(&Polynomial::constant(factor));
            below = below.scaled(&content);
        }
        let part = |top: Polynomial| Ratio::new(top, below.clone()).unwrap_or_else(|| Ratio::constant(Rational::ONE));
        let factors = (part(a), part(b.scaled(&Rational::from(-1))));
        Some(Combined { row, factors, divided })
    }

    /// Both sides.
    pub fn write(&self, pool: &mut Pool, normalizer: &mut Normalizer, unknowns: &[Id]) -> (Id, Id) {
        let terms: Vec<Id> = self
            .coefficients
            .iter()
            .zip(unknowns)
            .filter(|(coefficient, _)| !coefficient.is_zero())
            .map(|(coefficient, &unknown)| product(pool, normalizer, coefficient, unknown))
            .collect();
        (pool.add(&terms), normalizer.polynomial(pool, &self.right))
    }
}

/// Whether a polynomial in sums that looks like a determinant of sums of squares, NΣx² − (Σx)², has its signs reversed: the
/// product of the diagonal, the only one without a square and with an odd number, has a plus sign. `None` for other
/// polynomials.
fn determinant_reversed(pool: &Pool, normalizer: &Normalizer, polynomial: &Polynomial) -> Option<bool> {
    let is_sum = |variable: u32| normalizer.kernels.id(variable).is_some_and(|id| pool.kind(id) == Kind::Sum);
    let is_squared =
        |monomial: &Monomial| monomial.powers().iter().any(|(variable, power)| *power > 1 && is_sum(*variable));
    let terms = polynomial.terms();
    if !terms.iter().any(|(monomial, _)| is_squared(monomial)) {
        return None;
    }
    let content = polynomial.content().abs().recip()?;
    let odd = |coefficient: &Rational| (coefficient * &content).to_i64().is_some_and(|number| number % 2 != 0);
    let diagonal = terms.iter().find(|(monomial, coefficient)| {
        let has_sum = monomial.powers().iter().any(|(variable, _)| is_sum(*variable));
        has_sum && !is_squared(monomial) && odd(coefficient)
    });
    diagonal.map(|(_, coefficient)| coefficient.is_negative())
}

/// Whether all signs of a polynomial that is to differ from zero would be changed: the product of the diagonal of a
/// determinant has a plus sign, and so has the first term of others.
pub fn is_reversed(pool: &mut Pool, normalizer: &Normalizer, polynomial: &Polynomial) -> bool {
    determinant_reversed(pool, normalizer, polynomial).unwrap_or_else(|| normalizer.leads_with_minus(pool, polynomial))
}

/// A quotient whose denominator is in its usual order.
pub(super) fn write(pool: &mut Pool, normalizer: &Normalizer, ratio: &Ratio) -> Id {
    if determinant_reversed(pool, normalizer, &ratio.bottom) != Some(true) {
        return normalizer.write(pool, ratio);
    }
    let minus = Rational::from(-1);
    let [top, bottom] = [&ratio.top, &ratio.bottom].map(|part| normalizer.polynomial(pool, &part.scaled(&minus)));
    fold::div(pool, top, bottom)
}

/// A factor of an equation: N/2, not 1/2·N.
pub(super) fn write_factor(pool: &mut Pool, normalizer: &Normalizer, ratio: &Ratio) -> Id {
    let content = ratio.top.content();
    let denominator = content.denominator();
    if denominator.is_one() || ratio.top.as_constant().is_some() || !ratio.bottom.is_one() {
        return normalizer.write(pool, ratio);
    }
    let (top, bottom) = (normalizer.polynomial(pool, &ratio.top.scaled(&denominator)), pool.number(&denominator));
    fold::div(pool, top, bottom)
}

/// coefficient · unknown, in textbook order when the coefficient is one term.
fn product(pool: &mut Pool, normalizer: &mut Normalizer, coefficient: &Polynomial, unknown: Id) -> Id {
    if coefficient.terms().len() == 1 {
        let number = normalizer.kernels.number(unknown);
        return normalizer.polynomial(pool, &coefficient.times(&Polynomial::variable(number)));
    }
    let coefficient = normalizer.polynomial(pool, coefficient);
    fold::mul(pool, &[coefficient, unknown])
}

/// Divides both by the greatest common divisor of their numbers.
fn without_common_number(a: &Polynomial, b: &Polynomial) -> (Polynomial, Polynomial) {
    let common = a.content().abs().gcd(&b.content().abs());
    match common.recip() {
        Some(factor) => (a.scaled(&factor), b.scaled(&factor)),
        None => (a.clone(), b.clone()),
    }
}
