//! Owns the figures of a search: the data with the fitted curve, the loss over the iterations, the loss over its parameters
//! with the way that was gone.

mod data;
mod height;

use self::height::Height;
use super::{Classification, Minimum, Model};
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::render::{Axis, AxisKind, Context, Figure, Formula, Layer, Surface};
use crate::wording::{Lang, Wording};

const CURVE_TITLE: Wording = Wording::new("Loss over the iterations", "损失随迭代的变化");
const ITERATION: Wording = Wording::new("iteration", "迭代");
const LOSS: Wording = Wording::new("loss L", "损失 L");
const LANDSCAPE: Wording = Wording::new("Loss around the minimum", "最小值附近的损失");
const WAY_TITLE: Wording = Wording::new("Loss and the way of descent", "损失与下降路径");
const LEVELS: Wording = Wording::new("loss L", "损失 L");
const LEVELS_SAMPLED: Wording = Wording::new("loss L of {count} of the rows", "损失 L(取 {count} 行)");
const WAY: Wording = Wording::new("descent", "下降路径");
const START: Wording = Wording::new("start", "起点");
const MINIMUM: Wording = Wording::new("minimum", "最小值点");
const END: Wording = Wording::new("end of the descent", "下降终点");

/// Points of a curve.
const CURVE_POINTS: usize = 240;

/// What a figure is drawn from: names in the reader's language and the numbers that were found.
struct View<'v> {
    minimum: &'v Minimum,
    over: Vec<Id>,
    values: Vec<f64>,
    table: Option<&'v Table>,
    lang: Lang,
}

impl View<'_> {
    /// A formula in one line, as axes and titles have it.
    fn formula(&self, pool: &Pool, id: Id) -> String {
        let context = Context { lang: self.lang, partial: self.over.len() > 1 };
        Formula::of(pool, id, &context).linear()
    }

    fn text(&self, wording: Wording) -> String {
        wording.text(self.lang).to_owned()
    }
}

/// The figures that show a minimum: data with curve and residuals for a model (the given one, or the one in the loss), the
/// loss over the iterations of a descent, and the loss over one or two parameters. None for a minimum in symbols.
///
/// Rows past a few thousand are sampled, which the legend says. Costs at most some hundred evaluations of the loss.
///
/// ```
/// use gradus::data::{Options as DataOptions, Table};
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::{Options, figures, minimize};
/// use gradus::wording::Lang;
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "mean((y - w*x)^2)").unwrap(), pool.symbol("w"));
/// let table = Table::read("x,y\n1,1\n2,3\n".as_bytes(), &DataOptions::default()).unwrap();
/// let minimum = minimize(&mut pool, loss, &[w], Some(&table), &Options::default()).unwrap();
/// let figures = figures(&mut pool, &minimum, Some(&table), None, Lang::En).unwrap();
/// let titles: Vec<&str> = figures.iter().map(|figure| figure.title.as_str()).collect();
/// assert_eq!(titles, ["y = wx with w = 1.4", "Loss around the minimum"]);
/// ```
pub fn figures(
    pool: &mut Pool,
    minimum: &Minimum,
    table: Option<&Table>,
    model: Option<&Model>,
    lang: Lang,
) -> Result<Vec<Figure>, Diagnostic> {
    let over: Vec<Id> = minimum.parameters.iter().map(|parameter| parameter.symbol).collect();
    let values: Option<Vec<f64>> = minimum.parameters.iter().map(|parameter| parameter.value).collect();
    let Some(values) = values else { return Ok(Vec::new()) };
    let view = View { minimum, over, values, table, lang };
    let mut figures = Vec::new();
    figures.extend(data::figure(pool, &view, model)?);
    figures.extend(iterations(&view));
    if let (1 | 2, Some(height)) = (view.over.len(), Height::of(pool, &view)?) {
        figures.extend(landscape(pool, &view, &height)?);
    }
    Ok(figures)
}

