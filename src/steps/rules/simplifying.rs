//! Owns the rules of simplification: one row an identity, with its condition.

rules! {}
