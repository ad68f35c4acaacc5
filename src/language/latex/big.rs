//! Owns big signs and words: sums, products, limits, minima, with what stands below and above them.

use super::commands::BIG;
use super::lexeme::Lexeme;
use super::lower::{CLOSE, Lowering, OPEN, Work};
use crate::diagnostic::{Diagnostic, latex};
use crate::language::token::{Head, Token};
use crate::language::tree::Relation;

/// Words that take what stands below them as their head.
pub(super) const BIG_WORDS: &[&str] =
    &["argmin", "argmax", "minimize", "maximize", "minimise", "maximise", "sup", "inf", "Pr", "lim", "min", "max"];

impl Lowering<'_> {
    /// A sum, product, limit, …: its limits, in any order, as the head of what follows.
    pub(super) fn big(
        &mut self,
        word: &str,
        at: usize,
        first: usize,
        end: usize,
        items: &mut Vec<Work>,
    ) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        let (mut next, mut below, mut above) = (first, None, None);
        while let Some(script @ (Lexeme::Sub | Lexeme::Sup)) = self.lexeme(next, end) {
            let is_sub = *script == Lexeme::Sub;
            let inside = self.argument(next, next + 1)?;
            let slot = if is_sub { &mut below } else { &mut above };
            *slot = Some((inside.start, inside.end));
            next = inside.next;
        }
        // `\argmax(…)` without limits is a call.
        let is_bare = below.is_none() && above.is_none() && !BIG.iter().any(|(_, name)| *name == word);
        if is_bare && matches!(self.lexeme(next, end), Some(Lexeme::Sign('('))) {
            self.calls.insert(word.to_owned());
            items.push(Work::Token(Token::Name(word.into(), Vec::new()), span));
            return Ok(next);
        }
        items.push(Work::Token(Token::OpenHead(Head::Over(word.into())), span));
        let summed = matches!(word, "sum" | "prod");
        let relation = |range: Option<(usize, usize)>| {
            range.is_some_and(|(start, end)| {
                self.parts.get(start..end).unwrap_or(&[]).iter().any(|part| super::normal::is_relation(&part.lexeme))
            })
        };
        let has_relation = relation(below);
        if let Some((start, end)) = below {
            items.push(Work::Range(start, end));
            let index = self.name(start, end).filter(|found| found.next == end && found.indices.is_empty());
            if summed && !has_relation && (above.is_some() || index.is_some()) {
                items.push(Work::Token(Token::Relation(Relation::Equal), span));
                items.push(Work::Token(Token::Number("1".into()), span));
            }
            if summed && !has_relation && above.is_none() && index.is_some() {
                items.push(Work::Token(Token::Range, span));
                items.push(Work::Token(Token::Variable(self.open_limit.into(), Vec::new()), span));
                self.warnings.push(Diagnostic::new(&latex::OPEN_SUM).at(self.span(at, next)));
            }
        }
        if let Some((start, end)) = above {
            let separator = if summed && below.is_some() { Token::Range } else { Token::Comma };
            items.extend(below.is_some().then_some(Work::Token(separator, span)));
            let whole = self.span(start, end);
            items.extend([Work::Token(OPEN, whole), Work::Range(start, end), Work::Token(CLOSE, whole)]);
        }
        items.push(Work::Token(CLOSE, self.span(at, next)));
        Ok(next)
    }
}
