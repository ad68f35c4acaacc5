//! Owns pages in Markdown, formulas in dollars as KaTeX and MathJax read them.

use super::latex::aligned;
use crate::render::mathml::escape as html_escape;
use crate::render::page::{Block, Inline, Page};

impl Page {
    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(|block| self.markdown_block(block)).collect();
        blocks.join("\n\n") + "\n"
    }

    fn markdown_block(&self, block: &Block) -> String {
        match block {
            Block::Heading(level, content) => {
                format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 6)), inlines(content))
            }
            Block::Paragraph(content) => inlines(content),
            Block::Formula(formula) => format!("$$\n{}\n$$", formula.latex()),
            Block::Chain(chain) => format!("$$\n{}\n$$", aligned(chain)),
            Block::Table(table) => markdown_table(table),
            Block::Items(items) => lines(items.iter().map(|item| format!("- {}", inlines(item)))),
            Block::Definitions(items) => {
                lines(items.iter().map(|(term, meaning)| format!("- **{}** — {}", inlines(term), inlines(meaning))))
            }
            Block::Code(text) => {
                // The fence is longer than any run of backticks in the text.
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                format!("{fence}\n{}\n{fence}", text.trim_end_matches('\n'))
            }
            // Forges and note programs draw a block of this name as a picture.
            Block::Picture { text, mermaid, .. } if mermaid.is_empty() => format!("```text\n{}\n```", text.trim_end()),
            Block::Picture { mermaid, .. } => format!("```mermaid\n{}\n```", mermaid.trim_end()),
            Block::Note(content) => format!("> {}", inlines(content)),
            Block::Notice(kind, content) => format!("> **{}:** {}", kind.label(self.lang), inlines(content)),
            Block::Details { summary, blocks } => {
                let blocks: Vec<String> = blocks
                    .iter()
                    .map(|block| match block {
                        // Details in details would only repeat the fold.
                        Block::Details { .. } => String::new(),
                        other => self.markdown_block(other),
                    })
                    .collect();
                format!("<details><summary>{}</summary>\n\n{}\n\n</details>", in_html(summary), blocks.join("\n\n"))
            }
        }
    }
}

/// What stands inside an element of HTML, where Markdown means nothing.
fn in_html(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => html_escape(text),
            Inline::Math(formula) => html_escape(&formula.linear()),
        })
        .map(|text| text.replace('\n', " "))
        .collect()
}

fn lines(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("\n")
}

fn inlines(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Strong(text) => format!("**{}**", escape(text)),
            Inline::Code(text) => code(text),
            Inline::Math(formula) => format!("${}$", formula.latex()),
        })
        .collect()
}

/// Inline code, in a fence longer than any run of backticks in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('\n', " "))
}

/// Text with everything that Markdown would take for a sign made harmless.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (position, c) in text.char_indices() {
        let before = text.get(..position).unwrap_or_default();
        let at_start = before.trim_end_matches(' ').is_empty();
        let after_digits = !at_start && before.trim_start().bytes().all(|byte| byte.is_ascii_digit());
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '$' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '#' | '+' | '-' if at_start => {
                escaped.push('\\');
                escaped.push(c);
            }
            // `1.` would begin a list.
            '.' | ')' if after_digits => {
                escaped.push('\\');
                escaped.push(c);
            }
            // A new line could begin anything, and four spaces at the start would begin code.
            c if c.is_control() => {
                if !escaped.is_empty() && !escaped.ends_with(' ') {
                    escaped.push(' ');
                }
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A part of a cell. A bar in a formula or in code would end the cell.
fn cell(inline: &Inline) -> String {
    match inline {
        Inline::Math(formula) => {
            format!("${}$", formula.latex().replace(r"\|", r"\Vert ").replace('|', r"\vert "))
        }
        Inline::Code(text) => code(text).replace('|', r"\|"),
        Inline::Text(_) | Inline::Strong(_) => inlines(std::slice::from_ref(inline)),
    }
}

fn markdown_table(rows: &[Vec<Vec<Inline>>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells = (0..columns)
            .map(|column| cells.get(column).map_or(String::new(), |content| content.iter().map(cell).collect()));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}", " --- |".repeat(columns));
    let mut written: Vec<String> = rows.iter().map(row).collect();
    if !written.is_empty() {
        written.insert(1, rule);
    }
    written.join("\n")
}
