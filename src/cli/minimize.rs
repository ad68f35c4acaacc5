//! Owns the commands `minimize` and `fit`.

use serde_json::{Value, json};

use super::columns::table_for;
use super::number::digits;
use super::plot::{self, Target};
use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use super::{eval, json, watch};
use crate::data::Table;
use crate::diagnostic::{Diagnostic, command, data as data_codes, solving};
use crate::expr::{Id, Pool, Scope, Statement, read};
use crate::minimize::{self, Classification, Fit, LossKind, Method, Minimum, Model, Options, Piece};
use crate::render::{Block, Context, Formula, Inline, Page, plain};
use crate::solve::Equation;
use crate::source::Span;
use crate::steps::{Derivation, Level};
use crate::wording::{Lang, Wording};

const STANDARD_ERRORS: Wording = Wording::new("Fit", "拟合结果");
const PARAMETER: Wording = Wording::new("parameter", "参数");
const VALUE: Wording = Wording::new("value", "值");
const ERROR: Wording = Wording::new("standard error", "标准误");
const ROWS: Wording = Wording::new("rows, parameters", "行数、参数个数");
const RESIDUALS: Wording = Wording::new("residual sum of squares", "残差平方和");
const SPREAD: Wording =
    Wording::new("residual standard error, {count} degrees of freedom", "残差标准误(自由度 {count})");
const LAST_SPREAD: Wording = Wording::new("residual standard error, 1 degree of freedom", "残差标准误(自由度 1)");
const ABOUT_MEAN: Wording = Wording::new(", about the mean", "(相对于均值)");
const ABOUT_ZERO: Wording = Wording::new(", about zero: the model has no constant term", "(相对于零:模型没有常数项)");

/// So many columns are named in a message.
const NAMED: usize = 20;

/// What pictures of a minimum can be drawn into.
const PICTURES: &[Target] = &[Target::Svg, Target::Png, Target::Text];

fn options(session: &mut Session) -> Result<Options, Problem> {
    let method = session.value("method").and_then(Method::parse).unwrap_or_default();
    let rate = session.real("rate")?;
    let iterations = session.count("iterations", 10_000)?;
    watch::begin(iterations, session.style.ascii);
    let mut start = Vec::new();
    for (name, value) in session.assignments("start")? {
        let number = eval::value(session, value, &[])?.float;
        if !number.is_finite() {
            return Err(session.out_of_range("start", &plain(&session.pool, name)));
        }
        start.push((name, number));
    }
    let batch = session.value("batch-size").is_some().then(|| session.count_from(1, "batch-size", 32)).transpose()?;
    let restarts = session.value("restarts").is_some().then(|| session.count("restarts", 0)).transpose()?;
    let seed = session.count("seed", 0)? as u64;
    Ok(Options { method, rate, iterations, start, batch, seed, restarts, watch: Some(watch::look) })
}

/// Whether equations are to be solved, and no picture shows the rows: then sums over them may be all that is needed.
fn needs_only_sums(session: &Session) -> bool {
    let solves = matches!(session.value("method"), None | Some("auto" | "closed-form"));
    solves && session.value("rate").is_none() && session.value("plot").is_none()
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let target = plot::target(session, PICTURES)?;
    let listed = session.listed("over");
    if listed.is_empty() {
        return Err(session.missing("over"));
    }
    let known: Vec<&str> = listed.iter().map(String::as_str).collect();
    let loss = session.subject(&known)?;
    let over = session.names("over")?;
    let sums = needs_only_sums(session);
    let table = table_for(session, Some(loss), |pool, heads| {
        sums.then(|| minimize::needed_sums(pool, loss, &over, heads, &[])).flatten()
    })?;
    let options = options(session)?;
    let minimum = minimize::minimize(&mut session.pool, loss, &over, table.as_ref(), &options);
    let minimum = minimum.map_err(|problem| placed(session, problem))?;
    watch::end();
    if session.format == Format::Json {
        let value = as_json(session, &minimum);
        draw(session, target, &minimum, table.as_ref(), None, None)?;
        session.show_json(&value);
    } else {
        let mut page = minimize::page(&mut session.pool, &minimum, session.level, session.lang);
        draw(session, target, &minimum, table.as_ref(), None, Some(&mut page))?;
        session.show(&page, "gradus minimize");
    }
    Ok(exit(&minimum))
}

