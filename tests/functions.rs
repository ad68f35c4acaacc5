//! The table of functions as a whole: every row is complete, and its texts agree with its values.

use std::collections::BTreeSet;

use gradus::calculus::gradient;
use gradus::expr::{Id, Pool};
use gradus::functions::{self, Arity, FunctionId};
use gradus::language::KEYWORDS;
use gradus::numeric::{Agreement, SEED, Value, agree, evaluate, sample, tangents};

/// The parameters of a row as symbols, and the call of the function on them.
fn call(pool: &mut Pool, function: FunctionId) -> (Vec<Id>, Id) {
    let parameters: Vec<Id> = function
        .row()
        .parameters
        .iter()
        .zip(function.row().derivatives)
        // What can't be differentiated by is a whole number.
        .map(|(name, derivative)| if derivative.is_empty() { pool.integer(2) } else { pool.symbol(name) })
        .collect();
    let call = pool.call(function, &parameters);
    (parameters, call)
}

/// Rows whose argument is a condition, not a number.
fn takes_condition(function: FunctionId) -> bool {
    function.row().primitive == Some(functions::Primitive::Indicator)
}

#[test]
fn rows_are_complete_and_names_unique() {
    let mut names: BTreeSet<&str> =
        KEYWORDS.iter().flat_map(|row| [row.name].into_iter().chain(row.aliases.iter().copied())).collect();
    let mut count = 0;
    for function in functions::all() {
        let row = function.row();
        count += 1;
        for name in [row.name].iter().chain(row.aliases) {
            assert!(names.insert(name), "{name} stands twice");
            assert_eq!(functions::lookup(name), Some(function), "{name}");
        }
        assert!(!row.title.en.is_empty() && !row.title.zh.is_ascii() || row.name == row.title.en, "{}", row.name);
        assert!(!row.reference.is_empty(), "{} has no reference", row.name);
        assert_eq!(row.parameters.len(), row.derivatives.len(), "{}", row.name);
        match row.arity {
            Arity::Exactly(count) => assert_eq!(row.parameters.len(), count, "{}", row.name),
            Arity::AtLeast(count) => assert!(row.parameters.len() == 2 && count == 2, "{}", row.name),
        }
        assert!(row.primitive.is_some() || row.definition.is_some(), "{} can't be evaluated exactly", row.name);
        let mut pool = Pool::new();
        let derivatives = row.derivatives.iter().filter(|text| !text.is_empty());
        let texts = row.domain.iter().chain(row.smooth).chain(derivatives).chain(&row.definition);
        for text in texts {
            let id = pool.table_text(text).unwrap_or_else(|problem| panic!("{}: {text}: {problem:?}", row.name));
            for variable in gradus::expr::variables(&pool, id) {
                let name = pool.name(variable).unwrap();
                assert!(row.parameters.contains(&name), "{}: {text} uses {name}", row.name);
            }
        }
    }
    assert!(count >= 60, "{count} functions");
}

#[test]
fn derivatives_agree_with_differences_and_definitions() {
    for function in functions::all().filter(|&function| !takes_condition(function)) {
        let row = function.row();
        let mut pool = Pool::new();
        let (parameters, call) = call(&mut pool, function);
        let conditions: Vec<Id> =
            row.domain.iter().chain(row.smooth).map(|text| pool.table_text(text).unwrap()).collect();
        let definition = row.definition.map(|text| pool.table_text(text).unwrap());
        let roots: Vec<Id> = [Some(call), definition].into_iter().flatten().collect();
        let points = sample(&pool, &roots, &conditions, 12, 2_000, SEED).unwrap();
        assert!(points.len() >= 6, "{}: {} points", row.name, points.len());
        for (at, &parameter) in parameters.iter().enumerate() {
            if row.derivatives[at].is_empty() {
                continue;
            }
            let slope = gradient(&mut pool, call, &[parameter]).unwrap()[0];
            let of_definition = definition.map(|definition| gradient(&mut pool, definition, &[parameter]).unwrap()[0]);
            let mut decided = 0;
            for point in &points {
                let wanted = tangents(&pool, &[call], point, parameter).unwrap()[0].tangent;
                let slopes: Vec<Id> = [Some(slope), of_definition].into_iter().flatten().collect();
                for value in evaluate(&pool, &slopes, point).unwrap() {
                    let agreement = agree(value, wanted);
                    assert_ne!(
                        agreement,
                        Agreement::No,
                        "{} by {}: {value:?}, {wanted:?} at {point:?}",
                        row.name,
                        row.parameters[at]
                    );
                    decided += usize::from(agreement == Agreement::Yes);
                }
            }
            assert!(decided >= 4, "{} by {}: only {decided} comparisons", row.name, row.parameters[at]);
        }
        if let Some(definition) = definition {
            for point in &points {
                let values = evaluate(&pool, &[call, definition], point).unwrap();
                assert_ne!(agree(values[0], values[1]), Agreement::No, "{} at {point:?}: {values:?}", row.name);
            }
        }
    }
}

#[test]
fn special_values_and_signs_are_true() {
    for function in functions::all().filter(|&function| !takes_condition(function)) {
        let row = function.row();
        let mut pool = Pool::new();
        for (arguments, value) in row.values {
            let arguments: Vec<Id> = arguments.split(',').map(|text| pool.table_text(text.trim()).unwrap()).collect();
            let (call, wanted) = (pool.call(function, &arguments), pool.table_text(value).unwrap());
            let values = evaluate(&pool, &[call, wanted], &gradus::numeric::Point::new()).unwrap();
            let close =
                agree(values[0], values[1]) == Agreement::Yes || (values[0].value - values[1].value).abs() < 1e-15;
            assert!(close, "{}({arguments:?}) = {value}: {values:?}", row.name);
        }
        let (_, call) = call(&mut pool, function);
        let domain: Vec<Id> = row.domain.iter().map(|text| pool.table_text(text).unwrap()).collect();
        for point in sample(&pool, &[call], &domain, 50, 500, SEED).unwrap() {
            let Value { value, .. } = evaluate(&pool, &[call], &point).unwrap()[0];
            match row.positivity {
                functions::Positivity::Any => {}
                functions::Positivity::NonNegative => assert!(value >= 0.0, "{} is {value}", row.name),
                functions::Positivity::Positive => assert!(value > 0.0, "{} is {value}", row.name),
            }
        }
    }
}
