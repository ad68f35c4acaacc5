//! Owns the messages about reading text: codes G01xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A character that is no part of the language.
    UNKNOWN_CHARACTER = Code {
        id: "G0101",
        severity: Severity::Error,
        title: Wording::new("unknown character", "无法识别的字符"),
        message: Wording::new("`{found}` is not part of the language", "`{found}` 不是本语言中的符号"),
        hint: Wording::new(
            "write it with letters, digits, + - * / ^ and brackets",
            "请用字母、数字、+ - * / ^ 和括号书写",
        ),
        explanation: Wording::new(
            "Expressions are made of numbers, names, operators (+ - * / ^ and their Unicode forms), brackets, commas and bars.",
            "表达式由数、名称、运算符(+ - * / ^ 及其 Unicode 形式)、括号、逗号和竖线组成。",
        ),
        example: &["diff", "x ? 2", "--wrt", "x"],
    };
    /// An operand is missing in the middle.
    UNEXPECTED = Code {
        id: "G0102",
        severity: Severity::Error,
        title: Wording::new("a value is missing", "缺少数值"),
        message: Wording::new("a value is missing before `{found}`", "`{found}` 之前缺少一个值"),
        hint: Wording::new(
            "put a number, a name or a bracket here, or delete what calls for it",
            "请在此处写上数、名称或括号,或删去多余的符号",
        ),
        explanation: Wording::new(
            "An operator lacks an operand, or a bracket, comma or line end stands where a value belongs.",
            "运算符缺少操作数,或在应当有值的地方出现了括号、逗号或行尾。",
        ),
        example: &["diff", "2 * ) + 1", "--wrt", "x"],
    };
    /// An operand is missing at the end.
    UNEXPECTED_END = Code {
        id: "G0103",
        severity: Severity::Error,
        title: Wording::new("the expression is not finished", "表达式不完整"),
        message: Wording::new("the text ends where a value is needed", "文本到此结束,但这里还需要一个值"),
        hint: Wording::new("finish the expression, or delete the last sign", "请补全表达式,或删去最后的符号"),
        explanation: Wording::new(
            "The last operator has no right operand, or a function or derivative sign has nothing to work on.",
            "最后一个运算符缺少右操作数,或函数、求导记号之后没有内容。",
        ),
        example: &["diff", "x +", "--wrt", "x"],
    };
    /// A bracket without its partner.
    UNBALANCED = Code {
        id: "G0104",
        severity: Severity::Error,
        title: Wording::new("unbalanced bracket", "括号不匹配"),
        message: Wording::new("`{found}` has no partner", "`{found}` 没有与之配对的括号"),
        hint: Wording::new("close it, or delete it", "请补上另一半,或删去它"),
        explanation: Wording::new(
            "Every opening bracket or bar needs a closing one of the same kind, in the right order.",
            "每个左括号或竖线都要有同类的右括号,并且次序正确。",
        ),
        example: &["diff", "(x + 1", "--wrt", "x"],
    };
    /// Nothing to read.
    EMPTY = Code {
        id: "G0105",
        severity: Severity::Error,
        title: Wording::new("nothing to read", "输入为空"),
        message: Wording::new("there is no expression here", "这里没有表达式"),
        hint: Wording::new("type an expression such as (y - w*x)^2", "请输入表达式,例如 (y - w*x)^2"),
        explanation: Wording::new(
            "The text is empty, or holds only spaces, separators and comments.",
            "文本为空,或只有空格、分隔符和注释。",
        ),
        example: &["diff", " ", "--wrt", "x"],
    };
    /// A call of a name that is no function, with a near one.
    UNKNOWN_FUNCTION = Code {
        id: "G0106",
        severity: Severity::Error,
        title: Wording::new("unknown function", "未知函数"),
        message: Wording::new("there is no function called `{name}`", "没有名为 `{name}` 的函数"),
        hint: Wording::new(
            "did you mean `{near}`? For a product write `{name}*(…)`",
            "是否想写 `{near}`?若是乘积,请写 `{name}*(…)`",
        ),
        explanation: Wording::new(
            "`gradus functions` lists the functions; a line `f(x) = …` defines one.",
            "`gradus functions` 列出所有函数;也可以写一行 `f(x) = …` 自行定义。",
        ),
        example: &["diff", "sine(x)", "--wrt", "x"],
    };
    /// A call of a name that is no function and resembles none.
    NO_SUCH_FUNCTION = Code {
        id: "G0107",
        severity: Severity::Error,
        title: Wording::new("unknown function", "未知函数"),
        message: Wording::new("there is no function called `{name}`", "没有名为 `{name}` 的函数"),
        hint: Wording::new(
            "define it with `{name}(x) = …` before, or write `{name}*(…)` for a product",
            "请先用 `{name}(x) = …` 定义它;若是乘积,请写 `{name}*(…)`",
        ),
        explanation: Wording::new(
            "`gradus functions` lists the functions; a line `f(x) = …` defines one.",
            "`gradus functions` 列出所有函数;也可以写一行 `f(x) = …` 自行定义。",
        ),
        example: &["diff", "quux(x)", "--wrt", "x"],
    };
    /// A comma outside a call.
    STRAY_COMMA = Code {
        id: "G0108",
        severity: Severity::Error,
        title: Wording::new("stray comma or semicolon", "多余的逗号或分号"),
        message: Wording::new("`{sign}` separates arguments, and there is no function call here", "`{sign}` 用于分隔函数参数,而此处没有函数调用"),
        hint: Wording::new("write decimals with a point (2.5), and `;` between statements, outside of brackets", "小数请用小数点(2.5);语句之间请在括号外用 `;`"),
        explanation: Wording::new(
            "Commas stand between the arguments of a function and between indices, nowhere else. Inside brackets a semicolon is a comma, as in `f(x; a) = a*x`; outside of them it ends a statement.",
            "逗号只能出现在函数的参数之间或下标之间。括号内的分号等同于逗号,如 `f(x; a) = a*x`;括号外的分号结束语句。",
        ),
        example: &["diff", "2,5*x", "--wrt", "x"],
    };
    /// An index on something that has none.
    STRAY_INDEX = Code {
        id: "G0109",
        severity: Severity::Error,
        title: Wording::new("an index without a name", "下标前没有名称"),
        message: Wording::new("only a name can have an index", "只有名称才能带下标"),
        hint: Wording::new("write the index right after a name, as in x_{i+1}", "请把下标紧跟在名称之后,例如 x_{i+1}"),
        explanation: Wording::new(
            "An index `_{…}` picks one value of an indexed name such as x_i; numbers, brackets and functions have no index.",
            "下标 `_{…}` 表示取带下标名称(如 x_i)的某个值;数、括号和函数不能带下标。",
        ),
        example: &["diff", "(x + 1)_{i+1}", "--wrt", "x"],
    };
    /// `sin^-1` is read as the inverse function.
    INVERSE_FUNCTION = Code {
        id: "G0110",
        severity: Severity::Warning,
        title: Wording::new("exponent −1 on a function", "函数名上的指数 −1"),
        message: Wording::new("`{name}^-1` is read as the inverse function `{inverse}`", "`{name}^-1` 读作反函数 `{inverse}`"),
        hint: Wording::new("for the reciprocal write `1/{name}(…)`", "若要表示倒数,请写 `1/{name}(…)`"),
        explanation: Wording::new(
            "An exponent on a function's name raises the value: sin^2 x is (sin x)^2. Only −1 means the inverse function, as textbooks have it.",
            "函数名上的指数表示对函数值求幂:sin^2 x 即 (sin x)^2。只有 −1 按教科书惯例表示反函数。",
        ),
        example: &["diff", "sin^-1(x)", "--wrt", "x"],
    };
    /// `1/2x`.
    AMBIGUOUS_DIVISION = Code {
        id: "G0111",
        severity: Severity::Warning,
        title: Wording::new("a quotient before a product without a sign", "除号后紧跟省略乘号的乘积"),
        message: Wording::new("this is read as {read}", "此处读作 {read}"),
        hint: Wording::new("write {other} if that was meant", "若本意是另一种,请写 {other}"),
        explanation: Wording::new(
            "A product without a sign binds like `*`, from left to right, so 1/2x is (1/2)·x.",
            "省略乘号的乘积与 `*` 同级,从左到右结合,因此 1/2x 即 (1/2)·x。",
        ),
        example: &["diff", "1/2x", "--wrt", "x"],
    };
    /// `d/dx (u)*v`.
    AMBIGUOUS_DERIVATIVE = Code {
        id: "G0112",
        severity: Severity::Warning,
        title: Wording::new("a derivative before a product", "求导记号后跟乘积"),
        message: Wording::new("only the bracket is differentiated; the rest multiplies the derivative", "只对括号内求导,其余部分与导数相乘"),
        hint: Wording::new("put brackets around the whole product if it is to be differentiated", "若要对整个乘积求导,请用括号把它整体括起来"),
        explanation: Wording::new(
            "d/dx (u)*v is (d/dx u)·v, while d/dx u*v without a bracket is d/dx (u·v).",
            "d/dx (u)*v 即 (d/dx u)·v;而没有括号的 d/dx u*v 即 d/dx (u·v)。",
        ),
        example: &["simplify", "d/dx (x^2)*sin(x)"],
    };
    /// `2 3`.
    TWO_NUMBERS = Code {
        id: "G0113",
        severity: Severity::Error,
        title: Wording::new("two numbers side by side", "两个数相邻"),
        message: Wording::new("a sign is missing before `{found}`", "`{found}` 之前缺少运算符"),
        hint: Wording::new("write `*` between the numbers, or delete the space", "请在两个数之间写 `*`,或删去空格"),
        explanation: Wording::new(
            "A product may leave out its sign before a name or a bracket, not between two numbers.",
            "乘号可在名称或括号前省略,但不能在两个数之间省略。",
        ),
        example: &["diff", "2 3 x", "--wrt", "x"],
    };
    /// `sum x`.
    NEEDS_BRACKETS = Code {
        id: "G0114",
        severity: Severity::Error,
        title: Wording::new("brackets are missing", "缺少括号"),
        message: Wording::new("`{name}` needs brackets around what it works on", "`{name}` 的作用对象需要加括号"),
        hint: Wording::new("write `{name}(…)`", "请写 `{name}(…)`"),
        explanation: Wording::new(
            "Sums, products, means and cases take their parts in brackets; other functions may go without.",
            "求和、求积、平均和分段的内容必须写在括号里;其他函数可以省略括号。",
        ),
        example: &["diff", "mean x", "--wrt", "x"],
    };
    /// `а*x` with a Cyrillic а.
    LOOKALIKE = Code {
        id: "G0115",
        severity: Severity::Warning,
        title: Wording::new("letters that look like Latin ones", "形似拉丁字母的字母"),
        message: Wording::new(
            "`{name}` ({code}) only looks like `{latin}`; it is another name",
            "`{name}`({code})只是形似 `{latin}`,它是另一个名称",
        ),
        hint: Wording::new("type `{latin}` if the Latin letters were meant", "若本意是拉丁字母,请改写为 `{latin}`"),
        explanation: Wording::new(
            "Cyrillic, Greek, wide and slanted mathematical letters, ligatures and an i without its dot can look exactly like Latin ones. A name written with them is a name of its own, so `а*x` (with a Cyrillic letter) doesn't depend on `a`.",
            "西里尔字母、希腊字母、全角字母、数学斜体字母、连字和无点的 ı 可能与拉丁字母外形完全相同。用它们写成的名称自成一名,因此 `а*x`(含西里尔字母)与 `a` 无关。",
        ),
        example: &["diff", "а*x", "--wrt", "x"],
    };
}
