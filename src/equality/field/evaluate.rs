//! Owns the values of a tape at one random point of the finite field.

use super::modular::{Modulus, TURNS};
use super::tape::{Operation, Ring, Slot, Tape};

/// What has no value.
const UNDEFINED: u64 = u64::MAX;

/// The three rings of one prime, and the rotations of multiples of 3°.
pub(super) struct Field {
    values: Modulus,
    exponents: Modulus,
    angles: Modulus,
    half: u64,
    root_of_three: u64,
    /// Cosine and sine of 3°.
    step: (u64, u64),
    numbers: Vec<[u64; 3]>,
}

impl Field {
    /// `None` when the tape has a number with a denominator that the prime divides.
    pub(super) fn new(prime: u64, tape: &Tape) -> Option<Self> {
        let values = Modulus::new(prime);
        let (exponents, angles) = (Modulus::new((prime - 1) / 2), Modulus::new((prime + 1) / TURNS));
        let mut numbers = Vec::with_capacity(tape.numbers.len());
        for number in &tape.numbers {
            let mut residues = [0; 3];
            for (residue, ring) in residues.iter_mut().zip([&values, &exponents, &angles]) {
                let (top, bottom) = number.residues(ring.prime());
                *residue = ring.mul(ring.enter(top), ring.inverse(ring.enter(bottom))?);
            }
            numbers.push(residues);
        }
        let small = |n: u64| values.enter(n);
        let half = values.inverse(small(2))?;
        let quarter = values.mul(half, half);
        let mut field = Field { values, exponents, angles, half, root_of_three: 0, step: (0, 0), numbers };
        let (two, three, five) = (field.root(small(2))?, field.root(small(3))?, field.root(small(5))?);
        field.root_of_three = three;
        // cos 36° = (1 + √5)/4; 3° = 3·36° − 45° − 60°.
        let cosine = values.mul(values.add(values.one(), five), quarter);
        let sine = field.root(values.sub(values.one(), values.mul(cosine, cosine)))?;
        let eighth = values.mul(two, half);
        let sixth = (half, values.mul(three, half));
        let back = field.joined((eighth, eighth), sixth);
        field.step = field.joined(field.rotated((cosine, sine), 3)?, (back.0, values.neg(back.1)));
        Some(field)
    }

    fn ring(&self, ring: Ring) -> &Modulus {
        match ring {
            Ring::Values => &self.values,
            Ring::Exponents => &self.exponents,
            Ring::Angles => &self.angles,
        }
    }

    /// The root that is itself a square, the "positive" one; `None` for what isn't a square.
    fn root(&self, a: u64) -> Option<u64> {
        let root = self.values.pow(a, (self.values.prime() + 1) / 4);
        (self.values.mul(root, root) == a).then_some(root)
    }

    fn joined(&self, a: (u64, u64), b: (u64, u64)) -> (u64, u64) {
        let ring = &self.values;
        (ring.sub(ring.mul(a.0, b.0), ring.mul(a.1, b.1)), ring.add(ring.mul(a.1, b.0), ring.mul(a.0, b.1)))
    }

    /// The angle taken `times` times; `None` for counts too large to negate.
    fn rotated(&self, a: (u64, u64), times: i64) -> Option<(u64, u64)> {
        let start = if times < 0 { (a.0, self.values.neg(a.1)) } else { a };
        let mut rest = times.checked_abs()? as u64;
        let (mut power, mut result) = (start, (self.values.one(), 0));
        while rest > 0 {
            if rest & 1 == 1 {
                result = self.joined(result, power);
            }
            power = self.joined(power, power);
            rest >>= 1;
        }
        Some(result)
    }
}

/// The random choices of one point, and what the tape is worth there.
pub(super) struct Trial<'f> {
    field: &'f Field,
    seed: u64,
    pi: u64,
    /// The value of e: a square.
    base: u64,
    /// A rotation whose powers are the angles.
    rotation: (u64, u64),
    slots: Vec<u64>,
}

impl<'f> Trial<'f> {
    pub(super) fn new(field: &'f Field, seed: u64) -> Self {
        let mut trial = Trial { field, seed, pi: 0, base: 0, rotation: (0, 0), slots: Vec::new() };
        trial.reseed(seed);
        trial
    }

    /// Other random choices.
    pub(super) fn reseed(&mut self, seed: u64) {
        self.seed = seed;
        let ring = &self.field.values;
        let square = |a: u64| ring.mul(a, a);
        self.pi = square(self.chosen(Ring::Values, 11, 0));
        self.base = square(self.chosen(Ring::Values, 12, 0));
        // A rational point of the circle, its part in the group of angles.
        let t = self.chosen(Ring::Values, 13, 0);
        let norm = ring.inverse(ring.add(ring.one(), square(t))).unwrap_or(ring.one());
        let point = (ring.mul(ring.sub(ring.one(), square(t)), norm), ring.mul(ring.add(t, t), norm));
        self.rotation = self.field.rotated(point, TURNS as i64).unwrap_or(point);
    }

