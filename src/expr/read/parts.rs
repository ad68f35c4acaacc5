//! Owns the way back from an expression to the text: where each part of what was typed stands.

use std::collections::VecDeque;

use super::Scope;
use crate::expr::pool::{Id, Pool};
use crate::language::{Operator, Shape, Tree, TreeId};
use crate::source::Span;

/// Longer texts aren't searched for parts.
const LONGEST: usize = 2_000;

/// Parts of one place.
const MOST: usize = 200;

impl Scope {
    /// The parts of a text that lie in a place, definitions carried out, each with its own place: terms and factors first, from
    /// the outside inwards, then what lies deeper. What has no value of its own is left out, and so is everything in long
    /// texts: each part is read by itself.
    ///
    /// ```
    /// use gradus::expr::{Pool, Scope};
    /// use gradus::source::Span;
    /// let (mut pool, mut scope) = (Pool::new(), Scope::default());
    /// let text = "y^2 = 2*x + x^2";
    /// let parts = scope.parts(&mut pool, text, Span::new(6, text.len()));
    /// let two = pool.integer(2);
    /// let (_, place) = parts.into_iter().find(|(id, _)| *id == two).unwrap();
    /// assert_eq!(place, Span::new(6, 7));
    /// assert!(scope.parts(&mut pool, "(x", Span::new(0, 2)).is_empty());
    /// ```
    pub fn parts(&mut self, pool: &mut Pool, text: &str, within: Span) -> Vec<(Id, Span)> {
        let Ok(reading) = self.reading(text) else { return Vec::new() };
        let tree = &reading.tree;
        let inside = |id: TreeId| {
            let span = tree.node(id).span;
            within.start <= span.start && span.end <= within.end
        };
        // Parents come after their children, so the last one is the outermost.
        let Some(root) = tree.ids().rev().find(|&id| inside(id)) else { return Vec::new() };
        if tree.ids().count() > LONGEST {
            return Vec::new();
        }
        let mut found = Vec::new();
        for id in outside_in(tree, root) {
            let value = self.expression(pool, tree, id).and_then(|value| self.inline(pool, value));
            found.extend(value.ok().map(|value| (value, tree.node(id).span)));
            if found.len() >= MOST {
                break;
            }
        }
        found
    }
}

/// The nodes below a node: those on its surface of sums and products, then the others, each in the order of reading.
fn outside_in(tree: &Tree, root: TreeId) -> Vec<TreeId> {
    let (mut order, mut surface, mut deep) = (Vec::new(), VecDeque::from([root]), VecDeque::new());
    while let Some((id, on_surface)) =
        surface.pop_front().map(|id| (id, true)).or_else(|| deep.pop_front().map(|id| (id, false)))
    {
        order.push(id);
        let goes_on = match &tree.node(id).shape {
            Shape::Negative => true,
            Shape::Binary(operator) => *operator != Operator::Power,
            Shape::Number(_)
            | Shape::Name(_)
            | Shape::Indexed
            | Shape::Call(_)
            | Shape::Bars
            | Shape::Derivative
            | Shape::Range
            | Shape::Relations(_)
            | Shape::Form(_) => false,
        };
        let next = if on_surface && goes_on { &mut surface } else { &mut deep };
        next.extend(tree.children(id));
    }
    order
}
