//! Owns the large models that show how gradients grow, for the example `scale` and the tests: networks and chains in which every
//! weight is a symbol of its own.

use gradus::expr::{Id, Pool};
use gradus::functions::FunctionId;

/// `layers` layers of `width` tanh units each on as many inputs, and the sum of their squared errors.
pub fn network(pool: &mut Pool, tanh: FunctionId, width: usize, layers: usize) -> (Id, Vec<Id>) {
    let mut parameters = Vec::new();
    let mut units: Vec<Id> = (0..width).map(|k| pool.symbol(&format!("x{k}"))).collect();
    for layer in 0..layers {
        units = (0..width)
            .map(|row| {
                let mut terms: Vec<Id> = Vec::new();
                for (column, &unit) in units.iter().enumerate() {
                    let weight = pool.symbol(&format!("w{layer}_{row}_{column}"));
                    parameters.push(weight);
                    terms.push(pool.mul(&[weight, unit]));
                }
                let bias = pool.symbol(&format!("b{layer}_{row}"));
                parameters.push(bias);
                terms.push(bias);
                let sum = pool.add(&terms);
                pool.call(tanh, &[sum])
            })
            .collect();
    }
    let (y, two) = (pool.symbol("y"), pool.integer(2));
    let losses: Vec<Id> = units
        .iter()
        .map(|&unit| {
            let error = pool.sub(unit, y);
            pool.pow(error, two)
        })
        .collect();
    (pool.add(&losses), parameters)
}

/// f₀ = x, f₍ₖ₊₁₎ = tanh(a·fₖ + b).
pub fn chain(pool: &mut Pool, tanh: FunctionId, links: usize) -> (Id, Vec<Id>) {
    let (x, a, b) = (pool.symbol("x"), pool.symbol("a"), pool.symbol("b"));
    let mut link = x;
    for _ in 0..links {
        let product = pool.mul(&[a, link]);
        let sum = pool.add(&[product, b]);
        link = pool.call(tanh, &[sum]);
    }
    (link, vec![x, a, b])
}
