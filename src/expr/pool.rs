//! Owns the pool: the one arena that every expression lives in, each distinct expression once.
//!
//! A node is a [`Kind`] and a list of children, 16 bytes; equal nodes get equal ids, so equality of typed shape is
//! one integer comparison, and whatever is shared is stored, differentiated and evaluated once (Filliâtre & Conchon,
//! "Type-safe modular hash-consing", 2006). A child is always made before its parent, so **ids are a topological
//! order**: sorting ids puts children first, and no walk needs recursion.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};

use super::read::Template;
use crate::functions::FunctionId;
use crate::language::Relation;
use crate::number::Rational;

/// Names one expression of a [`Pool`]. Ids of different pools must not be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

impl Id {
    /// The position in the pool: children have smaller positions than their parents.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The id of a position in some array; only for maps and sets, which keep their own arrays.
    #[inline]
    pub(super) fn at(position: usize) -> Self {
        Id(position as u32)
    }
}

/// Names an interned number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberId(u32);

/// Names an interned symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SymbolId(u32);

/// Numbers that have a letter of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// Euler's number.
    E,
    /// Archimedes' constant.
    Pi,
}

/// The shape of a node. The comment names the children in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number that isn't negative; −2 is `Neg` of 2. No children.
    Number(NumberId),
    /// A variable, parameter or constant with a name. No children.
    Symbol(SymbolId),
    /// `e` or `pi`. No children.
    Constant(Constant),
    /// `x_i`, `W_{j,i}`: the symbol, then its indices.
    Indexed,
    /// Minus the child. As a later term of `Add` it is a difference.
    Neg,
    /// A sum of two or more terms, in the order typed.
    Add,
    /// A product of two or more factors, in the order typed.
    Mul,
    /// Numerator, denominator.
    Div,
    /// Base, exponent.
    Pow,
    /// A function of the table; its arguments.
    Call(FunctionId),
    /// Σ over an index: index, lower limit, upper limit, body. Binds the index in the body.
    Sum,
    /// Π over an index: index, lower limit, upper limit, body. Binds the index in the body.
    Product,
    /// A sum over the rows of the data: body. Replaced by `Sum` once the columns are known.
    RowSum,
    /// A mean over the rows of the data: body. Replaced by `Sum` once the columns are known.
    RowMean,
    /// A derivative that isn't carried out yet: body, then one variable for each order.
    Derivative,
    /// Condition, value, condition, value, …, value otherwise.
    Piecewise,
    /// A condition: left, right.
    Compare(Relation),
}

#[derive(Clone, Copy)]
struct Node {
    kind: Kind,
    start: u32,
    count: u32,
}

