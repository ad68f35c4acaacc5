//! Owns writing a formula in named intermediates: where the formula of a definition stands in it, its name is put.
//!
//! That makes σ(z)·(1 − σ(z)) a·(1 − a) for a = σ(z), and in the same way serves every function whose derivative contains
//! its own value. Nothing here knows a function.

use super::variable::{indices, instantiate, is_single};
use crate::algebra::{Normalizer, Powers, cost, fold, powers};
use crate::expr::{
    Id, Kind, Pool, is_binder, occurs, postorder, rebuild, replace, replace_map, substitute, with_children,
};

/// At most this many index values of a family are looked for.
const INSTANCES: usize = 64;

/// Sums longer than this, or of more terms when opened, aren't asked whether they vanish.
const SUM: u64 = 60;
const TERMS: usize = 100;

/// `root` with the name in the place of the formula, for a family at every index that `root` speaks of.
pub(super) fn put(pool: &mut Pool, root: Id, name: Id, formula: Id) -> Id {
    if !is_worth_naming(pool, formula) {
        return root;
    }
    let all = instances(pool, root, name);
    let formulas: Vec<(Id, Id)> =
        all.into_iter().map(|instance| (instance, instantiate(pool, formula, name, instance))).collect();
    let named = |pool: &mut Pool, root: Id| {
        formulas.iter().fold(root, |root, &(instance, formula)| put_one(pool, root, instance, formula))
    };
    let result = named(pool, root);
    split_fractions(pool, result, named)
}

/// A letter, a number or its negative has no shorter name.
fn is_worth_naming(pool: &Pool, formula: Id) -> bool {
    match pool.kind(formula) {
        Kind::Number(_) | Kind::Symbol(_) | Kind::Constant(_) | Kind::Indexed | Kind::Neg | Kind::Compare(_) => false,
        Kind::Add
        | Kind::Mul
        | Kind::Div
        | Kind::Pow
        | Kind::Call(_)
        | Kind::Sum
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Derivative
        | Kind::Piecewise => true,
    }
}

/// The name itself, and the family's other members whose indices stand in `root`.
fn instances(pool: &mut Pool, root: Id, name: Id) -> Vec<Id> {
    let mut found = vec![name];
    if is_single(pool, name) {
        return found;
    }
    let mut values: Vec<Id> = Vec::new();
    for id in postorder(pool, root) {
        for &index in indices(pool, id) {
            if !values.contains(&index) {
                values.push(index);
            }
        }
    }
    let stem = super::variable::base(pool, name);
    let mut rows: Vec<Vec<Id>> = vec![Vec::new()];
    for _ in 0..indices(pool, name).len() {
        rows = rows.iter().flat_map(|row| values.iter().map(move |&value| [&row[..], &[value]].concat())).collect();
        rows.truncate(INSTANCES);
    }
    for row in rows {
        let instance = pool.indexed(stem, &row);
        if !found.contains(&instance) {
            found.push(instance);
        }
    }
    found
}

