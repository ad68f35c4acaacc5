//! Owns convexity that can be read off the shape of a loss: affine inside convex, sums, positive multiples.
//!
//! The rules are those of disciplined convex programming (Grant, Boyd & Ye 2006), in the parameters. What they don't
//! decide is unknown, never assumed.

use rustc_hash::FxHashMap;

use super::joints::{self, Joined};
use super::reasons::Why;
use crate::algebra::{Sign, sign};
use crate::expr::{Id, Kind, Pool, occurs, postorder, rebuild, with_children};
use crate::functions::Primitive;
use crate::number::Rational;

/// How an expression bends in the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curvature {
    /// It doesn't contain them.
    Constant,
    /// Straight: a sum of multiples of them.
    Affine,
    /// Nowhere downwards.
    Convex,
    /// Nowhere upwards.
    Concave,
    /// Not decided by the rules.
    Unknown,
}

impl Curvature {
    fn negated(self) -> Self {
        match self {
            Curvature::Convex => Curvature::Concave,
            Curvature::Concave => Curvature::Convex,
            Curvature::Constant | Curvature::Affine | Curvature::Unknown => self,
        }
    }

    fn plus(self, other: Self) -> Self {
        use Curvature::{Affine, Constant, Unknown};
        match (self, other) {
            (Constant, curvature) | (curvature, Constant) => curvature,
            (Affine, curvature) | (curvature, Affine) => curvature,
            (a, b) if a == b => a,
            _ => Unknown,
        }
    }

    /// Times a constant of this sign.
    fn times(self, sign: Sign) -> Self {
        match (self, sign) {
            (Curvature::Constant | Curvature::Affine, _) => self,
            (_, Sign::Positive | Sign::NonNegative) => self,
            (_, Sign::Negative | Sign::NonPositive) => self.negated(),
            (_, Sign::Zero) => Curvature::Constant,
            (_, Sign::Unknown) => Curvature::Unknown,
        }
    }

    fn is_straight(self) -> bool {
        matches!(self, Curvature::Constant | Curvature::Affine)
    }
}

/// The curvature of `root` in the parameters; `positive` symbols are known to be above zero. Linear in the shared graph.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::{Curvature, curvature};
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "sum(i=1..N, (y_i - w*x_i)^2)").unwrap(), pool.symbol("w"));
/// assert_eq!(curvature(&mut pool, loss, &[w], &[]), Curvature::Convex);
/// let cross_entropy = read(&mut pool, "sum(i=1..N, softplus(w*x_i) - y_i*w*x_i)").unwrap();
/// assert_eq!(curvature(&mut pool, cross_entropy, &[w], &[]), Curvature::Convex);
/// let inside = read(&mut pool, "sum(i=1..N, (y_i - exp(w*x_i))^2)").unwrap();
/// assert_eq!(curvature(&mut pool, inside, &[w], &[]), Curvature::Unknown);
/// ```
pub fn curvature(pool: &mut Pool, root: Id, parameters: &[Id], positive: &[Id]) -> Curvature {
    let root = with_definitions(pool, root);
    Shape::of(pool, root, parameters, positive).curvature(root)
}

/// How each part of an expression bends.
pub(super) struct Shape {
    known: FxHashMap<Id, Bend>,
    /// What was found about functions by cases.
    pub joined: Vec<(Id, Joined)>,
}

impl Shape {
    /// Walks once through an expression whose definitions are opened.
    pub fn of(pool: &mut Pool, root: Id, parameters: &[Id], positive: &[Id]) -> Shape {
        let mut shape = Shape { known: FxHashMap::default(), joined: Vec::new() };
        for id in postorder(pool, root) {
            let bend = if parameters.contains(&id) {
                Bend { curvature: Curvature::Affine, log_convex: false, why: None }
            } else if pool.kind(id) == Kind::Piecewise && parameters.iter().any(|&own| occurs(pool, id, own)) {
                shape.by_cases(pool, id, parameters, positive)
            } else {
                Walk { pool, known: &shape.known, positive }.bend(id)
            };
            shape.known.insert(id, bend);
        }
        shape
    }

    /// The curvature of a part.
    pub fn curvature(&self, id: Id) -> Curvature {
        self.known.get(&id).map_or(Curvature::Unknown, |bend| bend.curvature)
    }

    /// Which rule decided on a part that isn't straight.
    pub fn why(&self, id: Id) -> Option<Why> {
        self.known.get(&id).and_then(|bend| bend.why)
    }

