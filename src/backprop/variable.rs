//! Owns variables with and without indices: what belongs to one family, and the same variable at other indices.

use rustc_hash::FxHashSet;

use super::model::Node;
use crate::expr::{Id, Kind, Pool, fresh_index, postorder, substitute, variables};

/// The symbol of a variable: W for W_{j,i}, itself when it has no index.
pub(super) fn base(pool: &Pool, variable: Id) -> Id {
    match pool.kind(variable) {
        Kind::Indexed => pool.children(variable).first().copied().unwrap_or(variable),
        _ => variable,
    }
}

/// The indices of a variable.
pub(super) fn indices(pool: &Pool, variable: Id) -> &[Id] {
    match pool.kind(variable) {
        Kind::Indexed => pool.children(variable).get(1..).unwrap_or(&[]),
        _ => &[],
    }
}

/// Whether the variable stands for one number: no index, or numbers as indices.
pub(super) fn is_single(pool: &Pool, variable: Id) -> bool {
    indices(pool, variable).iter().all(|&index| pool.as_number(index).is_some())
}

/// Whether all indices are symbols that differ: then the variable can name a family.
pub(super) fn is_family_name(pool: &Pool, variable: Id) -> bool {
    let indices = indices(pool, variable);
    let distinct = indices.iter().enumerate().all(|(at, index)| !indices.iter().take(at).any(|other| other == index));
    !indices.is_empty() && distinct && indices.iter().all(|&index| pool.name(index).is_some())
}

/// `body`, written for the variable `name`, at the indices of `instance`: F(j) for h_j becomes F(k) for h_k.
pub(super) fn instantiate(pool: &mut Pool, body: Id, name: Id, instance: Id) -> Id {
    let replacements: Vec<(Id, Id)> = indices(pool, name)
        .iter()
        .copied()
        .zip(indices(pool, instance).iter().copied())
        .filter(|(from, to)| from != to)
        .collect();
    if replacements.is_empty() { body } else { substitute(pool, body, &replacements) }
}

/// The node's name at fresh indices, apart from those of `input` and from all letters of its formula.
pub(super) fn apart(pool: &mut Pool, node: &Node, input: Id) -> Id {
    let own: Vec<Id> = indices(pool, node.name).to_vec();
    if own.iter().all(|&index| pool.name(index).is_none()) {
        return node.name;
    }
    let mut taken: FxHashSet<Id> = postorder(pool, input).into_iter().collect();
    let clash = own.iter().any(|index| taken.contains(index));
    if !clash {
        return node.name;
    }
    taken.extend(postorder(pool, node.formula).into_iter().filter(|&id| pool.kind(id) != Kind::Indexed));
    taken.extend(variables(pool, node.formula).iter().map(|&variable| base(pool, variable)));
    taken.extend(own.iter().copied());
    let mut fresh = Vec::new();
    for index in own {
        let letter = fresh_index(pool, index, &taken, node.formula);
        taken.insert(letter);
        fresh.push(letter);
    }
    let stem = base(pool, node.name);
    pool.indexed(stem, &fresh)
}

/// The variable for the value of ∂L/∂u, with the indices of u.
pub(super) fn slot(pool: &mut Pool, loss: Id, variable: Id) -> Id {
    let stem = base(pool, variable);
    let name = format!("∂{}/∂{}", crate::render::plain(pool, loss), crate::render::plain(pool, stem));
    let symbol = pool.symbol(&name);
    let indices = indices(pool, variable).to_vec();
    if indices.is_empty() { symbol } else { pool.indexed(symbol, &indices) }
}
