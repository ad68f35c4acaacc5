//! Owns the passes over the rows: block after block, on all cores, with sums put together in one fixed order.

use pulp::{Arch, NullaryFnOnce, Simd, WithSimd};
use rayon::prelude::*;

use super::Column;
use smallvec::SmallVec;

use super::block::{Aligned, Block, Input, LANES, affine, one, three, two};
use super::elementary as e;
use super::operation::{Operation, compare, kernel_value, select};
use super::schedule::{Pass, Place, Stream, Work};
use super::sums::{Exactly, FULL, Running};
use super::tiles;
use crate::functions::Kernel;

/// Rows whose sums are taken together. Chunks are the same for any number of threads, and so are their sums.
const CHUNK: usize = 64 * LANES;

/// Rows that sums without blocks go over at a time: their columns stay in the nearest cache while all sums read them.
const STREAM: usize = FULL * LANES;

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
    /// The sums of a pass, and the greatest values.
    pub fn sums(self) -> (Vec<f64>, Vec<f64>) {
        let chunks = self.rows.len().div_ceil(CHUNK);
        let one = |chunk: usize| self.arch.dispatch(Chunk { setting: self, chunk });
        let shared = chunks > 1 && self.rows.len().saturating_mul(self.pass.work.len()) > SHARED;
        let parts: Vec<(Vec<Exactly>, Vec<f64>)> = match shared {
            true => (0..chunks).into_par_iter().map(one).collect(),
            false => (0..chunks).map(one).collect(),
        };
        let mut sums = vec![Exactly::default(); self.pass.sums.len()];
        let mut greatest = vec![f64::NEG_INFINITY; self.pass.greatest.len()];
        for (whole, top) in parts {
            for (sum, part) in sums.iter_mut().zip(whole) {
                sum.join(part);
            }
            for (greatest, part) in greatest.iter_mut().zip(top) {
                *greatest = e::greater(*greatest, part);
            }
        }
        (sums.into_iter().map(Exactly::value).collect(), greatest)
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
        let mut unwanted = Running::new(self.setting.pass);
        self.memory.block(simd, self.setting, self.start, self.setting.rows.len(), &mut unwanted)
    }
}

/// The sums of one chunk of rows.
struct Chunk<'r> {
    setting: Setting<'r>,
    chunk: usize,
}

impl WithSimd for Chunk<'_> {
    type Output = (Vec<Exactly>, Vec<f64>);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (Vec<Exactly>, Vec<f64>) {
        let mut running = Running::new(self.setting.pass);
        let start = self.chunk * CHUNK;
        let end = (start + CHUNK).min(self.setting.rows.len());
        let streams = &self.setting.pass.streams;
        if !streams.is_empty() && matches!(self.setting.rows, Rows::All(_)) {
            for start in (start..end).step_by(STREAM) {
                for stream in streams {
                    self.stream(simd, &mut running, stream, start, end.min(start + STREAM));
                }
                running.flush();
            }
            return (running.whole, running.greatest);
        }
        let mut memory = Memory::new(self.setting);
        for (count, start) in (1..).zip((start..end).step_by(LANES)) {
            memory.block(simd, self.setting, start, end, &mut running);
            if count % FULL == 0 {
                running.flush();
            }
        }
        running.flush();
        (running.whole, running.greatest)
    }
}

impl Chunk<'_> {
    #[inline(always)]
    fn stream<S: Simd>(&self, simd: S, running: &mut Running, stream: &Stream, start: usize, end: usize) {
        let number = |at: Option<usize>, none: f64| match at {
            Some(at) => self.setting.numbers.get(at).copied().unwrap_or(f64::NAN),
            None => none,
        };
        let column = |at: usize| {
            let column = self.setting.columns.get(at).and_then(|column| column.get(start..end));
            column.unwrap_or_default()
        };
        let constant = number(stream.constant, 0.0);
        let terms: SmallVec<[(f64, &[f64]); 4]> =
            stream.terms.iter().map(|&(factor, at)| (number(factor, 1.0), column(at))).collect();
        let others: SmallVec<[(&[f64], usize); 4]> = stream.others.iter().map(|&(at, sum)| (column(at), sum)).collect();
        if let Some(shares) = stream.shares {
            let rows = tiles::Rows { constant, terms: &terms, labels: shares.labels.map(column), others: &others };
            running.shares(simd, rows, shares.product, stream.own[0]);
            return;
        }
        match terms[..] {
            [a] => with_others(simd, running, constant, [a], stream.own, &others),
            [a, b] => with_others(simd, running, constant, [a, b], stream.own, &others),
            [a, b, c] => with_others(simd, running, constant, [a, b, c], stream.own, &others),
            // More terms aren't streamed.
            _ => {}
        }
    }
}

