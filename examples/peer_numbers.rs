//! Numbers beside other systems: evaluates gradients on many rows and descends, and prints one JSON line a way.
//!
//! `peer_numbers DIR W` (W = lin, log, mlp) reads `DIR/W.loss`, `DIR/W.grad` and columns `DIR/NAME.f64` (little endian);
//! `peer_numbers DIR STEPS` fits gy = w·gx + b by gradient descent at rate 0.1. `peer_numbers FILE.csv` reads a file into
//! exact columns and their floats, on one core and on all. Medians, on one core where nothing else is said.

use std::time::Instant;

use gradus::algebra::stable;
use gradus::calculus::gradient;
use gradus::data::{Column, Options as DataOptions, Table};
use gradus::expr::{Id, Pool, index_rows, read};
use gradus::minimize::{Method, Options, Statistics, minimize};
use gradus::number::Rational;
use gradus::numeric::{Inputs, Tape};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [file] = &arguments[..] {
        return read_file(file);
    }
    let [folder, what] = &arguments[..] else { return Err("usage: peer_numbers DIR W|STEPS, or FILE.csv".into()) };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    threads.install(|| match what.parse::<usize>() {
        Ok(steps) => descend(folder, steps),
        Err(_) => evaluate(folder, what),
    })
}

fn read_file(file: &str) -> Result<(), Failure> {
    for (peer, threads) in [("one core", 1), ("all cores", 0)] {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let (seconds, found) = threads.install(|| {
            clock(9, || {
                let table = Table::read(std::fs::File::open(file).ok()?, &DataOptions::default()).ok()?;
                Some(table.columns().iter().map(|column| column.floats().sum::<f64>()).sum::<f64>())
            })
        });
        let check = found.flatten().ok_or("not readable")?;
        println!("{{\"peer\":\"read on {peer}\",\"ms\":{},\"check\":{check}}}", seconds * 1e3);
    }
    Ok(())
}

fn column(folder: &str, name: &str) -> Result<Column, Failure> {
    let bytes = std::fs::read(format!("{folder}/{name}.f64"))?;
    let values = bytes.chunks_exact(8).filter_map(|chunk| chunk.try_into().ok()).map(f64::from_le_bytes).collect();
    Column::from_floats(name, values).ok_or_else(|| format!("{name} has values that aren't finite").into())
}

/// The median time of several runs in seconds, and the last result.
fn clock<T>(repetitions: usize, mut run: impl FnMut() -> T) -> (f64, Option<T>) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..repetitions {
        let start = Instant::now();
        last = Some(std::hint::black_box(run()));
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    (times.get(times.len() / 2).copied().unwrap_or(f64::NAN), last)
}

