//! Owns the number in one cell: exact, 16 bytes for almost every decimal, and how it is read from bytes.

use std::fmt;

use crate::number::Rational;

/// Digits and exponents past this are refused: no float has such a number, and it would cost memory out of proportion.
const DIGIT_LIMIT: usize = 1_100;

/// An exact number, small when it can be.
///
/// ```
/// use gradus::data::Exact;
/// use gradus::number::Rational;
/// let value: Exact = "7.50".parse().unwrap();
/// assert_eq!(value.to_rational(), Rational::ratio(15, 2).unwrap());
/// assert_eq!(value.to_f64(), 7.5);
/// assert_eq!(value.to_string(), "7.5");
/// assert!("seven".parse::<Exact>().is_err());
/// ```
#[derive(Clone, Debug)]
pub struct Exact(Form);

#[derive(Clone, Debug)]
enum Form {
    /// mantissa · 10^exponent; the mantissa doesn't end in 0, and 0 has the exponent 0.
    Packed { mantissa: i64, exponent: i16 },
    /// Anything else.
    Large(Box<Rational>),
}

/// Why a cell holds no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is empty or says that there is no value (`NA`, `null`).
    Missing,
    /// It is the word for not a number.
    NotANumber,
    /// It is a word for infinity.
    Infinite,
    /// It has too many digits or too large an exponent.
    TooLong,
    /// It is a decimal with a comma where a point belongs, or the other way round.
    OtherPoint,
    /// It is some other text.
    Text,
}

impl Exact {
    /// The number in a cell; `point` is the sign before the decimals. Spaces around it don't count.
    pub(super) fn read(cell: &[u8], point: u8) -> Result<Self, Fault> {
        // Almost every cell is one.
        if let Some((value, length)) = Exact::leading(cell, point)
            && length == cell.len()
        {
            return Ok(value);
        }
        let cell = cell.trim_ascii();
        let (negative, digits) = match cell {
            [b'-', rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, cell),
        };
        let scan = Scan::of(digits, point).ok_or_else(|| fault_of(cell, digits, point))?;
        if scan.exponent.unsigned_abs() > DIGIT_LIMIT as u64 || scan.count > DIGIT_LIMIT {
            return Err(Fault::TooLong);
        }
        let packed = scan.mantissa.and_then(|mantissa| i64::try_from(mantissa).ok());
        if let (Some(mantissa), Ok(exponent)) = (packed, i16::try_from(scan.exponent)) {
            let (mantissa, exponent) = if mantissa == 0 { (0, 0) } else { (mantissa, exponent) };
            return Ok(Exact(Form::Packed { mantissa: if negative { -mantissa } else { mantissa }, exponent }));
        }
        let text: String = digits.iter().map(|&byte| char::from(if byte == point { b'.' } else { byte })).collect();
        let value = Rational::parse(&text).ok_or(Fault::TooLong)?;
        Ok(Exact(Form::Large(Box::new(if negative { -&value } else { value }))))
    }

    /// A plain decimal at the beginning of a text, of up to 18 digits, and how long it is; what comes after it may be anything.
    #[inline]
    pub(super) fn leading(text: &[u8], point: u8) -> Option<(Self, usize)> {
        let negative = text.first() == Some(&b'-');
        let (mut mantissa, mut decimals, mut points, mut length) = (0i64, 0i16, 0i16, usize::from(negative));
        for &byte in text.get(length..)? {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit));
                decimals += points;
            } else if byte == point && points == 0 {
                points = 1;
            } else {
                break;
            }
            length += 1;
            // Longer ones would overflow.
            if length > 20 {
                return None;
            }
        }
        let count = length - usize::from(negative) - usize::from(points == 1);
        if !(1..=18).contains(&count) {
            return None;
        }
        let (mantissa, exponent) = trimmed(mantissa, -decimals);
        Some((Exact(Form::Packed { mantissa: if negative { -mantissa } else { mantissa }, exponent }), length))
    }

    /// The number as digits and a power of ten, when the digits fit into a machine integer.
    #[inline]
    pub(crate) fn decimal(&self) -> Option<(i128, i32)> {
        match &self.0 {
            &Form::Packed { mantissa, exponent } => Some((i128::from(mantissa), i32::from(exponent))),
            Form::Large(_) => None,
        }
    }

    /// The number as a fraction.
    pub fn to_rational(&self) -> Rational {
        match &self.0 {
            Form::Large(value) => (**value).clone(),
            &Form::Packed { mantissa, exponent } => {
                let small = 10i64.checked_pow(exponent.unsigned_abs().into());
                let quick = match (small, exponent < 0) {
                    (Some(power), true) => Rational::ratio(mantissa, power),
                    (Some(power), false) => mantissa.checked_mul(power).map(Rational::from),
                    (None, _) => None,
                };
                let slow = || Rational::from(10).pow(exponent.into()).map(|power| &Rational::from(mantissa) * &power);
                // Exponents are bounded, so the power exists.
                quick.or_else(slow).unwrap_or(Rational::ZERO)
            }
        }
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Form::Large(value) => value.to_f64(),
            &Form::Packed { mantissa, exponent } => {
                let power = POWERS.get(usize::from(exponent.unsigned_abs()));
                match power {
                    // Both operands are exact, so there is one rounding (Clinger 1990).
                    Some(power) if mantissa.unsigned_abs() <= 1 << 53 => {
                        if exponent < 0 {
                            mantissa as f64 / power
                        } else {
                            mantissa as f64 * power
                        }
                    }
                    Some(power) if exponent < 0 => {
                        quotient(mantissa, *power).unwrap_or_else(|| parsed(mantissa, exponent))
                    }
                    _ => parsed(mantissa, exponent),
                }
            }
        }
    }
}

