//! Owns difference quotients as expressions: what a derivative is, without any rule of calculus.

use crate::expr::{Id, Kind, Pool, rebuild, substitute};
use crate::number::Rational;

/// The digits of the step h = 10^−40. The quotient differs from the derivative in about twice as many.
const STEP: u32 = 40;

/// (f(x + h) − f(x − h))/(2h) for h = 10^−40, as an expression to be enclosed with as many digits as it takes.
///
/// ```
/// use gradus::expr::{Pool, read};
/// use gradus::number::Rational;
/// use gradus::numeric::{Budget, ExactPoint, difference_quotient, value_at};
/// let mut pool = Pool::new();
/// let (square, x) = (read(&mut pool, "x^2").unwrap(), pool.symbol("x"));
/// let quotient = difference_quotient(&mut pool, square, x);
/// let point = ExactPoint::new().with(x, Rational::from(3));
/// assert_eq!(value_at(&mut pool, quotient, &point, 20, &Budget::default()).unwrap().decimal, "6");
/// ```
pub fn difference_quotient(pool: &mut Pool, body: Id, variable: Id) -> Id {
    let ten = Rational::from(10);
    let size = (0..STEP).fold(Rational::ONE, |size, _| &size * &ten);
    let step = Rational::ONE.checked_div(&size).unwrap_or(Rational::ONE);
    let (h, width) = (pool.number(&step), pool.number(&(&step * &Rational::from(2))));
    let (right, left) = (pool.add(&[variable, h]), pool.sub(variable, h));
    let (after, before) = (substitute(pool, body, &[(variable, right)]), substitute(pool, body, &[(variable, left)]));
    let difference = pool.sub(after, before);
    pool.div(difference, width)
}

/// The expression with every pending derivative by a plain variable replaced by its difference quotient.
pub fn without_derivatives(pool: &mut Pool, root: Id) -> Id {
    let replaced = rebuild::<std::convert::Infallible>(pool, root, |pool, id, children| {
        Ok(match (pool.kind(id), children) {
            (Kind::Derivative, [body, variables @ ..])
                if variables.iter().all(|&variable| matches!(pool.kind(variable), Kind::Symbol(_))) =>
            {
                variables.iter().fold(*body, |body, &variable| difference_quotient(pool, body, variable))
            }
            _ => crate::expr::with_children(pool, id, children),
        })
    });
    match replaced {
        Ok(id) => id,
    }
}
