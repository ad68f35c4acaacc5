//! Text to [`Tree`]: tokens, grammar, and the tree that every notation is read into. The only user of nom.
//!
//! nom reads the tokens; the grammar is an operator-precedence parser with a stack on the heap (Dijkstra's
//! shunting-yard, 1961), because a recursive grammar would overflow on deep nesting and because implicit products,
//! bars and `d/dx` need to look at both neighbours.

mod derivative;
mod form;
mod grammar;
mod keywords;
pub mod latex;
mod lookalike;
mod print;
mod suggest;
mod token;
mod tree;

pub use derivative::is_derivative_sign;
pub use form::{Form, Sign};
pub use grammar::{Reading, parse};
pub use keywords::{KEYWORDS, Keyword};
pub use print::print;
pub use suggest::{closest, split_into_known};
pub use token::GREEK;
pub use tree::{Node, Operator, Relation, Shape, Tree, TreeId};
