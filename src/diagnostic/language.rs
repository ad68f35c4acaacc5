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
        example: &["diff", "x # 2", "--wrt", "x"],
    };
    /// A token where another was needed.
    UNEXPECTED = Code {
        id: "G0102",
        severity: Severity::Error,
        title: Wording::new("something is missing", "缺少内容"),
        message: Wording::new("expected {wanted} before `{found}`", "`{found}` 之前应当有{wanted}"),
        hint: Wording::new("add {wanted} here, or delete `{found}`", "请在此补上{wanted},或删去 `{found}`"),
        explanation: Wording::new(
            "The text stops making sense at the marked place: an operator lacks an operand, or a bracket or comma stands where a value belongs.",
            "标出的位置不符合语法:运算符缺少操作数,或在应当有值的地方出现了括号或逗号。",
        ),
        example: &["diff", "2 * ) + 1", "--wrt", "x"],
    };
    /// The text ends too early.
    UNEXPECTED_END = Code {
        id: "G0103",
        severity: Severity::Error,
        title: Wording::new("the expression is not finished", "表达式不完整"),
        message: Wording::new("the text ends where {wanted} is needed", "文本到此结束,但这里还需要{wanted}"),
        hint: Wording::new("add {wanted} at the end", "请在末尾补上{wanted}"),
        explanation: Wording::new(
            "The last operator has no right operand, or a function has no argument.",
            "最后一个运算符缺少右操作数,或函数缺少参数。",
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
    /// A call of a name that is no function.
    UNKNOWN_FUNCTION = Code {
        id: "G0106",
        severity: Severity::Error,
        title: Wording::new("unknown function", "未知函数"),
        message: Wording::new("there is no function called `{name}`", "没有名为 `{name}` 的函数"),
        hint: Wording::new("{suggestion}", "{suggestion}"),
        explanation: Wording::new(
            "`gradus functions` lists the functions; a line `f(x) = …` defines one.",
            "`gradus functions` 列出所有函数;也可以写一行 `f(x) = …` 自行定义。",
        ),
        example: &["diff", "sine(x, 2)", "--wrt", "x"],
    };
}
