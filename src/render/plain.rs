//! Owns plain notation: the text of an expression that [`crate::expr::read`] reads back to the same id.
//!
//! This is the notation of JSON and of everything that goes back into gradus, so it shows the exact shape: what the
//! reader could take for something else gets brackets. Formulas for people are [`super::Formula`]s.

use crate::expr::{Constant, Id, Kind, Pool};
use crate::functions::{FunctionId, Notation};
use crate::language::is_derivative_sign;

/// Texts longer than this end in `…`: a small graph that shares a lot can stand for a text that fills the memory.
pub const PLAIN_LIMIT: usize = 64 << 20;

/// How tightly a text binds; the numbers are those of the grammar in [`crate::language`].
mod strength {
    pub const RELATION: u8 = 1;
    pub const RANGE_END: u8 = 3;
    pub const SUM: u8 = 3;
    pub const TERM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const FACTOR: u8 = 6;
    pub const POWER: u8 = 8;
    pub const BASE: u8 = 9;
    pub const ATOM: u8 = 10;
    /// Brackets in any case.
    pub const NONE: u8 = u8::MAX;
}

/// The expression in plain notation. Linear in the length of the text, for any depth; past [`PLAIN_LIMIT`] bytes it
/// ends in `…`. An expression that no text stands for (a symbol called `e`) is printed as the nearest one.
///
/// ```
/// use gradus::{expr::{Pool, read}, render};
/// let mut pool = Pool::new();
/// let loss = read(&mut pool, "(y-(w x+b))²/2").unwrap();
/// assert_eq!(render::plain(&pool, loss), "(y - (w*x + b))^2/2");
/// // Shapes that look alike stay apart: brackets tell the nested sum from the flat one.
/// let (x, two) = (pool.symbol("x"), pool.integer(2));
/// let (inner, flat) = (pool.add(&[x, two]), pool.add(&[x, two, two]));
/// let nested = pool.add(&[inner, two]);
/// assert_eq!(render::plain(&pool, flat), "x + 2 + 2");
/// assert_eq!(render::plain(&pool, nested), "(x + 2) + 2");
/// assert_eq!(read(&mut pool, "(x + 2) + 2").unwrap(), nested);
/// ```
pub fn plain(pool: &Pool, id: Id) -> String {
    let mut text = String::new();
    let mut stack = vec![Piece::Part(id, 0)];
    let mut parts = Vec::new();
    while let Some(piece) = stack.pop() {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Owned(piece) => text.push_str(&piece),
            Piece::Part(id, least) => {
                let bracket = binds(pool, id) < least;
                parts.extend(bracket.then_some(Piece::Text("(")));
                pieces(pool, id, &mut parts);
                parts.extend(bracket.then_some(Piece::Text(")")));
                stack.extend(parts.drain(..).rev());
            }
        }
        if text.len() > PLAIN_LIMIT {
            text.push('…');
            break;
        }
    }
    text
}

enum Piece<'p> {
    Text(&'p str),
    Owned(String),
    /// An expression, in brackets unless it binds at least this tightly.
    Part(Id, u8),
}

/// How tightly the text of an expression binds.
fn binds(pool: &Pool, id: Id) -> u8 {
    match pool.kind(id) {
        Kind::Compare(_) => strength::RELATION,
        // A minus sign may start a sum, not stand inside a product.
        Kind::Add | Kind::Neg => strength::SUM,
        Kind::Derivative => strength::TERM,
        Kind::Mul | Kind::Div => strength::PRODUCT,
        Kind::Number(number) if !pool.number_value(number).is_integer() => strength::PRODUCT,
        Kind::Pow => strength::POWER,
        Kind::Number(_)
        | Kind::Symbol(_)
        | Kind::Constant(_)
        | Kind::Indexed
        | Kind::Call(_)
        | Kind::Sum
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Piecewise => strength::ATOM,
    }
}

