//! Inputs made to break a program: each is answered, or refused with a message that has a code, within bounds on time and
//! memory.
//!
//! The 1 GB pipe and the other heavy ones are run by `cargo test --test all bombs:: -- --ignored` (about a minute).

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Longer than this, and a bomb has gone off. An unloaded machine needs a twentieth of it.
const PATIENCE: Duration = Duration::from_secs(100);

/// How a bomb must end.
#[derive(Clone, Copy)]
enum End {
    /// With an answer that has this in it.
    Says(&'static str),
    /// With this code of a message, and exit code 2.
    Refused(&'static str),
    /// With an answer, and a warning of this code.
    Warned(&'static str),
}

use End::{Refused, Says, Warned};

/// One bomb: its name, the words after `gradus`, standard input, the end, and the most megabytes of memory.
struct Bomb(&'static str, &'static [&'static str], fn() -> Vec<u8>, End, usize);

fn nothing() -> Vec<u8> {
    Vec::new()
}

fn nested(open: &str, inside: &str, close: &str, depth: usize) -> Vec<u8> {
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth)).into_bytes()
}

/// `0`, `1`, …, each put into a text, with a sign between them.
fn listed(count: usize, sign: &str, term: fn(usize) -> String) -> Vec<u8> {
    (0..count).map(term).collect::<Vec<_>>().join(sign).into_bytes()
}

const BOMBS: &[Bomb] = &[
    // Deep and long.
    Bomb("parentheses", &["diff", "-", "--wrt=x"], || nested("(", "x", ")", 1_000_000), Says("= 1"), 400),
    Bomb("parentheses that never close", &["simplify", "-"], || vec![b'('; 1_000_000], Refused("G0103"), 400),
    Bomb(
        "a sum of 10^6 terms",
        &["eval", "-", "--at=x=1"],
        || listed(1_000_000, "+", |_| "x".into()),
        Says("1000000"),
        900,
    ),
    Bomb(
        "the derivative of 10^5 terms",
        &["diff", "-", "--wrt=x", "--steps=none"],
        || listed(100_000, "+", |i| format!("{i}*x")),
        Says("4999950000"),
        600,
    ),
    Bomb("10^5 variables", &["diff", "-", "--wrt=x5"], || listed(100_000, "+", |i| format!("x{i}")), Says("= 1"), 600),
    Bomb("fractions 50,000 deep", &["simplify", "-"], || nested("1/(1+", "x", ")", 50_000), Says("1/(1 + 1/(1"), 300),
    Bomb("their derivative", &["diff", "-", "--wrt=x"], || nested("1/(1+", "x", ")", 200), Says("="), 300),
    Bomb("signs", &["simplify", "-"], || [vec![b'-'; 100_000], b"x".to_vec()].concat(), Says("x"), 300),
    Bomb("a tower of powers", &["simplify", "-"], || nested("2^(", "x", ")", 10_000), Says("2"), 300),
    Bomb("nested calls", &["eval", "-", "--at=x=1"], || nested("tanh(", "x", ")", 20_000), Says("0.00"), 300),
    Bomb("10 MB of one name", &["simplify", "-"], || vec![b'x'; 10_000_000], Says("xxx"), 400),
    Bomb("10 MB of one number", &["eval", "-"], || vec![b'7'; 10_000_000], Refused("G0203"), 200),
    Bomb("10 MB of LaTeX", &["simplify", "-", "--latex"], || vec![b'{'; 10_000_000], Refused("G09"), 1_500),
    Bomb("70 MB", &["simplify", "-"], || vec![b' '; 70 << 20], Refused("G0607"), 400),
    // Large numbers.
    Bomb("2^(2^(2^(2^9)))", &["eval", "2^(2^(2^(2^9)))"], nothing, Refused("G0201"), 100),
    Bomb("10^10^10", &["eval", "10^10^10"], nothing, Refused("G0201"), 100),
    Bomb("10^10^10, not computed", &["simplify", "10^10^10"], nothing, Says("10"), 100),
    Bomb("0.5^10^10", &["eval", "0.5^(10^10)"], nothing, Says("≈ 0"), 100),
    Bomb("x^(10^9) differentiated", &["diff", "x^(10^9)", "--wrt=x"], nothing, Says("10⁹"), 100),
    Bomb("x^(10^9) expanded", &["simplify", "x^(10^9)", "--expand"], nothing, Says("10⁹"), 100),
    Bomb("(x+1)^(10^9) expanded", &["simplify", "(x+1)^(10^9)", "--expand"], nothing, Refused("G0213"), 100),
    Bomb("(a+b)^(10^6) expanded", &["simplify", "(a+b)^(10^6)", "--expand"], nothing, Refused("G0213"), 100),
    Bomb("(a+b)^(10^6) factored", &["simplify", "(a+b)^(10^6)", "--factor"], nothing, Refused("G0213"), 100),
    Bomb(
        "order 1000",
        &["diff", "exp(x^2)", "--wrt=x", "--order=1000", "--limit-ms=3000"],
        nothing,
        Refused("G0"),
        4_200,
    ),
    Bomb("1e400", &["eval", "1e400"], nothing, Says("00000"), 100),
    Bomb("1e-400", &["diff", "1e-400*x^2", "--wrt=x"], nothing, Says("x"), 100),
    Bomb("1e999999999", &["eval", "1e999999999"], nothing, Refused("G0203"), 100),
    Bomb("((9!)!)!", &["eval", "((9!)!)!"], nothing, Refused("G0201"), 100),
    Bomb("(10^9)!", &["simplify", "(10^9)!"], nothing, Says("(10⁹)!"), 100),
    Bomb("gamma(10^12)", &["eval", "gamma(10^12)"], nothing, Refused("G0201"), 100),
    Bomb("a sum to 10^12", &["eval", "sum(i=1..10^12, sin(i))", "--limit-ms=60000"], nothing, Refused("G0"), 200),
    Bomb("a sum to 10^12 as it stands", &["simplify", "sum(i=1..10^12, i^2)"], nothing, Says("Σ"), 100),
    Bomb("a product to 10^12", &["eval", "prod(i=1..10^12, i)"], nothing, Refused("G0"), 200),
    Bomb(
        "sums in sums",
        &["eval", "sum(i=1..10^5, sum(j=1..10^5, sum(k=1..10^5, i*j*k)))"],
        nothing,
        Refused("G0"),
        200,
    ),
    Bomb("digits", &["eval", "pi", "--digits=1000000000"], nothing, Refused("G0"), 200),
    Bomb(
        "an order past 64 bits",
        &["diff", "x", "--wrt=x", "--order=99999999999999999999"],
        nothing,
        Refused("G0627"),
        100,
    ),
    // Strange characters.
    Bomb("no UTF-8", &["simplify", "-"], || b"x + \xff\xfe".to_vec(), Refused("G0606"), 100),
    Bomb("NUL", &["simplify", "-"], || b"x + \0y".to_vec(), Refused("<U+0000>"), 100),
    Bomb("a mark at the beginning", &["diff", "-", "--wrt=x"], || b"\xef\xbb\xbfx^2".to_vec(), Says("2x"), 100),
    Bomb("text that runs backwards", &["simplify", "x + \u{202e}y"], nothing, Refused("<U+202E>"), 100),
    Bomb("text that is isolated", &["simplify", "x\u{2066} + y"], nothing, Refused("<U+2066>"), 100),
    Bomb("a space of no width", &["simplify", "x\u{200b}y"], nothing, Refused("<U+200B>"), 100),
    Bomb("a Cyrillic letter", &["simplify", "\u{430}*x + a"], nothing, Warned("G0115"), 100),
    Bomb(
        "10^5 things to warn of",
        &["simplify", "-"],
        || listed(100_000, "+", |i| format!("1/2\u{430}{i}")),
        Warned("more warnings"),
        1_000,
    ),
    Bomb("a wide letter", &["diff", "x*\u{ff57}", "--wrt=x"], nothing, Warned("G0115"), 100),
    // Data.
    Bomb(
        "10^5 columns",
        &["fit", "y = w*x", "--data=-"],
        || listed(100_000, ",", |i| format!("c{i}")),
        Refused("G03"),
        200,
    ),
    Bomb("ragged rows", &["fit", "y = w*x", "--data=-"], || b"x,y\n1,2\n3\n4,5,6\n".to_vec(), Refused("G03"), 100),
    Bomb(
        "a quote that never closes",
        &["fit", "y = w*x", "--data=-"],
        || [b"x,y\n1,\"".to_vec(), vec![b'2'; 3 << 20]].concat(),
        Refused("G03"),
        200,
    ),
    Bomb("zeros", &["fit", "y = w*x", "--data=-"], || vec![0; 100_000], Refused("G03"), 100),
    Bomb("no number", &["fit", "y = w*x", "--data=-"], || b"x,y\n1,NaN\n".to_vec(), Refused("G03"), 100),
    Bomb(
        "numbers past floats",
        &["fit", "y = w*x", "--data=-"],
        || b"x,y\n1,1e400\n2,2e400\n".to_vec(),
        Says("w"),
        100,
    ),
    Bomb("an empty file", &["fit", "y = w*x", "--data=-"], nothing, Refused("G03"), 100),
    // A folder and a file that isn't there, where a file is asked for.
    Bomb("a folder as input", &["simplify", "x", "--file=src"], nothing, Refused("G0604"), 100),
    Bomb("a folder as data", &["fit", "y = w*x", "--data=src"], nothing, Refused("G0"), 100),
    Bomb(
        "an output in a folder that isn't there",
        &["simplify", "x", "--output=/no/such/place"],
        nothing,
        Refused("G0605"),
        100,
    ),
    Bomb("an output on a full disk", &["simplify", "x", "--output=/dev/full"], nothing, Refused("G0605"), 100),
    Bomb(
        "an output that may not be written",
        &["simplify", "x", "--output=/proc/version"],
        nothing,
        Refused("G0605"),
        100,
    ),
    // Towers, sums and names of other kinds.
    Bomb(
        "300^3 terms",
        &["eval", "sum(i=1..300, sum(j=1..300, sum(k=1..300, i*j/k)))"],
        nothing,
        Refused("G0409"),
        200,
    ),
    Bomb("sums 60 deep", &["diff", "-", "--wrt=x"], || nested("sum(i=1..N, ", "x", ")", 60), Says("Σ"), 200),
    Bomb("factorials of factorials", &["eval", "3!!!!"], nothing, Refused("G0201"), 100),
    Bomb("3000 factorials", &["simplify", "-"], || [vec![b'x'], vec![b'!'; 3_000]].concat(), Says("x!"), 200),
    Bomb("e^e^e^e^5", &["eval", "exp(exp(exp(exp(5))))"], nothing, Refused("G0201"), 100),
    Bomb("an exponent of 10^18 in --at", &["eval", "x^y", "--at=x=2,y=10^18"], nothing, Refused("G0201"), 100),
    Bomb("a root of degree 10^12", &["eval", "root(2, 10^12)"], nothing, Says("1.00000000000069"), 100),
    Bomb("a polygamma of order 10^9", &["eval", "polygamma(10^9, 2)"], nothing, Refused("G0407"), 100),
    Bomb(
        "powers of powers expanded",
        &["simplify", "((((x+1)^9+1)^9+1)^9+1)^9", "--expand"],
        nothing,
        Refused("G0213"),
        200,
    ),
    Bomb(
        "the cube of 400 names expanded",
        &["simplify", "-", "--expand"],
        || [b"(".to_vec(), listed(400, "+", |i| format!("a{i}")), b")^3".to_vec()].concat(),
        Refused("G0213"),
        200,
    ),
    Bomb("cases 3000 deep", &["diff", "-", "--wrt=x"], || nested("if(x>0,", "x", ",0)", 3_000), Says("if(x > 0"), 300),
    Bomb(
        "a chain of 3000 equations",
        &["check", "-"],
        || listed(3_000, "=", |i| format!("x+{i}-{i}")),
        Says("proved"),
        300,
    ),
    Bomb(
        "a million empty statements",
        &["simplify", "-"],
        || [vec![b';'; 1_000_000], vec![b'x']].concat(),
        Says("x"),
        400,
    ),
    Bomb(
        "definitions that double",
        &["diff", "-", "--wrt=a0", "--steps=none"],
        || [listed(40, ";", |i| format!("a{} = a{i}*a{i}", i + 1)), b";a40".to_vec()].concat(),
        Says("a0"),
        600,
    ),
    Bomb(
        "2000 layers",
        &["backprop", "-", "--at=x0=1,w=1/2", "--over=w", "--limit-ms=3000"],
        || [b"x1 = w*x0;".to_vec(), listed(2_000, ";", |i| format!("x{} = tanh(x{}*w)", i + 2, i + 1))].concat(),
        Refused("G0621"),
        1_000,
    ),
    Bomb(
        "macros that double",
        &["simplify", "-", "--latex"],
        || {
            let double = |i: usize| {
                let letter = |at: usize| char::from(b'b' + at as u8);
                format!(r"\newcommand{{\{}}}{{\{}\{}}}", letter(i + 1), letter(i), letter(i))
            };
            [br"\newcommand{\b}{x+x}".to_vec(), (0..20).map(double).collect::<String>().into_bytes(), br"\v".to_vec()]
                .concat()
        },
        Refused("G0906"),
        200,
    ),
    Bomb("indices of indices", &["simplify", "-", "--latex"], || nested("x_{", "y", "}", 10_000), Says("x_{"), 300),
    Bomb("fractions of LaTeX", &["simplify", "-", "--latex"], || nested(r"\frac{1}{1+", "x", "}", 200), Says("1"), 300),
    Bomb(
        "a number of 300,000 digits in data",
        &["fit", "y = w*x", "--data=-"],
        || [b"x,y\n1,".to_vec(), vec![b'9'; 300_000], b"\n2,3\n".to_vec()].concat(),
        Refused("G0316"),
        100,
    ),
    Bomb(
        "1e999999 in data",
        &["fit", "y = w*x", "--data=-"],
        || b"x,y\n1,1e999999\n2,3\n".to_vec(),
        Refused("G0316"),
        100,
    ),
    Bomb(
        "JSON 10^5 deep",
        &["fit", "y = w*x", "--data=-"],
        || [b"{\"x\":".to_vec(), nested("[", "1", "]", 100_000), b",\"y\":1}\n".to_vec()].concat(),
        Refused("G0306"),
        100,
    ),
    // The same bombs in other commands and notations.
    Bomb(
        "parentheses in a claim",
        &["check", "-"],
        || [nested("(", "x", ")", 1_000_000), b" = x".to_vec()].concat(),
        Says("proved"),
        500,
    ),
    Bomb(
        "parentheses in a note",
        &["lint", "-"],
        || [b"$$".to_vec(), nested("(", "x", ")", 100_000), b" = x$$".to_vec()].concat(),
        Says("claims 1"),
        400,
    ),
    Bomb(
        "fractions of LaTeX in a note",
        &["lint", "-"],
        || [b"$$".to_vec(), nested(r"\frac{1}{1+", "x", "}", 10_000), b" = x$$".to_vec()].concat(),
        Says("claims 1"),
        400,
    ),
    Bomb(
        "fractions 2,000 deep",
        &["simplify", "-", "--latex"],
        || nested(r"\frac{1}{1+", "x", "}", 2_000),
        Says("1/(1"),
        300,
    ),
    Bomb(
        "fractions 50,000 deep as MathML",
        &["render", "-", "--to=mathml"],
        || nested("1/(1+", "x", ")", 50_000),
        Says("<mfrac>"),
        400,
    ),
    Bomb(
        "fractions 50,000 deep, drawn",
        &["render", "-", "--to=text"],
        || nested("1/(1+", "x", ")", 50_000),
        Says("1/(1"),
        400,
    ),
    Bomb("roots 50,000 deep", &["simplify", "-"], || nested("sqrt(", "x", ")", 50_000), Says("√"), 300),
    Bomb("300 bars", &["simplify", "-"], || nested("|", "x", "|", 301), Says("|x|"), 200),
    Bomb(
        "10^5 variables in a claim",
        &["check", "-"],
        || {
            [
                listed(20_000, "+", |i| format!("x{i}")),
                b"=".to_vec(),
                listed(20_000, "+", |i| format!("x{}", 19_999 - i)),
            ]
            .concat()
        },
        Says("proved"),
        600,
    ),
    Bomb(
        "functions that double",
        &["simplify", "-"],
        || {
            [b"f0(x)=x+1;".to_vec(), listed(40, ";", |i| format!("f{}(x)=f{i}(f{i}(x))", i + 1)), b";f40(x)".to_vec()]
                .concat()
        },
        Refused("G0201"),
        1_500,
    ),
    Bomb("comments that never end", &["lint", "-"], || b"<!-- gradus: ".repeat(50_000), Says("claims 0"), 200),
    Bomb("environments that never end", &["lint", "-"], || br"\begin{align} ".repeat(50_000), Says("claims 0"), 200),
    Bomb("formulas that never end", &["lint", "-"], || br"\[ \( ".repeat(50_000), Says("claims 0"), 200),
    Bomb("a tower in a note", &["lint", "-"], || b"$$10^{10^{10}} = 5$$".to_vec(), Says("claims 1"), 100),
    Bomb(
        "a sum to 10^12 in a note",
        &["lint", "-"],
        || br"$$\sum_{i=1}^{1000000000000} i^2 = 7$$".to_vec(),
        Says("claims 1"),
        100,
    ),
    Bomb(
        "a sum to 10^12 minimized",
        &["minimize", "sum(i=1..10^12, (w-i)^2)", "--over=w"],
        nothing,
        Refused("G0201"),
        100,
    ),
    Bomb(
        "a sum to 10^12 as a loss",
        &["backprop", "L = sum(i=1..10^12, (w-i)^2)", "--at=w=1"],
        nothing,
        Refused("G0201"),
        100,
    ),
    // Options.
    Bomb("order 10^5", &["diff", "sin(x)", "--wrt=x", "--order=100000"], nothing, Refused("G0201"), 100),
    Bomb("order 0", &["diff", "x^3", "--wrt=x", "--order=0"], nothing, Refused("G0603"), 100),
    Bomb("no digits", &["eval", "pi", "--digits=0"], nothing, Refused("G0603"), 100),
    Bomb("10^6 digits", &["eval", "pi", "--digits=1000000"], nothing, Refused("G0409"), 200),
    Bomb("a width of 0", &["diff", "x^2/3", "--wrt=x", "--width=0"], nothing, Says("2x"), 100),
    Bomb("a width of 10^9", &["rules", "--width=1000000000"], nothing, Says("chain"), 100),
    Bomb(
        "a size of 10^9",
        &["backprop", "z = sum(i=1..n, w_i*x_i); L = z^2", "--size=n=1000000000", "--at=w=1"],
        nothing,
        Refused("G0201"),
        100,
    ),
    Bomb(
        "a size of 2.5",
        &["backprop", "z = sum(i=1..n, w_i*x_i); L = z^2", "--size=n=2.5"],
        nothing,
        Refused("G1012"),
        100,
    ),
    Bomb(
        "a size below 0",
        &["backprop", "z = sum(i=1..n, w_i*x_i); L = z^2", "--size=n=-3"],
        nothing,
        Refused("G1012"),
        100,
    ),
    Bomb("1e400 at a point", &["backprop", "L = (w*x)^2", "--at=w=1e400,x=1"], nothing, Refused("G0628"), 100),
    Bomb("1e400 as a rate", &["minimize", "(w-1)^2", "--over=w", "--rate=1e400"], nothing, Refused("G0628"), 100),
    Bomb(
        "1e400 as a start",
        &["minimize", "(w-1)^4 + exp(w)", "--over=w", "--start=w=1e400"],
        nothing,
        Refused("G0628"),
        100,
    ),
    Bomb("1e400 in a loss", &["minimize", "(w-1e400)^2", "--over=w"], nothing, Says("w"), 100),
    Bomb(
        "a rate that is no number",
        &["minimize", "(w-1)^2", "--over=w", "--rate=nan"],
        nothing,
        Refused("G0624"),
        100,
    ),
    Bomb(
        "no time",
        &["diff", "exp(sin(cos(x^2)))", "--wrt=x", "--order=40", "--limit-ms=1"],
        nothing,
        Refused("G0621"),
        300,
    ),
    Bomb(
        "no cells",
        &["fit", "y = w*x", "--data=examples/data/line.csv", "--cell-limit=0"],
        nothing,
        Refused("G0313"),
        100,
    ),
    // More data.
    Bomb(
        "a cell of 100 MB",
        &["fit", "y = w*x", "--data=-"],
        || [b"x,y\n1,".to_vec(), vec![b'9'; 100_000_000], b"\n".to_vec()].concat(),
        Refused("G0313"),
        300,
    ),
    Bomb(
        "10^6 quotes",
        &["fit", "y = w*x", "--data=-"],
        || [b"x,y\n".to_vec(), vec![b'"'; 1_000_000], b"\n1,2\n".to_vec()].concat(),
        Refused("G0310"),
        100,
    ),
    Bomb(
        "a head of 10^6 quotes",
        &["fit", "y = w*x", "--data=-"],
        || [vec![b'"'; 1_000_001], b"\n1,2\n".to_vec()].concat(),
        Refused("G0312"),
        100,
    ),
    Bomb("10^6 commas", &["fit", "y = w*x", "--data=-"], || vec![b','; 1_000_000], Refused("G0313"), 100),
    Bomb("10^7 empty lines", &["fit", "y = w*x", "--data=-"], || vec![b'\n'; 10_000_000], Refused("G0302"), 200),
    Bomb(
        "objects in objects",
        &["fit", "y = w*x", "--data=-"],
        || nested("{\"x\":", "1", "}", 100_000),
        Refused("G0306"),
        100,
    ),
    Bomb(
        "1e999999999 in data",
        &["fit", "y = w*x", "--data=-"],
        || b"x,y\n1,1e999999999\n2,3\n".to_vec(),
        Refused("G0316"),
        100,
    ),
    Bomb("NUL in data", &["fit", "y = w*x", "--data=-"], || b"x,y\n1,\x002\n".to_vec(), Refused("line 2"), 100),
    Bomb(
        "a name of 10^6 letters",
        &["fit", "y = w*x", "--data=-"],
        || [b"x,y,".to_vec(), vec![b'z'; 900_000], b"\n1,2,3\n2,4,5\n".to_vec()].concat(),
        Says("w"),
        200,
    ),
    Bomb(
        "a function of 10^5 letters",
        &["diff", "-", "--wrt=x"],
        || [vec![b'f'; 100_000], b"(x)".to_vec()].concat(),
        Refused("G0107"),
        200,
    ),
    Bomb("braces that never close in a note", &["lint", "-"], || br"$$\frac{".repeat(10_000), Says("claims"), 300),
];

/// The program without the environment of whoever runs the tests.
fn gradus() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().env("LANG", "en_US.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The most memory that the program has used so far, in megabytes, where the system tells. A child that is being
/// started shares the memory of the tests for a moment even after `spawn` has returned (vfork gives way before exec
/// has put the new memory into its place), so a reading counts only once the child is known to run the program.
fn peak(child: &Child) -> Option<usize> {
    let process = Path::new("/proc").join(child.id().to_string());
    let running = std::fs::read_link(process.join("exe")).ok()?;
    if running.file_name() != Path::new(env!("CARGO_BIN_EXE_gradus")).file_name() {
        return None;
    }
    let status = std::fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<usize>().ok()? / 1_024)
}

/// What a run came to.
struct Ran {
    status: ExitStatus,
    stdout: String,
    stderr: String,
    megabytes: usize,
}

/// Feeds a process and waits for it; both streams are read as they come, so that nothing waits for anything.
fn run(mut child: Child, feed: impl FnOnce(&mut dyn Write) + Send) -> Result<Ran, String> {
    let (mut stdin, mut stdout, mut stderr) =
        (child.stdin.take().unwrap(), child.stdout.take().unwrap(), child.stderr.take().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(move || feed(&mut stdin));
        let out = scope.spawn(move || {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).map(|_| bytes)
        });
        let err = scope.spawn(move || {
            let mut bytes = Vec::new();
            stderr.read_to_end(&mut bytes).map(|_| bytes)
        });
        let (begun, mut megabytes) = (Instant::now(), 0);
        let status = loop {
            megabytes = megabytes.max(peak(&child).unwrap_or(0));
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if begun.elapsed() > PATIENCE => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    return Err(format!("runs for more than {PATIENCE:?}"));
                }
                None => std::thread::sleep(Duration::from_millis(3)),
            }
        };
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|problem| format!("prints no UTF-8: {problem}"));
        Ok(Ran {
            status,
            stdout: text(out.join().unwrap().unwrap())?,
            stderr: text(err.join().unwrap().unwrap())?,
            megabytes,
        })
    })
}

