//! Owns sums over rows: taken in fixed lanes, so that they are the same bytes whatever the width of a vector, several of one
//! value at a time, and put together without loss.

use pulp::Simd;

use super::block::Block;
use super::elementary as e;
use super::schedule::Pass;
use super::tiles;

/// Sums are taken in this many lanes: row k goes to lane k modulo their number.
pub(super) const SUMS: usize = 32;

/// A sum in lanes.
pub(super) type Lanes = [f64; SUMS];

/// Lanes are emptied after this many blocks, so that none adds up many values one after another.
pub(super) const FULL: usize = 8;

/// Vectors that are worked on together: their sums stay in registers, and none waits for the one before.
const TOGETHER: usize = 4;

/// The sums and greatest values of a pass, while it goes over its rows.
pub(super) struct Running {
    pub lanes: Vec<Lanes>,
    /// Products Π(1 + e) − 1 whose logarithms belong to a sum, and which one.
    products: Vec<(usize, Lanes)>,
    pub whole: Vec<Exactly>,
    pub greatest: Vec<f64>,
}

impl Running {
    pub fn new(pass: &Pass) -> Self {
        Running {
            lanes: vec![[0.0; SUMS]; pass.sums.len()],
            products: pass.logarithms.iter().map(|&sum| (sum, [0.0; SUMS])).collect(),
            whole: vec![Exactly::default(); pass.sums.len()],
            greatest: vec![f64::NEG_INFINITY; pass.greatest.len()],
        }
    }

    /// The lanes of a sum; zeros where there is none.
    pub fn take(&self, sum: usize) -> Lanes {
        self.lanes.get(sum).copied().unwrap_or([0.0; SUMS])
    }

    pub fn put(&mut self, sum: usize, lanes: Lanes) {
        if let Some(place) = self.lanes.get_mut(sum) {
            *place = lanes;
        }
    }

    /// The sum that the logarithm of a product belongs to, which is no sum where there is no product; and the product.
    pub fn product(&self, product: Option<usize>) -> (usize, Lanes) {
        product.and_then(|at| self.products.get(at)).copied().unwrap_or((usize::MAX, [0.0; SUMS]))
    }

    pub fn put_product(&mut self, product: Option<usize>, lanes: Lanes) {
        if let Some(place) = product.and_then(|at| self.products.get_mut(at)) {
            place.1 = lanes;
        }
    }

    /// Empties the lanes.
    #[inline(always)]
    pub fn flush(&mut self) {
        for (sum, product) in &mut self.products {
            if let Some(lanes) = self.lanes.get_mut(*sum) {
                for (lane, product) in lanes.iter_mut().zip(product) {
                    *lane += e::log1p(*product);
                    *product = 0.0;
                }
            }
        }
        for (lanes, whole) in self.lanes.iter_mut().zip(&mut self.whole) {
            let mut width = SUMS;
            while width > 1 {
                width /= 2;
                let (low, high) = lanes.split_at_mut(width);
                for (low, high) in low.iter_mut().zip(high) {
                    *low += *high;
                }
            }
            whole.add(lanes[0]);
            *lanes = [0.0; SUMS];
        }
    }

