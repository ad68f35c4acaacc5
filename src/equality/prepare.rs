//! Owns what is done to both sides before they are compared: derivatives carried out, sums over an index brought into
//! normal form, functions replaced by their definitions until only primitive ones are left.

use rustc_hash::FxHashMap;

use crate::algebra::Normalizer;
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{
    Id, Kind, Pool, index_rows, is_binder, likely_columns, postorder, postorder_of, rebuild, substitute,
    substitute_map, with_children,
};
use crate::functions::{Arity, FunctionId, Primitive};

/// Sums and means over rows written with an index; a name that looks like a column in one expression is one in all.
pub(super) fn indexed(pool: &mut Pool, all: &[Id]) -> Vec<Id> {
    let order = postorder_of(pool, all);
    if !order.iter().any(|&id| matches!(pool.kind(id), Kind::RowSum | Kind::RowMean)) {
        return all.to_vec();
    }
    let mut parameters = Vec::new();
    for &id in &order {
        if pool.kind(id) == Kind::Derivative {
            parameters.extend(pool.children(id).iter().skip(1).copied());
        }
    }
    let mut columns: Vec<Id> = all.iter().flat_map(|&id| likely_columns(pool, id, &parameters)).collect();
    columns.sort_unstable();
    columns.dedup();
    all.iter().map(|&id| index_rows(pool, id, &columns, None)).collect()
}

/// Carries out the derivatives that stand in `root`, inner ones first, without a trace.
pub(super) fn derived(pool: &mut Pool, root: Id) -> Result<Id, Diagnostic> {
    let mut whole = root;
    loop {
        let pending = postorder(pool, whole).into_iter().find(|&id| pool.kind(id) == Kind::Derivative);
        let Some(pending) = pending else { return Ok(whole) };
        let [body, variables @ ..] = pool.children(pending) else { return Ok(whole) };
        let (mut value, variables) = (*body, variables.to_vec());
        for variable in variables {
            value = match gradient(pool, value, &[variable])?.first() {
                Some(&value) => value,
                None => return Ok(whole),
            };
        }
        whole = substitute_map(pool, whole, &[(pending, value)].into_iter().collect());
    }
}

/// Functions that are compared through their definitions although they have algorithms of their own: what their
/// definitions say holds on all of their domain.
const THROUGH_DEFINITION: &[Primitive] =
    &[Primitive::Sinh, Primitive::Cosh, Primitive::Tanh, Primitive::Asinh, Primitive::Acosh, Primitive::Atanh];

/// Replaces functions by their definitions until only primitive ones are left.
pub(crate) fn primitive(pool: &mut Pool, root: Id) -> Result<Id, Diagnostic> {
    let mut templates: FxHashMap<FunctionId, Option<Id>> = FxHashMap::default();
    // The functions that are needed, inner definitions first: each template is itself expanded when it is made.
    let mut stack: Vec<(FunctionId, bool)> = calls(pool, root).into_iter().map(|function| (function, false)).collect();
    while let Some((function, ready)) = stack.pop() {
        if templates.contains_key(&function) {
            continue;
        }
        let row = function.row();
        let through = row.primitive.is_none_or(|primitive| THROUGH_DEFINITION.contains(&primitive));
        let Some(text) = row.definition.filter(|_| through) else {
            templates.insert(function, None);
            continue;
        };
        let definition = pool.table_text(text)?;
        if ready {
            let expanded = expand(pool, definition, &templates);
            templates.insert(function, Some(expanded));
        } else {
            stack.push((function, true));
            stack.extend(calls(pool, definition).into_iter().map(|inner| (inner, false)));
        }
    }
    Ok(expand(pool, root, &templates))
}

fn calls(pool: &Pool, root: Id) -> Vec<FunctionId> {
    let mut found: Vec<FunctionId> = Vec::new();
    for id in postorder(pool, root) {
        if let Kind::Call(function) = pool.kind(id)
            && !found.contains(&function)
        {
            found.push(function);
        }
    }
    found
}

fn expand(pool: &mut Pool, root: Id, templates: &FxHashMap<FunctionId, Option<Id>>) -> Id {
    if templates.values().all(Option::is_none) {
        return root;
    }
    let result = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let Kind::Call(function) = pool.kind(id) else { return Ok(with_children(pool, id, children)) };
        let Some(&Some(template)) = templates.get(&function) else { return Ok(with_children(pool, id, children)) };
        let row = function.row();
        let parameters: Vec<Id> = row.parameters.iter().map(|name| pool.symbol(name)).collect();
        let with = |pool: &mut Pool, arguments: &[Id]| {
            let pairs: Vec<(Id, Id)> = parameters.iter().copied().zip(arguments.iter().copied()).collect();
            substitute(pool, template, &pairs)
        };
        Ok(match (row.arity, children) {
            (Arity::AtLeast(_), [first, rest @ ..]) => {
                let mut total = *first;
                for &next in rest {
                    total = with(pool, &[total, next]);
                }
                total
            }
            _ => with(pool, children),
        })
    });
    match result {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// Whether a sum, product or mean over an index or over rows stands in it.
pub(super) fn has_sums(pool: &Pool, root: Id) -> bool {
    postorder(pool, root)
        .into_iter()
        .any(|id| is_binder(pool, id) || matches!(pool.kind(id), Kind::RowSum | Kind::RowMean))
}

/// Bound indices named after their depth, so that Σ_i x_i and Σ_j x_j are one.
fn renamed(pool: &mut Pool, root: Id) -> Id {
    let mut depths: FxHashMap<Id, usize> = FxHashMap::default();
    let result = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let mut depth = children.iter().filter_map(|child| depths.get(child)).copied().max().unwrap_or(0);
        let mut new = with_children(pool, id, children);
        if let [index, lower, upper, body] = *children
            && is_binder(pool, id)
        {
            depth += 1;
            let name = pool.symbol(&format!("#{depth}"));
            let body = substitute(pool, body, &[(index, name)]);
            new = with_children(pool, id, &[name, lower, upper, body]);
        }
        depths.insert(new, depth);
        Ok(new)
    });
    match result {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// Both sides with their sums in normal form: linear, with common names for indices. A sum that leaves another one gets the name
/// of its new depth, and may meet its like there, so the whole is done again as long as that changes something.
pub(super) fn summed(pool: &mut Pool, sides: [Id; 2]) -> Result<[Id; 2], Diagnostic> {
    const ROUNDS: usize = 4;
    let mut normalizer = Normalizer::default();
    let mut results = sides;
    for result in &mut results {
        for _ in 0..ROUNDS {
            let named = renamed(pool, *result);
            let normal = normalizer.expression(pool, named)?;
            if std::mem::replace(result, normal) == normal {
                break;
            }
        }
    }
    Ok(results)
}
