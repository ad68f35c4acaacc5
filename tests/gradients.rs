//! The textbook list: gradients of machine learning, printed as standard texts print them.

use gradus::backprop::{Model, backward};
use gradus::expr::{Pool, Scope, read};
use gradus::render::plain;
use gradus::wording::Lang;

/// `definitions ; parameter => gradient in the named intermediates`, a line each.
const CASES: &str = include_str!("cases/gradients.txt");

/// The gradient of the last definition by one parameter, in named intermediates.
fn derived(model: &str, parameter: &str) -> Result<(String, usize), String> {
    let mut pool = Pool::new();
    let explain =
        |problem: gradus::diagnostic::Diagnostic| format!("{}: {}", problem.code.id, problem.message(Lang::En));
    let program = Scope::default().read(&mut pool, model).map_err(explain)?;
    let parameter = read(&mut pool, parameter).map_err(explain)?;
    let model = Model::new(&mut pool, &program.statements, &[parameter], &[]).map_err(explain)?;
    let backward = backward(&mut pool, &model).map_err(explain)?;
    let gradient = backward.of(model.parameters[0]).expect("every parameter has a gradient");
    Ok((plain(&pool, gradient.formula()), backward.checked_points))
}

#[test]
fn gradients_are_printed_as_in_textbooks() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (question, wanted) = line.split_once(" => ").expect("a case is `model ; parameter => gradient`");
        let (model, parameter) = question.rsplit_once(" ; ").expect("a case is `model ; parameter => gradient`");
        count += 1;
        match derived(model, parameter) {
            Ok((found, points)) if found == wanted && points > 0 => {}
            Ok((found, points)) => {
                wrong.push(format!("{question}\n  wanted {wanted}\n  found  {found} (checked at {points} points)"));
            }
            Err(problem) => wrong.push(format!("{question}\n  wanted {wanted}\n  found  {problem}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 60, "{count} cases");
}
