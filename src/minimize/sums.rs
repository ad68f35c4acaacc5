//! Owns exact sums over the rows: each sum over columns in a normal form becomes a number in one pass.
//!
//! A column of decimals is brought to whole numbers once, so that products of columns are machine integers; what doesn't
//! fit falls back to fractions of any size.

use rustc_hash::FxHashMap;

use crate::algebra::{Normalizer, Polynomial, Ratio};
use crate::data::Table;
use crate::expr::{Id, Kind, Pool, occurs, postorder};
use crate::number::Rational;

/// The sums over the rows of one table.
pub(super) struct Sums<'t> {
    table: &'t Table,
    columns: FxHashMap<String, Option<Whole>>,
    known: FxHashMap<Id, Option<Rational>>,
}

/// A column as whole numbers: value = number / scale.
struct Whole {
    numbers: Vec<i64>,
    scale: Rational,
}

impl Whole {
    /// `None` when the column has fractions or numbers too long for machine integers.
    fn of(table: &Table, name: &str) -> Option<Whole> {
        let column = table.column(name)?;
        let mut scale = Rational::ONE;
        for value in column.rationals() {
            while !(&value * &scale).is_integer() {
                scale = &scale * &Rational::from(10);
                if scale.bits() > 60 {
                    return None;
                }
            }
        }
        let numbers: Option<Vec<i64>> = column.rationals().map(|value| (&value * &scale).to_i64()).collect();
        Some(Whole { numbers: numbers?, scale })
    }
}

impl<'t> Sums<'t> {
    pub fn of(table: &'t Table) -> Self {
        Sums { table, columns: FxHashMap::default(), known: FxHashMap::default() }
    }

    /// The quotient with every sum over rows that holds no parameter replaced by its number, as far as it is rational. The
    /// sums that were replaced come with it.
    pub fn put_in(
        &mut self,
        pool: &Pool,
        normalizer: &Normalizer,
        ratio: &Ratio,
        parameters: &[Id],
    ) -> Option<(Ratio, Vec<(Id, Rational)>)> {
        let mut used = Vec::new();
        let [top, bottom] =
            [&ratio.top, &ratio.bottom].map(|p| self.polynomial(pool, normalizer, p, parameters, &mut used));
        used.sort_by_key(|(id, _)| *id);
        used.dedup_by_key(|(id, _)| *id);
        Some((Ratio::new(top, bottom)?, used))
    }

    fn polynomial(
        &mut self,
        pool: &Pool,
        normalizer: &Normalizer,
        polynomial: &Polynomial,
        parameters: &[Id],
        used: &mut Vec<(Id, Rational)>,
    ) -> Polynomial {
        let terms = polynomial.terms().iter().map(|(monomial, coefficient)| {
            let mut coefficient = coefficient.clone();
            let mut replaced = Vec::new();
            for &(variable, exponent) in monomial.powers() {
                let Some(id) = normalizer.kernels.id(variable) else { continue };
                let is_sum = pool.kind(id) == Kind::Sum && !parameters.iter().any(|&p| occurs(pool, id, p));
                let value = if is_sum { self.value(pool, id) } else { None };
                if let Some(value) = value
                    && let Some(power) = value.pow(i64::from(exponent))
                {
                    coefficient = &coefficient * &power;
                    replaced.push(variable);
                    used.push((id, value));
                }
            }
            let (_, rest) = monomial.split(|variable| replaced.contains(&variable));
            (rest, coefficient)
        });
        Polynomial::sum_of(terms.collect::<Vec<_>>())
    }

    /// The value of a sum over rows whose body holds nothing but columns, the index and numbers.
    pub fn value(&mut self, pool: &Pool, sum: Id) -> Option<Rational> {
        if let Some(known) = self.known.get(&sum) {
            return known.clone();
        }
        let value = self.compute(pool, sum);
        self.known.insert(sum, value.clone());
        value
    }

    fn compute(&mut self, pool: &Pool, sum: Id) -> Option<Rational> {
        let &[index, lower, upper, body] = pool.children(sum) else { return None };
        let [first, last] = [lower, upper].map(|limit| pool.as_number(limit).and_then(|number| number.to_i64()));
        let (first, last) = (first?, last?);
        if first < 1 || last > self.table.rows() as i64 {
            return None;
        }
        let rows = usize::try_from(first - 1).ok()?..usize::try_from(last).ok()?.max(usize::try_from(first - 1).ok()?);
        match factors(pool, body, index) {
            Some(factors) => match self.product_of_columns(&factors, rows.clone()) {
                Some(total) => Some(total),
                None => self.row_by_row(pool, body, index, rows),
            },
            None => self.row_by_row(pool, body, index, rows),
        }
    }

