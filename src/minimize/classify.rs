//! Owns the question what a stationary point of a quadratic loss is, and the argument that is printed with the answer.

use super::Classification;
use super::conditions;
use super::convex::{Curvature, with_assumptions};
use super::problem::Problem;
use super::reasons;
use super::report::{Argument, Piece, Section, say};
use super::signs;
use super::stationary::Slope;
use crate::algebra::{Normalizer, Polynomial, Ratio, decide, factored, fold, tidy};
use crate::calculus::{differentiate, gradient};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder};
use crate::language::Relation;
use crate::number::Rational;
use crate::solve::{Inertia, LinearOutcome, LinearSolution, determinant, inertia};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("Minimum or not", "是否为最小值");
const ONLY_MINIMUM: Wording = Wording::new(
    "The second derivative is positive everywhere: the loss bends upwards everywhere, and this is its only minimum.",
    "二阶导数处处为正:损失处处向上弯,这是唯一的最小值点。",
);
const DEFINITE: Wording = Wording::new(
    "The Hessian matrix is the same everywhere and positive definite: the loss is strictly convex, and this is its only minimum.",
    "黑塞矩阵处处相同且正定:损失严格凸,这是唯一的最小值点。",
);
pub(super) const CONVEX_ONE: Wording = Wording::new(
    "The loss is convex in the parameters, so the stationary point is a minimum; the equations have one solution, so it is the only one.",
    "损失关于参数是凸的,因此驻点是最小值点;方程只有一个解,因此最小值点唯一。",
);
const MANY: Wording = Wording::new(
    "The loss is convex but flat in some direction: every solution of the equations is a minimum, and there are infinitely many.",
    "损失是凸的,但在某个方向上是平的:方程的每个解都是最小值点,有无穷多个。",
);
const FALLS: Wording = Wording::new(
    "In some direction the loss is straight and falls without end: it has no minimum.",
    "损失沿某个方向是直线且无限下降:没有最小值。",
);
const MAXIMUM: Wording = Wording::new(
    "The loss bends downwards everywhere: this is a maximum, and there is no minimum.",
    "损失处处向下弯:这是最大值点,没有最小值。",
);
const SADDLE: Wording = Wording::new(
    "The loss bends upwards in one direction and downwards in another: a saddle point. There is no minimum.",
    "损失在某个方向向上弯,在另一方向向下弯:这是鞍点,没有最小值。",
);
const IF_POSITIVE: Wording =
    Wording::new("It is the only minimum when these quantities are positive.", "当上述各量为正时,这是唯一的最小值点。");
const ENTRIES: Wording = Wording::new("The second derivatives:", "二阶导数:");
const MINORS: Wording = Wording::new("The leading minors of the Hessian matrix:", "黑塞矩阵的各阶顺序主子式:");
const PIVOTS: Wording = Wording::new(
    "Elimination of the Hessian matrix has {positive} positive, {negative} negative and {zero} zero pivots.",
    "对黑塞矩阵消元,得到 {positive} 个正主元、{negative} 个负主元和 {zero} 个零主元。",
);
const POSITIVE_FACTOR: Wording = Wording::new(
    "With {condition} its terms are positive multiples of convex functions.",
    "当 {condition} 时,这些项是凸函数的正倍数。",
);
const INDEPENDENT: Wording = Wording::new(
    "The determinant is that of a positive semidefinite matrix, so it is never negative; it is zero only when some combination of {columns}, with coefficients that aren't all zero, is zero in every row.",
    "该行列式属于半正定矩阵,因此不会为负;仅当 {columns} 的某个系数不全为零的组合在每一行都为零时,它才为零。",
);

/// Second derivatives are listed for this many parameters.
const LISTED: usize = 3;

/// What was found about a stationary point.
pub(super) struct Verdict {
    pub classification: Classification,
    pub section: Section,
    pub conditions: Vec<Id>,
}

