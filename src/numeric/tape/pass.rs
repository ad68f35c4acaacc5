//! Owns what one pass over the rows does, and in which blocks of memory. What several operations have in common is done once
//! for all of them: a sigmoid and the softplus of the same rows, tanh and its slope, all sums of the same value.

use rustc_hash::{FxHashMap, FxHashSet};

use super::build::{Graph, Value};
use super::operation::Operation;
use super::schedule::{Pass, Place, Shares, Stream, Work, flag, reached};
use crate::functions::Kernel;

/// Terms, and other columns, that a sum without blocks has at most.
const STREAMED: usize = 3;

/// The same where sigmoids are added up, which take longer than the terms.
const SHARED: usize = 16;

/// Puts the rows that a pass needs into blocks, each block free again after its last use. A sum is taken as soon as its
/// operands are there, so that few blocks are in use at a time and they stay in the nearest cache.
pub(super) fn pass(graph: &Graph, sums: &[Value], shown: &[Value]) -> Pass {
    let mut writer = Writer::new(graph, sums, shown);
    for at in writer.rows.clone() {
        writer.compute(at);
        writer.add_up(at);
        writer.release(at);
    }
    writer.pass.shown = shown.iter().map(|&root| writer.place(root)).collect();
    writer.pass.streams = streams(&writer.pass).unwrap_or_default();
    writer.pass
}

struct Writer<'g> {
    graph: &'g Graph,
    pass: Pass,
    /// What is computed for each row, operands first.
    rows: Vec<Value>,
    /// The last position at which a value is used.
    last: Vec<usize>,
    places: Vec<Option<Place>>,
    free: Vec<usize>,
    /// Sums by the operand that is there last.
    waiting: FxHashMap<Value, Vec<Value>>,
    /// Values that are needed for nothing but their sum, by what they are made of; and that sum.
    summed: FxHashMap<(Value, Option<Value>), (Value, Value)>,
    /// Sigmoids and residuals, by what they are made of.
    shares: FxHashMap<(Value, Option<Value>), Value>,
    /// These sums.
    taken: FxHashSet<Value>,
    /// tanh and 1/cosh, by their arguments.
    tangents: FxHashMap<(Kernel, Value), Value>,
    /// Values by where they are used last.
    ending: FxHashMap<usize, Vec<Value>>,
}

/// What a value of logistic regression is made of, and whether it is a loss or a share.
fn logistic(operation: &Operation<Value>) -> Option<((Value, Option<Value>), bool)> {
    match operation {
        Operation::CrossEntropy(x, y) => Some(((*x, Some(*y)), true)),
        Operation::Residual(x, y) => Some(((*x, Some(*y)), false)),
        Operation::Kernel(Kernel::Softplus, parts) => Some(((*parts.first()?, None), true)),
        Operation::Kernel(Kernel::Sigmoid, parts) => Some(((*parts.first()?, None), false)),
        _ => None,
    }
}

/// The argument of a tanh or 1/cosh, and the other one of both.
fn tangent(operation: &Operation<Value>) -> Option<(Kernel, Value, Kernel)> {
    match operation {
        Operation::Kernel(Kernel::Tanh, parts) => Some((Kernel::Tanh, *parts.first()?, Kernel::Sech)),
        Operation::Kernel(Kernel::Sech, parts) => Some((Kernel::Sech, *parts.first()?, Kernel::Tanh)),
        _ => None,
    }
}

