//! Owns formulas drawn on several rows: stacked fractions, Σ with limits, raised exponents, tall brackets; and how a
//! formula wider than the page is broken.

use std::convert::Infallible;

use pretty::{Arena, DocAllocator, Render, RenderAnnotated};

use super::formula::{Big, Fence, FormId, Formula, Join, Mark, binds};
use super::linear::{Charset, lowered_list, raised};
use super::sheet::Sheet;

/// A formula with more parts, deeper ones or more rows is written on one line instead.
const SIZE_LIMIT: u64 = 2_000;
const DEPTH_LIMIT: u32 = 60;
const HEIGHT_LIMIT: usize = 16;

impl Formula {
    /// Rows of text, none wider than `width` if there is any place to break. Stacked in Unicode, on lines in ASCII.
    ///
    /// ```
    /// use gradus::{expr::{Pool, read}, render::{Charset, Context, Formula}, wording::Lang};
    /// let mut pool = Pool::new();
    /// let id = read(&mut pool, "1/N*sum(i=1..N, x_i^2)").unwrap();
    /// let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    /// assert_eq!(formula.rows(80, Charset::Unicode), ["1  N    ", "─  Σ  xᵢ²", "N i=1    "].map(str::trim_end));
    /// assert_eq!(formula.rows(80, Charset::Ascii), ["1/N*sum(i=1..N, x_i^2)"]);
    /// ```
    pub fn rows(&self, width: usize, charset: Charset) -> Vec<String> {
        let sheets = self.lines(width, charset);
        sheets
            .into_iter()
            .flat_map(|(indent, sheet)| {
                sheet.rows.into_iter().map(move |row| [" ".repeat(indent), row].concat().trim_end().to_owned())
            })
            .collect()
    }

    /// The formula as lines of sheets, each with its indentation.
    pub(super) fn lines(&self, width: usize, charset: Charset) -> Vec<(usize, Sheet)> {
        let Some(root) = self.root() else { return Vec::new() };
        if charset == Charset::Unicode && self.size(root) <= SIZE_LIMIT && self.depth(root) <= DEPTH_LIMIT {
            let sheets = self.sheets();
            let whole = sheet_of(&sheets, root);
            if whole.height() <= HEIGHT_LIMIT {
                if whole.width <= width {
                    return vec![(0, whole.clone())];
                }
                let segments = self.segments(root, &sheets);
                if segments.iter().all(|(sign, sheet)| Sheet::text(*sign).width + sheet.width + 3 <= width) {
                    return broken(&segments, width);
                }
            }
        }
        let line = self.line(Some(root), charset);
        let words: Vec<(&str, Sheet)> = line.split(' ').map(|word| ("", Sheet::text(word))).collect();
        broken(&words, width)
    }

