//! Owns stationary points: partial derivatives, set to zero, solved.

use super::convex::with_definitions;
use super::loss::{Reduced, check, in_parameters};
use super::named;
use super::problem::Problem;
use super::report::{Argument, Head, Piece, Section, say};
use super::sums::Sums;
use super::unfold;
use crate::algebra::{Normalizer, Polynomial, Ratio};
use crate::calculus::differentiate;
use crate::diagnostic::Diagnostic;
use crate::expr::{Id, Pool, occurs};
use crate::render::plain;
use crate::solve::{
    Equation, Linear, LinearOutcome, LinearSolution, Roots, inverted_roots, is_linear, polynomial_roots, solve_linear,
    solve_linear_in_short,
};
use crate::steps::Rule;
use crate::steps::rules::solving as rules;
use crate::wording::Wording;

const PARTIAL: Wording = Wording::new("Derivatives", "求导");
pub(super) const SYSTEM: Wording = Wording::new("Set to zero and solve", "令导数为零并求解");
const LINEAR_SYSTEM: Wording = Wording::new(
    "The derivatives are linear in {unknowns}, so this is a {rows}×{columns} linear system.",
    "各导数关于 {unknowns} 是线性的,因此这是一个 {rows}×{columns} 线性方程组。",
);
const DEPENDENT: Wording = Wording::new(
    "The equations depend on each other, so that {free} can be chosen freely.",
    "这些方程彼此相关,{free} 可以任意选取。",
);
const CONTRADICTION: Wording = Wording::new(
    "Equation ({number}) can't hold: no point has all derivatives equal to zero.",
    "方程 ({number}) 不可能成立:没有任何点能使各导数同时为零。",
);
const NO_ROOT: Wording = Wording::new("The derivative is zero nowhere.", "导数处处不为零。");
const DECIMAL_ROOT: Wording = Wording::new(
    "A root that has no readable closed form, to 15 digits: {unknown} ≈ {value}.",
    "有一个根没有易读的解析式,精确到 15 位:{unknown} ≈ {value}。",
);

/// One partial derivative.
pub(super) struct Slope {
    /// As an expression, with the data in.
    pub id: Id,
    /// Its normal form.
    pub ratio: Ratio,
}

/// What the equations say.
pub(super) enum Solved {
    /// A linear system; and names for the sums in it, where its page needs them.
    Linear(LinearSolution, Vec<(Id, Id)>),
    /// One polynomial equation in one unknown.
    Roots(Roots),
}

/// Why there is no closed form.
#[derive(Clone, Copy)]
pub(super) enum Blocked {
    /// A parameter stands inside this part.
    Inside(Id),
    /// The equations are polynomials of a degree above one in several parameters.
    Degree,
    /// Multiplied out, the equations have too many terms.
    Size,
    /// What they give isn't in the domain, or the loss jumps.
    Edges,
}

impl Blocked {
    /// The reason as a sentence with one hole for a formula.
    pub fn wording(self) -> Wording {
        match self {
            Blocked::Inside(_) => Wording::new(
                "The derivatives contain {part}, which holds a parameter inside a function, so that setting them to zero gives no polynomial equations.",
                "导数中含有 {part},其中参数出现在函数之内,因此令导数为零得不到多项式方程。",
            ),
            Blocked::Degree => Wording::new(
                "Setting the derivatives to zero gives polynomial equations of degree two or more.",
                "令导数为零得到的是二次或更高次的多项式方程。",
            ),
            Blocked::Edges => Wording::new(
                "Where the derivatives are zero the loss has no value, or it jumps, which derivatives don't show: they don't tell where its minimum is.",
                "导数为零之处损失没有值,或者损失有跳跃(导数看不出跳跃),因此由导数不能得知最小值在何处。",
            ),
            Blocked::Size => Wording::new(
                "Multiplied out, the derivatives have too many terms to be solved as equations.",
                "导数展开后项数过多,无法作为方程求解。",
            ),
        }
    }

    /// The formula for the hole.
    pub fn arguments(self) -> Vec<(&'static str, Argument)> {
        match self {
            Blocked::Inside(part) => vec![("part", Argument::Formula(part))],
            Blocked::Degree | Blocked::Size | Blocked::Edges => Vec::new(),
        }
    }

    /// Fills the holes for the reason in a message.
    pub fn fill(self, pool: &Pool, problem: Diagnostic) -> Diagnostic {
        let (part, reason) = match self {
            Blocked::Inside(part) => (
                plain(pool, part),
                Wording::new(
                    " in the derivatives holds a parameter inside a function",
                    " 出现在导数中,其中参数位于函数之内",
                ),
            ),
            Blocked::Degree => (
                String::new(),
                Wording::new("the derivatives are polynomials of degree two or more", "导数是二次或更高次的多项式"),
            ),
            Blocked::Size => (
                String::new(),
                Wording::new("the derivatives have too many terms when multiplied out", "导数展开后项数过多"),
            ),
            Blocked::Edges => (
                String::new(),
                Wording::new(
                    "where the derivatives are zero the loss has no value, or it jumps",
                    "导数为零之处损失没有值,或者损失有跳跃",
                ),
            ),
        };
        problem.with("part", part).worded("reason", reason)
    }
}

