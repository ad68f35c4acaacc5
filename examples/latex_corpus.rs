//! Reads the display formulas of a folder with `blocks.jsonl` (one JSON object a line, its field `latex`) and prints how
//! many are read, and each unread one with its error.
//!
//! `cargo run --example latex_corpus -- FOLDER [--all]`

use gradus::language::latex::{Declared, Piece, block};
use gradus::language::print;
use gradus::source::Span;
use gradus::wording::Lang;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let all = std::env::args().any(|argument| argument == "--all");
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join("blocks.jsonl"))?;
    let (mut read, mut total) = (0, 0);
    for (line, row) in text.lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(row)?;
        let latex = row.get("latex").and_then(|latex| latex.as_str()).unwrap_or_default();
        total += 1;
        let problems = match block(latex, Span::new(0, latex.len()), &mut Declared::default()) {
            Err(problem) => vec![problem],
            Ok(block) => {
                let mut problems = Vec::new();
                for piece in block.rows.into_iter().flat_map(|row| row.pieces) {
                    match piece {
                        Piece::Unread { problem, .. } => problems.push(problem),
                        Piece::Formula(formula) if all => println!(
                            "{line}: {}{}",
                            formula.leading.map_or("", |sign| sign.unicode()),
                            print(&formula.tree)
                        ),
                        Piece::Words { text, .. } if all => println!("{line}: words {text}"),
                        Piece::Formula(_) | Piece::Words { .. } => {}
                    }
                }
                problems
            }
        };
        read += usize::from(problems.is_empty());
        for problem in problems {
            let place = problem.span.unwrap_or_default();
            println!(
                "{line}: unread {} {}: {}\n    {latex}\n    at {:?}",
                problem.code.id,
                place.start,
                problem.message(Lang::En),
                place.text(latex)
            );
        }
    }
    println!("{read} of {total} blocks read");
    Ok(())
}
