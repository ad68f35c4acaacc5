//! Owns the document model: what a page says, before it is written as text, LaTeX, Markdown or HTML.
//!
//! All text in a page is in the reader's language already; formulas are formulas, not strings.

use super::formula::{Formula, Sign};

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The language of the page, as an HTML tag: `en`, `zh`.
    pub lang: &'static str,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A formula between words.
    Math(Formula),
    /// Code, as typed.
    Code(String),
}

/// A piece of a page.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A formula on a line of its own.
    Formula(Formula),
    /// A chain of equalities.
    Chain(Chain),
    /// A table; the first row is its head.
    Table(Vec<Vec<Vec<Inline>>>),
    /// A remark that must not be overlooked.
    Note(Vec<Inline>),
    /// Something typed, line by line.
    Code(String),
}

/// A chain of equalities: the left side once, then one line a step.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The left side.
    pub left: Formula,
    /// The lines below it.
    pub lines: Vec<ChainLine>,
}

/// One line of a chain.
#[derive(Clone, Debug)]
pub struct ChainLine {
    /// Usually `=`.
    pub sign: Sign,
    /// The right side.
    pub right: Formula,
    /// Why, in the right column.
    pub reason: Vec<Inline>,
}

impl Page {
    /// An empty page.
    pub fn new(lang: crate::wording::Lang) -> Self {
        let lang = match lang {
            crate::wording::Lang::En => "en",
            crate::wording::Lang::Zh => "zh",
        };
        Page { lang, blocks: Vec::new() }
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a paragraph of words.
    pub fn say(&mut self, text: impl Into<String>) {
        self.push(Block::Paragraph(vec![Inline::Text(text.into())]));
    }
}
