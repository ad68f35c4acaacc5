//! Owns repeated derivatives: a ring of kernels that differentiation doesn't leave.
//!
//! e^(sin x) and all its derivatives are polynomials in the kernels E = e^(sin x), s = sin x and c = cos x, because
//! E′ = E·c, s′ = c and c′ = −s. Each kernel is differentiated once, by the laws of [`super::law`]; from then on an order
//! costs one pass over the terms, which are collected as they come (Ritt, "Differential Algebra", 1950). A denominator is a
//! kernel too: r = 1/q has r′ = −r²·q′.

use rustc_hash::FxHashMap;

use super::reverse::gradient;
use crate::algebra::{Monomial, Normalizer, Polynomial, Ratio, TERM_LIMIT, fold};
use crate::diagnostic::{Diagnostic, expression};
use crate::expr::{Id, Pool};
use crate::number::Rational;

/// d^order body / d variable^order, without a trace: a sum of products of kernels, like terms collected.
///
/// ```
/// use gradus::calculus::nth_derivative;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let (body, x) = (read(&mut pool, "x^x").unwrap(), pool.symbol("x"));
/// let second = nth_derivative(&mut pool, body, x, 2).unwrap();
/// assert_eq!(plain(&pool, second), "x^x + 2*x^x*ln(x) + x^x*ln(x)^2 + x^x/x");
/// let three = pool.integer(3);
/// assert_eq!(nth_derivative(&mut pool, body, three, 2).unwrap_err().code.id, "G0702");
/// ```
pub fn nth_derivative(pool: &mut Pool, body: Id, variable: Id, order: usize) -> Result<Id, Diagnostic> {
    let first = gradient(pool, body, &[variable])?.first().copied().unwrap_or(body);
    if order <= 1 {
        return Ok(if order == 0 { body } else { first });
    }
    let mut ring = Ring {
        variable,
        normalizer: Normalizer::default(),
        derivatives: FxHashMap::default(),
        inverses: FxHashMap::default(),
        partners: FxHashMap::default(),
    };
    match ring.repeated(pool, body, order) {
        // What is too large when it is multiplied out is derived as it stands.
        Err(problem) if problem.code.id == expression::EXPANSION.id => (1..order).try_fold(first, |derived, _| {
            Ok(gradient(pool, derived, &[variable])?.first().copied().unwrap_or(derived))
        }),
        result => result,
    }
}

/// Kernels and their derivatives as polynomials in kernels.
struct Ring {
    variable: Id,
    normalizer: Normalizer,
    derivatives: FxHashMap<u32, Polynomial>,
    /// Kernels of the form 1/q: what q is.
    inverses: FxHashMap<u32, Polynomial>,
    /// The kernel 1/k of a kernel k.
    partners: FxHashMap<u32, u32>,
}

impl Ring {
    fn repeated(&mut self, pool: &mut Pool, body: Id, order: usize) -> Result<Id, Diagnostic> {
        let mut derived = self.element(pool, body)?;
        for _ in 0..order {
            derived = self.derivative(pool, &derived)?;
            if derived.terms().len() > TERM_LIMIT {
                return Err(Diagnostic::new(&expression::EXPANSION).with("limit", TERM_LIMIT));
            }
        }
        Ok(self.write(pool, &derived))
    }

    /// An expression as a polynomial in kernels.
    fn element(&mut self, pool: &mut Pool, id: Id) -> Result<Polynomial, Diagnostic> {
        let Ratio { top, bottom } = self.normalizer.ratio(pool, id)?;
        if bottom.is_one() {
            return Ok(top);
        }
        let shared = bottom.monomial_content();
        let mut factor = Polynomial::one();
        for &(kernel, exponent) in shared.powers() {
            let inverse = self.inverse(pool, &Polynomial::variable(kernel));
            factor = factor.times(&Polynomial::term(Monomial::power(inverse, exponent), Rational::ONE));
        }
        let rest = Polynomial::sum_of(
            bottom.terms().iter().filter_map(|(monomial, c)| Some((monomial.over(&shared)?, c.clone()))),
        );
        match rest.as_constant().and_then(|number| number.recip()) {
            Some(number) => factor = factor.scaled(&number),
            None => factor = factor.times(&Polynomial::variable(self.inverse(pool, &rest))),
        }
        Ok(self.cancelled(&top.times(&factor)))
    }

