//! Owns the elimination itself: unknown by unknown, each step recorded.

use super::equation::{Equation, Move, Use};
use super::linear::{Linear, LinearOutcome, LinearSolution, hidden};
use super::row::{self, Row};
use super::shorthand::Shorthand;
use crate::algebra::{Normalizer, Polynomial, Ratio, TERM_LIMIT, decide, fold};
use crate::diagnostic::{Diagnostic, deriving, expression, solving};
use crate::expr::{Id, Pool};
use crate::language::Relation;
use crate::number::Rational;
use crate::render::plain;
use crate::steps::Rule;
use crate::steps::rules::solving as rules;

/// A row that one unknown is found from.
pub(super) struct Pivot {
    column: usize,
    row: Row,
}

/// What the unknowns are, as far as they were found.
pub(super) struct Found {
    outcome: LinearOutcome,
    values: Vec<Option<Ratio>>,
    conditions: Vec<Id>,
    staged: Vec<Id>,
}

/// An elimination under way.
pub(super) struct Elimination<'s> {
    system: &'s Linear<'s>,
    given: Vec<Equation>,
    rows: Vec<Row>,
    cleared: Vec<Row>,
    moves: Vec<Move>,
    next: usize,
    /// Whether each division by the pivot before last left nothing: then the last pivot is the determinant.
    exact: bool,
    /// Letters for long coefficients, where they are wanted.
    shorthand: Option<Shorthand>,
}

impl<'s> Elimination<'s> {
    pub fn open(
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        system: &'s Linear<'s>,
        shorthand: Option<Shorthand>,
    ) -> Result<Self, Diagnostic> {
        let numbers: Vec<u32> = system.unknowns.iter().map(|&unknown| normalizer.kernels.number(unknown)).collect();
        let zero = pool.integer(0);
        let given: Vec<Equation> =
            (1..).zip(system.equations).map(|(number, &left)| Equation { number, left, right: zero }).collect();
        let next = given.len() + 1;
        let (rows, cleared, moves) = (Vec::new(), Vec::new(), Vec::new());
        let mut elimination = Elimination { system, given, rows, cleared, moves, next, exact: true, shorthand };
        for (number, &equation) in (1..).zip(system.equations) {
            let ratio = normalizer.ratio(pool, equation)?;
            let read = Row::read(pool, normalizer, &ratio, &numbers, number);
            let Some((mut row, factor)) = read.filter(|_| !hidden(pool, normalizer, &ratio, system.unknowns)) else {
                return Err(Diagnostic::new(&solving::NOT_LINEAR).with("equation", plain(pool, equation)));
            };
            let (left, right) = row.write(pool, normalizer, system.unknowns);
            // An equation without unknowns says what it says already.
            if !row.is_empty() && (left, right) != (equation, zero) {
                let factor = row::write_factor(pool, normalizer, &factor);
                let uses = vec![Use { equation: number, factor: Some(factor) }];
                row.number = elimination.record(&rules::STANDARD_FORM, uses, (left, right), Vec::new());
            }
            elimination.rows.push(row);
        }
        elimination.cleared = elimination.rows.clone();
        Ok(elimination)
    }

    pub fn solution(self, found: Found) -> LinearSolution {
        let Found { outcome, conditions, staged, .. } = found;
        LinearSolution { given: self.given, moves: self.moves, outcome, conditions, staged }
    }

    fn record(&mut self, rule: &'static Rule, uses: Vec<Use>, sides: (Id, Id), conditions: Vec<Id>) -> usize {
        let number = self.next;
        self.next += 1;
        let equation = Equation { number, left: sides.0, right: sides.1 };
        self.moves.push(Move { rule, uses, equation, conditions, names: Vec::new() });
        number
    }

    /// A row with letters for its long coefficients; as it is when it holds one unknown, which is solved for next.
    fn shortened(&mut self, pool: &mut Pool, normalizer: &mut Normalizer, row: Row) -> Row {
        let Some(shorthand) = &mut self.shorthand else { return row };
        if row.coefficients.iter().filter(|coefficient| !coefficient.is_zero()).count() < 2 {
            return row;
        }
        let (mut short, names) = shorthand.shorten(pool, normalizer, &row);
        if short == row {
            return row;
        }
        let sides = short.write(pool, normalizer, self.system.unknowns);
        let uses = vec![Use { equation: row.number, factor: None }];
        short.number = self.record(&rules::SHORTHAND, uses, sides, Vec::new());
        if let Some(step) = self.moves.last_mut() {
            step.names = names;
        }
        short
    }

