//! Owns two mistakes at once: at places that don't depend on each other, found by differences of values, and one above
//! the other, tried within a budget.

use super::candidate::{Candidate, Local, Slip, locals};
use super::diagnose::{Judge, judged, without_inner};
use super::places::{Places, Spot};
use super::prints::Print;
use super::question::Question;
use crate::expr::{Id, Pool};
use crate::numeric::{Agreement, Value, agree};

/// Larger expressions are not searched for two mistakes.
const PARTS: usize = 40;

/// Rows of a higher rank are too special to be tried in pairs.
const RANK: u8 = 2;

/// Pairs that are tried one above the other.
const NESTED: usize = 1_500;

/// Pairs beside each other that are made after their differences fit.
const BESIDE: usize = 200;

/// Pairs of slips that might give the claim.
pub(super) fn doubles(
    pool: &mut Pool,
    question: &Question,
    places: &Places,
    local: &[Local],
    judge: &Judge,
) -> Vec<Candidate> {
    if places.order.len() > PARTS {
        return Vec::new();
    }
    let common: Vec<&Local> = local.iter().filter(|local| local.slip.row.rank <= RANK).collect();
    let mut found = beside(pool, question, places, &common, judge);
    found.extend(nested(pool, question, places, &common));
    found
}

/// The effects of two independent slips add up: d₁ + d₂ is what the claim is off by.
fn beside(pool: &mut Pool, question: &Question, places: &Places, common: &[&Local], judge: &Judge) -> Vec<Candidate> {
    let Some(prints) = &judge.prints else { return Vec::new() };
    let mut ids: Vec<Id> = vec![question.right, question.claim];
    for local in common {
        let answer = places.answer(pool, &[(local.spot, local.wrong)]);
        ids.push(question.filled(pool, answer));
    }
    let ids: Vec<Id> = ids.into_iter().map(|id| judge.indexed(pool, id)).collect();
    let values = prints.values(pool, &ids);
    let first: Vec<Value> = values.iter().filter_map(|all| all.first().copied().map(joined)).collect();
    let [right, claim, singles @ ..] = &first[..] else { return Vec::new() };
    if singles.len() != common.len() {
        return Vec::new();
    }
    let mut sorted: Vec<(f64, usize)> = singles
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_defined())
        .map(|(at, value)| (value.value - right.value, at))
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let target = claim.value - right.value;
    let mut found = Vec::new();
    for &(off, at) in &sorted {
        let size = target.abs().max(off.abs()).max(right.value.abs());
        let wanted = target - off;
        let from = sorted.partition_point(|(other, _)| *other < wanted - 1e-6 * size);
        for &(other, second) in sorted.iter().skip(from).take_while(|(other, _)| *other <= wanted + 1e-6 * size) {
            let sum = Value { value: right.value + off + other, error: 1e-12 * size };
            if at >= second || agree(sum, *claim) == Agreement::No {
                continue;
            }
            let (Some(a), Some(b)) = (common.get(at), common.get(second)) else { continue };
            if a.spot == b.spot || found.len() >= BESIDE {
                continue;
            }
            let answer = places.answer(pool, &[(a.spot, a.wrong), (b.spot, b.wrong)]);
            found.push(judged(pool, question, vec![a.slip.clone(), b.slip.clone()], answer));
        }
    }
    found
}

/// Real and imaginary part in one number, so that what is off still adds up.
fn joined([real, imaginary]: Print) -> Value {
    const SCALE: f64 = std::f64::consts::SQRT_2;
    Value { value: real.value + SCALE * imaginary.value, error: real.error + SCALE * imaginary.error }
}

/// A slip above another one works on the wrong value that comes from below.
fn nested(pool: &mut Pool, question: &Question, places: &Places, common: &[&Local]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let inner = without_inner(pool, places);
    let lower = inner.iter().chain(common.iter().copied().filter(|local| matches!(local.spot, Spot::Part(_))));
    for low in lower {
        let mut changed = places.changed(pool, &[(low.spot, low.wrong)]);
        let own = match low.spot {
            Spot::Part(id) => Some(id),
            Spot::Use(..) => None,
        };
        let above: Vec<Id> =
            places.order.iter().copied().filter(|id| changed.contains_key(id) && Some(*id) != own).collect();
        if let Spot::Use(whole, position) = low.spot
            && let Some(&part) = places.parts(whole).get(position)
        {
            changed.insert(part, low.wrong);
        }
        for high in locals(pool, places, &changed, &above, RANK) {
            if found.len() >= NESTED {
                return found;
            }
            let answer = places.answer(pool, &[(low.spot, low.wrong), (high.spot, high.wrong)]);
            let slips: Vec<Slip> = vec![high.slip, low.slip.clone()];
            found.push(judged(pool, question, slips, answer));
        }
    }
    found
}
