//! Owns how calls of the table's functions look: name before argument, `sin² x`, `e^x`, bars, roots.

use super::build::{Builder, Place};
use super::formula::{Fence, FormId, Formula, Mark, binds};
use super::name;
use crate::expr::{Id, Kind, Pool};
use crate::functions::{FunctionId, Notation, Primitive};

/// An exponent of e may have this many parts; longer ones are written `exp(…)`.
const SHORT: usize = 9;

/// Whether the name of a function may stand before its argument without brackets and carry its exponent: `sin x`,
/// `sin² x`. Letters (`σ(x)`) and names made up by programmers (`softplus(x)`) may not.
fn is_classical(function: FunctionId) -> bool {
    match function.row().notation {
        Notation::Named { latex, unicode } | Notation::Indexed { latex, unicode } => {
            latex.starts_with('\\') && !latex.starts_with(r"\operatorname") && unicode.chars().count() > 1
        }
        Notation::Fenced { .. } | Notation::Radical(_) | Notation::Postfix | Notation::Iverson => false,
    }
}

/// The function and its argument, when `base^exponent` is written like `sin² x`.
pub(super) fn raised(pool: &Pool, base: Id, exponent: Id) -> Option<(FunctionId, Id)> {
    let (Kind::Call(function), [argument]) = (pool.kind(base), pool.children(base)) else { return None };
    let Kind::Number(_) = pool.kind(exponent) else { return None };
    let whole = pool.as_number(exponent).is_some_and(|value| value.is_integer() && !value.is_zero());
    (whole && is_classical(function) && !is_power_of_e(pool, function, *argument)).then_some((function, *argument))
}

/// Whether a factor starts with the name of a function, so that `sin x cos x` is clear.
pub(super) fn starts_with_name(pool: &Pool, id: Id) -> bool {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Call(function), arguments) => {
            is_classical(function) && !arguments.first().is_some_and(|&only| is_power_of_e(pool, function, only))
        }
        (Kind::Pow, [base, exponent]) => raised(pool, *base, *exponent).is_some(),
        _ => false,
    }
}

/// Whether `exp(argument)` is written as a power of e: it is short, and no quotient of more than letters is in it.
fn is_power_of_e(pool: &Pool, function: FunctionId, argument: Id) -> bool {
    if function.row().primitive != Some(Primitive::Exp) {
        return false;
    }
    let (mut stack, mut count) = (vec![argument], 0);
    while let Some(id) = stack.pop() {
        count += 1;
        let flat = match pool.kind(id) {
            Kind::Number(_) | Kind::Symbol(_) | Kind::Constant(_) | Kind::Indexed => continue,
            Kind::Neg | Kind::Add | Kind::Mul | Kind::Pow | Kind::Call(_) => true,
            Kind::Div => pool.children(id).iter().all(|&side| pool.children(side).is_empty()),
            Kind::Sum
            | Kind::Product
            | Kind::RowSum
            | Kind::RowMean
            | Kind::Derivative
            | Kind::Piecewise
            | Kind::Compare(_) => false,
        };
        if !flat || count > SHORT {
            return false;
        }
        stack.extend_from_slice(pool.children(id));
    }
    count <= SHORT
}

/// For each argument, whether it stands raised or lowered.
pub(super) fn places(pool: &Pool, function: FunctionId, arguments: &[Id]) -> Vec<bool> {
    let last = arguments.len().saturating_sub(1);
    let is_raised = |position: usize| match function.row().notation {
        Notation::Indexed { .. } => position == last && last > 0,
        Notation::Radical(0) => position == 1,
        Notation::Named { .. } => arguments.iter().any(|&argument| is_power_of_e(pool, function, argument)),
        Notation::Fenced { .. } | Notation::Radical(_) | Notation::Postfix | Notation::Iverson => false,
    };
    (0..arguments.len()).map(is_raised).collect()
}

/// The name of a function on its own.
pub(super) fn head(formula: &mut Formula, function: FunctionId) -> FormId {
    let row = function.row();
    let (latex, unicode) = match row.notation {
        Notation::Named { latex, unicode } | Notation::Indexed { latex, unicode } => (latex, unicode),
        Notation::Fenced { .. } | Notation::Radical(_) | Notation::Postfix | Notation::Iverson => ("", row.name),
    };
    let name = if matches!(row.notation, Notation::Indexed { .. }) { unicode } else { row.name };
    formula.push(Mark::Function { latex, unicode, name }, &[])
}

impl Builder<'_> {
    /// A call of a function of the table.
    pub(super) fn call(&mut self, function: FunctionId, arguments: &[Id], place: Place) -> FormId {
        let row = function.row();
        let raised: Vec<bool> = places(self.pool, function, arguments);
        let places = raised.iter().map(|&raised| Place { small: place.small || raised, closed: false });
        let parts: Vec<FormId> =
            arguments.iter().zip(places).map(|(&argument, place)| self.part(argument, place)).collect();
        match (row.notation, &parts[..]) {
            (Notation::Named { .. }, [argument]) if raised == [true] => {
                let e = name::push(&mut self.formula, "e");
                self.formula.push(Mark::Power, &[e, *argument])
            }
            (Notation::Named { .. }, [form]) => {
                let head = head(&mut self.formula, function);
                self.apply(head, *form, is_classical(function), place)
            }
            (Notation::Indexed { .. }, [argument, index]) => {
                let name = head(&mut self.formula, function);
                let head = self.formula.push(Mark::Index, &[name, *index]);
                self.formula.push(Mark::Call, &[head, *argument])
            }
            (Notation::Fenced { latex, unicode }, _) => {
                let inside = match parts[..] {
                    [only] => only,
                    _ => self.formula.push(Mark::List, &parts),
                };
                self.formula.push(Mark::Fenced(Fence::Own { unicode, latex, name: row.name }), &[inside])
            }
            (Notation::Radical(0), _) => self.formula.push(Mark::Root, &parts),
            (Notation::Radical(2), [radicand, ..]) => self.formula.push(Mark::Root, &[*radicand]),
            (Notation::Radical(degree), [radicand, ..]) => {
                let degree = self.formula.push(Mark::Number(degree.to_string().into()), &[]);
                self.formula.push(Mark::Root, &[*radicand, degree])
            }
            (Notation::Iverson, [_, ..]) => self.formula.push(Mark::Iverson, &parts),
            (Notation::Postfix, [argument]) => {
                let is_atom = self.formula.binds(*argument) >= binds::ATOM;
                let inside =
                    if is_atom { *argument } else { self.formula.push(Mark::Fenced(Fence::Round), &[*argument]) };
                self.formula.push(Mark::Factorial, &[inside])
            }
            (
                Notation::Named { .. }
                | Notation::Indexed { .. }
                | Notation::Radical(_)
                | Notation::Postfix
                | Notation::Iverson,
                _,
            ) => {
                let head = head(&mut self.formula, function);
                self.formula.push(Mark::Call, &[&[head], &parts[..]].concat())
            }
        }
    }

    /// `head argument` where the name is `classical` and the argument one letter, else `head(argument)`.
    pub(super) fn apply(&mut self, head: FormId, argument: FormId, classical: bool, place: Place) -> FormId {
        let is_letter = match self.formula.mark(argument) {
            Mark::Name(name) => name.is_letter(),
            Mark::Index => true,
            _ => false,
        };
        let mark = if classical && is_letter && !place.closed { Mark::Bare } else { Mark::Call };
        self.formula.push(mark, &[head, argument])
    }
}
