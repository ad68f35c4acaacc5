//! The `gradus` binary: hands the command line to [`gradus::cli`].

fn main() -> std::process::ExitCode {
    gradus::cli::run()
}
