//! Owns verdicts: what is said about a claim, on what basis, under which conditions, and the witness against it.

use crate::expr::{Id, Pool};
use crate::number::Rational;
use crate::numeric::{Certified, decimal};
use crate::render::plain;
use crate::wording::{Lang, Wording};

/// What is said about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// An exact argument.
    Proved,
    /// Agreement in 30 digits or more at random points, not proved.
    Likely,
    /// Certainly different at a point where both sides have a value.
    Refuted,
    /// Neither.
    Unknown,
}

impl Judgement {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Judgement::Proved => "proved",
            Judgement::Likely => "likely",
            Judgement::Refuted => "refuted",
            Judgement::Unknown => "unknown",
        }
    }

    /// The word for a person.
    pub fn name(self) -> Wording {
        match self {
            Judgement::Proved => Wording::new("proved", "已证明"),
            Judgement::Likely => Wording::new("likely", "很可能成立"),
            Judgement::Refuted => Wording::new("refuted", "已否定"),
            Judgement::Unknown => Wording::new("unknown", "无法判定"),
        }
    }
}

/// What a judgement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Both sides have the same textbook form.
    Identical,
    /// Both sides have the same normal form, a quotient of polynomials over independent kernels.
    NormalForm,
    /// An identity of kernels, tested at random points of finite fields.
    Field {
        /// How many points.
        points: u32,
        /// A wrong identity passes with a probability below 2 to the power of minus this.
        bits: u32,
    },
    /// Certified values.
    Digits {
        /// At how many points.
        points: u32,
        /// In how many decimal digits they agree at least.
        digits: u32,
    },
    /// Certified values at points where some part is complex, on principal branches.
    Complex {
        /// At how many points.
        points: u32,
        /// In how many decimal digits they agree at least.
        digits: u32,
    },
    /// One point at which certified arithmetic separates the sides.
    Witness,
    /// One point at which complex principal values differ.
    ComplexWitness,
    /// Values that can't be told apart from rounding, or agree at too few points.
    Undecided,
    /// No point was found at which both sides have a value.
    NoPoints,
    /// The work that was allowed is used up.
    Budget,
}

impl Basis {
    /// Whether random points, and so the seed, had a part in it.
    pub fn is_random(&self) -> bool {
        match self {
            Basis::Identical | Basis::NormalForm | Basis::NoPoints | Basis::Budget => false,
            Basis::Field { .. }
            | Basis::Digits { .. }
            | Basis::Complex { .. }
            | Basis::Witness
            | Basis::ComplexWitness
            | Basis::Undecided => true,
        }
    }

    /// What it rests on, in words.
    pub fn text(&self, lang: Lang) -> String {
        let fill =
            |wording: Wording, a: u32, b: u32| wording.fill(lang, &[("points", &a.to_string()), ("n", &b.to_string())]);
        match *self {
            Basis::Identical => fill(Wording::new("both sides have the same form", "两边的形式相同"), 0, 0),
            Basis::NormalForm => fill(
                Wording::new(
                    "both sides have the same normal form over independent kernels",
                    "两边在独立核上的标准形相同",
                ),
                0,
                0,
            ),
            Basis::Field { points, bits } => fill(
                Wording::new(
                    "identity of kernels at {points} random points of finite fields, error below 2^-{n}",
                    "核的恒等式,在有限域的 {points} 个随机点上成立,误判概率低于 2^-{n}",
                ),
                points,
                bits,
            ),
            Basis::Digits { points, digits } => fill(
                Wording::new(
                    "equal to {n} digits at {points} random points",
                    "在 {points} 个随机点上有 {n} 位数字相同",
                ),
                points,
                digits,
            ),
            Basis::Complex { points, digits } => fill(
                Wording::new(
                    "no real point was found; complex principal values are equal to {n} digits at {points} points",
                    "未找到实数点;复主值在 {points} 个点上有 {n} 位数字相同",
                ),
                points,
                digits,
            ),
            Basis::Witness => {
                fill(Wording::new("certified values differ at a point", "在一个点上,经验证的数值不同"), 0, 0)
            }
            Basis::ComplexWitness => fill(
                Wording::new(
                    "no real point was found; certified complex principal values differ at a point",
                    "未找到实数点;在一个点上,经验证的复主值不同",
                ),
                0,
                0,
            ),
            Basis::Undecided => fill(
                Wording::new(
                    "values agree as far as they were computed, at too few points",
                    "数值在已计算的范围内一致,但点太少",
                ),
                0,
                0,
            ),
            Basis::NoPoints => {
                fill(Wording::new("no point was found where both sides have a value", "未找到两边都有值的点"), 0, 0)
            }
            Basis::Budget => fill(Wording::new("the allowed work is used up", "允许的计算量已用完"), 0, 0),
        }
    }
}

/// A point at which the sides differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The values of the variables, in the order of their names.
    pub at: Vec<(Id, Rational)>,
    /// The value of the left side.
    pub left: Shown,
    /// The value of the right side.
    pub right: Shown,
}

