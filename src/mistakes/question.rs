//! Owns the question behind a claim: which derivative is asked for, what the right answer is, what was answered.

use crate::calculus::gradient;
use crate::equality::expected;
use crate::expr::{Id, Kind, Pool, postorder, replace};

/// A derivative that is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// The pending derivative.
    pub node: Id,
    /// What is differentiated last: for higher orders, the derivative before.
    pub body: Id,
    /// By which variable.
    pub variable: Id,
    /// Whether nothing stands beside it.
    pub alone: bool,
}

/// A refuted claim, taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    /// The side that asks.
    pub left: Id,
    /// Its value.
    pub right: Id,
    /// Its value in textbook form.
    pub shown: Id,
    /// What was claimed.
    pub claim: Id,
    /// The derivative in it; none when two expressions are compared.
    pub pending: Option<Asked>,
}

/// Derivatives of one claim that are looked at, one after the other.
const MOST: usize = 3;

/// The questions of a claim: one for each derivative on the side that asks, or one without.
pub(super) fn questions(pool: &mut Pool, left: Id, right: Id) -> Vec<Question> {
    let (left, right) = if answer_is_left(pool, left, right) { (right, left) } else { (left, right) };
    let Some(claim) = carried_out(pool, right) else { return Vec::new() };
    let Some(value) = carried_out(pool, left) else { return Vec::new() };
    let shown = expected(pool, left, right).unwrap_or(value);
    let pending = outermost(pool, left);
    if pending.is_empty() {
        return vec![Question { left, right: left, shown: left, claim, pending: None }];
    }
    let mut found = Vec::new();
    for &node in pending.iter().take(MOST) {
        let mut own = left;
        for &other in pending.iter().filter(|&&other| other != node) {
            let Some(value) = carried_out(pool, other) else { return found };
            own = replace(pool, own, other, value);
        }
        let [body, firsts @ .., variable] = pool.children(node) else { continue };
        let (body, firsts, variable) = (*body, firsts.to_vec(), *variable);
        let before = if firsts.is_empty() { body } else { pool.derivative(body, &firsts) };
        let Some(body) = carried_out(pool, before) else { continue };
        let asked = Asked { node, body, variable, alone: own == node };
        found.push(Question { left: own, right: value, shown, claim, pending: Some(asked) });
    }
    found
}

/// Whether only the right side asks for a derivative.
pub(super) fn answer_is_left(pool: &Pool, left: Id, right: Id) -> bool {
    outermost(pool, left).is_empty() && !outermost(pool, right).is_empty()
}

/// The derivatives that stand below no other one.
fn outermost(pool: &Pool, root: Id) -> Vec<Id> {
    let (mut found, mut stack, mut seen) = (Vec::new(), vec![root], rustc_hash::FxHashSet::default());
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        match pool.kind(id) {
            Kind::Derivative => found.push(id),
            _ => stack.extend(pool.children(id).iter().rev().copied()),
        }
    }
    found
}

/// All derivatives carried out, inner ones first.
pub(super) fn carried_out(pool: &mut Pool, root: Id) -> Option<Id> {
    let mut whole = root;
    loop {
        let pending = postorder(pool, whole).into_iter().find(|&id| pool.kind(id) == Kind::Derivative);
        let Some(pending) = pending else { return Some(whole) };
        let [body, variables @ ..] = pool.children(pending) else { return None };
        let (mut value, variables) = (*body, variables.to_vec());
        for variable in variables {
            value = *gradient(pool, value, &[variable]).ok()?.first()?;
        }
        whole = replace(pool, whole, pending, value);
    }
}

impl Question {
    /// The side that asks, with an answer in the place of the derivative.
    pub(super) fn filled(&self, pool: &mut Pool, answer: Id) -> Id {
        match self.pending {
            Some(asked) => replace(pool, self.left, asked.node, answer),
            None => answer,
        }
    }
}
