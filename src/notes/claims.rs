//! Owns what each kind of claim means: definitions, restated functions, derivatives, solutions, updates, digits.

use super::Class;
use super::chain::{Left, Link};
use super::context::{Definition, Known};
use super::explain::explain;
use super::facts::Wrong;
use super::judge::{Outcome, bases, counted, is_true, judge, judge_among, opaque, with_data};
use super::linter::Linter;
use super::reasons;
use super::words::{Hint, announces};
use crate::algebra::simplify;
use crate::calculus::{evaluate_derivatives, gradient};
use crate::expr::{Id, Kind, is_binder, occurs, postorder, substitute, variables};
use crate::language::{Shape, TreeId};
use crate::number::Rational;

type Ends = (Option<Id>, Option<Id>);

/// So many formulas after a condition its solution is stated.
const NEAR: usize = 3;

impl Linter<'_> {
    /// `… = right` after at least one link: the sides are steps of a derivation.
    pub fn continuation(&mut self, link: Link) -> Ends {
        let (Some(before), Some(right)) = (link.before, link.right) else {
            self.claim(link.span, Class::Open, reasons::NO_SIDE);
            return (link.right, None);
        };
        // `… = 0` at the end of a derivation sets something to zero.
        if self.is_constant(right) {
            let value = self.context.resolve(&mut self.pool, before);
            let value = self.numbers(value);
            if !self.is_constant(value) && !is_true(&mut self.pool, &self.context, value, right) {
                self.claim(link.span, Class::Equation, reasons::CONDITION);
                let difference = self.pool.sub(value, right);
                self.pend(Some(difference), matches!(link.left, Left::Derivative(_)));
                return (Some(right), None);
            }
        }
        match judge(&mut self.pool, &self.context, before, right) {
            Outcome::Right => self.claim(link.span, Class::Right, reasons::AS_BEFORE_MEMBER),
            Outcome::Open(reason) => self.claim(link.span, Class::Open, reason),
            Outcome::Wrong { expected, claimed, stage } => {
                if link.printed.is_some_and(|printed| self.follows(printed, right)) {
                    self.claim(link.span, Class::Open, reasons::FROM_WRONG);
                } else if !self.report_wrong(&link, &Wrong { expected, claimed, stage, source: Some(before), by: None })
                {
                    return (Some(right), None);
                }
                return (Some(before), Some(right));
            }
        }
        (Some(right), None)
    }

    /// Whether the claim is right when the line before is taken as it was printed.
    fn follows(&mut self, printed: Id, right: Id) -> bool {
        judge(&mut self.pool, &self.context, printed, right) == Outcome::Right
    }

    /// `S = right`: a definition, a model, a value, a solution.
    pub fn symbol(&mut self, link: &Link, symbol: Id, right: Id) -> Ends {
        if self.case {
            self.claim(link.span, Class::Equation, reasons::CASE);
            return (Some(right), None);
        }
        if self.is_constant(right) {
            self.stated(link, symbol, right);
            return (Some(right), None);
        }
        if occurs(&self.pool, right, symbol) {
            self.claim(link.span, Class::Equation, reasons::NAME_BOTH_SIDES);
            return (Some(right), None);
        }
        if self.solves(link, symbol, right) {
            return (Some(right), None);
        }
        // A model that is written for the observed y gives ŷ.
        let is_observed = self.context.columns.contains(&symbol) || self.context.hatted.contains(&symbol);
        let target = if is_observed && self.context.hatted.contains(&symbol) {
            let name = format!("{}hat", self.pool.name(symbol).unwrap_or_default());
            Some(self.pool.symbol(&name))
        } else if self.context.given(symbol) {
            None
        } else {
            Some(symbol)
        };
        let before = target.and_then(|name| self.context.definition(name));
        if let Some(name) = target {
            self.context.define(Definition { name, index: None, value: right });
        }
        let same = before
            .is_some_and(|before| before.value != right && is_true(&mut self.pool, &self.context, before.value, right));
        if let Some(before) = before.filter(|before| !same && before.value != right)
            && let Outcome::Wrong { expected, claimed, stage } =
                judge(&mut self.pool, &self.context, before.value, right)
            && self.restates(expected, claimed, false)
            && self.report_wrong(link, &Wrong { expected, claimed, stage, source: Some(before.value), by: None })
        {
            self.context.define(before);
            return (Some(before.value), Some(right));
        }
        let class = if same { Class::Right } else { Class::Definition };
        self.claim(link.span, class, if same { reasons::AS_DEFINED } else { reasons::NAME });
        (Some(right), None)
    }

    /// `S_i = right`.
    pub fn indexed(&mut self, link: &Link, base: Id, index: Id, right: Id) {
        let is_running = self.pool.name(index).is_some();
        if is_running && !self.is_constant(right) {
            let hat = format!("{}hat", self.pool.name(base).unwrap_or_default());
            let observed = self.context.hatted.contains(&base);
            let name = if observed { self.pool.symbol(&hat) } else { base };
            self.context.define(Definition { name, index: Some(index), value: right });
        }
        self.claim(link.span, Class::Definition, reasons::INDEXED);
    }

    /// `f(a, b) = right`.
    pub fn function(&mut self, link: &Link, name: String, parameters: Vec<Id>, right: Id) -> Ends {
        let known = self.context.function(&name).cloned().filter(|known| known.parameters.len() == parameters.len());
        let block = self.block;
        self.recent.retain(|other| *other != name);
        self.recent.push(name.clone());
        let Some(known) = known else {
            self.context.set_function(&name, Known { parameters, body: right, printed: None, block });
            self.claim(link.span, Class::Definition, reasons::FUNCTION);
            return (Some(right), None);
        };
        let renamed: Vec<(Id, Id)> = known.parameters.iter().copied().zip(parameters.iter().copied()).collect();
        let body = substitute(&mut self.pool, known.body, &renamed);
        match judge(&mut self.pool, &self.context, body, right) {
            Outcome::Right => {
                self.claim(link.span, Class::Right, reasons::SAME_FUNCTION);
                self.context.set_function(&name, Known { parameters, body: right, printed: None, block });
                (Some(right), None)
            }
            Outcome::Open(_) => {
                self.claim(link.span, Class::Definition, reasons::RESTATED);
                self.context.set_function(&name, Known { parameters, body: right, printed: None, block });
                (Some(right), None)
            }
            Outcome::Wrong { expected, claimed, stage } => {
                let printed = known.printed.map(|printed| substitute(&mut self.pool, printed, &renamed));
                let restates = self.restates(expected, claimed, known.block == block);
                if printed.is_some_and(|printed| self.follows(printed, right)) {
                    self.claim(link.span, Class::Open, reasons::FROM_WRONG);
                } else if !(restates || self.is_step(link.words)) {
                    self.claim(link.span, Class::Definition, reasons::OTHER_FUNCTION);
                    self.context.set_function(&name, Known { parameters, body: right, printed: None, block });
                    return (Some(right), None);
                } else if !self.report_wrong(link, &Wrong { expected, claimed, stage, source: Some(body), by: None }) {
                    self.context.set_function(&name, Known { parameters, body: right, printed: None, block });
                    return (Some(right), None);
                }
                self.context.set_function(&name, Known { parameters, body, printed: Some(right), block });
                (Some(body), Some(right))
            }
        }
    }

    /// Whether a formula that isn't equal to what a name stood for was meant to be: it is a sum over something, or a sum
    /// of several terms in the same block, and one slip away. Notes reuse `f(x)` for one example after the other.
    fn restates(&mut self, expected: Id, claimed: Id, same_block: bool) -> bool {
        let order = postorder(&self.pool, expected);
        let has_sum = order.iter().any(|&id| is_binder(&self.pool, id));
        let is_long = order.iter().any(|&id| self.pool.kind(id) == Kind::Add && self.pool.children(id).len() > 2);
        let candidate = has_sum || same_block && is_long;
        candidate && (has_sum && same_block || explain(&mut self.pool, expected, claimed).is_some())
    }

    /// `dL/dw = right`.
    pub fn derivative(&mut self, link: &Link, right: Id, by: Option<Id>) -> Ends {
        let Some(left) = link.before else {
            self.claim(link.span, Class::Open, reasons::NO_SUBJECT);
            return (Some(right), None);
        };
        let resolved = self.context.resolve(&mut self.pool, left);
        if self.is_constant(right) && !self.is_constant(resolved) {
            self.claim(link.span, Class::Equation, reasons::DERIVATIVE_CONDITION);
            let difference = self.difference(resolved, right);
            self.pend(difference, true);
            return (Some(right), None);
        }
        if let Some(reason) = opaque(&self.pool, resolved) {
            self.claim(link.span, Class::Open, reason);
            return (Some(right), None);
        }
        let body = self.context.pending(&mut self.pool, left);
        let names = bases(&self.pool, body);
        match judge_among(&mut self.pool, &self.context, left, right, &names) {
            Outcome::Right => self.claim(link.span, Class::Right, reasons::DERIVATIVE),
            Outcome::Open(reason) => self.claim(link.span, Class::Open, reason),
            Outcome::Wrong { expected, claimed, stage } => {
                let by = by.or_else(|| {
                    self.pool.children(left).get(1).copied().filter(|_| self.pool.kind(left) == Kind::Derivative)
                });
                let derived = evaluate_derivatives(&mut self.pool, expected).map_or(expected, |found| found.answer);
                let short = simplify(&mut self.pool, derived).map_or(derived, |found| found.answer);
                let wrong = Wrong { expected: short, claimed, stage, source: Some(left), by };
                if self.report_wrong(link, &wrong) {
                    return (Some(derived), Some(right));
                }
            }
        }
        (Some(right), None)
    }

    fn difference(&mut self, left: Id, right: Id) -> Option<Id> {
        let left = evaluate_derivatives(&mut self.pool, left).ok()?.answer;
        Some(self.pool.sub(left, right))
    }

    /// `left = right` where the left side is an expression: an identity, or an equation to be solved.
    pub fn identity(&mut self, link: &Link, right: Id) -> Ends {
        let Some(left) = link.before else {
            self.claim(link.span, Class::Open, reasons::NO_LEFT);
            return (Some(right), None);
        };
        match judge(&mut self.pool, &self.context, left, right) {
            Outcome::Right => self.claim(link.span, Class::Right, reasons::IDENTITY),
            Outcome::Open(reason) if self.is_constant(right) => {
                self.claim(link.span, Class::Equation, reason);
                let difference = self.pool.sub(left, right);
                self.pend(Some(difference), false);
            }
            Outcome::Open(reason) => self.claim(link.span, Class::Open, reason),
            Outcome::Wrong { expected, claimed, stage } => {
                let names = variables(&self.pool, expected).len();
                let numbers = self.is_constant(expected) && self.is_constant(claimed);
                let carried_out =
                    postorder(&self.pool, left).into_iter().any(|id| matches!(self.pool.kind(id), Kind::Derivative));
                let near = explain(&mut self.pool, expected, claimed).is_some();
                let wrong = Wrong { expected, claimed, stage, source: Some(left), by: None };
                let is_claim = numbers
                    || carried_out
                    || near && (self.is_step(link.words) && names > 1 || self.speaks_of_a_function(link))
                    || self.is_meant_as_identity(left, right);
                if is_claim && self.report_wrong(link, &wrong)
                {
                    return (Some(left), Some(right));
                }
                self.claim(link.span, Class::Equation, reasons::CONDITION);
                let difference = self.pool.sub(left, right);
                self.pend(Some(difference), false);
            }
        }
        (Some(right), None)
    }

    /// `w = 1`: a solution when a derivative was set to zero, else a value.
    fn stated(&mut self, link: &Link, symbol: Id, value: Id) {
        let set_to_zero = announces(link.words, Hint::Stationary);
        let derivative = if set_to_zero { self.derivative_of_recent(symbol) } else { None };
        let pending = self.pending.filter(|pending| occurs(&self.pool, pending.difference, symbol));
        let Some(equation) = derivative.or(pending.map(|pending| pending.difference)) else {
            return self.claim(link.span, Class::Definition, reasons::VALUE);
        };
        // Only right after a derivative was set to zero a value must be a solution: notes give names values for many
        // reasons.
        let solves = derivative.is_some()
            || pending.is_some_and(|pending| pending.derivative && self.block <= pending.block + NEAR)
                && !self.supposed;
        let at = substitute(&mut self.pool, equation, &[(symbol, value)]);
        let at = self.numbers(at);
        let zero = self.pool.integer(0);
        if is_true(&mut self.pool, &self.context, at, zero) {
            self.claim(link.span, Class::Right, reasons::STATIONARY);
            self.note_if_only_corrected(link, symbol, value, set_to_zero);
        } else if !solves {
            self.claim(link.span, Class::Definition, reasons::VALUE);
        } else if let Some(number) =
            simplify(&mut self.pool, at).ok().and_then(|found| self.pool.as_number(found.answer))
        {
            self.report_solution(link, symbol, equation, &number);
        } else {
            self.claim(link.span, Class::Open, reasons::OTHER_UNKNOWNS);
        }
    }

    /// `w = formula` as the solution of an equation that was stated before.
    fn solves(&mut self, link: &Link, symbol: Id, right: Id) -> bool {
        let pending = self.pending.map(|pending| pending.difference);
        let Some(pending) = pending.filter(|&pending| occurs(&self.pool, pending, symbol)) else { return false };
        let at = substitute(&mut self.pool, pending, &[(symbol, right)]);
        let zero = self.pool.integer(0);
        let solved = is_true(&mut self.pool, &self.context, at, zero);
        if solved {
            self.claim(link.span, Class::Right, reasons::SOLVES);
        }
        solved
    }

    /// The derivative of the function stated last that depends on the name, data put in where there is any.
    fn derivative_of_recent(&mut self, symbol: Id) -> Option<Id> {
        for name in self.recent.clone().iter().rev() {
            let body = self.context.function(name)?.body;
            if let Some(derivative) = self.derivative_with_data(body, symbol) {
                return Some(derivative);
            }
        }
        None
    }

    fn derivative_with_data(&mut self, body: Id, symbol: Id) -> Option<Id> {
        let body = self.context.resolve(&mut self.pool, body);
        let body = self.numbers(body);
        if !occurs(&self.pool, body, symbol) || opaque(&self.pool, body).is_some() {
            return None;
        }
        gradient(&mut self.pool, body, &[symbol]).ok()?.first().copied()
    }

    /// Sums over the data written out and the data put in.
    fn numbers(&mut self, id: Id) -> Id {
        let id = counted(&mut self.pool, &self.context, id);
        with_data(&mut self.pool, &self.context, id)
    }

    /// A solution that follows from the corrected function and not from the printed one: says so with the earlier finding.
    fn note_if_only_corrected(&mut self, link: &Link, symbol: Id, value: Id, set_to_zero: bool) {
        let printed = self.recent.last().and_then(|name| self.context.function(name)?.printed);
        let Some(printed) = printed.filter(|_| set_to_zero) else { return };
        let Some(derivative) = self.derivative_with_data(printed, symbol) else { return };
        let at = substitute(&mut self.pool, derivative, &[(symbol, value)]);
        let zero = self.pool.integer(0);
        if !is_true(&mut self.pool, &self.context, at, zero) {
            self.note_corrected(link);
        }
    }

    /// `w ← w - η ∂L/∂v`: the parameter and the variable must be the same.
    pub fn update(&mut self, link: &Link) {
        let (Some(right), Left::Symbol(parameter) | Left::Indexed { whole: parameter, .. }) = (link.right, &link.left)
        else {
            return self.claim(link.span, Class::Update, reasons::NEW_VALUE);
        };
        let parameter = *parameter;
        let gradients: Vec<Id> = postorder(&self.pool, right)
            .into_iter()
            .filter(|&id| self.pool.kind(id) == Kind::Derivative && self.pool.children(id).len() == 2)
            .collect();
        let by = match gradients[..] {
            [only] => self.pool.children(only).get(1).copied(),
            _ => None,
        };
        match by {
            Some(variable) if variable != parameter && self.is_misplaced(parameter, variable) => {
                self.report_update(link, parameter, variable);
            }
            Some(variable) if variable == parameter => {
                self.claim(link.span, Class::Right, reasons::OWN_DERIVATIVE);
            }
            _ => self.claim(link.span, Class::Update, reasons::NEW_VALUE),
        }
    }

    /// Whether a derivative by the variable can't be meant where a parameter is updated: one of them is updated or
    /// differentiated by elsewhere, or they are members of one family. `\theta` may stand for all parameters.
    fn is_misplaced(&self, parameter: Id, variable: Id) -> bool {
        let family = |id: Id| match (self.pool.kind(id), self.pool.children(id)) {
            (Kind::Indexed, [base, ..]) => *base,
            _ => id,
        };
        self.pool.is_variable(variable)
            && (family(parameter) == family(variable)
                || self.context.updated.contains(&variable)
                || self.context.differentiated.contains(&parameter))
    }

    /// `a ≈ 0.37`: within one unit of the last digit.
    pub fn approximation(&mut self, link: &Link) {
        let digits = match &link.formula.tree.node(link.right_node).shape {
            Shape::Number(digits) => Some(digits.clone()),
            _ => None,
        };
        let (Some(left), Some(digits)) = (link.before.filter(|&left| self.is_constant(left)), digits) else {
            return self.claim(link.span, Class::Open, reasons::VARYING);
        };
        let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len() as i32);
        let (Some(claimed), Ok(values)) =
            (Rational::parse(&digits), crate::numeric::evaluate(&self.pool, &[left], &crate::numeric::Point::new()))
        else {
            return self.claim(link.span, Class::Open, reasons::NO_NUMBER);
        };
        let Some(value) = values.first().filter(|value| value.is_defined()) else {
            return self.claim(link.span, Class::Open, reasons::NO_NUMBER);
        };
        let unit = 10f64.powi(-decimals);
        if (value.value - claimed.to_f64()).abs() <= unit + 16.0 * value.error {
            self.claim(link.span, Class::Right, reasons::DIGITS);
        } else {
            self.report_digits(link, value.value, decimals.max(2) as usize, &digits);
        }
    }

    /// Whether the printed formula was written with decimals.
    pub fn has_decimals(&self, link: &Link) -> bool {
        let tree = &link.formula.tree;
        super::index::below(tree, link.right_node)
            .into_iter()
            .any(|id: TreeId| matches!(&tree.node(id).shape, Shape::Number(digits) if digits.contains('.')))
    }
}
