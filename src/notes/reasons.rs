//! Owns why a claim has its class, one sentence each, in both languages.

use crate::wording::Wording;

pub(super) const NUMBERS: Wording = Wording::new("numbers compared", "两个数的比较成立");
pub(super) const INEQUALITY: Wording = Wording::new("an inequality", "不等式");
pub(super) const SIGN: Wording = Wording::new("this sign isn't judged", "这个符号不作判断");
pub(super) const NO_RIGHT: Wording = Wording::new("the right side isn't a value", "右边不是数值");
pub(super) const NO_LEFT: Wording = Wording::new("the left side isn't a value", "左边不是数值");
pub(super) const NO_SIDE: Wording = Wording::new("a side isn't a value", "有一边不是数值");
pub(super) const BOTH_SIDES: Wording = Wording::new("the left side stands on the right too", "左边的量也出现在右边");
pub(super) const FAMILY: Wording = Wording::new("a family of functions", "一族函数");
pub(super) const AS_BEFORE_MEMBER: Wording = Wording::new("equal to the member before", "与前一项相等");
pub(super) const FROM_WRONG: Wording = Wording::new("follows from a wrong line", "由错误的式子得出");
pub(super) const NAME_BOTH_SIDES: Wording = Wording::new("the name stands on both sides", "同一名称出现在等号两边");
pub(super) const AS_DEFINED: Wording = Wording::new("as defined before", "与之前的定义一致");
pub(super) const NAME: Wording = Wording::new("defines a name", "定义一个名称");
pub(super) const INDEXED: Wording = Wording::new("defines a family", "定义一族量");
pub(super) const FUNCTION: Wording = Wording::new("defines a function", "定义一个函数");
pub(super) const SAME_FUNCTION: Wording =
    Wording::new("equal to the function as it stood before", "与函数之前的写法相等");
pub(super) const RESTATED: Wording = Wording::new("states a function again", "再次写出函数");
pub(super) const OTHER_FUNCTION: Wording = Wording::new("another function of the same name", "同名的另一个函数");
pub(super) const NO_SUBJECT: Wording = Wording::new("what is differentiated isn't a value", "被求导的不是数值");
pub(super) const DERIVATIVE_CONDITION: Wording = Wording::new("a condition on the derivative", "对导数的条件");
pub(super) const DERIVATIVE: Wording = Wording::new("the derivative", "导数正确");
pub(super) const IDENTITY: Wording = Wording::new("an identity", "恒等式");
pub(super) const CONDITION: Wording = Wording::new("holds for some values only", "只对某些取值成立");
pub(super) const VALUE: Wording = Wording::new("a value", "取值");
pub(super) const STATIONARY: Wording = Wording::new("the derivative is zero there", "在该处导数为零");
pub(super) const OTHER_UNKNOWNS: Wording = Wording::new("the equation has other unknowns", "方程含有其他未知量");
pub(super) const SOLVES: Wording = Wording::new("solves the equation before", "是前面方程的解");
pub(super) const NEW_VALUE: Wording = Wording::new("gives a new value", "赋予新值");
pub(super) const OWN_DERIVATIVE: Wording = Wording::new("an update with its own derivative", "用自身的导数更新");
pub(super) const VARYING: Wording = Wording::new("an approximation of something that varies", "所近似的量不是常数");
pub(super) const NO_NUMBER: Wording = Wording::new("no number", "不是数");
pub(super) const DIGITS: Wording = Wording::new("right to the digits given", "在所给位数内正确");
pub(super) const LARGE: Wording = Wording::new("too large", "式子太大");
pub(super) const NOTHING: Wording = Wording::new("nothing to compare", "没有可比较的内容");
pub(super) const NEW_NAMES: Wording =
    Wording::new("the right side has names that the left side hasn't", "右边出现了左边没有的名称");
pub(super) const SHARES: Wording = Wording::new("true for weights that sum to 1", "当权重之和为 1 时成立");
pub(super) const UNDECIDED: Wording = Wording::new("neither proved nor refuted", "既未证明也未否定");
pub(super) const VECTORS: Wording = Wording::new("vectors and matrices aren't judged", "向量和矩阵不作判断");
pub(super) const UNKNOWN_SUBJECT: Wording = Wording::new("what is differentiated isn't known", "不知道被求导的是什么");
pub(super) const UNKNOWN_PART: Wording =
    Wording::new("what is differentiated depends on a name that isn't known", "被求导的量依赖于未知的名称");
pub(super) const POINTS: Wording = Wording::new("points", "数据点");
pub(super) const LIMITS: Wording = Wording::new("a sum doesn't say where it ends", "求和没有写明上限");
pub(super) const LETTER: Wording =
    Wording::new("the text doesn't say which function the letter stands for", "正文没有说明该字母代表哪个函数");
pub(super) const CASES: Wording =
    Wording::new("true or not by whether two indices are the same", "取决于两个下标是否相同");
pub(super) const ROUNDED: Wording = Wording::new("equal up to the rounding of its decimals", "在小数舍入范围内相等");
pub(super) const LOST_NAMES: Wording =
    Wording::new("some names aren't there any more; values may have been put in", "有些名称不再出现,可能已代入数值");
pub(super) const WITH_VALUES: Wording =
    Wording::new("depends on values that the text gives to names", "取决于正文给某些名称的取值");
pub(super) const CASE: Wording = Wording::new("a case that is looked at", "所讨论的情形");
pub(super) const DOTS: Wording =
    Wording::new("what the dots stand for isn't written out", "省略号所代表的内容没有写出");
pub(super) const SOME_SIGNS: Wording =
    Wording::new("true for some signs of what stands in it", "当其中的量取某些符号时成立");
pub(super) const LABELS: Wording = Wording::new("true for labels of the two values", "当标签只取那两个值时成立");
pub(super) const STATED: Wording =
    Wording::new("true under an equation that the text states", "在正文给出的等式之下成立");
pub(super) const UNEXPLAINED: Wording =
    Wording::new("differs from what the text said before, and nothing says how", "与前文所说不同,但看不出是哪一处之差");
