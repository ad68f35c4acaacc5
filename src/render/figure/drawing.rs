//! Owns figures as SVG: axes, legend and layers drawn with plotters, one panel for each figure.

use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_width::UnicodeWidthStr;

use super::scale::Scale;
use super::{Figure, Layer};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The drawing has so many steps in a pixel: plotters has whole numbers for places.
const FINE: i32 = 8;
/// The height of letters, in pixels.
const LETTER: i32 = 14;
/// A figure on its own, and each of several, in pixels.
const ALONE: (i32, i32) = (720, 460);
const PANEL: (i32, i32) = (600, 440);
/// An axis has a mark about every so many pixels, across and up.
const MARK: (i32, i32) = (95, 70);
/// At most so many steps of a way are marked with a dot.
const STEPS: usize = 60;

const PAPER: RGBColor = RGBColor(255, 255, 255);
const INK: RGBColor = RGBColor(27, 27, 29);
const FRAME: RGBColor = RGBColor(119, 119, 119);
const GRID: RGBColor = RGBColor(226, 226, 226);
const DATA: RGBColor = RGBColor(31, 95, 168);
const CURVE: RGBColor = RGBColor(192, 57, 43);
const REST: RGBColor = RGBColor(143, 160, 178);
const WAY: RGBColor = RGBColor(217, 119, 6);
const GOAL: RGBColor = RGBColor(31, 122, 61);
/// The colours of heights, from the lowest to the highest.
const HEIGHTS: [RGBColor; 5] = [
    RGBColor(68, 40, 120),
    RGBColor(54, 92, 141),
    RGBColor(39, 130, 142),
    RGBColor(74, 168, 110),
    RGBColor(165, 190, 60),
];

/// On dark ground the colours of the drawing are other ones.
const STYLE: &str = "<style>.figure text{font-family:system-ui,'Helvetica Neue',Arial,'Noto Sans','Noto Sans CJK SC',\
'PingFang SC','Microsoft YaHei',sans-serif}\
@media (prefers-color-scheme:dark){.figure text,.figure text[fill]{fill:#e8e8e6}.figure [fill='#FFFFFF']{fill:#16171a}\
.figure [stroke='#777777']{stroke:#909096}.figure [stroke='#E2E2E2']{stroke:#333439}\
.figure [fill='#1F5FA8']{fill:#8ab8f0}.figure [stroke='#C0392B']{stroke:#f0938b}.figure [stroke='#8FA0B2']{stroke:#6d7b8a}\
.figure [stroke='#442878']{stroke:#9a86d8}.figure [fill='#1F7A3D']{fill:#7cc794}}\
@media print{.figure text,.figure text[fill]{fill:#000}}</style>";

/// Several figures as one SVG document: one fills it, two stand side by side, of three the first is as wide as the others
/// together.
pub fn sheet(figures: &[Figure]) -> String {
    let (width, height) = PANEL;
    let (size, places) = match figures.len() {
        0 | 1 => (ALONE, vec![(0, 0, ALONE.0, ALONE.1)]),
        count => {
            let single = count % 2;
            let rows = (count / 2 + single) as i32;
            let first = (single == 1).then_some((0, 0, 2 * width, height));
            let pairs = (0..count as i32 - single as i32)
                .map(|at| (at % 2 * width, (at / 2 + single as i32) * height, width, height));
            ((2 * width, rows * height), first.into_iter().chain(pairs).collect())
        }
    };
    let mut text = String::new();
    let fine = |length: i32| (length * FINE).unsigned_abs();
    {
        let root = SVGBackend::with_string(&mut text, (fine(size.0), fine(size.1))).into_drawing_area();
        // A string takes everything that is written into it, so that there is nothing to be said about a failure.
        let _ = root.fill(&PAPER);
        for (figure, (x, y, width, height)) in figures.iter().zip(places) {
            let area = root.clone().shrink((fine(x), fine(y)), (fine(width), fine(height)));
            let _ = panel(&area, figure, (width, height));
        }
        let _ = root.present();
    }
    let attributes = format!("width=\"{}\" height=\"{}\"", fine(size.0), fine(size.1));
    let sized = format!("class=\"figure\" role=\"img\" width=\"{}\" height=\"{}\"", size.0, size.1);
    let text = text.replacen(&attributes, &sized, 1);
    match text.split_once(">\n") {
        Some((head, body)) => format!("{head}>\n{STYLE}\n{body}"),
        None => text,
    }
}

/// A scale as plotters sees it: its own marks, where plotters would choose others.
struct Marked<'s>(&'s Scale);

impl Ranged for Marked<'_> {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.0.share(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.0.marks.clone() }
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.0.low..self.0.high
    }
}

/// Text of so many pixels.
fn letters<'a>(size: i32, colour: &RGBColor) -> TextStyle<'a> {
    // The backend divides sizes by this.
    let size = f64::from(size * FINE) * 1.24;
    ("sans-serif", size).into_font().color(colour)
}

