//! Owns sums and differences that lose their digits: 1 − σ(x), e^x − 1, 1 − tanh²(x) and their multiples.

use super::{Powers, Writer, powers_within};
use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};
use crate::functions::FunctionId;
use crate::number::Rational;
use crate::steps::Rule;
use crate::steps::rules::stable as rules;

/// Sums with more terms than this are left as they are: each number in them would be held against each term.
const TERMS: usize = 64;

impl Writer {
    /// A sum, in which a number and a function of opposite size become one term.
    pub(super) fn sum(&mut self, pool: &mut Pool, node: Id) -> Id {
        if pool.children(node).len() > TERMS {
            return node;
        }
        let mut terms = pool.children(node).to_vec();
        let count = terms.len();
        while let Some((number, at, value, rule)) = self.joined(pool, &terms) {
            self.used(rule);
            if let Some(place) = terms.get_mut(at) {
                *place = value;
            }
            terms.remove(number);
        }
        if terms.len() < count {
            return fold::add(pool, &terms);
        }
        match self.residual(pool, &terms) {
            Some(better) => better,
            None => self.mirrored(pool, &terms).unwrap_or(node),
        }
    }

    /// c·e^x ± c·e^−x.
    fn mirrored(&mut self, pool: &mut Pool, terms: &[Id]) -> Option<Id> {
        let &[first, second] = terms else { return None };
        let [a, b] = [powers_within(pool, first, 4)?, powers_within(pool, second, 4)?];
        let [a_exponent, b_exponent] = [&a, &b].map(|term| match term.factors[..] {
            [(base, 1)] => self.argument(pool, self.names.exp, base),
            _ => None,
        });
        let (x, other) = (a_exponent?, b_exponent?);
        if fold::neg(pool, other) != x || a.coefficient.abs() != b.coefficient.abs() {
            return None;
        }
        // The argument that was written without a sign.
        let turned = fold::unsigned(pool, x).0;
        let (x, coefficient) = if turned { (other, b.coefficient.clone()) } else { (x, a.coefficient.clone()) };
        self.used(&rules::STABLE_MIRRORED);
        let function = if a.coefficient == b.coefficient { self.names.cosh } else { self.names.sinh };
        let value = pool.call(function, &[x]);
        Some(Writer::multiple(pool, &(&coefficient * &Rational::from(2)), value))
    }

    /// A number and a term that are better one; their places, their sum and the rule.
    fn joined(&self, pool: &mut Pool, terms: &[Id]) -> Option<(usize, usize, Id, &'static Rule)> {
        let (at, number) = terms.iter().enumerate().find_map(|(at, &term)| Some((at, pool.as_number(term)?)))?;
        for (other, &term) in terms.iter().enumerate().filter(|(other, _)| *other != at) {
            let Some(Powers { coefficient, factors }) = powers_within(pool, term, 4) else { continue };
            let [(base, power)] = factors[..] else { continue };
            let Some(part) = coefficient.checked_div(&number) else { continue };
            if let Some((value, rule)) = self.with_one(pool, &part, base, power) {
                return Some((at, other, Writer::multiple(pool, &number, value), rule));
            }
        }
        None
    }

