//! Owns equations with a number to refer to, and what is done to them.

use crate::expr::{Id, Pool};
use crate::language::Relation;
use crate::steps::Rule;

/// left = right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// The number that later steps refer to, from 1 on.
    pub number: usize,
    /// The left side.
    pub left: Id,
    /// The right side.
    pub right: Id,
}

impl Equation {
    /// The equation as one expression, a `Compare` node.
    pub fn as_condition(&self, pool: &mut Pool) -> Id {
        pool.compare(Relation::Equal, self.left, self.right)
    }
}

/// An earlier equation that a step uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its number.
    pub equation: usize,
    /// What it is multiplied by before the equations are added; `None` where it is put into another one or solved.
    pub factor: Option<Id>,
}

/// One step: a new equation from earlier ones.
#[derive(Clone, Debug)]
pub struct Move {
    /// The law.
    pub rule: &'static Rule,
    /// What it was made of.
    pub uses: Vec<Use>,
    /// What came out.
    pub equation: Equation,
    /// Conditions (`Compare` nodes) under which nothing was lost, as far as they weren't decided.
    pub conditions: Vec<Id>,
    /// Names that the equation introduces, and what they stand for.
    pub names: Vec<(Id, Id)>,
}
