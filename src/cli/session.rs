//! Owns one run of the program: its options, the pool, and the texts that messages point into.

use std::io::Read;
use std::num::IntErrorKind;

use rustc_hash::FxHashSet;

use super::line::CommandLine;
use super::output::WARNINGS;
use super::problem::{Look, Problem};
use super::row::Command;
use crate::diagnostic::{Diagnostic, because, command, deriving, language};
use crate::expr::{Id, Pool, Program, Scope, Statement};
use crate::language::split_into_known;
use crate::render::{Page, TextStyle};
use crate::source::Span;
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
    /// SARIF, for findings in files.
    Sarif,
    /// Commands to a GitHub workflow, for findings in files.
    Github,
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
    /// The command that is carried out.
    pub command: &'static Command,
    /// The words it was asked for with; messages point into them.
    pub line: CommandLine,
    /// The argument without a dash.
    pub operand: Option<String>,
    /// All arguments without a dash, for commands that take several.
    pub operands: Vec<String>,
    /// What the options were given.
    pub values: Vec<(&'static str, String)>,
    /// What is printed at the end.
    pub answer: String,
    /// What should be looked at.
    pub warnings: Vec<Problem>,
}

/// One of the ways in which a scope reads a text.
type Reading = fn(&mut Scope, &mut Pool, &str) -> Result<Program, Diagnostic>;

/// Inputs longer than this are refused.
const INPUT_LIMIT: u64 = 64 << 20;