#[inline(always)]
fn with_others<S: Simd, const T: usize>(
    simd: S,
    running: &mut Running,
    constant: f64,
    terms: [(f64, &[f64]); T],
    own: [Option<usize>; 2],
    others: &[(&[f64], usize)],
) {
    match *others {
        [] => running.stream(simd, constant, terms, own, []),
        [a] => running.stream(simd, constant, terms, own, [a]),
        [a, b] => running.stream(simd, constant, terms, own, [a, b]),
        [a, b, c] => running.stream(simd, constant, terms, own, [a, b, c]),
        _ => {}
    }
}

/// The blocks in use.
struct Memory {
    /// Taken out while it is written to.
    blocks: Vec<Option<Box<Aligned<Block>>>>,
    /// Room for operands that are no whole blocks, and for results that nobody wants.
    copies: Option<Box<[Aligned<Block>; 3]>>,
    /// Columns of a block that isn't whole, or whose rows lie apart.
    gathered: Vec<Aligned<Block>>,
    /// Whether the columns of this block were gathered.
    apart: bool,
}

impl Memory {
    fn new(setting: Setting) -> Self {
        let blocks = (0..setting.pass.blocks).map(|_| Some(Box::new(Aligned([0.0; LANES])))).collect();
        let gathered = vec![Aligned([0.0; LANES]); setting.columns.len()];
        Memory { blocks, copies: Some(Box::new([Aligned([0.0; LANES]); 3])), gathered, apart: false }
    }

    #[inline(always)]
    fn input<'m>(&'m self, setting: Setting<'m>, place: Place, start: usize) -> Input<'m> {
        let nothing = Input::Same(f64::NAN);
        match place {
            Place::Number(at) => Input::Same(setting.numbers.get(at).copied().unwrap_or(f64::NAN)),
            Place::Block(at) => {
                self.blocks.get(at).and_then(Option::as_deref).map_or(nothing, |block| Input::Rows(&block.0))
            }
            Place::Column(at) if self.apart => self.gathered.get(at).map_or(nothing, |block| Input::Rows(&block.0)),
            Place::Column(at) => {
                let rows = setting.columns.get(at).and_then(|column| column.get(start..start + LANES));
                rows.and_then(|rows| rows.try_into().ok()).map_or(nothing, Input::Rows)
            }
        }
    }

    fn take(&mut self, at: usize) -> Option<Box<Aligned<Block>>> {
        self.blocks.get_mut(at).and_then(Option::take)
    }

    fn put(&mut self, at: usize, block: Box<Aligned<Block>>) {
        if let Some(place) = self.blocks.get_mut(at) {
            *place = Some(block);
        }
    }

