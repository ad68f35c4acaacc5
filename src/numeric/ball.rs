//! Owns balls: enclosures of real numbers with ends of any precision, and the four operations on them.
//!
//! A ball is kept by its two ends. Each operation rounds the lower end down and the upper end up, so what comes out holds
//! every value that the operands could have led to; nothing here is an estimate (Moore, Kearfott & Cloud, "Introduction to
//! Interval Analysis", 2009, chapters 2 and 5). The floats are `dashu-float`'s; this folder is their only user.

mod decimal;
mod elementary;
mod gamma;
mod power;
mod series;

use std::cmp::Ordering;

use dashu_float::round::mode::{Down, HalfEven, Up};
use dashu_float::{ConstCache, Context, FBig, FpError, Repr};
use dashu_int::{IBig, UBig};

pub use decimal::decimal;
pub(super) use gamma::order;

use crate::number::Rational;

/// A binary float of any precision.
pub(super) type Float = Repr<2>;

/// No value is larger than 2 to this power, or, without being 0, smaller than its reciprocal.
pub const EXPONENT_LIMIT: i64 = 1 << 32;

/// All real numbers from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub struct Ball {
    pub(super) low: Float,
    pub(super) high: Float,
}

/// Why an operation gave no ball.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No number of the operands is in the domain.
    Outside,
    /// Some numbers of the operands are in the domain and some aren't: more digits may decide.
    Undecided,
    /// The result is larger than [`EXPONENT_LIMIT`] allows.
    TooLarge,
    /// The work that was allowed is used up.
    Budget,
}

/// A ball, or why there is none.
pub(super) type Bounded = Result<Ball, Obstacle>;

impl Ball {
    /// 0 alone.
    pub(super) fn zero() -> Self {
        Ball::point(Float::zero())
    }

    /// One number alone.
    pub(super) fn point(value: Float) -> Self {
        Ball { low: value.clone(), high: value }
    }

    /// One whole number alone.
    pub(super) fn integer(value: i64) -> Self {
        Ball::point(Float::new(value.into(), 0))
    }

    /// The greatest absolute value.
    pub(super) fn size(&self) -> Float {
        let (low, high) = (absolute(&self.low), absolute(&self.high));
        if low > high { low } else { high }
    }

    /// Whether it is one number, and therefore exact.
    pub fn is_point(&self) -> bool {
        self.low == self.high
    }

    /// The sign of all its numbers; `None` when they don't share one.
    ///
    /// ```
    /// use gradus::expr::{Pool, read};
    /// use gradus::numeric::{Budget, Certified, ExactPoint, certified};
    /// let mut pool = Pool::new();
    /// let root = read(&mut pool, "exp(1) - 3").unwrap();
    /// let value = certified(&mut pool, root, &ExactPoint::new(), 20, &Budget::default()).unwrap();
    /// let Certified::Ball(ball) = value else { panic!() };
    /// assert_eq!(ball.sign(), Some(std::cmp::Ordering::Less));
    /// ```
    pub fn sign(&self) -> Option<Ordering> {
        let zero = Float::zero();
        match (self.low.cmp(&zero), self.high.cmp(&zero)) {
            (Ordering::Greater, _) => Some(Ordering::Greater),
            (_, Ordering::Less) => Some(Ordering::Less),
            (Ordering::Equal, Ordering::Equal) => Some(Ordering::Equal),
            _ => None,
        }
    }

