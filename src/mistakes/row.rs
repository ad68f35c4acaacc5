//! Owns the type of one row of the table of mistakes: a broken rule as data.

use crate::wording::Wording;

/// One mistake that people make.
///
/// `wrong` says in gradus's own language what is put in the place of the right value. Its letters, and the holes of `rule`,
/// are those of [`At`].
#[derive(Debug)]
pub struct Mistake {
    /// The name in JSON: `inner-dropped`.
    pub id: &'static str,
    /// What a person calls it.
    pub name: Wording,
    /// What the rule says, with the user's own parts in the holes.
    pub rule: Wording,
    /// Where it happens.
    pub at: At,
    /// What is written there.
    pub wrong: &'static str,
    /// Among several that fit, lower ones are named first: specific and frequent mistakes before general and rare ones.
    pub rank: u8,
    /// A wrong claim: left side and right side.
    pub example: (&'static str, &'static str),
}

impl PartialEq for Mistake {
    /// Mistakes are rows: the same row is the same mistake.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Where a mistake happens, and the letters that its texts use there. A capital `U` is the derivative of `u`, `V` that
/// of `v`; `x` is the variable. In holes `{du}` is the derivative of u not yet carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// f(u) or u^n with an inner u: `F` = f(u), `P` = f'(u), `Q` = f'(U), `G` = f(U), `R` = f'(f(u)).
    Chain,
    /// A function of the table, whatever stands in it: as `Chain`.
    Call,
    /// This function of the table: as `Chain`.
    Function(&'static str),
    /// u^n, n constant: `u`, `n`, `m` = n − 1, `U`, `F`, `P` = n·u^m.
    Power,
    /// a^u, a constant but not e: `a`, `u`, `U`, `F`.
    Exponential,
    /// e^u: `u`, `U`, `F`.
    Natural,
    /// u^v, both varying: `u`, `v`, `U`, `V`, `F`.
    GeneralPower,
    /// u·v, both varying: `u`, `v`, `U`, `V`.
    Product,
    /// c·u, c constant: `c`, `u`, `U`.
    Scaled,
    /// c·u where c is a quotient that holds the number of rows, `c` = 1/`n`.
    MeanFactor,
    /// c·u where c is a fraction of numbers that isn't whole: `c`, `u`, `U`.
    FractionFactor,
    /// c·u where c holds one other variable: `c`, `C` its derivative by that, `u`, `U`.
    VariableFactor,
    /// u/c, c constant: `c`, `u`, `U`.
    OverConstant,
    /// u/v, both varying: `u`, `v`, `U`, `V`.
    Quotient,
    /// c/v, c constant: `c`, `v`, `V`.
    Reciprocal,
    /// A term of a sum: `u`, `U`.
    Term,
    /// A constant term of a sum: `c`.
    ConstantTerm,
    /// A constant term of a sum that holds one other variable: `c`, `C` its derivative by that.
    OtherTerm,
    /// Σ over an index or over rows: `U` the derivative of one term.
    Sum,
    /// A mean over rows: `S` the sum of the derivatives.
    Mean,
    /// A variable with an index among those differentiated by: its derivative is 1 only for one index.
    Index,
    /// One of several places where a part that varies is used.
    Fork,
    /// f(u) where the derivative of an inner function g(h) inside of u is written one level too high: `F`, `u`, `h`.
    Level,
    /// The whole answer: `D` the right one, `f` what is differentiated.
    Whole(Whole),
    /// θ − η·derivative: `t`, `r` = η·derivative, `g` = the derivative, `s` = η.
    Update(Update),
    /// A shape that algebra rewrites.
    Algebra(View),
}

impl Mistake {
    /// Whether the row only relates an answer to the right one, whatever the answer is.
    pub fn is_relation(&self) -> bool {
        match self.at {
            At::Whole(whole) => match whole {
                Whole::Integrated
                | Whole::EqualSign
                | Whole::EqualSignBack
                | Whole::Sign
                | Whole::Multiple
                | Whole::Monomial
                | Whole::Shift => true,
                Whole::OtherVariable | Whole::AllVariables | Whole::TooFew | Whole::TooMany => false,
            },
            _ => false,
        }
    }
}

impl At {
    /// Whether it is about rewriting, not about deriving.
    pub fn is_algebra(self) -> bool {
        matches!(self, At::Algebra(_))
    }
}

/// Relations of a whole answer to the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Differentiated by another variable, `y`.
    OtherVariable,
    /// The derivatives by several variables added.
    AllVariables,
    /// One derivative too few.
    TooFew,
    /// One derivative too many.
    TooMany,
    /// Its derivative is what was to be differentiated.
    Integrated,
    /// The next line is the derivative of the line before, by `x`.
    EqualSign,
    /// The next line is an antiderivative of the line before, by `x`.
    EqualSignBack,
    /// Minus the right answer.
    Sign,
    /// The right answer times a number, `c`.
    Multiple,
    /// The right answer times powers of variables, `c`.
    Monomial,
    /// The right answer plus a number, `c`.
    Shift,
}

/// Mistakes in a step of descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// The step goes the wrong way or has the wrong size.
    Step,
    /// The derivative by another parameter, `y`, is used.
    OtherParameter,
    /// Another parameter, `y`, was already updated when the derivative was taken.
    Sequential,
}

/// Shapes with which algebra goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// (a + b)^n, n a whole number above 1.
    PowerOfSum,
    /// (a − b)^n, n a whole number above 1.
    PowerOfDifference,
    /// f(a + b) of this function: `f` of either is `A`, `B`.
    FunctionOfSum(&'static str),
    /// f(a + b) of any other function: as before.
    AnyFunctionOfSum,
    /// e^(a + b): `A` = e^a, `B` = e^b.
    NaturalOfSum,
    /// c/(a + b).
    OverSum,
    /// f(a·b) of this function: `A`, `B`.
    FunctionOfProduct(&'static str),
    /// f(a/b) of this function: `A`, `B`.
    FunctionOfQuotient(&'static str),
    /// f(n·a) for a number n of any function but the logarithm: `A` = f(a).
    FunctionOfMultiple,
    /// f(a^n) of this function: `A` = f(a).
    FunctionOfPower(&'static str),
    /// −(a + b).
    MinusSum,
    /// c·(a + b).
    TimesSum,
    /// (a·b)^n.
    PowerOfProduct,
    /// a^n · a^m.
    ProductOfPowers,
    /// (a^n)^m.
    PowerOfPower,
    /// a^(−n), n a number.
    NegativePower,
    /// (a + b)/a.
    SumOverPart,
    /// a/b + c/d.
    SumOfFractions,
    /// f(a)/f(b) of this function: `A`, `B`.
    QuotientOfFunctions(&'static str),
    /// Σ (a·b): `A`, `B` the sums.
    SumOfProduct,
    /// Σ (a + c), c without the index: `A` the sum of a.
    SumWithConstant,
    /// (Σ a)^n: `A` the sum of a^n.
    PowerOfIndexSum,
    /// f(Σ a): `A` the sum of f(a).
    FunctionOfIndexSum,
}
