//! Owns numbered names: `w_1` and `x_2` are members of families in the language, and here parameters and columns like all others.

use rustc_hash::FxHashSet;

use crate::data::Table;
use crate::expr::{Id, Kind, Pool, postorder_of};
use crate::render::plain;

/// Symbols for the numbered names in the roots: a name whose indices are all numbers is one of its own, unless the data have
/// a column of its family, or another index runs over the family somewhere. Linear in the shared graph.
pub(super) fn symbols(pool: &mut Pool, roots: &[Id], table: Option<&Table>) -> Vec<(Id, Id)> {
    let members: Vec<Id> = postorder_of(pool, roots).into_iter().filter(|&id| pool.kind(id) == Kind::Indexed).collect();
    let is_numbered = |id: Id| pool.children(id).iter().skip(1).all(|&index| pool.as_number(index).is_some());
    let base = |id: Id| pool.children(id).first().copied();
    let families: FxHashSet<Id> = members.iter().filter(|&&id| !is_numbered(id)).filter_map(|&id| base(id)).collect();
    let is_column = |name: &str| table.is_some_and(|table| table.column(name).is_some());
    let single = members.iter().copied().filter(|&id| {
        let of_column = base(id).and_then(|base| pool.name(base)).is_some_and(is_column);
        let runs = base(id).is_some_and(|base| families.contains(&base));
        is_numbered(id) && !runs && (!of_column || is_column(&plain(pool, id)))
    });
    let named: Vec<(Id, String)> = single.map(|id| (id, plain(pool, id))).collect();
    named.into_iter().map(|(id, name)| (id, pool.symbol(&name))).collect()
}

/// The symbol that stands for this id, or the id itself.
pub(super) fn renamed(symbols: &[(Id, Id)], id: Id) -> Id {
    symbols.iter().find(|(old, _)| *old == id).map_or(id, |(_, new)| *new)
}