    /// Where a formula may be broken: its sides and terms, each with the sign before it.
    fn segments<'s>(&self, root: FormId, sheets: &[Sheet]) -> Vec<(&'s str, Sheet)> {
        let mut segments: Vec<(&str, Sheet)> = Vec::new();
        let sides: Vec<(&str, FormId)> = match self.mark(root) {
            Mark::Relations(signs) => {
                let signs = std::iter::once("").chain(signs.iter().map(|sign| sign.unicode()));
                signs.zip(self.children(root).iter().copied()).collect()
            }
            _ => vec![("", root)],
        };
        for (sign, side) in sides {
            match self.mark(side) {
                Mark::Terms(minus) => {
                    let signs = minus.iter().map(|minus| if *minus { "−" } else { "+" });
                    for (sign, &term) in std::iter::once(sign).chain(signs).zip(self.children(side)) {
                        segments.push((sign, sheet_of(sheets, term).clone()));
                    }
                }
                Mark::Factors(joins) if joins.contains(&Join::Dot) => {
                    let mut run: Vec<FormId> = Vec::new();
                    let mut before = sign;
                    for (position, &factor) in self.children(side).iter().enumerate() {
                        if position > 0 && joins.get(position - 1) == Some(&Join::Dot) {
                            segments.push((before, self.product(&run, joins, position - run.len(), sheets)));
                            (before, run) = ("·", Vec::new());
                        }
                        run.push(factor);
                    }
                    let start = self.children(side).len() - run.len();
                    segments.push((before, self.product(&run, joins, start, sheets)));
                }
                _ => segments.push((sign, sheet_of(sheets, side).clone())),
            }
        }
        segments
    }

    /// Factors side by side, the first of which is the product's `start`-th.
    fn product(&self, factors: &[FormId], joins: &[Join], start: usize, sheets: &[Sheet]) -> Sheet {
        let mut row = Vec::new();
        for (position, &factor) in factors.iter().enumerate() {
            if position > 0 {
                row.push(Sheet::text(match joins.get(start + position - 1) {
                    Some(Join::Dot) => " · ",
                    Some(Join::Gap) => " ",
                    Some(Join::Close) | None => "",
                }));
            }
            row.push(sheet_of(sheets, factor).clone());
        }
        Sheet::beside(&row)
    }

    /// The sheets of all parts, by position.
    fn sheets(&self) -> Vec<Sheet> {
        let mut sheets: Vec<Sheet> = Vec::new();
        for id in self.ids() {
            let sheet = self.sheet(id, &sheets);
            sheets.push(sheet);
        }
        sheets
    }

    fn sheet(&self, id: FormId, sheets: &[Sheet]) -> Sheet {
        let children = self.children(id);
        let child = |position: usize| sheet_of(sheets, self.child(id, position));
        let all_flat = children.iter().all(|&child| sheet_of(sheets, child).is_flat());
        match self.mark(id) {
            Mark::Number(_) | Mark::Name(_) | Mark::Word(_) | Mark::Function { .. } | Mark::Omitted => self.flat(id),
            Mark::Negative => {
                // A sign right before a bar would look like a longer bar.
                let gap = if starts_with_bar(self, self.child(id, 0), sheets) { "− " } else { "−" };
                Sheet::beside([&Sheet::text(gap), child(0)])
            }
            Mark::Terms(minus) => {
                let mut row = Vec::new();
                for (position, &term) in children.iter().enumerate() {
                    if let Some(minus) = position.checked_sub(1).and_then(|at| minus.get(at)) {
                        row.push(Sheet::text(if *minus { " − " } else { " + " }));
                    }
                    row.push(sheet_of(sheets, term).clone());
                }
                Sheet::beside(&row)
            }
            Mark::Factors(joins) => self.product(children, joins, 0, sheets),
            Mark::Fraction if children.iter().all(|&side| matches!(self.mark(side), Mark::Number(_))) => self.flat(id),
            Mark::Fraction => {
                let is_bar = |position: usize| matches!(self.mark(self.child(id, position)), Mark::Fraction);
                let margin = if (is_bar(0) || is_bar(1)) && !all_flat { 2 } else { 0 };
                let bar = Sheet::text("─".repeat(child(0).width.max(child(1).width) + margin));
                Sheet::stacked(&[child(0), &bar, child(1)], 1)
            }
            Mark::Slash => Sheet::beside([child(0), &Sheet::text("/"), child(1)]),
            Mark::Power => match raised(self, self.child(id, 1)) {
                // Beside a tall bracket a raised character stands at its top.
                Some(exponent) => {
                    let exponent = Sheet { base: child(0).base, ..Sheet::text(exponent) };
                    Sheet::beside([child(0), &exponent])
                }
                None => child(0).raise(child(1)),
            },
            Mark::Index => match lowered_list(self, children.get(1..).unwrap_or_default()) {
                Some(indices) => Sheet::beside([child(0), &Sheet::text(indices)]),
                None => self.flat(id),
            },
            Mark::Fenced(fence) => {
                let (open, close) = tall_fence(*fence);
                Sheet::beside([&Sheet::bracket(child(0), open), child(0), &Sheet::bracket(child(0), close)])
            }
            Mark::Root if all_flat => self.root_sheet(id, sheets),
            Mark::Root => tall_root(child(0), (children.len() > 1).then(|| child(1))),
            Mark::Bare => Sheet::beside([child(0), &Sheet::text(" "), child(1)]),
            Mark::Call => {
                let arguments = children.get(1..).unwrap_or_default();
                let mut row = Vec::new();
                for (position, &argument) in arguments.iter().enumerate() {
                    row.extend((position > 0).then(|| Sheet::text(", ")));
                    row.push(sheet_of(sheets, argument).clone());
                }
                let inside = Sheet::beside(&row);
                let (open, close) = tall_fence(Fence::Round);
                Sheet::beside([child(0), &Sheet::bracket(&inside, open), &inside, &Sheet::bracket(&inside, close)])
            }
            Mark::Over(big) => {
                let sign = Sheet::text(match big {
                    Big::Sum => "Σ",
                    Big::Product => "Π",
                });
                let from = Sheet::beside([child(0), &Sheet::text("="), child(1)]);
                Sheet::beside([&Sheet::stacked(&[child(2), &sign, &from], 1), &Sheet::text(" "), child(3)])
            }
            Mark::Derivative { above: true, .. } => self.flat(id),
            Mark::Derivative { .. } => {
                // The operator is the drawing of the whole without its body.
                let whole = self.line(Some(id), Charset::Unicode);
                let body = self.line(Some(self.child(id, 0)), Charset::Unicode);
                let operator = whole.strip_suffix(&body).unwrap_or(&whole).to_owned();
                Sheet::beside([&Sheet::text(operator), child(0)])
            }
            Mark::Cases { when, otherwise } => cases(self, id, sheets, (when, otherwise)),
            Mark::Factorial => Sheet::beside([child(0), &Sheet::text("!")]),
            Mark::Iverson => {
                let (open, close) = tall_fence(Fence::Square);
                let (open, close) = (Sheet::bracket(child(0), open), Sheet::bracket(child(0), close));
                Sheet::beside([&Sheet::text("1"), &open, child(0), &close])
            }
            Mark::Relations(signs) => {
                let mut row = Vec::new();
                for (position, &side) in children.iter().enumerate() {
                    if let Some(sign) = position.checked_sub(1).and_then(|at| signs.get(at)) {
                        row.push(Sheet::text(format!(" {} ", sign.unicode())));
                    }
                    row.push(sheet_of(sheets, side).clone());
                }
                Sheet::beside(&row)
            }
            Mark::List => {
                let mut row = Vec::new();
                for (position, &item) in children.iter().enumerate() {
                    row.extend((position > 0).then(|| Sheet::text(", ")));
                    row.push(sheet_of(sheets, item).clone());
                }
                Sheet::beside(&row)
            }
        }
    }

    fn flat(&self, id: FormId) -> Sheet {
        Sheet::text(self.line(Some(id), Charset::Unicode))
    }

    /// `√x`, `√(x + 1)`, `³√x`.
    fn root_sheet(&self, id: FormId, sheets: &[Sheet]) -> Sheet {
        let radicand = self.child(id, 0);
        let sign = match self.children(id) {
            [_, degree] => raised(self, *degree).unwrap_or_else(|| self.line(Some(*degree), Charset::Unicode)) + "√",
            _ => "√".to_owned(),
        };
        let body = sheet_of(sheets, radicand);
        match self.binds(radicand) >= binds::ATOM {
            true => Sheet::beside([&Sheet::text(sign), body]),
            false => Sheet::beside([&Sheet::text(sign + "("), body, &Sheet::text(")")]),
        }
    }
}

