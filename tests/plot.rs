//! Pictures: drawings as golden text, files of every kind, both languages, nothing of the user's taken for markup.

use std::path::PathBuf;
use std::process::{Command, Output};

use gradus::render::{Axis, AxisKind, Figure, Layer, Surface, sheet};

/// One figure with every kind of layer.
fn everything() -> Figure {
    let place = |at: usize| -2.0 + 0.25 * at as f64;
    let heights = (0..17 * 17).map(|at| place(at % 17).powi(2) + 4.0 * place(at / 17).powi(2)).collect();
    Figure {
        title: "Every layer".to_owned(),
        across: Axis::of("w"),
        up: Axis::of("b"),
        layers: vec![
            Layer::Levels {
                label: "loss".to_owned(),
                surface: Surface { across: (-2.0, 2.0), up: (-2.0, 2.0), columns: 17, heights },
            },
            Layer::Segments { label: "residuals".to_owned(), pieces: vec![[(-1.0, -1.0), (-1.0, 0.5)]] },
            Layer::Line {
                label: "curve".to_owned(),
                points: vec![(-1.5, 0.0), (0.0, 0.5), (f64::NAN, 0.0), (1.0, 1.0)],
            },
            Layer::Dots { label: "data".to_owned(), points: vec![(-1.0, -1.0), (1.5, f64::INFINITY)] },
            Layer::Path {
                label: "descent".to_owned(),
                start: "start".to_owned(),
                points: vec![(1.8, 1.5), (1.0, 0.2), (0.2, 0.0)],
            },
            Layer::Goal { label: "minimum".to_owned(), point: (0.0, 0.0) },
        ],
    }
}

fn curve(values: &[f64]) -> Figure {
    Figure {
        title: String::new(),
        across: Axis { label: "iteration".to_owned(), kind: AxisKind::Counting },
        up: Axis { label: "L".to_owned(), kind: AxisKind::Magnitude },
        layers: vec![Layer::Line {
            label: String::new(),
            points: values.iter().enumerate().map(|(at, &value)| (at as f64, value)).collect(),
        }],
    }
}

#[test]
fn drawings_are_as_they_were_looked_at() {
    insta::assert_snapshot!("svg_every_layer", everything().to_svg());
    insta::assert_snapshot!("text_every_layer", everything().to_text(false, 70));
    insta::assert_snapshot!("ascii_every_layer", everything().to_text(true, 50));
    insta::assert_snapshot!("text_powers_of_ten", curve(&[1e6, 1e3, 2.0, 1e-4, 0.0]).to_text(false, 60));
    insta::assert_snapshot!("text_counting", curve(&[4.0, 2.0, 1.5]).to_text(false, 60));
}

#[test]
fn one_sheet_holds_several_figures() {
    let figures = [everything(), curve(&[3.0, 1.0]), curve(&[2.0, 1.0])];
    for (count, size) in [(1, "720\" height=\"460"), (2, "1200\" height=\"440"), (3, "1200\" height=\"880")] {
        let svg = sheet(&figures[..count]);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
        assert!(svg.contains(size), "{count}: {}", &svg[..200]);
    }
}

#[test]
fn odd_values_do_no_harm() {
    for values in [&[][..], &[f64::NAN], &[0.0], &[1e308, -1e308], &[5.0, 5.0], &[1e-300, 1e300]] {
        let figure = curve(values);
        assert!(figure.to_svg().ends_with("</svg>\n"));
        assert!(figure.to_text(false, 10).lines().count() > 10);
    }
    let empty = Surface { across: (0.0, 1.0), up: (0.0, 1.0), columns: 0, heights: vec![1.0, 2.0] };
    let figure = Figure { layers: vec![Layer::Levels { label: "L".to_owned(), surface: empty }], ..curve(&[]) };
    assert!(figure.to_svg().ends_with("</svg>\n"));
}

