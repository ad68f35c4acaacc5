//! Owns the figure of the data: points, the fitted curve over one predictor, residuals; for several predictors what was
//! measured against what was fitted.

use super::View;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, postorder, substitute};
use crate::minimize::{Minimum, Model, names};
use crate::numeric::{Inputs, Tape};
use crate::render::{Axis, AxisKind, Figure, Layer};
use crate::wording::Wording;

const DATA: Wording = Wording::new("data", "数据");
const SAMPLED: Wording = Wording::new("data, one row in {count}", "数据(每 {count} 行取一行)");
const FITTED: Wording = Wording::new("fitted curve", "拟合曲线");
const RESIDUALS: Wording = Wording::new("residuals", "残差");
const ROW: Wording = Wording::new("row", "行号");
const PREDICTED: Wording = Wording::new("fitted value", "拟合值");
const EQUAL: Wording = Wording::new("fitted = measured", "拟合值 = 测量值");
const WITH: Wording = Wording::new("{model} with {values}", "{model},其中 {values}");

/// At most so many rows are drawn.
const DRAWN: usize = 2_000;
/// Residuals are drawn for so many rows; of more they would be a grey surface.
const RESIDUAL_ROWS: usize = 200;
/// Points of the fitted curve.
const CURVE_POINTS: usize = 240;
/// Longer titles aren't read.
const LONG: usize = 70;

/// What was measured and what the model says, with columns at an index.
struct Indexed {
    response: Id,
    formula: Id,
    index: Id,
}

/// The figure; none without data and without a model.
pub(super) fn figure(pool: &mut Pool, view: &View, model: Option<&Model>) -> Result<Option<Figure>, Diagnostic> {
    let Some(table) = view.table else { return Ok(None) };
    let found = match model {
        Some(model) => Some(indexed(pool, model, table)),
        None => in_loss(pool, view.minimum.loss, &view.over),
    };
    let Some(Indexed { response, formula, index }) = found else { return Ok(None) };
    let mut predictors: Vec<Id> = Vec::new();
    for id in postorder(pool, formula) {
        if pool.kind(id) == Kind::Indexed && pool.children(id).get(1) == Some(&index) && !predictors.contains(&id) {
            predictors.push(id);
        }
    }
    let predictor = match predictors[..] {
        [only] => only,
        [] => index,
        _ => response,
    };
    let roots = [predictor, response, formula];
    let Some(tape) = Tape::compile(
        pool,
        &roots,
        &Inputs { parameters: &view.over, table: Some(table), index: Some(index), ..Inputs::default() },
    ) else {
        return Ok(None);
    };
    let stride = table.rows().div_ceil(DRAWN);
    let (mut points, mut fitted, mut row) = (Vec::new(), Vec::new(), 0usize);
    tape.each_row(&view.values, |values| {
        if let (true, &[x, y, z]) = (row.is_multiple_of(stride), values) {
            points.push((x, y));
            fitted.push((x, z));
        }
        row += 1;
    });
    let without_index = |pool: &mut Pool, id: Id| {
        let bases: Vec<(Id, Id)> = postorder(pool, id)
            .into_iter()
            .filter_map(|id| Some((id, pool.pair(id).filter(|_| pool.kind(id) == Kind::Indexed)?.0)))
            .collect();
        substitute(pool, id, &bases)
    };
    let [left, right] = [response, formula].map(|id| without_index(pool, id));
    let label = match stride {
        1 => view.text(DATA),
        _ => SAMPLED.fill(view.lang, &[("count", &stride.to_string())]),
    };
    let dots = Layer::Dots { label, points: points.clone() };
    let measured = view.formula(pool, left);
    if predictors.len() > 1 {
        let (low, high) = ends(points.iter().map(|(_, y)| *y).chain(fitted.iter().map(|(_, z)| *z)));
        let both = points.iter().zip(&fitted).map(|((_, y), (_, z))| (*y, *z)).collect();
        let Layer::Dots { label, .. } = dots else { return Ok(None) };
        return Ok(Some(Figure {
            title: title(pool, view, left, right),
            across: Axis::of(&measured),
            up: Axis::of(&view.text(PREDICTED)),
            layers: vec![
                Layer::Line { label: view.text(EQUAL), points: vec![(low, low), (high, high)] },
                Layer::Dots { label, points: both },
            ],
        }));
    }
    let curve = curve(pool, view, formula, predictor, ends(points.iter().map(|(x, _)| *x)));
    let mut layers = Vec::new();
    if points.len() <= RESIDUAL_ROWS {
        let pieces = points.iter().zip(&fitted).map(|(&from, &to)| [from, to]).collect();
        layers.push(Layer::Segments { label: view.text(RESIDUALS), pieces });
    }
    layers.extend([Layer::Line { label: view.text(FITTED), points: curve }, dots]);
    let across = match pool.pair(predictor).filter(|_| pool.kind(predictor) == Kind::Indexed) {
        Some((base, _)) => Axis::of(&view.formula(pool, base)),
        None => Axis { label: view.text(ROW), kind: AxisKind::Counting },
    };
    Ok(Some(Figure { title: title(pool, view, left, right), across, up: Axis::of(&measured), layers }))
}

