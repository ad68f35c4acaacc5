//! The table of rules as a whole: every row is complete, and its example is what the engine does.

use gradus::algebra::{simplify, tidy};
use gradus::calculus::evaluate_derivatives;
use gradus::expr::{Kind, Pool, Scope, read};
use gradus::numeric::{Agreement, SEED, agree, evaluate, sample};
use gradus::render::plain;
use gradus::steps::{Derivation, Rule, rules};
use std::collections::BTreeSet;

fn of(file: &'static [&'static Rule]) -> impl Iterator<Item = &'static Rule> {
    file.iter().copied()
}

#[test]
fn rows_are_complete_and_unique() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        assert!(seen.insert(rule.id), "{} stands twice", rule.id);
        for text in [rule.name.en, rule.name.zh, rule.why.en, rule.why.zh, rule.statement] {
            assert!(!text.trim().is_empty(), "{} lacks a text", rule.id);
        }
        assert!(!rule.name.zh.is_ascii(), "{} has no Chinese name", rule.id);
        let mut pool = Pool::new();
        // Rules of solving have equations for examples.
        for text in [rule.example.0, rule.example.1] {
            let program = Scope::default().read(&mut pool, text);
            program.unwrap_or_else(|problem| panic!("{}: {text}: {problem:?}", rule.id));
        }
    }
    assert!(seen.len() > 50, "{} rules", seen.len());
}

/// Which derivation an example's left side leads to, and where its right side ends when it is carried out too.
fn derived(pool: &mut Pool, rule: &Rule) -> (Derivation, gradus::expr::Id) {
    let (left, right) = (read(pool, rule.example.0).unwrap(), read(pool, rule.example.1).unwrap());
    let derivation = evaluate_derivatives(pool, left).unwrap_or_else(|problem| panic!("{}: {problem:?}", rule.id));
    let right = evaluate_derivatives(pool, right).unwrap().answer;
    (derivation, tidy(pool, right).id)
}

#[test]
fn rules_of_calculus_do_what_their_examples_say() {
    for rule in of(rules::differentiation::ROWS) {
        let mut pool = Pool::new();
        let (derivation, right) = derived(&mut pool, rule);
        // Collapsing, constants leaving a sum and renaming happen to the value of a derivative, not to a typed sum.
        if pool.kind(derivation.question) != Kind::Derivative {
            continue;
        }
        assert!(derivation.steps.iter().any(|step| step.rule == rule), "{} isn't used in its example", rule.id);
        let sides = [derivation.answer, right];
        let points = sample(&pool, &sides, &[], 3, 100, SEED).unwrap();
        assert_eq!(points.len(), 3, "{} has no points", rule.id);
        for point in points {
            let values = evaluate(&pool, &sides, &point).unwrap();
            assert_eq!(agree(values[0], values[1]), Agreement::Yes, "{}", rule.id);
        }
    }
}

#[test]
fn rules_of_simplification_do_what_their_examples_say() {
    let mut wrong = Vec::new();
    for rule in of(rules::simplifying::ROWS) {
        let mut pool = Pool::new();
        let (left, right) = (read(&mut pool, rule.example.0).unwrap(), read(&mut pool, rule.example.1).unwrap());
        let derivation = simplify(&mut pool, left).unwrap();
        let used: Vec<&str> = derivation.steps.iter().map(|step| step.rule.id).collect();
        if derivation.answer != right || !used.contains(&rule.id) {
            let (found, wanted) = (plain(&pool, derivation.answer), plain(&pool, right));
            wrong.push(format!("{}: {found} by {used:?}, wanted {wanted}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
