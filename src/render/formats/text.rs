//! Owns pages as text for a terminal: wrapped to its width, styled through a hook, in Unicode or ASCII.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::widths::{GAP, strips, widths};
use crate::render::formula::Formula;
use crate::render::linear::Charset;
use crate::render::page::{Block, Chain, Inline, NoticeKind, Page};
use crate::render::sheet::Sheet;
use crate::render::spelled::spelled;
use crate::wording::Lang;

/// What a piece of text is, for a terminal that can show it in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text and formulas.
    Plain,
    /// Titles.
    Heading,
    /// The right column of a chain.
    Reason,
    /// Words that stand out.
    Strong,
    /// Things to type.
    Code,
    /// The label of good news.
    Success,
    /// The label of a warning.
    Warning,
    /// The label of an error.
    Error,
}

/// The column of reasons is at least this wide, or as wide as the longest of them.
const REASON_WIDTH: usize = 26;

/// Formulas in running text that are no wider than this aren't broken.
const WHOLE_WIDTH: usize = 28;

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns to wrap to.
    pub width: usize,
    /// ASCII only, formulas on one line.
    pub ascii: bool,
    /// With ANSI colours.
    pub colour: bool,
}

impl Default for TextStyle {
    /// 80 columns, Unicode, no colour.
    fn default() -> Self {
        TextStyle { width: 80, ascii: false, colour: false }
    }
}

impl Page {
    /// As text. Lines end where the width ends, if there is any place to break them.
    pub fn to_text(&self, style: &TextStyle) -> String {
        if style.colour {
            self.to_painted_text(style, &ansi)
        } else {
            self.to_painted_text(style, &|_, text| text.to_owned())
        }
    }

    /// As text with colours of one's own: `paint` gets each piece that isn't plain, never one with a line end in it.
    pub fn to_painted_text(&self, style: &TextStyle, paint: &dyn Fn(Role, &str) -> String) -> String {
        let charset = if style.ascii { Charset::Ascii } else { Charset::Unicode };
        let options = Options { width: style.width, charset, paint };
        let mut writer = Writer { options: &options, lang: self.lang, lines: Vec::new() };
        for block in &self.blocks {
            writer.block(block);
        }
        let mut text = writer.lines.join("\n");
        text.push('\n');
        text
    }
}

/// The colours of a terminal.
fn ansi(role: Role, text: &str) -> String {
    let code = match role {
        Role::Plain => return text.to_owned(),
        Role::Heading | Role::Strong => "1",
        Role::Reason => "36",
        Role::Code => "35",
        Role::Success => "1;32",
        Role::Warning => "1;33",
        Role::Error => "1;31",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// What a terminal would obey, or what would turn the text around, as the sign for a character that can't be shown.
fn visible(c: char) -> char {
    let commands = c.is_control() && !c.is_whitespace();
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if commands || turns { char::REPLACEMENT_CHARACTER } else { c }
}

/// The text without what ends a line.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { visible(c) }).collect()
}

struct Options<'h> {
    width: usize,
    charset: Charset,
    paint: &'h dyn Fn(Role, &str) -> String,
}

/// A word with its role; a line breaks between words.
struct Word {
    text: String,
    role: Role,
    /// Whether a space stands before it.
    gap: bool,
}

struct Writer<'p> {
    options: &'p Options<'p>,
    lang: Lang,
    lines: Vec<String>,
}

