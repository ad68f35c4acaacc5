//! Owns the way from text to rows of exact numbers, one row in memory at a time.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::batch::{Layout, Piece};
use super::exact::Fault;
use super::input::{Input, failed};
use super::lines::Lines;
use super::plain::{Next, Plain};
use super::{COLUMN_LIMIT, Exact, Format, Header, Options, Product, Table};
use crate::diagnostic::{Code, Diagnostic, data};
use crate::wording::Wording;

/// Data whose heads are known and whose rows aren't read yet.
pub struct Sheet<R> {
    source: Source<R>,
    headers: Vec<Header>,
    options: Options,
}

/// The rows of the chosen columns, one after another.
pub struct Rows<R> {
    sheet: Sheet<R>,
    /// Positions of the chosen columns in the file.
    chosen: Vec<usize>,
    row: Vec<Exact>,
    line: u64,
    skipped: u64,
}

enum Source<R> {
    /// Lines cut where they stand.
    Plain(Plain<R>),
    /// Text with quotes over several lines: the reader, a row to be reused, and the line of that row when it was only looked at.
    Cells {
        reader: Box<csv::Reader<Input<R>>>,
        record: ByteRecord,
        pending: Option<u64>,
    },
    Objects(Lines<R>),
    /// Nothing more.
    Done,
}

impl<R: Read> Sheet<R> {
    /// Reads the heads of the columns.
    ///
    /// Errors: the text is empty, has numbers where the heads should be, isn't UTF-8, or can't be read.
    ///
    /// ```
    /// use gradus::data::{Options, Sheet};
    /// let text = "day,x,y\nMonday,1,2.5\nTuesday,2,4.5\n";
    /// let sheet = Sheet::open(text.as_bytes(), &Options::default()).unwrap();
    /// let mut rows = sheet.select(&["y"]).unwrap();
    /// let mut total = 0.0;
    /// while let Some(row) = rows.next_row().unwrap() {
    ///     total += row[0].to_f64();
    /// }
    /// assert_eq!(total, 7.0);
    /// let headless = Sheet::open("1,2\n3,4".as_bytes(), &Options::default());
    /// assert_eq!(headless.err().unwrap().code.id, "G0304");
    /// ```
    pub fn open(reader: R, options: &Options) -> Result<Self, Diagnostic> {
        let (input, format) = Input::open(reader, options)?;
        let separator = match format {
            Format::JsonLines => return Sheet::open_objects(input, options),
            Format::Tab => b'\t',
            Format::Semicolon => b';',
            Format::Comma | Format::Auto => b',',
        };
        let mut source = Source::Plain(Plain::new(input, separator));
        let mut record = ByteRecord::new();
        let Some(line) = source.first_record(&mut record)? else {
            return Err(Diagnostic::new(&data::EMPTY));
        };
        if record.len() > COLUMN_LIMIT {
            let limit = Diagnostic::new(&data::LIMIT).with("line", line).with("limit", COLUMN_LIMIT);
            return Err(limit
                .worded("what", Wording::new("the file", "文件"))
                .worded("unit", Wording::new("columns", "列")));
        }
        let point = options.point();
        let is_header = options.names.is_none();
        if is_header && record.iter().all(|cell| Exact::read(cell, point).is_ok()) {
            return Err(Diagnostic::new(&data::NO_HEADER).with("line", line));
        }
        let headers = match &options.names {
            Some(names) => given(names)?,
            None => heads(&record, line)?,
        };
        if !is_header {
            source.look_again(line);
        }
        Ok(Sheet { source, headers, options: options.clone() })
    }

    fn open_objects(input: Input<R>, options: &Options) -> Result<Self, Diagnostic> {
        let Some((lines, keys)) = Lines::open(input)? else { return Err(Diagnostic::new(&data::EMPTY)) };
        let headers = match &options.names {
            Some(names) if names.len() != keys.len() => return Err(ragged(lines.line(), keys.len(), names.len())),
            Some(names) => given(names)?,
            None => keys,
        };
        Ok(Sheet { source: Source::Objects(lines), headers, options: options.clone() })
    }

