//! Owns comparison by numbers: random points of the common domain in floating point first, then certified enclosures.

use rustc_hash::FxHashSet;

use super::Options;
use super::verdict::{Shown, Witness, distinct};
use crate::expr::{Id, Kind, Pool, postorder_of, variables};
use crate::number::Rational;
use crate::numeric::{
    Agreement, Budget, ExactPoint, Meeting, Point, PrincipalMeeting, agree, evaluate, meet, meet_principal, sample,
};

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

/// Tries before the real domain is taken for empty.
const LONG_SEARCH: usize = 2_000;

/// Digits that must agree.
pub(super) const DIGITS: usize = 34;

/// Points that are looked at where a proof failed.
const SEARCHED: usize = 200;

/// Looks at points of the common domain in floating point; a difference is certified before it counts.
pub(super) fn glance(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], options: &Options) -> Numbers {
    let mut points = sample(pool, &sides, conditions, WANTED, ATTEMPTS, options.seed).unwrap_or_default();
    if points.is_empty() {
        // A narrow domain: a longer search before it is called empty.
        points =
            sample(pool, &sides, conditions, WANTED, LONG_SEARCH, options.seed.wrapping_add(1)).unwrap_or_default();
    }
    tell_apart(pool, sides, conditions, points, &options.budget)
}

/// As [`glance`], at many more points: a difference may show itself in a small part of the domain only.
pub(super) fn search(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], options: &Options) -> Numbers {
    let seed = options.seed.wrapping_add(2);
    let points = sample(pool, &sides, conditions, SEARCHED, 2 * SEARCHED, seed).unwrap_or_default();
    tell_apart(pool, sides, conditions, points, &options.budget)
}

fn tell_apart(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], points: Vec<Point>, budget: &Budget) -> Numbers {
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
                let [left, right] = distinct(&left, &right);
                return Numbers::Apart(Witness { at, left, right });
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
    Numbers::Close { points: agreeing as u32, digits: digits(fewest) }
}

/// Decimal digits for so many bits; where all values are exactly equal, as many as were asked for.
fn digits(bits: u64) -> u32 {
    if bits == u64::MAX { DIGITS as u32 } else { ((bits as f64 / std::f64::consts::LOG2_10) as u32).max(DIGITS as u32) }
}

fn separate(pool: &mut Pool, sides: [Id; 2], point: &Point, budget: &Budget) -> Option<Witness> {
    let exact = ExactPoint::from(point);
    match meet(pool, sides[0], sides[1], &exact, 17, budget) {
        Meeting::Apart(left, right) => {
            let at = coordinates(pool, sides, &exact);
            let [left, right] = distinct(&left, &right);
            Some(Witness { at, left, right })
        }
        Meeting::Equal | Meeting::Close(_) | Meeting::Undefined(..) => None,
    }
}

/// The coordinates in the order of their names; of a family the members that a short sum needs.
fn coordinates(pool: &mut Pool, sides: [Id; 2], point: &ExactPoint) -> Vec<(Id, Rational)> {
    let mut at: Vec<(Id, Rational)> =
        all_variables(pool, sides).into_iter().filter_map(|id| Some((id, point.get(id)?))).collect();
    let mut bases: Vec<Id> = Vec::new();
    for id in postorder_of(pool, &sides) {
        if let (Kind::Indexed, [base, _]) = (pool.kind(id), pool.children(id))
            && !bases.contains(base)
        {
            bases.push(*base);
        }
    }
    // No more members than the largest whole number that a limit may be.
    let largest = at.iter().filter_map(|(_, value)| value.to_i64()).max().unwrap_or(MEMBERS);
    for base in bases {
        for number in 1..=MEMBERS.min(largest.max(1)) {
            let Some(value) = point.entry(pool, base, &[number]) else { continue };
            let index = pool.integer(number);
            at.push((pool.indexed(base, &[index]), value));
        }
    }
    let text = |id: Id| crate::render::plain(pool, id);
    at.sort_by_key(|(id, _)| text(*id));
    at
}

/// Members of a family that a witness lists: limits of sums are sampled up to this number.
const MEMBERS: i64 = 4;

pub(super) fn all_variables(pool: &Pool, sides: [Id; 2]) -> Vec<Id> {
    let mut seen = FxHashSet::default();
    sides.into_iter().flat_map(|side| variables(pool, side)).filter(|id| seen.insert(*id)).collect()
}

/// Small numbers that are tried for the variables, in turn.
const SIMPLE: &[(i64, i64)] = &[(1, 1), (2, 1), (-1, 1), (3, 1), (1, 2), (-2, 1), (5, 1), (1, 3), (-3, 1), (7, 2)];

