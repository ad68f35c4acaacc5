//! Owns rational roots of polynomials in one variable, and square roots of polynomials.

use super::Polynomial;
use super::isolate::{narrow, real_roots, value_at};
use crate::number::Rational;

/// The rational roots of a polynomial in the one variable, smallest first, without multiplicity. Coefficients may be of
/// any size: each real root is narrowed until only one fraction with a possible denominator is left.
///
/// ```
/// use gradus::algebra::{Polynomial, rational_roots};
/// use gradus::number::Rational;
/// let x = Polynomial::variable(0);
/// let two = Polynomial::constant(Rational::from(2));
/// let product = x.minus(&two).times(&x.scaled(&Rational::from(3)).plus(&Polynomial::one()));
/// assert_eq!(rational_roots(&product, 0), [Rational::ratio(-1, 3).unwrap(), Rational::from(2)]);
/// ```
pub fn rational_roots(polynomial: &Polynomial, variable: u32) -> Vec<Rational> {
    let derivative = polynomial.derivative(variable);
    let single = polynomial.over(&polynomial.gcd(&derivative)).unwrap_or_else(|| polynomial.clone()).primitive();
    let Some(coefficients) = single.numbers_in(variable).filter(|list| list.len() > 1) else { return Vec::new() };
    let (Some(intervals), Some(lead)) = (real_roots(&coefficients), coefficients.last().map(Rational::abs)) else {
        return Vec::new();
    };
    // The denominator of a rational root divides the leading coefficient, so candidates are 1/lead apart.
    let Some(gap) = lead.recip() else { return Vec::new() };
    let mut roots = Vec::new();
    for mut interval in intervals {
        narrow(&coefficients, &mut interval, &gap);
        let mut candidate = (&interval.low * &lead).ceil();
        let last = (&interval.high * &lead).floor();
        while candidate <= last {
            let root = &candidate * &gap;
            if value_at(&coefficients, &root).is_zero() && !roots.contains(&root) {
                roots.push(root);
            }
            candidate = &candidate + &Rational::ONE;
        }
    }
    roots.sort();
    roots
}

/// The polynomial whose square it is, when there is one.
///
/// ```
/// use gradus::algebra::{Polynomial, perfect_square};
/// let sum = Polynomial::variable(0).plus(&Polynomial::variable(1));
/// assert_eq!(perfect_square(&sum.times(&sum)), Some(sum));
/// assert_eq!(perfect_square(&Polynomial::variable(0)), None);
/// ```
pub fn perfect_square(polynomial: &Polynomial) -> Option<Polynomial> {
    if polynomial.is_zero() {
        return Some(Polynomial::zero());
    }
    let content = polynomial.content().root(2)?;
    let mut root = Polynomial::constant(content);
    for (factor, multiplicity) in super::square_free(polynomial) {
        if multiplicity % 2 != 0 {
            return None;
        }
        root = root.times(&factor.power(multiplicity / 2, 10_000)?);
    }
    // The factors fix the square up to its sign.
    (root.times(&root) == *polynomial).then_some(root)
}
