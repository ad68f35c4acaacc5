//! From a loss to its minimum: data put in, stationary point, classification, descent, fits.

mod active;
mod bottomless;
mod classify;
mod conditions;
mod convex;
mod corners;
mod creases;
mod curve;
mod descent;
mod edges;
mod fit;
mod floor;
mod found;
mod jets;
mod joints;
mod kinks;
mod likelihood;
mod logarithm;
mod loss;
mod means;
mod named;
mod names;
mod page;
mod picture;
mod problem;
mod range;
mod reasons;
mod report;
mod signs;
mod staged;
mod stationary;
mod statistics;
mod streamed;
mod stretches;
mod strict;
mod sums;
mod turns;
mod unfold;
mod vertex;

use self::problem::Problem;
use self::stationary::{Blocked, Solved};
use self::stretches::Wanted;
use self::sums::Sums;
use crate::algebra::Normalizer;
use crate::data::Table;
use crate::diagnostic::{Diagnostic, solving};
use crate::expr::{Id, Pool, substitute};
use crate::halt::Halt;
use crate::number::Rational;
use crate::render::plain;

pub use convex::{Curvature, curvature};
pub use descent::{Iteration, OTHERS, Rate, Stop, Update, Watch, update};
pub use fit::{Fit, LossKind, Model, fit, needed_for_fit};
pub use page::page;
pub use picture::figures;
pub use report::{Argument, Head, Piece, Section};
pub use statistics::Statistics;
pub use streamed::needed_sums;

/// How to look for the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Method {
    /// Closed form where there is one, else the descent that fits.
    #[default]
    Auto,
    /// Closed form or an error.
    ClosedForm,
    /// An update rule of the table of [`update`], by its word: `gd`, `adam`, ….
    Update(&'static str),
    /// Newton's method in a trust region.
    Newton,
    /// BFGS with limited memory.
    Lbfgs,
    /// Levenberg and Marquardt's method, for sums of squares.
    LevenbergMarquardt,
}

impl Method {
    /// The method of a word on the command line.
    ///
    /// ```
    /// use gradus::minimize::Method;
    /// assert_eq!(Method::parse("lm"), Some(Method::LevenbergMarquardt));
    /// assert_eq!(Method::parse("adam"), Some(Method::Update("adam")));
    /// assert_eq!(Method::parse("eve"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Method> {
        match word {
            "auto" => Some(Method::Auto),
            "closed-form" => Some(Method::ClosedForm),
            "newton" => Some(Method::Newton),
            "lbfgs" => Some(Method::Lbfgs),
            "lm" => Some(Method::LevenbergMarquardt),
            _ => update(word).map(|update| Method::Update(update.id)),
        }
    }

    /// Whether equations may be solved.
    fn allows_closed_form(self) -> bool {
        match self {
            Method::Auto | Method::ClosedForm => true,
            Method::Update(_) | Method::Newton | Method::Lbfgs | Method::LevenbergMarquardt => false,
        }
    }
}

/// What a search may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// The learning rate; chosen from the curvature at the start when none is given.
    pub rate: Option<f64>,
    /// Iterations at most.
    pub iterations: usize,
    /// Where descent starts; 0 for parameters that aren't listed.
    pub start: Vec<(Id, f64)>,
    /// Rows in each step of stochastic descent.
    pub batch: Option<usize>,
    /// Where random draws start.
    pub seed: u64,
    /// Searches from further starts, for losses that may have several minima; some when neither this nor a start is given.
    pub restarts: Option<usize>,
    /// Sees each iteration, and says why the search shall end now, when it shall.
    pub watch: Option<Watch>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            method: Method::Auto,
            rate: None,
            iterations: 10_000,
            start: Vec::new(),
            batch: None,
            seed: 0,
            restarts: None,
            watch: None,
        }
    }
}

/// What kind of point was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    /// The only minimum, shown by an argument, under the printed conditions.
    Minimum,
    /// No point has a smaller loss; whether others have the same wasn't decided.
    Lowest,
    /// A minimum among its neighbours; whether the loss is smaller elsewhere wasn't decided.
    LocalMinimum,
    /// The only maximum: the loss has no minimum.
    Maximum,
    /// A saddle: the loss has no minimum.
    Saddle,
    /// The minimum is taken at more than one point.
    NotUnique,
    /// The loss falls without end: it has no minimum.
    Unbounded,
    /// The loss falls up to the boundary of its domain.
    Boundary,
    /// A minimum if the printed conditions hold.
    Conditional,
    /// Where descent stopped; nothing is proved.
    Numerical,
}

impl Classification {
    /// The words in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Classification::Minimum => "minimum",
            Classification::Lowest => "global minimum",
            Classification::LocalMinimum => "local minimum",
            Classification::Maximum => "maximum",
            Classification::Saddle => "saddle",
            Classification::NotUnique => "not unique",
            Classification::Unbounded => "unbounded",
            Classification::Boundary => "boundary of the domain",
            Classification::Conditional => "minimum under conditions",
            Classification::Numerical => "numerical",
        }
    }
}

