//! Owns logarithms of products in a loss: opened by the laws of the logarithm, so that a likelihood becomes a sum that can be
//! differentiated term by term.

use super::report::{Head, Piece, Section, say};
use super::{Method, Minimum, Options};
use crate::algebra::{fold, tidy};
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{
    Constant, Id, Kind, Pool, index_rows, is_binder, likely_columns, occurs, postorder, rebuild, with_children,
};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("Logarithms of products", "积的对数");
const OPENED: Wording = Wording::new(
    "A logarithm of a product is the sum of the logarithms, of a power its exponent times the logarithm, of an exponential its exponent. The factors have to be positive:",
    "积的对数等于对数之和,幂的对数等于指数乘以对数,指数函数的对数等于其指数。各因子须为正:",
);

/// How deep logarithms are opened: ln of a product of powers of exponentials.
const ROUNDS: usize = 8;

/// Minimizes the loss with its logarithms opened, where that gives a closed form; `None` where nothing can be opened or it
/// doesn't.
pub(super) fn minimize(
    pool: &mut Pool,
    loss: Id,
    over: &[Id],
    table: Option<&Table>,
    options: &Options,
) -> Result<Option<Minimum>, Diagnostic> {
    let columns = match table {
        Some(table) => table.columns().iter().map(|column| pool.symbol(column.name())).collect(),
        None => likely_columns(pool, loss, over),
    };
    let indexed = index_rows(pool, loss, &columns, None);
    let mut positive = Vec::new();
    let mut open = indexed;
    for _ in 0..ROUNDS {
        let next = opened(pool, open, over, &mut positive);
        if next == open {
            break;
        }
        open = next;
    }
    if open == indexed {
        return Ok(None);
    }
    // ln x² has values on both sides of 0. Only a likelihood, a sum over rows, means the scale σ > 0 by such an x.
    let assumed = even_bases(pool, indexed, over);
    if !assumed.is_empty() && !postorder(pool, indexed).into_iter().any(|id| is_binder(pool, id)) {
        return Ok(None);
    }
    let open = tidy(pool, open).id;
    let closed = Options { method: Method::ClosedForm, start: Vec::new(), ..options.clone() };
    let Ok(mut minimum) = super::minimize(pool, open, over, table, &closed) else { return Ok(None) };
    let zero = pool.integer(0);
    for base in assumed {
        let condition = pool.compare(Relation::Greater, base, zero);
        if !minimum.conditions.contains(&condition) {
            minimum.conditions.push(condition);
        }
    }
    let mut pieces = vec![say(OPENED)];
    for id in positive {
        pieces.push(Piece::Fact(pool.compare(Relation::Greater, id, zero)));
    }
    pieces.push(Piece::Chain(Head::Loss, vec![(indexed, &rules::ROWS_TO_SUM), (open, &rules::OPEN_LOGARITHM)]));
    minimum.sections.insert(0, Section { title: TITLE, pieces });
    Ok(Some(minimum))
}

/// The parameters of which a logarithm holds an even power.
fn even_bases(pool: &Pool, root: Id, over: &[Id]) -> Vec<Id> {
    let order = postorder(pool, root);
    let logarithms = order.iter().filter(|&&id| match pool.kind(id) {
        Kind::Call(function) => function.row().primitive == Some(Primitive::Ln),
        _ => false,
    });
    let mut bases = Vec::new();
    for inside in logarithms.flat_map(|&id| postorder(pool, id)) {
        let Some((base, exponent)) = pool.pair(inside).filter(|_| pool.kind(inside) == Kind::Pow) else { continue };
        let power = pool.as_number(exponent).and_then(|exponent| exponent.to_i64());
        if over.contains(&base) && power.is_some_and(|power| power % 2 == 0) && !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases
}

/// Each logarithm around a parameter opened by one law. Factors that have to be positive are collected.
fn opened(pool: &mut Pool, root: Id, over: &[Id], positive: &mut Vec<Id>) -> Id {
    let done = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let rebuilt = with_children(pool, id, children);
        let Kind::Call(function) = pool.kind(rebuilt) else { return Ok(rebuilt) };
        let is_logarithm = function.row().primitive == Some(Primitive::Ln);
        let Some(inner) = pool.only(rebuilt).filter(|_| is_logarithm) else { return Ok(rebuilt) };
        let holds = |pool: &Pool, id: Id| over.iter().any(|&parameter| occurs(pool, id, parameter));
        if !holds(pool, inner) {
            return Ok(rebuilt);
        }
        let ln = |pool: &mut Pool, id: Id| pool.call(function, &[id]);
        let parts = pool.children(inner).to_vec();
        Ok(match (pool.kind(inner), &parts[..]) {
            (Kind::Mul, factors) => {
                let (own, constant): (Vec<Id>, Vec<Id>) = factors.iter().partition(|&&factor| holds(pool, factor));
                let mut terms: Vec<Id> = Vec::new();
                for &factor in &own {
                    note(pool, factor, positive);
                    terms.push(ln(pool, factor));
                }
                if !constant.is_empty() {
                    let product = fold::mul(pool, &constant);
                    note(pool, product, positive);
                    terms.push(ln(pool, product));
                }
                pool.add(&terms)
            }
            (Kind::Div, &[top, bottom]) => {
                note(pool, top, positive);
                note(pool, bottom, positive);
                let below = ln(pool, bottom);
                if pool.is_integer(top, 1) {
                    pool.neg(below)
                } else {
                    let above = ln(pool, top);
                    pool.sub(above, below)
                }
            }
            (Kind::Pow, &[base, exponent]) => {
                if pool.kind(base) == Kind::Constant(Constant::E) {
                    exponent
                } else {
                    note(pool, base, positive);
                    let logarithm = ln(pool, base);
                    pool.mul(&[exponent, logarithm])
                }
            }
            (Kind::Product, &[index, lower, upper, body]) => {
                note(pool, body, positive);
                let logarithm = ln(pool, body);
                pool.sum(index, lower, upper, logarithm)
            }
            (Kind::Call(inside), &[argument]) => match inside.row().primitive {
                Some(Primitive::Exp) => argument,
                Some(Primitive::Sqrt) => {
                    note(pool, argument, positive);
                    let (logarithm, two) = (ln(pool, argument), pool.integer(2));
                    pool.div(logarithm, two)
                }
                _ => rebuilt,
            },
            _ => rebuilt,
        })
    });
    match done {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// Keeps what has to be positive, where that isn't plain and it won't be opened further.
fn note(pool: &mut Pool, id: Id, positive: &mut Vec<Id>) {
    let is_compound = match pool.kind(id) {
        Kind::Mul | Kind::Div | Kind::Product => true,
        Kind::Pow => pool.pair(id).is_some_and(|(_, exponent)| pool.as_number(exponent).is_none()),
        _ => false,
    };
    let zero = pool.integer(0);
    let condition = pool.compare(Relation::Greater, id, zero);
    let plain = crate::algebra::decide(pool, condition) == Some(true);
    let is_leafless = !postorder(pool, id).into_iter().any(|part| pool.name(part).is_some());
    if !is_compound && !plain && !is_leafless && !positive.contains(&id) {
        positive.push(id);
    }
}
