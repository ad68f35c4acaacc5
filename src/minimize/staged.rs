//! Owns systems that are solved one unknown at a time: each equation that one unknown can be found from is solved, the value is
//! put into the others, and the loss is shown to be smallest step by step.

use super::Classification;
use super::classify::{Verdict, without_positive};
use super::conditions;
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use super::stationary::Slope;
use crate::algebra::{Normalizer, Ratio, decide, factored, simplify, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute};
use crate::language::Relation;
use crate::numeric::{Point, SEED, evaluate, sample};
use crate::solve::{Equation, Move, Root, polynomial_roots};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("Minimum or not", "是否为最小值");
const FIRST: Wording = Wording::new(
    "This equation holds only one of the unknowns to the first or second degree, so it is solved for {unknown}, and the value is put into the others.",
    "这个方程关于 {unknown} 是一次或二次的,先由它解出 {unknown},再代入其余方程。",
);
const LEFT_OUT: Wording = Wording::new(
    "At {point} the loss has no value, so this root is left out.",
    "在 {point} 处损失没有值,因此舍去此根。",
);
const AT_ROOT: Wording = Wording::new(
    "In {unknown} alone, with what was found before put in, the second derivative at the root is:",
    "仅看 {unknown}(代入先前求得的值),根处的二阶导数为:",
);
const ONE_BY_ONE: Wording = Wording::new(
    "Each time the derivative has this one root in the domain, and the second derivative there is positive: as a function of one variable the loss falls before the root and rises behind it, so this is the best value, whatever the unknowns are that are still open. So the point is the only minimum.",
    "每一次导数在定义域内都只有这一个根,且该处二阶导数为正:作为一元函数,损失在根之前下降、之后上升,因此无论其余未知数取何值,这都是最优值。所以该点是唯一的最小值点。",
);
const NOT_SHOWN: Wording = Wording::new(
    "The sign of a second derivative was not decided; the point is a minimum if the conditions hold.",
    "有一个二阶导数的符号未能判定;若条件成立,该点就是最小值点。",
);

/// Second derivatives of this size are simplified.
const SIMPLIFIED: usize = 200;

/// Points at which signs are looked at.
const POINTS: usize = 12;

/// A system solved one unknown at a time.
pub(super) struct Staged {
    /// How it was solved.
    pub pieces: Vec<Piece>,
    /// One value for each parameter.
    pub values: Vec<Id>,
    /// What the points are.
    pub verdict: Verdict,
}

/// What one unknown is.
struct Stage {
    unknown: Id,
    /// The derivative that was set to zero.
    slope: Id,
    value: Id,
    conditions: Vec<Id>,
}

