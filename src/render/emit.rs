//! Owns the way a formula becomes one string: parts in reading order, on a stack of its own, up to a limit.

use super::formula::{FormId, Formula};

/// At most this many parts are written; what is beyond is shown as an ellipsis.
const PARTS: usize = 200_000;

/// A piece of the output still to be written.
pub(super) enum Piece {
    /// Text as it is.
    Text(&'static str),
    /// Text made for this formula.
    Made(String),
    /// A part.
    Part(FormId),
}

/// Writes a formula; `pieces` says what a part is made of.
pub(super) fn emit(formula: &Formula, mut pieces: impl FnMut(FormId, &mut Vec<Piece>)) -> String {
    let mut out = String::new();
    let Some(root) = formula.root() else { return out };
    let (mut stack, mut budget, mut list) = (vec![Piece::Part(root)], PARTS, Vec::new());
    while let Some(piece) = stack.pop() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Made(text) => out.push_str(&text),
            Piece::Part(_) if budget == 0 => out.push('…'),
            Piece::Part(id) => {
                budget -= 1;
                pieces(id, &mut list);
                stack.extend(list.drain(..).rev());
            }
        }
    }
    out
}

/// The parts with separators between them.
pub(super) fn separated(children: &[FormId], separator: &'static str, out: &mut Vec<Piece>) {
    for (at, &child) in children.iter().enumerate() {
        if at > 0 {
            out.push(Piece::Text(separator));
        }
        out.push(Piece::Part(child));
    }
}
