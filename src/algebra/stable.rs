//! Owns the forms that floating point computes well: log(1 + e^x), log-sum-exp, cross-entropy and their relatives are
//! recognised and written as the function that is made for them. Each form is a row of `steps::rules::stable`.
//!
//! A loss is rewritten before it is differentiated, so that its gradient is stable too. Nothing else is changed, and parts
//! that occur several times stay one part.

use crate::algebra::fold;
use crate::expr::{Constant, Id, Kind, Pool, rebuild, with_children};
use crate::functions::{FunctionId, lookup};
use crate::number::Rational;
use crate::steps::Rule;
use crate::steps::rules::stable as rules;

use super::simplify::{Powers, powers};

/// Products with more factors than this are left as they are.
const FACTORS: usize = 64;

/// An expression for floating point.
#[derive(Clone, Debug)]
pub struct Stable {
    /// The expression, equal to the given one.
    pub id: Id,
    /// The rules that were applied, each once.
    pub rules: Vec<&'static Rule>,
}

/// Rewrites what overflows or loses digits. Linear in the shared graph.
///
/// ```
/// use gradus::algebra::stable;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let typed = read(&mut pool, "ln(1/(1 + exp(-z)))").unwrap();
/// let stable = stable(&mut pool, typed);
/// assert_eq!(plain(&pool, stable.id), "-softplus(-z)");
/// assert_eq!(stable.rules.len(), 2);
/// ```
pub fn stable(pool: &mut Pool, root: Id) -> Stable {
    let Some(names) = Names::find() else { return Stable { id: root, rules: Vec::new() } };
    let mut writer = Writer { names, rules: Vec::new() };
    let id = rebuild(pool, root, |pool, id, children| {
        let node = with_children(pool, id, children);
        Ok::<Id, std::convert::Infallible>(writer.rewrite(pool, node))
    });
    let id = match id {
        Ok(id) => id,
        Err(never) => match never {},
    };
    Stable { id, rules: writer.rules }
}

/// The functions that the forms are made of.
struct Names {
    exp: FunctionId,
    expm1: FunctionId,
    ln: FunctionId,
    log1p: FunctionId,
    sqrt: FunctionId,
    hypot: FunctionId,
    sigmoid: FunctionId,
    softplus: FunctionId,
    logsumexp: FunctionId,
}

impl Names {
    fn find() -> Option<Names> {
        Some(Names {
            exp: lookup("exp")?,
            expm1: lookup("expm1")?,
            ln: lookup("ln")?,
            log1p: lookup("log1p")?,
            sqrt: lookup("sqrt")?,
            hypot: lookup("hypot")?,
            sigmoid: lookup("sigmoid")?,
            softplus: lookup("softplus")?,
            logsumexp: lookup("logsumexp")?,
        })
    }
}

struct Writer {
    names: Names,
    rules: Vec<&'static Rule>,
}

impl Writer {
    fn used(&mut self, rule: &'static Rule) {
        if !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }

    /// A node whose parts are stable already.
    fn rewrite(&mut self, pool: &mut Pool, node: Id) -> Id {
        match pool.kind(node) {
            Kind::Call(function) if function == self.names.ln => match pool.only(node) {
                Some(argument) => self.logarithm(pool, argument).unwrap_or(node),
                None => node,
            },
            Kind::Call(function) if function == self.names.sqrt => match pool.only(node) {
                Some(argument) => self.length(pool, argument).unwrap_or(node),
                None => node,
            },
            Kind::Pow => match pool.pair(node) {
                Some((base, exponent)) if pool.kind(base) == Kind::Constant(Constant::E) => {
                    pool.call(self.names.exp, &[exponent])
                }
                Some((base, exponent)) if pool.as_number(exponent) == Rational::ratio(1, 2) => {
                    self.length(pool, base).unwrap_or(node)
                }
                Some((_, exponent)) if pool.as_number(exponent).is_some_and(|number| number.is_negative()) => {
                    self.product(pool, node)
                }
                _ => node,
            },
            Kind::Add => self.sum(pool, node),
            Kind::Mul | Kind::Div => self.product(pool, node),
            Kind::Neg => pool.only(node).map_or(node, |inner| fold::neg(pool, inner)),
            _ => node,
        }
    }

    /// The exponent of e^u; 0 for 1.
    fn exponent(&self, pool: &mut Pool, term: Id) -> Option<Id> {
        match pool.kind(term) {
            Kind::Call(function) if function == self.names.exp => pool.only(term),
            _ if pool.is_integer(term, 1) => Some(pool.integer(0)),
            _ => None,
        }
    }

    /// The exponents of a sum of two or more exponentials.
    fn exponents(&self, pool: &mut Pool, sum: Id) -> Option<Vec<Id>> {
        if pool.kind(sum) != Kind::Add {
            return None;
        }
        pool.children(sum).to_vec().into_iter().map(|term| self.exponent(pool, term)).collect()
    }

    /// ln Σ e^u, two at a time.
    fn log_sum(&self, pool: &mut Pool, exponents: &[Id]) -> Option<Id> {
        let (&last, rest) = exponents.split_last()?;
        Some(rest.iter().rev().fold(last, |sum, &exponent| {
            match (pool.is_integer(sum, 0), pool.is_integer(exponent, 0)) {
                (true, _) => pool.call(self.names.softplus, &[exponent]),
                (_, true) => pool.call(self.names.softplus, &[sum]),
                _ => pool.call(self.names.logsumexp, &[exponent, sum]),
            }
        }))
    }

