//! Owns what a batch prints: a JSON object a line while it runs, or a page of the rows that didn't pass, and the counts.

use std::io::{BufWriter, ErrorKind, Write};

use super::batch::problem_of;
use super::problem::{Look, Problem};
use super::row::Exit;
use super::rows::{Answer, Job, Row, Said};
use super::session::{Format, Session};
use crate::diagnostic::{Diagnostic, because, command};
use crate::render::{Block, Inline, Page};
use crate::wording::Wording;

/// Unreadable rows that are shown with a mark; the rest are counted.
const MESSAGES: usize = 20;

/// Characters of a claim in the page of a batch.
const CLAIM_WIDTH: usize = 48;

const LINE: Wording = Wording::new("line", "行");
const VERDICT: Wording = Wording::new("verdict", "结论");
const CLAIM: Wording = Wording::new("claim", "命题");
const WHY: Wording = Wording::new("why", "依据");
const ROWS: Wording = Wording::new("rows", "行数");
const ALL_PASSED: Wording = Wording::new("Every row passed.", "所有行都通过。");
const TIMES: Wording = Wording::new(
    "{rows} rows, median {median} ms, 99 % within {late} ms",
    "共 {rows} 行,中位数 {median} 毫秒,99 % 在 {late} 毫秒之内",
);

/// Where rows go.
pub(super) struct Sink {
    /// The stream of JSON lines; none when a page is made.
    stream: Option<Box<dyn Write>>,
    path: String,
    table: Vec<Vec<Vec<Inline>>>,
    messages: usize,
    lang: crate::wording::Lang,
    look: Look,
    failed: Option<std::io::Error>,
}

impl Sink {
    pub fn new(session: &mut Session, path: &str) -> Result<Self, Problem> {
        let stream: Option<Box<dyn Write>> = match (session.format, session.value("output")) {
            (Format::Json, None | Some("-")) => Some(Box::new(BufWriter::new(std::io::stdout()))),
            (Format::Json, Some(target)) => {
                let file = std::fs::File::create(target).map_err(|error| unwritable(target, &error))?;
                Some(Box::new(BufWriter::new(file)))
            }
            (Format::Text | Format::Latex | Format::Markdown | Format::Html | Format::Sarif | Format::Github, _) => {
                None
            }
        };
        if stream.is_some() {
            // What is asked for is written row by row.
            session.values.retain(|(name, _)| *name != "output");
        }
        let look = Look { colour: false, ascii: session.style.ascii };
        let lang = session.lang;
        let path = path.to_owned();
        Ok(Sink { stream, path, table: Vec::new(), messages: 0, lang, look, failed: None })
    }

    /// Takes a row; whether more are wanted.
    pub fn row(&mut self, job: &Job, row: &Row, answer: &Answer, millis: f64) -> bool {
        if let Some(problem) = problem_of(row, &self.path, answer).filter(|_| self.messages < MESSAGES) {
            self.messages += 1;
            let _ = writeln!(std::io::stderr(), "{}", problem.text(self.lang, self.look));
        }
        let Some(stream) = &mut self.stream else {
            if !matches!(answer.said, Said::Proved | Said::Likely) {
                let mut claim: String = job.columns.claim(row);
                if claim.chars().count() > CLAIM_WIDTH {
                    claim = claim.chars().take(CLAIM_WIDTH - 1).chain(['…']).collect();
                }
                let mistake = answer.mistake.get("name").and_then(|name| name.as_str());
                self.table.push(vec![
                    vec![row.line.to_string().into()],
                    vec![answer.said.name().text(self.lang).into()],
                    vec![Inline::Code(claim)],
                    vec![mistake.unwrap_or(&answer.basis).into()],
                ]);
            }
            return true;
        };
        let object = serde_json::Value::Object(job.columns.object(row, answer, millis));
        match writeln!(stream, "{object}") {
            Ok(()) => true,
            Err(error) => {
                self.failed = Some(error).filter(|error| error.kind() != ErrorKind::BrokenPipe);
                false
            }
        }
    }

    /// Ends the output; whether it could be written. A page says at its top when it is only a part.
    pub fn end(mut self, session: &mut Session, partial: Option<&str>) -> bool {
        match &mut self.stream {
            Some(stream) => {
                if let Err(error) = stream.flush()
                    && error.kind() != ErrorKind::BrokenPipe
                {
                    self.failed = Some(error);
                }
                let Some(error) = self.failed else { return true };
                session.warnings.push(unwritable("-", &error));
                false
            }
            None => {
                let mut page = Page::new(self.lang);
                if let Some(partial) = partial {
                    page.say(partial);
                }
                if self.table.is_empty() && partial.is_none() {
                    page.say(ALL_PASSED.text(self.lang));
                } else if !self.table.is_empty() {
                    let head = [LINE, VERDICT, CLAIM, WHY].map(|word| vec![word.text(self.lang).into()]);
                    page.push(Block::Table([vec![head.to_vec()], self.table].concat()));
                }
                session.show(&page, "gradus check");
                true
            }
        }
    }
}

fn unwritable(path: &str, error: &std::io::Error) -> Problem {
    because(Diagnostic::new(&command::UNWRITABLE).with("file", path), error).into()
}

/// Counts and times.
#[derive(Default)]
pub(super) struct Summary {
    /// By the position of [`Said::ALL`].
    pub counts: [usize; Said::ALL.len()],
    times: Vec<f64>,
}

impl Summary {
    pub fn count(&mut self, answer: &Answer, millis: f64) {
        self.counts[answer.said as usize] += 1;
        self.times.push(millis);
    }

    /// The table for standard error.
    pub fn text(&mut self, session: &Session) -> String {
        let lang = session.lang;
        self.times.sort_by(f64::total_cmp);
        let last = self.times.len().saturating_sub(1);
        let at = |part: f64| self.times.get((last as f64 * part).ceil() as usize).copied().unwrap_or(0.0);
        let (median, late) = (format!("{:.2}", at(0.5)), format!("{:.2}", at(0.99)));
        let mut page = Page::new(lang);
        let mut table: Vec<Vec<Vec<Inline>>> =
            vec![vec![vec![VERDICT.text(lang).into()], vec![ROWS.text(lang).into()]]];
        for said in Said::ALL {
            let count = self.counts[said as usize];
            if count > 0 {
                table.push(vec![vec![said.name().text(lang).into()], vec![count.to_string().into()]]);
            }
        }
        page.push(Block::Table(table));
        let rows = self.times.len().to_string();
        page.say(TIMES.fill(lang, &[("rows", &rows), ("median", &median), ("late", &late)]));
        page.to_text(&session.style)
    }

    /// 1 when a claim is refuted, 2 when a row can't be read, 3 when one isn't decided.
    pub fn exit(&self, strict: bool) -> Exit {
        let has = |said: Said| self.counts[said as usize] > 0;
        if has(Said::Refuted) {
            Exit::Wrong
        } else if has(Said::Error) {
            Exit::Unusable
        } else if has(Said::Unknown) || (strict && has(Said::Likely)) {
            Exit::Undecided
        } else {
            Exit::Done
        }
    }
}
