//! Owns the page of a minimum: sections with their derivations, equations, facts and tables.

use super::{Minimum, Piece};
use crate::expr::{Id, Kind, Pool, rebuild, with_children};
use crate::render::{Block, Chain, ChainLine, Context, Formula, Inline, Page, Sign, derivation};
use crate::steps::Level;
use crate::wording::{Lang, Wording};

const ITERATION: Wording = Wording::new("iteration", "迭代");
const LOSS: Wording = Wording::new("L", "L");
const GRADIENT: Wording = Wording::new("|∇L|", "|∇L|");
const DECIMAL: Wording = Wording::new("In decimals: ", "小数形式:");

/// The page at a level of detail.
pub fn page(pool: &mut Pool, minimum: &Minimum, level: Level, lang: Lang) -> Page {
    let mut page = Page::new(lang);
    let over: Vec<Id> = minimum.parameters.iter().map(|parameter| parameter.symbol).collect();
    let context = Context { lang, partial: over.len() > 1 };
    for section in &minimum.sections {
        page.push(Block::Heading(2, vec![Inline::Text(section.title.text(lang).to_owned())]));
        for piece in &section.pieces {
            write(pool, &mut page, piece, &over, level, lang, &context);
        }
    }
    page.blocks.extend(derivation::conditions(pool, &minimum.conditions, lang, &context));
    page
}

fn write(pool: &mut Pool, page: &mut Page, piece: &Piece, over: &[Id], level: Level, lang: Lang, context: &Context) {
    let formula = |pool: &Pool, id: Id| Formula::of(pool, id, context);
    match piece {
        Piece::Derivation(steps) => {
            for block in derivation::blocks(pool, steps, level, lang, context) {
                page.push(block);
            }
        }
        Piece::Chain(left, rights) => {
            let arguments = over.iter().map(|&id| formula(pool, id));
            let left = Formula::application(formula(pool, *left), arguments.collect::<Vec<_>>());
            let lines = rights.iter().enumerate().map(|(at, (right, rule))| ChainLine {
                sign: Sign::Equal,
                right: formula(pool, *right),
                reason: match at {
                    0 => Vec::new(),
                    _ => vec![Inline::Text(rule.name.text(lang).to_owned())],
                },
            });
            page.push(Block::Chain(Chain { left, lines: lines.collect() }));
        }
        Piece::Equation(left, right) => {
            let mut equation = Formula::relation(formula(pool, *left), Sign::Equal, formula(pool, *right));
            let decimal = pool.as_number(*right).filter(|value| !value.is_integer());
            if let Some(value) = decimal {
                let sign = if value.to_decimal().is_some() { Sign::Equal } else { Sign::Approximately };
                let text = value.to_decimal().unwrap_or_else(|| format!("{:.10}", value.to_f64()));
                equation = Formula::relation(equation, sign, Formula::word(&text));
            }
            page.push(Block::Formula(equation));
        }
        Piece::Decimal(id) => {
            if let Some(decimal) = decimals(pool, *id) {
                page.push(Block::Paragraph(vec![
                    Inline::Text(DECIMAL.text(lang).to_owned()),
                    Inline::Math(formula(pool, decimal)),
                ]));
            }
        }
        Piece::Fact(id) => {
            page.push(Block::Formula(formula(pool, *id)));
        }
        Piece::Remark(wording, arguments) => {
            let filled: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
            page.say(wording.fill(lang, &filled));
        }
        Piece::Update(parameter, loss) => {
            let (eta, slope) = (pool.symbol("eta"), pool.derivative(*loss, &[*parameter]));
            let step = pool.mul(&[eta, slope]);
            let next = pool.sub(*parameter, step);
            page.push(Block::Formula(Formula::relation(formula(pool, *parameter), Sign::Becomes, formula(pool, next))));
        }
        Piece::Trace(names, iterations) => {
            let mut head = vec![vec![Inline::Text(ITERATION.text(lang).to_owned())]];
            head.extend(names.iter().map(|&name| vec![Inline::Math(formula(pool, name))]));
            head.extend([LOSS, GRADIENT].map(|word| vec![Inline::Text(word.text(lang).to_owned())]));
            let mut rows = vec![head];
            for iteration in iterations {
                let numbers = iteration.values.iter().chain([&iteration.loss, &iteration.gradient]);
                let mut row = vec![vec![Inline::Text(iteration.number.to_string())]];
                row.extend(numbers.map(|number| vec![Inline::Text(shortened(*number))]));
                rows.push(row);
            }
            page.push(Block::Table(rows));
        }
    }
}

/// Eight significant digits.
fn shortened(number: f64) -> String {
    if number != 0.0 && (number.abs() < 1e-4 || number.abs() >= 1e8) {
        format!("{number:.4e}")
    } else {
        format!("{number:.8}")
    }
}

/// The expression with its fractions as decimals; `None` when one has no finite decimal form or there is none.
fn decimals(pool: &mut Pool, id: Id) -> Option<Id> {
    let mut changed = false;
    let new = rebuild::<()>(pool, id, |pool, id, children| match pool.kind(id) {
        Kind::Number(number) => {
            let value = pool.number_value(number).clone();
            if value.is_integer() {
                return Ok(id);
            }
            changed = true;
            let text = value.to_decimal().ok_or(())?;
            Ok(pool.symbol(&text))
        }
        _ => Ok(with_children(pool, id, children)),
    });
    new.ok().filter(|_| changed)
}
