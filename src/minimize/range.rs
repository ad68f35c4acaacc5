//! Owns bounds that an expression stays between wherever it has a value, read off its shape part by part.

use rustc_hash::FxHashMap;

use super::problem::Problem;
use crate::expr::{Constant, Id, Kind, Pool, postorder};
use crate::functions::{Positivity, Primitive};
use crate::number::Rational;

/// Bounds of an expression wherever it has a value; `None` is no bound.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    /// Nothing is below this.
    pub low: Option<Rational>,
    /// Nothing is above this.
    pub high: Option<Rational>,
}

/// The range of an expression, part by part.
pub(super) fn range(pool: &Pool, problem: &Problem, root: Id) -> Range {
    ranges(pool, problem, root).remove(&root).unwrap_or_default()
}

/// The ranges of an expression and of all its parts.
pub(super) fn ranges(pool: &Pool, problem: &Problem, root: Id) -> FxHashMap<Id, Range> {
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
    known
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
        (Primitive::Atan, _) => Range::between(-2, 2),
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
