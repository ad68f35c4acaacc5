//! Owns assumptions: conditions that points must satisfy, and side relations such as x² + y² = 1, which are solved for a
//! variable and put in.

use crate::algebra::{Normalizer, Polynomial, Ratio, fold};
use crate::expr::{Id, Kind, Pool, Relation, substitute};
use crate::functions::lookup;
use crate::number::Rational;

/// Assumptions, taken apart.
pub(super) struct Assumptions {
    /// What is put in for variables; each alternative must be looked at.
    pub alternatives: Vec<Vec<(Id, Id)>>,
    /// Conditions (`Compare` nodes) that points must satisfy.
    pub conditions: Vec<Id>,
}

impl Assumptions {
    /// Solves the equations among the assumptions for a variable in which they are linear, or else quadratic. Equations for
    /// which there is none stay conditions.
    pub(super) fn read(pool: &mut Pool, assumptions: &[Id]) -> Self {
        let mut read = Assumptions { alternatives: vec![Vec::new()], conditions: Vec::new() };
        for &assumption in assumptions {
            let solved = match (pool.kind(assumption), pool.pair(assumption)) {
                (Kind::Compare(Relation::Equal), Some((left, right))) => {
                    let mut next = Vec::new();
                    for known in &read.alternatives {
                        let difference = fold::sub(pool, left, right);
                        let difference = substitute(pool, difference, known);
                        next.extend(solutions(pool, difference).into_iter().map(|(variable, value)| {
                            let mut all: Vec<(Id, Id)> = known
                                .iter()
                                .map(|&(name, old)| (name, substitute(pool, old, &[(variable, value)])))
                                .collect();
                            all.push((variable, value));
                            all
                        }));
                    }
                    next
                }
                _ => Vec::new(),
            };
            if solved.is_empty() {
                read.conditions.push(assumption);
            } else {
                read.alternatives = solved;
            }
        }
        read
    }

    /// The conditions with one alternative put in.
    pub(super) fn conditions(&self, pool: &mut Pool, alternative: &[(Id, Id)]) -> Vec<Id> {
        self.conditions.iter().map(|&condition| substitute(pool, condition, alternative)).collect()
    }
}

/// A variable and its values for which the expression is 0.
pub(super) fn solutions(pool: &mut Pool, zero: Id) -> Vec<(Id, Id)> {
    let mut normalizer = Normalizer::default();
    let Ok(Ratio { top, .. }) = normalizer.ratio(pool, zero) else { return Vec::new() };
    let mut best: Option<(u32, u32, Id)> = None;
    for variable in top.variables() {
        let Some(id) = normalizer.kernels.id(variable).filter(|&id| pool.name(id).is_some()) else { continue };
        let degree = top.degree_in(variable);
        // It must not stand inside of another kernel.
        let alone = top.variables().iter().all(|&other| {
            other == variable
                || normalizer.kernels.id(other).is_none_or(|kernel| !crate::expr::occurs(pool, kernel, id))
        });
        if alone && (1..=2).contains(&degree) && best.is_none_or(|(_, least, _)| degree <= least) {
            best = Some((variable, degree, id));
        }
    }
    let Some((variable, _, id)) = best else { return Vec::new() };
    let coefficients = top.coefficients_in(variable);
    let mut write = |polynomial: &Polynomial| normalizer.polynomial(pool, polynomial);
    match &coefficients[..] {
        [c, b] => {
            let (c, b) = (write(&c.scaled(&Rational::from(-1))), write(b));
            vec![(id, fold::div(pool, c, b))]
        }
        [c, b, a] => {
            let under = b.times(b).minus(&a.times(c).scaled(&Rational::from(4)));
            let (under, minus_b, twice) =
                (write(&under), write(&b.scaled(&Rational::from(-1))), write(&a.scaled(&Rational::from(2))));
            let Some(sqrt) = lookup("sqrt") else { return Vec::new() };
            let root = pool.call(sqrt, &[under]);
            let minus_root = fold::neg(pool, root);
            [root, minus_root]
                .into_iter()
                .map(|root| {
                    let top = fold::add(pool, &[minus_b, root]);
                    (id, fold::div(pool, top, twice))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
