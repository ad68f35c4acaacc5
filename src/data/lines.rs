//! Owns JSON lines: one flat object a line, its numbers taken as they are written.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use rustc_hash::FxHashMap;
use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
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
        let Object(pairs) = lines.object()?;
        lines.by_key(&pairs)?;
        let headers = pairs.iter().map(|(key, _)| Header::of(key)).collect();
        lines.keys = pairs.into_iter().map(|(key, _)| key).collect();
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
        let Object(pairs) = self.object()?;
        // Most objects have the keys of the first one, in its order.
        let has_usual_keys = pairs.iter().map(|(key, _)| key).eq(&self.keys);
        let others = if has_usual_keys { FxHashMap::default() } else { self.by_key(&pairs)? };
        for &at in wanted {
            let value = match has_usual_keys {
                true => pairs.get(at).map(|(_, value)| *value),
                false => self.keys.get(at).and_then(|key| others.get(key.as_str()).copied()),
            };
            let found = value.map_or("", RawValue::get);
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

    fn object(&self) -> Result<Object<'_>, Diagnostic> {
        serde_json::from_str(&self.text).map_err(|problem| self.refuse(&problem))
    }

    /// The values by their keys. Of two values under one key nobody knows which is meant.
    fn by_key<'p>(&self, pairs: &'p [(String, &'p RawValue)]) -> Result<FxHashMap<&'p str, &'p RawValue>, Diagnostic> {
        let mut values = FxHashMap::default();
        for (key, value) in pairs {
            if values.insert(key.as_str(), *value).is_some() {
                return Err(Diagnostic::new(&data::REPEATED_KEY).with("line", self.line).with("name", key));
            }
        }
        Ok(values)
    }

    fn refuse(&self, problem: &serde_json::Error) -> Diagnostic {
        Diagnostic::new(&data::JSON_LINE).with("line", self.line).with("column", problem.column())
    }
}

/// The keys and values of a flat object in the order in which they are written, repeated ones too.
struct Object<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Deserialize<'t> for Object<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'t> Visitor<'t> for Pairs {
    type Value = Object<'t>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Object<'t>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Object(pairs))
    }
}
