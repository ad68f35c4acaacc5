//! Owns chains A = B = C: each link judged, and links told apart that only carry on what went wrong before them.

use super::verdict::{Judgement, Verdict};
use super::{Options, check, prepare};
use crate::algebra::tidy;
use crate::calculus::evaluate_derivatives;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Kind, Pool, postorder};

/// One link of a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// The member before the sign.
    pub left: Id,
    /// The member after it.
    pub right: Id,
    /// What is said about the two.
    pub verdict: Verdict,
    /// Whether it is right in itself and stands after a wrong link, so that it only carries on what is wrong there.
    pub follows: bool,
}

/// Judges `members[0] = members[1] = …` link by link. Fewer than two members have no links.
///
/// ```
/// use gradus::equality::{Judgement, Options, check_chain};
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let members = ["(x + 1)^2", "x^2 + 1", "1 + x*x"].map(|text| read(&mut pool, text).unwrap());
/// let links = check_chain(&mut pool, &members, &[], &Options::default()).unwrap();
/// assert_eq!(links[0].verdict.judgement, Judgement::Refuted);
/// assert!(links[1].verdict.judgement == Judgement::Proved && links[1].follows);
/// ```
///
/// # Errors
///
/// A derivative that can't be carried out: `d/dN sum(i=1..N, x_i)`.
pub fn check_chain(
    pool: &mut Pool,
    members: &[Id],
    assumptions: &[Id],
    options: &Options,
) -> Result<Vec<Link>, Diagnostic> {
    let mut links: Vec<Link> = Vec::new();
    for two in members.windows(2) {
        let [left, right] = *two else { continue };
        let verdict = check(pool, left, right, assumptions, options)?;
        let after_wrong = links.iter().any(|link| link.verdict.judgement == Judgement::Refuted);
        let follows = after_wrong && matches!(verdict.judgement, Judgement::Proved | Judgement::Likely);
        links.push(Link { left, right, verdict, follows });
    }
    Ok(links)
}

/// Larger questions than this are answered without a search for a shorter form.
const TEXTBOOK: usize = 60;

/// The textbook form of the side that holds a derivative, the left one first; `None` when neither does, or when the
/// derivative can't be carried out.
///
/// ```
/// use gradus::{equality::expected, expr::{Pool, read}, render::plain};
/// let mut pool = Pool::new();
/// let (left, right) = (read(&mut pool, "d/dx sin(x^2)").unwrap(), read(&mut pool, "cos(x^2)").unwrap());
/// let answer = expected(&mut pool, left, right).unwrap();
/// assert_eq!(plain(&pool, answer), "2*x*cos(x^2)");
/// assert_eq!(expected(&mut pool, right, answer), None);
/// ```
pub fn expected(pool: &mut Pool, left: Id, right: Id) -> Option<Id> {
    let sides = prepare::indexed(pool, &[left, right]);
    let pending = |pool: &Pool, side: Id| postorder(pool, side).into_iter().any(|id| pool.kind(id) == Kind::Derivative);
    let side = sides.into_iter().find(|&side| pending(pool, side))?;
    if postorder(pool, side).len() <= TEXTBOOK {
        return evaluate_derivatives(pool, side).ok().map(|derivation| derivation.answer);
    }
    let value = prepare::derived(pool, side).ok()?;
    Some(tidy(pool, value).id)
}
