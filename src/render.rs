//! From expressions and derivations to pages: the one formula model, its drawings, the one document model, its formats.

mod boxed;
mod build;
mod calls;
pub mod derivation;
mod emit;
mod formats;
mod formula;
mod latex;
mod linear;
mod mathml;
mod name;
mod page;
mod plain;
mod product;
mod text;

pub use boxed::TextBox;
pub use build::Context;
pub use formats::TextStyle;
pub use formula::{Big, Fence, FormId, Formula, Join, Mark, Sign};
pub use name::{Accent, Name};
pub use page::{Block, Chain, ChainLine, Inline, Page};
pub use plain::{PLAIN_LIMIT, plain};