/// Solves; `None` when some equation can't be solved for one unknown with one root in the domain.
pub(super) fn solve(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slopes: &[Slope],
) -> Result<Option<Staged>, Diagnostic> {
    let mut open: Vec<Id> = slopes.iter().map(|slope| slope.id).collect();
    let mut unknowns = problem.over.clone();
    let (mut stages, mut pieces): (Vec<Stage>, Vec<Piece>) = (Vec::new(), Vec::new());
    let mut number = 0;
    while !unknowns.is_empty() {
        let Some((at, unknown)) = easiest(pool, normalizer, &open, &unknowns)? else { return Ok(None) };
        let slope = open.remove(at);
        unknowns.retain(|&other| other != unknown);
        let Ok(roots) = polynomial_roots(pool, normalizer, slope, unknown) else { return Ok(None) };
        if !roots.complete {
            return Ok(None);
        }
        pieces.push(Piece::Remark(FIRST, vec![("unknown", Argument::Formula(unknown))]));
        pieces.push(Piece::Numbered(renumbered(&roots.given, number)));
        for step in &roots.moves {
            let uses = step.uses.iter().map(|used| crate::solve::Use { equation: used.equation + number, ..*used });
            let conditions = relevant(pool, problem, &step.conditions);
            let equation = renumbered(&step.equation, number);
            pieces.push(Piece::Move(Move {
                rule: step.rule,
                uses: uses.collect(),
                equation,
                conditions,
                names: Vec::new(),
            }));
        }
        number += 1 + roots.moves.len();
        let before: Vec<(Id, Id)> = stages.iter().map(|stage| (stage.unknown, stage.value)).collect();
        let mut kept: Vec<(&Root, Id)> = Vec::new();
        for root in &roots.roots {
            let Some(value) = root.value else { return Ok(None) };
            if has_values(pool, problem, &before, unknown, value)? {
                kept.push((root, value));
            } else {
                let point = Argument::Formula(pool.compare(Relation::Equal, unknown, value));
                pieces.push(Piece::Remark(LEFT_OUT, vec![("point", point)]));
            }
        }
        let [(root, value)] = kept[..] else { return Ok(None) };
        for other in &mut open {
            let put_in = substitute(pool, *other, &[(unknown, value)]);
            *other = normalizer.expression(pool, put_in)?;
        }
        let conditions = relevant(pool, problem, &root.conditions);
        stages.push(Stage { unknown, slope, value, conditions });
    }
    let mut verdict = judge(pool, normalizer, problem, &stages)?;
    let values = put_back(pool, normalizer, problem, &stages)?;
    // What isn't shown about numbers a search may still decide.
    if verdict.classification == Classification::Conditional && values.iter().all(|&id| pool.as_number(id).is_some()) {
        return Ok(None);
    }
    // A condition on an unknown speaks of the point: with the values in, it holds, fails or is one on what was given.
    let found: Vec<(Id, Id)> = problem.over.iter().copied().zip(values.iter().copied()).collect();
    let mut conditions = Vec::new();
    for &condition in &verdict.conditions {
        let there = substitute(pool, condition, &found);
        let there = tidy(pool, there).id;
        match decide(pool, there) {
            Some(true) => {}
            // Then the root is no minimum in that unknown alone, and the whole Hessian has to decide.
            Some(false) => return Ok(None),
            None if conditions.contains(&there) => {}
            None => conditions.push(there),
        }
    }
    for condition in conditions::domain_at(pool, problem, &found)? {
        if decide(pool, condition) == Some(false) {
            return Ok(None);
        }
        conditions.push(condition);
    }
    verdict.conditions = conditions::shortest(pool, normalizer, problem, &[], &conditions);
    let why = conditions::arguments(pool, normalizer, problem, &[], &verdict.conditions);
    verdict.section.pieces.extend(why);
    for (&unknown, &value) in problem.over.iter().zip(&values) {
        if stages.iter().any(|stage| stage.unknown == unknown && stage.value != value) {
            pieces.push(Piece::Law(&rules::BACK_SUBSTITUTE));
            pieces.push(Piece::Equation(unknown, value));
        }
    }
    Ok(Some(Staged { pieces, values, verdict }))
}

/// The equation and the unknown of the lowest degree, up to two; equations with fewer unknowns first.
fn easiest(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    open: &[Id],
    unknowns: &[Id],
) -> Result<Option<(usize, Id)>, Diagnostic> {
    let mut best: Option<((u32, usize, usize), usize, Id)> = None;
    for (at, &equation) in open.iter().enumerate() {
        let ratio = normalizer.ratio(pool, equation)?;
        let numbers: Vec<(Id, u32)> = unknowns.iter().map(|&id| (id, normalizer.kernels.number(id))).collect();
        let held = numbers.iter().filter(|(_, number)| ratio.top.degree_in(*number) > 0).count();
        for (unknown, number) in numbers {
            let hidden = ratio.top.variables().into_iter().any(|variable| {
                variable != number && normalizer.kernels.id(variable).is_some_and(|id| occurs(pool, id, unknown))
            });
            let degree = ratio.top.degree_in(number);
            let weight = (degree, held, at);
            if (1..=2).contains(&degree) && !hidden && best.as_ref().is_none_or(|(least, ..)| weight < *least) {
                best = Some((weight, at, unknown));
            }
        }
    }
    Ok(best.map(|(_, at, unknown)| (at, unknown)))
}

fn renumbered(equation: &Equation, offset: usize) -> Equation {
    Equation { number: equation.number + offset, ..equation.clone() }
}

/// Conditions that say something: N ≠ 0 doesn't.
pub(super) fn relevant(pool: &Pool, problem: &Problem, conditions: &[Id]) -> Vec<Id> {
    let says_nothing = |condition: &Id| {
        let Some((left, right)) = pool.pair(*condition) else { return false };
        let leaves: Vec<Id> = postorder(pool, left);
        let known = |id: &Id| {
            problem.counts.contains(id)
                || pool.as_number(*id).is_some()
                || matches!(pool.kind(*id), Kind::Mul | Kind::Pow)
        };
        pool.is_integer(right, 0) && leaves.iter().all(known)
    };
    conditions.iter().copied().filter(|condition| !says_nothing(condition)).collect()
}

