//! Owns the traced derivative: a derivation whose steps are the computation.
//!
//! Each `d/dx (u)` that is still to be carried out is a node of the graph, so equal ones are carried out once and the
//! work is linear in the number of distinct nodes, whatever the depth.

use rustc_hash::FxHashMap;

use super::form::{Form, Style};
use super::law::{Dependence, law, pending_in};
use super::{sums, verify};
use crate::algebra::{self, Denominators};
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, Kind, Pool, replace};
use crate::steps::rules::{differentiation as rules, tidying};
use crate::steps::{Derivation, Rule, Site, Step};

/// The derivative of `body` in `variables`, one entry for each order, the first carried out first. The question is the
/// `d/dx (…)` node, the answer is in textbook form, and every step was checked numerically. Linear in the size of the
/// shared graph for each order.
///
/// ```
/// use gradus::calculus::differentiate;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "(y - (w*x + b))^2").unwrap(), pool.symbol("w"));
/// let derivation = differentiate(&mut pool, loss, &[w]).unwrap();
/// assert_eq!(plain(&pool, derivation.answer), "-2*x*(y - (w*x + b))");
/// let three = pool.integer(3);
/// assert_eq!(differentiate(&mut pool, loss, &[three]).unwrap_err().code.id, "G0702");
/// ```
pub fn differentiate(pool: &mut Pool, body: Id, variables: &[Id]) -> Result<Derivation, Diagnostic> {
    let mut tracer = Tracer::default();
    let mut derivation = trace(pool, body, variables, &mut tracer)?;
    derivation.steps = tracer.steps;
    drop_known_conditions(pool, body, &mut derivation)?;
    derivation.checked_points = verify::check(pool, &derivation, &tracer.values)?;
    Ok(derivation)
}

/// Carries out the derivatives that stand in `root` (`d/dx (…)` as typed), inner ones first. A derivation without steps
/// when there are none.
pub fn evaluate_derivatives(pool: &mut Pool, root: Id) -> Result<Derivation, Diagnostic> {
    let mut tracer = Tracer::default();
    let answer = evaluate_inner(pool, root, &mut tracer)?;
    let mut derivation = Derivation { question: root, answer, steps: tracer.steps, checked_points: 0 };
    if root != answer {
        derivation.checked_points = verify::check(pool, &derivation, &tracer.values)?;
    }
    Ok(derivation)
}

/// Conditions that the functions in the question demand anyway aren't news: ln(u) says that u > 0.
fn drop_known_conditions(pool: &mut Pool, body: Id, derivation: &mut Derivation) -> Result<(), Diagnostic> {
    if derivation.steps.iter().all(|step| step.conditions.is_empty()) {
        return Ok(());
    }
    let known = algebra::domain(pool, body, Denominators::Not)?;
    for step in &mut derivation.steps {
        step.conditions.retain(|&condition| !algebra::implies(pool, &known, condition));
    }
    Ok(())
}

/// As [`differentiate`], with the steps left in the tracer.
fn trace(pool: &mut Pool, body: Id, variables: &[Id], tracer: &mut Tracer) -> Result<Derivation, Diagnostic> {
    if let Some(&stranger) = variables.iter().find(|&&variable| !pool.is_variable(variable)) {
        let what = crate::render::plain(pool, stranger);
        return Err(Diagnostic::new(&deriving::NOT_A_VARIABLE).with("what", what));
    }
    let question = if variables.is_empty() { body } else { pool.derivative(body, variables) };
    let site = Site::Whole;
    let inner = evaluate_inner(pool, body, tracer)?;
    let answer = carry_out_all(pool, inner, variables, site, tracer)?;
    Ok(Derivation { question, answer, steps: Vec::new(), checked_points: 0 })
}

/// The body with its own derivatives carried out, inner ones first, their steps recorded.
fn evaluate_inner(pool: &mut Pool, body: Id, tracer: &mut Tracer) -> Result<Id, Diagnostic> {
    let mut whole = body;
    while let Some(&inner) = pending_in(pool, whole).first() {
        let [inner_body, variables @ ..] = pool.children(inner) else { break };
        let (inner_body, variables) = (*inner_body, variables.to_vec());
        // The first of the list holds no derivative itself.
        let answer = carry_out_all(pool, inner_body, &variables, Site::Pending(inner), tracer)?;
        whole = replace(pool, whole, inner, answer);
    }
    Ok(whole)
}

/// Carries out the derivatives of `body` in `variables` one after the other; `site` is where the question stands.
fn carry_out_all(
    pool: &mut Pool,
    body: Id,
    variables: &[Id],
    site: Site,
    tracer: &mut Tracer,
) -> Result<Id, Diagnostic> {
    let mut value = sums::rename_indices(pool, body, variables);
    if value != body {
        let after = pool.derivative(value, variables);
        let before = pool.derivative(body, variables);
        tracer.push(&rules::RENAME_INDEX, site, before, after, None);
    }
    let mut rest = variables;
    while let [first, others @ ..] = rest {
        let pending = pool.derivative(value, &[*first]);
        if !others.is_empty() {
            let before = pool.derivative(value, rest);
            let after = pool.derivative(pending, others);
            tracer.push(&rules::HIGHER_ORDER, site, before, after, None);
        }
        let raw = tracer.carry_out(pool, pending, *first)?;
        let tidied = algebra::tidy(pool, raw);
        if tidied.id != raw {
            let (before, after) = match others {
                [] => (raw, tidied.id),
                _ => (pool.derivative(raw, others), pool.derivative(tidied.id, others)),
            };
            tracer.push(&tidying::TIDY, site, before, after, None);
            tracer.last_conditions(tidied.conditions);
        }
        value = textbook_form(pool, tidied.id, others, site, tracer)?;
        rest = others;
    }
    Ok(value)
}

