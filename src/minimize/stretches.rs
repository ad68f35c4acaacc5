//! Owns losses in one parameter whose domain has ends or that jump: √(1 − x²), x·ln x, if(x < 0, x², x² + 1), (x³ − x)/x.
//!
//! Between the points at which the domain ends, a denominator vanishes or a formula changes, the loss is one smooth formula.
//! Each such stretch is looked at on its own: where its slope is zero, where it falls and rises, and what it comes to at its
//! ends. The smallest of all these values is the minimum where it is taken; where it is only approached there is none.

mod formula;
mod places;

use self::formula::{Stretch, stretch};
use self::places::{Place, Special, special};
use super::Classification;
use super::classify::Verdict;
use super::curve::{NOT_REACHED, PASSES, TITLE, TURNS_DOWN, TURNS_UP};
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use crate::algebra::{Denominators, Normalizer, decide, domain, simplify};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder, rebuild, substitute, with_children};
use crate::language::Relation;
use crate::numeric::{Agreement, Point, Value, agree, evaluate};
use crate::render::Sign;
use crate::wording::Wording;

const STRETCHES: Wording = Wording::new(
    "The loss is one smooth formula except at {points}, so it is looked at stretch by stretch.",
    "除 {points} 外,损失是一个光滑的式子,因此逐段考察。",
);
const EMPTY: Wording = Wording::new("For {stretch} the loss has no value.", "当 {stretch} 时损失没有值。");
const SLOPE: Wording = Wording::new("For {stretch} the derivative is {slope}.", "当 {stretch} 时,导数为 {slope}。");
const NEVER_ZERO: Wording = Wording::new("It is zero nowhere there.", "它在该段内处处不为零。");
const FALLING: Wording = Wording::new("It is negative there: the loss falls.", "它在该段内为负:损失下降。");
const RISING: Wording = Wording::new("It is positive there: the loss rises.", "它在该段内为正:损失上升。");
const FLAT: Wording = Wording::new("There the loss is the same everywhere.", "在该段内损失处处相同。");
const VALUE_AT: Wording = Wording::new("At {point} the loss is {value}.", "在 {point} 处损失为 {value}。");
const NO_VALUE_AT: Wording = Wording::new("At {point} the loss has no value.", "在 {point} 处损失没有值。");
const TENDS_AT: Wording = Wording::new(
    "As {parameter} comes near to {place} with {side}, the loss falls towards {limit} without getting there.",
    "当 {parameter} 在 {side} 一侧趋近 {place} 时,损失下降并趋于 {limit},但不能达到。",
);
const TENDS_RIGHT: Wording = Wording::new(
    "As {parameter} grows without end, the loss falls towards {limit} without getting there.",
    "当 {parameter} 无限增大时,损失下降并趋于 {limit},但不能达到。",
);
const TENDS_LEFT: Wording = Wording::new(
    "As {parameter} falls without end, the loss falls towards {limit} without getting there.",
    "当 {parameter} 无限减小时,损失下降并趋于 {limit},但不能达到。",
);
const FALLS_AT: Wording = Wording::new(
    "As {parameter} comes near to {place} with {side}, the loss falls without end: it has no minimum.",
    "当 {parameter} 在 {side} 一侧趋近 {place} 时,损失无限下降:没有最小值。",
);
const FALLS_RIGHT: Wording = Wording::new(
    "As {parameter} grows without end, the loss falls without end: it has no minimum.",
    "当 {parameter} 无限增大时,损失无限下降:没有最小值。",
);
const FALLS_LEFT: Wording = Wording::new(
    "As {parameter} falls without end, the loss falls without end: it has no minimum.",
    "当 {parameter} 无限减小时,损失无限下降:没有最小值。",
);
const LOWEST: Wording = Wording::new(
    "The smallest of all these values is taken at {point}: that is the minimum.",
    "以上各值中最小者在 {point} 处取得:这就是最小值。",
);
const LOWEST_AT: Wording = Wording::new(
    "The smallest of all these values is taken at {points}: each of them is a minimum.",
    "以上各值中最小者在 {points} 处取得:这些点都是最小值点。",
);
const ONLY_APPROACHED: Wording = Wording::new(
    "The smallest of all these values, {limit}, is approached but taken nowhere, so there is no minimum.",
    "以上各值中最小者 {limit} 只能趋近而处处取不到,因此没有最小值。",
);

