//! Owns the use of equations that a model states beside its definitions, such as Σ_k y_k = 1.

use super::names::put_relation;
use super::variable::{base, instantiate};
use crate::algebra::{Normalizer, cost, fold, simplify};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, is_binder, occurs, postorder, replace_map, substitute, variables};

/// Sums longer than this, or of more terms when opened, are left as they are.
const LONG: u64 = 120;
const TERMS: usize = 60;

/// At most this many sums of a formula, and ways to eliminate a letter, are looked at.
const SUMS: usize = 32;
const LETTERS: usize = 8;

/// A formula shortened by an equation; `None` when it doesn't help. First its left side is looked for as it stands, then it is
/// used inside of sums over an index that are opened for it: Σ_k q_k for q_k = (1 − ε)·y_k + ε/K.
pub(super) fn shortened(pool: &mut Pool, root: Id, equation: (Id, Id), definitions: &[(Id, Id)]) -> Option<Id> {
    let (related, used) = put_relation(pool, root, equation.0, equation.1);
    if used { Some(related) } else { in_sums(pool, root, equation, definitions) }
}

/// A formula shortened by letters that equations eliminate, one equation or two at once, and which equations those were.
/// `definitions` are names with what they stand for.
pub(super) fn eliminated(
    pool: &mut Pool,
    root: Id,
    equations: &[(Id, Id)],
    definitions: &[(Id, Id)],
) -> Result<Option<(Id, Vec<usize>)>, Diagnostic> {
    let mut single = Vec::new();
    for (at, &(left, right)) in equations.iter().enumerate() {
        let solved = solutions(pool, left, right).into_iter().filter(|(letter, _)| occurs(pool, root, *letter));
        single.extend(solved.map(|solution| (at, solution)));
    }
    if single.is_empty() {
        return Ok(None);
    }
    single.truncate(LETTERS);
    let mut ways: Vec<Vec<(usize, (Id, Id))>> = single.iter().map(|&one| vec![one]).collect();
    for (k, &one) in single.iter().enumerate() {
        ways.extend(single.iter().skip(k + 1).filter(|two| two.0 != one.0).map(|&two| vec![one, two]));
    }
    let mut best = None;
    // Of formulas of one length the one that starts with a definition: p − y, not y − p.
    let starts = |pool: &Pool, id: Id| {
        let first = pool.children(id).first().filter(|_| pool.kind(id) == Kind::Add);
        first.is_some_and(|first| definitions.iter().any(|(name, _)| name == first))
    };
    let mut least = (cost(pool, root), false);
    for way in ways {
        let pairs: Vec<(Id, Id)> = way.iter().map(|(_, solution)| *solution).collect();
        let without = substitute(pool, root, &pairs);
        let without = simplify(pool, without)?.answer;
        let size = (cost(pool, without), !starts(pool, without));
        if size < least {
            least = size;
            best = Some((without, way.iter().map(|(at, _)| *at).collect()));
        }
    }
    Ok(best)
}

/// Definitions that add up to a number because of what they are: fractions of one denominator, as p₁ + p₂ = 1 for a softmax of
/// two.
pub(super) fn implied(pool: &mut Pool, definitions: &[(Id, Id)]) -> Vec<(Id, Id)> {
    let mut groups: Vec<(Id, Vec<Id>, Vec<Id>)> = Vec::new();
    for &(name, formula) in definitions {
        let (Kind::Div, Some((top, bottom)), true) = (pool.kind(formula), pool.pair(formula), pool.is_variable(name))
        else {
            continue;
        };
        match groups.iter_mut().find(|(known, ..)| *known == bottom) {
            Some((_, names, tops)) => {
                names.push(name);
                tops.push(top);
            }
            None => groups.push((bottom, vec![name], vec![top])),
        }
    }
    let mut equations = Vec::new();
    for (bottom, names, tops) in groups.into_iter().filter(|(_, names, _)| names.len() > 1) {
        let top = fold::add(pool, &tops);
        let whole = pool.div(top, bottom);
        let number = Normalizer::bounded(TERMS).ratio(pool, whole).ok().and_then(|ratio| ratio.as_constant());
        if let Some(number) = number {
            equations.push((fold::add(pool, &names), pool.number(&number)));
        }
    }
    equations
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
