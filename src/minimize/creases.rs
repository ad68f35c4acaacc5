//! Owns the way from a loss to its creases: a sum of terms, each of them a piecewise linear function of one linear expression in
//! the parameters plus a square, becomes absolute values, a linear and a quadratic part, in fractions.
//!
//! A function with the slope jumps j_k at t_k is Σ j_k/2·|t − t_k| and a linear function: so a hinge, a quantile's check function,
//! and a dead zone are absolute values like any other.

use super::convex::{Curvature, Shape, with_definitions};
use super::jets::{Jet, Kinked, Side};
use super::joints;
use super::problem::Problem;
use super::vertex::{Creased, Kink};
use crate::algebra::Normalizer;
use crate::calculus::gradient;
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, substitute, with_children};
use crate::functions::Primitive;
use crate::number::Rational;

/// Rows times parameters that are looked at in fractions.
const WORK: usize = 400_000;

/// Powers in a term may be so high.
const LARGEST_POWER: i64 = 6;

/// A term of the loss: factor · f(inner).
struct Term {
    factor: Id,
    /// The index and the limits of the sum it stands in.
    range: Option<[Id; 3]>,
    /// The linear expression, as its slopes and its value where all parameters are 0.
    slopes: Vec<Id>,
    offset: Id,
    /// The function of t, wrapped in the sum where there is one; `None` for t itself.
    function: Option<Id>,
    t: Id,
}

/// The loss as creases; `None` where a part of it is of another kind.
pub(super) fn creases(pool: &mut Pool, problem: &Problem) -> Option<Creased> {
    let rows = problem.table.map_or(1, crate::data::Table::rows);
    if rows.saturating_mul(problem.over.len()) > WORK {
        return None;
    }
    let loss = with_definitions(pool, problem.general);
    let loss = by_differences(pool, loss, &problem.over);
    let terms = terms(pool, problem, loss)?;
    let nothing = vec![Rational::ZERO; problem.over.len()];
    let bend = vec![nothing.clone(); problem.over.len()];
    let mut creased = Creased { kinks: Vec::new(), bend, linear: nothing, constant: Rational::ZERO };
    for term in terms {
        let kinked = Kinked { pool, table: problem.table, counts: &problem.counts, unknown: term.t };
        let count = match term.range {
            Some([_, lower, upper]) => {
                let whole = pool.is_integer(lower, 1) && (problem.counts.contains(&upper));
                problem.table.filter(|_| whole)?.rows()
            }
            None => 1,
        };
        for row in 0..count {
            add(&kinked, &term, term.range.map(|[index, ..]| (index, row)), &mut creased)?;
        }
    }
    (!creased.kinks.is_empty()).then_some(creased)
}

