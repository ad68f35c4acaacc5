//! Equations: systems against their substitution, polynomials against the roots they were made of.

use gradus::algebra::Normalizer;
use gradus::expr::{Id, Pool, read, substitute};
use gradus::number::Rational;
use gradus::render::plain;
use gradus::solve::{Linear, LinearOutcome, LinearSolution, polynomial_roots, solve_linear};
use proptest::prelude::*;

fn solve(pool: &mut Pool, equations: &[&str], unknowns: &[&str], positive: &[&str]) -> LinearSolution {
    let equations: Vec<Id> = equations.iter().map(|text| read(pool, text).unwrap()).collect();
    let unknowns: Vec<Id> = unknowns.iter().map(|name| pool.symbol(name)).collect();
    let positive: Vec<Id> = positive.iter().map(|name| pool.symbol(name)).collect();
    let system = Linear { equations: &equations, unknowns: &unknowns, positive: &positive };
    solve_linear(pool, &mut Normalizer::default(), &system).unwrap()
}

fn lines(pool: &Pool, solution: &LinearSolution) -> Vec<String> {
    let moves = solution.moves.iter().map(|step| {
        let uses: Vec<String> = step
            .uses
            .iter()
            .map(|used| match used.factor {
                Some(factor) => format!("{}*({})", plain(pool, factor), used.equation),
                None => format!("({})", used.equation),
            })
            .collect();
        let (left, right) = (plain(pool, step.equation.left), plain(pool, step.equation.right));
        format!("({}) {left} = {right} [{} {}]", step.equation.number, step.rule.id, uses.join(", "))
    });
    moves.collect()
}

#[test]
fn two_by_two_as_a_teacher_writes_it() {
    let mut pool = Pool::new();
    let solution = solve(&mut pool, &["15*w + 5*b - 15", "5*w + 2*b - 5"], &["w", "b"], &[]);
    assert_eq!(
        lines(&pool, &solution),
        [
            "(3) 3*w + b = 3 [standard-form 1/5*(1)]",
            "(4) 5*w + 2*b = 5 [standard-form 1*(2)]",
            "(5) w = 1 [eliminate 2*(3), -1*(4)]",
            "(6) 3*1 + b = 3 [back-substitute (3), (5)]",
            "(7) b = 0 [solve-for (6)]",
        ]
    );
    assert!(solution.conditions.is_empty());
}

#[test]
fn normal_equations_with_symbols() {
    let mut pool = Pool::new();
    let gradient = ["-2/N*sum(i=1..N, x_i*(y_i - (w*x_i + b)))", "-2/N*sum(i=1..N, y_i - (w*x_i + b))"];
    let solution = solve(&mut pool, &gradient, &["w", "b"], &["N"]);
    let LinearOutcome::Unique(values) = &solution.outcome else { panic!("{:?}", solution.outcome) };
    assert_eq!(
        plain(&pool, values[0]),
        "(N*sum(i=1..N, x_i*y_i) - sum(i=1..N, x_i)*sum(i=1..N, y_i))/(N*sum(i=1..N, x_i^2) - sum(i=1..N, x_i)^2)"
    );
    assert_eq!(plain(&pool, solution.staged[1]), "(sum(i=1..N, y_i) - w*sum(i=1..N, x_i))/N");
    let conditions: Vec<String> = solution.conditions.iter().map(|&c| plain(&pool, c)).collect();
    assert_eq!(conditions, ["N*sum(i=1..N, x_i^2) - sum(i=1..N, x_i)^2 != 0"]);
}

#[test]
fn singular_systems_say_why() {
    let mut pool = Pool::new();
    let none = solve(&mut pool, &["x + y - 1", "2*x + 2*y - 3"], &["x", "y"], &[]);
    assert!(matches!(none.outcome, LinearOutcome::None(_)), "{:?}", none.outcome);
    let many = solve(&mut pool, &["x + y - 1", "2*x + 2*y - 2"], &["x", "y"], &[]);
    let LinearOutcome::Many { values, free } = many.outcome else { panic!("not many") };
    assert_eq!(free, [0]);
    assert_eq!(plain(&pool, values[1]), "1 - x");
    // A coefficient that may be zero leaves a condition.
    let ridge = solve(&mut pool, &["a*x - 1"], &["x"], &[]);
    assert_eq!(plain(&pool, ridge.conditions[0]), "a != 0");
    // A row that elimination doesn't touch keeps its own condition.
    let diagonal = solve(&mut pool, &["a*x - 1", "c*x + d*y - 1"], &["x", "y"], &[]);
    assert_eq!(diagonal.conditions.len(), 2);
}

