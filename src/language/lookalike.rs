//! Owns letters that look like Latin ones and aren't: a name that is written with them is another name, which no reader sees.

use unicode_normalization::UnicodeNormalization;

/// Letters of other scripts, and under each the Latin letter that it looks like. Greek letters with a name of their own are
/// none: η is `eta` to everybody.
const LOOKALIKES: &[(&str, &str)] = &[
    ("аеорсухіјѕԁһԛԝ", "aeopcyxijsdhqw"),
    ("АВЕЅІЈКМНОРСТУХԚԜ", "ABESIJKMHOPCTYXQW"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
    ("ıȷ", "ij"),
];

/// The Latin letters that a letter looks like: one, or those of a ligature.
fn latin(c: char) -> Option<String> {
    // Letters as wide as Chinese characters, the slanted ones of formulas that were copied as text, and the ligatures of
    // printed books. Bold and double letters are meant.
    if matches!(c, '\u{FF21}'..='\u{FF5A}' | '\u{1D434}'..='\u{1D467}' | '\u{FB00}'..='\u{FB06}') {
        return Some(std::iter::once(c).nfkc().collect())
            .filter(|plain: &String| plain.chars().all(|c| c.is_ascii_alphabetic()));
    }
    LOOKALIKES.iter().find_map(|(letters, twins)| {
        let place = letters.chars().position(|letter| letter == c)?;
        twins.chars().nth(place).map(String::from)
    })
}

/// The name in Latin letters that a name can be mistaken for: each of its characters is ASCII or looks like a Latin letter,
/// and some do. `скорость` is nobody's lookalike.
pub(super) fn mistaken(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    name.chars().map(|c| if c.is_ascii() { Some(c.to_string()) } else { latin(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_has_a_twin() {
        for (letters, twins) in LOOKALIKES {
            assert_eq!(letters.chars().count(), twins.chars().count(), "{letters}");
            assert!(twins.is_ascii() && letters.chars().all(|letter| !letter.is_ascii()));
        }
    }

    #[test]
    fn only_whole_lookalikes_are_mistaken() {
        let cases =
            [("а", "a"), ("хa", "xa"), ("𝑥", "x"), ("ｗ", "w"), ("Α", "A"), ("𝑊1", "W1"), ("ıȷ", "ij"), ("ﬁt", "fit")];
        for (name, wanted) in cases {
            assert_eq!(mistaken(name).as_deref(), Some(wanted));
        }
        for name in ["a", "скорость", "温度", "ж", "ℓ", "x温", "𝐱", "ℝ"] {
            assert_eq!(mistaken(name), None, "{name}");
        }
    }
}
