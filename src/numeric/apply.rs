//! Owns the value of one node, given the values of its children: what each shape means in floating point.
//!
//! Boundary semantics, the same everywhere: a value outside the real domain is undefined (NaN). 0^0, 0/0, 1/0, ln 0 and a
//! negative base with an exponent that isn't whole are undefined; x^0 is 1 for x ≠ 0. Infinite results of finite
//! operands (overflow) are undefined as well. An undefined operand makes the result undefined, except in cases that aren't
//! chosen.

use super::value::Value;
use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::{Positivity, Primitive};
use crate::language::Relation;

/// The value of `id` from those of its children, for all shapes but variables, sums over an index and derivatives.
pub(super) fn apply(pool: &Pool, id: Id, children: &[Value]) -> Value {
    match (pool.kind(id), children) {
        (Kind::Number(number), _) => {
            let number = pool.number_value(number);
            let value = number.to_f64();
            if number.bits() <= 53 && number.is_integer() { Value::exact(value) } else { Value::rounded(value, 0.0) }
        }
        (Kind::Constant(Constant::E), _) => Value::rounded(std::f64::consts::E, 0.0),
        (Kind::Constant(Constant::Pi), _) => Value::rounded(std::f64::consts::PI, 0.0),
        (Kind::Neg, [a]) => Value { value: -a.value, error: a.error },
        (Kind::Add, terms) => terms.iter().fold(Value::exact(0.0), |a, b| add(a, *b)),
        (Kind::Mul, factors) => factors.iter().fold(Value::exact(1.0), |a, b| multiply(a, *b)),
        (Kind::Div, [a, b]) => divide(*a, *b),
        (Kind::Pow, [base, exponent]) => power(*base, *exponent),
        (Kind::Compare(relation), [a, b]) => compare(relation, *a, *b),
        (Kind::Piecewise, parts) => piecewise(parts),
        (Kind::Call(function), arguments) => {
            let row = function.row();
            match row.primitive {
                // What jumps or bends has its value at the point, whatever the error of the argument.
                Some(Primitive::Indicator) => arguments.first().copied().unwrap_or(Value::UNDEFINED),
                Some(Primitive::Abs) => match arguments {
                    [a] => Value { value: a.value.abs(), error: a.error },
                    _ => Value::UNDEFINED,
                },
                _ => sensitive(row.evaluate, row.positivity, arguments),
            }
        }
        _ => Value::UNDEFINED,
    }
}

pub(super) fn multiply(a: Value, b: Value) -> Value {
    let value = a.value * b.value;
    let underflow = lost(value, a.value == 0.0 || b.value == 0.0);
    // A product of exact numbers is exact when nothing was rounded away: whole numbers stay whole.
    if a.error == 0.0 && b.error == 0.0 && underflow == 0.0 && a.value.mul_add(b.value, -value) == 0.0 {
        return finite(Value::exact(value));
    }
    let error = a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error;
    finite(Value::rounded(value, error + underflow))
}

/// The error of a sum is what was rounded away, which can be computed exactly (Knuth, "The Art of Computer Programming" 2,
/// 4.2.2, theorem B): sums of whole numbers stay exact.
pub(super) fn add(a: Value, b: Value) -> Value {
    let value = a.value + b.value;
    let part = value - a.value;
    let rounded = (a.value - (value - part)) + (b.value - part);
    Value { value, error: a.error + b.error + rounded.abs() }
}

/// What underflow can have taken from a result that isn't exactly 0.
fn lost(value: f64, is_zero: bool) -> f64 {
    if value.abs() < f64::MIN_POSITIVE && !is_zero { f64::MIN_POSITIVE } else { 0.0 }
}

fn divide(a: Value, b: Value) -> Value {
    if b.value == 0.0 {
        return Value::UNDEFINED;
    }
    let value = a.value / b.value;
    let error = (a.error + value.abs() * b.error) / b.value.abs();
    finite(Value::rounded(value, error + lost(value, a.value == 0.0)))
}

