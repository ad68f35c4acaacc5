//! Owns data that a note lists as points: `(1,1) (2,2)`, `(x_1,y_1)(x_2,y_2)`, `D = \{(1,2),(2,3)\}`.

use super::context::Context;
use crate::expr::{Id, Pool};
use crate::language::{Form, Operator, Shape, Tree, TreeId};
use crate::number::Rational;

/// The points of a tree's part: juxtaposed or listed tuples of one length.
pub(super) fn points(tree: &Tree, root: TreeId) -> Option<Vec<Vec<TreeId>>> {
    let (mut found, mut stack) = (Vec::new(), vec![root]);
    while let Some(id) = stack.pop() {
        let children = tree.children(id);
        match &tree.node(id).shape {
            Shape::Binary(Operator::Juxtaposed | Operator::Times) => stack.extend(children.iter().rev()),
            Shape::Form(Form::Dots) => {}
            Shape::Form(Form::List('(')) if children.iter().all(|&part| !is_list(tree, part)) => {
                found.push(children.to_vec());
            }
            Shape::Form(Form::List(_)) => stack.extend(children.iter().rev()),
            _ => return None,
        }
    }
    let width = found.first().map(Vec::len).filter(|&width| width >= 2)?;
    found.iter().all(|point| point.len() == width).then_some(found)
}

/// The numbers of a formula that is one point.
pub(super) fn lone(tree: &Tree, root: TreeId) -> Option<Vec<Rational>> {
    match (&tree.node(root).shape, tree.children(root)) {
        (Shape::Form(Form::List('(')), parts) if parts.len() > 1 => parts.iter().map(|&id| number(tree, id)).collect(),
        _ => None,
    }
}

fn is_list(tree: &Tree, id: TreeId) -> bool {
    matches!(tree.node(id).shape, Shape::Form(Form::List(_)))
}

/// Takes points into the context: numbers become data, indexed names name the columns. False when they are neither.
pub(super) fn take(tree: &Tree, points: &[Vec<TreeId>], pool: &mut Pool, context: &mut Context) -> bool {
    let Some(first) = points.first() else { return false };
    let names: Option<Vec<Id>> = first
        .iter()
        .map(|&id| match (&tree.node(id).shape, tree.children(id)) {
            (Shape::Indexed, [base, ..]) => tree.name(*base).map(|name| pool.symbol(name)),
            _ => None,
        })
        .collect();
    if let Some(names) = names {
        for &name in &names {
            if !context.columns.contains(&name) {
                context.columns.push(name);
            }
        }
        context.listed = names;
        return true;
    }
    let rows: Option<Vec<Vec<Rational>>> =
        points.iter().map(|point| point.iter().map(|&id| number(tree, id)).collect()).collect();
    rows.is_some_and(|rows| take_rows(rows, pool, context))
}

/// Takes numbers into the context, one row for each point. False when they can't be data.
pub(super) fn take_rows(rows: Vec<Vec<Rational>>, pool: &mut Pool, context: &mut Context) -> bool {
    let width = rows.first().map_or(0, Vec::len);
    if rows.len() < 2 || rows.iter().any(|row| row.len() != width) {
        return false;
    }
    if context.listed.len() != width {
        let custom = if width == 2 { vec!["x", "y"] } else { return false };
        context.listed = custom.into_iter().map(|name| pool.symbol(name)).collect();
    }
    context.data = context
        .listed
        .iter()
        .enumerate()
        .map(|(at, &name)| (name, rows.iter().filter_map(|row| row.get(at).cloned()).collect()))
        .collect();
    for name in context.listed.clone() {
        if !context.columns.contains(&name) {
            context.columns.push(name);
        }
    }
    true
}

fn number(tree: &Tree, id: TreeId) -> Option<Rational> {
    match (&tree.node(id).shape, tree.children(id)) {
        (Shape::Number(digits), _) => Rational::parse(digits),
        (Shape::Negative, [inner]) => match &tree.node(*inner).shape {
            Shape::Number(digits) => Some(-&Rational::parse(digits)?),
            _ => None,
        },
        _ => None,
    }
}
