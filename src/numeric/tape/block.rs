//! Owns loops over blocks of rows: each a few lines without branches that the compiler turns into vector instructions of
//! the machine it runs on.

/// Rows in a block. Few enough that all blocks in use stay in the nearest cache, enough to make choosing the operation cheap.
pub(super) const LANES: usize = 256;

/// One value for each of the rows.
pub(super) type Block = [f64; LANES];

/// Memory in which no vector lies across two lines of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Aligned<T>(pub T);

/// An operand: values by row, or one for all.
#[derive(Clone, Copy)]
pub(super) enum Input<'b> {
    Rows(&'b Block),
    Same(f64),
}

impl<'b> Input<'b> {
    /// The first rows as a block, zero behind them; copied only where it isn't one.
    #[inline(always)]
    pub fn rows(self, copy: &'b mut Block, length: usize) -> &'b Block {
        match self {
            Input::Rows(rows) if length == LANES => rows,
            Input::Rows(rows) => {
                copy.fill(0.0);
                for (copy, value) in copy.iter_mut().zip(rows).take(length) {
                    *copy = *value;
                }
                copy
            }
            Input::Same(value) => {
                copy.fill(0.0);
                copy.iter_mut().take(length).for_each(|copy| *copy = value);
                copy
            }
        }
    }

    #[inline(always)]
    pub fn at(self, lane: usize) -> f64 {
        match self {
            Input::Rows(rows) => rows.get(lane).copied().unwrap_or(f64::NAN),
            Input::Same(value) => value,
        }
    }
}

#[inline(always)]
pub(super) fn one(out: &mut Block, a: Input, f: impl Fn(f64) -> f64) {
    match a {
        Input::Rows(a) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a);
            }
        }
        Input::Same(a) => *out = [f(a); LANES],
    }
}

#[inline(always)]
pub(super) fn two(out: &mut Block, a: Input, b: Input, f: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Input::Rows(a), Input::Rows(b)) => {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*a, *b);
            }
        }
        (Input::Rows(a), Input::Same(b)) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a, b);
            }
        }
        (Input::Same(a), Input::Rows(b)) => {
            for (out, b) in out.iter_mut().zip(b) {
                *out = f(a, *b);
            }
        }
        (Input::Same(a), Input::Same(b)) => *out = [f(a, b); LANES],
    }
}

/// f(a, b, c) of three.
#[inline(always)]
pub(super) fn three(out: &mut Block, [a, b, c]: [Input; 3], f: impl Fn(f64, f64, f64) -> f64) {
    match (a, b, c) {
        (Input::Rows(a), Input::Rows(b), Input::Rows(c)) => {
            for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = f(*a, *b, *c);
            }
        }
        (Input::Rows(a), Input::Rows(b), Input::Same(c)) => {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*a, *b, c);
            }
        }
        (Input::Rows(a), Input::Same(b), Input::Same(c)) => one(out, Input::Rows(a), |a| f(a, b, c)),
        _ => {
            for (lane, out) in out.iter_mut().enumerate() {
                *out = f(a.at(lane), b.at(lane), c.at(lane));
            }
        }
    }
}

/// constant + Σ factor · rows, four terms at a time.
#[inline(always)]
pub(super) fn affine(out: &mut Block, constant: f64, terms: &[(f64, &Block)]) {
    *out = [constant; LANES];
    for group in terms.chunks(4) {
        match *group {
            [a] => multiples(out, [a]),
            [a, b] => multiples(out, [a, b]),
            [a, b, c] => multiples(out, [a, b, c]),
            [a, b, c, d] => multiples(out, [a, b, c, d]),
            _ => {}
        }
    }
}

#[inline(always)]
fn multiples<const N: usize>(out: &mut Block, terms: [(f64, &Block); N]) {
    for (lane, out) in out.iter_mut().enumerate() {
        *out = terms.iter().fold(*out, |sum, (factor, rows)| factor.mul_add(rows[lane], sum));
    }
}
