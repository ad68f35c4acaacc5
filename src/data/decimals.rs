//! Owns exact sums of decimals: the digits are added up as machine integers, apart for each power of ten, and what doesn't fit
//! falls back to fractions of any size.

use crate::number::Rational;

/// The product of two decimals; `None` when one isn't there or the product is too long.
#[inline]
pub(crate) fn product(a: Option<(i128, i32)>, b: Option<(i128, i32)>) -> Option<(i128, i32)> {
    let ((a, p), (b, q)) = (a?, b?);
    Some((a.checked_mul(b)?, p.checked_add(q)?))
}

/// A sum of decimals: digits for each power of ten, and what didn't fit.
#[derive(Default)]
pub(crate) struct Decimals {
    parts: Vec<(i32, i128)>,
    /// Which part was used last: neighbours mostly have the same number of decimals.
    last: usize,
    rest: Rational,
}

impl Decimals {
    /// Adds a decimal, or what `exact` gives when it is none.
    #[inline]
    pub fn add(&mut self, decimal: Option<(i128, i32)>, exact: impl Fn() -> Rational) {
        let Some((digits, exponent)) = decimal else {
            self.rest = &self.rest + &exact();
            return;
        };
        if self.parts.get(self.last).is_none_or(|(known, _)| *known != exponent) {
            self.last = self.parts.iter().position(|(known, _)| *known == exponent).unwrap_or_else(|| {
                self.parts.push((exponent, 0));
                self.parts.len() - 1
            });
        }
        let Some((_, sum)) = self.parts.get_mut(self.last) else { return };
        match sum.checked_add(digits) {
            Some(more) => *sum = more,
            None => {
                let full = std::mem::replace(sum, digits);
                self.rest = &self.rest + &Rational::from_decimal(full, exponent).unwrap_or(Rational::ZERO);
            }
        }
    }

    /// Adds another sum.
    pub fn join(&mut self, other: Decimals) {
        self.rest = &self.rest + &other.rest;
        for (exponent, digits) in other.parts {
            let exact = || Rational::from_decimal(digits, exponent).unwrap_or(Rational::ZERO);
            self.add(Some((digits, exponent)), exact);
        }
    }

    pub fn total(self) -> Option<Rational> {
        self.parts
            .into_iter()
            .try_fold(self.rest, |total, (exponent, digits)| Some(&total + &Rational::from_decimal(digits, exponent)?))
    }
}
