//! Owns the table of options: those that every command has, and those that some have.

use super::row::Flag;
use crate::wording::Wording;

/// Options of every command.
pub(super) static SHARED: &[Flag] = &[
    Flag {
        name: "format",
        value: "FORMAT",
        choices: &["text", "latex", "markdown", "html", "json"],
        about: Wording::new("how the answer is printed (default: text)", "输出格式(默认 text)"),
    },
    Flag {
        name: "steps",
        value: "LEVEL",
        choices: &["none", "brief", "normal", "full"],
        about: Wording::new("how many steps are shown (default: normal)", "显示多少步骤(默认 normal)"),
    },
    Flag {
        name: "lang",
        value: "LANG",
        choices: &["en", "zh"],
        about: Wording::new(
            "language of pages and messages (default: from LC_ALL, LC_MESSAGES or LANG)",
            "页面与消息的语言(默认取自 LC_ALL、LC_MESSAGES 或 LANG)",
        ),
    },
    Flag {
        name: "color",
        value: "WHEN",
        choices: &["auto", "always", "never"],
        about: Wording::new(
            "when to use colours (default: auto, on terminals without NO_COLOR)",
            "何时使用颜色(默认 auto:仅限未设置 NO_COLOR 的终端)",
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
        about: Wording::new("columns to wrap to (default: 80)", "换行宽度(默认 80)"),
    },
    Flag {
        name: "output",
        value: "FILE",
        choices: &[],
        about: Wording::new("write the answer to FILE", "把结果写入 FILE"),
    },
    Flag {
        name: "file",
        value: "MODEL",
        choices: &[],
        about: Wording::new("read definitions from MODEL first", "先从 MODEL 读取定义"),
    },
];

/// Options of some commands.
pub(super) static OWN: &[Flag] = &[
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
        about: Wording::new("columns of numbers: CSV or TSV with a header", "数据列:带表头的 CSV 或 TSV"),
    },
    Flag {
        name: "method",
        value: "METHOD",
        choices: &["auto", "closed-form", "gd"],
        about: Wording::new(
            "auto (default): closed form where there is one, else gradient descent",
            "auto(默认):有闭式解用闭式解,否则用梯度下降",
        ),
    },
    Flag {
        name: "rate",
        value: "ETA",
        choices: &[],
        about: Wording::new("learning rate of gradient descent", "梯度下降的学习率"),
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
            "mse (default), sse, or an expression in the model's name and columns",
            "mse(默认)、sse,或由模型名与数据列构成的表达式",
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
            "draw into FILE: .svg, .dot (Graphviz), .mmd (Mermaid) or .txt",
            "绘图到 FILE:.svg、.dot(Graphviz)、.mmd(Mermaid)或 .txt",
        ),
    },
];