/// Values of the loss that differ by less are the same up to rounding.
const ROUNDING: f64 = 1e-11;

/// Which losses are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those whose domain has ends or gaps, or that jump: zeros of the derivative don't tell their minimum.
    EndsAndJumps,
    /// Those with kinks too.
    Kinks,
}

/// What was found.
pub(super) struct Found {
    /// Where the loss is lowest, where it is lowest anywhere.
    pub value: Option<Place>,
    /// The loss there.
    pub loss: Option<Level>,
    pub verdict: Verdict,
}

/// A value of the loss.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub near: f64,
    /// In closed form, where one is known.
    pub exact: Option<Id>,
}

/// What the loss does towards an open end of a stretch at which it falls.
struct Fall {
    /// The end; `None` far out.
    place: Option<Special>,
    to_the_right: bool,
    /// What it comes to; `None` where it falls without end.
    limit: Option<Level>,
}

/// The study of a loss of numbers in one parameter that has such points; `None` for other losses, and where one of its
/// equations can't be solved.
pub(super) fn solve(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    wanted: Wanted,
) -> Result<Option<Found>, Diagnostic> {
    let [unknown] = problem.over[..] else { return Ok(None) };
    if problem.table.is_some() {
        return Ok(None);
    }
    let study = Study { loss: problem.general, unknown };
    let Some(points) = special(pool, normalizer, problem, wanted)?.filter(|points| !points.is_empty()) else {
        return Ok(None);
    };
    let mut pieces = vec![Piece::Remark(
        STRETCHES,
        vec![("points", study.equations(pool, &points.iter().map(Special::place).collect::<Vec<_>>()))],
    )];
    let mut candidates: Vec<(Place, Level)> = Vec::new();
    let mut falls: Vec<Fall> = Vec::new();
    let mut is_flat = Vec::new();
    for at in 0..=points.len() {
        let low = at.checked_sub(1).and_then(|at| points.get(at)).copied();
        let high = points.get(at).copied();
        let Some(own) = stretch(pool, normalizer, problem, (low, high))? else { return Ok(None) };
        let bounds = ("stretch", study.bounds(pool, low, high));
        match own {
            Stretch::Empty => pieces.push(Piece::Remark(EMPTY, vec![bounds])),
            Stretch::Flat { inside, formula } => {
                let Some(level) = study.level(pool, formula, inside)? else { return Ok(None) };
                pieces.push(Piece::Remark(SLOPE, vec![bounds, ("slope", Argument::Formula(pool.integer(0)))]));
                pieces.push(say(FLAT));
                is_flat.push(level.near);
                candidates.push((inside, level));
            }
            Stretch::Smooth { formula, slope, roots, signs, solved } => {
                pieces.push(Piece::Remark(SLOPE, vec![bounds, ("slope", Argument::Formula(slope))]));
                if roots.is_empty() {
                    pieces.extend((!solved.is_empty()).then(|| say(NEVER_ZERO)));
                    pieces.push(say(if signs.first() == Some(&true) { FALLING } else { RISING }));
                }
                pieces.extend(if roots.is_empty() { Vec::new() } else { solved });
                for (root, turn) in roots.iter().zip(signs.windows(2)) {
                    let sentence = match turn {
                        [true, false] => TURNS_UP,
                        [false, true] => TURNS_DOWN,
                        _ => PASSES,
                    };
                    pieces.push(Piece::Remark(sentence, vec![("point", study.equation(pool, *root))]));
                    if turn == [true, false] {
                        let Some(level) = study.level(pool, formula, *root)? else { return Ok(None) };
                        pieces.push(study.told(pool, *root, level));
                        candidates.push((*root, level));
                    }
                }
                let falls_at = [(low, false, signs.first() == Some(&false)), (high, true, signs.last() == Some(&true))];
                for (place, to_the_right, _) in falls_at.into_iter().filter(|(.., falls)| *falls) {
                    let Some(limit) = study.limit(pool, formula, place, to_the_right)? else { return Ok(None) };
                    let limit = match limit {
                        Limit::Falls => None,
                        Limit::Tends(level) => Some(level),
                    };
                    falls.push(Fall { place, to_the_right, limit });
                }
            }
        }
    }
    for place in points.iter().map(Special::place) {
        let point = ("point", study.equation(pool, place));
        match study.value(pool, place)? {
            Known::Value(level) => {
                pieces.push(study.told(pool, place, level));
                candidates.push((place, level));
            }
            Known::None => pieces.push(Piece::Remark(NO_VALUE_AT, vec![point])),
            Known::Open => return Ok(None),
        }
    }
    // An end where the loss takes what it comes to is told by its value.
    falls.retain(|fall| {
        let taken = |(place, level): &(Place, Level)| {
            fall.place.is_some_and(|own| own.near == place.near) && fall.limit.is_some_and(|limit| same(limit, *level))
        };
        !candidates.iter().any(taken)
    });
    pieces.extend(falls.iter().map(|fall| study.fall(pool, fall)).collect::<Vec<_>>());
    Ok(Some(study.verdict(pool, pieces, candidates, &falls, &is_flat)))
}

