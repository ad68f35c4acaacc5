//! Owns the drawing as two-dimensional Unicode text: stacked fractions, Σ with limits, raised exponents.

use super::boxed::TextBox;
use super::formula::{Big, Fence, FormId, Formula, Join, Mark};
use super::linear::{lowered, raised};

/// Larger or deeper formulas are written on one line: nobody could read them in two dimensions.
const SIZE: u64 = 1_500;
const DEPTH: u32 = 60;

impl Formula {
    /// As a box of text.
    ///
    /// ```
    /// use gradus::{expr::{Pool, read}, render::{Context, Formula}, wording::Lang};
    /// let mut pool = Pool::new();
    /// let id = read(&mut pool, "(x + 1)/(2*y)").unwrap();
    /// let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    /// assert_eq!(formula.text().text(), "x + 1\n─────\n 2y");
    /// ```
    pub fn text(&self) -> TextBox {
        let Some(root) = self.root() else { return TextBox::line("") };
        if self.size(root) > SIZE || self.depth(root) > DEPTH {
            return TextBox::line(self.linear());
        }
        // Parts come before what they are part of.
        let mut boxes: Vec<TextBox> = Vec::new();
        for id in self.ids() {
            let drawn = draw(self, id, &boxes);
            boxes.push(drawn);
        }
        boxes.pop().unwrap_or_default()
    }
}