/// The arena of expressions.
///
/// ```
/// use gradus::expr::{Kind, Pool};
/// let mut pool = Pool::new();
/// let (x, two) = (pool.symbol("x"), pool.integer(2));
/// let square = pool.pow(x, two);
/// assert_eq!(square, pool.pow(x, two)); // equal shape, equal id
/// assert_eq!(pool.kind(square), Kind::Pow);
/// assert_eq!(pool.children(square), [x, two]);
/// // Constructors do no algebra: x·1 stays x·1 until a rule changes it.
/// let one = pool.integer(1);
/// assert_ne!(pool.mul(&[x, one]), x);
/// ```
#[derive(Default)]
pub struct Pool {
    nodes: Vec<Node>,
    children: Vec<Id>,
    /// Hash and position of every node: the hash is kept so that growing the table needn't look at the nodes.
    table: HashTable<(u32, u32)>,
    numbers: Vec<Rational>,
    number_ids: FxHashMap<Rational, Id>,
    /// Small whole numbers once more, by their value: they are asked for all the time.
    pub(super) integers: [Option<Id>; 17],
    symbols: Vec<Box<str>>,
    symbol_ids: FxHashMap<Box<str>, Id>,
    /// Whether a derivative that isn't carried out was ever made.
    holds_derivatives: bool,
    /// Texts of the tables that were read already.
    pub(super) texts: FxHashMap<&'static str, Id>,
    /// Texts of functions, ready to be filled in.
    pub(super) templates: FxHashMap<(FunctionId, &'static str), Arc<Template>>,
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Self {
        Pool::default()
    }

    /// How many distinct expressions it holds; what budgets are counted in.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The bytes that its nodes, their children and the table that finds them take; long numbers and names come on top.
    pub fn memory(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.children.capacity() * size_of::<Id>()
            + self.table.allocation_size()
    }

    /// Whether any of its expressions may hold a derivative that isn't carried out; where none does, none has to be looked for.
    pub(crate) fn holds_derivatives(&self) -> bool {
        self.holds_derivatives
    }

    /// Whether nothing was made yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The shape of an expression.
    #[inline]
    pub fn kind(&self, id: Id) -> Kind {
        self.nodes[id.index()].kind
    }

    /// The parts of an expression.
    #[inline]
    pub fn children(&self, id: Id) -> &[Id] {
        let node = self.nodes[id.index()];
        &self.children[node.start as usize..(node.start + node.count) as usize]
    }

    /// The only child of `Neg`, `RowSum`, `RowMean` and calls of one argument; `None` for other counts.
    #[inline]
    pub fn only(&self, id: Id) -> Option<Id> {
        match self.children(id) {
            [child] => Some(*child),
            _ => None,
        }
    }

    /// Both children of `Div`, `Pow`, `Compare` and calls of two arguments; `None` for other counts.
    #[inline]
    pub fn pair(&self, id: Id) -> Option<(Id, Id)> {
        match self.children(id) {
            [left, right] => Some((*left, *right)),
            _ => None,
        }
    }

    /// The interned number.
    #[inline]
    pub fn number_value(&self, id: NumberId) -> &Rational {
        &self.numbers[id.0 as usize]
    }

    /// The interned name.
    pub fn symbol_name(&self, id: SymbolId) -> &str {
        &self.symbols[id.0 as usize]
    }

    /// Makes, or finds, the node of this shape with these children. Adds no algebra and keeps the order.
    pub fn make(&mut self, kind: Kind, children: &[Id]) -> Id {
        let hash = hash_of(kind, children);
        let (nodes, arena) = (&self.nodes, &self.children);
        let same = |&(other, index): &(u32, u32)| {
            other == hash && {
                let node = nodes[index as usize];
                node.kind == kind && &arena[node.start as usize..(node.start + node.count) as usize] == children
            }
        };
        if let Some(&(_, index)) = self.table.find(spread(hash), same) {
            return Id(index);
        }
        // 2³² nodes would need more than 64 GiB; budgets stop long before.
        let index = self.nodes.len() as u32;
        self.holds_derivatives |= kind == Kind::Derivative;
        self.nodes.push(Node { kind, start: self.children.len() as u32, count: children.len() as u32 });
        self.children.extend_from_slice(children);
        self.table.insert_unique(spread(hash), (hash, index), |&(hash, _)| spread(hash));
        Id(index)
    }

    /// A number; a negative one becomes `Neg` of its absolute value.
    pub fn number(&mut self, value: &Rational) -> Id {
        let size = value.abs();
        let number = match self.number_ids.get(&size) {
            Some(&number) => number,
            None => {
                let number = self.make(Kind::Number(NumberId(self.numbers.len() as u32)), &[]);
                self.numbers.push(size.clone());
                self.number_ids.insert(size, number);
                number
            }
        };
        if value.is_negative() { self.neg(number) } else { number }
    }

    /// The variable called `name`.
    pub fn symbol(&mut self, name: &str) -> Id {
        match self.symbol_ids.get(name) {
            Some(&symbol) => symbol,
            None => {
                let symbol = self.make(Kind::Symbol(SymbolId(self.symbols.len() as u32)), &[]);
                self.symbols.push(name.into());
                self.symbol_ids.insert(name.into(), symbol);
                symbol
            }
        }
    }
}

fn hash_of(kind: Kind, children: &[Id]) -> u32 {
    let mut hasher = FxHasher::default();
    kind.hash(&mut hasher);
    for child in children {
        hasher.write_u32(child.0);
    }
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

/// The table wants the high bits as good as the low ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
