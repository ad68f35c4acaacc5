//! Figures: points, curves, level lines and ways over two axes, drawn as SVG or in characters.

mod characters;
mod drawing;
mod levels;
mod scale;

pub use drawing::sheet;
pub use levels::Surface;

/// A figure with its axes; what it shows is drawn in the order of the layers.
///
/// ```
/// use gradus::render::{Axis, Figure, Layer};
/// let dots = Layer::Dots { label: "data".to_owned(), points: vec![(1.0, 2.0), (2.0, 4.5)] };
/// let figure = Figure { title: "Data".to_owned(), across: Axis::of("x"), up: Axis::of("y"), layers: vec![dots] };
/// assert!(figure.to_svg().contains(">\ndata\n</text>"));
/// assert!(figure.to_text(true, 60).contains("o data"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it shows; nothing is written above it when this is empty.
    pub title: String,
    /// The axis that runs across.
    pub across: Axis,
    /// The axis that runs up.
    pub up: Axis,
    /// What is drawn.
    pub layers: Vec<Layer>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What is measured along it.
    pub label: String,
    /// How its marks lie.
    pub kind: AxisKind,
}

/// How the marks of an axis lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// At equal distances.
    Linear,
    /// At whole numbers, from 0 on.
    Counting,
    /// At powers of ten where all values are positive and span more than two of them, else at equal distances.
    Magnitude,
}

impl Axis {
    /// A linear axis.
    pub fn of(label: &str) -> Self {
        Axis { label: label.to_owned(), kind: AxisKind::Linear }
    }
}

/// What is drawn. Points with a coordinate that isn't finite are left out. A layer with an empty label isn't in the legend.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// Single points.
    Dots {
        /// Its name in the legend.
        label: String,
        /// Where they are.
        points: Vec<(f64, f64)>,
    },
    /// A curve through points.
    Line {
        /// Its name in the legend.
        label: String,
        /// The points, from one end to the other; where one isn't finite, the curve has a gap.
        points: Vec<(f64, f64)>,
    },
    /// Short lines, such as those from data to a curve.
    Segments {
        /// Its name in the legend.
        label: String,
        /// Their ends.
        pieces: Vec<[(f64, f64); 2]>,
    },
    /// A way from step to step; its start is marked.
    Path {
        /// Its name in the legend.
        label: String,
        /// The name of its start in the legend.
        start: String,
        /// The steps.
        points: Vec<(f64, f64)>,
    },
    /// A point that stands out.
    Goal {
        /// Its name in the legend.
        label: String,
        /// Where it is.
        point: (f64, f64),
    },
    /// Lines of equal height.
    Levels {
        /// The name of the height in the legend.
        label: String,
        /// The heights on a grid; the axes show the grid and no more.
        surface: Surface,
    },
}

impl Layer {
    /// Its name in the legend.
    fn label(&self) -> &str {
        match self {
            Layer::Dots { label, .. }
            | Layer::Line { label, .. }
            | Layer::Segments { label, .. }
            | Layer::Path { label, .. }
            | Layer::Goal { label, .. }
            | Layer::Levels { label, .. } => label,
        }
    }

    /// The points that the axes must reach.
    fn reach(&self) -> Vec<(f64, f64)> {
        match self {
            Layer::Dots { points, .. } | Layer::Line { points, .. } | Layer::Path { points, .. } => points.clone(),
            Layer::Segments { pieces, .. } => pieces.iter().flatten().copied().collect(),
            Layer::Goal { point, .. } => vec![*point],
            Layer::Levels { surface, .. } => vec![(surface.across.0, surface.up.0), (surface.across.1, surface.up.1)],
        }
    }
}

impl Figure {
    /// As an SVG document of its own, readable on light and on dark ground. Linear in the points.
    pub fn to_svg(&self) -> String {
        sheet(std::slice::from_ref(self))
    }

    /// The scales of the axes, with about so many marks across and up.
    fn scales(&self, across_marks: f64, up_marks: f64) -> (scale::Scale, scale::Scale) {
        let points: Vec<(f64, f64)> =
            self.layers.iter().flat_map(Layer::reach).filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        let tight = self.layers.iter().any(|layer| matches!(layer, Layer::Levels { .. }));
        let across: Vec<f64> = points.iter().map(|(x, _)| *x).collect();
        let up: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
        let scale = |values: &[f64], axis: &Axis, marks: f64| scale::Scale::of(values, axis.kind, tight, marks);
        (scale(&across, &self.across, across_marks), scale(&up, &self.up, up_marks))
    }
}