    /// Does the work of the pass for the block that begins at `start`; how many rows it has.
    #[inline(always)]
    fn block<S: Simd>(&mut self, simd: S, setting: Setting, start: usize, end: usize, running: &mut Running) -> usize {
        let Some(mut copies) = self.copies.take() else { return 0 };
        let length = LANES.min(end - start);
        self.apart = length < LANES || matches!(setting.rows, Rows::Listed(_));
        if self.apart {
            self.gather(setting, start, length);
        }
        let [Aligned(first), Aligned(second), Aligned(third)] = &mut *copies;
        for work in &setting.pass.work {
            match work {
                Work::Compute(operation, into) => {
                    let Some(mut out) = self.take(*into) else { continue };
                    simd.vectorize(Compute { out: &mut out.0, operation, memory: self, setting, start });
                    self.put(*into, out);
                }
                Work::Tangent(a, [tangent, secant]) => {
                    let (Some(mut t), Some(mut s)) = (self.take(*tangent), self.take(*secant)) else { continue };
                    let rows = self.input(setting, *a, start).rows(first, LANES);
                    for ((t, s), x) in t.0.iter_mut().zip(s.0.iter_mut()).zip(rows) {
                        (*t, *s) = e::tanh_and_sech(*x);
                    }
                    self.put(*tangent, t);
                    self.put(*secant, s);
                }
                Work::Logistic { x, labels, into, product } => {
                    let mut out = into.and_then(|into| self.take(into));
                    let x = self.input(setting, *x, start).rows(first, LANES);
                    let labels = labels.map(|labels| self.input(setting, labels, start).rows(second, LANES));
                    let result = match out.as_deref_mut() {
                        Some(out) => &mut out.0,
                        None => &mut *third,
                    };
                    if length == LANES {
                        running.logistic(result, x, labels, *product);
                    } else {
                        running.logistic(result, x, labels, None);
                        let (sum, _) = running.product(*product);
                        for (lane, x) in x.iter().enumerate().take(length) {
                            let value = match labels.and_then(|labels| labels.get(lane)) {
                                Some(y) => e::cross_entropy(*x, *y),
                                None => e::softplus(*x),
                            };
                            running.add_one(sum, lane, value);
                        }
                    }
                    if let (Some(into), Some(out)) = (into, out) {
                        self.put(*into, out);
                    }
                }
                Work::Add { value, plain, others } => {
                    let value = self.input(setting, *value, start).rows(first, length);
                    let inputs = others.iter().map(|&(other, sum)| (self.input(setting, other, start), sum));
                    if length == LANES {
                        let mut others: SmallVec<[(&Block, usize); 8]> = SmallVec::new();
                        for (input, sum) in inputs {
                            if let Input::Rows(rows) = input {
                                others.push((rows, sum));
                            }
                        }
                        running.add(simd, value, *plain, &others);
                    } else {
                        running.add(simd, value, *plain, &[]);
                        for (input, sum) in inputs {
                            running.add(simd, value, None, &[(input.rows(second, length), sum)]);
                        }
                    }
                }
                Work::Greatest(value, to) => {
                    let input = self.input(setting, *value, start);
                    if let Some(greatest) = running.greatest.get_mut(*to) {
                        *greatest = (0..length).fold(*greatest, |greatest, lane| e::greater(greatest, input.at(lane)));
                    }
                }
            }
        }
        self.copies = Some(copies);
        length
    }

    /// Copies the columns of a block; lanes that are left over hold the last row.
    fn gather(&mut self, setting: Setting, start: usize, length: usize) {
        for &at in &setting.pass.columns {
            let (Some(block), Some(column)) = (self.gathered.get_mut(at), setting.columns.get(at)) else { continue };
            for (lane, value) in block.0.iter_mut().enumerate() {
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

/// One operation on a block: a function of its own, since all of them in each place that has some make a program of twice the
/// size.
struct Compute<'b> {
    out: &'b mut Block,
    operation: &'b Operation<Place>,
    memory: &'b Memory,
    setting: Setting<'b>,
    start: usize,
}

impl NullaryFnOnce for Compute<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let input = |place: &Place| self.memory.input(self.setting, *place, self.start);
        compute(self.out, self.operation, input, self.setting.rows, self.start);
    }
}

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
            let mut found: SmallVec<[(f64, &Block); 8]> = SmallVec::new();
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
        Operation::Residual(x, y) => two(out, input(x), input(y), e::residual),
        Operation::CrossEntropy(x, y) => two(out, input(x), input(y), e::cross_entropy),
        Operation::Whole(a, exponent) => one(out, input(a), |a| a.powi(*exponent)),
        Operation::Pow(a, b) => two(out, input(a), input(b), e::power),
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
        | Operation::Dot(..)
        | Operation::Greatest(_) => {}
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
        Kernel::Sech => one(out, first, e::sech),
        Kernel::LogCosh => one(out, first, e::log_cosh),
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
