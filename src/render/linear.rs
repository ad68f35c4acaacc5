//! Owns the drawing on one line, in Unicode and in ASCII.

use super::emit::{Piece, emit, separated};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark, Sign, binds};

/// The signs of one character set.
struct Signs {
    minus: &'static str,
    dot: &'static str,
    close: &'static str,
    gap: &'static str,
    ascii: bool,
}

const UNICODE: Signs = Signs { minus: "−", dot: " · ", close: "", gap: " ", ascii: false };
const ASCII: Signs = Signs { minus: "-", dot: "*", close: "*", gap: "*", ascii: true };

impl Formula {
    /// On one line, in Unicode: `2(y − wx)/N`.
    pub fn linear(&self) -> String {
        draw(self, &UNICODE)
    }

    /// On one line, in ASCII: `2*(y - w*x)/N`.
    pub fn ascii(&self) -> String {
        draw(self, &ASCII)
    }
}

impl Sign {
    /// The sign in Unicode.
    pub(super) fn unicode(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::Unequal => "≠",
            Sign::Less => "<",
            Sign::LessEqual => "≤",
            Sign::Greater => ">",
            Sign::GreaterEqual => "≥",
            Sign::Approximately => "≈",
            Sign::Defined => ":=",
            Sign::Becomes => "←",
            Sign::Implies => "⇒",
            Sign::Tends => "→",
        }
    }

    fn ascii(self) -> &'static str {
        match self {
            Sign::Unequal => "!=",
            Sign::LessEqual => "<=",
            Sign::GreaterEqual => ">=",
            Sign::Approximately => "~=",
            Sign::Becomes => "<-",
            Sign::Implies => "=>",
            Sign::Tends => "->",
            Sign::Equal | Sign::Less | Sign::Greater | Sign::Defined => self.unicode(),
        }
    }
}

fn draw(formula: &Formula, signs: &Signs) -> String {
    emit(formula, |id, out| pieces(formula, signs, id, out))
}

fn bracketed(formula: &Formula, id: FormId, least: u8, out: &mut Vec<Piece>) {
    if formula.binds(id) < least {
        out.extend([Piece::Text("("), Piece::Part(id), Piece::Text(")")]);
    } else {
        out.push(Piece::Part(id));
    }
}

