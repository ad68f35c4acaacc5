//! Owns the constructors and the readers of common shapes. Constructors keep order and do no algebra.

use super::pool::{Constant, Id, Kind, Pool};
use crate::functions::FunctionId;
use crate::language::Relation;
use crate::number::Rational;

impl Pool {
    /// A whole number.
    pub fn integer(&mut self, value: i64) -> Id {
        let place = usize::try_from(value).unwrap_or(usize::MAX);
        if let Some(&Some(known)) = self.integers.get(place) {
            return known;
        }
        let number = self.number(&Rational::from(value));
        if let Some(slot) = self.integers.get_mut(place) {
            *slot = Some(number);
        }
        number
    }

    /// `e` or `pi`.
    pub fn constant(&mut self, constant: Constant) -> Id {
        self.make(Kind::Constant(constant), &[])
    }

    /// `base_{i,j,…}`.
    pub fn indexed(&mut self, base: Id, indices: &[Id]) -> Id {
        self.make(Kind::Indexed, &[&[base], indices].concat())
    }

    /// `-a`.
    pub fn neg(&mut self, a: Id) -> Id {
        self.make(Kind::Neg, &[a])
    }

    /// A sum as it stands; no terms give 0, one term itself.
    pub fn add(&mut self, terms: &[Id]) -> Id {
        match terms {
            [] => self.integer(0),
            [only] => *only,
            _ => self.make(Kind::Add, terms),
        }
    }

    /// `a - b`, a sum whose second term is `Neg`.
    pub fn sub(&mut self, a: Id, b: Id) -> Id {
        let minus = self.neg(b);
        self.make(Kind::Add, &[a, minus])
    }

    /// A product as it stands; no factors give 1, one factor itself.
    pub fn mul(&mut self, factors: &[Id]) -> Id {
        match factors {
            [] => self.integer(1),
            [only] => *only,
            _ => self.make(Kind::Mul, factors),
        }
    }

    /// `a / b`.
    pub fn div(&mut self, a: Id, b: Id) -> Id {
        self.make(Kind::Div, &[a, b])
    }

    /// `a ^ b`.
    pub fn pow(&mut self, a: Id, b: Id) -> Id {
        self.make(Kind::Pow, &[a, b])
    }

    /// A call of a function of the table.
    pub fn call(&mut self, function: FunctionId, arguments: &[Id]) -> Id {
        self.make(Kind::Call(function), arguments)
    }

    /// `sum(index=lower..upper, body)`.
    pub fn sum(&mut self, index: Id, lower: Id, upper: Id, body: Id) -> Id {
        self.make(Kind::Sum, &[index, lower, upper, body])
    }

    /// The pending derivative of `body` in each of `variables`, one entry for each order.
    pub fn derivative(&mut self, body: Id, variables: &[Id]) -> Id {
        self.make(Kind::Derivative, &[&[body], variables].concat())
    }

    /// A condition.
    pub fn compare(&mut self, relation: Relation, left: Id, right: Id) -> Id {
        self.make(Kind::Compare(relation), &[left, right])
    }

    /// The value of a number or of minus a number; `None` for everything else (no arithmetic is done).
    ///
    /// ```
    /// use gradus::{expr::Pool, number::Rational};
    /// let mut pool = Pool::new();
    /// let minus_two = pool.integer(-2);
    /// assert_eq!(pool.as_number(minus_two), Some(Rational::from(-2)));
    /// let sum = pool.add(&[minus_two, minus_two]);
    /// assert_eq!(pool.as_number(sum), None);
    /// ```
    pub fn as_number(&self, id: Id) -> Option<Rational> {
        match self.kind(id) {
            Kind::Number(number) => Some(self.number_value(number).clone()),
            Kind::Neg => match self.kind(self.only(id)?) {
                Kind::Number(number) => Some(-self.number_value(number)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the expression is this whole number.
    pub fn is_integer(&self, id: Id, value: i64) -> bool {
        match self.kind(id) {
            Kind::Number(number) => self.number_value(number).to_i64() == Some(value),
            Kind::Neg => self.only(id).is_some_and(|child| match self.kind(child) {
                Kind::Number(number) => value < 0 && self.number_value(number).to_i64() == value.checked_neg(),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Whether it is a variable: a symbol or an indexed symbol, what one can differentiate by.
    pub fn is_variable(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::Symbol(_) | Kind::Indexed)
    }

    /// The name of a plain symbol.
    pub fn name(&self, id: Id) -> Option<&str> {
        match self.kind(id) {
            Kind::Symbol(symbol) => Some(self.symbol_name(symbol)),
            _ => None,
        }
    }
}
