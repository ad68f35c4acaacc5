//! Owns the command `lint`: which notes are read, what is printed about them, how the program ends.

mod fix;
mod formats;
mod watch;

use super::problem::{Problem, file_name, safe};
use super::row::Exit;
use super::session::{Format, Session, read_file, read_text};
use crate::diagnostic::{Diagnostic, Severity, command};
use crate::notes::{self, Class, Options, Report, lint};
use crate::source::position;
use crate::wording::{Lang, Wording};

const SUMMARY: Wording = Wording::new(
    "{file}: claims {claims}, judged {judged}, not read {unread}; errors {errors}, warnings {warnings}",
    "{file}:论断 {claims} 个,已判断 {judged} 个,未能读取 {unread} 个;错误 {errors} 个,警告 {warnings} 个",
);
const KNOWN: Wording = Wording::new("{file}: what is known at the end", "{file}:文末已知的内容");

/// A note and what was found in it.
struct Checked {
    /// The name of its file, `-` for standard input.
    path: String,
    text: String,
    report: Report,
}

impl Checked {
    fn new(path: &str, text: String, lang: Option<Lang>) -> Self {
        let is_latex = [".tex", ".ltx", ".latex"].iter().any(|ending| path.ends_with(ending));
        let format = if is_latex { notes::Format::Latex } else { notes::Format::Markdown };
        let report = lint(&text, &Options { format, lang });
        Checked { path: path.to_owned(), text, report }
    }

    fn count(&self, severity: Severity) -> usize {
        self.report.findings.iter().filter(|finding| finding.diagnostic.code.severity == severity).count()
    }

    fn exit(&self) -> Exit {
        if self.count(Severity::Error) > 0 { Exit::Wrong } else { Exit::Done }
    }

    fn summary(&self) -> String {
        let report = &self.report;
        let unread = report.claims.iter().filter(|claim| claim.class == Class::Unread).count();
        let numbers = [
            ("claims", report.claims.len()),
            ("judged", report.judged()),
            ("unread", unread),
            ("errors", self.count(Severity::Error)),
            ("warnings", self.count(Severity::Warning)),
        ];
        let numbers = numbers.map(|(name, count)| (name, count.to_string()));
        let mut holes: Vec<(&str, &str)> = numbers.iter().map(|(name, count)| (*name, count.as_str())).collect();
        let name = file_name(&self.path);
        holes.push(("file", &name));
        SUMMARY.fill(report.lang, &holes)
    }

    /// What is known at the end, one line each, under a head.
    fn context(&self) -> Vec<String> {
        let head = KNOWN.fill(self.report.lang, &[("file", &file_name(&self.path))]);
        let lines = self.report.context.iter().map(|line| format!("  {}", safe(line)));
        std::iter::once(head).chain(lines).collect()
    }

    /// Every claim with its class and why, one line each.
    fn claims(&self) -> Vec<String> {
        let (lang, name) = (self.report.lang, file_name(&self.path));
        let line = |claim: &notes::Claim| {
            let place = position(&self.text, claim.span.start as usize);
            let formula = claim.span.text(&self.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let (class, reason) = (claim.class.name().text(lang), &claim.reason);
            safe(&format!("{name}:{}:{}: {class} ({reason}): {formula}", place.line, place.column))
        };
        self.report.claims.iter().map(line).collect()
    }
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    if session.has("watch") {
        return watch::run(session);
    }
    if session.has("write") && !session.has("fix") {
        let alone = Diagnostic::new(&command::ONLY_WITH).with("option", "write").with("other", "fix");
        return Err(session.line.about("--write", alone));
    }
    let checked = read(session)?;
    if session.has("fix") { fix::run(session, checked) } else { Ok(show(session, &checked)) }
}

/// Reads and checks all notes; messages in the language that was asked for, else in that of each note.
fn read(session: &Session) -> Result<Vec<Checked>, Problem> {
    let lang = session.has("lang").then_some(session.lang);
    let one = |path: &String| {
        let text = if path == "-" { read_text(std::io::stdin().lock(), "-")? } else { read_file(path)? };
        Ok(Checked::new(path, text, lang))
    };
    session.operands.iter().map(one).collect()
}

/// Prints what was found.
fn show(session: &mut Session, checked: &[Checked]) -> Exit {
    let (verbose, context) = (session.has("verbose"), session.has("explain-context"));
    match session.format {
        Format::Text => session.answer = formats::text(checked, verbose, context, session.look()),
        Format::Json => session.answer = formats::json(checked, verbose, context),
        Format::Sarif => session.show_json(&formats::sarif(checked, session.lang)),
        Format::Github => session.answer = formats::github(checked),
        Format::Latex | Format::Markdown | Format::Html => {
            let page = formats::page(checked, verbose, context, session.lang);
            session.show(&page, "gradus lint");
        }
    }
    if checked.iter().any(|note| note.exit() == Exit::Wrong) { Exit::Wrong } else { Exit::Done }
}
