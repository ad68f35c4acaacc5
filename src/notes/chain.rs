//! Owns chains: which link claims what, by the sign and by what stands on its left.

use super::Class;
use super::index::suspects;
use super::linter::Linter;
use super::reasons;
use super::words::{Hint, announces};
use crate::expr::{Id, Kind, occurs};
use crate::functions;
use crate::language::latex::Formula;
use crate::language::{Form, Relation, Shape, Sign, TreeId};
use crate::source::Span;

/// The end of a chain, which a row that starts with a sign goes on with.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// What the first member is.
    pub left: Left,
    /// The last member, mistakes corrected.
    pub last: Option<Id>,
    /// The last member as printed.
    pub printed: Option<Id>,
}

/// What stands on the left of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// `L`
    Symbol(Id),
    /// `y_i`, `x_1`: the base and the index.
    Indexed { base: Id, index: Id, whole: Id },
    /// `f(a, b)` with names as arguments.
    Function { name: String, parameters: Vec<Id> },
    /// `f_i(x)` and the like, by the base of the head.
    Family(String),
    /// A derivative, and by what, where it isn't part of the expression.
    Derivative(Option<Id>),
    /// Anything else.
    Expression,
}

/// One link: the two members and where the right one stands.
pub(super) struct Link<'f> {
    pub formula: &'f Formula,
    pub left: Left,
    /// Whether the left member stands in this formula.
    pub first: bool,
    pub right_node: TreeId,
    pub before: Option<Id>,
    pub printed: Option<Id>,
    pub right: Option<Id>,
    pub span: Span,
    pub words: &'f str,
}

