//! Verdicts on claims, the known failures, and batches.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gradus::equality::{Basis, Judgement, Options, Remark, Verdict, check};
use gradus::expr::{Pool, Scope, Statement, read};
use gradus::numeric::Budget;
use gradus::render::plain;

/// The verdict on a claim such as `d/dx (x^2) = 2*x`.
fn verdict(pool: &mut Pool, claim: &str, given: &str) -> Verdict {
    let mut scope = Scope::default();
    let program = scope.read_claims(pool, claim).unwrap();
    let Some(Statement::Claim { members, .. }) = program.statements.last() else { panic!("{claim} is no claim") };
    let conditions = given.split(',').filter(|part| !part.trim().is_empty()).map(|part| {
        let program = Scope::default().read_claims(pool, part).unwrap();
        let Some(Statement::Claim { members, relations, .. }) = program.statements.last() else { panic!("{part}") };
        pool.compare(relations[0], members[0], members[1])
    });
    let conditions: Vec<_> = conditions.collect();
    check(pool, members[0], members[1], &conditions, &Options::default()).unwrap()
}

/// Claims, one a line: verdict, claim, assumptions; separated by bars.
fn claims() -> Vec<[String; 3]> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/claims.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut cells = line.split(" | ").map(|cell| cell.trim().to_owned());
            [(); 3].map(|()| cells.next().unwrap_or_default())
        })
        .collect()
}

#[test]
fn claims_get_the_verdict_that_is_written_down() {
    let claims = claims();
    let wrong: Vec<String> = claims
        .iter()
        .filter_map(|[wanted, claim, given]| {
            let found = verdict(&mut Pool::new(), claim, given);
            (found.judgement.id() != wanted).then(|| format!("{claim} [{given}]: {:?}, not {wanted}", found.judgement))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(claims.len() >= 100, "{} claims", claims.len());
}

/// Complex values count only where they agree to all the digits that are asked for.
#[test]
fn a_few_common_digits_of_complex_values_are_no_agreement() {
    // The logarithms cancel, and take a hundred bits with them.
    let pool = &mut Pool::new();
    let left = read(pool, "sqrt(-1 - x^2) + 10^30*(ln(6) - ln(2) - ln(3))").unwrap();
    let right = read(pool, "sqrt(-1 - x^2)").unwrap();
    for (precision, wanted) in [(200, "unknown"), (400, "likely")] {
        let budget = Budget { precision, ..Budget::default() };
        let options = Options { budget, ..Options::default() };
        let found = check(pool, left, right, &[], &options).unwrap();
        assert_eq!(found.judgement.id(), wanted, "{precision} bits");
    }
}

#[test]
fn verdicts_are_the_same_for_the_same_seed_and_no_other_seed_turns_them_over() {
    for [wanted, claim, given] in claims().iter().step_by(3) {
        let (first, again) = (verdict(&mut Pool::new(), claim, given), verdict(&mut Pool::new(), claim, given));
        assert_eq!(first.witness, again.witness, "{claim}");
        assert_eq!(first.basis, again.basis, "{claim}");
        for seed in 1..6 {
            let pool = &mut Pool::new();
            let mut scope = Scope::default();
            let program = scope.read_claims(pool, claim).unwrap();
            let Some(Statement::Claim { members, .. }) = program.statements.last() else { panic!("{claim}") };
            if !given.is_empty() {
                continue;
            }
            let options = Options { seed, ..Options::default() };
            let other = check(pool, members[0], members[1], &[], &options).unwrap();
            let right = matches!(other.judgement, Judgement::Proved | Judgement::Likely);
            assert_eq!(
                right,
                ["proved", "likely"].contains(&wanted.as_str()),
                "{claim}, seed {seed}: {:?}",
                other.judgement
            );
        }
    }
}

#[test]
fn known_failures_are_still_what_the_list_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/equality/KNOWN_FAILURES.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [claim, wanted, _] = cells[..] else { panic!("{line}") };
        let found = verdict(&mut Pool::new(), claim.trim_matches('`'), "");
        assert_eq!(found.judgement.id(), wanted, "{claim}: the list of known failures is out of date");
        rows += 1;
    }
    assert!(rows >= 10, "{rows} rows");
}

