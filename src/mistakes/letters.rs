//! Owns what the letters of a row stand for at one part of an expression.

use super::places::{Places, Spot, built};
use super::row::At;
use crate::algebra::fold;
use crate::calculus::{Form, Parts, gradient};
use crate::expr::{Constant, Id, Kind, Pool, is_binder, replace, variables};
use crate::functions::Primitive;
use rustc_hash::FxHashMap;

/// Letters and what they stand for.
pub(super) type Letters = Vec<(&'static str, Id)>;

/// One way to apply a row: where, with which letters, and what multiplies the result.
pub(super) struct Way {
    pub spot: Spot,
    pub letters: Letters,
    pub factors: Vec<Id>,
}

impl Way {
    fn at(id: Id, letters: Letters) -> Self {
        Way { spot: Spot::Part(id), letters, factors: Vec::new() }
    }
}

/// All ways to apply a row of this kind at a part; `changed` are derivatives that differ from the right ones.
pub(super) fn ways(pool: &mut Pool, places: &Places, changed: &FxHashMap<Id, Id>, at: At, id: Id) -> Vec<Way> {
    let Some(law) = places.law(id) else { return Vec::new() };
    let value = |part: Id| changed.get(&part).copied().unwrap_or_else(|| places.value(part));
    let parts = law.parts.clone();
    let whole = match (pool.kind(id), pool.children(id)) {
        (Kind::Call(function), _) => Some(function.row()),
        _ => None,
    };
    match (at, &law.form, &parts[..]) {
        (At::Chain, Form::Outer(partials), [u]) if !law.direct => {
            let partials = partials.clone();
            vec![Way::at(id, outer(pool, id, &partials, *u, value(*u)))]
        }
        (At::Call, Form::Outer(partials), [u]) if whole.is_some() => {
            let partials = partials.clone();
            vec![Way::at(id, outer(pool, id, &partials, *u, value(*u)))]
        }
        (At::Function(name), Form::Outer(partials), [u]) if whole.is_some_and(|row| row.name == name) => {
            let partials = partials.clone();
            vec![Way::at(id, outer(pool, id, &partials, *u, value(*u)))]
        }
        (At::Power, Form::Outer(_), [u]) => match pool.pair(id) {
            Some((base, n)) if pool.kind(id) == Kind::Pow && base == *u => {
                let u = *u;
                let (one, inner) = (pool.integer(1), value(u));
                let lowered = fold::sub(pool, n, one);
                let lowered = crate::algebra::tidy(pool, lowered).id;
                let partial = law_partial(law_factors(places, id), pool, id);
                let letters = vec![("u", u), ("U", inner), ("n", n), ("m", lowered), ("F", id), ("P", partial)];
                vec![Way::at(id, letters)]
            }
            _ => Vec::new(),
        },
        (At::Exponential, Form::Outer(_), [u]) => match pool.pair(id) {
            Some((a, exponent))
                if pool.kind(id) == Kind::Pow && exponent == *u && pool.kind(a) != Kind::Constant(Constant::E) =>
            {
                vec![Way::at(id, vec![("u", *u), ("U", value(*u)), ("a", a), ("F", id)])]
            }
            _ => Vec::new(),
        },
        (At::Natural, Form::Outer(_), [u]) => {
            let power = pool.kind(id) == Kind::Pow
                && pool.pair(id).is_some_and(|(base, _)| pool.kind(base) == Kind::Constant(Constant::E));
            let call = whole.is_some_and(|row| row.primitive == Some(Primitive::Exp));
            match power || call {
                true => vec![Way::at(id, vec![("u", *u), ("U", value(*u)), ("F", id)])],
                false => Vec::new(),
            }
        }
        (At::GeneralPower, Form::GeneralPower { base, exponent, .. }, _) => {
            let letters = vec![("u", *base), ("v", *exponent), ("U", value(*base)), ("V", value(*exponent)), ("F", id)];
            vec![Way::at(id, letters)]
        }
        (At::Product, Form::Product { constants, factors }, _) => {
            let (constants, factors) = (constants.clone(), factors.clone());
            let count = if factors.len() == 2 { 1 } else { factors.len() };
            let mut ways = Vec::new();
            for at in 0..count {
                let mut rest = factors.clone();
                let u = rest.remove(at);
                let inner: Vec<Id> = rest.iter().map(|&factor| value(factor)).collect();
                let form = Form::Product { constants: Parts::new(), factors: rest.clone() };
                let (v, derivative) = (pool.mul(&rest), built(pool, &form, &inner));
                let letters = vec![("u", u), ("v", v), ("U", value(u)), ("V", derivative)];
                ways.push(Way { spot: Spot::Part(id), letters, factors: constants.to_vec() });
            }
            ways
        }
        (At::Scaled, Form::Scaled(constants), [u]) => {
            let constants = constants.clone();
            let mut ways = Vec::new();
            for (at, &c) in constants.iter().enumerate() {
                let others = constants.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, &c)| c).collect();
                let letters = vec![("c", c), ("u", *u), ("U", value(*u))];
                ways.push(Way { spot: Spot::Part(id), letters, factors: others });
            }
            if constants.len() > 1 {
                let c = pool.mul(&constants);
                ways.push(Way::at(id, vec![("c", c), ("u", *u), ("U", value(*u))]));
            }
            ways
        }
        (At::MeanFactor | At::FractionFactor | At::VariableFactor, Form::Scaled(constants), [u]) => {
            let constants = constants.clone();
            let mut ways = Vec::new();
            for (at_factor, &c) in constants.iter().enumerate() {
                let Some(extra) = factor(pool, places.variable, at, c) else { continue };
                let others =
                    constants.iter().enumerate().filter(|(other, _)| *other != at_factor).map(|(_, &c)| c).collect();
                let letters = [vec![("c", c), ("u", *u), ("U", value(*u))], extra].concat();
                ways.push(Way { spot: Spot::Part(id), letters, factors: others });
            }
            ways
        }
        (At::MeanFactor, Form::OverConstant(n), [u]) if pool.name(*n).is_some() && holds_sum(pool, *u) => {
            let (n, one) = (*n, pool.integer(1));
            let c = pool.div(one, n);
            vec![Way::at(id, vec![("c", c), ("n", n), ("u", *u), ("U", value(*u))])]
        }
        (At::FractionFactor, Form::OverConstant(n), [u]) if pool.as_number(*n).is_some() => {
            let (n, one) = (*n, pool.integer(1));
            let c = pool.div(one, n);
            vec![Way::at(id, vec![("c", c), ("u", *u), ("U", value(*u))])]
        }
        (At::OverConstant, Form::OverConstant(c), [u]) => {
            vec![Way::at(id, vec![("c", *c), ("u", *u), ("U", value(*u))])]
        }
        (At::Quotient, Form::Quotient { numerator, denominator }, _) => {
            let (u, v) = (*numerator, *denominator);
            vec![Way::at(id, vec![("u", u), ("v", v), ("U", value(u)), ("V", value(v))])]
        }
        (At::Reciprocal, Form::Reciprocal { numerator, denominator }, _) => {
            let (c, v) = (*numerator, *denominator);
            vec![Way::at(id, vec![("c", c), ("v", v), ("V", value(v))])]
        }
        (At::Term, Form::Sum(_), terms) => (0..terms.len())
            .filter_map(|position| {
                let term = *terms.get(position)?;
                let moves = !pool.is_integer(places.value(term), 0);
                let letters = vec![("u", term), ("U", value(term))];
                moves.then(|| Way { spot: Spot::Use(id, position), letters, factors: Vec::new() })
            })
            .collect(),
        (At::ConstantTerm | At::OtherTerm, Form::Sum(_), terms) => {
            let mut ways = Vec::new();
            for (position, &c) in terms.iter().enumerate() {
                if !matches!(places.law(c).map(|law| &law.form), Some(Form::Zero)) {
                    continue;
                }
                let mut letters = vec![("c", c)];
                if at == At::OtherTerm {
                    let Some((other, derivative)) = by_own_variable(pool, c) else { continue };
                    letters.extend([("y", other), ("C", derivative)]);
                }
                ways.push(Way { spot: Spot::Use(id, position), letters, factors: Vec::new() });
            }
            ways
        }
        (At::Sum, Form::UnderSum { .. } | Form::UnderRows(_), [body]) => {
            vec![Way::at(id, vec![("u", *body), ("U", value(*body))])]
        }
        (At::Mean, Form::UnderRows(Kind::RowMean), [body]) => {
            let inner = value(*body);
            let sum = built(pool, &Form::UnderRows(Kind::RowSum), &[inner]);
            vec![Way::at(id, vec![("u", *body), ("U", inner), ("S", sum)])]
        }
        (At::Index, Form::Value(_), []) if pool.kind(id) == Kind::Indexed => {
            vec![Way::at(id, vec![("u", id)])]
        }
        (At::Level, Form::Outer(partials), [u]) => {
            let partials = partials.clone();
            levels(pool, places, id, &partials, *u)
        }
        (At::Fork, _, _) => forks(pool, places, id),
        // The other kinds of places have other laws, or are no places of a law.
        (
            At::Chain
            | At::Call
            | At::Function(_)
            | At::Power
            | At::Exponential
            | At::Natural
            | At::GeneralPower
            | At::Product
            | At::Scaled
            | At::MeanFactor
            | At::FractionFactor
            | At::VariableFactor
            | At::OverConstant
            | At::Quotient
            | At::Reciprocal
            | At::Term
            | At::ConstantTerm
            | At::OtherTerm
            | At::Sum
            | At::Mean
            | At::Index
            | At::Level
            | At::Whole(_)
            | At::Update(_)
            | At::Algebra(_),
            _,
            _,
        ) => Vec::new(),
    }
}

