//! Owns pages as HTML: one self-contained file with native MathML, readable in light and dark, printable.

use crate::render::mathml::escape;
use crate::render::page::{Block, Chain, Inline, Page};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fffdf8;--soft:#5b6470;--line:#d9d4c7}\
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--paper:#17191c;--soft:#9aa4b1;--line:#363b42}}\
body{max-width:52rem;margin:2.5rem auto;padding:0 1.2rem;background:var(--paper);color:var(--ink);\
font:1.05rem/1.6 Georgia,'Noto Serif CJK SC',serif}\
h1,h2,h3{font-weight:600;line-height:1.25;margin:1.8rem 0 .6rem}h1{font-size:1.5rem}h2{font-size:1.2rem}h3{font-size:1.05rem}\
math{font-size:1.1em}table.chain{border-collapse:collapse;margin:1rem 0}table.chain td{padding:.35rem .3rem;vertical-align:middle}\
table.chain td.why{padding-left:2rem;color:var(--soft);font-size:.92em}table.chain td.sign{text-align:right}\
table.data{border-collapse:collapse;margin:1rem 0}table.data th,table.data td{padding:.25rem .8rem;border-bottom:1px solid var(--line);text-align:left}\
p.note{border-left:3px solid var(--line);padding-left:.9rem;color:var(--soft)}code,pre{font-family:ui-monospace,monospace;font-size:.92em}\
.scroll{overflow-x:auto}@media print{body{margin:0;max-width:none;background:#fff;color:#000}}";

impl Page {
    /// As one HTML file.
    pub fn to_html(&self, title: &str) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(write).collect();
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
            self.lang,
            escape(title),
            blocks.join("\n")
        )
    }
}

fn write(block: &Block) -> String {
    match block {
        Block::Heading(level, inlines) => format!("<h{level}>{}</h{level}>", words(inlines)),
        Block::Paragraph(inlines) => format!("<p>{}</p>", words(inlines)),
        Block::Note(inlines) => format!("<p class=\"note\">{}</p>", words(inlines)),
        Block::Formula(formula) => format!("<div class=\"scroll\">{}</div>", formula.mathml(true)),
        Block::Chain(chain) => write_chain(chain),
        Block::Table(rows) => {
            let mut out = String::from("<div class=\"scroll\"><table class=\"data\">\n");
            for (at, row) in rows.iter().enumerate() {
                let tag = if at == 0 { "th" } else { "td" };
                let cells: String = row.iter().map(|cell| format!("<{tag}>{}</{tag}>", words(cell))).collect();
                out.push_str(&format!("<tr>{cells}</tr>\n"));
            }
            out + "</table></div>"
        }
        Block::Code(code) => format!("<pre>{}</pre>", escape(code)),
    }
}

fn write_chain(chain: &Chain) -> String {
    let mut out = String::from("<div class=\"scroll\"><table class=\"chain\">\n");
    for (at, line) in chain.lines.iter().enumerate() {
        let left = if at == 0 {
            chain.left.mathml(false).replacen("<math>", "<math displaystyle=\"true\">", 1)
        } else {
            String::new()
        };
        let right = line.right.mathml(false).replacen("<math>", "<math displaystyle=\"true\">", 1);
        out.push_str(&format!(
            "<tr><td>{left}</td><td class=\"sign\"><math><mo>{}</mo></math></td><td>{right}</td><td class=\"why\">{}</td></tr>\n",
            escape(line.sign.unicode()),
            words(&line.reason)
        ));
    }
    out + "</table></div>"
}

fn words(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Math(formula) => formula.mathml(false),
            Inline::Code(code) => format!("<code>{}</code>", escape(code)),
        })
        .collect()
}