/// `y = wx + b with w = 2.1, b = 0.3`.
fn title(pool: &mut Pool, view: &View, left: Id, right: Id) -> String {
    let model = format!("{} = {}", view.formula(pool, left), view.formula(pool, right));
    let pairs = view.over.iter().zip(&view.values);
    let values: Vec<String> =
        pairs.map(|(&id, &value)| format!("{} = {}", view.formula(pool, id), figures(value))).collect();
    let whole = WITH.fill(view.lang, &[("model", &model), ("values", &values.join(", "))]);
    let fits = |text: &str| text.chars().count() <= LONG;
    if fits(&whole) {
        whole
    } else if fits(&model) {
        model
    } else {
        view.formula(pool, left)
    }
}

/// Five digits are enough above a drawing.
fn figures(value: f64) -> String {
    let rounded: f64 = format!("{value:.4e}").parse().unwrap_or(value);
    Minimum::short(rounded).replace('-', "−")
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// The formula over its predictor, a little past the data.
fn curve(pool: &mut Pool, view: &View, formula: Id, predictor: Id, (low, high): (f64, f64)) -> Vec<(f64, f64)> {
    let place = pool.symbol("\u{0}place");
    let formula = substitute(pool, formula, &[(predictor, place)]);
    let inputs = [&view.over[..], &[place]].concat();
    let Some(tape) =
        Tape::compile(pool, &[formula], &Inputs { parameters: &inputs, table: view.table, ..Inputs::default() })
    else {
        return Vec::new();
    };
    let margin = 0.03 * (high - low);
    let points = (0..=CURVE_POINTS).map(|at| {
        let x = low - margin + (high - low + 2.0 * margin) * at as f64 / CURVE_POINTS as f64;
        let value = tape.run(&[&view.values[..], &[x]].concat()).first().copied();
        (x, value.unwrap_or(f64::NAN))
    });
    points.collect()
}

fn indexed(pool: &mut Pool, model: &Model, table: &crate::data::Table) -> Indexed {
    let symbols = names::symbols(pool, &[model.response, model.formula], Some(table));
    let model = model.with(pool, &symbols);
    let index = pool.symbol("\u{0}row");
    let columns: Vec<Id> = table.columns().iter().map(|column| pool.symbol(column.name())).collect();
    let at: Vec<(Id, Id)> = columns.into_iter().map(|column| (column, pool.indexed(column, &[index]))).collect();
    let [response, formula] = [model.response, model.formula].map(|id| substitute(pool, id, &at));
    Indexed { response, formula, index }
}

/// The model in a loss: a difference inside its sum between what holds columns and no parameter, and the rest.
fn in_loss(pool: &mut Pool, loss: Id, over: &[Id]) -> Option<Indexed> {
    let order = postorder(pool, loss);
    let sum = order.iter().copied().find(|&id| matches!(pool.kind(id), Kind::Sum))?;
    let &[index, _, _, body] = pool.children(sum) else { return None };
    let holds = |pool: &Pool, id: Id| over.iter().any(|&parameter| occurs(pool, id, parameter));
    let has_column = |pool: &Pool, id: Id| postorder(pool, id).iter().any(|&id| pool.kind(id) == Kind::Indexed);
    for id in postorder(pool, body).into_iter().rev() {
        if pool.kind(id) != Kind::Add {
            continue;
        }
        let terms = pool.children(id).to_vec();
        let (model, measured): (Vec<Id>, Vec<Id>) =
            terms.into_iter().partition(|&term| holds(pool, term) || !has_column(pool, term));
        let complete = over.iter().any(|&parameter| model.iter().any(|&term| occurs(pool, term, parameter)));
        if measured.is_empty() || !complete {
            continue;
        }
        let is_negative = measured.iter().all(|&term| pool.kind(term) == Kind::Neg);
        let flip = |pool: &mut Pool, terms: Vec<Id>, flip: bool| {
            let terms: Vec<Id> = terms.into_iter().map(|term| if flip { negated(pool, term) } else { term }).collect();
            pool.add(&terms)
        };
        let response = flip(pool, measured, is_negative);
        let formula = flip(pool, model, !is_negative);
        return Some(Indexed { response, formula, index });
    }
    None
}

/// −(a + b) as −a − b, and −(−a) as a.
fn negated(pool: &mut Pool, id: Id) -> Id {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Neg, &[inner]) => inner,
        (Kind::Add, terms) => {
            let terms: Vec<Id> = terms.to_vec();
            let terms: Vec<Id> = terms.into_iter().map(|term| negated(pool, term)).collect();
            pool.add(&terms)
        }
        _ => pool.neg(id),
    }
}
