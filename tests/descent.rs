//! Searches in numbers: every method on the same problems, hard fits from far starts, kinks, samples, and how they end.

use std::sync::atomic::{AtomicUsize, Ordering};

use gradus::data::{Options as DataOptions, Table};
use gradus::expr::{Id, Pool, read};
use gradus::halt::Halt;
use gradus::minimize::{Classification, LossKind, Method, Minimum, Model, OTHERS, Options, Stop, fit, minimize};

fn table(text: &str) -> Table {
    Table::read(text.as_bytes(), &DataOptions::default()).unwrap()
}

fn start(pool: &mut Pool, text: &str) -> Vec<(Id, f64)> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (pool.symbol(name), value.parse().unwrap())).collect()
}

fn search(loss: &str, over: &str, data: Option<&str>, at: &str, options: Options) -> (Minimum, Vec<f64>) {
    let mut pool = Pool::new();
    let loss = read(&mut pool, loss).unwrap();
    let over: Vec<Id> = over.split(',').map(|name| pool.symbol(name)).collect();
    let data = data.map(table);
    let start = start(&mut pool, at);
    let minimum = minimize(&mut pool, loss, &over, data.as_ref(), &Options { start, ..options }).unwrap();
    let values = minimum.parameters.iter().map(|parameter| parameter.value.unwrap()).collect();
    (minimum, values)
}

fn near(found: &[f64], wanted: &[f64], digits: f64) -> bool {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= digits * b.abs().max(1.0);
    found.len() == wanted.len() && found.iter().zip(wanted).all(close)
}

const LINE: &str = "x,y\n1,1\n2,2\n3,3\n4,4\n";

#[test]
fn every_method_reaches_the_minimum_of_a_line() {
    let words = ["gd", "sgd", "newton", "lbfgs", "lm"].into_iter().chain(OTHERS.iter().map(|update| update.id));
    for word in words {
        let method = Method::parse(word).unwrap();
        let options = Options { method, iterations: 40_000, ..Options::default() };
        let (minimum, values) = search("mean((y - (w*x + b))^2)", "w,b", Some(LINE), "", options);
        assert_eq!(minimum.method, word);
        // Sampling ends near the minimum, the others at it.
        let digits = if word == "sgd" { 3e-2 } else { 1e-6 };
        assert!(near(&values, &[1.0, 0.0], digits), "{word}: {values:?} {:?}", minimum.stop);
        assert!(!minimum.sections.is_empty());
    }
}

#[test]
fn a_first_step_that_is_too_long_is_taken_back() {
    for word in ["gd", "sgd"].into_iter().chain(OTHERS.iter().map(|update| update.id)) {
        let options = Options { method: Method::parse(word).unwrap(), ..Options::default() };
        let (minimum, values) = search("mean((y - exp(w*x))^2)", "w", Some(LINE), "", options);
        assert!(near(&values, &[0.349_080_750_4], 1e-3), "{word}: {values:?} {:?}", minimum.stop);
        assert_eq!(minimum.method, word);
    }
}

#[test]
fn steps_that_jump_around_the_minimum_are_said_so() {
    let given = Options { method: Method::Update("rmsprop"), rate: Some(5.0), ..Options::default() };
    let (minimum, _) = search("(w - 1)^2 + abs(w)", "w", None, "w=7.1", given.clone());
    assert_eq!(minimum.stop, Some(Stop::Unsettled));
    assert_eq!(minimum.classification, Classification::Numerical);
    let (minimum, values) = search("(w - 1)^2 + abs(w)", "w", None, "w=7.1", Options { rate: None, ..given });
    assert!(near(&values, &[0.5], 1e-6), "{values:?} {:?}", minimum.stop);
}

#[test]
fn gradient_descent_settles_in_kinks() {
    let line = "x,y\n0,1\n1,3\n2,5\n3,7\n4,0\n";
    let cases = [
        ("abs(x) + abs(x - y)", "x,y", None, "x=2,y=1", 0.0),
        ("max(x, -2*x) + abs(y - x^2)", "x,y", None, "x=2,y=1", 0.0),
        ("abs(x - 3) + x/2", "x", None, "x=2", 1.5),
        ("max(0, 1 - x*y) + 0.1*(x^2 + y^2)", "x,y", None, "x=2,y=1", 0.2),
        ("mean(abs(y - (w*x + b)))", "w,b", Some(line), "w=0,b=0", 1.8),
    ];
    for (loss, over, data, at, lowest) in cases {
        let options = Options { method: Method::Update("gd"), ..Options::default() };
        let (minimum, values) = search(loss, over, data, at, options);
        let found = minimum.loss_value.1.unwrap();
        assert!((found - lowest).abs() < 1e-3, "{loss}: {found} at {values:?} {:?}", minimum.stop);
        assert!(minimum.stop != Some(Stop::Diverged), "{loss}");
    }
}

