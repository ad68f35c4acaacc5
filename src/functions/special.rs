//! Owns values in floating point that the standard library doesn't have, accurate over the whole range.
//!
//! `tests/accuracy.rs` holds each row of the table to a few units in the last place of the true values.

mod gamma;
mod normal;

pub(super) use gamma::{digamma, gamma, ln_gamma, polygamma};
pub(super) use normal::{gelu, normal_density, normal_distribution};

/// 1 above zero, 0 elsewhere.
pub(super) fn step(x: f64) -> f64 {
    if x.is_nan() { x } else { f64::from(u8::from(x > 0.0)) }
}

/// −1, 0 or 1.
pub(super) fn sign(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() { x.abs() } else { x.signum() }
}

/// The smaller one; NaN if either is.
pub(super) fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.min(b) }
}

/// The greater one; NaN if either is.
pub(super) fn greatest(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

/// The logarithm of x to base b, exact for powers of 2 and 10.
pub(super) fn logarithm(x: f64, b: f64) -> f64 {
    if b <= 0.0 || b == 1.0 {
        f64::NAN
    } else if b == 2.0 {
        x.log2()
    } else if b == 10.0 {
        x.log10()
    } else {
        x.ln() / b.ln()
    }
}

/// The real n-th root: of a negative number for odd whole n only.
pub(super) fn root(x: f64, n: f64) -> f64 {
    if n < 1.0 {
        return f64::NAN;
    }
    if n == 2.0 {
        return x.sqrt();
    }
    if n == 3.0 {
        return x.cbrt();
    }
    let odd = n % 2.0 == 1.0;
    let size = if x < 0.0 && odd { -x } else { x };
    let rough = size.powf(1.0 / n);
    let value = if rough > 0.0 && rough.is_finite() {
        // 1/n is rounded, which moves the power by many units; one step of Newton's method corrects it.
        rough + (size / rough.powf(n - 1.0) - rough) / n
    } else {
        rough
    };
    if x < 0.0 && odd { -value } else { value }
}

/// The angle of (x, y); there is none at the origin.
pub(super) fn angle(y: f64, x: f64) -> f64 {
    if x == 0.0 && y == 0.0 { f64::NAN } else { y.atan2(x) }
}

/// The inverse hyperbolic sine, odd and accurate near zero and far out.
pub(super) fn arsinh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size > 1e8 {
        size.ln() + std::f64::consts::LN_2
    } else {
        let square = size * size;
        (size + square / (1.0 + (square + 1.0).sqrt())).ln_1p()
    };
    value.copysign(x)
}

/// The inverse hyperbolic cosine.
pub(super) fn arcosh(x: f64) -> f64 {
    arcosh_above(x - 1.0)
}

/// The inverse hyperbolic secant; 1/x − 1 is taken as one quotient, since near 1 the difference would lose digits.
pub(super) fn arsech(x: f64) -> f64 {
    if x > 0.0 { arcosh_above((1.0 - x) / x) } else { f64::NAN }
}

/// arcosh(1 + t).
fn arcosh_above(t: f64) -> f64 {
    if t < 1e8 { (t + (t * (t + 2.0)).sqrt()).ln_1p() } else { (1.0 + t).ln() + std::f64::consts::LN_2 }
}

/// The inverse hyperbolic tangent, odd and accurate near 0 and near ±1.
pub(super) fn artanh(x: f64) -> f64 {
    let size = x.abs();
    (0.5 * (2.0 * size / (1.0 - size)).ln_1p()).copysign(x)
}

/// The inverse hyperbolic cotangent.
pub(super) fn arcoth(x: f64) -> f64 {
    let size = x.abs();
    if size > 1.0 { (0.5 * (2.0 / (size - 1.0)).ln_1p()).copysign(x) } else { f64::NAN }
}

/// The arc secant as an arc tangent: near ±1 the arc cosine of 1/x would lose digits.
pub(super) fn arcsec(x: f64) -> f64 {
    let angle = ((x.abs() - 1.0) * (x.abs() + 1.0)).sqrt().atan();
    if x < 0.0 { std::f64::consts::PI - angle } else { angle }
}

/// The arc cosecant.
pub(super) fn arccsc(x: f64) -> f64 {
    let size = x.abs();
    if size > 2.0 {
        return (1.0 / x).asin();
    }
    1f64.atan2(((size - 1.0) * (size + 1.0)).sqrt()).copysign(x)
}

/// The arc cotangent as atan(1/x): odd, with a jump at 0, where it has no value. The other convention, π/2 − atan(x), is
/// larger by π for negative x.
pub(super) fn arccot(x: f64) -> f64 {
    if x == 0.0 { f64::NAN } else { (1.0 / x).atan() }
}

/// 1/(1 + e^−x) without overflow.
pub(super) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let power = x.exp();
        power / (1.0 + power)
    }
}

/// ln(1 + e^x) without overflow.
pub(super) fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// ln Σ e^x without overflow; what the greatest term leaves over is added where it is small (Blanchard, Higham & Higham 2021).
pub(super) fn log_sum_exp(x: &[f64]) -> f64 {
    let top = x.iter().copied().fold(f64::NEG_INFINITY, greatest);
    if !top.is_finite() {
        return top;
    }
    let at = x.iter().position(|&value| value == top);
    let rest = x.iter().enumerate().filter(|(other, _)| Some(*other) != at);
    top + rest.map(|(_, value)| (value - top).exp()).sum::<f64>().ln_1p()
}

/// ln(1 − e^−x) for x > 0, in the form that keeps its digits (Mächler 2012).
pub(super) fn log1mexp(x: f64) -> f64 {
    if x < std::f64::consts::LN_2 { (-(-x).exp_m1()).ln() } else { (-(-x).exp()).ln_1p() }
}

/// ln cosh x without overflow; around 0 by cosh x − 1 = (e^x − 1)²/(2 e^x).
pub(super) fn log_cosh(x: f64) -> f64 {
    let size = x.abs();
    if size > 20.0 {
        return size - std::f64::consts::LN_2;
    }
    let above = size.exp_m1();
    (above * above / (2.0 * (1.0 + above))).ln_1p()
}

/// 1/cosh x without overflow.
pub(super) fn secant(x: f64) -> f64 {
    let small = (-x.abs()).exp();
    2.0 * small / (1.0 + small * small)
}
