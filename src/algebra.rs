//! Rewriting without calculus: tidying, normal forms, expanding, collecting, factoring, simplifying.

mod cost;
mod domain;
pub mod fold;
mod kernel;
mod normal;
mod order;
mod polynomial;
mod ratio;
mod reshape;
mod sign;
mod simplify;
mod single;
mod stable;
mod tidy;

pub use cost::cost;
pub use domain::{Denominators, domain, implies};
pub use kernel::Kernels;
pub use normal::{Normalizer, TERM_LIMIT};
pub use polynomial::{
    Interval, Monomial, Polynomial, narrow, perfect_square, rational_roots, real_roots, square_free, value_at,
};
pub use ratio::Ratio;
pub use reshape::{collect, collected, expand, factor, factored};
pub use sign::{Sign, decide, sign};
pub(crate) use simplify::{Powers, powers};
pub use simplify::{Shape, simplify, smaller_shape};
pub use stable::{Stable, stable};
pub use tidy::{Tidied, tidy};