    /// Σ of a product of powers of columns in machine integers.
    fn product_of_columns(&mut self, factors: &[(String, u32)], rows: std::ops::Range<usize>) -> Option<Rational> {
        for (name, _) in factors {
            if !self.columns.contains_key(name) {
                self.columns.insert(name.clone(), Whole::of(self.table, name));
            }
        }
        let columns: Option<Vec<(&Whole, u32)>> =
            factors.iter().map(|(name, power)| Some((self.columns.get(name)?.as_ref()?, *power))).collect();
        let columns = columns?;
        let (mut total, mut part) = (Rational::ZERO, 0i128);
        for row in rows {
            let mut product = 1i128;
            for (column, power) in &columns {
                let number = i128::from(*column.numbers.get(row)?);
                product = product.checked_mul(number.checked_pow(*power)?)?;
            }
            match part.checked_add(product) {
                Some(sum) => part = sum,
                None => {
                    total = &total + &wide(part)?;
                    part = product;
                }
            }
        }
        total = &total + &wide(part)?;
        for (column, power) in columns {
            total = total.checked_div(&column.scale.pow(i64::from(power))?)?;
        }
        Some(total)
    }

    /// Σ of any rational expression, in fractions.
    fn row_by_row(&self, pool: &Pool, body: Id, index: Id, rows: std::ops::Range<usize>) -> Option<Rational> {
        let order = postorder(pool, body);
        let mut total = Rational::ZERO;
        for row in rows {
            let mut values: FxHashMap<Id, Rational> = FxHashMap::default();
            for &id in &order {
                // A part without a value (a name inside an index) matters only where it is used.
                if let Some(value) = self.part(pool, id, index, row, &values) {
                    values.insert(id, value);
                }
            }
            total = &total + values.get(&body)?;
        }
        Some(total)
    }

    fn part(&self, pool: &Pool, id: Id, index: Id, row: usize, values: &FxHashMap<Id, Rational>) -> Option<Rational> {
        let children = pool.children(id);
        match (pool.kind(id), children) {
            _ if id == index => Some(Rational::from(row as i64 + 1)),
            (Kind::Number(number), _) => Some(pool.number_value(number).clone()),
            (Kind::Indexed, [base, at]) => {
                let row = usize::try_from(values.get(at)?.to_i64()? - 1).ok()?;
                self.table.column(pool.name(*base)?)?.get(row)
            }
            (Kind::Neg, [a]) => values.get(a).map(|value| -value),
            (Kind::Add, terms) => terms.iter().try_fold(Rational::ZERO, |sum, term| Some(&sum + values.get(term)?)),
            (Kind::Mul, factors) => {
                factors.iter().try_fold(Rational::ONE, |product, factor| Some(&product * values.get(factor)?))
            }
            (Kind::Div, [a, b]) => values.get(a)?.checked_div(values.get(b)?),
            (Kind::Pow, [base, exponent]) => values.get(base)?.pow(values.get(exponent)?.to_i64()?),
            _ => None,
        }
    }
}

/// The columns of a body that is a product of powers of columns at the index.
fn factors(pool: &Pool, body: Id, index: Id) -> Option<Vec<(String, u32)>> {
    let parts = if pool.kind(body) == Kind::Mul { pool.children(body).to_vec() } else { vec![body] };
    parts
        .into_iter()
        .map(|part| {
            let (base, power) = match (pool.kind(part), pool.pair(part)) {
                (Kind::Pow, Some((base, exponent))) => (base, u32::try_from(pool.as_number(exponent)?.to_i64()?).ok()?),
                _ => (part, 1),
            };
            let (column, at) = pool.pair(base).filter(|_| pool.kind(base) == Kind::Indexed)?;
            Some((pool.name(column).filter(|_| at == index)?.to_owned(), power))
        })
        .collect()
}

/// A number of 128 bits as a fraction.
fn wide(value: i128) -> Option<Rational> {
    const HALF: i128 = 1 << 62;
    if let Ok(small) = i64::try_from(value) {
        return Some(Rational::from(small));
    }
    let (high, low) = (value.div_euclid(HALF), value.rem_euclid(HALF));
    let scale = Rational::from(1 << 62);
    let high = match i64::try_from(high) {
        Ok(high) => Rational::from(high),
        Err(_) => wide(high)?,
    };
    Some(&(&high * &scale) + &Rational::from(i64::try_from(low).ok()?))
}
