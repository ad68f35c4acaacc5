//! Owns the words about a search: what was done and why, with the derived gradient in its formulas, and what was found.

use super::choice::{ChosenRate, Outcome, Plan, Way};
use super::objective::Objective;
use super::stop::Stop;
use super::trace;
use super::updates::Update;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, substitute};
use crate::halt::Halt;
use crate::minimize::convex::Curvature;
use crate::minimize::loss::Reduced;
use crate::minimize::problem::Problem;
use crate::minimize::reasons;
use crate::minimize::report::{Argument, Piece, Section, say};
use crate::minimize::{Classification, Minimum};
use crate::render::Sign;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const NO_CLOSED_FORM: Wording = Wording::new(
    "So they are not solved in closed form here; the minimum is approached in numbers.",
    "因此这里不求解析解,改为数值逼近最小值。",
);
const LEVENBERG: Wording = Wording::new("Levenberg–Marquardt", "Levenberg–Marquardt 方法");
const NEWTON: Wording = Wording::new("Newton's method", "牛顿法");
const QUASI: Wording = Wording::new("BFGS with limited memory", "有限内存 BFGS 方法");
const LEVENBERG_STEP: Wording = Wording::new(
    "Each step δ solves (JᵀJ + λD²)δ = −Jᵀr: J holds the derivatives of the residuals r, D the largest lengths of its columns so far, and λ is chosen so that Dδ stays within the radius in which the straight model was right.",
    "每一步 δ 满足 (JᵀJ + λD²)δ = −Jᵀr:J 是残差 r 的导数矩阵,D 是其各列迄今的最大长度,λ 的取值使 Dδ 不超出线性模型可信的半径。",
);
const NEWTON_STEP: Wording = Wording::new(
    "Each step δ solves (H + λD²)δ = −∇L with the Hessian H: λ is 0 where H is positive definite and the step is short enough, and otherwise so large that both hold.",
    "每一步 δ 满足 (H + λD²)δ = −∇L,H 为黑塞矩阵:若 H 正定且步长足够短则 λ = 0,否则 λ 取大到两者都成立。",
);
const QUASI_STEP: Wording = Wording::new(
    "Each step goes along −B∇L, where B stands for the inverse Hessian as the last steps showed it; its length makes the loss fall and the slope rise enough.",
    "每一步沿 −B∇L 方向,B 是由最近若干步估计的黑塞矩阵之逆;步长使损失充分下降、斜率充分回升。",
);
const SLOPES: Wording = Wording::new("The gradient:", "梯度:");
const CONSTANTS: Wording =
    Wording::new("Here {constants}; what is remembered begins at 0.", "其中 {constants};需记忆的量从 0 开始。");
const START: Wording = Wording::new("Start: {start}.", "起点:{start}。");
const PROJECTED: Wording = Wording::new(
    "Row 0 has the best values of those parameters in which the model is straight, for the start of the others.",
    "第 0 行中,模型关于其为线性的那些参数已取其余参数起点处的最优值。",
);
const EIGENVALUES_SCALED: Wording = Wording::new(
    "The eigenvalues of the Hessian there, its rows and columns scaled to a diagonal of ones, in numbers: {values}.",
    "该处黑塞矩阵(行列已缩放,使对角线为 1)的特征值(数值):{values}。",
);
const MOVED: Wording = Wording::new(
    "Start: {start}; at zero the loss has no value, or one of its derivatives is zero or missing.",
    "起点:{start};在零点处损失没有值,或某个导数为零或不存在。",
);
const GIVEN_RATE: Wording = Wording::new("Learning rate $eta$ = {rate}, as given.", "学习率 $eta$ = {rate}(给定)。");
const CHOSEN_RATE: Wording = Wording::new(
    "Learning rate $eta$ = {rate}: from the largest curvature of the loss at the start, $lambda_max$ = {curvature}; steps with $eta$ above 2/$lambda_max$ ≈ {bound} overshoot.",
    "学习率 $eta$ = {rate}:取自起点处损失的最大曲率 $lambda_max$ = {curvature};$eta$ 大于 2/$lambda_max$ ≈ {bound} 时步长会越过最小值。",
);
const QUADRATIC_RATE: Wording = Wording::new(
    "Learning rate $eta$ = {rate}. The Hessian is the same everywhere and its largest eigenvalue is $lambda_max$ = {curvature}: each step multiplies the error along an eigenvector by 1 − $eta$$lambda$, so descent converges exactly when $eta$ < 2/$lambda_max$ ≈ {bound}.",
    "学习率 $eta$ = {rate}。黑塞矩阵处处相同,最大特征值为 $lambda_max$ = {curvature}:每一步把沿特征向量的误差乘以 1 − $eta$$lambda$,因此当且仅当 $eta$ < 2/$lambda_max$ ≈ {bound} 时下降收敛。",
);
const CUSTOMARY_RATE: Wording =
    Wording::new("Learning rate $eta$ = {rate}, a customary value.", "学习率 $eta$ = {rate}(惯用值)。");
