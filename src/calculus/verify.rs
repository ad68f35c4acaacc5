//! Owns the check of a derivation.
use crate::{diagnostic::Diagnostic, expr::Pool, steps::Derivation};

pub(super) fn check(_pool: &mut Pool, _derivation: &Derivation) -> Result<usize, Diagnostic> {
    Ok(0)
}
