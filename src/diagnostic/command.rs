//! Owns the messages about the command line, files and budgets: codes G06xx.

codes! {}
