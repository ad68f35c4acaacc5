//! Owns putting definitions in for their names, all the way down to the letters that a model starts from.

use rustc_hash::FxHashMap;

use super::backward::Backward;
use super::model::Model;
use super::variable::{base, instantiate, is_single};
use crate::expr::{Id, Pool, replace_map, variables};

/// All gradients with every name replaced, as [`substituted`]; derivatives that later layers are kept by are
/// replaced as well. In the order of the backward pass.
pub(super) fn substituted_gradients(pool: &mut Pool, model: &Model, backward: &Backward) -> Vec<Id> {
    let formulas: Vec<Id> = backward.gradients.iter().map(|gradient| gradient.in_slots).collect();
    let formulas = substituted(pool, model, &formulas);
    let mut full: FxHashMap<Id, (Id, Id)> = FxHashMap::default();
    let mut results = Vec::with_capacity(formulas.len());
    for (gradient, formula) in backward.gradients.iter().zip(formulas) {
        let mut slots = FxHashMap::default();
        for variable in variables(pool, formula) {
            let family = full.get(&base(pool, variable));
            if let Some(&(name, value)) = full.get(&variable).or(family) {
                slots.insert(variable, instantiate(pool, value, name, variable));
            }
        }
        let formula = replace_map(pool, formula, &slots);
        let key = if is_single(pool, gradient.slot) { gradient.slot } else { base(pool, gradient.slot) };
        full.insert(key, (gradient.slot, formula));
        results.push(formula);
    }
    results
}

/// A formula in named intermediates with every name replaced by its definition, down to the letters that the model
/// starts from. Nothing is simplified: shared parts stay shared, so the graph is no larger than the model.
pub fn substituted(pool: &mut Pool, model: &Model, formulas: &[Id]) -> Vec<Id> {
    let mut full: Vec<Id> = Vec::with_capacity(model.nodes.len());
    let replaced = |pool: &mut Pool, full: &[Id], root: Id| {
        let mut replacements = Vec::new();
        for variable in variables(pool, root) {
            let Some(place) = model.place(pool, variable) else { continue };
            let (Some(node), Some(&value)) = (model.nodes.get(place), full.get(place)) else { continue };
            replacements.push((variable, instantiate(pool, value, node.name, variable)));
        }
        // Occurrences below sums are meant with the sum's own index, so nothing is renamed here.
        replace_map(pool, root, &replacements.into_iter().collect())
    };
    for node in &model.nodes {
        let value = replaced(pool, &full, node.formula);
        full.push(value);
    }
    formulas.iter().map(|&formula| replaced(pool, &full, formula)).collect()
}