fn sheet_of(sheets: &[Sheet], id: FormId) -> &Sheet {
    &sheets[id.index()]
}

/// Whether a part begins with the bar of a stacked fraction.
fn starts_with_bar(formula: &Formula, id: FormId, sheets: &[Sheet]) -> bool {
    let mut id = id;
    loop {
        match (formula.mark(id), formula.children(id).first()) {
            (Mark::Fraction, _) => return !sheet_of(sheets, id).is_flat(),
            (Mark::Factors(_) | Mark::Terms(_), Some(&first)) => id = first,
            _ => return false,
        }
    }
}

/// Opening and closing signs: for one row, then top, middle and bottom.
fn tall_fence(fence: Fence) -> ([&'static str; 4], [&'static str; 4]) {
    match fence {
        Fence::Round => (["(", "⎛", "⎜", "⎝"], [")", "⎞", "⎟", "⎠"]),
        Fence::Square => (["[", "⎡", "⎢", "⎣"], ["]", "⎤", "⎥", "⎦"]),
        Fence::Own { unicode: ("⌊", close), .. } => (["⌊", "⎢", "⎢", "⎣"], [close, "⎥", "⎥", "⎦"]),
        Fence::Own { unicode: ("⌈", close), .. } => (["⌈", "⎡", "⎢", "⎢"], [close, "⎤", "⎥", "⎥"]),
        Fence::Own { unicode: (open, close), .. } => ([open, "│", "│", "│"], [close, "│", "│", "│"]),
    }
}

