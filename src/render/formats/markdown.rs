//! Owns pages as Markdown with `$…$` formulas, as KaTeX and most renderers read them.

use super::latex::aligned;
use crate::render::page::{Block, Inline, Page};

impl Page {
    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(write).collect();
        blocks.join("\n\n") + "\n"
    }
}

/// Text for Markdown: its special characters made harmless.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '$' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn write(block: &Block) -> String {
    match block {
        Block::Heading(level, inlines) => format!("{} {}", "#".repeat(usize::from(*level) + 1), words(inlines)),
        Block::Paragraph(inlines) => words(inlines),
        Block::Note(inlines) => format!("> {}", words(inlines)),
        Block::Formula(formula) => format!("$$\n{}\n$$", formula.latex()),
        Block::Chain(chain) => format!("$$\n{}\n$$", aligned(chain)),
        Block::Table(rows) => {
            let mut lines = Vec::new();
            for (at, row) in rows.iter().enumerate() {
                lines.push(format!("| {} |", row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join(" | ")));
                if at == 0 {
                    lines.push(format!("|{}", "---|".repeat(row.len())));
                }
            }
            lines.join("\n")
        }
        Block::Code(code) => format!("```text\n{}\n```", code.replace("```", "'''")),
    }
}

fn words(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            // A bar would end a cell of a table.
            Inline::Math(formula) => format!("${}$", formula.latex().replace('|', r"\vert ")),
            Inline::Code(code) => format!("`{}`", code.replace('`', "'").replace('|', r"\|")),
        })
        .collect()
}
