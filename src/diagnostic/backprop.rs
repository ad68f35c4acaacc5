//! Owns the messages about layers, the forward and the backward pass: codes G10xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// Definitions that lead back to themselves.
    CIRCLE = Code {
        id: "G1001",
        severity: Severity::Error,
        title: Wording::new("definitions in a circle", "定义成环"),
        message: Wording::new("`{name}` leads back to itself: {circle}", "`{name}` 的定义又回到它自己:{circle}"),
        hint: Wording::new("rename one of them, or write it in terms of earlier ones only", "请给其中一个改名,或让它只使用前面的定义"),
        explanation: Wording::new(
            "The forward pass computes each definition after those it uses. In a circle there is no first one. The arrow reads “uses”.",
            "前向传播时,每个定义都在它所使用的定义之后计算;若成环,则没有起点。箭头表示“使用”。",
        ),
        example: &["backprop", "a = 2*b; b = a + w; L = a^2", "--at", "w=1"],
    };
    /// A parameter that doesn't reach the loss.
    NOT_IN_LOSS = Code {
        id: "G1002",
        severity: Severity::Error,
        title: Wording::new("the loss doesn't depend on it", "损失不依赖于它"),
        message: Wording::new("`{loss}` doesn't depend on `{name}`", "`{loss}` 不依赖于 `{name}`"),
        hint: Wording::new("leave {name} out of --over, or look for a definition that should use it", "请从 --over 中去掉 {name},或检查是否有定义漏用了它"),
        explanation: Wording::new(
            "No path leads from this letter to the loss, so its gradient is 0 and no training would ever change it.",
            "从该字母到损失没有任何路径,因此梯度恒为 0,训练不会改变它。",
        ),
        example: &["backprop", "z = w*x; L = (y - z)^2", "--over", "w,b", "--at", "x=1,y=0,w=1,b=0"],
    };
    /// Letters without a value.
    MISSING_VALUE = Code {
        id: "G1003",
        severity: Severity::Error,
        title: Wording::new("values are missing", "缺少取值"),
        message: Wording::new("the forward pass needs a value for {names}", "前向传播需要 {names} 的取值"),
        hint: Wording::new("add --at {example}", "请加上 --at {example}"),
        explanation: Wording::new(
            "Every letter that the model starts from needs a number: from --at, or from a column of --data.",
            "模型出发的每个字母都需要一个数:来自 --at,或来自 --data 的列。",
        ),
        example: &["backprop", "z = w*x + b; L = (y - z)^2", "--at", "x=1,w=0.5"],
    };
    /// A point where a function has no derivative.
    KINK = Code {
        id: "G1004",
        severity: Severity::Warning,
        title: Wording::new("a kink exactly at the point", "恰在不可导点"),
        message: Wording::new(
            "`{function}` has no derivative at this point, where {place}; the value {value} is used for ∂{name}/∂{input}",
            "`{function}` 在此处({place})不可导;∂{name}/∂{input} 取 {value}",
        ),
        hint: Wording::new("any value between the slopes on both sides is a subgradient; move the point to avoid the choice", "介于左右斜率之间的任何值都是次梯度;移动该点即可避免选择"),
        explanation: Wording::new(
            "At a kink such as ReLU at 0 the slopes on both sides differ. Programs choose one value by convention; the value printed here is what the derivative formula gives at the point.",
            "在 ReLU 的 0 点这类折点处,左右斜率不同,程序按约定取其中一个值;此处给出的是导数公式在该点的值。",
        ),
        example: &["backprop", "a = relu(w*x); L = (y - a)^2", "--at", "x=0,y=1,w=1"],
    };
    /// A definition without a value.
    NOT_FINITE = Code {
        id: "G1005",
        severity: Severity::Error,
        title: Wording::new("no value at this point", "此处没有值"),
        message: Wording::new("`{name} = {formula}` has no value where {inputs}", "`{name} = {formula}` 在 {inputs} 处没有值"),
        hint: Wording::new("a division by 0, a logarithm of 0 or an even root of a negative number does this; choose another point", "除以 0、对 0 取对数或对负数开偶次方都会如此;请换一个点"),
        explanation: Wording::new(
            "The forward pass stops at the first definition that is undefined at the point, because all later ones use it.",
            "前向传播在第一个无定义的式子处停止,因为其后的定义都要用到它。",
        ),
        example: &["backprop", "a = ln(w*x); L = a - y", "--at", "x=0,y=0,w=1"],
    };
    /// Nothing to differentiate by.
    NO_PARAMETER = Code {
        id: "G1006",
        severity: Severity::Error,
        title: Wording::new("no parameter", "没有参数"),
        message: Wording::new("every letter of this model is taken for data or a setting", "此模型中的字母都被视为数据或设定值"),
        hint: Wording::new("name the parameters: --over w,b", "请指明参数:--over w,b"),
        explanation: Wording::new(
            "Without --over, letters such as x, y, t, lambda and N are taken for data and settings, and all others for parameters.",
            "没有 --over 时,x、y、t、lambda、N 等字母视为数据或设定值,其余字母视为参数。",
        ),
        example: &["backprop", "L = (y - x)^2", "--at", "x=1,y=2"],
    };
    /// A loss with an index.
    LOSS_IS_FAMILY = Code {
        id: "G1007",
        severity: Severity::Error,
        title: Wording::new("the loss is not one number", "损失不是一个数"),
        message: Wording::new("the last definition, `{name}`, is a whole family of numbers", "最后一个定义 `{name}` 是一族数"),
        hint: Wording::new("end with one number, such as L = sum(k=1..K, …)", "请以一个数结尾,例如 L = sum(k=1..K, …)"),
        explanation: Wording::new(
            "The backward pass starts from one number, the loss. A family is summed or averaged to one number first.",
            "反向传播从一个数(损失)出发;一族数须先求和或取平均。",
        ),
        example: &["backprop", "h_j = w_j*x", "--at", "x=1"],
    };
    /// A text without definitions.
    NO_LOSS = Code {
        id: "G1008",
        severity: Severity::Error,
        title: Wording::new("no loss", "没有损失"),
        message: Wording::new("this text defines nothing", "此文本没有任何定义"),
        hint: Wording::new("write definitions, the loss last: z = w*x + b; L = (y - z)^2", "请写出定义,损失放在最后:z = w*x + b; L = (y - z)^2"),
        explanation: Wording::new(
            "A model is a list of definitions; the last one is the loss that is differentiated.",
            "模型由若干定义组成,最后一个是要求导的损失。",
        ),
        example: &["backprop", "sum(k=1..K, y_k) = 1", "--at", "y=1"],
    };
    /// A size that no number is given for.
    MISSING_SIZE = Code {
        id: "G1009",
        severity: Severity::Error,
        title: Wording::new("a size is missing", "缺少规模"),
        message: Wording::new("numbers need to know how large `{name}` is", "计算数值需要知道 `{name}` 的大小"),
        hint: Wording::new("add --size {name}=3", "请加上 --size {name}=3"),
        explanation: Wording::new(
            "Formulas are derived for sizes of any value. For numbers every sum must end: --size d=3,m=4 says where.",
            "公式对任意规模成立;而计算数值时每个求和都要有终点:用 --size d=3,m=4 指定。",
        ),
        example: &["backprop", "z = sum(i=1..d, w_i*x_i); L = (y - z)^2", "--at", "y=1"],
    };
    /// A size that no sum can have.
    SIZE_NOT_WHOLE = Code {
        id: "G1012",
        severity: Severity::Error,
        title: Wording::new("a size that is no count", "规模不是正整数"),
        message: Wording::new("the size `{name}` is a whole number from 1 up, not {value}", "规模 `{name}` 应为正整数,而不是 {value}"),
        hint: Wording::new("write --size {name}=3", "请写成 --size {name}=3"),
        explanation: Wording::new(
            "A size says how many terms a sum has, or how many units a layer.",
            "规模表示求和有多少项,或一层有多少个单元。",
        ),
        example: &["backprop", "z = sum(i=1..d, w_i*x_i); L = z^2", "--size", "d=2.5"],
    };
    /// Descent that runs away.
    DIVERGED = Code {
        id: "G1010",
        severity: Severity::Error,
        title: Wording::new("training diverged", "训练发散"),
        message: Wording::new("in epoch {epoch} the values grow past all bounds", "在第 {epoch} 轮,数值超出了一切界限"),
        hint: Wording::new("take a smaller --rate, a tenth of it to begin with", "请减小 --rate,可先取十分之一"),
        explanation: Wording::new(
            "When the rate is too large for the curvature of the loss each step overshoots the minimum by more than the one before, until the numbers overflow.",
            "学习率相对损失的曲率过大时,每一步都比前一步更远地越过最小值,直到数值溢出。",
        ),
        example: &["backprop", "L = (w*x - y)^4", "--at", "x=10,y=1,w=1", "--rate", "1", "--train", "100"],
    };
    /// A value past all floating-point numbers.
    OVERFLOW = Code {
        id: "G1011",
        severity: Severity::Error,
        title: Wording::new("overflow", "数值上溢"),
        message: Wording::new("`{part}` in the definition of {name} is too large for floating-point numbers where {inputs}", "{name} 的定义中,`{part}` 在 {inputs} 处超出浮点数的范围"),
        hint: Wording::new("use a form that stays small, such as sigmoid, softplus or a log-sum-exp less its largest term, or a smaller point", "请改用不会变大的写法,例如 sigmoid、softplus 或减去最大项的 log-sum-exp,或换较小的点"),
        explanation: Wording::new(
            "Floating-point numbers end near 1.8·10^308, which exp passes at 709.8. The value exists, and gradus eval finds it, but a training program would compute infinity here.",
            "浮点数的上限约为 1.8·10^308,exp 在 709.8 处就会超出。这个值是存在的(gradus eval 可以求出),但训练程序在此只会得到无穷大。",
        ),
        example: &["backprop", "a = exp(w*x); L = a - y", "--at", "x=1000,y=0,w=1"],
    };
}
