//! Owns identity testing in finite fields: two expressions are compared at random points where every kernel is a number.
//!
//! An expression is a rational function of its variables and of kernels: roots, powers, exponentials, logarithms, circular and
//! arc functions. Each kernel gets a value that respects the relations that hold for real numbers, and nothing else is assumed
//! of it (Gonnet, "Determining equivalence of expressions in random polynomial time", 1984). The primes are of a kind in which
//! much of the real line has its image: squares are positive, −1 is not, every positive number has exactly one positive root of
//! each degree, powers are powers, and rotations are rotations (see `modular`). So sqrt(x²) is |x| here too, and
//! exp(a + b) = exp(a)·exp(b), sin 2x = 2 sin x cos x, ln(x·y) = ln|x| + ln|y| need no rule.
//!
//! Equality at random points proves the identity up to the error of Schwartz and Zippel: a rational function of degree d that
//! isn't zero vanishes at a random point with probability d/p at most. Where roots of dependent numbers meet, as in sqrt(x²) and
//! x, an identity may hold for one choice of signs and fail for another, and the signs at a point are random; so more points are taken
//! where signs matter. Inequality proves nothing: kernels may have relations that aren't known here.

mod compile;
mod evaluate;
mod modular;
mod signs;
mod split;
mod tape;

use crate::expr::{Id, Pool};
use compile::Compiler;
pub(super) use evaluate::mix;
use evaluate::{Field, Trial};
use modular::PRIMES;
use signs::Signs;
use tape::{Operation, Ring};

/// What the finite field says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Answer {
    /// Equal at all points; the probability of a wrong answer is below 2 to the power of minus this.
    Equal {
        /// Points that were used.
        points: u32,
        /// The error, as a negative power of two.
        bits: u32,
    },
    /// Different at a point; proves nothing about real numbers.
    Different,
    /// Too few points at which both have a value.
    Unknown,
}

/// Points where no sign matters; two primes are used.
const POINTS: u32 = 4;

/// The fewest points where signs matter.
const POINTS_WITH_SIGNS: u32 = 24;

/// A combination of signs for which an identity fails is missed with a probability below 2 to the power of minus this.
const SIGN_BITS: f64 = 24.0;

/// An error above 2 to the power of minus this is no proof.
const LEAST_BITS: f64 = 20.0;

/// The most operations that are carried out for one answer.
const WORK: u64 = 3_000_000;

/// Compares two expressions of primitive functions where `conditions` hold.
pub(super) fn compare(pool: &mut Pool, left: Id, right: Id, conditions: &[Id], seed: u64) -> Answer {
    let signs = Signs::of(pool, [left, right], conditions);
    let Some(free) = signs.free() else { return Answer::Unknown };
    let mut compiler = Compiler::new(pool);
    compiler.require(conditions);
    compiler.mark_positive(left);
    compiler.mark_positive(right);
    let (a, b) = (compiler.root(Ring::Values, left), compiler.root(Ring::Values, right));
    let tape = compiler.tape;
    let degree = degree_of(&tape);
    let size = tape.operations.len() as u64;
    // Bits of certainty about signs that each point adds.
    let sign_bits = if free == 0 { 1.0 } else { -(1.0 - (-f64::from(free)).exp2()).log2() };
    let wanted = match signs.asked {
        false => POINTS,
        true => POINTS_WITH_SIGNS.max((SIGN_BITS / sign_bits).min(1e6).ceil() as u32),
    };
    let (mut found, mut work, mut primes) = (0, 0u64, 0);
    for (at, &prime) in PRIMES.iter().enumerate() {
        let Some(field) = Field::new(prime, &tape) else { continue };
        let mut trial = Trial::new(&field, seed);
        let (mut here, mut failed) = (0, 0u32);
        // Half of the points come from each of the first two primes that have any.
        while here < wanted.div_ceil(2) && found < wanted {
            trial.reseed(mix(seed ^ mix(at as u64 * 0x1_0000 + u64::from(here + failed))));
            work += size;
            let equal = trial.run(&tape).and_then(|()| Some(trial.value(a)? == trial.value(b)?));
            match equal {
                Some(true) => {
                    here += 1;
                    found += 1;
                }
                Some(false) => return Answer::Different,
                None => failed += 1,
            }
            // A number that isn't a square here may be one modulo another prime.
            if work > WORK || (here == 0 && failed >= 1 << 10) {
                break;
            }
        }
        primes += u32::from(here > 0);
        if found >= wanted || work > WORK {
            break;
        }
    }
    if found < POINTS || primes < 2 {
        return Answer::Unknown;
    }
    let algebraic = found as f64 * (61.0 - degree.log2()).max(0.0);
    let bits = if signs.asked { algebraic.min(f64::from(found) * sign_bits) } else { algebraic };
    if bits < LEAST_BITS {
        return Answer::Unknown;
    }
    Answer::Equal { points: found, bits: bits.min(9_999.0) as u32 }
}

