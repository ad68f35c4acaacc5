//! Owns the walk that encloses a shared graph at one precision: each node once, sums over an index term by term.
//!
//! A part without a value isn't an end: it is a [`Fault`] that travels up to whatever needs the part, and cases that aren't
//! chosen need nothing.

use rustc_hash::FxHashMap;

use super::ball::Arithmetic;
use super::evaluate::{NESTING, inside};
use super::exact::ExactPoint;
use super::fault::{Fault, Reason};
use super::real::{EXACT_BITS, EXACT_BITS_IN_SUMS, Outcome, Real, Reals};
use crate::diagnostic::Diagnostic;
use crate::expr::{Constant, Id, Kind, Pool, postorder_of};
use crate::functions::{Arity, FunctionId};

/// What the table of functions says about the calls in an expression, read once.
#[derive(Default)]
pub(super) struct Prepared {
    order: Vec<Id>,
    templates: FxHashMap<FunctionId, Template>,
    /// Calls whose value stands in the table: `sin(pi)`; with the walk to that value.
    known: FxHashMap<Id, (Id, Vec<Id>)>,
}

/// A row that is evaluated through its definition.
struct Template {
    parameters: Vec<Id>,
    definition: Id,
    domain: Vec<Id>,
    order: Vec<Id>,
}

impl Prepared {
    /// Reads the rows of all functions that `roots` need.
    pub(super) fn new(pool: &mut Pool, roots: &[Id]) -> Result<Self, Diagnostic> {
        let mut prepared = Prepared { order: postorder_of(pool, roots), ..Prepared::default() };
        let mut calls: Vec<(Id, FunctionId)> = calls_in(pool, &prepared.order);
        while let Some((id, function)) = calls.pop() {
            prepared.look_up(pool, id, function)?;
            if prepared.templates.contains_key(&function) {
                continue;
            }
            let row = function.row();
            let Some(text) = row.definition.filter(|_| row.primitive.is_none()) else { continue };
            let definition = pool.table_text(text)?;
            let domain: Vec<Id> = row.domain.iter().map(|text| pool.table_text(text)).collect::<Result<_, _>>()?;
            let order = postorder_of(pool, &[&domain[..], &[definition]].concat());
            calls.extend(calls_in(pool, &order));
            let parameters = row.parameters.iter().map(|name| pool.symbol(name)).collect();
            prepared.templates.insert(function, Template { parameters, definition, domain, order });
        }
        Ok(prepared)
    }

    fn look_up(&mut self, pool: &mut Pool, id: Id, function: FunctionId) -> Result<(), Diagnostic> {
        for (arguments, value) in function.row().values {
            let mut same = true;
            let mut count = 0;
            for (at, text) in arguments.split(',').enumerate() {
                let argument = pool.table_text(text.trim())?;
                same &= pool.children(id).get(at) == Some(&argument);
                count += 1;
            }
            if same && count == pool.children(id).len() {
                let value = pool.table_text(value)?;
                self.known.insert(id, (value, postorder_of(pool, &[value])));
            }
        }
        Ok(())
    }
}

fn calls_in(pool: &Pool, order: &[Id]) -> Vec<(Id, FunctionId)> {
    let call = |&id: &Id| match pool.kind(id) {
        Kind::Call(function) => Some((id, function)),
        _ => None,
    };
    order.iter().filter_map(call).collect()
}

/// The values of `roots` at the precision of `arithmetic`.
pub(super) fn enclose(
    pool: &Pool,
    prepared: &Prepared,
    roots: &[Id],
    point: &ExactPoint,
    arithmetic: &mut Arithmetic,
) -> Vec<Outcome> {
    let names = Names::Point(point);
    let reals = Reals { arithmetic, exact_bits: EXACT_BITS };
    let mut walk = Walk { pool, prepared, names, reals, scopes: vec![FxHashMap::default()] };
    walk.nodes(&prepared.order);
    roots.iter().map(|&root| walk.get(root)).collect()
}

/// What names stand for: values of a point, or the arguments of a definition.
#[derive(Clone, Copy)]
enum Names<'w> {
    Point(&'w ExactPoint),
    Arguments(&'w [Id], &'w [Real]),
}

struct Walk<'w> {
    pool: &'w Pool,
    prepared: &'w Prepared,
    names: Names<'w>,
    reals: Reals<'w>,
    /// The outermost first; each sum opens one for what depends on its index.
    scopes: Vec<FxHashMap<Id, Outcome>>,
}

