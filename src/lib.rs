//! Owns the list of modules; the map below says what each of them is for.
//!
#![doc = include_str!("ARCHITECTURE.md")]

pub mod algebra;
pub mod backprop;
pub mod calculus;
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod equality;
pub mod expr;
pub mod functions;
pub mod halt;
pub mod language;
pub mod minimize;
pub mod mistakes;
pub mod notes;
pub mod number;
pub mod numeric;
pub mod render;
pub mod solve;
pub mod source;
pub mod steps;
pub mod wording;
