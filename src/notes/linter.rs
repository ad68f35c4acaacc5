//! Owns the walk through a document, formula after formula.

use super::chain::Chain;
use super::context::{Context, Definition};
use super::reasons;
use super::regions::{Region, RegionKind, regions};
use super::survey::survey;
use super::words::{Hint, announces, is_chinese};
use super::{Claim, Class, Finding, Options, Report, points};
use crate::diagnostic::{Diagnostic, notes};
use crate::expr::{Id, Kind, Pool};
use crate::functions::{self, Arity, FunctionId, Notation};
use crate::language::latex::{Formula, Piece, block};
use crate::language::{Shape, Sign, TreeId};
use crate::source::Span;
use crate::wording::{Lang, Wording};

/// The span without the spaces at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let inside = span.text(text);
    let start = span.start as usize + inside.len() - inside.trim_start().len();
    Span::new(start, start + inside.trim().len())
}

/// What stands between the formulas of a document.
fn prose<'t>(text: &'t str, regions: &[Region]) -> impl Iterator<Item = &'t str> {
    let after = regions.last().map_or(0, |region| region.span.end as usize);
    let last = text.get(after..).unwrap_or("");
    let before: Vec<&str> = regions.iter().map(|region| region.before.text(text)).collect();
    before.into_iter().chain([last])
}

/// So many characters before a formula in a sentence say whether it is a condition.
const TAIL: usize = 9;

/// How names spell a prime.
const PRIME: &str = "prime";

/// Something that was set to zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    /// What.
    pub difference: Id,
    /// Whether it is a derivative.
    pub derivative: bool,
    /// The block where it was.
    pub block: usize,
}

/// The state of one walk.
pub(super) struct Linter<'t> {
    pub text: &'t str,
    pub pool: Pool,
    pub context: Context,
    pub report: Report,
    /// The number of the display block.
    pub block: usize,
    /// What was set to zero last.
    pub pending: Option<Pending>,
    /// Whether the formula is a condition in a sentence, by the words right before it.
    pub case: bool,
    /// Whether values in the formula are only supposed.
    pub supposed: bool,
    /// The chain that a sign at the start of a row goes on with.
    pub chain: Option<Chain>,
    /// Names of functions that were touched last, newest last.
    pub recent: Vec<String>,
    options: Options,
}

impl<'t> Linter<'t> {
    pub fn new(text: &'t str, options: &Options) -> Self {
        Linter {
            text,
            pool: Pool::new(),
            context: Context::default(),
            report: Report::default(),
            block: 0,
            pending: None,
            case: false,
            supposed: false,
            chain: None,
            recent: Vec::new(),
            options: *options,
        }
    }

    /// Reads everything in order.
    pub fn run(mut self) -> Report {
        let regions = regions(self.text, self.options.format);
        let lang = || if is_chinese(prose(self.text, &regions)) { Lang::Zh } else { Lang::En };
        self.report.lang = self.options.lang.unwrap_or_else(lang);
        survey(self.text, &regions, &mut self.pool, &mut self.context);
        let mut ignored = false;
        for region in &regions {
            match region.kind {
                RegionKind::Directive => ignored |= self.directive(region.span),
                RegionKind::Display | RegionKind::Inline if ignored => ignored = false,
                RegionKind::Display | RegionKind::Inline => self.region(region),
            }
        }
        self.report.findings.sort_by_key(|finding| finding.diagnostic.span.unwrap_or_default().start);
        self.report.context = self.context.describe(&self.pool);
        self.report
    }

