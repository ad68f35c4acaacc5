//! What is written about boundaries (0^0, 0·∞, NaN in data, overflow, …) is so: the table of the documentation, row by row.

use std::path::Path;

use serde_json::Value;

/// The page of the documentation.
const PAGE: &str = include_str!("../src/numeric/BOUNDARIES.md");

/// The rows of the table: command, what it says.
fn rows() -> Vec<(String, String)> {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    rows.map(|(command, rest)| (command.to_owned(), rest.split_once(" | ").unwrap().0.to_owned())).collect()
}

/// The command in words: the first one, then the expression up to the options, then options and values.
fn words(command: &str, folder: &Path) -> Vec<String> {
    let (name, rest) = command.split_once(' ').unwrap();
    let (expression, options) = rest.split_once(" --").map_or((rest, String::new()), |(e, o)| (e, format!("--{o}")));
    let mut words = vec![name.to_owned()];
    for option in options.split(' ').filter(|word| !word.is_empty()) {
        match option.strip_prefix('@') {
            // Data that stand in the table are put into a file.
            Some(data) => {
                let path = folder.join(format!(
                    "{:x}.csv",
                    data.bytes().fold(7u64, |sum, byte| sum * 31 % 999_983 + u64::from(byte))
                ));
                std::fs::write(&path, data.replace("\\n", "\n")).unwrap();
                words.push(path.display().to_string());
            }
            None => words.push(option.to_owned()),
        }
    }
    words.extend(["--format=json".to_owned(), "--".to_owned(), expression.to_owned()]);
    words
}

/// Every text under a key, anywhere in a JSON value.
fn texts<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) if name == key => found.push(text),
                    Value::Array(list) if name == key => found.extend(list.iter().filter_map(Value::as_str)),
                    _ => texts(value, key, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| texts(value, key, found)),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

#[test]
fn boundaries_are_as_written_down() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("boundaries");
    std::fs::create_dir_all(&folder).unwrap();
    let mut wrong = Vec::new();
    let rows = rows();
    for (command, wanted) in &rows {
        let (_, answer) = gradus::cli::answer(&words(command, &folder));
        let value: Value =
            serde_json::from_str(&answer).unwrap_or_else(|problem| panic!("{command}: {problem}\n{answer}"));
        let (key, wanted) = wanted.split_once(' ').unwrap_or(("code", wanted));
        let mut found = Vec::new();
        texts(&value, key, &mut found);
        if !found.contains(&wanted) {
            wrong.push(format!(
                "{command}: {key} is {found:?}, not {wanted}\n{}",
                answer.chars().take(300).collect::<String>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(rows.len() > 50, "{} rows", rows.len());
}
