//! Minima: the main job to the letter, closed forms against other ways to compute them, descents and their ends.

use gradus::data::{Column, Exact, Options as DataOptions, Sheet, Table};
use gradus::diagnostic::Diagnostic;
use gradus::expr::{Id, Pool, read, substitute};
use gradus::minimize::{
    Classification, Head, LossKind, Method, Minimum, Model, Options, Piece, Stop, fit, minimize, needed_for_fit, page,
};
use gradus::number::Rational;
use gradus::numeric::{Agreement, Point, SEED, agree, evaluate, sample};
use gradus::render::plain;
use gradus::steps::Level;
use gradus::wording::Lang;
use proptest::prelude::*;

const LINE: &str = "x,y\n1,1\n2,2\n3,3\n4,4\n";

fn table(text: &str) -> Table {
    Table::read(text.as_bytes(), &DataOptions::default()).unwrap()
}

fn try_run(
    pool: &mut Pool,
    loss: &str,
    over: &str,
    data: Option<&str>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    let loss = read(pool, loss)?;
    let over: Vec<Id> = over.split(',').filter(|name| !name.is_empty()).map(|name| pool.symbol(name)).collect();
    let table = data.map(table);
    minimize(pool, loss, &over, table.as_ref(), options)
}

fn run(pool: &mut Pool, loss: &str, over: &str, data: Option<&str>) -> Minimum {
    try_run(pool, loss, over, data, &Options::default()).unwrap_or_else(|problem| panic!("{loss}: {problem:?}"))
}

/// The right sides of the chain about the loss.
fn loss_lines(pool: &Pool, minimum: &Minimum) -> Vec<String> {
    let pieces = minimum.sections.iter().flat_map(|section| &section.pieces);
    let chain = pieces.into_iter().find_map(|piece| match piece {
        Piece::Chain(Head::Loss, lines) => Some(lines),
        _ => None,
    });
    chain.unwrap().iter().map(|(id, _)| plain(pool, *id)).collect()
}

fn facts(pool: &Pool, minimum: &Minimum) -> Vec<String> {
    let pieces = minimum.sections.iter().flat_map(|section| &section.pieces);
    pieces
        .filter_map(|piece| match piece {
            Piece::Fact(id) => Some(plain(pool, *id)),
            _ => None,
        })
        .collect()
}

fn values(minimum: &Minimum) -> Vec<String> {
    minimum.parameters.iter().map(|p| p.exact.as_ref().map_or("?".to_owned(), ToString::to_string)).collect()
}

#[test]
fn the_line_through_the_origin_to_the_letter() {
    let mut pool = Pool::new();
    let minimum = run(&mut pool, "mean((y - w*x)^2)", "w", Some(LINE));
    assert_eq!(
        loss_lines(&pool, &minimum),
        [
            "1/N*sum(i=1..N, (y_i - w*x_i)^2)",
            "1/4*((1 - w*1)^2 + (2 - w*2)^2 + (3 - w*3)^2 + (4 - w*4)^2)",
            "1/4*((1 - w)^2 + (2 - 2*w)^2 + (3 - 3*w)^2 + (4 - 4*w)^2)",
            "15/2 - 15*w + 15/2*w^2",
        ]
    );
    assert_eq!(values(&minimum), ["1"]);
    assert_eq!(facts(&pool, &minimum), ["15 > 0"]);
    assert_eq!(minimum.loss_value.0, Some(Rational::ZERO));
    assert_eq!(minimum.classification, Classification::Minimum);
    assert_eq!(minimum.method, "closed-form");
}

#[test]
fn the_line_with_an_intercept_to_the_letter() {
    let mut pool = Pool::new();
    for loss in ["mean((y - (w*x + b))^2)", "1/N*sum(i=1..N, (y_i - (w*x_i + b))^2)"] {
        let minimum = run(&mut pool, loss, "w,b", Some(LINE));
        assert_eq!(values(&minimum), ["1", "0"]);
        assert_eq!(facts(&pool, &minimum), ["15 > 0", "5 > 0"]);
        assert_eq!(loss_lines(&pool, &minimum).last().unwrap(), "15/2*w^2 + 5*w*b + b^2 - 15*w - 5*b + 15/2");
        let moves = minimum.sections.iter().flat_map(|s| &s.pieces).filter(|p| matches!(p, Piece::Move(_))).count();
        assert_eq!(moves, 5);
    }
    // Pages in both languages and at every level.
    let minimum = run(&mut pool, "mean((y - (w*x + b))^2)", "w,b", Some(LINE));
    for level in [Level::None, Level::Brief, Level::Normal, Level::Full] {
        for lang in [Lang::En, Lang::Zh] {
            assert!(page(&mut pool, &minimum, level, lang).blocks.len() > 10);
        }
    }
}

