//! Owns the use of equations that a model states beside its definitions, such as Σ_k y_k = 1.

use super::names::put_relation;
use super::variable::{base, instantiate};
use crate::algebra::{Normalizer, cost, fold, simplify};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, is_binder, occurs, postorder, replace_map, substitute, variables};

/// Sums longer than this, or of more terms when opened, are left as they are.
const LONG: u64 = 120;
const TERMS: usize = 60;

/// At most this many sums of a formula are looked at.
const SUMS: usize = 32;

/// A formula shortened by an equation; `None` when it doesn't help. First its left side is looked for as it stands, then each
/// of its letters is eliminated in turn, then it is used inside of sums over an index that are opened for it: Σ_k q_k for
/// q_k = (1 − ε)·y_k + ε/K.
pub(super) fn shortened(
    pool: &mut Pool,
    root: Id,
    (left, right): (Id, Id),
    definitions: &[(Id, Id)],
) -> Result<Option<Id>, Diagnostic> {
    let (related, used) = put_relation(pool, root, left, right);
    if used {
        return Ok(Some(related));
    }
    let mut best: Option<(u64, Id)> = None;
    for (letter, value) in solutions(pool, left, right) {
        if !occurs(pool, root, letter) {
            continue;
        }
        let without = substitute(pool, root, &[(letter, value)]);
        let without = simplify(pool, without)?.answer;
        let size = cost(pool, without);
        if size < best.map_or(cost(pool, root), |(size, _)| size) {
            best = Some((size, without));
        }
    }
    Ok(best.map(|(_, without)| without).or_else(|| in_sums(pool, root, (left, right), definitions)))
}

/// The letters that stand in the sum on the left as terms of their own, each with what it is.
pub(super) fn solutions(pool: &mut Pool, left: Id, right: Id) -> Vec<(Id, Id)> {
    if pool.kind(left) != Kind::Add {
        return Vec::new();
    }
    let terms = pool.children(left).to_vec();
    let mut solved = Vec::new();
    for (at, &term) in terms.iter().enumerate() {
        let (minus, letter) = fold::unsigned(pool, term);
        let rest: Vec<Id> = terms.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, &id)| id).collect();
        if !pool.is_variable(letter) || rest.iter().any(|&other| occurs(pool, other, letter)) {
            continue;
        }
        let rest = fold::add(pool, &rest);
        solved.push((letter, if minus { fold::sub(pool, rest, right) } else { fold::sub(pool, right, rest) }));
    }
    solved
}

/// Sums over an index, opened to where the left side stands in them; kept where that makes them shorter.
fn in_sums(pool: &mut Pool, root: Id, (left, right): (Id, Id), definitions: &[(Id, Id)]) -> Option<Id> {
    let mut sums = postorder(pool, root);
    sums.retain(|&id| pool.kind(id) == Kind::Sum);
    let mut shorter = Vec::new();
    for id in sums.into_iter().take(SUMS) {
        if cost(pool, id) > LONG {
            continue;
        }
        let opened = opened(pool, id, definitions);
        let mut normalizer = Normalizer::bounded(TERMS);
        let Ok(spread) = normalizer.expression(pool, opened) else { continue };
        let (related, used) = put_relation(pool, spread, left, right);
        if !used {
            continue;
        }
        let Ok(settled) = normalizer.expression(pool, related) else { continue };
        if cost(pool, settled) < cost(pool, id) {
            shorter.push((id, settled));
        }
    }
    (!shorter.is_empty()).then(|| replace_map(pool, root, &shorter.into_iter().collect()))
}

/// The formula with names replaced by what they stand for, once; definitions with sums of their own stay.
fn opened(pool: &mut Pool, root: Id, definitions: &[(Id, Id)]) -> Id {
    let mut replacements = Vec::new();
    for variable in variables(pool, root) {
        let family = |&&(name, _): &&(Id, Id)| {
            name == variable || (pool.kind(variable) == Kind::Indexed && base(pool, name) == base(pool, variable))
        };
        let Some(&(name, formula)) = definitions.iter().find(family) else { continue };
        if !postorder(pool, formula).into_iter().any(|id| is_binder(pool, id)) {
            replacements.push((variable, instantiate(pool, formula, name, variable)));
        }
    }
    replace_map(pool, root, &replacements.into_iter().collect())
}
