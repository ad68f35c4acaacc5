//! Owns the way from words to a command and a session: clap configured from the tables, its errors as our messages.
//!
//! clap cuts the line into options and operands; what a command needs and what its numbers may be is checked here and
//! where they are used. Only the commands that the line names get their options, which keeps a cold start short.

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches};

use super::commands::COMMANDS;
use super::line::CommandLine;
use super::locale;
use super::options::{OWN, SHARED};
use super::problem::Problem;
use super::row::{Command, Flag};
use super::session::{Format, Session};
use super::terminal;
use crate::diagnostic::{Code, Diagnostic, command as codes};
use crate::expr::{Pool, Scope};
use crate::language::closest;
use crate::render::TextStyle;
use crate::steps::Level;
use crate::wording::{Lang, Wording};

/// What a command line asks for.
pub(super) enum Request {
    /// The help of a command, or of `gradus`.
    Help(Option<&'static Command>),
    /// The version.
    Version,
    /// A command to carry out.
    Run(&'static Command, Box<Session>),
}

/// The value of an option of every command, found before anything else is read: messages about the command line itself
/// follow it already.
pub(super) fn early<'w>(words: &'w [String], option: &str) -> Option<&'w str> {
    let mut words = words.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        match word.strip_prefix("--").and_then(|rest| rest.strip_prefix(option)) {
            Some("") => return words.next().map(String::as_str),
            Some(rest) if rest.starts_with('=') => return rest.get(1..),
            _ => {}
        }
    }
    None
}

/// Reads the words after the program's name.
pub(super) fn parse(words: &[String], line: &CommandLine, lang: Lang) -> Result<Request, Problem> {
    let options = || words.iter().take_while(|word| *word != "--");
    let named = options().find_map(|word| lookup(word));
    if options().any(|word| word == "--help" || word == "-h") {
        return Ok(Request::Help(named));
    }
    if options().any(|word| word == "--version" || word == "-V") {
        return Ok(Request::Version);
    }
    match (words.first().map(String::as_str), words.get(1)) {
        (None, _) | (Some("help"), None) => return Ok(Request::Help(None)),
        (Some("help"), Some(name)) => {
            return lookup(name).map(|command| Request::Help(Some(command))).ok_or_else(|| unknown_command(name, line));
        }
        (Some(_), _) => {}
    }
    let ordered = named.filter(|command| takes_several(command)).map(|command| operands_last(words, command));
    let all = std::iter::once("gradus").chain(ordered.as_deref().unwrap_or(words).iter().map(String::as_str));
    let matches = program(lang, |name| words.iter().any(|word| word == name))
        .try_get_matches_from(all)
        .map_err(|error| problem(&error, named, line))?;
    let (command, matches) = match matches.subcommand() {
        Some((name, matches)) => (lookup(name), matches),
        None => return Err(missing_command(line)),
    };
    let Some(command) = command else { return Err(missing_command(line)) };
    let operand = matches.try_get_one::<String>("operand").ok().flatten();
    // An operand may start with minus signs, so a misspelt option in front of it looks like one.
    if let Some(value) = operand.filter(|value| is_like_an_option(value) && options().any(|word| word == *value)) {
        return Err(unknown_option(value, Some(command), line));
    }
    if let Some((name, _, true)) = command.operand
        && operand.is_none()
        && !matches!(matches.try_contains_id("file"), Ok(true))
    {
        let usage = command.examples.first().copied().unwrap_or_default();
        return Err(line.at_end(missing(&title(Some(command)), name, usage)));
    }
    Ok(Request::Run(command, Box::new(session(command, matches, line, lang)?)))
}

/// A name such as CLAIM… says that several operands may be given.
fn takes_several(command: &Command) -> bool {
    command.operand.is_some_and(|(name, _, _)| name.ends_with('…'))
}

/// The words with the operands at the end, behind `--`: clap would take the options after an operand that may start
/// with a minus sign for more of them.
fn operands_last(words: &[String], command: &'static Command) -> Vec<String> {
    let (mut options, mut operands) = (Vec::new(), Vec::new());
    let (mut words, mut named) = (words.iter(), false);
    while let Some(word) = words.next() {
        let name = word.split('=').next().unwrap_or_default();
        if word == "--" {
            operands.extend(words.by_ref().cloned());
        } else if let Some(flag) = flags(Some(command)).find(|flag| dashed(flag) == name) {
            options.push(word.clone());
            let value = if flag.value.is_empty() || word.contains('=') { None } else { words.next() };
            options.extend(value.cloned());
        } else if !named && word == command.name {
            named = true;
            options.push(word.clone());
        } else if is_like_an_option(word) {
            options.push(word.clone());
        } else {
            operands.push(word.clone());
        }
    }
    [options, vec!["--".to_owned()], operands].concat()
}

fn lookup(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|row| row.name == name)
}

