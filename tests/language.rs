//! Reading text: cases as data, printing back, deep nesting, random trees.

use gradus::language::{parse, print};
use proptest::prelude::*;

/// `text => what is printed`, or `text => ! CODE start`.
const CASES: &str = include_str!("cases/language.txt");

#[test]
fn cases_read_as_written_down() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (text, wanted) = line.split_once(" => ").expect("a case is `text => result`");
        count += 1;
        let found = match parse(text, &[]) {
            Ok(reading) => {
                let again = parse(&print(&reading.tree), &[]).expect("printed text is read");
                assert!(again.tree.same(&reading.tree), "{text} prints as {}", print(&reading.tree));
                let warnings: String = reading.warnings.iter().map(|w| format!(" ({})", w.code.id)).collect();
                print(&reading.tree) + &warnings
            }
            Err(problem) => format!("! {} {}", problem.code.id, problem.span.map_or(0, |span| span.start)),
        };
        if found != wanted {
            wrong.push(format!("{text}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 60, "{count} cases");
}

#[test]
fn nesting_has_no_depth_limit() {
    for (open, close) in [("(", ")"), ("exp(", ")"), ("-(", ")"), ("x^(", ")"), ("1/(1+", ")"), ("d/dx (", ")")] {
        let depth = 100_000;
        let text = format!("{}x{}", open.repeat(depth), close.repeat(depth));
        let reading = parse(&text, &[]).unwrap_or_else(|problem| panic!("{open}: {problem:?}"));
        let again = parse(&print(&reading.tree), &[]).expect("printed text is read");
        assert!(again.tree.same(&reading.tree), "{open}");
    }
    assert_eq!(parse(&"(".repeat(1_000_000), &[]).expect_err("unbalanced").code.id, "G0103");
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("x".to_owned()),
        Just("y_i".to_owned()),
        Just("W_{j,i}".to_owned()),
        Just("eta".to_owned()),
        (0u32..50).prop_map(|n| n.to_string()),
        (0u32..50).prop_map(|n| format!("{}.25", n)),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            (pair.clone(), prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("^")])
                .prop_map(|((a, b), sign)| format!("({a}){sign}({b})")),
            pair.prop_map(|(a, b)| format!("({a})({b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("|{a}|")),
            inner.clone().prop_map(|a| format!("exp({a})")),
            inner.clone().prop_map(|a| format!("log_2({a})")),
            inner.clone().prop_map(|a| format!("sum(i=1..N, {a})")),
            inner.clone().prop_map(|a| format!("d^2/dx^2 ({a})")),
            inner.prop_map(|a| format!("if({a} > 0, {a}, 1)")),
        ]
    })
}

#[test]
fn brackets_may_be_broken_into_lines() {
    let read = |text: &str| print(&parse(text, &[]).unwrap().tree);
    assert_eq!(read("f(x;\n  a) = a x\nf(2,\n3)\ny = (1\n+ 2)"), "f(x, a) = a x; f(2, 3); y = 1 + 2");
}

proptest! {
    #![proptest_config(crate::common::drawn(400))]

    #[test]
    fn printing_then_reading_is_the_identity(text in expression()) {
        let tree = parse(&text, &[]).unwrap_or_else(|problem| panic!("{text}: {problem:?}")).tree;
        let printed = print(&tree);
        let again = parse(&printed, &[]).unwrap_or_else(|problem| panic!("{printed}: {problem:?}")).tree;
        prop_assert!(again.same(&tree), "{} printed as {}", text, printed);
        prop_assert_eq!(print(&again), printed);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[-x2 (){}|_^*/+=,.;isndΣ²∂√!<>\\n]{0,40}") {
        let _ = parse(&text, &[]);
    }
}
