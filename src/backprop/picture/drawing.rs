//! Owns the picture drawn here: in the terminal and as SVG, both from one layout by the `ascii-dag` library (Sugiyama,
//! Tagawa & Toda, "Methods for visual understanding of hierarchical system structures", 1981).

use std::fmt::Write;

use ascii_dag::render::engine::{NodePaintCtx, NodeRegion};
use ascii_dag::{CustomNode, EdgePathView, Graph, LabelSlot, NodeKind, RenderOptions, ScenePlanner};

use super::{Picture, Role};

/// The size of one cell of the layout in the SVG, in pixels.
const CELL: (usize, usize) = (9, 18);

impl Picture {
    /// In box-drawing characters, or in plain ASCII.
    pub fn to_text(&self, ascii: bool) -> String {
        let labels = self.labels();
        let layout = self.graph(&labels);
        let layout = layout.compute_layout();
        let options = if ascii { RenderOptions::ascii() } else { RenderOptions::plain() };
        let drawn = layout.render_string(&options);
        let mut text = String::new();
        for line in drawn.trim_end().lines() {
            text += line.trim_end();
            text.push('\n');
        }
        text
    }

    /// As a picture of its own, readable on light and on dark ground.
    pub fn to_svg(&self) -> String {
        let labels = self.labels();
        let graph = self.graph(&labels);
        let layout = graph.compute_layout();
        let mut planner = ScenePlanner::new();
        let Ok(scene) = planner.plan(&layout, &RenderOptions::plain().plan).quiet() else {
            return String::from("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        };
        let (width, height) = (scene.width() * CELL.0 + 2 * CELL.0, scene.height() * CELL.1 + 2 * CELL.1);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{} -{} {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<style>\
             text{{font:13px ui-monospace,monospace;fill:#1b1b1b}}.e{{fill:none;stroke:#777;stroke-width:1.2}}  .l{{fill:#9a3412;paint-order:stroke;stroke:#fff;stroke-width:4}}\
             rect{{fill:#fff;stroke:#555}}.given{{stroke-dasharray:4 3}}.parameter{{fill:#e7f0ff}}.loss{{stroke-width:2.2}}marker path{{fill:#777}}\
             @media (prefers-color-scheme:dark){{text{{fill:#eee}}.l{{fill:#fdba74;stroke:#111}}rect{{fill:#1e1e1e;stroke:#aaa}}.parameter{{fill:#16263f}}}}\
             </style>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
             <path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
            CELL.0, CELL.1
        );
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
            // Arrows start below their box and end at the edge of the other one.
            let own = |id: usize| scene.nodes().find(|node| node.label.parse() == Ok(id));
            if let (Some(first), Some(node)) = (points.first_mut(), own(edge.from_id)) {
                first.1 = (node.y + node.height) * CELL.1;
            }
            if let (Some(last), Some(node)) = (points.last_mut(), own(edge.to_id)) {
                last.1 = node.y * CELL.1;
            }
            let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
            let _ = writeln!(svg, "<polyline class=\"e\" points=\"{}\" marker-end=\"url(#tip)\"/>", line.join(" "));
        }
        for node in scene.nodes().filter(|node| !matches!(node.kind, NodeKind::Dummy)) {
            let Some(own) = node.label.parse::<usize>().ok().and_then(|at| self.nodes.get(at)) else { continue };
            let class = match own.role {
                Role::Given => "given",
                Role::Parameter => "parameter",
                Role::Definition => "definition",
                Role::Loss => "loss",
            };
            let (x, y) = (node.x * CELL.0, node.y * CELL.1);
            let (w, h) = (node.width * CELL.0, node.height * CELL.1);
            let _ =
                writeln!(svg, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"5\"/>");
            for (at, line) in own.lines.iter().enumerate() {
                let baseline = y + (at + 1) * CELL.1 + CELL.1 * 3 / 4;
                let middle = x + w / 2;
                let _ = writeln!(
                    svg,
                    "<text x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\">{}</text>",
                    escaped(line)
                );
            }
        }
        for label in scene.edges().filter_map(|edge| edge.label) {
            if let LabelSlot::Inline { x, y, .. } = label.slot {
                let (x, y) = (x * CELL.0, y * CELL.1 + CELL.1 * 3 / 4);
                let _ = writeln!(svg, "<text class=\"l\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(label.text));
            }
        }
        svg + "</svg>\n"
    }

    /// For each box, its position as text and its lines as one text, which the graph borrows.
    fn labels(&self) -> Vec<(String, String)> {
        let of = |(at, node): (usize, &super::Node)| (at.to_string(), node.lines.join("\n"));
        self.nodes.iter().enumerate().map(of).collect()
    }

    fn graph<'g>(&'g self, labels: &'g [(String, String)]) -> Graph<'g> {
        let mut graph = Graph::new();
        for (at, (label, lines)) in labels.iter().enumerate() {
            let width = lines.lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0) + 4;
            let height = lines.lines().count() + 2;
            graph.add_node(at, CustomNode { label, width, height, painter: Some(paint), payload: lines });
        }
        for edge in &self.edges {
            let label = Some(edge.label.as_str()).filter(|label| !label.is_empty());
            graph.add_edge(edge.from, edge.to, label);
        }
        graph
    }
}

/// A frame with the lines inside.
fn paint(region: &mut NodeRegion<'_, '_>, context: NodePaintCtx<'_>) {
    region.frame();
    for (at, line) in context.payload.lines().enumerate() {
        region.write_str(2, at + 1, line);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
