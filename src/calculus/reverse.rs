//! Owns the gradient by reverse accumulation: one pass backwards over the shared graph, whatever the number of
//! parameters (Baur & Strassen, "The complexity of partial derivatives", 1983). It uses the laws of [`super::law`].

use rustc_hash::FxHashMap;

use super::form::Form;
use super::law::{Dependence, delta, law};
use super::{sums, trace};
use crate::algebra::fold;
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Id, Kind, Pool, postorder};

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
    let dependence = &mut Dependence::on(variables);
    let (zero, one) = (pool.integer(0), pool.integer(1));
    let mut adjoints: FxHashMap<Id, Vec<Id>> = FxHashMap::default();
    adjoints.insert(root, vec![one]);
    let mut partials: Vec<Vec<Id>> = vec![Vec::new(); variables.len()];
    // Parents have larger ids; laws may make a new node for the two halves of a long product, which is handled at once.
    let mut order: std::collections::BTreeSet<Id> = postorder(pool, root).into_iter().collect();
    while let Some(id) = order.pop_last() {
        let Some(contributions) = adjoints.remove(&id) else { continue };
        if !dependence.depends(pool, id) {
            continue;
        }
        let adjoint = fold::add(pool, &contributions);
        if pool.is_variable(id) {
            for (&variable, partial) in variables.iter().zip(&mut partials) {
                if id == variable {
                    partial.push(adjoint);
                } else if Dependence::on(&[variable]).depends(pool, id) {
                    let delta = delta(pool, id, variable);
                    partial.push(fold::mul(pool, &[adjoint, delta]));
                }
            }
            continue;
        }
        let law = law(pool, id, dependence)?;
        match law.form.transpose(pool, adjoint) {
            Some(parts) => {
                for (&part, &contribution) in law.parts.iter().zip(&parts) {
                    if pool.is_integer(contribution, 0) {
                        continue;
                    }
                    order.insert(part);
                    adjoints.entry(part).or_default().push(contribution);
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
    Ok(partials.into_iter().map(|terms| fold::add(pool, &terms)).collect())
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
