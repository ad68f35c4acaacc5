//! Owns formulas on one line, in Unicode and in ASCII.

use super::emit::{Pieces, emit};
use super::formula::{Big, Fence, FormId, Formula, Join, Mark, Sign, binds};

/// Which characters a drawing may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Greek letters, raised digits, `−`, `·`, `Σ`.
    Unicode,
    /// What every terminal has; products get a star and calls their plain names.
    Ascii,
}

impl Formula {
    /// On one line in Unicode: `2(y − ŷ) · x²`. Linear in what is drawn, for any depth.
    pub fn linear(&self) -> String {
        self.line(self.root(), Charset::Unicode)
    }

    /// On one line in ASCII: `2*(y - yhat)*x^2`. Linear in what is drawn, for any depth.
    pub fn ascii(&self) -> String {
        self.line(self.root(), Charset::Ascii)
    }

    /// One part on one line.
    pub(super) fn line(&self, root: Option<FormId>, charset: Charset) -> String {
        let omitted = if charset == Charset::Ascii { "..." } else { "…" };
        emit(root, omitted, |id, least, out| {
            let bracket = self.binds(id) < least;
            if bracket {
                out.text("(");
            }
            match charset {
                Charset::Unicode => unicode(self, id, out),
                Charset::Ascii => ascii(self, id, out),
            }
            if bracket {
                out.text(")");
            }
        })
    }
}

impl Sign {
    /// The sign in Unicode.
    pub fn unicode(self) -> &'static str {
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

    /// The sign in ASCII.
    pub fn ascii(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::Unequal => "!=",
            Sign::Less => "<",
            Sign::LessEqual => "<=",
            Sign::Greater => ">",
            Sign::GreaterEqual => ">=",
            Sign::Approximately => "~=",
            Sign::Defined => ":=",
            Sign::Becomes => "<-",
            Sign::Implies => "=>",
            Sign::Tends => "->",
        }
    }

    pub(super) fn text(self, charset: Charset) -> &'static str {
        match charset {
            Charset::Unicode => self.unicode(),
            Charset::Ascii => self.ascii(),
        }
    }
}

fn unicode<'f>(formula: &'f Formula, id: FormId, out: &mut Pieces<'f>) {
    let children = formula.children(id);
    let child = |position| formula.child(id, position);
    match formula.mark(id) {
        Mark::Name(name) => {
            out.text(name.unicode());
        }
        Mark::Function { unicode, .. } => {
            out.text(*unicode);
        }
        Mark::Omitted => {
            out.text("…");
        }
        Mark::Negative => {
            out.text("−").operand(child(0), binds::PRODUCT);
        }
        Mark::Terms(minus) => terms(children, minus, " − ", out),
        Mark::Factors(joins) => {
            for (position, &factor) in children.iter().enumerate() {
                if let Some(join) = position.checked_sub(1).and_then(|at| joins.get(at)) {
                    out.text(match join {
                        Join::Close => "",
                        Join::Gap => " ",
                        Join::Dot => " · ",
                    });
                }
                out.operand(factor, if position == 0 { binds::PRODUCT } else { binds::FACTOR });
            }
        }
        Mark::Power => match raised(formula, child(1)) {
            Some(exponent) => {
                out.operand(child(0), binds::BASE).text(exponent);
            }
            None => {
                out.operand(child(0), binds::BASE).text("^").operand(child(1), binds::ATOM);
            }
        },
        Mark::Index => index(formula, children, out),
        Mark::Fenced(Fence::Own { unicode: (open, close), .. }) => {
            out.text(*open).part(child(0)).text(*close);
        }
        Mark::Root => {
            if let [_, degree] = children {
                match raised(formula, *degree) {
                    Some(degree) => out.text(degree),
                    None => out.part(*degree),
                };
            }
            out.text("√").operand(child(0), binds::ATOM);
        }
        Mark::Bare => {
            out.part(child(0)).text(" ").part(child(1));
        }
        Mark::Over(big) => {
            out.text(match big {
                Big::Sum => "Σ(",
                Big::Product => "Π(",
            });
            over(formula, id, out);
        }
        Mark::Derivative { partial, orders, above } => {
            derivative(formula, id, Charset::Unicode, (if *partial { "∂" } else { "d" }, orders, *above), out);
        }
        Mark::Iverson => {
            out.text("1[").part(child(0)).text("]");
        }
        Mark::Number(_)
        | Mark::Word(_)
        | Mark::Fraction
        | Mark::Slash
        | Mark::Fenced(Fence::Round | Fence::Square)
        | Mark::Call
        | Mark::Factorial
        | Mark::Cases { .. }
        | Mark::Relations(_)
        | Mark::List => common(formula, id, Charset::Unicode, out),
    }
}

