//! Owns the shapes that a reader can ask for: expanded, collected in a variable, factored, one reduced fraction.

use super::normal::Normalizer;
use super::order;
use super::polynomial::{Polynomial, perfect_square, rational_roots, square_free};
use super::ratio::Ratio;
use super::{decide, fold};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder};
use crate::language::Relation;
use crate::steps::rules::tidying;
use crate::steps::{Derivation, Rule, Site, Step};

/// Products multiplied out, like terms collected: one sum over one denominator.
///
/// ```
/// use gradus::algebra::expand;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let square = read(&mut pool, "(x + 1)^2").unwrap();
/// let derivation = expand(&mut pool, square).unwrap();
/// assert_eq!(plain(&pool, derivation.answer), "x^2 + 2*x + 1");
/// let huge = read(&mut pool, "(a + b)^1000000").unwrap();
/// assert_eq!(expand(&mut pool, huge).unwrap_err().code.id, "G0213");
/// ```
pub fn expand(pool: &mut Pool, root: Id) -> Result<Derivation, Diagnostic> {
    let mut normalizer = Normalizer::default();
    let answer = normalizer.expression(pool, root)?;
    one_step(pool, &mut normalizer, &tidying::EXPAND, root, answer)
}

/// A polynomial in `variable`, its powers falling, each with its coefficient.
///
/// ```
/// use gradus::algebra::collect;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let (sum, w) = (read(&mut pool, "w*x + w*y + w^2 + 1").unwrap(), pool.symbol("w"));
/// let derivation = collect(&mut pool, sum, w).unwrap();
/// assert_eq!(plain(&pool, derivation.answer), "w^2 + (x + y)*w + 1");
/// ```
pub fn collect(pool: &mut Pool, root: Id, variable: Id) -> Result<Derivation, Diagnostic> {
    let mut normalizer = Normalizer::default();
    let ratio = normalizer.ratio(pool, root)?;
    let answer = collected(pool, &mut normalizer, &ratio, variable);
    one_step(pool, &mut normalizer, &tidying::COLLECT, root, answer)
}

/// A quotient with its numerator collected in a variable.
pub fn collected(pool: &mut Pool, normalizer: &mut Normalizer, ratio: &Ratio, variable: Id) -> Id {
    let number = normalizer.kernels.number(variable);
    let coefficients = ratio.top.coefficients_in(number);
    let mut terms = Vec::new();
    for (exponent, coefficient) in coefficients.iter().enumerate().rev().filter(|(_, c)| !c.is_zero()) {
        let exponent = pool.integer(exponent as i64);
        let coefficient = normalizer.polynomial(pool, coefficient);
        let power = if pool.is_integer(exponent, 0) { pool.integer(1) } else { fold::pow(pool, variable, exponent) };
        let (minus, bare) = fold::unsigned(pool, coefficient);
        let term = match pool.kind(bare) {
            Kind::Mul => {
                let factors = [pool.children(bare), &[power]].concat();
                fold::mul(pool, &factors)
            }
            _ => fold::mul(pool, &[bare, power]),
        };
        terms.push(if minus { fold::neg(pool, term) } else { term });
    }
    let top = fold::add(pool, &terms);
    let bottom = normalizer.polynomial(pool, &ratio.bottom);
    fold::div(pool, top, bottom)
}

/// A product of powers: common factors taken out, repeated factors found, rational roots split off.
///
/// ```
/// use gradus::algebra::factor;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let difference = read(&mut pool, "2*x^2 - 2*y^2").unwrap();
/// let derivation = factor(&mut pool, difference).unwrap();
/// assert_eq!(plain(&pool, derivation.answer), "2*(x + y)*(x - y)");
/// ```
pub fn factor(pool: &mut Pool, root: Id) -> Result<Derivation, Diagnostic> {
    let mut normalizer = Normalizer::default();
    let ratio = normalizer.ratio(pool, root)?;
    let answer = factored(pool, &mut normalizer, &ratio);
    one_step(pool, &mut normalizer, &tidying::FACTOR, root, answer)
}

