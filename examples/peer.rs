//! Speaks the contract of a harness that runs algebra systems side by side: it reads one task and prints one line of JSON.
//!
//! `cargo run --release --example peer -- TASKFILE` reads lines `key: value` (`name`, `n`, `task`, `vars`, `order`, `point`,
//! `expr`), works the task `grad`, `nth`, `expand` or `mse`, and prints the milliseconds of each phase, the operations of the
//! loss and of the result, and the sum of the result at the point. Without a file it judges lines `domain|left|right` of
//! standard input: `true`, `false` or `unknown`.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::time::Instant;

use gradus::algebra::Normalizer;
use gradus::calculus::{gradient, nth_derivative};
use gradus::diagnostic::Diagnostic;
use gradus::equality::{Judgement, Options, check};
use gradus::expr::{Id, Pool, operations, read};
use gradus::numeric::{Point, evaluate};
use gradus::render::plain;
use gradus::solve::{Linear, LinearOutcome, solve_linear};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().nth(1) else { return judge() };
    let text = std::fs::read_to_string(file)?;
    let task: HashMap<&str, &str> = text.lines().filter_map(|line| line.split_once(": ")).collect();
    let mut record = Map::new();
    record.insert("peer".into(), json!("gradus"));
    record.insert("w".into(), json!(task.get("name")));
    record.insert("n".into(), json!(task.get("n").and_then(|n| n.parse::<u64>().ok())));
    let mut pool = Pool::new();
    match work(&mut pool, &task, &mut record) {
        Ok(None) => {}
        Ok(Some((loss, roots))) => measure(&mut pool, &task, loss, &roots, &mut record),
        Err(problem) => drop(record.insert("err".into(), json!(problem.code.id))),
    }
    println!("{}", Value::Object(record));
    Ok(())
}

/// Works the task; the loss and the results whose size and value are reported.
fn work(
    pool: &mut Pool,
    task: &HashMap<&str, &str>,
    record: &mut Map<String, Value>,
) -> Result<Option<(Id, Vec<Id>)>, Diagnostic> {
    let field = |key: &str| task.get(key).copied().unwrap_or_default();
    let loss = timed(record, "parse_ms", || read(pool, field("expr")))?;
    let variables: Vec<Id> = field("vars").split(',').map(|name| read(pool, name)).collect::<Result<_, _>>()?;
    let order = field("order").parse().unwrap_or(1);
    let roots = match (field("task"), &variables[..]) {
        ("nth", &[variable]) => vec![timed(record, "diff_ms", || nth_derivative(pool, loss, variable, order))?],
        ("expand", _) => vec![timed(record, "expand_ms", || Normalizer::default().expression(pool, loss))?],
        ("mse", _) => {
            let mut normalizer = Normalizer::default();
            let expanded = timed(record, "expand_ms", || normalizer.expression(pool, loss))?;
            let equations = timed(record, "diff_ms", || gradient(pool, expanded, &variables))?;
            let system = Linear { equations: &equations, unknowns: &variables, positive: &[] };
            let solution = timed(record, "solve_ms", || solve_linear(pool, &mut normalizer, &system))?;
            let LinearOutcome::Unique(values) = solution.outcome else { return Ok(None) };
            let exact: Vec<String> = values.iter().map(|&value| plain(pool, value)).collect();
            let first = values.first().and_then(|&value| pool.as_number(value));
            record.insert("exact".into(), json!(exact.join(";")));
            record.insert("check".into(), json!(first.map(|number| number.to_f64())));
            return Ok(None);
        }
        _ => timed(record, "diff_ms", || gradient(pool, loss, &variables))?,
    };
    Ok(Some((loss, roots)))
}

/// Runs `work` and writes down its milliseconds.
fn timed<T>(record: &mut Map<String, Value>, phase: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    record.insert(phase.into(), json!(start.elapsed().as_secs_f64() * 1e3));
    result
}

/// Operations of loss and results, and the sum of the results at the point of the task.
fn measure(pool: &mut Pool, task: &HashMap<&str, &str>, loss: Id, roots: &[Id], record: &mut Map<String, Value>) {
    record.insert("primal_dag".into(), json!(operations(pool, &[loss])));
    record.insert("dag_ops".into(), json!(operations(pool, roots)));
    let mut point = Point::new();
    let values = task.get("point").copied().unwrap_or_default();
    for (name, value) in values.split(',').filter_map(|pair| pair.split_once('=')) {
        let (Ok(variable), Ok(value)) = (read(pool, name), value.parse()) else { continue };
        match *pool.children(variable) {
            // `w0_1` is w0 at the index 1.
            [base, index] => {
                let index = pool.as_number(index).and_then(|index| index.to_i64());
                point.set_entry(base, &[index.unwrap_or_default()], value);
            }
            _ => point.set(variable, value),
        }
    }
    if let Ok(found) = evaluate(pool, roots, &point) {
        record.insert("check".into(), json!(found.iter().map(|value| value.value).sum::<f64>()));
    }
}

/// One verdict a line; every symbol is real, or positive where the line says `pos`.
fn judge() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let verdict = match line.split('|').collect::<Vec<_>>()[..] {
            [domain, left, right] => verdict(domain, left, right).ok(),
            _ => None,
        };
        let word = match verdict {
            Some(Judgement::Proved | Judgement::Likely) => "true",
            Some(Judgement::Refuted) => "false",
            Some(Judgement::Unknown) | None => "unknown",
        };
        writeln!(out, "{word}")?;
    }
    Ok(())
}

fn verdict(domain: &str, left: &str, right: &str) -> Result<Judgement, Diagnostic> {
    let mut pool = Pool::new();
    let (left, right) = (read(&mut pool, left)?, read(&mut pool, right)?);
    let zero = pool.integer(0);
    let mut positive = Vec::new();
    if domain == "pos" {
        for side in [left, right] {
            for symbol in gradus::expr::variables(&pool, side) {
                positive.push(pool.compare(gradus::language::Relation::Greater, symbol, zero));
            }
        }
    }
    Ok(check(&mut pool, left, right, &positive, &Options::default())?.judgement)
}
