//! Owns the way from the shared graph to operations: each value once, numbers apart from rows, sums and products brought
//! into the forms that run fast.

use rustc_hash::FxHashMap;

use super::operation::{Operation, value};
use super::{Column, Inputs};
use crate::expr::{Constant, Id, Kind, Pool, postorder_of};
use crate::functions::Kernel;

/// Products of this many equal factors are written out; longer ones use a power.
const WRITTEN_OUT: i32 = 64;

/// A value, by position among the nodes.
pub(super) type Value = usize;

/// One operation and what is known of it.
#[derive(Debug)]
pub(super) struct Node {
    pub operation: Operation<Value>,
    /// Whether it differs from row to row.
    pub by_row: bool,
    /// How many passes over the rows come before it.
    pub level: usize,
    /// Whether it holds a parameter.
    pub free: bool,
}

/// The graph as operations.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub columns: Vec<Column>,
    pub roots: Vec<Value>,
    known: FxHashMap<Operation<Value>, Value>,
    rows: usize,
}

impl Graph {
    /// `None` when a shape doesn't fit or a name has no value.
    pub fn of(pool: &Pool, roots: &[Id], inputs: &Inputs) -> Option<Graph> {
        let rows = inputs.table.map_or(0, crate::data::Table::rows);
        let mut graph = Graph { rows, ..Graph::default() };
        let order = postorder_of(pool, roots);
        // Names of bound indices have no value of their own outside of their sum.
        let indices: Vec<Id> = order
            .iter()
            .filter(|&&id| matches!(pool.kind(id), Kind::Sum))
            .filter_map(|&id| pool.children(id).first().copied())
            .chain(inputs.index)
            .collect();
        let bases: Vec<Id> = order
            .iter()
            .filter(|&&id| pool.kind(id) == Kind::Indexed)
            .filter_map(|&id| pool.children(id).first().copied())
            .collect();
        let mut parents: FxHashMap<Id, usize> = FxHashMap::default();
        for &child in order.iter().flat_map(|&id| pool.children(id)).chain(roots) {
            *parents.entry(child).or_default() += 1;
        }
        let mut values: FxHashMap<Id, Value> = FxHashMap::default();
        let mut columns: FxHashMap<Id, usize> = FxHashMap::default();
        for id in order {
            let children = pool.children(id);
            let parts: Option<Vec<Value>> = children.iter().map(|child| values.get(child).copied()).collect();
            if let Some(at) = inputs.parameters.iter().position(|&parameter| parameter == id) {
                values.insert(id, graph.push(Operation::Parameter(at))?);
                continue;
            }
            let value = match (pool.kind(id), children) {
                (Kind::Number(number), _) => graph.constant(pool.number_value(number).to_f64()),
                (Kind::Constant(Constant::E), _) => graph.constant(std::f64::consts::E),
                (Kind::Constant(Constant::Pi), _) => graph.constant(std::f64::consts::PI),
                (Kind::Symbol(_), _) => match () {
                    () if inputs.counts.contains(&id) => graph.constant(rows as f64),
                    () if indices.contains(&id) => graph.push(Operation::Row)?,
                    // The name of a column is used through its index.
                    () if bases.contains(&id) => continue,
                    () => return None,
                },
                (Kind::Indexed, [base, index]) if indices.contains(index) => {
                    let at = match columns.get(base) {
                        Some(&at) => at,
                        None => {
                            graph.columns.push(inputs.table?.column(pool.name(*base)?)?.shared_floats());
                            columns.insert(*base, graph.columns.len() - 1);
                            graph.columns.len() - 1
                        }
                    };
                    graph.push(Operation::Column(at))?
                }
                (Kind::Sum, &[_, lower, upper, body]) => {
                    let whole = pool.is_integer(lower, 1)
                        && (inputs.counts.contains(&upper) || pool.is_integer(upper, i64::try_from(rows).ok()?));
                    if !whole {
                        return None;
                    }
                    graph.total(*values.get(&body)?)?
                }
                (Kind::Neg, _) => graph.negative(*parts?.first()?)?,
                (Kind::Add, _) => {
                    let alone: Vec<bool> = children.iter().map(|child| parents.get(child) == Some(&1)).collect();
                    graph.sum(&parts?, &alone)?
                }
                (Kind::Mul, _) => graph.product(&parts?)?,
                (Kind::Div, _) => match parts?[..] {
                    [a, b] => graph.quotient(a, b)?,
                    _ => return None,
                },
                (Kind::Pow, [base, exponent]) => {
                    let whole = pool.as_number(*exponent).and_then(|n| i32::try_from(n.to_i64()?).ok());
                    match (whole, &parts?[..]) {
                        (Some(whole), [_, _]) => graph.whole(*values.get(base)?, whole)?,
                        (None, &[_, b]) if pool.kind(*base) == Kind::Constant(Constant::E) => {
                            graph.push(Operation::Kernel(Kernel::Exp, vec![b]))?
                        }
                        (None, &[a, b]) => graph.push(Operation::Pow(a, b))?,
                        _ => return None,
                    }
                }
                (Kind::Call(function), _) => match function.row().kernel() {
                    Some(Kernel::Ln) => graph.logarithm(*parts?.first()?)?,
                    Some(kernel) => graph.push(Operation::Kernel(kernel, parts?))?,
                    None => graph.push(Operation::Call(function, parts?))?,
                },
                (Kind::Piecewise, _) => graph.cases(&parts?)?,
                (Kind::Compare(relation), _) => match parts?[..] {
                    [a, b] => graph.push(Operation::Compare(relation, a, b))?,
                    _ => return None,
                },
                _ => return None,
            };
            values.insert(id, value);
        }
        graph.roots = roots.iter().map(|root| values.get(root).copied()).collect::<Option<_>>()?;
        Some(graph)
    }