#[test]
fn symbolic_sums_of_any_length() {
    let mut pool = Pool::new();
    let minimum = run(&mut pool, "mean((y - (w*x + b))^2)", "w,b", None);
    let symbolic: Vec<String> = minimum.parameters.iter().map(|p| plain(&pool, p.symbolic.unwrap())).collect();
    assert_eq!(
        symbolic[0],
        "(N*sum(i=1..N, x_i*y_i) - sum(i=1..N, x_i)*sum(i=1..N, y_i))/(N*sum(i=1..N, x_i^2) - sum(i=1..N, x_i)^2)"
    );
    assert_eq!(minimum.classification, Classification::Minimum);
    assert_eq!(minimum.conditions.len(), 1);
    let mean = run(&mut pool, "mean((y - b)^2)", "b", None);
    assert_eq!(plain(&pool, mean.parameters[0].symbolic.unwrap()), "sum(i=1..N, y_i)/N");
    assert!(mean.conditions.is_empty());
    let ridge = run(&mut pool, "sum(i=1..N, (y_i - w*x_i)^2) + lambda*w^2", "w", None);
    let formula = plain(&pool, ridge.parameters[0].symbolic.unwrap());
    assert_eq!(formula, "sum(i=1..N, x_i*y_i)/(lambda + sum(i=1..N, x_i^2))");
    // The rate of an exponential distribution.
    let rate = run(&mut pool, "a*sum(i=1..N, x_i) - N*ln(a)", "a", None);
    assert_eq!(plain(&pool, rate.parameters[0].symbolic.unwrap()), "N/sum(i=1..N, x_i)");
    assert_eq!(rate.classification, Classification::Minimum);
}

#[test]
fn points_that_are_no_minimum_are_called_by_their_name() {
    let mut pool = Pool::new();
    for (loss, over, data, wanted) in [
        ("-(w - 1)^2", "w", None, Classification::Maximum),
        ("w^2 - v^2", "w,v", None, Classification::Saddle),
        ("w*v", "w,v", None, Classification::Saddle),
        ("3*w", "w", None, Classification::Unbounded),
        ("(w + v)^2", "w,v", None, Classification::NotUnique),
        ("(w + v)^2 + w", "w,v", None, Classification::Unbounded),
        ("w^4 - 2*w^2", "w", None, Classification::NotUnique),
        ("w^4 - 3*w^3 + w", "w", None, Classification::Minimum),
        ("w^3 - w", "w", None, Classification::Unbounded),
        ("w^4", "w", None, Classification::Minimum),
        ("w - ln(w)", "w", None, Classification::Minimum),
        ("mean((y - (a*x + c*z))^2)", "a,c", Some("x,z,y\n1,2,1\n2,4,2\n3,6,4\n"), Classification::NotUnique),
    ] {
        let minimum = run(&mut pool, loss, over, data);
        assert_eq!(minimum.classification, wanted, "{loss}");
    }
}

#[test]
fn roots_without_a_closed_form_have_digits() {
    let mut pool = Pool::new();
    let minimum = run(&mut pool, "w^4 - 3*w^3 + w", "w", None);
    let value = minimum.parameters[0].value.unwrap();
    assert!((value - 2.198_265_566_947_025).abs() < 1e-14, "{value}");
    let surd = run(&mut pool, "w^4 - 4*w^2", "w", None);
    assert_eq!(plain(&pool, surd.parameters[0].symbolic.unwrap()), "-sqrt(2)");
    assert_eq!(surd.loss_value.0, Some(Rational::from(-4)));
}

