//! Owns the messages about numbers and values: codes G04xx.

codes! {}