/// The memory that a bomb took, or what is wrong with how it ended.
fn judge(bomb: &Bomb) -> Result<usize, String> {
    let Bomb(_, words, input, end, most) = bomb;
    let child = gradus().args(*words).spawn().unwrap();
    let ran = run(child, |stdin| {
        // A program that has seen enough reads no further.
        let _ = stdin.write_all(&input());
    })?;
    let short = |text: &str| text.chars().take(600).collect::<String>();
    let shown =
        format!("exit {:?}, {} MB\n{}{}", ran.status.code(), ran.megabytes, short(&ran.stdout), short(&ran.stderr));
    let code = ran.status.code().ok_or_else(|| format!("is killed: {shown}"))?;
    let fits = match *end {
        Says(text) => code == 0 && ran.stdout.contains(text),
        Refused(text) => {
            code == 2 && ran.stdout.is_empty() && ran.stderr.contains("error[") && ran.stderr.contains(text)
        }
        Warned(text) => code == 0 && !ran.stdout.is_empty() && ran.stderr.contains(text),
    };
    // A message is for reading: it has a hint, and no bomb of its own.
    let reads = ran.stderr.is_empty() || (ran.stderr.contains("help: ") && ran.stderr.len() < 12_000);
    let hides = ran.stderr.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    if !fits || !reads || hides || ran.stderr.contains("panicked") || ran.megabytes > *most {
        return Err(shown);
    }
    Ok(ran.megabytes)
}

