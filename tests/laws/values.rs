//! Owns the laws of values: derivatives against difference quotients, the fast gradient against the traced one,
//! simplified forms against what went in, verdicts against values, evaluators against each other.

use std::collections::BTreeSet;

use gradus::algebra::{cost, simplify};
use gradus::calculus::{differentiate, gradient, nth_derivative};
use gradus::equality::{self, Basis, Judgement, Options};
use gradus::expr::{Id, Pool, occurs, read};
use gradus::numeric::{
    Agreement, Budget, Certified, Dual, ExactPoint, Meeting, Value, agree, certified, difference_quotient, evaluate,
    meet, sample, tangents, value_at, without_derivatives,
};
use gradus::render::plain;
use gradus::steps::{Derivation, Level};

use super::choices::{Bytes, Choices, expression};
use super::tapes::by_tape;
use super::{Outcome, said};

/// How much is spent on one certified value.
const BUDGET: Budget = Budget { precision: 2_000, work: 200_000 };

/// Below this a value with difference quotients in it may be what their steps leave of 0.
const QUOTIENT_REST: f64 = 1e-40;

/// What the expressions of [`expression`] are made of.
pub const NAMES: [&str; 3] = ["x", "y", "a"];

/// The derivative by x is the limit of difference quotients.
pub fn derivative(pool: &mut Pool, root: Id) -> Outcome {
    let x = pool.symbol("x");
    let derivation = match differentiate(pool, root, &[x]) {
        Ok(derivation) => derivation,
        Err(problem) if problem.code.id == "G0701" => return Ok(false),
        Err(problem) => return Err(said(&problem)),
    };
    let conditions = derivation.conditions(pool);
    let roots = [root, derivation.answer];
    let points = sample(pool, &roots, &conditions, 2, 60, 7).map_err(|problem| said(&problem))?;
    let quotient = difference_quotient(pool, root, x);
    let mut compared = false;
    for point in &points {
        let point = ExactPoint::from(point);
        let found = value_at(pool, derivation.answer, &point, 15, &BUDGET);
        let wanted = value_at(pool, quotient, &point, 15, &BUDGET);
        let (Ok(found), Ok(wanted)) = (found, wanted) else { continue };
        // Where the derivative is 0, the quotient is only nearly 0; where it is tiny, 0 is as far as the quotient gets.
        if found.float == 0.0 || wanted.below.is_some() {
            compared |= wanted.float.abs() <= f64::EPSILON;
            continue;
        }
        compared = true;
        if agree(Value::exact(found.float), Value::exact(wanted.float)) == Agreement::No {
            let answer = plain(pool, derivation.answer);
            return Err(format!("{answer} is {} and the quotient {}", found.decimal, wanted.decimal));
        }
    }
    Ok(compared)
}

/// Each line of the derivation by x is equal to the one before by certified arithmetic: derivatives that are still pending
/// in a line stand for their difference quotients, which know no rule.
pub fn lines(pool: &mut Pool, derivation: &Derivation) -> Outcome {
    let lines: Vec<Id> = derivation.shown(pool, Level::Full, 60).into_iter().map(|line| line.whole).collect();
    let conditions = derivation.conditions(pool);
    // The body of the question must have a value beside what the answer needs.
    let body = pool.children(derivation.question).first().copied();
    let roots: Vec<Id> = body.into_iter().chain([derivation.answer]).collect();
    let points = sample(pool, &roots, &conditions, 1, 60, 7).map_err(|problem| said(&problem))?;
    let Some(point) = points.first().map(ExactPoint::from) else { return Ok(false) };
    let values: Vec<Option<Value>> = lines
        .iter()
        .map(|&line| {
            let carried_out = without_derivatives(pool, line);
            let report = value_at(pool, carried_out, &point, 17, &BUDGET).ok()?;
            // What can't be told from 0 is 0 up to the error of a quotient, and so is what a quotient leaves of 0.
            let rest = carried_out != line && report.float.abs() < QUOTIENT_REST;
            let error = if report.below.is_some() || rest { f64::EPSILON } else { 0.0 };
            Some(Value { value: report.float, error })
        })
        .collect();
    let mut compared = false;
    for (two, ids) in values.windows(2).zip(lines.windows(2)) {
        let &[Some(before), Some(after)] = two else { continue };
        compared = true;
        if agree(before, after) == Agreement::No {
            let (from, to) = (plain(pool, ids[0]), plain(pool, ids[1]));
            return Err(format!("{from} is {before:?}\n  and the next line {to} is {after:?}"));
        }
    }
    Ok(compared)
}

