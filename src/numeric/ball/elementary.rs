//! Owns the elementary functions of balls: exponential, logarithm, roots, circular and hyperbolic functions and inverses.
//!
//! `dashu-float` gives values at single points that are right to the last bit. They are nevertheless widened by a bit on
//! each side, so that nothing depends on that last bit, nor on its word that a result is exact. A monotone function takes its extremes at the ends of the ball;
//! sine and cosine change by at most as much as their argument (DLMF 4.19, |cos| ≤ 1).

use std::cmp::Ordering;

use dashu_float::round::mode::HalfEven;
use dashu_float::{ConstCache, Context};

use super::{Arithmetic, Ball, Bounded, EXPONENT_LIMIT, Float, Obstacle, Rounded, magnitude, obstacle, scaled, two_to};

/// Angles with more bits before the point than this aren't reduced: π would be needed to as many.
const ANGLE_LIMIT: i64 = 1 << 18;

/// Angles with at most this many bits before the point are left to the library.
const SMALL_ANGLE: i64 = 32;

impl Arithmetic {
    /// A function of one number by the library, widened; `square` is the work in units of the square of the precision, in
    /// 1/64. Whether the library calls its result exact isn't asked: of these functions only roots are rational at rational
    /// numbers other than `fixed`, the one where the result is known (Lindemann & Weierstrass; DLMF 4.2 to 4.45), and exact
    /// roots are found before.
    fn library(
        &mut self,
        x: &Float,
        fixed: (i64, i64),
        square: u64,
        function: impl Fn(&Context<HalfEven>, &Float, Option<&mut ConstCache>) -> Rounded<HalfEven>,
    ) -> Bounded {
        if *x == Float::new(fixed.0.into(), 0) {
            return Ok(Ball::integer(fixed.1));
        }
        let bits = self.precision as u64;
        self.charge(30_000 + bits * bits / 64 * square)?;
        let result = function(&Context::new(self.precision), x, Some(&mut self.cache));
        let value = result.map_err(obstacle)?.value().into_repr();
        if value.is_infinite() || value.significand().is_zero() {
            // Neither is a value at a number that isn't fixed: the library ran out of its range.
            return Err(Obstacle::TooLarge);
        }
        let bit = two_to(magnitude(&value) - self.precision as i64);
        self.bounded(&value - &bit, &value + &bit)
    }

    /// An increasing function, by its values at the ends.
    pub(super) fn increasing(&mut self, x: &Ball, function: impl Fn(&mut Self, &Float) -> Bounded) -> Bounded {
        let low = function(self, &x.low)?;
        if x.is_point() {
            return Ok(low);
        }
        Ok(Ball { low: low.low, high: function(self, &x.high)?.high })
    }

    /// e^x.
    pub(in super::super) fn exp(&mut self, x: &Ball) -> Bounded {
        self.increasing(x, |own, end| {
            // Past this the result has more bits than are allowed: e^x > 2^x for x > 0.
            let limit = Float::new(EXPONENT_LIMIT.into(), 0);
            if *end > limit {
                return Err(Obstacle::TooLarge);
            }
            if *end < -limit {
                return Ok(Ball { low: Float::zero(), high: two_to(-EXPONENT_LIMIT) });
            }
            own.library(end, (0, 1), 2, |context, x, cache| context.exp(x, cache))
        })
    }

    /// ln x.
    pub(in super::super) fn ln(&mut self, x: &Ball) -> Bounded {
        above(x, &Float::zero(), false)?;
        self.increasing(x, |own, end| own.library(end, (1, 0), 80, |context, x, cache| context.ln(x, cache)))
    }

    /// The square root.
    pub(in super::super) fn sqrt(&mut self, x: &Ball) -> Bounded {
        above(x, &Float::zero(), true)?;
        self.increasing(x, |own, end| own.library(end, (0, 0), 1, |context, x, _| context.sqrt(x)))
    }

    /// The real root of a whole degree from 1: of any number for odd degrees, else of numbers from 0.
    pub(in super::super) fn root(&mut self, x: &Ball, degree: u32) -> Bounded {
        if degree.is_multiple_of(2) {
            above(x, &Float::zero(), true)?;
        }
        if degree <= 64 {
            return self.increasing(x, |own, end| {
                own.library(end, (0, 0), u64::from(degree), |context, x, _| context.nth_root(degree as usize, x))
            });
        }
        match x.sign() {
            Some(Ordering::Equal) => Ok(Ball::zero()),
            Some(Ordering::Greater) => {
                let logarithm = self.ln(x)?;
                let part = self.div(&logarithm, &Ball::integer(i64::from(degree)))?;
                self.exp(&part)
            }
            Some(Ordering::Less) => {
                let root = self.root(&self.neg(x), degree)?;
                Ok(self.neg(&root))
            }
            None => Err(Obstacle::Undecided),
        }
    }

