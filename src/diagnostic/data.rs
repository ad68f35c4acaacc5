//! Owns the messages about data files: codes G03xx.

codes! {}
