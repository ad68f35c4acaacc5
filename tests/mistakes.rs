//! The table of mistakes as a whole: every row is found in its own example and on random expressions, and what is right is
//! never called wrong.

use std::collections::BTreeSet;

use gradus::equality::{Judgement, Options, check};
use gradus::expr::{Id, Kind, Pool, postorder, read, replace, substitute};
use gradus::mistakes::{At, Mistake, Whole, all, diagnose, plant};
use gradus::render::plain;
use gradus::wording::Lang;

/// One step of SplitMix64 (Steele, Lea, Flood 2014): tests need their own reproducible choices.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

/// The names of the rows that explain a claim, the first one first.
fn named(pool: &mut Pool, left: Id, right: Id) -> Vec<String> {
    let diagnosis = diagnose(pool, left, right, &[], &Options::default());
    diagnosis.findings.iter().map(|finding| finding.id()).collect()
}

#[test]
fn rows_are_complete_and_unique() {
    let mut seen = BTreeSet::new();
    for row in all() {
        assert!(seen.insert(row.id), "{} stands twice", row.id);
        assert!(!row.name.zh.is_ascii() && !row.rule.zh.is_ascii(), "{}: the Chinese isn't Chinese", row.id);
        assert!(!row.name.en.is_empty() && !row.rule.en.is_empty(), "{}", row.id);
        let holes = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect()
        };
        assert_eq!(holes(row.rule.en), holes(row.rule.zh), "{}: other holes", row.id);
        let pool = &mut Pool::new();
        read(pool, row.wrong).unwrap_or_else(|problem| panic!("{}: {}", row.id, problem.message(Lang::En)));
    }
    let algebra = all().filter(|row| row.at.is_algebra()).count();
    assert!(algebra >= 16 && seen.len() - algebra >= 80, "{algebra} of {}", seen.len());
}

