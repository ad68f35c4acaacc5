//! Owns the document model: what a page says, in blocks, before it is written in one format or another. All text in it
//! is in the reader's language already; formats escape it.

use super::build::Context;
use super::formula::{Formula, Sign};
use crate::expr::{Id, Pool};
use crate::wording::{Lang, Wording};

/// A page.
///
/// ```
/// use gradus::render::{Block, Formula, Page, TextStyle};
/// use gradus::wording::Lang;
/// let mut page = Page::new(Lang::En);
/// page.push(Block::Heading(1, vec!["Result".into()]));
/// page.push(Block::Paragraph(vec!["The slope is ".into(), Formula::name("w_1").into(), ".".into()]));
/// assert_eq!(page.to_text(&TextStyle::default()), "Result\n══════\n\nThe slope is w₁.\n");
/// assert_eq!(page.to_markdown(), "# Result\n\nThe slope is $w_{1}$.\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The language of its text.
    pub lang: Lang,
    /// What it says, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words that stand out.
    Strong(String),
    /// Something to type, or a name in plain notation.
    Code(String),
    /// A formula in the line.
    Math(Formula),
}

/// A part of a page that stands on its own.
#[derive(Clone, Debug)]
pub enum Block {
    /// A title; level 1 is the highest.
    Heading(u8, Vec<Inline>),
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A formula on a line of its own.
    Formula(Formula),
    /// A chain of equalities.
    Chain(Chain),
    /// Rows of cells; the first row is the head, an empty one means none.
    Table(Vec<Vec<Vec<Inline>>>),
    /// Items, each with a mark before it.
    Items(Vec<Vec<Inline>>),
    /// Terms and what they are.
    Definitions(Vec<(Vec<Inline>, Vec<Inline>)>),
    /// Text to be copied as it is.
    Code(String),
    /// A drawing, in the forms that formats can show. LaTeX leaves it out.
    Picture {
        /// In characters.
        text: String,
        /// As an SVG element.
        svg: String,
        /// In Mermaid's language, for Markdown; the characters where this is empty.
        mermaid: String,
    },
    /// A remark that must not be overlooked.
    Note(Vec<Inline>),
    /// Something with a word before it that says whether it is good or bad.
    Notice(NoticeKind, Vec<Inline>),
    /// What only some readers want to see: folded in HTML and Markdown, left out elsewhere.
    Details {
        /// What stands on the fold.
        summary: Vec<Inline>,
        /// What is in it.
        blocks: Vec<Block>,
    },
}

/// How a notice is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// It is right.
    Success,
    /// Be careful.
    Warning,
    /// It is wrong.
    Error,
}

/// `left = first = second = …`, each line with its reason.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The left side, written once.
    pub left: Formula,
    /// The lines.
    pub lines: Vec<ChainLine>,
}

/// One line of a chain.
#[derive(Clone, Debug)]
pub struct ChainLine {
    /// What stands before it, `=` as a rule.
    pub sign: Sign,
    /// The right side.
    pub right: Formula,
    /// Why it follows from the line before.
    pub reason: Vec<Inline>,
}

impl Page {
    /// An empty page.
    pub fn new(lang: Lang) -> Self {
        Page { lang, blocks: Vec::new() }
    }

    /// Adds a block at the end.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a paragraph of words.
    pub fn say(&mut self, text: impl Into<String>) {
        self.push(Block::Paragraph(vec![Inline::Text(text.into())]));
    }
}

impl Inline {
    /// A formula between words.
    pub fn math(pool: &Pool, id: Id, context: &Context) -> Self {
        Inline::Math(Formula::of(pool, id, context))
    }
}

impl From<&str> for Inline {
    fn from(text: &str) -> Self {
        Inline::Text(text.to_owned())
    }
}

impl From<String> for Inline {
    fn from(text: String) -> Self {
        Inline::Text(text)
    }
}

impl From<Formula> for Inline {
    fn from(formula: Formula) -> Self {
        Inline::Math(formula)
    }
}

impl NoticeKind {
    /// The word before a notice, in the reader's language.
    pub(super) fn label(self, lang: Lang) -> &'static str {
        const SUCCESS: Wording = Wording::new("Correct", "正确");
        const WARNING: Wording = Wording::new("Warning", "警告");
        const ERROR: Wording = Wording::new("Error", "错误");
        match self {
            NoticeKind::Success => SUCCESS,
            NoticeKind::Warning => WARNING,
            NoticeKind::Error => ERROR,
        }
        .text(lang)
    }
}
