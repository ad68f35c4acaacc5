//! Owns the shapes with which algebra goes wrong: what the letters of a row stand for at one node.

use super::letters::Letters;
use super::row::View;
use crate::expr::{Constant, Id, Kind, Pool, occurs};
use crate::functions::{FunctionId, Primitive};
use crate::number::Rational;

/// One way to see a node: letters, factors that stand beside the shape, and terms that do.
pub(super) struct Sight {
    pub letters: Letters,
    pub factors: Vec<Id>,
    pub terms: Vec<Id>,
}

impl Sight {
    fn of(letters: Letters) -> Self {
        Sight { letters, factors: Vec::new(), terms: Vec::new() }
    }
}

/// All ways to see `id` in this shape.
pub(super) fn sights(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    match view {
        View::PowerOfSum | View::PowerOfDifference => power_of_sum(pool, view, id),
        View::FunctionOfSum(_) | View::AnyFunctionOfSum | View::NaturalOfSum => function_of_sum(pool, view, id),
        View::OverSum => match (pool.kind(id), pool.pair(id)) {
            (Kind::Div, Some((c, sum))) => {
                let with = |(a, b)| Sight::of(vec![("a", a), ("b", b), ("c", c)]);
                splits(pool, sum, Kind::Add).into_iter().map(with).collect()
            }
            _ => Vec::new(),
        },
        View::FunctionOfProduct(name) => {
            let Some((function, product)) = call_of(pool, id, Some(name)) else { return Vec::new() };
            let parts = splits(pool, product, Kind::Mul);
            parts.into_iter().map(|two| Sight::of(applied(pool, function, two))).collect()
        }
        View::FunctionOfQuotient(name) => {
            let Some((function, quotient)) = call_of(pool, id, Some(name)) else { return Vec::new() };
            match (pool.kind(quotient), pool.pair(quotient)) {
                (Kind::Div, Some(two)) => vec![Sight::of(applied(pool, function, two))],
                _ => Vec::new(),
            }
        }
        View::QuotientOfFunctions(name) => {
            let Some((over, under)) = pool.pair(id).filter(|_| pool.kind(id) == Kind::Div) else { return Vec::new() };
            match (call_of(pool, over, Some(name)), call_of(pool, under, Some(name))) {
                (Some((_, a)), Some((_, b))) => {
                    vec![Sight::of(vec![("a", a), ("b", b), ("A", over), ("B", under)])]
                }
                _ => Vec::new(),
            }
        }
        View::FunctionOfPower(name) => {
            let Some((function, power)) = call_of(pool, id, Some(name)) else { return Vec::new() };
            match (pool.kind(power), pool.pair(power)) {
                (Kind::Pow, Some((a, n))) => {
                    let of_base = pool.call(function, &[a]);
                    vec![Sight::of(vec![("a", a), ("n", n), ("A", of_base)])]
                }
                _ => Vec::new(),
            }
        }
        View::FunctionOfMultiple => {
            let Some((function, product)) = call_of(pool, id, None) else { return Vec::new() };
            if function.row().primitive == Some(Primitive::Ln) {
                return Vec::new();
            }
            let parts = splits(pool, product, Kind::Mul);
            let numbered = parts.into_iter().filter(|(n, _)| pool.as_number(*n).is_some()).collect::<Vec<_>>();
            let sight = |(n, a)| {
                let inner = pool.call(function, &[a]);
                Sight::of(vec![("n", n), ("a", a), ("A", inner)])
            };
            numbered.into_iter().map(sight).collect()
        }
        View::MinusSum => match (pool.kind(id), pool.only(id)) {
            (Kind::Neg, Some(sum)) => {
                let with = |(a, b)| Sight::of(vec![("a", a), ("b", b)]);
                splits(pool, sum, Kind::Add).into_iter().map(with).collect()
            }
            _ => Vec::new(),
        },
        View::TimesSum => times_sum(pool, id),
        View::PowerOfProduct | View::PowerOfPower | View::NegativePower => powers(pool, view, id),
        View::ProductOfPowers => product_of_powers(pool, id),
        View::SumOverPart => match (pool.kind(id), pool.pair(id)) {
            (Kind::Div, Some((sum, under))) => splits(pool, sum, Kind::Add)
                .into_iter()
                .filter(|(a, _)| *a == under)
                .map(|(a, b)| Sight::of(vec![("a", a), ("b", b)]))
                .collect(),
            _ => Vec::new(),
        },
        View::SumOfFractions => sum_of_fractions(pool, id),
        View::SumOfProduct | View::SumWithConstant => inside_sum(pool, view, id),
        View::PowerOfIndexSum | View::FunctionOfIndexSum => of_index_sum(pool, view, id),
    }
}

/// Each part of a sum or product with the rest of it; for two parts the first with the second, and the second with the
/// first.
fn splits(pool: &mut Pool, id: Id, kind: Kind) -> Vec<(Id, Id)> {
    if pool.kind(id) != kind {
        return Vec::new();
    }
    let parts = pool.children(id).to_vec();
    (0..parts.len())
        .filter_map(|at| {
            let mut rest = parts.clone();
            let part = rest.remove(at);
            Some((part, pool.make_joined(kind, &rest)?))
        })
        .collect()
}

