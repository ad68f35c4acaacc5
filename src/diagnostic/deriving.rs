//! Owns the messages about rewriting and deriving: codes G07xx.

use super::{Code, Severity};
use crate::wording::Wording;

codes! {
    /// Something that has no derivative stands in the expression.
    NOT_DIFFERENTIABLE = Code {
        id: "G0701",
        severity: Severity::Error,
        title: Wording::new("no rule applies", "没有适用的法则"),
        message: Wording::new("`{what}` can't be differentiated by `{variable}`", "`{what}` 不能对 `{variable}` 求导"),
        hint: Wording::new(
            "keep the variable out of limits, indices, conditions and exponents of 0, or differentiate by another one",
            "请勿让该变量出现在求和限、下标、条件或 0 的指数中,或改对其他变量求导",
        ),
        explanation: Wording::new(
            "A sum whose limits depend on the variable, or an index that does, jumps as the variable changes and has no derivative formula.",
            "若求和的上下限或下标依赖于该变量,函数值会跳变,没有求导公式。",
        ),
        example: &["diff", "sum(i=1..N, x_i)", "--wrt", "N"],
    };
    /// Differentiating by something that is no variable.
    NOT_A_VARIABLE = Code {
        id: "G0702",
        severity: Severity::Error,
        title: Wording::new("not a variable", "不是变量"),
        message: Wording::new("`{what}` is not a variable", "`{what}` 不是变量"),
        hint: Wording::new("name a variable such as w or x_j", "请给出变量名,例如 w 或 x_j"),
        explanation: Wording::new(
            "Derivatives are taken by a symbol or an indexed symbol. A number, a constant or a bound index is none.",
            "只能对符号或带下标的符号求导;数、常数以及求和指标都不行。",
        ),
        example: &["diff", "x^2", "--wrt", "3"],
    };
    /// A step did not survive its check.
    CHECK_FAILED = Code {
        id: "G0703",
        severity: Severity::Error,
        title: Wording::new("a step failed its check", "步骤未通过检验"),
        message: Wording::new(
            "the step `{rule}` on {before} changed a value",
            "对 {before} 使用法则“{rule}”后,数值发生了改变",
        ),
        hint: Wording::new("this is an error in gradus; please report it with the command", "这是 gradus 的错误,请连同命令一起报告"),
        explanation: Wording::new(
            "Every step is checked numerically at random points of its domain before it is shown. A step that fails is never printed.",
            "每一步在显示之前都会在定义域内的随机点上做数值检验;未通过的步骤绝不会打印出来。",
        ),
        example: &[],
    };
    /// Sums inside sums inside sums.
    NESTED_SUMS = Code {
        id: "G0704",
        severity: Severity::Error,
        title: Wording::new("sums nested too deeply", "求和嵌套过深"),
        message: Wording::new("sums are nested more than {limit} deep", "求和嵌套超过 {limit} 层"),
        hint: Wording::new("name the inner sums and differentiate them one by one", "请给内层求和命名,并逐个求导"),
        explanation: Wording::new(
            "The gradient opens a scope for each sum inside a sum; the number of scopes is bounded.",
            "梯度计算会为每层嵌套的求和建立一个作用域,其层数有上限。",
        ),
        example: &[],
    };
}