    /// π.
    pub(in super::super) fn pi(&mut self) -> Bounded {
        if let Some((_, known)) = self.pis.iter().find(|(precision, _)| *precision == self.precision) {
            return Ok(known.clone());
        }
        let bits = self.precision as u64;
        self.charge(20_000 + 40 * bits + bits * bits / 400)?;
        // The library bounds its error by 8 units in the last place; the digits below are dropped again.
        let value = Context::<HalfEven>::new(self.precision + 8).pi::<2>(None).value().into_repr();
        let error = two_to(magnitude(&value) - self.precision as i64);
        let ball = self.bounded(&value - &error, &value + &error)?;
        self.pis.push((self.precision, ball.clone()));
        Ok(ball)
    }

    /// e.
    pub(in super::super) fn euler(&mut self) -> Bounded {
        self.exp(&Ball::integer(1))
    }

    /// sin x.
    pub(in super::super) fn sin(&mut self, x: &Ball) -> Bounded {
        self.wave(x, 0)
    }

    /// cos x.
    pub(in super::super) fn cos(&mut self, x: &Ball) -> Bounded {
        self.wave(x, 1)
    }

    /// sin(x + quarters·π/2).
    fn wave(&mut self, x: &Ball, quarters: i64) -> Bounded {
        let one = Float::new(1.into(), 0);
        let all = Ball { low: -one.clone(), high: one.clone() };
        let width = &x.high - &x.low;
        if width > one {
            // A ball of more than a radian: more digits, or nothing.
            return Ok(all);
        }
        let size = magnitude(&x.size());
        if size > ANGLE_LIMIT {
            return Err(Obstacle::Budget);
        }
        if size > SMALL_ANGLE {
            let wide = self.precision + size as usize + 16;
            let (angle, turns) = self.with_precision(wide, |own| own.reduced(x))?;
            return self.wave(&angle, (quarters + turns).rem_euclid(4));
        }
        let value = match quarters.rem_euclid(4) {
            0 | 2 => self.library(&x.low, (0, 0), 14, |context, x, cache| context.sin(x, cache))?,
            _ => self.library(&x.low, (0, 1), 14, |context, x, cache| context.cos(x, cache))?,
        };
        let value = if quarters.rem_euclid(4) >= 2 { self.neg(&value) } else { value };
        let value = self.bounded(&value.low - &width, &value.high + &width)?;
        Ok(Ball { low: value.low.max(all.low), high: value.high.min(all.high) })
    }

    /// The angle less a whole number of quarter turns, and that number modulo 4.
    fn reduced(&mut self, x: &Ball) -> Result<(Ball, i64), Obstacle> {
        let pi = self.pi()?;
        let quarter = Ball { low: scaled(&pi.low, -1), high: scaled(&pi.high, -1) };
        let turns = self.div(x, &quarter)?;
        let whole =
            dashu_float::FBig::<HalfEven, 2>::from_repr(turns.low, Context::new(self.precision)).to_int().value();
        let four = dashu_int::IBig::from(4);
        let class = ((&whole % &four) + &four) % &four;
        let angle = self.mul(&quarter, &Ball::point(Float::new(whole, 0)))?;
        Ok((self.sub(x, &angle)?, i64::try_from(class).unwrap_or(0)))
    }

    /// tan x.
    pub(in super::super) fn tan(&mut self, x: &Ball) -> Bounded {
        let (sine, cosine) = (self.sin(x)?, self.cos(x)?);
        self.div(&sine, &cosine)
    }

    /// The arc sine.
    pub(in super::super) fn asin(&mut self, x: &Ball) -> Bounded {
        within_one(x, true)?;
        self.increasing(x, |own, end| own.library(end, (0, 0), 130, |context, x, cache| context.asin(x, cache)))
    }

    /// The arc cosine, which decreases.
    pub(in super::super) fn acos(&mut self, x: &Ball) -> Bounded {
        within_one(x, true)?;
        let mut at = |end: &Float| self.library(end, (1, 0), 130, |context, x, cache| context.acos(x, cache));
        let high = at(&x.low)?;
        if x.is_point() {
            return Ok(high);
        }
        Ok(Ball { low: at(&x.high)?.low, high: high.high })
    }

    /// The arc tangent.
    pub(in super::super) fn atan(&mut self, x: &Ball) -> Bounded {
        self.increasing(x, |own, end| own.library(end, (0, 0), 130, |context, x, cache| context.atan(x, cache)))
    }

