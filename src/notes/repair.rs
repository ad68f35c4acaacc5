//! Owns the search for the one edit of a formula as typed that makes it right: a sign, a number, a power, a name, a factor.
//!
//! Every edit is tried on the formula in its own names and judged under what is known, so the corrected formula looks the
//! way its author wrote it.

use super::context::Context;
use super::explain::Slip;
use super::judge::{Stage, is_true, put_in};
use super::sample::{Values, point};
use crate::expr::{Id, Kind, Pool, is_binder, rebuild, variables, with_children};
use crate::number::Rational;
use crate::numeric::evaluate;

/// Edits that are tried at most.
const TRIES: usize = 240;

/// A larger formula isn't searched.
const SIZE: usize = 120;

/// The edit and the corrected formula. `expected` is in the form of `stage`, `typed` as it stands; `names` are those that
/// may stand in the place of one of its own.
pub(super) fn repair(
    pool: &mut Pool,
    context: &Context,
    expected: Id,
    typed: Id,
    stage: Stage,
    names: &[Id],
) -> Option<(Slip, Id)> {
    let parts = outside_indices(pool, typed);
    if parts.len() > SIZE {
        return None;
    }
    let opposite = opposite(pool, typed);
    let mut edits = vec![(Slip::Sign { term: typed }, opposite)];
    edits.extend(signs(pool, typed, &parts));
    edits.extend(numbers(pool, context, (expected, stage), typed, &parts));
    edits.extend(powers(pool, typed, &parts));
    edits.extend(swaps(pool, typed, names));
    edits.extend(factors(pool, typed, names));
    edits.into_iter().take(TRIES).find(|(_, edited)| {
        let value = put_in(pool, context, *edited, stage);
        is_true(pool, context, expected, value)
    })
}

type Edits = Vec<(Slip, Id)>;