/// A parameter at the point found.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The parameter.
    pub symbol: Id,
    /// In floating point, when it is a number.
    pub value: Option<f64>,
    /// Exactly, when it is rational.
    pub exact: Option<Rational>,
    /// As an expression, when it isn't rational.
    pub symbolic: Option<Id>,
    /// Standard error of a fit.
    pub standard_error: Option<f64>,
}

/// The result of a search.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// The loss with indexed sums.
    pub loss: Id,
    /// The loss with the data in, when there is data and it is a polynomial in the parameters.
    pub reduced: Option<Id>,
    /// The word of the method: `closed-form`, `gd`, `lm`, ….
    pub method: &'static str,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The loss at the point: exact, in floating point, as an expression.
    pub loss_value: (Option<Rational>, Option<f64>, Option<Id>),
    /// What was found.
    pub classification: Classification,
    /// Conditions (`Compare` nodes).
    pub conditions: Vec<Id>,
    /// Iterations of a descent.
    pub iterations: Option<usize>,
    /// Why a descent stopped.
    pub stop: Option<Stop>,
    /// Why the search ended before all was tried, when it was made to.
    pub halted: Option<Halt>,
    /// The norm of the gradient where a descent stopped.
    pub gradient_norm: Option<f64>,
    /// The way of a descent, from its start to its end; thinned when it is long.
    pub trace: Vec<Iteration>,
    /// The explanation.
    pub sections: Vec<Section>,
    /// Names that its formulas have for sums over the data, and the sums.
    pub names: Vec<(Id, Id)>,
}

impl Minimum {
    /// A number with all its digits.
    pub(crate) fn long(value: f64) -> String {
        let size = value.abs();
        if size != 0.0 && !(1e-4..1e15).contains(&size) { format!("{value:e}") } else { format!("{value}") }
    }

    /// A number for people: eight significant digits, without zeros at their end.
    pub(crate) fn short(value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let size = value.abs().log10().floor();
        let text = match (-5.0..9.0).contains(&size) {
            true => format!("{value:.*}", (7 - size as i64).clamp(0, 12) as usize),
            false => format!("{value:.7e}"),
        };
        let (digits, power) = text.split_at(text.find('e').unwrap_or(text.len()));
        let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
        format!("{digits}{power}")
    }
}

