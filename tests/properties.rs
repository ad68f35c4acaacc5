//! Laws that hold for every expression, tried on random ones over the whole table of functions: derivatives against
//! difference quotients and against the reverse gradient, tapes against the interpreter and intervals, simplified forms
//! against what went in.
//!
//! Each expression comes from a seed that a failure prints. `GRADUS_SEED=n cargo test --test all properties::` tries that one
//! alone, `GRADUS_RUNS=n` more of them.

use gradus::algebra::simplify;
use gradus::calculus::differentiate;
use gradus::expr::{Id, Pool, read};
use gradus::functions::{self, Arity};
use gradus::render::plain;

use crate::laws::choices::{Choices, Dice, expression};
use crate::laws::{said, values};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Calls `law` with many random expressions; what it says is wrong is printed with the seed.
fn for_random_expressions(runs: u64, law: impl Fn(&mut Pool, Id) -> Result<bool, String>) -> usize {
    let seeds: Vec<u64> = match number("GRADUS_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("GRADUS_RUNS").unwrap_or(runs)).collect(),
    };
    let (mut wrong, mut usable) = (Vec::new(), 0);
    for &seed in &seeds {
        let mut dice = Dice(seed);
        let size = 1 + dice.below(6);
        let text = expression(&mut dice, size);
        let mut pool = Pool::new();
        let root = read(&mut pool, &text).unwrap_or_else(|problem| panic!("seed {seed}: {text}: {problem:?}"));
        match law(&mut pool, root) {
            Ok(is_usable) => usable += usize::from(is_usable),
            Err(problem) => wrong.push(format!("GRADUS_SEED={seed}: {text}\n  {problem}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), seeds.len(), wrong.join("\n"));
    usable
}

#[test]
fn derivatives_are_limits_of_difference_quotients() {
    let usable = for_random_expressions(1_000, values::derivative);
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

#[test]
fn the_reverse_gradient_is_the_traced_one() {
    let usable = for_random_expressions(1_000, values::fast_gradient);
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

#[test]
fn derivatives_of_an_order_are_gradients_of_gradients() {
    let usable = for_random_expressions(400, values::repeated);
    assert!(number("GRADUS_SEED").is_some() || usable > 150, "only {usable} expressions could be compared");
}

#[test]
fn evaluators_agree() {
    let usable = for_random_expressions(1_000, values::agreement);
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

#[test]
fn simplifying_keeps_the_value_and_never_grows_and_ends() {
    let usable = for_random_expressions(1_000, values::simplification);
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

/// Powers and quotients of every function of the table: what random expressions rarely put together.
#[test]
fn powers_of_every_function_keep_their_value() {
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for function in functions::all() {
        let row = function.row();
        let arguments = match row.arity {
            Arity::Exactly(1) | Arity::AtLeast(1) => "x",
            Arity::Exactly(2) | Arity::AtLeast(2) if row.name != "polygamma" => "x, a",
            Arity::Exactly(_) | Arity::AtLeast(_) => continue,
        };
        let f = format!("{}({arguments})", row.name);
        for text in [
            format!("{f}^2"),
            format!("{f}^4"),
            format!("y*{f}^3/{f}"),
            format!("{f}^2/{f}^5"),
            format!("({f}^2)^3"),
            format!("{f}*(y/{f})^2"),
            format!("{f}^6*0"),
        ] {
            let mut pool = Pool::new();
            let Ok(root) = read(&mut pool, &text) else { continue };
            match values::simplification(&mut pool, root) {
                Ok(usable) => compared += usize::from(usable),
                Err(problem) => wrong.push(format!("{text}: {problem}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 300, "only {compared} could be compared");
}

#[test]
fn the_same_input_gives_the_same_answer() {
    for_random_expressions(100, |first, root| {
        // Another pool with other things in it: ids differ, answers must not.
        let text = plain(first, root);
        let mut second = Pool::new();
        read(&mut second, "q*a + sin(y)^x").unwrap();
        let other = read(&mut second, &text).unwrap();
        let x = (first.symbol("x"), second.symbol("x"));
        let pairs = [
            (differentiate(first, root, &[x.0]), differentiate(&mut second, other, &[x.1])),
            (simplify(first, root), simplify(&mut second, other)),
        ];
        for pair in pairs {
            match pair {
                (Ok(a), Ok(b)) => {
                    let lines = |pool: &Pool, derivation: &gradus::steps::Derivation| -> Vec<String> {
                        derivation.steps.iter().map(|step| plain(pool, step.after)).collect()
                    };
                    if lines(first, &a) != lines(&second, &b) {
                        return Err(format!("{:#?}\n{:#?}", lines(first, &a), lines(&second, &b)));
                    }
                }
                (Err(a), Err(b)) if a == b => {}
                (a, b) => {
                    let problems: Vec<String> =
                        [a, b].iter().filter_map(|side| side.as_ref().err().map(said)).collect();
                    return Err(format!("only one of two pools says {}", problems.join(" and ")));
                }
            }
        }
        Ok(true)
    });
}
