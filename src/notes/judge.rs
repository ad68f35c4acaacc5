//! Owns judging one equation under what is known: as it stands, with definitions put in, with the data put in.

use rustc_hash::FxHashMap;

use super::context::Context;
use super::reasons;
use crate::equality::{self, Judgement, Options};
use crate::expr::{
    Id, Kind, Pool, is_binder, occurs, postorder, rebuild, replace, replace_map, substitute, variables, with_children,
};
use crate::functions::{FunctionId, Primitive};
use crate::language::latex::OPEN_LIMIT;
use crate::numeric::{Point, evaluate};
use crate::wording::Wording;

/// What is said about an equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// True.
    Right,
    /// Certainly false. Both sides in the form in which they differ, and how far names were put in.
    Wrong { expected: Id, claimed: Id, stage: Stage },
    /// Neither can be said.
    Open(Wording),
}

/// How far what is known was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// As it stands.
    Typed,
    /// Names replaced by what they stand for.
    Defined,
    /// Sums over the data written out.
    Counted,
    /// The data put in.
    Data,
}

/// Sums are written out up to this many terms.
const TERMS: i64 = 200;

/// Larger claims aren't judged.
const SIZE: usize = 4_000;

/// Compares what is expected with what is claimed.
pub(super) fn judge(pool: &mut Pool, context: &Context, expected: Id, claimed: Id) -> Outcome {
    judge_among(pool, context, expected, claimed, &[])
}

/// As [`judge`]; the claim may also speak of these names, such as those of what was differentiated.
pub(super) fn judge_among(pool: &mut Pool, context: &Context, expected: Id, claimed: Id, names: &[Id]) -> Outcome {
    if postorder(pool, expected).len() + postorder(pool, claimed).len() > SIZE {
        return Outcome::Open(reasons::LARGE);
    }
    let two_names = pool.is_variable(expected) && pool.is_variable(claimed);
    let stages = stages(pool, context, expected, claimed);
    for &(_, expected, claimed) in &stages {
        let opaque = opaque(pool, expected).is_some() || opaque(pool, claimed).is_some();
        if !opaque && is_true(pool, context, expected, claimed) {
            return Outcome::Right;
        }
    }
    let wanted = stage_of(pool, context, &stages);
    let Some(&(stage, expected, claimed)) = stages.iter().rev().find(|(stage, ..)| *stage <= wanted) else {
        return Outcome::Open(reasons::NOTHING);
    };
    if let Some(reason) = opaque(pool, expected).or_else(|| opaque(pool, claimed)) {
        return Outcome::Open(reason);
    }
    if !covers(pool, expected, claimed, names) {
        return Outcome::Open(reasons::NEW_NAMES);
    }
    if two_names {
        return Outcome::Open(reasons::CONDITION);
    }
    if let Some(reason) = unsettled(pool, context, expected, claimed) {
        return Outcome::Open(reason);
    }
    if let Some(limits) = limits(pool, expected, claimed) {
        // A sum whose end isn't said ends where another one does, or its end isn't known.
        let open = pool.symbol(OPEN_LIMIT);
        for limit in limits {
            let [left, right] = [expected, claimed].map(|side| replace(pool, side, open, limit));
            if is_true(pool, context, left, right) {
                return Outcome::Right;
            }
        }
        return Outcome::Open(reasons::LIMITS);
    }
    if has_indicator(pool, expected) != has_indicator(pool, claimed) {
        return Outcome::Open(reasons::CASES);
    }
    match equality::check(pool, expected, claimed, &context.assumptions, &Options::default()) {
        Ok(verdict) if verdict.judgement == Judgement::Refuted => {
            if calls_one_of(pool, expected, &context.unnamed) || calls_one_of(pool, claimed, &context.unnamed) {
                return Outcome::Open(reasons::LETTER);
            }
            if holds_for_shares(pool, context, expected, claimed) {
                return Outcome::Open(reasons::SHARES);
            }
            Outcome::Wrong { expected, claimed, stage }
        }
        _ => Outcome::Open(reasons::UNDECIDED),
    }
}

/// Why what is compared can't be certain: derivatives of which only the prime is known, letters that the document uses
/// in two ways, numbers that aren't real.
fn unsettled(pool: &Pool, context: &Context, expected: Id, claimed: Id) -> Option<Wording> {
    let kept = bases(pool, claimed);
    let names = bases(pool, expected);
    if names.iter().any(|name| pool.name(*name).is_some_and(|text| text.ends_with("prime")) && !kept.contains(name)) {
        return Some(reasons::UNKNOWN_PART);
    }
    if names.iter().chain(&kept).any(|name| context.two_ways.contains(name)) {
        return Some(reasons::LETTER);
    }
    if !names.is_empty() || !kept.is_empty() {
        return None;
    }
    let values = evaluate(pool, &[expected, claimed], &Point::new()).ok()?;
    values.iter().any(|value| !value.is_defined()).then_some(reasons::NO_NUMBER)
}

