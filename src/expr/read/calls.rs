//! Owns what a call means: sums over an index and over rows, cases, indicators, the user's functions and those of the table.

use super::{Reader, Value};
use crate::diagnostic::{Diagnostic, expression, language as language_codes};
use crate::expr::pool::{Id, Kind, Pool};
use crate::expr::walk::substitute;
use crate::functions::{self, Arity};
use crate::language::TreeId;
use crate::source::Span;
use crate::wording::Wording;

/// Functions that are put into each other end here: twice in each other, thirty of them have 2^30 parts.
const NODES: usize = 4_000_000;

impl Reader<'_> {
    pub(super) fn call(
        &mut self,
        pool: &mut Pool,
        name: &str,
        children: &[TreeId],
        span: Span,
    ) -> Result<Value, Diagnostic> {
        match name {
            "sum" | "prod" if children.len() > 1 || name == "prod" => {
                return self.indexed_sum(pool, name, children).map(Value::Done);
            }
            "if" => return self.cases(pool, children).map(Value::Done),
            _ => {}
        }
        if name == "indicator"
            && let [condition] = children
        {
            return self.indicator(pool, *condition).map(Value::Done);
        }
        let arguments: Vec<Id> = children.iter().map(|&part| self.take(pool, part)).collect::<Result<_, _>>()?;
        let wrong_count = |usage: String| {
            Diagnostic::new(&expression::ARGUMENT_COUNT)
                .with("name", name)
                .with("usage", usage)
                .with("count", arguments.len())
                .at(span)
        };
        if matches!(name, "sum" | "mean") {
            let kind = if name == "sum" { Kind::RowSum } else { Kind::RowMean };
            return match arguments[..] {
                [body] => Ok(Value::Done(pool.make(kind, &[body]))),
                _ => Err(wrong_count(format!("{name}(x)"))),
            };
        }
        if let Some(function) = self.scope.functions.get(name).cloned() {
            if function.parameters.len() != arguments.len() {
                let names: Vec<&str> = function.parameters.iter().filter_map(|&id| pool.name(id)).collect();
                return Err(wrong_count(format!("{name}({})", names.join(", "))));
            }
            let replacements: Vec<(Id, Id)> = function.parameters.iter().copied().zip(arguments).collect();
            let applied = substitute(pool, function.body, &replacements);
            if pool.len() > NODES {
                let what = Wording::new("the size of functions put into functions", "函数逐层代入后的规模");
                return Err(Diagnostic::new(&expression::BUDGET).worded("what", what).with("limit", NODES).at(span));
            }
            return Ok(Value::Done(applied));
        }
        // `log(x, b)` is the logarithm to base b.
        let looked_up = match (name, arguments.len()) {
            ("log", 2) => functions::lookup("logbase"),
            _ => functions::lookup(name),
        };
        let Some(function) = looked_up else {
            return Err(Diagnostic::new(&language_codes::NO_SUCH_FUNCTION).with("name", name).at(span));
        };
        let row = function.row();
        if !row.arity.accepts(arguments.len()) {
            let dots = matches!(row.arity, Arity::AtLeast(_)).then_some(", …").unwrap_or_default();
            return Err(wrong_count(format!("{}({}{dots})", row.name, row.parameters.join(", "))));
        }
        Ok(Value::Done(pool.call(function, &arguments)))
    }

    /// `sum(i=1..N, body)`.
    fn indexed_sum(&mut self, pool: &mut Pool, name: &str, children: &[TreeId]) -> Result<Id, Diagnostic> {
        let wrong = || Diagnostic::new(&expression::SUM_SHAPE).with("name", name);
        let [head, body] = children else { return Err(wrong()) };
        let [_, range] = self.tree.children(*head) else { return Err(wrong()) };
        let Some(Value::Range(lower, upper)) = self.values.get(range.index()) else { return Err(wrong()) };
        let (lower, upper) = (*lower, *upper);
        let Some(&Value::Index(index)) = self.values.get(head.index()) else { return Err(wrong()) };
        if pool.name(index).is_none() {
            return Err(wrong());
        }
        let body = self.take(pool, *body)?;
        let kind = if name == "sum" { Kind::Sum } else { Kind::Product };
        Ok(pool.make(kind, &[index, lower, upper, body]))
    }

    /// `if(c, a, …, otherwise)`. A chained condition `0 < x < 1` becomes nested cases.
    fn cases(&mut self, pool: &mut Pool, children: &[TreeId]) -> Result<Id, Diagnostic> {
        let wrong = || Diagnostic::new(&expression::CASES_SHAPE);
        let Some((otherwise, pairs)) = children.split_last() else { return Err(wrong()) };
        if pairs.is_empty() || pairs.len() % 2 == 1 {
            return Err(wrong());
        }
        let mut parts: Vec<(Vec<Id>, Id)> = Vec::new();
        for pair in pairs.chunks_exact(2) {
            let [condition, value] = pair else { return Err(wrong()) };
            let conditions = self.conditions(pool, *condition)?.ok_or_else(wrong)?;
            parts.push((conditions, self.take(pool, *value)?));
        }
        let otherwise = self.take(pool, *otherwise)?;
        if parts.iter().all(|(conditions, _)| conditions.len() == 1) {
            let flat: Vec<Id> =
                parts.into_iter().flat_map(|(conditions, value)| [conditions, vec![value]].concat()).collect();
            return Ok(pool.make(Kind::Piecewise, &[&flat[..], &[otherwise]].concat()));
        }
        let nested = parts.into_iter().rev().fold(otherwise, |otherwise, (conditions, value)| {
            conditions
                .into_iter()
                .rev()
                .fold(value, |value, condition| pool.make(Kind::Piecewise, &[condition, value, otherwise]))
        });
        Ok(nested)
    }

    /// The comparisons of a chain, each on its own.
    fn conditions(&mut self, pool: &mut Pool, id: TreeId) -> Result<Option<Vec<Id>>, Diagnostic> {
        let Some(Value::Relations(comparison)) = self.values.get(id.index()) else { return Ok(None) };
        let (relations, members) = &**comparison;
        let (relations, members) = (relations.clone(), members.clone());
        let links = relations.iter().zip(members.windows(2));
        Ok(Some(
            links
                .filter_map(|(&relation, two)| match two {
                    [a, b] => Some(pool.compare(relation, *a, *b)),
                    _ => None,
                })
                .collect(),
        ))
    }

    /// `indicator(a < b < c)` is the product of the indicators of its links.
    fn indicator(&mut self, pool: &mut Pool, condition: TreeId) -> Result<Id, Diagnostic> {
        let wrong = || Diagnostic::new(&expression::NO_CONDITION);
        let function = functions::lookup("indicator").ok_or_else(wrong)?;
        let conditions = self.conditions(pool, condition)?.ok_or_else(wrong)?;
        let factors: Vec<Id> = conditions.into_iter().map(|condition| pool.call(function, &[condition])).collect();
        Ok(pool.mul(&factors))
    }
}
