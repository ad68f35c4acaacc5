//! Every refused input of `tests/cases/refused.txt` gets a message with a code, one sentence and one hint in both languages,
//! and a mark under the place where there is one.

use crate::common::words;

/// Command lines; `~` at the end of one whose message is about no place.
const CASES: &str = include_str!("cases/refused.txt");

#[test]
fn messages_have_a_code_a_place_a_sentence_and_a_hint() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        count += 1;
        let (command, has_place) = line.strip_suffix(" ~").map_or((line, true), |command| (command, false));
        for (lang, hint) in [("en", "help: "), ("zh", "提示: ")] {
            let mut words = words(command);
            words.extend(["--lang".to_owned(), lang.to_owned()]);
            let (code, said) = gradus::cli::answer(&words);
            let first = said.lines().next().unwrap_or_default().to_owned();
            let sentence = first.split_once("]: ").map_or("", |(_, sentence)| sentence);
            let is_coded = first.contains("[G") && !sentence.is_empty();
            let hints = said.lines().filter(|line| line.contains(hint)).count();
            let is_chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let is_marked = said.contains('━');
            let holds = code == 2 && is_coded && hints == 1 && is_marked == has_place && is_chinese == (lang == "zh");
            if !holds || sentence.replace("`{`", "").contains('{') || sentence.ends_with('.') {
                wrong.push(format!("{line} ({lang}): exit {code}\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), 2 * count, wrong.join("\n\n"));
    assert!(count >= 60, "{count} command lines");
}