/// The loss over the iterations.
fn iterations(view: &View) -> Option<Figure> {
    let points: Vec<(f64, f64)> = view.minimum.trace.iter().map(|line| (line.number as f64, line.loss)).collect();
    let figure = Figure {
        title: view.text(CURVE_TITLE),
        across: Axis { label: view.text(ITERATION), kind: AxisKind::Counting },
        up: Axis { label: view.text(LOSS), kind: AxisKind::Magnitude },
        layers: vec![Layer::Line { label: String::new(), points }],
    };
    (view.minimum.trace.len() > 1).then_some(figure)
}

/// The loss over its parameters: a curve over one, level lines over two.
fn landscape(pool: &mut Pool, view: &View, height: &Height) -> Result<Option<Figure>, Diagnostic> {
    let windows = height.windows(pool, view)?;
    let has_way = view.minimum.trace.len() > 1;
    let settled = view.minimum.stop.is_none_or(super::Stop::converged);
    let found = match view.minimum.classification {
        Classification::Minimum | Classification::Lowest | Classification::LocalMinimum if settled => MINIMUM,
        Classification::Conditional if settled => MINIMUM,
        Classification::NotUnique | Classification::Boundary | Classification::Numerical if settled => MINIMUM,
        Classification::Minimum
        | Classification::Lowest
        | Classification::LocalMinimum
        | Classification::Conditional
        | Classification::NotUnique
        | Classification::Boundary
        | Classification::Numerical
        | Classification::Maximum
        | Classification::Saddle
        | Classification::Unbounded => END,
    };
    let of_row = match height.sampled() {
        Some(count) => LEVELS_SAMPLED.fill(view.lang, &[("count", &count.to_string())]),
        None => view.text(LEVELS),
    };
    let way = |points: Vec<(f64, f64)>| Layer::Path { label: view.text(WAY), start: view.text(START), points };
    let goal = |point| Layer::Goal { label: view.text(found), point };
    let title = view.text(if has_way { WAY_TITLE } else { LANDSCAPE });
    let label = |at: usize| view.over.get(at).map_or(String::new(), |&id| view.formula(pool, id));
    let (across, second) = (label(0), label(1));
    match (&view.values[..], &windows[..]) {
        (&[value], &[(low, high)]) => {
            let mut points = Vec::with_capacity(CURVE_POINTS + 1);
            for at in 0..=CURVE_POINTS {
                let place = low + (high - low) * at as f64 / CURVE_POINTS as f64;
                points.push((place, height.at(pool, &[place])?));
            }
            let mut layers = vec![Layer::Line { label: of_row, points }];
            if has_way {
                layers.push(way(view
                    .minimum
                    .trace
                    .iter()
                    .filter_map(|line| Some((*line.values.first()?, line.loss)))
                    .collect()));
            }
            layers.push(goal((value, height.at(pool, &[value])?)));
            Ok(Some(Figure { title, across: Axis::of(&across), up: Axis::of(&view.text(LOSS)), layers }))
        }
        (&[first, other], &[horizontal, vertical]) => {
            let columns = height.grid();
            let mut heights = Vec::with_capacity(columns * columns);
            let place = |(low, high): (f64, f64), at: usize| low + (high - low) * at as f64 / (columns - 1) as f64;
            for row in 0..columns {
                for column in 0..columns {
                    heights.push(height.at(pool, &[place(horizontal, column), place(vertical, row)])?);
                }
            }
            let surface = Surface { across: horizontal, up: vertical, columns, heights };
            let mut layers = vec![Layer::Levels { label: of_row, surface }];
            if has_way {
                let steps = view.minimum.trace.iter();
                layers
                    .push(way(steps.filter_map(|line| Some((*line.values.first()?, *line.values.get(1)?))).collect()));
            }
            layers.push(goal((first, other)));
            Ok(Some(Figure { title, across: Axis::of(&across), up: Axis::of(&second), layers }))
        }
        _ => Ok(None),
    }
}