/// The gradient by reverse accumulation is the traced one.
pub fn fast_gradient(pool: &mut Pool, root: Id) -> Outcome {
    let variables = NAMES.map(|name| pool.symbol(name));
    let Ok(gradient) = gradient(pool, root, &variables) else { return Ok(false) };
    let mut compared = false;
    for (&variable, &fast) in variables.iter().zip(&gradient) {
        let traced = differentiate(pool, root, &[variable]).map_err(|problem| said(&problem))?.answer;
        if !occurs(pool, root, variable) {
            compared |= fast == traced;
        }
        let points = sample(pool, &[fast, traced], &[], 3, 60, 7).map_err(|problem| said(&problem))?;
        for point in &points {
            let values = evaluate(pool, &[fast, traced], point).map_err(|problem| said(&problem))?;
            compared = true;
            if agree(values[0], values[1]) == Agreement::No {
                let (fast, traced) = (plain(pool, fast), plain(pool, traced));
                return Err(format!("{fast} is {:?}\n  {traced} is {:?}", values[0], values[1]));
            }
        }
    }
    Ok(compared)
}

/// Derivatives of order 2 and 3 in one go are the gradient of the gradient.
pub fn repeated(pool: &mut Pool, root: Id) -> Outcome {
    let x = pool.symbol("x");
    let mut derived = root;
    let mut compared = false;
    for order in 1..=3 {
        let Ok(next) = gradient(pool, derived, &[x]) else { return Ok(compared) };
        derived = next[0];
        let at_once = nth_derivative(pool, root, x, order).map_err(|problem| format!("{order}: {}", said(&problem)))?;
        let points = sample(pool, &[derived, at_once], &[], 2, 60, 7).map_err(|problem| said(&problem))?;
        for point in &points {
            match meet(pool, derived, at_once, &ExactPoint::from(point), 25, &BUDGET) {
                Meeting::Equal => compared = true,
                Meeting::Close(bits) => compared |= bits > 60,
                Meeting::Apart(one, other) => {
                    let shown = plain(pool, at_once);
                    return Err(format!("order {order}: {shown}: {other:?}, one by one {one:?} at {point:?}"));
                }
                Meeting::Undefined(..) => {}
            }
        }
    }
    Ok(compared)
}

/// Simplifying keeps the value, never grows, brings in no names, and ends: a second time changes nothing.
pub fn simplification(pool: &mut Pool, root: Id) -> Outcome {
    let derivation = simplify(pool, root).map_err(|problem| said(&problem))?;
    let answer = derivation.answer;
    let shown = plain(pool, answer);
    if cost(pool, answer) > cost(pool, root) {
        return Err(format!("{shown} is larger"));
    }
    let again = simplify(pool, answer).map_err(|problem| said(&problem))?.answer;
    if again != answer {
        return Err(format!("{shown} becomes {} when simplified again", plain(pool, again)));
    }
    let names: BTreeSet<&str> = NAMES.into();
    let known: Vec<Id> = names.iter().map(|name| pool.symbol(name)).collect();
    if let Some(&strange) = known.iter().find(|&&symbol| occurs(pool, answer, symbol) && !occurs(pool, root, symbol)) {
        return Err(format!("{shown} has {}", plain(pool, strange)));
    }
    let conditions = derivation.conditions(pool);
    let points = sample(pool, &[root], &conditions, 2, 60, 7).map_err(|problem| said(&problem))?;
    let mut compared = false;
    for point in &points {
        let point = ExactPoint::from(point);
        match meet(pool, root, answer, &point, 25, &BUDGET) {
            Meeting::Equal => compared = true,
            Meeting::Close(bits) => compared |= bits > 60,
            Meeting::Apart(left, right) => return Err(format!("{shown}: {left:?} became {right:?}")),
            Meeting::Undefined(None, Some(fault)) if fault.certain => {
                return Err(format!("{shown} has no value where the first has one: {fault:?}"));
            }
            Meeting::Undefined(..) => {}
        }
    }
    Ok(compared)
}

