//! Owns the messages about data files: codes G03xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// The reader failed.
    UNREADABLE = Code {
        id: "G0301",
        severity: Severity::Error,
        title: Wording::new("data can't be read", "数据无法读取"),
        message: Wording::new("the data can't be read: {reason}", "无法读取数据:{reason}"),
        hint: Wording::new("check that it is a file and that you may read it", "请检查它是否为文件、是否有读取权限"),
        explanation: Wording::new(
            "The operating system refused to hand out the data. The message repeats its reason.",
            "操作系统拒绝提供数据,消息中给出了原因。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "."],
    };
    /// No text at all.
    EMPTY = Code {
        id: "G0302",
        severity: Severity::Error,
        title: Wording::new("no data", "没有数据"),
        message: Wording::new("there is nothing in the data", "数据是空的"),
        hint: Wording::new("write a line with the names of the columns, such as x,y, then one line for each row", "请先写一行列名,例如 x,y,再逐行写数据"),
        explanation: Wording::new(
            "The file is empty or holds only blank lines.",
            "文件为空,或只有空行。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@"],
    };
    /// A header and nothing else.
    NO_ROWS = Code {
        id: "G0303",
        severity: Severity::Error,
        title: Wording::new("no rows", "没有数据行"),
        message: Wording::new("the data have names of columns but no row", "数据只有列名,没有任何一行数据"),
        hint: Wording::new("add at least one line of numbers; if all rows were skipped for missing values, fill some in", "请至少添加一行数;若所有行都因缺失值被跳过,请补全一些"),
        explanation: Wording::new(
            "A sum or mean over no rows has no minimum to look for.",
            "对零行数据求和或求平均,没有可求的最小值。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n"],
    };
    /// Numbers where the names should be.
    NO_HEADER = Code {
        id: "G0304",
        severity: Severity::Error,
        title: Wording::new("no names of columns", "缺少列名"),
        message: Wording::new("line {line} has numbers where the names of the columns should be", "第 {line} 行应为列名,却全是数"),
        hint: Wording::new("add a first line such as x,y, or give the names with --columns x,y", "请在最前面加一行列名,例如 x,y,或用 --columns x,y 指定列名"),
        explanation: Wording::new(
            "The first line of the data names the columns. If it were taken for names, its numbers would be lost without a word.",
            "数据的第一行是列名。若把数当作列名,这一行数据就会不声不响地丢失。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@1,2\\n3,4\\n"],
    };
    /// A name that no column has.
    UNKNOWN_COLUMN = Code {
        id: "G0305",
        severity: Severity::Error,
        title: Wording::new("no such column", "没有这一列"),
        message: Wording::new("the data have no column `{name}`", "数据中没有名为 `{name}` 的列"),
        hint: Wording::new("the columns are {known}", "现有的列:{known}"),
        explanation: Wording::new(
            "Columns are found by the name in the first line of the data. Spaces and signs in a name become one underscore.",
            "按数据第一行中的名称查找列。名称中的空格和符号合并为一个下划线。",
        ),
        example: &["minimize", "mean((y - w*z)^2)", "--over", "w", "--data", "@x,y\\n1,2\\n"],
    };
    /// Text in a number column.
    NOT_A_NUMBER = Code {
        id: "G0306",
        severity: Severity::Error,
        title: Wording::new("not a number", "不是数"),
        message: Wording::new("line {line}, column {column} (`{name}`): `{found}` is not a number", "第 {line} 行第 {column} 列(`{name}`):`{found}` 不是数"),
        hint: Wording::new("correct the cell, or leave the column out of the expression", "请改正这个单元格,或不要在表达式中使用这一列"),
        explanation: Wording::new(
            "Every cell of a column that is used must be a number such as -2.5 or 1e-3. Columns that aren't used may hold anything.",
            "用到的列,每个单元格都必须是数,例如 -2.5 或 1e-3。未用到的列可以是任何内容。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,two\\n"],
    };
    /// A decimal comma where a point is expected, or the reverse.
    DECIMAL_SIGN = Code {
        id: "G0307",
        severity: Severity::Error,
        title: Wording::new("other decimal sign", "小数点符号不符"),
        message: Wording::new("line {line}, column {column} (`{name}`): `{found}` has another decimal sign than expected", "第 {line} 行第 {column} 列(`{name}`):`{found}` 的小数点符号与预期不符"),
        hint: Wording::new("for decimals with a comma use --decimal ,; otherwise write a point, and no sign between thousands", "若小数用逗号,请加 --decimal ,;否则请用小数点,且不要写千位分隔符"),
        explanation: Wording::new(
            "Decimals have a point unless --decimal , is given. The two aren't mixed, since 1,234 could then mean two numbers.",
            "小数默认用小数点,加 --decimal , 则用逗号。两者不能混用,否则 1,234 会有两种含义。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x;y\\n1;2,5\\n"],
    };
    /// NaN or infinity.
    NOT_FINITE = Code {
        id: "G0308",
        severity: Severity::Error,
        title: Wording::new("not a finite number", "不是有限数"),
        message: Wording::new("line {line}, column {column} (`{name}`): `{found}` is not a finite number", "第 {line} 行第 {column} 列(`{name}`):`{found}` 不是有限数"),
        hint: Wording::new("find out why it was written; --skip-missing leaves out rows with NaN", "请查明它为何出现;--skip-missing 可跳过含 NaN 的行"),
        explanation: Wording::new(
            "NaN and infinity usually come from an earlier computation that failed. A loss over them would have no value.",
            "NaN 和无穷大通常来自先前失败的计算。含有它们的损失没有值。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,NaN\\n"],
    };
    /// An empty cell.
    MISSING_VALUE = Code {
        id: "G0309",
        severity: Severity::Error,
        title: Wording::new("missing value", "缺失值"),
        message: Wording::new("line {line}, column {column} (`{name}`): the value is missing", "第 {line} 行第 {column} 列(`{name}`):缺少数值"),
        hint: Wording::new("fill it in, or leave such rows out with --skip-missing", "请补上,或用 --skip-missing 跳过这样的行"),
        explanation: Wording::new(
            "An empty cell, NA, N/A, null, None, a question mark and a lone point or dash count as missing.",
            "空单元格、NA、N/A、null、None、问号以及单独的点或短横都视为缺失。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,\\n"],
    };
    /// A row of another length.
    RAGGED = Code {
        id: "G0310",
        severity: Severity::Error,
        title: Wording::new("row of another length", "行的长度不一致"),
        message: Wording::new("line {line} is of another length than the first one: cells {count}, columns {wanted}", "第 {line} 行有 {count} 个单元格,而数据有 {wanted} 列"),
        hint: Wording::new("add or remove separators on this line; text with a separator in it needs quotes", "请增减这一行的分隔符;含分隔符的文本须加引号"),
        explanation: Wording::new(
            "Each row needs as many cells as the first line has names; otherwise it isn't clear which value belongs to which column.",
            "每行的单元格数必须与第一行的列名数相同,否则无法确定各值属于哪一列。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,2,3\\n"],
    };
    /// Two columns of one name.
    DUPLICATE_COLUMN = Code {
        id: "G0311",
        severity: Severity::Error,
        title: Wording::new("two columns of one name", "列名重复"),
        message: Wording::new("columns {first} and {second} are both called `{name}`", "第 {first} 列和第 {second} 列都叫 `{name}`"),
        hint: Wording::new("rename one of them, or give all names with --columns", "请给其中一列改名,或用 --columns 指定全部列名"),
        explanation: Wording::new(
            "Names that differ only in signs and spaces, or in spelling such as ŷ and yhat, are the same name.",
            "仅符号、空格不同,或写法不同(如 ŷ 与 yhat)的名称是同一个名称。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y,x\\n1,2,3\\n"],
    };
    /// A head that is no name.
    COLUMN_NAME = Code {
        id: "G0312",
        severity: Severity::Error,
        title: Wording::new("column without a usable name", "列名不可用"),
        message: Wording::new("`{found}` (column {column}) can't be the name of a column", "`{found}`(第 {column} 列)不能用作列名"),
        hint: Wording::new("rename it, or give all names with --columns x,y", "请改名,或用 --columns x,y 指定全部列名"),
        explanation: Wording::new(
            "A name starts with a letter, and isn't a word of the language such as sum, mean or exp.",
            "名称须以字母开头,且不能是 sum、mean、exp 等语言中的词。",
        ),
        example: &["fit", "y = w*x", "--data", "@x,y\\n1,2\\n", "--columns", "mean,y"],
    };
    /// Data past a bound.
    LIMIT = Code {
        id: "G0313",
        severity: Severity::Error,
        title: Wording::new("data too large", "数据过大"),
        message: Wording::new("at line {line} {what} has more than {limit} {unit}", "到第 {line} 行,{what}超出上限 {limit} {unit}"),
        hint: Wording::new("choose fewer columns or rows, or raise --cell-limit; look for a quote that is never closed", "请减少列或行,或提高 --cell-limit;并检查是否有未闭合的引号"),
        explanation: Wording::new(
            "Memory is bounded, so that no file can hang the program. A quote that is opened and never closed makes the rest of the file one row.",
            "内存有上限,因此任何文件都不会使程序卡死。引号未闭合会使文件其余部分变成一行。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,2\\n", "--cell-limit", "1"],
    };
    /// Bytes that aren't UTF-8.
    ENCODING = Code {
        id: "G0314",
        severity: Severity::Error,
        title: Wording::new("not UTF-8 text", "不是 UTF-8 文本"),
        message: Wording::new("line {line} is not text in UTF-8", "第 {line} 行不是 UTF-8 文本"),
        hint: Wording::new("save the file as CSV in UTF-8", "请把文件另存为 UTF-8 编码的 CSV"),
        explanation: Wording::new(
            "Data are read as UTF-8. Spreadsheets, archives and text in UTF-16 must be exported first.",
            "数据按 UTF-8 读取。电子表格、压缩文件和 UTF-16 文本须先导出。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x\u{0}y"],
    };
    /// A line that is no object.
    JSON_LINE = Code {
        id: "G0315",
        severity: Severity::Error,
        title: Wording::new("not a JSON object", "不是 JSON 对象"),
        message: Wording::new("line {line}, character {column}: this is not a JSON object", "第 {line} 行第 {column} 个字符:这不是 JSON 对象"),
        hint: Wording::new("write one object a line, such as {\"x\": 1, \"y\": 2.5}", "请每行写一个对象,例如 {\"x\": 1, \"y\": 2.5}"),
        explanation: Wording::new(
            "When the first line starts with a brace, each line is read as one JSON object with the same keys.",
            "若第一行以花括号开头,则每行按一个 JSON 对象读取,且键相同。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@{\"x\": 1, \"y\": 2\\n"],
    };
    /// A number past the bounds.
    NUMBER_SIZE = Code {
        id: "G0316",
        severity: Severity::Error,
        title: Wording::new("number too long", "数过长"),
        message: Wording::new("line {line}, column {column} (`{name}`): `{found}` has too many digits", "第 {line} 行第 {column} 列(`{name}`):`{found}` 的位数过多"),
        hint: Wording::new("shorten it; no measurement has this many digits", "请缩短它;任何测量值都没有这么多位"),
        explanation: Wording::new(
            "Numbers are kept exactly, so their digits and exponents are bounded: 1100 of each.",
            "数是精确保存的,因此位数和指数都有上限:各 1100。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@x,y\\n1,1e5000\\n"],
    };
    /// Two values under one key.
    REPEATED_KEY = Code {
        id: "G0317",
        severity: Severity::Error,
        title: Wording::new("a key stands twice", "键重复"),
        message: Wording::new("line {line} has two values for `{name}`", "第 {line} 行中 `{name}` 有两个值"),
        hint: Wording::new("keep one of them, or rename one", "请只保留一个,或给其中一个改名"),
        explanation: Wording::new(
            "In a JSON object each key stands once; of two values under one key nobody knows which is meant.",
            "JSON 对象中每个键只能出现一次;同一键有两个值时,无法确定指哪一个。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", "@{\"x\": 1, \"y\": 2, \"x\": 3}\\n"],
    };
}
