//! Owns the check of a derivation: each step is held against numbers before anyone sees it.
//!
//! Every `d/dx (u)` that was carried out is compared, at random points of the domain, with a numerical derivative of u that
//! uses no formula of calculus ([`crate::numeric::tangents`]); every other step with the value of what it replaced. Where
//! floating point says that they differ, certified values decide: rounding accuses nobody.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, Kind, Pool};
use crate::numeric::{
    Agreement, Budget, Dual, ExactPoint, Point, SEED, Value, agree, difference_quotient, evaluate, sample, tangents,
    value_at, without_derivatives,
};
use crate::render::plain;
use crate::steps::{Derivation, Step};

/// Derivations of more steps than this are checked at one point, which is all that time allows.
const LONG: usize = 20_000;

/// Points at which a derivation of ordinary length is checked.
const POINTS: usize = 3;

/// Checks each step; `values` says what each carried-out derivative is. Returns the number of points used: 0 when no
/// usable one was found. An error is a bug in gradus, and nothing of the derivation may be shown then.
pub(super) fn check(pool: &mut Pool, derivation: &Derivation, values: &FxHashMap<Id, Id>) -> Result<usize, Diagnostic> {
    let (wanted, attempts) = if derivation.steps.len() > LONG { (1, 8) } else { (POINTS, 60) };
    let mut roots: Vec<Id> = vec![derivation.answer];
    roots.extend(bodies(pool, derivation.question));
    let points = sample(pool, &roots, &derivation.conditions(pool), wanted, attempts, SEED)?;
    for point in &points {
        check_derivatives(pool, derivation, values, point)?;
        check_rewriting(pool, &derivation.steps, point)?;
    }
    Ok(points.len())
}

/// What is differentiated in the question, and the variables: their indices are whole numbers, even where the answer no
/// longer shows that.
fn bodies(pool: &Pool, question: Id) -> &[Id] {
    if pool.kind(question) == Kind::Derivative { pool.children(question) } else { &[] }
}

/// A first derivative that a step carried out, and what it is.
struct Carried<'s> {
    step: &'s Step,
    body: Id,
    value: Id,
}

fn check_derivatives(
    pool: &mut Pool,
    derivation: &Derivation,
    values: &FxHashMap<Id, Id>,
    point: &Point,
) -> Result<(), Diagnostic> {
    // Steps that carry out a first derivative, by variable; each pending node once, where its rule was applied.
    let mut by_variable: Vec<(Id, Vec<Carried>)> = Vec::new();
    for step in &derivation.steps {
        let [body, variable] = pool.children(step.before) else { continue };
        let Some(&value) = values.get(&step.before).filter(|_| pool.kind(step.before) == Kind::Derivative) else {
            continue;
        };
        let at = by_variable.iter().position(|(known, _)| known == variable).unwrap_or_else(|| {
            by_variable.push((*variable, Vec::new()));
            by_variable.len() - 1
        });
        if let Some((_, list)) = by_variable.get_mut(at) {
            list.push(Carried { step, body: *body, value });
        }
    }
    for (variable, list) in by_variable {
        let bodies: Vec<Id> = list.iter().map(|carried| carried.body).collect();
        let results: Vec<Id> = list.iter().map(|carried| carried.value).collect();
        let slopes: Vec<Dual> = tangents(pool, &bodies, point, variable)?;
        let values: Vec<Value> = evaluate(pool, &results, point)?;
        for (carried, (slope, value)) in list.iter().zip(slopes.iter().zip(&values)) {
            if agree(slope.tangent, *value) == Agreement::No {
                let quotient = difference_quotient(pool, carried.body, variable);
                if are_equal(pool, quotient, carried.value, point) {
                    continue;
                }
                return Err(failed(pool, carried.step));
            }
        }
    }
    Ok(())
}

/// Steps that only rewrite: both sides have values.
fn check_rewriting(pool: &mut Pool, steps: &[Step], point: &Point) -> Result<(), Diagnostic> {
    let pairs: Vec<(&Step, Id, Id)> = steps
        .iter()
        .filter_map(|step| match (pool.kind(step.before), pool.kind(step.after)) {
            // While more derivatives wait outside, what changed is the body.
            (Kind::Derivative, Kind::Derivative) => {
                let (before, after) = (pool.children(step.before), pool.children(step.after));
                let same = before.get(1..) == after.get(1..);
                Some((step, *before.first()?, *after.first()?)).filter(|_| same)
            }
            _ => Some((step, step.before, step.after)),
        })
        .collect();
    let sides: Vec<Id> = pairs.iter().flat_map(|(_, before, after)| [*before, *after]).collect();
    let values = evaluate(pool, &sides, point)?;
    for ((step, left, right), sides) in pairs.iter().zip(values.chunks(2)) {
        if let [before, after] = sides
            && agree(*before, *after) == Agreement::No
            && !are_equal(pool, *left, *right, point)
        {
            return Err(failed(pool, step));
        }
    }
    Ok(())
}

/// Digits to which two values that seemed to differ are computed.
const DIGITS: usize = 17;

/// Work for one of them, in units of about a nanosecond.
const WORK: u64 = 200_000_000;

