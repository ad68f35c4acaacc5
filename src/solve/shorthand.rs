//! Owns letters for long coefficients, so that an elimination by hand stays as short as one with numbers.

use super::row::Row;
use crate::algebra::{Normalizer, Polynomial};
use crate::expr::{Id, Pool};
use crate::number::Rational;

/// The letter that gets numbers: A_1, A_2, …; the next one where the letter is taken.
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// Letters and what they stand for.
#[derive(Debug, Default)]
pub(super) struct Shorthand {
    letter: &'static str,
    known: Vec<(Polynomial, u32)>,
}

impl Shorthand {
    /// No letter so far. `None` where every letter is a name in `taken` already.
    pub fn new(pool: &Pool, taken: &[Id]) -> Option<Self> {
        let starts = |letter: &str| {
            taken.iter().filter_map(|&id| pool.name(id)).any(|name| name.split('_').next() == Some(letter))
        };
        let letter = LETTERS.into_iter().find(|letter| !starts(letter))?;
        Some(Shorthand { letter, known: Vec::new() })
    }

    /// The row with a letter for each coefficient of several terms, and the letters that are new. What differs from a known
    /// one by its sign only has the same letter.
    pub fn shorten(&mut self, pool: &mut Pool, normalizer: &mut Normalizer, row: &Row) -> (Row, Vec<(Id, Id)>) {
        let mut names = Vec::new();
        let mut own = |polynomial: &Polynomial| self.letter_for(pool, normalizer, polynomial, &mut names);
        let coefficients = row.coefficients.iter().map(&mut own).collect();
        let right = own(&row.right);
        (Row { coefficients, right, number: row.number }, names)
    }

    fn letter_for(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        polynomial: &Polynomial,
        names: &mut Vec<(Id, Id)>,
    ) -> Polynomial {
        if polynomial.terms().len() < 2 {
            return polynomial.clone();
        }
        let minus = Rational::from(-1);
        let opposite = polynomial.scaled(&minus);
        for (known, variable) in &self.known {
            if known == polynomial {
                return Polynomial::variable(*variable);
            }
            if *known == opposite {
                return Polynomial::variable(*variable).scaled(&minus);
            }
        }
        let symbol = pool.symbol(&format!("{}_{}", self.letter, self.known.len() + 1));
        let variable = normalizer.kernels.number(symbol);
        names.push((symbol, normalizer.polynomial(pool, polynomial)));
        self.known.push((polynomial.clone(), variable));
        Polynomial::variable(variable)
    }
}
