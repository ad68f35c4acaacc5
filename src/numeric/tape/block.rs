//! Owns loops over blocks of rows: each a few lines without branches that the compiler turns into vector instructions of
//! the machine it runs on. Sums are taken in fixed lanes, so that they are the same bytes whatever the width of a vector.

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
pub(super) fn sum(a: Input, b: Option<Input>) -> f64 {
    let mut lanes = [0.0; SUMS];
    match (a, b) {
        (Input::Rows(a), None) => {
            for a in a.chunks_exact(SUMS) {
                for (lane, a) in lanes.iter_mut().zip(a) {
                    *lane += a;
                }
            }
        }
        (Input::Rows(a), Some(Input::Rows(b))) => {
            for (a, b) in a.chunks_exact(SUMS).zip(b.chunks_exact(SUMS)) {
                for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
                    *lane = a.mul_add(*b, *lane);
                }
            }
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
