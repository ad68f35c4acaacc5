//! Owns names: letters and words with their fonts, accents, primes and indices.

use super::super::token::{GREEK, canonical, is_letter};
use super::commands::{ACCENTS, Font, LETTERS, font};
use super::lexeme::Lexeme;
use super::lower::Lowering;
use super::partners::{Inside, NONE, argument};
use crate::functions::{self, Notation};
use crate::source::Span;

/// A name found in the parts.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// In plain spelling, without indices: `yhat`, `fprime`, `𝐱`.
    pub spelled: String,
    /// The row of the table that it is by name, if any.
    pub function: Option<&'static str>,
    /// The function that its letter stands for when a bracket follows: `\sigma(x)`.
    pub letter_function: Option<&'static str>,
    /// Whether it is an upright word.
    pub word: bool,
    /// Ranges of indices, first those below, then labels such as `(i)`.
    pub indices: Vec<(usize, usize)>,
    /// How many primes it has.
    pub primes: usize,
    /// Where the parts after it start.
    pub next: usize,
    /// Where it stands, without scripts.
    pub span: Span,
}

enum Modifier {
    Font(Font),
    Accent(&'static str),
}

impl Lowering<'_> {
    /// The name that starts at `at`, with the scripts that belong to it.
    pub(super) fn name(&self, at: usize, end: usize) -> Option<Found> {
        let mut found = self.core(at, end)?;
        let is_big = found.word && super::big::BIG_WORDS.contains(&found.spelled.as_str());
        if found.function.is_none() && !is_big {
            self.scripts(&mut found, end);
        }
        Some(found)
    }

    fn core(&self, at: usize, end: usize) -> Option<Found> {
        let mut modifiers: Vec<Modifier> = Vec::new();
        let (mut start, mut stop, mut after) = (at, end, None);
        loop {
            match &self.parts.get(start).filter(|_| start < stop)?.lexeme {
                Lexeme::Command(name) => {
                    if let Some(font) = font(name) {
                        modifiers.push(Modifier::Font(font));
                    } else if let Some((_, ending)) = ACCENTS.iter().find(|(accent, _)| accent == name) {
                        modifiers.push(Modifier::Accent(ending));
                    } else {
                        break;
                    }
                    let inside = argument(self.parts, &self.partners, start + 1)?;
                    after.get_or_insert(inside.next);
                    (start, stop) = (inside.start, inside.end);
                }
                Lexeme::Open if !modifiers.is_empty() && self.partners.get(start) == Some(&(stop - 1)) => {
                    (start, stop) = (start + 1, stop - 1);
                }
                _ => break,
            }
        }
        let roman = modifiers.iter().any(|modifier| matches!(modifier, Modifier::Font(Font::Roman | Font::Plain)));
        let (mut spelled, mut word, next) = self.letters(start, stop, roman, modifiers.is_empty())?;
        let mut inner = Vec::new();
        if !modifiers.is_empty() && next < stop {
            // `\hat{y_i}` is ŷ at i.
            self.parts.get(next).filter(|part| part.lexeme == Lexeme::Sub)?;
            let inside = argument(self.parts, &self.partners, next + 1)?;
            if inside.next != stop {
                return None;
            }
            inner.push((inside.start, inside.end));
        }
        let function = self.table_function(start, stop, next, &spelled, &modifiers);
        let letter_function = self.letter_function(start, &modifiers);
        for modifier in modifiers.iter().rev() {
            match modifier {
                Modifier::Font(font) => spelled = font.spell(&spelled),
                Modifier::Accent(ending) => {
                    spelled.push_str(ending);
                    word = false;
                }
            }
        }
        // A digit in a font of its own is a letter (𝟏); one that stays a digit is a number, with or without a hat.
        if spelled.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let next = after.unwrap_or(next);
        let span = self.span(at, next);
        Some(Found { spelled, function, letter_function, word, indices: inner, primes: 0, next, span })
    }