/// The greater of two expressions in the parameters, written with their difference: max(a, b) = b + max(a − b, 0), and so for
/// the smaller one.
fn by_differences(pool: &mut Pool, loss: Id, over: &[Id]) -> Id {
    let done = rebuild::<std::convert::Infallible>(pool, loss, |pool, id, children| {
        let rebuilt = with_children(pool, id, children);
        let (Kind::Call(function), &[a, b]) = (pool.kind(rebuilt), children) else { return Ok(rebuilt) };
        let is_extreme = matches!(function.row().primitive, Some(Primitive::Max | Primitive::Min));
        let holds = |part| over.iter().any(|&parameter| occurs(pool, part, parameter));
        if !is_extreme || !holds(a) || !holds(b) {
            return Ok(rebuilt);
        }
        let (difference, zero) = (pool.sub(a, b), pool.integer(0));
        let extreme = pool.call(function, &[difference, zero]);
        Ok(pool.add(&[b, extreme]))
    });
    match done {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// Takes the loss apart along sums, signs and constant factors.
fn terms(pool: &mut Pool, problem: &Problem, loss: Id) -> Option<Vec<Term>> {
    let shape = Shape::of(pool, loss, &problem.over, &problem.counts);
    let mut normalizer = Normalizer::default();
    let one = pool.integer(1);
    let mut found = Vec::new();
    let mut open: Vec<(Id, Id, Option<[Id; 3]>)> = vec![(one, loss, None)];
    while let Some((factor, id, range)) = open.pop() {
        let children = pool.children(id).to_vec();
        let is_constant = |part: &Id| shape.curvature(*part) == Curvature::Constant;
        match (pool.kind(id), &children[..]) {
            (Kind::Add, parts) => open.extend(parts.iter().rev().map(|&part| (factor, part, range))),
            (Kind::Neg, &[inner]) => {
                let factor = pool.neg(factor);
                open.push((factor, inner, range));
            }
            (Kind::Div, &[top, bottom]) if is_constant(&bottom) && !is_constant(&top) => {
                let factor = pool.div(factor, bottom);
                open.push((factor, top, range));
            }
            (Kind::Mul, parts) if parts.iter().filter(|part| !is_constant(part)).count() == 1 => {
                let constant = parts.iter().filter(|part| is_constant(part)).copied();
                let factors: Vec<Id> = [factor].into_iter().chain(constant).collect();
                let factor = pool.mul(&factors);
                let inner = parts.iter().copied().find(|part| !is_constant(part))?;
                open.push((factor, inner, range));
            }
            (Kind::Sum, &[index, lower, upper, body]) if range.is_none() => {
                open.push((factor, body, Some([index, lower, upper])));
            }
            _ => found.push(term(pool, &mut normalizer, problem, &shape, (factor, id, range))?),
        }
    }
    Some(found)
}

fn term(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    shape: &Shape,
    (factor, id, range): (Id, Id, Option<[Id; 3]>),
) -> Option<Term> {
    let is_straight = |part: Id| shape.curvature(part) == Curvature::Affine;
    let t = joints::free_name(pool, id)?;
    let (inner, function) = match shape.curvature(id) {
        Curvature::Constant | Curvature::Affine => (id, None),
        Curvature::Convex | Curvature::Concave | Curvature::Unknown => {
            let (inner, function) = joints::in_one_variable(pool, normalizer, id, is_straight, &problem.over, t)?;
            let function = match range {
                Some([index, lower, upper]) => pool.sum(index, lower, upper, function),
                None => function,
            };
            (inner, Some(function))
        }
    };
    let is_high = |&part: &Id| {
        let power =
            pool.pair(part).filter(|_| pool.kind(part) == Kind::Pow).and_then(|(_, power)| pool.as_number(power));
        power.is_some_and(|power| power > Rational::from(LARGEST_POWER))
    };
    if function.is_some_and(|function| postorder(pool, function).iter().any(is_high)) {
        return None;
    }
    let slopes = gradient(pool, inner, &problem.over).ok()?;
    let zero = pool.integer(0);
    let nothing: Vec<(Id, Id)> = problem.over.iter().map(|&parameter| (parameter, zero)).collect();
    let offset = substitute(pool, inner, &nothing);
    Some(Term { factor, range, slopes, offset, function, t })
}

/// Adds what one row of a term contributes.
fn add(kinked: &Kinked, term: &Term, row: Option<(Id, usize)>, creased: &mut Creased) -> Option<()> {
    let constant = |id: Id| kinked.walk(id, row, &Rational::ZERO, Side::Right).map(|jet| jet.value);
    let factor = constant(term.factor)?;
    let offset = constant(term.offset)?;
    let slopes: Vec<Rational> = term.slopes.iter().map(|&slope| constant(slope)).collect::<Option<_>>()?;
    // What f is: a value and a slope somewhere, and the jumps.
    let (mut place, mut value, mut slope) = (Rational::ZERO, Rational::ZERO, Rational::ONE);
    let mut bend = Rational::ZERO;
    let mut jumps: Vec<(Rational, Rational)> = Vec::new();
    if let Some(function) = term.function {
        let body = kinked.pool.children(function).last().copied().filter(|_| row.is_some()).unwrap_or(function);
        let mut places = Vec::new();
        for (edge, index) in kinked.edges(function) {
            if index.is_some() == row.is_some() {
                places.extend(kinked.crossings(edge, row)?);
            }
        }
        places.sort();
        places.dedup();
        let first = places.first().cloned().unwrap_or(Rational::ZERO);
        let start = kinked.walk(body, row, &first, Side::Left)?;
        (place, value, slope, bend) = (first, start.value, start.slope, start.bend);
        let at = |place: &Rational, side| kinked.walk(body, row, place, side).filter(|jet: &Jet| jet.bend == bend);
        // A bend that is the same at so many points on both sides is that of a quadratic function.
        let last = places.last().unwrap_or(&place);
        for step in (1..=LARGEST_POWER).filter(|_| !bend.is_zero()) {
            let step = Rational::from(step);
            at(&(&place - &step), Side::Left)?;
            at(&(last + &step), Side::Right)?;
        }
        for place in places {
            let (left, right) = (at(&place, Side::Left)?, at(&place, Side::Right)?);
            if left.value != right.value {
                return None;
            }
            let jump = &right.slope - &left.slope;
            if !jump.is_zero() {
                jumps.push((place, jump));
            }
        }
    }
    // f(t) = value + slope·(t − place) + bend/2·(t − place)² + Σ jump·(t − t_k)₊, and (x)₊ = (x + |x|)/2.
    let half = Rational::ratio(1, 2)?;
    let mut own = slope.clone();
    let mut rest = &value - &(&slope * &place);
    for (place, jump) in &jumps {
        let part = jump * &half;
        own = &own + &part;
        rest = &rest - &(&part * place);
        let weight = &factor * &part;
        if slopes.iter().all(Rational::is_zero) {
            rest = &rest + &(&part * &(&offset - place).abs());
        } else if weight.is_negative() {
            return None;
        } else if !weight.is_zero() {
            creased.kinks.push(Kink {
                slope: slopes.clone(),
                offset: &offset - place,
                weight,
                row: row.map(|(_, at)| at),
            });
        }
    }
    for (sum, entry) in creased.linear.iter_mut().zip(&slopes).filter(|(_, entry)| !entry.is_zero()) {
        *sum = &*sum + &(&(&factor * &own) * entry);
    }
    creased.constant = &creased.constant + &(&factor * &(&rest + &(&own * &offset)));
    if !bend.is_zero() {
        let (bend, from) = (&factor * &bend, &offset - &place);
        creased.constant = &creased.constant + &(&(&bend * &half) * &(&from * &from));
        for ((sums, sum), own) in creased.bend.iter_mut().zip(&mut creased.linear).zip(&slopes) {
            let own = &bend * own;
            *sum = &*sum + &(&own * &from);
            for (sum, entry) in sums.iter_mut().zip(&slopes).filter(|(_, entry)| !entry.is_zero()) {
                *sum = &*sum + &(&own * entry);
            }
        }
    }
    Some(())
}
