//! The command line: the only user of clap, files, terminals and time.

mod backprop;
mod batch;
mod check;
mod claims;
mod columns;
mod commands;
mod diff;
mod eval;
mod explain;
mod help;
mod interrupt;
mod json;
mod limits;
mod line;
mod lint;
mod locale;
mod mark;
mod minimize;
mod number;
mod options;
mod output;
mod parse;
mod plot;
mod problem;
mod render;
mod row;
mod rows;
mod seen;
mod session;
mod simplify;
mod summary;
mod tables;
mod terminal;
mod watch;
mod wrap;

use std::process::ExitCode;

use limits::Limits;
use line::CommandLine;
use output::Output;
use parse::Request;
use problem::Problem;
use row::{Command, Exit};
use session::{Format, Session};

/// Runs the program on the arguments of the process; its exit code.
pub fn run() -> ExitCode {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let lang = parse::language(&words, |name| std::env::var(name).ok());
    let output = Output {
        lang,
        json: parse::format(parse::early(&words, "format")) == Format::Json,
        look: problem::Look {
            colour: terminal::colour(parse::early(&words, "color"), &std::io::stderr()),
            ascii: words.iter().take_while(|word| *word != "--").any(|word| word == "--ascii"),
        },
    };
    let line = CommandLine::new(&words);
    let exit = match parse::parse(&words, &line, lang) {
        Ok(Request::Help(command)) => {
            let colour = terminal::colour(parse::early(&words, "color"), &std::io::stdout());
            let width = parse::width(parse::early(&words, "width").and_then(|width| width.parse().ok()));
            let page = help::page(command, &help::Look { lang, width, colour });
            let written = show(&output, &page);
            // Nothing was asked for: the help says what could have been.
            if words.is_empty() { Exit::Unusable } else { written }
        }
        Ok(Request::Version) => show(&output, concat!("gradus ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Request::Run(command, session)) => carry_out(command, *session, &output),
        Err(problem) => output.fail(&problem),
    };
    exit.into()
}

/// What a command line prints on standard output, and its exit code: [`run`] for tests and fuzzers, in the process, without
/// limits on time and memory. Options that leave the process (`--output`, standard input) do so here too, and a batch still
/// prints its rows itself.
///
/// ```
/// let words = ["eval", "1/2 + 1/3", "--format=json"].map(str::to_owned);
/// let (code, text) = gradus::cli::answer(&words);
/// assert!(code == 0 && text.contains("\"5/6\""));
/// let (code, text) = gradus::cli::answer(&["eval", "1/(", "--format=json"].map(str::to_owned));
/// assert!(code == 2 && text.contains("G0103"));
/// ```
pub fn answer(words: &[String]) -> (u8, String) {
    let lang = parse::language(words, |_| None);
    let failed = |problem: &Problem| {
        let json = parse::format(parse::early(words, "format")) == Format::Json;
        let look = problem::Look { colour: false, ascii: false };
        let text = if json { problem.json(lang).to_string() } else { problem.text(lang, look) };
        (Exit::Unusable.code(), text)
    };
    match parse::parse(words, &CommandLine::new(words), lang) {
        Ok(Request::Run(command, mut session)) => match (command.run)(&mut session) {
            Ok(exit) => (exit.code(), session.answer),
            Err(problem) => failed(&session.placed(problem)),
        },
        Ok(Request::Help(_) | Request::Version) => (Exit::Done.code(), String::new()),
        Err(problem) => failed(&problem),
    }
}

/// Writes a page that no command made.
fn show(output: &Output, page: &str) -> Exit {
    match output.write(page, None) {
        Ok(()) => Exit::Done,
        Err(problem) => {
            output.report(&problem);
            Exit::Unusable
        }
    }
}

fn carry_out(command: &Command, mut session: Session, output: &Output) -> Exit {
    interrupt::listen(*output);
    let done = watch(&session, output).and_then(|()| (command.run)(&mut session));
    let warnings = std::mem::take(&mut session.warnings);
    output.warn(&warnings.into_iter().map(|warning| session.placed(warning)).collect::<Vec<_>>());
    match done {
        Ok(exit) => match output.write(&session.answer, session.value("output")) {
            Ok(()) => exit,
            Err(problem) => {
                output.report(&session.placed(problem));
                Exit::Unusable
            }
        },
        Err(problem) => output.fail(&session.placed(problem)),
    }
}

fn watch(session: &Session, output: &Output) -> Result<(), Problem> {
    // In a batch the limit is that of one row; who watches files waits for as long as they like.
    let milliseconds = if session.has("batch") || session.has("watch") {
        0
    } else {
        session.count("limit-ms", limits::MILLISECONDS)?
    };
    Limits { milliseconds, megabytes: session.count("limit-mb", limits::MEGABYTES)?, output: *output }.watch();
    Ok(())
}
