//! Families of losses with a closed form: each line of the derivation equal to the one before on random data, each result equal
//! to a reference that is computed another way.

use gradus::data::{Column, Exact, Table};
use gradus::expr::{Id, Pool, read};
use gradus::minimize::{Classification, Head, Minimum, Options, Piece, minimize};
use gradus::number::Rational;
use gradus::numeric::{Agreement, Point, agree, evaluate};
use nalgebra::{DMatrix, DVector};

/// Deterministic numbers from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// One row of numbers for each name, with three decimals.
type Data = Vec<(&'static str, Vec<f64>)>;

fn data(seed: u64) -> Data {
    let mut random = Random(seed);
    let rows = 5 + (random.next() * 12.0) as usize;
    let mut column = |low: f64, high: f64, whole: bool| -> Vec<f64> {
        let value = |u: f64| {
            if whole { (low + (high - low) * u).round() } else { (1e3 * (low + (high - low) * u)).round() / 1e3 }
        };
        (0..rows).map(|_| value(random.next())).collect()
    };
    let mut data = vec![
        ("x", column(-3.0, 5.0, false)),
        ("z", column(-4.0, 4.0, false)),
        ("t", column(0.0, 9.0, false)),
        ("y", column(-2.0, 6.0, false)),
        // Weights, positive values, counts from 1, and zeros and ones of which both occur.
        ("h", column(0.1, 3.0, false)),
        ("f", column(0.2, 7.0, false)),
        ("g", column(1.0, 6.0, true)),
        ("d", column(0.0, 1.0, true)),
    ];
    if let Some((_, counts)) = data.iter_mut().find(|(name, _)| *name == "g") {
        counts[0] = 2.0;
    }
    if let Some((_, flags)) = data.iter_mut().find(|(name, _)| *name == "d") {
        (flags[0], flags[1]) = (0.0, 1.0);
    }
    data
}

fn column<'d>(data: &'d Data, name: &str) -> &'d [f64] {
    &data.iter().find(|(own, _)| *own == name).unwrap().1
}

/// Least squares by a QR decomposition: columns, response, weights, and a penalty on each parameter (as further rows).
fn least_squares(columns: &[Vec<f64>], response: &[f64], weights: &[f64], penalty: &[f64]) -> Vec<f64> {
    let (rows, size) = (response.len(), columns.len());
    let entry = |row: usize, at: usize| match row.checked_sub(rows) {
        None => columns[at][row] * weights[row].sqrt(),
        Some(own) => {
            if own == at {
                penalty[at].sqrt()
            } else {
                0.0
            }
        }
    };
    let matrix = DMatrix::from_fn(rows + size, size, entry);
    let right =
        DVector::from_fn(rows + size, |row, _| if row < rows { response[row] * weights[row].sqrt() } else { 0.0 });
    let qr = matrix.qr();
    let right = qr.q().tr_mul(&right);
    qr.r().solve_upper_triangular(&right).unwrap().iter().copied().collect()
}

/// A family: the loss, its parameters, the value of lambda, and the reference.
struct Family {
    loss: &'static str,
    over: &'static str,
    reference: fn(&Data) -> Vec<f64>,
}

const LAMBDA: f64 = 0.75;

fn ones(data: &Data) -> Vec<f64> {
    vec![1.0; data[0].1.len()]
}

fn map(values: &[f64], change: impl Fn(f64) -> f64) -> Vec<f64> {
    values.iter().map(|&value| change(value)).collect()
}

