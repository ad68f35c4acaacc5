//! Owns formulas in LaTeX, in the part of it that KaTeX, MathJax and LaTeX with amsmath share.

use std::borrow::Cow;

use super::emit::{Pieces, emit};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark, Sign};
use super::name::Name;

impl Formula {
    /// In LaTeX, without dollar signs. Braces are balanced and every name is escaped. Linear in what is drawn.
    ///
    /// ```
    /// use gradus::{expr::{Pool, read}, render::{Context, Formula}, wording::Lang};
    /// let mut pool = Pool::new();
    /// let id = read(&mut pool, "1/N*sum(i=1..N, (y_i - yhat)^2)").unwrap();
    /// let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    /// assert_eq!(formula.latex(), r"\frac{1}{N}\sum_{i=1}^{N}(y_{i}-\hat{y})^{2}");
    /// ```
    pub fn latex(&self) -> String {
        self.latex_part(self.root())
    }

    /// One part in LaTeX.
    pub(super) fn latex_part(&self, root: Option<FormId>) -> String {
        let mut text = emit(root, r"\dots ", |id, _, out| pieces(self, id, out));
        // A command ends in a space that only a letter after it needs.
        text.truncate(text.trim_end().len());
        tidy_spaces(&text)
    }
}

/// Drops the spaces after commands before anything but a letter.
fn tidy_spaces(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let (mut in_command, mut in_text) = (false, 0u32);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next_is_letter = characters.peek().is_some_and(char::is_ascii_alphabetic);
        if c == ' ' && in_command && !next_is_letter && in_text == 0 {
            in_command = false;
            continue;
        }
        in_command = if c == '\\' { true } else { in_command && c.is_ascii_alphabetic() };
        // Inside `\text{…}` spaces are what they look like.
        if in_text > 0 || tidy.ends_with(r"\text") {
            match c {
                '{' if !tidy.ends_with('\\') => in_text += 1,
                '}' if !tidy.ends_with('\\') => in_text -= 1,
                _ => {}
            }
        }
        tidy.push(c);
    }
    tidy
}

impl Sign {
    /// The LaTeX command, with a space after letters.
    pub(super) fn latex(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::Unequal => r"\neq ",
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

fn pieces<'f>(formula: &'f Formula, id: FormId, out: &mut Pieces<'f>) {
    let children = formula.children(id);
    let child = |position| formula.child(id, position);
    match formula.mark(id) {
        Mark::Number(digits) => {
            out.text(&**digits);
        }
        Mark::Name(name) => {
            out.text(latex_name(name));
        }
        Mark::Word(text) => {
            out.text(format!(r"\text{{{}}}", escape(text)));
        }
        Mark::Function { latex, .. } => {
            // A command made of letters must not run into a letter after it.
            let space = if latex.ends_with('}') { "" } else { " " };
            out.text(format!("{latex}{space}"));
        }
        Mark::Omitted => {
            out.text(r"\dots ");
        }
        Mark::Negative => {
            out.text("-").part(child(0));
        }
        Mark::Terms(minus) => {
            for (position, &term) in children.iter().enumerate() {
                if let Some(minus) = position.checked_sub(1).and_then(|at| minus.get(at)) {
                    out.text(if *minus { "-" } else { "+" });
                }
                out.part(term);
            }
        }
        Mark::Factors(joins) => {
            for (position, &factor) in children.iter().enumerate() {
                if let Some(join) = position.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.text(between(formula, *join, child(position - 1), factor));
                }
                out.part(factor);
            }
        }
        Mark::Fraction => {
            out.text(r"\frac{").part(child(0)).text("}{").part(child(1)).text("}");
        }
        Mark::Slash => {
            out.part(child(0)).text("/").part(child(1));
        }
        Mark::Power => {
            out.part(child(0)).text("^{").part(child(1)).text("}");
        }
        Mark::Index => {
            if let [base, indices @ ..] = children {
                out.part(*base).text("_{").list(indices, ",").text("}");
            }
        }
        Mark::Fenced(fence) => {
            let (open, close) = fence.latex();
            // Bars open and close with the same sign, so TeX is always told which is which.
            let grows = formula.is_tall(child(0)) || matches!(fence, Fence::Own { .. });
            let (left, right) = if grows { (r"\left", r"\right") } else { ("", "") };
            let space = if open.ends_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
            out.text(left).text(open).text(space).part(child(0)).text(right).text(close).text(space);
        }
        Mark::Root => match children {
            [radicand, degree] => {
                out.text(r"\sqrt[{").part(*degree).text("}]{").part(*radicand).text("}");
            }
            _ => {
                out.text(r"\sqrt{").part(child(0)).text("}");
            }
        },
        Mark::Bare => {
            out.part(child(0)).part(child(1));
        }
        Mark::Call => {
            if let [head, arguments @ ..] = children {
                let tall = arguments.iter().any(|&argument| formula.is_tall(argument));
                let (open, close) = if tall { (r"\left(", r"\right)") } else { ("(", ")") };
                out.part(*head).text(open).list(arguments, r",\,").text(close);
            }
        }
        Mark::Over(big) => {
            if let [index, lower, upper, body] = children {
                out.text(big.latex());
                out.part(*index).text("=").part(*lower).text("}^{").part(*upper).text("}").part(*body);
            }
        }
        Mark::Derivative { partial, orders, above } => {
            derivative(children, if *partial { r"\partial " } else { "d" }, orders, *above, out);
        }
        Mark::Cases { when, otherwise } => {
            out.text(r"\begin{cases}");
            if let [pairs @ .., last] = children {
                for pair in pairs.chunks_exact(2) {
                    if let [value, condition] = pair {
                        out.part(*value).text(format!(r"&\text{{{when} }}")).part(*condition).text(r"\\");
                    }
                }
                out.part(*last).text(format!(r"&\text{{{otherwise}}}"));
            }
            out.text(r"\end{cases}");
        }
        Mark::Factorial => {
            out.part(child(0)).text("!");
        }
        Mark::Iverson => {
            out.text(r"\mathbf{1}[").part(child(0)).text("]");
        }
        Mark::Relations(signs) => {
            for (position, &side) in children.iter().enumerate() {
                if let Some(sign) = position.checked_sub(1).and_then(|at| signs.get(at)) {
                    out.text(sign.latex());
                }
                out.part(side);
            }
        }
        Mark::List => {
            out.list(children, r",\;");
        }
    }
}

