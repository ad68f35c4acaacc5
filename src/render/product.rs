//! Owns what stands between two factors: nothing, a gap or a dot.

use super::formula::{Fence, FormId, Formula, Join, Mark};
use super::linear::lowered_list;
use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::{self, FunctionId, Notation};

/// What a factor looks like at one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Digit,
    Letter,
    /// A name of several letters.
    Word,
    /// A function's name, or its bare argument.
    Function,
    Bracket,
    /// The closing bracket of a call.
    Closed,
    /// Bars and the like.
    Bar,
    Fraction,
    Root,
    /// Σ or Π.
    Big,
    Derivative,
    /// An exponent.
    Raised,
}

/// What stands between two neighbours of a product.
pub(super) fn join(pool: &Pool, formula: &Formula, left: (Id, FormId), right: (Id, FormId)) -> Join {
    let is_power_of_e = || matches!(formula.mark(right.1), Mark::Power) && starts_with_e(pool, formula, right);
    // A bracketed minus and a square written out are easily overlooked without a dot.
    if left.0 == right.0 || pool.kind(right.0) == Kind::Neg {
        return Join::Dot;
    }
    // σ(x) is a call.
    if start(formula, right.1) == Edge::Bracket && is_letter_of_function(formula, left.1) {
        return Join::Dot;
    }
    match (end(formula, left.1), start(formula, right.1)) {
        (_, Edge::Digit) | (Edge::Derivative, _) => Join::Dot,
        (
            Edge::Fraction | Edge::Bracket | Edge::Closed | Edge::Raised | Edge::Function | Edge::Bar,
            Edge::Derivative,
        ) => Join::Dot,
        (Edge::Digit | Edge::Fraction | Edge::Bracket | Edge::Closed, Edge::Fraction) => Join::Dot,
        (Edge::Digit, Edge::Bar | Edge::Letter | Edge::Bracket | Edge::Root) => Join::Close,
        (_, Edge::Bar) | (Edge::Bar, _) => Join::Dot,
        (Edge::Word, Edge::Word | Edge::Bracket) => Join::Dot,
        (Edge::Letter | Edge::Bracket | Edge::Closed | Edge::Raised, Edge::Bracket) => Join::Close,
        (Edge::Letter | Edge::Bracket, Edge::Letter) if !is_power_of_e() => Join::Close,
        (Edge::Raised, Edge::Letter) if !is_power_of_e() && !starts_with_e(pool, formula, left) => Join::Close,
        (
            Edge::Digit
            | Edge::Letter
            | Edge::Word
            | Edge::Function
            | Edge::Bracket
            | Edge::Closed
            | Edge::Fraction
            | Edge::Root
            | Edge::Big
            | Edge::Raised,
            _,
        ) => Join::Gap,
    }
}

/// Whether a name's letter stands for a function of the table when a bracket follows.
fn is_letter_of_function(formula: &Formula, id: FormId) -> bool {
    let Mark::Name(name) = formula.mark(id) else { return false };
    let is_called =
        |id: FunctionId| matches!(id.row().notation, Notation::Named { latex, .. } if name.greek == Some(latex));
    name.accent.is_none() && functions::all().any(is_called)
}

fn starts_with_e(pool: &Pool, formula: &Formula, factor: (Id, FormId)) -> bool {
    let typed = pool.children(factor.0).first().is_some_and(|&base| pool.kind(base) == Kind::Constant(Constant::E));
    let base = formula.children(factor.1).first();
    typed || base.is_some_and(|&base| matches!(formula.mark(base), Mark::Name(name) if &*name.plain == "e"))
}

fn start(formula: &Formula, id: FormId) -> Edge {
    let mut id = id;
    loop {
        let first = formula.children(id).first();
        let edge = match formula.mark(id) {
            Mark::Number(_) | Mark::Iverson => Edge::Digit,
            Mark::Name(name) if name.is_letter() => Edge::Letter,
            Mark::Name(_) | Mark::Word(_) | Mark::Omitted => Edge::Word,
            Mark::Function { .. } => Edge::Function,
            Mark::Fenced(Fence::Round | Fence::Square) | Mark::Cases { .. } => Edge::Bracket,
            Mark::Fenced(Fence::Own { .. }) => Edge::Bar,
            Mark::Fraction => Edge::Fraction,
            Mark::Root => Edge::Root,
            Mark::Over(_) => Edge::Big,
            Mark::Derivative { .. } => Edge::Derivative,
            Mark::Negative
            | Mark::Terms(_)
            | Mark::Factors(_)
            | Mark::Slash
            | Mark::Power
            | Mark::Factorial
            | Mark::Index
            | Mark::Bare
            | Mark::Call
            | Mark::Relations(_)
            | Mark::List => match first {
                Some(&first) => {
                    id = first;
                    continue;
                }
                None => Edge::Word,
            },
        };
        return edge;
    }
}

fn end(formula: &Formula, id: FormId) -> Edge {
    match formula.mark(id) {
        Mark::Number(_) => Edge::Digit,
        Mark::Name(name) if name.is_letter() => Edge::Letter,
        // `w_old` ends in a word, `x_i` in a letter; so does `S_y`, whose index can't be lowered in text.
        Mark::Index => match formula.children(id).last() {
            Some(&label) if matches!(formula.mark(label), Mark::Name(_)) => {
                if lowered_list(formula, &[label]).is_some() { Edge::Letter } else { Edge::Word }
            }
            _ => Edge::Letter,
        },
        Mark::Name(_) | Mark::Word(_) | Mark::Omitted => Edge::Word,
        Mark::Function { .. } | Mark::Bare => Edge::Function,
        Mark::Fenced(Fence::Own { .. }) => Edge::Bar,
        Mark::Fraction | Mark::Slash => Edge::Fraction,
        Mark::Root => Edge::Root,
        Mark::Over(_) => Edge::Big,
        Mark::Derivative { .. } => Edge::Derivative,
        Mark::Power => Edge::Raised,
        Mark::Call => Edge::Closed,
        Mark::Fenced(Fence::Round | Fence::Square)
        | Mark::Factorial
        | Mark::Cases { .. }
        | Mark::Iverson
        | Mark::Negative
        | Mark::Terms(_)
        | Mark::Factors(_)
        | Mark::Relations(_)
        | Mark::List => Edge::Bracket,
    }
}
