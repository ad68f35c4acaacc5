//! Owns LaTeX as lecture notes write it: the same [`Tree`] as every other notation.
//!
//! nom cuts the text into small parts, user macros are carried out, spacing is dropped, a block is cut into rows and rows
//! into formulas and words; then the parts of a formula are lowered to the tokens of the one grammar in
//! `grammar.rs`, which keeps precedence, implicit products and bare functions the same in all notations. Spans point
//! into the LaTeX text throughout.

mod big;
mod call;
mod commands;
mod construct;
mod lexeme;
mod lower;
mod macros;
mod name;
mod normal;
mod partners;
mod pieces;

use super::form::{Form, Sign};
use super::grammar::{self, Notation, Reading};
use super::token::{Spanned, Token};
use super::tree::{Shape, Tree, TreeId};
use crate::diagnostic::{Diagnostic, language};
use crate::source::Span;
use lexeme::{Lexeme, Placed};
use lower::Lowering;
use pieces::Cut;

pub use macros::Macros;

/// What is known of names before a text is read.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// Functions: before a bracket these names are called.
    pub functions: Vec<String>,
    /// Names of more than one letter; every other run of letters is a product.
    pub words: Vec<String>,
    /// Variables, also where a letter is a function by custom: `\sigma`, `e`, `T`.
    pub variables: Vec<String>,
    /// User macros; those that a text defines join them.
    pub macros: Macros,
}

/// The name of the upper limit of a sum that doesn't say it, in what [`block`] reads: no name that could be typed.
pub const OPEN_LIMIT: &str = "N…";

/// What a block of LaTeX says, row by row.
#[derive(Debug)]
pub struct Block {
    /// The rows; a block without `\\` has one.
    pub rows: Vec<Row>,
}

/// A row of a block.
#[derive(Debug)]
pub struct Row {
    /// Its formulas and words, in order.
    pub pieces: Vec<Piece>,
}

/// One part of a row.
#[derive(Debug)]
pub enum Piece {
    /// Prose.
    Words {
        /// As typed.
        text: String,
        /// Where.
        span: Span,
    },
    /// A formula.
    Formula(Formula),
    /// What can't be read, and why.
    Unread {
        /// The reason, with its place.
        problem: Diagnostic,
        /// The whole formula.
        span: Span,
    },
}

/// A formula of a row.
#[derive(Debug)]
pub struct Formula {
    /// The sign in front, when the formula goes on a chain of the row or piece before.
    pub leading: Option<Sign>,
    /// The tree; its only statement is the formula.
    pub tree: Tree,
    /// Places that could have been meant otherwise.
    pub warnings: Vec<Diagnostic>,
    /// Where it stands, without the leading sign.
    pub span: Span,
}

impl Formula {
    /// The members of the chain and the signs between them; one member and no sign for a lone expression.
    pub fn chain(&self) -> (Vec<TreeId>, Vec<Sign>) {
        let Some(&root) = self.tree.statements.first() else { return (Vec::new(), Vec::new()) };
        let children = self.tree.children(root).to_vec();
        match &self.tree.node(root).shape {
            Shape::Relations(relations) => (children, relations.iter().map(|&relation| Sign::Is(relation)).collect()),
            Shape::Form(Form::Chain(signs)) => (children, signs.to_vec()),
            _ => (vec![root], Vec::new()),
        }
    }
}

/// Reads LaTeX as statements, one for each formula of each row; words between them are dropped, a chain that goes on over
/// rows is one statement. Linear in the text and in what macros expand to, nested to any depth.
///
/// ```
/// use gradus::language::latex::{Declared, parse};
/// use gradus::language::print;
/// let read = |text: &str| parse(text, &Declared::default()).map(|reading| print(&reading.tree));
/// assert_eq!(read(r"\frac{1}{N}\sum_{i=1}^{N}(y_i - wx_i)^2").unwrap(), "1/N sum(i = 1..N, (y_i - w x_i)^2)");
/// assert_eq!(read(r"\frac{\partial L}{\partial w} &= 2\hat y").unwrap(), "d/dw (L) = 2 yhat");
/// let problem = read(r"a + \foo{b}").unwrap_err();
/// assert_eq!((problem.code.id, problem.span.unwrap().start), ("G0902", 4));
/// ```
pub fn parse(text: &str, declared: &Declared) -> Result<Reading, Diagnostic> {
    let mut declared = declared.clone();
    let parts = prepared(text, 0, &mut declared.macros)?;
    let mut tokens: Vec<Spanned> = Vec::new();
    let (mut functions, mut warnings) = (declared.functions.clone(), Vec::new());
    for cut in pieces::cut(&parts)?.into_iter().flatten() {
        let Cut::Formula { leading, start, end } = cut else { continue };
        let inside = parts.get(start..end).unwrap_or(&[]);
        let mut lowering = Lowering::new(inside, &declared)?;
        lowering.run()?;
        let sign = leading.filter(|_| !tokens.is_empty()).map(|sign| match sign {
            Sign::Is(relation) => Token::Relation(relation),
            sign => Token::Sign(sign),
        });
        if let Some(first) = lowering.out.first().filter(|_| !tokens.is_empty()) {
            tokens.push(Spanned { token: sign.unwrap_or(Token::Line), span: first.span });
        }
        tokens.append(&mut lowering.out);
        functions.extend(lowering.calls);
        warnings.append(&mut lowering.warnings);
    }
    if tokens.is_empty() {
        return Err(Diagnostic::new(&language::EMPTY).at(Span::new(0, text.len())));
    }
    let functions: Vec<&str> = functions.iter().map(String::as_str).collect();
    let mut reading = grammar::read(tokens, text, &functions, Notation::Latex)?;
    reading.warnings.append(&mut warnings);
    Ok(reading)
}

