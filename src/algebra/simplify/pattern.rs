//! Owns matching: the left side of a rule's statement against a node, up to order, with what is left over.
//!
//! In a statement every name is a letter: `n` and `m` stand for numbers, all others for any expression. The terms of a
//! sum may have a common factor that the statement doesn't show. Patterns are a few nodes deep, so matching may recurse
//! on them; it never recurses on the expression.

use super::product::{Powers, powers};
use crate::expr::{Id, Kind, Pool};

/// What the letters stand for.
pub(super) type Bindings = Vec<(Id, Id)>;

/// A match: the letters, and what is left when the matched part is taken out.
pub(super) struct Match {
    pub bindings: Bindings,
    pub rest: Rest,
}

/// What surrounds the matched part inside the node.
pub(super) enum Rest {
    /// Nothing: the whole node matched.
    Nothing,
    /// The part stands in a product with these.
    Factors(Powers),
    /// The part, times the common factor, stands in a sum with these terms.
    Terms { others: Vec<Id>, common: Powers },
}

/// Matching gives up after this many attempts at one node.
const ATTEMPTS: usize = 2_000;

/// Finds `pattern` in the node itself: whole, as some of its factors, or as some of its terms.
pub(super) fn find(pool: &Pool, pattern: Id, node: Id) -> Option<Match> {
    let mut budget = ATTEMPTS;
    match (pool.kind(pattern), pool.kind(node)) {
        (Kind::Add, Kind::Add) => {
            let wanted: Vec<Powers> = pool.children(pattern).iter().map(|&term| powers(pool, term)).collect();
            let terms: Vec<Powers> = pool.children(node).iter().map(|&term| powers(pool, term)).collect();
            let found = match_terms(pool, &wanted, &terms, &mut budget)?;
            let others = pool
                .children(node)
                .iter()
                .enumerate()
                .filter(|(at, _)| !found.used.contains(at))
                .map(|(_, &term)| term)
                .collect();
            Some(Match { bindings: found.bindings, rest: Rest::Terms { others, common: found.common } })
        }
        (Kind::Mul | Kind::Div, Kind::Mul | Kind::Div | Kind::Neg | Kind::Pow) | (Kind::Pow, Kind::Mul | Kind::Div) => {
            let (wanted, given) = (powers(pool, pattern), powers(pool, node));
            let mut found = Vec::new();
            match_factors(pool, &wanted.factors, &given, Vec::new(), &mut budget, &mut found);
            let (bindings, mut rest) = found.into_iter().next()?;
            rest.coefficient = rest.coefficient.checked_div(&wanted.coefficient)?;
            Some(Match { bindings, rest: Rest::Factors(rest) })
        }
        _ => {
            let mut bindings = Bindings::new();
            matches(pool, pattern, node, &mut bindings, &mut budget).then_some(Match { bindings, rest: Rest::Nothing })
        }
    }
}

struct Terms {
    bindings: Bindings,
    used: Vec<usize>,
    common: Powers,
}

/// Assigns each wanted term to a different given one, all with the same factor left over.
fn match_terms(pool: &Pool, wanted: &[Powers], given: &[Powers], budget: &mut usize) -> Option<Terms> {
    let mut states = vec![Terms { bindings: Vec::new(), used: Vec::new(), common: one() }];
    for (position, pattern) in wanted.iter().enumerate() {
        let mut next = Vec::new();
        for state in &states {
            for (at, term) in given.iter().enumerate() {
                if state.used.contains(&at) {
                    continue;
                }
                *budget = budget.checked_sub(1)?;
                let mut found = Vec::new();
                match_factors(pool, &pattern.factors, term, state.bindings.clone(), budget, &mut found);
                for (bindings, mut rest) in found {
                    let Some(ratio) = rest.coefficient.checked_div(&pattern.coefficient) else { continue };
                    rest.coefficient = ratio;
                    if position == 0 || rest.same(&state.common) {
                        let used = [&state.used[..], &[at]].concat();
                        next.push(Terms { bindings, used, common: rest });
                    }
                }
            }
        }
        states = next;
    }
    states.into_iter().next()
}

