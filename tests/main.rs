//! One program for all tests of the whole: each file beside this one is a part of it, so that they are linked once.
//!
//! `cargo test --test all lint::` runs the tests of one file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;
mod laws;

mod accuracy;
mod algebra;
mod architecture;
mod backprop;
mod bombs;
mod boundaries;
mod calculus;
mod check;
mod cli;
mod data;
mod descent;
mod diagnostics;
mod escaping;
mod families;
mod functions;
mod gradients;
mod interrupts;
mod kernels;
mod language;
mod lint;
mod minima;
mod minimize;
mod mistakes;
mod notes;
mod numeric;
mod plot;
mod properties;
mod readme;
mod refused;
mod render;
mod rules;
mod smoke;
mod solve;
mod stable;
mod surroundings;
mod truth;
