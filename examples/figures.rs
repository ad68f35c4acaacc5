//! Owns a runner for collections of reference problems: regressions with certified values, functions with known minima.
//!
//! `cargo run --release --example figures -- FOLDER` looks for `nist/linear.json`, `nist/nonlinear.json`,
//! `functions/least_squares.json` and `functions/minima.json` in the folder (or its files directly) and prints, for each
//! problem, how many digits are right: the log relative error, −log₁₀ |found − certified| / |certified|, of the worst
//! parameter and the worst standard error. Functions with bounds and without a start are searched from where gradus starts by
//! itself, then from points spread over the bounds.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use gradus::data::{Options as DataOptions, Table};
use gradus::expr::{Id, Pool, read};
use gradus::minimize::{LossKind, Model, Options, Stop, fit, minimize};
use serde_json::Value;

/// The two starts of a nonlinear problem; a linear one has none.
const STARTS: [&str; 2] = ["start1", "start2"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: figures FOLDER")?;
    let mut ran = 0;
    for (part, file, run) in [
        ("nist", "linear.json", regressions as fn(&Path, &Value) -> Result<(), Box<dyn Error>>),
        ("nist", "nonlinear.json", regressions),
        ("functions", "least_squares.json", minima),
        ("functions", "minima.json", minima),
    ] {
        let places = [Path::new(&folder).join(part).join(file), Path::new(&folder).join(file)];
        let Some(path) = places.into_iter().find(|path: &PathBuf| path.is_file()) else { continue };
        println!("\n{}", path.display());
        let problems: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        for problem in problems.as_array().into_iter().flatten() {
            run(path.parent().unwrap_or(Path::new(".")), problem)?;
            ran += 1;
        }
    }
    if ran == 0 { Err("no problems found there".into()) } else { Ok(()) }
}

/// A text or a number as a number.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// Right digits.
fn digits(found: Option<f64>, certified: Option<f64>) -> f64 {
    match (found, certified) {
        (Some(found), Some(certified)) if found == certified => 16.0,
        (Some(found), Some(certified)) if certified != 0.0 => -((found - certified) / certified).abs().log10(),
        (Some(found), Some(_)) => -found.abs().log10(),
        _ => f64::NAN,
    }
}

fn worst(all: impl Iterator<Item = f64>) -> f64 {
    all.fold(16.0, |low, digits| if digits.is_nan() || digits < low { digits } else { low })
}

fn regressions(folder: &Path, problem: &Value) -> Result<(), Box<dyn Error>> {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let parameters = problem["params"].as_array().cloned().unwrap_or_default();
    let file = std::fs::File::open(folder.join(text("data")))?;
    let table = Table::read(file, &DataOptions::default())?;
    let starts = STARTS.iter().filter(|start| parameters.iter().any(|parameter| !parameter[**start].is_null()));
    let starts: Vec<Option<&str>> = starts.map(|start| Some(*start)).collect();
    for start in if starts.is_empty() { vec![None] } else { starts } {
        let begun = Instant::now();
        let mut pool = Pool::new();
        let model = Model { response: read(&mut pool, text("response"))?, formula: read(&mut pool, text("model"))? };
        let mut options = Options::default();
        for parameter in &parameters {
            let name = pool.symbol(parameter["name"].as_str().unwrap_or_default());
            options.start.extend(start.and_then(|start| number(&parameter[start])).map(|value| (name, value)));
        }
        let fit = fit(&mut pool, &model, LossKind::SumSquare, &table, &options)?;
        let found = |certified: &Value| {
            let name = certified["name"].as_str().map(|name| pool.symbol(name));
            fit.minimum.parameters.iter().find(|parameter| Some(parameter.symbol) == name).cloned()
        };
        let mut found = found;
        let pairs: Vec<_> = parameters.iter().map(|certified| (found(certified), certified)).collect();
        let values = pairs.iter().map(|(found, certified)| {
            digits(found.as_ref().and_then(|parameter| parameter.value), number(&certified["certified"]))
        });
        let errors = pairs.iter().map(|(found, certified)| {
            digits(found.as_ref().and_then(|parameter| parameter.standard_error), number(&certified["std_error"]))
        });
        println!(
            "{:10} {:6}  {:11}  parameters {:5.1}  standard errors {:5.1}  residual sum {:5.1}  {:6} ms",
            text("name"),
            start.unwrap_or("–"),
            fit.minimum.method,
            worst(values),
            worst(errors),
            digits(fit.residual_sum, number(&problem["rss"])),
            begun.elapsed().as_millis(),
        );
    }
    Ok(())
}

