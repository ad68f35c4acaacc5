//! Owns the formula model: what a formula looks like, before it is drawn in one notation or another.
//!
//! Every decision about notation (brackets, fraction or slash, signs, dots between factors, `e^x` or `exp(x)`) is taken
//! once, in [`super::build`]; the drawings only turn marks into characters. A formula is an arena: parts stand before
//! what they are part of, shared parts stand once, and no drawing needs recursion.

use super::name::Name;

/// Names one part of a [`Formula`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormId(u32);

impl FormId {
    /// The position in the formula: parts have smaller positions than what they are part of.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A sign between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `=`
    Equal,
    /// `≠`
    Unequal,
    /// `<`
    Less,
    /// `≤`
    LessEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterEqual,
    /// `≈`
    Approximately,
    /// `:=`, the left side is defined as the right one
    Defined,
    /// `←`, the left side gets the value of the right one
    Becomes,
    /// `⇒`, the right side follows from the left one
    Implies,
    /// `→`, the left side goes to the right one
    Tends,
}

/// What stands between two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Nothing: `2x`.
    Close,
    /// A gap: `x sin x`.
    Gap,
    /// A dot: `2 · 3`.
    Dot,
}

/// A pair of brackets or bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fence {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// Signs of a function's own, such as `⌊ ⌋`: opening and closing sign in Unicode, then in LaTeX; and the name that
    /// plain ASCII writes.
    Own {
        /// In Unicode.
        unicode: (&'static str, &'static str),
        /// In LaTeX.
        latex: (&'static str, &'static str),
        /// In ASCII, as a call, when the signs aren't ASCII.
        name: &'static str,
    },
}

/// A large operator over an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Big {
    /// Σ
    Sum,
    /// Π
    Product,
}

/// What a part of a formula is; the comment names its own parts in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Digits. No parts.
    Number(Box<str>),
    /// A name. No parts.
    Name(Name),
    /// A word of the reader's language, upright. No parts.
    Word(Box<str>),
    /// The upright name of a function. No parts.
    Function {
        /// The LaTeX command.
        latex: &'static str,
        /// In Unicode.
        unicode: &'static str,
        /// In ASCII: its name in plain notation.
        name: &'static str,
    },
    /// What was left out because the formula is too large: `…`. No parts.
    Omitted,
    /// `−a`.
    Negative,
    /// A sum; the flags tell for each term after the first whether it is subtracted.
    Terms(Box<[bool]>),
    /// A product, and what stands between each two factors.
    Factors(Box<[Join]>),
    /// Numerator and denominator at a bar.
    Fraction,
    /// Numerator and denominator at a slash.
    Slash,
    /// Base and exponent.
    Power,
    /// Base, then indices.
    Index,
    /// What stands inside.
    Fenced(Fence),
    /// Radicand, and the degree unless it is 2.
    Root,
    /// A function before its argument without brackets: head, argument.
    Bare,
    /// A function before its arguments in brackets: head, arguments.
    Call,
    /// A sum or product over an index: index, lower limit, upper limit, body.
    Over(Big),
    /// `d/dx body`: body, then a variable for each run of equal ones.
    Derivative {
        /// ∂ instead of d.
        partial: bool,
        /// How often each variable is derived by, in their order.
        orders: Box<[usize]>,
        /// Whether the body is a name that stands above the bar: `∂L/∂w`.
        above: bool,
    },
    /// Value, condition, value, condition, …, value otherwise; with the words for `if` and `otherwise`.
    Cases {
        /// Before a condition.
        when: &'static str,
        /// For the last value.
        otherwise: &'static str,
    },
    /// `n!`.
    Factorial,
    /// `1[condition]`.
    Iverson,
    /// Sides, and the sign between each two.
    Relations(Box<[Sign]>),
    /// Parts with commas.
    List,
}

/// How tightly a part binds when everything is written on one line.
pub(super) mod binds {
    pub const LIST: u8 = 0;
    pub const RELATION: u8 = 1;
    pub const SUM: u8 = 3;
    pub const TERM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const FACTOR: u8 = 6;
    pub const POWER: u8 = 8;
    pub const BASE: u8 = 9;
    pub const ATOM: u8 = 10;
}