/// Classifies the stationary points of a loss whose derivatives are linear in the parameters.
pub(super) fn quadratic(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slopes: &[Slope],
    solution: &LinearSolution,
) -> Result<Verdict, Diagnostic> {
    let numbers: Vec<u32> = problem.over.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let hessian: Option<Vec<Vec<Ratio>>> = slopes
        .iter()
        .map(|slope| {
            let entry = |&n: &u32| Ratio::new(slope.ratio.top.derivative(n), slope.ratio.bottom.clone());
            numbers.iter().map(entry).collect()
        })
        .collect();
    let hessian = hessian.unwrap_or_default();
    let exact: Option<Vec<Vec<Rational>>> =
        hessian.iter().map(|row| row.iter().map(Ratio::as_constant).collect()).collect();
    let mut pieces = second_derivatives(pool, normalizer, problem, slopes, &hessian)?;
    let (classification, conditions) = match exact {
        Some(exact) => {
            let counts = inertia(&exact);
            if problem.over.len() > 1 {
                pieces.extend(minors(pool, normalizer, &hessian, counts));
            }
            let classification = by_inertia(counts, &solution.outcome);
            pieces.push(say(sentence(classification, problem.over.len())));
            (classification, Vec::new())
        }
        None => symbolic(pool, normalizer, problem, &hessian, solution, &mut pieces)?,
    };
    Ok(Verdict { classification, section: Section { title: TITLE, pieces }, conditions })
}

/// The derivation of the second derivative, or the list of second derivatives.
fn second_derivatives(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slopes: &[Slope],
    hessian: &[Vec<Ratio>],
) -> Result<Vec<Piece>, Diagnostic> {
    let mut pieces = Vec::new();
    if let ([slope], [parameter]) = (slopes, &problem.over[..]) {
        let derivation = differentiate(pool, slope.id, &[*parameter])?;
        let (answer, zero) = (derivation.answer, pool.integer(0));
        pieces.push(Piece::Derivation(derivation));
        for relation in [Relation::Greater, Relation::Less] {
            let fact = pool.compare(relation, answer, zero);
            if decide(pool, fact) == Some(true) {
                pieces.push(Piece::Fact(fact));
            }
        }
        pieces.push(Piece::Law(&rules::SECOND_DERIVATIVE_TEST));
    } else if problem.over.len() <= LISTED {
        pieces.push(say(ENTRIES));
        let loss = pool.symbol("L");
        for (i, (row, &first)) in hessian.iter().zip(&problem.over).enumerate() {
            for (entry, &second) in row.iter().zip(&problem.over).skip(i) {
                let left = pool.derivative(loss, &[first, second]);
                let right = factored(pool, normalizer, entry);
                pieces.push(Piece::Equation(left, right));
            }
        }
    }
    Ok(pieces)
}

/// The leading minors, or for large matrices the signs of the pivots.
pub(super) fn minors(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    hessian: &[Vec<Ratio>],
    counts: Inertia,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if hessian.len() <= LISTED {
        pieces.push(say(MINORS));
        let zero = pool.integer(0);
        for size in 1..=hessian.len() {
            let Some(minor) = minor(hessian, size) else { continue };
            let value = minor.as_constant().unwrap_or(Rational::ZERO);
            let relation = match (value.is_zero(), value.is_negative()) {
                (true, _) => Relation::Equal,
                (_, true) => Relation::Less,
                _ => Relation::Greater,
            };
            let left = normalizer.write(pool, &minor);
            pieces.push(Piece::Fact(pool.compare(relation, left, zero)));
        }
        pieces.push(Piece::Law(&rules::SYLVESTER));
    } else {
        let count = |name, number: usize| (name, Argument::Text(number.to_string()));
        let holes =
            vec![count("positive", counts.positive), count("negative", counts.negative), count("zero", counts.zero)];
        pieces.push(Piece::Remark(PIVOTS, holes));
    }
    pieces
}

/// The determinant of the first rows and columns.
fn minor(hessian: &[Vec<Ratio>], size: usize) -> Option<Ratio> {
    let part: Vec<Vec<Ratio>> = hessian.iter().take(size).map(|row| row.iter().take(size).cloned().collect()).collect();
    determinant(&part)
}

