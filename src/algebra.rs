//! Rewriting without calculus: tidying, normal forms, expanding, collecting, factoring, simplifying.

mod cost;
pub mod fold;
mod sign;
mod simplify;
mod tidy;

pub use cost::cost;
pub use sign::{Sign, decide, sign};
pub use simplify::simplify;
pub(crate) use simplify::{Powers, powers};
pub use tidy::{Tidied, tidy};
