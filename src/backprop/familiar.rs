//! Owns the signs of brackets: 1 − a stays 1 − a when the model writes it so, and isn't turned into a − 1.

use rustc_hash::FxHashSet;

use crate::algebra::{Powers, fold, powers};
use crate::expr::{Id, Kind, Pool, postorder, rebuild, with_children};

/// `root` with brackets turned the way round in which they stand in the model, wherever that costs no extra sign.
pub(super) fn brackets(pool: &mut Pool, root: Id, known: &FxHashSet<Id>) -> Id {
    let is_product = |pool: &Pool, id: Id| matches!(pool.kind(id), Kind::Mul | Kind::Div | Kind::Neg);
    // A product inside a product is looked at with the whole, where its sign can move.
    let inner: FxHashSet<Id> = postorder(pool, root)
        .into_iter()
        .filter(|&id| is_product(pool, id))
        .flat_map(|id| pool.children(id).to_vec())
        .collect();
    let turned = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        let new = with_children(pool, id, children);
        Ok(if is_product(pool, id) && !inner.contains(&id) { product(pool, new, known) } else { new })
    });
    match turned {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

fn product(pool: &mut Pool, id: Id, known: &FxHashSet<Id>) -> Id {
    let given = powers(pool, id);
    let (mut factors, mut minus, mut changed) = (given.factors.clone(), false, false);
    for factor in factors.iter_mut().filter(|factor| factor.1 % 2 != 0) {
        let Some(other) = turned(pool, factor.0) else { continue };
        if !known.contains(&factor.0) && known.contains(&other) {
            factor.0 = other;
            minus = !minus;
            changed = true;
        }
    }
    if !changed {
        return id;
    }
    if minus {
        // Another bracket takes the sign, if the model has no opinion about it.
        let free = factors.iter_mut().filter(|factor| factor.1 % 2 != 0 && !known.contains(&factor.0));
        let mut candidates: Vec<(usize, Id)> = Vec::new();
        for (at, factor) in free.enumerate() {
            candidates.extend(turned(pool, factor.0).map(|other| (at, other)));
        }
        if let Some((at, other)) = candidates.first().copied()
            && let Some(factor) =
                factors.iter_mut().filter(|factor| factor.1 % 2 != 0 && !known.contains(&factor.0)).nth(at)
        {
            factor.0 = other;
            minus = false;
        }
    }
    let built = Powers { coefficient: given.coefficient, factors }.build(pool);
    if minus { fold::neg(pool, built) } else { built }
}

/// `−(a − b)` as b − a, unless the model itself writes a − b.
pub(super) fn unsigned(pool: &mut Pool, root: Id, known: &FxHashSet<Id>) -> Id {
    match (pool.kind(root), pool.only(root)) {
        (Kind::Neg, Some(bracket)) if !known.contains(&bracket) => turned(pool, bracket).unwrap_or(root),
        _ => root,
    }
}

/// The bracket with all signs turned, if it has two terms of different signs.
pub(super) fn turned(pool: &mut Pool, bracket: Id) -> Option<Id> {
    let [first, second] = pool.children(bracket)[..] else { return None };
    let ((minus_first, a), (minus_second, b)) = (fold::unsigned(pool, first), fold::unsigned(pool, second));
    if pool.kind(bracket) != Kind::Add || minus_first == minus_second {
        return None;
    }
    Some(if minus_first { pool.sub(a, b) } else { pool.sub(b, a) })
}
