//! Owns the verdict about a loss in one parameter whose stationary points are all known in closed form, but by inverse functions:
//! between neighbouring ones the slope keeps its sign, so one value in each gap tells where the loss falls and rises.

use super::Classification;
use super::classify::Verdict;
use super::convex::{Curvature, curvature};
use super::curve::{
    self, FALLS_LEFT, FALLS_RIGHT, FROM_ABOVE, LOCAL_ONLY, NOT_REACHED, PASSES, SEVERAL, SMALLEST, TENDS, TITLE,
    TURNS_DOWN, TURNS_UP,
};
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use super::stationary::Slope;
use crate::algebra::Normalizer;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, variables};
use crate::language::Relation;
use crate::numeric::{Agreement, Value, agree, evaluate};
use crate::solve::Roots;
use crate::wording::Wording;

const LOWER_FAR_OUT: Wording = Wording::new(
    "Towards an end of its domain the loss falls below that, so this is no minimum of the whole.",
    "朝定义域的一端,损失会降到更低,因此它不是全局最小值点。",
);

const ONE_SIGN: Wording = Wording::new("The derivative has the same sign everywhere.", "导数处处同号。");

/// What the loss does far out.
enum Far {
    /// It comes to this.
    Tends(f64),
    /// It falls without end.
    Falls,
    /// That wasn't decided.
    Open,
}

/// Further out than this a loss without a value may only be too large for a float.
const OVERFLOW: f64 = 20.0;

/// Places that are looked at on each side of 0, from far to near.
const SPREAD: i32 = 60;

/// Which root is the minimum, by position, and the verdict; `None` where there is no root.
pub(super) fn judge(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    loss: Id,
    slope: &Slope,
    roots: &Roots,
) -> Result<Option<(Option<usize>, Verdict)>, Diagnostic> {
    let [unknown] = problem.over[..] else { return Ok(None) };
    let convex = curvature(pool, problem.general, &problem.over, &problem.counts) == Curvature::Convex;
    let own = Landscape { problem, loss, slope: slope.id, unknown };
    if roots.roots.is_empty() {
        return own.without_roots(pool);
    }
    let Some(marks) = own.marks(pool, roots)?.filter(|_| !(convex && roots.roots.len() == 1)) else {
        return curve::symbolic(pool, normalizer, problem, slope.id, roots).map(Some);
    };
    let (gaps, whole) = own.gaps(pool, &marks)?;
    let (mut pieces, mut minima) = (Vec::new(), Vec::new());
    for ((place, value, root), pair) in marks.iter().zip(gaps.windows(2)) {
        let point = vec![("point", equation(pool, unknown, *value))];
        let sentence = match pair {
            [[_, true], [false, _]] => TURNS_UP,
            [[_, false], [true, _]] => TURNS_DOWN,
            _ => PASSES,
        };
        pieces.push(Piece::Remark(sentence, point));
        if let [[_, true], [false, _]] = pair {
            minima.push((own.at(pool, loss, *place)?, *value, *root));
        }
    }
    let verdict = |classification, pieces| {
        let section = Section { title: TITLE, pieces };
        Verdict { classification, section, conditions: Vec::new() }
    };
    minima.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(lowest, value, best)) = minima.first() else {
        pieces.push(say(NOT_REACHED));
        return Ok(Some((None, verdict(Classification::Unbounded, pieces))));
    };
    let near = |loss: f64| Value { value: loss, error: loss.abs().max(1.0) * 1e-13 };
    let ties = minima.iter().filter(|(loss, ..)| agree(near(*loss), near(lowest)) == Agreement::Yes).count();
    let point = ("point", equation(pool, unknown, value));
    let kind = if ties > 1 { Classification::NotUnique } else { Classification::Minimum };
    let falls =
        [(gaps.first().is_some_and(|[first, _]| !first), -1.0), (gaps.last().is_some_and(|[_, last]| *last), 1.0)];
    if !whole {
        pieces.push(say(LOCAL_ONLY));
        return Ok(Some((Some(best), verdict(Classification::LocalMinimum, pieces))));
    }
    for (_, side) in falls.into_iter().filter(|(falls, _)| *falls) {
        let (sentence, limit) = match own.limit(pool, side)? {
            Far::Tends(limit) if limit > lowest && agree(near(limit), near(lowest)) == Agreement::No => (TENDS, limit),
            Far::Tends(limit) if limit == lowest => (FROM_ABOVE, limit),
            Far::Tends(limit) if limit < lowest => {
                pieces.push(say(LOWER_FAR_OUT));
                return Ok(Some((Some(best), verdict(Classification::Unbounded, pieces))));
            }
            Far::Falls => {
                pieces.push(say(if side < 0.0 { FALLS_LEFT } else { FALLS_RIGHT }));
                return Ok(Some((Some(best), verdict(Classification::Unbounded, pieces))));
            }
            Far::Tends(_) | Far::Open => {
                pieces.push(say(LOCAL_ONLY));
                return Ok(Some((Some(best), verdict(Classification::LocalMinimum, pieces))));
            }
        };
        let limit = Argument::number(limit);
        // Both ends may say the same.
        let is_told = matches!(pieces.last(), Some(Piece::Remark(told, holes))
            if *told == sentence && holes.iter().any(|(_, hole)| *hole == limit));
        if !is_told {
            pieces.push(Piece::Remark(sentence, vec![point.clone(), ("limit", limit)]));
        }
    }
    if falls.iter().all(|(falls, _)| !falls) {
        pieces.push(Piece::Remark(SMALLEST, vec![point]));
    }
    if ties > 1 {
        pieces.push(Piece::Remark(SEVERAL, vec![("count", Argument::Text(ties.to_string()))]));
    }
    Ok(Some((Some(best), verdict(kind, pieces))))
}

