//! Values of expressions in numbers: floating point with an error estimate, certified balls of any precision, random points.
