//! Owns the two sizes of a number: nearly all fit two machine words, and those need neither memory of their own nor the
//! big-number library. A value has one form only, so that equal numbers have equal forms and equal hashes.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, Gcd, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

/// An exact fraction in lowest terms, its denominator positive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Size {
    /// Numerator and denominator. Every value that fits has this form.
    Small(i64, i64),
    /// Every other value.
    Large(Box<RBig>),
}

impl Size {
    /// The form of a value of the library.
    pub(super) fn of(value: RBig) -> Self {
        if value.numerator().bit_len() > 64 || value.denominator().bit_len() > 63 {
            return Size::Large(Box::new(value));
        }
        match (i64::try_from(value.numerator().clone()), i64::try_from(value.denominator().clone())) {
            (Ok(top), Ok(bottom)) => Size::Small(top, bottom),
            _ => Size::Large(Box::new(value)),
        }
    }

    /// A fraction in lowest terms of double width.
    fn reduced(top: i128, bottom: u128) -> Self {
        match (i64::try_from(top), i64::try_from(bottom)) {
            (Ok(top), Ok(bottom)) => Size::Small(top, bottom),
            _ => Size::of(RBig::from_parts(IBig::from(top), UBig::from(bottom))),
        }
    }

    /// As a value of the library.
    pub(super) fn to_large(&self) -> RBig {
        match self {
            Size::Small(top, bottom) => RBig::from_parts(IBig::from(*top), UBig::from(bottom.unsigned_abs())),
            Size::Large(value) => (**value).clone(),
        }
    }

    /// Numerator and denominator.
    pub(super) fn parts(&self) -> (IBig, UBig) {
        match self {
            Size::Small(top, bottom) => (IBig::from(*top), UBig::from(bottom.unsigned_abs())),
            Size::Large(value) => (value.numerator().clone(), value.denominator().clone()),
        }
    }

    /// The larger bit length of numerator and denominator.
    pub(super) fn bits(&self) -> usize {
        match self {
            Size::Small(top, bottom) => {
                let bits = |value: u64| (u64::BITS - value.leading_zeros()) as usize;
                bits(top.unsigned_abs()).max(bits(bottom.unsigned_abs()))
            }
            Size::Large(value) => value.numerator().bit_len().max(value.denominator().bit_len()),
        }
    }

    pub(super) fn plus(&self, other: &Size) -> Size {
        let (Size::Small(a, b), Size::Small(c, d)) = (self, other) else {
            if let Some(sum) = self.with_whole(other, |a, b| a + b) {
                return sum;
            }
            return Size::of(self.to_large() + other.to_large());
        };
        if *b == 1 && *d == 1 {
            return Size::reduced(i128::from(*a) + i128::from(*c), 1);
        }
        // Knuth, "Seminumerical Algorithms", 4.5.1: what the denominators share is all that can cancel.
        let shared = common(*b, *d);
        let top = i128::from(*a) * i128::from(d / shared) + i128::from(*c) * i128::from(b / shared);
        let again = common((top % i128::from(shared)) as i64, shared);
        let bottom = (b / shared).unsigned_abs() as u128 * (d / again).unsigned_abs() as u128;
        Size::reduced(top / i128::from(again), bottom)
    }

    pub(super) fn times(&self, other: &Size) -> Size {
        let (Size::Small(a, b), Size::Small(c, d)) = (self, other) else {
            if let Some(product) = self.with_whole(other, |a, b| a * b) {
                return product;
            }
            return Size::of(self.to_large() * other.to_large());
        };
        if *b == 1 && *d == 1 {
            return Size::reduced(i128::from(*a) * i128::from(*c), 1);
        }
        let (left, right) = (common(*a, *d), common(*c, *b));
        let top = i128::from(a / left) * i128::from(c / right);
        let bottom = (b / right).unsigned_abs() as u128 * (d / left).unsigned_abs() as u128;
        Size::reduced(top, bottom)
    }

    /// The result of an operation on two whole numbers, which needs no common divisor; `None` when one is a fraction.
    fn with_whole(&self, other: &Size, operation: impl Fn(&IBig, &IBig) -> IBig) -> Option<Size> {
        let value = match (self, other) {
            (Size::Large(a), Size::Large(b)) if a.is_int() && b.is_int() => operation(a.numerator(), b.numerator()),
            (Size::Large(a), Size::Small(b, 1)) if a.is_int() => operation(a.numerator(), &IBig::from(*b)),
            (Size::Small(a, 1), Size::Large(b)) if b.is_int() => operation(&IBig::from(*a), b.numerator()),
            (Size::Small(..) | Size::Large(_), Size::Small(..) | Size::Large(_)) => return None,
        };
        Some(Size::of(RBig::from(value)))
    }

    pub(super) fn negative(&self) -> Size {
        match self {
            Size::Small(top, bottom) => Size::reduced(-i128::from(*top), bottom.unsigned_abs().into()),
            Size::Large(value) => Size::of(-(**value).clone()),
        }
    }

    /// `1 / self`; `None` for 0.
    pub(super) fn inverse(&self) -> Option<Size> {
        match self {
            Size::Small(0, _) => None,
            Size::Small(top, bottom) => {
                Some(Size::reduced(i128::from(*bottom) * i128::from(top.signum()), top.unsigned_abs().into()))
            }
            Size::Large(value) => {
                let (top, bottom) = (value.numerator().clone(), value.denominator().clone());
                let sign = if top < IBig::ZERO { IBig::NEG_ONE } else { IBig::ONE };
                Some(Size::of(RBig::from_parts(IBig::from(bottom) * sign, top.unsigned_abs())))
            }
        }
    }
}

impl PartialOrd for Size {
    fn partial_cmp(&self, other: &Size) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Size {
    fn cmp(&self, other: &Size) -> Ordering {
        match (self, other) {
            (Size::Small(a, b), Size::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.to_large().cmp(&other.to_large()),
        }
    }
}

/// The greatest common divisor; the second isn't 0.
fn common(a: i64, b: i64) -> i64 {
    if a == 0 {
        return b.abs();
    }
    // A divisor of a positive machine integer is one itself.
    i64::try_from(a.unsigned_abs().gcd(b.unsigned_abs())).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small arithmetic against the library, at the edges of the machine word too.
    #[test]
    fn small_numbers_compute_as_large_ones() {
        let edges = [0, 1, -1, 2, 3, -6, 10, 1 << 31, i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1];
        let values: Vec<RBig> = edges
            .iter()
            .flat_map(|&top| {
                [1u64, 2, 6, 35, 1 << 40, i64::MAX as u64]
                    .map(|bottom| RBig::from_parts(IBig::from(top), UBig::from(bottom)))
            })
            .collect();
        for a in &values {
            let left = Size::of(a.clone());
            assert_eq!(left.to_large(), *a);
            assert_eq!(left.negative(), Size::of(-a.clone()), "-({a})");
            assert_eq!(left.bits(), a.numerator().bit_len().max(a.denominator().bit_len()), "{a}");
            if !a.is_zero() {
                assert_eq!(left.inverse(), Some(Size::of(RBig::ONE / a.clone())), "1/({a})");
            }
            for b in &values {
                let right = Size::of(b.clone());
                assert_eq!(left.plus(&right), Size::of(a + b), "{a} + {b}");
                assert_eq!(left.times(&right), Size::of(a * b), "{a} * {b}");
                assert_eq!(left.cmp(&right), a.cmp(b), "{a} and {b}");
            }
        }
    }
}
