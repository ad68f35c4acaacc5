//! Polynomials: common divisors and factors multiply back, expanding keeps the value, roots are complete.

use gradus::algebra::{
    Monomial, Normalizer, Polynomial, expand, factor, narrow, perfect_square, rational_roots, real_roots, square_free,
    tidy, value_at,
};
use gradus::expr::{Pool, read};
use gradus::number::Rational;
use gradus::numeric::{Agreement, SEED, agree, evaluate, sample};
use gradus::render::plain;
use proptest::prelude::*;

/// `expression => tidied ; condition, …`.
const TIDIED: &str = include_str!("cases/tidied.txt");

#[test]
fn expressions_are_tidied_as_written_down() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in TIDIED.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (text, wanted) = line.split_once(" => ").expect("a case is `expression => tidied`");
        let mut pool = Pool::new();
        let root = read(&mut pool, text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        let tidied = tidy(&mut pool, root);
        let conditions: Vec<String> = tidied.conditions.iter().map(|&condition| plain(&pool, condition)).collect();
        let answer = plain(&pool, tidied.id);
        let found = if conditions.is_empty() { answer } else { format!("{answer} ; {}", conditions.join(", ")) };
        count += 1;
        if found != wanted {
            wrong.push(format!("{text}\n  wanted {wanted}\n  found  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 30, "{count} cases");
}

/// A polynomial in up to three variables.
fn polynomials() -> impl Strategy<Value = Polynomial> {
    proptest::collection::vec((-4i64..5, 0u32..3, 0u32..3, 0u32..2), 1..5).prop_map(|terms| {
        let term = |(c, a, b, d): (i64, u32, u32, u32)| {
            let monomial =
                [(0, a), (1, b), (2, d)].into_iter().fold(Monomial::default(), |product, (variable, power)| {
                    product.times(&Monomial::power(variable, power))
                });
            (monomial, Rational::from(c))
        };
        Polynomial::sum_of(terms.into_iter().map(term))
    })
}

/// An expression as text.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (1i64..6).prop_map(|n| n.to_string()),
        prop_oneof![Just("x"), Just("y"), Just("z"), Just("sin(x)")].prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" + "))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" - "))),
            proptest::collection::vec(inner.clone(), 2..3).prop_map(|parts| parts.join("*")),
            (inner.clone(), 2u32..4).prop_map(|(base, power)| format!("({base})^{power}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a})/(({b})^2 + 1)")),
        ]
    })
}

/// Roots that differ in the hundredth bit are told apart.
#[test]
fn roots_close_to_each_other_are_separated() {
    for bits in [10, 30, 60, 100] {
        let close = &Rational::ONE + &Rational::from(2).pow(-bits).unwrap();
        let x = Polynomial::variable(0);
        let [one, other] = [Rational::ONE, close.clone()].map(|root| x.minus(&Polynomial::constant(root)));
        let coefficients = one.times(&other).numbers_in(0).unwrap();
        let intervals = real_roots(&coefficients).unwrap();
        assert_eq!(intervals.len(), 2, "2^-{bits}");
        for (interval, root) in intervals.iter().zip([Rational::ONE, close]) {
            assert!(interval.low <= root && root <= interval.high, "2^-{bits}");
        }
    }
}

proptest! {
    #![proptest_config(crate::common::drawn(200))]

    /// The common divisor of a·c and b·c holds c, and divides both.
    #[test]
    fn common_divisors_divide(a in polynomials(), b in polynomials(), c in polynomials()) {
        prop_assume!(!a.is_zero() && !b.is_zero() && !c.is_zero());
        let (left, right) = (a.times(&c), b.times(&c));
        let gcd = left.gcd(&right);
        prop_assert!(left.over(&gcd).is_some() && right.over(&gcd).is_some());
        prop_assert!(gcd.over(&c.primitive()).is_some(), "{gcd:?} doesn't hold {c:?}");
        prop_assert_eq!(left.over(&c), Some(a));
    }

    /// Square-free factors multiply back and share nothing.
    #[test]
    fn square_free_factors_multiply_back(a in polynomials(), b in polynomials()) {
        prop_assume!(a.as_constant().is_none() && !b.is_zero());
        let product = a.times(&a).times(&b);
        let mut back = Polynomial::constant(product.content());
        for (factor, multiplicity) in square_free(&product) {
            for _ in 0..multiplicity {
                back = back.times(&factor);
            }
        }
        prop_assert_eq!(back, product);
        prop_assert!(perfect_square(&a.times(&a)).is_some());
    }

    /// Real roots: as many as were put in, each in its interval, each found again as a fraction.
    #[test]
    fn roots_are_complete(wanted in proptest::collection::btree_set((-60i64..60, 1i64..12), 1..7), narrowing in 1u32..60) {
        let mut wanted: Vec<Rational> = wanted.into_iter().map(|(p, q)| Rational::ratio(p, q).unwrap()).collect();
        wanted.sort();
        wanted.dedup();
        let x = Polynomial::variable(0);
        let product = wanted.iter().fold(x.times(&x).plus(&Polynomial::one()), |product, root| {
            product.times(&x.minus(&Polynomial::constant(root.clone())))
        });
        prop_assert_eq!(&rational_roots(&product, 0), &wanted);
        let coefficients = product.numbers_in(0).unwrap();
        let intervals = real_roots(&coefficients).unwrap();
        prop_assert_eq!(intervals.len(), wanted.len());
        let width = Rational::from(2).pow(-i64::from(narrowing)).unwrap();
        for (mut interval, root) in intervals.into_iter().zip(&wanted) {
            narrow(&coefficients, &mut interval, &width);
            prop_assert!(interval.low <= *root && *root <= interval.high && interval.width() <= width);
            prop_assert!(value_at(&coefficients, root).is_zero());
        }
    }

    /// Expanding and factoring keep the value, and factoring what was expanded gives the same normal form.
    #[test]
    fn shapes_keep_the_value(text in expressions()) {
        let mut pool = Pool::new();
        let typed = read(&mut pool, &text).unwrap();
        let (Ok(expanded), Ok(factored)) = (expand(&mut pool, typed), factor(&mut pool, typed)) else { return Ok(()) };
        let all = [typed, expanded.answer, factored.answer];
        for point in sample(&pool, &all, &[], 3, 60, SEED).unwrap() {
            let values = evaluate(&pool, &all, &point).unwrap();
            for (value, answer) in values.iter().zip(all).skip(1) {
                prop_assert!(agree(values[0], *value) != Agreement::No, "{text} became {}", plain(&pool, answer));
            }
        }
        let mut normalizer = Normalizer::default();
        let forms = all.map(|id| normalizer.ratio(&mut pool, id).unwrap());
        prop_assert_eq!(&forms[0], &forms[1]);
        prop_assert_eq!(&forms[0], &forms[2]);
    }
}