#[test]
fn numbered_names_are_parameters() {
    let mut pool = Pool::new();
    let data = table("x_1,x_2,y\n1,0,2\n0,1,3\n1,1,6\n2,1,7\n");
    let model = Model { response: pool.symbol("y"), formula: read(&mut pool, "w_1*x_1 + exp(w_2*x_2)").unwrap() };
    let fit = fit(&mut pool, &model, LossKind::MeanSquare, &data, &Options::default()).unwrap();
    let values: Vec<f64> = fit.minimum.parameters.iter().map(|parameter| parameter.value.unwrap()).collect();
    let loss =
        |w: f64, e: f64| (w - 1.0).powi(2) + (e - 3.0).powi(2) + (w + e - 6.0).powi(2) + (2.0 * w + e - 7.0).powi(2);
    let (w, e) = (values[0], values[1].exp());
    assert!(loss(w, e) <= loss(w + 1e-4, e).min(loss(w - 1e-4, e)).min(loss(w, e + 1e-4)).min(loss(w, e - 1e-4)));
    let loss = read(&mut pool, "(w_1 - 1)^2 + (w_2 - 2)^4").unwrap();
    let over: Vec<Id> = ["w_1", "w_2"].iter().map(|name| read(&mut pool, name).unwrap()).collect();
    let options = Options { method: Method::Newton, start: vec![(over[1], 1.0)], ..Options::default() };
    let minimum = minimize(&mut pool, loss, &over, None, &options).unwrap();
    let values: Vec<f64> = minimum.parameters.iter().map(|parameter| parameter.value.unwrap()).collect();
    assert!(near(&values, &[1.0, 2.0], 1e-2), "{values:?}");
}

