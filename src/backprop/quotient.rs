//! Owns the certified difference quotient: the whole loss at two points close together, each value enclosed to far more digits
//! than the difference loses.

use super::model::Model;
use super::numbers::Setting;
use super::variable::{base, is_single};
use crate::expr::{Id, Kind, Pool};
use crate::number::Rational;
use crate::numeric::{Budget, ExactPoint, Value, value_at};

/// Digits to which the loss is certified. The step loses ten of them.
const DIGITS: usize = 45;

/// Work for one value of the loss, in units of about a nanosecond.
const WORK: u64 = 60_000_000;

/// (L(u + h) − L(u − h)) / 2h for a member of a parameter, with h = 10⁻¹⁰ of exact arithmetic; the error is estimated from
/// the quotient of double the step. `None` when the loss can't be certified within the budget.
pub(super) fn quotient(
    pool: &mut Pool,
    model: &Model,
    setting: &Setting,
    loss: Id,
    variable: Id,
    member: &[i64],
) -> Option<Value> {
    let point = exact(pool, model, setting)?;
    let centre = Rational::from_f64(setting.get(pool, variable, member)?)?;
    let step = Rational::ratio(1, 10_000_000_000)?;
    let mut slope = |factor: i64| {
        let shift = &step * &Rational::from(factor);
        let mut at = |shifted: Rational| {
            let mut point = point.clone();
            place(pool, &mut point, variable, member, shifted);
            let budget = Budget { work: WORK, ..Budget::default() };
            let report = value_at(pool, loss, &point, DIGITS, &budget).ok()?;
            report.exact.or_else(|| signed(&report.decimal))
        };
        let difference = &at(&centre + &shift)? - &at(&centre - &shift)?;
        difference.checked_div(&(&shift * &Rational::from(2)))
    };
    let (near, far) = (slope(1)?, slope(2)?);
    // The error of the quotient falls with the square of the step, so a third of the change is about what is left.
    let left = (&near - &far).abs().to_f64() / 3.0;
    let value = near.to_f64();
    Some(Value { value, error: left + value.abs() * f64::EPSILON })
}

/// The numbers of all letters and sizes, exactly.
fn exact(pool: &Pool, model: &Model, setting: &Setting) -> Option<ExactPoint> {
    let mut point = ExactPoint::new();
    for &size in &model.sizes {
        point.set(size, Rational::from_f64(setting.get(pool, size, &[])?)?);
    }
    for &letter in model.parameters.iter().chain(&model.given) {
        for member in setting.members(pool, letter) {
            let value = Rational::from_f64(setting.get(pool, letter, &member)?)?;
            place(pool, &mut point, letter, &member, value);
        }
    }
    Some(point)
}

fn place(pool: &Pool, point: &mut ExactPoint, variable: Id, member: &[i64], value: Rational) {
    if pool.kind(variable) == Kind::Indexed || !is_single(pool, variable) {
        point.set_entry(base(pool, variable), member, value);
    } else {
        point.set(variable, value);
    }
}

/// A decimal that may have a sign.
fn signed(text: &str) -> Option<Rational> {
    match text.strip_prefix('-') {
        Some(size) => Rational::parse(size).map(|size| -&size),
        None => Rational::parse(text),
    }
}
