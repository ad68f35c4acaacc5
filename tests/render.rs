//! Rendering: plain notation reads back, formulas in every notation, pages in every format.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use gradus::expr::{Constant, Id, Kind, Pool, Relation, read};
use gradus::functions;
use gradus::number::Rational;
use gradus::render;
use proptest::prelude::*;

/// Instructions for a stack machine that builds expressions through the pool's constructors: each takes its operands
/// from the stack.
#[derive(Clone, Debug)]
enum Build {
    Number(i64, i64),
    Symbol(&'static str),
    Constant(Constant),
    Indexed(&'static [&'static str]),
    Shifted,
    Neg,
    Add(usize),
    Mul(usize),
    Div,
    Pow,
    Call(usize),
    Sum,
    Product,
    Rows(bool),
    Derivative(&'static [&'static str]),
    Piecewise(Relation),
    Indicator(Relation),
}

fn relation() -> impl Strategy<Value = Relation> {
    prop_oneof![
        Just(Relation::Equal),
        Just(Relation::Unequal),
        Just(Relation::Less),
        Just(Relation::LessEqual),
        Just(Relation::Greater),
        Just(Relation::GreaterEqual)
    ]
}

fn instruction() -> impl Strategy<Value = Build> {
    let leaf = prop_oneof![
        (0i64..20, 1i64..7).prop_map(|(p, q)| Build::Number(p, q)),
        (0i64..10).prop_map(|p| Build::Number(p, 1)),
        prop_oneof![Just("x"), Just("y"), Just("yhat"), Just("w_old"), Just("eta"), Just("N"), Just("loss")]
            .prop_map(Build::Symbol),
        prop_oneof![Just(Constant::E), Just(Constant::Pi)].prop_map(Build::Constant),
        prop_oneof![Just(&["x", "i"][..]), Just(&["W", "j", "i"][..]), Just(&["x", "1"][..])].prop_map(Build::Indexed),
        Just(Build::Shifted),
    ];
    let inner = prop_oneof![
        Just(Build::Neg),
        (2usize..5).prop_map(Build::Add),
        (2usize..5).prop_map(Build::Mul),
        Just(Build::Div),
        Just(Build::Pow),
        (0usize..1000).prop_map(Build::Call),
        Just(Build::Sum),
        Just(Build::Product),
        any::<bool>().prop_map(Build::Rows),
        prop_oneof![Just(&["x"][..]), Just(&["x", "x"][..]), Just(&["x", "x", "y"][..]), Just(&["w_old", "x_i"][..])]
            .prop_map(Build::Derivative),
        relation().prop_map(Build::Piecewise),
        relation().prop_map(Build::Indicator),
    ];
    prop_oneof![2 => leaf, 3 => inner]
}

fn variable(pool: &mut Pool, name: &str) -> Id {
    match name.split_once('_') {
        Some((base, "i")) => {
            let (base, index) = (pool.symbol(base), pool.symbol("i"));
            pool.indexed(base, &[index])
        }
        _ => pool.symbol(name),
    }
}

fn build(pool: &mut Pool, program: &[Build]) -> Id {
    let mut stack: Vec<Id> = Vec::new();
    for instruction in program {
        let mut pop = |pool: &mut Pool| stack.pop().unwrap_or_else(|| pool.symbol("x"));
        let id = match instruction {
            Build::Number(p, q) => pool.number(&Rational::ratio(*p, *q).unwrap()),
            Build::Symbol(name) => pool.symbol(name),
            Build::Constant(constant) => pool.constant(*constant),
            Build::Indexed(names) => {
                let ids: Vec<Id> = names
                    .iter()
                    .map(|name| match name.parse() {
                        Ok(number) => pool.integer(number),
                        Err(_) => pool.symbol(name),
                    })
                    .collect();
                pool.indexed(ids[0], &ids[1..])
            }
            Build::Shifted => {
                let (x, i, one) = (pool.symbol("x"), pool.symbol("i"), pool.integer(1));
                let next = pool.add(&[i, one]);
                pool.indexed(x, &[next])
            }
            Build::Neg => {
                let a = pop(pool);
                pool.neg(a)
            }
            Build::Add(count) => {
                let terms: Vec<Id> = (0..*count).map(|_| pop(pool)).collect();
                pool.add(&terms)
            }
            Build::Mul(count) => {
                let factors: Vec<Id> = (0..*count).map(|_| pop(pool)).collect();
                pool.mul(&factors)
            }
            Build::Div => {
                let (a, b) = (pop(pool), pop(pool));
                pool.div(a, b)
            }
            Build::Pow => {
                let (a, b) = (pop(pool), pop(pool));
                pool.pow(a, b)
            }
            Build::Call(choice) => {
                let indicator = functions::lookup("indicator");
                let all: Vec<_> = functions::all().filter(|id| Some(*id) != indicator).collect();
                let function = all[choice % all.len()];
                let count = match function.row().arity {
                    functions::Arity::Exactly(count) => count,
                    functions::Arity::AtLeast(count) => count + choice % 2,
                };
                let arguments: Vec<Id> = (0..count).map(|_| pop(pool)).collect();
                pool.call(function, &arguments)
            }
            Build::Sum | Build::Product => {
                let (i, lower, upper, body) = (pool.symbol("i"), pop(pool), pop(pool), pop(pool));
                let kind = if matches!(instruction, Build::Sum) { Kind::Sum } else { Kind::Product };
                pool.make(kind, &[i, lower, upper, body])
            }
            Build::Rows(mean) => {
                let body = pop(pool);
                pool.make(if *mean { Kind::RowMean } else { Kind::RowSum }, &[body])
            }
            Build::Derivative(names) => {
                let body = pop(pool);
                let variables: Vec<Id> = names.iter().map(|name| variable(pool, name)).collect();
                pool.derivative(body, &variables)
            }
            Build::Piecewise(relation) => {
                let (left, right, value, otherwise) = (pop(pool), pop(pool), pop(pool), pop(pool));
                let condition = pool.compare(*relation, left, right);
                pool.make(Kind::Piecewise, &[condition, value, otherwise])
            }
            Build::Indicator(relation) => {
                let (left, right) = (pop(pool), pop(pool));
                let condition = pool.compare(*relation, left, right);
                match functions::lookup("indicator") {
                    Some(function) => pool.call(function, &[condition]),
                    None => left,
                }
            }
        };
        stack.push(id);
    }
    stack.pop().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_notation_reads_back_to_the_same_id(program in prop::collection::vec(instruction(), 1..40)) {
        let mut pool = Pool::new();
        let id = build(&mut pool, &program);
        let text = render::plain(&pool, id);
        let again = read(&mut pool, &text);
        prop_assert!(again.is_ok(), "{text}: {again:?}");
        let again = again.unwrap();
        prop_assert!(again == id, "{} is read as {}", text, render::plain(&pool, again));
    }
}
