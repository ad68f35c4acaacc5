//! Owns how numbers are printed: rounded, with a proper minus sign, as text and as parts of formulas.

use crate::expr::{Id, Pool};

/// Digits of a number that stands alone.
const DIGITS: usize = 6;

/// Six significant digits, trailing zeros dropped.
pub(super) fn figures(value: f64) -> String {
    figures_to(value, DIGITS)
}

/// So many significant digits, trailing zeros dropped.
pub(super) fn figures_to(value: f64, digits: usize) -> String {
    let (mantissa, exponent) = parts(value, digits);
    let text = match exponent {
        0 => mantissa,
        _ => format!("{mantissa}e{exponent}"),
    };
    text.replace('-', "−")
}

/// The number, rounded in the same way, as an expression: `-1.2*10^-7`.
pub(super) fn decimal(pool: &mut Pool, value: f64) -> Id {
    let (mantissa, exponent) = parts(value.abs(), DIGITS);
    // A symbol that spells a number is drawn as one, and isn't turned into a fraction.
    let mut number = pool.symbol(&mantissa);
    if exponent != 0 {
        let (ten, size) = (pool.integer(10), pool.integer(i64::from(exponent.abs())));
        let power = if exponent < 0 { pool.neg(size) } else { size };
        let scale = pool.pow(ten, power);
        // A power of ten alone needs no 1 before it.
        number = if mantissa == "1" { scale } else { pool.mul(&[number, scale]) };
    }
    if value < 0.0 { pool.neg(number) } else { number }
}

/// Digits, and a power of ten where the number is very small or very large.
fn parts(value: f64, digits: usize) -> (String, i32) {
    if value == 0.0 || !value.is_finite() {
        return (if value == 0.0 { "0".to_owned() } else { value.to_string() }, 0);
    }
    let exponent = value.abs().log10().floor();
    if !(-5.0..9.0).contains(&exponent) {
        let scientific = format!("{value:.places$e}", places = digits.saturating_sub(1));
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        return (trimmed(mantissa), exponent.parse().unwrap_or(0));
    }
    let places = (digits as f64 - 1.0 - exponent).max(0.0) as usize;
    (trimmed(&format!("{value:.places$}")), 0)
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}
