//! Owns the meeting of a loss with its data: which names are columns, parameters and numbers of rows.

use rustc_hash::FxHashMap;

use crate::algebra::{fold, tidy};
use crate::data::Table;
use crate::diagnostic::{Diagnostic, data as data_codes, solving};
use crate::expr::{
    Id, Kind, Pool, index_rows, likely_columns, occurs, postorder, rebuild, substitute, substitute_map, variables,
    with_children,
};
use crate::numeric::{Inputs, Point};
use crate::render::plain;

/// So many columns are named in a message.
const NAMED: usize = 20;

/// Up to this many rows the loss is shown with every row written out.
const WRITTEN_OUT: usize = 8;

/// Tables with more rows than this aren't used to check lines numerically: their sums are exact anyway.
const CHECKED_ROWS: usize = 5_000;

/// A loss with everything that is known about its names.
pub(super) struct Problem<'t> {
    /// The parameters.
    pub over: Vec<Id>,
    /// The data.
    pub table: Option<&'t Table>,
    /// The loss with indexed sums and a symbol for the number of rows.
    pub general: Id,
    /// Symbols that are numbers of rows, and so above zero.
    pub counts: Vec<Id>,
}

impl<'t> Problem<'t> {
    /// Errors: no parameter, one that doesn't occur or is a column, a column outside of sums, a name that should be one.
    pub fn new(pool: &mut Pool, loss: Id, over: &[Id], table: Option<&'t Table>) -> Result<Self, Diagnostic> {
        if over.is_empty() {
            return Err(Diagnostic::new(&solving::NO_PARAMETERS));
        }
        for &parameter in over {
            let name = plain(pool, parameter);
            if table.is_some_and(|table| table.column(&name).is_some()) {
                return Err(Diagnostic::new(&solving::PARAMETER_IS_COLUMN).with("name", name));
            }
            if !occurs(pool, loss, parameter) {
                let known: Vec<String> = variables(pool, loss).into_iter().map(|id| plain(pool, id)).collect();
                let absent = Diagnostic::new(&solving::ABSENT_PARAMETER).with("name", name);
                return Err(absent.with("known", known.join(", ")));
            }
        }
        let likely = likely_columns(pool, loss, over);
        let columns = match table {
            Some(table) => table.columns().iter().map(|column| pool.symbol(column.name())).collect(),
            None => likely.clone(),
        };
        let general = index_rows(pool, loss, &columns, None);
        let counts = counts(pool, general, over);
        let problem = Problem { over: over.to_vec(), table, general, counts };
        if let Some(table) = table {
            problem.check_names(pool, loss, &likely, table)?;
        }
        Ok(problem)
    }

    fn check_names(&self, pool: &Pool, loss: Id, likely: &[Id], table: &Table) -> Result<(), Diagnostic> {
        let free = variables(pool, self.general);
        let outside = free.iter().find(|&&id| pool.name(id).is_some_and(|name| table.column(name).is_some()));
        if let Some(&column) = outside {
            let problem = Diagnostic::new(&solving::COLUMN_OUTSIDE).with("name", plain(pool, column));
            return Err(problem.with("loss", plain(pool, loss)));
        }
        let families = free.iter().filter(|&&id| pool.kind(id) == Kind::Indexed);
        let bases = families.filter_map(|&id| pool.children(id).first().copied());
        let is_known =
            |id: Id| self.over.contains(&id) || pool.name(id).is_some_and(|name| table.column(name).is_some());
        match likely.iter().copied().chain(bases).find(|&id| !is_known(id)) {
            Some(id) => {
                let known: Vec<&str> = table.heads().iter().map(String::as_str).take(NAMED).collect();
                let missing = Diagnostic::new(&data_codes::UNKNOWN_COLUMN).with("name", plain(pool, id));
                Err(missing.with("known", known.join(", ")))
            }
            None => Ok(()),
        }
    }

