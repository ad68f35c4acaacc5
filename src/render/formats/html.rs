//! Owns pages in HTML: one file that needs no other, formulas in MathML, readable in light and dark and on paper.

use unicode_width::UnicodeWidthStr;

use crate::render::formula::Formula;
use crate::render::linear::Charset;
use crate::render::mathml::escape;
use crate::render::page::{Block, Chain, Inline, NoticeKind, Page};
use crate::wording::Lang;

const STYLE: &str = include_str!("page.css");

impl Page {
    /// As a whole HTML page.
    pub fn to_html(&self, title: &str) -> String {
        let lang = match self.lang {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        };
        let title = escape(title);
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
            Block::Heading(level, content) => {
                let level = (*level).clamp(1, 6);
                format!("<h{level}>{}</h{level}>\n", inlines(content))
            }
            Block::Paragraph(content) => format!("<p>{}</p>\n", inlines(content)),
            Block::Formula(formula) => format!("<div class=\"formula\">{}</div>\n", formula.mathml(true)),
            Block::Chain(chain) => html_chain(chain),
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
            Block::Code(text) => format!("<pre><code>{}</code></pre>\n", escape(text)),
            Block::Picture { svg, .. } => format!("<div class=\"scroll\">\n{svg}</div>\n"),
            Block::Note(content) => format!("<p class=\"note\">{}</p>\n", inlines(content)),
            Block::Notice(kind, content) => {
                let class = match kind {
                    NoticeKind::Success => "success",
                    NoticeKind::Warning => "warning",
                    NoticeKind::Error => "error",
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
}

/// From so many columns of a drawing in characters on, there is no room for the reason beside a formula.
const WIDE: usize = 64;

/// The columns that a formula takes; one that is long anyway isn't drawn for that.
fn columns(formula: &Formula) -> usize {
    let line = formula.linear().width();
    if line > 8 * WIDE {
        return line;
    }
    formula.rows(usize::MAX / 4, Charset::Unicode).iter().map(|row| row.width()).max().unwrap_or(0)
}

fn html_chain(chain: &Chain) -> String {
    let longest = chain.lines.iter().map(|line| columns(&line.right)).max().unwrap_or(0);
    let wide = if columns(&chain.left) + longest > WIDE { " wide" } else { "" };
    let mut text = format!("<div class=\"scroll\"><table class=\"chain{wide}\">\n");
    for (position, line) in chain.lines.iter().enumerate() {
        let left = if position == 0 { chain.left.mathml(true) } else { String::new() };
        text.push_str(&format!(
            "<tr><td class=\"left\">{left}</td><td class=\"sign\">{}</td><td class=\"right\">{}</td>\
                 <td class=\"reason\">{}</td></tr>\n",
            escape(line.sign.unicode()),
            line.right.mathml(true),
            inlines(&line.reason)
        ));
    }
    text.push_str("</table></div>\n");
    text
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

fn html_table(rows: &[Vec<Vec<Inline>>]) -> String {
    let mut text = String::from("<div class=\"scroll\"><table class=\"data\">\n");
    for (number, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let tag = if number == 0 { "th" } else { "td" };
        let cells: String = row.iter().map(|cell| format!("<{tag}>{}</{tag}>", inlines(cell))).collect();
        text.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    text.push_str("</table></div>\n");
    text
}
