//! Owns sheets: rectangles of characters with a baseline, and how they are put beside and above each other.

use unicode_width::UnicodeWidthStr;

/// A rectangle of characters; every row is as wide as the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    pub rows: Vec<String>,
    pub width: usize,
    /// The row on which neighbours are aligned.
    pub base: usize,
}

impl Sheet {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let width = text.width();
        Sheet { rows: vec![text], width, base: 0 }
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    pub fn is_flat(&self) -> bool {
        self.rows.len() == 1
    }

    /// Rows below the baseline; none for a raised sheet, all of which is above it.
    fn below(&self) -> usize {
        self.rows.len().saturating_sub(self.base + 1)
    }

    /// The sheets side by side, baselines on one row.
    pub fn beside<'s>(sheets: impl IntoIterator<Item = &'s Sheet> + Clone) -> Self {
        let base = sheets.clone().into_iter().map(|sheet| sheet.base).max().unwrap_or(0);
        let below = sheets.clone().into_iter().map(Sheet::below).max().unwrap_or(0);
        let mut rows = vec![String::new(); base + below + 1];
        let mut width = 0;
        for sheet in sheets {
            let top = base - sheet.base;
            for (position, row) in rows.iter_mut().enumerate() {
                match position.checked_sub(top).and_then(|at| sheet.rows.get(at)) {
                    Some(text) => row.push_str(text),
                    None => row.push_str(&" ".repeat(sheet.width)),
                }
            }
            width += sheet.width;
        }
        Sheet { rows, width, base }
    }

    /// The sheet in the middle of a wider one.
    fn centred(&self, width: usize) -> impl Iterator<Item = String> + '_ {
        let left = width.saturating_sub(self.width) / 2;
        let right = width.saturating_sub(self.width) - left;
        self.rows.iter().map(move |row| [&" ".repeat(left), row.as_str(), &" ".repeat(right)].concat())
    }

    /// The sheets below each other, centred; the baseline is that of the sheet at `middle`.
    pub fn stacked(sheets: &[&Sheet], middle: usize) -> Self {
        let width = sheets.iter().map(|sheet| sheet.width).max().unwrap_or(0);
        let mut stack = Sheet { rows: Vec::new(), width, base: 0 };
        for (position, sheet) in sheets.iter().enumerate() {
            if position == middle {
                stack.base = stack.rows.len() + sheet.base;
            }
            stack.rows.extend(sheet.centred(width));
        }
        stack
    }

    /// The sheets below each other, at the left; the baseline is in the middle.
    pub fn column(sheets: &[Sheet]) -> Self {
        let width = sheets.iter().map(|sheet| sheet.width).max().unwrap_or(0);
        let mut rows = Vec::new();
        for sheet in sheets {
            rows.extend(sheet.rows.iter().map(|row| [row.as_str(), &" ".repeat(width - sheet.width)].concat()));
        }
        let base = rows.len().saturating_sub(1) / 2;
        Sheet { rows, width, base }
    }

    /// A bracket as high as `inside`: its characters for one row, then top, middle and bottom of a taller one.
    pub fn bracket(inside: &Sheet, [flat, top, middle, bottom]: [&str; 4]) -> Self {
        let height = inside.height();
        if height <= 1 {
            return Sheet::text(flat);
        }
        let rows: Vec<String> = (0..height)
            .map(|row| match row {
                0 => top,
                _ if row + 1 == height => bottom,
                _ => middle,
            })
            .map(str::to_owned)
            .collect();
        let width = rows.first().map_or(0, |row| row.width());
        Sheet { rows, width, base: inside.base }
    }

    /// `self` with a sheet raised above its last column: an exponent.
    pub fn raise(&self, exponent: &Sheet) -> Self {
        // The exponent ends one row above the top of the base.
        let raised = Sheet { base: exponent.height() + self.base, ..exponent.clone() };
        Sheet::beside([self, &raised])
    }
}