impl Session {
    /// The value of an option.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// How messages that are part of the answer are drawn.
    pub fn look(&self) -> Look {
        Look { colour: self.style.colour, ascii: self.style.ascii }
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

    /// Reads the model file, then the operand; the subject of the last statement, definitions carried out. Without an
    /// operand the file's last statement is meant. `known` are names that options speak of.
    pub fn subject(&mut self, known: &[&str]) -> Result<Id, Problem> {
        self.scope.declared.extend(known.iter().map(|name| (*name).to_owned()));
        let mut program = None;
        for text in self.texts()? {
            program = Some((self.statements(&text, Scope::read)?, text));
        }
        let Some((program, text)) = program else { return Err(Diagnostic::new(&language::EMPTY).into()) };
        let subject = self.scope.subject(&mut self.pool, &program).map_err(|problem| text.problem(problem))?;
        self.warn_of_joined_names(subject, known, &text);
        Ok(subject)
    }

    /// All statements of the model file and the operand, as they stand: nothing is defined.
    pub fn formulas(&mut self) -> Result<Vec<Statement>, Problem> {
        let mut statements = Vec::new();
        for text in self.texts()? {
            statements.extend(self.statements(&text, Scope::read_formulas)?.statements);
        }
        Ok(statements)
    }

    /// The texts of the model file and of the operand, as far as they are given.
    fn texts(&self) -> Result<Vec<Text>, Problem> {
        let mut texts = Vec::new();
        if let Some(path) = self.value("file") {
            texts.push(Text { text: read_file(path)?, file: Some(path.to_owned()) });
        }
        if self.operand.is_some() || texts.is_empty() {
            let file = (self.operand.as_deref() == Some("-")).then(|| "-".to_owned());
            texts.push(Text { text: self.operand_text()?, file });
        }
        Ok(texts)
    }

    /// A message about no place, about the place that it quotes, where there is one: a word of the command line, or a part of
    /// the expression as it was typed.
    pub fn placed(&self, problem: Problem) -> Problem {
        if problem.diagnostic.span.is_some() {
            return problem;
        }
        let message = problem.diagnostic.message(Lang::En);
        let quoted = message.split('`').skip(1).step_by(2).filter(|part| !part.is_empty());
        if let Some(source) = &problem.source {
            let span = quoted.into_iter().find_map(|part| word_in(source, part));
            return match span {
                Some(span) => Problem { diagnostic: problem.diagnostic.at(span), ..problem },
                None => problem,
            };
        }
        if problem.file.is_some() {
            return problem;
        }
        for part in quoted {
            if self.line.words().skip(1).any(|word| word == part) {
                return self.line.about(part, problem.diagnostic);
            }
            let Some(operand) = self.operand.as_ref().filter(|operand| *operand != "-") else { continue };
            if let Some(span) = word_in(operand, part) {
                return Problem::within(problem.diagnostic.at(span), operand);
            }
        }
        problem
    }

    fn statements(&mut self, text: &Text, read: Reading) -> Result<Program, Problem> {
        let program = read(&mut self.scope, &mut self.pool, &text.text).map_err(|problem| text.problem(problem))?;
        for warning in &program.warnings {
            self.warn(warning.clone(), text);
        }
        Ok(program)
    }

    /// `wx` is one name; when w and x are known, the product is suggested.
    fn warn_of_joined_names(&mut self, subject: Id, known: &[&str], text: &Text) {
        let names: Vec<String> = crate::expr::variables(&self.pool, subject)
            .into_iter()
            .filter_map(|id| self.pool.name(id).map(str::to_owned))
            .collect();
        let others: FxHashSet<&str> = names.iter().map(String::as_str).chain(known.iter().copied()).collect();
        for name in names.iter().filter(|name| name.chars().count() > 1 && !known.contains(&name.as_str())) {
            let is_known = |part: &str| part != name && others.contains(part);
            let Some(product) = split_into_known(name, is_known) else { continue };
            let mut warning = Diagnostic::new(&crate::diagnostic::expression::JOINED_NAMES)
                .with("name", name)
                .with("product", product.join("*"));
            if let Some(span) = text.word(name) {
                warning = warning.at(span);
            }
            self.warn(warning, text);
        }
    }

    /// A warning about a text. Of very many only the first ones are shown, so the others need no copy of the text.
    fn warn(&mut self, warning: Diagnostic, text: &Text) {
        let is_shown = self.warnings.len() < WARNINGS;
        self.warnings.push(if is_shown { text.problem(warning) } else { warning.into() });
    }

    /// The names that a list option speaks of, as they stand there.
    pub fn listed(&self, option: &str) -> Vec<String> {
        let list = self.value(option).unwrap_or_default();
        split(list).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// The message that the command can't do without an option, with an example that has it.
    pub fn missing(&self, option: &str) -> Problem {
        let dashed = format!("--{option} ");
        let usage = self.command.examples.iter().find(|line| line.contains(&dashed)).copied().unwrap_or_default();
        let diagnostic = Diagnostic::new(&command::MISSING_OPTION).with("option", option).with("usage", usage);
        self.line.at_end(diagnostic)
    }

    /// The names of a list option, as symbols.
    pub fn names(&mut self, option: &'static str) -> Result<Vec<Id>, Problem> {
        let mut ids = Vec::new();
        for name in self.listed(option) {
            let id = self.expression(&name)?;
            if !self.pool.is_variable(id) {
                let problem = Diagnostic::new(&deriving::NOT_A_VARIABLE).with("what", &name);
                return Err(self.line.about_value(option, &name, problem));
            }
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() { Err(self.missing(option)) } else { Ok(ids) }
    }

    /// `x=1,y=2/3` as pairs of a variable and a value.
    pub fn assignments(&mut self, option: &'static str) -> Result<Vec<(Id, Id)>, Problem> {
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for part in self.listed(option) {
            let Some((name, value)) = part.split_once('=') else { return Err(self.malformed(option, &part)) };
            let (name, value) = (self.expression(name.trim())?, self.expression(value.trim())?);
            if !self.pool.is_variable(name) || !crate::expr::variables(&self.pool, value).is_empty() {
                return Err(self.malformed(option, &part));
            }
            if pairs.iter().any(|(other, _)| *other == name) {
                let name = crate::render::plain(&self.pool, name);
                let problem = Diagnostic::new(&command::ASSIGNED_TWICE).with("name", name).with("option", option);
                return Err(self.line.about_value(option, &part, problem));
            }
            pairs.push((name, value));
        }
        Ok(pairs)
    }

    /// The message that a part of an option isn't of the form `name=value`.
    pub fn malformed(&self, option: &str, part: &str) -> Problem {
        let problem = Diagnostic::new(&command::MALFORMED_VALUES).with("option", option).with("part", part);
        self.line.about_value(option, part, problem)
    }

    fn expression(&mut self, text: &str) -> Result<Id, Problem> {
        let mut scope = Scope::default();
        scope.latex = self.scope.latex;
        // Of ten thousand declared names each is read as itself, without looking at the others.
        match self.scope.declared.get(text) {
            Some(name) => scope.declared.extend([name.clone()]),
            None => scope.declared.clone_from(&self.scope.declared),
        }
        let read = scope.read(&mut self.pool, text).and_then(|program| scope.subject(&mut self.pool, &program));
        read.map_err(|problem| Problem::within(problem, text))
    }

    /// A whole number given to an option.
    pub fn count(&self, option: &'static str, otherwise: usize) -> Result<usize, Problem> {
        self.count_from(0, option, otherwise)
    }

    /// A whole number given to an option, not below `least`.
    pub fn count_from(&self, least: usize, option: &'static str, otherwise: usize) -> Result<usize, Problem> {
        let Some(text) = self.value(option) else { return Ok(otherwise) };
        let code = match text.parse::<usize>() {
            Ok(count) if count >= least => return Ok(count),
            Err(error) if *error.kind() == IntErrorKind::PosOverflow => &command::COUNT_TOO_LARGE,
            _ => &command::NOT_A_COUNT,
        };
        let problem = Diagnostic::new(code).with("option", option).with("value", text).with("least", least);
        Err(self.line.about_value(option, text, problem))
    }

    /// A number given to an option.
    pub fn real(&self, option: &'static str) -> Result<Option<f64>, Problem> {
        let Some(text) = self.value(option) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            // A number that was written as one, and has become infinite.
            Ok(number) if number.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) => {
                Err(self.out_of_range(option, text))
            }
            _ => {
                let problem = Diagnostic::new(&command::NOT_A_NUMBER).with("option", option).with("value", text);
                Err(self.line.about_value(option, text, problem))
            }
        }
    }

    /// The message that a number given to an option is past all floating-point numbers.
    pub fn out_of_range(&self, option: &str, part: &str) -> Problem {
        let problem = Diagnostic::new(&command::FLOAT_RANGE).with("option", option).with("part", part);
        self.line.about_value(option, part, problem)
    }

    /// Prints a page in the form that was asked for.
    pub fn show(&mut self, page: &Page, title: &str) {
        self.answer = match self.format {
            // Forms that aren't made of a page never come here.
            Format::Text | Format::Json | Format::Sarif | Format::Github => page.to_text(&self.style),
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

/// A text that was read, and where it came from.
struct Text {
    text: String,
    file: Option<String>,
}

impl Text {
    /// A message about this text.
    fn problem(&self, diagnostic: Diagnostic) -> Problem {
        Problem {
            diagnostic,
            source: Some(self.text.clone()),
            file: self.file.as_deref().map(Box::from),
            first_line: 1,
        }
    }

    /// Where a name first stands as a word of its own.
    fn word(&self, name: &str) -> Option<Span> {
        word_in(&self.text, name)
    }
}

/// Where a part of a text first stands by itself, not as a piece of a longer word.
fn word_in(text: &str, part: &str) -> Option<Span> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut places = text.match_indices(part).map(|(at, _)| (at, at + part.len()));
    let (start, end) = places.find(|&(start, end)| {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(end..).and_then(|text| text.chars().next());
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })?;
    Some(Span::new(start, end))
}

/// The parts between commas; commas inside brackets, as in `W_{1,2}=0.5`, don't separate.
pub(super) fn split(list: &str) -> impl Iterator<Item = &str> {
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
        .map_err(|error| because(Diagnostic::new(&command::UNREADABLE).with("file", path), &error))?;
    read_text(file, path)
}

/// The whole text of an open file or stream.
pub(super) fn read_text(reader: impl Read, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = reader.take(INPUT_LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| because(Diagnostic::new(&command::UNREADABLE).with("file", name), &error))?;
    if bytes.len() as u64 > INPUT_LIMIT {
        return Err(Diagnostic::new(&command::TOO_LONG).with("file", name).with("limit", "64 MiB").into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Diagnostic::new(&command::NOT_UTF8).with("file", name).with("at", error.utf8_error().valid_up_to())
    })?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}
