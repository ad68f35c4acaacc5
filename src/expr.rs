//! Expressions as nodes of one shared graph: the pool, its constructors, and the walks over it.

mod build;
mod pool;
mod walk;

pub use pool::{Constant, Id, Kind, NumberId, Pool, Relation, SymbolId};
pub use walk::{
    dependents, is_binder, occurs, postorder, postorder_of, rebuild, substitute, substitute_map, variables,
    with_children,
};
