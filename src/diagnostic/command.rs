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
        hint: Wording::new("for example: {usage}", "例如:{usage}"),
        explanation: Wording::new(
            "The command can't know by itself which variables or which data are meant; `gradus COMMAND --help` shows examples.",
            "命令无法自行判断所指的变量或数据;`gradus 命令 --help` 给出了示例。",
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
        message: Wording::new("--{option} takes a whole number from {least} up, not `{value}`", "--{option} 需要不小于 {least} 的整数,而不是 `{value}`"),
        hint: Wording::new("write --{option} 2", "请写成 --{option} 2"),
        explanation: Wording::new("Widths and counts are whole numbers from 0 up; orders, digits and the rows of a batch begin at 1.", "宽度和次数都是非负整数;阶数、位数和每批的行数至少为 1。"),
        example: &["diff", "x^2", "--wrt", "x", "--order", "two"],
    };
    /// A number option with a number past all use.
    COUNT_TOO_LARGE = Code {
        id: "G0627",
        severity: Severity::Error,
        title: Wording::new("a count that is too large", "整数过大"),
        message: Wording::new("`{value}` is too large a number for --{option}", "`{value}` 对 --{option} 来说过大"),
        hint: Wording::new("take a number of at most 19 digits", "请取不超过 19 位的数"),
        explanation: Wording::new("Orders, widths and counts are kept in 64 bits. No computation gets near such a number.", "阶数、宽度和次数用 64 位保存;任何计算都达不到这样的数。"),
        example: &["diff", "x^2", "--wrt", "x", "--order", "99999999999999999999"],
    };
    /// A number past all floating-point numbers.
    FLOAT_RANGE = Code {
        id: "G0628",
        severity: Severity::Error,
        title: Wording::new("too large for floating-point numbers", "超出浮点数范围"),
        message: Wording::new("`{part}` in --{option} is too large for floating-point numbers", "--{option} 中的 `{part}` 超出浮点数的范围"),
        hint: Wording::new("take a number below 1.8e308", "请取小于 1.8e308 的数"),
        explanation: Wording::new(
            "Searches, trainings and passes through layers compute in floating-point numbers, which end near 1.8·10^308. `gradus eval` knows no such bound.",
            "搜索、训练和逐层计算使用浮点数,其上限约为 1.8·10^308;`gradus eval` 没有这一限制。",
        ),
        example: &["backprop", "L = (w*x)^2", "--at", "w=1e400,x=1"],
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
        example: &["diff", "a*x", "--wrt", "x", "--file", "@a = \\xff"],
    };
    /// An input past the limit.
    TOO_LONG = Code {
        id: "G0607",
        severity: Severity::Error,
        title: Wording::new("input too long", "输入过长"),
        message: Wording::new("`{file}` has more than {limit}", "`{file}` 超过 {limit}"),
        hint: Wording::new("split the input", "请拆分输入"),
        explanation: Wording::new("Inputs are bounded, so that an endless one can't fill the memory.", "输入长度有上限,以免无尽的输入占满内存。"),
        example: &["diff", "x", "--wrt", "x", "--file", "/dev/zero"],
    };
    /// A name that `explain` or a table doesn't have, with a near one.
    NOTHING_CALLED = Code {
        id: "G0608",
        severity: Severity::Error,
        title: Wording::new("nothing of this name", "没有这个名称"),
        message: Wording::new("there is nothing called `{name}` to show", "没有名为 `{name}` 的条目"),
        hint: Wording::new("did you mean `{near}`?", "是否想写 `{near}`?"),
        explanation: Wording::new(
            "`explain` knows the codes of messages (G0104), the names of rules (chain) and of functions (sigmoid); `gradus rules` and `gradus functions` list them.",
            "`explain` 可以解释消息代码(G0104)、法则名(chain)和函数名(sigmoid);`gradus rules` 和 `gradus functions` 列出它们。",
        ),
        example: &["explain", "chian"],
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
    /// More arguments than the command takes.
    UNEXPECTED_ARGUMENT = Code {
        id: "G0610",
        severity: Severity::Error,
        title: Wording::new("one argument too many", "多余的参数"),
        message: Wording::new("`{command}` has no use for `{value}`", "`{command}` 用不到 `{value}`"),
        hint: Wording::new("it takes one argument; an expression with spaces stands between single quotes", "它只接受一个参数;含空格的表达式请用单引号括起来"),
        explanation: Wording::new(
            "A shell cuts the line at spaces and gives * and brackets a meaning of its own; between single quotes everything stays as it is.",
            "shell 会在空格处切分命令行,并对 * 和括号另作解释;写在单引号之间的内容保持原样。",
        ),
        example: &["diff", "x", "+", "1", "--wrt", "x"],
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
    /// A first word that is no command, with a near one.
    UNKNOWN_COMMAND = Code {
        id: "G0612",
        severity: Severity::Error,
        title: Wording::new("unknown command", "未知命令"),
        message: Wording::new("there is no command called `{name}`", "没有名为 `{name}` 的命令"),
        hint: Wording::new("did you mean `{near}`?", "是否想用 `{near}`?"),
        explanation: Wording::new(
            "The first word after `gradus` names the command; `gradus --help` lists all of them.",
            "`gradus` 之后的第一个词是命令名;`gradus --help` 列出全部命令。",
        ),
        example: &["dif", "x^2", "--wrt", "x"],
    };
    /// A first word that is no command.
    NO_SUCH_COMMAND = Code {
        id: "G0613",
        severity: Severity::Error,
        title: Wording::new("unknown command", "未知命令"),
        message: Wording::new("there is no command called `{name}`", "没有名为 `{name}` 的命令"),
        hint: Wording::new(
            "to differentiate write gradus diff EXPR --wrt x; `gradus --help` lists the commands",
            "求导请写 gradus diff 表达式 --wrt x;`gradus --help` 列出全部命令",
        ),
        explanation: Wording::new(
            "The first word after `gradus` names the command. An expression alone doesn't say what to do with it.",
            "`gradus` 之后的第一个词是命令名;只给表达式,并没有说明要做什么。",
        ),
        example: &["(y - w*x)^2"],
    };
    /// An option that doesn't exist, with a near one.
    UNKNOWN_OPTION = Code {
        id: "G0614",
        severity: Severity::Error,
        title: Wording::new("unknown option", "未知选项"),
        message: Wording::new("`{command}` has no option `{name}`", "`{command}` 没有选项 `{name}`"),
        hint: Wording::new("did you mean `{near}`?", "是否想用 `{near}`?"),
        explanation: Wording::new(
            "`gradus COMMAND --help` lists the options of a command. What stands after `--` is never an option, so an expression may start there with two minus signs.",
            "`gradus 命令 --help` 列出该命令的选项。`--` 之后的内容不会当作选项,以两个减号开头的表达式可以写在它后面。",
        ),
        example: &["diff", "x^2", "--wtr", "x"],
    };
    /// An option that doesn't exist.
    NO_SUCH_OPTION = Code {
        id: "G0615",
        severity: Severity::Error,
        title: Wording::new("unknown option", "未知选项"),
        message: Wording::new("`{command}` has no option `{name}`", "`{command}` 没有选项 `{name}`"),
        hint: Wording::new("`{command} --help` lists its options", "`{command} --help` 列出它的选项"),
        explanation: Wording::new(
            "`gradus COMMAND --help` lists the options of a command. What stands after `--` is never an option, so an expression may start there with two minus signs.",
            "`gradus 命令 --help` 列出该命令的选项。`--` 之后的内容不会当作选项,以两个减号开头的表达式可以写在它后面。",
        ),
        example: &["diff", "x^2", "--wrt", "x", "--frobnicate"],
    };
    /// What the command can't do without.
    MISSING_ARGUMENT = Code {
        id: "G0616",
        severity: Severity::Error,
        title: Wording::new("an argument is missing", "缺少参数"),
        message: Wording::new("`{command}` needs {what}", "`{command}` 需要 {what}"),
        hint: Wording::new("write {usage}", "请写成 {usage}"),
        explanation: Wording::new(
            "The help of each command says which arguments it needs, with examples.",
            "每个命令的帮助都说明了它需要哪些参数,并附有例子。",
        ),
        example: &["diff", "--wrt", "x"],
    };
    /// An option at the end of the line, without its value.
    MISSING_VALUE = Code {
        id: "G0617",
        severity: Severity::Error,
        title: Wording::new("an option has no value", "选项缺少取值"),
        message: Wording::new("`{option}` needs a value", "`{option}` 需要一个取值"),
        hint: Wording::new("write {usage}", "请写成 {usage}"),
        explanation: Wording::new(
            "Most options are followed by a value, as in `--wrt w` or `--wrt=w`.",
            "多数选项之后要写取值,例如 `--wrt w` 或 `--wrt=w`。",
        ),
        example: &["diff", "x^2", "--wrt"],
    };
    /// A value that isn't among the choices.
    BAD_CHOICE = Code {
        id: "G0618",
        severity: Severity::Error,
        title: Wording::new("not one of the choices", "不在可选值之中"),
        message: Wording::new("`{value}` is no choice for `{option}`", "`{value}` 不是 `{option}` 的可选值"),
        hint: Wording::new("choose one of {choices}", "请从 {choices} 中选择"),
        explanation: Wording::new(
            "Some options take one of a few words; the help lists them.",
            "有些选项只接受几个固定的词;帮助中列出了它们。",
        ),
        example: &["diff", "x^2", "--wrt", "x", "--format", "pdf"],
    };
    /// An option twice.
    GIVEN_TWICE = Code {
        id: "G0619",
        severity: Severity::Error,
        title: Wording::new("an option stands twice", "选项重复"),
        message: Wording::new("`{option}` is given more than once", "`{option}` 给出了不止一次"),
        hint: Wording::new("keep one of them", "请只保留一个"),
        explanation: Wording::new(
            "An option with a single value can be given once. Lists such as `--wrt` and `--at` may be given in parts.",
            "只取一个值的选项只能给出一次;`--wrt`、`--at` 等列表可以分几次给出。",
        ),
        example: &["diff", "x^2", "--wrt", "x", "--order", "1", "--order", "2"],
    };
    /// Options that ask for different answers.
    CONFLICT = Code {
        id: "G0620",
        severity: Severity::Error,
        title: Wording::new("options exclude each other", "选项互相冲突"),
        message: Wording::new("`--{option}` can't be used together with `--{other}`", "`--{option}` 不能与 `--{other}` 同时使用"),
        hint: Wording::new("keep one of them", "请只保留其中一个"),
        explanation: Wording::new(
            "Some options ask for different answers, and a command gives one.",
            "有些选项要求不同的结果,而一个命令只给出一个结果。",
        ),
        example: &["simplify", "x*(x + 1)", "--expand", "--factor"],
    };
    /// The time or memory of a command is used up.
    LIMIT = Code {
        id: "G0621",
        severity: Severity::Error,
        title: Wording::new("a limit was reached", "达到上限"),
        message: Wording::new("the command was stopped at its limit of {limit}", "命令达到上限 {limit},已停止"),
        hint: Wording::new("raise the limit with {option}, or make the problem smaller", "请用 {option} 提高上限,或缩小问题规模"),
        explanation: Wording::new(
            "A command stops when it has used the time or memory it may use, so that no input can hang a machine. `--limit-ms` and `--limit-mb` set the limits; 0 removes one.",
            "命令用完允许的时间或内存后就会停止,以免任何输入使机器失去响应。`--limit-ms` 和 `--limit-mb` 设置上限;0 表示不限。",
        ),
        example: &["diff", "exp(sin(cos(x^2)))", "--wrt", "x", "--order", "40", "--limit-ms", "1"],
    };
    /// `--at x=1,x=2`.
    ASSIGNED_TWICE = Code {
        id: "G0622",
        severity: Severity::Error,
        title: Wording::new("two values for one name", "同一名称有两个取值"),
        message: Wording::new("`{name}` gets a second value in --{option}", "`{name}` 在 --{option} 中被再次赋值"),
        hint: Wording::new("keep one of them", "请只保留其中一个"),
        explanation: Wording::new("A point gives each name one value.", "一个点对每个名称只给出一个取值。"),
        example: &["eval", "x^2", "--at", "x=1,x=2"],
    };
    /// A name that `explain` or a table doesn't have, and nothing resembles it.
    NOTHING_LIKE = Code {
        id: "G0623",
        severity: Severity::Error,
        title: Wording::new("nothing of this name", "没有这个名称"),
        message: Wording::new("there is nothing called `{name}` to show", "没有名为 `{name}` 的条目"),
        hint: Wording::new("`gradus rules` and `gradus functions` list the names", "`gradus rules` 和 `gradus functions` 列出所有名称"),
        explanation: Wording::new(
            "`explain` knows the codes of messages (G0104), the names of rules (chain) and of functions (sigmoid); `gradus rules` and `gradus functions` list them.",
            "`explain` 可以解释消息代码(G0104)、法则名(chain)和函数名(sigmoid);`gradus rules` 和 `gradus functions` 列出它们。",
        ),
        example: &["functions", "frobnicate"],
    };
    /// A number option that isn't a number.
    NOT_A_NUMBER = Code {
        id: "G0624",
        severity: Severity::Error,
        title: Wording::new("not a number", "不是数"),
        message: Wording::new("--{option} takes a number, not `{value}`", "--{option} 需要一个数,而不是 `{value}`"),
        hint: Wording::new("write --{option} 0.1", "请写成 --{option} 0.1"),
        explanation: Wording::new("Rates are decimal numbers such as 0.1 or 1e-3.", "学习率是十进制数,例如 0.1 或 1e-3。"),
        example: &["minimize", "(w - 3)^2", "--over", "w", "--rate", "fast"],
    };
    /// Differentiating what has no variables at all.
    CONSTANT = Code {
        id: "G0625",
        severity: Severity::Warning,
        title: Wording::new("the expression is a constant", "表达式是常数"),
        message: Wording::new("there are no variables in the expression, so its derivative by `{name}` is 0", "表达式中没有变量,因此对 `{name}` 的导数为 0"),
        hint: Wording::new("write the variable into the expression if it belongs there", "若表达式中应有该变量,请把它写进去"),
        explanation: Wording::new("A constant doesn't change with anything, so every derivative of it is zero.", "常数不随任何变量变化,所以它的任何导数都是零。"),
        example: &["diff", "2*pi", "--wrt", "r"],
    };
    /// Ctrl-C.
    INTERRUPTED = Code {
        id: "G0626",
        severity: Severity::Error,
        title: Wording::new("stopped by hand", "已被中断"),
        message: Wording::new("Ctrl-C stopped the command before it had an answer", "命令在得出结果之前被 Ctrl-C 中断"),
        hint: Wording::new("run it again with `--limit-ms`, and it ends by itself in time", "可用 `--limit-ms` 重新运行,让命令按时自行结束"),
        explanation: Wording::new(
            "Searches, trainings and batches stop at Ctrl-C, keep what they have and say that it is a part. Everything else has nothing to show before its end: it ends with this message and exit code 130.",
            "搜索、训练和批量检查在按下 Ctrl-C 时会停止,保留已有结果,并说明结果不完整。其他命令在结束之前没有可显示的内容:它们给出本消息并以退出码 130 结束。",
        ),
        example: &[],
    };
    /// An option that means something only together with another.
    ONLY_WITH = Code {
        id: "G0640",
        severity: Severity::Error,
        title: Wording::new("an option that needs another", "选项需要与另一个同用"),
        message: Wording::new("`--{option}` says nothing without `--{other}`", "没有 `--{other}` 时 `--{option}` 没有意义"),
        hint: Wording::new("add --{other}", "请加上 --{other}"),
        explanation: Wording::new(
            "Files are changed only when it is said twice: --fix asks for corrections, --write puts them into the files.",
            "修改文件需要明确表示两次:--fix 要求给出更正,--write 把更正写入文件。",
        ),
        example: &["lint", "@x", "--write"],
    };
    /// A picture into a file whose ending says nothing.
    PICTURE_FORMAT = Code {
        id: "G0650",
        severity: Severity::Error,
        title: Wording::new("no such kind of picture", "不支持的图片格式"),
        message: Wording::new("what kind of picture `{file}` shall be isn't known", "无法判断 `{file}` 应为何种图片"),
        hint: Wording::new("end the name of the file with one of {known}; `--plot -` draws in characters", "请使用以下扩展名之一:{known};`--plot -` 用字符绘图"),
        explanation: Wording::new(
            "The ending of the file says what is drawn into it: .svg for pages and notes, .png for programs that show bitmaps only, .txt for characters. `backprop` draws its graph in the languages of Graphviz (.dot) and Mermaid (.mmd) too. PNG is left out of builds without the feature `png`.",
            "文件扩展名决定图片的格式:.svg 用于网页和讲义,.png 用于只能显示位图的程序,.txt 为字符画。`backprop` 还可用 Graphviz(.dot)和 Mermaid(.mmd)语言输出计算图。未启用 `png` 特性的版本不支持 PNG。",
        ),
        example: &["minimize", "(w - 3)^2", "--over", "w", "--plot", "loss.jpg"],
    };
    /// A picture of what has no numbers.
    NOTHING_TO_DRAW = Code {
        id: "G0651",
        severity: Severity::Warning,
        title: Wording::new("nothing to draw", "没有可画的内容"),
        message: Wording::new("there is nothing to draw: names without a value are left in the result, or more than two parameters were solved for without iterations", "没有可画的内容:结果中仍有未取值的名称,或求解的参数多于两个且没有迭代过程"),
        hint: Wording::new("give the data with --data", "请用 --data 给出数据"),
        explanation: Wording::new(
            "A picture shows data with a fitted curve, the loss over the iterations of a descent, and the loss over one or two parameters. All of that needs numbers.",
            "图中显示数据与拟合曲线、损失随迭代的变化,以及损失随一个或两个参数的变化;这些都需要数值。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--plot", "-"],
    };
    /// A bitmap where no font is found.
    NO_FONTS = Code {
        id: "G0652",
        severity: Severity::Error,
        title: Wording::new("no fonts for a bitmap", "没有可用于位图的字体"),
        message: Wording::new("no font was found on this system to write the labels in `{file}`", "系统中未找到用于书写 `{file}` 中标签的字体"),
        hint: Wording::new("install a font, or draw into a file that ends with .svg", "请安装字体,或改用 .svg 文件"),
        explanation: Wording::new("A bitmap holds the shapes of its letters, which come from the fonts of the system; an SVG file leaves them to the program that shows it.", "位图包含字形,字形取自系统字体;SVG 文件则由显示它的程序处理字体。"),
        example: &[],
    };
}
