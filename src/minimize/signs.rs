//! Owns signs of polynomials in sums over rows: terms that can't be negative, and differences that the inequality of Cauchy
//! and Schwarz keeps from being so.

use super::report::{Argument, Piece};
use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio, Sign, sign};
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const ALL_EQUAL: Wording = Wording::new(
    "{difference} is never negative, and zero only when all {value} are equal.",
    "{difference} 不会为负,且仅当所有 {value} 相等时为零。",
);
const PROPORTIONAL: Wording = Wording::new(
    "{difference} is never negative, and zero only when one of {first}, {second} is the same multiple of the other in every row.",
    "{difference} 不会为负,且仅当各行中 {first} 与 {second} 之一都是另一个的同一倍数时为零。",
);

/// What is known about a polynomial.
pub(super) struct Known {
    /// Positive, or only never negative.
    pub sign: Sign,
    /// The argument, where it isn't plain to see.
    pub pieces: Vec<Piece>,
}

/// The sign of a polynomial in sums, where `positive` names and indexed names are above zero; `None` when its terms don't
/// show that it is never negative.
pub(super) fn of(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    polynomial: &Polynomial,
    positive: &[Id],
) -> Option<Known> {
    let mut rest = polynomial.clone();
    let mut pieces = Vec::new();
    loop {
        let signs: Vec<Sign> = rest.terms().iter().map(|(m, c)| term(pool, normalizer, m, c, positive)).collect();
        if signs.iter().all(|sign| matches!(sign, Sign::Positive | Sign::NonNegative)) {
            let sign = if signs.contains(&Sign::Positive) { Sign::Positive } else { Sign::NonNegative };
            if pieces.is_empty() && signs.is_empty() {
                return None;
            }
            return Some(Known { sign, pieces });
        }
        let (difference, value) = difference(pool, normalizer, &rest, positive)?;
        if pieces.is_empty() {
            let between_values = value.ratio.bottom.is_one();
            pieces.push(Piece::Law(if between_values { &rules::CAUCHY_SCHWARZ } else { &rules::LAGRANGE_IDENTITY }));
        }
        pieces.push(argument(pool, normalizer, &difference, &value));
        rest = rest.minus(&difference.scaled(&value.factor));
    }
}

fn term(pool: &Pool, normalizer: &Normalizer, monomial: &Monomial, coefficient: &Rational, positive: &[Id]) -> Sign {
    if coefficient.is_negative() {
        return Sign::Unknown;
    }
    let mut whole = Sign::Positive;
    for &(variable, power) in monomial.powers() {
        let Some(id) = normalizer.kernels.id(variable) else { return Sign::Unknown };
        let own = kernel(pool, id, positive);
        whole = match (whole, own) {
            (whole, Sign::Positive) => whole,
            (_, Sign::NonNegative) => Sign::NonNegative,
            (_, _) if power % 2 == 0 => Sign::NonNegative,
            _ => return Sign::Unknown,
        };
    }
    whole
}

/// The sign of a name, or of a sum of products of such names and squares.
fn kernel(pool: &Pool, id: Id, positive: &[Id]) -> Sign {
    if positive.contains(&id) {
        return Sign::Positive;
    }
    let [_, _, _, body] = *pool.children(id) else { return sign(pool, id) };
    if pool.kind(id) != Kind::Sum {
        return sign(pool, id);
    }
    let factors = if pool.kind(body) == Kind::Mul { pool.children(body).to_vec() } else { vec![body] };
    let mut whole = Sign::Positive;
    for factor in factors {
        whole = match if positive.contains(&factor) { Sign::Positive } else { sign(pool, factor) } {
            Sign::Positive => whole,
            Sign::NonNegative => Sign::NonNegative,
            Sign::Zero | Sign::NonPositive | Sign::Negative | Sign::Unknown => return Sign::Unknown,
        };
    }
    whole
}

/// What makes a difference ΣA·ΣB − (ΣC)² with AB = C² zero: that C/A is the same in every row.
struct Vanishing {
    ratio: Ratio,
    /// How often the difference is in the polynomial.
    factor: Rational,
}

