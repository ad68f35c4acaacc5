//! Owns rational roots of polynomials in one variable, and square roots of polynomials.

use super::Polynomial;
use crate::number::Rational;

/// Numbers with more divisors to try than this are left alone.
const CANDIDATES: usize = 20_000;

/// The rational roots of a polynomial in the one variable, smallest first, without multiplicity (rational root theorem).
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
    let coefficients: Option<Vec<Rational>> =
        polynomial.primitive().coefficients_in(variable).iter().map(Polynomial::as_constant).collect();
    let Some(coefficients) = coefficients else { return Vec::new() };
    let mut roots = Vec::new();
    let low = coefficients.iter().position(|c| !c.is_zero()).unwrap_or(0);
    if low > 0 {
        roots.push(Rational::ZERO);
    }
    let rest = coefficients.get(low..).unwrap_or(&[]);
    if let (Some(first), Some(last)) = (rest.first(), rest.last())
        && rest.len() > 1
        && let (Some(numerators), Some(denominators)) = (divisors(first), divisors(last))
        && numerators.len() * denominators.len() <= CANDIDATES
    {
        for p in &numerators {
            for q in &denominators {
                for sign in [1, -1] {
                    let Some(candidate) = Rational::from(sign * p).checked_div(&Rational::from(*q)) else { continue };
                    let value = rest.iter().rev().fold(Rational::ZERO, |value, c| &(&value * &candidate) + c);
                    if value.is_zero() && !roots.contains(&candidate) {
                        roots.push(candidate);
                    }
                }
            }
        }
    }
    roots.sort();
    roots
}

/// All positive divisors of a whole number of moderate size.
fn divisors(number: &Rational) -> Option<Vec<i64>> {
    let size = number.to_i64()?.checked_abs()?;
    if size > 1_000_000_000_000 {
        return None;
    }
    let mut found = Vec::new();
    let mut d = 1i64;
    while d * d <= size {
        if size % d == 0 {
            found.push(d);
            if d * d != size {
                found.push(size / d);
            }
        }
        d += 1;
    }
    Some(found)
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
    let mut content = polynomial.content();
    let mut sign = Polynomial::one();
    if content.is_negative() {
        content = -&content;
        sign = sign.scaled(&Rational::from(-1));
    }
    let mut root = Polynomial::constant(content.root(2)?);
    for (factor, multiplicity) in super::square_free(polynomial) {
        if multiplicity % 2 != 0 {
            return None;
        }
        root = root.times(&factor.power(multiplicity / 2, 10_000)?);
    }
    // The factors fix the square up to its sign.
    (root.times(&root) == *polynomial && sign.is_one()).then_some(root)
}
