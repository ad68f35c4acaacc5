//! Owns the formats of the document model.

mod html;
mod latex;
mod markdown;
mod text;

pub use text::TextStyle;
