//! Derivatives: cases as data, the traced answer against the reverse gradient, against finite differences, deep chains.

use gradus::algebra::tidy;
use gradus::calculus::{differentiate, nth_derivative};
use gradus::expr::{Id, Pool, read};
use gradus::functions::lookup;
use gradus::render::plain;
use gradus::steps::Level;

/// `expression ; variables => derivative ; condition, …`, or `=> ! CODE`.
const CASES: &str = include_str!("cases/derivatives.txt");

#[test]
fn cases_derive_as_written_down() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (question, wanted) = line.split_once(" => ").expect("a case is `question => answer`");
        let (text, variables) = question.split_once(" ; ").expect("a question is `expression ; variables`");
        count += 1;
        let mut pool = Pool::new();
        let body = read(&mut pool, text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        let variables: Vec<Id> = variables.split(' ').map(|name| read(&mut pool, name).unwrap()).collect();
        let found = match differentiate(&mut pool, body, &variables) {
            Ok(derivation) => {
                let conditions: Vec<String> =
                    derivation.conditions(&pool).iter().map(|&condition| plain(&pool, condition)).collect();
                let answer = plain(&pool, derivation.answer);
                // What is still to be derived has no value at a point.
                if derivation.checked_points < 3 && !text.contains("d/d") {
                    wrong.push(format!("{question}: checked at {} points", derivation.checked_points));
                }
                if conditions.is_empty() { answer } else { format!("{answer} ; {}", conditions.join(", ")) }
            }
            Err(problem) => format!("! {}", problem.code.id),
        };
        if found != wanted {
            wrong.push(format!("{question}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 60, "{count} cases");
}

#[test]
fn the_loss_is_derived_like_a_textbook_does() {
    let mut pool = Pool::new();
    let (loss, w) = (read(&mut pool, "(y - (w*x + b))^2").unwrap(), pool.symbol("w"));
    let derivation = differentiate(&mut pool, loss, &[w]).unwrap();
    let lines: Vec<String> =
        derivation.shown(&mut pool, Level::Normal, 100).iter().map(|line| plain(&pool, line.whole)).collect();
    assert_eq!(
        lines,
        [
            "d/dw ((y - (w*x + b))^2)",
            "2*(y - (w*x + b))*(d/dw (y - (w*x + b)))",
            "2*(y - (w*x + b))*(-x)",
            "-2*x*(y - (w*x + b))",
        ]
    );
}

#[test]
fn coarser_levels_show_a_subset_of_the_lines() {
    for text in ["exp(sin(x^2))*x", "x^x", "ln(x^2 + 1)/x", "sum(i=1..N, (y_i - x*t_i)^2)"] {
        let mut pool = Pool::new();
        let (body, x) = (read(&mut pool, text).unwrap(), pool.symbol("x"));
        let derivation = differentiate(&mut pool, body, &[x]).unwrap();
        let mut finer: Option<Vec<Id>> = None;
        for level in [Level::Full, Level::Normal, Level::Brief, Level::None] {
            let lines = derivation.shown(&mut pool, level, 1_000);
            assert_eq!(lines.first().unwrap().whole, derivation.question);
            assert_eq!(lines.last().unwrap().whole, derivation.answer);
            assert_eq!(lines.last().unwrap().steps.end, derivation.steps.len());
            let wholes: Vec<Id> = lines.iter().map(|line| line.whole).collect();
            if let Some(finer) = finer {
                assert!(wholes.iter().all(|line| finer.contains(line)), "{text} at {level:?}");
            }
            finer = Some(wholes);
        }
    }
}

#[test]
fn what_would_be_too_long_multiplied_out_is_derived_as_it_stands() {
    let mut pool = Pool::new();
    let (body, x) = (read(&mut pool, "(a + b + c + d + f + g + h + k + x)^20").unwrap(), pool.symbol("x"));
    let second = nth_derivative(&mut pool, body, x, 2).unwrap();
    let second = tidy(&mut pool, second).id;
    assert_eq!(plain(&pool, second), "380*(a + b + c + d + f + g + h + k + x)^18");
}

#[test]
fn a_chain_of_any_depth_is_derived() {
    let mut pool = Pool::new();
    let (x, a, b) = (pool.symbol("x"), pool.symbol("a"), pool.symbol("b"));
    let sin = lookup("sin").unwrap();
    let mut chain = x;
    for _ in 0..50_000 {
        let product = pool.mul(&[a, chain]);
        let sum = pool.add(&[product, b]);
        chain = pool.call(sin, &[sum]);
    }
    let derivation = differentiate(&mut pool, chain, &[x]).unwrap();
    assert!(derivation.steps.len() >= 150_000);
    let gradient = gradus::calculus::gradient(&mut pool, chain, &[x, a, b]).unwrap();
    assert_eq!(gradient.len(), 3);
}
