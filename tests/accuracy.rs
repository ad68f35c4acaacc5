//! Values of functions in floating point against true ones, over the whole range of each.

use std::collections::BTreeSet;

use gradus::expr::{Id, Pool};
use gradus::functions::{self, lookup};
use gradus::numeric::{Point, evaluate};

/// `name arguments value`, see the first line of the file.
const CASES: &str = include_str!("cases/functions.txt");

/// Floats between two numbers of one sign.
fn distance(a: f64, b: f64) -> u64 {
    let place = |x: f64| if x < 0.0 { -((x.to_bits() & !(1 << 63)) as i64) } else { x.to_bits() as i64 };
    if a == b {
        0
    } else if a.is_nan() || b.is_nan() {
        u64::MAX
    } else {
        place(a).abs_diff(place(b))
    }
}

#[test]
fn values_are_accurate() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let [name, arguments, value] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let row = lookup(name).unwrap().row();
        let arguments: Vec<f64> = arguments.split(',').map(|text| text.parse().unwrap()).collect();
        let wanted: f64 = value.parse().unwrap();
        let found = (row.evaluate)(&arguments);
        seen.insert(row.name);
        // Near a root only the absolute error can be small.
        let has_root = matches!(row.name, "lgamma" | "digamma" | "polygamma");
        let close = has_root && (found - wanted).abs() < 1e-15;
        // Powers and factorials of high order add their roundings up.
        let limit = if row.name == "polygamma" { 8 + arguments[0] as u64 } else { 6 };
        if !close && distance(found, wanted) > limit {
            wrong.push(format!("{line}: found {found:e}, {} floats away", distance(found, wanted)));
        }
    }
    assert!(wrong.is_empty(), "{} values\n{}", wrong.len(), wrong.join("\n"));
    let unseen: Vec<&str> =
        functions::all().map(|function| function.row().name).filter(|name| !seen.contains(name)).collect();
    assert_eq!(unseen, ["indicator"]);
}

#[test]
fn values_exist_where_the_domain_says() {
    let numbers = [-30.5, -2.5, -2.0, -1.0, -0.5, 0.0, 0.25, 1.0, 1.5, 2.0, 3.0, 30.0];
    for function in functions::all() {
        let row = function.row();
        let mut pool = Pool::new();
        let conditions: Vec<Id> = row.domain.iter().map(|text| pool.table_text(text).unwrap()).collect();
        let symbols: Vec<Id> = row.parameters.iter().map(|name| pool.symbol(name)).collect();
        let count = numbers.len().pow(symbols.len() as u32);
        for place in 0..count {
            let digits = (0..symbols.len()).map(|at| numbers[place / numbers.len().pow(at as u32) % numbers.len()]);
            let arguments: Vec<f64> = digits.collect();
            let mut point = Point::new();
            symbols.iter().zip(&arguments).for_each(|(&symbol, &value)| point.set(symbol, value));
            let holds = evaluate(&pool, &conditions, &point).unwrap().iter().all(|value| value.value == 1.0);
            let value = (row.evaluate)(&arguments);
            assert!(holds || !value.is_finite(), "{} at {arguments:?} is {value}", row.name);
            // Where these have no value can't be said as a list of comparisons.
            let is_said = !matches!(row.name, "root" | "gamma" | "lgamma" | "factorial" | "digamma" | "polygamma");
            assert!(!is_said || !holds || value.is_finite(), "{} at {arguments:?} is {value}", row.name);
        }
        let nan = vec![f64::NAN; symbols.len()];
        assert!((row.evaluate)(&nan).is_nan(), "{} of NaN", row.name);
    }
}