    /// A reproducible random element that isn't 0.
    fn chosen(&self, ring: Ring, tag: u64, key: u64) -> u64 {
        let ring_tag = match ring {
            Ring::Values => 1,
            Ring::Exponents => 2,
            Ring::Angles => 3,
        };
        let mixed = mix(mix(mix(self.seed ^ ring_tag) ^ tag) ^ key);
        let prime = self.field.ring(ring).prime();
        1 + mixed % (prime - 1)
    }

    /// Runs the tape. `None` when a value that is needed is undefined.
    pub(super) fn run(&mut self, tape: &Tape) -> Option<()> {
        self.slots.clear();
        self.slots.resize(tape.slots as usize, UNDEFINED);
        for (ring, operation, slot) in &tape.operations {
            let at = *slot as usize;
            if operation.is_pair() {
                if let Some((cosine, sine)) = self.pair(operation) {
                    self.slots[at] = cosine;
                    self.slots[at + 1] = sine;
                    continue;
                }
            } else if let Some(value) = self.single(*ring, operation) {
                self.slots[at] = value;
                if value != 0 || !tape.required.contains(slot) {
                    continue;
                }
            }
            if !tape.selects || tape.required.contains(slot) {
                return None;
            }
        }
        Some(())
    }

    /// The value of a slot after a run.
    pub(super) fn value(&self, slot: Slot) -> Option<u64> {
        self.slots.get(slot as usize).copied().filter(|&value| value != UNDEFINED)
    }

    fn at_pair(&self, slot: Slot) -> Option<(u64, u64)> {
        Some((self.value(slot)?, self.value(slot + 1)?))
    }

    fn pair(&self, operation: &Operation) -> Option<(u64, u64)> {
        let field = self.field;
        let ring = &field.values;
        match operation {
            Operation::Circle(angle) => field.rotated(self.rotation, field.angles.leave(self.value(*angle)?) as i64),
            Operation::Turn(times) => field.rotated(field.step, *times as i64),
            Operation::CircleOfSine(u) => {
                let u = self.value(*u)?;
                Some((field.root(ring.sub(ring.one(), ring.mul(u, u)))?, u))
            }
            Operation::CircleOfCosine(u) => {
                let u = self.value(*u)?;
                Some((u, field.root(ring.sub(ring.one(), ring.mul(u, u)))?))
            }
            Operation::CircleOfTangent(u) => {
                let u = self.value(*u)?;
                let cosine = ring.inverse(field.root(ring.add(ring.one(), ring.mul(u, u)))?)?;
                Some((cosine, ring.mul(u, cosine)))
            }
            Operation::Rotated(pair, times) => field.rotated(self.at_pair(*pair)?, *times),
            Operation::Joined(a, b) => Some(field.joined(self.at_pair(*a)?, self.at_pair(*b)?)),
            _ => None,
        }
    }

