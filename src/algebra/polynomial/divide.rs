//! Owns exact division, greatest common divisors and square-free factorisation.
//!
//! The greatest common divisor runs Euclid's algorithm on primitive pseudo-remainders in one variable after the other
//! (Knuth, TAOCP 2, sec. 4.6.1; Yun 1976). It is bounded: past the bound a trivial divisor is returned, which is always a
//! correct common divisor, only not the greatest.

use super::{Monomial, Polynomial};
use crate::number::Rational;

/// Products of term counts above this end the search for a common divisor.
const WORK: usize = 200_000;

/// Terms that one division goes through.
const DIVISION: u64 = 4_000_000;

/// All multiplications and divisions of one search together: coefficients grow along the remainders, so terms alone don't
/// bound it.
const EFFORT: u64 = 4_000_000;

/// What is left of the effort.
struct Search {
    left: u64,
}

impl Default for Search {
    fn default() -> Self {
        Search { left: EFFORT }
    }
}

impl Search {
    /// Takes the multiplications of two polynomials, in machine words, off what is left.
    fn spend(&mut self, a: &Polynomial, b: &Polynomial) -> Option<()> {
        let words = |p: &Polynomial| p.0.iter().map(|(_, c)| 1 + c.bits() as u64 / 64).sum::<u64>();
        self.left = self.left.checked_sub(words(a).saturating_mul(words(b)))?;
        Some(())
    }

    /// The quotient, whose work is taken off what is left.
    fn over(&mut self, a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
        let quotient = a.over_within(b, &mut self.left)?;
        self.spend(b, &quotient)?;
        Some(quotient)
    }

    /// See [`Polynomial::gcd`].
    fn gcd(&mut self, a: &Polynomial, b: &Polynomial) -> Polynomial {
        match (a.is_zero(), b.is_zero()) {
            (true, _) => b.primitive(),
            (_, true) => a.primitive(),
            (false, false) => gcd(a, b, VARIABLES, self).unwrap_or_else(Polynomial::one),
        }
    }
}

/// So do more variables than this.
const VARIABLES: usize = 24;

impl Polynomial {
    /// The quotient, when the division leaves no remainder.
    ///
    /// ```
    /// use gradus::algebra::Polynomial;
    /// let (x, y) = (Polynomial::variable(0), Polynomial::variable(1));
    /// let product = x.plus(&y).times(&x.minus(&y));
    /// assert_eq!(product.over(&x.plus(&y)), Some(x.minus(&y)));
    /// assert_eq!(x.over(&y), None);
    /// ```
    pub fn over(&self, divisor: &Polynomial) -> Option<Polynomial> {
        self.over_within(divisor, &mut { DIVISION })
    }

    /// The same, with the terms that it goes through taken off `work`.
    fn over_within(&self, divisor: &Polynomial, work: &mut u64) -> Option<Polynomial> {
        let (lead, coefficient) = divisor.leading()?;
        let by_lead = |(monomial, c): (&Monomial, &Rational)| Some((monomial.over(lead)?, c.checked_div(coefficient)?));
        // By one term each term is divided for itself; otherwise each step goes through all that is left.
        if divisor.0.len() == 1 {
            let terms: Option<Vec<_>> = self.0.iter().map(|(monomial, c)| by_lead((monomial, c))).collect();
            return terms.map(Polynomial::sum_of);
        }
        let mut rest = self.clone();
        let mut quotient: Vec<(Monomial, Rational)> = Vec::new();
        while let Some(leading) = rest.leading() {
            let factor = by_lead(leading)?;
            *work = work.checked_sub((divisor.0.len() + rest.0.len()) as u64)?;
            let step = Polynomial::term(factor.0.clone(), factor.1.clone());
            rest = rest.minus(&divisor.times(&step));
            quotient.push(factor);
        }
        Some(Polynomial::sum_of(quotient))
    }

    /// The leading term in the lexicographic order of the variables.
    pub(super) fn leading(&self) -> Option<(&Monomial, &Rational)> {
        self.0.iter().map(|(monomial, c)| (monomial, c)).max_by(|(a, _), (b, _)| lexicographic(a, b))
    }