#[test]
fn a_refuted_root_says_where_it_holds() {
    let pool = &mut Pool::new();
    let found = verdict(pool, "sqrt(x^2) = x", "");
    let Some(Remark::EqualWhere(condition)) = found.remarks.first() else { panic!("{:?}", found.remarks) };
    assert_eq!(plain(pool, *condition), "x >= 0");
    assert_eq!(found.witness.unwrap().point(pool), "x = -1");
}

#[test]
fn names_on_one_side_only_are_told() {
    let pool = &mut Pool::new();
    let found = verdict(pool, "a*x = b*x", "");
    let (a, b) = (pool.symbol("a"), pool.symbol("b"));
    assert_eq!(found.remarks, [Remark::OnlyLeft(vec![a]), Remark::OnlyRight(vec![b])]);
}

#[test]
fn an_identity_that_fails_for_one_combination_of_many_signs_is_not_proved() {
    let names = ["a", "b", "c", "d", "f", "g", "h", "k"];
    for count in 1..=names.len() {
        let factors: Vec<String> = names.iter().take(count).map(|name| format!("relu(-{name})")).collect();
        let found = verdict(&mut Pool::new(), &format!("{} = 0", factors.join("*")), "");
        assert_eq!(found.judgement, Judgement::Refuted, "{count} factors: {:?}", found.basis);
    }
}

#[test]
fn the_error_of_a_proof_is_small() {
    for [wanted, claim, given] in claims().iter().filter(|[wanted, ..]| wanted == "proved") {
        let found = verdict(&mut Pool::new(), claim, given);
        assert_eq!(found.judgement.id(), wanted);
        if let Basis::Field { bits, points } = found.basis {
            assert!(bits >= 20 && points >= 4, "{claim}: {bits} bits");
        }
    }
}

/// Runs a batch over a file of this text.
fn batch(name: &str, text: &str, more: &[&str]) -> Output {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.env_clear().args(["check", "--format", "json", "--batch"]).arg(path).args(more);
    command.output().unwrap()
}

fn rows(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_batch_answers_row_by_row_in_the_order_of_the_file() {
    let mut text = "id\texpression\tvariable\tclaim\tnote\n".to_owned();
    for number in 1..=40 {
        let claim = if number % 4 == 0 { "x" } else { "2*x" };
        text += &format!("r{number}\tx^2 + {number}\tx\t{claim}\tkept\r\n");
    }
    let output = batch("order.tsv", &text, &[]);
    let rows = rows(&output);
    assert_eq!(rows.len(), 40);
    for (row, number) in rows.iter().zip(1..) {
        assert_eq!(row["id"], format!("r{number}"));
        assert_eq!(row["note"], "kept");
        assert_eq!(row["verdict"], if number % 4 == 0 { "refuted" } else { "proved" });
        assert_eq!(row["mistake"].is_null(), number % 4 != 0, "{row}");
        assert!(row["millis"].is_number() && row["basis"].is_string());
    }
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("40 rows"));
}

#[test]
fn rows_that_cannot_be_read_are_answered_and_the_rest_goes_on() {
    let text = "left\tright\nx + x\t2*x\n(x\tx\n\nonly one\nx\t\ny = 1\t1\nsin(x)^2 + cos(x)^2\t1\n";
    let output = batch("errors.tsv", text, &[]);
    let verdicts: Vec<String> = rows(&output).iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect();
    assert_eq!(verdicts, ["proved", "error", "error", "error", "error", "proved"]);
    let messages = rows(&output).iter().filter(|row| row["message"].is_string()).count();
    assert_eq!(messages, 4);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_row_that_takes_too_long_is_left_unknown_and_the_run_ends() {
    // A tower of sines of sums whose derivatives grow without end.
    let tower = (0..14).fold("x".to_owned(), |inner, _| format!("(sin({inner}) + 1)^(1/({inner} + 2))"));
    let text = format!("left\tright\nx\tx\nd^8/dx^8 ({tower})\t1\n1\t1\n");
    let output = batch("slow.tsv", &text, &["--limit-ms", "1000"]);
    let verdicts: Vec<String> = rows(&output).iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect();
    assert_eq!(verdicts, ["proved", "unknown", "proved"]);
    assert_eq!(output.status.code(), Some(3));
}
