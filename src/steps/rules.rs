//! Owns the table of rules: one file a subject, one row a law. `gradus rules` prints it, the tests run each example.

use super::rule::Rule;

/// A list of rules, one file of the table.
macro_rules! rules {
    ($($(#[$about:meta])* $name:ident = $row:expr;)*) => {
        $($(#[$about])* pub static $name: $crate::steps::Rule = $row;)*
        /// The rows of this file.
        pub static ROWS: &[&$crate::steps::Rule] = &[$(&$name),*];
    };
}

pub mod differentiation;
pub mod layers;
pub mod simplifying;
pub mod solving;
pub mod stable;
pub mod tidying;

/// The files of the table.
static FILES: &[&[&Rule]] =
    &[differentiation::ROWS, tidying::ROWS, simplifying::ROWS, solving::ROWS, layers::ROWS, stable::ROWS];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FILES.iter().flat_map(|rows| rows.iter().copied())
}

/// The rule with this id.
///
/// ```
/// assert!(gradus::steps::rules::lookup("tidy").is_some());
/// assert!(gradus::steps::rules::lookup("magic").is_none());
/// ```
pub fn lookup(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
