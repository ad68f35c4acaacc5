//! From a loss to its minimum: stationary points, classification, descent.
