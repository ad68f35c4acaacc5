//! Owns the choice of the law: which rule of the table differentiates a node, what its parts are, and under which
//! conditions it holds.

use smallvec::{SmallVec, smallvec};

use super::form::{FLAT_PRODUCT, Form, Parts};
use crate::algebra::fold;
use crate::diagnostic::{Diagnostic, deriving};
use crate::expr::{Constant, Id, IdMap, IdSet, Kind, Pool, postorder};
use crate::functions::{FunctionId, lookup};
use crate::language::Relation;
use crate::render::plain;
use crate::steps::{Rule, rules::differentiation as rules};

/// Letters of a rule and what they stand for; no rule has more than two.
pub(crate) type Bindings = SmallVec<[(&'static str, Id); 2]>;

/// A law applied to one node.
pub(crate) struct Law {
    pub rule: &'static Rule,
    pub form: Form,
    /// The parts to differentiate, in the order of the form.
    pub parts: Parts,
    /// What the letters of the rule stand for.
    pub bindings: Bindings,
    /// Conditions that exclude points where there is no derivative.
    pub conditions: Vec<Id>,
    /// Whether the parts are the variable itself: then a reader sees f'(x), not f'(x)·d/dx (x).
    pub direct: bool,
}

/// Which nodes can change with the variables; asked lazily, each node looked at once.
pub(crate) struct Dependence {
    variables: Vec<Id>,
    /// The same as a set: there may be as many variables as nodes.
    set: IdSet,
    /// Positions of those with an index, which may be the same as others with an index.
    indexed: Vec<usize>,
    /// Positions of those with an index that isn't a number.
    open: Vec<usize>,
    known: IdMap<bool>,
}

impl Dependence {
    pub(crate) fn on(pool: &Pool, variables: &[Id]) -> Self {
        let positions = |keep: &dyn Fn(Id) -> bool| -> Vec<usize> {
            variables.iter().enumerate().filter(|&(_, &id)| keep(id)).map(|(at, _)| at).collect()
        };
        let mut set = IdSet::default();
        for &variable in variables {
            set.insert(variable);
        }
        Dependence {
            variables: variables.to_vec(),
            set,
            indexed: positions(&|id| pool.kind(id) == Kind::Indexed),
            open: positions(&|id| pool.kind(id) == Kind::Indexed && !has_numbers(pool, id)),
            known: IdMap::default(),
        }
    }

    /// Whether it is one of the variables itself.
    pub(super) fn is_variable(&self, id: Id) -> bool {
        self.set.contains(id)
    }

    /// Positions of the variables that an indexed node may be the same as, without itself. Indices that are all numbers
    /// are the same only in the same node.
    pub(super) fn doubles(&self, pool: &Pool, id: Id) -> Vec<usize> {
        if pool.kind(id) != Kind::Indexed {
            return Vec::new();
        }
        let candidates = if has_numbers(pool, id) { &self.open } else { &self.indexed };
        let may_be = |&at: &usize| {
            self.variables.get(at).is_some_and(|&variable| variable != id && may_be_same(pool, id, variable))
        };
        candidates.iter().copied().filter(may_be).collect()
    }

    pub(super) fn variables(&self) -> &[Id] {
        &self.variables
    }

    pub(crate) fn depends(&mut self, pool: &Pool, id: Id) -> bool {
        if let Some(known) = self.known.get(id) {
            return known;
        }
        if let Some(answer) = self.of_leaf(pool, id) {
            return answer;
        }
        // Each node with the child that is looked at next, and whether one before it depends.
        let mut stack = vec![(id, 0, false)];
        while let Some((top, next, depends)) = stack.last_mut() {
            let Some(&child) = pool.children(*top).get(*next) else {
                let (top, answer) = (*top, *depends);
                self.known.insert(top, answer);
                stack.pop();
                match stack.last_mut() {
                    Some((_, _, depends)) => *depends |= answer,
                    None => return answer,
                }
                continue;
            };
            *next += 1;
            match self.known.get(child).or_else(|| self.of_leaf(pool, child)) {
                Some(answer) => *depends |= answer,
                None => stack.push((child, 0, false)),
            }
        }
        false
    }

    /// The answer for variables and for nodes without parts of their own, which need no walk.
    fn of_leaf(&mut self, pool: &Pool, id: Id) -> Option<bool> {
        let answer = if self.is_variable(id) {
            true
        } else if pool.kind(id) == Kind::Indexed {
            !self.doubles(pool, id).is_empty()
        } else if pool.children(id).is_empty() {
            false
        } else {
            return None;
        };
        self.known.insert(id, answer);
        Some(answer)
    }
}

/// Whether all indices are numbers.
fn has_numbers(pool: &Pool, id: Id) -> bool {
    pool.children(id).iter().skip(1).all(|&index| pool.as_number(index).is_some())
}

/// Whether two variables can be one: the same symbol, with indices that don't differ as numbers.
fn may_be_same(pool: &Pool, a: Id, b: Id) -> bool {
    if a == b {
        return true;
    }
    let (left, right) = (pool.children(a), pool.children(b));
    pool.kind(a) == Kind::Indexed
        && pool.kind(b) == Kind::Indexed
        && left.first() == right.first()
        && left.len() == right.len()
        && left.iter().zip(right).skip(1).all(|(&i, &j)| match (pool.as_number(i), pool.as_number(j)) {
            (Some(i), Some(j)) => i == j,
            _ => true,
        })
}

/// Σ or Π over an index or over rows: the parts of the node.
pub(super) fn range_and_body(pool: &Pool, id: Id) -> Option<([Id; 3], Id)> {
    match pool.children(id) {
        [index, lower, upper, body] => Some(([*index, *lower, *upper], *body)),
        _ => None,
    }
}

/// 1 where the indices are the same: ∂y_i/∂y_j.
pub(super) fn delta(pool: &mut Pool, a: Id, b: Id) -> Id {
    let pairs: Vec<(Id, Id)> = pool
        .children(a)
        .iter()
        .copied()
        .zip(pool.children(b).iter().copied())
        .skip(1)
        .filter(|(i, j)| i != j)
        .collect();
    let Some(indicator) = lookup("indicator") else { return pool.integer(0) };
    let factors: Vec<Id> = pairs
        .into_iter()
        .map(|(i, j)| {
            let same = pool.compare(Relation::Equal, i, j);
            pool.call(indicator, &[same])
        })
        .collect();
    pool.mul(&factors)
}

/// As [`whole_law`], long products half by half, so that a derivative written out stays small.
pub(crate) fn law(pool: &mut Pool, id: Id, dependence: &mut Dependence) -> Result<Law, Diagnostic> {
    let mut law = whole_law(pool, id, dependence)?;
    if let Form::Product { factors, .. } = &mut law.form
        && factors.len() > FLAT_PRODUCT
    {
        let (left, right) = factors.split_at(factors.len() / 2);
        let (u, v) = (pool.mul(left), pool.mul(right));
        *factors = smallvec![u, v];
        (law.parts, law.bindings) = (smallvec![u, v], smallvec![("u", u), ("v", v)]);
    }
    Ok(law)
}

/// The law for `id`, which is to be differentiated by the one variable (or, for the gradient, by all) of `dependence`.
pub(super) fn whole_law(pool: &mut Pool, id: Id, dependence: &mut Dependence) -> Result<Law, Diagnostic> {
    let simple =
        |rule, form, parts| Law { rule, form, parts, bindings: Bindings::new(), conditions: Vec::new(), direct: false };
    if !dependence.depends(pool, id) {
        return Ok(simple(&rules::CONSTANT, Form::Zero, Parts::new()));
    }
    if dependence.is_variable(id) {
        let one = pool.integer(1);
        return Ok(simple(&rules::VARIABLE, Form::Value(one), Parts::new()));
    }
    let children: SmallVec<[Id; 8]> = SmallVec::from_slice(pool.children(id));
    match (pool.kind(id), &children[..]) {
        (Kind::Indexed, _) => {
            let variable = dependence.variables().first().copied().unwrap_or(id);
            let delta = delta(pool, id, variable);
            Ok(simple(&rules::KRONECKER, Form::Value(delta), Parts::new()))
        }
        (Kind::Neg, [a]) => Ok(simple(&rules::NEGATIVE, Form::Sum(smallvec![true]), smallvec![*a])),
        (Kind::Add, terms) => {
            let (mut minus, mut parts) = (SmallVec::<[bool; 8]>::new(), Parts::new());
            for &term in terms {
                let (is_minus, part) = fold::unsigned(pool, term);
                minus.push(is_minus);
                parts.push(part);
            }
            let rule = if minus.contains(&true) { &rules::DIFFERENCE } else { &rules::SUM };
            Ok(simple(rule, Form::Sum(minus), parts))
        }
        (Kind::Mul, factors) => Ok(product(pool, factors, dependence)),
        (Kind::Div, [u, v]) => Ok(quotient(pool, *u, *v, dependence)),
        (Kind::Pow, [base, exponent]) => power(pool, id, *base, *exponent, dependence),
        (Kind::Call(function), arguments) => call(pool, function, arguments, dependence),
        (Kind::Sum | Kind::Product, [index, lower, upper, body]) => {
            if [lower, upper].into_iter().any(|&limit| dependence.depends(pool, limit)) {
                return Err(refused(pool, id, dependence));
            }
            let range = [*index, *lower, *upper];
            let (rule, form) = match pool.kind(id) {
                Kind::Sum => (&rules::SUM_LINEAR, Form::UnderSum { range }),
                _ => (&rules::PRODUCT_OVER_INDEX, Form::UnderProduct { product: id, body: *body, range }),
            };
            Ok(simple(rule, form, smallvec![*body]))
        }
        (kind @ (Kind::RowSum | Kind::RowMean), [body]) => {
            Ok(simple(&rules::SUM_LINEAR, Form::UnderRows(kind), smallvec![*body]))
        }
        (Kind::Piecewise, parts) => Ok(piecewise(pool, parts, dependence)),
        (Kind::Compare(_) | Kind::Derivative, _) => Err(refused(pool, id, dependence)),
        // The remaining kinds are leaves, which are the variable or don't depend on it; shapes have their children.
        (
            Kind::Number(_)
            | Kind::Symbol(_)
            | Kind::Constant(_)
            | Kind::Neg
            | Kind::Div
            | Kind::Pow
            | Kind::Sum
            | Kind::Product
            | Kind::RowSum
            | Kind::RowMean,
            _,
        ) => Err(refused(pool, id, dependence)),
    }
}

fn refused(pool: &Pool, id: Id, dependence: &Dependence) -> Diagnostic {
    let variable = dependence.variables().first().copied().unwrap_or(id);
    Diagnostic::new(&deriving::NOT_DIFFERENTIABLE)
        .with("what", crate::render::plain(pool, id))
        .with("variable", crate::render::plain(pool, variable))
}

fn product(pool: &Pool, factors: &[Id], dependence: &mut Dependence) -> Law {
    let (mut constants, mut varying) = (Parts::new(), Parts::new());
    for &factor in factors {
        if dependence.depends(pool, factor) { varying.push(factor) } else { constants.push(factor) }
    }
    if varying.len() == 1 {
        let bindings = match constants[..] {
            [constant] => smallvec![("c", constant)],
            _ => Bindings::new(),
        };
        return Law {
            rule: &rules::CONSTANT_MULTIPLE,
            form: Form::Scaled(constants),
            parts: varying,
            bindings,
            conditions: Vec::new(),
            direct: false,
        };
    }
    let bindings = match varying[..] {
        [u, v] => smallvec![("u", u), ("v", v)],
        _ => Bindings::new(),
    };
    Law {
        rule: &rules::PRODUCT,
        form: Form::Product { constants, factors: varying.clone() },
        parts: varying,
        bindings,
        conditions: Vec::new(),
        direct: false,
    }
}

fn quotient(pool: &Pool, u: Id, v: Id, dependence: &mut Dependence) -> Law {
    let (top, bottom) = (dependence.depends(pool, u), dependence.depends(pool, v));
    let (rule, form, parts, bindings) = match (top, bottom) {
        (_, false) => (&rules::CONSTANT_MULTIPLE, Form::OverConstant(v), smallvec![u], Bindings::new()),
        (false, true) => {
            (&rules::RECIPROCAL, Form::Reciprocal { numerator: u, denominator: v }, smallvec![v], smallvec![("v", v)])
        }
        (true, true) => (
            &rules::QUOTIENT,
            Form::Quotient { numerator: u, denominator: v },
            smallvec![u, v],
            smallvec![("u", u), ("v", v)],
        ),
    };
    Law { rule, form, parts, bindings, conditions: Vec::new(), direct: false }
}

fn power(pool: &mut Pool, power: Id, base: Id, exponent: Id, dependence: &mut Dependence) -> Result<Law, Diagnostic> {
    let (in_base, in_exponent) = (dependence.depends(pool, base), dependence.depends(pool, exponent));
    if in_base && in_exponent {
        let logarithm = logarithm(pool, base)?;
        let condition = positive(pool, base);
        return Ok(Law {
            rule: &rules::GENERAL_POWER,
            form: Form::GeneralPower { base, exponent, power, logarithm },
            parts: smallvec![base, exponent],
            bindings: smallvec![("u", base), ("v", exponent)],
            conditions: vec![condition],
            direct: false,
        });
    }
    if in_base {
        let lowered = lowered_by_one(pool, exponent);
        let derivative = smallvec![exponent, fold::pow(pool, base, lowered)];
        let direct = dependence.is_variable(base);
        let (rule, bindings) = match direct {
            true => (&rules::POWER, smallvec![("n", exponent)]),
            false => (&rules::POWER_CHAIN, smallvec![("u", base), ("n", exponent)]),
        };
        let form = Form::Outer(smallvec![derivative]);
        return Ok(Law { rule, form, parts: smallvec![base], bindings, conditions: Vec::new(), direct });
    }
    let natural = pool.kind(base) == Kind::Constant(Constant::E);
    let number = pool.as_number(base);
    // 0^x and (−2)^x have values at some exponents only, and so no derivative.
    if number.as_ref().is_some_and(|number| number.is_negative() || number.is_zero()) {
        let by = dependence.variables().first().copied();
        return Err(Diagnostic::new(&deriving::NOT_DIFFERENTIABLE)
            .with("what", plain(pool, power))
            .with("variable", by.map_or(String::new(), |by| plain(pool, by))));
    }
    let mut derivative: Parts = smallvec![power];
    if !natural {
        derivative.push(logarithm(pool, base)?);
    }
    let known_positive = natural || number.is_some();
    let conditions = if known_positive { Vec::new() } else { vec![positive(pool, base)] };
    let direct = dependence.is_variable(exponent);
    let bindings = if direct { smallvec![("a", base)] } else { smallvec![("a", base), ("u", exponent)] };
    let form = Form::Outer(smallvec![derivative]);
    Ok(Law { rule: &rules::EXPONENTIAL, form, parts: smallvec![exponent], bindings, conditions, direct })
}

/// n − 1, computed when n is a number.
fn lowered_by_one(pool: &mut Pool, exponent: Id) -> Id {
    let one = pool.integer(1);
    let quotient = match (pool.kind(exponent), pool.pair(exponent)) {
        (Kind::Div, Some((p, q))) => match (pool.as_number(p), pool.as_number(q)) {
            (Some(p), Some(q)) => p.checked_div(&q),
            _ => None,
        },
        _ => None,
    };
    match quotient {
        Some(value) => {
            let number = pool.number(&value);
            fold::sub(pool, number, one)
        }
        None => fold::sub(pool, exponent, one),
    }
}

fn logarithm(pool: &mut Pool, of: Id) -> Result<Id, Diagnostic> {
    let ln = lookup("ln").ok_or_else(|| Diagnostic::new(&deriving::NOT_DIFFERENTIABLE))?;
    Ok(pool.call(ln, &[of]))
}

fn positive(pool: &mut Pool, id: Id) -> Id {
    let zero = pool.integer(0);
    pool.compare(Relation::Greater, id, zero)
}

fn call(
    pool: &mut Pool,
    function: FunctionId,
    arguments: &[Id],
    dependence: &mut Dependence,
) -> Result<Law, Diagnostic> {
    let row = function.row();
    // A row of any number of arguments describes two: f(a, b, c) is f(f(a, b), c).
    let arguments: SmallVec<[Id; 4]> = match arguments.split_last() {
        Some((&last, firsts)) if arguments.len() > row.parameters.len() => {
            smallvec![pool.call(function, firsts), last]
        }
        _ => SmallVec::from_slice(arguments),
    };
    let mut conditions = Vec::new();
    for text in row.smooth {
        let condition = pool.instantiate(function, text, &arguments)?;
        if dependence.depends(pool, condition) {
            conditions.push(condition);
        }
    }
    let (mut partials, mut parts) = (SmallVec::new(), Parts::new());
    for (&argument, text) in arguments.iter().zip(row.derivatives) {
        if !dependence.depends(pool, argument) {
            continue;
        }
        if text.is_empty() {
            let whole = pool.call(function, &arguments);
            return Err(refused(pool, whole, dependence));
        }
        let partial = pool.instantiate(function, text, &arguments)?;
        if pool.is_integer(partial, 0) {
            continue;
        }
        partials.push(match pool.kind(partial) {
            Kind::Mul => Parts::from_slice(pool.children(partial)),
            _ => smallvec![partial],
        });
        parts.push(argument);
    }
    let direct = matches!(parts[..], [part] if dependence.is_variable(part));
    let (rule, bindings) = match parts[..] {
        [] => (&rules::FUNCTION, Bindings::new()),
        [_] if direct => (&rules::FUNCTION, Bindings::new()),
        [part] => (&rules::CHAIN, smallvec![("u", part)]),
        _ => (&rules::TOTAL, Bindings::new()),
    };
    let form = if parts.is_empty() { Form::Zero } else { Form::Outer(partials) };
    Ok(Law { rule, form, parts, bindings, conditions, direct })
}

fn piecewise(pool: &mut Pool, parts: &[Id], dependence: &mut Dependence) -> Law {
    let (mut tests, mut values) = (Vec::new(), Parts::new());
    for pair in parts.chunks(2) {
        match pair {
            [test, value] => {
                tests.push(*test);
                values.push(*value);
            }
            _ => values.extend_from_slice(pair),
        }
    }
    let mut conditions: Vec<Id> = Vec::new();
    let mut seen = IdSet::default();
    for &test in &tests {
        if dependence.depends(pool, test)
            && let Some((left, right)) = pool.pair(test)
        {
            let apart = pool.compare(Relation::Unequal, left, right);
            conditions.extend(seen.insert(apart).then_some(apart));
        }
    }
    Law {
        rule: &rules::PIECEWISE,
        form: Form::Piecewise(tests),
        parts: values,
        bindings: Bindings::new(),
        conditions,
        direct: false,
    }
}

/// The derivatives that stand unevaluated in `root`, inner ones first.
pub(super) fn pending_in(pool: &Pool, root: Id) -> Vec<Id> {
    if !pool.holds_derivatives() {
        return Vec::new();
    }
    postorder(pool, root).into_iter().filter(|&id| pool.kind(id) == Kind::Derivative).collect()
}
