//! Owns decimal digits: of balls, as far as they are certain, and of fractions, correctly rounded.

use dashu_int::ops::{BitTest, DivRem};
use dashu_int::{IBig, UBig};

use super::{Arithmetic, Ball, EXPONENT_LIMIT, Float, magnitude};
use crate::number::Rational;

/// Values from 10 to this power are written without an exponent.
const SMALLEST_PLAIN: i64 = -7;

impl Ball {
    /// The first `digits` significant digits, correctly rounded: the same for every number of the ball. `None` when they
    /// aren't: the ball is too wide, lies around zero, or so near to a tie that more bits are needed.
    ///
    /// ```
    /// use gradus::expr::{Pool, read};
    /// use gradus::numeric::{Budget, Certified, ExactPoint, certified};
    /// let mut pool = Pool::new();
    /// let root = read(&mut pool, "-pi").unwrap();
    /// let value = certified(&mut pool, root, &ExactPoint::new(), 20, &Budget::default()).unwrap();
    /// let Certified::Ball(ball) = value else { panic!() };
    /// assert_eq!(ball.decimal(5).as_deref(), Some("-3.1416"));
    /// assert_eq!(ball.decimal(1_000), None);
    /// ```
    pub fn decimal(&self, digits: usize) -> Option<String> {
        let digits = digits.max(1);
        let sign = self.sign()?;
        if sign.is_eq() {
            return Some("0".to_owned());
        }
        let (first, last, power) = self.leading(digits)?;
        (first == last).then(|| written(sign.is_lt(), &first.to_string(), power))
    }

    /// As [`Ball::decimal`], and where the digits aren't certain those of the middle: wrong by at most a unit in the
    /// last place if the ball is that narrow.
    pub fn decimal_of_middle(&self, digits: usize) -> Option<String> {
        let digits = digits.max(1);
        let sign = self.sign()?;
        let (first, last, power) = self.leading(digits)?;
        let middle: IBig = (first + last) / IBig::from(2);
        Some(written(sign.is_lt(), &middle.to_string(), power))
    }

    /// The smallest power of ten that isn't below any absolute value in the ball.
    pub fn power_of_ten_above(&self) -> i64 {
        (magnitude(&self.size()) as f64 * std::f64::consts::LOG10_2).ceil() as i64
    }

    /// The first digits of the smallest and the greatest absolute value as whole numbers, and the power of ten of the first.
    fn leading(&self, digits: usize) -> Option<(IBig, IBig, i64)> {
        // More bits than the ball has don't help; a point would have any number of them.
        let bits = if self.is_point() { 0 } else { usize::try_from(self.bits().min(1 << 17)).ok()? };
        let wanted = digits as f64 * std::f64::consts::LOG2_10;
        let mut arithmetic = Arithmetic::new(bits.max(wanted as usize) + 64, u64::MAX);
        arithmetic.limit = 4 * EXPONENT_LIMIT;
        let size = arithmetic.absolute(self);
        let mut power = ((magnitude(&size.high) - 1) as f64 * std::f64::consts::LOG10_2).floor() as i64;
        let full = IBig::from(UBig::from(10u8).pow(digits));
        // The estimate of the power is off by one at most; rounding can add one more.
        for _ in 0..4 {
            let shift = digits as i64 - 1 - power;
            let factor = arithmetic.power_whole(&Ball::integer(10), shift.abs()).ok()?;
            let moved = if shift < 0 { arithmetic.div(&size, &factor) } else { arithmetic.mul(&size, &factor) }.ok()?;
            let (first, last) = (nearest(&moved.low), nearest(&moved.high));
            if first >= full {
                power += 1;
            } else if &last * IBig::from(10) < full {
                power -= 1;
            } else if last >= full {
                // One end rounds up to the next power of ten and the other doesn't.
                return None;
            } else {
                return Some((first, last, power));
            }
        }
        None
    }
}

/// A fraction with `digits` significant digits: exactly, when it has no more, else rounded to nearest, ties to even.
///
/// ```
/// use gradus::number::Rational;
/// use gradus::numeric::decimal;
/// assert_eq!(decimal(&Rational::ratio(15, 2).unwrap(), 10), "7.5");
/// assert_eq!(decimal(&Rational::ratio(-2, 3).unwrap(), 4), "-0.6667");
/// assert_eq!(decimal(&Rational::from(1_000_000_007), 4), "1.000e9");
/// ```
pub fn decimal(value: &Rational, digits: usize) -> String {
    let digits = digits.max(1);
    if value.is_zero() {
        return "0".to_owned();
    }
    if let Some(text) = value.to_decimal() {
        let significant = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        if significant <= digits {
            return text;
        }
    }
    let (numerator, denominator) = value.abs().parts();
    let denominator = IBig::from(denominator);
    let bits = numerator.bit_len() as f64 - denominator.bit_len() as f64;
    let mut power = (bits * std::f64::consts::LOG10_2).floor() as i64;
    let full = IBig::from(UBig::from(10u8).pow(digits));
    loop {
        let shift = digits as i64 - 1 - power;
        let factor = IBig::from(UBig::from(10u8).pow(shift.unsigned_abs() as usize));
        let (top, bottom) = if shift < 0 {
            (numerator.clone(), &denominator * factor)
        } else {
            (&numerator * factor, denominator.clone())
        };
        let (mut quotient, rest) = top.div_rem(&bottom);
        let twice = rest * IBig::from(2);
        let odd = quotient.bit(0);
        if twice > bottom || (twice == bottom && odd) {
            quotient += IBig::ONE;
        }
        if quotient >= full {
            power += 1;
        } else if &quotient * IBig::from(10) < full {
            power -= 1;
        } else {
            return written(value.is_negative(), &quotient.to_string(), power);
        }
    }
}

fn nearest(x: &Float) -> IBig {
    type Nearest = dashu_float::FBig<dashu_float::round::mode::HalfEven, 2>;
    let digits = x.digits().max(1);
    Nearest::from_repr(x.clone(), dashu_float::Context::new(digits)).to_int().value()
}

/// `digits`, the first of which counts 10^power, in plain notation.
fn written(negative: bool, digits: &str, power: i64) -> String {
    let sign = if negative { "-" } else { "" };
    let length = digits.len() as i64;
    if (SMALLEST_PLAIN..0).contains(&power) {
        let zeros = "0".repeat((-power - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    if (0..length).contains(&power) {
        let (whole, rest) = digits.split_at(power as usize + 1);
        return if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") };
    }
    let (whole, rest) = digits.split_at(1.min(digits.len()));
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}e{power}")
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn places_of_the_point() {
        assert_eq!(written(false, "125", 0), "1.25");
        assert_eq!(written(true, "125", 2), "-125");
        assert_eq!(written(false, "125", 3), "1.25e3");
        assert_eq!(written(false, "125", -1), "0.125");
        assert_eq!(written(false, "5", -9), "5e-9");
    }
}
