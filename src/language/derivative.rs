//! Owns the look of derivatives: `d/dw`, `d^2/dx^2`, `∂/∂w`, `∂L/∂w`, `dL/dw`, `∂²/∂w∂b`, `d^2/(dw db)`.

use smol_str::SmolStr;

use super::keywords::keyword;
use super::token::{GREEK, Spanned, Token};
use super::tree::Operator;
use crate::functions;
use crate::source::Span;

type Variable = (SmolStr, Vec<SmolStr>, Span);

/// A derivative sign, read from the tokens.
pub(super) struct Head {
    /// What stands between d and the bar: the L of `∂L/∂w`.
    pub subject: Option<Variable>,
    /// The variables, one entry for each order.
    pub variables: Vec<Variable>,
    /// How many tokens it takes.
    pub tokens: usize,
    pub span: Span,
}

/// The derivative sign at the start of `tokens`, if there is one. `da/db` is one when a and b are letters or names that
/// the text defines; `density/depth` is a quotient.
pub(super) fn head(tokens: &[Spanned], is_defined: impl Fn(&str) -> bool) -> Option<Head> {
    let mut cursor = Cursor { tokens, at: 0 };
    let start = tokens.first()?.span;
    let subject = cursor.differential()?;
    let order = cursor.exponent().unwrap_or(1);
    // `∂²L`: the order stands before the name.
    let subject = match subject {
        Some(named) => Some(named),
        None => cursor.subject_after_order(),
    };
    cursor.operator(Operator::Over)?;
    let bracket = cursor.take(&Token::Open('('));
    let mut variables: Vec<Variable> = Vec::new();
    loop {
        // A `d` without a name begins something else: the second sign of `d/dx d/dx y`.
        let before = cursor.at;
        let Some(Some(variable)) = cursor.differential() else {
            cursor.at = before;
            break;
        };
        let times = cursor.exponent().unwrap_or(1);
        variables.extend(std::iter::repeat_n(variable, times));
    }
    if bracket && !cursor.take(&Token::Close(')')) {
        return None;
    }
    let end = tokens.get(cursor.at.checked_sub(1)?)?.span;
    let written_with_d = matches!(tokens.first()?.token, Token::Name(..));
    // A function is no value: `∂sin/∂x` says of which argument nothing.
    if subject.as_ref().is_some_and(|(name, _, _)| functions::lookup(name).is_some() || keyword(name).is_some()) {
        return None;
    }
    let named = |variable: &Variable| is_letter_name(&variable.0) || is_defined(&variable.0);
    if written_with_d && subject.as_ref().is_some_and(|subject| !named(subject) || !variables.iter().all(named)) {
        return None;
    }
    let is_sign = !variables.is_empty() && variables.len() == order && (subject.is_some() || cursor.operand_follows());
    is_sign.then(|| Head { subject, variables, tokens: cursor.at, span: start.join(end) })
}

/// Whether names around a bar read as `d/dx` before an operand, or as `dy/dx`, where the text defines no name.
///
/// ```
/// use gradus::language::is_derivative_sign;
/// assert!(is_derivative_sign("d", "dx") && is_derivative_sign("dL", "dw"));
/// assert!(!is_derivative_sign("density", "depth"));
/// ```
pub fn is_derivative_sign(dividend: &str, divisor: &str) -> bool {
    let (Some(subject), Some(variable)) = (dividend.strip_prefix('d'), divisor.strip_prefix('d')) else { return false };
    !variable.is_empty() && (subject.is_empty() || is_letter_name(subject) && is_letter_name(variable))
}

/// One letter, Greek ones by name, with or without a hat or bar.
fn is_letter_name(name: &str) -> bool {
    let stem = ["hat", "bar", "tilde"].iter().find_map(|mark| name.strip_suffix(mark)).unwrap_or(name);
    let one_letter = stem.chars().count() == 1 && stem.chars().all(char::is_alphabetic);
    one_letter || GREEK.iter().any(|(_, word)| *word == stem)
}

struct Cursor<'t> {
    tokens: &'t [Spanned],
    at: usize,
}

impl Cursor<'_> {
    fn token(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|spanned| &spanned.token)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.token() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn operator(&mut self, operator: Operator) -> Option<()> {
        self.take(&Token::Operator(operator)).then_some(())
    }

    /// `d`, `∂` (nothing named), `dw`, `∂w`.
    fn differential(&mut self) -> Option<Option<Variable>> {
        let spanned = self.tokens.get(self.at)?;
        match &spanned.token {
            Token::Partial => {
                self.at += 1;
                Some(self.variable())
            }
            Token::Name(name, indices) => {
                let rest = name.strip_prefix('d')?;
                self.at += 1;
                if rest.is_empty() {
                    return indices.is_empty().then_some(None);
                }
                Some(Some((rest.into(), indices.clone(), spanned.span)))
            }
            _ => None,
        }
    }

    fn variable(&mut self) -> Option<Variable> {
        let spanned = self.tokens.get(self.at)?;
        let (Token::Name(name, indices) | Token::Variable(name, indices)) = &spanned.token else { return None };
        self.at += 1;
        Some((name.clone(), indices.clone(), spanned.span))
    }

    /// The name in `∂²L/`, only when the bar follows.
    fn subject_after_order(&mut self) -> Option<Variable> {
        let next = self.tokens.get(self.at + 1).map(|spanned| &spanned.token);
        if next != Some(&Token::Operator(Operator::Over)) {
            return None;
        }
        self.variable()
    }

    /// `^2` or `²`, a small whole number.
    fn exponent(&mut self) -> Option<usize> {
        let (digits, used) = match (self.token()?, self.tokens.get(self.at + 1).map(|spanned| &spanned.token)) {
            (Token::Raised(digits), _) => (digits, 1),
            (Token::Operator(Operator::Power), Some(Token::Number(digits))) => (digits, 2),
            _ => return None,
        };
        let order = digits.parse().ok().filter(|order| (1..=1000).contains(order))?;
        self.at += used;
        Some(order)
    }

    fn operand_follows(&self) -> bool {
        matches!(
            self.token(),
            Some(Token::Number(_) | Token::Name(..) | Token::Open(_) | Token::Bar | Token::Root | Token::Partial)
                | Some(Token::Operator(Operator::Minus))
        )
    }
}
