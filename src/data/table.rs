//! Owns columns in memory.

use std::io::Read;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::batch::Piece;
use super::{Decimals, Exact, KEPT_ROWS, Options, Rows, Sheet, product};
use crate::diagnostic::{Diagnostic, data};
use crate::number::Rational;
use crate::wording::Wording;

/// Columns with more numbers than this are made into floats on all cores.
const SHARED: usize = 1 << 15;

/// Columns of exact numbers, all of the same length, each with a name of its own.
///
/// ```
/// use gradus::data::{Options, Table};
/// let table = Table::read("x;y\n1;2,5\n2;4,5\n".as_bytes(), &Options { decimal_comma: true, ..Options::default() }).unwrap();
/// assert_eq!(table.rows(), 2);
/// assert_eq!(table.column("y").unwrap().get(0).unwrap().to_string(), "5/2");
/// let text = Table::read("x,y\n1,two\n".as_bytes(), &Options::default()).unwrap_err();
/// assert_eq!(text.code.id, "G0306");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
    skipped: u64,
    /// The names of all columns of the file, whether they were chosen or not.
    heads: Vec<String>,
    /// Sums over the rows, for a table whose columns weren't kept.
    totals: Vec<(Product, Rational)>,
}

/// A product of powers of columns, by name: `[("x", 1), ("y", 1)]` is x·y.
pub type Product = Vec<(String, u32)>;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    /// As written, with the nearest floats once they were asked for.
    Exact(Vec<Exact>, OnceLock<Arc<[f64]>>),
    /// Numbers that were floats from the beginning.
    Floats(Arc<[f64]>),
}

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        self.name == other.name
            && self.len() == other.len()
            && (0..self.len()).all(|at| self.exact(at) == other.exact(at))
    }
}

impl Eq for Column {}

impl Table {
    /// Reads all columns; see [`Sheet::open`], [`Sheet::select_all`] and [`Rows::next_row`] for what can go wrong. A
    /// table without rows is an error. Linear in the text.
    pub fn read<R: Read>(reader: R, options: &Options) -> Result<Self, Diagnostic> {
        Sheet::open(reader, options)?.select_all()?.collect_table()
    }

    /// A table of columns that are in memory already. `None` when lengths differ, names repeat or there is no row.
    ///
    /// ```
    /// use gradus::data::{Column, Table};
    /// let x = Column::new("x", [1, 2, 3].map(Into::into));
    /// assert_eq!(Table::new(vec![x.clone()]).unwrap().rows(), 3);
    /// assert_eq!(Table::new(vec![x.clone(), x]), None);
    /// ```
    pub fn new(columns: Vec<Column>) -> Option<Self> {
        let rows = columns.first()?.len();
        let fit = columns.iter().all(|column| column.len() == rows);
        let distinct = (1..columns.len()).all(|at| {
            let (before, rest) = columns.split_at(at);
            rest.first().is_none_or(|column| before.iter().all(|other| other.name != column.name))
        });
        (rows > 0 && fit && distinct).then(|| Table::kept(columns, rows))
    }

    fn kept(columns: Vec<Column>, rows: usize) -> Self {
        let heads = columns.iter().map(|column| column.name.clone()).collect();
        Table { columns, rows, skipped: 0, heads, totals: Vec::new() }
    }

    /// The names of the columns of the file that the table was read from, those that were left out too.
    ///
    /// ```
    /// use gradus::data::{Options, Sheet};
    /// let sheet = Sheet::open("x,y\n1,2\n".as_bytes(), &Options::default()).unwrap();
    /// let table = sheet.select(&["y"]).unwrap().collect_table().unwrap();
    /// assert_eq!(table.heads(), ["x", "y"]);
    /// ```
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    pub(super) fn collect<R: Read>(mut rows: Rows<R>, limit: usize) -> Result<Self, Diagnostic> {
        let mut columns: Vec<Column> = rows.names().map(|name| Column::of(name.to_owned(), Vec::new())).collect();
        let (mut count, mut cells, mut pieces) = (0, 0, Vec::new());
        loop {
            let filled = rows.take_pieces(limit.saturating_sub(cells), &mut pieces)?;
            if filled == 0 {
                break;
            }
            for piece in pieces.iter_mut().take(filled) {
                count += piece.rows;
                for (column, values) in columns.iter_mut().zip(&mut piece.columns) {
                    cells += values.len();
                    column.append(values);
                }
            }
            if cells > limit {
                return Err(too_many(&rows, limit));
            }
        }
        if count == 0 {
            return Err(Diagnostic::new(&data::NO_ROWS));
        }
        Ok(Table { skipped: rows.skipped(), heads: rows.heads(), ..Table::kept(columns, count) })
    }

