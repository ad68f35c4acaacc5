//! Owns tidying: an expression brought into the form of a textbook, its brackets kept.
//!
//! Products are gathered into one fraction (`2·u·(−x)` is `−2xu`), like factors and like terms are collected, numbers are
//! computed, and special values of functions are put in. No bracket is multiplied out: what was typed stays.
//!
//! The walk is linear: nested products that stand nowhere else are gathered once, from the outermost one.

mod product;
mod sum;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{decide, single};
use crate::expr::{Id, Kind, Pool, postorder, with_children};

/// A tidied expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied {
    /// The expression.
    pub id: Id,
    /// Conditions (`Compare` nodes) under which it equals the one before: where something was cancelled.
    pub conditions: Vec<Id>,
}

/// Brings `root` into textbook form. Idempotent, value-preserving under the conditions, linear in the shared graph.
///
/// ```
/// use gradus::algebra::tidy;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let product = read(&mut pool, "2*(y - w*x)*(-x)*1 + 0").unwrap();
/// let tidied = tidy(&mut pool, product);
/// assert_eq!(plain(&pool, tidied.id), "-2*x*(y - w*x)");
/// let quotient = read(&mut pool, "x^2/x").unwrap();
/// let tidied = tidy(&mut pool, quotient);
/// assert_eq!(plain(&pool, tidied.id), "x");
/// assert_eq!(plain(&pool, tidied.conditions[0]), "x != 0");
/// ```
pub fn tidy(pool: &mut Pool, root: Id) -> Tidied {
    let mut tidied = tidy_once(pool, root);
    // What one walk gathers can meet like things further out, which the next one sees: −(2x)³ is −8x³.
    for _ in 0..ROUNDS {
        let next = tidy_once(pool, tidied.id);
        let is_settled = next.id == tidied.id;
        tidied.id = next.id;
        tidied.conditions.extend(next.conditions);
        if is_settled {
            break;
        }
    }
    let mut seen = FxHashSet::default();
    tidied.conditions.retain(|&condition| seen.insert(condition));
    tidied
}

/// Walks after the first one; more than two were never needed.
const ROUNDS: usize = 8;

fn tidy_once(pool: &mut Pool, root: Id) -> Tidied {
    let mut tidier = Tidier { done: FxHashMap::default(), conditions: Vec::new() };
    let order = postorder(pool, root);
    let parents = only_parents(pool, &order, root);
    for id in order {
        if parents.get(&id).is_some_and(|&parent| is_inner(pool, id, parent)) {
            continue;
        }
        let new = match pool.kind(id) {
            Kind::Mul | Kind::Div | Kind::Neg => product::gather(pool, &mut tidier, id),
            Kind::Add => sum::gather(pool, &mut tidier, id),
            _ => {
                let children: Vec<Id> = pool.children(id).iter().map(|&child| tidier.of(child)).collect();
                let rebuilt = with_children(pool, id, &children);
                let mut conditions = Vec::new();
                let settled = single::simplify(pool, &mut conditions, rebuilt);
                for condition in conditions {
                    tidier.require(pool, condition);
                }
                settled
            }
        };
        tidier.done.insert(id, new);
    }
    Tidied { id: tidier.of(root), conditions: tidier.conditions }
}

/// The state of one walk.
struct Tidier {
    done: FxHashMap<Id, Id>,
    conditions: Vec<Id>,
}

impl Tidier {
    /// The tidied form; the node itself if it wasn't visited.
    fn of(&self, id: Id) -> Id {
        self.done.get(&id).copied().unwrap_or(id)
    }

    fn is_done(&self, id: Id) -> bool {
        self.done.contains_key(&id)
    }

    fn require(&mut self, pool: &mut Pool, condition: Id) {
        if decide(pool, condition) != Some(true) && !self.conditions.contains(&condition) {
            self.conditions.push(condition);
        }
    }
}

/// For each node that stands in exactly one place, the node it stands in.
fn only_parents(pool: &Pool, order: &[Id], root: Id) -> FxHashMap<Id, Id> {
    let mut parents: FxHashMap<Id, Option<Id>> = FxHashMap::default();
    parents.insert(root, None);
    for &id in order {
        for &child in pool.children(id) {
            parents.entry(child).and_modify(|parent| *parent = None).or_insert(Some(id));
        }
    }
    parents.into_iter().filter_map(|(id, parent)| Some((id, parent?))).collect()
}

/// Whether the parent gathers the node as part of its own product or sum.
fn is_inner(pool: &Pool, id: Id, parent: Id) -> bool {
    matches!(
        (pool.kind(id), pool.kind(parent)),
        (Kind::Mul | Kind::Div | Kind::Neg, Kind::Mul | Kind::Div | Kind::Neg) | (Kind::Add, Kind::Add)
    )
}
