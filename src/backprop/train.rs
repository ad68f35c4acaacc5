//! Owns training: the update repeated, once for each row of the data, epoch after epoch.

use super::backward::Backward;
use super::model::Model;
use super::numbers::Setting;
use crate::diagnostic::{Diagnostic, backprop as codes};
use crate::expr::{Id, Pool};
use crate::halt::Halt;

/// How long and how fast to train.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// What the gradient is multiplied by in each update.
    pub rate: f64,
    /// How often the rows are gone through.
    pub epochs: usize,
    /// Asked again and again: why the training shall end now, when it shall.
    pub halt: fn() -> Option<Halt>,
}

/// How the loss went.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// The mean loss over the rows: before the first epoch, then after each one.
    pub curve: Vec<f64>,
    /// How many epochs were asked for.
    pub epochs: usize,
    /// Why it was stopped before its last epoch, when it was.
    pub halted: Option<Halt>,
}

/// Repeats the update once for each row in each epoch, in the order of the rows; once an epoch without rows. A row is the
/// numbers of its columns. Afterwards `setting` holds the trained parameters: those after the last whole epoch.
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
    let mut halted = None;
    'epochs: for epoch in 1..=course.epochs {
        let before = setting.clone();
        let diverged = |_| Diagnostic::new(&codes::DIVERGED).with("epoch", epoch);
        for row in rows {
            halted = (course.halt)();
            if halted.is_some() {
                *setting = before;
                break 'epochs;
            }
            place(pool, setting, row);
            setting.forward(pool, model).map_err(diverged)?;
            let gradients = setting.backward(pool, backward)?;
            setting.update(pool, model, &gradients, course.rate);
        }
        curve.push(mean_loss(pool, model, setting, rows).map_err(diverged)?);
    }
    Ok(Training { curve, epochs: course.epochs, halted })
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