#[test]
fn the_same_seed_gives_the_same_way() {
    let run = |seed| {
        let options =
            Options { method: Method::Update("sgd"), iterations: 200, batch: Some(2), seed, ..Options::default() };
        search("mean((y - w*x)^2)", "w", Some("x,y\n1,2\n2,3\n3,7\n4,7\n"), "", options).1
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn badly_scaled_parameters_are_scaled() {
    let options = Options { method: Method::Update("gd"), ..Options::default() };
    let data = "x,y\n1000,1\n2000,3\n3000,4\n4000,6\n";
    let (minimum, values) = search("mean((y - (w*x + b))^2)", "w,b", Some(data), "", options);
    assert!(minimum.stop.unwrap().converged(), "{:?}", minimum.stop);
    assert!(near(&values, &[0.0016, -0.5], 1e-6), "{values:?}");
}

#[test]
fn curved_valleys_kinks_and_flat_places() {
    for (loss, over, at, wanted, kind) in [
        ("100*(v - w^2)^2 + (1 - w)^2", "w,v", "w=-1.2,v=1", &[1.0, 1.0][..], Classification::Minimum),
        ("exp(w) - 2*w", "w", "w=5", &[std::f64::consts::LN_2], Classification::Minimum),
        ("exp(w + v) - w - v + (w - v)^2", "w,v", "w=3,v=-4", &[0.0, 0.0], Classification::Minimum),
        ("w*exp(w)", "w", "w=2", &[-1.0], Classification::LocalMinimum),
    ] {
        let newton = Options { method: Method::Newton, ..Options::default() };
        let (minimum, values) = search(loss, over, None, at, newton);
        assert!(near(&values, wanted, 1e-3), "{loss}: {values:?}");
        assert_eq!(minimum.classification, kind, "{loss}");
        assert!(minimum.stop.unwrap().converged(), "{loss}");
    }
    let (kinked, values) = search("abs(w - 1) + abs(w*v - 2) + exp(v - w)", "w,v", None, "w=3,v=3", Options::default());
    assert!(kinked.loss_value.1.unwrap() < 1.0 + 1.0f64.exp() + 1e-9, "{values:?}");
    let newton = Options { method: Method::Newton, ..Options::default() };
    let (falls, _) = search("w - exp(w)", "w", None, "w=1", newton);
    assert_eq!(falls.stop, Some(Stop::FellAway));
    assert_eq!(falls.classification, Classification::Unbounded);
}

/// Classes that a line separates have no most likely line: the steeper, the better.
#[test]
fn separated_classes_have_no_minimum() {
    let data = "x,y\n1,0\n2,0\n3,1\n4,1\n";
    let loss = "mean(softplus(w*x + b) - y*(w*x + b))";
    let (minimum, values) = search(loss, "w,b", Some(data), "", Options::default());
    assert_eq!(minimum.classification, Classification::Unbounded, "{values:?}");
    assert!(minimum.iterations.unwrap() < 200);
}

/// A bell between the points of the data says nothing about them: that is no place to claim a minimum.
#[test]
fn a_plateau_is_no_minimum() {
    let data: String = (0..30).fold("x,y\n".to_owned(), |text, k| {
        let (x, place) = (f64::from(10 * k), (f64::from(k) - 14.6) / 2.0);
        format!("{text}{x},{:.5}\n", (-0.5 * place * place).exp())
    });
    let options = Options { method: Method::Newton, restarts: Some(0), ..Options::default() };
    let (minimum, values) =
        search("mean((y - a*exp(-((x - m)/s)^2))^2)", "a,m,s", Some(&data), "a=1,m=905,s=1", options);
    assert!(!minimum.stop.unwrap().converged(), "{values:?}");
    assert_eq!(minimum.classification, Classification::Numerical);
}

/// Fits that are hard from the start that is given; the values are those of the sum of squares at its minimum.
#[test]
fn hard_fits_have_all_their_digits() {
    let decay: String = (0..24).map(|k| f64::from(k) * 0.05).fold("x,y\n".to_owned(), |text, x| {
        let y = 0.0951 * (-x).exp() + 0.8607 * (-3.0 * x).exp() + 1.5576 * (-5.0 * x).exp();
        format!("{text}{x:.2},{y:.4}\n")
    });
    let saturation = "x,y\n1,109\n2,149\n3,149\n5,191\n7,213\n10,224\n";
    let mut pool = Pool::new();
    for (formula, data, at) in [
        ("a*(1 - exp(-b*x))", saturation, ["a=1,b=1", "a=100,b=0.75"]),
        (
            "a*exp(-b*x) + c*exp(-d*x) + f*exp(-g*x)",
            &decay,
            ["a=1.2,b=0.3,c=5.6,d=5.5,f=6.5,g=7.6", "a=0.5,b=0.7,c=3.6,d=4.2,f=4,g=6.3"],
        ),
    ] {
        let model = Model { response: pool.symbol("y"), formula: read(&mut pool, formula).unwrap() };
        let data = table(data);
        let fits = at.map(|at| {
            let options = Options { start: start(&mut pool, at), ..Options::default() };
            fit(&mut pool, &model, LossKind::MeanSquare, &data, &options).unwrap()
        });
        for (one, other) in fits[0].minimum.parameters.iter().zip(&fits[1].minimum.parameters) {
            let [one_value, other_value] = [one, other].map(|parameter| parameter.value.unwrap());
            assert!(
                (one_value - other_value).abs() <= 1e-14 * other_value.abs(),
                "{formula}: {one_value} {other_value}"
            );
            let [one, other] = [one, other].map(|parameter| parameter.standard_error.unwrap());
            assert!((one - other).abs() <= 1e-9 * other, "{formula}: {one} {other}");
        }
    }
}

#[test]
fn a_watcher_ends_a_search() {
    let options = Options {
        watch: Some(|line| (line.number == 3).then_some(Halt::ByHand)),
        method: Method::Update("gd"),
        ..Options::default()
    };
    let (minimum, _) = search("mean((y - exp(w*x))^2)", "w", Some(LINE), "", options);
    assert_eq!(minimum.stop, Some(Stop::Halted(Halt::ByHand)));
    assert_eq!(minimum.iterations, Some(3));
}

#[test]
fn a_watcher_ends_further_starts_and_what_was_found_stays() {
    static LOOKS: AtomicUsize = AtomicUsize::new(0);
    // The first way needs a few dozen looks, sixty further starts a thousand.
    let watch = |_: &_| (LOOKS.fetch_add(1, Ordering::Relaxed) > 150).then_some(Halt::OutOfTime);
    let options = Options { watch: Some(watch), restarts: Some(60), method: Method::Newton, ..Options::default() };
    let (minimum, _) = search("(w^2 - 1)^2 + sin(5*w)", "w", None, "w=0.5", options);
    assert!(minimum.stop.is_some_and(Stop::converged), "{:?}", minimum.stop);
    assert_eq!(minimum.halted, Some(Halt::OutOfTime));
}

#[test]
fn a_step_that_is_lost_to_rounding_is_no_convergence() {
    let options = Options { rate: Some(1e-320), method: Method::Update("gd"), ..Options::default() };
    let (minimum, values) = search("mean((y - w*x)^2)", "w", Some(LINE), "w=3", options);
    assert_eq!((minimum.stop, &values[..]), (Some(Stop::TooShort), &[3.0][..]));
    assert!(!Stop::TooShort.converged());
}

#[test]
fn a_long_table_needs_no_time_to_speak_of() {
    let mut text = "x,y\n".to_owned();
    for k in 0..20_000 {
        let x = f64::from(k % 97) / 97.0;
        text.push_str(&format!("{x},{}\n", (1.5 * x).exp()));
    }
    let (_, values) = search("mean((y - exp(w*x))^2)", "w", Some(&text), "w=0.5", Options::default());
    assert!(near(&values, &[1.5], 1e-12), "{values:?}");
}
