//! Owns the list of operations that an expression becomes for evaluation in the finite field.
//!
//! Three rings are used at once: the field itself; the ring of exponents, in which powers of squares are counted; and the ring
//! of angles, in which rotations are counted. Each value has a slot.

use crate::language::Relation;
use crate::number::Rational;

/// Which ring a value lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ring {
    /// Numbers modulo p: values of expressions.
    Values,
    /// Numbers modulo (p − 1)/2: exponents.
    Exponents,
    /// Numbers modulo (p + 1)/120: angles.
    Angles,
}

/// The place of a value.
pub(super) type Slot = u32;

/// One operation. Sine and cosine of an angle are a pair of slots, the cosine first.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operation {
    /// A fraction.
    Number(usize),
    /// A free variable.
    Free { key: u64 },
    /// π.
    Pi,
    /// e.
    Euler,
    /// A value that is chosen at random for each list of arguments, the same for equal arguments.
    Keyed { tag: u64, arguments: Box<[Slot]> },
    /// As `Keyed`, of one argument, changing its sign with the argument.
    Odd { tag: u64, argument: Slot },
    /// −a.
    Neg(Slot),
    /// a + b.
    Add(Slot, Slot),
    /// a · b.
    Mul(Slot, Slot),
    /// a / b.
    Div(Slot, Slot),
    /// a to a whole power.
    Power(Slot, i64),
    /// A positive number to a power; the second slot is of the ring of exponents.
    Real { base: Slot, exponent: Slot, positive_exponent: bool },
    /// The real root of odd degree; the second slot is 1/degree in the ring of exponents.
    OddRoot(Slot, Slot),
    /// e to a power, a slot of the ring of exponents.
    Exponential(Slot),
    /// Cosine and sine of a slot of the ring of angles.
    Circle(Slot),
    /// Cosine and sine of a multiple of 3°.
    Turn(u64),
    /// Cosine and sine of asin u.
    CircleOfSine(Slot),
    /// Cosine and sine of acos u.
    CircleOfCosine(Slot),
    /// Cosine and sine of atan u.
    CircleOfTangent(Slot),
    /// A pair, its angle multiplied by a whole number.
    Rotated(Slot, i64),
    /// Two pairs, their angles added.
    Joined(Slot, Slot),
    /// A copy of a slot; the second slot of a pair is `pair + 1`.
    Copy(Slot),
    /// ln |a|, a free value for each a, with ln |1/a| = −ln |a|.
    Logarithm(Slot),
    /// The first value, provided that the second is positive.
    Where(Slot, Slot),
    /// The arc tangent, odd, with atan(1/a) = ±π/2 − atan(a).
    ArcTangent(Slot),
    /// The arc sine.
    ArcSine(Slot),
    /// |a|.
    Absolute(Slot),
    /// The sign of a.
    Sign(Slot),
    /// 1 where the relation holds, else 0.
    Compare(Relation, Slot, Slot),
    /// Condition, value, …, value.
    Select(Box<[Slot]>),
}

/// The operations for some expressions, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Tape {
    /// Ring, operation, first slot of the result.
    pub operations: Vec<(Ring, Operation, Slot)>,
    /// How many slots there are.
    pub slots: u32,
    /// The fractions.
    pub numbers: Vec<Rational>,
    /// Whether a value that is undefined can be left unused.
    pub selects: bool,
    /// Conditions that must hold.
    pub required: Vec<Slot>,
}

impl Tape {
    /// Appends an operation and returns the slot of its result.
    pub(super) fn push(&mut self, ring: Ring, operation: Operation) -> Slot {
        let slot = self.slots;
        self.slots += if operation.is_pair() { 2 } else { 1 };
        self.operations.push((ring, operation, slot));
        slot
    }

    /// A fraction in a ring.
    pub(super) fn number(&mut self, ring: Ring, value: Rational) -> Slot {
        let at = self.numbers.iter().position(|known| *known == value).unwrap_or_else(|| {
            self.numbers.push(value);
            self.numbers.len() - 1
        });
        self.push(ring, Operation::Number(at))
    }
}

impl Operation {
    pub(super) fn is_pair(&self) -> bool {
        matches!(
            self,
            Operation::Circle(_)
                | Operation::Turn(_)
                | Operation::CircleOfSine(_)
                | Operation::CircleOfCosine(_)
                | Operation::CircleOfTangent(_)
                | Operation::Rotated(..)
                | Operation::Joined(..)
        )
    }
}
