//! Owns one run of the program: its options, the pool, and the texts that messages point into.

use std::io::Read;

use super::problem::Problem;
use crate::diagnostic::{Diagnostic, command};
use crate::expr::{Id, Pool, Scope, Statement};
use crate::language::split_into_known;
use crate::render::{Page, TextStyle};
use crate::steps::Level;
use crate::wording::Lang;

/// The forms an answer is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Two-dimensional text.
    Text,
    /// LaTeX.
    Latex,
    /// Markdown.
    Markdown,
    /// One HTML page.
    Html,
    /// JSON.
    Json,
}

/// One run.
pub(super) struct Session {
    /// Every expression of the run.
    pub pool: Pool,
    /// Definitions and functions read so far.
    pub scope: Scope,
    /// The language of the output.
    pub lang: Lang,
    /// The form of the output.
    pub format: Format,
    /// How many steps are shown.
    pub level: Level,
    /// How text is laid out.
    pub style: TextStyle,
    /// The argument without a dash.
    pub operand: Option<String>,
    /// What the options were given.
    pub values: Vec<(&'static str, String)>,
    /// What is printed at the end.
    pub answer: String,
    /// What should be looked at.
    pub warnings: Vec<Problem>,
}

/// Inputs longer than this are refused.
const INPUT_LIMIT: u64 = 64 << 20;

impl Session {
    /// The value of an option.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Whether an option was given.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The text of the operand; `-` is standard input.
    pub fn operand_text(&self) -> Result<String, Problem> {
        match self.operand.as_deref() {
            Some("-") => read_text(std::io::stdin().lock(), "-"),
            Some(text) => Ok(text.to_owned()),
            None => Ok(String::new()),
        }
    }

    /// Reads the model file, then the operand; the subject of the last statement, definitions carried out. `known` are
    /// names that options speak of.
    pub fn subject(&mut self, known: &[&str]) -> Result<Id, Problem> {
        if let Some(path) = self.value("file").map(str::to_owned) {
            let text = read_file(&path)?;
            self.scope.read(&mut self.pool, &text).map_err(|problem| Problem {
                diagnostic: problem,
                source: Some(text.clone()),
                file: Some(path.clone()),
            })?;
        }
        let text = self.operand_text()?;
        self.scope.declared.extend(known.iter().map(|name| (*name).to_owned()));
        let program = self.scope.read(&mut self.pool, &text).map_err(|problem| Problem::within(problem, &text))?;
        for warning in program.warnings.iter().cloned() {
            self.warnings.push(Problem::within(warning, &text));
        }
        let subject =
            self.scope.subject(&mut self.pool, &program).map_err(|problem| Problem::within(problem, &text))?;
        if let Some(Statement::Claim { .. }) = program.statements.last() {
            return Err(Problem::within(Diagnostic::new(&crate::diagnostic::expression::NOT_AN_EXPRESSION), &text));
        }
        self.warn_of_joined_names(subject, known, &text);
        Ok(subject)
    }

    /// `wx` is one name; when w and x are known, the product is suggested.
    fn warn_of_joined_names(&mut self, subject: Id, known: &[&str], text: &str) {
        let names: Vec<String> = crate::expr::variables(&self.pool, subject)
            .into_iter()
            .filter_map(|id| self.pool.name(id).map(str::to_owned))
            .collect();
        let others: Vec<&str> = names.iter().map(String::as_str).chain(known.iter().copied()).collect();
        for name in names.iter().filter(|name| name.chars().count() > 1 && !known.contains(&name.as_str())) {
            let parts: Vec<&str> = others.iter().copied().filter(|other| other != name).collect();
            let Some(product) = split_into_known(name, &parts) else { continue };
            let mut warning = Diagnostic::new(&crate::diagnostic::expression::JOINED_NAMES)
                .with("name", name)
                .with("product", product.join("*"));
            if let Some(at) = text.find(name.as_str()) {
                warning = warning.at(crate::source::Span::new(at, at + name.len()));
            }
            self.warnings.push(Problem::within(warning, text));
        }
    }

