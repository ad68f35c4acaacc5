//! Owns pages as text for a terminal: two-dimensional formulas, reasons in a column on the right, wrapped to a width.

use pretty::{Arena, DocAllocator};
use unicode_width::UnicodeWidthStr;

use crate::render::boxed::TextBox;
use crate::render::formula::Formula;
use crate::render::page::{Block, Chain, Inline, Page};

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns to wrap to.
    pub width: usize,
    /// ASCII only, formulas on one line.
    pub ascii: bool,
    /// With ANSI colours.
    pub colour: bool,
}

impl Default for TextStyle {
    fn default() -> Self {
        TextStyle { width: 80, ascii: false, colour: false }
    }
}

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

impl Page {
    /// As text.
    pub fn to_text(&self, style: &TextStyle) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(|block| write(block, style)).collect();
        blocks.join("\n\n") + "\n"
    }
}

fn write(block: &Block, style: &TextStyle) -> String {
    match block {
        Block::Heading(_, inlines) => {
            let text = words(inlines, style);
            if style.colour { format!("{BOLD}{text}{RESET}") } else { text }
        }
        Block::Paragraph(inlines) => wrapped(&words(inlines, style), style.width, ""),
        Block::Note(inlines) => wrapped(&words(inlines, style), style.width, "  "),
        Block::Formula(formula) => indented(&formula_box(formula, style, style.width.saturating_sub(2)), 2),
        Block::Chain(chain) => write_chain(chain, style),
        Block::Table(rows) => table(rows, style),
        Block::Code(code) => code.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"),
    }
}

/// Running text with its formulas on the line.
fn words(inlines: &[Inline], style: &TextStyle) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) if style.ascii => text.clone(),
            Inline::Text(text) => text.clone(),
            Inline::Math(formula) if style.ascii => formula.ascii(),
            Inline::Math(formula) => formula.linear(),
            Inline::Code(code) => format!("`{code}`"),
        })
        .collect()
}

fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let arena: Arena<'_, ()> = Arena::new();
    let doc = arena.concat(text.split_inclusive(' ').map(|word| {
        let bare = word.trim_end_matches(' ');
        let gap = if bare.len() < word.len() { arena.softline() } else { arena.nil() };
        arena.text(bare.to_owned()).append(gap)
    }));
    let mut out = String::new();
    // Writing to a string can't fail.
    let _ = doc.nest(indent.len() as isize).render_fmt(width.saturating_sub(indent.len()).max(10), &mut out);
    format!("{indent}{out}")
}

/// In two dimensions where that fits, else on lines broken at + and −.
fn formula_box(formula: &Formula, style: &TextStyle, width: usize) -> TextBox {
    if !style.ascii {
        let drawn = formula.text();
        if drawn.width() <= width {
            return drawn;
        }
    }
    let line = if style.ascii { formula.ascii() } else { formula.linear() };
    if line.width() <= width {
        return TextBox::line(line);
    }
    let text = broken(&line, width);
    let lines: Vec<TextBox> = text.lines().map(TextBox::line).collect();
    let widest = lines.iter().map(TextBox::width).max().unwrap_or(0);
    let padded: Vec<TextBox> = lines
        .into_iter()
        .map(|line| {
            let free = " ".repeat(widest - line.width());
            TextBox::beside(&[line, TextBox::line(free)])
        })
        .collect();
    TextBox::stacked(&padded, 0)
}

/// A long formula on several lines: breaks come before signs between terms and factors.
fn broken(line: &str, width: usize) -> String {
    let arena: Arena<'_, ()> = Arena::new();
    let mut doc = arena.nil();
    let mut rest = line;
    let signs = [" + ", " − ", " - ", " = ", " · ", ", ", "*"];
    while let Some((at, sign)) =
        signs.iter().filter_map(|sign| Some((rest.find(sign)?, *sign))).min_by_key(|(at, _)| *at)
    {
        let (head, tail) = rest.split_at(at);
        let tail = tail.strip_prefix(sign).unwrap_or(tail);
        doc = doc.append(arena.text(head.to_owned()));
        doc = match sign {
            ", " => doc.append(arena.text(",")).append(arena.softline()),
            "*" => doc.append(arena.text("*")).append(arena.softline_()),
            _ => doc.append(arena.softline()).append(arena.text(format!("{} ", sign.trim()))),
        };
        rest = tail;
    }
    doc = doc.append(arena.text(rest.to_owned())).nest(2);
    let mut out = String::new();
    // Writing to a string can't fail.
    let _ = doc.render_fmt(width.max(10), &mut out);
    out
}

fn indented(drawn: &TextBox, by: usize) -> String {
    drawn
        .lines()
        .iter()
        .map(|line| format!("{}{line}", " ".repeat(by)).trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The left side on its own line, then `= …` with the reasons in a column.
fn write_chain(chain: &Chain, style: &TextStyle) -> String {
    let left = formula_box(&chain.left, style, style.width.saturating_sub(2));
    let reasons: Vec<String> = chain.lines.iter().map(|line| words(&line.reason, style)).collect();
    let longest = reasons.iter().map(|reason| reason.width()).max().unwrap_or(0).min(style.width / 2);
    let room = style.width.saturating_sub(7);
    let drawn: Vec<TextBox> = chain.lines.iter().map(|line| formula_box(&line.right, style, room)).collect();
    let widest = drawn.iter().map(TextBox::width).max().unwrap_or(0);
    let beside = widest + longest + 10 <= style.width;
    let mut out = indented(&left, 2);
    for ((line, right), reason) in chain.lines.iter().zip(&drawn).zip(&reasons) {
        let sign = if style.ascii { "=" } else { line.sign.unicode() };
        let row = TextBox::beside(&[TextBox::line(format!("    {sign} ")), right.clone()]);
        out.push('\n');
        let spaced = right.height() > 1;
        if spaced && !out.ends_with("\n\n") {
            out.push('\n');
        }
        for (at, text) in row.lines().iter().enumerate() {
            let mut text = text.trim_end().to_owned();
            if at == row.baseline() && beside && !reason.is_empty() {
                let column = widest + 9;
                let fill = column.saturating_sub(text.width());
                text = format!("{text}{}{}", " ".repeat(fill), dimmed(reason, style));
            }
            out.push_str(&text);
            out.push('\n');
        }
        if !beside && !reason.is_empty() {
            out.push_str(&dimmed(
                &wrapped(&format!("({reason})"), style.width.saturating_sub(10), "          "),
                style,
            ));
            out.push('\n');
        }
        if out.ends_with('\n') {
            out.pop();
        }
        if spaced {
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

fn dimmed(text: &str, style: &TextStyle) -> String {
    if style.colour { format!("{DIM}{text}{RESET}") } else { text.to_owned() }
}

/// Columns aligned on the left; cells are one line.
fn table(rows: &[Vec<Vec<Inline>>], style: &TextStyle) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| words(cell, style)).collect()).collect();
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| cells.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut lines: Vec<String> = Vec::new();
    for (at, row) in cells.iter().enumerate() {
        let padded: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))))
            .collect();
        lines.push(format!("  {}", padded.join("  ")).trim_end().to_owned());
        if at == 0 {
            let bar = if style.ascii { "-" } else { "─" };
            let total = widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1);
            lines.push(format!("  {}", bar.repeat(total)));
        }
    }
    lines.join("\n")
}
