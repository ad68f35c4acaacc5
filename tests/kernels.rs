//! The algorithms that work on blocks of rows: their stated bounds over the whole range, and the same bytes for any number
//! of threads.

use gradus::algebra::stable;
use gradus::calculus::gradient;
use gradus::data::{Column, Table};
use gradus::expr::{Id, Pool, index_rows, read};
use gradus::number::Rational;
use gradus::numeric::{Budget, ExactPoint, Inputs, Tape, value_at};

/// A fixed sequence of numbers from 0 to below 1.
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

/// Points of the whole range: every size down to denormal numbers, and many where something happens.
fn points(low: f64, high: f64) -> Vec<f64> {
    let mut state = 7;
    let mut points = vec![0.0, 1.0, -1.0, 0.5, f64::MIN_POSITIVE, 5e-324, -5e-324, 1e-310, 1e-17, 1e-16, 2e-16, -1e-16];
    points.extend([709.0, 709.78, -708.3, -708.5, -744.9, -745.13, 37.0, -37.0, 36.7, 18.0, -18.4, 0.346, 0.347]);
    for _ in 0..60 {
        let size = 2f64.powf(random(&mut state) * 2100.0 - 1074.0);
        points.extend([size, -size]);
    }
    for reach in [750.0, 40.0, 2.0, 0.1] {
        points.extend((0..60).map(|_| (2.0 * random(&mut state) - 1.0) * reach));
    }
    points.extend((0..60).map(|_| 1.0 + (random(&mut state) - 0.5) * 1e-3));
    points.retain(|x| x.is_finite() && *x >= low && *x <= high);
    points
}

/// The values of an expression in x at these points, by a tape.
fn by_tape(text: &str, points: &[f64]) -> Vec<f64> {
    let mut pool = Pool::new();
    let root = read(&mut pool, text).unwrap();
    let (x, i) = (pool.symbol("x"), pool.symbol("i"));
    let entry = pool.indexed(x, &[i]);
    let root = gradus::expr::substitute(&mut pool, root, &[(x, entry)]);
    let table = Table::new(vec![Column::from_floats("x", points.to_vec()).unwrap()]).unwrap();
    let inputs = Inputs { table: Some(&table), index: Some(i), ..Inputs::default() };
    let mut values = Vec::new();
    Tape::compile(&pool, &[root], &inputs).unwrap().each_row(&[], |row| values.push(row[0]));
    values
}

/// How far a value is from the true one, in units in the last place; none when that couldn't be told.
fn units(text: &str, x: f64, found: f64) -> Option<f64> {
    let mut pool = Pool::new();
    let (root, name) = (read(&mut pool, text).unwrap(), pool.symbol("x"));
    let point = ExactPoint::new().with(name, Rational::from_f64(x).unwrap());
    let budget = Budget { precision: 6_000, ..Budget::default() };
    let report = value_at(&mut pool, root, &point, 40, &budget).ok()?;
    let wanted = Rational::parse(report.decimal.trim_start_matches('-'))?;
    let wanted = if report.decimal.starts_with('-') { -&wanted } else { wanted };
    let nearest = wanted.to_f64();
    if !found.is_finite() || !nearest.is_finite() {
        return Some(if found == nearest { 0.0 } else { f64::INFINITY });
    }
    let exponent = (nearest.abs().max(f64::MIN_POSITIVE).to_bits() >> 52) as i64 - 1023 - 52;
    let unit = Rational::from(2).pow(exponent)?;
    let error = &Rational::from_f64(found)? - &wanted;
    Some(error.checked_div(&unit)?.abs().to_f64())
}

/// Expression, bound in units in the last place, domain.
const BOUNDS: &[(&str, f64, f64, f64)] = &[
    ("exp(x)", 1.0, f64::MIN, f64::MAX),
    ("expm1(x)", 2.0, f64::MIN, f64::MAX),
    ("ln(x)", 1.0, 5e-324, f64::MAX),
    ("log1p(x)", 2.0, -0.999_999, f64::MAX),
    ("tanh(x)", 2.0, f64::MIN, f64::MAX),
    ("sech(x)", 2.0, f64::MIN, f64::MAX),
    ("logcosh(x)", 3.0, f64::MIN, f64::MAX),
    // Both at once, by one exponential.
    ("tanh(x) + 0*sech(x)", 4.0, f64::MIN, f64::MAX),
    ("sech(x) + 0*tanh(x)", 3.0, f64::MIN, f64::MAX),
    ("sigmoid(x)", 2.0, f64::MIN, f64::MAX),
    ("softplus(x)", 2.0, f64::MIN, f64::MAX),
    ("sqrt(x)", 0.5, 0.0, f64::MAX),
];

