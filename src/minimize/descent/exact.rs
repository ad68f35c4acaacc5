//! Owns the way back from numbers to exact values: the fractions near the end of a search, and whether every derivative is
//! exactly zero there.

use super::objective::Objective;
use crate::algebra::{Normalizer, Ratio, simplify};
use crate::calculus::hessian;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, postorder, substitute};
use crate::language::Relation;
use crate::minimize::Classification;
use crate::minimize::classify::minors;
use crate::minimize::curve::LOCAL_ONLY;
use crate::minimize::floor::Floor;
use crate::minimize::problem::Problem;
use crate::minimize::report::{Argument, Piece, say};
use crate::number::Rational;
use crate::solve::{Inertia, inertia};
use crate::wording::Wording;

const POINT: Wording = Wording::new(
    "Near these numbers lies {point}. There every derivative is exactly zero, and L = {loss}.",
    "这些数值附近的精确点是 {point}。在该点各导数恰好为零,且 L = {loss}。",
);
const CORNER: Wording = Wording::new(
    "Near these numbers lies {point}, where L = {loss}.",
    "这些数值附近的精确点是 {point},在该点 L = {loss}。",
);
const POSITIVE: Wording = Wording::new(
    "So the Hessian matrix is positive definite there, without rounding: a local minimum.",
    "因此该处黑塞矩阵(未经舍入)正定:局部极小点。",
);
const POSITIVE_ONE: Wording = Wording::new(
    "The second derivative is positive there, without rounding: a local minimum.",
    "该处二阶导数(未经舍入)为正:局部极小点。",
);
const INDEFINITE: Wording = Wording::new(
    "So the loss bends upwards in one direction and downwards in another: a saddle point, no minimum. Start elsewhere (--start).",
    "因此损失沿某个方向向上弯,沿另一方向向下弯:这是鞍点,不是极小点。请换一个起点(--start)。",
);
const NEGATIVE: Wording = Wording::new(
    "So the loss bends downwards in every direction: a local maximum, no minimum. Start elsewhere (--start).",
    "因此损失沿每个方向都向下弯:这是局部极大点,不是极小点。请换一个起点(--start)。",
);
const SEMIDEFINITE: Wording = Wording::new(
    "So in some direction the second derivative is zero, and second derivatives don't decide.",
    "因此沿某个方向二阶导数为零,二阶导数不足以判定。",
);
const NO_LESS: Wording = Wording::new(
    "Wherever the loss has a value, {facts}, so L ≥ {bound}; here that is taken, and no point has a smaller loss.",
    "在损失有定义之处都有 {facts},因此 L ≥ {bound};此处恰好取到,所以没有损失更小的点。",
);
const NO_LESS_NEAR: Wording = Wording::new(
    "Wherever the loss has a value, {facts}, so L ≥ {bound}; here that is reached, up to rounding, and no point has a smaller loss.",
    "在损失有定义之处都有 {facts},因此 L ≥ {bound};此处(在舍入误差内)已达到该值,所以没有损失更小的点。",
);
const ONLY: Wording = Wording::new(
    "Each of these terms is zero at this point only, taken one after the other: it is the only minimum.",
    "逐项令其为零,只有这一个点满足:这是唯一的最小值点。",
);

/// Fractions with larger denominators aren't looked for.
const LARGEST: i64 = 1_000;

/// How near a fraction must be, relative to the number.
const NEAR: f64 = 1e-6;

/// Formulas of this size are put into values.
const SIZE: usize = 600;

/// More parameters than this are left as numbers.
const PARAMETERS: usize = 8;

/// An exact point.
pub(super) struct Exact {
    /// The parameters.
    pub values: Vec<Rational>,
    /// The loss there.
    pub loss: Id,
    /// Whether every derivative is zero there; at a kink and at an edge of the domain it isn't.
    pub is_stationary: bool,
    /// The second derivatives, where they are rational.
    hessian: Option<Vec<Vec<Rational>>>,
}

/// The point with small denominators next to the end of a search on a loss without data, at which the loss has a value; `None`
/// when there is none.
pub(super) fn recognise(
    pool: &mut Pool,
    problem: &Problem,
    objective: &Objective,
    near: &[f64],
) -> Result<Option<Exact>, Diagnostic> {
    if problem.table.is_some() || near.len() > PARAMETERS {
        return Ok(None);
    }
    let Some(values) = near.iter().map(|&value| simplest(value)).collect::<Option<Vec<Rational>>>() else {
        return Ok(None);
    };
    let pairs: Vec<(Id, Id)> = problem.over.iter().zip(&values).map(|(&id, value)| (id, pool.number(value))).collect();
    let Some(loss) = value_at(pool, objective.loss, &pairs) else { return Ok(None) };
    // The derivative that stands for one at a kink says nothing.
    let mut is_stationary = !objective.has_kinks(pool);
    for &slope in &objective.slopes {
        let there = if is_stationary { value_at(pool, slope, &pairs) } else { None };
        is_stationary = there.and_then(|there| pool.as_number(there)).is_some_and(|there| there.is_zero());
    }
    if !is_stationary {
        return Ok(Some(Exact { values, loss, is_stationary, hessian: None }));
    }
    let rows = hessian(pool, objective.loss, &problem.over)?;
    let mut entry = |id: Id| {
        let there = value_at(pool, id, &pairs)?;
        pool.as_number(there)
    };
    let rows = rows.into_iter().map(|row| row.into_iter().map(&mut entry).collect::<Option<Vec<Rational>>>());
    let hessian = rows.collect();
    Ok(Some(Exact { values, loss, is_stationary: true, hessian }))
}

