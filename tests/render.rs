//! Rendering: plain notation reads back, formulas in every notation, pages in every format.

use crate::laws::pages::{balanced, well_formed};
use gradus::expr::{Constant, Id, Kind, Pool, Relation, read};
use gradus::functions;
use gradus::number::Rational;
use gradus::render::{
    self, Block, Charset, Context, Formula, Inline, NoticeKind, Page, Role, Sign, TextStyle, derivation,
};
use gradus::steps::Level;
use gradus::wording::Lang;
use proptest::prelude::*;

/// Instructions for a stack machine that builds expressions through the pool's constructors: each takes its operands
/// from the stack.
#[derive(Clone, Debug)]
enum Build {
    Number(i64, i64),
    Symbol(&'static str),
    Constant(Constant),
    Indexed(&'static [&'static str]),
    Shifted,
    Neg,
    Add(usize),
    Mul(usize),
    Div,
    Pow,
    Call(usize),
    Sum,
    Product,
    Rows(bool),
    Derivative(&'static [&'static str]),
    Piecewise(Relation),
    Indicator(Relation),
}

fn relation() -> impl Strategy<Value = Relation> {
    prop_oneof![
        Just(Relation::Equal),
        Just(Relation::Unequal),
        Just(Relation::Less),
        Just(Relation::LessEqual),
        Just(Relation::Greater),
        Just(Relation::GreaterEqual)
    ]
}

fn instruction() -> impl Strategy<Value = Build> {
    let leaf = prop_oneof![
        (0i64..20, 1i64..7).prop_map(|(p, q)| Build::Number(p, q)),
        (0i64..10).prop_map(|p| Build::Number(p, 1)),
        prop_oneof![Just("x"), Just("y"), Just("yhat"), Just("w_old"), Just("eta"), Just("N"), Just("loss")]
            .prop_map(Build::Symbol),
        prop_oneof![Just(Constant::E), Just(Constant::Pi)].prop_map(Build::Constant),
        prop_oneof![Just(&["x", "i"][..]), Just(&["W", "j", "i"][..]), Just(&["x", "1"][..])].prop_map(Build::Indexed),
        Just(Build::Shifted),
    ];
    let inner = prop_oneof![
        Just(Build::Neg),
        (2usize..5).prop_map(Build::Add),
        (2usize..5).prop_map(Build::Mul),
        Just(Build::Div),
        Just(Build::Pow),
        (0usize..1000).prop_map(Build::Call),
        Just(Build::Sum),
        Just(Build::Product),
        any::<bool>().prop_map(Build::Rows),
        prop_oneof![Just(&["x"][..]), Just(&["x", "x"][..]), Just(&["x", "x", "y"][..]), Just(&["w_old", "x_i"][..])]
            .prop_map(Build::Derivative),
        relation().prop_map(Build::Piecewise),
        relation().prop_map(Build::Indicator),
    ];
    prop_oneof![2 => leaf, 3 => inner]
}

fn variable(pool: &mut Pool, name: &str) -> Id {
    match name.split_once('_') {
        Some((base, "i")) => {
            let (base, index) = (pool.symbol(base), pool.symbol("i"));
            pool.indexed(base, &[index])
        }
        _ => pool.symbol(name),
    }
}

fn build(pool: &mut Pool, program: &[Build]) -> Id {
    let mut stack: Vec<Id> = Vec::new();
    for instruction in program {
        let mut pop = |pool: &mut Pool| stack.pop().unwrap_or_else(|| pool.symbol("x"));
        let id = match instruction {
            Build::Number(p, q) => pool.number(&Rational::ratio(*p, *q).unwrap()),
            Build::Symbol(name) => pool.symbol(name),
            Build::Constant(constant) => pool.constant(*constant),
            Build::Indexed(names) => {
                let ids: Vec<Id> = names
                    .iter()
                    .map(|name| match name.parse() {
                        Ok(number) => pool.integer(number),
                        Err(_) => pool.symbol(name),
                    })
                    .collect();
                pool.indexed(ids[0], &ids[1..])
            }
            Build::Shifted => {
                let (x, i, one) = (pool.symbol("x"), pool.symbol("i"), pool.integer(1));
                let next = pool.add(&[i, one]);
                pool.indexed(x, &[next])
            }
            Build::Neg => {
                let a = pop(pool);
                pool.neg(a)
            }
            Build::Add(count) => {
                let terms: Vec<Id> = (0..*count).map(|_| pop(pool)).collect();
                pool.add(&terms)
            }
            Build::Mul(count) => {
                let factors: Vec<Id> = (0..*count).map(|_| pop(pool)).collect();
                pool.mul(&factors)
            }
            Build::Div => {
                let (a, b) = (pop(pool), pop(pool));
                pool.div(a, b)
            }
            Build::Pow => {
                let (a, b) = (pop(pool), pop(pool));
                pool.pow(a, b)
            }
            Build::Call(choice) => {
                let indicator = functions::lookup("indicator");
                let all: Vec<_> = functions::all().filter(|id| Some(*id) != indicator).collect();
                let function = all[choice % all.len()];
                let count = match function.row().arity {
                    functions::Arity::Exactly(count) => count,
                    functions::Arity::AtLeast(count) => count + choice % 2,
                };
                let arguments: Vec<Id> = (0..count).map(|_| pop(pool)).collect();
                pool.call(function, &arguments)
            }
            Build::Sum | Build::Product => {
                let (i, lower, upper, body) = (pool.symbol("i"), pop(pool), pop(pool), pop(pool));
                let kind = if matches!(instruction, Build::Sum) { Kind::Sum } else { Kind::Product };
                pool.make(kind, &[i, lower, upper, body])
            }
            Build::Rows(mean) => {
                let body = pop(pool);
                pool.make(if *mean { Kind::RowMean } else { Kind::RowSum }, &[body])
            }
            Build::Derivative(names) => {
                let body = pop(pool);
                let variables: Vec<Id> = names.iter().map(|name| variable(pool, name)).collect();
                pool.derivative(body, &variables)
            }
            Build::Piecewise(relation) => {
                let (left, right, value, otherwise) = (pop(pool), pop(pool), pop(pool), pop(pool));
                let condition = pool.compare(*relation, left, right);
                pool.make(Kind::Piecewise, &[condition, value, otherwise])
            }
            Build::Indicator(relation) => {
                let (left, right) = (pop(pool), pop(pool));
                let condition = pool.compare(*relation, left, right);
                match functions::lookup("indicator") {
                    Some(function) => pool.call(function, &[condition]),
                    None => left,
                }
            }
        };
        stack.push(id);
    }
    stack.pop().unwrap()
}

