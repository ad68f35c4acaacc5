//! Owns the order of work: what is computed once, what in each pass over the rows, and in which blocks of memory.

use super::build::{Graph, Node, Value};
use super::operation::Operation;

/// Where an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A number, by its value.
    Number(Value),
    /// A column of the data.
    Column(usize),
    /// A block of memory.
    Block(usize),
}

/// One thing to do with a block of rows.
#[derive(Debug)]
pub(super) enum Work {
    /// An operation, and the block that its result goes to.
    Compute(Operation<Place>, usize),
    /// Adds rows, or the products of two, to the sum at this position.
    Add(Place, Option<Place>, usize),
}

/// One pass over the rows.
#[derive(Debug, Default)]
pub(super) struct Pass {
    pub work: Vec<Work>,
    /// The values that the sums are.
    pub sums: Vec<Value>,
    /// Where the values for the caller are, row by row.
    pub shown: Vec<Place>,
    /// How many blocks of memory it needs.
    pub blocks: usize,
    /// Which columns it reads.
    pub columns: Vec<usize>,
}

/// Numbers to be computed, and then a pass.
#[derive(Debug, Default)]
pub(super) struct Stage {
    pub numbers: Vec<Value>,
    pub pass: Pass,
}

/// The work of a tape.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// What holds no parameter: done once.
    pub given: Vec<Stage>,
    /// What is done for each set of parameters.
    pub stages: Vec<Stage>,
}

impl Schedule {
    /// The stages that lead to the roots; with `by_row`, a last pass shows these for each row.
    pub fn of(graph: &Graph, by_row: bool) -> Schedule {
        let shown = if by_row { &graph.roots[..] } else { &[] };
        let is_given = |node: &Node| !node.free && !node.by_row;
        let needed = reached(graph, &graph.roots, |node| !is_given(node));
        let given: Vec<Value> = (0..graph.nodes.len())
            .filter(|&at| flag(&needed, at) && graph.nodes.get(at).is_some_and(is_given))
            .collect();
        Schedule {
            given: stages(graph, &reached(graph, &given, |_| true), &[], |node| !node.free),
            stages: stages(graph, &needed, shown, |node| node.free),
        }
    }
}

/// The stages that compute the numbers that are `needed` and `wanted`.
fn stages(graph: &Graph, needed: &[bool], shown: &[Value], wanted: impl Fn(&Node) -> bool) -> Vec<Stage> {
    let here = |at: &Value| graph.nodes.get(*at).filter(|node| flag(needed, *at) && !node.by_row && wanted(node));
    let all: Vec<Value> = (0..graph.nodes.len()).filter(|at| here(at).is_some()).collect();
    let shown_at = shown.iter().filter_map(|&at| graph.nodes.get(at)).map(|node| node.level).max();
    let last = all.iter().filter_map(here).map(|node| node.level).chain(shown_at).max();
    let Some(last) = last else { return Vec::new() };
    (0..=last)
        .map(|level| {
            let at_level = |is_total: bool, level: usize| {
                let fits = move |node: &Node| node.level == level && node.operation.is_total() == is_total;
                all.iter().copied().filter(|at| here(at).is_some_and(fits)).collect::<Vec<Value>>()
            };
            let shown = if shown_at.is_some() && level == last { shown } else { &[] };
            Stage { numbers: at_level(false, level), pass: pass(graph, &at_level(true, level + 1), shown) }
        })
        .collect()
}

fn flag(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}

/// Which values the given ones are made of, going on only where `open` says so. Operands come before what is made of
/// them.
fn reached(graph: &Graph, from: &[Value], open: impl Fn(&Node) -> bool) -> Vec<bool> {
    let mut reached = vec![false; graph.nodes.len()];
    from.iter().for_each(|&at| raise(&mut reached, at));
    for (at, node) in graph.nodes.iter().enumerate().rev() {
        if flag(&reached, at) && open(node) {
            node.operation.each(|&part| raise(&mut reached, part));
        }
    }
    reached
}

fn raise(flags: &mut [bool], at: usize) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}

/// Puts the rows that a pass needs into blocks, each block free again after its last use. A sum is taken as soon as its
/// operands are there, so that few blocks are in use at a time and they stay in the nearest cache.
fn pass(graph: &Graph, sums: &[Value], shown: &[Value]) -> Pass {
    let mut targets: Vec<Value> = shown.to_vec();
    // Each sum with the operand that is there last.
    let mut waiting: Vec<(Value, Value)> = Vec::new();
    for &sum in sums {
        let Some(node) = graph.nodes.get(sum) else { continue };
        let mut latest = 0;
        node.operation.each(|&part| {
            targets.push(part);
            latest = latest.max(part);
        });
        waiting.push((sum, latest));
    }
    // What is the same in all rows was computed before.
    let wanted = reached(graph, &targets, |node| node.by_row);
    let rows: Vec<Value> = (0..graph.nodes.len())
        .filter(|&at| flag(&wanted, at) && graph.nodes.get(at).is_some_and(|node| node.by_row))
        .collect();
    let mut last = vec![0usize; graph.nodes.len()];
    let mut use_at = |part: Value, at: usize| {
        if let Some(place) = last.get_mut(part) {
            *place = (*place).max(at);
        }
    };
    for &at in &rows {
        if let Some(node) = graph.nodes.get(at) {
            node.operation.each(|&part| use_at(part, at));
        }
    }
    for &(sum, latest) in &waiting {
        if let Some(node) = graph.nodes.get(sum) {
            node.operation.each(|&part| use_at(part, latest));
        }
    }
    shown.iter().for_each(|&root| use_at(root, usize::MAX));
    let mut pass = Pass::default();
    let mut places: Vec<Option<Place>> = vec![None; graph.nodes.len()];
    let mut free: Vec<usize> = Vec::new();
    let of = |places: &[Option<Place>], at: Value| places.get(at).copied().flatten().unwrap_or(Place::Number(at));
    for &at in &rows {
        let Some(node) = graph.nodes.get(at) else { continue };
        let place = match node.operation {
            Operation::Column(column) => {
                pass.columns.push(column);
                Place::Column(column)
            }
            _ => {
                // The result goes to a block of its own: operands are read while it is written.
                let into = free.pop().unwrap_or_else(|| {
                    pass.blocks += 1;
                    pass.blocks - 1
                });
                pass.work.push(Work::Compute(node.operation.map(|&part| of(&places, part)), into));
                Place::Block(into)
            }
        };
        if let Some(own) = places.get_mut(at) {
            *own = Some(place);
        }
        let mut done = vec![at];
        node.operation.each(|&part| done.push(part));
        for &(sum, _) in waiting.iter().filter(|(_, latest)| *latest == at) {
            let Some(node) = graph.nodes.get(sum) else { continue };
            let mut parts = Vec::new();
            node.operation.each(|&part| {
                parts.push(of(&places, part));
                done.push(part);
            });
            let Some(&first) = parts.first() else { continue };
            pass.work.push(Work::Add(first, parts.get(1).copied(), pass.sums.len()));
            pass.sums.push(sum);
        }
        done.sort_unstable();
        done.dedup();
        for part in done.into_iter().filter(|&part| last.get(part) == Some(&at)) {
            if let Place::Block(block) = of(&places, part) {
                free.push(block);
            }
        }
    }
    pass.shown = shown.iter().map(|&root| of(&places, root)).collect();
    pass
}