impl Linter<'_> {
    /// Goes through the members of a formula.
    pub fn chain(&mut self, formula: &Formula, members: &[TreeId], signs: &[Sign], words: &str) {
        // `x_1 = x_2 = \cdots = x_n`: what is left out isn't known.
        if members.iter().any(|&member| formula.tree.node(member).shape == Shape::Form(Form::Dots)) {
            self.chain = None;
            for &member in members.iter().skip(1) {
                self.claim(formula.tree.node(member).span, Class::Equation, reasons::DOTS);
            }
            return;
        }
        let corrected = self.indices(formula);
        let mut values: Vec<Option<Id>> = Vec::new();
        for &member in members {
            let value = if self.is_plain_left(formula, member)
                && signs.first() == Some(&Sign::Is(Relation::Equal))
                && member == members[0]
            {
                None
            } else {
                self.value(formula, member)
            };
            values.push(value.map(|value| self.correct(value, &corrected)));
        }
        let mut chain = match formula.leading {
            Some(sign) if !matches!(sign, Sign::Tends | Sign::Implies) => {
                if let (Some(chain), Some(&first), Some(&value)) = (self.chain.take(), members.first(), values.first())
                {
                    let link = Link {
                        formula,
                        left: chain.left.clone(),
                        first: false,
                        right_node: first,
                        before: chain.last,
                        printed: chain.printed,
                        right: value,
                        span: formula.tree.node(first).span,
                        words,
                    };
                    let (last, printed) = self.link(sign, link);
                    Chain { left: chain.left, last, printed }
                } else {
                    Chain { left: Left::Expression, last: values.first().copied().flatten(), printed: None }
                }
            }
            _ => {
                let left = members.first().map_or(Left::Expression, |&first| self.left(formula, first));
                Chain { left, last: values.first().copied().flatten(), printed: None }
            }
        };
        for (position, (&sign, pair)) in signs.iter().zip(members.windows(2)).enumerate() {
            let &[_, right_node] = pair else { continue };
            let right = values.get(position + 1).copied().flatten();
            if matches!(sign, Sign::Tends | Sign::Implies) {
                let left = self.left(formula, right_node);
                chain = Chain { left, last: right, printed: None };
                continue;
            }
            let first = position == 0 && formula.leading.is_none_or(|sign| matches!(sign, Sign::Tends | Sign::Implies))
                || position
                    .checked_sub(1)
                    .and_then(|before| signs.get(before))
                    .is_some_and(|sign| matches!(sign, Sign::Tends | Sign::Implies));
            let link = Link {
                formula,
                left: chain.left.clone(),
                first,
                right_node,
                before: chain.last,
                printed: chain.printed,
                right,
                span: formula.tree.node(right_node).span,
                words,
            };
            let (last, printed) = self.link(sign, link);
            chain.last = last;
            chain.printed = printed;
        }
        self.chain = Some(chain);
    }

    /// Reports suspicious indices and returns what to read instead.
    fn indices(&mut self, formula: &Formula) -> Vec<(Id, Id)> {
        let mut corrected = Vec::new();
        for suspect in suspects(&formula.tree, &mut self.pool, &self.context) {
            let (base, running) = (self.pool.symbol(&suspect.name), self.pool.symbol(&suspect.running));
            let Some(fixed) = crate::number::Rational::parse(&suspect.fixed) else { continue };
            let fixed = self.pool.number(&fixed);
            corrected.push((self.pool.indexed(base, &[fixed]), self.pool.indexed(base, &[running])));
            self.report_index(formula, &suspect);
        }
        corrected
    }

    fn correct(&mut self, value: Id, corrected: &[(Id, Id)]) -> Id {
        corrected.iter().fold(value, |value, &(old, new)| super::explain::with_index(&mut self.pool, value, old, new))
    }

    /// A left side that is a definition's, which has no value of its own.
    fn is_plain_left(&self, formula: &Formula, id: TreeId) -> bool {
        match &formula.tree.node(id).shape {
            Shape::Call(name) => {
                functions::lookup(name).is_none()
                    && !self.is_derived(name)
                    && formula.tree.children(id).iter().all(|&part| formula.tree.name(part).is_some())
            }
            _ => false,
        }
    }

    fn left(&mut self, formula: &Formula, id: TreeId) -> Left {
        let tree = &formula.tree;
        match (&tree.node(id).shape, tree.children(id)) {
            (Shape::Name(name), _) => Left::Symbol(self.pool.symbol(name)),
            (Shape::Indexed, [base, index]) => {
                let Some(base) = tree.name(*base).map(|name| self.pool.symbol(name)) else { return Left::Expression };
                match (self.value(formula, *index), self.value(formula, id)) {
                    (_, Some(whole)) if self.pool.name(whole).is_some() => Left::Symbol(whole),
                    (Some(index), Some(whole)) => Left::Indexed { base, index, whole },
                    _ => Left::Expression,
                }
            }
            (Shape::Call(name), [argument]) if self.is_derived(name) => {
                Left::Derivative(tree.name(*argument).map(|name| self.pool.symbol(name)))
            }
            (Shape::Call(name), arguments) => {
                let parameters: Option<Vec<Id>> =
                    arguments.iter().map(|&id| tree.name(id).map(|name| self.pool.symbol(name))).collect();
                match parameters {
                    Some(parameters) => Left::Function { name: name.to_string(), parameters },
                    None => Left::Expression,
                }
            }
            (Shape::Form(Form::Apply), [head, ..]) => {
                let base = tree.name(*head).or_else(|| tree.children(*head).first().and_then(|&base| tree.name(base)));
                Left::Family(base.unwrap_or_default().to_owned())
            }
            (Shape::Derivative, _) => Left::Derivative(None),
            _ => Left::Expression,
        }
    }

    /// Judges one link; the value that the chain goes on with, corrected and as printed.
    fn link(&mut self, sign: Sign, link: Link) -> (Option<Id>, Option<Id>) {
        let right = link.right;
        match sign {
            Sign::Is(Relation::Equal) | Sign::Defined => return self.equation(link),
            Sign::Becomes => self.update(&link),
            Sign::Approximately => self.approximation(&link),
            Sign::Is(relation) => {
                let verdict = link
                    .before
                    .zip(right)
                    .and_then(|(left, right)| super::explain::holds(&self.pool, relation, left, right));
                match verdict {
                    Some(true) => self.claim(link.span, Class::Right, reasons::NUMBERS),
                    _ => self.claim(link.span, Class::Open, reasons::INEQUALITY),
                }
            }
            Sign::Element | Sign::Given | Sign::Other(_) | Sign::Tends | Sign::Implies => {
                self.claim(link.span, Class::Open, reasons::SIGN);
            }
        }
        (right, None)
    }

    /// `left = right`, by what the left side is.
    fn equation(&mut self, link: Link) -> (Option<Id>, Option<Id>) {
        if !link.first {
            return self.continuation(link);
        }
        let Some(right) = link.right else {
            if let Left::Function { name, .. } | Left::Family(name) = &link.left {
                self.context.forget(name);
            }
            self.claim(link.span, Class::Open, reasons::NO_RIGHT);
            return (None, None);
        };
        match link.left.clone() {
            Left::Symbol(symbol) if self.is_update(symbol, right) => {
                self.update(&link);
                (Some(right), None)
            }
            Left::Symbol(symbol) => self.symbol(&link, symbol, right),
            Left::Indexed { base, index, whole } if self.pool.as_number(index).is_some() => {
                if self.context.given(base) || self.context.hatted.contains(&base) {
                    self.claim(link.span, Class::Definition, reasons::INDEXED);
                    return (Some(right), None);
                }
                self.symbol(&link, whole, right)
            }
            Left::Indexed { base, index, whole } => {
                if occurs(&self.pool, right, whole) {
                    self.claim(link.span, Class::Equation, reasons::BOTH_SIDES);
                } else {
                    self.indexed(&link, base, index, right);
                }
                (Some(right), None)
            }
            Left::Function { name, parameters } if functions::lookup(&name).is_none() => {
                self.function(&link, name, parameters, right)
            }
            Left::Family(name) => {
                self.context.forget(&name);
                self.claim(link.span, Class::Definition, reasons::FAMILY);
                (Some(right), None)
            }
            Left::Derivative(by) => self.derivative(&link, right, by),
            Left::Function { .. } | Left::Expression => self.identity(&link, right),
        }
    }

    /// `w = w - …`: the name gets a new value.
    fn is_update(&self, symbol: Id, right: Id) -> bool {
        let terms = match self.pool.kind(right) {
            Kind::Add => self.pool.children(right),
            _ => return false,
        };
        terms.first() == Some(&symbol)
    }

    /// Whether the words before a link say that it follows from something.
    pub fn is_step(&self, words: &str) -> bool {
        announces(words, Hint::Step)
    }
}
