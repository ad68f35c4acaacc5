//! Owns what a document has said so far: functions, definitions, models, columns, data, assumptions.

use rustc_hash::FxHashMap;

use crate::calculus::evaluate_derivatives;
use crate::expr::{
    Id, Kind, Pool, Scope, occurs, postorder, rebuild, replace_map, substitute, variables, with_children,
};
use crate::functions::{self, FunctionId};
use crate::language::Relation;
use crate::language::latex::Declared;
use crate::number::Rational;
use crate::render::plain;

/// A function that the document defines.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub parameters: Vec<Id>,
    /// What it is, mistakes corrected.
    pub body: Id,
    /// What was printed last, when that is wrong.
    pub printed: Option<Id>,
    /// The block of its last statement.
    pub block: usize,
}

/// `name = value` or `name_i = value`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    /// The name without its index.
    pub name: Id,
    /// The running index on the left side.
    pub index: Option<Id>,
    pub value: Id,
}

/// Everything known at a place.
#[derive(Default)]
pub(super) struct Context {
    pub scope: Scope,
    pub declared: Declared,
    /// By name, in order of definition.
    pub functions: Vec<(String, Known)>,
    pub definitions: Vec<Definition>,
    /// Names with one value a row.
    pub columns: Vec<Id>,
    /// Columns that the document lists as data.
    pub listed: Vec<Id>,
    /// Names that carry a hat somewhere in the document.
    pub hatted: Vec<Id>,
    /// Values of columns.
    pub data: Vec<(Id, Vec<Rational>)>,
    pub assumptions: Vec<Id>,
    /// Names that derivatives are taken by, anywhere in the document.
    pub differentiated: Vec<Id>,
    /// Names that get new values, anywhere in the document.
    pub updated: Vec<Id>,
    /// Values that the document gives to names anywhere.
    pub values: Vec<(Id, Id)>,
    /// Functions of the table whose letter the document uses without saying what it stands for.
    pub unnamed: Vec<FunctionId>,
    /// Names of such letters that the document also uses as quantities.
    pub two_ways: Vec<Id>,
    /// Pairs of values that the document says labels have.
    pub labels: Vec<[i64; 2]>,
    /// Equations between names that the document states, with a number on the right.
    pub equations: Vec<(Id, Id)>,
}

/// Rounds of replacing names by what they stand for.
const ROUNDS: usize = 24;

/// Replacing stops when an expression grows past this many nodes of the pool.
const GROWTH: usize = 200_000;

impl Context {
    pub fn function(&self, name: &str) -> Option<&Known> {
        self.functions.iter().rev().find(|(other, _)| other == name).map(|(_, known)| known)
    }

    /// Sets what a function is; calls of it are read as its body from now on.
    pub fn set_function(&mut self, name: &str, known: Known) {
        self.scope.set_function(name, &known.parameters, known.body);
        self.functions.retain(|(other, _)| other != name);
        self.functions.push((name.to_owned(), known));
    }

    /// Forgets a function whose name the document has begun to use for others.
    pub fn forget(&mut self, name: &str) {
        self.functions.retain(|(other, _)| other != name);
    }

    /// Sets what a name stands for, instead of what it stood for before.
    pub fn define(&mut self, definition: Definition) {
        self.definitions.retain(|other| other.name != definition.name);
        self.definitions.push(definition);
    }

    /// What a name stands for.
    pub fn definition(&self, name: Id) -> Option<Definition> {
        self.definitions.iter().rev().find(|definition| definition.name == name).copied()
    }

    /// What is known of a variable: the value of a symbol or of an indexed symbol.
    fn value(&self, pool: &mut Pool, variable: Id) -> Option<Id> {
        match (pool.kind(variable), pool.children(variable)) {
            (Kind::Symbol(_), _) => {
                if let Some(definition) = self.definition(variable).filter(|definition| definition.index.is_none()) {
                    return Some(definition.value);
                }
                let name = pool.name(variable)?;
                self.function(name).map(|known| known.body)
            }
            // δ_ij is 1 where the indices are the same.
            (Kind::Indexed, [base, first, second]) if pool.name(*base) == Some("delta") => {
                let (first, second) = (*first, *second);
                let same = pool.compare(Relation::Equal, first, second);
                functions::lookup("indicator").map(|indicator| pool.call(indicator, &[same]))
            }
            (Kind::Indexed, [base, index]) => {
                let (base, index) = (*base, *index);
                if let Some(definition) = self.definition(variable) {
                    return Some(definition.value);
                }
                let definition = self.definition(base)?;
                Some(match definition.index {
                    // A sum inside may run over a name that stands in the new index.
                    Some(running) => substitute(pool, definition.value, &[(running, index)]),
                    None => self.at_row(pool, definition.value, index),
                })
            }
            _ => None,
        }
    }

