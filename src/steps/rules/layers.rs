//! Owns the rules of layers: how derivatives of definitions are put together along the paths of a computation graph.

use crate::steps::{Rule, Weight};
use crate::wording::Wording;

rules! {
    /// ∂L/∂u = Σ over the definitions p that use u of ∂L/∂p · ∂p/∂u.
    LAYERS = Rule {
        id: "layers",
        name: Wording::new("chain rule through the layers", "逐层链式法则"),
        statement: "d/du (L) = d/dp (L)*d/du (p) + d/dq (L)*d/du (q)",
        condition: "",
        why: Wording::new(
            "u reaches the loss through every definition that uses it; each path gives a product, and the paths are added.",
            "u 通过每个用到它的定义影响损失;每条路径给出一个乘积,各路径相加。",
        ),
        example: ("d/dw (L)", "d/dz (L)*d/dw (z)"),
        reference: "Rumelhart, Hinton & Williams 1986; Goodfellow, Bengio & Courville, Deep Learning, sec. 6.5",
        weight: Weight::Principal,
    };
    /// A name is what it was defined to be.
    DEFINITION = Rule {
        id: "definition",
        name: Wording::new("definition", "代入定义"),
        statement: "a = u",
        condition: "",
        why: Wording::new("A name stands for its definition.", "名称代表它的定义。"),
        example: ("d/dz (a)", "d/dz (sigmoid(z))"),
        reference: "",
        weight: Weight::Routine,
    };
    /// What was derived for the layer before and for this layer is put in.
    KNOWN_DERIVATIVES = Rule {
        id: "known-derivatives",
        name: Wording::new("derivatives found before", "代入已求得的导数"),
        statement: "d/dp (L)*d/du (p) = a*b",
        condition: "",
        why: Wording::new(
            "The backward pass goes from the loss to the parameters, so ∂L/∂p is known when ∂L/∂u is needed.",
            "反向传播由损失走向参数,因此求 ∂L/∂u 时 ∂L/∂p 已经求得。",
        ),
        example: ("d/da (L)*d/dz (a)", "2*(a - y)*(a*(1 - a))"),
        reference: "Goodfellow, Bengio & Courville, Deep Learning, sec. 6.5",
        weight: Weight::Principal,
    };
    /// The value of a definition has a name.
    NAMED = Rule {
        id: "named-intermediate",
        name: Wording::new("in terms of the named value", "用已命名的值表示"),
        statement: "sigmoid(z)*(1 - sigmoid(z)) = a*(1 - a)",
        condition: "",
        why: Wording::new(
            "The forward pass has computed this value already, under its name.",
            "前向传播已经算出这个值,并已为其命名。",
        ),
        example: ("sigmoid(z)*(1 - sigmoid(z))", "a*(1 - a)"),
        reference: "",
        weight: Weight::Principal,
    };
    /// An equation that is stated beside the model.
    SIDE_RELATION = Rule {
        id: "side-relation",
        name: Wording::new("stated relation", "已给关系式"),
        statement: "sum(k=1..K, y_k) = 1",
        condition: "",
        why: Wording::new(
            "The model states this equation; the result holds where it does.",
            "模型给出了这个等式;结论在它成立时成立。",
        ),
        example: ("p_j*sum(k=1..K, y_k) - y_j", "p_j - y_j"),
        reference: "",
        weight: Weight::Principal,
    };
}
