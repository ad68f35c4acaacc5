//! Owns the bytes on their way in: a look at the first line, the mark at the beginning, a bound on one row, and the count
//! of lines.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read};

use super::{Format, Options, ROW_LIMIT};
use crate::diagnostic::{Diagnostic, because, data};
use crate::wording::Wording;

/// Something read, the bytes that were looked at already first. Stops a row that doesn't end.
pub(super) struct Input<R> {
    head: Cursor<Vec<u8>>,
    rest: R,
    /// How many bytes the present row may still take.
    left: usize,
    /// Bytes that were handed out and whose lines aren't counted yet.
    window: VecDeque<u8>,
    /// How many bytes are counted, and the line they end in.
    counted: u64,
    line: u64,
}

/// The error for a row past [`ROW_LIMIT`].
#[derive(Debug)]
struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a row has more than {ROW_LIMIT} bytes")
    }
}

impl std::error::Error for TooLong {}

/// The error for a row that doesn't end.
pub(super) fn too_long() -> io::Error {
    io::Error::other(TooLong)
}

impl<R: Read> Input<R> {
    /// Looks at the first line, and finds out how the cells are separated.
    pub(super) fn open(mut reader: R, options: &Options) -> Result<(Self, Format), Diagnostic> {
        let mut head = Vec::new();
        let mut block = [0; 4096];
        let mut first = FirstLine::default();
        while !first.complete && head.len() < ROW_LIMIT {
            match reader.read(&mut block) {
                Ok(0) => break,
                Ok(count) => {
                    let new = block.get(..count).unwrap_or_default();
                    new.iter().for_each(|&byte| first.see(byte));
                    head.extend_from_slice(new);
                }
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) => return Err(failed(&problem, 1)),
            }
        }
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        // Text in UTF-16 starts with a mark of its own, or has a zero byte in each Latin letter.
        let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        if let Some(at) = head.iter().position(|&byte| byte == 0).or(marked.then_some(0)) {
            let line = 1 + head.iter().take(at).filter(|&&byte| byte == b'\n').count();
            return Err(Diagnostic::new(&data::ENCODING).with("line", line));
        }
        let format = if options.format == Format::Auto { first.format(options.decimal_comma) } else { options.format };
        let head = Cursor::new(head);
        Ok((Input { head, rest: reader, left: ROW_LIMIT, window: VecDeque::new(), counted: 0, line: 1 }, format))
    }

    /// The same with other bytes first, which start on this line.
    pub(super) fn with_head(self, head: Vec<u8>, line: u64) -> Self {
        let unread = usize::try_from(self.head.position()).unwrap_or(usize::MAX);
        let after = self.head.get_ref().get(unread..).unwrap_or_default();
        let head = Cursor::new([&head[..], after].concat());
        Input { head, rest: self.rest, left: ROW_LIMIT, window: VecDeque::new(), counted: 0, line }
    }

    /// Reads for somebody who bounds rows and counts lines himself.
    pub(super) fn read_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.rest.read(buffer),
            count => Ok(count),
        }
    }

    /// A row has been read; the next one may be as long again.
    pub(super) fn next_row(&mut self) {
        self.left = ROW_LIMIT;
    }

    /// Forgets the bytes that were handed out; for readers that count lines themselves.
    pub(super) fn forget(&mut self) {
        self.window.clear();
    }

    /// The line, from 1, of the first byte from `start` on that ends no line. Calls must go forward, over bytes that were
    /// handed out.
    pub(super) fn line_from(&mut self, start: u64) -> u64 {
        while let Some(&byte) = self.window.front()
            && (self.counted < start || matches!(byte, b'\n' | b'\r'))
        {
            self.window.pop_front();
            self.counted += 1;
            // A return before a line feed belongs to it.
            let ends = byte == b'\n' || (byte == b'\r' && self.window.front() != Some(&b'\n'));
            self.line += u64::from(ends);
        }
        self.line
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(too_long());
        }
        let count = match self.head.read(buffer)? {
            0 => self.rest.read(buffer)?,
            count => count,
        };
        self.left = self.left.saturating_sub(count);
        self.window.extend(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// The message for a failure to read, met at this line.
pub(super) fn failed(problem: &io::Error, line: u64) -> Diagnostic {
    if problem.get_ref().is_some_and(|inner| inner.is::<TooLong>()) {
        let row = Diagnostic::new(&data::LIMIT).with("line", line).with("limit", ROW_LIMIT);
        return row.worded("what", Wording::new("the row", "该行")).worded("unit", Wording::new("bytes", "字节"));
    }
    if problem.kind() == io::ErrorKind::InvalidData {
        return Diagnostic::new(&data::ENCODING).with("line", line);
    }
    because(Diagnostic::new(&data::UNREADABLE), problem)
}

/// What is known of the first line that isn't blank.
#[derive(Default)]
struct FirstLine {
    start: Option<u8>,
    quoted: bool,
    complete: bool,
    tab: bool,
    semicolon: bool,
}

impl FirstLine {
    fn see(&mut self, byte: u8) {
        let is_end = matches!(byte, b'\n' | b'\r') && !self.quoted;
        if self.complete || (is_end && self.start.is_none()) {
            // Tabs on a blank line separate nothing.
            self.tab &= self.complete;
            return;
        }
        if !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF) {
            self.start.get_or_insert(byte);
        }
        self.quoted ^= byte == b'"';
        self.tab |= byte == b'\t' && !self.quoted;
        self.semicolon |= byte == b';' && !self.quoted;
        self.complete = is_end;
    }

    fn format(&self, decimal_comma: bool) -> Format {
        if self.start == Some(b'{') {
            Format::JsonLines
        } else if self.tab {
            Format::Tab
        } else if self.semicolon || decimal_comma {
            Format::Semicolon
        } else {
            Format::Comma
        }
    }
}