/// clap's form of the tables; a command gets its arguments when `wanted` says so.
pub(super) fn program(lang: Lang, wanted: impl Fn(&str) -> bool) -> clap::Command {
    let mut program = clap::Command::new("gradus")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .subcommand_required(true)
        .args(SHARED.iter().map(|flag| argument(flag, lang).global(true)));
    for row in COMMANDS {
        let mut command =
            clap::Command::new(row.name).about(row.about.text(lang)).disable_help_flag(true).disable_version_flag(true);
        if wanted(row.name) {
            if let Some((name, about, _)) = row.operand {
                let operand = Arg::new("operand").value_name(name).help(about.text(lang)).allow_hyphen_values(true);
                let several = takes_several(row);
                command = command.arg(if several { operand.action(ArgAction::Append) } else { operand });
            }
            command = command.args(own(row).map(|flag| argument(flag, lang)));
        }
        program = program.subcommand(command);
    }
    program
}

/// The options of one command that not every command has.
pub(super) fn own(command: &Command) -> impl Iterator<Item = &'static Flag> {
    OWN.iter().filter(|flag| command.options.contains(&flag.name))
}

fn argument(flag: &Flag, lang: Lang) -> Arg {
    let argument = Arg::new(flag.name).long(flag.name).help(flag.about.text(lang));
    if flag.value.is_empty() {
        return argument.action(ArgAction::SetTrue);
    }
    let argument = argument.value_name(flag.value);
    match flag.value {
        _ if !flag.choices.is_empty() => argument.value_parser(PossibleValuesParser::new(flag.choices.iter().copied())),
        // Lists may be given in several parts: --wrt w --wrt b.
        "NAMES" | "VALUES" => argument.action(ArgAction::Append).allow_negative_numbers(true),
        // A loss is an expression and may start with a minus sign, as may a file's name.
        "LOSS" | "FILE" | "MODEL" => argument.allow_hyphen_values(true),
        "CONDITIONS" => argument.action(ArgAction::Append).allow_hyphen_values(true),
        _ => argument.allow_negative_numbers(true),
    }
}

fn session(
    command: &'static Command,
    matches: &ArgMatches,
    line: &CommandLine,
    lang: Lang,
) -> Result<Session, Problem> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    for flag in own(command).chain(SHARED) {
        if flag.value.is_empty() {
            let given = matches!(matches.try_get_one::<bool>(flag.name), Ok(Some(true)));
            values.extend(given.then(|| (flag.name, String::new())));
        } else if let Ok(Some(given)) = matches.try_get_many::<String>(flag.name) {
            let parts: Vec<&str> = given.map(String::as_str).collect();
            values.push((flag.name, parts.join(",")));
        }
    }
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let level = match value("steps") {
        Some("none") => Level::None,
        Some("brief") => Level::Brief,
        Some("full") => Level::Full,
        _ => Level::Normal,
    };
    let style = TextStyle {
        width: 80,
        ascii: value("ascii").is_some(),
        colour: value("output").is_none() && terminal::colour(value("color"), &std::io::stdout()),
    };
    let mut session = Session {
        pool: Pool::new(),
        scope: Scope::default(),
        lang,
        format: format(value("format")),
        level,
        style,
        command,
        line: line.clone(),
        operand: matches.try_get_one::<String>("operand").ok().flatten().cloned(),
        operands: matches.try_get_many::<String>("operand").ok().flatten().into_iter().flatten().cloned().collect(),
        values,
        answer: String::new(),
        warnings: Vec::new(),
    };
    session.scope.latex = session.has("latex");
    let width = if session.has("output") { terminal::WIDTH } else { terminal::width() };
    session.style.width = self::width(Some(session.count("width", width)?));
    Ok(session)
}

/// The columns of a page: what was asked for, within reason, or those of the terminal.
pub(super) fn width(asked: Option<usize>) -> usize {
    asked.map_or_else(terminal::width, |columns| columns.clamp(20, 1_000))
}

/// The form that `--format` names.
pub(super) fn format(name: Option<&str>) -> Format {
    match name {
        Some("latex") => Format::Latex,
        Some("markdown") => Format::Markdown,
        Some("html") => Format::Html,
        Some("json") => Format::Json,
        Some("sarif") => Format::Sarif,
        Some("github") => Format::Github,
        _ => Format::Text,
    }
}

