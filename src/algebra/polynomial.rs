//! Owns polynomials in many variables with exact rational coefficients.
//!
//! Variables are numbers; which expression a number stands for is known to [`super::kernel`]. A polynomial is a list of
//! terms, each a monomial (variables with exponents, sorted) and a coefficient that isn't zero, sorted by monomial.

mod divide;
mod isolate;
mod roots;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::number::Rational;

pub use divide::square_free;
pub use isolate::{Interval, narrow, real_roots, value_at};
pub use roots::{perfect_square, rational_roots};

/// Terms times exponent of the largest power that is multiplied out: (a + b)^4000 is, (a + b)^50000 isn't.
const POWER_WORK: u64 = 20_000_000;

/// Factors of no more terms than this are multiplied by merging.
const FEW: usize = 16;

/// A product of powers: variables in rising order, exponents above zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Monomial(SmallVec<[(u32, u32); 3]>);

impl Monomial {
    /// `variable^exponent`.
    pub fn power(variable: u32, exponent: u32) -> Self {
        if exponent == 0 { Monomial::default() } else { Monomial(smallvec![(variable, exponent)]) }
    }

    /// The powers.
    pub fn powers(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The exponent of a variable.
    pub fn degree_in(&self, variable: u32) -> u32 {
        self.0.iter().find(|(known, _)| *known == variable).map_or(0, |(_, exponent)| *exponent)
    }

    /// The sum of all exponents.
    pub fn degree(&self) -> u64 {
        self.0.iter().map(|(_, exponent)| u64::from(*exponent)).sum()
    }

    /// The product.
    pub fn times(&self, other: &Monomial) -> Monomial {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut powers = SmallVec::with_capacity(self.0.len() + other.0.len());
        loop {
            match (left.peek(), right.peek()) {
                (Some(&&(a, e)), Some(&&(b, f))) => {
                    if a == b {
                        powers.push((a, e.saturating_add(f)));
                        left.next();
                        right.next();
                    } else if a < b {
                        powers.push((a, e));
                        left.next();
                    } else {
                        powers.push((b, f));
                        right.next();
                    }
                }
                (Some(&&power), None) | (None, Some(&&power)) => {
                    powers.push(power);
                    left.next();
                    right.next();
                }
                (None, None) => return Monomial(powers),
            }
        }
    }

    /// The quotient, when it has no negative exponent.
    pub fn over(&self, other: &Monomial) -> Option<Monomial> {
        let mut powers = self.0.clone();
        for &(variable, exponent) in &other.0 {
            let slot = powers.iter_mut().find(|(known, _)| *known == variable)?;
            slot.1 = slot.1.checked_sub(exponent)?;
        }
        powers.retain(|(_, exponent)| *exponent > 0);
        Some(Monomial(powers))
    }

    /// The powers that both have.
    fn common(&self, other: &Monomial) -> Monomial {
        let powers = self
            .0
            .iter()
            .map(|&(variable, exponent)| (variable, exponent.min(other.degree_in(variable))))
            .filter(|(_, exponent)| *exponent > 0)
            .collect();
        Monomial(powers)
    }

    /// Splits into the powers for which `keep` holds, and the others.
    pub fn split(&self, keep: impl Fn(u32) -> bool) -> (Monomial, Monomial) {
        let (kept, others) = self.0.iter().copied().partition(|(variable, _)| keep(*variable));
        (Monomial(kept), Monomial(others))
    }
}

/// A polynomial.
///
/// ```
/// use gradus::algebra::Polynomial;
/// let (x, one) = (Polynomial::variable(0), Polynomial::one());
/// let square = x.plus(&one).power(2, 100).unwrap();
/// assert_eq!(square, x.times(&x).plus(&x).plus(&x).plus(&one));
/// // An expansion with more terms than allowed is refused.
/// assert_eq!(x.plus(&one).power(1_000, 100), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Polynomial(Terms);

/// Most polynomials are a number or a variable, which needs no memory of its own.
type Terms = SmallVec<[(Monomial, Rational); 1]>;

/// Terms that aren't sorted yet; the square of three terms has nine.
type Products = SmallVec<[(Monomial, Rational); 9]>;

impl Polynomial {
    /// 0.
    pub fn zero() -> Self {
        Polynomial::default()
    }

    /// 1.
    pub fn one() -> Self {
        Polynomial::constant(Rational::ONE)
    }

    /// A number.
    pub fn constant(value: Rational) -> Self {
        Polynomial::term(Monomial::default(), value)
    }