#[test]
fn every_bomb_is_answered_or_refused() {
    let (next, most, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(bomb) = BOMBS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match judge(bomb) {
                        Ok(megabytes) => drop(most.fetch_max(megabytes, Ordering::Relaxed)),
                        Err(problem) => wrong.lock().unwrap().push(format!("{}: {problem}", bomb.0)),
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), BOMBS.len(), wrong.join("\n\n"));
    assert!(!cfg!(target_os = "linux") || most.into_inner() > 10, "the memory was not measured");
}

/// Writes until nobody reads any more, at most so many bytes; how many it were.
fn pour(stdin: &mut dyn Write, head: &str, row: &str, most: usize) {
    let block = row.repeat((1 << 16) / row.len());
    let mut written = 0;
    if stdin.write_all(head.as_bytes()).is_err() {
        return;
    }
    while written < most && stdin.write_all(block.as_bytes()).is_ok() {
        written += block.len();
    }
}

#[test]
fn input_without_an_end_is_refused() {
    for words in [&["simplify", "-"][..], &["lint", "-"], &["check", "-"], &["diff", "-", "--wrt=x", "--format=json"]] {
        let ran = run(gradus().args(words).spawn().unwrap(), |stdin| pour(stdin, "", "x +\n", usize::MAX)).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{words:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("G0607") && ran.megabytes < 400, "{words:?}: {} MB, {}", ran.megabytes, ran.stderr);
    }
    let words = ["fit", "y = w*x", "--data=-", "--cell-limit=200000"];
    let ran = run(gradus().args(words).spawn().unwrap(), |stdin| pour(stdin, "x,y\n", "1,2\n", usize::MAX)).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("--cell-limit") && ran.megabytes < 200, "{} MB, {}", ran.megabytes, ran.stderr);
}