/// A multiple of ΣA·ΣB − (ΣC)², with what it is multiplied by, that is part of the polynomial.
fn difference(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    polynomial: &Polynomial,
    positive: &[Id],
) -> Option<(Polynomial, Vanishing)> {
    let is_sum = |pool: &Pool, normalizer: &Normalizer, v: u32| {
        normalizer.kernels.id(v).filter(|&id| pool.kind(id) == Kind::Sum)
    };
    for (monomial, coefficient) in polynomial.terms().iter().filter(|(_, c)| c.is_negative()) {
        for &(variable, _) in monomial.powers().iter().filter(|(_, power)| *power >= 2) {
            let Some(sum) = is_sum(pool, normalizer, variable) else { continue };
            let &[index, lower, upper, body] = pool.children(sum) else { continue };
            let square = Polynomial::term(monomial.clone(), Rational::ONE);
            let whole_square = Polynomial::term(Monomial::power(variable, 2), Rational::ONE);
            let Some(around) = square.over(&whole_square) else { continue };
            // The factors around the difference must not be negative themselves.
            let (outer, number) = around.terms().first().map(|(m, c)| (m.clone(), c.clone()))?;
            if !matches!(term(pool, normalizer, &outer, &number, positive), Sign::Positive | Sign::NonNegative) {
                continue;
            }
            let body_ratio = normalizer.ratio(pool, body).ok()?;
            for (other, size) in polynomial.terms().iter().filter(|(_, c)| !c.is_negative()) {
                let Some(pair) = Polynomial::term(other.clone(), Rational::ONE).over(&around) else { continue };
                let Some((pair, _)) = pair.terms().first() else { continue };
                let two: Vec<u32> =
                    pair.powers().iter().flat_map(|(v, power)| std::iter::repeat_n(*v, *power as usize)).collect();
                let [first, second] = two[..] else { continue };
                let bodies = [first, second].map(|v| {
                    let id = normalizer.kernels.id(v)?;
                    match pool.children(id) {
                        &[own, low, high, inner] if pool.kind(id) == Kind::Sum => {
                            ((own, low, high) == (index, lower, upper)).then_some(inner)
                        }
                        _ => (id == upper && pool.is_integer(lower, 1)).then(|| pool.integer(1)),
                    }
                });
                let [Some(a), Some(b)] = bodies else { continue };
                let (Ok(a), Ok(b)) = (normalizer.ratio(pool, a), normalizer.ratio(pool, b)) else { continue };
                let is_pair = a.times(&b, 100) == body_ratio.power(2, 100);
                let fits = is_pair && !b.is_zero() && -coefficient <= size.clone();
                if !fits || !never_negative(pool, normalizer, &a, positive) {
                    continue;
                }
                let ratio = body_ratio.times(&a.inverse()?, 100)?;
                let difference = Polynomial::term(other.clone(), Rational::ONE).minus(&square);
                return Some((difference, Vanishing { ratio, factor: -coefficient }));
            }
        }
    }
    None
}

/// Whether a product under a sum can't be negative.
fn never_negative(pool: &Pool, normalizer: &Normalizer, ratio: &Ratio, positive: &[Id]) -> bool {
    let whole = |polynomial: &Polynomial| {
        polynomial
            .terms()
            .iter()
            .all(|(m, c)| matches!(term(pool, normalizer, m, c, positive), Sign::Positive | Sign::NonNegative))
    };
    whole(&ratio.top) && whole(&ratio.bottom)
}

fn argument(pool: &mut Pool, normalizer: &mut Normalizer, difference: &Polynomial, value: &Vanishing) -> Piece {
    let difference = normalizer.polynomial(pool, difference);
    let top = normalizer.polynomial(pool, &value.ratio.top);
    let bottom = normalizer.polynomial(pool, &value.ratio.bottom);
    let difference = ("difference", Argument::Formula(difference));
    if value.ratio.bottom.is_one() {
        return Piece::Remark(ALL_EQUAL, vec![difference, ("value", Argument::Formula(top))]);
    }
    let holes = vec![difference, ("first", Argument::Formula(top)), ("second", Argument::Formula(bottom))];
    Piece::Remark(PROPORTIONAL, holes)
}
