//! Every command in every surrounding that a shell can make: streams that are closed, full or read by nobody, paths that can't
//! be written, environments that say something about colours, languages and widths, narrow and wide pages.
#![cfg(target_os = "linux")]

use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use unicode_width::UnicodeWidthStr;

use crate::common::words;

/// A command line of each command and format. None of them has anything to do with times, so that two runs print the same.
const COMMANDS: &[&str] = &[
    "diff ln(x^2+1)/x --wrt x",
    "diff ln(x^2+1)/x --wrt x --format json",
    "diff ln(x^2+1)/x --wrt x --format latex",
    "diff ln(x^2+1)/x --wrt x --format markdown",
    "diff ln(x^2+1)/x --wrt x --format html",
    "diff x^2 --wrt t",
    "simplify sin(x)^2+cos(x)^2",
    "simplify (x+1)^3 --expand",
    "eval exp(pi*sqrt(163)) --digits 50",
    "eval ln(0)",
    "minimize 'mean((y - (w*x + b))^2)' --over w,b",
    "minimize 'mean((y - exp(w*x))^2)' --over w --data examples/data/line.csv --plot -",
    "minimize 'mean((y - exp(w*x))^2)' --over w --data examples/data/line.csv --plot - --format json",
    "fit 'y = w*x + b' --data examples/data/line.csv --plot -",
    "fit 'y = w*x + b' --data no/such/file.csv",
    "check 'd/dw (y - (w*x+b))^2 = 2*(y - w*x - b)'",
    "check '(x+1)^2 = x^2 + 2*x + 1' --format html",
    "check x+1",
    "lint examples/notes/backprop_faulty.en.md --verbose --explain-context",
    "lint examples/notes/backprop_faulty.en.md --fix",
    "lint examples/notes/backprop_faulty.en.md --format sarif",
    "lint examples/notes/backprop_faulty.en.md --format github",
    "render 'z = w*x + b; a = sigmoid(z)'",
    "render 'mean((y - yhat)^2)/2' --to text",
    "backprop 'z = w*x + b; a = sigmoid(z); L = (y - a)^2' --at x=1,y=0,w=0.5,b=0.1 --rate 0.1 --train 5",
    "backprop --file examples/softmax.net",
    "functions",
    "functions sigmoid",
    "rules",
    "rules chain",
    "explain G0104",
    "completions bash",
    "completions zsh",
    "--help",
    "minimize --help",
    "--version",
    "dif x",
    "diff 'x +' --wrt x --format json",
];

/// A batch prints times, which differ from run to run; all but its bytes is compared.
const TIMED: &[&str] =
    &["check --batch examples/data/claims.tsv", "check --batch examples/data/claims.tsv --format json"];

/// How a command ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// As ever: exit code, and what still arrives.
    AsEver,
    /// What it prints can't be written: exit code 2.
    Unwritten,
}

use End::{AsEver, Unwritten};

/// What a shell does with the streams.
const STREAMS: &[(&str, End)] = &[
    ("<&-", AsEver),
    (">&-", AsEver),
    ("2>&-", AsEver),
    ("<&- >&- 2>&-", AsEver),
    ("2>/dev/full", AsEver),
    (">/dev/full", Unwritten),
    (">/dev/full 2>/dev/full", Unwritten),
    ("| true", AsEver),
    ("| head -c 1 >/dev/null", AsEver),
];

/// What the environment says; nothing of it changes a page that goes to no terminal.
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("NO_COLOR", "1"),
    ("NO_COLOR", ""),
    ("CLICOLOR_FORCE", "1"),
    ("TERM", "dumb"),
    ("TERM", ""),
    ("COLUMNS", "20"),
    ("LINES", "x"),
    ("LC_ALL", "C"),
    ("LANG", "POSIX"),
    ("LANG", "??"),
    ("HOME", "/no/such"),
    ("RUST_BACKTRACE", "full"),
];

/// Runs a line in a shell; the exit code of gradus stands at the end of standard error or, where that is no good, of the shell.
fn shell(line: &str, streams: &str, variable: Option<(&str, &str)>) -> (i32, Output) {
    let (own, pipe) = if streams.starts_with('|') { ("", streams) } else { (streams, "") };
    let script = format!(r#"{{ "$0" "$@" {own}; echo "=$?" >&2; }} {pipe}"#);
    let mut command = Command::new("sh");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "en_US.UTF-8");
    command.envs(variable).args(["-c", &script, env!("CARGO_BIN_EXE_gradus")]).args(words(line));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = said.rsplit_once('=').and_then(|(_, code)| code.trim().parse().ok());
    (code.unwrap_or_else(|| panic!("{line} {streams}: no exit code in {said}")), output)
}

/// A line's exit code and output where nothing is special.
struct Usual {
    code: i32,
    output: Output,
}