fn pieces<'p>(pool: &'p Pool, id: Id, parts: &mut Vec<Piece<'p>>) {
    use Piece::{Owned, Part, Text};
    let children = pool.children(id);
    match (pool.kind(id), children) {
        (Kind::Number(number), _) => parts.push(Owned(pool.number_value(number).to_string())),
        (Kind::Symbol(symbol), _) => parts.push(Text(pool.symbol_name(symbol))),
        (Kind::Constant(constant), _) => parts.push(Text(match constant {
            Constant::E => "e",
            Constant::Pi => "pi",
        })),
        (Kind::Indexed, [base, indices @ ..]) => indexed(pool, *base, indices, parts),
        (Kind::Neg, [a]) => parts.extend([Text("-"), Part(*a, strength::PRODUCT)]),
        (Kind::Add, terms) => sum(pool, terms, parts),
        (Kind::Mul, factors) => product(pool, factors, parts),
        (Kind::Div, [a, b]) => {
            // `1/2` is read as the number, `1/(2)` as the quotient of two numbers.
            let is_whole = |id: Id| matches!(pool.kind(id), Kind::Number(_)) && binds(pool, id) == strength::ATOM;
            let least = if is_whole(*a) && is_whole(*b) && reads_as_number(pool, *a, *b) {
                strength::NONE
            } else {
                strength::FACTOR
            };
            let is_sign = is_like_a_derivative(pool, *a, *b);
            parts.push(Part(*a, if is_sign { strength::NONE } else { strength::PRODUCT }));
            parts.extend([Text("/"), Part(*b, least)]);
        }
        (Kind::Pow, [a, b]) => {
            parts.extend([Part(*a, strength::BASE), Text("^"), Part(*b, strength::POWER)]);
        }
        (Kind::Call(function), arguments) => call(pool, function, arguments, parts),
        (kind @ (Kind::Sum | Kind::Product), [index, lower, upper, body]) => {
            parts.push(Text(if kind == Kind::Sum { "sum(" } else { "prod(" }));
            parts.extend([Part(*index, 0), Text("="), Part(*lower, strength::RANGE_END), Text("..")]);
            parts.extend([Part(*upper, strength::RANGE_END), Text(", "), Part(*body, 0), Text(")")]);
        }
        (kind @ (Kind::RowSum | Kind::RowMean), [body]) => {
            parts.push(Text(if kind == Kind::RowSum { "sum(" } else { "mean(" }));
            parts.extend([Part(*body, 0), Text(")")]);
        }
        (Kind::Derivative, [body, variables @ ..]) => {
            derivative(variables, parts);
            parts.extend([Text(" ("), Part(*body, 0), Text(")")]);
        }
        (Kind::Piecewise, _) => {
            parts.push(Text("if("));
            list(children, parts);
            parts.push(Text(")"));
        }
        (Kind::Compare(relation), [a, b]) => {
            parts.extend([Part(*a, strength::SUM), Text(" "), Text(relation.plain()), Text(" ")]);
            parts.push(Part(*b, strength::SUM));
        }
        // The constructors give every other shape its number of children.
        (
            Kind::Indexed
            | Kind::Neg
            | Kind::Div
            | Kind::Pow
            | Kind::Sum
            | Kind::Product
            | Kind::RowSum
            | Kind::RowMean
            | Kind::Derivative
            | Kind::Compare(_),
            _,
        ) => {}
    }
}

/// Whether the reader takes `a/b` for one number: whole numbers in lowest terms.
fn reads_as_number(pool: &Pool, a: Id, b: Id) -> bool {
    let (Some(p), Some(q)) = (pool.as_number(a), pool.as_number(b)) else { return false };
    !q.is_one() && (&p / &q).is_some_and(|value| value.numerator() == p && value.denominator() == q)
}

/// Whether the reader takes the text of a quotient for `d/dx` or `dy/dx`. Brackets around the dividend tell it apart.
fn is_like_a_derivative(pool: &Pool, dividend: Id, divisor: Id) -> bool {
    let base = |mut id: Id| {
        while let (Kind::Pow | Kind::Indexed, Some(&base)) = (pool.kind(id), pool.children(id).first()) {
            id = base;
        }
        pool.name(id)
    };
    let Some(below) = base(divisor) else { return false };
    let is_sign = |id: Id| base(id).is_some_and(|above| is_derivative_sign(above, below));
    // The last value before the bar, with its exponent: the d² of `a^d^2/dx^2`.
    let (mut last, mut whole) = (dividend, dividend);
    while let (kind @ (Kind::Mul | Kind::Div | Kind::Pow), Some(&next)) = (pool.kind(last), pool.children(last).last())
    {
        if binds(pool, next) < if kind == Kind::Pow { strength::POWER } else { strength::FACTOR } {
            return false; // In brackets.
        }
        (last, whole) = (next, last);
    }
    is_sign(last) || is_sign(whole)
}

