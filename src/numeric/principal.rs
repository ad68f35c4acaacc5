//! Owns complex principal values of expressions at real points, and their comparison.
//!
//! Functions must have been replaced by primitive ones; sums over an index and functions without a complex algorithm here have
//! no value. Cases and comparisons need real numbers.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::ball::{Arithmetic, Obstacle};
use super::certified::Budget;
use super::complex::{Complex, Enclosed, Plane, apart};
use super::exact::ExactPoint;
use super::value::Value;
use crate::expr::{Constant, Id, Kind, Pool, postorder_of};
use crate::functions::Primitive;
use crate::number::Rational;

/// How the principal values of two expressions stand to each other.
#[derive(Clone, Debug, PartialEq)]
pub enum PrincipalMeeting {
    /// Certainly different: real and imaginary part of the left and of the right value.
    Apart([f64; 2], [f64; 2]),
    /// The same in this many bits, as far as was computed.
    Close(u64),
    /// A side has no value, or none that can be told.
    Undefined,
}

/// Compares the principal values of two expressions of primitive functions at a real point.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, PrincipalMeeting, meet_principal};
/// let mut pool = Pool::new();
/// let (a, b) = (read(&mut pool, "sqrt(-2)*sqrt(-3)").unwrap(), read(&mut pool, "-sqrt(6)").unwrap());
/// let meeting = meet_principal(&pool, a, b, &ExactPoint::new(), 30, &Budget::default());
/// assert!(matches!(meeting, PrincipalMeeting::Close(bits) if bits >= 100));
/// let c = read(&mut pool, "sqrt(6)").unwrap();
/// let meeting = meet_principal(&pool, a, c, &ExactPoint::new(), 30, &Budget::default());
/// assert!(matches!(meeting, PrincipalMeeting::Apart(..)));
/// ```
pub fn meet_principal(
    pool: &Pool,
    left: Id,
    right: Id,
    point: &ExactPoint,
    digits: usize,
    budget: &Budget,
) -> PrincipalMeeting {
    let wanted = (digits as f64 * std::f64::consts::LOG2_10).ceil() as u64;
    let order = postorder_of(pool, &[left, right]);
    let mut precision = wanted as usize + 64;
    let mut arithmetic = Arithmetic::new(precision, budget.work);
    let mut best = PrincipalMeeting::Undefined;
    while precision <= budget.precision {
        arithmetic.set_precision(precision);
        let mut known: FxHashMap<Id, Enclosed> = FxHashMap::default();
        for &id in &order {
            let value = node(pool, id, &known, point, &mut Plane(&mut arithmetic));
            known.insert(id, value);
        }
        let side = |id: &Id| known.get(id).cloned().unwrap_or(Err(Obstacle::Outside));
        match (side(&left), side(&right)) {
            (Ok(a), Ok(b)) if apart(&a, &b) => {
                return PrincipalMeeting::Apart(floats(&a), floats(&b));
            }
            (Ok(a), Ok(b)) => {
                let bits = a.bits().min(b.bits());
                best = PrincipalMeeting::Close(bits);
                if bits >= wanted {
                    return best;
                }
            }
            (a, b) => {
                let hopeless =
                    |side: &Enclosed| matches!(side, Err(Obstacle::Outside | Obstacle::Budget | Obstacle::TooLarge));
                if hopeless(&a) || hopeless(&b) {
                    return best;
                }
            }
        }
        precision *= 2;
    }
    best
}

/// Bits for values that are compared in floating point.
const PRECISION: usize = 128;