/// Whether certified values, with difference quotients in the place of derivatives, agree after all.
fn are_equal(pool: &mut Pool, left: Id, right: Id, point: &Point) -> bool {
    let point = ExactPoint::from(point);
    let budget = Budget { work: WORK, ..Budget::default() };
    let mut value = |id: Id| {
        let id = without_derivatives(pool, id);
        let report = value_at(pool, id, &point, DIGITS, &budget).ok()?;
        // What is nearer to 0 than could be told is 0 up to the error of a quotient.
        Some(Value { value: report.float, error: if report.below.is_some() { f64::EPSILON } else { 0.0 } })
    };
    match (value(left), value(right)) {
        (Some(left), Some(right)) => agree(left, right) != Agreement::No,
        _ => false,
    }
}

fn failed(pool: &Pool, step: &Step) -> Diagnostic {
    Diagnostic::new(&deriving::CHECK_FAILED).with("rule", step.rule.id).with("before", plain(pool, step.before))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test fails by panicking.

    use super::*;
    use crate::calculus::law::pending_in;
    use crate::calculus::{differentiate, gradient};
    use crate::expr::read;

    /// What is differentiated, and by what: the steps of each variable are checked on their own.
    const TEXTS: &[(&str, &[&str])] = &[
        ("x^2*sin(x)", &["x"]),
        ("exp(x*y)/(1 + x^2)", &["x"]),
        ("exp(x*y)/(1 + x^2)", &["x", "y"]),
        ("ln(x^2 + 1)*sqrt(x^2 + 2)", &["x"]),
        ("tanh(x)^3 + x*y", &["x"]),
        ("sin(x*y) + x*y^3", &["y", "x"]),
        ("(x + 1)^5 - cos(x)/x", &["x"]),
    ];

    /// Small mistakes, one that a value shows and one that is 0 at 0.
    const OFF: &[&str] = &["1/1000", "x/1000"];

    #[test]
    fn no_step_that_is_slightly_wrong_passes() {
        for (text, variables) in TEXTS {
            let mut pool = Pool::new();
            let root = read(&mut pool, text).unwrap();
            let variables: Vec<Id> = variables.iter().map(|name| pool.symbol(name)).collect();
            let derivation = differentiate(&mut pool, root, &variables).unwrap();
            let mut values = FxHashMap::default();
            for step in &derivation.steps {
                if let (Kind::Derivative, &[body, variable]) = (pool.kind(step.before), pool.children(step.before)) {
                    values.insert(step.before, gradient(&mut pool, body, &[variable]).unwrap()[0]);
                }
            }
            assert!(check(&mut pool, &derivation, &values).unwrap() > 0, "{text}");
            for off in OFF {
                let off = read(&mut pool, off).unwrap();
                // What holds derivatives still to be carried out is judged by what they come to, below.
                let rewrites =
                    |step: &Step| [step.before, step.after].iter().all(|&side| pending_in(&pool, side).is_empty());
                let rewriting: Vec<usize> =
                    (0..derivation.steps.len()).filter(|&at| rewrites(&derivation.steps[at])).collect();
                assert!(!rewriting.is_empty(), "{text}");
                for at in rewriting {
                    let mut wrong = derivation.clone();
                    wrong.steps[at].after = pool.add(&[wrong.steps[at].after, off]);
                    let problem = check(&mut pool, &wrong, &FxHashMap::default()).unwrap_err();
                    assert_eq!(problem.code.id, deriving::CHECK_FAILED.id, "{text}: step {at}");
                }
                for (&pending, &value) in &values {
                    let wrong = pool.add(&[value, off]);
                    let values = FxHashMap::from_iter([(pending, wrong)]);
                    let problem = check(&mut pool, &derivation, &values).unwrap_err();
                    assert_eq!(problem.code.id, deriving::CHECK_FAILED.id, "{text}: {}", plain(&pool, pending));
                }
            }
        }
    }

    /// Where floating point sees a difference, certified values have the last word.
    #[test]
    fn certified_values_tell_a_small_difference_from_none() {
        for (text, same) in [
            ("1 - cos(x)^2", "sin(x)^2"),
            ("1e20 + x - 1e20", "x"),
            ("(1 - cos(x/1e9))/x", "2*sin(x/2e9)^2/x"),
            ("x - x", "0*y"),
        ] {
            let mut pool = Pool::new();
            let (left, right) = (read(&mut pool, text).unwrap(), read(&mut pool, same).unwrap());
            let (x, y, off) = (pool.symbol("x"), pool.symbol("y"), read(&mut pool, "1/1000").unwrap());
            let mut point = Point::new();
            point.set(x, 1.25);
            point.set(y, 0.5);
            assert!(are_equal(&mut pool, left, right, &point), "{text}");
            let wrong = pool.add(&[right, off]);
            assert!(!are_equal(&mut pool, left, wrong, &point), "{text}");
            // What has no value is equal to nothing.
            let nowhere = read(&mut pool, "ln(-x^2)").unwrap();
            assert!(!are_equal(&mut pool, left, nowhere, &point), "{text}");
        }
    }
}
