//! Owns the backward pass: from ∂L/∂L = 1 to every parameter, as derivations in the named intermediates.

use rustc_hash::{FxHashMap, FxHashSet};

use super::line::{condense, extend, positive_first, push};
use super::model::{Model, Node};
use super::order::along_path;
use super::settle::{joined, only_index, settle, summed};
use super::variable::{apart, indices, instantiate, slot};
use super::{cases, familiar, names, own, relations};
use crate::algebra::{self, cost, fold};
use crate::calculus::{differentiate, rename_indices};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder, postorder_of, replace_map, substitute, variables};
use crate::language::Relation;
use crate::steps::rules::{differentiation, layers, tidying};
use crate::steps::{Derivation, Site};

/// Products along paths longer to read than this use ∂L/∂p of a layer in between instead.
const LONG: u64 = 400;

/// Gradients longer than this are put into earlier layers by name, as ∂L/∂p, so that deep chains stay linear.
const INSERTED: u64 = 150;

/// In models of more definitions only the definitions at hand are looked for when names are put in.
const NAMED: usize = 40;

/// ∂p/∂u for one definition p that uses u, and what it contributes to ∂L/∂u.
#[derive(Clone, Debug)]
pub struct Path {
    /// The position of p in the model.
    pub node: usize,
    /// p, at the index at which it is differentiated.
    pub through: Id,
    /// ∂p/∂u: the steps, and the answer in named intermediates.
    pub local: Derivation,
    /// ∂L/∂p · ∂p/∂u, summed over the units of p.
    pub contribution: Id,
}

/// ∂L/∂u.
#[derive(Clone, Debug)]
pub struct Gradient {
    /// u: a definition, a parameter, or a family of them.
    pub variable: Id,
    /// The ways from u to the loss, by their first definition.
    pub paths: Vec<Path>,
    /// From ∂L/∂u over the sum of paths to the formula in named intermediates.
    pub derivation: Derivation,
    /// The chain rule written out along the whole path, layer by layer: ∂L/∂a · ∂a/∂z · ∂z/∂u.
    pub chain: Id,
    /// The same with each local derivative in its place, nothing multiplied out.
    pub product: Id,
    /// The variable that holds the value of ∂L/∂u in numbers.
    pub(super) slot: Id,
    /// The formula with slots in the place of the derivatives of later layers that are kept by name.
    pub(super) in_slots: Id,
}

impl Gradient {
    /// ∂L/∂u in named intermediates.
    pub fn formula(&self) -> Id {
        self.derivation.answer
    }
}

/// The backward pass of a model.
#[derive(Clone, Debug)]
pub struct Backward {
    /// ∂L/∂u for every definition that leads to a parameter, from the loss backwards, then for every parameter.
    pub gradients: Vec<Gradient>,
    /// At how many random points the gradients were held against derivatives taken in numbers; 0 when no usable point
    /// was found.
    pub checked_points: usize,
}

impl Backward {
    /// ∂L/∂u for one variable of the model.
    pub fn of(&self, variable: Id) -> Option<&Gradient> {
        self.gradients.iter().find(|gradient| gradient.variable == variable)
    }
}