fn put_one(pool: &mut Pool, root: Id, name: Id, formula: Id) -> Id {
    let exact = replace(pool, root, formula, name);
    let wanted = powers(pool, formula);
    if wanted.factors.len() < 2 || !matches!(pool.kind(formula), Kind::Mul | Kind::Div) {
        return exact;
    }
    let renamed = rebuild::<std::convert::Infallible>(pool, exact, |pool, id, children| {
        let id = with_children(pool, id, children);
        Ok(match pool.kind(id) {
            Kind::Mul | Kind::Div => divide(pool, id, &wanted, name),
            _ => id,
        })
    });
    match renamed {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The product with the wanted factors taken out as often as they stand in it, and the name put in for them.
fn divide(pool: &mut Pool, product: Id, wanted: &Powers, name: Id) -> Id {
    let given = powers(pool, product);
    let power_of = |powers: &Powers, base: Id| powers.factors.iter().find(|(b, _)| *b == base).map_or(0, |(_, e)| *e);
    let times = wanted
        .factors
        .iter()
        .map(|&(base, exponent)| {
            let there = power_of(&given, base);
            if there.signum() == exponent.signum() { there / exponent } else { 0 }
        })
        .min()
        .unwrap_or(0);
    if times < 1 {
        return product;
    }
    let mut rest = given;
    for factor in &mut rest.factors {
        factor.1 -= times * power_of(wanted, factor.0);
    }
    let Some(scale) = wanted.coefficient.pow(times).and_then(|scale| rest.coefficient.checked_div(&scale)) else {
        return product;
    };
    rest.coefficient = scale;
    rest.factors.insert(0, (name, times));
    rest.build(pool)
}

/// `(u + v)/w` in its terms u/w + v/w, each cancelled and written with names, what all of them share taken out again:
/// (e·S − e·f)/S² is p·(1 − q) for p = e/S and q = f/S. Kept only where it is shorter.
fn split_fractions(pool: &mut Pool, root: Id, mut named: impl FnMut(&mut Pool, Id) -> Id) -> Id {
    let split = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let id = with_children(pool, id, children);
        if !matches!(pool.kind(id), Kind::Mul | Kind::Div) {
            return Ok(id);
        }
        let whole = powers(pool, id);
        let mut sums = whole.factors.iter().filter(|&&(base, exponent)| exponent == 1 && pool.kind(base) == Kind::Add);
        let (Some(&(sum, _)), None) = (sums.next(), sums.next()) else { return Ok(id) };
        let others: Vec<(Id, i64)> = whole.factors.iter().copied().filter(|(base, _)| *base != sum).collect();
        if others.iter().all(|(_, exponent)| *exponent >= 0) {
            return Ok(id);
        }
        let outer = Powers { coefficient: whole.coefficient, factors: others }.build(pool);
        let mut terms = Vec::new();
        for term in pool.children(sum).to_vec() {
            let product = pool.mul(&[outer, term]);
            let reduced = powers(pool, product).build(pool);
            let reduced = named(pool, reduced);
            terms.push(powers(pool, reduced));
        }
        let shared = shared(&terms);
        let parts: Vec<Id> = terms
            .into_iter()
            .map(|mut term| {
                for (base, exponent) in &mut term.factors {
                    *exponent -= shared.iter().find(|(known, _)| known == base).map_or(0, |(_, e)| *e);
                }
                let part = term.build(pool);
                named(pool, part)
            })
            .collect();
        let bracket = pool.add(&parts);
        let factors = [&shared[..], &[(bracket, 1)]].concat();
        let product = Powers { coefficient: crate::number::Rational::ONE, factors }.build(pool);
        Ok(if cost(pool, product) < cost(pool, id) { product } else { id })
    });
    match split {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The powers that all terms have.
fn shared(terms: &[Powers]) -> Vec<(Id, i64)> {
    let Some((first, rest)) = terms.split_first() else { return Vec::new() };
    let exponent_in = |term: &Powers, base: Id| term.factors.iter().find(|(b, _)| *b == base).map_or(0, |(_, e)| *e);
    first
        .factors
        .iter()
        .filter_map(|&(base, exponent)| {
            // The power nearest to 0, where all have the same sign: above or below the fraction bar.
            let powers = rest.iter().map(|term| exponent_in(term, base)).chain([exponent]);
            let same = powers.clone().all(|power| power.signum() == exponent.signum());
            let size = powers.map(i64::abs).min().unwrap_or(0);
            (same && size > 0).then_some((base, size * exponent.signum()))
        })
        .collect()
}

/// The terms with the powers that all of them share taken out: (h − y)·u·a + (h − y)·b is (h − y)·(u·a + b). `None` when
/// they share none.
pub(super) fn common_factor(pool: &mut Pool, terms: &[Id]) -> Option<Id> {
    let mut split: Vec<Powers> = terms.iter().map(|&term| powers(pool, term)).collect();
    let shared = shared(&split);
    if terms.len() < 2 || shared.is_empty() {
        return None;
    }
    let mut rests = Vec::with_capacity(split.len());
    for term in &mut split {
        for (base, exponent) in &mut term.factors {
            *exponent -= shared.iter().find(|(known, _)| known == base).map_or(0, |(_, e)| *e);
        }
        rests.push(term.build(pool));
    }
    let bracket = fold::add(pool, &rests);
    let factors = [&shared[..], &[(bracket, 1)]].concat();
    Some(Powers { coefficient: crate::number::Rational::ONE, factors }.build(pool))
}

/// `root` with 0 for each sum that is 0 by the definitions of the names in it: x₁ + x₂ − 2m for m = (x₁ + x₂)/2.
pub(super) fn vanish(pool: &mut Pool, root: Id, definitions: &[(Id, Id)]) -> Id {
    let zero = pool.integer(0);
    let mut zeros = Vec::new();
    let mut sums = postorder(pool, root);
    sums.retain(|&id| pool.kind(id) == Kind::Add);
    for id in sums.into_iter().take(INSTANCES) {
        let opened: Vec<(Id, Id)> = definitions.iter().copied().filter(|(name, _)| occurs(pool, id, *name)).collect();
        if opened.is_empty() || cost(pool, id) > SUM {
            continue;
        }
        let whole = replace_map(pool, id, &opened.into_iter().collect());
        if Normalizer::bounded(TERMS).ratio(pool, whole).is_ok_and(|ratio| ratio.is_zero()) {
            zeros.push((id, zero));
        }
    }
    if zeros.is_empty() { root } else { replace_map(pool, root, &zeros.into_iter().collect()) }
}

/// `Σ_i y_i` is the same sum as `Σ_k y_k`: `root` with the right side in the place of every sum that equals the left one
/// up to the letter of its index, and of every other occurrence of it. The flag tells whether there was one.
pub(super) fn put_relation(pool: &mut Pool, root: Id, left: Id, right: Id) -> (Id, bool) {
    let mut replacements = vec![(left, right)];
    if let (true, [index, lower, upper, body]) = (is_binder(pool, left), pool.children(left).to_vec().as_slice()) {
        for id in postorder(pool, root) {
            let [other, from, to, term] = pool.children(id).to_vec()[..] else { continue };
            if pool.kind(id) == pool.kind(left) && (from, to) == (*lower, *upper) && other != *index {
                let renamed = substitute(pool, term, &[(other, *index)]);
                if renamed == *body {
                    replacements.push((id, right));
                }
            }
        }
    }
    let result = replace_map(pool, root, &replacements.into_iter().collect());
    (result, result != root)
}
