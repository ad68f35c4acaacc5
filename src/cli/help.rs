//! Owns the pages of `--help`, written from the tables of commands and options.

use unicode_width::UnicodeWidthStr;

use super::commands::COMMANDS;
use super::options::SHARED;
use super::parse::{flag_usage, own, title, usage};
use super::row::{Command, Flag};
use super::wrap::wrap;
use crate::wording::{Lang, Wording};

const ABOUT: Wording = Wording::new(
    "gradus derives, checks and minimizes formulas, step by step.",
    "gradus 对公式求导、检验、求最小值,并逐步写出过程。",
);
const INPUT: Wording = Wording::new(
    "An expression is typed as (y - (w*x + b))^2, between single quotes, so that the shell leaves it alone. Statements are separated by `;`; the last one is what the command works on. A single - in its place reads standard input.",
    "表达式按 (y - (w*x + b))^2 的样子输入,并写在单引号之间,以免被 shell 改动。多条语句用 `;` 分隔,命令处理最后一条。在表达式的位置写一个 - 则读取标准输入。",
);
const USAGE: Wording = Wording::new("Usage:", "用法:");
const COMMANDS_HEAD: Wording = Wording::new("Commands", "命令");
const ARGUMENTS: Wording = Wording::new("Argument", "参数");
const OPTIONS: Wording = Wording::new("Options", "选项");
const SHARED_HEAD: Wording = Wording::new("Options of every command", "所有命令共有的选项");
const EXAMPLES: Wording = Wording::new("Examples", "示例");
const EXIT: Wording = Wording::new("Exit codes", "退出码");
const MORE: Wording = Wording::new(
    "`gradus COMMAND --help` says more about a command, with examples.",
    "`gradus 命令 --help` 给出该命令的选项和例子。",
);
const HELP: Wording = Wording::new("print this help; also -h", "显示本帮助;也可写 -h");
const VERSION: Wording = Wording::new("print the version; also -V", "显示版本;也可写 -V");
const EXITS: &[(&str, Wording)] = &[
    ("0", Wording::new("done, nothing wrong", "完成,没有问题")),
    ("1", Wording::new("something is wrong, such as a refuted claim", "有问题,例如等式被否定")),
    ("2", Wording::new("the command line or an input can't be used", "命令行或输入不可用")),
    ("3", Wording::new("not decided: an unknown verdict, no convergence", "未能判定:结论未知,或不收敛")),
    ("130", Wording::new("stopped by Ctrl-C before there was an answer", "得出结果之前被 Ctrl-C 中断")),
];
const ROOT_EXAMPLES: &[&str] =
    &["gradus diff '(y - (w*x + b))^2' --wrt w,b", "gradus explain chain", "gradus explain G0104"];

/// How the pages are written.
pub(super) struct Look {
    /// The language.
    pub lang: Lang,
    /// Columns of a line.
    pub width: usize,
    /// Whether headings are bold.
    pub colour: bool,
}

/// The help of a command, or of `gradus` itself.
pub(super) fn page(command: Option<&'static Command>, look: &Look) -> String {
    let mut page = Page { look, text: String::new() };
    match command {
        None => page.root(),
        Some(command) => page.command(command),
    }
    page.text
}

struct Page<'l> {
    look: &'l Look,
    text: String,
}

impl Page<'_> {
    fn root(&mut self) {
        let lang = self.look.lang;
        self.paragraph(ABOUT.text(lang));
        self.paragraph(&format!("{} {}", USAGE.text(lang), usage(None, lang)));
        self.paragraph(INPUT.text(lang));
        self.heading(COMMANDS_HEAD);
        self.entries(COMMANDS.iter().map(|row| (row.name.to_owned(), row.about.text(lang).to_owned())));
        self.paragraph(MORE.text(lang));
        self.shared(&[]);
        self.heading(EXIT);
        self.entries(EXITS.iter().map(|(code, about)| ((*code).to_owned(), about.text(lang).to_owned())));
        self.heading(EXAMPLES);
        self.examples(ROOT_EXAMPLES);
    }

    fn command(&mut self, command: &'static Command) {
        let lang = self.look.lang;
        self.paragraph(&format!("{}: {}", title(Some(command)), command.about.text(lang)));
        self.paragraph(&format!("{} {}", USAGE.text(lang), usage(Some(command), lang)));
        if let Some((name, about, _)) = command.operand {
            self.heading(ARGUMENTS);
            self.entries([(name.to_owned(), about.text(lang).to_owned())].into_iter());
        }
        if own(command).next().is_some() {
            self.heading(OPTIONS);
            self.flags(own(command));
        }
        self.shared(command.options);
        self.heading(EXIT);
        self.entries(EXITS.iter().map(|(code, about)| ((*code).to_owned(), about.text(lang).to_owned())));
        self.heading(EXAMPLES);
        self.examples(command.examples);
    }

    /// The options of every command, but those that this command describes itself.
    fn shared(&mut self, described: &[&str]) {
        let lang = self.look.lang;
        self.heading(SHARED_HEAD);
        let own = [("--help", HELP), ("--version", VERSION)];
        let own = own.into_iter().map(|(name, about)| (name.to_owned(), about.text(lang).to_owned()));
        let flags = SHARED
            .iter()
            .filter(|flag| !described.contains(&flag.name))
            .map(|flag| (flag_usage(flag), flag.about.text(lang).to_owned()));
        self.entries(flags.chain(own));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.look.width) {
            self.line(&line);
        }
        self.line("");
    }

    fn heading(&mut self, heading: Wording) {
        let heading = heading.text(self.look.lang);
        let line = if self.look.colour { format!("\u{1b}[1m{heading}\u{1b}[0m") } else { heading.to_owned() };
        self.line(&line);
    }

    fn flags<'f>(&mut self, flags: impl Iterator<Item = &'f Flag>) {
        let lang = self.look.lang;
        self.entries(flags.map(|flag| {
            let about = flag.about.text(lang);
            let missing = flag.choices.iter().any(|choice| !about.contains(choice));
            let about = if missing { format!("{} ({})", about, flag.choices.join(", ")) } else { about.to_owned() };
            (flag_usage(flag), about)
        }));
    }

    /// Names on the left, what they mean on the right; below each other where the line is too narrow for that.
    fn entries(&mut self, entries: impl Iterator<Item = (String, String)>) {
        let entries: Vec<(String, String)> = entries.collect();
        let column = 4 + entries.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let beside = column + 30 <= self.look.width;
        for (name, about) in entries {
            let indent = if beside { column } else { 6 };
            let mut head = format!("  {name}");
            if !beside {
                self.line(&head);
                head.clear();
            }
            for line in wrap(&about, self.look.width.saturating_sub(indent)) {
                let gap = indent.saturating_sub(head.width());
                self.line(&format!("{head}{}{line}", " ".repeat(gap)));
                head.clear();
            }
        }
        self.line("");
    }

    /// Examples are never broken: they are there to be copied.
    fn examples(&mut self, examples: &[&str]) {
        for line in examples {
            self.line(&format!("  {line}"));
        }
    }
}
