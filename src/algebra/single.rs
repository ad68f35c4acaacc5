//! Owns what a single power, call, sum over an index or case distinction is worth when its parts are tidied already:
//! numbers computed, special values put in.

use super::fold;
use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::{FunctionId, Primitive};
use crate::language::Relation;
use crate::number::Rational;

/// Powers of numbers are computed up to this size.
const POWER_BITS: usize = 512;

/// The settled node, conditions left aside.
pub(super) fn settle(pool: &mut Pool, id: Id) -> Id {
    simplify(pool, &mut Vec::new(), id)
}

/// The settled node; conditions under which it equals the node are added to the list.
pub(super) fn simplify(pool: &mut Pool, conditions: &mut Vec<Id>, id: Id) -> Id {
    let children: Vec<Id> = pool.children(id).to_vec();
    match (pool.kind(id), &children[..]) {
        (Kind::Pow, [base, exponent]) => power(pool, conditions, id, *base, *exponent),
        (Kind::Call(function), arguments) => special_value(pool, function, arguments).unwrap_or(id),
        (Kind::Sum, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body]) if pool.is_integer(*body, 0) => *body,
        (Kind::Product, [_, _, _, body]) if pool.is_integer(*body, 1) => *body,
        (Kind::Piecewise, parts) => {
            let values: Vec<Id> = parts.chunks(2).filter_map(|pair| pair.last().copied()).collect();
            match values.first() {
                Some(&first) if values.iter().all(|&value| value == first) => first,
                _ => id,
            }
        }
        _ => id,
    }
}

fn power(pool: &mut Pool, conditions: &mut Vec<Id>, id: Id, base: Id, exponent: Id) -> Id {
    if pool.is_integer(base, 1) {
        return base;
    }
    let Some(number) = pool.as_number(exponent) else { return id };
    if number.is_one() {
        return base;
    }
    if number.is_zero() {
        if pool.is_integer(base, 0) {
            return id;
        }
        if pool.as_number(base).is_none() && !matches!(pool.kind(base), Kind::Constant(_)) {
            let zero = pool.integer(0);
            let condition = pool.compare(Relation::Unequal, base, zero);
            conditions.push(condition);
        }
        return pool.integer(1);
    }
    if let Some(value) = pool.as_number(base) {
        return number_power(&value, &number).map_or(id, |value| pool.number(&value));
    }
    let Some(whole) = number.to_i64() else { return id };
    match (pool.kind(base), pool.children(base)) {
        (Kind::Neg, [inner]) => {
            let inner = *inner;
            let unsigned = fold::pow(pool, inner, exponent);
            // The inside may be a power or a root; it has no second sign, so this goes one level deep.
            let power = match pool.kind(inner) {
                Kind::Neg => unsigned,
                _ => power(pool, conditions, unsigned, inner, exponent),
            };
            if whole % 2 == 0 { power } else { fold::neg(pool, power) }
        }
        (Kind::Pow, [inner, first]) => match pool.as_number(*first).filter(Rational::is_integer) {
            Some(first) => {
                let inner = *inner;
                let product = pool.number(&(&first * &number));
                fold::pow(pool, inner, product)
            }
            None => id,
        },
        (Kind::Call(function), [radicand]) if function.row().primitive == Some(Primitive::Sqrt) && whole % 2 == 0 => {
            let radicand = *radicand;
            if pool.as_number(radicand).is_none() {
                let zero = pool.integer(0);
                let condition = pool.compare(Relation::GreaterEqual, radicand, zero);
                conditions.push(condition);
            }
            let half = pool.integer(whole / 2);
            fold::pow(pool, radicand, half)
        }
        _ => id,
    }
}

/// b^e where that is rational and not too long: 2^10, 4^(1/2), 8^(−2/3).
fn number_power(base: &Rational, exponent: &Rational) -> Option<Rational> {
    let degree = u32::try_from(exponent.denominator().to_i64()?).ok()?;
    let root = if degree == 1 { base.clone() } else { (!base.is_negative()).then(|| base.root(degree))?? };
    let whole = exponent.numerator().to_i64()?;
    let bits = root.bits().saturating_mul(usize::try_from(whole.unsigned_abs()).ok()?);
    if bits > POWER_BITS && root.bits() > 1 { None } else { root.pow(whole) }
}

/// sin(0), ln(e), sqrt(9/4): exact values from the row or by arithmetic.
fn special_value(pool: &mut Pool, function: FunctionId, arguments: &[Id]) -> Option<Id> {
    let row = function.row();
    let numbers: Option<Vec<Rational>> = arguments.iter().map(|&argument| pool.as_number(argument)).collect();
    if let Some(value) = numbers.and_then(|numbers| exact(row.primitive?, &numbers)) {
        return Some(pool.number(&value));
    }
    let closed = arguments.iter().all(|&argument| {
        matches!(pool.kind(argument), Kind::Number(_) | Kind::Constant(Constant::E | Constant::Pi))
            || (matches!(pool.kind(argument), Kind::Neg | Kind::Div | Kind::Mul | Kind::Call(_) | Kind::Pow)
                && is_short_constant(pool, argument))
    });
    if !closed {
        return None;
    }
    let wanted: Vec<Id> = arguments.to_vec();
    for (texts, value) in row.values {
        let parts: Option<Vec<Id>> = texts.split(',').map(|text| pool.table_text(text.trim()).ok()).collect();
        if parts.is_some_and(|parts| parts == wanted) {
            return pool.table_text(value).ok();
        }
    }
    None
}

/// The tables have special values for arguments of fewer nodes than this.
const SHORT: usize = 64;

/// Whether an expression of few nodes holds no variable.
fn is_short_constant(pool: &Pool, root: Id) -> bool {
    let mut stack = vec![root];
    for _ in 0..SHORT {
        let Some(id) = stack.pop() else { return true };
        if pool.is_variable(id) {
            return false;
        }
        stack.extend_from_slice(pool.children(id));
    }
    false
}

fn exact(primitive: Primitive, numbers: &[Rational]) -> Option<Rational> {
    match (primitive, numbers) {
        (Primitive::Sqrt, [a]) => a.root(2),
        (Primitive::Root, [a, n]) => a.root(u32::try_from(n.to_i64()?).ok()?),
        (Primitive::Abs, [a]) => Some(a.abs()),
        (Primitive::Sign, [a]) => Some(match (a.is_zero(), a.is_negative()) {
            (true, _) => Rational::ZERO,
            (_, true) => Rational::from(-1),
            _ => Rational::ONE,
        }),
        (Primitive::Floor, [a]) => Some(a.floor()),
        (Primitive::Ceil, [a]) => Some(a.ceil()),
        (Primitive::Min, all) => all.iter().min().cloned(),
        (Primitive::Max, all) => all.iter().max().cloned(),
        _ => None,
    }
}
