//! The library at work: reads a loss, derives it, and prints the page in two notations.

use gradus::calculus::differentiate;
use gradus::diagnostic::Diagnostic;
use gradus::expr::{Pool, read};
use gradus::render::{Context, Page, TextStyle, derivation, plain};
use gradus::steps::Level;
use gradus::wording::Lang;

fn main() {
    if let Err(problem) = show("(y - sigmoid(w*x + b))^2", "w") {
        eprintln!("{}: {}", problem.code.id, problem.message(Lang::En));
    }
}

fn show(loss: &str, variable: &str) -> Result<(), Diagnostic> {
    let mut pool = Pool::new();
    let (loss, variable) = (read(&mut pool, loss)?, read(&mut pool, variable)?);
    let steps = differentiate(&mut pool, loss, &[variable])?;
    let context = Context::of(&pool, steps.question, &[], Lang::En);
    let mut page = Page::new(Lang::En);
    page.blocks = derivation::blocks(&mut pool, &steps, Level::Normal, Lang::En, &context);
    println!("{}", page.to_text(&TextStyle::default()));
    println!("{}", page.to_latex());
    println!("answer: {}, checked at {} points", plain(&pool, steps.answer), steps.checked_points);
    Ok(())
}
