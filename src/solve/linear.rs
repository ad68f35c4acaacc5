//! Owns linear systems of any size with coefficients that are numbers or rational functions.
//!
//! Unknowns are eliminated from the last to the first and found from the first to the last, as one does by hand.
//! Elimination is free of fractions and divides by the pivot before last where that leaves nothing (Bareiss 1968), so
//! that numbers and formulas stay as short as the determinants that they are.

use super::elimination::Elimination;
use super::equation::{Equation, Move};
use super::row::Row;
use super::shorthand::Shorthand;
use crate::algebra::{Normalizer, Ratio};
use crate::diagnostic::{Diagnostic, expression};
use crate::expr::{Id, Pool, substitute, variables};

/// Systems with more unknowns than this are refused.
pub const UNKNOWN_LIMIT: usize = 200;

/// A system: each expression is to be zero.
#[derive(Clone, Debug)]
pub struct Linear<'s> {
    /// Left sides, whose right sides are 0.
    pub equations: &'s [Id],
    /// What is looked for.
    pub unknowns: &'s [Id],
    /// Symbols that are known to be above zero, such as a number of rows.
    pub positive: &'s [Id],
}

/// What the unknowns can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinearOutcome {
    /// One value for each unknown.
    Unique(Vec<Id>),
    /// No values: the equation of this number can't hold.
    None(usize),
    /// Any values of the free unknowns (by position); the others follow from them.
    Many {
        /// One value for each unknown; that of a free unknown is itself.
        values: Vec<Id>,
        /// Positions of the free unknowns.
        free: Vec<usize>,
    },
}

/// How a system was solved.
#[derive(Clone, Debug)]
pub struct LinearSolution {
    /// The equations as given, numbered from 1.
    pub given: Vec<Equation>,
    /// What was done, in order.
    pub moves: Vec<Move>,
    /// What came out.
    pub outcome: LinearOutcome,
    /// Undecided conditions (`Compare` nodes) for the outcome.
    pub conditions: Vec<Id>,
    /// Solved for one unknown at a time in terms of the ones before it, where that is shorter than the value: b = ȳ − w·x̄.
    pub staged: Vec<Id>,
}

