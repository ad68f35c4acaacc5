//! Owns the tables of LaTeX commands: what each one is.

use super::super::form::Sign;
use super::super::tree::Relation;

/// Signs between two sides.
const SIGNS: &[(&str, Sign)] = &[
    ("le", Sign::Is(Relation::LessEqual)),
    ("leq", Sign::Is(Relation::LessEqual)),
    ("leqslant", Sign::Is(Relation::LessEqual)),
    ("ge", Sign::Is(Relation::GreaterEqual)),
    ("geq", Sign::Is(Relation::GreaterEqual)),
    ("geqslant", Sign::Is(Relation::GreaterEqual)),
    ("leqq", Sign::Is(Relation::LessEqual)),
    ("geqq", Sign::Is(Relation::GreaterEqual)),
    ("ne", Sign::Is(Relation::Unequal)),
    ("neq", Sign::Is(Relation::Unequal)),
    ("lt", Sign::Is(Relation::Less)),
    ("gt", Sign::Is(Relation::Greater)),
    ("approx", Sign::Approximately),
    ("simeq", Sign::Approximately),
    ("doteq", Sign::Approximately),
    ("approxeq", Sign::Approximately),
    ("equiv", Sign::Defined),
    ("triangleq", Sign::Defined),
    ("coloneqq", Sign::Defined),
    ("coloneq", Sign::Defined),
    ("gets", Sign::Becomes),
    ("leftarrow", Sign::Becomes),
    ("longleftarrow", Sign::Becomes),
    ("to", Sign::Tends),
    ("rightarrow", Sign::Tends),
    ("longrightarrow", Sign::Tends),
    ("mapsto", Sign::Tends),
    ("Rightarrow", Sign::Implies),
    ("Longrightarrow", Sign::Implies),
    ("implies", Sign::Implies),
    ("iff", Sign::Implies),
    ("Leftrightarrow", Sign::Implies),
    ("Longleftrightarrow", Sign::Implies),
    ("therefore", Sign::Implies),
    ("in", Sign::Element),
    ("mid", Sign::Given),
    ("notin", Sign::Other("notin")),
    ("ni", Sign::Other("ni")),
    ("sim", Sign::Other("sim")),
    ("propto", Sign::Other("propto")),
    ("subset", Sign::Other("subset")),
    ("subseteq", Sign::Other("subseteq")),
    ("supset", Sign::Other("supset")),
    ("supseteq", Sign::Other("supseteq")),
    ("lessapprox", Sign::Other("lessapprox")),
    ("gtrapprox", Sign::Other("gtrapprox")),
    ("lesssim", Sign::Other("lesssim")),
    ("gtrsim", Sign::Other("gtrsim")),
    ("ll", Sign::Other("ll")),
    ("gg", Sign::Other("gg")),
    ("perp", Sign::Other("perp")),
    ("parallel", Sign::Other("parallel")),
    ("succ", Sign::Other("succ")),
    ("succeq", Sign::Other("succeq")),
    ("prec", Sign::Other("prec")),
    ("preceq", Sign::Other("preceq")),
    ("cong", Sign::Other("cong")),
    ("asymp", Sign::Other("asymp")),
    ("models", Sign::Other("models")),
    ("vdash", Sign::Other("vdash")),
    ("uparrow", Sign::Other("uparrow")),
    ("downarrow", Sign::Other("downarrow")),
    ("hookrightarrow", Sign::Other("hookrightarrow")),
];

/// The sign that a command stands for.
pub(super) fn sign(command: &str) -> Option<Sign> {
    SIGNS.iter().find(|(name, _)| *name == command).map(|(_, sign)| *sign)
}

/// Signs that Unicode has.
pub(super) fn unicode_sign(c: char) -> Option<Sign> {
    Some(match c {
        '=' | '＝' => Sign::Is(Relation::Equal),
        '<' | '＜' => Sign::Is(Relation::Less),
        '>' | '＞' => Sign::Is(Relation::Greater),
        '≤' | '⩽' => Sign::Is(Relation::LessEqual),
        '≥' | '⩾' => Sign::Is(Relation::GreaterEqual),
        '≠' => Sign::Is(Relation::Unequal),
        '≈' => Sign::Approximately,
        '≡' | '≜' => Sign::Defined,
        '←' => Sign::Becomes,
        '→' => Sign::Tends,
        '⇒' | '⇔' => Sign::Implies,
        '∈' => Sign::Element,
        '∝' => Sign::Other("propto"),
        '∼' => Sign::Other("sim"),
        _ => return None,
    })
}

