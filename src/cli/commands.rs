//! Owns the table of commands.

use super::row::Command;
use super::{backprop, check, diff, eval, explain, lint, minimize, render, simplify, tables};
use crate::wording::Wording;

const EXPR: (&str, Wording, bool) = (
    "EXPR",
    Wording::new(
        "the expression; statements are separated by `;`, the last one is meant; `-` reads standard input",
        "表达式;语句用 `;` 分隔,以最后一条为准;`-` 表示读取标准输入",
    ),
    true,
);

/// The commands, in the order of the help.
pub(super) static COMMANDS: &[Command] = &[
    Command {
        name: "diff",
        about: Wording::new("differentiate, step by step", "逐步求导"),
        operand: Some(EXPR),
        options: &["wrt", "order", "at", "digits"],
        examples: &[
            "gradus diff '(y - (w*x + b))^2' --wrt w,b",
            "gradus diff 'exp(sin x)' --wrt x --order 3 --steps brief",
            "gradus diff 'z = w*x + b; sigmoid(z)' --wrt w --format latex",
        ],
        run: diff::run,
    },
    Command {
        name: "simplify",
        about: Wording::new("simplify by named rules, expand, factor or collect", "按命名法则化简、展开、分解或整理"),
        operand: Some(EXPR),
        options: &["expand", "factor", "collect"],
        examples: &[
            "gradus simplify 'sin(x)^2 + cos(x)^2'",
            "gradus simplify '(x + 1)^3' --expand",
            "gradus simplify 'x^2 - y^2' --factor",
        ],
        run: simplify::run,
    },
    Command {
        name: "eval",
        about: Wording::new("compute a value, exact where it is rational", "求值,有理数时给出精确值"),
        operand: Some(EXPR),
        options: &["at", "digits"],
        examples: &[
            "gradus eval 'x^2 + y' --at x=1/2,y=3",
            "gradus eval 'sum(i=1..100, i^2)'",
            "gradus eval 'exp(pi*sqrt(163))' --digits 50",
        ],
        run: eval::run,
    },
    Command {
        name: "minimize",
        about: Wording::new(
            "find the minimum of a loss, in closed form or by descent",
            "求损失的最小值:闭式解或梯度下降",
        ),
        operand: Some(("LOSS", EXPR.1, true)),
        options: &[
            "over",
            "data",
            "columns",
            "decimal",
            "skip-missing",
            "cell-limit",
            "method",
            "batch-size",
            "restarts",
            "rate",
            "iterations",
            "start",
            "plot",
        ],
        examples: &[
            "gradus minimize 'mean((y - w*x)^2)' --over w --data examples/data/line.csv",
            "gradus minimize 'mean((y - (w*x + b))^2)' --over w,b",
            "gradus minimize 'mean((y - exp(w*x))^2)' --over w --data examples/data/line.csv",
        ],
        run: minimize::run,
    },
    Command {
        name: "fit",
        about: Wording::new("fit a model to data, with standard errors", "用数据拟合模型,并给出标准误"),
        operand: Some(("MODEL", Wording::new("the model: y = w*x + b", "模型:y = w*x + b"), true)),
        options: &[
            "data",
            "columns",
            "decimal",
            "skip-missing",
            "cell-limit",
            "loss",
            "method",
            "batch-size",
            "restarts",
            "rate",
            "iterations",
            "start",
            "plot",
        ],
        examples: &["gradus fit 'y = w*x + b' --data examples/data/line.csv"],
        run: minimize::fit,
    },
    Command {
        name: "check",
        about: Wording::new("judge a claim, and name the mistake in a wrong one", "判断等式是否成立,并指出错误所在"),
        operand: Some((
            "CLAIM…",
            Wording::new(
                "equations A = B or chains A = B = C; d/dw (…) is a derivative; definitions may stand before, separated by `;`",
                "等式 A = B 或连等式 A = B = C;d/dw (…) 表示导数;前面可写用 `;` 分隔的定义",
            ),
            false,
        )),
        options: &["given", "strict", "batch"],
        examples: &[
            "gradus check 'd/dw (y - (w*x+b))^2 = 2*(y - w*x - b)'",
            "gradus check '(x + 1)^2 - (x - 1)^2 = 4*x'",
            "gradus check 'sqrt(x^2) = x' --given 'x > 0'",
            "gradus check 'd/dx sin(x)^2 = 2*sin(x)*cos(x) = sin(2*x)'",
            "gradus check --batch examples/data/claims.tsv --format json",
        ],
        run: check::run,
    },
    Command {
        name: "lint",
        about: Wording::new(
            "check every claim in lecture notes, as a compiler checks code",
            "像编译器检查代码那样,检查讲义中的每一个数学论断",
        ),
        operand: Some((
            "NOTE…",
            Wording::new(
                "Markdown or LaTeX (.tex) files; `-` reads standard input",
                "Markdown 或 LaTeX(.tex)文件;`-` 表示读取标准输入",
            ),
            true,
        )),
        options: &["format", "verbose", "explain-context", "fix", "write", "watch"],
        examples: &[
            "gradus lint examples/notes/regression.en.md",
            "gradus lint examples/notes/regression_faulty.en.md",
            "gradus lint examples/notes/backprop_faulty.en.md --verbose",
            "gradus lint examples/notes/logistic_faulty.en.md --fix",
        ],
        run: lint::run,
    },
    Command {
        name: "render",
        about: Wording::new(
            "convert between the notations: ASCII, Unicode, LaTeX, MathML",
            "在各种记号之间转换:ASCII、Unicode、LaTeX、MathML",
        ),
        operand: Some((
            "EXPR",
            Wording::new(
                "expressions, definitions and equations in any notation, separated by `;` or line ends; `-` reads standard input",
                "任一记号下的表达式、定义与等式,用 `;` 或换行分隔;`-` 表示读取标准输入",
            ),
            true,
        )),
        options: &["to"],
        examples: &[
            "gradus render 'mean((y - yhat)^2)/2'",
            r"gradus render '\frac{\partial L}{\partial w} = -2x(y - \hat{y})' --to ascii",
            "gradus render 'z = w*x + b; a = sigmoid(z)' --to latex",
            "gradus render --file examples/logistic.net --to unicode",
        ],
        run: render::run,
    },
    Command {
        name: "backprop",
        about: Wording::new(
            "chain rule through layers: forward and backward pass, as formulas and as numbers",
            "逐层链式法则:前向与反向传播,公式与数值并列",
        ),
        operand: Some((
            "MODEL",
            Wording::new(
                "definitions separated by `;`, the loss last; `-` reads standard input",
                "用 `;` 分隔的定义,损失在最后;`-` 表示读取标准输入",
            ),
            false,
        )),
        options: &[
            "at",
            "size",
            "over",
            "rate",
            "train",
            "data",
            "columns",
            "decimal",
            "skip-missing",
            "cell-limit",
            "plot",
        ],
        examples: &[
            "gradus backprop 'z = w*x + b; a = sigmoid(z); L = (y - a)^2' --at x=1,y=0,w=0.5,b=0.1 --rate 0.1",
            "gradus backprop --file examples/softmax.net",
            "gradus backprop --file examples/hidden.net --size d=2,m=2 --format markdown",
            "gradus backprop 'yhat = w*x + b; L = (yhat - y)^2' --data examples/data/line.csv --at w=0,b=0 --rate 0.01 --train 50",
        ],
        run: backprop::run,
    },
    Command {
        name: "functions",
        about: Wording::new("show the table of functions, or one of them", "显示函数表或其中一个函数"),
        operand: Some(("NAME", Wording::new("one function", "某个函数"), false)),
        options: &[],
        examples: &["gradus functions", "gradus functions sigmoid"],
        run: tables::functions,
    },
    Command {
        name: "rules",
        about: Wording::new("show the table of rules, or one of them", "显示法则表或其中一条法则"),
        operand: Some(("NAME", Wording::new("one rule", "某条法则"), false)),
        options: &[],
        examples: &["gradus rules", "gradus rules chain"],
        run: tables::rules,
    },
    Command {
        name: "explain",
        about: Wording::new("explain the code of a message, a rule or a function", "解释消息代码、法则或函数"),
        operand: Some((
            "NAME",
            Wording::new("a code such as G0104, a rule or a function", "代码(如 G0104)、法则或函数"),
            true,
        )),
        options: &[],
        examples: &["gradus explain G0104", "gradus explain chain"],
        run: explain::run,
    },
    Command {
        name: "completions",
        about: Wording::new("print completions for a shell", "输出 shell 补全脚本"),
        operand: Some((
            "SHELL",
            Wording::new("bash, zsh, fish, elvish or powershell", "bash、zsh、fish、elvish 或 powershell"),
            true,
        )),
        options: &[],
        examples: &["gradus completions bash"],
        run: tables::completions,
    },
];
