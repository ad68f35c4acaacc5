//! Owns the convexity of functions by cases, such as Huber's: one linear expression decides on the case, each case is convex in
//! it, and where two cases meet the value is the same and the slope doesn't fall.

use super::convex::{Curvature, curvature};
use crate::algebra::{Normalizer, Sign, sign, tidy};
use crate::calculus::gradient;
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, substitute, variables, with_children};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;
use crate::numeric::{Point, evaluate};

/// A function by cases that is convex.
pub(super) struct Joined {
    /// The linear expression that decides on the case.
    pub inner: Id,
    /// What it is called in the places and slopes.
    pub name: Id,
    /// Where cases meet, from left to right.
    pub joints: Vec<Joint>,
}

/// A place at which the formula changes.
pub(super) struct Joint {
    /// The place, as an equation for the linear expression.
    pub place: Id,
    /// The slope just before it.
    pub left: Id,
    /// The slope just behind it.
    pub right: Id,
}

/// Functions with more joints than this are left undecided.
const JOINTS: usize = 12;

/// Looks at a function by cases; `None` where it isn't convex or that wasn't decided. `is_straight` knows which parts are linear
/// in the parameters, and `positive` names are above zero.
pub(super) fn examine(
    pool: &mut Pool,
    cases: Id,
    is_straight: impl Fn(Id) -> bool,
    parameters: &[Id],
    positive: &[Id],
) -> Option<Joined> {
    let mut normalizer = Normalizer::default();
    let t = free_name(pool, cases)?;
    let (inner, one) = in_one_variable(pool, &mut normalizer, cases, is_straight, parameters, t)?;
    let mut line = Line { t, positive, sample: sample(pool, one, t, positive) };
    let places = line.places(pool, &mut normalizer, one)?;
    let pieces = line.pieces(pool, one, &places)?;
    for &piece in &pieces {
        if !matches!(
            curvature(pool, piece, &[t], positive),
            Curvature::Constant | Curvature::Affine | Curvature::Convex
        ) {
            return None;
        }
    }
    let mut joints = Vec::new();
    for (pair, &place) in pieces.windows(2).zip(&places) {
        let &[before, after] = pair else { continue };
        if before == after {
            continue;
        }
        let mut at = |pool: &mut Pool, id: Id| {
            let there = substitute(pool, id, &[(t, place)]);
            normalizer.expression(pool, there).ok()
        };
        let jump = pool.sub(after, before);
        if !at(pool, jump).is_some_and(|jump| pool.is_integer(jump, 0)) {
            return None;
        }
        let mut slopes = Vec::new();
        for piece in [before, after] {
            let slope = gradient(pool, piece, &[t]).ok()?.into_iter().next()?;
            slopes.push(at(pool, slope)?);
        }
        let &[left, right] = &slopes[..] else { return None };
        let rise = pool.sub(right, left);
        let rise = normalizer.expression(pool, rise).ok()?;
        if !matches!(line.sign(pool, rise), Sign::Zero | Sign::Positive | Sign::NonNegative) {
            return None;
        }
        joints.push(Joint { place: pool.compare(Relation::Equal, t, place), left, right });
    }
    Some(Joined { inner, name: t, joints })
}

/// A name that isn't taken.
pub(super) fn free_name(pool: &mut Pool, root: Id) -> Option<Id> {
    let names = ["t", "u", "z", "q"].map(|name| pool.symbol(name));
    names.into_iter().find(|&name| !occurs(pool, root, name))
}

