//! Owns boxes of characters with a baseline, the units of two-dimensional text.

use unicode_width::UnicodeWidthStr;

/// A rectangle of text; its baseline is the line that neighbours are aligned by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextBox {
    lines: Vec<String>,
    width: usize,
    baseline: usize,
}

impl TextBox {
    /// One line.
    pub fn line(text: impl Into<String>) -> Self {
        let text = text.into();
        TextBox { width: text.width(), lines: vec![text], baseline: 0 }
    }

    /// The lines, all padded to the width.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.lines.len()
    }

    /// The row of the baseline, from the top.
    pub fn baseline(&self) -> usize {
        self.baseline
    }

    fn padded(line: &str, width: usize) -> String {
        format!("{line}{}", " ".repeat(width.saturating_sub(line.width())))
    }

    fn centred(line: &str, width: usize) -> String {
        let free = width.saturating_sub(line.width());
        format!("{}{line}{}", " ".repeat(free / 2), " ".repeat(free - free / 2))
    }

    /// Side by side, baselines aligned.
    pub fn beside(boxes: &[TextBox]) -> Self {
        let above = boxes.iter().map(|part| part.baseline).max().unwrap_or(0);
        let below = boxes.iter().map(|part| part.height().saturating_sub(part.baseline)).max().unwrap_or(1);
        let mut lines = vec![String::new(); above + below];
        for part in boxes {
            let top = above - part.baseline;
            for (row, line) in lines.iter_mut().enumerate() {
                let own = row.checked_sub(top).and_then(|row| part.lines.get(row)).map_or("", String::as_str);
                line.push_str(&TextBox::padded(own, part.width));
            }
        }
        TextBox { lines, width: boxes.iter().map(|part| part.width).sum(), baseline: above }
    }

    /// On top of each other, centred; `middle` names the part whose baseline is that of the whole.
    pub fn stacked(parts: &[TextBox], middle: usize) -> Self {
        let width = parts.iter().map(|part| part.width).max().unwrap_or(0);
        let above: usize = parts.iter().take(middle).map(TextBox::height).sum();
        let baseline = above + parts.get(middle).map_or(0, |part| part.baseline);
        let lines = parts.iter().flat_map(|part| part.lines.iter().map(|line| TextBox::centred(line, width))).collect();
        TextBox { lines, width, baseline }
    }

    /// With an exponent at the upper right.
    pub fn raised(&self, exponent: &TextBox) -> Self {
        let width = self.width + exponent.width;
        let mut lines: Vec<String> = exponent
            .lines
            .iter()
            .map(|line| format!("{}{}", " ".repeat(self.width), TextBox::padded(line, exponent.width)))
            .collect();
        lines.extend(self.lines.iter().map(|line| TextBox::padded(line, width)));
        TextBox { lines, width, baseline: self.baseline + exponent.height() }
    }

    /// With an index at the lower right.
    pub fn lowered(&self, index: &TextBox) -> Self {
        let width = self.width + index.width;
        let mut lines: Vec<String> = self.lines.iter().map(|line| TextBox::padded(line, width)).collect();
        lines.extend(
            index.lines.iter().map(|line| format!("{}{}", " ".repeat(self.width), TextBox::padded(line, index.width))),
        );
        TextBox { lines, width, baseline: self.baseline }
    }

    /// Between two signs as tall as it is: each given as one line, top, middle and bottom.
    pub fn fenced(&self, open: [&str; 4], close: [&str; 4]) -> Self {
        let side = |signs: [&str; 4]| {
            let height = self.height();
            let lines = (0..height).map(|row| match row {
                _ if height == 1 => signs[0],
                0 => signs[1],
                _ if row + 1 == height => signs[3],
                _ => signs[2],
            });
            let lines: Vec<String> = lines.map(str::to_owned).collect();
            TextBox { width: lines.iter().map(|line| line.width()).max().unwrap_or(0), lines, baseline: self.baseline }
        };
        TextBox::beside(&[side(open), self.clone(), side(close)])
    }

    /// Under a radical sign, with an optional degree.
    pub fn rooted(&self, degree: Option<&str>) -> Self {
        let degree = degree.unwrap_or("");
        let margin = degree.width() + 1;
        let mut lines = vec![format!("{}{}", " ".repeat(margin), "_".repeat(self.width))];
        for (row, line) in self.lines.iter().enumerate() {
            let last = row + 1 == self.height();
            let sign = if last { format!("{degree}√") } else { format!("{}│", " ".repeat(degree.width())) };
            lines.push(format!("{sign}{line}"));
        }
        TextBox { lines, width: self.width + margin, baseline: self.baseline + 1 }
    }

    /// The whole text, trailing spaces dropped.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    }
}
