//! Owns the walk that evaluates a shared graph at a point: each node once, sums over an index term by term.
//!
//! The walk is the same for plain values and for values with a tangent; what one node is worth is a [`Domain`].

use rustc_hash::{FxHashMap, FxHashSet};

use super::apply::apply;
use super::point::Point;
use super::value::Value;
use crate::diagnostic::{Diagnostic, expression};
use crate::expr::{Id, Kind, Pool, is_binder, postorder_of};
use crate::wording::Wording;

const TERMS: Wording = Wording::new("the number of terms of a sum", "求和的项数");
const NESTED: Wording = Wording::new("the depth of sums inside sums", "求和的嵌套层数");

/// Sums may have this many terms in all.
pub const TERM_LIMIT: u64 = 2_000_000;

/// Sums may be nested this deep.
pub(super) const NESTING: usize = 64;

/// A kind of value that graphs are evaluated in.
pub(super) trait Domain {
    type Item: Copy;
    /// A number that doesn't vary.
    fn constant(&self, value: f64) -> Self::Item;
    /// A variable with its value: a symbol, or an indexed symbol with its indices.
    fn variable(&self, id: Id, base: Id, indices: &[i64], value: f64) -> Self::Item;
    /// No value.
    fn undefined(&self) -> Self::Item;
    /// The value of a node from those of its children.
    fn apply(&self, pool: &Pool, id: Id, children: &[Self::Item]) -> Self::Item;
    /// a + b and a · b, for sums and products over an index.
    fn combine(&self, product: bool, a: Self::Item, b: Self::Item) -> Self::Item;
    /// As a plain number, for limits and indices.
    fn number(&self, item: Self::Item) -> f64;
}

/// Plain values.
struct Plain;

impl Domain for Plain {
    type Item = Value;
    fn constant(&self, value: f64) -> Value {
        Value::exact(value)
    }
    fn variable(&self, _: Id, _: Id, _: &[i64], value: f64) -> Value {
        Value::exact(value)
    }
    fn undefined(&self) -> Value {
        Value::UNDEFINED
    }
    fn apply(&self, pool: &Pool, id: Id, children: &[Value]) -> Value {
        apply(pool, id, children)
    }
    fn combine(&self, product: bool, a: Value, b: Value) -> Value {
        if product { super::apply::multiply(a, b) } else { super::apply::add(a, b) }
    }
    fn number(&self, item: Value) -> f64 {
        item.value
    }
}

/// The values of `roots` at a point. A root without a real value there is NaN; so is one with a variable that the point
/// doesn't set, and a pending derivative. An error only when sums have too many terms or are nested too deeply.
/// Linear in the shared graph and the number of terms.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Point, evaluate};
/// let mut pool = Pool::new();
/// let (root, x) = (read(&mut pool, "sum(i=1..4, i*x)").unwrap(), pool.symbol("x"));
/// let values = evaluate(&pool, &[root], &Point::new().with(x, 0.5)).unwrap();
/// assert_eq!(values[0].value, 5.0);
/// let long = read(&mut pool, "sum(i=1..10^12, i)").unwrap();
/// assert_eq!(evaluate(&pool, &[long], &Point::new()).unwrap_err().code.id, "G0201");
/// ```
pub fn evaluate(pool: &Pool, roots: &[Id], point: &Point) -> Result<Vec<Value>, Diagnostic> {
    evaluate_in(&Plain, pool, roots, point)
}

pub(super) fn evaluate_in<D: Domain>(
    domain: &D,
    pool: &Pool,
    roots: &[Id],
    point: &Point,
) -> Result<Vec<D::Item>, Diagnostic> {
    let mut walk = Walk { domain, pool, point, scopes: vec![FxHashMap::default()], terms: TERM_LIMIT };
    let order = postorder_of(pool, roots);
    walk.scopes[0].reserve(order.len());
    walk.nodes(&order)?;
    Ok(roots.iter().map(|&root| walk.get(root)).collect())
}

struct Walk<'w, D: Domain> {
    domain: &'w D,
    pool: &'w Pool,
    point: &'w Point,
    /// The outermost first; each sum opens one for what depends on its index.
    scopes: Vec<FxHashMap<Id, D::Item>>,
    terms: u64,
}

