//! Owns the translation of expressions into operations of the finite field, ring by ring.

use rustc_hash::FxHashMap;

use super::split::{Log, Terms, terms};
use super::tape::{Operation, Ring, Slot, Tape};
use crate::algebra::{Sign, sign};
use crate::expr::{Constant, Id, Kind, Pool, postorder};
use crate::functions::{FunctionId, Primitive};
use crate::number::Rational;

/// Translates expressions whose functions were expanded to primitive ones.
pub(super) struct Compiler<'p> {
    pub pool: &'p mut Pool,
    pub tape: Tape,
    known: FxHashMap<(Ring, Id), Slot>,
    circles: FxHashMap<Id, Slot>,
    /// Sums that are positive for real values and stand where a sign matters.
    positive: Vec<Id>,
}

impl<'p> Compiler<'p> {
    pub(super) fn new(pool: &'p mut Pool) -> Self {
        Compiler {
            pool,
            tape: Tape::default(),
            known: FxHashMap::default(),
            circles: FxHashMap::default(),
            positive: Vec::new(),
        }
    }

    /// Points at which a condition fails aren't used.
    pub(super) fn require(&mut self, conditions: &[Id]) {
        for &condition in conditions {
            if matches!(self.pool.kind(condition), Kind::Compare(_)) {
                let slot = self.root(Ring::Values, condition);
                self.tape.required.push(slot);
            }
        }
    }

    /// The slot of an expression in a ring. Linear in the part of the shared graph that is new to the ring.
    pub(super) fn root(&mut self, ring: Ring, root: Id) -> Slot {
        if let Some(&slot) = self.known.get(&(ring, root)) {
            return slot;
        }
        for id in self.fresh(ring, root) {
            let slot = match ring {
                Ring::Values => self.value(id),
                Ring::Exponents | Ring::Angles => self.counted(ring, id),
            };
            self.known.insert((ring, id), slot);
        }
        self.known.get(&(ring, root)).copied().unwrap_or(0)
    }

