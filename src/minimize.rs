//! From a loss to its minimum: data put in, stationary point, classification, descent, fits.

mod closed_form;
mod data;
mod descent;
mod fit;
mod page;

use crate::data::Table;
use crate::diagnostic::{Diagnostic, data as data_codes, solving};
use crate::expr::{Id, Pool, index_rows, likely_columns, variables};
use crate::number::Rational;
use crate::steps::Derivation;
use crate::wording::Wording;

pub use descent::{Iteration, Stop};
pub use fit::{Fit, Squared, fit, loss_of_model};
pub use page::page;

/// How to look for the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Method {
    /// Closed form where there is one, else descent.
    #[default]
    Auto,
    /// Closed form or an error.
    ClosedForm,
    /// Gradient descent.
    GradientDescent,
}

/// What a search may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// The learning rate; chosen from the curvature at the start when none is given.
    pub rate: Option<f64>,
    /// Iterations at most.
    pub iterations: usize,
    /// Where descent starts; 0 for parameters that aren't listed.
    pub start: Vec<(Id, f64)>,
}

impl Default for Options {
    fn default() -> Self {
        Options { method: Method::Auto, rate: None, iterations: 10_000, start: Vec::new() }
    }
}

/// What kind of point was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    /// The only minimum, shown by an argument.
    Minimum,
    /// The only maximum: the loss has no minimum.
    Maximum,
    /// A saddle: the loss has no minimum.
    Saddle,
    /// Many points, or none: the equations depend on each other.
    NotUnique,
    /// A minimum if the printed conditions hold.
    Conditional,
    /// Where descent stopped; nothing is proved.
    Numerical,
}

/// A parameter at the point found.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The parameter.
    pub symbol: Id,
    /// In floating point, when it is a number.
    pub value: Option<f64>,
    /// Exactly, when it is rational.
    pub exact: Option<Rational>,
    /// As an expression, when other names stand in it.
    pub symbolic: Option<Id>,
    /// Standard error of a fit.
    pub standard_error: Option<f64>,
}

/// A part of the explanation.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: Wording,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A derivation with its steps.
    Derivation(Derivation),
    /// `left = first = second = …`, each right side with the rule that gave it.
    Chain(Id, Vec<(Id, &'static crate::steps::Rule)>),
    /// Two sides that are equal.
    Equation(Id, Id),
    /// An expression, and its decimal form beside it.
    Decimal(Id),
    /// A condition that holds.
    Fact(Id),
    /// A sentence.
    Remark(Wording, Vec<(&'static str, String)>),
    /// The update rule: parameter and its gradient.
    Update(Id, Id),
    /// The trace of a descent.
    Trace(Vec<Id>, Vec<Iteration>),
}

/// The result of a search.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// The loss with indexed sums.
    pub loss: Id,
    /// The loss with the data in, when there is data and it is a polynomial in the parameters.
    pub reduced: Option<Id>,
    /// `closed-form` or `gd`.
    pub method: &'static str,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The loss at the point: exact, in floating point, as an expression.
    pub loss_value: (Option<Rational>, Option<f64>, Option<Id>),
    /// What was found.
    pub classification: Classification,
    /// Conditions (`Compare` nodes).
    pub conditions: Vec<Id>,
    /// Iterations of a descent.
    pub iterations: Option<usize>,
    /// Why a descent stopped.
    pub stop: Option<Stop>,
    /// The norm of the gradient where a descent stopped.
    pub gradient_norm: Option<f64>,
    /// The explanation.
    pub sections: Vec<Section>,
}

/// Minimizes `loss` over the parameters, with the columns of `table` for the names in its sums.
///
/// ```
/// use gradus::data::{Options as DataOptions, Table};
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::{Options, minimize};
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "mean((y - w*x)^2)").unwrap(), pool.symbol("w"));
/// let table = Table::read("x,y\n1,1\n2,2\n".as_bytes(), &DataOptions::default()).unwrap();
/// let minimum = minimize(&mut pool, loss, &[w], Some(&table), &Options::default()).unwrap();
/// assert_eq!(minimum.parameters[0].exact, Some(1.into()));
/// let other = read(&mut pool, "mean((y - w*t)^2)").unwrap();
/// assert_eq!(minimize(&mut pool, other, &[w], Some(&table), &Options::default()).unwrap_err().code.id, "G0305");
/// ```
pub fn minimize(
    pool: &mut Pool,
    loss: Id,
    over: &[Id],
    table: Option<&Table>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    if let Some(rate) = options.rate.filter(|rate| *rate <= 0.0 || rate.is_nan()) {
        return Err(Diagnostic::new(&solving::ZERO_RATE).with("rate", rate));
    }
    let columns = match table {
        Some(table) => table.columns().iter().map(|column| pool.symbol(column.name())).collect(),
        None => likely_columns(pool, loss, over),
    };
    let indexed = index_rows(pool, loss, &columns, None);
    if let Some(table) = table {
        check_names(pool, indexed, over, table)?;
    }
    let reduced = table.and_then(|table| data::reduce(pool, indexed, over, table));
    if options.method != Method::GradientDescent {
        let question = closed_form::Question { loss: indexed, over, table, reduced };
        if let Some(minimum) = closed_form::solve(pool, &question)? {
            return Ok(minimum);
        }
        if options.method == Method::ClosedForm {
            let names: Vec<String> = over.iter().map(|&id| crate::render::plain(pool, id)).collect();
            return Err(Diagnostic::new(&solving::NO_CLOSED_FORM).with("names", names.join(", ")));
        }
    }
    descent::descend(pool, indexed, reduced, over, table, options)
}

/// With data every name is a column, a parameter, or the number of rows.
fn check_names(pool: &Pool, loss: Id, over: &[Id], table: &Table) -> Result<(), Diagnostic> {
    for variable in variables(pool, loss) {
        let base = if pool.name(variable).is_some() { None } else { pool.children(variable).first().copied() };
        let is_column = base.and_then(|base| pool.name(base)).is_some_and(|name| table.column(name).is_some());
        let in_row_sum = base.is_none() && !over.contains(&variable) && pool.name(variable) != Some("N");
        let is_known = is_column || over.contains(&variable) || base.is_some_and(|base| over.contains(&base));
        if !is_known && (base.is_some() || in_row_sum) && occurs_in_rows(pool, loss, variable) {
            let columns: Vec<&str> = table.columns().iter().map(crate::data::Column::name).collect();
            return Err(Diagnostic::new(&data_codes::UNKNOWN_COLUMN)
                .with("name", crate::render::plain(pool, base.unwrap_or(variable)))
                .with("known", columns.join(", ")));
        }
    }
    Ok(())
}

/// Whether a variable stands inside a sum over an index.
fn occurs_in_rows(pool: &Pool, root: Id, variable: Id) -> bool {
    crate::expr::postorder(pool, root)
        .into_iter()
        .filter(|&id| crate::expr::is_binder(pool, id))
        .any(|id| crate::expr::occurs(pool, id, variable))
}
