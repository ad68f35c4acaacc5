//! Owns the smallest parts of LaTeX: commands, letters, numbers, braces, scripts, words. Written with nom.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_while, take_while1};
use nom::character::complete::{anychar, char, satisfy};
use nom::combinator::{map, not, opt, peek, recognize, value};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::super::token::is_formal_digit;
use crate::diagnostic::{Diagnostic, latex};
use crate::source::Span;

/// One part.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexeme {
    /// `\name`; signs such as `\,` by their character.
    Command(String),
    /// One letter of any alphabet that formulas use.
    Letter(char),
    /// Digits with an optional point.
    Number(String),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\begin{name}` with its optional arguments.
    Begin(String),
    /// `\end{name}`
    End(String),
    /// `_`
    Sub,
    /// `^`
    Sup,
    /// `'`, and how many.
    Prime(usize),
    /// `&`
    Align,
    /// `\\`
    Row,
    /// `#1`
    Argument(usize),
    /// `...`
    Dots,
    /// Prose: `\text{…}`, or characters of a script that formulas don't use.
    Words(String),
    /// Any other sign.
    Sign(char),
}

impl Lexeme {
    /// The text of a letter or of digits.
    pub fn letter_or_digits(&self) -> Option<String> {
        match self {
            Lexeme::Letter(c) => Some(c.to_string()),
            Lexeme::Number(digits) => Some(digits.clone()),
            Lexeme::Command(_)
            | Lexeme::Open
            | Lexeme::Close
            | Lexeme::Begin(_)
            | Lexeme::End(_)
            | Lexeme::Sub
            | Lexeme::Sup
            | Lexeme::Prime(_)
            | Lexeme::Align
            | Lexeme::Row
            | Lexeme::Argument(_)
            | Lexeme::Dots
            | Lexeme::Words(_)
            | Lexeme::Sign(_) => None,
        }
    }
}

/// A part and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub lexeme: Lexeme,
    pub span: Span,
}

/// Commands whose argument is prose.
const PROSE: &[&str] =
    &["text", "textbf", "textit", "textrm", "texttt", "textsf", "mbox", "hbox", "intertext", "textup"];

/// Cuts `source` into parts, spaces and comments dropped; spans are moved by `offset`. Linear.
pub(super) fn lexemes(source: &str, offset: usize) -> Result<Vec<Placed>, Diagnostic> {
    let mut found = Vec::new();
    let mut rest = skip_blank(source);
    while !rest.is_empty() {
        let start = source.len() - rest.len();
        let (after, lexeme) = lexeme(rest).map_err(|_| {
            let width = rest.chars().next().map_or(1, char::len_utf8);
            let span = Span::new(offset + start, offset + start + width);
            Diagnostic::new(&latex::UNCLOSED).with("found", rest.chars().take(12).collect::<String>()).at(span)
        })?;
        let end = source.len() - after.len();
        found.push(Placed { lexeme, span: Span::new(offset + start, offset + end) });
        rest = skip_blank(after);
    }
    Ok(found)
}

fn skip_blank(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '~' || c == '\u{200B}' || c == '\u{FEFF}');
        if !rest.starts_with('%') {
            return rest;
        }
        rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or("");
    }
}

fn lexeme(input: &str) -> IResult<&str, Lexeme> {
    alt((
        command,
        map(number, |digits| Lexeme::Number(digits.to_owned())),
        map(prose, |text| Lexeme::Words(text.trim().to_owned())),
        map(recognize((satisfy(is_letter), take_while(is_mark))), letter),
        map(take_while1(|c| matches!(c, '\'' | '′' | '’')), |primes: &str| Lexeme::Prime(primes.chars().count())),
        value(Lexeme::Dots, alt((tag("..."), tag("…"), tag("⋯")))),
        map(preceded(char('#'), satisfy(|c| c.is_ascii_digit())), |c| {
            Lexeme::Argument(c.to_digit(10).unwrap_or(0) as usize)
        }),
        map(anychar, |c| match c {
            '{' => Lexeme::Open,
            '}' => Lexeme::Close,
            '_' => Lexeme::Sub,
            '^' => Lexeme::Sup,
            '&' => Lexeme::Align,
            c => Lexeme::Sign(c),
        }),
    ))
    .parse(input)
}

