//! Owns what a name means where it stands: a variable with its indices, a call, a function with or without brackets.

use smol_str::SmolStr;

use super::big::BIG_WORDS;
use super::lexeme::Lexeme;
use super::lower::{CLOSE, Lowering, Work};
use super::name::Found;
use super::partners::{Inside, NONE};
use crate::diagnostic::Diagnostic;
use crate::language::form::Form;
use crate::language::token::Token;
use crate::language::tree::Operator;
use crate::source::Span;

impl Lowering<'_> {
    /// A name with its indices: a variable, a call, a function without brackets.
    pub(super) fn named(&mut self, found: Found, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let next = found.next;
        let (mut bracket, mut power) = (next, None);
        if self.lexeme(next, end) == Some(&Lexeme::Sup) {
            let inside = self.argument(next, next + 1)?;
            power = Some(inside);
            bracket = inside.next;
        }
        let opens = |lexeme: Option<&Lexeme>| matches!(lexeme, Some(Lexeme::Sign('(' | '[' | '（')));
        let follows = opens(self.lexeme(bracket, end))
            || matches!(self.lexeme(bracket, end), Some(Lexeme::Command(name)) if name == "{" || name == "lbrace")
                && found.spelled == "𝟙";
        if let Some(function) = found.function {
            return self.function(function, &found, end, items);
        }
        if found.word && BIG_WORDS.contains(&found.spelled.as_str()) {
            return self.big(&found.spelled, next - 1, next, end, items);
        }
        if matches!(found.spelled.as_str(), "𝟙" | "𝟏") && (follows || !found.indices.is_empty()) {
            return Ok(self.indicator(&found, bracket, items));
        }
        let is_declared = self.declared.functions.contains(&found.spelled);
        if follows && !is_declared && found.indices.is_empty() && found.primes == 0 {
            let is_variable = self.declared.variables.contains(&found.spelled);
            if let Some(function) = found.letter_function.filter(|_| !is_variable) {
                return self.function(function, &found, end, items);
            }
        }
        if follows && self.is_call(&found, bracket, is_declared) {
            if found.indices.is_empty() {
                self.calls.insert(found.spelled.clone());
                items.push(Work::Token(Token::Name(found.spelled.into(), Vec::new()), found.span));
                if let Some(power) = power {
                    self.power_of_function(next, power, items);
                    return Ok(power.next);
                }
                return Ok(next);
            }
            let close = self.partners.get(bracket).copied().filter(|&close| close != NONE && close < end);
            if let Some(close) = close.filter(|_| power.is_none()) {
                let span = self.span(bracket, close + 1);
                items.push(Work::Token(Token::OpenForm(Form::Apply), found.span.join(span)));
                self.variable(&found, items);
                items.extend([Work::Token(Token::Comma, span), Work::Range(bracket + 1, close)]);
                items.push(Work::Token(CLOSE, self.span(close, close + 1)));
                return Ok(close + 1);
            }
        }
        self.variable(&found, items);
        Ok(next)
    }

    /// The exponent between a function's name and its argument, in the form that the grammar takes there.
    fn power_of_function(&self, at: usize, power: Inside, items: &mut Vec<Work>) {
        items.push(Work::Token(Token::Operator(Operator::Power), self.span(at, at + 1)));
        items.push(Work::Range(power.start, power.end));
    }

    /// A function of the table: its index, its exponent, and then its argument with or without brackets.
    fn function(&mut self, name: &str, found: &Found, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let (mut next, mut index, mut power) = (found.next, None, None);
        if next >= end {
            // The name of the function itself.
            items.push(Work::Token(Token::Variable(name.into(), Vec::new()), found.span));
            return Ok(next);
        }
        while matches!(self.lexeme(next, end), Some(Lexeme::Sub | Lexeme::Sup)) {
            let inside = self.argument(next, next + 1)?;
            match self.lexeme(next, end) {
                Some(Lexeme::Sub) => index = Some(inside),
                _ => power = Some((next, inside)),
            }
            next = inside.next;
        }
        if let Some(Lexeme::Prime(_)) = self.lexeme(next, end) {
            // tanh′ has no name of its own.
            let word = format!("{name}prime");
            self.calls.insert(word.clone());
            items.push(Work::Token(Token::Name(word.into(), Vec::new()), found.span));
            return Ok(next + 1);
        }
        let is_prime = |inside: Inside| matches!(self.parts.get(inside.start..inside.end), Some([only]) if matches!(&only.lexeme, Lexeme::Prime(_)) || only.lexeme == Lexeme::Command("prime".to_owned()));
        if power.is_some_and(|(_, inside)| is_prime(inside)) {
            let word = format!("{name}prime");
            self.calls.insert(word.clone());
            items.push(Work::Token(Token::Name(word.into(), Vec::new()), found.span));
            return Ok(next);
        }
        let mut indices = Vec::new();
        if let Some(index) = index {
            let base = self.simple_indices(&[(index.start, index.end)]);
            match base.as_deref() {
                Some([base]) if matches!(name, "ln" | "logbase") => indices.push(base.into()),
                _ => {
                    // `\max_{x} f(x)`
                    return self.big(name, found.next - 1, found.next, end, items);
                }
            }
        }
        let name = if indices.is_empty() { name } else { "log" };
        items.push(Work::Token(Token::Name(name.into(), indices), found.span));
        if let Some((at, power)) = power {
            self.power_of_function(at, power, items);
        }
        Ok(next)
    }

    /// `\mathbb{1}(x > 0)`, `\mathbf{1}_{x > 0}`, `\mathbb{1}\{…\}`.
    fn indicator(&mut self, found: &Found, bracket: usize, items: &mut Vec<Work>) -> usize {
        let close = self.partners.get(bracket).copied().filter(|&close| close != NONE && close > bracket);
        match (found.indices.first(), close) {
            (Some(&range), _) => {
                self.call("indicator", found.span, &[range], items);
                found.next
            }
            (None, Some(close)) => {
                self.call("indicator", found.span, &[(bracket + 1, close)], items);
                close + 1
            }
            (None, None) => {
                self.variable(found, items);
                found.next
            }
        }
    }

    /// The tokens of a variable.
    pub(super) fn variable(&self, found: &Found, items: &mut Vec<Work>) {
        match self.simple_indices(&found.indices) {
            Some(indices) => {
                let indices: Vec<SmolStr> = indices.into_iter().map(SmolStr::from).collect();
                let span = if indices.is_empty() { found.span } else { found.span.join(self.end_span(found.next)) };
                items.push(Work::Token(Token::Variable(found.spelled.as_str().into(), indices), span));
            }
            None => {
                items.push(Work::Token(Token::Variable(found.spelled.as_str().into(), Vec::new()), found.span));
                items.push(Work::Token(Token::OpenIndex, found.span));
                for (position, &(start, end)) in found.indices.iter().enumerate() {
                    items.extend((position > 0).then_some(Work::Token(Token::Comma, found.span)));
                    items.push(Work::Range(start, end));
                }
                items.push(Work::Token(Token::Close('}'), self.end_span(found.next)));
            }
        }
    }

    fn end_span(&self, next: usize) -> Span {
        self.span(next.saturating_sub(1), next)
    }

    /// Whether a name before a bracket is a function.
    fn is_call(&self, found: &Found, bracket: usize, is_declared: bool) -> bool {
        if is_declared {
            return true;
        }
        if self.declared.variables.contains(&found.spelled) {
            return false;
        }
        let close = self.partners.get(bracket).copied().filter(|&close| close != NONE);
        let several = close.is_some_and(|close| self.split_at_commas(bracket + 1, close).len() > 1);
        let square = matches!(self.lexeme(bracket, self.parts.len()), Some(Lexeme::Sign('[')));
        let first = found.spelled.chars().next().unwrap_or(' ');
        let letter = found.spelled.chars().count() == 1 || found.primes > 0;
        let named = ["phi", "psi", "Phi", "Psi", "varphi", "ell"].contains(&found.spelled.as_str());
        let script = found.spelled.chars().all(super::commands::is_script_of_scalars);
        // `p(1 - p)` is a product: no function is applied to itself.
        let itself = (bracket + 1..close.unwrap_or(bracket)).any(|at| {
            matches!(self.parts.get(at).map(|part| &part.lexeme), Some(Lexeme::Letter(c)) if found.spelled.chars().eq([*c]))
                && !matches!(self.lexeme(at + 1, self.parts.len()), Some(Lexeme::Sign('(' | '[')))
        });
        if itself {
            return false;
        }
        let custom = letter && "fghFGHLJPpqEQRl".contains(first) && !(square && first.is_lowercase());
        let capital = first.is_uppercase() && square;
        found.word || found.primes > 0 || named || script || custom || capital || several || "𝔼ℙ".contains(first)
    }
}