    /// Takes one unknown after the other out of the rows, the last one first.
    pub fn eliminate(&mut self, pool: &mut Pool, normalizer: &mut Normalizer) -> Result<Vec<Pivot>, Diagnostic> {
        let mut pivots = Vec::new();
        let mut before = Polynomial::one();
        for column in (0..self.system.unknowns.len()).rev() {
            let best =
                (0..self.rows.len()).filter_map(|at| Some((self.weight(pool, normalizer, at, column)?, at))).min();
            let Some((_, at)) = best else { continue };
            let pivot = self.rows.remove(at);
            let Some(lead) = pivot.coefficients.get(column).cloned() else { continue };
            for at in 0..self.rows.len() {
                let Some(row) = self.rows.get(at) else { continue };
                let Some(entry) = row.coefficients.get(column).filter(|entry| !entry.is_zero()) else {
                    self.exact &= lead.as_constant().is_some();
                    continue;
                };
                let too_large = || Diagnostic::new(&expression::EXPANSION).with("limit", TERM_LIMIT);
                let combined = row.combined(&lead, &pivot, entry, &before).ok_or_else(too_large)?;
                let combined = combined.with_leading_plus(pool, normalizer);
                self.exact &= combined.divided;
                let uses = [(row.number, &combined.factors.0), (pivot.number, &combined.factors.1)].map(
                    |(equation, factor)| Use { equation, factor: Some(row::write_factor(pool, normalizer, factor)) },
                );
                let mut uses = uses.to_vec();
                if combined.factors.0.as_constant().is_some_and(|factor| factor.is_negative()) {
                    uses.reverse();
                }
                let mut row = combined.row;
                let sides = row.write(pool, normalizer, self.system.unknowns);
                row.number = self.record(&rules::ELIMINATE, uses, sides, Vec::new());
                let row = self.shortened(pool, normalizer, row);
                if let Some(slot) = self.rows.get_mut(at) {
                    *slot = row;
                }
            }
            before = lead;
            pivots.push(Pivot { column, row: pivot });
        }
        pivots.reverse();
        Ok(pivots)
    }

    /// How unwelcome a row is as the one that an unknown is found from; `None` where the unknown isn't in it. Numbers before
    /// formulas, what can't be zero before what can, short before long, one unknown before several, later before earlier.
    fn weight(
        &self,
        pool: &mut Pool,
        normalizer: &Normalizer,
        at: usize,
        column: usize,
    ) -> Option<(bool, bool, usize, usize, usize, usize)> {
        let row = self.rows.get(at)?;
        let entry = row.coefficients.get(column).filter(|entry| !entry.is_zero())?;
        let number = entry.as_constant();
        let may_be_zero = number.is_none() && !self.is_nonzero(pool, normalizer, entry);
        let bits = number.as_ref().map_or(0, Rational::bits);
        let others = row.coefficients.iter().filter(|c| !c.is_zero()).count();
        Some((number.is_none(), may_be_zero, entry.terms().len(), bits, others, self.rows.len() - at))
    }

    /// Whether a coefficient is known not to be zero.
    fn is_nonzero(&self, pool: &mut Pool, normalizer: &Normalizer, polynomial: &Polynomial) -> bool {
        if let Some(number) = polynomial.as_constant() {
            return !number.is_zero();
        }
        if let [(monomial, _)] = polynomial.terms() {
            let known =
                |variable: u32| normalizer.kernels.id(variable).is_some_and(|id| self.system.positive.contains(&id));
            if monomial.powers().iter().all(|(variable, _)| known(*variable)) {
                return true;
            }
        }
        let condition = self.unequal_zero(pool, normalizer, polynomial);
        decide(pool, condition) == Some(true)
    }