/// The principal values of expressions of primitive functions at a real point: real and imaginary part, rounded to floating
/// point; undefined where there is none, or none that can be told. Linear in the shared graph.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::numeric::{Budget, ExactPoint, principal_values};
/// let mut pool = Pool::new();
/// let ids = [read(&mut pool, "sqrt(-4)").unwrap(), read(&mut pool, "1/0").unwrap()];
/// let values = principal_values(&pool, &ids, &ExactPoint::new(), &Budget::default());
/// assert_eq!(values[0].map(|part| part.value), [0.0, 2.0]);
/// assert!(!values[1][0].is_defined());
/// ```
pub fn principal_values(pool: &Pool, ids: &[Id], point: &ExactPoint, budget: &Budget) -> Vec<[Value; 2]> {
    let mut arithmetic = Arithmetic::new(PRECISION, budget.work);
    let mut known: FxHashMap<Id, Enclosed> = FxHashMap::default();
    for id in postorder_of(pool, ids) {
        let value = node(pool, id, &known, point, &mut Plane(&mut arithmetic));
        known.insert(id, value);
    }
    let undefined = [Value::UNDEFINED; 2];
    ids.iter()
        .map(|id| match known.get(id) {
            Some(Ok(value)) if value.bits() > f64::MANTISSA_DIGITS.into() => {
                floats(value).map(|part| Value::rounded(part, 0.0))
            }
            _ => undefined,
        })
        .collect()
}

/// Real and imaginary part. One that can't be told from 0 beside the other, as the real part of acos(π), is 0.
fn floats(value: &Complex) -> [f64; 2] {
    [&value.re, &value.im].map(|part| part.sign().map_or(0.0, |_| part.to_f64()))
}

fn node(pool: &Pool, id: Id, known: &FxHashMap<Id, Enclosed>, point: &ExactPoint, plane: &mut Plane) -> Enclosed {
    let get = |id: &Id| known.get(id).cloned().unwrap_or(Err(Obstacle::Outside));
    match (pool.kind(id), pool.children(id)) {
        (Kind::Number(number), _) => Ok(Complex::real(plane.0.rational(pool.number_value(number))?)),
        (Kind::Symbol(_), _) => {
            let value = point.get(id).ok_or(Obstacle::Outside)?;
            Ok(Complex::real(plane.0.rational(&value)?))
        }
        (Kind::Constant(Constant::E), _) => Ok(Complex::real(plane.0.euler()?)),
        (Kind::Constant(Constant::Pi), _) => Ok(Complex::real(plane.0.pi()?)),
        (Kind::Neg, [a]) => Ok(plane.neg(&get(a)?)),
        (Kind::Add, [first, rest @ ..]) => rest.iter().try_fold(get(first)?, |sum, term| plane.add(&sum, &get(term)?)),
        (Kind::Mul, [first, rest @ ..]) => {
            rest.iter().try_fold(get(first)?, |product, factor| plane.mul(&product, &get(factor)?))
        }
        (Kind::Div, [a, b]) => plane.div(&get(a)?, &get(b)?),
        (Kind::Pow, [base, exponent]) => {
            if pool.kind(*base) == Kind::Constant(Constant::E) {
                return plane.exp(&get(exponent)?);
            }
            let value = get(base)?;
            match fraction(pool, *exponent) {
                Some(power) => match (power.to_i64(), power.denominator().to_i64(), power.numerator().to_i64()) {
                    (Some(whole), ..) => plane.power_whole(&value, whole),
                    (None, Some(2), Some(times)) if !value.is_zero() || times > 0 => {
                        let root = plane.sqrt(&value)?;
                        plane.power_whole(&root, times)
                    }
                    _ => plane.pow(&value, &get(exponent)?),
                },
                None => plane.pow(&value, &get(exponent)?),
            }
        }
        (Kind::Call(function), arguments) => {
            let values: Vec<Complex> = arguments.iter().map(get).collect::<Result<_, _>>()?;
            match function.row().primitive {
                Some(primitive) => call(primitive, &values, plane),
                None => Err(Obstacle::Outside),
            }
        }
        (Kind::Compare(relation), [a, b]) => {
            let (a, b) = (get(a)?, get(b)?);
            if !a.is_real() || !b.is_real() {
                return Err(Obstacle::Outside);
            }
            let order = a.re.compare(&b.re).ok_or(Obstacle::Undecided)?;
            let holds = relation.admits(order);
            Ok(Complex::integer(i64::from(holds)))
        }
        (Kind::Piecewise, parts) => {
            for pair in parts.chunks(2) {
                match pair {
                    [condition, value] if get(condition)?.re.sign() == Some(Ordering::Greater) => return get(value),
                    [otherwise] => return get(otherwise),
                    _ => {}
                }
            }
            Err(Obstacle::Outside)
        }
        (
            Kind::Indexed
            | Kind::Sum
            | Kind::Product
            | Kind::RowSum
            | Kind::RowMean
            | Kind::Derivative
            | Kind::Neg
            | Kind::Add
            | Kind::Mul
            | Kind::Div
            | Kind::Pow
            | Kind::Compare(_),
            _,
        ) => Err(Obstacle::Outside),
    }
}

