//! Columns of numbers read from text: CSV and its relatives, exact as written.
