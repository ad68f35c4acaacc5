#![doc = include_str!("ARCHITECTURE.md")]

pub mod algebra;
pub mod calculus;
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod expr;
pub mod functions;
pub mod language;
pub mod minimize;
pub mod number;
pub mod numeric;
pub mod render;
pub mod solve;
pub mod source;
pub mod steps;
pub mod wording;
