//! Notes: every claim in the mathematics of a document, checked as a compiler checks code.
//!
//! `regions` finds formulas, `survey` learns the names of the whole document first, `linter` reads formula after formula
//! and keeps a `context` of what is known, `judge` compares under what is known, `explain` finds the one place where a
//! wrong line differs. Most equals signs of real notes are definitions or conditions; only what is certainly false is
//! reported, and no false accusation is worth one more mistake found.

mod chain;
mod claims;
mod condition;
mod context;
mod excuse;
mod explain;
mod facts;
mod index;
mod judge;
mod linter;
mod meant;
mod points;
mod reasons;
mod regions;
mod repair;
mod sample;
mod spelling;
mod survey;
mod words;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::wording::{Lang, Wording};

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Markdown with `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments.
    #[default]
    Markdown,
    /// LaTeX.
    Latex,
}

/// How a document is checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What it is written in.
    pub format: Format,
    /// The language of expected formulas' words; the document's own when none is given.
    pub lang: Option<Lang>,
}

/// What a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Judged: true.
    Right,
    /// Judged: certainly false.
    Wrong,
    /// Says what a name stands for.
    Definition,
    /// A condition on unknowns.
    Equation,
    /// Gives a name a new value.
    Update,
    /// Data.
    Data,
    /// Not judged; the reason says why.
    Open,
    /// Can't be read.
    Unread,
}

impl Class {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Class::Right => "right",
            Class::Wrong => "wrong",
            Class::Definition => "definition",
            Class::Equation => "equation",
            Class::Update => "update",
            Class::Data => "data",
            Class::Open => "not_judged",
            Class::Unread => "unread",
        }
    }

    /// The word for a person.
    pub fn name(self) -> Wording {
        match self {
            Class::Right => Wording::new("right", "正确"),
            Class::Wrong => Wording::new("wrong", "错误"),
            Class::Definition => Wording::new("definition", "定义"),
            Class::Equation => Wording::new("equation to solve", "待解方程"),
            Class::Update => Wording::new("update", "更新"),
            Class::Data => Wording::new("data", "数据"),
            Class::Open => Wording::new("not judged", "不作判断"),
            Class::Unread => Wording::new("not read", "未能读取"),
        }
    }

    /// Whether the claim was judged.
    pub fn is_judged(self) -> bool {
        matches!(self, Class::Right | Class::Wrong)
    }
}

/// One claim of a document.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub class: Class,
    /// Why.
    pub reason: String,
}

/// Something wrong or suspicious.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The message, with its place in the document.
    pub diagnostic: Diagnostic,
    /// The formula that was expected, in LaTeX.
    pub expected: Option<String>,
    /// What to put where.
    pub replacement: Option<(Span, String)>,
    /// The kind of mistake, as a word for JSON.
    pub mistake: String,
    /// More to say: what later lines follow from.
    pub notes: Vec<Remark>,
}

/// What else should be known about a finding.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The place in the document that it is about.
    pub span: Span,
    /// In the language of the report.
    pub text: String,
}

/// What was found in a document.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All claims, in order.
    pub claims: Vec<Claim>,
    /// What is wrong or suspicious, in order.
    pub findings: Vec<Finding>,
    /// What is known at the end.
    pub context: Vec<String>,
    /// The language of the document, or the one that was asked for.
    pub lang: Lang,
}

impl Report {
    /// How many claims were judged.
    pub fn judged(&self) -> usize {
        self.claims.iter().filter(|claim| claim.class.is_judged()).count()
    }
}

/// Checks every claim of a document.
///
/// ```
/// use gradus::notes::{Class, Options, lint};
/// let report = lint(r"Let $$L(w) = (y - wx)^2.$$ Then $$\frac{dL}{dw} = 2x(y - wx).$$", &Options::default());
/// let finding = &report.findings[0];
/// assert_eq!((finding.diagnostic.code.id, report.judged()), ("G0923", 1));
/// assert_eq!(finding.expected.as_deref(), Some(r"-2x(y-wx)"));
/// assert_eq!(lint(r"$$(a+b)^2 = a^2 + 2ab + b^2$$", &Options::default()).claims[0].class, Class::Right);
/// ```
pub fn lint(text: &str, options: &Options) -> Report {
    linter::Linter::new(text, options).run()
}
