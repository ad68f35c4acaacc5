//! Owns the page of a derivation: the chain of its lines at a level of detail, each with the rules that made it.

use rustc_hash::FxHashMap;

use super::build::Context;
use super::formula::{Formula, Sign};
use super::page::{Block, Chain, ChainLine, Inline};
use crate::expr::{Id, Kind, Pool, postorder_of};
use crate::steps::{Derivation, Level, Line, Step, Weight};
use crate::wording::{Lang, Wording};

/// Lines that a page shows at most; a longer derivation goes straight to its answer.
pub const LINE_LIMIT: usize = 400;
/// The lines of a page have at most this many parts in all, without the answer. A longer derivation goes straight to its
/// answer: nobody reads such pages, and they could fill the memory.
const PART_LIMIT: u64 = 100_000;
/// At most this many rules are named beside one line.
const REASON_LIMIT: usize = 4;
/// A substitution with a value of more parts than this isn't written out.
const BINDING_LIMIT: u64 = 24;

const CONDITION: Wording = Wording::new("This holds for ", "成立条件:");
const AND: Wording = Wording::new(" and ", " 且 ");
const END: Wording = Wording::new(".", "。");
const UNCHECKED: Wording = Wording::new(
    "No point of the domain was found at which the steps could be checked numerically.",
    "未找到可用于数值检验各步骤的点。",
);
/// On the fold with the finer steps.
const ALL_STEPS: Wording = Wording::new("all {count} steps", "全部 {count} 个步骤");

/// The chain of a derivation: question, then one line a rule, rules and substitutions at the right, conditions at the
/// end. The context comes from [`Context::of`] with the question, so that all lines use one sign for derivatives.
///
/// ```
/// use gradus::calculus::differentiate;
/// use gradus::expr::{Pool, read};
/// use gradus::render::{Context, derivation};
/// use gradus::steps::Level;
/// use gradus::wording::Lang;
/// let mut pool = Pool::new();
/// let (body, x) = (read(&mut pool, "sin(x^2)").unwrap(), pool.symbol("x"));
/// let steps = differentiate(&mut pool, body, &[x]).unwrap();
/// let context = Context::of(&pool, steps.question, &[x], Lang::En);
/// let chain = derivation::chain(&mut pool, &steps, Level::Normal, &context);
/// assert_eq!(chain.left.linear(), "d/dx sin(x²)");
/// assert_eq!(chain.lines.last().unwrap().right.linear(), "2x cos(x²)");
/// ```
pub fn chain(pool: &mut Pool, derivation: &Derivation, level: Level, context: &Context) -> Chain {
    let mut lines = derivation.shown(pool, level, LINE_LIMIT);
    let between = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    if parts(pool, between.iter().map(|line| line.whole)) > PART_LIMIT {
        lines = derivation.shown(pool, Level::None, LINE_LIMIT);
    }
    let mut shown: Vec<ChainLine> = Vec::new();
    for line in lines.iter().skip(1) {
        shown.push(ChainLine {
            sign: Sign::Equal,
            right: Formula::of(pool, line.whole, context),
            reason: if level == Level::None { Vec::new() } else { reason(pool, derivation, line, level, context) },
        });
    }
    Chain { left: Formula::of(pool, derivation.question, context), lines: shown }
}

/// How many parts expressions have, written out one after the other.
fn parts(pool: &Pool, wholes: impl Iterator<Item = Id>) -> u64 {
    let wholes: Vec<Id> = wholes.collect();
    let mut sizes: FxHashMap<Id, u64> = FxHashMap::default();
    for id in postorder_of(pool, &wholes) {
        let below = pool.children(id).iter().filter_map(|child| sizes.get(child));
        let size = below.fold(1u64, |sum, &size| sum.saturating_add(size));
        sizes.insert(id, size);
    }
    wholes.iter().filter_map(|whole| sizes.get(whole)).fold(0, |sum, &size| sum.saturating_add(size))
}