/// One search: the loss that was reached, and how.
struct Reached {
    loss: f64,
    values: Vec<f64>,
    told: String,
}

fn search(formula: &str, names: &[&str], start: Option<&[f64]>) -> Result<Reached, String> {
    let in_english = |problem: gradus::diagnostic::Diagnostic| problem.message(gradus::wording::Lang::En);
    let mut pool = Pool::new();
    let loss = read(&mut pool, formula).map_err(in_english)?;
    let over: Vec<Id> = names.iter().map(|name| pool.symbol(name)).collect();
    let start: Vec<(Id, f64)> = over.iter().copied().zip(start.into_iter().flatten().copied()).collect();
    let minimum =
        minimize(&mut pool, loss, &over, None, &Options { start, ..Options::default() }).map_err(in_english)?;
    let end = minimum.stop.map_or("–", Stop::id);
    Ok(Reached {
        loss: minimum.loss_value.1.unwrap_or(f64::NAN),
        values: minimum.parameters.iter().map(|parameter| parameter.value.unwrap_or(f64::NAN)).collect(),
        told: format!("{}, {} ({end})", minimum.method, minimum.classification.id()),
    })
}

/// Where to start: at the listed start, else wherever gradus starts by itself, then at points spread over the bounds.
fn starts(problem: &Value, bounds: &[(f64, f64)]) -> Vec<Option<Vec<f64>>> {
    if let Some(listed) = problem["start"].as_array() {
        return vec![Some(listed.iter().filter_map(number).collect())];
    }
    let mut starts = vec![None];
    // Multiples of an irrational number spread evenly; another one for each variable.
    for round in 1..=SPREAD {
        let point = bounds.iter().zip(1..).map(|((low, high), at)| {
            let share = (f64::from(round) * (f64::from(at) + 1.0).sqrt()).fract();
            low + (high - low) * share
        });
        starts.push((!bounds.is_empty()).then(|| point.collect()));
    }
    starts
}

/// Starts that are spread over the bounds.
const SPREAD: u16 = 24;

fn minima(_: &Path, problem: &Value) -> Result<(), Box<dyn Error>> {
    let formula = problem["objective"].as_str().or_else(|| problem["formula"].as_str()).unwrap_or_default();
    let names: Vec<&str> = problem["variables"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let bounds: Vec<(f64, f64)> = problem["bounds"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((number(&pair[0])?, number(&pair[1])?)))
        .collect();
    let title = problem["name"].as_str().unwrap_or_default();
    let wanted = number(&problem["min_value"]).unwrap_or(f64::NAN);
    let is_there = |loss: f64| (loss - wanted).abs() <= 1e-6 * wanted.abs().max(1.0);
    let inside = |values: &[f64]| {
        values.iter().zip(&bounds).all(|(value, (low, high))| {
            let slack = 1e-6 * (high - low);
            (low - slack..=high + slack).contains(value)
        })
    };
    let (mut searches, mut best, mut outside): (usize, Option<Reached>, Option<Reached>) = (0, None, None);
    let lower = |new: &Reached, old: &Option<Reached>| old.as_ref().is_none_or(|old| new.loss < old.loss);
    for start in starts(problem, &bounds) {
        searches += 1;
        match search(formula, &names, start.as_deref()) {
            Ok(reached) if inside(&reached.values) && lower(&reached, &best) => best = Some(reached),
            Ok(reached) if !inside(&reached.values) && lower(&reached, &outside) => outside = Some(reached),
            Ok(_) => {}
            Err(message) => println!("{title:16} from {start:?}: {message}"),
        }
        if best.as_ref().is_some_and(|best| is_there(best.loss)) {
            break;
        }
    }
    let Some(found) = best else {
        println!("{title:16} nothing found inside the bounds; wanted {wanted}");
        return Ok(());
    };
    let verdict = if is_there(found.loss) { "reached" } else { "missed" };
    println!("{title:16} {verdict:8} L = {:<24} wanted {wanted:<20} {}; searches: {searches}", found.loss, found.told);
    if let Some(outside) = outside.filter(|_| !is_there(found.loss)) {
        let (loss, values) = (outside.loss, outside.values);
        println!(
            "{:16} outside the bounds the loss is {loss} at {values:?}: the minimum that is wanted lies at a bound",
            ""
        );
    }
    Ok(())
}
