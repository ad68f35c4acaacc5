//! Owns the messages about reading LaTeX: codes G0901 to G0919.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A brace, environment or argument without its end.
    UNCLOSED = Code {
        id: "G0901",
        severity: Severity::Error,
        title: Wording::new("a LaTeX group without its end", "LaTeX 分组没有结束"),
        message: Wording::new("`{found}` has no partner", "`{found}` 没有与之配对的另一半"),
        hint: Wording::new("close it, or delete it", "请补上另一半,或删去它"),
        explanation: Wording::new(
            r"Every `{` needs its `}` and every `\begin{…}` its `\end{…}` of the same name, in the right order.",
            r"每个 `{` 都要有 `}`,每个 `\begin{…}` 都要有同名的 `\end{…}`,并且次序正确。",
        ),
        example: &["diff", r"\frac{x}{2", "--wrt", "x"],
    };
    /// A command that isn't known.
    UNKNOWN_COMMAND = Code {
        id: "G0902",
        severity: Severity::Error,
        title: Wording::new("unknown LaTeX", "无法识别的 LaTeX"),
        message: Wording::new("`{name}` isn't known", "无法识别 `{name}`"),
        hint: Wording::new(
            r"define it with \newcommand, or write it with commands of amsmath",
            r"请用 \newcommand 定义它,或改用 amsmath 的命令",
        ),
        explanation: Wording::new(
            "The mathematics of LaTeX and amsmath is read as lecture notes use it, and macros that the text defines.",
            "可以读取讲义中常用的 LaTeX 与 amsmath 数学命令,以及文中自定义的宏。",
        ),
        example: &["diff", r"\foo x", "--wrt", "x"],
    };
    /// A command without its argument.
    MISSING_ARGUMENT = Code {
        id: "G0903",
        severity: Severity::Error,
        title: Wording::new("a LaTeX command without its argument", "LaTeX 命令缺少参数"),
        message: Wording::new("`{name}` needs something after it", "`{name}` 之后缺少内容"),
        hint: Wording::new("write what it works on in braces", "请在花括号里写上它作用的内容"),
        explanation: Wording::new(
            "Commands such as \\frac, and the signs `_` and `^`, take what follows: a group in braces, or one sign.",
            "\\frac 等命令以及 `_`、`^` 作用于其后的内容:花括号中的一组,或单个符号。",
        ),
        example: &["diff", r"\frac{x}", "--wrt", "x"],
    };
    /// An environment that isn't known.
    UNKNOWN_ENVIRONMENT = Code {
        id: "G0904",
        severity: Severity::Error,
        title: Wording::new("unknown LaTeX environment", "无法识别的 LaTeX 环境"),
        message: Wording::new("the environment `{name}` isn't known", "无法识别环境 `{name}`"),
        hint: Wording::new("use aligned, gathered, cases or a matrix", "请使用 aligned、gathered、cases 或矩阵环境"),
        explanation: Wording::new(
            "Environments of rows (aligned, align, gather, split, multline, …), cases and matrices are read.",
            "可以读取多行环境(aligned、align、gather、split、multline 等)、cases 以及矩阵环境。",
        ),
        example: &["diff", r"\begin{tikzpicture} x \end{tikzpicture}", "--wrt", "x"],
    };
    /// A macro definition that can't be read.
    MACRO_SHAPE = Code {
        id: "G0905",
        severity: Severity::Error,
        title: Wording::new("a macro definition that can't be read", "无法读取的宏定义"),
        message: Wording::new(r"this `\{name}` isn't a definition", r"此处的 `\{name}` 不是完整的定义"),
        hint: Wording::new(r"write \newcommand{\name}[1]{… #1 …}", r"请写 \newcommand{\name}[1]{… #1 …}"),
        explanation: Wording::new(
            r"A definition needs the command's name, the number of its arguments if it has any, and its text.",
            r"宏定义需要命令名、参数个数(若有)以及展开的内容。",
        ),
        example: &["diff", r"\newcommand x", "--wrt", "x"],
    };
    /// A macro that expands without end.
    MACRO_LIMIT = Code {
        id: "G0906",
        severity: Severity::Error,
        title: Wording::new("a macro expands without end", "宏展开没有尽头"),
        message: Wording::new(
            r"`\{name}` expands to more than {limit} parts",
            r"`\{name}` 的展开超过 {limit} 个部分",
        ),
        hint: Wording::new("a macro mustn't use itself", "宏不能使用自身"),
        explanation: Wording::new(
            "The expansion of macros is bounded, so that one that calls itself can't fill the memory.",
            "宏展开有上限,以免调用自身的宏占满内存。",
        ),
        example: &["diff", r"\newcommand{\a}{\a\a}\a", "--wrt", "x"],
    };
    /// A sum whose limits aren't given.
    OPEN_SUM = Code {
        id: "G0907",
        severity: Severity::Warning,
        title: Wording::new("a sum without limits", "没有上下限的求和"),
        message: Wording::new("the index is taken to run from 1 to N", "此处认为下标从 1 到 N"),
        hint: Wording::new(r"write \sum_{i=1}^{N}", r"请写 \sum_{i=1}^{N}"),
        explanation: Wording::new(
            "Notes often leave out the limits of a sum. What depends on them isn't judged.",
            "讲义常省略求和的上下限。依赖上下限的结论不作判断。",
        ),
        example: &["diff", r"\sum_i w x_i", "--wrt", "w"],
    };
    /// A sum that goes on over a plus sign.
    LONG_SUM = Code {
        id: "G0908",
        severity: Severity::Warning,
        title: Wording::new("a sum goes on after a sign", "求和延续到加减号之后"),
        message: Wording::new(
            "the term after this sign has the index in it, so it is taken to belong to the sum",
            "符号之后的项含有求和下标,因此认为它属于该求和",
        ),
        hint: Wording::new("put brackets around the summand", "请用括号把求和项括起来"),
        explanation: Wording::new(
            "A sum takes the product after it. When the next term uses the index too, only the longer reading has a meaning.",
            "求和号作用于其后的乘积。若下一项也含有该下标,则只有较长的读法才有意义。",
        ),
        example: &["diff", r"\sum_{i=1}^{N} w x_i + y_i", "--wrt", "w"],
    };
    /// A list, matrix, word or set where a value belongs.
    NO_VALUE = Code {
        id: "G0909",
        severity: Severity::Error,
        title: Wording::new("no value", "没有值"),
        message: Wording::new("this is read, but it isn't a number", "此处可以读取,但不是数值"),
        hint: Wording::new("give one formula of numbers and names", "请给出由数和名称组成的公式"),
        explanation: Wording::new(
            "Lists, sets, matrices, norms, words and dots are read in notes as such. There is no algebra for them yet.",
            "讲义中的列表、集合、矩阵、范数、文字和省略号可以读取,但目前不能参与代数运算。",
        ),
        example: &["diff", r"\begin{pmatrix} x \\ 1 \end{pmatrix}", "--wrt", "x"],
    };
}
