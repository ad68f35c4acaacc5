//! Owns the page of a minimum: sections with their derivations, equations, facts and tables.

use super::named;
use super::report::{Argument, Head, Piece};
use super::{Iteration, Minimum};
use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool, postorder, rebuild, with_children};
use crate::language::Relation;
use crate::render::{Block, Chain, ChainLine, Context, Formula, Inline, Page, Sign, derivation};
use crate::solve::{Equation, Use};
use crate::steps::{Level, Rule, Weight};
use crate::wording::{Lang, Wording};

const ITERATION: Wording = Wording::new("iteration", "迭代");
const GRADIENT: Wording = Wording::new("length of the gradient", "梯度长度");
const GIVEN: Wording = Wording::new("derivative set to zero", "令导数为零");
const WITH: Wording = Wording::new("with {names}.", "其中 {names}。");
const DECIMAL: Wording = Wording::new("In decimals: ", "小数形式:");

/// The page at a level of detail.
pub fn page(pool: &mut Pool, minimum: &Minimum, level: Level, lang: Lang) -> Page {
    let mut page = Page::new(lang);
    let over: Vec<Id> = minimum.parameters.iter().map(|parameter| parameter.symbol).collect();
    let context = Context { lang, partial: over.len() > 1 };
    let writer = Writer { over: &over, level, lang, context: &context };
    for section in &minimum.sections {
        page.push(Block::Heading(2, writer.text(section.title)));
        for piece in &section.pieces {
            writer.write(pool, &mut page, piece);
        }
    }
    let conditions: Vec<Id> = minimum.conditions.iter().map(|&id| named::put_in(pool, id, &minimum.names)).collect();
    page.blocks.extend(derivation::conditions(pool, &conditions, lang, &context));
    page
}

/// Draws the pieces of one page.
struct Writer<'w> {
    over: &'w [Id],
    level: Level,
    lang: Lang,
    context: &'w Context,
}

