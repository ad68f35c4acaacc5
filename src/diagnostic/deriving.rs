//! Owns the messages about rewriting and deriving: codes G07xx.

codes! {}
