//! Owns the argument for convexity as it is printed: which part of a loss is convex and by which rule, and how the parts are put
//! together.

use super::convex::{Curvature, Shape, with_definitions};
use super::joints::Joined;
use super::report::{Argument, Piece};
use crate::expr::{Id, Kind, Pool};
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

/// A rule by which a part is convex or concave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// An even power of a linear expression.
    Even,
    /// Another power of a positive linear expression.
    Power,
    /// The absolute value of a linear expression.
    Absolute,
    /// The greatest of convex expressions.
    Greatest,
    /// The least of concave expressions.
    Least,
    /// An exponential of a linear expression.
    Exponential,
    /// A hyperbolic cosine of a linear expression.
    Cosh,
    /// A logarithm of a concave expression.
    Logarithm,
    /// A root of a concave expression.
    Root,
    /// The logarithm of a sum of exponentials.
    LogSum,
    /// The root of a sum of squares.
    Length,
    /// u·ln u.
    Entropy,
    /// An increasing convex function of a convex expression.
    Rising,
    /// Cases that meet without a fall of the slope.
    Cases,
}

impl Why {
    /// A sentence with a hole for the part.
    fn wording(self) -> Wording {
        match self {
            Why::Even => Wording::new(
                "{part} is convex: an even power of a linear expression.",
                "{part} 是凸的:线性式的偶次幂。",
            ),
            Why::Power => Wording::new(
                "{part} is convex: a power whose second derivative is positive where the base is.",
                "{part} 是凸的:底数为正时,该幂的二阶导数为正。",
            ),
            Why::Absolute => Wording::new(
                "{part} is convex: the absolute value of a linear expression.",
                "{part} 是凸的:线性式的绝对值。",
            ),
            Why::Greatest => Wording::new(
                "{part} is convex: the greatest of convex expressions.",
                "{part} 是凸的:若干凸式的最大值。",
            ),
            Why::Least => {
                Wording::new("{part} is concave: the least of concave expressions.", "{part} 是凹的:若干凹式的最小值。")
            }
            Why::Exponential => Wording::new(
                "{part} is convex: an exponential of a linear expression.",
                "{part} 是凸的:线性式的指数函数。",
            ),
            Why::Cosh => Wording::new(
                "{part} is convex: a hyperbolic cosine of a linear expression.",
                "{part} 是凸的:线性式的双曲余弦。",
            ),
            Why::Logarithm => Wording::new(
                "{part} is concave, so its negative is convex: the logarithm of a concave expression.",
                "{part} 是凹的,其相反数是凸的:凹式的对数。",
            ),
            Why::Root => Wording::new(
                "{part} is concave, so its negative is convex: the root of a concave expression.",
                "{part} 是凹的,其相反数是凸的:凹式的平方根。",
            ),
            Why::LogSum => Wording::new(
                "{part} is convex: the logarithm of a sum of exponentials of linear expressions.",
                "{part} 是凸的:若干线性式的指数函数之和的对数。",
            ),
            Why::Length => Wording::new(
                "{part} is convex: the length of a vector whose entries are linear.",
                "{part} 是凸的:各分量为线性式的向量的长度。",
            ),
            Why::Entropy => Wording::new(
                "{part} is convex where the logarithm has a value: its second derivative is 1 over the argument, up to a positive factor.",
                "{part} 在对数有定义处是凸的:其二阶导数是自变量的倒数(相差一个正因子)。",
            ),
            Why::Rising => Wording::new(
                "{part} is convex: an increasing convex function of a convex expression.",
                "{part} 是凸的:递增凸函数作用于凸式。",
            ),
            Why::Cases => Wording::new(
                "{part} is convex: each case is, and where two cases meet the value is the same and the slope doesn't fall.",
                "{part} 是凸的:每种情形都是凸的,且在两种情形相接处取值相同、斜率不下降。",
            ),
        }
    }
}

const SLOPE_AT: Wording = Wording::new(
    "With {name} = {inner}, the slope in {name} is {left} just before {place} and {right} just behind it.",
    "记 {name} = {inner},在 {place} 之前对 {name} 的斜率为 {left},之后为 {right}。",
);

/// Parts that are named.
const NAMED: usize = 6;

/// Why a loss is convex: the rule for each part of it, then the rule that puts them together.
pub(super) fn argument(pool: &mut Pool, root: Id, parameters: &[Id], positive: &[Id]) -> Vec<Piece> {
    let root = with_definitions(pool, root);
    let shape = Shape::of(pool, root, parameters, positive);
    let mut pieces = Vec::new();
    let mut named: Vec<Id> = Vec::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if matches!(shape.curvature(id), Curvature::Constant | Curvature::Affine) || named.contains(&id) {
            continue;
        }
        let children = pool.children(id).to_vec();
        let Some(why) = shape.why(id) else {
            // Sums, multiples and signs: what they are made of decides.
            match (pool.kind(id), &children[..]) {
                (Kind::Sum, [.., body]) => open.push(*body),
                _ => open.extend(children.iter().rev()),
            }
            continue;
        };
        named.push(id);
        if named.len() > NAMED {
            break;
        }
        let part = match why {
            // Two equal factors of a longer product.
            Why::Even | Why::Entropy => varying(pool, &shape, id),
            _ => id,
        };
        pieces.push(Piece::Remark(why.wording(), vec![("part", Argument::Formula(part))]));
        if why == Why::Cases
            && let Some((_, joined)) = shape.joined.iter().find(|(own, _)| *own == id)
        {
            pieces.extend(slopes(joined));
        }
        if why == Why::Rising {
            open.extend(children.iter().rev());
        }
    }
    pieces.push(Piece::Law(&rules::CONVEX));
    pieces
}

/// A product without its constant factors.
fn varying(pool: &mut Pool, shape: &Shape, id: Id) -> Id {
    if pool.kind(id) != Kind::Mul {
        return id;
    }
    let own = |&part: &Id| shape.curvature(part) != Curvature::Constant;
    let kept: Vec<Id> = pool.children(id).iter().copied().filter(own).collect();
    pool.mul(&kept)
}

fn slopes(joined: &Joined) -> Vec<Piece> {
    let piece = |joint: &super::joints::Joint| {
        let holes = [
            ("name", joined.name),
            ("inner", joined.inner),
            ("place", joint.place),
            ("left", joint.left),
            ("right", joint.right),
        ];
        Piece::Remark(SLOPE_AT, holes.map(|(name, id)| (name, Argument::Formula(id))).to_vec())
    };
    joined.joints.iter().map(piece).collect()
}
