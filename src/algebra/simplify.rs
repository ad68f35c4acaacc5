//! Owns simplification: named rules applied from left to right while the expression gets smaller.
//!
//! Rules are the rows of `steps::rules::simplifying`, matched as they are written there; besides them the whole
//! expression is tried as one fraction, factored and expanded. A step is taken only when [`cost`] falls, so the process
//! ends and the result is never larger than what went in.

mod pattern;
mod product;

use rustc_hash::{FxHashMap, FxHashSet};

use self::pattern::{Match, Rest, find};
pub(crate) use self::product::{Powers, powers, powers_within};
use super::domain::{Denominators, domain};
use super::reshape::{cancelled, factored};
use super::{Normalizer, cost, decide, tidy};
use crate::algebra::fold;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder, replace, substitute};
use crate::steps::rules::{simplifying, tidying};
use crate::steps::{Derivation, Rule, Site, Step};

/// At most this many rules are applied to one expression.
const STEPS: usize = 1_000;

/// Expressions with more distinct nodes than this are tidied only.
const SIZE: usize = 20_000;

/// So are those whose nodes times levels are more: looking at one node costs as much as what is below it.
const WORK: usize = 2_000_000;

/// Makes an expression smaller by named rules. Deterministic and idempotent; the answer costs at most as much as `root`.
///
/// ```
/// use gradus::algebra::simplify;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let typed = read(&mut pool, "x*sin(t)^2 + x*cos(t)^2").unwrap();
/// let derivation = simplify(&mut pool, typed).unwrap();
/// assert_eq!(plain(&pool, derivation.answer), "x");
/// assert_eq!(derivation.steps[0].rule.id, "pythagoras");
/// ```
pub fn simplify(pool: &mut Pool, root: Id) -> Result<Derivation, Diagnostic> {
    let mut derivation = Derivation::trivial(root);
    let mut simplifier = Simplifier {
        rules: Rules::read(pool)?,
        steps: Vec::new(),
        failed: FxHashSet::default(),
        whole: FxHashSet::default(),
    };
    let mut whole = simplifier.tidied(pool, root);
    while simplifier.steps.len() < STEPS {
        let order = postorder(pool, whole);
        if order.len() > SIZE || order.len().saturating_mul(levels(pool, &order)) > WORK {
            break;
        }
        let next = match simplifier.apply_one(pool, whole, &order)? {
            Some(next) => Some(next),
            None => simplifier.reshape_one(pool, whole, &order)?,
        };
        match next {
            Some(next) => whole = next,
            None => break,
        }
    }
    derivation.answer = whole;
    derivation.steps = simplifier.steps;
    Ok(derivation)
}

/// How many nodes stand above each other at most.
fn levels(pool: &Pool, order: &[Id]) -> usize {
    let mut levels: FxHashMap<Id, usize> = FxHashMap::default();
    for &id in order {
        let below = pool.children(id).iter().filter_map(|child| levels.get(child)).max();
        levels.insert(id, 1 + below.copied().unwrap_or(0));
    }
    levels.into_values().max().unwrap_or(0)
}

/// The rules with both sides and the condition read, in the order of the table.
struct Rules(Vec<ReadRule>);

#[derive(Clone, Copy)]
struct ReadRule {
    rule: &'static Rule,
    left: Id,
    right: Id,
    condition: Option<Id>,
}

impl Rules {
    fn read(pool: &mut Pool) -> Result<Self, Diagnostic> {
        let mut rules = Vec::new();
        for rule in simplifying::ROWS {
            let (left, right) = rule.statement.split_once(" = ").unwrap_or((rule.statement, rule.statement));
            let condition = match rule.condition {
                "" => None,
                text => Some(pool.table_text(text)?),
            };
            rules.push(ReadRule { rule, left: pool.table_text(left)?, right: pool.table_text(right)?, condition });
        }
        Ok(Rules(rules))
    }
}

struct Simplifier {
    rules: Rules,
    steps: Vec<Step>,
    /// Nodes to which no rule applies.
    failed: FxHashSet<Id>,
    /// Nodes that have no smaller shape.
    whole: FxHashSet<Id>,
}

impl Simplifier {
    /// The tidied expression, when that isn't larger.
    fn tidied(&mut self, pool: &mut Pool, root: Id) -> Id {
        let tidied = tidy(pool, root);
        if tidied.id == root || cost(pool, tidied.id) > cost(pool, root) {
            return root;
        }
        self.push(&tidying::TIDY, Site::Whole, root, tidied.id, tidied.conditions);
        tidied.id
    }

    fn push(&mut self, rule: &'static Rule, site: Site, before: Id, after: Id, conditions: Vec<Id>) {
        self.steps.push(Step { rule, site, before, after, conditions, bindings: Vec::new(), parent: None });
    }

