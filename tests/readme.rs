//! The README says the truth: each `$ gradus …` in a console block prints what stands below it.
//!
//! `UPDATE_README=1 cargo test --test all readme::` writes the outputs anew, for a person to look at before committing.

use std::path::Path;
use std::process::Command;

use crate::common::words;

fn output_of(line: &str) -> String {
    let arguments = words(line);
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(&arguments[1..])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_command_prints_what_the_readme_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (mut renewed, mut inside, mut skipping, mut commands) = (Vec::new(), false, false, 0);
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            skipping = false;
        }
        let command = line.strip_prefix("$ ").filter(|command| inside && command.starts_with("gradus "));
        if command.is_some() || !skipping {
            renewed.push(line.to_owned());
            skipping = false;
        }
        if let Some(command) = command {
            commands += 1;
            renewed.extend(output_of(command).trim_matches('\n').lines().map(str::to_owned));
            skipping = true;
        }
    }
    let renewed = renewed.join("\n") + "\n";
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &renewed).unwrap();
    }
    assert!(commands >= 8, "{commands} commands");
    for (shown, found) in text.lines().zip(renewed.lines()) {
        assert_eq!(shown, found, "the README shows another line than the command prints");
    }
    assert_eq!(text, renewed);
}