/// Carries out the backward pass. Each local derivative is derived once, whatever the number of paths that use it.
///
/// ```
/// use gradus::backprop::{Model, backward};
/// use gradus::expr::{Pool, Scope};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let program = Scope::default().read(&mut pool, "z = w*x + b; a = sigmoid(z); L = (a - y)^2").unwrap();
/// let model = Model::new(&mut pool, &program.statements, &[], &[]).unwrap();
/// let backward = backward(&mut pool, &model).unwrap();
/// let w = pool.symbol("w");
/// let gradient = backward.of(w).unwrap();
/// assert_eq!(plain(&pool, gradient.chain), "(d/da (L))*(d/dz (a))*(d/dw (z))");
/// assert_eq!(plain(&pool, gradient.formula()), "2*(a - y)*a*(1 - a)*x");
/// ```
pub fn backward(pool: &mut Pool, model: &Model) -> Result<Backward, Diagnostic> {
    let formulas: Vec<Id> = model.nodes.iter().map(|node| node.formula).collect();
    let brackets = postorder_of(pool, &formulas).into_iter().filter(|&id| pool.kind(id) == Kind::Add).collect();
    let mut domain = Vec::new();
    for &formula in &formulas {
        domain.extend(algebra::domain(pool, formula, algebra::Denominators::Too)?);
    }
    let definitions: Vec<(Id, Id)> = model.nodes.iter().map(|node| (node.name, node.formula)).collect();
    let mut pass = Pass {
        model,
        pending: FxHashMap::default(),
        done: FxHashMap::default(),
        gradients: Vec::new(),
        brackets,
        domain,
        implied: relations::implied(pool, &definitions),
        definitions,
    };
    let active = model.active(pool);
    for (at, node) in model.nodes.iter().enumerate().rev() {
        if !active.contains(&at) {
            continue;
        }
        if at + 1 < model.nodes.len() {
            pass.finish(pool, node.name)?;
        }
        let wanted = node.inputs.iter().copied().filter(|&input| match model.place(pool, input) {
            Some(place) => active.contains(&place),
            None => model.parameters.contains(&input),
        });
        for input in wanted.collect::<Vec<_>>() {
            pass.open(pool, at, node, input)?;
        }
    }
    for &parameter in &model.parameters {
        pass.finish(pool, parameter)?;
    }
    let mut backward = Backward { gradients: pass.gradients, checked_points: 0 };
    backward.checked_points = super::check::verify(pool, model, &backward)?;
    for gradient in &mut backward.gradients {
        gradient.derivation.checked_points = backward.checked_points;
    }
    Ok(backward)
}

/// A local derivative that waits until the gradient of its variable is put together.
struct Open {
    node: usize,
    through: Id,
    local: Derivation,
}

/// What later layers need to know of a finished one.
#[derive(Clone, Copy)]
struct Known {
    formula: Id,
    chain: Id,
    product: Id,
}

struct Pass<'m> {
    model: &'m Model,
    pending: FxHashMap<Id, Vec<Open>>,
    done: FxHashMap<Id, Known>,
    gradients: Vec<Gradient>,
    /// Sums that stand in the formulas of the model.
    brackets: FxHashSet<Id>,
    /// Conditions without which a definition has no value.
    domain: Vec<Id>,
    /// Names and what they stand for.
    definitions: Vec<(Id, Id)>,
    /// Equations between names that follow from their definitions.
    implied: Vec<(Id, Id)>,
}

