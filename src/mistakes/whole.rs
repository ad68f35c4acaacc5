//! Owns mistakes of the whole answer: another variable, another order, a factor, a step of descent, an equals sign.

use super::candidate::{Candidate, Slip, written};
use super::letters::Letters;
use super::question::Question;
use super::row::{At, Mistake, Update, Whole};
use super::table::all;
use crate::algebra::{Normalizer, Ratio, fold, tidy};
use crate::calculus::gradient;
use crate::expr::{Id, Kind, Pool, replace, variables};

/// Terms of the normal form of a quotient of answers.
const TERMS: usize = 60;

/// Other variables that are tried.
const VARIABLES: usize = 8;

/// Everything that the rows about whole answers make of a question.
pub(super) fn wholes(pool: &mut Pool, question: &Question) -> Vec<Candidate> {
    let mut found = Vec::new();
    for row in all() {
        match row.at {
            At::Whole(whole) => found.extend(of_answer(pool, question, row, whole)),
            At::Update(update) => found.extend(of_update(pool, question, row, update)),
            _ => {}
        }
    }
    found
}

fn slip(row: &'static Mistake, letters: Letters) -> Vec<Slip> {
    vec![Slip { row, letters, done: None, height: usize::MAX }]
}

fn derivative(pool: &mut Pool, of: Id, by: Id) -> Option<Id> {
    let value = gradient(pool, of, &[by]).ok()?.first().copied()?;
    (!pool.is_integer(value, 0)).then_some(value)
}

/// Variables besides the one that is differentiated by.
fn others(pool: &Pool, body: Id, variable: Id) -> Vec<Id> {
    variables(pool, body).into_iter().filter(|&id| id != variable).take(VARIABLES).collect()
}

fn of_answer(pool: &mut Pool, question: &Question, row: &'static Mistake, whole: Whole) -> Vec<Candidate> {
    let (right, claim) = (question.right, question.claim);
    let put = |pool: &mut Pool, letters: Letters, answer: Id| {
        let full = question.filled(pool, answer);
        Candidate { slips: slip(row, letters), pair: [full, claim] }
    };
    let mut found = Vec::new();
    match (whole, question.pending) {
        (Whole::OtherVariable, Some(asked)) => {
            for y in others(pool, asked.body, asked.variable) {
                let Some(answer) = derivative(pool, asked.body, y) else { continue };
                found.push(put(pool, vec![("x", asked.variable), ("y", y), ("D", answer)], answer));
            }
        }
        (Whole::AllVariables, Some(asked)) => {
            let Some(own) = derivative(pool, asked.body, asked.variable) else { return found };
            let mut all = vec![own];
            for y in others(pool, asked.body, asked.variable) {
                let Some(answer) = derivative(pool, asked.body, y) else { continue };
                all.push(answer);
                let sum = pool.add(&[own, answer]);
                found.push(put(pool, vec![("x", asked.variable), ("y", y)], sum));
            }
            if all.len() > 2 {
                let sum = pool.add(&all);
                found.push(put(pool, vec![("x", asked.variable)], sum));
            }
        }
        (Whole::TooFew, Some(asked)) => found.push(put(pool, vec![("x", asked.variable)], asked.body)),
        (Whole::TooMany, Some(asked)) => {
            let once = derivative(pool, asked.body, asked.variable);
            if let Some(twice) = once.and_then(|once| derivative(pool, once, asked.variable)) {
                found.push(put(pool, vec![("x", asked.variable)], twice));
            }
        }
        (Whole::Integrated, Some(asked)) if asked.alone => {
            if let Some(back) = derivative(pool, claim, asked.variable) {
                let letters = vec![("x", asked.variable), ("f", asked.body)];
                found.push(Candidate { slips: slip(row, letters), pair: [back, asked.body] });
            }
        }
        (Whole::EqualSign | Whole::EqualSignBack, None) => {
            let (from, to) = if whole == Whole::EqualSign { (right, claim) } else { (claim, right) };
            for x in variables(pool, from).into_iter().take(VARIABLES) {
                let Some(answer) = derivative(pool, from, x) else { continue };
                found.push(Candidate { slips: slip(row, vec![("x", x)]), pair: [answer, to] });
            }
        }
        (Whole::Sign, _) => found.push(related(pool, question, row, None)),
        (Whole::Multiple | Whole::Monomial, _) => {
            let Some(ratio) = quotient(pool, claim, right) else { return found };
            let constant = ratio.1.as_constant();
            let one_term = ratio.1.top.terms().len() == 1 && ratio.1.bottom.terms().len() == 1;
            // A factor that isn't made of variables says nothing to a reader.
            let plain = variables_only(pool, ratio.0) && question.pending.is_some();
            if (whole == Whole::Multiple) == constant.is_some() && one_term && (constant.is_some() || plain) {
                let factor = tidy(pool, ratio.0).id;
                found.push(related(pool, question, row, Some(factor)));
            }
        }
        (Whole::Shift, _) => {
            let difference = fold::sub(pool, claim, right);
            let ratio = Normalizer::bounded(TERMS).ratio(pool, difference).ok();
            if let Some(number) = ratio.and_then(|ratio| ratio.as_constant()) {
                let number = pool.number(&number);
                found.push(related(pool, question, row, Some(number)));
            }
        }
        // These speak of a derivative that is asked for, or of lines without one.
        (
            Whole::OtherVariable
            | Whole::AllVariables
            | Whole::TooFew
            | Whole::TooMany
            | Whole::Integrated
            | Whole::EqualSign
            | Whole::EqualSignBack,
            _,
        ) => {}
    }
    found
}

