//! Owns the page of a backward pass: formulas and numbers side by side, in the order in which they are computed.

use super::backward::{Backward, Gradient};
use super::inline::substituted;
use super::model::Model;
use super::numbers::Values;
use super::report::Report;
use crate::algebra;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::numeric::Agreement;
use crate::render::{Block, Chain, ChainLine, Context, Formula, Inline, Page, Sign, derivation};
use crate::steps::{Derivation, Level, Weight};
use crate::wording::{Lang, Wording};

const FORWARD: Wording = Wording::new("Forward pass", "前向传播");
const LOCAL: Wording = Wording::new("Local derivatives", "局部导数");
const BACKWARD: Wording = Wording::new("Backward pass", "反向传播");
const ALONG: Wording = Wording::new("Along the paths", "沿路径的乘积");
const CHECK: Wording = Wording::new("Check", "检验");
const UPDATE: Wording = Wording::new("One update", "一次更新");
const TRAINING: Wording = Wording::new("Training", "训练");
const NODE: Wording = Wording::new("definition", "定义");
const FORMULA: Wording = Wording::new("formula", "公式");
const VALUE: Wording = Wording::new("value", "值");
const RULE: Wording = Wording::new("rule", "法则");
const DERIVATIVE: Wording = Wording::new("derivative", "导数");
const QUOTIENT: Wording = Wording::new("difference quotient", "差商");
const AGREES: Wording = Wording::new("agrees", "一致");
const YES: Wording = Wording::new("yes", "是");
const NO: Wording = Wording::new("NO", "否");
const OPEN: Wording = Wording::new("undecided", "未定");
const NEW: Wording = Wording::new("new value", "新值");
const LOSS: Wording = Wording::new("The loss goes from {before} to {after}.", "损失从 {before} 变为 {after}。");
const EPOCH: Wording = Wording::new("epoch", "轮次");
const MEAN_LOSS: Wording = Wording::new("mean loss", "平均损失");
const TRAINED: Wording = Wording::new("parameter after training", "训练后的参数");
const PLUGGED: Wording = Wording::new("all names replaced", "代入全部定义");
const NUMBERS: Wording = Wording::new("numbers put in", "代入数值");

/// At most this many members of a family are listed.
const LISTED: usize = 6;

/// At most this many lines of a loss curve are listed.
const EPOCHS: usize = 12;