/// Whether the loss has a value anywhere when the unknown is this.
fn has_values(
    pool: &mut Pool,
    problem: &Problem,
    before: &[(Id, Id)],
    unknown: Id,
    value: Id,
) -> Result<bool, Diagnostic> {
    let mut there = problem.general;
    for &(unknown, value) in before.iter().chain(&[(unknown, value)]) {
        there = substitute(pool, there, &[(unknown, value)]);
    }
    Ok(!sample(pool, &[there], &[], 1, 60, SEED)?.is_empty())
}

/// The values without unknowns in them.
fn put_back(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    stages: &[Stage],
) -> Result<Vec<Id>, Diagnostic> {
    let mut known: Vec<(Id, Id)> = Vec::new();
    for stage in stages.iter().rev() {
        let own = substitute(pool, stage.value, &known);
        let own = if own == stage.value { own } else { normalizer.expression(pool, own)? };
        known.push((stage.unknown, own));
    }
    let of = |unknown: &Id| known.iter().find(|(id, _)| id == unknown).map_or(*unknown, |(_, value)| *value);
    Ok(problem.over.iter().map(of).collect())
}

/// The second derivative of each stage at its root.
fn judge(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    stages: &[Stage],
) -> Result<Verdict, Diagnostic> {
    let (mut pieces, mut conditions) = (Vec::new(), Vec::new());
    let mut all = true;
    for stage in stages {
        pieces.push(Piece::Remark(AT_ROOT, vec![("unknown", Argument::Formula(stage.unknown))]));
        let second = second_at(pool, normalizer, problem, stage.slope, stage.unknown, stage.value)?;
        let zero = pool.integer(0);
        pieces.push(Piece::Fact(pool.compare(Relation::Greater, second.value, zero)));
        all &= second.positive;
        conditions.extend(second.condition);
        conditions.extend(&stage.conditions);
    }
    pieces.push(say(if all { ONE_BY_ONE } else { NOT_SHOWN }));
    let classification = if all { Classification::Minimum } else { Classification::Conditional };
    let mut told: Vec<Id> = Vec::new();
    for condition in conditions {
        if !told.contains(&condition) {
            told.push(condition);
        }
    }
    Ok(Verdict { classification, section: Section { title: TITLE, pieces }, conditions: told })
}

/// A second derivative at a root.
pub(super) struct Second {
    /// Its formula.
    pub value: Id,
    /// Whether it is positive wherever the loss has a value: decided, or at all points that were tried.
    pub positive: bool,
    /// What has to be positive for that, when it isn't decided.
    pub condition: Option<Id>,
}

/// The second derivative of the loss in one unknown, given by its first one, at a value of the unknown.
pub(super) fn second_at(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slope: Id,
    unknown: Id,
    value: Id,
) -> Result<Second, Diagnostic> {
    let bend = gradient(pool, slope, &[unknown])?.into_iter().next().unwrap_or(slope);
    let there = substitute(pool, bend, &[(unknown, value)]);
    // e^ln a is a.
    let there = if postorder(pool, there).len() <= SIMPLIFIED { simplify(pool, there)?.answer } else { there };
    let ratio = normalizer.ratio(pool, there)?;
    let written = factored(pool, normalizer, &ratio);
    let zero = pool.integer(0);
    let fact = pool.compare(Relation::Greater, written, zero);
    if decide(pool, fact) == Some(true) {
        return Ok(Second { value: written, positive: true, condition: None });
    }
    // A quotient has the sign of the product of its parts.
    let bare = without_positive(normalizer, problem, ratio);
    let condition = match (bare.top.as_constant(), bare.bottom.as_constant()) {
        (Some(_), Some(_)) => None,
        _ => {
            let product = Ratio::whole(bare.top.times(&bare.bottom));
            let product = factored(pool, normalizer, &product);
            let condition = pool.compare(Relation::Greater, product, zero);
            (decide(pool, condition) != Some(true)).then_some(condition)
        }
    };
    let loss = substitute(pool, problem.general, &[(unknown, value)]);
    let points: Vec<Point> = sample(pool, &[loss, written], &[], POINTS, 60 * POINTS, SEED)?;
    let mut positive = !points.is_empty();
    for point in &points {
        positive &= evaluate(pool, &[written], point)?.first().is_some_and(|found| found.value > 0.0);
    }
    Ok(Second { value: written, positive, condition })
}
