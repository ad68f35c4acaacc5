//! Owns exact one-sided values: a loss with kinks at a rational point, seen from the left or from the right, with its first
//! and second derivative, to the last digit.

use rustc_hash::FxHashMap;

use crate::data::Table;
use crate::expr::{Id, Kind, Pool, postorder};
use crate::functions::Primitive;
use crate::number::Rational;

/// Value, slope and bend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Jet {
    pub value: Rational,
    pub slope: Rational,
    pub bend: Rational,
}

impl Jet {
    pub fn constant(value: Rational) -> Self {
        Jet { value, slope: Rational::ZERO, bend: Rational::ZERO }
    }

    fn is_constant(&self) -> bool {
        self.slope.is_zero() && self.bend.is_zero()
    }

    fn plus(&self, other: &Jet) -> Jet {
        Jet { value: &self.value + &other.value, slope: &self.slope + &other.slope, bend: &self.bend + &other.bend }
    }

    pub fn scaled(&self, factor: &Rational) -> Jet {
        Jet { value: &self.value * factor, slope: &self.slope * factor, bend: &self.bend * factor }
    }

    fn times(&self, other: &Jet) -> Jet {
        let cross = &(&self.slope * &other.slope) * &Rational::from(2);
        Jet {
            value: &self.value * &other.value,
            slope: &(&self.slope * &other.value) + &(&self.value * &other.slope),
            bend: &(&(&self.bend * &other.value) + &cross) + &(&self.value * &other.bend),
        }
    }

    fn power(&self, exponent: i64) -> Option<Jet> {
        let mut product = Jet::constant(Rational::ONE);
        if !(0..=64).contains(&exponent) {
            return self.is_constant().then(|| self.value.pow(exponent).map(Jet::constant))?;
        }
        for _ in 0..exponent {
            product = product.times(self);
        }
        Some(product)
    }

    /// −1, 0 or 1: the sign just beside the point, on this side.
    fn sign(&self, side: Side) -> i64 {
        let of = |x: &Rational| match (x.is_zero(), x.is_negative()) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        match (of(&self.value), of(&self.slope), of(&self.bend)) {
            (0, 0, bend) => bend,
            (0, slope, _) => slope * side.sign(),
            (value, _, _) => value,
        }
    }
}

/// From where a point is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    fn sign(self) -> i64 {
        match self {
            Side::Left => -1,
            Side::Right => 1,
        }
    }
}

/// A loss in one parameter that is made of columns by arithmetic and kinks.
pub(super) struct Kinked<'k> {
    pub pool: &'k Pool,
    pub table: Option<&'k Table>,
    pub counts: &'k [Id],
    pub unknown: Id,
}

