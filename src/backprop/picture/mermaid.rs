//! Owns the picture as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html), for Markdown.

use super::{Picture, Role};

impl Picture {
    /// As a flowchart, without the fence around it.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("flowchart TD\n");
        for (at, node) in self.nodes.iter().enumerate() {
            let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
            let (open, close) = match node.role {
                Role::Given => ("[/", "/]"),
                Role::Parameter => ("([", "])"),
                Role::Definition => ("[", "]"),
                Role::Loss => ("[[", "]]"),
            };
            text += &format!("  n{at}{open}\"{}\"{close}\n", lines.join("<br/>"));
        }
        for edge in &self.edges {
            match edge.label.is_empty() {
                true => text += &format!("  n{} --> n{}\n", edge.from, edge.to),
                false => {
                    let lines: Vec<String> = edge.label.iter().map(|line| escaped(line)).collect();
                    text += &format!("  n{} -->|\"{}\"| n{}\n", edge.from, lines.join("<br/>"), edge.to);
                }
            }
        }
        text
    }
}

/// Signs that Mermaid or HTML would take for its own, as entities.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
