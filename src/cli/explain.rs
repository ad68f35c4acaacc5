//! Owns the command `explain`: a message with what its example prints, a rule, a function.

use serde_json::json;

use super::line::{CommandLine, quoted};
use super::parse::{self, Request};
use super::problem::{Look, Problem};
use super::row::Exit;
use super::session::{Format, Session};
use super::tables::{nothing, one_function, one_rule, text};
use crate::diagnostic::{self, Code};
use crate::functions;
use crate::render::{Block, Inline, Page};
use crate::steps::rules;
use crate::wording::{Lang, Wording};

const FOR_EXAMPLE: Wording = Wording::new("For example:", "例如:");
const FILE: Wording = Wording::new("where {file} holds", "其中 {file} 的内容为");
const PRINTS: Wording = Wording::new("prints", "输出");

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let name = session.operand.clone().unwrap_or_default();
    if let Some(row) = diagnostic::lookup(&name) {
        message(session, row);
        return Ok(Exit::Done);
    }
    if let Some(rule) = rules::lookup(&name) {
        return Ok(one_rule(session, rule));
    }
    if let Some(function) = functions::lookup(&name) {
        return one_function(session, function);
    }
    let known = diagnostic::all().map(|row| row.id).chain(rules::all().map(|rule| rule.id));
    Err(nothing(&name, known.chain(functions::all().map(|id| id.row().name))))
}

fn message(session: &mut Session, row: &'static Code) {
    let lang = session.lang;
    let example = Example::new(row);
    let printed = example.printed(lang, session.style.ascii);
    if session.format == Format::Json {
        let value = json!({
            "code": row.id,
            "title": row.title.text(lang),
            "explanation": row.explanation.text(lang),
            "example": row.example,
            "prints": printed,
        });
        session.show_json(&value);
        return;
    }
    let mut page = Page::new(lang);
    page.push(Block::Heading(2, text(format!("{}: {}", row.id, row.title.text(lang)))));
    page.say(row.explanation.text(lang));
    if !row.example.is_empty() {
        page.say(FOR_EXAMPLE.text(lang));
        page.push(Block::Code(example.line()));
        for (name, content) in &example.files {
            page.push(Block::Paragraph(vec![Inline::Text(FILE.fill(lang, &[("file", name)]))]));
            page.push(Block::Code(content.clone()));
        }
    }
    if let Some(printed) = printed {
        page.say(PRINTS.text(lang));
        page.push(Block::Code(printed));
    }
    session.show(&page, row.id);
}

/// The example of a row as a person would type it.
struct Example {
    words: Vec<String>,
    /// Names and contents of the files that it needs.
    files: Vec<(String, String)>,
}

impl Example {
    fn new(row: &Code) -> Self {
        let mut example = Example { words: Vec::new(), files: Vec::new() };
        for (at, word) in row.example.iter().enumerate() {
            let Some(content) = word.strip_prefix('@') else {
                example.words.push((*word).to_owned());
                continue;
            };
            let is_data = at > 0 && row.example.get(at - 1) == Some(&"--data");
            let is_note = row.example.first() == Some(&"lint");
            let name = if is_data {
                "data.csv"
            } else if is_note {
                "note.md"
            } else {
                "model.txt"
            };
            example.words.push(name.to_owned());
            example.files.push((name.to_owned(), content.replace("\\n", "\n").trim_end().to_owned()));
        }
        example
    }

    fn line(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
        format!("gradus {}", words.join(" "))
    }

    /// What it prints on standard error; nothing for an example that needs files or that only fails when it writes.
    fn printed(&self, lang: Lang, ascii: bool) -> Option<String> {
        if self.words.is_empty() || !self.files.is_empty() {
            return None;
        }
        let line = CommandLine::new(&self.words);
        let problems = match parse::parse(&self.words, &line, lang) {
            Ok(Request::Run(command, mut session)) => {
                // An example that shows a limit would run into it here too.
                if session.has("limit-ms") || session.has("limit-mb") {
                    return None;
                }
                let result = (command.run)(&mut session);
                session.warnings.into_iter().chain(result.err()).collect()
            }
            Ok(Request::Help(_) | Request::Version) => Vec::new(),
            Err(problem) => vec![problem],
        };
        let look = Look { colour: false, ascii };
        let texts: Vec<String> = problems.iter().map(|problem| problem.text(lang, look)).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }
}
