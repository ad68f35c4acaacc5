//! Owns floats as they are printed.

/// A float with so many significant digits, trailing zeros dropped.
pub(super) fn digits(value: f64, count: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor();
    if !(-5.0..15.0).contains(&exponent) {
        return format!("{value:.*e}", count.saturating_sub(1));
    }
    let places = (count as f64 - 1.0 - exponent).max(0.0) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
