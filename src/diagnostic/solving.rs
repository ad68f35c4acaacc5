//! Owns the messages about equations, sums and minima: codes G05xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// A learning rate that isn't positive.
    ZERO_RATE = Code {
        id: "G0501",
        severity: Severity::Error,
        title: Wording::new("the learning rate must be positive", "学习率必须为正"),
        message: Wording::new("with the learning rate {rate} the parameters never move downhill", "学习率为 {rate} 时,参数永远不会向下移动"),
        hint: Wording::new("give a rate above 0, such as 0.01, or leave it out", "请给出大于 0 的学习率(如 0.01),或不指定"),
        explanation: Wording::new(
            "Each step subtracts the learning rate times the gradient. A rate of zero never moves; a negative one goes uphill.",
            "每一步减去学习率乘以梯度。学习率为零则原地不动,为负则朝上坡走。",
        ),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w", "--rate", "0", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// Symbols without values where numbers are needed.
    NO_NUMBERS = Code {
        id: "G0502",
        severity: Severity::Error,
        title: Wording::new("values are missing", "缺少取值"),
        message: Wording::new("no closed form ({part}{reason}), and descent needs numbers: {names} have none", "没有解析解({part}{reason}),而数值下降需要数值:{names} 没有取值"),
        hint: Wording::new("give data with these columns, or write numbers for them", "请给出含有这些列的数据,或把它们写成数"),
        explanation: Wording::new(
            "There is no closed form, or another method was asked for, so that the minimum has to be approached in numbers.",
            "没有解析解,或要求使用其他方法,因此只能用数值逼近最小值。",
        ),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w"],
    };
    /// A start at which the loss has no value.
    NO_VALUE_AT_START = Code {
        id: "G0503",
        severity: Severity::Error,
        title: Wording::new("the loss has no value at the start", "损失在起点没有值"),
        message: Wording::new("at {start} the loss or its gradient has no finite value", "在 {start} 处,损失或其梯度没有有限值"),
        hint: Wording::new("start elsewhere, for example --start {example}", "请换一个起点,例如 --start {example}"),
        explanation: Wording::new(
            "Descent begins at the start point, so the loss must be defined there: logarithms need positive arguments, denominators must not be zero, and nothing may overflow.",
            "下降法从起点出发,因此损失在该处必须有定义:对数的自变量须为正,分母不能为零,数值不能溢出。",
        ),
        example: &["minimize", "mean((y - ln(w))^2)", "--over", "w", "--start", "w=-1", "--method", "gd", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// A closed form that doesn't exist.
    NO_CLOSED_FORM = Code {
        id: "G0504",
        severity: Severity::Error,
        title: Wording::new("no closed form", "没有解析解"),
        message: Wording::new("there is no closed form: {part}{reason}", "没有解析解:{part}{reason}"),
        hint: Wording::new("use --method gd, or leave the method out", "请用 --method gd,或不指定方法"),
        explanation: Wording::new(
            "A closed form exists when the equations that set the derivatives to zero can be solved by elimination and roots of polynomials.",
            "当令导数为零所得的方程可以用消元和多项式求根解出时,才有解析解。",
        ),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w", "--method", "closed-form", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// An equation that isn't linear.
    NOT_LINEAR = Code {
        id: "G0505",
        severity: Severity::Error,
        title: Wording::new("not linear", "不是线性方程"),
        message: Wording::new("{equation} = 0 is not linear in the unknowns", "{equation} = 0 关于未知数不是线性的"),
        hint: Wording::new("solve it for one unknown at a time", "请逐个未知数求解"),
        explanation: Wording::new(
            "A linear equation is a sum of multiples of the unknowns; products and functions of unknowns are not linear.",
            "线性方程是未知数倍数之和;未知数的乘积或函数不是线性的。",
        ),
        example: &[],
    };
    /// An unknown inside a function.
    NOT_POLYNOMIAL = Code {
        id: "G0506",
        severity: Severity::Error,
        title: Wording::new("not a polynomial equation", "不是多项式方程"),
        message: Wording::new("{unknown} stands inside {part}", "{unknown} 出现在 {part} 之中"),
        hint: Wording::new("look for the root numerically", "请用数值方法求根"),
        explanation: Wording::new(
            "Polynomial equations hold sums of whole powers of the unknown. Where it also stands inside a function, there is in general no formula for the root.",
            "多项式方程只含未知数的整数次幂之和;若未知数还出现在函数之中,一般没有求根公式。",
        ),
        example: &[],
    };
    /// An equation that every value solves.
    ALWAYS_TRUE = Code {
        id: "G0507",
        severity: Severity::Error,
        title: Wording::new("every value is a solution", "任何值都是解"),
        message: Wording::new("{equation} is zero whatever the unknown is", "无论未知数取何值,{equation} 都为零"),
        hint: Wording::new("check the equation", "请检查方程"),
        explanation: Wording::new(
            "After simplification nothing is left of the equation, so that it says nothing about the unknown.",
            "化简后方程恒成立,因此对未知数没有任何限制。",
        ),
        example: &[],
    };
    /// Nothing to minimise over.
    NO_PARAMETERS = Code {
        id: "G0508",
        severity: Severity::Error,
        title: Wording::new("no parameters", "没有参数"),
        message: Wording::new("there is no parameter to minimise over: every name is a column of the data", "没有可优化的参数:每个名称都是数据中的列"),
        hint: Wording::new("put a name into the model that is no column, as in y = w*x + b", "请在模型中写上不是列名的名称,例如 y = w*x + b"),
        explanation: Wording::new(
            "The loss is minimised over the parameters; all other names are columns of the data or stay symbols.",
            "损失是对参数求最小值的;其他名称是数据的列,或保留为符号。",
        ),
        example: &["fit", "y = 2*x", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// A parameter that the loss doesn't contain.
    ABSENT_PARAMETER = Code {
        id: "G0509",
        severity: Severity::Error,
        title: Wording::new("the parameter does not occur", "参数未出现"),
        message: Wording::new("the loss does not depend on `{name}`", "损失与 `{name}` 无关"),
        hint: Wording::new("its names are: {known}", "其中的名称有:{known}"),
        explanation: Wording::new(
            "A loss that doesn't contain a parameter has the same value whatever the parameter is, so nothing can be said about it.",
            "损失若不含某个参数,则其值与该参数无关,也就无从确定它。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "w,c"],
    };
    /// A column outside of a sum over rows.
    COLUMN_OUTSIDE = Code {
        id: "G0510",
        severity: Severity::Error,
        title: Wording::new("a column outside of a sum", "列出现在求和之外"),
        message: Wording::new("the column `{name}` stands outside of sum(…) and mean(…)", "列 `{name}` 出现在 sum(…) 和 mean(…) 之外"),
        hint: Wording::new("write mean({loss})", "请写成 mean({loss})"),
        explanation: Wording::new(
            "A column has one value for each row. A loss must say what to do with the rows: add them up with sum(…), or average them with mean(…).",
            "每一列在每一行各有一个值。损失必须说明如何处理各行:用 sum(…) 求和,或用 mean(…) 求平均。",
        ),
        example: &["minimize", "(y - w*x)^2", "--over", "w", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// A parameter that has values already.
    PARAMETER_IS_COLUMN = Code {
        id: "G0511",
        severity: Severity::Error,
        title: Wording::new("a column can not be a parameter", "列不能作参数"),
        message: Wording::new("`{name}` is a column of the data", "`{name}` 是数据中的一列"),
        hint: Wording::new("minimise over another name", "请改用其他参数名"),
        explanation: Wording::new(
            "A column has its values from the data, so that there is nothing left to choose.",
            "列的取值由数据给出,无可选择。",
        ),
        example: &["minimize", "mean((y - w*x)^2)", "--over", "x", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// A start value for no parameter.
    START_NAME = Code {
        id: "G0512",
        severity: Severity::Error,
        title: Wording::new("a start value for no parameter", "起点中的名称不是参数"),
        message: Wording::new("`{name}` has a start value and is no parameter", "`{name}` 给出了起始值,但它不是参数"),
        hint: Wording::new("parameters: {known}", "参数有:{known}"),
        explanation: Wording::new(
            "Start values are given to the parameters that are minimised over.",
            "起始值只能赋给要优化的参数。",
        ),
        example: &["minimize", "mean((y - exp(w*x))^2)", "--over", "w", "--start", "v=1", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// Levenberg and Marquardt without squares.
    NOT_SQUARES = Code {
        id: "G0513",
        severity: Severity::Error,
        title: Wording::new("the loss is no sum of squares", "损失不是平方和"),
        message: Wording::new("the method `lm` needs a sum of squares over the rows", "方法 `lm` 需要各行的平方和"),
        hint: Wording::new("use --method newton or lbfgs, or leave the method out", "请用 --method newton 或 lbfgs,或不指定方法"),
        explanation: Wording::new(
            "The method of Levenberg and Marquardt works with residuals: the loss must be a sum or mean of squares, times positive numbers.",
            "Levenberg–Marquardt 方法依靠残差:损失必须是平方的和或平均,可乘以正数。",
        ),
        example: &["minimize", "mean(exp(w*x) - y*w)", "--over", "w", "--method", "lm", "--data", "@x,y\\n1,1\\n2,2\\n3,3\\n4,4"],
    };
    /// Newton with very many parameters.
    TOO_MANY_FOR_NEWTON = Code {
        id: "G0514",
        severity: Severity::Error,
        title: Wording::new("too many parameters for newton", "参数过多,不宜用 newton"),
        message: Wording::new("`newton` derives the Hessian for up to {limit} parameters", "`newton` 至多对 {limit} 个参数推导黑塞矩阵"),
        hint: Wording::new("use --method lbfgs", "请用 --method lbfgs"),
        explanation: Wording::new(
            "Newton's method needs every second derivative, whose number grows with the square of the number of parameters. BFGS with limited memory needs the gradient only.",
            "牛顿法需要所有二阶导数,其个数随参数个数的平方增长。有限内存 BFGS 只需要梯度。",
        ),
        example: &["minimize", "(w1 - 1)^4+(w2 - 2)^4+(w3 - 3)^4+(w4 - 4)^4+(w5 - 5)^4+(w6 - 6)^4+(w7 - 7)^4+(w8 - 8)^4+(w9 - 9)^4+(w10 - 10)^4+(w11 - 11)^4+(w12 - 12)^4+(w13 - 13)^4+(w14 - 14)^4+(w15 - 15)^4+(w16 - 16)^4+(w17 - 17)^4+(w18 - 18)^4+(w19 - 19)^4+(w20 - 20)^4+(w21 - 21)^4+(w22 - 22)^4+(w23 - 23)^4+(w24 - 24)^4+(w25 - 25)^4+(w26 - 26)^4+(w27 - 27)^4+(w28 - 28)^4+(w29 - 29)^4+(w30 - 30)^4+(w31 - 31)^4+(w32 - 32)^4+(w33 - 33)^4+(w34 - 34)^4+(w35 - 35)^4+(w36 - 36)^4+(w37 - 37)^4+(w38 - 38)^4+(w39 - 39)^4+(w40 - 40)^4+(w41 - 41)^4", "--over", "w1,w2,w3,w4,w5,w6,w7,w8,w9,w10,w11,w12,w13,w14,w15,w16,w17,w18,w19,w20,w21,w22,w23,w24,w25,w26,w27,w28,w29,w30,w31,w32,w33,w34,w35,w36,w37,w38,w39,w40,w41", "--method", "newton"],
    };
    /// Stochastic descent without rows.
    NOTHING_TO_SAMPLE = Code {
        id: "G0515",
        severity: Severity::Error,
        title: Wording::new("no rows to draw from", "没有可抽取的行"),
        message: Wording::new("the method `sgd` draws rows of the data, and the loss has none", "方法 `sgd` 要抽取数据行,而该损失没有数据行"),
        hint: Wording::new("give --data, or use --method gd", "请给出 --data,或用 --method gd"),
        explanation: Wording::new(
            "Stochastic descent estimates the gradient from a few rows at a time, so the loss must be a sum or mean over rows of data.",
            "随机梯度下降每次用少数几行估计梯度,因此损失必须是对数据各行的和或平均。",
        ),
        example: &["minimize", "(w - 1)^4", "--over", "w", "--method", "sgd"],
    };
}
