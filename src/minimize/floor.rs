//! Owns a bound that a loss is nowhere below, read off its shape: even powers, absolute values, exponentials, and functions
//! whose values lie between bounds.

use super::convex::with_definitions;
use super::problem::Problem;
use super::range::range;
use crate::algebra::Normalizer;
use crate::expr::{Id, Kind, Pool, postorder, substitute};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;

/// A bound from below.
pub(super) struct Floor {
    /// The loss is nowhere below this.
    pub bound: Rational,
    /// Why: each term of the loss with its own bound (`Compare` nodes).
    pub facts: Vec<Id>,
    /// Whether the loss is made of nothing but functions that take their bounds.
    pub is_closed: bool,
    /// What has to be zero where the bound is taken; empty where that isn't the same as taking it.
    zeros: Vec<Id>,
}

/// The bound of a loss; `None` where its shape shows none.
pub(super) fn floor(pool: &mut Pool, problem: &Problem, loss: Id) -> Option<Floor> {
    let terms = if pool.kind(loss) == Kind::Add { pool.children(loss).to_vec() } else { vec![loss] };
    let (mut bound, mut facts, mut zeros, mut is_closed) = (Rational::ZERO, Vec::new(), Some(Vec::new()), true);
    for term in terms {
        let open = with_definitions(pool, term);
        let low = range(pool, problem, open).low?;
        bound = &bound + &low;
        is_closed &= postorder(pool, open).into_iter().all(|id| takes_its_bounds(pool, id));
        if pool.as_number(term).is_some() {
            continue;
        }
        zeros =
            zeros.zip(vanishing(pool, term).filter(|_| low.is_zero())).map(|(zeros, own)| [zeros, vec![own]].concat());
        let low = pool.number(&low);
        facts.push(pool.compare(Relation::GreaterEqual, term, low));
    }
    Some(Floor { bound, facts, is_closed, zeros: zeros.unwrap_or_default() })
}

impl Floor {
    /// Whether the bound is taken at one point only: one after the other, the parts that have to be zero hold one unknown, to
    /// the first degree.
    pub fn is_taken_once(&self, pool: &mut Pool, over: &[Id]) -> bool {
        let mut normalizer = Normalizer::default();
        let (mut open, mut unknowns) = (self.zeros.clone(), over.to_vec());
        while !unknowns.is_empty() {
            let mut found = None;
            for &zero in &open {
                let Ok(ratio) = normalizer.ratio(pool, zero) else { continue };
                let ([variable], Some([c, b])) = (
                    &ratio.top.variables()[..],
                    ratio
                        .top
                        .variables()
                        .first()
                        .and_then(|&own| <[Rational; 2]>::try_from(ratio.top.numbers_in(own)?).ok()),
                ) else {
                    continue;
                };
                let unknown = normalizer.kernels.id(*variable).filter(|id| unknowns.contains(id));
                if let (Some(unknown), Some(value)) = (unknown, c.checked_div(&b)) {
                    found = Some((unknown, -&value));
                    break;
                }
            }
            let Some((unknown, value)) = found else { return false };
            let value = pool.number(&value);
            unknowns.retain(|&other| other != unknown);
            for zero in &mut open {
                *zero = substitute(pool, *zero, &[(unknown, value)]);
            }
        }
        true
    }
}

/// What is zero exactly where a term is, behind a positive number: the base of an even power, or what an absolute value or a
/// root stands around.
fn vanishing(pool: &Pool, term: Id) -> Option<Id> {
    let is_number = |id: &Id| pool.as_number(*id).is_some();
    let core = match (pool.kind(term), pool.children(term)) {
        (Kind::Mul, factors) => match factors.iter().filter(|id| !is_number(id)).collect::<Vec<_>>()[..] {
            [one] => *one,
            _ => return None,
        },
        (Kind::Div, [top, bottom]) if is_number(bottom) => *top,
        _ => term,
    };
    let inside = |id: Id, functions: &[Primitive]| match (pool.kind(id), pool.children(id)) {
        (Kind::Call(function), [inner]) => {
            function.row().primitive.filter(|own| functions.contains(own)).map(|_| *inner)
        }
        _ => None,
    };
    match (pool.kind(core), pool.children(core)) {
        (Kind::Pow, [base, power]) => {
            let power = pool.as_number(*power).filter(|power| !power.is_negative() && !power.is_zero())?;
            if is_even(&power) { Some(*base) } else { inside(*base, &[Primitive::Abs]) }
        }
        _ => inside(core, &[Primitive::Abs, Primitive::Sqrt]),
    }
}

/// Whether a part takes the values between which it lies: e^x comes near 0 but never gets there.
fn takes_its_bounds(pool: &Pool, id: Id) -> bool {
    let number = |id: &Id| pool.as_number(*id);
    match (pool.kind(id), pool.children(id)) {
        (Kind::Number(_) | Kind::Constant(_) | Kind::Symbol(_) | Kind::Indexed | Kind::Neg | Kind::Add, _) => true,
        (Kind::Mul | Kind::Sum, _) => true,
        (Kind::Div, [_, bottom]) => number(bottom).is_some(),
        (Kind::Pow, [_, power]) => number(power).and_then(|power| power.to_i64()).is_some_and(|power| power > 0),
        (Kind::Call(function), _) => matches!(
            function.row().primitive,
            Some(Primitive::Abs | Primitive::Sqrt | Primitive::Sin | Primitive::Cos | Primitive::Max | Primitive::Min)
        ),
        (
            Kind::Div
            | Kind::Pow
            | Kind::Product
            | Kind::RowSum
            | Kind::RowMean
            | Kind::Derivative
            | Kind::Piecewise
            | Kind::Compare(_),
            _,
        ) => false,
    }
}

fn is_even(power: &Rational) -> bool {
    power.to_i64().is_some_and(|power| power % 2 == 0)
}