/// Every command has the limits.
const COMMANDS: &[&str] = &[
    "diff",
    "simplify",
    "eval",
    "minimize",
    "fit",
    "check",
    "lint",
    "render",
    "backprop",
    "functions",
    "rules",
    "explain",
    "completions",
];

#[test]
fn limits_end_a_command_in_time_and_space() {
    let begun = Instant::now();
    let words = ["eval", "d^1000/dx^1000 exp(x^2)", "--at=x=1", "--limit-ms=300"];
    let ran = run(gradus().args(words).spawn().unwrap(), |_| {}).unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(ran.stderr.contains("G0621") && ran.stderr.contains("300 ms"), "{}", ran.stderr);
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    let words = ["simplify", "-", "--limit-mb=60", "--format=json"];
    let ran = run(gradus().args(words).spawn().unwrap(), |stdin| pour(stdin, "x", "+x", 20_000_000)).unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(ran.stdout.contains("G0621") && ran.stdout.contains("60 MB"), "{}", ran.stdout);
    assert!(ran.megabytes < 600, "{} MB", ran.megabytes);
    for command in COMMANDS {
        let help = run(gradus().args([command, "--help"]).spawn().unwrap(), |_| {}).unwrap().stdout;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("default: 120000") && help.contains("default: 4096"), "{help}");
        assert_eq!(help.contains("default: 2000"), *command == "check", "{help}");
    }
}