/// Whether an operand looks like `--name`, as an expression hardly does.
fn is_like_an_option(value: &str) -> bool {
    let name = value.strip_prefix("--").map(|rest| rest.split('=').next().unwrap_or(rest));
    name.is_some_and(|name| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

/// One of clap's errors as a message of ours.
fn problem(error: &clap::Error, command: Option<&'static Command>, line: &CommandLine) -> Problem {
    let get = |kind| error.get(kind).map(words_of).unwrap_or_default();
    let first = |kind| get(kind).into_iter().next().unwrap_or_default();
    // clap calls the option `--format <FORMAT>`.
    let bare = |text: &str| text.split([' ', '=']).next().unwrap_or_default().to_owned();
    let option = bare(&first(ContextKind::InvalidArg));
    match error.kind() {
        ErrorKind::InvalidSubcommand => unknown_command(&first(ContextKind::InvalidSubcommand), line),
        ErrorKind::MissingSubcommand => missing_command(line),
        ErrorKind::InvalidValue if first(ContextKind::InvalidValue).is_empty() => {
            let usage = flags(command).find(|flag| dashed(flag) == option).map_or(option.clone(), flag_usage);
            let diagnostic = Diagnostic::new(&codes::MISSING_VALUE).with("option", &option).with("usage", usage);
            line.about(&option, diagnostic)
        }
        ErrorKind::InvalidValue => {
            let (value, choices) = (first(ContextKind::InvalidValue), get(ContextKind::ValidValue).join(", "));
            let diagnostic = Diagnostic::new(&codes::BAD_CHOICE).with("value", &value).with("option", option);
            line.about(&value, diagnostic.with("choices", choices))
        }
        ErrorKind::ArgumentConflict => {
            line.about(&option, Diagnostic::new(&codes::GIVEN_TWICE).with("option", option.clone()))
        }
        ErrorKind::UnknownArgument if option.starts_with("--") => unknown_option(&option, command, line),
        // A misspelt option whose value was taken for the operand, so that the operand itself is too many.
        _ if misspelt(command, line).is_some() => {
            unknown_option(misspelt(command, line).unwrap_or_default(), command, line)
        }
        // What is left is an argument too many: the tables ask clap for nothing else.
        _ => {
            let value = first(ContextKind::InvalidArg);
            let diagnostic = Diagnostic::new(&codes::UNEXPECTED_ARGUMENT).with("command", title(command));
            line.about(&value, diagnostic.with("value", &value))
        }
    }
}

fn words_of(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(text) => vec![text.clone()],
        ContextValue::Strings(texts) => texts.clone(),
        _ => Vec::new(),
    }
}

/// The first word that looks like an option and is none.
fn misspelt<'l>(command: Option<&'static Command>, line: &'l CommandLine) -> Option<&'l str> {
    let name = |word: &str| word.split('=').next().unwrap_or_default().to_owned();
    let mut words = line.words().take_while(|word| *word != "--");
    words.find(|word| is_like_an_option(word) && !flags(command).any(|flag| dashed(flag) == name(word)))
}

fn missing_command(line: &CommandLine) -> Problem {
    let names: Vec<&str> = COMMANDS.iter().map(|row| row.name).collect();
    line.at_end(missing("gradus", &names.join("|"), "gradus diff 'x^2' --wrt x"))
}

fn missing(command: &str, what: &str, usage: &str) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_ARGUMENT).with("command", command).with("what", what).with("usage", usage)
}

fn unknown_command(name: &str, line: &CommandLine) -> Problem {
    let known = COMMANDS.iter().map(|row| row.name);
    line.about(name, unknown(&codes::UNKNOWN_COMMAND, &codes::NO_SUCH_COMMAND, name, known))
}

fn unknown_option(word: &str, command: Option<&'static Command>, line: &CommandLine) -> Problem {
    let name = word.split('=').next().unwrap_or(word);
    let known: Vec<String> = flags(command).map(dashed).collect();
    let known = known.iter().map(String::as_str);
    let diagnostic = unknown(&codes::UNKNOWN_OPTION, &codes::NO_SUCH_OPTION, name, known);
    line.about(name, diagnostic.with("command", title(command)))
}

/// The message that a name isn't known: `near` when a known one resembles it, else `none`.
pub(super) fn unknown<'n>(
    near: &'static Code,
    none: &'static Code,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    match closest(name, known) {
        Some(candidate) => Diagnostic::new(near).with("name", name).with("near", candidate),
        None => Diagnostic::new(none).with("name", name),
    }
}

fn flags(command: Option<&'static Command>) -> impl Iterator<Item = &'static Flag> {
    command.into_iter().flat_map(own).chain(SHARED)
}

fn dashed(flag: &Flag) -> String {
    format!("--{}", flag.name)
}

/// `gradus diff`.
pub(super) fn title(command: Option<&Command>) -> String {
    command.map_or("gradus".to_owned(), |command| format!("gradus {}", command.name))
}

/// `--wrt NAMES`.
pub(super) fn flag_usage(flag: &Flag) -> String {
    if flag.value.is_empty() { dashed(flag) } else { format!("--{} {}", flag.name, flag.value) }
}

/// `gradus diff EXPR --wrt NAMES [options]`.
pub(super) fn usage(command: Option<&Command>, lang: Lang) -> String {
    const OPTIONS: Wording = Wording::new("[options]", "[选项]");
    const COMMAND: Wording = Wording::new("COMMAND", "命令");
    let operand = match command.map(|command| command.operand) {
        None => format!(" {}", COMMAND.text(lang)),
        Some(None) => String::new(),
        Some(Some((name, _, true))) => format!(" {name}"),
        Some(Some((name, _, false))) => format!(" [{name}]"),
    };
    format!("{}{operand} {}", title(command), OPTIONS.text(lang))
}

/// The language that the words and the environment ask for.
pub(super) fn language(words: &[String], variable: impl Fn(&str) -> Option<String>) -> Lang {
    early(words, "lang").and_then(locale::named).unwrap_or_else(|| locale::from_environment(variable))
}
