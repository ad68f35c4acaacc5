//! Owns the forms in which findings are printed: like a compiler's, as JSON, as SARIF, as commands to a GitHub workflow.

use serde_json::{Value, json};

use super::super::problem::{Look, Problem, file_name};
use super::Checked;
use crate::diagnostic::{Code, Severity};
use crate::notes::{Class, Finding};
use crate::render::{Block, Inline, NoticeKind, Page};
use crate::source::{Position, Span, position};
use crate::wording::Lang;

/// What a person reads: each finding with its place, then one line that counts.
pub(super) fn text(checked: &[Checked], verbose: bool, context: bool, look: Look) -> String {
    let mut out = String::new();
    for note in checked {
        let mut say = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        if verbose {
            note.claims().iter().for_each(|line| say(line));
            say("");
        }
        if context {
            note.context().iter().for_each(|line| say(line));
            say("");
        }
        for finding in &note.report.findings {
            let problem = Problem {
                diagnostic: finding.diagnostic.clone(),
                source: Some(note.text.clone()),
                file: Some(note.path.clone()),
                first_line: 1,
            };
            let remarks: Vec<&str> = finding.notes.iter().map(|remark| remark.text.as_str()).collect();
            say(&problem.with_remarks(&remarks, note.report.lang, look));
            say("");
        }
        say(&note.summary());
    }
    out
}

/// One object a note: indented when there is only one, else one a line.
pub(super) fn json(checked: &[Checked], verbose: bool, context: bool) -> String {
    let objects: Vec<Value> = checked.iter().map(|note| object(note, verbose, context)).collect();
    let write = |object: &Value| match objects.len() {
        1 => serde_json::to_string_pretty(object),
        _ => serde_json::to_string(object),
    };
    objects.iter().filter_map(|object| write(object).ok()).map(|line| line + "\n").collect()
}

fn object(note: &Checked, verbose: bool, context: bool) -> Value {
    let (report, lang) = (&note.report, note.report.lang);
    let diagnostics: Vec<Value> = report.findings.iter().map(|finding| diagnostic(note, finding, lang)).collect();
    let unread = report.claims.iter().filter(|claim| claim.class == Class::Unread).count();
    let mut object = json!({
        "file": note.path,
        "claims": report.claims.len(),
        "judged": report.judged(),
        "unread": unread,
        "diagnostics": diagnostics,
    });
    if verbose {
        let claim = |claim: &crate::notes::Claim| {
            let place = position(&note.text, claim.span.start as usize);
            json!({
                "line": place.line,
                "column": place.column,
                "class": claim.class.id(),
                "reason": claim.reason,
                "formula": claim.span.text(&note.text),
            })
        };
        object["all_claims"] = report.claims.iter().map(claim).collect();
    }
    if context {
        object["context"] = json!(report.context);
    }
    object
}

