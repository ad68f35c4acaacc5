//! Notes as a whole: our own example notes, each in a clean copy and in one whose comments say what is expected, and
//! what may and may not be said about short ones.

use std::path::{Path, PathBuf};

use gradus::notes::{Class, Format, Options, lint};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notes")
}

/// The messages that comments expect: `<!-- expected: CODE `text` -->`.
fn expected(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("<!-- expected: ")?.strip_suffix("` -->"));
    let mut expected: Vec<(String, String)> = lines
        .map(|line| line.split_once(" `").unwrap())
        .map(|(code, text)| (code.to_owned(), text.to_owned()))
        .collect();
    expected.sort();
    expected
}

#[test]
fn example_notes_get_the_messages_that_their_comments_expect() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let report = lint(&text, &Options::default());
        let mut found: Vec<(String, String)> = report
            .findings
            .iter()
            .map(|finding| {
                (finding.diagnostic.code.id.to_owned(), finding.diagnostic.span.unwrap().text(&text).to_owned())
            })
            .collect();
        found.sort();
        let expected = expected(&text);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(name.contains("faulty"), !expected.is_empty(), "{name}");
        if found != expected {
            wrong.push(format!("{name}\n  found    {found:#?}\n  expected {expected:#?}"));
        }
        let unread = report.claims.iter().filter(|claim| claim.class == Class::Unread).count();
        assert_eq!(unread, 0, "{name} has formulas that can't be read");
        assert!(report.judged() >= 9, "{name}: only {} claims were judged", report.judged());
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 6, "{seen} notes");
}

#[test]
fn a_thousand_lines_without_a_mistake_get_no_finding() {
    let mut text = String::new();
    for name in ["regression.en.md", "logistic.en.md", "backprop.en.md"] {
        text += &std::fs::read_to_string(folder().join(name)).unwrap();
    }
    let text = text.repeat(1_000 / text.lines().count() + 1);
    assert!(text.lines().count() >= 1_000);
    let report = lint(&text, &Options::default());
    assert!(report.judged() > 100);
    assert!(report.findings.is_empty(), "{:?}", report.findings.first());
}

/// The ids of the messages about a text.
fn codes(text: &str) -> Vec<&'static str> {
    lint(text, &Options::default()).findings.iter().map(|finding| finding.diagnostic.code.id).collect()
}

#[test]
fn an_opposite_sign_is_explained_where_the_broken_rule_is_unmistakable() {
    let remarks =
        |text: &str| lint(text, &Options::default()).findings.iter().map(|found| found.notes.len()).sum::<usize>();
    assert_eq!(remarks(r"$\frac{d}{dx} \frac{1}{x} = \frac{1}{x^2}$"), 1);
    assert_eq!(remarks(r"$\frac{d}{dx} e^{-x} = e^{-x}$"), 1);
    assert_eq!(remarks(r"$\frac{d}{dx} \cos x = \sin x$"), 0);
}

#[test]
fn directives_say_what_the_text_does_not() {
    let wrong = "$$f(x) = x^2$$ $$f'(x) = 3x$$";
    assert_eq!(codes(wrong).len(), 1);
    assert_eq!(codes("$$f(x) = x^2$$ <!-- gradus: ignore --> $$f'(x) = 3x$$"), [""; 0]);
    assert_eq!(codes("$$(x - a)^2 = \\sqrt{b} = 3$$ <!-- gradus: given x > 0 --> $$\\frac{d}{dx} |x| = 1$$"), [""; 0]);
    assert_eq!(codes("<!-- gradus: let u = 2x --> $$\\frac{du}{dx} = 3$$").len(), 1);
    assert_eq!(codes("<!-- gradus: forget x -->"), ["G0930"]);
    assert_eq!(codes("% a comment with $x = $ in it"), [""; 0]);
}

#[test]
fn latex_documents_are_read_like_markdown() {
    let text = "\\begin{equation} f(x) = x^3 \\end{equation} % $f'(x) = 0 = 1$\nso \\(f'(x) = 2x^2\\)";
    let report = lint(text, &Options { format: Format::Latex, lang: None });
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].diagnostic.span.unwrap().text(text), "2x^2");
}

/// The pieces of a file of cases, each a document of its own.
fn pieces(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/notes").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.split("\n---\n").skip(1).map(str::to_owned).collect()
}

#[test]
fn right_formulas_of_all_kinds_are_not_called_wrong() {
    let pieces = pieces("right.md");
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for piece in &pieces {
        let report = lint(piece, &Options::default());
        judged += report.judged();
        wrong.extend(report.findings.iter().map(|finding| {
            format!("{:?}: {}", finding.diagnostic.span.unwrap().text(piece), finding.diagnostic.message(report.lang))
        }));
        let unread = report.claims.iter().filter(|claim| claim.class == Class::Unread);
        wrong.extend(unread.map(|claim| format!("{:?} is unread: {}", claim.span.text(piece), claim.reason)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pieces.len() >= 60 && judged >= 30, "{} pieces, {judged} claims judged", pieces.len());
}

#[test]
fn mistakes_of_all_kinds_are_found_where_they_are() {
    let (mut found, mut wrong) = (0, Vec::new());
    let pieces = pieces("wrong.md");
    for piece in &pieces {
        let last = piece.trim_end().lines().last().unwrap();
        let known = last.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).unwrap();
        let (wanted, part) = match known.strip_prefix("not found: ") {
            Some(part) => (false, part),
            None => (true, known.strip_prefix("found: ").unwrap()),
        };
        let report = lint(piece, &Options::default());
        let parts: Vec<&str> =
            report.findings.iter().map(|finding| finding.diagnostic.span.unwrap().text(piece).trim()).collect();
        if parts != if wanted { vec![part] } else { Vec::new() } {
            wrong.push(format!("{part:?}: found {parts:?} in {piece}"));
        }
        found += usize::from(parts == [part]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found >= 35, "{found} of {} found", pieces.len());
}

#[test]
fn the_language_is_that_of_the_prose() {
    let lang = |text: &str| lint(text, &Options::default()).lang;
    let formula = r"$$\frac{\partial L}{\partial w} = \mathrm{loss} \cdot \operatorname{sigmoid}(z)$$";
    assert_eq!(lang(&format!("求导 {formula} 得到")), gradus::wording::Lang::Zh);
    assert_eq!(
        lang(&format!("<!-- a long comment in English for the next person --> 梯度 {formula}")),
        gradus::wording::Lang::Zh
    );
    assert_eq!(lang(&format!("The gradient {formula} of the loss")), gradus::wording::Lang::En);
}
