//! Owns training: the update repeated, once for each row of the data, epoch after epoch.

use super::backward::Backward;
use super::model::Model;
use super::numbers::Setting;
use crate::diagnostic::{Diagnostic, backprop as codes};
use crate::expr::{Id, Pool};

/// How long and how fast to train.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// What the gradient is multiplied by in each update.
    pub rate: f64,
    /// How often the rows are gone through.
    pub epochs: usize,
    /// Asked before each epoch; `false` ends the training.
    pub goes_on: fn() -> bool,
}

/// How the loss went.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// The mean loss over the rows: before the first epoch, then after each one.
    pub curve: Vec<f64>,
    /// How many epochs were asked for; when the curve has fewer, the training was stopped.
    pub epochs: usize,
}

impl Training {
    /// Whether it was stopped before its last epoch.
    pub fn is_partial(&self) -> bool {
        self.curve.len() <= self.epochs
    }
}

/// Repeats the update once for each row in each epoch, in the order of the rows; once an epoch without rows. A row is the
/// numbers of its columns. Afterwards `setting` holds the trained parameters.
///
/// Error: values that grow past all bounds (G1010), or a start that has no value (G1005, G1011).
pub fn train(
    pool: &mut Pool,
    model: &Model,
    backward: &Backward,
    setting: &mut Setting,
    rows: &[Vec<(Id, f64)>],
    course: &Course,
) -> Result<Training, Diagnostic> {
    let single = [Vec::new()];
    let rows = if rows.is_empty() { &single[..] } else { rows };
    let mut curve = vec![mean_loss(pool, model, setting, rows)?];
    for epoch in 1..=course.epochs {
        if !(course.goes_on)() {
            break;
        }
        let diverged = |_| Diagnostic::new(&codes::DIVERGED).with("epoch", epoch);
        for row in rows {
            place(pool, setting, row);
            setting.forward(pool, model).map_err(diverged)?;
            let gradients = setting.backward(pool, backward)?;
            setting.update(pool, model, &gradients, course.rate);
        }
        curve.push(mean_loss(pool, model, setting, rows).map_err(diverged)?);
    }
    Ok(Training { curve, epochs: course.epochs })
}

fn place(pool: &Pool, setting: &mut Setting, row: &[(Id, f64)]) {
    for &(column, value) in row {
        setting.set(pool, column, &[], value);
    }
}

fn mean_loss(
    pool: &mut Pool,
    model: &Model,
    setting: &mut Setting,
    rows: &[Vec<(Id, f64)>],
) -> Result<f64, Diagnostic> {
    let mut sum = 0.0;
    for row in rows {
        place(pool, setting, row);
        let forward = setting.forward(pool, model)?;
        let loss = forward.last().and_then(|values| values.members.first());
        sum += loss.map_or(f64::NAN, |(_, value)| value.value);
    }
    Ok(sum / rows.len() as f64)
}
