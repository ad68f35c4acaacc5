//! Owns the shapes that a derivative can take: each is linear in the derivatives of the parts.
//!
//! A law of calculus says which parts of a node are differentiated and how their derivatives are put together. The same
//! [`Form`] serves the traced derivation ([`Form::build`], forward) and the gradient ([`Form::transpose`], backward), so
//! the two can't disagree.

use smallvec::{SmallVec, smallvec};

use crate::algebra::fold;
use crate::expr::{Id, Kind, Pool};

/// Parts of one node: seldom more than four, which then need no memory of their own.
pub(crate) type Parts = SmallVec<[Id; 4]>;

/// How the derivatives of the parts make the derivative of the whole.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// 0.
    Zero,
    /// A value that needs no part: 1, a Kronecker delta, f'(x).
    Value(Id),
    /// ±D₁ ± D₂ …; true is minus.
    Sum(SmallVec<[bool; 8]>),
    /// c · D.
    Scaled(Parts),
    /// D / c.
    OverConstant(Id),
    /// c · Σ D_k · Π of the other factors.
    Product {
        /// Factors that don't depend on the variable.
        constants: Parts,
        /// Those that do.
        factors: Parts,
    },
    /// −c · D / v².
    Reciprocal {
        /// Numerator.
        numerator: Id,
        /// Denominator.
        denominator: Id,
    },
    /// (D₁ v − u D₂) / v².
    Quotient {
        /// Numerator.
        numerator: Id,
        /// Denominator.
        denominator: Id,
    },
    /// Σ ∂f/∂u_k · D_k, each partial as its factors.
    Outer(SmallVec<[Parts; 1]>),
    /// u^v (D₂ ln u + v D₁ / u).
    GeneralPower {
        /// Base.
        base: Id,
        /// Exponent.
        exponent: Id,
        /// u^v.
        power: Id,
        /// ln u.
        logarithm: Id,
    },
    /// Σ over an index of D.
    UnderSum {
        /// Index, lower limit, upper limit.
        range: [Id; 3],
    },
    /// Π · Σ D/u.
    UnderProduct {
        /// The product.
        product: Id,
        /// The term.
        body: Id,
        /// Index, lower limit, upper limit.
        range: [Id; 3],
    },
    /// Sum or mean over the rows of D.
    UnderRows(Kind),
    /// The same conditions, each value differentiated.
    Piecewise(Vec<Id>),
}

/// Whether constructors keep everything or do the small arithmetic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As the law is written.
    Plain,
    /// Zeros, ones and signs folded away.
    Folded,
}

impl Style {
    fn add(self, pool: &mut Pool, terms: &[Id]) -> Id {
        if self == Style::Plain { pool.add(terms) } else { fold::add(pool, terms) }
    }
    fn neg(self, pool: &mut Pool, a: Id) -> Id {
        if self == Style::Plain { pool.neg(a) } else { fold::neg(pool, a) }
    }
    fn mul(self, pool: &mut Pool, factors: &[Id]) -> Id {
        if self == Style::Plain { pool.mul(factors) } else { fold::mul_units(pool, factors) }
    }
    fn div(self, pool: &mut Pool, a: Id, b: Id) -> Id {
        if self == Style::Plain { pool.div(a, b) } else { fold::div(pool, a, b) }
    }
}

/// Products of more factors than this are differentiated half by half, so that the result stays small.
pub(super) const FLAT_PRODUCT: usize = 16;