/// The value of a polynomial's root list as text.
fn roots(text: &str) -> Vec<String> {
    let mut pool = Pool::new();
    let (equation, x) = (read(&mut pool, text).unwrap(), pool.symbol("x"));
    let found = polynomial_roots(&mut pool, &mut Normalizer::default(), equation, x).unwrap();
    found
        .roots
        .iter()
        .map(|root| match root.value {
            Some(value) => plain(&pool, value),
            None => format!("~{}", root.to_decimal(6).unwrap()),
        })
        .collect()
}

#[test]
fn polynomial_equations() {
    assert_eq!(roots("2*x - 3"), ["3/2"]);
    assert_eq!(roots("x^2 + 1"), Vec::<String>::new());
    assert_eq!(roots("x^2 - 4*x + 4"), ["2"]);
    assert_eq!(roots("x^2 - 12"), ["-2*sqrt(3)", "2*sqrt(3)"]);
    assert_eq!(roots("3*x^2 + 2*x - 4"), ["(-1 - sqrt(13))/3", "(-1 + sqrt(13))/3"]);
    assert_eq!(roots("x^3 - 2"), ["root(2, 3)"]);
    assert_eq!(roots("x^3 + 2"), ["-root(2, 3)"]);
    assert_eq!(roots("x^4 - 5*x^2 + 6"), ["-sqrt(3)", "-sqrt(2)", "sqrt(2)", "sqrt(3)"]);
    assert_eq!(roots("x^3 - x"), ["-1", "0", "1"]);
    assert_eq!(roots("(x - 1)*(x^5 - x - 1)"), ["1", "~1.167304"]);
    assert_eq!(roots("1/x - x"), ["-1", "1"]);
    assert_eq!(roots("a*x^2 + b*x + c").len(), 2);
    // Large coefficients are no obstacle to rational roots.
    assert_eq!(roots("1000000007*x^2 - 1000000008*x + 1"), ["1/1000000007", "1"]);
}

proptest! {
    #![proptest_config(crate::common::drawn(60))]

    /// A system made from its solution has that solution, whatever its size.
    #[test]
    fn systems_have_the_solution_they_were_made_of(
        size in 1usize..6,
        numbers in proptest::collection::vec(-9i64..10, 36),
        solution in proptest::collection::vec(-50i64..50, 6),
    ) {
        let mut pool = Pool::new();
        let unknowns: Vec<Id> = (0..size).map(|n| pool.symbol(&format!("u{n}"))).collect();
        let mut equations = Vec::new();
        for row in 0..size {
            let mut terms = Vec::new();
            let mut right = 0;
            for column in 0..size {
                let coefficient = numbers[row * 6 + column];
                right += coefficient * solution[column];
                let number = pool.integer(coefficient);
                terms.push(pool.mul(&[number, unknowns[column]]));
            }
            terms.push(pool.integer(-right));
            equations.push(pool.add(&terms));
        }
        let system = Linear { equations: &equations, unknowns: &unknowns, positive: &[] };
        let mut normalizer = Normalizer::default();
        let solved = solve_linear(&mut pool, &mut normalizer, &system).unwrap();
        let values = match &solved.outcome {
            LinearOutcome::Unique(values) => {
                for (value, wanted) in values.iter().zip(&solution) {
                    prop_assert_eq!(pool.as_number(*value), Some(Rational::from(*wanted)));
                }
                values.clone()
            }
            LinearOutcome::Many { values, .. } => values.clone(),
            LinearOutcome::None(_) => return Err(TestCaseError::fail("there is a solution")),
        };
        let pairs: Vec<(Id, Id)> = unknowns.iter().copied().zip(values).filter(|(u, v)| u != v).collect();
        for equation in equations {
            let put_in = substitute(&mut pool, equation, &pairs);
            prop_assert!(normalizer.ratio(&mut pool, put_in).unwrap().is_zero());
        }
    }

    /// A product of linear factors and a positive quadratic has exactly the roots it was made of.
    #[test]
    fn polynomials_have_the_roots_they_were_made_of(
        wanted in proptest::collection::btree_set((-40i64..40, 1i64..9), 1..6),
        shift in 1i64..20,
    ) {
        let mut pool = Pool::new();
        let mut wanted: Vec<Rational> = wanted.into_iter().map(|(p, q)| Rational::ratio(p, q).unwrap()).collect();
        wanted.sort();
        wanted.dedup();
        let x = pool.symbol("x");
        let mut factors = vec![read(&mut pool, &format!("x^2 + x + {shift}")).unwrap()];
        for root in &wanted {
            let number = pool.number(root);
            factors.push(pool.sub(x, number));
        }
        let product = pool.mul(&factors);
        let found = polynomial_roots(&mut pool, &mut Normalizer::default(), product, x).unwrap();
        let exact: Vec<Rational> = found.roots.iter().map(|root| root.exact().unwrap().clone()).collect();
        prop_assert_eq!(exact, wanted);
    }
}
