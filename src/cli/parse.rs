//! Owns the way from the words of the command line to a command and a session, by clap, from the tables.

use clap::{Arg, ArgAction, ArgMatches};

use super::commands::COMMANDS;
use super::locale;
use super::options::{OWN, SHARED};
use super::problem::Problem;
use super::row::{Command, Flag};
use super::session::{Format, Session};
use super::wants_colour;
use crate::diagnostic::{Diagnostic, command};
use crate::expr::{Pool, Scope};
use crate::render::TextStyle;
use crate::steps::Level;
use crate::wording::{Lang, Wording};

/// A command and what it works with.
pub(super) struct Parsed {
    pub command: &'static Command,
    pub session: Session,
}

/// Why there is nothing to run.
pub(super) enum Stop {
    /// Help or version.
    Print(String),
    /// A command line that isn't understood.
    Problem(Box<Problem>),
}

const ABOUT: Wording = Wording::new(
    "Derives step by step: derivatives, simplifications, minima of losses",
    "逐步推导:求导、化简、求损失函数的最小值",
);
const EXAMPLES: Wording = Wording::new("Examples:", "示例:");
const EXIT_CODES: Wording = Wording::new(
    "Exit codes: 0 done, 1 something is wrong, 2 bad usage or input, 3 not decided.",
    "退出码:0 完成,1 有错误,2 用法或输入有误,3 未能判定。",
);

/// Reads the words. Only the command that is asked for is built.
pub(super) fn parse(words: &[String], lang: Lang) -> Result<Parsed, Stop> {
    // The language option decides about the help too, wherever it stands.
    let lang = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| match word.strip_prefix("--lang") {
            Some("") => locale::named(words.get(at + 1)?),
            Some(rest) => locale::named(rest.strip_prefix('=')?),
            None => None,
        })
        .unwrap_or(lang);
    let named = words.get(1).and_then(|word| COMMANDS.iter().find(|row| row.name == word));
    let matches = program(lang, named).try_get_matches_from(words).map_err(|error| stop(&error))?;
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Stop::Print(program(lang, None).render_long_help().to_string()));
    };
    let Some(command) = COMMANDS.iter().find(|row| row.name == name) else {
        return Err(Stop::Print(String::new()));
    };
    Ok(Parsed { command, session: session(command, matches, lang) })
}

/// The whole program, or for speed only the one command that is run.
pub(super) fn program(lang: Lang, only: Option<&'static Command>) -> clap::Command {
    let mut program = clap::Command::new("gradus")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT.text(lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .after_help(EXIT_CODES.text(lang));
    let rows = COMMANDS.iter().filter(|row| only.is_none_or(|only| only.name == row.name));
    for row in rows {
        program = program.subcommand(subcommand(row, lang));
    }
    program
}

fn subcommand(row: &'static Command, lang: Lang) -> clap::Command {
    let examples: Vec<String> = row.examples.iter().map(|line| format!("  {line}")).collect();
    let mut command = clap::Command::new(row.name).about(row.about.text(lang)).after_help(format!(
        "{}\n{}\n\n{}",
        EXAMPLES.text(lang),
        examples.join("\n"),
        EXIT_CODES.text(lang)
    ));
    if let Some((name, about, required)) = row.operand {
        command = command.arg(
            Arg::new("operand").value_name(name).help(about.text(lang)).required(required).allow_hyphen_values(true),
        );
    }
    let own = OWN.iter().filter(|flag| row.options.contains(&flag.name));
    for flag in own.chain(SHARED) {
        command = command.arg(argument(flag, lang));
    }
    command
}

fn argument(flag: &'static Flag, lang: Lang) -> Arg {
    let argument = Arg::new(flag.name).long(flag.name).help(flag.about.text(lang));
    if flag.value.is_empty() {
        return argument.action(ArgAction::SetTrue);
    }
    let argument = argument.value_name(flag.value).action(ArgAction::Set).allow_hyphen_values(true);
    if flag.choices.is_empty() { argument } else { argument.value_parser(flag.choices.to_vec()) }
}

fn session(command: &'static Command, matches: &ArgMatches, lang: Lang) -> Session {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let own = OWN.iter().filter(|flag| command.options.contains(&flag.name));
    for flag in own.chain(SHARED) {
        if flag.value.is_empty() {
            values.extend(matches.get_flag(flag.name).then(|| (flag.name, String::new())));
        } else {
            values.extend(matches.get_one::<String>(flag.name).map(|value| (flag.name, value.clone())));
        }
    }
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let format = match value("format") {
        Some("latex") => Format::Latex,
        Some("markdown") => Format::Markdown,
        Some("html") => Format::Html,
        Some("json") => Format::Json,
        _ => Format::Text,
    };
    let level = match value("steps") {
        Some("none") => Level::None,
        Some("brief") => Level::Brief,
        Some("full") => Level::Full,
        _ => Level::Normal,
    };
    let colour = match value("color") {
        Some("always") => true,
        Some("never") => false,
        _ => std::io::IsTerminal::is_terminal(&std::io::stdout()) && wants_colour() && value("output").is_none(),
    };
    let width = value("width").and_then(|text| text.parse().ok()).unwrap_or(80).clamp(20, 1_000);
    let style = TextStyle { width, ascii: value("ascii").is_some(), colour };
    let operand = match command.operand {
        Some(_) => matches.get_one::<String>("operand").cloned(),
        None => None,
    };
    Session {
        pool: Pool::new(),
        scope: Scope::default(),
        lang,
        format,
        level,
        style,
        operand,
        values,
        answer: String::new(),
        warnings: Vec::new(),
    }
}

fn stop(error: &clap::Error) -> Stop {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Print(error.to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Stop::Print(error.to_string())
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: ")).map(|tip| format!("; {tip}"));
            let what = first + &tip.unwrap_or_default();
            Stop::Problem(Box::new(Diagnostic::new(&command::USAGE).with("what", what).into()))
        }
    }
}
