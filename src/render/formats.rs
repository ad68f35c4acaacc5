//! The formats of a page: text, LaTeX, Markdown, HTML. Each only writes down what the page says, and escapes it.

mod html;
mod latex;
mod markdown;
mod text;
mod widths;

pub use text::{Role, TextStyle};
