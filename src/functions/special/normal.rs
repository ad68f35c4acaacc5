//! Owns the normal distribution in floating point, its tails accurate.
//!
//! In the tails a rounding of the argument x is magnified by x², so what the rounding took away is carried beside it.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// 1/√2 − [`FRAC_1_SQRT_2`].
const REST: f64 = -4.833646656726457e-17;

/// x Φ(x).
pub(in crate::functions) fn gelu(x: f64) -> f64 {
    if x < -40.0 { -0.0 } else { x * distribution(x, 0.0) }
}

/// The density with mean m and standard deviation s > 0.
pub(in crate::functions) fn normal_density(x: f64, m: f64, s: f64) -> f64 {
    if s <= 0.0 {
        return f64::NAN;
    }
    let (z, rest) = standardised(x, m, s);
    let square = z * z;
    let lost = z.mul_add(z, -square);
    let value = (-0.5 * square).exp();
    // Far out, where the value is 0, the correction may be infinite.
    if value == 0.0 {
        return 0.0;
    }
    value * (1.0 - (0.5 * lost + z * rest)) / (s * (2.0 * std::f64::consts::PI).sqrt())
}

/// The distribution function with mean m and standard deviation s > 0.
pub(in crate::functions) fn normal_distribution(x: f64, m: f64, s: f64) -> f64 {
    if s <= 0.0 {
        return f64::NAN;
    }
    let (z, rest) = standardised(x, m, s);
    distribution(z, rest)
}

/// (x − m)/s as a float and what is missing from it.
fn standardised(x: f64, m: f64, s: f64) -> (f64, f64) {
    let difference = x - m;
    // The rounding error of a sum is a float, and two sums find it (Knuth, The Art of Computer Programming, sec. 4.2.2).
    let back = difference + m;
    let lost = (x - back) - (m - (back - difference));
    let z = difference / s;
    let rest = ((-z).mul_add(s, difference) + lost) / s;
    (z, if rest.is_finite() { rest } else { 0.0 })
}

/// Φ(z + rest) by the complementary error function and its slope.
fn distribution(z: f64, rest: f64) -> f64 {
    let point = -z * FRAC_1_SQRT_2;
    let missing = (-z).mul_add(FRAC_1_SQRT_2, -point) - z * REST - rest * FRAC_1_SQRT_2;
    let value = libm::erfc(point);
    if value == 0.0 || !missing.is_finite() {
        return 0.5 * value;
    }
    0.5 * (value - FRAC_2_SQRT_PI * (-point * point).exp() * missing)
}
