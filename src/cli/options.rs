//! Owns the table of options: those that every command has, and those that some have.

use super::row::Flag;
use crate::wording::Wording;

/// Options of every command.
pub(super) static SHARED: &[Flag] = &[
    Flag {
        name: "format",
        value: "FORMAT",
        choices: &["text", "latex", "markdown", "html", "json"],
        about: Wording::new(
            "how the answer is printed: text (default), latex, markdown, html or json; with json an error is printed as {\"error\": …} on standard output too",
            "输出格式:text(默认)、latex、markdown、html 或 json;选 json 时,错误也以 {\"error\": …} 的形式写到标准输出",
        ),
    },
    Flag {
        name: "steps",
        value: "LEVEL",
        choices: &["none", "brief", "normal", "full"],
        about: Wording::new(
            "how many steps are shown: none, brief, normal (default) or full",
            "显示多少步骤:none、brief、normal(默认)或 full",
        ),
    },
    Flag {
        name: "lang",
        value: "LANG",
        choices: &["en", "zh"],
        about: Wording::new(
            "language of pages and messages: en or zh (default: from LC_ALL, LC_MESSAGES or LANG)",
            "页面与消息的语言:en 或 zh(默认取自 LC_ALL、LC_MESSAGES 或 LANG)",
        ),
    },
    Flag {
        name: "color",
        value: "WHEN",
        choices: &["auto", "always", "never"],
        about: Wording::new(
            "when to use colours: auto (default: on terminals, without NO_COLOR and TERM=dumb), always or never",
            "何时使用颜色:auto(默认:终端上,且未设置 NO_COLOR、TERM 不为 dumb)、always 或 never",
        ),
    },
    Flag {
        name: "ascii",
        value: "",
        choices: &[],
        about: Wording::new("write formulas with ASCII characters on one line", "只用 ASCII 字符在一行内书写公式"),
    },
    Flag {
        name: "width",
        value: "N",
        choices: &[],
        about: Wording::new(
            "columns to wrap to (default: the terminal's width, at most 120; 80 elsewhere)",
            "换行宽度(默认为终端宽度,至多 120;非终端为 80)",
        ),
    },
    Flag {
        name: "output",
        value: "FILE",
        choices: &[],
        about: Wording::new("write the answer to FILE instead of standard output", "把结果写入 FILE,而不是标准输出"),
    },
    Flag {
        name: "file",
        value: "MODEL",
        choices: &[],
        about: Wording::new(
            "read definitions from MODEL first; alone, its last statement is what the command works on",
            "先从 MODEL 读取定义;若不再给出表达式,则处理其最后一条语句",
        ),
    },
    Flag {
        name: "latex",
        value: "",
        choices: &[],
        about: Wording::new(
            "read expressions as LaTeX; one that starts with a backslash or a dollar sign is read so anyway",
            "按 LaTeX 读取表达式;以反斜杠或美元符号开头的表达式总按 LaTeX 读取",
        ),
    },
    Flag {
        name: "seed",
        value: "N",
        choices: &[],
        about: Wording::new(
            "where random draws start (default: 0); the same seed gives the same output",
            "随机取样的种子(默认 0);种子相同则输出相同",
        ),
    },
    Flag {
        name: "limit-ms",
        value: "N",
        choices: &[],
        about: Wording::new(
            "stop after N milliseconds (default: 120000; 0: never); a search or training ends shortly before, with what it has by then",
            "运行超过 N 毫秒即停止(默认 120000;0 表示不限);搜索或训练会稍早结束,并给出当时的结果",
        ),
    },
    Flag {
        name: "limit-mb",
        value: "N",
        choices: &[],
        about: Wording::new(
            "stop when more than N megabytes of memory are used (default: 4096; 0: never; where the system tells, as Linux does)",
            "占用内存超过 N MB 即停止(默认 4096;0 表示不限;仅在系统提供该数据时有效,例如 Linux)",
        ),
    },
];

