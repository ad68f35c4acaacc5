//! Owns the shape of a loss in one parameter: where it falls and rises between its stationary points, and so which of them
//! is the minimum.
//!
//! The slope of such a loss is a quotient of polynomials with numbers for coefficients. Between its real roots and poles
//! it doesn't change its sign, so one exact value in each gap tells everything.

use super::classify::Verdict;
use super::convex::{Curvature, curvature};
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use super::stationary::Slope;
use super::{Classification, Minimum};
use crate::algebra::{Interval, Normalizer, Polynomial, Ratio, real_roots, value_at};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, substitute};
use crate::language::Relation;
use crate::number::Rational;
use crate::numeric::{SEED, evaluate, sample};
use crate::render::plain;
use crate::solve::{Root, Roots};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("Minimum or not", "是否为最小值");
const TURNS_UP: Wording = Wording::new(
    "At {point} the slope goes from minus to plus: a local minimum.",
    "在 {point} 处,斜率由负变正:局部极小点。",
);
const TURNS_DOWN: Wording = Wording::new(
    "At {point} the slope goes from plus to minus: a local maximum.",
    "在 {point} 处,斜率由正变负:局部极大点。",
);
const PASSES: Wording = Wording::new(
    "At {point} the slope keeps its sign: neither a minimum nor a maximum.",
    "在 {point} 处,斜率不变号:既非极小点也非极大点。",
);
const FALLS_LEFT: Wording = Wording::new(
    "To the far left the loss falls without end, so it has no minimum.",
    "向左无穷远处损失不断下降,因此没有最小值。",
);
const FALLS_RIGHT: Wording = Wording::new(
    "To the far right the loss falls without end, so it has no minimum.",
    "向右无穷远处损失不断下降,因此没有最小值。",
);
const SMALLEST: Wording = Wording::new(
    "The loss falls on the far left and rises on the far right, so its smallest local minimum is the minimum: {point}.",
    "损失在左侧远处下降、在右侧远处上升,因此最小的局部极小值就是最小值:{point}。",
);
const SEVERAL: Wording = Wording::new("The minimum is taken at {count} points.", "有 {count} 个点取得最小值。");
const LOCAL_ONLY: Wording =
    Wording::new("Whether the loss is smaller elsewhere was not decided.", "未能判定损失在别处是否更小。");

const OUTSIDE: Wording = Wording::new(
    "At {point} the loss has no value, so this root is left out.",
    "在 {point} 处损失没有值,因此舍去此根。",
);

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
    let Some((top, bottom)) = numeric else { return symbolic(pool, problem, roots) };
    let poles = square_free_roots(&slope.ratio.bottom, number);
    let Some(signs) = signs(&roots.roots, &poles, &top, &bottom) else { return symbolic(pool, problem, roots) };
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
    let section = |pieces| Section { title: TITLE, pieces };
    let verdict = |classification, pieces| Verdict { classification, section: section(pieces), conditions: Vec::new() };
    // Where there is a pole, each side has to be looked at by itself; only the ends of the whole line are looked at here.
    let polynomial = poles.is_empty() && slope.ratio.bottom.as_constant().is_some();
    if polynomial && (signs.first_falls_outwards || signs.last_falls_outwards) {
        pieces.push(say(if signs.first_falls_outwards { FALLS_LEFT } else { FALLS_RIGHT }));
        let best = minima.first().copied();
        return Ok((best, verdict(Classification::Unbounded, pieces)));
    }
    let mut values = Vec::new();
    for &at in &minima {
        let value = roots.roots.get(at).and_then(Root::to_f64).unwrap_or(f64::NAN);
        values.push((loss.at(pool, value)?, at));
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let Some(&(lowest, best)) = values.first() else {
        return Ok((None, verdict(Classification::Unbounded, pieces)));
    };
    let one_piece = poles.is_empty() || loss.one_side(pool, &poles, &signs)?;
    if one_piece && !signs.first_falls_outwards && !signs.last_falls_outwards {
        let holes: Vec<_> =
            roots.roots.get(best).map(|root| ("point", point(pool, unknown, root))).into_iter().collect();
        let ties = values.iter().filter(|(loss, _)| (loss - lowest).abs() <= 1e-12 * lowest.abs().max(1.0)).count();
        pieces.push(Piece::Remark(SMALLEST, holes));
        if ties > 1 {
            pieces.push(Piece::Remark(SEVERAL, vec![("count", Argument::Text(ties.to_string()))]));
            return Ok((Some(best), verdict(Classification::NotUnique, pieces)));
        }
        return Ok((Some(best), verdict(Classification::Minimum, pieces)));
    }
    pieces.push(say(LOCAL_ONLY));
    Ok((Some(best), verdict(Classification::LocalMinimum, pieces)))
}

