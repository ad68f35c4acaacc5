//! Owns the drawing in presentation MathML (MathML Core), which browsers set by themselves.

use super::emit::{Piece, emit};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark};

impl Formula {
    /// A `<math>` element; everything that came from a user is escaped.
    pub fn mathml(&self, block: bool) -> String {
        let display = if block { r#" display="block""# } else { "" };
        format!("<math{display}><mrow>{}</mrow></math>", emit(self, |id, out| pieces(self, id, out)))
    }
}

/// Text for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

fn operator(sign: &str) -> Piece {
    Piece::Made(format!("<mo>{}</mo>", escape(sign)))
}

fn row(children: impl IntoIterator<Item = Piece>, out: &mut Vec<Piece>) {
    out.push(Piece::Text("<mrow>"));
    out.extend(children);
    out.push(Piece::Text("</mrow>"));
}

fn listed(children: &[FormId], out: &mut Vec<Piece>) {
    for (at, &child) in children.iter().enumerate() {
        out.extend((at > 0).then(|| operator(",")));
        out.push(Piece::Part(child));
    }
}

fn pieces(formula: &Formula, id: FormId, out: &mut Vec<Piece>) {
    let children = formula.children(id);
    let text = Piece::Text;
    match (formula.mark(id), children) {
        (Mark::Number(digits), _) => out.push(Piece::Made(format!("<mn>{digits}</mn>"))),
        (Mark::Name(name), _) => {
            let stem = format!("<mi>{}</mi>", escape(&name.stem));
            out.push(Piece::Made(match name.accent {
                Some(accent) => {
                    format!(r#"<mover accent="true">{stem}<mo stretchy="false">{}</mo></mover>"#, accent.sign())
                }
                None => stem,
            }));
        }
        (Mark::Word(word), _) => out.push(Piece::Made(format!("<mtext>{}</mtext>", escape(word)))),
        (Mark::Function { unicode, .. }, _) => {
            out.push(Piece::Made(format!(r#"<mi mathvariant="normal">{}</mi>"#, escape(unicode))))
        }
        (Mark::Omitted, _) => out.push(operator("…")),
        (Mark::Negative, [a]) => row([operator("−"), Piece::Part(*a)], out),
        (Mark::Terms(minus), _) => {
            out.push(text("<mrow>"));
            for (at, &child) in children.iter().enumerate() {
                match at.checked_sub(1).and_then(|at| minus.get(at)) {
                    None => {}
                    Some(true) => out.push(operator("−")),
                    Some(false) => out.push(operator("+")),
                }
                out.push(Piece::Part(child));
            }
            out.push(text("</mrow>"));
        }
        (Mark::Factors(joins), _) => {
            out.push(text("<mrow>"));
            for (at, &child) in children.iter().enumerate() {
                if let Some(join) = at.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.push(text(match join {
                        Join::Close => "<mo>\u{2062}</mo>",
                        Join::Gap => r#"<mspace width="0.17em"></mspace>"#,
                        Join::Dot => "<mo>·</mo>",
                    }));
                }
                out.push(Piece::Part(child));
            }
            out.push(text("</mrow>"));
        }
        (Mark::Fraction, [a, b]) => {
            out.extend([
                text("<mfrac><mrow>"),
                Piece::Part(*a),
                text("</mrow><mrow>"),
                Piece::Part(*b),
                text("</mrow></mfrac>"),
            ]);
        }
        (Mark::Slash, [a, b]) => row([Piece::Part(*a), operator("/"), Piece::Part(*b)], out),
        (Mark::Power, [base, exponent]) => {
            out.extend([
                text("<msup><mrow>"),
                Piece::Part(*base),
                text("</mrow><mrow>"),
                Piece::Part(*exponent),
                text("</mrow></msup>"),
            ]);
        }
        (Mark::Index, [base, indices @ ..]) => {
            out.extend([text("<msub><mrow>"), Piece::Part(*base), text("</mrow><mrow>")]);
            listed(indices, out);
            out.push(text("</mrow></msub>"));
        }
        (Mark::Fenced(fence), [inside]) => {
            let (open, close) = match fence {
                Fence::Round => ("(", ")"),
                Fence::Square => ("[", "]"),
                Fence::Own { unicode, .. } => *unicode,
            };
            row([operator(open), Piece::Part(*inside), operator(close)], out);
        }
        (Mark::Root, [radicand]) => out.extend([text("<msqrt>"), Piece::Part(*radicand), text("</msqrt>")]),
        (Mark::Root, [radicand, degree, ..]) => {
            out.extend([
                text("<mroot><mrow>"),
                Piece::Part(*radicand),
                text("</mrow><mrow>"),
                Piece::Part(*degree),
                text("</mrow></mroot>"),
            ]);
        }
        (Mark::Bare, [head, argument]) => {
            row(
                [
                    Piece::Part(*head),
                    text("<mo>\u{2061}</mo>"),
                    text(r#"<mspace width="0.17em"></mspace>"#),
                    Piece::Part(*argument),
                ],
                out,
            );
        }
        (Mark::Call, [head, arguments @ ..]) => {
            out.extend([text("<mrow>"), Piece::Part(*head), text("<mo>\u{2061}</mo>"), operator("(")]);
            listed(arguments, out);
            out.extend([operator(")"), text("</mrow>")]);
        }
        (Mark::Over(big), [index, lower, upper, body]) => {
            let sign = match big {
                Big::Sum => "<mo>∑</mo>",
                Big::Product => "<mo>∏</mo>",
            };
            out.extend([
                text("<mrow><munderover>"),
                text(sign),
                text("<mrow>"),
                Piece::Part(*index),
                operator("="),
                Piece::Part(*lower),
            ]);
            out.extend([
                text("</mrow><mrow>"),
                Piece::Part(*upper),
                text("</mrow></munderover>"),
                Piece::Part(*body),
                text("</mrow>"),
            ]);
        }
        (Mark::Derivative { partial, orders, above }, [body, variables @ ..]) => {
            let d = if *partial { "∂" } else { "d" };
            let raised = |inner: Piece, times: usize, out: &mut Vec<Piece>| {
                if times > 1 {
                    out.extend([text("<msup>"), inner, Piece::Made(format!("<mn>{times}</mn></msup>"))]);
                } else {
                    out.push(inner);
                }
            };
            out.push(text("<mrow><mfrac><mrow>"));
            raised(operator(d), orders.iter().sum(), out);
            if *above {
                out.push(Piece::Part(*body));
            }
            out.push(text("</mrow><mrow>"));
            for (&variable, &times) in variables.iter().zip(orders.iter()) {
                out.push(operator(d));
                raised(Piece::Part(variable), times, out);
            }
            out.push(text("</mrow></mfrac>"));
            if !above {
                out.push(Piece::Part(*body));
            }
            out.push(text("</mrow>"));
        }
        (Mark::Cases { when, otherwise }, parts) => {
            out.push(text("<mrow><mo>{</mo><mtable>"));
            for pair in parts.chunks(2) {
                out.push(text(r#"<mtr><mtd style="text-align:left">"#));
                match pair {
                    [value, condition] => {
                        out.extend([Piece::Part(*value), text("</mtd><mtd style=\"text-align:left\">")]);
                        out.extend([Piece::Made(format!("<mtext>{when}\u{a0}</mtext>")), Piece::Part(*condition)]);
                    }
                    _ => {
                        out.extend(pair.iter().map(|&part| Piece::Part(part)));
                        out.push(Piece::Made(format!(
                            "</mtd><mtd style=\"text-align:left\"><mtext>{otherwise}</mtext>"
                        )));
                    }
                }
                out.push(text("</mtd></mtr>"));
            }
            out.push(text("</mtable></mrow>"));
        }
        (Mark::Iverson, parts) => {
            out.extend([text("<mrow><mn>1</mn>"), operator("[")]);
            listed(parts, out);
            out.extend([operator("]"), text("</mrow>")]);
        }
        (Mark::Factorial, [a]) => row([Piece::Part(*a), operator("!")], out),
        (Mark::Relations(relations), _) => {
            out.push(text("<mrow>"));
            for (at, &side) in children.iter().enumerate() {
                if let Some(sign) = at.checked_sub(1).and_then(|at| relations.get(at)) {
                    out.push(operator(sign.unicode()));
                }
                out.push(Piece::Part(side));
            }
            out.push(text("</mrow>"));
        }
        (Mark::List, _) => listed(children, out),
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