impl<D: Domain> Walk<'_, D> {
    fn get(&self, id: Id) -> D::Item {
        let found = self.scopes.iter().rev().find_map(|scope| scope.get(&id));
        found.copied().unwrap_or_else(|| self.domain.undefined())
    }

    fn set(&mut self, id: Id, item: D::Item) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(id, item);
        }
    }

    fn nodes(&mut self, order: &[Id]) -> Result<(), Diagnostic> {
        let mut children = Vec::new();
        for &id in order {
            let item = match self.pool.kind(id) {
                Kind::Symbol(_) => match self.point.get(id) {
                    Some(value) => self.domain.variable(id, id, &[], value),
                    None => self.domain.undefined(),
                },
                Kind::Indexed => self.indexed(id),
                Kind::Sum | Kind::Product => self.over_index(id)?,
                Kind::RowSum | Kind::RowMean => self.over_rows(id),
                Kind::Derivative => self.domain.undefined(),
                Kind::Number(_)
                | Kind::Constant(_)
                | Kind::Neg
                | Kind::Add
                | Kind::Mul
                | Kind::Div
                | Kind::Pow
                | Kind::Call(_)
                | Kind::Piecewise
                | Kind::Compare(_) => {
                    children.clear();
                    children.extend(self.pool.children(id).iter().map(|&child| self.get(child)));
                    self.domain.apply(self.pool, id, &children)
                }
            };
            self.set(id, item);
        }
        Ok(())
    }

    fn indexed(&self, id: Id) -> D::Item {
        let [base, indices @ ..] = self.pool.children(id) else { return self.domain.undefined() };
        let mut numbers = Vec::with_capacity(indices.len());
        for &index in indices {
            match whole(self.domain.number(self.get(index))) {
                Some(number) => numbers.push(number),
                None => return self.domain.undefined(),
            }
        }
        match self.point.entry(self.pool, *base, &numbers) {
            Some(value) => self.domain.variable(id, *base, &numbers, value),
            None => self.domain.undefined(),
        }
    }

    /// Without columns all rows are alike: the sum is the number of rows times the term.
    fn over_rows(&self, id: Id) -> D::Item {
        let Some(body) = self.pool.only(id) else { return self.domain.undefined() };
        let body = self.get(body);
        if self.pool.kind(id) == Kind::RowMean {
            return body;
        }
        self.domain.combine(true, self.domain.constant(self.point.rows as f64), body)
    }

    fn over_index(&mut self, id: Id) -> Result<D::Item, Diagnostic> {
        let [index, lower, upper, body] = self.pool.children(id) else { return Ok(self.domain.undefined()) };
        let (index, body) = (*index, *body);
        let limits = [*lower, *upper].map(|limit| whole(self.domain.number(self.get(limit))));
        let [Some(lower), Some(upper)] = limits else { return Ok(self.domain.undefined()) };
        let is_product = self.pool.kind(id) == Kind::Product;
        let mut total = self.domain.constant(f64::from(u8::from(is_product)));
        let count = upper.saturating_sub(lower).saturating_add(1).max(0) as u64;
        self.terms = self
            .terms
            .checked_sub(count)
            .ok_or_else(|| Diagnostic::new(&expression::BUDGET).worded("what", TERMS).with("limit", TERM_LIMIT))?;
        if self.scopes.len() > NESTING {
            return Err(Diagnostic::new(&expression::BUDGET).worded("what", NESTED).with("limit", NESTING));
        }
        let order = inside(self.pool, body, index);
        self.scopes.push(FxHashMap::default());
        for number in lower..=upper {
            if let Some(scope) = self.scopes.last_mut() {
                scope.clear();
                scope.insert(index, self.domain.constant(number as f64));
            }
            if let Err(problem) = self.nodes(&order) {
                self.scopes.pop();
                return Err(problem);
            }
            total = self.domain.combine(is_product, total, self.get(body));
        }
        self.scopes.pop();
        Ok(total)
    }
}

/// The nodes of a body whose value depends on the index, children first.
pub(super) fn inside(pool: &Pool, body: Id, index: Id) -> Vec<Id> {
    let mut depends: FxHashSet<Id> = FxHashSet::default();
    depends.insert(index);
    let mut order = Vec::new();
    for id in postorder_of(pool, &[body]) {
        let children = pool.children(id);
        let shadowed = is_binder(pool, id) && children.first() == Some(&index);
        let free = if shadowed { children.get(1..3).unwrap_or(&[]) } else { children };
        if id != index && free.iter().any(|child| depends.contains(child)) {
            depends.insert(id);
            order.push(id);
        }
    }
    order
}

fn whole(number: f64) -> Option<i64> {
    (number == number.trunc() && number.abs() < 9e15).then_some(number as i64)
}
