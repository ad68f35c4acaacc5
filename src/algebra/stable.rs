//! Owns the forms that floating point computes well: log(1 + e^x), log-sum-exp, cross-entropy and their relatives are
//! recognised and written as the function that is made for them. Each form is a row of `steps::rules::stable`.
//!
//! A loss is rewritten before it is differentiated, so that its gradient is stable too. Nothing else is changed, and parts
//! that occur several times stay one part. `logarithm`, `sum` and `product` own the forms by what stands outermost.

mod logarithm;
mod product;
mod sum;

use crate::algebra::fold;
use crate::expr::{Constant, Id, Kind, Pool, rebuild, with_children};
use crate::functions::{FunctionId, lookup};
use crate::number::Rational;
use crate::steps::Rule;

use super::simplify::{Powers, powers_within};

/// Products with more factors than this are left as they are.
const FACTORS: usize = 24;

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
    log1mexp: FunctionId,
    sqrt: FunctionId,
    hypot: FunctionId,
    sigmoid: FunctionId,
    softplus: FunctionId,
    logsumexp: FunctionId,
    sin: FunctionId,
    cos: FunctionId,
    sinh: FunctionId,
    cosh: FunctionId,
    tanh: FunctionId,
    sech: FunctionId,
    logcosh: FunctionId,
}

impl Names {
    fn find() -> Option<Names> {
        Some(Names {
            exp: lookup("exp")?,
            expm1: lookup("expm1")?,
            ln: lookup("ln")?,
            log1p: lookup("log1p")?,
            log1mexp: lookup("log1mexp")?,
            sqrt: lookup("sqrt")?,
            hypot: lookup("hypot")?,
            sigmoid: lookup("sigmoid")?,
            softplus: lookup("softplus")?,
            logsumexp: lookup("logsumexp")?,
            sin: lookup("sin")?,
            cos: lookup("cos")?,
            sinh: lookup("sinh")?,
            cosh: lookup("cosh")?,
            tanh: lookup("tanh")?,
            sech: lookup("sech")?,
            logcosh: lookup("logcosh")?,
        })
    }
}

/// One term of a sum of exponentials: a positive number times e to an exponent.
#[derive(Clone)]
struct Exponential {
    number: Rational,
    exponent: Id,
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
            Kind::Call(function) => {
                let found = match pool.only(node) {
                    Some(argument) if function == self.names.ln => self.logarithm(pool, argument),
                    Some(argument) if function == self.names.log1p => self.logarithm_above_one(pool, argument),
                    Some(argument) if function == self.names.sqrt => self.length(pool, argument),
                    Some(_) | None => None,
                };
                found.unwrap_or(node)
            }
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
                Some(_) | None => node,
            },
            Kind::Add => self.sum(pool, node),
            Kind::Mul | Kind::Div => self.product(pool, node),
            Kind::Neg => pool.only(node).map_or(node, |inner| fold::neg(pool, inner)),
            _ => node,
        }
    }

    /// The argument of a function, where `id` is a call of it.
    fn argument(&self, pool: &Pool, function: FunctionId, id: Id) -> Option<Id> {
        if pool.kind(id) == Kind::Call(function) { pool.only(id) } else { None }
    }

    /// A positive number, or one times a power of e.
    fn exponential(&self, pool: &mut Pool, term: Id) -> Option<Exponential> {
        if let Some(exponent) = self.argument(pool, self.names.exp, term) {
            return Some(Exponential { number: Rational::ONE, exponent });
        }
        let (number, exponent) = match pool.as_number(term) {
            Some(number) => (number, pool.integer(0)),
            None => {
                let whole = powers_within(pool, term, 4)?;
                let [(base, power)] = whole.factors[..] else { return None };
                let exponent = self.argument(pool, self.names.exp, base)?;
                let power = pool.number(&Rational::from(power));
                (whole.coefficient, fold::mul(pool, &[power, exponent]))
            }
        };
        (!number.is_zero() && !number.is_negative()).then_some(Exponential { number, exponent })
    }

    /// The terms of a sum of exponentials, of which at least one isn't a number.
    fn exponentials(&self, pool: &mut Pool, sum: Id) -> Option<Vec<Exponential>> {
        if let Some(exponent) = self.argument(pool, self.names.cosh, sum) {
            let (number, minus) = (Rational::ratio(1, 2)?, fold::neg(pool, exponent));
            let other = Exponential { number: number.clone(), exponent: minus };
            return Some(vec![Exponential { number, exponent }, other]);
        }
        if pool.kind(sum) != Kind::Add {
            return None;
        }
        let mut found = Vec::new();
        for term in pool.children(sum).to_vec() {
            found.push(self.exponential(pool, term)?);
        }
        found.iter().any(|term| !pool.is_integer(term.exponent, 0)).then_some(found)
    }

    /// x + ln c for c·e^x.
    fn whole_exponent(&self, pool: &mut Pool, term: &Exponential) -> Id {
        if term.number.is_one() {
            return term.exponent;
        }
        let number = pool.number(&term.number);
        let logarithm = pool.call(self.names.ln, &[number]);
        fold::add(pool, &[term.exponent, logarithm])
    }

    /// ln Σ c·e^x, two terms at a time.
    fn log_sum(&self, pool: &mut Pool, terms: &[Exponential]) -> Option<Id> {
        let exponents: Vec<Id> = terms.iter().map(|term| self.whole_exponent(pool, term)).collect();
        let (&last, rest) = exponents.split_last()?;
        Some(rest.iter().rev().fold(last, |sum, &exponent| {
            match (pool.is_integer(sum, 0), pool.is_integer(exponent, 0)) {
                (true, _) => pool.call(self.names.softplus, &[exponent]),
                (_, true) => pool.call(self.names.softplus, &[sum]),
                _ => pool.call(self.names.logsumexp, &[exponent, sum]),
            }
        }))
    }

    /// c·a.
    fn multiple(pool: &mut Pool, factor: &Rational, a: Id) -> Id {
        match powers_within(pool, a, FACTORS) {
            Some(whole) => Powers { coefficient: &whole.coefficient * factor, factors: whole.factors }.build(pool),
            None => {
                let factor = pool.number(factor);
                fold::mul(pool, &[factor, a])
            }
        }
    }

    /// a/2.
    fn half(pool: &mut Pool, a: Id) -> Id {
        match Rational::ratio(1, 2) {
            Some(half) => Writer::multiple(pool, &half, a),
            None => a,
        }
    }

    /// a − b; 2a where b = −a.
    fn difference(pool: &mut Pool, a: Id, b: Id) -> Id {
        if fold::neg(pool, b) == a {
            return Writer::multiple(pool, &Rational::from(2), a);
        }
        fold::sub(pool, a, b)
    }
}
