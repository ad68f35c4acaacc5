//! Owns fits: a model and data give a loss, the loss its minimum, the minimum its standard errors.

use super::{Minimum, Options, minimize, names};
use crate::algebra::{Normalizer, Ratio};
use crate::calculus::gradient;
use crate::data::{Product, Table};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, index_rows, postorder, substitute, variables};
use crate::number::Rational;
use crate::solve::{inertia, inverse};

use super::problem::Problem;
use super::sums::Sums;

/// `response = formula`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// What was measured, in terms of columns: `y`, `ln(y)`.
    pub response: Id,
    /// The formula; names in it that are no columns are its parameters.
    pub formula: Id,
}

/// What is made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// The mean of the squared residuals.
    MeanSquare,
    /// Their sum.
    SumSquare,
    /// The mean of the absolute residuals.
    MeanAbsolute,
    /// The mean of Huber's function of the residuals: r²/2 up to 1, |r| − 1/2 beyond.
    Huber,
    /// The mean of −y·ln(p) − (1 − y)·ln(1 − p), for a formula p of probabilities and a response of zeros and ones.
    LogLoss,
    /// Any expression, in which the value of the formula is called `yhat`; its mean over the rows when it has no sum.
    Other(Id),
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The search for the minimum; its parameters have standard errors.
    pub minimum: Minimum,
    /// The sum of squared residuals, for squared losses.
    pub residual_sum: Option<f64>,
    /// The same exactly, where it is rational.
    pub residual_exact: Option<Rational>,
    /// The part of the squares that the model explains: about the mean when the model has a constant term, about zero when it
    /// has none.
    pub r_squared: Option<f64>,
    /// Whether [`Fit::r_squared`] is about the mean.
    pub about_mean: bool,
    /// Rows minus parameters.
    pub degrees_of_freedom: i64,
}

impl Model {
    /// Names in the formula that are no columns, in the order in which they were read.
    pub fn parameters(&self, pool: &Pool, table: &Table) -> Vec<Id> {
        let is_column = |id: Id| pool.name(id).is_none_or(|name| table.column(name).is_some());
        variables(pool, self.formula).into_iter().filter(|&id| !is_column(id)).collect()
    }

    /// The model with symbols put in for some of its names.
    pub(super) fn with(&self, pool: &mut Pool, symbols: &[(Id, Id)]) -> Model {
        let [response, formula] = [self.response, self.formula].map(|id| substitute(pool, id, symbols));
        Model { response, formula }
    }

    /// The loss over the rows.
    pub fn loss(&self, pool: &mut Pool, kind: LossKind) -> Result<Id, Diagnostic> {
        let residual = pool.sub(self.response, self.formula);
        let two = pool.integer(2);
        let square = pool.pow(residual, two);
        Ok(match kind {
            LossKind::MeanSquare => pool.make(Kind::RowMean, &[square]),
            LossKind::SumSquare => pool.make(Kind::RowSum, &[square]),
            LossKind::MeanAbsolute => self.mean(pool, "abs(r)", residual)?,
            LossKind::Huber => self.mean(pool, "if(abs(r) <= 1, r^2/2, abs(r) - 1/2)", residual)?,
            // For a sigmoid the logarithms are taken inside, where nothing overflows.
            LossKind::LogLoss => match self.logit(pool) {
                Some(logit) => self.mean(pool, "softplus(r) - y*r", logit)?,
                None => self.mean(pool, "-y*ln(r) - (1 - y)*ln(1 - r)", self.formula)?,
            },
            LossKind::Other(expression) => {
                let name = pool.symbol("yhat");
                let loss = substitute(pool, expression, &[(name, self.formula)]);
                let has_sum = postorder(pool, loss)
                    .into_iter()
                    .any(|id| matches!(pool.kind(id), Kind::Sum | Kind::RowSum | Kind::RowMean));
                if has_sum { loss } else { pool.make(Kind::RowMean, &[loss]) }
            }
        })
    }

    /// The mean of a text with r and y put in.
    fn mean(&self, pool: &mut Pool, text: &'static str, inner: Id) -> Result<Id, Diagnostic> {
        let template = pool.table_text(text)?;
        let [r, y] = ["r", "y"].map(|name| pool.symbol(name));
        let body = substitute(pool, template, &[(r, inner), (y, self.response)]);
        Ok(pool.make(Kind::RowMean, &[body]))
    }

    /// The z of a formula sigmoid(z).
    fn logit(&self, pool: &Pool) -> Option<Id> {
        let is_sigmoid = matches!(pool.kind(self.formula), Kind::Call(function) if function.row().name == "sigmoid");
        pool.children(self.formula).first().copied().filter(|_| is_sigmoid)
    }
}

