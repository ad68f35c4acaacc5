//! Forms for floating point: every row of their table, and losses and gradients far out against certified values.

use gradus::algebra::stable;
use gradus::calculus::gradient;
use gradus::data::{Column, Table};
use gradus::expr::{Id, Pool, read, substitute};
use gradus::number::Rational;
use gradus::numeric::{Agreement, Budget, ExactPoint, Inputs, SEED, Tape, agree, evaluate, sample, value_at};
use gradus::render::plain;
use gradus::steps::rules;

#[test]
fn rules_do_what_their_examples_say() {
    for rule in rules::stable::ROWS {
        let mut pool = Pool::new();
        let (left, right) = rule.statement.split_once(" = ").unwrap();
        for (left, right) in [(left, right), rule.example] {
            let typed = read(&mut pool, left).unwrap();
            let found = stable(&mut pool, typed);
            assert_eq!(plain(&pool, found.id), right, "{}: {left}", rule.id);
            assert!(found.rules.contains(rule), "{} isn't used in {left}", rule.id);
            assert_eq!(stable(&mut pool, found.id).id, found.id, "{}: {left} once more", rule.id);
            let sides = [typed, found.id];
            let points = sample(&pool, &sides, &[], 3, 100, SEED).unwrap();
            assert_eq!(points.len(), 3, "{} has no points", rule.id);
            for point in points {
                let values = evaluate(&pool, &sides, &point).unwrap();
                assert_eq!(agree(values[0], values[1]), Agreement::Yes, "{}: {left}", rule.id);
            }
        }
    }
}

/// A one gives the same form wherever it stands.
#[test]
fn a_one_may_stand_first_or_last() {
    for text in ["ln(1 + exp(x))", "ln(exp(x) + 1)"] {
        let mut pool = Pool::new();
        let typed = read(&mut pool, text).unwrap();
        let found = stable(&mut pool, typed);
        assert_eq!(plain(&pool, found.id), "softplus(x)", "{text}");
    }
}

/// A minus sign stays with the factors whose signs aren't known: the logarithm of a product exists where they make it
/// positive.
#[test]
fn logarithms_of_products_keep_their_sign() {
    for (text, wanted) in [
        ("ln(-2*exp(x)*y)", "ln(-2*y) + x"),
        ("ln(-exp(x)*y*z)", "ln(-y*z) + x"),
        ("ln(2*exp(x)*y)", "ln(y) + x + ln(2)"),
        ("ln(-2*y)", "ln(-2*y)"),
    ] {
        let mut pool = Pool::new();
        let typed = read(&mut pool, text).unwrap();
        let found = stable(&mut pool, typed);
        assert_eq!(plain(&pool, found.id), wanted, "{text}");
    }
}

/// What stays as it was typed.
#[test]
fn nothing_else_is_changed() {
    for text in [
        "ln(2 + x)",
        "1/(2 - exp(x))",
        "2 - sigmoid(x)",
        "exp(x) + 1",
        "sqrt(x^2 + y^3)",
        "sqrt(4 + 5)",
        "ln(x)",
        "ln(x^2*y)",
        "1 - tanh(x)^3",
        "2 - cos(x)",
        "exp(a)*b",
        "w*x + b",
    ] {
        let mut pool = Pool::new();
        let typed = read(&mut pool, text).unwrap();
        let found = stable(&mut pool, typed);
        assert_eq!((found.id, found.rules.len()), (typed, 0), "{text}");
    }
}