impl Pass<'_> {
    /// Derives ∂node/∂input. A family is taken at indices that differ from those of the input, so that ∂h_k/∂h_j and
    /// ∂h_j/∂h_j aren't confused.
    fn open(&mut self, pool: &mut Pool, at: usize, node: &Node, input: Id) -> Result<(), Diagnostic> {
        let through = apart(pool, node, input);
        let formula = instantiate(pool, node.formula, node.name, through);
        // The index letters of the derivative are those of the formula as it is differentiated.
        let formula = rename_indices(pool, formula, &[input]);
        let derived = differentiate(pool, formula, &[input])?;
        let line = match derived.steps.last() {
            Some(step) if step.site == Site::Whole => step.before,
            _ => derived.answer,
        };
        self.learn_brackets(pool, &derived, through, formula);
        let question = pool.derivative(through, &[input]);
        let mut local = Derivation { checked_points: derived.checked_points, ..Derivation::trivial(question) };
        push(&mut local, &layers::DEFINITION, derived.question);
        extend(&mut local, derived);
        let is_loss = at + 1 == self.model.nodes.len();
        let (mut named, mut line) = (local.answer, line);
        if !is_loss {
            named = names::put(pool, named, through, formula);
            line = names::put(pool, line, through, formula);
        }
        for &other in &node.inputs {
            let place = self.model.place(pool, other).and_then(|place| self.model.nodes.get(place));
            if let Some(Node { name, formula, .. }) = place {
                named = names::put(pool, named, *name, *formula);
            }
        }
        if !is_loss {
            let elsewhere = self.by_other_names(pool, local.answer, named, at);
            named = own::by_value(pool, named, through, formula)?;
            named = own::shortest(pool, named, elsewhere)?;
            named = own::by_quotient(pool, named, through, formula, input)?;
        }
        push(&mut local, &layers::NAMED, named);
        self.simplify(pool, &mut local)?;
        arrange(pool, &mut local, line, &self.brackets);
        for step in &mut local.steps {
            step.conditions
                .retain(|&condition| !self.is_in_range(pool, input, condition) && !self.is_implied(pool, condition));
        }
        if !pool.is_integer(local.answer, 0) {
            self.pending.entry(input).or_default().push(Open { node: at, through, local });
        }
        Ok(())
    }

    /// A local derivative in the names of all definitions but the loss, ∂p₂/∂z₁ = −p₁·p₂, when it isn't written in names of
    /// definitions alone already, as ∂p₁/∂z₁ = p₁·(1 − p₁) is.
    fn by_other_names(&self, pool: &mut Pool, derivative: Id, named: Id, own: usize) -> Option<Id> {
        let last = self.model.nodes.len().saturating_sub(1);
        if last >= NAMED || variables(pool, named).iter().all(|&name| self.model.place(pool, name).is_some()) {
            return None;
        }
        (0..last).filter(|&place| place != own).chain([own]).try_fold(derivative, |named, place| {
            let node = self.model.nodes.get(place)?;
            Some(names::put(pool, named, node.name, node.formula))
        })
    }

    /// Brackets of the table of derivatives, such as 1 − a in a·(1 − a), are kept the way round they stand there.
    fn learn_brackets(&mut self, pool: &mut Pool, derived: &Derivation, name: Id, formula: Id) {
        for step in &derived.steps {
            if [&differentiation::FUNCTION, &differentiation::CHAIN].contains(&step.rule) {
                let named = names::put(pool, step.after, name, formula);
                self.brackets.extend(postorder(pool, named).into_iter().filter(|&id| pool.kind(id) == Kind::Add));
            }
        }
    }

    /// Puts ∂L/∂variable together from the paths that were opened.
    fn finish(&mut self, pool: &mut Pool, variable: Id) -> Result<(), Diagnostic> {
        let opened = self.pending.remove(&variable).unwrap_or_default();
        let loss = self.model.loss().map_or(variable, |node| node.name);
        let last = self.model.nodes.len() - 1;
        let question = pool.derivative(loss, &[variable]);
        let mut derivation = Derivation::trivial(question);
        let (mut terms, mut inserted, mut settled) = (Vec::new(), Vec::new(), Vec::new());
        let (mut chains, mut products, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        let (mut paths, mut collapsed) = (Vec::new(), false);
        let is_only = opened.len() == 1;
        // In the order of the definitions; the direct way into the loss comes last.
        for Open { node: at, through, local } in opened.into_iter().rev() {
            let answer = local.answer;
            if at == last {
                // Beside other paths ∂L/∂u is the sum of all, so the direct one is written by the loss's formula.
                let formula = self.model.loss().map_or(loss, |node| node.formula);
                let direct = if is_only { question } else { pool.derivative(formula, &[variable]) };
                terms.push(direct);
                inserted.push(answer);
                settled.push(answer);
                chains.push(direct);
                products.push(answer);
                paths.push(Path { node: at, through, local, contribution: answer });
                continue;
            }
            let Some(node) = self.model.nodes.get(at) else { continue };
            let Some(known) = self.done.get(&node.name).copied() else { continue };
            let outer = pool.derivative(loss, &[through]);
            let inner = pool.derivative(through, &[variable]);
            let formula = instantiate(pool, known.formula, node.name, through);
            let ranges = self.ranges(pool, node, through);
            let pair = pool.mul(&[outer, inner]);
            terms.push(summed(pool, &ranges, pair));
            let pair = fold::mul_units(pool, &[formula, answer]);
            inserted.push(summed(pool, &ranges, pair));
            let mut body = fold::mul(pool, &[formula, answer]);
            for &(index, lower, upper) in ranges.iter().rev() {
                let sum = settle(pool, index, lower, upper, body);
                body = sum.id;
                collapsed |= sum.collapsed;
                for condition in sum.conditions {
                    // What holds for every member is said with the letters of the family's name.
                    let condition = instantiate(pool, condition, through, node.name);
                    if !self.is_in_range(pool, variable, condition) && !conditions.contains(&condition) {
                        conditions.push(condition);
                    }
                }
            }
            settled.push(body);
            let (chain, product) = self.along(pool, node, known, through, variable, answer);
            chains.push(chain);
            products.push(product);
            paths.push(Path { node: at, through, local, contribution: body });
        }
        let is_direct = matches!(&paths[..], [path] if path.node == last);
        if let (true, [path]) = (is_direct, &paths[..]) {
            derivation.steps = path.local.steps.clone();
            derivation.answer = path.local.answer;
        } else {
            let sum = pool.add(&terms);
            push(&mut derivation, &layers::LAYERS, sum);
            let sum = pool.add(&inserted);
            push(&mut derivation, &layers::KNOWN_DERIVATIVES, sum);
            let sum = fold::add(pool, &settled);
            let sum = positive_first(pool, sum, &self.brackets);
            let has_sums = inserted.iter().any(|&term| pool.kind(term) == Kind::Sum);
            let rule = match (collapsed, has_sums) {
                (true, _) => &differentiation::KRONECKER_COLLAPSE,
                (false, true) => &differentiation::SUM_FACTOR,
                (false, false) => &tidying::TIDY,
            };
            push(&mut derivation, rule, sum);
            if let Some(step) = derivation.steps.last_mut() {
                step.conditions = conditions;
            }
            if let Some(factored) = names::common_factor(pool, &settled) {
                push(&mut derivation, &tidying::FACTOR, factored);
            }
        }
        self.simplify(pool, &mut derivation)?;
        self.relate(pool, &mut derivation)?;
        if self.model.nodes.len() <= NAMED {
            let mut named = derivation.answer;
            for node in self.model.nodes.iter().take(last) {
                named = names::put(pool, named, node.name, node.formula);
            }
            named = names::vanish(pool, named, &self.definitions);
            if cost(pool, named) < cost(pool, derivation.answer) {
                push(&mut derivation, &layers::NAMED, named);
                self.simplify(pool, &mut derivation)?;
            }
        }
        for step in &mut derivation.steps {
            step.conditions.retain(|&condition| !self.is_implied(pool, condition));
        }
        let line = pool.add(&inserted);
        arrange(pool, &mut derivation, line, &self.brackets);
        let (chain, product) = (pool.add(&chains), pool.add(&products));
        let slot = slot(pool, loss, variable);
        let in_slots = self.in_slots(pool, loss, derivation.answer);
        let is_long = cost(pool, derivation.answer) > INSERTED;
        let formula = if is_long { question } else { derivation.answer };
        self.done.insert(variable, Known { formula, chain, product });
        self.gradients.push(Gradient { variable, paths, derivation, chain, product, slot, in_slots });
        Ok(())
    }

    /// Uses the equations that are stated beside the model, or follow from its definitions.
    fn relate(&self, pool: &mut Pool, derivation: &mut Derivation) -> Result<(), Diagnostic> {
        for &equation in &self.model.relations {
            if let Some(related) = relations::shortened(pool, derivation.answer, equation, &self.definitions) {
                self.use_relations(pool, derivation, related, &[equation])?;
            }
        }
        let equations = [&self.model.relations[..], &self.implied].concat();
        if let Some((related, used)) = relations::eliminated(pool, derivation.answer, &equations, &self.definitions)? {
            let stated = used.into_iter().filter_map(|at| self.model.relations.get(at)).copied();
            self.use_relations(pool, derivation, related, &stated.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn use_relations(
        &self,
        pool: &mut Pool,
        derivation: &mut Derivation,
        related: Id,
        stated: &[(Id, Id)],
    ) -> Result<(), Diagnostic> {
        push(derivation, if stated.is_empty() { &layers::NAMED } else { &layers::SIDE_RELATION }, related);
        let conditions = stated.iter().map(|&(left, right)| pool.compare(Relation::Equal, left, right)).collect();
        if let Some(step) = derivation.steps.last_mut() {
            step.conditions = conditions;
        }
        self.simplify(pool, derivation)
    }

    /// Simplifies the answer, and turns its brackets the way round in which the model writes them.
    fn simplify(&self, pool: &mut Pool, derivation: &mut Derivation) -> Result<(), Diagnostic> {
        let mut simplified = algebra::simplify(pool, derivation.answer)?;
        let sorted = cases::sort(pool, simplified.answer);
        let turned = familiar::brackets(pool, sorted, &self.brackets);
        let turned = familiar::unsigned(pool, turned, &self.brackets);
        if turned == derivation.answer {
            return Ok(());
        }
        // What only turned the brackets isn't shown, and the last rewriting has them the right way round at once.
        while simplified.steps.last().is_some_and(|step| step.before == turned && step.after == simplified.answer) {
            simplified.steps.pop();
            simplified.answer = turned;
        }
        let answer = simplified.answer;
        if let Some(step) = simplified.steps.last_mut().filter(|step| step.after == answer) {
            step.after = turned;
            simplified.answer = turned;
        }
        extend(derivation, simplified);
        push(derivation, &tidying::TIDY, turned);
        Ok(())
    }

    /// The formula with ∂L/∂p as variables.
    fn in_slots(&self, pool: &mut Pool, loss: Id, formula: Id) -> Id {
        let mut slots = FxHashMap::default();
        for id in postorder(pool, formula) {
            if let (Kind::Derivative, &[body, variable]) = (pool.kind(id), pool.children(id))
                && body == loss
            {
                slots.insert(id, slot(pool, loss, variable));
            }
        }
        replace_map(pool, formula, &slots)
    }

    /// The limits of the indices that `through` has.
    fn ranges(&self, pool: &mut Pool, node: &Node, through: Id) -> Vec<(Id, Id, Id)> {
        let own: Vec<Id> = indices(pool, through).to_vec();
        let mut ranges = Vec::new();
        for (at, index) in own.into_iter().enumerate() {
            if pool.name(index).is_none() {
                continue;
            }
            let (lower, upper) = match self.model.families.range(pool, node.name, at) {
                Some(range) => range,
                None => (pool.integer(1), pool.symbol("N")),
            };
            ranges.push((index, lower, upper));
        }
        ranges
    }

    /// Whether the definitions have no value where the condition fails.
    fn is_implied(&self, pool: &mut Pool, condition: Id) -> bool {
        if algebra::implies(pool, &self.domain, condition) {
            return true;
        }
        let (Kind::Compare(relation), Some((left, right))) = (pool.kind(condition), pool.pair(condition)) else {
            return false;
        };
        // a − 1 ≠ 0 says the same as 1 − a ≠ 0.
        familiar::turned(pool, left).is_some_and(|left| {
            let other = pool.compare(relation, left, right);
            relation == Relation::Unequal && algebra::implies(pool, &self.domain, other)
        })
    }

    /// Whether a condition says no more than that an index of the variable lies in the range that it has anyway.
    fn is_in_range(&self, pool: &Pool, variable: Id, condition: Id) -> bool {
        let Some((left, right)) = pool.pair(condition) else { return false };
        indices(pool, variable).iter().enumerate().any(|(at, &index)| {
            let range = self.model.families.range(pool, variable, at);
            match range {
                Some((lower, upper)) => (left, right) == (lower, index) || (left, right) == (index, upper),
                None => left == index || right == index,
            }
        })
    }

    /// The chain from the loss down to `variable` through `node`, as derivatives and as their formulas.
    fn along(&self, pool: &mut Pool, node: &Node, known: Known, through: Id, variable: Id, local: Id) -> (Id, Id) {
        let loss = self.model.loss().map_or(variable, |node| node.name);
        let (mut at, mut local) = (through, local);
        let mut ranges = Vec::new();
        for (index, lower, upper) in self.ranges(pool, node, through) {
            match only_index(pool, local, index) {
                Some(other) => {
                    let settled = settle(pool, index, lower, upper, local).id;
                    local = along_path(pool, settled, local);
                    at = substitute(pool, at, &[(index, other)]);
                }
                None => ranges.push((index, lower, upper)),
            }
        }
        let short = |pool: &mut Pool, known: Id, instead: Id| {
            let known = instantiate(pool, known, node.name, at);
            if cost(pool, known) > LONG { instead } else { known }
        };
        let outer = pool.derivative(loss, &[at]);
        let chain = short(pool, known.chain, outer);
        let formula = instantiate(pool, known.formula, node.name, at);
        let product = short(pool, known.product, formula);
        let inner = pool.derivative(at, &[variable]);
        let (chain, product) = (joined(pool, chain, inner), joined(pool, product, local));
        (summed(pool, &ranges, chain), summed(pool, &ranges, product))
    }
}

/// The answer in the order of the path that `line` was written along, differences with their positive term first.
fn arrange(pool: &mut Pool, derivation: &mut Derivation, line: Id, brackets: &FxHashSet<Id>) {
    let ordered = along_path(pool, derivation.answer, line);
    let ordered = positive_first(pool, ordered, brackets);
    push(derivation, &tidying::TIDY, ordered);
    condense(pool, derivation);
}
