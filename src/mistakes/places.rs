//! Owns the places of an expression where a rule of calculus is applied, and what the whole derivative becomes when the
//! value at one of them is another.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::calculus::{Dependence, Form, Law, Style, collapse, law, pull_out};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool};

/// A place whose value can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// The derivative of this part, wherever it is used.
    Part(Id),
    /// The derivative of the part with this position, as it is used in this whole.
    Use(Id, usize),
}

/// The derivative of a body by one variable, law by law.
pub(super) struct Places {
    pub variable: Id,
    pub body: Id,
    /// Parts before wholes.
    pub order: Vec<Id>,
    laws: FxHashMap<Id, Law>,
    values: FxHashMap<Id, Id>,
    /// Where each part is used.
    pub uses: FxHashMap<Id, Vec<(Id, usize)>>,
}

impl Places {
    /// Chooses the law for each part and carries the derivative out. Linear in the shared graph.
    pub(super) fn new(pool: &mut Pool, body: Id, variable: Id) -> Result<Self, Diagnostic> {
        let dependence = &mut Dependence::on(pool, &[variable]);
        let mut places = Places {
            variable,
            body,
            order: Vec::new(),
            laws: FxHashMap::default(),
            values: FxHashMap::default(),
            uses: FxHashMap::default(),
        };
        let mut stack = vec![(body, false)];
        while let Some((id, ready)) = stack.pop() {
            if ready {
                places.order.push(id);
                let parts = places.parts(id).to_vec();
                let inner: Vec<Id> = parts.iter().map(|&part| places.value(part)).collect();
                for (position, part) in parts.into_iter().enumerate() {
                    places.uses.entry(part).or_default().push((id, position));
                }
                let Some(law) = places.laws.get(&id) else { continue };
                let value = built(pool, &law.form, &inner);
                places.values.insert(id, value);
            } else if let Entry::Vacant(place) = places.laws.entry(id) {
                let law = law(pool, id, dependence)?;
                stack.push((id, true));
                stack.extend(law.parts.iter().map(|&part| (part, false)));
                place.insert(law);
            }
        }
        Ok(places)
    }

    /// The law at a part.
    pub(super) fn law(&self, id: Id) -> Option<&Law> {
        self.laws.get(&id)
    }

    /// What the law at a part differentiates.
    pub(super) fn parts(&self, id: Id) -> &[Id] {
        self.laws.get(&id).map_or(&[], |law| &law.parts)
    }

    /// The derivative of a part.
    pub(super) fn value(&self, id: Id) -> Id {
        self.values.get(&id).copied().unwrap_or(id)
    }

    /// The derivatives that change when those at `spots` are put in.
    pub(super) fn changed(&self, pool: &mut Pool, spots: &[(Spot, Id)]) -> FxHashMap<Id, Id> {
        let mut changed: FxHashMap<Id, Id> = FxHashMap::default();
        let put_in = |spot: Spot| spots.iter().find(|(known, _)| *known == spot).map(|(_, value)| *value);
        for &id in &self.order {
            if let Some(value) = put_in(Spot::Part(id)) {
                changed.insert(id, value);
                continue;
            }
            let parts = self.parts(id);
            let touched = parts.iter().enumerate().any(|(position, part)| {
                changed.contains_key(part) || spots.iter().any(|(spot, _)| *spot == Spot::Use(id, position))
            });
            let Some(law) = self.laws.get(&id).filter(|_| touched) else { continue };
            let inner: Vec<Id> = parts
                .iter()
                .enumerate()
                .map(|(position, part)| {
                    put_in(Spot::Use(id, position))
                        .or_else(|| changed.get(part).copied())
                        .unwrap_or_else(|| self.value(*part))
                })
                .collect();
            let value = built(pool, &law.form, &inner);
            changed.insert(id, value);
        }
        changed
    }

    /// The whole derivative with other values at some spots.
    pub(super) fn answer(&self, pool: &mut Pool, spots: &[(Spot, Id)]) -> Id {
        self.changed(pool, spots).get(&self.body).copied().unwrap_or_else(|| self.value(self.body))
    }
}

/// The derivative of a whole from those of its parts; what can leave a sum leaves it.
pub(super) fn built(pool: &mut Pool, form: &Form, inner: &[Id]) -> Id {
    let value = form.build(pool, Style::Folded, inner);
    if !matches!(pool.kind(value), Kind::Sum | Kind::RowSum | Kind::RowMean) {
        return value;
    }
    match collapse(pool, value) {
        Some((collapsed, _)) => collapsed,
        None => pull_out(pool, value).unwrap_or(value),
    }
}
