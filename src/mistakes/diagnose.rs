//! Owns the search for the mistake behind a refuted claim.

use rustc_hash::FxHashMap;

use super::align::{Difference, difference};
use super::candidate::{Candidate, Local, Slip, locals, written};
use super::double::doubles;
use super::places::Places;
use super::prints::Prints;
use super::question::{Question, answer_is_left, carried_out, questions};
use super::row::{At, Mistake};
use super::table::all;
use super::views::sights;
use super::whole::wholes;
use crate::algebra::{expand, fold};
use crate::equality::{Judgement, Options, check};
use crate::expr::{Id, Kind, Pool, index_rows, likely_columns, postorder, postorder_of, replace};

/// What explains a claim.
#[derive(Clone, Debug, Default)]
pub struct Diagnosis {
    /// Explanations, the likeliest first; each of one mistake or of two.
    pub findings: Vec<Finding>,
    /// Where claim and right answer first differ, when both are sums or products that have parts in common.
    pub difference: Option<Difference>,
    /// Whether the left side is the answer, as in `2*x = d/dx (x^2)`.
    pub answer_is_left: bool,
}

/// One explanation: mistakes that together give the claim exactly.
#[derive(Clone, Debug)]
pub struct Finding {
    pub(super) slips: Vec<Slip>,
}

/// Rows of this rank and above only relate the answer to the right one.
const GENERAL: u8 = 5;

/// Rows up to this rank are characteristic of one function or rule.
const UNMISTAKABLE: u8 = 1;

impl Finding {
    /// What was written at the place of its first mistake.
    pub fn written(&self) -> Option<Id> {
        self.slips.first().and_then(|slip| slip.done).map(|(_, wrong)| wrong)
    }

    /// Whether its rules are broken in one way only, which everybody knows.
    pub fn is_unmistakable(&self) -> bool {
        self.slips.iter().all(|slip| slip.row.rank <= UNMISTAKABLE)
    }

    /// Whether it is one false law of algebra, such as ln(ab) = ln a · ln b.
    pub fn is_law_of_algebra(&self) -> bool {
        matches!(&self.slips[..], [only] if only.row.at.is_algebra())
    }

    /// Whether it says no more than how the answer relates to the right one.
    pub fn is_general(&self) -> bool {
        self.slips.iter().all(|slip| slip.row.rank >= GENERAL)
    }
}

/// Explanations that are given.
const SHOWN: usize = 8;

/// In larger expressions only the frequent mistakes are looked for, and none in what is differentiated.
const LARGE: usize = 48;

/// Rows up to this rank are frequent.
const FREQUENT: u8 = 2;

/// Candidates that are held against the claim exactly.
const VERIFIED: usize = 10;

/// Parts of the expressions that are rewritten in search of slips of algebra.
const PARTS: usize = 400;

