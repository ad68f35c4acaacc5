//! Owns the suspicious index: a column at a fixed row inside a sum that runs over the rows.

use super::context::Context;
use crate::expr::Pool;
use crate::language::{Shape, Tree, TreeId};

/// A fixed index where the running one belongs.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    /// The indexed name in the tree.
    pub node: TreeId,
    /// Its name.
    pub name: String,
    /// The fixed index, as typed.
    pub fixed: String,
    /// The running index of the sum.
    pub running: String,
    /// A name beside it that has the running index.
    pub beside: TreeId,
}

/// All suspects of a tree, one for each name and sum. A name is a suspect when it never has the running index in the sum
/// and is known to be a column: its hatted partner has the running index, or the document gives it as data.
pub(super) fn suspects(tree: &Tree, pool: &mut Pool, context: &Context) -> Vec<Suspect> {
    let mut found: Vec<Suspect> = Vec::new();
    for sum in tree.ids() {
        let Shape::Call(name) = &tree.node(sum).shape else { continue };
        let [head, body] = tree.children(sum) else { continue };
        let Some(index) = tree.children(*head).first().and_then(|&id| tree.name(id)) else { continue };
        if !matches!(&**name, "sum" | "prod") || !matches!(tree.node(*head).shape, Shape::Relations(_)) {
            continue;
        }
        let indexed: Vec<(TreeId, &str, TreeId)> = below(tree, *body)
            .into_iter()
            .filter_map(|id| match (&tree.node(id).shape, tree.children(id)) {
                (Shape::Indexed, [base, index]) => Some((id, tree.name(*base)?, *index)),
                _ => None,
            })
            .collect();
        let running = |base: &str| {
            indexed.iter().find(|(_, other, at)| *other == base && tree.name(*at) == Some(index)).map(|(id, ..)| *id)
        };
        for &(node, base, at) in &indexed {
            let Shape::Number(fixed) = &tree.node(at).shape else { continue };
            if running(base).is_some() || found.iter().any(|suspect| suspect.name == base && suspect.running == index) {
                continue;
            }
            let symbol = pool.symbol(base);
            let partner = running(&format!("{base}hat")).or_else(|| {
                let is_column = context.has_data(symbol) || context.columns.contains(&symbol);
                indexed
                    .iter()
                    .find(|(_, other, at)| {
                        let other = pool.symbol(other);
                        tree.name(*at) == Some(index) && (context.has_data(other) || context.columns.contains(&other))
                    })
                    .filter(|_| is_column && context.given(symbol))
                    .map(|(id, ..)| *id)
            });
            if let Some(beside) = partner {
                found.push(Suspect {
                    node,
                    name: base.to_owned(),
                    fixed: fixed.to_string(),
                    running: index.to_owned(),
                    beside,
                });
            }
        }
    }
    found
}

/// Everything below a node and the node itself, in the order of the text.
pub(super) fn below(tree: &Tree, root: TreeId) -> Vec<TreeId> {
    let (mut stack, mut found) = (vec![root], Vec::new());
    while let Some(id) = stack.pop() {
        found.push(id);
        stack.extend_from_slice(tree.children(id));
    }
    found.sort_unstable();
    found
}
