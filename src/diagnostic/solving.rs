//! Owns the messages about equations and minima: codes G05xx.

codes! {}
