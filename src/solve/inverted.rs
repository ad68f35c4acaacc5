//! Owns equations in which the unknown stands inside one function: the function's value is an unknown as good as any, and what it
//! is applied to follows from the inverse function.

use super::equation::{Equation, Move, Use};
use super::univariate::{Root, Roots, polynomial_roots};
use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio, decide, fold, tidy};
use crate::calculus::gradient;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, substitute};
use crate::functions::Primitive;
use crate::number::Rational;
use crate::steps::Rule;
use crate::steps::rules::solving as rules;

/// A function and how it is undone.
struct Inverse {
    function: Primitive,
    /// What the argument may be when the function's value is u.
    arguments: &'static [&'static str],
    /// Which values u the function takes.
    range: &'static [&'static str],
}

const INVERSES: &[Inverse] = &[
    Inverse { function: Primitive::Exp, arguments: &["ln(u)"], range: &["u > 0"] },
    Inverse { function: Primitive::Ln, arguments: &["exp(u)"], range: &[] },
    Inverse { function: Primitive::Sqrt, arguments: &["u^2"], range: &["u >= 0"] },
    Inverse { function: Primitive::Sinh, arguments: &["asinh(u)"], range: &[] },
    Inverse { function: Primitive::Cosh, arguments: &["-acosh(u)", "acosh(u)"], range: &["u >= 1"] },
    Inverse { function: Primitive::Tanh, arguments: &["atanh(u)"], range: &["u > -1", "u < 1"] },
    Inverse { function: Primitive::Asinh, arguments: &["sinh(u)"], range: &[] },
    Inverse { function: Primitive::Acosh, arguments: &["cosh(u)"], range: &["u >= 0"] },
    Inverse { function: Primitive::Atanh, arguments: &["tanh(u)"], range: &[] },
    Inverse { function: Primitive::Atan, arguments: &["tan(u)"], range: &["u > -pi/2", "u < pi/2"] },
    Inverse { function: Primitive::Asin, arguments: &["sin(u)"], range: &["u >= -pi/2", "u <= pi/2"] },
    Inverse { function: Primitive::Acos, arguments: &["cos(u)"], range: &["u >= 0", "u <= pi"] },
];

/// Powers of e in one equation have exponents that are these multiples of one another at most.
const POWERS: i64 = 12;

/// Solves `equation = 0` where the unknown stands inside one function only, or where powers of e multiply a polynomial. `None`
/// where it is of another kind, or a root has no closed form.
///
/// ```
/// use gradus::algebra::Normalizer;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// use gradus::solve::inverted_roots;
/// let mut pool = Pool::new();
/// let (equation, w) = (read(&mut pool, "exp(w) - 2").unwrap(), pool.symbol("w"));
/// let roots = inverted_roots(&mut pool, &mut Normalizer::default(), equation, w).unwrap().unwrap();
/// assert_eq!(plain(&pool, roots.roots[0].value.unwrap()), "ln(2)");
/// let both = read(&mut pool, "exp(w) - w").unwrap();
/// assert!(inverted_roots(&mut pool, &mut Normalizer::default(), both, w).unwrap().is_none());
/// ```
pub fn inverted_roots(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    equation: Id,
    unknown: Id,
) -> Result<Option<Roots>, Diagnostic> {
    let ratio = normalizer.ratio(pool, equation)?;
    let zero = pool.integer(0);
    let given = Equation { number: 1, left: equation, right: zero };
    let mut way = Way { roots: Roots { given, moves: Vec::new(), roots: Vec::new(), complete: true }, unknown, zero };
    let top = way.without_powers(pool, normalizer, ratio.top)?;
    let hidden = way.hidden(pool, normalizer, &top);
    let own = normalizer.kernels.number(unknown);
    let found = match (hidden.is_empty(), top.degree_in(own)) {
        (true, _) => way.polynomial(pool, normalizer, &top)?,
        (false, 0) => way.kernels(pool, normalizer, &top, &hidden)?,
        (false, _) => None,
    };
    Ok(found.map(|()| way.roots))
}

/// One power of e, and each kernel as a factor times a power of it.
type Powers = (Id, Vec<(u32, Id, i64)>);

struct Way {
    roots: Roots,
    unknown: Id,
    zero: Id,
}

impl Way {
    fn last(&self) -> usize {
        self.roots.moves.len() + 1
    }

    fn record(&mut self, rule: &'static Rule, from: usize, sides: (Id, Id), conditions: Vec<Id>) -> usize {
        let number = self.last() + 1;
        let equation = Equation { number, left: sides.0, right: sides.1 };
        let uses = vec![Use { equation: from, factor: None }];
        self.roots.moves.push(Move { rule, uses, equation, conditions, names: Vec::new() });
        number
    }