/// The page of a backward pass; with a report, numbers stand beside the formulas.
pub fn page(
    pool: &mut Pool,
    model: &Model,
    backward: &Backward,
    report: Option<&Report>,
    level: Level,
    lang: Lang,
) -> Result<Page, Diagnostic> {
    let context = Context { lang, partial: true };
    let mut writer = Writer { pool, model, backward, report, level, lang, context, page: Page::new(lang) };
    writer.forward();
    if level >= Level::Normal {
        writer.locals();
    }
    writer.backward();
    writer.along()?;
    if let Some(report) = report {
        writer.check(report);
        writer.update(report);
        writer.training(report);
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

    /// One number, or the first members of a family.
    fn values(&self, values: Option<&Values>) -> Cell {
        let Some(values) = values else { return Vec::new() };
        let listed: Vec<String> = values.members.iter().take(LISTED).map(|(_, value)| figures(value.value)).collect();
        let dots = if values.members.len() > LISTED { ", …" } else { "" };
        vec![Inline::Text(listed.join(", ") + dots)]
    }

    fn forward(&mut self) {
        self.heading(FORWARD);
        let mut titles = vec![NODE, FORMULA];
        titles.extend(self.report.map(|_| VALUE));
        let mut rows = vec![self.words(&titles)];
        for (at, node) in self.model.nodes.iter().enumerate() {
            let mut row = vec![vec![self.math(node.name)], vec![self.math(node.formula)]];
            if let Some(report) = self.report {
                row.push(self.values(report.numbers.forward.get(at)));
            }
            rows.push(row);
        }
        self.page.push(Block::Table(rows));
        for warning in self.report.map(|report| &report.numbers.warnings[..]).unwrap_or_default() {
            let text = format!("{}: {}", warning.code.id, warning.message(self.lang));
            self.page.push(Block::Note(vec![Inline::Text(text)]));
        }
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
                    row.push(value.map(|value| Inline::Text(figures(value.value))).into_iter().collect());
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
                chain.lines.push(self.number_line(values));
            }
            self.page.blocks.extend(blocks);
        }
    }

    fn number_line(&self, values: &Values) -> ChainLine {
        let mut listed: Vec<Formula> =
            values.members.iter().take(LISTED).map(|(_, value)| Formula::word(&figures(value.value))).collect();
        if values.members.len() > LISTED {
            listed.push(Formula::word("…"));
        }
        let right = match <[Formula; 1]>::try_from(listed) {
            Ok([only]) => only,
            Err(listed) => Formula::list(listed),
        };
        ChainLine { sign: Sign::Approximately, right, reason: vec![Inline::Text(NUMBERS.text(self.lang).to_owned())] }
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
                chain.lines.push(self.number_line(values));
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
        let full = algebra::tidy(self.pool, full).id;
        let reason = vec![Inline::Text(PLUGGED.text(self.lang).to_owned())];
        let right = Formula::of(self.pool, full, &self.context);
        Ok((full != gradient.formula()).then_some(ChainLine { sign: Sign::Equal, right, reason }))
    }

    fn check(&mut self, report: &Report) {
        self.heading(CHECK);
        let mut rows = vec![self.words(&[DERIVATIVE, VALUE, QUOTIENT, AGREES])];
        let loss = self.model.loss().map(|node| node.name);
        for checked in &report.checked {
            let name = self.member(checked.variable, &checked.member);
            let question = loss.map_or(name, |loss| self.pool.derivative(loss, &[name]));
            let verdict = match checked.agreement {
                Agreement::Yes => YES,
                Agreement::No => NO,
                Agreement::Unknown => OPEN,
            };
            let texts =
                [figures(checked.gradient.value), figures(checked.quotient.value), verdict.text(self.lang).to_owned()];
            let mut row = vec![vec![self.math(question)]];
            row.extend(texts.map(|text| vec![Inline::Text(text)]));
            rows.push(row);
        }
        self.page.push(Block::Table(rows));
    }

    /// `W_{1,2}` as an expression.
    fn member(&mut self, variable: Id, member: &[i64]) -> Id {
        if member.is_empty() {
            return variable;
        }
        let stem = super::variable::base(self.pool, variable);
        let numbers: Vec<Id> = member.iter().map(|&index| self.pool.integer(index)).collect();
        self.pool.indexed(stem, &numbers)
    }

    fn update(&mut self, report: &Report) {
        let Some(update) = &report.update else { return };
        self.heading(UPDATE);
        let mut rows = vec![self.words(&[NODE, FORMULA, NEW])];
        if let Some(title) = rows.first_mut().and_then(|row| row.first_mut()) {
            title.clear();
        }
        for (old, new) in update.before.iter().zip(&update.after) {
            let slopes = value_of(&report.numbers.backward, old.variable);
            for (at, ((member, before), (_, after))) in old.members.iter().zip(&new.members).enumerate() {
                let slope = slopes.and_then(|values| values.members.get(at)).map_or(f64::NAN, |(_, v)| v.value);
                let sum = format!("{} − {} · {}", figures(before.value), figures(update.rate), bracketed(slope));
                let is_single = super::variable::is_single(self.pool, old.variable);
                let name = self.member(old.variable, if is_single { &[] } else { member });
                let row =
                    vec![vec![self.math(name)], vec![Inline::Text(sum)], vec![Inline::Text(figures(after.value))]];
                rows.push(row);
            }
        }
        self.page.push(Block::Table(rows));
        let (before, after) = (figures(report.numbers.loss.value), figures(update.loss));
        self.page.say(LOSS.fill(self.lang, &[("before", &before), ("after", &after)]));
    }

    fn training(&mut self, report: &Report) {
        let Some(training) = &report.training else { return };
        self.heading(TRAINING);
        let mut rows = vec![self.words(&[EPOCH, MEAN_LOSS])];
        let last = training.curve.len().saturating_sub(1);
        let stride = last.div_ceil(EPOCHS).max(1);
        for (epoch, loss) in training.curve.iter().enumerate() {
            if epoch % stride == 0 || epoch == last {
                rows.push(vec![vec![Inline::Text(epoch.to_string())], vec![Inline::Text(figures(*loss))]]);
            }
        }
        self.page.push(Block::Table(rows));
        let mut rows = vec![self.words(&[TRAINED, VALUE])];
        for values in &report.trained {
            for (member, value) in values.members.iter().take(LISTED * LISTED) {
                let name = if super::variable::is_single(self.pool, values.variable) { &[][..] } else { member };
                let name = self.member(values.variable, name);
                rows.push(vec![vec![self.math(name)], vec![Inline::Text(figures(value.value))]]);
            }
        }
        self.page.push(Block::Table(rows));
    }
}

fn value_of(list: &[Values], variable: Id) -> Option<&Values> {
    list.iter().find(|values| values.variable == variable)
}

fn bracketed(value: f64) -> String {
    if value < 0.0 { format!("({})", figures(value)) } else { figures(value) }
}

/// Six significant digits, trailing zeros dropped, with a proper minus sign.
pub(super) fn figures(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor();
    let text = if (-5.0..9.0).contains(&exponent) {
        let places = (5.0 - exponent).max(0.0) as usize;
        let text = format!("{value:.places$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    } else {
        format!("{value:.5e}")
    };
    text.replace('-', "−")
}
