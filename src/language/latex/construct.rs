//! Owns the constructs whose parts change places: derivatives, gradients, roots, cases, matrices.

use super::super::form::Form;
use super::super::token::{Head, Token};
use super::commands::MATRICES;
use super::lexeme::Lexeme;
use super::lower::{CLOSE, Lowering, OPEN, Work};
use super::partners::{NONE, argument};
use crate::diagnostic::{Diagnostic, latex};
use crate::functions::{self, Notation};
use crate::source::Span;

type Range = (usize, usize);

impl Lowering<'_> {
    /// Where the part after a differential sign (`d`, `\mathrm{d}`, `\partial`) starts.
    fn differential(&self, at: usize, end: usize) -> Option<usize> {
        match self.lexeme(at, end)? {
            Lexeme::Command(name) if name == "partial" => Some(at + 1),
            Lexeme::Sign('∂') => Some(at + 1),
            Lexeme::Letter('d') if !self.declared.variables.iter().any(|name| name == "d") => {
                (self.lexeme(at + 1, end) != Some(&Lexeme::Sub)).then_some(at + 1)
            }
            Lexeme::Command(name) if name == "mathrm" || name == "text" => {
                let inside = argument(self.parts, &self.partners, at + 1)?;
                let letter = self.parts.get(inside.start..inside.end)?;
                matches!(letter, [only] if only.lexeme == Lexeme::Letter('d')).then_some(inside.next)
            }
            _ => None,
        }
    }

    /// The small number of `^n` at `at`, and where the parts after it start.
    fn order(&self, at: usize, end: usize) -> Option<(usize, usize)> {
        (self.lexeme(at, end)? == &Lexeme::Sup).then_some(())?;
        let inside = argument(self.parts, &self.partners, at + 1)?;
        match self.parts.get(inside.start..inside.end)? {
            [only] => match &only.lexeme {
                Lexeme::Number(digits) => {
                    Some((digits.parse().ok().filter(|order| (1..=99).contains(order))?, inside.next))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The variables below the bar, one for each order; none when it isn't a list of differentials.
    fn differentials(&self, start: usize, end: usize) -> Option<Vec<Range>> {
        let mut variables = Vec::new();
        let mut at = start;
        while at < end {
            let first = self.differential(at, end)?;
            // A group such as `\partial {x}`.
            let (name_end, range) = match self.name(first, end) {
                Some(found) => (found.next, (first, found.next)),
                None => {
                    let inside = argument(self.parts, &self.partners, first).filter(|inside| inside.next <= end)?;
                    (self.lexeme(first, end)? == &Lexeme::Open).then_some(())?;
                    (inside.next, (first, inside.next))
                }
            };
            let (order, next) = self.order(name_end, end).unwrap_or((1, name_end));
            variables.extend(std::iter::repeat_n(range, order));
            at = next;
        }
        (!variables.is_empty()).then_some(variables)
    }

    /// `\frac{\partial L}{\partial w}` and `\frac{d}{dx}`: with something above the bar a whole, else a prefix. False when
    /// it is a fraction.
    pub(super) fn derivative(&self, span: Span, top: Range, bottom: Range, items: &mut Vec<Work>) -> bool {
        let Some(mut subject) = self.differential(top.0, top.1) else { return false };
        let Some(variables) = self.differentials(bottom.0, bottom.1) else {
            return self.by_an_expression(span, bottom, items);
        };
        let mut order = 1;
        if let Some((found, next)) = self.order(subject, top.1) {
            (order, subject) = (found, next);
        }
        if order != variables.len() {
            return false;
        }
        let whole = subject < top.1;
        items.extend(whole.then_some(Work::Token(OPEN, span)));
        items.push(Work::Token(Token::OpenHead(Head::Derivative), span));
        for (position, &(start, end)) in variables.iter().enumerate() {
            items.extend((position > 0).then_some(Work::Token(Token::Comma, span)));
            items.push(Work::Range(start, end));
        }
        items.push(Work::Token(CLOSE, self.span(bottom.0, bottom.1)));
        if whole {
            let inner = self.span(subject, top.1);
            items.extend([Work::Token(OPEN, inner), Work::Range(subject, top.1), Work::Token(CLOSE, inner)]);
            items.push(Work::Token(CLOSE, self.span(bottom.0, bottom.1)));
        }
        true
    }

    /// `\frac{d}{d(1 + e^{-x})}`: a derivative by something that isn't a name has no value here.
    fn by_an_expression(&self, span: Span, bottom: Range, items: &mut Vec<Work>) -> bool {
        let inner = self.differential(bottom.0, bottom.1);
        let close = inner.and_then(|start| self.partners.get(start).copied()).filter(|&close| close != NONE);
        let is_whole = close.is_some_and(|close| close + 1 == bottom.1);
        items.extend(is_whole.then(|| Work::Token(Token::Mark(Form::Word("d/d(…)".into())), span)));
        is_whole
    }

    /// `dL/dw` and `\partial L / \partial w` on one line.
    pub(super) fn slash_derivative(&self, at: usize, end: usize, items: &mut Vec<Work>) -> Option<usize> {
        let first = self.differential(at, end)?;
        let (subject, slash) = match self.lexeme(first, end)? {
            Lexeme::Sign('/') => (first, first),
            _ => {
                let start = self.order(first, end).map_or(first, |(_, next)| next);
                (first, self.name(start, end)?.next)
            }
        };
        (self.lexeme(slash, end)? == &Lexeme::Sign('/')).then_some(())?;
        let mut stop = self.differential(slash + 1, end)?;
        stop = self.name(stop, end)?.next;
        if let Some((_, next)) = self.order(stop, end) {
            stop = next;
        }
        let _ = subject;
        self.derivative(self.span(at, stop), (at, slash), (slash + 1, stop), items).then_some(stop)
    }

    /// `\partial_w f`, `\partial_{w} f`; a lone ∂ is a sign without a value.
    pub(super) fn partial(&self, at: usize, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        if self.lexeme(at + 1, end) != Some(&Lexeme::Sub) {
            items.push(Work::Token(Token::Mark(Form::Word("∂".into())), span));
            return Ok(at + 1);
        }
        let inside = self.argument(at + 1, at + 2)?;
        items.push(Work::Token(Token::OpenHead(Head::Derivative), span));
        items.extend([Work::Range(inside.start, inside.end), Work::Token(CLOSE, span)]);
        Ok(inside.next)
    }

    /// `\nabla f`, `\nabla_w f`, `\nabla^2 f`.
    pub(super) fn gradient(&self, at: usize, end: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        let (mut next, mut below, mut name) = (at + 1, None, "nabla");
        while matches!(self.lexeme(next, end), Some(Lexeme::Sub | Lexeme::Sup)) {
            let inside = self.argument(next, next + 1)?;
            match self.lexeme(next, end) {
                Some(Lexeme::Sub) => below = Some((inside.start, inside.end)),
                _ => name = "hessian",
            }
            next = inside.next;
        }
        let alone = match self.lexeme(next, end) {
            None | Some(Lexeme::Row | Lexeme::Align | Lexeme::Close | Lexeme::End(_)) => true,
            Some(Lexeme::Sign(c)) => !matches!(c, '(' | '['),
            Some(lexeme) => super::normal::is_relation(lexeme) || super::partners::closes(lexeme),
        };
        if alone {
            items.push(Work::Token(Token::Mark(Form::Word("∇".into())), span));
            return Ok(next);
        }
        items.push(Work::Token(Token::OpenHead(Head::Over(name.into())), span));
        items.extend(below.map(|(start, end)| Work::Range(start, end)));
        items.push(Work::Token(CLOSE, span));
        Ok(next)
    }

    /// A range without the braces around the whole of it.
    fn unbraced(&self, start: usize, end: usize) -> (usize, usize) {
        let is_braced = self.lexeme(start, end) == Some(&Lexeme::Open) && self.partners.get(start) == Some(&(end - 1));
        if is_braced { (start + 1, end - 1) } else { (start, end) }
    }

    /// `\sqrt{x}`, `\sqrt[n]{x}`.
    pub(super) fn root(&mut self, at: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let span = self.span(at, at + 1);
        let degree = match self.lexeme(at + 1, self.parts.len()) {
            Some(Lexeme::Sign('[')) => {
                self.partners.get(at + 1).copied().filter(|&close| close != NONE).map(|close| (at + 2, close))
            }
            _ => None,
        };
        let inside = self.argument(at, degree.map_or(at + 1, |(_, close)| close + 1))?;
        let degree = degree.map(|(start, end)| self.unbraced(start, end));
        let span = span.join(self.span(at, inside.next));
        let radicand = (inside.start, inside.end);
        let fixed = |wanted: u32| {
            functions::all()
                .map(|id| id.row())
                .find(|row| row.notation == Notation::Radical(wanted))
                .map(|row| row.name)
        };
        let number = degree.and_then(|(start, end)| match self.parts.get(start..end)? {
            [only] => match &only.lexeme {
                Lexeme::Number(digits) => digits.parse::<u32>().ok(),
                _ => None,
            },
            _ => None,
        });
        match (degree, number.and_then(fixed).filter(|_| number != Some(0))) {
            (None, _) => self.call(fixed(2).unwrap_or("sqrt"), span, &[radicand], items),
            (Some(_), Some(name)) => self.call(name, span, &[radicand], items),
            (Some(degree), None) => self.call(fixed(0).unwrap_or("root"), span, &[radicand, degree], items),
        }
        Ok(inside.next)
    }

    /// `\begin{…} … \end{…}` inside a formula.
    pub(super) fn environment(&mut self, name: &str, at: usize, items: &mut Vec<Work>) -> Result<usize, Diagnostic> {
        let close = self.partners.get(at).copied().unwrap_or(at);
        let rows = self.rows(at + 1, close);
        let braced = at.checked_sub(1).and_then(|before| self.lexeme(before, at));
        let after_brace = matches!(braced, Some(Lexeme::Command(name)) if name == "lcases");
        let is_cases = matches!(name, "cases" | "dcases" | "rcases") || name == "array" && after_brace;
        if is_cases && rows.iter().all(|row| row.len() == 2) {
            self.cases(&rows, self.span(at, at + 1), items);
        } else if is_cases || MATRICES.contains(&name) {
            self.matrix(&rows, (at, close), items);
        } else {
            return Err(Diagnostic::new(&latex::UNKNOWN_ENVIRONMENT).with("name", name).at(self.span(at, at + 1)));
        }
        Ok(close + 1)
    }

    /// The cells of the rows between two positions; empty rows are left out.
    fn rows(&self, start: usize, end: usize) -> Vec<Vec<Range>> {
        let mut rows: Vec<Vec<Range>> = vec![Vec::new()];
        let (mut from, mut at) = (start, start);
        while at <= end {
            let lexeme = self.lexeme(at, end);
            match self.partners.get(at) {
                Some(&partner) if at < end && partner != NONE && partner > at && partner < end => {
                    at = partner + 1;
                    continue;
                }
                _ => {}
            }
            if at == end || matches!(lexeme, Some(Lexeme::Align | Lexeme::Row)) {
                if let Some(row) = rows.last_mut() {
                    row.push((from, at));
                }
                from = at + 1;
                if lexeme == Some(&Lexeme::Row) {
                    rows.push(Vec::new());
                }
            }
            at += 1;
        }
        rows.retain(|row| row.iter().any(|(start, end)| start < end));
        rows
    }

    /// `if(c, a, …, otherwise)`.
    fn cases(&mut self, rows: &[Vec<Range>], span: Span, items: &mut Vec<Work>) {
        items.push(Work::Token(Token::Name("if".into(), Vec::new()), span));
        items.push(Work::Token(Token::Open('('), span));
        let last = rows.len().saturating_sub(1);
        for (position, row) in rows.iter().enumerate() {
            let [value, condition] = row[..] else { continue };
            let (value, condition) = (self.trimmed(value), self.trimmed(condition));
            if position < last {
                items.extend([Work::Range(condition.0, condition.1), Work::Token(Token::Comma, span)]);
            }
            items.push(Work::Range(value.0, value.1));
            items.extend((position < last).then_some(Work::Token(Token::Comma, span)));
        }
        items.push(Work::Token(Token::Close(')'), span));
    }

    /// Without words and commas around it.
    fn trimmed(&self, (start, end): Range) -> Range {
        let drops = |at: usize| match self.lexeme(at, end) {
            Some(Lexeme::Words(_)) => true,
            Some(Lexeme::Sign(c)) => matches!(c, ',' | '.' | ';' | ':'),
            Some(Lexeme::Command(name)) => name == "quad",
            _ => false,
        };
        let (mut start, mut stop) = (start, end);
        while start < stop && drops(start) {
            start += 1;
        }
        while start < stop && drops(stop - 1) {
            stop -= 1;
        }
        (start, stop)
    }

    fn matrix(&self, rows: &[Vec<Range>], (at, close): Range, items: &mut Vec<Work>) {
        let span = self.span(at, at + 1);
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        items.push(Work::Token(Token::OpenForm(Form::Matrix { columns: columns as u32 }), span));
        let cells = rows.iter().flat_map(|row| (0..columns).map(|column| row.get(column).copied()));
        for (position, cell) in cells.enumerate() {
            items.extend((position > 0).then_some(Work::Token(Token::Comma, span)));
            match cell.filter(|(start, end)| start < end) {
                Some((start, end)) => {
                    let inner = self.span(start, end);
                    items.extend([Work::Token(OPEN, inner), Work::Range(start, end), Work::Token(CLOSE, inner)]);
                }
                None => items.push(Work::Token(Token::Mark(Form::Word("".into())), span)),
            }
        }
        if rows.is_empty() {
            items.push(Work::Token(Token::Mark(Form::Word("".into())), span));
        }
        items.push(Work::Token(CLOSE, self.span(close, close + 1)));
    }
}