fn call(primitive: Primitive, values: &[Complex], plane: &mut Plane) -> Enclosed {
    let real = |value: &Complex| value.is_real().then(|| value.re.clone()).ok_or(Obstacle::Outside);
    match (primitive, values) {
        (Primitive::Exp, [a]) => plane.exp(a),
        (Primitive::Ln, [a]) => plane.ln(a),
        (Primitive::Sqrt, [a]) => plane.sqrt(a),
        (Primitive::Abs, [a]) => Ok(Complex::real(plane.absolute(a)?)),
        (Primitive::Sin, [a]) => plane.sin(a),
        (Primitive::Cos, [a]) => plane.cos(a),
        (Primitive::Tan, [a]) => plane.tan(a),
        (Primitive::Asin, [a]) => plane.asin(a),
        (Primitive::Acos, [a]) => plane.acos(a),
        (Primitive::Atan, [a]) => plane.atan(a),
        (Primitive::Erf, [a]) => Ok(Complex::real(plane.0.erf(&real(a)?)?)),
        (Primitive::Gamma, [a]) => Ok(Complex::real(plane.0.gamma(&real(a)?)?)),
        (Primitive::Sign, [a]) => match real(a)?.sign() {
            Some(order) => Ok(Complex::integer(order as i64)),
            None => Err(Obstacle::Undecided),
        },
        (Primitive::Indicator, [a]) => Ok(a.clone()),
        // The others are real functions, or stand in definitions of their own.
        (
            Primitive::Exp
            | Primitive::Ln
            | Primitive::Sqrt
            | Primitive::Root
            | Primitive::Abs
            | Primitive::Sign
            | Primitive::Min
            | Primitive::Max
            | Primitive::Floor
            | Primitive::Ceil
            | Primitive::Sin
            | Primitive::Cos
            | Primitive::Tan
            | Primitive::Asin
            | Primitive::Acos
            | Primitive::Atan
            | Primitive::Atan2
            | Primitive::Sinh
            | Primitive::Cosh
            | Primitive::Tanh
            | Primitive::Asinh
            | Primitive::Acosh
            | Primitive::Atanh
            | Primitive::Erf
            | Primitive::Gamma
            | Primitive::LnGamma
            | Primitive::Polygamma
            | Primitive::Indicator,
            _,
        ) => Err(Obstacle::Outside),
    }
}

/// The value of an exponent made of numbers.
fn fraction(pool: &Pool, id: Id) -> Option<Rational> {
    match (pool.kind(id), pool.children(id)) {
        (Kind::Number(number), _) => Some(pool.number_value(number).clone()),
        (Kind::Neg, [a]) => match (pool.kind(*a), pool.children(*a)) {
            (Kind::Div, [p, q]) => Some(-&pool.as_number(*p)?.checked_div(&pool.as_number(*q)?)?),
            _ => pool.as_number(id),
        },
        (Kind::Div, [p, q]) => pool.as_number(*p)?.checked_div(&pool.as_number(*q)?),
        _ => None,
    }
}
