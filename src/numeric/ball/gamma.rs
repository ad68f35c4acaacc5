//! Owns Γ, ln |Γ| and the polygamma functions of balls.
//!
//! All three go up by their recurrence to an argument z beyond half the precision, where Stirling's series and its
//! derivatives converge far enough. For z > 0 the series envelops its function: the error is at most the first term
//! left out (DLMF 5.11(ii), 5.15.8). Far below 0 they come up by reflection (DLMF 5.5.3, 5.5.4).

use dashu_int::{IBig, UBig};

use super::{Arithmetic, Ball, Bounded, Float, Obstacle, hull, magnitude, scaled};
use crate::number::Rational;

/// Steps of a recurrence are limited; further below 0 the polygamma functions aren't computed.
const STEPS: i64 = 1_000_000;

/// Orders above this aren't computed.
const LARGEST_ORDER: u32 = 1_000;

impl Arithmetic {
    /// Γ(x).
    pub(in super::super) fn gamma(&mut self, x: &Ball) -> Bounded {
        if self.is_far_below(x) {
            // Γ(x) = π / (sin(πx) Γ(1 − x)).
            let (pi, sine) = (self.pi()?, self.sine_of_turns(x)?);
            let mirrored = self.mirrored(x)?;
            let other = self.gamma(&mirrored)?;
            let below = self.mul(&sine, &other)?;
            return self.div(&pi, &below);
        }
        let (raised, product) = self.raised(x)?;
        let logarithm = self.stirling(&raised)?;
        let value = self.exp(&logarithm)?;
        self.div(&value, &product)
    }

    /// ln |Γ(x)|.
    pub(in super::super) fn ln_gamma(&mut self, x: &Ball) -> Bounded {
        if self.is_far_below(x) {
            let (pi, sine) = (self.pi()?, self.sine_of_turns(x)?);
            let mirrored = self.mirrored(x)?;
            let quotient = self.div(&pi, &self.absolute(&sine))?;
            let (left, right) = (self.ln(&quotient)?, self.ln_gamma(&mirrored)?);
            return self.sub(&left, &right);
        }
        let (raised, product) = self.raised(x)?;
        if product.sign().is_none() {
            return Err(Obstacle::Undecided);
        }
        let logarithm = self.stirling(&raised)?;
        let less = self.ln(&self.absolute(&product))?;
        self.sub(&logarithm, &less)
    }

    /// The `order`-th derivative of ψ = (ln Γ)′.
    pub(in super::super) fn polygamma(&mut self, order: u32, x: &Ball) -> Bounded {
        if order == 0 && self.is_far_below(x) {
            // ψ(x) = ψ(1 − x) − π cot(πx).
            let (pi, mirrored) = (self.pi()?, self.mirrored(x)?);
            let (value, angle) = (self.polygamma(0, &mirrored)?, self.mul(&pi, x)?);
            let (sine, cosine) = (self.sin(&angle)?, self.cos(&angle)?);
            let top = self.mul(&pi, &cosine)?;
            let cotangent = self.div(&top, &sine)?;
            return self.sub(&value, &cotangent);
        }
        let power = i64::from(order) + 1;
        let steps = self.steps(x, i64::from(order))?;
        // ψₙ(x) = ψₙ(x + m) − (−1)ⁿ n! Σ (x + k)^(−n−1) (DLMF 5.15.5).
        let (mut sum, mut raised) = (Ball::zero(), x.clone());
        for _ in 0..steps {
            let whole = self.power_whole(&raised, power)?;
            let term = self.div(&Ball::integer(1), &whole)?;
            sum = self.add(&sum, &term)?;
            raised = self.add(&raised, &Ball::integer(1))?;
        }
        let factorial = self.factorial(order)?;
        let below = self.mul(&factorial, &sum)?;
        let above = self.polygamma_far(order, &raised)?;
        if order.is_multiple_of(2) { self.sub(&above, &below) } else { self.add(&above, &below) }
    }

    fn is_far_below(&self, x: &Ball) -> bool {
        x.high < Float::new((-(self.precision as i64)).into(), 0)
    }

    fn mirrored(&mut self, x: &Ball) -> Bounded {
        self.sub(&Ball::integer(1), x)
    }

