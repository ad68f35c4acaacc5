//! Owns the growing of a derivation line by line: steps on the whole line, other derivations appended, the order of a
//! difference.

use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};
use crate::steps::rules::tidying;
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

/// `-y + p` as people write it: p − y. Fractions stay where they are.
pub(super) fn positive_first(pool: &mut Pool, id: Id) -> Id {
    let [first, second] = pool.children(id)[..] else { return id };
    let (minus, bare) = fold::unsigned(pool, first);
    if pool.kind(id) == Kind::Add && minus && pool.kind(bare) != Kind::Div && pool.kind(second) != Kind::Neg {
        return pool.add(&[second, first]);
    }
    id
}