/// Spaces between parts of a row, wide enough to separate statements.
pub(super) const WIDE: &[&str] = &["quad", "qquad", "hspace", "hfill", "enspace"];

/// Commands without an argument that leave no trace.
pub(super) const SILENT: &[&str] = &[
    ",",
    ":",
    ";",
    "!",
    " ",
    "\n",
    ">",
    "/",
    "thinspace",
    "medspace",
    "thickspace",
    "negthinspace",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "scriptscriptstyle",
    "limits",
    "nolimits",
    "nonumber",
    "notag",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "bigm",
    "Bigm",
    "biggm",
    "middle",
    "mathstrut",
    "strut",
    "normalsize",
    "small",
    "large",
    "Large",
    "boldmath",
    "bf",
    "rm",
    "it",
    "cal",
    "hline",
    "allowbreak",
    "qedhere",
    "mathord",
    "mathbin",
    "mathrel",
    "mathopen",
    "mathclose",
    "mathpunct",
    "mathinner",
    "ensuremath",
    "displaylimits",
];

/// Commands with arguments that leave no trace, and how many they have.
pub(super) const SKIPPED: &[(&str, usize)] = &[
    ("label", 1),
    ("tag", 1),
    ("eqref", 1),
    ("ref", 1),
    ("cite", 1),
    ("color", 1),
    ("hspace", 1),
    ("vspace", 1),
    ("phantom", 1),
    ("hphantom", 1),
    ("vphantom", 1),
    ("mspace", 1),
    ("kern", 0),
    ("setcounter", 2),
    ("eqlabel", 1),
    ("footnote", 1),
    ("textcircled", 1),
];

/// Commands that show their last argument and otherwise leave no trace; how many arguments come before it.
pub(super) const SHOWN: &[(&str, usize)] = &[
    ("boxed", 0),
    ("fbox", 0),
    ("textcolor", 1),
    ("colorbox", 1),
    ("underline", 0),
    ("mathstrut", 0),
    ("smash", 0),
    ("cancel", 0),
    ("bcancel", 0),
    ("underbrace", 0),
    ("overbrace", 0),
    ("overset", 1),
    ("underset", 1),
    ("stackrel", 1),
    ("operatornamewithlimits", 0),
    ("underbracket", 0),
    ("overbracket", 0),
    ("mathchoice", 0),
    ("hl", 0),
    ("class", 1),
    ("htmlClass", 1),
];

/// Commands that put something over or under the sign.
pub(super) const STACKED: &[&str] = &["overset", "underset", "stackrel"];

/// Switches of old that change the font up to the end of the group, and the commands with an argument for them.
pub(super) const SWITCHES: &[(&str, &str)] =
    &[("rm", "mathrm"), ("bf", "mathbf"), ("it", "mathit"), ("cal", "mathcal"), ("sf", "mathsf"), ("tt", "mathtt")];

/// Accents on one name: the command and the ending of the name in plain notation.
pub(super) const ACCENTS: &[(&str, &str)] = &[
    ("hat", "hat"),
    ("widehat", "hat"),
    ("bar", "bar"),
    ("overline", "bar"),
    ("tilde", "tilde"),
    ("widetilde", "tilde"),
    ("dot", "dot"),
    ("ddot", "ddot"),
    ("vec", "vec"),
    ("overrightarrow", "vec"),
    ("check", "check"),
    ("breve", "breve"),
    ("acute", "acute"),
    ("grave", "grave"),
    ("mathring", "ring"),
];

/// How letters of a font are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// Upright: a word, or a letter as it is.
    Roman,
    /// Italic: as it is.
    Plain,
    /// Mathematical letters of Unicode, from the capital A, the small a and the digit 0 (0 where there are none).
    Own(u32, u32, u32),
}

