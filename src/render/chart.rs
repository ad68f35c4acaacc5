//! Owns line charts: one curve over its axis, as SVG, in characters, and in Mermaid's language.

use std::fmt::Write;

/// A curve. Where its values are positive and span more than two powers of ten, their axis is logarithmic.
///
/// ```
/// use gradus::render::Chart;
/// let chart = Chart { across: "epoch".to_owned(), up: "loss".to_owned(), values: vec![4.0, 2.0, 1.0] };
/// assert!(chart.to_svg().starts_with("<svg"));
/// assert!(chart.to_text(true).contains("epoch"));
/// assert!(chart.to_mermaid().starts_with("xychart-beta"));
/// ```
#[derive(Clone, Debug)]
pub struct Chart {
    /// What the positions count, from 0.
    pub across: String,
    /// What the values are.
    pub up: String,
    /// The values; those that aren't finite are left out.
    pub values: Vec<f64>,
}

/// Rows and columns in characters.
const GRID: (usize, usize) = (12, 60);
/// The plane of the SVG in pixels: width, height, and the margins at the left and below.
const PLANE: (f64, f64, f64, f64) = (560.0, 260.0, 80.0, 46.0);
/// Values that span more than this get a logarithmic axis.
const LOGARITHMIC: f64 = 100.0;
/// At most this many points go into Mermaid's list.
const LISTED: usize = 60;

const STYLE: &str = "\
.chart text{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1b1b1b}\
.chart .grid{stroke:#ddd}.chart .axis{stroke:#555}.chart .curve{fill:none;stroke:#1f5fa8;stroke-width:2}\
@media (prefers-color-scheme:dark){.chart text{fill:#eee}.chart .grid{stroke:#3a3b40}.chart .axis{stroke:#aaa}\
.chart .curve{stroke:#8ab8f0}}\
@media print{.chart text{fill:#000}.chart .grid{stroke:#ddd}.chart .curve{stroke:#1f5fa8}}";

/// The axis of the values.
struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
    /// Values at which a line is drawn across.
    marks: Vec<f64>,
}

impl Scale {
    fn of(values: &[f64]) -> Scale {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (mut low, mut high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if low > 0.0 && high / low > LOGARITHMIC {
            let (from, to) = (low.log10().floor() as i32, high.log10().ceil() as i32);
            let stride = ((to - from) / 6).max(1) as usize;
            let marks = (from..=to).step_by(stride).map(|power| 10f64.powi(power)).collect();
            return Scale { low: 10f64.powi(from), high: 10f64.powi(to), logarithmic: true, marks };
        }
        if low >= 0.0 && low < high / 2.0 {
            low = 0.0;
        }
        if low == high {
            (low, high) = (low - 0.5, high + 0.5);
        }
        let step = round_step((high - low) / 5.0);
        let (from, to) = ((low / step).floor(), (high / step).ceil());
        let marks: Vec<f64> = (0..=(to - from) as usize).map(|k| (from + k as f64) * step).collect();
        Scale { low: from * step, high: to * step, logarithmic: false, marks }
    }

    /// Where a value lies between the ends, from 0 to 1.
    fn share(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }
}

impl Chart {
    /// As an SVG document of its own, readable on light and on dark ground.
    pub fn to_svg(&self) -> String {
        let scale = Scale::of(&self.values);
        let (width, height, left, below) = PLANE;
        let last = self.values.len().saturating_sub(1).max(1) as f64;
        let across = |at: f64| left + at / last * (width - left - 20.0);
        let up = |value: f64| height - below - scale.share(value) * (height - below - 30.0);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\">\n<style>{STYLE}</style>\n"
        );
        let (start, end) = (across(0.0), across(last));
        for &mark in &scale.marks {
            let y = up(mark);
            let _ =
                writeln!(svg, "<line class=\"grid\" x1=\"{start:.1}\" x2=\"{end:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
            let (x, y, text) = (start - 8.0, y + 4.5, short(mark));
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{text}</text>");
        }
        let floor = up(scale.low);
        for at in self.stops() {
            let (x, y) = (across(at as f64), floor + 18.0);
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{at}</text>");
        }
        let _ = writeln!(
            svg,
            "<line class=\"axis\" x1=\"{start:.1}\" x2=\"{end:.1}\" y1=\"{floor:.1}\" y2=\"{floor:.1}\"/>"
        );
        let points: Vec<String> = (self.values.iter().enumerate())
            .filter(|(_, value)| value.is_finite())
            .map(|(at, &value)| format!("{:.1},{:.1}", across(at as f64), up(value)))
            .collect();
        let _ = writeln!(svg, "<polyline class=\"curve\" points=\"{}\"/>", points.join(" "));
        let (middle, bottom) = ((start + end) / 2.0, height - 6.0);
        let _ = writeln!(
            svg,
            "<text x=\"{middle:.1}\" y=\"{bottom:.1}\" text-anchor=\"middle\">{}</text>\n\
             <text x=\"{start:.1}\" y=\"16\" text-anchor=\"middle\">{}</text>",
            escaped(&self.across),
            escaped(&self.up)
        );
        svg + "</svg>\n"
    }

