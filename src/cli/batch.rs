//! Owns batches of claims: a tab-separated file, a row a claim, judged on all cores with a limit of time for each row.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use std::time::{Duration, Instant};

use super::problem::Problem;
use super::row::Exit;
use super::rows::{Answer, Job, Row, Said, judge, rows};
use super::session::{Session, read_file};
use super::summary::{Sink, Summary};
use super::{check, interrupt, terminal};
use crate::wording::Wording;

/// Milliseconds for one row, unless `--limit-ms` says otherwise.
const ROW_MILLISECONDS: usize = 2_000;

const PARTIAL: Wording =
    Wording::new("Stopped by hand: {done} of {all} rows were judged.", "已手动停止:共 {all} 行,只判断了 {done} 行。");

/// How often the progress bar is drawn and limits are looked at.
const GLANCE: Duration = Duration::from_millis(20);

pub(super) fn run(session: &mut Session, path: &str) -> Result<Exit, Problem> {
    let limit = session.count("limit-ms", ROW_MILLISECONDS)?;
    let (options, seed) = check::options(session)?;
    let text = read_file(path)?;
    let (columns, rows) = rows(&text).map_err(|problem| problem.with("file", path))?;
    let job = Arc::new(Job { columns, rows, options, seed, lang: session.lang });
    let limit = (limit > 0).then(|| Duration::from_millis(limit as u64));
    let mut sink = Sink::new(session, path)?;
    let mut summary = Summary::default();
    let mut bar = Bar::new();
    let mut team = Team::new(&job, limit);
    let mut partial = None;
    interrupt::keeps(true);
    for (at, row) in job.rows.iter().enumerate() {
        let Some((answer, millis)) = team.answer(at, &mut |done| bar.draw(done, job.rows.len(), &summary)) else {
            partial = Some(interrupt::partial(session.lang, &PARTIAL, at, job.rows.len()));
            break;
        };
        summary.count(&answer, millis);
        // A reader that has gone away needs no more rows.
        if !sink.row(&job, row, &answer, millis) {
            break;
        }
    }
    bar.clear();
    interrupt::keeps(false);
    let is_written = sink.end(session, partial.as_deref());
    // Messages for a person; when standard error is gone there is nobody to tell.
    let _ = write!(std::io::stderr(), "{}", summary.text(session));
    if let Some(partial) = &partial {
        let _ = writeln!(std::io::stderr(), "{partial}");
    }
    Ok(match (is_written, summary.exit(session.has("strict"))) {
        (false, _) => Exit::Unusable,
        // What was not looked at was not decided.
        (true, Exit::Done) if partial.is_some() => Exit::Undecided,
        (true, exit) => exit,
    })
}

enum News {
    Started {
        at: usize,
        since: Instant,
        retired: Arc<AtomicBool>,
    },
    /// The verdict is known; only a mistake is still looked for.
    Judged {
        at: usize,
        answer: Answer,
    },
    Done {
        at: usize,
        answer: Answer,
        millis: f64,
    },
}

/// A row that is being judged.
struct Running {
    at: usize,
    since: Instant,
    retired: Arc<AtomicBool>,
    /// What is said when the time is up.
    so_far: Option<Answer>,
}

/// The threads that judge rows. One that takes too long is left behind and another takes its place.
struct Team {
    job: Arc<Job>,
    limit: Option<Duration>,
    next: Arc<AtomicUsize>,
    sender: Sender<News>,
    news: Receiver<News>,
    running: Vec<Running>,
    answers: Vec<Option<(Answer, f64)>>,
    done: usize,
}

