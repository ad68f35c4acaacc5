//! Owns the passes over the rows: block after block, on all cores, with sums put together in one fixed order.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::Column;
use super::block::{Block, Exactly, Input, LANES, affine, one, sum, three, two};
use super::elementary as e;
use super::operation::{Operation, compare, kernel_value, select};
use super::schedule::{Pass, Place, Work};
use crate::functions::Kernel;

/// Rows whose sums are taken together. Chunks are the same for any number of threads, and so are their sums.
const CHUNK: usize = 64 * LANES;

/// Passes with fewer operations than this are done on one core: handing them over would cost more.
const SHARED: usize = 1 << 17;

/// Which rows a pass goes over.
#[derive(Clone, Copy)]
pub(super) enum Rows<'r> {
    /// The first ones, up to this number.
    All(usize),
    /// These.
    Listed(&'r [usize]),
}

impl Rows<'_> {
    pub fn len(self) -> usize {
        match self {
            Rows::All(rows) => rows,
            Rows::Listed(rows) => rows.len(),
        }
    }
}

/// What a pass works with.
#[derive(Clone, Copy)]
pub(super) struct Setting<'r> {
    pub arch: Arch,
    pub pass: &'r Pass,
    pub columns: &'r [Column],
    pub numbers: &'r [f64],
    pub rows: Rows<'r>,
}

impl Setting<'_> {
    /// The sums of a pass.
    pub fn sums(self) -> Vec<f64> {
        let chunks = self.rows.len().div_ceil(CHUNK);
        let one = |chunk: usize| self.arch.dispatch(Chunk { setting: self, chunk });
        let shared = chunks > 1 && self.rows.len().saturating_mul(self.pass.work.len()) > SHARED;
        let parts: Vec<Vec<Exactly>> = match shared {
            true => (0..chunks).into_par_iter().map(one).collect(),
            false => (0..chunks).map(one).collect(),
        };
        let mut sums = vec![Exactly::default(); self.pass.sums.len()];
        for part in parts {
            for (sum, part) in sums.iter_mut().zip(part) {
                sum.join(part);
            }
        }
        sums.into_iter().map(Exactly::value).collect()
    }

    /// The shown values of each row, row after row.
    pub fn each_row(self, mut visit: impl FnMut(&[f64])) {
        let mut memory = Memory::new(self);
        let mut row = vec![0.0; self.pass.shown.len()];
        for start in (0..self.rows.len()).step_by(LANES) {
            let length = self.arch.dispatch(Next { setting: self, memory: &mut memory, start });
            for lane in 0..length {
                for (value, &place) in row.iter_mut().zip(&self.pass.shown) {
                    *value = memory.input(self, place, start).at(lane);
                }
                visit(&row);
            }
        }
    }
}

/// One block of [`Setting::each_row`]; the sums of the pass aren't wanted.
struct Next<'r, 'm> {
    setting: Setting<'r>,
    memory: &'m mut Memory,
    start: usize,
}

impl WithSimd for Next<'_, '_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let mut unwanted = vec![Exactly::default(); self.setting.pass.sums.len()];
        self.memory.block(simd, self.setting, self.start, self.setting.rows.len(), &mut unwanted)
    }
}

/// The sums of one chunk of rows.
struct Chunk<'r> {
    setting: Setting<'r>,
    chunk: usize,
}

impl WithSimd for Chunk<'_> {
    type Output = Vec<Exactly>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<Exactly> {
        let mut sums = vec![Exactly::default(); self.setting.pass.sums.len()];
        let mut memory = Memory::new(self.setting);
        let start = self.chunk * CHUNK;
        let end = (start + CHUNK).min(self.setting.rows.len());
        for start in (start..end).step_by(LANES) {
            memory.block(simd, self.setting, start, end, &mut sums);
        }
        sums
    }
}

/// The blocks in use.
struct Memory {
    /// Taken out while it is written to.
    blocks: Vec<Option<Box<Block>>>,
    /// Columns of a block that isn't whole, or whose rows lie apart.
    gathered: Vec<Block>,
    /// Whether the columns of this block were gathered.
    apart: bool,
}