/// What is wrong with each pair of a line and a surrounding, tried on a few threads.
fn each<S: Sync>(lines: &[&str], surroundings: &[S], wrong: impl Fn(&str, &Usual, &S) -> Option<String> + Sync) {
    let next = AtomicUsize::new(0);
    let some = || {
        let mut found = Vec::new();
        while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (code, output) = shell(line, "", None);
            let usual = Usual { code, output };
            found.extend(surroundings.iter().filter_map(|surrounding| wrong(line, &usual, surrounding)));
        }
        found
    };
    let found: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_command_survives_every_stream() {
    let all = [COMMANDS, TIMED].concat();
    each(&all, STREAMS, |line, usual, (streams, end)| {
        let (code, output) = shell(line, streams, None);
        let said = String::from_utf8_lossy(&output.stderr);
        let wanted = match end {
            AsEver => usual.code,
            // A message about the command line has no page that could be lost.
            Unwritten if usual.output.stdout.is_empty() => usual.code,
            Unwritten => 2,
        };
        // Where only standard error is lost, the page isn't.
        let page = matches!(*streams, "<&-" | "2>&-" | "2>/dev/full") && !TIMED.contains(&line);
        let same = !page || output.stdout == usual.output.stdout;
        (code != wanted || said.contains("panicked") || !same)
            .then(|| format!("{line} {streams}: {code} for {wanted}: {said}"))
    });
}

#[test]
fn a_page_to_no_terminal_is_the_same_in_every_environment() {
    each(COMMANDS, ENVIRONMENTS, |line, usual, variable| {
        let (code, output) = shell(line, "", Some(*variable));
        let same = code == usual.code && output.stdout == usual.output.stdout && output.stderr == usual.output.stderr;
        (!same).then(|| format!("{line} with {variable:?}: {code} for {}", usual.code))
    });
}

/// Paths that nothing can be written to, and what the system calls that.
const PATHS: &[(&str, &str, &str)] = &[
    ("no/such/folder/page", "No such file", "没有这个文件"),
    ("src", "Is a directory", "这是一个目录"),
    ("Cargo.toml/page", "Not a directory", "不是目录"),
    ("/dev/full", "No space left", "磁盘空间不足"),
];

#[test]
fn a_path_that_takes_nothing_is_named() {
    let writes: Vec<&str> = COMMANDS
        .iter()
        .copied()
        .filter(|line| !line.starts_with("--") && !line.ends_with("--help") && !line.contains("--fix"))
        .filter(|line| shell(line, "", None).0 != 2)
        .collect();
    assert!(writes.len() > 25, "{} commands write", writes.len());
    each(&writes, PATHS, |line, _, (path, english, chinese)| {
        let mut wrong = None;
        for (lang, reason) in [("en", english), ("zh", chinese)] {
            let (code, output) = shell(&format!("{line} --output {path} --lang {lang}"), "", None);
            let said = String::from_utf8_lossy(&output.stderr);
            // The mark stands under the path.
            let holds = code == 2 && said.contains("G0605") && said.contains(reason) && said.contains('━');
            if !holds || !output.stdout.is_empty() {
                wrong = Some(format!("{line} --output {path} ({lang}): {code} {said}"));
            }
        }
        wrong
    });
}

#[test]
fn a_picture_that_cannot_be_written_is_an_error() {
    let lines = [
        "minimize 'mean((y - w*x)^2)' --over w --data examples/data/line.csv --plot no/such/folder/picture.",
        "fit 'y = w*x + b' --data examples/data/line.csv --plot no/such/folder/picture.",
        "backprop 'z = w*x; L = (y - z)^2' --at x=1,y=2,w=3 --plot no/such/folder/picture.",
    ];
    each(&lines, &["svg", "txt"], |line, _, ending| {
        let (code, output) = shell(&format!("{line}{ending}"), "", None);
        let said = String::from_utf8_lossy(&output.stderr);
        (code != 2 || !said.contains("G0605")).then(|| format!("{line}{ending}: {code} {said}"))
    });
}

/// Lines that are no prose and no table: what was typed or stands in a file, patches, commands to be copied, messages and
/// findings that programs read line by line, pictures, and numbers and formulas without a place to break.
fn is_whole(line: &str) -> bool {
    let bare = line.trim_start();
    bare.starts_with("gradus ")
        || line.contains(['│', '├', '╰', '┌', '└'])
        || line.contains("examples/")
        || !line.chars().any(char::is_alphabetic)
        || !bare.trim_end().contains(' ')
}

#[test]
fn pages_keep_to_their_width() {
    let pages: Vec<&str> = COMMANDS
        .iter()
        .copied()
        .filter(|line| !line.contains("--format") && !line.contains("--fix") && !line.starts_with("completions"))
        .collect();
    let sizes: Vec<(usize, &str)> =
        [20, 40, 80, 400].into_iter().flat_map(|width| [(width, "en"), (width, "zh")]).collect();
    each(&pages, &sizes, |line, _, (width, lang)| {
        let line = if line.starts_with("--version") {
            (*line).to_owned()
        } else {
            format!("{line} --width {width} --lang {lang}")
        };
        let (code, output) = shell(&line, "", None);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        // In few columns an indented reason or formula may be a word too wide; a comma may hang over the edge.
        let most = (*width).max(60) + 1;
        let wide = shown.lines().find(|shown| shown.width() > most && !is_whole(shown));
        let said = String::from_utf8_lossy(&output.stderr);
        (wide.is_some() || said.contains("panicked") || code > 3).then(|| format!("{line}: {code} {wide:?}"))
    });
}
