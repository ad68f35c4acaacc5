//! Owns the growing of a derivation line by line: steps on the whole line, other derivations appended, runs of tidying
//! made one step, the order of a difference.

use rustc_hash::FxHashSet;

use crate::algebra::{Powers, fold, powers};
use crate::expr::{Id, Kind, Pool, rebuild, with_children};
use crate::steps::rules::{differentiation, layers, tidying};
use crate::steps::{Derivation, Rule, Site, Step};

/// Adds a step on the whole line, if it changes anything.
pub(super) fn push(derivation: &mut Derivation, rule: &'static Rule, after: Id) {
    let before = derivation.answer;
    if before == after {
        return;
    }
    // Two tidyings in a row are one.
    if let Some(last) = derivation.steps.last_mut()
        && rule == &tidying::TIDY
        && (last.rule, last.site, last.after) == (rule, Site::Whole, before)
    {
        last.after = after;
        derivation.answer = after;
        return;
    }
    derivation.steps.push(Step {
        rule,
        site: Site::Whole,
        before,
        after,
        conditions: Vec::new(),
        bindings: Vec::new(),
        parent: None,
    });
    derivation.answer = after;
}

/// Goes on with the steps of another derivation, whose question is the answer so far.
pub(super) fn extend(derivation: &mut Derivation, more: Derivation) {
    let offset = derivation.steps.len() as u32;
    derivation.steps.extend(more.steps.into_iter().map(|mut step| {
        step.parent = step.parent.map(|parent| parent + offset);
        step
    }));
    derivation.answer = more.answer;
}

/// Makes runs of tidying one step, and lets a mere change of order join the step before it.
pub(super) fn condense(pool: &Pool, derivation: &mut Derivation) {
    let mut kept: Vec<Step> = Vec::with_capacity(derivation.steps.len());
    let mut places: Vec<u32> = Vec::with_capacity(derivation.steps.len());
    for mut step in std::mem::take(&mut derivation.steps) {
        step.parent = step.parent.and_then(|parent| places.get(parent as usize).copied());
        let joined = match kept.last_mut() {
            Some(last) if joins(pool, last, &step) => {
                last.after = step.after;
                true
            }
            _ => false,
        };
        if !joined {
            kept.push(step);
        } else if kept.last().is_some_and(|last| last.before == last.after) {
            kept.pop();
        }
        places.push(kept.len().saturating_sub(1) as u32);
    }
    derivation.steps = kept;
}

/// Whether a step only goes on with the tidying of the one before it.
fn joins(pool: &Pool, last: &Step, step: &Step) -> bool {
    let is_whole =
        |step: &Step| step.parent.is_none() && (step.site == Site::Whole || step.site == Site::Part(step.before));
    if !is_whole(last) || !is_whole(step) || last.after != step.before || !step.conditions.is_empty() {
        return false;
    }
    let reorders = [&tidying::TIDY, &tidying::FACTOR].contains(&step.rule) && is_same(pool, step.before, step.after);
    let orders = [
        &tidying::TIDY,
        &tidying::FACTOR,
        &differentiation::KRONECKER_COLLAPSE,
        &differentiation::SUM_FACTOR,
        &layers::SIDE_RELATION,
        &layers::NAMED,
    ];
    (reorders && orders.contains(&last.rule)) || (step.rule == &tidying::TIDY && last.rule == &tidying::TIDY)
}

/// Whether two lines have the same terms with the same factors, in whatever order.
fn is_same(pool: &Pool, left: Id, right: Id) -> bool {
    let sorted = |id: Id| {
        let terms = if pool.kind(id) == Kind::Add { pool.children(id) } else { std::slice::from_ref(&id) };
        let mut terms: Vec<Powers> = terms.iter().map(|&term| powers(pool, term)).collect();
        for term in &mut terms {
            term.factors.sort_unstable();
        }
        terms.sort_by(|a, b| a.factors.cmp(&b.factors));
        terms
    };
    let (left, right) = (sorted(left), sorted(right));
    left.len() == right.len()
        && left.iter().zip(&right).all(|(a, b)| a.coefficient == b.coefficient && a.factors == b.factors)
}

/// `-y + p` as people write it, p − y, in all sums but those that are written so in the model.
pub(super) fn positive_first(pool: &mut Pool, root: Id, known: &FxHashSet<Id>) -> Id {
    let ordered = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let new = with_children(pool, id, children);
        if pool.kind(new) != Kind::Add || known.contains(&new) {
            return Ok(new);
        }
        let mut terms = pool.children(new).to_vec();
        let is_positive = |&term: &Id| !fold::unsigned(pool, term).0;
        match terms.iter().position(is_positive) {
            Some(at) if at > 0 => {
                let term = terms.remove(at);
                terms.insert(0, term);
                Ok(pool.add(&terms))
            }
            _ => Ok(new),
        }
    });
    match ordered {
        Ok(id) => id,
        Err(never) => match never {},
    }
}