    /// The letters of a name, whether they make a word, and where they end.
    fn letters(&self, start: usize, stop: usize, roman: bool, alone: bool) -> Option<(String, bool, usize)> {
        match &self.parts.get(start)?.lexeme {
            Lexeme::Letter(first) => {
                let run = self.letters_end(start, stop, roman);
                let text: String = (start..run).filter_map(|at| self.letter(at)).collect();
                let known = functions::lookup(&text).is_some() || self.declared.words.contains(&text);
                if roman && run == stop || alone && run - start > 1 && known {
                    return Some((canonical(&text).into(), run - start > 1, run));
                }
                Some((canonical(&first.to_string()).into(), false, start + 1))
            }
            Lexeme::Number(digits) if !alone && start + 1 == stop => Some((digits.clone(), false, stop)),
            // A hyphen in a word would be read as a minus sign.
            Lexeme::Words(text) if is_identifier(text) => Some((text.replace('-', ""), true, start + 1)),
            Lexeme::Command(name) => {
                if name == "arg" {
                    let Lexeme::Command(next) = &self.parts.get(start + 1).filter(|_| start + 1 < stop)?.lexeme else {
                        return Some(("arg".to_owned(), true, start + 1));
                    };
                    return Some((format!("arg{next}"), true, start + 2));
                }
                let letter = GREEK.iter().find(|(_, word)| word == name).map(|(_, word)| *word);
                let letter =
                    letter.or_else(|| LETTERS.iter().find(|(command, _)| command == name).map(|(_, word)| *word));
                if let Some(letter) = letter {
                    return Some((letter.to_owned(), false, start + 1));
                }
                // A root may have a degree before its radicand.
                let operator =
                    OPERATORS.contains(&name.as_str()) || functions::lookup(name).is_some() && name != "sqrt";
                operator.then(|| (name.clone(), true, start + 1))
            }
            _ => None,
        }
    }

    fn letter(&self, at: usize) -> Option<char> {
        match self.parts.get(at)?.lexeme {
            Lexeme::Letter(c) => Some(c),
            Lexeme::Sign('-') => Some('_'),
            _ => match &self.parts.get(at)?.lexeme {
                Lexeme::Number(digits) => digits.chars().next(),
                _ => None,
            },
        }
    }

    /// The end of the run of letters that stand without a space between them; words in roman may have spaces and digits.
    fn letters_end(&self, start: usize, stop: usize, roman: bool) -> usize {
        let mut end = start + 1;
        while end < stop {
            let (Some(before), Some(part)) = (self.parts.get(end - 1), self.parts.get(end)) else { break };
            let joins = match &part.lexeme {
                Lexeme::Letter(_) => roman || before.span.end == part.span.start,
                Lexeme::Number(digits) => roman && digits.len() == 1,
                Lexeme::Sign('-') => roman,
                _ => false,
            };
            if !joins {
                break;
            }
            end += 1;
        }
        end
    }