    /// The kernel 1/q.
    fn inverse(&mut self, pool: &mut Pool, of: &Polynomial) -> u32 {
        let (one, below) = (pool.integer(1), self.normalizer.polynomial(pool, of));
        let quotient = pool.div(one, below);
        let number = self.normalizer.kernels.number(quotient);
        if let Some(kernel) = self.normalizer.kernels.find(below) {
            self.partners.insert(kernel, number);
        }
        self.inverses.insert(number, of.clone());
        number
    }

    fn derivative(&mut self, pool: &mut Pool, of: &Polynomial) -> Result<Polynomial, Diagnostic> {
        let mut total = Polynomial::zero();
        for kernel in of.variables() {
            let inner = self.of_kernel(pool, kernel)?;
            total = total.plus(&of.derivative(kernel).times(&inner));
        }
        Ok(self.cancelled(&total))
    }

    /// The derivative of a kernel. What it is made of has smaller denominators, so the depth is that of the denominators.
    fn of_kernel(&mut self, pool: &mut Pool, kernel: u32) -> Result<Polynomial, Diagnostic> {
        if let Some(known) = self.derivatives.get(&kernel) {
            return Ok(known.clone());
        }
        let derived = match (self.inverses.get(&kernel).cloned(), self.normalizer.kernels.id(kernel)) {
            (Some(of), _) => {
                let square = Polynomial::term(Monomial::power(kernel, 2), Rational::from(-1));
                self.derivative(pool, &of)?.times(&square)
            }
            (None, Some(id)) => {
                let first = gradient(pool, id, &[self.variable])?.first().copied().unwrap_or(id);
                self.element(pool, first)?
            }
            (None, None) => Polynomial::zero(),
        };
        self.derivatives.insert(kernel, derived.clone());
        Ok(derived)
    }

    /// k · 1/k is 1.
    fn cancelled(&self, polynomial: &Polynomial) -> Polynomial {
        let touched = |monomial: &Monomial| {
            monomial
                .powers()
                .iter()
                .any(|(kernel, _)| self.partners.get(kernel).is_some_and(|&inverse| monomial.degree_in(inverse) > 0))
        };
        if self.partners.is_empty() || !polynomial.terms().iter().any(|(monomial, _)| touched(monomial)) {
            return polynomial.clone();
        }
        Polynomial::sum_of(polynomial.terms().iter().map(|(monomial, coefficient)| {
            let mut left = monomial.clone();
            for &(kernel, exponent) in monomial.powers() {
                let Some(&inverse) = self.partners.get(&kernel) else { continue };
                let both = exponent.min(monomial.degree_in(inverse));
                let pair = Monomial::power(kernel, both).times(&Monomial::power(inverse, both));
                left = left.over(&pair).unwrap_or(left);
            }
            (left, coefficient.clone())
        }))
    }

    /// The sum of the terms, inverse kernels below the fraction bar.
    fn write(&self, pool: &mut Pool, polynomial: &Polynomial) -> Id {
        let mut terms = Vec::with_capacity(polynomial.terms().len());
        for (monomial, coefficient) in polynomial.terms() {
            let (mut above, mut below) = (vec![pool.number(coefficient)], Vec::new());
            for &(kernel, exponent) in monomial.powers() {
                let Some(id) = self.normalizer.kernels.id(kernel) else { continue };
                let exponent = pool.integer(i64::from(exponent));
                match pool.pair(id) {
                    Some((_, denominator)) if self.inverses.contains_key(&kernel) => {
                        below.push(fold::pow(pool, denominator, exponent));
                    }
                    _ => above.push(fold::pow(pool, id, exponent)),
                }
            }
            let (above, below) = (fold::mul(pool, &above), fold::mul(pool, &below));
            terms.push(fold::div(pool, above, below));
        }
        pool.add(&terms)
    }
}
