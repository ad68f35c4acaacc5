//! Owns parameters that occur in a logarithm only: ln(a) is an unknown as good as any, and a follows from it.

use super::report::{Piece, Section, say};
use super::{Minimum, Options, Parameter};
use crate::algebra::tidy;
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder, substitute};
use crate::functions::Primitive;
use crate::wording::Wording;

const TITLE: Wording = Wording::new("Substitution", "换元");
const OPENED: Wording = Wording::new(
    "The parameter occurs in its logarithm only, which takes every value once. So the logarithm is looked for first:",
    "该参数只以其对数的形式出现,而对数恰好取遍每个值一次。因此先求对数:",
);
const BACK: Wording = Wording::new("Substitution undone", "换回原参数");

/// A parameter and the unknown that stands for its logarithm.
struct Swap {
    parameter: Id,
    logarithm: Id,
    unknown: Id,
}

/// Minimizes over the logarithms, where that gives a closed form; `None` where no parameter is of this kind or it doesn't.
pub(super) fn minimize(
    pool: &mut Pool,
    loss: Id,
    over: &[Id],
    table: Option<&Table>,
    options: &Options,
) -> Result<Option<Minimum>, Diagnostic> {
    let swaps: Vec<Swap> = over.iter().filter_map(|&parameter| swap(pool, loss, parameter)).collect();
    if swaps.is_empty() {
        return Ok(None);
    }
    let replacements: Vec<(Id, Id)> = swaps.iter().map(|swap| (swap.logarithm, swap.unknown)).collect();
    let inner = substitute(pool, loss, &replacements);
    let unknown_of = |id: &Id| swaps.iter().find(|swap| swap.parameter == *id).map_or(*id, |swap| swap.unknown);
    let unknowns: Vec<Id> = over.iter().map(unknown_of).collect();
    let closed = Options { method: super::Method::ClosedForm, start: Vec::new(), ..options.clone() };
    let Ok(mut minimum) = super::minimize(pool, inner, &unknowns, table, &closed) else { return Ok(None) };
    let mut opened = vec![say(OPENED)];
    let mut undone = Vec::new();
    for swap in &swaps {
        opened.push(Piece::Equation(swap.unknown, swap.logarithm));
        let Some(found) = minimum.parameters.iter_mut().find(|found| found.symbol == swap.unknown) else { continue };
        let exponent = match (&found.exact, found.symbolic) {
            (Some(exact), _) => pool.number(exact),
            (None, Some(symbolic)) => symbolic,
            (None, None) => swap.unknown,
        };
        let (template, x) = (pool.table_text("exp(x)")?, pool.symbol("x"));
        let power = substitute(pool, template, &[(x, exponent)]);
        let value = tidy(pool, power).id;
        undone.push(Piece::Equation(swap.parameter, value));
        let exact = pool.as_number(value);
        let symbolic = (exact.is_none() && exponent != swap.unknown).then_some(value);
        *found = Parameter {
            symbol: swap.parameter,
            value: found.value.map(f64::exp),
            exact,
            symbolic,
            standard_error: None,
        };
    }
    minimum.sections.insert(0, Section { title: TITLE, pieces: opened });
    minimum.sections.push(Section { title: BACK, pieces: undone });
    // The sums of the reduced loss belong to the logarithms.
    minimum.reduced = None;
    Ok(Some(minimum))
}

/// Whether a parameter stands nowhere but in ln(parameter).
fn swap(pool: &mut Pool, loss: Id, parameter: Id) -> Option<Swap> {
    let mut holders: Vec<Id> = Vec::new();
    for id in postorder(pool, loss) {
        if pool.children(id).contains(&parameter) && !holders.contains(&id) {
            holders.push(id);
        }
    }
    let [logarithm] = holders[..] else { return None };
    let is_logarithm =
        matches!(pool.kind(logarithm), Kind::Call(function) if function.row().primitive == Some(Primitive::Ln));
    if !is_logarithm {
        return None;
    }
    let name = pool.name(parameter)?.to_owned();
    let unknown = pool.symbol(&format!("log_{name}"));
    Some(Swap { parameter, logarithm, unknown })
}
