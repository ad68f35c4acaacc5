//! From expressions and derivations to pages: the one formula model, its drawings, the one document model, its formats.

mod plain;

pub use plain::{PLAIN_LIMIT, plain};