/// `ŷ` typed with a combining mark is one letter.
fn letter(text: &str) -> Lexeme {
    use unicode_normalization::UnicodeNormalization;
    Lexeme::Letter(text.nfc().next().unwrap_or('x'))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Letters that stand for quantities: everything but the scripts of prose.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_prose(c) && !matches!(c, 'ⁿ' | 'ᵢ' | 'ⱼ' | '∂') || is_formal_digit(c)
}

/// Chinese, Japanese and Korean characters, and the punctuation that goes with them.
fn is_prose(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}' | '\u{FF0C}' | '\u{FF0E}'
        | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}' | '“' | '”')
}

/// A run of prose, with the spaces inside it.
fn prose(input: &str) -> IResult<&str, &str> {
    recognize((satisfy(is_prose), take_while(|c: char| is_prose(c)))).parse(input)
}

/// Digits with an optional point. A point at the end of a sentence is none.
fn number(input: &str) -> IResult<&str, &str> {
    let digits = || take_while1(|c: char| c.is_ascii_digit());
    recognize(alt((
        recognize((digits(), opt((char('.'), not(peek(char('.'))), digits())))),
        recognize((char('.'), digits())),
    )))
    .parse(input)
}

fn command(input: &str) -> IResult<&str, Lexeme> {
    let (rest, _) = char('\\').parse(input)?;
    if let Ok((rest, _)) = row(rest) {
        return Ok((rest, Lexeme::Row));
    }
    let (rest, name) =
        alt((recognize((take_while1(|c: char| c.is_ascii_alphabetic()), opt(char('*')))), recognize(anychar)))
            .parse(rest)?;
    // `\operatorname*` has a star of its own; in `\alpha*x` it is a product.
    let (name, rest) = match name.strip_suffix('*') {
        Some(plain)
            if !plain.is_empty() && !matches!(plain, "operatorname" | "DeclareMathOperator" | "tag" | "hspace") =>
        {
            (plain, input.get(1 + plain.len()..).unwrap_or(rest))
        }
        _ => (name.trim_end_matches('*'), rest),
    };
    match name {
        "begin" | "end" => {
            let (rest, environment) = argument(skip_blank(rest))?;
            let environment = environment.trim_end_matches('*').to_owned();
            if name == "end" {
                return Ok((rest, Lexeme::End(environment)));
            }
            let (rest, _) = opt(delimited(char('['), take_till(|c| c == ']'), char(']'))).parse(rest)?;
            let columns = matches!(environment.as_str(), "array" | "alignat" | "alignedat" | "tabular" | "subarray");
            let rest = if columns { argument(skip_blank(rest))?.0 } else { rest };
            Ok((rest, Lexeme::Begin(environment)))
        }
        _ if PROSE.contains(&name) => {
            let (rest, text) = argument(skip_blank(rest))?;
            Ok((rest, Lexeme::Words(text.trim().trim_matches('~').to_owned())))
        }
        _ => Ok((rest, Lexeme::Command(name.to_owned()))),
    }
}

/// What follows the first backslash of `\\`, `\\*`, `\\[2pt]`, `\newline`.
fn row(input: &str) -> IResult<&str, ()> {
    let length =
        delimited(char('['), take_while1(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')), char(']'));
    value((), alt((recognize((char('\\'), opt(char('*')), opt(length))), tag("newline"), tag("cr"))))
        .parse(input)
        .and_then(|(rest, found)| {
            // `\cr` ends there; `\cross` is another command.
            let whole = rest.chars().next().is_none_or(|c| !c.is_ascii_alphabetic());
            if whole || input.starts_with('\\') {
                Ok((rest, found))
            } else {
                Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Tag)))
            }
        })
}

/// `{…}` with nested braces, taken as it stands.
fn argument(input: &str) -> IResult<&str, &str> {
    let (inner, _) = char('{').parse(input)?;
    let mut depth = 1usize;
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Ok((inner.get(at + 1..).unwrap_or(""), inner.get(..at).unwrap_or("")));
                }
            }
            _ => {}
        }
    }
    Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Char)))
}
