//! Owns lowering: the parts of LaTeX become the tokens of the one grammar, with spans into the LaTeX text.
//!
//! The order of parts isn't the order of tokens (the degree of a root stands before the radicand, the condition of a case
//! after its value), so work still to do lies on a stack: ranges of parts and finished tokens. Nothing recurses.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::super::form::{Form, Sign};
use super::super::token::{HIDDEN, Spanned, Token};
use super::super::tree::Operator;
use super::Declared;
use super::commands::{BIG, DOTS, MARKS, bracket, sign, unicode_sign};
use super::lexeme::{Lexeme, Placed};
use super::partners::{Inside, NONE, argument, brackets};
use crate::diagnostic::{Diagnostic, latex};
use crate::source::Span;

/// Something still to be written.
pub(super) enum Work {
    /// Parts `start..end`.
    Range(usize, usize),
    /// A finished token.
    Token(Token, Span),
}

/// The way of one formula from parts to tokens.
pub(super) struct Lowering<'p> {
    pub parts: &'p [Placed],
    pub partners: Vec<usize>,
    pub declared: &'p Declared,
    pub out: Vec<Spanned>,
    /// Names that were taken for functions.
    pub calls: BTreeSet<String>,
    pub warnings: Vec<Diagnostic>,
    /// Where a sum ends that doesn't say it.
    pub open_limit: &'static str,
}

pub(super) const OPEN: Token = Token::Open(HIDDEN);
pub(super) const CLOSE: Token = Token::Close(HIDDEN);

impl<'p> Lowering<'p> {
    pub fn new(parts: &'p [Placed], declared: &'p Declared) -> Result<Self, Diagnostic> {
        Ok(Lowering {
            parts,
            partners: brackets(parts)?,
            declared,
            out: Vec::new(),
            calls: BTreeSet::new(),
            warnings: Vec::new(),
            open_limit: "N",
        })
    }

    /// Writes the tokens of all parts.
    pub fn run(&mut self) -> Result<(), Diagnostic> {
        let mut work = vec![Work::Range(0, self.parts.len())];
        while let Some(item) = work.pop() {
            match item {
                Work::Token(token, span) => self.out.push(Spanned { token, span }),
                Work::Range(start, end) if start < end => {
                    let mut items = Vec::new();
                    let next = self.step(start, end, &mut items)?;
                    work.push(Work::Range(next.max(start + 1), end));
                    work.extend(items.into_iter().rev());
                }
                Work::Range(..) => {}
            }
        }
        Ok(())
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        super::macros::span_of(self.parts.get(start..end.max(start + 1)).unwrap_or(&[]))
    }

    pub(super) fn lexeme(&self, at: usize, end: usize) -> Option<&Lexeme> {
        self.parts.get(at).filter(|_| at < end).map(|part| &part.lexeme)
    }

    pub(super) fn argument(&self, command: usize, at: usize) -> Result<Inside, Diagnostic> {
        argument(self.parts, &self.partners, at).ok_or_else(|| {
            let span = self.span(command, command + 1);
            let name = match self.lexeme(command, self.parts.len()) {
                Some(Lexeme::Command(name)) => format!(r"\{name}"),
                Some(Lexeme::Sub) => "_".to_owned(),
                _ => "^".to_owned(),
            };
            Diagnostic::new(&latex::MISSING_ARGUMENT).with("name", name).at(span)
        })
    }

    /// Writes the construct that starts at `at`; where the next one starts.
    fn step(&mut self, at: usize, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let Some(part) = self.parts.get(at) else { return Ok(end) };
        let span = part.span;
        if let Some(next) = self.slash_derivative(at, end, items) {
            return Ok(next);
        }
        if let Some(found) = self.name(at, end) {
            return self.named(found, end, items);
        }
        let token = match &part.lexeme {
            Lexeme::Number(digits) => Token::Number(digits.into()),
            Lexeme::Letter(c) => Token::Variable(SmolStr::new_inline(c.encode_utf8(&mut [0; 4])), Vec::new()),
            Lexeme::Words(text) => Token::Mark(Form::Word(text.as_str().into())),
            Lexeme::Dots => Token::Mark(Form::Dots),
            Lexeme::Sub => {
                let inside = self.argument(at, at + 1)?;
                items.extend([Work::Token(Token::OpenIndex, span), Work::Range(inside.start, inside.end)]);
                items.push(Work::Token(Token::Close('}'), self.span(inside.end, inside.end)));
                return Ok(inside.next);
            }
            Lexeme::Sup => return self.power(at, items),
            Lexeme::Prime(_) => {
                items.push(Work::Token(Token::Operator(Operator::Power), span));
                Token::Mark(Form::Word("′".into()))
            }
            Lexeme::Open => return self.group(at, items),
            Lexeme::Begin(name) => {
                let name = name.clone();
                return self.environment(&name, at, items);
            }
            Lexeme::Sign(c) => {
                let c = *c;
                return self.sign(c, at, items);
            }
            Lexeme::Command(name) => {
                let name = name.clone();
                return self.command(&name, at, end, items);
            }
            Lexeme::Row => Token::Line,
            Lexeme::Align => return Ok(at + 1),
            Lexeme::Argument(_) | Lexeme::Close | Lexeme::End(_) => return Err(self.unknown(at)),
        };
        items.push(Work::Token(token, span));
        Ok(at + 1)
    }