    fn unequal_zero(&self, pool: &mut Pool, normalizer: &Normalizer, polynomial: &Polynomial) -> Id {
        let mut core = polynomial.primitive();
        // Factors that can't be zero say nothing.
        for &positive in self.system.positive {
            if let Some(number) = normalizer.kernels.find(positive) {
                while let Some(rest) = core.over(&Polynomial::variable(number)) {
                    core = rest;
                }
            }
        }
        if row::is_reversed(pool, normalizer, &core) {
            core = core.scaled(&Rational::from(-1));
        }
        let (left, zero) = (normalizer.polynomial(pool, &core), pool.integer(0));
        pool.compare(Relation::Unequal, left, zero)
    }

    /// The values of the unknowns from the pivots, the first unknown first.
    pub fn find(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        pivots: Vec<Pivot>,
    ) -> Result<Found, Diagnostic> {
        let unknowns = self.system.unknowns;
        let impossible = self.rows.iter().find(|row| row.is_empty() && !row.right.is_zero());
        if let Some(row) = impossible {
            let condition = self.unequal_zero(pool, normalizer, &row.right);
            let conditions = if decide(pool, condition) == Some(true) { Vec::new() } else { vec![condition] };
            let outcome = LinearOutcome::None(row.number);
            return Ok(Found { outcome, values: Vec::new(), conditions, staged: Vec::new() });
        }
        let mut values: Vec<Option<Ratio>> = vec![None; unknowns.len()];
        let mut numbers: Vec<Option<usize>> = vec![None; unknowns.len()];
        let mut staged = unknowns.to_vec();
        let mut free = Vec::new();
        for (column, &unknown) in unknowns.iter().enumerate() {
            if !pivots.iter().any(|pivot| pivot.column == column) {
                free.push(column);
                set(&mut values, column, Ratio::whole(Polynomial::variable(normalizer.kernels.number(unknown))));
            }
        }
        let mut conditions = Vec::new();
        let determinant_only = self.exact && free.is_empty();
        for (at, Pivot { column, row }) in pivots.iter().enumerate() {
            let lead = row.coefficients.get(*column).cloned().unwrap_or_default();
            let mut own = Vec::new();
            if !self.is_nonzero(pool, normalizer, &lead) {
                own.push(self.unequal_zero(pool, normalizer, &lead));
                if at == 0 || !determinant_only {
                    conditions.extend(own.iter().copied());
                }
            }
            let (value, number, stage) =
                self.unknown_from(pool, normalizer, *column, row, &lead, (&values, &numbers), own)?;
            // With letters each unknown stays in terms of the ones before it.
            let kept = match (&self.shorthand, unknowns.get(*column)) {
                (Some(_), Some(&unknown)) => Ratio::whole(Polynomial::variable(normalizer.kernels.number(unknown))),
                _ => value,
            };
            set(&mut values, *column, kept);
            if let (Some(slot), Some(text)) = (numbers.get_mut(*column), staged.get_mut(*column)) {
                (*slot, *text) = (Some(number), stage);
            }
        }
        let written: Vec<Id> = values
            .iter()
            .zip(unknowns)
            .map(|(value, &unknown)| value.as_ref().map_or(unknown, |value| row::write(pool, normalizer, value)))
            .collect();
        let outcome = match free.is_empty() {
            true => LinearOutcome::Unique(written),
            false => LinearOutcome::Many { values: written, free },
        };
        Ok(Found { outcome, values, conditions, staged })
    }

