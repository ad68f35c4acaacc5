//! Owns floating-point values with an estimate of their error, and the one place that compares them.

/// A value in floating point and an estimate of how far it is from the true one. NaN: there is no real value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The value.
    pub value: f64,
    /// About how large its error is; never negative.
    pub error: f64,
}

/// What a comparison of two values says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They agree within their errors, and the errors are small.
    Yes,
    /// They differ by far more than their errors.
    No,
    /// One of them has no value, or the errors are too large to tell.
    Unknown,
}

/// Errors are estimates; differences up to this many of them still agree.
const SLACK: f64 = 16.0;

/// Agreement within less than this part of the larger value is always taken for rounding.
const FLOOR: f64 = 1e-9;

/// Errors above this part of the value make a comparison worthless.
const CEILING: f64 = 1e-3;

/// Values below this may have lost digits to underflow.
const UNDERFLOW: f64 = 1e-280;

impl Value {
    /// Exact in floating point.
    pub fn exact(value: f64) -> Self {
        Value { value, error: 0.0 }
    }

    /// A result that was rounded once.
    pub(super) fn rounded(value: f64, error: f64) -> Self {
        Value { value, error: error + value.abs() * f64::EPSILON }
    }

    /// No real value.
    pub const UNDEFINED: Value = Value { value: f64::NAN, error: 0.0 };

    /// Whether there is a finite value.
    pub fn is_defined(self) -> bool {
        self.value.is_finite() && self.error.is_finite()
    }
}

/// Whether two values can be the same number. The only comparison with a tolerance in the whole house.
///
/// ```
/// use gradus::numeric::{Agreement, Value, agree};
/// let third = Value { value: 1.0 / 3.0, error: 1e-16 };
/// assert_eq!(agree(third, Value::exact(0.3333333333333333)), Agreement::Yes);
/// assert_eq!(agree(third, Value::exact(0.34)), Agreement::No);
/// assert_eq!(agree(third, Value::exact(f64::NAN)), Agreement::Unknown);
/// ```
pub fn agree(a: Value, b: Value) -> Agreement {
    if !a.is_defined() || !b.is_defined() {
        return Agreement::Unknown;
    }
    let size = a.value.abs().max(b.value.abs());
    // Near the bottom of the range digits are lost without any error that could be estimated.
    if size < UNDERFLOW && a.value != b.value {
        return Agreement::Unknown;
    }
    let error = SLACK * (a.error + b.error);
    let difference = (a.value - b.value).abs();
    if difference <= error.max(FLOOR * size) {
        if error <= CEILING * size || size == 0.0 || error <= f64::EPSILON {
            Agreement::Yes
        } else {
            Agreement::Unknown
        }
    } else if error <= CEILING * difference {
        Agreement::No
    } else {
        Agreement::Unknown
    }
}
