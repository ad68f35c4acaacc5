//! Owns the rules of derivatives: one row a law of calculus.

rules! {}