/// A value as a witness shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Real part, or the value itself.
    pub real: f64,
    /// Imaginary part; 0 for real values.
    pub imaginary: f64,
    /// The exact value, where it is rational.
    pub exact: Option<Rational>,
    /// More digits, where the two values of a witness look alike without them.
    pub decimal: Option<String>,
}

impl From<&Certified> for Shown {
    fn from(value: &Certified) -> Self {
        let (real, exact) = match value {
            Certified::Exact(value) => (value.to_f64(), Some(value.clone())),
            Certified::Ball(ball) => (ball.to_f64(), None),
        };
        Shown { real, imaginary: 0.0, exact, decimal: None }
    }
}

/// Two values that differ, with so many digits that a reader sees it.
pub(super) fn distinct(left: &Certified, right: &Certified) -> [Shown; 2] {
    let mut shown = [Shown::from(left), Shown::from(right)];
    if shown[0].text() != shown[1].text() {
        return shown;
    }
    let digits_of = |value: &Certified, digits: usize| {
        let text = match value {
            Certified::Exact(value) => decimal(value, digits),
            Certified::Ball(ball) => ball.decimal(digits)?,
        };
        let plain = text.contains('.') && !text.contains('e');
        Some(if plain { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text })
    };
    let told = DIGITS.iter().find_map(|&digits| {
        let [a, b] = [digits_of(left, digits)?, digits_of(right, digits)?];
        (a != b).then_some([a, b])
    });
    for (one, text) in shown.iter_mut().zip(told.into_iter().flatten()) {
        one.decimal = Some(text);
    }
    shown
}

/// Numbers of digits that are tried.
const DIGITS: &[usize] = &[12, 16, 20, 24, 28, 32, 40, 50, 70, 100, 150, 300];

impl Shown {
    /// The value as text: exact when it is short, else a decimal.
    pub fn text(&self) -> String {
        if let Some(exact) = self.exact.as_ref().filter(|exact| exact.bits() <= 40) {
            return exact.to_string();
        }
        if let Some(decimal) = &self.decimal {
            return decimal.clone();
        }
        let short = |value: f64| {
            let text = format!("{value:.10}");
            let size = value.abs();
            if value == 0.0 {
                "0".to_owned()
            } else if (1e-4..1e10).contains(&size) {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                format!("{value:.8e}")
            }
        };
        if self.imaginary == 0.0 {
            return short(self.real);
        }
        if self.real == 0.0 {
            return format!("{}i", short(self.imaginary));
        }
        let sign = if self.imaginary < 0.0 { '-' } else { '+' };
        format!("{} {sign} {}i", short(self.real), short(self.imaginary.abs()))
    }
}

impl Remark {
    /// The remark as a sentence; names and conditions are written by `show`.
    pub fn text(&self, lang: Lang, show: &dyn Fn(Id) -> String) -> String {
        const LEFT: Wording = Wording::new("only on the left side: {names}", "只出现在左边:{names}");
        const RIGHT: Wording = Wording::new("only on the right side: {names}", "只出现在右边:{names}");
        const WHERE: Wording = Wording::new("equal for {condition}", "在 {condition} 时相等");
        let list = |names: &[Id]| names.iter().map(|&name| show(name)).collect::<Vec<_>>().join(", ");
        match self {
            Remark::OnlyLeft(names) => LEFT.fill(lang, &[("names", &list(names))]),
            Remark::OnlyRight(names) => RIGHT.fill(lang, &[("names", &list(names))]),
            Remark::EqualWhere(condition) => WHERE.fill(lang, &[("condition", &show(*condition))]),
        }
    }
}

impl Witness {
    /// `x = -1, y = 2`.
    pub fn point(&self, pool: &Pool) -> String {
        let parts: Vec<String> =
            self.at.iter().map(|(name, value)| format!("{} = {value}", plain(pool, *name))).collect();
        parts.join(", ")
    }
}

/// Something that should be said beside the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// These variables stand on one side only.
    OnlyLeft(Vec<Id>),
    /// These variables stand on one side only.
    OnlyRight(Vec<Id>),
    /// The sides are equal where this condition holds, and were refuted elsewhere.
    EqualWhere(Id),
}

/// What is said about a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The judgement.
    pub judgement: Judgement,
    /// What it rests on.
    pub basis: Basis,
    /// Conditions (`Compare` nodes) under which one side has a value and the other may have none.
    pub conditions: Vec<Id>,
    /// For refuted claims: where they fail.
    pub witness: Option<Witness>,
    /// What should be said beside.
    pub remarks: Vec<Remark>,
}

impl Verdict {
    pub(super) fn new(judgement: Judgement, basis: Basis) -> Self {
        Verdict { judgement, basis, conditions: Vec::new(), witness: None, remarks: Vec::new() }
    }
}