/// The upper limits of sums that say theirs, when another sum beside them doesn't.
fn limits(pool: &mut Pool, expected: Id, claimed: Id) -> Option<Vec<Id>> {
    let open = pool.symbol(OPEN_LIMIT);
    let (mut limits, mut is_open) = (Vec::new(), false);
    for id in [expected, claimed].into_iter().flat_map(|side| postorder(pool, side)) {
        if let (true, [_, _, upper, _]) = (is_binder(pool, id), pool.children(id)) {
            if *upper == open {
                is_open = true;
            } else if !limits.contains(upper) {
                limits.push(*upper);
            }
        }
    }
    (is_open && !limits.is_empty()).then_some(limits)
}

/// Whether an index is compared with another: what is claimed may be meant for one of the cases only.
fn has_indicator(pool: &Pool, root: Id) -> bool {
    let is_indicator =
        |id| matches!(pool.kind(id), Kind::Call(function) if function.row().primitive == Some(Primitive::Indicator));
    postorder(pool, root).into_iter().any(is_indicator)
}

fn calls_one_of(pool: &Pool, root: Id, functions: &[FunctionId]) -> bool {
    postorder(pool, root)
        .into_iter()
        .any(|id| matches!(pool.kind(id), Kind::Call(function) if functions.contains(&function)))
}

pub(super) fn is_true(pool: &mut Pool, context: &Context, left: Id, right: Id) -> bool {
    equality::check(pool, left, right, &context.assumptions, &Options::default())
        .is_ok_and(|verdict| matches!(verdict.judgement, Judgement::Proved | Judgement::Likely))
}

/// Both sides at each stage that changes something.
fn stages(pool: &mut Pool, context: &Context, expected: Id, claimed: Id) -> Vec<(Stage, Id, Id)> {
    let mut stages = vec![(Stage::Typed, expected, claimed)];
    let defined = (context.resolve(pool, expected), context.resolve(pool, claimed));
    stages.push((Stage::Defined, defined.0, defined.1));
    if context.rows().is_some() {
        let counted = (counted(pool, context, defined.0), counted(pool, context, defined.1));
        stages.push((Stage::Counted, counted.0, counted.1));
        let data = (with_data(pool, context, counted.0), with_data(pool, context, counted.1));
        stages.push((Stage::Data, data.0, data.1));
    }
    stages.dedup_by_key(|(_, expected, claimed)| (*expected, *claimed));
    stages
}

/// One side with what is known put in, as far as the stage says.
pub(super) fn put_in(pool: &mut Pool, context: &Context, id: Id, stage: Stage) -> Id {
    if stage == Stage::Typed {
        return id;
    }
    let defined = context.resolve(pool, id);
    if stage == Stage::Defined {
        return defined;
    }
    let counted = counted(pool, context, defined);
    if stage == Stage::Counted { counted } else { with_data(pool, context, counted) }
}

/// The stage at which the sides speak of the same things.
fn stage_of(pool: &Pool, context: &Context, stages: &[(Stage, Id, Id)]) -> Stage {
    let Some(&(_, expected, claimed)) = stages.iter().rfind(|(stage, ..)| *stage <= Stage::Defined) else {
        return Stage::Typed;
    };
    let speaks_of_data = |id| bases(pool, id).into_iter().any(|base| context.has_data(base));
    let has_sum = |id| postorder(pool, id).into_iter().any(|id| is_binder(pool, id));
    if !speaks_of_data(claimed) && speaks_of_data(expected) {
        Stage::Data
    } else if has_sum(expected) != has_sum(claimed) {
        Stage::Counted
    } else {
        Stage::Defined
    }
}

/// Sums over the rows of the data written out: their upper limit is the number of rows.
pub(super) fn counted(pool: &mut Pool, context: &Context, root: Id) -> Id {
    let Some(rows) = context.rows() else { return root };
    let count = pool.integer(rows as i64);
    let mut limits: FxHashMap<Id, Id> = FxHashMap::default();
    for id in postorder(pool, root) {
        if let (true, [_, _, upper, body]) = (is_binder(pool, id), pool.children(id))
            && pool.name(*upper).is_some()
            && bases(pool, *body).into_iter().any(|base| context.has_data(base))
        {
            limits.insert(*upper, count);
        }
    }
    let root = replace_map(pool, root, &limits);
    written_out(pool, root)
}