fn same(a: Level, b: Level) -> bool {
    let value = |level: Level| Value { value: level.near, error: ROUNDING * level.near.abs().max(1.0) };
    a.near == b.near || agree(value(a), value(b)) == Agreement::Yes
}

/// What a loss does towards an end.
enum Limit {
    Falls,
    Tends(Level),
}

/// The loss at a point.
enum Known {
    Value(Level),
    None,
    /// Whether it has one there wasn't decided.
    Open,
}

struct Study {
    loss: Id,
    unknown: Id,
}

impl Study {
    fn equation(&self, pool: &mut Pool, place: Place) -> Argument {
        match place.exact {
            Some(value) => Argument::Formula(pool.compare(Relation::Equal, self.unknown, value)),
            None => self.near_equations(&[place]),
        }
    }

    fn near_equations(&self, places: &[Place]) -> Argument {
        Argument::Values(Sign::Approximately, places.iter().map(|place| (self.unknown, place.near)).collect())
    }

    fn equations(&self, pool: &mut Pool, places: &[Place]) -> Argument {
        let exact: Option<Vec<Id>> = places.iter().map(|place| place.exact).collect();
        match exact {
            Some(values) => Argument::Formulas(
                values.into_iter().map(|value| pool.compare(Relation::Equal, self.unknown, value)).collect(),
            ),
            None => self.near_equations(places),
        }
    }

    /// x > low, x < high; all x where there is neither.
    fn bounds(&self, pool: &mut Pool, low: Option<Special>, high: Option<Special>) -> Argument {
        let sides = [(low, Relation::Greater), (high, Relation::Less)];
        let bounds = sides.into_iter().filter_map(|(end, relation)| Some((end?, relation)));
        Argument::Formulas(bounds.map(|(end, relation)| pool.compare(relation, self.unknown, end.exact)).collect())
    }

    fn told(&self, pool: &mut Pool, place: Place, level: Level) -> Piece {
        let holes = vec![("point", self.equation(pool, place)), ("value", shown(level))];
        Piece::Remark(VALUE_AT, holes)
    }