#[derive(Clone, Debug)]
struct Part {
    mark: Mark,
    start: u32,
    count: u32,
    size: u64,
    depth: u32,
    tall: bool,
}

/// A formula, ready to be drawn.
///
/// ```
/// use gradus::{expr::{Pool, read}, render::{Context, Formula, Sign}, wording::Lang};
/// let mut pool = Pool::new();
/// let (w, value) = (read(&mut pool, "w").unwrap(), read(&mut pool, "w - eta*2*x/(1+x)").unwrap());
/// let context = Context::new(Lang::En);
/// let update = Formula::relation(Formula::of(&pool, w, &context), Sign::Becomes, Formula::of(&pool, value, &context));
/// assert_eq!(update.latex(), r"w\gets w-\frac{\eta\cdot2x}{1+x}");
/// assert_eq!(update.linear(), "w ← w − η · 2x/(1 + x)");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Formula {
    parts: Vec<Part>,
    children: Vec<FormId>,
}

impl Formula {
    /// The outermost part; `None` for an empty formula.
    pub fn root(&self) -> Option<FormId> {
        self.parts.len().checked_sub(1).map(|last| FormId(last as u32))
    }

    /// What a part is.
    pub fn mark(&self, id: FormId) -> &Mark {
        &self.parts[id.index()].mark
    }

    /// Its own parts.
    pub fn children(&self, id: FormId) -> &[FormId] {
        let part = &self.parts[id.index()];
        &self.children[part.start as usize..(part.start + part.count) as usize]
    }

