//! Owns the first section of the explanation: the loss with its sums, with the data in, multiplied out.

use super::problem::Problem;
use super::report::{Head, Piece, Section};
use super::sums::Sums;
use super::unfold;
use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio, fold};
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, Kind, Pool, occurs};
use crate::number::Rational;
use crate::numeric::{Agreement, SEED, agree, evaluate, sample};
use crate::render::plain;
use crate::steps::Rule;
use crate::steps::rules::{solving as rules, tidying};
use crate::wording::Wording;

const TITLE: Wording = Wording::new("The loss", "损失函数");

/// The loss as a polynomial in the parameters whose coefficients hold no more sums over the data.
pub(super) struct Reduced {
    /// The polynomial.
    pub ratio: Ratio,
    /// The same as an expression: rising powers for one parameter, falling degrees for several.
    pub expression: Id,
    /// The loss taken apart into sums of columns, step by step.
    pub split: Vec<(Id, &'static Rule)>,
    /// Those sums and their values.
    pub sums: Vec<(Id, Rational)>,
}

/// Puts the data into the loss where that leaves a polynomial in the parameters; `None` otherwise and without data.
pub(super) fn reduce(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    sums: Option<&mut Sums>,
) -> Option<Reduced> {
    let bound = problem.bind(pool, problem.general);
    let in_sums = normalizer.ratio(pool, bound).ok()?;
    let (ratio, used) = with_numbers(pool, normalizer, problem, &in_sums, sums)?;
    let split = unfold::lines(pool, normalizer, bound, &in_sums, &problem.over);
    let own: Vec<u32> = problem.over.iter().filter_map(|&id| normalizer.kernels.find(id)).collect();
    let expression = match own[..] {
        [only] => ascending(pool, normalizer, &ratio, only),
        _ => in_parameters(pool, normalizer, &ratio, &problem.over),
    };
    Some(Reduced { ratio, expression, split, sums: used })
}

/// The polynomial alone, for those who don't print how it came about.
pub(super) fn polynomial(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    sums: &mut Sums,
) -> Option<Ratio> {
    let bound = problem.bind(pool, problem.general);
    let in_sums = normalizer.ratio(pool, bound).ok()?;
    with_numbers(pool, normalizer, problem, &in_sums, Some(sums)).map(|(ratio, _)| ratio)
}

/// The loss with numbers for its sums, where it is a polynomial in the parameters then; and these numbers.
fn with_numbers(
    pool: &Pool,
    normalizer: &Normalizer,
    problem: &Problem,
    in_sums: &Ratio,
    sums: Option<&mut Sums>,
) -> Option<(Ratio, Vec<(Id, Rational)>)> {
    let (ratio, used) = match sums {
        Some(sums) => sums.put_in(pool, normalizer, in_sums, &problem.over)?,
        None => (in_sums.clone(), Vec::new()),
    };
    let number = |id: &Id| normalizer.kernels.find(*id);
    let own: Vec<u32> = problem.over.iter().filter_map(number).collect();
    let holds_parameter = |variable: u32| {
        normalizer.kernels.id(variable).is_some_and(|id| problem.over.iter().any(|&p| occurs(pool, id, p)))
    };
    let strange = ratio.top.variables().into_iter().any(|v| !own.contains(&v) && holds_parameter(v));
    (!strange && !ratio.bottom.variables().into_iter().any(holds_parameter)).then_some((ratio, used))
}

/// A polynomial by rising powers: 15/2 − 15w + 15/2 w².
fn ascending(pool: &mut Pool, normalizer: &Normalizer, ratio: &Ratio, variable: u32) -> Id {
    let Some(bottom) = ratio.bottom.as_constant().and_then(|value| value.recip()) else {
        return normalizer.write(pool, ratio);
    };
    let mut terms = Vec::new();
    for (exponent, coefficient) in (0u32..).zip(ratio.top.coefficients_in(variable)) {
        if !coefficient.is_zero() {
            let power = Polynomial::term(Monomial::power(variable, exponent), bottom.clone());
            terms.push(normalizer.polynomial(pool, &coefficient.times(&power)));
        }
    }
    pool.add(&terms)
}

/// Terms that hold the parameters to the same powers.
type Group = (Vec<u32>, Vec<(Monomial, Rational)>);

/// A quotient with its numerator sorted by the parameters: falling degrees, and w before b where they are named so.
pub(super) fn in_parameters(pool: &mut Pool, normalizer: &mut Normalizer, ratio: &Ratio, over: &[Id]) -> Id {
    let numbers: Vec<u32> = over.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let mut groups: Vec<Group> = Vec::new();
    for (monomial, coefficient) in ratio.top.terms() {
        let exponents: Vec<u32> = numbers.iter().map(|&number| monomial.degree_in(number)).collect();
        let (_, rest) = monomial.split(|variable| numbers.contains(&variable));
        match groups.iter_mut().find(|(known, _)| *known == exponents) {
            Some((_, terms)) => terms.push((rest, coefficient.clone())),
            None => groups.push((exponents, vec![(rest, coefficient.clone())])),
        }
    }
    let degree = |exponents: &[u32]| exponents.iter().map(|&exponent| u64::from(exponent)).sum::<u64>();
    groups.sort_by(|a, b| degree(&b.0).cmp(&degree(&a.0)).then_with(|| b.0.cmp(&a.0)));
    let mut terms = Vec::new();
    for (exponents, coefficient) in groups {
        let coefficient = normalizer.polynomial(pool, &Polynomial::sum_of(coefficient));
        let (minus, bare) = fold::unsigned(pool, coefficient);
        let mut factors = if pool.kind(bare) == Kind::Mul { pool.children(bare).to_vec() } else { vec![bare] };
        // Parameters stand behind numbers and symbols, and before sums.
        let sums = factors.iter().position(|&factor| pool.kind(factor) == Kind::Sum).unwrap_or(factors.len());
        let powers =
            over.iter().zip(&exponents).filter(|(_, exponent)| **exponent > 0).map(|(&parameter, &exponent)| {
                let exponent = pool.integer(i64::from(exponent));
                fold::pow(pool, parameter, exponent)
            });
        let powers: Vec<Id> = powers.collect();
        factors.splice(sums..sums, powers);
        let term = fold::mul(pool, &factors);
        terms.push(if minus { fold::neg(pool, term) } else { term });
    }
    let (top, bottom) = (fold::add(pool, &terms), normalizer.polynomial(pool, &ratio.bottom));
    fold::div(pool, top, bottom)
}

/// The section about the loss; each of its lines is checked against the one before.
pub(super) fn section(pool: &mut Pool, problem: &Problem, reduced: Option<&Reduced>) -> Result<Section, Diagnostic> {
    let mut lines: Vec<(Id, &'static Rule)> = vec![(problem.general, &rules::ROWS_TO_SUM)];
    let mut pieces = Vec::new();
    if problem.table.is_some() {
        let written = problem.written_out(pool);
        if let Some((raw, neat)) = written {
            lines.push((raw, &rules::SUBSTITUTE_DATA));
            lines.push((neat, &tidying::TIDY));
        }
        if let Some(reduced) = reduced {
            if written.is_none() {
                lines.push((problem.bind(pool, problem.general), &rules::SUBSTITUTE_DATA));
                lines.extend(reduced.split.iter().copied());
                pieces.push(Piece::Sums(reduced.sums.clone()));
            }
            let rule = if written.is_some() { &tidying::EXPAND } else { &rules::DATA_SUMS };
            lines.push((reduced.expression, rule));
            pieces.push(Piece::Decimal(reduced.expression));
        }
    }
    lines.dedup_by_key(|(id, _)| *id);
    check(pool, problem, &lines)?;
    pieces.insert(0, Piece::Chain(Head::Loss, lines));
    Ok(Section { title: TITLE, pieces })
}

/// Checks that each line has the value of the one before, at random parameters and on the data. An error is a bug in
/// gradus, and nothing may be shown then.
pub(super) fn check(pool: &mut Pool, problem: &Problem, lines: &[(Id, &'static Rule)]) -> Result<(), Diagnostic> {
    let Some(data) = problem.data_point(pool) else { return Ok(()) };
    let roots: Vec<Id> = lines.iter().map(|(id, _)| *id).collect();
    let mut points = sample(pool, &roots, &[], 3, 40, SEED)?;
    for point in &mut points {
        if let Some(table) = problem.table {
            // The random parameters, on the data as they are.
            let mut own = data.clone();
            for id in crate::expr::variables(pool, problem.general) {
                if let Some(value) = point.get(id).filter(|_| !problem.counts.contains(&id)) {
                    own.set(id, value);
                }
            }
            own.rows = table.rows();
            *point = own;
        }
        let values = evaluate(pool, &roots, point)?;
        for (line, pair) in lines.iter().skip(1).zip(values.windows(2)) {
            if let [before, after] = pair
                && agree(*before, *after) == Agreement::No
            {
                let failed = Diagnostic::new(&deriving::CHECK_FAILED).with("rule", line.1.id);
                return Err(failed.with("before", plain(pool, problem.general)));
            }
        }
    }
    Ok(())
}
