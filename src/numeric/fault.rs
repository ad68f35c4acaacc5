//! Owns faults: why an expression has no certified value at a point, and at which part.

use super::ball::{EXPONENT_LIMIT, Obstacle};
use crate::diagnostic::{Diagnostic, expression, numeric};
use crate::expr::{Id, Pool};
use crate::functions::{FunctionId, Primitive};

/// Why a part has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A denominator is 0.
    DivisionByZero,
    /// 0 to the power 0.
    ZeroToZero,
    /// A negative base with an exponent that isn't whole.
    NegativeBase,
    /// A function outside its domain.
    Domain(FunctionId),
    /// Two sides of a comparison can't be told apart.
    Comparison,
    /// A limit of a sum or an index isn't a whole number.
    NotWhole,
    /// A symbol that the point doesn't set.
    Unset,
    /// A derivative that isn't carried out.
    Pending,
    /// A sum or mean over rows, without rows.
    NoRows,
    /// The value is too large.
    TooLarge,
    /// The allowed work is used up.
    Budget,
}

/// A part that has no value, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part.
    pub id: Id,
    /// Why.
    pub reason: Reason,
    /// Whether it is certain that there is no value. If not, more digits could still show one: the part is so near to a
    /// boundary (a zero denominator, the edge of a domain) that the digits computed don't tell on which side it is.
    pub certain: bool,
}

impl Fault {
    pub(super) fn certain(id: Id, reason: Reason) -> Self {
        Fault { id, reason, certain: true }
    }

    /// What an obstacle means at this part, where leaving the domain means `reason`.
    pub(super) fn from_obstacle(id: Id, reason: Reason, obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Outside => Fault { id, reason, certain: true },
            Obstacle::Undecided => Fault { id, reason, certain: false },
            Obstacle::TooLarge => Fault { id, reason: Reason::TooLarge, certain: true },
            Obstacle::Budget => Fault { id, reason: Reason::Budget, certain: false },
        }
    }

    /// The message; `text` prints an expression in plain notation (`render::plain`), `known` lists the names that have values.
    pub fn diagnostic(&self, pool: &Pool, text: impl Fn(&Pool, Id) -> String, known: &str) -> Diagnostic {
        let part = shortened(&text(pool, self.id));
        match self.reason {
            Reason::TooLarge => {
                let limit = format!("2^{EXPONENT_LIMIT}");
                return Diagnostic::new(&expression::BUDGET).with("what", format!("`{part}`")).with("limit", limit);
            }
            Reason::Budget => return Diagnostic::new(&numeric::WORK).with("part", part),
            // What isn't carried out has no number either.
            Reason::Unset | Reason::Pending => {
                return Diagnostic::new(&expression::UNKNOWN_NAME).with("name", part).with("known", known);
            }
            Reason::NoRows => return Diagnostic::new(&numeric::NO_ROWS).with("part", part),
            Reason::NotWhole => return Diagnostic::new(&numeric::NOT_WHOLE).with("part", part),
            Reason::DivisionByZero
            | Reason::ZeroToZero
            | Reason::NegativeBase
            | Reason::Domain(_)
            | Reason::Comparison => {}
        }
        if !self.certain {
            let digits = super::certified::DIGITS_TRIED;
            return Diagnostic::new(&numeric::UNDECIDED).with("part", part).with("digits", digits);
        }
        match (self.reason, pool.children(self.id)) {
            (Reason::ZeroToZero, _) => Diagnostic::new(&numeric::ZERO_TO_ZERO).with("part", part),
            (Reason::NegativeBase, [base, ..]) => {
                let base = shortened(&text(pool, *base));
                Diagnostic::new(&numeric::NEGATIVE_BASE).with("part", part).with("base", base)
            }
            (Reason::Domain(function), children) => {
                let row = function.row();
                let arguments: Vec<String> = children.iter().map(|&child| shortened(&text(pool, child))).collect();
                let diagnostic = match row.primitive {
                    Some(Primitive::Ln) => Diagnostic::new(&numeric::LOGARITHM),
                    Some(Primitive::Sqrt | Primitive::Root) => Diagnostic::new(&numeric::EVEN_ROOT),
                    // Rows that are defined everywhere but at single points list no domain.
                    _ if row.domain.is_empty() => Diagnostic::new(&numeric::POLE),
                    _ => Diagnostic::new(&numeric::OUTSIDE_DOMAIN),
                };
                diagnostic
                    .with("part", part)
                    .with("argument", arguments.join(", "))
                    .with("function", format!("{}({})", row.name, row.parameters.join(", ")))
                    .with("domain", row.domain.join(", "))
            }
            (_, _) => Diagnostic::new(&numeric::DIVISION_BY_ZERO).with("part", part),
        }
    }
}

/// The text, its middle left out when it would fill the screen.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST / 2).collect();
    let end: Vec<char> = text.chars().rev().take(LONGEST / 2 - 3).collect();
    format!("{start} … {}", end.into_iter().rev().collect::<String>())
}
