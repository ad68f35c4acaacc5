//! Owns the meeting of a loss with its data: sums over rows become numbers.

use rustc_hash::FxHashMap;

use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio};
use crate::data::Table;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute, with_children};
use crate::number::Rational;

/// Up to this many rows the loss is shown with every row written out.
pub(super) const WRITTEN_OUT: usize = 6;

/// The loss with all sums over rows computed, when each term is a polynomial in the parameters whose coefficients are
/// products of columns; `None` otherwise. One exact pass over the rows for each such product.
pub(super) fn reduce(pool: &mut Pool, loss: Id, over: &[Id], table: &Table) -> Option<Id> {
    let count = pool.integer(table.rows() as i64);
    let rows = pool.symbol("N");
    let mut done: FxHashMap<Id, Id> = FxHashMap::default();
    for id in postorder(pool, loss) {
        let children: Vec<Id> =
            pool.children(id).iter().map(|child| done.get(child).copied().unwrap_or(*child)).collect();
        let new = match (pool.kind(id), pool.children(id)) {
            _ if id == rows && !over.contains(&id) => count,
            (Kind::Sum, [index, lower, upper, body]) => {
                let (index, lower, upper, body) = (*index, *lower, *upper, *body);
                let upper = done.get(&upper).copied().unwrap_or(upper);
                sum(pool, [index, lower, upper], body, table)?
            }
            _ => with_children(pool, id, &children),
        };
        done.insert(id, new);
    }
    let reduced = done.get(&loss).copied().unwrap_or(loss);
    let mut normalizer = Normalizer::default();
    normalizer.expression(pool, reduced).ok()
}

/// Σ over the rows from `lower` to `upper`.
fn sum(pool: &mut Pool, range: [Id; 3], body: Id, table: &Table) -> Option<Id> {
    let [index, lower, upper] = range;
    let (Some(first), Some(last)) =
        (pool.as_number(lower).and_then(|n| n.to_i64()), pool.as_number(upper).and_then(|n| n.to_i64()))
    else {
        return None;
    };
    if first < 1 || last > table.rows() as i64 {
        return None;
    }
    let mut normalizer = Normalizer::default();
    let ratio = normalizer.ratio(pool, body).ok()?;
    ratio.bottom.as_constant()?;
    let mut terms = Vec::new();
    for (monomial, coefficient) in ratio.top.terms() {
        let varies = |variable: u32| normalizer.kernels.id(variable).is_some_and(|id| occurs(pool, id, index));
        let (inside, outside) = monomial.split(varies);
        let total = column_sum(pool, &normalizer, &inside, index, (first, last), table)?;
        terms.push((outside, coefficient * &total));
    }
    let bottom = ratio.bottom;
    let quotient = Ratio::new(Polynomial::sum_of(terms), bottom)?;
    Some(normalizer.write(pool, &quotient))
}

/// The sum over the rows of a product of powers of columns.
fn column_sum(
    pool: &Pool,
    normalizer: &Normalizer,
    product: &Monomial,
    index: Id,
    (first, last): (i64, i64),
    table: &Table,
) -> Option<Rational> {
    let mut factors = Vec::new();
    for &(variable, exponent) in product.powers() {
        let id = normalizer.kernels.id(variable)?;
        let column = match (pool.kind(id), pool.children(id)) {
            (Kind::Indexed, [base, at]) if *at == index => table.column(pool.name(*base)?)?,
            _ => return None,
        };
        factors.push((column, i64::from(exponent)));
    }
    let mut total = Rational::ZERO;
    for row in first..=last {
        let at = usize::try_from(row - 1).ok()?;
        let mut product = Rational::ONE;
        for (column, exponent) in &factors {
            product = &product * &column.get(at)?.pow(*exponent)?;
        }
        total = &total + &product;
    }
    Some(total)
}

/// The loss with every row written out, for small tables.
pub(super) fn written_out(pool: &mut Pool, loss: Id, table: &Table) -> Option<Id> {
    if table.rows() > WRITTEN_OUT {
        return None;
    }
    let count = pool.integer(table.rows() as i64);
    let rows = pool.symbol("N");
    let mut done: FxHashMap<Id, Id> = FxHashMap::default();
    for id in postorder(pool, loss) {
        let children: Vec<Id> =
            pool.children(id).iter().map(|child| done.get(child).copied().unwrap_or(*child)).collect();
        let new = match (pool.kind(id), pool.children(id)) {
            _ if id == rows => count,
            (Kind::Sum, [index, _, _, body]) => {
                let (index, body) = (*index, *body);
                let terms: Option<Vec<Id>> =
                    (0..table.rows()).map(|row| in_row(pool, body, index, row, table)).collect();
                pool.add(&terms?)
            }
            _ => with_children(pool, id, &children),
        };
        done.insert(id, new);
    }
    done.get(&loss).copied()
}

/// The body of a sum with the values of one row.
fn in_row(pool: &mut Pool, body: Id, index: Id, row: usize, table: &Table) -> Option<Id> {
    let mut values = Vec::new();
    for id in postorder(pool, body) {
        let (Kind::Indexed, Some((base, at))) = (pool.kind(id), pool.pair(id)) else { continue };
        if at == index {
            let value = table.column(pool.name(base)?)?.get(row)?;
            values.push((id, pool.number(&value)));
        }
    }
    let number = pool.integer(row as i64 + 1);
    values.push((index, number));
    Some(substitute(pool, body, &values))
}
