//! Owns reading many lines at once, on all cores: whole lines in memory are cut into pieces that are read side by side. A piece
//! with anything but plain numbers in it is left to the way that goes line by line, which knows what to say about it.

use memchr::{memchr, memchr2, memrchr};
use rayon::prelude::*;

use super::{Exact, ROW_LIMIT};

/// Bytes of text that are read side by side.
pub(super) const BATCH: usize = 1 << 22;

/// Bytes of text in a piece.
const PIECE: usize = 1 << 18;

/// What the lines are made of.
pub(super) struct Layout {
    pub separator: u8,
    /// The sign before the decimals.
    pub point: u8,
    /// For each cell of a line the position its number goes to.
    pub targets: Vec<Option<usize>>,
}

/// Memory for the columns of one piece, used again and again.
#[derive(Default)]
pub(super) struct Piece {
    pub columns: Vec<Vec<Exact>>,
    /// How many rows they have.
    pub rows: usize,
    /// How many lines and bytes were read; none: something else than plain numbers is in it.
    pub read: Option<(u64, usize)>,
}

impl Layout {
    /// The positions of the chosen cells; `None` when one is chosen twice, or none is.
    pub fn new(separator: u8, point: u8, count: usize, chosen: &[usize]) -> Option<Layout> {
        if chosen.is_empty() {
            return None;
        }
        let mut targets = vec![None; count];
        for (to, &at) in chosen.iter().enumerate() {
            if targets.get_mut(at)?.replace(to).is_some() {
                return None;
            }
        }
        Some(Layout { separator, point, targets })
    }

    /// Reads whole lines into pieces. How many pieces are filled; those behind the first one that couldn't be read count
    /// for nothing.
    pub fn read(&self, text: &[u8], width: usize, pieces: &mut Vec<Piece>) -> usize {
        let mut cuts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = match rest.get(PIECE..).and_then(|after| memchr(b'\n', after)) {
                Some(found) => PIECE + found + 1,
                None => rest.len(),
            };
            let (piece, after) = rest.split_at(end.min(rest.len()));
            cuts.push(piece);
            rest = after;
        }
        while pieces.len() < cuts.len() {
            pieces.push(Piece::default());
        }
        cuts.par_iter().zip(pieces.par_iter_mut()).for_each(|(text, piece)| {
            piece.columns.resize(width, Vec::new());
            piece.columns.iter_mut().for_each(Vec::clear);
            piece.read = self.lines(text, &mut piece.columns).map(|lines| (lines, text.len()));
            piece.rows = piece.columns.first().map_or(0, Vec::len);
        });
        pieces.iter().take(cuts.len()).take_while(|piece| piece.read.is_some()).count()
    }

    /// Reads the lines of a piece; how many they are.
    fn lines(&self, text: &[u8], columns: &mut [Vec<Exact>]) -> Option<u64> {
        let (mut rest, mut lines, mut rows) = (text, 0, 0);
        while !rest.is_empty() {
            lines += 1;
            match self.quick(rest, columns) {
                Some(length) => {
                    rest = rest.get(length..)?;
                    rows += 1;
                }
                None => {
                    columns.iter_mut().for_each(|column| column.truncate(rows));
                    let end = memchr(b'\n', rest).unwrap_or(rest.len());
                    let (line, after) = rest.split_at(end);
                    rows += usize::from(self.slow(line, columns)?);
                    rest = after.get(1..).unwrap_or_default();
                }
            }
        }
        Some(lines)
    }

    /// Reads a line of plain decimals; how long it is, with its end.
    #[inline]
    fn quick(&self, line: &[u8], columns: &mut [Vec<Exact>]) -> Option<usize> {
        let mut at = 0;
        let last = self.targets.len().checked_sub(1)?;
        for (cell, target) in self.targets.iter().enumerate() {
            match target {
                Some(target) => {
                    let (value, length) = Exact::leading(line.get(at..)?, self.point)?;
                    columns.get_mut(*target)?.push(value);
                    at += length;
                }
                None => at += memchr2(self.separator, b'\n', line.get(at..)?)?,
            }
            if cell == last && line.get(at) == Some(&b'\r') {
                at += 1;
            }
            match line.get(at) {
                Some(b'\n') if cell == last => {}
                Some(byte) if *byte == self.separator && cell < last => {}
                _ => return None,
            }
            at += 1;
        }
        (at <= ROW_LIMIT).then_some(at)
    }

    /// Reads any other line of numbers, without its end; whether it isn't blank.
    fn slow(&self, line: &[u8], columns: &mut [Vec<Exact>]) -> Option<bool> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Quotes and returns are more than this way knows.
        if memchr2(b'"', b'\r', line).is_some() || line.len() > ROW_LIMIT {
            return None;
        }
        let mut cells = line.split(|byte| *byte == self.separator);
        if line.trim_ascii().is_empty() && cells.clone().count() == 1 {
            return Some(false);
        }
        for target in &self.targets {
            let cell = cells.next()?;
            if let Some(target) = target {
                columns.get_mut(*target)?.push(Exact::read(cell, self.point).ok()?);
            }
        }
        cells.next().is_none().then_some(true)
    }
}

/// The whole lines at the beginning of a text.
pub(super) fn whole_lines(text: &[u8]) -> &[u8] {
    let end = memrchr(b'\n', text).map_or(0, |at| at + 1);
    text.get(..end).unwrap_or_default()
}
