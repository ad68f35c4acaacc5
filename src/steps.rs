//! Owns what a derivation is: rules as rows, steps that apply them, and the chain of steps from question to answer.

mod derivation;
mod level;
mod rule;
pub mod rules;

pub use derivation::{Derivation, Line, Site, Step};
pub use level::Level;
pub use rule::{Rule, Weight};
