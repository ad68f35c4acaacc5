//! The command line as a person meets it: sessions as data, the help and its examples, files, pipes, limits.
//!
//! The sessions stand in `tests/cases/cli/*.txt`. After `$ gradus …` (with `NAME=value` before it for the environment)
//! come `< ` lines of standard input, the lines of standard output as they are, `! ` lines of standard error, and
//! `= N` for an exit code other than 0. `UPDATE_CLI=1 cargo test --test all cli::` writes them anew, for a person to look at.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::words;

fn gradus() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    command
}

/// Runs a line such as `LANG=zh_CN gradus diff …`.
fn run(line: &str, input: &str) -> Output {
    let words = words(line);
    let at = words.iter().position(|word| word == "gradus").expect("a line runs gradus");
    let mut command = gradus();
    command.env("LANG", "en_US.UTF-8");
    command.envs(words[..at].iter().map(|word| word.split_once('=').expect("NAME=value")));
    command.args(&words[at + 1..]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("gradus starts");
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// A line without what differs from run to run: times in milliseconds.
fn steady(line: &str) -> String {
    let mut line = line.trim_end().to_owned();
    for (before, after) in [("\"millis\": ", ""), ("\"millis\":", "}"), (", median ", " ms"), ("99 % within ", " ms")] {
        if let Some(start) = line.find(before).map(|at| at + before.len()) {
            let end = if after.is_empty() { None } else { line[start..].find(after) };
            line.replace_range(start..end.map_or(line.len(), |at| start + at), "…");
        }
    }
    line
}

/// A session as it is written down.
fn transcript(line: &str, input: &[&str], output: &Output) -> Vec<String> {
    let mut lines = vec![format!("$ {line}")];
    lines.extend(input.iter().map(|line| format!("< {line}").trim_end().to_owned()));
    lines.extend(text(&output.stdout).lines().map(steady));
    lines.extend(text(&output.stderr).lines().map(|line| steady(&format!("! {line}"))));
    let code = output.status.code().expect("gradus ends by itself");
    lines.extend((code != 0).then(|| format!("= {code}")));
    lines
}

#[test]
fn sessions_go_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in files {
        let stored = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = stored.lines().collect();
        let mut renewed: Vec<String> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let Some(line) = lines[at].strip_prefix("$ ") else {
                // Comments stand before the first session and after a line of dashes.
                renewed.push(lines[at].to_owned());
                at += 1;
                continue;
            };
            let end = lines[at + 1..].iter().position(|line| line.starts_with("$ ") || line.starts_with("# "));
            let end = end.map_or(lines.len(), |offset| at + 1 + offset);
            let input: Vec<&str> =
                lines[at + 1..end].iter().copied().filter(|line| *line == "<" || line.starts_with("< ")).collect();
            let input: Vec<&str> = input.iter().map(|line| line.get(2..).unwrap_or_default()).collect();
            let all: String = input.iter().map(|line| format!("{line}\n")).collect();
            let found = transcript(line, &input, &run(line, &all));
            let wanted: Vec<&str> = lines[at..end].to_vec();
            if found != wanted {
                wrong.push(format!("{}:{}\n{}", file.display(), at + 1, found.join("\n")));
            }
            renewed.extend(found);
            count += 1;
            at = end;
        }
        if std::env::var_os("UPDATE_CLI").is_some() {
            std::fs::write(&file, renewed.join("\n") + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} of {count} sessions went otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 40, "{count} sessions");
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = text(&run("gradus --help", "").stdout);
    let lines = help.lines().skip_while(|line| *line != "Commands").skip(1).take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// The command lines under the heading of the examples.
fn examples(help: &str, heading: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    lines.map(str::trim).filter(|line| line.starts_with("gradus ")).map(str::to_owned).collect()
}

#[test]
fn every_example_of_the_help_works_in_every_format() {
    let commands = commands();
    assert!(commands.len() >= 9, "{commands:?}");
    let mut ran = 0;
    for command in &commands {
        let help = text(&run(&format!("gradus {command} --help"), "").stdout);
        let examples = examples(&help, "Examples");
        assert!(!examples.is_empty(), "the help of {command} has no examples");
        for example in examples {
            for more in ["", "--format json", "--format html", "--format latex --lang zh", "--format markdown"] {
                if !more.is_empty() && (example.contains("--format") || command == "completions") {
                    continue;
                }
                let output = run(&format!("{example} {more}"), "");
                let message = text(&output.stderr);
                assert!(matches!(output.status.code(), Some(0 | 1)), "{example} {more}\n{message}");
                assert!(!output.stdout.is_empty() || message.contains("written"), "{example} {more} prints nothing");
                // A patch is a patch in every format.
                if more.ends_with("json") && !example.contains("--fix") {
                    let answer = text(&output.stdout);
                    let objects: Result<Vec<serde_json::Value>, _> =
                        serde_json::Deserializer::from_str(&answer).into_iter().collect();
                    assert!(objects.is_ok_and(|objects| !objects.is_empty()), "{example}: {answer}");
                }
                ran += 1;
            }
        }
    }
    assert!(ran > 60, "{ran} runs");
}

#[test]
fn the_help_is_there_in_both_languages_and_keeps_to_the_width() {
    for command in commands().iter().map(String::as_str).chain([""]) {
        let english = text(&run(&format!("gradus {command} --help"), "").stdout);
        let chinese = text(&run(&format!("gradus {command} --help --lang zh"), "").stdout);
        assert!(english.is_ascii() || !english.contains('的'), "{english}");
        assert!(chinese.contains("用法:") && chinese.contains("示例"), "{chinese}");
        assert_eq!(examples(&english, "Examples"), examples(&chinese, "示例"));
        for line in english.lines().filter(|line| !line.trim_start().starts_with("gradus ")) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_said() {
    for path in ["/dev/full", "no/such/folder/answer.txt", "tests"] {
        let output = run(&format!("gradus diff x --wrt x --output {path}"), "");
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(text(&output.stderr).contains("G0605"), "{path}: {}", text(&output.stderr));
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = gradus().args(["diff", "x", "--wrt", "x"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("G0605"));
}

#[test]
fn an_answer_goes_to_a_file() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answer.html");
    let output =
        gradus().args(["diff", "x^2", "--wrt", "x", "--format", "html", "--output"]).arg(&path).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("<!"));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = gradus().args(["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let coloured = |line: &str| {
        let output = run(line, "");
        text(&output.stderr).contains('\u{1b}') || text(&output.stdout).contains('\u{1b}')
    };
    assert!(!coloured("gradus diff 'x +' --wrt x"));
    assert!(coloured("gradus diff 'x +' --wrt x --color always"));
    assert!(!coloured("gradus diff 'x +' --wrt x --color never"));
    assert!(coloured("NO_COLOR=1 gradus diff 'x +' --wrt x --color always"));
}

#[test]
fn any_bytes_as_words_end_with_a_message() {
    // A small fixed set of nasty words in every position; none may hang, panic or go without a code.
    let nasty =
        ["", "-", "--", "---", "-=", "--=", "--wrt=", "\u{202e}", "a=b=c", "💥", "%s", "'", "\\", "--at=x", "(((("];
    for first in nasty {
        for second in nasty {
            for words in
                [vec![first, second], vec!["diff", first, "--wrt", second], vec!["eval", first, "--at", second]]
            {
                let output = gradus().args(&words).stdin(Stdio::null()).output().unwrap();
                let code = output.status.code();
                assert!(matches!(code, Some(0..=3)), "{words:?}: {code:?}\n{}", text(&output.stderr));
                let said = text(&output.stderr);
                assert!(code != Some(2) || said.contains("[G") || words.is_empty(), "{words:?}: {said}");
                assert!(!said.contains("panicked"), "{words:?}: {said}");
            }
        }
    }
}
