//! Owns losses with kinks in one parameter: the minimum of piecewise quadratic ones, exactly, with the subgradient that shows
//! it; the median for sums of absolute values, with its argument; the soft threshold.

use super::Classification;
use super::classify::Verdict;
use super::convex::{Curvature, curvature, with_definitions};
use super::jets::{Edge, Jet, Kinked, Side};
use super::problem::Problem;
use super::reasons;
use super::report::{Argument, Piece, Section, say};
use crate::algebra::{Normalizer, Ratio, factored, fold, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;
use crate::wording::Wording;

pub(super) const TITLE: Wording = Wording::new("Kinks and minimum", "尖点与最小值");
const WHERE: Wording = Wording::new(
    "The loss has kinks, where it has no derivative: {places}{more}.",
    "损失在下列尖点处不可导:{places}{more}。",
);
const JOINTS: Wording = Wording::new(
    "At these points the loss changes its formula, but has a derivative: {places}{more}.",
    "在下列各点处损失更换表达式,但仍可导:{places}{more}。",
);
const BETWEEN: Wording =
    Wording::new("Between them it is a polynomial of degree two at most.", "在这些点之间它是至多二次的多项式。");
const AT_KINK: Wording = Wording::new(
    "At {place} the slope jumps from {left} to {right}: every number between is a subgradient, and 0 is one of them.",
    "在 {place} 处斜率由 {left} 跳到 {right}:其间每个数都是次梯度,0 也在其中。",
);
const INSIDE: Wording = Wording::new(
    "Between the kinks around it the slope is zero at {place}, and the second derivative is {bend}.",
    "在相邻尖点之间,斜率在 {place} 处为零,二阶导数为 {bend}。",
);
const FLAT: Wording = Wording::new(
    "The slope is zero all the way from {low} to {high}: every point of this interval is a minimum.",
    "从 {low} 到 {high} 斜率恒为零:该区间内每一点都是最小值点。",
);
const ONLY: Wording = Wording::new(
    "The slope never falls from left to right, so the loss is convex and this is its minimum.",
    "斜率从左到右从不下降,因此损失是凸的,这就是最小值点。",
);
const LOWEST: Wording = Wording::new(
    "All kinks and all points with slope zero were compared, exactly: nowhere is the loss smaller.",
    "已精确比较所有尖点与斜率为零的点:损失在别处都不更小。",
);
const FALLS: Wording = Wording::new(
    "Far out the loss falls without end, so it has no minimum.",
    "在无穷远处损失不断下降,因此没有最小值。",
);
const TERM_SLOPE: Wording = Wording::new(
    "The term {term} has the slope −{weight} to the left of {value} and {weight} to the right; at the kink itself every number from −{weight} to {weight} is a subgradient.",
    "{term} 这一项在 {value} 左侧斜率为 −{weight},右侧为 {weight};在尖点处,−{weight} 到 {weight} 之间的每个数都是次梯度。",
);
const BALANCE: Wording = Wording::new(
    "So the slope of the sum is the number of values {value} below {parameter} minus the number above it. It changes its sign where as many values lie below as above: at the median.",
    "因此总和的斜率等于小于 {parameter} 的 {value} 的个数减去大于它的个数。当两侧个数相同时斜率变号:此处即中位数。",
);
const WEIGHTED: Wording = Wording::new(
    "So the slope of the sum is the weight {weight} of the values {value} below {parameter} minus the weight of those above it. It changes its sign where both sides weigh the same: at the weighted median.",
    "因此总和的斜率等于小于 {parameter} 的各 {value} 的权重 {weight} 之和减去大于它的权重之和。当两侧权重相等时斜率变号:此处即加权中位数。",
);
const MEDIAN: Wording = Wording::new(
    "{parameter} = median of {value}. If one value is in the middle, it is the only minimum; otherwise every point between the two middle values is one.",
    "{parameter} = {value} 的中位数。若恰有一个值居中,它是唯一的最小值点;否则两个居中值之间的每一点都是最小值点。",
);
const WEIGHTED_MEDIAN: Wording = Wording::new(
    "{parameter} = median of {value}, weighted with {weight}; rows with weight 0 say nothing.",
    "{parameter} = {value} 以 {weight} 为权的加权中位数;权重为 0 的行不起作用。",
);
const THREE_CASES: Wording =
    Wording::new("Three cases, by the sign of {parameter}:", "按 {parameter} 的符号分三种情形:");
const CASE: Wording = Wording::new("{case}: {equation}, so {solution}.", "{case} 时:{equation},故 {solution}。");
const CASE_ZERO: Wording = Wording::new(
    "{case}: the subgradients go from {low} to {high}; 0 is among them when {condition}.",
    "{case} 时:次梯度从 {low} 到 {high};当 {condition} 时 0 在其中。",
);
const THRESHOLD: Wording = Wording::new(
    "The three together are the soft threshold: the solution without the penalty is moved towards 0, and stays there when it is near enough. The loss is convex, so this is its only minimum.",
    "三种情形合起来就是软阈值:无惩罚时的解向 0 收缩,足够接近时停在 0。损失是凸的,因此这是唯一的最小值点。",
);

/// Rows times kinks that are looked at exactly, each with each.
const WORK: usize = 400_000;

/// Kinks that are listed.
const LISTED: usize = 24;

/// What was found about a loss with kinks.
pub(super) struct Found {
    /// The values of the parameters, where there are any.
    pub values: Vec<Id>,
    /// The loss there, where it is a number.
    pub loss: Option<Rational>,
    pub verdict: Verdict,
}

/// The minimum; `None` when the loss is of another kind.
pub(super) fn solve(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
) -> Result<Option<Found>, Diagnostic> {
    let [unknown] = problem.over[..] else { return Ok(None) };
    let loss = with_definitions(pool, problem.general);
    let argument = absolute(pool, problem, unknown)?;
    if let Some(mut found) = exact(pool, problem, unknown, loss) {
        if let Some((terms, ..)) = argument {
            found.verdict.section.pieces.splice(0..0, terms);
        }
        return Ok(Some(found));
    }
    if let Some((mut pieces, value)) = argument {
        let reasons = reasons::argument(pool, problem.general, &problem.over, &problem.counts);
        pieces.splice(0..0, reasons);
        let section = Section { title: TITLE, pieces };
        let verdict = Verdict { classification: Classification::Conditional, section, conditions: Vec::new() };
        return Ok(Some(Found { values: value.into_iter().collect(), loss: None, verdict }));
    }
    threshold(pool, normalizer, problem, unknown)
}

/// Piecewise quadratic losses of numbers.
fn exact(pool: &mut Pool, problem: &Problem, unknown: Id, loss: Id) -> Option<Found> {
    let convex = curvature(pool, problem.general, &problem.over, &problem.counts) == Curvature::Convex;
    let kinked = Kinked { pool, table: problem.table, counts: &problem.counts, unknown };
    let mut places: Vec<Rational> = Vec::new();
    let rows = problem.table.map_or(0, crate::data::Table::rows);
    for (edge, index) in kinked.edges(loss) {
        if !edge_holds(pool, edge, unknown) {
            continue;
        }
        match index {
            Some(index) => {
                for row in 0..rows {
                    places.extend(kinked.crossings(edge, Some((index, row)))?);
                }
            }
            None => places.extend(kinked.crossings(edge, None)?),
        }
    }
    places.sort();
    places.dedup();
    if places.is_empty() {
        return None;
    }
    if places.len().saturating_mul(rows.max(1)) > WORK {
        if !convex {
            return None;
        }
        places = nearest(&kinked, loss, &places)?;
    }
    let ends = |place: &Rational| Some((kinked.at(loss, place, Side::Left)?, kinked.at(loss, place, Side::Right)?));
    let jets: Vec<(Jet, Jet)> = places.iter().map(ends).collect::<Option<_>>()?;
    // Pieces of a higher degree, or jumps of the loss itself, are of another kind.
    let smooth = jets.windows(2).all(|pair| matches!(pair, [(_, a), (b, _)] if a.bend == b.bend));
    // Outside of all places there are two more pieces, of which a jet at their end tells only the beginning.
    let bend = |place: &Rational, step: i64, side| Some(kinked.at(loss, &(place + &Rational::from(step)), side)?.bend);
    let (first, last) = (places.first().zip(jets.first())?, places.last().zip(jets.last())?);
    let ends = [
        (bend(first.0, -1, Side::Left)?, bend(first.0, -2, Side::Left)?, &first.1.0.bend),
        (bend(last.0, 1, Side::Right)?, bend(last.0, 2, Side::Right)?, &last.1.1.bend),
    ];
    let smooth = smooth && ends.iter().all(|(near, far, own)| near == *own && far == *own);
    if !smooth || jets.iter().any(|(left, right)| left.value != right.value) {
        return None;
    }
    Some(lowest(pool, unknown, &places, &jets))
}

fn edge_holds(pool: &Pool, edge: Edge, unknown: Id) -> bool {
    match edge {
        Edge::Zero(id) => occurs(pool, id, unknown),
        Edge::Equal(one, other) => occurs(pool, one, unknown) || occurs(pool, other, unknown),
    }
}

/// The kinks around the minimum of a convex loss, by bisection on the slope.
fn nearest(kinked: &Kinked, loss: Id, places: &[Rational]) -> Option<Vec<Rational>> {
    let (mut low, mut high) = (0, places.len());
    while low < high {
        let middle = (low + high) / 2;
        let right = kinked.at(loss, places.get(middle)?, Side::Right)?;
        if right.slope.is_negative() { low = middle + 1 } else { high = middle }
    }
    let first = low.saturating_sub(2);
    places.get(first..(low + 3).min(places.len())).map(<[Rational]>::to_vec)
}

/// The lowest of all kinks and stationary points.
fn lowest(pool: &mut Pool, unknown: Id, places: &[Rational], jets: &[(Jet, Jet)]) -> Found {
    let mut pieces = listing(pool, unknown, places, jets);
    let mut slopes: Vec<&Rational> = Vec::new();
    let mut bends_up = true;
    for (left, right) in jets {
        slopes.extend([&left.slope, &right.slope]);
        bends_up &= !left.bend.is_negative() && !right.bend.is_negative();
    }
    let convex = bends_up && slopes.windows(2).all(|pair| matches!(pair, [a, b] if a <= b));
    let positive = |x: &Rational| !x.is_zero() && !x.is_negative();
    let falls_left =
        jets.first().is_some_and(|(left, _)| left.bend.is_negative() || (left.bend.is_zero() && positive(&left.slope)));
    let falls_right = jets
        .last()
        .is_some_and(|(_, right)| right.bend.is_negative() || (right.bend.is_zero() && right.slope.is_negative()));
    let result = |value: Option<Id>, loss, classification, pieces| Found {
        values: value.into_iter().collect(),
        loss,
        verdict: Verdict { classification, section: Section { title: TITLE, pieces }, conditions: Vec::new() },
    };
    if falls_left || falls_right {
        pieces.push(say(FALLS));
        return result(None, None, Classification::Unbounded, pieces);
    }
    // Points with their loss: kinks, and where the slope of a piece is zero.
    let mut points: Vec<(Rational, Rational, Piece)> = Vec::new();
    for (place, (left, right)) in places.iter().zip(jets) {
        let holes = vec![
            ("place", equation(pool, unknown, place)),
            ("left", number(pool, &left.slope)),
            ("right", number(pool, &right.slope)),
        ];
        if !positive(&left.slope) && !right.slope.is_negative() {
            points.push((left.value.clone(), place.clone(), Piece::Remark(AT_KINK, holes)));
        }
    }
    let starts = places.iter().zip(jets).map(|(place, (_, right))| (place, right));
    let first = places.first().zip(jets.first()).map(|(place, (left, _))| (place, left));
    for (at, (place, jet)) in first.into_iter().chain(starts).enumerate() {
        let Some(shift) = (-&jet.slope).checked_div(&jet.bend).filter(|_| positive(&jet.bend)) else { continue };
        let point = place + &shift;
        let (before, after) = (at.checked_sub(1).and_then(|at| places.get(at)), places.get(at));
        if before.is_some_and(|before| point <= *before) || after.is_some_and(|after| point >= *after) {
            continue;
        }
        let half = &(&jet.slope * &shift) + &(&(&jet.bend * &(&shift * &shift)) * &half());
        let holes = vec![("place", equation(pool, unknown, &point)), ("bend", number(pool, &jet.bend))];
        points.push((&jet.value + &half, point, Piece::Remark(INSIDE, holes)));
    }
    points.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let Some((loss, place, piece)) = points.first().cloned() else {
        return result(None, None, Classification::Numerical, pieces);
    };
    let ties: Vec<&Rational> = points.iter().filter(|(other, ..)| *other == loss).map(|(_, place, _)| place).collect();
    let value = Some(pool.number(&place));
    if let ([low, .., high], true) = (&ties[..], convex) {
        let ends = [low, high].map(|end| equation(pool, unknown, end));
        let [low, high] = ends;
        pieces.push(Piece::Remark(FLAT, vec![("low", low), ("high", high)]));
        return result(value, Some(loss), Classification::NotUnique, pieces);
    }
    pieces.push(piece);
    pieces.push(say(if convex { ONLY } else { LOWEST }));
    let unique = if ties.len() > 1 { Classification::NotUnique } else { Classification::Minimum };
    // A last piece that is flat to the end of the line has no second kink.
    let open = jets.first().is_some_and(|(left, _)| left.slope.is_zero() && left.bend.is_zero() && left.value == loss)
        || jets.last().is_some_and(|(_, right)| right.slope.is_zero() && right.bend.is_zero() && right.value == loss);
    result(value, Some(loss), if open { Classification::NotUnique } else { unique }, pieces)
}

fn half() -> Rational {
    Rational::ratio(1, 2).unwrap_or(Rational::ZERO)
}

/// The points at which the loss has no derivative, and those at which only its formula changes.
fn listing(pool: &mut Pool, unknown: Id, places: &[Rational], jets: &[(Jet, Jet)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (sentence, jumps) in [(WHERE, true), (JOINTS, false)] {
        let own = places.iter().zip(jets).filter(|(_, (left, right))| (left.slope != right.slope) == jumps);
        let own: Vec<&Rational> = own.map(|(place, _)| place).collect();
        if own.is_empty() {
            continue;
        }
        let rest = own.len().saturating_sub(LISTED);
        let more = if rest > 0 { format!(", … (+{rest})") } else { String::new() };
        let shown = own.into_iter().take(LISTED).map(|place| {
            let place = pool.number(place);
            pool.compare(Relation::Equal, unknown, place)
        });
        let shown = Argument::Formulas(shown.collect());
        pieces.push(Piece::Remark(sentence, vec![("places", shown), ("more", Argument::Text(more))]));
    }
    pieces.push(say(BETWEEN));
    pieces
}

fn equation(pool: &mut Pool, unknown: Id, value: &Rational) -> Argument {
    let value = pool.number(value);
    Argument::Formula(pool.compare(Relation::Equal, unknown, value))
}

fn number(pool: &mut Pool, value: &Rational) -> Argument {
    Argument::Formula(pool.number(value))
}

/// For c·Σ|p − q·b|: the argument for the median of p/q with weights |q|, and the median as a name.
#[expect(clippy::type_complexity, reason = "it is taken apart where it is asked for")]
fn absolute(pool: &mut Pool, problem: &Problem, unknown: Id) -> Result<Option<(Vec<Piece>, Option<Id>)>, Diagnostic> {
    let Some((term, _)) = absolute_term(pool, problem) else { return Ok(None) };
    let Some(&inner) = pool.children(term).first() else { return Ok(None) };
    let slope = gradient(pool, inner, &[unknown])?.into_iter().next();
    let Some(slope) = slope.map(|slope| tidy(pool, slope).id).filter(|slope| !occurs(pool, *slope, unknown)) else {
        return Ok(None);
    };
    let zero = pool.integer(0);
    let offset = substitute(pool, inner, &[(unknown, zero)]);
    let minus = pool.neg(slope);
    let value = pool.div(offset, minus);
    let value = tidy(pool, value).id;
    let weight = {
        let (template, x) = (pool.table_text("abs(x)")?, pool.symbol("x"));
        let (_, bare) = fold::unsigned(pool, slope);
        let size = substitute(pool, template, &[(x, bare)]);
        match pool.as_number(slope) {
            Some(number) => pool.number(&number.abs()),
            None => tidy(pool, size).id,
        }
    };
    let plain = pool.as_number(weight).is_some();
    let holes = vec![
        ("term", Argument::Formula(term)),
        ("value", Argument::Formula(value)),
        ("weight", Argument::Formula(weight)),
        ("parameter", Argument::Formula(unknown)),
    ];
    let (balance, solution) = if plain { (BALANCE, MEDIAN) } else { (WEIGHTED, WEIGHTED_MEDIAN) };
    let pieces = [TERM_SLOPE, balance, solution].map(|sentence| Piece::Remark(sentence, holes.clone()));
    let base = pool.children(value).first().copied().filter(|_| pool.kind(value) == Kind::Indexed);
    let name = base.and_then(|base| pool.name(base).map(|name| format!("median_{name}")));
    let median = name.filter(|_| plain).map(|name| pool.symbol(&name));
    Ok(Some((pieces.to_vec(), median)))
}

/// The |…| in a positive multiple of Σ|…|, and the index with its limits.
pub(super) fn absolute_term(pool: &Pool, problem: &Problem) -> Option<(Id, [Id; 3])> {
    let is_factor = |id: Id| {
        let positive = |id: Id| {
            problem.counts.contains(&id) || pool.as_number(id).is_some_and(|n| !n.is_zero() && !n.is_negative())
        };
        positive(id) || (pool.kind(id) == Kind::Div && pool.children(id).iter().all(|&part| positive(part)))
    };
    let mut id = problem.general;
    let mut inside = None;
    loop {
        match (pool.kind(id), pool.children(id)) {
            (Kind::Mul, factors) => {
                let rest: Vec<Id> = factors.iter().copied().filter(|&factor| !is_factor(factor)).collect();
                let [one] = rest[..] else { return None };
                id = one;
            }
            (Kind::Div, &[top, bottom]) if is_factor(bottom) => id = top,
            (Kind::Sum, &[index, lower, upper, body]) if inside.is_none() => {
                (id, inside) = (body, Some([index, lower, upper]));
            }
            (Kind::Call(function), _) if function.row().primitive == Some(Primitive::Abs) => {
                return Some((id, inside?));
            }
            _ => return None,
        }
    }
}

/// q(w) + k|w| with a quadratic q: the soft threshold.
fn threshold(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    unknown: Id,
) -> Result<Option<Found>, Diagnostic> {
    let kernel = postorder(pool, problem.general).into_iter().find(|&id| {
        let is_abs = matches!(pool.kind(id), Kind::Call(function) if function.row().primitive == Some(Primitive::Abs));
        is_abs && pool.children(id).first() == Some(&unknown)
    });
    let Some(kernel) = kernel else { return Ok(None) };
    // The size of the parameter stands for itself while the rest is differentiated.
    let (size, zero) = (pool.symbol("|w|"), pool.integer(0));
    let open = substitute(pool, problem.general, &[(kernel, size)]);
    let parts = gradient(pool, open, &[unknown, size])?;
    let [slope, penalty] = parts[..] else { return Ok(None) };
    let (Ok(slope), Ok(penalty)) = (normalizer.ratio(pool, slope), normalizer.ratio(pool, penalty)) else {
        return Ok(None);
    };
    let (w, s) = (normalizer.kernels.number(unknown), normalizer.kernels.number(size));
    let free = |ratio: &Ratio| {
        let hidden = [&ratio.top, &ratio.bottom].iter().flat_map(|p| p.variables()).any(|variable| {
            normalizer
                .kernels
                .id(variable)
                .is_some_and(|id| id != unknown && (occurs(pool, id, unknown) || occurs(pool, id, size)))
        });
        !hidden && ratio.bottom.degree_in(w) == 0
    };
    let degrees = [&slope, &penalty].map(|ratio| (ratio.top.degree_in(w), ratio.top.degree_in(s)));
    if degrees != [(1, 0), (0, 0)] || !free(&slope) || !free(&penalty) {
        return Ok(None);
    }
    let coefficients = slope.top.coefficients_in(w);
    let [offset, lead] = &coefficients[..] else { return Ok(None) };
    let ratios =
        [(lead, &slope.bottom), (offset, &slope.bottom)].map(|(top, bottom)| Ratio::new(top.clone(), bottom.clone()));
    let [Some(lead), Some(offset)] = ratios else { return Ok(None) };
    let [a, k] = [&lead, &penalty].map(|ratio| factored(pool, normalizer, ratio));
    let pull = factored(pool, normalizer, &offset.negative());
    let line = fold::mul(pool, &[a, unknown]);
    let mut pieces = vec![Piece::Remark(THREE_CASES, vec![("parameter", Argument::Formula(unknown))])];
    for (relation, upward) in [(Relation::Greater, true), (Relation::Less, false)] {
        let case = pool.compare(relation, unknown, zero);
        let shifted = if upward { pool.sub(pull, k) } else { pool.add(&[pull, k]) };
        let stationary = pool.compare(Relation::Equal, line, shifted);
        let quotient = pool.div(shifted, a);
        let quotient = tidy(pool, quotient).id;
        let solution = pool.compare(Relation::Equal, unknown, quotient);
        let holes = [("case", case), ("equation", stationary), ("solution", solution)];
        pieces.push(Piece::Remark(CASE, holes.map(|(name, id)| (name, Argument::Formula(id))).to_vec()));
    }
    let (template, x) = (pool.table_text("abs(x)")?, pool.symbol("x"));
    let size_of_pull = substitute(pool, template, &[(x, pull)]);
    let (minus_pull, minus_k) = (pool.neg(pull), pool.neg(k));
    let holes = [
        ("case", pool.compare(Relation::Equal, unknown, zero)),
        ("low", pool.add(&[minus_pull, minus_k])),
        ("high", pool.sub(k, pull)),
        ("condition", pool.compare(Relation::LessEqual, size_of_pull, k)),
    ];
    pieces.push(Piece::Remark(CASE_ZERO, holes.map(|(name, id)| (name, Argument::Formula(id))).to_vec()));
    pieces.push(say(THRESHOLD));
    let template = pool.table_text("sign(z)*max(abs(z) - k, 0)/a")?;
    let [z, k_name, a_name] = ["z", "k", "a"].map(|name| pool.symbol(name));
    let value = substitute(pool, template, &[(z, pull), (k_name, k), (a_name, a)]);
    let value = tidy(pool, value).id;
    let conditions =
        [(Relation::Greater, a), (Relation::GreaterEqual, k)].map(|(relation, id)| pool.compare(relation, id, zero));
    let conditions = super::conditions::shortest(pool, normalizer, problem, &[], &conditions);
    let section = Section { title: TITLE, pieces };
    let verdict = Verdict { classification: Classification::Minimum, section, conditions };
    Ok(Some(Found { values: vec![value], loss: None, verdict }))
}