/// Whether a text can only be LaTeX: it starts with a backslash or a dollar sign.
///
/// ```
/// use gradus::language::latex::is_latex;
/// assert!(is_latex(r" \frac{1}{2}") && is_latex("$x$") && !is_latex("x^2"));
/// ```
pub fn is_latex(text: &str) -> bool {
    text.trim_start().starts_with(['\\', '$'])
}

/// The text with the signs around a whole formula (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`) blanked, every place unchanged.
///
/// ```
/// use gradus::language::latex::undelimited;
/// assert_eq!(undelimited(r"$$x$$"), "  x  ");
/// assert_eq!(undelimited(r"\(x\) "), "  x   ");
/// assert_eq!(undelimited(r"\alpha"), r"\alpha");
/// ```
pub fn undelimited(text: &str) -> String {
    let inside = text.trim();
    for (open, close) in [("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")] {
        if let Some(rest) = inside.strip_prefix(open)
            && let Some(formula) = rest.strip_suffix(close)
        {
            let start = text.len() - text.trim_start().len() + open.len();
            let end = text.len() - start - formula.len();
            return format!("{}{formula}{}", " ".repeat(start), " ".repeat(end));
        }
    }
    text.to_owned()
}

/// Reads the LaTeX that stands at `place` of `text` as a block of rows. A formula that can't be read is a piece of its own;
/// only what makes cutting impossible (an unclosed brace, an endless macro) is an error. Spans are those of `text`.
pub fn block(text: &str, place: Span, declared: &mut Declared) -> Result<Block, Diagnostic> {
    let parts = prepared(place.text(text), place.start as usize, &mut declared.macros)?;
    let mut rows = Vec::new();
    for cuts in pieces::cut(&parts)? {
        let mut pieces = Vec::new();
        for cut in cuts {
            pieces.push(match cut {
                Cut::Words(at) => match parts.get(at) {
                    Some(Placed { lexeme: Lexeme::Words(text), span }) => {
                        Piece::Words { text: text.clone(), span: *span }
                    }
                    _ => continue,
                },
                Cut::Formula { leading, start, end } => {
                    let inside = parts.get(start..end).unwrap_or(&[]);
                    let span = macros::span_of(inside);
                    match formula(text, inside, declared) {
                        Ok(reading) => {
                            Piece::Formula(Formula { leading, tree: reading.tree, warnings: reading.warnings, span })
                        }
                        Err(problem) => Piece::Unread { problem: problem.or_at(span), span },
                    }
                }
            });
        }
        rows.push(Row { pieces });
    }
    Ok(Block { rows })
}

fn formula(text: &str, parts: &[Placed], declared: &Declared) -> Result<Reading, Diagnostic> {
    let mut lowering = Lowering::new(parts, declared)?;
    lowering.open_limit = OPEN_LIMIT;
    lowering.run()?;
    let calls = lowering.calls.iter().map(String::as_str);
    let functions: Vec<&str> = declared.functions.iter().map(String::as_str).chain(calls).collect();
    let mut reading = grammar::read(lowering.out, text, &functions, Notation::Latex)?;
    reading.warnings.append(&mut lowering.warnings);
    Ok(reading)
}

/// The parts with macros carried out and spacing dropped.
fn prepared(text: &str, offset: usize, macros: &mut Macros) -> Result<Vec<Placed>, Diagnostic> {
    let plain = normal::normal(partners::single_digits(macros.expand(lexeme::lexemes(text, offset)?)?))?;
    pieces::joined(plain)
}

/// Whether a name is spelled in bold, script or another font that stands for vectors, matrices and sets.
///
/// ```
/// use gradus::language::latex::{Declared, is_fancy, parse};
/// let tree = parse(r"\mathbf{x}", &Declared::default()).unwrap().tree;
/// assert!(is_fancy(tree.name(tree.statements[0]).unwrap()));
/// assert!(!is_fancy("x"));
/// ```
pub fn is_fancy(name: &str) -> bool {
    commands::is_fancy(name)
}
