//! Owns the command `diff`.

use serde_json::json;

use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use super::{eval, json};
use crate::calculus::differentiate;
use crate::diagnostic::{Diagnostic, command};
use crate::expr::{index_rows, likely_columns, occurs, variables};
use crate::render::{Block, Context, Formula, Inline, Page, Sign, derivation, plain};
use crate::wording::Wording;

const AT_POINT: Wording = Wording::new("At the given values:", "在给定取值处:");

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let listed = session.value("wrt").unwrap_or_default().to_owned();
    let known: Vec<&str> = listed.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let typed = session.subject(&known)?;
    let by = session.names("wrt")?;
    let order = session.count("order", 1)?.clamp(1, 1_000);
    let values = session.assignments("at")?;
    // Sums over rows get an index: every name in them that isn't a parameter is a column.
    let columns = likely_columns(&session.pool, typed, &by);
    let body = index_rows(&mut session.pool, typed, &columns, None);
    let (lang, level) = (session.lang, session.level);
    let mut page = Page::new(lang);
    let mut results = Vec::new();
    for (at, &variable) in by.iter().enumerate() {
        if !occurs(&session.pool, body, variable) && session.pool.name(variable).is_some() {
            let names: Vec<String> =
                variables(&session.pool, body).iter().map(|&id| plain(&session.pool, id)).collect();
            let warning = Diagnostic::new(&command::ABSENT_VARIABLE)
                .with("name", plain(&session.pool, variable))
                .with("known", names.join(", "));
            session.warnings.push(warning.into());
        }
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
            let number = eval::value(session, result.answer, &values)?;
            page.push(Block::Paragraph(vec![
                Inline::Text(format!("{} ", AT_POINT.text(lang))),
                Inline::Math(Formula::relation(
                    Formula::of(&session.pool, result.question, &context),
                    if number.exact.is_some() { Sign::Equal } else { Sign::Approximately },
                    Formula::word(&number.text),
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
