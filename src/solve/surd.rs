//! Owns the roots of quadratics with whole coefficients, written as one does by hand: (−b ± s·√m)/(2a), reduced.

use crate::algebra::fold;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, substitute};
use crate::number::Rational;

/// Squares of primes up to this are taken out of a radicand.
const PRIMES: i64 = 1_000;

/// The square root of an expression; of a square number, the number.
pub(super) fn square_root(pool: &mut Pool, radicand: Id) -> Result<Id, Diagnostic> {
    if let Some(root) = pool.as_number(radicand).and_then(|number| number.root(2)) {
        return Ok(pool.number(&root));
    }
    let (template, u) = (pool.table_text("sqrt(u)")?, pool.symbol("u"));
    Ok(substitute(pool, template, &[(u, radicand)]))
}

/// The real root of a number: the positive one for even degrees.
pub(super) fn real_root(pool: &mut Pool, radicand: &Rational, degree: u32) -> Result<Id, Diagnostic> {
    if let Some(root) = radicand.root(degree) {
        return Ok(pool.number(&root));
    }
    let size = pool.number(&radicand.abs());
    let root = match degree {
        2 => square_root(pool, size)?,
        _ => {
            let (template, u) = (pool.table_text("root(u, n)")?, pool.symbol("u"));
            let (n, degree) = (pool.symbol("n"), pool.integer(i64::from(degree)));
            substitute(pool, template, &[(u, size), (n, degree)])
        }
    };
    Ok(if radicand.is_negative() { fold::neg(pool, root) } else { root })
}

/// D = s²·m with whole s, m and m without the square of a small prime.
pub(super) fn split_square(discriminant: &Rational) -> (Rational, Rational) {
    let (mut outside, mut inside) = (Rational::ONE, discriminant.clone());
    if let Some(root) = inside.root(2) {
        return (root, Rational::ONE);
    }
    for prime in 2..PRIMES {
        let square = Rational::from(prime * prime);
        while let Some(smaller) = inside.checked_div(&square).filter(Rational::is_integer) {
            inside = smaller;
            outside = &outside * &Rational::from(prime);
        }
        if let Some(root) = inside.root(2) {
            return (&outside * &root, Rational::ONE);
        }
    }
    (outside, inside)
}

/// The two roots of a·x² + b·x + c, the smaller one first, for whole coefficients and a positive discriminant.
pub(super) fn quadratic(pool: &mut Pool, a: &Rational, b: &Rational, c: &Rational) -> Result<[Id; 2], Diagnostic> {
    let four = Rational::from(4);
    let discriminant = &(b * b) - &(&four * &(a * c));
    let (outside, inside) = split_square(&discriminant);
    let below = (&Rational::from(2) * a).abs();
    let top = if a.is_negative() { b.clone() } else { -b };
    let common = top.gcd(&outside).gcd(&below);
    let reduced = |value: &Rational| value.checked_div(&common).unwrap_or_else(|| value.clone());
    let (top, outside, below) = (reduced(&top), reduced(&outside), reduced(&below));
    let below = pool.number(&below);
    let mut roots = [below; 2];
    for (slot, minus) in roots.iter_mut().zip([true, false]) {
        let radical = {
            let (number, inside) = (pool.number(&outside), pool.number(&inside));
            let root = square_root(pool, inside)?;
            fold::mul(pool, &[number, root])
        };
        let signed = if minus { fold::neg(pool, radical) } else { radical };
        let start = pool.number(&top);
        let sum = fold::add(pool, &[start, signed]);
        *slot = fold::div(pool, sum, below);
    }
    Ok(roots)
}
