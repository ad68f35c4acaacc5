//! The `gradus` binary: hands the command line to [`gradus::cli`].
fn main() {}
