//! Owns the page of a backward pass: formulas and numbers side by side, in the order in which they are computed.

mod point;

use rustc_hash::FxHashMap;

use super::backward::{Backward, Gradient};
use super::decimal::decimal;
use super::inline::substituted;
use super::model::Model;
use super::numbers::Values;
use super::order::along_path;
use super::report::Report;
use super::variable::{base, is_single};
use crate::algebra;
use crate::calculus::rename_indices;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, replace_map, variables};
use crate::render::{Block, Chain, ChainLine, Context, Formula, Inline, Page, Sign, derivation};
use crate::steps::{Derivation, Level, Weight};
use crate::wording::{Lang, Wording};

const FORWARD: Wording = Wording::new("Forward pass", "前向传播");
const LOCAL: Wording = Wording::new("Local derivatives", "局部导数");
const BACKWARD: Wording = Wording::new("Backward pass", "反向传播");
const ALONG: Wording = Wording::new("Along the paths", "沿路径的乘积");
const NODE: Wording = Wording::new("definition", "定义");
const FORMULA: Wording = Wording::new("formula", "公式");
const VALUE: Wording = Wording::new("value", "值");
const RULE: Wording = Wording::new("rule", "法则");
const DERIVATIVE: Wording = Wording::new("derivative", "导数");
const PUT_IN: Wording = Wording::new("numbers put in", "代入数值");
const GIVEN: Wording = Wording::new("given", "已知");
const PARAMETER: Wording = Wording::new("parameter", "参数");
const PLUGGED: Wording = Wording::new("all names replaced", "代入全部定义");

/// At most this many members of a family are listed.
const LISTED: usize = 6;

/// Formulas of more parts than this aren't written out with numbers put in.
const PUT: u64 = 60;

/// The page of a backward pass; with a report, numbers stand beside the formulas. Drawings keep to ASCII where that is
/// asked for.
pub fn page(
    pool: &mut Pool,
    model: &Model,
    backward: &Backward,
    report: Option<&Report>,
    level: Level,
    lang: Lang,
    ascii: bool,
) -> Result<Page, Diagnostic> {
    let context = Context { lang, partial: true };
    let mut writer = Writer { pool, model, backward, report, level, lang, ascii, context, page: Page::new(lang) };
    writer.forward();
    if level >= Level::Normal {
        writer.locals();
    }
    writer.backward();
    writer.along()?;
    if let Some(report) = report {
        writer.point(report);
    }
    Ok(writer.page)
}

struct Writer<'w> {
    pool: &'w mut Pool,
    model: &'w Model,
    backward: &'w Backward,
    report: Option<&'w Report>,
    level: Level,
    lang: Lang,
    ascii: bool,
    context: Context,
    page: Page,
}

type Cell = Vec<Inline>;