fn plain_fit(data: &Data, columns: &[Vec<f64>], response: &[f64]) -> Vec<f64> {
    least_squares(columns, response, &ones(data), &vec![0.0; columns.len()])
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn own(data: &Data, name: &str) -> Vec<f64> {
    column(data, name).to_vec()
}

const FAMILIES: &[Family] = &[
    Family { loss: "mean((y - w*x)^2)", over: "w", reference: |d| plain_fit(d, &[own(d, "x")], column(d, "y")) },
    Family { loss: "mean((y - b)^2)", over: "b", reference: |d| vec![mean(column(d, "y"))] },
    Family {
        loss: "1/N*sum(i=1..N, (y_i - (w*x_i + b))^2)",
        over: "w,b",
        reference: |d| plain_fit(d, &[own(d, "x"), ones(d)], column(d, "y")),
    },
    Family {
        loss: "sum(i=1..N, h_i*(y_i - w*x_i)^2)",
        over: "w",
        reference: |d| least_squares(&[own(d, "x")], column(d, "y"), column(d, "h"), &[0.0]),
    },
    Family {
        loss: "sum(i=1..N, h_i*(y_i - (w*x_i + b))^2)",
        over: "w,b",
        reference: |d| least_squares(&[own(d, "x"), ones(d)], column(d, "y"), column(d, "h"), &[0.0; 2]),
    },
    Family {
        loss: "sum(h*(y - b)^2)",
        over: "b",
        reference: |d| {
            let weighted: f64 = column(d, "h").iter().zip(column(d, "y")).map(|(c, y)| c * y).sum();
            vec![weighted / column(d, "h").iter().sum::<f64>()]
        },
    },
    Family {
        loss: "sum((y - w*x)^2) + lambda*w^2",
        over: "w",
        reference: |d| least_squares(&[own(d, "x")], column(d, "y"), &ones(d), &[LAMBDA]),
    },
    Family {
        loss: "mean((y - (w*x + b))^2) + lambda*w^2",
        over: "w,b",
        reference: |d| {
            let rows = column(d, "y").len() as f64;
            least_squares(&[own(d, "x"), ones(d)], column(d, "y"), &ones(d), &[rows * LAMBDA, 0.0])
        },
    },
    Family {
        loss: "sum((y - (w*x + v*z))^2) + lambda*(w^2 + v^2)",
        over: "w,v",
        reference: |d| least_squares(&[own(d, "x"), own(d, "z")], column(d, "y"), &ones(d), &[LAMBDA; 2]),
    },
    Family {
        loss: "mean((y - (w*x + v*z))^2)",
        over: "w,v",
        reference: |d| plain_fit(d, &[own(d, "x"), own(d, "z")], column(d, "y")),
    },
    Family {
        loss: "mean((y - (w*x + v*z + b))^2)",
        over: "w,v,b",
        reference: |d| plain_fit(d, &[own(d, "x"), own(d, "z"), ones(d)], column(d, "y")),
    },
    Family {
        loss: "mean((y - (w*x + v*z + u*t + b))^2)",
        over: "w,v,u,b",
        reference: |d| plain_fit(d, &[own(d, "x"), own(d, "z"), own(d, "t"), ones(d)], column(d, "y")),
    },
    Family {
        loss: "mean((y - (a + b*x + c2*x^2))^2)",
        over: "a,b,c2",
        reference: |d| plain_fit(d, &[ones(d), own(d, "x"), map(column(d, "x"), |x| x * x)], column(d, "y")),
    },
    Family {
        loss: "sum((y - (a + b*x^3))^2)",
        over: "a,b",
        reference: |d| plain_fit(d, &[ones(d), map(column(d, "x"), |x| x.powi(3))], column(d, "y")),
    },
    Family {
        loss: "mean((ln(f) - (a + b*x))^2)",
        over: "a,b",
        reference: |d| plain_fit(d, &[ones(d), own(d, "x")], &map(column(d, "f"), f64::ln)),
    },
    Family {
        loss: "mean((y - a - b*ln(f))^2)",
        over: "a,b",
        reference: |d| plain_fit(d, &[ones(d), map(column(d, "f"), f64::ln)], column(d, "y")),
    },
    Family {
        loss: "mean((ln(h) - ln(a) - b*ln(f))^2)",
        over: "a,b",
        reference: |d| {
            let line = plain_fit(d, &[ones(d), map(column(d, "f"), f64::ln)], &map(column(d, "h"), f64::ln));
            vec![line[0].exp(), line[1]]
        },
    },
    // Likelihoods: normal, Poisson, Bernoulli, exponential, geometric; as log-likelihoods and as products of densities.
    Family {
        loss: "N/2*ln(2*pi*v) + sum(i=1..N, (x_i - m)^2)/(2*v)",
        over: "m,v",
        reference: |d| {
            let m = mean(column(d, "x"));
            vec![m, mean(&map(column(d, "x"), |x| (x - m).powi(2)))]
        },
    },
    Family {
        loss: "sum(i=1..N, ln(s) + (x_i - m)^2/(2*s^2))",
        over: "m,s",
        reference: |d| {
            let m = mean(column(d, "x"));
            vec![m, mean(&map(column(d, "x"), |x| (x - m).powi(2))).sqrt()]
        },
    },
    Family {
        loss: "-sum(i=1..N, ln(exp(-(x_i - m)^2/(2*v))/sqrt(2*pi*v)))",
        over: "m,v",
        reference: |d| {
            let m = mean(column(d, "x"));
            vec![m, mean(&map(column(d, "x"), |x| (x - m).powi(2)))]
        },
    },
    Family { loss: "sum(m - g*ln(m))", over: "m", reference: |d| vec![mean(column(d, "g"))] },
    Family { loss: "-sum(i=1..N, ln(m^g_i*exp(-m)))", over: "m", reference: |d| vec![mean(column(d, "g"))] },
    Family { loss: "-mean(d*ln(q) + (1 - d)*ln(1 - q))", over: "q", reference: |d| vec![mean(column(d, "d"))] },
    Family { loss: "-ln(prod(i=1..N, q^d_i*(1 - q)^(1 - d_i)))", over: "q", reference: |d| vec![mean(column(d, "d"))] },
    Family { loss: "-sum(i=1..N, ln(a) - a*f_i)", over: "a", reference: |d| vec![1.0 / mean(column(d, "f"))] },
    Family { loss: "-sum(i=1..N, ln(a*exp(-a*f_i)))", over: "a", reference: |d| vec![1.0 / mean(column(d, "f"))] },
    Family {
        loss: "-sum(i=1..N, ln(q) + (g_i - 1)*ln(1 - q))",
        over: "q",
        reference: |d| vec![1.0 / mean(column(d, "g"))],
    },
    Family {
        loss: "-sum(i=1..N, ln(q*(1 - q)^(g_i - 1)))",
        over: "q",
        reference: |d| vec![1.0 / mean(column(d, "g"))],
    },
];

/// The data as a point, with lambda and, for the chains, values for the parameters inside the domains of all families.
fn point(pool: &mut Pool, data: &Data, over: &[Id], random: &mut Random) -> Point {
    let mut point = Point::new();
    point.set(pool.symbol("N"), data[0].1.len() as f64);
    point.set(pool.symbol("lambda"), LAMBDA);
    for (name, values) in data {
        let base = pool.symbol(name);
        for (row, &value) in (1i64..).zip(values) {
            point.set_entry(base, &[row], value);
        }
    }
    for &parameter in over {
        point.set(parameter, 0.05 + 0.9 * random.next());
        // The unknown that stands for a logarithm.
        let name = format!("log_{}", pool.name(parameter).unwrap());
        let logarithm = pool.symbol(&name);
        point.set(logarithm, random.next() - 0.5);
    }
    point.rows = data[0].1.len();
    point
}

fn run(pool: &mut Pool, family: &Family, table: Option<&Table>) -> (Vec<Id>, Minimum) {
    let loss = if table.is_some() { family.loss.replace("lambda", "0.75") } else { family.loss.to_owned() };
    let loss = read(pool, &loss).unwrap();
    let over: Vec<Id> = family.over.split(',').map(|name| pool.symbol(name)).collect();
    let minimum = minimize(pool, loss, &over, table, &Options::default());
    (over, minimum.unwrap_or_else(|problem| panic!("{}: {problem:?}", family.loss)))
}

/// What each chain, derivation and equation of the explanation says to be equal.
fn equal_lines(minimum: &Minimum) -> Vec<Vec<Id>> {
    let pieces = minimum.sections.iter().flat_map(|section| &section.pieces);
    pieces
        .filter_map(|piece| match piece {
            Piece::Chain(Head::Of(_) | Head::Loss, lines) => Some(lines.iter().map(|(id, _)| *id).collect()),
            Piece::Derivation(derivation) => Some(vec![derivation.question, derivation.answer]),
            _ => None,
        })
        .collect()
}

const SEEDS: std::ops::Range<u64> = 1..9;

#[test]
fn each_line_equals_the_one_before_on_random_data() {
    let mut compared = 0;
    for family in FAMILIES {
        let mut pool = Pool::new();
        let (over, minimum) = run(&mut pool, family, None);
        assert_eq!(minimum.method, "closed-form", "{}", family.loss);
        assert_eq!(minimum.classification, Classification::Minimum, "{}", family.loss);
        for seed in SEEDS {
            let mut random = Random(!seed);
            let point = point(&mut pool, &data(seed), &over, &mut random);
            for chain in equal_lines(&minimum) {
                let values = evaluate(&pool, &chain, &point).unwrap();
                for pair in values.windows(2) {
                    assert!(agree(pair[0], pair[1]) != Agreement::No, "{}, seed {seed}: {pair:?}", family.loss);
                    compared += usize::from(agree(pair[0], pair[1]) == Agreement::Yes);
                }
            }
        }
    }
    assert!(compared > 1_000, "{compared} lines compared");
}

#[test]
fn results_equal_a_reference_fit() {
    for family in FAMILIES {
        let mut pool = Pool::new();
        let (over, minimum) = run(&mut pool, family, None);
        let formulas: Vec<Id> = minimum.parameters.iter().map(|p| p.symbolic.unwrap()).collect();
        for seed in SEEDS {
            let data = data(seed);
            let point = point(&mut pool, &data, &over, &mut Random(seed));
            let found = evaluate(&pool, &formulas, &point).unwrap();
            let wanted = (family.reference)(&data);
            assert_eq!(found.len(), wanted.len());
            for (found, wanted) in found.iter().zip(&wanted) {
                let close = (found.value - wanted).abs() <= 1e-7 * wanted.abs().max(1.0);
                assert!(close, "{}, seed {seed}: {} instead of {wanted}", family.loss, found.value);
            }
            // The conditions hold on data that is in order.
            let shown: Vec<Id> = minimum.conditions.clone();
            for (value, condition) in evaluate(&pool, &shown, &point).unwrap().iter().zip(&shown) {
                let text = gradus::render::plain(&pool, *condition);
                assert!(value.value == 1.0 || !value.is_defined(), "{}, seed {seed}: {text}", family.loss);
            }
        }
    }
}

#[test]
fn results_from_data_equal_the_reference_too() {
    for family in FAMILIES {
        for seed in SEEDS {
            let data = data(seed);
            let exact = |value: &f64| Exact::from(Rational::ratio((value * 1e3).round() as i64, 1000).unwrap());
            let columns = data.iter().map(|(name, values)| Column::new(name, values.iter().map(exact)));
            let table = Table::new(columns.collect()).unwrap();
            let mut pool = Pool::new();
            let (_, minimum) = run(&mut pool, family, Some(&table));
            for (found, wanted) in minimum.parameters.iter().zip((family.reference)(&data)) {
                let value = found.value.unwrap_or_else(|| panic!("{}, seed {seed}: no value", family.loss));
                let close = (value - wanted).abs() <= 1e-7 * wanted.abs().max(1.0);
                assert!(close, "{}, seed {seed}: {value} instead of {wanted}", family.loss);
            }
        }
    }
}
