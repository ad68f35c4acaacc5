//! The figures of notes over a folder: `blocks.jsonl` has display formulas (one JSON object a line, its field `latex`) that
//! are taken for right, `reported_mistakes.json` claims of derivatives with what they are.
//!
//! `cargo run --release --example latex_corpus -- FOLDER [--all]` prints how many blocks are read, how many are called
//! wrong, whether the reported mistakes are judged as they are said to be, and the time for a note of 1,000 lines;
//! `--all` also prints how every formula is read.

use std::path::Path;
use std::time::Instant;

use gradus::equality::{Judgement, check};
use gradus::expr::{Pool, read};
use gradus::language::latex::{Declared, Piece, block};
use gradus::language::print;
use gradus::notes::{Options, lint};
use gradus::source::Span;
use gradus::wording::Lang;

type Failure = Box<dyn std::error::Error>;

/// Lines of the note whose time is taken.
const LINES: usize = 1_000;

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let all = std::env::args().any(|argument| argument == "--all");
    let folder = Path::new(&folder);
    let text = std::fs::read_to_string(folder.join("blocks.jsonl"))?;
    let blocks: Vec<String> = text
        .lines()
        .map(|line| Ok(field(&serde_json::from_str(line)?, "latex")))
        .collect::<Result<_, serde_json::Error>>()?;
    let readable = blocks.iter().enumerate().filter(|(line, latex)| is_readable(*line, latex, all)).count();
    println!("blocks read: {readable} of {} ({:.1} %)", blocks.len(), 100.0 * readable as f64 / blocks.len() as f64);
    let accused: usize = blocks.iter().map(|latex| accusations(latex)).sum();
    println!("formulas of the blocks called wrong: {accused}");
    reported(&folder.join("reported_mistakes.json"))?;
    timed()
}

fn field(object: &serde_json::Value, name: &str) -> String {
    object.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// Whether every formula of a block can be read; prints those that can't.
fn is_readable(line: usize, latex: &str, all: bool) -> bool {
    let problems = match block(latex, Span::new(0, latex.len()), &mut Declared::default()) {
        Err(problem) => vec![problem],
        Ok(block) => {
            let mut problems = Vec::new();
            for piece in block.rows.into_iter().flat_map(|row| row.pieces) {
                match piece {
                    Piece::Unread { problem, .. } => problems.push(problem),
                    Piece::Formula(formula) if all => {
                        println!(
                            "{line}: {}{}",
                            formula.leading.map_or("", |sign| sign.unicode()),
                            print(&formula.tree)
                        );
                    }
                    Piece::Words { text, .. } if all => println!("{line}: words {text}"),
                    Piece::Formula(_) | Piece::Words { .. } => {}
                }
            }
            problems
        }
    };
    for problem in &problems {
        let place = problem.span.unwrap_or_default();
        println!("{line}: {} {} at {:?} of {latex:?}", problem.code.id, problem.message(Lang::En), place.text(latex));
    }
    problems.is_empty()
}

/// How many formulas of a block are called wrong when it stands alone in a note.
fn accusations(latex: &str) -> usize {
    let note = format!("$$\n{latex}\n$$\n");
    let report = lint(&note, &Options::default());
    for finding in &report.findings {
        println!("called wrong: {} in {latex:?}", finding.diagnostic.message(Lang::En));
    }
    report.findings.len()
}

/// Claims of derivatives, each with what it is said to be.
fn reported(path: &Path) -> Result<(), Failure> {
    let rows: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let mut agreed = 0;
    for row in &rows {
        let judged = |claim: &str| -> Result<Judgement, Failure> {
            let mut pool = Pool::new();
            let mut side = |text: &str| read(&mut pool, text).map_err(|problem| problem.message(Lang::En));
            let (body, variable, claim) = (side(&field(row, "f"))?, side(&field(row, "var"))?, side(claim)?);
            let left = pool.derivative(body, &[variable]);
            let verdict = check(&mut pool, left, claim, &[], &gradus::equality::Options::default());
            Ok(verdict.map_err(|problem| problem.message(Lang::En))?.judgement)
        };
        let (claimed, correct) = (judged(&field(row, "claimed"))?, judged(&field(row, "correct"))?);
        let is_wrong = field(row, "claim_is") == "wrong";
        let fits =
            (claimed == Judgement::Refuted) == is_wrong && matches!(correct, Judgement::Proved | Judgement::Likely);
        agreed += usize::from(fits);
        println!("{}: the claim is {}, the correct formula {}", field(row, "id"), claimed.id(), correct.id());
    }
    println!("reported mistakes judged as they are said to be: {agreed} of {}", rows.len());
    Ok(())
}

/// The time for a long note, made of our own example notes.
fn timed() -> Result<(), Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notes");
    let mut note = String::new();
    for name in ["regression.en.md", "logistic.en.md", "backprop.en.md"] {
        note += &std::fs::read_to_string(folder.join(name))?;
    }
    let note = note.repeat(LINES.div_ceil(note.lines().count().max(1)));
    let start = Instant::now();
    let report = lint(&note, &Options::default());
    let spent = start.elapsed().as_secs_f64();
    println!("{} lines, {} claims judged: {spent:.3} s", note.lines().count(), report.judged());
    Ok(())
}