    /// True when the next formula is to be ignored.
    fn directive(&mut self, span: Span) -> bool {
        let text = span.text(self.text);
        let (word, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        match word {
            "ignore" => return true,
            "let" | "given" => {
                let start = self.text.get(..span.end as usize).and_then(|before| before.rfind(rest)).unwrap_or(0);
                let place = Span::new(start, start + rest.len());
                if self.told(word == "let", place) == Some(true) {
                    return false;
                }
            }
            _ => {}
        }
        let mut diagnostic =
            Diagnostic::new(&notes::UNREADABLE).with("found", text.trim()).at(trimmed(self.text, span));
        diagnostic = diagnostic.with("expected", "");
        self.report.findings.push(Finding {
            diagnostic,
            expected: None,
            replacement: None,
            mistake: "directive".to_owned(),
            notes: Vec::new(),
        });
        false
    }

    /// `let y_i = w x_i` and `given x > 0`.
    fn told(&mut self, defines: bool, place: Span) -> Option<bool> {
        let block = block(self.text, place, &mut self.context.declared).ok()?;
        for piece in block.rows.into_iter().flat_map(|row| row.pieces) {
            let Piece::Formula(formula) = piece else { return None };
            let (members, signs) = formula.chain();
            let ([left, right], [Sign::Is(relation)]) = (&members[..], &signs[..]) else { return None };
            if defines {
                let value = self.value(&formula, *right)?;
                let tree = &formula.tree;
                let (name, index) = match (&tree.node(*left).shape, tree.children(*left)) {
                    (Shape::Name(name), _) => (self.pool.symbol(name), None),
                    (Shape::Indexed, [base, index]) => {
                        let index = self.value(&formula, *index)?;
                        (self.pool.symbol(formula.tree.name(*base)?), Some(index))
                    }
                    _ => return None,
                };
                self.context.define(Definition { name, index, value });
            } else {
                let (left, right) = (self.value(&formula, *left)?, self.value(&formula, *right)?);
                let condition = self.pool.compare(*relation, left, right);
                self.context.assumptions.push(condition);
            }
        }
        Some(true)
    }

    fn region(&mut self, region: &Region) {
        self.block += 1;
        self.chain = None;
        let block = match block(self.text, region.span, &mut self.context.declared) {
            Ok(block) => block,
            Err(problem) => {
                let reason = problem.message(self.report.lang);
                return self.said(region.span, Class::Unread, reason);
            }
        };
        // The last sentence before the formula says what it is for.
        let before = region.before.text(self.text);
        let sentence = before.rsplit("\n\n").next().unwrap_or(before);
        // In a sentence they say less: only that a derivative is set to zero.
        let counts = region.kind == RegionKind::Display || announces(sentence, Hint::Stationary);
        // The last words before a formula in a sentence make it a condition: "when x = 0".
        let tail = sentence.trim_end().char_indices().rev().nth(TAIL).map_or(0, |(at, _)| at);
        let tail = sentence.get(tail..).unwrap_or("");
        self.case = region.kind == RegionKind::Inline && announces(tail, Hint::Case);
        self.supposed = self.case || announces(sentence, Hint::Supposed);
        let mut words = if counts { sentence.to_owned() } else { String::new() };
        for row in block.rows {
            for piece in self.without_points(row.pieces) {
                match piece {
                    Piece::Words { text, .. } => {
                        words.push_str(&text);
                        words.push(' ');
                    }
                    Piece::Unread { problem, span } => {
                        let reason = problem.message(self.report.lang);
                        self.said(span, Class::Unread, reason);
                        self.chain = None;
                    }
                    Piece::Formula(formula) => {
                        // A number among words belongs to their sentence: "set the derivative to 0".
                        if matches!(formula.chain().0[..], [only] if matches!(formula.tree.node(only).shape, Shape::Number(_)))
                        {
                            words.push_str(formula.span.text(self.text));
                            continue;
                        }
                        self.formula(&formula, &words);
                    }
                }
            }
            words.clear();
        }
    }

    /// Takes points that stand in a list, `(1, 2), (2, 4)`, for data; the other pieces.
    fn without_points(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let point = |piece: &Piece| match piece {
            Piece::Formula(formula) if formula.leading.is_none() => match formula.chain().0[..] {
                [only] => points::lone(&formula.tree, only),
                _ => None,
            },
            _ => None,
        };
        let rows: Vec<_> = pieces.iter().filter_map(point).collect();
        if rows.len() < 2 || !points::take_rows(rows, &mut self.pool, &mut self.context) {
            return pieces;
        }
        let span = pieces.iter().filter(|piece| point(piece).is_some()).fold(None, |all: Option<Span>, piece| match piece {
            Piece::Formula(formula) => Some(all.map_or(formula.span, |all| all.join(formula.span))),
            Piece::Words { .. } | Piece::Unread { .. } => all,
        });
        if let Some(span) = span {
            self.claim(span, Class::Data, reasons::POINTS);
        }
        pieces.into_iter().filter(|piece| point(piece).is_none()).collect()
    }

    /// Whether a name with primes is the derivative of a function that is known.
    pub fn is_derived(&self, name: &str) -> bool {
        name.strip_suffix(PRIME).is_some_and(|stem| {
            let base = stem.trim_end_matches(PRIME);
            self.context.function(name).is_none() && self.one_parameter(base)
        })
    }

    fn one_parameter(&self, name: &str) -> bool {
        match self.context.function(name) {
            Some(known) => known.parameters.len() == 1,
            None => self.table(name).is_some_and(|id| id.row().arity == Arity::Exactly(1)),
        }
    }

    /// The function of the table by its name or its letter.
    fn table(&self, name: &str) -> Option<FunctionId> {
        let by_letter = || {
            functions::all().find(|id| {
                matches!(id.row().notation, Notation::Named { latex, .. } if latex.strip_prefix('\\') == Some(name))
            })
        };
        functions::lookup(name).or_else(by_letter)
    }

    /// Makes f′ and f″ of the functions that are known, wherever the formula has them.
    fn primes(&mut self, formula: &Formula) {
        let mut names: Vec<&str> = Vec::new();
        for id in formula.tree.ids() {
            if let Shape::Call(name) = &formula.tree.node(id).shape
                && !names.contains(&&**name)
            {
                names.push(name);
            }
        }
        for name in names {
            if !self.is_derived(name) {
                continue;
            }
            let base = name.trim_end_matches(PRIME);
            let order = (name.len() - base.len()) / PRIME.len();
            let (variable, body) = match self.context.function(base) {
                Some(known) => (known.parameters.first().copied(), Some(known.body)),
                None => {
                    let variable = self.pool.symbol("t");
                    let call = self.table(base).map(|function| self.pool.call(function, &[variable]));
                    (Some(variable), call)
                }
            };
            let (Some(variable), Some(body)) = (variable, body) else { continue };
            let pending = self.pool.derivative(body, &vec![variable; order]);
            // At a name it can stay a derivative, so that what went wrong can be said; f'(2) must be carried out first.
            let at_names = formula.tree.ids().all(|id| match &formula.tree.node(id).shape {
                Shape::Call(other) if **other == *name => {
                    formula.tree.children(id).iter().all(|&argument| formula.tree.name(argument).is_some())
                }
                _ => true,
            });
            let value = if at_names { pending } else { self.context.resolve(&mut self.pool, pending) };
            self.context.scope.set_function(name, &[variable], value);
        }
    }

    fn formula(&mut self, formula: &Formula, words: &str) {
        self.primes(formula);
        let (members, signs) = formula.chain();
        let data = if announces(words, Hint::Data) || signs.is_empty() { members.last() } else { members.get(1) };
        if let Some(&last) = data
            && let Some(found) = points::points(&formula.tree, last)
            && points::take(&formula.tree, &found, &mut self.pool, &mut self.context)
        {
            self.chain = None;
            return self.claim(formula.span, Class::Data, reasons::POINTS);
        }
        self.chain(formula, &members, &signs, words);
    }

    /// Keeps what was set to zero, for solutions that are stated later.
    pub fn pend(&mut self, difference: Option<Id>, derivative: bool) {
        let block = self.block;
        self.pending = difference.map(|difference| Pending { difference, derivative, block });
    }

    /// A part of a formula as an expression.
    pub fn value(&mut self, formula: &Formula, id: TreeId) -> Option<Id> {
        self.context.scope.expression(&mut self.pool, &formula.tree, id).ok()
    }

    pub fn claim(&mut self, span: Span, class: Class, reason: Wording) {
        self.said(span, class, reason.text(self.report.lang).to_owned());
    }

    /// A claim whose reason is the message about it.
    pub fn said(&mut self, span: Span, class: Class, reason: String) {
        self.report.claims.push(Claim { span, class, reason });
    }

    /// Whether the expression has no names in it.
    pub fn is_constant(&self, id: Id) -> bool {
        crate::expr::postorder(&self.pool, id)
            .into_iter()
            .all(|id| !matches!(self.pool.kind(id), Kind::Symbol(_) | Kind::Indexed | Kind::RowSum | Kind::RowMean))
    }
}
