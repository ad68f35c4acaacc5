//! Values: digits against mpmath, faults by code, floating point against certified enclosures on random expressions.

use gradus::expr::{Pool, read};
use gradus::functions::{self, Arity, Primitive};
use gradus::number::Rational;
use gradus::numeric::{
    Agreement, Budget, Certified, ExactPoint, Inputs, Meeting, Point, Reason, Tape, Value, agree, certified, decimal,
    evaluate, meet, value_at,
};
use gradus::render::plain;
use proptest::prelude::*;

/// `expression => digits`, computed by mpmath.
const VALUES: &str = include_str!("cases/values.txt");

/// Sign, significant digits and the power of ten of the first, whatever the notation.
fn canonical(text: &str) -> (bool, String, i64) {
    let (mantissa, exponent) =
        text.trim_start_matches('-').split_once('e').unwrap_or((text.trim_start_matches('-'), "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let exponent: i64 = exponent.trim_start_matches('+').parse().unwrap();
    let power = exponent + whole.len() as i64 - 1 - zeros as i64;
    (text.starts_with('-'), digits.trim_matches('0').to_owned(), power)
}

#[test]
fn digits_are_those_of_mpmath() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in VALUES.lines().filter(|line| !line.starts_with('#')) {
        let (text, wanted) = line.split_once(" => ").expect("a case is `expression => digits`");
        let digits = wanted.split('e').next().unwrap().bytes().filter(u8::is_ascii_digit).count();
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap();
        count += 1;
        match value_at(&mut pool, root, &ExactPoint::new(), digits, &Budget::default()) {
            Ok(report) if canonical(&report.decimal) == canonical(wanted) => {}
            other => wrong.push(format!("{text}\n  wanted {wanted}\n  found  {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 150, "{count} cases");
}

#[test]
fn what_has_no_value_says_why_and_where() {
    for (text, code, part) in [
        ("1/0", "G0401", "1/0"),
        ("2 + 3/(x - 2)", "G0401", "3/(x - 2)"),
        ("0^(-1)", "G0401", "0^(-1)"),
        ("1/sin(pi)", "G0401", "1/sin(pi)"),
        ("0^0", "G0402", "0^0"),
        ("(x - 2)^(2 - x)", "G0402", "(x - 2)^(2 - x)"),
        ("(-8)^(1/3)", "G0403", "(-8)^(1/3)"),
        ("ln(x - 3) + 1", "G0404", "ln(x - 3)"),
        ("sqrt(1 - x)", "G0405", "sqrt(1 - x)"),
        ("root(-1, 4)", "G0405", "root(-1, 4)"),
        ("asin(x)", "G0406", "asin(x)"),
        ("normal_pdf(1, 0, -x)", "G0406", "normal_pdf(1, 0, -x)"),
        ("asec(1/x)", "G0406", "asec(1/x)"),
        ("gamma(x - 2)", "G0407", "gamma(x - 2)"),
        ("lgamma(-x)", "G0407", "lgamma(-x)"),
        ("factorial(-x)", "G0407", "factorial(-x)"),
        ("1/(sqrt(x)*sqrt(3) - sqrt(6))", "G0408", "1/(sqrt(x)*sqrt(3) - sqrt(6))"),
        ("tan(pi/2)", "G0408", "tan(pi/2)"),
        ("sin(10^(10^6))", "G0409", "sin(10^10^6)"),
        ("sum(i=1..10^12, i)", "G0409", "sum(i=1..10^12, i)"),
        ("prod(i=1..10^12, x)", "G0409", "prod(i=1..10^12, x)"),
        ("mean(x^2)", "G0410", "mean(x^2)"),
        ("sum(i=1..1/x, i)", "G0411", "1/x"),
        ("x + z", "G0211", "z"),
        ("10^10^10", "G0201", "10^10^10"),
        ("2^(2^(2^(2^9)))", "G0201", "2^2^2^9"),
        ("exp(exp(exp(100)))", "G0201", "exp(exp(100))"),
        ("gamma(10^9)", "G0201", "gamma(10^9)"),
        ("exp(-exp(exp(100)))", "G0201", "exp(exp(100))"),
    ] {
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap();
        let point = ExactPoint::new().with(pool.symbol("x"), Rational::from(2));
        let fault = value_at(&mut pool, root, &point, 20, &Budget::default()).expect_err(text);
        let diagnostic = fault.diagnostic(&pool, plain, "x");
        assert_eq!((diagnostic.code.id, plain(&pool, fault.id).as_str()), (code, part), "{text}");
        for lang in [gradus::wording::Lang::En, gradus::wording::Lang::Zh] {
            let sentences = diagnostic.message(lang) + &diagnostic.hint(lang);
            assert!(!sentences.contains('{'), "{text}: {sentences}");
        }
    }
}

#[test]
fn rational_values_are_exact() {
    for (text, value, shown) in [
        ("7.5", "15/2", "7.5"),
        ("2^10", "1024", "1024"),
        ("3*x - 1/3", "17/3", "5.66666667"),
        ("sqrt(9/4) + cbrt(-8)", "-1/2", "-0.5"),
        ("4^(3/2)", "8", "8"),
        ("exp(0) + cos(0) + atan(0) + ln(1) + acosh(1)", "2", "2"),
        ("gamma(5) + factorial(3)", "30", "30"),
        ("sin(pi) + cos(pi)", "-1", "-1"),
        ("floor(-1/2) + ceil(pi) + sign(-e)", "2", "2"),
        ("max(1, x, 3) - min(2, x)", "1", "1"),
        ("if(x > 2, 1/0, 4)", "4", "4"),
        ("sum(i=1..4, sum(j=1..i, i*j))", "65", "65"),
        ("prod(i=1..5, i)", "120", "120"),
        ("0*pi", "0", "0"),
        ("step(x) + indicator(x = 2)", "2", "2"),
    ] {
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap();
        let point = ExactPoint::new().with(pool.symbol("x"), Rational::from(2));
        let report = value_at(&mut pool, root, &point, 9, &Budget::default()).expect(text);
        assert_eq!(report.exact.map(|exact| exact.to_string()).as_deref(), Some(value), "{text}");
        assert_eq!(report.decimal, shown, "{text}");
    }
}

#[test]
fn floating_point_and_enclosures_have_the_same_domains() {
    let grid = ["-3", "-2", "-1", "-1/2", "0", "1/2", "1", "2", "7/2"];
    let mut counts = [0, 0];
    for function in functions::all() {
        let row = function.row();
        if row.primitive == Some(Primitive::Indicator) {
            continue;
        }
        let slots = row.parameters.len();
        for choice in 0..grid.len().pow(slots as u32) {
            let mut pool = Pool::new();
            let arguments: Vec<_> = (0..slots)
                .map(|slot| read(&mut pool, grid[choice / grid.len().pow(slot as u32) % grid.len()]).unwrap())
                .collect();
            let call = pool.call(function, &arguments);
            let text = plain(&pool, call);
            let float = evaluate(&pool, &[call], &Point::new()).unwrap()[0];
            let certain = match certified(&mut pool, call, &ExactPoint::new(), 17, &Budget::default()) {
                Ok(Certified::Exact(value)) => value.to_f64(),
                Ok(Certified::Ball(ball)) => ball.to_f64(),
                Err(fault) => {
                    assert!(fault.certain, "{text}: {fault:?}");
                    assert!(!float.is_defined(), "{text} is {float:?}, but {fault:?}");
                    counts[1] += 1;
                    continue;
                }
            };
            // Polygamma functions of higher order have floating-point values above 0 only.
            let has_none = row.primitive == Some(Primitive::Polygamma);
            assert!(float.is_defined() || has_none, "{text} is {certain}, not undefined");
            counts[0] += 1;
            let close = (float.value - certain).abs() <= 1e-12 * certain.abs().max(1e-300);
            assert!(close || !float.is_defined(), "{text} is {certain}, not {float:?}");
        }
    }
    assert!(counts[0] > 800 && counts[1] > 80, "{counts:?}");
}

#[test]
fn results_of_the_library_are_never_taken_for_exact() {
    // The nearest float to each of these functions at a tiny argument is a short number, but the value isn't.
    for text in ["exp(1e-300) - 1", "cosh(1e-300) - 1", "1 - cos(1e-300)", "1 - tanh(300)", "1 - erf(9)"] {
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap();
        let value = certified(&mut pool, root, &ExactPoint::new(), 12, &Budget::default()).unwrap();
        let Certified::Ball(ball) = value else { panic!("{text} is {value:?}") };
        assert_eq!(ball.sign(), Some(std::cmp::Ordering::Greater), "{text}");
    }
}

#[test]
fn zero_that_is_not_recognized_is_bounded_not_claimed() {
    let mut pool = Pool::new();
    let root = read(&mut pool, "sqrt(2)*sqrt(3) - sqrt(6)").unwrap();
    let report = value_at(&mut pool, root, &ExactPoint::new(), 20, &Budget::default()).unwrap();
    assert!(report.exact.is_none() && report.below.is_some_and(|power| power < -1_000), "{report:?}");
}

#[test]
fn sides_meet_or_part() {
    let budget = Budget::default();
    for (left, right, wanted) in [
        ("(x + 1)^2", "x^2 + 2*x + 1", "equal"),
        ("sin(x)^2", "1 - cos(x)^2", "close"),
        ("exp(pi*sqrt(163))", "262537412640768744", "apart"),
        ("ln(-x)", "x", "undefined"),
        ("x", "x + 10^(-40)", "apart"),
    ] {
        let mut pool = Pool::new();
        let (a, b) = (read(&mut pool, left).unwrap(), read(&mut pool, right).unwrap());
        let point = ExactPoint::new().with(pool.symbol("x"), Rational::ratio(5, 7).unwrap());
        let found = match meet(&mut pool, a, b, &point, 30, &budget) {
            Meeting::Equal => "equal",
            Meeting::Apart(..) => "apart",
            Meeting::Close(bits) => {
                assert!(bits >= 100, "{left}: {bits}");
                "close"
            }
            Meeting::Undefined(..) => "undefined",
        };
        assert_eq!(found, wanted, "{left} and {right}");
    }
}

/// Expressions in x and y over every row of the table.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => Just("x".to_owned()),
        2 => Just("y".to_owned()),
        1 => (1u32..9).prop_map(|n| n.to_string()),
        1 => (1u32..40).prop_map(|n| format!("{}.25", n)),
        1 => Just("pi".to_owned()),
    ];
    let rows: Vec<functions::FunctionId> =
        functions::all().filter(|id| id.row().primitive != Some(Primitive::Indicator)).collect();
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let rows = rows.clone();
        let pair = (inner.clone(), inner.clone());
        let three = prop::collection::vec(inner.clone(), 3);
        prop_oneof![
            3 => (pair.clone(), prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("^")])
                .prop_map(|((a, b), sign)| format!("({a}){sign}({b})")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            1 => (pair.clone(), inner.clone()).prop_map(|((a, b), c)| format!("if({a} > {b}, {c}, {b})")),
            1 => inner.clone().prop_map(|a| format!("sum(i=1..3, ({a})/i)")),
            6 => (0..rows.len(), three).prop_map(move |(at, arguments)| {
                let row = rows[at].row();
                let count = match row.arity {
                    Arity::Exactly(count) => count,
                    Arity::AtLeast(count) => count + at % 2,
                };
                let arguments: Vec<String> = arguments.into_iter().take(count).enumerate()
                    .map(|(slot, text)| match row.primitive {
                        Some(Primitive::Polygamma) if slot == 0 => (at % 4).to_string(),
                        Some(Primitive::Root) if slot == 1 => (1 + text.len() % 6).to_string(),
                        _ => text,
                    })
                    .collect();
                format!("{}({})", row.name, arguments.join(", "))
            }),
        ]
    })
}

/// A small budget: what random expressions need, and no more.
const SMALL: Budget = Budget { precision: 1 << 11, work: 200_000_000 };

/// Each function of the table and each operation with an operand that has no value, in each place; and whether a tape may
/// leave it aside, for it stands in a case that isn't chosen.
fn with_an_undefined_operand() -> Vec<(String, bool)> {
    let mut texts: Vec<(String, bool)> =
        ["({})^0", "({})^y", "1^({})", "y^({})", "0*({})", "0/({})", "({}) - ({})", "if({} > 0, 1, 2)"]
            .iter()
            .chain(&["sum(i=1..3, i*({})^0)", "prod(i=1..3, ({})^(i - i))", "({} = 1)*0", "max(({})^0, 7)"])
            .map(|text| (text.replace("{}", "asin(y + 2)"), false))
            .collect();
    for row in functions::all().map(|id| id.row()) {
        let count = match row.arity {
            Arity::Exactly(count) => count,
            Arity::AtLeast(count) => count + 1,
        };
        for place in 0..count {
            let usual = |slot: usize| if slot == place { "asin(y + 2)" } else { "1" };
            let arguments: Vec<&str> = (0..count).map(usual).collect();
            let by_cases = row.definition.is_some_and(|definition| definition.starts_with("if("));
            texts.push((format!("{}({})", row.name, arguments.join(", ")), by_cases));
        }
    }
    texts
}

#[test]
fn an_undefined_operand_makes_everything_undefined() {
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for (text, by_cases) in with_an_undefined_operand() {
        let mut pool = Pool::new();
        // Some functions take only a number in some place.
        let Ok(root) = read(&mut pool, &text) else { continue };
        judged += 1;
        let y = pool.symbol("y");
        let point = Point::new().with(y, 0.0);
        let float = evaluate(&pool, &[root], &point).unwrap()[0];
        let certain = certified(&mut pool, root, &ExactPoint::from(&point), 17, &SMALL);
        let inputs = Inputs { parameters: &[y], ..Inputs::default() };
        let taped = Tape::compile(&pool, &[root], &inputs).map(|tape| tape.run(&[0.0])[0]);
        if float.is_defined() || certain.is_ok() || (!by_cases && taped.is_some_and(f64::is_finite)) {
            wrong.push(format!("{text} is {float:?}, {certain:?}, by a tape {taped:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 60, "{judged} texts");
}

proptest! {
    #![proptest_config(crate::common::drawn(600))]

    #[test]
    fn floating_point_lies_in_the_enclosure(text in expression(), x in -4.0f64..4.0, y in 0.1f64..5.0) {
        let mut pool = Pool::new();
        let root = read(&mut pool, &text).unwrap();
        let (sx, sy) = (pool.symbol("x"), pool.symbol("y"));
        let point = Point::new().with(sx, x).with(sy, y);
        let float = evaluate(&pool, &[root], &point).unwrap()[0];
        let certain = match certified(&mut pool, root, &ExactPoint::from(&point), 17, &SMALL) {
            Ok(Certified::Exact(value)) => value.to_f64(),
            Ok(Certified::Ball(ball)) => ball.to_f64(),
            Err(fault) => {
                // Past the edge of a domain floating point has no value either, unless its error reaches the edge.
                let surely = fault.certain && !matches!(fault.reason, Reason::TooLarge);
                let safe = float.is_defined() && float.error < 1e-12 * float.value.abs();
                prop_assert!(!(surely && safe), "{} = {:?}, but {:?}", text, float, fault);
                return Ok(());
            }
        };
        // Where the true value has no float there is nothing to compare.
        if float.is_defined() && certain.is_finite() {
            let wanted = Value { value: certain, error: certain.abs() * f64::EPSILON };
            prop_assert_ne!(agree(float, wanted), Agreement::No, "{} = {:?}, certainly {}", text, float, certain);
        }
    }

    #[test]
    fn enclosures_of_two_precisions_overlap(text in expression(), x in -40i64..40, y in 1i64..50) {
        let mut pool = Pool::new();
        let root = read(&mut pool, &text).unwrap();
        let point = ExactPoint::new()
            .with(pool.symbol("x"), Rational::ratio(x, 10).unwrap())
            .with(pool.symbol("y"), Rational::ratio(y, 10).unwrap());
        let values = [3, 40].map(|digits| certified(&mut pool, root, &point, digits, &SMALL));
        match values {
            [Ok(Certified::Ball(rough)), Ok(Certified::Ball(fine))] => {
                prop_assert_eq!(rough.compare(&fine), None, "{}", text);
            }
            [Ok(Certified::Ball(rough)), Ok(Certified::Exact(value))]
            | [Ok(Certified::Exact(value)), Ok(Certified::Ball(rough))] => {
                prop_assert!(rough.contains(&value), "{}", text);
            }
            [Ok(Certified::Exact(a)), Ok(Certified::Exact(b))] => prop_assert_eq!(a, b, "{}", text),
            [Ok(_), Err(fault)] | [Err(fault), Ok(_)] => prop_assert!(!fault.certain, "{}: {:?}", text, fault),
            [Err(_), Err(_)] => {}
        }
    }

    #[test]
    fn decimals_of_fractions_are_correctly_rounded(p in -1_000_000i64..1_000_000, q in 1i64..10_000, digits in 1usize..12) {
        let value = Rational::ratio(p, q).unwrap();
        let text = decimal(&value, digits);
        let shown = Rational::parse(text.trim_start_matches('-')).unwrap();
        let error = (&shown - &value.abs()).abs();
        let (_, _, power) = canonical(&text);
        let last = Rational::from(10).pow(power + 1 - digits as i64).unwrap();
        prop_assert!(p == 0 || (&error + &error) <= last, "{}/{} = {}", p, q, text);
    }
}