    /// What is reachable and has no slot yet, children first.
    fn fresh(&self, ring: Ring, root: Id) -> Vec<Id> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if self.known.contains_key(&(ring, id)) || !seen.insert(id) || self.is_opaque(id) {
                continue;
            }
            stack.extend_from_slice(self.pool.children(id));
        }
        let mut order: Vec<Id> = seen.into_iter().collect();
        order.sort_unstable();
        order
    }

    /// What is taken for a variable as a whole.
    fn is_opaque(&self, id: Id) -> bool {
        matches!(
            self.pool.kind(id),
            Kind::Indexed | Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean | Kind::Derivative
        )
    }

    fn of(&self, ring: Ring, id: Id) -> Slot {
        self.known.get(&(ring, id)).copied().unwrap_or(0)
    }

    fn push(&mut self, operation: Operation) -> Slot {
        self.tape.push(Ring::Values, operation)
    }

    fn integer(&mut self, ring: Ring, value: i64) -> Slot {
        self.tape.number(ring, Rational::from(value))
    }

    /// Sums, products, quotients and whole powers mean the same in every ring.
    fn rational(&mut self, ring: Ring, id: Id, children: &[Id]) -> Option<Slot> {
        let slots: Vec<Slot> = children.iter().map(|&child| self.of(ring, child)).collect();
        let tape = &mut self.tape;
        match (self.pool.kind(id), &slots[..]) {
            (Kind::Number(number), _) => {
                let value = self.pool.number_value(number).clone();
                Some(tape.number(ring, value))
            }
            (Kind::Neg, [a]) => Some(tape.push(ring, Operation::Neg(*a))),
            (Kind::Add, [first, rest @ ..]) => {
                Some(rest.iter().fold(*first, |sum, &term| tape.push(ring, Operation::Add(sum, term))))
            }
            (Kind::Mul, [first, rest @ ..]) => {
                Some(rest.iter().fold(*first, |product, &factor| tape.push(ring, Operation::Mul(product, factor))))
            }
            (Kind::Div, [a, b]) => Some(tape.push(ring, Operation::Div(*a, *b))),
            (Kind::Pow, [base, _]) => {
                let exponent = children.get(1).and_then(|&exponent| rational_value(self.pool, exponent))?;
                let whole = exponent.to_i64()?;
                (self.pool.kind(*children.first()?) != Kind::Constant(Constant::E))
                    .then(|| tape.push(ring, Operation::Power(*base, whole)))
            }
            _ => None,
        }
    }

    /// In the rings of exponents and angles a function is a free value for each argument.
    fn counted(&mut self, ring: Ring, id: Id) -> Slot {
        let children = self.pool.children(id).to_vec();
        if let Some(slot) = self.rational(ring, id, &children) {
            return slot;
        }
        let key = id.index() as u64;
        match (self.pool.kind(id), &children[..]) {
            (Kind::Call(function), arguments) => {
                let arguments = arguments.iter().map(|&argument| self.of(ring, argument)).collect();
                self.tape.push(ring, Operation::Keyed { tag: tag_of(function), arguments })
            }
            (Kind::Pow, [base, exponent]) => {
                let base_slot = self.of(ring, *base);
                let (whole, rest) = match rational_value(self.pool, *exponent) {
                    Some(value) => {
                        let whole = value.floor();
                        let denominator = value.denominator();
                        let rest = (&value - &whole).numerator().to_i64();
                        match (whole.to_i64(), rest) {
                            (Some(whole), Some(rest)) => {
                                let degree = self.tape.number(ring, denominator);
                                let root = Operation::Keyed { tag: POWER, arguments: [base_slot, degree].into() };
                                let root = self.tape.push(ring, root);
                                (whole, self.tape.push(ring, Operation::Power(root, rest)))
                            }
                            _ => return self.tape.push(ring, Operation::Free { key }),
                        }
                    }
                    None => {
                        let arguments = [base_slot, self.of(ring, *exponent)].into();
                        return self.tape.push(ring, Operation::Keyed { tag: POWER, arguments });
                    }
                };
                let power = self.tape.push(ring, Operation::Power(base_slot, whole));
                self.tape.push(ring, Operation::Mul(power, rest))
            }
            _ => self.tape.push(ring, Operation::Free { key }),
        }
    }

    fn value(&mut self, id: Id) -> Slot {
        let children = self.pool.children(id).to_vec();
        if let Some(slot) = self.rational(Ring::Values, id, &children) {
            return if self.positive.contains(&id) { self.push(Operation::Where(slot, slot)) } else { slot };
        }
        let key = id.index() as u64;
        match (self.pool.kind(id), &children[..]) {
            (Kind::Constant(Constant::Pi), _) => self.push(Operation::Pi),
            (Kind::Constant(Constant::E), _) => self.push(Operation::Euler),
            (Kind::Symbol(_), _) => self.push(Operation::Free { key }),
            (Kind::Pow, [base, exponent]) if self.pool.kind(*base) == Kind::Constant(Constant::E) => {
                self.exponential(*exponent)
            }
            (Kind::Pow, [base, exponent]) => {
                let base = self.of(Ring::Values, *base);
                let number = rational_value(self.pool, *exponent);
                let positive_exponent = number.is_some_and(|number| !number.is_negative());
                let exponent = self.root(Ring::Exponents, *exponent);
                self.push(Operation::Real { base, exponent, positive_exponent })
            }
            (Kind::Call(function), arguments) => self.call(function, arguments, key),
            (Kind::Piecewise, parts) => {
                let slots = parts.iter().map(|&part| self.of(Ring::Values, part)).collect();
                self.tape.selects = true;
                self.push(Operation::Select(slots))
            }
            (Kind::Compare(relation), [a, b]) => {
                let (a, b) = (self.of(Ring::Values, *a), self.of(Ring::Values, *b));
                self.push(Operation::Compare(relation, a, b))
            }
            _ => self.push(Operation::Free { key }),
        }
    }

    fn call(&mut self, function: FunctionId, arguments: &[Id], key: u64) -> Slot {
        let slots: Vec<Slot> = arguments.iter().map(|&argument| self.of(Ring::Values, argument)).collect();
        let keyed = |slots: &[Slot]| Operation::Keyed { tag: tag_of(function), arguments: slots.into() };
        let Some(primitive) = function.row().primitive else { return self.push(keyed(&slots)) };
        match (primitive, arguments, &slots[..]) {
            (Primitive::Exp, [argument], _) => self.exponential(*argument),
            (Primitive::Ln, [argument], [slot]) => {
                let sum = self.logarithm(*argument);
                self.push(Operation::Where(sum, *slot))
            }
            (Primitive::Sqrt, _, [slot]) => self.even_root(*slot, 2),
            (Primitive::Root, [_, degree], [slot, _]) => {
                let degree = rational_value(self.pool, *degree).and_then(|degree| degree.to_i64());
                match degree {
                    Some(degree) if degree > 0 && degree % 2 == 0 => self.even_root(*slot, degree),
                    Some(degree) if degree > 0 => {
                        let part = Rational::ratio(1, degree).unwrap_or(Rational::ONE);
                        let exponent = self.tape.number(Ring::Exponents, part);
                        self.push(Operation::OddRoot(*slot, exponent))
                    }
                    _ => self.push(keyed(&slots)),
                }
            }
            (Primitive::Abs, _, [slot]) => self.push(Operation::Absolute(*slot)),
            (Primitive::Sign, _, [slot]) => self.push(Operation::Sign(*slot)),
            (Primitive::Min | Primitive::Max, _, [first, rest @ ..]) => {
                let mut best = *first;
                for &other in rest {
                    let relation = if primitive == Primitive::Min {
                        crate::language::Relation::LessEqual
                    } else {
                        crate::language::Relation::GreaterEqual
                    };
                    let condition = self.push(Operation::Compare(relation, best, other));
                    // Both were needed for the comparison, so none is left unused.
                    best = self.push(Operation::Select([condition, best, other].into()));
                }
                best
            }
            (Primitive::Indicator, _, [condition]) => *condition,
            (Primitive::Sin, [angle], _) => {
                let circle = self.circle(*angle);
                self.push(Operation::Copy(circle + 1))
            }
            (Primitive::Cos, [angle], _) => {
                let circle = self.circle(*angle);
                self.push(Operation::Copy(circle))
            }
            (Primitive::Tan, [angle], _) => {
                let circle = self.circle(*angle);
                self.push(Operation::Div(circle + 1, circle))
            }
            (Primitive::Asin, _, [slot]) => self.push(Operation::ArcSine(*slot)),
            (Primitive::Acos, _, [slot]) => {
                let arc = self.push(Operation::ArcSine(*slot));
                let pi = self.push(Operation::Pi);
                let two = self.integer(Ring::Values, 2);
                let quarter = self.push(Operation::Div(pi, two));
                let minus = self.push(Operation::Neg(arc));
                self.push(Operation::Add(quarter, minus))
            }
            (Primitive::Atan, _, [slot]) => self.push(Operation::ArcTangent(*slot)),
            (Primitive::Erf, _, [slot]) => self.push(Operation::Odd { tag: tag_of(function), argument: *slot }),
            (
                Primitive::Floor
                | Primitive::Ceil
                | Primitive::Gamma
                | Primitive::LnGamma
                | Primitive::Polygamma
                | Primitive::Atan2
                | Primitive::Sinh
                | Primitive::Cosh
                | Primitive::Tanh
                | Primitive::Asinh
                | Primitive::Acosh
                | Primitive::Atanh,
                _,
                _,
            ) => self.push(keyed(&slots)),
            // The reader holds every call to its number of arguments.
            _ => self.push(Operation::Free { key }),
        }
    }

    fn even_root(&mut self, slot: Slot, degree: i64) -> Slot {
        let part = Rational::ratio(1, degree).unwrap_or(Rational::ONE);
        let exponent = self.tape.number(Ring::Exponents, part);
        self.push(Operation::Real { base: slot, exponent, positive_exponent: true })
    }

    /// e to a power: what multiplies a logarithm is a power of the logarithm's argument.
    fn exponential(&mut self, exponent: Id) -> Slot {
        let Terms { logs, rest, .. } = terms(self.pool, exponent);
        let mut product = None;
        for Log { base, factor } in logs {
            let base = self.root(Ring::Values, base);
            let factor = self.root(Ring::Exponents, factor);
            let power = self.push(Operation::Real { base, exponent: factor, positive_exponent: false });
            product = Some(product.map_or(power, |product| self.push(Operation::Mul(product, power))));
        }
        if let Some(rest) = rest {
            let rest = self.root(Ring::Exponents, rest);
            let power = self.push(Operation::Exponential(rest));
            product = Some(product.map_or(power, |product| self.push(Operation::Mul(product, power))));
        }
        product.unwrap_or_else(|| self.integer(Ring::Values, 1))
    }

    /// Cosine and sine of an angle.
    fn circle(&mut self, angle: Id) -> Slot {
        if let Some(&known) = self.circles.get(&angle) {
            return known;
        }
        let Terms { turn, arcs, angle_rest, .. } = terms(self.pool, angle);
        let mut circle = None;
        let mut join = |own: &mut Self, next: Slot| {
            circle = Some(match circle {
                Some(circle) => own.push(Operation::Joined(circle, next)),
                None => next,
            });
        };
        if turn != 0 {
            let turned = self.push(Operation::Turn(turn));
            join(self, turned);
        }
        for (primitive, argument, times) in arcs {
            let argument = self.root(Ring::Values, argument);
            let arc = self.push(match primitive {
                Primitive::Asin => Operation::CircleOfSine(argument),
                Primitive::Acos => Operation::CircleOfCosine(argument),
                _ => Operation::CircleOfTangent(argument),
            });
            let rotated = if times == 1 { arc } else { self.push(Operation::Rotated(arc, times)) };
            join(self, rotated);
        }
        if let Some(rest) = angle_rest {
            let rest = self.root(Ring::Angles, rest);
            let rotated = self.push(Operation::Circle(rest));
            join(self, rotated);
        }
        let circle = circle.unwrap_or_else(|| self.push(Operation::Turn(0)));
        self.circles.insert(angle, circle);
        circle
    }

    /// ln |argument|, taken apart into logarithms of factors.
    fn logarithm(&mut self, argument: Id) -> Slot {
        let one = self.integer(Ring::Values, 1);
        let mut total = self.integer(Ring::Values, 0);
        let mut stack = vec![(one, argument)];
        while let Some((factor, id)) = stack.pop() {
            let children = self.pool.children(id).to_vec();
            match (self.pool.kind(id), &children[..]) {
                (Kind::Neg, [a]) => stack.push((factor, *a)),
                (Kind::Mul, factors) => stack.extend(factors.iter().map(|&a| (factor, a))),
                (Kind::Div, [a, b]) => {
                    let minus = self.push(Operation::Neg(factor));
                    stack.extend([(factor, *a), (minus, *b)]);
                }
                (Kind::Pow, [base, exponent]) => {
                    let exponent = self.root(Ring::Values, *exponent);
                    let times = self.push(Operation::Mul(factor, exponent));
                    stack.push((times, *base));
                }
                (Kind::Constant(Constant::E), _) => total = self.push(Operation::Add(total, factor)),
                (Kind::Number(number), _) => {
                    let number = self.pool.number_value(number).clone();
                    for (prime, exponent) in super::split::factored(&number) {
                        let atom = self.tape.number(Ring::Values, prime);
                        let exponent = self.integer(Ring::Values, exponent);
                        let times = self.push(Operation::Mul(factor, exponent));
                        total = self.times_logarithm(total, times, atom);
                    }
                }
                (Kind::Call(function), [a, rest @ ..]) => match (function.row().primitive, rest) {
                    (Some(Primitive::Exp), _) => {
                        let exponent = self.root(Ring::Values, *a);
                        let times = self.push(Operation::Mul(factor, exponent));
                        total = self.push(Operation::Add(total, times));
                    }
                    (Some(Primitive::Abs), _) => stack.push((factor, *a)),
                    (Some(Primitive::Sqrt), _) => {
                        let half = self.tape.number(Ring::Values, Rational::ratio(1, 2).unwrap_or(Rational::ONE));
                        let times = self.push(Operation::Mul(factor, half));
                        stack.push((times, *a));
                    }
                    (Some(Primitive::Root), [degree]) => {
                        let degree = self.root(Ring::Values, *degree);
                        let times = self.push(Operation::Div(factor, degree));
                        stack.push((times, *a));
                    }
                    _ => {
                        let atom = self.root(Ring::Values, id);
                        total = self.times_logarithm(total, factor, atom);
                    }
                },
                _ => {
                    let atom = self.root(Ring::Values, id);
                    total = self.times_logarithm(total, factor, atom);
                }
            }
        }
        total
    }

    fn times_logarithm(&mut self, total: Slot, factor: Slot, atom: Slot) -> Slot {
        let logarithm = self.push(Operation::Logarithm(atom));
        let term = self.push(Operation::Mul(factor, logarithm));
        self.push(Operation::Add(total, term))
    }

    /// Marks the sums that are positive for all real values and stand below something that asks for a sign.
    pub(super) fn mark_positive(&mut self, root: Id) {
        let order = postorder(self.pool, root);
        let mut below = rustc_hash::FxHashSet::default();
        for &id in order.iter().rev() {
            let asks = match self.pool.kind(id) {
                Kind::Call(function) => matches!(
                    function.row().primitive,
                    Some(Primitive::Sqrt | Primitive::Abs | Primitive::Sign | Primitive::Root)
                ),
                Kind::Compare(_) => true,
                Kind::Pow => self
                    .pool
                    .pair(id)
                    .is_some_and(|(_, exponent)| rational_value(self.pool, exponent).is_none_or(|q| !q.is_integer())),
                _ => false,
            };
            if asks || below.contains(&id) {
                below.extend(self.pool.children(id).iter().copied());
            }
        }
        for id in order {
            if below.contains(&id)
                && self.pool.kind(id) == Kind::Add
                && matches!(sign(self.pool, id), Sign::Positive | Sign::NonNegative)
            {
                self.positive.push(id);
            }
        }
    }
}