#[test]
fn nothing_is_taken_for_markup() {
    let evil = "<script>alert(\"1\")</script> & 'x'";
    let mut figure = curve(&[1.0, 2.0]);
    figure.title = evil.to_owned();
    figure.across.label = evil.to_owned();
    let svg = figure.to_svg();
    assert!(!svg.contains("<script"), "{svg}");
    assert_eq!(svg.matches("&lt;script&gt;").count(), 2);
}

/// A folder of its own for the files of one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("gradus-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn gradus(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gradus"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .args(words)
        .output()
        .unwrap()
}

const LINE: &str = "examples/data/noisy_line.csv";

#[test]
fn files_are_written_as_their_endings_say() {
    let folder = folder("endings");
    let fit = ["fit", "y = w*x + b", "--data", LINE, "--method", "gd", "--steps", "none", "--plot"];
    let minimize = ["minimize", "mean((y - w*x)^2)", "--over", "w", "--data", LINE, "--steps", "none", "--plot"];
    let model = "yhat = w*x + b; L = (yhat - y)^2";
    let at = "w=0,b=0";
    let train = ["backprop", model, "--data", LINE, "--at", at, "--rate", "0.01", "--train", "5", "--plot"];
    for (name, command) in [("fit", &fit[..]), ("minimize", &minimize), ("train", &train)] {
        for ending in ["svg", "txt", "SVG"] {
            let path = folder.join(format!("{name}.{ending}"));
            let output = gradus(&[command, &[path.to_str().unwrap()]].concat());
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            let text = std::fs::read_to_string(&path).unwrap();
            let is_svg = text.starts_with("<svg") && text.ends_with("</svg>\n");
            assert_eq!(is_svg, ending != "txt", "{name}.{ending}: {text}");
        }
    }
    let svg = std::fs::read_to_string(folder.join("fit.svg")).unwrap();
    for words in ["data", "fitted curve", "residuals", "Loss over the iterations", "descent", "start", "minimum"] {
        assert!(svg.contains(words), "{words}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(feature = "png")]
#[test]
fn bitmaps_are_bitmaps() {
    let folder = folder("bitmaps");
    let path = folder.join("fit.png");
    let output = gradus(&["fit", "y = w*x", "--data", LINE, "--lang", "zh", "--plot", path.to_str().unwrap()]);
    // A system without any font says so.
    if output.status.success() {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&bytes[16..24], [[0, 0, 9, 96], [0, 0, 3, 112]].concat(), "2400 by 880 pixels");
    } else {
        assert!(String::from_utf8_lossy(&output.stderr).contains("G0652"), "{output:?}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_picture_of_the_readme_is_made_by_its_command() {
    let folder = folder("readme");
    let path = folder.join("line.svg");
    let words = ["fit", "y = w*x + b", "--data", LINE, "--method", "gd", "--plot", path.to_str().unwrap()];
    assert!(gradus(&words).status.success());
    let drawn = std::fs::read_to_string(&path).unwrap();
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/noisy_line.svg");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&kept, &drawn).unwrap();
    }
    assert_eq!(drawn, std::fs::read_to_string(kept).unwrap());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn many_rows_are_sampled_and_that_is_said() {
    let folder = folder("rows");
    let data = folder.join("data.csv");
    let rows: String = (0..5_000).map(|at| format!("{at},{}\n", 2 * at + at % 7)).collect();
    std::fs::write(&data, format!("x,y\n{rows}")).unwrap();
    let output = gradus(&["fit", "y = w*x + b", "--data", data.to_str().unwrap(), "--steps", "none", "--plot", "-"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("data, one row in 3"), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn pages_hold_their_pictures() {
    let fit = ["fit", "y = w*x + b", "--data", LINE, "--steps", "none", "--plot", "-", "--format"];
    for (format, sign) in [("html", "class=\"figure\""), ("markdown", "```text\ny = wx + b"), ("text", "• data")] {
        let output = gradus(&[&fit[..], &[format]].concat());
        assert!(String::from_utf8(output.stdout).unwrap().contains(sign), "{format}");
    }
    let json = gradus(&[&fit[..], &["json"]].concat());
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(value["parameters"]["w"]["value"].is_number());
    assert!(String::from_utf8(json.stderr).unwrap().contains("• data"));
}