/// A bound for the degree of the identity in its free values: sums and quotients add the degrees of their parts.
fn degree_of(tape: &tape::Tape) -> f64 {
    let mut degrees = vec![0.0f64; tape.slots as usize + 1];
    let mut largest = 1.0f64;
    for (_, operation, slot) in &tape.operations {
        let of = |slot: &tape::Slot| degrees[*slot as usize];
        let degree = match operation {
            Operation::Number(_) | Operation::Turn(_) => 0.0,
            Operation::Neg(a) | Operation::Copy(a) | Operation::Absolute(a) => of(a),
            Operation::Add(a, b) | Operation::Mul(a, b) | Operation::Div(a, b) | Operation::Where(a, b) => {
                of(a) + of(b)
            }
            Operation::Power(a, exponent) => of(a) * exponent.unsigned_abs() as f64,
            Operation::Rotated(a, times) => 2.0 * (of(a) + of(&(a + 1))) * times.unsigned_abs() as f64,
            Operation::Joined(a, b) => 2.0 * (of(a) + of(b)),
            Operation::Select(parts) => parts.iter().map(of).sum(),
            Operation::Real { base, exponent, .. } => 1.0 + of(base) + of(exponent),
            // A new kernel; that two of them get the same value by accident is as likely as that their arguments do.
            Operation::Free { .. } | Operation::Pi | Operation::Euler | Operation::Sign(_) => 1.0,
            Operation::Keyed { arguments, .. } => 1.0 + arguments.iter().map(of).sum::<f64>(),
            Operation::Compare(_, a, b) | Operation::OddRoot(a, b) => 1.0 + of(a) + of(b),
            Operation::Odd { argument: a, .. }
            | Operation::Exponential(a)
            | Operation::Circle(a)
            | Operation::CircleOfSine(a)
            | Operation::CircleOfCosine(a)
            | Operation::CircleOfTangent(a)
            | Operation::Logarithm(a)
            | Operation::ArcTangent(a)
            | Operation::ArcSine(a) => 2.0 + 2.0 * of(a),
        };
        let degree = degree.min(1e300);
        degrees[*slot as usize] = degree;
        if operation.is_pair() {
            degrees[*slot as usize + 1] = degree;
        }
        largest = largest.max(degree);
    }
    // Both sides are subtracted, and kernels may meet by accident in pairs.
    2.0 * largest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operations, each on slots before its own, and the degree of the last one.
    #[test]
    fn degrees_follow_from_those_of_the_parts() {
        use Operation::{Add, Circle, Div, Exponential, Joined, Keyed, Mul, Neg, Power, Real, Rotated, Select};
        let free = || Operation::Free { key: 0 };
        let (three, four) = (|| Power(0, 3), || Power(0, -4));
        let cases: [(&[Operation], f64); 13] = [
            (&[free()], 1.0),
            (&[free(), three()], 3.0),
            (&[free(), four(), Neg(1)], 4.0),
            (&[free(), three(), four(), Add(1, 2)], 7.0),
            (&[free(), three(), four(), Mul(1, 2)], 7.0),
            (&[free(), three(), four(), Div(1, 2)], 7.0),
            (&[free(), three(), four(), Real { base: 1, exponent: 2, positive_exponent: true }], 8.0),
            (&[free(), three(), four(), Keyed { tag: 0, arguments: [1, 2].into() }], 8.0),
            (&[free(), three(), four(), Select([0, 1, 2].into())], 8.0),
            (&[free(), three(), Exponential(1)], 8.0),
            (&[free(), three(), Circle(1)], 8.0),
            // A pair has two slots of the same degree.
            (&[free(), three(), Circle(1), Rotated(2, -5)], 160.0),
            (&[free(), three(), Circle(1), Circle(0), Joined(2, 4)], 24.0),
        ];
        for (operations, degree) in cases {
            let mut tape = tape::Tape::default();
            for operation in operations {
                tape.push(Ring::Values, operation.clone());
            }
            assert_eq!(degree_of(&tape), 2.0 * degree, "{operations:?}");
        }
    }
}
