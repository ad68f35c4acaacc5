//! Owns line charts: one curve over its counted positions, as a figure and in Mermaid's language.

use super::figure::{Axis, AxisKind, Figure, Layer};

/// A curve. Where its values are positive and span more than two powers of ten, their axis is logarithmic.
///
/// ```
/// use gradus::render::Chart;
/// let chart = Chart { across: "epoch".to_owned(), up: "loss".to_owned(), values: vec![4.0, 2.0, 1.0] };
/// assert!(chart.to_svg().starts_with("<svg"));
/// assert!(chart.to_text(true, 60).contains("epoch"));
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

/// At most this many points go into Mermaid's list.
const LISTED: usize = 60;
/// At most about so many points go into a drawing.
const DRAWN: usize = 1_000;

impl Chart {
    /// As a figure without a title and a legend.
    pub fn figure(&self) -> Figure {
        let last = self.values.len().saturating_sub(1);
        let stride = last.div_ceil(DRAWN).max(1);
        let numbered = (0..).zip(&self.values).filter(|(at, _)| at % stride == 0 || *at == last);
        let points = numbered.map(|(at, &value)| (at as f64, value)).collect();
        Figure {
            title: String::new(),
            across: Axis { label: self.across.clone(), kind: AxisKind::Counting },
            up: Axis { label: self.up.clone(), kind: AxisKind::Magnitude },
            layers: vec![Layer::Line { label: String::new(), points }],
        }
    }

    /// As an SVG document of its own, readable on light and on dark ground.
    pub fn to_svg(&self) -> String {
        self.figure().to_svg()
    }

    /// In characters, not wider than that; with stars in plain ASCII.
    pub fn to_text(&self, ascii: bool, width: usize) -> String {
        self.figure().to_text(ascii, width)
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
