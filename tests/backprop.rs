//! Layers: order of definitions, forward and backward pass, messages, training, and how the backward pass scales.

#[path = "../examples/common/networks.rs"]
mod networks;

use std::sync::atomic::{AtomicUsize, Ordering};

use gradus::backprop::{Backward, Course, Model, Plan, Setting, backward, check, report, train};
use gradus::calculus::gradient;
use gradus::diagnostic::Diagnostic;
use gradus::expr::{Id, Pool, Scope, operations, postorder, read};
use gradus::functions::lookup;
use gradus::halt::Halt;
use gradus::numeric::Agreement;
use gradus::render::plain;
use gradus::wording::Lang;
use networks::{chain, network};

fn model(pool: &mut Pool, text: &str, over: &[&str]) -> Result<Model, Diagnostic> {
    let program = Scope::default().read(pool, text)?;
    let over: Vec<Id> = over.iter().map(|name| read(pool, name).unwrap()).collect();
    Model::new(pool, &program.statements, &over, &[])
}

fn values(pool: &mut Pool, list: &[(&str, f64)]) -> Vec<(Id, f64)> {
    list.iter().map(|(name, value)| (read(pool, name).unwrap(), *value)).collect()
}

fn course(rate: f64, epochs: usize) -> Course {
    Course { rate, epochs, halt: || None }
}

fn formula(pool: &mut Pool, backward: &Backward, name: &str) -> String {
    let variable = read(pool, name).unwrap();
    plain(pool, backward.of(variable).unwrap().formula())
}

#[test]
fn definitions_are_put_in_order() {
    let mut pool = Pool::new();
    let model = model(&mut pool, "L = (y - a)^2; a = sigmoid(z); u = 2*b; z = w*x + b; L", &[]).unwrap();
    let names: Vec<String> = model.nodes.iter().map(|node| plain(&pool, node.name)).collect();
    assert_eq!(names, ["z", "a", "L"]);
    assert_eq!(model.unused.iter().map(|&id| plain(&pool, id)).collect::<Vec<_>>(), ["u"]);
}

#[test]
fn each_problem_has_its_own_message() {
    for (text, over, code, part) in [
        ("a = 2*b; b = a + w; L = a^2", &[][..], "G1001", "a → b → a"),
        ("a = w; a = 2*w; L = a", &[], "G0209", "`a`"),
        ("z = w*x; L = (y - z)^2", &["b"], "G1002", "`L` doesn't depend on `b`"),
        ("L = (y - x)^2", &[], "G1006", "data or a setting"),
        ("h_j = w_j*x", &[], "G1007", "h_j"),
        ("sum(k=1..K, y_k) = 1", &[], "G1008", "defines nothing"),
    ] {
        let problem = model(&mut Pool::new(), text, over).unwrap_err();
        assert_eq!(problem.code.id, code, "{text}");
        assert!(problem.message(Lang::En).contains(part), "{text}: {}", problem.message(Lang::En));
        assert!(!problem.message(Lang::Zh).contains('{'), "{text}: {}", problem.message(Lang::Zh));
    }
    for (text, at, code, part) in [
        ("z = w*x + b; L = (y - z)^2", &[("x", 1.0), ("w", 0.5)][..], "G1003", "b, y"),
        ("z = sum(i=1..d, w_i*x_i); L = (y - z)^2", &[("y", 1.0)], "G1009", "d"),
        (
            "a = exp(w*x); L = a - y",
            &[("x", 1000.0), ("y", 0.0), ("w", 1.0)],
            "G1011",
            "`exp(w*x)` in the definition of a",
        ),
        ("a = ln(w*x); L = a - y", &[("x", 0.0), ("y", 0.0), ("w", 1.0)], "G1005", "a = ln(w*x)"),
    ] {
        let mut pool = Pool::new();
        let model = model(&mut pool, text, &[]).unwrap();
        let at = values(&mut pool, at);
        let problem = match Setting::new(&mut pool, &model, &at) {
            Ok(mut setting) => setting.forward(&mut pool, &model).unwrap_err(),
            Err(problem) => problem,
        };
        assert_eq!(problem.code.id, code, "{text}");
        assert!(problem.message(Lang::En).contains(part), "{text}: {}", problem.message(Lang::En));
    }
}

