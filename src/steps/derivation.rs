//! Owns steps and derivations: what was done, where, in which order; and the lines a page shows for them.
//!
//! A derivation is flat: steps in the order they are read, each saying which place it rewrites. Whole lines are not
//! stored; [`Derivation::lines`] replays the steps to make them, so recording costs O(1) a step even in a chain a
//! million deep, and a line can't differ from the computation.

use rustc_hash::FxHashMap;

use super::rule::Rule;
use crate::expr::{Id, Kind, Pool, postorder_of, replace, with_children};
use crate::language::Relation;

/// Which place of the current line a step rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// A pending node (a `Derivative`), wherever it still stands: from now on it reads as the step's `after`, which may
    /// hold further pending nodes.
    Pending(Id),
    /// Every occurrence of this part in the current line.
    Part(Id),
    /// The whole line.
    Whole,
}

/// One application of one rule.
#[derive(Clone, Debug)]
pub struct Step {
    /// The law.
    pub rule: &'static Rule,
    /// The place.
    pub site: Site,
    /// What stood there.
    pub before: Id,
    /// What stands there now.
    pub after: Id,
    /// Conditions (`Compare` nodes) under which the step holds and that were not decided; printed with the answer.
    pub conditions: Vec<Id>,
    /// What the letters of the rule's statement stand for: `u = y - w*x`, `n = 2`.
    pub bindings: Vec<(&'static str, Id)>,
    /// The step that this one is a detail of, by its position.
    pub parent: Option<u32>,
}

/// A question, the steps, the answer.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The first line.
    pub question: Id,
    /// The last line.
    pub answer: Id,
    /// The steps in reading order.
    pub steps: Vec<Step>,
    /// At how many random points of its domain every step was checked; 0 when no usable point was found.
    pub checked_points: usize,
}

/// One line of a derivation: the whole expression after some steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The whole expression.
    pub whole: Id,
    /// The steps since the line before, by position.
    pub steps: std::ops::Range<usize>,
}

/// Replaying makes at most so many lines times distinct parts.
const WORK: usize = 1_000_000;

impl Derivation {
    /// A derivation without steps: the question is its own answer.
    pub fn trivial(question: Id) -> Self {
        Derivation { question, answer: question, steps: Vec::new(), checked_points: 0 }
    }

    /// Replays the steps: the question, then the whole expression after each step that changes it. At most `limit`
    /// lines are made, fewer where each of them is huge; the last line is always the answer. Costs O(lines · size).
    pub fn lines(&self, pool: &mut Pool, limit: usize) -> Vec<Line> {
        let size = postorder_of(pool, &[self.question, self.answer]).len();
        let limit = limit.min((WORK / size.max(1)).max(2));
        let mut lines = vec![Line { whole: self.question, steps: 0..0 }];
        let mut frame = self.question;
        let mut pending: FxHashMap<Id, Id> = FxHashMap::default();
        let mut shown = 0;
        for (position, step) in self.steps.iter().enumerate() {
            if lines.len() >= limit {
                break;
            }
            match step.site {
                Site::Pending(slot) => {
                    pending.insert(slot, step.after);
                }
                Site::Part(part) => {
                    let line = expand(pool, frame, &pending);
                    frame = replace(pool, line, part, step.after);
                }
                Site::Whole => frame = step.after,
            }
            let whole = expand(pool, frame, &pending);
            if lines.last().is_some_and(|line| line.whole != whole) {
                lines.push(Line { whole, steps: shown..position + 1 });
                shown = position + 1;
            }
        }
        if let Some(last) = lines.last()
            && last.whole != self.answer
        {
            lines.push(Line { whole: self.answer, steps: shown..self.steps.len() });
        }
        lines
    }

    /// All conditions of all steps, each once, in order; `u != 0` only where `u > 0` isn't one of them.
    pub fn conditions(&self, pool: &Pool) -> Vec<Id> {
        let mut all: Vec<Id> = Vec::new();
        for condition in self.steps.iter().flat_map(|step| &step.conditions) {
            if !all.contains(condition) {
                all.push(*condition);
            }
        }
        let positive = |other: Id, sides| {
            pool.kind(other) == Kind::Compare(Relation::Greater) && pool.pair(other) == sides && sides.is_some()
        };
        let is_weaker = |condition: Id| {
            pool.kind(condition) == Kind::Compare(Relation::Unequal)
                && all.iter().any(|&other| positive(other, pool.pair(condition)))
        };
        all.iter().copied().filter(|&condition| !is_weaker(condition)).collect()
    }
}

/// Replaces pending nodes by what they read as now, again inside the replacements.
fn expand(pool: &mut Pool, root: Id, pending: &FxHashMap<Id, Id>) -> Id {
    if pending.is_empty() {
        return root;
    }
    let mut done: FxHashMap<Id, Id> = FxHashMap::default();
    let mut stack = vec![root];
    while let Some(&id) = stack.last() {
        if done.contains_key(&id) {
            stack.pop();
            continue;
        }
        let target = resolved(pool, pending, id);
        let needed: Vec<Id> = match target {
            Some(replacement) => vec![replacement],
            None => pool.children(id).to_vec(),
        };
        let missing: Vec<Id> = needed.iter().copied().filter(|part| !done.contains_key(part)).collect();
        if !missing.is_empty() {
            stack.extend(missing);
            continue;
        }
        let new: Vec<Id> = needed.iter().filter_map(|part| done.get(part).copied()).collect();
        let value = match target {
            Some(_) => new.first().copied().unwrap_or(id),
            None => with_children(pool, id, &new),
        };
        // Replacing the inner part of a nested derivative can make one that is replaced itself.
        let next = (value != id && target.is_none() && resolved(pool, pending, value).is_some()).then_some(value);
        let value = match next.map(|next| done.get(&next).copied()) {
            None => value,
            Some(Some(known)) => known,
            Some(None) => {
                stack.push(value);
                continue;
            }
        };
        done.insert(id, value);
        stack.pop();
    }
    done.get(&root).copied().unwrap_or(root)
}

/// What a pending node reads as.
fn resolved(pool: &Pool, pending: &FxHashMap<Id, Id>, id: Id) -> Option<Id> {
    let replacement = *pending.get(&id)?;
    (pool.kind(id) == Kind::Derivative && replacement != id).then_some(replacement)
}