/// The tag of powers with unknown exponents.
const POWER: u64 = 1;

fn tag_of(function: FunctionId) -> u64 {
    // Row names are unique, so their letters tell functions apart.
    function.row().name.bytes().fold(2, |hash, byte| hash * 257 % 0xFFFF_FFFB + u64::from(byte))
}

/// The value of an expression of numbers only: `3/2`, `-2`, `-(1/2)`.
pub(super) fn rational_value(pool: &Pool, id: Id) -> Option<Rational> {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Number(number), _) => Some(pool.number_value(number).clone()),
        (Kind::Neg, [a]) => match (pool.kind(*a), pool.children(*a)) {
            (Kind::Div, [p, q]) => Some(-&pool.as_number(*p)?.checked_div(&pool.as_number(*q)?)?),
            (Kind::Neg, [b]) => pool.as_number(*b),
            _ => Some(-&pool.as_number(*a)?),
        },
        (Kind::Div, [p, q]) => pool.as_number(*p)?.checked_div(&pool.as_number(*q)?),
        (Kind::Add, terms) => terms.iter().try_fold(Rational::ZERO, |sum, &term| Some(&sum + &pool.as_number(term)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_tag_of_its_own() {
        let rows: Vec<FunctionId> = crate::functions::all().collect();
        let mut tags: Vec<u64> = rows.iter().map(|&function| tag_of(function)).collect();
        tags.push(POWER);
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), rows.len() + 1);
    }
}
