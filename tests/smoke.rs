//! The laws of `tests/laws` on short runs: what the fuzz targets look for over hours, with the same inputs every time.
//!
//! Texts are made of the words of `fuzz/dictionaries` and of pieces of `fuzz/seeds`; every input that a fuzzer once found
//! is kept in `tests/cases/found`, and is tried again here.

use std::path::{Path, PathBuf};

use crate::laws::{LAWS, Law};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// How many inputs each law is tried on.
const INPUTS: u32 = 250;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder, in the order of their names; none where there is no folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The words of a dictionary, in libFuzzer's notation: one in double quotes a line, `\xAB` for a byte.
fn words(name: &str) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(folder("fuzz/dictionaries").join(format!("{name}.dict"))).unwrap();
    text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescaped).collect()
}

fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, rest) {
            (b'\\', [b'x', digits @ ..]) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits[..2]).unwrap(), 16).unwrap());
                rest = &digits[2..];
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// Inputs of one law.
fn inputs(law: &Law) -> BoxedStrategy<Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..60).boxed();
    if !law.of_text {
        return bytes;
    }
    let words = words(law.name);
    let seeds: Vec<Vec<u8>> = files(&folder("fuzz/seeds").join(law.name)).into_iter().map(|(_, bytes)| bytes).collect();
    assert!(words.len() >= 20 && seeds.len() >= 5, "{}: {} words, {} seeds", law.name, words.len(), seeds.len());
    let place = || any::<prop::sample::Index>();
    let piece = (select(seeds.clone()), place(), place()).prop_map(|(seed, a, b)| {
        let (a, b) = (a.index(seed.len() + 1), b.index(seed.len() + 1));
        seed[a.min(b)..a.max(b)].to_vec()
    });
    let part = prop_oneof![3 => select(words), 2 => piece, 1 => prop::collection::vec(any::<u8>(), 0..3)].boxed();
    // A seed with one place changed is still read more often than not.
    let changed = (select(seeds), place(), 0usize..4, part.clone()).prop_map(|(seed, at, length, part)| {
        let at = at.index(seed.len() + 1);
        let end = (at + length).min(seed.len());
        [&seed[..at], &part, &seed[end..]].concat()
    });
    let made = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
    prop_oneof![changed, made].boxed()
}

/// Runs one law on its inputs, from a fixed seed.
fn short_run(name: &str) {
    let law = LAWS.iter().find(|law| law.name == name).unwrap();
    let config = Config { cases: INPUTS, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut said = std::cell::Cell::new(0u32);
    let result = TestRunner::new_with_rng(config, random).run(&inputs(law), |data| match (law.holds)(&data) {
        Ok(true) => {
            said.set(said.get() + 1);
            Ok(())
        }
        Ok(false) => Ok(()),
        Err(wrong) => Err(TestCaseError::fail(wrong)),
    });
    if let Err(wrong) = result {
        panic!("{name}: {wrong}");
    }
    // A law that never finds an input that it is about would hold for anything.
    assert!(*said.get_mut() >= 10, "{name}: {} of {INPUTS} inputs", said.get());
}

/// One test a law, so that they run side by side.
macro_rules! short_runs {
    ($($name:ident),*) => {
        $(#[test] fn $name() { short_run(stringify!($name)); })*
        #[test]
        fn every_law_is_run() {
            assert_eq!(LAWS.iter().map(|law| law.name).collect::<Vec<_>>(), [$(stringify!($name)),*]);
        }
    };
}

short_runs!(text, latex, markdown, csv, pipeline, verdict, evaluators, simplify, json);

#[test]
fn what_was_found_once_stays_mended() {
    let mut wrong = Vec::new();
    for law in LAWS {
        for (name, data) in files(&folder("tests/cases/found").join(law.name)) {
            wrong.extend((law.holds)(&data).err().map(|wrong| format!("{name}: {wrong}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn seeds_obey_the_laws() {
    for law in LAWS {
        let seeds = files(&folder("fuzz/seeds").join(law.name));
        assert!(!seeds.is_empty(), "{} has no seeds", law.name);
        for (name, data) in seeds {
            if let Err(wrong) = (law.holds)(&data) {
                panic!("{name}: {wrong}");
            }
        }
    }
}

#[test]
fn every_law_has_a_target() {
    for law in LAWS {
        let target = std::fs::read_to_string(folder("fuzz/fuzz_targets").join(format!("{}.rs", law.name))).unwrap();
        assert!(target.contains(&format!("hold(\"{}\"", law.name)), "{target}");
    }
}