    /// A variable.
    pub fn variable(variable: u32) -> Self {
        Polynomial::term(Monomial::power(variable, 1), Rational::ONE)
    }

    /// One term.
    pub fn term(monomial: Monomial, coefficient: Rational) -> Self {
        if coefficient.is_zero() { Polynomial::zero() } else { Polynomial(smallvec![(monomial, coefficient)]) }
    }

    fn collect(terms: FxHashMap<Monomial, Rational>) -> Self {
        let mut terms: Terms = terms.into_iter().filter(|(_, c)| !c.is_zero()).collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Polynomial(terms)
    }

    /// The sum of many terms, like ones collected.
    pub fn sum_of(terms: impl IntoIterator<Item = (Monomial, Rational)>) -> Self {
        let mut terms = terms.into_iter();
        let few: Products = terms.by_ref().take(FEW).collect();
        if few.len() < FEW {
            return Polynomial::merged(few);
        }
        let mut sums: FxHashMap<Monomial, Rational> = FxHashMap::default();
        for (monomial, coefficient) in few.into_iter().chain(terms) {
            match sums.get_mut(&monomial) {
                Some(sum) => *sum = &*sum + &coefficient,
                None => {
                    sums.insert(monomial, coefficient);
                }
            }
        }
        Polynomial::collect(sums)
    }

    /// The sum of a few terms: merging a list that is nearly sorted is cheaper than a table.
    fn merged(mut products: Products) -> Self {
        products.sort_by(|a, b| a.0.cmp(&b.0));
        let mut terms = Terms::with_capacity(products.len());
        for (monomial, coefficient) in products {
            match terms.last_mut() {
                Some((last, sum)) if *last == monomial => *sum = &*sum + &coefficient,
                _ => terms.push((monomial, coefficient)),
            }
        }
        terms.retain(|(_, coefficient)| !coefficient.is_zero());
        Polynomial(terms)
    }

    /// The terms, sorted by monomial.
    pub fn terms(&self) -> &[(Monomial, Rational)] {
        &self.0
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, when it is a number.
    pub fn as_constant(&self) -> Option<Rational> {
        match &self.0[..] {
            [] => Some(Rational::ZERO),
            [(monomial, value)] if monomial.powers().is_empty() => Some(value.clone()),
            _ => None,
        }
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(&self.0[..], [(monomial, value)] if monomial.powers().is_empty() && value.is_one())
    }

    /// The variables that occur, in rising order.
    pub fn variables(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.0.iter().flat_map(|(m, _)| m.powers().iter().map(|(v, _)| *v)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The highest power of a variable.
    pub fn degree_in(&self, variable: u32) -> u32 {
        self.0.iter().map(|(monomial, _)| monomial.degree_in(variable)).max().unwrap_or(0)
    }

    /// The sum. Linear.
    pub fn plus(&self, other: &Polynomial) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut terms = Terms::with_capacity(self.0.len() + other.0.len());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some((a, _)), Some((b, _))) => a.cmp(b),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => return Polynomial(terms),
            };
            match order {
                std::cmp::Ordering::Less => terms.extend(left.next().cloned()),
                std::cmp::Ordering::Greater => terms.extend(right.next().cloned()),
                std::cmp::Ordering::Equal => {
                    if let (Some((monomial, a)), Some((_, b))) = (left.next(), right.next()) {
                        let sum = a + b;
                        if !sum.is_zero() {
                            terms.push((monomial.clone(), sum));
                        }
                    }
                }
            }
        }
    }

    /// The difference.
    pub fn minus(&self, other: &Polynomial) -> Self {
        self.plus(&other.scaled(&Rational::from(-1)))
    }

