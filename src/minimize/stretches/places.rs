//! Owns the points between which a loss in one parameter is one smooth formula.

use crate::algebra::{Denominators, Normalizer, Polynomial, Ratio, decide, domain, tidy};
use crate::calculus::differentiate;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute, variables};
use crate::functions::Primitive;
use crate::minimize::convex::with_definitions;
use crate::minimize::edges::jumps;
use crate::minimize::problem::Problem;
use crate::minimize::stretches::Wanted;
use crate::number::Rational;
use crate::numeric::{Point, evaluate};
use crate::solve::{Roots, inverted_roots, polynomial_roots};

/// A point of the line: near a number, and in closed form where one is known.
#[derive(Clone, Copy, Debug)]
pub(in crate::minimize) struct Place {
    pub near: f64,
    pub exact: Option<Id>,
}

/// A point at which the loss may be another formula or have no value; always in closed form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Special {
    pub near: f64,
    pub exact: Id,
}

impl Special {
    pub fn place(&self) -> Place {
        Place { near: self.near, exact: Some(self.exact) }
    }
}

/// Points nearer to each other than this, relative to their size, are the same.
const NEAR: f64 = 1e-11;

/// Square roots are taken out of an equation at most so often.
const SQUARINGS: usize = 3;

/// Equations may grow to this many terms on the way.
const TERMS: usize = 400;

/// The ends of the domain, the places where a denominator vanishes and those where a formula changes, from left to right.
/// `None` where there may be others that weren't found, or none of those that are wanted.
pub(super) fn special(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    wanted: Wanted,
) -> Result<Option<Vec<Special>>, Diagnostic> {
    let Some(&unknown) = problem.over.first() else { return Ok(None) };
    let loss = problem.general;
    let opened = with_definitions(pool, loss);
    let is_known = |pool: &Pool, id: Id| id == unknown || matches!(pool.kind(id), Kind::Constant(_));
    if !variables(pool, opened).into_iter().all(|id| is_known(pool, id)) {
        return Ok(None);
    }
    let order: Vec<Id> = postorder(pool, opened).into_iter().filter(|&id| occurs(pool, id, unknown)).collect();
    if order.iter().any(|&id| is_endless(pool, id)) {
        return Ok(None);
    }
    let mut equations: Vec<Id> = Vec::new();
    let own = domain(pool, loss, Denominators::Not)?;
    let has_ends =
        own.iter().any(|&condition| occurs(pool, condition, unknown) && decide(pool, condition) != Some(true));
    let mut needed = wanted == Wanted::Kinks || has_ends || order.iter().any(|&id| jumps(pool, id));
    for &id in &order {
        // A power with a fraction for its exponent has an end, or a kink, where its base is zero.
        if let (Kind::Pow, Some((base, exponent))) = (pool.kind(id), pool.pair(id))
            && occurs(pool, base, unknown)
            && !pool.as_number(exponent).is_some_and(|exponent| exponent.is_integer())
        {
            equations.push(base);
            needed = true;
        }
    }
    let all = domain(pool, opened, Denominators::Too)?;
    let derivation = differentiate(pool, opened, &[unknown])?;
    let kinks = derivation.steps.iter().flat_map(|step| step.conditions.iter().copied());
    for condition in all.into_iter().chain(kinks.collect::<Vec<_>>()) {
        if !occurs(pool, condition, unknown) || decide(pool, condition) == Some(true) {
            continue;
        }
        let Some((left, right)) = pool.pair(condition) else { return Ok(None) };
        equations.push(pool.sub(left, right));
    }
    equations.sort_unstable();
    equations.dedup();
    let mut points: Vec<Special> = Vec::new();
    for equation in equations {
        let bare = without_bars(pool, equation);
        let Some(roots) = roots(pool, normalizer, bare, unknown)? else { return Ok(None) };
        for root in roots.places {
            let Some(exact) = root.exact else { return Ok(None) };
            points.push(Special { near: root.near, exact });
        }
    }
    points.sort_by(|a, b| a.near.total_cmp(&b.near));
    points.dedup_by(|a, b| (a.near - b.near).abs() <= NEAR * a.near.abs().max(1.0));
    needed = needed || has_gap(pool, normalizer, opened, unknown, &points)?;
    Ok(needed.then_some(points))
}

/// What is zero where an absolute value or a power is.
fn without_bars(pool: &mut Pool, id: Id) -> Id {
    let tidy = tidy(pool, id).id;
    match (pool.kind(tidy), pool.children(tidy)) {
        (Kind::Call(function), &[inner]) if function.row().primitive == Some(Primitive::Abs) => inner,
        (Kind::Pow, &[base, exponent]) if pool.as_number(exponent).is_some_and(|power| !power.is_negative()) => base,
        _ => tidy,
    }
}