fn pieces(formula: &Formula, signs: &Signs, id: FormId, out: &mut Vec<Piece>) {
    let children = formula.children(id);
    match (formula.mark(id), children) {
        (Mark::Number(digits), _) => out.push(Piece::Made(digits.to_string())),
        (Mark::Name(name), _) => {
            out.push(Piece::Made(if signs.ascii { name.plain.to_string() } else { name.unicode() }));
        }
        (Mark::Word(word), _) => out.push(Piece::Made(word.to_string())),
        (Mark::Function { unicode, name, .. }, _) => out.push(Piece::Text(if signs.ascii { name } else { unicode })),
        (Mark::Omitted, _) => out.push(Piece::Text(if signs.ascii { "..." } else { "…" })),
        (Mark::Negative, [a]) => {
            out.push(Piece::Text(signs.minus));
            bracketed(formula, *a, binds::TERM, out);
        }
        (Mark::Terms(minus), _) => {
            for (at, &child) in children.iter().enumerate() {
                match at.checked_sub(1).and_then(|at| minus.get(at)) {
                    None => {}
                    Some(true) => out.extend([Piece::Text(" "), Piece::Text(signs.minus), Piece::Text(" ")]),
                    Some(false) => out.push(Piece::Text(" + ")),
                }
                out.push(Piece::Part(child));
            }
        }
        (Mark::Factors(joins), _) => {
            for (at, &child) in children.iter().enumerate() {
                if let Some(join) = at.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.push(Piece::Text(match join {
                        Join::Close => signs.close,
                        Join::Gap => signs.gap,
                        Join::Dot => signs.dot,
                    }));
                }
                bracketed(formula, child, binds::PRODUCT, out);
            }
        }
        (Mark::Fraction | Mark::Slash, [a, b]) => {
            bracketed(formula, *a, binds::PRODUCT, out);
            out.push(Piece::Text("/"));
            bracketed(formula, *b, binds::POWER, out);
        }
        (Mark::Power, [base, exponent]) => {
            bracketed(formula, *base, binds::BASE, out);
            let text = signs.ascii.then_some(None).unwrap_or_else(|| raised(formula, *exponent));
            match text {
                Some(text) => out.push(Piece::Made(text)),
                None => {
                    out.push(Piece::Text("^"));
                    bracketed(formula, *exponent, binds::ATOM, out);
                }
            }
        }
        (Mark::Index, [base, indices @ ..]) => {
            out.push(Piece::Part(*base));
            match (signs.ascii, lowered(formula, indices), indices) {
                (false, Some(text), _) => out.push(Piece::Made(text)),
                (_, _, [only]) if formula.children(*only).is_empty() => {
                    out.extend([Piece::Text("_"), Piece::Part(*only)]);
                }
                _ => {
                    out.push(Piece::Text("_{"));
                    separated(indices, ", ", out);
                    out.push(Piece::Text("}"));
                }
            }
        }
        (Mark::Fenced(fence), [inside]) => match fence {
            Fence::Round => out.extend([Piece::Text("("), Piece::Part(*inside), Piece::Text(")")]),
            Fence::Square if signs.ascii => out.extend([Piece::Text("("), Piece::Part(*inside), Piece::Text(")")]),
            Fence::Square => out.extend([Piece::Text("["), Piece::Part(*inside), Piece::Text("]")]),
            Fence::Own { unicode, name, .. } if !signs.ascii || unicode.0 == "|" => {
                let _ = name;
                out.extend([Piece::Text(unicode.0), Piece::Part(*inside), Piece::Text(unicode.1)]);
            }
            Fence::Own { name, .. } => {
                out.extend([Piece::Text(name), Piece::Text("("), Piece::Part(*inside), Piece::Text(")")]);
            }
        },
        (Mark::Root, [radicand]) if signs.ascii => {
            out.extend([Piece::Text("sqrt("), Piece::Part(*radicand), Piece::Text(")")]);
        }
        (Mark::Root, [radicand]) => {
            out.push(Piece::Text("√"));
            bracketed(formula, *radicand, binds::ATOM, out);
        }
        (Mark::Root, [radicand, degree, ..]) => {
            out.extend([Piece::Text("root("), Piece::Part(*radicand), Piece::Text(", "), Piece::Part(*degree)]);
            out.push(Piece::Text(")"));
        }
        (Mark::Bare, [head, argument]) if signs.ascii => {
            out.extend([Piece::Part(*head), Piece::Text("("), Piece::Part(*argument), Piece::Text(")")]);
        }
        (Mark::Bare, [head, argument]) => {
            out.extend([Piece::Part(*head), Piece::Text(" "), Piece::Part(*argument)]);
        }
        (Mark::Call, [head, arguments @ ..]) => {
            out.extend([Piece::Part(*head), Piece::Text("(")]);
            separated(arguments, ", ", out);
            out.push(Piece::Text(")"));
        }
        (Mark::Over(big), [index, lower, upper, body]) => {
            let name = match (big, signs.ascii) {
                (Big::Sum, false) => "∑",
                (Big::Product, false) => "∏",
                (Big::Sum, true) => "sum",
                (Big::Product, true) => "prod",
            };
            out.extend([Piece::Text(name), Piece::Text("("), Piece::Part(*index), Piece::Text("=")]);
            out.extend([Piece::Part(*lower), Piece::Text(if signs.ascii { ".." } else { "…" }), Piece::Part(*upper)]);
            out.extend([Piece::Text(", "), Piece::Part(*body), Piece::Text(")")]);
        }
        (Mark::Derivative { partial, orders, above }, [body, variables @ ..]) => {
            let d = if *partial && !signs.ascii { "∂" } else { "d" };
            let total: usize = orders.iter().sum();
            out.push(Piece::Text(d));
            order(total, signs, out);
            if *above {
                out.push(Piece::Part(*body));
            }
            out.push(Piece::Text("/"));
            let several = variables.len() > 1;
            out.push(Piece::Text(if several && signs.ascii { "(" } else { "" }));
            for (at, (&variable, &times)) in variables.iter().zip(orders.iter()).enumerate() {
                out.extend([Piece::Text(if at > 0 && signs.ascii { " " } else { "" }), Piece::Text(d)]);
                out.push(Piece::Part(variable));
                order(times, signs, out);
            }
            out.push(Piece::Text(if several && signs.ascii { ")" } else { "" }));
            if !above {
                out.extend([Piece::Text(" "), Piece::Part(*body)]);
            }
        }
        (Mark::Cases { .. }, parts) => {
            out.push(Piece::Text("if("));
            for pair in parts.chunks(2) {
                match pair {
                    [value, condition] => {
                        out.extend([Piece::Part(*condition), Piece::Text(", "), Piece::Part(*value)]);
                        out.push(Piece::Text(", "));
                    }
                    _ => out.extend(pair.iter().map(|&part| Piece::Part(part))),
                }
            }
            out.push(Piece::Text(")"));
        }
        (Mark::Iverson, parts) => {
            out.push(Piece::Text(if signs.ascii { "indicator(" } else { "1[" }));
            separated(parts, ", ", out);
            out.push(Piece::Text(if signs.ascii { ")" } else { "]" }));
        }
        (Mark::Factorial, [a]) => out.extend([Piece::Part(*a), Piece::Text("!")]),
        (Mark::Relations(relations), _) => {
            for (at, &side) in children.iter().enumerate() {
                if let Some(sign) = at.checked_sub(1).and_then(|at| relations.get(at)) {
                    let sign = if signs.ascii { sign.ascii() } else { sign.unicode() };
                    out.extend([Piece::Text(" "), Piece::Text(sign), Piece::Text(" ")]);
                }
                out.push(Piece::Part(side));
            }
        }
        (Mark::List, _) => separated(children, ", ", out),
        // The builder gives every mark its number of parts.
        (
            Mark::Negative
            | Mark::Fraction
            | Mark::Slash
            | Mark::Power
            | Mark::Index
            | Mark::Fenced(_)
            | Mark::Root
            | Mark::Bare
            | Mark::Call
            | Mark::Over(_)
            | Mark::Derivative { .. }
            | Mark::Factorial,
            _,
        ) => {}
    }
}