    fn fall(&self, pool: &mut Pool, fall: &Fall) -> Piece {
        let mut holes = vec![("parameter", Argument::Formula(self.unknown))];
        holes.extend(fall.limit.map(|limit| ("limit", shown(limit))));
        if let Some(end) = fall.place {
            let relation = if fall.to_the_right { Relation::Less } else { Relation::Greater };
            let side = pool.compare(relation, self.unknown, end.exact);
            holes.extend([("place", Argument::Formula(end.exact)), ("side", Argument::Formula(side))]);
        }
        let sentence = match (fall.place.is_some(), fall.limit.is_some(), fall.to_the_right) {
            (true, true, _) => TENDS_AT,
            (true, false, _) => FALLS_AT,
            (false, true, true) => TENDS_RIGHT,
            (false, true, false) => TENDS_LEFT,
            (false, false, true) => FALLS_RIGHT,
            (false, false, false) => FALLS_LEFT,
        };
        Piece::Remark(sentence, holes)
    }

    /// The value of a smooth formula at a point.
    fn level(&self, pool: &mut Pool, formula: Id, place: Place) -> Result<Option<Level>, Diagnostic> {
        match place.exact {
            Some(value) => {
                let there = substitute(pool, formula, &[(self.unknown, value)]);
                let near = number(pool, there)?;
                let there = decided(pool, there);
                let exact = if postorder(pool, there).len() <= 200 { simplify(pool, there)?.answer } else { there };
                Ok(near.is_finite().then_some(Level { near, exact: Some(exact) }))
            }
            None => {
                let near = self.near(pool, formula, place.near)?;
                Ok(near.is_finite().then_some(Level { near, exact: None }))
            }
        }
    }

    /// The loss itself at a point.
    fn value(&self, pool: &mut Pool, place: Place) -> Result<Known, Diagnostic> {
        let Some(exact) = place.exact else { return Ok(Known::Open) };
        let there = substitute(pool, self.loss, &[(self.unknown, exact)]);
        Ok(match self.level(pool, self.loss, place)? {
            Some(level) => Known::Value(level),
            // √2² − 2 may come out a little below 0.
            None if pool.as_number(exact).is_some() || has_no_value(pool, there)? => Known::None,
            None => Known::Open,
        })
    }

    fn near(&self, pool: &mut Pool, formula: Id, value: f64) -> Result<f64, Diagnostic> {
        let mut point = Point::new();
        point.set(self.unknown, value);
        Ok(evaluate(pool, &[formula], &point)?.first().map_or(f64::NAN, |found| found.value))
    }

    /// What a formula comes to at an end of its stretch; `None` where that wasn't decided.
    fn limit(
        &self,
        pool: &mut Pool,
        formula: Id,
        place: Option<Special>,
        to_the_right: bool,
    ) -> Result<Option<Limit>, Diagnostic> {
        let side = if to_the_right { 1.0 } else { -1.0 };
        let mut seen = Vec::new();
        match place {
            Some(place) => {
                if let Some(level) = self.level(pool, formula, place.place())? {
                    return Ok(Some(Limit::Tends(level)));
                }
                for power in [20, 30, 40] {
                    let step = 2f64.powi(-power) * place.near.abs().max(1.0);
                    seen.push(self.near(pool, formula, place.near - side * step)?);
                }
            }
            None => {
                for far in [1e30, 1e60, 1e90] {
                    seen.push(self.near(pool, formula, side * far)?);
                }
            }
        }
        let [a, b, c] = seen[..] else { return Ok(None) };
        let reach = if place.is_some() { 1e-5 } else { 1e-12 };
        let settled = (b - c).abs() <= reach * c.abs().max(1e-6) || (b - c).abs() < 0.02 * (a - b).abs();
        let endless = c < b && b < a && (b - c) > 0.5 * (a - b);
        Ok(match (c.is_finite() && !endless && settled, endless || c == f64::NEG_INFINITY) {
            (true, _) => Some(Limit::Tends(Level { near: rounded(c), exact: None })),
            (false, true) => Some(Limit::Falls),
            (false, false) => None,
        })
    }

