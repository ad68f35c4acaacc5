//! Equations: linear systems with symbolic coefficients, solved exactly.

mod linear;

pub use linear::{LinearSystem, Solution};