    fn by_cases(&mut self, pool: &mut Pool, id: Id, parameters: &[Id], positive: &[Id]) -> Bend {
        let is_straight = |part: Id| self.curvature(part) == Curvature::Affine;
        match joints::examine(pool, id, is_straight, parameters, positive) {
            Some(joined) => {
                self.joined.push((id, joined));
                Bend { curvature: Curvature::Convex, log_convex: false, why: Some(Why::Cases) }
            }
            None => Bend { curvature: Curvature::Unknown, log_convex: false, why: None },
        }
    }
}

/// The curvature where names that stand as factors are above zero: weights and penalties. Returns the names of which this
/// had to be assumed, none where the shape alone decides.
pub(super) fn with_assumptions(pool: &mut Pool, root: Id, parameters: &[Id], positive: &[Id]) -> (Curvature, Vec<Id>) {
    let plain = curvature(pool, root, parameters, positive);
    if plain != Curvature::Unknown {
        return (plain, Vec::new());
    }
    let mut assumed = factor_names(pool, root, parameters, positive);
    let with = |pool: &mut Pool, names: &[Id]| curvature(pool, root, parameters, &[positive, names].concat());
    let found = with(pool, &assumed);
    if found != Curvature::Convex {
        return (plain, Vec::new());
    }
    for name in assumed.clone() {
        let fewer: Vec<Id> = assumed.iter().copied().filter(|&other| other != name).collect();
        if with(pool, &fewer) == found {
            assumed = fewer;
        }
    }
    (found, assumed)
}

/// Names that multiply or divide something with a parameter in it, or that it is compared with.
fn factor_names(pool: &Pool, root: Id, parameters: &[Id], positive: &[Id]) -> Vec<Id> {
    let mut names = Vec::new();
    let holds = |id: Id| parameters.iter().any(|&parameter| occurs(pool, id, parameter));
    for id in postorder(pool, root) {
        if !matches!(pool.kind(id), Kind::Mul | Kind::Div | Kind::Compare(_)) || !holds(id) {
            continue;
        }
        let mut open: Vec<Id> = pool.children(id).iter().copied().filter(|&part| !holds(part)).collect();
        while let Some(part) = open.pop() {
            match pool.kind(part) {
                Kind::Mul | Kind::Div => open.extend(pool.children(part)),
                Kind::Symbol(_) | Kind::Indexed if !positive.contains(&part) && !names.contains(&part) => {
                    names.push(part);
                }
                _ => {}
            }
        }
    }
    names
}

/// Functions that have no algorithm of their own are opened.
pub(super) fn with_definitions(pool: &mut Pool, root: Id) -> Id {
    let opened = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        if let Kind::Call(function) = pool.kind(id)
            && function.row().primitive.is_none()
            && let Some(definition) = function.row().definition
            && let Ok(inside) = pool.instantiate(function, definition, children)
        {
            return Ok(inside);
        }
        Ok(with_children(pool, id, children))
    });
    match opened {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

/// How a part bends, whether it is positive with a convex logarithm, and which rule says so.
#[derive(Clone, Copy)]
struct Bend {
    curvature: Curvature,
    log_convex: bool,
    why: Option<Why>,
}

struct Walk<'w> {
    pool: &'w Pool,
    known: &'w FxHashMap<Id, Bend>,
    positive: &'w [Id],
}

/// A curvature that a rule of its own gives.
type Decided = (Curvature, Option<Why>);

const UNKNOWN: Decided = (Curvature::Unknown, None);

