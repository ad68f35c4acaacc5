//! Owns the command `check`.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::claims::{Claim, assumptions, claims};
use super::mark::{Mark, mark};
use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use super::{batch, json};
use crate::diagnostic::{Diagnostic, command};
use crate::equality::{Basis, Judgement, Link, Options, Remark, Shown, Witness, check_chain, expected};
use crate::expr::{Id, Pool};
use crate::mistakes::{Diagnosis, diagnose};
use crate::number::Rational;
use crate::numeric::{SEED, decimal};
use crate::render::{Block, Chain, ChainLine, Context, Formula, Inline, NoticeKind, Page, Sign, plain};
use crate::wording::{Lang, Wording};

const AT: Wording = Wording::new("Witness", "反例");
const EXPECTED: Wording = Wording::new("Expected", "应为");
const MISTAKE: Wording = Wording::new("Mistake", "错误");
const OR: Wording = Wording::new("or", "或");
const DIFFERENCE: Wording = Wording::new("Difference", "差异");
const WHERE: Wording = Wording::new("Conditions", "条件");
const NOTE: Wording = Wording::new("Note", "说明");
const BASIS: Wording = Wording::new("Basis", "依据");
const SEED_SHOWN: Wording = Wording::new("{basis} (seed {seed})", "{basis}(种子 {seed})");
const FOLLOWS: Wording = Wording::new("follows from a wrong line", "由错误的一行得出");
const NOT_STRICT: Wording = Wording::new("not proved, as --strict demands", "未得到证明,而 --strict 要求证明");
const LEFT: Wording = Wording::new("left side", "左边");
const RIGHT: Wording = Wording::new("right side", "右边");
const COMMA: Wording = Wording::new(", ", ",");
const COLON: Wording = Wording::new(": ", ":");

/// Fractions of more bits are shown as decimals.
const SHORT: usize = 24;

/// Explanations on a page; JSON has all.
const ALTERNATIVES: usize = 3;

/// Digits of such decimals.
const DIGITS: usize = 6;

/// A claim with everything that is said about it.
struct Judged {
    claim: Claim,
    links: Vec<JudgedLink>,
    millis: f64,
}

/// One link with what is shown beside its verdict.
struct JudgedLink {
    link: Link,
    expected: Option<Id>,
    /// For refuted links.
    diagnosis: Diagnosis,
    /// For refuted links: where they are wrong.
    mark: Option<Mark>,
}

/// How a run is set up for the library: the seed of `--seed`.
pub(super) fn options(session: &Session) -> Result<(Options, usize), Problem> {
    let seed = session.count("seed", 0)?;
    Ok((Options { seed: SEED.wrapping_add(seed as u64), ..Options::default() }, seed))
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    if let Some(path) = session.value("batch").map(str::to_owned) {
        return batch::run(session, &path);
    }
    if session.operands.is_empty() && !session.has("file") {
        let usage = session.command.examples.first().copied().unwrap_or_default();
        let missing = Diagnostic::new(&command::MISSING_ARGUMENT).with("command", "gradus check");
        return Err(session.line.at_end(missing.with("what", "CLAIM").with("usage", usage)));
    }
    let (options, seed) = options(session)?;
    let claims = claims(session)?;
    let given = assumptions(session)?;
    let mut all = Vec::new();
    for claim in claims {
        let start = Instant::now();
        let links = check_chain(&mut session.pool, &claim.members, &given, &options)
            .map_err(|problem| Problem::within(problem, &claim.text))?;
        let numbered = links.into_iter().enumerate();
        let links = numbered.map(|(at, link)| explained(session, &claim, at, link, &given, &options)).collect();
        all.push(Judged { claim, links, millis: start.elapsed().as_secs_f64() * 1e3 });
    }
    if session.format == Format::Json {
        let texts: Vec<String> = all
            .iter()
            .map(|judged| {
                serde_json::to_string_pretty(&as_json(&mut session.pool, judged, seed, session.lang))
                    .unwrap_or_default()
                    + "\n"
            })
            .collect();
        session.answer = texts.concat();
    } else {
        let mut page = Page::new(session.lang);
        for judged in &all {
            show(session, &mut page, judged, seed);
        }
        session.show(&page, "gradus check");
    }
    Ok(exit(all.iter().flat_map(|judged| &judged.links).map(|one| one.link.verdict.judgement), session.has("strict")))
}

