//! Owns pages as LaTeX: a piece to paste into a document that loads amsmath; Chinese needs a package such as ctex.

use crate::render::latex::escape;
use crate::render::page::{Block, Chain, Inline, Page};

impl Page {
    /// As LaTeX.
    pub fn to_latex(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(write).collect();
        blocks.join("\n\n") + "\n"
    }
}

fn write(block: &Block) -> String {
    match block {
        Block::Heading(level, inlines) => {
            let command = match level {
                1 => "section",
                2 => "subsection",
                _ => "subsubsection",
            };
            format!(r"\{command}*{{{}}}", words(inlines))
        }
        Block::Paragraph(inlines) | Block::Note(inlines) => words(inlines),
        Block::Formula(formula) => format!("\\[\n{}\n\\]", formula.latex()),
        Block::Chain(chain) => format!("\\[\n{}\n\\]", aligned(chain)),
        Block::Table(rows) => {
            let columns = rows.first().map_or(1, Vec::len);
            let body: Vec<String> = rows
                .iter()
                .map(|row| row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join(" & ") + r" \\")
                .collect();
            let mut lines = vec![format!(r"\begin{{tabular}}{{{}}}", "l".repeat(columns))];
            for (at, line) in body.into_iter().enumerate() {
                lines.push(line);
                lines.extend((at == 0).then(|| r"\hline".to_owned()));
            }
            lines.push(r"\end{tabular}".to_owned());
            lines.join("\n")
        }
        Block::Code(code) => {
            code.lines().map(|line| format!(r"\texttt{{{}}}\\", escape(line))).collect::<Vec<_>>().join("\n")
        }
    }
}

/// A chain as `aligned`, for LaTeX and KaTeX alike.
pub(super) fn aligned(chain: &Chain) -> String {
    let mut lines = vec![r"\begin{aligned}".to_owned(), format!("{} &", chain.left.latex())];
    for (at, line) in chain.lines.iter().enumerate() {
        let reason = if line.reason.is_empty() { String::new() } else { format!(r" && {}", reason(&line.reason)) };
        let end = if at + 1 < chain.lines.len() { r" \\" } else { "" };
        let sign = if at == 0 { "" } else { "&" };
        lines.push(format!("{sign}{} {}{reason}{end}", line.sign.latex(), line.right.latex()));
    }
    lines.push(r"\end{aligned}".to_owned());
    lines.join("\n")
}

/// Words and formulas inside math mode.
fn reason(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => format!(r"\text{{{}}}", escape(text)),
            Inline::Math(formula) => formula.latex(),
            Inline::Code(code) => format!(r"\texttt{{{}}}", escape(code)),
        })
        .collect()
}

fn words(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Math(formula) => format!("${}$", formula.latex()),
            Inline::Code(code) => format!(r"\texttt{{{}}}", escape(code)),
        })
        .collect()
}