    /// Adds Σ value to one sum, and Σ value·other to others.
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, value: &Block, plain: Option<usize>, others: &[(&Block, usize)]) {
        let (mut plain, mut groups) = (plain, others.chunks(TOGETHER));
        let mut group = groups.next();
        while plain.is_some() || group.is_some() {
            match group.unwrap_or_default() {
                [] => self.products(simd, value, plain, []),
                &[a] => self.products(simd, value, plain, [a]),
                &[a, b] => self.products(simd, value, plain, [a, b]),
                &[a, b, c] => self.products(simd, value, plain, [a, b, c]),
                &[a, b, c, d, ..] => self.products(simd, value, plain, [a, b, c, d]),
            }
            plain = None;
            group = groups.next();
        }
    }

    #[inline(always)]
    fn products<S: Simd, const N: usize>(
        &mut self,
        simd: S,
        value: &Block,
        plain: Option<usize>,
        others: [(&Block, usize); N],
    ) {
        let mut lanes = others.map(|(_, sum)| self.take(sum));
        let vectors = others.map(|(rows, _)| S::as_simd_f64s(rows).0);
        let (values, _) = S::as_simd_f64s(value);
        match plain {
            Some(sum) => {
                let mut own = self.take(sum);
                gather::<S, N, true, false>(
                    simd,
                    values.len(),
                    |at| values[at],
                    vectors,
                    &mut lanes,
                    [&mut own, &mut [0.0; SUMS]],
                );
                self.put(sum, own);
            }
            None => {
                let unused = [&mut [0.0; SUMS], &mut [0.0; SUMS]];
                gather::<S, N, false, false>(simd, values.len(), |at| values[at], vectors, &mut lanes, unused);
            }
        }
        for ((_, sum), lanes) in others.into_iter().zip(lanes) {
            self.put(sum, lanes);
        }
    }

    /// Adds the sums of v = constant + Σ factor·rows, which is never written down.
    #[inline(always)]
    pub fn stream<S: Simd, const T: usize, const N: usize>(
        &mut self,
        simd: S,
        constant: f64,
        terms: [(f64, &[f64]); T],
        [plain, square]: [Option<usize>; 2],
        others: [(&[f64], usize); N],
    ) {
        let mut lanes = others.map(|(_, sum)| self.take(sum));
        let [mut own, mut squares] = [plain, square].map(|sum| sum.map_or([0.0; SUMS], |sum| self.take(sum)));
        // Rows that fill all lanes, and a rest that is added one by one.
        let length = terms.iter().map(|(_, rows)| rows.len()).min().unwrap_or_default();
        let whole = length - length % SUMS;
        let vectors = others.map(|(rows, _)| S::as_simd_f64s(rows.get(..whole).unwrap_or_default()).0);
        let rows = terms.map(|(_, rows)| S::as_simd_f64s(rows.get(..whole).unwrap_or_default()).0);
        let factors = terms.map(|(factor, _)| simd.splat_f64s(factor));
        let start = simd.splat_f64s(constant);
        let count = rows.first().map_or(0, |rows| rows.len());
        let value = |at: usize| {
            let mut value = start;
            for (factor, rows) in factors.iter().zip(&rows) {
                value = simd.mul_add_f64s(*factor, rows[at], value);
            }
            value
        };
        let sums = [&mut own, &mut squares];
        match square {
            Some(_) => gather::<S, N, true, true>(simd, count, value, vectors, &mut lanes, sums),
            None => gather::<S, N, true, false>(simd, count, value, vectors, &mut lanes, sums),
        }
        for (lane, at) in (whole..length).enumerate() {
            let value = terms.iter().fold(constant, |sum, (factor, rows)| factor.mul_add(rows[at], sum));
            own[lane] += value;
            squares[lane] = value.mul_add(value, squares[lane]);
            for ((rows, _), lanes) in others.iter().zip(&mut lanes) {
                lanes[lane] = value.mul_add(rows[at], lanes[lane]);
            }
        }
        for (sum, lanes) in [(plain, own), (square, squares)] {
            if let Some(sum) = sum {
                self.put(sum, lanes);
            }
        }
        for ((_, sum), lanes) in others.into_iter().zip(lanes) {
            self.put(sum, lanes);
        }
    }

    /// σ(a) of each row, or (1 − y) σ(a) − y σ(−a) where there are labels y; and Σ ln(1 + e^a), or Σ (ln(1 + e^a) − y a).
    #[inline(always)]
    pub fn logistic(&mut self, out: &mut Block, a: &Block, labels: Option<&Block>, product: Option<usize>) {
        let (sum, mut products) = self.product(product);
        let mut lanes = self.take(sum);
        match (labels, product.is_some()) {
            (Some(labels), true) => logistic::<true, true>(out, a, labels, &mut lanes, &mut products),
            (Some(labels), false) => logistic::<true, false>(out, a, labels, &mut lanes, &mut products),
            (None, true) => logistic::<false, true>(out, a, a, &mut lanes, &mut products),
            (None, false) => logistic::<false, false>(out, a, a, &mut lanes, &mut products),
        }
        self.put(sum, lanes);
        self.put_product(product, products);
    }

    /// Adds a value of a row of a block that isn't full.
    pub fn add_one(&mut self, sum: usize, lane: usize, value: f64) {
        if let Some(lanes) = self.lanes.get_mut(sum) {
            lanes[lane % SUMS] += value;
        }
    }
}

/// Joins each value with the lane it belongs to, in whole vectors: left to itself the compiler takes such loops apart.
#[inline(always)]
fn gather<S: Simd, const N: usize, const PLAIN: bool, const SQUARE: bool>(
    simd: S,
    count: usize,
    value: impl Fn(usize) -> S::f64s,
    others: [&[S::f64s]; N],
    lanes: &mut [Lanes; N],
    [plain, square]: [&mut Lanes; 2],
) {
    let (plain, _) = S::as_mut_simd_f64s(plain);
    let (square, _) = S::as_mut_simd_f64s(square);
    let mut lanes = lanes.each_mut().map(|lanes| S::as_mut_simd_f64s(lanes).0);
    // How many vectors have a lane each.
    let width = plain.len();
    let nothing = [simd.splat_f64s(0.0); TOGETHER];
    for first in (0..width).step_by(TOGETHER) {
        let (mut own, mut squares, mut products) = (nothing, nothing, [nothing; N]);
        for k in 0..TOGETHER {
            own[k] = plain[first + k];
            squares[k] = square[first + k];
            for (products, lanes) in products.iter_mut().zip(&lanes) {
                products[k] = lanes[first + k];
            }
        }
        for start in (first..count).step_by(width) {
            for k in 0..TOGETHER {
                let value = value(start + k);
                if PLAIN {
                    own[k] = simd.add_f64s(value, own[k]);
                }
                if SQUARE {
                    squares[k] = simd.mul_add_f64s(value, value, squares[k]);
                }
                for (products, other) in products.iter_mut().zip(&others) {
                    products[k] = simd.mul_add_f64s(value, other[start + k], products[k]);
                }
            }
        }
        for k in 0..TOGETHER {
            plain[first + k] = own[k];
            square[first + k] = squares[k];
            for (products, lanes) in products.iter().zip(&mut lanes) {
                lanes[first + k] = products[k];
            }
        }
    }
}

#[inline(always)]
fn logistic<const LABELS: bool, const SUM: bool>(
    out: &mut Block,
    a: &Block,
    labels: &Block,
    sums: &mut Lanes,
    products: &mut Lanes,
) {
    let groups = out.as_chunks_mut().0.iter_mut().zip(a.as_chunks().0).zip(labels.as_chunks().0);
    for ((out, a), labels) in groups {
        tiles::logistic::<LABELS, SUM>(out, a, labels, sums, products);
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