    /// The heads, in the order of the file.
    pub fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// The names that columns can be chosen by, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter_map(|header| header.name.as_deref())
    }

    /// Chooses columns by name, in this order. Other columns may hold anything.
    ///
    /// Errors: no column has this name, or two have.
    pub fn select(self, names: &[&str]) -> Result<Rows<R>, Diagnostic> {
        let mut chosen = Vec::with_capacity(names.len());
        for &name in names {
            let canonical = Header::of(name).name;
            let wanted = canonical.as_deref().unwrap_or(name);
            let mut found = (0..).zip(&self.headers).filter(|(_, header)| header.name.as_deref() == Some(wanted));
            match (found.next(), found.next()) {
                (Some((at, _)), None) => chosen.push(at),
                (Some((first, _)), Some((second, _))) => return Err(twice(wanted, first, second)),
                (None, _) => {
                    let known: Vec<&str> = self.names().take(20).collect();
                    let missing = Diagnostic::new(&data::UNKNOWN_COLUMN).with("name", name);
                    return Err(missing.with("known", known.join(", ")));
                }
            }
        }
        Ok(self.rows(chosen))
    }

    /// Chooses all columns.
    ///
    /// Errors: a head can't be made into a name, or two columns have the same one.
    pub fn select_all(self) -> Result<Rows<R>, Diagnostic> {
        for (at, header) in self.headers.iter().enumerate() {
            let Some(name) = &header.name else { return Err(unusable(at, header)) };
            let earlier = self.headers.iter().take(at).position(|other| other.name.as_ref() == Some(name));
            if let Some(first) = earlier {
                return Err(twice(name, first, at));
            }
        }
        let all = (0..self.headers.len()).collect();
        Ok(self.rows(all))
    }

    fn rows(self, chosen: Vec<usize>) -> Rows<R> {
        Rows { row: Vec::with_capacity(chosen.len()), sheet: self, chosen, line: 0, skipped: 0 }
    }
}

/// Rows that are read one by one after lines that weren't plain numbers.
const ONE_BY_ONE: usize = 4_096;

impl<R: Read> Rows<R> {
    /// The next row's numbers, in the order in which the columns were chosen; none at the end.
    ///
    /// Errors: a row with more or fewer cells than there are heads, a missing value (unless the options skip such rows), a
    /// cell that is no number, text that isn't UTF-8. The message names line and column. Costs the length of the row.
    pub fn next_row(&mut self) -> Result<Option<&[Exact]>, Diagnostic> {
        loop {
            if !self.advance()? {
                return Ok(None);
            }
            // A row that is to be skipped is cut short at its missing value.
            if self.row.len() == self.chosen.len() {
                return Ok(Some(&self.row));
            }
            self.skipped += 1;
        }
    }

    /// The same, to be emptied.
    fn take_row(&mut self) -> Result<Option<&mut Vec<Exact>>, Diagnostic> {
        Ok(match self.next_row()?.is_some() {
            true => Some(&mut self.row),
            false => None,
        })
    }