impl Writer<'_> {
    fn paint(&self, role: Role, text: &str) -> String {
        if role == Role::Plain || text.is_empty() { text.to_owned() } else { (self.options.paint)(role, text) }
    }

    fn is_ascii(&self) -> bool {
        self.options.charset == Charset::Ascii
    }

    fn line(&self, formula: &Formula) -> String {
        formula.line(formula.root(), self.options.charset)
    }

    fn block(&mut self, block: &Block) {
        if matches!(block, Block::Details { .. }) {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        match block {
            Block::Heading(level, content) => {
                let lines = self.filled(content, self.options.width);
                let width = lines.iter().map(|line| line.width()).max().unwrap_or(0);
                self.lines.extend(lines.iter().map(|line| self.paint(Role::Heading, line)).collect::<Vec<_>>());
                let rule = match (level, self.is_ascii()) {
                    (1, false) => "═",
                    (1, true) => "=",
                    (2, false) => "─",
                    (2, true) => "-",
                    _ => return,
                };
                let rule = rule.repeat(width.min(self.options.width));
                self.lines.push(self.paint(Role::Heading, &rule));
            }
            Block::Paragraph(content) => self.paragraph(&[], content, 0),
            Block::Formula(formula) => {
                let rows = formula.rows(self.options.width.saturating_sub(4), self.options.charset);
                self.lines.extend(rows.iter().map(|row| format!("    {row}")));
            }
            Block::Chain(chain) => self.chain(chain),
            Block::Table(table) => self.table(table),
            Block::Items(items) => {
                let mark = if self.is_ascii() { "-" } else { "•" };
                for item in items {
                    let mark = Word { text: mark.to_owned(), role: Role::Plain, gap: false };
                    self.paragraph(&[mark], item, 2);
                }
            }
            Block::Definitions(items) => {
                let width = items.iter().map(|(term, _)| self.flat(term).width()).max().unwrap_or(0);
                let width = width.min(self.options.width / 3);
                for (term, meaning) in items {
                    let term = self.flat(term);
                    let padding = " ".repeat(width.saturating_sub(term.width()));
                    let mark = Word { text: term + &padding + " ", role: Role::Plain, gap: false };
                    self.paragraph(&[mark], meaning, width + 2);
                }
            }
            Block::Picture { text, .. } => {
                self.lines.extend(text.lines().map(|line| format!("  {line}").trim_end().to_owned()))
            }
            Block::Code(text) => self.lines.extend(text.lines().map(|line| format!("    {}", on_one_line(line)))),
            Block::Note(content) => {
                let margin = Word { text: " ".to_owned(), role: Role::Plain, gap: false };
                self.paragraph(&[margin], content, 2);
            }
            Block::Notice(kind, content) => {
                let role = match kind {
                    NoticeKind::Success => Role::Success,
                    NoticeKind::Warning => Role::Warning,
                    NoticeKind::Error => Role::Error,
                };
                let label = Word { text: format!("{}:", kind.label(self.lang)), role, gap: false };
                self.paragraph(&[label], content, 4);
            }
            Block::Details { .. } => {}
        }
    }

    /// Words and formulas on one line, unstyled.
    fn flat(&self, content: &[Inline]) -> String {
        content
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) | Inline::Strong(text) => on_one_line(&self.spelled(text)),
                Inline::Code(text) => on_one_line(text),
                Inline::Math(formula) => self.line(formula),
            })
            .collect()
    }

    /// Running text in the signs that there are.
    fn spelled(&self, text: &str) -> String {
        if self.is_ascii() { spelled(text) } else { text.to_owned() }
    }

    fn words(&self, content: &[Inline]) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut gap = false;
        for inline in content {
            let (text, role) = match inline {
                Inline::Text(text) => (self.spelled(text), Role::Plain),
                Inline::Strong(text) => (self.spelled(text), Role::Strong),
                Inline::Code(text) => (text.clone(), Role::Code),
                Inline::Math(formula) => (self.line(formula), Role::Plain),
            };
            let mut word = String::new();
            // A short formula such as `n = 2` stays on one line.
            if matches!(inline, Inline::Math(_)) && text.width() <= WHOLE_WIDTH {
                word = text;
                push_word(&mut words, &mut word, role, &mut gap);
                continue;
            }
            for c in text.chars().map(visible) {
                // A line may also break after any wide character.
                let wide = c.width() == Some(2);
                if c.is_whitespace() {
                    push_word(&mut words, &mut word, role, &mut gap);
                    gap = true;
                    continue;
                }
                // And behind the comma after one, whatever follows it.
                let hangs = matches!(c, ',' | ';' | ':') && word.is_empty() && !gap && ends_wide(words.last());
                word.push(c);
                if wide || hangs {
                    push_word(&mut words, &mut word, role, &mut gap);
                }
            }
            push_word(&mut words, &mut word, role, &mut gap);
        }
        words
    }

    /// Words filled into lines; later lines are indented.
    fn paragraph(&mut self, lead: &[Word], content: &[Inline], indent: usize) {
        let mut words = self.words(content);
        if let (Some(first), false) = (words.first_mut(), lead.is_empty()) {
            first.gap = true;
        }
        let (mut line, mut width, mut before) = (String::new(), 0, "");
        for word in lead.iter().chain(&words) {
            let gap = usize::from(word.gap && width > 0);
            if width > indent && breaks(before, word) && width + gap + word.text.width() > self.options.width {
                self.lines.push(std::mem::take(&mut line));
                line.push_str(&" ".repeat(indent));
                width = indent;
            } else if gap > 0 {
                line.push(' ');
                width += 1;
            }
            line.push_str(&self.paint(word.role, &word.text));
            width += word.text.width();
            before = &word.text;
        }
        self.lines.push(line);
    }

    /// The left side, then one line a step; reasons in a column at the right where there is room, else below.
    fn chain(&mut self, chain: &Chain) {
        let charset = self.options.charset;
        let left = chain.left.lines(self.options.width.saturating_sub(2), charset);
        // A short left side shares its row with the first right side.
        let shared = match &left[..] {
            [(_, sheet)] if sheet.width + 4 <= self.options.width / 3 => Some(sheet.clone()),
            _ => None,
        };
        let indent = shared.as_ref().map_or(2, |sheet| sheet.width);
        if shared.is_none() {
            let lines = left.iter().flat_map(|(extra, sheet)| sheet.rows.iter().map(move |row| (extra, row)));
            self.lines.extend(lines.map(|(extra, row)| format!("  {}{}", " ".repeat(*extra), row.trim_end())));
        }
        let start = indent + 5;
        let space = self.options.width.saturating_sub(start);
        let laid: Vec<Vec<(usize, Sheet)>> = chain.lines.iter().map(|line| line.right.lines(space, charset)).collect();
        // The column of reasons starts behind the widest line that leaves enough room for them.
        let longest = chain.lines.iter().map(|line| self.flat(&line.reason).width()).max().unwrap_or(0);
        let column = laid.iter().flatten().map(|(extra, sheet)| start + extra + sheet.width + 4);
        let column = column.filter(|at| at + longest.min(REASON_WIDTH) <= self.options.width).max();
        let mut was_tall = shared.is_none() && left.iter().any(|(_, sheet)| !sheet.is_flat());
        for (position, (line, sheets)) in chain.lines.iter().zip(&laid).enumerate() {
            // Stacked formulas get air above and below.
            let tall = sheets.iter().any(|(_, sheet)| !sheet.is_flat());
            if was_tall || (tall && position > 0) {
                self.lines.push(String::new());
            }
            was_tall = tall;
            let left = if position == 0 { shared.as_ref() } else { None };
            let (mut rows, base, width) = rows_of(left, indent, line.sign.text(charset), sheets);
            let beside = column.filter(|&column| width + 2 <= column && !line.reason.is_empty());
            match beside {
                Some(column) => {
                    let reason = self.filled(&line.reason, self.options.width.saturating_sub(column));
                    for (number, text) in reason.iter().enumerate() {
                        let painted = self.paint(Role::Reason, text);
                        match rows.get_mut(base + number) {
                            Some(row) => {
                                let gap = column.saturating_sub(row.width());
                                *row = [row.as_str(), &" ".repeat(gap), &painted].concat();
                            }
                            None => rows.push(" ".repeat(column) + &painted),
                        }
                    }
                    self.lines.extend(rows.iter().map(|row| row.trim_end().to_owned()));
                }
                None => {
                    self.lines.extend(rows.iter().map(|row| row.trim_end().to_owned()));
                    let deep = start + 4;
                    let reason = self.filled(&line.reason, self.options.width.saturating_sub(deep));
                    let painted: Vec<String> =
                        reason.iter().map(|text| " ".repeat(deep) + &self.paint(Role::Reason, text)).collect();
                    self.lines.extend(painted);
                }
            }
        }
    }

    /// Words filled into lines of this width, unstyled.
    fn filled(&self, content: &[Inline], width: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let (mut line, mut before) = (String::new(), String::new());
        for word in self.words(content) {
            let gap = usize::from(word.gap && !line.is_empty());
            if !line.is_empty() && breaks(&before, &word) && line.width() + gap + word.text.width() > width {
                lines.push(std::mem::take(&mut line));
            } else if gap > 0 {
                line.push(' ');
            }
            line.push_str(&word.text);
            before = word.text;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Columns as wide as their widest cell, wrapped where that is too wide for the page. Where words are too wide for that,
    /// columns go on below; where not even two of them fit, each row is a list.
    fn table(&mut self, table: &[Vec<Vec<Inline>>]) {
        let columns = table.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |width: &dyn Fn(&[Inline]) -> usize| -> Vec<usize> {
            let of = |column: usize| table.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
            (0..columns).map(|column| of(column).unwrap_or(0)).collect()
        };
        let natural = widest(&|cell| self.flat(cell).width());
        let least = widest(&|cell| self.filled(cell, 0).iter().map(|word| word.width()).max().unwrap_or(0));
        if let Some(widths) = widths(&natural, &least, self.options.width) {
            let all: Vec<usize> = (0..columns).collect();
            return self.columns(table, &all, &widths);
        }
        let Some(strips) = strips(&natural, self.options.width).filter(|_| columns > 2) else {
            return self.list(table);
        };
        for (at, strip) in strips.iter().enumerate() {
            if at > 0 {
                self.lines.push(String::new());
            }
            self.columns(table, strip, &natural);
        }
    }

    /// Some columns of a table beside each other.
    fn columns(&mut self, table: &[Vec<Vec<Inline>>], shown: &[usize], widths: &[usize]) {
        let shown: Vec<(usize, usize)> =
            shown.iter().filter_map(|&column| Some((column, *widths.get(column)?))).collect();
        for (number, row) in table.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let role = if number == 0 { Role::Heading } else { Role::Plain };
            let cells: Vec<(Vec<String>, usize)> = shown
                .iter()
                .map(|&(column, wide)| {
                    let cell = row.get(column).map(Vec::as_slice).unwrap_or_default();
                    let text = self.flat(cell);
                    (if text.width() > wide { self.filled(cell, wide) } else { vec![text] }, wide)
                })
                .collect();
            for line in 0..cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0) {
                let mut whole = String::new();
                for (lines, wide) in &cells {
                    let text = lines.get(line).map_or("", String::as_str);
                    whole += &self.paint(role, text);
                    whole += &" ".repeat((wide + GAP).saturating_sub(text.width()));
                }
                self.lines.push(whole.trim_end().to_owned());
            }
            if number == 0 {
                let rule = if self.is_ascii() { "-" } else { "─" };
                let rules: Vec<String> = shown.iter().map(|&(_, width)| rule.repeat(width)).collect();
                self.lines.push(rules.join(&" ".repeat(GAP)));
            }
        }
    }

    /// A table as a list: each cell with the head of its column.
    fn list(&mut self, table: &[Vec<Vec<Inline>>]) {
        let Some((heads, rows)) = table.split_first() else { return };
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.lines.push(String::new());
            }
            for (column, cell) in row.iter().enumerate() {
                let head = heads.get(column).map(|head| self.flat(head)).filter(|head| !head.is_empty());
                let lead = match head {
                    Some(head) => vec![Word { text: head + ":", role: Role::Heading, gap: false }],
                    None if column > 0 => vec![Word { text: " ".to_owned(), role: Role::Plain, gap: false }],
                    None => Vec::new(),
                };
                self.paragraph(&lead, cell, 2);
            }
        }
    }
}