fn by_inertia(counts: Inertia, outcome: &LinearOutcome) -> Classification {
    match (counts.positive, counts.negative, counts.zero) {
        (0, 0, _) => match outcome {
            LinearOutcome::None(_) => Classification::Unbounded,
            LinearOutcome::Unique(_) | LinearOutcome::Many { .. } => Classification::NotUnique,
        },
        (_, 0, 0) => Classification::Minimum,
        (0, _, 0) => Classification::Maximum,
        (_, 0, _) => match outcome {
            LinearOutcome::None(_) => Classification::Unbounded,
            LinearOutcome::Unique(_) | LinearOutcome::Many { .. } => Classification::NotUnique,
        },
        (0, _, _) => Classification::Unbounded,
        _ => match outcome {
            LinearOutcome::None(_) => Classification::Unbounded,
            LinearOutcome::Unique(_) | LinearOutcome::Many { .. } => Classification::Saddle,
        },
    }
}

fn sentence(classification: Classification, parameters: usize) -> Wording {
    match classification {
        Classification::Minimum if parameters == 1 => ONLY_MINIMUM,
        Classification::Minimum | Classification::Lowest | Classification::LocalMinimum => DEFINITE,
        Classification::NotUnique => MANY,
        Classification::Unbounded => FALLS,
        Classification::Maximum => MAXIMUM,
        Classification::Saddle => SADDLE,
        Classification::Conditional | Classification::Boundary | Classification::Numerical => IF_POSITIVE,
    }
}

/// The left side of a condition `left ≠ 0`, or minus it, that has the sign of the determinant; `None` where neither is seen to.
fn positive_side(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    hessian: &[Vec<Ratio>],
    condition: Id,
    positive: &[Id],
) -> Option<Id> {
    let (left, _) = pool.pair(condition)?;
    let (whole, own) = (determinant(hessian)?, normalizer.ratio(pool, left).ok()?);
    // What is left of the determinant besides, as one polynomial of the same sign.
    let rest = whole.top.times(&own.bottom).over(&own.top)?.times(&whole.bottom);
    let mut is_positive = |polynomial: &Polynomial| signs::of(pool, normalizer, polynomial, positive).is_some();
    if is_positive(&rest) {
        return Some(left);
    }
    is_positive(&rest.scaled(&Rational::from(-1))).then(|| fold::neg(pool, left)).map(|side| {
        let ratio = normalizer.ratio(pool, side);
        ratio.map_or(side, |ratio| normalizer.write(pool, &ratio))
    })
}

/// With symbols in the Hessian: by convexity of the loss where its shape shows it, else by the signs of the minors.
fn symbolic(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    hessian: &[Vec<Ratio>],
    solution: &LinearSolution,
    pieces: &mut Vec<Piece>,
) -> Result<(Classification, Vec<Id>), Diagnostic> {
    let (bend, assumed) = with_assumptions(pool, problem.general, &problem.over, &problem.counts);
    let known = [&problem.counts[..], &assumed[..]].concat();
    match (bend, &solution.outcome) {
        (Curvature::Convex | Curvature::Affine, LinearOutcome::Unique(_)) => {
            let zero = pool.integer(0);
            let above = |pool: &mut Pool, id: Id| pool.compare(Relation::Greater, id, zero);
            let mut conditions: Vec<Id> = assumed.iter().map(|&name| above(pool, name)).collect();
            pieces.extend(reasons::argument(pool, problem.general, &problem.over, &known));
            for &condition in &conditions {
                pieces.push(Piece::Remark(POSITIVE_FACTOR, vec![("condition", Argument::Formula(condition))]));
            }
            pieces.push(say(CONVEX_ONE));
            let why = conditions::arguments(pool, normalizer, problem, &assumed, &solution.conditions);
            let mut own = conditions::shortest(pool, normalizer, problem, &assumed, &solution.conditions);
            if why.is_empty() && hessian.len() > 1 {
                let told = independence(pool, problem)?;
                if let ([only], false) = (&own[..], told.is_empty()) {
                    // The determinant of a matrix that is never indefinite: not zero means positive.
                    if let Some(side) = positive_side(pool, normalizer, hessian, *only, &known) {
                        own = vec![above(pool, side)];
                    }
                }
                pieces.extend(told);
            }
            pieces.extend(why);
            conditions.extend(own);
            return Ok((Classification::Minimum, conditions));
        }
        (Curvature::Convex | Curvature::Affine, LinearOutcome::Many { .. }) => {
            pieces.extend(reasons::argument(pool, problem.general, &problem.over, &known));
            pieces.push(say(MANY));
            return Ok((Classification::NotUnique, solution.conditions.clone()));
        }
        (Curvature::Concave, LinearOutcome::Unique(_)) => {
            pieces.push(say(MAXIMUM));
            return Ok((Classification::Maximum, solution.conditions.clone()));
        }
        _ => {}
    }
    let zero = pool.integer(0);
    let (mut conditions, mut falls) = (Vec::new(), false);
    if hessian.len() > 1 {
        pieces.push(say(MINORS));
    }
    for size in 1..=hessian.len() {
        let Some(minor) = minor(hessian, size) else { continue };
        // Squares of roots in it become numbers.
        let plain = normalizer.write(pool, &minor);
        let minor = normalizer.ratio(pool, plain).unwrap_or(minor);
        let minor = without_positive(normalizer, problem, minor);
        let written = factored(pool, normalizer, &minor);
        let fact = pool.compare(Relation::Greater, written, zero);
        let opposite = pool.compare(Relation::Less, written, zero);
        falls |= decide(pool, opposite) == Some(true);
        if decide(pool, fact) != Some(true) {
            conditions.push(fact);
        }
        if hessian.len() > 1 || decide(pool, fact) != Some(true) {
            pieces.push(Piece::Fact(fact));
        }
    }
    if hessian.len() > 1 {
        pieces.push(Piece::Law(&rules::SYLVESTER));
    }
    Ok(match (falls, conditions.is_empty()) {
        (true, _) if hessian.len() == 1 => {
            pieces.push(say(MAXIMUM));
            (Classification::Maximum, Vec::new())
        }
        (_, true) => {
            pieces.push(say(if hessian.len() == 1 { ONLY_MINIMUM } else { DEFINITE }));
            (Classification::Minimum, Vec::new())
        }
        _ => {
            pieces.push(say(IF_POSITIVE));
            (Classification::Conditional, conditions)
        }
    })
}

