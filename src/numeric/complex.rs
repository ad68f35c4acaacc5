//! Owns complex balls: enclosures of complex numbers by two real balls, and the elementary functions on principal branches.
//!
//! A part that is exactly 0 stays exactly 0, so real numbers stay real, and a negative real number lies on its branch cut,
//! not near it (cuts and principal values: DLMF 4.2, 4.23, 4.37).

use std::cmp::Ordering;

use super::ball::{Arithmetic, Ball, Obstacle, magnitude, scaled};

/// A rectangle in the complex plane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Complex {
    pub re: Ball,
    pub im: Ball,
}

/// A rectangle, or why there is none.
pub(super) type Enclosed = Result<Complex, Obstacle>;

impl Complex {
    pub(super) fn real(re: Ball) -> Self {
        Complex { re, im: Ball::zero() }
    }

    pub(super) fn integer(value: i64) -> Self {
        Complex::real(Ball::integer(value))
    }

    pub(super) fn is_real(&self) -> bool {
        self.im.sign() == Some(Ordering::Equal)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.is_real() && self.re.sign() == Some(Ordering::Equal)
    }

    /// i times it.
    fn turned(&self, arithmetic: &Arithmetic) -> Complex {
        Complex { re: arithmetic.neg(&self.im), im: self.re.clone() }
    }

    /// −i times it.
    fn turned_back(&self, arithmetic: &Arithmetic) -> Complex {
        Complex { re: self.im.clone(), im: arithmetic.neg(&self.re) }
    }

    fn halved(&self) -> Complex {
        let half = |ball: &Ball| Ball { low: scaled(&ball.low, -1), high: scaled(&ball.high, -1) };
        Complex { re: half(&self.re), im: half(&self.im) }
    }

    /// How many leading bits of it are certain, measured by its absolute value.
    pub(super) fn bits(&self) -> u64 {
        let size = magnitude(&self.re.size()).max(magnitude(&self.im.size()));
        let width = |ball: &Ball| magnitude(&(&ball.high - &ball.low));
        u64::try_from(size - width(&self.re).max(width(&self.im))).unwrap_or(0)
    }
}

/// Operations on complex balls.
pub(super) struct Plane<'a>(pub &'a mut Arithmetic);