/// Whether each of `equations` is linear in the unknowns.
pub fn is_linear(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    equations: &[Id],
    unknowns: &[Id],
) -> Result<bool, Diagnostic> {
    let numbers: Vec<u32> = unknowns.iter().map(|&unknown| normalizer.kernels.number(unknown)).collect();
    for &equation in equations {
        let ratio = normalizer.ratio(pool, equation)?;
        if Row::read(pool, normalizer, &ratio, &numbers, 0).is_none() || hidden(pool, normalizer, &ratio, unknowns) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an unknown stands inside a kernel other than itself.
pub(super) fn hidden(pool: &Pool, normalizer: &Normalizer, ratio: &Ratio, unknowns: &[Id]) -> bool {
    [&ratio.top, &ratio.bottom].iter().flat_map(|p| p.variables()).any(|variable| {
        normalizer.kernels.id(variable).is_some_and(|id| {
            !unknowns.contains(&id) && unknowns.iter().any(|&unknown| crate::expr::occurs(pool, id, unknown))
        })
    })
}

/// Solves a linear system; every step is recorded, and the result is checked by putting it in. An error when the system
/// isn't linear or too large.
///
/// ```
/// use gradus::algebra::Normalizer;
/// use gradus::expr::{Pool, read};
/// use gradus::solve::{Linear, LinearOutcome, solve_linear};
/// let mut pool = Pool::new();
/// let equations = ["3*w + b - 3", "5*w + 2*b - 5"].map(|text| read(&mut pool, text).unwrap());
/// let unknowns = [pool.symbol("w"), pool.symbol("b")];
/// let system = Linear { equations: &equations, unknowns: &unknowns, positive: &[] };
/// let solution = solve_linear(&mut pool, &mut Normalizer::default(), &system).unwrap();
/// assert_eq!(solution.outcome, LinearOutcome::Unique(vec![pool.integer(1), pool.integer(0)]));
/// // w^2 isn't linear.
/// let square = [read(&mut pool, "w^2 - 1").unwrap()];
/// let system = Linear { equations: &square, unknowns: &unknowns[..1], positive: &[] };
/// assert_eq!(solve_linear(&mut pool, &mut Normalizer::default(), &system).unwrap_err().code.id, "G0505");
/// ```
pub fn solve_linear(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    system: &Linear,
) -> Result<LinearSolution, Diagnostic> {
    if system.unknowns.len() > UNKNOWN_LIMIT {
        let what = format!("{} × {}", system.equations.len(), system.unknowns.len());
        return Err(Diagnostic::new(&expression::BUDGET).with("what", what).with("limit", UNKNOWN_LIMIT));
    }
    let mut elimination = Elimination::open(pool, normalizer, system, None)?;
    let pivots = elimination.eliminate(pool, normalizer)?;
    let found = elimination.find(pool, normalizer, pivots)?;
    elimination.check(pool, &found)?;
    Ok(elimination.solution(found))
}

/// Solves a linear system with letters for coefficients that are long. Each unknown is left in terms of the ones before it,
/// as in [`LinearSolution::staged`], and the values are checked against `values`, which are those of the unknowns in full.
/// `None` where that isn't possible.
///
/// ```
/// use gradus::algebra::Normalizer;
/// use gradus::expr::{Pool, read};
/// use gradus::solve::{Linear, LinearOutcome, solve_linear, solve_linear_in_short};
/// let mut pool = Pool::new();
/// let equations = ["p*w + q*v + r*b - s", "q*w + r*v + s*b - p", "r*w + s*v + p*b - q"];
/// let equations = equations.map(|text| read(&mut pool, text).unwrap());
/// let unknowns = ["w", "v", "b"].map(|name| pool.symbol(name));
/// let system = Linear { equations: &equations, unknowns: &unknowns, positive: &[] };
/// let mut normalizer = Normalizer::default();
/// let full = solve_linear(&mut pool, &mut normalizer, &system).unwrap();
/// let LinearOutcome::Unique(values) = &full.outcome else { panic!() };
/// let short = solve_linear_in_short(&mut pool, &mut normalizer, &system, values).unwrap().unwrap();
/// // p*r - q^2 and what else the first elimination leaves have letters from there on.
/// assert!(short.moves.iter().any(|step| !step.names.is_empty()));
/// assert_eq!(short.staged.len(), 3);
/// ```
pub fn solve_linear_in_short(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    system: &Linear,
    values: &[Id],
) -> Result<Option<LinearSolution>, Diagnostic> {
    let taken: Vec<Id> = system.equations.iter().flat_map(|&equation| variables(pool, equation)).collect();
    let Some(shorthand) = Shorthand::new(pool, &taken) else { return Ok(None) };
    let mut elimination = Elimination::open(pool, normalizer, system, Some(shorthand))?;
    let pivots = elimination.eliminate(pool, normalizer)?;
    let found = elimination.find(pool, normalizer, pivots)?;
    let solution = elimination.solution(found);
    let mut put_in: Vec<(Id, Id)> = Vec::new();
    for &(name, meaning) in solution.moves.iter().flat_map(|step| &step.names) {
        let meaning = substitute(pool, meaning, &put_in);
        put_in.push((name, meaning));
    }
    put_in.extend(system.unknowns.iter().copied().zip(values.iter().copied()));
    for (&short, &value) in solution.staged.iter().zip(values) {
        let short = substitute(pool, short, &put_in);
        let difference = pool.sub(short, value);
        if !normalizer.ratio(pool, difference).is_ok_and(|difference| difference.is_zero()) {
            return Ok(None);
        }
    }
    Ok(Some(solution))
}
