//! Owns losses that fall without end for a reason that can be seen: along a line a polynomial part of them falls, and all other
//! terms stay below a bound, as in x/10 + sin x.

use rustc_hash::FxHashMap;

use super::convex::with_definitions;
use super::problem::Problem;
use super::range::{Range, ranges};
use super::report::{Argument, Piece};
use crate::algebra::Normalizer;
use crate::expr::{Id, Kind, Pool, postorder, substitute};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;
use crate::wording::Wording;

const LINE: Wording = Wording::new("Along the line {line}:", "沿直线 {line}:");
const RIGHT: Wording = Wording::new(
    "As {parameter} grows without end, {part} falls without end.",
    "当 {parameter} 无限增大时,{part} 无限下降。",
);
const LEFT: Wording = Wording::new(
    "As {parameter} falls without end, {part} falls without end.",
    "当 {parameter} 无限减小时,{part} 无限下降。",
);
const BESIDE: Wording = Wording::new(
    "Everywhere {bounds}, so the loss falls without end as well: it has no minimum.",
    "处处有 {bounds},因此损失也无限下降:没有最小值。",
);
const ALONE: Wording = Wording::new("So the loss has no minimum.", "因此损失没有最小值。");

/// Lines through 0 are tried in the directions of the axes and between two axes, up to this many parameters.
const PARAMETERS: usize = 8;

/// The argument that a loss without data falls without end; `None` where none was found.
pub(super) fn argument(pool: &mut Pool, problem: &Problem, loss: Id) -> Option<Vec<Piece>> {
    if problem.table.is_some() || problem.over.len() > PARAMETERS {
        return None;
    }
    let terms = if pool.kind(loss) == Kind::Add { pool.children(loss).to_vec() } else { vec![loss] };
    let (mut falling, mut bounds) = (Vec::new(), Vec::new());
    for term in terms {
        match pool.as_number(term).is_none().then(|| upper_bound(pool, problem, term)).flatten() {
            Some(bound) => {
                let bound = pool.number(&bound);
                bounds.push(pool.compare(Relation::LessEqual, term, bound));
            }
            None => falling.push(term),
        }
    }
    let falling = pool.add(&falling);
    let mut normalizer = Normalizer::default();
    for line in lines(pool, &problem.over) {
        let part = substitute(pool, falling, &line.others);
        let Ok(ratio) = normalizer.ratio(pool, part) else { continue };
        let variable = normalizer.kernels.number(line.parameter);
        if ratio.bottom.as_constant().is_none() {
            continue;
        }
        let Some(coefficients) = ratio.top.numbers_in(variable) else { continue };
        let (Some(last), degree @ 1..) = (coefficients.last(), coefficients.len().saturating_sub(1)) else { continue };
        let bottom_is_negative = ratio.bottom.as_constant().is_some_and(|bottom| bottom.is_negative());
        let falls_right = last.is_negative() != bottom_is_negative;
        let sentence = match (falls_right, degree % 2) {
            (true, _) => RIGHT,
            (false, 1) => LEFT,
            (false, _) => continue,
        };
        let mut pieces = Vec::new();
        if !line.others.is_empty() {
            let equations = line.others.iter().map(|&(id, value)| pool.compare(Relation::Equal, id, value)).collect();
            pieces.push(Piece::Remark(LINE, vec![("line", Argument::Formulas(equations))]));
        }
        let part = normalizer.write(pool, &ratio);
        let holes = [("parameter", line.parameter), ("part", part)];
        pieces.push(Piece::Remark(sentence, holes.map(|(name, id)| (name, Argument::Formula(id))).to_vec()));
        pieces.push(match bounds.is_empty() {
            true => Piece::Remark(ALONE, Vec::new()),
            false => Piece::Remark(BESIDE, vec![("bounds", Argument::Formulas(bounds))]),
        });
        return Some(pieces);
    }
    None
}

/// A line through 0: one parameter runs along it, the others follow.
struct Line {
    parameter: Id,
    others: Vec<(Id, Id)>,
}

