//! Owns the table of update rules: formulas for one parameter, which are printed and computed alike.
//!
//! In a formula `w` is the parameter, `g` its partial derivative, `eta` the learning rate and `t` the number of the
//! iteration; everything else is what the method remembers, which begins at 0, or a constant.

use crate::wording::Wording;

/// A method of descent that looks at the gradient only.
pub struct Update {
    /// Its word on the command line.
    pub id: &'static str,
    /// Its name.
    pub title: Wording,
    /// Assignments, in order: a name and a formula.
    pub steps: &'static [(&'static str, &'static str)],
    /// Names with fixed values.
    pub constants: &'static [(&'static str, f64)],
    /// How the learning rate is chosen when none is given.
    pub rate: Rate,
    /// Why it is done so.
    pub why: Wording,
    /// Who described it.
    pub reference: &'static str,
}

/// How a learning rate is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// From the largest curvature at the start, times this.
    Curvature(f64),
    /// The customary value.
    Customary(f64),
}

/// Gradient descent; also what stochastic descent does with a sample of the rows.
pub static GRADIENT: Update = Update {
    id: "gd",
    title: Wording::new("Gradient descent", "梯度下降"),
    steps: &[("w", "w - eta*g")],
    constants: &[],
    rate: Rate::Curvature(1.0),
    why: Wording::new(
        "The gradient points uphill, so a small step against it makes the loss smaller.",
        "梯度指向上坡方向,因此沿其反方向走一小步会使损失变小。",
    ),
    reference: "Cauchy 1847",
};

/// Stochastic gradient descent.
pub static STOCHASTIC: Update = Update {
    id: "sgd",
    title: Wording::new("Stochastic gradient descent", "随机梯度下降"),
    steps: &[("w", "w - eta*g/sqrt(1 + t/T)")],
    constants: &[],
    rate: Rate::Curvature(0.5),
    why: Wording::new(
        "The gradient of a few rows drawn at random points downhill on average; the steps shrink so that the noise dies out.",
        "随机抽取的少数几行的梯度平均而言指向下坡;步长逐渐减小,噪声随之消失。",
    ),
    reference: "Robbins & Monro 1951",
};

/// All other methods.
pub static OTHERS: &[&Update] = &[
    &Update {
        id: "momentum",
        title: Wording::new("Gradient descent with momentum", "带动量的梯度下降"),
        steps: &[("v", "beta*v + g"), ("w", "w - eta*v")],
        constants: &[("beta", 0.9)],
        rate: Rate::Curvature(0.1),
        why: Wording::new(
            "The velocity v remembers earlier gradients: along a valley they add up, across it they cancel.",
            "速度 v 记住以前的梯度:沿山谷方向的分量累加,横向的分量相互抵消。",
        ),
        reference: "Polyak 1964",
    },
    &Update {
        id: "nesterov",
        title: Wording::new("Nesterov's accelerated gradient", "Nesterov 加速梯度"),
        steps: &[("v", "beta*v + g"), ("w", "w - eta*(g + beta*v)")],
        constants: &[("beta", 0.9)],
        rate: Rate::Curvature(0.1),
        why: Wording::new(
            "Momentum that looks ahead: the gradient counts where the velocity is about to lead.",
            "向前看的动量:采用速度即将到达之处的梯度。",
        ),
        reference: "Nesterov 1983; in this form Bengio et al. 2013",
    },
    &Update {
        id: "adagrad",
        title: Wording::new("AdaGrad", "AdaGrad"),
        steps: &[("s", "s + g^2"), ("w", "w - eta*g/(sqrt(s) + epsilon)")],
        constants: &[("epsilon", 1e-8)],
        rate: Rate::Customary(0.5),
        why: Wording::new(
            "Each parameter has its own rate, which shrinks with the gradients it has seen.",
            "每个参数有自己的学习率,随其累积的梯度而减小。",
        ),
        reference: "Duchi, Hazan & Singer 2011",
    },
    &Update {
        id: "rmsprop",
        title: Wording::new("RMSProp", "RMSProp"),
        steps: &[("s", "rho*s + (1 - rho)*g^2"), ("w", "w - eta*g/(sqrt(s) + epsilon)")],
        constants: &[("rho", 0.9), ("epsilon", 1e-8)],
        rate: Rate::Customary(0.01),
        why: Wording::new(
            "Each parameter is scaled by the recent size of its gradient, so that old gradients are forgotten.",
            "每个参数按其梯度近期的大小缩放,从而忘掉旧的梯度。",
        ),
        reference: "Tieleman & Hinton 2012",
    },
    &Update {
        id: "adam",
        title: Wording::new("Adam", "Adam"),
        steps: &[
            ("m", "beta_1*m + (1 - beta_1)*g"),
            ("s", "beta_2*s + (1 - beta_2)*g^2"),
            ("w", "w - eta*(m/(1 - beta_1^t))/(sqrt(s/(1 - beta_2^t)) + epsilon)"),
        ],
        constants: &[("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-8)],
        rate: Rate::Customary(0.01),
        why: Wording::new(
            "Momentum for the gradient and a scale for its size; both begin at 0, and the divisors make up for that.",
            "对梯度取动量,并按其大小缩放;两者都从 0 开始,除数用来修正这一偏差。",
        ),
        reference: "Kingma & Ba 2015",
    },
];

/// The rule of this word.
pub fn update(id: &str) -> Option<&'static Update> {
    [&GRADIENT, &STOCHASTIC].into_iter().chain(OTHERS.iter().copied()).find(|update| update.id == id)
}