    fn unknown(&self, at: usize) -> Diagnostic {
        let span = self.span(at, at + 1);
        let found = match self.lexeme(at, self.parts.len()) {
            Some(Lexeme::Command(name)) => format!(r"\{name}"),
            Some(Lexeme::Sign(c)) => c.to_string(),
            Some(Lexeme::Argument(number)) => format!("#{number}"),
            _ => "}".to_owned(),
        };
        Diagnostic::new(&latex::UNKNOWN_COMMAND).with("name", found).at(span)
    }

    /// `^…` after an operand.
    fn power(&mut self, at: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        let inside = self.argument(at, at + 1)?;
        let power = Work::Token(Token::Operator(Operator::Power), span);
        let inner = self.parts.get(inside.start..inside.end).unwrap_or(&[]);
        let simple = matches!(inner, [Placed { lexeme: Lexeme::Number(_) | Lexeme::Letter(_), .. }]);
        let whole = self.span(inside.start, inside.end);
        let mark = match inner {
            [only] => match &only.lexeme {
                Lexeme::Letter('T') if !self.declared.variables.iter().any(|name| name == "T") => Some("⊤"),
                Lexeme::Command(name) => MARKS.iter().find(|(mark, _)| mark == name).map(|(_, sign)| *sign),
                Lexeme::Sign('*') => Some("∗"),
                Lexeme::Sign('+') => Some("+"),
                Lexeme::Sign('-') => Some("−"),
                Lexeme::Prime(_) => Some("′"),
                _ => None,
            },
            _ => None,
        };
        if let Some(mark) = mark {
            items.extend([power, Work::Token(Token::Mark(Form::Word(mark.into())), whole)]);
        } else if simple {
            items.extend([power, Work::Range(inside.start, inside.end)]);
        } else {
            items.extend([power, Work::Token(OPEN, whole), Work::Range(inside.start, inside.end)]);
            items.push(Work::Token(CLOSE, whole));
        }
        Ok(inside.next)
    }

    /// `{…}`: a bracket that isn't seen; `{n \choose k}` and `{a \over b}`.
    fn group(&mut self, at: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let close = self.partners.get(at).copied().unwrap_or(at);
        let (open_span, close_span) = (self.span(at, at + 1), self.span(close, close + 1));
        let infix = (at + 1..close).find(|&inner| {
            matches!(self.lexeme(inner, close), Some(Lexeme::Command(name)) if name == "choose" || name == "over")
        });
        if let Some(infix) = infix {
            let span = self.span(infix, infix + 1);
            let (left, right) = ((at + 1, infix), (infix + 1, close));
            match self.lexeme(infix, close) {
                Some(Lexeme::Command(name)) if name == "over" => self.fraction(open_span, left, right, items),
                _ => self.call("binomial", span, &[left, right], items),
            }
        } else if at + 1 < close {
            items.extend([Work::Token(OPEN, open_span), Work::Range(at + 1, close)]);
            items.push(Work::Token(CLOSE, close_span));
        }
        Ok(close + 1)
    }

    /// ⟨⟨a⟩/⟨b⟩⟩
    pub(super) fn fraction(&self, span: Span, top: (usize, usize), bottom: (usize, usize), items: &mut Vec<Work>) {
        let (a, b) = (self.span(top.0, top.1), self.span(bottom.0, bottom.1));
        items.extend([Work::Token(OPEN, span), Work::Token(OPEN, a), Work::Range(top.0, top.1)]);
        items.extend([Work::Token(CLOSE, a), Work::Token(Token::Operator(Operator::Over), span)]);
        items.extend([Work::Token(OPEN, b), Work::Range(bottom.0, bottom.1), Work::Token(CLOSE, b)]);
        items.push(Work::Token(CLOSE, b));
    }

    /// `name(a, b)`
    pub(super) fn call(&mut self, name: &str, span: Span, arguments: &[(usize, usize)], items: &mut Vec<Work>) {
        self.calls.insert(name.to_owned());
        items.push(Work::Token(Token::Name(name.into(), Vec::new()), span));
        items.push(Work::Token(Token::Open('('), span));
        for (position, &(start, end)) in arguments.iter().enumerate() {
            items.extend((position > 0).then_some(Work::Token(Token::Comma, span)));
            items.push(Work::Range(start, end));
        }
        let end = arguments.last().map_or(span, |&(start, end)| self.span(start, end));
        items.push(Work::Token(Token::Close(')'), end));
    }

