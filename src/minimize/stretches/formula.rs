//! Owns one stretch between two special points: the formula that the loss is there, its slope, and where that is zero.

use super::places::{self, Place, Special};
use crate::algebra::{Normalizer, tidy};
use crate::calculus::differentiate;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, rebuild, with_children};
use crate::functions::Primitive;
use crate::minimize::convex::with_definitions;
use crate::minimize::problem::Problem;
use crate::minimize::report::{Piece, say};
use crate::minimize::stationary::told;
use crate::numeric::{Point, evaluate};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const SQUARED: Wording = Wording::new(
    "The square roots are brought to one side and squared away. Of the roots of the polynomial that is left, those count that solve the equation itself:",
    "把根式移到一边并平方以消去它们。所得多项式的根中,只有满足原方程的才算数:",
);

/// What the loss is between two points.
pub(super) enum Stretch {
    /// It has no value.
    Empty,
    /// It is the same everywhere.
    Flat {
        /// A point inside.
        inside: Place,
        formula: Id,
    },
    /// It is a smooth formula.
    Smooth {
        formula: Id,
        slope: Id,
        /// Where the slope is zero, from left to right.
        roots: Vec<Place>,
        /// Whether the loss falls, before, between and behind the roots.
        signs: Vec<bool>,
        /// How the roots were found.
        solved: Vec<Piece>,
    },
}

/// Looks at one stretch; `None` where its slope can't be set to zero.
pub(super) fn stretch(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    (low, high): (Option<Special>, Option<Special>),
) -> Result<Option<Stretch>, Diagnostic> {
    let Some(&unknown) = problem.over.first() else { return Ok(None) };
    let at = Numbers { unknown };
    let ends = (low.map(|end| end.near), high.map(|end| end.near));
    let Some(inside) = at.inside(pool, problem.general, ends)? else { return Ok(Some(Stretch::Empty)) };
    let formula = at.one_formula(pool, problem.general, inside)?;
    let slope = differentiate(pool, formula, &[unknown])?.answer;
    let slope = tidy(pool, slope).id;
    let Some(found) = places::roots(pool, normalizer, slope, unknown)? else { return Ok(None) };
    if found.is_zero {
        // Some number inside that can be written down.
        let inside = at.short(pool, inside, ends);
        return Ok(Some(Stretch::Flat { inside, formula }));
    }
    let mut roots = Vec::new();
    for place in found.places {
        let is_inside = ends.0.is_none_or(|low| place.near > low) && ends.1.is_none_or(|high| place.near < high);
        if is_inside {
            roots.push(place);
        }
    }
    let mut signs = Vec::new();
    for at_gap in 0..=roots.len() {
        let before = at_gap.checked_sub(1).and_then(|at| roots.get(at)).map(|root| root.near).or(ends.0);
        let behind = roots.get(at_gap).map(|root| root.near).or(ends.1);
        let Some(falls) = at.falls(pool, formula, slope, (before, behind))? else { return Ok(None) };
        signs.push(falls);
    }
    let mut solved = Vec::new();
    if let Some(all) = &found.roots {
        solved.push(Piece::Law(&rules::SET_TO_ZERO));
        solved.extend(told(pool, problem, unknown, all));
    } else if !roots.is_empty() {
        solved.extend([Piece::Law(&rules::SET_TO_ZERO), say(SQUARED)]);
    }
    Ok(Some(Stretch::Smooth { formula, slope, roots, signs, solved }))
}

struct Numbers {
    unknown: Id,
}

/// Points between two ends, the middle first; far out at first not too far.
fn between((low, high): (Option<f64>, Option<f64>)) -> Vec<f64> {
    let size = low.unwrap_or(0.0).abs().max(high.unwrap_or(0.0).abs()).max(1.0);
    match (low, high) {
        (Some(low), Some(high)) => [0.5, 0.3, 0.7, 0.1, 0.9].map(|share| low + share * (high - low)).to_vec(),
        (Some(low), None) => [1.0, 0.1, 3.0, 10.0].map(|step| low + step * size).to_vec(),
        (None, Some(high)) => [1.0, 0.1, 3.0, 10.0].map(|step| high - step * size).to_vec(),
        (None, None) => vec![0.3, -0.7, 1.3, -2.1],
    }
}

