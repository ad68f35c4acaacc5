//! Owns exact sums over the rows: each sum over columns in a normal form becomes a number in one pass.
//!
//! Decimals are added up as machine integers. Sums that were taken while the data were read are looked up. Columns that were made of floats are added up as floats, in one pass for all sums.

use rustc_hash::FxHashMap;

use crate::algebra::{Normalizer, Polynomial, Ratio};
use crate::data::{Decimals, Exact, Table, product};
use crate::expr::{Id, Kind, Pool, occurs, postorder};
use crate::number::Rational;
use crate::numeric::{Inputs, Tape};

/// The sums over the rows of one table.
pub(super) struct Sums<'t> {
    table: &'t Table,
    known: FxHashMap<Id, Option<Rational>>,
}

impl<'t> Sums<'t> {
    pub fn of(table: &'t Table) -> Self {
        Sums { table, known: FxHashMap::default() }
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
        self.add_up_floats(pool, normalizer, ratio, parameters);
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

    /// One pass for all sums of a quotient, where a column was made of floats.
    fn add_up_floats(&mut self, pool: &Pool, normalizer: &Normalizer, ratio: &Ratio, parameters: &[Id]) {
        if self.table.columns().iter().all(|column| column.written().is_some()) {
            return;
        }
        let variables = [&ratio.top, &ratio.bottom].into_iter().flat_map(Polynomial::variables);
        let mut sums: Vec<Id> = variables
            .filter_map(|variable| normalizer.kernels.id(variable))
            .filter(|&id| pool.kind(id) == Kind::Sum && !parameters.iter().any(|&p| occurs(pool, id, p)))
            .filter(|id| !self.known.contains_key(id))
            .collect();
        sums.sort_unstable();
        sums.dedup();
        let inputs = Inputs { table: Some(self.table), ..Inputs::default() };
        let Some(tape) = Tape::compile(pool, &sums, &inputs) else { return };
        for (sum, value) in sums.into_iter().zip(tape.run(&[])) {
            self.known.insert(sum, Rational::from_f64(value));
        }
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
        if self.table.is_summed() {
            let whole = first == 1 && last == self.table.rows() as i64;
            return self.table.total(&factors(pool, body, index).filter(|_| whole)?).cloned();
        }
        match factors(pool, body, index) {
            Some(factors) => match self.product_of_columns(&factors, rows.clone()) {
                Some(total) => Some(total),
                None => self.row_by_row(pool, body, index, rows),
            },
            None => self.row_by_row(pool, body, index, rows),
        }
    }

    /// Σ of a product of powers of columns, as they are written: the digits are machine integers, added up apart for each
    /// power of ten.
    fn product_of_columns(&self, factors: &[(String, u32)], rows: std::ops::Range<usize>) -> Option<Rational> {
        let columns: Option<Vec<(&[Exact], u32)>> = factors
            .iter()
            .map(|(name, power)| Some((self.table.column(name)?.written()?.get(rows.clone())?, *power)))
            .collect();
        let columns = columns?;
        let mut sums = Decimals::default();
        match columns[..] {
            [(a, 1)] => a.iter().for_each(|a| sums.add(a.decimal(), || a.to_rational())),
            [(a, 2)] => {
                let square = |a: &Exact| &a.to_rational() * &a.to_rational();
                a.iter().for_each(|a| sums.add(product(a.decimal(), a.decimal()), || square(a)));
            }
            [(a, 1), (b, 1)] => {
                for (a, b) in a.iter().zip(b) {
                    sums.add(product(a.decimal(), b.decimal()), || &a.to_rational() * &b.to_rational());
                }
            }
            _ => {
                for row in 0..rows.len() {
                    let parts = || {
                        let cells = columns.iter().map(|(cells, power)| (cells.get(row), *power));
                        cells.filter_map(|(cell, power)| Some((cell?, power)))
                    };
                    let decimal = parts().try_fold((1, 0), |so_far, (cell, power)| {
                        (0..power).try_fold(so_far, |so_far, _| product(Some(so_far), cell.decimal()))
                    });
                    sums.add(decimal, || {
                        parts().fold(Rational::ONE, |so_far, (cell, power)| {
                            let cell = cell.to_rational();
                            (0..power).fold(so_far, |so_far, _| &so_far * &cell)
                        })
                    });
                }
            }
        }
        sums.total()
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

/// The columns of a body that is a product of powers of columns at the index, by name.
pub(super) fn factors(pool: &Pool, body: Id, index: Id) -> Option<Vec<(String, u32)>> {
    let parts = if pool.kind(body) == Kind::Mul { pool.children(body).to_vec() } else { vec![body] };
    let factors: Option<Vec<(String, u32)>> = parts
        .into_iter()
        .map(|part| {
            let (base, power) = match (pool.kind(part), pool.pair(part)) {
                (Kind::Pow, Some((base, exponent))) => (base, u32::try_from(pool.as_number(exponent)?.to_i64()?).ok()?),
                _ => (part, 1),
            };
            let (column, at) = pool.pair(base).filter(|_| pool.kind(base) == Kind::Indexed)?;
            Some((pool.name(column).filter(|_| at == index)?.to_owned(), power))
        })
        .collect();
    let mut factors = factors?;
    factors.sort();
    Some(factors)
}