    /// Reads all rows for sums of products only: a long table is added up while it is read, and its columns aren't kept.
    pub(super) fn collect_sums<R: Read>(
        mut rows: Rows<R>,
        products: &[Product],
        limit: usize,
    ) -> Result<Self, Diagnostic> {
        let names: Vec<String> = rows.names().map(str::to_owned).collect();
        let place = |name: &str| names.iter().position(|known| known == name);
        let factors: Vec<Vec<(usize, u32)>> = products
            .iter()
            .map(|product| product.iter().filter_map(|(name, power)| Some((place(name)?, *power))).collect())
            .collect();
        let mut columns: Vec<Column> = names.iter().map(|name| Column::of(name.clone(), Vec::new())).collect();
        let mut sums: Vec<Decimals> = products.iter().map(|_| Decimals::default()).collect();
        let (mut count, mut cells, mut pieces) = (0, 0, Vec::new());
        loop {
            let filled = rows.take_pieces(limit.saturating_sub(cells), &mut pieces)?;
            if filled == 0 {
                break;
            }
            let read = pieces.get_mut(..filled).unwrap_or_default();
            let parts: Vec<Vec<Decimals>> =
                read.par_iter().map(|piece| factors.iter().map(|factors| added_up(piece, factors)).collect()).collect();
            for (sum, part) in parts.into_iter().flat_map(|parts| (0..).zip(parts)) {
                if let Some(sum) = sums.get_mut::<usize>(sum) {
                    sum.join(part);
                }
            }
            count += read.iter().map(|piece| piece.rows).sum::<usize>();
            cells = count.saturating_mul(names.len());
            if cells > limit {
                return Err(too_many(&rows, limit));
            }
            if count <= KEPT_ROWS {
                for piece in read {
                    columns.iter_mut().zip(&mut piece.columns).for_each(|(column, values)| column.append(values));
                }
            } else {
                columns = names.iter().map(|name| Column::of(name.clone(), Vec::new())).collect();
            }
        }
        if count == 0 {
            return Err(Diagnostic::new(&data::NO_ROWS));
        }
        let mut table = Table { skipped: rows.skipped(), heads: rows.heads(), ..Table::kept(columns, count) };
        if count > KEPT_ROWS {
            let totals = products.iter().cloned().zip(sums);
            table.totals = totals.filter_map(|(product, sum)| Some((product, sum.total()?))).collect();
        }
        Ok(table)
    }

    /// A table of which nothing is known but the names of its columns.
    pub fn of_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let columns = names.into_iter().map(|name| Column::of(name.to_owned(), Vec::new())).collect();
        Table::kept(columns, 0)
    }

    /// Whether the rows were added up while they were read, and not kept.
    pub fn is_summed(&self) -> bool {
        !self.totals.is_empty()
    }

    /// The sum of a product over all rows, when it was taken while they were read. Its columns are sorted by name.
    pub fn total(&self, product: &[(String, u32)]) -> Option<&Rational> {
        self.totals.iter().find(|(known, _)| known == product).map(|(_, total)| total)
    }

    /// How many rows there are; at least one.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many rows of the file were left out because a value was missing.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The columns, in the order in which they were chosen.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

