//! Owns JSON lines: one flat object a line, its numbers taken as they are written.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

use serde_json::value::RawValue;

use super::Header;
use super::input::{Input, failed};
use crate::diagnostic::{Diagnostic, data};

/// Objects, line by line.
pub(super) struct Lines<R> {
    reader: BufReader<Input<R>>,
    keys: Vec<String>,
    text: String,
    /// Whether the line in `text` was looked at for its keys only.
    pending: bool,
    line: u64,
}

impl<R: Read> Lines<R> {
    /// Reads the first object; its keys are the heads of the columns. None when there is no object.
    pub(super) fn open(input: Input<R>) -> Result<Option<(Self, Vec<Header>)>, Diagnostic> {
        let reader = BufReader::new(input);
        let mut lines = Lines { reader, keys: Vec::new(), text: String::new(), pending: false, line: 0 };
        if !lines.advance()? {
            return Ok(None);
        }
        lines.pending = true;
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&lines.text).map_err(|problem| lines.refuse(&problem))?;
        let headers = object.keys().map(|key| Header::of(key)).collect();
        lines.keys = object.keys().cloned().collect();
        Ok(Some((lines, headers)))
    }

    /// The line that was read last.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Gives the text under each wanted key of the next object to `cell`: nothing for a key that isn't there. False at the end.
    pub(super) fn next_row(
        &mut self,
        wanted: &[usize],
        mut cell: impl FnMut(u64, usize, &str) -> Result<(), Diagnostic>,
    ) -> Result<bool, Diagnostic> {
        if !std::mem::take(&mut self.pending) && !self.advance()? {
            return Ok(false);
        }
        let object: HashMap<String, &RawValue> =
            serde_json::from_str(&self.text).map_err(|problem| self.refuse(&problem))?;
        for &at in wanted {
            let found = self.keys.get(at).and_then(|key| object.get(key)).map_or("", |value| value.get());
            // A number may stand in quotes.
            let text = found.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(found);
            cell(self.line, at, text)?;
        }
        Ok(true)
    }

    /// Reads the next line that isn't blank. False at the end.
    fn advance(&mut self) -> Result<bool, Diagnostic> {
        loop {
            self.text.clear();
            self.reader.get_mut().next_row();
            self.reader.get_mut().forget();
            self.line += 1;
            match self.reader.read_line(&mut self.text) {
                Ok(0) => return Ok(false),
                Ok(_) if self.text.trim().is_empty() => {}
                Ok(_) => {
                    self.text.truncate(self.text.trim_end().len());
                    return Ok(true);
                }
                Err(problem) => return Err(failed(&problem, self.line)),
            }
        }
    }

    fn refuse(&self, problem: &serde_json::Error) -> Diagnostic {
        Diagnostic::new(&data::JSON_LINE).with("line", self.line).with("column", problem.column())
    }
}
