//! Values of expressions in numbers: floating point with an error estimate, certified balls of any precision, random points.
//!
#![doc = include_str!("numeric/BOUNDARIES.md")]

mod apply;
mod ball;
mod certified;
mod complex;
mod dual;
mod enclose;
mod evaluate;
mod exact;
mod fault;
mod point;
mod primitive;
mod principal;
mod quotient;
mod real;
mod sample;
mod tape;
mod value;

pub use ball::{Ball, EXPONENT_LIMIT, decimal};
pub use certified::{Budget, Certified, Meeting, ValueReport, certified, certified_sign, meet, middles, value_at};
pub use dual::{Dual, tangents};
pub use evaluate::{TERM_LIMIT, evaluate};
pub use exact::ExactPoint;
pub use fault::{Fault, Reason};
pub use point::Point;
pub use principal::{PrincipalMeeting, meet_principal, principal_values};
pub use quotient::{difference_quotient, without_derivatives};
pub use sample::{SEED, sample};
pub use tape::{Inputs, Tape};
pub use value::{Agreement, Value, agree};
