//! Owns the data that a command is given: the file or standard input, and the options that say how it is read.

use std::io::{BufReader, Read};

use super::output::because;
use super::problem::Problem;
use super::seen::Seen;
use super::session::Session;
use crate::data::{Options as DataOptions, Sheet, Table};
use crate::diagnostic::{Diagnostic, command};
use crate::expr::{Id, Kind, postorder};
use crate::render::plain;

/// The columns that `expression` names, from where `--data` says; `-` is standard input. All columns when there is no
/// expression or it names none of them, so that a message can list them.
pub(super) fn table(session: &Session, expression: Option<Id>) -> Result<Option<Table>, Problem> {
    let Some(path) = session.value("data") else { return Ok(None) };
    let default = DataOptions::default();
    let names = session.listed("columns");
    let options = DataOptions {
        names: (!names.is_empty()).then_some(names),
        decimal_comma: session.value("decimal") == Some(","),
        skip_missing: session.has("skip-missing"),
        cell_limit: session.count("cell-limit", default.cell_limit)?,
        ..default
    };
    let reader: Box<dyn Read> = match path {
        "-" => Box::new(std::io::stdin().lock()),
        _ => Box::new(
            std::fs::File::open(path)
                .map_err(|error| because(Diagnostic::new(&command::UNREADABLE).with("file", path), &error))?,
        ),
    };
    let pool = &session.pool;
    let order = expression.map_or(Vec::new(), |expression| postorder(pool, expression));
    let wanted = |name: &str| {
        order.iter().any(|&id| match pool.kind(id) {
            Kind::Symbol(_) => pool.name(id) == Some(name),
            // A column may be called x_1.
            Kind::Indexed => plain(pool, id) == name,
            _ => false,
        })
    };
    let (reader, memory) = Seen::new(BufReader::new(reader));
    let table = read(reader, &options, wanted);
    Ok(Some(table.map_err(|problem| memory.borrow().problem(problem, path))?))
}

fn read(reader: impl Read, options: &DataOptions, wanted: impl Fn(&str) -> bool) -> Result<Table, Diagnostic> {
    let sheet = Sheet::open(reader, options)?;
    let names: Vec<String> = sheet.names().filter(|name| wanted(name)).map(str::to_owned).collect();
    match names.is_empty() {
        true => sheet.select_all()?.collect_table(),
        false => sheet.select(&names.iter().map(String::as_str).collect::<Vec<_>>())?.collect_table(),
    }
}