/// How many pixels a text takes, about.
fn length(text: &str) -> i32 {
    (text.width() as f64 * 0.56 * f64::from(LETTER)) as i32
}

fn panel(area: &Area, figure: &Figure, (width, height): (i32, i32)) -> Drawn {
    let (across, up) = figure.scales(f64::from(width / MARK.0), f64::from(height / MARK.1));
    let labels: Vec<String> = up.marks.iter().map(|&mark| up.label(mark)).collect();
    let margin = labels.iter().map(|label| length(label)).max().unwrap_or(0) + 40;
    let middle = Pos::new(HPos::Center, VPos::Center);
    let mut top = 16;
    if !figure.title.is_empty() {
        let style = letters(LETTER + 2, &INK).pos(middle);
        area.draw_text(&figure.title, &style, ((margin + width - 20) / 2 * FINE, 20 * FINE))?;
        top = 34;
    }
    let rows = legend(area, figure, (margin, width - 20), top + 12)?;
    top += rows * 22 + 8;
    let plane = area.clone().shrink((0, (top * FINE) as u32), ((width * FINE) as u32, ((height - top) * FINE) as u32));
    let mut chart = ChartBuilder::on(&plane)
        .margin_right(20 * FINE)
        .margin_left(10 * FINE)
        .margin_bottom(8 * FINE)
        .x_label_area_size(48 * FINE)
        .y_label_area_size((margin - 10) * FINE)
        .build_cartesian_2d(Marked(&across), Marked(&up))?;
    chart
        .configure_mesh()
        .bold_line_style(GRID.stroke_width(FINE as u32))
        .light_line_style(TRANSPARENT)
        .axis_style(FRAME.stroke_width(FINE as u32))
        .x_label_formatter(&|mark| across.label(*mark))
        .y_label_formatter(&|mark| up.label(*mark))
        .label_style(letters(LETTER - 1, &INK))
        .axis_desc_style(letters(LETTER, &INK))
        .x_desc(figure.across.label.as_str())
        .y_desc(figure.up.label.as_str())
        .set_all_tick_mark_size(4 * FINE)
        .draw()?;
    let ground = chart.plotting_area().strip_coord_spec();
    let (wide, high) = ground.dim_in_pixel();
    let plane = Plane { across: &across, up: &up, wide: f64::from(wide), high: f64::from(high) };
    for layer in &figure.layers {
        draw(&ground, layer, &plane)?;
    }
    Ok(())
}

/// Where points lie on the drawing.
struct Plane<'s> {
    across: &'s Scale,
    up: &'s Scale,
    wide: f64,
    high: f64,
}

impl Plane<'_> {
    fn place(&self, &(x, y): &(f64, f64)) -> Option<(i32, i32)> {
        let (x, y) = (self.across.share(self.across.place(x)?), self.up.share(self.up.place(y)?));
        Some(((x * self.wide).round() as i32, ((1.0 - y) * self.high).round() as i32))
    }

    fn places(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points.iter().filter_map(|point| self.place(point)).collect()
    }
}

/// The names of the layers in rows above the plane, each with a sample; the number of rows.
fn legend(
    area: &Area,
    figure: &Figure,
    (left, right): (i32, i32),
    top: i32,
) -> Result<i32, DrawingAreaErrorKind<std::io::Error>> {
    let anchor = Pos::new(HPos::Left, VPos::Center);
    let (mut x, mut y, mut rows) = (left, top, 0);
    let is_data = |layer: &&Layer| matches!(layer, Layer::Dots { .. });
    let layers = figure.layers.iter().filter(is_data).chain(figure.layers.iter().filter(|layer| !is_data(layer)));
    for layer in layers.filter(|layer| !layer.label().is_empty()) {
        let mut names = vec![(layer.label(), false)];
        if let Layer::Path { start, .. } = layer {
            names.push((start, true));
        }
        for (name, is_start) in names {
            let needed = 34 + length(name);
            if rows == 0 {
                rows = 1;
            } else if x + needed > right {
                (x, y, rows) = (left, y + 22, rows + 1);
            }
            sample(area, layer, is_start, (x, y))?;
            area.draw_text(name, &letters(LETTER - 1, &INK).pos(anchor), ((x + 28) * FINE, y * FINE))?;
            x += needed + 16;
        }
    }
    Ok(rows)
}

