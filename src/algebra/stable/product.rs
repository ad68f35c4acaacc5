//! Owns products and quotients of exponentials: sigmoid, softmax, tanh, and what else overflows above and below the bar.

use super::{Exponential, FACTORS, Powers, Writer, powers_within};
use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;
use crate::steps::rules::stable as rules;

/// Sums with more terms than this have one logarithm for all shares: one for each would cost their number squared.
const APART: usize = 4;

impl Writer {
    /// A product or quotient, until none of its factors has a better form.
    pub(super) fn product(&mut self, pool: &mut Pool, node: Id) -> Id {
        let Some(mut whole) = powers_within(pool, node, FACTORS) else { return node };
        let exponentials =
            whole.factors.iter().filter(|(base, _)| self.argument(pool, self.names.exp, *base).is_some()).count();
        if exponentials < 2 && !whole.factors.iter().any(|(_, exponent)| *exponent < 0) {
            return node;
        }
        let mut changed = false;
        while let Some(next) = self.better(pool, &whole) {
            whole = next;
            changed = true;
        }
        if changed { whole.build(pool) } else { node }
    }

    fn better(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        if let Some(next) = self.tangent(pool, whole) {
            return Some(next);
        }
        if let Some(next) = self.share(pool, whole) {
            return Some(next);
        }
        if let Some(next) = self.share_of_rows(pool, whole) {
            return Some(next);
        }
        if let Some(next) = self.one_exponential(pool, whole) {
            return Some(next);
        }
        self.secant(pool, whole)
    }

