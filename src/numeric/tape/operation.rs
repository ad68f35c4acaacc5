//! Owns the operations of a tape, over operands of any kind: values while it is built, places when it runs.

use super::elementary;
use crate::functions::{Function, FunctionId, Kernel};
use crate::language::Relation;

/// One operation.
///
/// An operand is the same number in every row, or a number for each row. `Scale`, `Affine` and `Fused` have the forms in
/// which products and sums over rows are cheap; operations on numbers alone use `Add` and `Mul`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation<V> {
    /// A number, as bits so that equal ones are found.
    Constant(u64),
    /// A parameter, by position.
    Parameter(usize),
    /// A column of the data, by position.
    Column(usize),
    /// The number of the row, from 1.
    Row,
    Add(V, V),
    Mul(V, V),
    Div(V, V),
    /// A number times rows.
    Scale(V, V),
    /// A number plus multiples of rows.
    Affine(V, Vec<(V, V)>),
    /// a·b + c, or c − a·b.
    Fused {
        a: V,
        b: V,
        c: V,
        minus: bool,
    },
    /// (1 − y) σ(x) − y σ(−x) of x and y.
    Residual(V, V),
    /// ln(1 + e^x) − y x of x and y.
    CrossEntropy(V, V),
    /// A whole power.
    Whole(V, i32),
    Pow(V, V),
    Kernel(Kernel, Vec<V>),
    Call(FunctionId, Vec<V>),
    Compare(Relation, V, V),
    /// The second where the first is 1, NaN where it is NaN, else the third.
    Select(V, V, V),
    /// Σ over the rows.
    Total(V),
    /// Σ of a product.
    Dot(V, V),
    /// The greatest of the rows.
    Greatest(V),
}

impl<V> Operation<V> {
    /// The same on other operands.
    pub fn map<W>(&self, mut f: impl FnMut(&V) -> W) -> Operation<W> {
        match self {
            Operation::Constant(bits) => Operation::Constant(*bits),
            Operation::Parameter(at) => Operation::Parameter(*at),
            Operation::Column(at) => Operation::Column(*at),
            Operation::Row => Operation::Row,
            Operation::Add(a, b) => Operation::Add(f(a), f(b)),
            Operation::Mul(a, b) => Operation::Mul(f(a), f(b)),
            Operation::Div(a, b) => Operation::Div(f(a), f(b)),
            Operation::Scale(a, b) => Operation::Scale(f(a), f(b)),
            Operation::Affine(constant, terms) => {
                Operation::Affine(f(constant), terms.iter().map(|(factor, rows)| (f(factor), f(rows))).collect())
            }
            Operation::Fused { a, b, c, minus } => Operation::Fused { a: f(a), b: f(b), c: f(c), minus: *minus },
            Operation::Residual(x, y) => Operation::Residual(f(x), f(y)),
            Operation::CrossEntropy(x, y) => Operation::CrossEntropy(f(x), f(y)),
            Operation::Whole(a, exponent) => Operation::Whole(f(a), *exponent),
            Operation::Pow(a, b) => Operation::Pow(f(a), f(b)),
            Operation::Kernel(kernel, parts) => Operation::Kernel(*kernel, parts.iter().map(f).collect()),
            Operation::Call(function, parts) => Operation::Call(*function, parts.iter().map(f).collect()),
            Operation::Compare(relation, a, b) => Operation::Compare(*relation, f(a), f(b)),
            Operation::Select(condition, a, b) => Operation::Select(f(condition), f(a), f(b)),
            Operation::Total(a) => Operation::Total(f(a)),
            Operation::Dot(a, b) => Operation::Dot(f(a), f(b)),
            Operation::Greatest(a) => Operation::Greatest(f(a)),
        }
    }

    /// Sees each operand.
    pub fn each(&self, mut see: impl FnMut(&V)) {
        self.map(|operand| see(operand));
    }

