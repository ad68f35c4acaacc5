//! Equations: linear systems, polynomials in one unknown, with steps.