proptest! {
    #![proptest_config(crate::common::drawn(4000))]

    #[test]
    fn plain_notation_reads_back_to_the_same_id(program in prop::collection::vec(instruction(), 1..40)) {
        let mut pool = Pool::new();
        let id = build(&mut pool, &program);
        let text = render::plain(&pool, id);
        let again = read(&mut pool, &text);
        prop_assert!(again.is_ok(), "{text}: {again:?}");
        let again = again.unwrap();
        prop_assert!(again == id, "{} is read as {}", text, render::plain(&pool, again));
    }
}

/// Expressions, one a line.
const CASES: &str = include_str!("cases/render.txt");

/// Every case with its drawing.
fn drawings(draw: impl Fn(&Formula) -> String) -> String {
    let mut text = String::new();
    let cases = CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for case in cases {
        let mut pool = Pool::new();
        let id = read(&mut pool, case).unwrap_or_else(|problem| panic!("{case}: {problem:?}"));
        let formula = Formula::of(&pool, id, &Context::of(&pool, id, &[], Lang::En));
        text.push_str(&format!("{case}\n{}\n\n", draw(&formula)));
    }
    text
}

#[test]
fn formulas_in_every_notation() {
    insta::assert_snapshot!("formulas_rows", drawings(|formula| formula.rows(60, Charset::Unicode).join("\n")));
    insta::assert_snapshot!("formulas_linear", drawings(Formula::linear));
    insta::assert_snapshot!("formulas_ascii", drawings(Formula::ascii));
    insta::assert_snapshot!("formulas_latex", drawings(Formula::latex));
    insta::assert_snapshot!("formulas_mathml", drawings(|formula| formula.mathml(true)));
}

/// A page with every kind of block, and text that each format must escape.
fn page(lang: Lang) -> Page {
    let mut pool = Pool::new();
    let mut page = Page::new(lang);
    page.push(Block::Heading(1, vec!["∂L/∂w".into()]));
    let (loss, w) = (read(&mut pool, "(y - (w*x + b))^2").unwrap(), pool.symbol("w"));
    let steps = gradus::calculus::differentiate(&mut pool, loss, &[w]).unwrap();
    let context = Context::of(&pool, steps.question, &[], lang);
    page.blocks.extend(derivation::blocks(&mut pool, &steps, Level::Normal, lang, &context));
    let (body, x) = (read(&mut pool, "ln(x^2 + 1)/x").unwrap(), pool.symbol("x"));
    let steps = gradus::calculus::differentiate(&mut pool, body, &[x]).unwrap();
    let context = Context::of(&pool, steps.question, &[], lang);
    page.push(Block::Heading(2, vec!["f = ".into(), Inline::math(&pool, body, &context)]));
    page.blocks.extend(derivation::blocks(&mut pool, &steps, Level::Full, lang, &context));
    page.push(Block::Paragraph(vec![
        "100% of <b>$5 & \\section{x}_y^z #1 ~ | *stars* `ticks`</b>, ".into(),
        Inline::Strong("strong <&>".into()),
        " and ".into(),
        Inline::Code("w_old*`x`".into()),
        ": ".into(),
        Inline::math(&pool, body, &context),
        ".".into(),
    ]));
    let update = read(&mut pool, "w - eta*(d/dw (L))").unwrap();
    let (w, update) = (Formula::of(&pool, w, &context), Formula::of(&pool, update, &Context::new(lang)));
    page.push(Block::Formula(Formula::relation(w, Sign::Becomes, update)));
    page.push(Block::Table(vec![
        vec![vec!["x".into()], vec!["|y|".into()]],
        vec![vec!["1".into()], vec![Inline::math(&pool, body, &context)]],
        vec![vec!["长度".into()], vec!["2".into()]],
    ]));
    page.push(Block::Items(vec![vec!["first".into()], vec!["second, ".into(), Formula::name("theta_1").into()]]));
    page.push(Block::Definitions(vec![(vec![Formula::name("eta").into()], vec!["learning rate".into()])]));
    page.push(Block::Code("print('```')\nif a < b: pass".into()));
    page.push(Block::Note(vec!["remember".into()]));
    page.push(Block::Notice(NoticeKind::Warning, vec!["careful".into()]));
    page
}