    /// The names of the chosen columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().filter_map(|&at| self.sheet.headers.get(at)?.name.as_deref())
    }

    /// The names of all columns of the file.
    pub(super) fn heads(&self) -> Vec<String> {
        self.sheet.names().map(str::to_owned).collect()
    }

    /// The line of the file on which the last row starts, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many rows were left out so far because a value was missing.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Reads the rows that come next into pieces, few more than `cells` numbers; how many pieces have them, 0 at the end.
    pub(super) fn take_pieces(&mut self, cells: usize, pieces: &mut Vec<Piece>) -> Result<usize, Diagnostic> {
        let filled = self.take_batch(cells, pieces)?;
        if filled > 0 {
            return Ok(filled);
        }
        let width = self.chosen.len();
        let mut piece = Piece { columns: vec![Vec::new(); width], ..Piece::default() };
        // Lines that aren't plain numbers are rarely alone.
        while piece.rows < ONE_BY_ONE && piece.rows.saturating_mul(width) <= cells {
            let Some(row) = self.take_row()? else { break };
            piece.rows += 1;
            piece.columns.iter_mut().zip(row.drain(..)).for_each(|(column, value)| column.push(value));
        }
        let filled = usize::from(piece.rows > 0);
        *pieces = vec![piece];
        Ok(filled)
    }

    /// Reads many rows at once, no more than `cells` numbers, where the next lines are plain ones; how many pieces have them.
    fn take_batch(&mut self, cells: usize, pieces: &mut Vec<Piece>) -> Result<usize, Diagnostic> {
        let width = self.chosen.len();
        let Source::Plain(plain) = &mut self.sheet.source else { return Ok(0) };
        let (count, point) = (self.sheet.headers.len(), self.sheet.options.point());
        let Some(layout) = Layout::new(plain.separator(), point, count, &self.chosen) else { return Ok(0) };
        let filled = layout.read(plain.lines()?, width, pieces);
        let mut left = cells;
        let fits = |piece: &&Piece| {
            let own: usize = piece.columns.iter().map(Vec::len).sum();
            let fits = own <= left;
            left = left.saturating_sub(own);
            fits
        };
        let filled = pieces.iter().take(filled).take_while(fits).count();
        for (lines, bytes) in pieces.iter().take(filled).filter_map(|piece| piece.read) {
            plain.skip(bytes, lines);
        }
        Ok(filled)
    }

    /// Reads all rows into memory.
    pub fn collect_table(self) -> Result<Table, Diagnostic> {
        let limit = self.sheet.options.cell_limit;
        Table::collect(self, limit)
    }

    /// Reads all rows, and keeps no more of a long table than the sums of these products over its rows.
    ///
    /// ```
    /// use gradus::data::{Options, Sheet};
    /// let text: String = (0..9000).fold("x,y\n".to_owned(), |text, k| format!("{text}{k},0.5\n"));
    /// let rows = Sheet::open(text.as_bytes(), &Options::default()).unwrap().select_all().unwrap();
    /// let product = vec![("x".to_owned(), 1), ("y".to_owned(), 1)];
    /// let table = rows.collect_sums(&[product.clone()]).unwrap();
    /// assert!(table.is_summed() && table.rows() == 9000);
    /// assert_eq!(table.total(&product).unwrap().to_string(), "20247750");
    /// ```
    pub fn collect_sums(self, products: &[Product]) -> Result<Table, Diagnostic> {
        let limit = self.sheet.options.cell_limit;
        Table::collect_sums(self, products, limit)
    }

    fn advance(&mut self) -> Result<bool, Diagnostic> {
        let Rows { sheet, chosen, row, line, .. } = self;
        let Sheet { source, headers, options } = sheet;
        let point = options.point();
        row.clear();
        let mut skip = false;
        let mut take = |line: u64, at: usize, cell: &[u8]| match Exact::read(cell, point) {
            _ if skip => Ok(()),
            Ok(value) => {
                row.push(value);
                Ok(())
            }
            Err(Fault::Missing | Fault::NotANumber) if options.skip_missing => {
                skip = true;
                Ok(())
            }
            Err(fault) => Err(refuse(fault, line, at, headers, cell)),
        };
        match source {
            Source::Objects(lines) => {
                let more = lines.next_row(chosen, |line, at, cell| take(line, at, cell.as_bytes()))?;
                *line = lines.line();
                Ok(more)
            }
            Source::Done => Ok(false),
            Source::Plain(plain) => {
                match plain.advance()? {
                    Next::End => return Ok(false),
                    Next::Quoted => {
                        source.become_cells();
                        return self.advance();
                    }
                    Next::Cells(found) => *line = found,
                }
                if plain.count() != headers.len() {
                    return Err(ragged(*line, plain.count(), headers.len()));
                }
                for &at in chosen.iter() {
                    take(*line, at, plain.cell(at))?;
                }
                Ok(true)
            }
            Source::Cells { reader, record, pending } => {
                let found = match pending.take() {
                    Some(line) => Some(line),
                    None => next_record(reader, record)?,
                };
                let Some(found) = found else { return Ok(false) };
                *line = found;
                if record.len() != headers.len() {
                    return Err(ragged(*line, record.len(), headers.len()));
                }
                for &at in chosen.iter() {
                    take(*line, at, record.get(at).unwrap_or_default())?;
                }
                Ok(true)
            }
        }
    }
}