impl Numbers {
    fn value(&self, pool: &mut Pool, id: Id, value: f64) -> Result<f64, Diagnostic> {
        let mut point = Point::new();
        point.set(self.unknown, value);
        Ok(evaluate(pool, &[id], &point)?.first().map_or(f64::NAN, |found| found.value))
    }

    /// A point inside of a stretch at which the loss has a value: all its points have one, or none.
    fn inside(&self, pool: &mut Pool, loss: Id, ends: (Option<f64>, Option<f64>)) -> Result<Option<f64>, Diagnostic> {
        for place in between(ends) {
            if self.value(pool, loss, place)?.is_finite() {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn short(&self, pool: &mut Pool, inside: f64, (low, high): (Option<f64>, Option<f64>)) -> Place {
        let whole = inside.round();
        let fits = low.is_none_or(|low| whole > low) && high.is_none_or(|high| whole < high);
        let near = if fits { whole } else { inside };
        let exact = crate::number::Rational::from_f64(near).map(|value| pool.number(&value));
        Place { near, exact }
    }

    /// Whether the loss falls in a gap between roots of its slope; `None` where its numbers don't agree on that.
    fn falls(
        &self,
        pool: &mut Pool,
        formula: Id,
        slope: Id,
        gap: (Option<f64>, Option<f64>),
    ) -> Result<Option<bool>, Diagnostic> {
        let mut known: Option<bool> = None;
        for place in between(gap) {
            let (loss, slope) = (self.value(pool, formula, place)?, self.value(pool, slope, place)?);
            if !loss.is_finite() || !slope.is_finite() || slope == 0.0 {
                continue;
            }
            if known.is_some_and(|falls| falls != (slope < 0.0)) {
                return Ok(None);
            }
            known = Some(slope < 0.0);
        }
        Ok(known)
    }

    /// The loss with every function by cases replaced by the case that holds at a point.
    fn one_formula(&self, pool: &mut Pool, loss: Id, inside: f64) -> Result<Id, Diagnostic> {
        let opened = with_definitions(pool, loss);
        let formula = rebuild(pool, opened, |pool, id, children| self.resolved(pool, id, children, inside))?;
        // Nothing changed but definitions that were opened for nothing.
        Ok(if formula == opened { loss } else { formula })
    }

    fn resolved(&self, pool: &mut Pool, id: Id, children: &[Id], inside: f64) -> Result<Id, Diagnostic> {
        if pool.kind(id) == Kind::Piecewise {
            for pair in children.chunks(2) {
                match *pair {
                    [condition, value] if self.holds(pool, condition, inside)? => return Ok(value),
                    [otherwise] => return Ok(otherwise),
                    _ => {}
                }
            }
            return Ok(with_children(pool, id, children));
        }
        let Kind::Call(function) = pool.kind(id) else { return Ok(with_children(pool, id, children)) };
        let mut numbers = Vec::new();
        for &child in children {
            let is_condition = matches!(pool.kind(child), Kind::Compare(_));
            numbers.push(if is_condition { f64::NAN } else { self.value(pool, child, inside)? });
        }
        Ok(match (function.row().primitive, children, &numbers[..]) {
            (Some(Primitive::Abs), [inner], [value]) if *value >= 0.0 => *inner,
            (Some(Primitive::Abs), [inner], [_]) => pool.neg(*inner),
            (Some(Primitive::Sign), [_], [value]) => pool.integer(if *value > 0.0 { 1 } else { -1 }),
            (Some(Primitive::Indicator), [condition], _) => {
                let holds = self.holds(pool, *condition, inside)?;
                pool.integer(i64::from(holds))
            }
            (Some(primitive @ (Primitive::Max | Primitive::Min)), parts, values) => {
                let order =
                    |a: &f64, b: &f64| if primitive == Primitive::Max { b.total_cmp(a) } else { a.total_cmp(b) };
                let best = values.iter().zip(parts).min_by(|a, b| order(a.0, b.0));
                best.map_or(id, |(_, part)| *part)
            }
            _ => with_children(pool, id, children),
        })
    }

    fn holds(&self, pool: &mut Pool, condition: Id, inside: f64) -> Result<bool, Diagnostic> {
        let (Kind::Compare(relation), Some((left, right))) = (pool.kind(condition), pool.pair(condition)) else {
            return Ok(false);
        };
        let (left, right) = (self.value(pool, left, inside)?, self.value(pool, right, inside)?);
        Ok(left.partial_cmp(&right).is_some_and(|order| relation.admits(order)))
    }
}
