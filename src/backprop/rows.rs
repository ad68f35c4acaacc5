//! Owns models whose loss runs over the rows of the data: `L = mean((y - yhat)^2)` with `yhat = w*x + b` has one yhat for each
//! row, so columns and what is computed from them become families.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::expr::{Id, Kind, Pool, likely_columns, postorder_of, rebuild, replace_map, with_children};

/// A model over rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The number of rows; none when the model has no sums over rows.
    pub count: Option<Id>,
}

/// Rewrites definitions so that sums and means over rows are sums over an index. Columns are those of `columns` and, in
/// their absence, what looks like one. Definitions without such sums are left alone.
pub(super) fn index(pool: &mut Pool, definitions: &mut [(Id, Id)], over: &[Id], columns: &[Id]) -> Rows {
    let formulas: Vec<Id> = definitions.iter().map(|&(_, formula)| formula).collect();
    let order = postorder_of(pool, &formulas);
    if !order.iter().any(|&id| is_row_sum(pool, id)) {
        return Rows::default();
    }
    let named: FxHashMap<Id, Id> = definitions.iter().copied().collect();
    let columns = if columns.is_empty() { guessed(pool, definitions, &named, over) } else { columns.to_vec() };
    let index = fresh(pool, &order);
    let mut indexed: FxHashMap<Id, Id> = FxHashMap::default();
    for &column in columns.iter().filter(|column| order.contains(column)) {
        let family = pool.indexed(column, &[index]);
        indexed.insert(column, family);
    }
    // What is computed from columns outside of a sum over rows has one value for each row. Definitions may stand in any
    // order, so this goes on until no more are found.
    loop {
        let before = indexed.len();
        for &(name, formula) in definitions.iter() {
            if !indexed.contains_key(&name) && varies(pool, formula, &indexed) {
                let family = pool.indexed(name, &[index]);
                indexed.insert(name, family);
            }
        }
        if indexed.len() == before {
            break;
        }
    }
    let count = pool.symbol("N");
    for (name, formula) in definitions.iter_mut() {
        let summed = sums(pool, *formula, index, count);
        *formula = replace_map(pool, summed, &indexed);
        *name = indexed.get(name).copied().unwrap_or(*name);
    }
    Rows { count: Some(count) }
}

fn is_row_sum(pool: &Pool, id: Id) -> bool {
    matches!(pool.kind(id), Kind::RowSum | Kind::RowMean)
}

/// Names inside sums over rows that look like columns, definitions opened.
fn guessed(pool: &mut Pool, definitions: &[(Id, Id)], named: &FxHashMap<Id, Id>, over: &[Id]) -> Vec<Id> {
    let Some(&(_, mut whole)) = definitions.last() else { return Vec::new() };
    for _ in 0..definitions.len() {
        let opened = replace_map(pool, whole, named);
        if opened == whole {
            break;
        }
        whole = opened;
    }
    likely_columns(pool, whole, over)
}

/// Whether a column or a family of rows stands outside of sums over rows.
fn varies(pool: &Pool, root: Id, indexed: &FxHashMap<Id, Id>) -> bool {
    let (mut seen, mut stack) = (FxHashSet::default(), vec![root]);
    while let Some(id) = stack.pop() {
        if indexed.contains_key(&id) {
            return true;
        }
        if seen.insert(id) && !is_row_sum(pool, id) {
            stack.extend_from_slice(pool.children(id));
        }
    }
    false
}

/// Σ over rows as Σ over the index, a mean as 1/N of it.
fn sums(pool: &mut Pool, root: Id, index: Id, count: Id) -> Id {
    let (one, share) = (pool.integer(1), pool.integer(1));
    let share = pool.div(share, count);
    let result = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let (kind @ (Kind::RowSum | Kind::RowMean), [body]) = (pool.kind(id), children) else {
            return Ok(with_children(pool, id, children));
        };
        let sum = pool.sum(index, one, count, *body);
        Ok(if kind == Kind::RowSum { sum } else { pool.mul(&[share, sum]) })
    });
    match result {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// A letter for the rows that the model doesn't use.
fn fresh(pool: &mut Pool, order: &[Id]) -> Id {
    let taken: FxHashSet<Id> = order.iter().copied().filter(|&id| pool.is_variable(id)).collect();
    let letters = ["i", "r", "j", "k"].into_iter().map(str::to_owned).chain((1..).map(|n: u64| format!("i{n}")));
    let mut letter = pool.symbol("i");
    for name in letters {
        letter = pool.symbol(&name);
        if !taken.contains(&letter) {
            break;
        }
    }
    letter
}