fn variables_only(pool: &Pool, id: Id) -> bool {
    crate::expr::postorder(pool, id)
        .into_iter()
        .all(|id| !matches!(pool.kind(id), Kind::Call(_) | Kind::Add | Kind::Sum))
}

/// The quotient of two answers as an expression and as a quotient of polynomials.
fn quotient(pool: &mut Pool, claim: Id, right: Id) -> Option<(Id, Ratio)> {
    let quotient = pool.div(claim, right);
    let mut normalizer = Normalizer::bounded(TERMS);
    let ratio = normalizer.ratio(pool, quotient).ok()?;
    Some((normalizer.write(pool, &ratio), ratio))
}

fn related(pool: &mut Pool, question: &Question, row: &'static Mistake, c: Option<Id>) -> Candidate {
    let mut letters = vec![("D", question.right)];
    letters.extend(c.map(|c| ("c", c)));
    let value = written(pool, row, &letters).unwrap_or(question.right);
    let shown = letters.iter_mut().find(|(name, _)| *name == "D");
    shown.into_iter().for_each(|(_, id)| *id = question.shown);
    Candidate { slips: slip(row, letters), pair: [value, question.claim] }
}

/// θ − η·∂: the parameter, the size of the step.
fn step_of(pool: &mut Pool, question: &Question) -> Option<(Id, Id)> {
    let asked = question.pending?;
    let terms = match pool.kind(question.left) {
        Kind::Add => pool.children(question.left).to_vec(),
        _ => return None,
    };
    let (with, without): (Vec<Id>, Vec<Id>) =
        terms.into_iter().partition(|&term| crate::expr::occurs(pool, term, asked.node));
    let [step] = with[..] else { return None };
    let (true, step) = fold::unsigned(pool, step) else { return None };
    let size = match pool.kind(step) {
        _ if step == asked.node => pool.integer(1),
        Kind::Mul => {
            let factors: Vec<Id> = pool.children(step).iter().copied().filter(|&f| f != asked.node).collect();
            if factors.len() + 1 != pool.children(step).len() {
                return None;
            }
            pool.mul(&factors)
        }
        _ => return None,
    };
    let old = pool.add(&without);
    Some((old, size))
}

fn of_update(pool: &mut Pool, question: &Question, row: &'static Mistake, update: Update) -> Vec<Candidate> {
    let (Some((old, size)), Some(asked)) = (step_of(pool, question), question.pending) else { return Vec::new() };
    let Some(own) = derivative(pool, asked.body, asked.variable) else { return Vec::new() };
    let step_by = |pool: &mut Pool, g: Id| vec![("t", old), ("s", size), ("g", g), ("r", pool.mul(&[size, g]))];
    let mut found = Vec::new();
    let mut push = |pool: &mut Pool, letters: Letters| {
        if let Some(value) = written(pool, row, &letters) {
            found.push(Candidate { slips: slip(row, letters), pair: [value, question.claim] });
        }
    };
    match update {
        Update::Step => {
            let letters = step_by(pool, own);
            push(pool, letters);
        }
        Update::OtherParameter => {
            for y in others(pool, asked.body, asked.variable) {
                let Some(g) = derivative(pool, asked.body, y) else { continue };
                let mut letters = step_by(pool, g);
                letters.push(("y", y));
                push(pool, letters);
            }
        }
        Update::Sequential => {
            for y in others(pool, asked.body, asked.variable) {
                let Some(g) = derivative(pool, asked.body, y) else { continue };
                let step = pool.mul(&[size, g]);
                let updated = pool.sub(y, step);
                let late = replace(pool, own, y, updated);
                let mut letters = step_by(pool, late);
                letters.push(("y", y));
                push(pool, letters);
            }
        }
    }
    found
}
