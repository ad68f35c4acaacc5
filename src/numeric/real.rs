//! Owns certified real numbers, exact as long as they are rational, and what each operation means for them.
//!
//! Boundary semantics are those of floating point here (see `apply`): nothing outside the real domain has a value; 0^0, 0/0,
//! 1/0, ln 0 and a negative base with an exponent that isn't whole have none; x^0 is 1 for x ≠ 0. Real roots of negative
//! numbers are written `cbrt(x)` and `root(x, n)`.

use std::cmp::Ordering;

use super::ball::{Arithmetic, Ball, Bounded, Obstacle};
use super::fault::{Fault, Reason};
use crate::expr::Id;
use crate::language::Relation;
use crate::number::Rational;

/// Fractions with more bits than this are continued as balls.
pub(super) const EXACT_BITS: usize = 1 << 17;

/// The same inside sums, where each term adds to the length.
pub(super) const EXACT_BITS_IN_SUMS: usize = 1 << 11;

/// A number that is known exactly, or enclosed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Real {
    Exact(Rational),
    Ball(Ball),
}

/// A number, or why there is none.
pub(super) type Outcome = Result<Real, Fault>;

impl Real {
    pub(super) fn integer(value: i64) -> Self {
        Real::Exact(Rational::from(value))
    }

    /// A ball of one number that isn't too long is exact.
    pub(super) fn from_ball(ball: Ball) -> Self {
        match ball.to_rational() {
            Some(value) if value.bits() <= EXACT_BITS => Real::Exact(value),
            _ => Real::Ball(ball),
        }
    }

    /// As a ball of the working precision.
    pub(super) fn ball(&self, arithmetic: &mut Arithmetic) -> Bounded {
        match self {
            Real::Exact(value) => arithmetic.rational(value),
            Real::Ball(ball) => Ok(ball.clone()),
        }
    }

    /// As a whole number of the machine.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Real::Exact(value) => value.to_i64(),
            Real::Ball(_) => None,
        }
    }

    /// Whether it is certainly a whole number, of whatever size.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Real::Exact(value) => value.is_integer(),
            Real::Ball(_) => false,
        }
    }

    /// The sign, when it is certain.
    pub(super) fn sign(&self) -> Option<Ordering> {
        match self {
            Real::Exact(value) => Some(value.cmp(&Rational::ZERO)),
            Real::Ball(ball) => ball.sign(),
        }
    }
}

/// Operations on real numbers; `id` is the part that faults are reported at.
pub(super) struct Reals<'a> {
    pub(super) arithmetic: &'a mut Arithmetic,
    /// How long fractions may become.
    pub(super) exact_bits: usize,
}

