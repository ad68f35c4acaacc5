//! Owns the grammar: which operator binds what, on a stack of its own.
//!
//! From loose to tight: relations, range, `+ -`, unary minus, `* /` and juxtaposition, derivative and bare function
//! (`sin 2x`), unary minus right after an operator, `^` (right to left), postfix signs.

mod entry;
mod names;
mod reduce;
mod scan;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use self::entry::{Entry, Frame, FrameKind};
use super::derivative;
use super::form::Sign;
use super::lookalike;
use super::token::{HIDDEN, Head, Spanned, Token, tokens};
use super::tree::{Operator, Shape, Tree, TreeId};
use crate::diagnostic::{Diagnostic, language};
use crate::source::Span;

/// A tree, and what should be looked at in how it was read.
#[derive(Debug)]
pub struct Reading {
    /// The statements.
    pub tree: Tree,
    /// Places that could have been meant otherwise.
    pub warnings: Vec<Diagnostic>,
}

/// Reads one or more statements, separated by `;` or line ends. `functions` are names of user functions defined
/// elsewhere; those defined in the text itself (`f(x) = …`) are found. Linear in the text, nested to any depth.
///
/// ```
/// use gradus::language::{parse, print};
/// let reading = parse("(y - (w*x+b))²", &[]).unwrap();
/// assert_eq!(print(&reading.tree), "(y - (w*x + b))^2");
/// let problem = parse("2 * (x + ", &[]).unwrap_err();
/// assert_eq!((problem.code.id, problem.span.unwrap().start), ("G0103", 7));
/// ```
pub fn parse(text: &str, functions: &[&str]) -> Result<Reading, Diagnostic> {
    read(tokens(text)?, text, functions, Notation::Plain)
}

/// Which notation the tokens were read from; lists, forms and other signs exist in LaTeX only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Plain,
    Latex,
}

/// Reads statements from tokens. `text` is what their spans point into.
pub(super) fn read(
    tokens: Vec<Spanned>,
    text: &str,
    functions: &[&str],
    notation: Notation,
) -> Result<Reading, Diagnostic> {
    let warnings = lookalikes(&tokens);
    let mut parser = Parser {
        user_functions: scan::defined_functions(&tokens).chain(functions.iter().map(|name| (*name).into())).collect(),
        defined_names: scan::defined_names(&tokens).collect(),
        tokens,
        at: 0,
        text,
        notation,
        tree: Tree::default(),
        warnings,
        operands: Vec::new(),
        stack: Vec::new(),
    };
    while parser.at < parser.tokens.len() {
        if matches!(parser.peek(), Some(Token::Separator | Token::Line)) {
            parser.at += 1;
        } else {
            let statement = parser.statement()?;
            parser.tree.statements.push(statement);
        }
    }
    if parser.tree.statements.is_empty() {
        return Err(Diagnostic::new(&language::EMPTY).at(Span::new(0, text.len())));
    }
    Ok(Reading { tree: parser.tree, warnings: parser.warnings })
}

/// A warning for each name that only looks like a Latin one, where it first stands.
fn lookalikes(tokens: &[Spanned]) -> Vec<Diagnostic> {
    let (mut warnings, mut seen) = (Vec::new(), FxHashSet::default());
    for Spanned { token, span } in tokens {
        let (Token::Name(name, indices) | Token::Variable(name, indices)) = token else { continue };
        for name in std::iter::once(name).chain(indices) {
            let Some(latin) = lookalike::mistaken(name).filter(|_| seen.insert(name.as_str())) else { continue };
            let strange = name.chars().find(|c| !c.is_ascii()).map_or(0, |c| c as u32);
            let warning = Diagnostic::new(&language::LOOKALIKE).with("name", name).with("latin", latin);
            warnings.push(warning.with("code", format!("U+{strange:04X}")).at(*span));
        }
    }
    warnings
}

