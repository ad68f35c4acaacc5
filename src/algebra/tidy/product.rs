//! Owns the gathering of products, quotients and signs into one fraction with ordered, collected factors.

use rustc_hash::FxHashMap;

use super::Tidier;
use super::sum::total;
use crate::algebra::fold;
use crate::algebra::order::{factor_key, place};
use crate::expr::{Id, Kind, Pool};
use crate::functions::Primitive;
use crate::language::Relation;
use crate::number::Rational;

/// A product that is shared and longer than this stays one factor: opening it would copy it.
const OPEN_LIMIT: usize = 64;

/// Equal factors of a product.
struct Factor {
    base: Id,
    /// The sum of the exponents.
    exponent: Exponent,
    /// Whether it stood below a fraction bar, and whether it stood above.
    below: bool,
    above: bool,
}

#[derive(Clone)]
enum Exponent {
    Number(Rational),
    Other(Id),
}

/// A product being gathered.
struct Product {
    coefficient: Rational,
    /// Whether a number was divided by: then the result is written as a fraction too.
    divided: bool,
    factors: Vec<Factor>,
    places: FxHashMap<Id, usize>,
    /// Whether products stood inside products: then nobody typed this order, and variables are sorted by name.
    nested: bool,
    /// A division by zero was met: nothing is known about the value.
    undefined: bool,
}

/// Gathers the product that `id` is the outermost node of.
pub(super) fn gather(pool: &mut Pool, tidier: &mut Tidier, id: Id) -> Id {
    if is_flat(pool, tidier, id) {
        return id;
    }
    let mut product = Product {
        coefficient: Rational::ONE,
        divided: false,
        factors: Vec::new(),
        places: FxHashMap::default(),
        nested: false,
        undefined: false,
    };
    let mut stack = vec![(id, false)];
    let mut products = 0;
    let mut is_top = true;
    while let Some((node, below)) = stack.pop() {
        let inner = is_top || !tidier.is_done(node);
        is_top = false;
        match (pool.kind(node), pool.children(node)) {
            (Kind::Neg, [a]) if inner => {
                product.coefficient = -&product.coefficient;
                stack.push((*a, below));
            }
            (Kind::Mul, factors) if inner => {
                products += 1;
                stack.extend(factors.iter().rev().map(|&factor| (factor, below)));
            }
            (Kind::Div, [a, b]) if inner => stack.extend([(*b, !below), (*a, below)]),
            _ => {
                let leaf = tidier.of(node);
                product.absorb(pool, leaf, below);
            }
        }
    }
    if product.undefined {
        let children: Vec<Id> = pool.children(id).iter().map(|&child| tidier.of(child)).collect();
        return crate::expr::with_children(pool, id, &children);
    }
    product.nested |= products > 1;
    product.finish(pool, tidier)
}

/// A product as one would type it, with nothing to compute or collect: it keeps the order of its factors.
fn is_flat(pool: &Pool, tidier: &Tidier, id: Id) -> bool {
    let factors = pool.children(id);
    let mut seen = rustc_hash::FxHashSet::default();
    pool.kind(id) == Kind::Mul
        && factors.is_sorted_by_key(|&factor| place(pool, factor))
        && factors.iter().enumerate().all(|(at, &factor)| {
            let (base, whole) = match (pool.kind(factor), pool.pair(factor)) {
                (Kind::Pow, Some((base, _))) => (base, pool.kind(base) != Kind::Mul),
                (Kind::Number(number), _) => {
                    let value = pool.number_value(number);
                    (factor, at == 0 && !value.is_zero() && !value.is_one())
                }
                (Kind::Mul | Kind::Div | Kind::Neg, _) => (factor, false),
                (Kind::Call(function), _) => (factor, function.row().primitive != Some(Primitive::Sqrt)),
                _ => (factor, true),
            };
            whole && seen.insert(base) && tidier.of(factor) == factor
        })
}

