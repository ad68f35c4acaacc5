//! Owns the bytes on their way in: a look at the first line, the mark at the beginning, and a bound on one row.

use std::io::{self, Cursor, Read};

use super::{Format, Options, ROW_LIMIT};
use crate::diagnostic::{Diagnostic, data};

/// Something read, the bytes that were looked at already first. Stops a row that doesn't end.
pub(super) struct Input<R> {
    head: Cursor<Vec<u8>>,
    rest: R,
    left: usize,
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

impl<R: Read> Input<R> {
    /// Looks at the first line, and finds out how the cells are separated.
    pub(super) fn open(mut reader: R, options: &Options) -> Result<(Self, Format), Diagnostic> {
        let mut head = Vec::new();
        let mut block = [0; 4096];
        while !has_line(&head) && head.len() < ROW_LIMIT {
            match reader.read(&mut block) {
                Ok(0) => break,
                Ok(count) => head.extend_from_slice(block.get(..count).unwrap_or_default()),
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) => return Err(failed(&problem, 1)),
            }
        }
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        // Text in UTF-16 starts with a mark of its own, or has a zero byte in each Latin letter.
        if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.contains(&0) {
            return Err(Diagnostic::new(&data::ENCODING).with("line", 1));
        }
        let format =
            if options.format == Format::Auto { format_of(&head, options.decimal_comma) } else { options.format };
        Ok((Input { head: Cursor::new(head), rest: reader, left: ROW_LIMIT }, format))
    }

    /// A row has been read; the next one may be as long again.
    pub(super) fn next_row(&mut self) {
        self.left = ROW_LIMIT;
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(TooLong));
        }
        let count = match self.head.read(buffer)? {
            0 => self.rest.read(buffer)?,
            count => count,
        };
        self.left = self.left.saturating_sub(count);
        Ok(count)
    }
}

/// The message for a failure to read, met at this line.
pub(super) fn failed(problem: &io::Error, line: u64) -> Diagnostic {
    if problem.get_ref().is_some_and(|inner| inner.is::<TooLong>()) {
        let row = Diagnostic::new(&data::LIMIT).with("line", line).with("limit", ROW_LIMIT);
        return row.with("what", "the row").with("unit", "bytes");
    }
    if problem.kind() == io::ErrorKind::InvalidData {
        return Diagnostic::new(&data::ENCODING).with("line", line);
    }
    Diagnostic::new(&data::UNREADABLE).with("reason", problem)
}

/// Whether a whole line with something in it has been read.
fn has_line(head: &[u8]) -> bool {
    let blank = head.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    first_line(head.get(blank..).unwrap_or_default()).1
}

/// The text up to the first line end outside quotes, and whether there is one.
fn first_line(text: &[u8]) -> (&[u8], bool) {
    let mut quoted = false;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => return (text.get(..at).unwrap_or_default(), true),
            _ => {}
        }
    }
    (text, false)
}

/// How the first line separates its cells.
fn format_of(head: &[u8], decimal_comma: bool) -> Format {
    let text = head.trim_ascii_start();
    if text.first() == Some(&b'{') {
        return Format::JsonLines;
    }
    // Spaces before the first cell may be tabs that separate, so the line is taken from the untrimmed text.
    let start = head.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let (line, _) = first_line(head.get(start..).unwrap_or_default());
    let mut quoted = false;
    let mut signs = [(b'\t', false), (b';', false), (b',', false)];
    for &byte in line {
        quoted ^= byte == b'"';
        for (sign, found) in &mut signs {
            *found |= !quoted && *sign == byte;
        }
    }
    match signs.map(|(_, found)| found) {
        [true, _, _] => Format::Tab,
        [false, true, _] => Format::Semicolon,
        [false, false, _] if decimal_comma => Format::Semicolon,
        [false, false, _] => Format::Comma,
    }
}