    /// 1/cosh x.
    fn secant(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        let mut found = whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent < 0);
        let (at, x, exponent) = found
            .find_map(|(at, &(base, exponent))| Some((at, self.argument(pool, self.names.cosh, base)?, exponent)))?;
        self.used(&rules::STABLE_SECANT);
        let secant = pool.call(self.names.sech, &[x]);
        let mut next = whole.clone();
        next.factors.remove(at);
        next.factors.push((secant, -exponent));
        Some(next)
    }

    /// (e^a − e^b)/(e^a + e^b), (e^x − 1)/(e^x + 1) and sinh/cosh.
    fn tangent(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        for (below, &(bottom, _)) in whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent < 0) {
            for (above, &(top, _)) in whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent > 0) {
                let Some(x) = self.tangent_of(pool, top, bottom) else { continue };
                self.used(&rules::STABLE_TANH);
                let value = pool.call(self.names.tanh, &[x]);
                let mut next = whole.clone();
                next.shift(above, -1);
                next.shift(below, 1);
                next.factors.push((value, 1));
                next.factors.retain(|(_, exponent)| *exponent != 0);
                return Some(next);
            }
        }
        None
    }

    /// The x of tanh x = top/bottom.
    fn tangent_of(&self, pool: &mut Pool, top: Id, bottom: Id) -> Option<Id> {
        if let (Some(x), Some(other)) =
            (self.argument(pool, self.names.sinh, top), self.argument(pool, self.names.cosh, bottom))
        {
            return (x == other).then_some(x);
        }
        let sum = self.exponentials(pool, bottom)?;
        let [a, b] = &sum[..] else { return None };
        if !a.number.is_one() || !b.number.is_one() {
            return None;
        }
        let (a, b) = (a.exponent, b.exponent);
        let (plus, minus) = match (self.argument(pool, self.names.expm1, top), pool.pair(top)) {
            (Some(x), _) => (x, pool.integer(0)),
            (None, Some((first, second))) if pool.kind(top) == Kind::Add => {
                let [first, second] = [first, second].map(|term| fold::unsigned(pool, term));
                let (first, second) = if first.0 { (second, first) } else { (first, second) };
                if first.0 || !second.0 {
                    return None;
                }
                (self.argument(pool, self.names.exp, first.1)?, self.argument(pool, self.names.exp, second.1)?)
            }
            _ => return None,
        };
        if (plus, minus) != (a, b) && (plus, minus) != (b, a) {
            return None;
        }
        let difference = Writer::difference(pool, plus, minus);
        Some(Writer::half(pool, difference))
    }

    /// One quotient by a sum of exponentials less.
    fn share(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        for (at, &(sum, exponent)) in whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent < 0) {
            let Some(terms) = self.exponentials(pool, sum) else { continue };
            // An exponential above the bar that is one of those below, else the number that stands above every bar.
            let above = whole.factors.iter().position(|&(factor, power)| {
                let argument = self.argument(pool, self.names.exp, factor);
                power > 0 && argument.is_some_and(|argument| terms.iter().any(|term| term.exponent == argument))
            });
            let wanted = match above.and_then(|above| whole.factors.get(above)) {
                Some(&(factor, _)) => pool.only(factor)?,
                None => pool.integer(0),
            };
            let Some(own) = terms.iter().position(|term| term.exponent == wanted) else { continue };
            let Some(term) = terms.get(own).cloned() else { continue };
            let mut next = whole.clone();
            let has_one = terms.iter().any(|term| pool.is_integer(term.exponent, 0));
            let rule = if terms.len() > 2 || !has_one { &rules::STABLE_SOFTMAX } else { &rules::STABLE_SIGMOID };
            if let (Some(above), [a, b], true) = (above, &terms[..], exponent <= -2 && has_one)
                && a.number.is_one()
                && b.number.is_one()
            {
                // e^x/(1 + e^x)² is even in x, and so is what stands for it: no digits are lost around 0.
                let half = Writer::half(pool, wanted);
                let secant = pool.call(self.names.sech, &[half]);
                let quarter = Rational::ratio(1, 4)?;
                next.coefficient = &next.coefficient * &quarter;
                next.shift(at, 2);
                next.shift(above, -1);
                next.factors.push((secant, 2));
                self.used(&rules::STABLE_DENSITY);
            } else {
                let value = self.share_of(pool, &terms, own)?;
                next.coefficient = next.coefficient.checked_div(&term.number)?;
                next.shift(at, 1);
                if let Some(above) = above {
                    next.shift(above, -1);
                }
                next.factors.push((value, 1));
                self.used(rule);
            }
            next.factors.retain(|(_, exponent)| *exponent != 0);
            return Some(next);
        }
        None
    }

    /// One term of a sum of exponentials as a part of it.
    fn share_of(&self, pool: &mut Pool, terms: &[Exponential], own: usize) -> Option<Id> {
        let exponent = self.whole_exponent(pool, terms.get(own)?);
        if terms.len() <= APART {
            // Near 1 only what the others have together tells how far from 1 it is.
            let others: Vec<Exponential> =
                terms.iter().enumerate().filter(|(at, _)| *at != own).map(|(_, term)| term.clone()).collect();
            let others = self.log_sum(pool, &others)?;
            let difference = Writer::difference(pool, exponent, others);
            return Some(pool.call(self.names.sigmoid, &[difference]));
        }
        let total = self.log_sum(pool, terms)?;
        let difference = fold::sub(pool, exponent, total);
        Some(pool.call(self.names.exp, &[difference]))
    }

    /// e^u/Σ e^v over an index, and Σ (… e^v)/Σ e^v: the logarithm of the sum, which takes the largest exponent out when it
    /// is computed, goes into the exponent.
    fn share_of_rows(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        for (at, &(sum, _)) in whole.factors.iter().enumerate().filter(|(_, (_, exponent))| *exponent < 0) {
            let (Kind::Sum, &[index, lower, upper, body]) = (pool.kind(sum), pool.children(sum)) else { continue };
            let Some(exponent) = self.argument(pool, self.names.exp, body) else { continue };
            let total = pool.call(self.names.ln, &[sum]);
            let Some((above, own, inner)) = self.above(pool, whole, sum, exponent, total) else { continue };
            let difference = fold::sub(pool, own, total);
            let mut value = pool.call(self.names.exp, &[difference]);
            if let Some(mut inner) = inner {
                if let Some(place) = inner.factors.iter().position(|(base, _)| *base == body) {
                    inner.shift(place, -1);
                }
                inner.factors.push((value, 1));
                inner.factors.retain(|(_, exponent)| *exponent != 0);
                let inner = inner.build(pool);
                value = pool.sum(index, lower, upper, inner);
            }
            let mut next = whole.clone();
            next.shift(at, 1);
            next.shift(above, -1);
            next.factors.push((value, 1));
            next.factors.retain(|(_, exponent)| *exponent != 0);
            self.used(&rules::STABLE_SOFTMAX_SUM);
            return Some(next);
        }
        None
    }

    /// What stands above Σ e^v: a sum over the same index with e^v in it, else an exponential into which the logarithm of
    /// the sum didn't go yet. Its place, its exponent, and what is summed.
    fn above(
        &self,
        pool: &mut Pool,
        whole: &Powers,
        sum: Id,
        exponent: Id,
        total: Id,
    ) -> Option<(usize, Id, Option<Powers>)> {
        let &[index, lower, upper, body] = pool.children(sum) else { return None };
        let factors = || whole.factors.iter().enumerate().filter(|(_, (_, power))| *power > 0);
        for (at, &(factor, _)) in factors() {
            if let (Kind::Sum, &[other, from, to, inner]) = (pool.kind(factor), pool.children(factor))
                && (other, from, to) == (index, lower, upper)
                && let Some(inner) = powers_within(pool, inner, FACTORS)
                && inner.factors.iter().any(|&(base, power)| base == body && power > 0)
            {
                return Some((at, exponent, Some(inner)));
            }
        }
        let less = fold::neg(pool, total);
        factors().find_map(|(at, &(factor, _))| {
            let own = self.argument(pool, self.names.exp, factor)?;
            let done = pool.kind(own) == Kind::Add && pool.children(own).contains(&less);
            (!done).then_some((at, own, None))
        })
    }

    /// Several exponentials are one: each of them may overflow where the product doesn't.
    fn one_exponential(&mut self, pool: &mut Pool, whole: &Powers) -> Option<Powers> {
        let mut exponents = Vec::new();
        let mut next = Powers { coefficient: whole.coefficient.clone(), factors: Vec::new() };
        for &(base, power) in &whole.factors {
            match self.argument(pool, self.names.exp, base) {
                Some(exponent) => {
                    let power = pool.number(&Rational::from(power));
                    exponents.push(fold::mul(pool, &[power, exponent]));
                }
                None => next.factors.push((base, power)),
            }
        }
        if exponents.len() < 2 {
            return None;
        }
        self.used(&rules::STABLE_EXP_PRODUCT);
        let exponent = fold::add(pool, &exponents);
        next.factors.push((pool.call(self.names.exp, &[exponent]), 1));
        Some(next)
    }
}
