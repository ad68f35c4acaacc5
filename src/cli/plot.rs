//! Owns the option `--plot`: figures written into a file as its ending says, or shown with the answer.

use std::io::Write;

use super::problem::Problem;
use super::session::{Format, Session};
use crate::diagnostic::{Diagnostic, because, command};
use crate::render::{Block, Figure, Inline, Page, sheet};
use crate::wording::Wording;

const PICTURES: Wording = Wording::new("Pictures", "图");

/// What can be drawn into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The answer itself.
    Answer,
    /// A vector graphic.
    Svg,
    /// A bitmap.
    Png,
    /// Characters.
    Text,
    /// Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
}

/// Endings of files, and what they stand for.
const ENDINGS: &[(&str, Target)] = &[
    ("svg", Target::Svg),
    ("png", Target::Png),
    ("txt", Target::Text),
    ("dot", Target::Dot),
    ("gv", Target::Dot),
    ("mmd", Target::Mermaid),
    ("mermaid", Target::Mermaid),
];

/// Where `--plot` says that pictures go, of those that the command can draw; none without the option.
pub(super) fn target(session: &Session, able: &[Target]) -> Result<Option<Target>, Problem> {
    let Some(path) = session.value("plot") else { return Ok(None) };
    if path == "-" {
        return Ok(Some(Target::Answer));
    }
    let ending = path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    let found = ENDINGS.iter().find(|(known, target)| *known == ending && able.contains(target));
    let png = cfg!(feature = "png");
    match found {
        Some((_, target)) if *target != Target::Png || png => Ok(Some(*target)),
        _ => {
            let known: Vec<String> = ENDINGS
                .iter()
                .filter(|(_, target)| able.contains(target) && (*target != Target::Png || png))
                .map(|(ending, _)| format!(".{ending}"))
                .collect();
            let problem = Diagnostic::new(&command::PICTURE_FORMAT).with("file", path).with("known", known.join(", "));
            Err(session.line.about_value("plot", path, problem))
        }
    }
}

/// Puts figures where they belong: into the file, or onto the page.
pub(super) fn show(
    session: &mut Session,
    target: Target,
    figures: &[Figure],
    page: Option<&mut Page>,
) -> Result<(), Problem> {
    if figures.is_empty() {
        session.warnings.push(Diagnostic::new(&command::NOTHING_TO_DRAW).into());
        return Ok(());
    }
    let path = session.value("plot").unwrap_or_default().to_owned();
    match (target, page) {
        (Target::Answer, Some(page)) => {
            page.push(Block::Heading(2, vec![Inline::Text(PICTURES.text(session.lang).to_owned())]));
            let text = characters(session, figures);
            page.push(Block::Picture { text, svg: sheet(figures), mermaid: String::new() });
            Ok(())
        }
        // JSON has no page; what would stand on it is for the person who looks on.
        (Target::Answer, None) => {
            // When standard error is gone there is nobody to look on.
            let _ = write!(std::io::stderr(), "{}", characters(session, figures));
            Ok(())
        }
        (Target::Svg, _) => write(&path, sheet(figures).as_bytes()),
        (Target::Png, _) => png(&path, &sheet(figures)),
        (Target::Text | Target::Dot | Target::Mermaid, _) => write(&path, characters(session, figures).as_bytes()),
    }
}

/// Figures in characters, below each other.
fn characters(session: &Session, figures: &[Figure]) -> String {
    let width = if session.format == Format::Text { session.style.width.saturating_sub(2) } else { 76 };
    let texts: Vec<String> = figures.iter().map(|figure| figure.to_text(session.style.ascii, width)).collect();
    texts.join("\n")
}

/// Writes a picture into its file.
pub(super) fn write(path: &str, bytes: &[u8]) -> Result<(), Problem> {
    std::fs::write(path, bytes)
        .map_err(|error| because(Diagnostic::new(&command::UNWRITABLE).with("file", path), &error).into())
}

/// Draws an SVG document as a bitmap, with the fonts of the system, at twice its size.
#[cfg(feature = "png")]
pub(super) fn png(path: &str, svg: &str) -> Result<(), Problem> {
    use resvg::{tiny_skia, usvg};
    let mut options = usvg::Options { font_family: "sans-serif".to_owned(), ..usvg::Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    if fonts.is_empty() {
        return Err(Diagnostic::new(&command::NO_FONTS).with("file", path).into());
    }
    // Systems don't all have the usual fonts, but every one has some.
    let plain = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Helvetica Neue", "Arial", "Segoe UI"];
    let has = |wanted: &str| fonts.faces().any(|face| face.families.iter().any(|(name, _)| name == wanted));
    if let Some(name) = plain.into_iter().find(|name| has(name)) {
        fonts.set_sans_serif_family(name);
    }
    let failed = |why: String| Diagnostic::new(&command::UNWRITABLE).with("file", path).with("reason", why);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size();
    let drawn = tiny_skia::Pixmap::new(2 * size.width(), 2 * size.height()).map(|mut pixmap| {
        // Paper is white, whatever is behind the picture.
        pixmap.fill(tiny_skia::Color::WHITE);
        resvg::render(&tree, tiny_skia::Transform::from_scale(2.0, 2.0), &mut pixmap.as_mut());
        pixmap
    });
    let encoded = drawn.ok_or_else(|| failed(format!("{size:?}")))?.encode_png();
    write(path, &encoded.map_err(|error| failed(error.to_string()))?)
}

/// Without the feature a file for a bitmap was refused before.
#[cfg(not(feature = "png"))]
pub(super) fn png(path: &str, svg: &str) -> Result<(), Problem> {
    write(path, svg.as_bytes())
}