#[test]
fn descent_says_how_it_ended() {
    let mut pool = Pool::new();
    let loss = "mean((y - exp(w*x))^2)";
    let minimum = run(&mut pool, loss, "w", Some(LINE));
    assert_eq!(minimum.method, "lm");
    assert!(minimum.stop.unwrap().converged());
    assert!((minimum.parameters[0].value.unwrap() - 0.349_080_749).abs() < 1e-8);
    let with = |rate: Option<f64>, iterations: usize| Options { rate, iterations, ..Options::default() };
    let stop = |pool: &mut Pool, options: Options| {
        let minimum = try_run(pool, loss, "w", Some(LINE), &options).unwrap();
        // Whatever happens, no number that is printed is NaN.
        let traced = minimum.sections.iter().flat_map(|section| &section.pieces).filter_map(|piece| match piece {
            Piece::Trace(_, iterations) => Some(iterations),
            _ => None,
        });
        assert!(traced.flatten().all(|step| step.loss.is_finite() && step.values.iter().all(|v| v.is_finite())));
        minimum.stop.unwrap()
    };
    assert_eq!(stop(&mut pool, with(Some(1e-3), 10)), Stop::Iterations);
    assert_eq!(stop(&mut pool, with(Some(0.5), 100)), Stop::Diverged);
    assert_eq!(stop(&mut pool, with(Some(1e6), 100)), Stop::Diverged);
    let zero = try_run(&mut pool, loss, "w", Some(LINE), &with(Some(0.0), 10)).unwrap_err();
    assert_eq!(zero.code.id, "G0501");
    // A quadratic by descent meets its closed form.
    let asked = Options { method: Method::Update("gd"), ..Options::default() };
    let line = try_run(&mut pool, "mean((y - (w*x + b))^2)", "w,b", Some(LINE), &asked).unwrap();
    assert!((line.parameters[0].value.unwrap() - 1.0).abs() < 1e-8, "{:?}", line.parameters);
}

#[test]
fn mistakes_have_their_messages() {
    let mut pool = Pool::new();
    for (loss, over, data, code) in [
        ("mean((y - w*z)^2)", "w", Some(LINE), "G0305"),
        ("(y - w*x)^2", "w", Some(LINE), "G0510"),
        ("mean((y - w*x)^2)", "", Some(LINE), "G0508"),
        ("mean((y - w*x)^2)", "w,c", Some(LINE), "G0509"),
        ("mean((y - w*x)^2)", "x", Some(LINE), "G0511"),
        ("mean((y - exp(w*x))^2)", "w", None, "G0502"),
    ] {
        let problem = try_run(&mut pool, loss, over, data, &Options::default()).unwrap_err();
        assert_eq!(problem.code.id, code, "{loss}");
    }
    let start = vec![(pool.symbol("w"), -1.0)];
    let outside = Options { start, ..Options::default() };
    let problem = try_run(&mut pool, "w - ln(w)/exp(w)", "w", None, &outside).unwrap_err();
    assert_eq!(problem.code.id, "G0503");
    let closed = Options { method: Method::ClosedForm, ..Options::default() };
    let problem = try_run(&mut pool, "mean((y - exp(w*x))^2)", "w", Some(LINE), &closed).unwrap_err();
    assert_eq!(problem.code.id, "G0504");
    assert!(problem.message(Lang::En).contains("exp(w*x_i)"), "{}", problem.message(Lang::En));
}

#[test]
fn long_tables_are_added_up_exactly() {
    let mut pool = Pool::new();
    let rows = 20_000i64;
    let decimal = |n: i64| Exact::from(Rational::ratio(n, 1000).unwrap());
    let x = Column::new("x", (0..rows).map(|n| decimal(n * 7 % 1013)));
    // y = 3x/2 − 1/4 without noise.
    let y = Column::new("y", (0..rows).map(|n| Exact::from(Rational::ratio(3 * (n * 7 % 1013) - 500, 2000).unwrap())));
    let table = Table::new(vec![x, y]).unwrap();
    let loss = read(&mut pool, "mean((y - (w*x + b))^2)").unwrap();
    let over = [pool.symbol("w"), pool.symbol("b")];
    let minimum = minimize(&mut pool, loss, &over, Some(&table), &Options::default()).unwrap();
    assert_eq!(values(&minimum), ["3/2", "-1/4"]);
    assert_eq!(minimum.loss_value.0, Some(Rational::ZERO));
}

