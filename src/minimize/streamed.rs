//! Owns the question whether rows have to be kept: a loss that is quadratic in its parameters needs only sums of products of
//! columns, which can be taken while the data are read.

use super::names;
use super::problem::Problem;
use super::sums::factors;
use crate::algebra::Normalizer;
use crate::data::{Product, Table};
use crate::expr::{Id, Kind, Pool, index_rows, occurs, postorder};

/// The products of columns whose sums over the rows are all that has to be known for the minimum of a loss over some parameters;
/// `extra` sums are wanted too. `None` where the rows themselves are needed. `heads` has the names of the columns.
///
/// ```
/// use gradus::data::Table;
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::needed_sums;
/// let mut pool = Pool::new();
/// let heads = Table::of_names(["x", "y"]);
/// let (line, w) = (read(&mut pool, "mean((y - w*x)^2)").unwrap(), pool.symbol("w"));
/// assert_eq!(needed_sums(&mut pool, line, &[w], &heads, &[]).unwrap().len(), 3);
/// let curve = read(&mut pool, "mean((y - exp(w*x))^2)").unwrap();
/// assert!(needed_sums(&mut pool, curve, &[w], &heads, &[]).is_none());
/// ```
pub fn needed_sums(pool: &mut Pool, loss: Id, over: &[Id], heads: &Table, extra: &[Id]) -> Option<Vec<Product>> {
    if !names::symbols(pool, &[loss], Some(heads)).is_empty() {
        return None;
    }
    let columns: Vec<Id> = heads.columns().iter().map(|column| pool.symbol(column.name())).collect();
    let problem = Problem::new(pool, loss, over, Some(heads)).ok()?;
    let mut roots = vec![problem.general];
    for &sum in extra {
        roots.push(index_rows(pool, sum, &columns, None));
    }
    let mut normalizer = Normalizer::default();
    let mut products: Vec<Product> = Vec::new();
    for (at, root) in roots.into_iter().enumerate() {
        if !postorder(pool, root).into_iter().all(|id| is_arithmetic(pool, id)) {
            return None;
        }
        let ratio = normalizer.ratio(pool, root).ok()?;
        let own: Vec<u32> = over.iter().filter_map(|&id| normalizer.kernels.find(id)).collect();
        let degree = |(monomial, _): &(crate::algebra::Monomial, _)| -> u32 {
            own.iter().map(|&number| monomial.degree_in(number)).sum()
        };
        if at == 0 && ratio.top.terms().iter().any(|term| degree(term) > 2) {
            return None;
        }
        let below = ratio.bottom.variables();
        for number in ratio.top.variables().into_iter().chain(below.iter().copied()) {
            let id = normalizer.kernels.id(number)?;
            if over.contains(&id) && !below.contains(&number) {
                continue;
            }
            if over.iter().any(|&parameter| occurs(pool, id, parameter)) {
                return None;
            }
            match (pool.kind(id), pool.children(id)) {
                (Kind::Symbol(_), _) => {}
                (Kind::Sum, &[index, lower, upper, body])
                    if pool.is_integer(lower, 1) && problem.counts.contains(&upper) =>
                {
                    let product = factors(pool, body, index)?;
                    if !product.iter().all(|(name, _)| heads.column(name).is_some()) {
                        return None;
                    }
                    if !products.contains(&product) {
                        products.push(product);
                    }
                }
                _ => return None,
            }
        }
    }
    (!products.is_empty()).then_some(products)
}

fn is_arithmetic(pool: &Pool, id: Id) -> bool {
    match pool.kind(id) {
        Kind::Number(_)
        | Kind::Symbol(_)
        | Kind::Indexed
        | Kind::Neg
        | Kind::Add
        | Kind::Mul
        | Kind::Div
        | Kind::Sum => true,
        Kind::Pow => {
            pool.pair(id).is_some_and(|(_, exponent)| pool.as_number(exponent).is_some_and(|n| n.is_integer()))
        }
        Kind::Constant(_)
        | Kind::Call(_)
        | Kind::Product
        | Kind::RowSum
        | Kind::RowMean
        | Kind::Derivative
        | Kind::Piecewise
        | Kind::Compare(_) => false,
    }
}