/// Puts a message at the option that it is about.
fn placed(session: &Session, problem: Diagnostic) -> Problem {
    let name = problem.arguments.iter().find(|(hole, _)| *hole == "name").map(|(_, name)| name.clone());
    match name {
        Some(name) if *problem.code == solving::START_NAME => session.line.about_value("start", &name, problem),
        Some(name) if *problem.code == solving::ABSENT_PARAMETER => session.line.about_value("over", &name, problem),
        _ => problem.into(),
    }
}

/// Draws what can be drawn of a minimum.
fn draw(
    session: &mut Session,
    target: Option<Target>,
    minimum: &Minimum,
    table: Option<&Table>,
    model: Option<&Model>,
    page: Option<&mut Page>,
) -> Result<(), Problem> {
    let Some(target) = target else { return Ok(()) };
    match minimize::figures(&mut session.pool, minimum, table, model, session.lang) {
        Ok(figures) => plot::show(session, target, &figures, page),
        // The answer stands without its picture.
        Err(problem) => {
            session.warnings.push(problem.into());
            Ok(())
        }
    }
}

pub(super) fn fit(session: &mut Session) -> Result<Exit, Problem> {
    let target = plot::target(session, PICTURES)?;
    let text = session.operand_text()?;
    let mut scope = Scope::default();
    let program = scope.read(&mut session.pool, &text).map_err(|problem| Problem::within(problem, &text))?;
    let (response, model) = match program.statements.last() {
        Some(Statement::Definition { name, value, .. }) => (*name, *value),
        Some(Statement::Claim { members, .. }) if members.len() == 2 => (members[0], members[1]),
        _ => {
            let whole = Span::new(0, text.trim_end().len());
            return Err(Problem::within(Diagnostic::new(&command::NOT_A_MODEL).at(whole), &text));
        }
    };
    let kind = match session.value("loss").map(str::to_owned).as_deref() {
        None | Some("mse") => LossKind::MeanSquare,
        Some("sse") => LossKind::SumSquare,
        Some("mae") => LossKind::MeanAbsolute,
        Some("huber") => LossKind::Huber,
        Some("logloss") => LossKind::LogLoss,
        Some(other) => {
            let id = read(&mut session.pool, other).map_err(|problem| Problem::within(problem, other))?;
            LossKind::Other(id)
        }
    };
    // Weights may be columns too, and stand in the loss only.
    let loss = match kind {
        LossKind::Other(loss) => loss,
        LossKind::MeanSquare | LossKind::SumSquare | LossKind::MeanAbsolute | LossKind::Huber | LossKind::LogLoss => {
            response
        }
    };
    let named = session.pool.add(&[response, model, loss]);
    let model = Model { response, formula: model };
    let sums = needs_only_sums(session);
    let table = table_for(session, Some(named), |pool, heads| {
        sums.then(|| minimize::needed_for_fit(pool, &model, kind, heads)).flatten()
    })?;
    let Some(table) = table else {
        return Err(session.missing("data"));
    };
    if let Some(name) = session.pool.name(response).filter(|name| table.column(name).is_none()) {
        let known: Vec<&str> = table.heads().iter().map(String::as_str).take(NAMED).collect();
        let problem = Diagnostic::new(&data_codes::UNKNOWN_COLUMN).with("name", name).with("known", known.join(", "));
        return Err(Problem::within(problem, &text));
    }
    let options = options(session)?;
    let fit = minimize::fit(&mut session.pool, &model, kind, &table, &options);
    let fit = fit.map_err(|problem| placed(session, problem))?;
    watch::end();
    let minimum = &fit.minimum;
    if session.format == Format::Json {
        let mut value = as_json(session, minimum);
        value["residual_sum"] = json!(fit.residual_sum);
        value["r_squared"] = json!(fit.r_squared);
        draw(session, target, minimum, Some(&table), Some(&model), None)?;
        session.show_json(&value);
        return Ok(exit(minimum));
    }
    let lang = session.lang;
    let mut page = minimize::page(&mut session.pool, minimum, session.level, lang);
    let words = |text: &str| vec![Inline::Text(text.to_owned())];
    page.push(Block::Heading(2, words(STANDARD_ERRORS.text(lang))));
    let mut rows = vec![vec![words(PARAMETER.text(lang)), words(VALUE.text(lang)), words(ERROR.text(lang))]];
    for parameter in &minimum.parameters {
        let number = |value: Option<f64>, count| match value {
            Some(value) => vec![Inline::Math(Formula::decimal(&digits(value, count)))],
            None => words("–"),
        };
        let name = Formula::name(&plain(&session.pool, parameter.symbol));
        let (value, error) = (number(parameter.value, 10), number(parameter.standard_error, 6));
        rows.push(vec![vec![Inline::Math(name)], value, error]);
    }
    page.push(Block::Table(rows));
    page.blocks.extend(quality(&mut session.pool, &fit, table.rows(), lang));
    draw(session, target, minimum, Some(&table), Some(&model), Some(&mut page))?;
    session.show(&page, "gradus fit");
    Ok(exit(minimum))
}

