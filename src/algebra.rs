//! Rewriting without calculus: tidying, normal forms, expanding, collecting, factoring, simplifying.
