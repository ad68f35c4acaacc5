//! Owns what is known of a model at a point: both passes, the check, one update, training.

use super::backward::Backward;
use super::check::{Checked, check};
use super::model::Model;
use super::numbers::{Numbers, Setting, Values};
use super::train::{Course, Training, train};
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::halt::Halt;
use crate::numeric::Agreement;

/// What is to be done with numbers.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Numbers for letters, members of families and sizes.
    pub values: Vec<(Id, f64)>,
    /// The rate η of the update; none: no update.
    pub rate: Option<f64>,
    /// Epochs of training; 0: one update only.
    pub epochs: usize,
    /// Rows of data: columns with their numbers.
    pub rows: Vec<Vec<(Id, f64)>>,
    /// Asked again and again while training: why to end now, when that is wanted.
    pub halt: Option<fn() -> Option<Halt>>,
}

/// One update of all parameters at once.
#[derive(Clone, Debug)]
pub struct Update {
    /// η.
    pub rate: f64,
    /// The parameters before.
    pub before: Vec<Values>,
    /// The parameters after.
    pub after: Vec<Values>,
    /// The loss after.
    pub loss: f64,
}

/// Everything that was computed at a point.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the letters stand for at the point: data and settings, then parameters.
    pub letters: Vec<Values>,
    /// How many rows each epoch of training goes through, one by one; none when the loss takes them all at once.
    pub rows: usize,
    /// Both passes.
    pub numbers: Numbers,
    /// The gradients beside difference quotients.
    pub checked: Vec<Checked>,
    /// The update, when there is a rate.
    pub update: Option<Update>,
    /// The training, when there are epochs.
    pub training: Option<Training>,
    /// The parameters after training.
    pub trained: Vec<Values>,
}

impl Report {
    /// What a letter stands for at the point.
    pub fn letter(&self, letter: Id) -> Option<&Values> {
        self.letters.iter().find(|values| values.variable == letter)
    }
}

/// The rate of training when none is given.
pub(super) const RATE: f64 = 0.1;

/// Runs both passes at the plan's point, checks them, makes one update, and trains. With data, the first row gives the
/// columns their values at the point, unless the plan's values do.
///
/// Errors: those of [`Setting::new`], of the forward pass and of [`train`].
pub fn report(pool: &mut Pool, model: &Model, backward: &Backward, plan: &Plan) -> Result<Report, Diagnostic> {
    // A loss over rows takes all of them at once; other losses see one row after another.
    let is_batch = model.rows.count.is_some();
    let mut values = match is_batch {
        true => all_rows(pool, model, &plan.rows),
        false => plan.rows.first().cloned().unwrap_or_default(),
    };
    values.extend(plan.values.iter().copied());
    let rows = if is_batch { &[][..] } else { &plan.rows };
    let mut setting = Setting::new(pool, model, &values)?;
    let letters = values_of(pool, &[&model.given[..], &model.parameters].concat(), &setting);
    let numbers = setting.run(pool, model, backward)?;
    let mut checked = check(pool, model, &setting, &numbers.backward)?;
    if !numbers.warnings.is_empty() {
        // At a kink the quotient lies between the slopes on both sides, and differing from it is no error.
        for checked in checked.iter_mut().filter(|checked| checked.agreement == Agreement::No) {
            checked.agreement = Agreement::Unknown;
        }
    }
    let start = setting.clone();
    let mut update = None;
    if let Some(rate) = plan.rate {
        let before = values_of(pool, &model.parameters, &setting);
        setting.update(pool, model, &numbers.backward, rate);
        let after = values_of(pool, &model.parameters, &setting);
        let forward = setting.forward(pool, model)?;
        let loss = forward.last().and_then(|values| values.members.first()).map_or(f64::NAN, |(_, v)| v.value);
        update = Some(Update { rate, before, after, loss });
    }
    let mut training = None;
    let mut setting = start;
    if plan.epochs > 0 {
        let rate = plan.rate.unwrap_or(RATE);
        let course = Course { rate, epochs: plan.epochs, halt: plan.halt.unwrap_or(|| None) };
        training = Some(train(pool, model, backward, &mut setting, rows, &course)?);
    }
    let trained = values_of(pool, &model.parameters, &setting);
    Ok(Report { letters, rows: rows.len(), numbers, checked, update, training, trained })
}

/// The columns of all rows as members of their families, and the number of rows.
fn all_rows(pool: &mut Pool, model: &Model, rows: &[Vec<(Id, f64)>]) -> Vec<(Id, f64)> {
    let mut values = Vec::new();
    for (number, row) in (1..).zip(rows) {
        let index = pool.integer(number);
        for &(column, value) in row {
            values.push((pool.indexed(column, &[index]), value));
        }
    }
    if let (Some(count), false) = (model.rows.count, rows.is_empty()) {
        values.push((count, rows.len() as f64));
    }
    values
}

/// The numbers of some letters.
fn values_of(pool: &Pool, letters: &[Id], setting: &Setting) -> Vec<Values> {
    let of = |&variable: &Id| {
        let members = setting.members(pool, variable).into_iter().map(|member| {
            let value = setting.get(pool, variable, &member).unwrap_or(f64::NAN);
            (member, crate::numeric::Value::exact(value))
        });
        Values { variable, members: members.collect() }
    };
    letters.iter().map(of).collect()
}