    /// sin(πx).
    fn sine_of_turns(&mut self, x: &Ball) -> Bounded {
        let pi = self.pi()?;
        let angle = self.mul(&pi, x)?;
        self.sin(&angle)
    }

    /// How many steps lead from `x` to where the series is good enough.
    fn steps(&self, x: &Ball, order: i64) -> Result<i64, Obstacle> {
        let goal = self.precision as i64 / 2 + order + 10;
        if magnitude(&x.size()) > 62 {
            return if x.low > Float::zero() { Ok(0) } else { Err(Obstacle::Budget) };
        }
        let start = Float::to_int(&x.low).value();
        let steps = IBig::from(goal) - start;
        match i64::try_from(steps) {
            Ok(steps) if steps > STEPS => Err(Obstacle::Budget),
            Ok(steps) => Ok(steps.max(0)),
            Err(_) => Err(Obstacle::Budget),
        }
    }

    /// `x + m` large enough for the series, and x (x + 1) … (x + m − 1).
    fn raised(&mut self, x: &Ball) -> Result<(Ball, Ball), Obstacle> {
        let (mut product, mut raised) = (Ball::integer(1), x.clone());
        for _ in 0..self.steps(x, 0)? {
            product = self.mul(&product, &raised)?;
            raised = self.add(&raised, &Ball::integer(1))?;
        }
        Ok((raised, product))
    }

    /// ln Γ(z) = (z − ½) ln z − z + ½ ln 2π + Σ B₂ₖ / (2k (2k − 1) z^(2k−1)) (DLMF 5.11.1).
    fn stirling(&mut self, z: &Ball) -> Bounded {
        let half = Ball::point(scaled(&Float::one(), -1));
        let logarithm = self.ln(z)?;
        let lowered = self.sub(z, &half)?;
        let main = self.mul(&lowered, &logarithm)?;
        let main = self.sub(&main, z)?;
        let pi = self.pi()?;
        let turn = self.ln(&Ball { low: scaled(&pi.low, 1), high: scaled(&pi.high, 1) })?;
        let main = self.add(&main, &Ball { low: scaled(&turn.low, -1), high: scaled(&turn.high, -1) })?;
        let inverse = self.div(&Ball::integer(1), z)?;
        let tail = self.enveloping(&inverse, &inverse, |own, k| {
            let number = own.bernoulli(k)?;
            own.div(&number, &Ball::integer(2 * k * (2 * k - 1)))
        })?;
        self.add(&main, &tail)
    }

    /// The derivatives of Stirling's series: ψ(z) = ln z − 1/2z − Σ B₂ₖ / (2k z^2k) (DLMF 5.11.2), and for n ≥ 1
    /// (−1)^(n−1) ψₙ(z) = (n−1)!/zⁿ + n!/2z^(n+1) + Σ B₂ₖ (2k+n−1)! / ((2k)! z^(2k+n)) (DLMF 5.15.8).
    fn polygamma_far(&mut self, order: u32, z: &Ball) -> Bounded {
        let inverse = self.div(&Ball::integer(1), z)?;
        let square = self.mul(&inverse, &inverse)?;
        if order == 0 {
            let half = Ball { low: scaled(&inverse.low, -1), high: scaled(&inverse.high, -1) };
            let logarithm = self.ln(z)?;
            let main = self.sub(&logarithm, &half)?;
            let tail = self.enveloping(&square, &inverse, |own, k| {
                let number = own.bernoulli(k)?;
                own.div(&number, &Ball::integer(2 * k))
            })?;
            return self.sub(&main, &tail);
        }
        let n = i64::from(order);
        let power = self.power_whole(&inverse, n)?;
        let (before, factorial) = (self.factorial(order - 1)?, self.factorial(order)?);
        let first = self.mul(&before, &power)?;
        let next = self.mul(&power, &inverse)?;
        let second = self.mul(&factorial, &next)?;
        let second = Ball { low: scaled(&second.low, -1), high: scaled(&second.high, -1) };
        let main = self.add(&first, &second)?;
        // (2k+n−1)!/(2k)!, from one k to the next; the first is (n+1)!/2.
        let mut rising = self.mul(&factorial, &Ball::integer(n + 1))?;
        rising = Ball { low: scaled(&rising.low, -1), high: scaled(&rising.high, -1) };
        let start = self.mul(&next, &inverse)?;
        let tail = self.enveloping(&start, &inverse, |own, k| {
            let number = own.bernoulli(k)?;
            let coefficient = own.mul(&number, &rising)?;
            let up = own.mul(&rising, &Ball::integer((2 * k + n) * (2 * k + n + 1)))?;
            rising = own.div(&up, &Ball::integer((2 * k + 1) * (2 * k + 2)))?;
            Ok(coefficient)
        })?;
        let value = self.add(&main, &tail)?;
        Ok(if order.is_multiple_of(2) { self.neg(&value) } else { value })
    }