/// What the judgements mean for the shell: 1 for a refuted claim, 3 for one that isn't decided.
pub(super) fn exit(judgements: impl Iterator<Item = Judgement>, strict: bool) -> Exit {
    let mut exit = Exit::Done;
    for judgement in judgements {
        match judgement {
            Judgement::Refuted => return Exit::Wrong,
            Judgement::Unknown => exit = Exit::Undecided,
            Judgement::Likely if strict => exit = Exit::Undecided,
            Judgement::Proved | Judgement::Likely => {}
        }
    }
    exit
}

fn explained(
    session: &mut Session,
    claim: &Claim,
    at: usize,
    link: Link,
    given: &[Id],
    options: &Options,
) -> JudgedLink {
    let expected = expected(&mut session.pool, link.left, link.right);
    if link.verdict.judgement != Judgement::Refuted {
        return JudgedLink { link, expected, diagnosis: Diagnosis::default(), mark: None };
    }
    let diagnosis = diagnose(&mut session.pool, link.left, link.right, given, options);
    let mark = mark(session, claim, at, &link, &diagnosis);
    JudgedLink { link, expected, diagnosis, mark }
}

/// The basis in words, with the seed where random points were used.
pub(super) fn basis(basis: Basis, seed: usize, lang: Lang) -> String {
    let text = basis.text(lang);
    match basis.is_random() {
        true => SEED_SHOWN.fill(lang, &[("basis", &text), ("seed", &seed.to_string())]),
        false => text,
    }
}

fn show(session: &mut Session, page: &mut Page, judged: &Judged, seed: usize) {
    let lang = session.lang;
    let pool = &session.pool;
    let context = judged
        .claim
        .members
        .iter()
        .map(|&member| Context::of(pool, member, &[], lang))
        .fold(Context::new(lang), |all, one| Context { partial: all.partial || one.partial, ..all });
    let formula = |id: Id| Formula::of(pool, id, &context);
    match (&judged.links[..], judged.claim.members.first()) {
        ([only], _) => {
            let (left, right) = (formula(only.link.left), formula(only.link.right));
            page.push(Block::Formula(Formula::relation(left, Sign::Equal, right)));
        }
        (links, Some(&first)) => {
            let lines = links.iter().map(|one| ChainLine {
                sign: Sign::Equal,
                right: formula(one.link.right),
                reason: vec![match one.link.follows {
                    true => FOLLOWS.text(lang).into(),
                    false => one.link.verdict.judgement.name().text(lang).into(),
                }],
            });
            page.push(Block::Chain(Chain { left: formula(first), lines: lines.collect() }));
        }
        (_, None) => {}
    }
    let several = judged.links.len() > 1;
    let equation = |pool: &Pool, link: &Link| {
        let [left, right] = [link.left, link.right].map(|id| Formula::of(pool, id, &context));
        Formula::relation(left, Sign::Equal, right)
    };
    for one in &judged.links {
        let verdict = &one.link.verdict;
        if several && matches!(verdict.judgement, Judgement::Proved) && verdict.conditions.is_empty() {
            continue;
        }
        let kind = match verdict.judgement {
            Judgement::Proved | Judgement::Likely => NoticeKind::Success,
            Judgement::Unknown => NoticeKind::Warning,
            Judgement::Refuted => NoticeKind::Error,
        };
        let mut said = vec![Inline::Strong(verdict.judgement.name().text(lang).to_owned())];
        if several {
            said.push(COLON.text(lang).into());
            said.push(equation(&session.pool, &one.link).into());
        }
        page.push(Block::Notice(kind, said));
        // TeX has no signs to draw the mark with.
        let mark = one.mark.as_ref().filter(|_| session.format != Format::Latex);
        let marked = mark.and_then(|mark| mark.text(&judged.claim, session.style.ascii));
        marked.into_iter().for_each(|text| page.push(Block::Code(text)));
        page.push(Block::Definitions(details(session, one, &context, seed)));
    }
}

