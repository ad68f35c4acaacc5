//! Owns names for sums over the data, S_xy for Σ xᵢyᵢ, where the formulas with the sums in full would be wider than a page.

use rustc_hash::FxHashMap;

use super::problem::Problem;
use crate::expr::{Id, Kind, Pool, postorder, postorder_of, substitute, variables};
use crate::wording::Wording;

/// The sentence that introduces the names.
pub(super) const WITH_SUMS: Wording = Wording::new(
    "Written out, the sums would hide everything else. So let {names}.",
    "若把各和式全部写出,公式会很长,因此记 {names}。",
);

/// Formulas of about this many characters fit into one line of a page.
const LINE: usize = 56;

/// Names of factors are written one behind the other up to this many characters.
const LONGEST: usize = 6;

/// Whether a formula is too wide for a line.
pub(super) fn is_wide(pool: &Pool, id: Id) -> bool {
    let mut breadths: FxHashMap<Id, usize> = FxHashMap::default();
    for part in postorder(pool, id) {
        let of = |child: &Id| breadths.get(child).copied().unwrap_or(0);
        let children = pool.children(part);
        let all: usize = children.iter().map(of).sum();
        let breadth = match (pool.kind(part), children) {
            (Kind::Div, [top, bottom]) => of(top).max(of(bottom)),
            // The sign and its limits, which stand above each other.
            (Kind::Sum, [.., body]) => of(body) + 3,
            (Kind::Add, _) => all + 3 * children.len().saturating_sub(1),
            (Kind::Indexed, _) => 2,
            (_, []) => 1,
            _ => all,
        };
        breadths.insert(part, breadth);
    }
    breadths.get(&id).is_some_and(|breadth| *breadth > LINE)
}

/// A name for each sum in some formulas, with the sum; none where all letters are taken.
pub(super) fn sums(pool: &mut Pool, problem: &Problem, formulas: &[Id]) -> Vec<(Id, Id)> {
    let held = |pool: &Pool, id: Id| problem.over.iter().any(|&own| crate::expr::occurs(pool, id, own));
    let mut sums: Vec<Id> = postorder_of(pool, formulas);
    sums.retain(|&id| pool.kind(id) == Kind::Sum && !held(pool, id));
    let taken: Vec<String> = formulas
        .iter()
        .flat_map(|&id| variables(pool, id))
        .filter_map(|id| pool.name(id))
        .filter_map(|name| name.split('_').next())
        .map(str::to_owned)
        .collect();
    let Some(letter) = ["S", "T", "Q"].into_iter().find(|letter| !taken.iter().any(|name| name == letter)) else {
        return Vec::new();
    };
    let mut spelled: Vec<Option<String>> = sums.iter().map(|&sum| spelling(pool, sum)).collect();
    let is_unclear = |at: usize| {
        spelled.get(at).is_none_or(|own| own.is_none() || spelled.iter().filter(|other| *other == own).count() > 1)
    };
    if (0..sums.len()).any(is_unclear) {
        spelled = (1..=sums.len()).map(|number| Some(number.to_string())).collect();
    }
    let names = spelled.into_iter().flatten().map(|own| format!("{letter}_{own}"));
    sums.iter().zip(names).map(|(&sum, name)| (pool.symbol(&name), sum)).collect()
}

/// The formula with the names in it.
pub(super) fn put_in(pool: &mut Pool, id: Id, names: &[(Id, Id)]) -> Id {
    let replacements: Vec<(Id, Id)> = names.iter().map(|&(name, sum)| (sum, name)).collect();
    substitute(pool, id, &replacements)
}

/// xxy for Σ xᵢ²yᵢ; `None` for sums of anything but products of columns.
fn spelling(pool: &Pool, sum: Id) -> Option<String> {
    let [index, _, _, body] = *pool.children(sum) else { return None };
    let factors = if pool.kind(body) == Kind::Mul { pool.children(body).to_vec() } else { vec![body] };
    let mut letters = String::new();
    for factor in factors {
        let (base, times) = match pool.pair(factor).filter(|_| pool.kind(factor) == Kind::Pow) {
            Some((base, power)) => (base, usize::try_from(pool.as_number(power)?.to_i64()?).ok()?),
            None => (factor, 1),
        };
        let [column, at] = *pool.children(base) else { return None };
        let name = pool.name(column).filter(|name| name.chars().all(char::is_alphanumeric))?;
        if pool.kind(base) != Kind::Indexed || at != index || times > LONGEST {
            return None;
        }
        letters.extend(std::iter::repeat_n(name, times));
    }
    (letters.chars().count() <= LONGEST).then_some(letters)
}
