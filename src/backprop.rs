//! Layers: definitions as a computation graph, the forward and the backward pass over it, as algebra and as numbers.

mod backward;
mod cases;
mod check;
mod decimal;
mod familiar;
mod family;
mod inline;
mod line;
mod model;
mod names;
mod numbers;
mod order;
mod own;
mod page;
mod picture;
mod quotient;
mod relations;
mod report;
mod rows;
mod settle;
mod train;
mod variable;

pub use backward::{Backward, Gradient, Path, backward};
pub use check::{Checked, check, verify};
pub use inline::substituted;
pub use model::{Model, Node};
pub use numbers::{Numbers, Setting, Values};
pub use page::page;
pub use picture::Picture;
pub use report::{Plan, Report, Update, report};
pub use train::{Course, Training, train};