/// The parts of a formula but those of indices and of the limits of sums, which no edit may touch; parts first.
fn outside_indices(pool: &Pool, root: Id) -> Vec<Id> {
    let (mut stack, mut found) = (vec![root], Vec::new());
    while let Some(id) = stack.pop() {
        found.push(id);
        match pool.children(id) {
            [.., body] if is_binder(pool, id) => stack.push(*body),
            _ if pool.kind(id) == Kind::Indexed => {}
            children => stack.extend_from_slice(children),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Minus an expression, the way it is written: b − a for a − b.
fn opposite(pool: &mut Pool, typed: Id) -> Id {
    let children = pool.children(typed).to_vec();
    match (pool.kind(typed), &children[..]) {
        (Kind::Neg, [inner]) => *inner,
        (Kind::Add, [first, second]) if pool.kind(*second) == Kind::Neg && pool.kind(*first) != Kind::Neg => {
            let (first, second) = (*first, pool.only(*second).unwrap_or(*second));
            pool.sub(second, first)
        }
        _ => pool.neg(typed),
    }
}

/// Each term of each sum with the other sign.
fn signs(pool: &mut Pool, typed: Id, parts: &[Id]) -> Edits {
    let mut edits = Vec::new();
    for &sum in parts.iter().filter(|&&part| pool.kind(part) == Kind::Add).collect::<Vec<_>>() {
        let terms = pool.children(sum).to_vec();
        for (at, &term) in terms.iter().enumerate() {
            let mut flipped = terms.clone();
            let other = if pool.kind(term) == Kind::Neg { pool.only(term) } else { Some(pool.neg(term)) };
            let (Some(slot), Some(other)) = (flipped.get_mut(at), other) else { continue };
            *slot = other;
            let flipped = pool.add(&flipped);
            edits.push((Slip::Sign { term }, replaced(pool, typed, sum, flipped)));
        }
    }
    edits
}

/// Each number replaced by the one that would be right there, and by its neighbours.
fn numbers(pool: &mut Pool, context: &Context, (expected, stage): (Id, Stage), typed: Id, parts: &[Id]) -> Edits {
    let mut edits = Vec::new();
    let found: Vec<(Id, Rational)> =
        parts.iter().filter_map(|&part| pool.as_number(part).map(|value| (part, value))).take(12).collect();
    let one = Rational::from(1);
    for (number, value) in found {
        let mut candidates = vec![&value + &one, &value - &one];
        candidates.extend(solved(pool, context, (expected, stage), typed, number));
        for candidate in candidates {
            let right = pool.number(&candidate);
            let edited = replaced(pool, typed, number, right);
            if edited != typed {
                edits.push((Slip::Part { found: number, right }, edited));
            }
        }
    }
    edits
}

/// Replaces a part, but not in an index or where it is a limit of a sum.
fn replaced(pool: &mut Pool, root: Id, old: Id, new: Id) -> Id {
    let done = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        if id == old {
            return Ok(new);
        }
        if pool.kind(id) == Kind::Indexed {
            return Ok(id);
        }
        let mut children = children.to_vec();
        if let (true, [_, lower, upper, _]) = (is_binder(pool, id), pool.children(id)) {
            let (lower, upper) = (*lower, *upper);
            children.splice(1..3, [lower, upper]);
        }
        Ok(with_children(pool, id, &children))
    });
    match done {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The number that makes both sides equal at one point, if the formula is linear in it and it is a simple fraction.
fn solved(
    pool: &mut Pool,
    context: &Context,
    (expected, stage): (Id, Stage),
    typed: Id,
    number: Id,
) -> Option<Rational> {
    let unknown = pool.symbol("the number");
    let open = replaced(pool, typed, number, unknown);
    let open = put_in(pool, context, open, stage);
    let point = point(pool, &[expected, open], 7, Values::Positive);
    let at = |value: f64| {
        let values = evaluate(pool, &[open], &point.clone().with(unknown, value)).ok()?;
        values.first().filter(|value| value.is_defined()).map(|value| value.value)
    };
    let (zero, one) = (at(0.0)?, at(1.0)?);
    let wanted = evaluate(pool, &[expected], &point).ok()?.first().filter(|value| value.is_defined())?.value;
    simple_fraction((wanted - zero) / (one - zero))
}

/// The fraction with a denominator up to 1000 that a number is, if it is one.
fn simple_fraction(value: f64) -> Option<Rational> {
    if !value.is_finite() || value.abs() > 1e9 {
        return None;
    }
    let denominator = (1..=1_000i64).find(|&denominator| {
        let top = value * denominator as f64;
        (top - top.round()).abs() < 1e-9 * (1.0 + top.abs())
    })?;
    Rational::from((value * denominator as f64).round() as i64).checked_div(&Rational::from(denominator))
}

/// Each part squared, and each power taken away.
fn powers(pool: &mut Pool, typed: Id, parts: &[Id]) -> Edits {
    let mut edits = Vec::new();
    let (two, bound) = (pool.integer(2), bound(pool, parts));
    for &part in parts {
        let is_power = pool.kind(part) == Kind::Pow;
        let counts = match pool.kind(part) {
            Kind::Add | Kind::Symbol(_) | Kind::Indexed | Kind::Call(_) | Kind::Div => true,
            _ => is_power,
        };
        if !counts || bound.contains(&part) {
            continue;
        }
        if is_power {
            let base = pool.pair(part).map(|(base, _)| base);
            edits.extend(base.map(|base| (Slip::Part { found: part, right: base }, replaced(pool, typed, part, base))));
        } else {
            let square = pool.pow(part, two);
            edits.push((Slip::LostPower { base: part, power: two }, replaced(pool, typed, part, square)));
        }
    }
    edits
}

/// Indices of sums and names under an index, which are no values of their own.
fn bound(pool: &Pool, parts: &[Id]) -> Vec<Id> {
    let mut names = Vec::new();
    for &part in parts {
        match (pool.kind(part), pool.children(part)) {
            (Kind::Indexed, children) => names.extend_from_slice(children),
            (_, [index, lower, upper, _]) if is_binder(pool, part) => names.extend([*index, *lower, *upper]),
            _ => {}
        }
    }
    names
}

/// Each name replaced by another one of the line.
fn swaps(pool: &mut Pool, typed: Id, names: &[Id]) -> Edits {
    let mut edits = Vec::new();
    let own = variables(pool, typed);
    let others: Vec<Id> = own.iter().chain(names).copied().collect();
    for &found in own.iter().take(8) {
        for (at, &right) in others.iter().enumerate().take(12) {
            if right != found && !others.iter().take(at).any(|&earlier| earlier == right) {
                edits.push((Slip::Part { found, right }, replaced(pool, typed, found, right)));
            }
        }
    }
    edits
}

/// Numbers that get lost or added when a power, a mean or a product is differentiated.
const FACTORS: &[(i64, i64)] = &[(2, 1), (1, 2), (-2, 1), (-1, 2), (3, 1), (1, 3), (4, 1), (1, 4)];

/// The whole times a number or a name, such as the inner derivative of a chain rule, with either sign.
fn factors(pool: &mut Pool, typed: Id, names: &[Id]) -> Edits {
    let mut edits = Vec::new();
    for &(top, bottom) in FACTORS {
        let factor = Rational::from(top).checked_div(&Rational::from(bottom)).map(|factor| pool.number(&factor));
        edits.extend(factor.map(|factor| (Slip::Factor { factor }, product(pool, factor, typed))));
    }
    let one = pool.integer(1);
    let mut known = variables(pool, typed);
    known.extend(names.iter().copied());
    for (at, &name) in known.iter().enumerate().take(12) {
        if known.iter().take(at).any(|&earlier| earlier == name) {
            continue;
        }
        let (more, less, inverse) = (product(pool, typed, name), pool.div(typed, name), pool.div(one, name));
        for (factor, edited) in [(name, more), (inverse, less)] {
            let (opposite, flipped) = (pool.neg(factor), pool.neg(edited));
            edits.push((Slip::Factor { factor }, edited));
            edits.push((Slip::Factor { factor: opposite }, flipped));
        }
    }
    edits
}

/// A product of all factors of both.
fn product(pool: &mut Pool, left: Id, right: Id) -> Id {
    let factors = [left, right].map(|side| match pool.kind(side) {
        Kind::Mul => pool.children(side).to_vec(),
        _ => vec![side],
    });
    pool.mul(&factors.concat())
}