/// Minimizes `loss` over the parameters, with the columns of `table` for the names in its sums.
///
/// Where the derivatives are linear in the parameters, or polynomial in the only one, the result is exact: from the decimals
/// of the data to the last digit. Otherwise the derived gradient is descended.
///
/// ```
/// use gradus::data::{Options as DataOptions, Table};
/// use gradus::expr::{Pool, read};
/// use gradus::minimize::{Options, minimize};
/// let mut pool = Pool::new();
/// let (loss, w) = (read(&mut pool, "mean((y - w*x)^2)").unwrap(), pool.symbol("w"));
/// let table = Table::read("x,y\n1,1\n2,2\n".as_bytes(), &DataOptions::default()).unwrap();
/// let minimum = minimize(&mut pool, loss, &[w], Some(&table), &Options::default()).unwrap();
/// assert_eq!(minimum.parameters[0].exact, Some(1.into()));
/// let other = read(&mut pool, "mean((y - w*t)^2)").unwrap();
/// assert_eq!(minimize(&mut pool, other, &[w], Some(&table), &Options::default()).unwrap_err().code.id, "G0305");
/// ```
pub fn minimize(
    pool: &mut Pool,
    loss: Id,
    over: &[Id],
    table: Option<&Table>,
    options: &Options,
) -> Result<Minimum, Diagnostic> {
    let roots: Vec<Id> = over.iter().copied().chain([loss]).collect();
    let symbols = names::symbols(pool, &roots, table);
    if !symbols.is_empty() {
        let loss = substitute(pool, loss, &symbols);
        let over: Vec<Id> = over.iter().map(|&id| names::renamed(&symbols, id)).collect();
        let start = options.start.iter().map(|&(id, value)| (names::renamed(&symbols, id), value)).collect();
        return minimize(pool, loss, &over, table, &Options { start, ..options.clone() });
    }
    if let Some(rate) = options.rate.filter(|rate| *rate <= 0.0 || !rate.is_finite()) {
        return Err(Diagnostic::new(&solving::ZERO_RATE).with("rate", rate));
    }
    if let Some((stranger, _)) = options.start.iter().find(|(name, _)| !over.contains(name)) {
        let known: Vec<String> = over.iter().map(|&id| plain(pool, id)).collect();
        let problem = Diagnostic::new(&solving::START_NAME).with("name", plain(pool, *stranger));
        return Err(problem.with("known", known.join(", ")));
    }
    if options.method.allows_closed_form()
        && let Some(minimum) = likelihood::minimize(pool, loss, over, table, options)?
    {
        return Ok(minimum);
    }
    if options.method.allows_closed_form()
        && let Some(minimum) = logarithm::minimize(pool, loss, over, table, options)?
    {
        return Ok(minimum);
    }
    let problem = Problem::new(pool, loss, over, table)?;
    let mut normalizer = Normalizer::default();
    let mut sums = table.map(Sums::of);
    let reduced = loss::reduce(pool, &mut normalizer, &problem, sums.as_mut());
    let shown = reduced.as_ref().filter(|_| table.is_some());
    let mut sections = vec![loss::section(pool, &problem, shown)?];
    let stationary::Slopes { section, equations: slopes, inside } =
        stationary::slopes(pool, &mut normalizer, &problem, shown, sums.as_mut())?;
    sections.push(section);
    let with_data = match shown {
        Some(reduced) => reduced.expression,
        None => problem.bind(pool, problem.general),
    };
    let mut blocked: Option<Blocked> = None;
    if options.method.allows_closed_form()
        && let Some(found) = stretches::solve(pool, &mut normalizer, &problem, Wanted::EndsAndJumps)?
    {
        let state = found::State { problem: &problem, reduced: None, with_data, slopes: &[] };
        return Ok(found::studied(pool, &state, found, sections));
    }
    if options.method.allows_closed_form() {
        let solved = match &slopes {
            Ok(slopes) => stationary::solve(pool, &mut normalizer, &problem, slopes)?.map(|solved| (slopes, solved)),
            Err(reason) => Err(*reason),
        };
        match solved {
            Ok((slopes, (section, solved))) => {
                sections.push(section);
                let state = found::State { problem: &problem, reduced: reduced.as_ref(), with_data, slopes };
                let before = sections.len() - 1;
                let found = match solved {
                    Solved::Linear(solution, names) => {
                        found::linear(pool, &mut normalizer, &state, (solution, names), sections.clone())
                    }
                    Solved::Roots(roots) => found::roots(pool, &mut normalizer, &state, roots, sections.clone()),
                }?;
                if !edges::spoil(pool, &problem, &found)? {
                    return Ok(found);
                }
                sections.truncate(before);
                blocked = Some(Blocked::Edges);
            }
            Err(reason) => blocked = Some(reason),
        }
    }
    if let (Some(_), Some(slope)) = (blocked, inside)
        && let Some((section, roots)) = stationary::solve_inside(pool, &mut normalizer, &problem, &slope)?
    {
        let slopes = &[slope];
        let state = found::State { problem: &problem, reduced: reduced.as_ref(), with_data, slopes };
        if let Some(found) = found::inverted(pool, &mut normalizer, &state, roots, &sections, section)? {
            // Where it didn't see the whole, poles may be in between.
            let is_open = found.classification == Classification::LocalMinimum;
            let study = match is_open {
                true => stretches::solve(pool, &mut normalizer, &problem, Wanted::Kinks)?,
                false => None,
            };
            return Ok(study.map_or(found, |study| found::studied(pool, &state, study, sections)));
        }
    }
    if let (Some(Blocked::Degree), Ok(slopes)) = (blocked, &slopes)
        && let Some(found) = staged::solve(pool, &mut normalizer, &problem, slopes)?
    {
        let state = found::State { problem: &problem, reduced: reduced.as_ref(), with_data, slopes };
        return found::staged(pool, &mut normalizer, &state, found, sections);
    }
    if blocked.is_some()
        && let Some(found) = kinks::solve(pool, &mut normalizer, &problem)?
    {
        let state = found::State { problem: &problem, reduced: reduced.as_ref(), with_data, slopes: &[] };
        return found::kinked(&state, pool, found, sections);
    }
    if blocked.is_some()
        && let Some(found) = corners::solve(pool, &problem)?
    {
        let state = found::State { problem: &problem, reduced: reduced.as_ref(), with_data, slopes: &[] };
        return found::kinked(&state, pool, found, sections);
    }
    if blocked.is_some()
        && let Some(found) = stretches::solve(pool, &mut normalizer, &problem, Wanted::Kinks)?
    {
        let state = found::State { problem: &problem, reduced: None, with_data, slopes: &[] };
        return Ok(found::studied(pool, &state, found, sections));
    }
    if let Some(reason) = blocked {
        if options.method == Method::ClosedForm {
            return Err(reason.fill(pool, Diagnostic::new(&solving::NO_CLOSED_FORM)));
        }
        if let Some(section) = sections.last_mut() {
            section.pieces.push(Piece::Remark(reason.wording(), reason.arguments()));
        }
    }
    let statistics = shown.and_then(|reduced| Statistics::of(&normalizer, &reduced.ratio, &problem.over));
    descent::descend(pool, &problem, shown, statistics, sections, blocked, options)
}