/// A random expression from bytes, and its text.
pub fn drawn(pool: &mut Pool, choices: &mut dyn Choices, most: usize) -> Result<(Id, String), String> {
    let size = 1 + choices.below(most);
    let text = expression(choices, size);
    let root = read(pool, &text).map_err(|problem| format!("{text}: {}", said(&problem)))?;
    Ok((root, text))
}

/// [`simplification`] of a random expression.
pub fn simplified(data: &[u8]) -> Outcome {
    let mut pool = Pool::new();
    let (root, text) = drawn(&mut pool, &mut Bytes(data), 6)?;
    simplification(&mut pool, root).map_err(|wrong| format!("{text}: {wrong}"))
}

/// Floating point, tapes, intervals and difference quotients node by node agree on a random expression, and the fast
/// gradient agrees with what the last of these says.
pub fn evaluators(data: &[u8]) -> Outcome {
    let mut pool = Pool::new();
    let (root, text) = drawn(&mut pool, &mut Bytes(data), 7)?;
    agreement(&mut pool, root).map_err(|wrong| format!("{text}: {wrong}"))
}

/// See [`evaluators`].
pub fn agreement(pool: &mut Pool, root: Id) -> Outcome {
    let x = pool.symbol("x");
    let by_x = gradient(pool, root, &[x]).ok().map(|gradient| gradient[0]);
    let points = sample(pool, &[root], &[], 3, 40, 11).map_err(|problem| said(&problem))?;
    let roots: Vec<Id> = std::iter::once(root).chain(by_x).collect();
    // The gradient may have no value where the root has one.
    let both = sample(pool, &roots, &[], 3, 40, 13).map_err(|problem| said(&problem))?;
    let mut compared = by_tape(pool, &roots, &both)?;
    for point in &points {
        let float = evaluate(pool, &[root], point).map_err(|problem| said(&problem))?[0];
        let value = certified(pool, root, &ExactPoint::from(point), 20, &BUDGET);
        let exact = match &value {
            Ok(Certified::Exact(value)) => Some(Value::exact(value.to_f64())),
            // Near the end of the budget a ball may have fewer digits than were asked for.
            Ok(Certified::Ball(ball)) if ball.sign().is_some() => {
                let middle = ball.to_f64();
                Some(Value { value: middle, error: middle.abs() * 0.5f64.powi(ball.bits().min(1_000) as i32) })
            }
            Ok(Certified::Ball(_)) | Err(_) => None,
        };
        if let Some(exact) = exact {
            compared = true;
            if agree(float, exact) == Agreement::No {
                return Err(format!("{float:?} in floating point, {exact:?} in intervals at {point:?}"));
            }
        }
        let Dual { value, tangent } = tangents(pool, &[root], point, x).map_err(|problem| said(&problem))?[0];
        if agree(value, float) == Agreement::No {
            return Err(format!("{float:?} without a tangent, {value:?} with one"));
        }
        if let Some(by_x) = by_x
            && let Ok(values) = evaluate(pool, &[by_x], point)
            && agree(values[0], tangent) == Agreement::No
            && is_apart(pool, by_x, point, tangent)
        {
            let shown = plain(pool, by_x);
            return Err(format!("the derivative {shown} is {:?}, the tangent {tangent:?} at {point:?}", values[0]));
        }
    }
    Ok(compared)
}

