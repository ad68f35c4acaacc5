//! Owns formulas in MathML: presentation markup, the core that browsers draw themselves.

use super::emit::{Pieces, emit};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark};
use super::name::Name;

impl Formula {
    /// As a `math` element, inline or (`display`) on a line of its own. Everything is escaped. Linear in what is drawn.
    ///
    /// ```
    /// use gradus::render::Formula;
    /// assert_eq!(Formula::name("yhat").mathml(false), "<math><mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover></math>");
    /// ```
    pub fn mathml(&self, display: bool) -> String {
        let body = emit(self.root(), "<mi>…</mi>", |id, _, out| pieces(self, id, out));
        let attribute = if display { " display=\"block\"" } else { "" };
        format!("<math{attribute}>{body}</math>")
    }
}

/// Text with the signs of markup replaced.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && c != '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

fn operator(sign: &str) -> String {
    format!("<mo>{}</mo>", escape(sign))
}

/// A sign that doesn't grow with what it encloses unless told to.
fn fence(sign: &str, grows: bool) -> String {
    format!("<mo fence=\"true\" stretchy=\"{grows}\">{}</mo>", escape(sign))
}

fn pieces<'f>(formula: &'f Formula, id: FormId, out: &mut Pieces<'f>) {
    let children = formula.children(id);
    let child = |position| formula.child(id, position);
    match formula.mark(id) {
        Mark::Number(digits) => {
            out.text(format!("<mn>{digits}</mn>"));
        }
        Mark::Name(name) => {
            out.text(mathml_name(name));
        }
        Mark::Word(text) => {
            out.text(format!("<mtext>{}</mtext>", escape(text)));
        }
        Mark::Function { unicode, .. } => {
            out.text(format!("<mi mathvariant=\"normal\">{}</mi>", escape(unicode)));
        }
        Mark::Omitted => {
            out.text("<mi>…</mi>");
        }
        Mark::Negative => {
            out.text("<mrow><mo form=\"prefix\">−</mo>").part(child(0)).text("</mrow>");
        }
        Mark::Terms(minus) => {
            out.text("<mrow>");
            for (position, &term) in children.iter().enumerate() {
                if let Some(minus) = position.checked_sub(1).and_then(|at| minus.get(at)) {
                    out.text(if *minus { "<mo>−</mo>" } else { "<mo>+</mo>" });
                }
                out.part(term);
            }
            out.text("</mrow>");
        }
        Mark::Factors(joins) => {
            out.text("<mrow>");
            for (position, &factor) in children.iter().enumerate() {
                if let Some(join) = position.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.text(match join {
                        Join::Close => "<mo>&#x2062;</mo>",
                        Join::Gap => "<mo>&#x2062;</mo><mspace width=\"0.17em\"></mspace>",
                        Join::Dot => "<mo>·</mo>",
                    });
                }
                out.part(factor);
            }
            out.text("</mrow>");
        }
        Mark::Fraction => {
            out.text("<mfrac>").part(child(0)).part(child(1)).text("</mfrac>");
        }
        Mark::Slash => {
            out.text("<mrow>").part(child(0)).text("<mo stretchy=\"false\">/</mo>").part(child(1)).text("</mrow>");
        }
        Mark::Power => match formula.mark(child(0)) {
            // Index and exponent stand above each other.
            Mark::Index if formula.children(child(0)).len() == 2 => {
                out.text("<msubsup>").part(formula.child(child(0), 0)).part(formula.child(child(0), 1));
                out.part(child(1)).text("</msubsup>");
            }
            _ => {
                out.text("<msup>").part(child(0)).part(child(1)).text("</msup>");
            }
        },
        Mark::Index => {
            if let [base, indices @ ..] = children {
                out.text("<msub>").part(*base).text("<mrow>").list(indices, "<mo>,</mo>").text("</mrow></msub>");
            }
        }
        Mark::Fenced(kind) => {
            let (open, close) = match kind {
                Fence::Round => ("(", ")"),
                Fence::Square => ("[", "]"),
                Fence::Own { unicode: (open, close), .. } => (*open, *close),
            };
            let grows = formula.is_tall(child(0));
            out.text("<mrow>").text(fence(open, grows)).part(child(0)).text(fence(close, grows)).text("</mrow>");
        }
        Mark::Root => match children {
            [radicand, degree] => {
                out.text("<mroot>").part(*radicand).part(*degree).text("</mroot>");
            }
            _ => {
                out.text("<msqrt>").part(child(0)).text("</msqrt>");
            }
        },
        Mark::Bare => {
            out.text("<mrow>").part(child(0)).text("<mo>&#x2061;</mo><mspace width=\"0.17em\"></mspace>");
            out.part(child(1)).text("</mrow>");
        }
        Mark::Call => {
            if let [head, arguments @ ..] = children {
                let grows = arguments.iter().any(|&argument| formula.is_tall(argument));
                out.text("<mrow>").part(*head).text("<mo>&#x2061;</mo>").text(fence("(", grows));
                out.list(arguments, "<mo>,</mo>").text(fence(")", grows)).text("</mrow>");
            }
        }
        Mark::Over(big) => {
            if let [index, lower, upper, body] = children {
                let sign = match big {
                    Big::Sum => "∑",
                    Big::Product => "∏",
                };
                out.text(format!("<mrow><munderover><mo movablelimits=\"false\">{sign}</mo><mrow>"));
                out.part(*index).text("<mo>=</mo>").part(*lower).text("</mrow>").part(*upper).text("</munderover>");
                out.part(*body).text("</mrow>");
            }
        }
        Mark::Derivative { partial, orders, above } => {
            let sign = if *partial { "<mi mathvariant=\"normal\">∂</mi>" } else { "<mi>d</mi>" };
            derivative(children, sign, orders, *above, out);
        }
        Mark::Cases { when, otherwise } => {
            out.text("<mrow><mo fence=\"true\" stretchy=\"true\" form=\"prefix\">{</mo><mtable class=\"cases\">");
            if let [pairs @ .., last] = children {
                for pair in pairs.chunks_exact(2) {
                    if let [value, condition] = pair {
                        out.text("<mtr><mtd>").part(*value);
                        out.text(format!("</mtd><mtd><mtext>{when}&#xA0;</mtext>")).part(*condition);
                        out.text("</mtd></mtr>");
                    }
                }
                out.text("<mtr><mtd>").part(*last);
                out.text(format!("</mtd><mtd><mtext>{otherwise}</mtext></mtd></mtr>"));
            }
            out.text("</mtable></mrow>");
        }
        Mark::Factorial => {
            out.text("<mrow>").part(child(0)).text("<mo>!</mo></mrow>");
        }
        Mark::Iverson => {
            let grows = formula.is_tall(child(0));
            out.text("<mrow><mn>𝟏</mn>").text(fence("[", grows)).part(child(0)).text(fence("]", grows)).text("</mrow>");
        }
        Mark::Relations(signs) => {
            out.text("<mrow>");
            for (position, &side) in children.iter().enumerate() {
                if let Some(sign) = position.checked_sub(1).and_then(|at| signs.get(at)) {
                    out.text(operator(sign.unicode()));
                }
                out.part(side);
            }
            out.text("</mrow>");
        }
        Mark::List => {
            out.text("<mrow>").list(children, "<mo>,</mo>").text("</mrow>");
        }
    }
}

