//! Owns the messages about the meaning and the value of expressions: codes G02xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A budget was used up.
    BUDGET = Code {
        id: "G0201",
        severity: Severity::Error,
        title: Wording::new("too large", "规模过大"),
        message: Wording::new("{what} is past the limit of {limit}", "超出上限 {limit}:{what}"),
        hint: Wording::new("make the problem smaller", "请缩小问题规模"),
        explanation: Wording::new(
            "Work and memory are bounded, so that no input can hang the program. The message names the bound that was met.",
            "为避免任何输入使程序卡死,运算量和内存都有上限。消息中给出了触及的上限。",
        ),
        example: &["eval", "10^10^10", "--at", "x=1"],
    };
    /// A function with too few or too many arguments.
    ARGUMENT_COUNT = Code {
        id: "G0202",
        severity: Severity::Error,
        title: Wording::new("wrong number of arguments", "参数个数不对"),
        message: Wording::new("`{name}` is used as {usage}; arguments given here: {count}", "`{name}` 的用法是 {usage};此处给出的参数个数:{count}"),
        hint: Wording::new("write {usage}", "请写成 {usage}"),
        explanation: Wording::new(
            "Each function takes a fixed number of arguments; `gradus functions` shows how each one is used.",
            "每个函数的参数个数是固定的;`gradus functions` 列出各函数的用法。",
        ),
        example: &["diff", "sin(x, 2)", "--wrt", "x"],
    };
    /// A number past the limits.
    NUMBER_SIZE = Code {
        id: "G0203",
        severity: Severity::Error,
        title: Wording::new("number too long", "数过长"),
        message: Wording::new("this number has too many digits", "这个数的位数过多"),
        hint: Wording::new("write it as a power, such as 10^1000000", "请写成幂的形式,例如 10^1000000"),
        explanation: Wording::new(
            "Numbers are kept exactly, so a huge exponent would fill the memory.",
            "数是精确保存的,过大的指数会占满内存。",
        ),
        example: &["diff", "x + 1e999999999", "--wrt", "x"],
    };
    /// `sum` or `prod` without `i=a..b`.
    SUM_SHAPE = Code {
        id: "G0204",
        severity: Severity::Error,
        title: Wording::new("sum not understood", "求和写法有误"),
        message: Wording::new("`{name}` needs an index with its limits, then the term", "`{name}` 需要先写下标及其范围,再写通项"),
        hint: Wording::new("write {name}(i=1..N, x_i)", "请写成 {name}(i=1..N, x_i)"),
        explanation: Wording::new(
            "An indexed sum is sum(i=1..N, term); a sum over the rows of the data is sum(term). Products always have an index.",
            "带下标的求和写作 sum(i=1..N, 通项);对数据各行求和写作 sum(通项)。连乘必须带下标。",
        ),
        example: &["diff", "prod(x)", "--wrt", "x"],
    };
    /// `if` with a wrong number of parts or without a condition.
    CASES_SHAPE = Code {
        id: "G0205",
        severity: Severity::Error,
        title: Wording::new("cases not understood", "分段写法有误"),
        message: Wording::new("cases are pairs of a condition and a value, then the value for all other cases", "分段函数由若干“条件, 值”组成,最后是其余情形的值"),
        hint: Wording::new("write if(x > 0, x, 0)", "请写成 if(x > 0, x, 0)"),
        explanation: Wording::new(
            "if(c1, v1, c2, v2, v3) is v1 where c1 holds, else v2 where c2 holds, else v3; conditions are comparisons.",
            "if(c1, v1, c2, v2, v3):c1 成立时取 v1,否则 c2 成立时取 v2,否则取 v3;条件须为比较式。",
        ),
        example: &["diff", "if(x, 1, 0)", "--wrt", "x"],
    };
    /// A comparison where a value is needed.
    STRAY_RELATION = Code {
        id: "G0206",
        severity: Severity::Error,
        title: Wording::new("a comparison where a value is needed", "应为数值处出现了比较式"),
        message: Wording::new("a comparison or range has no value that could be used here", "比较式或范围在此处不能当作数值使用"),
        hint: Wording::new("use it in if(…, …, …) or indicator(…), or as a statement of its own", "请把它写在 if(…, …, …) 或 indicator(…) 中,或单独成为一条语句"),
        explanation: Wording::new(
            "Comparisons are conditions of cases, arguments of indicator, or claims; ranges are limits of sums.",
            "比较式可作分段条件、indicator 的参数或待检验的等式;范围只用作求和的上下限。",
        ),
        example: &["diff", "2*(x > 0)", "--wrt", "x"],
    };
    /// An equation where an expression is needed.
    NOT_AN_EXPRESSION = Code {
        id: "G0207",
        severity: Severity::Error,
        title: Wording::new("an equation, not an expression", "这是等式而不是表达式"),
        message: Wording::new("an expression is needed here, and this is an equation or comparison", "此处需要表达式,而这是等式或比较式"),
        hint: Wording::new("write one side only; `gradus check` judges equations", "请只写一边;判断等式请用 `gradus check`"),
        explanation: Wording::new(
            "The last statement is what the command works on. It may define a name (L = …), and then the right side is meant.",
            "最后一条语句是命令处理的对象。它可以是定义(L = …),此时取其右边。",
        ),
        example: &["diff", "x^2 > 3", "--wrt", "x"],
    };
    /// A definition that leads back to itself.
    CIRCULAR = Code {
        id: "G0208",
        severity: Severity::Error,
        title: Wording::new("circular definition", "循环定义"),
        message: Wording::new("`{name}` is defined in terms of itself", "`{name}` 的定义中用到了它自己"),
        hint: Wording::new("rename one of the two, or write the definitions so that each uses earlier ones only", "请改名,或让每个定义只使用前面已定义的名称"),
        explanation: Wording::new(
            "Definitions are replaced by their values until none is left; a circle would never end.",
            "定义会逐一代入直到没有剩余;循环定义永远不会结束。",
        ),
        example: &["diff", "a = b + 1; b = 2*a; a*x", "--wrt", "x"],
    };
    /// A name defined twice.
    REDEFINED = Code {
        id: "G0209",
        severity: Severity::Error,
        title: Wording::new("defined twice", "重复定义"),
        message: Wording::new("`{name}` has a definition already", "`{name}` 已有定义"),
        hint: Wording::new("choose another name for one of them", "请给其中一个换个名称"),
        explanation: Wording::new(
            "A name stands for one thing throughout a text.",
            "同一名称在整段文本中只能表示一个对象。",
        ),
        example: &["diff", "a = x; a = x^2; a", "--wrt", "x"],
    };
    /// `wx` where `w` and `x` are known.
    JOINED_NAMES = Code {
        id: "G0210",
        severity: Severity::Warning,
        title: Wording::new("names written together", "名称连写"),
        message: Wording::new("`{name}` is read as one name", "`{name}` 被读作一个名称"),
        hint: Wording::new("for the product write `{product}`", "若要表示乘积,请写 `{product}`"),
        explanation: Wording::new(
            "Names may have several letters, so a product of names needs a sign or a space between them.",
            "名称可由多个字母组成,因此名称相乘时要写乘号或空格。",
        ),
        example: &["diff", "wx + b", "--wrt", "w,x"],
    };
    /// A name that nothing gives a value.
    UNKNOWN_NAME = Code {
        id: "G0211",
        severity: Severity::Error,
        title: Wording::new("unknown name", "未知名称"),
        message: Wording::new("nothing gives `{name}` a value", "`{name}` 没有取值"),
        hint: Wording::new("give it one, as in --at {name}=1; known here: {known}", "请给它一个值,例如 --at {name}=1;此处已知:{known}"),
        explanation: Wording::new(
            "Every name in a number must get its value: from `--at`, from a column of the data, or as a parameter in `--over`.",
            "求数值时每个名称都要有取值:来自 `--at`、数据的列,或 `--over` 中的参数。",
        ),
        example: &["eval", "x + y", "--at", "x=1"],
    };
    /// A denominator that is zero.
    DIVISION_BY_ZERO = Code {
        id: "G0212",
        severity: Severity::Error,
        title: Wording::new("division by zero", "除数为零"),
        message: Wording::new("a denominator is zero whatever the variables are", "分母恒为零"),
        hint: Wording::new("check the denominator; 0 to a power that isn't positive counts too", "请检查分母;0 的非正数次幂也属此类"),
        explanation: Wording::new(
            "1/0, 0^0 and 0^(-1) have no value, so neither has an expression that contains one of them.",
            "1/0、0^0 和 0^(-1) 没有值,含有它们的表达式也没有值。",
        ),
        example: &["simplify", "x + 1/0", "--expand"],
    };
    /// An expansion with too many terms.
    EXPANSION = Code {
        id: "G0213",
        severity: Severity::Error,
        title: Wording::new("too many terms", "项数过多"),
        message: Wording::new("multiplied out, this has more than {limit} terms", "展开后的项数超过 {limit}"),
        hint: Wording::new("leave it factored, or expand a smaller part of it", "请保留因式形式,或只展开其中较小的部分"),
        explanation: Wording::new(
            "A power of a sum has as many terms as there are ways to choose its factors; the number is bounded, so that no input can fill the memory.",
            "和的幂展开后,项数等于选取因子的方式数;为避免占满内存,项数设有上限。",
        ),
        example: &["simplify", "(a + b)^1000000", "--expand"],
    };
    /// A value where a condition is needed.
    NO_CONDITION = Code {
        id: "G0214",
        severity: Severity::Error,
        title: Wording::new("a value where a condition is needed", "应为条件处出现了数值"),
        message: Wording::new("`indicator` needs a comparison", "`indicator` 需要一个比较式"),
        hint: Wording::new("write indicator(x > 0)", "请写成 indicator(x > 0)"),
        explanation: Wording::new(
            "indicator(c) is 1 where the condition c holds and 0 elsewhere; a number is no condition.",
            "条件 c 成立时 indicator(c) 为 1,否则为 0;数值不是条件。",
        ),
        example: &["eval", "indicator(x)", "--at", "x=3"],
    };
}
