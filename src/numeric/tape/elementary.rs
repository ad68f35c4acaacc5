//! Owns exp, ln, tanh and their relatives without branches, so that the compiler turns a loop over them into vector
//! instructions.
//!
//! Each is right over the whole range, with denormal results, infinities and NaN. The bounds stated here, in units in the
//! last place, are held by `tests/kernels.rs` against balls of high precision. Polynomials are minimax fits by Remez'
//! exchange in 60 digits; the reductions are those of every textbook (Muller, Elementary Functions, ch. 11). Multiplying and
//! adding is always one rounding ([`f64::mul_add`]), on every machine, so that results are the same bytes everywhere.

/// Adding and taking away 1.5 · 2⁵² rounds to a whole number, and leaves it in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first has 32 bits, so that its products with exponents are exact.
const LN_2: (f64, f64) = (0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10);

/// (e^r − 1 − r)/r² for |r| ≤ ln 2 / 2, to 2⁻⁶¹.
const EXPONENTIAL: [f64; 11] = [
    0.5,
    0.166_666_666_666_666_77,
    0.041_666_666_666_666_7,
    0.008_333_333_333_321_627,
    0.001_388_888_888_886_682_8,
    0.000_198_412_698_861_263_9,
    2.480_158_736_057_360_2e-5,
    2.755_724_421_754_632_8e-6,
    2.755_724_274_492_981_3e-7,
    2.510_903_147_605_744_8e-8,
    2.092_444_783_352_387_7e-9,
];

/// (2 artanh(s)/s − 2)/s² in powers of s², for |s| ≤ 3 − √8, to 2⁻⁶⁶.
const LOGARITHM: [f64; 8] = [
    0.666_666_666_666_666_6,
    0.400_000_000_000_062_4,
    0.285_714_285_690_872_54,
    0.222_222_226_465_803_72,
    0.181_817_756_834_252_33,
    0.153_870_899_540_299,
    0.132_501_366_149_919_53,
    0.132_511_583_078_048_36,
];

#[inline(always)]
fn horner<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    coefficients.into_iter().rev().reduce(|value, coefficient| x.mul_add(value, coefficient)).unwrap_or_default()
}

/// 2^k for a whole number k from −1022 to 1023.
#[inline(always)]
fn power_of_two(k: f64) -> f64 {
    f64::from_bits((k + (ROUND + 1023.0)).to_bits() << 52)
}

/// x = k ln 2 + r with a whole number k and |r| ≤ ln 2 / 2; k, and e^r − 1.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64) {
    let k = x.mul_add(std::f64::consts::LOG2_E, ROUND) - ROUND;
    let r = (-k).mul_add(LN_2.1, (-k).mul_add(LN_2.0, x));
    (k, (r * r).mul_add(horner(EXPONENTIAL, r), r))
}

/// Between the limits; NaN stays.
#[inline(always)]
fn clamped(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// e^x, within 1 unit.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    let (k, rest) = reduced(clamped(x, -746.0, 710.0));
    // The scale is put on in two parts: one alone may lie outside of the range.
    let half = k.mul_add(0.5, ROUND) - ROUND;
    (1.0 + rest) * power_of_two(half) * power_of_two(k - half)
}

/// The same for x ≤ 0.
#[inline(always)]
pub(super) fn exp_below(x: f64) -> f64 {
    let (k, rest) = reduced(if x < -746.0 { -746.0 } else { x });
    let half = k.mul_add(0.5, ROUND) - ROUND;
    (1.0 + rest) * power_of_two(half) * power_of_two(k - half)
}

/// The same for |x| ≤ 700, where e^x is far from the ends of the range.
#[inline(always)]
pub(super) fn exp_near(x: f64) -> f64 {
    let (k, rest) = reduced(x);
    (1.0 + rest) * power_of_two(k)
}