    fn logarithm(&mut self, pool: &mut Pool, argument: Id) -> Option<Id> {
        match pool.kind(argument) {
            Kind::Call(function) if function == self.names.sigmoid => {
                let minus = fold::neg(pool, pool.only(argument)?);
                let softplus = pool.call(self.names.softplus, &[minus]);
                self.used(&rules::STABLE_LOG_SIGMOID);
                Some(fold::neg(pool, softplus))
            }
            Kind::Call(function) if function == self.names.exp => {
                self.used(&rules::STABLE_LOG_EXP);
                pool.only(argument)
            }
            Kind::Add => {
                let terms = pool.children(argument).to_vec();
                if let Some(exponents) = self.exponents(pool, argument) {
                    let with_one = exponents.iter().any(|&exponent| pool.is_integer(exponent, 0));
                    let both = with_one && exponents.len() == 2;
                    self.used(if both { &rules::STABLE_SOFTPLUS } else { &rules::STABLE_LOG_SUM_EXP });
                    return self.log_sum(pool, &exponents);
                }
                let one = terms.iter().position(|&term| pool.is_integer(term, 1))?;
                let rest: Vec<Id> =
                    terms.iter().enumerate().filter(|(at, _)| *at != one).map(|(_, &term)| term).collect();
                let rest = fold::add(pool, &rest);
                self.used(&rules::STABLE_LOG1P);
                Some(pool.call(self.names.log1p, &[rest]))
            }
            _ => None,
        }
    }

    /// √(a² + b²).
    fn length(&mut self, pool: &mut Pool, argument: Id) -> Option<Id> {
        let (Kind::Add, Some((a, b))) = (pool.kind(argument), pool.pair(argument)) else { return None };
        let [a, b] = [a, b].map(|term| match pool.pair(term) {
            Some((base, exponent)) if pool.kind(term) == Kind::Pow && pool.is_integer(exponent, 2) => Some(base),
            _ => pool.is_integer(term, 1).then_some(term),
        });
        let (a, b) = (a?, b?);
        self.used(&rules::STABLE_HYPOT);
        Some(pool.call(self.names.hypot, &[a, b]))
    }

    /// 1 − σ(x) and e^x − 1 inside of a sum, with either sign.
    fn sum(&mut self, pool: &mut Pool, node: Id) -> Id {
        let mut terms = pool.children(node).to_vec();
        let number = terms.iter().position(|&term| pool.is_integer(term, 1) || pool.is_integer(term, -1));
        let Some(number) = number else { return node };
        let minus = terms.get(number).is_some_and(|&term| pool.is_integer(term, -1));
        for at in 0..terms.len() {
            let Some((sign, bare)) = terms.get(at).map(|&term| fold::unsigned(pool, term)) else { continue };
            let (Kind::Call(function), Some(argument)) = (pool.kind(bare), pool.only(bare)) else { continue };
            // The number and the function must have different signs.
            if sign == minus {
                continue;
            }
            let (rule, value) = if function == self.names.sigmoid {
                let negative = fold::neg(pool, argument);
                let value = pool.call(self.names.sigmoid, &[negative]);
                (&rules::STABLE_COMPLEMENT, if minus { fold::neg(pool, value) } else { value })
            } else if function == self.names.exp {
                let value = pool.call(self.names.expm1, &[argument]);
                (&rules::STABLE_EXPM1, if minus { value } else { fold::neg(pool, value) })
            } else {
                continue;
            };
            self.used(rule);
            if let Some(place) = terms.get_mut(at) {
                *place = value;
            }
            terms.remove(number);
            return pool.add(&terms);
        }
        node
    }

    /// Shares of sums of exponentials inside of a product.
    fn product(&mut self, pool: &mut Pool, node: Id) -> Id {
        let mut whole = powers(pool, node);
        if whole.factors.len() > FACTORS || !whole.factors.iter().any(|(_, exponent)| *exponent < 0) {
            return node;
        }
        let mut changed = false;
        while let Some(next) = self.share(pool, &whole) {
            whole = next;
            changed = true;
        }
        if changed { whole.build(pool) } else { node }
    }

    /// One quotient by a sum of exponentials less.
    fn share(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        for (at, &(sum, exponent)) in whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent < 0) {
            let Some(exponents) = self.exponents(pool, sum) else { continue };
            // An exponential above the bar that is one of those below, else the 1 that stands above every bar.
            let above = whole.factors.iter().position(|&(factor, power)| {
                power > 0
                    && pool.only(factor).is_some_and(|argument| {
                        pool.kind(factor) == Kind::Call(self.names.exp) && exponents.contains(&argument)
                    })
            });
            let own = match above.and_then(|above| whole.factors.get(above)) {
                Some(&(factor, _)) => pool.only(factor)?,
                None => exponents.iter().copied().find(|&exponent| pool.is_integer(exponent, 0)).unwrap_or(sum),
            };
            if own == sum {
                continue;
            }
            let value = match exponents[..] {
                [a, b] => {
                    let other = if own == a { b } else { a };
                    let difference = fold::sub(pool, own, other);
                    pool.call(self.names.sigmoid, &[difference])
                }
                _ => {
                    let total = self.log_sum(pool, &exponents)?;
                    let difference = fold::sub(pool, own, total);
                    pool.call(self.names.exp, &[difference])
                }
            };
            let is_share = exponents.len() > 2 || !exponents.iter().any(|&exponent| pool.is_integer(exponent, 0));
            self.used(if is_share { &rules::STABLE_SOFTMAX } else { &rules::STABLE_SIGMOID });
            let mut factors = whole.factors.clone();
            if let Some(place) = factors.get_mut(at) {
                place.1 = exponent + 1;
            }
            if let Some(place) = above.and_then(|above| factors.get_mut(above)) {
                place.1 -= 1;
            }
            factors.push((value, 1));
            factors.retain(|(_, exponent)| *exponent != 0);
            return Some(Powers { coefficient: whole.coefficient.clone(), factors });
        }
        None
    }
}
