//! Owns the closed form: derivatives set to zero, a linear system solved, and the argument why it is the minimum.

use super::{Classification, Minimum, Parameter, Piece, Section, data};
use crate::algebra::{Normalizer, Polynomial, Ratio, Sign, decide, factored, fold, sign};
use crate::calculus::differentiate;
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::language::Relation;
use crate::number::Rational;
use crate::solve::{LinearSystem, Solution};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

/// What is asked.
pub(super) struct Question<'q> {
    pub loss: Id,
    pub over: &'q [Id],
    pub table: Option<&'q Table>,
    pub reduced: Option<Id>,
}

const LOSS: Wording = Wording::new("The loss", "损失函数");
const DERIVATIVES: Wording = Wording::new("Derivatives", "求导");
const ZERO: Wording = Wording::new("Set to zero and solve", "令导数为零并求解");
const SYSTEM: Wording = Wording::new("A linear system for the parameters:", "关于参数的线性方程组:");
const WHY_MINIMUM: Wording = Wording::new("Why it is the minimum", "为何是最小值");
const AT_MINIMUM: Wording = Wording::new("The smallest loss", "最小损失");
const IS_MINIMUM: Wording = Wording::new(
    "The second derivatives are positive in this sense everywhere, so the loss is strictly convex and this is its only minimum.",
    "二阶导数处处在此意义下为正,因此损失严格凸,这是唯一的最小值点。",
);
const IS_MAXIMUM: Wording = Wording::new(
    "The loss curves downwards everywhere: this is its maximum, and it has no minimum.",
    "损失处处向下弯曲:这是最大值点,损失没有最小值。",
);
const IS_SADDLE: Wording = Wording::new(
    "The loss curves upwards in one direction and downwards in another: a saddle, and no minimum.",
    "损失在一个方向向上弯曲、在另一个方向向下弯曲:这是鞍点,损失没有最小值。",
);
const IS_CONDITIONAL: Wording =
    Wording::new("It is the only minimum when these quantities are positive.", "当上述各量为正时,这是唯一的最小值点。");
const SINGULAR: Wording = Wording::new(
    "The equations depend on each other: there is no single solution. With data this happens when a column is constant or a combination of others.",
    "方程彼此相关,没有唯一解。对数据而言,当某列为常数或是其他列的组合时会出现这种情况。",
);