fn diagnostic(note: &Checked, finding: &Finding, lang: Lang) -> Value {
    let (start, end) = ends(note, finding);
    json!({
        "code": finding.diagnostic.code.id,
        "severity": severity(finding.diagnostic.code),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "message": finding.diagnostic.message(lang),
        "hint": finding.diagnostic.hint(lang),
        "expected": finding.expected,
        "mistake": finding.mistake,
        "notes": finding.notes.iter().map(|remark| remark.text.as_str()).collect::<Vec<_>>(),
    })
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn ends(note: &Checked, finding: &Finding) -> (Position, Position) {
    let span = finding.diagnostic.span.unwrap_or_default();
    (position(&note.text, span.start as usize), position(&note.text, span.end as usize))
}

fn whole_message(finding: &Finding, lang: Lang) -> String {
    let mut parts = vec![finding.diagnostic.message(lang), finding.diagnostic.hint(lang)];
    parts.extend(finding.notes.iter().map(|remark| remark.text.clone()));
    parts.join("\n")
}

/// SARIF 2.1.0 (OASIS), which code hosts and editors show beside the text.
pub(super) fn sarif(checked: &[Checked], lang: Lang) -> Value {
    let mut codes: Vec<&Code> =
        checked.iter().flat_map(|note| &note.report.findings).map(|finding| finding.diagnostic.code).collect();
    codes.sort_by_key(|code| code.id);
    codes.dedup_by_key(|code| code.id);
    let rule = |code: &&Code| {
        json!({
            "id": code.id,
            "shortDescription": { "text": code.title.text(lang) },
            "fullDescription": { "text": code.explanation.text(lang) },
            "defaultConfiguration": { "level": severity(code) },
        })
    };
    let results: Vec<Value> =
        checked.iter().flat_map(|note| note.report.findings.iter().map(|finding| result(note, finding))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gradus",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(note: &Checked, finding: &Finding) -> Value {
    let span = finding.diagnostic.span.unwrap_or_default();
    let mut value = json!({
        "ruleId": finding.diagnostic.code.id,
        "level": severity(finding.diagnostic.code),
        "message": { "text": whole_message(finding, note.report.lang) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&note.path) },
            "region": region(note, span),
        } }],
    });
    if let Some((span, new)) = &finding.replacement {
        value["fixes"] = json!([{ "artifactChanges": [{
            "artifactLocation": { "uri": uri(&note.path) },
            "replacements": [{ "deletedRegion": region(note, *span), "insertedContent": { "text": new } }],
        }] }]);
    }
    value
}

/// The name of a file as a URI: relative as it is, absolute with its scheme (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn region(note: &Checked, span: Span) -> Value {
    let (start, end) = (position(&note.text, span.start as usize), position(&note.text, span.end as usize));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// Workflow commands that GitHub shows beside the lines of a pull request.
pub(super) fn github(checked: &[Checked]) -> String {
    let mut out = String::new();
    for note in checked {
        for finding in &note.report.findings {
            let ((start, end), lang) = (ends(note, finding), note.report.lang);
            let code = finding.diagnostic.code;
            // Columns are only allowed when the place is on one line.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            out.push_str(&format!(
                "::{} file={},line={},endLine={}{columns},title={}::{}\n",
                severity(code),
                property(&note.path),
                start.line,
                end.line,
                property(&format!("{}: {}", code.id, code.title.text(lang))),
                escaped(&whole_message(finding, lang)),
            ));
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// A page for the formats of documents.
pub(super) fn page(checked: &[Checked], verbose: bool, context: bool, lang: Lang) -> Page {
    let mut page = Page::new(lang);
    for note in checked {
        page.push(Block::Heading(2, vec![Inline::Text(file_name(&note.path))]));
        for finding in &note.report.findings {
            let (start, _) = ends(note, finding);
            let kind = match finding.diagnostic.code.severity {
                Severity::Error => NoticeKind::Error,
                Severity::Warning => NoticeKind::Warning,
            };
            let place = Inline::Strong(format!("{}:{} [{}] ", start.line, start.column, finding.diagnostic.code.id));
            let message = finding.diagnostic.message(note.report.lang);
            page.push(Block::Notice(kind, std::iter::once(place).chain(inlines(&message)).collect()));
            page.push(Block::Paragraph(inlines(&finding.diagnostic.hint(note.report.lang))));
            for remark in &finding.notes {
                page.push(Block::Paragraph(inlines(&remark.text)));
            }
        }
        if verbose {
            page.push(Block::Code(note.claims().join("\n")));
        }
        if context {
            page.push(Block::Code(note.context().join("\n")));
        }
        page.say(note.summary());
    }
    page
}

/// Text with what stands between backticks as code.
fn inlines(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    let inline = |(at, part): (usize, &str)| {
        if at % 2 == 1 { Inline::Code(part.to_owned()) } else { Inline::Text(part.to_owned()) }
    };
    parts.map(inline).collect()
}
