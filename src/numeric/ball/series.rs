//! Owns the error function of balls, by its series with positive terms.

use std::cmp::Ordering;

use super::{Arithmetic, Ball, Bounded, Float, scaled, two_to};

impl Arithmetic {
    /// erf x.
    pub(in super::super) fn erf(&mut self, x: &Ball) -> Bounded {
        self.increasing(x, |own, end| match end.cmp(&Float::zero()) {
            Ordering::Equal => Ok(Ball::zero()),
            Ordering::Greater => own.erf_positive(end),
            Ordering::Less => {
                let mirrored = own.erf_positive(&-end.clone())?;
                Ok(own.neg(&mirrored))
            }
        })
    }

    /// erf x = 2/√π · exp(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (DLMF 7.6.2). From the first n with 4x² ≤ 2n + 3 on each
    /// term is at most half of the one before, so what is left out is at most the last term taken.
    fn erf_positive(&mut self, x: &Float) -> Bounded {
        let one = Float::one();
        let exact = Ball::point(x.clone());
        let square = self.mul(&exact, &exact)?;
        if square.low > Float::new((self.precision as i64).into(), 0) {
            // 1 − erf x ≤ exp(−x²) (DLMF 7.8.1 with x ≥ 1), and that is below 2^−precision.
            return Ok(Ball { low: &one - &two_to(-(self.precision as i64)), high: one });
        }
        let twice = Ball { low: scaled(&square.low, 1), high: scaled(&square.high, 1) };
        let (mut term, mut sum) = (exact.clone(), exact);
        for n in 1i64.. {
            let ratio = self.div(&twice, &Ball::integer(2 * n + 1))?;
            term = self.mul(&term, &ratio)?;
            sum = self.add(&sum, &term)?;
            let halves = scaled(&twice.high, 1) <= Float::new((2 * n + 3).into(), 0);
            if halves && term.high <= scaled(&sum.low, -(self.precision as i64)) {
                break;
            }
        }
        let sum = self.add(&sum, &Ball { low: Float::zero(), high: term.high })?;
        let bell = self.exp(&self.neg(&square))?;
        let pi = self.pi()?;
        let root = self.sqrt(&pi)?;
        let product = self.mul(&sum, &bell)?;
        let quotient = self.div(&product, &root)?;
        Ok(Ball { low: scaled(&quotient.low, 1), high: scaled(&quotient.high, 1).min(one) })
    }
}
