//! Layers: definitions as a computation graph, the forward and the backward pass over it, as algebra and as numbers.

mod backward;
mod family;
mod model;
mod names;
mod settle;
mod variable;

pub use backward::{Backward, Gradient, Path, backward, substituted};
pub use model::{Model, Node};
