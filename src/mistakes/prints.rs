//! Owns fingerprints: values at a few random points, by which thousands of candidates are compared with a claim at once.

use crate::equality::{Options, complex_points, primitive};
use crate::expr::{Id, Pool, variables};
use crate::numeric::{Agreement, ExactPoint, Point, Value, agree, evaluate, principal_values, sample};

/// Points that are used.
const POINTS: usize = 5;

/// Points at which a candidate must agree.
const NEEDED: usize = 3;

/// Random points of a domain.
pub(super) enum Prints {
    /// At which the claim and the right answer are real.
    Real(Vec<Point>),
    /// Real points at which they have complex principal values, when there are no others.
    Complex(Vec<ExactPoint>, Options),
}

/// A value: its real and its imaginary part.
pub(super) type Print = [Value; 2];

impl Prints {
    /// Points at which all of `roots` have a value; `None` when there are too few.
    pub(super) fn new(pool: &mut Pool, roots: &[Id], conditions: &[Id], options: &Options) -> Option<Self> {
        let points = sample(pool, roots, conditions, POINTS, 40 * POINTS, options.seed).ok()?;
        if points.len() >= NEEDED {
            return Some(Prints::Real(points));
        }
        if !points.is_empty() {
            return None;
        }
        let mut all: Vec<Id> = roots.iter().flat_map(|&root| variables(pool, root)).collect();
        all.sort_unstable();
        all.dedup();
        let mut points = Vec::new();
        for point in complex_points(pool, &all, conditions, options.seed) {
            let values = complex(pool, roots, &point, options);
            if points.len() < POINTS && values.iter().flatten().all(|part| part.is_defined()) {
                points.push(point);
            }
        }
        (points.len() >= NEEDED).then_some(Prints::Complex(points, *options))
    }

    fn count(&self) -> usize {
        match self {
            Prints::Real(points) => points.len(),
            Prints::Complex(points, _) => points.len(),
        }
    }

    /// The values at the `at`-th point; `None` when an expression can't be evaluated at all.
    fn at(&self, pool: &mut Pool, ids: &[Id], at: usize) -> Option<Vec<Print>> {
        match self {
            Prints::Real(points) => {
                let values = evaluate(pool, ids, points.get(at)?).ok()?;
                Some(values.into_iter().map(|value| [value, Value::exact(0.0)]).collect())
            }
            Prints::Complex(points, options) => Some(complex(pool, ids, points.get(at)?, options)),
        }
    }

    /// The values of each expression, point by point. Linear in the shared graph.
    pub(super) fn values(&self, pool: &mut Pool, ids: &[Id]) -> Vec<Vec<Print>> {
        let mut values = vec![Vec::new(); ids.len()];
        for at in 0..self.count() {
            let Some(here) = self.at(pool, ids, at) else { continue };
            values.iter_mut().zip(here).for_each(|(all, value)| all.push(value));
        }
        values
    }

    /// The positions of the pairs whose two sides agree. The first point sorts most of them out.
    pub(super) fn agreeing(&self, pool: &mut Pool, pairs: &[[Id; 2]]) -> Vec<usize> {
        let mut open: Vec<(usize, usize)> = (0..pairs.len()).map(|at| (at, 0)).collect();
        for point in 0..self.count() {
            let ids: Vec<Id> = open.iter().filter_map(|(at, _)| pairs.get(*at)).flatten().copied().collect();
            let Some(values) = self.at(pool, &ids, point) else { return Vec::new() };
            let mut next = Vec::with_capacity(open.len());
            for (&(at, agreed), two) in open.iter().zip(values.chunks_exact(2)) {
                match two {
                    [a, b] if same(*a, *b) == Agreement::Yes => next.push((at, agreed + 1)),
                    [a, b] if same(*a, *b) == Agreement::Unknown => next.push((at, agreed)),
                    _ => {}
                }
            }
            open = next;
        }
        open.into_iter().filter(|(_, agreed)| *agreed >= NEEDED).map(|(at, _)| at).collect()
    }
}

/// Principal values; undefined for what can't be written in primitive functions.
fn complex(pool: &mut Pool, ids: &[Id], point: &ExactPoint, options: &Options) -> Vec<Print> {
    let primitive: Vec<Option<Id>> = ids.iter().map(|&id| primitive(pool, id).ok()).collect();
    let known: Vec<Id> = primitive.iter().copied().flatten().collect();
    let mut values = principal_values(pool, &known, point, &options.budget).into_iter();
    let mut value = |id: Option<Id>| id.and_then(|_| values.next()).unwrap_or([Value::UNDEFINED; 2]);
    primitive.into_iter().map(&mut value).collect()
}

/// Whether two values can be the same number.
pub(super) fn same(a: Print, b: Print) -> Agreement {
    let [[a, i], [b, j]] = [a, b];
    match (agree(a, b), agree(i, j)) {
        (Agreement::No, _) | (_, Agreement::No) => Agreement::No,
        (Agreement::Yes, Agreement::Yes) => Agreement::Yes,
        (Agreement::Unknown, _) | (_, Agreement::Unknown) => Agreement::Unknown,
    }
}
