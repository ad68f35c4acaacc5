//! Owns making LaTeX plain before it is read: spacing and sizes dropped, `\left` joined to its bracket, bars told apart.

use super::commands::{MARKS, ROWS, SHOWN, SILENT, SKIPPED, STACKED, SWITCHES, WIDE, sign};
use super::lexeme::{Lexeme, Placed};
use super::macros::span_of;
use super::partners::{NONE, argument, braces};
use crate::diagnostic::{Diagnostic, latex};

/// The command with an argument for a switch of old.
fn switch(lexeme: Option<&Lexeme>) -> Option<&'static str> {
    match lexeme {
        Some(Lexeme::Command(name)) => SWITCHES.iter().find(|(old, _)| old == name).map(|(_, new)| *new),
        _ => None,
    }
}

/// Whether what ends here can be a value.
fn ends_a_value(part: &Placed) -> bool {
    matches!(part.lexeme, Lexeme::Letter(_) | Lexeme::Number(_) | Lexeme::Close | Lexeme::Sign(')' | ']'))
}

/// The same parts without those that say nothing about mathematics. Linear.
pub(super) fn normal(parts: Vec<Placed>) -> Result<Vec<Placed>, Diagnostic> {
    let partners = braces(&parts)?;
    let mut dropped = vec![false; parts.len()];
    let mut done: Vec<Placed> = Vec::with_capacity(parts.len());
    let mut lefts: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let here = at;
        at += 1;
        if dropped.get(here) == Some(&true) {
            continue;
        }
        let next = parts.get(at).map(|part| &part.lexeme);
        match &part.lexeme {
            Lexeme::Begin(name) | Lexeme::End(name) if ROWS.contains(&name.as_str()) => {
                // What follows an environment's end starts a row of its own.
                if matches!(part.lexeme, Lexeme::End(_)) && next.is_some() && !matches!(next, Some(Lexeme::End(_))) {
                    done.push(Placed { lexeme: Lexeme::Row, span: part.span });
                }
            }
            // `{\rm d}` is `\mathrm{d}`.
            Lexeme::Open if switch(next).is_some() => {
                let name = switch(next).unwrap_or_default().to_owned();
                done.push(Placed { lexeme: Lexeme::Command(name), span: part.span });
                done.push(part.clone());
                at += 1;
            }
            // A comma at the end of a group, such as a cell, belongs to the sentence.
            Lexeme::Sign(',' | ';' | '，') if next == Some(&Lexeme::Close) && done.last().is_some_and(ends_a_value) => {
            }
            Lexeme::Command(name) if name == "vert" => {
                done.push(Placed { lexeme: Lexeme::Sign('|'), span: part.span });
            }
            Lexeme::Command(name) if WIDE.contains(&name.as_str()) => {
                if name == "hspace" {
                    at = argument(&parts, &partners, at).map_or(at, |range| range.next);
                }
                done.push(Placed { lexeme: Lexeme::Command("quad".to_owned()), span: part.span });
            }
            Lexeme::Command(name) if SILENT.contains(&name.as_str()) => {}
            Lexeme::Command(name) if SKIPPED.iter().any(|(skipped, _)| skipped == name) => {
                let count = SKIPPED.iter().find(|(skipped, _)| skipped == name).map_or(0, |(_, count)| *count);
                for _ in 0..count {
                    at = argument(&parts, &partners, at).map_or(at, |range| range.next);
                }
            }
            Lexeme::Command(name) if STACKED.contains(&name.as_str()) => {
                let missing = || Diagnostic::new(&latex::MISSING_ARGUMENT).with("name", name).at(part.span);
                let upper = argument(&parts, &partners, at).ok_or_else(missing)?;
                let base = argument(&parts, &partners, upper.next).ok_or_else(missing)?;
                let label = parts.get(upper.start..upper.end).unwrap_or(&[]);
                match parts.get(base.start..base.end) {
                    Some([only]) if is_relation(&only.lexeme) => {
                        let defines = is_definition(label) && only.lexeme == Lexeme::Sign('=');
                        let lexeme = if defines { Lexeme::Command("coloneqq".to_owned()) } else { only.lexeme.clone() };
                        done.push(Placed { lexeme, span: part.span.join(only.span) });
                        at = base.next;
                    }
                    // `\underset{w}{\min}` is `\min_{w}`.
                    Some(whole) if name == "underset" => {
                        done.extend_from_slice(whole);
                        done.push(Placed { lexeme: Lexeme::Sub, span: part.span });
                        done.push(Placed { lexeme: Lexeme::Open, span: span_of(label) });
                        done.extend_from_slice(label);
                        done.push(Placed { lexeme: Lexeme::Close, span: span_of(label) });
                        at = base.next;
                    }
                    _ => at = upper.next,
                }
            }
            Lexeme::Command(name) if SHOWN.iter().any(|(shown, _)| shown == name) => {
                if matches!(name.as_str(), "underbrace" | "overbrace" | "underbracket" | "overbracket") {
                    done.push(part.clone());
                    continue;
                }
                let count = SHOWN.iter().find(|(shown, _)| shown == name).map_or(0, |(_, count)| *count);
                for _ in 0..count {
                    at = argument(&parts, &partners, at).map_or(at, |range| range.next);
                }
                // The braces of the argument go with the command.
                if let Some(partner) = partners.get(at).filter(|&&partner| partner != NONE) {
                    if let Some(flag) = dropped.get_mut(*partner) {
                        *flag = true;
                    }
                    at += 1;
                }
            }
            Lexeme::Command(name) if matches!(name.as_str(), "left" | "right") => {
                let Some(bracket) = parts.get(at) else {
                    return Err(Diagnostic::new(&latex::MISSING_ARGUMENT).with("name", name).at(part.span));
                };
                at += 1;
                if name == "left" {
                    lefts.push(done.len());
                }
                let closes = name == "right";
                let lexeme = match (&bracket.lexeme, closes) {
                    (Lexeme::Sign('.'), false) => Lexeme::Command("lhidden".to_owned()),
                    (Lexeme::Sign('.'), true) => Lexeme::Command("rhidden".to_owned()),
                    (Lexeme::Sign('|'), false) => Lexeme::Command("lvert".to_owned()),
                    (Lexeme::Sign('|'), true) => Lexeme::Command("rvert".to_owned()),
                    (Lexeme::Sign('<'), false) => Lexeme::Command("langle".to_owned()),
                    (Lexeme::Sign('>'), true) => Lexeme::Command("rangle".to_owned()),
                    (Lexeme::Command(other), closes) => match (other.as_str(), closes) {
                        ("|" | "Vert", false) => Lexeme::Command("lVert".to_owned()),
                        ("|" | "Vert", true) => Lexeme::Command("rVert".to_owned()),
                        ("vert", false) => Lexeme::Command("lvert".to_owned()),
                        ("vert", true) => Lexeme::Command("rvert".to_owned()),
                        _ => bracket.lexeme.clone(),
                    },
                    (lexeme, _) => lexeme.clone(),
                };
                let placed = Placed { lexeme, span: part.span.join(bracket.span) };
                match (closes, lefts.pop()) {
                    (true, Some(left)) => join_hidden(&mut done, left, placed),
                    (true, None) => done.push(placed),
                    (false, left) => {
                        lefts.extend(left);
                        done.push(placed);
                    }
                }
            }
            Lexeme::Command(name) if name == "not" => {
                let negated = match next {
                    Some(Lexeme::Sign('=')) => "neq",
                    _ => "notin",
                };
                let span = part.span.join(parts.get(at).map_or(part.span, |part| part.span));
                done.push(Placed { lexeme: Lexeme::Command(negated.to_owned()), span });
                at += 1;
            }
            Lexeme::Sign(first) => {
                let two = match (first, next) {
                    (':', Some(Lexeme::Sign('='))) => Some("coloneqq"),
                    ('=', Some(Lexeme::Sign(':'))) => Some("equiv"),
                    ('<', Some(Lexeme::Sign('='))) => Some("leq"),
                    ('>', Some(Lexeme::Sign('='))) => Some("geq"),
                    ('!', Some(Lexeme::Sign('='))) => Some("neq"),
                    ('=', Some(Lexeme::Sign('='))) => Some("defeq"),
                    ('-', Some(Lexeme::Sign('>'))) => Some("to"),
                    _ => None,
                };
                let joined = two.filter(|_| parts.get(at).is_some_and(|second| second.span.start == part.span.end));
                match joined {
                    Some(name) => {
                        let lexeme = if name == "defeq" { Lexeme::Sign('=') } else { Lexeme::Command(name.to_owned()) };
                        done.push(Placed { lexeme, span: part.span.join(parts.get(at).map_or(part.span, |p| p.span)) });
                        at += 1;
                    }
                    None => done.push(part.clone()),
                }
            }
            _ => done.push(part.clone()),
        }
    }
    Ok(bars(done))
}

