//! Owns the way from an expression to a [`Formula`]: all decisions about notation that concern one node and its parts.

use rustc_hash::FxHashMap;

use super::formula::{Big, Fence, FormId, Formula, Mark, Sign, binds};
use super::product::join;
use super::{calls, name};
use crate::expr::{Constant, Id, Kind, Pool, Relation, occurs, postorder, variables};
use crate::wording::{Lang, Wording};

/// What the notation of a formula depends on besides the expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The language of the words in it.
    pub lang: Lang,
    /// Derivatives are written with ∂.
    pub partial: bool,
}

impl Context {
    /// Derivatives with d.
    pub fn new(lang: Lang) -> Self {
        Context { lang, partial: false }
    }

    /// Derivatives with ∂ when `root` needs it: when it differentiates something in which two or more of the variables
    /// that are `live` stand. An empty list means that every variable is live. Build it once for a whole page, so that a
    /// chain of equalities keeps one sign.
    ///
    /// ```
    /// use gradus::{expr::{Pool, read}, render::Context, wording::Lang};
    /// let mut pool = Pool::new();
    /// let (w, question) = (pool.symbol("w"), read(&mut pool, "d/dw (w*x)").unwrap());
    /// assert!(Context::of(&pool, question, &[], Lang::En).partial);
    /// assert!(!Context::of(&pool, question, &[w], Lang::En).partial);
    /// ```
    pub fn of(pool: &Pool, root: Id, live: &[Id], lang: Lang) -> Self {
        let partial = postorder(pool, root).into_iter().filter(|&id| pool.kind(id) == Kind::Derivative).any(|id| {
            let [body, by @ ..] = pool.children(id) else { return false };
            let several = by.iter().any(|variable| Some(variable) != by.first());
            let count = match live {
                [] => variables(pool, *body).len(),
                _ => live.iter().filter(|&&variable| occurs(pool, *body, variable)).count(),
            };
            several || count > 1
        });
        Context { lang, partial }
    }
}

/// Before a condition of cases.
const WHEN: Wording = Wording::new("if", "若");
/// Before the last value of cases.
const OTHERWISE: Wording = Wording::new("otherwise", "其他情形");

impl Formula {
    /// The formula of an expression. Linear in the number of distinct parts, for any depth.
    ///
    /// ```
    /// use gradus::{expr::{Pool, read}, render::{Context, Formula}, wording::Lang};
    /// let mut pool = Pool::new();
    /// let id = read(&mut pool, "2*(y - (w*x + b))*(-x)").unwrap();
    /// let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    /// assert_eq!(formula.linear(), "2(y − (wx + b)) · (−x)");
    /// ```
    pub fn of(pool: &Pool, id: Id, context: &Context) -> Self {
        let mut builder =
            Builder { pool, context, formula: Formula::default(), done: FxHashMap::default(), needed: Vec::new() };
        builder.build(id);
        builder.formula
    }
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// In an exponent or index: quotients are written with a slash.
    pub small: bool,
    /// Something follows, so that a function needs brackets around its argument.
    pub closed: bool,
}

impl Place {
    fn open(self) -> Self {
        Place { closed: false, ..self }
    }

    pub(super) fn closed(self) -> Self {
        Place { closed: true, ..self }
    }

    fn raised(self) -> Self {
        Place { small: true, closed: false }
    }
}

pub(super) struct Builder<'p> {
    pub pool: &'p Pool,
    pub context: &'p Context,
    pub formula: Formula,
    done: FxHashMap<(Id, Place), FormId>,
    needed: Vec<(Id, Place)>,
}

