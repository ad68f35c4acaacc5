//! Owns arithmetic modulo a prime of 62 bits, and the primes that the finite field is made with.
//!
//! Numbers are kept in Montgomery's form ("Modular multiplication without trial division", 1985): a product costs three
//! machine multiplications. The factor that the form carries is a square, so quadratic characters can be read off it.

/// A prime modulus.
#[derive(Clone, Copy, Debug)]
pub(super) struct Modulus {
    prime: u64,
    negative_inverse: u64,
    square: u64,
    one: u64,
}

impl Modulus {
    /// For an odd prime below 2⁶².
    pub(super) fn new(prime: u64) -> Self {
        // Newton's iteration doubles the number of right bits, starting from three.
        let mut inverse = prime;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        let one = ((1u128 << 64) % u128::from(prime)) as u64;
        let square = (u128::from(one) * u128::from(one) % u128::from(prime)) as u64;
        Modulus { prime, negative_inverse: inverse.wrapping_neg(), square, one }
    }

    pub(super) fn prime(&self) -> u64 {
        self.prime
    }

    pub(super) fn one(&self) -> u64 {
        self.one
    }

    /// A number below the prime, in the form that the other operations take.
    pub(super) fn enter(&self, value: u64) -> u64 {
        self.mul(value % self.prime, self.square)
    }

    /// Back to an ordinary number.
    pub(super) fn leave(&self, value: u64) -> u64 {
        self.reduce(u128::from(value))
    }

    fn reduce(&self, value: u128) -> u64 {
        let multiple = (value as u64).wrapping_mul(self.negative_inverse);
        let sum = (value + u128::from(multiple) * u128::from(self.prime)) >> 64;
        let sum = sum as u64;
        if sum >= self.prime { sum - self.prime } else { sum }
    }

    pub(super) fn mul(&self, a: u64, b: u64) -> u64 {
        self.reduce(u128::from(a) * u128::from(b))
    }

    pub(super) fn add(&self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.prime { sum - self.prime } else { sum }
    }

    pub(super) fn neg(&self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.prime - a }
    }

    pub(super) fn sub(&self, a: u64, b: u64) -> u64 {
        self.add(a, self.neg(b))
    }

    /// a to a power that is an ordinary number.
    pub(super) fn pow(&self, a: u64, exponent: u64) -> u64 {
        let mut table = [self.one; 16];
        for at in 1..16 {
            table[at] = self.mul(table[at - 1], a);
        }
        let digits = (64 - exponent.leading_zeros()).div_ceil(4);
        let mut result = self.one;
        for digit in (0..digits).rev() {
            if digit + 1 != digits {
                for _ in 0..4 {
                    result = self.mul(result, result);
                }
            }
            result = self.mul(result, table[(exponent >> (4 * digit)) as usize & 15]);
        }
        result
    }

    /// 1/a; `None` for 0.
    pub(super) fn inverse(&self, a: u64) -> Option<u64> {
        if a == 0 {
            return None;
        }
        // Euclid's algorithm with signed cofactors.
        let (mut r, mut next) = (self.prime as i64, a as i64);
        let (mut t, mut next_t) = (0i64, 1i64);
        while next != 0 {
            let quotient = r / next;
            (r, next) = (next, r - quotient * next);
            (t, next_t) = (next_t, t - quotient * next_t);
        }
        let inverse = if t < 0 { (t + self.prime as i64) as u64 } else { t as u64 };
        // The inverse of aR is 1/(aR); two more factors R² make it R/a.
        Some(self.mul(self.mul(inverse, self.square), self.square))
    }

    /// Legendre's symbol: 1 for squares, −1 for others, 0 for 0.
    pub(super) fn character(&self, a: u64) -> i8 {
        let (mut a, mut n, mut sign) = (a, self.prime, 1i8);
        while a != 0 {
            let twos = a.trailing_zeros();
            a >>= twos;
            if twos % 2 == 1 && matches!(n % 8, 3 | 5) {
                sign = -sign;
            }
            if a < n {
                if a % 4 == 3 && n % 4 == 3 {
                    sign = -sign;
                }
                std::mem::swap(&mut a, &mut n);
            }
            a -= n;
        }
        if n == 1 { sign } else { 0 }
    }
}

/// Primes p = 120·q − 1 for which (p − 1)/2 and q are prime too and 2, 3, 5, 7, 11 and 13 are squares.
///
/// The squares modulo such a p are a group of prime order (p − 1)/2, in which every real power of a "positive" number has
/// its place; the circle x² + y² = 1 has 120·q points, so it holds rotations by all multiples of 3° and a group of prime
/// order q for all other angles. −1 isn't a square, as in the real numbers. Found by a sieve; a test checks each.
pub(super) const PRIMES: &[u64] = &[
    2_305_843_009_238_321_159,
    2_305_843_010_045_352_839,
    2_305_843_009_309_297_559,
    2_305_843_009_316_501_639,
    2_305_843_009_313_606_759,
    2_305_843_009_337_933_159,
    2_305_843_009_461_981_239,
    2_305_843_009_218_989_159,
    2_305_843_009_244_960_279,
    2_305_843_009_454_755_559,
];

/// Points of the circle that the angle group leaves to rotations by multiples of 3°.
pub(super) const TURNS: u64 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    fn is_prime(n: u64) -> bool {
        let field = Modulus::new(n);
        let twos = (n - 1).trailing_zeros();
        [2u64, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].iter().all(|&base| {
            let mut power = field.pow(field.enter(base), (n - 1) >> twos);
            let minus = field.neg(field.one());
            power == field.one()
                || (0..twos).any(|_| {
                    let found = power == minus;
                    power = field.mul(power, power);
                    found
                })
        })
    }

    #[test]
    fn every_prime_has_the_structure_that_is_promised() {
        for &p in PRIMES {
            assert_eq!(p % TURNS, TURNS - 1);
            assert!(is_prime(p) && is_prime((p - 1) / 2) && is_prime((p + 1) / TURNS), "{p}");
            let field = Modulus::new(p);
            assert!([2, 3, 5, 7, 11, 13].iter().all(|&n| field.character(field.enter(n)) == 1), "{p}");
            assert_eq!(field.character(field.neg(field.one())), -1);
        }
    }

    #[test]
    fn arithmetic_is_that_of_residues() {
        let field = Modulus::new(PRIMES[0]);
        let (a, b) = (123_456_789_012_345_678, 987_654_321_098_765_432);
        let product = (u128::from(a) * u128::from(b) % u128::from(PRIMES[0])) as u64;
        assert_eq!(field.leave(field.mul(field.enter(a), field.enter(b))), product);
        let inverse = field.inverse(field.enter(a)).unwrap_or(0);
        assert_eq!(field.mul(inverse, field.enter(a)), field.one());
        assert_eq!(field.inverse(0), None);
        assert_eq!(field.pow(field.enter(3), 5), field.enter(243));
    }
}