fn derivative<'f>(children: &[FormId], sign: &'static str, orders: &[usize], above: bool, out: &mut Pieces<'f>) {
    let [body, variables @ ..] = children else { return };
    let order: usize = orders.iter().sum();
    out.text(r"\frac{").text(sign);
    if order > 1 {
        out.text(format!("^{{{order}}}"));
    }
    if above {
        out.part(*body);
    }
    out.text("}{");
    for (position, &variable) in variables.iter().enumerate() {
        out.text(if position > 0 { r"\," } else { "" }).text(sign).part(variable);
        if let Some(&order) = orders.get(position).filter(|&&order| order > 1) {
            out.text(format!("^{{{order}}}"));
        }
    }
    out.text("}");
    if !above {
        out.part(*body);
    }
}

/// What stands between two factors.
pub(super) fn between(formula: &Formula, join: Join, left: FormId, right: FormId) -> &'static str {
    match join {
        Join::Close => "",
        // Around fractions, signs and names of functions TeX makes the gap itself.
        Join::Gap if makes_gap(formula, left, right) => "",
        Join::Gap => r"\,",
        Join::Dot => r"\cdot ",
    }
}

fn makes_gap(formula: &Formula, left: FormId, right: FormId) -> bool {
    matches!(formula.mark(left), Mark::Fraction)
        || matches!(formula.mark(right), Mark::Fraction | Mark::Over(_))
        || starts_with_function(formula, right)
}

fn starts_with_function(formula: &Formula, id: FormId) -> bool {
    let mut id = id;
    loop {
        match (formula.mark(id), formula.children(id).first()) {
            // Only names of several letters are operators to TeX.
            (Mark::Function { unicode, .. }, _) => return unicode.chars().count() > 1,
            (Mark::Bare | Mark::Call | Mark::Power | Mark::Index, Some(&first)) => id = first,
            _ => return false,
        }
    }
}

impl Big {
    /// The command, up to its lower limit.
    pub(super) fn latex(self) -> &'static str {
        match self {
            Big::Sum => r"\sum_{",
            Big::Product => r"\prod_{",
        }
    }
}

impl Fence {
    fn latex(self) -> (&'static str, &'static str) {
        match self {
            Fence::Round => ("(", ")"),
            Fence::Square => ("[", "]"),
            Fence::Own { latex: (open, close), .. } => {
                (open.strip_prefix(r"\left").unwrap_or(open), close.strip_prefix(r"\right").unwrap_or(close))
            }
        }
    }
}

fn latex_name(name: &Name) -> Cow<'_, str> {
    let stem: Cow<str> = match (name.greek, name.is_letter()) {
        (Some(command), _) => format!("{command} ").into(),
        (None, true) if name.stem.is_ascii() => Cow::Borrowed(&*name.stem),
        (None, _) if name.stem.is_ascii() => format!(r"\mathrm{{{}}}", escape(&name.stem)).into(),
        (None, _) => format!(r"\text{{{}}}", escape(&name.stem)).into(),
    };
    match name.accent {
        Some(accent) => format!("{}{{{}}}", accent.latex(), stem.trim_end()).into(),
        None => stem,
    }
}

/// Text with everything that TeX would take for a command made harmless.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str(r"\textbackslash{}"),
            '~' => escaped.push_str(r"\textasciitilde{}"),
            '^' => escaped.push_str(r"\textasciicircum{}"),
            '{' | '}' | '#' | '$' | '%' | '&' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            c => match in_math(c) {
                Some(command) => escaped.extend(["$", command, "$"]),
                None => escaped.push(c),
            },
        }
    }
    escaped
}

/// Signs of formulas that stand in running text, which pdfTeX's fonts for text don't have.
fn in_math(c: char) -> Option<&'static str> {
    Some(match c {
        '−' => "-",
        '·' => r"\cdot",
        '×' => r"\times",
        '∂' => r"\partial",
        '√' => r"\surd",
        'Σ' => r"\Sigma",
        'Π' => r"\Pi",
        'σ' => r"\sigma",
        'λ' => r"\lambda",
        '∇' => r"\nabla",
        'ᵀ' => r"^{\mathsf{T}}",
        '²' => r"^{2}",
        '′' => r"^{\prime}",
        'ᵢ' => r"_{i}",
        '|' => r"\vert",
        '<' => "<",
        '>' => ">",
        'μ' => r"\mu",
        'θ' => r"\theta",
        'η' => r"\eta",
        'δ' => r"\delta",
        'π' => r"\pi",
        '∞' => r"\infty",
        '≤' => r"\le",
        '≥' => r"\ge",
        '≠' => r"\ne",
        '≈' => r"\approx",
        '→' => r"\to",
        '←' => r"\gets",
        '⇒' => r"\Rightarrow",
        '∈' => r"\in",
        _ => return None,
    })
}