/// The factored or expanded form where it is a good deal shorter: `-xy(1 − σ) + xσ(1 − y)` is `x(σ − y)`.
fn textbook_form(pool: &mut Pool, value: Id, others: &[Id], site: Site, tracer: &mut Tracer) -> Result<Id, Diagnostic> {
    let Some(shape) = algebra::smaller_shape(pool, value)? else { return Ok(value) };
    if algebra::cost(pool, shape.id) * 4 > algebra::cost(pool, value) * 3 {
        return Ok(value);
    }
    let (before, after) = match others {
        [] => (value, shape.id),
        _ => (pool.derivative(value, others), pool.derivative(shape.id, others)),
    };
    tracer.push(shape.rule, site, before, after, None);
    tracer.last_conditions(shape.conditions);
    Ok(shape.id)
}

#[derive(Default)]
struct Tracer {
    steps: Vec<Step>,
    values: FxHashMap<Id, Id>,
}

enum Task {
    Open(Id, Option<u32>),
    Close(Id, u32, Form, Vec<Id>),
}

impl Tracer {
    fn push(&mut self, rule: &'static Rule, site: Site, before: Id, after: Id, parent: Option<u32>) {
        self.steps.push(Step { rule, site, before, after, conditions: Vec::new(), bindings: Vec::new(), parent });
    }

    fn last_conditions(&mut self, conditions: Vec<Id>) {
        if let Some(step) = self.steps.last_mut() {
            step.conditions = conditions;
        }
    }

    /// Carries out one pending first derivative and all that it leads to; returns its value.
    fn carry_out(&mut self, pool: &mut Pool, root: Id, variable: Id) -> Result<Id, Diagnostic> {
        let dependence = &mut Dependence::on(pool, &[variable]);
        let mut tasks = vec![Task::Open(root, None)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Open(pending, _) if self.values.contains_key(&pending) => {}
                Task::Open(pending, parent) => {
                    let Some(&body) = pool.children(pending).first() else { continue };
                    let law = law(pool, body, dependence)?;
                    let direct = if law.direct { law.form.direct(pool) } else { None };
                    let parts = if direct.is_some() { &[][..] } else { &law.parts };
                    let inner: Vec<Id> = parts.iter().map(|&part| pool.derivative(part, &[variable])).collect();
                    let after = direct.unwrap_or_else(|| law.form.build(pool, Style::Plain, &inner));
                    let position = self.steps.len() as u32;
                    self.steps.push(Step {
                        rule: law.rule,
                        site: Site::Pending(pending),
                        before: pending,
                        after,
                        conditions: law.conditions,
                        bindings: law.bindings.into_vec(),
                        parent,
                    });
                    if inner.is_empty() {
                        self.values.insert(pending, after);
                        continue;
                    }
                    let opened: Vec<Task> = inner.iter().rev().map(|&d| Task::Open(d, Some(position))).collect();
                    tasks.push(Task::Close(pending, position, law.form, inner));
                    tasks.extend(opened);
                }
                Task::Close(pending, position, form, inner) => {
                    let values: Vec<Id> = inner.iter().map(|d| self.values.get(d).copied().unwrap_or(*d)).collect();
                    let raw = form.build(pool, Style::Plain, &values);
                    let folded = form.build(pool, Style::Folded, &values);
                    self.values.insert(pending, raw);
                    self.replace(pending, raw, folded, Some(position));
                    self.leave_sum(pool, pending, position);
                }
            }
        }
        Ok(self.values.get(&root).copied().unwrap_or(root))
    }

    /// Records that a pending node reads differently from now on, if it does.
    fn replace(&mut self, pending: Id, before: Id, after: Id, parent: Option<u32>) {
        if before != after {
            self.push(&tidying::ARITHMETIC, Site::Pending(pending), before, after, parent);
            self.values.insert(pending, after);
        }
    }

    /// Deltas collapse and constants leave when the value is a sum.
    fn leave_sum(&mut self, pool: &mut Pool, pending: Id, position: u32) {
        let Some(&value) = self.values.get(&pending) else { return };
        if !matches!(pool.kind(value), Kind::Sum | Kind::RowSum | Kind::RowMean) {
            return;
        }
        // The term is brought into its textbook form first, so that like constants leave together.
        let mut value = value;
        if let [firsts @ .., body] = pool.children(value) {
            let (mut children, body) = (firsts.to_vec(), *body);
            let tidied = algebra::tidy(pool, body);
            if tidied.id != body {
                children.push(tidied.id);
                let kind = pool.kind(value);
                let after = pool.make(kind, &children);
                self.push(&tidying::ARITHMETIC, Site::Pending(pending), value, after, Some(position));
                self.last_conditions(tidied.conditions);
                self.values.insert(pending, after);
                value = after;
            }
        }
        if let Some((collapsed, conditions)) = sums::collapse(pool, value) {
            self.push(&rules::KRONECKER_COLLAPSE, Site::Pending(pending), value, collapsed, Some(position));
            self.last_conditions(conditions);
            self.values.insert(pending, collapsed);
            return;
        }
        if let Some(outside) = sums::pull_out(pool, value) {
            self.push(&rules::SUM_FACTOR, Site::Pending(pending), value, outside, Some(position));
            self.values.insert(pending, outside);
        }
    }
}