/// A quotient with numerator and denominator factored.
pub fn factored(pool: &mut Pool, normalizer: &mut Normalizer, ratio: &Ratio) -> Id {
    let (content, below) = (ratio.top.content(), ratio.bottom.content());
    let quotient = content.checked_div(&below).unwrap_or(content);
    let (mut minus, size) = (quotient.is_negative(), quotient.abs());
    let (p, q) = (pool.number(&size.numerator()), pool.number(&size.denominator()));
    let mut top = vec![p];
    let mut bottom = vec![q];
    for (polynomial, list) in [(&ratio.top, &mut top), (&ratio.bottom, &mut bottom)] {
        let mut parts: Vec<(Polynomial, u32)> = factors_of(polynomial);
        for (factor, multiplicity) in &mut parts {
            // A factor starts with a positive term.
            if normalizer.leads_with_minus(pool, factor) {
                *factor = factor.scaled(&(-1).into());
                minus ^= *multiplicity % 2 == 1;
            }
        }
        // A minus sign in front is taken into the first difference: −x(y − z) is x(z − y).
        let difference = |p: &Polynomial| p.terms().len() > 1 && p.terms().iter().any(|(_, c)| c.is_negative());
        if minus && let Some((factor, _)) = parts.iter_mut().find(|(p, m)| m % 2 == 1 && difference(p)) {
            *factor = factor.scaled(&(-1).into());
            minus = false;
        }
        let mut factors = Vec::new();
        for (factor, multiplicity) in parts {
            let base = normalizer.polynomial(pool, &factor);
            let exponent = pool.integer(i64::from(multiplicity));
            factors.push(fold::pow(pool, base, exponent));
        }
        order::sort_factors(pool, &mut factors);
        list.extend(factors);
    }
    if ratio.top.is_zero() {
        return pool.integer(0);
    }
    let no_denominator = bottom.len() == 1 && !size.is_integer();
    let (top, bottom) = if no_denominator {
        let rest = top.split_off(1);
        let number = pool.number(&size);
        (fold::mul(pool, &[&[number], &rest[..]].concat()), pool.integer(1))
    } else {
        (fold::mul(pool, &top), fold::mul(pool, &bottom))
    };
    let quotient = fold::div(pool, top, bottom);
    if minus { fold::neg(pool, quotient) } else { quotient }
}

/// Irreducible as far as found: square-free parts, split further by rational roots and square discriminants.
fn factors_of(polynomial: &Polynomial) -> Vec<(Polynomial, u32)> {
    let mut factors = Vec::new();
    for (part, multiplicity) in square_free(polynomial) {
        factors.extend(split(part).into_iter().map(|factor| (factor, multiplicity)));
    }
    factors
}

fn split(part: Polynomial) -> Vec<Polynomial> {
    let (mut pending, mut done) = (vec![part], Vec::new());
    while let Some(part) = pending.pop() {
        match proper_factor(&part).and_then(|factor| Some((part.over(&factor)?, factor))) {
            Some((rest, factor)) if rest.as_constant().is_none() => pending.extend([factor, rest.primitive()]),
            _ => done.push(part),
        }
    }
    done
}

/// A factor from a rational root or from a square discriminant.
fn proper_factor(part: &Polynomial) -> Option<Polynomial> {
    let variables = part.variables();
    if let [variable] = variables[..] {
        let root = rational_roots(part, variable).into_iter().next()?;
        let linear = Polynomial::variable(variable).minus(&Polynomial::constant(root));
        return Some(linear.primitive()).filter(|_| part.degree_in(variable) > 1);
    }
    variables.into_iter().find_map(|variable| {
        // Quadratic in the variable, or in a power of it.
        let coefficients = part.coefficients_in(variable);
        let degree = coefficients.len() - 1;
        let half = degree / 2;
        let is_quadratic = (1..degree).all(|at| at == half || coefficients.get(at).is_some_and(Polynomial::is_zero));
        if degree < 2 || degree % 2 == 1 || !is_quadratic {
            return None;
        }
        let (c, b, a) = (coefficients.first()?, coefficients.get(half)?, coefficients.last()?);
        let discriminant = b.times(b).minus(&a.times(c).scaled(&4.into()));
        let root = perfect_square(&discriminant)?;
        // 2a·x + b ± √(b² − 4ac) holds the factor.
        let power = Polynomial::variable(variable).power(u32::try_from(half).ok()?, 1)?;
        let double = power.times(a).scaled(&2.into());
        let factor = double.plus(b).plus(&root).gcd(part);
        (factor.as_constant().is_none() && factor != *part).then_some(factor)
    })
}

fn one_step(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    rule: &'static Rule,
    root: Id,
    answer: Id,
) -> Result<Derivation, Diagnostic> {
    let mut derivation = Derivation::trivial(root);
    if answer != root {
        let conditions = cancelled(pool, normalizer, root)?;
        let step = Step {
            rule,
            site: Site::Whole,
            before: root,
            after: answer,
            conditions,
            bindings: Vec::new(),
            parent: None,
        };
        derivation.steps.push(step);
        derivation.answer = answer;
    }
    Ok(derivation)
}

/// Denominators that are no longer in the denominator of the normal form: they must not be zero.
pub(super) fn cancelled(pool: &mut Pool, normalizer: &mut Normalizer, root: Id) -> Result<Vec<Id>, Diagnostic> {
    let whole = normalizer.ratio(pool, root)?;
    let zero = pool.integer(0);
    let mut conditions = Vec::new();
    for id in postorder(pool, root) {
        let (Kind::Div, Some((_, below))) = (pool.kind(id), pool.pair(id)) else { continue };
        let ratio = normalizer.ratio(pool, below)?;
        let lost = ratio.top.primitive();
        let lost = lost.over(&lost.gcd(&whole.bottom)).unwrap_or(lost);
        if lost.as_constant().is_some() {
            continue;
        }
        let lost = factored(pool, normalizer, &Ratio::whole(lost));
        let condition = pool.compare(Relation::Unequal, lost, zero);
        if decide(pool, condition) != Some(true) && !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    Ok(conditions)
}