impl Team {
    fn new(job: &Arc<Job>, limit: Option<Duration>) -> Self {
        let (sender, news) = channel();
        let team = Team {
            job: Arc::clone(job),
            limit,
            next: Arc::new(AtomicUsize::new(0)),
            sender,
            news,
            running: Vec::new(),
            answers: job.rows.iter().map(|_| None).collect(),
            done: 0,
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        (0..cores.min(job.rows.len())).for_each(|_| team.hire());
        team
    }

    /// Starts one more thread.
    fn hire(&self) {
        let (job, next, sender) = (Arc::clone(&self.job), Arc::clone(&self.next), self.sender.clone());
        let retired = Arc::new(AtomicBool::new(false));
        std::thread::spawn(move || {
            while !retired.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(row) = job.rows.get(at) else { return };
                let since = Instant::now();
                // When nobody listens any more, the program is ending.
                let started = News::Started { at, since, retired: Arc::clone(&retired) };
                if sender.send(started).is_err() {
                    return;
                }
                let tell = &mut |answer| drop(sender.send(News::Judged { at, answer }));
                let answer = judge(&job, row, tell);
                let millis = since.elapsed().as_secs_f64() * 1e3;
                if sender.send(News::Done { at, answer, millis }).is_err() {
                    return;
                }
            }
        });
    }

    /// Waits for the answer to a row; `tell` hears how many are done meanwhile. `None` when Ctrl-C was pressed.
    fn answer(&mut self, at: usize, tell: &mut dyn FnMut(usize)) -> Option<(Answer, f64)> {
        loop {
            if let Some(answer) = self.answers.get_mut(at).and_then(Option::take) {
                return Some(answer);
            }
            if interrupt::halt().is_some() {
                return None;
            }
            match self.news.recv_timeout(GLANCE) {
                Ok(News::Started { at, since, retired }) => {
                    self.running.push(Running { at, since, retired, so_far: None });
                }
                Ok(News::Judged { at, answer }) => {
                    let running = self.running.iter_mut().find(|running| running.at == at);
                    running.into_iter().for_each(|running| running.so_far = Some(answer.clone()));
                }
                Ok(News::Done { at, answer, millis }) => {
                    let known = self.running.len();
                    self.running.retain(|running| running.at != at);
                    // The answer to a row that was given up comes too late.
                    if self.running.len() < known {
                        self.settle(at, answer, millis);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Some((Answer::given_up(&self.job), 0.0)),
            }
            self.give_up();
            tell(self.done);
        }
    }

    fn settle(&mut self, at: usize, answer: Answer, millis: f64) {
        if let Some(place) = self.answers.get_mut(at) {
            *place = Some((answer, millis));
            self.done += 1;
        }
    }

    /// Leaves behind what takes longer than it may.
    fn give_up(&mut self) {
        let Some(limit) = self.limit else { return };
        let (late, running): (Vec<Running>, Vec<Running>) =
            std::mem::take(&mut self.running).into_iter().partition(|running| running.since.elapsed() > limit);
        self.running = running;
        for running in late {
            running.retired.store(true, Ordering::Relaxed);
            let answer = running.so_far.unwrap_or_else(|| Answer::given_up(&self.job));
            self.settle(running.at, answer, running.since.elapsed().as_secs_f64() * 1e3);
            self.hire();
        }
    }
}

/// The progress bar, on terminals.
struct Bar {
    shown: Option<Instant>,
    is_wanted: bool,
}

/// Cells of the bar.
const CELLS: usize = 30;

impl Bar {
    fn new() -> Self {
        let stderr = std::io::stderr();
        Bar { shown: None, is_wanted: stderr.is_terminal() && terminal::moves() }
    }

    fn draw(&mut self, done: usize, all: usize, summary: &Summary) {
        let fresh = self.shown.is_some_and(|shown| shown.elapsed() < 5 * GLANCE);
        if !self.is_wanted || fresh || all == 0 {
            return;
        }
        self.shown = Some(Instant::now());
        let filled = CELLS * done / all;
        let (full, empty) = ("█".repeat(filled), "░".repeat(CELLS - filled));
        let refuted = summary.counts[Said::Refuted as usize];
        // As with the summary, nobody may be there to see it.
        let _ = write!(std::io::stderr(), "\r{full}{empty} {done}/{all}  ✗ {refuted} ");
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// A row that can't be judged, as a message.
pub(super) fn problem_of(row: &Row, path: &str, answer: &Answer) -> Option<Problem> {
    let diagnostic = answer.problem.clone()?;
    Some(Problem { diagnostic, source: Some(row.text.clone()), file: Some(path.into()), first_line: row.line })
}
