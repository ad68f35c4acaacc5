//! Owns pages in LaTeX: a piece to paste into a document that loads amsmath (and for Chinese ctex), or into KaTeX for
//! its formulas.

use unicode_width::UnicodeWidthStr;

use crate::render::formula::Formula;
use crate::render::latex::escape;
use crate::render::linear::Charset;
use crate::render::page::{Block, Chain, ChainLine, Inline, Page};
use crate::wording::Lang;

/// A line of a chain is broken when it would be wider in print than about this many characters.
const LINE_WIDTH: usize = 72;

/// A page has room for about this many characters of a formula.
const PAGE_WIDTH: usize = 76;

/// A column of reasons narrower than this looks torn.
const REASON_WIDTH: usize = 28;

impl Page {
    /// As LaTeX. The first line names what the preamble must load.
    pub fn to_latex(&self) -> String {
        let needs = match self.lang {
            Lang::En => "% needs \\usepackage{amsmath}\n",
            Lang::Zh => "% needs \\usepackage{amsmath} and \\usepackage{ctex}\n",
        };
        let blocks: Vec<String> = self.blocks.iter().filter_map(|block| self.block(block)).collect();
        [needs, &blocks.join("\n\n"), "\n"].concat()
    }

    fn block(&self, block: &Block) -> Option<String> {
        Some(match block {
            Block::Heading(level, content) => {
                let command = match level {
                    1 => "section*",
                    2 => "subsection*",
                    _ => "paragraph*",
                };
                format!(r"\{command}{{{}}}", inlines(content))
            }
            Block::Paragraph(content) => inlines(content),
            Block::Formula(formula) => format!("\\[\n{}\n\\]", displayed(formula)),
            Block::Chain(chain) => format!("\\[\n{}\n\\]", aligned(chain)),
            Block::Table(table) => tabular(table),
            Block::Items(items) => {
                let items: String = items.iter().map(|item| format!("\\item {}\n", inlines(item))).collect();
                format!("\\begin{{itemize}}\n{items}\\end{{itemize}}")
            }
            Block::Definitions(items) => {
                let items: String = items
                    .iter()
                    .map(|(term, meaning)| format!("\\item[{{{}}}] {}\n", inlines(term), inlines(meaning)))
                    .collect();
                format!("\\begin{{description}}\n{items}\\end{{description}}")
            }
            // Verbatim text ends at its own end command, so that one is taken apart.
            Block::Code(text) => {
                let text = text.replace(r"\end{verbatim}", r"\end {verbatim}");
                format!("\\begin{{verbatim}}\n{text}\n\\end{{verbatim}}")
            }
            Block::Note(content) => inlines(content),
            Block::Notice(kind, content) => {
                format!(r"\textbf{{{}:}} {}", escape(kind.label(self.lang)), inlines(content))
            }
            Block::Picture { .. } | Block::Details { .. } => return None,
        })
    }
}

/// A formula on lines of its own, as many as it needs.
fn displayed(formula: &Formula) -> String {
    match &formula.latex_lines(PAGE_WIDTH)[..] {
        [line] => line.clone(),
        lines => format!("\\begin{{aligned}}\n&{}\n\\end{{aligned}}", lines.join(" \\\\\n&\\quad ")),
    }
}

/// How the parts of a chain are arranged.
struct Layout {
    /// Whether the left side stands on a line of its own.
    above: bool,
    /// How wide the column of reasons at the right is; `None` where each reason stands below its line.
    column: Option<usize>,
}

impl Layout {
    /// As much side by side as the page has room for.
    fn of(chain: &Chain) -> Layout {
        let width = |formula: &Formula| {
            let rows = formula.rows(LINE_WIDTH, Charset::Unicode);
            rows.iter().map(|row| row.trim_end().width()).max().unwrap_or(0)
        };
        let widest = chain.lines.iter().map(|line| width(&line.right)).max().unwrap_or(0) + 2;
        let left = width(&chain.left);
        let reason = |line: &ChainLine| line.reason.iter().map(inline_width).sum::<usize>();
        let longest = chain.lines.iter().map(reason).max().unwrap_or(0);
        let needed = if longest == 0 { 0 } else { longest.min(REASON_WIDTH) + 3 };
        let column = |used: usize| (used + needed <= PAGE_WIDTH).then(|| PAGE_WIDTH.saturating_sub(used + 3));
        let beside = Layout { above: false, column: column(left + widest) };
        // A short left side takes no room, and one line isn't worth a left side of its own.
        let below = Layout { above: left > 2 * INDENT && chain.lines.len() > 1, column: column(INDENT + widest) };
        let fits = left + widest <= PAGE_WIDTH;
        if beside.column.is_some() || !below.above || (fits && below.column.is_none()) { beside } else { below }
    }
}

/// What lines below a left side are moved in by.
const INDENT: usize = 4;

