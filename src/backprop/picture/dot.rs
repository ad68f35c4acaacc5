//! Owns the picture as Graphviz's DOT language (graphviz.org/doc/info/lang.html).

use super::{Picture, Role};

impl Picture {
    /// As DOT text, for `dot -Tsvg` and everything else that reads it.
    pub fn to_dot(&self) -> String {
        let mut text = String::from(
            "digraph model {\n  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"serif\"];\n  edge [fontname=\"serif\"];\n",
        );
        for (at, node) in self.nodes.iter().enumerate() {
            let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
            let look = match node.role {
                Role::Given => ", shape=plaintext",
                Role::Parameter => ", shape=ellipse",
                Role::Definition => "",
                Role::Loss => ", peripheries=2",
            };
            text += &format!("  n{at} [label=\"{}\"{look}];\n", lines.join("\\n"));
        }
        for edge in &self.edges {
            text += &format!("  n{} -> n{}", edge.from, edge.to);
            if !edge.label.is_empty() {
                let lines: Vec<String> = edge.label.iter().map(|line| escaped(line)).collect();
                text += &format!(" [label=\" {}\"]", lines.join("\\n "));
            }
            text += ";\n";
        }
        text + "}\n"
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
