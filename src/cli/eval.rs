//! Owns the command `eval`, and values for other commands.

use serde_json::{Value, json};

use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use crate::algebra::Normalizer;
use crate::calculus::evaluate_derivatives;
use crate::diagnostic::{Diagnostic, expression, numeric as codes};
use crate::expr::{Id, postorder, substitute, variables};
use crate::number::Rational;
use crate::numeric::{Point, evaluate};
use crate::render::{Block, Context, Formula, Page, Sign, plain};

/// A value: exact, or in floating point with the digits that are certain.
pub(super) struct Number {
    /// The exact value, where it is rational.
    pub exact: Option<Rational>,
    /// In floating point.
    pub float: f64,
    /// As it is printed.
    pub text: String,
}

impl Number {
    /// As JSON: a number plus the exact string.
    pub fn json(&self) -> Value {
        json!({ "value": self.float, "exact": self.exact.as_ref().map(Rational::to_string) })
    }
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let values = session.assignments("at")?;
    let names: Vec<String> = values.iter().map(|(name, _)| plain(&session.pool, *name)).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let typed = session.subject(&known)?;
    let subject = evaluate_derivatives(&mut session.pool, typed)?.answer;
    let at_point = substitute(&mut session.pool, subject, &values);
    if let Some(&unknown) = variables(&session.pool, at_point).first() {
        let known = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        let name = plain(&session.pool, unknown);
        return Err(Diagnostic::new(&expression::UNKNOWN_NAME).with("name", name).with("known", known).into());
    }
    let number = value(session, at_point)?;
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
            let sign = if exact.to_decimal().is_some() { Sign::Equal } else { Sign::Approximately };
            formula = Formula::relation(formula, sign, Formula::word(&number.text));
        }
    } else {
        formula = Formula::relation(formula, Sign::Approximately, Formula::word(&number.text));
    }
    let mut page = Page::new(session.lang);
    page.push(Block::Formula(formula));
    session.show(&page, "gradus eval");
    Ok(Exit::Done)
}

/// The value of an expression without variables.
pub(super) fn value(session: &mut Session, id: Id) -> Result<Number, Problem> {
    let pool = &mut session.pool;
    if let Ok(ratio) = Normalizer::bounded(1_000).ratio(pool, id)
        && let Some(exact) = ratio.as_constant()
    {
        let float = exact.to_f64();
        let text = exact.to_decimal().unwrap_or_else(|| digits(float, 15));
        return Ok(Number { exact: Some(exact), float, text });
    }
    let order = postorder(pool, id);
    let values = evaluate(pool, &order, &Point::new())?;
    let result = values.last().copied().filter(|value| value.is_defined());
    let Some(result) = result else {
        // The smallest part without a value is where it went wrong.
        let culprit = order.iter().zip(&values).find(|(_, value)| !value.is_defined()).map_or(id, |(&part, _)| part);
        let what = plain(pool, culprit);
        return Err(Diagnostic::new(&codes::NO_VALUE).with("what", what).into());
    };
    let relative = if result.value == 0.0 { 0.0 } else { (result.error / result.value).abs() };
    let certain = if relative <= 0.0 { 15 } else { (-relative.log10()).floor().clamp(1.0, 15.0) as usize };
    Ok(Number { exact: None, float: result.value, text: digits(result.value, certain) })
}

/// A float with so many significant digits, trailing zeros dropped.
pub(super) fn digits(value: f64, count: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor();
    if !(-5.0..15.0).contains(&exponent) {
        return format!("{value:.*e}", count.saturating_sub(1));
    }
    let places = (count as f64 - 1.0 - exponent).max(0.0) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
