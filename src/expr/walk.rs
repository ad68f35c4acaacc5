//! Owns the walks over expressions: visiting, rebuilding, substituting, asking what depends on what.
//!
//! A walk sees children before parents, the first child first: an order that follows from the shape of the expression alone,
//! not from what else the pool holds. The stack is on the heap; nothing here recurses.

use rustc_hash::{FxHashMap, FxHashSet};

use super::map::{IdMap, IdSet};
use super::pool::{Id, Kind, Pool};

/// Everything reachable from `root`, each once, children before parents. Linear in the number of distinct nodes.
///
/// ```
/// use gradus::expr::{Pool, postorder};
/// let mut pool = Pool::new();
/// let x = pool.symbol("x");
/// let twice = pool.add(&[x, x]);
/// assert_eq!(postorder(&pool, twice), [x, twice]);
/// ```
pub fn postorder(pool: &Pool, root: Id) -> Vec<Id> {
    postorder_of(pool, &[root])
}

/// As [`postorder`], from several roots.
pub fn postorder_of(pool: &Pool, roots: &[Id]) -> Vec<Id> {
    let mut seen = IdSet::default();
    let mut order = Vec::new();
    // The mark says whether the children were pushed already.
    let mut stack: Vec<(Id, bool)> = roots.iter().rev().map(|&root| (root, false)).collect();
    while let Some((id, is_open)) = stack.pop() {
        if is_open {
            order.push(id);
        } else if seen.insert(id) {
            stack.push((id, true));
            stack.extend(pool.children(id).iter().rev().map(|&child| (child, false)));
        }
    }
    order
}

/// Rebuilds `root` from the leaves up: `change` gets each node with its already changed children and returns what
/// stands in its place. Each distinct node is visited once.
pub fn rebuild<E>(
    pool: &mut Pool,
    root: Id,
    mut change: impl FnMut(&mut Pool, Id, &[Id]) -> Result<Id, E>,
) -> Result<Id, E> {
    let mut changed: IdMap<Id> = IdMap::default();
    let mut children = Vec::new();
    for id in postorder(pool, root) {
        children.clear();
        children.extend(pool.children(id).iter().map(|&child| changed.get(child).unwrap_or(child)));
        let new = change(pool, id, &children)?;
        changed.insert(id, new);
    }
    Ok(changed.get(root).unwrap_or(root))
}

/// The node with other children; itself when they are the same.
pub fn with_children(pool: &mut Pool, id: Id, children: &[Id]) -> Id {
    if pool.children(id) == children {
        return id;
    }
    let kind = pool.kind(id);
    pool.make(kind, children)
}

/// Replaces every occurrence of the keys by their values, all at once. A bound index (`i` in `sum(i=1..N, …)`) is
/// not an occurrence of `i`, and an index that a replacement would be caught by is renamed first.
///
/// ```
/// use gradus::expr::{Pool, substitute};
/// let mut pool = Pool::new();
/// let (i, one, n) = (pool.symbol("i"), pool.integer(1), pool.symbol("N"));
/// let x = pool.symbol("x");
/// let body = pool.mul(&[i, x]);
/// let sum = pool.sum(i, one, n, body);
/// assert_eq!(substitute(&mut pool, sum, &[(i, x)]), sum);
/// ```
pub fn substitute(pool: &mut Pool, root: Id, replacements: &[(Id, Id)]) -> Id {
    substitute_map(pool, root, &replacements.iter().copied().collect())
}

/// As [`substitute`], from a map.
pub fn substitute_map(pool: &mut Pool, root: Id, map: &FxHashMap<Id, Id>) -> Id {
    if map.is_empty() {
        return root;
    }
    let order = postorder(pool, root);
    let binders = order.iter().any(|&id| is_binder(pool, id));
    if !binders {
        return replace_in(pool, &order, root, map);
    }
    let mut caught: FxHashSet<Id> = FxHashSet::default();
    for &value in map.values() {
        caught.extend(postorder(pool, value).into_iter().filter(|&id| pool.is_variable(id)));
    }
    let mut done: FxHashMap<Id, Id> = FxHashMap::default();
    for id in order {
        if let Some(&value) = map.get(&id) {
            done.insert(id, value);
            continue;
        }
        let children: Vec<Id> = pool.children(id).to_vec();
        let mut new: Vec<Id> = children.iter().map(|child| done.get(child).copied().unwrap_or(*child)).collect();
        if is_binder(pool, id)
            && let [index, _, _, body] = children[..]
        {
            let mut inner: FxHashMap<Id, Id> = map.clone();
            inner.remove(&index);
            let mut bound = index;
            if caught.contains(&index) && inner.keys().any(|&key| occurs(pool, body, key)) {
                bound = fresh_index(pool, index, &caught, body);
                inner.insert(index, bound);
            }
            new[0] = bound;
            // The body sees a different map only when the index shadows or must be renamed.
            if inner.len() != map.len() || bound != index {
                new[3] = substitute_map(pool, body, &inner);
            }
        }
        let rebuilt = with_children(pool, id, &new);
        done.insert(id, rebuilt);
    }
    done.get(&root).copied().unwrap_or(root)
}