#[test]
fn kernels_keep_their_bounds_over_the_whole_range() {
    for &(text, bound, low, high) in BOUNDS {
        let points = points(low, high);
        let values = by_tape(text, &points);
        let (mut worst, mut at, mut told) = (0.0, 0.0, 0);
        for (&x, &found) in points.iter().zip(&values) {
            let Some(units) = units(text, x, found) else { continue };
            told += 1;
            if units > worst {
                (worst, at) = (units, x);
            }
        }
        assert!(2 * told > points.len(), "{text}: only {told} of {} values are known", points.len());
        assert!(worst <= bound, "{text}: {worst} units at {at:e}");
    }
}

#[test]
fn kernels_have_the_limits_of_their_functions() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    for (text, low, high, below) in [
        ("exp(x)", 0.0, inf, None),
        ("expm1(x)", -1.0, inf, None),
        ("tanh(x)", -1.0, 1.0, None),
        ("sech(x)", 0.0, 0.0, None),
        ("logcosh(x)", inf, inf, None),
        ("tanh(x) + 0*sech(x)", -1.0, 1.0, None),
        ("sech(x) + 0*tanh(x)", 0.0, 0.0, None),
        ("sigmoid(x)", 0.0, 1.0, None),
        ("softplus(x)", 0.0, inf, None),
        ("ln(x)", nan, inf, Some((0.0, -inf))),
        ("log1p(x)", nan, inf, Some((-1.0, -inf))),
        ("sqrt(x)", nan, inf, None),
        ("abs(x)", inf, inf, None),
        ("relu(x)", 0.0, inf, None),
    ] {
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap();
        let (x, i, c, p) = (pool.symbol("x"), pool.symbol("i"), pool.symbol("c"), pool.symbol("p"));
        // Columns hold no infinities; a parameter may.
        let entry = pool.indexed(c, &[i]);
        let product = pool.mul(&[entry, p]);
        let root = gradus::expr::substitute(&mut pool, root, &[(x, product)]);
        let table = Table::new(vec![Column::new("c", [1.into()])]).unwrap();
        let inputs = Inputs { parameters: &[p], table: Some(&table), index: Some(i), ..Inputs::default() };
        let tape = Tape::compile(&pool, &[root], &inputs).unwrap();
        let at = |value: f64| {
            let mut found = 0.0;
            tape.each_row(&[value], |row| found = row[0]);
            found
        };
        let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
        assert!(same(at(-inf), low), "{text} at -inf: {}", at(-inf));
        assert!(same(at(inf), high), "{text} at inf: {}", at(inf));
        assert!(at(nan).is_nan(), "{text} at nan: {}", at(nan));
        if let Some((edge, wanted)) = below {
            assert!(same(at(edge), wanted), "{text} at {edge}: {}", at(edge));
            assert!(at(edge - 1e-9).is_nan(), "{text} below {edge}");
        }
    }
}

/// Models of every shape that a pass has: everything at once (products, powers, kernels, functions without one, cases, sums
/// inside of sums); sums of columns alone; logistic regression as it is written, with arguments beyond those of exp; tanh with its slope; the logarithm of a sum of
/// exponentials over the rows.
const MODELS: &[&str] = &[
    "mean((y - v*tanh(w*x + b))^2 + softplus(w*x)*ln(1 + x^2) + sin(w*x)/(2 + x^4) \
     + if(x > 0, w*x, x^2/3) + max(x, b) + (x - mean(x))^2*w) + w^2",
    "sum((y - (w*x + b))^2)",
    "sum((y - w*x - v*y - b)^2*x)",
    "mean(ln(1 + exp(w*x + b)) - y*(w*x + b))",
    "-mean(y*ln(sigmoid(w*x + b)) + (1 - y)*ln(1 - sigmoid(w*x + b)))",
    "mean(3*softplus(w*x) - 3*y*(w*x)) + sum(softplus(v*x))",
    "mean(ln(1 + exp(900*w*x + v*y + b)) - y*(900*w*x + v*y + b))",
    "sum(ln(1 + exp(-y*(w*x + b)))) + sum(sigmoid(-y*(w*x + b))^2)",
    "sum((y - v*tanh(w*x + b) - w*tanh(v*x))^2)",
    "ln(sum(exp(w*x + b*y))) + ln(mean(exp(v*x)))",
];

