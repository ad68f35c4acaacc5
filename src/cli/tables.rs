//! Owns the commands that show the tables: functions, rules, completions.

use serde_json::json;

use super::parse::{program, unknown};
use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use crate::diagnostic::{Diagnostic, command};
use crate::functions::{self, FunctionId};
use crate::language::KEYWORDS;
use crate::render::{Block, Context, Formula, Inline, Page, Sign};
use crate::steps::{Rule, rules};
use crate::wording::{Lang, Wording};

const NAME: Wording = Wording::new("name", "名称");
const MEANING: Wording = Wording::new("meaning", "含义");
const DERIVATIVE: Wording = Wording::new("derivative", "导数");
const STATEMENT: Wording = Wording::new("statement", "内容");
const ALIASES: Wording = Wording::new("other names", "别名");
const DOMAIN: Wording = Wording::new("domain", "定义域");
const SMOOTH: Wording = Wording::new("differentiable for", "可导范围");
const DEFINITION: Wording = Wording::new("definition", "定义");
const VALUES: Wording = Wording::new("special values", "特殊值");
const REFERENCE: Wording = Wording::new("reference", "参考");
const CONDITION: Wording = Wording::new("condition", "条件");
const WHY: Wording = Wording::new("why", "理由");
const EXAMPLE: Wording = Wording::new("example", "例");
const WORDS: Wording = Wording::new("Words with a grammar of their own", "有专门语法的词");

pub(super) fn text(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Text(words.into())]
}

fn code(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Code(words.into())]
}

/// The `functions` command.
pub(super) fn functions(session: &mut Session) -> Result<Exit, Problem> {
    let lang = session.lang;
    if let Some(name) = session.operand.clone() {
        let Some(function) = functions::lookup(&name) else {
            return Err(nothing(&name, functions::all().map(|id| id.row().name)));
        };
        return one_function(session, function);
    }
    if session.format == Format::Json {
        let rows: Vec<_> = functions::all().map(function_json(lang)).collect();
        session.show_json(&json!({ "functions": rows }));
        return Ok(Exit::Done);
    }
    let mut page = Page::new(lang);
    let mut all = functions::all();
    for family in functions::families() {
        page.push(Block::Heading(2, text(family.title.text(lang))));
        let mut rows = vec![vec![text(NAME.text(lang)), text(MEANING.text(lang)), text(DERIVATIVE.text(lang))]];
        for function in all.by_ref().take(family.rows.len()) {
            let row = function.row();
            let derivatives =
                row.derivatives.iter().copied().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
            rows.push(vec![code(usage(function)), text(row.title.text(lang)), code(derivatives)]);
        }
        page.push(Block::Table(rows));
    }
    page.push(Block::Heading(2, text(WORDS.text(lang))));
    let mut rows = vec![vec![text(NAME.text(lang)), text(MEANING.text(lang))]];
    rows.extend(KEYWORDS.iter().map(|row| vec![code(row.usage), text(row.about.text(lang))]));
    page.push(Block::Table(rows));
    session.show(&page, "gradus functions");
    Ok(Exit::Done)
}

fn usage(function: FunctionId) -> String {
    let row = function.row();
    let dots = if matches!(row.arity, functions::Arity::AtLeast(_)) { ", …" } else { "" };
    format!("{}({}{dots})", row.name, row.parameters.join(", "))
}

fn function_json(lang: Lang) -> impl Fn(FunctionId) -> serde_json::Value {
    move |function| {
        let row = function.row();
        json!({
            "name": row.name,
            "aliases": row.aliases,
            "title": row.title.text(lang),
            "parameters": row.parameters,
            "domain": row.domain,
            "differentiable_for": row.smooth,
            "definition": row.definition,
            "derivatives": row.derivatives,
            "values": row.values,
            "reference": row.reference,
        })
    }
}

