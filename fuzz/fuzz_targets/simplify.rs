//! The law `simplify` on inputs that a fuzzer makes up; see `tests/laws`.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|data: &[u8]| laws::hold("simplify", data));