/// The closed form, when the equations are linear in the parameters; `None` when they aren't.
pub(super) fn solve(pool: &mut Pool, question: &Question) -> Result<Option<Minimum>, Diagnostic> {
    let name = pool.symbol("L");
    let shown = question.reduced.unwrap_or(question.loss);
    let mut normalizer = Normalizer::default();
    let unknowns: Vec<u32> = question.over.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let Ok(loss) = normalizer.ratio(pool, shown) else { return Ok(None) };
    if loss.bottom.variables().iter().any(|variable| depends(pool, &normalizer, *variable, question.over)) {
        return Ok(None);
    }
    // Only parameters themselves may hold parameters: w inside exp(w) is beyond linear equations.
    let hidden = |variable: &u32| !unknowns.contains(variable) && depends(pool, &normalizer, *variable, question.over);
    if loss.top.variables().iter().any(hidden) {
        return Ok(None);
    }
    let gradient: Vec<Polynomial> = unknowns.iter().map(|&unknown| loss.top.derivative(unknown)).collect();
    let Some(system) = LinearSystem::of(&gradient, &unknowns) else { return Ok(None) };
    if gradient.iter().all(Polynomial::is_zero) {
        return Ok(None);
    }

    let mut sections = vec![loss_section(pool, question, name)?];
    // The derivatives, by the rules of calculus, on the loss as it stands.
    let mut pieces = Vec::new();
    for &parameter in question.over {
        pieces.push(Piece::Derivation(differentiate(pool, question.loss, &[parameter])?));
    }
    let mut slopes = Vec::new();
    for (polynomial, &parameter) in gradient.iter().zip(question.over) {
        let Some(slope) = Ratio::new(polynomial.clone(), loss.bottom.clone()) else { return Ok(None) };
        let written = normalizer.write(pool, &slope);
        if question.reduced.is_some() {
            let derivation = differentiate(pool, shown, &[parameter])?;
            pieces.push(Piece::Derivation(derivation));
        }
        slopes.push(written);
    }
    sections.push(Section { title: DERIVATIVES, pieces });

    let zero = pool.integer(0);
    let mut pieces: Vec<Piece> = slopes.iter().map(|&slope| Piece::Equation(slope, zero)).collect();
    if question.over.len() > 1 {
        pieces.push(Piece::Remark(SYSTEM, Vec::new()));
        for (row, right) in system.matrix.iter().zip(&system.right) {
            let mut terms = Vec::new();
            for (coefficient, &parameter) in row.iter().zip(question.over).filter(|(entry, _)| !entry.is_zero()) {
                let factor = factored(pool, &mut normalizer, coefficient);
                let product = fold::mul(pool, &[factor, parameter]);
                terms.push(product);
            }
            let left = pool.add(&terms);
            let right = factored(pool, &mut normalizer, right);
            pieces.push(Piece::Equation(left, right));
        }
        pieces.push(Piece::Remark(rules::ELIMINATION.why, Vec::new()));
    } else {
        pieces.push(Piece::Remark(rules::SOLVE_LINEAR.why, Vec::new()));
    }
    let (values, determinant) = match system.solve() {
        Solution::Unique { values, determinant } => (values, determinant),
        Solution::Singular => {
            pieces.push(Piece::Remark(SINGULAR, Vec::new()));
            sections.push(Section { title: ZERO, pieces });
            return Ok(Some(without_point(question, sections)));
        }
        Solution::TooLarge => return Ok(None),
    };
    let mut parameters = Vec::new();
    let mut replacements: Vec<(u32, Ratio)> = Vec::new();
    for ((&symbol, &unknown), value) in question.over.iter().zip(&unknowns).zip(&values) {
        let written = factored(pool, &mut normalizer, value);
        pieces.push(Piece::Equation(symbol, written));
        let exact = value.as_constant();
        parameters.push(Parameter {
            symbol,
            value: exact.as_ref().map(Rational::to_f64),
            symbolic: exact.is_none().then_some(written),
            exact,
            standard_error: None,
        });
        replacements.push((unknown, value.clone()));
    }
    sections.push(Section { title: ZERO, pieces });

    let (classification, section, conditions) = classify(pool, &mut normalizer, &system, &loss.bottom, &determinant)?;
    sections.push(section);
    let lowest = substituted(&loss, &replacements);
    let written = lowest.as_ref().map(|lowest| factored(pool, &mut normalizer, lowest));
    if let Some(written) = written {
        sections.push(Section { title: AT_MINIMUM, pieces: vec![Piece::Equation(name, written)] });
    }
    let exact = lowest.as_ref().and_then(Ratio::as_constant);
    let float = exact.as_ref().map(Rational::to_f64);
    let symbolic = if exact.is_some() { None } else { written };
    Ok(Some(Minimum {
        loss: question.loss,
        reduced: question.reduced,
        method: "closed-form",
        parameters,
        loss_value: (exact, float, symbolic),
        classification,
        conditions,
        iterations: None,
        stop: None,
        gradient_norm: None,
        sections,
    }))
}

fn depends(pool: &Pool, normalizer: &Normalizer, variable: u32, over: &[Id]) -> bool {
    let Some(id) = normalizer.kernels.id(variable) else { return false };
    over.iter().any(|&parameter| crate::expr::occurs(pool, id, parameter))
}

/// The loss as typed, with the data in, multiplied out.
pub(super) fn loss_section(pool: &mut Pool, question: &Question, name: Id) -> Result<Section, Diagnostic> {
    let mut rights = vec![(question.loss, &rules::SUBSTITUTE_DATA)];
    if let (Some(table), Some(reduced)) = (question.table, question.reduced) {
        if let Some(written) = data::written_out(pool, question.loss, table) {
            rights.push((written, &rules::SUBSTITUTE_DATA));
        }
        let expanded = match question.over {
            [only] => ascending(pool, reduced, *only)?,
            _ => reduced,
        };
        rights.push((expanded, &rules::DATA_SUMS));
    }
    let mut pieces = vec![Piece::Chain(name, rights.clone())];
    if let (Some((last, _)), true) = (rights.last(), rights.len() > 1) {
        pieces.push(Piece::Decimal(*last));
    }
    Ok(Section { title: LOSS, pieces })
}

/// A polynomial by rising powers: 15/2 − 15w + 15/2 w².
fn ascending(pool: &mut Pool, id: Id, variable: Id) -> Result<Id, Diagnostic> {
    let mut normalizer = Normalizer::default();
    let ratio = normalizer.ratio(pool, id)?;
    let number = normalizer.kernels.number(variable);
    let Some(bottom) = ratio.bottom.as_constant().and_then(|value| value.recip()) else { return Ok(id) };
    let mut terms = Vec::new();
    for (exponent, coefficient) in (0u32..).zip(ratio.top.coefficients_in(number)) {
        if coefficient.is_zero() {
            continue;
        }
        let power = Polynomial::term(crate::algebra::Monomial::power(number, exponent), bottom.clone());
        terms.push(normalizer.polynomial(pool, &coefficient.times(&power)));
    }
    Ok(pool.add(&terms))
}

