//! Checks a note and prints every claim with its class, then what was found.
//!
//! `cargo run --example lint_note -- NOTE.md`

use gradus::notes::{Format, Options, lint};
use gradus::source::position;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let format = if path.ends_with(".tex") { Format::Latex } else { Format::Markdown };
        let report = lint(&text, &Options { format, lang: None });
        for claim in &report.claims {
            let place = position(&text, claim.span.start as usize);
            println!("{}:{} {:?} ({}) {}", place.line, place.column, claim.class, claim.reason, claim.span.text(&text));
        }
        for finding in &report.findings {
            let span = finding.diagnostic.span.unwrap_or_default();
            let place = position(&text, span.start as usize);
            println!("{path}:{}:{} {}", place.line, place.column, finding.diagnostic.code.id);
            println!("    {}\n    {}", finding.diagnostic.message(report.lang), finding.diagnostic.hint(report.lang));
            println!("    at {:?}", span.text(&text));
            for note in &finding.notes {
                println!("    {}", note.text);
            }
        }
        for line in &report.context {
            println!("known: {line}");
        }
    }
    Ok(())
}