/// What looks the same in both sets of characters.
fn common<'f>(formula: &'f Formula, id: FormId, charset: Charset, out: &mut Pieces<'f>) {
    let children = formula.children(id);
    let child = |position| formula.child(id, position);
    match formula.mark(id) {
        Mark::Number(text) | Mark::Word(text) => {
            out.text(&**text);
        }
        Mark::Fraction | Mark::Slash => {
            out.operand(child(0), binds::PRODUCT).text("/").operand(child(1), binds::FACTOR);
        }
        Mark::Fenced(Fence::Square) if charset == Charset::Unicode => {
            out.text("[").part(child(0)).text("]");
        }
        Mark::Fenced(_) => {
            out.text("(").part(child(0)).text(")");
        }
        Mark::Call => {
            if let [head, arguments @ ..] = children {
                out.part(*head).text("(").list(arguments, ", ").text(")");
            }
        }
        Mark::Factorial => {
            out.part(child(0)).text("!");
        }
        Mark::Cases { .. } => {
            out.text("if(");
            if let [pairs @ .., otherwise] = children {
                for pair in pairs.chunks_exact(2) {
                    for &part in pair.iter().rev() {
                        out.part(part).text(", ");
                    }
                }
                out.part(*otherwise);
            }
            out.text(")");
        }
        Mark::Relations(signs) => {
            for (position, &side) in children.iter().enumerate() {
                if let Some(sign) = position.checked_sub(1).and_then(|at| signs.get(at)) {
                    out.text(" ").text(sign.text(charset)).text(" ");
                }
                out.operand(side, binds::SUM);
            }
        }
        Mark::List => {
            out.list(children, ", ");
        }
        Mark::Name(_)
        | Mark::Function { .. }
        | Mark::Omitted
        | Mark::Negative
        | Mark::Terms(_)
        | Mark::Factors(_)
        | Mark::Power
        | Mark::Index
        | Mark::Root
        | Mark::Bare
        | Mark::Over(_)
        | Mark::Derivative { .. }
        | Mark::Iverson => {}
    }
}