/// An expression at exact values, simplified; `None` where it has none.
fn value_at(pool: &mut Pool, id: Id, pairs: &[(Id, Id)]) -> Option<Id> {
    let there = substitute(pool, id, pairs);
    if postorder(pool, there).len() > SIZE {
        return None;
    }
    simplify(pool, there).ok().map(|simple| simple.answer)
}

/// The first fraction of the continued fraction of a number that is near enough.
fn simplest(value: f64) -> Option<Rational> {
    let reach = NEAR * value.abs().max(1.0);
    let (mut top, mut bottom) = ((1i64, 0i64), (0i64, 1i64));
    let mut rest = value;
    while bottom.0 <= LARGEST && rest.abs() < 1e9 {
        let whole = rest.floor();
        let next = |(last, before): (i64, i64)| Some(((whole as i64).checked_mul(last)?.checked_add(before)?, last));
        (top, bottom) = (next(top)?, next(bottom)?);
        if bottom.0 > LARGEST {
            return None;
        }
        if (top.0 as f64 / bottom.0 as f64 - value).abs() <= reach {
            return Rational::ratio(top.0, bottom.0);
        }
        rest = 1.0 / (rest - whole);
    }
    None
}

impl Exact {
    fn inertia(&self) -> Option<Inertia> {
        self.hessian.as_ref().map(|hessian| inertia(hessian))
    }

    /// What the second derivatives say without rounding; `None` when they say nothing.
    pub fn classification(&self, convex: bool) -> Option<Classification> {
        let Inertia { positive, negative, zero } = self.inertia()?;
        match (positive, negative, zero) {
            (_, 0, 0) if convex => Some(Classification::Minimum),
            (_, 0, _) if convex => Some(Classification::Lowest),
            (_, 0, 0) => Some(Classification::LocalMinimum),
            (0, _, 0) => Some(Classification::Maximum),
            (0, _, _) | (_, 0, _) => None,
            _ => Some(Classification::Saddle),
        }
    }

    /// The sentences about the point and its second derivatives.
    pub fn pieces(&self, pool: &mut Pool, problem: &Problem, settled: bool) -> Vec<Piece> {
        let equations = problem.over.iter().zip(&self.values).map(|(&id, value)| {
            let value = pool.number(value);
            pool.compare(Relation::Equal, id, value)
        });
        let point = ("point", Argument::Formulas(equations.collect()));
        let loss = ("loss", Argument::Formula(self.loss));
        let mut pieces = vec![Piece::Remark(if self.is_stationary { POINT } else { CORNER }, vec![point, loss])];
        if let (Some(hessian), Some(counts)) = (&self.hessian, self.inertia()) {
            let (argument, up) = match (&problem.over[..], &hessian[..]) {
                (&[parameter], [row]) => {
                    let loss = pool.symbol("L");
                    let left = pool.derivative(loss, &[parameter, parameter]);
                    let entries = row.iter().map(|entry| pool.number(entry)).collect::<Vec<Id>>();
                    (entries.into_iter().map(|entry| Piece::Equation(left, entry)).collect(), POSITIVE_ONE)
                }
                _ => {
                    let ratios = |row: &Vec<Rational>| row.iter().cloned().map(Ratio::constant).collect();
                    let matrix: Vec<Vec<Ratio>> = hessian.iter().map(ratios).collect();
                    (minors(pool, &mut Normalizer::default(), &matrix, counts), POSITIVE)
                }
            };
            pieces.extend(argument);
            pieces.extend(match (counts.positive, counts.negative, counts.zero) {
                (_, 0, 0) if settled => vec![say(up)],
                (_, 0, 0) => vec![say(up), say(LOCAL_ONLY)],
                (0, _, 0) => vec![say(NEGATIVE)],
                (0, _, _) | (_, 0, _) => vec![say(SEMIDEFINITE)],
                _ => vec![say(INDEFINITE)],
            });
        }
        pieces
    }
}

/// The sentences about a bound that is reached.
pub(super) fn at_floor(pool: &mut Pool, floor: &Floor, exact: bool, only: bool) -> Vec<Piece> {
    let bound = pool.number(&floor.bound);
    let holes = vec![("facts", Argument::Formulas(floor.facts.clone())), ("bound", Argument::Formula(bound))];
    let mut pieces = vec![Piece::Remark(if exact { NO_LESS } else { NO_LESS_NEAR }, holes)];
    pieces.extend(only.then(|| say(ONLY)));
    pieces
}