#[test]
fn numbers_agree_with_difference_quotients_and_the_update_lowers_the_loss() {
    let cases: &[(&str, &[(&str, f64)])] = &[
        ("z = w*x + b; a = sigmoid(z); L = (y - a)^2", &[("x", 1.0), ("y", 0.0), ("w", 0.5), ("b", 0.1)]),
        ("a = 2*w; b = a*c + a^2; L = sin(b) + a", &[("w", 0.4), ("c", -0.3)]),
        (
            "h_j = tanh(sum(i=1..d, W_{j,i}*x_i) + c_j); yhat = sum(j=1..m, v_j*h_j) + b; L = (yhat - y)^2",
            &[
                ("d", 2.0),
                ("m", 2.0),
                ("x_1", 0.5),
                ("x_2", -1.0),
                ("y", 0.3),
                ("b", 0.1),
                ("W_{1,1}", 0.1),
                ("W_{1,2}", 0.2),
                ("W_{2,1}", -0.3),
                ("W_{2,2}", 0.4),
                ("c_1", 0.0),
                ("c_2", 0.1),
                ("v_1", 0.7),
                ("v_2", -0.6),
            ],
        ),
        (
            "p_k = exp(z_k)/sum(l=1..K, exp(z_l)); L = -sum(k=1..K, y_k*ln(p_k)); sum(k=1..K, y_k) = 1",
            &[("K", 3.0), ("z_1", 0.2), ("z_2", -0.4), ("z_3", 1.0), ("y_1", 0.0), ("y_2", 1.0), ("y_3", 0.0)],
        ),
    ];
    for (text, at) in cases {
        let mut pool = Pool::new();
        let model = model(&mut pool, text, &[]).unwrap();
        let backward = backward(&mut pool, &model).unwrap();
        assert!(backward.checked_points > 0, "{text}");
        let at = values(&mut pool, at);
        let mut setting = Setting::new(&mut pool, &model, &at).unwrap();
        let numbers = setting.run(&mut pool, &model, &backward).unwrap();
        let checked = check(&mut pool, &model, &setting, &numbers.backward).unwrap();
        assert!(!checked.is_empty());
        for checked in &checked {
            assert_eq!(checked.agreement, Agreement::Yes, "{text}: {checked:?}");
        }
        setting.update(&pool, &model, &numbers.backward, 0.01);
        let after = setting.run(&mut pool, &model, &backward).unwrap();
        assert!(after.loss.value < numbers.loss.value, "{text}");
    }
}

#[test]
fn a_kink_at_the_point_is_said_with_the_value_used() {
    let mut pool = Pool::new();
    let model = model(&mut pool, "z = w*x; a = relu(z); L = (y - a)^2", &[]).unwrap();
    let backward = backward(&mut pool, &model).unwrap();
    let at = values(&mut pool, &[("x", 0.0), ("y", 1.0), ("w", 1.0)]);
    let numbers = Setting::new(&mut pool, &model, &at).unwrap().run(&mut pool, &model, &backward).unwrap();
    let message = numbers.warnings[0].message(Lang::En);
    assert_eq!(numbers.warnings[0].code.id, "G1004");
    assert!(message.contains("z = 0") && message.contains("∂a/∂z"), "{message}");
}

#[test]
fn paths_are_summed_and_the_chain_is_written_along_each() {
    let mut pool = Pool::new();
    let model = model(&mut pool, "h = tanh(w*x); r = h + x*w; L = r*h", &["w"]).unwrap();
    let backward = backward(&mut pool, &model).unwrap();
    let (h, w) = (pool.symbol("h"), pool.symbol("w"));
    assert_eq!(backward.of(h).unwrap().paths.len(), 2);
    assert_eq!(backward.of(w).unwrap().paths.len(), 2);
    let chain = plain(&pool, backward.of(h).unwrap().chain);
    assert_eq!(chain, "(d/dr (L))*(d/dh (r)) + d/dh (r*h)");
    assert_eq!(formula(&mut pool, &backward, "h"), "h + r");
}

