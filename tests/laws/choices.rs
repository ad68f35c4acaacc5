//! Owns random expressions: the choices behind one, from a seed or from the bytes of a fuzzer.

use gradus::functions::{self, Arity};

/// Where choices come from.
pub trait Choices {
    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize;
}

/// Choices from a seed, by the generator of Vigna, "Further scramblings of Marsaglia's xorshift generators"
/// (SplitMix64): a few lines that give the same expressions on every machine and in every version.
pub struct Dice(pub u64);

impl Choices for Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % count as u64) as usize
    }
}

/// Choices from bytes, one a choice: a fuzzer that changes a byte changes one decision. When they are used up, the first
/// choice is taken.
pub struct Bytes<'d>(pub &'d [u8]);

impl Choices for Bytes<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(first) % count
    }
}

/// A random expression in x, y and a parameter a; `size` bounds how many operations it has.
pub fn expression(choices: &mut dyn Choices, size: usize) -> String {
    if size == 0 {
        return match choices.below(8) {
            0..=3 => "x".to_owned(),
            4 | 5 => "y".to_owned(),
            6 => "a".to_owned(),
            _ => ["1", "2", "3", "1/2", "0.7", "5", "pi", "e"][choices.below(8)].to_owned(),
        };
    }
    let left = choices.below(size);
    let right = size - 1 - left;
    match choices.below(12) {
        0 | 1 => format!("({}) + ({})", expression(choices, left), expression(choices, right)),
        2 => format!("({}) - ({})", expression(choices, left), expression(choices, right)),
        3 | 4 => format!("({})*({})", expression(choices, left), expression(choices, right)),
        5 => format!("({})/({})", expression(choices, left), expression(choices, right)),
        6 => format!("({})^{}", expression(choices, size - 1), 2 + choices.below(3)),
        7 => format!("({})^({})", expression(choices, left), expression(choices, right)),
        8 => format!("-({})", expression(choices, size - 1)),
        _ => call(choices, size),
    }
}

/// A call of some function of the table.
fn call(choices: &mut dyn Choices, size: usize) -> String {
    let row = functions::all().nth(choices.below(functions::all().count())).expect("a row of the table").row();
    let count = match row.arity {
        Arity::Exactly(count) => count,
        Arity::AtLeast(least) => least + choices.below(2),
    };
    // Only values at whole numbers are defined for the order of a polygamma function.
    let order = |at: usize| row.name == "polygamma" && at == 0;
    let mut argument = |at| match row.name {
        "indicator" => {
            format!("{} > {}", expression(choices, (size - 1) / 2), expression(choices, (size - 1) / 2))
        }
        _ if order(at) => "1".to_owned(),
        _ => expression(choices, (size - 1) / count),
    };
    let arguments: Vec<String> = (0..count).map(&mut argument).collect();
    format!("{}({})", row.name, arguments.join(", "))
}
