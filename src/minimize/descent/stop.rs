//! Owns the ends of a descent: why it stopped, and what to try when it stopped too early.

use crate::halt::Halt;
use crate::wording::Wording;

/// One line of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Iteration {
    /// Its number; 0 is the start.
    pub number: usize,
    /// The parameters.
    pub values: Vec<f64>,
    /// The loss.
    pub loss: f64,
    /// The norm of the gradient.
    pub gradient: f64,
}

/// Why a descent stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The gradient is practically zero.
    Gradient,
    /// The gradient is practically zero at the start already.
    FlatStart,
    /// The parameters don't move any more.
    Step,
    /// The loss doesn't change any more.
    Loss,
    /// The very first step is lost to rounding.
    TooShort,
    /// The loss goes up and down without any gain: the steps are too long to settle.
    Unsettled,
    /// The gradient is practically zero where the loss hardly depends on a parameter.
    Plateau,
    /// The iterations are used up.
    Iterations,
    /// The loss grew without bound.
    Diverged,
    /// The loss fell without bound.
    FellAway,
    /// The loss has no value where a step led.
    LeftDomain,
    /// It was made to end.
    Halted(Halt),
}

impl Stop {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Stop::Gradient => "gradient",
            Stop::FlatStart => "flat-start",
            Stop::Step => "step",
            Stop::Loss => "loss",
            Stop::TooShort => "too-short",
            Stop::Unsettled => "unsettled",
            Stop::Plateau => "plateau",
            Stop::Iterations => "iterations",
            Stop::Diverged => "diverged",
            Stop::FellAway => "fell-away",
            Stop::LeftDomain => "left-domain",
            Stop::Halted(halt) => halt.id(),
        }
    }

    /// A sentence about it.
    pub fn wording(self) -> Wording {
        match self {
            Stop::Gradient => Wording::new("Stopped: the gradient is practically zero.", "停止原因:梯度已接近零。"),
            Stop::FlatStart => Wording::new(
                "Stopped at the start: the gradient is zero there, so that descent can't choose a direction. If this isn't the minimum, start elsewhere (--start).",
                "在起点即停止:该处梯度为零,下降法无法选择方向。若这不是最小值点,请换一个起点(--start)。",
            ),
            Stop::Step => Wording::new(
                "Stopped: the parameters don't move any more, to the last digit.",
                "停止原因:参数直到最后一位都不再变化。",
            ),
            Stop::Loss => Wording::new(
                "Stopped: the loss doesn't change any more, to the last digit.",
                "停止原因:损失直到最后一位都不再变化。",
            ),
            Stop::TooShort => Wording::new(
                "Stopped: the first step is too short to move any parameter. Choose a larger --rate.",
                "停止原因:第一步太短,没有移动任何参数。请增大 --rate。",
            ),
            Stop::Unsettled => Wording::new(
                "Stopped: the loss goes up and down and no longer gets smaller, for steps of this length jump around the minimum. Choose a smaller --rate, or none, so that it is halved when this happens.",
                "停止原因:损失上下起伏,不再减小,因为这样长的步会在最小值附近来回跳动。请减小 --rate,或不给出学习率,以便在这种情况下自动减半。",
            ),
            Stop::Plateau => Wording::new(
                "Stopped: the gradient is practically zero, on a plateau of the loss.",
                "停止原因:在损失的平台上,梯度已接近零。",
            ),
            Stop::Iterations => Wording::new(
                "Stopped: the iterations are used up before the gradient vanished. More --iterations, a larger --rate or another --method may help.",
                "停止原因:迭代次数用尽时梯度仍未消失。可增大 --iterations 或 --rate,或换一种 --method。",
            ),
            Stop::Diverged => Wording::new(
                "Stopped: the loss grows without bound. The steps overshoot the minimum; choose a smaller --rate.",
                "停止原因:损失无限增大。步长越过了最小值,请减小 --rate。",
            ),
            Stop::FellAway => Wording::new(
                "Stopped: the loss falls without bound along the way, so that it seems to have no minimum. Check its sign, or add a term that grows.",
                "停止原因:损失沿途无限下降,看来没有最小值。请检查其符号,或加上会增大的项。",
            ),
            Stop::LeftDomain => Wording::new(
                "Stopped: the next step leads to where the loss has no value. Choose a smaller --rate or another --start.",
                "停止原因:下一步将到达损失没有定义的地方。请减小 --rate 或换一个 --start。",
            ),
            Stop::Halted(Halt::ByHand) => {
                Wording::new("Stopped by hand: this is the best point so far.", "已手动停止:这是目前最好的点。")
            }
            Stop::Halted(Halt::OutOfTime) => Wording::new(
                "Stopped by the limit on time (--limit-ms): this is the best point so far.",
                "已到时间上限(--limit-ms)而停止:这是目前最好的点。",
            ),
        }
    }

    /// Whether the point is where descent wanted to get.
    pub fn converged(self) -> bool {
        match self {
            Stop::Gradient | Stop::Step | Stop::Loss => true,
            Stop::FlatStart
            | Stop::TooShort
            | Stop::Unsettled
            | Stop::Plateau
            | Stop::Iterations
            | Stop::Diverged
            | Stop::FellAway
            | Stop::LeftDomain
            | Stop::Halted(_) => false,
        }
    }

    /// Why it was made to end, if it was.
    pub fn halt(self) -> Option<Halt> {
        if let Stop::Halted(halt) = self { Some(halt) } else { None }
    }
}

/// A way that was gone.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Lines of the trace, thinned when there are many; the first is the start and the last the end.
    pub trace: Vec<Iteration>,
    /// Why it ended.
    pub stop: Stop,
}

impl Run {
    /// The last line.
    pub fn end(&self) -> Option<&Iteration> {
        self.trace.last()
    }

    /// The loss at the end; NaN for an empty trace.
    pub fn loss(&self) -> f64 {
        self.end().map_or(f64::NAN, |end| end.loss)
    }
}

/// What sees each iteration, and says why the search shall end now, when it shall.
pub type Watch = fn(&Iteration) -> Option<Halt>;

/// Lines kept of a trace before every second one is dropped.
const KEPT: usize = 2_000;

/// Records a way, with bounded memory.
pub(super) struct Recorder {
    trace: Vec<Iteration>,
    stride: usize,
    last: Option<Iteration>,
    watch: Option<Watch>,
}

impl Recorder {
    /// `watch` sees each line.
    pub fn new(watch: Option<Watch>) -> Self {
        Recorder { trace: Vec::new(), stride: 1, last: None, watch }
    }

    /// Records a line; why to stop there, when the watcher wants that.
    pub fn push(&mut self, line: Iteration) -> Option<Halt> {
        let halt = self.watch.and_then(|watch| watch(&line));
        if line.number <= 8 || line.number.is_multiple_of(self.stride) {
            self.trace.push(line.clone());
            if self.trace.len() > KEPT {
                self.stride *= 2;
                let stride = self.stride;
                self.trace.retain(|line| line.number <= 8 || line.number.is_multiple_of(stride));
            }
        }
        self.last = Some(line);
        halt
    }

    /// Whether to stop between two lines: the watcher sees the last one again.
    pub fn halt(&self) -> Option<Halt> {
        self.watch.zip(self.last.as_ref()).and_then(|(watch, last)| watch(last))
    }

    /// The way, and why it ended.
    pub fn finish(mut self, stop: Stop) -> Run {
        if let Some(last) = self.last.filter(|last| self.trace.last() != Some(last)) {
            self.trace.push(last);
        }
        Run { trace: self.trace, stop }
    }
}
