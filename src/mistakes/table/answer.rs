//! Owns the mistakes that show in the whole answer: another variable, another order, a factor, an equals sign between a
//! function and its derivative.

use super::super::row::{At, Mistake, Whole};
use crate::wording::Wording;

/// The rows of this file.
pub(super) static ROWS: &[Mistake] = &[
    Mistake {
        id: "other-variable",
        name: Wording::new("differentiated by another variable", "对另一个变量求了导"),
        rule: Wording::new("this is the derivative by {y}; {x} is asked for", "这是对 {y} 的导数;题目要求对 {x} 求导"),
        at: At::Whole(Whole::OtherVariable),
        wrong: "D",
        rank: 2,
        example: ("d/dx a^x", "x*a^(x - 1)"),
    },
    Mistake {
        id: "all-variables",
        name: Wording::new("differentiated by several variables", "对多个变量都求了导"),
        rule: Wording::new("only {x} varies; the other variables are held constant", "只有 {x} 变化,其余变量视为常数"),
        at: At::Whole(Whole::AllVariables),
        wrong: "D",
        rank: 4,
        example: ("d/dx (x*y)", "x + y"),
    },
    Mistake {
        id: "order-too-low",
        name: Wording::new("one derivative too few", "少求了一次导"),
        rule: Wording::new("one more derivative is to be taken", "还要再求一次导数"),
        at: At::Whole(Whole::TooFew),
        wrong: "D",
        rank: 2,
        example: ("d^2/dx^2 x^3", "3*x^2"),
    },
    Mistake {
        id: "order-too-high",
        name: Wording::new("one derivative too many", "多求了一次导"),
        rule: Wording::new("this is the next derivative: one fewer was asked for", "这是更高一阶的导数:多求了一次"),
        at: At::Whole(Whole::TooMany),
        wrong: "D",
        rank: 3,
        example: ("d/dx x^3", "6*x"),
    },
    Mistake {
        id: "integrated",
        name: Wording::new("integrated instead of differentiated", "把求导做成了积分"),
        rule: Wording::new(
            "the derivative of this answer is {f}: it is an antiderivative",
            "此结果的导数是 {f}:它是原函数,不是导数",
        ),
        at: At::Whole(Whole::Integrated),
        wrong: "D",
        rank: 3,
        example: ("d/dx x^3", "x^4/4"),
    },
    Mistake {
        id: "equals-derivative",
        name: Wording::new("a function set equal to its derivative", "把函数与其导数用等号相连"),
        rule: Wording::new(
            "the second line is the derivative of the first by {x}; write d/d{x} in front instead of joining them by =",
            "后一行是前一行对 {x} 的导数;应写出 d/d{x},而不能用等号相连",
        ),
        at: At::Whole(Whole::EqualSign),
        wrong: "D",
        rank: 1,
        example: ("x^3", "3*x^2"),
    },
    Mistake {
        id: "equals-integral",
        name: Wording::new("a function set equal to its antiderivative", "把函数与其原函数用等号相连"),
        rule: Wording::new(
            "the first line is the derivative of the second by {x}: the lines are not equal",
            "前一行是后一行对 {x} 的导数:两行并不相等",
        ),
        at: At::Whole(Whole::EqualSignBack),
        wrong: "D",
        rank: 2,
        example: ("3*x^2", "x^3"),
    },
    Mistake {
        id: "opposite-sign",
        name: Wording::new("opposite sign", "符号相反"),
        rule: Wording::new("the answer has the opposite sign: it is {D}", "结果的符号相反:应为 {D}"),
        at: At::Whole(Whole::Sign),
        wrong: "-D",
        rank: 5,
        example: ("d/dx (3 - x^2)", "2*x"),
    },
    Mistake {
        id: "constant-multiple",
        name: Wording::new("wrong constant factor", "常数因子错误"),
        rule: Wording::new("the answer is {c} times the right one, {D}", "结果是正确答案 {D} 的 {c} 倍"),
        at: At::Whole(Whole::Multiple),
        wrong: "c*D",
        rank: 6,
        example: ("d/dx (x^4 + x^2)", "12*x^3 + 6*x"),
    },
    Mistake {
        id: "variable-multiple",
        name: Wording::new("wrong factor", "因子错误"),
        rule: Wording::new("the answer is {c} times the right one, {D}", "结果是正确答案 {D} 的 {c} 倍"),
        at: At::Whole(Whole::Monomial),
        wrong: "c*D",
        rank: 6,
        example: ("d/dw (w*x - y)^2", "2*(w*x - y)*x^2"),
    },
    Mistake {
        id: "constant-shift",
        name: Wording::new("wrong constant term", "常数项错误"),
        rule: Wording::new("the answer is the right one, {D}, plus {c}", "结果等于正确答案 {D} 加上 {c}"),
        at: At::Whole(Whole::Shift),
        wrong: "D + c",
        rank: 6,
        example: ("d/dx (x^2 + 7*x)", "2*x"),
    },
];