/// The first term and the later ones; a later `Neg` is a difference.
fn sum<'p>(pool: &Pool, terms: &[Id], parts: &mut Vec<Piece<'p>>) {
    for (position, &term) in terms.iter().enumerate() {
        let negated = (pool.kind(term) == Kind::Neg).then(|| pool.only(term)).flatten();
        match negated {
            _ if position == 0 => {
                // A first term that is a sum keeps its brackets; a minus may lead.
                let least = if negated.is_some() { strength::SUM } else { strength::TERM };
                parts.push(Piece::Part(term, least));
            }
            Some(amount) => parts.extend([Piece::Text(" - "), Piece::Part(amount, strength::TERM)]),
            None => parts.extend([Piece::Text(" + "), Piece::Part(term, strength::TERM)]),
        }
    }
}

fn product<'p>(pool: &Pool, factors: &[Id], parts: &mut Vec<Piece<'p>>) {
    for (position, &factor) in factors.iter().enumerate() {
        parts.extend((position > 0).then_some(Piece::Text("*")));
        // Only a quotient may stand bare at the front; a product there keeps its brackets.
        let leads = position == 0 && pool.kind(factor) != Kind::Mul;
        parts.push(Piece::Part(factor, if leads { strength::PRODUCT } else { strength::FACTOR }));
    }
}

/// `x_i`, `x_{i + 1}`, `W_{j, i}`.
fn indexed<'p>(pool: &Pool, base: Id, indices: &[Id], parts: &mut Vec<Piece<'p>>) {
    let simple = matches!(indices, [index] if is_word(pool, *index));
    parts.extend([Piece::Part(base, 0), Piece::Text(if simple { "_" } else { "_{" })]);
    list(indices, parts);
    parts.extend((!simple).then_some(Piece::Text("}")));
}

/// Whether an expression can follow `_` without braces: a whole number or a name without an index of its own.
fn is_word(pool: &Pool, id: Id) -> bool {
    match pool.kind(id) {
        Kind::Number(number) => pool.number_value(number).is_integer(),
        Kind::Symbol(symbol) => !pool.symbol_name(symbol).contains('_'),
        Kind::Constant(_) => true,
        Kind::Indexed
        | Kind::Neg
        | Kind::Add
        | Kind::Mul
        | Kind::Div
        | Kind::Pow
        | Kind::Call(_)
        | Kind::Sum
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Derivative
        | Kind::Piecewise
        | Kind::Compare(_) => false,
    }
}

/// `f(a, b)`; bars and the index of a logarithm as people write them.
fn call<'p>(pool: &'p Pool, function: FunctionId, arguments: &'p [Id], parts: &mut Vec<Piece<'p>>) {
    let row = function.row();
    match (row.notation, arguments) {
        (Notation::Fenced { unicode: ("|", "|"), .. }, [argument]) => {
            parts.extend([Piece::Text("|"), Piece::Part(*argument, 0), Piece::Text("|")]);
        }
        // The grammar reads an index after `log` only.
        (Notation::Indexed { unicode: "log", .. }, [argument, base]) if is_word(pool, *base) => {
            parts.extend([Piece::Text("log_"), Piece::Part(*base, 0), Piece::Text("(")]);
            parts.extend([Piece::Part(*argument, 0), Piece::Text(")")]);
        }
        _ => {
            parts.extend([Piece::Text(row.name), Piece::Text("(")]);
            list(arguments, parts);
            parts.push(Piece::Text(")"));
        }
    }
}

/// `d/dx`, `d^2/dx^2`, `d^3/(dx^2 dy)`.
fn derivative<'p>(variables: &[Id], parts: &mut Vec<Piece<'p>>) {
    let runs: Vec<&[Id]> = variables.chunk_by(|a, b| a == b).collect();
    parts.push(Piece::Text("d"));
    parts.extend((variables.len() > 1).then(|| Piece::Owned(format!("^{}", variables.len()))));
    parts.push(Piece::Text(if runs.len() > 1 { "/(" } else { "/" }));
    for (position, run) in runs.iter().enumerate() {
        parts.push(Piece::Text(if position > 0 { " d" } else { "d" }));
        parts.extend(run.first().map(|&variable| Piece::Part(variable, 0)));
        parts.extend((run.len() > 1).then(|| Piece::Owned(format!("^{}", run.len()))));
    }
    parts.extend((runs.len() > 1).then_some(Piece::Text(")")));
}

fn list<'p>(ids: &[Id], parts: &mut Vec<Piece<'p>>) {
    for (position, &id) in ids.iter().enumerate() {
        parts.extend((position > 0).then_some(Piece::Text(", ")));
        parts.push(Piece::Part(id, 0));
    }
}
