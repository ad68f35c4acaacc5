//! Minima by kind, from the table in `cases/minima.txt`: classification, values, and what the page has to say.

use gradus::data::{Options as DataOptions, Table};
use gradus::expr::{Id, Pool, read};
use gradus::minimize::{Options, minimize, page};
use gradus::render::{Page, TextStyle, plain};
use gradus::steps::Level;
use gradus::wording::Lang;

const CASES: &str = include_str!("cases/minima.txt");

/// `x:y` pairs as a table.
fn table(pairs: &str) -> Option<Table> {
    let rows: String =
        pairs.split(',').filter_map(|pair| pair.split_once(':')).map(|(x, y)| format!("{x},{y}\n")).collect();
    (!rows.is_empty()).then(|| Table::read(format!("x,y\n{rows}").as_bytes(), &DataOptions::default()).unwrap())
}

fn written(page: &Page) -> String {
    page.to_text(&TextStyle { width: 400, ..TextStyle::default() })
}

#[test]
fn minima_are_what_the_table_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split("=>").map(str::trim).collect();
        let [loss, over, data, kind, values, words] = fields[..] else { panic!("six fields: {line}") };
        count += 1;
        let mut pool = Pool::new();
        let id = read(&mut pool, loss).unwrap();
        let names: Vec<Id> = over.split(',').map(|name| pool.symbol(name)).collect();
        let minimum = minimize(&mut pool, id, &names, table(data).as_ref(), &Options::default());
        let minimum = match minimum {
            Ok(minimum) => minimum,
            Err(problem) => {
                wrong.push(format!("{loss}: {}", problem.message(Lang::En)));
                continue;
            }
        };
        if minimum.classification.id() != kind {
            wrong.push(format!("{loss}: {} instead of {kind}", minimum.classification.id()));
        }
        for (parameter, wanted) in minimum.parameters.iter().zip(values.split(" ; ").filter(|value| !value.is_empty()))
        {
            let found = match (&parameter.exact, parameter.symbolic, parameter.value, wanted.strip_prefix('~')) {
                (_, _, Some(value), Some(decimals)) => {
                    let decimals: f64 = decimals.parse().unwrap();
                    if (value - decimals).abs() <= 1e-12 { wanted.to_owned() } else { value.to_string() }
                }
                (Some(exact), ..) => exact.to_string(),
                (None, Some(symbolic), ..) => plain(&pool, symbolic),
                (None, None, value, _) => format!("{value:?}"),
            };
            if found != wanted {
                wrong.push(format!("{loss}: {found} instead of {wanted}"));
            }
        }
        let shown = written(&page(&mut pool, &minimum, Level::Normal, Lang::En));
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.split('|').all(|words| shown.contains(words)) {
            wrong.push(format!("{loss}: the page doesn't say {words}: {shown}"));
        }
    }
    assert!(count > 25, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_form_in_means_is_the_covariance_over_the_variance() {
    let mut pool = Pool::new();
    let loss = read(&mut pool, "mean((y - (w*x + b))^2)").unwrap();
    let names = [pool.symbol("w"), pool.symbol("b")];
    let minimum = minimize(&mut pool, loss, &names, None, &Options::default()).unwrap();
    for (lang, words) in [
        (
            Lang::En,
            ["covariance over the variance", "sum split", "constants out of the sum", "Σ1 = N", "2×2 linear system"],
        ),
        (Lang::Zh, ["协方差除以方差", "拆分求和", "常数提出求和号", "Σ1 = N", "2×2 线性方程组"]),
    ] {
        let shown = written(&page(&mut pool, &minimum, Level::Normal, lang));
        for word in words {
            let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(word), "{word}: {shown}");
        }
    }
    let brief = written(&page(&mut pool, &minimum, Level::Brief, Lang::En));
    let normal = written(&page(&mut pool, &minimum, Level::Normal, Lang::En));
    assert!(brief.lines().count() < normal.lines().count());
}
