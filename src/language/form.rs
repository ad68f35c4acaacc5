//! Owns what lecture notes write besides values: lists, matrices, words, and signs between sides that compare no values.

use super::tree::Relation;

/// A sign between two sides of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A comparison of values.
    Is(Relation),
    /// `≈`
    Approximately,
    /// `:=`, `≡`, `≜`: the left side is defined as the right one.
    Defined,
    /// `←`: the left side gets the value of the right one.
    Becomes,
    /// `→`: the left side goes to the right one.
    Tends,
    /// `⇒`, `⇔`: the right side follows from the left one.
    Implies,
    /// `∈`
    Element,
    /// `∣` between an event and its condition.
    Given,
    /// Any other one, by its LaTeX command without the backslash.
    Other(&'static str),
}

impl Sign {
    /// The comparison, when it is one.
    pub const fn relation(self) -> Option<Relation> {
        match self {
            Sign::Is(relation) => Some(relation),
            Sign::Approximately
            | Sign::Defined
            | Sign::Becomes
            | Sign::Tends
            | Sign::Implies
            | Sign::Element
            | Sign::Given
            | Sign::Other(_) => None,
        }
    }

    /// The sign as people write it.
    pub const fn unicode(self) -> &'static str {
        match self {
            Sign::Is(relation) => relation.plain(),
            Sign::Approximately => "≈",
            Sign::Defined => ":=",
            Sign::Becomes => "←",
            Sign::Tends => "→",
            Sign::Implies => "⇒",
            Sign::Element => "∈",
            Sign::Given => "|",
            Sign::Other(name) => name,
        }
    }
}

/// What a node is that is read as such and has no value of its own. The comment names its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// `(a, b)`, `[a, b]`, `\{a, b\}`, by its opening bracket: the members.
    List(char),
    /// A matrix: the cells, row by row.
    Matrix {
        /// Cells in a row.
        columns: u32,
    },
    /// Words or signs among the symbols. No children.
    Word(Box<str>),
    /// `…`. No children.
    Dots,
    /// `‖a‖`: what stands inside.
    Norm,
    /// `\hat{a + b}`, `\overline{xy}`: what stands under the accent.
    Accent(Box<str>),
    /// `(…)_j`, `f(x)_j`: the whole, then its indices.
    Item,
    /// `f_i(x)`, `f^{(1)}(x)`: the head, then its arguments.
    Apply,
    /// `\nabla f`, `\nabla_w f`: the variables, then what is differentiated.
    Gradient,
    /// `a ∈ b`, `a ≈ b = c`: the sides; one sign between each two neighbours.
    Chain(Box<[Sign]>),
}
