//! Owns the shape of a loss in one parameter: where it falls and rises between its stationary points, and so which of them
//! is the minimum.
//!
//! The slope of such a loss is a quotient of polynomials with numbers for coefficients. Between its real roots and poles
//! it doesn't change its sign, so one exact value in each gap tells everything.

use super::Classification;
use super::classify::{CONVEX_ONE, Verdict};
use super::conditions;
use super::convex::{Curvature, curvature};
use super::problem::Problem;
use super::reasons;
use super::report::{Argument, Piece, Section, say};
use super::staged::{relevant, second_at};
use super::stationary::Slope;
use crate::algebra::{Interval, Normalizer, Polynomial, Ratio, narrow, real_roots, value_at};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, substitute};
use crate::language::Relation;
use crate::number::Rational;
use crate::numeric::{Agreement, SEED, Value, agree, evaluate, sample};
use crate::render::Sign;
use crate::solve::{Root, Roots};
use crate::wording::Wording;

pub(super) const TITLE: Wording = Wording::new("Minimum or not", "是否为最小值");
pub(super) const TURNS_UP: Wording = Wording::new(
    "At {point} the slope goes from minus to plus: a local minimum.",
    "在 {point} 处,斜率由负变正:局部极小点。",
);
pub(super) const TURNS_DOWN: Wording = Wording::new(
    "At {point} the slope goes from plus to minus: a local maximum.",
    "在 {point} 处,斜率由正变负:局部极大点。",
);
pub(super) const PASSES: Wording = Wording::new(
    "At {point} the slope keeps its sign: neither a minimum nor a maximum.",
    "在 {point} 处,斜率不变号:既非极小点也非极大点。",
);
pub(super) const FALLS_LEFT: Wording = Wording::new(
    "To the far left the loss falls without end, so it has no minimum.",
    "向左无穷远处损失不断下降,因此没有最小值。",
);
pub(super) const FALLS_RIGHT: Wording = Wording::new(
    "To the far right the loss falls without end, so it has no minimum.",
    "向右无穷远处损失不断下降,因此没有最小值。",
);
const FALLS_AT_POLE: Wording = Wording::new(
    "Towards {point} the loss falls without end, so it has no minimum.",
    "趋于 {point} 时损失不断下降,因此没有最小值。",
);
pub(super) const NOT_REACHED: Wording = Wording::new(
    "The loss has no local minimum: it keeps falling in one direction, so no point is the minimum.",
    "损失没有局部极小点:它沿一个方向一直下降,因此没有点取得最小值。",
);
pub(super) const SMALLEST: Wording = Wording::new(
    "Wherever it has values the loss rises towards both ends, so its smallest local minimum is the minimum: {point}.",
    "在有定义的范围内,损失朝两端都上升,因此最小的局部极小值就是最小值:{point}。",
);
pub(super) const TENDS: Wording = Wording::new(
    "Far out the loss tends to {limit}, which is larger than its smallest local minimum, so that is the minimum: {point}.",
    "在无穷远处损失趋于 {limit},大于最小的局部极小值,因此后者就是最小值:{point}。",
);
pub(super) const FROM_ABOVE: Wording = Wording::new(
    "Far out the loss falls towards {limit} without getting there, so the minimum is at {point}.",
    "在无穷远处损失下降并趋于 {limit} 但不能达到,因此最小值在 {point} 处取得。",
);
pub(super) const SEVERAL: Wording =
    Wording::new("The minimum is taken at {count} points.", "有 {count} 个点取得最小值。");
pub(super) const LOCAL_ONLY: Wording =
    Wording::new("Whether the loss is smaller elsewhere was not decided.", "未能判定损失在别处是否更小。");

const AT_ROOT: Wording =
    Wording::new("The second derivative in {unknown}, at the root:", "在根处关于 {unknown} 的二阶导数:");