/// A radical sign around several rows.
fn tall_root(radicand: &Sheet, degree: Option<&Sheet>) -> Sheet {
    let bar = "─".repeat(radicand.width);
    let mut rows = vec![format!(" ┌{bar}")];
    let last = radicand.height().saturating_sub(1);
    let hook = |at: usize| if at == last { "╲│" } else { " │" };
    rows.extend(radicand.rows.iter().enumerate().map(|(at, row)| format!("{}{row}", hook(at))));
    let root = Sheet { rows, width: radicand.width + 2, base: radicand.base + 1 };
    match degree {
        Some(degree) => Sheet::beside([degree, &root]),
        None => root,
    }
}

fn cases(formula: &Formula, id: FormId, sheets: &[Sheet], (when, otherwise): (&str, &str)) -> Sheet {
    let [pairs @ .., last] = formula.children(id) else { return Sheet::default() };
    let values = pairs.iter().step_by(2).chain([last]).map(|&value| sheet_of(sheets, value));
    let width = values.clone().map(|sheet| sheet.width).max().unwrap_or(0);
    let conditions = pairs
        .iter()
        .skip(1)
        .step_by(2)
        .map(|&condition| Sheet::beside([&Sheet::text(format!("{when} ")), sheet_of(sheets, condition)]));
    let lines: Vec<Sheet> = values
        .zip(conditions.chain([Sheet::text(otherwise)]))
        .map(|(value, condition)| {
            let gap = Sheet::text(" ".repeat(width - value.width + 3));
            Sheet::beside([value, &gap, &condition])
        })
        .collect();
    let inside = Sheet::column(&lines);
    let mut brace = Sheet::bracket(&inside, ["{", "⎧", "⎪", "⎩"]);
    let middle = inside.height() / 2;
    match brace.rows.get_mut(middle) {
        Some(row) if inside.height() > 2 => *row = "⎨".to_owned(),
        _ => {}
    }
    brace.base = inside.base;
    Sheet::beside([&brace, &Sheet::text(" "), &inside])
}

/// Segments laid out in lines not wider than `width`; later lines are indented.
fn broken(segments: &[(&str, Sheet)], width: usize) -> Vec<(usize, Sheet)> {
    let arena: Arena<usize> = Arena::new();
    let mut document = arena.nil();
    for (position, (sign, sheet)) in segments.iter().enumerate() {
        let gap = if position == 0 { arena.nil() } else { arena.softline() };
        let sign = if sign.is_empty() { arena.nil() } else { arena.text(format!("{sign} ")) };
        // The layout sees a row of the sheet's width; the renderer puts the sheet in its place.
        let place = arena.text("x".repeat(sheet.width)).annotate(position);
        document = document.append(gap).append(sign).append(place);
    }
    let mut lines = Lines { segments, done: Vec::new(), row: Vec::new(), indent: 0, inside: None };
    let outcome: Result<(), Infallible> = document.nest(4).render_raw(width, &mut lines);
    match outcome {
        Ok(()) => {}
        Err(never) => match never {},
    }
    lines.finish_line();
    lines.done
}

/// Collects what the layout writes, sheets in the place of their stand-ins.
struct Lines<'s> {
    segments: &'s [(&'s str, Sheet)],
    done: Vec<(usize, Sheet)>,
    row: Vec<Sheet>,
    indent: usize,
    inside: Option<usize>,
}

impl Lines<'_> {
    fn finish_line(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !row.is_empty() {
            self.done.push((self.indent, Sheet::beside(&row)));
        }
        self.indent = 0;
    }
}

impl Render for Lines<'_> {
    type Error = Infallible;

    fn write_str(&mut self, text: &str) -> Result<usize, Infallible> {
        if self.inside.is_none() {
            for (position, piece) in text.split('\n').enumerate() {
                if position > 0 {
                    self.finish_line();
                }
                let is_indent = self.row.is_empty() && piece.chars().all(|c| c == ' ');
                if is_indent {
                    self.indent += piece.len();
                } else if !piece.is_empty() {
                    self.row.push(Sheet::text(piece));
                }
            }
        }
        Ok(text.len())
    }

    fn fail_doc(&self) -> Infallible {
        // The documents here hold no `fail`, so this is never called; a loop has the type of every value.
        #[allow(clippy::empty_loop)]
        loop {}
    }
}

impl<'a> RenderAnnotated<'a, usize> for Lines<'_> {
    fn push_annotation(&mut self, segment: &'a usize) -> Result<(), Infallible> {
        self.inside = Some(*segment);
        if let Some((_, sheet)) = self.segments.get(*segment) {
            self.row.push(sheet.clone());
        }
        Ok(())
    }

    fn pop_annotation(&mut self) -> Result<(), Infallible> {
        self.inside = None;
        Ok(())
    }
}