fn order(times: usize, signs: &Signs, out: &mut Vec<Piece>) {
    if times > 1 {
        let digits = times.to_string();
        out.push(Piece::Made(if signs.ascii {
            format!("^{digits}")
        } else {
            digits.chars().filter_map(superscript).collect()
        }));
    }
}

const SUPERSCRIPTS: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('−', '⁻'),
    ('n', 'ⁿ'),
    ('k', 'ᵏ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('t', 'ᵗ'),
    ('a', 'ᵃ'),
    ('b', 'ᵇ'),
    ('m', 'ᵐ'),
    ('z', 'ᶻ'),
    ('u', 'ᵘ'),
    ('v', 'ᵛ'),
    ('w', 'ʷ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
    ('p', 'ᵖ'),
    ('r', 'ʳ'),
    ('s', 'ˢ'),
    ('d', 'ᵈ'),
    ('c', 'ᶜ'),
    ('g', 'ᵍ'),
    ('h', 'ʰ'),
];

const SUBSCRIPTS: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('l', 'ₗ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('p', 'ₚ'),
    ('t', 'ₜ'),
    ('s', 'ₛ'),
    ('a', 'ₐ'),
    ('x', 'ₓ'),
    ('r', 'ᵣ'),
];

fn superscript(c: char) -> Option<char> {
    SUPERSCRIPTS.iter().find(|(plain, _)| *plain == c).map(|(_, raised)| *raised)
}

/// An exponent as raised characters: a number or one letter, with a sign.
pub(super) fn raised(formula: &Formula, id: FormId) -> Option<String> {
    let text = match (formula.mark(id), formula.children(id)) {
        (Mark::Negative, [inner]) => format!("−{}", leaf(formula, *inner)?),
        _ => leaf(formula, id)?,
    };
    text.chars().map(superscript).collect()
}

/// Indices as lowered characters: letters and numbers without sign.
pub(super) fn lowered(formula: &Formula, indices: &[FormId]) -> Option<String> {
    let [only] = indices else { return None };
    let text = leaf(formula, *only)?;
    text.chars().map(|c| SUBSCRIPTS.iter().find(|(plain, _)| *plain == c).map(|(_, low)| *low)).collect()
}

fn leaf(formula: &Formula, id: FormId) -> Option<String> {
    match formula.mark(id) {
        Mark::Number(digits) => Some(digits.to_string()),
        Mark::Name(name) if name.accent.is_none() => Some(name.stem.to_string()),
        _ => None,
    }
}