/// Fits by minimizing the loss. For squared losses of models that are linear in their parameters the standard errors are the
/// roots of σ²(XᵀX)⁻¹ with σ² = RSS/(n − p), all of it exact up to the last root (Draper & Smith, Applied Regression
/// Analysis, sec. 1.4).
///
/// ```
/// use gradus::data::{Options as DataOptions, Table};
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::{LossKind, Model, Options, fit};
/// let mut pool = Pool::new();
/// let model = Model { response: pool.symbol("y"), formula: read(&mut pool, "w*x + b").unwrap() };
/// let table = Table::read("x,y\n1,1\n2,2\n3,4\n".as_bytes(), &DataOptions::default()).unwrap();
/// let fit = fit(&mut pool, &model, LossKind::MeanSquare, &table, &Options::default()).unwrap();
/// assert_eq!(fit.minimum.parameters[0].exact.as_ref().unwrap().to_string(), "3/2");
/// assert_eq!(fit.residual_exact.unwrap().to_string(), "1/6");
/// ```
pub fn fit(
    pool: &mut Pool,
    model: &Model,
    kind: LossKind,
    table: &Table,
    options: &Options,
) -> Result<Fit, Diagnostic> {
    let symbols = names::symbols(pool, &[model.response, model.formula], Some(table));
    let model = &model.with(pool, &symbols);
    let kind = match kind {
        LossKind::Other(loss) => LossKind::Other(substitute(pool, loss, &symbols)),
        LossKind::MeanSquare | LossKind::SumSquare | LossKind::MeanAbsolute | LossKind::Huber | LossKind::LogLoss => {
            kind
        }
    };
    let start = options.start.iter().map(|&(id, value)| (names::renamed(&symbols, id), value)).collect();
    let options = &Options { start, ..options.clone() };
    let parameters = model.parameters(pool, table);
    let loss = model.loss(pool, kind)?;
    let minimum = minimize(pool, loss, &parameters, Some(table), options)?;
    let rows = table.rows() as i64;
    let mut fit = Fit {
        minimum,
        residual_sum: None,
        residual_exact: None,
        r_squared: None,
        about_mean: has_constant_term(pool, model, &parameters),
        degrees_of_freedom: rows,
    };
    // Parameters that depend on each other don't use up a row each.
    let second = fit.minimum.reduced.and_then(|reduced| hessian(pool, reduced, &parameters));
    let rank = second.map_or(parameters.len(), |second| inertia(&second).positive);
    fit.degrees_of_freedom -= i64::try_from(rank).unwrap_or(rows);
    let scale = match kind {
        LossKind::MeanSquare => Rational::from(rows),
        LossKind::SumSquare => Rational::ONE,
        LossKind::MeanAbsolute | LossKind::Huber | LossKind::LogLoss | LossKind::Other(_) => return Ok(fit),
    };
    let (exact, float, _) = &fit.minimum.loss_value;
    fit.residual_exact = exact.as_ref().map(|exact| exact * &scale);
    fit.residual_sum = fit.residual_exact.as_ref().map(Rational::to_f64).or(float.map(|value| value * scale.to_f64()));
    fit.r_squared = r_squared(pool, model, table, &fit)?;
    standard_errors(pool, &mut fit, &scale, &parameters);
    let converged = fit.minimum.stop.is_none_or(super::Stop::converged);
    if converged
        && !table.is_summed()
        && fit.minimum.parameters.iter().all(|parameter| parameter.standard_error.is_none())
    {
        let problem = Problem::new(pool, loss, &parameters, Some(table))?;
        nonlinear_errors(pool, &problem, &mut fit, &scale)?;
    }
    Ok(fit)
}

/// The sums over the rows that are all a fit needs, as [`super::needed_sums`] has them; `heads` has the names of the columns.
pub fn needed_for_fit(pool: &mut Pool, model: &Model, kind: LossKind, heads: &Table) -> Option<Vec<Product>> {
    let loss = model.loss(pool, kind).ok()?;
    let two = pool.integer(2);
    let square = pool.pow(model.response, two);
    let extra = [square, model.response].map(|body| pool.make(Kind::RowSum, &[body]));
    super::needed_sums(pool, loss, &model.parameters(pool, heads), heads, &extra)
}

/// Whether a parameter stands for itself: its derivative is a number that isn't 0.
fn has_constant_term(pool: &mut Pool, model: &Model, parameters: &[Id]) -> bool {
    let Ok(slopes) = gradient(pool, model.formula, parameters) else { return false };
    slopes.into_iter().any(|slope| pool.as_number(slope).is_some_and(|number| !number.is_zero()))
}

