//! Whatever a person types or names a file, no format of a page takes it for a command of its own: hostile names, texts and
//! claims try to break out of HTML, SVG, LaTeX, Markdown, DOT, Mermaid, SARIF, workflow commands, JSON and the terminal.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::laws::pages::{balanced, well_formed};
use gradus::render::{Block, Formula, Inline, NoticeKind, Page, TextStyle};
use gradus::wording::Lang;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Texts that mean something to some format.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"><b>'&amp;&#60;",
    "]]><!--",
    "a|b||c",
    "`code` ``more`` ```",
    "**bold** _soft_ ~~gone~~",
    "[text](http://example.org) ![i](x)",
    "# head\n\n- item\n1. one\n\n> quoted\n\n```\n",
    "1. one",
    "+ item",
    "<http://example.org>",
    "$x$ $$y$$ \\(z\\)",
    "\\input{/etc/passwd} \\write18{ls} \\end{document}",
    "}\\end{verbatim}\\section{x}{",
    "100% #1 & ~ ^ _ { } \\\\",
    "\u{1b}]0;title\u{7}\u{1b}[31mred\u{1b}[0m",
    "\u{202e}desrever\u{202c} \u{2066}x\u{2069}",
    "\0\u{8}\u{7f}\u{9b}31m",
    "%0A::error file=x::y",
    "\n::error file=x::y",
    "\"]; evil [label=\"",
    "\"]-->x[\"<script>",
    "{{ x }} ${x} $(x) %s",
];

/// A page with a hostile text in every kind of block.
fn page(text: &str) -> Page {
    let mut page = Page::new(Lang::En);
    let all = || vec![text.into(), Inline::Strong(text.into()), Inline::Code(text.into()), Formula::word("0.5").into()];
    page.push(Block::Heading(1, all()));
    page.push(Block::Paragraph(all()));
    page.push(Block::Items(vec![all(), all()]));
    page.push(Block::Definitions(vec![(all(), all())]));
    page.push(Block::Table(vec![vec![all(), all()], vec![all(), all()]]));
    page.push(Block::Code(text.to_owned()));
    page.push(Block::Note(all()));
    page.push(Block::Notice(NoticeKind::Error, all()));
    page.push(Block::Details { summary: all(), blocks: vec![Block::Paragraph(all())] });
    page
}

/// The names of the elements in some markup.
fn elements(markup: &str) -> Vec<&str> {
    let tags = markup.split('<').skip(1).map(|piece| piece.split(['>', ' ', '/']).next().unwrap());
    let mut names: Vec<&str> = tags.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What a Markdown reader sees: how many blocks of each kind, and whatever a page must not have.
fn structure(markdown: &str) -> Vec<String> {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut seen = Vec::new();
    for event in events {
        match event {
            Event::Start(tag) => match tag {
                Tag::Strong | Tag::Paragraph => {}
                Tag::Heading { level, .. } => seen.push(format!("heading {level}")),
                other => seen.push(format!("{other:?}").chars().take_while(|c| c.is_alphanumeric()).collect()),
            },
            Event::Html(text) | Event::InlineHtml(text) => seen.push(format!("html {:?}", elements(&text))),
            Event::Rule => seen.push("rule".to_owned()),
            _ => {}
        }
    }
    seen
}

#[test]
fn no_text_breaks_out_of_a_page() {
    let harmless = page("harmless");
    let (plain_elements, plain_structure) = (harmless.to_html("t"), structure(&harmless.to_markdown()));
    for text in HOSTILE {
        let word = Formula::word(text);
        assert!(
            well_formed(&word.mathml(true)) && balanced(&word.latex()),
            "{text:?} {} {}",
            word.mathml(true),
            word.latex()
        );
        let page = page(text);
        let html = page.to_html(text);
        assert!(
            well_formed(
                html.split_once("</style>")
                    .unwrap()
                    .1
                    .rsplit_once("</body>")
                    .unwrap()
                    .0
                    .trim_start_matches("\n</head>\n<body>")
            ),
            "{html}"
        );
        assert_eq!(elements(&html), elements(&plain_elements), "{text:?}\n{html}");
        assert!(!html.contains("onerror=alert(1)>"), "{html}");
        // Formulas in dollars are words to this reader; so are they in the harmless page.
        let markdown = page.to_markdown();
        assert_eq!(structure(&markdown), plain_structure, "{text:?}\n{markdown}");
        let latex = page.to_latex();
        let outside: String = latex
            .split("\\begin{verbatim}")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once("\n\\end{verbatim}").unwrap().1 })
            .collect();
        assert!(balanced(&outside), "{text:?}\n{latex}");
        for command in ["\\input{/", "\\write18", "\\end{document}", "\\section{x}"] {
            assert!(!outside.contains(command), "{text:?}\n{latex}");
        }
        assert_eq!(latex.matches("\\end{verbatim}").count(), 1, "{text:?}\n{latex}");
        for ascii in [false, true] {
            let shown = page.to_text(&TextStyle { width: 80, ascii, colour: false });
            let commands = |c: char| {
                (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!shown.contains(commands), "{text:?}\n{shown:?}");
        }
    }
}

