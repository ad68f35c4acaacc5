//! Owns a bound that a loss is nowhere below, read off its shape: even powers, absolute values, exponentials, and functions
//! whose values lie between bounds.

use rustc_hash::FxHashMap;

use super::convex::with_definitions;
use super::problem::Problem;
use crate::algebra::Normalizer;
use crate::expr::{Constant, Id, Kind, Pool, postorder, substitute};
use crate::functions::{Positivity, Primitive};
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

/// Bounds of an expression wherever it has a value; `None` is no bound.
#[derive(Clone, Debug, Default)]
struct Range {
    low: Option<Rational>,
    high: Option<Rational>,
}

impl Range {
    fn between(low: i64, high: i64) -> Range {
        Range { low: Some(low.into()), high: Some(high.into()) }
    }

    fn from(low: i64) -> Range {
        Range { low: Some(low.into()), high: None }
    }

    fn point(value: Rational) -> Range {
        Range { low: Some(value.clone()), high: Some(value) }
    }

    fn is_above(&self, bound: i64) -> bool {
        self.low.as_ref().is_some_and(|low| *low >= Rational::from(bound))
    }

    fn is_below(&self, bound: i64) -> bool {
        self.high.as_ref().is_some_and(|high| *high <= Rational::from(bound))
    }

    fn negative(&self) -> Range {
        Range { low: self.high.as_ref().map(|high| -high), high: self.low.as_ref().map(|low| -low) }
    }

    fn plus(&self, other: &Range) -> Range {
        let sum = |a: &Option<Rational>, b: &Option<Rational>| Some(a.as_ref()? + b.as_ref()?);
        Range { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }
    }

    fn times(&self, other: &Range) -> Range {
        let product = |a: &Option<Rational>, b: &Option<Rational>| Some(a.as_ref()? * b.as_ref()?);
        if self.is_below(0) && !self.is_above(0) {
            return self.negative().times(other).negative();
        }
        if other.is_below(0) && !other.is_above(0) {
            return self.times(&other.negative()).negative();
        }
        if self.is_above(0) && other.is_above(0) {
            return Range { low: product(&self.low, &other.low), high: product(&self.high, &other.high) };
        }
        let ends =
            [(&self.low, &other.low), (&self.low, &other.high), (&self.high, &other.low), (&self.high, &other.high)];
        if let Some(ends) = ends.iter().map(|(a, b)| product(a, b)).collect::<Option<Vec<Rational>>>() {
            return Range { low: ends.iter().min().cloned(), high: ends.iter().max().cloned() };
        }
        // A positive factor with a largest value stretches what is bounded on one side.
        for (factor, rest) in [(self, other), (other, self)] {
            if factor.is_above(0) && rest.low.as_ref().is_some_and(Rational::is_negative) {
                return Range { low: product(&factor.high, &rest.low), high: None };
            }
            if factor.is_above(0) && rest.high.as_ref().is_some_and(|high| !high.is_negative()) {
                return Range { low: None, high: product(&factor.high, &rest.high) };
            }
        }
        Range::default()
    }

    fn reciprocal(&self) -> Range {
        if self.is_below(0) && !self.is_above(0) {
            return self.negative().reciprocal().negative();
        }
        if !self.is_above(0) {
            return Range::default();
        }
        let low = self.high.as_ref().and_then(Rational::recip).unwrap_or(Rational::ZERO);
        Range { low: Some(low), high: self.low.as_ref().and_then(Rational::recip) }
    }

    fn absolute(&self) -> Range {
        if self.is_above(0) {
            return self.clone();
        }
        let other = self.negative();
        if other.is_above(0) {
            return other;
        }
        let high = self.high.as_ref().zip(other.high.as_ref()).map(|(a, b)| a.max(b).clone());
        Range { low: Some(Rational::ZERO), high }
    }

    fn power(&self, exponent: &Rational) -> Range {
        let Some(whole) = exponent.to_i64() else {
            // A power with a fraction in it has values for bases from 0 on.
            return Range::from(0);
        };
        if whole < 0 {
            return self.power(&-exponent).reciprocal();
        }
        let base = if whole % 2 == 0 { self.absolute() } else { self.clone() };
        let raised = |bound: &Option<Rational>| bound.as_ref().and_then(|bound| bound.pow(whole));
        Range { low: raised(&base.low), high: raised(&base.high) }
    }

    fn exponential(&self) -> Range {
        let high = self.is_below(0).then_some(Rational::ONE);
        Range { low: Some(if self.is_above(0) { Rational::ONE } else { Rational::ZERO }), high }
    }
}