    /// All parts, parts before what they are part of.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = FormId> + use<> {
        (0..self.parts.len() as u32).map(FormId)
    }

    /// How many parts are drawn, shared ones each time.
    pub fn size(&self, id: FormId) -> u64 {
        self.parts[id.index()].size
    }

    /// How deep parts stand in parts.
    pub fn depth(&self, id: FormId) -> u32 {
        self.parts[id.index()].depth
    }

    /// Whether it is higher than one line with exponents and indices.
    pub fn is_tall(&self, id: FormId) -> bool {
        self.parts[id.index()].tall
    }

    /// Adds a part made of parts that are there already.
    pub(super) fn push(&mut self, mark: Mark, children: &[FormId]) -> FormId {
        let id = FormId(self.parts.len() as u32);
        let start = self.children.len() as u32;
        self.children.extend_from_slice(children);
        let stacks = match mark {
            Mark::Fraction | Mark::Over(_) | Mark::Cases { .. } | Mark::Derivative { .. } => true,
            Mark::Number(_)
            | Mark::Name(_)
            | Mark::Word(_)
            | Mark::Function { .. }
            | Mark::Omitted
            | Mark::Negative
            | Mark::Terms(_)
            | Mark::Factors(_)
            | Mark::Slash
            | Mark::Power
            | Mark::Index
            | Mark::Fenced(_)
            | Mark::Root
            | Mark::Bare
            | Mark::Call
            | Mark::Factorial
            | Mark::Iverson
            | Mark::Relations(_)
            | Mark::List => false,
        };
        let size = children.iter().fold(1u64, |size, &child| size.saturating_add(self.size(child)));
        let depth = children.iter().map(|&child| self.depth(child) + 1).max().unwrap_or(0);
        let tall = stacks || children.iter().any(|&child| self.is_tall(child));
        self.parts.push(Part { mark, start, count: children.len() as u32, size, depth, tall });
        id
    }

    /// How tightly a part binds when it is written on one line.
    pub(super) fn binds(&self, id: FormId) -> u8 {
        match self.mark(id) {
            Mark::List => binds::LIST,
            Mark::Relations(_) => binds::RELATION,
            Mark::Terms(_) | Mark::Negative => binds::SUM,
            Mark::Factors(_) | Mark::Fraction | Mark::Slash => binds::PRODUCT,
            Mark::Bare | Mark::Derivative { .. } | Mark::Over(_) => binds::FACTOR,
            Mark::Power | Mark::Factorial => binds::POWER,
            Mark::Root
            | Mark::Number(_)
            | Mark::Name(_)
            | Mark::Word(_)
            | Mark::Function { .. }
            | Mark::Omitted
            | Mark::Index
            | Mark::Fenced(_)
            | Mark::Call
            | Mark::Cases { .. }
            | Mark::Iverson => binds::ATOM,
        }
    }

    /// A word of the reader's language.
    pub fn word(text: &str) -> Self {
        let mut formula = Formula::default();
        formula.push(Mark::Word(text.into()), &[]);
        formula
    }

    /// A number as programs print it, drawn as people write it: `-1.5e-7` is −1.5 · 10⁻⁷.
    ///
    /// ```
    /// use gradus::render::Formula;
    /// assert_eq!(Formula::decimal("-0.25").linear(), "−0.25");
    /// assert_eq!(Formula::decimal("-1.5e-7").latex(), r"-1.5\cdot10^{-7}");
    /// ```
    pub fn decimal(number: &str) -> Self {
        let mut formula = Formula::default();
        let mut signed = |text: &str| {
            let size = formula.push(Mark::Number(text.trim_start_matches('-').into()), &[]);
            if text.starts_with('-') { formula.push(Mark::Negative, &[size]) } else { size }
        };
        let Some((mantissa, exponent)) = number.split_once('e') else {
            signed(number);
            return formula;
        };
        let mantissa = mantissa.trim_start_matches('-');
        // A power of ten alone needs no 1 before it.
        let size = (mantissa != "1").then(|| signed(mantissa));
        let (ten, exponent) = (signed("10"), signed(exponent));
        let power = formula.push(Mark::Power, &[ten, exponent]);
        let scaled = size.map_or(power, |size| formula.push(Mark::Factors(Box::new([Join::Dot])), &[size, power]));
        if number.starts_with('-') {
            formula.push(Mark::Negative, &[scaled]);
        }
        formula
    }

    /// A name in plain notation, as the reader spells it: `L`, `yhat`, `w_1`.
    pub fn name(name: &str) -> Self {
        let mut formula = Formula::default();
        super::name::push(&mut formula, name);
        formula
    }

    /// `left sign right`; relations on either side are joined to one chain.
    pub fn relation(left: Formula, sign: Sign, right: Formula) -> Self {
        let mut formula = left;
        let (mut sides, mut signs) = (Vec::new(), Vec::new());
        formula.flatten(formula.root(), &mut sides, &mut signs);
        let other = formula.append(&right);
        signs.push(sign);
        formula.flatten(other, &mut sides, &mut signs);
        formula.push(Mark::Relations(signs.into()), &sides);
        formula
    }

    /// The formulas with commas between them.
    pub fn list(items: impl IntoIterator<Item = Formula>) -> Self {
        let mut formula = Formula::default();
        let parts: Vec<FormId> = items.into_iter().filter_map(|item| formula.append(&item)).collect();
        formula.push(Mark::List, &parts);
        formula
    }

    /// `head(arguments)`: `L(w)`, where the head is any formula.
    pub fn application(head: Formula, arguments: impl IntoIterator<Item = Formula>) -> Self {
        let mut formula = head;
        let mut parts: Vec<FormId> = formula.root().into_iter().collect();
        parts.extend(arguments.into_iter().filter_map(|argument| formula.append(&argument)));
        formula.push(Mark::Call, &parts);
        formula
    }

    fn flatten(&self, id: Option<FormId>, sides: &mut Vec<FormId>, signs: &mut Vec<Sign>) {
        let Some(id) = id else { return };
        match self.mark(id) {
            Mark::Relations(own) => {
                sides.extend_from_slice(self.children(id));
                signs.extend_from_slice(own);
            }
            _ => sides.push(id),
        }
    }

    /// Copies the parts of another formula behind its own; the other one's root.
    fn append(&mut self, other: &Formula) -> Option<FormId> {
        let (parts, children) = (self.parts.len() as u32, self.children.len() as u32);
        self.parts.extend(other.parts.iter().map(|part| Part { start: part.start + children, ..part.clone() }));
        self.children.extend(other.children.iter().map(|child| FormId(child.0 + parts)));
        other.root().map(|root| FormId(root.0 + parts))
    }
}
