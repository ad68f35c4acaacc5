//! Owns the picture in the terminal, and the layout that it shares with the SVG, by the `ascii-dag` library (Sugiyama,
//! Tagawa & Toda, "Methods for visual understanding of hierarchical system structures", 1981).

use ascii_dag::render::engine::{NodePaintCtx, NodeRegion};
use ascii_dag::{CustomNode, Graph, RenderOptions};
use unicode_width::UnicodeWidthStr;

use super::Picture;

/// What the layout library borrows: for each box, then for each label of an arrow, its number and its lines.
pub(super) type Parts = Vec<(String, String)>;

impl Picture {
    /// In box-drawing characters, or in plain ASCII. What is wider than `width` is drawn with formulas alone, without
    /// numbers and labels, as far as that helps.
    pub fn to_text(&self, width: usize) -> String {
        let full = self.drawn();
        if is_within(&full, width) {
            return full;
        }
        let small = self.bare().drawn();
        if is_within(&small, width) { small } else { full }
    }

    fn drawn(&self) -> String {
        let parts = self.parts();
        let graph = self.graph(&parts);
        let layout = graph.compute_layout();
        let options = if self.ascii { RenderOptions::ascii() } else { RenderOptions::plain() };
        let mut text = String::new();
        for line in layout.render_string(&options).trim_end().lines() {
            text += line.trim_end();
            text.push('\n');
        }
        text
    }

    /// The same graph with the first line of each box only.
    fn bare(&self) -> Picture {
        let mut bare = self.clone();
        bare.nodes.iter_mut().for_each(|node| node.lines.truncate(1));
        bare.edges.iter_mut().for_each(|edge| edge.label.clear());
        bare
    }

    pub(super) fn parts(&self) -> Parts {
        let lines = self.nodes.iter().map(|node| &node.lines).chain(self.edges.iter().map(|edge| &edge.label));
        lines.enumerate().map(|(at, lines)| (at.to_string(), lines.join("\n"))).collect()
    }

    /// The graph to lay out. The label of an arrow stands in it as a box without a frame, so that it has a place of its
    /// own. Boxes are numbered as they stand in the picture, labels after them.
    pub(super) fn graph<'g>(&'g self, parts: &'g Parts) -> Graph<'g> {
        let mut graph = Graph::new();
        let boxes = self.nodes.len();
        for (at, (label, lines)) in parts.iter().enumerate() {
            let width = lines.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            let height = lines.lines().count();
            let (margin, painter) = if at < boxes { ((4, 2), framed as Painter) } else { ((0, 0), plain as Painter) };
            if at < boxes || height > 0 {
                let (width, height) = (width + margin.0, height + margin.1);
                graph.add_node(at, CustomNode { label, width, height, painter: Some(painter), payload: lines });
            }
        }
        for (at, edge) in self.edges.iter().enumerate() {
            if edge.label.is_empty() {
                graph.add_edge(edge.from, edge.to, None);
            } else {
                graph.add_edge(edge.from, boxes + at, None);
                graph.add_edge(boxes + at, edge.to, None);
            }
        }
        graph
    }
}

type Painter = fn(&mut NodeRegion<'_, '_>, NodePaintCtx<'_>);

fn is_within(text: &str, width: usize) -> bool {
    text.lines().all(|line| line.width() <= width)
}

/// A frame with the lines inside.
fn framed(region: &mut NodeRegion<'_, '_>, context: NodePaintCtx<'_>) {
    region.frame();
    for (at, line) in context.payload.lines().enumerate() {
        region.write_str(2, at + 1, line);
    }
}

/// The lines alone.
fn plain(region: &mut NodeRegion<'_, '_>, context: NodePaintCtx<'_>) {
    for (at, line) in context.payload.lines().enumerate() {
        region.write_str(0, at, line);
    }
}