fn too_many<R: Read>(rows: &Rows<R>, limit: usize) -> Diagnostic {
    Diagnostic::new(&data::LIMIT)
        .with("line", rows.line())
        .with("limit", limit)
        .worded("what", Wording::new("the table", "数据表"))
        .worded("unit", Wording::new("cells", "个单元格"))
}

/// The sum of a product of powers of columns over the rows of a piece.
fn added_up(piece: &Piece, factors: &[(usize, u32)]) -> Decimals {
    let mut sum = Decimals::default();
    for row in 0..piece.rows {
        let cells = || factors.iter().filter_map(move |&(at, power)| Some((piece.columns.get(at)?.get(row)?, power)));
        let decimal = cells().try_fold((1, 0), |so_far, (cell, power)| {
            (0..power).try_fold(so_far, |so_far, _| product(Some(so_far), cell.decimal()))
        });
        sum.add(decimal, || {
            let powers = cells().flat_map(|(cell, power)| (0..power).map(move |_| cell.to_rational()));
            powers.fold(Rational::ONE, |so_far, cell| &so_far * &cell)
        });
    }
    sum
}

impl Column {
    /// A column of values in memory.
    pub fn new(name: &str, values: impl IntoIterator<Item = Exact>) -> Self {
        Column::of(name.to_owned(), values.into_iter().collect())
    }

    /// A column of floats; each stands for the shortest decimal that reads as it. `None` when one isn't finite.
    ///
    /// ```
    /// use gradus::data::Column;
    /// let column = Column::from_floats("x", vec![0.1, 2.0]).unwrap();
    /// assert_eq!(column.get(0).unwrap().to_string(), "1/10");
    /// assert!(Column::from_floats("x", vec![f64::NAN]).is_none());
    /// ```
    pub fn from_floats(name: &str, values: Vec<f64>) -> Option<Self> {
        let finite = values.iter().all(|value| value.is_finite());
        finite.then(|| Column { name: name.to_owned(), values: Values::Floats(values.into()) })
    }

    fn of(name: String, values: Vec<Exact>) -> Self {
        Column { name, values: Values::Exact(values, OnceLock::new()) }
    }

    fn append(&mut self, more: &mut Vec<Exact>) {
        if let Values::Exact(values, _) = &mut self.values {
            values.append(more);
        }
    }

    /// Its name in expressions.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Exact(values, _) => values.len(),
            Values::Floats(values) => values.len(),
        }
    }

    /// Whether it has no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values as they were written; none for a column that was made of floats.
    pub fn written(&self) -> Option<&[Exact]> {
        match &self.values {
            Values::Exact(values, _) => Some(values),
            Values::Floats(_) => None,
        }
    }

    /// One value as it is stored; the first has index 0.
    pub fn exact(&self, index: usize) -> Option<Exact> {
        match &self.values {
            Values::Exact(values, _) => values.get(index).cloned(),
            Values::Floats(values) => values.get(index).and_then(|value| format!("{value:e}").parse().ok()),
        }
    }

    /// One value as a fraction; the first has index 0.
    pub fn get(&self, index: usize) -> Option<Rational> {
        self.exact(index).map(|value| value.to_rational())
    }

    /// The values as fractions, made one by one.
    pub fn rationals(&self) -> impl ExactSizeIterator<Item = Rational> {
        (0..self.len()).map(|at| self.get(at).unwrap_or(Rational::ZERO))
    }

    /// The values as the nearest floats.
    pub fn floats(&self) -> impl ExactSizeIterator<Item = f64> {
        self.kept_floats().iter().copied()
    }

    /// The values as the nearest floats, for keeping: all who ask have the same memory.
    pub fn shared_floats(&self) -> Arc<[f64]> {
        Arc::clone(self.kept_floats())
    }

    fn kept_floats(&self) -> &Arc<[f64]> {
        match &self.values {
            Values::Exact(values, floats) => floats.get_or_init(|| match values.len() > SHARED {
                true => values.par_iter().map(Exact::to_f64).collect::<Vec<f64>>().into(),
                false => values.iter().map(Exact::to_f64).collect(),
            }),
            Values::Floats(values) => values,
        }
    }
}