/// How well the model fits, for squared losses.
fn quality(pool: &mut Pool, fit: &Fit, rows: usize, lang: Lang) -> Option<Block> {
    let residual = fit.residual_sum?;
    let free = fit.degrees_of_freedom;
    let spread = (free > 0).then(|| (residual / free as f64).sqrt());
    let explained = if fit.about_mean { ABOUT_MEAN } else { ABOUT_ZERO };
    let share = read(pool, "R^2").ok()?;
    let share = Inline::Math(Formula::of(pool, share, &Context::new(lang)));
    let freedom = match free {
        1 => LAST_SPREAD.text(lang).to_owned(),
        _ => SPREAD.fill(lang, &[("count", &free.to_string())]),
    };
    let words = |text: String| vec![Inline::Text(text)];
    let number = |value: f64, count| vec![Inline::Math(Formula::decimal(&digits(value, count)))];
    let listed = [
        (words(ROWS.text(lang).to_owned()), Some(words(format!("{rows}, {}", fit.minimum.parameters.len())))),
        (words(RESIDUALS.text(lang).to_owned()), Some(number(residual, 10))),
        (words(freedom), spread.map(|spread| number(spread, 6))),
        (vec![share, explained.text(lang).into()], fit.r_squared.map(|share| number(share, 10))),
    ];
    let rows = listed.into_iter().filter_map(|(name, value)| Some(vec![name, value?]));
    Some(Block::Table(std::iter::once(Vec::new()).chain(rows).collect()))
}

fn exit(minimum: &Minimum) -> Exit {
    let stopped_early = minimum.halted.is_some() || minimum.stop.is_some_and(|stop| !stop.converged());
    let is_open = minimum.classification == Classification::NotUnique;
    if stopped_early || is_open { Exit::Undecided } else { Exit::Done }
}

fn as_json(session: &Session, minimum: &Minimum) -> Value {
    let pool = &session.pool;
    let mut parameters = serde_json::Map::new();
    for parameter in &minimum.parameters {
        parameters.insert(
            plain(pool, parameter.symbol),
            json!({
                "value": parameter.value,
                "exact": parameter.exact.as_ref().map(ToString::to_string),
                "symbolic": parameter.symbolic.map(|id| plain(pool, id)),
                "std_error": parameter.standard_error,
            }),
        );
    }
    let classification = minimum.classification.id();
    json!({
        "loss": plain(pool, minimum.loss),
        "method": minimum.method,
        "parameters": parameters,
        "loss_value": minimum.loss_value.1,
        "stop": minimum.stop.map(|stop| stop.id()),
        "loss_exact": minimum.loss_value.0.as_ref().map(ToString::to_string),
        "loss_symbolic": minimum.loss_value.2.map(|id| plain(pool, id)),
        "classification": classification,
        "conditions": json::texts(pool, &minimum.conditions),
        "iterations": minimum.iterations,
        "partial": minimum.halted.is_some(),
        "converged": minimum.stop.map(|stop| stop.converged()),
        "gradient_norm": minimum.gradient_norm,
        "steps": steps(session, minimum),
    })
}

