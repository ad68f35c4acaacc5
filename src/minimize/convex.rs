//! Owns convexity that can be read off the shape of a loss: affine inside convex, sums, positive multiples.
//!
//! The rules are those of disciplined convex programming (Grant, Boyd & Ye 2006), in the parameters. What they don't
//! decide is unknown, never assumed.

use rustc_hash::FxHashMap;

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
    let mut known: FxHashMap<Id, Bend> = FxHashMap::default();
    for id in postorder(pool, root) {
        let bend = if parameters.contains(&id) {
            Bend { curvature: Curvature::Affine, log_convex: false }
        } else {
            Walk { pool, known: &known, positive }.bend(id)
        };
        known.insert(id, bend);
    }
    known.get(&root).map_or(Curvature::Unknown, |bend| bend.curvature)
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

/// Names that multiply or divide something with a parameter in it.
fn factor_names(pool: &Pool, root: Id, parameters: &[Id], positive: &[Id]) -> Vec<Id> {
    let mut names = Vec::new();
    let holds = |id: Id| parameters.iter().any(|&parameter| occurs(pool, id, parameter));
    for id in postorder(pool, root) {
        if !matches!(pool.kind(id), Kind::Mul | Kind::Div) || !holds(id) {
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

/// How a part bends, and whether it is positive with a convex logarithm.
#[derive(Clone, Copy)]
struct Bend {
    curvature: Curvature,
    log_convex: bool,
}

struct Walk<'w> {
    pool: &'w Pool,
    known: &'w FxHashMap<Id, Bend>,
    positive: &'w [Id],
}

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

    fn bend(&self, id: Id) -> Bend {
        let children = self.pool.children(id);
        let is_leaf = matches!(self.pool.kind(id), Kind::Symbol(_) | Kind::Number(_) | Kind::Constant(_));
        if is_leaf || children.iter().all(|&child| self.of(child) == Curvature::Constant) {
            return Bend { curvature: Curvature::Constant, log_convex: self.sign(id) == Sign::Positive };
        }
        let log_convex = match self.pool.kind(id) {
            Kind::Add | Kind::Mul => children.iter().all(|&child| self.is_log_convex(child)),
            Kind::Call(function) => {
                let argument = children.first().map_or(Curvature::Unknown, |&a| self.of(a));
                function.row().primitive == Some(Primitive::Exp)
                    && matches!(argument, Curvature::Affine | Curvature::Convex)
            }
            _ => false,
        };
        Bend { curvature: self.curvature(id, children), log_convex }
    }

    /// The curvature of a part that isn't constant.
    fn curvature(&self, id: Id, children: &[Id]) -> Curvature {
        match (self.pool.kind(id), children) {
            (Kind::Neg, [a]) => self.of(*a).negated(),
            (Kind::Add, terms) => terms.iter().map(|&term| self.of(term)).fold(Curvature::Constant, Curvature::plus),
            (Kind::Mul, factors) => {
                let (constant, varying): (Vec<Id>, Vec<Id>) =
                    factors.iter().partition(|&&factor| self.of(factor) == Curvature::Constant);
                match varying[..] {
                    [one] => constant.iter().fold(self.of(one), |bend, &factor| bend.times(self.sign(factor))),
                    _ => Curvature::Unknown,
                }
            }
            (Kind::Div, [a, b]) if self.of(*b) == Curvature::Constant => self.of(*a).times(self.sign(*b)),
            (Kind::Pow, [base, exponent]) => power(self.pool, self.of(*base), self.sign(*base), *exponent),
            (Kind::Call(function), arguments) => self.call(function.row().primitive, arguments),
            (Kind::Sum, [_, _, _, body]) | (Kind::RowSum | Kind::RowMean, [body]) => self.of(*body),
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
            ) => Curvature::Unknown,
        }
    }

    fn call(&self, primitive: Option<Primitive>, arguments: &[Id]) -> Curvature {
        let argument = arguments.first().map_or(Curvature::Unknown, |&a| self.of(a));
        let is_log_convex = arguments.first().is_some_and(|&a| self.is_log_convex(a));
        match (primitive, argument) {
            (Some(Primitive::Max), _) => {
                let bends = |&a: &Id| self.of(a).is_straight() || self.of(a) == Curvature::Convex;
                if arguments.iter().all(bends) { Curvature::Convex } else { Curvature::Unknown }
            }
            (Some(Primitive::Exp), Curvature::Affine | Curvature::Convex) => Curvature::Convex,
            (Some(Primitive::Abs | Primitive::Cosh), Curvature::Affine) => Curvature::Convex,
            (Some(Primitive::Ln | Primitive::Sqrt), Curvature::Affine | Curvature::Concave) => Curvature::Concave,
            (Some(Primitive::Ln), _) if is_log_convex => Curvature::Convex,
            _ => Curvature::Unknown,
        }
    }
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

fn power(pool: &Pool, base: Curvature, sign: Sign, exponent: Id) -> Curvature {
    let Some(exponent) = pool.as_number(exponent) else { return Curvature::Unknown };
    if exponent.is_one() {
        return base;
    }
    let whole = exponent.to_i64();
    let above_one = exponent > Rational::ONE;
    match base {
        Curvature::Constant => Curvature::Constant,
        Curvature::Affine if whole.is_some_and(|n| n > 0 && n % 2 == 0) => Curvature::Convex,
        Curvature::Affine if above_one && matches!(sign, Sign::Positive | Sign::NonNegative) => Curvature::Convex,
        Curvature::Affine if exponent.is_negative() && sign == Sign::Positive => Curvature::Convex,
        // A rising convex function of a convex one.
        Curvature::Convex if above_one && matches!(sign, Sign::Positive | Sign::NonNegative) => Curvature::Convex,
        Curvature::Affine | Curvature::Convex | Curvature::Concave | Curvature::Unknown => Curvature::Unknown,
    }
}