/// Losses as they are typed, in z.
const LOSSES: &[&str] = &[
    "ln(1 + exp(z))",
    "ln(exp(-z) + 1)",
    "ln(1 + e^z) - z/3",
    "-(1/3*ln(sigmoid(z)) + 2/3*ln(1 - sigmoid(z)))",
    "-(1/3*ln(1/(1 + exp(-z))) + 2/3*ln(1 - 1/(1 + exp(-z))))",
    "-ln(exp(z)/(exp(z) + exp(2*z)))",
    "-ln(exp(z)/(exp(z) + exp(2*z) + exp(1/2)))",
    "ln(exp(z) + exp(2*z) + exp(-z) + 1)",
    "logsumexp(z, 2*z, 1/2)",
    "1/(1 + exp(-z))",
    "exp(z)/(1 + exp(z))",
    "(1/3 - 1/(1 + exp(-z)))^2",
    "z*exp(2*z)/(exp(2*z) + exp(-z))",
    "exp(-z)/(1 + exp(-z))",
    "softplus(z)",
    "sigmoid(z)",
    "ln(1 + z^2)",
    "ln(1 + z)",
    "log1p(exp(-z))",
    "ln(1 + 2*exp(z))",
    "ln(3 + exp(z)/2)",
    "ln((exp(z) + exp(-z))/2)",
    "ln(cosh(z))",
    "1 - tanh(z)^2",
    "tanh(z)^2 - 1",
    "-(ln((1 + tanh(z/2))/2))",
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))",
    "(exp(2*z) - 1)/(exp(2*z) + 1)",
    "(1 - exp(-2*z))/(1 + exp(-2*z))",
    "sinh(z)/cosh(z)",
    "2/(exp(z) + exp(-z))",
    "2*sigmoid(z) - 1",
    "1 - 2/(1 + exp(z))",
    "exp(-z)/(1 + exp(-z))^2",
    "exp(z)/(1 + exp(z))^2",
    "1/(2 + exp(z))",
    "3*exp(z)/(2 + 3*exp(z))",
    "exp(3*z)*exp(-2*z)/exp(z/2)",
    "-ln(exp(-(z - 1)^2/2)/sqrt(2*pi))",
    "ln(sigmoid(z)^(1/3)*(1 - sigmoid(z))^(2/3))",
    "-ln(1/(1 + exp(-z)))",
    "-ln(1 - 1/(1 + exp(-z)))",
    "ln(1 + exp(-(2*z)))",
    "ln(1 + exp(-z)) + (1 - 1/3)*z",
    "max(z, 0) - z/3 + ln(1 + exp(-abs(z)))",
    "1/3*ln(1 + exp(-z)) + 2/3*ln(1 + exp(z))",
    "-ln(1 - sigmoid(-z))",
    "-log1p(-sigmoid(z))",
    "ln(1 - exp(-z))",
    "log1p(-exp(-z))",
    "ln(exp(z) - 1)",
    "ln(expm1(z))",
    "ln(exp(z) + exp(2*z) + 2*exp(-z) + 5)",
    "exp(2*z)/(exp(z) + exp(2*z) + exp(1))",
    "-ln(exp(2*z)/(exp(z) + exp(2*z) + exp(-z) + 1))",
    "sqrt(1 + z^2) - 1",
    "4*(sqrt(1 + (z/2)^2) - 1)",
    "sqrt(1 + z) - 1",
    "sqrt(z^2 + 4)",
    "sqrt(z^2 + (2*z)^2 + 9)",
    "1 - cos(z/100)",
    "cosh(z) - 1",
    "softplus(z)^2",
    "exp(z/2) - 1",
    "1 - exp(-z^2)",
    "sqrt(z^2 + (3*z)^2)",
    "sqrt(1 + z^2)",
    "tanh(z/400)",
];

const POINTS: &[&str] = &[
    "1000",
    "-1000",
    "745",
    "-745.5",
    "40",
    "-40",
    "1",
    "-0.5",
    "0.001",
    "0.00000001",
    "-0.00000001",
    "1e-9",
    "-1e-12",
];

/// The true value to 30 digits, as a float; none where there is none, or it couldn't be told.
fn true_value(pool: &mut Pool, root: Id, z: Id, at: &Rational) -> Option<f64> {
    let point = ExactPoint::new().with(z, at.clone());
    let budget = Budget { precision: 12_000, ..Budget::default() };
    let report = value_at(pool, root, &point, 30, &budget).ok()?;
    report.decimal.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[test]
fn losses_and_gradients_are_right_far_out() {
    let mut wrong = Vec::new();
    let mut told = 0;
    for text in LOSSES {
        let mut pool = Pool::new();
        let (typed, z, c, i) = (read(&mut pool, text).unwrap(), pool.symbol("z"), pool.symbol("c"), pool.symbol("i"));
        let slope = gradient(&mut pool, typed, &[z]).unwrap()[0];
        let form = stable(&mut pool, typed).id;
        let derived = gradient(&mut pool, form, &[z]).unwrap()[0];
        let roots = [form, stable(&mut pool, derived).id];
        // The same in blocks: z is a column.
        let entry = pool.indexed(c, &[i]);
        let by_row = roots.map(|root| substitute(&mut pool, root, &[(z, entry)]));
        for at in POINTS {
            let (minus, digits) = at.strip_prefix('-').map_or((false, *at), |digits| (true, digits));
            let size = Rational::parse(digits).unwrap();
            let exact = if minus { -&size } else { size };
            let float = exact.to_f64();
            // The point is the float itself, so that only the computation is judged.
            let exact = Rational::from_f64(float).unwrap();
            let alone = Inputs { parameters: &[z], ..Inputs::default() };
            let found = Tape::compile(&pool, &roots, &alone).unwrap().run(&[float]);
            let table = Table::new(vec![Column::from_floats("c", vec![float]).unwrap()]).unwrap();
            let inputs = Inputs { table: Some(&table), index: Some(i), ..Inputs::default() };
            let mut in_block = Vec::new();
            Tape::compile(&pool, &by_row, &inputs).unwrap().each_row(&[], |row| in_block.extend_from_slice(row));
            for (part, root) in [("loss", typed), ("gradient", slope)] {
                // Where the loss has no value its slope has none to be asked for.
                if true_value(&mut pool, typed, z, &exact).is_none() {
                    break;
                }
                let Some(wanted) = true_value(&mut pool, root, z, &exact) else { continue };
                told += 1;
                let place = usize::from(part == "gradient");
                for (way, value) in [("numbers", found[place]), ("rows", in_block[place])] {
                    let close = (value - wanted).abs() <= 1e-12 * wanted.abs() + f64::MIN_POSITIVE;
                    if !close {
                        wrong.push(format!("{part} of {text} at {at} in {way}: {value:e}, not {wanted:e}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(told > 350, "only {told} values are known");
}
