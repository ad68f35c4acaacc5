//! Owns points at which the sides of a claim are compared: every name a number of its own, sums of three terms.

use super::judge::bases;
use crate::expr::{Id, Kind, Pool, is_binder, postorder, variables};
use crate::numeric::{Agreement, Point, agree, evaluate};

/// What the names are at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// All positive.
    Positive,
    /// Each name positive or negative.
    Signed,
    /// As `Signed`, but every value of this name is one of two whole numbers.
    Labels(Id, [i64; 2]),
}

/// Terms of a sum whose end is a name.
const TERMS: i64 = 3;

/// A point for all the expressions; another one for each seed.
pub(super) fn point(pool: &Pool, roots: &[Id], seed: u64, values: Values) -> Point {
    let mut point = Point::seeded(seed);
    let (mut limits, mut indices) = (Vec::new(), Vec::new());
    for id in roots.iter().flat_map(|&root| postorder(pool, root)) {
        match pool.children(id) {
            [_, _, upper, _] if is_binder(pool, id) => limits.push(*upper),
            [_, inside @ ..] if pool.kind(id) == Kind::Indexed => indices.extend_from_slice(inside),
            _ => {}
        }
    }
    for (at, name) in roots.iter().flat_map(|&root| bases(pool, root)).enumerate() {
        let number = at as u64 + seed.wrapping_mul(31);
        let negative = values != Values::Positive && mixed(number) % 2 == 1;
        match values {
            Values::Labels(label, two) if label == name => {
                let pick = |at: i64| two[(mixed(number.wrapping_add(at as u64)) % 2) as usize];
                point.set(name, pick(0) as f64);
                (1..=TERMS).for_each(|row| point.set_entry(name, &[row], pick(row) as f64));
            }
            _ if negative => point.set_family(name, -1.9, -0.4),
            _ => point.set_family(name, 0.4, 1.9),
        }
        if limits.contains(&name) {
            point.set(name, TERMS as f64);
        } else if point.get(name).is_none() {
            let size = 0.6 + 0.29 * at as f64 + 0.17 * (mixed(number) % 7) as f64;
            point.set(name, if negative { -size } else { size });
        }
    }
    for (at, index) in indices.into_iter().filter(|&id| matches!(pool.kind(id), Kind::Symbol(_))).enumerate() {
        if !limits.contains(&index) {
            point.set(index, 1.0 + (at as i64 % TERMS) as f64);
        }
    }
    point
}

/// At how many of so many points both sides are defined and agree.
pub(super) fn agreements(pool: &Pool, left: Id, right: Id, points: u64, values: Values) -> usize {
    let agrees = |seed: &u64| {
        let point = point(pool, &[left, right], *seed, values);
        let sides = evaluate(pool, &[left, right], &point);
        matches!(sides.as_deref(), Ok([left, right]) if agree(*left, *right) == Agreement::Yes)
    };
    (1..=points).filter(agrees).count()
}

/// A number that looks random.
fn mixed(number: u64) -> u64 {
    let spread = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread ^ (spread >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

/// Whether a name occurs in one of the expressions that isn't a number.
pub(super) fn varies(pool: &Pool, roots: &[Id]) -> bool {
    roots.iter().any(|&root| !variables(pool, root).is_empty())
}