    /// One unknown from its row, in which the unknowns before it are known. Returns its value, the number of the equation
    /// that says so, and its value in terms of those before it.
    #[expect(clippy::too_many_arguments, reason = "all of it is read once, in one place")]
    fn unknown_from(
        &mut self,
        pool: &mut Pool,
        normalizer: &mut Normalizer,
        column: usize,
        row: &Row,
        lead: &Polynomial,
        known: (&[Option<Ratio>], &[Option<usize>]),
        conditions: Vec<Id>,
    ) -> Result<(Ratio, usize, Id), Diagnostic> {
        let too_large = || Diagnostic::new(&expression::EXPANSION).with("limit", TERM_LIMIT);
        let zero_pivot = || Diagnostic::new(&expression::DIVISION_BY_ZERO);
        let unknown = *self.system.unknowns.get(column).ok_or_else(zero_pivot)?;
        let inverse = Ratio::whole(lead.clone()).inverse().ok_or_else(zero_pivot)?;
        let (mut rest, mut shown) = (Ratio::whole(row.right.clone()), row.right.clone());
        let (mut put_in, mut terms) = (Vec::new(), Vec::new());
        for (other, coefficient) in row.coefficients.iter().enumerate().filter(|(at, c)| *at != column && !c.is_zero())
        {
            let Some(Some(value)) = known.0.get(other) else { continue };
            let part = Ratio::whole(coefficient.clone()).times(value, TERM_LIMIT).ok_or_else(too_large)?;
            rest = rest.plus(&part.negative(), TERM_LIMIT).ok_or_else(too_large)?;
            let id = *self.system.unknowns.get(other).ok_or_else(zero_pivot)?;
            let variable = Polynomial::variable(normalizer.kernels.number(id));
            shown = shown.minus(&coefficient.times(&variable));
            put_in.extend(known.1.get(other).copied().flatten());
            let (coefficient, value) = (normalizer.polynomial(pool, coefficient), row::write(pool, normalizer, value));
            terms.push(if pool.is_integer(coefficient, 1) { value } else { pool.mul(&[coefficient, value]) });
        }
        let value = rest.times(&inverse, TERM_LIMIT).ok_or_else(too_large)?;
        let staged = Ratio::whole(shown).times(&inverse, TERM_LIMIT).ok_or_else(too_large)?;
        let (value_id, staged_id) = (row::write(pool, normalizer, &value), row::write(pool, normalizer, &staged));
        let from = Use { equation: row.number, factor: None };
        let others = put_in.iter().map(|&equation| Use { equation, factor: None });
        let mut number = row.number;
        if row.is_numeric() {
            if !put_in.is_empty() {
                let own = {
                    let number = pool.number(&lead.as_constant().unwrap_or(Rational::ONE));
                    fold::mul(pool, &[number, unknown])
                };
                let left = pool.add(&[&terms[..], &[own]].concat());
                let right = normalizer.polynomial(pool, &row.right);
                let uses = [from].into_iter().chain(others).collect();
                number = self.record(&rules::BACK_SUBSTITUTE, uses, (left, right), Vec::new());
            }
            if !lead.is_one() || !put_in.is_empty() {
                let uses = vec![Use { equation: number, factor: None }];
                number = self.record(&rules::SOLVE_FOR, uses, (unknown, value_id), conditions);
            }
        } else {
            if !lead.is_one() || !terms.is_empty() {
                number = self.record(&rules::SOLVE_FOR, vec![from], (unknown, staged_id), conditions);
            }
            if staged_id != value_id {
                let uses = [Use { equation: number, factor: None }].into_iter().chain(others).collect();
                number = self.record(&rules::BACK_SUBSTITUTE, uses, (unknown, value_id), Vec::new());
            }
        }
        Ok((value, number, staged_id))
    }

    /// Puts the values into the rows as they were read: an exact check of everything in between.
    pub fn check(&self, pool: &Pool, found: &Found) -> Result<(), Diagnostic> {
        if found.values.is_empty() {
            return Ok(());
        }
        for row in &self.cleared {
            let mut sum = Some(Ratio::whole(row.right.scaled(&Rational::from(-1))));
            for (coefficient, value) in row.coefficients.iter().zip(&found.values) {
                let part = value.as_ref().and_then(|v| Ratio::whole(coefficient.clone()).times(v, TERM_LIMIT));
                sum = sum.zip(part).and_then(|(sum, part)| sum.plus(&part, TERM_LIMIT));
            }
            if sum.is_some_and(|sum| !sum.is_zero()) {
                let before =
                    self.given.get(row.number.saturating_sub(1)).map_or(String::new(), |e| plain(pool, e.left));
                return Err(Diagnostic::new(&deriving::CHECK_FAILED)
                    .with("rule", rules::ELIMINATE.id)
                    .with("before", before));
            }
        }
        Ok(())
    }
}

fn set(values: &mut [Option<Ratio>], at: usize, value: Ratio) {
    if let Some(slot) = values.get_mut(at) {
        *slot = Some(value);
    }
}
