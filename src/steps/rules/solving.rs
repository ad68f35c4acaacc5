//! Owns the rules of equations, sums and minima.

rules! {}
