//! Owns the sentences about mistakes: what was done, and what the rule says, with the user's own parts in them.

use super::align::{Difference, Parts};
use super::candidate::Slip;
use super::diagnose::Finding;
use super::letters::Letters;
use super::row::At;
use crate::algebra::tidy;
use crate::expr::{Id, Kind, Pool};
use crate::render::{Context, Formula, Inline};
use crate::wording::{Lang, Wording};

const DERIVED: Wording = Wording::new("{left} was taken to be {right}", "把 {left} 当成了 {right}");
const REWRITTEN: Wording = Wording::new("{left} was rewritten as {right}", "把 {left} 改写成了 {right}");
const BETWEEN: Wording = Wording::new("; ", ";");
const AND: Wording = Wording::new(". Also: ", "。另外:");

/// A piece of a sentence.
enum Piece {
    Text(String),
    Math(Id),
}

/// A sentence in pieces, and the notation of its formulas.
struct Sentence {
    pieces: Vec<Piece>,
}

impl Finding {
    /// The names of its rows, joined by `+`.
    pub fn id(&self) -> String {
        self.slips.iter().map(|slip| slip.row.id).collect::<Vec<_>>().join("+")
    }

    /// What a person calls it.
    pub fn name(&self, lang: Lang) -> String {
        self.slips.iter().map(|slip| slip.row.name.text(lang)).collect::<Vec<_>>().join(BETWEEN.text(lang))
    }

    /// What was done and what the rule says, as text.
    pub fn message(&self, pool: &mut Pool, lang: Lang) -> String {
        let sentence = self.sentence(pool, lang);
        let context = sentence.context(pool, lang);
        let text = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Math(id) => Formula::of(pool, id, &context).linear(),
        };
        sentence.pieces.into_iter().map(text).collect()
    }

    /// What was done and what the rule says, with formulas for a page.
    pub fn inlines(&self, pool: &mut Pool, lang: Lang) -> Vec<Inline> {
        let sentence = self.sentence(pool, lang);
        let context = sentence.context(pool, lang);
        let inline = |piece| match piece {
            Piece::Text(text) => Inline::Text(text),
            Piece::Math(id) => Inline::math(pool, id, &context),
        };
        sentence.pieces.into_iter().map(inline).collect()
    }

    fn sentence(&self, pool: &mut Pool, lang: Lang) -> Sentence {
        let mut pieces = Vec::new();
        for (at, slip) in self.slips.iter().enumerate() {
            if at > 0 {
                pieces.push(Piece::Text(AND.text(lang).to_owned()));
            }
            pieces.extend(of_slip(pool, slip, lang));
        }
        Sentence { pieces }
    }
}

impl Sentence {
    /// One notation of derivatives for the whole sentence.
    fn context(&self, pool: &Pool, lang: Lang) -> Context {
        let partial = self.pieces.iter().any(|piece| match piece {
            Piece::Math(id) => Context::of(pool, *id, &[], lang).partial,
            Piece::Text(_) => false,
        });
        Context { lang, partial }
    }
}

fn of_slip(pool: &mut Pool, slip: &Slip, lang: Lang) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some((left, wrong)) = slip.done {
        let wording = if matches!(slip.row.at, At::Algebra(_)) { REWRITTEN } else { DERIVED };
        let wrong = tidy(pool, wrong).id;
        pieces.extend(filled(pool, wording, lang, &[("left", left), ("right", wrong)]));
        pieces.push(Piece::Text(BETWEEN.text(lang).to_owned()));
    }
    let letters = shown(pool, &slip.letters);
    pieces.extend(filled(pool, slip.row.rule, lang, &letters));
    pieces
}

/// Letters as they are shown: values in textbook form, and the derivatives not carried out beside them.
fn shown(pool: &mut Pool, letters: &Letters) -> Letters {
    let mut all = Vec::new();
    let variable = letters.iter().find(|(name, _)| *name == "x").map(|(_, id)| *id);
    for &(name, id) in letters {
        let computed = !matches!(name, "u" | "v" | "F" | "h" | "a" | "b" | "c" | "x" | "y" | "f" | "n" | "m" | "t");
        let id = if computed { tidy(pool, id).id } else { unsigned(pool, id) };
        all.push((name, id));
        if let Some(variable) = variable {
            match name {
                "u" => all.push(("du", pool.derivative(id, &[variable]))),
                "v" => all.push(("dv", pool.derivative(id, &[variable]))),
                _ => {}
            }
        }
    }
    all
}

/// A term as it is spoken of: without the sign in front of a sum.
fn unsigned(pool: &Pool, id: Id) -> Id {
    match (pool.kind(id), pool.only(id)) {
        (Kind::Neg, Some(inner)) if pool.kind(inner) == Kind::Add => inner,
        _ => id,
    }
}

/// The wording with formulas in its holes.
fn filled(pool: &Pool, wording: Wording, lang: Lang, letters: &[(&'static str, Id)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = wording.text(lang);
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        let hole = after.find('}').and_then(|close| {
            let name = after.get(1..close)?;
            Some((close, letters.iter().find(|(known, _)| *known == name)?.1))
        });
        let Some((close, id)) = hole else { break };
        rest = after.get(close + 1..).unwrap_or("");
        // A sum that the sentence multiplies stands in brackets.
        let is_factor = before.ends_with("· ") || rest.starts_with(" ·");
        let [open, close] = if is_factor && pool.kind(id) == Kind::Add { ["(", ")"] } else { ["", ""] };
        pieces.push(Piece::Text(before.to_owned() + open));
        pieces.push(Piece::Math(id));
        pieces.extend((!close.is_empty()).then(|| Piece::Text(close.to_owned())));
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

impl Difference {
    /// The difference as a sentence.
    pub fn inlines(&self, pool: &Pool, context: &Context) -> Vec<Inline> {
        let lang = context.lang;
        filled(pool, self.wording(), lang, &self.letters())
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => Inline::Text(text),
                Piece::Math(id) => Inline::math(pool, id, context),
            })
            .collect()
    }

    /// The difference as text.
    pub fn message(&self, pool: &Pool, context: &Context) -> String {
        let inline = |inline| match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text,
            Inline::Math(formula) => formula.linear(),
        };
        self.inlines(pool, context).into_iter().map(inline).collect()
    }

    fn letters(&self) -> Letters {
        let claimed = self.claimed.map(|id| ("claimed", id));
        claimed.into_iter().chain(self.right.map(|id| ("right", id))).collect()
    }

    fn wording(&self) -> Wording {
        match (self.parts, self.claimed, self.right) {
            (Parts::Terms, Some(_), Some(_)) => {
                Wording::new("the term {claimed} should be {right}", "项 {claimed} 应为 {right}")
            }
            (Parts::Terms, Some(_), None) => {
                Wording::new("the term {claimed} is not in the answer", "正确答案中没有项 {claimed}")
            }
            (Parts::Terms, None, _) => Wording::new("the term {right} is missing", "缺少项 {right}"),
            (Parts::Factors, Some(_), Some(_)) => {
                Wording::new("the factor {claimed} should be {right}", "因子 {claimed} 应为 {right}")
            }
            (Parts::Factors, Some(_), None) => {
                Wording::new("the factor {claimed} is not in the answer", "正确答案中没有因子 {claimed}")
            }
            (Parts::Factors, None, _) => Wording::new("the factor {right} is missing", "缺少因子 {right}"),
        }
    }
}
