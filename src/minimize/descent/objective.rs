//! Owns the loss as something to be computed: its value, gradient and Hessian at a point, compiled where that is possible.

use crate::algebra::{Stable, stable, tidy};
use crate::calculus::{gradient, hessian};
use crate::data::Table;
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Kind, Pool, occurs, postorder};
use crate::functions::Primitive;
use crate::minimize::Minimum;
use crate::minimize::convex::with_definitions;
use crate::minimize::problem::Problem;
use crate::minimize::statistics::Statistics;
use crate::numeric::{Point, Tape, evaluate};
use crate::render::plain;
use crate::steps::Rule;

/// Up to this many parameters the Hessian is derived.
pub(super) const HESSIAN_LIMIT: usize = 40;

/// Evaluates a list of expressions at values of the parameters.
pub(super) struct Program<'r> {
    roots: Vec<Id>,
    over: &'r [Id],
    tape: Option<Tape>,
    point: Point,
}

impl<'r> Program<'r> {
    /// `by_rows` says whether it will be evaluated: then it is compiled.
    fn new(pool: &mut Pool, problem: &'r Problem, roots: Vec<Id>, by_rows: bool) -> Self {
        if !by_rows {
            return Program { roots, over: &problem.over, tape: None, point: Point::new() };
        }
        let tape = Tape::compile(pool, &roots, &problem.inputs(None));
        let mut point = Point::new();
        if let (None, Some(table)) = (&tape, problem.table) {
            problem.fill(pool, &mut point, table);
        }
        Program { roots, over: &problem.over, tape, point }
    }

    /// The values of the roots; not finite where they have none.
    pub fn at(&self, pool: &Pool, values: &[f64]) -> Result<Vec<f64>, Diagnostic> {
        if let Some(tape) = &self.tape {
            return Ok(tape.run(values));
        }
        let mut point = self.point.clone();
        for (&parameter, &value) in self.over.iter().zip(values) {
            point.set(parameter, value);
        }
        Ok(evaluate(pool, &self.roots, &point)?.iter().map(|value| value.value).collect())
    }
}

/// The loss, its gradient and its Hessian.
pub(super) struct Objective<'r> {
    /// The loss as an expression, with the number of rows in.
    pub loss: Id,
    /// Its gradient.
    pub slopes: Vec<Id>,
    /// The rules that gave the form of the loss that is evaluated.
    pub rules: Vec<&'static Rule>,
    over: &'r [Id],
    rows: usize,
    first: Program<'r>,
    second: Option<Program<'r>>,
    /// The loss as a polynomial, when it is one: then no row is looked at any more.
    statistics: Option<Statistics>,
}

/// What the loss is like at a point.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The parameters.
    pub values: Vec<f64>,
    /// The loss.
    pub loss: f64,
    /// The gradient.
    pub slope: Vec<f64>,
}

impl Place {
    /// Whether everything is finite.
    pub fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.slope.iter().all(|part| part.is_finite())
    }

    /// The length of the gradient.
    pub fn norm(&self) -> f64 {
        self.slope.iter().map(|part| part * part).sum::<f64>().sqrt()
    }
}

impl<'r> Objective<'r> {
    /// Derives and compiles; the Hessian only for few parameters.
    pub fn new(
        pool: &mut Pool,
        problem: &'r Problem,
        loss: Id,
        statistics: Option<Statistics>,
    ) -> Result<Self, Diagnostic> {
        let over = &problem.over[..];
        let slopes: Vec<Id> = gradient(pool, loss, over)?.into_iter().map(|slope| tidy(pool, slope).id).collect();
        // For numbers the loss is put into a stable form first, and its derivatives are those of that form, untidied: what
        // occurs several times in them is one node.
        let Stable { id: form, rules } = stable(pool, loss);
        let mut roots = vec![form];
        for slope in gradient(pool, form, over)? {
            roots.push(stable(pool, slope).id);
        }
        let by_rows = statistics.is_none();
        let first = Program::new(pool, problem, roots, by_rows);
        let second = match over.len() <= HESSIAN_LIMIT {
            true => {
                let rows = hessian(pool, form, over)?;
                let entries = rows.into_iter().flatten().map(|entry| {
                    let tidied = tidy(pool, entry).id;
                    stable(pool, tidied).id
                });
                let entries = entries.collect();
                Some(Program::new(pool, problem, entries, by_rows))
            }
            false => None,
        };
        let rows = problem.table.map_or(0, Table::rows);
        Ok(Objective { loss, slopes, rules, over, rows, first, second, statistics })
    }