fn ascii<'f>(formula: &'f Formula, id: FormId, out: &mut Pieces<'f>) {
    let children = formula.children(id);
    let child = |position| formula.child(id, position);
    match formula.mark(id) {
        Mark::Name(name) => {
            out.text(&*name.plain);
        }
        Mark::Function { name, .. } => {
            out.text(*name);
        }
        Mark::Omitted => {
            out.text("...");
        }
        Mark::Negative => {
            out.text("-").operand(child(0), binds::PRODUCT);
        }
        Mark::Terms(minus) => terms(children, minus, " - ", out),
        Mark::Factors(_) => {
            for (position, &factor) in children.iter().enumerate() {
                if position > 0 {
                    out.text("*");
                }
                // After `d/dw (u)` a factor would be taken for part of u.
                let is_derivative = matches!(formula.mark(factor), Mark::Derivative { .. });
                let least = if position == 0 { binds::PRODUCT } else { binds::FACTOR };
                out.operand(factor, if is_derivative { u8::MAX } else { least });
            }
        }
        // `sin^2(x)` carries its exponent on the name here too; the reader knows it.
        Mark::Power => {
            out.operand(child(0), binds::BASE).text("^").operand(child(1), binds::ATOM);
        }
        Mark::Index => {
            if let [base, indices @ ..] = children {
                let simple = has_simple_index(formula, id);
                out.part(*base).text(if simple { "_" } else { "_{" }).list(indices, ", ");
                if !simple {
                    out.text("}");
                }
            }
        }
        Mark::Fenced(Fence::Own { unicode: ("|", "|"), .. }) => {
            out.text("|").part(child(0)).text("|");
        }
        Mark::Fenced(Fence::Own { name, .. }) => {
            out.text(*name).text("(").part(child(0)).text(")");
        }
        Mark::Root => match children {
            [radicand, degree] => {
                out.text("root(").part(*radicand).text(", ").part(*degree).text(")");
            }
            _ => {
                out.text("sqrt(").part(child(0)).text(")");
            }
        },
        Mark::Bare => {
            out.part(child(0)).text("(").part(child(1)).text(")");
        }
        Mark::Over(big) => {
            out.text(match big {
                Big::Sum => "sum(",
                Big::Product => "prod(",
            });
            over(formula, id, out);
        }
        Mark::Derivative { orders, .. } => derivative(formula, id, Charset::Ascii, ("d", orders, false), out),
        Mark::Iverson => {
            out.text("indicator(").part(child(0)).text(")");
        }
        // A base that is no word goes behind the argument: `log(x, b + 1)`.
        Mark::Call if matches!(formula.mark(child(0)), Mark::Index) && !has_simple_index(formula, child(0)) => {
            let head = formula.children(child(0));
            if let ([name, base], [_, argument]) = (head, children) {
                out.part(*name).text("(").part(*argument).text(", ").part(*base).text(")");
            }
        }
        Mark::Number(_)
        | Mark::Word(_)
        | Mark::Fraction
        | Mark::Slash
        | Mark::Fenced(Fence::Round | Fence::Square)
        | Mark::Call
        | Mark::Factorial
        | Mark::Cases { .. }
        | Mark::Relations(_)
        | Mark::List => common(formula, id, Charset::Ascii, out),
    }
}

/// Whether there is one index, a name or number.
fn has_simple_index(formula: &Formula, id: FormId) -> bool {
    matches!(formula.children(id), [_, only] if matches!(formula.mark(*only), Mark::Name(_) | Mark::Number(_)))
}

fn terms<'f>(children: &[FormId], minus: &[bool], sign: &'static str, out: &mut Pieces<'f>) {
    for (position, &term) in children.iter().enumerate() {
        if let Some(minus) = position.checked_sub(1).and_then(|at| minus.get(at)) {
            out.text(if *minus { sign } else { " + " });
        }
        out.part(term);
    }
}

/// `i=1..N, body)`.
fn over<'f>(formula: &'f Formula, id: FormId, out: &mut Pieces<'f>) {
    if let [index, lower, upper, body] = formula.children(id) {
        // The brackets of the sum are enough.
        let inside = match formula.mark(*body) {
            Mark::Fenced(Fence::Round) => formula.child(*body, 0),
            _ => *body,
        };
        out.part(*index).text("=").part(*lower).text("..").part(*upper).text(", ").part(inside).text(")");
    }
}

/// `xᵢ`, `w_old`, `W_{j, i}`.
fn index<'f>(formula: &'f Formula, children: &[FormId], out: &mut Pieces<'f>) {
    let [base, indices @ ..] = children else { return };
    out.part(*base);
    match lowered_list(formula, indices) {
        Some(text) => {
            out.text(text);
        }
        None => {
            let simple = matches!(indices, [only] if matches!(formula.mark(*only), Mark::Name(_) | Mark::Number(_)));
            out.text(if simple { "_" } else { "_{" }).list(indices, ", ");
            if !simple {
                out.text("}");
            }
        }
    }
}

