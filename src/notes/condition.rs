//! Owns claims that are true under a condition that notes take for granted: a sign, labels of two values, an equation
//! that the text states.

use super::context::Context;
use super::judge::is_true;
use super::linter::Linter;
use super::reasons;
use super::sample::{Values, agreements, varies};
use crate::expr::{Id, Pool, substitute, variables};
use crate::wording::Wording;

/// Points at which sides are compared.
const POINTS: u64 = 12;

/// Names that are tried.
const NAMES: usize = 6;

/// Equations of the text that are kept.
pub(super) const EQUATIONS: usize = 400;

/// Equations that are tried.
const TRIED: usize = 48;

impl Linter<'_> {
    /// The condition under which a claim is true that isn't an identity.
    pub fn condition(&mut self, expected: Id, claimed: Id) -> Option<Wording> {
        if !varies(&self.pool, &[expected, claimed]) {
            return None;
        }
        // Formulas without cases agree everywhere or nowhere.
        if agreements(&self.pool, expected, claimed, POINTS, Values::Signed) > 1 {
            return Some(reasons::SOME_SIGNS);
        }
        for labels in self.context.labels.clone() {
            let names = super::judge::bases(&self.pool, expected);
            let is_label = |name: &Id| {
                agreements(&self.pool, expected, claimed, POINTS, Values::Labels(*name, labels)) == POINTS as usize
            };
            if names.iter().take(NAMES).any(is_label) {
                return Some(reasons::LABELS);
            }
        }
        follows(&mut self.pool, &self.context, expected, claimed).then_some(reasons::STATED)
    }
}

/// Whether a claim is true when an equation of the text is solved for one of its names and put in.
fn follows(pool: &mut Pool, context: &Context, expected: Id, claimed: Id) -> bool {
    let mut names = variables(pool, expected);
    names.extend(variables(pool, claimed));
    let mut tried = 0;
    for &(left, right) in &context.equations {
        let unknowns = variables(pool, left);
        if tried >= TRIED || unknowns.len() < 2 || !unknowns.iter().any(|name| names.contains(name)) {
            continue;
        }
        tried += 1;
        for name in unknowns.into_iter().filter(|name| names.contains(name)).take(NAMES) {
            let Some(value) = solved(pool, context, (left, right), name) else { continue };
            let sides = [expected, claimed].map(|side| substitute(pool, side, &[(name, value)]));
            if varies(pool, &sides) && is_true(pool, context, sides[0], sides[1]) {
                return true;
            }
        }
    }
    false
}

/// The value of a name in an equation that is linear in it.
fn solved(pool: &mut Pool, context: &Context, (left, right): (Id, Id), name: Id) -> Option<Id> {
    let (zero, one) = (pool.integer(0), pool.integer(1));
    let [start, end] = [zero, one].map(|value| substitute(pool, left, &[(name, value)]));
    let slope = pool.sub(end, start);
    let product = pool.mul(&[slope, name]);
    let line = pool.add(&[start, product]);
    if !is_true(pool, context, left, line) || is_true(pool, context, slope, zero) {
        return None;
    }
    let rest = pool.sub(right, start);
    Some(pool.div(rest, slope))
}