impl Form {
    /// The derivative, given those of the parts.
    pub(crate) fn build(&self, pool: &mut Pool, style: Style, derivatives: &[Id]) -> Id {
        match self {
            Form::Zero => pool.integer(0),
            Form::Value(value) => *value,
            Form::Sum(minus) => {
                let terms: Vec<Id> = minus
                    .iter()
                    .zip(derivatives)
                    .map(|(&minus, &term)| if minus { style.neg(pool, term) } else { term })
                    .collect();
                style.add(pool, &terms)
            }
            Form::Scaled(constants) => style.mul(pool, &[&constants[..], derivatives].concat()),
            Form::OverConstant(constant) => match derivatives {
                [d] => style.div(pool, *d, *constant),
                _ => pool.integer(0),
            },
            Form::Product { constants, factors } => {
                let terms: Vec<Id> = derivatives
                    .iter()
                    .enumerate()
                    .map(|(at, &d)| {
                        let mut parts: Parts = constants.clone();
                        parts.extend(factors.iter().enumerate().map(|(k, &f)| if k == at { d } else { f }));
                        style.mul(pool, &parts)
                    })
                    .collect();
                style.add(pool, &terms)
            }
            Form::Reciprocal { numerator, denominator } => {
                let square = squared(pool, *denominator);
                let top = match derivatives {
                    [d] if pool.is_integer(*numerator, 1) => *d,
                    _ => style.mul(pool, &[&[*numerator], derivatives].concat()),
                };
                let quotient = style.div(pool, top, square);
                style.neg(pool, quotient)
            }
            Form::Quotient { numerator, denominator } => {
                let [du, dv] = derivatives else { return pool.integer(0) };
                let square = squared(pool, *denominator);
                let (left, right) = (style.mul(pool, &[*du, *denominator]), style.mul(pool, &[*numerator, *dv]));
                let right = style.neg(pool, right);
                let top = style.add(pool, &[left, right]);
                style.div(pool, top, square)
            }
            Form::Outer(partials) => {
                let terms: Vec<Id> = partials
                    .iter()
                    .zip(derivatives)
                    .map(|(partial, &d)| style.mul(pool, &[&partial[..], &[d]].concat()))
                    .collect();
                style.add(pool, &terms)
            }
            Form::GeneralPower { base, exponent, power, logarithm } => {
                let [du, dv] = derivatives else { return pool.integer(0) };
                let left = style.mul(pool, &[*dv, *logarithm]);
                let top = style.mul(pool, &[*exponent, *du]);
                // v·u'/u with u' = 1 and v = u is the number one; the reader sees it at once.
                let right =
                    if style == Style::Folded && top == *base { pool.integer(1) } else { style.div(pool, top, *base) };
                let bracket = style.add(pool, &[left, right]);
                style.mul(pool, &[*power, bracket])
            }
            Form::UnderSum { range: [index, lower, upper] } => match derivatives {
                [d] if style == Style::Folded && pool.is_integer(*d, 0) => *d,
                [d] => pool.sum(*index, *lower, *upper, *d),
                _ => pool.integer(0),
            },
            Form::UnderProduct { product, body, range: [index, lower, upper] } => {
                let [d] = derivatives else { return pool.integer(0) };
                let quotient = style.div(pool, *d, *body);
                let sum = pool.sum(*index, *lower, *upper, quotient);
                style.mul(pool, &[*product, sum])
            }
            Form::UnderRows(kind) => match derivatives {
                [d] if style == Style::Folded && pool.is_integer(*d, 0) => *d,
                _ => pool.make(*kind, derivatives),
            },
            Form::Piecewise(conditions) => piecewise(pool, conditions, derivatives),
        }
    }

    /// f'(x) for f(x): the derivative when the only part is the variable itself.
    pub(super) fn direct(&self, pool: &mut Pool) -> Option<Id> {
        let Form::Outer(partials) = self else { return None };
        partials.first().map(|partial| pool.mul(partial))
    }