/// Commands that choose a font.
const FONTS: &[(&str, Font)] = &[
    ("mathrm", Font::Roman),
    ("operatorname", Font::Roman),
    ("rm", Font::Roman),
    ("mathop", Font::Roman),
    ("mathit", Font::Plain),
    ("mathnormal", Font::Plain),
    ("mathbf", BOLD),
    ("boldsymbol", BOLD),
    ("bm", BOLD),
    ("bold", BOLD),
    ("pmb", BOLD),
    ("vb", BOLD),
    ("symbf", BOLD),
    ("mathcal", Font::Own(0x1D4D0, 0x1D4EA, 0)),
    ("mathscr", Font::Own(0x1D4D0, 0x1D4EA, 0)),
    ("mathsf", Font::Own(0x1D5A0, 0x1D5BA, 0x1D7E2)),
    ("mathfrak", Font::Own(0x1D56C, 0x1D586, 0)),
    ("mathtt", Font::Own(0x1D670, 0x1D68A, 0x1D7F6)),
    ("mathbb", Font::Own(0x1D538, 0x1D552, 0x1D7D8)),
    ("Bbb", Font::Own(0x1D538, 0x1D552, 0x1D7D8)),
];

/// Bold letters, which stand for vectors and matrices.
pub(super) const BOLD: Font = Font::Own(0x1D400, 0x1D41A, 0x1D7CE);

/// The font of a command.
pub(super) fn font(command: &str) -> Option<Font> {
    FONTS.iter().find(|(name, _)| *name == command).map(|(_, font)| *font)
}

impl Font {
    /// A plain name in the font.
    pub fn spell(self, name: &str) -> String {
        let Font::Own(capital, small, digit) = self else { return name.to_owned() };
        let first = name.chars().next().filter(|_| name.chars().count() == 1);
        let code = match first {
            Some(c @ 'A'..='Z') => capital + (c as u32 - 'A' as u32),
            Some(c @ 'a'..='z') => small + (c as u32 - 'a' as u32),
            Some(c @ '0'..='9') if digit > 0 => digit + (c as u32 - '0' as u32),
            // Greek words: bold only.
            _ => return bold_greek(name).map_or_else(|| name.to_owned(), String::from),
        };
        // Double-struck C, H, N, P, Q, R, Z stand elsewhere in Unicode.
        let elsewhere = [('C', 'ℂ'), ('H', 'ℍ'), ('N', 'ℕ'), ('P', 'ℙ'), ('Q', 'ℚ'), ('R', 'ℝ'), ('Z', 'ℤ')];
        let hole = (capital == 0x1D538).then(|| elsewhere.iter().find(|(plain, _)| first == Some(*plain))).flatten();
        hole.map(|(_, letter)| *letter).or(char::from_u32(code)).map_or_else(|| name.to_owned(), String::from)
    }
}

/// The bold letter of a Greek name.
fn bold_greek(name: &str) -> Option<char> {
    let (letter, _) = super::super::token::GREEK.iter().find(|(_, word)| *word == name)?;
    let code = match *letter {
        c @ 'Α'..='Ω' => 0x1D6A8 + (c as u32 - 'Α' as u32),
        c @ 'α'..='ω' => 0x1D6C2 + (c as u32 - 'α' as u32),
        _ => return None,
    };
    char::from_u32(code)
}

/// Whether the name is spelled in one of the fonts that stand for vectors, matrices and sets.
pub(super) fn is_fancy(name: &str) -> bool {
    name.chars()
        .next()
        .filter(|&c| !is_script_of_scalars(c))
        .is_some_and(|c| matches!(c, '\u{1D400}'..='\u{1D7FF}' | 'ℂ' | 'ℍ' | 'ℕ' | 'ℙ' | 'ℚ' | 'ℝ' | 'ℤ'))
}

/// Script letters that stand for losses, energies and risks, which are numbers: 𝓔, 𝓕, 𝓙, 𝓛, 𝓡.
pub(super) fn is_script_of_scalars(letter: char) -> bool {
    matches!(letter, '\u{1D4D4}' | '\u{1D4D5}' | '\u{1D4D9}' | '\u{1D4DB}' | '\u{1D4E1}')
}

