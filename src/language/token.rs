//! Owns the tokens: numbers, names in canonical spelling, signs. Written with nom.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{anychar, multispace0, one_of, satisfy};
use nom::combinator::{map, not, opt, peek, recognize, value};
use nom::multi::separated_list1;
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Parser};
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::form::{Form, Sign};
use super::tree::{Operator, Relation};
use crate::diagnostic::{Diagnostic, language};
use crate::source::Span;

/// A sign, number or name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A number, as typed.
    Number(SmolStr),
    /// A name without its index, and its simple indices (`W_{j,i}` has `j` and `i`).
    Name(SmolStr, Vec<SmolStr>),
    /// A name that is a variable even where a function is called so; only LaTeX tells.
    Variable(SmolStr, Vec<SmolStr>),
    /// A word or sign that stands like a value; LaTeX only.
    Mark(Form),
    /// The limits of a big sign, or the variables of a derivative, up to a hidden closing bracket; LaTeX only.
    OpenHead(Head),
    /// The parts of a form, up to a hidden closing bracket; LaTeX only.
    OpenForm(Form),
    /// A sign between two sides that compares no values; LaTeX only.
    Sign(Sign),
    /// `_{` before an index that is an expression.
    OpenIndex,
    /// `+`, `*`, `/`, `^`, … (`Juxtaposed` never).
    Operator(Operator),
    /// A comparison.
    Relation(Relation),
    /// `(`, `[`, `{`; `|` where it is known to open; or [`HIDDEN`].
    Open(char),
    /// `)`, `]`, `}`, `|` or [`HIDDEN`].
    Close(char),
    /// `|`.
    Bar,
    /// `,`.
    Comma,
    /// `..`.
    Range,
    /// `√`.
    Root,
    /// `!`.
    Factorial,
    /// `∂`.
    Partial,
    /// A raised number such as `²` or `⁻¹`, as a plain number.
    Raised(SmolStr),
    /// `;`: the end of a statement, or of an argument inside brackets.
    Separator,
    /// The end of a line: of a statement too, and nothing inside brackets.
    Line,
}

/// A bracket that groups and isn't seen: the braces of LaTeX.
pub(super) const HIDDEN: char = '\u{2061}';

/// What the operands up to a hidden closing bracket are the head of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Head {
    /// A sum, product, limit, … by its name in plain notation.
    Over(SmolStr),
    /// A derivative; the operands are its variables.
    Derivative,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Spanned {
    pub token: Token,
    pub span: Span,
}

/// Cuts `text` into tokens; spaces and `# comments` are dropped. Linear.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, Diagnostic> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = skip_blank(rest);
        let start = text.len() - rest.len();
        if rest.is_empty() {
            return Ok(found);
        }
        let (after, token) = token(rest).map_err(|_| {
            let width = rest.chars().next().map_or(1, char::len_utf8);
            let span = Span::new(start, start + width);
            Diagnostic::new(&language::UNKNOWN_CHARACTER).with("found", shown(span.text(text))).at(span)
        })?;
        let end = text.len() - after.len();
        found.push(Spanned { token, span: Span::new(start, end) });
        rest = after;
    }
}

