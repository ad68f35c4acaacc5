//! Derivatives: the traced derivation, the gradient by reverse accumulation, derivatives of sums.

mod form;
mod law;
mod repeated;
mod reverse;
mod sums;
mod trace;
mod verify;

pub(crate) use form::{Form, Parts, Style};
pub(crate) use law::{Dependence, Law, law};
pub(crate) use sums::{collapse, pull_out, rename_indices};

pub use repeated::nth_derivative;
pub use reverse::{gradient, hessian};
pub use trace::{differentiate, evaluate_derivatives};
