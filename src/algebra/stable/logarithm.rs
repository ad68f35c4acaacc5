//! Owns logarithms and roots whose arguments overflow or vanish.

use super::{FACTORS, Writer};
use crate::algebra::fold;
use crate::algebra::simplify::{Powers, powers_within};
use crate::expr::{Id, Kind, Pool};
use crate::steps::rules::stable as rules;

/// Sums with more terms than this are no lengths of vectors.
const SQUARES: usize = 16;

impl Writer {
    /// ln of an argument, where it has a better form.
    pub(super) fn logarithm(&mut self, pool: &mut Pool, argument: Id) -> Option<Id> {
        match pool.kind(argument) {
            Kind::Call(function) => {
                let inner = pool.only(argument)?;
                if function == self.names.sigmoid {
                    self.used(&rules::STABLE_LOG_SIGMOID);
                    Some(self.log_sigmoid(pool, inner))
                } else if function == self.names.exp {
                    self.used(&rules::STABLE_LOG_EXP);
                    Some(inner)
                } else if function == self.names.cosh {
                    self.used(&rules::STABLE_LOG_COSH);
                    Some(pool.call(self.names.logcosh, &[inner]))
                } else if function == self.names.expm1 {
                    self.used(&rules::STABLE_LOG_EXPM1);
                    let rest = pool.call(self.names.log1mexp, &[inner]);
                    Some(fold::add(pool, &[inner, rest]))
                } else {
                    None
                }
            }
            Kind::Neg => {
                let inner = pool.only(argument)?;
                let Some(exponent) = self.argument(pool, self.names.expm1, inner) else {
                    return self.log_factors(pool, argument);
                };
                self.used(&rules::STABLE_LOG1MEXP);
                let minus = fold::neg(pool, exponent);
                Some(pool.call(self.names.log1mexp, &[minus]))
            }
            Kind::Add => {
                let terms = pool.children(argument).to_vec();
                if let Some(exponentials) = self.exponentials(pool, argument) {
                    let with_one =
                        exponentials.iter().any(|term| term.number.is_one() && pool.is_integer(term.exponent, 0));
                    let both = with_one && exponentials.len() == 2;
                    self.used(if both { &rules::STABLE_SOFTPLUS } else { &rules::STABLE_LOG_SUM_EXP });
                    return self.log_sum(pool, &exponentials);
                }
                let one = terms.iter().position(|&term| pool.is_integer(term, 1))?;
                let rest: Vec<Id> =
                    terms.iter().enumerate().filter(|(at, _)| *at != one).map(|(_, &term)| term).collect();
                let rest = fold::add(pool, &rest);
                self.used(&rules::STABLE_LOG1P);
                Some(match self.logarithm_above_one(pool, rest) {
                    Some(better) => better,
                    None => pool.call(self.names.log1p, &[rest]),
                })
            }
            Kind::Mul | Kind::Div | Kind::Pow => self.log_factors(pool, argument),
            _ => None,
        }
    }

    /// −softplus(−x).
    fn log_sigmoid(&self, pool: &mut Pool, x: Id) -> Id {
        let minus = fold::neg(pool, x);
        let softplus = pool.call(self.names.softplus, &[minus]);
        fold::neg(pool, softplus)
    }

    /// ln(1 + u).
    pub(super) fn logarithm_above_one(&mut self, pool: &mut Pool, rest: Id) -> Option<Id> {
        let (minus, bare) = fold::unsigned(pool, rest);
        if minus && let Some(inner) = self.argument(pool, self.names.sigmoid, bare) {
            self.used(&rules::STABLE_COMPLEMENT);
            self.used(&rules::STABLE_LOG_SIGMOID);
            let softplus = pool.call(self.names.softplus, &[inner]);
            return Some(fold::neg(pool, softplus));
        }
        if minus && let Some(inner) = self.argument(pool, self.names.exp, bare) {
            self.used(&rules::STABLE_LOG1MEXP);
            let minus = fold::neg(pool, inner);
            return Some(pool.call(self.names.log1mexp, &[minus]));
        }
        let term = self.exponential(pool, rest).filter(|term| !pool.is_integer(term.exponent, 0))?;
        self.used(&rules::STABLE_SOFTPLUS);
        let exponent = self.whole_exponent(pool, &term);
        Some(pool.call(self.names.softplus, &[exponent]))
    }

    /// ln of a product: factors that are positive wherever they are defined get logarithms of their own, because their
    /// product may overflow or vanish.
    fn log_factors(&mut self, pool: &mut Pool, argument: Id) -> Option<Id> {
        let whole = powers_within(pool, argument, FACTORS)?;
        let mut terms = Vec::new();
        let mut rest = Powers { coefficient: whole.coefficient.abs(), factors: Vec::new() };
        let mut split = false;
        for (base, power) in whole.factors {
            let (bare, exponent) = match (pool.kind(base), pool.pair(base)) {
                (Kind::Pow, Some((bare, exponent))) if power == 1 => (bare, exponent),
                _ => (base, pool.number(&power.into())),
            };
            let positive = [self.names.exp, self.names.sigmoid, self.names.cosh]
                .into_iter()
                .any(|function| self.argument(pool, function, bare).is_some());
            match if positive { self.logarithm(pool, bare) } else { None } {
                Some(logarithm) => {
                    split = true;
                    terms.push(fold::mul(pool, &[exponent, logarithm]));
                }
                None => rest.factors.push((base, power)),
            }
        }
        // A number before a sum of exponentials stands in its way too.
        let alone = match rest.factors[..] {
            [(base, 1)] => self.exponentials(pool, base).is_some() && !rest.coefficient.is_one(),
            _ => false,
        };
        if whole.coefficient.is_negative() {
            if !split {
                return None;
            }
            rest.coefficient = -&rest.coefficient;
        } else if (split || alone) && !rest.coefficient.is_one() {
            let number = pool.number(&rest.coefficient);
            terms.push(pool.call(self.names.ln, &[number]));
            rest.coefficient = crate::number::Rational::ONE;
            split = true;
        }
        if !split {
            return None;
        }
        self.used(&rules::STABLE_LOG_FACTOR);
        let rest = rest.build(pool);
        if !pool.is_integer(rest, 1) {
            let logarithm = match self.logarithm(pool, rest) {
                Some(better) => better,
                None => pool.call(self.names.ln, &[rest]),
            };
            terms.insert(0, logarithm);
        }
        Some(fold::add(pool, &terms))
    }

    /// √(a² + b² + …).
    pub(super) fn length(&mut self, pool: &mut Pool, argument: Id) -> Option<Id> {
        if pool.kind(argument) != Kind::Add || pool.children(argument).len() > SQUARES {
            return None;
        }
        let terms = pool.children(argument).to_vec();
        if terms.iter().all(|&term| pool.as_number(term).is_some()) {
            return None;
        }
        let mut sides = Vec::new();
        for term in terms {
            sides.push(match (pool.kind(term), pool.pair(term)) {
                (Kind::Pow, Some((base, exponent))) if pool.is_integer(exponent, 2) => base,
                _ => {
                    let number = pool.as_number(term).filter(|number| !number.is_negative())?;
                    match number.root(2) {
                        Some(root) => pool.number(&root),
                        None => pool.call(self.names.sqrt, &[term]),
                    }
                }
            });
        }
        self.used(&rules::STABLE_HYPOT);
        let (&last, before) = sides.split_last()?;
        Some(before.iter().rev().fold(last, |length, &side| pool.call(self.names.hypot, &[side, length])))
    }
}
