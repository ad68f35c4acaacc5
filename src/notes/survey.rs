//! Owns the first look over a whole document: which names are functions, columns, variables, and which carry a hat.

use super::context::Context;
use super::index::below;
use super::regions::{Region, RegionKind};
use crate::expr::Pool;
use crate::functions;
use crate::language::latex::{Piece, block};
use crate::language::{GREEK, Shape, Tree, TreeId};

/// Learns names from all formulas.
pub(super) fn survey(text: &str, regions: &[Region], pool: &mut Pool, context: &mut Context) {
    for region in regions.iter().filter(|region| region.kind != RegionKind::Directive) {
        let Ok(block) = block(text, region.span, &mut context.declared) else { continue };
        for piece in block.rows.iter().flat_map(|row| &row.pieces) {
            let Piece::Formula(formula) = piece else { continue };
            let (members, _) = formula.chain();
            if let Some((&left, _)) = members.split_first().filter(|(_, rest)| !rest.is_empty())
                && let Shape::Call(name) = &formula.tree.node(left).shape
                && formula.tree.children(left).iter().all(|&id| formula.tree.name(id).is_some())
                && functions::lookup(name).is_none()
            {
                push(&mut context.declared.functions, name);
            }
            names(&formula.tree, pool, context);
        }
    }
    // A letter that is defined as a function is one wherever a bracket follows.
    let functions = context.declared.functions.clone();
    context.declared.variables.retain(|name| !functions.contains(name));
}

fn push(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|other| other == name) {
        list.push(name.to_owned());
    }
}

fn names(tree: &Tree, pool: &mut Pool, context: &mut Context) {
    let roots = &tree.statements;
    for id in roots.iter().flat_map(|&root| below(tree, root)) {
        match (&tree.node(id).shape, tree.children(id)) {
            (Shape::Name(name), _) => {
                if let Some(stem) = name.strip_suffix("hat").filter(|stem| !stem.is_empty()) {
                    let symbol = pool.symbol(stem);
                    if !context.hatted.contains(&symbol) {
                        context.hatted.push(symbol);
                    }
                }
                // σ that stands without a bracket in a larger formula is a quantity.
                let is_greek = GREEK.iter().any(|(_, word)| *word == &**name);
                if is_greek && !roots.contains(&id) {
                    push(&mut context.declared.variables, name);
                }
            }
            (Shape::Indexed, [base, index]) => column(tree, *base, *index, pool, context),
            _ => {}
        }
    }
}

/// A name at a running index is a column.
fn column(tree: &Tree, base: TreeId, index: TreeId, pool: &mut Pool, context: &mut Context) {
    let runs = matches!(tree.name(index), Some("i" | "j" | "k" | "l" | "m" | "n" | "t"));
    if let Some(name) = tree.name(base).filter(|_| runs) {
        let symbol = pool.symbol(name);
        if !context.columns.contains(&symbol) {
            context.columns.push(symbol);
        }
    }
}
