//! Owns the messages about the command line, files and budgets: codes G06xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// An option that the command needs.
    MISSING_OPTION = Code {
        id: "G0601",
        severity: Severity::Error,
        title: Wording::new("an option is missing", "缺少选项"),
        message: Wording::new("`--{option}` is needed here", "此处需要 `--{option}`"),
        hint: Wording::new("add --{option} with a name or a list such as w,b", "请加上 --{option},后跟名称或列表,例如 w,b"),
        explanation: Wording::new(
            "The command can't know by itself which variable is meant; `gradus COMMAND --help` shows examples.",
            "命令无法自行判断所指的变量;`gradus 命令 --help` 给出了示例。",
        ),
        example: &["diff", "x^2"],
    };
    /// `--at` that isn't understood.
    MALFORMED_VALUES = Code {
        id: "G0602",
        severity: Severity::Error,
        title: Wording::new("values not understood", "取值写法有误"),
        message: Wording::new("`{part}` in --{option} is not of the form name=number", "--{option} 中的 `{part}` 不是“名称=数”的形式"),
        hint: Wording::new("write --{option} x=1,y=2/3", "请写成 --{option} x=1,y=2/3"),
        explanation: Wording::new(
            "Values are a list of name=number with commas; numbers may be fractions or exact expressions such as sqrt(2).",
            "取值是用逗号分隔的“名称=数”列表;数可以是分数,也可以是 sqrt(2) 之类的精确表达式。",
        ),
        example: &["eval", "x^2", "--at", "x"],
    };
    /// A number option that isn't a whole number.
    NOT_A_COUNT = Code {
        id: "G0603",
        severity: Severity::Error,
        title: Wording::new("not a whole number", "不是整数"),
        message: Wording::new("--{option} takes a whole number, not `{value}`", "--{option} 需要整数,而不是 `{value}`"),
        hint: Wording::new("write --{option} 2", "请写成 --{option} 2"),
        explanation: Wording::new("Orders, widths and counts are whole numbers from 0 up.", "阶数、宽度和次数都是非负整数。"),
        example: &["diff", "x^2", "--wrt", "x", "--order", "two"],
    };
    /// A file that can't be read.
    UNREADABLE = Code {
        id: "G0604",
        severity: Severity::Error,
        title: Wording::new("can't be read", "无法读取"),
        message: Wording::new("`{file}` can't be read: {reason}", "无法读取 `{file}`:{reason}"),
        hint: Wording::new("check the name and the permissions of the file", "请检查文件名和读取权限"),
        explanation: Wording::new("The operating system refused to open or read the file.", "操作系统拒绝打开或读取该文件。"),
        example: &["diff", "x^2", "--wrt", "x", "--file", "no/such/file"],
    };
    /// A result that can't be written.
    UNWRITABLE = Code {
        id: "G0605",
        severity: Severity::Error,
        title: Wording::new("can't be written", "无法写入"),
        message: Wording::new("`{file}` can't be written: {reason}", "无法写入 `{file}`:{reason}"),
        hint: Wording::new("choose another path, or free some space", "请换一个路径,或腾出空间"),
        explanation: Wording::new("The operating system refused to write the whole answer; nothing else was changed.", "操作系统拒绝写入完整结果;未作其他更改。"),
        example: &["diff", "x^2", "--wrt", "x", "--output", "no/such/folder/file"],
    };
    /// Bytes that are no text.
    NOT_UTF8 = Code {
        id: "G0606",
        severity: Severity::Error,
        title: Wording::new("not UTF-8 text", "不是 UTF-8 文本"),
        message: Wording::new("`{file}` is not UTF-8 text: byte {at} is no character", "`{file}` 不是 UTF-8 文本:第 {at} 个字节不是字符"),
        hint: Wording::new("save the file as UTF-8", "请把文件保存为 UTF-8 编码"),
        explanation: Wording::new("All texts are read as UTF-8, with or without a byte order mark.", "所有文本都按 UTF-8 读取,可带或不带字节序标记。"),
        example: &[],
    };
    /// An input past the limit.
    TOO_LONG = Code {
        id: "G0607",
        severity: Severity::Error,
        title: Wording::new("input too long", "输入过长"),
        message: Wording::new("`{file}` has more than {limit}", "`{file}` 超过 {limit}"),
        hint: Wording::new("split the input", "请拆分输入"),
        explanation: Wording::new("Inputs are bounded, so that an endless one can't fill the memory.", "输入长度有上限,以免无尽的输入占满内存。"),
        example: &[],
    };
    /// A name that `explain` or a table doesn't have.
    NOTHING_CALLED = Code {
        id: "G0608",
        severity: Severity::Error,
        title: Wording::new("nothing of this name", "没有这个名称"),
        message: Wording::new("there is nothing called `{name}` to show", "没有名为 `{name}` 的条目"),
        hint: Wording::new("did you mean `{near}`? `gradus rules` and `gradus functions` list all names", "是否想写 `{near}`?`gradus rules` 与 `gradus functions` 列出所有名称"),
        explanation: Wording::new("`explain` knows the codes of messages and the names of rules and functions.", "`explain` 可以解释消息代码、法则名和函数名。"),
        example: &["explain", "G9999"],
    };
    /// A variable that doesn't occur.
    ABSENT_VARIABLE = Code {
        id: "G0609",
        severity: Severity::Warning,
        title: Wording::new("a variable that does not occur", "变量未出现"),
        message: Wording::new("`{name}` does not occur in the expression, so its derivative is 0", "表达式中没有 `{name}`,因此导数为 0"),
        hint: Wording::new("known here: {known}", "此处出现的变量:{known}"),
        explanation: Wording::new("A derivative by something that isn't there is zero; often the name is misspelled.", "对未出现的变量求导结果为零;常见原因是名称拼写有误。"),
        example: &["diff", "x^2", "--wrt", "t"],
    };
    /// A command line that isn't understood.
    USAGE = Code {
        id: "G0610",
        severity: Severity::Error,
        title: Wording::new("command line not understood", "命令行有误"),
        message: Wording::new("{what}", "{what}"),
        hint: Wording::new("`gradus --help` lists the commands, `gradus COMMAND --help` their options", "`gradus --help` 列出所有命令,`gradus 命令 --help` 列出其选项"),
        explanation: Wording::new("A command or option is unknown, lacks its value, or was given twice.", "命令或选项未知、缺少取值,或重复给出。"),
        example: &["dif", "x^2"],
    };
    /// `fit` without an equation.
    NOT_A_MODEL = Code {
        id: "G0611",
        severity: Severity::Error,
        title: Wording::new("not a model", "不是模型"),
        message: Wording::new("a model is an equation: a column on the left, a formula on the right", "模型是一个等式:左边是数据列,右边是公式"),
        hint: Wording::new("write 'y = w*x + b'", "请写成 'y = w*x + b'"),
        explanation: Wording::new("`fit` needs to know which column is predicted, and by what.", "`fit` 需要知道预测哪一列,以及用什么公式预测。"),
        example: &["fit", "w*x + b", "--data", "@x,y\\n1,2\\n3,4\\n"],
    };
}
