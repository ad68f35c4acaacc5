//! Owns figures in characters: curves in Braille dots, points as signs, and a plain form in ASCII.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::scale::Scale;
use super::{Figure, Layer};

/// Rows of the plane, and its columns at most.
const ROWS: usize = 16;
const COLUMNS: usize = 64;
/// Narrower planes show nothing.
const LEAST: usize = 16;

/// The plane: signs, and below them dots, two across and four up in each character.
struct Canvas {
    columns: usize,
    signs: Vec<Option<char>>,
    dots: Vec<u8>,
    ascii: bool,
}

/// The signs of points, as Unicode and as ASCII.
const DATA: (char, char) = ('•', 'o');
const STEP: (char, char) = ('×', 'x');
const FIRST: (char, char) = ('○', 'S');
const GOAL: (char, char) = ('◆', '@');
/// What a curve, a level and a residual look like in ASCII.
const CURVE: char = '*';
const LEVEL: char = '.';
const REST: char = ':';

impl Canvas {
    fn new(columns: usize, ascii: bool) -> Self {
        Canvas { columns, signs: vec![None; columns * ROWS], dots: vec![0; columns * ROWS], ascii }
    }

    /// A sign at shares of the plane, from 0 to 1.
    fn sign(&mut self, (x, y): (f64, f64), (unicode, ascii): (char, char)) {
        if let Some(sign) = self.cell(x, y).and_then(|at| self.signs.get_mut(at)) {
            *sign = Some(if self.ascii { ascii } else { unicode });
        }
    }

    fn cell(&self, x: f64, y: f64) -> Option<usize> {
        let inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        let column = ((x * self.columns as f64) as usize).min(self.columns - 1);
        let row = (((1.0 - y) * ROWS as f64) as usize).min(ROWS - 1);
        inside.then_some(row * self.columns + column)
    }

    /// A straight line; `stride` leaves dots out.
    fn line(&mut self, from: (f64, f64), to: (f64, f64), sign: char, stride: usize) {
        let (wide, high) = ((2 * self.columns) as f64, (4 * ROWS) as f64);
        let steps = ((to.0 - from.0).abs() * wide).max((to.1 - from.1).abs() * high).ceil().clamp(1.0, 4096.0) as usize;
        for step in (0..=steps).step_by(stride) {
            let part = step as f64 / steps as f64;
            let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
            let Some(at) = self.cell(x, y) else { continue };
            if self.ascii {
                if let Some(place @ None) = self.signs.get_mut(at) {
                    *place = Some(sign);
                }
            } else if let Some(cell) = self.dots.get_mut(at) {
                let (right, down) =
                    (((x * wide) as usize).min(2 * self.columns - 1), (((1.0 - y) * high) as usize).min(4 * ROWS - 1));
                // The bits of a Braille character: 1, 2, 3 down the left side, 4, 5, 6 down the right one, then the lowest two.
                let bit = match (right % 2, down % 4) {
                    (0, 3) => 6,
                    (_, 3) => 7,
                    (side, row) => 3 * side + row,
                };
                *cell |= 1 << bit;
            }
        }
    }

    fn row(&self, row: usize) -> String {
        let cells = (row * self.columns..(row + 1) * self.columns).map(|at| {
            let dots = self.dots.get(at).copied().unwrap_or(0);
            let braille = char::from_u32(0x2800 + u32::from(dots)).filter(|_| dots != 0).unwrap_or(' ');
            self.signs.get(at).copied().flatten().unwrap_or(braille)
        });
        cells.collect()
    }
}

