//! Values of expressions in numbers: floating point with an error estimate, certified balls of any precision, random points.

mod apply;
mod dual;
mod evaluate;
mod point;
mod sample;
mod value;

pub use dual::{Dual, tangents};
pub use evaluate::{TERM_LIMIT, evaluate};
pub use point::Point;
pub use sample::{SEED, sample};
pub use value::{Agreement, Value, agree};
