//! Mistakes: the table of broken rules, and the search for the one that explains a refuted claim.

mod align;
mod candidate;
mod diagnose;
mod double;
mod letters;
mod message;
mod places;
mod prints;
mod question;
mod row;
mod table;
mod views;
mod whole;

pub use align::{Difference, Parts};
pub use diagnose::{Diagnosis, Finding, diagnose, plant};
pub use row::{At, Mistake, Update, View, Whole};
pub use table::{all, lookup};
