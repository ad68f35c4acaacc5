//! Owns names: which is a variable and which a function, the exponent of a function, its bracket or bare argument.

use smol_str::{SmolStr, format_smolstr};

use super::Parser;
use super::entry::{Entry, FrameKind};
use crate::diagnostic::{Diagnostic, language};
use crate::functions;
use crate::language::keywords::keyword;
use crate::language::suggest::closest;
use crate::language::token::{GREEK, Token};
use crate::language::tree::{Operator, Shape, TreeId};
use crate::source::Span;

impl Parser<'_> {
    /// A name: a function with or without brackets, or a variable. True when it made an operand.
    pub(super) fn name(&mut self, name: SmolStr, indices: &[SmolStr], span: Span) -> Result<bool, Diagnostic> {
        let bracket = matches!(self.peek(), Some(Token::Open('(' | '[')));
        // `leaky_relu(x, a)`: a name with a label in it that is a function as a whole.
        if let [label] = indices
            && bracket
        {
            let whole = format_smolstr!("{name}_{label}");
            if self.is_function(&whole) {
                return self.function(whole, None, span).map(|()| false);
            }
        }
        let base_of_logarithm = name == "log" && indices.len() == 1;
        let is_letter = !bracket && self.is_greek_letter(&name);
        if self.is_function(&name) && (indices.is_empty() || base_of_logarithm) && !is_letter {
            let name = keyword(&name).map_or(name, |row| row.name.into());
            return self.function(name, indices.first(), span).map(|()| false);
        }
        if indices.is_empty() && matches!(self.peek(), Some(Token::OpenIndex)) && name == "log" {
            return Err(Diagnostic::new(&language::STRAY_INDEX).at(self.span()));
        }
        let touches = self.span().start == span.end;
        if bracket && touches && indices.is_empty() && name.chars().count() > 1 && !self.is_product(&name) {
            return Err(self.unknown_function(&name, span));
        }
        let variable = self.variable(&name, indices, span);
        self.operands.push(variable);
        Ok(true)
    }

    /// A multi-letter name before a bracket is meant as a factor only when it also stands elsewhere without one.
    fn is_product(&self, name: &str) -> bool {
        let elsewhere = self.tokens.windows(2).any(|two| match two {
            [first, second] => {
                matches!(&first.token, Token::Name(other, _) if other == name) && second.token != Token::Open('(')
            }
            _ => false,
        });
        elsewhere || GREEK.iter().any(|(_, word)| *word == name)
    }

    fn unknown_function(&self, name: &str, span: Span) -> Diagnostic {
        let names = functions::all().map(|id| id.row().name).chain(self.user_functions.iter().map(SmolStr::as_str));
        match closest(name, names) {
            Some(near) => Diagnostic::new(&language::UNKNOWN_FUNCTION).with("name", name).with("near", near),
            None => Diagnostic::new(&language::NO_SUCH_FUNCTION).with("name", name),
        }
        .at(span)
    }

    /// A variable, with its indices as nodes of their own.
    pub(super) fn variable(&mut self, name: &str, indices: &[SmolStr], span: Span) -> TreeId {
        let base = self.tree.push(Shape::Name(name.into()), span, &[]);
        if indices.is_empty() {
            return base;
        }
        let mut parts = vec![base];
        for index in indices {
            let number = index.bytes().all(|byte| byte.is_ascii_digit());
            let shape = if number { Shape::Number(index.clone()) } else { Shape::Name(index.clone()) };
            parts.push(self.tree.push(shape, span, &[]));
        }
        self.tree.push(Shape::Indexed, span, &parts)
    }

    /// A function name: reads the exponent of `sin^2`, then opens the bracket or waits for a bare argument.
    fn function(&mut self, name: SmolStr, base: Option<&SmolStr>, span: Span) -> Result<(), Diagnostic> {
        let mut name = name;
        let exponent = self.exponent_of_function(&mut name, span)?;
        let bracket = matches!(self.peek(), Some(Token::Open('(' | '[')));
        if let Some(base) = base {
            name = format_smolstr!("log_{base}");
        }
        if bracket {
            let open = self.span();
            self.at += 1;
            self.open(FrameKind::Call { name, exponent }, span.join(open));
        } else if keyword(&name).is_some() {
            return Err(Diagnostic::new(&language::NEEDS_BRACKETS).with("name", &name).at(span));
        } else {
            self.stack.push(Entry::Bare { name, exponent, span });
        }
        Ok(())
    }

    /// The `2` of `sin^2 x` and `sin²(x)`; `sin^-1` is the inverse function.
    fn exponent_of_function(&mut self, name: &mut SmolStr, span: Span) -> Result<Option<TreeId>, Diagnostic> {
        let (digits, place, used) = match (self.ahead(0), self.ahead(1), self.ahead(2)) {
            (Some(Token::Raised(digits)), _, _) => (digits.clone(), self.span(), 1),
            (Some(Token::Operator(Operator::Power)), Some(Token::Number(digits)), _) => {
                (digits.clone(), self.span(), 2)
            }
            // A function is no exponent: `sin^cos x` has no reading.
            (Some(Token::Operator(Operator::Power)), Some(Token::Name(letter, none)), _)
                if none.is_empty() && (!self.is_function(letter) || self.is_greek_letter(letter)) =>
            {
                (letter.clone(), self.span(), 2)
            }
            (
                Some(Token::Operator(Operator::Power)),
                Some(Token::Operator(Operator::Minus)),
                Some(Token::Number(digits)),
            ) => (format_smolstr!("-{digits}"), self.span(), 3),
            _ => return Ok(None),
        };
        self.at += used;
        if digits == "-1" {
            let inverse = format_smolstr!("a{name}");
            if functions::lookup(&inverse).is_some() {
                let warning = Diagnostic::new(&language::INVERSE_FUNCTION);
                self.warnings.push(warning.with("name", &*name).with("inverse", &inverse).at(span.join(place)));
                *name = inverse;
                return Ok(None);
            }
        }
        Ok(Some(self.raised(&digits, place)))
    }

    /// `gamma` is the letter γ first and a function only before a bracket: `r + gamma*V`.
    pub(super) fn is_greek_letter(&self, name: &str) -> bool {
        GREEK.iter().any(|(_, word)| *word == name) && !self.user_functions.contains(name)
    }

    pub(super) fn is_function(&self, name: &str) -> bool {
        functions::lookup(name).is_some() || keyword(name).is_some() || self.user_functions.contains(name)
    }
}
