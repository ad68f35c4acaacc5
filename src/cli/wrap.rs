//! Owns the breaking of prose into lines: at spaces, and between the characters of Chinese text.

use unicode_width::UnicodeWidthChar;

/// Signs that must not start a line.
const CLOSING: &str = ",。、;:?!)」』】》”’…,.;:?!)";
/// Signs that must not end a line.
const OPENING: &str = "(「『【《“‘(";

/// Cuts `text` into lines of at most `width` columns; a word that is wider gets a line of its own. At least one line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let size = columns(piece.trim_end());
        if used > 0 && used + size > width {
            if let Some(line) = lines.last_mut() {
                line.truncate(line.trim_end().len());
            }
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
        used += columns(piece);
    }
    if let Some(line) = lines.last_mut() {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// The parts between which a line may break.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| c.width() == Some(2);
        let breaks = before.is_some_and(|b| {
            (b == ' ' && c != ' ')
                || ((wide(b) || wide(c)) && b != ' ' && c != ' ' && !CLOSING.contains(c) && !OPENING.contains(b))
        });
        if breaks {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("括号不匹配,请补上", 10), ["括号不匹", "配,请补上"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("incomprehensible", 4), ["incomprehensible"]);
    }
}
