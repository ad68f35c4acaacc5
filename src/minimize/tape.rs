//! Owns fast evaluation of a loss and its gradient on many rows: the graph as a list of operations, the sums over rows as
//! passes over the columns.
//!
//! What depends on the row is computed row by row in a small scratch space; sums are added up with compensation (Neumaier
//! 1974), so that a million rows cost no digits. Shapes that don't fit (sums inside sums over the same row) aren't
//! compiled, and the caller evaluates the graph itself.

use rustc_hash::FxHashMap;

use crate::data::Table;
use crate::expr::{Constant, Id, Kind, Pool, postorder_of};
use crate::functions::Function;
use crate::language::Relation;

/// A compiled list of expressions.
pub(super) struct Tape {
    operations: Vec<Operation>,
    columns: Vec<Vec<f64>>,
    rows: usize,
    roots: Vec<usize>,
    levels: usize,
}

struct Operation {
    action: Action,
    /// Slots of the operands.
    from: Vec<usize>,
    /// Whether its value differs from row to row.
    by_row: bool,
    /// How many passes over the rows come before it.
    level: usize,
}

enum Action {
    Constant(f64),
    Parameter(usize),
    Column(usize),
    Row,
    Neg,
    Add,
    Mul,
    Div,
    Pow,
    Whole(i32),
    Call(&'static Function),
    Cases,
    Compare(Relation),
    Total,
}

impl Tape {
    /// Compiles; `None` when a shape doesn't fit or a name has no value.
    ///
    /// `index` is an index that stands for the row in the roots themselves, for [`Tape::each_row`].
    pub fn compile(
        pool: &Pool,
        roots: &[Id],
        parameters: &[Id],
        counts: &[Id],
        table: Option<&Table>,
        index: Option<Id>,
    ) -> Option<Tape> {
        let rows = table.map_or(0, Table::rows);
        let mut tape = Tape { operations: Vec::new(), columns: Vec::new(), rows, roots: Vec::new(), levels: 0 };
        let order = postorder_of(pool, roots);
        // Names of bound indices have no value of their own outside of their sum.
        let indices: Vec<Id> = order
            .iter()
            .filter(|&&id| matches!(pool.kind(id), Kind::Sum))
            .filter_map(|&id| pool.children(id).first().copied())
            .chain(index)
            .collect();
        let bases: Vec<Id> = order
            .iter()
            .filter(|&&id| pool.kind(id) == Kind::Indexed)
            .filter_map(|&id| pool.children(id).first().copied())
            .collect();
        let mut slots: FxHashMap<Id, usize> = FxHashMap::default();
        let mut columns: FxHashMap<Id, usize> = FxHashMap::default();
        for id in order {
            let children = pool.children(id);
            let from: Option<Vec<usize>> = children.iter().map(|child| slots.get(child).copied()).collect();
            let (action, from) = match (pool.kind(id), children) {
                (Kind::Number(number), _) => (Action::Constant(pool.number_value(number).to_f64()), Vec::new()),
                (Kind::Constant(Constant::E), _) => (Action::Constant(std::f64::consts::E), Vec::new()),
                (Kind::Constant(Constant::Pi), _) => (Action::Constant(std::f64::consts::PI), Vec::new()),
                (Kind::Symbol(_), _) => match parameters.iter().position(|&parameter| parameter == id) {
                    Some(at) => (Action::Parameter(at), Vec::new()),
                    None if counts.contains(&id) => (Action::Constant(rows as f64), Vec::new()),
                    None if indices.contains(&id) => (Action::Row, Vec::new()),
                    // The name of a column is used through its index.
                    None if bases.contains(&id) => continue,
                    None => return None,
                },
                (Kind::Indexed, [base, index]) if indices.contains(index) => {
                    let column = table?.column(pool.name(*base)?)?;
                    let at = *columns.entry(*base).or_insert_with(|| {
                        tape.columns.push(column.floats().collect());
                        tape.columns.len() - 1
                    });
                    (Action::Column(at), Vec::new())
                }
                (Kind::Sum, &[_, lower, upper, body]) => {
                    let whole = pool.is_integer(lower, 1)
                        && (counts.contains(&upper) || pool.is_integer(upper, i64::try_from(rows).ok()?));
                    if !whole {
                        return None;
                    }
                    (Action::Total, vec![*slots.get(&body)?])
                }
                (Kind::Neg, _) => (Action::Neg, from?),
                (Kind::Add, _) => (Action::Add, from?),
                (Kind::Mul, _) => (Action::Mul, from?),
                (Kind::Div, _) => (Action::Div, from?),
                (Kind::Pow, [base, exponent]) => {
                    let whole = pool.as_number(*exponent).and_then(|n| i32::try_from(n.to_i64()?).ok());
                    match whole {
                        Some(whole) => (Action::Whole(whole), vec![*slots.get(base)?]),
                        None => (Action::Pow, from?),
                    }
                }
                (Kind::Call(function), _) => (Action::Call(function.row()), from?),
                (Kind::Piecewise, _) => (Action::Cases, from?),
                (Kind::Compare(relation), _) => (Action::Compare(relation), from?),
                _ => return None,
            };
            let slot = tape.push(action, from)?;
            slots.insert(id, slot);
        }
        tape.roots = roots.iter().map(|root| slots.get(root).copied()).collect::<Option<_>>()?;
        Some(tape)
    }