    /// The names for a tape; `index` stands for the row in its roots.
    pub fn inputs(&self, index: Option<Id>) -> Inputs<'_> {
        Inputs { parameters: &self.over, counts: &self.counts, table: self.table, index }
    }

    /// The expression with the number of rows put in; itself without data.
    pub fn bind(&self, pool: &mut Pool, id: Id) -> Id {
        let Some(table) = self.table else { return id };
        let rows = pool.integer(table.rows() as i64);
        let replacements: Vec<(Id, Id)> = self.counts.iter().map(|&count| (count, rows)).collect();
        let bound = substitute(pool, id, &replacements);
        if bound == id {
            return id;
        }
        // 1/4 is a number, not a division that is still to be carried out.
        infallible(rebuild(pool, bound, |pool, id, children| {
            Ok(match (pool.kind(id), children) {
                (Kind::Div, [a, b]) if pool.as_number(*a).is_some() && pool.as_number(*b).is_some() => {
                    fold::div(pool, *a, *b)
                }
                _ => with_children(pool, id, children),
            })
        }))
    }

    /// The loss with every row written out, as it is and tidied; `None` for long tables.
    pub fn written_out(&self, pool: &mut Pool) -> Option<(Id, Id)> {
        let table = self.table.filter(|table| table.rows() <= WRITTEN_OUT)?;
        let bound = self.bind(pool, self.general);
        let mut tidied: FxHashMap<Id, Id> = FxHashMap::default();
        let mut complete = true;
        let whole = infallible(rebuild(pool, bound, |pool, id, children| {
            let rebuilt = with_children(pool, id, children);
            let [index, lower, upper, body] = *children else { return Ok(rebuilt) };
            let [first, last] =
                [lower, upper].map(|limit| pool.as_number(limit).and_then(|n| usize::try_from(n.to_i64()?).ok()));
            let (Kind::Sum, Some(first), Some(last)) = (pool.kind(id), first, last) else { return Ok(rebuilt) };
            if last > table.rows() || first == 0 {
                complete = false;
                return Ok(rebuilt);
            }
            let terms: Vec<Id> = (first..=last).map(|row| in_row(pool, body, index, row, table)).collect();
            let neat: Vec<Id> = terms.iter().map(|&term| tidy(pool, term).id).collect();
            let (sum, neat) = (pool.add(&terms), pool.add(&neat));
            tidied.insert(sum, neat);
            Ok(sum)
        }));
        if !complete || whole == bound {
            return None;
        }
        let neat = substitute_map(pool, whole, &tidied);
        Some((whole, neat))
    }

    /// A point with the columns in it, for numerical checks; `None` for tables that are too long for that.
    pub fn data_point(&self, pool: &mut Pool) -> Option<Point> {
        let mut point = Point::new();
        let Some(table) = self.table else { return Some(point) };
        if table.rows() > CHECKED_ROWS {
            return None;
        }
        self.fill(pool, &mut point, table);
        Some(point)
    }

    /// The columns and the number of rows.
    pub fn fill(&self, pool: &mut Pool, point: &mut Point, table: &Table) {
        for &count in &self.counts {
            point.set(count, table.rows() as f64);
        }
        for column in table.columns() {
            let base = pool.symbol(column.name());
            for (row, value) in (1i64..).zip(column.floats()) {
                point.set_entry(base, &[row], value);
            }
        }
    }
}

/// Symbols that are the upper limit of a sum over indexed symbols.
fn counts(pool: &Pool, root: Id, over: &[Id]) -> Vec<Id> {
    let mut counts = Vec::new();
    for id in postorder(pool, root) {
        let (Kind::Sum, [index, _, upper, body]) = (pool.kind(id), pool.children(id)) else { continue };
        let is_rows = pool.name(*upper).is_some() && !over.contains(upper) && occurs(pool, *body, *index);
        if is_rows && !counts.contains(upper) {
            counts.push(*upper);
        }
    }
    counts
}

/// The body of a sum with the values of one row, counted from 1.
fn in_row(pool: &mut Pool, body: Id, index: Id, row: usize, table: &Table) -> Id {
    let mut values = Vec::new();
    for id in postorder(pool, body) {
        let (Kind::Indexed, Some((base, at))) = (pool.kind(id), pool.pair(id)) else { continue };
        let value = pool.name(base).and_then(|name| table.column(name)?.get(row - 1));
        if let Some(value) = value.filter(|_| at == index) {
            values.push((id, pool.number(&value)));
        }
    }
    let number = pool.integer(row as i64);
    values.push((index, number));
    substitute(pool, body, &values)
}

/// The value of a computation that can't fail.
fn infallible(result: Result<Id, std::convert::Infallible>) -> Id {
    match result {
        Ok(id) => id,
        Err(never) => match never {},
    }
}