fn draw(formula: &Formula, id: FormId, boxes: &[TextBox]) -> TextBox {
    let part = |id: &FormId| boxes.get(id.index()).cloned().unwrap_or_default();
    let line = |text: &str| TextBox::line(text);
    let children = formula.children(id);
    match (formula.mark(id), children) {
        (Mark::Number(digits), _) => line(digits),
        (Mark::Name(name), _) => line(&name.unicode()),
        (Mark::Word(word), _) => line(word),
        (Mark::Function { unicode, .. }, _) => line(unicode),
        (Mark::Omitted, _) => line("…"),
        (Mark::Negative, [a]) => {
            let space = if matches!(formula.mark(*a), Mark::Fraction) { "− " } else { "−" };
            TextBox::beside(&[line(space), part(a)])
        }
        (Mark::Terms(minus), _) => {
            let mut row = Vec::new();
            for (at, child) in children.iter().enumerate() {
                match at.checked_sub(1).and_then(|at| minus.get(at)) {
                    None => {}
                    Some(true) => row.push(line(" − ")),
                    Some(false) => row.push(line(" + ")),
                }
                row.push(part(child));
            }
            TextBox::beside(&row)
        }
        (Mark::Factors(joins), _) => {
            let mut row = Vec::new();
            for (at, child) in children.iter().enumerate() {
                if let Some(join) = at.checked_sub(1).and_then(|at| joins.get(at)) {
                    row.push(line(match join {
                        Join::Close => "",
                        Join::Gap => " ",
                        Join::Dot => " · ",
                    }));
                }
                row.push(part(child));
            }
            TextBox::beside(&row)
        }
        (Mark::Fraction, [a, b]) => fraction(part(a), part(b)),
        (Mark::Slash, [a, b]) => TextBox::beside(&[part(a), line("/"), part(b)]),
        (Mark::Power, [base, exponent]) => match raised(formula, *exponent) {
            Some(text) if part(base).height() == 1 => TextBox::beside(&[part(base), line(&text)]),
            _ => part(base).raised(&part(exponent)),
        },
        (Mark::Index, [base, indices @ ..]) => match lowered(formula, indices) {
            Some(text) => TextBox::beside(&[part(base), line(&text)]),
            None => part(base).lowered(&listed(indices, boxes)),
        },
        (Mark::Fenced(fence), [inside]) => {
            let inside = part(inside);
            match fence {
                Fence::Round => inside.fenced(ROUND_OPEN, ROUND_CLOSE),
                Fence::Square => inside.fenced(["[", "⎡", "⎢", "⎣"], ["]", "⎤", "⎥", "⎦"]),
                Fence::Own { unicode: ("|", _), .. } => inside.fenced(["|", "│", "│", "│"], ["|", "│", "│", "│"]),
                Fence::Own { unicode: ("⌊", _), .. } => inside.fenced(["⌊", "⎢", "⎢", "⎣"], ["⌋", "⎥", "⎥", "⎦"]),
                Fence::Own { unicode: ("⌈", _), .. } => inside.fenced(["⌈", "⎡", "⎢", "⎢"], ["⌉", "⎤", "⎥", "⎥"]),
                Fence::Own { unicode: (open, close), .. } => inside.fenced([open; 4], [close; 4]),
            }
        }
        (Mark::Root, [radicand]) => match formula.mark(*radicand) {
            Mark::Number(_) | Mark::Name(_) => TextBox::beside(&[line("√"), part(radicand)]),
            _ => part(radicand).rooted(None),
        },
        (Mark::Root, [radicand, degree, ..]) => {
            let degree = raised(formula, *degree).unwrap_or_else(|| part(degree).text());
            part(radicand).rooted(Some(&degree))
        }
        (Mark::Bare, [head, argument]) => TextBox::beside(&[part(head), line(" "), part(argument)]),
        (Mark::Call, [head, arguments @ ..]) => {
            TextBox::beside(&[part(head), listed(arguments, boxes).fenced(ROUND_OPEN, ROUND_CLOSE)])
        }
        (Mark::Over(big), [index, lower, upper, body]) => {
            let sign = match big {
                Big::Sum => "∑",
                Big::Product => "∏",
            };
            let below = TextBox::beside(&[part(index), line("="), part(lower)]);
            let operator = TextBox::stacked(&[part(upper), line(sign), below], 1);
            TextBox::beside(&[operator, line(" "), part(body)])
        }
        (Mark::Derivative { partial, orders, above }, [body, variables @ ..]) => {
            let d = if *partial { "∂" } else { "d" };
            let order = |times: usize| match times {
                0 | 1 => String::new(),
                2 => "²".to_owned(),
                3 => "³".to_owned(),
                _ => times.to_string().chars().map(superscript_digit).collect(),
            };
            let mut top = vec![line(&format!("{d}{}", order(orders.iter().sum())))];
            if *above {
                top.push(part(body));
            }
            let mut bottom = Vec::new();
            for (variable, &times) in variables.iter().zip(orders.iter()) {
                bottom.extend([line(d), part(variable), line(&order(times))]);
            }
            let operator = fraction(TextBox::beside(&top), TextBox::beside(&bottom));
            if *above { operator } else { TextBox::beside(&[operator, line(" "), part(body)]) }
        }
        (Mark::Cases { when, otherwise }, parts) => {
            let rows: Vec<TextBox> = parts
                .chunks(2)
                .map(|pair| match pair {
                    [value, condition] => TextBox::beside(&[part(value), line(&format!("  {when} ")), part(condition)]),
                    [value] => TextBox::beside(&[part(value), line(&format!("  {otherwise}"))]),
                    _ => TextBox::default(),
                })
                .collect();
            left_aligned(&rows).fenced(["{", "⎧", "⎨", "⎩"], ["", "", "", ""])
        }
        (Mark::Iverson, parts) => {
            TextBox::beside(&[line("1"), listed(parts, boxes).fenced(["[", "⎡", "⎢", "⎣"], ["]", "⎤", "⎥", "⎦"])])
        }
        (Mark::Factorial, [a]) => TextBox::beside(&[part(a), line("!")]),
        (Mark::Relations(relations), _) => {
            let mut row = Vec::new();
            for (at, side) in children.iter().enumerate() {
                if let Some(sign) = at.checked_sub(1).and_then(|at| relations.get(at)) {
                    row.push(line(&format!(" {} ", sign.unicode())));
                }
                row.push(part(side));
            }
            TextBox::beside(&row)
        }
        (Mark::List, _) => listed(children, boxes),
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
        ) => TextBox::default(),
    }
}

const ROUND_OPEN: [&str; 4] = ["(", "⎛", "⎜", "⎝"];
const ROUND_CLOSE: [&str; 4] = [")", "⎞", "⎟", "⎠"];

fn fraction(top: TextBox, bottom: TextBox) -> TextBox {
    let bar = TextBox::line("─".repeat(top.width().max(bottom.width())));
    TextBox::stacked(&[top, bar, bottom], 1)
}

fn listed(ids: &[FormId], boxes: &[TextBox]) -> TextBox {
    let mut row = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        row.extend((at > 0).then(|| TextBox::line(", ")));
        row.extend(boxes.get(id.index()).cloned());
    }
    TextBox::beside(&row)
}

/// Rows below each other, aligned on the left; the middle one carries the baseline.
fn left_aligned(rows: &[TextBox]) -> TextBox {
    let width = rows.iter().map(TextBox::width).max().unwrap_or(0);
    let padded: Vec<TextBox> = rows
        .iter()
        .map(|row| TextBox::beside(&[row.clone(), TextBox::line(" ".repeat(width - row.width()))]))
        .collect();
    TextBox::stacked(&padded, padded.len() / 2)
}

fn superscript_digit(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        _ => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    }
}