/// The chain of a derivation and what must be said with it: conditions, and whether it could be checked. Where finer
/// steps exist, they follow in a fold.
pub fn blocks(pool: &mut Pool, derivation: &Derivation, level: Level, lang: Lang, context: &Context) -> Vec<Block> {
    let shown = chain(pool, derivation, level, context);
    let count = shown.lines.len();
    // Without lines the question is its own answer.
    let mut blocks = vec![if shown.lines.is_empty() { Block::Formula(shown.left) } else { Block::Chain(shown) }];
    blocks.extend(conditions(pool, &derivation.conditions(pool), lang, context));
    if derivation.checked_points == 0 && !derivation.steps.is_empty() {
        blocks.push(Block::Note(vec![Inline::Text(UNCHECKED.text(lang).to_owned())]));
    }
    if matches!(level, Level::Brief | Level::Normal) {
        let full = chain(pool, derivation, Level::Full, context);
        if full.lines.len() > count {
            let number = full.lines.len().to_string();
            let summary = vec![Inline::Text(ALL_STEPS.fill(lang, &[("count", &number)]))];
            blocks.push(Block::Details { summary, blocks: vec![Block::Chain(full)] });
        }
    }
    blocks
}

/// "This holds for x ≠ 0 and y > 0", when there is any condition.
pub fn conditions(pool: &Pool, conditions: &[Id], lang: Lang, context: &Context) -> Option<Block> {
    let mut inlines = vec![Inline::Text(CONDITION.text(lang).to_owned())];
    for (at, &condition) in conditions.iter().enumerate() {
        if at > 0 {
            inlines.push(Inline::Text(AND.text(lang).to_owned()));
        }
        inlines.push(Inline::math(pool, condition, context));
    }
    inlines.push(Inline::Text(END.text(lang).to_owned()));
    (!conditions.is_empty()).then_some(Block::Note(inlines))
}

/// The rules that lead to a line, the important ones first among those that made it: `chain rule, u = y − wx`.
fn reason(pool: &Pool, derivation: &Derivation, line: &Line, level: Level, context: &Context) -> Vec<Inline> {
    let steps = derivation.steps.get(line.steps.clone()).unwrap_or_default();
    let heaviest = steps.iter().map(|step| step.rule.weight).max().unwrap_or(Weight::Trivial);
    let least = if level == Level::Full { Weight::Trivial } else { heaviest.max(Weight::Routine) };
    let mut named: Vec<&Step> = Vec::new();
    let visible: Vec<&Step> = match steps.iter().filter(|step| step.rule.weight >= least).collect::<Vec<_>>() {
        some if !some.is_empty() => some,
        _ => steps.iter().collect(),
    };
    for step in visible {
        let is_known = named
            .iter()
            .any(|other| other.rule == step.rule && (step.bindings.is_empty() || other.bindings == step.bindings));
        if !is_known {
            named.push(step);
        }
    }
    let (comma, semicolon) = match context.lang {
        Lang::En => (", ", "; "),
        Lang::Zh => (",", ";"),
    };
    let mut reason: Vec<Inline> = Vec::new();
    for (position, step) in named.iter().take(REASON_LIMIT).enumerate() {
        let is_repeated =
            position.checked_sub(1).and_then(|at| named.get(at)).is_some_and(|other| other.rule == step.rule);
        if position > 0 {
            reason.push(semicolon.into());
        }
        if !is_repeated {
            reason.push(step.rule.name.text(context.lang).into());
        }
        for (number, formula) in bindings(pool, step, context).into_iter().enumerate() {
            if !is_repeated || number > 0 {
                reason.push(comma.into());
            }
            reason.push(Inline::Math(formula));
        }
    }
    if named.len() > REASON_LIMIT {
        reason.push("; …".into());
    }
    reason
}

/// `u = y − wx`, `n = 2`: what is short enough to be read and says more than its letter.
fn bindings(pool: &Pool, step: &Step, context: &Context) -> Vec<Formula> {
    let says_something = |name: &str, id: Id| match pool.kind(id) {
        Kind::Symbol(symbol) => pool.symbol_name(symbol) != name,
        _ => true,
    };
    step.bindings
        .iter()
        .filter(|(name, id)| says_something(name, *id))
        .map(|(name, id)| (name, Formula::of(pool, *id, context)))
        .filter(|(_, value)| value.root().is_some_and(|root| value.size(root) <= BINDING_LIMIT))
        .map(|(name, value)| Formula::relation(Formula::name(name), Sign::Equal, value))
        .collect()
}
