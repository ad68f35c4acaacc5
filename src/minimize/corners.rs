//! Owns losses that are piecewise linear in several parameters, such as the sum of absolute errors of a line, or that plus a
//! quadratic, such as a lasso: the exact minimum, with the subgradient that shows it; and for symbolic data the condition for a
//! minimum.

use super::Classification;
use super::active;
use super::classify::Verdict;
use super::convex::{Curvature, curvature};
use super::creases::creases;
use super::kinks::{Found, TITLE, absolute_term};
use super::problem::Problem;
use super::reasons;
use super::report::{Argument, Piece, Section, say};
use super::vertex::{Corner, Creased, Kink, Lowest, lowest};
use crate::algebra::{fold, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::language::Relation;
use crate::number::Rational;
use crate::wording::Wording;

const CORNERS: Wording = Wording::new(
    "The loss is a sum of {count} absolute values of linear expressions, up to a linear part, so it is linear between its kinks. If it has a minimum, then one is at a corner: a point where {size} of them vanish, with slopes that are independent of each other.",
    "损失(相差一个线性部分)是 {count} 个线性式的绝对值之和,因此在各尖点之间是线性的。若有最小值,则必有一个在角点处取得:即有 {size} 个斜率相互独立的线性式同时为零的点。",
);
const CREASED: Wording = Wording::new(
    "The loss is a sum of {count} absolute values of linear expressions and a quadratic, so it is quadratic between its kinks. Where it is known which of these expressions vanish at the minimum and what sign the others have, the rest is a linear system.",
    "损失是 {count} 个线性式的绝对值与一个二次式之和,因此在各尖点之间是二次的。一旦知道在最小值点处哪些线性式为零、其余的符号如何,剩下的就是线性方程组。",
);
const HELD: Wording = Wording::new("At the point that was found these vanish:", "在找到的点处,下列各式为零:");
const NONE_HELD: Wording = Wording::new(
    "At the point that was found none of them vanishes, and with their signs there the derivatives are zero:",
    "在找到的点处没有一个为零,按它们在该处的符号,各导数为零:",
);
const ONLY_BENT: Wording = Wording::new(
    "So 0 is a subgradient, and the point is a minimum. The loss rises in every direction: along the kinks that it lies on because the quadratic bends upwards, and away from them because their factors are strictly between −1 and 1 or the quadratic bends upwards everywhere. So it is the only minimum.",
    "因此 0 是次梯度,该点是最小值点。损失沿每个方向都上升:沿所在的尖点方向是因为二次式向上弯;离开尖点方向则因为各因子严格介于 −1 与 1 之间,或二次式处处向上弯。所以这是唯一的最小值点。",
);
const MEET: Wording = Wording::new("At the corner that was found these vanish:", "在找到的角点处,下列各式为零:");
const IN_ROW: Wording = Wording::new("row {row}: {equation}", "第 {row} 行:{equation}");
const SUBGRADIENT: Wording = Wording::new(
    "There |u| has every number from −1 to 1 as a subgradient; elsewhere it has the sign of u. With one factor for each of the expressions that vanish, the derivatives can be made zero:",
    "在 u = 0 处,−1 到 1 之间的每个数都是 |u| 的次梯度;在别处它就是 u 的符号。给每个为零的式子一个因子,可使各导数为零:",
);
const FACTOR: Wording = Wording::new("{name} = {value}", "{name} = {value}");
const BESIDE: Wording = Wording::new(
    "More expressions vanish there than are needed; the others count with the sign they have just beside the corner.",
    "在该处为零的式子多于所需;其余的按角点近旁的符号计入。",
);
const ONLY: Wording = Wording::new(
    "So 0 is a subgradient, and the point is a minimum. Each factor is strictly between −1 and 1, so the loss rises in every direction: it is the only minimum.",
    "因此 0 是次梯度,该点是最小值点。每个因子都严格介于 −1 与 1 之间,所以损失沿每个方向都上升:这是唯一的最小值点。",
);
const EDGE: Wording = Wording::new(
    "So 0 is a subgradient, and the point is a minimum. A factor lies at an end of its interval, and along the edge that belongs to it the loss doesn't change: every point from here to {end} is a minimum too.",
    "因此 0 是次梯度,该点是最小值点。有一个因子位于区间端点,沿其对应的棱损失不变:从该点到 {end} 之间的每一点也都是最小值点。",
);
const RAY: Wording = Wording::new(
    "So 0 is a subgradient, and the point is a minimum. A factor lies at an end of its interval, and along the edge that belongs to it the loss never changes: there are infinitely many minima.",
    "因此 0 是次梯度,该点是最小值点。有一个因子位于区间端点,沿其对应的棱损失始终不变:最小值点有无穷多个。",
);
const OPEN: Wording = Wording::new(
    "So 0 is a subgradient, and the point is a minimum. Whether it is the only one was not decided.",
    "因此 0 是次梯度,该点是最小值点。未能判定它是否唯一。",
);
const FALLS: Wording = Wording::new(
    "In the direction {direction} the loss falls without end, so it has no minimum.",
    "沿方向 {direction} 损失无限下降,因此没有最小值。",
);
const SIGNS: Wording = Wording::new(
    "The term {term} has the slope {slope} where its inside is positive and the opposite one where it is negative; where it is zero, every number between is allowed. So the subgradients of the loss are these sums, in which $s_i$ is the sign of {inner}, and any number from −1 to 1 where that is zero:",
    "{term} 这一项在内部为正处斜率为 {slope},为负处相反;为零处其间每个数都可取。因此损失的次梯度就是下列各和,其中 $s_i$ 是 {inner} 的符号,在其为零处可取 −1 到 1 之间的任意数:",
);
const EXISTS: Wording = Wording::new(
    "A point is a minimum exactly when such numbers exist. One minimum makes at least {size} of the terms zero, unless the slopes of all terms depend on each other; with data it is found exactly.",
    "当且仅当存在这样的数时,该点是最小值点。除非各项的斜率彼此相关,必有一个最小值点使至少 {size} 项为零;给出数据后可以精确求得。",
);

/// Parameters that are searched for exactly.
const PARAMETERS: usize = 12;

/// The minimum; `None` when the loss is of another kind.
pub(super) fn solve(pool: &mut Pool, problem: &Problem) -> Result<Option<Found>, Diagnostic> {
    if !(2..=PARAMETERS).contains(&problem.over.len())
        || curvature(pool, problem.general, &problem.over, &problem.counts) != Curvature::Convex
    {
        return Ok(None);
    }
    let convex = reasons::argument(pool, problem.general, &problem.over, &problem.counts);
    if let Some(creased) = creases(pool, problem) {
        let found = match creased.is_bent() {
            true => active::lowest(&creased).map(Lowest::Corner),
            false => lowest(&creased),
        };
        if let Some(found) = found {
            return Ok(Some(told(pool, problem, &creased, found, convex)));
        }
    }
    symbolic(pool, problem, convex)
}

fn verdict(classification: Classification, pieces: Vec<Piece>) -> Verdict {
    Verdict { classification, section: Section { title: TITLE, pieces }, conditions: Vec::new() }
}

fn told(pool: &mut Pool, problem: &Problem, creased: &Creased, lowest: Lowest, mut pieces: Vec<Piece>) -> Found {
    let count = |number: usize| Argument::Text(number.to_string());
    let holes = vec![("count", count(creased.kinks.len())), ("size", count(problem.over.len()))];
    let bent = creased.is_bent();
    pieces.push(Piece::Remark(if bent { CREASED } else { CORNERS }, holes));
    let corner = match lowest {
        Lowest::Corner(corner) => corner,
        Lowest::Falls(direction) => {
            let direction = Argument::Formulas(equations(pool, problem, &direction));
            pieces.push(Piece::Remark(FALLS, vec![("direction", direction)]));
            return Found { values: Vec::new(), loss: None, verdict: verdict(Classification::Unbounded, pieces) };
        }
    };
    pieces.push(say(match (bent, corner.meeting.is_empty()) {
        (true, true) => NONE_HELD,
        (true, false) => HELD,
        (false, _) => MEET,
    }));
    for (at, _) in &corner.meeting {
        let Some(kink) = creased.kinks.get(*at) else { continue };
        let (left, right) = vanishing(pool, problem, kink);
        pieces.push(match kink.row {
            Some(row) => {
                let equation = Argument::Formula(pool.compare(Relation::Equal, left, right));
                Piece::Remark(IN_ROW, vec![("row", count(row + 1)), ("equation", equation)])
            }
            None => Piece::Equation(left, right),
        });
    }
    pieces.extend((!corner.meeting.is_empty()).then(|| say(SUBGRADIENT)));
    pieces.extend(multipliers(pool, creased, &corner));
    if corner.crowded {
        pieces.push(say(BESIDE));
    }
    let classification = match (corner.only, &corner.other_end) {
        (Some(true), _) => {
            pieces.push(say(if bent { ONLY_BENT } else { ONLY }));
            Classification::Minimum
        }
        (Some(false), Some(end)) => {
            let end = Argument::Formulas(equations(pool, problem, end));
            pieces.push(Piece::Remark(EDGE, vec![("end", end)]));
            Classification::NotUnique
        }
        (Some(false), None) => {
            pieces.push(say(RAY));
            Classification::NotUnique
        }
        (None, _) => {
            pieces.push(say(OPEN));
            Classification::Lowest
        }
    };
    let values = corner.values.iter().map(|value| pool.number(value)).collect();
    Found { values, loss: Some(corner.loss), verdict: verdict(classification, pieces) }
}

/// The equation slope·θ = −offset, without a common factor and beginning with a plus.
fn vanishing(pool: &mut Pool, problem: &Problem, kink: &Kink) -> (Id, Id) {
    let common = kink.slope.iter().fold(Rational::ZERO, |common, entry| common.gcd(entry));
    let leads_with_minus = kink.slope.iter().find(|entry| !entry.is_zero()).is_some_and(Rational::is_negative);
    let scale = common.recip().unwrap_or(Rational::ONE);
    let scale = if leads_with_minus { -&scale } else { scale };
    let slope: Vec<Rational> = kink.slope.iter().map(|entry| entry * &scale).collect();
    let terms = combination(pool, &problem.over, &slope);
    (fold::add(pool, &terms), pool.number(&-&(&kink.offset * &scale)))
}

/// w = 1, b = 0.
fn equations(pool: &mut Pool, problem: &Problem, values: &[Rational]) -> Vec<Id> {
    let pairs = problem.over.iter().zip(values);
    pairs
        .map(|(&parameter, value)| {
            let value = pool.number(value);
            pool.compare(Relation::Equal, parameter, value)
        })
        .collect()
}

/// The terms a·w and c·b.
fn combination(pool: &mut Pool, names: &[Id], factors: &[Rational]) -> Vec<Id> {
    let mut terms = Vec::new();
    for (&name, factor) in names.iter().zip(factors).filter(|(_, factor)| !factor.is_zero()) {
        let number = pool.number(factor);
        terms.push(fold::mul(pool, &[number, name]));
    }
    terms
}

/// For each parameter the sum that has to be zero, with a name for each factor; then the factors.
fn multipliers(pool: &mut Pool, creased: &Creased, corner: &Corner) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let base = pool.symbol("s");
    let mut names = Vec::new();
    for (at, _) in (1i64..).zip(&corner.meeting) {
        let index = pool.integer(at);
        names.push(pool.indexed(base, &[index]));
    }
    let zero = pool.integer(0);
    for (place, rest) in corner.others.iter().enumerate() {
        let mut factors = Vec::new();
        for (at, _) in &corner.meeting {
            let kink = creased.kinks.get(*at);
            let entry = kink.and_then(|kink| Some(&kink.weight * kink.slope.get(place)?));
            factors.push(entry.unwrap_or(Rational::ZERO));
        }
        let mut terms = combination(pool, &names, &factors);
        terms.push(pool.number(rest));
        let sum = fold::add(pool, &terms);
        pieces.push(Piece::Equation(sum, zero));
    }
    for (name, (_, value)) in names.iter().zip(&corner.meeting) {
        let value = Argument::Formula(pool.number(value));
        pieces.push(Piece::Remark(FACTOR, vec![("name", Argument::Formula(*name)), ("value", value)]));
    }
    pieces
}

