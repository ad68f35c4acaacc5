//! Owns constructors that do the arithmetic a reader doesn't see: `0 + a`, `1·a`, `0·a`, `a^1`, numbers and signs.
//!
//! Each costs O(1) in the size of its operands: they look at the top of an operand, never below it. Calculus builds its
//! intermediate values with them; a whole expression is brought into textbook form by [`super::tidy`].

use smallvec::SmallVec;

use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;

/// `a + b + …` without zeros, numbers added up where two or more stand in it.
///
/// ```
/// use gradus::{algebra::fold, expr::Pool};
/// let mut pool = Pool::new();
/// let (zero, x) = (pool.integer(0), pool.symbol("x"));
/// assert_eq!(fold::add(&mut pool, &[zero, x, zero]), x);
/// ```
pub fn add(pool: &mut Pool, terms: &[Id]) -> Id {
    if let [only] = terms {
        return *only;
    }
    if !terms.iter().any(|&term| is_number(pool, term)) {
        return pool.add(terms);
    }
    let mut kept: Vec<Id> = Vec::with_capacity(terms.len());
    let mut total = Rational::ZERO;
    let mut place = None;
    for &term in terms {
        match pool.as_number(term) {
            Some(number) => {
                total = &total + &number;
                place.get_or_insert(kept.len());
            }
            None => kept.push(term),
        }
    }
    if !total.is_zero() {
        let number = pool.number(&total);
        kept.insert(place.unwrap_or(kept.len()), number);
    }
    pool.add(&kept)
}

/// `-a`; two minus signs cancel.
pub fn neg(pool: &mut Pool, a: Id) -> Id {
    match pool.kind(a) {
        Kind::Neg => pool.only(a).unwrap_or(a),
        _ if pool.is_integer(a, 0) => a,
        _ => pool.neg(a),
    }
}

/// `a · b · …` without ones; zero when a factor is; numbers multiplied and put first, the sign before everything.
pub fn mul(pool: &mut Pool, factors: &[Id]) -> Id {
    if !factors.iter().any(|&factor| matches!(pool.kind(factor), Kind::Number(_) | Kind::Neg)) {
        return pool.mul(factors);
    }
    let mut kept: SmallVec<[Id; 8]> = SmallVec::new();
    let mut negative = false;
    // Most products have no number in them.
    let mut coefficient: Option<Rational> = None;
    for &factor in factors {
        let (sign, bare) = unsigned(pool, factor);
        negative ^= sign;
        match pool.kind(bare) {
            Kind::Number(number) => {
                let number = pool.number_value(number);
                coefficient = Some(coefficient.map_or_else(|| number.clone(), |before| &before * number));
            }
            _ => kept.push(bare),
        }
    }
    match coefficient {
        Some(number) if number.is_zero() => return pool.number(&number),
        Some(number) if !number.is_one() || kept.is_empty() => {
            let number = pool.number(&number);
            kept.insert(0, number);
        }
        Some(_) | None => {}
    }
    let product = pool.mul(&kept);
    if negative { neg(pool, product) } else { product }
}

/// Whether it is a number or minus a number.
fn is_number(pool: &Pool, id: Id) -> bool {
    matches!(pool.kind(unsigned(pool, id).1), Kind::Number(_))
}

/// `a · b · …` without ones, and zero when a factor is; numbers and signs stay where they are, so that a reader sees
/// each factor come in.
pub fn mul_units(pool: &mut Pool, factors: &[Id]) -> Id {
    if let Some(&zero) = factors.iter().find(|&&factor| pool.is_integer(factor, 0)) {
        return zero;
    }
    let kept: Vec<Id> = factors.iter().copied().filter(|&factor| !pool.is_integer(factor, 1)).collect();
    pool.mul(&kept)
}

/// `a / b`; numbers are divided, a division by one is dropped, the sign comes before the fraction.
pub fn div(pool: &mut Pool, a: Id, b: Id) -> Id {
    if pool.is_integer(b, 1) {
        return a;
    }
    if let (Some(p), Some(q)) = (pool.as_number(a), pool.as_number(b))
        && let Some(value) = p.checked_div(&q)
    {
        return pool.number(&value);
    }
    if pool.is_integer(a, 0) && !pool.is_integer(b, 0) {
        return a;
    }
    let ((minus_a, a), (minus_b, b)) = (unsigned(pool, a), unsigned(pool, b));
    let quotient = if pool.is_integer(b, 1) { a } else { pool.div(a, b) };
    if minus_a == minus_b { quotient } else { neg(pool, quotient) }
}

/// `a ^ b`; exponent one is dropped, a number to a small whole power is computed.
pub fn pow(pool: &mut Pool, a: Id, b: Id) -> Id {
    if pool.is_integer(b, 1) {
        return a;
    }
    if let (Some(base), Some(exponent)) = (pool.as_number(a), pool.as_number(b).and_then(|number| number.to_i64()))
        && base.bits().saturating_mul(exponent.unsigned_abs() as usize) <= 256
        && let Some(value) = base.pow(exponent)
    {
        return pool.number(&value);
    }
    pool.pow(a, b)
}

/// `a - b`.
pub fn sub(pool: &mut Pool, a: Id, b: Id) -> Id {
    let minus = neg(pool, b);
    add(pool, &[a, minus])
}

/// Whether there is a minus sign in front, and what stands behind it.
pub fn unsigned(pool: &Pool, id: Id) -> (bool, Id) {
    match (pool.kind(id), pool.only(id)) {
        (Kind::Neg, Some(inner)) => (true, inner),
        _ => (false, id),
    }
}