    /// The smallest of everything.
    fn verdict(
        &self,
        pool: &mut Pool,
        mut pieces: Vec<Piece>,
        mut candidates: Vec<(Place, Level)>,
        falls: &[Fall],
        flat: &[f64],
    ) -> Found {
        candidates.sort_by(|a, b| a.1.near.total_cmp(&b.1.near).then(a.0.near.total_cmp(&b.0.near)));
        let lowest = candidates.first().copied();
        let limit = falls.iter().filter_map(|fall| fall.limit).min_by(|a, b| a.near.total_cmp(&b.near));
        let endless = falls.iter().any(|fall| fall.limit.is_none());
        let approached =
            limit.filter(|limit| lowest.is_none_or(|(_, level)| limit.near < level.near && !same(*limit, level)));
        let classification = match (endless, approached, lowest) {
            (true, ..) => Classification::Unbounded,
            (false, Some(limit), _) => {
                let holes = vec![("limit", shown(limit))];
                pieces.push(Piece::Remark(ONLY_APPROACHED, holes));
                Classification::Unbounded
            }
            (false, None, None) => {
                pieces.push(say(NOT_REACHED));
                Classification::Unbounded
            }
            (false, None, Some((_, level))) => {
                let mut ties: Vec<Place> =
                    candidates.iter().filter(|(_, other)| same(*other, level)).map(|(place, _)| *place).collect();
                ties.dedup_by(|a, b| a.near == b.near);
                ties.sort_by(|a, b| a.near.total_cmp(&b.near));
                if let [only] = ties[..] {
                    pieces.push(Piece::Remark(LOWEST, vec![("point", self.equation(pool, only))]));
                } else {
                    pieces.push(Piece::Remark(LOWEST_AT, vec![("points", self.equations(pool, &ties))]));
                }
                let is_unique = ties.len() == 1 && !flat.contains(&level.near);
                if is_unique { Classification::Minimum } else { Classification::NotUnique }
            }
        };
        let section = Section { title: TITLE, pieces };
        let (value, loss) = lowest.filter(|_| approached.is_none() || endless).unzip();
        Found { value, loss, verdict: Verdict { classification, section, conditions: Vec::new() } }
    }
}

fn shown(level: Level) -> Argument {
    match level.exact {
        Some(exact) => Argument::Formula(exact),
        None => Argument::number(level.near),
    }
}

/// An expression without names, with the case that holds in the place of each function by cases.
fn decided(pool: &mut Pool, root: Id) -> Id {
    let done = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        if pool.kind(id) == Kind::Piecewise {
            for pair in children.chunks(2) {
                match *pair {
                    [condition, value] => match decide(pool, condition) {
                        Some(true) => return Ok(value),
                        Some(false) => {}
                        None => break,
                    },
                    [otherwise] => return Ok(otherwise),
                    _ => {}
                }
            }
        }
        Ok(with_children(pool, id, children))
    });
    match done {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// The value of an expression without names.
fn number(pool: &mut Pool, id: Id) -> Result<f64, Diagnostic> {
    Ok(evaluate(pool, &[id], &Point::new())?.first().map_or(f64::NAN, |found| found.value))
}

/// Whether an expression of numbers has no value, clearly: not for rounding alone.
fn has_no_value(pool: &mut Pool, id: Id) -> Result<bool, Diagnostic> {
    let conditions = domain(pool, id, Denominators::Too)?;
    for condition in conditions {
        if decide(pool, condition) == Some(false) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A limit that is a short number up to what a step of 2⁻⁴⁰ leaves is taken for it.
fn rounded(value: f64) -> f64 {
    let short = (value * 1e6).round() / 1e6;
    if (short - value).abs() <= 1e-9 * value.abs().max(1.0) { short } else { value }
}
