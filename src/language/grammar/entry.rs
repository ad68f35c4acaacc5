//! Owns what the grammar keeps on its stack between operands, and how tightly each entry binds.

use smol_str::SmolStr;

use super::super::form::{Form, Sign};
use super::super::token::Head;
use super::super::tree::{Operator, TreeId};
use crate::source::Span;

/// What stands on the stack between operands.
pub(super) enum Entry {
    Binary(Operator),
    Relation(Sign),
    Range,
    /// Unary minus; tight right after another operator.
    Minus {
        tight: bool,
        span: Span,
    },
    /// `sin` without brackets; with the exponent of `sin^2 x`.
    Bare {
        name: SmolStr,
        exponent: Option<TreeId>,
        span: Span,
    },
    /// `√` before an atom.
    Root {
        span: Span,
    },
    /// `d/dx` before its body.
    Derivative {
        variables: Vec<TreeId>,
        bracketed: bool,
        span: Span,
    },
    /// `\sum_{i=1}^{N}` before its body: the name, and what stands under and over the sign.
    Over {
        name: SmolStr,
        heads: Vec<TreeId>,
        span: Span,
    },
    Frame(Frame),
}

/// An open bracket.
pub(super) struct Frame {
    pub kind: FrameKind,
    pub span: Span,
    /// Operands below it on the operand stack.
    pub base: usize,
}

pub(super) enum FrameKind {
    Group(char),
    Call {
        name: SmolStr,
        exponent: Option<TreeId>,
    },
    Bars,
    Index {
        of: TreeId,
    },
    /// Limits of a big sign, or the variables of a derivative; a body follows the end.
    Head(Head),
    /// A list of parts that make one form.
    Form(Form),
}

impl Entry {
    /// How tightly it binds; frames don't.
    pub fn strength(&self) -> u8 {
        match self {
            Entry::Frame(_) => 0,
            Entry::Relation(_) => 1,
            Entry::Range => 2,
            Entry::Binary(Operator::Plus | Operator::Minus) => 3,
            Entry::Minus { tight: false, .. } => 4,
            Entry::Binary(Operator::Times | Operator::Over | Operator::Juxtaposed) => 5,
            Entry::Derivative { .. } | Entry::Bare { .. } | Entry::Over { .. } => 6,
            Entry::Minus { tight: true, .. } => 7,
            Entry::Binary(Operator::Power) => 8,
            Entry::Root { .. } => 9,
        }
    }
}

impl Entry {
    pub fn is_bracketed_derivative(&self) -> bool {
        matches!(self, Entry::Derivative { bracketed: true, .. })
    }
}