#[test]
fn deltas_collapse_as_a_step() {
    let mut pool = Pool::new();
    let text = "h_j = tanh(sum(i=1..d, W_{j,i}*x_i) + c_j); yhat = sum(j=1..m, v_j*h_j) + b; L = 1/2*(yhat - y)^2";
    let model = model(&mut pool, text, &[]).unwrap();
    let backward = backward(&mut pool, &model).unwrap();
    let weight = read(&mut pool, "W_{j,i}").unwrap();
    let gradient = backward.of(weight).unwrap();
    let rules: Vec<&str> = gradient.derivation.steps.iter().map(|step| step.rule.id).collect();
    assert!(rules.contains(&"layers") && rules.contains(&"kronecker-collapse"), "{rules:?}");
    assert_eq!(plain(&pool, gradient.paths[0].local.answer), "(1 - h_k^2)*x_i*indicator(k = j)");
    assert_eq!(plain(&pool, gradient.chain), "(d/dyhat (L))*(d/dh_j (yhat))*(d/dW_{j, i} (h_j))");
}

#[test]
fn the_stated_relation_travels_as_a_condition() {
    let mut pool = Pool::new();
    let text = "p_k = exp(z_k)/sum(l=1..K, exp(z_l)); L = -sum(k=1..K, y_k*ln(p_k))";
    let free = model(&mut pool, text, &[]).unwrap();
    let without = backward(&mut pool, &free).unwrap();
    assert_eq!(formula(&mut pool, &without, "z_k"), "sum(i=1..K, y_i)*p_k - y_k");
    let stated = model(&mut pool, &format!("{text}; sum(k=1..K, y_k) = 1"), &[]).unwrap();
    let with = backward(&mut pool, &stated).unwrap();
    let logit = read(&mut pool, "z_k").unwrap();
    let gradient = with.of(logit).unwrap();
    assert_eq!(plain(&pool, gradient.formula()), "p_k - y_k");
    let conditions = gradient.derivation.conditions(&pool);
    assert_eq!(conditions.iter().map(|&c| plain(&pool, c)).collect::<Vec<_>>(), ["sum(k=1..K, y_k) = 1"]);
}

#[test]
fn training_over_rows_brings_the_loss_down() {
    let mut pool = Pool::new();
    let model = model(&mut pool, "yhat = w*x + b; L = (yhat - y)^2", &[]).unwrap();
    let backward = backward(&mut pool, &model).unwrap();
    let rows: Vec<Vec<(Id, f64)>> =
        (0..8).map(|k| values(&mut pool, &[("x", f64::from(k) / 4.0), ("y", 1.0 + f64::from(k) / 2.0)])).collect();
    let at = values(&mut pool, &[("w", 0.0), ("b", 0.0), ("x", 0.0), ("y", 0.0)]);
    let mut setting = Setting::new(&mut pool, &model, &at).unwrap();
    let training = train(&mut pool, &model, &backward, &mut setting, &rows, &course(0.1, 60)).unwrap();
    assert_eq!(training.curve.len(), 61);
    assert!(training.curve[60] < 1e-3 && training.curve[0] > 3.0, "{:?}", training.curve);
    let (w, b) = (pool.symbol("w"), pool.symbol("b"));
    let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 0.1;
    assert!(near(setting.get(&pool, w, &[]), 2.0) && near(setting.get(&pool, b, &[]), 1.0));
    let problem = train(&mut pool, &model, &backward, &mut setting, &rows, &course(50.0, 2000)).unwrap_err();
    assert_eq!(problem.code.id, "G1010");
}

