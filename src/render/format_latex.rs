//! Owns pages in LaTeX: a piece to paste into a document that loads amsmath (and for Chinese ctex), or into KaTeX for
//! its formulas.

use super::formula::Formula;
use super::latex::escape;
use super::page::{Block, Chain, Inline, Page, Table, for_conditions};
use crate::wording::Lang;

/// A line of a chain is broken when it would be wider in print than about this many characters.
const LINE_WIDTH: usize = 72;

impl Page {
    /// As LaTeX. The first line names what the preamble must load.
    pub fn latex(&self) -> String {
        let needs = match self.lang {
            Lang::En => "% needs \\usepackage{amsmath}\n",
            Lang::Zh => "% needs \\usepackage{amsmath} and \\usepackage{ctex}\n",
        };
        let blocks: Vec<String> = self.blocks.iter().filter_map(|block| self.block(block)).collect();
        [needs, &blocks.join("\n\n"), "\n"].concat()
    }

    fn block(&self, block: &Block) -> Option<String> {
        Some(match block {
            Block::Heading { level, content } => {
                let command = match level {
                    1 => "section*",
                    2 => "subsection*",
                    _ => "paragraph*",
                };
                format!(r"\{command}{{{}}}", inlines(content))
            }
            Block::Paragraph(content) => inlines(content),
            Block::Formula(formula) => format!("\\[\n{}\n\\]", formula.latex()),
            Block::Chain(chain) => format!("\\[\n{}\n\\]", aligned(chain, self.lang)),
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
            Block::Code { text, .. } => {
                let text = text.replace(r"\end{verbatim}", r"\end {verbatim}");
                format!("\\begin{{verbatim}}\n{text}\n\\end{{verbatim}}")
            }
            Block::Note { kind, content } => {
                format!(r"\textbf{{{}:}} {}", escape(kind.label(self.lang)), inlines(content))
            }
            Block::Details { .. } => return None,
        })
    }
}

/// The lines of a chain in an `aligned` environment, reasons in a column at the right.
pub(super) fn aligned(chain: &Chain, lang: Lang) -> String {
    let mut text = String::from("\\begin{aligned}\n");
    for (position, line) in chain.lines.iter().enumerate() {
        if position > 0 {
            text.push_str(" \\\\\n");
        }
        if position == 0
            && let Some(left) = &chain.left
        {
            text.push_str(&left.latex());
            text.push(' ');
        }
        text.push('&');
        text.push_str(line.sign.latex().trim_end());
        text.push(' ');
        text.push_str(&line.formula.latex_lines(LINE_WIDTH).join(" \\\\\n&\\quad "));
        if !line.reason.is_empty() {
            text.push_str(" &&");
            text.push_str(&reason(&line.reason));
        }
    }
    if !chain.conditions.is_empty() {
        let conditions: Vec<String> = chain.conditions.iter().map(Formula::latex).collect();
        text.push_str(&format!(" \\\\\n&\\quad\\text{{{} }}{}", for_conditions(lang), conditions.join(r",\;")));
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

fn tabular(table: &Table) -> String {
    let columns = table.rows.iter().map(Vec::len).chain([table.head.len()]).max().unwrap_or(0);
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells: Vec<String> = cells.iter().map(|cell| inlines(cell)).collect();
        cells.join(" & ") + " \\\\\n"
    };
    let head = if table.head.is_empty() { String::new() } else { row(&table.head) + "\\hline\n" };
    let rows: String = table.rows.iter().map(row).collect();
    format!("\\begin{{tabular}}{{{}}}\n{head}{rows}\\end{{tabular}}", "l".repeat(columns))
}
