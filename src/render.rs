//! From expressions and derivations to pages: the one formula model, its drawings, the one document model, its formats.

mod build;
mod calls;
mod chart;
pub mod derivation;
mod draw;
mod emit;
mod figure;
mod formats;
mod formula;
mod latex;
mod latex_lines;
mod linear;
mod mathml;
mod name;
mod page;
mod plain;
mod product;
mod sheet;
mod spelled;
mod unicode;

pub use build::Context;
pub use chart::{Chart, stacked};
pub use figure::{Axis, AxisKind, Figure, Layer, Surface, sheet};
pub use formats::{Role, TextStyle};
pub use formula::{Big, Fence, FormId, Formula, Join, Mark, Sign};
pub use linear::Charset;
pub use name::{Accent, Name};
pub use page::{Block, Chain, ChainLine, Inline, NoticeKind, Page};
pub use plain::{PLAIN_LIMIT, plain};
pub use unicode::plain_unicode;
