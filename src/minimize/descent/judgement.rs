//! Owns what is concluded from the end of a search: the point, exact where fractions are near; what kind of point it is, by
//! fractions, by bounds and by the curvature there; and the sentences that say so.

use super::choice::Way;
use super::ending::{self, Ending};
use super::exact::{self, Exact};
use super::objective::Objective;
use super::stop::{Iteration, Stop};
use super::{newton, polish, telling};
use crate::diagnostic::Diagnostic;
use crate::expr::Pool;
use crate::minimize::convex::Curvature;
use crate::minimize::curve::LOCAL_ONLY;
use crate::minimize::floor::{self, Floor};
use crate::minimize::problem::Problem;
use crate::minimize::report::{Argument, Piece, Section, say};
use crate::minimize::{Classification, bottomless, edges, strict};
use crate::number::Rational;
use crate::wording::Wording;

const NO_LESS: Wording = Wording::new(
    "The loss is a sum of squares, so it is nowhere below 0; here it is 0, and no point has a smaller loss.",
    "损失是平方和,处处不小于 0;此处为 0,因此没有损失更小的点。",
);

const JUMPS: Wording = Wording::new(
    "The loss jumps, and beside a jump it may come as near to a smaller value as one likes without taking it: that this is a minimum isn't shown.",
    "损失有跳跃,在跳跃点旁它可以任意接近一个更小的值而取不到,因此不能断定这是最小值点。",
);
const AT_A_KINK: Wording = Wording::new(
    "The search ended at a kink of the loss, where its derivative jumps: this needn't be near a minimum. Try another --method or --start.",
    "搜索停在损失的折点处,该处导数发生跳跃,因此未必靠近最小值点。请换一种 --method 或换一个 --start。",
);

/// A slope, times the size of the parameters, above this part of the loss isn't that of a stationary point.
const STEEP: f64 = 1e-3;

/// The same where the loss has kinks.
const AT_KINK: f64 = 1e-6;

/// How many times further down than where it began a loss has fallen away.
const FALLEN: f64 = 1e9;

/// A search that has ended.
pub(super) struct Search<'s> {
    pub problem: &'s Problem<'s>,
    pub objective: &'s Objective<'s>,
    pub method: Way,
    pub trace: &'s [Iteration],
    pub last: &'s Iteration,
    pub stop: Stop,
    /// How the loss bends as a whole.
    pub bend: Curvature,
    /// Whether it has kinks in the parameters.
    pub kinked: bool,
    /// Whether it was searched as a sum of squares.
    pub is_squares: bool,
    /// Whether lower losses were found far away.
    pub elsewhere_lower: bool,
}

/// What was concluded.
pub(super) struct Judgement {
    pub values: Vec<f64>,
    /// The parameters as fractions.
    pub exact: Option<Vec<Rational>>,
    pub loss: f64,
    pub exact_loss: Option<Rational>,
    pub classification: Classification,
    pub stop: Stop,
    pub section: Option<Section>,
}

/// The point at the end.
struct Point {
    values: Vec<f64>,
    loss: f64,
    exact: Option<Exact>,
    exact_loss: Option<Rational>,
    /// A bound from below that is taken there.
    lowest: Option<Floor>,
    /// Whether the search got where it wanted.
    ended: bool,
    stop: Stop,
}

/// What numbers say about the point.
struct Numbers {
    hessian: Option<Vec<f64>>,
    eigenvalues: Option<Vec<f64>>,
    /// Of the Hessian scaled to a diagonal of ones.
    scaled: Option<Vec<f64>>,
    /// Whether curvature is smaller than what rounding makes of the loss.
    plateau: bool,
    /// The slope times the size of the parameters.
    slope: f64,
    /// Whether the search ended at a kink that it looked at from one side only.
    at_kink: bool,
    /// Whether the loss jumps.
    stepped: bool,
}