const HALVED: Wording = Wording::new(
    "It was halved until the loss went down (halvings: {count}).",
    "学习率已减半 {count} 次,直到损失下降。",
);
const SETTLED: Wording = Wording::new(
    "On the way it was halved whenever 50 iterations had brought no gain, so that the steps settle (halvings: {count}).",
    "途中每当连续 50 次迭代没有改进就将其减半,共 {count} 次:步长变短后才能稳定下来。",
);
const BOUND: Wording = Wording::new(
    "At the start the largest curvature is {curvature}; steps with $eta$ above 2/{curvature} ≈ {bound} overshoot.",
    "起点处最大曲率为 {curvature};$eta$ 大于 2/{curvature} ≈ {bound} 时步长会越过最小值。",
);
const SCALED: Wording = Wording::new(
    "The parameters are of very different scale, so each has a rate of its own: $eta$ times {factors}, for {names} in this order.",
    "各参数的尺度相差很大,因此各有自己的学习率:{names} 的学习率依次为 $eta$ 乘以 {factors}。",
);
const BATCHES: Wording = Wording::new(
    "In each step the gradient is estimated from {size} rows, drawn at random with seed {seed}; T is twenty times the number of batches.",
    "每一步用随机抽取的 {size} 行(种子 {seed})估计梯度;T 为批数的二十倍。",
);
const WAYS: Wording = Wording::new(
    "{count} ways from this start were compared (longer and shorter first steps, with and without the parameters in which the model is straight); the one with the smallest loss is shown.",
    "从该起点比较了 {count} 种走法(首步长短不同,是否先消去模型关于其为线性的参数),下面给出损失最小的一种。",
);
const ELSEWHERE: Wording = Wording::new(
    "The loss may have several minima, so {count} further starts around this one were tried (seed 0 unless given); one of them led lower, and its way is shown.",
    "损失可能有多个极小点,因此在其周围又试了 {count} 个起点(种子默认为 0);其中一个到达更低处,下面给出其过程。",
);
const NOWHERE_LOWER: Wording = Wording::new(
    "The loss may have several minima, so {count} further starts around this one were tried; none led lower.",
    "损失可能有多个极小点,因此在其周围又试了 {count} 个起点;都没有到达更低处。",
);
const NOT_ALL_BY_HAND: Wording = Wording::new(
    "Stopped by hand before every way and start was tried: elsewhere the loss may be smaller.",
    "已手动停止:还有走法或起点没有试完,别处的损失可能更小。",
);
const NOT_ALL_IN_TIME: Wording = Wording::new(
    "Stopped by the limit on time (--limit-ms) before every way and start was tried: elsewhere the loss may be smaller.",
    "已到时间上限(--limit-ms)而停止:还有走法或起点没有试完,别处的损失可能更小。",
);
const FALLS_AWAY: Wording = Wording::new(
    "Of {count} further starts, those far away led to lower and lower losses, such as L ≈ {loss}: there may be no lowest one. The minimum that belongs to this start is shown.",
    "另外 {count} 个起点中,越远的起点到达的损失越低(例如 L ≈ {loss}):可能没有最低点。下面给出属于该起点的极小点。",
);
const STATISTICS: Wording = Wording::new(
    "The loss is a polynomial in its parameters, so the data enter only through {sums}. They are summed once; each step then costs the same for any number of rows.",
    "损失是参数的多项式,因此数据只通过 {sums} 进入。这些和只计算一次;此后每一步的开销与行数无关。",
);
const MANY_STATISTICS: Wording = Wording::new(
    "The loss is a polynomial in its parameters, so the data enter only through {count} sums over the rows. They are summed once; each step then costs the same for any number of rows.",
    "损失是参数的多项式,因此数据只通过 {count} 个对各行的和进入。这些和只计算一次;此后每一步的开销与行数无关。",
);
const STABLE: Wording = Wording::new(
    "The numbers are computed in a form that neither overflows nor loses digits:",
    "数值计算采用既不上溢也不损失有效数字的形式:",
);
/// Up to this many sums are named.
const NAMED_SUMS: usize = 12;
pub(super) const VERDICT: Wording = Wording::new("Minimum or not", "是否为最小值");
const EIGENVALUES: Wording = Wording::new(
    "The eigenvalues of the Hessian there, in numbers: {values}.",
    "该处黑塞矩阵的特征值(数值):{values}。",
);
const FALLS_TO_AN_EDGE: Wording = Wording::new(
    "The loss has fallen to {loss} and still falls, the nearer to an edge of its domain the steeper: it falls without end and has no minimum. If its values elsewhere matter, start there (--start).",
    "损失已降到 {loss} 且仍在下降,越靠近定义域的边缘越陡:它无限下降,没有最小值。若关心别处的值,请从那里开始(--start)。",
);
const CONVEX_ONLY: Wording = Wording::new(
    "The loss is convex in the parameters and bends upwards in every direction at this stationary point, so it is the only minimum.",
    "损失关于参数是凸的,且在该驻点处沿每个方向都向上弯,因此它是唯一的最小值点。",
);
const CONVEX_LOWEST: Wording = Wording::new(
    "The loss is convex in the parameters, so no point has a smaller loss than this stationary one.",
    "损失关于参数是凸的,因此没有损失比该驻点更小的点。",
);
const GLOBAL: Wording = Wording::new(
    "The loss is convex in the parameters and bends upwards in every direction here, so this is its only minimum, up to rounding.",
    "损失关于参数是凸的,且在该处沿每个方向都向上弯,因此(在舍入误差内)这是唯一的最小值点。",
);
const GLOBAL_OR_MORE: Wording = Wording::new(
    "The loss is convex in the parameters, so no point has a smaller loss, up to rounding. The second derivatives don't show whether this is the only minimum.",
    "损失关于参数是凸的,因此(在舍入误差内)没有损失更小的点。二阶导数不能说明它是否是唯一的最小值点。",
);
const LOCAL: Wording = Wording::new(
    "All are positive: the loss bends upwards in every direction, so this is a local minimum, up to rounding.",
    "全部为正:损失沿每个方向都向上弯,因此(在舍入误差内)这是局部极小点。",
);
const SADDLE: Wording = Wording::new(
    "Some are negative and some positive: a saddle point, no minimum. Start elsewhere (--start).",
    "有正有负:这是鞍点,不是极小点。请换一个起点(--start)。",
);
const MAXIMUM: Wording = Wording::new(
    "All are negative: a local maximum, no minimum. Start elsewhere (--start).",
    "全部为负:这是局部极大点,不是极小点。请换一个起点(--start)。",
);
const SINGULAR: Wording = Wording::new(
    "The smallest is practically zero: the Hessian is singular, so the loss is flat in some direction, and the parameters aren't determined well. Fix one of them, or add data.",
    "最小的特征值接近零:黑塞矩阵奇异,损失在某个方向上是平的,参数无法很好地确定。请固定其中一个,或增加数据。",
);

