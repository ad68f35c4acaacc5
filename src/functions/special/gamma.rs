//! Owns Γ, ln |Γ| and the polygamma functions in floating point.

use std::f64::consts::PI;

/// Γ; not defined at 0, −1, −2, ….
pub(in crate::functions) fn gamma(x: f64) -> f64 {
    if is_pole(x) { f64::NAN } else { libm::tgamma(x) }
}

/// ln |Γ|; not defined at 0, −1, −2, ….
pub(in crate::functions) fn ln_gamma(x: f64) -> f64 {
    if is_pole(x) { f64::NAN } else { libm::lgamma(x) }
}

fn is_pole(x: f64) -> bool {
    x <= 0.0 && x == x.floor()
}

/// ψ by recurrence to x ≥ 10 and the asymptotic series (DLMF 5.5.2, 5.11.2), from 1 to 2 as the distance from its root,
/// and by reflection for x < 0 (DLMF 5.5.4).
pub(in crate::functions) fn digamma(x: f64) -> f64 {
    if is_pole(x) {
        return f64::NAN;
    }
    if x < 0.0 {
        return digamma(1.0 - x) - PI * cot_pi(x);
    }
    if (1.0..=2.0).contains(&x) {
        return digamma_from_root(x);
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < SERIES_FROM {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = BERNOULLI.iter().enumerate().rev().fold(0.0, |sum, (k, b)| (sum + b / (2.0 * (k + 1) as f64)) * y);
    shift + x.ln() - 0.5 / x - series
}

/// The positive root of ψ, and what is missing from it.
const ROOT: (f64, f64) = (1.4616321449683622, 9.549995429965697e-17);

/// Where the asymptotic series of ψ is exact to the last place.
const SERIES_FROM: f64 = 10.0;

/// ψ(x) − ψ(root), each term as a multiple of x − root, so that nothing cancels near the root.
fn digamma_from_root(x: f64) -> f64 {
    let distance = (x - ROOT.0) - ROOT.1;
    let (mut a, mut b, mut slope) = (x, ROOT.0, 0.0);
    while b < SERIES_FROM {
        slope += 1.0 / (a * b);
        a += 1.0;
        b += 1.0;
    }
    slope += 0.5 / (a * b);
    let (u, v) = (1.0 / (a * a), 1.0 / (b * b));
    // (P(u) − P(v))/(u − v) for the series P, by Horner's rule in both.
    let (mut quotient, mut value) = (0.0, 0.0);
    for (k, bernoulli) in BERNOULLI.iter().enumerate().rev() {
        value += bernoulli / (2.0 * (k + 1) as f64);
        quotient = quotient * u + value;
        value *= v;
    }
    slope += quotient * (a + b) * u * v;
    distance * slope + (distance / b).ln_1p()
}

/// cot πx; the distance to the nearest whole number is exact.
fn cot_pi(x: f64) -> f64 {
    let r = x - x.round();
    if r.abs() > 0.25 { (PI * (0.5 - r.abs())).tan().copysign(r) } else { 1.0 / (PI * r).tan() }
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

/// Orders past this aren't evaluated in floating point.
const ORDER_LIMIT: f64 = 100.0;

/// ψ⁽ⁿ⁾ for whole n from 0 to 100, by recurrence and the asymptotic series (DLMF 5.15.5, 5.15.8), and by reflection for
/// x < 0 (DLMF 5.15.6).
pub(in crate::functions) fn polygamma(n: f64, x: f64) -> f64 {
    if n == 0.0 {
        return digamma(x);
    }
    if !(1.0..=ORDER_LIMIT).contains(&n) || n != n.floor() || is_pole(x) || x.is_nan() {
        return f64::NAN;
    }
    let is_even = n % 2.0 == 0.0;
    if x < 0.0 {
        let mirrored = polygamma(n, 1.0 - x);
        return if is_even { mirrored } else { -mirrored } - slope_of_cot(n as usize, x);
    }
    let factorial = libm::tgamma(n + 1.0);
    let (mut x, mut shift) = (x, 0.0);
    while x < 15.0 + n {
        shift += factorial * x.powf(-n - 1.0);
        x += 1.0;
    }
    // (n−1)!/xⁿ + n!/(2xⁿ⁺¹) + Σ B₂ₖ (2k+n−1)!/((2k)! x²ᵏ⁺ⁿ)
    let first = factorial / n * x.powf(-n);
    let mut sum = first + 0.5 * factorial * x.powf(-n - 1.0);
    let mut ratio = first;
    for (k, bernoulli) in BERNOULLI.iter().enumerate() {
        let twice = 2.0 * (k + 1) as f64;
        ratio *= (twice + n - 1.0) * (twice + n - 2.0) / (twice * (twice - 1.0) * x * x);
        sum += bernoulli * ratio;
    }
    if is_even { -(sum + shift) } else { sum + shift }
}

/// π times the n-th derivative of cot πx: πⁿ⁺¹ Qₙ(cot πx), with Q₀(c) = c and Qₙ₊₁ = −(1 + c²) Qₙ′. All coefficients of one Q
/// have the same sign, and all its powers the same parity, so nothing cancels.
fn slope_of_cot(n: usize, x: f64) -> f64 {
    let mut coefficients = vec![0.0; n + 2];
    coefficients[1] = 1.0;
    for _ in 0..n {
        let mut next = vec![0.0; n + 2];
        for (power, coefficient) in coefficients.iter().enumerate().skip(1) {
            let slope = -coefficient * power as f64;
            next[power - 1] += slope;
            if let Some(above) = next.get_mut(power + 1) {
                *above += slope;
            }
        }
        coefficients = next;
    }
    let c = cot_pi(x);
    PI.powf(n as f64 + 1.0) * coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * c + coefficient)
}
