//! Owns the tree of a text as typed: every node with its span, in one arena, children before parents.

use std::cmp::Ordering;

use smol_str::SmolStr;

use super::form::Form;
use crate::source::Span;

/// Names a node of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TreeId(u32);

impl TreeId {
    /// The position in the tree: children have smaller positions than their parents.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Relation {
    /// The sign in plain notation.
    pub const fn plain(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::Unequal => "!=",
            Relation::Less => "<",
            Relation::LessEqual => "<=",
            Relation::Greater => ">",
            Relation::GreaterEqual => ">=",
        }
    }

    /// Whether it holds between two values that stand in this order.
    ///
    /// ```
    /// use gradus::language::Relation;
    /// assert!(Relation::LessEqual.admits(1.cmp(&2)) && !Relation::Unequal.admits(2.cmp(&2)));
    /// ```
    pub const fn admits(self, order: Ordering) -> bool {
        match self {
            Relation::Equal => order.is_eq(),
            Relation::Unequal => order.is_ne(),
            Relation::Less => order.is_lt(),
            Relation::LessEqual => order.is_le(),
            Relation::Greater => order.is_gt(),
            Relation::GreaterEqual => order.is_ge(),
        }
    }
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `a + b`
    Plus,
    /// `a - b`
    Minus,
    /// `a * b`
    Times,
    /// `2 x`: a product without a sign
    Juxtaposed,
    /// `a / b`
    Over,
    /// `a ^ b`
    Power,
}

/// What a node is; the comment names its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number, as typed. No children.
    Number(SmolStr),
    /// A name in canonical spelling (`η` is `eta`, `ŷ` is `yhat`). No children.
    Name(SmolStr),
    /// `x_i`: the name, then its indices.
    Indexed,
    /// `-a`.
    Negative,
    /// `a ∘ b`.
    Binary(Operator),
    /// `f(a, b)`: the arguments.
    Call(SmolStr),
    /// `|a|`.
    Bars,
    /// `d/dx (a)`: the body, then one variable for each order.
    Derivative,
    /// `1..N`: both ends.
    Range,
    /// `a = b < c`: the members; one relation between each two neighbours.
    Relations(Box<[Relation]>),
    /// What LaTeX notes write besides values.
    Form(Form),
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub shape: Shape,
    /// Where it stands in the text.
    pub span: Span,
    /// Whether it was typed in brackets of its own.
    pub bracketed: bool,
    start: u32,
    count: u32,
}

/// The statements of a text, all in one arena.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    children: Vec<TreeId>,
    /// The roots, one for each statement, in order.
    pub statements: Vec<TreeId>,
}

impl Tree {
    /// The node.
    #[inline]
    pub fn node(&self, id: TreeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// Its parts.
    #[inline]
    pub fn children(&self, id: TreeId) -> &[TreeId] {
        let node = self.node(id);
        &self.children[node.start as usize..(node.start + node.count) as usize]
    }

    /// Adds a node; its children must be in the tree already.
    pub fn push(&mut self, shape: Shape, span: Span, children: &[TreeId]) -> TreeId {
        let id = TreeId(self.nodes.len() as u32);
        let (start, count) = (self.children.len() as u32, children.len() as u32);
        self.children.extend_from_slice(children);
        self.nodes.push(Node { shape, span, bracketed: false, start, count });
        id
    }

    /// Says that the node was typed in brackets of its own.
    pub fn bracket(&mut self, id: TreeId) {
        if let Some(node) = self.nodes.get_mut(id.index()) {
            node.bracketed = true;
        }
    }

    /// Takes the signs around a node, such as its braces, into its place.
    pub fn widen(&mut self, id: TreeId, span: Span) {
        if let Some(node) = self.nodes.get_mut(id.index()) {
            node.span = node.span.join(span);
        }
    }

    /// Whether brackets around the `position`-th child of `parent` say something that its shape doesn't: the first
    /// sum of `(a + b) + c`, the first product of `(a*b)*c`, the quotient of numbers `1/(2)`, which isn't the number 1/2.
    pub fn keeps_brackets(&self, parent: TreeId, position: usize) -> bool {
        let children = self.children(parent);
        let Some(&child) = children.get(position) else { return false };
        let (Shape::Binary(outer), shape) = (&self.node(parent).shape, &self.node(child).shape) else { return false };
        let numbers = || children.iter().all(|&part| matches!(self.node(part).shape, Shape::Number(_)));
        let matters = match (outer, shape) {
            (Operator::Plus | Operator::Minus, Shape::Binary(Operator::Plus | Operator::Minus)) => position == 0,
            (Operator::Times | Operator::Juxtaposed, Shape::Binary(Operator::Times | Operator::Juxtaposed)) => {
                position == 0
            }
            (Operator::Over, Shape::Number(_)) => position == 1 && numbers(),
            _ => false,
        };
        matters && self.node(child).bracketed
    }

    /// All nodes, children before parents.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TreeId> + use<> {
        (0..self.nodes.len() as u32).map(TreeId)
    }

    /// The name, when the node is one.
    pub fn name(&self, id: TreeId) -> Option<&str> {
        match &self.node(id).shape {
            Shape::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Whether two trees say the same: equal shapes all the way down, wherever they stand.
    ///
    /// ```
    /// use gradus::language::parse;
    /// let (a, b) = (parse("x+1", &[]).unwrap().tree, parse("  x + 1", &[]).unwrap().tree);
    /// assert!(a.same(&b));
    /// assert!(!a.same(&parse("1+x", &[]).unwrap().tree));
    /// ```
    pub fn same(&self, other: &Tree) -> bool {
        if self.statements.len() != other.statements.len() {
            return false;
        }
        let mut pairs: Vec<(TreeId, TreeId)> =
            self.statements.iter().copied().zip(other.statements.iter().copied()).collect();
        while let Some((a, b)) = pairs.pop() {
            let (left, right) = (self.children(a), other.children(b));
            let keeps = |position| self.keeps_brackets(a, position) == other.keeps_brackets(b, position);
            if self.node(a).shape != other.node(b).shape || left.len() != right.len() || !(keeps(0) && keeps(1)) {
                return false;
            }
            pairs.extend(left.iter().copied().zip(right.iter().copied()));
        }
        true
    }
}
