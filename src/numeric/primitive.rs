//! Owns the certified value of each [`Primitive`]: exactly where the result is rational and easily found, else by balls.

use std::cmp::Ordering;

use super::ball::{Arithmetic, Ball, Bounded, Obstacle, order};
use super::fault::{Fault, Reason};
use super::real::{Outcome, Real, Reals};
use crate::expr::Id;
use crate::functions::{FunctionId, Primitive};
use crate::number::Rational;

/// Γ of whole numbers up to this one is exact.
const LARGEST_FACTORIAL: i64 = 5_000;

impl Reals<'_> {
    /// The value of a function with an algorithm of its own; `id` is the call.
    pub(super) fn primitive(
        &mut self,
        id: Id,
        function: FunctionId,
        primitive: Primitive,
        arguments: &[&Real],
    ) -> Outcome {
        let domain = Reason::Domain(function);
        let one = |run: fn(&mut Arithmetic, &Ball) -> Bounded| {
            move |arithmetic: &mut Arithmetic, balls: &[Ball]| match balls {
                [x] => run(arithmetic, x),
                _ => Err(Obstacle::Undecided),
            }
        };
        match (primitive, arguments) {
            (Primitive::Abs, [x]) => Ok(match x {
                Real::Exact(value) => Real::Exact(value.abs()),
                Real::Ball(ball) => Real::Ball(self.arithmetic.absolute(ball)),
            }),
            (Primitive::Sign, [x]) => match x.sign() {
                Some(Ordering::Less) => Ok(Real::integer(-1)),
                Some(Ordering::Equal) => Ok(Real::integer(0)),
                Some(Ordering::Greater) => Ok(Real::integer(1)),
                None => Err(Fault { id, reason: domain, certain: false }),
            },
            (Primitive::Min, [first, rest @ ..]) => self.extreme(id, first, rest, Ordering::Less),
            (Primitive::Max, [first, rest @ ..]) => self.extreme(id, first, rest, Ordering::Greater),
            (Primitive::Floor, [x]) => self.rounded(id, domain, x, Rational::floor),
            (Primitive::Ceil, [x]) => self.rounded(id, domain, x, Rational::ceil),
            (Primitive::Indicator, [condition]) => Ok((*condition).clone()),
            (Primitive::Sqrt, [x]) => self.root(id, domain, x, 2),
            (Primitive::Root, [x, degree]) => self.root_of_degree(id, domain, x, degree),
            (Primitive::Exp, _) => self.by_ball(id, domain, arguments, one(Arithmetic::exp)),
            (Primitive::Ln, _) => self.by_ball(id, domain, arguments, one(Arithmetic::ln)),
            (Primitive::Sin, [x]) => self.angle(id, domain, x, Arithmetic::sin),
            (Primitive::Cos, [x]) => self.angle(id, domain, x, Arithmetic::cos),
            (Primitive::Tan, [x]) => self.angle(id, domain, x, Arithmetic::tan),
            (Primitive::Asin, _) => self.by_ball(id, domain, arguments, one(Arithmetic::asin)),
            (Primitive::Acos, _) => self.by_ball(id, domain, arguments, one(Arithmetic::acos)),
            (Primitive::Atan, _) => self.by_ball(id, domain, arguments, one(Arithmetic::atan)),
            (Primitive::Atan2, _) => self.by_ball(id, domain, arguments, |arithmetic, balls| match balls {
                [y, x] => arithmetic.atan2(y, x),
                _ => Err(Obstacle::Undecided),
            }),
            (Primitive::Sinh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::sinh)),
            (Primitive::Cosh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::cosh)),
            (Primitive::Tanh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::tanh)),
            (Primitive::Asinh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::asinh)),
            (Primitive::Acosh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::acosh)),
            (Primitive::Atanh, _) => self.by_ball(id, domain, arguments, one(Arithmetic::atanh)),
            (Primitive::Erf, _) => self.by_ball(id, domain, arguments, one(Arithmetic::erf)),
            (Primitive::Gamma, [x]) => self.gamma(id, domain, x),
            (Primitive::LnGamma, [x]) => self.ln_gamma(id, domain, x),
            (Primitive::Polygamma, [n, x]) => self.polygamma(id, domain, n, x),
            // The reader holds every call to its number of arguments.
            (
                Primitive::Abs
                | Primitive::Sign
                | Primitive::Min
                | Primitive::Max
                | Primitive::Floor
                | Primitive::Ceil
                | Primitive::Indicator
                | Primitive::Sqrt
                | Primitive::Root
                | Primitive::Sin
                | Primitive::Cos
                | Primitive::Tan
                | Primitive::Gamma
                | Primitive::LnGamma
                | Primitive::Polygamma,
                _,
            ) => Err(Fault::certain(id, domain)),
        }
    }

    /// The least or greatest; where that isn't certain, a ball that holds it.
    fn extreme(&mut self, id: Id, first: &Real, rest: &[&Real], wanted: Ordering) -> Outcome {
        let mut best = first.clone();
        for other in rest {
            best = match self.order(id, other, &best) {
                Ok(order) if order == wanted => (*other).clone(),
                Ok(_) => best,
                Err(fault) if fault.reason != Reason::Comparison => return Err(fault),
                Err(_) => self.by_ball(id, Reason::Comparison, &[&best, other], |_, balls| match balls {
                    [a, b] if wanted == Ordering::Less => {
                        Ok(Ball { low: a.low.clone().min(b.low.clone()), high: a.high.clone().min(b.high.clone()) })
                    }
                    [a, b] => {
                        Ok(Ball { low: a.low.clone().max(b.low.clone()), high: a.high.clone().max(b.high.clone()) })
                    }
                    _ => Err(Obstacle::Undecided),
                })?,
            };
        }
        Ok(best)
    }

    /// The whole number at or next to the value; not certain when the ball reaches from one to another.
    fn rounded(&mut self, id: Id, domain: Reason, x: &Real, round: fn(&Rational) -> Rational) -> Outcome {
        let ball = match x {
            Real::Exact(value) => return Ok(Real::Exact(round(value))),
            Real::Ball(ball) => ball,
        };
        let ends = [&ball.low, &ball.high].map(|end| Ball::point(end.clone()).to_rational().map(|end| round(&end)));
        match ends {
            [Some(low), Some(high)] if low == high => Ok(Real::Exact(low)),
            [Some(_), Some(_)] => Err(Fault { id, reason: domain, certain: false }),
            // Too many digits to look at one by one.
            _ => Err(Fault { id, reason: Reason::Budget, certain: false }),
        }
    }

    fn root_of_degree(&mut self, id: Id, domain: Reason, x: &Real, degree: &Real) -> Outcome {
        let above = self.order(id, degree, &Real::integer(1))?;
        if above.is_lt() {
            return Err(Fault::certain(id, domain));
        }
        if let Some(whole) = degree.whole().and_then(|whole| u32::try_from(whole).ok()) {
            return self.root(id, domain, x, whole);
        }
        match x.sign() {
            Some(Ordering::Equal) => Ok(Real::integer(0)),
            Some(Ordering::Less) => Err(Fault { id, reason: domain, certain: matches!(degree, Real::Exact(_)) }),
            Some(Ordering::Greater) | None => self.by_ball(id, domain, &[x, degree], |arithmetic, balls| match balls {
                [x, degree] => {
                    let inverse = arithmetic.div(&Ball::integer(1), degree)?;
                    arithmetic.power_real(x, &inverse)
                }
                _ => Err(Obstacle::Undecided),
            }),
        }
    }

    fn root(&mut self, id: Id, domain: Reason, x: &Real, degree: u32) -> Outcome {
        if let Real::Exact(value) = x
            && degree <= 1_000
            && let Some(root) = value.root(degree)
        {
            return Ok(Real::Exact(root));
        }
        self.by_ball(id, domain, &[x], |arithmetic, balls| match balls {
            [x] if degree == 2 => arithmetic.sqrt(x),
            [x] => arithmetic.root(x, degree),
            _ => Err(Obstacle::Undecided),
        })
    }

    /// Circular functions of a large exact angle need its digits after the point, not only its leading ones.
    fn angle(&mut self, id: Id, domain: Reason, x: &Real, run: fn(&mut Arithmetic, &Ball) -> Bounded) -> Outcome {
        let extra = match x {
            Real::Exact(value) => value.bits(),
            Real::Ball(_) => 0,
        };
        let usual = self.arithmetic.precision;
        let ball = self.arithmetic.with_precision(usual + extra, |arithmetic| x.ball(arithmetic));
        let result = ball.and_then(|ball| run(self.arithmetic, &ball));
        result.map(Real::from_ball).map_err(|obstacle| Fault::from_obstacle(id, domain, obstacle))
    }

    fn gamma(&mut self, id: Id, domain: Reason, x: &Real) -> Outcome {
        if let Some(n) = x.whole() {
            if n <= 0 {
                return Err(Fault::certain(id, domain));
            }
            if n <= LARGEST_FACTORIAL {
                let product = (2..n).fold(Rational::ONE, |product, factor| &product * &Rational::from(factor));
                let work = self.arithmetic.charge(n as u64 * 2_000);
                work.map_err(|obstacle| Fault::from_obstacle(id, domain, obstacle))?;
                return Ok(Real::Exact(product));
            }
        }
        self.by_ball(id, domain, &[x], |arithmetic, balls| match balls {
            [x] => arithmetic.gamma(x),
            _ => Err(Obstacle::Undecided),
        })
    }

    fn ln_gamma(&mut self, id: Id, domain: Reason, x: &Real) -> Outcome {
        match x.whole() {
            Some(n) if n <= 0 => return Err(Fault::certain(id, domain)),
            Some(1 | 2) => return Ok(Real::integer(0)),
            _ => {}
        }
        self.by_ball(id, domain, &[x], |arithmetic, balls| match balls {
            [x] => arithmetic.ln_gamma(x),
            _ => Err(Obstacle::Undecided),
        })
    }

    fn polygamma(&mut self, id: Id, domain: Reason, n: &Real, x: &Real) -> Outcome {
        let order = match n {
            Real::Exact(value) => order(value),
            Real::Ball(_) => None,
        };
        let pole = x.whole().is_some_and(|whole| whole <= 0);
        let Some(order) = order.filter(|_| !pole) else { return Err(Fault::certain(id, domain)) };
        self.by_ball(id, domain, &[x], |arithmetic, balls| match balls {
            [x] => arithmetic.polygamma(order, x),
            _ => Err(Obstacle::Undecided),
        })
    }
}
