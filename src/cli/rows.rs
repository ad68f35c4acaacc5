//! Owns one row of a batch: how it is read, judged, and what is said about it.

use serde_json::{Map, Value, json};

use super::check::{basis, mistake_json};
use crate::diagnostic::{Diagnostic, checking, deriving, expression};
use crate::equality::{Judgement, Options, check};
use crate::expr::{Id, Pool, Scope, Statement};
use crate::mistakes::diagnose;
use crate::source::Span;
use crate::wording::{Lang, Wording};

/// What the rows claim, by the columns of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The derivative of `expression` by `variable` is `claim`.
    Derivative([usize; 3]),
    /// `left` = `right`.
    Equation([usize; 2]),
}

/// The columns of a file, in order.
pub(super) struct Columns {
    names: Vec<String>,
    shape: Shape,
}

/// One row.
pub(super) struct Row {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The line as it stands.
    pub text: String,
}

/// Everything that the threads share.
pub(super) struct Job {
    pub columns: Columns,
    pub rows: Vec<Row>,
    pub options: Options,
    pub seed: usize,
    pub lang: Lang,
}

/// The verdict on a row, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Proved,
    Likely,
    Refuted,
    Unknown,
    Error,
}

impl Said {
    pub const ALL: [Said; 5] = [Said::Proved, Said::Likely, Said::Refuted, Said::Unknown, Said::Error];

    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Said::Proved => Judgement::Proved.id(),
            Said::Likely => Judgement::Likely.id(),
            Said::Refuted => Judgement::Refuted.id(),
            Said::Unknown => Judgement::Unknown.id(),
            Said::Error => "error",
        }
    }

    /// The word for a person.
    pub fn name(self) -> Wording {
        match self {
            Said::Proved => Judgement::Proved.name(),
            Said::Likely => Judgement::Likely.name(),
            Said::Refuted => Judgement::Refuted.name(),
            Said::Unknown => Judgement::Unknown.name(),
            Said::Error => Wording::new("not readable", "无法读取"),
        }
    }
}

impl From<Judgement> for Said {
    fn from(judgement: Judgement) -> Self {
        match judgement {
            Judgement::Proved => Said::Proved,
            Judgement::Likely => Said::Likely,
            Judgement::Refuted => Said::Refuted,
            Judgement::Unknown => Said::Unknown,
        }
    }
}

/// What is said about a row.
#[derive(Clone)]
pub(super) struct Answer {
    pub said: Said,
    /// What it rests on; for unreadable rows the message.
    pub basis: String,
    /// The mistake, as JSON.
    pub mistake: Value,
    /// For unreadable rows.
    pub problem: Option<Diagnostic>,
}

impl Answer {
    /// The time for the row is up.
    pub fn given_up(job: &Job) -> Self {
        const TIME: Wording = Wording::new("the time for one row is used up", "单行的时间已用完");
        Answer { said: Said::Unknown, basis: TIME.text(job.lang).to_owned(), mistake: Value::Null, problem: None }
    }
}

/// The columns and rows of a text; empty lines are no rows.
pub(super) fn rows(text: &str) -> Result<(Columns, Vec<Row>), Diagnostic> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let header = lines.next().map_or("", |(_, line)| line);
    let names: Vec<String> = header.split('\t').map(|name| name.trim().to_owned()).collect();
    let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let derivative = (place("expression"), place("variable"), place("claim"));
    let shape = match (derivative, place("left"), place("right")) {
        ((Some(expression), Some(variable), Some(claim)), _, _) => Shape::Derivative([expression, variable, claim]),
        (_, Some(left), Some(right)) => Shape::Equation([left, right]),
        _ => return Err(Diagnostic::new(&checking::NO_CLAIM_COLUMNS)),
    };
    let rows = lines.map(|(at, line)| Row { line: at + 1, text: line.to_owned() }).collect();
    Ok((Columns { names, shape }, rows))
}

