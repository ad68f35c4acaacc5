//! Owns what a page says about numbers only: the check, one update, the training.

use super::{Cell, FORMULA, LISTED, VALUE, Writer, value_of};
use crate::backprop::decimal::decimal;
use crate::backprop::numbers::Values;
use crate::backprop::report::{RATE, Report};
use crate::expr::Id;
use crate::numeric::Agreement;
use crate::render::{Block, Chart, Formula, Inline, Sign};
use crate::wording::Wording;

const CHECK: Wording = Wording::new("Check", "检验");
const UPDATE: Wording = Wording::new("One update", "一次更新");
const TRAINING: Wording = Wording::new("Training", "训练");
const DERIVATIVE: Wording = Wording::new("derivative", "导数");
const QUOTIENT: Wording = Wording::new("difference quotient", "差商");
const AGREES: Wording = Wording::new("agrees", "一致");
const YES: Wording = Wording::new("yes", "是");
const NO: Wording = Wording::new("NO", "否");
const OPEN: Wording = Wording::new("undecided", "未定");
const PARAMETER: Wording = Wording::new("parameter", "参数");
const NEW: Wording = Wording::new("new value", "新值");
const AT_ONCE: Wording = Wording::new(
    "All parameters move at once, against their gradients, with the rate ",
    "所有参数同时沿负梯度方向移动,学习率 ",
);
const LOSS_FROM: Wording = Wording::new("The loss goes from ", "损失从 ");
const LOSS_TO: Wording = Wording::new(" to ", " 变为 ");
const STOP: Wording = Wording::new(".", "。");
const EVERY_ROW: Wording = Wording::new(
    "One update for each of the {count} rows in every epoch, with the rate ",
    "每轮对 {count} 行数据逐行各更新一次,学习率 ",
);
const EVERY_EPOCH: Wording = Wording::new("One update in every epoch, with the rate ", "每轮更新一次,学习率 ");
const EPOCH: Wording = Wording::new("epoch", "轮次");
const LOSS: Wording = Wording::new("loss", "损失");
const MEAN_LOSS: Wording = Wording::new("mean loss", "平均损失");
const PARTIAL: Wording = Wording::new(
    "{why} after {done} of {all} epochs: this is how far it came.",
    "{why}:共 {all} 轮,完成了 {done} 轮,以下是目前的结果。",
);
const TRAINED: Wording = Wording::new("after training", "训练后");

/// At most this many lines of a loss curve are listed.
const EPOCHS: usize = 12;

/// Columns of a loss curve in characters.
const CHART: usize = 72;