/// e^x − 1, within 2 units.
#[inline(always)]
pub(super) fn expm1(x: f64) -> f64 {
    let (k, rest) = reduced(clamped(x, -40.0, 710.0));
    // 2^1024 isn't in the range, half of it is.
    let (shift, one, double) = if k > 0.0 { (1.0, 0.5, 2.0) } else { (0.0, 1.0, 1.0) };
    let scale = power_of_two(k - shift);
    let value = scale.mul_add(rest, scale - one) * double;
    // The sign of zero, and of the smallest numbers, is that of x.
    if x == 0.0 { x } else { value }
}

/// tanh x, within 2 units.
#[inline(always)]
pub(super) fn tanh(x: f64) -> f64 {
    let twice = -2.0 * x.abs();
    let (k, rest) = reduced(if twice < -40.0 { -40.0 } else { twice });
    let scale = power_of_two(k);
    let below = scale.mul_add(rest, scale - 1.0);
    (-below / (2.0 + below)).copysign(x)
}

/// 1/cosh x, within 2 units, below the normal range too.
#[inline(always)]
pub(super) fn sech(x: f64) -> f64 {
    let small = exp_below(-x.abs());
    2.0 * small / small.mul_add(small, 1.0)
}

/// tanh x, within 4 units, and 1/cosh x, within 3, by one exponential and one quotient.
#[inline(always)]
pub(super) fn tanh_and_sech(x: f64) -> (f64, f64) {
    let (k, rest) = reduced(if x.abs() > 746.0 { -746.0 } else { -x.abs() });
    let half = k.mul_add(0.5, ROUND) - ROUND;
    let (first, second) = (power_of_two(half), power_of_two(k - half));
    let small = (1.0 + rest) * first * second;
    let scale = first * second;
    // e^−2|x| − 1 by the product of e^−|x| − 1, which keeps its digits around 0, and e^−|x| + 1.
    let less = scale.mul_add(rest, scale - 1.0);
    let below = less.mul_add(less, 2.0 * less);
    let share = 1.0 / (2.0 + below);
    ((-below * share).copysign(x), 2.0 * small * share)
}

/// ln cosh x, within 3 units.
#[inline(always)]
pub(super) fn log_cosh(x: f64) -> f64 {
    let size = x.abs();
    let near = if size > 20.0 { 20.0 } else { size };
    // cosh x − 1 = (e^x − 1)²/(2 e^x) keeps its digits around 0.
    let above = expm1(near);
    log1p(above * above / (2.0 * (1.0 + above))) + (size - near)
}

/// 1/(1 + e^−x), within 2 units, below the normal range too.
#[inline(always)]
pub(super) fn sigmoid(x: f64) -> f64 {
    share(x, exp_below(-x.abs()))
}

/// The same, given e^−|x|: one exponential serves both signs, and never overflows.
#[inline(always)]
pub(super) fn share(x: f64, small: f64) -> f64 {
    let top = if x < 0.0 { small } else { 1.0 };
    top / (1.0 + small)
}

/// a^b. Unlike `powf`, which has NaN^0 = 1^NaN = 1, without a value where an operand has none.
#[inline(always)]
pub(super) fn power(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.powf(b) }
}

/// (1 − y) σ(x) − y σ(−x).
#[inline(always)]
pub(super) fn residual(x: f64, y: f64) -> f64 {
    labelled(x, y, exp_below(-x.abs()))
}

/// The same, given e^−|x|.
#[inline(always)]
pub(super) fn labelled(x: f64, y: f64, small: f64) -> f64 {
    let rest = 1.0 - y;
    let (up, down) = ((-y).mul_add(small, rest), rest.mul_add(small, -y));
    let top = if x < 0.0 { down } else { up };
    top / (1.0 + small)
}

/// ln(1 + e^x) − y x: what is left of it is exact where one of both is large.
#[inline(always)]
pub(super) fn cross_entropy(x: f64, y: f64) -> f64 {
    let above = if x > 0.0 { x } else { 0.0 };
    (-y).mul_add(x, above) + softplus(-x.abs())
}

