//! Owns the textbook's order: factors of a product, terms of a polynomial. It depends on names and shapes only.

use std::cmp::Ordering;

use crate::expr::{Id, Kind, Pool, postorder};
use crate::render::plain;

/// Where a factor stands in a product: numbers, variables, functions, brackets, sums.
pub(super) fn place(pool: &Pool, id: Id) -> u8 {
    let base = match (pool.kind(id), pool.pair(id)) {
        (Kind::Pow, Some((base, exponent))) if pool.as_number(exponent).is_some() => base,
        (Kind::Pow, Some((base, _))) if pool.is_variable(base) || pool.as_number(base).is_some() => return 2,
        _ => id,
    };
    match pool.kind(base) {
        Kind::Number(_) | Kind::Constant(_) => 0,
        Kind::Symbol(_) | Kind::Indexed => 1,
        Kind::Call(_) | Kind::Pow | Kind::Compare(_) | Kind::Mul | Kind::Div | Kind::Neg => 2,
        Kind::Add => 3,
        Kind::Piecewise | Kind::Derivative => 4,
        Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean => 5,
    }
}

/// By place, and variables by name.
pub(super) fn factor_key(pool: &Pool, id: Id) -> (u8, &str) {
    let place = place(pool, id);
    let first = |id: Id| pool.children(id).first().copied().unwrap_or(id);
    let base = if pool.kind(id) == Kind::Pow { first(id) } else { id };
    let base = if pool.kind(base) == Kind::Indexed { first(base) } else { base };
    (place, if place == 1 { pool.name(base).unwrap_or_default() } else { "" })
}

/// Sorts factors whatever order they came in: by place, name, then text.
pub(super) fn sort_factors(pool: &Pool, factors: &mut [Id]) {
    factors.sort_by_cached_key(|&id| {
        let (place, letter) = factor_key(pool, id);
        (place, letter.to_owned(), name(pool, id))
    });
}

/// Texts of large parts aren't compared to the end.
const TEXT: usize = 400;

/// A text to sort by: the plain notation, or for large parts their size.
fn name(pool: &Pool, id: Id) -> String {
    if let Some(name) = pool.name(id) {
        return name.to_owned();
    }
    let size = postorder(pool, id).len();
    if size > TEXT { format!("~{size:012}") } else { plain(pool, id) }
}

/// A product as a word, each factor a letter that stands as often as its exponent says. It sorts terms of one degree: x²
/// before xy before y².
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word(Vec<((u8, String), usize)>);

impl Word {
    fn letters(&self) -> impl Iterator<Item = &(u8, String)> {
        self.0.iter().flat_map(|(letter, times)| std::iter::repeat_n(letter, *times))
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Word) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Word) -> Ordering {
        self.letters().cmp(other.letters())
    }
}

/// The word of a product, exponents up to 64.
pub(super) fn word(pool: &Pool, id: Id) -> Word {
    let alone = [id];
    let factors = if pool.kind(id) == Kind::Mul { pool.children(id) } else { &alone };
    let letters = factors.iter().map(|&factor| {
        let (base, times) = match (pool.kind(factor), pool.pair(factor)) {
            (Kind::Pow, Some((base, exponent))) => match pool.as_number(exponent).and_then(|number| number.to_i64()) {
                Some(times) => (base, usize::try_from(times.clamp(1, 64)).unwrap_or(1)),
                None => (factor, 1),
            },
            _ => (factor, 1),
        };
        ((place(pool, base), name(pool, base)), times)
    });
    Word(letters.collect())
}

/// The degree in variables and calls of a product of powers.
pub(super) fn degree(pool: &Pool, id: Id) -> u64 {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Number(_) | Kind::Constant(_), _) => 0,
        (Kind::Mul, factors) => factors.iter().map(|&factor| degree_of_power(pool, factor)).sum(),
        _ => degree_of_power(pool, id),
    }
}

fn degree_of_power(pool: &Pool, id: Id) -> u64 {
    match (pool.kind(id), pool.pair(id)) {
        (Kind::Number(_) | Kind::Constant(_), _) => 0,
        (Kind::Pow, Some((_, exponent))) => {
            pool.as_number(exponent).and_then(|number| u64::try_from(number.to_i64()?).ok()).unwrap_or(1)
        }
        _ => 1,
    }
}
