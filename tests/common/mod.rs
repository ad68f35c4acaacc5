//! Owns what several test files need: command lines cut into words, and the dice of property tests.

use proptest::test_runner::{Config, RngSeed};

/// The seed of every property test: a change is judged by the same cases before and after it.
const SEED: u64 = 20_260_914;

/// A property test of so many cases, the same in every run. `PROPTEST_RNG_SEED` (a number) draws others, and
/// `PROPTEST_CASES` more of them; a failure prints the case it was shortened to, which then belongs into `tests/cases`.
pub fn drawn(cases: u32) -> Config {
    let asked = Config::default();
    Config {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases },
        rng_seed: if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { asked.rng_seed },
        failure_persistence: None,
        ..asked
    }
}

/// Cuts a line as a shell would, for the quoting used here: spaces, single quotes, double quotes.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut open) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => (quote, open) = (Some(c), true),
            (None, ' ') => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (None, c) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}
