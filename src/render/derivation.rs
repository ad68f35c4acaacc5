//! Owns the way from a derivation to blocks of a page: its lines at a level of detail, each with its reasons.

use super::build::Context;
use super::formula::{Formula, Sign};
use super::page::{Block, Chain, ChainLine, Inline};
use crate::expr::{Id, Pool};
use crate::steps::{Derivation, Level, Step};
use crate::wording::{Lang, Wording};

/// Lines that a page shows at most; a longer derivation goes straight to its answer.
pub const LINE_LIMIT: usize = 400;

const CONDITION: Wording = Wording::new("This holds for ", "成立条件:");
const AND: Wording = Wording::new(" and ", " 且 ");
const UNCHECKED: Wording = Wording::new(
    "No point of the domain was found at which the steps could be checked numerically.",
    "未找到可用于数值检验各步骤的点。",
);
const WITH: Wording = Wording::new(", ", ",");

/// The chain of a derivation and what must be said with it.
pub fn blocks(pool: &mut Pool, derivation: &Derivation, level: Level, lang: Lang, context: &Context) -> Vec<Block> {
    let lines = derivation.shown(pool, level, LINE_LIMIT);
    let mut chain = Chain { left: Formula::of(pool, derivation.question, context), lines: Vec::new() };
    for line in lines.iter().skip(1) {
        let steps = derivation.steps.get(line.steps.clone()).unwrap_or(&[]);
        let reason = if level == Level::None { Vec::new() } else { reason(pool, steps, lang, context) };
        chain.lines.push(ChainLine { sign: Sign::Equal, right: Formula::of(pool, line.whole, context), reason });
    }
    let mut blocks = match chain.lines.is_empty() {
        true => vec![Block::Formula(chain.left)],
        false => vec![Block::Chain(chain)],
    };
    blocks.extend(conditions(pool, &derivation.conditions(pool), lang, context));
    if derivation.checked_points == 0 && !derivation.steps.is_empty() {
        blocks.push(Block::Note(vec![Inline::Text(UNCHECKED.text(lang).to_owned())]));
    }
    blocks
}

/// "This holds for x ≠ 0 and y > 0", when there is any condition.
pub fn conditions(pool: &Pool, conditions: &[Id], lang: Lang, context: &Context) -> Option<Block> {
    if conditions.is_empty() {
        return None;
    }
    let mut inlines = vec![Inline::Text(CONDITION.text(lang).to_owned())];
    for (at, &condition) in conditions.iter().enumerate() {
        if at > 0 {
            inlines.push(Inline::Text(AND.text(lang).to_owned()));
        }
        inlines.push(Inline::Math(Formula::of(pool, condition, context)));
    }
    inlines.push(Inline::Text(if lang == Lang::En { "." } else { "。" }.to_owned()));
    Some(Block::Note(inlines))
}

/// Names of the rules that made a line, the principal ones with what their letters stand for.
fn reason(pool: &Pool, steps: &[Step], lang: Lang, context: &Context) -> Vec<Inline> {
    use crate::steps::Weight;
    let heaviest = steps.iter().map(|step| step.rule.weight).max().unwrap_or(Weight::Trivial);
    let mut inlines: Vec<Inline> = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for step in steps.iter().filter(|step| step.rule.weight == heaviest || step.rule.weight == Weight::Principal) {
        if named.contains(&step.rule.id) {
            continue;
        }
        named.push(step.rule.id);
        if !inlines.is_empty() {
            inlines.push(Inline::Text(WITH.text(lang).to_owned()));
        }
        inlines.push(Inline::Text(step.rule.name.text(lang).to_owned()));
        if step.rule.weight != Weight::Principal {
            continue;
        }
        for (at, (letter, value)) in step.bindings.iter().enumerate() {
            inlines.push(Inline::Text(if at == 0 { ": " } else { ", " }.to_owned()));
            let value = Formula::of(pool, *value, context);
            inlines.push(Inline::Math(Formula::relation(Formula::name(letter), Sign::Equal, value)));
        }
    }
    inlines
}
