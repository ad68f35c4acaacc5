//! Owns the command `diff`.

use serde_json::json;

use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use super::{eval, json};
use crate::calculus::differentiate;
use crate::diagnostic::{Diagnostic, command, expression, numeric};
use crate::expr::{Id, dependents, index_rows, likely_columns, variables};
use crate::number::Rational;
use crate::render::{Block, Context, Formula, Inline, Page, Sign, derivation, plain};
use crate::wording::Wording;

const AT_POINT: Wording = Wording::new("At the given values:", "在给定取值处:");

/// A message names at most so many variables.
const NAMED: usize = 20;

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let listed = session.listed("wrt");
    if listed.is_empty() {
        return Err(session.missing("wrt"));
    }
    let known: Vec<&str> = listed.iter().map(String::as_str).collect();
    let typed = session.subject(&known)?;
    let by = session.names("wrt")?;
    let order = order(session)?;
    let values = session.assignments("at")?;
    // Sums over rows get an index: every name in them that isn't a parameter is a column.
    let columns = likely_columns(&session.pool, typed, &by);
    let body = index_rows(&mut session.pool, typed, &columns, None);
    let (lang, level) = (session.lang, session.level);
    let mut page = Page::new(lang);
    let mut results = Vec::new();
    for (at, &variable) in by.iter().enumerate() {
        warn_if_absent(session, body, variable);
        let result = differentiate(&mut session.pool, body, &vec![variable; order])?;
        let context = Context::of(&session.pool, result.question, &by, lang);
        let context = Context { partial: context.partial || by.len() > 1, ..context };
        if at > 0 {
            page.push(Block::Paragraph(Vec::new()));
        }
        for block in derivation::blocks(&mut session.pool, &result, level, lang, &context) {
            page.push(block);
        }
        let mut value = serde_json::Value::Null;
        if !values.is_empty() {
            within_conditions(session, &result.conditions(&session.pool), &values)?;
            let number = eval::value(session, result.answer, &values)?;
            page.push(Block::Paragraph(vec![
                Inline::Text(format!("{} ", AT_POINT.text(lang))),
                Inline::Math(Formula::relation(
                    Formula::of(&session.pool, result.question, &context),
                    if number.exact.is_some() { Sign::Equal } else { Sign::Approximately },
                    Formula::decimal(&number.text),
                )),
            ]));
            value = number.json();
        }
        if session.format == Format::Json {
            let mut object = json!({
                "variable": plain(&session.pool, variable),
                "order": order,
                "result": plain(&session.pool, result.answer),
                "latex": Formula::of(&session.pool, result.answer, &context).latex(),
                "conditions": json::texts(&session.pool, &result.conditions(&session.pool)),
                "steps": json::steps(&session.pool, &result, level, lang),
            });
            if !value.is_null() {
                object["value"] = value;
            }
            results.push(object);
        }
    }
    page.blocks.retain(|block| !matches!(block, Block::Paragraph(inlines) if inlines.is_empty()));
    if session.format == Format::Json {
        let input = plain(&session.pool, typed);
        session.show_json(&json!({ "input": input, "derivatives": results }));
    } else {
        session.show(&page, "gradus diff");
    }
    Ok(Exit::Done)
}

/// Derivatives of higher order aren't derived.
const ORDERS: usize = 1_000;

fn order(session: &Session) -> Result<usize, Problem> {
    let order = session.count_from(1, "order", 1)?;
    if order <= ORDERS {
        return Ok(order);
    }
    let what = Wording::new("the order of a derivative", "导数的阶数");
    let problem = Diagnostic::new(&expression::BUDGET).worded("what", what).with("limit", ORDERS);
    Err(session.line.about("--order", problem))
}

/// The conditions of a derivative must not fail at the point where its value is asked for. One that can't be decided there,
/// as for lack of a value, is met by what the value says.
fn within_conditions(session: &mut Session, conditions: &[Id], values: &[(Id, Id)]) -> Result<(), Problem> {
    for &condition in conditions {
        if eval::value(session, condition, values).is_ok_and(|holds| holds.exact == Some(Rational::ZERO)) {
            let condition = Formula::of(&session.pool, condition, &Context::new(session.lang)).linear();
            return Err(Diagnostic::new(&numeric::LEFT_OUT).with("condition", condition).into());
        }
    }
    Ok(())
}

/// Warns of a variable that the expression doesn't depend on; unless it was typed as a part of a longer name, which has
/// its own warning.
fn warn_if_absent(session: &mut Session, body: Id, variable: Id) {
    let joined = session.warnings.iter().any(|warning| warning.diagnostic.code == &expression::JOINED_NAMES);
    if joined || !dependents(&session.pool, body, variable).is_empty() {
        return;
    }
    let name = plain(&session.pool, variable);
    let all = variables(&session.pool, body);
    let mut known: Vec<String> = all.iter().take(NAMED).map(|&id| plain(&session.pool, id)).collect();
    known.extend((all.len() > NAMED).then(|| "…".to_owned()));
    let code = if known.is_empty() { &command::CONSTANT } else { &command::ABSENT_VARIABLE };
    let warning = Diagnostic::new(code).with("name", &name).with("known", known.join(", "));
    session.warnings.push(session.line.about_value("wrt", &name, warning));
}
