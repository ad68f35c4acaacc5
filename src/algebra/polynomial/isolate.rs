//! Owns real roots of polynomials with rational coefficients: intervals that hold exactly one each, narrowed at will.
//!
//! Intervals are halved until Descartes' rule of signs leaves at most one root in each (Collins & Akritas 1976). All
//! arithmetic is exact, so no root is missed and none is seen twice.

use crate::number::Rational;

/// Intervals that may be looked at; only polynomials of enormous degree need more.
const INTERVALS: usize = 50_000;

/// Additions of machine words, for all intervals together: one interval of degree n takes n²/2 sums of long numbers.
const WORK: u64 = 100_000_000;

/// An interval that holds exactly one real root: an open one, or a single point where `low` and `high` are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
}

impl Interval {
    fn point(at: Rational) -> Self {
        Interval { low: at.clone(), high: at }
    }

    /// The root itself, when the interval is a point.
    pub fn exact(&self) -> Option<&Rational> {
        (self.low == self.high).then_some(&self.low)
    }

    /// Its length.
    pub fn width(&self) -> Rational {
        &self.high - &self.low
    }

    /// Its middle.
    pub fn middle(&self) -> Rational {
        &(&self.low + &self.high) * &half()
    }
}

fn half() -> Rational {
    Rational::ratio(1, 2).unwrap_or(Rational::ONE)
}

/// The value of a polynomial, given by its coefficients from the constant one up (Horner).
pub fn value_at(coefficients: &[Rational], x: &Rational) -> Rational {
    coefficients.iter().rev().fold(Rational::ZERO, |value, c| &(&value * x) + c)
}

/// The real roots of a polynomial without repeated roots, smallest first, given by its coefficients from the constant
/// one up. `None` when there is no end in sight: it has a repeated root, is zero, or its degree takes too much work.
///
/// ```
/// use gradus::algebra::real_roots;
/// use gradus::number::Rational;
/// let x2_minus_2 = [-2, 0, 1].map(Rational::from);
/// let roots = real_roots(&x2_minus_2).unwrap();
/// assert_eq!(roots.len(), 2);
/// assert!(roots[1].low >= Rational::ZERO && roots[1].high <= Rational::from(4));
/// // (x − 1/3)², expanded, has a repeated root.
/// let repeated = [1, -6, 9].map(Rational::from);
/// assert_eq!(real_roots(&repeated), None);
/// ```
pub fn real_roots(coefficients: &[Rational]) -> Option<Vec<Interval>> {
    let end = coefficients.iter().rposition(|c| !c.is_zero())?;
    let content = coefficients.iter().fold(Rational::ZERO, |gcd, c| gcd.gcd(c)).recip()?;
    let whole: Vec<Rational> = coefficients.get(..=end)?.iter().map(|c| c * &content).collect();
    let coefficients = &whole[..];
    let mut roots = Vec::new();
    // Zero is a root of its own; after that the two half-lines are alike.
    let zeros = coefficients.iter().position(|c| !c.is_zero())?;
    if zeros > 1 {
        return None;
    }
    let rest = coefficients.get(zeros..)?;
    let mirrored: Vec<Rational> =
        rest.iter().enumerate().map(|(n, c)| if n % 2 == 1 { -c } else { c.clone() }).collect();
    let negative = positive_roots(&mirrored)?;
    roots.extend(negative.into_iter().rev().map(|root| Interval { low: -&root.high, high: -&root.low }));
    if zeros == 1 {
        roots.push(Interval::point(Rational::ZERO));
    }
    roots.extend(positive_roots(rest)?);
    Some(roots)
}

