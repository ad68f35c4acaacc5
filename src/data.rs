//! Columns of numbers read from text: CSV and its relatives, exact as written.
//!
//! [`Sheet::open`] reads the header, [`Sheet::select`] chooses columns, [`Rows`] streams the rows, and a [`Table`] keeps
//! them. Only chosen columns must hold numbers, so a file may carry names and dates beside them. The library opens no
//! files: it is given something that can be read.

mod batch;
mod decimals;
mod exact;
mod header;
mod input;
mod lines;
mod plain;
mod rows;
mod table;

pub(crate) use decimals::{Decimals, product};
pub use exact::Exact;
pub use header::Header;
pub use rows::{Rows, Sheet};
pub use table::{Column, Product, Table};

/// How the text is cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Decided by the first line: an opening brace means JSON lines, else a tab, else a semicolon, else a comma.
    #[default]
    Auto,
    /// Cells between commas.
    Comma,
    /// Cells between semicolons.
    Semicolon,
    /// Cells between tabs.
    Tab,
    /// One JSON object a line, all with the same keys.
    JsonLines,
}

/// How data are read. The default fits an ordinary CSV file with a header.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the text is cut into cells.
    pub format: Format,
    /// The names of the columns, for a file that has no header; none: the first line has them.
    pub names: Option<Vec<String>>,
    /// Whether decimals are written with a comma (`2,5`).
    pub decimal_comma: bool,
    /// Whether a row with a missing value in a chosen column is left out; otherwise it is an error.
    pub skip_missing: bool,
    /// How many cells a [`Table`] may hold.
    pub cell_limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { format: Format::Auto, names: None, decimal_comma: false, skip_missing: false, cell_limit: CELL_LIMIT }
    }
}

/// Up to this many rows are kept where only sums over the rows are needed.
pub const KEPT_ROWS: usize = 5_000;

/// A table may hold this many cells unless the options say otherwise: 16 bytes each, 800 MB.
pub const CELL_LIMIT: usize = 50_000_000;

/// A file may have this many columns.
pub const COLUMN_LIMIT: usize = 10_000;

/// One row may have this many bytes. An opening quote that is never closed runs into it.
pub const ROW_LIMIT: usize = 1 << 20;