/// A character as it can be shown in a message: invisible ones by number.
fn shown(text: &str) -> String {
    match text.chars().next() {
        Some(c) if c.is_control() || (!c.is_alphanumeric() && c.is_whitespace()) || is_invisible(c) => {
            format!("U+{:04X}", c as u32)
        }
        _ => text.to_owned(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn skip_blank(text: &str) -> &str {
    // Nearly every token follows the one before at once.
    if text.as_bytes().first().is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'#') {
        return text;
    }
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    while rest.starts_with('#') {
        rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or("");
    }
    rest
}

fn token(input: &str) -> IResult<&str, Token> {
    // The first character decides for most tokens; the long way is for the others.
    match input.as_bytes() {
        [b'(' | b')' | b'+' | b'-' | b'/' | b'^' | b',' | b';' | b'\n', ..] => return one_sign(input),
        [b'*', second, ..] if *second != b'*' => return one_sign(input),
        [b'a'..=b'z' | b'A'..=b'Z', ..] => return name(input),
        // A point without digits behind it says nothing, and would be one of three in `1. .. n`.
        [b'0'..=b'9', ..] => {
            return map(number, |text: &str| Token::Number(text.trim_end_matches('.').into())).parse(input);
        }
        _ => {}
    }
    alt((
        map(number, |text| Token::Number(text.into())),
        map(tag("_{"), |_| Token::OpenIndex),
        value(Token::Partial, tag("∂")),
        word_sign,
        name,
        map(raised, Token::Raised),
        sign,
    ))
    .parse(input)
}

/// Digits with an optional point and exponent. `1..N` is `1`, then `..`; `2e` is 2 times e.
fn number(input: &str) -> IResult<&str, &str> {
    let digits = || take_while1(|c: char| c.is_ascii_digit());
    let point = || (tag("."), not(peek(tag("."))));
    let exponent = (one_of("eE"), opt(one_of("+-")), digits());
    recognize((
        alt((recognize((digits(), opt((point(), opt(digits()))))), recognize((point(), digits())))),
        opt(exponent),
    ))
    .parse(input)
}

/// `∑` and `∏`, which are signs in Unicode and words here.
fn word_sign(input: &str) -> IResult<&str, Token> {
    let word = |name: &str| Token::Name(name.into(), Vec::new());
    alt((map(one_of("∑Σ"), move |_| word("sum")), map(one_of("∏Π"), move |_| word("prod")))).parse(input)
}

/// A letter, then letters and digits, hats and bars; then `_1`, `_i`, `_{j,i}` or `₁`, `ᵢ`.
fn name(input: &str) -> IResult<&str, Token> {
    let tail = take_while(|c: char| is_letter(c) || c.is_ascii_digit() || is_mark(c));
    let (rest, spelled) = recognize(pair(satisfy(is_letter), tail)).parse(input)?;
    let (rest, indices) = match rest.as_bytes().first() {
        Some(b'_') | Some(128..) => {
            alt((written_index, map(lowered, |index| vec![index]), |i| Ok((i, Vec::new())))).parse(rest)?
        }
        _ => (rest, Vec::new()),
    };
    Ok((rest, Token::Name(canonical(spelled), indices)))
}

fn written_index(input: &str) -> IResult<&str, Vec<SmolStr>> {
    preceded(tag("_"), alt((map(index_item, |item| vec![item]), index_list))).parse(input)
}

fn index_item(input: &str) -> IResult<&str, SmolStr> {
    map(take_while1(|c: char| is_letter(c) || c.is_ascii_digit()), canonical).parse(input)
}

/// `{j, i}`.
fn index_list(input: &str) -> IResult<&str, Vec<SmolStr>> {
    let spaced = |sign: &'static str| delimited(multispace0, tag(sign), multispace0);
    delimited(pair(tag("{"), multispace0), separated_list1(spaced(","), index_item), pair(multispace0, tag("}")))
        .parse(input)
}

/// Letters that start and continue names.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let is_letter = c.is_alphabetic() && raised_digit(c).is_none() && lowered_letter(c).is_none();
    is_letter && !matches!(c, 'Σ' | 'Π') || is_formal_digit(c)
}

/// Digits in the fonts of formulas are names: 𝟏 is a vector of ones, 𝟙 an indicator.
pub(super) fn is_formal_digit(c: char) -> bool {
    matches!(c, '\u{1D7CE}'..='\u{1D7FF}')
}

/// Marks over and under a letter: hats, bars, and those that stay with their letters.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && canonical_combining_class(c) != 0
}

const MARKS: &[(char, &str)] = &[('\u{302}', "hat"), ('\u{304}', "bar"), ('\u{305}', "bar"), ('\u{303}', "tilde")];

/// Greek letters and their names in plain notation; of two letters with one name the first is printed.
pub const GREEK: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ϑ', "vartheta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
];