const AT_THIS_ROOT: Wording = Wording::new(
    "{point} is a local minimum where the second derivative there is positive:",
    "当该处二阶导数为正时,{point} 是局部极小点:",
);
const ONE_ROOT: Wording = Wording::new(
    "The derivative has this one root in the domain, and the second derivative there is positive: the loss falls before it and rises behind it, so this is the only minimum.",
    "导数在定义域内只有这一个根,且该处二阶导数为正:损失在它之前下降、之后上升,因此这是唯一的最小值点。",
);
const OUTSIDE: Wording = Wording::new(
    "At {point} the loss has no value, so this root is left out.",
    "在 {point} 处损失没有值,因此舍去此根。",
);

/// Roots and poles are enclosed within one over this.
const NARROW: i64 = 1 << 30;

/// How the slope changes its sign at a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Up,
    Down,
    None,
}

/// Which root is the minimum, by position, and the verdict about it. `loss` is the loss with the data in, as far as that
/// is possible.
pub(super) fn classify(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    loss: Id,
    slope: &Slope,
    roots: &Roots,
) -> Result<(Option<usize>, Verdict), Diagnostic> {
    let unknown = problem.over.first().copied().unwrap_or(slope.id);
    let loss = Curve { problem, loss, unknown };
    let number = normalizer.kernels.number(unknown);
    let numeric = numbers(&slope.ratio, number);
    let Some((top, bottom)) = numeric else { return symbolic(pool, normalizer, problem, slope.id, roots) };
    let poles = square_free_roots(&slope.ratio.bottom, number);
    let Some(signs) = signs(&roots.roots, &poles, &top, &bottom) else {
        return symbolic(pool, normalizer, problem, slope.id, roots);
    };
    let mut pieces = Vec::new();
    let mut minima = Vec::new();
    for (at, (root, turn)) in roots.roots.iter().zip(&signs.turns).enumerate() {
        let value = root.to_f64().unwrap_or(f64::NAN);
        let holes = vec![("point", point(pool, unknown, root))];
        let sentence = match turn {
            Turn::Up => TURNS_UP,
            Turn::Down => TURNS_DOWN,
            Turn::None => PASSES,
        };
        pieces.push(Piece::Remark(sentence, holes));
        if *turn == Turn::Up && loss.at(pool, value)?.is_finite() {
            minima.push(at);
        }
    }
    let verdict = |classification, pieces| Verdict {
        classification,
        section: Section { title: TITLE, pieces },
        conditions: Vec::new(),
    };
    let mut ends = Vec::new();
    for branch in loss.branches(pool, &signs)? {
        ends.extend(branch.falling_ends(&signs));
    }
    let mut values = Vec::new();
    for &at in &minima {
        let value = roots.roots.get(at).and_then(Root::to_f64).unwrap_or(f64::NAN);
        values.push((loss.at(pool, value)?, at));
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // ∫ p/q towards infinity has no bound unless q is of a degree higher by two; towards a pole it never has one.
    let slow = top.len() + 2 <= bottom.len();
    if let Some(end) = ends.iter().find(|end| matches!(end, End::Pole(_)) || !slow) {
        pieces.push(match end {
            End::Left => say(FALLS_LEFT),
            End::Right => say(FALLS_RIGHT),
            End::Pole(pole) => {
                let point = Argument::Values(Sign::Equal, vec![(unknown, *pole)]);
                Piece::Remark(FALLS_AT_POLE, vec![("point", point)])
            }
        });
        let best = values.first().map(|(_, at)| *at);
        return Ok((best, verdict(Classification::Unbounded, pieces)));
    }
    let Some(&(lowest, best)) = values.first() else {
        pieces.push(say(NOT_REACHED));
        return Ok((None, verdict(Classification::Unbounded, pieces)));
    };
    if !ends.is_empty()
        && let Some(limit) = limit(pool, normalizer, loss.loss, number).filter(|limit| lowest <= limit.to_f64())
    {
        // Towards its own value the loss falls without getting there.
        let sentence = if lowest < limit.to_f64() { TENDS } else { FROM_ABOVE };
        let holes: Vec<_> =
            roots.roots.get(best).map(|root| ("point", self::point(pool, unknown, root))).into_iter().collect();
        let bound = ("limit", Argument::Formula(pool.number(&limit)));
        pieces.push(Piece::Remark(sentence, [holes, vec![bound]].concat()));
        let ties = values.iter().filter(|(loss, _)| *loss == lowest).count();
        let kind = if ties > 1 { Classification::NotUnique } else { Classification::Minimum };
        return Ok((Some(best), verdict(kind, pieces)));
    }
    if !ends.is_empty() {
        pieces.push(say(LOCAL_ONLY));
        return Ok((Some(best), verdict(Classification::LocalMinimum, pieces)));
    }
    let holes: Vec<_> = roots.roots.get(best).map(|root| ("point", point(pool, unknown, root))).into_iter().collect();
    // The roots are rounded, so their losses are known to about this much of what the loss is at all of them.
    let mut scale = lowest.abs();
    for root in &roots.roots {
        let there = loss.at(pool, root.to_f64().unwrap_or(f64::NAN))?;
        scale = if there.is_finite() { scale.max(there.abs()) } else { scale };
    }
    let near = |loss: f64| Value { value: loss, error: scale * 1e-13 };
    let ties = values.iter().filter(|(loss, _)| agree(near(*loss), near(lowest)) != Agreement::No).count();
    pieces.push(Piece::Remark(SMALLEST, holes));
    if ties > 1 {
        pieces.push(Piece::Remark(SEVERAL, vec![("count", Argument::Text(ties.to_string()))]));
        return Ok((Some(best), verdict(Classification::NotUnique, pieces)));
    }
    Ok((Some(best), verdict(Classification::Minimum, pieces)))
}

/// With symbols in the slope convexity decides, or the second derivative at the only root. Roots at which the loss has no value anywhere are left out.
pub(super) fn symbolic(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slope: Id,
    roots: &Roots,
) -> Result<(Option<usize>, Verdict), Diagnostic> {
    let mut kept = Vec::new();
    let mut pieces = Vec::new();
    for (at, root) in roots.roots.iter().enumerate() {
        let (Some(&unknown), Some(value)) = (problem.over.first(), root.value) else { continue };
        let there = substitute(pool, problem.general, &[(unknown, value)]);
        if sample(pool, &[there], &[], 1, 60, SEED)?.is_empty() {
            pieces.push(Piece::Remark(OUTSIDE, vec![("point", point(pool, unknown, root))]));
        } else {
            kept.push((at, root));
        }
    }
    let bend = curvature(pool, problem.general, &problem.over, &problem.counts);
    let mut conditions = kept.first().map_or(Vec::new(), |(_, root)| relevant(pool, problem, &root.conditions));
    let best = kept.first().map(|(at, _)| *at);
    let only = match kept[..] {
        [(_, root)] => root.value.zip(problem.over.first()),
        _ => None,
    };
    if let Some((value, &unknown)) = only {
        conditions.extend(conditions::domain_at(pool, problem, &[(unknown, value)])?);
    }
    let classification = match only {
        Some(_) if bend == Curvature::Convex => {
            pieces.extend(reasons::argument(pool, problem.general, &problem.over, &problem.counts));
            pieces.push(say(CONVEX_ONE));
            Classification::Minimum
        }
        Some((value, &unknown)) => {
            let second = second_at(pool, normalizer, problem, slope, unknown, value)?;
            pieces.push(Piece::Remark(AT_ROOT, vec![("unknown", Argument::Formula(unknown))]));
            let zero = pool.integer(0);
            pieces.push(Piece::Fact(pool.compare(Relation::Greater, second.value, zero)));
            conditions.extend(second.condition);
            pieces.push(say(if second.positive { ONE_ROOT } else { LOCAL_ONLY }));
            if second.positive { Classification::Minimum } else { Classification::Conditional }
        }
        None => {
            // Several roots: each is a minimum where its own second derivative is positive.
            for (at, root) in &kept {
                let (Some(value), Some(&unknown)) = (root.value, problem.over.first()) else { continue };
                let second = second_at(pool, normalizer, problem, slope, unknown, value)?;
                pieces.push(Piece::Remark(AT_THIS_ROOT, vec![("point", self::point(pool, unknown, root))]));
                let zero = pool.integer(0);
                pieces.push(Piece::Fact(pool.compare(Relation::Greater, second.value, zero)));
                if Some(*at) == best {
                    conditions.extend(second.condition);
                }
            }
            pieces.push(say(LOCAL_ONLY));
            Classification::Conditional
        }
    };
    let conditions = conditions::shortest(pool, normalizer, problem, &[], &conditions);
    pieces.extend(conditions::arguments(pool, normalizer, problem, &[], &conditions));
    Ok((best, Verdict { classification, section: Section { title: TITLE, pieces }, conditions }))
}

/// What a quotient of polynomials tends to far out; `None` when it is none, or grows.
fn limit(pool: &mut Pool, normalizer: &mut Normalizer, loss: Id, number: u32) -> Option<Rational> {
    let ratio = normalizer.ratio(pool, loss).ok()?;
    let (top, bottom) = numbers(&ratio, number)?;
    match top.len().cmp(&bottom.len()) {
        std::cmp::Ordering::Less => Some(Rational::ZERO),
        std::cmp::Ordering::Equal => top.last()?.checked_div(bottom.last()?),
        std::cmp::Ordering::Greater => None,
    }
}

fn numbers(ratio: &Ratio, variable: u32) -> Option<(Vec<Rational>, Vec<Rational>)> {
    Some((ratio.top.numbers_in(variable)?, ratio.bottom.numbers_in(variable)?))
}

/// The real roots of a polynomial, repeated ones once.
fn square_free_roots(polynomial: &Polynomial, variable: u32) -> Vec<Interval> {
    let derivative = polynomial.derivative(variable);
    let single = polynomial.over(&polynomial.gcd(&derivative));
    let roots = single.and_then(|single| {
        let coefficients = single.numbers_in(variable)?;
        let (mut roots, width) = (real_roots(&coefficients)?, Rational::ratio(1, NARROW)?);
        roots.iter_mut().for_each(|root| narrow(&coefficients, root, &width));
        Some(roots)
    });
    roots.unwrap_or_default()
}

struct Signs {
    turns: Vec<Turn>,
    /// Between neighbouring marks, from left to right: a point, and whether the loss falls there.
    gaps: Vec<(Rational, bool)>,
    /// Roots and poles from left to right; a pole has its place.
    marks: Vec<Option<f64>>,
}

/// The signs of the slope in the gaps; `None` when a root and a pole couldn't be told apart.
fn signs(roots: &[Root], poles: &[Interval], top: &[Rational], bottom: &[Rational]) -> Option<Signs> {
    let width = Rational::ratio(1, NARROW)?;
    let mut marks: Vec<(Interval, Option<usize>)> = Vec::new();
    for (at, root) in roots.iter().enumerate() {
        marks.push((root.within(&width)?, Some(at)));
    }
    marks.extend(poles.iter().map(|pole| (pole.clone(), None)));
    marks.sort_by(|a, b| a.0.low.cmp(&b.0.low).then_with(|| a.0.high.cmp(&b.0.high)));
    let overlap = marks.windows(2).any(|pair| matches!(pair, [a, b] if a.0.high > b.0.low));
    if overlap {
        return None;
    }
    let half = Rational::ratio(1, 2)?;
    let mut points = vec![marks.first().map_or(Rational::ZERO, |(mark, _)| &mark.low - &Rational::ONE)];
    for pair in marks.windows(2) {
        if let [a, b] = pair {
            points.push(&(&a.0.high + &b.0.low) * &half);
        }
    }
    points.extend(marks.last().map(|(mark, _)| &mark.high + &Rational::ONE));
    let mut gaps = Vec::new();
    for point in points {
        let (p, q) = (value_at(top, &point), value_at(bottom, &point));
        if p.is_zero() || q.is_zero() {
            return None;
        }
        gaps.push((point, p.is_negative() != q.is_negative()));
    }
    let mut turns = vec![Turn::None; roots.len()];
    for (pair, (_, root)) in gaps.windows(2).zip(&marks) {
        if let (Some(at), [(_, before), (_, after)]) = (root, pair)
            && let Some(turn) = turns.get_mut(*at)
        {
            *turn = match (before, after) {
                (true, false) => Turn::Up,
                (false, true) => Turn::Down,
                (true, true) | (false, false) => Turn::None,
            };
        }
    }
    let marks = marks.iter().map(|(mark, root)| root.is_none().then(|| mark.high.to_f64())).collect();
    Some(Signs { turns, gaps, marks })
}

/// A stretch on which the loss has values: gaps with no pole between them, from the first to the last.
struct Branch {
    first: usize,
    last: usize,
}

/// Where a branch ends at which the loss falls.
enum End {
    Left,
    Right,
    Pole(f64),
}

impl Branch {
    fn falling_ends(&self, signs: &Signs) -> Vec<End> {
        let falls = |at: usize| signs.gaps.get(at).is_some_and(|(_, falls)| *falls);
        let pole = |mark: Option<usize>| mark.and_then(|mark| signs.marks.get(mark).copied().flatten());
        let mut ends = Vec::new();
        if !falls(self.first) {
            ends.push(pole(self.first.checked_sub(1)).map_or(End::Left, End::Pole));
        }
        if falls(self.last) {
            ends.push(pole(Some(self.last)).map_or(End::Right, End::Pole));
        }
        ends
    }
}

/// The loss as a function of its parameter.
struct Curve<'c> {
    problem: &'c Problem<'c>,
    loss: Id,
    unknown: Id,
}