    fn push(&mut self, action: Action, from: Vec<usize>) -> Option<usize> {
        let parts: Option<Vec<(bool, usize)>> =
            from.iter().map(|&slot| self.operations.get(slot).map(|op| (op.by_row, op.level))).collect();
        let parts = parts?;
        let by_row = matches!(action, Action::Column(_) | Action::Row) || parts.iter().any(|(by_row, _)| *by_row);
        let level = parts.iter().map(|(_, level)| *level).max().unwrap_or(0);
        let is_total = matches!(action, Action::Total);
        let (by_row, level) = if is_total { (false, level + 1) } else { (by_row, level) };
        self.levels = self.levels.max(level);
        self.operations.push(Operation { action, from, by_row, level });
        Some(self.operations.len() - 1)
    }

    /// The values of the roots; not finite where they have none.
    pub fn run(&self, parameters: &[f64]) -> Vec<f64> {
        let scalars = self.scalars(parameters, None);
        self.roots.iter().map(|&root| scalars.get(root).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The same from a sample of the rows, each sum scaled up to the number of all rows.
    pub fn run_sample(&self, parameters: &[f64], sample: &[usize]) -> Vec<f64> {
        let scalars = self.scalars(parameters, Some(sample));
        self.roots.iter().map(|&root| scalars.get(root).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The values of the roots in each row, handed over row after row.
    pub fn each_row(&self, parameters: &[f64], mut visit: impl FnMut(&[f64])) {
        let scalars = self.scalars(parameters, None);
        let mut lanes = Lanes::new(self.operations.len());
        let mut row = vec![0.0; self.roots.len()];
        let all = |slot: &Operation| slot.by_row;
        for start in (0..self.rows).step_by(LANES) {
            let length = LANES.min(self.rows - start);
            self.fill(&mut lanes, &scalars, Rows::From(start), length, all);
            for lane in 0..length {
                for (value, &root) in row.iter_mut().zip(&self.roots) {
                    *value = self.value(root, lane, &lanes, &scalars);
                }
                visit(&row);
            }
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many operations one row takes.
    pub fn size(&self) -> usize {
        self.operations.len()
    }

    fn value(&self, slot: usize, lane: usize, lanes: &Lanes, scalars: &[f64]) -> f64 {
        let by_row = self.operations.get(slot).is_some_and(|operation| operation.by_row);
        if by_row { lanes.get(slot, lane) } else { scalars.get(slot).copied().unwrap_or(f64::NAN) }
    }

    /// What doesn't depend on the row, with all sums.
    fn scalars(&self, parameters: &[f64], sample: Option<&[usize]>) -> Vec<f64> {
        let mut scalars = vec![f64::NAN; self.operations.len()];
        let mut arguments = Vec::new();
        for level in 0..=self.levels {
            for (slot, operation) in self.operations.iter().enumerate() {
                if operation.level == level && !operation.by_row && !matches!(operation.action, Action::Total) {
                    let of = |at: usize| operand(operation, at).and_then(|slot| scalars.get(slot)).copied();
                    let value = match &operation.action {
                        Action::Parameter(at) => parameters.get(*at).copied().unwrap_or(f64::NAN),
                        _ => apply(operation, |at| of(at).unwrap_or(f64::NAN), &mut arguments),
                    };
                    if let Some(place) = scalars.get_mut(slot) {
                        *place = value;
                    }
                }
            }
            let totals: Vec<(usize, usize)> = self
                .operations
                .iter()
                .enumerate()
                .filter(|(_, operation)| operation.level == level + 1 && matches!(operation.action, Action::Total))
                .filter_map(|(slot, operation)| Some((slot, *operation.from.first()?)))
                .collect();
            if !totals.is_empty() {
                self.add_up(&totals, level, sample, &mut scalars);
            }
        }
        scalars
    }

    /// One pass over the rows.
    fn add_up(&self, totals: &[(usize, usize)], level: usize, sample: Option<&[usize]>, scalars: &mut [f64]) {
        let mut sums = vec![(0.0f64, 0.0f64); totals.len()];
        let mut lanes = Lanes::new(self.operations.len());
        let here = |operation: &Operation| operation.by_row && operation.level <= level;
        let count = sample.map_or(self.rows, <[usize]>::len);
        for start in (0..count).step_by(LANES) {
            let length = LANES.min(count - start);
            let rows = match sample {
                Some(sample) => Rows::Listed(sample.get(start..start + length).unwrap_or(&[])),
                None => Rows::From(start),
            };
            self.fill(&mut lanes, scalars, rows, length, here);
            for ((sum, lost), (_, body)) in sums.iter_mut().zip(totals) {
                for lane in 0..length {
                    let value = self.value(*body, lane, &lanes, scalars);
                    let next = *sum + value;
                    *lost += if sum.abs() >= value.abs() { (*sum - next) + value } else { (value - next) + *sum };
                    *sum = next;
                }
            }
        }
        let scale = self.rows as f64 / count.max(1) as f64;
        for ((sum, lost), (slot, _)) in sums.into_iter().zip(totals) {
            if let Some(place) = scalars.get_mut(*slot) {
                *place = if lost.is_finite() { sum + lost } else { sum };
                if sample.is_some() {
                    *place *= scale;
                }
            }
        }
    }

    /// The operations that `wanted` chooses, for the next rows.
    fn fill(&self, lanes: &mut Lanes, scalars: &[f64], rows: Rows, length: usize, wanted: impl Fn(&Operation) -> bool) {
        let mut arguments = Vec::new();
        let mut out = [0.0f64; LANES];
        for (slot, operation) in self.operations.iter().enumerate() {
            if !wanted(operation) {
                continue;
            }
            let out = &mut out[..length];
            match &operation.action {
                Action::Column(at) => {
                    let column = self.columns.get(*at).map_or(&[][..], |column| &column[..]);
                    for (lane, value) in out.iter_mut().enumerate() {
                        *value = column.get(rows.at(lane)).copied().unwrap_or(f64::NAN);
                    }
                }
                Action::Row => {
                    for (lane, value) in out.iter_mut().enumerate() {
                        *value = (rows.at(lane) + 1) as f64;
                    }
                }
                _ => {
                    for (lane, value) in out.iter_mut().enumerate() {
                        let of = |at: usize| {
                            operand(operation, at).map_or(f64::NAN, |slot| self.value(slot, lane, lanes, scalars))
                        };
                        *value = apply(operation, of, &mut arguments);
                    }
                }
            }
            lanes.set(slot, out);
        }
    }
}

/// Rows that are worked on together.
const LANES: usize = 128;

/// Which rows.
#[derive(Clone, Copy)]
enum Rows<'r> {
    From(usize),
    Listed(&'r [usize]),
}

impl Rows<'_> {
    fn at(&self, lane: usize) -> usize {
        match self {
            Rows::From(start) => start + lane,
            Rows::Listed(rows) => rows.get(lane).copied().unwrap_or(usize::MAX - 1),
        }
    }
}

/// The values of all operations in the rows that are worked on.
struct Lanes(Vec<f64>);

impl Lanes {
    fn new(operations: usize) -> Self {
        Lanes(vec![f64::NAN; operations * LANES])
    }

    fn get(&self, slot: usize, lane: usize) -> f64 {
        self.0.get(slot * LANES + lane).copied().unwrap_or(f64::NAN)
    }

    fn set(&mut self, slot: usize, values: &[f64]) {
        if let Some(place) = self.0.get_mut(slot * LANES..slot * LANES + values.len()) {
            place.copy_from_slice(values);
        }
    }
}

fn operand(operation: &Operation, at: usize) -> Option<usize> {
    operation.from.get(at).copied()
}

/// One operation on the values of its operands.
fn apply(operation: &Operation, of: impl Fn(usize) -> f64, arguments: &mut Vec<f64>) -> f64 {
    let all = || (0..operation.from.len()).map(&of);
    match &operation.action {
        Action::Constant(value) => *value,
        Action::Neg => -of(0),
        Action::Add => all().sum(),
        Action::Mul => all().product(),
        Action::Div => of(0) / of(1),
        Action::Pow => of(0).powf(of(1)),
        Action::Whole(exponent) => of(0).powi(*exponent),
        Action::Call(function) => {
            arguments.clear();
            arguments.extend(all());
            (function.evaluate)(arguments)
        }
        Action::Cases => cases(&all().collect::<Vec<_>>()),
        Action::Compare(relation) => compare(*relation, of(0), of(1)),
        // These have their values from elsewhere: the parameters, the columns, the pass over the rows.
        Action::Parameter(_) | Action::Column(_) | Action::Row | Action::Total => f64::NAN,
    }
}

fn cases(parts: &[f64]) -> f64 {
    for pair in parts.chunks(2) {
        match pair {
            [condition, value] if *condition == 1.0 => return *value,
            [condition, _] if condition.is_nan() => return f64::NAN,
            [otherwise] => return *otherwise,
            _ => {}
        }
    }
    f64::NAN
}

fn compare(relation: Relation, a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    f64::from(u8::from(match relation {
        Relation::Equal => a == b,
        Relation::Unequal => a != b,
        Relation::Less => a < b,
        Relation::LessEqual => a <= b,
        Relation::Greater => a > b,
        Relation::GreaterEqual => a >= b,
    }))
}