fn model(text: &str, rows: usize) -> (Pool, Vec<Id>, Vec<Id>, Table) {
    let mut pool = Pool::new();
    let root = read(&mut pool, text).unwrap();
    let [x, y] = ["x", "y"].map(|name| pool.symbol(name));
    let count = Rational::from(rows as i64);
    let root = index_rows(&mut pool, root, &[x, y], Some(&count));
    let mut state = 3;
    let columns = ["x", "y"].map(|name| {
        let values = (0..rows).map(|_| 4.0 * random(&mut state) - 2.0).collect();
        Column::from_floats(name, values).unwrap()
    });
    let over = ["w", "v", "b"].map(|name| pool.symbol(name)).to_vec();
    let root = stable(&mut pool, root).id;
    let mut roots = vec![root];
    for slope in gradient(&mut pool, root, &over).unwrap() {
        roots.push(stable(&mut pool, slope).id);
    }
    (pool, roots, over, Table::new(columns.to_vec()).unwrap())
}

#[test]
fn results_are_the_same_bytes_for_any_number_of_threads() {
    for text in MODELS {
        let (pool, roots, over, table) = model(text, 50_000);
        let inputs = Inputs { parameters: &over, table: Some(&table), ..Inputs::default() };
        let run = |threads: usize| {
            let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let tape = Tape::compile(&pool, &roots, &inputs).unwrap();
            let values = threads.install(|| tape.run(&[0.3, -0.7, 0.2]));
            values.into_iter().map(f64::to_bits).collect::<Vec<u64>>()
        };
        let one = run(1);
        assert!(one.iter().all(|bits| f64::from_bits(*bits).is_finite()), "{text}");
        for threads in [2, 3, 7] {
            assert_eq!(run(threads), one, "{text}: {threads} threads");
        }
    }
}

#[test]
fn a_tape_has_the_value_of_the_graph() {
    for text in MODELS {
        // Lengths around those of a block, of half of one, and of one row, and past where lanes are emptied.
        for rows in [1, 2, 31, 255, 256, 257, 600, 4_500] {
            let (mut pool, roots, over, table) = model(text, rows);
            let inputs = Inputs { parameters: &over, table: Some(&table), ..Inputs::default() };
            let parameters = [0.3, -0.7, 0.2];
            let tape = Tape::compile(&pool, &roots, &inputs).unwrap();
            let every: Vec<usize> = (0..rows).collect();
            let mut point = gradus::numeric::Point::new();
            for (&symbol, value) in over.iter().zip(parameters) {
                point.set(symbol, value);
            }
            for column in table.columns() {
                let base = pool.symbol(column.name());
                for (row, value) in (1..).zip(column.floats()) {
                    point.set_entry(base, &[row], value);
                }
            }
            let wanted = gradus::numeric::evaluate(&pool, &roots, &point).unwrap();
            for found in [tape.run(&parameters), tape.run_sample(&parameters, &every)] {
                for (place, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
                    let reach = 1e-12 * wanted.value.abs() + 1e-13 * rows as f64;
                    let close = (found - wanted.value).abs() <= reach;
                    assert!(close, "{text}, root {place}, {rows} rows: {found} and {}", wanted.value);
                }
            }
        }
    }
}

/// Losses over rows that no exponential of theirs survives, and what they are near to.
#[test]
fn sums_over_rows_are_right_far_out() {
    for (text, values, wanted) in [
        // The greatest exponent is 1000·2; two rows have it.
        ("ln(sum(exp(w*x)))", [2.0, 2.0, -1.0], [2000.0 + 2f64.ln(), 2.0]),
        ("ln(mean(exp(w*x)))", [-1.0, -1.0, -1.0], [-1000.0, -1.0]),
        ("sum(exp(w*x)*x)/sum(exp(w*x))", [3.0, 1.0, 1.0], [3.0, 0.0]),
        ("sum(ln(1 + exp(w*x)) - 1*(w*x))", [1.0, 1.0, 1.0], [0.0, 0.0]),
        ("sum(ln(1 + exp(w*x)))", [1.0, -1.0, 2.0], [3000.0, 3.0]),
    ] {
        let mut pool = Pool::new();
        let (root, x, w) = (read(&mut pool, text).unwrap(), pool.symbol("x"), pool.symbol("w"));
        let root = index_rows(&mut pool, root, &[x], Some(&Rational::from(3)));
        let table = Table::new(vec![Column::from_floats("x", values.to_vec()).unwrap()]).unwrap();
        let root = stable(&mut pool, root).id;
        let slope = gradient(&mut pool, root, &[w]).unwrap()[0];
        let roots = [root, stable(&mut pool, slope).id];
        let inputs = Inputs { parameters: &[w], table: Some(&table), ..Inputs::default() };
        let found = Tape::compile(&pool, &roots, &inputs).unwrap().run(&[1000.0]);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() <= 1e-12 * wanted.abs(), "{text}: {found} and {wanted}");
        }
    }
}