/// The nearest float to mantissa/power, for an exact power: the quotient with what its rounding lost. `None` when that lies
/// so near the middle of two floats that it doesn't tell.
fn quotient(mantissa: i64, power: f64) -> Option<f64> {
    let top = mantissa as f64;
    // The mantissa is the sum of two floats, and the rest of a division is exact.
    let below = (i128::from(mantissa) - top as i128) as f64;
    let rough = top / power;
    let rest = ((-rough).mul_add(power, top) + below) / power;
    let value = rough + rest;
    let lost = (rough - value) + rest;
    let half = 0.5 * (f64::from_bits(value.abs().to_bits() + 1) - value.abs());
    (half - lost.abs() > 1e-6 * half).then_some(value)
}

fn parsed(mantissa: i64, exponent: i16) -> f64 {
    format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
}

/// The powers of ten that are exact in floating point.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// The same number without zeros at its end.
#[inline]
fn trimmed(mut mantissa: i64, mut exponent: i16) -> (i64, i16) {
    if mantissa == 0 {
        return (0, 0);
    }
    while mantissa % 10 == 0 {
        mantissa /= 10;
        exponent += 1;
    }
    (mantissa, exponent)
}

/// An unsigned decimal: mantissa · 10^exponent, and how many digits were written.
struct Scan {
    mantissa: Option<u64>,
    exponent: i64,
    count: usize,
}

impl Scan {
    /// None when the bytes aren't a decimal. The mantissa is none when it is too large.
    fn of(text: &[u8], point: u8) -> Option<Scan> {
        let (mut mantissa, mut zeros, mut decimals, mut count) = (Some(0u64), 0u32, 0i64, 0usize);
        let mut seen_point = false;
        let mut bytes = text.iter();
        let mut tail = None;
        for &byte in bytes.by_ref() {
            match byte {
                b'0'..=b'9' => {
                    count += 1;
                    decimals += i64::from(seen_point);
                    if byte == b'0' {
                        // A zero counts only when another digit follows.
                        zeros += 1;
                    } else {
                        mantissa = mantissa.and_then(|value| {
                            let shift = if value == 0 { 10 } else { 10u64.checked_pow(zeros + 1)? };
                            value.checked_mul(shift)?.checked_add(u64::from(byte - b'0'))
                        });
                        zeros = 0;
                    }
                }
                _ if byte == point && !seen_point => seen_point = true,
                b'e' | b'E' if count > 0 => {
                    tail = Some(bytes.as_slice());
                    break;
                }
                _ => return None,
            }
        }
        let written = match tail {
            Some(digits) => exponent(digits)?,
            None => 0,
        };
        let shift = if mantissa == Some(0) { 0 } else { written.saturating_add(i64::from(zeros)) - decimals };
        (count > 0).then_some(Scan { mantissa, exponent: shift, count })
    }
}

/// A written exponent; a huge one saturates.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1_000_000_000));
    Some(if negative { -size } else { size })
}

/// What a cell is that is no number.
fn fault_of(cell: &[u8], unsigned: &[u8], point: u8) -> Fault {
    let lower = cell.to_ascii_lowercase();
    let unsigned = unsigned.to_ascii_lowercase();
    let other = if point == b',' { b'.' } else { b',' };
    match (&lower[..], &unsigned[..]) {
        (b"" | b"na" | b"n/a" | b"#n/a" | b"null" | b"none" | b"-" | b"?" | b".", _) => Fault::Missing,
        (_, b"nan" | b"#num!" | b"#div/0!") => Fault::NotANumber,
        (_, b"inf" | b"infinity") => Fault::Infinite,
        _ if Scan::of(&unsigned, other).is_some() => Fault::OtherPoint,
        _ => Fault::Text,
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        match (&self.0, &other.0) {
            (Form::Packed { mantissa: a, exponent: p }, Form::Packed { mantissa: b, exponent: q }) => a == b && p == q,
            (Form::Large(a), Form::Large(b)) => a == b,
            (Form::Packed { .. }, Form::Large(_)) | (Form::Large(_), Form::Packed { .. }) => {
                self.to_rational() == other.to_rational()
            }
        }
    }
}

impl Eq for Exact {}

impl std::str::FromStr for Exact {
    type Err = Fault;
    /// Reads `-2.5`, `1e-3`; the error tells what stands there instead.
    fn from_str(text: &str) -> Result<Self, Fault> {
        Exact::read(text.as_bytes(), b'.')
    }
}

impl From<Rational> for Exact {
    fn from(value: Rational) -> Self {
        let decimal = value.to_decimal().and_then(|text| text.parse().ok());
        decimal.unwrap_or_else(|| Exact(Form::Large(Box::new(value))))
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Exact::from(Rational::from(value))
    }
}

impl fmt::Display for Exact {
    /// A decimal where there is one, else a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_rational();
        match value.to_decimal() {
            Some(text) => f.write_str(&text),
            None => value.fmt(f),
        }
    }
}
