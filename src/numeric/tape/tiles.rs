//! Owns sums of what a logistic regression is made of, a few rows at a time from the columns to the sums: nothing is written
//! down in between, so that the columns are fetched while other rows are computed.

use pulp::{NullaryFnOnce, Simd};
use smallvec::SmallVec;

use super::block::Aligned;
use super::elementary as e;
use super::sums::{Lanes, Running, SUMS};

/// Arguments of this size and less have an exponential in the normal range.
const NEAR: f64 = 700.0;

/// What the sums of shares are made of: x = constant + Σ factor·rows, labels y, and further rows.
#[derive(Clone, Copy)]
pub(super) struct Rows<'t> {
    pub constant: f64,
    pub terms: &'t [(f64, &'t [f64])],
    pub labels: Option<&'t [f64]>,
    /// Rows whose products with the shares are added up, and the sums they go to.
    pub others: &'t [(&'t [f64], usize)],
}

impl Running {
    /// Adds the sums of the share s of each x, s = σ(x) or (1 − y) σ(x) − y σ(−x) where there are labels y: Σ s to `plain`,
    /// Σ s·rows to sums of their own; and Σ ln(1 + e^x), or Σ (ln(1 + e^x) − y x), to the product at this position.
    #[inline(always)]
    pub fn shares<S: Simd>(&mut self, simd: S, rows: Rows, product: Option<usize>, plain: Option<usize>) {
        let (loss, products) = self.product(product);
        let mut found = Found {
            losses: Aligned(self.take(loss)),
            products: Aligned(products),
            own: Aligned(plain.map_or([0.0; SUMS], |sum| self.take(sum))),
            others: rows.others.iter().map(|(_, sum)| Aligned(self.take(*sum))).collect(),
        };
        let found_now = &mut found;
        match (rows.labels, product.is_some()) {
            (Some(labels), true) => simd.vectorize(Add::<true, true> { rows, labels, found: found_now }),
            (Some(labels), false) => simd.vectorize(Add::<true, false> { rows, labels, found: found_now }),
            (None, true) => simd.vectorize(Add::<false, true> { rows, labels: &[], found: found_now }),
            (None, false) => simd.vectorize(Add::<false, false> { rows, labels: &[], found: found_now }),
        }
        self.put(loss, found.losses.0);
        self.put_product(product, found.products.0);
        self.put(plain.unwrap_or(usize::MAX), found.own.0);
        for ((_, sum), lanes) in rows.others.iter().zip(found.others) {
            self.put(*sum, lanes.0);
        }
    }
}

/// The lanes of the sums.
struct Found {
    losses: Aligned<Lanes>,
    products: Aligned<Lanes>,
    own: Aligned<Lanes>,
    others: SmallVec<[Aligned<Lanes>; 4]>,
}

/// A function of its own for each case, small enough for the compiler to find its vectors.
struct Add<'t, 'f, const LABELS: bool, const SUM: bool> {
    rows: Rows<'t>,
    labels: &'t [f64],
    found: &'f mut Found,
}

impl<const LABELS: bool, const SUM: bool> NullaryFnOnce for Add<'_, '_, LABELS, SUM> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Add { rows, labels, found } = self;
        let length = rows.terms.iter().map(|(_, rows)| rows.len()).min().unwrap_or_default();
        let Found { losses: Aligned(losses), products: Aligned(products), own: Aligned(own), others } = found;
        let whole = length - length % SUMS;
        for at in (0..whole).step_by(SUMS) {
            let mut x = [rows.constant; SUMS];
            for (factor, rows) in rows.terms {
                let Some(rows) = rows.get(at..at + SUMS) else { continue };
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = factor.mul_add(*row, *x);
                }
            }
            let labels = labels.get(at..at + SUMS).and_then(|labels| labels.try_into().ok()).unwrap_or(&[0.0; SUMS]);
            let mut share = [0.0; SUMS];
            logistic::<LABELS, SUM>(&mut share, &x, labels, losses, products);
            for (own, share) in own.iter_mut().zip(&share) {
                *own += *share;
            }
            for (lanes, (rows, _)) in others.iter_mut().zip(rows.others) {
                let Some(rows) = rows.get(at..at + SUMS) else { continue };
                // A copy, so that nothing the compiler can't see writes to the rows in between.
                let mut sums = *lanes;
                for ((lane, share), row) in sums.0.iter_mut().zip(&share).zip(rows) {
                    *lane = share.mul_add(*row, *lane);
                }
                *lanes = sums;
            }
        }
        // The rest doesn't fill the lanes.
        for (lane, at) in (whole..length).enumerate() {
            let row = |rows: &[f64]| rows.get(at).copied().unwrap_or_default();
            let x = rows.terms.iter().fold(rows.constant, |sum, (factor, rows)| factor.mul_add(row(rows), sum));
            let small = e::exp_below(-x.abs());
            let share = one::<LABELS, SUM>(x, row(labels), small, &mut losses[lane], &mut products[lane]);
            own[lane] += share;
            for (lanes, (rows, _)) in others.iter_mut().zip(rows.others) {
                lanes.0[lane] = share.mul_add(row(rows), lanes.0[lane]);
            }
        }
    }
}

/// The shares of some rows, and what they add to the loss: see [`Running::shares`].
#[inline(always)]
pub(super) fn logistic<const LABELS: bool, const SUM: bool>(
    out: &mut Lanes,
    x: &Lanes,
    labels: &Lanes,
    sums: &mut Lanes,
    products: &mut Lanes,
) {
    // Exponentials outside of the normal range take more work, which others are spared.
    if x.iter().fold(false, |far, x| far | (x.abs() > NEAR)) {
        lanes::<LABELS, SUM, true>(out, x, labels, sums, products);
    } else {
        lanes::<LABELS, SUM, false>(out, x, labels, sums, products);
    }
}

#[inline(always)]
fn lanes<const LABELS: bool, const SUM: bool, const FAR: bool>(
    out: &mut Lanes,
    x: &Lanes,
    labels: &Lanes,
    sums: &mut Lanes,
    products: &mut Lanes,
) {
    for lane in 0..SUMS {
        let small = if FAR { e::exp_below(-x[lane].abs()) } else { e::exp_near(-x[lane].abs()) };
        out[lane] = one::<LABELS, SUM>(x[lane], labels[lane], small, &mut sums[lane], &mut products[lane]);
    }
}

/// The share of one row, given e^−|x|. That is the only exponential a row, and there is one logarithm for many rows:
/// Σ ln(1 + e) = ln Π(1 + e), where the product is kept as Π(1 + e) − 1.
#[inline(always)]
fn one<const LABELS: bool, const SUM: bool>(x: f64, y: f64, small: f64, sum: &mut f64, product: &mut f64) -> f64 {
    if SUM {
        let above = if x > 0.0 { x } else { 0.0 };
        *sum += if LABELS { (-y).mul_add(x, above) } else { above };
        *product = (1.0 + *product).mul_add(small, *product);
    }
    if LABELS { e::labelled(x, y, small) } else { e::share(x, small) }
}