/// The roots above zero of a polynomial that isn't zero at zero.
fn positive_roots(coefficients: &[Rational]) -> Option<Vec<Interval>> {
    if variations(coefficients) == 0 {
        return Some(Vec::new());
    }
    let bound = power_of_two_above(&root_bound(coefficients)?)?;
    // p(bound · x): its roots in (0, 1) are those of p in (0, bound).
    let mut scale = Rational::ONE;
    let scaled: Vec<Rational> = coefficients
        .iter()
        .map(|c| {
            let value = c * &scale;
            scale = &scale * &bound;
            value
        })
        .collect();
    let deepest = depth_limit(coefficients, &bound);
    let mut stack = vec![(scaled, Rational::ZERO, bound, 0)];
    let (mut roots, mut seen, mut work) = (Vec::new(), 0, WORK);
    while let Some((p, low, width, depth)) = stack.pop() {
        seen += 1;
        let words: u64 = p.iter().map(|c| 1 + c.bits() as u64 / 64).sum();
        work = work.checked_sub(words.saturating_mul(p.len() as u64))?;
        if seen > INTERVALS || depth > deepest {
            return None;
        }
        match variations_inside(&p) {
            0 => continue,
            1 => {
                let high = &low + &width;
                roots.push(Interval { low, high });
                continue;
            }
            _ => {}
        }
        let left = halved(&p);
        let right = shifted(&left);
        let width = &width * &half();
        let middle = &low + &width;
        if right.first().is_some_and(Rational::is_zero) {
            // A repeated root would never be separated from itself.
            if right.get(1).is_some_and(Rational::is_zero) {
                return None;
            }
            roots.push(Interval::point(middle.clone()));
        }
        stack.push((right, middle, width.clone(), depth + 1));
        stack.push((left, low, width, depth + 1));
    }
    roots.sort_by(|a, b| a.low.cmp(&b.low).then_with(|| a.high.cmp(&b.high)));
    Some(roots)
}

/// How often an interval must be halved at most before different roots are apart: Mignotte's bound on their distance,
/// and two levels for Descartes' rule to see it.
fn depth_limit(coefficients: &[Rational], bound: &Rational) -> usize {
    let degree = coefficients.len();
    let bits = coefficients.iter().map(Rational::bits).max().unwrap_or(0);
    let log_degree = (usize::BITS - degree.leading_zeros()) as usize;
    bound.bits() + (degree + 2) * log_degree + degree * (bits + log_degree) + 4
}

/// No root is larger (Cauchy 1829).
fn root_bound(coefficients: &[Rational]) -> Option<Rational> {
    let lead = coefficients.last()?.abs();
    let largest = coefficients.iter().map(Rational::abs).max()?;
    Some(&largest.checked_div(&lead)? + &Rational::ONE)
}

fn power_of_two_above(value: &Rational) -> Option<Rational> {
    let bits = i64::try_from(value.ceil().bits()).ok()?;
    Rational::from(2).pow(bits)
}

/// 2ⁿ·p(x/2), scaled to keep whole coefficients whole.
fn halved(p: &[Rational]) -> Vec<Rational> {
    let mut factor = Rational::ONE;
    let two = Rational::from(2);
    let mut halved: Vec<Rational> = p
        .iter()
        .rev()
        .map(|c| {
            let value = c * &factor;
            factor = &factor * &two;
            value
        })
        .collect();
    halved.reverse();
    halved
}

/// p(x + 1), by repeated synthetic division.
fn shifted(p: &[Rational]) -> Vec<Rational> {
    let mut shifted = p.to_vec();
    for start in 0..shifted.len() {
        for at in (start..shifted.len().saturating_sub(1)).rev() {
            shifted[at] = &shifted[at] + &shifted[at + 1];
        }
    }
    shifted
}

/// Changes of sign among the coefficients that aren't zero.
fn variations(p: &[Rational]) -> usize {
    let signs: Vec<bool> = p.iter().filter(|c| !c.is_zero()).map(Rational::is_negative).collect();
    signs.windows(2).filter(|pair| matches!(pair, [a, b] if a != b)).count()
}

/// Descartes' bound for the roots in (0, 1).
fn variations_inside(p: &[Rational]) -> usize {
    let reversed: Vec<Rational> = p.iter().rev().cloned().collect();
    variations(&shifted(&reversed))
}

/// Halves an interval of [`real_roots`] until it is no wider than `width` or the root is met exactly.
pub fn narrow(coefficients: &[Rational], interval: &mut Interval, width: &Rational) {
    if interval.exact().is_some() {
        return;
    }
    let derivative: Vec<Rational> =
        (1i64..).zip(coefficients.iter().skip(1)).map(|(n, c)| c * &Rational::from(n)).collect();
    // The sign just above the lower end; an end may be another root.
    let at_low = value_at(coefficients, &interval.low);
    let starts_negative =
        if at_low.is_zero() { value_at(&derivative, &interval.low).is_negative() } else { at_low.is_negative() };
    while interval.width() > *width {
        let middle = interval.middle();
        let value = value_at(coefficients, &middle);
        if value.is_zero() {
            *interval = Interval::point(middle);
            return;
        }
        if value.is_negative() == starts_negative {
            interval.low = middle;
        } else {
            interval.high = middle;
        }
    }
}
