//! Owns loss and gradient of two models as loops written by hand, for the vectors of the machine: what the tapes are measured against.

/// Rows that are worked on together.
const LANES: usize = 32;

/// Sums of one quantity, lane by lane.
type Lanes = [f64; LANES];

/// Σ r², Σ x·r and Σ r with r = y − (wx + b).
#[inline(always)]
fn linear([x, _, y]: [&[f64]; 3], [w, b]: [f64; 2]) -> f64 {
    let (mut loss, mut slope, mut shift): (Lanes, Lanes, Lanes) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for (x, y) in x.as_chunks::<LANES>().0.iter().zip(y.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            let residual = y[lane] - w.mul_add(x[lane], b);
            loss[lane] = residual.mul_add(residual, loss[lane]);
            slope[lane] = x[lane].mul_add(residual, slope[lane]);
            shift[lane] += residual;
        }
    }
    [loss, slope, shift].iter().flatten().sum()
}

/// e^x for x between −700 and 0: 2^k times the series of what is left.
#[inline(always)]
fn exponential(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let power = x.mul_add(std::f64::consts::LOG2_E, SHIFT) - SHIFT;
    let rest = (-power).mul_add(std::f64::consts::LN_2, x);
    let mut series = 1.0;
    for n in (1..=12).rev() {
        series = (rest * (1.0 / f64::from(n))).mul_add(series, 1.0);
    }
    series * f64::from_bits((power + SHIFT + 1023.0).to_bits() << 52)
}

/// Σ (ln(1 + e^t) − y·t) and its gradient with t = wx + vz + b; one logarithm for many rows.
#[inline(always)]
fn logistic([x, z, y]: [&[f64]; 3], [w, v, b]: [f64; 3]) -> f64 {
    let mut sums: [Lanes; 4] = [[0.0; LANES]; 4];
    let chunks = x.chunks(64 * LANES).zip(z.chunks(64 * LANES)).zip(y.chunks(64 * LANES));
    for ((x, z), y) in chunks {
        let mut product: Lanes = [1.0; LANES];
        let rows = x.as_chunks::<LANES>().0.iter().zip(z.as_chunks::<LANES>().0).zip(y.as_chunks::<LANES>().0);
        for ((x, z), y) in rows {
            for lane in 0..LANES {
                let t = w.mul_add(x[lane], v.mul_add(z[lane], b));
                let small = exponential(-t.abs());
                product[lane] *= 1.0 + small;
                let share = (if t > 0.0 { 1.0 } else { small }) / (1.0 + small) - y[lane];
                sums[0][lane] += (if t > 0.0 { t } else { 0.0 }) - y[lane] * t;
                sums[1][lane] = x[lane].mul_add(share, sums[1][lane]);
                sums[2][lane] = z[lane].mul_add(share, sums[2][lane]);
                sums[3][lane] += share;
            }
        }
        for (sum, product) in sums[0].iter_mut().zip(product) {
            *sum += product.ln();
        }
    }
    sums.iter().flatten().sum()
}

/// A loop over the columns x, z and y.
pub type Run = fn([&[f64]; 3]) -> f64;

/// The loop of a model by its name; `None` where none is written.
pub fn model(name: &str) -> Option<Run> {
    match name {
        "linear" => Some(|columns| pulp::Arch::new().dispatch(|| linear(columns, [0.3, 0.2]))),
        "logistic" => Some(|columns| pulp::Arch::new().dispatch(|| logistic(columns, [0.3, 0.2, 0.1]))),
        _ => None,
    }
}