/// `\left\{ … \right.`: both are no brackets; a left one before a matrix makes cases of it.
fn join_hidden(done: &mut Vec<Placed>, left: usize, right: Placed) {
    let hides = right.lexeme == Lexeme::Command("rhidden".to_owned());
    if hides && let Some(opening) = done.get_mut(left) {
        let brace = matches!(&opening.lexeme, Lexeme::Command(name) if name == "{" || name == "lbrace");
        opening.lexeme = Lexeme::Command(if brace { "lcases" } else { "lhidden" }.to_owned());
    }
    done.push(right);
}

/// Whether a label over an equals sign says "defined as".
fn is_definition(label: &[Placed]) -> bool {
    let letters: String = label
        .iter()
        .filter_map(|part| match &part.lexeme {
            Lexeme::Letter(c) => Some(c.to_string()),
            Lexeme::Words(text) => Some(text.clone()),
            Lexeme::Command(name) if name.contains("triangle") || name == "Delta" => Some("def".to_owned()),
            _ => None,
        })
        .collect();
    letters.contains("def") || letters.contains("定义")
}

pub(super) fn is_relation(lexeme: &Lexeme) -> bool {
    match lexeme {
        Lexeme::Command(name) => sign(name).is_some(),
        Lexeme::Sign(c) => super::commands::unicode_sign(*c).is_some(),
        _ => false,
    }
}