#[test]
fn training_that_is_stopped_keeps_its_last_whole_epoch() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    // Three rows an epoch: the eighth question comes in the middle of the third one.
    let halt = || (ASKED.fetch_add(1, Ordering::Relaxed) >= 7).then_some(Halt::ByHand);
    let mut pool = Pool::new();
    let model = model(&mut pool, "yhat = w*x; L = (yhat - y)^2", &[]).unwrap();
    let backward = backward(&mut pool, &model).unwrap();
    let rows: Vec<Vec<(Id, f64)>> =
        (1..4).map(|k| values(&mut pool, &[("x", f64::from(k)), ("y", 2.0 * f64::from(k))])).collect();
    let at = values(&mut pool, &[("w", 0.0), ("x", 0.0), ("y", 0.0)]);
    let setting = Setting::new(&mut pool, &model, &at).unwrap();
    let (mut stopped, mut whole) = (setting.clone(), setting);
    let course = Course { halt, ..course(0.01, 50) };
    let training = train(&mut pool, &model, &backward, &mut stopped, &rows, &course).unwrap();
    let wanted = train(&mut pool, &model, &backward, &mut whole, &rows, &self::course(0.01, 2)).unwrap();
    assert_eq!((training.halted, wanted.halted), (Some(Halt::ByHand), None));
    assert_eq!(training.curve, wanted.curve);
    let w = pool.symbol("w");
    assert_eq!(stopped.get(&pool, w, &[]), whole.get(&pool, w, &[]));
}

#[test]
fn the_gradient_of_a_network_costs_at_most_four_losses() {
    let mut pool = Pool::new();
    let (loss, parameters) = network(&mut pool, lookup("tanh").unwrap(), 50, 4);
    assert!(parameters.len() >= 10_000, "{} parameters", parameters.len());
    let gradient = gradient(&mut pool, loss, &parameters).unwrap();
    let (forward, both) = (operations(&pool, &[loss]), operations(&pool, &[&[loss], &gradient[..]].concat()));
    let ratio = both as f64 / forward as f64;
    assert!(ratio <= 4.0, "ratio {ratio:.2}");
}

#[test]
fn long_chains_of_definitions_are_handled() {
    let count = 500;
    let mut text = String::from("a0 = w*x");
    for k in 1..count {
        text += &format!("; a{k} = tanh(c*a{} + b)", k - 1);
    }
    text += &format!("; L = (a{} - y)^2", count - 1);
    let mut pool = Pool::new();
    let model = model(&mut pool, &text, &["w"]).unwrap();
    assert_eq!(model.nodes.len(), count + 1);
    let backward = backward(&mut pool, &model).unwrap();
    assert_eq!(backward.gradients.len(), count + 1);
}

/// About 15 s in a development build on two cores.
#[test]
#[ignore = "takes about 15 s"]
fn a_chain_of_a_million_nodes_has_a_gradient() {
    let mut pool = Pool::new();
    let (chain, parameters) = chain(&mut pool, lookup("tanh").unwrap(), 333_334);
    assert!(postorder(&pool, chain).len() > 1_000_000);
    let gradient = gradient(&mut pool, chain, &parameters).unwrap();
    assert_eq!(gradient.len(), 3);
}

#[test]
fn a_loss_over_rows_is_a_loss_over_families() {
    let mut pool = Pool::new();
    let model = model(&mut pool, "yhat = w*x + b; L = mean((y - yhat)^2)", &[]).unwrap();
    let names: Vec<String> = model.nodes.iter().map(|node| plain(&pool, node.formula)).collect();
    assert_eq!(names, ["w*x_i + b", "1/N*sum(i=1..N, (y_i - yhat_i)^2)"]);
    let backward = backward(&mut pool, &model).unwrap();
    assert_eq!(formula(&mut pool, &backward, "w"), "-2/N*sum(i=1..N, (y_i - yhat_i)*x_i)");
    let row = |pool: &mut Pool, x: f64, y: f64| values(pool, &[("x", x), ("y", y)]);
    let rows = vec![row(&mut pool, 1.0, 2.0), row(&mut pool, 2.0, 3.0), row(&mut pool, 3.0, 5.0)];
    let at = values(&mut pool, &[("w", 0.0), ("b", 0.0)]);
    let plan = Plan { values: at, rate: Some(0.1), epochs: 200, rows, ..Plan::default() };
    let report = report(&mut pool, &model, &backward, &plan).unwrap();
    assert!(report.checked.iter().all(|checked| checked.agreement == Agreement::Yes), "{:?}", report.checked);
    let curve = report.training.unwrap().curve;
    assert!(curve[200] < 0.06 && curve[0] > 12.0, "{curve:?}");
}