/// A witness of small numbers, different ones for different variables where possible.
fn simple_witness(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], budget: &Budget) -> Option<Witness> {
    // A derivative has no value where a sign or a case changes, though sgn(0) has one.
    let kinks = super::edges::kinks(pool, sides);
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
        let Ok(values) = evaluate(pool, &[&sides[..], &kinks, conditions].concat(), &float) else { continue };
        let (of_sides, others) = values.split_at(2);
        let (of_kinks, of_conditions) = others.split_at(kinks.len());
        if of_kinks.iter().any(|value| value.value == 0.0) {
            continue;
        }
        let apart = matches!(of_sides, [a, b] if agree(*a, *b) == Agreement::No);
        if !apart || of_conditions.iter().any(|value| value.value != 1.0) {
            continue;
        }
        if let Meeting::Apart(left, right) = meet(pool, sides[0], sides[1], &exact, 17, budget) {
            let at = coordinates(pool, sides, &exact);
            let [left, right] = distinct(&left, &right);
            return Some(Witness { at, left, right });
        }
    }
    None
}

/// Ranges that real points for complex values are taken from, in quarters of a unit.
const QUARTERS: &[(i64, i64)] = &[(1, 9), (-7, 7), (5, 17), (-15, 13), (1, 4), (-16, -1)];

/// Points at which complex values are looked for.
const COMPLEX_POINTS: u64 = 12;

/// Real points for complex values, off the whole numbers, where the conditions hold. Few, from ranges on both sides of 0.
pub(crate) fn complex_points(pool: &Pool, variables: &[Id], conditions: &[Id], seed: u64) -> Vec<ExactPoint> {
    let mut points = Vec::new();
    for attempt in 0..COMPLEX_POINTS {
        let (mut exact, mut float) = (ExactPoint::new(), Point::new());
        let (low, high) = QUARTERS[attempt as usize % QUARTERS.len()];
        for (at, &id) in (1u64..).zip(variables) {
            let state = super::field::mix(seed ^ super::field::mix(attempt * 64 + at));
            // 64 steps to a quarter, off the whole numbers.
            let steps = low * 64 + (state % ((high - low) as u64 * 64)) as i64;
            let Some(value) = Rational::ratio(2 * steps + 1, 512) else { continue };
            float.set(id, value.to_f64());
            exact.set(id, value);
        }
        if hold(pool, conditions, &float) {
            points.push(exact);
        }
    }
    points
}

fn hold(pool: &Pool, conditions: &[Id], point: &Point) -> bool {
    evaluate(pool, conditions, point).is_ok_and(|values| values.iter().all(|value| value.value == 1.0))
}

/// Compares principal values of expressions of primitive functions at real points where some part is complex.
pub(super) fn look_at_principal_values(
    pool: &mut Pool,
    sides: [Id; 2],
    conditions: &[Id],
    options: &Options,
) -> Numbers {
    let all = all_variables(pool, sides);
    let (mut agreeing, mut fewest) = (0, u64::MAX);
    for exact in complex_points(pool, &all, conditions, options.seed) {
        match meet_principal(pool, sides[0], sides[1], &exact, DIGITS, &options.budget) {
            PrincipalMeeting::Apart(left, right) => {
                let witness = simple_complex_witness(pool, sides, conditions, &options.budget);
                return Numbers::Apart(witness.unwrap_or_else(|| complex_witness(pool, sides, &exact, left, right)));
            }
            PrincipalMeeting::Close(bits) if bits as f64 >= DIGITS as f64 * std::f64::consts::LOG2_10 => {
                agreeing += 1;
                fewest = fewest.min(bits);
            }
            PrincipalMeeting::Close(_) | PrincipalMeeting::Undefined => {}
        }
        if agreeing >= 6 {
            break;
        }
    }
    // Without variables there is one point only.
    if agreeing == 0 || (agreeing < 3 && !all.is_empty()) {
        return Numbers::NoPoints;
    }
    Numbers::Close { points: agreeing, digits: digits(fewest) }
}

fn complex_witness(pool: &mut Pool, sides: [Id; 2], at: &ExactPoint, left: [f64; 2], right: [f64; 2]) -> Witness {
    let shown = |[real, imaginary]: [f64; 2]| Shown { real, imaginary, exact: None, decimal: None };
    Witness { at: coordinates(pool, sides, at), left: shown(left), right: shown(right) }
}

/// A witness of small numbers among complex values.
fn simple_complex_witness(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], budget: &Budget) -> Option<Witness> {
    let mut all = all_variables(pool, sides);
    all.sort_by(|a, b| pool.name(*a).cmp(&pool.name(*b)));
    for attempt in 0..SIMPLE.len() {
        let (mut exact, mut float) = (ExactPoint::new(), Point::new());
        for (&id, &(p, q)) in all.iter().zip(SIMPLE.iter().cycle().skip(attempt)) {
            exact.set(id, Rational::ratio(p, q)?);
            float.set(id, p as f64 / q as f64);
        }
        if hold(pool, conditions, &float)
            && let PrincipalMeeting::Apart(left, right) =
                meet_principal(pool, sides[0], sides[1], &exact, DIGITS, budget)
        {
            return Some(complex_witness(pool, sides, &exact, left, right));
        }
    }
    None
}