/// The factors of f'(u) at a part.
fn law_factors(places: &Places, id: Id) -> Vec<Id> {
    match places.law(id).map(|law| &law.form) {
        Some(Form::Outer(partials)) => partials.first().map(|factors| factors.to_vec()).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn law_partial(factors: Vec<Id>, pool: &mut Pool, id: Id) -> Id {
    if factors.is_empty() { id } else { pool.mul(&factors) }
}

/// The letters of f(u): what is written when rules are mixed up.
fn outer(pool: &mut Pool, id: Id, partials: &[Parts], u: Id, inner: Id) -> Letters {
    let partial = partials.first().map_or(id, |factors| pool.mul(factors));
    let at_derivative = replace(pool, partial, u, inner);
    let of_derivative = replace(pool, id, u, inner);
    let at_output = replace(pool, partial, u, id);
    vec![
        ("u", u),
        ("U", inner),
        ("F", id),
        ("P", partial),
        ("Q", at_derivative),
        ("G", of_derivative),
        ("R", at_output),
    ]
}

/// What a constant factor has to be, and the letters it brings.
fn factor(pool: &mut Pool, variable: Id, at: At, c: Id) -> Option<Letters> {
    match at {
        At::MeanFactor => match (pool.kind(c), pool.pair(c)) {
            (Kind::Div, Some((_, n))) if pool.name(n).is_some() && n != variable => Some(vec![("n", n)]),
            _ => None,
        },
        At::FractionFactor => {
            let number = match (pool.kind(c), pool.pair(c)) {
                (Kind::Div, Some((p, q))) => pool.as_number(p)?.checked_div(&pool.as_number(q)?)?,
                _ => pool.as_number(c)?,
            };
            (!number.is_integer()).then(Vec::new)
        }
        At::VariableFactor => {
            let (other, derivative) = by_own_variable(pool, c)?;
            Some(vec![("y", other), ("C", derivative)])
        }
        _ => None,
    }
}

/// The one variable of an expression and the derivative by it.
fn by_own_variable(pool: &mut Pool, c: Id) -> Option<(Id, Id)> {
    let [only] = variables(pool, c)[..] else { return None };
    let derivative = gradient(pool, c, &[only]).ok()?.first().copied()?;
    Some((only, derivative))
}

fn holds_sum(pool: &Pool, id: Id) -> bool {
    crate::expr::postorder(pool, id).into_iter().any(|id| is_binder(pool, id))
}

/// An inner derivative written one level too high: of each chain deep inside of u.
fn levels(pool: &mut Pool, places: &Places, id: Id, partials: &[Parts], u: Id) -> Vec<Way> {
    let outer = partials.first().map_or(id, |factors| pool.mul(factors));
    let below: Vec<Id> = crate::expr::postorder(pool, u);
    let mut ways = Vec::new();
    for &inner in places.order.iter().filter(|&&inner| inner != u && below.contains(&inner)) {
        let (Some(Form::Outer(own)), [h]) = (places.law(inner).map(|law| &law.form), places.parts(inner)) else {
            continue;
        };
        let (own, h) = (own.first().cloned().unwrap_or_default(), *h);
        let lifted = places.value(h);
        if pool.is_integer(lifted, 1) || pool.is_integer(lifted, 0) {
            continue;
        }
        let dropped = pool.mul(&own);
        let changed = places.changed(pool, &[(Spot::Part(inner), dropped)]);
        let Some(&derivative) = changed.get(&u) else { continue };
        let wrong = fold::mul(pool, &[outer, derivative, lifted]);
        let letters = vec![("F", id), ("u", u), ("h", inner), ("U", lifted), ("P", wrong)];
        ways.push(Way::at(id, letters));
    }
    ways
}

/// Each of several uses of a part that varies.
fn forks(pool: &mut Pool, places: &Places, id: Id) -> Vec<Way> {
    let uses = places.uses.get(&id).cloned().unwrap_or_default();
    if uses.len() < 2 || pool.is_integer(places.value(id), 0) {
        return Vec::new();
    }
    let count = pool.integer(uses.len() as i64);
    let way = |(whole, position)| Way {
        spot: Spot::Use(whole, position),
        letters: vec![("u", id), ("n", count)],
        factors: Vec::new(),
    };
    uses.into_iter().map(way).collect()
}