/// Letters with a command of their own that aren't in the table of Greek letters.
pub(super) const LETTERS: &[(&str, &str)] = &[
    ("varepsilon", "epsilon"),
    ("varphi", "phi"),
    ("varrho", "rho"),
    ("varsigma", "sigma"),
    ("varpi", "pi"),
    ("ell", "ell"),
    ("hbar", "hbar"),
    ("imath", "i"),
    ("jmath", "j"),
    ("Re", "Re"),
    ("Im", "Im"),
    ("aleph", "aleph"),
    ("omicron", "o"),
    ("digamma", "digamma"),
    // As letters they are covariances and sets: Unicode's bold letters keep them apart from sums and products.
    ("Sigma", "𝚺"),
    ("Pi", "𝚷"),
];

/// Signs that stand like a value and have none here.
pub(super) const MARKS: &[(&str, &str)] = &[
    ("infty", "∞"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("top", "⊤"),
    ("intercal", "⊤"),
    ("bot", "⊥"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("because", "∵"),
    ("prime", "′"),
    ("dagger", "†"),
    ("star", "⋆"),
    ("ast", "∗"),
    ("odot", "⊙"),
    ("otimes", "⊗"),
    ("oplus", "⊕"),
    ("ominus", "⊖"),
    ("circ", "∘"),
    ("bullet", "•"),
    ("pm", "±"),
    ("mp", "∓"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("backslash", "∖"),
    ("wedge", "∧"),
    ("land", "∧"),
    ("vee", "∨"),
    ("lor", "∨"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("partial", "∂"),
    ("checkmark", "✓"),
    ("square", "□"),
    ("blacksquare", "■"),
    ("Box", "□"),
    ("sharp", "♯"),
    ("%", "%"),
    ("&", "&"),
    ("#", "#"),
    ("$", "$"),
    ("_", "_"),
    ("degree", "°"),
    ("dag", "†"),
    ("cdotp", "·"),
    ("colon", ":"),
    ("bigcup", "∪"),
    ("bigcap", "∩"),
    ("bigoplus", "⊕"),
    ("bigotimes", "⊗"),
    ("mod", "mod"),
    ("bmod", "mod"),
    ("ldotp", "."),
    ("vert", "|"),
];

/// Dots.
pub(super) const DOTS: &[&str] =
    &["dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso", "hdots"];

/// Big signs before a body, with limits: the command and the name in plain notation. Names that no table has are read and
/// not judged.
pub(super) const BIG: &[(&str, &str)] = &[
    ("sum", "sum"),
    ("prod", "prod"),
    ("coprod", "coprod"),
    ("int", "int"),
    ("iint", "int"),
    ("oint", "int"),
    ("lim", "lim"),
    ("limsup", "limsup"),
    ("liminf", "liminf"),
];

/// Environments whose rows are statements.
pub(super) const ROWS: &[&str] = &[
    "aligned",
    "align",
    "alignat",
    "alignedat",
    "gather",
    "gathered",
    "split",
    "multline",
    "multlined",
    "eqnarray",
    "equation",
    "displaymath",
    "math",
    "flalign",
    "subequations",
    "dmath",
    "empheq",
];

/// Environments that are matrices.
pub(super) const MATRICES: &[&str] = &[
    "matrix",
    "pmatrix",
    "bmatrix",
    "Bmatrix",
    "vmatrix",
    "Vmatrix",
    "smallmatrix",
    "array",
    "tabular",
    "substack",
    "subarray",
];

/// Brackets by command: opening and closing sign in the grammar.
pub(super) fn bracket(command: &str) -> Option<(char, bool)> {
    Some(match command {
        "{" | "lbrace" => ('{', true),
        "}" | "rbrace" => ('}', false),
        "lbrack" => ('[', true),
        "rbrack" => (']', false),
        "lparen" => ('(', true),
        "rparen" => (')', false),
        "lvert" => ('|', true),
        "rvert" => ('|', false),
        "langle" => ('⟨', true),
        "rangle" => ('⟩', false),
        "lfloor" => ('⌊', true),
        "rfloor" => ('⌋', false),
        "lceil" => ('⌈', true),
        "rceil" => ('⌉', false),
        "lVert" => ('‖', true),
        "rVert" => ('‖', false),
        _ => return None,
    })
}