/// For c·Σ|u| with symbolic data: which sums have to vanish.
fn symbolic(pool: &mut Pool, problem: &Problem, mut pieces: Vec<Piece>) -> Result<Option<Found>, Diagnostic> {
    if problem.table.is_some() {
        return Ok(None);
    }
    let Some((term, range)) = absolute_term(pool, problem) else { return Ok(None) };
    let Some(inner) = pool.only(term) else { return Ok(None) };
    let slopes = gradient(pool, inner, &problem.over)?;
    let slopes: Vec<Id> = slopes.into_iter().map(|slope| tidy(pool, slope).id).collect();
    let [index, lower, upper] = range;
    let base = pool.symbol("s");
    let sign = pool.indexed(base, &[index]);
    let holes = [("term", Argument::Formula(term)), ("inner", Argument::Formula(inner))];
    let holes = [&holes[..], &[("slope", Argument::Formulas(slopes.clone()))]].concat();
    pieces.push(Piece::Remark(SIGNS, holes));
    let zero = pool.integer(0);
    for slope in slopes {
        let (_, bare) = fold::unsigned(pool, slope);
        let body = fold::mul(pool, &[sign, bare]);
        let sum = pool.sum(index, lower, upper, body);
        pieces.push(Piece::Equation(sum, zero));
    }
    let size = Argument::Text(problem.over.len().to_string());
    pieces.push(Piece::Remark(EXISTS, vec![("size", size)]));
    Ok(Some(Found { values: Vec::new(), loss: None, verdict: verdict(Classification::Conditional, pieces) }))
}
