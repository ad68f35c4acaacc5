//! Owns exact numbers: rationals of any size, how decimals are read into them and printed from them.
//!
//! The arithmetic of large numbers is `dashu-ratio`'s (pure Rust, MIT/Apache-2.0); small ones fit machine words. The type
//! is wrapped so that the rest of the house never sees the library, and so that every operation that can explode has a limit.

mod size;

use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use self::size::Size;

/// Numbers with more bits than this in numerator or denominator are refused by [`Rational::pow`] and [`Rational::parse`].
pub const BIT_LIMIT: usize = 1 << 20;

/// An exact fraction in lowest terms.
///
/// ```
/// use gradus::number::Rational;
/// let a = Rational::parse("7.5").unwrap();
/// assert_eq!(a, Rational::ratio(15, 2).unwrap());
/// assert_eq!(a.to_string(), "15/2");
/// assert_eq!(a.to_decimal().as_deref(), Some("7.5"));
/// // There is no number 1/0, and a number that would fill the memory is refused.
/// assert_eq!(Rational::ratio(1, 0), None);
/// assert_eq!(Rational::parse("1e99999999999"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rational(Size);

impl Default for Rational {
    /// 0.
    fn default() -> Self {
        Rational::ZERO
    }
}

impl Rational {
    /// 0.
    pub const ZERO: Rational = Rational(Size::Small(0, 1));
    /// 1.
    pub const ONE: Rational = Rational(Size::Small(1, 1));