/// What is said beside a verdict, each with a word before it.
fn details(session: &mut Session, one: &JudgedLink, context: &Context, seed: usize) -> Vec<(Vec<Inline>, Vec<Inline>)> {
    let (strict, lang) = (session.has("strict"), session.lang);
    // A relation that says little is not shown beside a broken rule.
    let findings = one.diagnosis.findings.iter().enumerate().filter(|(at, finding)| *at == 0 || !finding.is_general());
    let mistakes: Vec<Vec<Inline>> = findings.map(|(_, finding)| finding.inlines(&mut session.pool, lang)).collect();
    let witness = verdict_witness(&mut session.pool, one, context);
    let pool = &session.pool;
    let verdict = &one.link.verdict;
    let mut items: Vec<(Wording, Vec<Inline>)> = Vec::new();
    let strangers = |remark: &&Remark| matches!(remark, Remark::OnlyLeft(_) | Remark::OnlyRight(_));
    let show = |id: Id| Formula::of(pool, id, context).linear();
    let say = |remark: &Remark| vec![Inline::Text(remark.text(lang, &show))];
    // Names that stand on one side only are the first thing to look at.
    items.extend(verdict.remarks.iter().filter(strangers).map(|remark| (NOTE, say(remark))));
    items.extend(witness.map(|witness| (AT, witness)));
    items.extend(verdict.remarks.iter().filter(|remark| !strangers(remark)).map(|remark| (NOTE, say(remark))));
    let wrong = matches!(verdict.judgement, Judgement::Refuted | Judgement::Unknown);
    if let Some(expected) = one.expected.filter(|_| wrong) {
        items.push((EXPECTED, vec![Inline::math(pool, expected, context)]));
    }
    for (at, said) in mistakes.into_iter().take(ALTERNATIVES).enumerate() {
        items.push((if at == 0 { MISTAKE } else { OR }, said));
    }
    if let Some(difference) = one.diagnosis.difference.as_ref().filter(|_| one.diagnosis.findings.is_empty()) {
        items.push((DIFFERENCE, difference.inlines(pool, context)));
    }
    if !verdict.conditions.is_empty() {
        let conditions = verdict.conditions.iter().map(|&condition| Formula::of(pool, condition, context));
        items.push((WHERE, vec![Formula::list(conditions).into()]));
    }
    if strict && verdict.judgement == Judgement::Likely {
        items.push((NOTE, vec![NOT_STRICT.text(lang).into()]));
    }
    items.push((BASIS, vec![Inline::Text(basis(verdict.basis, seed, lang))]));
    items.into_iter().map(|(term, meaning)| (vec![Inline::Text(term.text(lang).to_owned())], meaning)).collect()
}

/// `x = −1, y = 2: left side 4, right side −4`.
fn verdict_witness(pool: &mut Pool, one: &JudgedLink, context: &Context) -> Option<Vec<Inline>> {
    let witness = one.link.verdict.witness.as_ref()?;
    let lang = context.lang;
    let mut said = Vec::new();
    if !witness.at.is_empty() {
        let mut values = Vec::new();
        for (name, value) in &witness.at {
            // A long fraction says less than a few of its digits; JSON has it in full.
            let (sign, number) = match value.bits() <= SHORT {
                true => (Sign::Equal, exactly(pool, value, context)),
                false => (Sign::Approximately, Formula::decimal(&decimal(value, DIGITS))),
            };
            values.push(Formula::relation(Formula::of(pool, *name, context), sign, number));
        }
        said.push(Formula::list(values).into());
        said.push(COLON.text(lang).into());
    }
    for (at, (side, value)) in [(LEFT, &witness.left), (RIGHT, &witness.right)].into_iter().enumerate() {
        said.push(Inline::Text(format!("{}{} ", if at > 0 { COMMA.text(lang) } else { "" }, side.text(lang))));
        let text = value.text();
        said.push(match &value.exact {
            Some(exact) if exact.to_string() == text => exactly(pool, exact, context).into(),
            Some(_) | None if value.imaginary == 0.0 => Formula::decimal(&text).into(),
            Some(_) | None => Inline::Text(text.replace('-', "−")),
        });
    }
    Some(said)
}

