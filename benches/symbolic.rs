//! How fast formulas are: reading, deriving, multiplying out, deciding claims, whole derivations with their steps.
//!
//! `cargo bench --bench symbolic` prints medians. Sizes grow by tens, so that a cost that isn't linear shows at once.

#[path = "../examples/common/networks.rs"]
mod networks;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use gradus::algebra::{Normalizer, tidy};
use gradus::calculus::{differentiate, gradient, nth_derivative};
use gradus::equality::{Options, check};
use gradus::expr::{Id, Pool, read};
use gradus::functions::lookup;
use gradus::solve::{Linear, solve_linear};

fn main() {
    divan::main();
}

/// Ends the run with a message: a benchmark without its input measures nothing.
fn wanted<T, E>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|_| std::process::exit(1))
}

/// sin(… sin(x·a + b)·a + b …), `depth` times.
fn nested(depth: usize) -> String {
    format!("{}x{}", "sin(".repeat(depth), "*a+b)".repeat(depth))
}

/// The mean squared error of a line over `points` points written out.
fn written_out(points: usize) -> String {
    let terms: Vec<String> =
        (1..=points).map(|k| format!("({}/100-(w*({}/100)+b))^2", 3 * k + k * k % 17, k * 37 % 1000)).collect();
    format!("1/{points}*({})", terms.join("+"))
}

/// (x + 1)(x + 2)…(x + n).
fn factors(count: usize) -> String {
    (1..=count).map(|k| format!("(x+{k})")).collect::<Vec<_>>().join("*")
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000])]
fn read_nested(bencher: Bencher, depth: usize) {
    let text = nested(depth);
    bencher.counter(ItemsCount::new(depth)).bench(|| wanted(read(&mut Pool::new(), black_box(&text))));
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000])]
fn gradient_nested(bencher: Bencher, depth: usize) {
    let text = nested(depth);
    bencher
        .counter(ItemsCount::new(depth))
        .with_inputs(|| {
            let mut pool = Pool::new();
            let (body, x) = (wanted(read(&mut pool, &text)), pool.symbol("x"));
            (pool, body, x)
        })
        .bench_values(|(mut pool, body, x)| {
            let derived = wanted(gradient(&mut pool, body, &[x]));
            (pool, derived)
        });
}

/// Width of the layers of a network of four layers.
#[divan::bench(args = [5, 16, 50])]
fn gradient_network(bencher: Bencher, width: usize) {
    bencher
        .with_inputs(|| {
            let mut pool = Pool::new();
            let (loss, parameters) = networks::network(&mut pool, wanted(lookup("tanh").ok_or(())), width, 4);
            (pool, loss, parameters)
        })
        .bench_values(|(mut pool, loss, parameters)| {
            let derived = wanted(gradient(&mut pool, loss, &parameters));
            (pool, derived)
        });
}

/// Links of tanh(a·f + b), derived by x, a and b.
#[divan::bench(args = [100, 10_000, 100_000])]
fn gradient_chain(bencher: Bencher, links: usize) {
    bencher
        .counter(ItemsCount::new(links))
        .with_inputs(|| {
            let mut pool = Pool::new();
            let (loss, parameters) = networks::chain(&mut pool, wanted(lookup("tanh").ok_or(())), links);
            (pool, loss, parameters)
        })
        .bench_values(|(mut pool, loss, parameters)| {
            let derived = wanted(gradient(&mut pool, loss, &parameters));
            (pool, derived)
        });
}

#[divan::bench(args = [10, 100, 1_000, 10_000])]
fn squared_error_to_its_minimum(bencher: Bencher, points: usize) {
    let text = written_out(points);
    bencher.counter(ItemsCount::new(points)).bench(|| {
        let mut pool = Pool::new();
        let loss = wanted(read(&mut pool, black_box(&text)));
        let unknowns = [pool.symbol("w"), pool.symbol("b")];
        let mut normalizer = Normalizer::default();
        let expanded = wanted(normalizer.expression(&mut pool, loss));
        let equations = wanted(gradient(&mut pool, expanded, &unknowns));
        let system = Linear { equations: &equations, unknowns: &unknowns, positive: &[] };
        wanted(solve_linear(&mut pool, &mut normalizer, &system)).outcome
    });
}

#[divan::bench(args = [10, 100, 1_000])]
fn expand_product(bencher: Bencher, count: usize) {
    let text = factors(count);
    bencher.bench(|| {
        let mut pool = Pool::new();
        let product = wanted(read(&mut pool, black_box(&text)));
        wanted(Normalizer::default().expression(&mut pool, product))
    });
}

#[divan::bench(args = ["exp(sin(x))", "x^x", "tan(x)"])]
fn twentieth_derivative(bencher: Bencher, text: &str) {
    bencher.bench(|| {
        let mut pool = Pool::new();
        let (body, x) = (wanted(read(&mut pool, black_box(text))), pool.symbol("x"));
        wanted(nth_derivative(&mut pool, body, x, 20))
    });
}

#[divan::bench(args = [
    ("sin(x)^2 + cos(x)^2", "1"),
    ("(x + y)^3", "x^3 + 3*x^2*y + 3*x*y^2 + y^3"),
    ("asinh(x)", "ln(x + sqrt(x^2 + 1))"),
    ("(x + y)^2", "x^2 + y^2"),
])]
fn decide(bencher: Bencher, (left, right): (&str, &str)) {
    bencher.bench(|| {
        let mut pool = Pool::new();
        let sides: [Id; 2] = [left, right].map(|side| wanted(read(&mut pool, black_box(side))));
        wanted(check(&mut pool, sides[0], sides[1], &[], &Options::default())).judgement
    });
}

/// All steps recorded and checked, beside [`without_steps`].
#[divan::bench(args = [10, 100, 1_000])]
fn with_steps(bencher: Bencher, depth: usize) {
    derive(bencher, depth, |pool, body, x| wanted(differentiate(pool, body, &[x])).answer);
}

/// The same answer alone: the gradient, brought into textbook form.
#[divan::bench(args = [10, 100, 1_000])]
fn without_steps(bencher: Bencher, depth: usize) {
    derive(bencher, depth, |pool, body, x| {
        let raw = wanted(gradient(pool, body, &[x]))[0];
        tidy(pool, raw).id
    });
}

fn derive(bencher: Bencher, depth: usize, work: impl Fn(&mut Pool, Id, Id) -> Id + Sync) {
    let text = nested(depth);
    bencher
        .with_inputs(|| {
            let mut pool = Pool::new();
            let (body, x) = (wanted(read(&mut pool, &text)), pool.symbol("x"));
            (pool, body, x)
        })
        .bench_values(|(mut pool, body, x)| {
            let derived = work(&mut pool, body, x);
            (pool, derived)
        });
}