    /// Applies the first rule that makes something smaller, looking at the smallest parts first.
    fn apply_one(&mut self, pool: &mut Pool, whole: Id, order: &[Id]) -> Result<Option<Id>, Diagnostic> {
        for &node in order {
            if self.failed.contains(&node) {
                continue;
            }
            for at in 0..self.rules.0.len() {
                let Some(read) = self.rules.0.get(at).copied() else { continue };
                let Some(found) = find(pool, read.left, node) else { continue };
                let Some(conditions) = conditions(pool, &read, &found)? else { continue };
                let after = replaced(pool, &read, found);
                let tidied = tidy(pool, after);
                if cost(pool, tidied.id) >= cost(pool, node) {
                    continue;
                }
                let next = replace(pool, whole, node, tidied.id);
                let conditions = [conditions, tidied.conditions].concat();
                self.push(read.rule, Site::Part(node), node, tidied.id, conditions);
                return Ok(Some(self.tidied(pool, next)));
            }
            self.failed.insert(node);
        }
        Ok(None)
    }
}

/// Sums and quotients are tried in other shapes up to this many distinct nodes.
const RESHAPED: usize = 120;

impl Simplifier {
    /// Writes a sum or quotient as one fraction, factored or multiplied out, where that is smaller.
    fn reshape_one(&mut self, pool: &mut Pool, whole: Id, order: &[Id]) -> Result<Option<Id>, Diagnostic> {
        for &node in order.iter().rev() {
            if self.whole.contains(&node) || !matches!(pool.kind(node), Kind::Add | Kind::Div | Kind::Mul | Kind::Neg) {
                continue;
            }
            if let Some(shape) = smaller_shape(pool, node)? {
                let next = replace(pool, whole, node, shape.id);
                self.push(shape.rule, Site::Part(node), node, shape.id, shape.conditions);
                return Ok(Some(self.tidied(pool, next)));
            }
            self.whole.insert(node);
        }
        Ok(None)
    }
}

/// Another way to write the same rational function.
pub struct Shape {
    /// Expand, factor, or reduce a fraction.
    pub rule: &'static Rule,
    /// The expression.
    pub id: Id,
    /// Where something was cancelled.
    pub conditions: Vec<Id>,
}

/// The smallest of the factored and the expanded form, when it costs less than `node`.
pub fn smaller_shape(pool: &mut Pool, node: Id) -> Result<Option<Shape>, Diagnostic> {
    if postorder(pool, node).len() > RESHAPED {
        return Ok(None);
    }
    let mut normalizer = Normalizer::bounded(500);
    // Too large an expansion, or a zero denominator, only means that there is no such form.
    let Ok(ratio) = normalizer.ratio(pool, node) else { return Ok(None) };
    let factored = factored(pool, &mut normalizer, &ratio);
    let expanded = normalizer.write(pool, &ratio);
    let (rule, id) = if cost(pool, factored) <= cost(pool, expanded) {
        (&tidying::FACTOR, factored)
    } else {
        (&tidying::EXPAND, expanded)
    };
    if cost(pool, id) >= cost(pool, node) {
        return Ok(None);
    }
    let rule = if pool.kind(id) == Kind::Div || pool.kind(node) == Kind::Div { &tidying::CANCEL } else { rule };
    let conditions = cancelled(pool, &mut normalizer, node)?;
    Ok(Some(Shape { rule, id, conditions }))
}

/// The right side in the place of the left one, with everything around it.
fn replaced(pool: &mut Pool, read: &ReadRule, found: Match) -> Id {
    let value = substitute(pool, read.right, &found.bindings);
    let times = |pool: &mut Pool, rest: Powers| {
        let rest = rest.build(pool);
        fold::mul(pool, &[rest, value])
    };
    match found.rest {
        Rest::Nothing => value,
        Rest::Factors(rest) => times(pool, rest),
        Rest::Terms { others, common } => {
            let term = times(pool, common);
            fold::add(pool, &[&others[..], &[term]].concat())
        }
    }
}

/// The condition if it must travel with the step; nothing if it holds; `None` when the rule can't be applied because the
/// left side has a value where the condition fails.
fn conditions(pool: &mut Pool, read: &ReadRule, found: &Match) -> Result<Option<Vec<Id>>, Diagnostic> {
    let Some(condition) = read.condition else { return Ok(Some(Vec::new())) };
    let condition = substitute(pool, condition, &found.bindings);
    match decide(pool, condition) {
        Some(true) => return Ok(Some(Vec::new())),
        Some(false) => return Ok(None),
        None => {}
    }
    let left = substitute(pool, read.left, &found.bindings);
    let implied = domain(pool, left, Denominators::Too)?.contains(&condition);
    Ok(implied.then(|| vec![condition]))
}