    /// Kernels that hold the unknown.
    fn hidden(&self, pool: &Pool, normalizer: &Normalizer, top: &Polynomial) -> Vec<(u32, Id)> {
        let kernels = top.variables().into_iter().filter_map(|number| Some((number, normalizer.kernels.id(number)?)));
        kernels.filter(|(_, id)| *id != self.unknown && occurs(pool, *id, self.unknown)).collect()
    }

    /// Without powers of e that multiply the whole: they are never zero.
    fn without_powers(
        &mut self,
        pool: &mut Pool,
        normalizer: &Normalizer,
        top: Polynomial,
    ) -> Result<Polynomial, Diagnostic> {
        let mut rest = top;
        let mut removed = false;
        for (number, id) in self.hidden(pool, normalizer, &rest) {
            // e^u, and x^x, which has a value for x > 0 only.
            let by_exponent = pool.kind(id) == Kind::Pow
                && pool.pair(id).is_some_and(|(_, exponent)| occurs(pool, exponent, self.unknown));
            if primitive(pool, id) != Some(Primitive::Exp) && !by_exponent {
                continue;
            }
            let lowest = rest.terms().iter().map(|(monomial, _)| monomial.degree_in(number)).min().unwrap_or(0);
            let factor = Polynomial::term(Monomial::power(number, lowest), Rational::ONE);
            if let Some(smaller) = rest.over(&factor).filter(|_| lowest > 0) {
                (rest, removed) = (smaller, true);
            }
        }
        if removed {
            let left = normalizer.polynomial(pool, &rest);
            self.record(&rules::NEVER_ZERO, 1, (left, self.zero), Vec::new());
        }
        Ok(rest)
    }

    /// A polynomial equation that is left.
    fn polynomial(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        top: &Polynomial,
    ) -> Result<Option<()>, Diagnostic> {
        let own = normalizer.kernels.number(self.unknown);
        if top.degree_in(own) == 0 {
            // A number that isn't zero: no root.
            return Ok((!top.is_zero() && top.as_constant().is_some()).then_some(()));
        }
        let equation = normalizer.polynomial(pool, top);
        let Ok(inner) = polynomial_roots(pool, normalizer, equation, self.unknown) else { return Ok(None) };
        let offset = self.last() - 1;
        self.append(&inner, offset);
        self.roots.roots.extend(inner.roots);
        Ok(inner.complete.then_some(()))
    }

    /// The moves of a solution whose first equation is our last one.
    fn append(&mut self, inner: &Roots, offset: usize) {
        for step in &inner.moves {
            let uses = step.uses.iter().map(|used| Use { equation: used.equation + offset, ..*used }).collect();
            let equation = Equation { number: step.equation.number + offset, ..step.equation.clone() };
            self.roots.moves.push(Move { uses, equation, ..step.clone() });
        }
    }