#[test]
fn each_example_is_wrong_and_is_explained_by_its_row() {
    let mut wrong = Vec::new();
    for row in all() {
        let pool = &mut Pool::new();
        let (left, right) = (read(pool, row.example.0).unwrap(), read(pool, row.example.1).unwrap());
        let verdict = check(pool, left, right, &[], &Options::default()).unwrap();
        if verdict.judgement != Judgement::Refuted {
            wrong.push(format!("{}: {:?} isn't refuted", row.id, row.example));
        }
        let diagnosis = diagnose(pool, left, right, &[], &Options::default());
        let found = diagnosis.findings.iter().find(|finding| finding.id() == row.id);
        let Some(found) = found else {
            let others: Vec<String> = diagnosis.findings.iter().map(|finding| finding.id()).collect();
            wrong.push(format!("{}: {:?} is explained by {others:?}", row.id, row.example));
            continue;
        };
        for lang in [Lang::En, Lang::Zh] {
            let message = found.message(pool, lang);
            if message.contains('{') {
                wrong.push(format!("{}: a hole is left in {message}", row.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `claim => rows that explain it ; what differs first and what should stand there`.
const CLAIMS: &str = include_str!("cases/mistakes.txt");

#[test]
fn claims_are_explained_as_written_down() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in CLAIMS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (claim, wanted) = line.split_once(" => ").expect("a case is `claim => rows`");
        let (left, right) = claim.split_once(" = ").expect("a claim is `left = right`");
        let pool = &mut Pool::new();
        let (left, right) = (read(pool, left).unwrap(), read(pool, right).unwrap());
        let diagnosis = diagnose(pool, left, right, &[], &Options::default());
        let names: Vec<String> = diagnosis.findings.iter().map(|finding| finding.id()).collect();
        let mut found = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        if let Some(difference) = diagnosis.difference {
            let [claimed, right] = [difference.claimed, difference.right]
                .map(|part| part.map_or_else(|| "nothing".to_owned(), |part| plain(pool, part)));
            found.push_str(&format!(" ; {claimed} for {right}"));
        }
        count += 1;
        if found != wanted {
            wrong.push(format!("{claim} => {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} are explained otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 20, "{count} claims");
}

/// Sums are held against each other term by term up to a length of both together.
#[test]
fn the_first_different_term_is_named_in_sums_that_are_not_too_long() {
    for (length, is_named) in [(2, true), (30, true), (31, false)] {
        let common: Vec<String> = (1..length).map(|k| format!("sin({k}*x)")).collect();
        let common = common.join(" + ");
        let pool = &mut Pool::new();
        let [left, right] = ["exp(x)", "cos(x)"].map(|last| read(pool, &format!("{common} + {last}")).unwrap());
        let found = diagnose(pool, left, right, &[], &Options::default()).difference;
        let found = found.map(|found| [found.claimed, found.right].map(|part| part.map(|part| plain(pool, part))));
        let wanted = is_named.then(|| ["cos(x)", "exp(x)"].map(|part| Some(part.to_owned())));
        assert_eq!(found, wanted, "{length} terms");
    }
}

/// Expressions that take the place of the variable in the example of a row.
const INNER: &[&str] = &[
    "x",
    "2*x + 1",
    "x^2 + 1",
    "k*x + 3",
    "x^3 + x + 2",
    "exp(x) + 1",
    "x*y + 2",
    "x^2 + y^2 + 1",
    "x/3 + 1",
    "4 + sin(x)",
];

/// The same for functions that have values between −1 and 1 only.
const SMALL: &[&str] = &["x", "x/3", "x^2/5", "1/(x^2 + 2)", "sin(x)/2", "k*x/9", "(x - y)/8", "exp(-x^2)/2"];

/// Contexts around the expression of a row; each is linear in it, so that the rest stays right.
const AROUND: &[&str] = &["F", "F + x^4", "F - cos(x)", "F + m*x", "x^2 + F", "3*F", "F/7", "F*exp(x)", "p*F + q*x"];

/// The example of a row, varied: another inner expression and another context. The wrong answer is what the row gives
/// for the new expression, found by applying it where the search applies it.
#[test]
fn each_row_is_found_on_random_expressions() {
    let (mut wrong, mut made) = (Vec::new(), 0);
    for row in all() {
        let dice = &mut Dice(row.id.bytes().fold(7u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())));
        let mut own = 0;
        for _ in 0..200 {
            if own == 20 {
                break;
            }
            let pool = &mut Pool::new();
            let Some((left, right)) = varied(pool, row, dice) else { continue };
            // A row may change nothing there: then the claim is right and there is no mistake.
            if check(pool, left, right, &[], &Options::default()).unwrap().judgement != Judgement::Refuted {
                continue;
            }
            own += 1;
            let names = named(pool, left, right);
            if !names.iter().any(|name| name == row.id) {
                wrong.push(format!("{}: {} = {}: {names:?}", row.id, plain(pool, left), plain(pool, right)));
            }
        }
        made += own;
        if own < 20 {
            wrong.push(format!("{}: only {own} wrong claims", row.id));
        }
    }
    assert!(wrong.is_empty(), "{} of {made}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A claim in which the mistake of a row is made in a random expression.
fn varied(pool: &mut Pool, row: &'static Mistake, dice: &mut Dice) -> Option<(Id, Id)> {
    let (left, right) = (read(pool, row.example.0).unwrap(), read(pool, row.example.1).unwrap());
    // What stands for a random expression may not be what is differentiated by.
    let derived = postorder(pool, left).into_iter().any(|id| pool.kind(id) == Kind::Derivative);
    match row.at {
        At::Whole(Whole::EqualSign | Whole::EqualSignBack) | At::Algebra(_) => {
            // Lines without derivatives: letters are replaced on both sides.
            let x = if row.example.0.contains("x_i") { pool.symbol("c") } else { pool.symbol("x") };
            if matches!(row.at, At::Whole(_)) {
                let body = read(pool, INNER[dice.roll(INNER.len())]).unwrap();
                let outer = read(pool, ["sin(u)", "u^3", "exp(u)", "ln(u)", "u*cos(u)"][dice.roll(5)]).unwrap();
                let u = pool.symbol("u");
                let function = substitute(pool, outer, &[(u, body)]);
                let derivative = gradus::calculus::gradient(pool, function, &[x]).unwrap()[0];
                let back = row.at == At::Whole(Whole::EqualSignBack);
                return Some(if back { (derivative, function) } else { (function, derivative) });
            }
            let inner = read(pool, INNER[dice.roll(INNER.len())]).unwrap();
            let factor = read(pool, ["1", "3", "z", "sin(t)"][dice.roll(4)]).unwrap();
            let term = read(pool, ["0", "5", "t^2", "z"][dice.roll(4)]).unwrap();
            let with = |pool: &mut Pool, side: Id| {
                let side = substitute(pool, side, &[(x, inner)]);
                let product = pool.mul(&[factor, side]);
                pool.add(&[product, term])
            };
            Some((with(pool, left), with(pool, right)))
        }
        _ if derived => planted(pool, row, left, dice),
        _ => None,
    }
}

/// A question with the mistake of a row of calculus made in its answer.
fn planted(pool: &mut Pool, row: &'static Mistake, left: Id, dice: &mut Dice) -> Option<(Id, Id)> {
    let node = postorder(pool, left).into_iter().find(|&id| pool.kind(id) == Kind::Derivative).unwrap();
    let children = pool.children(node).to_vec();
    let (mut body, by) = (children[0], children[1..].to_vec());
    let variable = by[0];
    let x = pool.symbol("x");
    if pool.name(variable).is_some() {
        let list = if matches!(row.at, At::Function("asin" | "acos")) { SMALL } else { INNER };
        let inner = read(pool, list[dice.roll(list.len())]).unwrap();
        let inner = substitute(pool, inner, &[(x, variable)]);
        body = substitute(pool, body, &[(variable, inner)]);
        if left == node {
            let around = read(pool, AROUND[dice.roll(AROUND.len())]).unwrap();
            let around = substitute(pool, around, &[(x, variable)]);
            let f = pool.symbol("F");
            body = substitute(pool, around, &[(f, body)]);
        }
    }
    if row.at == At::Whole(Whole::Integrated) {
        let derivative = gradus::calculus::gradient(pool, body, &[variable]).unwrap()[0];
        return Some((pool.derivative(derivative, &by), body));
    }
    let question = pool.derivative(body, &by);
    let question = replace(pool, left, node, question);
    if row.is_relation() {
        let right = gradus::equality::expected(pool, question, question)?;
        let template = read(pool, row.wrong).unwrap();
        let c = match row.at {
            At::Whole(Whole::Monomial) => variable,
            _ => pool.integer(2 + dice.roll(9) as i64),
        };
        let letters = [(pool.symbol("D"), right), (pool.symbol("c"), c)];
        return Some((question, substitute(pool, template, &letters)));
    }
    let plants = plant(pool, question, row);
    if plants.is_empty() {
        return None;
    }
    let wrong = plants[dice.roll(plants.len())];
    Some((question, gradus::algebra::tidy(pool, wrong).id))
}

/// True identities, by which right answers are rewritten.
const IDENTITIES: &[(&str, &str)] = &[
    ("u", "(u*2)/2"),
    ("u", "u + 0*u"),
    ("u", "(u^2 + u)/(u + 1)"),
    ("u", "u*sin(t)^2 + u*cos(t)^2"),
    ("u", "ln(exp(u))"),
    ("u", "(u + 1)^2/4 - (u - 1)^2/4"),
    ("u", "u*exp(u)*exp(-u)"),
    ("u", "u*(sqrt(2)*sqrt(8))/4"),
    ("u", "sinh(asinh(u))"),
    ("u", "u*cosh(u)^2 - u*sinh(u)^2"),
    ("u", "u*(1 - sigmoid(-t) + sigmoid(-t))"),
    ("u", "tan(atan(u))"),
];

/// Questions whose right answers are rewritten.
const QUESTIONS: &[&str] = &[
    "d/dx sin(x^2)",
    "d/dx (x^2*exp(x))",
    "d/dx (x/(x^2 + 1))",
    "d/dx ln(x^2 + 1)",
    "d/dx x^x",
    "d/dx sqrt(x^2 + k)",
    "d/dw (y - (w*x + b))^2",
    "d/dw sigmoid(w*x + b)",
    "d/dx tanh(x)*cos(x)",
    "d/dx atan(x/k)",
    "d^2/dx^2 exp(-x^2)",
    "d/dx 2^x",
];

#[test]
fn what_is_right_is_never_called_wrong() {
    let dice = &mut Dice(20_251);
    let (mut wrong, mut made) = (Vec::new(), 0);
    while made < 500 {
        let pool = &mut Pool::new();
        let left = read(pool, QUESTIONS[dice.roll(QUESTIONS.len())]).unwrap();
        let mut answer = gradus::equality::expected(pool, left, left).unwrap();
        for _ in 0..=dice.roll(3) {
            let order = postorder(pool, answer);
            let part = order[dice.roll(order.len())];
            let (from, to) = IDENTITIES[dice.roll(IDENTITIES.len())];
            let (u, to) = (read(pool, from).unwrap(), read(pool, to).unwrap());
            let other = substitute(pool, to, &[(u, part)]);
            answer = replace(pool, answer, part, other);
        }
        made += 1;
        let verdict = check(pool, left, answer, &[], &Options::default()).unwrap();
        if !matches!(verdict.judgement, Judgement::Proved | Judgement::Likely) {
            wrong.push(format!("{:?}: {} = {}", verdict.judgement, plain(pool, left), plain(pool, answer)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
