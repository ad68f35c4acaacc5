//! Owns the text of a tree in plain notation: reading it again gives the same tree.

use super::derivative::is_derivative_sign;
use super::form::Form;
use super::keywords::keyword;
use super::tree::{Operator, Shape, Tree, TreeId};
use crate::functions;

/// The statements of a tree, separated by `; `. Linear, for any depth.
///
/// ```
/// use gradus::language::{parse, print};
/// let read = |text: &str| print(&parse(text, &[]).unwrap().tree);
/// assert_eq!(read("2x(a−b)/c; |y|²"), "2 x (a - b)/c; |y|^2");
/// assert_eq!(read("a-(b-c)"), "a - (b - c)");
/// ```
pub fn print(tree: &Tree) -> String {
    let mut text = String::new();
    for (position, &statement) in tree.statements.iter().enumerate() {
        if position > 0 {
            text.push_str("; ");
        }
        print_into(tree, statement, &mut text);
    }
    text
}

enum Piece {
    Text(&'static str),
    Order(usize),
    Node(TreeId),
    /// A node with a bracket behind it, which would be the argument of a name of a function.
    Head(TreeId),
}

fn print_into(tree: &Tree, root: TreeId, out: &mut String) {
    let mut stack = vec![Piece::Node(root)];
    while let Some(piece) = stack.pop() {
        let (id, is_head) = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Order(order) => {
                out.push_str(&format!("^{order}"));
                continue;
            }
            Piece::Node(id) => (id, false),
            Piece::Head(id) => (id, true),
        };
        let children = tree.children(id);
        let mut parts: Vec<Piece> = Vec::new();
        match &tree.node(id).shape {
            Shape::Name(text) if is_head && is_function_name(text) => {
                out.push('(');
                out.push_str(text);
                out.push(')');
            }
            Shape::Number(text) | Shape::Name(text) => out.push_str(text),
            Shape::Indexed => {
                let simple = matches!(children, [_, index] if is_leaf(tree, *index));
                if let [base, indices @ ..] = children {
                    parts.extend([Piece::Node(*base), Piece::Text(if simple { "_" } else { "_{" })]);
                    list(indices, &mut parts);
                    parts.extend((!simple).then_some(Piece::Text("}")));
                }
            }
            Shape::Negative => {
                if let [a] = children {
                    parts.push(Piece::Text("-"));
                    operand(tree, *a, 5, is_head, &mut parts);
                }
            }
            Shape::Binary(operator) => {
                if let [a, b] = children {
                    let (sign, left, right) = binary(*operator);
                    // After a space, a number would join the number before it and a bar would close an open one.
                    let unclear =
                        *operator == Operator::Juxtaposed && !starts_with_name(tree, *b) || tree.keeps_brackets(id, 1);
                    let is_sign = *operator == Operator::Over && is_like_a_derivative(tree, *a, *b);
                    let apart = tree.keeps_brackets(id, 0) || is_sign;
                    let right = if unclear { u8::MAX } else { right };
                    // A name that gets brackets of its own because of what follows opens one too.
                    let is_head_itself = is_head && tree.name(*b).is_some_and(is_function_name);
                    let is_before_bracket =
                        *operator == Operator::Juxtaposed && (is_head_itself || strength(&tree.node(*b).shape) < right);
                    operand(tree, *a, if apart { u8::MAX } else { left }, is_before_bracket, &mut parts);
                    parts.push(Piece::Text(sign));
                    operand(tree, *b, right, is_head, &mut parts);
                }
            }
            Shape::Call(name) => {
                // A logarithm to a base goes by two arguments here and by its index in text.
                match (&**name, children) {
                    ("log", [x, base]) if is_leaf(tree, *base) => {
                        out.push_str("log_");
                        parts.extend([Piece::Node(*base), Piece::Text("("), Piece::Node(*x), Piece::Text(")")]);
                    }
                    _ => {
                        out.push_str(name);
                        parts.push(Piece::Text("("));
                        list(children, &mut parts);
                        parts.push(Piece::Text(")"));
                    }
                }
            }
            Shape::Bars => {
                parts.push(Piece::Text("|"));
                if let [a] = children {
                    operand(tree, *a, 3, false, &mut parts);
                }
                parts.push(Piece::Text("|"));
            }
            Shape::Derivative => {
                if let [body, variables @ ..] = children {
                    derivative(variables, &mut parts);
                    parts.extend([Piece::Text(" ("), Piece::Node(*body), Piece::Text(")")]);
                }
            }
            Shape::Range => {
                if let [a, b] = children {
                    operand(tree, *a, 3, false, &mut parts);
                    parts.push(Piece::Text(".."));
                    operand(tree, *b, 3, false, &mut parts);
                }
            }
            Shape::Relations(relations) => {
                for (position, &member) in children.iter().enumerate() {
                    if let Some(relation) = position.checked_sub(1).and_then(|at| relations.get(at)) {
                        parts.extend([Piece::Text(" "), Piece::Text(relation.plain()), Piece::Text(" ")]);
                    }
                    operand(tree, member, 2, false, &mut parts);
                }
            }
            Shape::Form(form) => form_parts(tree, form, children, out, &mut parts),
        }
        stack.extend(parts.into_iter().rev());
    }
}