fn sample(area: &Area, layer: &Layer, is_start: bool, (x, y): (i32, i32)) -> Drawn {
    let fine = |x: i32, y: i32| (x * FINE, y * FINE);
    let across = |y: i32| vec![fine(x, y), fine(x + 22, y)];
    match layer {
        Layer::Dots { .. } => area.draw(&dot(fine(x + 11, y), DATA, 7)),
        Layer::Line { .. } => area.draw(&line(across(y), CURVE, 4)),
        Layer::Segments { .. } => {
            let ends = vec![fine(x + 11, y - 7), fine(x + 11, y + 7)];
            area.draw(&line(ends, REST, 3))
        }
        Layer::Path { .. } if is_start => area.draw(&ring(fine(x + 11, y))),
        Layer::Path { .. } => {
            area.draw(&line(across(y), WAY, 3))?;
            area.draw(&dot(fine(x + 11, y), WAY, 5))
        }
        Layer::Goal { .. } => area.draw(&diamond(fine(x + 11, y))),
        Layer::Levels { .. } => {
            for (at, colour) in HEIGHTS.iter().enumerate() {
                area.draw(&line(across(y - 6 + 3 * at as i32), *colour, 2))?;
            }
            Ok(())
        }
    }
}

/// A dot of so many half pixels.
fn dot(at: (i32, i32), colour: RGBColor, size: i32) -> Circle<(i32, i32), i32> {
    Circle::new(at, size * FINE / 2, colour.filled())
}

fn ring(at: (i32, i32)) -> Circle<(i32, i32), i32> {
    Circle::new(at, 5 * FINE, WAY.stroke_width(2 * FINE as u32))
}

fn diamond((x, y): (i32, i32)) -> Polygon<(i32, i32)> {
    let r = 7 * FINE;
    Polygon::new(vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)], GOAL.filled())
}

/// A line of so many half pixels.
fn line(places: Vec<(i32, i32)>, colour: RGBColor, width: i32) -> PathElement<(i32, i32)> {
    PathElement::new(places, colour.stroke_width((width * FINE / 2) as u32))
}

fn draw(ground: &Area, layer: &Layer, plane: &Plane) -> Drawn {
    match layer {
        Layer::Dots { points, .. } => {
            let size = if points.len() > 400 { 4 } else { 7 };
            for place in plane.places(points) {
                ground.draw(&dot(place, DATA, size))?;
            }
        }
        Layer::Line { points, .. } => {
            for part in points.split(|point| plane.place(point).is_none()) {
                ground.draw(&line(plane.places(part), CURVE, 4))?;
            }
        }
        Layer::Segments { pieces, .. } => {
            for piece in pieces {
                let ends = plane.places(piece);
                if ends.len() == 2 {
                    ground.draw(&line(ends, REST, 3))?;
                }
            }
        }
        Layer::Path { points, .. } => {
            let places = plane.places(points);
            for &place in places.iter().take(STEPS) {
                ground.draw(&dot(place, WAY, 5))?;
            }
            if let Some(&first) = places.first() {
                ground.draw(&ring(first))?;
            }
            ground.draw(&line(places, WAY, 3))?;
        }
        Layer::Goal { point, .. } => {
            if let Some(place) = plane.place(point) {
                ground.draw(&diamond(place))?;
            }
        }
        Layer::Levels { surface, .. } => {
            let mut taken = Vec::new();
            for level in surface.levels() {
                let at = (level.rank * (HEIGHTS.len() - 1) as f64).round() as usize;
                let colour = HEIGHTS.get(at).copied().unwrap_or(FRAME);
                let lines: Vec<Vec<(i32, i32)>> = level.lines.iter().map(|line| plane.places(line)).collect();
                for places in &lines {
                    ground.draw(&line(places.clone(), colour, 3))?;
                }
                if let Some((x, y)) =
                    lines.iter().max_by_key(|line| line.len()).and_then(|line| free(line, &taken, plane))
                {
                    let half = (length(&level.label) * FINE / 2 + 3 * FINE, 8 * FINE);
                    let ground_of_label = [(x - half.0, y - half.1), (x + half.0, y + half.1)];
                    ground.draw(&Rectangle::new(ground_of_label, PAPER.filled()))?;
                    let style = letters(LETTER - 2, &colour).pos(Pos::new(HPos::Center, VPos::Center));
                    ground.draw_text(&level.label, &style, (x, y))?;
                    taken.push((x, y));
                }
            }
        }
    }
    Ok(())
}

/// A place on a line for its label: inside the plane, and away from other labels.
fn free(line: &[(i32, i32)], taken: &[(i32, i32)], plane: &Plane) -> Option<(i32, i32)> {
    let (wide, high) = (plane.wide as i32, plane.high as i32);
    let fits = |&(x, y): &(i32, i32)| {
        let inside = (40 * FINE..wide - 40 * FINE).contains(&x) && (14 * FINE..high - 14 * FINE).contains(&y);
        inside && taken.iter().all(|(p, q)| (x - p).abs() > 56 * FINE || (y - q).abs() > 18 * FINE)
    };
    let parts = [0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875];
    parts.iter().filter_map(|part| line.get((part * line.len() as f64) as usize)).find(|place| fits(place)).copied()
}