fn without_point(question: &Question, sections: Vec<Section>) -> Minimum {
    let parameters = question.over.iter().map(|&symbol| Parameter {
        symbol,
        value: None,
        exact: None,
        symbolic: None,
        standard_error: None,
    });
    Minimum {
        loss: question.loss,
        reduced: question.reduced,
        method: "closed-form",
        parameters: parameters.collect(),
        loss_value: (None, None, None),
        classification: Classification::NotUnique,
        conditions: Vec::new(),
        iterations: None,
        stop: None,
        gradient_norm: None,
        sections,
    }
}

/// The leading minors of the Hessian and what follows from their signs.
fn classify(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    system: &LinearSystem,
    bottom: &Polynomial,
    determinant: &Ratio,
) -> Result<(Classification, Section, Vec<Id>), Diagnostic> {
    let size = system.matrix.len();
    let zero = pool.integer(0);
    let scale = Ratio::new(Polynomial::one(), bottom.clone()).unwrap_or_else(|| Ratio::constant(1.into()));
    let (mut pieces, mut signs, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
    for order in 1..=size {
        let minor = if order == size { Some(determinant.clone()) } else { system.leading_minor(order) };
        let scaled = minor.and_then(|minor| minor.times(&scale.power(order as i64, 20_000)?, 20_000));
        let Some(minor) = scaled else { continue };
        let written = factored(pool, normalizer, &minor);
        let known = minor.as_constant().map(|value| match (value.is_zero(), value.is_negative()) {
            (true, _) => Sign::Zero,
            (_, true) => Sign::Negative,
            _ => Sign::Positive,
        });
        let sign = known.unwrap_or_else(|| sign(pool, written));
        signs.push(sign);
        let relation = match sign {
            Sign::Negative | Sign::NonPositive => Relation::Less,
            Sign::Zero => Relation::Equal,
            Sign::Positive | Sign::NonNegative | Sign::Unknown => Relation::Greater,
        };
        let fact = pool.compare(relation, written, zero);
        if decide(pool, fact) != Some(true) {
            conditions.push(fact);
        }
        pieces.push(Piece::Fact(fact));
    }
    let all = |wanted: Sign| signs.iter().all(|sign| *sign == wanted);
    let alternating =
        signs.iter().enumerate().all(|(at, sign)| *sign == if at % 2 == 0 { Sign::Negative } else { Sign::Positive });
    let decided = signs.iter().all(|sign| matches!(sign, Sign::Positive | Sign::Negative));
    let rule = if size == 1 { &rules::SECOND_DERIVATIVE_TEST } else { &rules::SYLVESTER };
    let (classification, remark) = if all(Sign::Positive) {
        (Classification::Minimum, IS_MINIMUM)
    } else if alternating {
        (Classification::Maximum, IS_MAXIMUM)
    } else if decided {
        (Classification::Saddle, IS_SADDLE)
    } else {
        (Classification::Conditional, IS_CONDITIONAL)
    };
    pieces.push(Piece::Remark(rule.name, Vec::new()));
    pieces.push(Piece::Remark(rule.why, Vec::new()));
    pieces.push(Piece::Remark(remark, Vec::new()));
    Ok((classification, Section { title: WHY_MINIMUM, pieces }, conditions))
}

/// The loss at the solution.
fn substituted(loss: &Ratio, values: &[(u32, Ratio)]) -> Option<Ratio> {
    const LIMIT: usize = 5_000;
    let mut total = Ratio::constant(0.into());
    for (monomial, coefficient) in loss.top.terms() {
        let (_, rest) = monomial.split(|variable| values.iter().any(|(unknown, _)| *unknown == variable));
        let mut term = Ratio::whole(Polynomial::term(rest, coefficient.clone()));
        for (unknown, value) in values {
            let power = value.power(i64::from(monomial.degree_in(*unknown)), LIMIT)?;
            term = term.times(&power, LIMIT)?;
        }
        total = total.plus(&term, LIMIT)?;
    }
    total.times(&Ratio::new(Polynomial::one(), loss.bottom.clone())?, LIMIT)
}