/// With symbols in the slope only convexity decides. Roots at which the loss has no value anywhere are left out.
fn symbolic(pool: &mut Pool, problem: &Problem, roots: &Roots) -> Result<(Option<usize>, Verdict), Diagnostic> {
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
    let classification = match (bend, &kept[..]) {
        (Curvature::Convex, [_]) => {
            pieces.push(Piece::Law(&rules::CONVEX));
            Classification::Minimum
        }
        _ => {
            pieces.push(say(LOCAL_ONLY));
            Classification::Conditional
        }
    };
    let conditions = kept.first().map_or(Vec::new(), |(_, root)| root.conditions.clone());
    let best = kept.first().map(|(at, _)| *at);
    Ok((best, Verdict { classification, section: Section { title: TITLE, pieces }, conditions }))
}

fn numbers(ratio: &Ratio, variable: u32) -> Option<(Vec<Rational>, Vec<Rational>)> {
    Some((ratio.top.numbers_in(variable)?, ratio.bottom.numbers_in(variable)?))
}

/// The real roots of a polynomial, repeated ones once.
fn square_free_roots(polynomial: &Polynomial, variable: u32) -> Vec<Interval> {
    let derivative = polynomial.derivative(variable);
    let single = polynomial.over(&polynomial.gcd(&derivative));
    single.and_then(|single| real_roots(&single.numbers_in(variable)?)).unwrap_or_default()
}

struct Signs {
    turns: Vec<Turn>,
    /// Whether the loss falls towards −∞ and towards +∞.
    first_falls_outwards: bool,
    last_falls_outwards: bool,
}

/// The signs of the slope in the gaps; `None` when a root and a pole couldn't be told apart.
fn signs(roots: &[Root], poles: &[Interval], top: &[Rational], bottom: &[Rational]) -> Option<Signs> {
    let width = Rational::ratio(1, 1 << 30)?;
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
    let mut gaps = Vec::new();
    let first = marks.first().map_or(Rational::ZERO, |(mark, _)| &mark.low - &Rational::ONE);
    gaps.push(first);
    for pair in marks.windows(2) {
        if let [a, b] = pair {
            gaps.push(&(&a.0.high + &b.0.low) * &half);
        }
    }
    gaps.push(marks.last().map_or(Rational::ZERO, |(mark, _)| &mark.high + &Rational::ONE));
    let negative = |x: &Rational| {
        let (p, q) = (value_at(top, x), value_at(bottom, x));
        if p.is_zero() || q.is_zero() { None } else { Some(p.is_negative() != q.is_negative()) }
    };
    let falls: Vec<bool> = gaps.iter().map(negative).collect::<Option<_>>()?;
    let mut turns = vec![Turn::None; roots.len()];
    for (pair, (_, root)) in falls.windows(2).zip(&marks) {
        if let (Some(at), [before, after]) = (root, pair)
            && let Some(turn) = turns.get_mut(*at)
        {
            *turn = match (before, after) {
                (true, false) => Turn::Up,
                (false, true) => Turn::Down,
                _ => Turn::None,
            };
        }
    }
    let (first, last) = (*falls.first()?, *falls.last()?);
    Some(Signs { turns, first_falls_outwards: !first, last_falls_outwards: last })
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

    /// Whether the loss has values on one side of its only pole, as with ln(w).
    fn one_side(&self, pool: &mut Pool, poles: &[Interval], signs: &Signs) -> Result<bool, Diagnostic> {
        let [pole] = poles else { return Ok(false) };
        let below = self.at(pool, (&pole.low - &Rational::ONE).to_f64())?;
        Ok(!below.is_finite() && signs.turns.contains(&Turn::Up))
    }
}

/// w = √2, or w ≈ 1.17 for a root without a closed form.
fn point(pool: &mut Pool, unknown: Id, root: &Root) -> Argument {
    match root.value {
        Some(value) => Argument::Formula(pool.compare(Relation::Equal, unknown, value)),
        None => {
            let value = root.to_f64().map_or_else(String::new, Minimum::short);
            Argument::Text(format!("{} ≈ {value}", plain(pool, unknown)))
        }
    }
}