struct Parser<'t> {
    tokens: Vec<Spanned>,
    at: usize,
    text: &'t str,
    notation: Notation,
    user_functions: FxHashSet<SmolStr>,
    defined_names: FxHashSet<SmolStr>,
    tree: Tree,
    warnings: Vec<Diagnostic>,
    operands: Vec<TreeId>,
    stack: Vec<Entry>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.ahead(0)
    }

    fn ahead(&self, distance: usize) -> Option<&Token> {
        self.tokens.get(self.at + distance).map(|spanned| &spanned.token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(Span::new(self.text.len(), self.text.len()), |spanned| spanned.span)
    }

    /// Reads up to a separator outside all brackets.
    fn statement(&mut self) -> Result<TreeId, Diagnostic> {
        loop {
            self.operand()?;
            if !self.operators()? {
                break;
            }
        }
        self.operands.pop().ok_or_else(|| Diagnostic::new(&language::EMPTY))
    }

    /// Reads prefixes and one atom. Afterwards an operand lies on the stack.
    fn operand(&mut self) -> Result<(), Diagnostic> {
        loop {
            let span = self.span();
            if let Some(head) =
                derivative::head(self.tokens.get(self.at..).unwrap_or(&[]), |name| self.defined_names.contains(name))
            {
                self.at += head.tokens;
                if self.derivative(head) {
                    return Ok(());
                }
                continue;
            }
            let Some(token) = self.peek().cloned() else {
                return Err(self.missing_value_at_end());
            };
            self.at += 1;
            match token {
                Token::Number(digits) => {
                    self.atom(Shape::Number(digits), span);
                    return Ok(());
                }
                Token::Name(name, indices) => {
                    if self.name(name, &indices, span)? {
                        return Ok(());
                    }
                }
                Token::Variable(name, indices) => {
                    let variable = self.variable(&name, &indices, span);
                    self.operands.push(variable);
                    return Ok(());
                }
                Token::Mark(form) => {
                    self.atom(Shape::Form(form), span);
                    return Ok(());
                }
                Token::OpenHead(Head::Over(name)) if self.peek() == Some(&Token::Close(HIDDEN)) => {
                    self.at += 1;
                    self.stack.push(Entry::Over { name, heads: Vec::new(), span });
                }
                Token::OpenHead(head) => self.open(FrameKind::Head(head), span),
                Token::OpenForm(form) => self.open(FrameKind::Form(form), span),
                Token::Open('|') => self.open(FrameKind::Bars, span),
                Token::Open(bracket) => self.open(FrameKind::Group(bracket), span),
                Token::Bar => self.open(FrameKind::Bars, span),
                Token::Operator(Operator::Minus) => {
                    let tight = matches!(
                        self.stack.last(),
                        Some(
                            Entry::Binary(Operator::Times | Operator::Over | Operator::Juxtaposed | Operator::Power)
                                | Entry::Bare { .. }
                        )
                    );
                    self.stack.push(Entry::Minus { tight, span });
                }
                Token::Operator(Operator::Plus) => {}
                Token::Root => self.stack.push(Entry::Root { span }),
                Token::Line if self.inside_brackets() => {}
                Token::Close(_)
                | Token::Operator(_)
                | Token::Relation(_)
                | Token::Sign(_)
                | Token::Comma
                | Token::Range
                | Token::Factorial
                | Token::OpenIndex
                | Token::Partial
                | Token::Raised(_)
                | Token::Separator
                | Token::Line => return Err(self.missing_value(span)),
            }
        }
    }

    /// Reads what follows an operand. True when another operand must follow, false at the end of the statement.
    fn operators(&mut self) -> Result<bool, Diagnostic> {
        loop {
            let span = self.span();
            let Some(token) = self.peek().cloned() else {
                self.finish()?;
                return Ok(false);
            };
            match token {
                Token::Line if self.inside_brackets() => self.at += 1,
                Token::Separator if self.inside_brackets() => return self.argument(";", span),
                Token::Separator | Token::Line => {
                    self.finish()?;
                    return Ok(false);
                }
                Token::Operator(operator) => {
                    self.at += 1;
                    self.binary(operator, span);
                    return Ok(true);
                }
                Token::Relation(relation) => {
                    self.at += 1;
                    self.reduce_to(2);
                    self.stack.push(Entry::Relation(Sign::Is(relation)));
                    return Ok(true);
                }
                Token::Sign(sign) => {
                    self.at += 1;
                    self.reduce_to(2);
                    self.stack.push(Entry::Relation(sign));
                    return Ok(true);
                }
                Token::Range => {
                    self.at += 1;
                    self.reduce_to(3);
                    self.stack.push(Entry::Range);
                    return Ok(true);
                }
                Token::Comma => return self.argument(",", span),
                Token::Close(bracket) => {
                    self.at += 1;
                    if self.close(bracket, span)? {
                        return Ok(true);
                    }
                }
                Token::Bar if self.closes_bars() => {
                    self.at += 1;
                    self.close('|', span)?;
                }
                Token::Raised(digits) => {
                    self.at += 1;
                    let exponent = self.raised(&digits, span);
                    self.reduce_to(9);
                    if let Some(base) = self.operands.pop() {
                        let whole = self.tree.node(base).span.join(span);
                        let power = self.tree.push(Shape::Binary(Operator::Power), whole, &[base, exponent]);
                        self.operands.push(power);
                    }
                }
                Token::Factorial => {
                    self.at += 1;
                    self.reduce_to(9);
                    if let Some(operand) = self.operands.pop() {
                        let whole = self.tree.node(operand).span.join(span);
                        let call = self.tree.push(Shape::Call("factorial".into()), whole, &[operand]);
                        self.operands.push(call);
                    }
                }
                Token::OpenIndex => {
                    self.at += 1;
                    let any = self.notation == Notation::Latex;
                    let Some(of) = self.operands.pop().filter(|&of| any || self.tree.name(of).is_some()) else {
                        return Err(Diagnostic::new(&language::STRAY_INDEX).at(span));
                    };
                    self.open(FrameKind::Index { of }, span);
                    return Ok(true);
                }
                Token::Number(_)
                | Token::Name(..)
                | Token::Variable(..)
                | Token::Mark(_)
                | Token::OpenHead(_)
                | Token::OpenForm(_)
                | Token::Open(_)
                | Token::Bar
                | Token::Root
                | Token::Partial => {
                    self.juxtapose(&token, span)?;
                    return Ok(true);
                }
            }
        }
    }

    /// Ends an argument: at a comma, or at the semicolon of `p(x; a)`. Always true, for another operand must follow.
    fn argument(&mut self, sign: &str, span: Span) -> Result<bool, Diagnostic> {
        self.at += 1;
        self.reduce_to(1);
        if self.separates() {
            Ok(true)
        } else {
            Err(Diagnostic::new(&language::STRAY_COMMA).with("sign", sign).at(span))
        }
    }

    /// Whether a comma here stands between the parts of a call, an index, a list.
    fn separates(&self) -> bool {
        let Some(Entry::Frame(frame)) = self.stack.last() else { return false };
        match frame.kind {
            FrameKind::Call { .. } | FrameKind::Index { .. } => true,
            FrameKind::Group(_) | FrameKind::Head(_) | FrameKind::Form(_) => self.notation == Notation::Latex,
            FrameKind::Bars => false,
        }
    }

    fn inside_brackets(&self) -> bool {
        self.stack.iter().any(|entry| matches!(entry, Entry::Frame(_)))
    }

    /// Whether the innermost open bracket is a bar.
    fn closes_bars(&self) -> bool {
        self.stack.iter().rev().find_map(|entry| match entry {
            Entry::Frame(frame) => Some(matches!(frame.kind, FrameKind::Bars)),
            Entry::Binary(_)
            | Entry::Relation(_)
            | Entry::Range
            | Entry::Minus { .. }
            | Entry::Bare { .. }
            | Entry::Root { .. }
            | Entry::Over { .. }
            | Entry::Derivative { .. } => None,
        }) == Some(true)
    }

    fn atom(&mut self, shape: Shape, span: Span) {
        let id = self.tree.push(shape, span, &[]);
        self.operands.push(id);
    }

    fn open(&mut self, kind: FrameKind, span: Span) {
        self.stack.push(Entry::Frame(Frame { kind, span, base: self.operands.len() }));
    }

    /// A raised number, letter or product of both (`²ⁿ`) as a node.
    fn raised(&mut self, digits: &str, span: Span) -> TreeId {
        let (minus, digits) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let end = match is_number && digits.parse::<f64>().is_err() {
            true => digits.find(|c: char| c.is_alphabetic()).unwrap_or(digits.len()),
            false => digits.len(),
        };
        let (number, letters) = digits.split_at(end);
        let shape = if is_number { Shape::Number(number.into()) } else { Shape::Name(number.into()) };
        let mut id = self.tree.push(shape, span, &[]);
        if !letters.is_empty() {
            let letters = self.tree.push(Shape::Name(letters.into()), span, &[]);
            id = self.tree.push(Shape::Binary(Operator::Juxtaposed), span, &[id, letters]);
        }
        if minus { self.tree.push(Shape::Negative, span, &[id]) } else { id }
    }

    /// `d/dx`: a prefix, or with a subject (`∂L/∂w`) an operand. True when it made an operand.
    fn derivative(&mut self, head: derivative::Head) -> bool {
        let mut variables = Vec::new();
        for (name, indices, span) in &head.variables {
            let variable = self.variable(name, indices, *span);
            variables.push(variable);
        }
        if let Some((name, indices, span)) = &head.subject {
            let subject = self.variable(name, indices, *span);
            let node = self.tree.push(Shape::Derivative, head.span, &[&[subject], &variables[..]].concat());
            self.operands.push(node);
            return true;
        }
        let bracketed = matches!(self.peek(), Some(Token::Open(_) | Token::Bar));
        self.stack.push(Entry::Derivative { variables, bracketed, span: head.span });
        false
    }

    fn binary(&mut self, operator: Operator, span: Span) {
        match operator {
            Operator::Plus | Operator::Minus => self.reduce_sum(span),
            // `d/dx x*y` differentiates the product; after a bracket, `d/dx (x)*y` multiplies the derivative.
            Operator::Times | Operator::Over => {
                if self
                    .stack
                    .iter()
                    .rev()
                    .find(|entry| entry.strength() < 7)
                    .is_some_and(Entry::is_bracketed_derivative)
                {
                    self.warnings.push(Diagnostic::new(&language::AMBIGUOUS_DERIVATIVE).at(span));
                }
                self.reduce_product(|entry| {
                    matches!(entry, Entry::Derivative { bracketed: false, .. } | Entry::Over { .. })
                });
            }
            // Right to left: the power already on the stack waits.
            Operator::Power => self.reduce_to(9),
            Operator::Juxtaposed => {}
        }
        self.stack.push(Entry::Binary(operator));
    }

    /// An operand right after an operand: an implicit product. `sin 2x` takes the x; `sin x cos x` and
    /// `sin x (x + 1)` don't take the second factor; `d/dx x (x + 1)` does.
    fn juxtapose(&mut self, token: &Token, span: Span) -> Result<(), Diagnostic> {
        let last_is_number =
            self.operands.last().is_some_and(|&id| matches!(self.tree.node(id).shape, Shape::Number(_)));
        if matches!(token, Token::Number(_)) && last_is_number {
            return Err(Diagnostic::new(&language::TWO_NUMBERS).with("found", span.text(self.text)).at(span));
        }
        let plain = match token {
            Token::Number(_) => true,
            Token::Name(name, _) => {
                let bracket = matches!(self.ahead(1), Some(Token::Open('(' | '[')));
                !self.is_function(name) || (self.is_greek_letter(name) && !bracket)
            }
            Token::Variable(..) => true,
            _ => false,
        };
        self.reduce_to(7);
        self.warn_of_division(span);
        self.reduce_product(|entry| match entry {
            Entry::Bare { .. } => plain,
            Entry::Derivative { .. } | Entry::Over { .. } => true,
            Entry::Binary(_)
            | Entry::Relation(_)
            | Entry::Range
            | Entry::Minus { .. }
            | Entry::Root { .. }
            | Entry::Frame(_) => false,
        });
        self.stack.push(Entry::Binary(Operator::Juxtaposed));
        Ok(())
    }

    /// Carries out what binds like a product or tighter, down to an entry that `stays`.
    fn reduce_product(&mut self, stays: impl Fn(&Entry) -> bool) {
        self.reduce_while(|entry| entry.strength() >= 5 && !stays(entry));
    }

    /// `1/2x` is read as (1/2)·x; some would mean 1/(2x).
    fn warn_of_division(&mut self, span: Span) {
        if !matches!(self.stack.last(), Some(Entry::Binary(Operator::Over))) {
            return;
        }
        let text = |id: Option<&TreeId>| id.map(|&id| self.tree.node(id).span.text(self.text).to_owned());
        let [.., numerator, denominator] = &self.operands[..] else { return };
        let bracketed = self.text.get(..span.start as usize).is_some_and(|before| before.trim_end().ends_with(')'));
        if bracketed {
            return;
        }
        let (Some(top), Some(bottom)) = (text(Some(numerator)), text(Some(denominator))) else { return };
        let next = span.text(self.text).to_owned();
        self.warnings.push(
            Diagnostic::new(&language::AMBIGUOUS_DIVISION)
                .with("read", format!("({top}/{bottom})*{next}"))
                .with("other", format!("{top}/({bottom}*{next})"))
                .at(span),
        );
    }

    fn missing_value(&self, span: Span) -> Diagnostic {
        let found = span.text(self.text);
        let found = if found.trim().is_empty() { "⏎" } else { found };
        Diagnostic::new(&language::UNEXPECTED).with("found", found).at(span)
    }

    fn missing_value_at_end(&self) -> Diagnostic {
        let end = self.text.trim_end().len();
        let mark = self.text.get(..end).and_then(|text| text.char_indices().last()).map_or(0, |(at, _)| at);
        Diagnostic::new(&language::UNEXPECTED_END).at(Span::new(mark, end))
    }
}