impl Walk<'_> {
    fn get(&self, id: Id) -> Outcome {
        let found = self.scopes.iter().rev().find_map(|scope| scope.get(&id));
        found.cloned().unwrap_or(Err(Fault::certain(id, Reason::Unset)))
    }

    fn nodes(&mut self, order: &[Id]) {
        for &id in order {
            let outcome = self.node(id);
            if let Some(scope) = self.scopes.last_mut() {
                scope.insert(id, outcome);
            }
        }
    }

    fn node(&mut self, id: Id) -> Outcome {
        let children = self.pool.children(id);
        match (self.pool.kind(id), children) {
            (Kind::Number(number), _) => Ok(Real::Exact(self.pool.number_value(number).clone())),
            (Kind::Constant(constant), _) => {
                self.reals.by_ball(id, Reason::Unset, &[], |arithmetic, _| match constant {
                    Constant::E => arithmetic.euler(),
                    Constant::Pi => arithmetic.pi(),
                })
            }
            (Kind::Symbol(_), _) => self.symbol(id).ok_or(Fault::certain(id, Reason::Unset)),
            (Kind::Indexed, [base, indices @ ..]) => self.indexed(id, *base, indices),
            (Kind::Neg, [a]) => {
                let a = self.get(*a)?;
                Ok(self.reals.neg(&a))
            }
            (Kind::Add, [first, rest @ ..]) => {
                let mut total = self.get(*first)?;
                for &term in rest {
                    let term = self.get(term)?;
                    total = self.reals.add(id, &total, &term)?;
                }
                Ok(total)
            }
            (Kind::Mul, [first, rest @ ..]) => {
                // A factor without a value counts even beside a factor 0.
                let factors: Vec<Real> = rest.iter().map(|&factor| self.get(factor)).collect::<Result<_, _>>()?;
                let mut total = self.get(*first)?;
                for factor in &factors {
                    total = self.reals.mul(id, &total, factor)?;
                }
                Ok(total)
            }
            (Kind::Div, [a, b]) => {
                let (a, b) = (self.get(*a)?, self.get(*b)?);
                self.reals.div(id, &a, &b)
            }
            (Kind::Pow, [base, exponent]) => {
                let power = self.get(*exponent)?;
                if self.pool.kind(*base) == Kind::Constant(Constant::E) {
                    return self.reals.by_ball(id, Reason::TooLarge, &[&power], |arithmetic, balls| match balls {
                        [power] => arithmetic.exp(power),
                        _ => arithmetic.euler(),
                    });
                }
                let base = self.get(*base)?;
                self.reals.pow(id, &base, &power)
            }
            (Kind::Call(function), _) => self.call(id, function),
            (Kind::Sum | Kind::Product, [index, lower, upper, body]) => {
                self.over_index(id, *index, [*lower, *upper], *body)
            }
            (Kind::RowSum | Kind::RowMean, [body]) => self.over_rows(id, *body),
            (Kind::Derivative, _) => Err(Fault::certain(id, Reason::Pending)),
            (Kind::Piecewise, parts) => self.piecewise(id, parts),
            (Kind::Compare(relation), [a, b]) => {
                let (a, b) = (self.get(*a)?, self.get(*b)?);
                self.reals.compare(id, relation, &a, &b)
            }
            // The constructors give every shape its number of children.
            (
                Kind::Indexed
                | Kind::Neg
                | Kind::Add
                | Kind::Mul
                | Kind::Div
                | Kind::Pow
                | Kind::Sum
                | Kind::Product
                | Kind::RowSum
                | Kind::RowMean
                | Kind::Compare(_),
                _,
            ) => Err(Fault::certain(id, Reason::Unset)),
        }
    }

    fn symbol(&self, id: Id) -> Option<Real> {
        match self.names {
            Names::Point(point) => point.get(id).map(Real::Exact),
            Names::Arguments(parameters, arguments) => {
                let at = parameters.iter().position(|&parameter| parameter == id)?;
                arguments.get(at).cloned()
            }
        }
    }

    fn indexed(&mut self, id: Id, base: Id, indices: &[Id]) -> Outcome {
        let mut numbers = Vec::with_capacity(indices.len());
        for &index in indices {
            numbers.push(self.get(index)?.whole().ok_or(Fault::certain(index, Reason::NotWhole))?);
        }
        let value = match self.names {
            Names::Point(point) => point.entry(self.pool, base, &numbers),
            Names::Arguments(..) => None,
        };
        value.map(Real::Exact).ok_or(Fault::certain(id, Reason::Unset))
    }

    fn piecewise(&mut self, id: Id, parts: &[Id]) -> Outcome {
        for pair in parts.chunks(2) {
            match pair {
                [condition, value] if self.get(*condition)?.whole() == Some(1) => return self.get(*value),
                [otherwise] => return self.get(*otherwise),
                _ => {}
            }
        }
        Err(Fault::certain(id, Reason::Unset))
    }

    /// Rows without columns are all alike: the sum is the number of rows times the term.
    fn over_rows(&mut self, id: Id, body: Id) -> Outcome {
        let rows = match self.names {
            Names::Point(point) => point.rows,
            Names::Arguments(..) => None,
        };
        let rows = rows.ok_or(Fault::certain(id, Reason::NoRows))?;
        let body = self.get(body)?;
        if self.pool.kind(id) == Kind::RowMean {
            return Ok(body);
        }
        self.reals.mul(id, &Real::integer(i64::try_from(rows).unwrap_or(i64::MAX)), &body)
    }

    fn over_index(&mut self, id: Id, index: Id, limits: [Id; 2], body: Id) -> Outcome {
        let mut ends = [0; 2];
        for (end, limit) in ends.iter_mut().zip(limits) {
            let value = self.get(limit)?;
            // A whole number past the machine's is a limit like any other, only too far away.
            let problem = match value.is_whole() {
                true => Fault { id, reason: Reason::Budget, certain: false },
                false => Fault::certain(limit, Reason::NotWhole),
            };
            *end = value.whole().ok_or(problem)?;
        }
        let [lower, upper] = ends;
        let is_product = self.pool.kind(id) == Kind::Product;
        let mut total = Real::integer(i64::from(is_product));
        if self.scopes.len() > NESTING {
            return Err(Fault { id, reason: Reason::Budget, certain: false });
        }
        let order = inside(self.pool, body, index);
        let usual = std::mem::replace(&mut self.reals.exact_bits, EXACT_BITS_IN_SUMS);
        self.scopes.push(FxHashMap::default());
        let mut result = Ok(());
        for number in lower..=upper {
            result = self.term(id, index, number, &order, body, &mut total);
            if result.is_err() {
                break;
            }
        }
        self.scopes.pop();
        self.reals.exact_bits = usual;
        result.map(|()| total)
    }

    fn term(&mut self, id: Id, index: Id, number: i64, order: &[Id], body: Id, total: &mut Real) -> Result<(), Fault> {
        let work = self.reals.arithmetic.charge(300 + 100 * order.len() as u64);
        work.map_err(|obstacle| Fault::from_obstacle(id, Reason::Budget, obstacle))?;
        if let Some(scope) = self.scopes.last_mut() {
            scope.clear();
            scope.insert(index, Ok(Real::integer(number)));
        }
        self.nodes(order);
        let value = self.get(body)?;
        *total = if self.pool.kind(id) == Kind::Product {
            self.reals.mul(id, total, &value)?
        } else {
            self.reals.add(id, total, &value)?
        };
        Ok(())
    }

    fn call(&mut self, id: Id, function: FunctionId) -> Outcome {
        let row = function.row();
        let arguments: Vec<Real> =
            self.pool.children(id).iter().map(|&child| self.get(child)).collect::<Result<_, _>>()?;
        if let Some((value, order)) = self.prepared.known.get(&id) {
            return self.in_table(*value, order, &[], &[]).0;
        }
        if let Some(primitive) = row.primitive {
            return self.reals.primitive(id, function, primitive, &arguments.iter().collect::<Vec<_>>());
        }
        let Some(template) = self.prepared.templates.get(&function) else {
            return Err(Fault::certain(id, Reason::Domain(function)));
        };
        if let (Arity::AtLeast(_), [first, rest @ ..]) = (row.arity, &arguments[..]) {
            let mut total = first.clone();
            for next in rest {
                total = self.defined(id, function, template, &[total, next.clone()])?;
            }
            return Ok(total);
        }
        self.defined(id, function, template, &arguments)
    }

    /// The value of a row's definition; faults inside belong to the call.
    fn defined(&mut self, id: Id, function: FunctionId, template: &Template, arguments: &[Real]) -> Outcome {
        let (value, conditions) = self.in_table(template.definition, &template.order, &template.parameters, arguments);
        let outside = |certain| Fault { id, reason: Reason::Domain(function), certain };
        for condition in template.domain.iter().filter_map(|condition| conditions.get(condition)) {
            match condition {
                Ok(holds) if holds.whole() == Some(1) => {}
                Ok(_) => return Err(outside(true)),
                Err(fault) if fault.reason == Reason::Comparison => return Err(outside(false)),
                Err(fault) => return Err(Fault { id, ..*fault }),
            }
        }
        value.map_err(|fault| match fault.reason {
            Reason::TooLarge | Reason::Budget => Fault { id, ..fault },
            _ => outside(fault.certain),
        })
    }

    /// A text of the table, with all its parts.
    fn in_table(
        &mut self,
        root: Id,
        order: &[Id],
        parameters: &[Id],
        arguments: &[Real],
    ) -> (Outcome, FxHashMap<Id, Outcome>) {
        let mut walk = Walk {
            pool: self.pool,
            prepared: self.prepared,
            names: Names::Arguments(parameters, arguments),
            reals: Reals { arithmetic: &mut *self.reals.arithmetic, exact_bits: self.reals.exact_bits },
            scopes: vec![FxHashMap::default()],
        };
        walk.nodes(order);
        let value = walk.get(root);
        (value, walk.scopes.pop().unwrap_or_default())
    }
}