/// What the point is, and why.
struct Kind {
    /// Among its neighbours.
    here: Classification,
    /// By fractions alone.
    by_fractions: Option<Classification>,
    /// Of the loss as a whole.
    whole: Classification,
    /// Whether fractions or a bound decided it.
    decided: bool,
    ending: Option<Ending>,
    /// Why the loss falls without end.
    fall: Option<Vec<Piece>>,
    /// Why there is no second minimum.
    strict: Option<Vec<Piece>>,
}

impl Search<'_> {
    /// Looks at the end of the search.
    pub fn judge(&self, pool: &mut Pool) -> Result<Judgement, Diagnostic> {
        let mut point = self.point(pool)?;
        let numbers = self.numbers(pool, &point)?;
        let first = self.trace.first().map_or(0.0, |line| line.loss);
        let steep = numbers.slope > STEEP * point.loss.abs().max(1.0);
        if point.ended && steep && point.loss < -FALLEN * first.abs().max(1.0) {
            point.stop = Stop::FellAway;
        }
        let kind = self.kind(pool, &point, &numbers, steep)?;
        let flat = kind.ending.as_ref().is_some_and(|ending| ending.flat.is_some());
        if flat && point.stop.converged() {
            point.stop = Stop::Plateau;
        }
        let section = self.section(pool, &point, &numbers, &kind);
        Ok(Judgement {
            values: point.values,
            exact: point.exact.map(|exact| exact.values),
            loss: point.loss,
            exact_loss: point.exact_loss,
            classification: kind.whole,
            stop: point.stop,
            section,
        })
    }

    fn point(&self, pool: &mut Pool) -> Result<Point, Diagnostic> {
        let Search { problem, objective, last, stop, .. } = *self;
        let polished = match stop.converged() && self.method.is_exact() {
            true => polish::polish(pool, problem, objective, &last.values)?,
            false => None,
        };
        let values: Vec<f64> = match &polished {
            Some(polished) => polished.values.iter().map(|value| value.to_f64()).collect(),
            None => last.values.clone(),
        };
        let loss = polished.as_ref().map_or(last.loss, |polished| polished.loss.to_f64());
        let ended = stop.converged() || stop == Stop::FlatStart;
        // A search may also end beside a point where nothing can be computed any more.
        let lost = matches!(stop, Stop::Diverged | Stop::FellAway | Stop::Halted(_));
        let exact =
            if self.method.is_exact() && !lost { exact::recognise(pool, problem, objective, &values)? } else { None };
        let lowest = if ended || exact.is_some() { floor::floor(pool, problem, objective.loss) } else { None };
        // Where derivatives don't show that a fraction is meant, a bound that is taken does.
        let exact = exact.filter(|exact| {
            let loss = pool.as_number(exact.loss);
            exact.is_stationary || loss.zip(lowest.as_ref()).is_some_and(|(loss, floor)| loss == floor.bound)
        });
        let stop = if !ended && exact.is_some() { Stop::Gradient } else { stop };
        let exact_loss = exact.as_ref().and_then(|exact| pool.as_number(exact.loss));
        let loss = exact_loss.as_ref().map_or(loss, |loss| loss.to_f64());
        let values = exact.as_ref().map_or(values, |exact| exact.values.iter().map(|value| value.to_f64()).collect());
        let lowest = lowest.filter(|floor| match &exact_loss {
            Some(loss) => *loss == floor.bound,
            None => floor.is_closed && polished.as_ref().is_some_and(|polished| polished.is_at(&floor.bound)),
        });
        Ok(Point { values, loss, exact, exact_loss, lowest, ended, stop })
    }

    fn numbers(&self, pool: &mut Pool, point: &Point) -> Result<Numbers, Diagnostic> {
        let hessian = self.objective.hessian(pool, &point.values)?;
        let eigenvalues = hessian.as_ref().map(|hessian| newton::eigenvalues(hessian));
        let scaled = hessian.as_ref().map(|hessian| newton::scaled_eigenvalues(hessian));
        let reach = point.values.iter().map(|value| value * value).sum::<f64>().max(1.0);
        let plateau = eigenvalues.as_ref().is_some_and(|all| {
            point.loss != 0.0 && all.iter().all(|value| value.abs() * reach < f64::EPSILON * point.loss.abs())
        });
        let gradient = self.last.gradient;
        let slope = if gradient.is_finite() { gradient * reach.sqrt() } else { f64::INFINITY };
        // Newton's method compares values alone in the end where there are kinks.
        let one_sided = self.kinked && !matches!(self.method, Way::Newton);
        let sharp = slope > AT_KINK * point.loss.abs().max(1.0);
        let at_kink = sharp && (one_sided || (!self.kinked && point.ended && self.is_tip(pool, &point.values)?));
        let stepped = self.kinked && edges::is_stepped(pool, self.objective.loss, &self.problem.over);
        Ok(Numbers { hessian, eigenvalues, scaled, plateau, slope, at_kink, stepped })
    }

    /// Whether the slope is no smaller nearer to a point: the tip of a cone, as of √(x² + y²), where it should be zero.
    fn is_tip(&self, pool: &Pool, values: &[f64]) -> Result<bool, Diagnostic> {
        let end = self.objective.place(pool, values)?;
        let norm = end.norm();
        if self.problem.table.is_some() || !norm.is_finite() || norm == 0.0 {
            return Ok(false);
        }
        let size = values.iter().map(|value| value * value).sum::<f64>().sqrt().max(1.0);
        let mut slopes = Vec::new();
        for step in [1e-5, 1e-8, -1e-5, -1e-8] {
            let beside: Vec<f64> =
                values.iter().zip(&end.slope).map(|(value, slope)| value + step * size * slope / norm).collect();
            slopes.push(self.objective.place(pool, &beside)?.norm());
        }
        let same = |a: f64, b: f64| a > 0.0 && (a / b - 1.0).abs() < 0.5;
        Ok(matches!(slopes[..], [a, b, c, d] if same(a, b) && same(c, d) && same(a, norm)))
    }

    fn kind(&self, pool: &mut Pool, point: &Point, numbers: &Numbers, steep: bool) -> Result<Kind, Diagnostic> {
        let Search { problem, objective, bend, .. } = *self;
        let (stop, lowest) = (point.stop, &point.lowest);
        let convex = bend == Curvature::Convex;
        let by_fractions = point.exact.as_ref().and_then(|exact| exact.classification(convex));
        let unsure = numbers.plateau || numbers.at_kink || numbers.stepped;
        let by_all = match (lowest, by_fractions, classify(stop, bend, numbers.scaled.as_deref())) {
            (Some(floor), _, _) if floor.is_taken_once(pool, &problem.over) => Classification::Minimum,
            (Some(_), Some(Classification::Minimum), _) => Classification::Minimum,
            (Some(_), ..) => Classification::Lowest,
            (None, Some(exactly), _) => exactly,
            (None, None, _) if unsure && stop != Stop::FellAway => Classification::Numerical,
            (None, None, Classification::Maximum | Classification::Saddle) if steep => Classification::Numerical,
            (None, None, by_numbers) => by_numbers,
        };
        let decided = lowest.is_some() || by_fractions.is_some() || stop == Stop::FellAway;
        let shape = (bend, numbers.hessian.as_deref());
        let ending = match point.ended && !decided {
            true => ending::examine(pool, problem, objective, &point.values, self.trace, shape)?,
            false => None,
        };
        let here = ending.as_ref().map_or(by_all, |ending| ending.classification);
        let unsure = numbers.at_kink || numbers.stepped || ending.is_some();
        // What is tried further: whether the loss falls without end, and whether there is but one lowest point.
        let (may_fall, none_lower) = match here {
            Classification::LocalMinimum | Classification::Saddle | Classification::Maximum => (true, false),
            Classification::Numerical => (true, stop.converged() && !unsure),
            Classification::Lowest => (false, lowest.is_some() || by_fractions == Some(Classification::Lowest)),
            Classification::Minimum
            | Classification::NotUnique
            | Classification::Unbounded
            | Classification::Boundary
            | Classification::Conditional => (false, false),
        };
        let fall = if may_fall { bottomless::argument(pool, problem, objective.loss) } else { None };
        let strict = if convex && none_lower { strict::argument(pool, problem, objective.loss) } else { None };
        let whole = match (&fall, &strict) {
            (Some(_), _) => Classification::Unbounded,
            (None, Some(_)) => Classification::Minimum,
            (None, None) => here,
        };
        Ok(Kind { here, by_fractions, whole, decided, ending, fall, strict })
    }

    fn section(&self, pool: &mut Pool, point: &Point, numbers: &Numbers, kind: &Kind) -> Option<Section> {
        let problem = self.problem;
        let unsure = kind.ending.is_some() || point.exact.is_some() || numbers.at_kink || numbers.stepped;
        let shape = if unsure { Curvature::Unknown } else { self.bend };
        // Second derivatives beside a kink say nothing about it.
        let curvatures = match numbers.at_kink && point.exact.is_none() {
            true => (Some(&[][..]), None),
            false => (numbers.eigenvalues.as_deref(), numbers.scaled.as_deref()),
        };
        let told =
            telling::verdict(pool, problem, kind.here, (shape, point.stop), curvatures, &point.values, point.loss);
        let empty = point.exact.is_some().then(|| Section { title: telling::VERDICT, pieces: Vec::new() });
        let mut section = told.or(empty)?;
        if let Some(exact) = &point.exact {
            let settled = kind.fall.is_some() || (kind.decided && kind.whole != Classification::LocalMinimum);
            section.pieces = exact.pieces(pool, problem, settled);
            if kind.by_fractions == Some(Classification::Minimum) {
                section.pieces.extend(telling::only_minimum(pool, problem));
            } else if kind.by_fractions == Some(Classification::Lowest) && point.lowest.is_none() {
                section.pieces.extend(telling::none_lower(pool, problem));
            }
        }
        if let Some(ending) = &kind.ending {
            let parameter =
                ending.flat.and_then(|at| problem.over.get(at)).map(|&id| ("parameter", Argument::Formula(id)));
            section.pieces.push(Piece::Remark(ending.remark, parameter.into_iter().collect()));
        }
        match &point.lowest {
            Some(_) if kind.by_fractions == Some(Classification::Minimum) => {}
            Some(floor) => {
                let only = kind.here == Classification::Minimum && floor.is_taken_once(pool, &problem.over);
                section.pieces.extend(exact::at_floor(pool, floor, point.exact_loss.is_some(), only));
            }
            None if self.is_squares && point.loss == 0.0 => section.pieces.push(say(NO_LESS)),
            None => {}
        }
        if point.exact.is_none() && kind.ending.is_none() {
            let remark = match (numbers.stepped, numbers.at_kink) {
                (true, _) => Some(JUMPS),
                (false, true) => Some(AT_A_KINK),
                (false, false) => None,
            };
            section.pieces.extend(remark.map(say));
        }
        if point.exact.is_none() && kind.whole == Classification::LocalMinimum && !self.elsewhere_lower {
            section.pieces.push(say(LOCAL_ONLY));
        }
        section.pieces.extend(kind.strict.iter().chain(&kind.fall).flatten().cloned());
        Some(section)
    }
}

/// What the Hessian at the end says, with what is known about the shape of the loss.
fn classify(stop: Stop, bend: Curvature, eigenvalues: Option<&[f64]>) -> Classification {
    if stop == Stop::FellAway {
        return Classification::Unbounded;
    }
    let (Some(&lowest), Some(&highest)) = (eigenvalues.and_then(<[f64]>::first), eigenvalues.and_then(<[f64]>::last))
    else {
        return Classification::Numerical;
    };
    let size = lowest.abs().max(highest.abs());
    match (stop.converged() || stop == Stop::FlatStart, lowest > 1e-14 * size) {
        (false, _) => Classification::Numerical,
        (true, true) if bend == Curvature::Convex => Classification::Minimum,
        (true, true) => Classification::LocalMinimum,
        (true, false) if highest < -1e-14 * size => Classification::Maximum,
        (true, false) if lowest < -1e-8 * size && highest > 1e-8 * size => Classification::Saddle,
        (true, false) => Classification::Numerical,
    }
}
