//! Owns the order of work: what is computed once, what in each pass over the rows, and in which blocks of memory.

use super::build::{Graph, Node, Value};
use super::operation::Operation;
use super::pass::pass;

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
    /// tanh and 1/cosh of the same rows, into two blocks.
    Tangent(Place, [usize; 2]),
    /// The sigmoid of rows, or what labels leave of it, into a block; the sum of ln(1 + e^x), or of that minus the labels
    /// times x, to the product at this position.
    Logistic { x: Place, labels: Option<Place>, into: Option<usize>, product: Option<usize> },
    /// Adds rows to one sum, and their products with others to further sums, by position.
    Add { value: Place, plain: Option<usize>, others: Vec<(Place, usize)> },
    /// The greatest of rows, to this position.
    Greatest(Place, usize),
}

/// What becomes of the values of a stream before they are added up: their shares, and the loss beside them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shares {
    /// The column of labels.
    pub labels: Option<usize>,
    /// The product that the loss goes to.
    pub product: Option<usize>,
}

/// Sums of multiples of columns, or of their sigmoids, which need no block of memory.
#[derive(Debug)]
pub(super) struct Stream {
    /// A number; none is 0.
    pub constant: Option<Value>,
    /// Factors, of which none is 1, and columns.
    pub terms: Vec<(Option<Value>, usize)>,
    /// Set where not the values themselves are added up.
    pub shares: Option<Shares>,
    /// Where the sum and the sum of squares go; shares aren't squared.
    pub own: [Option<usize>; 2],
    /// Columns whose products with it are added up, and where.
    pub others: Vec<(usize, usize)>,
}

/// One pass over the rows.
#[derive(Debug, Default)]
pub(super) struct Pass {
    pub work: Vec<Work>,
    /// The same without blocks, where that is all there is to do.
    pub streams: Vec<Stream>,
    /// The values that the sums are.
    pub sums: Vec<Value>,
    /// Which sums get logarithms of products.
    pub logarithms: Vec<usize>,
    /// The values that are the greatest of rows.
    pub greatest: Vec<Value>,
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

pub(super) fn flag(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}

/// Which values the given ones are made of, going on only where `open` says so. Operands come before what is made of
/// them.
pub(super) fn reached(graph: &Graph, from: &[Value], open: impl Fn(&Node) -> bool) -> Vec<bool> {
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
