//! The command `lint` where a session can't show it: files that are changed, files that are watched, SARIF by its schema.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::Value;

fn gradus(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().args(words);
    command
}

const WRONG: &str = "The cube $$f(x) = x^3$$ has the slope $$f'(x) = 3x$$ everywhere.\n";
const RIGHT: &str = "The cube $$f(x) = x^3$$ has the slope $$f'(x) = 3x^{2}$$ everywhere.\n";

/// A note of our own in the folder for tests.
fn note(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn corrections_are_written_and_then_nothing_is_wrong() {
    let path = note("corrected.md", WRONG);
    let run = |words: &[&str]| gradus(words).arg(&path).output().unwrap();
    let patch = run(&["lint", "--fix"]);
    assert_eq!(patch.status.code(), Some(1));
    let shown = String::from_utf8(patch.stdout).unwrap();
    assert!(shown.contains("\n-The cube") && shown.contains("\n+The cube"), "{shown}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), WRONG, "a patch changes nothing");
    let written = run(&["lint", "--fix", "--write"]);
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), RIGHT);
    let again = run(&["lint", "--fix", "--write"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), RIGHT, "what is right stays");
}

#[test]
fn a_patch_can_be_applied_by_patch_tools() {
    let path = "examples/notes/logistic_faulty.en.md";
    let output = gradus(&["lint", path, "--fix"]).output().unwrap();
    let patch = String::from_utf8(output.stdout).unwrap();
    let old: Vec<String> = std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    assert!(patch.starts_with(&format!("--- a/{path}\n+++ b/{path}\n@@ ")), "{patch}");
    let mut at = 0;
    for line in patch.lines().skip(2) {
        if let Some(place) = line.strip_prefix("@@ -") {
            at = place.split([',', ' ']).next().unwrap().parse::<usize>().unwrap() - 1;
        } else if let Some(text) = line.strip_prefix([' ', '-']) {
            assert_eq!(old[at], text);
            at += 1;
        }
    }
    assert!(patch.lines().filter(|line| line.starts_with('+')).count() > 3, "{patch}");
}

#[test]
fn a_watched_note_is_checked_again_when_it_is_saved() {
    let path = note("watched.md", WRONG);
    let mut child = gradus(&["lint", "--watch"]).arg(&path).stdout(Stdio::piped()).spawn().unwrap();
    let (sender, receiver) = channel();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| sender.send(line).unwrap_or(())));
    let summary = || {
        let end = Instant::now() + Duration::from_secs(60);
        while let Ok(line) = receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains("claims 2") {
                return line;
            }
        }
        "nothing was printed in time".to_owned()
    };
    let first = summary();
    std::fs::write(&path, RIGHT).unwrap();
    let second = summary();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.ends_with("errors 1, warnings 0"), "{first}");
    assert!(second.ends_with("errors 0, warnings 0"), "{second}");
}

/// The parts of a value, and that it has them.
fn has<'v>(value: &'v Value, names: &[&str]) -> &'v Value {
    for name in names {
        assert!(value.get(name).is_some(), "{name} is missing in {value}");
    }
    value
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let notes = ["examples/notes/regression_faulty.en.md", "examples/notes/backprop_faulty.zh.md"];
    let output = gradus(&["lint", "--format", "sarif"]).args(notes).output().unwrap();
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(has(&log, &["version", "runs", "$schema"])["version"], "2.1.0");
    let run = has(&log["runs"][0], &["tool", "results", "columnKind"]);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = has(&run["tool"]["driver"], &["name", "version", "rules"]);
    let rules: Vec<&str> =
        driver["rules"].as_array().unwrap().iter().map(|rule| has(rule, &["id"])["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 8, "{} results", results.len());
    let region = |region: &Value| {
        let [line, column, end_line, end_column] = ["startLine", "startColumn", "endLine", "endColumn"]
            .map(|name| has(region, &[name])[name].as_u64().unwrap());
        assert!(line >= 1 && column >= 1 && (end_line, end_column) > (line, column), "{region}");
    };
    for result in results {
        has(result, &["ruleId", "level", "message", "locations"]);
        assert!(rules.contains(&result["ruleId"].as_str().unwrap()));
        assert!(matches!(result["level"].as_str(), Some("error" | "warning")));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = has(&result["locations"][0]["physicalLocation"], &["artifactLocation", "region"]);
        assert!(notes.contains(&place["artifactLocation"]["uri"].as_str().unwrap()));
        region(&place["region"]);
        for fix in result.get("fixes").and_then(Value::as_array).into_iter().flatten() {
            let change =
                has(&has(fix, &["artifactChanges"])["artifactChanges"][0], &["artifactLocation", "replacements"]);
            let replacement = has(&change["replacements"][0], &["deletedRegion", "insertedContent"]);
            region(&replacement["deletedRegion"]);
            assert!(replacement["insertedContent"]["text"].is_string());
        }
    }
}

#[test]
fn sarif_names_files_by_uris() {
    let path = note("a note 注.md", WRONG);
    let output = gradus(&["lint", "--format", "sarif"]).arg(&path).output().unwrap();
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("file:///") && uri.ends_with("/a%20note%20%E6%B3%A8.md"), "{uri}");
}
