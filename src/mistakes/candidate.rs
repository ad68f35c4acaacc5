//! Owns candidates: what would have been written had a row of the table been followed at one place.

use rustc_hash::FxHashMap;

use super::letters::{Letters, Way, ways};
use super::places::{Places, Spot};
use super::row::{At, Mistake};
use super::table::all;
use crate::algebra::fold;
use crate::expr::{Id, Pool, substitute};

/// One mistake, made at one place.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    pub row: &'static Mistake,
    pub letters: Letters,
    /// What was written for what, for the sentence that says what was done: `d/dx (u)` or an expression, and the wrong value.
    pub done: Option<(Id, Id)>,
    /// Larger for places further up.
    pub height: usize,
}

/// What follows from one or two slips: if `pair` is one value, they explain the claim.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub slips: Vec<Slip>,
    pub pair: [Id; 2],
}

/// Candidates made for one question.
const MOST: usize = 6_000;

/// The text of a row with the letters put in; `None` for a text that can't be read, which a test excludes.
pub(super) fn written(pool: &mut Pool, row: &'static Mistake, letters: &[(&'static str, Id)]) -> Option<Id> {
    let template = pool.table_text(row.wrong).ok()?;
    let pairs: Vec<(Id, Id)> = letters.iter().map(|(name, id)| (pool.symbol(name), *id)).collect();
    Some(substitute(pool, template, &pairs))
}

/// A slip at a place, with the value that is put in there.
pub(super) struct Local {
    pub slip: Slip,
    pub spot: Spot,
    pub wrong: Id,
}

/// Every row up to a rank at each of some places; `changed` are derivatives that differ from the right ones already.
pub(super) fn locals(
    pool: &mut Pool,
    places: &Places,
    changed: &FxHashMap<Id, Id>,
    ids: &[Id],
    rank: u8,
) -> Vec<Local> {
    let mut found = Vec::new();
    for row in all().filter(|row| row.rank <= rank) {
        for (height, &id) in ids.iter().enumerate() {
            for way in ways(pool, places, changed, row.at, id) {
                found.extend(local(pool, places, row, way, height));
                if found.len() >= MOST {
                    return found;
                }
            }
        }
    }
    found
}

fn local(pool: &mut Pool, places: &Places, row: &'static Mistake, way: Way, height: usize) -> Option<Local> {
    let Way { spot, mut letters, factors } = way;
    let written = written(pool, row, &letters)?;
    let wrong = if factors.is_empty() { written } else { fold::mul(pool, &[&factors[..], &[written]].concat()) };
    let part = match spot {
        Spot::Part(id) => id,
        Spot::Use(whole, position) => *places.parts(whole).get(position)?,
    };
    if wrong == places.value(part) {
        return None;
    }
    letters.push(("x", places.variable));
    let pending = pool.derivative(part, &[places.variable]);
    // What became of one use of a variable is said by the rule itself.
    let done = (row.at != At::Fork).then_some((pending, wrong));
    Some(Local { slip: Slip { row, letters, done, height }, spot, wrong })
}
