//! Owns the taking apart of exponents and angles: which terms are multiples of logarithms, of π, of arc functions.

use crate::algebra::fold;
use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::Primitive;
use crate::number::Rational;

/// `factor · ln(base)`.
pub(super) struct Log {
    pub base: Id,
    pub factor: Id,
}

/// The terms of an exponent or angle by what they are.
#[derive(Default)]
pub(super) struct Terms {
    /// For exponents: multiples of logarithms.
    pub logs: Vec<Log>,
    /// For exponents: everything else; none when that is 0.
    pub rest: Option<Id>,
    /// For angles: the whole multiple of π/60, from 0 to 119.
    pub turn: u64,
    /// For angles: whole multiples of arc functions.
    pub arcs: Vec<(Primitive, Id, i64)>,
    /// For angles: everything else; none when that is 0.
    pub angle_rest: Option<Id>,
}

/// A product on its way: a number, factors, divisors.
#[derive(Clone)]
struct Term {
    number: Rational,
    factors: Vec<Id>,
    divisors: Vec<Id>,
}

/// Sums are opened up to this many terms.
const TERMS: usize = 256;

/// Takes a sum apart. Products of a sum with anything are opened once; nothing is multiplied out beyond that.
pub(super) fn terms(pool: &mut Pool, root: Id) -> Terms {
    let mut found = Terms::default();
    let (mut rest, mut angle_rest) = (Vec::new(), Vec::new());
    let mut turn = Rational::ZERO;
    for term in opened(pool, root) {
        let log = term.factors.iter().position(|&factor| argument_of(pool, factor, &[Primitive::Ln]).is_some());
        let whole = term.build(pool);
        match log {
            Some(at) => {
                let mut factor = term.clone();
                let logarithm = factor.factors.remove(at);
                if let Some((_, base)) = argument_of(pool, logarithm, &[Primitive::Ln]) {
                    let factor = factor.build(pool);
                    found.logs.push(Log { base, factor });
                }
            }
            None => rest.push(whole),
        }
        let arcs = [Primitive::Asin, Primitive::Acos, Primitive::Atan];
        match (&term.factors[..], &term.divisors[..]) {
            ([only], []) if pool.kind(*only) == Kind::Constant(Constant::Pi) => turn = &turn + &term.number,
            ([only], []) if argument_of(pool, *only, &arcs).is_some() && term.number.to_i64().is_some() => {
                if let (Some((primitive, argument)), Some(times)) =
                    (argument_of(pool, *only, &arcs), term.number.to_i64())
                {
                    found.arcs.push((primitive, argument, times));
                }
            }
            _ => angle_rest.push(whole),
        }
    }
    // Whole multiples of 3° are exact; what is left over of π stays with the rest.
    let steps = &turn * &Rational::from(60);
    let left_over = match steps.to_i64() {
        Some(steps) => {
            found.turn = steps.rem_euclid(120) as u64;
            Rational::ZERO
        }
        None => turn,
    };
    if !left_over.is_zero() {
        let (pi, number) = (pool.constant(Constant::Pi), pool.number(&left_over));
        angle_rest.push(fold::mul(pool, &[number, pi]));
    }
    let sum = |pool: &mut Pool, terms: &[Id]| {
        let sum = fold::add(pool, terms);
        (!pool.is_integer(sum, 0)).then_some(sum)
    };
    found.rest = sum(pool, &rest);
    found.angle_rest = sum(pool, &angle_rest);
    found
}

/// The argument of a call of one of these functions.
fn argument_of(pool: &Pool, id: Id, wanted: &[Primitive]) -> Option<(Primitive, Id)> {
    let Kind::Call(function) = pool.kind(id) else { return None };
    let primitive = function.row().primitive.filter(|primitive| wanted.contains(primitive))?;
    Some((primitive, pool.only(id)?))
}

impl Term {
    fn build(&self, pool: &mut Pool) -> Id {
        let number = pool.number(&self.number);
        let top = fold::mul(pool, &[&[number], &self.factors[..]].concat());
        if self.divisors.is_empty() {
            return top;
        }
        let bottom = pool.mul(&self.divisors);
        pool.div(top, bottom)
    }

    /// Multiplies by a factor or, if `below`, divides by it: signs, numbers, products and quotients are taken apart.
    fn take(&mut self, pool: &Pool, id: Id) -> Option<()> {
        let mut stack = vec![(id, false)];
        while let Some((id, below)) = stack.pop() {
            match (pool.kind(id), pool.children(id)) {
                (Kind::Number(number), _) => {
                    let number = pool.number_value(number);
                    self.number = if below { self.number.checked_div(number)? } else { &self.number * number };
                }
                (Kind::Neg, [a]) => {
                    self.number = -&self.number;
                    stack.push((*a, below));
                }
                (Kind::Mul, factors) => stack.extend(factors.iter().map(|&factor| (factor, below))),
                (Kind::Div, [a, b]) => stack.extend([(*a, below), (*b, !below)]),
                _ if below => self.divisors.push(id),
                _ => self.factors.push(id),
            }
        }
        Some(())
    }
}

fn opened(pool: &Pool, root: Id) -> Vec<Term> {
    let unit = |number| Term { number, factors: Vec::new(), divisors: Vec::new() };
    let whole = || vec![Term { factors: vec![root], ..unit(Rational::ONE) }];
    let mut done = Vec::new();
    let mut stack = vec![(unit(Rational::ONE), vec![root])];
    while let Some((mut term, pending)) = stack.pop() {
        for id in pending {
            if term.take(pool, id).is_none() {
                return whole();
            }
        }
        if term.number.is_zero() {
            continue;
        }
        // A single sum among the factors is opened.
        let sums: Vec<usize> = (0..term.factors.len()).filter(|&at| pool.kind(term.factors[at]) == Kind::Add).collect();
        match sums[..] {
            [at] if done.len() + stack.len() < TERMS => {
                let sum = term.factors.remove(at);
                for &part in pool.children(sum).iter().rev() {
                    stack.push((term.clone(), vec![part]));
                }
            }
            _ => done.push(term),
        }
    }
    done.sort_by(|a, b| a.factors.cmp(&b.factors));
    done
}

/// A positive fraction as powers of primes; what has no small factor stays whole.
pub(super) fn factored(value: &Rational) -> Vec<(Rational, i64)> {
    let mut powers = Vec::new();
    for (part, sign) in [(value.numerator(), 1i64), (value.denominator(), -1)] {
        let Some(mut rest) = part.to_i64().filter(|&rest| rest > 0) else {
            powers.push((part, sign));
            continue;
        };
        let mut divisor = 2;
        while divisor * divisor <= rest && divisor < 5_000 {
            let mut exponent = 0;
            while rest % divisor == 0 {
                rest /= divisor;
                exponent += 1;
            }
            if exponent > 0 {
                powers.push((Rational::from(divisor), sign * exponent));
            }
            divisor += 1;
        }
        if rest > 1 {
            powers.push((Rational::from(rest), sign));
        }
    }
    powers
}