trait Joined {
    /// A sum or product of parts; one part is itself.
    fn make_joined(&mut self, kind: Kind, parts: &[Id]) -> Option<Id>;
}

impl Joined for Pool {
    fn make_joined(&mut self, kind: Kind, parts: &[Id]) -> Option<Id> {
        match parts {
            [] => None,
            [only] => Some(*only),
            _ => Some(self.make(kind, parts)),
        }
    }
}

/// The function and argument of a call of one argument.
fn call_of(pool: &Pool, id: Id, name: Option<&str>) -> Option<(FunctionId, Id)> {
    let Kind::Call(function) = pool.kind(id) else { return None };
    let argument = pool.only(id)?;
    name.is_none_or(|name| function.row().name == name).then_some((function, argument))
}

fn applied(pool: &mut Pool, function: FunctionId, (a, b): (Id, Id)) -> Letters {
    let (of_a, of_b) = (pool.call(function, &[a]), pool.call(function, &[b]));
    vec![("a", a), ("b", b), ("A", of_a), ("B", of_b)]
}

fn whole_power(pool: &Pool, id: Id) -> Option<i64> {
    pool.as_number(id)?.to_i64().filter(|n| *n > 1)
}

fn power_of_sum(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    let Some((sum, n)) = pool.pair(id).filter(|_| pool.kind(id) == Kind::Pow) else { return Vec::new() };
    if whole_power(pool, n).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (a, b) in splits(pool, sum, Kind::Add) {
        let minus = if pool.kind(b) == Kind::Neg { pool.only(b) } else { None };
        match (view, minus) {
            (View::PowerOfDifference, Some(b)) => found.push(Sight::of(vec![("a", a), ("b", b), ("n", n)])),
            (View::PowerOfDifference, None) => {}
            _ => found.push(Sight::of(vec![("a", a), ("b", b), ("n", n)])),
        }
    }
    found
}

/// Functions whose sums have a row of their own.
const OWN_ROWS: &[Primitive] = &[Primitive::Sqrt, Primitive::Ln, Primitive::Exp];

fn function_of_sum(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    if view == View::NaturalOfSum
        && let (Kind::Pow, Some((base, sum))) = (pool.kind(id), pool.pair(id))
        && pool.kind(base) == Kind::Constant(Constant::E)
    {
        let parts = splits(pool, sum, Kind::Add);
        let sight = |(a, b)| {
            let (of_a, of_b) = (pool.pow(base, a), pool.pow(base, b));
            Sight::of(vec![("a", a), ("b", b), ("A", of_a), ("B", of_b)])
        };
        return parts.into_iter().map(sight).collect();
    }
    let Some((function, sum)) = call_of(pool, id, None) else { return Vec::new() };
    let row = function.row();
    let has_own = row.primitive.is_some_and(|primitive| OWN_ROWS.contains(&primitive));
    let fits = match view {
        View::FunctionOfSum(name) => row.name == name,
        View::NaturalOfSum => row.primitive == Some(Primitive::Exp),
        _ => !has_own,
    };
    if !fits {
        return Vec::new();
    }
    let mut found = Vec::new();
    for two in splits(pool, sum, Kind::Add) {
        found.push(Sight::of(applied(pool, function, two)));
        if row.primitive == Some(Primitive::Sqrt)
            && let (Some(of_a), Some(of_b)) = (plain_root(pool, two.0), plain_root(pool, two.1))
        {
            found.push(Sight::of(vec![("a", two.0), ("b", two.1), ("A", of_a), ("B", of_b)]));
        }
    }
    found
}

/// The root of a square as it is written without thinking of signs: b for b².
fn plain_root(pool: &mut Pool, id: Id) -> Option<Id> {
    if let Some(number) = pool.as_number(id) {
        let root = number.to_f64().sqrt().round() as i64;
        let root = Rational::from(root);
        return (&root * &root == number).then(|| pool.number(&root));
    }
    let (base, n) = pool.pair(id).filter(|_| pool.kind(id) == Kind::Pow)?;
    let n = whole_power(pool, n).filter(|n| n % 2 == 0)?;
    let half = pool.integer(n / 2);
    Some(crate::algebra::fold::pow(pool, base, half))
}

fn times_sum(pool: &mut Pool, id: Id) -> Vec<Sight> {
    let mut found = Vec::new();
    for (sum, c) in splits(pool, id, Kind::Mul) {
        let sights = splits(pool, sum, Kind::Add).into_iter();
        found.extend(sights.map(|(a, b)| Sight::of(vec![("a", a), ("b", b), ("c", c)])));
    }
    found
}