fn evaluate(folder: &str, what: &str) -> Result<(), Failure> {
    let text = std::fs::read_to_string(format!("{folder}/{what}.loss"))?;
    let about = std::fs::read_to_string(format!("{folder}/{what}.grad"))?;
    let mut lines = about.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let columns: Result<Vec<Column>, Failure> = names.iter().map(|name| column(folder, name)).collect();
    let table = Table::new(columns?).ok_or("columns of different length")?;
    let pairs: Vec<(&str, &str)> =
        lines.next().unwrap_or_default().split(',').filter_map(|pair| pair.split_once('=')).collect();
    let values: Result<Vec<f64>, _> = pairs.iter().map(|(_, value)| value.parse()).collect();
    let values = values?;

    let start = Instant::now();
    let mut pool = Pool::new();
    let loss = read(&mut pool, &format!("sum({text})")).map_err(|problem| problem.code.id)?;
    let mut over: Vec<Id> = Vec::new();
    for (name, _) in &pairs {
        over.push(read(&mut pool, name).map_err(|problem| problem.code.id)?);
    }
    let symbols: Vec<Id> = names.iter().map(|name| pool.symbol(name)).collect();
    let count = Rational::from(table.rows() as i64);
    let typed = index_rows(&mut pool, loss, &symbols, Some(&count));
    let form = stable(&mut pool, typed).id;
    let mut slopes = Vec::new();
    for slope in gradient(&mut pool, form, &over).map_err(|problem| problem.code.id)? {
        slopes.push(stable(&mut pool, slope).id);
    }
    let inputs = Inputs { parameters: &over, table: Some(&table), ..Inputs::default() };
    let tape = Tape::compile(&pool, &slopes, &inputs).ok_or("no tape")?;
    let compiled = start.elapsed().as_secs_f64() * 1e3;
    let line = |peer: &str, seconds: f64, check: f64, compiled: f64| {
        let nanoseconds = seconds * 1e9 / table.rows() as f64;
        println!("{{\"peer\":\"{peer}\",\"ns\":{nanoseconds},\"check\":{check},\"compile_ms\":{compiled}}}");
    };
    let (seconds, found) = clock(41, || tape.run(&values));
    line("tape: gradient", seconds, found.iter().flatten().sum(), compiled);
    let both: Vec<Id> = [form].into_iter().chain(slopes).collect();
    let tape = Tape::compile(&pool, &both, &inputs).ok_or("no tape")?;
    let (seconds, found) = clock(41, || tape.run(&values));
    line("tape: loss and gradient", seconds, found.iter().flatten().skip(1).sum(), compiled);

    let start = Instant::now();
    // Only where the loss is a polynomial in its parameters.
    if let Ok(Some(sums)) = Statistics::sum_up(&mut pool, loss, &over, &table) {
        let summed = start.elapsed().as_secs_f64() * 1e3;
        let mut slope = Vec::new();
        let mut shift = 0.0;
        let (seconds, _) = clock(41, || {
            for _ in 0..1000 {
                shift += 1e-300;
                let moved: Vec<f64> = values.iter().map(|value| value + shift).collect();
                std::hint::black_box(sums.at(&moved, &mut slope));
            }
        });
        line("sums taken once: each further gradient", seconds / 1000.0, slope.iter().sum(), summed);
    }
    Ok(())
}

fn descend(folder: &str, steps: usize) -> Result<(), Failure> {
    let table = Table::new(vec![column(folder, "gx")?, column(folder, "gy")?]).ok_or("columns of different length")?;
    let rate = 0.1;
    let line = |peer: &str, seconds: f64, check: f64| {
        println!("{{\"peer\":\"{peer}\",\"ms\":{},\"check\":{check}}}", seconds * 1e3);
    };
    let prepare = || {
        let mut pool = Pool::new();
        let loss = read(&mut pool, "mean((gy - (w*gx + b))^2)").map_err(|problem| problem.code.id);
        let over = ["w", "b"].map(|name| pool.symbol(name));
        (pool, loss, over)
    };
    let mut failure: Option<&'static str> = None;
    let (seconds, found) = clock(9, || {
        let (mut pool, loss, over) = prepare();
        let sums =
            loss.and_then(|loss| Statistics::sum_up(&mut pool, loss, &over, &table).map_err(|problem| problem.code.id));
        let sums = match sums {
            Ok(Some(sums)) => sums,
            Ok(None) => return f64::NAN,
            Err(code) => {
                failure = Some(code);
                return f64::NAN;
            }
        };
        let (mut values, mut slope) = ([0.0; 2], Vec::new());
        for _ in 0..steps {
            sums.at(&values, &mut slope);
            for (value, slope) in values.iter_mut().zip(&slope) {
                *value -= rate * slope;
            }
        }
        values.iter().sum()
    });
    line("sums taken once, and steps", seconds, found.unwrap_or(f64::NAN));
    let (seconds, found) = clock(5, || {
        let (mut pool, loss, over) = prepare();
        let options =
            Options { method: Method::Update("gd"), rate: Some(rate), iterations: steps, ..Options::default() };
        let found = loss.and_then(|loss| {
            minimize(&mut pool, loss, &over, Some(&table), &options).map_err(|problem| problem.code.id)
        });
        match found {
            Ok(minimum) => minimum.parameters.iter().filter_map(|parameter| parameter.value).sum(),
            Err(code) => {
                failure = Some(code);
                f64::NAN
            }
        }
    });
    line("minimize, with the derivation for its page", seconds, found.unwrap_or(f64::NAN));
    failure.map_or(Ok(()), |code| Err(code.into()))
}
