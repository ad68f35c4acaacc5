//! The command line: the only user of clap, files, terminals and time.

mod backprop;
mod commands;
mod diff;
mod eval;
mod json;
mod locale;
mod minimize;
mod number;
mod options;
mod parse;
mod problem;
mod row;
mod session;
mod simplify;
mod tables;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use problem::Problem;
use row::Exit;
use session::Format;

use crate::diagnostic::{Diagnostic, command};
use crate::wording::Lang;

/// Runs the program on the arguments of the process; its exit code.
pub fn run() -> ExitCode {
    let lang = locale::from_environment(|name| std::env::var(name).ok());
    let arguments: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let colour = std::io::stderr().is_terminal() && wants_colour();
    let parsed = match parse::parse(&arguments, lang) {
        Ok(parsed) => parsed,
        Err(parse::Stop::Print(text)) => return print(&text, None, lang).into(),
        Err(parse::Stop::Problem(problem)) => {
            report(&problem, lang, colour);
            return Exit::Unusable.into();
        }
    };
    let parse::Parsed { command, mut session } = parsed;
    let (lang, format) = (session.lang, session.format);
    let result = (command.run)(&mut session);
    for warning in &session.warnings {
        report(warning, lang, colour);
    }
    match result {
        Ok(exit) => match print(&session.answer, session.value("output"), lang) {
            Exit::Done => exit.into(),
            failed => failed.into(),
        },
        Err(problem) => {
            if format == Format::Json {
                let text = serde_json::to_string_pretty(&problem.json(lang)).unwrap_or_default() + "\n";
                print(&text, None, lang);
            }
            report(&problem, lang, colour);
            Exit::Unusable.into()
        }
    }
}

fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn report(problem: &Problem, lang: Lang, colour: bool) {
    // There is nowhere left to complain when standard error itself is gone.
    let _ = writeln!(std::io::stderr(), "{}", problem.text(lang, colour));
}

/// Writes the answer; a reader that has gone away ends the program quietly.
fn print(text: &str, path: Option<&str>, lang: Lang) -> Exit {
    let written = match path {
        Some(path) => std::fs::write(path, text),
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        }
    };
    match written {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            let name = path.unwrap_or("-");
            let problem = Diagnostic::new(&command::UNWRITABLE).with("file", name).with("reason", error);
            report(&problem.into(), lang, false);
            Exit::Unusable
        }
    }
}