    fn sign(&mut self, c: char, at: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        let token = match c {
            '+' | '＋' => Token::Operator(Operator::Plus),
            '-' | '−' | '–' => Token::Operator(Operator::Minus),
            '*' | '·' | '×' | '⋅' | '∙' => Token::Operator(Operator::Times),
            '/' | '÷' => Token::Operator(Operator::Over),
            '(' | '（' => Token::Open('('),
            ')' | '）' => Token::Close(')'),
            '[' => Token::Open('['),
            ']' => Token::Close(']'),
            ',' | ';' | '，' | '；' | '、' => Token::Comma,
            '!' => Token::Factorial,
            '∂' => Token::Mark(Form::Word("∂".into())),
            '∞' => Token::Mark(Form::Word("∞".into())),
            ':' => Token::Sign(Sign::Given),
            '∇' => return self.command("nabla", at, self.parts.len(), items),
            '∑' | '∏' => return self.command(if c == '∑' { "sum" } else { "prod" }, at, self.parts.len(), items),
            '√' => Token::Root,
            '²' => Token::Raised("2".into()),
            '³' => Token::Raised("3".into()),
            '"' | '@' | '$' | '?' | '.' | '`' => Token::Mark(Form::Word(c.to_string().into())),
            _ => match unicode_sign(c) {
                Some(Sign::Is(relation)) => Token::Relation(relation),
                Some(sign) => Token::Sign(sign),
                None => return Err(self.unknown(at)),
            },
        };
        items.push(Work::Token(token, span));
        Ok(at + 1)
    }

    fn command(&mut self, name: &str, at: usize, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        if let Some((_, word)) = BIG.iter().find(|(command, _)| *command == name) {
            return self.big(word, at, at + 1, end, items);
        }
        let token = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let top = self.argument(at, at + 1)?;
                let bottom = self.argument(at, top.next)?;
                let (a, b) = ((top.start, top.end), (bottom.start, bottom.end));
                let whole = self.span(at, bottom.next);
                if !self.derivative(whole, a, b, items) {
                    self.fraction(whole, a, b, items);
                }
                return Ok(bottom.next);
            }
            "binom" | "dbinom" | "tbinom" => {
                let top = self.argument(at, at + 1)?;
                let bottom = self.argument(at, top.next)?;
                self.call("binomial", span, &[(top.start, top.end), (bottom.start, bottom.end)], items);
                return Ok(bottom.next);
            }
            "sqrt" => return self.root(at, items),
            "nabla" => return self.gradient(at, end, items),
            "partial" => return self.partial(at, end, items),
            "underbrace" | "overbrace" | "underbracket" | "overbracket" => {
                let inside = self.argument(at, at + 1)?;
                items.extend([Work::Token(OPEN, span), Work::Range(inside.start, inside.end)]);
                items.push(Work::Token(CLOSE, self.span(inside.start, inside.end)));
                let mut next = inside.next;
                while matches!(self.lexeme(next, end), Some(Lexeme::Sub | Lexeme::Sup)) {
                    next = self.argument(next, next + 1)?.next;
                }
                return Ok(next);
            }
            "lvert" => Token::Open('|'),
            "rvert" => {
                // `\left. f \right|_{x=0}`
                let hidden = self.partners.get(at).is_some_and(|&opening| {
                    opening != NONE
                        && matches!(self.lexeme(opening, at), Some(Lexeme::Command(name)) if name == "lhidden")
                });
                if hidden { CLOSE } else { Token::Close('|') }
            }
            "lhidden" => Token::OpenForm(Form::Accent("at".into())),
            "lcases" => OPEN,
            "rhidden" => CLOSE,
            "lVert" => Token::OpenForm(Form::Norm),
            "langle" => Token::OpenForm(Form::List('⟨')),
            "rVert" | "rangle" => CLOSE,
            "lfloor" | "lceil" => {
                let name = if name == "lfloor" { "floor" } else { "ceil" };
                items.push(Work::Token(Token::Name(name.into(), Vec::new()), span));
                Token::Open('(')
            }
            "rfloor" | "rceil" => Token::Close(')'),
            "cdot" | "times" => Token::Operator(Operator::Times),
            "div" => Token::Operator(Operator::Over),
            "quad" => return Ok(at + 1),
            _ if DOTS.contains(&name) => Token::Mark(Form::Dots),
            _ => {
                if let Some((bracket, opens)) = bracket(name) {
                    if opens { Token::Open(bracket) } else { Token::Close(bracket) }
                } else if let Some(sign) = sign(name) {
                    match sign {
                        Sign::Is(relation) => Token::Relation(relation),
                        sign => Token::Sign(sign),
                    }
                } else if let Some((_, mark)) = MARKS.iter().find(|(mark, _)| *mark == name) {
                    Token::Mark(Form::Word((*mark).into()))
                } else if super::commands::ACCENTS.iter().any(|(accent, _)| *accent == name) {
                    let inside = self.argument(at, at + 1)?;
                    items.push(Work::Token(Token::OpenForm(Form::Accent(name.into())), span));
                    items.extend([Work::Range(inside.start, inside.end), Work::Token(CLOSE, span)]);
                    return Ok(inside.next);
                } else if super::commands::font(name).is_some() {
                    let inside = self.argument(at, at + 1)?;
                    items.push(Work::Range(inside.start, inside.end));
                    return Ok(inside.next);
                } else {
                    return Err(self.unknown(at));
                }
            }
        };
        items.push(Work::Token(token, span));
        Ok(at + 1)
    }
}