impl Memory {
    fn new(setting: Setting) -> Self {
        let blocks = (0..setting.pass.blocks).map(|_| Some(Box::new([0.0; LANES]))).collect();
        Memory { blocks, gathered: vec![[0.0; LANES]; setting.columns.len()], apart: false }
    }

    #[inline(always)]
    fn input<'m>(&'m self, setting: Setting<'m>, place: Place, start: usize) -> Input<'m> {
        let nothing = Input::Same(f64::NAN);
        match place {
            Place::Number(at) => Input::Same(setting.numbers.get(at).copied().unwrap_or(f64::NAN)),
            Place::Block(at) => self.blocks.get(at).and_then(Option::as_deref).map_or(nothing, Input::Rows),
            Place::Column(at) if self.apart => self.gathered.get(at).map_or(nothing, Input::Rows),
            Place::Column(at) => {
                let rows = setting.columns.get(at).and_then(|column| column.get(start..start + LANES));
                rows.and_then(|rows| rows.try_into().ok()).map_or(nothing, Input::Rows)
            }
        }
    }

    /// Does the work of the pass for the block that begins at `start`; how many rows it has.
    #[inline(always)]
    fn block<S: Simd>(&mut self, simd: S, setting: Setting, start: usize, end: usize, sums: &mut [Exactly]) -> usize {
        let length = LANES.min(end - start);
        self.apart = length < LANES || matches!(setting.rows, Rows::Listed(_));
        if self.apart {
            self.gather(setting, start, length);
        }
        for work in &setting.pass.work {
            match work {
                Work::Compute(operation, into) => {
                    let Some(mut out) = self.blocks.get_mut(*into).and_then(Option::take) else { continue };
                    let input = |place: &Place| self.input(setting, *place, start);
                    compute(&mut out, operation, input, setting.rows, start);
                    if let Some(place) = self.blocks.get_mut(*into) {
                        *place = Some(out);
                    }
                }
                Work::Add(a, b, to) => {
                    let (a, b) = (self.input(setting, *a, start), b.map(|b| self.input(setting, b, start)));
                    let value = if length == LANES { sum(simd, a, b) } else { part(simd, a, b, length) };
                    if let Some(place) = sums.get_mut(*to) {
                        place.add(value);
                    }
                }
            }
        }
        length
    }

    /// Copies the columns of a block; lanes that are left over hold the last row.
    fn gather(&mut self, setting: Setting, start: usize, length: usize) {
        for &at in &setting.pass.columns {
            let (Some(block), Some(column)) = (self.gathered.get_mut(at), setting.columns.get(at)) else { continue };
            for (lane, value) in block.iter_mut().enumerate() {
                let row = start + lane.min(length - 1);
                let row = match setting.rows {
                    Rows::All(_) => Some(row),
                    Rows::Listed(rows) => rows.get(row).copied(),
                };
                *value = row.and_then(|row| column.get(row)).copied().unwrap_or(f64::NAN);
            }
        }
    }
}

/// The sum of the first lanes only.
fn part<S: Simd>(simd: S, a: Input, b: Option<Input>, length: usize) -> f64 {
    let mut blocks = [[0.0; LANES]; 2];
    let inputs = [a, b.unwrap_or(Input::Same(1.0))];
    for (block, input) in blocks.iter_mut().zip(inputs) {
        for (lane, value) in block.iter_mut().enumerate().take(length) {
            *value = input.at(lane);
        }
    }
    sum(simd, Input::Rows(&blocks[0]), b.map(|_| Input::Rows(&blocks[1])))
}