    /// The greatest common divisor, with integer coefficients and content 1; of two zeros it is 0.
    ///
    /// ```
    /// use gradus::algebra::Polynomial;
    /// let (x, y) = (Polynomial::variable(0), Polynomial::variable(1));
    /// let sum = x.plus(&y);
    /// assert_eq!(sum.times(&x).gcd(&sum.times(&y)), sum);
    /// assert!(x.gcd(&y).is_one());
    /// ```
    pub fn gcd(&self, other: &Polynomial) -> Polynomial {
        Search::default().gcd(self, other)
    }

    /// Without its content.
    pub fn primitive(&self) -> Polynomial {
        self.content().recip().map_or_else(|| self.clone(), |factor| self.scaled(&factor))
    }
}

/// Compares as words in x₀ > x₁ > …: the order in which leading terms multiply.
fn lexicographic(a: &Monomial, b: &Monomial) -> std::cmp::Ordering {
    let (mut left, mut right) = (a.powers().iter(), b.powers().iter());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return std::cmp::Ordering::Equal,
            (Some(_), None) => return std::cmp::Ordering::Greater,
            (None, Some(_)) => return std::cmp::Ordering::Less,
            (Some((v, e)), Some((w, f))) => {
                // The smaller variable weighs more.
                let order = w.cmp(v).then(e.cmp(f));
                if order.is_ne() {
                    return order;
                }
            }
        }
    }
}

/// `None` past the bounds. `depth` bounds the recursion over variables.
fn gcd(a: &Polynomial, b: &Polynomial, depth: usize, search: &mut Search) -> Option<Polynomial> {
    let shared = monomials(a, b);
    let strip = |p: &Polynomial| p.over(&Polynomial::term(p.monomial_content(), Rational::ONE));
    let (a, b) = (strip(a)?.primitive(), strip(b)?.primitive());
    let with_shared = |p: Polynomial| Some(p.times(&Polynomial::term(shared.clone(), Rational::ONE)).primitive());
    if a.as_constant().is_some() || b.as_constant().is_some() {
        return with_shared(Polynomial::one());
    }
    if a == b {
        return with_shared(a);
    }
    if depth == 0 || a.0.len().saturating_mul(b.0.len()) > WORK {
        return None;
    }
    let (in_a, in_b) = (a.variables(), b.variables());
    let common: Vec<u32> = in_a.iter().copied().filter(|variable| in_b.contains(variable)).collect();
    let Some(&main) = common.iter().min_by_key(|&&v| (a.degree_in(v).max(b.degree_in(v)), v)) else {
        return with_shared(Polynomial::one());
    };
    // A variable that only one of them has can't be in the divisor: only the coefficients in it matter.
    if let Some(&own) = in_a.iter().find(|variable| !in_b.contains(variable)) {
        return with_shared(gcd_of(a.coefficients_in(own), Some(b), depth - 1, search)?);
    }
    if let Some(&own) = in_b.iter().find(|variable| !in_a.contains(variable)) {
        return with_shared(gcd_of(b.coefficients_in(own), Some(a), depth - 1, search)?);
    }
    let (content_a, content_b) = (
        gcd_of(a.coefficients_in(main), None, depth - 1, search)?,
        gcd_of(b.coefficients_in(main), None, depth - 1, search)?,
    );
    let content = gcd(&content_a, &content_b, depth - 1, search)?;
    let (mut high, mut low) = (search.over(&a, &content_a)?, search.over(&b, &content_b)?);
    if high.degree_in(main) < low.degree_in(main) {
        std::mem::swap(&mut high, &mut low);
    }
    while low.degree_in(main) > 0 {
        let remainder = pseudo_remainder(&high, &low, main, search)?;
        if remainder.is_zero() {
            break;
        }
        let content = gcd_of(remainder.coefficients_in(main), None, depth - 1, search)?;
        let next = search.over(&remainder, &content)?.primitive();
        high = std::mem::replace(&mut low, next);
    }
    let divisor = if low.degree_in(main) > 0 { low } else { Polynomial::one() };
    with_shared(divisor.times(&content))
}

