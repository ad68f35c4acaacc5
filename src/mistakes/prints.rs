//! Owns fingerprints: values at a few random points, by which thousands of candidates are compared with a claim at once.

use crate::expr::{Id, Pool};
use crate::numeric::{Agreement, Point, Value, agree, evaluate, sample};

/// Points that are used.
const POINTS: usize = 5;

/// Points at which a candidate must agree.
const NEEDED: usize = 3;

/// Random points of a domain.
pub(super) struct Prints {
    points: Vec<Point>,
}

impl Prints {
    /// Points at which all of `roots` have a value; `None` when there are too few.
    pub(super) fn new(pool: &Pool, roots: &[Id], conditions: &[Id], seed: u64) -> Option<Self> {
        let points = sample(pool, roots, conditions, POINTS, 40 * POINTS, seed).ok()?;
        (points.len() >= NEEDED).then_some(Prints { points })
    }

    /// The values of each expression, point by point. Linear in the shared graph.
    pub(super) fn values(&self, pool: &Pool, ids: &[Id]) -> Vec<Vec<Value>> {
        let mut values = vec![Vec::new(); ids.len()];
        for point in &self.points {
            let Ok(here) = evaluate(pool, ids, point) else { continue };
            values.iter_mut().zip(here).for_each(|(all, value)| all.push(value));
        }
        values
    }

    /// The positions of the pairs whose two sides agree. The first point sorts most of them out.
    pub(super) fn agreeing(&self, pool: &Pool, pairs: &[[Id; 2]]) -> Vec<usize> {
        let mut open: Vec<(usize, usize)> = (0..pairs.len()).map(|at| (at, 0)).collect();
        for point in &self.points {
            let ids: Vec<Id> = open.iter().filter_map(|(at, _)| pairs.get(*at)).flatten().copied().collect();
            let Ok(values) = evaluate(pool, &ids, point) else { return Vec::new() };
            let mut next = Vec::with_capacity(open.len());
            for (&(at, agreed), two) in open.iter().zip(values.chunks_exact(2)) {
                match two {
                    [a, b] if agree(*a, *b) == Agreement::Yes => next.push((at, agreed + 1)),
                    [a, b] if agree(*a, *b) == Agreement::Unknown => next.push((at, agreed)),
                    _ => {}
                }
            }
            open = next;
        }
        open.into_iter().filter(|(_, agreed)| *agreed >= NEEDED).map(|(at, _)| at).collect()
    }
}
