//! Owns the normal form: every expression as a quotient of polynomials over kernels, and back.
//!
//! Arguments of kernels are brought into normal form first, sums over an index are taken apart by linearity
//! (Σ(a·x_i + c) is a·Σx_i + c·N), and whole powers of square roots are reduced. Two expressions with the same normal form
//! are equal wherever both are defined; the converse holds for rational functions of independent kernels.

use smallvec::SmallVec;

use super::kernel::Kernels;
use super::order;
use super::polynomial::{Monomial, Polynomial};
use super::ratio::Ratio;
use super::{fold, single};
use crate::diagnostic::{Diagnostic, expression};
use crate::expr::{Id, IdMap, Kind, Pool, occurs, postorder, substitute, with_children};
use crate::functions::Primitive;
use crate::number::Rational;

/// Terms that an expansion may have.
pub const TERM_LIMIT: usize = 200_000;

/// Brings expressions into normal form; kernels keep their numbers between calls.
///
/// ```
/// use gradus::algebra::Normalizer;
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let mut normalizer = Normalizer::default();
/// let (a, b) = (read(&mut pool, "(x + y)^2/(x + y)").unwrap(), read(&mut pool, "y + x").unwrap());
/// assert_eq!(normalizer.ratio(&mut pool, a), normalizer.ratio(&mut pool, b));
/// let huge = read(&mut pool, "(a + b)^1000000").unwrap();
/// assert_eq!(normalizer.ratio(&mut pool, huge).unwrap_err().code.id, "G0213");
/// ```
pub struct Normalizer {
    /// What the variables of the polynomials stand for.
    pub kernels: Kernels,
    known: Known,
    /// Sums over an index that became kernels.
    sums: Vec<Id>,
    limit: usize,
}

impl Default for Normalizer {
    fn default() -> Self {
        Normalizer::bounded(TERM_LIMIT)
    }
}

impl Normalizer {
    /// One that refuses expansions of more than `limit` terms.
    pub fn bounded(limit: usize) -> Self {
        Normalizer { kernels: Kernels::default(), known: Known::default(), sums: Vec::new(), limit }
    }

    /// The normal form. An error when a denominator is zero or an expansion passes the limit, [`TERM_LIMIT`] by default.
    pub fn ratio(&mut self, pool: &mut Pool, root: Id) -> Result<Ratio, Diagnostic> {
        for id in postorder(pool, root) {
            if self.known.get(id).is_some() {
                continue;
            }
            let ratio = self.node(pool, id)?;
            self.known.insert(id, ratio);
        }
        Ok(self.of(root).clone())
    }

    /// The normal form written as an expression in textbook order.
    pub fn expression(&mut self, pool: &mut Pool, root: Id) -> Result<Id, Diagnostic> {
        let ratio = self.ratio(pool, root)?;
        Ok(self.write(pool, &ratio))
    }

    /// A quotient as an expression.
    pub fn write(&self, pool: &mut Pool, ratio: &Ratio) -> Id {
        let (top, bottom) = (self.polynomial(pool, &ratio.top), self.polynomial(pool, &ratio.bottom));
        fold::div(pool, top, bottom)
    }

    /// A polynomial as an expression: terms by falling degree, then by name; a short sum starts with a positive term.
    pub fn polynomial(&self, pool: &mut Pool, polynomial: &Polynomial) -> Id {
        let mut terms = self.terms(pool, polynomial);
        if terms.len() <= 3
            && let [first, ..] = terms[..]
            && fold::unsigned(pool, first).0
            && let Some(at) = terms.iter().position(|&term| !fold::unsigned(pool, term).0)
        {
            let positive = terms.remove(at);
            terms.insert(0, positive);
        }
        pool.add(&terms)
    }

    /// Whether the first term in textbook order has a minus sign.
    pub fn leads_with_minus(&self, pool: &mut Pool, polynomial: &Polynomial) -> bool {
        self.terms(pool, polynomial).first().is_some_and(|&first| fold::unsigned(pool, first).0)
    }

