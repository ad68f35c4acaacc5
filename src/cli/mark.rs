//! Owns the mark under the part of a claim that is wrong.

use serde_json::{Value, json};

use super::claims::Claim;
use super::problem::excerpt;
use super::session::Session;
use crate::algebra::{fold, tidy};
use crate::equality::Link;
use crate::expr::{Id, Pool};
use crate::mistakes::Diagnosis;
use crate::render::{Context, Inline};
use crate::source::{Span, position};

/// Where a refuted link is wrong.
pub(super) struct Mark {
    span: Span,
    /// What should stand there, when it is one term or factor.
    label: Option<String>,
}

/// The term or factor that differs; else what the mistake made of something; else the whole side that answers. `at` is the
/// position of the link in the claim.
pub(super) fn mark(
    session: &mut Session,
    claim: &Claim,
    at: usize,
    link: &Link,
    diagnosis: &Diagnosis,
) -> Option<Mark> {
    let (position, side) = match diagnosis.answer_is_left {
        true => (at, link.left),
        false => (at + 1, link.right),
    };
    let whole = *claim.places.get(position)?;
    let parts = session.scope.parts(&mut session.pool, &claim.source, whole);
    let pool = &mut session.pool;
    let differing = diagnosis.difference.as_ref().filter(|difference| difference.right.is_some());
    let differing = differing.or(diagnosis.difference.as_ref().filter(|_| diagnosis.findings.is_empty()));
    if let Some(difference) = differing
        && let Some(part) = difference.claimed
        && let Some(span) = found(pool, &parts, part, &claim.source)
    {
        let context = Context::of(pool, side, &[], session.lang);
        let word = |inline| match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text,
            Inline::Math(formula) if session.style.ascii => formula.ascii(),
            Inline::Math(formula) => formula.linear(),
        };
        let words = difference.inlines(pool, &context).into_iter().map(word);
        let label = (!diagnosis.findings.is_empty()).then(|| words.collect());
        return Some(Mark { span, label });
    }
    let written = diagnosis.findings.first().and_then(crate::mistakes::Finding::written);
    let span = written.and_then(|written| found(pool, &parts, written, &claim.source)).unwrap_or(whole);
    Some(Mark { span, label: None })
}

/// Where a part stands, up to the order of its own parts; with the minus sign before it when that belongs to it.
fn found(pool: &mut Pool, parts: &[(Id, Span)], wanted: Id, text: &str) -> Option<Span> {
    let bare = |pool: &mut Pool, id: Id| {
        let tidied = tidy(pool, id).id;
        fold::unsigned(pool, tidied)
    };
    let (minus, wanted) = bare(pool, wanted);
    for &(part, span) in parts {
        let (own, part) = bare(pool, part);
        if part != wanted {
            continue;
        }
        let before = text.get(..span.start as usize)?.trim_end();
        let sign = before.strip_suffix(['-', '−']).filter(|_| minus != own);
        return Some(Span::new(sign.map_or(span.start as usize, str::len), span.end as usize));
    }
    None
}

impl Mark {
    /// The claim with the mark under it.
    pub(super) fn text(&self, claim: &Claim, ascii: bool) -> Option<String> {
        excerpt(&claim.source, self.span, claim.file.as_deref(), self.label.as_deref().unwrap_or_default(), ascii)
    }

    /// What is marked, and where it stands.
    pub(super) fn json(&self, claim: &Claim) -> Value {
        let [start, end] = [self.span.start, self.span.end].map(|at| position(&claim.source, at as usize));
        json!({
            "text": self.span.text(&claim.source),
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
        })
    }
}
