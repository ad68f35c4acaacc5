//! Owns the gradient by reverse accumulation: one pass backwards over the shared graph, whatever the number of
//! parameters (Baur & Strassen, "The complexity of partial derivatives", 1983). It uses the laws of [`super::law`].

use smallvec::SmallVec;

use super::form::Form;
use super::law::{Dependence, delta, whole_law};
use super::{sums, trace};
use crate::algebra::fold;
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, IdMap, IdSet, Kind, Pool};

/// Sums may be nested this deep.
const NESTING: usize = 64;

/// ∂body/∂v for each of `variables`, without a trace and untidied beyond zeros and ones. Linear in the shared graph.
///
/// ```
/// use gradus::calculus::gradient;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let (loss, w, b) = (read(&mut pool, "w*x + b^2").unwrap(), pool.symbol("w"), pool.symbol("b"));
/// let gradient = gradient(&mut pool, loss, &[w, b]).unwrap();
/// assert_eq!((plain(&pool, gradient[0]), plain(&pool, gradient[1])), ("x".into(), "2*b".into()));
/// let sum = read(&mut pool, "sum(i=1..N, x_i)").unwrap();
/// let n = pool.symbol("N");
/// assert_eq!(gradus::calculus::gradient(&mut pool, sum, &[n]).unwrap_err().code.id, "G0701");
/// ```
pub fn gradient(pool: &mut Pool, body: Id, variables: &[Id]) -> Result<Vec<Id>, Diagnostic> {
    if let Some(&stranger) = variables.iter().find(|&&variable| !pool.is_variable(variable)) {
        let what = crate::render::plain(pool, stranger);
        return Err(Diagnostic::new(&deriving::NOT_A_VARIABLE).with("what", what));
    }
    let body = trace::evaluate_derivatives(pool, body)?.answer;
    let body = sums::rename_indices(pool, body, variables);
    reverse(pool, body, variables, NESTING)
}

/// The matrix of second derivatives, row by row; symmetric entries are the same node.
pub fn hessian(pool: &mut Pool, body: Id, variables: &[Id]) -> Result<Vec<Vec<Id>>, Diagnostic> {
    let first = gradient(pool, body, variables)?;
    let mut rows: Vec<Vec<Id>> = Vec::new();
    for (at, &partial) in first.iter().enumerate() {
        let later = gradient(pool, partial, variables.get(at..).unwrap_or(&[]))?;
        let earlier = rows.iter().filter_map(|row| row.get(at).copied());
        let row = earlier.chain(later).collect();
        rows.push(row);
    }
    Ok(rows)
}

fn reverse(pool: &mut Pool, root: Id, variables: &[Id], nesting: usize) -> Result<Vec<Id>, Diagnostic> {
    if nesting == 0 {
        return Err(Diagnostic::new(&deriving::NESTED_SUMS).with("limit", NESTING));
    }
    let dependence = &mut Dependence::on(pool, variables);
    let (zero, one) = (pool.integer(0), pool.integer(1));
    let mut positions: IdMap<usize> = IdMap::default();
    for (at, &variable) in variables.iter().enumerate() {
        positions.insert(variable, at);
    }
    let mut adjoints = Adjoints::default();
    adjoints.add(root, one);
    let mut partials: Vec<SmallVec<[Id; 2]>> = vec![SmallVec::new(); variables.len()];
    // Parents have larger ids than their children, so that the largest id comes next.
    let mut open = IdSet::default();
    open.insert(root);
    while let Some(id) = open.take_last() {
        let contributions = adjoints.take(id);
        if contributions.is_empty() || !dependence.depends(pool, id) {
            continue;
        }
        let adjoint = fold::add(pool, &contributions);
        if pool.is_variable(id) {
            if let Some(partial) = positions.get(id).and_then(|at| partials.get_mut(at)) {
                partial.push(adjoint);
            }
            for at in dependence.doubles(pool, id) {
                let (Some(&variable), Some(partial)) = (variables.get(at), partials.get_mut(at)) else { continue };
                let delta = delta(pool, id, variable);
                partial.push(fold::mul(pool, &[adjoint, delta]));
            }
            continue;
        }
        let law = whole_law(pool, id, dependence)?;
        match law.form.transpose(pool, adjoint) {
            Some(parts) => {
                for (&part, &contribution) in law.parts.iter().zip(&parts) {
                    if pool.is_integer(contribution, 0) {
                        continue;
                    }
                    if adjoints.add(part, contribution) {
                        open.insert(part);
                    }
                }
            }
            None => {
                let Some(&body) = law.parts.first() else { continue };
                let inner = reverse(pool, body, variables, nesting - 1)?;
                for (value, partial) in inner.into_iter().zip(&mut partials) {
                    if value == zero {
                        continue;
                    }
                    let summed = summed(pool, &law.form, value);
                    partial.push(fold::mul(pool, &[adjoint, summed]));
                }
            }
        }
    }
    let sums: Vec<Id> = partials.into_iter().map(|terms| fold::add(pool, &terms)).collect();
    // A variable asked for twice was counted at its last position.
    let place = |variable: &Id| positions.get(*variable).and_then(|at| sums.get(at).copied());
    Ok(variables.iter().map(|variable| place(variable).unwrap_or(zero)).collect())
}

/// What the parents of each node have contributed to its adjoint so far: chains of entries in one list, which is cheaper
/// than a list for each node.
#[derive(Default)]
struct Adjoints {
    last: IdMap<u32>,
    entries: Vec<(Id, Option<u32>)>,
}

impl Adjoints {
    /// Whether this is the first contribution to the node.
    fn add(&mut self, id: Id, contribution: Id) -> bool {
        let before = self.last.insert(id, self.entries.len() as u32);
        self.entries.push((contribution, before));
        before.is_none()
    }

    /// The contributions in the order they came.
    fn take(&mut self, id: Id) -> SmallVec<[Id; 4]> {
        let mut found = SmallVec::new();
        let mut at = self.last.remove(id);
        while let Some(&(contribution, before)) = at.and_then(|at| self.entries.get(at as usize)) {
            found.push(contribution);
            at = before;
        }
        found.reverse();
        found
    }
}

/// The derivative of a sum or product, given that of its term.
fn summed(pool: &mut Pool, form: &Form, value: Id) -> Id {
    let sum = form.build(pool, super::form::Style::Folded, &[value]);
    if !matches!(pool.kind(sum), Kind::Sum | Kind::RowSum | Kind::RowMean) {
        return sum;
    }
    if let Some((collapsed, _)) = sums::collapse(pool, sum) {
        return collapsed;
    }
    sums::pull_out(pool, sum).unwrap_or(sum)
}
