//! Owns the first look over a whole document: which names are functions, columns, variables, and which carry a hat.

use super::condition::EQUATIONS;
use super::context::Context;
use super::index::below;
use super::judge::is_true;
use super::regions::{Region, RegionKind};
use super::spelling::{functions, words};
use crate::expr::{Id, Kind, Pool, postorder, variables};
use crate::functions::{self as table, Notation};
use crate::language::latex::{Formula, Piece, block};
use crate::language::{GREEK, Relation, Shape, Sign, Tree, TreeId};

/// Learns names from all formulas.
pub(super) fn survey(text: &str, regions: &[Region], pool: &mut Pool, context: &mut Context) {
    context.declared.words = words(text, regions);
    context.declared.functions = functions(text, regions);
    context.labels = labels(text);
    for region in regions.iter().filter(|region| region.kind != RegionKind::Directive) {
        let Ok(block) = block(text, region.span, &mut context.declared) else { continue };
        for piece in block.rows.iter().flat_map(|row| &row.pieces) {
            let Piece::Formula(formula) = piece else { continue };
            let (members, _) = formula.chain();
            if let Some((&left, _)) = members.split_first().filter(|(_, rest)| !rest.is_empty())
                && let Shape::Call(name) = &formula.tree.node(left).shape
                && formula.tree.children(left).iter().all(|&id| formula.tree.name(id).is_some())
                && table::lookup(name).is_none()
            {
                push(&mut context.declared.functions, name);
            }
            names(&formula.tree, pool, context);
            value(formula, pool, context);
            equations(formula, pool, context);
            if let ([left, right], Some(name)) = (&members[..], members.first().and_then(|&id| formula.tree.name(id)))
                && below(&formula.tree, *right).into_iter().any(|id| formula.tree.name(id) == Some(name))
                && left != right
            {
                let symbol = pool.symbol(name);
                context.updated.push(symbol);
            }
        }
    }
    letters(text, regions, pool, context);
    // A letter that is defined as a function is one wherever a bracket follows.
    let functions = context.declared.functions.clone();
    context.declared.variables.retain(|name| !functions.contains(name));
}

/// Letters that stand for a function of the table by custom, such as σ: the document may define them otherwise, or leave
/// open what they are.
fn letters(text: &str, regions: &[Region], pool: &mut Pool, context: &mut Context) {
    let lower = text.to_lowercase();
    for function in table::all() {
        let row = function.row();
        let Notation::Named { latex, .. } = row.notation else { continue };
        let Some((_, letter)) = GREEK.iter().find(|(_, word)| latex.strip_prefix('\\') == Some(word)) else { continue };
        let named = std::iter::once(&row.name).chain(row.aliases).any(|name| lower.contains(name));
        let titled = [row.title.en, row.title.zh].into_iter().any(|title| lower.contains(&title.to_lowercase()));
        if context.declared.variables.contains(&(*letter).to_owned()) && is_called(text, letter) {
            let symbol = pool.symbol(letter);
            context.two_ways.push(symbol);
        }
        match defined(text, regions, pool, context, row.name) {
            Some(true) => {}
            Some(false) => push(&mut context.declared.functions, letter),
            None if named || titled => {}
            None => context.unnamed.push(function),
        }
    }
}

/// Whether the document defines the function as the table does, otherwise, or not at all.
fn defined(text: &str, regions: &[Region], pool: &mut Pool, context: &mut Context, wanted: &str) -> Option<bool> {
    let mut found = None;
    for region in regions.iter().filter(|region| region.kind != RegionKind::Directive) {
        let Ok(block) = block(text, region.span, &mut context.declared) else { continue };
        for piece in block.rows.iter().flat_map(|row| &row.pieces) {
            let Piece::Formula(formula) = piece else { continue };
            let (members, signs) = formula.chain();
            let ([left, right, ..], Some(Sign::Is(Relation::Equal) | Sign::Defined)) = (&members[..], signs.first())
            else {
                continue;
            };
            let (tree, scope) = (&formula.tree, &mut context.scope);
            let Shape::Call(name) = &tree.node(*left).shape else { continue };
            if &**name != wanted || tree.children(*left).iter().any(|&id| tree.name(id).is_none()) {
                continue;
            }
            let values =
                scope.expression(pool, tree, *left).and_then(|left| Ok((left, scope.expression(pool, tree, *right)?)));
            let Ok((left, right)) = values else {
                // Cases and the like: not what the table says, as far as can be seen.
                found = found.or(Some(false));
                continue;
            };
            let known = variables(pool, left);
            let calls_itself = |id: Id| matches!(pool.kind(id), Kind::Call(function) if function.row().name == wanted);
            let is_definition = !pool.is_variable(right)
                && variables(pool, right).iter().all(|name| known.contains(name))
                && !postorder(pool, right).into_iter().any(calls_itself);
            if is_definition {
                let same = is_true(pool, context, left, right);
                found = Some(found.unwrap_or(false) || same);
            }
        }
    }
    found
}

/// Whether a Greek letter stands right before a bracket somewhere.
fn is_called(text: &str, letter: &str) -> bool {
    let command = format!("\\{letter}");
    text.match_indices(&command).any(|(at, _)| {
        let after = text.get(at + command.len()..).unwrap_or("").trim_start();
        let after = ["\\left", "\\big", "\\Big"].iter().find_map(|size| after.strip_prefix(size)).unwrap_or(after);
        after.starts_with('(')
    })
}

/// The pairs of values that the document gives to labels.
fn labels(text: &str) -> Vec<[i64; 2]> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}' | '\\')).collect();
    let plain = plain.replace("lbrace", "").replace("rbrace", "").to_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| plain.contains(sign));
    let signs = has(&["-1,1", "-1,+1", "+1,-1", "1,-1", "pm1", "±1"]);
    let bits = has(&["in0,1", "in1,0", "0或1", "0or1", "one-hot", "onehot", "独热"]);
    [(signs, [-1, 1]), (bits, [0, 1])].into_iter().filter(|(said, _)| *said).map(|(_, two)| two).collect()
}

/// Equations with a number on the right, such as a constraint.
fn equations(formula: &Formula, pool: &mut Pool, context: &mut Context) {
    let (members, signs) = formula.chain();
    for (pair, sign) in members.windows(2).zip(signs) {
        let &[left, right] = pair else { continue };
        if sign != Sign::Is(Relation::Equal) || context.equations.len() >= EQUATIONS {
            continue;
        }
        let values = [left, right].map(|id| context.scope.expression(pool, &formula.tree, id));
        if let [Ok(left), Ok(right)] = values
            && variables(pool, right).is_empty()
            && variables(pool, left).len() > 1
        {
            context.equations.push((left, right));
        }
    }
}

fn push(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|other| other == name) {
        list.push(name.to_owned());
    }
}

/// `w = 2`, anywhere.
fn value(formula: &Formula, pool: &mut Pool, context: &mut Context) {
    let (members, signs) = formula.chain();
    let ([left, .., right], Some(Sign::Is(Relation::Equal))) = (&members[..], signs.first()) else { return };
    let tree = &formula.tree;
    let is_name = tree.name(*left).is_some() || tree.node(*left).shape == Shape::Indexed;
    if !is_name {
        return;
    }
    let values = [*left, *right].map(|id| context.scope.expression(pool, tree, id));
    if let [Ok(name), Ok(value)] = values
        && variables(pool, value).is_empty()
    {
        context.values.push((name, value));
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
            (Shape::Derivative, [_, by @ ..]) => {
                for name in by.iter().filter_map(|&id| tree.name(id)) {
                    let symbol = pool.symbol(name);
                    context.differentiated.push(symbol);
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
