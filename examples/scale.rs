//! Shows how gradients grow: the operations of a loss beside those of its gradient, and the time they take.
//!
//! `cargo run --release --example scale` derives the gradients of tanh networks with 10², 10³ and 10⁴ scalar parameters,
//! of the shape that a layer drawn in scalars has, and of chains of 10⁴ to 10⁶ nodes. Reverse accumulation promises at
//! most four operations for each one of the loss (Baur & Strassen 1983).

#[path = "common/networks.rs"]
mod networks;

use std::time::Instant;

use gradus::calculus::gradient;
use gradus::expr::{Pool, operations, postorder};
use gradus::functions::lookup;
use networks::{chain, network};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tanh = lookup("tanh").ok_or("tanh is in the table")?;
    println!("tanh networks: every weight a symbol of its own");
    println!("{:>10}  {:>12}  {:>18}  {:>6}  {:>8}", "parameters", "loss", "loss and gradient", "ratio", "ms");
    for (width, layers) in [(6, 3), (15, 4), (50, 4)] {
        let mut pool = Pool::new();
        let (loss, parameters) = network(&mut pool, tanh, width, layers);
        let start = Instant::now();
        let derived = gradient(&mut pool, loss, &parameters)?;
        let elapsed = start.elapsed().as_secs_f64() * 1e3;
        let (alone, both) = (operations(&pool, &[loss]), operations(&pool, &[&[loss], &derived[..]].concat()));
        let ratio = both as f64 / alone as f64;
        println!("{:>10}  {alone:>12}  {both:>18}  {ratio:>6.2}  {elapsed:>8.1}", parameters.len());
    }
    println!("\nchains of tanh(a*f + b): gradient by x, a and b");
    println!("{:>10}  {:>12}  {:>18}  {:>6}  {:>8}", "nodes", "loss", "loss and gradient", "ratio", "ms");
    for links in [3_334, 33_334, 333_334] {
        let mut pool = Pool::new();
        let (chain, parameters) = chain(&mut pool, tanh, links);
        let start = Instant::now();
        let derived = gradient(&mut pool, chain, &parameters)?;
        let elapsed = start.elapsed().as_secs_f64() * 1e3;
        let (alone, both) = (operations(&pool, &[chain]), operations(&pool, &[&[chain], &derived[..]].concat()));
        let (ratio, nodes) = (both as f64 / alone as f64, postorder(&pool, chain).len());
        println!("{nodes:>10}  {alone:>12}  {both:>18}  {ratio:>6.2}  {elapsed:>8.1}");
    }
    Ok(())
}