/// Judges one row, in a pool of its own. `tell` hears the verdict before a mistake is looked for.
pub(super) fn judge(job: &Job, row: &Row, tell: &mut dyn FnMut(Answer)) -> Answer {
    let pool = &mut Pool::new();
    let verdict = sides(pool, &job.columns, row)
        .and_then(|[left, right]| Ok((left, right, check(pool, left, right, &[], &job.options)?)));
    match verdict {
        Ok((left, right, verdict)) => {
            let basis = basis(verdict.basis, job.seed, job.lang);
            let mut answer = Answer { said: verdict.judgement.into(), basis, mistake: Value::Null, problem: None };
            if verdict.judgement == Judgement::Refuted {
                tell(answer.clone());
                let diagnosis = diagnose(pool, left, right, &[], &job.options);
                answer.mistake = mistake_json(pool, &diagnosis, job.lang);
            }
            answer
        }
        Err(problem) => {
            Answer { said: Said::Error, basis: problem.message(job.lang), mistake: Value::Null, problem: Some(problem) }
        }
    }
}

fn sides(pool: &mut Pool, columns: &Columns, row: &Row) -> Result<[Id; 2], Diagnostic> {
    let cell = |at: usize| cell(columns, row, at);
    let mut scope = Scope::default();
    match columns.shape {
        Shape::Derivative([expression, variable, claim]) => {
            let (name, place) = cell(variable)?;
            // The variable may be called e.
            scope.declared.insert(name.to_owned());
            let by = one(pool, &mut scope, (name, place))?;
            if !pool.is_variable(by) {
                return Err(Diagnostic::new(&deriving::NOT_A_VARIABLE).with("what", name).at(place));
            }
            let body = one(pool, &mut scope, cell(expression)?)?;
            let right = one(pool, &mut scope, cell(claim)?)?;
            Ok([pool.derivative(body, &[by]), right])
        }
        Shape::Equation([left, right]) => {
            Ok([one(pool, &mut scope, cell(left)?)?, one(pool, &mut scope, cell(right)?)?])
        }
    }
}

/// The text of a cell and where it stands in the row.
fn cell<'r>(columns: &Columns, row: &'r Row, at: usize) -> Result<(&'r str, Span), Diagnostic> {
    let mut start = 0;
    for (position, cell) in row.text.split('\t').enumerate() {
        if position == at {
            return Ok((cell, Span::new(start, start + cell.len())));
        }
        start += cell.len() + 1;
    }
    let column = columns.names.get(at).cloned().unwrap_or_default();
    let end = row.text.len();
    Err(Diagnostic::new(&checking::SHORT_ROW).with("column", column).at(Span::new(end, end)))
}

/// The one expression that a cell says, definitions before it carried out.
fn one(pool: &mut Pool, scope: &mut Scope, (text, place): (&str, Span)) -> Result<Id, Diagnostic> {
    let read = scope.read(pool, text).and_then(|program| match program.statements.last() {
        Some(Statement::Expression(id)) => scope.inline(pool, *id),
        Some(Statement::Definition { span, .. } | Statement::Claim { span, .. }) => {
            Err(Diagnostic::new(&expression::NOT_AN_EXPRESSION).at(*span))
        }
        Some(Statement::Function { .. }) | None => scope.subject(pool, &program),
    });
    // Places count from the start of the row.
    let offset = place.range().start;
    read.map_err(|mut problem| {
        problem.span = Some(match problem.span.map(Span::range) {
            Some(inner) => Span::new(offset + inner.start, offset + inner.end),
            None => place,
        });
        problem
    })
}

impl Columns {
    /// The row's columns with what is said about it.
    pub fn object(&self, row: &Row, answer: &Answer, millis: f64) -> Map<String, Value> {
        let mut object = Map::new();
        for (name, cell) in self.names.iter().zip(row.text.split('\t')) {
            object.insert(name.clone(), json!(cell));
        }
        let own = [
            ("verdict", json!(answer.said.id())),
            ("basis", if answer.problem.is_some() { Value::Null } else { json!(answer.basis) }),
            ("mistake", answer.mistake.clone()),
            ("millis", json!((millis * 1e3).round() / 1e3)),
        ];
        object.extend(own.map(|(name, value)| (name.to_owned(), value)));
        if answer.problem.is_some() {
            object.insert("message".to_owned(), json!(answer.basis));
        }
        object
    }

    /// What the row says, on one line.
    pub fn claim(&self, row: &Row) -> String {
        let cell = |at: usize| row.text.split('\t').nth(at).unwrap_or_default().trim();
        match self.shape {
            Shape::Derivative([expression, variable, claim]) => {
                format!("d/d{} ({}) = {}", cell(variable), cell(expression), cell(claim))
            }
            Shape::Equation([left, right]) => format!("{} = {}", cell(left), cell(right)),
        }
    }
}
