//! Owns findings: which message, what was expected, where, and what to put there.

use super::chain::Link;
use super::explain::{Slip, decimals, explain};
use super::index::{Suspect, below};
use super::judge::Stage;
use super::linter::Linter;
use super::reasons;
use super::repair::repair;
use super::sample::varies;
use super::{Class, Finding, Remark};
use crate::algebra::{expand, tidy};
use crate::diagnostic::{Code, Diagnostic, notes};
use crate::equality::Options;
use crate::expr::{Id, variables};
use crate::language::latex::Formula;
use crate::language::{Shape, TreeId};
use crate::mistakes::{self, diagnose};
use crate::number::Rational;
use crate::render::{Context as Look, Formula as Drawing};
use crate::source::Span;
use crate::wording::Wording;

const ONLY_CORRECTED: Wording = Wording::new(
    "`{found}` doesn't follow from this line as printed, but it does from the corrected one",
    "`{found}` 不能由印出的这一行得到,但可以由更正后的式子得到",
);

/// A claim that isn't true.
pub(super) struct Wrong {
    /// What is right, in the form of the stage.
    pub expected: Id,
    /// What is claimed, in the form of the stage.
    pub claimed: Id,
    /// How far what is known was put in.
    pub stage: Stage,
    /// What it is derived from, as typed.
    pub source: Option<Id>,
    /// For a derivative: by what it was taken.
    pub by: Option<Id>,
}

