//! Owns the command `eval`, and values for other commands.

use serde_json::{Value, json};

use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use crate::algebra::Normalizer;
use crate::calculus::evaluate_derivatives;
use crate::expr::{Id, Kind, substitute};
use crate::number::Rational;
use crate::numeric::{Budget, ExactPoint, decimal, value_at};
use crate::render::{Block, Context, Formula, Page, Sign, plain};

/// Digits that are shown unless the run says how many.
const DIGITS: usize = 15;

/// A value: exact, or to so many digits, all of them certain.
pub(super) struct Number {
    /// The exact value, where it is rational.
    pub exact: Option<Rational>,
    /// In floating point.
    pub float: f64,
    /// As it is printed.
    pub text: String,
}

impl Number {
    /// As JSON: a number, its certain digits, and the exact value as a string.
    pub fn json(&self) -> Value {
        json!({ "value": self.float, "decimal": self.text, "exact": self.exact.as_ref().map(Rational::to_string) })
    }
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let values = session.assignments("at")?;
    let names: Vec<String> = values.iter().map(|(name, _)| plain(&session.pool, *name)).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let typed = session.subject(&known)?;
    let subject = evaluate_derivatives(&mut session.pool, typed)?.answer;
    let number = value(session, subject, &values)?;
    if session.format == Format::Json {
        let mut object = number.json();
        object["input"] = json!(plain(&session.pool, typed));
        session.show_json(&object);
        return Ok(Exit::Done);
    }
    let context = Context::new(session.lang);
    let left = Formula::of(&session.pool, typed, &context);
    let mut formula = left;
    if let Some(exact) = &number.exact {
        let id = session.pool.number(exact);
        formula = Formula::relation(formula, Sign::Equal, Formula::of(&session.pool, id, &context));
        if !exact.is_integer() {
            let whole = exact.to_decimal().as_deref() == Some(&number.text);
            let sign = if whole { Sign::Equal } else { Sign::Approximately };
            formula = Formula::relation(formula, sign, Formula::decimal(&number.text));
        }
    } else {
        formula = Formula::relation(formula, Sign::Approximately, Formula::decimal(&number.text));
    }
    let mut page = Page::new(session.lang);
    page.push(Block::Formula(formula));
    session.show(&page, "gradus eval");
    Ok(Exit::Done)
}

/// The value of an expression at values of its variables, to as many digits as the run asks for.
pub(super) fn value(session: &mut Session, id: Id, values: &[(Id, Id)]) -> Result<Number, Problem> {
    let digits = session.count_from(1, "digits", DIGITS)?;
    let pool = &mut session.pool;
    // Numbers are the point; what else a variable stands for takes its place.
    let (mut point, mut replacements) = (ExactPoint::new(), Vec::new());
    for &(name, value) in values {
        match (pool.as_number(value), pool.kind(name)) {
            (Some(number), Kind::Symbol(_)) => point.set(name, number),
            _ => replacements.push((name, value)),
        }
    }
    let id = substitute(pool, id, &replacements);
    let report = value_at(pool, id, &point, digits, &Budget::default()).map_err(|fault| {
        let names: Vec<String> = values.iter().map(|(name, _)| plain(pool, *name)).collect();
        let known = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        fault.diagnostic(pool, plain, &known)
    })?;
    if report.exact.is_some() {
        return Ok(Number { exact: report.exact, float: report.float, text: report.decimal });
    }
    // Algebra may know that a value that exists is rational: sqrt(2)^2.
    let numbers: Vec<(Id, Id)> = values.iter().copied().filter(|pair| !replacements.contains(pair)).collect();
    let closed = substitute(pool, id, &numbers);
    let exact = Normalizer::bounded(1_000).ratio(pool, closed).ok().and_then(|ratio| ratio.as_constant());
    Ok(match exact {
        Some(exact) => Number { float: exact.to_f64(), text: decimal(&exact, digits), exact: Some(exact) },
        None => Number { exact: None, float: report.float, text: report.decimal },
    })
}
