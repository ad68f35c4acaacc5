//! How fast numbers are: gradients over rows, gradient steps, columns read from text, the kernels alone.
//!
//! `cargo bench --bench numbers` prints medians with the throughput in rows or bytes. divan was chosen because it is light:
//! no plots, and a build of seconds.

mod hand;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use gradus::algebra::stable;
use gradus::calculus::gradient;
use gradus::data::{Column, Options as DataOptions, Table};
use gradus::expr::{Id, Pool, index_rows, read};
use gradus::minimize::{Method, Options, Statistics, minimize};
use gradus::number::Rational;
use gradus::numeric::{Inputs, Tape};

const ROWS: usize = 100_000;

fn main() {
    // One thread, so that figures compare from machine to machine.
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    match threads {
        Ok(threads) => threads.install(divan::main),
        Err(_) => divan::main(),
    }
}

/// Columns x, z and y of a fixed sequence of numbers between −2 and 2.
fn table(rows: usize) -> Table {
    let mut state = 1u64;
    let columns = ["x", "z", "y"].map(|name| {
        let values = (0..rows).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 51) as f64 - 2.0
        });
        Column::from_floats(name, values.collect())
    });
    columns.into_iter().collect::<Option<Vec<Column>>>().and_then(Table::new).unwrap_or_else(|| std::process::exit(1))
}

/// A loss over rows, its parameters, and what is known of its names.
struct Model {
    pool: Pool,
    loss: Id,
    over: Vec<Id>,
}

impl Model {
    fn of(text: &str, over: &[&str]) -> Model {
        let mut pool = Pool::new();
        let loss = read(&mut pool, text).unwrap_or_else(|_| std::process::exit(1));
        let over = over.iter().map(|name| pool.symbol(name)).collect();
        Model { pool, loss, over }
    }

    /// The loss and its gradient as a tape.
    fn tape(&mut self, table: &Table) -> Option<Tape> {
        let pool = &mut self.pool;
        let columns: Vec<Id> = table.columns().iter().map(|column| pool.symbol(column.name())).collect();
        let count = Rational::from(table.rows() as i64);
        let indexed = index_rows(pool, self.loss, &columns, Some(&count));
        let form = stable(pool, indexed).id;
        let mut roots = vec![form];
        for slope in gradient(pool, form, &self.over).ok()? {
            roots.push(stable(pool, slope).id);
        }
        Tape::compile(pool, &roots, &Inputs { parameters: &self.over, table: Some(table), ..Inputs::default() })
    }
}

/// A model by its name: the loss, and its parameters.
fn named(name: &str) -> (&'static str, &'static [&'static str]) {
    match name {
        "linear" => ("sum((y - (w*x + b))^2)", &["w", "b"]),
        "logistic" => ("sum(ln(1 + exp(w*x + v*z + b)) - y*(w*x + v*z + b))", &["w", "v", "b"]),
        _ => (
            "sum((y - (p*tanh(w*x + v*z + c) + q*tanh(u*x + t*z + d) + b))^2)",
            &["p", "w", "v", "c", "q", "u", "t", "d", "b"],
        ),
    }
}

/// Loss and gradient once over all rows.
#[divan::bench(args = ["linear", "logistic", "network"])]
fn loss_and_gradient(bencher: Bencher, name: &str) {
    let table = table(ROWS);
    let (text, over) = named(name);
    let mut model = Model::of(text, over);
    let Some(tape) = model.tape(&table) else { return };
    let values: Vec<f64> = (0..over.len()).map(|at| 0.3 - 0.1 * at as f64).collect();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| tape.run(black_box(&values)));
}

/// The same as a loop written by hand.
#[divan::bench(args = ["linear", "logistic"])]
fn by_hand(bencher: Bencher, name: &str) {
    let table = table(ROWS);
    let columns: Vec<Vec<f64>> = table.columns().iter().map(|column| column.floats().collect()).collect();
    let (Some(run), [x, z, y]) = (hand::model(name), &columns[..]) else { return };
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| run(black_box([x, z, y])));
}

/// One function over all rows.
#[divan::bench(args = ["exp", "expm1", "ln", "log1p", "tanh", "sigmoid", "softplus", "sqrt", "sin"])]
fn kernel(bencher: Bencher, name: &str) {
    let table = table(ROWS);
    let mut model = Model::of(&format!("sum({name}(w + x))"), &["w"]);
    let columns = [model.pool.symbol("x")];
    let count = Rational::from(ROWS as i64);
    let indexed = index_rows(&mut model.pool, model.loss, &columns, Some(&count));
    let inputs = Inputs { parameters: &model.over, table: Some(&table), ..Inputs::default() };
    let Some(tape) = Tape::compile(&model.pool, &[indexed], &inputs) else { return };
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| tape.run(black_box(&[3.0])));
}

/// The sums of a polynomial loss, from the text of the loss on.
#[divan::bench(args = [1_000, 10_000, 100_000, 1_000_000])]
fn sums_of_linear_regression(bencher: Bencher, rows: usize) {
    let table = table(rows);
    bencher.counter(ItemsCount::new(rows)).bench_local(|| {
        let mut model = Model::of("mean((y - (w*x + b))^2)", &["w", "b"]);
        Statistics::sum_up(&mut model.pool, model.loss, &model.over, &table).is_ok()
    });
}

/// A thousand steps of gradient descent, with the page about them.
#[divan::bench(args = [1_000, 100_000, 1_000_000])]
fn thousand_steps(bencher: Bencher, rows: usize) {
    let table = table(rows);
    let options = Options { method: Method::Update("gd"), rate: Some(0.01), iterations: 1_000, ..Options::default() };
    bencher.counter(ItemsCount::new(rows)).bench_local(|| {
        let mut model = Model::of("mean((y - (w*x + b))^2)", &["w", "b"]);
        minimize(&mut model.pool, model.loss, &model.over, Some(&table), &options).is_ok()
    });
}

/// Text to exact columns: few digits, and as many as a float has.
#[divan::bench(args = [3, 17])]
fn csv(bencher: Bencher, digits: usize) {
    let table = table(ROWS);
    let [x, y] = [0, 1].map(|at| table.columns().get(at).map_or(Vec::new(), |column| column.floats().collect()));
    let mut text = "x,y\n".to_owned();
    for (x, y) in x.iter().zip(y) {
        text += &format!("{x:.digits$},{y:.digits$}\n");
    }
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Table::read(black_box(text.as_bytes()), &DataOptions::default()).is_ok());
}
