//! Owns what each shape of a tree becomes: numbers, symbols and constants, sums and products that grow, quotients.

use smallvec::smallvec;

use super::{Reader, Value};
use crate::diagnostic::{Diagnostic, expression, language as language_codes, latex as latex_codes};
use crate::expr::pool::{Constant, Id, Kind, Pool};
use crate::functions;
use crate::language::{Operator, Shape, TreeId};
use crate::number::Rational;

impl Reader<'_> {
    pub(super) fn value(&mut self, pool: &mut Pool, id: TreeId) -> Result<Value, Diagnostic> {
        let tree = self.tree;
        let children = tree.children(id);
        let done = |id| Ok(Value::Done(id));
        match (&tree.node(id).shape, children) {
            (Shape::Number(digits), _) => {
                let number = Rational::parse(digits).ok_or_else(|| Diagnostic::new(&expression::NUMBER_SIZE))?;
                done(pool.number(&number))
            }
            (Shape::Name(name), _) => done(self.named(pool, name)),
            (Shape::Indexed, [base, indices @ ..]) => self.indexed(pool, *base, indices).map(Value::Done),
            (Shape::Negative, [a]) => {
                let a = self.take(pool, *a)?;
                done(pool.neg(a))
            }
            (Shape::Binary(operator), [a, b]) => self.binary(pool, id, *operator, *a, *b),
            (Shape::Call(name), _) => self.call(pool, name, children, tree.node(id).span),
            (Shape::Bars, [a]) => {
                let a = self.take(pool, *a)?;
                let abs = functions::lookup("abs").ok_or_else(|| Diagnostic::new(&language_codes::EMPTY))?;
                done(pool.call(abs, &[a]))
            }
            (Shape::Derivative, [_, ..]) => {
                let parts: Vec<Id> = children.iter().map(|&part| self.take(pool, part)).collect::<Result<_, _>>()?;
                // LaTeX can write anything below the bar; by a product there is no derivative.
                let is_name =
                    |&variable: &Id| pool.children(variable).is_empty() || pool.kind(variable) == Kind::Indexed;
                if let Some(at) = parts.iter().skip(1).position(|variable| !is_name(variable)) {
                    let span = children.get(at + 1).map_or_else(Default::default, |&variable| tree.node(variable).span);
                    return Err(Diagnostic::new(&latex_codes::NO_VALUE).at(span));
                }
                done(pool.make(Kind::Derivative, &parts))
            }
            (Shape::Range, [a, b]) => Ok(Value::Range(self.take(pool, *a)?, self.take(pool, *b)?)),
            (Shape::Relations(relations), _) => {
                if let [index, range] = children
                    && let Some(Value::Range(..)) = self.values.get(range.index())
                {
                    // The parent, a sum, takes the range itself; for anything else it has no value.
                    return Ok(self.take(pool, *index).map_or(Value::Moved, Value::Index));
                }
                let members = children.iter().map(|&part| self.take(pool, part)).collect::<Result<_, _>>()?;
                Ok(Value::Relations(Box::new((relations.to_vec(), members))))
            }
            (Shape::Form(_), _) => Err(Diagnostic::new(&latex_codes::NO_VALUE)),
            // The grammar gives every shape its number of children.
            (
                Shape::Indexed | Shape::Negative | Shape::Binary(_) | Shape::Bars | Shape::Derivative | Shape::Range,
                _,
            ) => Ok(Value::Moved),
        }
    }

    fn named(&self, pool: &mut Pool, name: &str) -> Id {
        let constant = match name {
            "e" => Some(Constant::E),
            "pi" => Some(Constant::Pi),
            _ => None,
        };
        match constant {
            Some(constant) if !self.declared.contains(name) => pool.constant(constant),
            _ => pool.symbol(name),
        }
    }

    /// `x_i` and `x_1` are the symbol x at an index; `w_old` is a name of its own.
    fn indexed(&mut self, pool: &mut Pool, base: TreeId, indices: &[TreeId]) -> Result<Id, Diagnostic> {
        let tree = self.tree;
        let stem = tree.name(base).unwrap_or_default();
        if let [index] = indices
            && let Some(label) = tree.name(*index)
            && !self.is_index(label)
        {
            return Ok(pool.symbol(&format!("{stem}_{label}")));
        }
        let base = pool.symbol(stem);
        let parts: Vec<Id> = indices.iter().map(|&index| self.take(pool, index)).collect::<Result<_, _>>()?;
        Ok(pool.indexed(base, &parts))
    }

    fn is_index(&self, label: &str) -> bool {
        matches!(label, "i" | "j" | "k" | "l" | "m" | "n") || self.indices.contains(label)
    }

    fn binary(
        &mut self,
        pool: &mut Pool,
        whole: TreeId,
        operator: Operator,
        a: TreeId,
        b: TreeId,
    ) -> Result<Value, Diagnostic> {
        let right = self.take(pool, b)?;
        // `(a + b) + c` is a sum of two terms: what was typed stays.
        let joins = !self.tree.keeps_brackets(whole, 0);
        match operator {
            Operator::Plus | Operator::Minus => {
                let mut terms = match self.values.get_mut(a.index()) {
                    Some(Value::Terms(terms)) if joins => std::mem::take(terms),
                    _ => smallvec![self.take(pool, a)?],
                };
                terms.push(if operator == Operator::Minus { pool.neg(right) } else { right });
                Ok(Value::Terms(terms))
            }
            Operator::Times | Operator::Juxtaposed => {
                let mut factors = match self.values.get_mut(a.index()) {
                    Some(Value::Factors(factors)) if joins => std::mem::take(factors),
                    _ => smallvec![self.take(pool, a)?],
                };
                factors.push(right);
                Ok(Value::Factors(factors))
            }
            Operator::Over => {
                let left = self.take(pool, a)?;
                let apart = self.tree.keeps_brackets(whole, 1);
                Ok(Value::Done(if apart { pool.div(left, right) } else { quotient(pool, left, right) }))
            }
            Operator::Power => {
                let left = self.take(pool, a)?;
                Ok(Value::Done(pool.pow(left, right)))
            }
        }
    }
}

/// `1/2` typed with whole numbers in lowest terms is the number; every other quotient stays one.
fn quotient(pool: &mut Pool, a: Id, b: Id) -> Id {
    if let (Kind::Number(_), Kind::Number(_)) = (pool.kind(a), pool.kind(b))
        && let (Some(p), Some(q)) = (pool.as_number(a), pool.as_number(b))
        && p.is_integer()
        && q.is_integer()
        && !q.is_one()
        && let Some(value) = &p / &q
        && value.numerator() == p
        && value.denominator() == q
    {
        return pool.number(&value);
    }
    pool.div(a, b)
}
