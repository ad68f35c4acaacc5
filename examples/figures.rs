//! Owns a runner for collections of reference problems: regressions with certified values, functions with known minima.
//!
//! `cargo run --release --example figures -- FOLDER` looks for `nist/linear.json`, `nist/nonlinear.json`,
//! `functions/least_squares.json` and `functions/minima.json` in the folder (or its files directly) and prints, for each
//! problem, how many digits are right: the log relative error, −log₁₀ |found − certified| / |certified|, of the worst
//! parameter and the worst standard error.

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

fn minima(_: &Path, problem: &Value) -> Result<(), Box<dyn Error>> {
    let formula = problem["objective"].as_str().or_else(|| problem["formula"].as_str()).unwrap_or_default();
    let mut pool = Pool::new();
    let loss = read(&mut pool, formula)?;
    let names = problem["variables"].as_array().cloned().unwrap_or_default();
    let over: Vec<Id> = names.iter().map(|name| pool.symbol(name.as_str().unwrap_or_default())).collect();
    let mut options = Options::default();
    let listed = problem["start"].as_array().cloned().unwrap_or_default();
    let start = over.iter().zip(&listed).filter_map(|(&name, value)| Some((name, number(value)?)));
    options.start = start.collect();
    let title = problem["name"].as_str().unwrap_or_default();
    let wanted = number(&problem["min_value"]).unwrap_or(f64::NAN);
    match minimize(&mut pool, loss, &over, None, &options) {
        Ok(minimum) => {
            let value = minimum.loss_value.1.unwrap_or(f64::NAN);
            let verdict = match value {
                value if (value - wanted).abs() <= 1e-6 * wanted.abs().max(1.0) => "reached",
                value if value < wanted => "lower",
                _ => "elsewhere",
            };
            println!(
                "{title:16} {:11}  {verdict:9}  L = {value:<24} wanted {wanted:<20} {} ({})",
                minimum.method,
                minimum.classification.id(),
                minimum.stop.map_or("–", Stop::id),
            );
        }
        Err(problem) => println!("{title:16} {}", problem.message(gradus::wording::Lang::En)),
    }
    Ok(())
}
