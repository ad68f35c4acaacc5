//! Equations: linear systems of any size, polynomials in one unknown, with the steps that a teacher writes down.

mod elimination;
mod equation;
mod inverted;
mod linear;
mod matrix;
mod row;
mod shorthand;
mod surd;
mod univariate;

pub use equation::{Equation, Move, Use};
pub use inverted::inverted_roots;
pub use linear::{
    Linear, LinearOutcome, LinearSolution, UNKNOWN_LIMIT, is_linear, solve_linear, solve_linear_in_short,
};
pub use matrix::{Inertia, determinant, inertia, inverse};
pub use row::is_reversed;
pub use univariate::{Root, Roots, polynomial_roots};
