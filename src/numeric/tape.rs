//! Fast evaluation of expressions on many rows: the shared graph as a straight line of operations, carried out in blocks of
//! rows by vector instructions, on all cores.
//!
//! Each value is computed once. What doesn't depend on the row is computed once for all rows, what depends on no parameter
//! once for all evaluations; a factor that is the same in each row stands before the sum. The instructions are chosen when
//! the program runs (AVX-512, AVX2 or what every machine has), and the result is the same bytes on all of them and for any
//! number of threads: sums are taken in fixed lanes and fixed chunks, and what blocks lose to rounding is kept (Neumaier
//! 1974), so that a million rows cost no digits.

mod block;
mod build;
mod elementary;
mod logistic;
mod operation;
mod pass;
mod run;
mod schedule;
mod sums;
mod tiles;

use std::sync::{Arc, OnceLock};

use self::build::Graph;
use self::operation::Operation;
use self::run::{Rows, Setting};
use self::schedule::{Schedule, Stage};
use crate::data::Table;
use crate::expr::{Id, Pool};

/// The floats of a column.
type Column = Arc<[f64]>;

/// What the names in an expression are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs<'i> {
    /// Symbols that get values at each evaluation.
    pub parameters: &'i [Id],
    /// Symbols that are the number of rows.
    pub counts: &'i [Id],
    /// The columns.
    pub table: Option<&'i Table>,
    /// An index that stands for the row in the roots themselves, for [`Tape::each_row`].
    pub index: Option<Id>,
}

/// A compiled list of expressions.
///
/// ```
/// use gradus::data::{Options, Table};
/// use gradus::expr::{Pool, index_rows, read};
/// use gradus::numeric::{Inputs, Tape};
/// let table = Table::read("x\n1\n2\n4\n".as_bytes(), &Options::default()).unwrap();
/// let mut pool = Pool::new();
/// let (loss, w, x) = (read(&mut pool, "sum((w*x - 1)^2)").unwrap(), pool.symbol("w"), pool.symbol("x"));
/// let count = gradus::number::Rational::from(3);
/// let loss = index_rows(&mut pool, loss, &[x], Some(&count));
/// let inputs = Inputs { parameters: &[w], table: Some(&table), ..Inputs::default() };
/// assert_eq!(Tape::compile(&pool, &[loss], &inputs).unwrap().run(&[1.0]), [10.0]);
/// let unknown = read(&mut pool, "w*t").unwrap();
/// assert!(Tape::compile(&pool, &[unknown], &inputs).is_none());
/// ```
pub struct Tape {
    graph: Graph,
    schedule: Schedule,
    rows: usize,
    arch: pulp::Arch,
    /// What holds no parameter, once it was computed.
    given: OnceLock<Vec<f64>>,
}

impl Tape {
    /// Compiles; `None` when a shape doesn't fit (sums inside sums over the same row) or a name has no value. Linear in the
    /// shared graph.
    pub fn compile(pool: &Pool, roots: &[Id], inputs: &Inputs) -> Option<Tape> {
        let graph = Graph::of(pool, roots, inputs)?;
        let schedule = Schedule::of(&graph, inputs.index.is_some());
        let rows = inputs.table.map_or(0, Table::rows);
        Some(Tape { graph, schedule, rows, arch: pulp::Arch::new(), given: OnceLock::new() })
    }

    /// The values of the roots; not finite where they have none.
    pub fn run(&self, parameters: &[f64]) -> Vec<f64> {
        let numbers = self.numbers(parameters);
        self.graph.roots.iter().map(|&root| numbers.get(root).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The same from a sample of the rows, each sum scaled up to the number of all rows.
    pub fn run_sample(&self, parameters: &[f64], sample: &[usize]) -> Vec<f64> {
        let mut numbers = vec![f64::NAN; self.graph.nodes.len()];
        for stage in self.schedule.given.iter().chain(&self.schedule.stages) {
            self.stage(stage, parameters, Rows::Listed(sample), &mut numbers);
        }
        self.graph.roots.iter().map(|&root| numbers.get(root).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The values of the roots in each row, handed over row after row.
    pub fn each_row(&self, parameters: &[f64], visit: impl FnMut(&[f64])) {
        let numbers = self.numbers(parameters);
        let Some(stage) = self.schedule.stages.last() else { return };
        self.setting(stage, &numbers, Rows::All(self.rows)).each_row(visit);
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many operations there are, on rows and on numbers.
    pub fn size(&self) -> usize {
        self.schedule.stages.iter().map(|stage| stage.numbers.len() + stage.pass.work.len()).sum()
    }

    fn setting<'t>(&'t self, stage: &'t Stage, numbers: &'t [f64], rows: Rows<'t>) -> Setting<'t> {
        Setting { arch: self.arch, pass: &stage.pass, columns: &self.graph.columns, numbers, rows }
    }

    /// All numbers, from all rows.
    fn numbers(&self, parameters: &[f64]) -> Vec<f64> {
        let rows = Rows::All(self.rows);
        let given = self.given.get_or_init(|| {
            let mut numbers = vec![f64::NAN; self.graph.nodes.len()];
            for stage in &self.schedule.given {
                self.stage(stage, &[], rows, &mut numbers);
            }
            numbers
        });
        let mut numbers = given.clone();
        for stage in &self.schedule.stages {
            self.stage(stage, parameters, rows, &mut numbers);
        }
        numbers
    }

    /// The numbers of one stage, and the sums of its pass.
    fn stage(&self, stage: &Stage, parameters: &[f64], rows: Rows, numbers: &mut [f64]) {
        let mut arguments = Vec::new();
        for &at in &stage.numbers {
            let Some(node) = self.graph.nodes.get(at) else { continue };
            let value = match &node.operation {
                Operation::Parameter(at) => parameters.get(*at).copied().unwrap_or(f64::NAN),
                operation => {
                    let operation = operation.map(|&part| numbers.get(part).copied().unwrap_or(f64::NAN));
                    operation::value(&operation, &mut arguments)
                }
            };
            if let Some(place) = numbers.get_mut(at) {
                *place = value;
            }
        }
        if stage.pass.sums.is_empty() && stage.pass.greatest.is_empty() {
            return;
        }
        let scale = match rows {
            Rows::All(_) => 1.0,
            Rows::Listed(sample) => self.rows as f64 / sample.len().max(1) as f64,
        };
        let (sums, greatest) = self.setting(stage, numbers, rows).sums();
        for (&at, sum) in stage.pass.sums.iter().zip(sums) {
            if let Some(place) = numbers.get_mut(at) {
                *place = sum * scale;
            }
        }
        for (&at, value) in stage.pass.greatest.iter().zip(greatest) {
            if let Some(place) = numbers.get_mut(at) {
                *place = value;
            }
        }
    }
}
