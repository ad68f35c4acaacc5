//! Expressions as nodes of one shared graph: the pool, its constructors, and the walks over it.

mod build;
mod count;
mod map;
mod pool;
mod read;
mod rows;
mod walk;

pub use crate::language::Relation;
pub use count::operations;
pub use map::{IdMap, IdSet};
pub use pool::{Constant, Id, Kind, NumberId, Pool, SymbolId};
pub use read::{Program, Scope, Statement, read};
pub use rows::{index_rows, likely_columns};
pub use walk::{
    dependents, fresh_index, is_binder, occurs, postorder, postorder_of, rebuild, replace, replace_map, substitute,
    substitute_map, variables, with_children,
};
