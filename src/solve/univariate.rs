//! Owns polynomial equations in one unknown: rational roots always, radicals where they are readable, and for the rest
//! intervals that hold one real root each and can be narrowed to any number of digits.

use super::equation::{Equation, Move, Use};
use super::surd;
use crate::algebra::{
    Interval, Normalizer, Polynomial, Ratio, collected, decide, factored, fold, narrow, rational_roots, real_roots,
    square_free,
};
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Pool, occurs};
use crate::language::Relation;
use crate::number::Rational;
use crate::render::plain;
use crate::steps::Rule;
use crate::steps::rules::solving as rules;

/// One real root.
#[derive(Clone, Debug)]
pub struct Root {
    /// In closed form; `None` when only its place is known.
    pub value: Option<Id>,
    /// How often it counts.
    pub multiplicity: u32,
    /// Conditions (`Compare` nodes) under which it is a real root, as far as they weren't decided.
    pub conditions: Vec<Id>,
    /// Where it lies, when all coefficients are numbers.
    pub interval: Option<Interval>,
    /// The factor that it is a root of, as numbers; empty when they aren't.
    factor: Vec<Rational>,
}

impl Root {
    /// A root in closed form whose place isn't known.
    pub(super) fn known(value: Id, multiplicity: u32, conditions: Vec<Id>) -> Root {
        Root { value: Some(value), multiplicity, conditions, interval: None, factor: Vec::new() }
    }

    /// The root as an exact fraction, when it is one.
    pub fn exact(&self) -> Option<&Rational> {
        self.interval.as_ref().and_then(Interval::exact)
    }

    /// An interval no wider than `width` that holds the root; `None` when coefficients aren't numbers.
    pub fn within(&self, width: &Rational) -> Option<Interval> {
        let mut interval = self.interval.clone()?;
        narrow(&self.factor, &mut interval, width);
        Some(interval)
    }

    /// The nearest float, up to one unit in the last place; `None` when coefficients aren't numbers.
    pub fn to_f64(&self) -> Option<f64> {
        let interval = self.interval.as_ref()?;
        if let Some(exact) = interval.exact() {
            return Some(exact.to_f64());
        }
        let mut width = Rational::ratio(1, 1 << 20)?;
        let mut interval = self.within(&width)?;
        // Narrower until it is small beside the root itself, which isn't zero.
        let precision = Rational::from(2).pow(-60)?;
        loop {
            let size = interval.low.abs().min(interval.high.abs());
            if interval.width() <= &size * &precision {
                return Some(interval.middle().to_f64());
            }
            width = &width * &precision;
            narrow(&self.factor, &mut interval, &width);
        }
    }

    /// The root as a decimal, rounded to `places` digits after the point; `None` when coefficients aren't numbers.
    ///
    /// ```
    /// use gradus::algebra::Normalizer;
    /// use gradus::expr::{Pool, read};
    /// use gradus::solve::polynomial_roots;
    /// let mut pool = Pool::new();
    /// let (equation, x) = (read(&mut pool, "x^3 - x - 1").unwrap(), pool.symbol("x"));
    /// let roots = polynomial_roots(&mut pool, &mut Normalizer::default(), equation, x).unwrap();
    /// assert_eq!(roots.roots[0].to_decimal(30).unwrap(), "1.324717957244746025960908854478");
    /// ```
    pub fn to_decimal(&self, places: u32) -> Option<String> {
        let scale = Rational::from(10).pow(i64::from(places))?;
        let mut width = scale.recip()?;
        loop {
            let interval = self.within(&width)?;
            let round = |value: &Rational| (&(value * &scale) + &Rational::ratio(1, 2)?).floor().checked_div(&scale);
            let (low, high) = (round(&interval.low)?, round(&interval.high)?);
            if low == high {
                return low.to_decimal();
            }
            width = &width * &Rational::ratio(1, 16)?;
        }
    }
}

/// The roots of one equation and how they were found.
#[derive(Clone, Debug)]
pub struct Roots {
    /// The equation as given, number 1.
    pub given: Equation,
    /// What was done, in order.
    pub moves: Vec<Move>,
    /// The real roots: by size when they are numbers, else in the order in which they were found.
    pub roots: Vec<Root>,
    /// Whether these are all of them. Otherwise a factor with symbolic coefficients is left that is no quadratic.
    pub complete: bool,
}