#[test]
fn fits_of_reference() {
    let mut pool = Pool::new();
    // The values of the data set NoInt1 of the NIST Statistical Reference Datasets: a line without a constant term.
    let table = table("x,y\n60,130\n61,131\n62,132\n63,133\n64,134\n65,135\n66,136\n67,137\n68,138\n69,139\n70,140\n");
    let model = Model { response: pool.symbol("y"), formula: read(&mut pool, "b1*x").unwrap() };
    let fit = fit(&mut pool, &model, LossKind::MeanSquare, &table, &Options::default()).unwrap();
    let slope = &fit.minimum.parameters[0];
    let near = |value: f64, wanted: f64| ((value - wanted) / wanted).abs() < 1e-14;
    assert!(near(slope.value.unwrap(), 2.074_380_165_289_26), "{slope:?}");
    assert!(near(slope.standard_error.unwrap(), 0.165_289_256_198_347e-1), "{slope:?}");
    assert!(near(fit.residual_sum.unwrap(), 127.272_727_272_727), "{:?}", fit.residual_sum);
    assert!(near(fit.r_squared.unwrap(), 0.999_365_492_298_663), "{:?}", fit.r_squared);
    assert!(!fit.about_mean);
}

#[test]
fn responses_may_be_formulas() {
    let mut pool = Pool::new();
    let table = table("x,y\n1,3\n2,9\n3,27\n");
    let model = Model { response: read(&mut pool, "ln(y)").unwrap(), formula: read(&mut pool, "a + k*x").unwrap() };
    let fit = fit(&mut pool, &model, LossKind::SumSquare, &table, &Options::default()).unwrap();
    let found: Vec<f64> = fit.minimum.parameters.iter().map(|p| p.value.unwrap()).collect();
    assert!(found[0].abs() < 1e-12 && (found[1] - 3f64.ln()).abs() < 1e-12, "{found:?}");
}

/// A table of random decimals.
fn tables() -> impl Strategy<Value = Vec<(i64, i64, i64)>> {
    proptest::collection::vec((-900i64..900, -900i64..900, -900i64..900), 4..14)
}

fn columns(rows: &[(i64, i64, i64)]) -> Table {
    let column = |name: &str, pick: fn(&(i64, i64, i64)) -> i64| {
        Column::new(name, rows.iter().map(|row| Exact::from(Rational::ratio(pick(row), 100).unwrap())))
    };
    Table::new(vec![column("x", |r| r.0), column("z", |r| r.1), column("y", |r| r.2)]).unwrap()
}

const LOSSES: &[(&str, &str)] = &[
    ("mean((y - w*x)^2)", "w"),
    ("mean((y - b)^2)", "b"),
    ("sum((y - (w*x + b))^2)", "w,b"),
    ("mean((y - (w*x + v*z + b))^2)", "w,v,b"),
    ("mean(z^2*(y - (w*x + b))^2)", "w,b"),
    ("mean((y - (w*x + b))^2) + 3/2*w^2", "w,b"),
    ("mean((y - (a + b*x + c*x^2))^2)", "a,b,c"),
];

