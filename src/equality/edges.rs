//! Owns edges: places where a condition or a sign changes its answer, such as x = 0 for `if(x < 0, 1, 2)`. Random points never
//! lie on them, so they are looked at one by one.

use super::assume::solutions;
use super::field::{self, Answer};
use super::numbers::{self, Numbers};
use super::verdict::Witness;
use super::{Options, prepare};
use crate::algebra::{fold, tidy};
use crate::expr::{Id, Kind, Pool, Relation, postorder_of, substitute, variables};
use crate::functions::Primitive;

/// What the edges say about an identity that holds off them.
pub(super) enum Edges {
    /// It holds there too, or a side has no value there.
    Hold,
    /// It fails at a point of an edge.
    Apart(Witness),
    /// An edge can't be put in: it isn't the graph of a variable.
    Open,
}

/// Edges that are looked at.
const MOST: usize = 24;

/// An edge of an edge of an edge is not looked at.
const DEPTH: usize = 2;

/// Looks at the edges of both sides. With `derivatives` only those that Kronecker deltas have: a derivative says nothing
/// about the edges of what is differentiated.
pub(super) fn edges(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], derivatives: bool, options: &Options) -> Edges {
    let mut waiting = vec![(sides, conditions.to_vec(), Vec::<(Id, Id)>::new())];
    let (mut looked_at, mut open) = (0, false);
    while let Some((sides, conditions, known)) = waiting.pop() {
        let Ok(primitive) = both(pool, sides) else { return Edges::Open };
        for zero in places(pool, primitive, derivatives) {
            if known.len() >= DEPTH || looked_at >= MOST {
                open = true;
                break;
            }
            let solved = solutions(pool, zero);
            open |= solved.is_empty();
            for (variable, value) in solved {
                looked_at += 1;
                let put = |pool: &mut Pool, id: Id| substitute(pool, id, &[(variable, value)]);
                let there = sides.map(|side| put(pool, side));
                let kept: Vec<Id> = conditions.iter().map(|&condition| put(pool, condition)).collect();
                let mut at = known.clone();
                at.push((variable, value));
                if tidy(pool, there[0]).id == tidy(pool, there[1]).id {
                    continue;
                }
                match numbers::glance(pool, there, &kept, options) {
                    Numbers::Apart(mut witness) => match complete(pool, &mut witness, &at) {
                        Some(()) => return Edges::Apart(witness),
                        None => open = true,
                    },
                    Numbers::NoPoints => {}
                    Numbers::Open(_) | Numbers::Close { .. } => {
                        let equal = both(pool, there)
                            .map(|[left, right]| field::compare(pool, left, right, &kept, options.seed));
                        match equal {
                            Ok(Answer::Equal { .. }) => waiting.push((there, kept, at)),
                            _ => open = true,
                        }
                    }
                }
            }
        }
    }
    if open { Edges::Open } else { Edges::Hold }
}

fn both(pool: &mut Pool, sides: [Id; 2]) -> Result<[Id; 2], crate::diagnostic::Diagnostic> {
    Ok([prepare::primitive(pool, sides[0])?, prepare::primitive(pool, sides[1])?])
}

/// What is 0 where a sign or a case changes.
pub(super) fn kinks(pool: &mut Pool, sides: [Id; 2]) -> Vec<Id> {
    places(pool, sides, false)
}

/// What is 0 on an edge, each once.
fn places(pool: &mut Pool, sides: [Id; 2], derivatives: bool) -> Vec<Id> {
    let order = postorder_of(pool, &sides);
    let mut zeros = Vec::new();
    for &id in &order {
        let children = pool.children(id).to_vec();
        let is = |primitive| matches!(pool.kind(id), Kind::Call(f) if f.row().primitive == Some(primitive));
        let pair = match (pool.kind(id), &children[..]) {
            (Kind::Compare(_), [a, b]) if !derivatives => Some((*a, *b)),
            (Kind::Call(_), [condition]) if is(Primitive::Indicator) => match pool.kind(*condition) {
                Kind::Compare(Relation::Equal) => pool.pair(*condition),
                _ => None,
            },
            (Kind::Call(_), [a]) if is(Primitive::Sign) && !derivatives => {
                let zero = pool.integer(0);
                Some((*a, zero))
            }
            _ => None,
        };
        let Some((a, b)) = pair else { continue };
        let difference = fold::sub(pool, a, b);
        let zero = tidy(pool, difference).id;
        if !zeros.contains(&zero) && !variables(pool, zero).is_empty() {
            zeros.push(zero);
        }
    }
    zeros
}

/// Adds the values of the variables that were put in, the last one first; `None` when one isn't rational.
fn complete(pool: &mut Pool, witness: &mut Witness, put_in: &[(Id, Id)]) -> Option<()> {
    for &(variable, value) in put_in.iter().rev() {
        let numbers: Vec<(Id, Id)> = witness.at.iter().map(|(name, at)| (*name, pool.number(at))).collect();
        let value = substitute(pool, value, &numbers);
        let tidied = tidy(pool, value).id;
        witness.at.push((variable, pool.as_number(tidied)?));
    }
    witness.at.sort_by_key(|(name, _)| crate::render::plain(pool, *name));
    Some(())
}
