//! Owns cutting a block into rows and rows into pieces: formulas, and the words between them.

use super::super::form::Sign;
use super::commands::{sign, unicode_sign};
use super::lexeme::{Lexeme, Placed};
use super::name::is_identifier;
use super::normal::is_relation;
use super::partners::{NONE, brackets};
use crate::diagnostic::Diagnostic;

/// A piece of a row, by positions of parts.
#[derive(Clone, Debug)]
pub(super) enum Cut {
    /// Words.
    Words(usize),
    /// A formula. The sign in front of it continues the chain before.
    Formula { leading: Option<Sign>, start: usize, end: usize },
}

/// Rows of pieces. Linear.
pub(super) fn cut(parts: &[Placed]) -> Result<Vec<Vec<Cut>>, Diagnostic> {
    let partners = brackets(parts)?;
    let rows = rows(parts, &partners);
    Ok(rows.into_iter().map(|(start, end)| pieces(parts, &partners, start, end)).collect())
}

/// Ranges of rows.
fn rows(parts: &[Placed], partners: &[usize]) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    let mut start = 0;
    for end in breaks(parts, partners).into_iter().chain([parts.len()]) {
        rows.push((start, end));
        start = end + 1;
    }
    rows
}

/// Where rows end, outside all brackets.
fn breaks(parts: &[Placed], partners: &[usize]) -> Vec<usize> {
    let mut breaks = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match partners.get(at) {
            Some(&partner) if partner != NONE && partner > at => at = partner,
            _ if parts.get(at).map(|part| &part.lexeme) == Some(&Lexeme::Row) => breaks.push(at),
            _ => {}
        }
        at += 1;
    }
    breaks
}

/// The parts with rows joined that one formula goes over: the next begins with a sign of a sum or product, or the one
/// before ends in one. Linear.
pub(super) fn joined(parts: Vec<Placed>) -> Result<Vec<Placed>, Diagnostic> {
    let partners = brackets(&parts)?;
    let breaks = breaks(&parts, &partners);
    let mut dropped = vec![false; parts.len()];
    for (position, &at) in breaks.iter().enumerate() {
        let end = breaks.get(position + 1).copied().unwrap_or(parts.len());
        let row = parts.get(at + 1..end).unwrap_or(&[]);
        let blank = row.iter().take_while(|part| is_blank(&part.lexeme)).count();
        let first = row.get(blank).map(|part| &part.lexeme);
        // A row that starts with a minus sign is a formula of its own when something is claimed in it.
        let subtracts = matches!(first, Some(Lexeme::Sign('-' | '−' | '/')))
            && !row.iter().any(|part| is_relation(&part.lexeme));
        let goes_on = subtracts || first.is_some_and(|lexeme| joins_rows(lexeme) || is_open_left(lexeme));
        let before = parts.get(..at).and_then(|before| before.iter().rfind(|part| !is_blank(&part.lexeme)));
        let waits = before.is_some_and(|part| joins_rows(&part.lexeme) || part.lexeme == Lexeme::Sign('-'));
        if first.is_some() && (goes_on || waits) {
            dropped.iter_mut().skip(at).take(blank + 1).for_each(|flag| *flag = true);
        }
    }
    Ok(parts.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(part, _)| part).collect())
}

/// Whether a part only aligns or spaces.
fn is_blank(lexeme: &Lexeme) -> bool {
    matches!(lexeme, Lexeme::Align) || matches!(lexeme, Lexeme::Command(name) if name == "quad")
}

fn joins_rows(lexeme: &Lexeme) -> bool {
    match lexeme {
        Lexeme::Sign(c) => matches!(c, '+' | '*' | '×' | '·'),
        Lexeme::Command(name) => {
            matches!(name.as_str(), "cdot" | "times" | "div" | "pm" | "mp" | "odot" | "otimes" | "oplus")
        }
        _ => false,
    }
}

/// `\left.`, which goes on with a bracket of the row before.
fn is_open_left(lexeme: &Lexeme) -> bool {
    matches!(lexeme, Lexeme::Command(name) if name == "lhidden")
}

/// Whether an `&` beside this part only aligns.
fn aligns(lexeme: Option<&Lexeme>) -> bool {
    lexeme.is_some_and(|lexeme| {
        is_relation(lexeme)
            || joins_rows(lexeme)
            || matches!(lexeme, Lexeme::Sign('-' | '/'))
            || matches!(lexeme, Lexeme::Command(name) if matches!(name.as_str(), "pm" | "odot"))
    })
}

fn pieces(parts: &[Placed], partners: &[usize], start: usize, end: usize) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut from = start;
    let mut at = start;
    let lexeme = |at: usize| parts.get(at).filter(|_| at >= start && at < end).map(|part| &part.lexeme);
    let close = |cuts: &mut Vec<Cut>, from: usize, to: usize| {
        cuts.extend(formula(parts, from, to));
    };
    while at < end {
        if let Some(&partner) = partners.get(at)
            && partner != NONE
            && partner > at
        {
            at = partner + 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(lexeme);
        let separates = match lexeme(at) {
            Some(Lexeme::Words(text)) => {
                let name = is_identifier(text)
                    && (aligns(lexeme(at + 1))
                        || aligns(before)
                        || matches!(lexeme(at + 1), Some(Lexeme::Sub | Lexeme::Sup | Lexeme::Sign('('))));
                !name && !aligns(before) && !matches!(before, Some(Lexeme::Sub | Lexeme::Sup))
            }
            Some(Lexeme::Command(name)) => name == "quad",
            Some(Lexeme::Sign(c)) => matches!(c, ',' | ';' | ':' | '.' | '，' | '；' | '、' | '。'),
            Some(Lexeme::Align) => !aligns(before) && !aligns(lexeme(at + 1)) && from < at,
            Some(Lexeme::Row) => true,
            _ => false,
        };
        // The inside of a product that goes over a wide space: `… \quad + …`.
        let spaced = matches!(lexeme(at), Some(Lexeme::Command(_)))
            && (joins_rows(lexeme(at + 1).unwrap_or(&Lexeme::Row)) || before.is_some_and(joins_rows));
        if separates && !spaced {
            close(&mut cuts, from, at);
            if matches!(lexeme(at), Some(Lexeme::Words(_))) {
                cuts.push(Cut::Words(at));
            }
            from = at + 1;
        }
        at += 1;
    }
    close(&mut cuts, from, end);
    cuts
}

/// A formula without its leading sign and aligning marks; nothing when nothing is left.
fn formula(parts: &[Placed], start: usize, end: usize) -> Option<Cut> {
    let (mut start, mut end, mut leading) = (start, end, None);
    while start < end {
        match &parts.get(start)?.lexeme {
            Lexeme::Align | Lexeme::Row => {}
            Lexeme::Command(name) if name == "quad" => {}
            Lexeme::Command(name) if leading.is_none() && sign(name).is_some() => leading = sign(name),
            Lexeme::Sign(c) if leading.is_none() && unicode_sign(*c).is_some() => leading = unicode_sign(*c),
            _ => break,
        }
        start += 1;
    }
    while start < end && matches!(parts.get(end - 1)?.lexeme, Lexeme::Align | Lexeme::Row) {
        end -= 1;
    }
    (start < end).then_some(Cut::Formula { leading, start, end })
}