impl Curve<'_> {
    /// The loss at a value of the parameter, on the data; NaN where it has none.
    fn at(&self, pool: &mut Pool, value: f64) -> Result<f64, Diagnostic> {
        let Some(mut point) = self.problem.data_point(pool) else { return Ok(f64::NAN) };
        point.set(self.unknown, value);
        Ok(evaluate(pool, &[self.loss], &point)?.first().map_or(f64::NAN, |loss| loss.value))
    }

    /// The stretches on which the loss has values, as far as one point of each gap tells.
    fn branches(&self, pool: &mut Pool, signs: &Signs) -> Result<Vec<Branch>, Diagnostic> {
        let mut branches: Vec<Branch> = Vec::new();
        for (at, (point, _)) in signs.gaps.iter().enumerate() {
            // A loss that can't be put into numbers here has values wherever its slope has.
            if self.problem.data_point(pool).is_some() && !self.at(pool, point.to_f64())?.is_finite() {
                continue;
            }
            let is_joined = at.checked_sub(1).and_then(|mark| signs.marks.get(mark)).is_some_and(|mark| mark.is_none());
            match branches.last_mut().filter(|branch| is_joined && branch.last + 1 == at) {
                Some(branch) => branch.last = at,
                None => branches.push(Branch { first: at, last: at }),
            }
        }
        Ok(branches)
    }
}

/// w = √2, or w ≈ 1.17 for a root without a closed form.
fn point(pool: &mut Pool, unknown: Id, root: &Root) -> Argument {
    match root.value {
        Some(value) => Argument::Formula(pool.compare(Relation::Equal, unknown, value)),
        None => {
            Argument::Values(Sign::Approximately, root.to_f64().map(|value| (unknown, value)).into_iter().collect())
        }
    }
}