    /// The row of the table of functions that the name is.
    fn table_function(
        &self,
        start: usize,
        stop: usize,
        next: usize,
        spelled: &str,
        modifiers: &[Modifier],
    ) -> Option<&'static str> {
        if modifiers.iter().any(|modifier| !matches!(modifier, Modifier::Font(Font::Roman))) {
            return None;
        }
        let lookup = |name: &str| functions::lookup(name).map(|id| id.row().name);
        match &self.parts.get(start)?.lexeme {
            // By the row's own LaTeX first: `\arctan` is atan there.
            Lexeme::Command(name) if !GREEK.iter().any(|(_, word)| word == name) => {
                let own = functions::all().find(|id| match id.row().notation {
                    Notation::Named { latex, .. } => latex.strip_prefix('\\') == Some(name),
                    Notation::Indexed { .. }
                    | Notation::Fenced { .. }
                    | Notation::Radical(_)
                    | Notation::Iverson
                    | Notation::Postfix => false,
                });
                own.map(|id| id.row().name).or_else(|| lookup(name))
            }
            Lexeme::Command(_) => None,
            _ if next == stop || modifiers.is_empty() => {
                if spelled.chars().count() < 2 || self.declared.variables.iter().any(|name| name == spelled) {
                    return None;
                }
                let in_latex = format!(r"\operatorname{{{spelled}}}");
                let own = functions::all().find(|id| match id.row().notation {
                    Notation::Named { latex, .. } => latex == in_latex,
                    Notation::Indexed { .. }
                    | Notation::Fenced { .. }
                    | Notation::Radical(_)
                    | Notation::Iverson
                    | Notation::Postfix => false,
                });
                own.map(|id| id.row().name).or_else(|| lookup(spelled)).or_else(|| {
                    let first_is_capital = spelled.chars().any(char::is_uppercase) && spelled.len() > 3;
                    first_is_capital.then(|| lookup(&spelled.to_lowercase())).flatten()
                })
            }
            _ => None,
        }
    }

    /// The function that a Greek letter stands for when arguments follow.
    fn letter_function(&self, start: usize, modifiers: &[Modifier]) -> Option<&'static str> {
        let Lexeme::Command(name) = &self.parts.get(start).filter(|_| modifiers.is_empty())?.lexeme else {
            return None;
        };
        functions::all().map(|id| id.row()).find_map(|row| match row.notation {
            Notation::Named { latex, .. } if latex.strip_prefix('\\') == Some(name) => Some(row.name),
            Notation::Named { .. }
            | Notation::Indexed { .. }
            | Notation::Fenced { .. }
            | Notation::Radical(_)
            | Notation::Iverson
            | Notation::Postfix => None,
        })
    }

    /// Primes, indices and labels; a power ends them.
    fn scripts(&self, found: &mut Found, end: usize) {
        let (mut sub, mut label) = (false, None);
        while found.next < end {
            let Some(part) = self.parts.get(found.next) else { break };
            match part.lexeme {
                Lexeme::Prime(count) => {
                    found.primes += count;
                    found.next += 1;
                }
                Lexeme::Sub if !sub => {
                    let Some(inside) = argument(self.parts, &self.partners, found.next + 1) else { break };
                    found.indices.push((inside.start, inside.end));
                    found.next = inside.next;
                    sub = true;
                }
                Lexeme::Sup if label.is_none() => {
                    let Some(inside) = argument(self.parts, &self.partners, found.next + 1) else { break };
                    match self.parts.get(inside.start..inside.end).unwrap_or(&[]) {
                        [only] => match &only.lexeme {
                            Lexeme::Prime(count) => found.primes += count,
                            Lexeme::Command(name) if name == "prime" => found.primes += 1,
                            Lexeme::Command(name) if matches!(name.as_str(), "ast" | "star") => {
                                found.spelled.push_str("star");
                            }
                            Lexeme::Sign('*') => found.spelled.push_str("star"),
                            // Labels, when another script or a bracket shows that no power is meant.
                            Lexeme::Sign(sign @ ('+' | '-')) if self.lexeme(inside.next, end) == Some(&Lexeme::Sub) => {
                                found.spelled.push_str(if *sign == '+' { "plus" } else { "minus" });
                            }
                            _ => break,
                        },
                        [first, second] if is_prime(&first.lexeme) && is_prime(&second.lexeme) => found.primes += 2,
                        [first, .., _]
                            if first.lexeme == Lexeme::Sign('(')
                                && self.partners.get(inside.start) == Some(&(inside.end - 1))
                                && found.spelled != "e" =>
                        {
                            label = Some((inside.start + 1, inside.end - 1));
                        }
                        _ if self.is_label(&inside, found) => label = Some((inside.start, inside.end)),
                        _ => break,
                    }
                    found.next = inside.next;
                }
                _ => break,
            }
        }
        found.spelled.push_str(&"prime".repeat(found.primes.min(8)));
        found.indices.extend(label);
    }

    /// Whether what stands above a name is a label, not a power: a word, upright or of three letters and more.
    fn is_label(&self, inside: &Inside, found: &Found) -> bool {
        let parts = self.parts.get(inside.start..inside.end).unwrap_or(&[]);
        let joined = parts.windows(2).all(|two| matches!(two, [a, b] if a.span.end == b.span.start));
        let letters = joined && parts.iter().all(|part| matches!(part.lexeme, Lexeme::Letter(_)));
        let spoken = || self.core(inside.start, inside.end).is_some_and(|name| name.word && name.next == inside.end);
        found.spelled != "e" && (letters && parts.len() > 2 || spoken())
    }

    /// The indices as plain words, when none needs to be read as an expression: `1`, `i`, `ij`, `\text{old}`.
    pub(super) fn simple_indices(&self, ranges: &[(usize, usize)]) -> Option<Vec<String>> {
        let mut words = Vec::new();
        for &(start, end) in ranges {
            for (start, end) in self.split_at_commas(start, end) {
                words.extend(self.simple_index(start, end)?);
            }
        }
        Some(words)
    }

    fn simple_index(&self, start: usize, end: usize) -> Option<Vec<String>> {
        let parts = self.parts.get(start..end)?;
        if let [only] = parts {
            match &only.lexeme {
                Lexeme::Number(digits) if !digits.contains('.') => return Some(vec![digits.clone()]),
                Lexeme::Sign('*') => return Some(vec!["star".to_owned()]),
                Lexeme::Sign('+') => return Some(vec!["plus".to_owned()]),
                Lexeme::Sign('-') => return Some(vec!["minus".to_owned()]),
                Lexeme::Words(text) => {
                    let plain: String = text.chars().filter(|&c| is_letter(c) || c.is_ascii_digit()).collect();
                    return (!plain.is_empty()).then(|| vec![canonical(&plain).into()]);
                }
                _ => {}
            }
        }
        // `K_{1j}` and `w_{i2}` have two indices that can't be told apart from a label; `x_{2k}` is x at 2k.
        let characters: Option<String> = parts.iter().map(|part| part.lexeme.letter_or_digits()).collect();
        let mixed = characters.filter(|text| {
            text.contains(|c: char| c.is_ascii_digit())
                && text.contains(|c: char| c.is_alphabetic())
                && (text.starts_with('1') || text.starts_with(|c: char| c.is_alphabetic()))
        });
        if let Some(mixed) = mixed {
            return Some(vec![canonical(&mixed).into()]);
        }
        let letters: Option<Vec<char>> = parts
            .iter()
            .map(|part| match part.lexeme {
                Lexeme::Letter(c) => Some(c),
                _ => None,
            })
            .collect();
        if let Some(letters) = letters.filter(|letters| letters.len() > 1) {
            if letters.iter().all(|c| matches!(c, 'i'..='n')) {
                return Some(letters.into_iter().map(String::from).collect());
            }
            return Some(vec![canonical(&String::from_iter(letters)).into()]);
        }
        let found = self.name(start, end)?;
        // A name has one index, so its label has none of its own.
        (found.next == end && found.indices.is_empty()).then(|| vec![found.spelled.replace('_', "")])
    }

    /// The parts of a range between its commas and semicolons outside brackets.
    pub(super) fn split_at_commas(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let (mut pieces, mut from, mut at) = (Vec::new(), start, start);
        while at < end {
            match self.partners.get(at) {
                Some(&partner) if partner != NONE && partner > at && partner < end => at = partner,
                _ => {
                    if matches!(self.parts.get(at).map(|p| &p.lexeme), Some(Lexeme::Sign(',' | ';' | '，'))) {
                        pieces.push((from, at));
                        from = at + 1;
                    }
                }
            }
            at += 1;
        }
        pieces.push((from, end));
        pieces
    }
}