    /// The value with every column in it at the row.
    fn at_row(&self, pool: &mut Pool, value: Id, index: Id) -> Id {
        let columns: FxHashMap<Id, Id> = variables(pool, value)
            .into_iter()
            .filter(|variable| self.columns.contains(variable))
            .map(|column| (column, pool.indexed(column, &[index])))
            .collect();
        replace_map(pool, value, &columns)
    }

    /// Replaces names by what they stand for until nothing changes, and carries derivatives out: each of what its body
    /// is, by a variable that stays one.
    pub fn resolve(&self, pool: &mut Pool, id: Id) -> Id {
        let derived = rebuild::<std::convert::Infallible>(pool, id, |pool, id, children| {
            let node = with_children(pool, id, children);
            let (Kind::Derivative, [body, by @ ..]) = (pool.kind(id), children) else { return Ok(node) };
            let body = self.replaced(pool, *body, by);
            let node = pool.derivative(body, by);
            // What isn't known stays a derivative, and isn't judged.
            if super::judge::opaque(pool, node).is_some() {
                return Ok(node);
            }
            Ok(evaluate_derivatives(pool, node).map_or(node, |found| found.answer))
        });
        let derived = match derived {
            Ok(derived) => derived,
            Err(never) => match never {},
        };
        let held: Vec<Id> = postorder(pool, derived)
            .into_iter()
            .filter(|&id| pool.kind(id) == Kind::Derivative)
            .flat_map(|id| pool.children(id).iter().skip(1).copied().collect::<Vec<_>>())
            .collect();
        self.replaced(pool, derived, &held)
    }

    /// A derivative that isn't carried out, of what its body is.
    pub fn pending(&self, pool: &mut Pool, id: Id) -> Id {
        let (Kind::Derivative, [body, by @ ..]) = (pool.kind(id), pool.children(id)) else { return id };
        let (body, by) = (*body, by.to_vec());
        let body = self.replaced(pool, body, &by);
        pool.derivative(body, &by)
    }

    /// Replaces names, but those that are held, by what they stand for until nothing changes.
    fn replaced(&self, pool: &mut Pool, id: Id, held: &[Id]) -> Id {
        let mut current = id;
        let start = pool.len();
        for _ in 0..ROUNDS {
            let mut map: FxHashMap<Id, Id> = FxHashMap::default();
            for variable in variables(pool, current) {
                if let Some(value) = self.value(pool, variable)
                    && !occurs(pool, value, variable)
                    && !held.contains(&variable)
                {
                    map.insert(variable, value);
                }
            }
            if map.is_empty() || pool.len() > start + GROWTH {
                break;
            }
            let next = replace_map(pool, current, &map);
            if next == current {
                break;
            }
            current = next;
        }
        current
    }

    /// Whether the document lists the name as data, by its points or by their names.
    pub fn given(&self, name: Id) -> bool {
        self.listed.contains(&name)
    }

    /// The number of rows of the data.
    pub fn rows(&self) -> Option<usize> {
        self.data.first().map(|(_, values)| values.len())
    }

    /// Whether data values of the name are known.
    pub fn has_data(&self, name: Id) -> bool {
        self.data.iter().any(|(column, _)| *column == name)
    }

    /// What is known, one line each, for `--explain-context`.
    pub fn describe(&self, pool: &Pool) -> Vec<String> {
        let functions = self.functions.iter().map(|(name, known)| {
            let parameters: Vec<String> = known.parameters.iter().map(|&id| plain(pool, id)).collect();
            format!("{name}({}) = {}", parameters.join(", "), plain(pool, known.body))
        });
        let definitions = self.definitions.iter().map(|definition| {
            let index = definition.index.map(|index| format!("_{}", plain(pool, index))).unwrap_or_default();
            format!("{}{index} = {}", plain(pool, definition.name), plain(pool, definition.value))
        });
        let data = self.data.iter().map(|(column, values)| {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            format!("{} : {}", plain(pool, *column), values.join(", "))
        });
        let assumptions = self.assumptions.iter().map(|&id| plain(pool, id));
        functions.chain(definitions).chain(data).chain(assumptions).collect()
    }
}