/// Whether a part ends an operand, so that a bar after it closes.
fn ends_operand(lexeme: &Lexeme) -> bool {
    match lexeme {
        Lexeme::Letter(_) | Lexeme::Number(_) | Lexeme::Close | Lexeme::Prime(_) | Lexeme::End(_) | Lexeme::Dots => {
            true
        }
        Lexeme::Sign(c) => matches!(c, ')' | ']' | '!'),
        Lexeme::Command(name) => {
            sign(name).is_none()
                && !matches!(
                    name.as_str(),
                    "cdot" | "times" | "div" | "lvert" | "lVert" | "quad" | "log" | "ln" | "exp"
                )
                && !MARKS.iter().any(|(mark, _)| mark == name && name != "infty")
        }
        Lexeme::Words(_)
        | Lexeme::Open
        | Lexeme::Begin(_)
        | Lexeme::Sub
        | Lexeme::Sup
        | Lexeme::Align
        | Lexeme::Row
        | Lexeme::Argument(_) => false,
    }
}

/// Which bar a part is: 0 none, 1 `|`, 2 `‖`.
fn bar(lexeme: &Lexeme) -> usize {
    match lexeme {
        Lexeme::Sign('|' | '∣') => 1,
        Lexeme::Sign('‖' | '∥') => 2,
        Lexeme::Command(name) => match name.as_str() {
            "mid" | "vert" => 1,
            "|" | "Vert" => 2,
            _ => 0,
        },
        _ => 0,
    }
}

/// Bars of one bracket level come in pairs and enclose; a single one stands between an event and its condition.
fn bars(mut parts: Vec<Placed>) -> Vec<Placed> {
    let mut levels: Vec<[Vec<usize>; 2]> = vec![Default::default()];
    let mut decided: Vec<(usize, &'static str)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let opens = matches!(part.lexeme, Lexeme::Open | Lexeme::Begin(_) | Lexeme::Sign('(' | '[' | '（'))
            || matches!(&part.lexeme, Lexeme::Command(name) if name == "{" || name == "lbrace");
        let closes = matches!(part.lexeme, Lexeme::Close | Lexeme::End(_) | Lexeme::Sign(')' | ']' | '）'))
            || matches!(&part.lexeme, Lexeme::Command(name) if name == "}" || name == "rbrace");
        if opens {
            levels.push(Default::default());
        } else if closes && levels.len() > 1 {
            if let Some(level) = levels.pop() {
                decide(&parts, &level, &mut decided);
            }
        } else if matches!(part.lexeme, Lexeme::Row)
            && let Some(level) = levels.last_mut()
        {
            decide(&parts, &std::mem::take(level), &mut decided);
        }
        let kind = bar(&part.lexeme);
        if kind > 0
            && let Some(list) = levels.last_mut().and_then(|level| level.get_mut(kind - 1))
        {
            list.push(at);
        }
    }
    for level in levels {
        decide(&parts, &level, &mut decided);
    }
    for (at, name) in decided {
        if let Some(part) = parts.get_mut(at) {
            part.lexeme = Lexeme::Command(name.to_owned());
        }
    }
    parts
}

fn decide(parts: &[Placed], level: &[Vec<usize>; 2], decided: &mut Vec<(usize, &'static str)>) {
    for (list, (open, close)) in level.iter().zip([("lvert", "rvert"), ("lVert", "rVert")]) {
        if list.len() % 2 == 1 {
            decided.extend(list.iter().map(|&at| (at, "mid")));
            continue;
        }
        let mut depth = 0usize;
        for &at in list {
            let before = at.checked_sub(1).and_then(|before| parts.get(before));
            // The bar before this one may have been decided to open.
            let after_operand = match before.map(|part| &part.lexeme) {
                Some(lexeme) if bar(lexeme) > 0 => {
                    decided.last().is_some_and(|(last, name)| *last + 1 == at && name.starts_with('r'))
                }
                // The star of `x^*` belongs to the name.
                Some(Lexeme::Sign('*')) => at >= 2 && parts.get(at - 2).map(|part| &part.lexeme) == Some(&Lexeme::Sup),
                Some(lexeme) => ends_operand(lexeme),
                None => false,
            };
            if depth > 0 && after_operand {
                depth -= 1;
                decided.push((at, close));
            } else {
                depth += 1;
                decided.push((at, open));
            }
        }
    }
}
