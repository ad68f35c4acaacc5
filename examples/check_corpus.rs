//! Runs the checker over a folder of tab-separated files with the columns `expression`, `variable`, `claim`, `truth`, and
//! prints counts of verdicts, times, and every row that came out wrong.
//!
//! `cargo run --release --example check_corpus -- FOLDER [PART-OF-FILE-NAME]`

use std::collections::BTreeMap;
use std::time::Instant;

use gradus::equality::{Judgement, Options, check};
use gradus::expr::{Pool, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder")?;
    let wanted = arguments.next().unwrap_or_default();
    let verbose = arguments.next().is_some();
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".tsv") || !name.contains(&wanted) {
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let column = |name: &str| header.iter().position(|title| *title == name).ok_or(format!("no column {name}"));
        let columns = [column("id")?, column("expression")?, column("variable")?, column("claim")?, column("truth")?];
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut times = Vec::new();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, expression, variable, claim, truth] = columns.map(|at| cells.get(at).copied().unwrap_or_default());
            let start = Instant::now();
            let (verdict, basis) = judge(expression, variable, claim);
            let millis = start.elapsed().as_secs_f64() * 1e3;
            times.push(millis);
            *counts.entry(verdict.clone()).or_default() += 1;
            let good = match truth {
                "right" => verdict == "proved" || verdict == "likely",
                _ => verdict == "refuted",
            };
            if !good || millis > 2_000.0 || (verbose && verdict != "proved" && truth == "right") {
                println!("{name}\t{id}\t{verdict}\t{basis}\t{millis:.1} ms\t{expression}\t{variable}\t{claim}");
            }
        }
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times.get(((times.len() as f64 - 1.0) * part) as usize).copied().unwrap_or(0.0);
        let total: f64 = times.iter().sum();
        println!(
            "{name}: {counts:?}, median {:.2} ms, 90 % {:.2} ms, 99 % {:.2} ms, longest {:.1} ms, all {:.1} s",
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0),
            total / 1e3
        );
    }
    Ok(())
}

fn judge(expression: &str, variable: &str, claim: &str) -> (String, String) {
    let mut pool = Pool::new();
    let mut run = || {
        let body = read(&mut pool, expression)?;
        let right = read(&mut pool, claim)?;
        let variable = pool.symbol(variable);
        let left = pool.derivative(body, &[variable]);
        check(&mut pool, left, right, &[], &Options::default())
    };
    match run() {
        Ok(verdict) => {
            let word = match verdict.judgement {
                Judgement::Proved | Judgement::Likely | Judgement::Refuted | Judgement::Unknown => {
                    verdict.judgement.id()
                }
            };
            (word.to_owned(), format!("{:?} {:?}", verdict.basis, verdict.witness))
        }
        Err(problem) => ("error".to_owned(), problem.message(gradus::wording::Lang::En)),
    }
}