impl Plane<'_> {
    pub(super) fn neg(&self, a: &Complex) -> Complex {
        Complex { re: self.0.neg(&a.re), im: self.0.neg(&a.im) }
    }

    pub(super) fn add(&mut self, a: &Complex, b: &Complex) -> Enclosed {
        Ok(Complex { re: self.0.add(&a.re, &b.re)?, im: self.0.add(&a.im, &b.im)? })
    }

    fn sub(&mut self, a: &Complex, b: &Complex) -> Enclosed {
        let minus = self.neg(b);
        self.add(a, &minus)
    }

    pub(super) fn mul(&mut self, a: &Complex, b: &Complex) -> Enclosed {
        if a.is_real() {
            return Ok(Complex { re: self.0.mul(&a.re, &b.re)?, im: self.0.mul(&a.re, &b.im)? });
        }
        if b.is_real() {
            return self.mul(b, a);
        }
        let (rr, ii) = (self.0.mul(&a.re, &b.re)?, self.0.mul(&a.im, &b.im)?);
        let (ri, ir) = (self.0.mul(&a.re, &b.im)?, self.0.mul(&a.im, &b.re)?);
        Ok(Complex { re: self.0.sub(&rr, &ii)?, im: self.0.add(&ri, &ir)? })
    }

    pub(super) fn div(&mut self, a: &Complex, b: &Complex) -> Enclosed {
        if b.is_real() {
            return Ok(Complex { re: self.0.div(&a.re, &b.re)?, im: self.0.div(&a.im, &b.re)? });
        }
        let norm = self.norm(b)?;
        let conjugate = Complex { re: b.re.clone(), im: self.0.neg(&b.im) };
        let top = self.mul(a, &conjugate)?;
        Ok(Complex { re: self.0.div(&top.re, &norm)?, im: self.0.div(&top.im, &norm)? })
    }

    fn norm(&mut self, a: &Complex) -> Result<Ball, Obstacle> {
        let square = |own: &mut Arithmetic, ball: &Ball| {
            let size = own.absolute(ball);
            own.mul(&size, &size)
        };
        let (re, im) = (square(self.0, &a.re)?, square(self.0, &a.im)?);
        self.0.add(&re, &im)
    }

    /// The size of a complex number.
    pub(super) fn absolute(&mut self, a: &Complex) -> Result<Ball, Obstacle> {
        if a.is_real() {
            return Ok(self.0.absolute(&a.re));
        }
        let norm = self.norm(a)?;
        self.0.sqrt(&norm)
    }

    /// The principal square root: its real part isn't negative.
    pub(super) fn sqrt(&mut self, a: &Complex) -> Enclosed {
        if a.is_real() {
            return match a.re.sign() {
                Some(Ordering::Less) => Ok(Complex { re: Ball::zero(), im: self.0.sqrt(&self.0.neg(&a.re))? }),
                Some(Ordering::Equal | Ordering::Greater) => Ok(Complex::real(self.0.sqrt(&a.re)?)),
                None => Err(Obstacle::Undecided),
            };
        }
        let half = |ball: &Ball| Ball { low: scaled(&ball.low, -1), high: scaled(&ball.high, -1) };
        let size = self.absolute(a)?;
        // The larger part by the sum, the other by division, so that no digits are lost.
        if a.re.sign() == Some(Ordering::Greater) || a.re.sign() == Some(Ordering::Equal) {
            let sum = self.0.add(&size, &a.re)?;
            let re = self.0.sqrt(&half(&sum))?;
            let im = self.0.div(&half(&a.im), &re)?;
            return Ok(Complex { re, im });
        }
        let upper = match a.im.sign() {
            Some(Ordering::Greater) => true,
            Some(Ordering::Less) => false,
            // Near the cut, on both sides of it.
            Some(Ordering::Equal) | None => return Err(Obstacle::Undecided),
        };
        let sum = self.0.sub(&size, &a.re)?;
        let im = self.0.sqrt(&half(&sum))?;
        let im = if upper { im } else { self.0.neg(&im) };
        Ok(Complex { re: self.0.div(&half(&a.im), &im)?, im })
    }

    pub(super) fn exp(&mut self, a: &Complex) -> Enclosed {
        let size = self.0.exp(&a.re)?;
        if a.is_real() {
            return Ok(Complex::real(size));
        }
        let (cosine, sine) = (self.0.cos(&a.im)?, self.0.sin(&a.im)?);
        Ok(Complex { re: self.0.mul(&size, &cosine)?, im: self.0.mul(&size, &sine)? })
    }

    /// The principal logarithm: its imaginary part lies above −π and up to π.
    pub(super) fn ln(&mut self, a: &Complex) -> Enclosed {
        if a.is_real() {
            return match a.re.sign() {
                Some(Ordering::Greater) => Ok(Complex::real(self.0.ln(&a.re)?)),
                Some(Ordering::Less) => Ok(Complex { re: self.0.ln(&self.0.neg(&a.re))?, im: self.0.pi()? }),
                Some(Ordering::Equal) => Err(Obstacle::Outside),
                None => Err(Obstacle::Undecided),
            };
        }
        let norm = self.norm(a)?;
        let twice = self.0.ln(&norm)?;
        let re = Ball { low: scaled(&twice.low, -1), high: scaled(&twice.high, -1) };
        Ok(Complex { re, im: self.0.atan2(&a.im, &a.re)? })
    }

    /// A whole power.
    pub(super) fn power_whole(&mut self, a: &Complex, exponent: i64) -> Enclosed {
        if a.is_real() {
            return Ok(Complex::real(self.0.power_whole(&a.re, exponent)?));
        }
        let (mut result, mut square, mut rest) = (Complex::integer(1), a.clone(), exponent.unsigned_abs());
        while rest > 0 {
            if rest % 2 == 1 {
                result = self.mul(&result, &square)?;
            }
            rest /= 2;
            if rest > 0 {
                square = self.mul(&square, &square)?;
            }
        }
        if exponent < 0 { self.div(&Complex::integer(1), &result) } else { Ok(result) }
    }

    /// exp(b ln a).
    pub(super) fn pow(&mut self, a: &Complex, b: &Complex) -> Enclosed {
        if a.is_zero() {
            return if b.re.sign() == Some(Ordering::Greater) {
                Ok(Complex::integer(0))
            } else {
                Err(Obstacle::Outside)
            };
        }
        let logarithm = self.ln(a)?;
        let product = self.mul(b, &logarithm)?;
        self.exp(&product)
    }

    pub(super) fn sin(&mut self, a: &Complex) -> Enclosed {
        let (sine, cosine) = (self.0.sin(&a.re)?, self.0.cos(&a.re)?);
        if a.is_real() {
            return Ok(Complex::real(sine));
        }
        let (cosh, sinh) = (self.0.cosh(&a.im)?, self.0.sinh(&a.im)?);
        Ok(Complex { re: self.0.mul(&sine, &cosh)?, im: self.0.mul(&cosine, &sinh)? })
    }

    pub(super) fn cos(&mut self, a: &Complex) -> Enclosed {
        let (sine, cosine) = (self.0.sin(&a.re)?, self.0.cos(&a.re)?);
        if a.is_real() {
            return Ok(Complex::real(cosine));
        }
        let (cosh, sinh) = (self.0.cosh(&a.im)?, self.0.sinh(&a.im)?);
        let im = self.0.mul(&sine, &sinh)?;
        Ok(Complex { re: self.0.mul(&cosine, &cosh)?, im: self.0.neg(&im) })
    }

    pub(super) fn tan(&mut self, a: &Complex) -> Enclosed {
        let (sine, cosine) = (self.sin(a)?, self.cos(a)?);
        self.div(&sine, &cosine)
    }

    /// −i ln(iz + √(1 − z²)).
    pub(super) fn asin(&mut self, a: &Complex) -> Enclosed {
        if a.is_real()
            && let Ok(real) = self.0.asin(&a.re)
        {
            return Ok(Complex::real(real));
        }
        let square = self.mul(a, a)?;
        let under = self.sub(&Complex::integer(1), &square)?;
        let root = self.sqrt(&under)?;
        let sum = self.add(&a.turned(self.0), &root)?;
        Ok(self.ln(&sum)?.turned_back(self.0))
    }

    /// π/2 − asin z.
    pub(super) fn acos(&mut self, a: &Complex) -> Enclosed {
        let pi = Complex::real(self.0.pi()?).halved();
        let arc = self.asin(a)?;
        self.sub(&pi, &arc)
    }

    /// (i/2)(ln(1 − iz) − ln(1 + iz)).
    pub(super) fn atan(&mut self, a: &Complex) -> Enclosed {
        if a.is_real() {
            return Ok(Complex::real(self.0.atan(&a.re)?));
        }
        let turned = a.turned(self.0);
        let (one, minus) = (Complex::integer(1), self.neg(&turned));
        let (below, above) = (self.add(&one, &minus)?, self.add(&one, &turned)?);
        let (below, above) = (self.ln(&below)?, self.ln(&above)?);
        Ok(self.sub(&below, &above)?.turned(self.0).halved())
    }
}

/// Whether two rectangles have no number in common.
pub(super) fn apart(a: &Complex, b: &Complex) -> bool {
    let separate = |p: &Ball, q: &Ball| p.high < q.low || q.high < p.low;
    separate(&a.re, &b.re) || separate(&a.im, &b.im)
}