    /// Σ coefficient(k) · start · inverse^(2k−2) for k ≥ 1, stopped at a term that is small enough or no longer smaller
    /// than the one before; that term bounds the rest.
    fn enveloping(
        &mut self,
        start: &Ball,
        inverse: &Ball,
        mut coefficient: impl FnMut(&mut Self, i64) -> Bounded,
    ) -> Bounded {
        let square = self.mul(inverse, inverse)?;
        let (mut sum, mut power) = (Ball::zero(), start.clone());
        let mut before: Option<Ball> = None;
        for k in 1.. {
            let factor = coefficient(self, k)?;
            let term = self.mul(&factor, &power)?;
            let size = self.absolute(&term);
            let small = match &before {
                Some(first) => size.high <= scaled(&first.high, -(self.precision as i64)),
                None => size.high.significand().is_zero(),
            };
            let grows = before.is_some() && k as usize > self.precision;
            if small || grows {
                return self.add(&sum, &hull(term, Ball::zero()));
            }
            before.get_or_insert(size);
            sum = self.add(&sum, &term)?;
            power = self.mul(&power, &square)?;
        }
        Err(Obstacle::Budget)
    }

    fn factorial(&mut self, n: u32) -> Bounded {
        let mut product = Ball::integer(1);
        for factor in 2..=i64::from(n) {
            product = self.mul(&product, &Ball::integer(factor))?;
        }
        Ok(product)
    }

    /// The Bernoulli number B₂ₖ, k ≥ 1.
    fn bernoulli(&mut self, k: i64) -> Bounded {
        let index = k as usize - 1;
        if index >= self.bernoulli.len() {
            let count = (2 * self.bernoulli.len()).max(32).max(k as usize);
            let squared = (count * count) as u64;
            self.charge(squared * (50 + count as u64 / 4))?;
            self.bernoulli = bernoulli_numbers(count);
        }
        let number = self.bernoulli.get(index).cloned().ok_or(Obstacle::Budget)?;
        self.rational(&number)
    }
}

/// B₂, B₄, …, `count` of them, from the tangent numbers Tₖ: B₂ₖ = (−1)^(k−1) 2k Tₖ / (4^k (4^k − 1)) (Brent & Harvey,
/// "Fast computation of Bernoulli, tangent and secant numbers", 2011, section 6). O(count²) steps on whole numbers.
fn bernoulli_numbers(count: usize) -> Vec<Rational> {
    let mut tangents: Vec<UBig> = vec![UBig::ONE];
    for k in 1..count {
        let next = &tangents[k - 1] * UBig::from(k);
        tangents.push(next);
    }
    for k in 1..count {
        for j in k..count {
            tangents[j] = &tangents[j - 1] * UBig::from(j - k) + &tangents[j] * UBig::from(j - k + 2);
        }
    }
    tangents
        .into_iter()
        .enumerate()
        .filter_map(|(index, tangent)| {
            let k = index + 1;
            let four = UBig::ONE << (2 * k);
            let numerator = IBig::from(tangent * UBig::from(2 * k));
            let denominator = &four * (&four - UBig::ONE);
            Rational::from_parts(if index % 2 == 0 { numerator } else { -numerator }, denominator)
        })
        .collect()
}

/// The order of a polygamma function, from its value.
pub(in super::super) fn order(value: &Rational) -> Option<u32> {
    let order = value.to_i64().and_then(|order| u32::try_from(order).ok())?;
    (order <= LARGEST_ORDER).then_some(order)
}