fn one() -> Powers {
    Powers { coefficient: crate::number::Rational::ONE, factors: Vec::new() }
}

/// All ways to find the wanted factors among the given ones; each with the factors left over.
fn match_factors(
    pool: &Pool,
    wanted: &[(Id, i64)],
    given: &Powers,
    bindings: Bindings,
    budget: &mut usize,
    found: &mut Vec<(Bindings, Powers)>,
) {
    let mut states = vec![(bindings, given.clone())];
    for &(base, exponent) in wanted {
        let mut next = Vec::new();
        for (bindings, rest) in &states {
            for (at, &(factor, power)) in rest.factors.iter().enumerate() {
                if power.signum() != exponent.signum() || power.abs() < exponent.abs() {
                    continue;
                }
                let Some(left) = budget.checked_sub(1) else { return };
                *budget = left;
                let mut bound = bindings.clone();
                if matches(pool, base, factor, &mut bound, budget) {
                    let mut rest = rest.clone();
                    if let Some(slot) = rest.factors.get_mut(at) {
                        slot.1 -= exponent;
                    }
                    next.push((bound, rest));
                }
            }
        }
        states = next;
    }
    found.extend(states);
}

/// Whether the whole of `node` has the shape of `pattern`; letters are bound on the way.
fn matches(pool: &Pool, pattern: Id, node: Id, bindings: &mut Bindings, budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    if let Some(letter) = pool.name(pattern) {
        if let Some((_, bound)) = bindings.iter().find(|(known, _)| *known == pattern) {
            return *bound == node;
        }
        let fits = !matches!(letter, "n" | "m") || pool.as_number(node).is_some();
        if fits {
            bindings.push((pattern, node));
        }
        return fits;
    }
    match (pool.kind(pattern), pool.kind(node)) {
        (Kind::Add, Kind::Add) => {
            let wanted: Vec<Powers> = pool.children(pattern).iter().map(|&term| powers(pool, term)).collect();
            let terms: Vec<Powers> = pool.children(node).iter().map(|&term| powers(pool, term)).collect();
            if wanted.len() != terms.len() {
                return false;
            }
            // Inside a larger pattern the terms must match as they are, without a common factor.
            let mut states = vec![(bindings.clone(), Vec::new())];
            for pattern in &wanted {
                let mut next = Vec::new();
                for (bound, used) in &states {
                    for (at, term) in terms.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
                        let mut found = Vec::new();
                        match_factors(pool, &pattern.factors, term, bound.clone(), budget, &mut found);
                        next.extend(found.into_iter().filter(|(_, rest)| rest_is(rest, pattern)).map(|(bound, _)| {
                            let used: Vec<usize> = [&used[..], &[at]].concat();
                            (bound, used)
                        }));
                    }
                }
                states = next;
            }
            let Some((bound, _)) = states.into_iter().next() else { return false };
            *bindings = bound;
            true
        }
        (Kind::Mul | Kind::Div | Kind::Neg, Kind::Mul | Kind::Div | Kind::Neg) => {
            let (wanted, given) = (powers(pool, pattern), powers(pool, node));
            let mut found = Vec::new();
            match_factors(pool, &wanted.factors, &given, bindings.clone(), budget, &mut found);
            let Some((bound, _)) = found.into_iter().find(|(_, rest)| rest_is(rest, &wanted)) else { return false };
            *bindings = bound;
            true
        }
        (a, b) if a == b => {
            let (left, right) = (pool.children(pattern), pool.children(node));
            left.len() == right.len() && left.iter().zip(right).all(|(&p, &n)| matches(pool, p, n, bindings, budget))
        }
        _ => false,
    }
}

/// Whether nothing is left over but the pattern's own number.
fn rest_is(rest: &Powers, pattern: &Powers) -> bool {
    rest.coefficient == pattern.coefficient && rest.factors.iter().all(|(_, exponent)| *exponent == 0)
}
