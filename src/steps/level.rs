//! Owns the levels of detail: which lines of a derivation a reader sees.

use super::derivation::{Derivation, Line};
use super::rule::Weight;
use crate::expr::Pool;

/// How much of a derivation is shown. The lines of a level are a subset of those of every finer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Question and answer.
    None,
    /// Question, the last normal line before the answer, answer.
    Brief,
    /// What a good textbook prints: each principal step on a line of its own, runs of smaller ones merged.
    #[default]
    Normal,
    /// Every step.
    Full,
}

impl Derivation {
    /// The lines that a level shows, the question first and the answer last. Each line names the steps since the shown
    /// line before it. At most `limit` lines are made on the way; a longer derivation goes straight to its answer then.
    ///
    /// ```
    /// use gradus::calculus::differentiate;
    /// use gradus::expr::{Pool, read};
    /// use gradus::steps::Level;
    /// let mut pool = Pool::new();
    /// let (body, x) = (read(&mut pool, "sin(x^2)").unwrap(), pool.symbol("x"));
    /// let derivation = differentiate(&mut pool, body, &[x]).unwrap();
    /// let count = |pool: &mut Pool, level| derivation.shown(pool, level, 100).len();
    /// assert_eq!(count(&mut pool, Level::None), 2);
    /// assert!(count(&mut pool, Level::Brief) <= count(&mut pool, Level::Normal));
    /// assert!(count(&mut pool, Level::Normal) <= count(&mut pool, Level::Full));
    /// ```
    pub fn shown(&self, pool: &mut Pool, level: Level, limit: usize) -> Vec<Line> {
        if level == Level::None {
            let question = Line { whole: self.question, steps: 0..0 };
            let answer = Line { whole: self.answer, steps: 0..self.steps.len() };
            return if self.question == self.answer { vec![question] } else { vec![question, answer] };
        }
        let lines = self.lines(pool, limit);
        let principal: Vec<bool> = lines.iter().map(|line| self.has_principal(line)).collect();
        let last = lines.len().saturating_sub(1);
        // A line is normal when a principal step made it or is about to start from it.
        let normal = |at: usize| principal.get(at) == Some(&true) || principal.get(at + 1) == Some(&true);
        let brief = (1..last).rev().find(|&at| normal(at));
        let keep = |at: usize| match level {
            Level::None => at == 0 || at == last,
            Level::Brief => at == 0 || at == last || Some(at) == brief,
            Level::Normal => at == 0 || at == last || normal(at),
            Level::Full => true,
        };
        let mut shown: Vec<Line> = Vec::new();
        let mut from = 0;
        for (at, line) in lines.into_iter().enumerate() {
            if keep(at) {
                let end = line.steps.end;
                shown.push(Line { whole: line.whole, steps: from..end });
                from = end;
            }
        }
        shown
    }

    fn has_principal(&self, line: &Line) -> bool {
        self.steps
            .get(line.steps.clone())
            .is_some_and(|steps| steps.iter().any(|step| step.rule.weight == Weight::Principal))
    }
}