fn derivative<'f>(children: &[FormId], sign: &'static str, orders: &[usize], above: bool, out: &mut Pieces<'f>) {
    let [body, variables @ ..] = children else { return };
    let order: usize = orders.iter().sum();
    out.text("<mrow><mfrac><mrow>");
    match order {
        1 => out.text(sign),
        _ => out.text(format!("<msup>{sign}<mn>{order}</mn></msup>")),
    };
    if above {
        out.part(*body);
    }
    out.text("</mrow><mrow>");
    for (position, &variable) in variables.iter().enumerate() {
        out.text(if position > 0 { "<mspace width=\"0.17em\"></mspace>" } else { "" }).text(sign);
        match orders.get(position) {
            Some(&order) if order > 1 => out.text("<msup>").part(variable).text(format!("<mn>{order}</mn></msup>")),
            _ => out.part(variable),
        };
    }
    out.text("</mrow></mfrac>");
    if !above {
        out.part(*body);
    }
    out.text("</mrow>");
}

fn mathml_name(name: &Name) -> String {
    // A single letter is italic by itself, a word upright.
    let stem = format!("<mi>{}</mi>", escape(&name.stem));
    match name.accent {
        Some(accent) => {
            format!("<mover accent=\"true\">{stem}<mo stretchy=\"false\">{}</mo></mover>", accent.sign())
        }
        None => stem,
    }
}
