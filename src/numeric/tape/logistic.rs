//! Owns forms of several operations that have an algorithm of their own: what a loss of logistic regression and its slope
//! are made of, and logarithms of sums of exponentials over the rows.

use super::build::{Graph, Value};
use super::operation::Operation;
use crate::functions::Kernel;

/// Sums with more terms than this aren't searched for pairs.
const TERMS: usize = 8;

/// A term as a number times a function of x, perhaps times a label y, or times 1 − y.
struct Term {
    factor: Value,
    kernel: Option<Kernel>,
    x: Value,
    label: Label,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    None,
    Of(Value),
    Rest(Value),
}

impl Graph {
    /// A sum in which ln(1 + e^x) − y x, y ln(1 + e^−x) + (1 − y) ln(1 + e^x) or (1 − y) σ(x) − y σ(−x) became one term.
    pub(super) fn with_labels(&mut self, terms: &[Value], alone: &[bool]) -> Option<(Vec<Value>, Vec<bool>)> {
        if terms.len() > TERMS {
            return None;
        }
        for (first, &a) in terms.iter().enumerate() {
            for (second, &b) in terms.iter().enumerate().filter(|(second, _)| *second != first) {
                let Some(joined) = self.labelled(a, b) else { continue };
                let kept = |at: &usize| *at != first && *at != second;
                let rest = |at: usize| Some((*terms.get(at)?, *alone.get(at)?));
                let (mut next, mut flags): (Vec<Value>, Vec<bool>) =
                    (0..terms.len()).filter(kept).filter_map(rest).unzip();
                next.push(joined);
                flags.push(false);
                return Some((next, flags));
            }
        }
        None
    }

    fn labelled(&mut self, a: Value, b: Value) -> Option<Value> {
        if !self.by_row(a) || !self.by_row(b) {
            return None;
        }
        let (a_factor, a) = self.unscaled(a)?;
        let (b_factor, b) = self.unscaled(b)?;
        // A softplus, and a product of its argument.
        if let Some(x) = self.kernel_of(a, Kernel::Softplus)
            && self.opposite(a_factor, b_factor)
            && let Operation::Mul(left, right) = self.node(b)?.operation
            && (left == x || right == x)
        {
            let y = if left == x { right } else { left };
            let value = self.push(Operation::CrossEntropy(x, y))?;
            return self.scaled(a_factor, value);
        }
        let (a, b) = (self.term(a_factor, a)?, self.term(b_factor, b)?);
        let (Label::Rest(y), Label::Of(own)) = (a.label, b.label) else { return None };
        let (Some(kernel), x) = (a.kernel, a.x) else { return None };
        if y != own || b.kernel != Some(kernel) || self.negative(x)? != b.x {
            return None;
        }
        let value = match kernel {
            Kernel::Softplus if a.factor == b.factor => Operation::CrossEntropy(x, y),
            Kernel::Sigmoid if self.opposite(a.factor, b.factor) => Operation::Residual(x, y),
            _ => return None,
        };
        let value = self.push(value)?;
        self.scaled(a.factor, value)
    }

    fn opposite(&mut self, a: Value, b: Value) -> bool {
        let minus = self.constant(-1.0);
        self.times(minus, a) == Some(b)
    }

    /// The argument of a kernel.
    fn kernel_of(&self, value: Value, wanted: Kernel) -> Option<Value> {
        match &self.node(value)?.operation {
            Operation::Kernel(kernel, parts) if *kernel == wanted => parts.first().copied(),
            _ => None,
        }
    }

    fn term(&mut self, factor: Value, value: Value) -> Option<Term> {
        let Operation::Mul(left, right) = self.node(value)?.operation else { return None };
        for (kernel, other) in [(left, right), (right, left)] {
            for wanted in [Kernel::Softplus, Kernel::Sigmoid] {
                if let Some(x) = self.kernel_of(kernel, wanted) {
                    let label = self.label(other);
                    return Some(Term { factor, kernel: Some(wanted), x, label });
                }
            }
        }
        None
    }

    /// y, or 1 − y.
    fn label(&self, value: Value) -> Label {
        match self.node(value).map(|node| &node.operation) {
            Some(Operation::Affine(constant, terms)) if self.number(*constant) == Some(1.0) => match terms[..] {
                [(factor, y)] if self.number(factor) == Some(-1.0) => Label::Rest(y),
                _ => Label::None,
            },
            Some(Operation::Column(_)) => Label::Of(value),
            Some(_) | None => Label::None,
        }
    }

    /// ln of a value; of a sum of exponentials over the rows with the greatest exponent taken out.
    pub(super) fn logarithm(&mut self, value: Value) -> Option<Value> {
        match self.node(value)?.operation.clone() {
            Operation::Total(rows) => {
                if let Some(exponent) = self.kernel_of(rows, Kernel::Exp) {
                    let minus = self.constant(-1.0);
                    let one = self.constant(1.0);
                    let greatest = self.push(Operation::Greatest(exponent))?;
                    let shift = self.times(minus, greatest)?;
                    let below = self.push(Operation::Affine(shift, vec![(one, exponent)]))?;
                    let exponential = self.push(Operation::Kernel(Kernel::Exp, vec![below]))?;
                    let total = self.total(exponential)?;
                    let logarithm = self.push(Operation::Kernel(Kernel::Ln, vec![total]))?;
                    return self.plus(greatest, logarithm);
                }
            }
            // A mean is a multiple of a sum.
            Operation::Mul(a, b) => {
                for (factor, total) in [(a, b), (b, a)] {
                    if self.number(factor).is_some_and(|number| number > 0.0)
                        && let Operation::Total(rows) = self.node(total)?.operation
                        && self.kernel_of(rows, Kernel::Exp).is_some()
                    {
                        let own = self.push(Operation::Kernel(Kernel::Ln, vec![factor]))?;
                        let sum = self.logarithm(total)?;
                        return self.plus(own, sum);
                    }
                }
            }
            _ => {}
        }
        self.push(Operation::Kernel(Kernel::Ln, vec![value]))
    }
}
