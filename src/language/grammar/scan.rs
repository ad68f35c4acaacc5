//! Owns what a look over all tokens tells before the grammar starts: which names and functions the text itself defines.

use smol_str::SmolStr;

use super::super::token::{Head, Spanned, Token};
use super::super::tree::{Operator, Relation};

/// Where statements start: after separators outside of brackets.
fn starts(tokens: &[Spanned]) -> impl Iterator<Item = usize> + '_ {
    let (mut depth, mut is_start) = (0usize, true);
    tokens.iter().enumerate().filter_map(move |(at, spanned)| {
        let was_start = is_start;
        if matches!(spanned.token, Token::Open(_) | Token::OpenIndex | Token::OpenHead(_) | Token::OpenForm(_)) {
            depth += 1;
        } else if matches!(spanned.token, Token::Close(_)) {
            depth = depth.saturating_sub(1);
        }
        is_start = depth == 0 && matches!(spanned.token, Token::Separator | Token::Line);
        was_start.then_some(at)
    })
}

/// Names that a statement `name = …` defines.
pub(super) fn defined_names(tokens: &[Spanned]) -> impl Iterator<Item = SmolStr> + '_ {
    starts(tokens).filter_map(|start| match tokens.get(start..start + 2)? {
        [Spanned { token: Token::Name(name, _), .. }, Spanned { token: Token::Relation(Relation::Equal), .. }] => {
            Some(name.clone())
        }
        _ => None,
    })
}

/// Names that a statement `name(a, b) = …` defines.
pub(super) fn defined_functions(tokens: &[Spanned]) -> impl Iterator<Item = SmolStr> + '_ {
    starts(tokens).filter_map(|start| {
        // The brackets may be broken into lines.
        let mut rest = tokens.get(start..)?.iter().map(|spanned| &spanned.token).filter(|token| **token != Token::Line);
        let Token::Name(name, indices) = rest.next()? else { return None };
        if !indices.is_empty() || rest.next()? != &Token::Open('(') {
            return None;
        }
        loop {
            let (Token::Name(..), sign) = (rest.next()?, rest.next()?) else { return None };
            match sign {
                Token::Comma | Token::Separator => {}
                Token::Close(')') => break,
                _ => return None,
            }
        }
        (rest.next()? == &Token::Relation(Relation::Equal)).then(|| name.clone())
    })
}

/// Whether the term at the start of `tokens`, up to the next sign of a sum or relation outside brackets, has one of the
/// names in it, as a factor or an index.
pub(super) fn next_term_has(tokens: &[Spanned], names: &[SmolStr]) -> bool {
    let mut depth = 0usize;
    for (at, spanned) in tokens.iter().enumerate() {
        if let (Token::OpenHead(Head::Over(_)), Some(Token::Variable(index, _))) =
            (&spanned.token, tokens.get(at + 1).map(|next| &next.token))
            && names.contains(index)
        {
            // A sum of its own over the same index.
            return false;
        }
        match &spanned.token {
            Token::Open(_) | Token::OpenIndex | Token::OpenHead(_) | Token::OpenForm(_) => depth += 1,
            Token::Close(_) if depth == 0 => return false,
            Token::Close(_) => depth -= 1,
            Token::Operator(Operator::Plus | Operator::Minus)
            | Token::Relation(_)
            | Token::Sign(_)
            | Token::Comma
            | Token::Separator
            | Token::Line
                if depth == 0 =>
            {
                return false;
            }
            Token::Name(name, indices) | Token::Variable(name, indices)
                if names.contains(name) || indices.iter().any(|index| names.contains(index)) =>
            {
                return true;
            }
            Token::Number(_)
            | Token::Name(..)
            | Token::Variable(..)
            | Token::Mark(_)
            | Token::Operator(_)
            | Token::Relation(_)
            | Token::Sign(_)
            | Token::Bar
            | Token::Comma
            | Token::Range
            | Token::Root
            | Token::Factorial
            | Token::Partial
            | Token::Raised(_)
            | Token::Separator
            | Token::Line => {}
        }
    }
    false
}
