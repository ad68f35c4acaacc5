//! Owns the document model: what a page says, in blocks, before it is written in one format or another. All text in it
//! is in the reader's language already; formats escape it.

use super::build::Context;
use super::formula::{Formula, Sign};
use crate::expr::{Id, Pool};
use crate::wording::Lang;

/// A page.
///
/// ```
/// use gradus::render::page::{Block, Inline, Page, TextOptions};
/// use gradus::{render::Formula, wording::Lang};
/// let mut page = Page::new(Lang::En);
/// page.push(Block::heading(1, "Result"));
/// page.push(Block::Paragraph(vec!["The slope is ".into(), Formula::name("w_1").into(), ".".into()]));
/// assert_eq!(page.text(&TextOptions::default()), "Result\n══════\n\nThe slope is w₁.\n");
/// assert_eq!(page.markdown(), "# Result\n\nThe slope is $w_{1}$.\n");
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
    Heading {
        /// 1, 2 or 3.
        level: u8,
        /// The title.
        content: Vec<Inline>,
    },
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A formula on a line of its own.
    Formula(Formula),
    /// A chain of equalities.
    Chain(Chain),
    /// Rows and columns.
    Table(Table),
    /// Items, each with a mark before it.
    Items(Vec<Vec<Inline>>),
    /// Terms and what they are.
    Definitions(Vec<(Vec<Inline>, Vec<Inline>)>),
    /// Text to be copied as it is.
    Code {
        /// The language it is in, as Markdown names it; empty for none.
        language: String,
        /// The lines.
        text: String,
    },
    /// Something to be careful about, or the good news.
    Note {
        /// How it is marked.
        kind: NoteKind,
        /// What it says.
        content: Vec<Inline>,
    },
    /// What only some readers want to see: folded in HTML and Markdown, left out elsewhere.
    Details {
        /// What stands on the fold.
        summary: Vec<Inline>,
        /// What is in it.
        blocks: Vec<Block>,
    },
}

/// How a note is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// By the way.
    Remark,
    /// It is right.
    Success,
    /// Be careful.
    Warning,
    /// It is wrong.
    Error,
}

/// `left = first = second = …`, each line with its reason.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The left side, written once.
    pub left: Option<Formula>,
    /// The lines.
    pub lines: Vec<ChainLine>,
    /// Under which conditions it holds.
    pub conditions: Vec<Formula>,
}

/// One line of a chain.
#[derive(Clone, Debug)]
pub struct ChainLine {
    /// What stands before it, `=` as a rule.
    pub sign: Sign,
    /// The right side.
    pub formula: Formula,
    /// Why it follows from the line before.
    pub reason: Vec<Inline>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The titles of the columns; empty for none.
    pub head: Vec<Vec<Inline>>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

impl Page {
    /// An empty page.
    pub fn new(lang: Lang) -> Self {
        Page { lang, blocks: Vec::new() }
    }

    /// Adds a block at the end.
    pub fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }
}

impl Block {
    /// A title of plain words.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Block::Heading { level, content: vec![Inline::Text(text.into())] }
    }

    /// A paragraph of plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Block::Paragraph(vec![Inline::Text(text.into())])
    }

    /// A note of plain words.
    pub fn note(kind: NoteKind, text: impl Into<String>) -> Self {
        Block::Note { kind, content: vec![Inline::Text(text.into())] }
    }

    /// A formula on a line of its own.
    pub fn formula(pool: &Pool, id: Id, context: &Context) -> Self {
        Block::Formula(Formula::of(pool, id, context))
    }
}

impl Inline {
    /// A formula in the line.
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

pub use super::format_text::{Role, TextOptions};

impl NoteKind {
    /// The word before a note, in the reader's language.
    pub(super) fn label(self, lang: Lang) -> &'static str {
        use crate::wording::Wording;
        const REMARK: Wording = Wording::new("Note", "注意");
        const SUCCESS: Wording = Wording::new("Correct", "正确");
        const WARNING: Wording = Wording::new("Warning", "警告");
        const ERROR: Wording = Wording::new("Error", "错误");
        match self {
            NoteKind::Remark => REMARK,
            NoteKind::Success => SUCCESS,
            NoteKind::Warning => WARNING,
            NoteKind::Error => ERROR,
        }
        .text(lang)
    }
}

/// Before the conditions of a chain.
pub(super) fn for_conditions(lang: Lang) -> &'static str {
    use crate::wording::Wording;
    const FOR: Wording = Wording::new("for", "条件:");
    FOR.text(lang)
}
