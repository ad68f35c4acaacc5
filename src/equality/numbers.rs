//! Owns comparison by numbers: random points of the common domain in floating point first, then certified enclosures.

use rustc_hash::FxHashSet;

use super::verdict::{Shown, Witness};
use crate::expr::{Id, Pool, variables};
use crate::number::Rational;
use crate::numeric::{Agreement, Budget, ExactPoint, Meeting, Point, agree, evaluate, meet, sample};

/// What numbers say.
pub(super) enum Numbers {
    /// Certainly different.
    Apart(Witness),
    /// The same to this many decimal digits at these many points.
    Close { points: u32, digits: u32 },
    /// Floating-point values agree, or can't be told apart; these are the points.
    Open(Vec<Point>),
    /// No common point.
    NoPoints,
}

/// Points that are looked for.
const WANTED: usize = 6;

/// Tries for them.
const ATTEMPTS: usize = 240;

/// Digits that must agree.
pub(super) const DIGITS: usize = 34;

/// Looks at points of the common domain in floating point; a difference is certified before it counts.
pub(super) fn glance(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], seed: u64, budget: &Budget) -> Numbers {
    let points = sample(pool, &sides, conditions, WANTED, ATTEMPTS, seed).unwrap_or_default();
    if points.is_empty() {
        return Numbers::NoPoints;
    }
    for point in &points {
        let Ok(values) = evaluate(pool, &sides, point) else { continue };
        let [a, b] = values[..] else { continue };
        if agree(a, b) == Agreement::No
            && let Some(witness) = separate(pool, sides, point, budget)
        {
            let witness = simple_witness(pool, sides, conditions, budget).unwrap_or(witness);
            return Numbers::Apart(witness);
        }
    }
    Numbers::Open(points)
}

/// Certified values at the points; at least this many must agree.
pub(super) fn look_closely(pool: &mut Pool, sides: [Id; 2], points: &[Point], budget: &Budget) -> Numbers {
    let (mut agreeing, mut fewest) = (0, u64::MAX);
    for point in points {
        match meet(pool, sides[0], sides[1], &ExactPoint::from(point), DIGITS, budget) {
            Meeting::Apart(left, right) => {
                let at = coordinates(pool, sides, &ExactPoint::from(point));
                return Numbers::Apart(Witness { at, left: (&left).into(), right: (&right).into() });
            }
            Meeting::Equal => agreeing += 1,
            Meeting::Close(bits) if bits as f64 >= DIGITS as f64 * std::f64::consts::LOG2_10 => {
                agreeing += 1;
                fewest = fewest.min(bits);
            }
            Meeting::Close(_) | Meeting::Undefined(..) => {}
        }
    }
    if agreeing < 3.min(points.len().max(1)) {
        return Numbers::Open(points.to_vec());
    }
    let digits = (fewest.min(10_000) as f64 / std::f64::consts::LOG2_10) as u32;
    Numbers::Close { points: agreeing as u32, digits: digits.max(DIGITS as u32) }
}

fn separate(pool: &mut Pool, sides: [Id; 2], point: &Point, budget: &Budget) -> Option<Witness> {
    let exact = ExactPoint::from(point);
    match meet(pool, sides[0], sides[1], &exact, 17, budget) {
        Meeting::Apart(left, right) => {
            let at = coordinates(pool, sides, &exact);
            let (left, right): (Shown, Shown) = ((&left).into(), (&right).into());
            Some(Witness { at, left, right })
        }
        Meeting::Equal | Meeting::Close(_) | Meeting::Undefined(..) => None,
    }
}

/// The coordinates in the order of their names.
fn coordinates(pool: &Pool, sides: [Id; 2], point: &ExactPoint) -> Vec<(Id, Rational)> {
    let mut at: Vec<(Id, Rational)> =
        all_variables(pool, sides).into_iter().filter_map(|id| Some((id, point.get(id)?))).collect();
    at.sort_by(|a, b| pool.name(a.0).cmp(&pool.name(b.0)));
    at
}

pub(super) fn all_variables(pool: &Pool, sides: [Id; 2]) -> Vec<Id> {
    let mut seen = FxHashSet::default();
    sides.into_iter().flat_map(|side| variables(pool, side)).filter(|id| seen.insert(*id)).collect()
}

/// Small numbers that are tried for the variables, in turn.
const SIMPLE: &[(i64, i64)] = &[(1, 1), (2, 1), (-1, 1), (3, 1), (1, 2), (-2, 1), (5, 1), (1, 3), (-3, 1), (7, 2)];

/// A witness of small numbers, different ones for different variables where possible.
fn simple_witness(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], budget: &Budget) -> Option<Witness> {
    let mut all = all_variables(pool, sides);
    all.sort_by(|a, b| pool.name(*a).cmp(&pool.name(*b)));
    if all.iter().any(|&id| pool.name(id).is_none()) {
        return None;
    }
    for attempt in 0..24usize {
        let mut exact = ExactPoint::new();
        let mut float = Point::new();
        let mut state = attempt;
        for (at, &id) in all.iter().enumerate() {
            // The first attempts count through the list; later ones jump.
            let choice = if attempt < SIMPLE.len() { attempt + at } else { state % SIMPLE.len() };
            state = state / 3 + 7 * at + attempt;
            let (p, q) = SIMPLE[choice % SIMPLE.len()];
            exact.set(id, Rational::ratio(p, q)?);
            float.set(id, p as f64 / q as f64);
        }
        let Ok(values) = evaluate(pool, &[&sides[..], conditions].concat(), &float) else { continue };
        let (of_sides, of_conditions) = values.split_at(2);
        let apart = matches!(of_sides, [a, b] if agree(*a, *b) == Agreement::No);
        if !apart || of_conditions.iter().any(|value| value.value != 1.0) {
            continue;
        }
        if let Meeting::Apart(left, right) = meet(pool, sides[0], sides[1], &exact, 17, budget) {
            let at = coordinates(pool, sides, &exact);
            return Some(Witness { at, left: (&left).into(), right: (&right).into() });
        }
    }
    None
}