    /// 1 + c·f(x)^p.
    fn with_one(&self, pool: &mut Pool, c: &Rational, base: Id, power: i64) -> Option<(Id, &'static Rule)> {
        let Kind::Call(function) = pool.kind(base) else { return None };
        let names = &self.names;
        let (opposite, same, doubled) = (*c == Rational::from(-1), c.is_one(), *c == Rational::from(-2));
        if function == names.hypot {
            let (a, b) = pool.pair(base).filter(|(a, b)| pool.is_integer(*a, 1) != pool.is_integer(*b, 1))?;
            let side = if pool.is_integer(a, 1) { b } else { a };
            if !opposite || power != 1 {
                return None;
            }
            // x·(x/(1 + hypot)): the square of x may overflow.
            let one = pool.integer(1);
            let bottom = pool.add(&[one, base]);
            let share = fold::div(pool, side, bottom);
            let product = fold::mul(pool, &[side, share]);
            return Some((fold::neg(pool, product), &rules::STABLE_ROOT));
        }
        let x = pool.only(base)?;
        if power == 2 && function == names.tanh && opposite {
            let (secant, two) = (pool.call(names.sech, &[x]), pool.integer(2));
            return Some((pool.pow(secant, two), &rules::STABLE_SECH));
        }
        if power != 1 {
            return None;
        }
        if function == names.sigmoid && opposite {
            let minus = fold::neg(pool, x);
            Some((pool.call(names.sigmoid, &[minus]), &rules::STABLE_COMPLEMENT))
        } else if function == names.sigmoid && doubled {
            let half = Writer::half(pool, x);
            let tangent = pool.call(names.tanh, &[half]);
            Some((fold::neg(pool, tangent), &rules::STABLE_CENTERED_SIGMOID))
        } else if function == names.tanh && (same || opposite) {
            let twice = Writer::multiple(pool, &Rational::from(if same { 2 } else { -2 }), x);
            let (two, sigmoid) = (pool.integer(2), pool.call(names.sigmoid, &[twice]));
            Some((fold::mul(pool, &[two, sigmoid]), &rules::STABLE_TANH_COMPLEMENT))
        } else if function == names.exp && opposite {
            let value = pool.call(names.expm1, &[x]);
            Some((fold::neg(pool, value), &rules::STABLE_EXPM1))
        } else if function == names.cos && opposite {
            Some((Writer::half_square(pool, names.sin, x), &rules::STABLE_COSINE))
        } else if function == names.cosh && opposite {
            let value = Writer::half_square(pool, names.sinh, x);
            Some((fold::neg(pool, value), &rules::STABLE_COSH))
        } else if function == names.sqrt && opposite {
            let terms = if pool.kind(x) == Kind::Add { pool.children(x).to_vec() } else { return None };
            let one = terms.iter().position(|&term| pool.is_integer(term, 1))?;
            let rest: Vec<Id> = terms.iter().enumerate().filter(|(at, _)| *at != one).map(|(_, &term)| term).collect();
            let (rest, one) = (fold::add(pool, &rest), pool.integer(1));
            let bottom = pool.add(&[one, base]);
            let value = fold::div(pool, rest, bottom);
            Some((fold::neg(pool, value), &rules::STABLE_ROOT))
        } else {
            None
        }
    }

    /// 2·f(x/2)².
    fn half_square(pool: &mut Pool, function: FunctionId, x: Id) -> Id {
        let half = Writer::half(pool, x);
        let (value, two) = (pool.call(function, &[half]), pool.integer(2));
        let square = pool.pow(value, two);
        fold::mul(pool, &[two, square])
    }

    /// σ(x) − y for a label y: what is left of it where σ is rounded to 0 or 1.
    fn residual(&mut self, pool: &mut Pool, terms: &[Id]) -> Option<Id> {
        let &[a, b] = terms else { return None };
        let ((minus_a, a), (minus_b, b)) = (fold::unsigned(pool, a), fold::unsigned(pool, b));
        let is_sigmoid = |pool: &Pool, id: Id| self.argument(pool, self.names.sigmoid, id).is_some();
        let (sigmoid, label, minus) = match minus_a != minus_b {
            true if is_sigmoid(pool, a) && pool.is_variable(b) => (a, b, minus_a),
            true if is_sigmoid(pool, b) && pool.is_variable(a) => (b, a, minus_b),
            _ => return None,
        };
        let x = pool.only(sigmoid)?;
        self.used(&rules::STABLE_RESIDUAL);
        let (one, negative) = (pool.integer(1), fold::neg(pool, x));
        let other = pool.call(self.names.sigmoid, &[negative]);
        let rest = fold::sub(pool, one, label);
        let (own, other) = (fold::mul(pool, &[rest, sigmoid]), fold::mul(pool, &[label, other]));
        Some(if minus { fold::sub(pool, other, own) } else { fold::sub(pool, own, other) })
    }
}
