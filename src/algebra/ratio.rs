//! Owns quotients of polynomials, kept in lowest terms.

use super::polynomial::Polynomial;
use crate::number::Rational;

/// A quotient of polynomials without common factor; the denominator has whole coefficients without common divisor and a
/// positive leading one, so that equal quotients are equal (as far as the bounded common divisor reaches).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub top: Polynomial,
    /// Denominator; never zero.
    pub bottom: Polynomial,
}

impl Ratio {
    /// A polynomial.
    pub fn whole(top: Polynomial) -> Self {
        Ratio { top, bottom: Polynomial::one() }
    }

    /// A number.
    pub fn constant(value: Rational) -> Self {
        Ratio::whole(Polynomial::constant(value))
    }

    /// `top / bottom` in lowest terms; `None` when the denominator is zero.
    pub fn new(top: Polynomial, bottom: Polynomial) -> Option<Self> {
        if bottom.is_zero() {
            return None;
        }
        if top.is_zero() {
            return Some(Ratio::whole(top));
        }
        let (mut top, mut bottom) = (top, bottom);
        if bottom.as_constant().is_none() {
            let common = top.gcd(&bottom);
            if !common.is_one()
                && let (Some(a), Some(b)) = (top.over(&common), bottom.over(&common))
            {
                (top, bottom) = (a, b);
            }
        }
        let factor = bottom.content().recip()?;
        Some(Ratio { top: top.scaled(&factor), bottom: bottom.scaled(&factor) })
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.top.is_zero()
    }

    /// The value, when it is a number.
    pub fn as_constant(&self) -> Option<Rational> {
        self.top.as_constant().filter(|_| self.bottom.is_one())
    }

    /// The sum; `None` past `limit` terms.
    pub fn plus(&self, other: &Ratio, limit: usize) -> Option<Ratio> {
        if self.bottom == other.bottom {
            let top = self.top.plus(&other.top);
            return if self.bottom.is_one() { Some(Ratio::whole(top)) } else { Ratio::new(top, self.bottom.clone()) };
        }
        let (left, right) = (product(&self.top, &other.bottom, limit)?, product(&other.top, &self.bottom, limit)?);
        Ratio::new(left.plus(&right), product(&self.bottom, &other.bottom, limit)?)
    }

    /// The product; `None` past `limit` terms.
    pub fn times(&self, other: &Ratio, limit: usize) -> Option<Ratio> {
        let top = product(&self.top, &other.top, limit)?;
        if self.bottom.is_one() && other.bottom.is_one() {
            return Some(Ratio::whole(top));
        }
        Ratio::new(top, product(&self.bottom, &other.bottom, limit)?)
    }

    /// 1 over it; `None` for 0.
    pub fn inverse(&self) -> Option<Ratio> {
        match self.as_constant() {
            Some(value) => value.recip().map(Ratio::constant),
            None => Ratio::new(self.bottom.clone(), self.top.clone()),
        }
    }

    /// A whole power; `None` past `limit` terms and for 0 to a negative power.
    pub fn power(&self, exponent: i64, limit: usize) -> Option<Ratio> {
        let size = u32::try_from(exponent.unsigned_abs()).ok()?;
        let top = self.top.power(size, limit)?;
        let bottom = if self.bottom.is_one() { Polynomial::one() } else { self.bottom.power(size, limit)? };
        if exponent < 0 { Ratio::new(bottom, top) } else { Some(Ratio { top, bottom }) }
    }

    /// −1 times it.
    pub fn negative(&self) -> Ratio {
        Ratio { top: self.top.scaled(&Rational::from(-1)), bottom: self.bottom.clone() }
    }
}

fn product(a: &Polynomial, b: &Polynomial, limit: usize) -> Option<Polynomial> {
    let few = a.terms().len().min(b.terms().len()) <= 1;
    (few || a.terms().len().saturating_mul(b.terms().len()) <= limit).then(|| a.times(b))
}