fn is_prime(lexeme: &Lexeme) -> bool {
    matches!(lexeme, Lexeme::Prime(_)) || *lexeme == Lexeme::Command("prime".to_owned())
}

/// Whether words in a formula can be a name: one word of Latin letters.
pub(super) fn is_identifier(text: &str) -> bool {
    text.chars().count() > 1
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && text.chars().next().is_some_and(char::is_alphabetic)
        && !CONNECTIVES.contains(&text.to_lowercase().as_str())
}

/// Words that stand between formulas.
const CONNECTIVES: &[&str] = &[
    "and",
    "or",
    "where",
    "if",
    "for",
    "with",
    "when",
    "otherwise",
    "else",
    "so",
    "then",
    "hence",
    "thus",
    "let",
    "as",
    "is",
    "the",
    "in",
    "on",
    "to",
    "by",
    "from",
    "of",
    "all",
    "any",
    "some",
    "subject",
    "st",
    "such",
    "that",
    "since",
    "because",
    "therefore",
    "at",
    "be",
    "are",
    "also",
    "not",
];

/// Upright operators that LaTeX has commands for and the table of functions hasn't.
const OPERATORS: &[&str] =
    &["det", "dim", "ker", "deg", "hom", "Pr", "gcd", "sup", "inf", "lg", "arg", "max", "min", "trace", "Var"];
