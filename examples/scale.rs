//! Shows how costs grow with size: time, operations and memory of gradients, expansions and exact minima.
//!
//! `cargo run --release --example scale [FILE.svg]` prints one table for each kind of work and draws time against size, both
//! by powers of ten, where a cost that grows like sizeᵏ is a straight line of slope k. The peak is the most memory that the
//! whole process had during a run, where the system tells (Linux). Reverse accumulation promises at most
//! four operations of loss and gradient for each one of the loss (Baur & Strassen 1983).

#[path = "common/networks.rs"]
mod networks;

use std::time::Instant;

use gradus::algebra::Normalizer;
use gradus::calculus::gradient;
use gradus::expr::{Id, Pool, operations, read};
use gradus::functions::lookup;
use gradus::render::{Axis, AxisKind, Figure, Layer};
use gradus::solve::{Linear, solve_linear};
use networks::{chain, network};

type Failure = Box<dyn std::error::Error>;

/// One run: its size, what was derived from what, and the milliseconds.
struct Run {
    size: usize,
    pool: Pool,
    loss: Id,
    results: Vec<Id>,
    milliseconds: f64,
    /// The most memory of the process, in megabytes.
    peak: Option<f64>,
}

fn main() -> Result<(), Failure> {
    let curves = [
        series("chain tanh(a f + b), derivatives in x, a, b", &[334, 3_334, 33_334, 333_334], |links| {
            let mut pool = Pool::new();
            let (body, parameters) = chain(&mut pool, lookup("tanh").ok_or("tanh is in the table")?, links);
            timed(links, pool, body, |pool| Ok(gradient(pool, body, &parameters)?))
        })?,
        series("tanh network of four layers, all weights", &[5, 16, 50, 100], |width| {
            let mut pool = Pool::new();
            let (loss, weights) = network(&mut pool, lookup("tanh").ok_or("tanh is in the table")?, width, 4);
            timed(weights.len(), pool, loss, |pool| Ok(gradient(pool, loss, &weights)?))
        })?,
        series("sin(… sin(x a + b) …), read and derived", &[100, 1_000, 10_000, 100_000], |depth| {
            let text = format!("{}x{}", "sin(".repeat(depth), "*a+b)".repeat(depth));
            let mut pool = Pool::new();
            let x = pool.symbol("x");
            timed(depth, pool, x, |pool| {
                let body = read(pool, &text)?;
                Ok(gradient(pool, body, &[x])?)
            })
        })?,
        series("squared error of n points, read to its exact minimum", &[10, 100, 1_000, 10_000], |points| {
            let term = |k: usize| format!("({}/100-(w*({}/100)+b))^2", 3 * k + k * k % 17, k * 37 % 1_000);
            let text = (1..=points).map(term).collect::<Vec<_>>().join("+");
            let mut pool = Pool::new();
            let unknowns = [pool.symbol("w"), pool.symbol("b")];
            timed(points, pool, unknowns[0], |pool| {
                let loss = read(pool, &text)?;
                let mut normalizer = Normalizer::default();
                let expanded = normalizer.expression(pool, loss)?;
                let equations = gradient(pool, expanded, &unknowns)?;
                let system = Linear { equations: &equations, unknowns: &unknowns, positive: &[] };
                Ok(solve_linear(pool, &mut normalizer, &system)?.staged)
            })
        })?,
        series("(x + 1)(x + 2)…(x + n), derived", &[100, 1_000, 10_000, 100_000], |count| {
            let text = (1..=count).map(|k| format!("(x+{k})")).collect::<Vec<_>>().join("*");
            let mut pool = Pool::new();
            let (product, x) = (read(&mut pool, &text)?, pool.symbol("x"));
            timed(count, pool, product, |pool| Ok(gradient(pool, product, &[x])?))
        })?,
        series("(x + 1)(x + 2)…(x + n) multiplied out", &[10, 30, 100, 300, 1_000], |count| {
            let text = (1..=count).map(|k| format!("(x+{k})")).collect::<Vec<_>>().join("*");
            let mut pool = Pool::new();
            let product = read(&mut pool, &text)?;
            timed(count, pool, product, |pool| Ok(vec![Normalizer::default().expression(pool, product)?]))
        })?,
    ];
    if let Some(path) = std::env::args().nth(1) {
        let axis = |label: &str| Axis { label: label.to_owned(), kind: AxisKind::Magnitude };
        let figure = Figure {
            title: "Time and size".to_owned(),
            across: axis("size"),
            up: axis("ms"),
            layers: curves.into_iter().collect(),
        };
        std::fs::write(path, figure.to_svg())?;
    }
    Ok(())
}

/// Runs the work, which makes its result from the expressions that are there.
fn timed(
    size: usize,
    mut pool: Pool,
    loss: Id,
    work: impl FnOnce(&mut Pool) -> Result<Vec<Id>, Failure>,
) -> Result<Run, Failure> {
    // The mark of the highest memory starts anew, where the system has one.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let start = Instant::now();
    let results = work(&mut pool)?;
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    Ok(Run { size, pool, loss, results, milliseconds, peak: peak() })
}

fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? / 1024.0)
}

/// Runs all sizes, prints their table and returns their curve. The quickest of three runs counts.
fn series(title: &str, sizes: &[usize], run: impl Fn(usize) -> Result<Run, Failure>) -> Result<Layer, Failure> {
    println!("{title}");
    println!(
        "{:>9}  {:>10}  {:>8}  {:>10}  {:>6}  {:>9}  {:>10}",
        "size", "ms", "peak MB", "operations", "ratio", "nodes", "bytes/node"
    );
    let mut points = Vec::new();
    for &size in sizes {
        let mut best = run(size)?;
        for _ in 0..2 {
            best.milliseconds = best.milliseconds.min(run(size)?.milliseconds);
        }
        let (alone, both) = (operations(&best.pool, &[best.loss]), [&[best.loss], &best.results[..]].concat());
        let both = operations(&best.pool, &both);
        let ratio = if alone == 0 { String::new() } else { format!("{:.2}", both as f64 / alone as f64) };
        let bytes = best.pool.memory() as f64 / best.pool.len() as f64;
        let peak = best.peak.map_or("-".to_owned(), |peak| format!("{peak:.1}"));
        println!(
            "{:>9}  {:>10.3}  {peak:>8}  {both:>10}  {ratio:>6}  {:>9}  {bytes:>10.1}",
            best.size,
            best.milliseconds,
            best.pool.len()
        );
        points.push((best.size as f64, best.milliseconds));
    }
    let slope = slope(&points);
    println!("time grows like size^{slope:.2}\n");
    Ok(Layer::Line { label: format!("{title}: slope {slope:.2}"), points })
}

/// The slope of the line through the last two points, both coordinates by powers of ten: small sizes measure fixed costs.
fn slope(points: &[(f64, f64)]) -> f64 {
    match points {
        [.., (a, s), (b, t)] => (t / s).log10() / (b / a).log10(),
        _ => f64::NAN,
    }
}