fn power(base: Value, exponent: Value) -> Value {
    let whole = exponent.value == exponent.value.trunc() && exponent.error == 0.0;
    let is_outside = (base.value == 0.0 && exponent.value <= 0.0) || (base.value < 0.0 && !whole);
    if is_outside || !base.is_defined() || !exponent.is_defined() {
        return Value::UNDEFINED;
    }
    if whole && exponent.value.abs() <= SMALL_EXPONENT {
        let power = repeated(base, exponent.value.abs() as u32);
        return if exponent.value < 0.0 { divide(Value::exact(1.0), power) } else { power };
    }
    if whole && exponent.value.abs() <= 1e9 {
        let value = base.value.powi(exponent.value as i32);
        let slope = exponent.value.abs() * (value / base.value).abs();
        let error = if base.value == 0.0 { base.error } else { slope * base.error };
        return finite(Value::rounded(
            value,
            error + exponent.value.abs().log2().max(1.0) * value.abs() * f64::EPSILON + lost(value, base.value == 0.0),
        ));
    }
    sensitive(|arguments| arguments[0].powf(arguments[1]), Positivity::Positive, &[base, exponent])
}

/// Whole exponents up to this size are products, so that powers of small whole numbers stay exact.
const SMALL_EXPONENT: f64 = 64.0;

/// Squares and multiplies (Knuth, "The Art of Computer Programming" 2, 4.6.3, algorithm A).
fn repeated(base: Value, exponent: u32) -> Value {
    let (mut power, mut square, mut rest) = (Value::exact(1.0), base, exponent);
    while rest > 0 {
        if rest % 2 == 1 {
            power = multiply(power, square);
        }
        rest /= 2;
        if rest > 0 {
            square = multiply(square, square);
        }
    }
    power
}

/// A comparison is 1 or 0; undefined when a side is, or when the errors leave it open.
fn compare(relation: Relation, a: Value, b: Value) -> Value {
    let error = a.error + b.error;
    let open = error > 0.0 && (a.value - b.value).abs() <= error;
    if !a.is_defined() || !b.is_defined() || open {
        return Value::UNDEFINED;
    }
    let holds = match relation {
        Relation::Equal => a.value == b.value,
        Relation::Unequal => a.value != b.value,
        Relation::Less => a.value < b.value,
        Relation::LessEqual => a.value <= b.value,
        Relation::Greater => a.value > b.value,
        Relation::GreaterEqual => a.value >= b.value,
    };
    Value::exact(f64::from(u8::from(holds)))
}

fn piecewise(parts: &[Value]) -> Value {
    for pair in parts.chunks(2) {
        match pair {
            [condition, value] if condition.value == 1.0 => return *value,
            [condition, _] if condition.value.is_nan() => return Value::UNDEFINED,
            [otherwise] => return *otherwise,
            _ => {}
        }
    }
    Value::UNDEFINED
}

/// Arguments up to this size make no function of the table so small that it underflows.
const ORDINARY: f64 = 16.0;

/// A function's value; its error is how much the value changes over the errors of the arguments, and a few roundings.
fn sensitive(evaluate: impl Fn(&[f64]) -> f64, positivity: Positivity, arguments: &[Value]) -> Value {
    let mut point: Vec<f64> = arguments.iter().map(|argument| argument.value).collect();
    if arguments.iter().any(|argument| !argument.is_defined()) {
        return Value::UNDEFINED;
    }
    let value = evaluate(&point);
    // 0 at exact arguments of ordinary size is a zero of the function; else it was too small to be kept.
    let is_zero = value == 0.0
        && positivity != Positivity::Positive
        && arguments.iter().all(|argument| argument.error == 0.0 && argument.value.abs() <= ORDINARY);
    let mut error = 4.0 * f64::EPSILON * value.abs() + lost(value, is_zero);
    for (at, argument) in arguments.iter().enumerate().filter(|(_, argument)| argument.error > 0.0) {
        let moved = [argument.value - argument.error, argument.value + argument.error].map(|shifted| {
            if let Some(slot) = point.get_mut(at) {
                *slot = shifted;
            }
            (evaluate(&point) - value).abs()
        });
        // Within the error of the edge of the domain it isn't known whether there is a value at all.
        if moved.iter().any(|change| change.is_nan()) {
            return Value::UNDEFINED;
        }
        error += moved.into_iter().fold(0.0, f64::max);
        if let Some(slot) = point.get_mut(at) {
            *slot = argument.value;
        }
    }
    finite(Value { value, error })
}

/// Overflow has no value.
fn finite(value: Value) -> Value {
    if value.value.is_infinite() { Value::UNDEFINED } else { value }
}