impl Walk<'_> {
    fn of(&self, id: Id) -> Curvature {
        self.known.get(&id).map_or(Curvature::Unknown, |bend| bend.curvature)
    }

    fn is_log_convex(&self, id: Id) -> bool {
        self.known.get(&id).is_some_and(|bend| bend.log_convex)
    }

    fn sign(&self, id: Id) -> Sign {
        if self.positive.contains(&id) { Sign::Positive } else { sign_with(self.pool, id, self.positive) }
    }

    fn is_not_negative(&self, id: Id) -> bool {
        matches!(self.sign(id), Sign::Positive | Sign::NonNegative | Sign::Zero)
    }

    fn bend(&self, id: Id) -> Bend {
        let children = self.pool.children(id);
        let is_leaf = matches!(self.pool.kind(id), Kind::Symbol(_) | Kind::Number(_) | Kind::Constant(_));
        if is_leaf || children.iter().all(|&child| self.of(child) == Curvature::Constant) {
            let log_convex = self.sign(id) == Sign::Positive;
            return Bend { curvature: Curvature::Constant, log_convex, why: None };
        }
        let log_convex = match (self.pool.kind(id), children) {
            (Kind::Add | Kind::Mul, parts) => parts.iter().all(|&child| self.is_log_convex(child)),
            (Kind::Sum, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body]) => self.is_log_convex(*body),
            (Kind::Div, [top, bottom]) => {
                self.is_log_convex(*top)
                    && self.of(*bottom) == Curvature::Constant
                    && self.sign(*bottom) == Sign::Positive
            }
            (Kind::Call(function), [argument, ..]) => match function.row().primitive {
                Some(Primitive::Exp) => matches!(self.of(*argument), Curvature::Affine | Curvature::Convex),
                // (e^u + e^−u)/2.
                Some(Primitive::Cosh) => self.of(*argument) == Curvature::Affine,
                _ => false,
            },
            _ => false,
        };
        let (curvature, why) = self.curvature(id, children);
        Bend { curvature, log_convex, why }
    }

    /// The curvature of a part that isn't constant.
    fn curvature(&self, id: Id, children: &[Id]) -> Decided {
        let plain = |curvature| (curvature, None);
        match (self.pool.kind(id), children) {
            (Kind::Neg, [a]) => plain(self.of(*a).negated()),
            (Kind::Add, terms) => {
                plain(terms.iter().map(|&term| self.of(term)).fold(Curvature::Constant, Curvature::plus))
            }
            (Kind::Mul, factors) => self.product(factors),
            (Kind::Div, [a, b]) if self.of(*b) == Curvature::Constant => plain(self.of(*a).times(self.sign(*b))),
            (Kind::Pow, [base, exponent]) => self.power(*base, *exponent),
            (Kind::Call(function), arguments) => self.call(function.row().primitive, arguments),
            (Kind::Sum, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body]) => plain(self.of(*body)),
            (
                Kind::Number(_)
                | Kind::Symbol(_)
                | Kind::Constant(_)
                | Kind::Indexed
                | Kind::Neg
                | Kind::Div
                | Kind::Pow
                | Kind::Sum
                | Kind::Product
                | Kind::RowSum
                | Kind::RowMean
                | Kind::Derivative
                | Kind::Piecewise
                | Kind::Compare(_),
                _,
            ) => UNKNOWN,
        }
    }

    /// Constants times one part; or u·u; or u·ln u, whose second derivative is 1/u where the logarithm has a value.
    fn product(&self, factors: &[Id]) -> Decided {
        let (constant, varying): (Vec<Id>, Vec<Id>) =
            factors.iter().partition(|&&factor| self.of(factor) == Curvature::Constant);
        let signed = |bend: Curvature| constant.iter().fold(bend, |bend, &factor| bend.times(self.sign(factor)));
        match varying[..] {
            [one] => (signed(self.of(one)), None),
            [a, b] if self.of(a) == Curvature::Affine && a == b => (signed(Curvature::Convex), Some(Why::Even)),
            [a, b] if self.is_entropy(a, b) || self.is_entropy(b, a) => (signed(Curvature::Convex), Some(Why::Entropy)),
            _ => UNKNOWN,
        }
    }

    /// Whether the parts are u and ln(c·u) with c > 0.
    fn is_entropy(&self, u: Id, logarithm: Id) -> bool {
        let Kind::Call(function) = self.pool.kind(logarithm) else { return false };
        let Some(inner) = self.pool.only(logarithm).filter(|_| function.row().primitive == Some(Primitive::Ln)) else {
            return false;
        };
        let positive = |&part: &Id| self.of(part) == Curvature::Constant && self.sign(part) == Sign::Positive;
        let scaled = match (self.pool.kind(inner), self.pool.children(inner)) {
            (Kind::Div, [top, bottom]) => *top == u && positive(bottom),
            (Kind::Mul, parts) => {
                parts.iter().filter(|part| **part == u).count() == 1
                    && parts.iter().filter(|part| **part != u).all(positive)
            }
            _ => inner == u,
        };
        self.of(u) == Curvature::Affine && scaled
    }

    fn call(&self, primitive: Option<Primitive>, arguments: &[Id]) -> Decided {
        let argument = arguments.first().map_or(Curvature::Unknown, |&a| self.of(a));
        let is_log_convex = arguments.first().is_some_and(|&a| self.is_log_convex(a));
        let convex = |why| (Curvature::Convex, Some(why));
        let concave = |why| (Curvature::Concave, Some(why));
        let all = |wanted: Curvature| arguments.iter().all(|&a| self.of(a).is_straight() || self.of(a) == wanted);
        match (primitive, argument) {
            (Some(Primitive::Max), _) if all(Curvature::Convex) => convex(Why::Greatest),
            (Some(Primitive::Min), _) if all(Curvature::Concave) => concave(Why::Least),
            (Some(Primitive::Exp), Curvature::Affine) => convex(Why::Exponential),
            (Some(Primitive::Exp), Curvature::Convex) => convex(Why::Rising),
            (Some(Primitive::Abs), Curvature::Affine) => convex(Why::Absolute),
            (Some(Primitive::Cosh), Curvature::Affine) => convex(Why::Cosh),
            (Some(Primitive::Ln), Curvature::Affine | Curvature::Concave) => concave(Why::Logarithm),
            (Some(Primitive::Ln), _) if is_log_convex => convex(Why::LogSum),
            (Some(Primitive::Sqrt), Curvature::Affine | Curvature::Concave) => concave(Why::Root),
            (Some(Primitive::Sqrt), Curvature::Convex) if arguments.iter().all(|&a| self.is_square_sum(a)) => {
                convex(Why::Length)
            }
            (Some(Primitive::Abs), Curvature::Convex) if arguments.iter().all(|&a| self.is_not_negative(a)) => {
                convex(Why::Rising)
            }
            _ => UNKNOWN,
        }
    }

    /// Whether a sum holds nothing but squares of straight parts and constants that aren't negative: then its root is a length.
    fn is_square_sum(&self, root: Id) -> bool {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if self.of(id) == Curvature::Constant && self.is_not_negative(id) {
                continue;
            }
            match (self.pool.kind(id), self.pool.children(id)) {
                (Kind::Add, terms) => open.extend(terms),
                (Kind::Sum, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body]) => open.push(*body),
                (Kind::Div, &[top, bottom])
                    if self.of(bottom) == Curvature::Constant && self.is_not_negative(bottom) =>
                {
                    open.push(top);
                }
                (Kind::Mul, factors) => {
                    let own = |&&factor: &&Id| self.of(factor) != Curvature::Constant || !self.is_not_negative(factor);
                    match factors.iter().filter(own).collect::<Vec<_>>()[..] {
                        [&one] => open.push(one),
                        _ => return false,
                    }
                }
                (Kind::Pow, &[base, exponent])
                    if self.pool.is_integer(exponent, 2) && self.of(base) == Curvature::Affine => {}
                _ => return false,
            }
        }
        true
    }

    fn power(&self, base: Id, exponent: Id) -> Decided {
        let Some(exponent) = self.pool.as_number(exponent) else { return UNKNOWN };
        let (bend, sign) = (self.of(base), self.sign(base));
        if exponent.is_one() {
            return (bend, None);
        }
        let whole = exponent.to_i64();
        let above_one = exponent > Rational::ONE;
        let not_negative = matches!(sign, Sign::Positive | Sign::NonNegative) || self.is_greatest_of_zero(base);
        let convex = |why| (Curvature::Convex, Some(why));
        match bend {
            Curvature::Constant => (Curvature::Constant, None),
            Curvature::Affine if whole.is_some_and(|n| n > 0 && n % 2 == 0) => convex(Why::Even),
            Curvature::Affine if above_one && not_negative => convex(Why::Power),
            Curvature::Affine if exponent.is_negative() && sign == Sign::Positive => convex(Why::Power),
            Curvature::Convex if exponent == half() && self.is_square_sum(base) => convex(Why::Length),
            Curvature::Convex if above_one && not_negative => convex(Why::Rising),
            Curvature::Affine | Curvature::Convex | Curvature::Concave | Curvature::Unknown => UNKNOWN,
        }
    }

    /// max(…) with a part that isn't negative.
    fn is_greatest_of_zero(&self, id: Id) -> bool {
        let is_max = matches!(self.pool.kind(id), Kind::Call(f) if f.row().primitive == Some(Primitive::Max));
        is_max && self.pool.children(id).iter().any(|&part| self.is_not_negative(part))
    }
}

fn half() -> Rational {
    Rational::ratio(1, 2).unwrap_or(Rational::ZERO)
}

/// The sign, where products and quotients of symbols that are known to be positive are positive.
fn sign_with(pool: &Pool, id: Id, positive: &[Id]) -> Sign {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Div | Kind::Mul, parts)
            if parts.iter().all(|part| positive.contains(part) || sign(pool, *part) == Sign::Positive) =>
        {
            Sign::Positive
        }
        _ => sign(pool, id),
    }
}
