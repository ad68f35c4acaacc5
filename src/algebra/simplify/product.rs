//! Owns the view of an expression as a number times powers, which patterns are matched against.

use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;

/// A number times powers of bases with whole exponents.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Powers {
    pub coefficient: Rational,
    pub factors: Vec<(Id, i64)>,
}

/// The factors of `id`, brackets left alone. A power whose exponent isn't a whole number is a base of its own.
pub(crate) fn powers(pool: &Pool, id: Id) -> Powers {
    match powers_within(pool, id, usize::MAX) {
        Some(powers) => powers,
        None => Powers { coefficient: Rational::ONE, factors: vec![(id, 1)] },
    }
}

/// The same; `None` when more than `limit` factors stand in it, found out in as many steps.
pub(crate) fn powers_within(pool: &Pool, id: Id, limit: usize) -> Option<Powers> {
    let mut powers = Powers { coefficient: Rational::ONE, factors: Vec::new() };
    let mut stack = vec![(id, 1i64)];
    while let Some((node, exponent)) = stack.pop() {
        if powers.factors.len().saturating_add(stack.len()) > limit {
            return None;
        }
        match (pool.kind(node), pool.children(node)) {
            (Kind::Neg, [a]) if exponent.abs() == 1 => {
                powers.coefficient = -&powers.coefficient;
                stack.push((*a, exponent));
            }
            (Kind::Mul, factors) if exponent.abs() == 1 => {
                stack.extend(factors.iter().rev().map(|&factor| (factor, exponent)));
            }
            (Kind::Div, [a, b]) if exponent.abs() == 1 => stack.extend([(*b, -exponent), (*a, exponent)]),
            (Kind::Number(number), _) => match pool.number_value(number).pow(exponent) {
                Some(value) => powers.coefficient = &powers.coefficient * &value,
                None => powers.join(node, exponent),
            },
            (Kind::Pow, [base, power]) => {
                match pool.as_number(*power).and_then(|number| number.to_i64()?.checked_mul(exponent)) {
                    Some(product) => powers.join(*base, product),
                    None => powers.join(node, exponent),
                }
            }
            _ => powers.join(node, exponent),
        }
    }
    Some(powers)
}

impl Powers {
    fn join(&mut self, base: Id, exponent: i64) {
        match self.factors.iter_mut().find(|(known, _)| *known == base) {
            Some((_, sum)) => *sum = sum.saturating_add(exponent),
            None => self.factors.push((base, exponent)),
        }
    }

    /// Adds to the exponent of a factor.
    pub(crate) fn shift(&mut self, at: usize, by: i64) {
        if let Some((_, exponent)) = self.factors.get_mut(at) {
            *exponent = exponent.saturating_add(by);
        }
    }

    /// Whether both have the same factors, in any order, and the same number.
    pub(super) fn same(&self, other: &Powers) -> bool {
        let sorted = |powers: &Powers| {
            let mut factors: Vec<(Id, i64)> = powers.factors.iter().copied().filter(|(_, e)| *e != 0).collect();
            factors.sort_unstable();
            factors
        };
        self.coefficient == other.coefficient && sorted(self) == sorted(other)
    }

    /// The expression, with negative exponents below a fraction bar.
    pub(crate) fn build(&self, pool: &mut Pool) -> Id {
        let number = |pool: &mut Pool, value: Rational| pool.number(&value);
        let mut top = vec![number(pool, self.coefficient.numerator())];
        let mut bottom = vec![number(pool, self.coefficient.denominator())];
        for &(base, exponent) in self.factors.iter().filter(|(_, exponent)| *exponent != 0) {
            let size = pool.number(&Rational::from(exponent).abs());
            let power = fold::pow(pool, base, size);
            if exponent > 0 { top.push(power) } else { bottom.push(power) }
        }
        let (top, bottom) = (fold::mul(pool, &top), fold::mul(pool, &bottom));
        fold::div(pool, top, bottom)
    }
}
