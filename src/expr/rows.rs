//! Owns sums and means over the rows of the data: which names are columns, and the same sums with an index.

use rustc_hash::FxHashSet;

use super::pool::{Id, Kind, Pool};
use super::walk::{is_binder, postorder, rebuild, variables, with_children};
use crate::number::Rational;

/// Names that stand for parameters by custom, so that they are no columns unless somebody says so.
const PARAMETERS: &[&str] = &[
    "w", "b", "a", "c", "k", "m", "p", "q", "alpha", "beta", "gamma", "delta", "theta", "lambda", "mu", "sigma", "tau",
    "eta", "rho", "phi", "N", "n",
];

/// The names inside `sum(…)` and `mean(…)` that are taken for columns when no data tells: all but `parameters`, names
/// that stand for parameters by custom (`w`, `b`, `theta`, also with a number: `w1`), and names that also stand outside.
///
/// ```
/// use gradus::expr::{Pool, likely_columns, read};
/// let mut pool = Pool::new();
/// let loss = read(&mut pool, "mean((y - (w*x + b))^2) + lambda*w^2").unwrap();
/// let w = pool.symbol("w");
/// let columns = likely_columns(&pool, loss, &[w]);
/// assert_eq!(columns.iter().filter_map(|&id| pool.name(id)).collect::<Vec<_>>(), ["y", "x"]);
/// ```
pub fn likely_columns(pool: &Pool, root: Id, parameters: &[Id]) -> Vec<Id> {
    let order = postorder(pool, root);
    let (mut inside, mut below): (Vec<Id>, FxHashSet<Id>) = (Vec::new(), FxHashSet::default());
    for &id in order.iter().filter(|&&id| matches!(pool.kind(id), Kind::RowSum | Kind::RowMean)) {
        for variable in variables(pool, id) {
            if below.insert(variable) {
                inside.push(variable);
            }
        }
    }
    let outside = outside_rows(pool, root);
    let is_custom = |name: &str| PARAMETERS.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_'));
    inside.retain(|id| {
        !parameters.contains(id) && !outside.contains(id) && pool.name(*id).is_some_and(|name| !is_custom(name))
    });
    inside
}

/// Variables that stand outside of all sums over rows.
fn outside_rows(pool: &Pool, root: Id) -> FxHashSet<Id> {
    let (mut seen, mut stack) = (FxHashSet::default(), vec![root]);
    while let Some(id) = stack.pop() {
        if seen.insert(id) && !matches!(pool.kind(id), Kind::RowSum | Kind::RowMean) {
            stack.extend_from_slice(pool.children(id));
        }
    }
    seen.retain(|&id| pool.is_variable(id));
    seen
}

/// Writes `sum(u)` as `sum(i=1..N, u)` and `mean(u)` as `1/N*sum(i=1..N, u)`, where every column in u gets the index:
/// x becomes x_i. The index is `i`, or the next letter that is free; `count` is what N is, the symbol N when none is given.
///
/// ```
/// use gradus::expr::{Pool, index_rows, read};
/// let mut pool = Pool::new();
/// let (x, loss) = (pool.symbol("x"), read(&mut pool, "mean(w*x)").unwrap());
/// let indexed = index_rows(&mut pool, loss, &[x], None);
/// assert_eq!(indexed, read(&mut pool, "1/N*sum(i=1..N, w*x_i)").unwrap());
/// let nested = read(&mut pool, "sum(x - sum(x))").unwrap();
/// let indexed = index_rows(&mut pool, nested, &[x], None);
/// assert_eq!(indexed, read(&mut pool, "sum(j=1..N, x_j - sum(i=1..N, x_i))").unwrap());
/// ```
pub fn index_rows(pool: &mut Pool, root: Id, columns: &[Id], count: Option<&Rational>) -> Id {
    let order = postorder(pool, root);
    if !order.iter().any(|&id| matches!(pool.kind(id), Kind::RowSum | Kind::RowMean)) {
        return root;
    }
    let taken: FxHashSet<Id> = order
        .iter()
        .filter(|&&id| pool.is_variable(id) || is_binder(pool, id))
        .flat_map(|&id| if is_binder(pool, id) { pool.children(id).first().copied() } else { Some(id) })
        .collect();
    let (one, upper) = (
        pool.integer(1),
        match count {
            Some(count) => pool.number(count),
            None => pool.symbol("N"),
        },
    );
    let indexed = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let (kind @ (Kind::RowSum | Kind::RowMean), [body]) = (pool.kind(id), children) else {
            return Ok(with_children(pool, id, children));
        };
        let index = free_index(pool, *body, &taken);
        let body = at_index(pool, *body, columns, index);
        let sum = pool.sum(index, one, upper, body);
        if kind == Kind::RowSum {
            return Ok(sum);
        }
        let share = match count.and_then(Rational::recip) {
            Some(share) => pool.number(&share),
            None => pool.div(one, upper),
        };
        Ok(pool.mul(&[share, sum]))
    });
    match indexed {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The first letter for an index that isn't taken, nor bound by a sum inside of the body.
fn free_index(pool: &mut Pool, body: Id, taken: &FxHashSet<Id>) -> Id {
    let order = postorder(pool, body);
    let inner: FxHashSet<Id> = order
        .into_iter()
        .filter(|&id| is_binder(pool, id))
        .filter_map(|id| pool.children(id).first().copied())
        .collect();
    let letters = ["i", "j", "k", "l", "r"].into_iter().map(str::to_owned).chain((1..).map(|n: u64| format!("i{n}")));
    let mut index = pool.symbol("i");
    for letter in letters {
        index = pool.symbol(&letter);
        if !taken.contains(&index) && !inner.contains(&index) {
            break;
        }
    }
    index
}

/// The body with the index at every column that has none yet.
fn at_index(pool: &mut Pool, body: Id, columns: &[Id], index: Id) -> Id {
    let indexed = rebuild::<std::convert::Infallible>(pool, body, |pool, id, children| match pool.kind(id) {
        Kind::Symbol(_) if columns.contains(&id) => Ok(pool.indexed(id, &[index])),
        // The name of a column that has an index stays a name.
        Kind::Indexed => Ok(id),
        _ => Ok(with_children(pool, id, children)),
    });
    match indexed {
        Ok(id) => id,
        Err(never) => match never {},
    }
}