    /// In characters; with stars in plain ASCII.
    pub fn to_text(&self, ascii: bool) -> String {
        let (rows, columns) = GRID;
        let scale = Scale::of(&self.values);
        let (dot, wall, floor, corner) = if ascii { ('*', '|', '-', '+') } else { ('•', '│', '─', '└') };
        let mut cells = vec![vec![' '; columns]; rows];
        let last = self.values.len().saturating_sub(1).max(1) as f64;
        for (at, &value) in self.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let column = (at as f64 / last * (columns - 1) as f64).round() as usize;
            let row = ((1.0 - scale.share(value)) * (rows - 1) as f64).round() as usize;
            if let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = dot;
            }
        }
        let row_of = |mark: f64| ((1.0 - scale.share(mark)) * (rows - 1) as f64).round() as usize;
        let labels: Vec<(usize, String)> = scale.marks.iter().map(|&mark| (row_of(mark), short(mark))).collect();
        let margin = labels.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.up);
        for (at, row) in cells.iter().enumerate() {
            let label = labels.iter().find(|(row, _)| *row == at).map_or("", |(_, label)| label);
            let line: String = row.iter().collect();
            text += format!("{label:>margin$} {wall}{line}").trim_end();
            text.push('\n');
        }
        let rule: String = std::iter::repeat_n(floor, columns).collect();
        let end = self.values.len().saturating_sub(1).to_string();
        let gap = columns.saturating_sub(1 + end.len());
        let _ = writeln!(text, "{:margin$} {corner}{rule}\n{:margin$}  0{:>gap$}{end}", "", "", "");
        let middle = (columns.saturating_sub(self.across.chars().count())) / 2;
        let _ = writeln!(text, "{:margin$}  {:middle$}{}", "", "", self.across);
        text
    }

    /// As Mermaid's chart (mermaid.js.org/syntax/xyChart.html).
    pub fn to_mermaid(&self) -> String {
        let last = self.values.len().saturating_sub(1);
        let stride = last.div_ceil(LISTED).max(1);
        let values: Vec<String> = self.values.iter().step_by(stride).map(|value| format!("{value:e}")).collect();
        format!(
            "xychart-beta\n  x-axis \"{}\" 0 --> {last}\n  y-axis \"{}\"\n  line [{}]\n",
            self.across,
            self.up,
            values.join(", ")
        )
    }

    /// Positions that are named below the curve.
    fn stops(&self) -> Vec<usize> {
        let last = self.values.len().saturating_sub(1);
        let step = round_step(last as f64 / 6.0).max(1.0) as usize;
        (0..=last).step_by(step).collect()
    }
}

/// Several SVG documents as one, below each other.
pub fn stacked(drawings: &[String]) -> String {
    let size = |svg: &str, name: &str| -> f64 {
        let value = svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).unwrap_or(0.0)
    };
    let (mut inner, mut width, mut height) = (String::new(), 0f64, 0f64);
    for svg in drawings {
        inner += &svg.replacen("<svg ", &format!("<svg y=\"{height}\" "), 1);
        width = width.max(size(svg, "width"));
        height += size(svg, "height") + 16.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n{inner}</svg>\n"
    )
}

/// The next of 1, 2, 5, 10, … times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= step * 0.999).unwrap_or(10.0);
    digit * power
}

fn short(value: f64) -> String {
    let text = if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) {
        format!("{value:.0e}")
    } else {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    text.replace('-', "−")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
