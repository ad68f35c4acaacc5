//! Laws that hold for every expression, tried on random ones over the whole table of functions: derivatives against
//! difference quotients and against the reverse gradient, simplified forms against what went in.
//!
//! Each expression comes from a seed that a failure prints. `GRADUS_SEED=n cargo test --test properties` tries that one
//! alone, `GRADUS_RUNS=n` more of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;

use gradus::algebra::{cost, simplify};
use gradus::calculus::{differentiate, gradient};
use gradus::diagnostic::Diagnostic;
use gradus::expr::{Id, Pool, occurs, read};
use gradus::functions::{self, Arity};
use gradus::numeric::{
    Agreement, Budget, ExactPoint, Meeting, Value, agree, difference_quotient, evaluate, meet, sample, value_at,
};
use gradus::render::plain;
use gradus::wording::Lang;

/// The generator of Vigna, "Further scramblings of Marsaglia's xorshift generators" (SplitMix64): a few lines that give
/// the same expressions on every machine and in every version.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % count as u64) as usize
    }

    /// A random expression in x, y and a parameter a; `size` bounds how many operations it has.
    fn expression(&mut self, size: usize) -> String {
        if size == 0 {
            return match self.below(8) {
                0..=3 => "x".to_owned(),
                4 | 5 => "y".to_owned(),
                6 => "a".to_owned(),
                _ => ["1", "2", "3", "1/2", "0.7", "5", "pi", "e"][self.below(8)].to_owned(),
            };
        }
        let left = self.below(size);
        let right = size - 1 - left;
        match self.below(12) {
            0 | 1 => format!("({}) + ({})", self.expression(left), self.expression(right)),
            2 => format!("({}) - ({})", self.expression(left), self.expression(right)),
            3 | 4 => format!("({})*({})", self.expression(left), self.expression(right)),
            5 => format!("({})/({})", self.expression(left), self.expression(right)),
            6 => format!("({})^{}", self.expression(size - 1), 2 + self.below(3)),
            7 => format!("({})^({})", self.expression(left), self.expression(right)),
            8 => format!("-({})", self.expression(size - 1)),
            _ => {
                let row = functions::all().nth(self.below(functions::all().count())).unwrap().row();
                let count = match row.arity {
                    Arity::Exactly(count) => count,
                    Arity::AtLeast(least) => least + self.below(2),
                };
                // Only values at whole numbers are defined for the order of a polygamma function.
                let order = |at: usize| row.name == "polygamma" && at == 0;
                let mut argument = |at| match row.name {
                    "indicator" => format!("{} > {}", self.expression((size - 1) / 2), self.expression((size - 1) / 2)),
                    _ if order(at) => "1".to_owned(),
                    _ => self.expression((size - 1) / count),
                };
                let arguments: Vec<String> = (0..count).map(&mut argument).collect();
                format!("{}({})", row.name, arguments.join(", "))
            }
        }
    }
}

fn said(problem: &Diagnostic) -> String {
    format!("{}: {}", problem.code.id, problem.message(Lang::En))
}

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
        let text = dice.expression(size);
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
    let usable = for_random_expressions(1_000, |pool, root| {
        let x = pool.symbol("x");
        let derivation = match differentiate(pool, root, &[x]) {
            Ok(derivation) => derivation,
            Err(problem) if problem.code.id == "G0701" => return Ok(false),
            Err(problem) => return Err(said(&problem)),
        };
        let conditions = derivation.conditions(pool);
        let roots = [root, derivation.answer];
        let points = sample(pool, &roots, &conditions, 2, 60, 7).map_err(|problem| said(&problem))?;
        let quotient = difference_quotient(pool, root, x);
        let budget = Budget { precision: 2_000, work: 200_000 };
        let mut compared = false;
        for point in &points {
            let point = ExactPoint::from(point);
            let found = value_at(pool, derivation.answer, &point, 15, &budget);
            let wanted = value_at(pool, quotient, &point, 15, &budget);
            let (Ok(found), Ok(wanted)) = (found, wanted) else { continue };
            // Where the derivative is 0, the quotient is only nearly 0; where it is tiny, 0 is as far as the quotient gets.
            if found.float == 0.0 || wanted.below.is_some() {
                compared |= wanted.float.abs() <= f64::EPSILON;
                continue;
            }
            compared = true;
            if agree(Value::exact(found.float), Value::exact(wanted.float)) == Agreement::No {
                let answer = plain(pool, derivation.answer);
                return Err(format!("{answer} is {} and the quotient {}", found.decimal, wanted.decimal));
            }
        }
        Ok(compared)
    });
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

#[test]
fn the_reverse_gradient_is_the_traced_one() {
    let usable = for_random_expressions(1_000, |pool, root| {
        let variables = ["x", "y", "a"].map(|name| pool.symbol(name));
        let Ok(gradient) = gradient(pool, root, &variables) else { return Ok(false) };
        let mut compared = false;
        for (&variable, &fast) in variables.iter().zip(&gradient) {
            let traced = differentiate(pool, root, &[variable]).map_err(|problem| said(&problem))?.answer;
            if !occurs(pool, root, variable) {
                compared |= fast == traced;
            }
            let points = sample(pool, &[fast, traced], &[], 3, 60, 7).map_err(|problem| said(&problem))?;
            for point in &points {
                let values = evaluate(pool, &[fast, traced], point).map_err(|problem| said(&problem))?;
                compared = true;
                if agree(values[0], values[1]) == Agreement::No {
                    let (fast, traced) = (plain(pool, fast), plain(pool, traced));
                    return Err(format!("{fast} is {:?}\n  {traced} is {:?}", values[0], values[1]));
                }
            }
        }
        Ok(compared)
    });
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
}

#[test]
fn simplifying_keeps_the_value_and_never_grows_and_ends() {
    let usable = for_random_expressions(1_000, |pool, root| {
        let derivation = simplify(pool, root).map_err(|problem| said(&problem))?;
        let answer = derivation.answer;
        let shown = plain(pool, answer);
        if cost(pool, answer) > cost(pool, root) {
            return Err(format!("{shown} is larger"));
        }
        let again = simplify(pool, answer).map_err(|problem| said(&problem))?.answer;
        if again != answer {
            return Err(format!("{shown} becomes {} when simplified again", plain(pool, again)));
        }
        let names: BTreeSet<&str> = ["x", "y", "a"].into();
        let known: Vec<Id> = names.iter().map(|name| pool.symbol(name)).collect();
        if let Some(&strange) =
            known.iter().find(|&&symbol| occurs(pool, answer, symbol) && !occurs(pool, root, symbol))
        {
            return Err(format!("{shown} has {}", plain(pool, strange)));
        }
        let conditions = derivation.conditions(pool);
        let points = sample(pool, &[root], &conditions, 2, 60, 7).map_err(|problem| said(&problem))?;
        let mut compared = false;
        for point in &points {
            let point = ExactPoint::from(point);
            match meet(pool, root, answer, &point, 25, &Budget { precision: 2_000, work: 200_000 }) {
                Meeting::Equal => compared = true,
                Meeting::Close(bits) => compared |= bits > 60,
                Meeting::Apart(left, right) => return Err(format!("{shown}: {left:?} became {right:?}")),
                Meeting::Undefined(None, Some(fault)) if fault.certain => {
                    return Err(format!("{shown} has no value where the first has one: {fault:?}"));
                }
                Meeting::Undefined(..) => {}
            }
        }
        Ok(compared)
    });
    assert!(number("GRADUS_SEED").is_some() || usable > 300, "only {usable} expressions could be compared");
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