fn equation(pool: &mut Pool, unknown: Id, value: Id) -> Argument {
    Argument::Formula(pool.compare(Relation::Equal, unknown, value))
}

/// The loss and its slope as functions of numbers.
struct Landscape<'l> {
    problem: &'l Problem<'l>,
    loss: Id,
    slope: Id,
    unknown: Id,
}

/// A stationary point: where it is, as an expression, and which root it is.
type Mark = (f64, Id, usize);

impl Landscape<'_> {
    fn at(&self, pool: &mut Pool, what: Id, value: f64) -> Result<f64, Diagnostic> {
        let mut point = self.problem.data_point(pool).unwrap_or_default();
        point.set(self.unknown, value);
        Ok(evaluate(pool, &[what], &point)?.first().map_or(f64::NAN, |found| found.value))
    }

    /// The roots at which the loss has a value, from left to right; `None` where it holds names without numbers.
    fn marks(&self, pool: &mut Pool, roots: &Roots) -> Result<Option<Vec<Mark>>, Diagnostic> {
        if self.problem.data_point(pool).is_none() || !self.is_numeric(pool) {
            return Ok(None);
        }
        let mut marks: Vec<Mark> = Vec::new();
        for (at, root) in roots.roots.iter().enumerate() {
            let Some(value) = root.value else { return Ok(None) };
            let place = self.at(pool, value, 0.0)?;
            if place.is_finite() && self.at(pool, self.loss, place)?.is_finite() {
                marks.push((place, value, at));
            }
        }
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        marks.dedup_by(|a, b| a.0 == b.0);
        Ok((!marks.is_empty()).then_some(marks))
    }

    fn is_numeric(&self, pool: &Pool) -> bool {
        let is_column = |id: Id| {
            let base = pool.children(id).first().copied().unwrap_or(id);
            self.problem.table.is_some_and(|table| pool.name(base).is_some_and(|name| table.column(name).is_some()))
        };
        let known = |id: Id| id == self.unknown || matches!(pool.kind(id), Kind::Constant(_)) || is_column(id);
        variables(pool, self.loss).into_iter().all(known)
    }

    /// The verdict where the derivative is zero nowhere; `None` where the domain has an end.
    fn without_roots(&self, pool: &mut Pool) -> Result<Option<(Option<usize>, Verdict)>, Diagnostic> {
        if self.problem.data_point(pool).is_none() || !self.is_numeric(pool) {
            return Ok(None);
        }
        let mut falls: Option<bool> = None;
        for place in places(&[]) {
            let (loss, slope) = (self.at(pool, self.loss, place)?, self.at(pool, self.slope, place)?);
            if !loss.is_finite() {
                // Far out numbers overflow.
                if place.abs() > OVERFLOW || loss == f64::INFINITY {
                    continue;
                }
                return Ok(None);
            }
            if slope != 0.0 && slope.is_finite() {
                if falls.is_some_and(|falls| falls != (slope < 0.0)) {
                    return Ok(None);
                }
                falls = Some(slope < 0.0);
            }
        }
        let Some(falls) = falls else { return Ok(None) };
        let end = match self.limit(pool, if falls { 1.0 } else { -1.0 })? {
            Far::Falls if falls => FALLS_RIGHT,
            Far::Falls => FALLS_LEFT,
            Far::Tends(_) | Far::Open => NOT_REACHED,
        };
        let section = Section { title: TITLE, pieces: vec![say(ONE_SIGN), say(end)] };
        let verdict = Verdict { classification: Classification::Unbounded, section, conditions: Vec::new() };
        Ok(Some((None, verdict)))
    }

    /// Whether the loss falls at both ends of each gap between stationary points, and whether its domain is one stretch on which
    /// it falls and rises only as that says, as far as was looked.
    fn gaps(&self, pool: &mut Pool, marks: &[Mark]) -> Result<(Vec<[bool; 2]>, bool), Diagnostic> {
        let size = marks.iter().map(|(place, ..)| place.abs()).fold(1e-3, f64::max);
        let gap = |place: f64| marks.iter().filter(|(mark, ..)| *mark < place).count();
        let mut whole = true;
        let mut signs: Vec<Option<[bool; 2]>> = vec![None; marks.len() + 1];
        let (mut gone, mut before): (bool, Option<(f64, f64)>) = (false, None);
        for place in places(marks) {
            let loss = self.at(pool, self.loss, place)?;
            if !loss.is_finite() {
                gone |= before.is_some() && loss != f64::INFINITY && place.abs() <= OVERFLOW.max(2.0 * size);
                continue;
            }
            whole &= !gone;
            let own = gap(place);
            let slope = self.at(pool, self.slope, place)?;
            let beside = marks.iter().any(|(mark, ..)| (mark - place).abs() <= 1e-9 * size);
            let known = signs.get_mut(own).filter(|_| !beside && slope.is_finite() && slope != 0.0);
            if let Some(known) = known {
                let falls = slope < 0.0;
                // A pole between the roots, or a root that isn't known.
                whole &= known.is_none_or(|[_, last]| last == falls);
                *known = Some([known.map_or(falls, |[first, _]| first), falls]);
                if let Some((_, value)) = before.filter(|(other, _)| gap(*other) == own) {
                    let noise = 1e-9 * loss.abs().max(value.abs());
                    whole &= if falls { loss <= value + noise } else { loss >= value - noise };
                }
            }
            before = Some((place, loss));
        }
        // A gap without a sign is as flat as its neighbour.
        let mut last = [true; 2];
        let signs = signs.into_iter().map(|sign| {
            whole &= sign.is_some();
            last = sign.unwrap_or(last);
            last
        });
        let signs = signs.collect();
        Ok((signs, whole))
    }

    /// What the loss comes to on one side, where it no longer changes far out.
    fn limit(&self, pool: &mut Pool, side: f64) -> Result<Far, Diagnostic> {
        let mut seen = Vec::new();
        for far in [1e30, 1e60, 1e90] {
            seen.push(self.at(pool, self.loss, side * far)?);
        }
        let [a, b, c] = seen[..] else { return Ok(Far::Open) };
        let settled = (a - c).abs().max((b - c).abs()) <= 1e-12 * c.abs().max(1e-12);
        Ok(match (c.is_finite() && settled, c < b && b < a && c < -1e9) {
            (true, _) => Far::Tends(c),
            (false, true) => Far::Falls,
            (false, false) => Far::Open,
        })
    }
}

/// Places from far to near on both sides of 0 and beside the stationary points, between them, and they themselves.
fn places(marks: &[Mark]) -> Vec<f64> {
    let size = marks.iter().map(|(place, ..)| place.abs()).fold(1e-3, f64::max);
    let far: Vec<f64> = (-SPREAD..=SPREAD).map(|power| size * 2f64.powi(power / 2)).collect();
    let mut places: Vec<f64> = far.iter().map(|place| -place).chain([0.0]).chain(far.iter().copied()).collect();
    places.extend(marks.iter().map(|(place, ..)| *place));
    if let (Some(first), Some(last)) = (marks.first(), marks.last()) {
        places.extend(far.iter().flat_map(|step| [first.0 - step, last.0 + step]));
    }
    for pair in marks.windows(2) {
        if let [a, b] = pair {
            places.extend([0.25, 0.5, 0.75].map(|share| a.0 + share * (b.0 - a.0)));
        }
    }
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}