/// Sums between numbers, term by term.
fn written_out(pool: &mut Pool, root: Id) -> Id {
    let done = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        if let (kind @ (Kind::Sum | Kind::Product), [index, lower, upper, body]) = (pool.kind(id), children)
            && let (Some(lower), Some(upper)) = (whole(pool, *lower), whole(pool, *upper))
            && upper - lower < TERMS
        {
            let terms: Vec<Id> = (lower..=upper)
                .map(|value| {
                    let value = pool.integer(value);
                    substitute(pool, *body, &[(*index, value)])
                })
                .collect();
            return Ok(if kind == Kind::Sum { pool.add(&terms) } else { pool.mul(&terms) });
        }
        Ok(with_children(pool, id, children))
    });
    match done {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

fn whole(pool: &Pool, id: Id) -> Option<i64> {
    pool.as_number(id)?.to_i64()
}

/// The data in the place of `x_1`, `x_2`, ….
pub(super) fn with_data(pool: &mut Pool, context: &Context, root: Id) -> Id {
    let mut map: FxHashMap<Id, Id> = FxHashMap::default();
    for variable in variables(pool, root) {
        if let (Kind::Indexed, [base, index]) = (pool.kind(variable), pool.children(variable))
            && let Some(row) = whole(pool, *index)
            && let Some((_, values)) = context.data.iter().find(|(column, _)| column == base)
            && let Some(value) = usize::try_from(row - 1).ok().and_then(|row| values.get(row))
        {
            let value = pool.number(value);
            map.insert(variable, value);
        }
    }
    replace_map(pool, root, &map)
}

/// The names that occur free: symbols, and the symbols of indexed ones.
pub(super) fn bases(pool: &Pool, root: Id) -> Vec<Id> {
    let mut names: Vec<Id> = variables(pool, root)
        .into_iter()
        .map(|variable| match (pool.kind(variable), pool.children(variable)) {
            (Kind::Indexed, [base, ..]) => *base,
            _ => variable,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether every name of the claim stands in what is expected: otherwise something isn't known that the author knows.
fn covers(pool: &Pool, expected: Id, claimed: Id, names: &[Id]) -> bool {
    let known = bases(pool, expected);
    bases(pool, claimed).iter().all(|name| known.contains(name) || names.contains(name))
}

/// Why the expression can't be judged: vectors, functions or derivatives of which nothing is known.
pub(super) fn opaque(pool: &Pool, root: Id) -> Option<Wording> {
    let is_fancy = |id: Id| pool.name(id).is_some_and(crate::language::latex::is_fancy);
    if bases(pool, root).into_iter().any(is_fancy) {
        return Some(reasons::VECTORS);
    }
    for id in postorder(pool, root).into_iter().filter(|&id| pool.kind(id) == Kind::Derivative) {
        let [body, by @ ..] = pool.children(id) else { continue };
        if by.iter().any(|&variable| !depends(pool, *body, variable)) || pool.is_variable(*body) {
            return Some(reasons::UNKNOWN_SUBJECT);
        }
        if bases(pool, *body).into_iter().any(|base| pool.name(base).is_some_and(|name| name.ends_with("hat"))) {
            return Some(reasons::UNKNOWN_PART);
        }
    }
    None
}

/// Whether a variable occurs, at this or another index.
fn depends(pool: &Pool, body: Id, variable: Id) -> bool {
    let base = match (pool.kind(variable), pool.children(variable)) {
        (Kind::Indexed, [base, ..]) => *base,
        _ => return occurs(pool, body, variable),
    };
    occurs(pool, body, base)
}

/// Whether the claim becomes true when a family of weights in it sums to one, which notes seldom repeat.
fn holds_for_shares(pool: &mut Pool, context: &Context, expected: Id, claimed: Id) -> bool {
    let mut sums: Vec<(Id, Id, Id)> = Vec::new();
    for root in [expected, claimed] {
        for id in postorder(pool, root) {
            if let (Kind::Sum, [index, lower, upper, body]) = (pool.kind(id), pool.children(id)) {
                for variable in postorder(pool, *body) {
                    if pool.kind(variable) == Kind::Indexed && pool.children(variable).get(1) == Some(index) {
                        sums.push((variable, *lower, *upper));
                    }
                }
            }
        }
    }
    sums.dedup();
    for (variable, lower, upper) in sums.into_iter().take(8) {
        let Some(&base) = pool.children(variable).first() else { continue };
        let running = pool.symbol("s0");
        let member = pool.indexed(base, &[running]);
        let total = pool.sum(running, lower, upper, member);
        let share = pool.div(variable, total);
        let map: FxHashMap<Id, Id> = [(variable, share)].into_iter().collect();
        let sides = (replace_map(pool, expected, &map), replace_map(pool, claimed, &map));
        if is_true(pool, context, sides.0, sides.1) {
            return true;
        }
    }
    false
}