/// The function with every part that is linear in the parameters written as a multiple of one of them, called t; `None` where
/// there is more than one direction.
pub(super) fn in_one_variable(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    cases: Id,
    is_straight: impl Fn(Id) -> bool,
    parameters: &[Id],
    t: Id,
) -> Option<(Id, Id)> {
    let mut straight: Vec<Id> = Vec::new();
    for id in postorder(pool, cases) {
        if !is_straight(id) {
            straight.extend(pool.children(id).iter().copied().filter(|&child| is_straight(child)));
        }
    }
    straight.sort_unstable();
    straight.dedup();
    // A difference says more than its parts do.
    let &inner = straight.iter().max_by_key(|&&id| pool.kind(id) == Kind::Add)?;
    let own = slopes(pool, normalizer, inner, parameters)?;
    let (lead, divisor) = own.iter().enumerate().find(|(_, slope)| !pool.is_integer(**slope, 0))?;
    let mut replacements = Vec::new();
    for &part in &straight {
        let other = slopes(pool, normalizer, part, parameters)?;
        let ratio = pool.div(*other.get(lead)?, *divisor);
        let ratio = normalizer.expression(pool, ratio).ok()?;
        for (other, own) in other.iter().zip(&own) {
            let multiple = pool.mul(&[ratio, *own]);
            let rest = pool.sub(*other, multiple);
            if !normalizer.ratio(pool, rest).ok()?.top.is_zero() {
                return None;
            }
        }
        let multiple = pool.mul(&[ratio, inner]);
        let rest = pool.sub(part, multiple);
        let rest = normalizer.expression(pool, rest).ok()?;
        let moved = pool.mul(&[ratio, t]);
        let sum = pool.add(&[moved, rest]);
        replacements.push((part, tidy(pool, sum).id));
    }
    let one = substitute(pool, cases, &replacements);
    let is_closed = !parameters.iter().any(|&parameter| occurs(pool, one, parameter));
    is_closed.then_some((inner, one))
}

/// The derivatives by each parameter, in normal form.
fn slopes(pool: &mut Pool, normalizer: &mut Normalizer, id: Id, parameters: &[Id]) -> Option<Vec<Id>> {
    let slopes = gradient(pool, id, parameters).ok()?;
    slopes.into_iter().map(|slope| normalizer.expression(pool, slope).ok()).collect()
}

/// A number for each name, irregular so that nothing falls together by chance.
fn sample(pool: &mut Pool, root: Id, t: Id, positive: &[Id]) -> Vec<(Id, Id)> {
    let names: Vec<Id> = variables(pool, root).into_iter().filter(|&id| id != t).collect();
    let mut pairs = Vec::new();
    for (at, name) in (0i64..).zip(names) {
        let size = &Rational::ratio(7, 5).unwrap_or(Rational::ONE) + &(&Rational::from(at) * &Rational::from(3));
        let value = if positive.contains(&name) || at % 2 == 0 { size } else { -&size };
        pairs.push((name, pool.number(&value)));
    }
    pairs
}

/// The line of t.
struct Line<'l> {
    t: Id,
    positive: &'l [Id],
    sample: Vec<(Id, Id)>,
}

