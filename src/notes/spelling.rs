//! Owns words that a document writes as plain letters: `KL(p)`, `MSE = …`, `TP + FP`. Elsewhere letters in a row are a
//! product.

use super::regions::{Region, RegionKind};

/// A run of letters in a formula and what follows it.
struct Run<'t> {
    text: &'t str,
    /// Whether a bracket follows at once.
    called: bool,
    /// Whether it is the whole left side of an equation.
    left: bool,
}

/// The words of a document: runs of capitals or longer runs that are called like functions or defined, and runs of
/// capitals whose letters don't all stand alone somewhere. Linear in the text, but for the number of different runs.
pub(super) fn words(text: &str, regions: &[Region]) -> Vec<String> {
    let mut runs: Vec<Run> = Vec::new();
    for region in regions.iter().filter(|region| region.kind != RegionKind::Directive) {
        collect(region.span.text(text), &mut runs);
    }
    let alone: Vec<char> =
        runs.iter().filter(|run| run.text.len() == 1).filter_map(|run| run.text.chars().next()).collect();
    let mut words: Vec<String> = Vec::new();
    for run in &runs {
        let capitals = run.text.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_word = match run.text.len() {
            0 | 1 => false,
            2 => capitals && (run.called || run.left || run.text.chars().any(|c| !alone.contains(&c))),
            _ if capitals => true,
            3 => run.text.starts_with(|c: char| c.is_ascii_uppercase()) && (run.called || run.left),
            _ => run.called || run.left,
        };
        if is_word && !words.iter().any(|word| word == run.text) {
            words.push(run.text.to_owned());
        }
    }
    words
}

/// Letters that a document defines as functions: `s(t) = …` at the start of a formula or row. Linear in the text.
pub(super) fn functions(text: &str, regions: &[Region]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for region in regions.iter().filter(|region| region.kind != RegionKind::Directive) {
        for row in region.span.text(text).split(r"\\") {
            let row = row.trim_start_matches(|c: char| c.is_whitespace() || c == '&');
            let row = row.split_once('}').filter(|(begin, _)| begin.starts_with(r"\begin{")).map_or(row, |(_, rest)| rest);
            if let Some(name) = defined(row.trim_start())
                && !found.contains(&name)
            {
                found.push(name);
            }
        }
    }
    found
}

/// The letter before `(a, b) =`, where all arguments are letters.
fn defined(row: &str) -> Option<String> {
    let name = row.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = row.get(1..)?.trim_start_matches(['\'', ' ']);
    let rest = rest.strip_prefix(r"\left").unwrap_or(rest).strip_prefix('(')?;
    let (arguments, after) = rest.split_once(')')?;
    let letter = |argument: &str| {
        let argument = argument.trim();
        let greek = argument.strip_prefix('\\').is_some_and(|word| word.chars().all(|c| c.is_ascii_alphabetic()));
        greek || argument.chars().all(|c| c.is_ascii_alphabetic()) && argument.len() == 1 && !argument.starts_with(name)
    };
    let after = after.trim_start_matches([' ', '&', '\n']);
    let defines = after.starts_with('=') || after.starts_with(":=");
    (defines && arguments.trim_end_matches(r"\right").split(',').all(letter)).then(|| name.to_string())
}

fn collect<'t>(formula: &'t str, runs: &mut Vec<Run<'t>>) {
    let mut rest = formula;
    let mut starts = true;
    while let Some(first) = rest.chars().next() {
        let letters = |text: &str| text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let length = match first {
            '\\' => {
                let length = 1 + rest.get(1..).map_or(0, letters);
                // A row begins after `\\`; environments and brackets change nothing.
                starts = length == 1 && rest.starts_with(r"\\") || starts && rest.starts_with(r"\begin");
                let argument = rest.get(length..).filter(|_| rest.starts_with(r"\begin") || rest.starts_with(r"\end"));
                let skipped = argument.and_then(|text| text.find('}')).map_or(0, |at| at + 1);
                if length == 1 {
                    1 + rest.get(1..).and_then(|text| text.chars().next()).map_or(0, char::len_utf8)
                } else {
                    length + skipped
                }
            }
            _ if first.is_ascii_alphabetic() => {
                let (text, after) = rest.split_at(letters(rest));
                let next = after.trim_start_matches(|c: char| c.is_whitespace() || c == '&');
                let called = after.starts_with('(') || after.starts_with(r"\left(") || after.starts_with(r"\big(");
                runs.push(Run { text, called, left: starts && (next.starts_with('=') || next.starts_with(":=")) });
                starts = false;
                text.len()
            }
            _ => {
                starts &= first.is_whitespace() || first == '&';
                first.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::Format;
    use crate::notes::regions::regions;

    #[test]
    fn words_are_told_from_products() {
        let found = |text: &str| words(text, &regions(text, Format::Markdown));
        assert_eq!(found(r"$KL(p, q) = 0$ and $\mathrm{x} LL(\theta)$"), ["KL", "LL"]);
        assert_eq!(found(r"$R = 1, C = 2, t/RC$"), [""; 0]);
        assert_eq!(found(r"$$\begin{aligned} MSE &= 1 \\ loss &= wxb \end{aligned}$$"), ["MSE", "loss"]);
        assert_eq!(found(r"$P = \frac{TP}{TP + FP}$, $wx(a + b)$"), ["TP", "FP"]);
    }

    #[test]
    fn functions_are_told_by_their_definitions() {
        let found = |text: &str| functions(text, &regions(text, Format::Markdown));
        assert_eq!(found(r"$s(t) = \frac12 gt^2$, $$v(t) &= 1 \\ u(x, \theta) &= 2$$"), ["s", "v", "u"]);
        assert_eq!(found(r"$a(b + c) = ab + ac$, $p(1 - p)$, $2s(t) = 1$, $x(2) = 3$"), [""; 0]);
    }
}
