//! Owns the type of one rule, a row in the table of [`super::rules`].

use crate::wording::Wording;

/// How much of a step a reader sees at which level of detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Bookkeeping: shown only in full derivations (`0 + x = x`, the derivative of a constant).
    Trivial,
    /// A line of its own in a full derivation, merged with its neighbours in a normal one (sum, constant multiple).
    Routine,
    /// The step a reader must see: chain, product, quotient, solving for w.
    Principal,
}

/// One named law.
#[derive(Debug)]
pub struct Rule {
    /// The name in JSON and on the command line: `chain`, `sum-linear`.
    pub id: &'static str,
    /// What a person calls it.
    pub name: Wording,
    /// The law in gradus's own language, as an equation. Where the law is one fixed pattern, the engine applies this
    /// very text; laws for any number of terms or for every function say it for the smallest case.
    pub statement: &'static str,
    /// When it holds, as conditions in gradus's own language; empty: always.
    pub condition: &'static str,
    /// Why it is true, or what to remember, one sentence.
    pub why: Wording,
    /// An expression that the rule applies to, and what one application makes of it.
    pub example: (&'static str, &'static str),
    /// A book or paper.
    pub reference: &'static str,
    /// How visible its steps are.
    pub weight: Weight,
}

impl PartialEq for Rule {
    /// Rules are rows: the same row is the same rule.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}
