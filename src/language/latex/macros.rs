//! Owns user macros: `\newcommand`, `\def`, `\DeclareMathOperator`, and their bounded expansion.

use std::collections::BTreeMap;

use super::lexeme::{Lexeme, Placed};
use crate::diagnostic::{Diagnostic, latex};
use crate::source::Span;

/// Expansions make at most this many parts of one text.
const LIMIT: usize = 200_000;

/// Commands that a document defines.
#[derive(Clone, Debug, Default)]
pub struct Macros {
    table: BTreeMap<String, Macro>,
}

#[derive(Clone, Debug)]
struct Macro {
    parameters: usize,
    body: Vec<Lexeme>,
}

impl Macros {
    /// Takes definitions out of the parts and carries out all calls. What a call expands to stands where the call stood.
    pub(super) fn expand(&mut self, parts: Vec<Placed>) -> Result<Vec<Placed>, Diagnostic> {
        let mut waiting: Vec<Placed> = parts;
        waiting.reverse();
        let mut done: Vec<Placed> = Vec::new();
        let mut made = 0;
        while let Some(part) = waiting.pop() {
            let Lexeme::Command(name) = &part.lexeme else {
                done.push(part);
                continue;
            };
            if matches!(name.as_str(), "newcommand" | "renewcommand" | "providecommand" | "def" | "DeclareMathOperator")
            {
                let name = name.clone();
                self.define(&name, &mut waiting)
                    .ok_or_else(|| Diagnostic::new(&latex::MACRO_SHAPE).with("name", &name).at(part.span))?;
                continue;
            }
            let Some(found) = self.table.get(name).cloned() else {
                done.push(part);
                continue;
            };
            let mut arguments = Vec::new();
            for _ in 0..found.parameters {
                arguments.push(
                    argument(&mut waiting)
                        .ok_or_else(|| Diagnostic::new(&latex::MISSING_ARGUMENT).with("name", name).at(part.span))?,
                );
            }
            let mut expansion = Vec::new();
            for lexeme in found.body {
                match lexeme {
                    Lexeme::Argument(number) => {
                        expansion.extend(arguments.get(number.wrapping_sub(1)).into_iter().flatten().cloned());
                    }
                    lexeme => expansion.push(Placed { lexeme, span: part.span }),
                }
            }
            made += expansion.len() + 1;
            if made > LIMIT {
                return Err(Diagnostic::new(&latex::MACRO_LIMIT).with("name", name).with("limit", LIMIT).at(part.span));
            }
            waiting.extend(expansion.into_iter().rev());
        }
        Ok(done)
    }

    fn define(&mut self, how: &str, waiting: &mut Vec<Placed>) -> Option<()> {
        let name = match argument(waiting)?.into_iter().next()?.lexeme {
            Lexeme::Command(name) => name,
            _ => return None,
        };
        let mut parameters = 0;
        match how {
            "def" => {
                while let Some(Placed { lexeme: Lexeme::Argument(number), .. }) = waiting.last() {
                    parameters = *number;
                    waiting.pop();
                }
            }
            _ => {
                if matches!(waiting.last()?.lexeme, Lexeme::Sign('[')) {
                    waiting.pop();
                    let Lexeme::Number(digits) = waiting.pop()?.lexeme else { return None };
                    parameters = digits.parse().ok().filter(|&count| count <= 9)?;
                    waiting.pop();
                }
            }
        }
        let mut body: Vec<Lexeme> = argument(waiting)?.into_iter().map(|part| part.lexeme).collect();
        if how == "DeclareMathOperator" {
            body.insert(0, Lexeme::Open);
            body.insert(0, Lexeme::Command("operatorname".to_owned()));
            body.push(Lexeme::Close);
        }
        self.table.insert(name, Macro { parameters, body });
        Some(())
    }
}

/// One part, or what stands between two braces.
fn argument(waiting: &mut Vec<Placed>) -> Option<Vec<Placed>> {
    let first = waiting.pop()?;
    if first.lexeme != Lexeme::Open {
        return Some(vec![first]);
    }
    let mut depth = 1usize;
    let mut inside = Vec::new();
    loop {
        let part = waiting.pop()?;
        match part.lexeme {
            Lexeme::Open => depth += 1,
            Lexeme::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(inside);
        }
        inside.push(part);
    }
}

/// The span of several parts, which stand in the order of the text: from the first one to the last.
pub(super) fn span_of(parts: &[Placed]) -> Span {
    let ends = parts.first().zip(parts.last());
    ends.map_or_else(Span::default, |(first, last)| first.span.join(last.span))
}