pub(super) fn one_function(session: &mut Session, function: FunctionId) -> Result<Exit, Problem> {
    let (lang, row) = (session.lang, function.row());
    if session.format == Format::Json {
        session.show_json(&function_json(lang)(function));
        return Ok(Exit::Done);
    }
    let context = Context::new(lang);
    let mut page = Page::new(lang);
    page.push(Block::Heading(2, text(format!("{}: {}", usage(function), row.title.text(lang)))));
    let pool = &mut session.pool;
    let parameters: Vec<_> = row.parameters.iter().map(|name| pool.symbol(name)).collect();
    let call = pool.call(function, &parameters);
    if let Some(definition) = row.definition {
        let value = pool.table_text(definition)?;
        let equation =
            Formula::relation(Formula::of(pool, call, &context), Sign::Equal, Formula::of(pool, value, &context));
        page.push(Block::Formula(equation));
    }
    for (&parameter, derivative) in parameters.iter().zip(row.derivatives).filter(|(_, text)| !text.is_empty()) {
        let pending = pool.derivative(call, &[parameter]);
        let value = pool.table_text(derivative)?;
        let context = Context { partial: parameters.len() > 1, ..context };
        let equation =
            Formula::relation(Formula::of(pool, pending, &context), Sign::Equal, Formula::of(pool, value, &context));
        page.push(Block::Formula(equation));
    }
    let mut rows = vec![vec![text(NAME.text(lang)), code(row.name)]];
    let mut add = |name: Wording, value: String| {
        if !value.is_empty() {
            rows.push(vec![text(name.text(lang)), code(value)]);
        }
    };
    add(ALIASES, row.aliases.join(", "));
    add(DEFINITION, row.definition.unwrap_or_default().to_owned());
    add(DERIVATIVE, row.derivatives.join("; "));
    add(DOMAIN, row.domain.join(", "));
    add(SMOOTH, row.smooth.join(", "));
    add(VALUES, row.values.iter().map(|(a, v)| format!("{}({a}) = {v}", row.name)).collect::<Vec<_>>().join(", "));
    rows.push(vec![text(REFERENCE.text(lang)), text(row.reference)]);
    page.push(Block::Table(rows));
    session.show(&page, row.name);
    Ok(Exit::Done)
}

/// The `rules` command.
pub(super) fn rules(session: &mut Session) -> Result<Exit, Problem> {
    let lang = session.lang;
    if let Some(name) = session.operand.clone() {
        let Some(rule) = rules::lookup(&name) else {
            return Err(nothing(&name, rules::all().map(|rule| rule.id)));
        };
        return Ok(one_rule(session, rule));
    }
    if session.format == Format::Json {
        let rows: Vec<_> = rules::all().map(|rule| rule_json(rule, lang)).collect();
        session.show_json(&json!({ "rules": rows }));
        return Ok(Exit::Done);
    }
    let mut rows = vec![vec![text(NAME.text(lang)), text(MEANING.text(lang)), text(STATEMENT.text(lang))]];
    rows.extend(rules::all().map(|rule| vec![code(rule.id), text(rule.name.text(lang)), code(rule.statement)]));
    let mut page = Page::new(lang);
    page.push(Block::Table(rows));
    session.show(&page, "gradus rules");
    Ok(Exit::Done)
}

fn rule_json(rule: &Rule, lang: Lang) -> serde_json::Value {
    json!({
        "id": rule.id,
        "name": rule.name.text(lang),
        "statement": rule.statement,
        "condition": rule.condition,
        "why": rule.why.text(lang),
        "example": [rule.example.0, rule.example.1],
        "reference": rule.reference,
    })
}

pub(super) fn one_rule(session: &mut Session, rule: &'static Rule) -> Exit {
    let lang = session.lang;
    if session.format == Format::Json {
        session.show_json(&rule_json(rule, lang));
        return Exit::Done;
    }
    let mut rows = vec![vec![text(NAME.text(lang)), code(rule.id)]];
    let mut add = |name: Wording, value: Vec<Inline>, present: bool| {
        if present {
            rows.push(vec![text(name.text(lang)), value]);
        }
    };
    add(STATEMENT, code(rule.statement), true);
    add(CONDITION, code(rule.condition), !rule.condition.is_empty());
    add(WHY, text(rule.why.text(lang)), true);
    add(EXAMPLE, code(format!("{} = {}", rule.example.0, rule.example.1)), true);
    add(REFERENCE, text(rule.reference), !rule.reference.is_empty());
    let mut page = Page::new(lang);
    page.push(Block::Heading(2, text(rule.name.text(lang))));
    page.push(Block::Table(rows));
    session.show(&page, rule.id);
    Exit::Done
}

pub(super) fn nothing<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Problem {
    unknown(&command::NOTHING_CALLED, &command::NOTHING_LIKE, name, known).into()
}

/// The `completions` command.
pub(super) fn completions(session: &mut Session) -> Result<Exit, Problem> {
    let name = session.operand.clone().unwrap_or_default();
    let Ok(shell) = name.parse::<clap_complete::Shell>() else {
        let problem = Diagnostic::new(&command::BAD_CHOICE).with("value", &name).with("option", "SHELL");
        return Err(problem.with("choices", "bash, zsh, fish, elvish, powershell").into());
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program(session.lang, |_| true), "gradus", &mut script);
    session.answer = String::from_utf8_lossy(&script).into_owned();
    Ok(Exit::Done)
}