    pub(super) fn node(&self, value: Value) -> Option<&Node> {
        self.nodes.get(value)
    }

    pub(super) fn by_row(&self, value: Value) -> bool {
        self.node(value).is_some_and(|node| node.by_row)
    }

    pub(super) fn constant(&mut self, number: f64) -> Value {
        self.insert(Operation::Constant(number.to_bits()), false, 0, false)
    }

    pub(super) fn number(&self, value: Value) -> Option<f64> {
        match self.node(value)?.operation {
            Operation::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn insert(&mut self, operation: Operation<Value>, by_row: bool, level: usize, free: bool) -> Value {
        if let Some(&known) = self.known.get(&operation) {
            return known;
        }
        self.known.insert(operation.clone(), self.nodes.len());
        self.nodes.push(Node { operation, by_row, level, free });
        self.nodes.len() - 1
    }

    /// The value of an operation; what is made of constants is one.
    pub(super) fn push(&mut self, operation: Operation<Value>) -> Option<Value> {
        let mut by_row = matches!(operation, Operation::Column(_) | Operation::Row);
        let mut free = matches!(operation, Operation::Parameter(_));
        let (mut level, mut constant, mut complete) = (0, !by_row && !free && !operation.is_total(), true);
        operation.each(|&part| match self.nodes.get(part) {
            Some(node) => {
                by_row |= node.by_row;
                free |= node.free;
                level = level.max(node.level);
                constant &= matches!(node.operation, Operation::Constant(_));
            }
            None => complete = false,
        });
        if !complete {
            return None;
        }
        if constant && !by_row {
            let numbers = operation.map(|&part| self.number(part).unwrap_or(f64::NAN));
            return Some(self.constant(value(&numbers, &mut Vec::new())));
        }
        match operation.is_total() {
            true => Some(self.insert(operation, false, level + 1, free)),
            false => Some(self.insert(operation, by_row, level, free)),
        }
    }

    /// A product of two numbers, without ones.
    pub(super) fn times(&mut self, a: Value, b: Value) -> Option<Value> {
        match (self.number(a), self.number(b)) {
            (Some(1.0), _) => Some(b),
            (_, Some(1.0)) => Some(a),
            _ => self.push(Operation::Mul(a.min(b), a.max(b))),
        }
    }

    pub(super) fn plus(&mut self, a: Value, b: Value) -> Option<Value> {
        match (self.number(a), self.number(b)) {
            (Some(0.0), _) => Some(b),
            (_, Some(0.0)) => Some(a),
            _ => self.push(Operation::Add(a, b)),
        }
    }

    /// Rows as a multiple of others.
    pub(super) fn unscaled(&mut self, value: Value) -> Option<(Value, Value)> {
        match self.node(value)?.operation {
            Operation::Scale(factor, rows) => Some((factor, rows)),
            _ => Some((self.constant(1.0), value)),
        }
    }

    pub(super) fn scaled(&mut self, factor: Value, rows: Value) -> Option<Value> {
        let (own, rows) = self.unscaled(rows)?;
        let factor = self.times(factor, own)?;
        match self.number(factor) {
            Some(1.0) => Some(rows),
            _ => self.push(Operation::Scale(factor, rows)),
        }
    }

    pub(super) fn negative(&mut self, a: Value) -> Option<Value> {
        let minus = self.constant(-1.0);
        if self.by_row(a) { self.scaled(minus, a) } else { self.times(minus, a) }
    }

    /// A sum. `alone` says which terms are used nowhere else, so that what they are made of may be added up right here.
    fn sum(&mut self, terms: &[Value], alone: &[bool]) -> Option<Value> {
        if let Some((terms, alone)) = self.with_labels(terms, alone) {
            return self.sum(&terms, &alone);
        }
        let mut constant = self.constant(0.0);
        let (mut multiples, mut products) = (Vec::new(), Vec::new());
        for (&term, &alone) in terms.iter().zip(alone) {
            if !self.by_row(term) {
                constant = self.plus(constant, term)?;
                continue;
            }
            let (factor, rows) = self.unscaled(term)?;
            match self.node(rows)?.operation.clone() {
                Operation::Mul(a, b) if alone => products.push((factor, a, b)),
                Operation::Affine(own, parts) if alone => {
                    let own = self.times(factor, own)?;
                    constant = self.plus(constant, own)?;
                    for (part, rows) in parts {
                        multiples.push((self.times(factor, part)?, rows));
                    }
                }
                _ => multiples.push((factor, rows)),
            }
        }
        if multiples.is_empty() && products.is_empty() {
            return Some(constant);
        }
        // Multiples of the same rows are one.
        let mut joined: Vec<(Value, Value)> = Vec::new();
        for (factor, rows) in multiples {
            match joined.iter().position(|(_, known)| *known == rows) {
                Some(at) => {
                    let both = joined.get(at).map(|(own, _)| *own)?;
                    let both = self.plus(both, factor)?;
                    if let Some(place) = joined.get_mut(at) {
                        place.0 = both;
                    }
                }
                None => joined.push((factor, rows)),
            }
        }
        let mut sum = match joined[..] {
            [] => constant,
            [(factor, rows)] if self.number(constant) == Some(0.0) => self.scaled(factor, rows)?,
            _ => self.push(Operation::Affine(constant, joined))?,
        };
        for (factor, a, b) in products {
            sum = match self.number(factor) {
                _ if self.number(sum) == Some(0.0) => {
                    let product = self.push(Operation::Mul(a, b))?;
                    self.scaled(factor, product)?
                }
                Some(1.0) => self.push(Operation::Fused { a, b, c: sum, minus: false })?,
                Some(-1.0) => self.push(Operation::Fused { a, b, c: sum, minus: true })?,
                _ => {
                    let a = self.scaled(factor, a)?;
                    self.push(Operation::Fused { a, b, c: sum, minus: false })?
                }
            };
        }
        Some(sum)
    }

    fn product(&mut self, factors: &[Value]) -> Option<Value> {
        let mut factor = self.constant(1.0);
        let mut rows: Option<Value> = None;
        for &part in factors {
            if !self.by_row(part) {
                factor = self.times(factor, part)?;
                continue;
            }
            let (own, bare) = self.unscaled(part)?;
            factor = self.times(factor, own)?;
            rows = Some(match rows {
                Some(before) => self.multiplied(before, bare)?,
                None => bare,
            });
        }
        match rows {
            Some(rows) => self.scaled(factor, rows),
            None => Some(factor),
        }
    }

    /// A product of rows; a/b times c is (a·c)/b, and so is c times 1/b.
    fn multiplied(&mut self, a: Value, b: Value) -> Option<Value> {
        let one = self.constant(1.0);
        for (quotient, other) in [(a, b), (b, a)] {
            if let Operation::Div(top, bottom) = self.node(quotient)?.operation
                && top == one
            {
                return self.push(Operation::Div(other, bottom));
            }
        }
        self.push(Operation::Mul(a.min(b), a.max(b)))
    }

    fn quotient(&mut self, a: Value, b: Value) -> Option<Value> {
        if self.number(b) == Some(1.0) {
            return Some(a);
        }
        if !self.by_row(a) || !self.by_row(b) {
            return self.push(Operation::Div(a, b));
        }
        let (factor, rows) = self.unscaled(a)?;
        let quotient = self.push(Operation::Div(rows, b))?;
        self.scaled(factor, quotient)
    }

    /// A whole power: of rows, by multiplying.
    fn whole(&mut self, base: Value, exponent: i32) -> Option<Value> {
        match exponent {
            1 => return Some(base),
            // 1 where the base has a value.
            0 => {
                let zero = self.constant(0.0);
                return self.push(Operation::Pow(base, zero));
            }
            _ if !self.by_row(base) || exponent.abs() > WRITTEN_OUT => {
                return self.push(Operation::Whole(base, exponent));
            }
            _ => {}
        }
        let (factor, rows) = self.unscaled(base)?;
        let (mut left, mut square, mut power) = (exponent.unsigned_abs(), rows, None);
        loop {
            if left & 1 == 1 {
                power = Some(match power {
                    Some(power) => self.push(Operation::Mul(power, square))?,
                    None => square,
                });
            }
            left >>= 1;
            if left == 0 {
                break;
            }
            square = self.push(Operation::Mul(square, square))?;
        }
        let (one, power) = (self.constant(1.0), power?);
        let factor = self.push(Operation::Whole(factor, exponent))?;
        let power = if exponent > 0 { power } else { self.push(Operation::Div(one, power))? };
        self.scaled(factor, power)
    }

    fn cases(&mut self, parts: &[Value]) -> Option<Value> {
        let otherwise = match parts.len() % 2 {
            1 => *parts.last()?,
            _ => self.constant(f64::NAN),
        };
        parts.chunks_exact(2).rev().try_fold(otherwise, |rest, pair| match *pair {
            [condition, value] => self.push(Operation::Select(condition, value, rest)),
            _ => None,
        })
    }

    /// Σ over the rows; what is the same in each row is taken out of it.
    pub(super) fn total(&mut self, body: Value) -> Option<Value> {
        if !self.by_row(body) {
            let rows = self.constant(self.rows as f64);
            return self.times(rows, body);
        }
        let (factor, rows) = self.unscaled(body)?;
        let total = match self.node(rows)?.operation {
            Operation::Mul(a, b) => self.push(Operation::Dot(a, b))?,
            _ => self.push(Operation::Total(rows))?,
        };
        self.times(factor, total)
    }
}