proptest! {
    #![proptest_config(crate::common::drawn(40))]

    /// The symbolic closed form at the data is the closed form of the data, and no neighbour has a smaller loss.
    #[test]
    fn closed_forms_agree_and_are_minima(rows in tables(), which in 0..LOSSES.len()) {
        let (loss, over) = LOSSES[which];
        let mut pool = Pool::new();
        let id = read(&mut pool, loss).unwrap();
        let names: Vec<Id> = over.split(',').map(|name| pool.symbol(name)).collect();
        let table = columns(&rows);
        let numeric = minimize(&mut pool, id, &names, Some(&table), &Options::default()).unwrap();
        if numeric.classification != Classification::Minimum {
            return Ok(());
        }
        let symbolic = minimize(&mut pool, id, &names, None, &Options::default()).unwrap();
        let mut point = Point::new();
        point.set(pool.symbol("N"), rows.len() as f64);
        for column in table.columns() {
            let base = pool.symbol(column.name());
            for (row, value) in (1i64..).zip(column.floats()) {
                point.set_entry(base, &[row], value);
            }
        }
        for (general, own) in symbolic.parameters.iter().zip(&numeric.parameters) {
            let exact = pool.number(own.exact.as_ref().unwrap());
            let both = evaluate(&pool, &[general.symbolic.unwrap(), exact], &point).unwrap();
            prop_assert!(agree(both[0], both[1]) != Agreement::No, "{}: {:?}", loss, both);
        }
        let reduced = numeric.reduced.unwrap();
        let lowest = numeric.loss_value.0.clone().unwrap();
        for at in 0..names.len() {
            for shift in [-1i64, 1] {
                let pairs: Vec<(Id, Id)> = numeric.parameters.iter().enumerate().map(|(n, p)| {
                    let moved = &p.exact.clone().unwrap() + &Rational::ratio(if n == at { shift } else { 0 }, 1000).unwrap();
                    (p.symbol, pool.number(&moved))
                }).collect();
                let there = substitute(&mut pool, reduced, &pairs);
                let value = gradus::algebra::expand(&mut pool, there).unwrap().answer;
                prop_assert!(pool.as_number(value).unwrap() > lowest);
            }
        }
    }

    /// Each line of each chain has the value of the one before at random points.
    #[test]
    fn each_line_equals_the_one_before(which in 0..LOSSES.len(), seed in 0u64..1000) {
        let (loss, over) = LOSSES[which];
        let mut pool = Pool::new();
        let minimum = run(&mut pool, loss, over, None);
        let chains: Vec<Vec<Id>> = minimum.sections.iter().flat_map(|section| &section.pieces).filter_map(|piece| match piece {
            Piece::Chain(_, lines) => Some(lines.iter().map(|(id, _)| *id).collect()),
            _ => None,
        }).collect();
        prop_assert!(!chains.is_empty());
        for chain in chains {
            for point in sample(&pool, &chain, &[], 2, 50, SEED ^ seed).unwrap() {
                let values = evaluate(&pool, &chain, &point).unwrap();
                for pair in values.windows(2) {
                    prop_assert!(agree(pair[0], pair[1]) != Agreement::No, "{loss}: {pair:?}");
                }
            }
        }
    }
}

#[test]
fn sums_taken_while_reading_give_the_same_fit() {
    let text: String = (0..6_000i64).fold("x,y\n".to_owned(), |text, k| {
        let noise = (k * 7_919) % 101;
        format!("{text}{}.{:02},{}\n", k % 50, k % 100, 3 * (k % 50) + noise)
    });
    let mut pool = Pool::new();
    let model = Model { response: pool.symbol("y"), formula: read(&mut pool, "w*x + b").unwrap() };
    let open = || Sheet::open(text.as_bytes(), &DataOptions::default()).unwrap().select_all().unwrap();
    let kept = open().collect_table().unwrap();
    let heads = Table::of_names(["x", "y"]);
    let products = needed_for_fit(&mut pool, &model, LossKind::MeanSquare, &heads).unwrap();
    let summed = open().collect_sums(&products).unwrap();
    assert!(summed.is_summed() && !kept.is_summed());
    let [one, other] =
        [&kept, &summed].map(|table| fit(&mut pool, &model, LossKind::MeanSquare, table, &Options::default()).unwrap());
    assert_eq!(one.residual_exact, other.residual_exact);
    assert_eq!(one.r_squared, other.r_squared);
    for (a, b) in one.minimum.parameters.iter().zip(&other.minimum.parameters) {
        assert!(a.exact.is_some() && a.exact == b.exact && a.standard_error == b.standard_error, "{a:?} {b:?}");
    }
    // Rows are needed where the loss isn't a polynomial of the second degree.
    let curve = Model { formula: read(&mut pool, "a*exp(b*x)").unwrap(), ..model };
    assert!(needed_for_fit(&mut pool, &curve, LossKind::MeanSquare, &heads).is_none());
    assert!(needed_for_fit(&mut pool, &model, LossKind::MeanAbsolute, &heads).is_none());
}