/// For a sum of squares of residuals: what has to be independent for the solution to be the only one.
fn independence(pool: &mut Pool, problem: &Problem) -> Result<Vec<Piece>, Diagnostic> {
    let is_square = |pool: &Pool, id: Id| {
        pool.kind(id) == Kind::Pow && pool.pair(id).is_some_and(|(_, exponent)| pool.is_integer(exponent, 2))
    };
    let mut residuals: Vec<Id> = Vec::new();
    for sum in postorder(pool, problem.general) {
        let body = pool.children(sum).last().copied().filter(|_| pool.kind(sum) == Kind::Sum);
        let Some(body) = body.filter(|&body| problem.over.iter().any(|&own| occurs(pool, body, own))) else { continue };
        let parts = if pool.kind(body) == Kind::Mul { pool.children(body).to_vec() } else { vec![body] };
        let squares = parts.into_iter().filter(|&part| is_square(pool, part));
        residuals.extend(squares.filter_map(|square| pool.pair(square).map(|(base, _)| base)));
    }
    let [residual] = residuals[..] else { return Ok(Vec::new()) };
    let mut columns = Vec::new();
    for slope in gradient(pool, residual, &problem.over)? {
        let slope = tidy(pool, slope).id;
        if problem.over.iter().any(|&own| occurs(pool, slope, own)) {
            return Ok(Vec::new());
        }
        let (_, bare) = fold::unsigned(pool, slope);
        columns.push(bare);
    }
    Ok(vec![Piece::Remark(INDEPENDENT, vec![("columns", Argument::Formulas(columns))])])
}

/// Without factors that are above zero anyway: positive numbers and numbers of rows.
pub(super) fn without_positive(normalizer: &Normalizer, problem: &Problem, ratio: Ratio) -> Ratio {
    let strip = |polynomial: &Polynomial| {
        let mut rest = polynomial.scaled(&polynomial.content().abs().recip().unwrap_or(Rational::ONE));
        for number in problem.counts.iter().filter_map(|&count| normalizer.kernels.find(count)) {
            while let Some(smaller) = rest.over(&Polynomial::variable(number)).filter(|_| !rest.is_zero()) {
                rest = smaller;
            }
        }
        rest
    };
    Ratio::new(strip(&ratio.top), strip(&ratio.bottom)).unwrap_or(ratio)
}
