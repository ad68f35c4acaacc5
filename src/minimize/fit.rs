//! Owns fits: a model and data give a loss, the loss its minimum, the minimum its standard errors.

use super::{Minimum, Options, minimize};
use crate::algebra::{Normalizer, Ratio};
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, variables};
use crate::number::Rational;
use crate::solve::{LinearSystem, Solution};

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The search for the minimum; its parameters have standard errors.
    pub minimum: Minimum,
    /// The sum of squared residuals, for squared losses.
    pub residual_sum: Option<f64>,
    /// The part of the variance that the model explains.
    pub r_squared: Option<f64>,
}

/// The loss of `response = model` over the rows: `mse`, `sse`, or any expression in which the model's value is named
/// `yhat`. And the parameters: names in the model that are no columns.
pub fn loss_of_model(
    pool: &mut Pool,
    response: Id,
    model: Id,
    kind: Option<Id>,
    mean: bool,
    table: &Table,
) -> (Id, Vec<Id>) {
    let parameters: Vec<Id> = variables(pool, model)
        .into_iter()
        .filter(|&id| pool.name(id).is_some_and(|name| table.column(name).is_none()))
        .collect();
    let loss = match kind {
        Some(expression) => {
            let name = pool.symbol("yhat");
            crate::expr::substitute(pool, expression, &[(name, model)])
        }
        None => {
            let residual = pool.sub(response, model);
            let two = pool.integer(2);
            let square = pool.pow(residual, two);
            pool.make(if mean { Kind::RowMean } else { Kind::RowSum }, &[square])
        }
    };
    (loss, parameters)
}

/// Fits by minimizing the loss; for squared losses with a closed form the standard errors are σ²(XᵀX)⁻¹ with
/// σ² = RSS/(n − p).
pub fn fit(
    pool: &mut Pool,
    response: Id,
    loss: Id,
    parameters: &[Id],
    table: &Table,
    options: &Options,
    squared: Option<Squared>,
) -> Result<Fit, Diagnostic> {
    let mut minimum = minimize(pool, loss, parameters, Some(table), options)?;
    let (mut residual_sum, mut r_squared) = (None, None);
    if let Some(kind) = squared {
        let rows = table.rows() as i64;
        let scale = if kind == Squared::Mean { Rational::from(rows) } else { Rational::ONE };
        let float = minimum.loss_value.1.map(|value| value * scale.to_f64());
        residual_sum = minimum.loss_value.0.as_ref().map(|exact| (exact * &scale).to_f64()).or(float);
        if let Some(column) = pool.name(response).and_then(|name| table.column(name)) {
            let (sum, square) = column.rationals().fold((Rational::ZERO, Rational::ZERO), |(sum, square), value| {
                (&sum + &value, &square + &(&value * &value))
            });
            let mean_square = (&sum * &sum).checked_div(&Rational::from(rows));
            let total = mean_square.map(|part| (&square - &part).to_f64());
            r_squared =
                residual_sum.zip(total).filter(|(_, total)| *total > 0.0).map(|(rest, total)| 1.0 - rest / total);
        }
        let free = rows - parameters.len() as i64;
        if let (Some(reduced), Some(rest), true) = (minimum.reduced, residual_sum, free > 0)
            && let Some(variances) = inverse_diagonal(pool, reduced, parameters)
        {
            let variance = rest / free as f64;
            for (parameter, entry) in minimum.parameters.iter_mut().zip(variances) {
                // The Hessian of the loss is 2/scale · XᵀX.
                let entry = 2.0 * entry.to_f64() / scale.to_f64();
                parameter.standard_error = Some((variance * entry).max(0.0).sqrt());
            }
        }
    }
    Ok(Fit { minimum, residual_sum, r_squared })
}

/// Which squared loss was minimized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Squared {
    /// The mean of the squares.
    Mean,
    /// Their sum.
    Sum,
}

/// The diagonal of the inverse Hessian of a quadratic loss with numbers for coefficients.
fn inverse_diagonal(pool: &mut Pool, reduced: Id, parameters: &[Id]) -> Option<Vec<Rational>> {
    let mut normalizer = Normalizer::default();
    let unknowns: Vec<u32> = parameters.iter().map(|&id| normalizer.kernels.number(id)).collect();
    let ratio = normalizer.ratio(pool, reduced).ok()?;
    let bottom = ratio.bottom.as_constant()?.recip()?;
    let gradient: Vec<_> = unknowns.iter().map(|&unknown| ratio.top.scaled(&bottom).derivative(unknown)).collect();
    let system = LinearSystem::of(&gradient, &unknowns)?;
    let mut diagonal = Vec::new();
    for at in 0..parameters.len() {
        let unit = (0..parameters.len()).map(|row| Ratio::constant(Rational::from(i64::from(row == at))));
        let column = LinearSystem { matrix: system.matrix.clone(), right: unit.collect() };
        let Solution::Unique { values, .. } = column.solve() else { return None };
        diagonal.push(values.get(at)?.as_constant()?);
    }
    Some(diagonal)
}