/// The spelling in plain notation: `η` is `eta`, `ŷ` is `yhat`, `x̄` is `xbar`.
pub(super) fn canonical(name: &str) -> SmolStr {
    if name.is_ascii() {
        return name.into();
    }
    let word = |table: &[(char, &'static str)], sign: char| {
        table.iter().find(|(known, _)| *known == sign).map(|(_, word)| *word)
    };
    let decomposed: Vec<char> = name.nfd().collect();
    let mut spelled = String::new();
    for letter in decomposed.chunk_by(|_, &next| is_mark(next)) {
        let [base, marks @ ..] = letter else { continue };
        match marks.iter().map(|&mark| word(MARKS, mark)).collect::<Option<Vec<&str>>>() {
            Some(marks) => {
                match word(GREEK, *base) {
                    Some(word) => spelled.push_str(word),
                    None => spelled.push(*base),
                }
                spelled.extend(marks);
            }
            // A letter under a mark without a word is a letter of its own, as typed: Ž, ϋ.
            None => spelled.extend(letter),
        }
    }
    spelled.nfc().collect()
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉";
const LOWERED_LETTERS: &[(char, char)] =
    &[('ᵢ', 'i'), ('ⱼ', 'j'), ('ₖ', 'k'), ('ₗ', 'l'), ('ₘ', 'm'), ('ₙ', 'n'), ('ₚ', 'p'), ('ₜ', 't'), ('ₛ', 's')];

fn digit_in(digits: &str, c: char) -> Option<char> {
    digits.chars().zip('0'..='9').find(|(sign, _)| *sign == c).map(|(_, digit)| digit)
}

fn raised_digit(c: char) -> Option<char> {
    digit_in(RAISED, c).or((c == 'ⁿ').then_some('n'))
}

fn lowered_letter(c: char) -> Option<char> {
    digit_in(LOWERED, c).or(LOWERED_LETTERS.iter().find(|(sign, _)| *sign == c).map(|(_, letter)| *letter))
}

fn lowered(input: &str) -> IResult<&str, SmolStr> {
    let (rest, signs) = take_while1(|c| lowered_letter(c).is_some()).parse(input)?;
    Ok((rest, signs.chars().filter_map(lowered_letter).collect()))
}

/// `²`, `⁻¹`, `ⁿ`.
fn raised(input: &str) -> IResult<&str, SmolStr> {
    let (rest, (minus, signs)) = pair(opt(one_of("⁻⁺")), take_while1(|c| raised_digit(c).is_some())).parse(input)?;
    let sign = minus.filter(|sign| *sign == '⁻').map(|_| '-');
    Ok((rest, sign.into_iter().chain(signs.chars().filter_map(raised_digit)).collect()))
}

fn sign(input: &str) -> IResult<&str, Token> {
    let two = alt((
        value(Token::Operator(Operator::Power), tag("**")),
        value(Token::Range, alt((tag(".."), tag("…")))),
        value(Token::Relation(Relation::Equal), tag("==")),
        value(Token::Relation(Relation::Unequal), alt((tag("!="), tag("<>"), tag("≠")))),
        value(Token::Relation(Relation::LessEqual), alt((tag("<="), tag("≤"), tag("⩽")))),
        value(Token::Relation(Relation::GreaterEqual), alt((tag(">="), tag("≥"), tag("⩾")))),
    ));
    alt((two, one_sign)).parse(input)
}

fn one_sign(input: &str) -> IResult<&str, Token> {
    let (rest, c) = anychar(input)?;
    let token = match c {
        '+' => Token::Operator(Operator::Plus),
        '-' | '−' | '–' => Token::Operator(Operator::Minus),
        '*' | '·' | '×' | '⋅' | '∙' | '∗' => Token::Operator(Operator::Times),
        '/' | '÷' | '∕' => Token::Operator(Operator::Over),
        '^' => Token::Operator(Operator::Power),
        '=' | '＝' => Token::Relation(Relation::Equal),
        '<' => Token::Relation(Relation::Less),
        '>' => Token::Relation(Relation::Greater),
        '(' | '（' => Token::Open('('),
        ')' | '）' => Token::Close(')'),
        '[' => Token::Open('['),
        ']' => Token::Close(']'),
        '{' => Token::Open('{'),
        '}' => Token::Close('}'),
        '|' => Token::Bar,
        ',' | '，' => Token::Comma,
        '√' => Token::Root,
        '!' => Token::Factorial,
        ';' | '；' => Token::Separator,
        '\n' => Token::Line,
        _ => return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::OneOf))),
    };
    Ok((rest, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text).unwrap_or_default().into_iter().map(|spanned| spanned.token).collect()
    }

    #[test]
    fn names_are_spelled_canonically() {
        let name = |base: &str, indices: &[&str]| {
            vec![Token::Name(base.into(), indices.iter().map(|text| (*text).into()).collect())]
        };
        assert_eq!(kinds("ŷ"), name("yhat", &[]));
        assert_eq!(kinds("x̄"), name("xbar", &[]));
        assert_eq!(kinds("η"), name("eta", &[]));
        assert_eq!(kinds("x₁"), name("x", &["1"]));
        assert_eq!(kinds("W_{j, i}"), name("W", &["j", "i"]));
        assert_eq!(kinds("w_old"), name("w", &["old"]));
    }

    #[test]
    fn numbers_stop_where_they_should() {
        assert_eq!(kinds("1..N").len(), 3);
        assert_eq!(kinds("2e").len(), 2);
        assert_eq!(kinds("1e-3"), vec![Token::Number("1e-3".into())]);
        assert_eq!(kinds(".5"), vec![Token::Number(".5".into())]);
        assert_eq!(kinds("5."), vec![Token::Number("5".into())]);
    }
}
