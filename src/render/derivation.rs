//! Owns the page of a derivation: the chain of its lines at a level of detail, each with the rules that made it.

use super::build::Context;
use super::formula::{Formula, Sign};
use super::page::{Block, Chain, ChainLine, Inline};
use crate::expr::{Id, Kind, Pool};
use crate::steps::{Derivation, Level, Line, Step, Weight};
use crate::wording::{Lang, Wording};

/// More lines than this are never made; a longer derivation goes straight to its answer.
const LINE_LIMIT: usize = 400;
/// At most this many rules are named beside one line.
const REASON_LIMIT: usize = 4;
/// A substitution with a value of more parts than this isn't written out.
const BINDING_LIMIT: u64 = 24;

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
/// assert_eq!(chain.left.unwrap().linear(), "d/dx sin(x²)");
/// assert_eq!(chain.lines.last().unwrap().formula.linear(), "2x cos(x²)");
/// ```
pub fn chain(pool: &mut Pool, derivation: &Derivation, level: Level, context: &Context) -> Chain {
    let lines = derivation.shown(pool, level, LINE_LIMIT);
    let mut lines = lines.iter();
    let left = lines.next().map(|question| Formula::of(pool, question.whole, context));
    let mut shown: Vec<ChainLine> = Vec::new();
    for line in lines {
        shown.push(ChainLine {
            sign: Sign::Equal,
            formula: Formula::of(pool, line.whole, context),
            reason: reason(pool, derivation, line, level, context),
        });
    }
    let conditions = derivation.conditions(pool).into_iter().map(|id| Formula::of(pool, id, context)).collect();
    Chain { left, lines: shown, conditions }
}

/// The chain as blocks; where finer steps exist, they follow in a fold.
pub fn blocks(pool: &mut Pool, derivation: &Derivation, level: Level, context: &Context) -> Vec<Block> {
    let shown = chain(pool, derivation, level, context);
    if shown.lines.is_empty() {
        // Nothing was to be done: the question is its own answer.
        return shown.left.map(Block::Formula).into_iter().collect();
    }
    let count = shown.lines.len();
    let mut blocks = vec![Block::Chain(shown)];
    if matches!(level, Level::Brief | Level::Normal) {
        let full = chain(pool, derivation, Level::Full, context);
        if full.lines.len() > count {
            let number = full.lines.len().to_string();
            let summary = vec![Inline::Text(ALL_STEPS.fill(context.lang, &[("count", &number)]))];
            blocks.push(Block::Details { summary, blocks: vec![Block::Chain(full)] });
        }
    }
    blocks
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
