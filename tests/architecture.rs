//! The house: layers, file heads, and the code map that names every module.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// All source files below a folder, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Module to layer, from the table in the code map.
fn layers() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut layers = BTreeMap::new();
    for line in text.lines() {
        let Some((layer, modules)) = line.trim_matches('|').split_once('|') else { continue };
        let Ok(layer) = layer.trim().parse::<u32>() else { continue };
        for module in modules.split_whitespace() {
            layers.insert(module.trim_matches('`').to_owned(), layer);
        }
    }
    layers
}

/// The top module that a file belongs to; none for the crate's root.
fn module_of(path: &Path) -> Option<String> {
    let first = path.strip_prefix(root()).unwrap().iter().next()?.to_str()?;
    let name = first.trim_end_matches(".rs").to_owned();
    (name != "lib" && name != "main").then_some(name)
}

/// Code lines, without comments and documentation.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn modules_import_only_lower_layers() {
    let layers = layers();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in sources(&root()) {
        let Some(module) = module_of(&path) else { continue };
        let own = *layers.get(&module).unwrap_or_else(|| panic!("{module} has no layer"));
        let text = fs::read_to_string(&path).unwrap();
        for line in code(&text) {
            for part in line.split("crate::").skip(1) {
                // `use crate::{a, b}` isn't the style of the house; a name follows.
                let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(!part.starts_with('{'), "{}: write one `use crate::` a module", path.display());
                let Some(&layer) = layers.get(&name) else { continue };
                seen += 1;
                if name != module && layer >= own {
                    wrong.push(format!("{}: {module} (layer {own}) imports {name} (layer {layer})", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 50, "only {seen} imports were seen");
}

#[test]
fn the_code_map_names_every_module_and_no_other() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut modules: Vec<String> = sources(&root()).iter().filter_map(|path| module_of(path)).collect();
    modules.dedup();
    let layers = layers();
    for module in &modules {
        assert!(layers.contains_key(module), "{module} has no layer");
        assert!(text.contains(&format!("\n`{module}` ")), "{module} has no paragraph in ARCHITECTURE.md");
    }
    for module in layers.keys() {
        assert!(modules.contains(module), "ARCHITECTURE.md names {module}, which doesn't exist");
    }
}

#[test]
fn each_file_says_what_it_owns() {
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let is_root = path.ends_with("lib.rs");
        assert!(is_root || first.starts_with("//! "), "{} has no head", path.display());
    }
}

#[test]
fn no_file_has_two_ideas() {
    for path in sources(&root()) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let is_table = path
            .components()
            .any(|part| matches!(part.as_os_str().to_str(), Some("rules" | "functions" | "diagnostic")));
        assert!(is_table || lines <= 720, "{} has {lines} lines", path.display());
    }
}

#[test]
fn outside_libraries_have_one_user() {
    for (library, owners) in [
        ("nom", &["language"][..]),
        ("clap", &["cli"]),
        ("clap_complete", &["cli"]),
        ("annotate_snippets", &["cli"]),
        ("csv", &["data"]),
        ("ascii_dag", &["backprop"]),
        ("pulldown_cmark", &["notes"]),
        ("pretty", &["render"]),
        ("nalgebra", &["minimize"]),
        ("pulp", &["numeric"]),
        ("rayon", &["data", "numeric"]),
        ("ctrlc", &["cli"]),
        ("plotters", &["render"]),
        ("resvg", &["cli"]),
        ("indicatif", &["cli"]),
        ("dashu_ratio", &["number"]),
        ("dashu_int", &["number", "numeric", "algebra"]),
        ("dashu_float", &["number", "numeric"]),
    ] {
        for path in sources(&root()) {
            let Some(module) = module_of(&path) else { continue };
            let text = fs::read_to_string(&path).unwrap();
            let uses = code(&text).any(|line| line.contains(&format!("{library}::")));
            assert!(!uses || owners.contains(&module.as_str()), "{} uses {library}", path.display());
        }
    }
}

#[test]
fn the_library_is_pure() {
    for path in sources(&root()) {
        if module_of(&path).is_none_or(|module| module == "cli") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for forbidden in
            ["std::fs", "std::env", "std::time", "std::process", "std::thread", "println!", "static mut", "SystemTime"]
        {
            assert!(!code(&text).any(|line| line.contains(forbidden)), "{} uses {forbidden}", path.display());
        }
    }
}
