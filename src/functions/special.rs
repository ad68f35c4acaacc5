//! Owns values in floating point that the standard library doesn't have, accurate over the whole range.

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
        f64::NAN
    } else if n == 2.0 {
        x.sqrt()
    } else if n == 3.0 {
        x.cbrt()
    } else if x < 0.0 && n % 2.0 == 1.0 {
        -(-x).powf(1.0 / n)
    } else {
        x.powf(1.0 / n)
    }
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

/// The inverse hyperbolic tangent, accurate near zero.
pub(super) fn artanh(x: f64) -> f64 {
    0.5 * (2.0 * x / (1.0 - x)).ln_1p()
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

/// ln Σ e^x without overflow.
pub(super) fn log_sum_exp(x: &[f64]) -> f64 {
    let top = x.iter().copied().fold(f64::NEG_INFINITY, greatest);
    if !top.is_finite() {
        return top;
    }
    top + x.iter().map(|value| (value - top).exp()).sum::<f64>().ln()
}

/// x Φ(x), with the tail kept accurate for negative x.
pub(super) fn gelu(x: f64) -> f64 {
    0.5 * x * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// The density of the normal distribution with mean m and standard deviation s > 0.
pub(super) fn normal_density(x: f64, m: f64, s: f64) -> f64 {
    if s <= 0.0 {
        return f64::NAN;
    }
    let z = (x - m) / s;
    (-0.5 * z * z).exp() / (s * (2.0 * std::f64::consts::PI).sqrt())
}

/// The distribution function of the normal distribution, its lower tail accurate.
pub(super) fn normal_distribution(x: f64, m: f64, s: f64) -> f64 {
    if s <= 0.0 { f64::NAN } else { 0.5 * libm::erfc(-(x - m) / (s * std::f64::consts::SQRT_2)) }
}

/// Γ; not defined at 0, −1, −2, ….
pub(super) fn gamma(x: f64) -> f64 {
    if x <= 0.0 && x == x.floor() { f64::NAN } else { libm::tgamma(x) }
}

/// ln |Γ|; not defined at 0, −1, −2, ….
pub(super) fn ln_gamma(x: f64) -> f64 {
    if x <= 0.0 && x == x.floor() { f64::NAN } else { libm::lgamma(x) }
}

/// ψ by recurrence to x ≥ 10 and the asymptotic series (DLMF 5.11.2); reflection for x < 0 (DLMF 5.5.4).
pub(super) fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        return digamma(1.0 - x) - std::f64::consts::PI / (std::f64::consts::PI * x).tan();
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = BERNOULLI.iter().enumerate().rev().fold(0.0, |sum, (k, b)| (sum + b / (2.0 * (k + 1) as f64)) * y);
    shift + x.ln() - 0.5 / x - series
}

/// B₂, B₄, …, B₂₀.
const BERNOULLI: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
];

/// ψ⁽ⁿ⁾ for whole n ≥ 0 and x > 0, by recurrence and the asymptotic series (DLMF 5.15.8, 5.15.5).
pub(super) fn polygamma(n: f64, x: f64) -> f64 {
    if n == 0.0 {
        return digamma(x);
    }
    if n < 0.0 || n != n.floor() || n > 100.0 || x <= 0.0 || x.is_nan() {
        return f64::NAN;
    }
    let order = n as i32;
    let sign = if order % 2 == 0 { -1.0 } else { 1.0 };
    let factorial = libm::tgamma(n + 1.0);
    let (mut x, mut shift) = (x, 0.0);
    while x < 15.0 + n {
        shift += factorial * x.powi(-order - 1);
        x += 1.0;
    }
    // (n−1)!/xⁿ + n!/(2xⁿ⁺¹) + Σ B₂ₖ (2k+n−1)!/((2k)! x²ᵏ⁺ⁿ)
    let mut sum = factorial / n * x.powi(-order) + 0.5 * factorial * x.powi(-order - 1);
    let mut ratio = factorial / n * x.powi(-order);
    for (k, bernoulli) in BERNOULLI.iter().enumerate() {
        let twice = 2.0 * (k + 1) as f64;
        ratio *= (twice + n - 1.0) * (twice + n - 2.0) / (twice * (twice - 1.0) * x * x);
        sum += bernoulli * ratio;
    }
    sign * (sum + shift)
}