/// The common divisor of a list, and of one more.
fn gcd_of(list: Vec<Polynomial>, last: Option<Polynomial>, depth: usize, search: &mut Search) -> Option<Polynomial> {
    let mut divisor = last.unwrap_or_default();
    for polynomial in list.iter().rev().filter(|p| !p.is_zero()) {
        divisor = if divisor.is_zero() { polynomial.primitive() } else { gcd(&divisor, polynomial, depth, search)? };
        if divisor.is_one() {
            break;
        }
    }
    Some(divisor)
}

fn monomials(a: &Polynomial, b: &Polynomial) -> Monomial {
    a.monomial_content().common(&b.monomial_content())
}

/// The remainder of lc(b)^k · a by b in one variable.
fn pseudo_remainder(a: &Polynomial, b: &Polynomial, variable: u32, search: &mut Search) -> Option<Polynomial> {
    let divisor = b.coefficients_in(variable);
    let (lead, degree) = (divisor.last()?, divisor.len() - 1);
    let mut rest = a.clone();
    while !rest.is_zero() && rest.degree_in(variable) as usize >= degree {
        let coefficients = rest.coefficients_in(variable);
        let top = coefficients.last()?;
        let shift = Monomial::power(variable, u32::try_from(coefficients.len() - 1 - degree).ok()?);
        let step = top.times(&Polynomial::term(shift, Rational::ONE));
        if rest.0.len().saturating_mul(lead.0.len()) > WORK || step.0.len().saturating_mul(b.0.len()) > WORK {
            return None;
        }
        search.spend(&rest, lead)?;
        search.spend(&step, b)?;
        rest = rest.times(lead).minus(&b.times(&step));
    }
    Some(rest)
}

/// Factors without repeated factors, each with its multiplicity, whose product is the polynomial up to its content
/// (Yun 1976, in the first variable, then in the others through the contents).
///
/// ```
/// use gradus::algebra::{Polynomial, square_free};
/// let x = Polynomial::variable(0);
/// let y = x.plus(&Polynomial::one());
/// let product = y.times(&y).times(&x);
/// assert_eq!(square_free(&product), vec![(x, 1), (y, 2)]);
/// ```
pub fn square_free(polynomial: &Polynomial) -> Vec<(Polynomial, u32)> {
    let whole = polynomial.primitive();
    // Past the bounds nothing is taken apart.
    repeated_factors(&whole, &mut Search::default()).unwrap_or_else(|| vec![(whole, 1)])
}

fn repeated_factors(whole: &Polynomial, search: &mut Search) -> Option<Vec<(Polynomial, u32)>> {
    let mut factors: Vec<(Polynomial, u32)> = Vec::new();
    let mut push = |factor: Polynomial, multiplicity: u32| match factors.iter_mut().find(|(p, _)| *p == factor) {
        Some((_, sum)) => *sum += multiplicity,
        None => factors.push((factor, multiplicity)),
    };
    let monomial = whole.monomial_content();
    for &(variable, exponent) in monomial.powers() {
        push(Polynomial::variable(variable), exponent);
    }
    let mut rest = search.over(whole, &Polynomial::term(monomial, Rational::ONE))?;
    while let Some(&main) = rest.variables().first() {
        let content = gcd_of(rest.coefficients_in(main), None, VARIABLES, search)?;
        let part = search.over(&rest, &content)?;
        let mut multiplicity = 1;
        // b = part/gcd(part, part'), peeled by how often each factor repeats.
        let mut repeated = search.gcd(&part, &part.derivative(main));
        let mut single = search.over(&part, &repeated)?;
        while single.degree_in(main) > 0 {
            let again = search.gcd(&single, &repeated);
            let factor = search.over(&single, &again)?;
            if factor.degree_in(main) > 0 {
                push(factor.primitive(), multiplicity);
            }
            repeated = search.over(&repeated, &again)?;
            single = again;
            multiplicity += 1;
        }
        rest = content;
    }
    Some(factors)
}