    /// A multiple.
    pub fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Polynomial::zero();
        }
        Polynomial(self.0.iter().map(|(monomial, c)| (monomial.clone(), c * factor)).collect())
    }

    /// The product. Costs the product of the numbers of terms.
    pub fn times(&self, other: &Polynomial) -> Self {
        if let Some(value) = self.as_constant() {
            return other.scaled(&value);
        }
        if let Some(value) = other.as_constant() {
            return self.scaled(&value);
        }
        let (short, long) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        let products = short.0.iter().flat_map(|(m, c)| long.0.iter().map(move |(n, d)| (m.times(n), c * d)));
        if short.0.len() > FEW {
            return Polynomial::sum_of(products);
        }
        Polynomial::merged(products.collect())
    }

    /// The product with itself, each pair of terms taken once.
    fn square(&self) -> Self {
        if self.0.len() > FEW {
            return self.times(self);
        }
        let two = Rational::from(2);
        let mut products = Products::new();
        for (at, (monomial, coefficient)) in self.0.iter().enumerate() {
            products.push((monomial.times(monomial), coefficient * coefficient));
            let twice = coefficient * &two;
            let later = self.0.iter().skip(at + 1);
            products.extend(later.map(|(other, factor)| (monomial.times(other), &twice * factor)));
        }
        Polynomial::merged(products)
    }

    /// A power; `None` when it may have more than `limit` terms.
    pub fn power(&self, exponent: u32, limit: usize) -> Option<Self> {
        match (exponent, &self.0[..]) {
            (0, _) => return Some(Polynomial::one()),
            (1, _) => return Some(self.clone()),
            (_, []) => return Some(Polynomial::zero()),
            (_, [(monomial, coefficient)]) => {
                let powers: Option<SmallVec<_>> =
                    monomial.powers().iter().map(|&(v, e)| Some((v, e.checked_mul(exponent)?))).collect();
                let coefficient = coefficient.pow(i64::from(exponent))?;
                return Some(Polynomial::term(Monomial(powers?), coefficient));
            }
            _ => {}
        }
        let terms = binomial(u64::from(exponent) + self.0.len() as u64 - 1, self.0.len() as u64 - 1);
        // Coefficients are as long as the exponent is large, so that few terms can be much work too.
        if terms > limit as u64 || terms.saturating_mul(u64::from(exponent)) > POWER_WORK {
            return None;
        }
        // One factor at a time: for sparse polynomials this is cheaper than squaring (Fateman 1974).
        let mut power = self.square();
        for _ in 2..exponent {
            power = power.times(self);
            if power.0.len() > limit {
                return None;
            }
        }
        Some(power)
    }

    /// As a polynomial in one variable: its coefficients, from the constant one up.
    pub fn coefficients_in(&self, variable: u32) -> Vec<Polynomial> {
        let mut lists: Vec<Vec<(Monomial, Rational)>> = vec![Vec::new(); self.degree_in(variable) as usize + 1];
        for (monomial, coefficient) in &self.0 {
            let (_, rest) = monomial.split(|known| known == variable);
            if let Some(list) = lists.get_mut(monomial.degree_in(variable) as usize) {
                list.push((rest, coefficient.clone()));
            }
        }
        lists.into_iter().map(Polynomial::sum_of).collect()
    }

    /// As a polynomial in one variable with numbers for coefficients, from the constant one up; `None` when another variable
    /// occurs.
    pub fn numbers_in(&self, variable: u32) -> Option<Vec<Rational>> {
        self.coefficients_in(variable).iter().map(Polynomial::as_constant).collect()
    }

    /// From coefficients in a variable, the constant one first.
    pub fn from_coefficients(variable: u32, coefficients: &[Polynomial]) -> Self {
        Polynomial::sum_of((0u32..).zip(coefficients).flat_map(|(exponent, coefficient)| {
            let power = Monomial::power(variable, exponent);
            coefficient.0.iter().map(move |(monomial, c)| (monomial.times(&power), c.clone()))
        }))
    }

    /// The derivative by a variable.
    pub fn derivative(&self, variable: u32) -> Self {
        let one = Monomial::power(variable, 1);
        let lowered = self.0.iter().filter_map(|(monomial, coefficient)| {
            let exponent = Rational::from(i64::from(monomial.degree_in(variable)));
            Some((monomial.over(&one)?, coefficient * &exponent))
        });
        // Different monomials stay different; only their order can change.
        let mut terms: Terms = lowered.collect();
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        Polynomial(terms)
    }

    /// The greatest rational that divides all coefficients; its sign is that of the leading term, so that contents
    /// multiply. 1 for 0.
    pub fn content(&self) -> Rational {
        let gcd = self.0.iter().fold(Rational::ZERO, |gcd, (_, coefficient)| gcd.gcd(coefficient));
        match self.leading() {
            None => Rational::ONE,
            Some((_, lead)) if lead.is_negative() => -&gcd,
            Some(_) => gcd,
        }
    }

    /// The monomial that divides all terms.
    pub fn monomial_content(&self) -> Monomial {
        let mut terms = self.0.iter().map(|(monomial, _)| monomial);
        let first = terms.next().cloned().unwrap_or_default();
        terms.fold(first, |common, monomial| common.common(monomial))
    }
}

/// n over k, saturating.
fn binomial(n: u64, k: u64) -> u64 {
    let k = k.min(n - k.min(n));
    let mut value: u128 = 1;
    for i in 0..k {
        value = value * u128::from(n - i) / u128::from(i + 1);
        if value > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    value as u64
}
