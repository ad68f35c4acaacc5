//! Owns the forms in means: x̄ for Σxᵢ/N, sums of deviations for N·Σuv − Σu·Σv, and so the slope as a covariance over a variance.

use super::loss::check;
use super::problem::Problem;
use super::report::{Argument, Piece, Section, say};
use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, substitute};
use crate::number::Rational;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("In means", "用均值表示");
const WHERE: Wording = Wording::new("With these means:", "记均值:");
const DEVIATIONS: Wording = Wording::new(
    "N·Σuᵢvᵢ − Σuᵢ·Σvᵢ is N times the sum of the products of the deviations from the means, so {parameter} is the covariance over the variance, if there is no other term.",
    "N·Σuᵢvᵢ − Σuᵢ·Σvᵢ 等于 N 乘以离差乘积之和,因此(若无其他项){parameter} 就是协方差除以方差。",
);

/// A symbol for a mean, and the sum it stands for.
struct Mean {
    symbol: Id,
    sum: Id,
}

/// Writes the solution of a linear system over `count` rows in means; `None` where nothing gets shorter. `staged` has each
/// parameter in terms of those before it.
pub(super) fn section(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    staged: &[Id],
) -> Result<Option<Section>, Diagnostic> {
    let [count] = problem.counts[..] else { return Ok(None) };
    let mut means: Vec<Mean> = Vec::new();
    let mut found: Vec<(Id, Id, Id, bool)> = Vec::new();
    for (&parameter, &value) in problem.over.iter().zip(staged) {
        let ratio = normalizer.ratio(pool, value)?;
        if let Some(form) = by_means(pool, normalizer, count, &ratio, &mut means) {
            found.push((parameter, value, form, false));
        } else if let Some(form) = by_deviations(pool, normalizer, count, &ratio, &mut means) {
            found.push((parameter, value, form, true));
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let mut definitions = Vec::new();
    let mut replacements = Vec::new();
    for mean in &means {
        let quotient = pool.div(mean.sum, count);
        replacements.push((mean.symbol, quotient));
        definitions.push(Piece::Equation(mean.symbol, quotient));
    }
    let mut pieces = vec![say(WHERE)];
    pieces.extend(definitions);
    for (parameter, value, form, deviates) in found {
        let open = substitute(pool, form, &replacements);
        check(pool, problem, &[(value, &rules::SET_TO_ZERO), (open, &rules::SPLIT_SUM)])?;
        if deviates {
            pieces.push(Piece::Remark(DEVIATIONS, vec![("parameter", Argument::Formula(parameter))]));
        }
        pieces.push(Piece::Equation(parameter, form));
    }
    Ok(Some(Section { title: TITLE, pieces }))
}

/// (Σ coefficient·Σu)/N, with ū for each Σu/N.
fn by_means(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    count: Id,
    ratio: &Ratio,
    means: &mut Vec<Mean>,
) -> Option<Id> {
    let number = normalizer.kernels.number(count);
    let scale = ratio.bottom.over(&Polynomial::variable(number))?.as_constant()?.recip()?;
    let mut terms = Vec::new();
    for (monomial, coefficient) in ratio.top.terms() {
        let sums = monomial
            .powers()
            .iter()
            .filter(|(variable, _)| normalizer.kernels.id(*variable).is_some_and(|id| pool.kind(id) == Kind::Sum));
        let sums: Vec<u32> =
            sums.flat_map(|(variable, power)| std::iter::repeat_n(*variable, *power as usize)).collect();
        let [sum] = sums[..] else { return None };
        let mean = mean_of(pool, normalizer.kernels.id(sum)?, means)?;
        let (_, rest) = monomial.split(|variable| variable == sum);
        let factor = Polynomial::term(rest, coefficient * &scale);
        let mean = Polynomial::variable(normalizer.kernels.number(mean));
        terms.push(factor.times(&mean));
    }
    // What stands alone comes first: ȳ − w·x̄.
    terms.sort_by_key(|term| {
        (term.terms().iter().any(|(_, c)| c.is_negative()), term.terms().first().map(|(m, _)| m.degree()))
    });
    let terms: Vec<Id> = terms.iter().map(|term| normalizer.polynomial(pool, term)).collect();
    (!terms.is_empty()).then(|| pool.add(&terms))
}

/// Both parts of the quotient divided by N, each N·Σuv − Σu·Σv as a sum of products of deviations.
fn by_deviations(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    count: Id,
    ratio: &Ratio,
    means: &mut Vec<Mean>,
) -> Option<Id> {
    let flip = ratio.top.terms().first().zip(ratio.bottom.terms().first()).is_some_and(|_| {
        // The variance, not its opposite, belongs below.
        spread(pool, normalizer, count, &ratio.bottom).is_none_or(|(_, _, c)| c.is_negative())
    });
    let sign = Rational::from(if flip { -1 } else { 1 });
    let [top, bottom] = [&ratio.top, &ratio.bottom].map(|p| p.scaled(&sign));
    let top = deviations(pool, normalizer, count, &top, means)?;
    let bottom = deviations(pool, normalizer, count, &bottom, means)?;
    Some(pool.div(top, bottom))
}

/// The bodies u, v and the factor c of a part c·(N·Σuv − Σu·Σv).
fn spread(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    count: Id,
    polynomial: &Polynomial,
) -> Option<(Id, Id, Rational)> {
    let sums: Vec<(u32, Id)> = polynomial
        .variables()
        .into_iter()
        .filter_map(|variable| Some((variable, normalizer.kernels.id(variable)?)))
        .filter(|(_, id)| pool.kind(*id) == Kind::Sum)
        .collect();
    let number = normalizer.kernels.number(count);
    for (at, &(first, one)) in sums.iter().enumerate() {
        for &(second, other) in sums.get(at..).unwrap_or(&[]) {
            let pair = Monomial::power(first, 1).times(&Monomial::power(second, 1));
            let Some((_, coefficient)) = polynomial.terms().iter().find(|(monomial, _)| *monomial == pair) else {
                continue;
            };
            let (&[index, lower, upper, u], &[_, _, _, v]) = (pool.children(one), pool.children(other)) else {
                continue;
            };
            let product = pool.mul(&[u, v]);
            let product = crate::algebra::tidy(pool, product).id;
            let joint = pool.sum(index, lower, upper, product);
            let Ok(joint) = normalizer.ratio(pool, joint) else { continue };
            let lead = joint.top.times(&Polynomial::variable(number));
            let [(lead, _)] = lead.terms() else { continue };
            let opposite = polynomial.terms().iter().any(|(monomial, c)| monomial == lead && *c == -coefficient);
            if opposite {
                return Some((u, v, -coefficient));
            }
        }
    }
    None
}

/// polynomial/N with deviations.
fn deviations(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    count: Id,
    polynomial: &Polynomial,
    means: &mut Vec<Mean>,
) -> Option<Id> {
    let (u, v, factor) = spread(pool, normalizer, count, polynomial)?;
    let sums: Vec<Id> =
        polynomial.variables().into_iter().filter_map(|variable| normalizer.kernels.id(variable)).collect();
    let sum_of = |pool: &Pool, body: Id| {
        sums.iter().copied().find(|&id| pool.kind(id) == Kind::Sum && pool.children(id).last() == Some(&body))
    };
    let (one, other) = (sum_of(pool, u)?, sum_of(pool, v)?);
    let &[index, lower, upper, _] = pool.children(one) else { return None };
    let [first, second] = [mean_of(pool, one, means)?, mean_of(pool, other, means)?];
    let (left, right) = (pool.sub(u, first), pool.sub(v, second));
    let two = pool.integer(2);
    let body = if left == right { pool.pow(left, two) } else { pool.mul(&[left, right]) };
    let total = pool.sum(index, lower, upper, body);
    // What else there is, such as N²λ, must be a multiple of N too.
    let product = pool.mul(&[u, v]);
    let product = crate::algebra::tidy(pool, product).id;
    let joint = pool.sum(index, lower, upper, product);
    let (joint, squares) = (pool.mul(&[count, joint]), pool.mul(&[one, other]));
    let whole = pool.sub(joint, squares);
    let whole = normalizer.ratio(pool, whole).ok()?.top.scaled(&factor);
    let number = normalizer.kernels.number(count);
    let rest = polynomial.minus(&whole);
    let total = if factor.is_one() {
        total
    } else {
        let factor = pool.number(&factor);
        pool.mul(&[factor, total])
    };
    if rest.is_zero() {
        return Some(total);
    }
    let rest = rest.over(&Polynomial::variable(number))?;
    let rest = normalizer.polynomial(pool, &rest);
    Some(pool.add(&[total, rest]))
}

/// The symbol for the mean of a column, `xbar` for x; `None` for the mean of anything else.
fn mean_of(pool: &mut Pool, sum: Id, means: &mut Vec<Mean>) -> Option<Id> {
    if let Some(mean) = means.iter().find(|mean| mean.sum == sum) {
        return Some(mean.symbol);
    }
    let body = pool.children(sum).last().copied().filter(|&body| pool.kind(body) == Kind::Indexed)?;
    let (base, _) = pool.pair(body)?;
    let name = format!("{}bar", pool.name(base)?);
    let symbol = pool.symbol(&name);
    means.push(Mean { symbol, sum });
    Some(symbol)
}
