//! Owns the scale of an axis: from where to where it runs, where its marks are, and how they are written.

use super::AxisKind;

/// Values that span more than this get an axis of powers of ten, where that was asked for.
const WIDE: f64 = 100.0;
/// This part of the span is left free at both ends.
const MARGIN: f64 = 0.05;

/// An axis with numbers on it. Places are the values themselves, or their decimal logarithms.
pub(super) struct Scale {
    /// The place of its beginning.
    pub low: f64,
    /// The place of its end.
    pub high: f64,
    /// Places of the marks.
    pub marks: Vec<f64>,
    logarithmic: bool,
    /// The distance of two marks.
    step: f64,
}

impl Scale {
    /// The scale for values, with about so many marks; with `tight` it ends where they end.
    pub fn of(values: &[f64], kind: AxisKind, tight: bool, marks: f64) -> Scale {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let positive = || finite().filter(|value| *value > 0.0);
        let ends = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (mut low, mut high) = ends(&mut finite());
        let (lowest, highest) = ends(&mut positive());
        // A loss that reaches zero at last has its curve down to there, on an axis of powers of ten.
        if kind == AxisKind::Magnitude && low >= 0.0 && highest / lowest > WIDE {
            return Scale::logarithmic(lowest, highest, marks);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if low == high {
            let around = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
            (low, high) = (low - around, high + around);
        }
        let margin = if tight { 0.0 } else { MARGIN * (high - low) };
        let from_zero = !tight && low >= 0.0 && kind != AxisKind::Linear;
        let low = if from_zero && low < high / 2.0 { 0.0 } else { low - margin };
        let high = high + margin;
        let whole = if kind == AxisKind::Counting { 1.0 } else { 0.0 };
        let step = round_step((high - low) / marks).max(whole);
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let marks = (0..=(last - first).clamp(0.0, 100.0) as usize).map(|k| (first + k as f64) * step).collect();
        Scale { low, high, marks, logarithmic: false, step }
    }

    fn logarithmic(low: f64, high: f64, marks: f64) -> Scale {
        let (low, high) = (low.log10(), high.log10());
        let margin = MARGIN * (high - low);
        let (low, high) = (low - margin, high + margin);
        let stride = ((high - low) / (marks + 1.0)).ceil().max(1.0);
        let (first, last) = ((low / stride).ceil(), (high / stride).floor());
        let powers = (0..=(last - first).clamp(0.0, 100.0) as usize).map(|k| (first + k as f64) * stride);
        // Between few powers of ten there is room for their doubles and fives.
        let between: &[f64] = if high - low < 3.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let start = if between.len() > 1 { Some(first - 1.0) } else { None };
        let marks =
            start.into_iter().chain(powers).flat_map(|power| between.iter().map(move |part| power + part.log10()));
        let marks = marks.filter(|mark| (low..=high).contains(mark)).collect();
        Scale { low, high, marks, logarithmic: true, step: stride }
    }

    /// The place of a value; none for a value that the axis can't show.
    pub fn place(&self, value: f64) -> Option<f64> {
        let place = if self.logarithmic { value.log10() } else { value };
        place.is_finite().then_some(place)
    }

    /// Where a place lies between the ends, from 0 to 1.
    pub fn share(&self, place: f64) -> f64 {
        (place - self.low) / (self.high - self.low)
    }

    /// What is written at a mark.
    pub fn label(&self, mark: f64) -> String {
        if !self.logarithmic {
            return number(mark, self.step);
        }
        let exponent = mark.floor() as i32 + i32::from(mark.fract() > 0.999);
        let value = 10f64.powf(mark);
        let is_power = (mark - mark.round()).abs() < 1e-9;
        if is_power && !(-3..=4).contains(&exponent) { power(exponent) } else { number(value, 10f64.powi(exponent)) }
    }
}

/// 10⁻⁵.
fn power(exponent: i32) -> String {
    let digits = exponent.to_string();
    let raised = digits.chars().map(|c| match c {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    });
    "10".chars().chain(raised).collect()
}

/// A number with the decimals that numbers at this distance need.
pub(super) fn number(value: f64, step: f64) -> String {
    let value = if value.abs() < step * 1e-6 { 0.0 } else { value };
    let size = value.abs().max(step);
    let text = if (1e-4..1e6).contains(&size) {
        let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let text = format!("{value:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    } else {
        let digits = (value.abs().log10().floor() - step.log10().floor()).clamp(0.0, 9.0) as usize;
        if value == 0.0 { "0".to_owned() } else { format!("{value:.digits$e}") }
    };
    text.replace('-', "−")
}

/// The next of 1, 2, 5, 10, … times a power of ten.
pub(super) fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= step * 0.999).unwrap_or(10.0);
    digit * power
}