/// A small model's whole page in a terminal's looks.
#[test]
fn widths_and_terminals() {
    let page = |width: &str, vars: &[(&str, &str)]| {
        let mut command = gradus();
        command.args(["diff", "ln(x^2 + 1)/(1 + exp(-x)) + sin(x)*cos(x)*tan(x)", "--wrt=x", "--width", width]);
        command.envs(vars.iter().copied());
        let ran = run(command.spawn().unwrap(), |_| {}).unwrap();
        assert_eq!((ran.status.code(), ran.stderr.as_str()), (Some(0), ""));
        ran.stdout
    };
    // A formula has places to break in 20 columns; names of rules are longer than that.
    let (narrow, wide) = (page("20", &[]), page("400", &[]));
    let longest = |page: &str| page.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(longest(&narrow) <= 60, "{narrow}");
    assert!(longest(&wide) <= 400 && wide.lines().count() < narrow.lines().count(), "{wide}");
    assert_eq!(page("5", &[]), narrow, "20 columns are the least");
    for vars in [&[("NO_COLOR", "1")][..], &[("TERM", "dumb")], &[("TERM", "xterm-256color")]] {
        assert_eq!(page("80", vars), page("80", &[]), "{vars:?}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_every_command_quietly() {
    for words in [
        &["rules"][..],
        &["functions"],
        &["diff", "sin(x)^x", "--wrt=x", "--steps=full"],
        &["lint", "examples/notes/regression.en.md", "--format=json"],
        &["check", "--batch=examples/data/claims.tsv", "--format=json"],
        &["diff", "x +", "--wrt=x", "--format=json"],
    ] {
        let mut child = gradus().args(words).spawn().unwrap();
        drop((child.stdin.take(), child.stdout.take()));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0..=3)), "{words:?}: {code:?} {said}");
        assert!(!said.contains("panicked"), "{words:?}: {said}");
        // Standard error may be gone too.
        let mut child = gradus().args(words).spawn().unwrap();
        drop((child.stdin.take(), child.stdout.take(), child.stderr.take()));
        assert!(matches!(child.wait().unwrap().code(), Some(0..=3)), "{words:?}");
    }
}

