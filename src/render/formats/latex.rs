//! Owns pages in LaTeX: a piece to paste into a document that loads amsmath (and for Chinese ctex), or into KaTeX for
//! its formulas.

use crate::render::latex::escape;
use crate::render::page::{Block, Chain, Inline, Page};
use crate::wording::Lang;

/// A line of a chain is broken when it would be wider in print than about this many characters.
const LINE_WIDTH: usize = 72;

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
            Block::Formula(formula) => format!("\\[\n{}\n\\]", formula.latex()),
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

/// The lines of a chain in an `aligned` environment, reasons in a column at the right.
pub(super) fn aligned(chain: &Chain) -> String {
    let mut text = String::from("\\begin{aligned}\n");
    for (position, line) in chain.lines.iter().enumerate() {
        if position > 0 {
            text.push_str(" \\\\\n");
        }
        if position == 0 {
            text.push_str(&chain.left.latex());
            text.push(' ');
        }
        text.push('&');
        text.push_str(line.sign.latex().trim_end());
        text.push(' ');
        text.push_str(&line.right.latex_lines(LINE_WIDTH).join(" \\\\\n&\\quad "));
        if !line.reason.is_empty() {
            text.push_str(" &&");
            text.push_str(&reason(&line.reason));
        }
    }
    text.push_str("\n\\end{aligned}");
    text
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

fn tabular(rows: &[Vec<Vec<Inline>>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = format!("\\begin{{tabular}}{{{}}}\n", "l".repeat(columns));
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let cells: Vec<String> = row.iter().map(|cell| inlines(cell)).collect();
        text.push_str(&cells.join(" & "));
        text.push_str(if number == 0 { " \\\\\n\\hline\n" } else { " \\\\\n" });
    }
    text.push_str("\\end{tabular}");
    text
}
