#![doc = include_str!("ARCHITECTURE.md")]

pub mod diagnostic;
pub mod expr;
pub mod functions;
pub mod language;
pub mod number;
pub mod source;
pub mod steps;
pub mod wording;