/// Solves `equation = 0` for the real values of an unknown. An error when the unknown stands where it isn't a polynomial's,
/// or when every value is a root.
///
/// ```
/// use gradus::algebra::Normalizer;
/// use gradus::expr::{Pool, read};
/// use gradus::render::plain;
/// use gradus::solve::polynomial_roots;
/// let mut pool = Pool::new();
/// let (equation, x) = (read(&mut pool, "x^2 - 2*x - 1").unwrap(), pool.symbol("x"));
/// let roots = polynomial_roots(&mut pool, &mut Normalizer::default(), equation, x).unwrap();
/// let values: Vec<String> = roots.roots.iter().map(|root| plain(&pool, root.value.unwrap())).collect();
/// assert_eq!(values, ["1 - sqrt(2)", "1 + sqrt(2)"]);
/// let exponential = read(&mut pool, "exp(x) - x").unwrap();
/// assert_eq!(polynomial_roots(&mut pool, &mut Normalizer::default(), exponential, x).unwrap_err().code.id, "G0506");
/// ```
pub fn polynomial_roots(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    equation: Id,
    unknown: Id,
) -> Result<Roots, Diagnostic> {
    let ratio = normalizer.ratio(pool, equation)?;
    let number = normalizer.kernels.number(unknown);
    let hidden = ratio.top.variables().into_iter().chain(ratio.bottom.variables()).find_map(|variable| {
        normalizer.kernels.id(variable).filter(|&id| variable != number && occurs(pool, id, unknown))
    });
    if let Some(part) = hidden {
        let (part, unknown) = (plain(pool, part), plain(pool, unknown));
        return Err(Diagnostic::new(&solving::NOT_POLYNOMIAL).with("part", part).with("unknown", unknown));
    }
    if ratio.top.is_zero() {
        return Err(Diagnostic::new(&solving::ALWAYS_TRUE).with("equation", plain(pool, equation)));
    }
    let zero = pool.integer(0);
    let given = Equation { number: 1, left: equation, right: zero };
    let roots = Roots { given, moves: Vec::new(), roots: Vec::new(), complete: true };
    let mut finder = Finder { roots, unknown, number, zero };
    finder.run(pool, normalizer, &ratio)?;
    let mut roots = finder.roots;
    if roots.roots.iter().all(|root| root.interval.is_some()) {
        separate(&mut roots.roots);
    }
    Ok(roots)
}

/// Sorts roots by size. Intervals of different factors may overlap until they are narrowed.
fn separate(roots: &mut [Root]) {
    let overlap = |a: &Interval, b: &Interval| a.low < b.high && b.low < a.high;
    let mut rounds = 0;
    loop {
        let clash = (0..roots.len()).find_map(|a| {
            let b = (a + 1..roots.len()).find(|&b| {
                let pair =
                    (roots.get(a).and_then(|r| r.interval.as_ref()), roots.get(b).and_then(|r| r.interval.as_ref()));
                matches!(pair, (Some(left), Some(right)) if overlap(left, right))
            })?;
            Some([a, b])
        });
        rounds += 1;
        let Some(pair) = clash.filter(|_| rounds < 10_000) else { break };
        for at in pair {
            if let Some(root) = roots.get_mut(at)
                && let Some(interval) = &mut root.interval
                && let Some(half) = Rational::ratio(1, 2)
            {
                let width = &interval.width() * &half;
                narrow(&root.factor, interval, &width);
            }
        }
    }
    roots.sort_by(|a, b| match (&a.interval, &b.interval) {
        (Some(a), Some(b)) => a.low.cmp(&b.low).then_with(|| a.high.cmp(&b.high)),
        _ => std::cmp::Ordering::Equal,
    });
}

struct Finder {
    roots: Roots,
    unknown: Id,
    number: u32,
    zero: Id,
}

impl Finder {
    fn record(&mut self, rule: &'static Rule, from: Use, sides: (Id, Id), conditions: Vec<Id>) -> usize {
        let number = self.roots.moves.len() + 2;
        let equation = Equation { number, left: sides.0, right: sides.1 };
        self.roots.moves.push(Move { rule, uses: vec![from], equation, conditions, names: Vec::new() });
        number
    }

