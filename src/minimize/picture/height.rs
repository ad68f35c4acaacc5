//! Owns the loss as a landscape: its height at a point, and the part of the plane that is worth looking at.

use super::View;
use crate::data::Table;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool};
use crate::minimize::problem::Problem;
use crate::numeric::{Inputs, Tape};
use crate::numeric::{Point, evaluate};

/// Operations that all the heights of a figure may take together.
const BUDGET: usize = 400_000_000;
/// Points of the grid in each direction, at least and at most.
const GRID: (usize, usize) = (25, 101);
/// Losses that can't be compiled are drawn for so few rows only.
const SLOW_ROWS: usize = 60;
/// The part of a window that is left free around the way.
const MARGIN: f64 = 0.15;

/// The loss as something that can be computed often.
pub(super) struct Height {
    over: Vec<Id>,
    loss: Id,
    tape: Option<Tape>,
    /// The rows that stand for all, where there are many.
    sample: Option<Vec<usize>>,
    point: Point,
    grid: usize,
}

impl Height {
    /// Compiles the loss; none when names without a value stand in it, or it takes too long.
    pub fn of(pool: &mut Pool, view: &View) -> Result<Option<Height>, Diagnostic> {
        let over = view.over.clone();
        let mut point = Point::new();
        if let Some(loss) = view.minimum.reduced {
            let tape = Tape::compile(pool, &[loss], &Inputs { parameters: &over, ..Inputs::default() });
            if tape.is_some() {
                return Ok(Some(Height { over, loss, tape, sample: None, point, grid: GRID.1 }));
            }
        }
        let problem = Problem::new(pool, view.minimum.loss, &over, view.table)?;
        let loss = problem.bind(pool, problem.general);
        let tape = Tape::compile(
            pool,
            &[loss],
            &Inputs { parameters: &over, counts: &problem.counts, table: view.table, index: None },
        );
        let rows = view.table.map_or(1, Table::rows);
        let Some(tape) = tape else {
            if let Some(table) = view.table {
                problem.fill(pool, &mut point, table);
            }
            let height = Height { over, loss, tape: None, sample: None, point, grid: GRID.0 };
            let known = rows <= SLOW_ROWS && height.at(pool, &view.values).is_ok_and(f64::is_finite);
            return Ok(known.then_some(height));
        };
        let affordable = |rows: usize| (BUDGET as f64 / (tape.size() * rows.max(1)) as f64).sqrt() as usize;
        let most = BUDGET / (tape.size().max(1) * GRID.0 * GRID.0);
        let sample =
            (affordable(rows) < GRID.0).then(|| (0..rows).step_by(rows.div_ceil(most.max(1)).max(1)).collect());
        let grid = affordable(sample.as_ref().map_or(rows, Vec::len)).clamp(GRID.0, GRID.1);
        Ok(Some(Height { over, loss, tape: Some(tape), sample, point, grid }))
    }

    /// How many rows stand for all, when they do.
    pub fn sampled(&self) -> Option<usize> {
        self.sample.as_ref().map(Vec::len)
    }

    /// Points in each direction of a grid.
    pub fn grid(&self) -> usize {
        self.grid
    }

    /// The height; not finite where there is none.
    pub fn at(&self, pool: &Pool, values: &[f64]) -> Result<f64, Diagnostic> {
        let found = match (&self.tape, &self.sample) {
            (Some(tape), Some(sample)) => tape.run_sample(values, sample).first().copied(),
            (Some(tape), None) => tape.run(values).first().copied(),
            (None, _) => {
                let mut point = self.point.clone();
                for (&parameter, &value) in self.over.iter().zip(values) {
                    point.set(parameter, value);
                }
                evaluate(pool, &[self.loss], &point)?.first().map(|value| value.value)
            }
        };
        Ok(found.unwrap_or(f64::NAN))
    }

    /// For each parameter from where to where it is shown: the way that was gone, and so much around its end that the
    /// lines of equal height close.
    pub fn windows(&self, pool: &Pool, view: &View) -> Result<Vec<(f64, f64)>, Diagnostic> {
        let widths = self.widths(pool, &view.values)?;
        let ways: Vec<f64> = (0..view.values.len())
            .map(|at| {
                let end = view.values.get(at).copied().unwrap_or(0.0);
                let steps = view.minimum.trace.iter().filter_map(|line| line.values.get(at));
                steps.map(|value| (value - end).abs()).filter(|way| way.is_finite()).fold(0.0, f64::max)
            })
            .collect();
        // The widths are right up to a common factor. It is such that each way fits in, or without a way, that the
        // relatively narrowest parameter can be seen to differ from 0.
        let shares = |sizes: &[f64]| -> Vec<f64> {
            sizes.iter().zip(&widths).map(|(size, width)| size / width).filter(|share| *share > 0.0).collect()
        };
        let factor = match (&shares(&ways)[..], &shares(&view.values.iter().map(|v| v.abs()).collect::<Vec<_>>())[..]) {
            ([], []) => 1.0,
            ([], own) => own.iter().copied().fold(f64::INFINITY, f64::min),
            (ways, _) => 0.6 * ways.iter().copied().fold(f64::INFINITY, f64::min),
        };
        let windows = view.values.iter().enumerate().map(|(at, &end)| {
            let width = widths.get(at).copied().unwrap_or(1.0) * factor;
            let steps = view.minimum.trace.iter().filter_map(|line| line.values.get(at)).copied();
            let ends = steps.filter(|value| value.is_finite()).chain([end - width, end + width]);
            let (low, high) =
                ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
            let margin = MARGIN * (high - low);
            (low - margin, high + margin)
        });
        Ok(windows.collect())
    }

    /// How far the parameters reach on one and the same level, in proportion: the roots of the diagonal of the inverse Hessian,
    /// by differences. Where the loss isn't bent upwards, the sizes of the parameters.
    fn widths(&self, pool: &Pool, values: &[f64]) -> Result<Vec<f64>, Diagnostic> {
        let sizes: Vec<f64> = values.iter().map(|value| if *value == 0.0 { 1.0 } else { value.abs() }).collect();
        let step = |at: usize| sizes.get(at).copied().unwrap_or(1.0) * 1e-3;
        let moved = |moves: &[(usize, f64)]| -> Result<f64, Diagnostic> {
            let mut place = values.to_vec();
            for &(at, by) in moves {
                if let Some(value) = place.get_mut(at) {
                    *value += by * step(at);
                }
            }
            self.at(pool, &place)
        };
        let here = moved(&[])?;
        let mut bend = [[0.0; 2]; 2];
        for (at, row) in bend.iter_mut().enumerate().take(values.len()) {
            let second = moved(&[(at, 1.0)])? - 2.0 * here + moved(&[(at, -1.0)])?;
            if let Some(entry) = row.get_mut(at) {
                *entry = second / (step(at) * step(at));
            }
        }
        let [[a, mixed], [other, d]] = &mut bend;
        if values.len() == 2 {
            let corners =
                moved(&[(0, 1.0), (1, 1.0)])? - moved(&[(0, 1.0), (1, -1.0)])? - moved(&[(0, -1.0), (1, 1.0)])?
                    + moved(&[(0, -1.0), (1, -1.0)])?;
            *mixed = corners / (4.0 * step(0) * step(1));
            *other = *mixed;
        }
        let determinant = *a * *d - *mixed * *other;
        let found = match values.len() {
            1 => vec![(1.0 / *a).sqrt()],
            _ => vec![(*d / determinant).sqrt(), (*a / determinant).sqrt()],
        };
        Ok(if found.iter().all(|width| width.is_finite() && *width > 0.0) { found } else { sizes })
    }
}