    /// Loss and gradient at a point.
    pub fn place(&self, pool: &Pool, values: &[f64]) -> Result<Place, Diagnostic> {
        if let Some(statistics) = &self.statistics {
            let mut slope = Vec::new();
            let loss = statistics.at(values, &mut slope);
            return Ok(Place { values: values.to_vec(), loss, slope });
        }
        let mut all = self.first.at(pool, values)?.into_iter();
        let loss = all.next().unwrap_or(f64::NAN);
        Ok(Place { values: values.to_vec(), loss, slope: all.collect() })
    }

    /// The place where a descent starts; an error when the loss has no value there.
    pub fn start(&self, pool: &Pool, values: &[f64]) -> Result<Place, Diagnostic> {
        let place = self.place(pool, values)?;
        if place.is_finite() {
            return Ok(place);
        }
        let names = |values: &[f64]| -> String {
            let pairs = self
                .over
                .iter()
                .zip(values)
                .map(|(&id, value)| format!("{}={}", plain(pool, id), Minimum::long(*value)));
            pairs.collect::<Vec<_>>().join(",")
        };
        // A place where there is a value, if one of the usual ones has it.
        let usual = [1.0, 0.5, 0.1, 2.0, 10.0, -1.0, 0.0].map(|value| vec![value; values.len()]);
        let has_value = |values: &Vec<f64>| self.place(pool, values).is_ok_and(|place| place.is_finite());
        let elsewhere = usual.into_iter().find(has_value).unwrap_or_else(|| vec![1.0; values.len()]);
        let problem = Diagnostic::new(&solving::NO_VALUE_AT_START).with("start", names(values));
        Err(problem.with("example", names(&elsewhere)))
    }

    /// Loss and gradient from a sample of the rows; `None` where the loss can't be sampled.
    pub fn sample(&self, values: &[f64], rows: &[usize]) -> Option<Place> {
        let mut all = self.first.tape.as_ref()?.run_sample(values, rows).into_iter();
        let loss = all.next().unwrap_or(f64::NAN);
        Some(Place { values: values.to_vec(), loss, slope: all.collect() })
    }

    /// How many rows the sums run over; 0 without data.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the data were summed up once and for all.
    pub fn is_summed(&self) -> bool {
        self.statistics.is_some()
    }

    /// Whether the loss has kinks: absolute values, maxima or cases around a parameter.
    pub fn has_kinks(&self, pool: &mut Pool) -> bool {
        let open = with_definitions(pool, self.loss);
        let order = postorder(pool, open);
        order.into_iter().any(|id| {
            let bends = match pool.kind(id) {
                Kind::Piecewise => true,
                Kind::Call(function) => {
                    matches!(
                        function.row().primitive,
                        Some(
                            Primitive::Abs
                                | Primitive::Max
                                | Primitive::Min
                                | Primitive::Sign
                                | Primitive::Indicator
                                | Primitive::Floor
                                | Primitive::Ceil
                        )
                    )
                }
                _ => false,
            };
            bends && self.over.iter().any(|&parameter| occurs(pool, id, parameter))
        })
    }

    /// Whether the Hessian holds no parameter, so that the loss is quadratic in them.
    pub fn is_quadratic(&self, pool: &Pool) -> bool {
        let holds = |entry: &Id| self.over.iter().any(|&parameter| occurs(pool, *entry, parameter));
        self.second.as_ref().is_some_and(|second| !second.roots.iter().any(holds))
    }

    /// A measure of what one evaluation costs.
    pub fn cost(&self) -> usize {
        if let Some(statistics) = &self.statistics {
            return statistics.size().saturating_mul(self.over.len());
        }
        self.first.tape.as_ref().map_or(usize::MAX, |tape| tape.size().saturating_mul(tape.rows().max(1)))
    }

    /// The Hessian, row by row; `None` when it wasn't derived or has no value.
    pub fn hessian(&self, pool: &Pool, values: &[f64]) -> Result<Option<Vec<f64>>, Diagnostic> {
        let Some(second) = &self.second else { return Ok(None) };
        if let Some(statistics) = &self.statistics {
            let entries = statistics.hessian(values);
            return Ok(entries.iter().all(|entry| entry.is_finite()).then_some(entries));
        }
        let entries = second.at(pool, values)?;
        Ok(entries.iter().all(|entry| entry.is_finite()).then_some(entries))
    }
}