impl Product {
    /// Takes in one tidied factor; a short product is opened.
    fn absorb(&mut self, pool: &mut Pool, leaf: Id, below: bool) {
        let mut stack = vec![(leaf, below)];
        while let Some((node, below)) = stack.pop() {
            let children = pool.children(node);
            match pool.kind(node) {
                Kind::Neg => {
                    self.coefficient = -&self.coefficient;
                    stack.extend(children.iter().map(|&a| (a, below)));
                }
                Kind::Mul if children.len() <= OPEN_LIMIT => {
                    self.nested = true;
                    stack.extend(children.iter().rev().map(|&factor| (factor, below)));
                }
                Kind::Div => {
                    if let [a, b] = children {
                        stack.extend([(*b, !below), (*a, below)]);
                    }
                }
                Kind::Number(number) => {
                    let value = pool.number_value(number).clone();
                    self.number(&value, below);
                }
                Kind::Pow => {
                    let Some((base, exponent)) = pool.pair(node) else { continue };
                    if !self.product_to_whole_power(pool, base, exponent, below) {
                        self.power(pool, base, exponent, below);
                    }
                }
                _ => self.factor(pool, node, Exponent::Number(Rational::ONE), below),
            }
        }
    }

    fn number(&mut self, value: &Rational, below: bool) {
        if !below {
            self.coefficient = &self.coefficient * value;
        } else if let Some(quotient) = self.coefficient.checked_div(value) {
            self.divided = true;
            self.coefficient = quotient;
        } else {
            self.undefined = true;
        }
    }

    /// `(ab)^n` is `a^n b^n` for whole n; only short products are opened.
    fn product_to_whole_power(&mut self, pool: &mut Pool, base: Id, exponent: Id, below: bool) -> bool {
        let Some(whole) = pool.as_number(exponent).and_then(|number| number.to_i64()) else { return false };
        if pool.kind(base) != Kind::Mul || whole.abs() > 16 || pool.children(base).len() > OPEN_LIMIT {
            return false;
        }
        for factor in pool.children(base).to_vec() {
            match pool.as_number(factor).and_then(|number| number.pow(whole)) {
                Some(value) => self.number(&value, below),
                None => self.power(pool, factor, exponent, below),
            }
        }
        true
    }

    fn power(&mut self, pool: &mut Pool, base: Id, exponent: Id, below: bool) {
        let exponent = match pool.as_number(exponent) {
            Some(number) => Exponent::Number(number),
            None => Exponent::Other(exponent),
        };
        self.factor(pool, base, exponent, below);
    }

    fn factor(&mut self, pool: &mut Pool, base: Id, exponent: Exponent, below: bool) {
        let signed = match (exponent, below) {
            (Exponent::Number(number), true) => Exponent::Number(-&number),
            (Exponent::Other(id), true) => Exponent::Other(fold::neg(pool, id)),
            (exponent, false) => exponent,
        };
        if let Some(&at) = self.places.get(&base)
            && let Some(factor) = self.factors.get_mut(at)
        {
            factor.exponent = match (&factor.exponent, &signed) {
                (Exponent::Number(a), Exponent::Number(b)) => Exponent::Number(a + b),
                (a, b) => {
                    let (a, b) = (a.id(pool), b.id(pool));
                    let sum = total(pool, &[a, b]);
                    pool.as_number(sum).map_or(Exponent::Other(sum), Exponent::Number)
                }
            };
            factor.below |= below;
            factor.above |= !below;
            return;
        }
        self.places.insert(base, self.factors.len());
        self.factors.push(Factor { base, exponent: signed, below, above: !below });
    }