/// The range of an expression, part by part.
fn range(pool: &Pool, problem: &Problem, root: Id) -> Range {
    let mut known: FxHashMap<Id, Range> = FxHashMap::default();
    for id in postorder(pool, root) {
        let children = pool.children(id);
        let parts: Vec<Range> = children.iter().map(|child| known.get(child).cloned().unwrap_or_default()).collect();
        let own = match (pool.kind(id), &parts[..]) {
            (Kind::Number(number), _) => Range::point(pool.number_value(number).clone()),
            (Kind::Constant(Constant::E), _) => Range::between(2, 3),
            (Kind::Constant(Constant::Pi), _) => Range::between(3, 4),
            (Kind::Symbol(_), _) if problem.counts.contains(&id) => Range::from(1),
            (Kind::Neg, [a]) => a.negative(),
            (Kind::Add, terms) => terms.iter().fold(Range::point(Rational::ZERO), |sum, term| sum.plus(term)),
            (Kind::Mul, factors) => factors.iter().fold(Range::point(Rational::ONE), |product, own| product.times(own)),
            (Kind::Div, [a, b]) => a.times(&b.reciprocal()),
            (Kind::Pow, [base, power]) => match children {
                [base, _] if pool.kind(*base) == Kind::Constant(Constant::E) => power.exponential(),
                [_, power] => pool.as_number(*power).map_or_else(Range::default, |power| base.power(&power)),
                _ => Range::default(),
            },
            (Kind::Sum, [.., body]) => Range {
                low: body.is_above(0).then_some(Rational::ZERO),
                high: body.is_below(0).then_some(Rational::ZERO),
            },
            (Kind::Piecewise, parts) => hull(parts),
            (Kind::Call(function), parts) => match (function.row().primitive, function.row().positivity) {
                (Some(primitive), positivity) => called(primitive, positivity, parts),
                (None, positivity) => by_sign(positivity),
            },
            (
                Kind::Symbol(_)
                | Kind::Indexed
                | Kind::Neg
                | Kind::Div
                | Kind::Pow
                | Kind::Sum
                | Kind::Product
                | Kind::RowSum
                | Kind::RowMean
                | Kind::Derivative
                | Kind::Compare(_),
                _,
            ) => Range::default(),
        };
        known.insert(id, own);
    }
    known.remove(&root).unwrap_or_default()
}

/// The smallest range around the values of all cases; conditions stand before their values.
fn hull(parts: &[Range]) -> Range {
    let values = || parts.chunks(2).filter_map(<[Range]>::last);
    let low: Option<Vec<Rational>> = values().map(|value| value.low.clone()).collect();
    let high: Option<Vec<Rational>> = values().map(|value| value.high.clone()).collect();
    Range { low: low.and_then(|all| all.into_iter().min()), high: high.and_then(|all| all.into_iter().max()) }
}

fn by_sign(positivity: Positivity) -> Range {
    match positivity {
        Positivity::Any => Range::default(),
        Positivity::NonNegative | Positivity::Positive => Range::from(0),
    }
}

/// The range of a function with an algorithm of its own.
fn called(primitive: Primitive, positivity: Positivity, parts: &[Range]) -> Range {
    match (primitive, parts) {
        (Primitive::Abs, [inner]) => inner.absolute(),
        (Primitive::Exp, [inner]) => inner.exponential(),
        (Primitive::Sqrt, [inner]) => Range::from(i64::from(inner.is_above(1))),
        (Primitive::Sin | Primitive::Cos | Primitive::Tanh | Primitive::Erf | Primitive::Sign, _) => {
            Range::between(-1, 1)
        }
        (Primitive::Cosh, _) => Range::from(1),
        (Primitive::Indicator, _) => Range::between(0, 1),
        (Primitive::Max, parts) => {
            let high: Option<Vec<Rational>> = parts.iter().map(|part| part.high.clone()).collect();
            let low = parts.iter().filter_map(|part| part.low.clone()).max();
            Range { low, high: high.and_then(|all| all.into_iter().max()) }
        }
        (Primitive::Min, parts) => {
            let low: Option<Vec<Rational>> = parts.iter().map(|part| part.low.clone()).collect();
            let high = parts.iter().filter_map(|part| part.high.clone()).min();
            Range { low: low.and_then(|all| all.into_iter().min()), high }
        }
        (
            Primitive::Abs
            | Primitive::Exp
            | Primitive::Sqrt
            | Primitive::Ln
            | Primitive::Root
            | Primitive::Floor
            | Primitive::Ceil
            | Primitive::Tan
            | Primitive::Asin
            | Primitive::Acos
            | Primitive::Atan
            | Primitive::Atan2
            | Primitive::Sinh
            | Primitive::Asinh
            | Primitive::Acosh
            | Primitive::Atanh
            | Primitive::Gamma
            | Primitive::LnGamma
            | Primitive::Polygamma,
            _,
        ) => by_sign(positivity),
    }
}