/// Looks for the broken rules that make the refuted claim `left = right` out of the right answer. Costs milliseconds: what
/// each row of the table would have given is compared with the claim at a few random points, and what agrees is
/// verified as any claim is.
///
/// ```
/// use gradus::equality::Options;
/// use gradus::expr::{Pool, read};
/// use gradus::mistakes::diagnose;
/// use gradus::wording::Lang;
/// let mut pool = Pool::new();
/// let (left, right) = (read(&mut pool, "d/dx sin(x^2)").unwrap(), read(&mut pool, "cos(x^2)").unwrap());
/// let diagnosis = diagnose(&mut pool, left, right, &[], &Options::default());
/// assert_eq!(diagnosis.findings[0].id(), "inner-dropped");
/// assert!(diagnosis.findings[0].message(&mut pool, Lang::En).ends_with("multiply by d/dx[x²] = 2x"));
/// ```
pub fn diagnose(pool: &mut Pool, left: Id, right: Id, assumptions: &[Id], options: &Options) -> Diagnosis {
    let columns = columns(pool, [left, right]);
    let mut diagnosis = Diagnosis { answer_is_left: answer_is_left(pool, left, right), ..Diagnosis::default() };
    for question in questions(pool, left, right) {
        let mut judge = Judge { columns: &columns, assumptions, options, prints: None };
        let ends = [question.right, question.claim].map(|id| judge.indexed(pool, id));
        judge.prints = Prints::new(pool, &ends, assumptions, options);
        let places = question.pending.and_then(|asked| Places::new(pool, asked.body, asked.variable).ok());
        let large = places.as_ref().is_some_and(|places| places.order.len() > LARGE);
        let limit = if large { FREQUENT } else { u8::MAX };
        let local = match &places {
            Some(places) => locals(pool, places, &FxHashMap::default(), &places.order, limit),
            None => Vec::new(),
        };
        let mut candidates = wholes(pool, &question);
        if let Some(places) = &places {
            for one in &local {
                let answer = places.answer(pool, &[(one.spot, one.wrong)]);
                candidates.push(judged(pool, &question, vec![one.slip.clone()], answer));
            }
        }
        candidates.extend(rewritten(pool, &question, large));
        let mut findings = judge.confirmed(pool, candidates);
        if let (true, Some(places)) = (findings.iter().all(Finding::is_general), &places) {
            let pairs = doubles(pool, &question, places, &local, &judge);
            findings.splice(0..0, judge.confirmed(pool, pairs));
            findings.truncate(SHOWN);
        }
        diagnosis.findings.extend(findings);
        // Beside a mistake it only says where to look, which isn't worth the expansion of a large answer.
        if diagnosis.difference.is_none() && (diagnosis.findings.is_empty() || !large) {
            let shown = judge.indexed(pool, question.shown);
            let [_, claim] = ends;
            diagnosis.difference = judge.prints.as_ref().and_then(|prints| difference(pool, prints, shown, claim));
        }
    }
    diagnosis
}

/// The wrong answers that a row of the table gives to a question such as `d/dx (…)`, one for each place where it can be
/// followed; some may happen to be right. Rows of algebra and those that only relate answers give none.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::mistakes::{lookup, plant};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let question = read(&mut pool, "d/dx sin(x^2)").unwrap();
/// let wrong = plant(&mut pool, question, lookup("inner-dropped").unwrap());
/// assert_eq!(plain(&pool, wrong[0]), "cos(x^2)");
/// assert!(plant(&mut pool, question, lookup("square-of-sum").unwrap()).is_empty());
/// ```
pub fn plant(pool: &mut Pool, question: Id, row: &'static Mistake) -> Vec<Id> {
    let mut wrong = Vec::new();
    for question in questions(pool, question, question) {
        let Some(asked) = question.pending else { continue };
        // A relation to the claim says nothing before there is one.
        let of_whole = wholes(pool, &question).into_iter().filter(|candidate| {
            candidate.slips.iter().all(|slip| slip.row == row)
                && candidate.pair[1] == question.claim
                && !row.is_relation()
        });
        wrong.extend(of_whole.map(|candidate| candidate.pair[0]));
        let Ok(places) = Places::new(pool, asked.body, asked.variable) else { continue };
        for local in locals(pool, &places, &FxHashMap::default(), &places.order, u8::MAX) {
            if local.slip.row == row {
                let answer = places.answer(pool, &[(local.spot, local.wrong)]);
                wrong.push(question.filled(pool, answer));
            }
        }
    }
    wrong
}

/// The candidate of an answer to the derivative that is asked for.
pub(super) fn judged(pool: &mut Pool, question: &Question, slips: Vec<Slip>, answer: Id) -> Candidate {
    let full = question.filled(pool, answer);
    Candidate { slips, pair: [full, question.claim] }
}

/// Names that are columns on one side are columns on both.
fn columns(pool: &Pool, sides: [Id; 2]) -> Vec<Id> {
    let order = postorder_of(pool, &sides);
    if !order.iter().any(|&id| matches!(pool.kind(id), Kind::RowSum | Kind::RowMean)) {
        return Vec::new();
    }
    let derivatives = order.iter().filter(|&&id| pool.kind(id) == Kind::Derivative);
    let parameters: Vec<Id> = derivatives.flat_map(|&id| pool.children(id).iter().skip(1).copied()).collect();
    let mut columns = likely_columns(pool, sides[0], &parameters);
    columns.extend(likely_columns(pool, sides[1], &parameters));
    columns.dedup();
    columns
}

/// What candidates are held against.
pub(super) struct Judge<'j> {
    columns: &'j [Id],
    assumptions: &'j [Id],
    options: &'j Options,
    pub prints: Option<Prints>,
}