/// ln x for 0 < x < ∞ that isn't denormal, with `low` added before the last rounding.
#[inline(always)]
fn ln_normal(x: f64, exponent: f64, low: f64) -> f64 {
    // x = 2^e · m with √½ ≤ m < √2.
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    let bits = x.to_bits().wrapping_add(ONE - ROOT_HALF);
    let e = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1023.0) + exponent;
    let m = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) + ROOT_HALF);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let half = 0.5 * f * f;
    // ln m = f − f²/2 + s·(f²/2 + R), where 2s = f − s·f.
    let tail = s.mul_add(z.mul_add(horner(LOGARITHM, z), half), e.mul_add(LN_2.1, low));
    e.mul_add(LN_2.0, f - (half - tail))
}

/// ln x, within 1 unit; −∞ at 0 and NaN below.
#[inline(always)]
pub(super) fn ln(x: f64) -> f64 {
    // Denormal numbers are brought into the normal range, where 54 is taken off again.
    let (scaled, exponent) = if x < f64::MIN_POSITIVE { (x * 18_014_398_509_481_984.0, -54.0) } else { (x, 0.0) };
    let value = ln_normal(scaled, exponent, 0.0);
    let value = if x == f64::INFINITY { x } else { value };
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f64::NAN }
}

/// ln(1 + x), within 2 units; −∞ at −1 and NaN below.
#[inline(always)]
pub(super) fn log1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    // What the sum lost, whichever of the two is larger.
    let lost = if x.abs() < 1.0 { x - (sum - 1.0) } else { 1.0 - (sum - x) };
    let value = ln_normal(sum, 0.0, lost / sum);
    // 1 + x keeps no digit of such an x, and its logarithm is x.
    let value = if x.abs() < 1e-17 { x } else { value };
    let value = if x == f64::INFINITY { x } else { value };
    let value = if x == -1.0 { f64::NEG_INFINITY } else { value };
    if x >= -1.0 { value } else { f64::NAN }
}

/// ln(1 + e^x), within 2 units.
#[inline(always)]
pub(super) fn softplus(x: f64) -> f64 {
    let small = exp_below(-x.abs());
    let sum = 1.0 + small;
    // What the sum lost is below a unit of 1, so that a rough quotient by the sum will do.
    let lost = (small - (sum - 1.0)) * (0.5 * small - 1.0).mul_add(small, 1.0);
    let part = ln_normal(sum, 0.0, lost);
    let part = if small < 1e-17 { small } else { part };
    if x > 0.0 { x + part } else { part }
}

/// ln(e^a + e^b), within 2 units of the larger of the result and its greater argument.
#[inline(always)]
pub(super) fn log_sum_exp(a: f64, b: f64) -> f64 {
    // Equal infinities have no difference.
    let apart = if a == b { 0.0 } else { (a - b).abs() };
    greater(a, b) + softplus(-apart)
}

/// √(a² + b²), within 2 units, without squares that overflow.
#[inline(always)]
pub(super) fn hypot(a: f64, b: f64) -> f64 {
    let (a, b) = (a.abs(), b.abs());
    let (large, small) = (greater(a, b), smaller(a, b));
    let ratio = small / large;
    let value = large * ratio.mul_add(ratio, 1.0).sqrt();
    // 0/0 and ∞/∞ are no ratios.
    let value = if small == 0.0 || large == f64::INFINITY { large } else { value };
    if a.is_nan() || b.is_nan() { f64::NAN } else { value }
}

/// The greater one; NaN if either is.
#[inline(always)]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    let value = if a > b { a } else { b };
    if a.is_nan() { a } else { value }
}

/// The smaller one; NaN if either is.
#[inline(always)]
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    let value = if a < b { a } else { b };
    if a.is_nan() { a } else { value }
}
