//! Owns pages in HTML: one file that needs no other, formulas in MathML, readable in light and dark and on paper.

use super::mathml::escape;
use super::page::{Block, Chain, Inline, NoteKind, Page, Table, for_conditions};
use crate::wording::Lang;

const STYLE: &str = include_str!("page.css");

impl Page {
    /// As a whole HTML page with the first heading as its title.
    pub fn html(&self) -> String {
        let lang = match self.lang {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        };
        let title = self.blocks.iter().find_map(|block| match block {
            Block::Heading { content, .. } => Some(plain(content)),
            _ => None,
        });
        let title = escape(title.as_deref().unwrap_or("gradus"));
        format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
            self.html_body()
        )
    }

    /// The blocks alone, to be put into another page.
    pub fn html_body(&self) -> String {
        self.blocks.iter().map(|block| self.html_block(block)).collect()
    }

    fn html_block(&self, block: &Block) -> String {
        match block {
            Block::Heading { level, content } => {
                let level = (*level).clamp(1, 6);
                format!("<h{level}>{}</h{level}>\n", inlines(content))
            }
            Block::Paragraph(content) => format!("<p>{}</p>\n", inlines(content)),
            Block::Formula(formula) => format!("<div class=\"formula\">{}</div>\n", formula.mathml(true)),
            Block::Chain(chain) => self.html_chain(chain),
            Block::Table(table) => html_table(table),
            Block::Items(items) => {
                let items: String = items.iter().map(|item| format!("<li>{}</li>\n", inlines(item))).collect();
                format!("<ul>\n{items}</ul>\n")
            }
            Block::Definitions(items) => {
                let items: String = items
                    .iter()
                    .map(|(term, meaning)| format!("<dt>{}</dt><dd>{}</dd>\n", inlines(term), inlines(meaning)))
                    .collect();
                format!("<dl>\n{items}</dl>\n")
            }
            Block::Code { text, .. } => format!("<pre><code>{}</code></pre>\n", escape(text)),
            Block::Note { kind, content } => {
                let class = match kind {
                    NoteKind::Remark => "remark",
                    NoteKind::Success => "success",
                    NoteKind::Warning => "warning",
                    NoteKind::Error => "error",
                };
                let label = escape(kind.label(self.lang));
                format!("<p class=\"note {class}\"><strong>{label}</strong> {}</p>\n", inlines(content))
            }
            Block::Details { summary, blocks } => {
                let blocks: String = blocks
                    .iter()
                    .filter(|block| !matches!(block, Block::Details { .. }))
                    .map(|block| self.html_block(block))
                    .collect();
                format!("<details>\n<summary>{}</summary>\n{blocks}</details>\n", inlines(summary))
            }
        }
    }

    fn html_chain(&self, chain: &Chain) -> String {
        let mut text = String::from("<div class=\"scroll\"><table class=\"chain\">\n");
        for (position, line) in chain.lines.iter().enumerate() {
            let left = match &chain.left {
                Some(left) if position == 0 => left.mathml(true),
                _ => String::new(),
            };
            text.push_str(&format!(
                "<tr><td class=\"left\">{left}</td><td class=\"sign\">{}</td><td class=\"right\">{}</td>\
                 <td class=\"reason\">{}</td></tr>\n",
                escape(line.sign.unicode()),
                line.formula.mathml(true),
                inlines(&line.reason)
            ));
        }
        text.push_str("</table></div>\n");
        if !chain.conditions.is_empty() {
            let conditions: Vec<String> = chain.conditions.iter().map(|condition| condition.mathml(false)).collect();
            text.push_str(&format!(
                "<p class=\"conditions\">{} {}</p>\n",
                for_conditions(self.lang),
                conditions.join(", ")
            ));
        }
        text
    }
}

fn plain(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text.clone(),
            Inline::Math(formula) => formula.linear(),
        })
        .collect()
}

fn inlines(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Strong(text) => format!("<strong>{}</strong>", escape(text)),
            Inline::Code(text) => format!("<code>{}</code>", escape(text)),
            Inline::Math(formula) => formula.mathml(false),
        })
        .collect()
}

fn html_table(table: &Table) -> String {
    let row = |cells: &[Vec<Inline>], tag: &str| {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", inlines(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let head =
        if table.head.is_empty() { String::new() } else { format!("<thead>{}</thead>\n", row(&table.head, "th")) };
    let rows: String = table.rows.iter().map(|cells| row(cells, "td")).collect();
    format!("<div class=\"scroll\"><table class=\"data\">\n{head}<tbody>\n{rows}</tbody>\n</table></div>\n")
}
