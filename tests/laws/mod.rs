//! Owns the laws that hold for every input, whatever it is: one function a law, from bytes to what is wrong.
//!
//! Fuzz targets (`fuzz/`), the short smoke (`tests/smoke.rs`), the properties (`tests/properties.rs`) and the long run
//! (`tests/truth.rs`) all use these, so a law is written down once.
#![allow(dead_code, unreachable_pub)] // Each of the users takes some of them.

pub mod choices;
pub mod pages;
pub mod tapes;
pub mod texts;
pub mod values;

/// What a law says of one input: whether it said anything about it, or what is wrong.
pub type Outcome = Result<bool, String>;

/// A law under its name, which is the name of its fuzz target.
pub struct Law {
    /// The name.
    pub name: &'static str,
    /// Whether its inputs are texts; otherwise they are choices (see [`choices::Bytes`]).
    pub of_text: bool,
    /// The law.
    pub holds: fn(&[u8]) -> Outcome,
}

/// All laws.
pub const LAWS: &[Law] = &[
    Law { name: "text", of_text: true, holds: texts::plain_text },
    Law { name: "latex", of_text: true, holds: texts::latex },
    Law { name: "markdown", of_text: true, holds: texts::note },
    Law { name: "csv", of_text: true, holds: texts::table },
    Law { name: "pipeline", of_text: false, holds: pages::pipeline },
    Law { name: "verdict", of_text: false, holds: values::verdict },
    Law { name: "evaluators", of_text: false, holds: values::evaluators },
    Law { name: "simplify", of_text: false, holds: values::simplified },
    Law { name: "json", of_text: false, holds: pages::json },
];

/// The law of a fuzz target; panics with what is wrong.
pub fn hold(name: &str, data: &[u8]) {
    let law = LAWS.iter().find(|law| law.name == name).expect("a target has the name of a law");
    if let Err(wrong) = (law.holds)(data) {
        panic!("{name}: {wrong}");
    }
}

/// The code and the sentence of a message.
pub fn said(problem: &gradus::diagnostic::Diagnostic) -> String {
    format!("{}: {}", problem.code.id, problem.message(gradus::wording::Lang::En))
}
