//! Owns the order in which a claim is judged: cheap stages first, refutation by certified numbers before any proof, complex
//! values only where no real point exists.

use super::assume::Assumptions;
use super::edges::{Edges, edges};
use super::field::{self, Answer};
use super::numbers::{self, Numbers};
use super::verdict::{Basis, Judgement, Remark, Verdict, Witness};
use super::{Options, domain, prepare};
use crate::algebra::tidy;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, occurs, substitute, variables};

/// Whether `left = right`.
///
/// Both sides may hold derivatives; they are carried out. `assumptions` are conditions (`Compare` nodes): inequalities
/// restrict the points, equations are solved for a variable and put in. Sides without a value anywhere, real or complex, are
/// equal to nothing: `1/0 = 1/0` is unknown.
///
/// ```
/// use gradus::equality::{Judgement, Options, check};
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let (left, right) = (read(&mut pool, "d/dx (x^2)").unwrap(), read(&mut pool, "2*x").unwrap());
/// let verdict = check(&mut pool, left, right, &[], &Options::default()).unwrap();
/// assert_eq!(verdict.judgement, Judgement::Proved);
/// let (left, right) = (read(&mut pool, "sqrt(x^2)").unwrap(), pool.symbol("x"));
/// let verdict = check(&mut pool, left, right, &[], &Options::default()).unwrap();
/// assert_eq!(verdict.judgement, Judgement::Refuted);
/// assert_eq!(verdict.witness.unwrap().point(&pool), "x = -1");
/// ```
pub fn check(
    pool: &mut Pool,
    left: Id,
    right: Id,
    assumptions: &[Id],
    options: &Options,
) -> Result<Verdict, Diagnostic> {
    if left == right && !domain::is_empty(pool, left)? {
        return Ok(Verdict::new(Judgement::Proved, Basis::Identical));
    }
    let all = prepare::indexed(pool, &[&[left, right], assumptions].concat());
    let [first, second, assumptions @ ..] = &all[..] else {
        return Ok(Verdict::new(Judgement::Unknown, Basis::NoPoints));
    };
    let typed = [*first, *second];
    let carried_out = [prepare::derived(pool, typed[0])?, prepare::derived(pool, typed[1])?];
    let derivatives = typed != carried_out;
    let assumptions = Assumptions::read(pool, assumptions);
    let mut worst: Option<Verdict> = None;
    for alternative in &assumptions.alternatives {
        let conditions = assumptions.conditions(pool, alternative);
        let sides = carried_out.map(|side| substitute(pool, side, alternative));
        let verdict = one(pool, sides, &conditions, derivatives, options)?;
        let weaker = worst.as_ref().is_none_or(|worst| rank(verdict.judgement) > rank(worst.judgement));
        if weaker {
            worst = Some(verdict);
        }
    }
    let mut verdict = worst.unwrap_or_else(|| Verdict::new(Judgement::Unknown, Basis::NoPoints));
    if matches!(verdict.judgement, Judgement::Proved | Judgement::Likely) {
        verdict.conditions = domain::differences(pool, typed, carried_out)?;
    } else {
        verdict.remarks.extend(strangers(pool, carried_out, [left, right]));
        if verdict.judgement == Judgement::Refuted && verdict.remarks.is_empty() {
            let holds = domain::holds_where(pool, carried_out, &assumptions.conditions, derivatives, options);
            verdict.remarks.extend(holds.map(Remark::EqualWhere));
        }
    }
    Ok(verdict)
}

fn rank(judgement: Judgement) -> u8 {
    match judgement {
        Judgement::Proved => 0,
        Judgement::Likely => 1,
        Judgement::Unknown => 2,
        Judgement::Refuted => 3,
    }
}

/// Variables that stand on one side only, even as an index, whatever they do there. Names that an index over rows brought in
/// aren't among what was typed, and aren't spoken of.
fn strangers(pool: &mut Pool, sides: [Id; 2], typed: [Id; 2]) -> Vec<Remark> {
    let [left, right] = sides.map(|side| tidy(pool, side).id);
    let base = |id: Id| pool.children(id).first().copied().filter(|_| pool.kind(id) == Kind::Indexed).unwrap_or(id);
    let only = |a: Id, b: Id| -> Vec<Id> {
        let own = variables(pool, a).into_iter().filter(|&id| !occurs(pool, b, id) && !occurs(pool, b, base(id)));
        own.filter(|&id| typed.iter().any(|&side| occurs(pool, side, base(id)))).collect()
    };
    let (left_only, right_only) = (only(left, right), only(right, left));
    let mut remarks = Vec::new();
    if !left_only.is_empty() {
        remarks.push(Remark::OnlyLeft(left_only));
    }
    if !right_only.is_empty() {
        remarks.push(Remark::OnlyRight(right_only));
    }
    remarks
}

