//! Owns what the explanation of a minimum consists of, as data: sections of derivations, chains, equations and remarks.
//! [`super::page`] draws it.

use super::Minimum;
use super::descent::Iteration;
use crate::expr::Id;
use crate::number::Rational;
use crate::render::Sign;
use crate::solve::{Equation, Move};
use crate::steps::{Derivation, Rule};
use crate::wording::Wording;

/// A part of the explanation.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: Wording,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// The left side of a chain of equalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// The loss as a function of its parameters: L(w, b).
    Loss,
    /// An expression.
    Of(Id),
}

/// What fills a hole in a remark.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// Words, or a count.
    Text(String),
    /// Numbers as they were rounded: -0.25, 1.5e-7.
    Decimals(Vec<String>),
    /// A formula.
    Formula(Id),
    /// Several formulas.
    Formulas(Vec<Id>),
    /// Names and their values: w = 1, b = 0, or w ≈ 1.
    Values(Sign, Vec<(Id, f64)>),
}

impl Argument {
    /// A number with as many digits as people read.
    pub(super) fn number(value: f64) -> Self {
        Argument::Decimals(vec![Minimum::short(value)])
    }
}

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A derivation with its steps.
    Derivation(Derivation),
    /// left = first = second = …; each right side with the rule that gave it.
    Chain(Head, Vec<(Id, &'static Rule)>),
    /// Two sides that are equal.
    Equation(Id, Id),
    /// An equation that later steps refer to.
    Numbered(Equation),
    /// A new equation from earlier ones.
    Move(Move),
    /// An expression in decimal form.
    Decimal(Id),
    /// A condition that holds.
    Fact(Id),
    /// A law that is used, with the reason why it holds.
    Law(&'static Rule),
    /// Names and what they stand for, in a sentence with one hole, `{names}`.
    Names(Wording, Vec<(Id, Id)>),
    /// A sentence.
    Remark(Wording, Vec<(&'static str, Argument)>),
    /// Sums over the rows and what they are.
    Sums(Vec<(Id, Rational)>),
    /// The loss at values of the parameters.
    LossAt(Vec<Id>, Id),
    /// An assignment of an update rule: what is set, and the formula for it.
    Becomes(Id, Id),
    /// Values of the parameters in floating point, and the loss there.
    Found(Vec<(Id, f64)>, f64),
    /// The trace of a descent.
    Trace(Vec<Id>, Vec<Iteration>),
}

/// A remark without holes.
pub(super) fn say(wording: Wording) -> Piece {
    Piece::Remark(wording, Vec::new())
}
