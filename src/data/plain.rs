//! Owns the quick way through text in cells: lines cut at separators where they stand in a buffer. Quotes that don't close
//! within their line are left to the library that knows them all.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

use super::ROW_LIMIT;
use super::batch::{BATCH, whole_lines};
use super::input::{Input, failed, too_long};
use crate::diagnostic::Diagnostic;

/// Bytes that are read at a time.
const BLOCK: usize = 1 << 18;

/// Reads that give fewer bytes than this come from a source that is slow.
const LITTLE: usize = 1 << 12;

/// Lines in a buffer.
pub(super) struct Plain<R> {
    input: Input<R>,
    separator: u8,
    buffer: Vec<u8>,
    /// Room for what is read: a source may give little at a time, and clearing the buffer's end would cost more than copying.
    block: Vec<u8>,
    /// Where the next line starts.
    start: usize,
    /// Whether everything was read.
    complete: bool,
    /// The line, from 1, that starts there.
    line: u64,
    /// Where the last line starts, and its number.
    last: (usize, u64),
    /// Where the last line's cells are.
    cells: Vec<Range<usize>>,
    /// Cells of a line with quotes.
    unquoted: Option<csv::ByteRecord>,
}

/// What the next line is.
pub(super) enum Next {
    /// Cells, to be read with [`Plain::cell`]; the line they are on.
    Cells(u64),
    /// The end.
    End,
    /// A quote that goes on past the end of its line.
    Quoted,
}

impl<R: Read> Plain<R> {
    pub fn new(input: Input<R>, separator: u8) -> Self {
        Plain {
            input,
            separator,
            buffer: Vec::new(),
            block: vec![0; BLOCK],
            start: 0,
            complete: false,
            line: 1,
            last: (0, 1),
            cells: Vec::new(),
            unquoted: None,
        }
    }

    /// How many cells the line has.
    pub fn count(&self) -> usize {
        self.unquoted.as_ref().map_or(self.cells.len(), csv::ByteRecord::len)
    }

    /// One cell of the line.
    #[inline]
    pub fn cell(&self, at: usize) -> &[u8] {
        match &self.unquoted {
            Some(record) => record.get(at).unwrap_or_default(),
            None => self.cells.get(at).and_then(|range| self.buffer.get(range.clone())).unwrap_or_default(),
        }
    }

    /// Goes back before the last line, which is still in the buffer.
    pub fn again(&mut self) {
        (self.start, self.line) = self.last;
    }

    /// Whole lines that come next, up to [`BATCH`] bytes of them; none where a line is longer, and for the last line when
    /// nothing ends it.
    pub fn lines(&mut self) -> Result<&[u8], Diagnostic> {
        while !self.complete && self.buffer.len() - self.start < BATCH {
            // A source that gives little at a time isn't waited for.
            if self.fill()? < LITTLE {
                break;
            }
        }
        Ok(whole_lines(self.buffer.get(self.start..).unwrap_or_default()))
    }

    /// Goes on behind lines that were read by others.
    pub fn skip(&mut self, bytes: usize, lines: u64) {
        self.start = (self.start + bytes).min(self.buffer.len());
        self.line += lines;
    }

    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The separator and what wasn't read yet, for another reader.
    pub fn rest(self) -> (u8, Input<R>) {
        let left = self.buffer.get(self.start..).unwrap_or_default().to_vec();
        (self.separator, self.input.with_head(left, self.line))
    }

    /// Cuts the next line that isn't blank.
    pub fn advance(&mut self) -> Result<Next, Diagnostic> {
        loop {
            let Some((end, next)) = self.line_end()? else { return Ok(Next::End) };
            let line = self.buffer.get(self.start..end).unwrap_or_default();
            self.cells.clear();
            self.unquoted = None;
            if memchr(b'"', line).is_some() {
                if !closes(line, self.separator) {
                    return Ok(Next::Quoted);
                }
                self.unquoted = Some(unquoted(line, self.separator).map_err(|problem| failed(&problem, self.line))?);
            } else {
                let mut from = self.start;
                for at in memchr_iter(self.separator, line) {
                    self.cells.push(from..self.start + at);
                    from = self.start + at + 1;
                }
                self.cells.push(from..end);
            }
            let here = self.line;
            self.last = (self.start, here);
            self.line += 1;
            self.start = next;
            if self.count() > 1 || !self.cell(0).trim_ascii().is_empty() {
                return Ok(Next::Cells(here));
            }
        }
    }

    /// Where the line ends that starts here, and where the next one starts; none at the end of the text.
    fn line_end(&mut self) -> Result<Option<(usize, usize)>, Diagnostic> {
        let mut searched = self.start;
        loop {
            let fresh = self.buffer.get(searched..).unwrap_or_default();
            if let Some(found) = memchr2(b'\n', b'\r', fresh) {
                let end = searched + found;
                match (self.buffer.get(end), self.buffer.get(end + 1)) {
                    (Some(b'\r'), Some(b'\n')) => return Ok(Some((end, end + 2))),
                    // What comes after the return must be known.
                    (Some(b'\r'), None) if !self.complete => searched = end,
                    _ => return Ok(Some((end, end + 1))),
                }
            } else {
                searched = self.buffer.len();
                if self.complete {
                    return Ok((self.start < searched).then_some((searched, searched)));
                }
            }
            if self.buffer.len() - self.start > ROW_LIMIT {
                return Err(failed(&too_long(), self.line));
            }
            searched -= self.start;
            self.fill()?;
            searched += self.start;
        }
    }

    /// Reads more, and tells how much; the line that has begun goes to the front.
    fn fill(&mut self) -> Result<usize, Diagnostic> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let read = loop {
            match self.input.read_on(&mut self.block) {
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let count = read.map_err(|problem| failed(&problem, self.line))?;
        self.buffer.extend_from_slice(self.block.get(..count).unwrap_or_default());
        self.complete = count == 0;
        Ok(count)
    }
}

/// Whether each quote opens at the beginning of a cell and closes at the end of it.
fn closes(line: &[u8], separator: u8) -> bool {
    let mut rest = line;
    loop {
        if let [b'"', quoted @ ..] = rest {
            rest = quoted;
            loop {
                let Some(at) = memchr(b'"', rest) else { return false };
                rest = rest.get(at + 1..).unwrap_or_default();
                match rest {
                    [b'"', more @ ..] => rest = more,
                    [] => return true,
                    [next, ..] if *next == separator => break,
                    _ => return false,
                }
            }
        }
        let end = memchr(separator, rest).unwrap_or(rest.len());
        let (cell, tail) = rest.split_at(end);
        if memchr(b'"', cell).is_some() {
            return false;
        }
        match tail {
            [_, tail @ ..] => rest = tail,
            [] => return true,
        }
    }
}

/// The cells of one line with quotes.
fn unquoted(line: &[u8], separator: u8) -> Result<csv::ByteRecord, io::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(_) => Ok(record),
        Err(problem) => Err(io::Error::other(problem)),
    }
}