impl<'g> Writer<'g> {
    fn new(graph: &'g Graph, sums: &[Value], shown: &[Value]) -> Self {
        let mut targets: Vec<Value> = shown.to_vec();
        for node in sums.iter().filter_map(|&sum| graph.nodes.get(sum)) {
            node.operation.each(|&part| targets.push(part));
        }
        // What is the same in all rows was computed before.
        let wanted = reached(graph, &targets, |node| node.by_row);
        let by_row = |at: &usize| flag(&wanted, *at) && graph.nodes.get(*at).is_some_and(|node| node.by_row);
        let rows: Vec<Value> = (0..graph.nodes.len()).filter(by_row).collect();
        let mut writer = Writer {
            graph,
            pass: Pass::default(),
            last: vec![0; graph.nodes.len()],
            places: vec![None; graph.nodes.len()],
            free: Vec::new(),
            waiting: FxHashMap::default(),
            summed: FxHashMap::default(),
            taken: FxHashSet::default(),
            ending: FxHashMap::default(),
            shares: FxHashMap::default(),
            tangents: FxHashMap::default(),
            rows: Vec::new(),
        };
        let mut uses = vec![0usize; graph.nodes.len()];
        let mut used = |part: Value| {
            if let Some(count) = uses.get_mut(part) {
                *count += 1;
            }
        };
        for &at in &rows {
            if let Some(node) = graph.nodes.get(at) {
                node.operation.each(|&part| {
                    used(part);
                    writer.use_at(part, at);
                });
                if let Some((key, false)) = logistic(&node.operation) {
                    writer.shares.insert(key, at);
                }
                if let Some((kernel, argument, _)) = tangent(&node.operation) {
                    writer.tangents.insert((kernel, argument), at);
                }
            }
        }
        for &root in shown {
            used(root);
            writer.use_at(root, usize::MAX);
        }
        for &sum in sums {
            let Some(node) = graph.nodes.get(sum) else { continue };
            let mut latest = 0;
            node.operation.each(|&part| {
                used(part);
                latest = latest.max(part);
            });
            node.operation.each(|&part| writer.use_at(part, latest));
            writer.waiting.entry(latest).or_default().push(sum);
        }
        for &sum in sums {
            let Some(Operation::Total(value)) = graph.nodes.get(sum).map(|node| &node.operation) else { continue };
            let key = graph.nodes.get(*value).and_then(|node| logistic(&node.operation));
            if let (Some((key, true)), Some(1)) = (key, uses.get(*value)) {
                writer.summed.insert(key, (*value, sum));
                writer.taken.insert(sum);
            }
        }
        for &at in &rows {
            if let Some(&last) = writer.last.get(at) {
                writer.ending.entry(last).or_default().push(at);
            }
        }
        writer.rows = rows;
        writer
    }

    fn use_at(&mut self, part: Value, at: usize) {
        if let Some(place) = self.last.get_mut(part) {
            *place = (*place).max(at);
        }
    }

    fn place(&self, at: Value) -> Place {
        self.places.get(at).copied().flatten().unwrap_or(Place::Number(at))
    }

    fn put(&mut self, at: Value, place: Place) {
        if let Some(own) = self.places.get_mut(at) {
            *own = Some(place);
        }
    }

    /// A block for a result: operands are read while it is written.
    fn block(&mut self, at: Value) -> usize {
        let into = self.free.pop().unwrap_or_else(|| {
            self.pass.blocks += 1;
            self.pass.blocks - 1
        });
        self.put(at, Place::Block(into));
        into
    }

    fn compute(&mut self, at: Value) {
        let Some(node) = self.graph.nodes.get(at) else { return };
        if let Operation::Column(column) = node.operation {
            self.pass.columns.push(column);
            self.put(at, Place::Column(column));
            return;
        }
        if let Some((key, is_loss)) = logistic(&node.operation) {
            let summed = self.summed.get(&key).copied();
            match (is_loss, summed) {
                (true, Some((value, _))) if value == at && self.shares.contains_key(&key) => return,
                (true, Some((value, sum))) if value == at => return self.logistic(key, None, Some(sum)),
                (false, Some((_, sum))) => return self.logistic(key, Some(at), Some(sum)),
                (true | false, _) => {}
            }
        }
        if let Some((own, argument, other)) = tangent(&node.operation)
            && let Some(&twin) = self.tangents.get(&(other, argument))
        {
            if self.places.get(at).copied().flatten().is_none() {
                let blocks = [self.block(at), self.block(twin)];
                let [first, second] = blocks;
                let blocks = if own == Kernel::Tanh { blocks } else { [second, first] };
                self.pass.work.push(Work::Tangent(self.place(argument), blocks));
            }
            return;
        }
        let operation = node.operation.map(|&part| self.place(part));
        let into = self.block(at);
        self.pass.work.push(Work::Compute(operation, into));
    }