/// 1 − RSS/TSS; `None` when the response doesn't vary.
fn r_squared(pool: &mut Pool, model: &Model, table: &Table, fit: &Fit) -> Result<Option<f64>, Diagnostic> {
    let Some(residual) = fit.residual_sum else { return Ok(None) };
    let two = pool.integer(2);
    let square = pool.pow(model.response, two);
    let sums = [square, model.response].map(|body| pool.make(Kind::RowSum, &[body]));
    let columns: Vec<Id> = table.columns().iter().map(|column| pool.symbol(column.name())).collect();
    let rows = Rational::from(table.rows() as i64);
    let mut exact = Vec::new();
    let mut floats = Vec::new();
    for sum in sums {
        let indexed = index_rows(pool, sum, &columns, Some(&rows));
        exact.push(Sums::of(table).value(pool, indexed));
        let problem = Problem { over: Vec::new(), table: Some(table), general: indexed, counts: Vec::new() };
        if let Some(point) = problem.data_point(pool) {
            floats.extend(crate::numeric::evaluate(pool, &[indexed], &point)?.first().map(|value| value.value));
        }
    }
    let about_mean = |squares: &Rational, sum: &Rational| {
        let part = (sum * sum).checked_div(&rows).filter(|_| fit.about_mean);
        part.map_or_else(|| squares.clone(), |part| squares - &part)
    };
    if let [Some(squares), Some(sum)] = &exact[..] {
        let total = about_mean(squares, sum);
        let exact = fit.residual_exact.as_ref().and_then(|rest| rest.checked_div(&total));
        let share = exact.map(|share| (&Rational::ONE - &share).to_f64());
        return Ok(share.or((!total.is_zero()).then(|| 1.0 - residual / total.to_f64())));
    }
    if let [squares, sum] = floats[..] {
        let total = if fit.about_mean { squares - sum * sum / rows.to_f64() } else { squares };
        return Ok((total > 0.0).then(|| 1.0 - residual / total));
    }
    Ok(None)
}

/// The roots of the diagonal of σ²(XᵀX)⁻¹; the Hessian of the loss is 2/scale · XᵀX.
fn standard_errors(pool: &mut Pool, fit: &mut Fit, scale: &Rational, parameters: &[Id]) {
    let (Some(reduced), Some(free)) = (fit.minimum.reduced, Rational::from(fit.degrees_of_freedom).recip()) else {
        return;
    };
    if free.is_negative() {
        return;
    }
    let Some(inverse) = hessian(pool, reduced, parameters).and_then(|hessian| inverse(&hessian)) else { return };
    let double = &Rational::from(2) * &scale.recip().unwrap_or(Rational::ONE);
    for (at, (parameter, row)) in fit.minimum.parameters.iter_mut().zip(&inverse).enumerate() {
        let Some(entry) = row.get(at) else { continue };
        let entry = &(entry * &double) * &free;
        let variance = match (&fit.residual_exact, fit.residual_sum) {
            (Some(exact), _) => (exact * &entry).to_f64(),
            (None, Some(float)) => float * entry.to_f64(),
            (None, None) => continue,
        };
        parameter.standard_error = Some(variance.max(0.0).sqrt());
    }
}

/// The roots of the diagonal of σ²(JᵀJ)⁻¹ with the Jacobian J of the residuals at the minimum (Seber & Wild, Nonlinear
/// Regression, sec. 2.1.2).
fn nonlinear_errors(pool: &mut Pool, problem: &Problem, fit: &mut Fit, scale: &Rational) -> Result<(), Diagnostic> {
    let values: Option<Vec<f64>> = fit.minimum.parameters.iter().map(|parameter| parameter.value).collect();
    let (Some(values), Some(residual)) = (values, fit.residual_sum) else { return Ok(()) };
    if fit.degrees_of_freedom <= 0 {
        return Ok(());
    }
    let Some(variances) = super::descent::variances(pool, problem, &values)? else { return Ok(()) };
    let spread = residual / fit.degrees_of_freedom as f64 / scale.to_f64();
    for (parameter, variance) in fit.minimum.parameters.iter_mut().zip(variances) {
        parameter.standard_error = Some((spread * variance).sqrt()).filter(|error| error.is_finite());
    }
    Ok(())
}

/// The second derivatives of a quadratic polynomial with numbers for coefficients.
fn hessian(pool: &mut Pool, reduced: Id, parameters: &[Id]) -> Option<Vec<Vec<Rational>>> {
    let mut normalizer = Normalizer::default();
    let unknowns: Vec<u32> = parameters.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let ratio: Ratio = normalizer.ratio(pool, reduced).ok()?;
    let polynomial = ratio.top.scaled(&ratio.bottom.as_constant()?.recip()?);
    let row = |&i: &u32| {
        let slope = polynomial.derivative(i);
        unknowns.iter().map(|&j| slope.derivative(j).as_constant()).collect()
    };
    unknowns.iter().map(row).collect()
}
