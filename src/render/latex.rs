//! Owns the drawing in LaTeX, in the part of it that amsmath and KaTeX share.

use super::emit::{Piece, emit, separated};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark, Sign};

impl Formula {
    /// In LaTeX, for math mode; braces are balanced and names are escaped.
    pub fn latex(&self) -> String {
        emit(self, |id, out| pieces(self, id, out))
    }
}

impl Sign {
    /// The sign in LaTeX.
    pub(super) fn latex(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::Unequal => r"\ne ",
            Sign::Less => "<",
            Sign::LessEqual => r"\le ",
            Sign::Greater => ">",
            Sign::GreaterEqual => r"\ge ",
            Sign::Approximately => r"\approx ",
            Sign::Defined => ":=",
            Sign::Becomes => r"\gets ",
            Sign::Implies => r"\Rightarrow ",
            Sign::Tends => r"\to ",
        }
    }
}

/// Text for LaTeX: its special characters made harmless.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str(r"\backslash{}"),
            '^' => out.push_str(r"\hat{}"),
            '~' => out.push_str(r"\sim{}"),
            _ => out.push(c),
        }
    }
    out
}

fn pieces(formula: &Formula, id: FormId, out: &mut Vec<Piece>) {
    let children = formula.children(id);
    let text = Piece::Text;
    match (formula.mark(id), children) {
        (Mark::Number(digits), _) => out.push(Piece::Made(digits.to_string())),
        (Mark::Name(name), _) => {
            let stem = match name.greek {
                Some(command) => format!("{command} "),
                None if name.is_letter() => escape(&name.stem),
                None => format!(r"\mathrm{{{}}}", escape(&name.stem)),
            };
            out.push(Piece::Made(match name.accent {
                Some(accent) => format!("{}{{{}}}", accent.latex(), stem.trim_end()),
                None => stem,
            }));
        }
        (Mark::Word(word), _) => out.push(Piece::Made(format!(r"\text{{{}}}", escape(word)))),
        (Mark::Function { latex, name, .. }, _) => {
            out.push(Piece::Made(if latex.is_empty() {
                format!(r"\operatorname{{{}}}", escape(name))
            } else {
                (*latex).to_owned()
            }));
        }
        (Mark::Omitted, _) => out.push(text(r"\dots ")),
        (Mark::Negative, [a]) => out.extend([text("-"), Piece::Part(*a)]),
        (Mark::Terms(minus), _) => {
            for (at, &child) in children.iter().enumerate() {
                match at.checked_sub(1).and_then(|at| minus.get(at)) {
                    None => {}
                    Some(true) => out.push(text("-")),
                    Some(false) => out.push(text("+")),
                }
                out.push(Piece::Part(child));
            }
        }
        (Mark::Factors(joins), _) => {
            for (at, &child) in children.iter().enumerate() {
                if let Some(join) = at.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.push(text(match join {
                        Join::Close => "",
                        Join::Gap => r"\,",
                        Join::Dot => r"\cdot ",
                    }));
                }
                out.push(Piece::Part(child));
            }
        }
        (Mark::Fraction, [a, b]) => {
            out.extend([text(r"\frac{"), Piece::Part(*a), text("}{"), Piece::Part(*b), text("}")]);
        }
        (Mark::Slash, [a, b]) => out.extend([Piece::Part(*a), text("/"), Piece::Part(*b)]),
        (Mark::Power, [base, exponent]) => {
            out.extend([Piece::Part(*base), text("^{"), Piece::Part(*exponent), text("}")]);
        }
        (Mark::Index, [base, indices @ ..]) => {
            out.extend([Piece::Part(*base), text("_{")]);
            separated(indices, ",", out);
            out.push(text("}"));
        }
        (Mark::Fenced(fence), [inside]) => {
            let (open, close) = match (fence, formula.is_tall(*inside)) {
                (Fence::Round, false) => ("(", ")"),
                (Fence::Round, true) => (r"\left(", r"\right)"),
                (Fence::Square, false) => ("[", "]"),
                (Fence::Square, true) => (r"\left[", r"\right]"),
                (Fence::Own { latex, .. }, _) => *latex,
            };
            out.extend([text(open), Piece::Part(*inside), text(close)]);
        }
        (Mark::Root, [radicand]) => out.extend([text(r"\sqrt{"), Piece::Part(*radicand), text("}")]),
        (Mark::Root, [radicand, degree, ..]) => {
            out.extend([text(r"\sqrt["), Piece::Part(*degree), text("]{"), Piece::Part(*radicand), text("}")]);
        }
        (Mark::Bare, [head, argument]) => out.extend([Piece::Part(*head), text(" "), Piece::Part(*argument)]),
        (Mark::Call, [head, arguments @ ..]) => {
            let tall = arguments.iter().any(|&argument| formula.is_tall(argument));
            let (open, close) = if tall { (r"\left(", r"\right)") } else { ("(", ")") };
            out.extend([Piece::Part(*head), text(open)]);
            separated(arguments, ", ", out);
            out.push(text(close));
        }
        (Mark::Over(big), [index, lower, upper, body]) => {
            let sign = match big {
                Big::Sum => r"\sum_{",
                Big::Product => r"\prod_{",
            };
            out.extend([text(sign), Piece::Part(*index), text("="), Piece::Part(*lower), text("}^{")]);
            out.extend([Piece::Part(*upper), text("} "), Piece::Part(*body)]);
        }
        (Mark::Derivative { partial, orders, above }, [body, variables @ ..]) => {
            let d = if *partial { r"\partial " } else { "d" };
            let order = |times: usize| Piece::Made(if times > 1 { format!("^{{{times}}}") } else { String::new() });
            out.extend([text(r"\frac{"), text(d), order(orders.iter().sum())]);
            if *above {
                out.push(Piece::Part(*body));
            }
            out.push(text("}{"));
            for (at, (&variable, &times)) in variables.iter().zip(orders.iter()).enumerate() {
                out.extend([text(if at > 0 { r"\," } else { "" }), text(d), Piece::Part(variable), order(times)]);
            }
            out.push(text("}"));
            if !above {
                out.push(Piece::Part(*body));
            }
        }
        (Mark::Cases { when, otherwise }, parts) => {
            out.push(text(r"\begin{cases}"));
            for (at, pair) in parts.chunks(2).enumerate() {
                out.push(text(if at > 0 { r"\\ " } else { "" }));
                match pair {
                    [value, condition] => {
                        out.extend([
                            Piece::Part(*value),
                            Piece::Made(format!(r" & \text{{{when} }}")),
                            Piece::Part(*condition),
                        ]);
                    }
                    _ => {
                        out.extend(pair.iter().map(|&part| Piece::Part(part)));
                        out.push(Piece::Made(format!(r" & \text{{{otherwise}}}")));
                    }
                }
            }
            out.push(text(r"\end{cases}"));
        }
        (Mark::Iverson, parts) => {
            out.push(text(r"\mathbf{1}["));
            separated(parts, ", ", out);
            out.push(text("]"));
        }
        (Mark::Factorial, [a]) => out.extend([Piece::Part(*a), text("!")]),
        (Mark::Relations(relations), _) => {
            for (at, &side) in children.iter().enumerate() {
                if let Some(sign) = at.checked_sub(1).and_then(|at| relations.get(at)) {
                    out.push(text(sign.latex()));
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