impl Builder<'_> {
    fn build(&mut self, root: Id) {
        let mut stack = vec![(root, Place::default())];
        while let Some(&(id, place)) = stack.last() {
            if self.done.contains_key(&(id, place)) {
                stack.pop();
                continue;
            }
            // A part is made twice: first it says what it needs, then, with all of it there, it is made.
            let before = self.needed.len();
            self.require(id, place);
            let needed = self.needed.split_off(before);
            let missing = stack.len();
            stack.extend(needed.into_iter().filter(|part| !self.done.contains_key(part)));
            if stack.len() == missing {
                let form = self.form(id, place);
                self.done.insert((id, place), form);
                stack.pop();
            }
        }
        // The root must be the last part, also when it is a shared one.
        if let Some(&form) = self.done.get(&(root, Place::default()))
            && self.formula.root() != Some(form)
        {
            let (mark, children) = (self.formula.mark(form).clone(), self.formula.children(form).to_vec());
            self.formula.push(mark, &children);
        }
    }

    /// The finished form of a part that was required.
    pub(super) fn part(&mut self, id: Id, place: Place) -> FormId {
        match self.done.get(&(id, place)) {
            Some(&form) => form,
            None => self.formula.push(Mark::Omitted, &[]),
        }
    }

    /// Lists the parts of an expression with their places.
    fn require(&mut self, id: Id, place: Place) {
        let pool = self.pool;
        let children = pool.children(id);
        match pool.kind(id) {
            Kind::Number(_) | Kind::Symbol(_) | Kind::Constant(_) => {}
            Kind::Indexed => self.needed.extend(children.iter().map(|&child| (child, place.raised()))),
            Kind::Neg => self.needed.extend(children.iter().map(|&child| (child, place))),
            Kind::Add => {
                self.needed.extend(children.iter().enumerate().map(|(position, &term)| match pool.kind(term) {
                    Kind::Neg if position > 0 => (pool.only(term).unwrap_or(term), place.open()),
                    _ => (term, place.open()),
                }))
            }
            Kind::Mul => self.needed.extend(factors(pool, children, place)),
            Kind::Div => {
                let place = if place.small { place.closed() } else { place.open() };
                self.needed.extend(children.iter().map(|&child| (child, place)));
            }
            Kind::Pow => {
                if let [base, exponent] = children {
                    self.needed.push((*exponent, place.raised()));
                    match calls::raised(pool, *base, *exponent) {
                        Some((_, argument)) => self.needed.push((argument, place.open())),
                        None => self.needed.push((*base, place.closed())),
                    }
                }
            }
            Kind::Call(function) => {
                let places = calls::places(pool, function, children);
                let place = |raised| if raised { place.raised() } else { place.open() };
                self.needed.extend(children.iter().zip(places).map(|(&child, raised)| (child, place(raised))));
            }
            Kind::Sum | Kind::Product => {
                let limits = children.len().saturating_sub(1);
                self.needed.extend(
                    children.iter().enumerate().map(|(position, &child)| {
                        (child, if position < limits { place.raised() } else { place.open() })
                    }),
                );
            }
            Kind::RowSum | Kind::RowMean | Kind::Derivative | Kind::Piecewise | Kind::Compare(_) => {
                self.needed.extend(children.iter().map(|&child| (child, place.open())));
            }
        }
    }

    fn form(&mut self, id: Id, place: Place) -> FormId {
        let pool = self.pool;
        let children = pool.children(id);
        match (pool.kind(id), children) {
            (Kind::Number(number), _) => self.number(pool.number_value(number), place),
            (Kind::Symbol(symbol), _) => name::push(&mut self.formula, pool.symbol_name(symbol)),
            (Kind::Constant(Constant::E), _) => name::push(&mut self.formula, "e"),
            (Kind::Constant(Constant::Pi), _) => name::push(&mut self.formula, "pi"),
            (Kind::Neg, [a]) => {
                let a = self.bracketed(*a, place, binds::PRODUCT);
                self.formula.push(Mark::Negative, &[a])
            }
            (Kind::Add, terms) => self.sum(terms, place),
            (Kind::Mul, _) => self.product(children, place),
            (Kind::Div, [a, b]) if place.small => {
                let (a, b) = (
                    self.bracketed(*a, place.closed(), binds::PRODUCT),
                    self.bracketed(*b, place.closed(), binds::FACTOR),
                );
                self.formula.push(Mark::Slash, &[a, b])
            }
            (Kind::Div, [a, b]) => {
                let (a, b) = (self.part(*a, place.open()), self.part(*b, place.open()));
                self.formula.push(Mark::Fraction, &[a, b])
            }
            (Kind::Pow, [base, exponent]) => self.power(*base, *exponent, place),
            (Kind::Call(function), _) => self.call(function, children, place),
            (Kind::Indexed, [base, indices @ ..]) => {
                let mut parts = vec![self.part(*base, place.raised())];
                parts.extend(indices.iter().map(|&index| self.part(index, place.raised())));
                self.formula.push(Mark::Index, &parts)
            }
            (kind @ (Kind::Sum | Kind::Product), [index, lower, upper, body]) => {
                let limits = [index, lower, upper].map(|&limit| self.part(limit, place.raised()));
                let body = self.bracketed(*body, place.open(), binds::PRODUCT);
                let big = if kind == Kind::Sum { Big::Sum } else { Big::Product };
                self.formula.push(Mark::Over(big), &[&limits[..], &[body]].concat())
            }
            (Kind::RowSum, [body]) => self.over_rows("sum", r"\operatorname{sum}", *body, place),
            (Kind::RowMean, [body]) => self.over_rows("mean", r"\operatorname{mean}", *body, place),
            (Kind::Derivative, [body, by @ ..]) => self.derivative(*body, by, place),
            (Kind::Piecewise, [pairs @ .., otherwise]) => {
                let mut parts = Vec::new();
                for pair in pairs.chunks_exact(2) {
                    parts.extend(pair.iter().rev().map(|&part| self.part(part, place.open())));
                }
                parts.push(self.part(*otherwise, place.open()));
                let lang = self.context.lang;
                let mark = Mark::Cases { when: WHEN.text(lang), otherwise: OTHERWISE.text(lang) };
                let cases = self.formula.push(mark, &parts);
                // What follows would be read as a part of the first condition.
                if place.closed { self.formula.push(Mark::Fenced(Fence::Round), &[cases]) } else { cases }
            }
            (Kind::Compare(relation), [a, b]) => {
                let sides = [a, b].map(|&side| self.bracketed(side, place.open(), binds::SUM));
                self.formula.push(Mark::Relations([Sign::from(relation)].into()), &sides)
            }
            // The constructors give every shape its number of children.
            (
                Kind::Neg
                | Kind::Div
                | Kind::Pow
                | Kind::Indexed
                | Kind::Sum
                | Kind::Product
                | Kind::RowSum
                | Kind::RowMean
                | Kind::Derivative
                | Kind::Piecewise
                | Kind::Compare(_),
                _,
            ) => self.formula.push(Mark::Omitted, &[]),
        }
    }

    fn number(&mut self, value: &crate::number::Rational, place: Place) -> FormId {
        let top = self.formula.push(Mark::Number(value.numerator().to_string().into()), &[]);
        if value.is_integer() {
            return top;
        }
        let bottom = self.formula.push(Mark::Number(value.denominator().to_string().into()), &[]);
        self.formula.push(if place.small { Mark::Slash } else { Mark::Fraction }, &[top, bottom])
    }

    /// A part in brackets unless it binds at least as tightly as `least`. A stacked fraction or a root holds together by
    /// itself, except as a base.
    pub(super) fn bracketed(&mut self, id: Id, place: Place, least: u8) -> FormId {
        let form = self.part(id, place);
        let strength = match self.formula.mark(form) {
            Mark::Fraction | Mark::Root => binds::FACTOR,
            _ => self.formula.binds(form),
        };
        if strength < least { self.formula.push(Mark::Fenced(Fence::Round), &[form]) } else { form }
    }

    fn sum(&mut self, terms: &[Id], place: Place) -> FormId {
        let mut parts = Vec::new();
        let mut minus = Vec::new();
        for (position, &term) in terms.iter().enumerate() {
            let negated = (self.pool.kind(term) == Kind::Neg).then(|| self.pool.only(term)).flatten();
            let amount = match negated {
                Some(amount) if position > 0 => amount,
                _ => term,
            };
            let least = if position == 0 && negated.is_some() { binds::SUM } else { binds::TERM };
            parts.push(self.bracketed(amount, place.open(), least));
            minus.extend((position > 0).then_some(negated.is_some()));
        }
        self.formula.push(Mark::Terms(minus.into()), &parts)
    }

    fn product(&mut self, children: &[Id], place: Place) -> FormId {
        let mut parts: Vec<FormId> = Vec::new();
        let mut joins = Vec::new();
        for (position, (factor, place)) in factors(self.pool, children, place).into_iter().enumerate() {
            // A large operator would take in what follows it.
            let last = position + 1 == children.len();
            let is_big = matches!(self.pool.kind(factor), Kind::Sum | Kind::Product);
            let form = self.bracketed(factor, place, if is_big && !last { u8::MAX } else { binds::FACTOR });
            if let (Some(&left), Some(&before)) =
                (parts.last(), position.checked_sub(1).and_then(|at| children.get(at)))
            {
                joins.push(join(self.pool, &self.formula, (before, left), (factor, form)));
            }
            parts.push(form);
        }
        self.formula.push(Mark::Factors(joins.into()), &parts)
    }

    fn power(&mut self, base: Id, exponent: Id, place: Place) -> FormId {
        let raised = self.part(exponent, place.raised());
        if let Some((function, argument)) = calls::raised(self.pool, base, exponent) {
            let head = calls::head(&mut self.formula, function);
            let head = self.formula.push(Mark::Power, &[head, raised]);
            let argument = self.part(argument, place.open());
            return self.apply(head, argument, true, place);
        }
        let base = self.bracketed(base, place.closed(), binds::BASE);
        self.formula.push(Mark::Power, &[base, raised])
    }

    fn over_rows(&mut self, name: &'static str, latex: &'static str, body: Id, place: Place) -> FormId {
        let head = self.formula.push(Mark::Function { latex, unicode: name, name }, &[]);
        let body = self.part(body, place.open());
        self.formula.push(Mark::Call, &[head, body])
    }

    fn derivative(&mut self, body: Id, by: &[Id], place: Place) -> FormId {
        let runs: Vec<&[Id]> = by.chunk_by(|a, b| a == b).collect();
        let above = self.pool.is_variable(body);
        let mut form = self.part(body, place.open());
        let holds_together = match self.formula.mark(form) {
            Mark::Fenced(_) | Mark::Call => true,
            Mark::Power => self
                .formula
                .children(form)
                .first()
                .is_some_and(|&base| matches!(self.formula.mark(base), Mark::Fenced(_))),
            _ => false,
        };
        if !above && (place.closed || !holds_together) {
            form = self.formula.push(Mark::Fenced(Fence::Square), &[form]);
        }
        let mut parts = vec![form];
        parts.extend(runs.iter().filter_map(|run| run.first()).map(|&variable| self.part(variable, place.open())));
        let orders = runs.iter().map(|run| run.len()).collect();
        self.formula.push(Mark::Derivative { partial: self.context.partial, orders, above }, &parts)
    }
}

/// The factors with their places: before a factor that isn't a function's name, a function needs its brackets.
fn factors(pool: &Pool, children: &[Id], place: Place) -> Vec<(Id, Place)> {
    let followers = children.iter().skip(1).map(Some).chain(std::iter::once(None));
    children
        .iter()
        .zip(followers)
        .map(|(&factor, next)| match next {
            Some(&next) if calls::starts_with_name(pool, next) => (factor, place.open()),
            Some(_) => (factor, place.closed()),
            None => (factor, place),
        })
        .collect()
}

impl From<Relation> for Sign {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Equal => Sign::Equal,
            Relation::Unequal => Sign::Unequal,
            Relation::Less => Sign::Less,
            Relation::LessEqual => Sign::LessEqual,
            Relation::Greater => Sign::Greater,
            Relation::GreaterEqual => Sign::GreaterEqual,
        }
    }
}
