//! Ctrl-C in every command that can take long: what has a part of its answer shows it and says that it is a part,
//! everything else ends with one message and exit code 130. The limit on time ends a search in the same way.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Nothing here may take longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// What goes in, and whether it ends: a command waits otherwise, for the rest of its input or for a change of a file.
enum Input {
    Ended,
    Open(&'static str),
}

use Input::{Ended, Open};

/// Commands without an answer before their end, each at work or waiting for input.
const SILENT: &[(&[&str], Input)] = &[
    (&["diff", "exp(x^2)", "--wrt=x", "--order=1000"], Ended),
    (&["diff", "-", "--wrt=x"], Open("x^2 +")),
    (&["simplify", "-"], Open("x^2 +")),
    (&["simplify", "-", "--expand", "--format=json"], Open("x^2 +")),
    (&["eval", "d^1000/dx^1000 exp(x^2)", "--at=x=1"], Ended),
    (&["eval", "-", "--at=x=1"], Open("x")),
    (&["check", "-"], Open("x = ")),
    (&["lint", "-"], Open("Let $y = x^2$.")),
    (&["lint", "@note.md"], Ended),
    (&["lint", "@small.md", "--watch"], Open("")),
    (&["render", "-"], Open("x^2 +")),
    (&["fit", "y = w*x", "--data=-"], Open("x,y\n1,2\n")),
    (&["minimize", "mean((y - w*x)^2)", "--over=w", "--data=-"], Open("x,y\n1,2\n")),
    (&["backprop", "-", "--at=w=1,x=2"], Open("a = w*x\nL = a^2")),
];

/// Commands with a part of an answer: the words, its sentence in both languages.
const PARTIAL: &[(&[&str], &str, &str)] = &[
    (
        &[
            "minimize",
            "(1 - a)^2 + 100*(b - a^2)^2",
            "--over=a,b",
            "--method=gd",
            "--rate=1e-9",
            "--iterations=1000000000",
        ],
        "Stopped by hand: this is the best point so far.",
        "已手动停止",
    ),
    (
        &[
            "fit",
            "y = exp(w*x)",
            "--data=examples/data/line.csv",
            "--method=gd",
            "--rate=1e-12",
            "--iterations=1000000000",
        ],
        "Stopped by hand: this is the best point so far.",
        "已手动停止",
    ),
    (
        &["backprop", "a = tanh(w*x); L = (a - y)^2", "--at=w=1,x=2,y=0", "--rate=1e-9", "--train=1000000000"],
        "Stopped by hand after",
        "已手动停止",
    ),
    (&["check", "--batch=@claims.tsv"], "Stopped by hand: ", "已手动停止"),
    (&["check", "--batch=@claims.tsv", "--format=json"], "Stopped by hand: ", "已手动停止"),
];

/// A file of the tests; `@name` in a command line.
fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("interrupts-{}-{name}", std::process::id()));
    let line = |at: usize| match name {
        "note.md" => format!("The derivative $d/dx (sin(x)^{at} exp(x)) = cos(x)^{at} exp(x)$ is wrong.\n\n"),
        "claims.tsv" => format!("sin(x)^{at}*exp(x*y)\tx\t{at}*sin(x)^{}*exp(x*y) + y\n", at - 1),
        _ => "Let $y = 1$.\n".to_owned(),
    };
    let head = if name == "claims.tsv" { "expression\tvariable\tclaim\n" } else { "" };
    let count = if name == "small.md" { 1 } else { 30_000 };
    let lines: String = (0..count).map(|at| line(2 + at % 40)).collect();
    std::fs::write(&path, head.to_owned() + &lines).unwrap();
    path
}

/// Starts a command; the files are removed by the caller.
fn start(words: &[&str], lang: &str) -> (Child, Vec<PathBuf>) {
    let mut files = Vec::new();
    let words: Vec<String> = words
        .iter()
        .map(|word| match word.split_once('@') {
            Some((before, name)) => {
                files.push(file(name));
                format!("{before}{}", files[files.len() - 1].display())
            }
            None => (*word).to_owned(),
        })
        .collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().args(words).args(["--lang", lang]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    (child, files)
}

/// The processor time that a process has had, in ticks of a hundredth of a second.
fn ticks(child: &Child) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    // After the name in parentheses come the state and ten numbers, then the time of the program and of the kernel.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Presses Ctrl-C as soon as the program listens and has worked for a second, then waits for its end. The second is one
/// of its own where it works, so that a busy machine doesn't interrupt it before it has begun.
fn pressed(mut child: Child, input: &Input) -> Output {
    let mut stdin = child.stdin.take().unwrap();
    if let Open(text) = input {
        stdin.write_all(text.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }
    let begun = Instant::now();
    let listens = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        // SIGINT is signal 2, the second bit.
        caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 2 != 0)
    };
    while !listens() {
        assert!(begun.elapsed() < PATIENCE, "doesn't listen to Ctrl-C");
        std::thread::sleep(Duration::from_millis(5));
    }
    match input {
        Open(_) => std::thread::sleep(Duration::from_millis(1_000)),
        Ended => {
            while ticks(&child) < 100 && child.try_wait().unwrap().is_none() {
                assert!(begun.elapsed() < PATIENCE, "gets no processor time");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let pressed = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(pressed.elapsed() < PATIENCE, "goes on for {:?}", pressed.elapsed());
    drop(stdin);
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn what_has_no_answer_yet_says_so() {
    for (words, input) in SILENT {
        for (lang, wanted) in [("en", "Ctrl-C stopped the command"), ("zh", "被 Ctrl-C 中断")] {
            let (child, files) = start(words, lang);
            let output = pressed(child, input);
            files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
            let all = said(&output);
            assert_eq!(output.status.code(), Some(130), "{words:?}: {all}");
            assert!(all.contains("G0626") && all.contains(wanted), "{words:?}: {all}");
            assert!(!all.contains("panicked"), "{words:?}: {all}");
        }
    }
}

#[test]
fn a_part_of_an_answer_is_said_to_be_one() {
    for (words, english, chinese) in PARTIAL {
        for (lang, wanted) in [("en", english), ("zh", chinese)] {
            let (child, files) = start(words, lang);
            let output = pressed(child, &Ended);
            files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
            let all = said(&output);
            assert!(matches!(output.status.code(), Some(1 | 3)), "{words:?}: {:?} {all}", output.status);
            assert!(all.contains(wanted), "{words:?}: {all}");
            assert!(!output.stdout.is_empty(), "{words:?} shows nothing");
        }
    }
}

#[test]
fn the_limit_on_time_keeps_a_part_of_an_answer_too() {
    // In a batch the limit is that of one row, which has no part.
    for (words, ..) in PARTIAL.iter().filter(|(words, ..)| words[0] != "check") {
        for (lang, wanted) in
            [("en", "Stopped by the limit on time (--limit-ms)"), ("zh", "已到时间上限(--limit-ms)而停止")]
        {
            let (mut child, _) = start(&[*words, &["--limit-ms=4000"]].concat(), lang);
            drop(child.stdin.take());
            let output = child.wait_with_output().unwrap();
            let all = said(&output);
            assert_eq!(output.status.code(), Some(3), "{words:?}: {all}");
            assert!(all.contains(wanted) && !output.stdout.is_empty(), "{words:?}: {all}");
        }
    }
}
