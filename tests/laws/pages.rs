//! Owns the laws of what is printed: a derivative is simplified, drawn in every notation and read back; JSON is valid and
//! its expressions are read back.

use gradus::algebra::simplify;
use gradus::calculus::differentiate;
use gradus::cli;
use gradus::expr::{Id, Pool, read};
use gradus::render::{Charset, Context, Formula, Page, TextStyle, derivation, plain};
use gradus::steps::{Derivation, Level};
use gradus::wording::Lang;
use serde_json::Value;

use super::choices::{Bytes, Choices, expression};
use super::values::drawn;
use super::{Outcome, said};

/// Whether braces, `\left`/`\right` and environments are balanced.
pub fn balanced(latex: &str) -> bool {
    let braces = latex.replace(r"\\", "").replace(r"\{", "").replace(r"\}", "");
    let mut depth = 0i64;
    for c in braces.chars() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    let count = |word: &str| braces.matches(word).count();
    // An arrow begins with the same letters as a bracket's size.
    let left = count(r"\left") - count(r"\leftarrow");
    let right = count(r"\right") - count(r"\rightarrow");
    depth == 0 && left == right && count(r"\begin") == count(r"\end")
}

/// Whether every element that is opened is closed, in order. Elements of HTML that have no end are known.
pub fn well_formed(markup: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in markup.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.split([' ', '/']).next().unwrap_or(tag);
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None if tag.starts_with('!') || tag.ends_with('/') || matches!(name, "meta" | "br" | "hr" | "img") => {}
            None => open.push(name),
        }
    }
    open.is_empty()
}

/// Everything that a derivation is printed as: all formats, all levels, one language.
pub fn printed(pool: &mut Pool, derivation: &Derivation, lang: Lang) -> Result<String, String> {
    let context = Context::of(pool, derivation.question, &[], lang);
    let mut all = String::new();
    for level in [Level::Brief, Level::Normal, Level::Full] {
        let mut page = Page::new(lang);
        page.blocks = derivation::blocks(pool, derivation, level, lang, &context);
        let latex = page.to_latex();
        if !balanced(&latex) {
            return Err(format!("unbalanced: {latex}"));
        }
        let html = page.to_html("");
        if !well_formed(&html) {
            return Err(format!("not well formed: {html}"));
        }
        for text in [
            latex,
            html,
            page.to_markdown(),
            page.to_text(&TextStyle::default()),
            page.to_text(&TextStyle { width: 40, ascii: true, colour: false }),
        ] {
            all.push_str(&text);
        }
    }
    Ok(all)
}

/// An expression in plain notation is read back as it is, and every drawing of it is balanced; ASCII is read.
pub fn drawings(pool: &mut Pool, id: Id) -> Result<(), String> {
    let text = plain(pool, id);
    match read(pool, &text) {
        Ok(again) if again == id => {}
        Ok(again) => return Err(format!("{text} is read as {}", plain(pool, again))),
        Err(problem) => return Err(format!("{text}: {}", said(&problem))),
    }
    let formula = Formula::of(pool, id, &Context::of(pool, id, &[], Lang::En));
    let latex = formula.latex();
    if !balanced(&latex) {
        return Err(format!("unbalanced: {latex}"));
    }
    let mathml = formula.mathml(true);
    if !well_formed(&mathml) {
        return Err(format!("not well formed: {mathml}"));
    }
    let rows = formula.rows(60, Charset::Unicode);
    if rows.is_empty() {
        return Err(format!("{text} is drawn as nothing"));
    }
    let ascii = formula.ascii();
    if !ascii.is_ascii() {
        return Err(format!("not ASCII: {ascii}"));
    }
    read(pool, &ascii).map(|_| ()).map_err(|problem| format!("{ascii}: {}", said(&problem)))
}

/// Text to derivative to shorter form to page to text.
pub fn pipeline(data: &[u8]) -> Outcome {
    let mut pool = Pool::new();
    let pool = &mut pool;
    let mut choices = Bytes(data);
    let (root, text) = drawn(pool, &mut choices, 6)?;
    let at = |wrong: String| format!("{text}: {wrong}");
    drawings(pool, root).map_err(at)?;
    let order = 1 + choices.below(2);
    let by = vec![pool.symbol("x"); order];
    let derivation = match differentiate(pool, root, &by) {
        Ok(derivation) => derivation,
        Err(problem) if matches!(problem.code.id, "G0701" | "G0201") => return Ok(false),
        Err(problem) => return Err(at(said(&problem))),
    };
    printed(pool, &derivation, if choices.below(2) == 0 { Lang::En } else { Lang::Zh }).map_err(at)?;
    drawings(pool, derivation.answer).map_err(at)?;
    let shorter = simplify(pool, derivation.answer).map_err(|problem| at(said(&problem)))?;
    printed(pool, &shorter, Lang::En).map_err(at)?;
    drawings(pool, shorter.answer).map_err(at)?;
    Ok(true)
}

/// Keys whose texts are expressions in plain notation.
const EXPRESSIONS: &[&str] = &["input", "result", "before", "after", "expected"];

/// The JSON of a random command: valid, printed and read back to the same, each expression in it readable.
pub fn json(data: &[u8]) -> Outcome {
    let mut choices = Bytes(data);
    let command = choices.below(6);
    let size = 1 + choices.below(4);
    let text = expression(&mut choices, size);
    let other = |choices: &mut Bytes<'_>| expression(choices, 2);
    let words: Vec<String> = match command {
        0 => vec!["diff".into(), text.clone(), "--wrt=x,a".into()],
        1 => vec!["simplify".into(), text.clone(), "--steps=full".into()],
        2 => vec!["simplify".into(), text.clone(), "--expand".into(), "--lang=zh".into()],
        3 => vec!["eval".into(), text.clone(), "--at=x=1/2,y=2,a=3".into()],
        4 => vec!["check".into(), format!("{text} = {}", other(&mut choices))],
        _ => vec!["check".into(), format!("d/dx ({text}) = {}", other(&mut choices))],
    };
    // A minus sign in front would be an option.
    let words: Vec<String> = words.into_iter().chain(["--format=json".into()]).collect();
    let (code, answer) = cli::answer(&words);
    let at = |wrong: String| format!("{words:?}: {wrong}\n{answer}");
    if code > 3 {
        return Err(at(format!("exit code {code}")));
    }
    let value: Value = serde_json::from_str(&answer).map_err(|problem| at(problem.to_string()))?;
    let again = serde_json::to_string(&value).map_err(|problem| at(problem.to_string()))?;
    if serde_json::from_str::<Value>(&again).ok().as_ref() != Some(&value) {
        return Err(at("isn't the same when it is printed and read".to_owned()));
    }
    let mut pool = Pool::new();
    let mut stack = vec![(String::new(), &value)];
    while let Some((key, value)) = stack.pop() {
        match value {
            Value::Object(map) => stack.extend(map.iter().map(|(key, value)| (key.clone(), value))),
            Value::Array(list) => stack.extend(list.iter().map(|value| (key.clone(), value))),
            Value::String(text) if key == "conditions" => {
                // A condition is read where one may stand.
                let text = format!("if({text}, 1, 0)");
                read(&mut pool, &text).map_err(|problem| at(format!("{key} {text}: {}", said(&problem))))?;
            }
            Value::String(text) if EXPRESSIONS.contains(&key.as_str()) => {
                read(&mut pool, text).map_err(|problem| at(format!("{key} {text}: {}", said(&problem))))?;
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }
    Ok(code != 2)
}
