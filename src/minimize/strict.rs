//! Owns strict convexity: a convex loss of which some terms bend strictly along directions that together leave no direction
//! out has one minimum at most, also where its Hessian matrix is singular (e^x + e^−x + y⁴ at y = 0).

use super::convex::with_definitions;
use super::problem::Problem;
use super::report::{Argument, Piece};
use super::vertex::dot;
use crate::algebra::Normalizer;
use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::Primitive;
use crate::number::Rational;
use crate::solve::inertia;
use crate::wording::Wording;

const ONE_TERM: Wording = Wording::new(
    "The term {terms} bends strictly upwards wherever {directions} changes: a convex loss with such a term has no second minimum.",
    "项 {terms} 在 {directions} 变化时严格向上弯:含有这种项的凸损失没有第二个最小值点。",
);
const TERMS: Wording = Wording::new(
    "The terms {terms} bend strictly upwards wherever {directions} change, and these tell all points apart: a convex loss with such terms has no second minimum.",
    "各项 {terms} 分别在 {directions} 变化时严格向上弯,而这些式子的值确定每一个点:含有这些项的凸损失没有第二个最小值点。",
);

/// The argument that a loss without data, known to be convex, is strictly so; `None` where its terms don't show it.
pub(super) fn argument(pool: &mut Pool, problem: &Problem, loss: Id) -> Option<Vec<Piece>> {
    if problem.table.is_some() {
        return None;
    }
    let terms = if pool.kind(loss) == Kind::Add { pool.children(loss).to_vec() } else { vec![loss] };
    let (mut bending, mut directions, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for term in terms {
        let open = with_definitions(pool, term);
        let Some(inner) = bends_along(pool, open) else { continue };
        let Some(row) = slopes(pool, inner, &problem.over) else { continue };
        let before = rank(&rows);
        rows.push(row);
        if rank(&rows) == before {
            rows.pop();
            continue;
        }
        bending.push(term);
        directions.push(inner);
    }
    (rank(&rows) == problem.over.len()).then(|| {
        let sentence = if bending.len() == 1 { ONE_TERM } else { TERMS };
        let holes = [("terms", bending), ("directions", directions)];
        vec![Piece::Remark(sentence, holes.map(|(name, ids)| (name, Argument::Formulas(ids))).to_vec())]
    })
}

/// u, where a term is a strictly convex function of u: c·e^u, c·u^(2k), c·cosh u with c > 0.
fn bends_along(pool: &Pool, term: Id) -> Option<Id> {
    let positive = |id: &Id| pool.as_number(*id).is_some_and(|number| !number.is_negative() && !number.is_zero());
    let core = match (pool.kind(term), pool.children(term)) {
        (Kind::Mul, factors) if factors.iter().filter(|id| !positive(id)).count() == 1 => {
            factors.iter().copied().find(|id| !positive(id))?
        }
        (Kind::Div, [top, bottom]) if positive(bottom) => *top,
        _ => term,
    };
    match (pool.kind(core), pool.children(core)) {
        (Kind::Pow, [base, exponent]) if pool.kind(*base) == Kind::Constant(Constant::E) => Some(*exponent),
        (Kind::Pow, [base, exponent]) => {
            let power = pool.as_number(*exponent)?.to_i64()?;
            (power > 0 && power % 2 == 0).then_some(*base)
        }
        (Kind::Call(function), [inner]) => match function.row().primitive? {
            Primitive::Exp | Primitive::Cosh => Some(*inner),
            _ => None,
        },
        _ => None,
    }
}

/// The factors of the parameters in a straight expression.
fn slopes(pool: &mut Pool, inner: Id, over: &[Id]) -> Option<Vec<Rational>> {
    let mut normalizer = Normalizer::default();
    let ratio = normalizer.ratio(pool, inner).ok()?;
    let bottom = ratio.bottom.as_constant()?;
    let parameters: Vec<u32> = over.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let mut row = vec![Rational::ZERO; over.len()];
    for (monomial, coefficient) in ratio.top.terms() {
        match monomial.powers() {
            [] => {}
            [(variable, 1)] => {
                let at = parameters.iter().position(|parameter| parameter == variable)?;
                *row.get_mut(at)? = coefficient.checked_div(&bottom)?;
            }
            _ => return None,
        }
    }
    Some(row)
}

/// The rank of some rows: that of their products with each other.
fn rank(rows: &[Vec<Rational>]) -> usize {
    let products: Vec<Vec<Rational>> = rows.iter().map(|a| rows.iter().map(|b| dot(a, b)).collect()).collect();
    inertia(&products).positive
}
