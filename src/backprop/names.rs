//! Owns writing a formula in named intermediates: where the formula of a definition stands in it, its name is put.
//!
//! That makes σ(z)·(1 − σ(z)) a·(1 − a) for a = σ(z), and in the same way serves every function whose derivative contains
//! its own value. Nothing here knows a function.

use super::variable::{indices, instantiate, is_single};
use crate::algebra::{Powers, powers};
use crate::expr::{Id, Kind, Pool, is_binder, postorder, rebuild, substitute, with_children};

/// At most this many index values of a family are looked for.
const INSTANCES: usize = 64;

/// `root` with the name in the place of the formula, for a family at every index that `root` speaks of.
pub(super) fn put(pool: &mut Pool, root: Id, name: Id, formula: Id) -> Id {
    if !is_worth_naming(pool, formula) {
        return root;
    }
    let mut result = root;
    for instance in instances(pool, root, name) {
        let formula = instantiate(pool, formula, name, instance);
        result = put_one(pool, result, instance, formula);
    }
    result
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
    let exact = substitute(pool, root, &[(formula, name)]);
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
    let result = substitute(pool, root, &replacements);
    (result, result != root)
}