    /// The names of a list option, as symbols.
    pub fn names(&mut self, option: &'static str) -> Result<Vec<Id>, Problem> {
        let Some(list) = self.value(option).map(str::to_owned) else {
            return Err(Diagnostic::new(&command::MISSING_OPTION).with("option", option).into());
        };
        let mut ids = Vec::new();
        for name in split(&list).map(str::trim).filter(|name| !name.is_empty()) {
            let id = self.expression(name)?;
            if !self.pool.is_variable(id) {
                let problem = Diagnostic::new(&crate::diagnostic::deriving::NOT_A_VARIABLE).with("what", name);
                return Err(problem.into());
            }
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Err(Diagnostic::new(&command::MISSING_OPTION).with("option", option).into());
        }
        Ok(ids)
    }

    /// `x=1,y=2/3` as pairs of a variable and a value.
    pub fn assignments(&mut self, option: &'static str) -> Result<Vec<(Id, Id)>, Problem> {
        let Some(list) = self.value(option).map(str::to_owned) else { return Ok(Vec::new()) };
        let mut pairs = Vec::new();
        for part in split(&list).map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || Diagnostic::new(&command::MALFORMED_VALUES).with("option", option).with("part", part);
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let (name, value) = (self.expression(name.trim())?, self.expression(value.trim())?);
            if !self.pool.is_variable(name) || !crate::expr::variables(&self.pool, value).is_empty() {
                return Err(wrong().into());
            }
            pairs.push((name, value));
        }
        Ok(pairs)
    }

    fn expression(&mut self, text: &str) -> Result<Id, Problem> {
        let mut scope = Scope::default();
        scope.declared.clone_from(&self.scope.declared);
        let read = scope.read(&mut self.pool, text).and_then(|program| scope.subject(&mut self.pool, &program));
        read.map_err(|problem| Problem::within(problem, text))
    }

    /// A whole number given to an option.
    pub fn count(&self, option: &'static str, otherwise: usize) -> Result<usize, Problem> {
        match self.value(option) {
            None => Ok(otherwise),
            Some(text) => text
                .parse()
                .map_err(|_| Diagnostic::new(&command::NOT_A_COUNT).with("option", option).with("value", text).into()),
        }
    }

    /// Prints a page in the form that was asked for.
    pub fn show(&mut self, page: &Page, title: &str) {
        self.answer = match self.format {
            Format::Text | Format::Json => page.to_text(&self.style),
            Format::Latex => page.to_latex(),
            Format::Markdown => page.to_markdown(),
            Format::Html => page.to_html(title),
        };
    }

    /// Prints a JSON object.
    pub fn show_json(&mut self, value: &serde_json::Value) {
        self.answer = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    }
}

/// The parts between commas; commas inside brackets, as in `W_{1,2}=0.5`, don't separate.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    list.split(move |c| {
        depth += match c {
            '{' | '(' | '[' => 1,
            '}' | ')' | ']' => -1,
            _ => 0,
        };
        c == ',' && depth <= 0
    })
}

/// The whole text of a file.
pub(super) fn read_file(path: &str) -> Result<String, Problem> {
    let file = std::fs::File::open(path)
        .map_err(|error| Diagnostic::new(&command::UNREADABLE).with("file", path).with("reason", error))?;
    read_text(file, path)
}

fn read_text(reader: impl Read, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = reader.take(INPUT_LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| Diagnostic::new(&command::UNREADABLE).with("file", name).with("reason", error))?;
    if bytes.len() as u64 > INPUT_LIMIT {
        return Err(Diagnostic::new(&command::TOO_LONG).with("file", name).with("limit", "64 MiB").into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Diagnostic::new(&command::NOT_UTF8).with("file", name).with("at", error.utf8_error().valid_up_to())
    })?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}
