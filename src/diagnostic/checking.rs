//! Owns the messages about claims and batches of them: codes G11xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A text for `check` without an equation.
    NO_CLAIM = Code {
        id: "G1101",
        severity: Severity::Error,
        title: Wording::new("nothing to judge", "没有可判断的等式"),
        message: Wording::new("there is no equation in this claim", "这里没有等式"),
        hint: Wording::new("write both sides: 'd/dx (x^2) = 2*x'", "请写出两边:'d/dx (x^2) = 2*x'"),
        explanation: Wording::new(
            "A claim is an equation A = B or a chain A = B = C; definitions may stand before it, separated by `;`.",
            "命题是等式 A = B,或连等式 A = B = C;前面可以有用 `;` 分隔的定义。",
        ),
        example: &["check", "x^2 + 1"],
    };
    /// `check 'x < 1'`.
    NOT_AN_EQUATION = Code {
        id: "G1102",
        severity: Severity::Error,
        title: Wording::new("not an equation", "不是等式"),
        message: Wording::new("claims with `{sign}` can't be judged, only equations", "无法判断带 `{sign}` 的命题,只能判断等式"),
        hint: Wording::new("put the condition into --given and an equation into the claim", "请把条件写进 --given,命题写成等式"),
        explanation: Wording::new(
            "A claim joins its members by `=`. Inequalities can be assumed with `--given 'x > 0'`.",
            "命题的各部分用 `=` 连接。不等式可以作为假设写在 `--given 'x > 0'` 中。",
        ),
        example: &["check", "x^2 + 1 > x"],
    };
    /// `--given x`.
    NOT_A_CONDITION = Code {
        id: "G1103",
        severity: Severity::Error,
        title: Wording::new("not a condition", "不是条件"),
        message: Wording::new("`{part}` is no condition", "`{part}` 不是条件"),
        hint: Wording::new("write --given 'x > 0' or --given 'x^2 + y^2 = 1'", "请写成 --given 'x > 0' 或 --given 'x^2 + y^2 = 1'"),
        explanation: Wording::new(
            "An assumption is a comparison or an equation; several are separated by commas. Points where one fails are left out.",
            "假设是比较式或等式,多个假设用逗号分隔;不满足假设的点不参与判断。",
        ),
        example: &["check", "sqrt(x^2) = x", "--given", "x"],
    };
    /// A file of claims without the columns that are needed.
    NO_CLAIM_COLUMNS = Code {
        id: "G1104",
        severity: Severity::Error,
        title: Wording::new("columns are missing", "缺少所需的列"),
        message: Wording::new("`{file}` has neither the columns expression, variable, claim nor the columns left, right", "`{file}` 既没有 expression、variable、claim 三列,也没有 left、right 两列"),
        hint: Wording::new("name the columns in the first line, separated by tabs", "请在第一行写出列名,用制表符分隔"),
        explanation: Wording::new(
            "A batch is a tab-separated file with a header. With expression, variable and claim each row says that the derivative of the expression is the claim; with left and right, that the two are equal.",
            "批量文件以制表符分隔,首行为列名。含 expression、variable、claim 三列时,每行表示该表达式的导数等于 claim;含 left、right 两列时,表示两者相等。",
        ),
        example: &["check", "--batch", "@a\\nb\\n"],
    };
    /// A row of a batch with too few cells.
    SHORT_ROW = Code {
        id: "G1105",
        severity: Severity::Error,
        title: Wording::new("a row is too short", "行的列数不足"),
        message: Wording::new("the row has no cell for the column {column}", "该行缺少 {column} 列"),
        hint: Wording::new("put a tab between the cells", "请用制表符分隔各列"),
        explanation: Wording::new(
            "Each row needs a cell for each column of the header that says what is claimed.",
            "每一行都必须填写表头中用来表述命题的各列。",
        ),
        example: &["check", "--batch", "@left\\x09right\\nx\\n"],
    };
    /// `check 'dL/dw = 2'` where nothing says what L is.
    UNKNOWN_SUBJECT = Code {
        id: "G1106",
        severity: Severity::Warning,
        title: Wording::new("a derivative of an unknown", "对未知量求导"),
        message: Wording::new("nothing says what `{name}` is, so its derivative by `{variable}` is taken for 0", "没有给出 `{name}` 的定义,因此它对 `{variable}` 的导数按 0 处理"),
        hint: Wording::new("define it before the claim: '{name} = …; d{name}/d{variable} = …'", "请在命题之前给出定义:'{name} = …; d{name}/d{variable} = …'"),
        explanation: Wording::new(
            "A name without a definition is a variable of its own, which doesn't change with the others. What L is can't be guessed from a claim about its derivative.",
            "没有定义的名称是独立的变量,不随其他变量变化。仅凭关于导数的命题无法推断 L 是什么。",
        ),
        example: &["check", "dL/dw = 0"],
    };
}
