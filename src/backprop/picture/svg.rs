//! Owns the picture as SVG, readable on light and on dark ground.

use std::fmt::Write;

use ascii_dag::{EdgePathView, NodeKind, RenderOptions, ScenePlanner};

use super::{Picture, Role};

/// The size of one cell of the layout, in pixels.
const CELL: (usize, usize) = (9, 18);

const STYLE: &str = "\
.graph text{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1b1b1b}\
.graph .edge{fill:none;stroke:#888;stroke-width:1.2}\
.graph .slope,.graph text.slope{fill:#9a3412}\
.graph rect{fill:#fff;stroke:#555}\
.graph .given{stroke-dasharray:4 3}\
.graph .parameter{fill:#e7f0ff}\
.graph .loss{stroke-width:2.4}\
.graph marker path{fill:#888}\
@media (prefers-color-scheme:dark){\
.graph text{fill:#eee}.graph text.slope{fill:#fdba74}.graph rect{fill:#1e1e1e;stroke:#aaa}.graph .parameter{fill:#16263f}}\
@media print{.graph text{fill:#000}.graph text.slope{fill:#9a3412}.graph rect{fill:#fff;stroke:#555}}";

impl Picture {
    /// As an SVG document of its own.
    pub fn to_svg(&self) -> String {
        let parts = self.parts();
        let graph = self.graph(&parts);
        let layout = graph.compute_layout();
        let mut planner = ScenePlanner::new();
        let Ok(scene) = planner.plan(&layout, &RenderOptions::plain().plan).quiet() else {
            return String::from("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        };
        let (width, height) = (scene.width() * CELL.0 + 2 * CELL.0, scene.height() * CELL.1 + CELL.1);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"-{} -{} {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\">\n<style>{STYLE}</style>\n\
             <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
             orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
            CELL.0,
            CELL.1 / 2
        );
        let boxes = self.nodes.len();
        for edge in scene.edges() {
            let mut points = vec![edge.from];
            match edge.path {
                EdgePathView::Corner { bend_at } => points.extend([(edge.from.0, bend_at), (edge.to.0, bend_at)]),
                EdgePathView::SideChannel { channel_at, span_start, span_end } => points.extend([
                    (edge.from.0, span_start),
                    (channel_at, span_start),
                    (channel_at, span_end),
                    (edge.to.0, span_end),
                ]),
                EdgePathView::MultiSegment { waypoints, .. } => points.extend(waypoints.iter().copied()),
                _ => {}
            }
            points.push(edge.to);
            let middle = |(x, y): (usize, usize)| (x * CELL.0 + CELL.0 / 2, y * CELL.1 + CELL.1 / 2);
            let mut points: Vec<(usize, usize)> = points.into_iter().map(middle).collect();
            // A line leaves at the lower edge of one box and meets the upper edge of the other.
            if let (Some(first), Some(node)) = (points.first_mut(), scene.node(edge.from_id)) {
                first.1 = (node.y + node.height) * CELL.1;
            }
            if let (Some(last), Some(node)) = (points.last_mut(), scene.node(edge.to_id)) {
                last.1 = node.y * CELL.1;
            }
            let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
            let tip = if edge.to_id < boxes { " marker-end=\"url(#tip)\"" } else { "" };
            let _ = writeln!(svg, "<polyline class=\"edge\" points=\"{}\"{tip}/>", line.join(" "));
        }
        for node in scene.nodes().filter(|node| !matches!(node.kind, NodeKind::Dummy)) {
            let Ok(at) = node.label.parse::<usize>() else { continue };
            let (x, y) = (node.x * CELL.0, node.y * CELL.1);
            let (wide, high) = (node.width * CELL.0, node.height * CELL.1);
            let mut rows: (usize, &[String]) = (0, &[]);
            if let Some(own) = self.nodes.get(at) {
                let class = match own.role {
                    Role::Given => "given",
                    Role::Parameter => "parameter",
                    Role::Definition => "definition",
                    Role::Loss => "loss",
                };
                let _ = writeln!(
                    svg,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" rx=\"5\"/>"
                );
                rows = (1, &own.lines);
            } else if let Some(edge) = at.checked_sub(boxes).and_then(|at| self.edges.get(at)) {
                rows = (0, &edge.label);
            }
            let middle = x + wide / 2;
            for (row, line) in rows.1.iter().enumerate() {
                let baseline = y + (row + rows.0) * CELL.1 + CELL.1 * 3 / 4;
                let class = if at >= boxes || line.starts_with('∂') { " class=\"slope\"" } else { "" };
                let line = escaped(line);
                let _ =
                    writeln!(svg, "<text{class} x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\">{line}</text>");
            }
        }
        svg + "</svg>\n"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