/// The section about the search.
pub(super) fn section(
    pool: &mut Pool,
    problem: &Problem,
    objective: &Objective,
    summed: Option<&Reduced>,
    plan: &Plan,
    outcome: &Outcome,
) -> Result<Section, Diagnostic> {
    let mut pieces = Vec::new();
    pieces.extend(summed.and_then(statistics));
    if !objective.rules.is_empty() {
        pieces.push(say(STABLE));
        pieces.extend(objective.rules.iter().map(|rule| Piece::Law(rule)));
    }
    if plan.blocked {
        pieces.push(say(NO_CLOSED_FORM));
    }
    pieces.push(say(plan.reason));
    let title = match plan.method {
        Way::Update(update) => {
            pieces.extend(formulas(pool, problem, objective, update)?);
            update.title
        }
        Way::Levenberg => {
            pieces.push(say(LEVENBERG_STEP));
            LEVENBERG
        }
        Way::Newton => {
            pieces.push(say(NEWTON_STEP));
            pieces.extend(slopes(pool, problem, objective));
            NEWTON
        }
        Way::Quasi => {
            pieces.push(say(QUASI_STEP));
            pieces.extend(slopes(pool, problem, objective));
            QUASI
        }
    };
    let start = problem.over.iter().copied().zip(plan.start.iter().copied()).collect();
    let start = Argument::Values(Sign::Equal, start);
    pieces.push(Piece::Remark(if plan.moved { MOVED } else { START }, vec![("start", start)]));
    if outcome.run.trace.first().is_some_and(|line| line.values != plan.start) {
        pieces.push(say(PROJECTED));
    }
    if let Some(rate) = &outcome.rate {
        pieces.extend(about_rate(problem, rate, outcome.run.stop));
    }
    let tried = outcome.tried;
    if tried.ways > 1 {
        pieces.push(remark(WAYS, vec![("count", tried.ways.to_string())]));
    }
    if tried.starts > 0 {
        let sentence = match (tried.falls_away, tried.elsewhere) {
            (Some(_), _) => FALLS_AWAY,
            (None, true) => ELSEWHERE,
            (None, false) => NOWHERE_LOWER,
        };
        let lower = Argument::Decimals(tried.falls_away.map(Minimum::short).into_iter().collect());
        let count = Argument::Text(tried.starts.to_string());
        pieces.push(Piece::Remark(sentence, vec![("count", count), ("loss", lower)]));
    }
    if let Some(halt) = tried.halted {
        pieces.push(say(match halt {
            Halt::ByHand => NOT_ALL_BY_HAND,
            Halt::OutOfTime => NOT_ALL_IN_TIME,
        }));
    }
    pieces.push(trace(problem, &outcome.run));
    pieces.push(say(outcome.run.stop.wording()));
    Ok(Section { title, pieces })
}