impl Figure {
    /// In characters, not wider than that.
    pub fn to_text(&self, ascii: bool, width: usize) -> String {
        let (across, up) = self.scales(6.0, 5.0);
        let labels: Vec<(usize, String)> = up
            .marks
            .iter()
            .map(|&mark| (((1.0 - up.share(mark)) * (ROWS - 1) as f64).round() as usize, written(&up, mark, ascii)))
            .collect();
        let margin = labels.iter().map(|(_, label)| label.width()).max().unwrap_or(0);
        let columns = width.saturating_sub(margin + 3).clamp(LEAST, COLUMNS);
        let mut canvas = Canvas::new(columns, ascii);
        // Points cover curves, so curves are drawn first where a cell holds one sign.
        let points = |layer: &&Layer| matches!(layer, Layer::Dots { .. } | Layer::Goal { .. });
        let layers = &self.layers;
        for layer in layers.iter().filter(|layer| !points(layer)).chain(layers.iter().filter(points)) {
            draw(&mut canvas, layer, &across, &up);
        }
        let (wall, floor, corner) = if ascii { ('|', '-', '+') } else { ('│', '─', '└') };
        let mut text = String::new();
        if !self.title.is_empty() {
            let _ = writeln!(text, "{}", self.title);
        }
        let legend: Vec<String> = layers.iter().flat_map(|layer| legend(layer, ascii)).collect();
        if !legend.is_empty() {
            let _ = writeln!(text, "{}", legend.join("   "));
        }
        let _ = writeln!(text, "{}", self.up.label);
        for row in 0..ROWS {
            let label = labels.iter().find(|(at, _)| *at == row).map_or("", |(_, label)| label);
            let padding = " ".repeat(margin.saturating_sub(label.width()));
            text += format!("{padding}{label} {wall}{}", canvas.row(row)).trim_end();
            text.push('\n');
        }
        let rule: String = std::iter::repeat_n(floor, columns).collect();
        let _ = writeln!(text, "{:margin$} {corner}{rule}", "");
        let (mut marks, mut end) = (String::new(), 0);
        for &mark in &across.marks {
            let label = written(&across, mark, ascii);
            let place = (across.share(mark) * (columns - 1) as f64).round() as usize;
            let start = place.saturating_sub(label.width() / 2).max(if end == 0 { 0 } else { end + 2 });
            if start + label.width() <= columns + 2 {
                marks += &" ".repeat(start - end);
                marks += &label;
                end = start + label.width();
            }
        }
        let _ = writeln!(text, "{:margin$}  {marks}", "");
        let middle = columns.saturating_sub(self.across.label.width()) / 2;
        let _ = writeln!(text, "{:margin$}  {:middle$}{}", "", "", self.across.label);
        text
    }
}

fn written(scale: &Scale, mark: f64, ascii: bool) -> String {
    let label = scale.label(mark);
    if !ascii || label.is_ascii() {
        return label;
    }
    let plain = label.replace('−', "-");
    if plain.is_ascii() { plain } else { format!("1e{}", mark.round()) }
}

fn legend(layer: &Layer, ascii: bool) -> Vec<String> {
    let sign = |(unicode, plain): (char, char)| if ascii { plain } else { unicode };
    let label = layer.label();
    if label.is_empty() {
        return Vec::new();
    }
    match layer {
        Layer::Dots { .. } => vec![format!("{} {label}", sign(DATA))],
        Layer::Line { .. } => vec![format!("{} {label}", sign(('⠤', CURVE)))],
        Layer::Segments { .. } => vec![format!("{} {label}", sign(('⡁', REST)))],
        Layer::Path { start, .. } => vec![format!("{} {label}", sign(STEP)), format!("{} {start}", sign(FIRST))],
        Layer::Goal { .. } => vec![format!("{} {label}", sign(GOAL))],
        Layer::Levels { surface, .. } => {
            let levels = surface.levels();
            let ends = levels.first().zip(levels.last());
            let range = ends.map_or(String::new(), |(low, high)| format!(" ({} … {})", low.label, high.label));
            let range = if ascii { range.replace('…', "...").replace('−', "-") } else { range };
            vec![format!("{} {label}{range}", sign(('⠤', LEVEL)))]
        }
    }
}

fn draw(canvas: &mut Canvas, layer: &Layer, across: &Scale, up: &Scale) {
    let share = |&(x, y): &(f64, f64)| Some((across.share(across.place(x)?), up.share(up.place(y)?)));
    let mut join = |points: &[(f64, f64)], sign: char, stride: usize| {
        for pair in points.windows(2) {
            if let [Some(from), Some(to)] = pair.iter().map(share).collect::<Vec<_>>()[..] {
                canvas.line(from, to, sign, stride);
            }
        }
    };
    match layer {
        Layer::Dots { points, .. } => points.iter().filter_map(share).for_each(|place| canvas.sign(place, DATA)),
        Layer::Line { points, .. } => join(points, CURVE, 1),
        Layer::Segments { pieces, .. } => pieces.iter().for_each(|piece| join(piece, REST, 3)),
        Layer::Path { points, .. } => {
            join(points, STEP.1, 2);
            points.iter().filter_map(share).for_each(|place| canvas.sign(place, STEP));
            if let Some(first) = points.first().and_then(share) {
                canvas.sign(first, FIRST);
            }
        }
        Layer::Goal { point, .. } => {
            if let Some(place) = share(point) {
                canvas.sign(place, GOAL);
            }
        }
        Layer::Levels { surface, .. } => {
            for level in surface.levels() {
                level.lines.iter().for_each(|line| join(line, LEVEL, 1));
            }
        }
    }
}
