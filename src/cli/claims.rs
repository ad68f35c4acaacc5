//! Owns the reading of claims and assumptions from the command line.

use std::rc::Rc;

use super::problem::Problem;
use super::session::{Session, read_file, split};
use crate::diagnostic::{Diagnostic, checking};
use crate::expr::{Id, Kind, Pool, Relation, Scope, Statement, postorder};
use crate::source::Span;

/// A chain of members that are said to be equal.
pub(super) struct Claim {
    /// The members; two or more.
    pub members: Vec<Id>,
    /// As it was typed.
    pub text: String,
    /// Where each member stands in the source.
    pub places: Vec<Span>,
    /// The text that it was read from.
    pub source: Rc<str>,
    /// The file that the text came from.
    pub file: Option<String>,
}

/// The claims of the model file and of all operands, definitions carried out.
pub(super) fn claims(session: &mut Session) -> Result<Vec<Claim>, Problem> {
    if let Some(path) = session.value("file").map(str::to_owned) {
        let text = read_file(&path)?;
        let read = match session.operands.is_empty() {
            true => session.scope.read_claims(&mut session.pool, &joined(&text)),
            false => session.scope.read(&mut session.pool, &text),
        };
        let within = |problem| Problem { file: Some(path.as_str().into()), ..Problem::within(problem, &text) };
        let program = read.map_err(within)?;
        if session.operands.is_empty() {
            let claims = of_statements(&mut session.pool, &session.scope, &program.statements, &text);
            let claims = claims.map_err(within)?;
            let unknown: Vec<Diagnostic> = claims.iter().flat_map(|claim| unknown(&session.pool, claim)).collect();
            session.warnings.extend(unknown.into_iter().map(within));
            return Ok(claims.into_iter().map(|claim| Claim { file: Some(path.clone()), ..claim }).collect());
        }
    }
    let mut claims = Vec::new();
    for at in 0..session.operands.len() {
        let text = match session.operands.get(at).map(String::as_str) {
            Some("-") => session.operand_text()?,
            Some(text) => text.to_owned(),
            None => continue,
        };
        let within = |problem: Diagnostic| Problem::within(problem, &text);
        let program = session.scope.read_claims(&mut session.pool, &joined(&text)).map_err(within)?;
        session.warnings.extend(program.warnings.iter().cloned().map(within));
        let read = of_statements(&mut session.pool, &session.scope, &program.statements, &text).map_err(within)?;
        let unknown: Vec<Diagnostic> = read.iter().flat_map(|claim| unknown(&session.pool, claim)).collect();
        session.warnings.extend(unknown.into_iter().map(within));
        claims.extend(read);
    }
    Ok(claims)
}

/// A line that starts with `=` goes on with the line before. Places stay what they were.
fn joined(text: &str) -> String {
    let mut joined = text.as_bytes().to_vec();
    for (at, byte) in text.bytes().enumerate() {
        let goes_on = || text.get(at + 1..).is_some_and(|rest| rest.trim_start().starts_with('='));
        if byte == b'\n' && goes_on() {
            joined[at] = b' ';
        }
    }
    String::from_utf8(joined).unwrap_or_else(|_| text.to_owned())
}

/// The claims among the statements; at least one.
fn of_statements(
    pool: &mut Pool,
    scope: &Scope,
    statements: &[Statement],
    text: &str,
) -> Result<Vec<Claim>, Diagnostic> {
    let mut claims = Vec::new();
    let source: Rc<str> = joined(text).into();
    for statement in statements {
        let Statement::Claim { members, relations, places, span } = statement else { continue };
        if let Some(&relation) = relations.iter().find(|&&relation| relation != Relation::Equal) {
            return Err(Diagnostic::new(&checking::NOT_AN_EQUATION).with("sign", relation.plain()).at(*span));
        }
        let members: Vec<Id> = members.iter().map(|&id| scope.inline(pool, id)).collect::<Result<_, _>>()?;
        let (places, source) = (places.clone(), Rc::clone(&source));
        claims.push(Claim { members, text: typed(&source, *span), places, source, file: None });
    }
    if claims.is_empty() {
        let end = text.trim_end().len();
        return Err(Diagnostic::new(&checking::NO_CLAIM).at(Span::new(0, end)));
    }
    Ok(claims)
}

/// Derivatives of a name that nothing defines, `dL/dw`: one warning a member at most.
fn unknown(pool: &Pool, claim: &Claim) -> Vec<Diagnostic> {
    let of_a_name = |&id: &Id| match (pool.kind(id), pool.children(id)) {
        (Kind::Derivative, &[body, variable, ..]) if body != variable => pool.name(body).zip(pool.name(variable)),
        _ => None,
    };
    let in_member = |(&member, &place): (&Id, &Span)| {
        let (name, variable) = postorder(pool, member).iter().find_map(of_a_name)?;
        let warning = Diagnostic::new(&checking::UNKNOWN_SUBJECT).with("name", name).with("variable", variable);
        Some(warning.at(place))
    };
    claim.members.iter().zip(&claim.places).filter_map(in_member).collect()
}

/// The statement around a place, on one line.
fn typed(text: &str, span: Span) -> String {
    let ends = |c: char| matches!(c, ';' | '\n');
    let range = span.range();
    let start = text.get(..range.start).and_then(|before| before.rfind(ends)).map_or(0, |at| at + 1);
    let end = text.get(range.end..).and_then(|after| after.find(ends)).map_or(text.len(), |at| range.end + at);
    text.get(start..end).unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The assumptions of `--given`, as conditions.
pub(super) fn assumptions(session: &mut Session) -> Result<Vec<Id>, Problem> {
    let Some(list) = session.value("given").map(str::to_owned) else { return Ok(Vec::new()) };
    let mut conditions = Vec::new();
    for part in split(&list).map(str::trim).filter(|part| !part.is_empty()) {
        let mut scope = Scope::default();
        scope.declared.clone_from(&session.scope.declared);
        let program = scope.read_claims(&mut session.pool, part).map_err(|problem| Problem::within(problem, part))?;
        let [Statement::Claim { members, relations, .. }] = &program.statements[..] else {
            let problem = Diagnostic::new(&checking::NOT_A_CONDITION).with("part", part);
            return Err(session.line.about_value("given", part, problem));
        };
        for (two, &relation) in members.windows(2).zip(relations) {
            let [left, right] = *two else { continue };
            let sides = [left, right].map(|side| session.scope.inline(&mut session.pool, side));
            let [left, right] = sides;
            conditions.push(session.pool.compare(relation, left?, right?));
        }
    }
    Ok(conditions)
}