impl Writer<'_> {
    fn formula(&self, pool: &Pool, id: Id) -> Formula {
        Formula::of(pool, id, self.context)
    }

    /// L(w, b), or L at values.
    fn loss(&self, pool: &mut Pool, arguments: &[Id]) -> Formula {
        let name = pool.symbol("L");
        let arguments: Vec<Formula> = arguments.iter().map(|&id| self.formula(pool, id)).collect();
        Formula::application(self.formula(pool, name), arguments)
    }

    fn text(&self, wording: Wording) -> Vec<Inline> {
        vec![Inline::Text(wording.text(self.lang).to_owned())]
    }

    fn write(&self, pool: &mut Pool, page: &mut Page, piece: &Piece) {
        match piece {
            Piece::Derivation(steps) => {
                page.blocks.extend(derivation::blocks(pool, steps, self.level, self.lang, self.context));
            }
            Piece::Chain(head, rights) => page.push(self.chain(pool, *head, rights)),
            Piece::Equation(left, right) => {
                let equation = Formula::relation(self.formula(pool, *left), Sign::Equal, self.formula(pool, *right));
                page.push(Block::Formula(with_decimal(pool, equation, *right)));
            }
            Piece::Numbered(equation) => self.numbered(pool, page, equation, self.text(GIVEN)),
            Piece::Move(step) => {
                let mut reason = vec![Inline::Text(step.rule.name.text(self.lang).to_owned())];
                reason.extend(self.uses(pool, &step.uses));
                self.numbered(pool, page, &step.equation, reason);
                if !step.names.is_empty() {
                    page.push(Block::Paragraph(self.names(pool, WITH, &step.names)));
                }
                page.blocks.extend(derivation::conditions(pool, &step.conditions, self.lang, self.context));
            }
            Piece::Decimal(id) => {
                if let Some(decimal) = decimals(pool, *id) {
                    let mut inlines = self.text(DECIMAL);
                    inlines.push(Inline::Math(self.formula(pool, decimal)));
                    page.push(Block::Paragraph(inlines));
                }
            }
            Piece::Fact(id) => page.push(Block::Formula(self.formula(pool, *id))),
            Piece::Law(rule) => {
                let mut inlines = self.text(rule.name);
                inlines.push(Inline::Text(if self.lang == Lang::En { ": " } else { ":" }.to_owned()));
                inlines.extend(self.text(rule.why));
                page.push(Block::Paragraph(inlines));
            }
            Piece::Names(wording, names) => page.push(Block::Paragraph(self.names(pool, *wording, names))),
            Piece::Remark(wording, arguments) => {
                page.push(Block::Paragraph(self.filled(pool, *wording, arguments)));
            }
            Piece::Sums(sums) => {
                for (sum, value) in sums {
                    let number = pool.number(value);
                    let equation = Formula::relation(self.formula(pool, *sum), Sign::Equal, self.formula(pool, number));
                    page.push(Block::Formula(with_decimal(pool, equation, number)));
                }
            }
            Piece::LossAt(values, value) => {
                // Formulas for arguments would hide the value.
                let short = values.iter().all(|&id| pool.as_number(id).is_some() || postorder(pool, id).len() <= 8);
                let left = if short { self.loss(pool, values) } else { Formula::name("L_min") };
                let equation = Formula::relation(left, Sign::Equal, self.formula(pool, *value));
                page.push(Block::Formula(with_decimal(pool, equation, *value)));
            }
            Piece::Becomes(target, formula) => {
                let (left, right) = (self.formula(pool, *target), self.formula(pool, *formula));
                page.push(Block::Formula(Formula::relation(left, Sign::Becomes, right)));
            }
            Piece::Found(values, loss) => {
                let name = pool.symbol("L");
                for (id, value) in values.iter().chain(&[(name, *loss)]) {
                    let number = Formula::decimal(&Minimum::long(*value));
                    let left = self.formula(pool, *id);
                    page.push(Block::Formula(Formula::relation(left, Sign::Approximately, number)));
                }
            }
            Piece::Trace(names, iterations) => page.push(self.trace(pool, names, iterations)),
        }
    }

    fn chain(&self, pool: &mut Pool, head: Head, rights: &[(Id, &'static Rule)]) -> Block {
        let left = match head {
            Head::Loss => self.loss(pool, self.over),
            Head::Of(id) => self.formula(pool, id),
        };
        let mut lines: Vec<ChainLine> = Vec::new();
        let mut reasons: Vec<&'static str> = Vec::new();
        for (at, (right, rule)) in rights.iter().enumerate() {
            let name = rule.name.text(self.lang);
            if at > 0 && !reasons.contains(&name) {
                reasons.push(name);
            }
            // A brief page goes over routine steps to the next principal one.
            if self.level == Level::Brief && at > 0 && at + 1 < rights.len() && rule.weight < Weight::Principal {
                continue;
            }
            let separator = if self.lang == Lang::En { "; " } else { ";" };
            let reason = match (reasons.is_empty(), self.level) {
                (true, _) | (_, Level::None) => Vec::new(),
                (false, Level::Brief | Level::Normal | Level::Full) => vec![Inline::Text(reasons.join(separator))],
            };
            lines.push(ChainLine { sign: Sign::Equal, right: self.formula(pool, *right), reason });
            reasons.clear();
        }
        if self.level == Level::None && lines.len() > 1 {
            lines.drain(..lines.len() - 1);
        }
        Block::Chain(Chain { left, lines })
    }

    /// The number of an equation and where it comes from, then the equation.
    fn numbered(&self, pool: &mut Pool, page: &mut Page, equation: &Equation, reason: Vec<Inline>) {
        if self.level != Level::None {
            let mut line = vec![Inline::Text(format!("({}) ", equation.number))];
            line.extend(reason);
            page.push(Block::Paragraph(line));
        }
        let (left, right) = (self.formula(pool, equation.left), self.formula(pool, equation.right));
        let relation = Formula::relation(left, Sign::Equal, right);
        page.push(Block::Formula(with_decimal(pool, relation, equation.right)));
    }

    /// `: 2·(3) − (4)`, or `: (3), (4)` where nothing is added up.
    fn uses(&self, pool: &mut Pool, uses: &[Use]) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for (at, used) in uses.iter().enumerate() {
            let mark = format!("({})", used.equation);
            let Some(factor) = used.factor else {
                inlines.push(Inline::Text(format!("{}{mark}", if at == 0 { ": " } else { ", " })));
                continue;
            };
            let (minus, size) = fold::unsigned(pool, factor);
            let sign = match (at, minus) {
                (0, false) => ": ",
                (0, true) => ": −",
                (_, false) => " + ",
                (_, true) => " − ",
            };
            inlines.push(Inline::Text(sign.to_owned()));
            if !pool.is_integer(size, 1) {
                let bracket = pool.kind(size) == Kind::Add;
                inlines.extend(bracket.then(|| Inline::Text("(".to_owned())));
                inlines.push(Inline::Math(self.formula(pool, size)));
                inlines.push(Inline::Text(if bracket { ")·" } else { "·" }.to_owned()));
            }
            inlines.push(Inline::Text(mark));
        }
        inlines
    }

    /// A sentence about what names stand for.
    fn names(&self, pool: &mut Pool, wording: Wording, names: &[(Id, Id)]) -> Vec<Inline> {
        let equations = names.iter().map(|&(name, meaning)| pool.compare(Relation::Equal, name, meaning)).collect();
        self.filled(pool, wording, &[("names", Argument::Formulas(equations))])
    }

    /// A sentence whose holes are filled with words and formulas.
    fn filled(&self, pool: &Pool, wording: Wording, arguments: &[(&'static str, Argument)]) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let mut rest = wording.text(self.lang);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            words(before, &mut inlines);
            if let Some((_, argument)) = arguments.iter().find(|(key, _)| *key == name) {
                self.argument(pool, argument, &mut inlines);
            }
            rest = tail;
        }
        words(rest, &mut inlines);
        inlines
    }

    fn argument(&self, pool: &Pool, argument: &Argument, inlines: &mut Vec<Inline>) {
        match argument {
            Argument::Text(text) => inlines.push(Inline::Text(text.clone())),
            Argument::Formula(id) => inlines.push(Inline::Math(self.formula(pool, *id))),
            Argument::Formulas(ids) => {
                for (at, &id) in ids.iter().enumerate() {
                    if at > 0 {
                        inlines.push(Inline::Text(if self.lang == Lang::En { ", " } else { "、" }.to_owned()));
                    }
                    inlines.push(Inline::Math(self.formula(pool, id)));
                }
            }
            Argument::Decimals(numbers) => {
                inlines.push(Inline::Math(Formula::list(numbers.iter().map(|number| Formula::decimal(number)))));
            }
            Argument::Values(sign, values) => {
                for (at, (id, value)) in values.iter().enumerate() {
                    inlines.extend((at > 0).then(|| Inline::Text(", ".to_owned())));
                    let number = Formula::decimal(&Minimum::short(*value));
                    inlines.push(Inline::Math(Formula::relation(self.formula(pool, *id), *sign, number)));
                }
            }
        }
    }

    fn trace(&self, pool: &Pool, names: &[Id], iterations: &[Iteration]) -> Block {
        let mut head = vec![self.text(ITERATION)];
        head.extend(names.iter().map(|&name| vec![Inline::Math(self.formula(pool, name))]));
        head.extend([vec![Inline::Math(Formula::name("L"))], self.text(GRADIENT)]);
        let mut rows = vec![head];
        for iteration in iterations {
            let numbers = iteration.values.iter().chain([&iteration.loss, &iteration.gradient]);
            let mut row = vec![vec![Inline::Text(iteration.number.to_string())]];
            row.extend(numbers.map(|number| vec![Inline::Math(Formula::decimal(&Minimum::short(*number)))]));
            rows.push(row);
        }
        Block::Table(rows)
    }
}

/// Words of a sentence, in which names between dollar signs are formulas.
fn words(text: &str, inlines: &mut Vec<Inline>) {
    for (at, part) in text.split('$').enumerate().filter(|(_, part)| !part.is_empty()) {
        inlines.push(if at % 2 == 0 { Inline::Text(part.to_owned()) } else { Inline::Math(Formula::name(part)) });
    }
}

/// An equation with the decimal form of its right side behind it, when that is a fraction.
fn with_decimal(pool: &Pool, equation: Formula, right: Id) -> Formula {
    let Some(value) = pool.as_number(right).filter(|value| !value.is_integer()) else { return equation };
    let sign = if value.to_decimal().is_some() { Sign::Equal } else { Sign::Approximately };
    let text = value.to_decimal().unwrap_or_else(|| Minimum::short(value.to_f64()));
    Formula::relation(equation, sign, Formula::decimal(&text))
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
