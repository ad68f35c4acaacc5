//! Owns the command `backprop`.

use serde_json::{Value, json};

use super::columns::table;
use super::plot::{self, Target};
use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session, read_file};
use super::{eval, interrupt, json};
use crate::backprop::{Backward, Model, Picture, Plan, Report, Values, backward, page, report};
use crate::diagnostic::{Diagnostic, backprop as codes};
use crate::expr::{Id, Statement};
use crate::numeric::Agreement;
use crate::render::{Block, Chart, Formula, Inline, plain, stacked};
use crate::wording::Wording;

const GRAPH: Wording = Wording::new("Graph", "计算图");
const EPOCH: Wording = Wording::new("epoch", "轮次");
const LOSS: Wording = Wording::new("loss", "损失");

/// Columns of a loss curve in characters.
const CHART: usize = 72;

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let target = plot::target(session, &[Target::Svg, Target::Png, Target::Text, Target::Dot, Target::Mermaid])?;
    let statements = statements(session)?;
    let over = if session.has("over") { session.names("over")? } else { Vec::new() };
    let (plan, columns) = plan(session)?;
    let model =
        Model::new(&mut session.pool, &statements, &over, &columns).map_err(|problem| placed(session, problem))?;
    let backward = backward(&mut session.pool, &model)?;
    let wants_numbers = session.has("at") || session.has("data") || session.has("train");
    let report = match wants_numbers {
        true => {
            interrupt::keeps(plan.epochs > 0);
            let report = report(&mut session.pool, &model, &backward, &plan);
            let report = report.map_err(|problem| placed(session, problem))?;
            interrupt::keeps(false);
            Some(report)
        }
        false => None,
    };
    let warnings = report.iter().flat_map(|report| &report.numbers.warnings);
    session.warnings.extend(warnings.cloned().map(Problem::from));
    let draw = |session: &Session, ascii| Picture::new(&session.pool, &model, &backward, report.as_ref(), ascii);
    let picture = draw(session, false);
    if let Some((target, path)) = target.zip(session.value("plot").map(str::to_owned)) {
        let curve = report.as_ref().and_then(|report| report.training.as_ref());
        let chart = curve.map(|training| Chart {
            across: EPOCH.text(session.lang).to_owned(),
            up: LOSS.text(session.lang).to_owned(),
            values: training.curve.clone(),
        });
        let ascii = session.style.ascii;
        let typed = draw(session, ascii);
        write_picture(&picture, &typed, chart.as_ref(), ascii, target, &path)?;
    }
    let is_wrong = report.iter().flat_map(|report| &report.checked).any(|checked| checked.agreement == Agreement::No);
    if session.format == Format::Json {
        let value = as_json(session, &model, &backward, report.as_ref());
        session.show_json(&value);
    } else {
        let (level, lang) = (session.level, session.lang);
        let (ascii, width) = (session.style.ascii, session.style.width);
        let mut page = page(&mut session.pool, &model, &backward, report.as_ref(), level, lang, ascii)?;
        if session.format != Format::Latex {
            let text = draw(session, ascii).to_text(width.saturating_sub(2));
            let (svg, mermaid) = (picture.to_svg(), picture.to_mermaid());
            let heading = Block::Heading(2, vec![Inline::Text(GRAPH.text(lang).to_owned())]);
            page.blocks.splice(0..0, [heading, Block::Picture { text, svg, mermaid }]);
        }
        session.show(&page, "gradus backprop");
    }
    let training = report.as_ref().and_then(|report| report.training.as_ref());
    Ok(match (is_wrong, training.is_some_and(|training| training.halted.is_some())) {
        (true, _) => Exit::Wrong,
        (false, true) => Exit::Undecided,
        (false, false) => Exit::Done,
    })
}

/// Puts a message at the option that it is about.
fn placed(session: &Session, problem: Diagnostic) -> Problem {
    let name = problem.arguments.iter().find(|(hole, _)| *hole == "name").map(|(_, name)| name.clone());
    match name {
        Some(name) if problem.code.id == codes::NOT_IN_LOSS.id => session.line.about_value("over", &name, problem),
        _ if problem.code.id == codes::MISSING_VALUE.id && session.has("at") => session.line.about("--at", problem),
        _ if problem.code.id == codes::MISSING_VALUE.id => session.line.at_end(problem),
        _ if problem.code.id == codes::NO_PARAMETER.id => session.line.at_end(problem),
        _ => problem.into(),
    }
}

/// The statements of the model file, then of the operand.
fn statements(session: &mut Session) -> Result<Vec<Statement>, Problem> {
    let mut statements = Vec::new();
    if let Some(path) = session.value("file").map(str::to_owned) {
        let text = read_file(&path)?;
        let program = session.scope.read(&mut session.pool, &text);
        let program =
            program.map_err(|problem| Problem { file: Some(path.into()), ..Problem::within(problem, &text) })?;
        statements.extend(program.statements);
    }
    if session.operand.is_some() {
        let text = session.operand_text()?;
        let program = session.scope.read(&mut session.pool, &text);
        let program = program.map_err(|problem| Problem::within(problem, &text))?;
        session.warnings.extend(program.warnings.into_iter().map(|warning| Problem::within(warning, &text)));
        statements.extend(program.statements);
    }
    Ok(statements)
}

