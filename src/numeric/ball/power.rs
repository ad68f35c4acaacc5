//! Owns powers of balls.

use std::cmp::Ordering;

use super::{Arithmetic, Ball, Bounded, Float, Obstacle};

impl Arithmetic {
    /// base^exponent for a whole exponent, by repeated squaring. 0^0 and 0 to a negative power are outside.
    pub(in super::super) fn power_whole(&mut self, base: &Ball, exponent: i64) -> Bounded {
        if exponent <= 0 {
            match base.sign() {
                Some(Ordering::Equal) => return Err(Obstacle::Outside),
                None => return Err(Obstacle::Undecided),
                Some(Ordering::Less | Ordering::Greater) => {}
            }
        }
        // The size is raised and the sign put back, so that the ends stay those of a monotone function.
        let odd = exponent % 2 != 0;
        let size = match (base.sign(), odd) {
            (None, true) => return self.odd_power_around_zero(base, exponent),
            _ => self.absolute(base),
        };
        let power = self.power_of_size(&size, exponent.unsigned_abs())?;
        let power = if exponent < 0 { self.div(&Ball::integer(1), &power)? } else { power };
        Ok(if odd && base.sign() == Some(Ordering::Less) { self.neg(&power) } else { power })
    }

    fn odd_power_around_zero(&mut self, base: &Ball, exponent: i64) -> Bounded {
        let below = Ball { low: Float::zero(), high: -base.low.clone() };
        let above = Ball { low: Float::zero(), high: base.high.clone() };
        let low = self.power_of_size(&below, exponent.unsigned_abs())?;
        let high = self.power_of_size(&above, exponent.unsigned_abs())?;
        Ok(Ball { low: self.neg(&low).low, high: high.high })
    }

    fn power_of_size(&mut self, base: &Ball, exponent: u64) -> Bounded {
        let (mut result, mut square, mut rest) = (Ball::integer(1), base.clone(), exponent);
        while rest > 0 {
            if rest % 2 == 1 {
                result = self.mul(&result, &square)?;
            }
            rest /= 2;
            if rest > 0 {
                square = self.mul(&square, &square)?;
            }
        }
        Ok(result)
    }

    /// base^exponent for a base above 0: exp(exponent · ln base).
    pub(in super::super) fn power_real(&mut self, base: &Ball, exponent: &Ball) -> Bounded {
        let logarithm = self.ln(base)?;
        let product = self.mul(exponent, &logarithm)?;
        self.exp(&product)
    }
}
