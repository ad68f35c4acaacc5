//! Owns writing a derivative by the value itself when the definition is a simple fraction in one exponential (or another
//! kernel): a = 1/(1 + e^−z) is solved for e^−z, and the derivative e^−z/(1 + e^−z)² becomes a·(1 − a).

use crate::algebra::{Normalizer, cost, fold, powers, simplify, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute, variables};

/// Expansions here are tiny; anything larger isn't worth it.
const TERMS: usize = 60;

/// `derivative` by `name`, where `formula` is what the name stands for; unchanged when no kernel can be eliminated or the
/// result isn't shorter.
pub(super) fn by_value(pool: &mut Pool, derivative: Id, name: Id, formula: Id) -> Result<Id, Diagnostic> {
    let kernels: Vec<Id> = postorder(pool, formula)
        .into_iter()
        .filter(|&id| matches!(pool.kind(id), Kind::Call(_) | Kind::Pow) && occurs(pool, derivative, id))
        .collect();
    for kernel in kernels.into_iter().filter(|&kernel| kernel != formula) {
        let Some(solved) = solve(pool, formula, kernel, name) else { continue };
        let eliminated = substitute(pool, derivative, &[(kernel, solved)]);
        let shorter = simplify(pool, eliminated)?.answer;
        // Other letters that come in with the kernel would make the derivative harder to read, unless all are gone.
        let own = variables(pool, solved).iter().all(|&variable| variable == name)
            || variables(pool, shorter).iter().all(|&variable| variable == name);
        if own && cost(pool, shorter) < cost(pool, derivative) {
            return Ok(shorter);
        }
    }
    Ok(derivative)
}

/// The shorter of two forms of a derivative, once both are simplified.
pub(super) fn shortest(pool: &mut Pool, derivative: Id, other: Option<Id>) -> Result<Id, Diagnostic> {
    let Some(other) = other.filter(|&other| other != derivative) else { return Ok(derivative) };
    let (mine, other) = (simplify(pool, derivative)?.answer, simplify(pool, other)?.answer);
    Ok(if cost(pool, other) < cost(pool, mine) { other } else { derivative })
}

/// The quotient rule in the value itself: for s = u/v the derivative is (u′ − s·v′)/v, here in two fractions. Kept where it is
/// shorter, as for the cosine of two vectors: v_j/(|u|·|v|) − s·u_j/|u|².
pub(super) fn by_quotient(
    pool: &mut Pool,
    derivative: Id,
    name: Id,
    formula: Id,
    variable: Id,
) -> Result<Id, Diagnostic> {
    let (Kind::Div, Some((top, bottom))) = (pool.kind(formula), pool.pair(formula)) else { return Ok(derivative) };
    let over = |pool: &mut Pool, factors: &[Id], slope: Id| {
        let product = fold::mul(pool, &[factors, &[slope]].concat());
        let share = fold::div(pool, product, bottom);
        let reduced = powers(pool, share).build(pool);
        tidy(pool, reduced).id
    };
    let slopes = [gradient(pool, top, &[variable])?, gradient(pool, bottom, &[variable])?].concat();
    let [of_top, of_bottom] = slopes[..] else { return Ok(derivative) };
    if pool.is_integer(of_bottom, 0) {
        return Ok(derivative);
    }
    let (first, second) = (over(pool, &[], of_top), over(pool, &[name], of_bottom));
    let candidate = fold::sub(pool, first, second);
    shortest(pool, derivative, Some(candidate))
}

/// The kernel in terms of the name: `name = (α·t + β)/(γ·t + δ)` solved for t. `None` when the formula isn't of that shape.
fn solve(pool: &mut Pool, formula: Id, kernel: Id, name: Id) -> Option<Id> {
    let letter = pool.symbol("t_kernel");
    let replaced = substitute(pool, formula, &[(kernel, letter)]);
    let mut normalizer = Normalizer::bounded(TERMS);
    let fraction = normalizer.expression(pool, replaced).ok()?;
    let (top, bottom) = match (pool.kind(fraction), pool.pair(fraction)) {
        (Kind::Div, Some(pair)) => pair,
        _ => (fraction, pool.integer(1)),
    };
    let (alpha, beta) = line(pool, &mut normalizer, top, letter)?;
    let (gamma, delta) = line(pool, &mut normalizer, bottom, letter)?;
    // t = (δ·a − β)/(α − γ·a).
    let (left, right) = (fold::mul(pool, &[delta, name]), fold::mul(pool, &[gamma, name]));
    let (numerator, denominator) = (fold::sub(pool, left, beta), fold::sub(pool, alpha, right));
    let solved = fold::div(pool, numerator, denominator);
    normalizer.expression(pool, solved).ok().filter(|&solved| !occurs(pool, solved, letter))
}

/// Slope and value at 0 of a polynomial that is linear in the letter.
fn line(pool: &mut Pool, normalizer: &mut Normalizer, polynomial: Id, letter: Id) -> Option<(Id, Id)> {
    let one = pool.integer(1);
    let at = |pool: &mut Pool, value: Id| substitute(pool, polynomial, &[(letter, value)]);
    let (next, two) = (pool.add(&[letter, one]), pool.integer(2));
    let after = pool.add(&[letter, two]);
    let (second, first) = (at(pool, after), at(pool, next));
    let twice = pool.mul(&[two, first]);
    let difference = pool.sub(second, twice);
    let bend = pool.add(&[difference, polynomial]);
    if !normalizer.ratio(pool, bend).ok()?.is_zero() {
        return None;
    }
    let zero = pool.integer(0);
    let (start, end) = (at(pool, zero), at(pool, one));
    let slope = pool.sub(end, start);
    Some((normalizer.expression(pool, slope).ok()?, normalizer.expression(pool, start).ok()?))
}