/// Whether a certified value is far from one in floating point: estimates of errors are estimates.
pub fn is_apart(pool: &mut Pool, id: Id, point: &gradus::numeric::Point, other: Value) -> bool {
    match value_at(pool, id, &ExactPoint::from(point), 20, &BUDGET) {
        Ok(report) => agree(Value::exact(report.float), other) == Agreement::No,
        Err(_) => false,
    }
}

/// A verdict on two random expressions never contradicts values in high precision, and the two directions of a claim never
/// contradict each other.
pub fn verdict(data: &[u8]) -> Outcome {
    let mut pool = Pool::new();
    let pool = &mut pool;
    let mut choices = Bytes(data);
    let kind = choices.below(4);
    let (left, mut text) = drawn(pool, &mut choices, 4)?;
    let (right, is_true) = match kind {
        0 => {
            let (right, other) = drawn(pool, &mut choices, 4)?;
            text = format!("{text} = {other}");
            (right, false)
        }
        1 => (simplify(pool, left).map_err(|problem| said(&problem))?.answer, true),
        2 => {
            // A sum and a product with it are easily wrong in one place.
            let (other, _) = drawn(pool, &mut choices, 2)?;
            let one = pool.integer(1);
            let right = if choices.below(2) == 0 { pool.mul(&[left, other]) } else { pool.add(&[left, other, one]) };
            (right, false)
        }
        _ => {
            let x = pool.symbol("x");
            let Ok(derivation) = differentiate(pool, left, &[x]) else { return Ok(false) };
            let question = derivation.question;
            return judged(pool, question, derivation.answer, true).map_err(|wrong| format!("d/dx {text}: {wrong}"));
        }
    };
    let claim = format!("{} = {}", plain(pool, left), plain(pool, right));
    judged(pool, left, right, is_true).map_err(|wrong| format!("{text}: {claim}: {wrong}"))
}

/// See [`verdict`]; `is_true` when the claim was made to be.
pub fn judged(pool: &mut Pool, left: Id, right: Id, is_true: bool) -> Outcome {
    let options = Options { budget: Budget { precision: 1_024, work: 2_000_000 }, ..Options::default() };
    let verdict = equality::check(pool, left, right, &[], &options).map_err(|problem| said(&problem))?;
    let back = equality::check(pool, right, left, &[], &options).map_err(|problem| said(&problem))?;
    let pair = (verdict.judgement, back.judgement);
    if matches!(pair, (Judgement::Proved, Judgement::Refuted) | (Judgement::Refuted, Judgement::Proved)) {
        return Err(format!("{:?} one way, {:?} the other way", pair.0, pair.1));
    }
    match verdict.judgement {
        Judgement::Proved => {
            // Derivatives have no value of their own here; the checker carried them out.
            let points = sample(pool, &[left, right], &[], 3, 60, 23).map_err(|problem| said(&problem))?;
            for point in &points {
                if let Meeting::Apart(a, b) = meet(pool, left, right, &ExactPoint::from(point), 40, &BUDGET) {
                    return Err(format!("proved, and the values are {a:?} and {b:?} at {point:?}"));
                }
                let values = evaluate(pool, &[left, right], point).map_err(|problem| said(&problem))?;
                if agree(values[0], values[1]) == Agreement::No {
                    return Err(format!("proved, and the values are {:?} and {:?} at {point:?}", values[0], values[1]));
                }
            }
            Ok(true)
        }
        Judgement::Refuted => {
            let Some(witness) = &verdict.witness else { return Err("refuted without a witness".to_owned()) };
            if is_true && verdict.basis == Basis::Witness {
                return Err(format!("true, and refuted at {}", witness.point(pool)));
            }
            if verdict.basis == Basis::Witness {
                let mut point = ExactPoint::new();
                witness.at.iter().for_each(|(name, value)| point.set(*name, value.clone()));
                if let Meeting::Equal | Meeting::Close(200..) = meet(pool, left, right, &point, 70, &BUDGET) {
                    return Err(format!("refuted, and equal at {}", witness.point(pool)));
                }
            }
            Ok(true)
        }
        Judgement::Likely | Judgement::Unknown => Ok(false),
    }
}