/// Options of some commands.
pub(super) static OWN: &[Flag] = &[
    Flag {
        name: "format",
        value: "FORMAT",
        choices: &["text", "latex", "markdown", "html", "json", "sarif", "github"],
        about: Wording::new(
            "as for every command, and sarif (for code hosts and editors) or github (for workflows)",
            "除各命令共有的格式外,还有 sarif(供代码托管平台和编辑器使用)和 github(供工作流使用)",
        ),
    },
    Flag {
        name: "verbose",
        value: "",
        choices: &[],
        about: Wording::new("list every claim with its class and why", "列出每个论断的类别及理由"),
    },
    Flag {
        name: "explain-context",
        value: "",
        choices: &[],
        about: Wording::new(
            "show what is known at the end of a note: functions, definitions, data, assumptions",
            "显示文末已知的内容:函数、定义、数据和假设",
        ),
    },
    Flag {
        name: "fix",
        value: "",
        choices: &[],
        about: Wording::new("print the expected formulas as a patch", "以补丁形式输出应有的公式"),
    },
    Flag {
        name: "write",
        value: "",
        choices: &[],
        about: Wording::new("with --fix: change the files", "与 --fix 同用:直接修改文件"),
    },
    Flag {
        name: "watch",
        value: "",
        choices: &[],
        about: Wording::new("check again whenever a note is saved", "每次保存讲义后重新检查"),
    },
    Flag {
        name: "to",
        value: "NOTATION",
        choices: &["ascii", "unicode", "latex", "mathml", "text"],
        about: Wording::new(
            "print only this notation: ascii, unicode or latex, which gradus reads back; mathml; or text, drawn over several lines (default: the first three)",
            "只输出这一种记号:ascii、unicode 或 latex(gradus 都能读回);mathml;或 text(多行绘制的公式)(默认输出前三种)",
        ),
    },
    Flag {
        name: "wrt",
        value: "NAMES",
        choices: &[],
        about: Wording::new("variables to differentiate by, with commas", "对哪些变量求导,用逗号分隔"),
    },
    Flag {
        name: "order",
        value: "N",
        choices: &[],
        about: Wording::new("order of the derivative (default: 1)", "导数的阶数(默认 1)"),
    },
    Flag {
        name: "at",
        value: "VALUES",
        choices: &[],
        about: Wording::new("values of variables: x=1,y=2/3", "变量的取值:x=1,y=2/3"),
    },
    Flag {
        name: "digits",
        value: "N",
        choices: &[],
        about: Wording::new("certain digits of a value (default: 15)", "数值的准确位数(默认 15)"),
    },
    Flag { name: "expand", value: "", choices: &[], about: Wording::new("multiply out", "展开") },
    Flag { name: "factor", value: "", choices: &[], about: Wording::new("write as a product", "因式分解") },
    Flag {
        name: "collect",
        value: "NAME",
        choices: &[],
        about: Wording::new("collect powers of a variable", "按某变量的幂整理"),
    },
    Flag {
        name: "over",
        value: "NAMES",
        choices: &[],
        about: Wording::new("parameters to minimize over, with commas", "要优化的参数,用逗号分隔"),
    },
    Flag {
        name: "data",
        value: "FILE",
        choices: &[],
        about: Wording::new(
            "columns of numbers: CSV, TSV or JSON lines; - reads standard input",
            "数据列:CSV、TSV 或 JSON lines;- 表示标准输入",
        ),
    },
    Flag {
        name: "columns",
        value: "NAMES",
        choices: &[],
        about: Wording::new("names of the columns of a file without a header: x,y", "文件没有表头时各列的名称:x,y"),
    },
    Flag {
        name: "decimal",
        value: "MARK",
        choices: &[".", ","],
        about: Wording::new(
            "the decimal mark in the data: a point (default) or a comma, as in 2,5",
            "数据中的小数点:点(默认)或逗号(如 2,5)",
        ),
    },
    Flag {
        name: "skip-missing",
        value: "",
        choices: &[],
        about: Wording::new("leave out rows with a missing value", "跳过有缺失值的行"),
    },
    Flag {
        name: "cell-limit",
        value: "N",
        choices: &[],
        about: Wording::new(
            "read at most N cells of data (default: 50000000)",
            "至多读取 N 个数据单元格(默认 50000000)",
        ),
    },
    Flag {
        name: "method",
        value: "METHOD",
        choices: &[
            "auto",
            "closed-form",
            "gd",
            "sgd",
            "momentum",
            "nesterov",
            "adagrad",
            "rmsprop",
            "adam",
            "newton",
            "lbfgs",
            "lm",
        ],
        about: Wording::new(
            "auto (default): closed form where there is one, else lm for sums of squares, newton for few parameters, lbfgs for many; with --rate, gd",
            "auto(默认):有闭式解用闭式解;否则平方和用 lm,参数少用 newton,参数多用 lbfgs;给出 --rate 时用 gd",
        ),
    },
    Flag {
        name: "batch-size",
        value: "N",
        choices: &[],
        about: Wording::new("rows in each step of sgd (default: 32)", "sgd 每步使用的行数(默认 32)"),
    },
    Flag {
        name: "restarts",
        value: "N",
        choices: &[],
        about: Wording::new(
            "search from N further random starts (default: some where the loss may have several minima)",
            "再从 N 个随机起点搜索(默认:损失可能有多个极小点时取若干个)",
        ),
    },
    Flag {
        name: "rate",
        value: "ETA",
        choices: &[],
        about: Wording::new("learning rate η (default: chosen from the curvature)", "学习率 η(默认由曲率选取)"),
    },
    Flag {
        name: "iterations",
        value: "N",
        choices: &[],
        about: Wording::new("at most so many iterations (default: 10000)", "最多迭代次数(默认 10000)"),
    },
    Flag {
        name: "start",
        value: "VALUES",
        choices: &[],
        about: Wording::new("where descent starts: w=0,b=0 (default: 0)", "迭代起点:w=0,b=0(默认 0)"),
    },
    Flag {
        name: "loss",
        value: "LOSS",
        choices: &[],
        about: Wording::new(
            "mse (default), sse, mae, huber, logloss, or an expression in yhat and the columns",
            "mse(默认)、sse、mae、huber、logloss,或由 yhat 与数据列构成的表达式",
        ),
    },
    Flag {
        name: "given",
        value: "CONDITIONS",
        choices: &[],
        about: Wording::new(
            "what may be assumed, with commas: 'x > 0' or 'x^2 + y^2 = 1'",
            "可以使用的假设,用逗号分隔:'x > 0' 或 'x^2 + y^2 = 1'",
        ),
    },
    Flag {
        name: "strict",
        value: "",
        choices: &[],
        about: Wording::new(
            "only what is proved passes; what is likely ends with exit code 3",
            "只有得到证明才算通过;仅为“很可能”时退出码为 3",
        ),
    },
    Flag {
        name: "batch",
        value: "FILE",
        choices: &[],
        about: Wording::new(
            "judge each row of a tab-separated file with the columns expression, variable, claim, or left, right; --limit-ms is then the time for one row (default: 2000)",
            "逐行判断制表符分隔的文件,其列为 expression、variable、claim,或 left、right;此时 --limit-ms 是每行的时间上限(默认 2000)",
        ),
    },
    Flag {
        name: "size",
        value: "SIZES",
        choices: &[],
        about: Wording::new("how large symbolic sizes are: d=3,m=4", "符号规模的大小:d=3,m=4"),
    },
    Flag {
        name: "train",
        value: "N",
        choices: &[],
        about: Wording::new(
            "repeat the update for N epochs, once for each row of the data",
            "重复更新 N 轮,每轮对每行数据各更新一次",
        ),
    },
    Flag {
        name: "plot",
        value: "FILE",
        choices: &[],
        about: Wording::new(
            "draw into FILE: .svg, .png or .txt; - draws in characters below the answer; backprop also draws .dot (Graphviz) and .mmd (Mermaid)",
            "绘图到 FILE:.svg、.png 或 .txt;- 表示用字符画在结果下方;backprop 还可写 .dot(Graphviz)和 .mmd(Mermaid)",
        ),
    },
];