#[test]
fn a_full_disk_is_said_by_every_command() {
    for words in [
        &["rules"][..],
        &["diff", "x^2", "--wrt=x"],
        &["lint", "examples/notes/regression.en.md"],
        &["check", "--batch=examples/data/claims.tsv", "--format=json"],
        &["minimize", "mean((y - w*x)^2)", "--over=w"],
        &["--help"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = gradus().args(words).stdout(full).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains("G0605") && !said.contains("panicked"), "{words:?}: {said}");
    }
}

/// Data as large as they come: 1 GB through a pipe, refused by the number of cells; most of a minute.
#[test]
#[ignore = "a gigabyte through a pipe: about half a minute"]
fn a_gigabyte_through_a_pipe() {
    for (row, limit, wanted) in [("1,2\n", "500000000", 2), ("1.5,name,2\n", "1000000", 2)] {
        let head = if row.starts_with("1,") { "x,y\n" } else { "x,who,y\n" };
        let words = ["fit", "y = w*x", "--data=-", "--limit-mb=2000", "--cell-limit", limit];
        let ran = run(gradus().args(words).spawn().unwrap(), |stdin| pour(stdin, head, row, 1 << 30)).unwrap();
        assert_eq!(ran.status.code(), Some(wanted), "{}", ran.stderr);
        assert!(ran.megabytes < 2_200, "{} MB", ran.megabytes);
    }
}