#[test]
fn pages_in_every_format_and_language() {
    for (name, lang) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let page = page(lang);
        insta::assert_snapshot!(format!("page_text_{name}"), page.to_text(&TextStyle::default()));
        insta::assert_snapshot!(format!("page_latex_{name}"), page.to_latex());
        insta::assert_snapshot!(format!("page_markdown_{name}"), page.to_markdown());
        insta::assert_snapshot!(format!("page_html_{name}"), page.to_html("∂L/∂w <b>"));
    }
    let ascii = TextStyle { width: 100, ascii: true, colour: false };
    insta::assert_snapshot!("page_ascii", page(Lang::En).to_text(&ascii));
}

#[test]
fn colour_goes_around_pieces_and_changes_no_width() {
    let paint = |role: Role, text: &str| {
        assert!(!text.contains('\n'));
        if role == Role::Reason { format!("<{text}>") } else { format!("[{text}]") }
    };
    let page = page(Lang::En);
    let painted = page.to_painted_text(&TextStyle::default(), &paint);
    assert!(painted.contains("<tidy up>") && painted.contains("[Warning:]"), "{painted}");
    assert_eq!(painted.lines().count(), page.to_text(&TextStyle::default()).lines().count());
}

#[test]
fn deep_formulas_are_drawn_without_recursion() {
    let mut pool = Pool::new();
    let mut id = pool.symbol("x");
    let one = pool.integer(1);
    for _ in 0..50_000 {
        let below = pool.add(&[one, id]);
        id = pool.div(one, below);
    }
    let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    assert!(formula.rows(80, Charset::Unicode).len() > 1);
    assert!(formula.latex().len() > 500_000 && formula.mathml(true).len() > 500_000 && formula.ascii().len() > 200_000);
    let mut page = Page::new(Lang::En);
    page.push(Block::Formula(formula));
    assert!(page.to_html("∂L/∂w <b>").len() > 500_000 && page.to_text(&TextStyle::default()).len() > 100_000);
}

#[test]
fn a_shared_graph_cannot_fill_the_memory() {
    let mut pool = Pool::new();
    let mut id = pool.symbol("x");
    for _ in 0..200 {
        id = pool.add(&[id, id]);
    }
    let formula = Formula::of(&pool, id, &Context::new(Lang::En));
    assert!(balanced(&formula.latex()));
    assert!(formula.linear().contains('…') && render::plain(&pool, id).ends_with('…'));
}

#[test]
fn long_formulas_keep_to_the_width() {
    let terms: Vec<String> = (1..40).map(|n| format!("x_{n}^2/(1 + y_{n})")).collect();
    for (text, charset) in [
        (terms.join(" + "), Charset::Unicode),
        (terms.join(" - "), Charset::Ascii),
        (format!("({})^2", terms.join(" + ")), Charset::Unicode),
    ] {
        let mut pool = Pool::new();
        let id = read(&mut pool, &text).unwrap();
        let formula = Formula::of(&pool, id, &Context::new(Lang::En));
        for width in [40, 60, 79] {
            let rows = formula.rows(width, charset);
            assert!(rows.len() > 5);
            for row in rows {
                assert!(row.chars().count() <= width, "{width}: {row}");
            }
        }
    }
}

proptest! {
    #![proptest_config(crate::common::drawn(2000))]

    #[test]
    fn drawings_are_balanced_and_ascii_is_read(program in prop::collection::vec(instruction(), 1..40)) {
        let mut pool = Pool::new();
        let id = build(&mut pool, &program);
        let formula = Formula::of(&pool, id, &Context::of(&pool, id, &[], Lang::Zh));
        let latex = formula.latex();
        prop_assert!(balanced(&latex), "{}", latex);
        prop_assert!(well_formed(&formula.mathml(true)), "{}", formula.mathml(true));
        let ascii = formula.ascii();
        prop_assert!(ascii.is_ascii(), "{}", ascii);
        prop_assert!(read(&mut pool, &ascii).is_ok(), "{} {:?}", ascii, read(&mut pool, &ascii));
    }
}