    fn finish(mut self, pool: &mut Pool, tidier: &mut Tidier) -> Id {
        if self.coefficient.is_zero() {
            return pool.integer(0);
        }
        self.open_roots(pool, tidier);
        let (mut top, mut bottom) = (Vec::new(), Vec::new());
        for factor in std::mem::take(&mut self.factors) {
            let Factor { base, exponent, below, above } = factor;
            let negative = match &exponent {
                Exponent::Number(number) => number.is_negative(),
                Exponent::Other(id) => pool.kind(*id) == Kind::Neg,
            };
            if below && above && !negative {
                let zero = pool.integer(0);
                let condition = pool.compare(Relation::Unequal, base, zero);
                tidier.require(pool, condition);
            }
            let exponent = exponent.id(pool);
            if pool.is_integer(exponent, 0) {
                continue;
            }
            if negative && below {
                let exponent = fold::neg(pool, exponent);
                bottom.push(fold::pow(pool, base, exponent));
            } else {
                top.push(fold::pow(pool, base, exponent));
            }
        }
        for list in [&mut top, &mut bottom] {
            if self.nested {
                list.sort_by(|&a, &b| factor_key(pool, a).cmp(&factor_key(pool, b)));
            } else {
                list.sort_by_key(|&id| place(pool, id));
            }
        }
        self.write(pool, top, bottom)
    }

    /// `sqrt(u)²` is u; where both occur together the radicand must not be negative.
    fn open_roots(&mut self, pool: &mut Pool, tidier: &mut Tidier) {
        let mut opened = Vec::new();
        for factor in &mut self.factors {
            let Kind::Call(function) = pool.kind(factor.base) else { continue };
            let (Exponent::Number(exponent), Some(radicand)) = (&factor.exponent, pool.only(factor.base)) else {
                continue;
            };
            let Some(power) = exponent.to_i64().filter(|power| power % 2 == 0 && *power != 0) else { continue };
            if function.row().primitive != Some(Primitive::Sqrt) {
                continue;
            }
            opened.push((radicand, power / 2, factor.below));
            factor.exponent = Exponent::Number(Rational::ZERO);
            factor.below = false;
        }
        for (radicand, power, below) in opened {
            let zero = pool.integer(0);
            let condition = pool.compare(Relation::GreaterEqual, radicand, zero);
            if pool.as_number(radicand).is_none() {
                tidier.require(pool, condition);
            }
            match pool.as_number(radicand).and_then(|number| number.pow(power)) {
                Some(value) => self.number(&value, false),
                None => {
                    let size = if below { -power } else { power };
                    self.factor(pool, radicand, Exponent::Number(Rational::from(size)), below);
                }
            }
        }
    }

    /// Puts sign, number, numerator and denominator together. 1/N stays outside of Σ.
    fn write(&self, pool: &mut Pool, mut top: Vec<Id>, mut bottom: Vec<Id>) -> Id {
        let size = self.coefficient.abs();
        let (p, q) = (size.numerator(), size.denominator());
        let fraction = !bottom.is_empty() || (self.divided && !q.is_one());
        let sums = top.iter().any(|&id| is_big(pool, id)) && !bottom.iter().any(|&id| is_big(pool, id));
        let result = if !fraction {
            if !size.is_one() || top.is_empty() {
                top.insert(0, pool.number(&size));
            }
            pool.mul(&top)
        } else {
            if !q.is_one() {
                bottom.insert(0, pool.number(&q));
            }
            let denominator = pool.mul(&bottom);
            let number = pool.number(&p);
            if sums {
                let front = pool.div(number, denominator);
                top.insert(0, front);
                pool.mul(&top)
            } else if top.is_empty() && pool.as_number(denominator).is_some() {
                pool.number(&size)
            } else {
                if !p.is_one() || top.is_empty() {
                    top.insert(0, number);
                }
                let numerator = pool.mul(&top);
                pool.div(numerator, denominator)
            }
        };
        if self.coefficient.is_negative() { fold::neg(pool, result) } else { result }
    }
}

impl Exponent {
    fn id(&self, pool: &mut Pool) -> Id {
        match self {
            Exponent::Number(number) => pool.number(number),
            Exponent::Other(id) => *id,
        }
    }
}

fn is_big(pool: &Pool, id: Id) -> bool {
    matches!(pool.kind(id), Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean)
}
