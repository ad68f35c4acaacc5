//! Owns the data that a command is given: the file or standard input, and the options that say how it is read.

use std::io::{BufReader, Read};

use super::problem::Problem;
use super::seen::Seen;
use super::session::Session;
use super::watch;
use crate::data::{Options as DataOptions, Product, Sheet, Table};
use crate::diagnostic::{Diagnostic, because, command, data};
use crate::expr::{Id, Kind, Pool, postorder};
use crate::render::plain;

/// The columns that `expression` names, from where `--data` says; `-` is standard input. All columns when there is no
/// expression or it names none of them, so that a message can list them.
pub(super) fn table(session: &mut Session, expression: Option<Id>) -> Result<Option<Table>, Problem> {
    table_for(session, expression, |_, _| None)
}

/// The same, where sums over the rows may be all that is needed: `needed` says which, when it knows the names of the columns.
/// Then a long table is added up while it is read, and not kept.
pub(super) fn table_for(
    session: &mut Session,
    expression: Option<Id>,
    needed: impl FnOnce(&mut Pool, &Table) -> Option<Vec<Product>>,
) -> Result<Option<Table>, Problem> {
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
    let (reader, size): (Box<dyn Read>, Option<u64>) = match path {
        "-" => (Box::new(std::io::stdin().lock()), None),
        _ => {
            let file = std::fs::File::open(path)
                .map_err(|error| because(Diagnostic::new(&command::UNREADABLE).with("file", path), &error))?;
            // A pipe under a name has no length.
            let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|found| found.len());
            (Box::new(file), size)
        }
    };
    let reader = watch::Reading::new(reader, size, session.style.ascii);
    let pool = &session.pool;
    let order = expression.map_or(Vec::new(), |expression| postorder(pool, expression));
    // A column may be called x_1.
    let named: Vec<String> = order
        .into_iter()
        .filter(|&id| matches!(pool.kind(id), Kind::Symbol(_) | Kind::Indexed))
        .map(|id| plain(pool, id))
        .collect();
    let wanted = |name: &str| named.iter().any(|known| known == name);
    let path = path.to_owned();
    let (reader, memory) = Seen::new(BufReader::new(reader));
    let table = read(reader, &options, wanted, |heads| needed(&mut session.pool, heads));
    Ok(Some(table.map_err(|problem| match problem.arguments.iter().find(|(hole, _)| *hole == "found") {
        // A name that the command line gives isn't found in the file.
        Some((_, name)) if *problem.code == data::COLUMN_NAME && session.has("columns") => {
            let name = name.clone();
            session.line.about_value("columns", &name, problem)
        }
        _ => memory.borrow().problem(problem, &path),
    })?))
}

fn read(
    reader: impl Read,
    options: &DataOptions,
    wanted: impl Fn(&str) -> bool,
    needed: impl FnOnce(&Table) -> Option<Vec<Product>>,
) -> Result<Table, Diagnostic> {
    let sheet = Sheet::open(reader, options)?;
    let names: Vec<String> = sheet.names().filter(|name| wanted(name)).map(str::to_owned).collect();
    if names.is_empty() {
        return sheet.select_all()?.collect_table();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = sheet.select(&names)?;
    match needed(&Table::of_names(names)) {
        Some(products) => rows.collect_sums(&products),
        None => rows.collect_table(),
    }
}