/// The axes, then the lines on which two parameters are equal or opposite.
fn lines(pool: &mut Pool, over: &[Id]) -> Vec<Line> {
    let zero = pool.integer(0);
    let with = |parameter: Id, partner: Option<(Id, Id)>| {
        let value = |other: Id| partner.filter(|(own, _)| *own == other).map_or(zero, |(_, value)| value);
        let others = over.iter().filter(|&&id| id != parameter).map(|&id| (id, value(id))).collect();
        Line { parameter, others }
    };
    let mut found: Vec<Line> = over.iter().map(|&parameter| with(parameter, None)).collect();
    for (at, &parameter) in over.iter().enumerate() {
        for &partner in over.iter().skip(at + 1) {
            let opposite = pool.neg(parameter);
            found.extend([parameter, opposite].map(|value| with(parameter, Some((partner, value)))));
        }
    }
    found
}

/// What a term is nowhere above, where it has a value everywhere.
fn upper_bound(pool: &mut Pool, problem: &Problem, term: Id) -> Option<Rational> {
    let open = with_definitions(pool, term);
    let ranges = ranges(pool, problem, open);
    let bound = ranges.get(&open)?.high.clone()?;
    let known = Known { pool, ranges: &ranges };
    postorder(pool, open).into_iter().all(|id| known.has_value(id)).then_some(bound)
}

/// What is known about the parts of a term.
struct Known<'k> {
    pool: &'k Pool,
    ranges: &'k FxHashMap<Id, Range>,
}

impl Known<'_> {
    /// Whether a part has a value wherever its own parts have one.
    fn has_value(&self, id: Id) -> bool {
        match (self.pool.kind(id), self.pool.children(id)) {
            (
                Kind::Number(_)
                | Kind::Symbol(_)
                | Kind::Constant(_)
                | Kind::Indexed
                | Kind::Neg
                | Kind::Add
                | Kind::Mul
                | Kind::Piecewise
                | Kind::Compare(_),
                _,
            ) => true,
            (Kind::Div, [_, bottom]) => self.is_positive(*bottom),
            (Kind::Pow, [base, power]) => {
                let is_whole = |power: Rational| power.is_integer() && !power.is_negative();
                self.is_positive(*base) || self.pool.as_number(*power).is_some_and(is_whole)
            }
            (Kind::Call(function), parts) => self.takes(function.row().primitive, parts),
            (
                Kind::Div | Kind::Pow | Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean | Kind::Derivative,
                _,
            ) => false,
        }
    }

    /// Whether a function has a value for its arguments.
    fn takes(&self, function: Option<Primitive>, arguments: &[Id]) -> bool {
        match function {
            Some(
                Primitive::Exp
                | Primitive::Abs
                | Primitive::Sign
                | Primitive::Min
                | Primitive::Max
                | Primitive::Floor
                | Primitive::Ceil
                | Primitive::Sin
                | Primitive::Cos
                | Primitive::Atan
                | Primitive::Sinh
                | Primitive::Cosh
                | Primitive::Tanh
                | Primitive::Asinh
                | Primitive::Erf
                | Primitive::Indicator,
            ) => true,
            Some(Primitive::Sqrt) => arguments.iter().all(|id| self.low(*id).is_some_and(|low| !low.is_negative())),
            Some(Primitive::Ln) => arguments.iter().all(|id| self.is_positive(*id)),
            Some(
                Primitive::Root
                | Primitive::Tan
                | Primitive::Asin
                | Primitive::Acos
                | Primitive::Atan2
                | Primitive::Acosh
                | Primitive::Atanh
                | Primitive::Gamma
                | Primitive::LnGamma
                | Primitive::Polygamma,
            )
            | None => false,
        }
    }

    fn low(&self, id: Id) -> Option<&Rational> {
        self.ranges.get(&id).and_then(|range| range.low.as_ref())
    }

    fn is_positive(&self, id: Id) -> bool {
        self.low(id).is_some_and(|low| !low.is_negative() && !low.is_zero())
    }
}
