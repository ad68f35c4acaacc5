//! Owns directional derivatives in numbers, without any formula for a derivative: each node is differenced by itself.
//!
//! A node f(c₁, …) with known tangents of its children has the tangent (f(c + δt) − f(c − δt)) / 2δ, taken here with five
//! points. Because only one operation is differenced at a time the result stays accurate in a chain of any depth, and it
//! shares nothing with the rules of calculus that it is used to check.

use super::apply::apply;
use super::evaluate::{Domain, evaluate_in};
use super::point::Point;
use super::value::Value;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool};

/// A value and how fast it changes with the variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: Value,
    /// Its derivative by the chosen variable.
    pub tangent: Value,
}

/// How far arguments are moved, relative to their size.
const STEP: f64 = 1e-3;

struct Tangents {
    variable: Id,
    /// For an indexed variable: its base and indices in numbers.
    entry: Option<(Id, Vec<i64>)>,
}

/// The value of each root and its derivative by `variable` (a symbol, or an indexed symbol whose indices the point sets).
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Point, tangents};
/// let mut pool = Pool::new();
/// let (root, x) = (read(&mut pool, "sin(x)*x").unwrap(), pool.symbol("x"));
/// let dual = tangents(&pool, &[root], &Point::new().with(x, 1.0), x).unwrap()[0];
/// assert!((dual.tangent.value - (1f64.cos() + 1f64.sin())).abs() < 1e-9);
/// ```
pub fn tangents(pool: &Pool, roots: &[Id], point: &Point, variable: Id) -> Result<Vec<Dual>, Diagnostic> {
    let entry = match (pool.kind(variable), pool.children(variable)) {
        (Kind::Indexed, [base, indices @ ..]) => {
            let values = super::evaluate(pool, indices, point)?;
            Some((*base, values.iter().map(|value| value.value as i64).collect()))
        }
        _ => None,
    };
    evaluate_in(&Tangents { variable, entry }, pool, roots, point)
}

impl Domain for Tangents {
    type Item = Dual;

    fn constant(&self, value: f64) -> Dual {
        Dual { value: Value::exact(value), tangent: Value::exact(0.0) }
    }

    fn variable(&self, id: Id, base: Id, indices: &[i64], value: f64) -> Dual {
        let moves = match &self.entry {
            Some((own, at)) => *own == base && at == indices,
            None => id == self.variable,
        };
        Dual { value: Value::exact(value), tangent: Value::exact(f64::from(u8::from(moves))) }
    }

    fn undefined(&self) -> Dual {
        Dual { value: Value::UNDEFINED, tangent: Value::UNDEFINED }
    }

    fn apply(&self, pool: &Pool, id: Id, children: &[Dual]) -> Dual {
        let values: Vec<Value> = children.iter().map(|child| child.value).collect();
        let value = apply(pool, id, &values);
        if pool.kind(id) == Kind::Piecewise {
            return chosen(children).unwrap_or_else(|| self.undefined());
        }
        // A tangent of 0 that may be another one is carried along like any other.
        if children.iter().all(|child| child.tangent == Value::exact(0.0)) {
            return Dual { value, tangent: Value::exact(0.0) };
        }
        if !value.is_defined() {
            return self.undefined();
        }
        match pool.kind(id) {
            Kind::Neg | Kind::Add => {
                let moved: Vec<Value> = children.iter().map(|child| child.tangent).collect();
                Dual { value, tangent: apply(pool, id, &moved) }
            }
            _ => Dual { value, tangent: difference(pool, id, children) },
        }
    }

    fn combine(&self, product: bool, a: Dual, b: Dual) -> Dual {
        let sum = |a: Value, b: Value| Value::rounded(a.value + b.value, a.error + b.error);
        if !product {
            return Dual { value: sum(a.value, b.value), tangent: sum(a.tangent, b.tangent) };
        }
        let times = super::apply::multiply;
        Dual { value: times(a.value, b.value), tangent: sum(times(a.tangent, b.value), times(a.value, b.tangent)) }
    }

    fn number(&self, item: Dual) -> f64 {
        item.value.value
    }
}

/// The case that holds.
fn chosen(children: &[Dual]) -> Option<Dual> {
    for pair in children.chunks(2) {
        match pair {
            [condition, value] if condition.value.value == 1.0 => return Some(*value),
            [condition, _] if !condition.value.is_defined() => return None,
            [otherwise] => return Some(*otherwise),
            _ => {}
        }
    }
    None
}

/// The tangent of one operation by central differences along the children's tangents.
fn difference(pool: &Pool, id: Id, children: &[Dual]) -> Value {
    let rates: Vec<f64> = children.iter().map(|child| child.tangent.value).collect();
    let along = |rates: &[f64]| slope(pool, id, children, rates);
    let found = if rates.iter().all(|&rate| rate == 0.0) { Value::exact(0.0) } else { along(&rates) };
    // Errors of the children's tangents are carried along in proportion; where a tangent is 0, as fast as its error.
    let mut carried = 0.0;
    for (at, child) in children.iter().enumerate().filter(|(_, child)| child.tangent.error > 0.0) {
        carried += match child.tangent.value {
            0.0 => {
                let only: Vec<f64> =
                    (0..children.len()).map(|other| if other == at { child.tangent.error } else { 0.0 }).collect();
                let moved = along(&only);
                moved.value.abs() + moved.error
            }
            // Divided first: two tiny factors would vanish.
            rate => found.value.abs() * (child.tangent.error / rate.abs()),
        };
    }
    Value { value: found.value, error: found.error + carried }
}

/// How fast one operation changes while its children move at these rates, and how far two step sizes differ.
fn slope(pool: &Pool, id: Id, children: &[Dual], rates: &[f64]) -> Value {
    // Functions may be periodic, so their arguments move by little even when they are large.
    let limit = if matches!(pool.kind(id), Kind::Call(_)) { 1.0 } else { f64::MAX };
    // The largest step at which no child moves by more than STEP of its size.
    let step = children
        .iter()
        .zip(rates)
        .filter(|(_, rate)| **rate != 0.0)
        .map(|(child, rate)| STEP * size_of(child.value.value, limit) / rate.abs())
        .fold(f64::INFINITY, f64::min);
    if !step.is_finite() || step == 0.0 {
        return Value::UNDEFINED;
    }
    let at = |shift: f64| {
        let moved: Vec<Value> = children
            .iter()
            .zip(rates)
            .map(|(child, rate)| Value::exact(child.value.value + shift * step * rate))
            .collect();
        apply(pool, id, &moved).value
    };
    let (one, two, three) = (at(1.0) - at(-1.0), at(2.0) - at(-2.0), at(3.0) - at(-3.0));
    let fine = (8.0 * one - two) / (12.0 * step);
    let finest = (45.0 * one - 9.0 * two + three) / (60.0 * step);
    let rounding = 8.0 * f64::EPSILON * at(0.0).abs() / step;
    Value { value: finest, error: (finest - fine).abs() + rounding }
}

/// The size that a step is measured against: that of the value, up to a limit; where the value is zero, 1.
fn size_of(value: f64, limit: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value.abs().min(limit) }
}