impl Linter<'_> {
    /// A formula as LaTeX.
    pub fn latex(&self, id: Id) -> String {
        Drawing::of(&self.pool, id, &Look::of(&self.pool, id, &[], self.report.lang)).latex()
    }

    fn find(&mut self, finding: Finding) {
        let span = finding.diagnostic.span.unwrap_or_default();
        let repeated =
            self.report.findings.iter().any(|other| {
                other.diagnostic.span == Some(span) && other.diagnostic.code.id == finding.diagnostic.code.id
            });
        if !repeated {
            self.report.findings.push(finding);
        }
    }

    /// Text of the document with one part of it replaced.
    fn edited(&self, whole: Span, part: Span, new: &str) -> String {
        let text = |start: u32, end: u32| Span { start, end }.text(self.text);
        format!("{}{new}{}", text(whole.start, part.start), text(part.end, whole.end))
            .replace('&', "")
            .trim()
            .to_owned()
    }

    pub fn report_index(&mut self, formula: &Formula, suspect: &Suspect) {
        let tree = &formula.tree;
        let part = tree.node(suspect.node).span;
        let typed = part.text(self.text).to_owned();
        let fixed = typed.rsplit_once('_').map_or_else(
            || format!("{}_{}", suspect.name, suspect.running),
            |(name, index)| format!("{name}_{}", index.replacen(&suspect.fixed, &suspect.running, 1)),
        );
        // The member of the chain that the sum stands in.
        let (members, _) = formula.chain();
        let inside = |id: TreeId| below(tree, id).contains(&suspect.node);
        let whole = members.into_iter().find(|&id| inside(id)).map_or(formula.span, |id| tree.node(id).span);
        let whole = self.covering(whole, part);
        let expected = self.edited(whole, part, &fixed);
        let diagnostic = Diagnostic::new(&notes::SUSPICIOUS_INDEX)
            .with("index", &suspect.running)
            .with("found", &typed)
            .with("other", tree.node(suspect.beside).span.text(self.text))
            .with("expected", &expected)
            .at(part);
        self.find(Finding {
            diagnostic,
            expected: Some(expected),
            replacement: Some((part, fixed)),
            mistake: "fixed-index".to_owned(),
            notes: Vec::new(),
        });
    }

    /// Spans of implicit products and fractions may leave out the last brace: takes the text up to balanced braces.
    fn covering(&self, whole: Span, part: Span) -> Span {
        let mut span = whole.join(part);
        loop {
            let depth = span.text(self.text).chars().fold(0i32, |depth, c| match c {
                '{' => depth + 1,
                '}' => depth - 1,
                _ => depth,
            });
            let next = self.text.get(span.end as usize..).and_then(|rest| rest.chars().next());
            match next {
                Some(c) if depth > 0 => span.end += c.len_utf8() as u32,
                _ => return span,
            }
        }
    }

    /// What went wrong and the claim corrected, where one part makes the difference.
    fn reason(&mut self, link: &Link, wrong: &Wrong) -> Option<(Slip, Id)> {
        let &Wrong { expected, claimed, stage, source, .. } = wrong;
        let (pool, context) = (&mut self.pool, &self.context);
        let mut names = source.map(|source| variables(pool, source)).unwrap_or_default();
        names.extend(variables(pool, expected));
        let repaired = link.right.and_then(|typed| repair(pool, context, expected, typed, stage, &names));
        repaired.or_else(|| explain(pool, expected, claimed))
    }

    /// A wrong equation with its reason; false when there is an excuse for it, and it is only not judged.
    pub fn report_wrong(&mut self, link: &Link, wrong: &Wrong) -> bool {
        let slip = self.reason(link, wrong);
        let &Wrong { expected, claimed, stage, by, .. } = wrong;
        if let Some(excuse) = self.excuse(link, expected, claimed, slip.is_some() || by.is_some()) {
            self.claim(link.span, Class::Open, excuse);
            return false;
        }
        let broken = self.broken_rule(link, wrong, slip.as_ref());
        // With definitions put in and no reason found, a definition may have been misunderstood.
        let by_numbers = !varies(&self.pool, &[expected, claimed]);
        if slip.is_none() && broken.is_none() && by.is_none() && stage != Stage::Typed && !by_numbers {
            self.claim(link.span, Class::Open, reasons::UNEXPLAINED);
            return false;
        }
        let span = self.covering(link.span, link.span);
        let shown = match &slip {
            Some((_, corrected)) if *corrected != expected => *corrected,
            _ if stage == Stage::Data => expand(&mut self.pool, expected).map_or(expected, |found| found.answer),
            _ => tidy(&mut self.pool, expected).id,
        };
        let shown = if self.has_decimals(link) { decimals(&mut self.pool, shown) } else { shown };
        let expected_text = self.latex(shown);
        let draw = |linter: &mut Self, id: Id| {
            let id = if linter.has_decimals(link) { decimals(&mut linter.pool, id) } else { id };
            linter.latex(id)
        };
        let (code, mistake): (&'static Code, _) = match (&slip, by) {
            (Some((Slip::LostPower { .. }, _)), _) => (&notes::LOST_POWER, "lost-power"),
            (Some((Slip::Sign { .. }, _)), _) => (&notes::WRONG_SIGN, "wrong-sign"),
            (Some((Slip::Factor { .. }, _)), _) => (&notes::WRONG_MULTIPLE, "wrong-multiple"),
            (Some((Slip::Part { .. }, _)), _) => (&notes::WRONG_FACTOR, "wrong-coefficient"),
            (None, Some(_)) => (&notes::WRONG_DERIVATIVE, "wrong-derivative"),
            (None, None) => (&notes::NOT_EQUAL, "not-equal"),
        };
        let mut diagnostic = Diagnostic::new(code).with("expected", &expected_text).at(span);
        match slip {
            Some((Slip::LostPower { base, power }, _)) => {
                diagnostic = diagnostic.with("base", draw(self, base)).with("power", draw(self, power));
            }
            Some((Slip::Sign { term }, _)) => diagnostic = diagnostic.with("found", draw(self, term)),
            Some((Slip::Factor { factor }, _)) => diagnostic = diagnostic.with("factor", draw(self, factor)),
            Some((Slip::Part { found, right }, _)) => {
                diagnostic = diagnostic.with("found", draw(self, found)).with("right", draw(self, right));
            }
            None => {}
        }
        if let Some(variable) = by {
            diagnostic = diagnostic.with("variable", self.latex(variable));
        }
        self.said(span, Class::Wrong, diagnostic.message(self.report.lang));
        let notes = broken.iter().map(|(_, text)| Remark { span, text: text.clone() }).collect();
        self.find(Finding {
            diagnostic,
            expected: Some(expected_text.clone()),
            replacement: Some((span, expected_text)),
            mistake: broken.map_or_else(|| mistake.to_owned(), |(id, _)| id),
            notes,
        });
        true
    }

    /// The broken rule that gives exactly what is claimed: its id, and what it says.
    fn broken_rule(&mut self, link: &Link, wrong: &Wrong, slip: Option<&(Slip, Id)>) -> Option<(String, String)> {
        let left = match wrong.source.filter(|_| wrong.by.is_some()) {
            Some(source) => self.context.pending(&mut self.pool, source),
            None => wrong.expected,
        };
        let diagnosis = diagnose(&mut self.pool, left, wrong.claimed, &self.context.assumptions, &Options::default());
        // Where the whole has the opposite sign, many rules could be behind it: only one that is unmistakable is told.
        let is_opposite = matches!(slip, Some((Slip::Sign { term }, _)) if Some(*term) == link.right);
        let fits =
            |finding: &&mistakes::Finding| if is_opposite { finding.is_unmistakable() } else { !finding.is_general() };
        let finding = diagnosis.findings.first().filter(fits)?;
        Some((finding.id(), finding.message(&mut self.pool, self.report.lang)))
    }

    pub fn report_update(&mut self, link: &Link, parameter: Id, variable: Id) {
        let tree = &link.formula.tree;
        let derivative = below(tree, link.right_node)
            .into_iter()
            .find(|&id| tree.node(id).shape == Shape::Derivative && tree.children(id).len() == 2);
        let Some(place) = derivative.and_then(|id| tree.children(id).get(1)).map(|&id| tree.node(id).span) else {
            return;
        };
        let new = self.latex(parameter);
        let whole = self.covering(link.formula.span, place);
        let expected = self.edited(whole, place, &new);
        let span = self.covering(link.span, link.span);
        let diagnostic = Diagnostic::new(&notes::UPDATE_VARIABLE)
            .with("parameter", &new)
            .with("variable", self.latex(variable))
            .with("expected", &expected)
            .at(span);
        self.said(span, Class::Wrong, diagnostic.message(self.report.lang));
        self.find(Finding {
            diagnostic,
            expected: Some(expected),
            replacement: Some((place, new)),
            mistake: "update-variable".to_owned(),
            notes: Vec::new(),
        });
    }

    pub fn report_solution(&mut self, link: &Link, symbol: Id, equation: Id, value: &Rational) {
        let name = self.latex(symbol);
        let found = format!("{name} = {}", link.span.text(self.text));
        // A linear equation has its solution between two values.
        let zero = self.pool.integer(0);
        let one = self.pool.integer(1);
        let at = |linter: &mut Self, point: Id| {
            let id = crate::expr::substitute(&mut linter.pool, equation, &[(symbol, point)]);
            let id = expand(&mut linter.pool, id).ok()?.answer;
            linter.pool.as_number(id)
        };
        let solution = at(self, zero).zip(at(self, one)).and_then(|(first, second)| {
            let slope = &second - &first;
            (-&first).checked_div(&slope)
        });
        let verified = solution.filter(|solution| {
            let point = self.pool.number(solution);
            at(self, point).is_some_and(|value| value.is_zero())
        });
        let expected = verified.map(|solution| format!("{name} = {solution}")).unwrap_or_default();
        let diagnostic = Diagnostic::new(&notes::WRONG_SOLUTION)
            .with("found", found)
            .with("value", value)
            .with("expected", &expected)
            .at(link.span);
        self.said(link.span, Class::Wrong, diagnostic.message(self.report.lang));
        self.find(Finding {
            diagnostic,
            expected: (!expected.is_empty()).then_some(expected),
            replacement: None,
            mistake: "wrong-solution".to_owned(),
            notes: Vec::new(),
        });
    }

    /// Adds to the last wrong line that what follows belongs to the corrected one.
    pub fn note_corrected(&mut self, link: &Link) {
        let found = link.formula.span.text(self.text).trim().to_owned();
        let text = ONLY_CORRECTED.fill(self.report.lang, &[("found", &found)]);
        let note = Remark { span: link.formula.span, text };
        let last = self.report.findings.iter_mut().rev().find(|finding| {
            matches!(
                finding.mistake.as_str(),
                "lost-power" | "wrong-sign" | "wrong-coefficient" | "wrong-multiple" | "not-equal"
            )
        });
        if let Some(finding) = last {
            finding.notes.push(note);
        }
    }

    pub fn report_digits(&mut self, link: &Link, value: f64, decimals: usize, digits: &str) {
        let right = format!("{value:.decimals$}");
        let diagnostic = Diagnostic::new(&notes::WRONG_DIGITS)
            .with("value", format!("{value:.*}", decimals + 2))
            .with("found", digits)
            .with("expected", &right)
            .at(link.span);
        self.said(link.span, Class::Wrong, diagnostic.message(self.report.lang));
        self.find(Finding {
            diagnostic,
            expected: Some(right.clone()),
            replacement: Some((link.span, right)),
            mistake: "wrong-digits".to_owned(),
            notes: Vec::new(),
        });
    }
}
