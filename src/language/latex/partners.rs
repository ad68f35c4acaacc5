//! Owns which bracket closes which, and where the argument of a command ends.

use super::commands::{ACCENTS, font};
use super::lexeme::{Lexeme, Placed};
use crate::diagnostic::{Diagnostic, latex};
use crate::source::Span;

/// No partner.
pub(super) const NONE: usize = usize::MAX;

/// For each part the position of its partner, or [`NONE`]: braces and environments, which must be balanced.
pub(super) fn braces(parts: &[Placed]) -> Result<Vec<usize>, Diagnostic> {
    pair(parts, false)
}

/// As [`braces`], and round and square brackets as far as they are balanced.
pub(super) fn brackets(parts: &[Placed]) -> Result<Vec<usize>, Diagnostic> {
    pair(parts, true)
}

fn pair(parts: &[Placed], soft: bool) -> Result<Vec<usize>, Diagnostic> {
    let mut partners = vec![NONE; parts.len()];
    let mut open: Vec<usize> = Vec::new();
    let is_hard = |at: usize| matches!(parts.get(at).map(|p| &p.lexeme), Some(Lexeme::Open | Lexeme::Begin(_)));
    for (at, part) in parts.iter().enumerate() {
        let unclosed =
            |part: &Placed, found: &str| Diagnostic::new(&latex::UNCLOSED).with("found", found).at(part.span);
        match &part.lexeme {
            Lexeme::Open | Lexeme::Begin(_) => open.push(at),
            Lexeme::Close | Lexeme::End(_) => {
                while open.last().is_some_and(|&last| !is_hard(last)) {
                    open.pop();
                }
                let found = if part.lexeme == Lexeme::Close { "}" } else { r"\end" };
                let Some(opening) = open.pop() else { return Err(unclosed(part, found)) };
                let fits = match (parts.get(opening).map(|p| &p.lexeme), &part.lexeme) {
                    (Some(Lexeme::Open), Lexeme::Close) => true,
                    (Some(Lexeme::Begin(a)), Lexeme::End(b)) => a == b,
                    _ => false,
                };
                if !fits {
                    return Err(unclosed(part, found));
                }
                link(&mut partners, opening, at);
            }
            lexeme if soft && opens(lexeme) => open.push(at),
            lexeme if soft && closes(lexeme) => {
                if let Some(&opening) = open.last().filter(|&&last| !is_hard(last)) {
                    open.pop();
                    link(&mut partners, opening, at);
                }
            }
            _ => {}
        }
    }
    if let Some(part) = open.iter().rev().find(|&&at| is_hard(at)).and_then(|&at| parts.get(at)) {
        let found = if part.lexeme == Lexeme::Open { "{" } else { r"\begin" };
        return Err(Diagnostic::new(&latex::UNCLOSED).with("found", found).at(part.span));
    }
    Ok(partners)
}

fn link(partners: &mut [usize], opening: usize, closing: usize) {
    for (at, partner) in [(opening, closing), (closing, opening)] {
        if let Some(slot) = partners.get_mut(at) {
            *slot = partner;
        }
    }
}

/// Whether a part is a bracket that opens.
pub(super) fn opens(lexeme: &Lexeme) -> bool {
    match lexeme {
        Lexeme::Sign(c) => matches!(c, '(' | '[' | '（'),
        Lexeme::Command(name) => {
            name == "lhidden" || name == "lcases" || super::commands::bracket(name).is_some_and(|(_, opens)| opens)
        }
        _ => false,
    }
}

/// Whether a part is a bracket that closes.
pub(super) fn closes(lexeme: &Lexeme) -> bool {
    match lexeme {
        Lexeme::Sign(c) => matches!(c, ')' | ']' | '）'),
        Lexeme::Command(name) => name == "rhidden" || super::commands::bracket(name).is_some_and(|(_, opens)| !opens),
        _ => false,
    }
}

/// An argument: its inside, and where the parts after it start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inside {
    pub start: usize,
    pub end: usize,
    pub next: usize,
}

/// The argument that starts at `at`: a group without its braces, or one part with its own arguments.
pub(super) fn argument(parts: &[Placed], partners: &[usize], at: usize) -> Option<Inside> {
    let first = parts.get(at)?;
    if first.lexeme == Lexeme::Open {
        let partner = *partners.get(at)?;
        return Some(Inside { start: at + 1, end: partner, next: partner + 1 });
    }
    let (mut needed, mut cursor) = (1usize, at);
    while needed > 0 {
        needed -= 1;
        match &parts.get(cursor)?.lexeme {
            Lexeme::Open | Lexeme::Begin(_) => cursor = *partners.get(cursor)? + 1,
            Lexeme::Command(name) => {
                needed += arity(name);
                cursor += 1;
            }
            Lexeme::Close | Lexeme::End(_) | Lexeme::Row | Lexeme::Align => return None,
            _ => cursor += 1,
        }
    }
    Some(Inside { start: at, end: cursor, next: cursor })
}

/// A command without braces takes one digit, not the number: `\frac12` is one half.
pub(super) fn single_digits(parts: Vec<Placed>) -> Vec<Placed> {
    let mut done: Vec<Placed> = Vec::with_capacity(parts.len());
    for part in parts {
        let wanted = match done.last().map(|before| &before.lexeme) {
            Some(Lexeme::Command(name)) if matches!(name.as_str(), "sqrt" | "frac" | "dfrac" | "tfrac") => arity(name),
            _ => 0,
        };
        let digits = match &part.lexeme {
            Lexeme::Number(digits) if digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
            _ => {
                done.push(part);
                continue;
            }
        };
        let cut = wanted.min(digits.len());
        let mut from = 0;
        for end in (1..=cut).chain((cut < digits.len()).then_some(digits.len())) {
            let start = part.span.start as usize;
            let lexeme = Lexeme::Number(digits.get(from..end).unwrap_or_default().to_owned());
            done.push(Placed { lexeme, span: Span::new(start + from, start + end) });
            from = end;
        }
    }
    done
}

/// How many arguments a command takes.
fn arity(command: &str) -> usize {
    match command {
        "frac" | "dfrac" | "tfrac" | "cfrac" | "binom" | "dbinom" | "tbinom" => 2,
        "sqrt" => 1,
        _ if font(command).is_some() || ACCENTS.iter().any(|(name, _)| *name == command) => 1,
        _ => 0,
    }
}