/// The rows of one line of a chain, the row of its last baseline, and its width.
fn rows_of(left: Option<&Sheet>, indent: usize, sign: &str, sheets: &[(usize, Sheet)]) -> (Vec<String>, usize, usize) {
    let (mut rows, mut base, mut width) = (Vec::new(), 0, 0);
    for (at, (extra, sheet)) in sheets.iter().enumerate() {
        let lead = match (at, left) {
            (0, Some(left)) => left.clone(),
            _ => Sheet::text(" ".repeat(indent)),
        };
        let sign = Sheet::text(if at == 0 { format!(" {sign} ") } else { " ".repeat(sign.width() + 2) });
        let (margin, pad) = (Sheet::text("  "), Sheet::text(" ".repeat(*extra)));
        let row = Sheet::beside([&margin, &lead, &sign, &pad, sheet]);
        base = rows.len() + row.base;
        width = width.max(row.width);
        rows.extend(row.rows);
    }
    (rows, base, width)
}

/// Wide signs that must not end a line.
const OPENING: &str = "(「『【《〈";

/// Whether a line may break before a word: at a space, before a Chinese character, and behind a comma or another sign that no
/// space follows, as in Chinese. What follows without a gap, such as a full stop, stays on its line.
fn breaks(before: &str, word: &Word) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    let (last, first) = (before.chars().next_back(), word.text.chars().next());
    let opened = last.is_some_and(|c| OPENING.contains(c));
    let letter = first.is_some_and(|c| is_wide(c) && c.is_alphabetic());
    let behind = last.is_some_and(|c| matches!(c, ',' | ';' | ':') || is_wide(c) && !c.is_alphabetic());
    let sign = first.is_some_and(|c| c.is_ascii_punctuation() || is_wide(c) && !c.is_alphabetic());
    word.gap || !opened && (letter || behind && !sign)
}

fn ends_wide(word: Option<&Word>) -> bool {
    word.and_then(|word| word.text.chars().next_back()).is_some_and(|c| c.width() == Some(2))
}

fn push_word(words: &mut Vec<Word>, word: &mut String, role: Role, gap: &mut bool) {
    if !word.is_empty() {
        words.push(Word { text: std::mem::take(word), role, gap: *gap });
        *gap = false;
    }
}
