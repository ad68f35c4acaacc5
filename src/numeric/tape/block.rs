//! Owns loops over blocks of rows: each a few lines without branches that the compiler turns into vector instructions of
//! the machine it runs on. Sums are taken in fixed lanes, so that they are the same bytes whatever the width of a vector.

use pulp::Simd;

/// Rows in a block. Few enough that all blocks in use stay in the nearest cache, enough to make choosing the operation cheap.
pub(super) const LANES: usize = 256;

/// One value for each of the rows.
pub(super) type Block = [f64; LANES];

/// Sums are taken in this many lanes.
const SUMS: usize = 32;

/// An operand: values by row, or one for all.
#[derive(Clone, Copy)]
pub(super) enum Input<'b> {
    Rows(&'b Block),
    Same(f64),
}

impl Input<'_> {
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

/// Σ a, or Σ a·b.
#[inline(always)]
pub(super) fn sum<S: Simd>(simd: S, a: Input, b: Option<Input>) -> f64 {
    let mut lanes = [0.0; SUMS];
    match (a, b) {
        (Input::Rows(a), None) => gather::<S>(&mut lanes, a, a, |a, _, sum| simd.add_f64s(a, sum)),
        (Input::Rows(a), Some(Input::Rows(b))) => {
            gather::<S>(&mut lanes, a, b, |a, b, sum| simd.mul_add_f64s(a, b, sum));
        }
        (a, b) => {
            let b = b.unwrap_or(Input::Same(1.0));
            for lane in 0..LANES {
                lanes[lane % SUMS] = a.at(lane).mul_add(b.at(lane), lanes[lane % SUMS]);
            }
        }
    }
    let mut width = SUMS;
    while width > 1 {
        width /= 2;
        let (low, high) = lanes.split_at_mut(width);
        for (low, high) in low.iter_mut().zip(high) {
            *low += *high;
        }
    }
    lanes[0]
}

/// Joins each value with the lane it belongs to, in whole vectors: left to itself the compiler takes such loops apart.
#[inline(always)]
fn gather<S: Simd>(lanes: &mut [f64; SUMS], a: &Block, b: &Block, join: impl Fn(S::f64s, S::f64s, S::f64s) -> S::f64s) {
    let (sums, _) = S::as_mut_simd_f64s(lanes);
    let ((a, _), (b, _)) = (S::as_simd_f64s(a), S::as_simd_f64s(b));
    let count = sums.len();
    // Four vectors at a time, so that their sums stay in registers.
    for first in (0..count).step_by(4) {
        let Some([s0, s1, s2, s3]) = sums.get_mut(first..first + 4) else { return };
        let mut own = [*s0, *s1, *s2, *s3];
        for (a, b) in a.chunks_exact(count).zip(b.chunks_exact(count)) {
            let (Some(&[a0, a1, a2, a3]), Some(&[b0, b1, b2, b3])) = (a.get(first..first + 4), b.get(first..first + 4))
            else {
                return;
            };
            own = [join(a0, b0, own[0]), join(a1, b1, own[1]), join(a2, b2, own[2]), join(a3, b3, own[3])];
        }
        [*s0, *s1, *s2, *s3] = own;
    }
}

/// A sum with what was lost to rounding (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exactly {
    sum: f64,
    lost: f64,
}

impl Exactly {
    pub fn add(&mut self, value: f64) {
        let next = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - next) + value } else { (value - next) + self.sum };
        self.sum = next;
    }

    pub fn join(&mut self, other: Exactly) {
        self.add(other.sum);
        self.lost += other.lost;
    }

    pub fn value(self) -> f64 {
        if self.lost.is_finite() { self.sum + self.lost } else { self.sum }
    }
}