/// Runs gradus in a folder of its own.
fn gradus(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(folder).env_clear().args(words).stdin(Stdio::null()).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Text for a terminal: nothing that it would obey.
fn is_tame(text: &str) -> bool {
    !text
        .chars()
        .any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[test]
fn no_note_and_no_file_name_breaks_out_of_a_report() {
    let folder = folder("hostile_notes");
    for (at, text) in HOSTILE.iter().enumerate() {
        // A name can't have a slash or a zero byte in it.
        let name: String = format!("{at}{}.md", text.replace(['/', '\0'], "-"));
        let note = format!(
            "{text}\n\nLet $f(x) = x^2$. $1 + 1 = 3$ {text} $\\text{{{}}} = (a+b)^2 = a^2$\n",
            text.replace('$', "")
        );
        std::fs::write(folder.join(&name), &note).unwrap();
        let run = |format: &str| {
            let output = gradus(&folder, &["lint", &name, "--verbose", "--explain-context", "--format", format]);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{name:?} {format}: {output:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(is_tame(&said), "{name:?} {format}: {said:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(is_tame(&run("text")), "{:?}", run("text"));
        let html = run("html");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
        let markdown = run("markdown");
        for seen in structure(&markdown) {
            let allowed = ["heading h2", "BlockQuote", "CodeBlock"];
            assert!(allowed.contains(&seen.as_str()), "{name:?}: {seen}\n{markdown}");
        }
        assert!(serde_json::from_str::<serde_json::Value>(&run("json")).is_ok());
        let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
        for result in sarif["runs"][0]["results"].as_array().unwrap() {
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
        }
        // Every line is one command, about this file.
        for line in run("github").lines() {
            assert!(
                line.starts_with(&format!("::error file={at}")) || line.starts_with(&format!("::warning file={at}")),
                "{line}"
            );
        }
        std::fs::remove_file(folder.join(&name)).unwrap();
    }
}

#[test]
fn no_claim_breaks_out_of_a_batch() {
    let folder = folder("hostile_claims");
    let mut rows = "left\tright\tnote\n".to_owned();
    for text in HOSTILE {
        let text = text.replace(['\n', '\t'], " ");
        rows += &format!("x + {text}\t1\t{text}\nx\tx + 1\t\n");
    }
    std::fs::write(folder.join("claims.tsv"), rows).unwrap();
    for format in ["text", "latex", "markdown", "html", "json"] {
        let output = gradus(&folder, &["check", "--batch", "claims.tsv", "--format", format]);
        let (shown, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(is_tame(&said), "{said:?}");
        match format {
            "text" => assert!(is_tame(&shown), "{shown:?}"),
            "latex" => assert!(balanced(&shown) && !shown.contains("\\input{/"), "{shown}"),
            "html" => assert!(!shown.contains("<script") && !shown.contains("<img"), "{shown}"),
            "markdown" => {
                // Each row has the four cells of the head.
                let cells = structure(&shown).iter().filter(|seen| *seen == "TableCell").count();
                let bad = structure(&shown).into_iter().find(|seen| !seen.starts_with("Table"));
                assert!(cells % 4 == 0 && cells > 4 * HOSTILE.len() && bad.is_none(), "{cells} {bad:?}\n{shown}");
                let lines = shown.lines().filter(|line| line.starts_with('|'));
                let bars = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
                lines.for_each(|line| assert_eq!(bars(line), 5, "{line}"));
            }
            _ => assert!(shown.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{shown}"),
        }
    }
}

#[test]
fn no_word_breaks_out_of_a_message() {
    let folder = folder("hostile_words");
    for text in HOSTILE.iter().filter(|text| !text.contains('\0')) {
        std::fs::write(folder.join("data.csv"), format!("x,\"{}\"\n1,2\n", text.replace('"', "\"\""))).unwrap();
        for words in [
            &["explain", text][..],
            &["functions", text],
            &["diff", text, "--wrt=x"],
            &["diff", "x", "--wrt", text],
            &["eval", "x", "--at", text],
            &["simplify", text, "--latex"],
            &["fit", "y = w*x", "--data=data.csv"],
            &["fit", "y = w*x", "--data", text],
            &["fit", "y = w*x", "--data=data.csv", "--columns", text],
            &["fit", text, "--data=data.csv"],
            &["minimize", "x^2", "--over", text],
            &["minimize", "x^2 + exp(x)", "--over=x", "--start", text],
            &["minimize", "x^2", "--over=x", "--plot", text],
            &["check", text],
            &["check", "x = x", "--given", text],
            &["check", "--batch", text],
            &["lint", text],
            &["render", text],
            &["backprop", text, "--at=x=1"],
            &["backprop", "L = (w*x)^2", "--size", text],
            &["simplify", "x", "--file", text],
            &["simplify", "x", "--output", &format!("no/such/{}", text.replace('/', "-"))],
            &["simplify", "x", text],
            &["completions", text],
            &[text],
        ] {
            for lang in ["en", "zh"] {
                let output = gradus(&folder, &[words, &["--lang", lang]].concat());
                let said = String::from_utf8(output.stderr).unwrap();
                assert!(is_tame(&said) && !said.contains("panicked"), "{words:?}: {said:?}");
                let output = gradus(&folder, &[words, &["--format=json"]].concat());
                let shown = String::from_utf8(output.stdout).unwrap();
                assert!(
                    shown.is_empty() || serde_json::from_str::<serde_json::Value>(&shown).is_ok(),
                    "{words:?}: {shown}"
                );
            }
        }
    }
}

/// Heads of columns become names of letters and digits before they stand on a page, in a picture or in JSON.
#[test]
fn no_head_of_a_column_breaks_out_of_a_fit() {
    let folder = folder("hostile_heads");
    for text in HOSTILE.iter().filter(|text| !text.contains(['\0', '\u{1b}', '\u{8}'])) {
        let head = text.replace('"', "\"\"");
        std::fs::write(folder.join("data.csv"), format!("x,y,\"{head}\"\n1,2,3\n2,4,7\n3,5,1\n")).unwrap();
        for format in ["text", "latex", "markdown", "html", "json"] {
            let words = ["fit", "y = w*x + b", "--data=data.csv", "--plot=fit.svg", "--format", format];
            let output = gradus(&folder, &words);
            let (shown, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            assert_eq!(output.status.code(), Some(0), "{text:?}: {said}");
            assert!(
                is_tame(&said) && !shown.contains("<script") && !shown.contains("\\input{/"),
                "{text:?}: {shown}{said}"
            );
        }
        let drawn = std::fs::read_to_string(folder.join("fit.svg")).unwrap();
        assert!(well_formed(&drawn) && !elements(&drawn).contains(&"script"), "{drawn}");
    }
}

/// Names of the language are letters and digits only, so pictures show nothing else; what LaTeX calls a name is held to
/// the same.
#[test]
fn no_name_breaks_out_of_a_picture() {
    let folder = folder("hostile_pictures");
    let model = r"\mathrm{script} = \mathrm{img}\cdot x + \hat{b}; (y - \mathrm{script})^2";
    for ending in ["svg", "dot", "mmd", "txt"] {
        let file = format!("model.{ending}");
        let output = gradus(&folder, &["backprop", model, "--latex", "--plot", &file]);
        assert!(output.status.success(), "{output:?}");
        let drawn = std::fs::read_to_string(folder.join(&file)).unwrap();
        match ending {
            "svg" => {
                assert!(well_formed(&drawn), "{drawn}");
                for name in elements(&drawn) {
                    assert!(!matches!(name, "script" | "img" | "image" | "a" | "foreignObject"), "{drawn}");
                }
            }
            "dot" => {
                let quotes = |line: &str| line.replace("\\\"", "").matches('"').count();
                drawn.lines().for_each(|line| assert_eq!(quotes(line) % 2, 0, "{line}"));
            }
            _ => assert!(!drawn.contains("<script"), "{drawn}"),
        }
    }
}

/// A command writes the files that it was given and nothing else.
#[test]
fn nothing_is_written_but_what_was_asked_for() {
    let folder = folder("untouched");
    let listed = || {
        let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    std::fs::write(folder.join("note.md"), "$1 + 1 = 3$ and \\input{x} and \\write18{touch y}\n").unwrap();
    std::fs::write(folder.join("data.csv"), "x,y\n1,2\n2,4\n3,7\n").unwrap();
    let note = std::fs::read(folder.join("note.md")).unwrap();
    let _ = std::fs::remove_file(folder.join("out.html"));
    let before = listed();
    for words in [
        &["lint", "note.md"][..],
        &["lint", "note.md", "--fix"],
        &["fit", "y = w*x + b", "--data=data.csv"],
        &["backprop", "z = w*x; (y - z)^2", "--at=x=1,w=2,y=3"],
        &["diff", "$(touch z); x", "--wrt=x"],
        &["simplify", "`touch z`"],
        &["simplify", r"\input{/etc/passwd}"],
        &["check", "x = x"],
        &["explain", "../note"],
        &["completions", "bash"],
    ] {
        gradus(&folder, words);
        assert_eq!(listed(), before, "{words:?}");
        assert_eq!(std::fs::read(folder.join("note.md")).unwrap(), note, "{words:?}");
    }
    assert!(gradus(&folder, &["diff", "x", "--wrt=x", "--output=out.html", "--format=html"]).status.success());
    assert_eq!(listed().len(), before.len() + 1);
    std::fs::remove_file(folder.join("out.html")).unwrap();
    // The program starts no other one.
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut stack = vec![sources];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("process::Command"), "{}", path.display());
        }
    }
}
