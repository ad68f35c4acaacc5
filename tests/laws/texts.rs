//! Owns the laws of readers: no text makes them panic, messages point into the text, what was read is printed and read
//! back.

use gradus::data::{Format, Options as Reading, Table};
use gradus::diagnostic::Diagnostic;
use gradus::expr::{Id, Kind, Pool, Scope, postorder};
use gradus::functions;
use gradus::language::{self, Shape, Tree, latex::Declared};
use gradus::notes::{self, Options};
use gradus::render::plain;
use gradus::source::Span;
use gradus::wording::Lang;

use super::{Outcome, said};

/// Longer texts than this are cut: they take longer and show nothing new.
const LONGEST: usize = 2_000;

/// The text of some bytes, whatever they are.
fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(data.get(..LONGEST).unwrap_or(data)).into_owned()
}

/// A place must be one of the text.
fn lies_in(span: Span, text: &str, what: &str) -> Result<(), String> {
    let (start, end) = (span.start as usize, span.end as usize);
    match text.get(start..end) {
        Some(_) => Ok(()),
        None => Err(format!("{what} points at {start}..{end} of {text:?}")),
    }
}

/// A message must point into its text and be complete in both languages.
fn is_sound(problem: &Diagnostic, text: &str) -> Result<(), String> {
    if let Some(span) = problem.span {
        lies_in(span, text, problem.code.id)?;
    }
    for lang in [Lang::En, Lang::Zh] {
        for sentence in [problem.message(lang), problem.hint(lang)] {
            if sentence.trim().is_empty() {
                return Err(format!("{} has an empty sentence", problem.code.id));
            }
        }
    }
    Ok(())
}

/// Whether a tree has only what plain notation can say.
fn is_plain(tree: &Tree) -> bool {
    let mut stack = tree.statements.clone();
    while let Some(id) = stack.pop() {
        if matches!(tree.node(id).shape, Shape::Form(_)) {
            return false;
        }
        stack.extend_from_slice(tree.children(id));
    }
    true
}

/// Plain text: tokens, grammar, tree, printing back; then the same as an expression.
pub fn plain_text(data: &[u8]) -> Outcome {
    let text = text_of(data);
    let read = match language::parse(&text, &[]) {
        Err(problem) => return is_sound(&problem, &text).map(|()| false),
        Ok(reading) => reading,
    };
    read.warnings.iter().try_for_each(|warning| is_sound(warning, &text))?;
    let printed = language::print(&read.tree);
    let again = language::parse(&printed, &[]).map_err(|problem| format!("{printed:?}: {}", said(&problem)))?;
    if !again.tree.same(&read.tree) {
        return Err(format!("{text:?} is printed as {printed:?}"));
    }
    expression(&text)
}

/// LaTeX: the same; a tree of ordinary signs is printed and read back in plain notation.
pub fn latex(data: &[u8]) -> Outcome {
    let text = text_of(data);
    match language::latex::parse(&text, &Declared::default()) {
        Err(problem) => return is_sound(&problem, &text).map(|()| false),
        Ok(reading) => {
            reading.warnings.iter().try_for_each(|warning| is_sound(warning, &text))?;
            let printed = language::print(&reading.tree);
            if is_plain(&reading.tree) && printed.is_empty() != reading.tree.statements.is_empty() {
                return Err(format!("{text:?} is printed as {printed:?}"));
            }
        }
    }
    expression(&format!("${text}$"))
}

/// Whether the name of a function stands alone, as in "the derivative of $\sin$", or a name is spelled like a number, as
/// after `e = n`: plain notation has no word for that.
fn has_names_of_the_language(pool: &Pool, id: Id) -> bool {
    postorder(pool, id).into_iter().filter_map(|id| pool.name(id)).any(|name| {
        let is_word = || language::KEYWORDS.iter().any(|keyword| keyword.name == name);
        matches!(name, "e" | "pi") || functions::lookup(name).is_some() || is_word()
    })
}

