//! Owns **the** table of functions: everything gradus knows about `sin`, `sigmoid` or `max` stands in one row here.
//!
//! Derivatives, definitions, domains and special values are written in gradus's own language, with the row's
//! parameter names; they are read when a command first needs the row. No other file matches on a function's name.

mod activations;
mod elementary;
mod higher;
mod hyperbolic;
mod kernels;
mod special;
mod trigonometric;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::wording::Wording;

pub use kernels::Kernel;

/// Families of rows, in the order in which `gradus functions` lists them.
static FAMILIES: &[Family] =
    &[elementary::FAMILY, trigonometric::FAMILY, hyperbolic::FAMILY, activations::FAMILY, higher::FAMILY];

/// A group of related rows.
pub struct Family {
    /// What the rows have in common.
    pub title: Wording,
    /// The rows.
    pub rows: &'static [Function],
}

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// Exactly this many.
    Exactly(usize),
    /// This many or more; the function is associative, and its row describes the case of two.
    AtLeast(usize),
}

impl Arity {
    /// Whether `count` arguments fit.
    pub fn accepts(self, count: usize) -> bool {
        match self {
            Arity::Exactly(wanted) => count == wanted,
            Arity::AtLeast(least) => count >= least,
        }
    }
}

/// How a call is written in formulas; plain text is always `name(argument, …)`, except for fences like `|x|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// An upright name before its arguments: `sin(x)`, `\sin\left(x\right)`.
    Named {
        /// The LaTeX command or `\operatorname{…}`.
        latex: &'static str,
        /// The Unicode form: `σ`, `Γ`, `sin`.
        unicode: &'static str,
    },
    /// A name whose last argument is written as its index: `log_b(x)`.
    Indexed {
        /// The LaTeX command.
        latex: &'static str,
        /// The Unicode form.
        unicode: &'static str,
    },
    /// The argument between two signs: `|x|`, `⌊x⌋`.
    Fenced {
        /// Opening and closing sign in LaTeX.
        latex: (&'static str, &'static str),
        /// Opening and closing sign in Unicode.
        unicode: (&'static str, &'static str),
    },
    /// Under a radical sign of this degree; degree 0 takes the degree from the second argument.
    Radical(u32),
    /// The Iverson bracket: `1[x > 0]`.
    Iverson,
    /// A sign after the argument: `n!`.
    Postfix,
}

/// What the function is called in languages that gradus emits; empty where it has no name of its own (then its definition is emitted).
#[derive(Clone, Copy, Debug, Default)]
pub struct Emitted {
    /// Rust, as a method path: `f64::sin`.
    pub rust: &'static str,
    /// C, from `math.h`.
    pub c: &'static str,
    /// Python with NumPy.
    pub numpy: &'static str,
}

/// What is known of a function's sign, for deciding conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positivity {
    /// Nothing.
    Any,
    /// Every value is 0 or above.
    NonNegative,
    /// Every value is above 0.
    Positive,
}

/// What certified evaluation computes by an algorithm of its own. Every other row is evaluated through its definition, so
/// a new function needs no entry here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// e^x.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Square root.
    Sqrt,
    /// Real root; the second argument is the degree.
    Root,
    /// |x|.
    Abs,
    /// −1, 0 or 1.
    Sign,
    /// Least argument.
    Min,
    /// Greatest argument.
    Max,
    /// Greatest integer not above.
    Floor,
    /// Least integer not below.
    Ceil,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Arc sine.
    Asin,
    /// Arc cosine.
    Acos,
    /// Arc tangent.
    Atan,
    /// Angle of the point (second argument, first argument).
    Atan2,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// Inverse hyperbolic sine.
    Asinh,
    /// Inverse hyperbolic cosine.
    Acosh,
    /// Inverse hyperbolic tangent.
    Atanh,
    /// Gauss's error function.
    Erf,
    /// Γ.
    Gamma,
    /// ln |Γ|.
    LnGamma,
    /// ψ and its derivatives: the first argument is the order, the second the point.
    Polygamma,
    /// 1 where the argument, a condition, holds, else 0.
    Indicator,
}

/// One row of the table.
pub struct Function {
    /// The name in plain notation.
    pub name: &'static str,
    /// Other names that are read as this one.
    pub aliases: &'static [&'static str],
    /// What a person calls it.
    pub title: Wording,
    /// How many arguments it takes.
    pub arity: Arity,
    /// Names of the arguments in the texts below; two for a row of [`Arity::AtLeast`].
    pub parameters: &'static [&'static str],
    /// Where it has a real value, as conditions on the parameters; none: everywhere.
    pub domain: &'static [&'static str],
    /// Where, within the domain, it has no derivative or jumps: conditions that exclude those points (`x != 0`).
    pub smooth: &'static [&'static str],
    /// The function in terms of simpler ones, where there is such a form.
    pub definition: Option<&'static str>,
    /// The partial derivative in each parameter; empty where there is none (the order of a polygamma function).
    pub derivatives: &'static [&'static str],
    /// Whether all values are positive.
    pub positivity: Positivity,
    /// Exact values: arguments (comma separated) and result.
    pub values: &'static [(&'static str, &'static str)],
    /// How certified evaluation computes it; none: through `definition`.
    pub primitive: Option<Primitive>,
    /// Value in floating point; NaN outside the domain. The slice has as many entries as the arity accepts.
    pub evaluate: fn(&[f64]) -> f64,
    /// How it is drawn.
    pub notation: Notation,
    /// Its names in emitted code.
    pub emitted: Emitted,
    /// A book or paper, by section or equation.
    pub reference: &'static str,
}

/// Names a row; valid for the life of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId {
    family: u8,
    row: u8,
}

impl FunctionId {
    /// The row.
    pub fn row(self) -> &'static Function {
        &FAMILIES[usize::from(self.family)].rows[usize::from(self.row)]
    }
}

/// The row called `name`, by its name or an alias.
///
/// ```
/// use gradus::functions::lookup;
/// assert_eq!(lookup("log").unwrap().row().name, "ln");
/// assert!(lookup("sine").is_none());
/// ```
pub fn lookup(name: &str) -> Option<FunctionId> {
    static BY_NAME: LazyLock<FxHashMap<&'static str, FunctionId>> = LazyLock::new(|| {
        let names = |id: FunctionId| std::iter::once(id.row().name).chain(id.row().aliases.iter().copied());
        all().flat_map(|id| names(id).map(move |name| (name, id))).collect()
    });
    BY_NAME.get(name).copied()
}

/// All rows, family by family.
pub fn all() -> impl Iterator<Item = FunctionId> {
    (0u8..)
        .zip(FAMILIES)
        .flat_map(|(family, rows)| (0u8..).zip(rows.rows).map(move |(row, _)| FunctionId { family, row }))
}

/// The families with their rows, as `gradus functions` shows them.
pub fn families() -> &'static [Family] {
    FAMILIES
}
