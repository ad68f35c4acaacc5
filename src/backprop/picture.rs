//! Owns the picture of a computation graph: boxes with formulas, values and gradients, arrows with local derivatives. Where
//! each box stands is left to a layout library.

mod dot;
mod drawing;
mod mermaid;
mod svg;

use super::backward::Backward;
use super::decimal::{figures, figures_to};
use super::model::Model;
use super::numbers::Values;
use super::report::Report;
use crate::expr::{Id, Pool};
use crate::render::{Context, Formula};
use crate::wording::Lang;

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Data or a setting.
    Given,
    /// A parameter.
    Parameter,
    /// A definition.
    Definition,
    /// The loss.
    Loss,
}

/// A box.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub role: Role,
    /// The formula, then the value, then the gradient, as far as they are known.
    pub lines: Vec<String>,
}

/// An arrow from what is used to what uses it.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// The local derivative along it, a line each for formula and value; none for data.
    pub label: Vec<String>,
}

/// A computation graph, ready to be drawn.
///
/// ```
/// use gradus::backprop::{Model, Picture, backward};
/// use gradus::expr::{Pool, Scope};
/// let mut pool = Pool::new();
/// let program = Scope::default().read(&mut pool, "z = w*x; L = (z - y)^2").unwrap();
/// let model = Model::new(&mut pool, &program.statements, &[], &[]).unwrap();
/// let backward = backward(&mut pool, &model).unwrap();
/// let picture = Picture::new(&pool, &model, &backward, None, false);
/// assert!(picture.to_dot().starts_with("digraph"));
/// assert!(picture.to_mermaid().starts_with("flowchart"));
/// assert!(picture.to_svg().starts_with("<svg"));
/// assert!(picture.to_text(80).contains("z = wx"));
/// ```
#[derive(Clone, Debug)]
pub struct Picture {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// Whether formulas and frames keep to ASCII.
    pub(super) ascii: bool,
}

/// Formulas longer than this are cut.
const LONG: usize = 44;

/// At most this many members of a family are listed, with this many digits.
const LISTED: usize = 3;
const DIGITS: usize = 3;

impl Picture {
    /// The graph of a model; with a report, numbers stand in it. Formulas keep to ASCII where that is asked for.
    pub fn new(pool: &Pool, model: &Model, backward: &Backward, report: Option<&Report>, ascii: bool) -> Self {
        let context = Context { lang: Lang::En, partial: true };
        let text = |id: Id| {
            let formula = Formula::of(pool, id, &context);
            if ascii { cut(&formula.ascii(), "...") } else { cut(&formula.linear(), "…") }
        };
        let numbers = |values: &Values| if ascii { plain_signs(&numbers(values)) } else { numbers(values) };
        let figures = |value: f64| if ascii { plain_signs(&figures(value)) } else { figures(value) };
        let gradient_lines = |variable: Id| {
            let at = backward.gradients.iter().position(|gradient| gradient.variable == variable)?;
            let gradient = backward.gradients.get(at)?;
            let what = match report.and_then(|report| report.numbers.backward.get(at)) {
                Some(values) => numbers(values),
                None => text(gradient.formula()),
            };
            Some(format!("{} = {what}", text(gradient.derivation.question)))
        };
        let mut picture = Picture { nodes: Vec::new(), edges: Vec::new(), ascii };
        let mut places: Vec<(Id, usize)> = Vec::new();
        for (&letter, role) in model
            .given
            .iter()
            .map(|letter| (letter, Role::Given))
            .chain(model.parameters.iter().map(|letter| (letter, Role::Parameter)))
        {
            let mut lines = vec![text(letter)];
            if let (Some(values), Some(line)) = (report.and_then(|report| report.letter(letter)), lines.first_mut()) {
                *line += &format!(" = {}", numbers(values));
            }
            lines.extend(gradient_lines(letter));
            places.push((letter, picture.nodes.len()));
            picture.nodes.push(Node { role, lines });
        }
        let last = model.nodes.len().saturating_sub(1);
        for (at, node) in model.nodes.iter().enumerate() {
            let mut lines = vec![format!("{} = {}", text(node.name), text(node.formula))];
            if let Some(values) = report.and_then(|report| report.numbers.forward.get(at)) {
                lines.push(format!("= {}", numbers(values)));
            }
            lines.extend(gradient_lines(node.name).filter(|_| at != last));
            let place = picture.nodes.len();
            places.push((node.name, place));
            let role = if at == last { Role::Loss } else { Role::Definition };
            picture.nodes.push(Node { role, lines });
            for &input in &node.inputs {
                let Some(&(_, from)) = places.iter().find(|(known, _)| *known == input) else { continue };
                let local = backward.of(input).and_then(|gradient| {
                    let k = gradient.paths.iter().position(|path| path.node == at)?;
                    let path = gradient.paths.get(k)?;
                    let row = backward.gradients.iter().position(|other| other.variable == input)?;
                    let value = report.and_then(|r| r.numbers.locals.get(row)?.get(k).copied().flatten());
                    let formula = text(path.local.answer);
                    let value = value.map(|value| figures(value.value)).filter(|value| *value != formula);
                    let mut label = vec![format!("{} = {formula}", text(path.local.question))];
                    label.extend(value.map(|value| format!("= {value}")));
                    Some(label)
                });
                picture.edges.push(Edge { from, to: place, label: local.unwrap_or_default() });
            }
        }
        picture
    }
}

fn numbers(values: &Values) -> String {
    if let [(_, value)] = &values.members[..] {
        return figures(value.value);
    }
    let rounded = |value: f64| figures_to(value, DIGITS);
    let listed: Vec<String> = values.members.iter().take(LISTED).map(|(_, value)| rounded(value.value)).collect();
    listed.join(", ") + if values.members.len() > LISTED { ", …" } else { "" }
}

fn cut(text: &str, dots: &str) -> String {
    if text.chars().count() <= LONG {
        return text.to_owned();
    }
    text.chars().take(LONG - dots.chars().count()).collect::<String>() + dots
}

/// Numbers with ASCII signs only.
fn plain_signs(text: &str) -> String {
    text.replace('−', "-").replace('…', "...")
}