impl Kinked<'_> {
    /// The expression at a point, from a side; `None` where it holds anything else.
    pub fn at(&self, root: Id, point: &Rational, side: Side) -> Option<Jet> {
        self.walk(root, None, point, side)
    }

    /// The same in one row of a sum. Sums hold no sums here, so one level of walking suffices.
    pub fn walk(&self, root: Id, row: Option<(Id, usize)>, point: &Rational, side: Side) -> Option<Jet> {
        let mut known: FxHashMap<Id, Jet> = FxHashMap::default();
        let order = postorder(self.pool, root);
        for &id in &order {
            let jet = match (self.pool.kind(id), self.pool.children(id)) {
                (Kind::Sum, &[index, lower, upper, body]) => {
                    let rows = self.table?.rows();
                    let whole = self.pool.is_integer(lower, 1)
                        && (self.counts.contains(&upper) || self.pool.is_integer(upper, i64::try_from(rows).ok()?));
                    if row.is_some() || !whole {
                        return None;
                    }
                    let mut total = Jet::constant(Rational::ZERO);
                    for at in 0..rows {
                        total = total.plus(&self.walk(body, Some((index, at)), point, side)?);
                    }
                    Some(total)
                }
                _ => self.part(id, row, point, side, &known),
            };
            // A part without a value (the body of a sum seen from outside) matters only where it is used.
            if let Some(jet) = jet {
                known.insert(id, jet);
            }
        }
        known.remove(&root)
    }

    fn part(
        &self,
        id: Id,
        row: Option<(Id, usize)>,
        point: &Rational,
        side: Side,
        known: &FxHashMap<Id, Jet>,
    ) -> Option<Jet> {
        let pool = self.pool;
        let children = pool.children(id);
        let of = |at: usize| children.get(at).and_then(|child| known.get(child));
        if id == self.unknown {
            return Some(Jet { value: point.clone(), slope: Rational::ONE, bend: Rational::ZERO });
        }
        match pool.kind(id) {
            Kind::Number(number) => Some(Jet::constant(pool.number_value(number).clone())),
            Kind::Symbol(_) => match (row, self.counts.contains(&id)) {
                (Some((index, at)), _) if index == id => Some(Jet::constant(Rational::from(at as i64 + 1))),
                (_, true) => Some(Jet::constant(Rational::from(self.table?.rows() as i64))),
                _ => None,
            },
            Kind::Indexed => {
                let (base, index) = pool.pair(id)?;
                let (_, at) = row.filter(|(own, _)| *own == index)?;
                self.table?.column(pool.name(base)?)?.get(at).map(Jet::constant)
            }
            Kind::Neg => Some(of(0)?.scaled(&Rational::from(-1))),
            Kind::Add => (0..children.len()).try_fold(Jet::constant(Rational::ZERO), |sum, at| Some(sum.plus(of(at)?))),
            Kind::Mul => {
                (0..children.len()).try_fold(Jet::constant(Rational::ONE), |product, at| Some(product.times(of(at)?)))
            }
            Kind::Div => {
                let divisor = of(1).filter(|divisor| divisor.is_constant())?;
                Some(of(0)?.scaled(&divisor.value.recip()?))
            }
            Kind::Pow => of(0)?.power(of(1).filter(|exponent| exponent.is_constant())?.value.to_i64()?),
            Kind::Call(function) => match function.row().primitive {
                Some(Primitive::Abs) => {
                    let inner = of(0)?;
                    Some(inner.scaled(&Rational::from(inner.sign(side))))
                }
                Some(Primitive::Max) => extreme(children, 1, side, known),
                Some(Primitive::Min) => extreme(children, -1, side, known),
                Some(Primitive::Sign) => Some(Jet::constant(Rational::from(of(0)?.sign(side)))),
                _ => None,
            },
            Kind::Piecewise => cases(children, known),
            Kind::Compare(relation) => {
                let difference = of(0)?.plus(&of(1)?.scaled(&Rational::from(-1)));
                let sign = difference.sign(side);
                let holds = relation.admits(sign.cmp(&0));
                Some(Jet::constant(Rational::from(i64::from(holds))))
            }
            Kind::Constant(_) | Kind::Sum | Kind::Product | Kind::RowSum | Kind::RowMean | Kind::Derivative => None,
        }
    }

    /// Differences whose sign decides on which side of a kink one is, with the index of the sum they stand in.
    pub fn edges(&self, root: Id) -> Vec<(Edge, Option<Id>)> {
        let mut found = Vec::new();
        let mut stack = vec![(root, None)];
        let mut seen = Vec::new();
        while let Some((root, index)) = stack.pop() {
            for id in postorder(self.pool, root) {
                let children = self.pool.children(id);
                match (self.pool.kind(id), children) {
                    (Kind::Sum, &[inner, _, _, body]) if index.is_none() => stack.push((body, Some(inner))),
                    (Kind::Call(function), [argument, ..]) => match function.row().primitive {
                        Some(Primitive::Abs | Primitive::Sign) => found.push((Edge::Zero(*argument), index)),
                        Some(Primitive::Max | Primitive::Min) => {
                            for (at, &one) in children.iter().enumerate() {
                                found.extend(
                                    children.iter().skip(at + 1).map(|&other| (Edge::Equal(one, other), index)),
                                );
                            }
                        }
                        _ => {}
                    },
                    (Kind::Compare(_), &[one, other]) => found.push((Edge::Equal(one, other), index)),
                    _ => {}
                }
            }
        }
        // The body of a sum is seen from outside too, where its rows mean nothing.
        found.retain(|(edge, index)| {
            let hidden = index.is_none() && edge.parts().iter().any(|&part| self.is_by_row(part));
            let again = seen.contains(&(*edge, *index));
            seen.push((*edge, *index));
            !hidden && !again
        });
        found
    }

    fn is_by_row(&self, id: Id) -> bool {
        postorder(self.pool, id).into_iter().any(|part| self.pool.kind(part) == Kind::Indexed)
    }

    /// Where an edge is crossed; `None` when it isn't straight in the parameter, and no place when it is never crossed. An
    /// absolute value is compared with both signs.
    pub fn crossings(&self, edge: Edge, row: Option<(Id, usize)>) -> Option<Vec<Rational>> {
        let signs: &[i64] = match edge {
            Edge::Zero(_) => &[1],
            Edge::Equal(one, other) if self.size_of(one).is_some() || self.size_of(other).is_some() => &[1, -1],
            Edge::Equal(..) => &[1],
        };
        let mut places = Vec::new();
        for &sign in signs {
            places.extend(self.crossing(edge, sign, row)?);
        }
        Some(places)
    }

    /// The u of |u|.
    fn size_of(&self, id: Id) -> Option<Id> {
        let is_size = matches!(self.pool.kind(id), Kind::Call(f) if f.row().primitive == Some(Primitive::Abs));
        self.pool.only(id).filter(|_| is_size)
    }

    /// Where the first part of an edge, without its bars, is `sign` times the second.
    fn crossing(&self, edge: Edge, sign: i64, row: Option<(Id, usize)>) -> Option<Option<Rational>> {
        let parts: Vec<Id> = edge.parts().into_iter().map(|part| self.size_of(part).unwrap_or(part)).collect();
        let at = |point: i64| {
            let point = Rational::from(point);
            let mut difference = Jet::constant(Rational::ZERO);
            for (&part, factor) in parts.iter().zip([1, -sign]) {
                difference =
                    difference.plus(&self.walk(part, row, &point, Side::Right)?.scaled(&Rational::from(factor)));
            }
            Some(difference)
        };
        let (zero, one) = (at(0)?, at(1)?);
        let straight = zero.bend.is_zero() && one.bend.is_zero() && zero.slope == one.slope;
        if !straight {
            return None;
        }
        Some((-&zero.value).checked_div(&zero.slope))
    }
}

/// The greatest part (`wanted` is 1) or the least one (−1), just beside the point.
fn extreme(children: &[Id], wanted: i64, side: Side, known: &FxHashMap<Id, Jet>) -> Option<Jet> {
    let mut best: Option<Jet> = None;
    for child in children {
        let jet = known.get(child)?;
        let beats = |best: &Jet| jet.plus(&best.scaled(&Rational::from(-1))).sign(side) == wanted;
        if best.as_ref().is_none_or(beats) {
            best = Some(jet.clone());
        }
    }
    best
}

/// The first case whose condition holds.
fn cases(children: &[Id], known: &FxHashMap<Id, Jet>) -> Option<Jet> {
    for pair in children.chunks(2) {
        match pair {
            [condition, value] if known.get(condition)?.value.is_one() => return known.get(value).cloned(),
            [otherwise] => return known.get(otherwise).cloned(),
            _ => {}
        }
    }
    None
}

/// What changes its sign at a kink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// An expression.
    Zero(Id),
    /// The difference of two.
    Equal(Id, Id),
}

impl Edge {
    fn parts(self) -> Vec<Id> {
        match self {
            Edge::Zero(id) => vec![id],
            Edge::Equal(one, other) => vec![one, other],
        }
    }
}