fn powers(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    let Some((base, m)) = pool.pair(id).filter(|_| pool.kind(id) == Kind::Pow) else { return Vec::new() };
    match (view, pool.kind(base), pool.pair(base)) {
        (View::PowerOfProduct, Kind::Mul, _) => {
            let parts = splits(pool, base, Kind::Mul);
            parts.into_iter().map(|(a, b)| Sight::of(vec![("a", a), ("b", b), ("n", m)])).collect()
        }
        (View::PowerOfPower, Kind::Pow, Some((a, n))) if pool.as_number(n).is_some() && pool.as_number(m).is_some() => {
            vec![Sight::of(vec![("a", a), ("n", n), ("m", m)])]
        }
        (View::NegativePower, _, _) => match (pool.kind(m), pool.only(m)) {
            (Kind::Neg, Some(n)) => vec![Sight::of(vec![("a", base), ("n", n)])],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn product_of_powers(pool: &mut Pool, id: Id) -> Vec<Sight> {
    if pool.kind(id) != Kind::Mul {
        return Vec::new();
    }
    let factors = pool.children(id).to_vec();
    let power = |pool: &Pool, factor: Id| {
        let (base, n) = pool.pair(factor).filter(|_| pool.kind(factor) == Kind::Pow)?;
        pool.as_number(n).map(|_| (base, n))
    };
    let mut found = Vec::new();
    for (i, &first) in factors.iter().enumerate() {
        for (j, &second) in factors.iter().enumerate().skip(i + 1) {
            let (Some((a, n)), Some((b, m))) = (power(pool, first), power(pool, second)) else { continue };
            if a == b {
                let others = factors.iter().enumerate().filter(|(at, _)| *at != i && *at != j);
                let factors = others.map(|(_, &factor)| factor).collect();
                found.push(Sight { letters: vec![("a", a), ("n", n), ("m", m)], factors, terms: Vec::new() });
            }
        }
    }
    found
}

fn sum_of_fractions(pool: &mut Pool, id: Id) -> Vec<Sight> {
    if pool.kind(id) != Kind::Add {
        return Vec::new();
    }
    let terms = pool.children(id).to_vec();
    let fraction = |pool: &Pool, term: Id| pool.pair(term).filter(|_| pool.kind(term) == Kind::Div);
    let mut found = Vec::new();
    for (i, &first) in terms.iter().enumerate() {
        for (j, &second) in terms.iter().enumerate().skip(i + 1) {
            let (Some((a, b)), Some((c, d))) = (fraction(pool, first), fraction(pool, second)) else { continue };
            let others = terms.iter().enumerate().filter(|(at, _)| *at != i && *at != j).map(|(_, &term)| term);
            let letters = vec![("a", a), ("b", b), ("c", c), ("d", d)];
            found.push(Sight { letters, factors: Vec::new(), terms: others.collect() });
        }
    }
    found
}

/// A sum over the same range, or over rows, of another term.
fn summed(pool: &mut Pool, sum: Id, term: Id) -> Id {
    let mut children = pool.children(sum).to_vec();
    if let Some(last) = children.last_mut() {
        *last = term;
    }
    let kind = pool.kind(sum);
    pool.make(kind, &children)
}

fn term_of(pool: &Pool, id: Id) -> Option<Id> {
    matches!(pool.kind(id), Kind::Sum | Kind::RowSum).then(|| pool.children(id).last().copied())?
}

fn inside_sum(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    let Some(term) = term_of(pool, id) else { return Vec::new() };
    let index = pool.children(id).first().copied().filter(|_| pool.kind(id) == Kind::Sum);
    let count = match pool.children(id) {
        [_, _, upper, _] => *upper,
        _ => pool.symbol("N"),
    };
    let mut found = Vec::new();
    let kind = if view == View::SumOfProduct { Kind::Mul } else { Kind::Add };
    for (a, b) in splits(pool, term, kind) {
        if view == View::SumOfProduct {
            let (of_a, of_b) = (summed(pool, id, a), summed(pool, id, b));
            found.push(Sight::of(vec![("a", a), ("b", b), ("A", of_a), ("B", of_b)]));
        } else if index.is_none_or(|index| !occurs(pool, a, index)) {
            let rest = summed(pool, id, b);
            found.push(Sight::of(vec![("c", a), ("a", b), ("A", rest), ("n", count)]));
        }
    }
    found
}

fn of_index_sum(pool: &mut Pool, view: View, id: Id) -> Vec<Sight> {
    let (sum, n) = match (view, pool.kind(id), pool.children(id)) {
        (View::PowerOfIndexSum, Kind::Pow, [sum, n]) => (*sum, Some(*n)),
        (View::FunctionOfIndexSum, Kind::Call(_), [sum]) => (*sum, None),
        _ => return Vec::new(),
    };
    let Some(term) = term_of(pool, sum) else { return Vec::new() };
    let of_term = match (n, pool.kind(id)) {
        (Some(n), _) => pool.pow(term, n),
        (None, kind) => pool.make(kind, &[term]),
    };
    let inside = summed(pool, sum, of_term);
    let mut letters = vec![("a", term), ("A", inside)];
    letters.extend(n.map(|n| ("n", n)));
    vec![Sight::of(letters)]
}
