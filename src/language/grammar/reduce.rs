//! Owns what happens when something on the grammar's stack ends: nodes made of operators, calls and brackets.

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::super::form::{Form, Sign};
use super::super::token::{HIDDEN, Head, Token};
use super::super::tree::{Operator, Shape, TreeId};
use super::entry::{Entry, FrameKind};
use super::{Notation, Parser, scan};
use crate::diagnostic::{Diagnostic, language, latex};
use crate::functions;
use crate::source::Span;

impl Parser<'_> {
    pub fn finish(&mut self) -> Result<(), Diagnostic> {
        self.reduce_to(1);
        match self.stack.last() {
            Some(Entry::Frame(frame)) => {
                let span = frame.span;
                let found = span.text(self.text).chars().last().unwrap_or('(');
                Err(Diagnostic::new(&language::UNBALANCED).with("found", found).at(span))
            }
            _ => Ok(()),
        }
    }

    /// Closes the innermost frame. True when a body must follow.
    pub fn close(&mut self, bracket: char, span: Span) -> Result<bool, Diagnostic> {
        self.reduce_to(1);
        let unbalanced = || Diagnostic::new(&language::UNBALANCED).with("found", bracket).at(span);
        let Some(Entry::Frame(frame)) = self.stack.pop() else { return Err(unbalanced()) };
        let whole = frame.span.join(span);
        let parts: SmallVec<[TreeId; 4]> = self.operands.drain(frame.base.min(self.operands.len())..).collect();
        let is_list = parts.len() > 1;
        let fits = |open: char| {
            matches!((open, bracket), ('(', ')') | ('[', ']') | ('{', '}') | (HIDDEN, HIDDEN))
                // `[0, 1)` is an interval.
                || is_list && matches!((open, bracket), ('(', ']') | ('[', ')'))
        };
        let node = match frame.kind {
            FrameKind::Group(open) if fits(open) => {
                let inner = parts.first().copied().ok_or_else(unbalanced)?;
                if is_list {
                    self.tree.push(Shape::Form(Form::List(open)), whole, &parts)
                } else {
                    if open != HIDDEN {
                        self.tree.bracket(inner);
                    }
                    // A span of LaTeX without its braces is no formula of its own.
                    if self.notation == Notation::Latex {
                        self.tree.widen(inner, whole);
                    }
                    inner
                }
            }
            FrameKind::Head(head) if bracket == HIDDEN => {
                self.stack.push(match head {
                    Head::Over(name) => Entry::Over { name, heads: parts.into_vec(), span: whole },
                    Head::Derivative => {
                        let bracketed = matches!(self.peek(), Some(Token::Open(_) | Token::Bar));
                        Entry::Derivative { variables: parts.into_vec(), bracketed, span: whole }
                    }
                });
                return Ok(true);
            }
            FrameKind::Form(form) if bracket == HIDDEN => self.tree.push(Shape::Form(form), whole, &parts),
            FrameKind::Bars if bracket == '|' => self.tree.push(Shape::Bars, whole, &parts),
            FrameKind::Index { of } if bracket == '}' => {
                let whole = self.tree.node(of).span.join(span);
                let shape = if self.tree.name(of).is_some() { Shape::Indexed } else { Shape::Form(Form::Item) };
                self.tree.push(shape, whole, &[&[of], &parts[..]].concat())
            }
            FrameKind::Call { name, exponent } if matches!(bracket, ')' | ']') => {
                self.call(name, exponent, &parts, whole)
            }
            FrameKind::Group(_)
            | FrameKind::Bars
            | FrameKind::Index { .. }
            | FrameKind::Call { .. }
            | FrameKind::Head(_)
            | FrameKind::Form(_) => {
                return Err(unbalanced());
            }
        };
        self.operands.push(node);
        Ok(false)
    }

    /// `f(x)`, `log_b(x)`, `f(x)^n`.
    pub fn call(&mut self, name: SmolStr, exponent: Option<TreeId>, arguments: &[TreeId], span: Span) -> TreeId {
        let call = match name.strip_prefix("log_") {
            Some(base) if functions::lookup(&name).is_none() => {
                let number = base.bytes().all(|byte| byte.is_ascii_digit());
                let shape = if number { Shape::Number(base.into()) } else { Shape::Name(base.into()) };
                let base = self.tree.push(shape, span, &[]);
                self.tree.push(Shape::Call("log".into()), span, &[arguments, &[base]].concat())
            }
            _ => self.tree.push(Shape::Call(name), span, arguments),
        };
        match exponent {
            Some(exponent) => self.tree.push(Shape::Binary(Operator::Power), span, &[call, exponent]),
            None => call,
        }
    }

    /// Before `+` and `-`: ends the product so far. The body of `\sum_i x_i + y_i` goes on while the next term has the
    /// index in it.
    pub fn reduce_sum(&mut self, span: Span) {
        loop {
            self.reduce_while(|entry| entry.strength() >= 3 && !matches!(entry, Entry::Over { .. }));
            let Some(Entry::Over { heads, .. }) = self.stack.last() else { return };
            if scan::next_term_has(self.tokens.get(self.at..).unwrap_or(&[]), &self.indices(heads)) {
                self.warnings.push(Diagnostic::new(&latex::LONG_SUM).at(span));
                return;
            }
            self.reduce_once();
        }
    }

    /// The names that the head of a big sign binds.
    fn indices(&self, heads: &[TreeId]) -> Vec<SmolStr> {
        let first = |&head: &TreeId| match self.tree.node(head).shape {
            Shape::Relations(_) | Shape::Form(Form::Chain(_)) => self.tree.children(head).first().copied(),
            _ => Some(head),
        };
        heads.iter().filter_map(first).filter_map(|id| self.tree.name(id)).map(SmolStr::from).collect()
    }

    /// Carries out everything on the stack that binds at least as tightly as `strength`.
    pub fn reduce_to(&mut self, strength: u8) {
        self.reduce_while(|entry| entry.strength() >= strength);
    }

    pub fn reduce_while(&mut self, ready: impl Fn(&Entry) -> bool) {
        while self.stack.last().is_some_and(|entry| entry.strength() > 0 && ready(entry)) {
            self.reduce_once();
        }
    }

    fn reduce_once(&mut self) {
        let Some(entry) = self.stack.pop() else { return };
        let Some(last) = self.operands.pop() else { return };
        let end = self.tree.node(last).span;
        let node = match entry {
            Entry::Minus { span, .. } => self.tree.push(Shape::Negative, span.join(end), &[last]),
            Entry::Root { span } => self.tree.push(Shape::Call("sqrt".into()), span.join(end), &[last]),
            Entry::Bare { name, exponent, span } => self.call(name, exponent, &[last], span.join(end)),
            Entry::Over { name, heads, span } => {
                self.tree.push(Shape::Call(name), span.join(end), &[&heads[..], &[last]].concat())
            }
            Entry::Derivative { variables, span, .. } => {
                self.tree.push(Shape::Derivative, span.join(end), &[&[last], &variables[..]].concat())
            }
            Entry::Binary(operator) => {
                let Some(first) = self.operands.pop() else { return };
                let span = self.tree.node(first).span.join(end);
                self.tree.push(Shape::Binary(operator), span, &[first, last])
            }
            Entry::Range => {
                let Some(first) = self.operands.pop() else { return };
                let span = self.tree.node(first).span.join(end);
                self.tree.push(Shape::Range, span, &[first, last])
            }
            Entry::Relation(relation) => return self.relations(relation, last),
            Entry::Frame(_) => return,
        };
        self.operands.push(node);
    }

    /// `a = b = c` is one node: takes all relations down to the frame.
    fn relations(&mut self, sign: Sign, last: TreeId) {
        let (mut signs, mut members) = (vec![sign], vec![last]);
        while let Some(Entry::Relation(earlier)) = self.stack.last() {
            signs.push(*earlier);
            self.stack.pop();
            members.extend(self.operands.pop());
        }
        members.extend(self.operands.pop());
        signs.reverse();
        members.reverse();
        let span = members.iter().map(|&id| self.tree.node(id).span).reduce(Span::join).unwrap_or_default();
        let comparisons: Option<Box<[_]>> = signs.iter().map(|sign| sign.relation()).collect();
        let shape = comparisons.map_or_else(|| Shape::Form(Form::Chain(signs.into())), Shape::Relations);
        let node = self.tree.push(shape, span, &members);
        self.operands.push(node);
    }
}