    /// `numerator / denominator`; `None` when the denominator is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Rational::large(RBig::from_parts_signed(numerator.into(), denominator.into())))
    }

    /// Reads `12`, `1.25`, `.5`, `1e-3`, `2.5E6` (no sign). `None` for anything else and past [`BIT_LIMIT`].
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse::<i64>().ok().map(Rational::from);
        }
        let digits: String = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let shift = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let limit = BIT_LIMIT / 4;
        if digits.len() > limit || usize::try_from(shift.unsigned_abs()).ok()? > limit {
            return None;
        }
        let digits = UBig::from_str_radix(&digits, 10).ok()?;
        let power = UBig::from(10u8).pow(usize::try_from(shift.unsigned_abs()).ok()?);
        Some(Rational::large(if shift < 0 {
            RBig::from_parts(digits.into(), power)
        } else {
            RBig::from_parts((digits * power).into(), UBig::ONE)
        }))
    }

    /// digits · 10^exponent; `None` past [`BIT_LIMIT`].
    ///
    /// ```
    /// use gradus::number::Rational;
    /// assert_eq!(Rational::from_decimal(75, -1), Rational::ratio(15, 2));
    /// assert_eq!(Rational::from_decimal(1, i32::MAX), None);
    /// ```
    pub fn from_decimal(digits: i128, exponent: i32) -> Option<Self> {
        let size = usize::try_from(exponent.unsigned_abs()).ok().filter(|size| *size <= BIT_LIMIT / 4)?;
        let (digits, power) = (IBig::from(digits), UBig::from(10u8).pow(size));
        Some(Rational::large(match exponent < 0 {
            true => RBig::from_parts(digits, power),
            false => RBig::from_parts(digits * IBig::from(power), UBig::ONE),
        }))
    }

    fn large(value: RBig) -> Self {
        Rational(Size::of(value))
    }

    /// The exact value of a finite float; `None` for NaN and infinities.
    pub fn from_f64(value: f64) -> Option<Self> {
        RBig::try_from(value).ok().map(Rational::large)
    }

    /// The nearest float; ±∞ past its range.
    pub fn to_f64(&self) -> f64 {
        match self.0 {
            // Both are exact up to 2⁵³, so that the quotient is the nearest float.
            Size::Small(top, bottom) if top.unsigned_abs() <= 1 << 53 && bottom <= 1 << 53 => {
                top as f64 / bottom as f64
            }
            Size::Small(..) | Size::Large(_) => self.0.to_large().to_f64().value(),
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Size::Small(0, _))
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(self.0, Size::Small(1, 1))
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Size::Small(top, _) => *top < 0,
            Size::Large(value) => **value < RBig::ZERO,
        }
    }

    /// Whether the denominator is 1.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Size::Small(_, bottom) => *bottom == 1,
            Size::Large(value) => value.is_int(),
        }
    }

    /// The value as a machine integer, when it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Size::Small(top, 1) => Some(top),
            Size::Small(..) | Size::Large(_) => None,
        }
    }

    /// The absolute value.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The numerator; carries the sign.
    pub fn numerator(&self) -> Self {
        match &self.0 {
            Size::Small(top, _) => Rational::from(*top),
            Size::Large(value) => Rational::large(value.numerator().clone().into()),
        }
    }

    /// The denominator; positive.
    pub fn denominator(&self) -> Self {
        match &self.0 {
            Size::Small(_, bottom) => Rational::from(*bottom),
            Size::Large(value) => Rational::large(RBig::from(value.denominator().clone())),
        }
    }

    /// `numerator / denominator` of any size; `None` when the denominator is zero. For the modules that compute with digits.
    pub fn from_parts(numerator: IBig, denominator: UBig) -> Option<Self> {
        (!denominator.is_zero()).then(|| Rational::large(RBig::from_parts(numerator, denominator)))
    }

    /// Numerator, which carries the sign, and denominator, in lowest terms. For the modules that compute with digits.
    pub fn parts(&self) -> (IBig, UBig) {
        self.0.parts()
    }

    /// What numerator and denominator leave when divided by `modulus`, both from 0 up; the modulus isn't 0.
    pub fn residues(&self, modulus: u64) -> (u64, u64) {
        if let Size::Small(top, bottom) = self.0 {
            let residue = |value: i64| u64::try_from(i128::from(value).rem_euclid(i128::from(modulus))).unwrap_or(0);
            return (residue(top), residue(bottom));
        }
        let whole = IBig::from(modulus);
        let residue = |value: IBig| u64::try_from(((value % &whole) + &whole) % &whole).unwrap_or(0);
        let (top, bottom) = self.0.parts();
        (residue(top), residue(bottom.into()))
    }

    /// `1 / self`; `None` for 0.
    pub fn recip(&self) -> Option<Self> {
        self.0.inverse().map(Rational)
    }

    /// `self / divisor`; `None` when the divisor is 0.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Self> {
        divisor.0.inverse().map(|inverse| Rational(self.0.times(&inverse)))
    }

    /// `self` to an integer power. `None` for 0 to a power below 1 and for results past [`BIT_LIMIT`].
    ///
    /// ```
    /// use gradus::number::Rational;
    /// let half = Rational::ratio(1, 2).unwrap();
    /// assert_eq!(half.pow(-3), Some(Rational::from(8)));
    /// assert_eq!(Rational::from(10).pow(10_000_000_000), None);
    /// ```
    pub fn pow(&self, exponent: i64) -> Option<Self> {
        if self.is_zero() && exponent < 1 {
            return None;
        }
        // The powers of 0, 1 and −1 depend on parity alone, however large the exponent.
        if self.bits() <= 1 && self.is_integer() {
            return Some(if exponent % 2 == 0 { self * self } else { self.clone() });
        }
        let size = u64::try_from(self.bits()).ok()?.checked_mul(exponent.unsigned_abs())?;
        if size > BIT_LIMIT as u64 {
            return None;
        }
        Some(Rational::large(self.0.to_large().pow(isize::try_from(exponent).ok()?)))
    }

    /// The exact `degree`-th root, when it is rational: the real one for odd degrees, the nonnegative one for even.
    ///
    /// ```
    /// use gradus::number::Rational;
    /// let q = Rational::ratio(9, 4).unwrap();
    /// assert_eq!(q.root(2), Rational::ratio(3, 2));
    /// assert_eq!(Rational::from(-8).root(3), Some(Rational::from(-2)));
    /// assert_eq!(Rational::from(2).root(2), None);
    /// ```
    pub fn root(&self, degree: u32) -> Option<Self> {
        if degree == 0 || (self.is_negative() && degree.is_multiple_of(2)) {
            return None;
        }
        let degree = degree as usize;
        let (numerator, denominator) = self.abs().parts();
        let numerator = UBig::try_from(numerator).ok()?;
        let (p, q) = (numerator.nth_root(degree), denominator.nth_root(degree));
        if p.pow(degree) != numerator || q.pow(degree) != denominator {
            return None;
        }
        let root = Rational::large(RBig::from_parts(IBig::from(p), q));
        Some(if self.is_negative() { -&root } else { root })
    }

    /// The largest integer that isn't above it.
    pub fn floor(&self) -> Self {
        match self.0 {
            Size::Small(top, bottom) => Rational::from(top.div_euclid(bottom)),
            Size::Large(ref value) => Rational::large(value.floor().into()),
        }
    }

    /// The smallest integer that isn't below it.
    pub fn ceil(&self) -> Self {
        -&(-self).floor()
    }

    /// The greatest rational that divides both a whole number of times; the sign is dropped. `gcd(0, 0)` is 0.
    pub fn gcd(&self, other: &Rational) -> Self {
        use dashu_int::ops::Gcd;
        if self.is_zero() {
            return other.abs();
        }
        if other.is_zero() {
            return self.abs();
        }
        if let (Size::Small(a, 1), Size::Small(b, 1)) = (&self.0, &other.0) {
            let gcd = a.unsigned_abs().gcd(b.unsigned_abs());
            return Rational::large(RBig::from(gcd));
        }
        let ((p, a), (q, b)) = (self.0.parts(), other.0.parts());
        let common = &a * &b / (&a).gcd(&b);
        let scale = |top: IBig, bottom: &UBig| top * IBig::from(&common / bottom);
        let gcd = scale(p, &a).gcd(scale(q, &b));
        Rational::large(RBig::from_parts(gcd.into(), common))
    }

    /// The larger bit length of numerator and denominator, a measure of size.
    pub fn bits(&self) -> usize {
        self.0.bits()
    }

    /// The finite decimal form, when there is one of at most 30 digits after the point: `7.5`, not `1/3`.
    pub fn to_decimal(&self) -> Option<String> {
        let (top, bottom) = self.0.parts();
        let places = (0..=30usize).find(|&places| (UBig::from(10u8).pow(places) % &bottom).is_zero())?;
        let scaled = top * IBig::from(UBig::from(10u8).pow(places)) / IBig::from(bottom);
        let sign = if self.is_negative() { "-" } else { "" };
        let digits = Rational::large(scaled.into()).abs().to_string();
        if places == 0 {
            return Some(format!("{sign}{digits}"));
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        Some(format!("{sign}{whole}.{fraction}"))
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Rational(Size::Small(value, 1))
    }
}

impl fmt::Display for Rational {
    /// `3`, `-15/2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Size::Small(top, 1) => top.fmt(f),
            Size::Small(..) | Size::Large(_) => self.0.to_large().fmt(f),
        }
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        Rational(self.0.plus(&other.0))
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        Rational(self.0.plus(&other.0.negative()))
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        Rational(self.0.times(&other.0))
    }
}

impl Div for &Rational {
    type Output = Option<Rational>;
    /// `None` when the divisor is 0.
    fn div(self, other: &Rational) -> Option<Rational> {
        self.checked_div(other)
    }
}

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational(self.0.negative())
    }
}