/// Whether a name stands at an index that another statement of the text bound: `\sum_s s` before `m_s`. On its own, `m_s` is
/// a name with a label.
fn has_indices_from_elsewhere(pool: &Pool, id: Id) -> bool {
    let order = postorder(pool, id);
    let of = |wanted: fn(Kind) -> bool| order.iter().filter(move |&&id| wanted(pool.kind(id)));
    let bound: Vec<Id> = of(|kind| matches!(kind, Kind::Sum | Kind::Product))
        .filter_map(|&sum| pool.children(sum).first().copied())
        .collect();
    of(|kind| kind == Kind::Indexed).flat_map(|&id| pool.children(id).iter().skip(1)).any(|index| {
        let is_usual = |name: &str| matches!(name, "i" | "j" | "k" | "l" | "m" | "n");
        !bound.contains(index) && pool.name(*index).is_some_and(|name| !is_usual(name))
    })
}

/// What a text stands for is printed in plain notation and read back to the same node.
fn expression(text: &str) -> Outcome {
    let mut pool = Pool::new();
    let mut scope = Scope::default();
    let program = match scope.read(&mut pool, text) {
        Err(problem) => return is_sound(&problem, text).map(|()| false),
        Ok(program) => program,
    };
    let Ok(subject) = scope.subject(&mut pool, &program) else { return Ok(false) };
    let printed = plain(&pool, subject);
    // A text with names of its own for e and π, or with functions or indices of its own, has no text that stands alone.
    let stands_alone = !has_names_of_the_language(&pool, subject) && !has_indices_from_elsewhere(&pool, subject);
    if printed.contains('…') || !scope.definitions().is_empty() || !stands_alone {
        return Ok(true);
    }
    let mut fresh = Scope::default();
    let again = fresh.read(&mut pool, &printed).and_then(|program| fresh.subject(&mut pool, &program));
    match again {
        Ok(id) if id == subject => Ok(true),
        Ok(id) => Err(format!("{text:?} is printed as {printed:?}, which is {:?}", plain(&pool, id))),
        Err(problem) => Err(format!("{text:?} is printed as {printed:?}: {}", said(&problem))),
    }
}

/// Notes in Markdown and in LaTeX: every claim, finding and replacement lies in the text.
pub fn note(data: &[u8]) -> Outcome {
    let text = text_of(data);
    for format in [notes::Format::Markdown, notes::Format::Latex] {
        let report = notes::lint(&text, &Options { format, lang: None });
        for claim in &report.claims {
            lies_in(claim.span, &text, "a claim")?;
        }
        for finding in &report.findings {
            is_sound(&finding.diagnostic, &text)?;
            if let Some((span, _)) = &finding.replacement {
                lies_in(*span, &text, "a replacement")?;
            }
            for remark in &finding.notes {
                lies_in(remark.span, &text, "a remark")?;
            }
        }
    }
    Ok(true)
}

/// Data: a table is rectangular, and its floats are the nearest ones to its fractions. The first byte chooses the options.
pub fn table(data: &[u8]) -> Outcome {
    let Some((&choice, bytes)) = data.split_first() else { return Ok(false) };
    let formats = [Format::Auto, Format::Comma, Format::Semicolon, Format::Tab, Format::JsonLines];
    let options = Reading {
        format: formats[usize::from(choice) % formats.len()],
        names: (choice & 32 != 0).then(|| vec!["x".to_owned(), "y".to_owned()]),
        decimal_comma: choice & 64 != 0,
        skip_missing: choice & 128 != 0,
        cell_limit: 1_000,
    };
    let table = match Table::read(bytes, &options) {
        Err(problem) => {
            let is_silent = [Lang::En, Lang::Zh].iter().any(|&lang| problem.message(lang).trim().is_empty());
            return if is_silent { Err(format!("{} says nothing", problem.code.id)) } else { Ok(false) };
        }
        Ok(table) => table,
    };
    for column in table.columns() {
        if column.len() != table.rows() {
            return Err(format!("{} has {} cells in {} rows", column.name(), column.len(), table.rows()));
        }
        for (exact, float) in column.rationals().zip(column.floats()) {
            let nearest = exact.to_f64();
            if nearest.to_bits() != float.to_bits() && !(nearest == 0.0 && float == 0.0) {
                return Err(format!("{exact} is {nearest:e} and {float:e}"));
            }
        }
    }
    Ok(true)
}
