//! Owns what excuses a claim that isn't true as it stands: digits that were rounded, names whose values are given elsewhere.

use super::chain::Link;
use super::index::below;
use super::judge::{bases, is_true};
use super::linter::Linter;
use super::reasons;
use super::sample::{Values, point};
use crate::expr::{Id, replace, substitute};
use crate::language::Shape;
use crate::number::Rational;
use crate::numeric::evaluate;
use crate::wording::Wording;

impl Linter<'_> {
    /// Why a wrong claim isn't reported. `explained` says that a reason for it is known.
    pub fn excuse(&mut self, link: &Link, expected: Id, claimed: Id, explained: bool) -> Option<Wording> {
        if self.is_rounded(link, expected, claimed) {
            return Some(reasons::ROUNDED);
        }
        if let Some(condition) = self.condition(expected, claimed) {
            return Some(condition);
        }
        let kept = bases(&self.pool, claimed);
        let lost: Vec<Id> = bases(&self.pool, expected).into_iter().filter(|name| !kept.contains(name)).collect();
        if lost.is_empty() {
            return None;
        }
        let values: Vec<(Id, Id)> =
            self.context.values.iter().filter(|(name, _)| lost.contains(name)).copied().collect();
        if values.is_empty() {
            return (!explained).then_some(reasons::LOST_NAMES);
        }
        let with_values = substitute(&mut self.pool, expected, &values);
        let holds = is_true(&mut self.pool, &self.context, with_values, claimed);
        (holds || !explained).then_some(reasons::WITH_VALUES)
    }

    /// Whether the decimals of a claim account for the difference: within one unit of the last digit of each.
    fn is_rounded(&mut self, link: &Link, expected: Id, claimed: Id) -> bool {
        let tree = &link.formula.tree;
        let digits: Vec<String> = below(tree, link.right_node)
            .into_iter()
            .filter_map(|id| match &tree.node(id).shape {
                Shape::Number(digits) if digits.contains('.') => Some(digits.to_string()),
                _ => None,
            })
            .collect();
        if digits.is_empty() {
            return false;
        }
        let mut moved = Vec::new();
        for digits in &digits {
            let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len() as i64);
            let (Some(value), Some(unit)) = (Rational::parse(digits), Rational::parse(&format!("1e-{decimals}")))
            else {
                return false;
            };
            let (old, new) = (self.pool.number(&value), self.pool.number(&(&value + &unit)));
            moved.push(replace(&mut self.pool, claimed, old, new));
        }
        (1..=3).all(|seed| self.is_within(expected, claimed, &moved, seed))
    }

    /// Whether two sides differ at a random point by no more than the changed copies of the second differ from it.
    fn is_within(&self, expected: Id, claimed: Id, moved: &[Id], seed: u64) -> bool {
        let roots: Vec<Id> = [expected, claimed].iter().chain(moved).copied().collect();
        let point = point(&self.pool, &roots, seed, Values::Positive);
        let Ok(values) = evaluate(&self.pool, &roots, &point) else { return false };
        let [left, right, changed @ ..] = &values[..] else { return false };
        let tolerance: f64 = changed.iter().map(|value| (value.value - right.value).abs()).sum();
        values.iter().all(|value| value.is_defined()) && (left.value - right.value).abs() <= tolerance
    }
}