fn exactly(pool: &mut Pool, value: &Rational, context: &Context) -> Formula {
    let number = pool.number(value);
    Formula::of(pool, number, context)
}

/// One object for a claim; a chain has its links beside.
fn as_json(pool: &mut Pool, judged: &Judged, seed: usize, lang: Lang) -> Value {
    let deciding = judged.links.iter().max_by_key(|one| match one.link.verdict.judgement {
        Judgement::Proved => 0,
        Judgement::Likely => 1,
        Judgement::Unknown => 2,
        Judgement::Refuted => 3,
    });
    // The first wrong link speaks for the chain.
    let first_wrong = judged.links.iter().find(|one| one.link.verdict.judgement == Judgement::Refuted);
    let Some(deciding) = first_wrong.or(deciding) else { return Value::Null };
    let mut object = link_json(pool, deciding, judged, &judged.claim.text, seed, lang);
    object.insert("millis".into(), json!(judged.millis));
    if judged.links.len() > 1 {
        let mut links = Vec::new();
        for one in &judged.links {
            let claim = format!("{} = {}", plain(pool, one.link.left), plain(pool, one.link.right));
            let mut object = link_json(pool, one, judged, &claim, seed, lang);
            object.insert("follows".into(), json!(one.link.follows));
            links.push(Value::Object(object));
        }
        object.insert("links".into(), Value::Array(links));
    }
    Value::Object(object)
}

fn link_json(
    pool: &mut Pool,
    one: &JudgedLink,
    judged: &Judged,
    claim: &str,
    seed: usize,
    lang: Lang,
) -> Map<String, Value> {
    let mistake = mistake_json(pool, &one.diagnosis, lang);
    let difference =
        one.diagnosis.difference.as_ref().map(|difference| difference.message(pool, &Context { lang, partial: true }));
    let verdict = &one.link.verdict;
    let remarks: Vec<String> = verdict.remarks.iter().map(|remark| remark.text(lang, &|id| plain(pool, id))).collect();
    let object = json!({
        "claim": claim,
        "verdict": verdict.judgement.id(),
        "basis": basis(verdict.basis, seed, lang),
        "conditions": json::texts(pool, &verdict.conditions),
        "witness": verdict.witness.as_ref().map(|witness| witness_json(pool, witness)),
        "expected": one.expected.map(|id| plain(pool, id)),
        "mistake": mistake,
        "difference": difference,
        "place": one.mark.as_ref().map(|mark| mark.json(&judged.claim)),
        "remarks": remarks,
    });
    match object {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The likeliest mistake of a wrong claim, and what else it is consistent with.
pub(super) fn mistake_json(pool: &mut Pool, diagnosis: &Diagnosis, lang: Lang) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for finding in &diagnosis.findings {
        let message = finding.message(pool, lang);
        all.push(json!({ "id": finding.id(), "name": finding.name(lang), "message": message }));
    }
    let mut rest = all.into_iter();
    let Some(mut first) = rest.next() else { return Value::Null };
    first["alternatives"] = Value::Array(rest.collect());
    first
}

/// Numbers as numbers, and as exact strings where they are exact.
fn witness_json(pool: &Pool, witness: &Witness) -> Value {
    let number = |value: &Rational| match value.to_i64() {
        Some(whole) => json!(whole),
        None => json!(value.to_f64()),
    };
    let shown = |value: &Shown| match (&value.exact, value.imaginary) {
        (Some(exact), _) => number(exact),
        (None, 0.0) => json!(value.real),
        (None, imaginary) => json!({ "re": value.real, "im": imaginary }),
    };
    let at: Map<String, Value> = witness.at.iter().map(|(name, value)| (plain(pool, *name), number(value))).collect();
    let exact: Map<String, Value> =
        witness.at.iter().map(|(name, value)| (plain(pool, *name), json!(value.to_string()))).collect();
    let exact_of = |value: &Shown| value.exact.as_ref().map(Rational::to_string);
    json!({
        "at": at,
        "left": shown(&witness.left),
        "right": shown(&witness.right),
        "exact": { "at": exact, "left": exact_of(&witness.left), "right": exact_of(&witness.right) },
        "decimal": { "left": witness.left.text(), "right": witness.right.text() },
    })
}