    /// What each part contributes backwards: the adjoint of the whole times the part's coefficient. `None` for sums,
    /// which the gradient takes apart itself because the adjoint stays outside of them.
    pub(super) fn transpose(&self, pool: &mut Pool, adjoint: Id) -> Option<Parts> {
        Some(match self {
            Form::Zero | Form::Value(_) => SmallVec::new(),
            Form::Sum(minus) => {
                let negative = if minus.contains(&true) { fold::neg(pool, adjoint) } else { adjoint };
                minus.iter().map(|&minus| if minus { negative } else { adjoint }).collect()
            }
            Form::Scaled(constants) => smallvec![scaled(pool, constants, adjoint)],
            Form::OverConstant(constant) => smallvec![fold::div(pool, adjoint, *constant)],
            Form::Product { constants, factors } => {
                let scaled = if constants.is_empty() { adjoint } else { outer(pool, adjoint, constants) };
                if let &[u, v] = &factors[..] {
                    return Some(smallvec![fold::mul(pool, &[scaled, v]), fold::mul(pool, &[scaled, u])]);
                }
                // Products of all factors before and after each one: linear, not quadratic, in their number.
                let one = pool.integer(1);
                let mut before: SmallVec<[Id; 8]> = smallvec![one];
                for &factor in factors.iter().take(factors.len().saturating_sub(1)) {
                    let last = before.last().copied().unwrap_or(one);
                    before.push(fold::mul(pool, &[last, factor]));
                }
                let mut after = one;
                let mut contributions = SmallVec::with_capacity(factors.len());
                for (at, &factor) in factors.iter().enumerate().rev() {
                    let left = before.get(at).copied().unwrap_or(one);
                    contributions.push(fold::mul(pool, &[scaled, left, after]));
                    if at > 0 {
                        after = fold::mul(pool, &[factor, after]);
                    }
                }
                contributions.reverse();
                contributions
            }
            Form::Reciprocal { numerator, denominator } => {
                smallvec![minus_over_square(pool, adjoint, *numerator, *denominator)]
            }
            Form::Quotient { numerator, denominator } => {
                smallvec![
                    fold::div(pool, adjoint, *denominator),
                    minus_over_square(pool, adjoint, *numerator, *denominator)
                ]
            }
            Form::Outer(partials) => partials.iter().map(|partial| outer(pool, adjoint, partial)).collect(),
            Form::GeneralPower { base, exponent, power, logarithm } => {
                let top = fold::mul(pool, &[adjoint, *power, *exponent]);
                smallvec![fold::div(pool, top, *base), fold::mul(pool, &[adjoint, *power, *logarithm])]
            }
            Form::Piecewise(conditions) => {
                let (zero, one) = (pool.integer(0), pool.integer(1));
                (0..=conditions.len())
                    .map(|at| {
                        let values: Vec<Id> =
                            (0..=conditions.len()).map(|k| if k == at { one } else { zero }).collect();
                        let mask = piecewise(pool, conditions, &values);
                        fold::mul(pool, &[adjoint, mask])
                    })
                    .collect()
            }
            Form::UnderSum { .. } | Form::UnderProduct { .. } | Form::UnderRows(_) => return None,
        })
    }
}

/// Constants, then the adjoint.
fn scaled(pool: &mut Pool, constants: &[Id], adjoint: Id) -> Id {
    let mut factors: SmallVec<[Id; 8]> = SmallVec::from_slice(constants);
    factors.push(adjoint);
    fold::mul(pool, &factors)
}

/// The adjoint, then the factors of a partial derivative.
fn outer(pool: &mut Pool, adjoint: Id, partial: &[Id]) -> Id {
    let mut factors: SmallVec<[Id; 8]> = smallvec![adjoint];
    factors.extend_from_slice(partial);
    fold::mul(pool, &factors)
}

fn squared(pool: &mut Pool, id: Id) -> Id {
    let two = pool.integer(2);
    pool.pow(id, two)
}

/// −adjoint · u / v².
fn minus_over_square(pool: &mut Pool, adjoint: Id, u: Id, v: Id) -> Id {
    let top = fold::mul(pool, &[adjoint, u]);
    let square = squared(pool, v);
    let quotient = fold::div(pool, top, square);
    fold::neg(pool, quotient)
}

/// `if(c₁, v₁, …, v)`; the one value when all are the same.
fn piecewise(pool: &mut Pool, conditions: &[Id], values: &[Id]) -> Id {
    let (Some((&last, firsts)), true) = (values.split_last(), values.windows(2).any(|two| two[0] != two[1])) else {
        return values.first().copied().unwrap_or_else(|| pool.integer(0));
    };
    let mut children: Vec<Id> =
        conditions.iter().zip(firsts).flat_map(|(&condition, &value)| [condition, value]).collect();
    children.push(last);
    pool.make(Kind::Piecewise, &children)
}