    fn logistic(&mut self, (x, y): (Value, Option<Value>), value: Option<Value>, sum: Option<Value>) {
        let (x, labels) = (self.place(x), y.map(|y| self.place(y)));
        let into = value.map(|value| self.block(value));
        let product = sum.map(|sum| {
            self.pass.logarithms.push(self.pass.sums.len());
            self.pass.sums.push(sum);
            self.pass.logarithms.len() - 1
        });
        self.pass.work.push(Work::Logistic { x, labels, into, product });
    }

    /// The sums whose operands are there now.
    fn add_up(&mut self, at: Value) {
        let (mut plain, mut others) = (None, Vec::new());
        for sum in self.waiting.remove(&at).unwrap_or_default() {
            let Some(node) = self.graph.nodes.get(sum) else { continue };
            let position = self.pass.sums.len();
            match node.operation {
                Operation::Greatest(value) => {
                    self.pass.work.push(Work::Greatest(self.place(value), self.pass.greatest.len()));
                    self.pass.greatest.push(sum);
                    continue;
                }
                _ if self.taken.contains(&sum) => continue,
                Operation::Total(_) => plain = Some(position),
                Operation::Dot(a, b) => others.push((self.place(if a == at { b } else { a }), position)),
                _ => continue,
            }
            self.pass.sums.push(sum);
        }
        if plain.is_some() || !others.is_empty() {
            self.pass.work.push(Work::Add { value: self.place(at), plain, others });
        }
    }

    /// Frees the blocks of what isn't used any more.
    fn release(&mut self, at: Value) {
        for part in self.ending.remove(&at).unwrap_or_default() {
            if let Place::Block(block) = self.place(part) {
                self.free.push(block);
            }
        }
    }
}

/// The pass as sums of multiples of columns; `None` when something else is in it.
fn streams(pass: &Pass) -> Option<Vec<Stream>> {
    if !pass.shown.is_empty() || !pass.greatest.is_empty() {
        return None;
    }
    let mut streams: Vec<Stream> = Vec::new();
    let mut work = pass.work.iter().peekable();
    while let Some(&first) = work.peek() {
        let (mut stream, mut own) = values(first)?;
        if matches!(first, Work::Compute(..)) {
            work.next();
        }
        if let Some(Work::Logistic { x, labels, into, product }) =
            work.next_if(|work| matches!(work, Work::Logistic { .. }))
        {
            let labels = match labels {
                None => None,
                Some(Place::Column(column)) => Some(*column),
                Some(Place::Number(_) | Place::Block(_)) => return None,
            };
            if *x != own {
                return None;
            }
            stream.shares = Some(Shares { labels, product: *product });
            let Some(into) = into else {
                streams.push(stream);
                continue;
            };
            own = Place::Block(*into);
        }
        let Some(Work::Add { value, plain, others }) = work.next() else { return None };
        if *value != own {
            return None;
        }
        stream.own = [*plain, None];
        for (other, sum) in others {
            match other {
                Place::Column(column) => stream.others.push((*column, *sum)),
                Place::Block(_) if *other == own && stream.own[1].is_none() && stream.shares.is_none() => {
                    stream.own[1] = Some(*sum);
                }
                Place::Block(_) | Place::Number(_) => return None,
            }
        }
        let most = if stream.shares.is_some() { SHARED } else { STREAMED };
        if stream.terms.len().max(stream.others.len()) > most {
            return None;
        }
        streams.push(stream);
    }
    Some(streams)
}

/// The values of a stream that begins with this work, and where they are: multiples of columns, or a column.
fn values(first: &Work) -> Option<(Stream, Place)> {
    let of = |constant, terms| Stream { constant, terms, shares: None, own: [None; 2], others: Vec::new() };
    match first {
        Work::Compute(Operation::Affine(Place::Number(constant), terms), into) => {
            let terms: Option<Vec<(Option<Value>, usize)>> = terms
                .iter()
                .map(|term| match term {
                    (Place::Number(factor), Place::Column(column)) => Some((Some(*factor), *column)),
                    _ => None,
                })
                .collect();
            Some((of(Some(*constant), terms?), Place::Block(*into)))
        }
        Work::Add { value: Place::Column(column), .. } | Work::Logistic { x: Place::Column(column), .. } => {
            Some((of(None, vec![(None, *column)]), Place::Column(*column)))
        }
        Work::Compute(..) | Work::Tangent(..) | Work::Logistic { .. } | Work::Add { .. } | Work::Greatest(..) => None,
    }
}