/// Forms have no plain notation that is read back; this is for people and tests.
fn form_parts(tree: &Tree, form: &Form, children: &[TreeId], out: &mut String, parts: &mut Vec<Piece>) {
    let mut enclosed = |open, close| {
        parts.push(Piece::Text(open));
        list(children, parts);
        parts.push(Piece::Text(close));
    };
    match form {
        Form::List('(') => enclosed("(", ")"),
        Form::List('[') => enclosed("[", "]"),
        Form::List(_) => enclosed("{", "}"),
        Form::Matrix { columns } => {
            out.push_str(&format!("matrix{columns}"));
            enclosed("(", ")");
        }
        Form::Word(text) => out.push_str(&format!("\"{text}\"")),
        Form::Dots => out.push('…'),
        Form::Norm => enclosed("‖", "‖"),
        Form::Accent(name) => {
            out.push_str(name);
            enclosed("[", "]");
        }
        Form::Item => enclosed("item(", ")"),
        Form::Apply => enclosed("apply(", ")"),
        Form::Gradient => enclosed("grad(", ")"),
        Form::Chain(signs) => {
            for (position, &member) in children.iter().enumerate() {
                if let Some(sign) = position.checked_sub(1).and_then(|at| signs.get(at)) {
                    parts.extend([Piece::Text(" "), Piece::Text(sign.unicode()), Piece::Text(" ")]);
                }
                operand(tree, member, 2, false, parts);
            }
        }
    }
}

/// `d/dx`, `d^2/(dx dy)`.
fn derivative(variables: &[TreeId], parts: &mut Vec<Piece>) {
    let bracket = variables.len() > 1;
    parts.push(Piece::Text("d"));
    parts.extend(bracket.then_some(Piece::Order(variables.len())));
    parts.push(Piece::Text(if bracket { "/(" } else { "/" }));
    for (position, &variable) in variables.iter().enumerate() {
        parts.push(Piece::Text(if position > 0 { " d" } else { "d" }));
        parts.push(Piece::Node(variable));
    }
    parts.extend(bracket.then_some(Piece::Text(")")));
}

/// The sign and how tightly each operand must bind.
fn binary(operator: Operator) -> (&'static str, u8, u8) {
    match operator {
        Operator::Plus => (" + ", 3, 4),
        Operator::Minus => (" - ", 3, 4),
        Operator::Times => ("*", 5, 6),
        Operator::Over => ("/", 5, 6),
        Operator::Juxtaposed => (" ", 5, 6),
        Operator::Power => ("^", 9, 8),
    }
}

/// How tightly a node binds as text; the numbers are those of the grammar.
fn strength(shape: &Shape) -> u8 {
    match shape {
        Shape::Relations(_) | Shape::Form(Form::Chain(_)) => 1,
        Shape::Range => 2,
        Shape::Binary(Operator::Plus | Operator::Minus) => 3,
        // A minus sign may start a sum or product, not stand inside one.
        Shape::Negative => 3,
        Shape::Binary(Operator::Times | Operator::Over | Operator::Juxtaposed) => 5,
        Shape::Derivative => 3,
        Shape::Binary(Operator::Power) => 8,
        Shape::Number(_) | Shape::Name(_) | Shape::Indexed | Shape::Call(_) | Shape::Bars | Shape::Form(_) => 10,
    }
}

/// A node, in brackets unless it binds at least this tightly. `is_head` says that a bracket follows.
fn operand(tree: &Tree, id: TreeId, least: u8, is_head: bool, parts: &mut Vec<Piece>) {
    if strength(&tree.node(id).shape) < least {
        parts.extend([Piece::Text("("), Piece::Node(id), Piece::Text(")")]);
    } else {
        parts.push(if is_head { Piece::Head(id) } else { Piece::Node(id) });
    }
}

fn list(ids: &[TreeId], parts: &mut Vec<Piece>) {
    for (position, &id) in ids.iter().enumerate() {
        parts.extend((position > 0).then_some(Piece::Text(", ")));
        parts.push(Piece::Node(id));
    }
}

/// Whether the text of a quotient would be taken for `d/dx` or `dy/dx`. Then the dividend stands in brackets, which is no
/// other tree.
fn is_like_a_derivative(tree: &Tree, dividend: TreeId, divisor: TreeId) -> bool {
    let base = |mut id: TreeId| {
        while let (Shape::Indexed | Shape::Binary(Operator::Power), Some(&base)) =
            (&tree.node(id).shape, tree.children(id).first())
        {
            id = base;
        }
        tree.name(id)
    };
    let Some(below) = base(divisor) else { return false };
    let is_sign = |id: TreeId| base(id).is_some_and(|above| is_derivative_sign(above, below));
    // The last value before the bar, with its exponent: the d² of `a^d^2/dx^2`.
    let (mut last, mut whole) = (dividend, dividend);
    while let (Shape::Binary(operator), &[_, next]) = (&tree.node(last).shape, tree.children(last)) {
        if strength(&tree.node(next).shape) < binary(*operator).2 {
            return false; // In brackets.
        }
        (last, whole) = (next, last);
    }
    is_sign(last) || is_sign(whole)
}

fn is_function_name(name: &str) -> bool {
    functions::lookup(name).is_some() || keyword(name).is_some()
}

/// Whether the text of the node starts with a name: the leftmost leaf below powers is one.
fn starts_with_name(tree: &Tree, id: TreeId) -> bool {
    let mut id = id;
    loop {
        match (&tree.node(id).shape, tree.children(id).first()) {
            (Shape::Name(_) | Shape::Indexed | Shape::Call(_), _) => return true,
            (Shape::Binary(Operator::Power), Some(&base)) => id = base,
            _ => return false,
        }
    }
}

/// Whether a part can follow `_` without braces; a point behind an index is one between two factors.
fn is_leaf(tree: &Tree, id: TreeId) -> bool {
    let shape = &tree.node(id).shape;
    let is_whole = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    matches!(shape, Shape::Name(_)) || matches!(shape, Shape::Number(digits) if is_whole(digits))
}
