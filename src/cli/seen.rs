//! Owns the memory of the data that were read last, so that a message about a cell can show its line with a mark under it.

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use super::problem::Problem;
use crate::diagnostic::{Diagnostic, data};
use crate::source::Span;

/// At least so many of the last bytes are remembered: more than a reader takes ahead, and than lines are long.
const REMEMBERED: usize = 256 << 10;

/// Lines longer than this aren't shown.
const LONGEST: usize = 64 << 10;

/// A reader that remembers.
pub(super) struct Seen<R> {
    reader: R,
    memory: Rc<RefCell<Memory>>,
}

/// What is remembered.
#[derive(Default)]
pub(super) struct Memory {
    bytes: Vec<u8>,
    /// Lines that ended in what was forgotten.
    forgotten: usize,
}

impl<R: Read> Seen<R> {
    /// The reader, and its memory, which outlives it.
    pub fn new(reader: R) -> (Self, Rc<RefCell<Memory>>) {
        let memory = Rc::new(RefCell::new(Memory::default()));
        (Seen { reader, memory: Rc::clone(&memory) }, memory)
    }
}

impl<R: Read> Read for Seen<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.memory.borrow_mut().add(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Memory {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * REMEMBERED {
            let end = self.bytes.len() - REMEMBERED;
            self.forgotten += lines(self.bytes.get(..end).unwrap_or_default());
            self.bytes.drain(..end);
        }
    }

    /// A line by its number in the file, from 1.
    fn line(&self, number: usize) -> Option<String> {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let line = text.split('\n').nth(number.checked_sub(self.forgotten + 1)?)?.trim_end_matches('\r');
        (line.len() <= LONGEST && !line.trim().is_empty()).then(|| line.to_owned())
    }

    /// The message with the line that it speaks of, when it speaks of one.
    pub fn problem(&self, diagnostic: Diagnostic, file: &str) -> Problem {
        let argument = |name: &str| diagnostic.arguments.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        let number = argument("line").and_then(|line| line.parse::<usize>().ok());
        let line = number.and_then(|number| Some((number, self.line(number)?)));
        let place = line.as_ref().and_then(|(_, line)| {
            let column = argument("column").and_then(|column| column.parse::<usize>().ok());
            let wanted = argument("wanted").and_then(|wanted| wanted.parse::<usize>().ok());
            if std::ptr::eq(diagnostic.code, &data::RAGGED) {
                surplus(line, wanted?)
            } else if std::ptr::eq(diagnostic.code, &data::JSON_LINE) {
                let at = line.char_indices().nth(column?.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
                Some(Span::new(at, (at + 1).min(line.len()).max(at)))
            } else if std::ptr::eq(diagnostic.code, &data::REPEATED_KEY) {
                let key = format!("\"{}\"", argument("name")?);
                line.rfind(&key).map(|at| Span::new(at, at + key.len()))
            } else if let (Some(column), Some(name), Some(found)) = (column, argument("name"), argument("found")) {
                if line.trim_start().starts_with('{') { value(line, name, found) } else { cell(line, column, found) }
            } else {
                Some(Span::new(0, line.len()))
            }
        });
        let problem = Problem { file: Some(file.into()), ..Problem::from(diagnostic) };
        match (line, place) {
            (Some((number, line)), Some(span)) => {
                Problem { diagnostic: problem.diagnostic.at(span), source: Some(line), first_line: number, ..problem }
            }
            _ => problem,
        }
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// The places of the cells of a line; quotes keep a separator from separating.
fn cells(line: &str, separator: char) -> Vec<(usize, usize)> {
    let (mut cells, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        quoted ^= c == '"';
        if c == separator && !quoted {
            cells.push((start, at));
            start = at + 1;
        }
    }
    cells.push((start, line.len()));
    cells
}

const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// The cell of this number in which this stands; the mark of an empty cell is where something should be.
fn cell(line: &str, column: usize, found: &str) -> Option<Span> {
    let start_of_found: String = found.trim_end_matches('…').chars().take(8).collect();
    let candidates = SEPARATORS.iter().filter_map(|&separator| {
        let cells = cells(line, separator);
        let &(start, end) = cells.get(column.checked_sub(1)?)?;
        let text = line.get(start..end)?;
        let bare = text.trim().trim_matches('"').trim();
        let fits = if found.is_empty() { bare.is_empty() } else { bare.starts_with(&start_of_found) };
        let lead = text.len() - text.trim_start().len();
        let (from, to) = if bare.is_empty() { (start, end) } else { (start + lead, start + lead + text.trim().len()) };
        // The separator of a file gives the most cells.
        fits.then_some((cells.len(), Span::new(from, to)))
    });
    candidates.max_by_key(|(count, _)| *count).map(|(_, span)| span)
}

/// The value under a key of a JSON object.
fn value(line: &str, name: &str, found: &str) -> Option<Span> {
    if found.is_empty() {
        return Some(Span::new(0, line.len()));
    }
    let key = line.find(&format!("\"{name}\"")).map_or(0, |at| at + name.len() + 2);
    let at = key + line.get(key..)?.find(found)?;
    Some(Span::new(at, at + found.len()))
}

/// What is too much in a row, or the end of a row that is too short.
fn surplus(line: &str, wanted: usize) -> Option<Span> {
    let all = SEPARATORS.iter().map(|&separator| cells(line, separator)).max_by_key(Vec::len)?;
    let first = all.get(wanted).map(|(start, _)| *start);
    Some(first.map_or(Span::new(line.len(), line.len()), |start| Span::new(start, line.len())))
}