/// `∂/∂w body`, `∂L/∂w`, `d²/dx² body`; in ASCII `d^2/(dx dy) (body)`.
fn derivative<'f>(
    formula: &'f Formula,
    id: FormId,
    charset: Charset,
    (sign, orders, above): (&'static str, &[usize], bool),
    out: &mut Pieces<'f>,
) {
    let [body, variables @ ..] = formula.children(id) else { return };
    let order: usize = orders.iter().sum();
    let is_ascii = charset == Charset::Ascii;
    let exponent = |order: usize| if is_ascii { format!("^{order}") } else { raised_digits(order) };
    out.text(sign);
    if order > 1 {
        out.text(exponent(order));
    }
    if above {
        out.part(*body);
    }
    let bracket = is_ascii && variables.len() > 1;
    out.text(if bracket { "/(" } else { "/" });
    for (position, &variable) in variables.iter().enumerate() {
        out.text(if bracket && position > 0 { " " } else { "" }).text(sign).part(variable);
        if let Some(&order) = orders.get(position).filter(|&&order| order > 1) {
            out.text(exponent(order));
        }
    }
    out.text(if bracket { ")" } else { "" });
    if above {
        return;
    }
    // In square brackets it touches the sign, else there is a gap.
    let is_fenced = matches!(formula.mark(*body), Mark::Fenced(Fence::Square | Fence::Round));
    match (is_ascii, is_fenced) {
        (true, false) => out.text(" (").part(*body).text(")"),
        (true, true) | (false, false) => out.text(" ").part(*body),
        (false, true) => out.part(*body),
    };
}

/// A small part as raised characters, when all of it has them.
pub(super) fn raised(formula: &Formula, id: FormId) -> Option<String> {
    small(formula, id, RAISED)
}

/// Indices as lowered characters, when all of them have them.
pub(super) fn lowered_list(formula: &Formula, ids: &[FormId]) -> Option<String> {
    let one_letter = |id: &FormId| small(formula, *id, LOWERED).filter(|text| text.chars().count() == 1);
    match ids {
        [only] => small(formula, *only, LOWERED),
        // Several indices stand together when each is one character: Wⱼᵢ.
        _ => ids.iter().map(one_letter).collect(),
    }
}

pub(super) fn raised_digits(number: usize) -> String {
    number.to_string().chars().filter_map(|c| swap(c, RAISED)).collect()
}

/// At most four characters, all of which are in the table.
fn small(formula: &Formula, id: FormId, table: &[(char, char)]) -> Option<String> {
    if formula.size(id) > 5 || formula.is_tall(id) {
        return None;
    }
    let is_word = matches!(formula.mark(id), Mark::Name(name) if !name.is_letter());
    let line = formula.line(Some(id), Charset::Unicode);
    let text: Option<String> = line.chars().filter(|c| *c != ' ').map(|c| swap(c, table)).collect();
    text.filter(|text| !is_word && text.chars().count() <= 4)
}

fn swap(c: char, table: &[(char, char)]) -> Option<char> {
    table.iter().find(|(plain, _)| *plain == c).map(|(_, small)| *small)
}

const RAISED: &[(char, char)] = &[
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
    ('+', '⁺'),
    ('a', 'ᵃ'),
    ('b', 'ᵇ'),
    ('c', 'ᶜ'),
    ('d', 'ᵈ'),
    ('k', 'ᵏ'),
    ('m', 'ᵐ'),
    ('n', 'ⁿ'),
    ('p', 'ᵖ'),
    ('t', 'ᵗ'),
    ('u', 'ᵘ'),
    ('v', 'ᵛ'),
    ('w', 'ʷ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('z', 'ᶻ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
];

const LOWERED: &[(char, char)] = &[
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
    ('−', '₋'),
    ('+', '₊'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('l', 'ₗ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('p', 'ₚ'),
    ('t', 'ₜ'),
    ('s', 'ₛ'),
];