impl Writer<'_> {
    /// Everything after the formulas.
    pub(super) fn point(&mut self, report: &Report) {
        self.check(report);
        self.update(report);
        self.training(report);
    }

    fn text(&self, text: Wording) -> Inline {
        Inline::Text(text.text(self.lang).to_owned())
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
            let (gradient, quotient) = (self.number(checked.gradient.value), self.number(checked.quotient.value));
            rows.push(vec![vec![self.math(question)], vec![gradient], vec![quotient], vec![self.text(verdict)]]);
        }
        self.page.push(Block::Table(rows));
    }

    fn update(&mut self, report: &Report) {
        let Some(update) = &report.update else { return };
        self.heading(UPDATE);
        let rate = self.rate(update.rate);
        self.page.push(Block::Paragraph([vec![self.text(AT_ONCE)], rate].concat()));
        for &parameter in self.model.parameters.iter().take(LISTED) {
            self.rule(parameter);
        }
        let mut rows = vec![self.words(&[PARAMETER, FORMULA, NEW])];
        let step = decimal(self.pool, update.rate);
        for (old, new) in update.before.iter().zip(&update.after) {
            let slopes = value_of(&report.numbers.backward, old.variable);
            for (at, ((member, before), (_, after))) in old.members.iter().zip(&new.members).enumerate() {
                let slope = slopes.and_then(|values| values.members.get(at)).map_or(f64::NAN, |(_, v)| v.value);
                let (before, slope) = (decimal(self.pool, before.value), decimal(self.pool, slope));
                let product = self.pool.mul(&[step, slope]);
                let moved = self.pool.sub(before, product);
                let name = self.member(old.variable, member);
                let after = self.number(after.value);
                rows.push(vec![vec![self.math(name)], vec![self.math(moved)], vec![after]]);
            }
        }
        self.page.push(Block::Table(rows));
        let (before, after) = (self.number(report.numbers.loss.value), self.number(update.loss));
        let said = vec![self.text(LOSS_FROM), before, self.text(LOSS_TO), after, self.text(STOP)];
        self.page.push(Block::Paragraph(said));
    }

    /// `η = 0.1.`
    fn rate(&mut self, rate: f64) -> Cell {
        let (eta, rate) = (self.pool.symbol("eta"), decimal(self.pool, rate));
        let sides = [eta, rate].map(|side| Formula::of(self.pool, side, &self.context));
        let [left, right] = sides;
        vec![Inline::Math(Formula::relation(left, Sign::Equal, right)), self.text(STOP)]
    }

    /// `w ← w − η ∂L/∂w`.
    fn rule(&mut self, parameter: Id) {
        let Some(loss) = self.model.loss().map(|node| node.name) else { return };
        let eta = self.pool.symbol("eta");
        let slope = self.pool.derivative(loss, &[parameter]);
        let step = self.pool.mul(&[eta, slope]);
        let moved = self.pool.sub(parameter, step);
        let [left, right] = [parameter, moved].map(|side| Formula::of(self.pool, side, &self.context));
        self.page.push(Block::Formula(Formula::relation(left, Sign::Becomes, right)));
    }

    fn training(&mut self, report: &Report) {
        let Some(training) = &report.training else { return };
        self.heading(TRAINING);
        let rate = self.rate(report.update.as_ref().map_or(RATE, |update| update.rate));
        let how = if report.rows > 0 { EVERY_ROW } else { EVERY_EPOCH };
        let how = Inline::Text(how.fill(self.lang, &[("count", &report.rows.to_string())]));
        self.page.push(Block::Paragraph([vec![how], rate].concat()));
        if let Some(halt) = training.halted {
            let why = halt.wording().text(self.lang);
            let (done, all) = (training.curve.len().saturating_sub(1).to_string(), training.epochs.to_string());
            self.page.say(PARTIAL.fill(self.lang, &[("why", why), ("done", &done), ("all", &all)]));
        }
        let what = if report.rows > 1 { MEAN_LOSS } else { LOSS };
        let chart = Chart {
            across: EPOCH.text(self.lang).to_owned(),
            up: what.text(self.lang).to_owned(),
            values: training.curve.clone(),
        };
        let (text, svg, mermaid) = (chart.to_text(self.ascii, CHART), chart.to_svg(), chart.to_mermaid());
        self.page.push(Block::Picture { text, svg, mermaid });
        let mut rows = vec![self.words(&[EPOCH, what])];
        let last = training.curve.len().saturating_sub(1);
        let stride = last.div_ceil(EPOCHS).max(1);
        for (epoch, &loss) in training.curve.iter().enumerate() {
            if epoch % stride == 0 || epoch == last {
                rows.push(vec![vec![Inline::Text(epoch.to_string())], vec![self.number(loss)]]);
            }
        }
        self.page.push(Block::Table(rows));
        let mut rows = vec![self.words(&[PARAMETER, TRAINED])];
        for Values { variable, members } in &report.trained {
            for (member, value) in members.iter().take(LISTED * LISTED) {
                let name = self.member(*variable, member);
                rows.push(vec![vec![self.math(name)], vec![self.number(value.value)]]);
            }
        }
        self.page.push(Block::Table(rows));
    }
}
