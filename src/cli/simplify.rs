//! Owns the command `simplify`.

use serde_json::json;

use super::json;
use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use crate::algebra::{collect, expand, factor, simplify};
use crate::calculus::evaluate_derivatives;
use crate::diagnostic::{Diagnostic, command};
use crate::render::{Context, Formula, Page, derivation, plain};

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let shapes: Vec<&str> = ["expand", "factor", "collect"].into_iter().filter(|name| session.has(name)).collect();
    if let [option, other, ..] = shapes[..] {
        let conflict = Diagnostic::new(&command::CONFLICT).with("option", option).with("other", other);
        return Err(session.line.about(&format!("--{other}"), conflict));
    }
    let typed = session.subject(&[])?;
    // Derivatives that were typed are carried out first.
    let mut whole = evaluate_derivatives(&mut session.pool, typed)?;
    let start = whole.answer;
    let shaped = if session.has("expand") {
        expand(&mut session.pool, start)?
    } else if session.has("factor") {
        factor(&mut session.pool, start)?
    } else if session.has("collect") {
        let variable = session.names("collect")?;
        let variable = variable.first().copied().unwrap_or(start);
        collect(&mut session.pool, start, variable)?
    } else {
        simplify(&mut session.pool, start)?
    };
    whole.checked_points = whole.checked_points.max(1);
    whole.answer = shaped.answer;
    whole.steps.extend(shaped.steps);
    let (lang, level) = (session.lang, session.level);
    let context = Context::of(&session.pool, typed, &[], lang);
    if session.format == Format::Json {
        let value = json!({
            "input": plain(&session.pool, typed),
            "result": plain(&session.pool, whole.answer),
            "latex": Formula::of(&session.pool, whole.answer, &context).latex(),
            "conditions": json::texts(&session.pool, &whole.conditions(&session.pool)),
            "steps": json::steps(&session.pool, &whole, level, lang),
        });
        session.show_json(&value);
        return Ok(Exit::Done);
    }
    let mut page = Page::new(lang);
    for block in derivation::blocks(&mut session.pool, &whole, level, lang, &context) {
        page.push(block);
    }
    session.show(&page, "gradus simplify");
    Ok(Exit::Done)
}