impl<R: Read> Source<R> {
    /// The first record, for its heads; the line it is on.
    fn first_record(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Diagnostic> {
        if let Source::Plain(plain) = self {
            match plain.advance()? {
                Next::End => return Ok(None),
                Next::Quoted => self.become_cells(),
                Next::Cells(line) => {
                    (0..plain.count()).for_each(|at| record.push_field(plain.cell(at)));
                    return Ok(Some(line));
                }
            }
        }
        match self {
            Source::Cells { reader, record: own, .. } => {
                let line = next_record(reader, own)?;
                record.clone_from(own);
                Ok(line)
            }
            Source::Plain(_) | Source::Objects(_) | Source::Done => Ok(None),
        }
    }

    /// The first record isn't heads but data.
    fn look_again(&mut self, line: u64) {
        match self {
            Source::Plain(plain) => plain.again(),
            Source::Cells { pending, .. } => *pending = Some(line),
            Source::Objects(_) | Source::Done => {}
        }
    }

    /// Leaves the rest of the text to the library that knows all quotes.
    fn become_cells(&mut self) {
        if let Source::Plain(plain) = std::mem::replace(self, Source::Done) {
            let (separator, input) = plain.rest();
            let reader = ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(input);
            *self = Source::Cells { reader: Box::new(reader), record: ByteRecord::new(), pending: None };
        }
    }
}

impl Options {
    fn point(&self) -> u8 {
        if self.decimal_comma { b',' } else { b'.' }
    }
}

/// Reads the next record that isn't blank, and tells the line it starts on; none at the end.
fn next_record<R: Read>(
    reader: &mut csv::Reader<Input<R>>,
    record: &mut ByteRecord,
) -> Result<Option<u64>, Diagnostic> {
    loop {
        // The reader's own line numbers take blank lines for a part of the record.
        let start = reader.position().byte();
        reader.get_mut().next_row();
        let more = reader.read_byte_record(record);
        let line = reader.get_mut().line_from(start);
        match more {
            Ok(true) if record.len() == 1 && record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
            Ok(more) => return Ok(more.then_some(line)),
            Err(problem) => {
                return Err(match problem.into_kind() {
                    csv::ErrorKind::Io(problem) => failed(&problem, line),
                    // Bytes are read with any number of cells and nothing is deserialised, so no other kind arises.
                    _ => Diagnostic::new(&data::ENCODING).with("line", line),
                });
            }
        }
    }
}

fn heads(record: &ByteRecord, line: u64) -> Result<Vec<Header>, Diagnostic> {
    let encoding = || Diagnostic::new(&data::ENCODING).with("line", line);
    record.iter().map(|cell| std::str::from_utf8(cell).map(Header::of).map_err(|_| encoding())).collect()
}

/// Names from the options; unlike the heads of a file, all of them must be usable.
fn given(names: &[String]) -> Result<Vec<Header>, Diagnostic> {
    let headers: Vec<Header> = names.iter().map(|name| Header::of(name)).collect();
    match headers.iter().enumerate().find(|(_, header)| header.name.is_none()) {
        Some((at, header)) => Err(unusable(at, header)),
        None => Ok(headers),
    }
}

fn unusable(at: usize, header: &Header) -> Diagnostic {
    Diagnostic::new(&data::COLUMN_NAME).with("found", &header.written).with("column", at + 1)
}

fn ragged(line: u64, count: usize, wanted: usize) -> Diagnostic {
    Diagnostic::new(&data::RAGGED).with("line", line).with("count", count).with("wanted", wanted)
}

fn twice(name: &str, first: usize, second: usize) -> Diagnostic {
    let twice = Diagnostic::new(&data::DUPLICATE_COLUMN).with("name", name);
    twice.with("first", first + 1).with("second", second + 1)
}

/// The message for a cell that holds no number.
fn refuse(fault: Fault, line: u64, at: usize, headers: &[Header], cell: &[u8]) -> Diagnostic {
    let code: &'static Code = match fault {
        Fault::Missing => &data::MISSING_VALUE,
        Fault::NotANumber | Fault::Infinite => &data::NOT_FINITE,
        Fault::OtherPoint => &data::DECIMAL_SIGN,
        Fault::TooLong => &data::NUMBER_SIZE,
        Fault::Text => &data::NOT_A_NUMBER,
    };
    let name = headers.get(at).and_then(|header| header.name.as_deref()).unwrap_or_default();
    let text = String::from_utf8_lossy(cell.trim_ascii());
    let mut found: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if found.len() < text.len() {
        found.push('…');
    }
    let place = Diagnostic::new(code).with("line", line).with("column", at + 1).with("name", name);
    place.with("found", found)
}