    /// The terms in textbook order.
    fn terms(&self, pool: &mut Pool, polynomial: &Polynomial) -> Vec<Id> {
        let mut terms = Vec::with_capacity(polynomial.terms().len());
        for (monomial, coefficient) in polynomial.terms() {
            let core = self.monomial(pool, monomial);
            let number = pool.number(coefficient);
            let factors = match pool.kind(core) {
                Kind::Mul => [&[number], pool.children(core)].concat(),
                _ => vec![number, core],
            };
            let term = fold::mul(pool, &factors);
            terms.push((order::degree(pool, core), order::word(pool, core), term));
        }
        terms.sort_by(|a: &(u64, order::Word, Id), b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        terms.into_iter().map(|(_, _, term)| term).collect()
    }

    /// A product of powers of kernels in textbook order.
    pub fn monomial(&self, pool: &mut Pool, monomial: &Monomial) -> Id {
        let mut factors: Vec<Id> = Vec::new();
        for &(variable, exponent) in monomial.powers() {
            let Some(base) = self.kernels.id(variable) else { continue };
            let exponent = pool.integer(i64::from(exponent));
            factors.push(fold::pow(pool, base, exponent));
        }
        order::sort_factors(pool, &mut factors);
        pool.mul(&factors)
    }

    fn kernel(&mut self, id: Id) -> Ratio {
        Ratio::whole(Polynomial::variable(self.kernels.number(id)))
    }

    fn of(&self, id: Id) -> &Ratio {
        self.known.get(id).unwrap_or(&self.known.zero)
    }

    fn node(&mut self, pool: &mut Pool, id: Id) -> Result<Ratio, Diagnostic> {
        let children: SmallVec<[Id; 4]> = pool.children(id).into();
        let limit = self.limit;
        let too_large = || budget(limit);
        let zero_division = || Diagnostic::new(&expression::DIVISION_BY_ZERO);
        match (pool.kind(id), &children[..]) {
            (Kind::Number(number), _) => Ok(Ratio::constant(pool.number_value(number).clone())),
            (Kind::Neg, [a]) => Ok(self.of(*a).negative()),
            (Kind::Add, terms) => self.sum(terms).ok_or_else(too_large),
            (Kind::Mul, factors) => {
                let mut product =
                    factors.first().map_or(Ratio::constant(Rational::ONE), |&first| self.of(first).clone());
                for &factor in factors.iter().skip(1) {
                    product = product.times(self.of(factor), self.limit).ok_or_else(too_large)?;
                }
                self.reduced(pool, product)
            }
            (Kind::Div, [a, b]) => {
                let inverse = self.of(*b).inverse().ok_or_else(zero_division)?;
                let quotient = self.of(*a).times(&inverse, self.limit).ok_or_else(too_large)?;
                self.reduced(pool, quotient)
            }
            (Kind::Pow, [base, exponent]) => self.power(pool, *base, *exponent),
            (Kind::Sum, [index, lower, upper, body]) => self.indexed_sum(pool, [*index, *lower, *upper], *body),
            // Bound names, indices and conditions are kept as they are.
            (Kind::Symbol(_) | Kind::Constant(_) | Kind::Indexed, _) => Ok(self.kernel(id)),
            _ => {
                let normal: Vec<Id> = children.iter().map(|&child| self.write(pool, self.of(child))).collect();
                let rebuilt = with_children(pool, id, &normal);
                let settled = single::settle(pool, rebuilt);
                if settled != rebuilt && pool.kind(settled) != pool.kind(rebuilt) {
                    return self.ratio_of_settled(pool, settled);
                }
                Ok(self.kernel(settled))
            }
        }
    }

    /// A special value is a number, or a product or quotient of a few: `sqrt(2)/2`.
    fn ratio_of_settled(&mut self, pool: &mut Pool, settled: Id) -> Result<Ratio, Diagnostic> {
        match self.known.get(settled) {
            Some(known) => Ok(known.clone()),
            // Special values hold no special values themselves, so this goes one level deep.
            None => self.ratio(pool, settled),
        }
    }

    fn sum(&self, terms: &[Id]) -> Option<Ratio> {
        let known = || terms.iter().map(|&term| self.of(term));
        if known().all(|ratio| ratio.bottom.is_one()) {
            let terms = known().flat_map(|ratio| ratio.top.terms().iter().cloned());
            return Some(Ratio::whole(Polynomial::sum_of(terms)));
        }
        // Halves first: common denominators stay small.
        let mut layer: Vec<Ratio> = known().cloned().collect();
        while layer.len() > 1 {
            layer = layer
                .chunks(2)
                .map(|pair| match pair {
                    [a, b] => a.plus(b, self.limit),
                    [a] => Some(a.clone()),
                    _ => None,
                })
                .collect::<Option<_>>()?;
        }
        layer.pop()
    }

    fn power(&mut self, pool: &mut Pool, base: Id, exponent: Id) -> Result<Ratio, Diagnostic> {
        let limit = self.limit;
        let too_large = || budget(limit);
        let power = self.of(exponent);
        let whole = power.as_constant().and_then(|number| number.to_i64());
        if let Some(whole) = whole {
            let ratio = self.of(base);
            if ratio.is_zero() && whole <= 0 {
                return Err(Diagnostic::new(&expression::DIVISION_BY_ZERO));
            }
            let raised = ratio.power(whole, self.limit).ok_or_else(too_large)?;
            return self.reduced(pool, raised);
        }
        let (base, exponent) = (self.write(pool, self.of(base)), self.write(pool, power));
        let rebuilt = pool.pow(base, exponent);
        let settled = single::settle(pool, rebuilt);
        if let Some(number) = pool.as_number(settled) {
            return Ok(Ratio::constant(number));
        }
        Ok(self.kernel(settled))
    }

    /// `sqrt(u)²` is u.
    fn reduced(&mut self, pool: &mut Pool, ratio: Ratio) -> Result<Ratio, Diagnostic> {
        let powers = [&ratio.top, &ratio.bottom].into_iter().flat_map(|polynomial| polynomial.terms());
        let mut roots: Vec<(u32, Id)> = powers
            .flat_map(|(monomial, _)| monomial.powers())
            .filter(|(_, exponent)| *exponent >= 2)
            .filter_map(|&(variable, _)| {
                let id = self.kernels.id(variable)?;
                let Kind::Call(function) = pool.kind(id) else { return None };
                let is_root = function.row().primitive == Some(Primitive::Sqrt);
                Some((variable, pool.only(id)?)).filter(|_| is_root)
            })
            .collect();
        roots.sort_unstable();
        roots.dedup();
        let mut ratio = ratio;
        for (variable, radicand) in roots {
            let square = self.ratio(pool, radicand)?;
            let limit = self.limit;
            let too_large = || budget(limit);
            let top = lower_root(&ratio.top, variable, &square, limit).ok_or_else(too_large)?;
            let bottom = lower_root(&ratio.bottom, variable, &square, limit).ok_or_else(too_large)?;
            let inverse = bottom.inverse().ok_or_else(|| Diagnostic::new(&expression::DIVISION_BY_ZERO))?;
            ratio = top.times(&inverse, self.limit).ok_or_else(too_large)?;
        }
        Ok(ratio)
    }

    /// Σ is linear: factors without the index leave it, and a constant is added as often as there are terms.
    /// A sum that was met before and is the same but for the name of its index.
    fn alike(&self, pool: &mut Pool, [index, lower, upper]: [Id; 3], body: Id) -> Option<Id> {
        self.sums.iter().copied().find(|&sum| {
            let &[own, low, high, known] = pool.children(sum) else { return false };
            (low, high) == (lower, upper)
                && own != index
                && !occurs(pool, body, own)
                && substitute(pool, known, &[(own, index)]) == body
        })
    }

    fn indexed_sum(&mut self, pool: &mut Pool, range: [Id; 3], body: Id) -> Result<Ratio, Diagnostic> {
        let [index, lower, upper] = range;
        let ratio = self.of(body).clone();
        let limit = self.limit;
        let too_large = || budget(limit);
        let depends = |normalizer: &Self, pool: &Pool, variable: u32| {
            normalizer.kernels.id(variable).is_some_and(|id| occurs(pool, id, index))
        };
        let fixed_bottom = !ratio.bottom.variables().iter().any(|&variable| depends(self, pool, variable));
        let (top, divisor) = match fixed_bottom {
            true => (ratio.top.clone(), Some(ratio.bottom.clone())),
            false => (ratio.top.clone(), None),
        };
        let mut total = Ratio::constant(Rational::ZERO);
        for (monomial, coefficient) in top.terms() {
            let (inside, outside) = monomial.split(|variable| depends(self, pool, variable));
            let mut inner = self.monomial(pool, &inside);
            if divisor.is_none() {
                let below = self.polynomial(pool, &ratio.bottom);
                inner = fold::div(pool, inner, below);
            }
            let summed = if pool.is_integer(inner, 1) {
                let one = pool.integer(1);
                let below = fold::neg(pool, lower);
                let count = fold::add(pool, &[upper, below, one]);
                self.ratio(pool, count)?
            } else {
                let sum = self.alike(pool, range, inner).unwrap_or_else(|| pool.sum(index, lower, upper, inner));
                if self.kernels.find(sum).is_none() {
                    self.sums.push(sum);
                }
                self.kernel(sum)
            };
            let factor = Ratio::whole(Polynomial::term(outside, coefficient.clone()));
            let term = factor.times(&summed, self.limit).ok_or_else(too_large)?;
            total = total.plus(&term, self.limit).ok_or_else(too_large)?;
        }
        match divisor {
            Some(bottom) if !bottom.is_one() => {
                let inverse = Ratio::whole(bottom).inverse().ok_or_else(too_large)?;
                total.times(&inverse, self.limit).ok_or_else(too_large)
            }
            _ => Ok(total),
        }
    }
}

/// The normal forms of expressions.
struct Known {
    places: IdMap<u32>,
    ratios: Vec<Ratio>,
    /// What an expression without one is taken for; there is none among the parts of an expression that is visited.
    zero: Ratio,
}

impl Default for Known {
    fn default() -> Self {
        Known { places: IdMap::default(), ratios: Vec::new(), zero: Ratio::constant(Rational::ZERO) }
    }
}

impl Known {
    fn get(&self, id: Id) -> Option<&Ratio> {
        self.ratios.get(self.places.get(id)? as usize)
    }

    fn insert(&mut self, id: Id, ratio: Ratio) {
        // Fewer than the ids, which are 32 bits wide.
        self.places.insert(id, self.ratios.len() as u32);
        self.ratios.push(ratio);
    }
}

/// Even powers of a square root replaced by powers of the radicand.
fn lower_root(polynomial: &Polynomial, variable: u32, square: &Ratio, limit: usize) -> Option<Ratio> {
    let mut total = Ratio::constant(Rational::ZERO);
    for (exponent, coefficient) in (0u32..).zip(polynomial.coefficients_in(variable)) {
        let root = Polynomial::term(Monomial::power(variable, exponent % 2), Rational::ONE);
        let part =
            Ratio::whole(coefficient.times(&root)).times(&square.power(i64::from(exponent / 2), limit)?, limit)?;
        total = total.plus(&part, limit)?;
    }
    Some(total)
}

fn budget(limit: usize) -> Diagnostic {
    Diagnostic::new(&expression::EXPANSION).with("limit", limit)
}
