//! The whole of gradus on very many random expressions over the whole table of functions, for a night: every line of every
//! derivation equal to the one before by certified arithmetic, the fast gradient equal to the traced one, every format
//! rendered and balanced, and the same bytes on two threads and again on one.
//!
//! `cargo test --release --test all truth:: -- --ignored` takes 10^5 expressions; `GRADUS_RUNS=n` takes another number of them and
//! `GRADUS_FROM=n` begins elsewhere. A failure prints its seed; `GRADUS_SEED=n cargo test --test all truth::` tries that one alone.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use gradus::algebra::simplify;
use gradus::calculus::differentiate;
use gradus::expr::{Pool, read};
use gradus::wording::Lang;

use crate::laws::choices::{Choices, Dice, expression};
use crate::laws::{pages, said, values};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What was found out about one expression.
struct Found {
    /// Of everything that was printed.
    fingerprint: u64,
    /// Whether values of its lines could be compared.
    compared: bool,
}

/// Everything that is done with the expression of a seed.
fn derive(seed: u64, with_values: bool) -> Result<Found, String> {
    let mut dice = Dice(seed);
    let size = 1 + dice.below(6);
    let text = expression(&mut dice, size);
    let at = |wrong: String| format!("GRADUS_SEED={seed}: {text}\n  {wrong}");
    let mut pool = Pool::new();
    let pool = &mut pool;
    let root = read(pool, &text).map_err(|problem| at(said(&problem)))?;
    let x = pool.symbol("x");
    let mut printed = String::new();
    let mut compared = false;
    match differentiate(pool, root, &[x]) {
        Ok(derivation) => {
            printed += &pages::printed(pool, &derivation, if seed.is_multiple_of(2) { Lang::En } else { Lang::Zh })
                .map_err(at)?;
            pages::drawings(pool, derivation.answer).map_err(at)?;
            if with_values {
                compared = values::lines(pool, &derivation).map_err(at)?;
                values::fast_gradient(pool, root).map_err(at)?;
            }
        }
        // Not everything has a derivative; the reason is an answer.
        Err(problem) if problem.code.id == "G0701" => printed += &problem.to_string(),
        Err(problem) => return Err(at(said(&problem))),
    }
    // JSON is made by the command, which derives once more: of every eighth.
    if seed.is_multiple_of(8) {
        let words = ["diff", "--wrt=x", "--steps=full", "--format=json", "--", &text].map(str::to_owned);
        let (_, answer) = gradus::cli::answer(&words);
        serde_json::from_str::<serde_json::Value>(&answer).map_err(|problem| at(format!("{problem}: {answer}")))?;
        printed += &answer;
    }
    let shorter = simplify(pool, root).map_err(|problem| at(said(&problem)))?;
    printed += &pages::printed(pool, &shorter, Lang::En).map_err(at)?;
    let mut hasher = DefaultHasher::new();
    printed.hash(&mut hasher);
    Ok(Found { fingerprint: hasher.finish(), compared })
}

/// The fingerprints of a range of seeds on some threads, and how many could be compared.
fn derive_all(from: u64, runs: u64, threads: usize, with_values: bool) -> (Vec<u64>, usize) {
    let next = AtomicU64::new(0);
    let (all, wrong) = (Mutex::new(vec![(0, false); runs as usize]), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= runs {
                        break;
                    }
                    match derive(from + at, with_values) {
                        Ok(found) => all.lock().unwrap()[at as usize] = (found.fingerprint, found.compared),
                        Err(problem) => wrong.lock().unwrap().push(problem),
                    }
                }
            });
        }
    });
    let (all, wrong) = (all.into_inner().unwrap(), wrong.into_inner().unwrap());
    assert!(wrong.is_empty(), "{} of {runs}\n{}", wrong.len(), wrong.join("\n"));
    (all.iter().map(|(fingerprint, _)| *fingerprint).collect(), all.iter().filter(|(_, compared)| *compared).count())
}

fn hold(runs: u64) {
    if let Some(seed) = number("GRADUS_SEED") {
        derive_all(seed, 1, 1, true);
        return;
    }
    let from = number("GRADUS_FROM").unwrap_or(0);
    // The pass with values takes most of the time, so it is the one on two threads.
    let (first, compared) = derive_all(from, runs, 2, true);
    assert!(compared as u64 > runs / 3, "only {compared} of {runs} could be compared");
    let (again, _) = derive_all(from, runs, 1, false);
    let differ: Vec<u64> =
        (0..runs).filter(|&at| first[at as usize] != again[at as usize]).map(|at| from + at).collect();
    assert!(differ.is_empty(), "printed otherwise the second time: seeds {differ:?}");
}

#[test]
fn some_derivations_are_true() {
    hold(300);
}

#[test]
#[ignore = "10^5 derivations: about ten minutes in a release build"]
fn very_many_derivations_are_true() {
    hold(number("GRADUS_RUNS").unwrap_or(100_000));
}