/// One operation on a block.
#[inline(always)]
fn compute<'b>(
    out: &mut Block,
    operation: &Operation<Place>,
    input: impl Fn(&Place) -> Input<'b>,
    rows: Rows,
    start: usize,
) {
    match operation {
        Operation::Row => {
            for (lane, out) in out.iter_mut().enumerate() {
                let row = match rows {
                    Rows::All(_) => start + lane,
                    Rows::Listed(rows) => rows.get(start + lane).copied().unwrap_or_default(),
                };
                *out = (row + 1) as f64;
            }
        }
        Operation::Scale(a, b) | Operation::Mul(a, b) => two(out, input(a), input(b), |a, b| a * b),
        Operation::Add(a, b) => two(out, input(a), input(b), |a, b| a + b),
        Operation::Div(a, b) => two(out, input(a), input(b), |a, b| a / b),
        Operation::Affine(constant, terms) => {
            let constant = input(constant).at(0);
            let mut found = Vec::with_capacity(terms.len());
            for (factor, rows) in terms {
                if let Input::Rows(rows) = input(rows) {
                    found.push((input(factor).at(0), rows));
                }
            }
            affine(out, constant, &found);
        }
        Operation::Fused { a, b, c, minus: false } => {
            three(out, [input(a), input(b), input(c)], |a, b, c| a.mul_add(b, c));
        }
        Operation::Fused { a, b, c, minus: true } => {
            three(out, [input(a), input(b), input(c)], |a, b, c| (-a).mul_add(b, c));
        }
        Operation::Select(condition, a, b) => three(out, [input(condition), input(a), input(b)], select),
        Operation::Compare(relation, a, b) => {
            let relation = *relation;
            two(out, input(a), input(b), |a, b| compare(relation, a, b));
        }
        Operation::Whole(a, exponent) => one(out, input(a), |a| a.powi(*exponent)),
        Operation::Pow(a, b) => two(out, input(a), input(b), f64::powf),
        Operation::Kernel(kernel, parts) => kernel_block(out, *kernel, parts, input),
        Operation::Call(function, parts) => {
            let mut arguments = vec![0.0; parts.len()];
            for (lane, out) in out.iter_mut().enumerate() {
                for (argument, part) in arguments.iter_mut().zip(parts) {
                    *argument = input(part).at(lane);
                }
                *out = (function.row().evaluate)(&arguments);
            }
        }
        // Numbers and columns are read where they are, and sums are no rows.
        Operation::Constant(_)
        | Operation::Parameter(_)
        | Operation::Column(_)
        | Operation::Total(_)
        | Operation::Dot(..) => {}
    }
}

#[inline(always)]
fn kernel_block<'b>(out: &mut Block, kernel: Kernel, parts: &[Place], input: impl Fn(&Place) -> Input<'b>) {
    let Some(first) = parts.first().map(&input) else { return };
    match kernel {
        Kernel::Exp => one(out, first, e::exp),
        Kernel::Expm1 => one(out, first, e::expm1),
        Kernel::Ln => one(out, first, e::ln),
        Kernel::Log1p => one(out, first, e::log1p),
        Kernel::Sqrt => one(out, first, f64::sqrt),
        Kernel::Abs => one(out, first, f64::abs),
        Kernel::Tanh => one(out, first, e::tanh),
        Kernel::Sigmoid => one(out, first, e::sigmoid),
        Kernel::Softplus => one(out, first, e::softplus),
        Kernel::Relu => one(out, first, |a| e::greater(a, 0.0)),
        Kernel::Indicator => one(out, first, |a| a),
        Kernel::Max | Kernel::Min | Kernel::LogSumExp | Kernel::Hypot => match (kernel, parts) {
            (Kernel::Max, [a, b]) => two(out, input(a), input(b), e::greater),
            (Kernel::Min, [a, b]) => two(out, input(a), input(b), e::smaller),
            (Kernel::LogSumExp, [a, b]) => two(out, input(a), input(b), e::log_sum_exp),
            (Kernel::Hypot, [a, b]) => two(out, input(a), input(b), e::hypot),
            _ => {
                let mut values = vec![0.0; parts.len()];
                for (lane, out) in out.iter_mut().enumerate() {
                    for (value, part) in values.iter_mut().zip(parts) {
                        *value = input(part).at(lane);
                    }
                    *out = kernel_value(kernel, &values);
                }
            }
        },
    }
}