/// The lines of a chain in an `aligned` environment, reasons in a column at the right where there is room for one.
pub(super) fn aligned(chain: &Chain) -> String {
    let mut text = String::from("\\begin{aligned}\n");
    let layout = Layout::of(chain);
    if layout.above {
        text.push_str(&format!("&{} \\\\\n", chain.left.latex()));
    }
    for (position, line) in chain.lines.iter().enumerate() {
        if position > 0 {
            text.push_str(" \\\\\n");
        }
        if position == 0 && !layout.above {
            text.push_str(&chain.left.latex());
            text.push(' ');
        }
        text.push_str(if layout.above { "&\\quad " } else { "&" });
        text.push_str(line.sign.latex().trim_end());
        text.push(' ');
        let further = if layout.above { " \\\\\n&\\qquad " } else { " \\\\\n&\\quad " };
        text.push_str(&line.right.latex_lines(LINE_WIDTH).join(further));
        let room = layout.column.unwrap_or(LINE_WIDTH);
        for (number, part) in filled(&line.reason, room).iter().enumerate() {
            text.push_str(match (layout.column, number) {
                (Some(_), 0) => " &&",
                (Some(_), _) => " \\\\\n& &&",
                (None, _) => " \\\\\n&\\qquad\\qquad ",
            });
            text.push_str(&reason(part));
        }
    }
    text.push_str("\n\\end{aligned}");
    text
}

/// About how wide a piece of running text is.
fn inline_width(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text.width(),
        Inline::Math(formula) => formula.line(formula.root(), Charset::Unicode).width(),
    }
}

/// A reason in lines of about this many characters.
fn filled(content: &[Inline], room: usize) -> Vec<Vec<Inline>> {
    let (mut lines, mut line, mut used): (Vec<Vec<Inline>>, Vec<Inline>, usize) = (Vec::new(), Vec::new(), 0);
    for inline in content {
        let pieces: Vec<(Inline, usize)> = match inline {
            Inline::Text(text) => {
                let words = text.split_inclusive([' ', ',', ';', '、']);
                words.map(|word| (Inline::Text(word.to_owned()), word.width())).collect()
            }
            Inline::Strong(_) | Inline::Code(_) | Inline::Math(_) => vec![(inline.clone(), inline_width(inline))],
        };
        for (piece, width) in pieces {
            if used > 0 && used + width > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            // A line doesn't begin with the space that broke it.
            if used == 0 && matches!(&piece, Inline::Text(text) if text.trim().is_empty()) {
                continue;
            }
            used += width;
            line.push(piece);
        }
    }
    lines.extend((!line.is_empty()).then_some(line));
    lines
}

/// A reason in a formula: words in `\text`, formulas as they are.
fn reason(content: &[Inline]) -> String {
    let is_text = |inline: &Inline| matches!(inline, Inline::Text(_));
    // Neighbouring words share one `\text`.
    let runs = content.chunk_by(|a, b| is_text(a) && is_text(b));
    runs.map(|run| match run {
        [Inline::Strong(text)] => format!(r"\textbf{{{}}}", escape(text)),
        [Inline::Code(text)] => format!(r"\texttt{{{}}}", escape(text)),
        [Inline::Math(formula)] => formula.latex(),
        _ => format!(r"\text{{{}}}", inlines(run)),
    })
    .collect()
}

fn inlines(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Strong(text) => format!(r"\textbf{{{}}}", escape(text)),
            Inline::Code(text) => format!(r"\texttt{{{}}}", escape(text)),
            Inline::Math(formula) => format!("${}$", formula.latex()),
        })
        .collect()
}

/// Words longer than this in the last column are broken into lines.
const LAST_COLUMN: usize = 40;

fn tabular(rows: &[Vec<Vec<Inline>>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let words = |cell: &Vec<Inline>| -> usize {
        let length = |inline: &Inline| match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text.chars().count(),
            Inline::Math(_) => 0,
        };
        cell.iter().map(length).sum()
    };
    let is_long =
        columns > 1 && rows.iter().filter_map(|row| row.get(columns - 1)).any(|cell| words(cell) > LAST_COLUMN);
    let last = if is_long { r"p{0.45\linewidth}" } else { "l" };
    let is_tall = |inline: &Inline| match inline {
        Inline::Math(formula) => formula.root().is_some_and(|root| formula.is_tall(root)),
        Inline::Text(_) | Inline::Strong(_) | Inline::Code(_) => false,
    };
    // Fractions need more room between the rows than words do.
    let stretch = if rows.iter().flatten().flatten().any(is_tall) { 1.7 } else { 1.2 };
    let mut text = format!(
        "\\begin{{center}}\\renewcommand{{\\arraystretch}}{{{stretch}}}\n\\begin{{tabular}}{{{}{last}}}\n",
        "l".repeat(columns.saturating_sub(1))
    );
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let cells: Vec<String> = row.iter().map(|cell| inlines(cell)).collect();
        text.push_str(&cells.join(" & "));
        text.push_str(if number == 0 { " \\\\\n\\hline\n" } else { " \\\\\n" });
    }
    text.push_str("\\end{tabular}\n\\end{center}");
    text
}