/// Numbers, rate, rows; and the columns of the data.
fn plan(session: &mut Session) -> Result<(Plan, Vec<Id>), Problem> {
    let mut plan = Plan::default();
    for option in ["size", "at"] {
        for (name, value) in session.assignments(option)? {
            let number = eval::value(session, value, &[])?.float;
            if !number.is_finite() {
                return Err(session.out_of_range(option, &plain(&session.pool, name)));
            }
            if option == "size" && (number < 1.0 || number.fract() != 0.0) {
                let size = plain(&session.pool, name);
                let problem = Diagnostic::new(&codes::SIZE_NOT_WHOLE).with("name", &size).with("value", number);
                return Err(session.line.about_value("size", &size, problem));
            }
            plan.values.push((name, number));
        }
    }
    plan.rate = session.real("rate")?.or(plan.rate);
    plan.epochs = session.count("train", 0)?;
    plan.halt = Some(interrupt::halt);
    let mut columns = Vec::new();
    if let Some(table) = table(session, None)? {
        for column in table.columns() {
            let name = session.pool.symbol(column.name());
            columns.push(name);
            plan.rows.resize(table.rows(), Vec::new());
            for (row, value) in plan.rows.iter_mut().zip(column.floats()) {
                row.push((name, value));
            }
        }
    }
    Ok((plan, columns))
}

/// Writes the graph, and the loss curve below it; `typed` is for text. The answer shows both anyway.
fn write_picture(
    picture: &Picture,
    typed: &Picture,
    chart: Option<&Chart>,
    ascii: bool,
    target: Target,
    path: &str,
) -> Result<(), Problem> {
    let svg = || match chart {
        Some(chart) => stacked(&[picture.to_svg(), chart.to_svg()]),
        None => picture.to_svg(),
    };
    let text = match target {
        Target::Answer => return Ok(()),
        Target::Png => return plot::png(path, &svg()),
        Target::Svg => svg(),
        Target::Dot => picture.to_dot(),
        Target::Mermaid => picture.to_mermaid(),
        Target::Text => typed.to_text(usize::MAX) + &chart.map_or(String::new(), |chart| chart.to_text(ascii, CHART)),
    };
    plot::write(path, text.as_bytes())
}

fn as_json(session: &mut Session, model: &Model, backward: &Backward, report: Option<&Report>) -> Value {
    let pool = &session.pool;
    let context = crate::render::Context { lang: session.lang, partial: true };
    let numbers = report.map(|report| &report.numbers);
    let nodes: Vec<Value> = model
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            json!({
                "name": plain(pool, node.name),
                "formula": plain(pool, node.formula),
                "inputs": json::texts(pool, &node.inputs),
                "values": numbers.and_then(|numbers| numbers.forward.get(at)).map(members),
            })
        })
        .collect();
    let gradients: Vec<Value> = backward
        .gradients
        .iter()
        .enumerate()
        .map(|(at, gradient)| {
            let locals: Vec<Value> = gradient
                .paths
                .iter()
                .map(|path| {
                    json!({
                        "through": plain(pool, path.through),
                        "derivative": plain(pool, path.local.answer),
                        "contribution": plain(pool, path.contribution),
                    })
                })
                .collect();
            json!({
                "variable": plain(pool, gradient.variable),
                "parameter": model.parameters.contains(&gradient.variable),
                "result": plain(pool, gradient.formula()),
                "latex": Formula::of(pool, gradient.formula(), &context).latex(),
                "chain": plain(pool, gradient.chain),
                "product": plain(pool, gradient.product),
                "paths": locals,
                "conditions": json::texts(pool, &gradient.derivation.conditions(pool)),
                "values": numbers.and_then(|numbers| numbers.backward.get(at)).map(members),
                "steps": json::steps(pool, &gradient.derivation, session.level, session.lang),
            })
        })
        .collect();
    let mut object = json!({
        "loss": model.loss().map(|node| plain(pool, node.name)),
        "nodes": nodes,
        "gradients": gradients,
        "checked_points": backward.checked_points,
    });
    if let Some(report) = report {
        let checks: Vec<Value> = report
            .checked
            .iter()
            .map(|checked| {
                json!({
                    "variable": plain(pool, checked.variable),
                    "member": checked.member,
                    "gradient": checked.gradient.value,
                    "quotient": checked.quotient.value,
                    "agrees": checked.agreement == Agreement::Yes,
                })
            })
            .collect();
        object["loss_value"] = json!(report.numbers.loss.value);
        object["check"] = json!(checks);
        object["update"] = json!(report.update.as_ref().map(|update| {
            let after = update.after.iter().map(|values| (plain(pool, values.variable), members(values)));
            json!({
                "rate": update.rate,
                "parameters": after.collect::<serde_json::Map<String, Value>>(),
                "loss_value": update.loss,
            })
        }));
        object["partial"] = json!(report.training.as_ref().map(|training| training.halted.is_some()));
        object["loss_curve"] = json!(report.training.as_ref().map(|training| &training.curve));
        object["warnings"] = json!(report.numbers.warnings.iter().map(|w| w.message(session.lang)).collect::<Vec<_>>());
    }
    object
}

/// A number, or the members of a family with their indices.
fn members(values: &Values) -> Value {
    match &values.members[..] {
        [(index, value)] if index.is_empty() => json!(value.value),
        members => {
            let list = members.iter().map(|(index, value)| json!({ "index": index, "value": value.value }));
            Value::Array(list.collect())
        }
    }
}
