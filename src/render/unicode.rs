//! Owns plain notation in Unicode: the same text with Greek letters, accents, raised and lowered digits, and real signs.

use super::name::Name;
use super::plain::plain;
use crate::expr::{Id, Pool};

/// Words of plain notation that have a sign in Unicode.
const WORDS: &[(&str, &str)] = &[("sum", "Σ"), ("prod", "Π")];

/// Indices that have a lowered letter, and the letters.
const LOWERED: (&str, &str) = ("0123456789ijklmnpst", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₚₛₜ");

/// Exponents that have raised digits, and the digits.
const RAISED: (&str, &str) = ("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹");

/// The expression in plain notation with the letters and signs of Unicode. It is read back to the same id, as
/// [`plain`] is: no product is left to the eye. Linear in the length of the text.
///
/// ```
/// use gradus::{expr::{Pool, read}, render};
/// let mut pool = Pool::new();
/// let loss = read(&mut pool, "sum(i=1..N, (y_i - yhat_i)^2)/N - eta*x_1").unwrap();
/// let text = render::plain_unicode(&pool, loss);
/// assert_eq!(text, "Σ(i=1..N, (yᵢ − ŷᵢ)²)/N − η·x₁");
/// assert_eq!(read(&mut pool, &text).unwrap(), loss);
/// ```
pub fn plain_unicode(pool: &Pool, id: Id) -> String {
    let text = plain(pool, id);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let (sign, length) = if is_part(first) {
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            (spelled(word, &out, after), length)
        } else {
            sign(rest, first)
        };
        out.push_str(&sign);
        rest = rest.get(length..).unwrap_or("");
    }
    out
}

/// Whether a character is part of a name or number.
fn is_part(c: char) -> bool {
    c.is_alphanumeric()
}

/// A name or number, by what stands around it.
fn spelled(word: &str, before: &str, after: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    if after.starts_with('(') || word == "log" {
        let sign = WORDS.iter().find(|(name, _)| *name == word).map(|(_, sign)| *sign);
        return sign.unwrap_or(word).to_owned();
    }
    // The variable of a derivative stands behind its d.
    match word.strip_prefix('d').filter(|name| !name.is_empty() && before.ends_with("d/")) {
        Some(name) => format!("d{}", Name::new(name).unicode()),
        None => Name::new(word).unicode(),
    }
}

/// What stands for a sign at the start of the text, and how long the sign is.
fn sign(rest: &str, first: char) -> (String, usize) {
    for (plain, unicode) in [("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("*", "·"), ("-", "−")] {
        if rest.starts_with(plain) {
            return (unicode.to_owned(), plain.len());
        }
    }
    let inside = rest.get(1..).unwrap_or("");
    let length = inside.find(|c| !is_part(c)).unwrap_or(inside.len());
    let (word, after) = inside.split_at_checked(length).unwrap_or((inside, ""));
    let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let moved = match first {
        '^' if is_digits && !after.starts_with(['^', '_', '.']) => moved(word, RAISED),
        '_' if is_digits || word.len() == 1 => moved(word, LOWERED).filter(|_| !after.starts_with(['_', '('])),
        _ => None,
    };
    moved.map_or((first.to_string(), first.len_utf8()), |signs| (signs, 1 + length))
}

/// A word in raised or lowered letters; nothing when one of them is missing.
fn moved(word: &str, (plain, signs): (&str, &str)) -> Option<String> {
    let one = |c: char| plain.chars().zip(signs.chars()).find(|(letter, _)| *letter == c).map(|(_, sign)| sign);
    (!word.is_empty()).then(|| word.chars().map(one).collect()).flatten()
}
