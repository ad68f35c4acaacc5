//! Owns the JSON of derivations: steps nested in the step that they are a detail of.

use serde_json::{Value, json};

use crate::expr::{Id, Pool};
use crate::render::plain;
use crate::steps::{Derivation, Level, Step, Weight};
use crate::wording::Lang;

/// Expressions in plain notation.
pub(super) fn texts(pool: &Pool, ids: &[Id]) -> Vec<String> {
    ids.iter().map(|&id| plain(pool, id)).collect()
}

/// The steps of a derivation that a level shows, with their substeps.
pub(super) fn steps(pool: &Pool, derivation: &Derivation, level: Level, lang: Lang) -> Value {
    let least = match level {
        Level::None => return json!([]),
        Level::Brief => Weight::Principal,
        Level::Normal => Weight::Routine,
        Level::Full => Weight::Trivial,
    };
    // Children come after their parents, so building from the back finds every step's substeps ready.
    let mut below: Vec<Vec<Value>> = vec![Vec::new(); derivation.steps.len()];
    let mut top = Vec::new();
    for (at, step) in derivation.steps.iter().enumerate().rev() {
        let mut own = std::mem::take(&mut below[at]);
        own.reverse();
        let shown = step.rule.weight >= least;
        let values = if shown { vec![one(pool, step, own, lang)] } else { own };
        let parent = step.parent.and_then(|parent| below.get_mut(parent as usize));
        parent.unwrap_or(&mut top).extend(values.into_iter().rev());
    }
    top.reverse();
    Value::Array(top)
}

fn one(pool: &Pool, step: &Step, substeps: Vec<Value>, lang: Lang) -> Value {
    json!({
        "rule": step.rule.id,
        "name": step.rule.name.text(lang),
        "before": plain(pool, step.before),
        "after": plain(pool, step.after),
        "conditions": texts(pool, &step.conditions),
        "substeps": substeps,
    })
}