    /// Whether it is a sum over rows, or the greatest of them.
    pub fn is_total(&self) -> bool {
        matches!(self, Operation::Total(_) | Operation::Dot(..) | Operation::Greatest(_))
    }
}

/// The value of an operation on numbers. Parameters, columns and sums over rows have theirs from elsewhere.
pub(super) fn value(operation: &Operation<f64>, arguments: &mut Vec<f64>) -> f64 {
    match operation {
        Operation::Constant(bits) => f64::from_bits(*bits),
        Operation::Parameter(_)
        | Operation::Column(_)
        | Operation::Row
        | Operation::Total(_)
        | Operation::Dot(..)
        | Operation::Greatest(_)
        | Operation::Affine(..)
        | Operation::Fused { .. } => f64::NAN,
        Operation::Add(a, b) => a + b,
        Operation::Mul(a, b) | Operation::Scale(a, b) => a * b,
        Operation::Div(a, b) => a / b,
        Operation::Residual(x, y) => elementary::residual(*x, *y),
        Operation::CrossEntropy(x, y) => elementary::cross_entropy(*x, *y),
        Operation::Whole(a, exponent) => a.powi(*exponent),
        Operation::Pow(a, b) => elementary::power(*a, *b),
        Operation::Kernel(kernel, parts) => kernel_value(*kernel, parts),
        Operation::Call(function, parts) => call(function.row(), parts, arguments),
        Operation::Compare(relation, a, b) => compare(*relation, *a, *b),
        Operation::Select(condition, a, b) => select(*condition, *a, *b),
    }
}

/// A kernel on single numbers, by the algorithm that blocks use.
pub(super) fn kernel_value(kernel: Kernel, parts: &[f64]) -> f64 {
    use elementary as e;
    let first = parts.first().copied().unwrap_or(f64::NAN);
    match kernel {
        Kernel::Exp => e::exp(first),
        Kernel::Expm1 => e::expm1(first),
        Kernel::Ln => e::ln(first),
        Kernel::Log1p => e::log1p(first),
        Kernel::Sqrt => first.sqrt(),
        Kernel::Abs => first.abs(),
        Kernel::Tanh => e::tanh(first),
        Kernel::Sech => e::sech(first),
        Kernel::LogCosh => e::log_cosh(first),
        Kernel::Sigmoid => e::sigmoid(first),
        Kernel::Softplus => e::softplus(first),
        Kernel::LogSumExp => parts.iter().copied().reduce(e::log_sum_exp).unwrap_or(f64::NAN),
        Kernel::Hypot => parts.iter().copied().reduce(e::hypot).unwrap_or(f64::NAN),
        Kernel::Relu => e::greater(first, 0.0),
        Kernel::Indicator => first,
        Kernel::Max => parts.iter().copied().reduce(e::greater).unwrap_or(f64::NAN),
        Kernel::Min => parts.iter().copied().reduce(e::smaller).unwrap_or(f64::NAN),
    }
}

/// A function of the table on numbers.
pub(super) fn call(function: &Function, parts: &[f64], arguments: &mut Vec<f64>) -> f64 {
    arguments.clear();
    arguments.extend_from_slice(parts);
    (function.evaluate)(arguments)
}

#[inline(always)]
pub(super) fn select(condition: f64, a: f64, b: f64) -> f64 {
    let chosen = if condition == 1.0 { a } else { b };
    if condition.is_nan() { condition } else { chosen }
}

#[inline(always)]
pub(super) fn compare(relation: Relation, a: f64, b: f64) -> f64 {
    let holds = match relation {
        Relation::Equal => a == b,
        Relation::Unequal => a != b,
        Relation::Less => a < b,
        Relation::LessEqual => a <= b,
        Relation::Greater => a > b,
        Relation::GreaterEqual => a >= b,
    };
    if a.is_nan() || b.is_nan() { f64::NAN } else { f64::from(u8::from(holds)) }
}