impl Judge<'_> {
    pub(super) fn indexed(&self, pool: &mut Pool, id: Id) -> Id {
        if self.columns.is_empty() { id } else { index_rows(pool, id, self.columns, None) }
    }

    /// The candidates that give the claim: by fingerprint, then ranked, then verified.
    fn confirmed(&self, pool: &mut Pool, candidates: Vec<Candidate>) -> Vec<Finding> {
        let Some(prints) = &self.prints else { return Vec::new() };
        let pairs: Vec<[Id; 2]> =
            candidates.iter().map(|candidate| candidate.pair.map(|id| self.indexed(pool, id))).collect();
        let mut agreeing: Vec<(&Candidate, [Id; 2])> = prints
            .agreeing(pool, &pairs)
            .into_iter()
            .filter_map(|at| Some((candidates.get(at)?, *pairs.get(at)?)))
            .collect();
        agreeing.sort_by_key(|(candidate, _)| rank(candidate));
        let mut findings: Vec<Finding> = Vec::new();
        let same = |a: &[Slip], b: &[Slip]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.row == b.row);
        for (candidate, [value, claim]) in agreeing.into_iter().take(VERIFIED * VERIFIED) {
            if findings.iter().any(|finding| same(&finding.slips, &candidate.slips)) {
                continue;
            }
            let verdict = check(pool, value, claim, self.assumptions, self.options);
            let holds = verdict.is_ok_and(|verdict| matches!(verdict.judgement, Judgement::Proved | Judgement::Likely));
            if holds {
                findings.push(Finding { slips: candidate.slips.clone() });
            }
            if findings.len() >= SHOWN {
                break;
            }
        }
        findings
    }
}

/// Fewer mistakes first, then by the row, then places further up.
fn rank(candidate: &Candidate) -> (usize, u32, std::cmp::Reverse<usize>) {
    let ranks = candidate.slips.iter().map(|slip| u32::from(slip.row.rank)).sum();
    let height = candidate.slips.iter().map(|slip| slip.height).sum();
    (candidate.slips.len(), ranks, std::cmp::Reverse(height))
}

/// Slips of algebra: in the line itself; for derivatives in what is differentiated, and in the right answer.
fn rewritten(pool: &mut Pool, question: &Question, large: bool) -> Vec<Candidate> {
    let mut sources = if large { Vec::new() } else { vec![question.left] };
    if question.pending.is_some() {
        sources.push(question.shown);
        sources.push(question.right);
        if !large {
            sources.extend(expand(pool, question.shown).ok().map(|derivation| derivation.answer));
        }
    }
    sources.dedup();
    let mut found = Vec::new();
    for source in sources {
        let order = postorder(pool, source);
        let pending = order.iter().any(|&id| pool.kind(id) == Kind::Derivative);
        for row in all() {
            let At::Algebra(view) = row.at else { continue };
            for (height, &id) in order.iter().enumerate().take(PARTS) {
                for sight in sights(pool, view, id) {
                    let Some(value) = written(pool, row, &sight.letters) else { continue };
                    let product = fold::mul(pool, &[&sight.factors[..], &[value]].concat());
                    let wrong = fold::add(pool, &[&[product][..], &sight.terms].concat());
                    if wrong == id {
                        continue;
                    }
                    let line = replace(pool, source, id, wrong);
                    let line = if pending { carried_out(pool, line) } else { Some(line) };
                    let Some(line) = line else { continue };
                    let slip = Slip { row, letters: sight.letters, done: Some((id, wrong)), height };
                    found.push(Candidate { slips: vec![slip], pair: [line, question.claim] });
                }
            }
        }
    }
    found
}

/// For pairs of mistakes: places whose derivative is taken as if the inner one were 1.
pub(super) fn without_inner(pool: &mut Pool, places: &Places) -> Vec<Local> {
    let Some(row) = super::table::lookup("inner-dropped") else { return Vec::new() };
    let one = pool.integer(1);
    let chains = locals(pool, places, &FxHashMap::default(), &places.order, 1).into_iter();
    chains
        .filter(|local| local.slip.row == row)
        .filter_map(|local| {
            let super::places::Spot::Part(id) = local.spot else { return None };
            Some(Local { spot: super::places::Spot::Use(id, 0), wrong: one, slip: local.slip })
        })
        .collect()
}