/// The gradient, entry by entry.
fn slopes(pool: &mut Pool, problem: &Problem, objective: &Objective) -> Vec<Piece> {
    if problem.over.len() > 6 {
        return Vec::new();
    }
    let loss = pool.symbol("L");
    let mut pieces = vec![say(SLOPES)];
    for (&parameter, &slope) in problem.over.iter().zip(&objective.slopes) {
        let left = pool.derivative(loss, &[parameter]);
        pieces.push(Piece::Equation(left, slope));
    }
    pieces
}

/// The assignments of an update rule for each parameter, with the derived gradient in them.
fn formulas(
    pool: &mut Pool,
    problem: &Problem,
    objective: &Objective,
    update: &Update,
) -> Result<Vec<Piece>, Diagnostic> {
    let mut pieces = vec![if update.id == "gd" { Piece::Law(&rules::GRADIENT_STEP) } else { say(update.why) }];
    let [w, g] = ["w", "g"].map(|name| pool.symbol(name));
    let memory: Vec<&str> = update.steps.iter().map(|(name, _)| *name).filter(|name| *name != "w").collect();
    for (&parameter, &slope) in problem.over.iter().zip(&objective.slopes) {
        let mut replacements = vec![(w, parameter), (g, slope)];
        for name in &memory {
            let bare = pool.symbol(name);
            let own = match problem.over.len() {
                1 => bare,
                _ => pool.indexed(bare, &[parameter]),
            };
            replacements.push((bare, own));
        }
        for (name, formula) in update.steps {
            let (target, formula) = (pool.symbol(name), pool.table_text(formula)?);
            let [target, formula] = [target, formula].map(|id| substitute(pool, id, &replacements));
            pieces.push(Piece::Becomes(target, formula));
        }
    }
    if !update.constants.is_empty() {
        let listed = update.constants.iter().map(|(name, value)| (pool.symbol(name), *value)).collect();
        pieces.push(Piece::Remark(CONSTANTS, vec![("constants", Argument::Values(Sign::Equal, listed))]));
    }
    Ok(pieces)
}

