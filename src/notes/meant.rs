//! Owns telling an identity that went wrong from an equation to be solved.

use super::chain::Link;
use super::judge::bases;
use super::linter::Linter;
use crate::algebra::expand;
use crate::equality::Options;
use crate::expr::{Id, Kind, Pool, is_binder, postorder};
use crate::language::Shape;
use crate::mistakes::diagnose;

impl Linter<'_> {
    /// Whether the left side is made of a function that the text has defined, as `ln p(x)`.
    pub fn speaks_of_a_function(&self, link: &Link) -> bool {
        let tree = &link.formula.tree;
        let (members, _) = link.formula.chain();
        let Some(&left) = members.first().filter(|_| link.first) else { return false };
        super::index::below(tree, left).into_iter().any(|id| match &tree.node(id).shape {
            Shape::Call(name) => {
                self.context.function(name).is_some()
                    && tree.children(id).iter().all(|&argument| tree.name(argument).is_some())
            }
            _ => false,
        })
    }

    /// Whether an equation that isn't true can't be meant as a condition: one side multiplied out with one slip, a sum
    /// with its closed form, or a false law of algebra that people use.
    pub fn is_meant_as_identity(&mut self, left: Id, right: Id) -> bool {
        if self.is_constant(left) || self.is_constant(right) {
            return false;
        }
        is_multiplied_out(&mut self.pool, left, right)
            || is_closed_form(&self.pool, left, right)
            || self.is_false_law(left, right)
    }

    fn is_false_law(&mut self, left: Id, right: Id) -> bool {
        let diagnosis = diagnose(&mut self.pool, left, right, &self.context.assumptions, &Options::default());
        diagnosis.findings.first().is_some_and(crate::mistakes::Finding::is_law_of_algebra)
    }
}

/// One side is a product or power with a sum in it, the other a sum of three terms or more; multiplied out they have all
/// terms in common but one. An equation between them would say no more than that one term is zero.
fn is_multiplied_out(pool: &mut Pool, left: Id, right: Id) -> bool {
    let is_product = |pool: &Pool, id: Id| {
        matches!(pool.kind(id), Kind::Pow | Kind::Mul)
            && pool.children(id).iter().any(|&part| pool.kind(part) == Kind::Add || pool.kind(part) == Kind::Pow)
    };
    let is_sum = |pool: &Pool, id: Id| pool.kind(id) == Kind::Add && pool.children(id).len() > 2;
    let (product, sum) = if is_product(pool, left) { (left, right) } else { (right, left) };
    if !is_product(pool, product) || !is_sum(pool, sum) {
        return false;
    }
    let mut terms = |id: Id| -> Vec<Id> {
        let expanded = expand(pool, id).map_or(id, |found| found.answer);
        if pool.kind(expanded) == Kind::Add { pool.children(expanded).to_vec() } else { vec![expanded] }
    };
    let (wanted, given) = (terms(product), terms(sum));
    let common = wanted.iter().filter(|term| given.contains(term)).count();
    common > 1 && wanted.len() - common <= 1 && given.len() - common <= 1
}

/// A sum or product over an index whose only names are its limits, and a formula in them.
fn is_closed_form(pool: &Pool, left: Id, right: Id) -> bool {
    let has_binder = |id: Id| postorder(pool, id).into_iter().any(|id| is_binder(pool, id));
    let (sum, closed) = if has_binder(left) { (left, right) } else { (right, left) };
    if !is_binder(pool, sum) || has_binder(closed) {
        return false;
    }
    let [_, _, upper, _] = pool.children(sum) else { return false };
    let names = bases(pool, sum);
    names == bases(pool, closed) && names == bases(pool, *upper)
}