impl Line<'_> {
    /// The sign, where positive names are positive.
    fn sign(&self, pool: &mut Pool, id: Id) -> Sign {
        let Ok(template) = pool.table_text("exp(x)") else { return Sign::Unknown };
        let x = pool.symbol("x");
        let mut replacements = Vec::new();
        for &name in self.positive {
            replacements.push((name, substitute(pool, template, &[(x, name)])));
        }
        let id = substitute(pool, id, &replacements);
        sign(pool, id)
    }

    /// The value with the sample put in and t at a number.
    fn value(&self, pool: &mut Pool, id: Id, t: f64) -> Option<f64> {
        let id = substitute(pool, id, &self.sample);
        let mut point = Point::new();
        point.set(self.t, t);
        Some(evaluate(pool, &[id], &point).ok()?.first()?.value).filter(|value| value.is_finite())
    }

    /// Where the case may change, in order; `None` where a place isn't known or the order isn't.
    fn places(&mut self, pool: &mut Pool, normalizer: &mut Normalizer, one: Id) -> Option<Vec<Id>> {
        let mut differences = Vec::new();
        for id in postorder(pool, one) {
            let children = pool.children(id).to_vec();
            match (pool.kind(id), &children[..]) {
                (Kind::Compare(_), &[left, right]) => differences.push(pool.sub(left, right)),
                (Kind::Call(function), [first, rest @ ..]) => match function.row().primitive {
                    Some(Primitive::Abs | Primitive::Sign) => differences.push(*first),
                    Some(Primitive::Max | Primitive::Min) => {
                        differences.extend(rest.iter().map(|&other| pool.sub(*first, other)));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let mut places: Vec<Id> = Vec::new();
        for difference in differences {
            for difference in without_bars(pool, difference, self.t) {
                let slope = gradient(pool, difference, &[self.t]).ok()?.into_iter().next()?;
                let slope = normalizer.expression(pool, slope).ok()?;
                if pool.is_integer(slope, 0) {
                    continue;
                }
                let zero = pool.integer(0);
                let offset = substitute(pool, difference, &[(self.t, zero)]);
                let place = pool.div(offset, slope);
                let place = pool.neg(place);
                let place = normalizer.expression(pool, place).ok()?;
                if occurs(pool, slope, self.t) {
                    return None;
                }
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        if places.len() > JOINTS {
            return None;
        }
        // Sorted by insertion: each comparison is a sign that has to be known.
        let mut sorted: Vec<Id> = Vec::new();
        for place in places {
            let mut at = 0;
            for &other in &sorted {
                let distance = pool.sub(place, other);
                let distance = normalizer.expression(pool, distance).ok()?;
                match self.sign(pool, distance) {
                    Sign::Positive => at += 1,
                    Sign::Negative => break,
                    Sign::NonNegative | Sign::NonPositive | Sign::Zero | Sign::Unknown => return None,
                }
            }
            sorted.insert(at, place);
        }
        Some(sorted)
    }

    /// The formulas between the places, from left to right.
    fn pieces(&self, pool: &mut Pool, one: Id, places: &[Id]) -> Option<Vec<Id>> {
        let mut marks = Vec::new();
        for &place in places {
            marks.push(self.value(pool, place, 0.0)?);
        }
        let (first, last) = (marks.first()?, marks.last()?);
        let between = marks.windows(2).map(|pair| match pair {
            [a, b] => 0.5 * (a + b),
            _ => f64::NAN,
        });
        let points: Vec<f64> = [first - 1.0].into_iter().chain(between).chain([last + 1.0]).collect();
        points.into_iter().map(|point| self.piece(pool, one, point)).collect()
    }

    /// The formula around one point: cases decided, bars and maxima resolved.
    fn piece(&self, pool: &mut Pool, one: Id, point: f64) -> Option<Id> {
        let resolved = rebuild::<()>(pool, one, |pool, id, children| {
            if !occurs(pool, id, self.t) {
                return Ok(id);
            }
            let primitive = match pool.kind(id) {
                Kind::Call(function) => function.row().primitive,
                _ => None,
            };
            let value = |pool: &mut Pool, id: Id| self.value(pool, id, point).ok_or(());
            Ok(match (pool.kind(id), primitive, children) {
                (Kind::Piecewise, ..) => {
                    for pair in children.chunks(2) {
                        match *pair {
                            [condition, case] => {
                                let Kind::Compare(relation) = pool.kind(condition) else { return Err(()) };
                                let (left, right) = pool.pair(condition).ok_or(())?;
                                let (left, right) = (value(pool, left)?, value(pool, right)?);
                                let holds = relation.admits(left.partial_cmp(&right).ok_or(())?);
                                if holds {
                                    return Ok(case);
                                }
                            }
                            [otherwise] => return Ok(otherwise),
                            _ => return Err(()),
                        }
                    }
                    return Err(());
                }
                (_, Some(Primitive::Abs), &[inner]) => match value(pool, inner)? < 0.0 {
                    true => pool.neg(inner),
                    false => inner,
                },
                (_, Some(Primitive::Sign), &[inner]) => {
                    let sign = value(pool, inner)?;
                    pool.integer(if sign < 0.0 { -1 } else { 1 })
                }
                (_, Some(Primitive::Max | Primitive::Min), parts) => {
                    let wanted = if primitive == Some(Primitive::Max) { 1.0 } else { -1.0 };
                    let mut best: Option<(f64, Id)> = None;
                    for &part in parts {
                        let own = wanted * value(pool, part)?;
                        if best.is_none_or(|(known, _)| own > known) {
                            best = Some((own, part));
                        }
                    }
                    best.ok_or(())?.1
                }
                _ => with_children(pool, id, children),
            })
        });
        resolved.ok().map(|piece| tidy(pool, piece).id)
    }
}

/// The expression with each absolute value of t replaced by its inside, with both signs.
fn without_bars(pool: &mut Pool, id: Id, t: Id) -> Vec<Id> {
    let bars: Vec<Id> = postorder(pool, id)
        .into_iter()
        .filter(|&part| {
            let is_size = matches!(pool.kind(part), Kind::Call(f) if f.row().primitive == Some(Primitive::Abs));
            is_size && occurs(pool, part, t)
        })
        .collect();
    let mut forms = vec![id];
    for bar in bars.into_iter().take(3) {
        let Some(inner) = pool.only(bar) else { continue };
        let minus = pool.neg(inner);
        forms = forms
            .into_iter()
            .flat_map(|form| [inner, minus].map(|side| substitute(pool, form, &[(bar, side)])))
            .collect();
    }
    forms
}