/// Replaces nodes by others wherever they stand, also where the new one has an index that a sum around it binds: that is
/// what a step inside a sum means.
///
/// ```
/// use gradus::expr::{Pool, read, replace};
/// let mut pool = Pool::new();
/// let sum = read(&mut pool, "sum(i=1..N, x_i + x_i)").unwrap();
/// let (old, new) = (read(&mut pool, "x_i + x_i").unwrap(), read(&mut pool, "2*x_i").unwrap());
/// assert_eq!(replace(&mut pool, sum, old, new), read(&mut pool, "sum(i=1..N, 2*x_i)").unwrap());
/// ```
pub fn replace(pool: &mut Pool, root: Id, old: Id, new: Id) -> Id {
    let order = postorder(pool, root);
    replace_in(pool, &order, root, &[(old, new)].into_iter().collect())
}

/// As [`replace`], many at once, from a map.
pub fn replace_map(pool: &mut Pool, root: Id, map: &FxHashMap<Id, Id>) -> Id {
    let order = postorder(pool, root);
    replace_in(pool, &order, root, map)
}

fn replace_in(pool: &mut Pool, order: &[Id], root: Id, map: &FxHashMap<Id, Id>) -> Id {
    let mut done: IdMap<Id> = IdMap::default();
    let mut children = Vec::new();
    for &id in order {
        let new = match map.get(&id) {
            Some(&value) => value,
            None => {
                children.clear();
                children.extend(pool.children(id).iter().map(|&child| done.get(child).unwrap_or(child)));
                with_children(pool, id, &children)
            }
        };
        if new != id {
            done.insert(id, new);
        }
    }
    done.get(root).unwrap_or(root)
}

/// Whether the node binds its first child in its fourth.
pub fn is_binder(pool: &Pool, id: Id) -> bool {
    matches!(pool.kind(id), Kind::Sum | Kind::Product)
}

/// Whether `part` stands somewhere in `root`, bound or free.
pub fn occurs(pool: &Pool, root: Id, part: Id) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if id == part {
            return true;
        }
        // Parts have smaller ids than the whole, so smaller wholes can't contain it.
        if id > part && seen.insert(id) {
            stack.extend_from_slice(pool.children(id));
        }
    }
    false
}

/// The variables that stand free in `root`: symbols and indexed symbols, in order of first making. An index bound by
/// a sum isn't free; an indexed symbol is listed whole (`x_i`), its base and its indices are not.
pub fn variables(pool: &Pool, root: Id) -> Vec<Id> {
    let mut bound = FxHashSet::default();
    let mut bases = FxHashSet::default();
    let order = postorder(pool, root);
    for &id in &order {
        if is_binder(pool, id) {
            bound.extend(pool.children(id).first().copied());
        }
        if pool.kind(id) == Kind::Indexed {
            bases.extend(pool.children(id).first().copied());
        }
    }
    let mut parts_of_indexed = FxHashSet::default();
    let mut elsewhere = FxHashSet::default();
    for &id in &order {
        let set = if pool.kind(id) == Kind::Indexed { &mut parts_of_indexed } else { &mut elsewhere };
        set.extend(pool.children(id).iter().copied());
    }
    order
        .into_iter()
        .filter(|&id| {
            pool.is_variable(id)
                && !bound.contains(&id)
                && (id == root || elsewhere.contains(&id) || !parts_of_indexed.contains(&id))
        })
        .collect()
}

/// The nodes reachable from `root` whose value can change with `variable`: those that contain it, and, when it is
/// indexed (`y_j`), those that contain the same symbol at an index that may be equal (`y_i`).
pub fn dependents(pool: &Pool, root: Id, variable: Id) -> FxHashSet<Id> {
    let mut set = FxHashSet::default();
    for id in postorder(pool, root) {
        let same_symbol = pool.kind(id) == Kind::Indexed
            && pool.kind(variable) == Kind::Indexed
            && pool.children(id).first() == pool.children(variable).first()
            && pool.children(id).len() == pool.children(variable).len()
            && may_coincide(pool, id, variable);
        let inherits = pool.kind(id) != Kind::Indexed && pool.children(id).iter().any(|child| set.contains(child));
        if id == variable || same_symbol || inherits {
            set.insert(id);
        }
    }
    set
}

/// Whether two indexed symbols can be the same variable: no index differs as a number.
fn may_coincide(pool: &Pool, a: Id, b: Id) -> bool {
    pool.children(a).iter().zip(pool.children(b)).skip(1).all(|(&i, &j)| match (pool.as_number(i), pool.as_number(j)) {
        (Some(i), Some(j)) => i == j,
        _ => true,
    })
}

/// An index name that is neither in `taken` nor in `body`: `j`, `k`, `l`, …, then `i1`, `i2`, ….
pub fn fresh_index(pool: &mut Pool, index: Id, taken: &FxHashSet<Id>, body: Id) -> Id {
    let stem = pool.name(index).unwrap_or("i").to_owned();
    let letters = ["i", "j", "k", "l", "m", "n"].into_iter().map(str::to_owned);
    let numbered = (1..).map(|n: u64| format!("{stem}{n}"));
    for name in letters.chain(numbered) {
        let candidate = pool.symbol(&name);
        if candidate != index && !taken.contains(&candidate) && !occurs(pool, body, candidate) {
            return candidate;
        }
    }
    index
}