    fn single(&self, in_ring: Ring, operation: &Operation) -> Option<u64> {
        let field = self.field;
        let ring = field.ring(in_ring);
        let values = &field.values;
        Some(match operation {
            Operation::Number(at) => field.numbers.get(*at)?[match in_ring {
                Ring::Values => 0,
                Ring::Exponents => 1,
                Ring::Angles => 2,
            }],
            Operation::Free { key } => self.chosen(in_ring, 21, *key),
            Operation::Pi => self.pi,
            Operation::Euler => self.base,
            Operation::Keyed { tag, arguments } => {
                let mut key = 0;
                for &argument in arguments {
                    key = mix(key ^ self.value(argument)?);
                }
                self.chosen(in_ring, *tag, key)
            }
            Operation::Odd { tag, argument } => {
                let value = self.value(*argument)?;
                self.odd(value, |value| self.chosen(Ring::Values, *tag, value))
            }
            Operation::Neg(a) => ring.neg(self.value(*a)?),
            Operation::Add(a, b) => ring.add(self.value(*a)?, self.value(*b)?),
            Operation::Mul(a, b) => ring.mul(self.value(*a)?, self.value(*b)?),
            Operation::Div(a, b) => {
                let inverse = ring.inverse(self.value(*b)?)?;
                ring.mul(self.value(*a)?, inverse)
            }
            Operation::Power(a, exponent) => {
                let base = self.value(*a)?;
                let power = ring.pow(base, exponent.unsigned_abs());
                if *exponent < 0 { ring.inverse(power)? } else { power }
            }
            Operation::Real { base, exponent, positive_exponent } => {
                let (base, exponent) = (self.value(*base)?, field.exponents.leave(self.value(*exponent)?));
                match values.character(base) {
                    1 => values.pow(base, exponent),
                    0 if *positive_exponent => 0,
                    _ => return None,
                }
            }
            Operation::OddRoot(a, part) => {
                let (a, part) = (self.value(*a)?, field.exponents.leave(self.value(*part)?));
                match values.character(a) {
                    0 => 0,
                    1 => values.pow(a, part),
                    _ => values.neg(values.pow(values.neg(a), part)),
                }
            }
            Operation::Exponential(exponent) => values.pow(self.base, field.exponents.leave(self.value(*exponent)?)),
            Operation::Copy(a) => self.value(*a)?,
            Operation::Logarithm(a) => self.logarithm(self.value(*a)?)?,
            Operation::Where(a, condition) => {
                let condition = self.value(*condition)?;
                (values.character(condition) == 1).then_some(self.value(*a)?)?
            }
            Operation::ArcTangent(a) => self.arc_tangent(self.value(*a)?)?,
            Operation::ArcSine(a) => {
                let a = self.value(*a)?;
                let cosine = field.root(values.sub(values.one(), values.mul(a, a)))?;
                match values.inverse(cosine) {
                    Some(inverse) => self.arc_tangent(values.mul(a, inverse))?,
                    // At ±1 the sine is the value itself.
                    None => values.mul(a, values.mul(self.pi, field.half)),
                }
            }
            Operation::Absolute(a) => {
                let a = self.value(*a)?;
                if values.character(a) < 0 { values.neg(a) } else { a }
            }
            Operation::Sign(a) => match values.character(self.value(*a)?) {
                0 => 0,
                1 => values.one(),
                _ => values.neg(values.one()),
            },
            Operation::Compare(relation, a, b) => {
                let sign = values.character(values.sub(self.value(*a)?, self.value(*b)?));
                let holds = relation.admits(sign.cmp(&0));
                if holds { values.one() } else { 0 }
            }
            Operation::Select(parts) => {
                for pair in parts.chunks(2) {
                    match pair {
                        [condition, value] if self.value(*condition)? != 0 => return self.value(*value),
                        [otherwise] => return self.value(*otherwise),
                        _ => {}
                    }
                }
                return None;
            }
            Operation::Circle(_)
            | Operation::Turn(_)
            | Operation::CircleOfSine(_)
            | Operation::CircleOfCosine(_)
            | Operation::CircleOfTangent(_)
            | Operation::Rotated(..)
            | Operation::Joined(..) => return None,
        })
    }

    /// A function with f(−a) = −f(a), given for one of a and −a.
    fn odd(&self, a: u64, function: impl Fn(u64) -> u64) -> u64 {
        let ring = &self.field.values;
        let minus = ring.neg(a);
        if a == 0 {
            0
        } else if a < minus {
            function(a)
        } else {
            ring.neg(function(minus))
        }
    }

    /// A free value for each |a|, with ln(1/a) = −ln(a) and ln 1 = 0. `None` for 0.
    fn logarithm(&self, a: u64) -> Option<u64> {
        let ring = &self.field.values;
        let inverse = ring.inverse(a)?;
        let (size, inverse) = (a.min(ring.neg(a)), inverse.min(ring.neg(inverse)));
        Some(match size.cmp(&inverse) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => self.chosen(Ring::Values, 31, size),
            std::cmp::Ordering::Greater => ring.neg(self.chosen(Ring::Values, 31, inverse)),
        })
    }

    /// A free value for each a, odd, with atan(1/a) = sign(a)·π/2 − atan(a).
    fn arc_tangent(&self, a: u64) -> Option<u64> {
        let ring = &self.field.values;
        if a == 0 {
            return Some(0);
        }
        let quarter = ring.mul(self.pi, self.field.half);
        let positive = ring.character(a) == 1;
        let size = if positive { a } else { ring.neg(a) };
        let inverse = ring.inverse(size)?;
        let arc = if size == inverse {
            ring.mul(quarter, self.field.half)
        } else if size == self.field.root_of_three || inverse == self.field.root_of_three {
            let third = ring.inverse(ring.enter(3))?;
            let sixth = ring.mul(quarter, third);
            if size == self.field.root_of_three { ring.add(sixth, sixth) } else { sixth }
        } else if size < inverse {
            self.chosen(Ring::Values, 32, size)
        } else {
            ring.sub(quarter, self.chosen(Ring::Values, 32, inverse))
        };
        Some(if positive { arc } else { ring.neg(arc) })
    }
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014).
pub(in crate::equality) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