fn refuted(witness: Witness, basis: Basis) -> Verdict {
    let mut verdict = Verdict::new(Judgement::Refuted, basis);
    verdict.witness = Some(witness);
    verdict
}

/// The stages for two sides without derivatives.
fn one(
    pool: &mut Pool,
    sides: [Id; 2],
    conditions: &[Id],
    derivatives: bool,
    options: &Options,
) -> Result<Verdict, Diagnostic> {
    let tidied = [tidy(pool, sides[0]).id, tidy(pool, sides[1]).id];
    if tidied[0] == tidied[1] {
        let same = Verdict::new(Judgement::Proved, Basis::Identical);
        if !domain::is_empty(pool, sides[0])? && !domain::is_empty(pool, sides[1])? {
            return Ok(same);
        }
        // What has no value anywhere is equal to nothing, itself included: 1/0. The logarithm of −1 has a complex one.
        let verdict = complex(pool, sides, conditions, options)?;
        return Ok(if verdict.judgement == Judgement::Likely { same } else { verdict });
    }
    let points = match numbers::glance(pool, sides, conditions, options) {
        Numbers::Apart(witness) => return Ok(refuted(witness, Basis::Witness)),
        Numbers::Open(points) => points,
        Numbers::NoPoints | Numbers::Close { .. } => Vec::new(),
    };
    if points.is_empty() {
        return complex(pool, sides, conditions, options);
    }
    if let Some(proof) = proof(pool, tidied, conditions, options)? {
        match edges(pool, tidied, conditions, derivatives, options) {
            Edges::Hold => return Ok(proof),
            Edges::Apart(witness) => return Ok(refuted(witness, Basis::Witness)),
            Edges::Open => {}
        }
    } else if let Numbers::Apart(witness) = numbers::search(pool, sides, conditions, options) {
        return Ok(refuted(witness, Basis::Witness));
    }
    Ok(match numbers::look_closely(pool, sides, &points, &options.budget) {
        Numbers::Apart(witness) => refuted(witness, Basis::Witness),
        Numbers::Close { points, digits } => Verdict::new(Judgement::Likely, Basis::Digits { points, digits }),
        Numbers::NoPoints | Numbers::Open(_) => Verdict::new(Judgement::Unknown, Basis::Undecided),
    })
}

fn proof(
    pool: &mut Pool,
    tidied: [Id; 2],
    conditions: &[Id],
    options: &Options,
) -> Result<Option<Verdict>, Diagnostic> {
    let mut compared = tidied;
    if prepare::has_sums(pool, tidied[0]) || prepare::has_sums(pool, tidied[1]) {
        // An expansion past its limit leaves the proof open.
        let Ok(summed) = prepare::summed(pool, compared) else { return Ok(None) };
        compared = summed;
        if compared[0] == compared[1] {
            return Ok(Some(Verdict::new(Judgement::Proved, Basis::NormalForm)));
        }
    }
    let expanded = [prepare::primitive(pool, compared[0])?, prepare::primitive(pool, compared[1])?];
    Ok(match field::compare(pool, expanded[0], expanded[1], conditions, options.seed) {
        Answer::Equal { points, bits } => Some(Verdict::new(Judgement::Proved, Basis::Field { points, bits })),
        Answer::Different | Answer::Unknown => None,
    })
}

/// No real point was found: principal values decide.
fn complex(pool: &mut Pool, sides: [Id; 2], conditions: &[Id], options: &Options) -> Result<Verdict, Diagnostic> {
    let primitive = [prepare::primitive(pool, sides[0])?, prepare::primitive(pool, sides[1])?];
    Ok(match numbers::look_at_principal_values(pool, primitive, conditions, options) {
        Numbers::Apart(witness) => refuted(witness, Basis::ComplexWitness),
        Numbers::Close { points, digits } => Verdict::new(Judgement::Likely, Basis::Complex { points, digits }),
        Numbers::NoPoints | Numbers::Open(_) => Verdict::new(Judgement::Unknown, Basis::NoPoints),
    })
}