    /// The angle of (x, y), from −π, excluded, to π; there is none at the origin.
    pub(in super::super) fn atan2(&mut self, y: &Ball, x: &Ball) -> Bounded {
        use Ordering::{Equal, Greater, Less};
        match (y.sign(), x.sign()) {
            (Some(Equal), Some(Equal)) => Err(Obstacle::Outside),
            (_, Some(Greater)) => {
                let slope = self.div(y, x)?;
                self.atan(&slope)
            }
            (Some(Equal), Some(Less)) => self.pi(),
            (Some(side @ (Greater | Less)), _) => {
                // From the vertical: sign(y)·π/2 − atan(x/y).
                let slope = self.div(x, y)?;
                let (angle, pi) = (self.atan(&slope)?, self.pi()?);
                let quarter = Ball { low: scaled(&pi.low, -1), high: scaled(&pi.high, -1) };
                let quarter = if side == Less { self.neg(&quarter) } else { quarter };
                self.sub(&quarter, &angle)
            }
            (Some(Equal), None) | (None, _) => Err(Obstacle::Undecided),
        }
    }

    /// sinh x.
    pub(in super::super) fn sinh(&mut self, x: &Ball) -> Bounded {
        exponential_size(x)?;
        self.increasing(x, |own, end| own.library(end, (0, 0), 45, |context, x, cache| context.sinh(x, cache)))
    }

    /// cosh x, by its distance from 0.
    pub(in super::super) fn cosh(&mut self, x: &Ball) -> Bounded {
        exponential_size(x)?;
        let size = self.absolute(x);
        self.increasing(&size, |own, end| own.library(end, (0, 1), 45, |context, x, cache| context.cosh(x, cache)))
    }

    /// tanh x.
    pub(in super::super) fn tanh(&mut self, x: &Ball) -> Bounded {
        self.increasing(x, |own, end| {
            // 1 − tanh x = 2/(e^2x + 1) < 2^−x for x ≥ 2.
            let far = Float::new((own.precision as i64 + 2).into(), 0);
            let almost =
                |own: &Self| Ball { low: &Float::one() - &two_to(-(own.precision as i64)), high: Float::one() };
            if *end > far {
                return Ok(almost(own));
            }
            if *end < -far {
                return Ok(own.neg(&almost(own)));
            }
            own.library(end, (0, 0), 12, |context, x, cache| context.tanh(x, cache))
        })
    }

    /// The inverse hyperbolic sine.
    pub(in super::super) fn asinh(&mut self, x: &Ball) -> Bounded {
        self.increasing(x, |own, end| own.library(end, (0, 0), 90, |context, x, cache| context.asinh(x, cache)))
    }

    /// The inverse hyperbolic cosine.
    pub(in super::super) fn acosh(&mut self, x: &Ball) -> Bounded {
        above(x, &Float::one(), true)?;
        self.increasing(x, |own, end| own.library(end, (1, 0), 90, |context, x, cache| context.acosh(x, cache)))
    }

    /// The inverse hyperbolic tangent.
    pub(in super::super) fn atanh(&mut self, x: &Ball) -> Bounded {
        within_one(x, false)?;
        self.increasing(x, |own, end| own.library(end, (0, 0), 350, |context, x, cache| context.atanh(x, cache)))
    }

    /// |x|.
    pub(in super::super) fn absolute(&self, x: &Ball) -> Ball {
        match x.sign() {
            Some(Ordering::Less) => self.neg(x),
            Some(Ordering::Greater | Ordering::Equal) => x.clone(),
            None => Ball { low: Float::zero(), high: x.size() },
        }
    }
}

/// Whether all of `x` lies above `bound`, which itself may be allowed.
fn above(x: &Ball, bound: &Float, closed: bool) -> Result<(), Obstacle> {
    let fits = |end: &Float| end > bound || (closed && end == bound);
    if fits(&x.low) {
        Ok(())
    } else if fits(&x.high) {
        Err(Obstacle::Undecided)
    } else {
        Err(Obstacle::Outside)
    }
}

/// Whether all of `x` lies between −1 and 1, which themselves may be allowed.
fn within_one(x: &Ball, closed: bool) -> Result<(), Obstacle> {
    let one = Float::one();
    let mirrored = Ball { low: -x.high.clone(), high: -x.low.clone() };
    let both = [above(x, &-one.clone(), closed), above(&mirrored, &-one, closed)];
    both.into_iter().find(|side| *side == Err(Obstacle::Outside)).unwrap_or(Ok(()))?;
    both.into_iter().collect()
}

/// Refuses arguments whose exponential is too large.
fn exponential_size(x: &Ball) -> Result<(), Obstacle> {
    if x.size() > Float::new(EXPONENT_LIMIT.into(), 0) { Err(Obstacle::TooLarge) } else { Ok(()) }
}