/// One step for each name that stands for something longer.
fn named(pool: &Pool, names: &[(Id, Id)], lang: Lang) -> Vec<Value> {
    let rule = &crate::steps::rules::solving::SHORTHAND;
    let step = |&(name, meaning): &(Id, Id)| {
        let [name, meaning] = [name, meaning].map(|id| plain(pool, id));
        json!({
            "rule": rule.id,
            "name": rule.name.text(lang),
            "before": meaning,
            "after": format!("{name} = {meaning}"),
            "conditions": [],
            "substeps": [],
        })
    };
    names.iter().map(step).collect()
}

/// The steps of all derivations and chains, in order.
fn steps(session: &Session, minimum: &Minimum) -> Value {
    let (pool, lang, level) = (&session.pool, session.lang, session.level);
    let mut all = Vec::new();
    if level == Level::None {
        return Value::Array(all);
    }
    let pieces = minimum.sections.iter().flat_map(|section| &section.pieces);
    for piece in pieces {
        match piece {
            Piece::Derivation(derivation) => all.extend(nested(session, derivation)),
            Piece::Chain(_, rights) => {
                for pair in rights.windows(2) {
                    if let [(before, _), (after, rule)] = pair {
                        all.push(json!({
                            "rule": rule.id,
                            "name": rule.name.text(lang),
                            "before": plain(pool, *before),
                            "after": plain(pool, *after),
                            "conditions": [],
                            "substeps": [],
                        }));
                    }
                }
            }
            Piece::Names(_, names) => all.extend(named(pool, names, lang)),
            Piece::Move(step) => {
                all.extend(named(pool, &step.names, lang));
                let uses: Vec<Value> = step
                    .uses
                    .iter()
                    .map(|used| json!({"equation": used.equation, "factor": used.factor.map(|id| plain(pool, id))}))
                    .collect();
                let conditions: Vec<String> = step.conditions.iter().map(|&id| plain(pool, id)).collect();
                all.push(json!({
                    "rule": step.rule.id,
                    "name": step.rule.name.text(lang),
                    "before": uses,
                    "after": equation(pool, &step.equation),
                    "conditions": conditions,
                    "substeps": [],
                }));
            }
            Piece::Numbered(given) => {
                let rule = &crate::steps::rules::solving::SET_TO_ZERO;
                all.push(json!({
                    "rule": rule.id,
                    "name": rule.name.text(lang),
                    "before": plain(pool, given.left),
                    "after": equation(pool, given),
                    "conditions": [],
                    "substeps": [],
                }));
            }
            Piece::Equation(..)
            | Piece::Decimal(_)
            | Piece::Fact(_)
            | Piece::Law(_)
            | Piece::Remark(..)
            | Piece::Sums(_)
            | Piece::LossAt(..)
            | Piece::Becomes(..)
            | Piece::Found(..)
            | Piece::Trace(..) => {}
        }
    }
    Value::Array(all)
}

/// `(3) w + b = 3`.
fn equation(pool: &Pool, equation: &Equation) -> String {
    format!("({}) {} = {}", equation.number, plain(pool, equation.left), plain(pool, equation.right))
}

fn nested(session: &Session, derivation: &Derivation) -> Vec<Value> {
    match json::steps(&session.pool, derivation, session.level, session.lang) {
        Value::Array(steps) => steps,
        other => vec![other],
    }
}
