//! Owns the command `render`: a text in the other notations.

use serde_json::{Map, Value};

use super::problem::Problem;
use super::row::Exit;
use super::session::{Format, Session};
use crate::expr::{Id, Pool, Relation, Statement};
use crate::render::{Block, Charset, Context, Formula, Inline, Page, Sign, plain, plain_unicode};
use crate::wording::{Lang, Wording};

/// A notation to write in.
struct Notation {
    /// Its name for `--to` and in JSON.
    id: &'static str,
    /// Its name for a person.
    name: Wording,
    /// How statements are written.
    write: fn(&[Line], &Pool, usize) -> String,
}

/// The notations, in the order in which they are shown. The first three are read back by every command.
static NOTATIONS: &[Notation] = &[
    Notation {
        id: "ascii",
        name: Wording::new("ASCII", "ASCII"),
        write: |lines, pool, _| one_line(lines, pool, Charset::Ascii),
    },
    Notation {
        id: "unicode",
        name: Wording::new("Unicode", "Unicode"),
        write: |lines, pool, _| one_line(lines, pool, Charset::Unicode),
    },
    Notation { id: "latex", name: Wording::new("LaTeX", "LaTeX"), write: |lines, pool, _| latex(lines, pool) },
    Notation {
        id: "mathml",
        name: Wording::new("MathML", "MathML"),
        write: |lines, pool, _| written(lines, pool, |formula| formula.mathml(true)),
    },
    Notation {
        id: "text",
        name: Wording::new("drawn", "图形"),
        write: |lines, pool, width| {
            written(lines, pool, |formula| formula.rows(width, Charset::Unicode).join("\n").trim_end().to_owned())
        },
    },
];

/// Notations that are shown when none is asked for; MathML is for programs.
const SHOWN: &[&str] = &["ascii", "unicode", "latex"];

/// One statement: a head before its members, where it defines a function.
struct Line {
    /// `f` and its parameters.
    head: Option<(String, Vec<Id>)>,
    members: Vec<Id>,
    relations: Vec<Relation>,
    context: Context,
}

impl Line {
    fn new(pool: &Pool, statement: Statement, lang: Lang) -> Self {
        let (head, members, relations) = match statement {
            Statement::Expression(id) => (None, vec![id], Vec::new()),
            Statement::Definition { name, value, .. } => (None, vec![name, value], vec![Relation::Equal]),
            Statement::Claim { members, relations, .. } => (None, members, relations),
            Statement::Function { name, parameters, body } => {
                (Some((name, parameters)), vec![body], vec![Relation::Equal])
            }
        };
        let contexts = members.iter().map(|&id| Context::of(pool, id, &[], lang));
        let context =
            contexts.fold(Context::new(lang), |all, one| Context { partial: all.partial || one.partial, ..all });
        Line { head, members, relations, context }
    }

    /// The members as formulas, the head first.
    fn formulas(&self, pool: &Pool) -> Vec<Formula> {
        let of = |id: &Id| Formula::of(pool, *id, &self.context);
        let head = self
            .head
            .iter()
            .map(|(name, parameters)| Formula::application(Formula::name(name), parameters.iter().map(of)));
        head.chain(self.members.iter().map(of)).collect()
    }

    fn formula(&self, pool: &Pool) -> Formula {
        let mut formulas = self.formulas(pool).into_iter();
        let first = formulas.next().unwrap_or_default();
        formulas
            .zip(&self.relations)
            .fold(first, |left, (right, &relation)| Formula::relation(left, relation.into(), right))
    }
}

pub(super) fn run(session: &mut Session) -> Result<Exit, Problem> {
    let lang = session.lang;
    let statements = session.formulas()?;
    let lines: Vec<Line> = statements.into_iter().map(|statement| Line::new(&session.pool, statement, lang)).collect();
    let width = session.style.width;
    let one = NOTATIONS.iter().find(|notation| session.value("to") == Some(notation.id));
    let text = |notation: &Notation| (notation.write)(&lines, &session.pool, width);
    match (session.format, one) {
        (Format::Json, _) => {
            let wanted = NOTATIONS.iter().filter(|notation| one.is_none_or(|one| one.id == notation.id));
            let object: Map<String, Value> =
                wanted.map(|notation| (notation.id.to_owned(), Value::String(text(notation)))).collect();
            session.show_json(&Value::Object(object));
        }
        // What can be pasted, and nothing else.
        (Format::Text, Some(notation)) => session.answer = text(notation) + "\n",
        (_, one) => {
            let mut page = Page::new(lang);
            lines
                .iter()
                .filter(|_| one.is_none())
                .for_each(|line| page.push(Block::Formula(line.formula(&session.pool))));
            let shown = |notation: &&Notation| match one {
                Some(one) => one.id == notation.id,
                None => SHOWN.contains(&notation.id),
            };
            for notation in NOTATIONS.iter().filter(shown) {
                page.push(Block::Paragraph(vec![Inline::Strong(notation.name.text(lang).to_owned())]));
                page.push(Block::Code(text(notation)));
            }
            session.show(&page, "gradus render");
        }
    }
    Ok(Exit::Done)
}

/// Each statement on a line of its own, in a notation that is read back.
fn one_line(lines: &[Line], pool: &Pool, charset: Charset) -> String {
    let write = match charset {
        Charset::Ascii => plain,
        Charset::Unicode => plain_unicode,
    };
    let line = |line: &Line| {
        let mut members: Vec<String> = line.members.iter().map(|&id| write(pool, id)).collect();
        if let Some((name, parameters)) = &line.head {
            let parameters: Vec<String> = parameters.iter().map(|&id| write(pool, id)).collect();
            members.insert(0, format!("{name}({})", parameters.join(", ")));
        }
        let mut members = members.into_iter();
        let first = members.next().unwrap_or_default();
        members.zip(&line.relations).fold(first, |text, (member, &relation)| {
            let sign: Sign = relation.into();
            let sign = match charset {
                Charset::Ascii => sign.ascii(),
                Charset::Unicode => sign.unicode(),
            };
            format!("{text} {sign} {member}")
        })
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Each statement on a line of its own, drawn.
fn written(lines: &[Line], pool: &Pool, draw: impl Fn(&Formula) -> String) -> String {
    lines.iter().map(|line| draw(&line.formula(pool))).collect::<Vec<_>>().join("\n")
}

/// One formula, or rows that are aligned at their signs.
fn latex(lines: &[Line], pool: &Pool) -> String {
    if let [only] = lines {
        return only.formula(pool).latex();
    }
    let row = |line: &Line| match &line.formulas(pool)[..] {
        [left, ..] if !line.relations.is_empty() => {
            let (left, whole) = (left.latex(), line.formula(pool).latex());
            format!("{left}&{}", whole.strip_prefix(&left).unwrap_or(&whole))
        }
        _ => format!("&{}", line.formula(pool).latex()),
    };
    let rows: Vec<String> = lines.iter().map(row).collect();
    format!("\\begin{{aligned}}\n{}\n\\end{{aligned}}", rows.join(" \\\\\n"))
}