impl Reals<'_> {
    /// An operation that exists for balls only.
    pub(super) fn by_ball(
        &mut self,
        id: Id,
        reason: Reason,
        operands: &[&Real],
        operation: impl FnOnce(&mut Arithmetic, &[Ball]) -> Bounded,
    ) -> Outcome {
        let mut run = || {
            let balls: Vec<Ball> =
                operands.iter().map(|operand| operand.ball(self.arithmetic)).collect::<Result<_, _>>()?;
            Ok(balls)
        };
        let result = run().and_then(|balls| operation(self.arithmetic, &balls));
        result.map(Real::from_ball).map_err(|obstacle| Fault::from_obstacle(id, reason, obstacle))
    }

    /// An operation on exact operands, if there is room for its result, else on balls.
    fn either(
        &mut self,
        id: Id,
        a: &Real,
        b: &Real,
        exact: impl FnOnce(&Rational, &Rational) -> Option<Rational>,
        ball: impl FnOnce(&mut Arithmetic, &Ball, &Ball) -> Bounded,
    ) -> Outcome {
        if let (Real::Exact(p), Real::Exact(q)) = (a, b) {
            let bits = (p.bits() + q.bits()) as u64;
            let cost = 100 + bits + bits * bits / 2_000;
            if let Err(obstacle) = self.arithmetic.charge(cost) {
                return Err(Fault::from_obstacle(id, Reason::Budget, obstacle));
            }
            if bits as usize <= self.exact_bits
                && let Some(result) = exact(p, q)
            {
                return Ok(Real::Exact(result));
            }
        }
        self.by_ball(id, Reason::DivisionByZero, &[a, b], |arithmetic, balls| match balls {
            [a, b] => ball(arithmetic, a, b),
            _ => Err(Obstacle::Undecided),
        })
    }

    pub(super) fn neg(&mut self, a: &Real) -> Real {
        match a {
            Real::Exact(value) => Real::Exact(-value),
            Real::Ball(ball) => Real::Ball(self.arithmetic.neg(ball)),
        }
    }

    pub(super) fn add(&mut self, id: Id, a: &Real, b: &Real) -> Outcome {
        self.either(id, a, b, |p, q| Some(p + q), Arithmetic::add)
    }

    pub(super) fn mul(&mut self, id: Id, a: &Real, b: &Real) -> Outcome {
        // 0 times anything that has a value is exactly 0.
        if a.sign() == Some(Ordering::Equal) || b.sign() == Some(Ordering::Equal) {
            return Ok(Real::integer(0));
        }
        self.either(id, a, b, |p, q| Some(p * q), Arithmetic::mul)
    }

    pub(super) fn div(&mut self, id: Id, a: &Real, b: &Real) -> Outcome {
        if b.sign() == Some(Ordering::Equal) {
            return Err(Fault::certain(id, Reason::DivisionByZero));
        }
        if a.sign() == Some(Ordering::Equal) && b.sign().is_some() {
            return Ok(Real::integer(0));
        }
        self.either(id, a, b, |p, q| p / q, Arithmetic::div)
    }

    pub(super) fn pow(&mut self, id: Id, base: &Real, exponent: &Real) -> Outcome {
        let base_sign = base.sign();
        if base_sign == Some(Ordering::Equal) {
            return match exponent.sign() {
                Some(Ordering::Greater) => Ok(Real::integer(0)),
                Some(Ordering::Equal) => Err(Fault::certain(id, Reason::ZeroToZero)),
                Some(Ordering::Less) => Err(Fault::certain(id, Reason::DivisionByZero)),
                None => Err(Fault { id, reason: Reason::ZeroToZero, certain: false }),
            };
        }
        if *base == Real::Exact(Rational::ONE) {
            return Ok(Real::integer(1));
        }
        let Real::Exact(power) = exponent else {
            return match base_sign {
                Some(Ordering::Greater) => self.power_real(id, base, exponent),
                // An enclosed exponent that is irrational can't be told from a whole number nearby.
                _ => Err(Fault { id, reason: Reason::NegativeBase, certain: false }),
            };
        };
        if let Some(result) = self.exact_power(base, power) {
            return Ok(Real::Exact(result));
        }
        if let Some(whole) = power.to_i64() {
            return self.by_ball(id, Reason::DivisionByZero, &[base], |arithmetic, balls| match balls {
                [base] => arithmetic.power_whole(base, whole),
                _ => Err(Obstacle::Undecided),
            });
        }
        match base_sign {
            Some(Ordering::Greater) => self.power_real(id, base, exponent),
            Some(Ordering::Less) if power.is_integer() => {
                // Too large an exponent for repeated squaring: its parity gives the sign.
                let half = Rational::ratio(1, 2).map(|half| &half * power);
                let even = half.is_some_and(|half| half.is_integer());
                let size = self.neg(base);
                let result = self.power_real(id, &size, exponent)?;
                Ok(if even { result } else { self.neg(&result) })
            }
            Some(Ordering::Less) => Err(Fault::certain(id, Reason::NegativeBase)),
            Some(Ordering::Equal) | None => Err(Fault { id, reason: Reason::NegativeBase, certain: false }),
        }
    }

    /// The power when it is rational and not too long: whole exponents, and roots that come out.
    fn exact_power(&mut self, base: &Real, exponent: &Rational) -> Option<Rational> {
        let Real::Exact(base) = base else { return None };
        let degree = u32::try_from(exponent.denominator().to_i64()?).ok()?;
        if base.is_negative() && degree != 1 {
            return None;
        }
        let whole = exponent.numerator().to_i64()?;
        let bits = base.bits().checked_mul(usize::try_from(whole.unsigned_abs()).ok()?)? / degree as usize;
        if (bits > EXACT_BITS || degree > 1_000) && base.abs() != Rational::ONE {
            return None;
        }
        self.arithmetic.charge(base.bits() as u64 + (bits * bits / 2_000) as u64).ok()?;
        let root = if degree == 1 { base.clone() } else { base.root(degree)? };
        root.pow(whole)
    }

    fn power_real(&mut self, id: Id, base: &Real, exponent: &Real) -> Outcome {
        self.by_ball(id, Reason::NegativeBase, &[base, exponent], |arithmetic, balls| match balls {
            [base, exponent] => arithmetic.power_real(base, exponent),
            _ => Err(Obstacle::Undecided),
        })
    }

    /// How two numbers compare; a fault when that isn't certain.
    pub(super) fn order(&mut self, id: Id, a: &Real, b: &Real) -> Result<Ordering, Fault> {
        if let (Real::Exact(p), Real::Exact(q)) = (a, b) {
            return Ok(p.cmp(q));
        }
        let wrong = |obstacle| Fault::from_obstacle(id, Reason::Comparison, obstacle);
        let (a, b) = (a.ball(self.arithmetic).map_err(wrong)?, b.ball(self.arithmetic).map_err(wrong)?);
        a.compare(&b).ok_or(Fault { id, reason: Reason::Comparison, certain: false })
    }

    /// Whether a comparison holds: 1 or 0.
    pub(super) fn compare(&mut self, id: Id, relation: Relation, a: &Real, b: &Real) -> Outcome {
        // Balls that touch decide ≤ although they don't decide <.
        if let (Real::Ball(p), Real::Ball(q)) = (a, b)
            && p.compare(q).is_none()
        {
            let holds = match relation {
                Relation::LessEqual => p.high == q.low,
                Relation::GreaterEqual => p.low == q.high,
                Relation::Less | Relation::Greater | Relation::Equal | Relation::Unequal => false,
            };
            if holds {
                return Ok(Real::integer(1));
            }
        }
        let order = self.order(id, a, b)?;
        let holds = relation.admits(order);
        Ok(Real::integer(i64::from(holds)))
    }
}