    /// One kernel, or powers of e to multiples of one exponent.
    fn kernels(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        top: &Polynomial,
        hidden: &[(u32, Id)],
    ) -> Result<Option<()>, Diagnostic> {
        let taken = normalizer.polynomial(pool, top);
        let Some(name) = free_name(pool, taken) else { return Ok(None) };
        let (kernel, powers) = match hidden {
            [(number, kernel)] => {
                let one = pool.integer(1);
                (*kernel, vec![(*number, one, 1)])
            }
            _ => match self.multiples(pool, normalizer, hidden)? {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        // Every kernel is a constant times a power of the new unknown.
        let u = normalizer.kernels.number(name);
        let mut ratio = Ratio::whole(top.clone());
        for (number, factor, power) in powers {
            let factor = normalizer.ratio(pool, factor)?;
            let unit = Ratio::whole(Polynomial::variable(u));
            let value = unit.power(power, 1_000).and_then(|power| power.times(&factor, 1_000));
            let Some(value) = value else { return Ok(None) };
            let mut sum = Ratio::constant(Rational::ZERO);
            for (exponent, coefficient) in (0i64..).zip(ratio.top.coefficients_in(number)) {
                let term = value.power(exponent, 1_000).and_then(|v| v.times(&Ratio::whole(coefficient), 1_000));
                let Some(next) = term.and_then(|term| sum.plus(&term, 1_000)) else { return Ok(None) };
                sum = next;
            }
            ratio = sum;
        }
        let equation = normalizer.polynomial(pool, &ratio.top);
        let Ok(inner) = polynomial_roots(pool, normalizer, equation, name) else { return Ok(None) };
        if !inner.complete {
            return Ok(None);
        }
        let from = self.last();
        let named = self.record(&rules::NAME_FUNCTION, from, (name, kernel), Vec::new());
        self.record(&rules::SUBSTITUTE_FUNCTION, from, (equation, self.zero), Vec::new());
        if let Some(step) = self.roots.moves.last_mut() {
            step.uses.push(Use { equation: named, factor: None });
        }
        let offset = self.last() - 1;
        self.append(&inner, offset);
        for root in &inner.roots {
            let Some(value) = root.value else { return Ok(None) };
            let at = self.roots.moves.iter().rev().find(|step| step.equation.right == value);
            let at = at.map_or(self.last(), |step| step.equation.number);
            if self.undo(pool, normalizer, kernel, root, value, at)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Powers of e whose exponents differ by factors: the power they are all powers of, and for each a factor and an exponent.
    fn multiples(
        &self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        hidden: &[(u32, Id)],
    ) -> Result<Option<Powers>, Diagnostic> {
        let mut parts: Vec<(u32, Id, Id, Id)> = Vec::new();
        for &(number, kernel) in hidden {
            let Some(inner) = pool.only(kernel).filter(|_| primitive(pool, kernel) == Some(Primitive::Exp)) else {
                return Ok(None);
            };
            let slope = gradient(pool, inner, &[self.unknown])?.into_iter().next().unwrap_or(self.zero);
            let slope = normalizer.expression(pool, slope)?;
            if occurs(pool, slope, self.unknown) {
                return Ok(None);
            }
            let rest = substitute(pool, inner, &[(self.unknown, self.zero)]);
            parts.push((number, kernel, slope, rest));
        }
        let Some(&(_, _, first, _)) = parts.first() else { return Ok(None) };
        let mut ratios = Vec::new();
        for &(.., slope, _) in &parts {
            let quotient = pool.div(slope, first);
            let Some(value) = normalizer.ratio(pool, quotient)?.as_constant() else { return Ok(None) };
            ratios.push(value);
        }
        let mut unit = Rational::ONE;
        for ratio in &ratios {
            unit = unit.gcd(ratio);
        }
        let mut powers = Vec::new();
        for ((number, _, _, rest), ratio) in parts.iter().zip(&ratios) {
            let Some(power) = ratio.checked_div(&unit).and_then(|power| power.to_i64()) else { return Ok(None) };
            if power.abs() > POWERS {
                return Ok(None);
            }
            let factor = apply(pool, "exp(u)", *rest)?;
            powers.push((*number, factor, power));
        }
        let unit = pool.number(&unit);
        let exponent = fold::mul(pool, &[unit, first, self.unknown]);
        let exponent = normalizer.expression(pool, exponent)?;
        Ok(Some((apply(pool, "exp(u)", exponent)?, powers)))
    }

    /// From a value of the function to values of the unknown.
    fn undo(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        kernel: Id,
        root: &Root,
        value: Id,
        at: usize,
    ) -> Result<Option<()>, Diagnostic> {
        let undone = undone(pool, kernel, value)?;
        let Some((inner, arguments, range)) = undone else { return Ok(None) };
        let mut conditions = root.conditions.clone();
        for condition in range {
            match decide(pool, condition).or_else(|| by_place(pool, condition, value, root)) {
                Some(true) => {}
                Some(false) => {
                    self.record(&rules::OUT_OF_RANGE, at, (kernel, value), Vec::new());
                    return Ok(Some(()));
                }
                None => conditions.push(condition),
            }
        }
        for argument in arguments {
            let argument = tidy(pool, argument).id;
            let argument = upright(pool, argument);
            let at = self.record(&rules::UNDO_FUNCTION, at, (inner, argument), conditions.clone());
            if inner == self.unknown {
                self.roots.roots.push(Root::known(argument, root.multiplicity, conditions.clone()));
                continue;
            }
            let equation = pool.sub(inner, argument);
            let Ok(last) = polynomial_roots(pool, normalizer, equation, self.unknown) else { return Ok(None) };
            if !last.complete {
                return Ok(None);
            }
            for root in last.roots {
                let Some(value) = root.value else { return Ok(None) };
                let value = upright(pool, value);
                let conditions = [&conditions[..], &root.conditions[..]].concat();
                self.record(&rules::SOLVE_FOR, at, (self.unknown, value), root.conditions.clone());
                self.roots.roots.push(Root::known(value, root.multiplicity, conditions));
            }
        }
        Ok(Some(()))
    }
}

fn primitive(pool: &Pool, id: Id) -> Option<Primitive> {
    match pool.kind(id) {
        Kind::Call(function) => function.row().primitive,
        _ => None,
    }
}

/// ln(1/2) is −ln 2, −ln(2/3) is ln(3/2), and ln √2 is ln(2)/2.
fn upright(pool: &mut Pool, id: Id) -> Id {
    let (minus, logarithm) = fold::unsigned(pool, id);
    let (Kind::Call(function), Some(inner)) = (pool.kind(logarithm), pool.only(logarithm)) else { return id };
    let root = match (primitive(pool, inner), pool.children(inner)) {
        (Some(Primitive::Sqrt), &[radicand]) => Some((radicand, pool.integer(2))),
        (Some(Primitive::Root), &[radicand, degree]) => Some((radicand, degree)),
        _ => None,
    };
    let is_positive = |number: Rational| !number.is_negative() && !number.is_zero();
    if let Some((radicand, degree)) = root.filter(|(radicand, _)| pool.as_number(*radicand).is_some_and(is_positive))
        && primitive(pool, logarithm) == Some(Primitive::Ln)
    {
        let whole = pool.call(function, &[radicand]);
        let whole = if minus { fold::neg(pool, whole) } else { whole };
        let whole = upright(pool, whole);
        return fold::div(pool, whole, degree);
    }
    let Some(number) = pool.as_number(inner).filter(|_| primitive(pool, logarithm) == Some(Primitive::Ln)) else {
        return id;
    };
    let small = number < Rational::ONE;
    let inverted = number.recip().filter(|inverse| small && (minus || inverse.is_integer()));
    let Some(inverse) = inverted else { return id };
    let inverse = pool.number(&inverse);
    let turned = pool.call(function, &[inverse]);
    if minus { turned } else { fold::neg(pool, turned) }
}

/// A text of the table with its u put in.
fn apply(pool: &mut Pool, text: &'static str, value: Id) -> Result<Id, Diagnostic> {
    let (template, u) = (pool.table_text(text)?, pool.symbol("u"));
    let applied = substitute(pool, template, &[(u, value)]);
    Ok(tidy(pool, applied).id)
}

/// What the function is applied to, what that may be, and the conditions on the value.
type Undone = (Id, Vec<Id>, Vec<Id>);

fn undone(pool: &mut Pool, kernel: Id, value: Id) -> Result<Option<Undone>, Diagnostic> {
    if let (Kind::Pow, Some((base, exponent))) = (pool.kind(kernel), pool.pair(kernel)) {
        // A power that is none of a polynomial has a base above zero, and takes every value above zero once.
        let one = pool.integer(1);
        let inverse = fold::div(pool, one, exponent);
        let argument = pool.pow(value, inverse);
        let condition = pool.table_text("u > 0")?;
        let u = pool.symbol("u");
        let condition = substitute(pool, condition, &[(u, value)]);
        let is_number = pool.as_number(exponent).is_some();
        return Ok(is_number.then(|| (base, vec![argument], vec![condition])));
    }
    let row = INVERSES.iter().find(|row| primitive(pool, kernel) == Some(row.function));
    let (Some(row), Some(inner)) = (row, pool.only(kernel)) else { return Ok(None) };
    let (mut arguments, mut range) = (Vec::new(), Vec::new());
    for text in row.arguments {
        arguments.push(apply(pool, text, value)?);
    }
    let u = pool.symbol("u");
    for text in row.range {
        let condition = pool.table_text(text)?;
        range.push(substitute(pool, condition, &[(u, value)]));
    }
    Ok(Some((inner, arguments, range)))
}

/// Decides by where a root lies.
fn by_place(pool: &Pool, condition: Id, value: Id, root: &Root) -> Option<bool> {
    use crate::language::Relation;
    let (left, right) = pool.pair(condition).filter(|(left, _)| *left == value)?;
    let bound = pool.as_number(right)?.to_f64();
    let place = root.to_f64().filter(|place| left != right && (place - bound).abs() > 1e-9)?;
    match pool.kind(condition) {
        Kind::Compare(Relation::Greater | Relation::GreaterEqual) => Some(place > bound),
        Kind::Compare(Relation::Less | Relation::LessEqual) => Some(place < bound),
        _ => None,
    }
}

/// A name that isn't taken.
fn free_name(pool: &mut Pool, root: Id) -> Option<Id> {
    let names = ["u", "v", "t", "z"].map(|name| pool.symbol(name));
    names.into_iter().find(|&name| !occurs(pool, root, name))
}