/// Whether a denominator that vanishes at a point cancels, so that the shortened loss has a value where the loss has none.
fn has_gap(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    loss: Id,
    unknown: Id,
    points: &[Special],
) -> Result<bool, Diagnostic> {
    let Ok(short) = normalizer.expression(pool, loss) else { return Ok(false) };
    for point in points {
        let mut there = Point::new();
        there.set(unknown, point.near);
        let values = evaluate(pool, &[loss, short], &there)?;
        if let [loss, short] = &values[..]
            && !loss.value.is_finite()
            && short.value.is_finite()
            && short.value.abs() < 1e12
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a part has endlessly many points at which it is zero, vanishes or jumps.
fn is_endless(pool: &Pool, id: Id) -> bool {
    let Kind::Call(function) = pool.kind(id) else {
        return matches!(
            pool.kind(id),
            Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean | Kind::Derivative | Kind::Indexed
        );
    };
    matches!(
        function.row().primitive,
        Some(
            Primitive::Sin
                | Primitive::Cos
                | Primitive::Tan
                | Primitive::Floor
                | Primitive::Ceil
                | Primitive::Gamma
                | Primitive::LnGamma
                | Primitive::Polygamma
        )
    )
}

/// The roots of an expression.
pub(super) struct Found {
    pub places: Vec<Place>,
    /// Whether it is zero everywhere.
    pub is_zero: bool,
    /// How they were found.
    pub roots: Option<Roots>,
}

/// All real roots of an expression in one unknown, from left to right; `None` where it can't be solved.
pub(super) fn roots(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    equation: Id,
    unknown: Id,
) -> Result<Option<Found>, Diagnostic> {
    let Ok(ratio) = normalizer.ratio(pool, equation) else { return Ok(None) };
    if ratio.top.is_zero() {
        return Ok(Some(Found { places: Vec::new(), is_zero: true, roots: None }));
    }
    if !occurs(pool, equation, unknown) {
        return Ok(Some(Found { places: Vec::new(), is_zero: false, roots: None }));
    }
    let top = normalizer.polynomial(pool, &ratio.top);
    let top = tidy(pool, top).id;
    let mut found = match polynomial_roots(pool, normalizer, top, unknown) {
        Ok(roots) if roots.complete => Some(roots),
        Ok(_) | Err(_) => None,
    };
    if found.is_none() {
        found = match inverted_roots(pool, normalizer, equation, unknown) {
            Ok(Some(roots)) => Some(roots),
            Ok(None) | Err(_) => inverted_roots(pool, normalizer, top, unknown).ok().flatten(),
        };
    }
    let (found, is_squared) = match found {
        Some(found) => (found, false),
        None => match squared(pool, normalizer, &ratio.top, unknown) {
            Some(found) => (found, true),
            None => return Ok(None),
        },
    };
    let mut places = Vec::new();
    for root in &found.roots {
        let near = match (root.to_f64(), root.value) {
            (Some(near), _) => near,
            (None, Some(value)) => evaluate(pool, &[value], &Point::new())?.first().map_or(f64::NAN, |one| one.value),
            (None, None) => return Ok(None),
        };
        // Squaring adds the roots of the equation with other signs before its square roots.
        if near.is_finite() && (!is_squared || is_root(pool, top, unknown, near, root.value)?) {
            places.push(Place { near, exact: root.value });
        }
    }
    places.sort_by(|a, b| a.near.total_cmp(&b.near));
    places.dedup_by(|a, b| (a.near - b.near).abs() <= NEAR * a.near.abs().max(1.0));
    Ok(Some(Found { places, is_zero: false, roots: (!is_squared).then_some(found) }))
}

/// The roots of an equation with square roots in it, and of those with other signs before them: a + b√r = 0 says a² − b²r = 0.
fn squared(pool: &mut Pool, normalizer: &mut Normalizer, top: &Polynomial, unknown: Id) -> Option<Roots> {
    let mut whole = top.clone();
    for _ in 0..SQUARINGS {
        let kernel = whole.variables().into_iter().find_map(|variable| {
            let id = normalizer.kernels.id(variable)?;
            radicand(pool, id).filter(|_| occurs(pool, id, unknown)).map(|inside| (variable, inside))
        });
        let Some((variable, inside)) = kernel else {
            let whole = normalizer.polynomial(pool, &whole);
            return polynomial_roots(pool, normalizer, whole, unknown).ok().filter(|roots| roots.complete);
        };
        let inside = normalizer.ratio(pool, inside).ok()?;
        let (mut even, mut odd) = (Ratio::constant(Rational::ZERO), Ratio::constant(Rational::ZERO));
        for (power, coefficient) in whole.coefficients_in(variable).into_iter().enumerate() {
            let factor = inside.power(i64::try_from(power / 2).ok()?, TERMS)?;
            let part = Ratio::whole(coefficient).times(&factor, TERMS)?;
            let side = if power % 2 == 0 { &mut even } else { &mut odd };
            *side = side.plus(&part, TERMS)?;
        }
        let square = even.times(&even, TERMS)?;
        let other =
            odd.times(&odd, TERMS)?.times(&inside, TERMS)?.times(&Ratio::constant(Rational::from(-1)), TERMS)?;
        whole = square.plus(&other, TERMS)?.top;
    }
    None
}

/// What a square root stands around.
fn radicand(pool: &Pool, id: Id) -> Option<Id> {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Call(function), [inside]) if function.row().primitive == Some(Primitive::Sqrt) => Some(*inside),
        (Kind::Pow, [base, exponent]) if pool.as_number(*exponent) == Rational::ratio(1, 2) => Some(*base),
        _ => None,
    }
}

/// Whether an expression is zero at a place, up to rounding of its terms.
fn is_root(pool: &mut Pool, root: Id, unknown: Id, near: f64, exact: Option<Id>) -> Result<bool, Diagnostic> {
    let place = match exact {
        Some(exact) => exact,
        None => match Rational::from_f64(near) {
            Some(near) => pool.number(&near),
            None => return Ok(false),
        },
    };
    let terms = if pool.kind(root) == Kind::Add { pool.children(root).to_vec() } else { vec![root] };
    let there: Vec<Id> = terms.into_iter().map(|term| substitute(pool, term, &[(unknown, place)])).collect();
    let values: Vec<f64> = evaluate(pool, &there, &Point::new())?.iter().map(|value| value.value).collect();
    let size = values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    Ok(values.iter().sum::<f64>().abs() <= 1e-9 * size)
}
