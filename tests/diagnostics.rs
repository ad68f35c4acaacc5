//! The table of messages as a whole: complete rows, and each code caused by its own example.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gradus::diagnostic::{self, Code, Severity};

/// A folder for the files of the examples.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diagnostics");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs an example, in one language; `@text` arguments become files.
fn run(row: &Code, lang: &str) -> Output {
    let mut files = 0;
    let words = row.example.iter().map(|word| match word.strip_prefix('@') {
        None => (*word).to_owned(),
        Some(text) => {
            files += 1;
            let path = folder().join(format!("{}-{lang}-{files}.txt", row.id));
            std::fs::write(&path, unescaped(text)).unwrap();
            path.to_str().unwrap().to_owned()
        }
    });
    let words: Vec<String> = words.collect();
    Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(words)
        .args(["--lang", lang])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// `\n` is a line end, `\xff` a byte.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match rest.as_bytes().get(at + 1) {
            Some(b'n') => bytes.push(b'\n'),
            Some(b'x') => bytes.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap()),
            other => panic!("{text}: unknown escape {other:?}"),
        }
        rest = &rest[at + if rest.as_bytes()[at + 1] == b'x' { 4 } else { 2 }..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

#[test]
fn rows_are_complete_unique_and_in_order() {
    let mut seen = BTreeSet::new();
    for row in diagnostic::all() {
        let id = row.id;
        assert!(id.len() == 5 && id.starts_with('G') && id[1..].bytes().all(|b| b.is_ascii_digit()), "{id}");
        assert!(seen.insert(id), "{id} stands twice");
        for (what, text) in
            [("title", row.title), ("message", row.message), ("hint", row.hint), ("explanation", row.explanation)]
        {
            assert!(!text.en.trim().is_empty() && !text.zh.trim().is_empty(), "{id} lacks its {what}");
            let is_bare = text.zh.starts_with('{') && text.zh.ends_with('}');
            assert!(is_bare || !text.zh.is_ascii(), "{id}: the Chinese {what} isn't Chinese");
            assert_eq!(holes(text.en), holes(text.zh), "{id}: the two forms of the {what} have other holes");
        }
        assert!(holes(row.explanation.en).is_empty(), "{id}: an explanation has no holes");
        assert_eq!(diagnostic::lookup(&id.to_lowercase()).map(|row| row.id), Some(id));
    }
    assert!(seen.len() > 60, "{} messages", seen.len());
}

fn holes(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    // `x_{i+1}` in a sentence is what a reader would type.
    names.filter(|name| name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).collect()
}

/// The codes of the messages on standard error.
fn codes(stderr: &str) -> Vec<&str> {
    let heads = stderr
        .lines()
        .filter(|line| ["error[", "warning[", "错误[", "警告["].iter().any(|start| line.starts_with(start)));
    heads.filter_map(|line| line.split_once('[')?.1.split_once(']')).map(|(code, _)| code).collect()
}

#[test]
fn each_example_causes_its_code_and_no_other() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    for row in diagnostic::all().filter(|row| !row.example.is_empty()) {
        for lang in ["en", "zh"] {
            let output = run(row, lang);
            // What is said about a note is an answer, and stands on standard output.
            let stderr = String::from_utf8([output.stderr, output.stdout].concat()).unwrap();
            ran += 1;
            if codes(&stderr) != [row.id] {
                wrong.push(format!("{} ({lang}) {:?}: {:?}\n{stderr}", row.id, row.example, codes(&stderr)));
            }
            let exit = output.status.code();
            let expected = match row.severity {
                Severity::Error if row.example[0] == "lint" && row.id != "G0640" => exit == Some(1),
                Severity::Error => exit == Some(2),
                Severity::Warning => exit == Some(0),
            };
            if !expected {
                wrong.push(format!("{} ({lang}): exit {exit:?}", row.id));
            }
            // A hole that nobody filled stays visible as `{name}`.
            let unfilled = holes(row.message.en).into_iter().chain(holes(row.hint.en));
            for hole in unfilled.filter(|hole| stderr.contains(&format!("{{{hole}}}"))) {
                wrong.push(format!("{} ({lang}): the hole {{{hole}}} isn't filled\n{stderr}", row.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 120, "{ran} runs");
}

#[test]
fn messages_that_no_input_causes_are_few_and_known() {
    let silent: Vec<&str> = diagnostic::all().filter(|row| row.example.is_empty()).map(|row| row.id).collect();
    assert_eq!(silent, SILENT, "a message without an example needs a reason in SILENT");
}

/// Messages without an example: failures of gradus itself, bounds that only huge inputs reach, equations that only
/// callers of the library solve by themselves (the commands ask first and go on to descent), a system without fonts, and
/// Ctrl-C (tests/interrupts.rs).
const SILENT: &[&str] = &["G0505", "G0506", "G0507", "G0626", "G0652", "G0703", "G0704"];
