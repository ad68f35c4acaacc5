//! Owns the table of mistakes: one row a broken rule.

mod algebra;
mod answer;
mod chain;
mod function;
mod learning;
mod product;

use super::row::Mistake;

/// Every row, in the order of the files.
///
/// ```
/// let calculus = gradus::mistakes::all().filter(|row| !row.at.is_algebra()).count();
/// assert!(calculus >= 60 && gradus::mistakes::all().count() - calculus >= 20);
/// ```
pub fn all() -> impl Iterator<Item = &'static Mistake> {
    [chain::ROWS, product::ROWS, function::ROWS, answer::ROWS, learning::ROWS, algebra::ROWS].into_iter().flatten()
}

/// The row with this name.
///
/// ```
/// assert!(gradus::mistakes::lookup("inner-dropped").is_some());
/// assert!(gradus::mistakes::lookup("no-such-row").is_none());
/// ```
pub fn lookup(id: &str) -> Option<&'static Mistake> {
    all().find(|row| row.id == id)
}