    fn run(&mut self, pool: &mut Pool, normalizer: &mut Normalizer, ratio: &Ratio) -> Result<(), Diagnostic> {
        let mut top = ratio.top.primitive();
        let leads = top.coefficients_in(self.number).pop().unwrap_or_default();
        if normalizer.leads_with_minus(pool, &leads) {
            top = top.scaled(&Rational::from(-1));
        }
        let tidy = collected(pool, normalizer, &Ratio::whole(top.clone()), self.unknown);
        let mut at = 1;
        if tidy != self.roots.given.left {
            let factor = ratio.bottom.times(&top).over(&ratio.top).unwrap_or_else(Polynomial::one);
            let factor = normalizer.polynomial(pool, &factor);
            let from = Use { equation: 1, factor: Some(factor) };
            at = self.record(&rules::STANDARD_FORM, from, (tidy, self.zero), Vec::new());
        }
        let mut factors: Vec<(Polynomial, u32)> = Vec::new();
        for (part, multiplicity) in square_free(&top) {
            if part.degree_in(self.number) == 0 {
                continue;
            }
            let mut rest = part;
            for root in rational_roots(&rest, self.number) {
                let linear = Polynomial::variable(self.number).minus(&Polynomial::constant(root)).primitive();
                if let Some(quotient) = rest.over(&linear) {
                    factors.push((linear, multiplicity));
                    rest = quotient;
                }
            }
            if rest.degree_in(self.number) > 0 {
                factors.push((rest.primitive(), multiplicity));
            }
        }
        let degree: u32 = factors.iter().map(|(factor, times)| factor.degree_in(self.number) * times).sum();
        let product = factored(pool, normalizer, &Ratio::whole(top));
        let split = factors.len() > 1 || factors.iter().any(|(_, times)| *times > 1);
        if split && degree > 1 && product != tidy {
            let from = Use { equation: at, factor: None };
            at = self.record(&rules::FACTOR_EQUATION, from, (product, self.zero), Vec::new());
        }
        for (factor, multiplicity) in factors {
            let own = collected(pool, normalizer, &Ratio::whole(factor.clone()), self.unknown);
            let mut from = at;
            if split {
                let by = Use { equation: at, factor: None };
                from = self.record(&rules::ZERO_PRODUCT, by, (own, self.zero), Vec::new());
            }
            match factor.numbers_in(self.number) {
                Some(numbers) => self.numeric(pool, &numbers, multiplicity, from)?,
                None => self.symbolic(pool, normalizer, &factor, multiplicity, from)?,
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        value: Option<Id>,
        multiplicity: u32,
        place: Option<(Interval, &[Rational])>,
        conditions: Vec<Id>,
    ) {
        let factor = place.as_ref().map_or(Vec::new(), |(_, factor)| factor.to_vec());
        let interval = place.map(|(interval, _)| interval);
        self.roots.roots.push(Root { value, multiplicity, conditions, interval, factor });
    }

    /// The real roots of a factor whose coefficients are numbers.
    fn numeric(
        &mut self,
        pool: &mut Pool,
        factor: &[Rational],
        multiplicity: u32,
        at: usize,
    ) -> Result<(), Diagnostic> {
        let from = Use { equation: at, factor: None };
        let Some(intervals) = real_roots(factor) else {
            self.roots.complete = false;
            return Ok(());
        };
        let closed: Option<(&'static Rule, Vec<Id>)> = match factor {
            [c, b] => {
                let root = (-c).checked_div(b).unwrap_or(Rational::ZERO);
                self.push(
                    Some(pool.number(&root)),
                    multiplicity,
                    Some((Interval { low: root.clone(), high: root.clone() }, factor)),
                    Vec::new(),
                );
                let (unknown, value) = (self.unknown, pool.number(&root));
                self.record(&rules::SOLVE_FOR, from, (unknown, value), Vec::new());
                return Ok(());
            }
            // No real root: the discriminant says so.
            [c, b, a] if intervals.is_empty() => {
                let value = &(b * b) - &(&Rational::from(4) * &(a * c));
                let (left, right) = (discriminant(pool, a, b, c), pool.number(&value));
                self.record(&rules::NEGATIVE_DISCRIMINANT, from, (left, right), Vec::new());
                return Ok(());
            }
            _ if intervals.is_empty() => return Ok(()),
            [c, b, a] => Some((&rules::QUADRATIC_FORMULA, surd::quadratic(pool, a, b, c)?.to_vec())),
            [c, middle @ .., a] if middle.iter().all(Rational::is_zero) => {
                let degree = u32::try_from(factor.len() - 1).unwrap_or(u32::MAX);
                let radicand = (-c).checked_div(a).unwrap_or(Rational::ZERO);
                let root = surd::real_root(pool, &radicand, degree)?;
                let minus = fold::neg(pool, root);
                let values = if degree.is_multiple_of(2) { vec![minus, root] } else { vec![root] };
                Some((&rules::TAKE_ROOT, values))
            }
            [c, z, b, y, a] if z.is_zero() && y.is_zero() => {
                biquadratic(pool, a, b, c)?.map(|values| (&rules::SUBSTITUTE_SQUARE, values))
            }
            _ => None,
        };
        let closed = closed.filter(|(_, values)| values.len() == intervals.len());
        let known = closed.as_ref().map_or(&[][..], |(_, values)| &values[..]);
        for (place, interval) in intervals.into_iter().enumerate() {
            self.push(known.get(place).copied(), multiplicity, Some((interval, factor)), Vec::new());
        }
        if let Some((rule, values)) = closed {
            for value in values {
                self.record(rule, from, (self.unknown, value), Vec::new());
            }
        }
        Ok(())
    }

    /// The roots of a factor with symbolic coefficients: linear, quadratic, or none found.
    fn symbolic(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        factor: &Polynomial,
        multiplicity: u32,
        at: usize,
    ) -> Result<(), Diagnostic> {
        let from = Use { equation: at, factor: None };
        let coefficients = factor.coefficients_in(self.number);
        match &coefficients[..] {
            [c, b] => {
                let conditions = self.nonzero(pool, normalizer, b);
                let value = Ratio::new(c.scaled(&Rational::from(-1)), b.clone());
                let value = value.map(|value| normalizer.write(pool, &value));
                if let Some(value) = value {
                    self.record(&rules::SOLVE_FOR, from, (self.unknown, value), conditions.clone());
                }
                self.push(value, multiplicity, None, conditions);
            }
            [c, b, a] if b.is_zero() => {
                // a·x² = −c needs no formula.
                let mut conditions = self.nonzero(pool, normalizer, a);
                let Some(square) = Ratio::new(c.scaled(&Rational::from(-1)), a.clone()) else { return Ok(()) };
                let radicand = factored(pool, normalizer, &square);
                let real = pool.compare(Relation::GreaterEqual, radicand, self.zero);
                if decide(pool, real) != Some(true) {
                    conditions.push(real);
                }
                let root = surd::square_root(pool, radicand)?;
                for value in [fold::neg(pool, root), root] {
                    self.record(&rules::TAKE_ROOT, from, (self.unknown, value), conditions.clone());
                    self.push(Some(value), multiplicity, None, conditions.clone());
                }
            }
            [c, b, a] => {
                let mut conditions = self.nonzero(pool, normalizer, a);
                let below = b.times(b).minus(&a.times(c).scaled(&Rational::from(4)));
                let radicand = factored(pool, normalizer, &Ratio::whole(below));
                let real = pool.compare(Relation::GreaterEqual, radicand, self.zero);
                if decide(pool, real) != Some(true) {
                    conditions.push(real);
                }
                let root = surd::square_root(pool, radicand)?;
                let (start, bottom) = (b.scaled(&Rational::from(-1)), a.scaled(&Rational::from(2)));
                let (start, bottom) = (normalizer.polynomial(pool, &start), normalizer.polynomial(pool, &bottom));
                for minus in [true, false] {
                    let signed = if minus { fold::neg(pool, root) } else { root };
                    let top = fold::add(pool, &[start, signed]);
                    let value = fold::div(pool, top, bottom);
                    self.record(&rules::QUADRATIC_FORMULA, from, (self.unknown, value), conditions.clone());
                    self.push(Some(value), multiplicity, None, conditions.clone());
                }
            }
            _ => self.roots.complete = false,
        }
        Ok(())
    }

    fn nonzero(&self, pool: &mut Pool, normalizer: &Normalizer, polynomial: &Polynomial) -> Vec<Id> {
        let left = normalizer.polynomial(pool, &polynomial.primitive());
        let condition = pool.compare(Relation::Unequal, left, self.zero);
        if decide(pool, condition) == Some(true) { Vec::new() } else { vec![condition] }
    }
}

/// b² − 4ac, uncomputed.
fn discriminant(pool: &mut Pool, a: &Rational, b: &Rational, c: &Rational) -> Id {
    let (two, four) = (pool.integer(2), pool.integer(4));
    let [a, b, c] = [a, b, c].map(|number| pool.number(number));
    let (square, product) = (pool.pow(b, two), pool.mul(&[four, a, c]));
    pool.sub(square, product)
}

/// The real roots of a·x⁴ + b·x² + c by a quadratic in x², smallest first; `None` when a root under a root remains that is
/// no number.
fn biquadratic(pool: &mut Pool, a: &Rational, b: &Rational, c: &Rational) -> Result<Option<Vec<Id>>, Diagnostic> {
    let squares = [c.clone(), b.clone(), a.clone()];
    let Some(places) = real_roots(&squares) else { return Ok(None) };
    let values = match places.len() {
        2 => surd::quadratic(pool, a, b, c)?.to_vec(),
        _ => return Ok(None),
    };
    let mut roots = Vec::new();
    for (place, value) in places.iter().zip(values) {
        if place.low < Rational::ZERO {
            continue;
        }
        let root = surd::square_root(pool, value)?;
        roots.insert(0, fold::neg(pool, root));
        roots.push(root);
    }
    // The larger square was taken last, so its roots are the outer ones.
    Ok(Some(roots))
}