/// That the data are looked at once.
fn statistics(reduced: &Reduced) -> Option<Piece> {
    let sums: Vec<Id> = reduced.sums.iter().map(|(sum, _)| *sum).collect();
    match sums.len() {
        0 => None,
        1..=NAMED_SUMS => Some(Piece::Remark(STATISTICS, vec![("sums", Argument::Formulas(sums))])),
        count => Some(remark(MANY_STATISTICS, vec![("count", count.to_string())])),
    }
}

fn about_rate(problem: &Problem, chosen: &ChosenRate, stop: Stop) -> Vec<Piece> {
    let first = chosen.rate * 2f64.powi(chosen.halvings as i32);
    let own = |value: Option<f64>| Argument::Decimals(value.map(Minimum::short).into_iter().collect());
    let (curvature, bound) = (own(chosen.curvature), own(chosen.curvature.map(|curvature| 2.0 / curvature)));
    let sentence = match (chosen.given, chosen.by_curvature, chosen.constant) {
        (true, ..) => GIVEN_RATE,
        (false, true, true) => QUADRATIC_RATE,
        (false, true, false) => CHOSEN_RATE,
        (false, false, _) => CUSTOMARY_RATE,
    };
    let holes = vec![("rate", Argument::number(first)), ("curvature", curvature.clone()), ("bound", bound.clone())];
    let mut pieces = vec![Piece::Remark(sentence, holes)];
    if let Some(scale) = &chosen.scale {
        let factors = Argument::Decimals(scale.iter().map(|factor| Minimum::short(*factor)).collect());
        let names = Argument::Formulas(problem.over.clone());
        pieces.push(Piece::Remark(SCALED, vec![("factors", factors), ("names", names)]));
    }
    if let Some((size, seed)) = chosen.batch {
        pieces.push(remark(BATCHES, vec![("size", size.to_string()), ("seed", seed.to_string())]));
    }
    if chosen.halvings > 0 {
        pieces.push(remark(HALVED, vec![("count", chosen.halvings.to_string())]));
    }
    if chosen.settlings > 0 {
        pieces.push(remark(SETTLED, vec![("count", chosen.settlings.to_string())]));
    }
    if chosen.given && stop == Stop::Diverged && chosen.curvature.is_some() {
        pieces.push(Piece::Remark(BOUND, vec![("curvature", curvature), ("bound", bound)]));
    }
    pieces
}

/// The argument that a stationary point of a convex loss with a positive definite Hessian is its only minimum.
pub(super) fn only_minimum(pool: &mut Pool, problem: &Problem) -> Vec<Piece> {
    let mut pieces = reasons::argument(pool, problem.general, &problem.over, &problem.counts);
    pieces.push(say(CONVEX_ONLY));
    pieces
}

