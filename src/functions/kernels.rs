//! Owns the list of functions that are evaluated on many rows at once by an algorithm of their own. Every other row is
//! evaluated by its `evaluate`, row after row, so a new function needs no entry here.

/// An algorithm for a block of rows, without branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// e^x.
    Exp,
    /// e^x − 1.
    Expm1,
    /// Natural logarithm.
    Ln,
    /// ln(1 + x).
    Log1p,
    /// Square root.
    Sqrt,
    /// |x|.
    Abs,
    /// Hyperbolic tangent.
    Tanh,
    /// Hyperbolic secant.
    Sech,
    /// ln cosh x.
    LogCosh,
    /// 1/(1 + e^−x).
    Sigmoid,
    /// ln(1 + e^x).
    Softplus,
    /// ln Σ e^x.
    LogSumExp,
    /// √(x² + y²).
    Hypot,
    /// The greater of x and 0.
    Relu,
    /// A condition as a number.
    Indicator,
    /// Greatest argument.
    Max,
    /// Least argument.
    Min,
}

/// Names of rows and their kernels.
static KERNELS: &[(&str, Kernel)] = &[
    ("exp", Kernel::Exp),
    ("expm1", Kernel::Expm1),
    ("ln", Kernel::Ln),
    ("log1p", Kernel::Log1p),
    ("sqrt", Kernel::Sqrt),
    ("abs", Kernel::Abs),
    ("tanh", Kernel::Tanh),
    ("sech", Kernel::Sech),
    ("logcosh", Kernel::LogCosh),
    ("sigmoid", Kernel::Sigmoid),
    ("softplus", Kernel::Softplus),
    ("logsumexp", Kernel::LogSumExp),
    ("hypot", Kernel::Hypot),
    ("relu", Kernel::Relu),
    ("indicator", Kernel::Indicator),
    ("max", Kernel::Max),
    ("min", Kernel::Min),
];

impl super::Function {
    /// The algorithm for a block of rows; none: row after row.
    ///
    /// ```
    /// use gradus::functions::{Kernel, lookup};
    /// assert_eq!(lookup("logistic").unwrap().row().kernel(), Some(Kernel::Sigmoid));
    /// assert_eq!(lookup("gamma").unwrap().row().kernel(), None);
    /// ```
    pub fn kernel(&self) -> Option<Kernel> {
        KERNELS.iter().find(|(name, _)| *name == self.name).map(|(_, kernel)| *kernel)
    }
}
