//! Owns the messages about numbers and values: codes G04xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A denominator that is 0.
    DIVISION_BY_ZERO = Code {
        id: "G0401",
        severity: Severity::Error,
        title: Wording::new("division by zero", "除数为零"),
        message: Wording::new("`{part}` has no value: it divides by 0", "`{part}` 没有值:除数为 0"),
        hint: Wording::new("choose values at which the divisor isn't 0", "请选择使除数不为 0 的取值"),
        explanation: Wording::new(
            "No number times 0 gives another number than 0, so a quotient with denominator 0, and 0 to a negative power, have no value.",
            "任何数乘以 0 都得 0,因此分母为 0 的商以及 0 的负数次幂都没有值。",
        ),
        example: &["eval", "1/(x - 2)", "--at", "x=2"],
    };
    /// 0^0.
    ZERO_TO_ZERO = Code {
        id: "G0402",
        severity: Severity::Error,
        title: Wording::new("zero to the power zero", "零的零次幂"),
        message: Wording::new("`{part}` is 0^0 here, which has no value", "`{part}` 在此处为 0^0,没有值"),
        hint: Wording::new("choose values at which the base or the exponent isn't 0", "请选择使底数或指数不为 0 的取值"),
        explanation: Wording::new(
            "x^0 tends to 1 and 0^x tends to 0 when x tends to 0 from above, so no value fits both; gradus leaves 0^0 undefined.",
            "x 从正侧趋于 0 时,x^0 趋于 1,而 0^x 趋于 0,没有值能同时与两者一致,因此 gradus 不定义 0^0。",
        ),
        example: &["eval", "x^x", "--at", "x=0"],
    };
    /// A negative base with an exponent that isn't whole.
    NEGATIVE_BASE = Code {
        id: "G0403",
        severity: Severity::Error,
        title: Wording::new("power of a negative number", "负数的非整数次幂"),
        message: Wording::new(
            "`{part}` has no real value: `{base}` is negative and the exponent isn't a whole number",
            "`{part}` 没有实数值:`{base}` 为负,而指数不是整数",
        ),
        hint: Wording::new("for the real cube root write cbrt(x); for others root(x, n)", "实数立方根请写 cbrt(x),其他次方根请写 root(x, n)"),
        explanation: Wording::new(
            "u^v with a real exponent is exp(v ln u), which needs u > 0. Whole exponents are repeated products and take any base; odd real roots of negative numbers are written cbrt and root.",
            "实指数的幂 u^v 定义为 exp(v ln u),要求 u > 0。整数指数是连乘,底数可取任意值;负数的奇次实根用 cbrt 和 root 表示。",
        ),
        example: &["eval", "x^(1/3)", "--at", "x=-8"],
    };
    /// The logarithm of 0 or less.
    LOGARITHM = Code {
        id: "G0404",
        severity: Severity::Error,
        title: Wording::new("logarithm of a number that isn't positive", "非正数的对数"),
        message: Wording::new("`{part}` has no real value: `{argument}` isn't positive", "`{part}` 没有实数值:`{argument}` 不是正数"),
        hint: Wording::new("a logarithm needs a number above 0 here", "对数的真数必须大于 0"),
        explanation: Wording::new(
            "exp takes only positive values, so its inverse, the logarithm, has real values for positive numbers only.",
            "exp 只取正值,因此其反函数对数仅对正数有实数值。",
        ),
        example: &["eval", "ln(x - 2)", "--at", "x=1"],
    };
    /// An even root of a negative number, or a root of a degree that isn't one.
    EVEN_ROOT = Code {
        id: "G0405",
        severity: Severity::Error,
        title: Wording::new("even root of a negative number", "负数的偶次方根"),
        message: Wording::new("`{part}` has no real value for `{argument}`", "`{part}` 对于 `{argument}` 没有实数值"),
        hint: Wording::new("even roots need a number that isn't negative, and degrees are at least 1", "偶次方根要求被开方数非负,且根次数至少为 1"),
        explanation: Wording::new(
            "No real number has a negative even power. Odd whole degrees take any number: cbrt(-8) is -2.",
            "实数的偶次幂不会是负数。奇数次方根对任何数都有意义:cbrt(-8) 等于 -2。",
        ),
        example: &["eval", "sqrt(x)", "--at", "x=-1"],
    };
    /// A function outside its domain.
    OUTSIDE_DOMAIN = Code {
        id: "G0406",
        severity: Severity::Error,
        title: Wording::new("outside the domain", "超出定义域"),
        message: Wording::new("`{part}` has no real value here; {function} needs {domain}", "`{part}` 在此处没有实数值;{function} 要求 {domain}"),
        hint: Wording::new("`gradus functions` shows where each function has a value", "`gradus functions` 列出各函数的定义域"),
        explanation: Wording::new(
            "Values are real numbers. The table of functions says for each one where it has a real value.",
            "取值均为实数。函数表中列出了各函数在何处有实数值。",
        ),
        example: &["eval", "asin(x)", "--at", "x=2"],
    };
    /// A pole of gamma and its relatives.
    POLE = Code {
        id: "G0407",
        severity: Severity::Error,
        title: Wording::new("pole of the gamma function", "伽马函数的极点"),
        message: Wording::new("`{part}` has no value for `{argument}`", "`{part}` 对于 `{argument}` 没有值"),
        hint: Wording::new("gamma and its relatives have no value at 0, -1, -2, …", "伽马函数及相关函数在 0、-1、-2、… 处没有值"),
        explanation: Wording::new(
            "Near 0 and the negative whole numbers the gamma function grows past every bound, and so do its logarithm and the polygamma functions. Orders of polygamma are whole numbers from 0 to 1000.",
            "在 0 和负整数附近,伽马函数无界,其对数和多伽马函数也是如此。多伽马函数的阶为 0 到 1000 的整数。",
        ),
        example: &["eval", "gamma(x)", "--at", "x=-3"],
    };
    /// A boundary that more digits don't decide.
    UNDECIDED = Code {
        id: "G0408",
        severity: Severity::Error,
        title: Wording::new("too near to a boundary", "过于接近边界"),
        message: Wording::new(
            "whether `{part}` has a value here can't be told with up to {digits} digits or the work allowed",
            "用至多 {digits} 位数字或允许的计算量,无法判断 `{part}` 在此处是否有值",
        ),
        hint: Wording::new("simplify the expression first, or choose another point", "请先化简表达式,或换一个点"),
        explanation: Wording::new(
            "A denominator, an argument of a logarithm or two sides of a comparison are equal in all digits that were computed. They may be equal exactly; digits alone can never show that.",
            "某个分母、对数的自变量或比较式两边在已算出的各位数字上无法与边界区分。它们可能恰好相等,但仅凭数字永远无法证明。",
        ),
        example: &["eval", "1/(sqrt(x)*sqrt(3) - sqrt(6))", "--at", "x=2"],
    };
    /// The allowed work is used up.
    WORK = Code {
        id: "G0409",
        severity: Severity::Error,
        title: Wording::new("too much work", "计算量过大"),
        message: Wording::new("`{part}` can't be computed within the work allowed", "在允许的计算量内无法求出 `{part}`"),
        hint: Wording::new("ask for fewer digits, or for a smaller number", "请减少所需位数,或换较小的数"),
        explanation: Wording::new(
            "Work is bounded, so that no input can hang the program. Angles with a hundred thousand digits, sums of very many terms and very many digits of special functions pass the bound.",
            "为避免任何输入使程序卡死,计算量有上限。十万位的角度、项数极多的求和以及特殊函数的极多位数字都会超过上限。",
        ),
        example: &["eval", "sin(10^(10^6))", "--at", "x=1"],
    };
    /// Rows without data.
    NO_ROWS = Code {
        id: "G0410",
        severity: Severity::Error,
        title: Wording::new("no rows", "没有数据行"),
        message: Wording::new("`{part}` runs over the rows of data, and there is no data", "`{part}` 要对数据的各行进行,但没有数据"),
        hint: Wording::new("give the number of terms: sum(i=1..4, …)", "请写明项数:sum(i=1..4, …)"),
        explanation: Wording::new(
            "sum(…) and mean(…) without an index take one term for each row of a data file.",
            "不带下标的 sum(…) 和 mean(…) 对数据文件的每一行取一项。",
        ),
        example: &["eval", "mean(x^2)", "--at", "x=1"],
    };
    /// A limit or index that isn't a whole number.
    NOT_WHOLE = Code {
        id: "G0411",
        severity: Severity::Error,
        title: Wording::new("not a whole number", "不是整数"),
        message: Wording::new("`{part}` is a limit or an index, and isn't a whole number here", "`{part}` 是求和的上下限或下标,但此处不是整数"),
        hint: Wording::new("give it a whole number", "请取整数值"),
        explanation: Wording::new(
            "An index runs through whole numbers, so the limits of a sum and the indices of x_i must be whole.",
            "下标取整数值,因此求和的上下限以及 x_i 的下标必须是整数。",
        ),
        example: &["eval", "sum(i=1..N, i)", "--at", "N=2.5"],
    };
    /// A point that the conditions of a derivative leave out.
    LEFT_OUT = Code {
        id: "G0412",
        severity: Severity::Error,
        title: Wording::new("a point that is left out", "被排除的点"),
        message: Wording::new("the derivative holds for {condition}, which is not so at this point", "该导数在 {condition} 时成立,而在这一点上并非如此"),
        hint: Wording::new("choose another point; at a kink there are only derivatives from one side", "请换一个点;在尖点处只有单侧导数"),
        explanation: Wording::new(
            "|x| has a kink at 0: it rises on one side and falls on the other, so it has no derivative there. The formula of the derivative comes with the condition x ≠ 0, and gives no value where that fails.",
            "|x| 在 0 处有尖点:一侧上升、一侧下降,因此在该处不可导。导数公式附有条件 x ≠ 0,条件不成立时不给出数值。",
        ),
        example: &["diff", "abs(x)", "--wrt", "x", "--at", "x=0"],
    };
}
