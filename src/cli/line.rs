//! Owns the command line as a text that messages can point into.

use super::problem::Problem;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The words after the program's name, as a person would type them, and where each of them stands.
#[derive(Clone, Default)]
pub(super) struct CommandLine {
    text: String,
    words: Vec<(String, Span)>,
}

impl CommandLine {
    /// Joins the words, quoted as a shell needs it.
    pub fn new(words: &[String]) -> Self {
        let mut text = "gradus".to_owned();
        let mut spans = Vec::new();
        for word in words {
            let quoted = quoted(word);
            text.push(' ');
            let start = text.len() + quoted.len().saturating_sub(word.len()) / 2;
            text.push_str(&quoted);
            spans.push((word.clone(), Span::new(start, start + word.len())));
        }
        CommandLine { text, words: spans }
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(word, _)| word.as_str())
    }

    /// A message about a word of the line; about no place when the word doesn't stand there. In `--option=value` both
    /// halves are words too.
    pub fn about(&self, word: &str, diagnostic: Diagnostic) -> Problem {
        let found = self.words.iter().find_map(|(text, span)| {
            let start = span.range().start;
            if text == word {
                return Some(*span);
            }
            match text.split_once('=') {
                Some((option, _)) if option == word => Some(Span::new(start, start + option.len())),
                Some((option, value)) if option.starts_with("--") && value == word => {
                    Some(Span::new(start + option.len() + 1, span.range().end))
                }
                _ => None,
            }
        });
        match found {
            Some(span) => Problem::within(diagnostic.at(span), &self.text),
            None => diagnostic.into(),
        }
    }

    /// A message about a part of what an option was given: `x=one` in `--at w=1,x=one`; about the option when the part
    /// doesn't stand in it.
    pub fn about_value(&self, option: &str, part: &str, diagnostic: Diagnostic) -> Problem {
        let dashed = format!("--{option}");
        let mut values = self.words.iter().zip(self.words.iter().skip(1).map(Some).chain([None]));
        let span = values.find_map(|((word, span), next)| {
            let (value, start) = match word.split_once('=') {
                _ if *word == dashed => next.map(|(value, span)| (value.as_str(), span.range().start))?,
                Some((name, value)) if name == dashed => (value, span.range().start + name.len() + 1),
                _ => return None,
            };
            let at = start + value.find(part)?;
            Some(Span::new(at, at + part.len()))
        });
        match span {
            Some(span) => Problem::within(diagnostic.at(span), &self.text),
            None => self.about(&dashed, diagnostic),
        }
    }

    /// A message about the end of the line, where something is missing.
    pub fn at_end(&self, diagnostic: Diagnostic) -> Problem {
        Problem::within(diagnostic.at(Span::new(self.text.len(), self.text.len())), &self.text)
    }
}

/// A word as it is typed in a shell: between single quotes where it needs them.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=.,/:+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}