    /// How all numbers of `self` compare with all numbers of `other`; `None` when the balls overlap and aren't one point.
    pub fn compare(&self, other: &Ball) -> Option<Ordering> {
        if self.high < other.low {
            Some(Ordering::Less)
        } else if self.low > other.high {
            Some(Ordering::Greater)
        } else if self.is_point() && other.is_point() {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    /// Whether `value` is one of its numbers.
    pub fn contains(&self, value: &Rational) -> bool {
        let (numerator, denominator) = value.parts();
        let (numerator, denominator) = (Float::new(numerator, 0), Float::new(denominator.into(), 0));
        &self.low * &denominator <= numerator && numerator <= &self.high * &denominator
    }

    /// The number in the middle, as a machine float; ±∞ past its range.
    pub fn to_f64(&self) -> f64 {
        let middle = HALF_EVEN_53.add(&self.low, &self.high).map(|sum| sum.value());
        middle.map_or(f64::NAN, |sum| Float::to_f64(&scaled(sum.repr(), -1)).value())
    }

    /// How many leading bits of the value are certain; 0 for balls around zero.
    pub fn bits(&self) -> u64 {
        if self.sign().is_none() {
            return 0;
        }
        let Ok(width) = HALF_EVEN_53.sub(&self.high, &self.low) else { return 0 };
        if self.is_point() {
            return u64::MAX;
        }
        u64::try_from(magnitude(&self.size()) - magnitude(width.value().repr())).unwrap_or(0)
    }

    /// The number in the middle, exactly.
    pub(super) fn middle(&self) -> Option<Rational> {
        let ends = [&self.low, &self.high].map(|end| Ball::point(end.clone()).to_rational());
        let [Some(low), Some(high)] = ends else { return None };
        (&low + &high).checked_div(&Rational::from(2))
    }

    /// The exact value of a point.
    pub(super) fn to_rational(&self) -> Option<Rational> {
        let exponent = self.low.exponent();
        if !self.is_point() || exponent.unsigned_abs() > 1 << 17 {
            return None;
        }
        let power = UBig::ONE << exponent.unsigned_abs();
        let significand = self.low.significand().clone();
        Rational::from_parts(
            if exponent < 0 { significand.clone() } else { &significand * IBig::from(power.clone()) },
            if exponent < 0 { power } else { UBig::ONE },
        )
    }
}

const HALF_EVEN_53: Context<HalfEven> = Context::new(53);

/// The position of the leading bit: |x| < 2^magnitude. 0 has the lowest there is.
pub(super) fn magnitude(x: &Float) -> i64 {
    if x.significand().is_zero() { i64::MIN / 4 } else { x.exponent() as i64 + x.digits() as i64 }
}

/// |x|.
pub(super) fn absolute(x: &Float) -> Float {
    if *x < Float::zero() { -x.clone() } else { x.clone() }
}

/// x · 2^shift.
pub(super) fn scaled(x: &Float, shift: i64) -> Float {
    if x.significand().is_zero() {
        return Float::zero();
    }
    Float::new(x.significand().clone(), x.exponent() + shift as isize)
}

/// 2^exponent.
pub(super) fn two_to(exponent: i64) -> Float {
    Float::new(IBig::ONE, exponent as isize)
}

/// Operations at one precision, with the constants and the work they share.
pub struct Arithmetic {
    pub(super) precision: usize,
    /// Work that is left, in units of about a nanosecond.
    work: u64,
    limit: i64,
    cache: ConstCache,
    /// π, by precision.
    pis: Vec<(usize, Ball)>,
    bernoulli: Vec<Rational>,
}

impl Arithmetic {
    /// Operations with `precision` bits, of at most `work` units.
    pub(super) fn new(precision: usize, work: u64) -> Self {
        Arithmetic {
            precision,
            work,
            limit: EXPONENT_LIMIT,
            cache: ConstCache::new(),
            pis: Vec::new(),
            bernoulli: Vec::new(),
        }
    }

    /// The same with another precision; work that was done stays done.
    pub(super) fn set_precision(&mut self, precision: usize) {
        self.precision = precision;
        self.pis.clear();
    }

    /// Runs with other bits for one computation.
    pub(super) fn with_precision<T>(&mut self, precision: usize, run: impl FnOnce(&mut Self) -> T) -> T {
        let usual = std::mem::replace(&mut self.precision, precision);
        let result = run(self);
        self.precision = usual;
        result
    }

    /// Takes work from what is left.
    pub(super) fn charge(&mut self, units: u64) -> Result<(), Obstacle> {
        self.work = self.work.checked_sub(units).ok_or(Obstacle::Budget)?;
        Ok(())
    }

    /// Work for one multiplication of two balls, as measured.
    pub(super) fn product_cost(&self) -> u64 {
        let bits = self.precision as u64;
        300 + bits + bits * bits / 10_000
    }

    /// The smallest ball of this precision around a fraction.
    pub(super) fn rational(&mut self, value: &Rational) -> Bounded {
        let (numerator, denominator) = value.parts();
        let (numerator, denominator) = (Float::new(numerator, 0), Float::new(denominator.into(), 0));
        self.charge(self.product_cost())?;
        self.ball(self.down().div(&numerator, &denominator), self.up().div(&numerator, &denominator))
    }

    fn down(&self) -> Context<Down> {
        Context::new(self.precision)
    }

    fn up(&self) -> Context<Up> {
        Context::new(self.precision)
    }

    /// A ball from its rounded ends.
    fn ball(&self, low: Rounded<Down>, high: Rounded<Up>) -> Bounded {
        let low = low.map_err(obstacle)?.value().into_repr();
        let high = high.map_err(obstacle)?.value().into_repr();
        self.bounded(low, high)
    }

    /// Keeps both ends within the limits of size.
    pub(super) fn bounded(&self, low: Float, high: Float) -> Bounded {
        let tiny = two_to(-self.limit);
        let zero = Float::zero();
        let mut ends = [low, high];
        for (at, end) in ends.iter_mut().enumerate() {
            if end.is_infinite() || magnitude(end) > self.limit {
                return Err(Obstacle::TooLarge);
            }
            if magnitude(end) < -self.limit {
                // What is too small to be kept lies between 0 and the smallest number.
                *end = match (at, (*end).cmp(&zero)) {
                    (0, Ordering::Less) => -tiny.clone(),
                    (1, Ordering::Greater) => tiny.clone(),
                    _ => Float::zero(),
                };
            }
        }
        let [low, high] = ends;
        Ok(Ball { low, high })
    }

    /// −a, exact.
    pub(super) fn neg(&self, a: &Ball) -> Ball {
        let minus = |end: &Float| if end.significand().is_zero() { Float::zero() } else { -end.clone() };
        Ball { low: minus(&a.high), high: minus(&a.low) }
    }

    /// a + b.
    pub(super) fn add(&mut self, a: &Ball, b: &Ball) -> Bounded {
        self.charge(400 + self.precision as u64 / 16)?;
        self.ball(self.down().add(&a.low, &b.low), self.up().add(&a.high, &b.high))
    }

    /// a − b.
    pub(super) fn sub(&mut self, a: &Ball, b: &Ball) -> Bounded {
        let minus = self.neg(b);
        self.add(a, &minus)
    }

    /// a · b.
    pub(super) fn mul(&mut self, a: &Ball, b: &Ball) -> Bounded {
        let zero = Float::zero();
        self.charge(self.product_cost())?;
        if a.high <= zero && a.low < zero {
            let product = self.mul(&self.neg(a), b)?;
            return Ok(self.neg(&product));
        }
        if b.high <= zero && b.low < zero {
            let product = self.mul(a, &self.neg(b))?;
            return Ok(self.neg(&product));
        }
        // The ends that lead to the extremes; one of the two is positive unless both lie around zero.
        let (down, up) = (self.down(), self.up());
        match (a.low >= zero, b.low >= zero) {
            (true, true) => self.ball(down.mul(&a.low, &b.low), up.mul(&a.high, &b.high)),
            (true, false) => self.ball(down.mul(&a.high, &b.low), up.mul(&a.high, &b.high)),
            (false, true) => self.ball(down.mul(&a.low, &b.high), up.mul(&a.high, &b.high)),
            (false, false) => {
                let one = self.ball(down.mul(&a.low, &b.high), up.mul(&a.high, &b.high))?;
                let other = self.ball(down.mul(&a.high, &b.low), up.mul(&a.low, &b.low))?;
                Ok(hull(one, other))
            }
        }
    }

    /// a / b.
    pub(super) fn div(&mut self, a: &Ball, b: &Ball) -> Bounded {
        let zero = Float::zero();
        match b.sign() {
            Some(Ordering::Equal) => return Err(Obstacle::Outside),
            None => return Err(Obstacle::Undecided),
            Some(Ordering::Less) => return self.div(&self.neg(a), &self.neg(b)),
            Some(Ordering::Greater) => {}
        }
        self.charge(3 * self.product_cost())?;
        let low_over = if a.low >= zero { &b.high } else { &b.low };
        let high_over = if a.high <= zero { &b.high } else { &b.low };
        self.ball(self.down().div(&a.low, low_over), self.up().div(&a.high, high_over))
    }
}

/// The smallest ball that holds both.
pub(super) fn hull(a: Ball, b: Ball) -> Ball {
    Ball { low: a.low.min(b.low), high: a.high.max(b.high) }
}

type Rounded<R> = dashu_float::math::FpResult<FBig<R, 2>>;

fn obstacle(error: FpError) -> Obstacle {
    match error {
        FpError::OutOfDomain => Obstacle::Outside,
        FpError::Overflow(_) => Obstacle::TooLarge,
        FpError::InfiniteInput | FpError::Indeterminate | FpError::Underflow(_) | FpError::ZivRetryLimitExceeded => {
            Obstacle::Undecided
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.
mod tests {
    use proptest::prelude::*;

    use super::{Arithmetic, Ball, Obstacle, two_to};
    use crate::number::Rational;

    /// Fractions of very different sizes.
    fn fraction() -> impl Strategy<Value = Rational> {
        (-1_000i64..1_000, 1i64..1_000, -200i64..200).prop_map(|(p, q, shift)| {
            let power = Rational::from(2).pow(shift).unwrap();
            &Rational::ratio(p, q).unwrap() * &power
        })
    }

    proptest! {
        #[test]
        fn operations_enclose_the_exact_result(a in fraction(), b in fraction(), wide in any::<bool>(), n in -9i64..10) {
            let mut arithmetic = Arithmetic::new(12, u64::MAX);
            let mut ball = |value: &Rational| {
                let ball = arithmetic.rational(value).unwrap();
                // A wide ball around the value, which may reach beyond 0.
                let slack = two_to(super::magnitude(&ball.size()).max(-300) - 3);
                if wide { Ball { low: &ball.low - &slack, high: &ball.high + &slack } } else { ball }
            };
            let (x, y) = (ball(&a), ball(&b));
            prop_assert!(x.contains(&a) && y.contains(&b));
            prop_assert!(arithmetic.add(&x, &y).unwrap().contains(&(&a + &b)));
            prop_assert!(arithmetic.sub(&x, &y).unwrap().contains(&(&a - &b)));
            prop_assert!(arithmetic.mul(&x, &y).unwrap().contains(&(&a * &b)));
            match (arithmetic.div(&x, &y), a.checked_div(&b)) {
                (Ok(quotient), Some(exact)) => prop_assert!(quotient.contains(&exact)),
                (Ok(_), None) => prop_assert!(false, "{} / 0", a),
                (Err(_), _) => prop_assert!(y.sign().is_none() || b.is_zero()),
            }
            match (arithmetic.power_whole(&x, n), a.pow(n)) {
                (Ok(power), Some(exact)) => prop_assert!(power.contains(&exact), "{}^{}", a, n),
                (Ok(_), None) => prop_assert!(false, "{}^{}", a, n),
                (Err(_), _) => prop_assert!(x.sign() != Some(std::cmp::Ordering::Greater)),
            }
        }

        #[test]
        fn functions_of_wide_balls_enclose_their_values(center in -300i64..300, width in 0i64..200, part in 0i64..=100) {
            let hundredth = |n: i64| Rational::ratio(n, 100).unwrap();
            let (low, high) = (hundredth(center), hundredth(center + width));
            // A number inside, at `part` hundredths of the way.
            let inside = &low + &(&(&high - &low) * &hundredth(part));
            let mut arithmetic = Arithmetic::new(40, u64::MAX);
            let (low, high) = (arithmetic.rational(&low).unwrap(), arithmetic.rational(&high).unwrap());
            let wide = super::hull(low, high);
            let inner = arithmetic.rational(&inside).unwrap();
            type Function = fn(&mut Arithmetic, &Ball) -> super::Bounded;
            let functions: [(&str, Function); 18] = [
                ("exp", Arithmetic::exp), ("ln", Arithmetic::ln), ("sqrt", Arithmetic::sqrt), ("sin", Arithmetic::sin),
                ("cos", Arithmetic::cos), ("tan", Arithmetic::tan), ("asin", Arithmetic::asin), ("acos", Arithmetic::acos),
                ("atan", Arithmetic::atan), ("sinh", Arithmetic::sinh), ("cosh", Arithmetic::cosh),
                ("tanh", Arithmetic::tanh), ("asinh", Arithmetic::asinh), ("acosh", Arithmetic::acosh),
                ("atanh", Arithmetic::atanh), ("erf", Arithmetic::erf), ("gamma", Arithmetic::gamma),
                ("psi", |own, x| own.polygamma(0, x)),
            ];
            for (name, function) in functions {
                match (function(&mut arithmetic, &wide), function(&mut arithmetic, &inner)) {
                    (Ok(all), Ok(one)) => {
                        prop_assert!(all.low <= one.high && one.low <= all.high, "{} {:?} {:?}", name, all, one);
                    }
                    (Ok(_), Err(obstacle)) => prop_assert!(false, "{} of {}: {:?}", name, inside, obstacle),
                    (Err(Obstacle::Outside), Ok(_)) => prop_assert!(false, "{} of {}", name, inside),
                    (Err(_), _) => {}
                }
            }
        }
    }
}