/// The argument that no point has a smaller loss than a stationary point of a convex loss.
pub(super) fn none_lower(pool: &mut Pool, problem: &Problem) -> Vec<Piece> {
    let mut pieces = reasons::argument(pool, problem.general, &problem.over, &problem.counts);
    pieces.push(say(CONVEX_LOWEST));
    pieces
}

/// The section about what was found. Without any eigenvalues it says nothing of curvature.
pub(super) fn verdict(
    pool: &mut Pool,
    problem: &Problem,
    classification: Classification,
    (bend, stop): (Curvature, Stop),
    (eigenvalues, scaled): (Option<&[f64]>, Option<&[f64]>),
    values: &[f64],
    loss: f64,
) -> Option<Section> {
    // Where steps overshot nothing was found.
    let eigenvalues = eigenvalues.filter(|_| !matches!(stop, Stop::Diverged | Stop::LeftDomain))?;
    let size = |all: &[f64]| all.iter().map(|value| value.abs()).fold(0.0, f64::max);
    let lost = |all: &[f64]| all.first().is_some_and(|lowest| lowest.abs() <= 1e-14 * size(all));
    // Beside a very large one a small eigenvalue is nothing but rounding.
    let is_scaled = lost(eigenvalues) && scaled.is_some_and(|scaled| !lost(scaled));
    let eigenvalues = scaled.filter(|_| is_scaled).unwrap_or(eigenvalues);
    let mut pieces = Vec::new();
    if values.len() == problem.over.len() && loss.is_finite() {
        let parts: Vec<(Id, f64)> = problem.over.iter().copied().zip(values.iter().copied()).collect();
        pieces.push(Piece::Found(parts, loss));
    }
    let shown: Vec<String> = eigenvalues.iter().map(|value| Minimum::short(*value)).collect();
    if (1..=12).contains(&shown.len()) {
        let sentence = if is_scaled { EIGENVALUES_SCALED } else { EIGENVALUES };
        pieces.push(Piece::Remark(sentence, vec![("values", Argument::Decimals(shown))]));
    }
    match classification {
        Classification::Minimum => {
            pieces.extend(reasons::argument(pool, problem.general, &problem.over, &problem.counts));
            pieces.push(say(GLOBAL));
        }
        Classification::LocalMinimum => pieces.push(say(LOCAL)),
        Classification::Saddle => pieces.push(say(SADDLE)),
        Classification::Maximum => pieces.push(say(MAXIMUM)),
        Classification::Numerical if bend == Curvature::Convex && stop.converged() => {
            pieces.extend(reasons::argument(pool, problem.general, &problem.over, &problem.counts));
            pieces.push(say(GLOBAL_OR_MORE));
        }
        Classification::Numerical if bend == Curvature::Convex => {}
        Classification::Numerical => {
            let flat = scaled.is_some_and(|all| all.first().is_some_and(|lowest| lowest.abs() <= 1e-8 * size(all)));
            pieces.extend(flat.then(|| say(SINGULAR)));
        }
        // Where it still falls after a stop, that is towards an edge.
        Classification::Unbounded if stop == Stop::FellAway && values.iter().all(|value| value.abs() < 1e9) => {
            pieces.push(Piece::Remark(FALLS_TO_AN_EDGE, vec![("loss", Argument::number(loss))]));
        }
        Classification::Lowest
        | Classification::NotUnique
        | Classification::Unbounded
        | Classification::Boundary
        | Classification::Conditional => {}
    }
    Some(Section { title: VERDICT, pieces })
}

fn remark(wording: Wording, holes: Vec<(&'static str, String)>) -> Piece {
    Piece::Remark(wording, holes.into_iter().map(|(name, text)| (name, Argument::Text(text))).collect())
}