impl Writer<'_> {
    fn heading(&mut self, title: Wording) {
        self.page.push(Block::Heading(2, vec![Inline::Text(title.text(self.lang).to_owned())]));
    }

    fn words(&self, titles: &[Wording]) -> Vec<Cell> {
        titles.iter().map(|title| vec![Inline::Text(title.text(self.lang).to_owned())]).collect()
    }

    fn math(&self, id: Id) -> Inline {
        Inline::Math(Formula::of(self.pool, id, &self.context))
    }

    /// A number.
    fn number(&mut self, value: f64) -> Inline {
        let number = decimal(self.pool, value);
        self.math(number)
    }

    /// One number, or the first members of a family.
    fn values(&mut self, values: Option<&Values>) -> Cell {
        values.map(|values| Inline::Math(self.list(values))).into_iter().collect()
    }

    /// Numbers with commas between them.
    fn list(&mut self, values: &Values) -> Formula {
        let mut listed: Vec<Formula> = Vec::new();
        for (_, value) in values.members.iter().take(LISTED) {
            let number = decimal(self.pool, value.value);
            listed.push(Formula::of(self.pool, number, &self.context));
        }
        if values.members.len() > LISTED {
            listed.push(Formula::word("…"));
        }
        match <[Formula; 1]>::try_from(listed) {
            Ok([only]) => only,
            Err(listed) => Formula::list(listed),
        }
    }

    fn forward(&mut self) {
        self.heading(FORWARD);
        let Some(report) = self.report else {
            let mut rows = vec![self.words(&[NODE, FORMULA])];
            for node in &self.model.nodes {
                rows.push(vec![vec![self.math(node.name)], vec![self.math(node.formula)]]);
            }
            return self.page.push(Block::Table(rows));
        };
        let mut rows = vec![self.words(&[NODE, FORMULA, PUT_IN, VALUE])];
        for values in &report.letters {
            let what = if self.model.parameters.contains(&values.variable) { PARAMETER } else { GIVEN };
            let what = vec![Inline::Text(what.text(self.lang).to_owned())];
            rows.push(vec![vec![self.math(values.variable)], what, Vec::new(), self.values(Some(values))]);
        }
        for (at, node) in self.model.nodes.iter().enumerate() {
            let put = self.put_in(report, node.formula);
            let put = put.map(|formula| self.math(formula)).into_iter().collect();
            let values = self.values(report.numbers.forward.get(at));
            rows.push(vec![vec![self.math(node.name)], vec![self.math(node.formula)], put, values]);
        }
        self.page.push(Block::Table(rows));
        for warning in &report.numbers.warnings {
            let text = format!("{}: {}", warning.code.id, warning.message(self.lang));
            self.page.push(Block::Note(vec![Inline::Text(text)]));
        }
    }

    /// The formula with numbers for its variables; `None` when it speaks of families, or is long.
    fn put_in(&mut self, report: &Report, formula: Id) -> Option<Id> {
        let mut numbers = FxHashMap::default();
        for variable in variables(self.pool, formula) {
            let value = match self.model.place(self.pool, variable) {
                Some(place) => report.numbers.forward.get(place),
                None => report.letter(variable),
            };
            let [(_, value)] = value?.members[..] else { return None };
            numbers.insert(variable, decimal(self.pool, value.value));
        }
        (algebra::cost(self.pool, formula) <= PUT).then(|| replace_map(self.pool, formula, &numbers))
    }

    fn locals(&mut self) {
        self.heading(LOCAL);
        let mut titles = vec![DERIVATIVE, FORMULA];
        titles.extend(self.report.map(|_| VALUE));
        titles.push(RULE);
        let mut rows = vec![self.words(&titles)];
        for (at, gradient) in self.backward.gradients.iter().enumerate() {
            for (k, path) in gradient.paths.iter().enumerate() {
                let mut row = vec![vec![self.math(path.local.question)], vec![self.math(path.local.answer)]];
                if let Some(report) = self.report {
                    let value = report.numbers.locals.get(at).and_then(|row| row.get(k)).copied().flatten();
                    row.push(value.map(|value| self.number(value.value)).into_iter().collect());
                }
                row.push(vec![Inline::Text(self.rules(&path.local))]);
                rows.push(row);
            }
        }
        self.page.push(Block::Table(rows));
    }

    /// The laws of a local derivative: the weightiest ones, each once.
    fn rules(&self, local: &Derivation) -> String {
        let laws = crate::steps::rules::differentiation::ROWS;
        let used = || local.steps.iter().map(|step| step.rule).filter(|rule| laws.contains(rule));
        let heaviest = used().map(|rule| rule.weight).max().unwrap_or(Weight::Trivial);
        let mut names: Vec<&str> = Vec::new();
        for rule in used().filter(|rule| rule.weight == heaviest) {
            let name = rule.name.text(self.lang);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(if self.lang == Lang::En { ", " } else { "、" })
    }

    fn backward(&mut self) {
        self.heading(BACKWARD);
        let backward = self.backward;
        for (at, gradient) in backward.gradients.iter().enumerate() {
            let mut blocks = derivation::blocks(self.pool, &gradient.derivation, self.level, self.lang, &self.context);
            // The numbers end the chain.
            if let (Some(Block::Chain(chain)), Some(report)) = (blocks.first_mut(), self.report)
                && let Some(values) = report.numbers.backward.get(at)
            {
                let line = self.number_line(values);
                chain.lines.push(line);
            }
            self.page.blocks.extend(blocks);
        }
    }

    fn number_line(&mut self, values: &Values) -> ChainLine {
        let right = self.list(values);
        ChainLine { sign: Sign::Approximately, right, reason: vec![Inline::Text(PUT_IN.text(self.lang).to_owned())] }
    }

    fn along(&mut self) -> Result<(), Diagnostic> {
        self.heading(ALONG);
        let backward = self.backward;
        for &parameter in &self.model.parameters {
            let Some(gradient) = backward.of(parameter) else { continue };
            let mut lines: Vec<Id> = Vec::new();
            for id in [gradient.chain, gradient.product, gradient.formula()] {
                if id != gradient.derivation.question && !lines.contains(&id) {
                    lines.push(id);
                }
            }
            let mut chain =
                Chain { left: Formula::of(self.pool, gradient.derivation.question, &self.context), lines: Vec::new() };
            for id in lines {
                let right = Formula::of(self.pool, id, &self.context);
                chain.lines.push(ChainLine { sign: Sign::Equal, right, reason: Vec::new() });
            }
            if self.level == Level::Full {
                chain.lines.extend(self.plugged(gradient)?);
            }
            if let Some(values) = self.report.and_then(|report| value_of(&report.numbers.backward, parameter)) {
                let line = self.number_line(values);
                chain.lines.push(line);
            }
            self.page.push(Block::Chain(chain));
        }
        Ok(())
    }

    /// The gradient with every name replaced by its definition.
    fn plugged(&mut self, gradient: &Gradient) -> Result<Option<ChainLine>, Diagnostic> {
        let Some(full) = substituted(self.pool, self.model, &[gradient.formula()]).first().copied() else {
            return Ok(None);
        };
        let tidied = algebra::tidy(self.pool, full).id;
        let full = along_path(self.pool, tidied, full);
        // The letters of inner sums differ from those that the gradient is asked at.
        let full = rename_indices(self.pool, full, &[gradient.variable]);
        let reason = vec![Inline::Text(PLUGGED.text(self.lang).to_owned())];
        let right = Formula::of(self.pool, full, &self.context);
        Ok((full != gradient.formula()).then_some(ChainLine { sign: Sign::Equal, right, reason }))
    }

    /// `W_{1,2}` as an expression.
    fn member(&mut self, variable: Id, member: &[i64]) -> Id {
        if is_single(self.pool, variable) || member.is_empty() {
            return variable;
        }
        let stem = base(self.pool, variable);
        let numbers: Vec<Id> = member.iter().map(|&index| self.pool.integer(index)).collect();
        self.pool.indexed(stem, &numbers)
    }
}

fn value_of(list: &[Values], variable: Id) -> Option<&Values> {
    list.iter().find(|values| values.variable == variable)
}