/// The partial derivatives, as far as they can be equations.
pub(super) struct Slopes {
    /// How they were derived.
    pub section: Section,
    /// One for each parameter, or why they are no polynomial equations.
    pub equations: Result<Vec<Slope>, Blocked>,
    /// The only one, where the parameter stands inside a function.
    pub inside: Option<Slope>,
}

/// The partial derivatives, each derived by the rules of calculus, then with the data in.
pub(super) fn slopes(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    reduced: Option<&Reduced>,
    mut sums: Option<&mut Sums>,
) -> Result<Slopes, Diagnostic> {
    let (mut pieces, mut slopes, mut hidden) = (Vec::new(), Ok(Vec::new()), None);
    for &parameter in &problem.over {
        // The expansion of a loss in one parameter is the shortest thing to differentiate.
        let expanded = reduced.filter(|_| problem.over.len() == 1 && problem.table.is_some());
        let derivation = differentiate(pool, expanded.map_or(problem.general, |own| own.expression), &[parameter])?;
        let answer = derivation.answer;
        pieces.push(Piece::Derivation(derivation));
        let bound = problem.bind(pool, answer);
        let (Ok(general), Ok(ratio)) = (normalizer.ratio(pool, answer), normalizer.ratio(pool, bound)) else {
            slopes = Err(Blocked::Size);
            continue;
        };
        let ratio = match &mut sums {
            Some(sums) => sums.put_in(pool, normalizer, &ratio, &problem.over).map_or(ratio, |(ratio, _)| ratio),
            None => ratio,
        };
        if let Some(inside) = inside(pool, normalizer, &ratio, &problem.over) {
            slopes = Err(Blocked::Inside(inside));
            if problem.over.len() == 1 {
                let id = in_parameters(pool, normalizer, &ratio, &problem.over);
                hidden = Some(Slope { id, ratio: ratio.clone() });
            }
        }
        let Ok(slopes) = &mut slopes else { continue };
        if expanded.is_some() {
            slopes.push(Slope { id: answer, ratio });
            continue;
        }
        let id = in_parameters(pool, normalizer, &ratio, &problem.over);
        slopes.push(Slope { id, ratio });
        let mut lines: Vec<(Id, &'static Rule)> = vec![(answer, &rules::SET_TO_ZERO)];
        lines.extend(unfold::lines(pool, normalizer, answer, &general, &problem.over));
        lines.push((id, &rules::DATA_SUMS));
        lines.dedup_by_key(|(id, _)| *id);
        if lines.len() > 1 {
            check(pool, problem, &lines)?;
            let loss = pool.symbol("L");
            let left = pool.derivative(loss, &[parameter]);
            pieces.push(Piece::Chain(Head::Of(left), lines));
        }
    }
    Ok(Slopes { section: Section { title: PARTIAL, pieces }, equations: slopes, inside: hidden })
}

/// A kernel that is no parameter and holds one.
fn inside(pool: &Pool, normalizer: &Normalizer, ratio: &Ratio, over: &[Id]) -> Option<Id> {
    let variables = [&ratio.top, &ratio.bottom].into_iter().flat_map(Polynomial::variables);
    let kernels = variables.filter_map(|variable| normalizer.kernels.id(variable));
    kernels.filter(|id| !over.contains(id)).find(|&id| over.iter().any(|&parameter| occurs(pool, id, parameter)))
}

/// Sets the slopes to zero and solves.
pub(super) fn solve(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slopes: &[Slope],
) -> Result<Result<(Section, Solved), Blocked>, Diagnostic> {
    let equations: Vec<Id> = slopes.iter().map(|slope| slope.id).collect();
    let mut pieces = vec![Piece::Law(&rules::SET_TO_ZERO)];
    if is_linear(pool, normalizer, &equations, &problem.over)? {
        let system = Linear { equations: &equations, unknowns: &problem.over, positive: &problem.counts };
        let solution = solve_linear(pool, normalizer, &system)?;
        if equations.len() > 1 {
            let size = |count: usize| Argument::Text(count.to_string());
            let holes = vec![
                ("rows", size(equations.len())),
                ("columns", size(problem.over.len())),
                ("unknowns", Argument::Formulas(problem.over.clone())),
            ];
            pieces.push(Piece::Remark(LINEAR_SYSTEM, holes));
        }
        let short = in_short(pool, normalizer, problem, &system, &solution)?;
        let (shown, names) = match &short {
            Some(short) => (&short.solution, short.names.clone()),
            None => (&solution, Vec::new()),
        };
        pieces.extend((!names.is_empty()).then(|| Piece::Names(named::WITH_SUMS, names.clone())));
        pieces.extend(shown.given.iter().cloned().map(Piece::Numbered));
        pieces.extend(shown.moves.iter().cloned().map(Piece::Move));
        match &solution.outcome {
            LinearOutcome::Unique(_) => {}
            LinearOutcome::None(number) => {
                let number = Argument::Text(number.to_string());
                pieces.push(Piece::Remark(CONTRADICTION, vec![("number", number)]));
            }
            LinearOutcome::Many { free, .. } => {
                let names: Vec<String> =
                    free.iter().filter_map(|&at| problem.over.get(at)).map(|&id| plain(pool, id)).collect();
                pieces.push(Piece::Remark(DEPENDENT, vec![("free", Argument::Text(names.join(", ")))]));
            }
        }
        return Ok(Ok((Section { title: SYSTEM, pieces }, Solved::Linear(solution, names))));
    }
    let ([equation], [unknown]) = (&equations[..], &problem.over[..]) else { return Ok(Err(Blocked::Degree)) };
    let roots = polynomial_roots(pool, normalizer, *equation, *unknown)?;
    if !roots.complete {
        return Ok(Err(Blocked::Degree));
    }
    pieces.extend(told(pool, problem, *unknown, &roots));
    Ok(Ok((Section { title: SYSTEM, pieces }, Solved::Roots(roots))))
}

/// A way to a solution that has room on a page.
struct Short {
    solution: LinearSolution,
    /// The names of the sums in it.
    names: Vec<(Id, Id)>,
}

/// The way with names for sums and long coefficients; `None` where the way itself has room, or there are no sums to be named.
fn in_short(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    system: &Linear,
    solution: &LinearSolution,
) -> Result<Option<Short>, Diagnostic> {
    let LinearOutcome::Unique(values) = &solution.outcome else { return Ok(None) };
    let is_wide = |equation: &Equation| named::is_wide(pool, equation.left) || named::is_wide(pool, equation.right);
    if !solution.moves.iter().any(|step| is_wide(&step.equation)) {
        return Ok(None);
    }
    let names = named::sums(pool, problem, system.equations);
    if names.is_empty() {
        return Ok(None);
    }
    let equations: Vec<Id> = system.equations.iter().map(|&id| named::put_in(pool, id, &names)).collect();
    let values: Vec<Id> = values.iter().map(|&id| named::put_in(pool, id, &names)).collect();
    let system = Linear { equations: &equations, ..*system };
    let solution = solve_linear_in_short(pool, normalizer, &system, &values)?;
    Ok(solution.map(|solution| Short { solution, names }))
}

/// Solves for the only parameter where it stands inside one function; `None` where that gives no closed form.
pub(super) fn solve_inside(
    pool: &mut Pool,
    normalizer: &mut Normalizer,
    problem: &Problem,
    slope: &Slope,
) -> Result<Option<(Section, Roots)>, Diagnostic> {
    let [unknown] = problem.over[..] else { return Ok(None) };
    let opened = with_definitions(pool, slope.id);
    let mut forms = vec![slope.id, opened];
    forms.dedup();
    for form in forms {
        let Ok(Some(mut roots)) = inverted_roots(pool, normalizer, form, unknown) else { continue };
        roots.given.left = slope.id;
        let mut pieces = vec![Piece::Law(&rules::SET_TO_ZERO)];
        pieces.extend(told(pool, problem, unknown, &roots));
        return Ok(Some((Section { title: SYSTEM, pieces }, roots)));
    }
    Ok(None)
}

/// How an equation in one unknown was solved.
pub(super) fn told(pool: &mut Pool, problem: &Problem, unknown: Id, roots: &Roots) -> Vec<Piece> {
    let mut pieces = vec![Piece::Numbered(roots.given.clone())];
    pieces.extend(roots.moves.iter().cloned().map(|mut step| {
        step.conditions = super::staged::relevant(pool, problem, &step.conditions);
        Piece::Move(step)
    }));
    for root in roots.roots.iter().filter(|root| root.value.is_none()) {
        if let Some(value) = root.to_decimal(15) {
            let holes = vec![("unknown", Argument::Formula(unknown)), ("value", Argument::Decimals(vec![value]))];
            pieces.push(Piece::Remark(DECIMAL_ROOT, holes));
        }
    }
    if roots.roots.is_empty() {
        pieces.push(say(NO_ROOT));
    }
    pieces
}
